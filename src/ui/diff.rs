//! Runs side by side: who is who, then a table a section. Where the columns find no room, the values stand under their key.

use std::collections::BTreeSet;
use std::io;

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::table::{self, Drawn, shorten};
use super::{Format, Screen, Ui, cell, human, left_out, style};
use crate::view::{Amount, Cell, Change, Diff, Row, Value, Verdict, escape, value_cell};

const GAP: usize = 2;
const INDENT: &str = "  ";
/// Texts are cut down to so many columns before the values go under their key.
const LEAST: usize = 8;
const LEAST_KEY: usize = 14;
const CHANGED: Style = AnsiColor::Yellow.on_default();
const ADDED: Style = AnsiColor::Green.on_default();

impl Ui {
    /// Draws what differs between runs, or shows it as data.
    ///
    /// # Errors
    /// What the writer says.
    pub fn diff(&self, diff: &Diff<'_>, format: Format) -> io::Result<()> {
        if format != Format::Table {
            return self.show(diff, format);
        }
        let screen = self.screen();
        let drawn = draw(diff, &screen);
        self.write(|out| drawn.lines.iter().try_for_each(|line| writeln!(out, "{line}")))?;
        if !drawn.left_out.is_empty() {
            self.status(&left_out(&drawn.left_out, screen.ellipsis()));
        }
        Ok(())
    }
}

fn draw(diff: &Diff<'_>, screen: &Screen) -> Drawn {
    let (columns, rows) = diff.legend();
    let Drawn { mut lines, left_out } = table::draw(&columns, &rows, screen);
    let mut left_out: Vec<String> = left_out;
    let labels = diff.labels();
    for (title, rows) in diff.sections() {
        lines.push(String::new());
        let texts: Vec<Line> = rows.iter().map(|row| Line::new(row, screen)).collect();
        match Grid::fitting(title, &labels, &texts, screen) {
            Some((grid, dropped)) => {
                lines.extend(grid.lines(screen));
                left_out.extend(dropped.into_iter().map(|name| format!("{title} {name}")));
            }
            None => lines.extend(stacked(title, &labels, &texts, screen)),
        }
    }
    lines.push(String::new());
    lines.extend(diff.footer().iter().map(|line| escape(line).into_owned()));
    Drawn { lines, left_out }
}

/// One value as it is drawn.
#[derive(Clone, Default)]
struct Text {
    text: String,
    look: Style,
    /// Numbers are never cut.
    is_text: bool,
    /// Where it first differs, in characters: what stays visible when it is cut.
    focus: usize,
}

impl Text {
    fn least(&self, least: usize) -> usize {
        let width = self.text.width();
        if self.is_text { width.min(least) } else { width }
    }
}

/// One row as it is drawn.
struct Line {
    key: String,
    values: Vec<Text>,
    /// Of each run its difference and percentage, against the first.
    changes: Vec<[String; 2]>,
}

impl Line {
    fn new(row: &Row, screen: &Screen) -> Self {
        let cells: Vec<_> = row.values.iter().map(value_cell).collect();
        let texts = distinct(&cells, screen);
        let mut present = row
            .values
            .iter()
            .zip(&texts)
            .filter(|(v, _)| matches!(v, Value::Text(_)));
        let focus = present.next().map_or(0, |(_, first)| {
            let others = present.filter(|(_, other)| *other != first);
            others.map(|(_, other)| common_start(first, other)).min().unwrap_or(0)
        });
        let first = &row.values[0];
        let text = |(value, text): (&Value, String)| Text {
            text: match value {
                Value::Absent => if screen.ascii { "-" } else { "–" }.to_owned(),
                Value::Text(empty) if empty.is_empty() => "\"\"".to_owned(),
                _ => text,
            },
            look: look(first, value, row.verdict),
            is_text: matches!(value, Value::Text(_) | Value::Unreadable),
            focus,
        };
        Self {
            key: escape(&row.key).into_owned(),
            values: row.values.iter().zip(texts).map(text).collect(),
            changes: row.changes.iter().map(|change| words(change, screen)).collect(),
        }
    }
}

fn look(first: &Value, value: &Value, verdict: Verdict) -> Style {
    match value {
        Value::Absent => style::DIM,
        Value::Unreadable => style::WARNING,
        _ if verdict == Verdict::Same => style::DIM,
        _ if value.is_same(first) => Style::new(),
        _ if *first == Value::Absent => ADDED,
        _ => CHANGED,
    }
}

