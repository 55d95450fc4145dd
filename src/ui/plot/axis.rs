use chrono::{DateTime, Utc};

use crate::ui::human;
use crate::view::Unit;

const SECOND: f64 = 1000.0;
const MINUTE: f64 = 60.0 * SECOND;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;

/// Distances between ticks of time that people count in, below a day.
const TIMES: [f64; 21] = [
    1.0,
    2.0,
    5.0,
    10.0,
    20.0,
    50.0,
    100.0,
    200.0,
    500.0,
    SECOND,
    2.0 * SECOND,
    5.0 * SECOND,
    15.0 * SECOND,
    30.0 * SECOND,
    MINUTE,
    5.0 * MINUTE,
    15.0 * MINUTE,
    30.0 * MINUTE,
    HOUR,
    3.0 * HOUR,
    6.0 * HOUR,
];

/// An axis from its low end to its high end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis {
    low: f64,
    high: f64,
    log: bool,
    unit: Unit,
    /// Whether ticks between whole numbers make no sense.
    whole: bool,
}

/// A place on an axis that is named.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tick {
    /// 0 at the low end, 1 at the high one.
    pub(super) at: f64,
    pub(super) label: String,
}

impl Axis {
    /// The horizontal one. One point lies in its middle.
    pub(super) fn across((low, high): (f64, f64), unit: Unit) -> Self {
        let widened = if unit == Unit::Number { 1.0 } else { SECOND };
        let by = if low < high {
            0.0
        } else {
            widened.max(low.abs() * 1e-12)
        };
        Self {
            low: low - by,
            high: high + by,
            log: false,
            unit,
            whole: unit == Unit::Number,
        }
    }

    /// The vertical one, wider by that share of itself at both ends. One value lies in its middle.
    pub(super) fn up((low, high): (f64, f64), log: bool, margin: f64) -> Self {
        let mut axis = Self {
            low,
            high,
            log,
            unit: Unit::Number,
            whole: false,
        };
        if low >= high {
            let by = if low == 0.0 { 1.0 } else { low.abs() / 2.0 };
            (axis.low, axis.high) = if log {
                (low / 2.0, high * 2.0)
            } else {
                (low - by, high + by)
            };
        } else if log {
            let factor = (high / low).powf(margin);
            (axis.low, axis.high) = (low / factor, high * factor);
        } else {
            let by = (high / 2.0 - low / 2.0) * 2.0 * margin;
            (axis.low, axis.high) = (low - by, high + by);
        }
        if !axis.low.is_finite() || !axis.high.is_finite() || (log && axis.low <= 0.0) {
            (axis.low, axis.high) = (low, high);
        }
        axis
    }

    /// Where a value lies: 0 at the low end, 1 at the high one; in the middle, where the two are too near to tell. NaN
    /// lies nowhere.
    pub(super) fn place(&self, value: f64) -> f64 {
        let place = if self.log {
            (value.log10() - self.low.log10()) / (self.high.log10() - self.low.log10())
        } else {
            (value / 2.0 - self.low / 2.0) / (self.high / 2.0 - self.low / 2.0) // halves: the range itself may overflow
        };
        if place.is_finite() || value.is_nan() {
            place
        } else {
            0.5
        }
    }

    /// As many as there can be, so that no two of them come nearer than `room` says a label needs, as a share of the axis,
    /// or are called the same. Rather some more than `most` than fewer than two, which tell no scale.
    pub(super) fn ticks(&self, most: usize, room: &dyn Fn(&str) -> f64) -> Vec<Tick> {
        let apart = |ticks: &[Tick]| {
            ticks.windows(2).all(|pair| {
                let needed = f64::midpoint(room(&pair[0].label), room(&pair[1].label));
                pair[1].at - pair[0].at >= needed && pair[0].label != pair[1].label
            })
        };
        let mut fitting = (1..=most)
            .rev()
            .chain(most + 1..=4 * most)
            .map(|most| self.at_most(most))
            .filter(|ticks| apart(ticks))
            .peekable();
        let first = fitting.peek().cloned();
        fitting.find(|ticks| ticks.len() > 1).or(first).unwrap_or_default()
    }

