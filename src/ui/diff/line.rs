use anstyle::{AnsiColor, Style};

use super::text::Text;
use crate::ui::{Screen, cell, human, style};
use crate::view::{Amount, Cell, Change, Row, Value, Verdict, escape, value_cell};

const CHANGED: Style = AnsiColor::Yellow.on_default();
const ADDED: Style = AnsiColor::Green.on_default();

/// One row as it is drawn.
pub(super) struct Line {
    pub(super) key: String,
    pub(super) values: Vec<Text>,
    /// Of each run its difference and percentage, against the first.
    pub(super) changes: Vec<[String; 2]>,
}

impl Line {
    pub(super) fn new(row: &Row, screen: &Screen) -> Self {
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

    /// The key and the values.
    pub(super) fn row(&self) -> Vec<Text> {
        let key = Text {
            is_text: true,
            ..Text::plain(self.key.as_str())
        };
        std::iter::once(key).chain(self.values.iter().cloned()).collect()
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
        true => cell::short(cell, screen),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_have_three_digits() {
        let said = [0.0, 33.333, 5.263, 0.0123, 133.3, 99.99, 1234.5, 2e7, 1e-9].map(three_digits);
        assert_eq!(
            said,
            ["0", "33.3", "5.26", "0.0123", "133", "100", "1234", "2.0e7", "1.0e-9"]
        );
    }
}
