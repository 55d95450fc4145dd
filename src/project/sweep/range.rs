//! Ranges of numbers: how they are written, and what is wrong with them.

use std::ops::Range;

use super::decimal::Decimal;
use super::error::Fault;
use super::values::{DRAWN_DIGITS, MOST, Values};

/// `[log:]START..END[:STEP|/COUNT]`, in pieces.
pub(super) struct Form<'a> {
    log: bool,
    start: &'a str,
    end: &'a str,
    /// With its first character.
    rest: &'a str,
}

impl<'a> Form<'a> {
    /// A range is what has a number before its two dots and one behind them, and then nothing, `:` or `/`: `../data`,
    /// `a..b` and `1..2rc` are texts.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        let (log, range) = match text.strip_prefix("log:") {
            Some(range) => (true, range),
            None => (false, text),
        };
        let (start, behind) = range.split_at(number_length(range)?);
        let behind = behind.strip_prefix("..")?;
        let (end, rest) = behind.split_at(number_length(behind)?);
        (rest.is_empty() || rest.starts_with([':', '/'])).then_some(Self { log, start, end, rest })
    }

    /// `span` is where the whole stands.
    pub(super) fn values(self, span: Range<usize>, drawn: bool) -> Result<Values, Fault> {
        let at_end = span.end - self.rest.len()..span.end;
        let numbers = [self.start, self.end].map(Decimal::parse);
        match (self.rest.chars().next(), self.log) {
            (Some('/'), log) => {
                let count = count(&self.rest[1..], at_end.clone())?;
                if log {
                    self.positive(&span)?;
                    let ends = [self.start, self.end].map(shown);
                    return Ok(Values::Log { ends, count });
                }
                let (start, end, scale) = aligned(numbers[0], numbers[1], &span)?;
                Ok(Values::Spaced {
                    start,
                    end,
                    scale,
                    count,
                })
            }
            (Some(_), true) => {
                let message = "a log range has no step";
                Err(Fault::new(at_end, message).help(format!("say how many: log:{}..{}/5", self.start, self.end)))
            }
            (Some(_), false) => self.steps(numbers, &span, at_end),
            (None, true) if drawn => {
                let ends = self.positive(&span)?;
                let whole = is_whole(self.start) && is_whole(self.end);
                Ok(Values::LogBetween { ends, whole })
            }
            (None, false) if is_whole(self.start) && is_whole(self.end) => {
                let (start, end, scale) = aligned(numbers[0], numbers[1], &span)?;
                let step = if end < start { -1 } else { 1 };
                steps((start, end, step), scale, span)
            }
            (None, false) if drawn => {
                let (start, end, scale) = aligned(numbers[0], numbers[1], &span)?;
                let finer = finer(end.abs_diff(start));
                let zeros = 10_i128.pow(finer);
                let (Some(start), Some(end)) = (start.checked_mul(zeros), end.checked_mul(zeros)) else {
                    return Err(too_long(span));
                };
                let scale = scale + finer;
                Ok(Values::Between { start, end, scale })
            }
            (None, log) => {
                let range = format!("{}{}..{}", if log { "log:" } else { "" }, self.start, self.end);
                let help = if log {
                    format!("say how many: {range}/5")
                } else {
                    format!("say how many: {range}/5, or how far apart: {range}:0.1")
                };
                Err(Fault::new(span, "there is no end of numbers between these").help(help))
            }
        }
    }

    fn steps(
        &self,
        [start, end]: [Option<Decimal>; 2],
        span: &Range<usize>,
        at_end: Range<usize>,
    ) -> Result<Values, Fault> {
        let text = &self.rest[1..];
        let at_step = at_end.start + 1..at_end.end;
        let step = Decimal::parse(text).filter(|_| number_length(text) == Some(text.len()));
        let Some(step) = step else {
            let message = format!("`{text}` is no step");
            return Err(Fault::new(or_colon(at_step), message).help("a range is START..END:STEP, such as 0..1:0.25"));
        };
        let (start, end, scale) = aligned(start, end, span)?;
        let scale = scale.max(step.scale);
        let finer = |digits: i128, from: u32| Decimal { digits, scale: from }.at_scale(scale);
        let from = self.scale();
        let (Some(start), Some(end), Some(step)) = (finer(start, from), finer(end, from), step.at_scale(scale)) else {
            return Err(too_long(span.clone()));
        };
        if step == 0 {
            return Err(Fault::new(at_step, "a step of 0 leads nowhere"));
        }
        if step < 0 && start < end {
            let message = format!("this step leads away from {}", self.end);
            return Err(Fault::new(at_step, message).help("leave its `-` out"));
        }
        let step = if end < start { -step.abs() } else { step.abs() };
        steps((start, end, step), scale, span.clone())
    }

    /// What both ends are written with behind the point.
    fn scale(&self) -> u32 {
        let scale = |text| Decimal::parse(text).map_or(0, |number| number.scale);
        scale(self.start).max(scale(self.end))
    }

    fn positive(&self, span: &Range<usize>) -> Result<[f64; 2], Fault> {
        let ends = [self.start, self.end].map(|end| end.parse::<f64>().unwrap_or(0.0));
        if ends.iter().all(|end| *end > 0.0 && end.is_finite()) {
            return Ok(ends);
        }
        Err(Fault::new(span.clone(), "both ends of a log range must be above 0"))
    }
}

