//! Content as sequences: which bytes are new, and where the others stood before.

use super::block::{Recent, Sequence};
use super::lines::{self, Line, NONE};

/// Neither literals nor a match are longer in one sequence, so that it has room in a block.
const LONGEST: usize = 60 << 10;
/// How many lines with the same tie are asked, and how many lines after them.
const TRACKS: usize = 12;
const AHEAD: usize = 14;
/// How many places with the same hash are tried.
const DEPTH: usize = 8;
/// What lies farther is likely to have a match in any case.
const NEAR: usize = 64;
/// What literals other than digits cost beside that: they may spoil the code of many digits.
const FOREIGN: usize = 40;
/// How far ahead a match with a recent offset is looked for.
const SOON: usize = 4;
const TABLE_BITS: u32 = 15;
/// What a byte costs as a literal, in bits, where a match is weighed against it.
const LITERAL: usize = 4;

/// The sequences that make up all of `content`.
pub(super) fn parse(content: &[u8]) -> Vec<Sequence> {
    let lines = lines::find(content);
    let mut parser = Parser {
        content,
        lines: &lines,
        sequences: Vec::with_capacity(lines.len() + lines.len() / 4 + 64),
        recent: Recent::new(),
        at: 0,
        from: 0,
        values: vec![0; 1 << TABLE_BITS],
        places: Places::new(content.len()),
    };
    let mut before: Option<usize> = None;
    for (number, line) in lines.iter().enumerate() {
        match before {
            Some(before) if lines[before].end == line.start => parser.tie(before),
            _ => parser.general(line.fresh as usize),
        }
        parser.value(line);
        before = Some(number);
    }
    parser.general(content.len());
    parser.finish()
}

struct Parser<'a> {
    content: &'a [u8],
    lines: &'a [Line],
    sequences: Vec<Sequence>,
    recent: Recent,
    /// Where the parser is; what lies from `from` to here is literals without a match so far.
    at: usize,
    from: usize,
    /// Where a value began with these eight bytes last, and 1.
    values: Vec<u32>,
    places: Places,
}

/// Bytes that stood before.
#[derive(Clone, Copy, Default)]
struct Match {
    length: usize,
    offset: usize,
    /// Bits saved.
    gain: usize,
}

