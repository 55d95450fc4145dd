//! The contents of files that were unpacked lately.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::ArchiveError;

/// So many bytes are kept at most, besides what was asked for last.
const MOST: usize = 192 << 20;
/// A small file's header and padding are longer than its content; what is kept is the content.
const BOOKKEEPING: usize = 64;

/// What frames hold of files, shared between threads: of several that want the same frame the first unpacks it and the
/// others wait.
#[derive(Debug, Default)]
pub(super) struct Cache {
    lately: Mutex<Lately>,
}

#[derive(Debug, Default)]
struct Lately {
    frames: HashMap<usize, Slot>,
    /// How often anything was asked for.
    clock: u64,
    /// In bytes.
    kept: usize,
}

#[derive(Debug, Default)]
struct Slot {
    asked: u64,
    size: usize,
    contents: Arc<Mutex<Option<Arc<Contents>>>>,
}

/// What a frame holds of files, without what is between them.
#[derive(Debug)]
pub(super) struct Contents {
    bytes: Vec<u8>,
    /// Where each part begins: in the tar stream, in `bytes`.
    parts: Vec<(u64, usize)>,
}

impl Contents {
    /// Of a frame that begins there in the tar stream and what of it is files, in order.
    pub(super) fn new(frame: &[u8], start: u64, files: impl Iterator<Item = Range<u64>>) -> Self {
        let mut contents = Self {
            bytes: Vec::new(),
            parts: Vec::new(),
        };
        let end = start + frame.len() as u64;
        for file in files {
            let part = file.start.clamp(start, end)..file.end.clamp(start, end);
            contents.parts.push((part.start, contents.bytes.len()));
            let within = |at: u64| usize::try_from(at - start).unwrap_or(usize::MAX);
            contents
                .bytes
                .extend_from_slice(&frame[within(part.start)..within(part.end)]);
        }
        contents
    }

    /// A part of one file, as far as it is here.
    pub(super) fn part(&self, part: Range<u64>) -> &[u8] {
        let after = self.parts.partition_point(|(start, _)| *start <= part.start);
        let Some((start, at)) = self.parts.get(after.max(1) - 1) else {
            return &[];
        };
        let end = self.parts.get(after.max(1)).map_or(self.bytes.len(), |(_, next)| *next);
        let within = |place: u64| {
            let ahead = usize::try_from(place.saturating_sub(*start)).unwrap_or(usize::MAX);
            at.saturating_add(ahead).min(end)
        };
        &self.bytes[within(part.start)..within(part.end)]
    }

    fn size(&self) -> usize {
        self.bytes.len() + self.parts.len() * size_of::<(u64, usize)>() + BOOKKEEPING
    }
}

impl Cache {
    /// What a frame holds, unpacked now if it is not there. One that cannot be is not kept.
    pub(super) fn get(
        &self,
        frame: usize,
        unpack: impl FnOnce() -> Result<Contents, ArchiveError>,
    ) -> Result<Arc<Contents>, ArchiveError> {
        let slot = {
            let mut lately = self.lately();
            lately.clock += 1;
            let clock = lately.clock;
            let slot = lately.frames.entry(frame).or_default();
            slot.asked = clock;
            Arc::clone(&slot.contents)
        };
        let mut contents = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(contents) = &*contents {
            return Ok(Arc::clone(contents));
        }
        let unpacked = Arc::new(unpack()?);
        *contents = Some(Arc::clone(&unpacked));
        drop(contents);
        self.lately().keep(frame, unpacked.size());
        Ok(unpacked)
    }

    fn lately(&self) -> MutexGuard<'_, Lately> {
        self.lately.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lately {
    fn keep(&mut self, frame: usize, size: usize) {
        if let Some(slot) = self.frames.get_mut(&frame) {
            self.kept = self.kept - slot.size + size;
            slot.size = size;
        }
        if self.kept <= MOST {
            return;
        }
        let mut oldest: Vec<(u64, usize)> = self.frames.iter().map(|(frame, slot)| (slot.asked, *frame)).collect();
        oldest.sort_unstable();
        for (_, oldest) in oldest {
            if self.kept <= MOST - MOST / 4 || oldest == frame {
                break;
            }
            self.kept -= self.frames.remove(&oldest).map_or(0, |slot| slot.size);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_are_found_by_their_place() {
        let frame = b"hhAAhhBBBhhCC";
        let contents = Contents::new(frame, 100, [90..90, 102..104, 106..109, 111..120].into_iter());
        assert_eq!(contents.part(102..104), b"AA");
        assert_eq!(contents.part(107..109), b"BB");
        assert_eq!(contents.part(111..120), b"CC");
        assert_eq!(contents.part(106..106), b"");
        assert_eq!(Contents::new(b"", 0, [].into_iter()).part(0..4), b"");
    }

    #[test]
    fn what_was_asked_for_lately_is_kept_and_no_more_than_fits() {
        let cache = Cache::default();
        let large = vec![0; MOST / 8];
        for frame in [0, 1, 2, 3, 0, 4, 5, 6, 0, 7, 8] {
            let unpack = || Ok(Contents::new(&large, 0, std::iter::once(0..large.len() as u64)));
            cache.get(frame, unpack).unwrap();
            assert!(cache.lately().kept <= MOST);
        }
        let missing = || Err(ArchiveError::NotOne("x".into()));
        assert!(cache.get(0, missing).is_ok() && cache.get(8, missing).is_ok() && cache.get(1, missing).is_err());
    }
}
