//! The union of two files of lines that were appended: metric histories.

use std::collections::HashMap;

/// A line without its break, `\r` and all.
type Line<'a> = &'a [u8];

/// The lines of both files, each as often as the file that has it more often, in the order of each; of two that neither
/// order decides on the earlier one first. `None` when the second adds nothing to the first.
pub(super) fn union(ours: &[u8], theirs: &[u8]) -> Option<Vec<u8>> {
    if ours.starts_with(theirs) {
        return None;
    }
    if theirs.starts_with(ours) {
        return Some(theirs.to_vec());
    }
    let (a, b) = (lines(ours, theirs), lines(theirs, ours));
    let (in_a, in_b) = (Counts::of(&a), Counts::of(&b));
    if in_a.cover(&in_b) {
        return None;
    }
    if in_b.cover(&in_a) {
        return Some(whole(&b));
    }
    Some(whole(&Shuffle::new(&a, &b, in_a, in_b).run()))
}

/// The lines of a file. One at its end that was cut short when its writer died, which `other` has whole, is none.
fn lines<'a>(bytes: &'a [u8], other: &[u8]) -> Vec<Line<'a>> {
    let mut lines: Vec<Line<'a>> = bytes.split(|byte| *byte == b'\n').collect();
    if let Some(last) = lines.pop() {
        let is_cut = || {
            let mut others = other.split(|byte| *byte == b'\n');
            others.any(|line| line.len() > last.len() && line.starts_with(last))
        };
        if !last.is_empty() && !is_cut() {
            lines.push(last);
        }
    }
    lines.retain(|line| !same(line).is_empty());
    lines
}