impl Parser<'_> {
    /// From a value to the next line's: at best one match with the same place of a file before.
    fn tie(&mut self, number: usize) {
        let line = &self.lines[number];
        let end = self.lines[number + 1].fresh as usize;
        if self.at == line.stop as usize {
            let length = end - self.at;
            let whole = self
                .recent
                .0
                .into_iter()
                .map(|offset| offset as usize)
                .find(|&offset| self.equal(self.at, offset, length));
            if let Some(offset) = whole.or_else(|| self.best_track(number, length)) {
                self.take(offset, self.extended(self.at, offset, end));
                return;
            }
        }
        while self.at < end {
            let mut best = self.among_recent(self.at, end);
            if self.at == line.stop as usize && line.same_step != NONE {
                let source = self.lines[line.same_step as usize].stop as usize;
                best = self.better(best, self.at, self.at - source, end);
            }
            // The column of the line before.
            let next = &self.lines[number + 1];
            if self.at >= next.start as usize {
                best = self.better(best, self.at, (next.start - line.start) as usize, end);
            }
            if best.gain > 0 {
                self.take(best.offset, best.length);
            } else {
                self.at += 1;
            }
        }
    }

    /// How far back the line with this tie stands whose following lines keep the distance longest.
    fn best_track(&self, number: usize, length: usize) -> Option<usize> {
        let lines = self.lines;
        let ahead = AHEAD.min(lines.len() - 1 - number);
        let ahead = lines[number..]
            .iter()
            .take(ahead + 1)
            .take_while(|line| line.tie != 0)
            .count()
            .saturating_sub(1);
        // What a match at each of the next lines would be worth: less where one of the recent offsets gives it.
        let mut worths = [0; AHEAD];
        let mut worth = 1000;
        for (worth_there, line) in worths.iter_mut().zip(&lines[number + 1..][..ahead]) {
            let stop = line.stop as usize;
            let known = self.recent.0[..2]
                .iter()
                .any(|&offset| self.equal(stop, offset as usize, 8));
            *worth_there = if known { worth / 3 } else { worth };
            worth = worth * 9 / 10;
        }
        let mut best = None;
        let mut track = lines[number].same_tie;
        for _ in 0..TRACKS {
            let Some(source) = lines.get(track as usize) else { break };
            let offset = (lines[number].stop - source.stop) as usize;
            let after = &lines[track as usize + 1..];
            let mut score = -250 * i64::from(offset.ilog2());
            for ((ours, theirs), worth) in lines[number + 1..][..ahead].iter().zip(after).zip(&worths) {
                if (ours.stop - theirs.stop) as usize == offset && ours.tie == theirs.tie {
                    score += worth;
                }
            }
            if best.is_none_or(|(most, _)| score > most) && self.equal(self.at, offset, length) {
                best = Some((score, offset));
            }
            track = source.same_tie;
        }
        best.map(|(_, offset)| offset)
    }

    /// The digits of a value: new, but for those of a value before that begins the same.
    fn value(&mut self, line: &Line) {
        let (fresh, stop) = (line.fresh as usize, line.stop as usize);
        if self.at > stop {
            return;
        }
        if let Some(word) = self.word(fresh) {
            let place = slot(word);
            let before = std::mem::replace(&mut self.values[place], fresh as u32 + 1) as usize;
            if self.at == fresh && before > 0 {
                let found = self.better(Match::default(), fresh, fresh + 1 - before, stop);
                if found.gain > 0 {
                    self.take(found.offset, found.length);
                }
            }
        }
        self.at = self.at.max(stop);
    }

    /// Anything, up to `end`.
    fn general(&mut self, end: usize) {
        let begin = self.at;
        while self.at < end {
            let best = self.anywhere(self.at, end);
            let start = self.at;
            if best.gain == 0 || self.worth_waiting(best, end) {
                self.at += 1;
            } else {
                let back = self.common_before(begin, best.offset);
                self.at -= back;
                self.take(best.offset, best.length + back);
            }
            // Within long matches only the places at either end are worth knowing.
            let stop = self.at.min(end);
            for place in (start..stop)
                .take(24)
                .chain((start + 24).max(stop.saturating_sub(8))..stop)
            {
                self.places.add(self.content, place);
            }
        }
    }

    /// How many literals before here the match at this offset has too.
    fn common_before(&self, begin: usize, offset: usize) -> usize {
        let ours = &self.content[begin.max(self.from)..self.at];
        let theirs = &self.content[..self.at - offset];
        ours.iter()
            .rev()
            .zip(theirs.iter().rev())
            .take(NEAR)
            .take_while(|(one, other)| one == other)
            .count()
    }

    /// Whether a match soon to come is better even so that the bytes before it become literals.
    fn worth_waiting(&self, best: Match, end: usize) -> bool {
        let soon = self.at + 1..end.min(self.at + 1 + SOON);
        let foreign = |at: usize| !self.content[self.at..at].iter().all(u8::is_ascii_digit);
        let better = |later: Match, at: usize| later.gain > best.gain + if foreign(at) { FOREIGN } else { 0 };
        let next = self.at + 1;
        next < end && better(self.anywhere(next, end), next)
            || soon.into_iter().any(|at| better(self.among_recent(at, end), at))
    }

    /// The best match with one of the recent offsets or a place with the same hash.
    fn anywhere(&self, at: usize, end: usize) -> Match {
        let mut best = self.among_recent(at, end);
        let mut place = self.places.last(self.content, at);
        for _ in 0..DEPTH {
            let Some((source, before)) = self.places.get(place) else {
                break;
            };
            best = self.better(best, at, at - source, end);
            place = before;
        }
        best
    }

    fn among_recent(&self, at: usize, end: usize) -> Match {
        let mut best = Match::default();
        for offset in self.recent.0 {
            best = self.better(best, at, offset as usize, end);
        }
        best
    }

    /// The better one of a match and that at this offset.
    fn better(&self, best: Match, at: usize, offset: usize, end: usize) -> Match {
        if offset > at {
            return best;
        }
        let length = self.extended(at, offset, end);
        let near = length.min(NEAR);
        let cost = if self.recent.0.contains(&(offset as u32)) {
            8
        } else {
            10 + offset.ilog2() as usize
        };
        let gain = (near * LITERAL + (length - near) / 8).saturating_sub(cost);
        if length >= 3 && gain > best.gain {
            Match { length, offset, gain }
        } else {
            best
        }
    }

    /// How long the match at this offset is. A few bytes beyond `end` are not worth an uncommon length.
    fn extended(&self, at: usize, offset: usize, end: usize) -> usize {
        let source = at - offset;
        let most = (self.content.len() - at).min(LONGEST);
        let length = common(&self.content[at..][..most], &self.content[source..]);
        let to_end = end - at;
        if length < to_end + 4 {
            length.min(to_end)
        } else {
            length
        }
    }

    fn equal(&self, at: usize, offset: usize, length: usize) -> bool {
        at >= offset && self.content.get(at..at + length) == self.content.get(at - offset..at - offset + length)
    }

    fn take(&mut self, offset: usize, length: usize) {
        while self.at - self.from > LONGEST {
            self.sequences.push(Sequence::plain(LONGEST));
            self.from += LONGEST;
        }
        let literals = (self.at - self.from) as u32;
        self.recent.say(offset as u32, literals > 0);
        self.sequences.push(Sequence {
            literals,
            length: length as u32,
            offset: offset as u32,
        });
        self.at += length;
        self.from = self.at;
    }

    fn finish(mut self) -> Vec<Sequence> {
        for part in self.content[self.from..].chunks(LONGEST) {
            self.sequences.push(Sequence::plain(part.len()));
        }
        self.sequences
    }

    fn word(&self, at: usize) -> Option<u64> {
        self.content
            .get(at..)?
            .first_chunk()
            .map(|word| u64::from_le_bytes(*word))
    }
}

