use std::borrow::Cow;
use std::error::Error;
use std::fmt::Write as _;
use std::io;
use std::ops::Range;

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use super::Ui;
use super::style::{BOLD, DIM, ERROR, HINT, WARNING, paint};
use crate::view::escape;

/// An error or a warning as people are told of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    heading: String,
    causes: Vec<String>,
    place: Option<Place>,
    hints: Vec<String>,
}

/// Where in a text the error is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The file, or another name of the text.
    pub origin: String,
    /// From 1.
    pub line: usize,
    /// In characters from 1, where known.
    pub column: Option<usize>,
    /// How many characters are meant; 0 counts as 1.
    pub length: usize,
    /// That line, where known.
    pub source: Option<String>,
}

impl Report {
    /// A heading alone.
    #[must_use]
    pub fn new(heading: impl Into<String>) -> Self {
        Self {
            heading: heading.into(),
            ..Self::default()
        }
    }

    /// An error and its causes, each text once: a cause that the text before it already quotes is left out.
    #[must_use]
    pub fn of(error: &(dyn Error + 'static)) -> Self {
        let mut report = Self::new(error.to_string());
        let mut above = report.heading.clone();
        let mut cause = error.source();
        while let Some(error) = cause {
            let text = error.to_string();
            if !above.contains(&text) {
                report.causes.push(text.clone());
                above = text;
            }
            cause = error.source();
        }
        report
    }

    /// With the place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// With something to try.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.add_hint(hint);
        self
    }

    /// Adds something to try.
    pub fn add_hint(&mut self, hint: impl Into<String>) {
        self.hints.push(hint.into());
    }

    /// As an error.
    pub(super) fn draw(&self, color: bool) -> String {
        self.draw_as("error:", ERROR, color)
    }

    /// As a warning, which is quieter: its heading is not bold.
    pub(super) fn draw_warning(&self, color: bool) -> String {
        self.draw_as("warning:", WARNING, color)
    }

    fn draw_as(&self, word: &str, look: Style, color: bool) -> String {
        let heading = safe_lines(&self.heading);
        let bold = color && look == ERROR;
        let mut out = format!("{} {}\n", paint(look, word, color), paint(BOLD, &heading, bold));
        if let Some(place) = &self.place {
            place.draw(&mut out, look, color);
        }
        for cause in &self.causes {
            let _ = writeln!(out, "  {} {}", paint(DIM, "cause:", color), safe_lines(cause));
        }
        for hint in &self.hints {
            let _ = writeln!(out, "{} {}", paint(HINT, "hint:", color), safe_lines(hint));
        }
        out
    }
}

impl Ui {
    /// Prints reports that are a command's result on standard output; `true` marks errors, the others are warnings.
    ///
    /// # Errors
    /// What the writer says.
    pub fn reports(&self, reports: &[(Report, bool)]) -> io::Result<()> {
        let color = self.screen().color;
        let draw = |(report, is_error): &(Report, bool)| match is_error {
            true => report.draw(color),
            false => report.draw_warning(color),
        };
        let text = reports.iter().map(draw).collect::<Vec<_>>().join("\n");
        self.raw(&text)
    }
}

impl Place {
    /// The first line of a span, in bytes, of a text of several lines.
    #[must_use]
    pub fn within(origin: impl Into<String>, text: &str, span: Range<usize>) -> Self {
        let start = boundary(text, span.start);
        let end = boundary(text, span.end).max(start);
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[line_start..].lines().next().unwrap_or_default();
        let marked = text[start..end].lines().next().unwrap_or_default();
        Self {
            origin: origin.into(),
            line: text[..start].matches('\n').count() + 1,
            column: Some(text[line_start..start].chars().count() + 1),
            length: marked.chars().count(),
            source: Some(line.to_owned()),
        }
    }

