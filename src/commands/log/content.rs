//! What a dataset's files are: a digest of them, their size, the rows of a table.

use std::path::Path;

use md5::{Digest as _, Md5};

use crate::fsx::{self, PathError};
use crate::progress::Progress;

/// So much takes long enough to read to tell how far it is.
const LARGE: u64 = 64 << 20;

/// What reading a dataset tells.
pub(super) struct Content {
    /// The first 8 hexadecimal digits of an MD5, which is as long as MLflow's digests are: of a file that of its bytes
    /// (`md5sum FILE | cut -c1-8`), of a folder that of what `md5sum` prints of its files in the order of their names.
    pub(super) digest: String,
    /// Its figures in JSON.
    pub(super) profile: String,
}

/// Reads a file, or every file of a folder.
///
/// # Errors
/// When one cannot be read.
pub(super) fn of(path: &Path, progress: &dyn Progress) -> Result<Content, PathError> {
    if fsx::is_dir(path) {
        of_folder(path, progress)
    } else {
        of_file(path, progress)
    }
}

fn of_file(path: &Path, progress: &dyn Progress) -> Result<Content, PathError> {
    let mut rows = is_table(path).then(Rows::default);
    let size = fsx::followed_size(path).unwrap_or(0);
    let read = read(&[path], size, progress, &mut |piece| {
        if let Some(rows) = &mut rows {
            rows.add(piece);
        }
    })?;
    let rows = rows.map(|rows| format!(", \"num_rows\": {}", rows.below_header()));
    Ok(Content {
        digest: read[0].chars().take(8).collect(),
        profile: format!("{{\"size_bytes\": {size}{}}}", rows.unwrap_or_default()),
    })
}

fn of_folder(path: &Path, progress: &dyn Progress) -> Result<Content, PathError> {
    let files = fsx::walk_files(path)?;
    let size = files.iter().filter_map(|(_, path)| fsx::followed_size(path)).sum();
    let paths: Vec<&Path> = files.iter().map(|(_, path)| path.as_path()).collect();
    let digests = read(&paths, size, progress, &mut |_| {})?;
    let mut list = Md5::new();
    for ((name, _), digest) in files.iter().zip(digests) {
        list.update(format!("{digest}  {name}\n"));
    }
    Ok(Content {
        digest: hex(list).chars().take(8).collect(),
        profile: format!("{{\"size_bytes\": {size}, \"num_files\": {}}}", files.len()),
    })
}

/// The MD5 of each file.
fn read(
    files: &[&Path],
    size: u64,
    progress: &dyn Progress,
    visit: &mut dyn FnMut(&[u8]),
) -> Result<Vec<String>, PathError> {
    if size > LARGE {
        progress.start("reading the dataset", Some(size));
    }
    let one = |path: &&Path| {
        let mut hash = Md5::new();
        fsx::read_pieces(path, &mut |piece| {
            hash.update(piece);
            visit(piece);
            if size > LARGE {
                progress.advance(piece.len() as u64);
            }
        })?;
        Ok(hex(hash))
    };
    let digests = files.iter().map(one).collect();
    if size > LARGE {
        progress.finish();
    }
    digests
}

fn hex(hash: Md5) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn is_table(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| extension == "csv" || extension == "tsv")
}

/// Counts the rows of a CSV that comes in pieces. A line break in quotes ends no row, and an empty line is none.
#[derive(Debug, Default)]
struct Rows {
    ended: u64,
    place: Place,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Place {
    #[default]
    LineStart,
    FieldStart,
    Bare,
    Quoted,
    /// Behind a quote in quotes: the end, or the first of two that mean one.
    QuoteInQuotes,
}

impl Rows {
    fn add(&mut self, piece: &[u8]) {
        for byte in piece {
            self.place = match (self.place, byte) {
                (Place::Quoted, b'"') => Place::QuoteInQuotes,
                (Place::Quoted, _) => Place::Quoted,
                (Place::LineStart, b'\n' | b'\r') => Place::LineStart,
                (_, b'\n' | b'\r') => {
                    self.ended += 1;
                    Place::LineStart
                }
                (_, b',' | b'\t' | b';') => Place::FieldStart,
                (Place::LineStart | Place::FieldStart | Place::QuoteInQuotes, b'"') => Place::Quoted,
                _ => Place::Bare,
            };
        }
    }

    /// How many there are but for the first, which names the columns.
    fn below_header(&self) -> u64 {
        let last = u64::from(self.place != Place::LineStart);
        (self.ended + last).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_those_that_pandas_reads() {
        for (text, expected) in [
            ("", 0),
            ("a,b\n", 0),
            ("a,b\n1,2", 1),
            ("a,b\r\n1,2\r\n\r\n3,4\r\n", 2),
            ("a,b\n\"x\ny\",2\n\"say \"\"hi\n\"\"\",3\n", 2),
            ("a,b\n5\" pipe,1\n6\" pipe,2\n", 2),
            ("a;b\n\"1\n\";2\n", 1),
            ("a\n,\n", 1),
        ] {
            let mut whole = Rows::default();
            whole.add(text.as_bytes());
            let mut pieces = Rows::default();
            text.as_bytes().iter().for_each(|byte| pieces.add(&[*byte]));
            assert_eq!(
                (whole.below_header(), pieces.below_header()),
                (expected, expected),
                "{text:?}"
            );
        }
    }
}
