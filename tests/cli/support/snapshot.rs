use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// Everything below a folder: of each name its bytes (none for a folder) and when it changed.
pub(crate) type Snapshot = BTreeMap<String, (Option<Vec<u8>>, SystemTime)>;

/// Takes one.
pub(crate) fn snapshot(folder: &Path) -> Snapshot {
    let mut taken = Snapshot::new();
    take(folder, "", &mut taken);
    taken
}

fn take(folder: &Path, prefix: &str, taken: &mut Snapshot) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let metadata = fs::symlink_metadata(entry.path()).unwrap();
        let content = metadata.is_file().then(|| fs::read(entry.path()).unwrap());
        taken.insert(name.clone(), (content, metadata.modified().unwrap()));
        if metadata.is_dir() {
            take(&entry.path(), &format!("{name}/"), taken);
        }
    }
}
