//! Trees of files that are no folders of the disk, at a path as if they were: an archive of runs is read through the same
//! functions as a folder of runs. They can only be read.

use std::fmt;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use super::{Evidence, NameKind, Opened, PathError};

/// What a name of a mounted tree stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Node {
    /// A folder.
    Folder,
    /// A file.
    File {
        /// In bytes.
        size: u64,
        /// Whether it may be executed.
        executable: bool,
    },
}

/// Files and folders below one root. Paths are relative, with `/` between the parts, the root being the empty one.
pub trait Tree: fmt::Debug + Send + Sync {
    /// What is of that name.
    fn find(&self, path: &str) -> Option<Node>;

    /// The names in a folder, sorted; `None` when there is no such folder.
    fn names(&self, folder: &str) -> Option<Vec<(String, NameKind)>>;

    /// The bytes of a file from `start`, at most so many.
    ///
    /// # Errors
    /// When there is no such file, or it cannot be read.
    fn read(&self, path: &str, start: u64, most: u64) -> io::Result<Vec<u8>>;

    /// How much of what holds the tree a file or folder takes, in bytes; of a folder without what is in it.
    fn stored(&self, path: &str) -> u64;

    /// What tells this tree from any other that is ever at the same path: what is known of one with the same answer holds
    /// good. `size` is left for the file's.
    fn evidence(&self) -> Evidence;

    /// When it was last changed.
    fn modified(&self) -> Option<SystemTime>;
}

#[derive(Debug)]
struct Mount {
    root: Arc<Path>,
    tree: Arc<dyn Tree>,
}

/// Asked before the table, so that programs that mount nothing do not pay for it.
static ANY: AtomicBool = AtomicBool::new(false);
static MOUNTS: RwLock<Vec<Mount>> = RwLock::new(Vec::new());

/// From now on every function of this room that reads finds the tree at that path, which must be absolute, and every one
/// that writes refuses. What was there before is hidden.
pub fn mount(root: &Path, tree: Arc<dyn Tree>) {
    let mut mounts = MOUNTS.write().unwrap_or_else(PoisonError::into_inner);
    mounts.retain(|mount| *mount.root != *root);
    mounts.push(Mount {
        root: root.into(),
        tree,
    });
    ANY.store(true, Ordering::Release);
}

/// Whether a path is in a mounted tree, or its root.
#[must_use]
pub fn is_mounted(path: &Path) -> bool {
    at(path).is_some()
}

/// A place in a mounted tree.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    root: Arc<Path>,
    tree: Arc<dyn Tree>,
    below: String,
}

/// The place in a mounted tree that a path means; `None` for the disk.
pub(super) fn at(path: &Path) -> Option<Spot> {
    if !ANY.load(Ordering::Acquire) {
        return None;
    }
    let mounts = MOUNTS.read().unwrap_or_else(PoisonError::into_inner);
    mounts.iter().rev().find_map(|Mount { root, tree }| {
        let below = inside(path.strip_prefix(root).ok()?)?;
        Some(Spot {
            root: Arc::clone(root),
            tree: Arc::clone(tree),
            below,
        })
    })
}

/// There are no links in a tree, so `..` is the folder above; `None` where that leads out.
fn inside(path: &Path) -> Option<String> {
    let mut below = String::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => join(&mut below, &name.to_string_lossy()),
            Component::ParentDir if below.is_empty() => return None,
            Component::ParentDir => below.truncate(below.rfind('/').unwrap_or(0)),
            _ => {}
        }
    }
    Some(below)
}

fn join(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('/');
    }
    path.push_str(name);
}

/// Refuses a path that cannot be written to because it is in a mounted tree.
pub(super) fn writable(path: &Path) -> io::Result<()> {
    if !ANY.load(Ordering::Acquire) {
        return Ok(());
    }
    let mounts = MOUNTS.read().unwrap_or_else(PoisonError::into_inner);
    match mounts.iter().find(|mount| path.starts_with(&*mount.root)) {
        None => Ok(()),
        Some(mount) => Err(io::Error::new(
            io::ErrorKind::ReadOnlyFilesystem,
            format!("{} is an archive, which can only be read", mount.root.display()),
        )),
    }
}

/// As [`writable`], for those who answer with a [`PathError`].
pub(super) fn check_writable(action: &'static str, path: &Path) -> Result<(), PathError> {
    writable(path).map_err(PathError::on(action, path))
}

impl Spot {
    pub(super) fn find(&self) -> Option<Node> {
        self.tree.find(&self.below)
    }

