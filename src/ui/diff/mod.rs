//! Runs side by side: who is who, then a table a section. Where the columns find no room, the values stand under their key.

mod grid;
mod line;
mod text;

use std::io;

use unicode_width::UnicodeWidthStr;

use self::grid::Grid;
use self::line::Line;
use super::table::{self, Drawn, shorten};
use super::{Format, Screen, Ui, left_out, style};
use crate::view::{Diff, escape};

const GAP: usize = 2;
const INDENT: &str = "  ";
/// Texts are cut down to so many columns before the values go under their key.
const LEAST: usize = 8;
const LEAST_KEY: usize = 14;

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
            let value = text.window(left - said.width(), screen.ellipsis());
            let value = text.paint(&value, screen.color);
            out.push(format!("{INDENT}{INDENT}{names}{blanks}{value}{said}"));
        }
    }
    out
}
