//! What of an archive is read by one thread: some frames that hold whole members.

use std::ops::Range;

use super::frames::Frames;
use super::member::Checking;
use super::{Flaw, Found, Receiver};
use crate::archive::index::Place;
use crate::archive::{Archive, Index, tar};
use crate::fsx::PathError;
use crate::progress::Progress;

/// Frames and the members in them; no member is in other frames too. Most often it is one frame; a large file has many.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unit {
    frames: Range<usize>,
    /// Of the members in the order of the stream.
    members: Range<usize>,
    /// Whether the stream ends in it.
    is_last: bool,
}

/// All units, in order. `places` is the order of the stream.
pub(super) fn cut(index: &Index, places: &[Place]) -> Vec<Unit> {
    let mut units = Vec::new();
    let (mut frame, mut member) = (0, 0);
    let frames = index.frames();
    for (number, held) in frames.iter().enumerate() {
        let end = held.start + held.length;
        let next = member + places[member..].partition_point(|place| place.start < end);
        let begins = places.get(next).map_or(end_of(index).start, |place| place.start);
        let is_last = number + 1 == frames.len();
        if begins == end || is_last {
            units.push(Unit {
                frames: frame..number + 1,
                members: member..next,
                is_last,
            });
            (frame, member) = (number + 1, next);
        }
    }
    units
}

/// The zeros after the last member.
fn end_of(index: &Index) -> Range<u64> {
    index.tar_length() - tar::END..index.tar_length()
}

impl Unit {
    /// Reads it, unless nobody wants any of it.
    pub(super) fn read(
        &self,
        archive: &Archive,
        places: &[Place],
        receiver: &dyn Receiver,
        progress: &dyn Progress,
    ) -> Result<Found, PathError> {
        let index = archive.index();
        let places = &places[self.members.clone()];
        let mut found = Found::default();
        let mut frames = Frames::new(archive, self.frames.clone(), progress);
        let mut wants_all = true;
        for place in places {
            let member = index.member(*place);
            if !receiver.wants(&member) {
                wants_all = false;
                continue;
            }
            let extent = member.extent();
            let numbers = index.frames_of(extent.clone());
            let mut checking = Checking::new(&member, receiver);
            for number in numbers.clone() {
                let frame = frames.get(number);
                let (start, part) = frame.part(&extent);
                checking.take(start, part, frame.is_sound())?;
            }
            match checking.finish()? {
                None => found.add_whole(member.is_folder(), member.size()),
                Some(wrong) => found.add(Flaw {
                    what: frames.blame(numbers).unwrap_or_else(|| wrong.to_owned()),
                    member: Some(member.path),
                }),
            }
        }
        if self.is_last && wants_all && !ends_in_zeros(index, &mut frames) {
            found.add(Flaw {
                member: None,
                what: "the tar stream does not end as it must".to_owned(),
            });
        }
        // of a frame that was read for some members alone, nothing is known of the others
        for what in frames.blameless().filter(|_| wants_all) {
            found.add(Flaw { member: None, what });
        }
        Ok(found)
    }
}

/// As far as its frames are sound.
fn ends_in_zeros(index: &Index, frames: &mut Frames<'_>) -> bool {
    let end = end_of(index);
    index.frames_of(end.clone()).all(|number| {
        let frame = frames.get(number);
        !frame.is_sound() || frame.part(&end).1.iter().all(|byte| *byte == 0)
    })
}
