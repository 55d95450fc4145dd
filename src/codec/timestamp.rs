//! Dates and times as YAML 1.1 spells them and as Python's `datetime` prints them.

/// A date, perhaps with a time of day, that follows YAML's pattern; not yet known to be in the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Timestamp {
    year: u32,
    month: u32,
    day: u32,
    time: Option<TimeOfDay>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct TimeOfDay {
    hour: u32,
    minute: u32,
    second: u32,
    micros: u32,
    /// Minutes east of UTC.
    offset: Option<i32>,
}

impl Timestamp {
    /// Reads PyYAML's timestamp pattern: `2020-01-02`, or any looser date followed by a time of day.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut cursor = Cursor(text.as_bytes());
        let year = cursor.digits(4, 4)?;
        cursor.expect(b'-')?;
        let month_start = cursor.0.len();
        let month = cursor.digits(1, 2)?;
        cursor.expect(b'-')?;
        let day = cursor.digits(1, 2)?;
        let time = if cursor.0.is_empty() {
            let two_digits_each = month_start == "01-02".len();
            if !two_digits_each {
                return None;
            }
            None
        } else {
            Some(cursor.time_of_day()?)
        };
        Some(Self { year, month, day, time })
    }

    /// Python's `str()`.
    ///
    /// # Errors
    /// Python's words for the first field that is out of range.
    pub(super) fn python_str(&self) -> Result<String, &'static str> {
        let Self { year, month, day, time } = *self;
        if year == 0 {
            return Err("year 0 is out of range");
        }
        if !(1..=12).contains(&month) {
            return Err("month must be in 1..12");
        }
        if !(1..=days_in_month(year, month)).contains(&day) {
            return Err("day is out of range for month");
        }
        let mut out = format!("{year:04}-{month:02}-{day:02}");
        if let Some(time) = time {
            out.push(' ');
            out.push_str(&time.python_str()?);
        }
        Ok(out)
    }
}

impl TimeOfDay {
    fn python_str(self) -> Result<String, &'static str> {
        if self.hour > 23 {
            return Err("hour must be in 0..23");
        }
        if self.minute > 59 {
            return Err("minute must be in 0..59");
        }
        if self.second > 59 {
            return Err("second must be in 0..59");
        }
        let mut out = format!("{:02}:{:02}:{:02}", self.hour, self.minute, self.second);
        if self.micros > 0 {
            out.push_str(&format!(".{:06}", self.micros));
        }
        if let Some(offset) = self.offset {
            if offset.abs() >= 24 * 60 {
                return Err("offset must be strictly between -24 and 24 hours");
            }
            let sign = if offset < 0 { '-' } else { '+' };
            out.push_str(&format!("{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60));
        }
        Ok(out)
    }
}

/// Python's `repr()` of a date or datetime, from its `str()`: `datetime.date(2020, 1, 2)`.
pub(super) fn repr_of_str(text: &str) -> String {
    let (date, time) = text
        .split_once(' ')
        .map_or((text, None), |(date, time)| (date, Some(time)));
    let mut fields: Vec<u32> = date.split('-').filter_map(|field| field.parse().ok()).collect();
    let Some(time) = time else {
        return format!("datetime.date({})", joined(&fields));
    };
    let (clock, offset) = match time.find(['+', '-']) {
        Some(at) => (&time[..at], Some(&time[at..])),
        None => (time, None),
    };
    let mut clock_fields: Vec<u32> = clock.split([':', '.']).filter_map(|field| field.parse().ok()).collect();
    while clock_fields.len() > 2 && clock_fields.last() == Some(&0) {
        clock_fields.pop();
    }
    fields.extend(clock_fields);
    let zone = offset
        .map(|offset| format!(", tzinfo={}", zone_repr(offset)))
        .unwrap_or_default();
    format!("datetime.datetime({}{zone})", joined(&fields))
}

/// `offset` as `+05:30`.
fn zone_repr(offset: &str) -> String {
    let number = |range| {
        offset
            .get(range)
            .and_then(|digits: &str| digits.parse().ok())
            .unwrap_or(0)
    };
    let east = number(1..3) * 3600 + number(4..6) * 60;
    match (east, offset.starts_with('-')) {
        (0, _) => "datetime.timezone.utc".to_owned(),
        (east, false) => format!("datetime.timezone(datetime.timedelta(seconds={east}))"),
        (west, true) => {
            format!(
                "datetime.timezone(datetime.timedelta(days=-1, seconds={}))",
                24 * 3600 - west
            )
        }
    }
}

fn joined(fields: &[u32]) -> String {
    fields.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}

fn days_in_month(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn digits(&mut self, least: usize, most: usize) -> Option<u32> {
        let length = self
            .0
            .iter()
            .take(most)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if length < least {
            return None;
        }
        let (digits, rest) = self.0.split_at(length);
        self.0 = rest;
        Some(
            digits
                .iter()
                .fold(0, |number, digit| number * 10 + u32::from(digit - b'0')),
        )
    }

    fn eat(&mut self, wanted: u8) -> bool {
        let found = self.0.first() == Some(&wanted);
        if found {
            self.0 = &self.0[1..];
        }
        found
    }

    fn expect(&mut self, wanted: u8) -> Option<()> {
        self.eat(wanted).then_some(())
    }

    fn blanks(&mut self) -> bool {
        let length = self.0.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        self.0 = &self.0[length..];
        length > 0
    }

    fn time_of_day(&mut self) -> Option<TimeOfDay> {
        if !(self.eat(b'T') || self.eat(b't') || self.blanks()) {
            return None;
        }
        let hour = self.digits(1, 2)?;
        self.expect(b':')?;
        let minute = self.digits(2, 2)?;
        self.expect(b':')?;
        let second = self.digits(2, 2)?;
        let micros = if self.eat(b'.') { self.micros() } else { 0 };
        let offset = if self.0.is_empty() { None } else { Some(self.offset()?) };
        self.0.is_empty().then_some(TimeOfDay {
            hour,
            minute,
            second,
            micros,
            offset,
        })
    }

    /// The digits after the point; those beyond the sixth are cut off.
    fn micros(&mut self) -> u32 {
        let length = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at(length);
        self.0 = rest;
        (0..6).fold(0, |number, place| {
            number * 10 + digits.get(place).map_or(0, |digit| u32::from(digit - b'0'))
        })
    }

    fn offset(&mut self) -> Option<i32> {
        self.blanks();
        if self.eat(b'Z') {
            return Some(0);
        }
        let west = self.eat(b'-');
        if !west {
            self.expect(b'+')?;
        }
        let hours = self.digits(1, 2)?;
        let minutes = if self.eat(b':') { self.digits(2, 2)? } else { 0 };
        let east = i32::try_from(hours * 60 + minutes).ok()?;
        Some(if west { -east } else { east })
    }
}
