use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use super::mount::check_writable;
use super::{PathError, replace_file};

/// Writes the file that somebody named for a result. A new or a plain file is replaced whole, as [`replace_file`] does; a
/// link is followed, and what is no file (a pipe, a device such as `/dev/null`) is written into and stays what it is.
///
/// # Errors
/// When any step fails; the old content of a plain file then stays.
pub fn write_output(path: &Path, content: &[u8]) -> Result<(), PathError> {
    check_writable("write", path)?;
    let failed = PathError::on("write", path);
    if fs::symlink_metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        let mut file = fs::OpenOptions::new();
        let file = file.write(true).create(true).truncate(true).open(path);
        return file.and_then(|mut file| file.write_all(content)).map_err(failed);
    }
    let folder = path.parent().unwrap_or(path);
    replace_file(path, content, folder).map_err(|error| match error.source.kind() {
        ErrorKind::NotFound if !folder.is_dir() => failed(io::Error::new(
            ErrorKind::NotFound,
            format!("there is no folder {}", folder.display()),
        )),
        _ => error,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn what_is_no_plain_file_stays_what_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let [file, link, null] = ["file", "link", "null"].map(|name| folder.path().join(name));
        fs::write(&file, "old and longer").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        std::os::unix::fs::symlink("/dev/null", &null).unwrap();
        for path in [&link, &null] {
            write_output(path, b"new").unwrap();
            assert!(fs::symlink_metadata(path).unwrap().is_symlink());
        }
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
        let error = write_output(&folder.path().join("none/file"), b"").unwrap_err();
        let said = format!("there is no folder {}", folder.path().join("none").display());
        assert!(error.to_string().ends_with(&said), "{error}");
    }
}
