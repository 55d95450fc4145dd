//! To go once `fsx` can read and list.

use std::path::Path;

use crate::fsx::PathError;

fn on<'a>(action: &'static str, path: &'a Path) -> impl FnOnce(std::io::Error) -> PathError + 'a {
    move |source| PathError { action, path: path.to_owned(), source }
}

pub(super) fn list(folder: &Path) -> Result<Vec<String>, PathError> {
    let mut names = Vec::new();
    for entry in folder.read_dir().map_err(on("list", folder))? {
        let entry = entry.map_err(on("list", folder))?;
        names.extend(entry.file_name().to_str().map(str::to_owned));
    }
    names.sort_unstable();
    Ok(names)
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>, PathError> {
    std::fs::read(path).map_err(on("read", path))
}