fn steps((start, end, step): (i128, i128, i128), scale: u32, span: Range<usize>) -> Result<Values, Fault> {
    let count = u64::try_from(end.abs_diff(start) / step.unsigned_abs() + 1).unwrap_or(u64::MAX);
    if count > MOST && scale > 0 {
        return Err(Fault::too_many(span, count));
    }
    Ok(Values::Steps {
        start,
        step,
        scale,
        count,
    })
}

fn count(text: &str, at: Range<usize>) -> Result<u64, Fault> {
    let at = or_colon(at.start + 1..at.end);
    match text.parse::<u64>() {
        Ok(count) if count > MOST => Err(Fault::too_many(at, count)),
        Ok(count) if count >= 2 => Ok(count),
        Ok(_) => Err(Fault::new(at, "both ends are among the values: there are at least 2")),
        Err(_) => {
            let message = format!("`{text}` is no number of values");
            Err(Fault::new(at, message).help("a range is START..END/COUNT, such as 0..1/5"))
        }
    }
}

/// The place, or where nothing stands, the sign before it.
fn or_colon(at: Range<usize>) -> Range<usize> {
    if at.is_empty() { at.start - 1..at.end } else { at }
}

fn aligned(start: Option<Decimal>, end: Option<Decimal>, span: &Range<usize>) -> Result<(i128, i128, u32), Fault> {
    start
        .zip(end)
        .and_then(|(start, end)| start.aligned(end))
        .ok_or_else(|| too_long(span.clone()))
}

fn too_long(span: Range<usize>) -> Fault {
    let help = "a log range (log:1e-40..1/5) takes them";
    Fault::new(span, "these numbers have more than 30 digits between them").help(help)
}

/// How many digits more a width needs to have enough to draw from.
fn finer(width: u128) -> u32 {
    let digits = width.checked_ilog10().unwrap_or(0);
    DRAWN_DIGITS.saturating_sub(digits)
}

fn is_whole(text: &str) -> bool {
    !text.contains(['.', 'e', 'E'])
}

fn shown(number: &str) -> String {
    Decimal::parse(number).map_or_else(|| number.to_owned(), |number| number.to_string())
}

/// How long the number is that a text begins with: digits, and on both sides of a point.
fn number_length(text: &str) -> Option<usize> {
    let digits = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        rest.bytes().take_while(u8::is_ascii_digit).count()
    };
    let sign = usize::from(text.starts_with(['-', '+']));
    let whole = digits(sign);
    if whole == 0 {
        return None;
    }
    let mut length = sign + whole;
    if text[length..].starts_with('.') && digits(length + 1) > 0 {
        length += 1 + digits(length + 1);
    }
    if text[length..].starts_with(['e', 'E']) {
        let sign = usize::from(text[length + 1..].starts_with(['-', '+']));
        let exponent = digits(length + 1 + sign);
        if exponent > 0 {
            length += 1 + sign + exponent;
        }
    }
    Some(length)
}