    fn draw(&self, out: &mut String, look: Style, color: bool) {
        let number = self.line.to_string();
        let margin = " ".repeat(number.len());
        let arrow = paint(DIM, "-->", color);
        let bar = paint(DIM, "|", color);
        let _ = write!(out, "{margin}{arrow} {}:{number}", escape(&self.origin));
        if let Some(column) = self.column {
            let _ = write!(out, ":{column}");
        }
        out.push('\n');
        let Some(source) = &self.source else { return };
        let (source, column) = around(source, self.column);
        let _ = writeln!(
            out,
            "{margin} {bar}\n{} {bar} {}",
            paint(DIM, &number, color),
            escape(&source)
        );
        if let Some(column) = column {
            let before: String = source.chars().take(column.saturating_sub(1)).collect();
            let marked: String = source
                .chars()
                .skip(column.saturating_sub(1))
                .take(self.length)
                .collect();
            let blanks = " ".repeat(escape(&before).width());
            let carets = "^".repeat(escape(&marked).width().max(1));
            let _ = writeln!(out, "{margin} {bar} {blanks}{}", paint(look, &carets, color));
        }
    }
}

/// What is shown of a line, and the column in that: the whole of it, or what is near the place in a very long one.
fn around(line: &str, column: Option<usize>) -> (Cow<'_, str>, Option<usize>) {
    const WIDEST: usize = 200; // in characters
    if line.chars().nth(WIDEST).is_none() {
        return (Cow::Borrowed(line), column);
    }
    let from = column.unwrap_or(1).saturating_sub(1 + WIDEST / 4);
    let mut rest = line.chars().skip(from);
    let part: String = rest.by_ref().take(WIDEST).collect();
    let [before, after] = [from > 0, rest.next().is_some()].map(|is_cut| if is_cut { "…" } else { "" });
    let column = column.map(|column| column - from + before.chars().count());
    (Cow::Owned(format!("{before}{part}{after}")), column)
}

/// The greatest place between two characters that is not behind `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

/// Further lines stand under the first.
fn safe_lines(text: &str) -> String {
    text.trim_end().split('\n').map(escape).collect::<Vec<_>>().join("\n  ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_very_long_line_what_is_near_is_shown() {
        let line = format!("{}!{}", "x".repeat(1000), "y".repeat(1_000_000));
        for (column, begins, caret) in [(1001, "…x", 51), (1, "x", 0), (1_001_001, "…y", 51)] {
            let place = Place {
                column: Some(column),
                length: 1_000_000,
                source: Some(line.clone()),
                ..Place::default()
            };
            let drawn = Report::new("bad").at(place).draw(false);
            let lines: Vec<&str> = drawn.lines().collect();
            assert!(lines[3].starts_with(&format!("0 | {begins}")), "{}", lines[3]);
            assert_eq!(lines[4].find('^'), Some(4 + caret), "{}", lines[4]);
            assert!(lines[3..].iter().all(|line| line.chars().count() < 220));
        }
    }

    #[derive(Debug, thiserror::Error)]
    #[error("{text}")]
    struct Link {
        text: &'static str,
        source: Option<Box<Self>>,
    }

    #[test]
    fn an_error_names_place_causes_and_hint() {
        let link = |text, source: Option<Link>| Link {
            text,
            source: source.map(Box::new),
        };
        let denied = link("permission denied", None);
        let error = link(
            "cannot run x",
            Some(link("cannot read MLproject: permission denied", Some(denied))),
        );
        let report = Report::of(&error)
            .at(Place {
                origin: "MLproject".into(),
                line: 12,
                column: Some(5),
                length: 0,
                source: Some("이름: [\u{1b}".into()),
            })
            .hint("close the bracket");
        assert_eq!(
            report.draw(false),
            "\
error: cannot run x
  --> MLproject:12:5
   |
12 | 이름: [\\x1b
   |       ^
  cause: cannot read MLproject: permission denied
hint: close the bracket
"
        );
    }
    #[test]
    fn a_span_is_marked_on_its_own_line() {
        let text = "이름 = 'x'\nAND\t손실 >> 3";
        let start = text.find('손').unwrap();
        let place = |span| Report::new("e").at(Place::within("--filter", text, span));
        assert_eq!(
            place(start..start + 6).draw_warning(false),
            "\
warning: e
 --> --filter:2:5
  |
2 | AND\\t손실 >> 3
  |      ^^^^
"
        );
        let at_end = place(text.len()..text.len()).draw(false);
        assert!(at_end.ends_with("3\n  |               ^\n"), "{at_end}");
        let over_lines = place(9..start + 3).draw(false);
        assert!(
            over_lines.contains(":1:6\n") && over_lines.ends_with("       ^^^\n"),
            "{over_lines}"
        );
    }
}
