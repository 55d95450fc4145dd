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
    let amount = match &change.amount {
        None => String::new(),
        Some(Amount::Number(number)) => human::signed(*number < 0.0, &human::float(number.abs())),
        Some(Amount::Duration(ms)) => human::signed(*ms < 0, &human::duration(ms.saturating_abs())),
        Some(Amount::Bytes(bytes)) => {
            let size = u64::try_from(bytes.unsigned_abs()).unwrap_or(u64::MAX);
            let size = if screen.terminal {
                human::bytes(size)
            } else {
                size.to_string()
            };
            human::signed(*bytes < 0, &size)
        }
        Some(Amount::Content) => "content".to_owned(),
        Some(Amount::Commits(change)) => change.to_string(),
    };
    [amount, change.percent.map_or(String::new(), human::percent)]
}
