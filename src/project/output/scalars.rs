//! Metrics of lines such as `loss: 0.5` and `epoch 3 loss=0.5 acc=0.9`.

use regex::bytes::{Captures, Regex};

use crate::codec::pyfloat;

/// Names that are the step of the metrics around them and no metrics themselves, the one that counts most first.
const STEPS: [&str; 5] = ["global_step", "step", "iteration", "iter", "epoch"];

const PAIR: &str = r"(?x) ([\pL_][\w./-]*) (?: [\ \t]*=[\ \t]* | (:[\ \t]+) )
    ( [-+]? (?: (?:\d+\.?\d*|\.\d+) (?:[eE][-+]?\d+)? | (?i:inf(?:inity)?|nan) ) )";
const STEP: &str = r"(?xi) \b (global_step|step|iteration|iter|epoch) [\ \t]*[\#=:]?[\ \t]*\[?[\ \t]* (\d{1,18}) \b";

/// Looks for them.
#[derive(Debug)]
pub(super) struct Scalars {
    pair: Regex,
    step: Regex,
}

impl Scalars {
    /// # Errors
    /// None that these patterns could cause.
    pub(super) fn new() -> Result<Self, regex::Error> {
        Ok(Self {
            pair: Regex::new(PAIR)?,
            step: Regex::new(STEP)?,
        })
    }

    /// The step that a line names, where it does.
    pub(super) fn step(&self, line: &[u8]) -> Option<i64> {
        let rank = |name: &str| STEPS.iter().position(|step| name.eq_ignore_ascii_case(step));
        let named = self.step.captures_iter(line).filter_map(|found| {
            let (name, number) = (text(&found, 1)?, text(&found, 2)?);
            Some((rank(name)?, number.parse().ok()?))
        });
        named.min_by_key(|(rank, _)| *rank).map(|(_, step)| step)
    }

    /// The metrics of a line. A number that words follow (`Read: 50 files`) is none, unless it stands behind `=`.
    pub(super) fn pick(&self, line: &[u8], found: &mut dyn FnMut(&str, f64)) {
        let pairs: Vec<Captures<'_>> = self.pair.captures_iter(line).collect();
        for (place, pair) in pairs.iter().enumerate() {
            let Some(whole) = pair.get(0) else { continue };
            let next = pairs
                .get(place + 1)
                .and_then(|next| next.get(0))
                .map(|next| next.start());
            let is_inside = line[..whole.start()].last().is_some_and(|byte| is_of_word(*byte));
            if is_inside
                || !ends(
                    &line[whole.end()..],
                    pair.get(2).is_some(),
                    next.map(|at| at - whole.end()),
                )
            {
                continue;
            }
            if let (Some(name), Some(value)) = (text(pair, 1), pair.get(3).and_then(|value| number(value.as_bytes())))
                && !is_step(name)
            {
                found(name, value);
            }
        }
    }
}

/// Whether a metric of that name is the step of the others.
pub(super) fn is_step(name: &str) -> bool {
    STEPS.iter().any(|step| name.eq_ignore_ascii_case(step))
}

/// A number as Python reads it; a full stop behind it is no part of it.
pub(super) fn number(bytes: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(bytes).ok()?.trim();
    pyfloat::parse(text).or_else(|| pyfloat::parse(text.trim_end_matches(['.', ','])))
}

/// Whether a number ends where `rest` begins, and whether it may; the next pair begins so many bytes further.
fn ends(rest: &[u8], after_colon: bool, next: Option<usize>) -> bool {
    let rest = rest.strip_prefix(b"%").unwrap_or(rest);
    match rest {
        [] => return true,
        [b'.', b' ' | b'\t', ..] | [b'.'] => return true,
        [b' ' | b'\t', ..] => {}
        [first, ..] => return b",;|)]}>\"'".contains(first),
    }
    let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let begins_word = rest.get(blanks).is_some_and(|byte| is_of_word(*byte));
    !after_colon || !begins_word || next.is_some_and(|next| next <= blanks + 1)
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

fn text<'a>(captures: &Captures<'a>, group: usize) -> Option<&'a str> {
    std::str::from_utf8(captures.get(group)?.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_many_programs() {
        let scalars = Scalars::new().unwrap();
        for (line, step, metrics) in [
            ("loss: 0.25", None, "loss=0.25"),
            ("epoch 3 loss=0.5 acc=0.9", Some(3), "loss=0.5 acc=0.9"),
            (
                "Epoch 3/10 - loss: 0.5 - val_loss: 1e-3",
                Some(3),
                "loss=0.5 val_loss=0.001",
            ),
            ("Epoch [2/5], Step [100/600], Loss: 0.2", Some(100), "Loss=0.2"),
            ("step: 12", Some(12), ""),
            ("train/loss = -1.5, lr=.1, n=nan", None, "train/loss=-1.5 lr=0.1 n=NaN"),
            (
                "100%|##| 5/5 [00:01<00:00, 4.9it/s, loss=0.1, acc=93%]",
                None,
                "loss=0.1 acc=93",
            ),
            ("INFO:root:loss: 0.5.", None, "loss=0.5"),
            ("{'loss': 0.5}", None, ""),
            ("Time: 12:30:05", None, ""),
            ("Read: 50 files", None, ""),
            ("took=3s size=10MB v=1.2.3", None, ""),
            ("loss: 1 acc: 2 words", None, "loss=1"),
            ("3x=5", None, ""),
            ("손실: 0.5", None, "손실=0.5"),
            ("no numbers here: none", None, ""),
        ] {
            assert_eq!(scalars.step(line.as_bytes()), step, "{line}");
            let mut seen = Vec::new();
            scalars.pick(line.as_bytes(), &mut |name, value| seen.push(format!("{name}={value}")));
            assert_eq!(seen.join(" "), metrics, "{line}");
        }
    }
}
