//! Archives that are damaged, and archives that were made to do harm.

mod damage;
mod forge;
mod hostile;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;

use super::scan::{Found, Nobody, Part, Receiver, scan};
use super::{Archive, ArchiveError};
use crate::fsx::PathError;
use crate::progress::Silent;

/// Of each path the content, of empty folders none.
type Contents = BTreeMap<String, Option<Vec<u8>>>;

/// What was received.
#[derive(Default)]
struct Received(Mutex<Contents>);

impl Received {
    fn put(&self, path: &str, content: Option<Vec<u8>>) {
        let before = self.0.lock().unwrap().insert(path.to_owned(), content);
        assert!(before.is_none(), "{path} is given twice");
    }
}

impl Receiver for Received {
    fn folder(&self, path: &str) -> Result<(), PathError> {
        self.put(path, None);
        Ok(())
    }

    fn file(&self, path: &str, _executable: bool, content: &[u8]) -> Result<(), PathError> {
        self.put(path, Some(content.to_owned()));
        Ok(())
    }

    fn begin(&self, path: &str, _executable: bool) -> Result<Box<dyn Part + '_>, PathError> {
        Ok(Box::new(Growing {
            to: self,
            path: path.to_owned(),
            content: Vec::new(),
        }))
    }
}

struct Growing<'a> {
    to: &'a Received,
    path: String,
    content: Vec<u8>,
}

impl Part for Growing<'_> {
    fn write(&mut self, piece: &[u8]) -> Result<(), PathError> {
        self.content.extend(piece);
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), PathError> {
        self.to.put(&self.path, Some(self.content));
        Ok(())
    }
}

/// Anew: a file system may wait for the disk when a file is cut and written again.
fn write(at: &Path, bytes: &[u8]) {
    drop(fs::remove_file(at));
    fs::write(at, bytes).unwrap();
}

/// What is found in an archive of these bytes, and what it gives.
fn read(bytes: &[u8], at: &Path) -> Result<(Found, Contents), ArchiveError> {
    write(at, bytes);
    let archive = Archive::open(at)?;
    let received = Received::default();
    let found = scan(&archive, &received, &Silent)?;
    Ok((found, received.0.into_inner().unwrap()))
}

/// Whether every byte is as it must be.
fn is_sound(bytes: &[u8], at: &Path) -> bool {
    write(at, bytes);
    Archive::open(at).is_ok_and(|archive| scan(&archive, &Nobody, &Silent).unwrap().is_sound())
}
