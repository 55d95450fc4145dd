use std::cmp::Ordering;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::Record;
use crate::fsx::{self, Evidence};
use crate::model::RunId;
use crate::store::file::layout::RunDir;

/// The first bytes of a column; the number is the version of everything in it.
const MAGIC: &[u8] = b"mlrun column 1\n";

/// In bytes.
const USUAL_SIZE: u64 = 2048;

/// One column: a file of records sorted by run.
///
/// `MAGIC`, CRC-32 of all that follows, length and text of its title (the experiment's folder, the part and the key, against
/// names that collide), then the records: length of the run's id, length of the value, evidence, id, value. Whole
/// numbers are little-endian.
#[derive(Debug)]
pub(in crate::store::file) struct Column {
    path: PathBuf,
    title: String,
    bytes: Vec<u8>,
    records: Vec<Place>,
    fresh: Mutex<Vec<Fresh>>,
}

#[derive(Debug, Clone)]
struct Place {
    id: Range<usize>,
    evidence: Evidence,
    value: Range<usize>,
}

#[derive(Debug)]
struct Fresh {
    id: RunId,
    evidence: Evidence,
    value: Vec<u8>,
    worth: u64,
}

impl Column {
    /// Reads a column; an empty one where there is none that can be used.
    pub(super) fn load(path: PathBuf, title: String) -> Self {
        let bytes = fsx::read(&path).unwrap_or_default();
        let records = Reader::checked(&bytes, &title)
            .and_then(Reader::records)
            .unwrap_or_default();
        Self {
            path,
            title,
            bytes,
            records,
            fresh: Mutex::default(),
        }
    }

    /// What is recorded of a run, and of which state of its file.
    pub(in crate::store::file) fn get<R: Record>(&self, id: &RunId) -> Option<(Evidence, R)> {
        let id = id.as_str().as_bytes();
        let found = self
            .records
            .binary_search_by(|place| self.bytes[place.id.clone()].cmp(id))
            .ok()?;
        let place = &self.records[found];
        Some((place.evidence, R::decode(&self.bytes[place.value.clone()])?))
    }

    /// Records what was read of a run.
    pub(in crate::store::file) fn learn<R: Record>(&self, id: &RunId, evidence: Evidence, size: u64, value: &R) {
        let fresh = Fresh {
            id: id.clone(),
            evidence,
            value: value.encode(),
            worth: 1 + size / USUAL_SIZE,
        };
        self.fresh.lock().unwrap_or_else(PoisonError::into_inner).push(fresh);
    }

    /// How many usual files' worth was learnt.
    pub(super) fn learnt(&self) -> u64 {
        let fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        fresh.iter().map(|record| record.worth).sum()
    }

    /// Writes the column with what was learnt, for these runs (sorted by id). What cannot be written is not kept.
    pub(super) fn keep(mut self, runs: &[RunDir]) {
        let mut fresh = std::mem::take(&mut self.fresh)
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        fresh.sort_by(|a, b| a.id.cmp(&b.id));
        let mut writer = Writer::new(&self.title);
        let (mut known, mut fresh) = (self.records.iter().peekable(), fresh.into_iter().peekable());
        for run in runs {
            let id = run.id.as_str().as_bytes();
            while known
                .next_if(|place| self.bytes[place.id.clone()].cmp(id) == Ordering::Less)
                .is_some()
            {}
            let old = known.next_if(|place| self.bytes[place.id.clone()] == *id);
            while fresh.next_if(|record| record.id < run.id).is_some() {}
            match (fresh.next_if(|record| record.id == run.id), old) {
                (Some(record), _) => writer.record(id, record.evidence, &record.value),
                (None, Some(place)) => writer.record(id, place.evidence, &self.bytes[place.value.clone()]),
                (None, None) => {}
            }
        }
        let _ = fsx::write_cache(&self.path, &writer.finish());
    }
}

struct Writer(Vec<u8>);

impl Writer {
    fn new(title: &str) -> Self {
        let mut bytes = MAGIC.to_vec();
        bytes.extend([0; 4]);
        bytes.extend(length(title.len()));
        bytes.extend(title.as_bytes());
        Self(bytes)
    }

    fn record(&mut self, id: &[u8], evidence: Evidence, value: &[u8]) {
        let Evidence {
            size,
            modified,
            changed,
            device,
            inode,
        } = evidence;
        self.0.extend(length(id.len()));
        self.0.extend(length(value.len()));
        for number in [size, modified.cast_unsigned(), changed.cast_unsigned(), device, inode] {
            self.0.extend(number.to_le_bytes());
        }
        self.0.extend(id);
        self.0.extend(value);
    }

    fn finish(mut self) -> Vec<u8> {
        let start = MAGIC.len() + 4;
        let sum = crc32fast::hash(&self.0[start..]).to_le_bytes();
        self.0[MAGIC.len()..start].copy_from_slice(&sum);
        self.0
    }
}

fn length(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes()
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    /// At the first record of a column that is whole, of our version and of that title.
    fn checked(bytes: &'a [u8], title: &str) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (sum, content) = rest.split_first_chunk()?;
        let mut reader = Self {
            bytes,
            at: MAGIC.len() + 4,
        };
        let whole = crc32fast::hash(content) == u32::from_le_bytes(*sum);
        let length = reader.length().filter(|_| whole)?;
        let named = reader.take(length)?;
        (bytes[named] == *title.as_bytes()).then_some(reader)
    }

    /// Every record; `None` unless they are sorted, as the search among them needs.
    fn records(mut self) -> Option<Vec<Place>> {
        let mut records: Vec<Place> = Vec::new();
        while self.at < self.bytes.len() {
            let (id, value) = (self.length()?, self.length()?);
            let evidence = Evidence {
                size: self.number()?,
                modified: self.number()?.cast_signed(),
                changed: self.number()?.cast_signed(),
                device: self.number()?,
                inode: self.number()?,
            };
            records.push(Place {
                id: self.take(id)?,
                evidence,
                value: self.take(value)?,
            });
        }
        let id = |place: &Place| &self.bytes[place.id.clone()];
        records.is_sorted_by(|a, b| id(a) < id(b)).then_some(records)
    }

    fn take(&mut self, length: usize) -> Option<Range<usize>> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.bytes.len())?;
        Some(std::mem::replace(&mut self.at, end)..end)
    }

    fn length(&mut self) -> Option<usize> {
        let place = self.take(4)?;
        let bytes = self.bytes[place].first_chunk()?;
        usize::try_from(u32::from_le_bytes(*bytes)).ok()
    }

    fn number(&mut self) -> Option<u64> {
        let place = self.take(8)?;
        Some(u64::from_le_bytes(*self.bytes[place].first_chunk()?))
    }
}