    fn at_most(&self, most: usize) -> Vec<Tick> {
        let values = if self.log { self.decades(most) } else { Vec::new() };
        if values.len() > 1 {
            return self.named(values, human::float);
        }
        let step = self.step(most);
        if !step.is_finite() || step <= 0.0 {
            return self.named(vec![self.low, self.high], human::float);
        }
        let (first, last) = ((self.low / step).ceil(), (self.high / step).floor());
        if last - first > 1e4 {
            return Vec::new();
        }
        let count = (last - first).max(-1.0) as i64 + 1;
        let values = (0..count).map(|i| (first + i as f64) * step).collect();
        match self.unit {
            Unit::Number => self.named(values, |value| number(value, step)),
            Unit::Duration => self.named(values, duration),
            Unit::Time => self.named(values, |value| self.clock(value, step)),
        }
    }

    fn named(&self, values: Vec<f64>, name: impl Fn(f64) -> String) -> Vec<Tick> {
        let tick = |value: f64| Tick {
            at: self.place(value),
            label: name(if value == 0.0 { 0.0 } else { value }),
        };
        values.into_iter().map(tick).collect()
    }

    fn step(&self, most: usize) -> f64 {
        let least = (self.high / 2.0 - self.low / 2.0) / most as f64 * 2.0;
        if self.unit == Unit::Number {
            let step = round(least);
            return if self.whole { step.max(1.0) } else { step };
        }
        TIMES
            .into_iter()
            .find(|step| *step >= least)
            .unwrap_or_else(|| round((least / DAY).max(0.5)) * DAY)
    }

    /// Powers of ten, some left out where there are many; with 2 and 5 times them where there are few.
    fn decades(&self, most: usize) -> Vec<f64> {
        let (first, last) = (self.low.log10().floor() as i32, self.high.log10().ceil() as i32);
        let inside = |value: &f64| (self.low..=self.high).contains(value);
        let whole: Vec<f64> = (first..=last).map(|e| 10f64.powi(e)).filter(inside).collect();
        let fine: Vec<f64> = (first..=last)
            .flat_map(|e| [1.0, 2.0, 5.0].map(|m| m * 10f64.powi(e)))
            .filter(inside)
            .collect();
        if fine.len() < 3 {
            let finest: Vec<f64> = (first..=last)
                .flat_map(|e| (1..10).map(move |m| f64::from(m) * 10f64.powi(e)))
                .filter(inside)
                .collect();
            if finest.len() <= most.max(3) {
                return finest;
            }
        }
        if fine.len() <= most && whole.len() < 4 {
            return fine;
        }
        let every = round(whole.len() as f64 / most as f64).max(1.0) as i32;
        let kept = |e: &i32| e.rem_euclid(every) == 0;
        (first..=last)
            .filter(kept)
            .map(|e| 10f64.powi(e))
            .filter(inside)
            .collect()
    }

    fn clock(&self, ms: f64, step: f64) -> String {
        let whole_day = self.is_one_day();
        let format = match step {
            step if step >= DAY => "%Y-%m-%d",
            step if step >= MINUTE && whole_day => "%H:%M",
            step if step >= SECOND && whole_day => "%H:%M:%S",
            _ if whole_day => "%H:%M:%S%.3f",
            step if step >= MINUTE => "%m-%d %H:%M",
            _ => "%m-%d %H:%M:%S",
        };
        date(ms).map_or_else(|| human::float(ms), |date| date.format(format).to_string())
    }

    fn is_one_day(&self) -> bool {
        date(self.low).map(|date| date.date_naive()) == date(self.high).map(|date| date.date_naive())
    }

    /// The day of an axis of time, where its ticks do not say it.
    pub(super) fn day(&self) -> Option<String> {
        let shown = self.unit == Unit::Time && self.is_one_day();
        date(self.low)
            .filter(|_| shown)
            .map(|date| date.format("%Y-%m-%d").to_string())
    }
}

fn date(ms: f64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis(ms as i64)
}

/// The next of 1, 2, 5, 10, 20, …
fn round(least: f64) -> f64 {
    let power = 10f64.powf(least.log10().floor());
    let rounded = [1.0, 2.0, 5.0]
        .into_iter()
        .map(|m| m * power)
        .find(|step| *step >= least * (1.0 - 1e-9));
    rounded.unwrap_or(10.0 * power)
}