/// What of a line tells it from others: line breaks of Windows do not.
fn same(line: Line<'_>) -> Line<'_> {
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn whole(lines: &[Line<'_>]) -> Vec<u8> {
    let each = lines.iter().flat_map(|line| [*line, b"\n"]);
    each.collect::<Vec<_>>().concat()
}

/// By time and step, then by the text, so that the order does not depend on which file is the first.
fn order(line: Line<'_>) -> (i128, i128, Line<'_>) {
    let line = same(line);
    let text = String::from_utf8_lossy(line);
    let mut fields = text.split(' ');
    let mut number = |at| fields.nth(at)?.parse().ok();
    let (time, step) = (number(0), number(1));
    (time.unwrap_or(i128::MIN), step.unwrap_or(i128::MIN), line)
}

/// How often each line is there.
struct Counts<'a>(HashMap<Line<'a>, usize>);

impl<'a> Counts<'a> {
    fn of(lines: &[Line<'a>]) -> Self {
        let mut counts = HashMap::new();
        for line in lines {
            *counts.entry(same(line)).or_insert(0) += 1;
        }
        Self(counts)
    }

    fn cover(&self, other: &Self) -> bool {
        let mut counts = other.0.iter();
        counts.all(|(line, count)| self.0.get(line).is_some_and(|own| own >= count))
    }

    fn has(&self, line: Line<'_>) -> bool {
        self.0.get(same(line)).is_some_and(|count| *count > 0)
    }

    /// Takes one of a line away, if there is one.
    fn take(&mut self, line: Line<'a>) -> bool {
        match self.0.get_mut(same(line)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }

    fn add(&mut self, line: Line<'a>) {
        *self.0.entry(same(line)).or_insert(0) += 1;
    }
}

/// One of the two files while they are walked.
struct Side<'a, 'b> {
    lines: &'b [Line<'a>],
    at: usize,
    /// What is still to come.
    rest: Counts<'a>,
    /// What of it has its place already, as a line of the other file.
    placed: Counts<'a>,
}

impl<'a, 'b> Side<'a, 'b> {
    fn new(lines: &'b [Line<'a>], rest: Counts<'a>) -> Self {
        let placed = Counts(HashMap::new());
        Self {
            lines,
            at: 0,
            rest,
            placed,
        }
    }

    fn head(&mut self) -> Option<Line<'a>> {
        while let Some(line) = self.lines.get(self.at) {
            if !self.placed.take(line) {
                return Some(line);
            }
            self.at += 1;
        }
        None
    }

    /// The head was given its place.
    fn step(&mut self, line: Line<'a>) {
        self.at += 1;
        self.rest.take(line);
    }

    /// The other side's head was given its place; it may be to come here too.
    fn note(&mut self, line: Line<'a>) {
        if self.rest.take(line) {
            self.placed.add(line);
        }
    }
}

struct Shuffle<'a, 'b> {
    a: Side<'a, 'b>,
    b: Side<'a, 'b>,
}

impl<'a, 'b> Shuffle<'a, 'b> {
    fn new(a: &'b [Line<'a>], b: &'b [Line<'a>], in_a: Counts<'a>, in_b: Counts<'a>) -> Self {
        Self {
            a: Side::new(a, in_a),
            b: Side::new(b, in_b),
        }
    }

    fn run(mut self) -> Vec<Line<'a>> {
        let mut out = Vec::new();
        loop {
            let (first, second) = (self.a.head(), self.b.head());
            let from_a = match (first, second) {
                (None, None) => return out,
                (Some(_), None) => true,
                (None, Some(_)) => false,
                (Some(x), Some(y)) => match (self.b.rest.has(x), self.a.rest.has(y)) {
                    (false, true) => true,
                    (true, false) => false,
                    _ => order(x) <= order(y),
                },
            };
            let (from, other, line) = match from_a {
                true => (&mut self.a, &mut self.b, first),
                false => (&mut self.b, &mut self.a, second),
            };
            let Some(line) = line else { return out };
            from.step(line);
            other.note(line);
            out.push(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn united(ours: &str, theirs: &str) -> Option<String> {
        union(ours.as_bytes(), theirs.as_bytes()).map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn the_lines_of_both_in_the_order_of_each() {
        for (ours, theirs, expected) in [
            ("1 a 0\n", "1 a 0\n", None),
            ("1 a 0\n2 b 1\n", "1 a 0\n", None),
            ("1 a 0\n", "1 a 0\n2 b 1\n", Some("1 a 0\n2 b 1\n")),
            ("1 a 0\n3 c 2\n", "1 a 0\n2 b 1\n", Some("1 a 0\n2 b 1\n3 c 2\n")),
            ("9 z 0\n1 a 1\n", "1 a 1\n5 m 2\n", Some("9 z 0\n1 a 1\n5 m 2\n")),
            ("1 a 0\n1 a 0\n", "1 a 0\n2 b 0\n", Some("1 a 0\n1 a 0\n2 b 0\n")),
            ("1 a 0\n2 b", "1 a 0\n2 bc 1\n3 d 2\n", Some("1 a 0\n2 bc 1\n3 d 2\n")),
            ("0 x 0\n1 a 0\n2 b", "1 a 0\n2 bc 1\n", Some("0 x 0\n1 a 0\n2 bc 1\n")),
            ("1 a 0\r\n2 b 1\r\n", "1 a 0\n", None),
            ("2 b 1\n1 a 0\n", "1 a 0\n2 b 1\n", None),
            ("", "1 a 0\n", Some("1 a 0\n")),
        ] {
            assert_eq!(united(ours, theirs).as_deref(), expected, "{ours:?} {theirs:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost_nothing_comes_twice_and_the_order_of_the_files_does_not_matter(
            a in proptest::collection::vec(0_u8..6, 0..7),
            b in proptest::collection::vec(0_u8..6, 0..7),
        ) {
            let text = |points: &[u8]| points.iter().map(|n| format!("{n} v 0\n")).collect::<String>();
            let sorted = |text: &str| {
                let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
                lines.sort();
                lines
            };
            let (a, b) = (text(&a), text(&b));
            let ab = united(&a, &b).unwrap_or_else(|| a.clone());
            let ba = united(&b, &a).unwrap_or_else(|| b.clone());
            let mut expected = sorted(&a);
            for line in sorted(&b) {
                let most = |lines: &[String]| lines.iter().filter(|other| **other == line).count();
                if most(&expected) < most(&sorted(&b)) {
                    expected.push(line);
                }
            }
            expected.sort();
            proptest::prop_assert_eq!(sorted(&ab), expected.clone());
            proptest::prop_assert_eq!(sorted(&ba), expected);
            proptest::prop_assert_eq!(united(&ab, &b), None);
            proptest::prop_assert_eq!(united(&ab, &a), None);
            if sorted(&a) != sorted(&b) {
                proptest::prop_assert_eq!(ab, ba);
            }
        }
    }
}
