//! Files that grow by whole lines.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use super::mount::writable;
use super::write::{sync_parent, unswept};
use super::{PathError, sync_file};

/// Creates a file with its first lines and returns true, or returns false when there is one already. No lock need be held;
/// a crash of the machine may take it back.
///
/// # Errors
/// When any step fails; there is no file then.
pub fn create_lines(path: &Path, lines: &[u8], staging: &Path) -> Result<bool, PathError> {
    let create = || -> io::Result<bool> {
        writable(path)?;
        let mut temp = unswept(staging, 0o666)?;
        temp.as_file_mut().write_all(lines)?;
        match temp.persist_noclobber(path) {
            Ok(_) => Ok(true),
            Err(taken) if taken.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(failed) => Err(failed.error),
        }
    };
    create().map_err(PathError::on("write", path))
}

/// Appends whole lines by one write. If the file ends in the middle of a line, because its writer was killed, that
/// line is ended first; if the disk is full, what of them was written is taken back.
///
/// # Errors
/// When the file cannot be opened or written.
pub fn append_lines(path: &Path, lines: &[u8]) -> Result<(), PathError> {
    let append = || -> io::Result<()> {
        writable(path)?;
        let mut file = OpenOptions::new().create(true).append(true).read(true).open(path)?;
        let mut last = [b'\n'];
        if file.metadata()?.len() > 0 {
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
        }
        if last == [b'\n'] {
            write_or_take_back(&mut file, lines)
        } else {
            write_or_take_back(&mut file, &[b"\n", lines].concat())
        }
    };
    append().map_err(PathError::on("write", path))
}

/// As [`append_lines`], and waits until they are on the disk.
///
/// # Errors
/// As [`append_lines`], or when they cannot be brought there.
pub fn append_synced(path: &Path, lines: &[u8]) -> Result<(), PathError> {
    let is_new = !super::exists(path);
    append_lines(path, lines)?;
    sync_file(path)?;
    if is_new { sync_parent(path) } else { Ok(()) }
}

/// By one write where the system lets it. Half a line would read as another value, so it is taken back, unless somebody
/// has written in the meantime.
fn write_or_take_back(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    let mut done = 0;
    let mut begin = None;
    while done < bytes.len() {
        let error = match file.write(&bytes[done..]) {
            Ok(0) => io::ErrorKind::WriteZero.into(),
            Ok(written) => {
                done += written;
                let end = file.stream_position()?;
                begin.get_or_insert(end - written as u64);
                continue;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => error,
        };
        if let Some(begin) = begin
            && file.metadata()?.len() == begin + done as u64
        {
            file.set_len(begin)?;
        }
        return Err(error);
    }
    Ok(())
}
