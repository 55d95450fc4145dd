//! Which file before to follow. Every line before with the same tie begins a track: it and the lines after it, along which the
//! distance changes whenever a value is longer or shorter there than here.

use super::lines::Line;
use super::places::same;

/// How many tracks are asked, and how many lines of each.
const TRACKS: usize = 12;
const AHEAD: usize = 14;
/// What a match with a recent offset is worth at the next line. A distance said in full costs about as much.
const WORTH: i64 = 1000;
/// What another bit of distance costs in that measure.
const BIT: i64 = 250;

/// How far back the track lies whose distance fits most of the lines to come, the next ones above all.
/// `None` if no line before has the tie of this one.
pub(super) fn best(content: &[u8], lines: &[Line], number: usize, recent: [u32; 3]) -> Option<usize> {
    let line = &lines[number];
    let length = (lines.get(number + 1)?.fresh - line.stop) as usize;
    // The last line that is tied only tells where it stands.
    let tied = lines[number..]
        .iter()
        .take(AHEAD + 1)
        .take_while(|line| line.tie != 0)
        .count();
    let coming = &lines[number + 1..(number + tied).max(number + 1)];
    let mut worths = [0; AHEAD];
    let mut worth = WORTH;
    for (there, line) in worths.iter_mut().zip(coming) {
        // Where an offset fits that stays among the recent ones, another is less needed.
        let known = recent[..2]
            .iter()
            .any(|&offset| same(content, line.stop as usize, offset as usize, 8));
        *there = if known { worth / 3 } else { worth };
        worth = worth * 9 / 10;
    }
    let mut best = None;
    let mut track = line.same_tie;
    for _ in 0..TRACKS {
        let Some(source) = lines.get(track as usize) else { break };
        let offset = line.stop - source.stop;
        let mut score = -BIT * i64::from(offset.ilog2());
        let after = &lines[track as usize + 1..];
        for ((ours, theirs), worth) in coming.iter().zip(after).zip(&worths) {
            if ours.stop - theirs.stop == offset && ours.tie == theirs.tie {
                score += worth;
            }
        }
        let offset = offset as usize;
        if best.is_none_or(|(most, _)| score > most) && same(content, line.stop as usize, offset, length) {
            best = Some((score, offset));
        }
        track = source.same_tie;
    }
    best.map(|(_, offset)| offset)
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::*;

    #[test]
    fn the_track_that_agrees_longest_is_followed() {
        // Three files; the lengths of the third one's values are the first one's.
        let file = |values: [&str; 4]| -> String {
            let lines = values
                .iter()
                .enumerate()
                .map(|(step, value)| format!("170{step} 0.{value} {step}\n"));
            lines.chain(["\n".to_owned()]).collect()
        };
        let text = [
            ["12", "123", "1", "1234"],
            ["1", "1", "12", "12"],
            ["98", "987", "9", "9876"],
        ]
        .map(file)
        .concat();
        let lines = lines::find(text.as_bytes());
        assert_eq!(lines.len(), 12);
        let to_first = (lines[8].stop - lines[0].stop) as usize;
        assert_eq!(best(text.as_bytes(), &lines, 8, [1, 4, 8]), Some(to_first));
        assert_eq!(best(text.as_bytes(), &lines, 0, [1, 4, 8]), None);
    }
}