/// Short texts on a terminal, but with as many digits as tell different numbers apart.
fn distinct(cells: &[Cell], screen: &Screen) -> Vec<String> {
    let show = |cell: &Cell| match screen.terminal {
        true => cell::short(cell, screen.now),
        false => cell::full(cell),
    };
    let mut texts: Vec<String> = cells.iter().map(show).collect();
    for digits in 6..=17 {
        let collide = |i: usize, j: usize| texts[i] == texts[j] && cells[i] != cells[j];
        let collides = |i: &usize| (0..cells.len()).any(|j| collide(*i, j));
        let vague: Vec<usize> = (0..cells.len()).filter(collides).collect();
        for i in vague {
            texts[i] = match &cells[i] {
                Cell::Float(number) => {
                    let rounded = format!("{number:.*e}", digits - 1).parse().unwrap_or(*number);
                    human::exact_float(rounded)
                }
                Cell::Duration(ms) => format!("{}s", *ms as f64 / 1000.0),
                other => cell::full(other),
            };
        }
    }
    texts
}

fn common_start(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count()
}

/// A difference and its percentage, with their signs.
fn words(change: &Change, screen: &Screen) -> [String; 2] {
    let signed = |is_negative: bool, size: String| format!("{}{size}", if is_negative { "-" } else { "+" });
    let amount = match &change.amount {
        None => String::new(),
        Some(Amount::Number(number)) => signed(*number < 0.0, human::float(number.abs())),
        Some(Amount::Duration(ms)) => signed(*ms < 0, human::duration(ms.saturating_abs())),
        Some(Amount::Bytes(bytes)) => {
            let size = u64::try_from(bytes.unsigned_abs()).unwrap_or(u64::MAX);
            let size = if screen.terminal {
                human::bytes(size)
            } else {
                size.to_string()
            };
            signed(*bytes < 0, size)
        }
        Some(Amount::Content) => "content".to_owned(),
        Some(Amount::Commits(change)) => change.to_string(),
    };
    let percent = change.percent.map_or(String::new(), |percent| {
        format!("{}%", signed(percent < 0.0, three_digits(percent.abs())))
    });
    [amount, percent]
}

