//! The contents of files that were unpacked lately.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::ArchiveError;

/// So many bytes are kept at most, besides what was asked for last.
const MOST: usize = 96 << 20;
/// What it takes to keep anything, about.
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

/// What a frame holds of files.
#[derive(Debug)]
pub(super) struct Contents {
    bytes: Vec<u8>,
    parts: Vec<Part>,
}

/// What of one file is here.
#[derive(Debug)]
struct Part {
    /// In the tar stream.
    place: u64,
    /// In the bytes.
    at: usize,
    length: usize,
}

impl Contents {
    /// Of a frame that begins there in the tar stream and what of it is files, in order. Of small files the headers and
    /// padding, which are longer than they, are not kept.
    pub(super) fn new(frame: Vec<u8>, start: u64, files: impl Iterator<Item = Range<u64>>) -> Self {
        let end = start + frame.len() as u64;
        let within = |place: u64| usize::try_from(place - start).unwrap_or(usize::MAX);
        let part = |file: Range<u64>| {
            let file = file.start.clamp(start, end)..file.end.clamp(start, end);
            Part {
                place: file.start,
                at: within(file.start),
                length: within(file.end) - within(file.start),
            }
        };
        let mut parts: Vec<Part> = files.map(part).collect();
        let length: usize = parts.iter().map(|part| part.length).sum();
        if 2 * length >= frame.len() {
            return Self { bytes: frame, parts };
        }
        let mut bytes = Vec::with_capacity(length);
        for Part { at, length, .. } in &mut parts {
            let from = std::mem::replace(at, bytes.len());
            bytes.extend_from_slice(&frame[from..from + *length]);
        }
        Self { bytes, parts }
    }

    /// A part of one file, as far as it is here.
    pub(super) fn part(&self, wanted: Range<u64>) -> &[u8] {
        let after = self.parts.partition_point(|part| part.place <= wanted.start);
        let Some(Part { place, at, length }) = self.parts.get(after.max(1) - 1) else {
            return &[];
        };
        let within =
            |wanted: u64| usize::try_from(wanted.saturating_sub(*place)).map_or(*length, |ahead| ahead.min(*length));
        &self.bytes[at + within(wanted.start)..at + within(wanted.end)]
    }

    fn size(&self) -> usize {
        self.bytes.len() + self.parts.len() * size_of::<Part>() + BOOKKEEPING
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
        for frame in [&b"hhAAhhBBBhhCC"[..], b"hhAAhhBBBhhCChhhhhhhhhhhh"] {
            let end = if frame.len() < 20 { 120 } else { 113 };
            let contents = Contents::new(frame.to_vec(), 100, [90..90, 102..104, 106..109, 111..end].into_iter());
            assert_eq!(contents.bytes.len() == frame.len(), end == 120);
            assert_eq!(contents.part(102..104), b"AA");
            assert_eq!(contents.part(107..109), b"BB");
            assert_eq!(contents.part(111..120), b"CC");
            assert_eq!(contents.part(106..106), b"");
        }
        assert_eq!(Contents::new(Vec::new(), 0, [].into_iter()).part(0..4), b"");
    }

    #[test]
    fn what_was_asked_for_lately_is_kept_and_no_more_than_fits() {
        let cache = Cache::default();
        let large = vec![0; MOST / 8];
        for frame in [0, 1, 2, 3, 0, 4, 5, 6, 0, 7, 8] {
            let unpack = || Ok(Contents::new(large.clone(), 0, std::iter::once(0..large.len() as u64)));
            cache.get(frame, unpack).unwrap();
            assert!(cache.lately().kept <= MOST);
        }
        let missing = || Err(ArchiveError::NotOne("x".into()));
        assert!(cache.get(0, missing).is_ok() && cache.get(8, missing).is_ok() && cache.get(1, missing).is_err());
    }
}