    /// Where it is, without `.` and `..` in the tree.
    pub(super) fn path(&self) -> io::Result<PathBuf> {
        match self.find() {
            Some(_) if self.below.is_empty() => Ok(self.root.to_path_buf()),
            Some(_) => Ok(self.root.join(&self.below)),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    pub(super) fn is_folder(&self) -> bool {
        self.find() == Some(Node::Folder)
    }

    /// A place below.
    pub(super) fn join(&self, name: &str) -> Self {
        let mut below = self.below.clone();
        if !name.is_empty() {
            join(&mut below, name);
        }
        Self {
            root: Arc::clone(&self.root),
            tree: Arc::clone(&self.tree),
            below,
        }
    }

    pub(super) fn names(&self) -> io::Result<Vec<(String, NameKind)>> {
        self.tree.names(&self.below).ok_or_else(|| match self.find() {
            Some(_) => io::ErrorKind::NotADirectory.into(),
            None => io::ErrorKind::NotFound.into(),
        })
    }

    /// In bytes.
    pub(super) fn size(&self) -> io::Result<u64> {
        match self.find() {
            Some(Node::File { size, .. }) => Ok(size),
            Some(Node::Folder) => Err(io::ErrorKind::IsADirectory.into()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// What it takes of what holds the tree, in bytes.
    pub(super) fn stored(&self) -> u64 {
        self.tree.stored(&self.below)
    }

    pub(super) fn read(&self) -> io::Result<Vec<u8>> {
        self.tree.read(&self.below, 0, self.size()?)
    }

    pub(super) fn read_part(&self, start: u64, most: u64) -> io::Result<Vec<u8>> {
        self.size()?;
        self.tree.read(&self.below, start, most)
    }

    /// Of a file.
    pub(super) fn evidence(&self) -> Option<Evidence> {
        let size = self.size().ok()?;
        Some(Evidence {
            size,
            ..self.tree.evidence()
        })
    }

    /// Of a folder.
    pub(super) fn own_evidence(&self) -> Evidence {
        self.tree.evidence()
    }

    pub(super) fn modified(&self) -> Option<SystemTime> {
        self.find()?;
        self.tree.modified()
    }

    pub(super) fn open(self) -> io::Result<Opened> {
        let size = self.size()?;
        let executable = matches!(self.find(), Some(Node::File { executable: true, .. }));
        let content = Box::new(self.reader(0));
        Ok(Opened {
            size,
            executable,
            content,
        })
    }

    /// Its bytes from `start`, piece by piece.
    pub(super) fn reader(self, start: u64) -> Pieces {
        Pieces { spot: self, at: start }
    }
}

/// A file of a mounted tree, read from one end to the other.
#[derive(Debug)]
pub(super) struct Pieces {
    spot: Spot,
    at: u64,
}

impl io::Read for Pieces {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        let bytes = self.spot.read_part(self.at, space.len() as u64)?;
        space[..bytes.len()].copy_from_slice(&bytes);
        self.at += bytes.len() as u64;
        Ok(bytes.len())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::fsx;

    /// `a/b.txt` and the empty folder `c`.
    #[derive(Debug)]
    struct Small;

    impl Tree for Small {
        fn find(&self, path: &str) -> Option<Node> {
            match path {
                "" | "a" | "c" => Some(Node::Folder),
                "a/b.txt" => Some(Node::File {
                    size: 5,
                    executable: true,
                }),
                _ => None,
            }
        }

        fn names(&self, folder: &str) -> Option<Vec<(String, NameKind)>> {
            let folders = |names: &[&str]| {
                names
                    .iter()
                    .map(|name| ((*name).to_owned(), NameKind::Folder))
                    .collect()
            };
            match folder {
                "" => Some(folders(&["a", "c"])),
                "a" => Some(vec![("b.txt".to_owned(), NameKind::File)]),
                "c" => Some(Vec::new()),
                _ => None,
            }
        }

        fn read(&self, _path: &str, start: u64, most: u64) -> io::Result<Vec<u8>> {
            let bytes = b"1\n2\n3".get(usize::try_from(start).unwrap()..).unwrap_or_default();
            Ok(bytes[..bytes.len().min(usize::try_from(most).unwrap())].to_vec())
        }

        fn stored(&self, path: &str) -> u64 {
            path.len() as u64
        }

        fn evidence(&self) -> Evidence {
            Evidence::NONE
        }

        fn modified(&self) -> Option<SystemTime> {
            None
        }
    }

    #[test]
    fn what_is_mounted_is_read_like_a_folder_and_never_written() {
        let scratch = tempfile::tempdir().unwrap();
        let root = scratch.path().join("store.mlz");
        std::fs::write(&root, "an archive").unwrap();
        mount(&root, Arc::new(Small));
        let file = root.join("a/b.txt");
        assert!(fsx::is_dir(&root) && fsx::is_dir(&root.join("c")) && fsx::is_file(&root.join("./c/../a/b.txt")));
        assert!(fsx::exists(&file) && !fsx::exists(&root.join("x")) && !fsx::is_link(&file) && fsx::is_program(&file));
        assert!(!fsx::exists(&root.join("../other")) && is_mounted(&file) && !is_mounted(scratch.path()));
        assert_eq!(fsx::read(&file).unwrap(), b"1\n2\n3");
        assert_eq!(fsx::read_start(&file, 2).unwrap(), b"1\n");
        assert_eq!(fsx::read_end(&file, 2).unwrap(), ["3"]);
        assert_eq!(fsx::last_lines(&file, 2).unwrap(), 2);
        assert_eq!(io::read_to_string(fsx::read_from(&file, 2).unwrap()).unwrap(), "2\n3");
        let mut pieces = Vec::new();
        fsx::read_pieces(&file, &mut |piece| pieces.extend_from_slice(piece)).unwrap();
        assert_eq!((pieces.len(), fsx::followed_size(&file)), (5, Some(5)));
        assert!(fsx::read_if_exists(&root.join("a/c")).unwrap().is_none());
        assert!(fsx::read(&root).unwrap_err().is_a_folder() && fsx::read(&root.join("x")).unwrap_err().is_not_found());
        assert_eq!(fsx::canonical(&file).unwrap(), file);
        let names: Vec<_> = fsx::list(&root)
            .unwrap()
            .into_iter()
            .map(|entry| (entry.name, entry.is_dir))
            .collect();
        assert_eq!(names, [("a".to_owned(), true), ("c".to_owned(), true)]);
        assert!(fsx::list(&file).is_err() && fsx::list(&root.join("x")).unwrap_err().is_not_found());
        assert_eq!(fsx::walk_files(&root).unwrap(), [("a/b.txt".to_owned(), file.clone())]);
        assert_eq!(fsx::count_files(&root), (1, 5));
        let size = |path: &Path| fsx::size(path).map(|size| (size.apparent, size.on_disk, size.shared));
        assert_eq!((size(&file), size(&root)), (Some((5, 7, None)), Some((0, 0, None))));
        assert_eq!(size(&root.join("x")), None);
        let folder = fsx::Folder::open(&root).unwrap();
        assert_eq!(folder.read("a/b.txt").unwrap().unwrap(), b"1\n2\n3");
        assert_eq!((folder.read("x").unwrap(), folder.files("").unwrap().len()), (None, 1));
        assert_eq!(folder.evidence("a/b.txt").unwrap().size, 5);
        let copy = scratch.path().join("copy");
        assert_eq!(fsx::copy_file(&file, &copy, &|_| {}).unwrap(), 5);
        assert!(std::fs::read(&copy).unwrap() == b"1\n2\n3" && fsx::is_program(&copy));

        for refused in [
            fsx::replace_file(&file, b"", &root),
            fsx::create_file(&root.join("d"), b"", &root).map(drop),
            fsx::append_lines(&file, b""),
            fsx::create_dir(&root.join("c")).map(drop),
            fsx::create_dir_all(&root.join("d/e")),
            fsx::rename(&file, &root.join("d")),
            fsx::rename_new(&copy, &root.join("d")),
            fsx::discard(&root.join("a"), scratch.path(), ""),
            fsx::remove_file(&file),
            fsx::copy_file(&copy, &root.join("d"), &|_| {}).map(drop),
            fsx::write_output(&root, b""),
            fsx::write_new(&root.join("d"), false, &mut io::empty(), 1).map(drop),
            fsx::create_link(&root.join("d"), &copy),
            fsx::create_private_dir(&root.join("d")),
            fsx::Staged::begin(&root, "d", "").map(drop),
            fsx::Draft::begin(&root, "d").map(drop),
            fsx::Log::open(&file).map(drop),
            fsx::LogFile::begin(&file).map(drop),
            fsx::Lock::try_acquire(&root.join("lock")).map(drop),
        ] {
            let refused = refused.unwrap_err().to_string();
            assert!(
                refused.ends_with("store.mlz is an archive, which can only be read"),
                "{refused}"
            );
        }
        assert!(fsx::Lock::acquire(&root.join("lock")).is_err() && fsx::Lock::share(&root.join("lock")).is_none());
        assert_eq!(std::fs::read(&root).unwrap(), b"an archive");
    }
}