fn number(value: f64, step: f64) -> String {
    let power = |value: f64| value.abs().log10().floor() as i32;
    let digits = |count: i32| usize::try_from(count).unwrap_or(0).min(17);
    let tiny = value.abs() < 1e-3 && step < 1e-4;
    if value == 0.0 && tiny {
        "0".to_owned()
    } else if value != 0.0 && (tiny || step >= 1e5) {
        format!("{value:.*e}", digits(power(value) - power(step * (1.0 + 1e-9))))
    } else {
        format!("{value:.*}", digits(-power(step * (1.0 + 1e-9))))
    }
}

fn duration(ms: f64) -> String {
    if ms == 0.0 {
        return "0".to_owned();
    }
    let text = human::duration(ms as i64);
    text.strip_suffix(".0s")
        .map_or(text.clone(), |whole| format!("{whole}s"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: Axis, most: usize) -> String {
        let labels: Vec<String> = axis.ticks(most, &|_| 0.0).into_iter().map(|tick| tick.label).collect();
        labels.join(" ")
    }

    #[test]
    fn ticks_are_round() {
        const T: f64 = 1_760_000_000_000.0; // 2025-10-09T08:53:20Z
        let up = |low, high, log| Axis::up((low, high), log, 0.0);
        let across = |low, high, unit| Axis::across((low, high), unit);
        let mut wrong = Vec::new();
        for (axis, shown) in [
            (up(0.0, 1.0, false), "0.0 0.2 0.4 0.6 0.8 1.0"),
            (up(-0.3, 0.25, false), "-0.2 -0.1 0.0 0.1 0.2"),
            (up(7.0, 7.0, false), "4 6 8 10"),
            (up(1e-5, 9e-5, false), "2e-5 4e-5 6e-5 8e-5"),
            (up(0.0, 3.1e6, false), "0 1e6 2e6 3e6"),
            (up(1.5e6, 1.9e6, false), "1.5e6 1.6e6 1.7e6 1.8e6 1.9e6"),
            (up(-1.7e308, 1.7e308, false), "-1e308 0 1e308"),
            (up(0.001, 100.0, true), "0.001 0.01 0.1 1 10 100"),
            (up(0.15, 1.2, true), "0.2 0.5 1"),
            (up(2.0, 6.9, true), "2 3 4 5 6"),
            (up(1e-300, 1e300, true), "1e-200 1e-100 1 1e100 1e200"),
            (up(0.31, 0.34, true), "0.310 0.315 0.320 0.325 0.330 0.335 0.340"),
            (across(0.0, 3.0, Unit::Number), "0 1 2 3"),
            (across(5.0, 5.0, Unit::Number), "4 5 6"),
            (across(0.0, 12345.0, Unit::Number), "0 5000 10000"),
            (across(0.0, 95e3, Unit::Duration), "0 30s 1m 1m 30s"),
            (across(0.0, 9e3, Unit::Duration), "0 2s 4s 6s 8s"),
            (across(0.0, 30.0 * DAY, Unit::Duration), "0 5d 10d 15d 20d 25d 30d"),
            (across(T, T + 50.0 * MINUTE, Unit::Time), "09:00 09:15 09:30"),
            (
                across(T, T + 4.0 * SECOND, Unit::Time),
                "08:53:20 08:53:21 08:53:22 08:53:23 08:53:24",
            ),
            (
                across(T, T + 20.0 * HOUR, Unit::Time),
                "10-09 12:00 10-09 18:00 10-10 00:00",
            ),
            (
                across(T, T + 40.0 * DAY, Unit::Time),
                "2025-10-19 2025-10-29 2025-11-08 2025-11-18",
            ),
        ] {
            let drawn = labels(axis, 6);
            if drawn != shown {
                wrong.push(format!("{axis:?}: {drawn}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert_eq!(labels(up(-0.99, 0.99, false), 2), "-0.5 0.0 0.5");
        assert_eq!(labels(across(1e17, 1e17 + 4.0, Unit::Time), 6), "1e17");
        assert_eq!(across(T, T + MINUTE, Unit::Time).day().as_deref(), Some("2025-10-09"));
        assert_eq!(across(T, T + DAY, Unit::Time).day(), None);
    }
}
