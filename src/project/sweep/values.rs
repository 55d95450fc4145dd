//! The values of one parameter: counted, made one by one or drawn.

use super::decimal::{Decimal, short};
use super::random::Random;

/// How many digits a value between two that were given keeps: the last ones of a double are noise.
const LOG_DIGITS: usize = 12;
/// How many digits a drawn value has, of the width it is drawn from.
pub(super) const DRAWN_DIGITS: u32 = 6;
/// The most values of one parameter.
pub(super) const MOST: u64 = 1_000_000;

/// What a text of values means.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Values {
    /// One text.
    Text(String),
    /// So many, each `step` behind the one before.
    Steps {
        start: i128,
        step: i128,
        scale: u32,
        count: u64,
    },
    /// So many, at even distances, both ends among them.
    Spaced {
        start: i128,
        end: i128,
        scale: u32,
        count: u64,
    },
    /// So many, at even ratios, both ends among them.
    Log { ends: [String; 2], count: u64 },
    /// Any number between the two: only to be drawn.
    Between { start: i128, end: i128, scale: u32 },
    /// Any number between the two, small ones as likely as great ones: only to be drawn. Whole where both ends are.
    LogBetween { ends: [f64; 2], whole: bool },
    /// Of each in turn.
    Several(Vec<Self>),
}

impl Values {
    /// How many there are; `None` where nobody can count them.
    pub(super) fn count(&self) -> Option<u64> {
        match self {
            Self::Text(_) => Some(1),
            Self::Steps { count, .. } | Self::Spaced { count, .. } | Self::Log { count, .. } => Some(*count),
            Self::Between { .. } | Self::LogBetween { .. } => None,
            Self::Several(each) => each.iter().map(Self::count).sum(),
        }
    }

    /// The one at that place, from 0; below [`Self::count`].
    pub(super) fn nth(&self, place: u64) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Steps { start, step, scale, .. } => {
                let digits = start + step * i128::from(place);
                Decimal { digits, scale: *scale }.to_string()
            }
            Self::Spaced {
                start,
                end,
                scale,
                count,
            } => {
                let (last, place) = (i128::from(count - 1).max(1), i128::from(place));
                Decimal::quotient(start * (last - place) + end * place, last, *scale)
            }
            Self::Log { ends, count } => {
                let last = count - 1;
                match place {
                    0 => ends[0].clone(),
                    place if place == last => ends[1].clone(),
                    place => {
                        let part = (u128::from(place) << 64) / u128::from(last);
                        let [start, end] = ends.each_ref().map(|end| end.parse().unwrap_or(1.0));
                        short(between([start, end], part), LOG_DIGITS)
                    }
                }
            }
            Self::Several(each) => {
                let mut place = place;
                for values in each {
                    let count = values.count().unwrap_or(0);
                    if place < count {
                        return values.nth(place);
                    }
                    place -= count;
                }
                String::new()
            }
            Self::Between { start, scale, .. } => Decimal {
                digits: *start,
                scale: *scale,
            }
            .to_string(),
            Self::LogBetween { ends, .. } => short(ends[0], LOG_DIGITS),
        }
    }

    /// One by chance.
    pub(super) fn draw(&self, random: &mut Random) -> String {
        match self {
            Self::Between { start, end, scale } => {
                let width = end.abs_diff(*start);
                let drawn = i128::try_from(random.below(width + 1)).unwrap_or(0);
                let digits = if end >= start { start + drawn } else { start - drawn };
                Decimal { digits, scale: *scale }.to_string()
            }
            Self::LogBetween { ends, whole } => {
                let drawn = between(*ends, random.below(1 << 64));
                let (least, most) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
                match whole {
                    true => format!("{:.0}", drawn.clamp(least, most)),
                    false => short(drawn.clamp(least, most), DRAWN_DIGITS as usize),
                }
            }
            counted => {
                let count = counted.count().unwrap_or(1).max(1);
                counted.nth(u64::try_from(random.below(u128::from(count))).unwrap_or(0))
            }
        }
    }
}

/// `part / 2^64` of the way from one number to the other, by ratio. Of nothing but products and square roots, which every
/// machine rounds alike; logarithms are not.
fn between([start, end]: [f64; 2], part: u128) -> f64 {
    power(start, (1 << 64) - part) * power(end, part)
}

/// `base` to the power of `part / 2^64`, which is at most 1.
fn power(base: f64, part: u128) -> f64 {
    let mut root = base;
    let mut product = if part >> 64 == 1 { base } else { 1.0 };
    for bit in (0..64).rev() {
        root = root.sqrt();
        if part >> bit & 1 == 1 {
            product *= root;
        }
    }
    product
}

#[cfg(test)]
mod tests;
