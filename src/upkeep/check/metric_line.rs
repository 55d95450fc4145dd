//! A line of a metric's file as MLflow takes it.

use crate::store::file::metric_file::{integer, number};

/// Whose metrics they are: of runs, or of logged models, whose lines name the run besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Run,
    LoggedModel,
}

/// One line as MLflow takes it.
pub(super) enum Line<'t> {
    Read {
        time: i128,
        value: &'t str,
        step: i128,
        fields: usize,
    },
    /// The right three fields between other blanks than one.
    Separated(String),
    /// A dataset's name with blanks in it: the same without the dataset.
    DatasetBlank(String),
    Swapped,
    Bad(String),
}

pub(super) fn line(text: &str, of: Of) -> Line<'_> {
    let text = text.trim();
    let fields: Vec<&str> = text.split(' ').collect();
    let three = |fields: &[&str]| -> Option<(i128, i128)> {
        number(fields[1])?;
        Some((integer(fields[0])?, integer(fields[2])?))
    };
    let counts = match of {
        Of::Run => [2, 3, 5],
        Of::LoggedModel => [4, 4, 6],
    };
    let count = fields.len();
    if text.is_empty() {
        return Line::Bad("a blank line".to_owned());
    }
    if count == 2 && of == Of::Run {
        return match (integer(fields[0]), number(fields[1])) {
            (Some(time), Some(_)) => Line::Read {
                time,
                value: fields[1],
                step: 0,
                fields: 2,
            },
            (None, _) => Line::Bad(format!("`{}` is no time", fields[0])),
            _ => Line::Bad(format!("`{}` is no number", fields[1])),
        };
    }
    let rightly: Vec<&str> = text.split_whitespace().collect();
    if rightly != fields && counts.contains(&rightly.len()) && rightly.len() >= 3 && three(&rightly).is_some() {
        return Line::Separated(rightly.join(" "));
    }
    if count < 3 || !counts.contains(&count) {
        let least = if of == Of::Run { 6 } else { 7 };
        if count >= least && three(&fields).is_some() {
            let kept = if of == Of::Run { 3 } else { 4 };
            return Line::DatasetBlank(fields[..kept].join(" "));
        }
        let [first, .., last] = counts;
        let middle = if of == Of::Run { ", 3" } else { "" };
        let s = if count == 1 { "" } else { "s" };
        return Line::Bad(format!("{count} field{s} where {first}{middle} or {last} belong"));
    }
    match (integer(fields[0]), number(fields[1]), integer(fields[2])) {
        (Some(time), Some(_), Some(step)) => Line::Read {
            time,
            value: fields[1],
            step,
            fields: count,
        },
        (Some(_), Some(_), None)
            if integer(fields[1]).is_some() && number(fields[2]).is_some() && is_fraction(fields[2]) =>
        {
            Line::Swapped
        }
        (None, ..) => Line::Bad(format!("`{}` is no time", fields[0])),
        (_, None, _) => Line::Bad(format!("`{}` is no number", fields[1])),
        _ => Line::Bad(format!("`{}` is no step", fields[2])),
    }
}

/// `3.0` is a step written as a float rather than a value.
fn is_fraction(text: &str) -> bool {
    number(text).is_some_and(|number| number.fract() != 0.0 || !number.is_finite())
}

/// What ends a line besides `\n` where Python splits a text (`str.splitlines`).
const BREAKS: [char; 9] = [
    '\r', '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}', '\u{2029}',
];

/// The lines of a file, without their ends, and whether the last one is ended.
pub(super) fn lines(text: &str) -> (Vec<&str>, bool) {
    let body = match text.strip_suffix('\n') {
        Some(body) => Some(body.strip_suffix('\r').unwrap_or(body)),
        None => text.strip_suffix(BREAKS),
    };
    let lines = body.unwrap_or(text).split('\n');
    let lines = lines.flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split(BREAKS));
    (lines.collect(), body.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_split_as_python_splits_it() {
        assert_eq!(lines("a\nb\r\nc\rd"), (vec!["a", "b", "c", "d"], false));
        assert_eq!(lines("a\r\n"), (vec!["a"], true));
        assert_eq!(lines("a\u{b}b\u{2028}"), (vec!["a", "b"], true));
        assert_eq!(lines("a\u{c}\n"), (vec!["a", ""], true));
    }

    /// What MLflow 3.17 does with each is in the comment of its group.
    #[test]
    fn lines_are_taken_as_mlflow_takes_them() {
        let of = |text: &str, of| match line(text, of) {
            Line::Read { fields, step, .. } => format!("{fields} fields, step {step}"),
            Line::Separated(line) => format!("separated: {line}"),
            Line::DatasetBlank(line) => format!("dataset: {line}"),
            Line::Swapped => "swapped".to_owned(),
            Line::Bad(why) => why,
        };
        for (text, expected) in [
            // reads them
            ("1 0.5 3", "3 fields, step 3"),
            ("1 nan -3\r", "3 fields, step -3"),
            ("1 0.5", "2 fields, step 0"),
            ("1 0.5 3 train d1", "5 fields, step 3"),
            // raises
            ("1 0.5 3 my train d1", "dataset: 1 0.5 3"),
            ("1\t0.5\t3", "separated: 1 0.5 3"),
            ("1  0.5 3", "separated: 1 0.5 3"),
            ("1 3 0.5", "swapped"),
            ("1 0.5 3.0", "`3.0` is no step"),
            ("1.5 0.5 3", "`1.5` is no time"),
            ("1 0,5 3", "`0,5` is no number"),
            ("1 0.5 3 x", "4 fields where 2, 3 or 5 belong"),
            ("1", "1 field where 2, 3 or 5 belong"),
            ("", "a blank line"),
        ] {
            assert_eq!(of(text, Of::Run), expected, "{text:?}");
        }
        assert_eq!(of("1 0.5 3 run", Of::LoggedModel), "4 fields, step 3");
        assert_eq!(of("1 0.5 3 run my data d1", Of::LoggedModel), "dataset: 1 0.5 3 run");
        assert_eq!(of("1 0.5 3", Of::LoggedModel), "3 fields where 4 or 6 belong");
    }
}