/// Three significant digits: `0.123`, `5.26`, `133`, `1.2e7`.
fn three_digits(size: f64) -> String {
    match size {
        0.0 => "0".to_owned(),
        s if !(1e-3..1e6).contains(&s) => format!("{s:.1e}"),
        s if s >= 99.95 => format!("{s:.0}"),
        s => {
            let decimals = (2.0 - s.log10().floor()).clamp(0.0, 6.0);
            let text = format!("{s:.*}", decimals as usize);
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    }
}

/// A section's columns: the key, the runs, and what changed.
struct Grid {
    header: Vec<String>,
    rows: Vec<Vec<Text>>,
    widths: Vec<usize>,
    right: Vec<bool>,
}

impl Grid {
    /// With as much of the changes as fits, and the names of those that do not; `None` where the values do not.
    fn fitting(title: &str, labels: &[&str], lines: &[Line], screen: &Screen) -> Option<(Self, Vec<&'static str>)> {
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
        let cut = |row: &Vec<Text>| window(&row[0], self.widths[0], screen.ellipsis());
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
            row.extend(parts.iter().map(|&part| plain(line.changes[1][part].clone())));
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
        let width = |i: usize| column(i).map(|t| t.text.width()).chain([header_width(i)]).max();
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

    fn lines(&self, screen: &Screen) -> Vec<String> {
        let heading = |text: &String| Text {
            look: style::BOLD,
            ..plain(text.clone())
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
            let cut = window(text, width, screen.ellipsis());
            let mut rest = width - cut.width();
            if self.right[i] {
                blanks += std::mem::take(&mut rest);
            }
            if !cut.is_empty() {
                line.push_str(&" ".repeat(std::mem::take(&mut blanks)));
                line.push_str(&style::paint(look_of(text, &cut), &cut, screen.color));
            }
            blanks += rest + GAP;
        }
        line
    }
}

impl Line {
    fn row(&self) -> Vec<Text> {
        let key = Text {
            is_text: true,
            focus: 0,
            ..plain(self.key.clone())
        };
        std::iter::once(key).chain(self.values.iter().cloned()).collect()
    }
}

fn plain(text: String) -> Text {
    Text {
        text,
        ..Text::default()
    }
}

fn look_of(text: &Text, shown: &str) -> Style {
    style::of_word(shown).unwrap_or(text.look)
}

/// Each key, and under it each value with the runs that have it.
fn stacked(title: &str, labels: &[&str], lines: &[Line], screen: &Screen) -> Vec<String> {
    let room = screen.room().unwrap_or(usize::MAX);
    let mut out = vec![style::paint(style::BOLD, title, screen.color)];
    for line in lines {
        out.push(format!(
            "{INDENT}{}",
            shorten(&line.key, room - INDENT.len(), screen.ellipsis())
        ));
        let mut groups: Vec<(String, usize)> = Vec::new();
        for (i, label) in labels.iter().enumerate() {
            let same = |j: usize| line.values[j].text == line.values[i].text && line.changes[j] == line.changes[i];
            match groups.iter_mut().find(|(_, j)| same(*j)) {
                Some((names, _)) => names.push_str(&format!(" {label}")),
                None => groups.push(((*label).to_owned(), i)),
            }
        }
        let widest = groups
            .iter()
            .map(|(names, _)| names.width())
            .max()
            .unwrap_or(0)
            .min(room / 3);
        for (names, i) in groups {
            let said: Vec<&str> = line.changes[i]
                .iter()
                .map(String::as_str)
                .filter(|t| !t.is_empty())
                .collect();
            let said = if said.is_empty() {
                String::new()
            } else {
                format!("  ({})", said.join(", "))
            };
            let names = shorten(&names, widest, screen.ellipsis());
            let blanks = " ".repeat(widest - names.width() + GAP);
            let left = room.saturating_sub(2 * INDENT.len() + widest + GAP);
            let text = &line.values[i];
            let said = if left >= said.width() + text.least(LEAST) {
                said
            } else {
                String::new()
            };
            let value = window(text, left - said.width(), screen.ellipsis());
            let value = style::paint(look_of(text, &value), &value, screen.color);
            out.push(format!("{INDENT}{INDENT}{names}{blanks}{value}{said}"));
        }
    }
    out
}

/// A text cut to a width so that where it differs stays visible: a third of the room is for what stands before.
fn window(text: &Text, width: usize, ellipsis: char) -> String {
    if text.text.width() <= width {
        return text.text.clone();
    }
    if width < LEAST / 2 || text.focus + LEAST / 2 <= width / 2 {
        return shorten(&text.text, width, ellipsis);
    }
    let chars: Vec<char> = text.text.chars().collect();
    let size = |part: &[char]| part.iter().map(|c| c.width().unwrap_or(0)).sum::<usize>();
    let mut start = text.focus.min(chars.len());
    while start > 0 && size(&chars[start - 1..text.focus.min(chars.len())]) <= width / 3 {
        start -= 1;
    }
    while start > 0 && size(&chars[start - 1..]) < width {
        start -= 1;
    }
    while start < chars.len() && chars[start].width() == Some(0) {
        start += 1;
    }
    let rest = &chars[start..];
    if start == 0 {
        let mut head = take(rest, width.saturating_sub(1));
        head.push(ellipsis);
        return head;
    }
    let room = width.saturating_sub(1);
    if size(rest) <= room {
        return std::iter::once(ellipsis).chain(rest.iter().copied()).collect();
    }
    format!("{ellipsis}{}{ellipsis}", take(rest, room.saturating_sub(1)))
}

fn take(chars: &[char], room: usize) -> String {
    let mut used = 0;
    let fits = |c: &&char| {
        used += c.width().unwrap_or(0);
        used <= room
    };
    chars.iter().take_while(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_stays_visible() {
        let cut = |text: &str, focus, width| {
            let text = Text {
                focus,
                ..plain(text.to_owned())
            };
            let cut = window(&text, width, '…');
            assert!(cut.width() <= width, "{cut}");
            cut
        };
        let long = "s3://bucket/datasets/2024-01-01/train-A-of-many-parts.parquet";
        assert_eq!(cut(long, 38, 20), "…train-A-of-many-pa…");
        assert_eq!(cut(long, 61, 20), "…-many-parts.parquet");
        assert_eq!(cut(long, 0, 20), "s3://bucke…s.parquet");
        assert_eq!(cut("short", 3, 20), "short");
        assert_eq!(cut("손실 줄이기 손실 줄이기 다름", 14, 12), "…줄이기 다름");
        for width in 1..30 {
            cut(
                "손실 줄이기 손실 줄이기 다름 e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}",
                17,
                width,
            );
        }
    }

    #[test]
    fn percentages_have_three_digits() {
        let said = [0.0, 33.333, 5.263, 0.0123, 133.3, 99.99, 1234.5, 2e7, 1e-9].map(three_digits);
        assert_eq!(
            said,
            ["0", "33.3", "5.26", "0.0123", "133", "100", "1234", "2.0e7", "1.0e-9"]
        );
    }
}
