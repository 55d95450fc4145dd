//! Content as sequences: which bytes are new, and where the others stood before.

use super::lines::{self, Line, NONE};
use super::places::{Places, TABLE_BITS, common, same, slot};
use super::sequence::{Recent, Sequence};
use super::tracks;

/// Neither literals nor a match are longer in one sequence, so that it has room in a block.
const LONGEST: usize = 60 << 10;
/// The format has no shorter match.
const SHORTEST: usize = 3;
/// How many places with the same hash are tried.
const DEPTH: usize = 8;
/// So many bytes beyond where a match should end make up for its uncommon length.
const WORTH_MORE: usize = 4;
/// What lies farther is likely to have a match in any case.
const NEAR: usize = 64;
/// What literals other than digits cost beside that: they may spoil the code of many digits.
const FOREIGN: usize = 40;
/// How far ahead a match with a recent offset is looked for.
const SOON: usize = 4;
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
            if let Some(offset) = whole.or_else(|| tracks::best(self.content, self.lines, number, self.recent.0)) {
                let beyond = self.equal(end, offset, WORTH_MORE);
                self.take(
                    offset,
                    if beyond {
                        self.extended(self.at, offset, end)
                    } else {
                        length
                    },
                );
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
        if !self.equal(at, offset, SHORTEST) {
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
        if length >= SHORTEST && gain > best.gain {
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
        if length < to_end + WORTH_MORE {
            length.min(to_end)
        } else {
            length
        }
    }

    fn equal(&self, at: usize, offset: usize, length: usize) -> bool {
        same(self.content, at, offset, length)
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