fn slot(word: u64) -> usize {
    (word.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - TABLE_BITS)) as usize
}

/// How many bytes are the same at the beginning.
fn common(one: &[u8], other: &[u8]) -> usize {
    let words = one.as_chunks::<8>().0.iter().zip(other.as_chunks::<8>().0);
    let mut same = 0;
    for (one, other) in words {
        let differ = u64::from_le_bytes(*one) ^ u64::from_le_bytes(*other);
        if differ != 0 {
            return same + differ.trailing_zeros() as usize / 8;
        }
        same += 8;
    }
    same + one[same..]
        .iter()
        .zip(&other[same..])
        .take_while(|(one, other)| one == other)
        .count()
}

/// Places by a hash of the five bytes there, each with the one before.
struct Places {
    last: Vec<u32>,
    list: Vec<(u32, u32)>,
}

impl Places {
    fn new(size: usize) -> Self {
        Self {
            last: vec![0; 1 << TABLE_BITS],
            list: Vec::with_capacity(size / 16),
        }
    }

    fn add(&mut self, content: &[u8], at: usize) {
        let Some(slot) = Self::slot(content, at) else { return };
        let before = std::mem::replace(&mut self.last[slot], self.list.len() as u32 + 1);
        self.list.push((at as u32, before));
    }

    /// The number of the last place like this one, for [`Places::get`].
    fn last(&self, content: &[u8], at: usize) -> u32 {
        Self::slot(content, at).map_or(0, |slot| self.last[slot])
    }

    /// A place, and the number of the one before it with the same hash.
    fn get(&self, number: u32) -> Option<(usize, u32)> {
        let (at, before) = self.list.get((number as usize).checked_sub(1)?)?;
        Some((*at as usize, *before))
    }

    fn slot(content: &[u8], at: usize) -> Option<usize> {
        let word = content.get(at..)?.first_chunk()?;
        Some(slot(u64::from_le_bytes(*word) << 24))
    }
}
