use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::process::Stdio;

use super::{PathError, mount};

/// A file without a name that programs write to: unlike a pipe it is never full, needs nobody to read it, and breaks for
/// nobody. It is gone with the last who has it open.
#[derive(Debug)]
pub struct Scratch(File);

impl Scratch {
    /// An empty one, in the system's temporary folder.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new() -> io::Result<Self> {
        tempfile::tempfile().map(Self)
    }

    /// For a program to write to; several write one behind the other.
    ///
    /// # Errors
    /// When the system has no more handles.
    pub fn stdio(&self) -> io::Result<Stdio> {
        Ok(self.0.try_clone()?.into())
    }

    /// The last whole lines of at most so many bytes; of one longer line its end.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn last_lines(&mut self, most: u64) -> io::Result<Vec<String>> {
        tail(&mut self.0, most)
    }
}

/// The last whole lines of at most so many bytes of a file; of one longer line its end.
///
/// # Errors
/// When it cannot be read.
pub fn read_end(path: &Path, most: u64) -> Result<Vec<String>, PathError> {
    let read = || match mount::at(path) {
        Some(spot) => {
            let start = spot.size()?.saturating_sub(most);
            Ok(whole_lines(&spot.read_part(start, most)?, start > 0))
        }
        None => tail(&mut File::open(path)?, most),
    };
    read().map_err(PathError::on("read", path))
}

fn tail(file: &mut File, most: u64) -> io::Result<Vec<String>> {
    let length = file.seek(SeekFrom::End(0))?;
    let start = file.seek(SeekFrom::Start(length.saturating_sub(most)))?;
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    Ok(whole_lines(&bytes, start > 0))
}

/// The first is left out if it may have begun before, unless there is no other.
fn whole_lines(bytes: &[u8], is_cut: bool) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if is_cut && lines.len() > 1 {
        lines.remove(0);
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn the_last_lines_are_whole() {
        let mut scratch = Scratch::new().unwrap();
        assert_eq!(scratch.last_lines(10).unwrap(), Vec::<String>::new());
        scratch.0.write_all("first\nsecond\nthird\n".as_bytes()).unwrap();
        assert_eq!(scratch.last_lines(10).unwrap(), ["third"]);
        assert_eq!(scratch.last_lines(100).unwrap(), ["first", "second", "third"]);
        assert_eq!(scratch.last_lines(4).unwrap(), ["ird"]);
        assert!(read_end(Path::new("/nowhere/x"), 4).is_err());
    }
}
