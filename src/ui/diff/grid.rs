use std::collections::BTreeSet;

use unicode_width::UnicodeWidthStr;

use super::line::Line;
use super::text::Text;
use super::{GAP, INDENT, LEAST, LEAST_KEY};
use crate::ui::{Screen, style};

/// A section's columns: the key, the runs, and what changed.
pub(super) struct Grid {
    header: Vec<String>,
    rows: Vec<Vec<Text>>,
    widths: Vec<usize>,
    right: Vec<bool>,
}

impl Grid {
    /// With as much of the changes as fits, and the names of those that do not; `None` where the values do not.
    pub(super) fn fitting(
        title: &str,
        labels: &[&str],
        lines: &[Line],
        screen: &Screen,
    ) -> Option<(Self, Vec<&'static str>)> {
        let has = |part: usize| lines.iter().any(|l| l.changes.iter().any(|c| !c[part].is_empty()));
        let all: Vec<usize> = (0..2).filter(|&part| has(part)).collect();
        let tries = match labels.len() {
            2 if all.contains(&1) => vec![all.clone(), vec![1]],
            2 => vec![all.clone()],
            _ => vec![all.clone(), Vec::new()],
        };
        for parts in tries {
            let mut grid = match labels.len() {
                2 => Self::of_two(title, labels, lines, &parts, screen),
                _ => Self::of_many(title, labels, lines, !parts.is_empty()),
            };
            if screen
                .room()
                .is_none_or(|room| grid.shrink(room) && grid.keys_differ(screen))
            {
                let dropped = all.iter().filter(|part| !parts.contains(part));
                return Some((grid, dropped.map(|&part| ["difference", "percent"][part]).collect()));
            }
        }
        None
    }

    /// Whether the keys can be told apart as cut.
    fn keys_differ(&self, screen: &Screen) -> bool {
        let cut = |row: &Vec<Text>| row[0].window(self.widths[0], screen.ellipsis());
        let keys: BTreeSet<String> = self.rows.iter().map(cut).collect();
        keys.len() == self.rows.len()
    }

    fn of_two(title: &str, labels: &[&str], lines: &[Line], parts: &[usize], screen: &Screen) -> Self {
        let mut header = vec![title.to_owned()];
        header.extend(labels.iter().map(|&label| label.to_owned()));
        let names = [if screen.ascii { "delta" } else { "Δ" }, "%"];
        header.extend(parts.iter().map(|&part| names[part].to_owned()));
        let row = |line: &Line| {
            let mut row = line.row();
            row.extend(parts.iter().map(|&part| Text::plain(line.changes[1][part].clone())));
            row
        };
        Self::new(header, lines.iter().map(row).collect(), 3)
    }

    /// With the percentages, or where there is none the differences, in parentheses behind the values.
    fn of_many(title: &str, labels: &[&str], lines: &[Line], with_changes: bool) -> Self {
        let mut header = vec![title.to_owned()];
        header.extend(labels.iter().map(|&label| label.to_owned()));
        let row = |line: &Line| {
            let mut row = line.row();
            for (text, [amount, percent]) in row[1..].iter_mut().zip(&line.changes).filter(|_| with_changes) {
                let change = if percent.is_empty() { amount } else { percent };
                if !change.is_empty() {
                    text.text.push_str(&format!(" ({change})"));
                }
            }
            row
        };
        Self::new(header, lines.iter().map(row).collect(), usize::MAX)
    }

    /// Columns from `numbers` on are right-aligned, and so are those whose values are all numbers.
    fn new(header: Vec<String>, rows: Vec<Vec<Text>>, numbers: usize) -> Self {
        let column = |i: usize| rows.iter().map(move |row| &row[i]);
        let header_width = |i: usize| header[i].width().saturating_sub(if i == 0 { INDENT.len() } else { 0 });
        let width = |i: usize| column(i).map(Text::width).chain([header_width(i)]).max();
        Self {
            widths: (0..header.len()).map(|i| width(i).unwrap_or(0)).collect(),
            right: (0..header.len())
                .map(|i| i >= numbers || (i > 0 && column(i).all(|text| !text.is_text)))
                .collect(),
            header,
            rows,
        }
    }

    /// Narrows columns of text until all fit; says whether they do.
    fn shrink(&mut self, room: usize) -> bool {
        let least = |i: usize| {
            let texts = self.rows.iter().map(|row| &row[i]);
            let least = if i == 0 { LEAST_KEY } else { LEAST };
            let header = self.header[i].width().min(LEAST);
            texts.map(|text| text.least(least)).max().unwrap_or(0).max(header)
        };
        let least: Vec<usize> = (0..self.widths.len()).map(least).collect();
        let total = |widths: &[usize]| INDENT.len() + widths.iter().sum::<usize>() + GAP * (widths.len() - 1);
        if total(&least) > room {
            return false;
        }
        for _ in room..total(&self.widths) {
            let spare = (0..least.len()).filter(|&i| self.widths[i] > least[i]);
            if let Some(widest) = spare.max_by_key(|&i| self.widths[i]) {
                self.widths[widest] -= 1;
            }
        }
        true
    }

    pub(super) fn lines(&self, screen: &Screen) -> Vec<String> {
        let heading = |text: &String| Text {
            look: style::BOLD,
            ..Text::plain(text.as_str())
        };
        let header: Vec<Text> = self.header.iter().map(heading).collect();
        let mut lines = vec![self.line("", &header, screen)];
        lines.extend(self.rows.iter().map(|row| self.line(INDENT, row, screen)));
        lines
    }

    fn line(&self, indent: &str, row: &[Text], screen: &Screen) -> String {
        let mut line = indent.to_owned();
        let mut blanks = 0;
        for (i, text) in row.iter().enumerate() {
            let width = self.widths[i] + if i == 0 { INDENT.len() - indent.len() } else { 0 };
            let cut = text.window(width, screen.ellipsis());
            let mut rest = width - cut.width();
            if self.right[i] {
                blanks += std::mem::take(&mut rest);
            }
            if !cut.is_empty() {
                line.push_str(&" ".repeat(std::mem::take(&mut blanks)));
                line.push_str(&text.paint(&cut, screen.color));
            }
            blanks += rest + GAP;
        }
        line
    }
}
