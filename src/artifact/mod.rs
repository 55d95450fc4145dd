//! A run's artifacts in a local folder: list, log, download. No path leaves the folder, whatever it is called.

pub mod mlmodel;

use std::path::{Path, PathBuf};

use crate::fsx::{self, PathError};
pub use crate::model::ArtifactPath;
use crate::model::{FileInfo, Invalid};
use crate::progress::Progress;

/// Why an artifact could not be listed or copied.
#[derive(Debug, thiserror::Error)]
pub enum ArtifactError {
    /// A path that is not allowed.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// There is no such artifact.
    #[error("no artifact `{path}` in {}", folder.display())]
    NotFound {
        /// What was asked for.
        path: ArtifactPath,
        /// Where.
        folder: PathBuf,
    },
    /// A pipe, a socket or a device among the artifacts.
    #[error("{} is no file and cannot be downloaded", path.display())]
    NoFile {
        /// What it is.
        path: PathBuf,
    },
    /// A link inside the artifacts leads out of them.
    #[error("{} leads out of the run's artifacts; nothing was written", path.display())]
    Escapes {
        /// The link.
        path: PathBuf,
    },
    /// A folder that is no model's.
    #[error("no MLmodel file in {}", folder.display())]
    NoModel {
        /// The folder.
        folder: PathBuf,
    },
    /// An `MLmodel` that cannot be read at all.
    #[error("{}: {reason}", path.display())]
    BadModel {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The operating system said no.
    #[error(transparent)]
    Io(#[from] PathError),
}

/// The artifacts of one run.
#[derive(Debug, Clone)]
pub struct Artifacts {
    folder: PathBuf,
}

impl Artifacts {
    /// Those in that folder, which need not be there yet.
    #[must_use]
    pub fn in_folder(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What lies directly below a path, or all that lies below it; folders too, sorted by path. A file lists as nothing
    /// (as in MLflow). A missing root is empty; a missing path below it is an error.
    ///
    /// # Errors
    /// [`ArtifactError::NotFound`], or when a folder cannot be listed.
    pub fn list(&self, path: &ArtifactPath, recursive: bool) -> Result<Vec<FileInfo>, ArtifactError> {
        let mut found = Vec::new();
        if path.is_root() && !fsx::exists(&self.folder) {
            return Ok(found);
        }
        let start = self.existing(path)?;
        if fsx::is_dir(&start) {
            self.collect(&start, path.as_str(), recursive, &mut found)?;
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }

    fn collect(
        &self,
        dir: &Path,
        prefix: &str,
        recursive: bool,
        found: &mut Vec<FileInfo>,
    ) -> Result<(), ArtifactError> {
        for entry in fsx::list(dir)? {
            if fsx::is_temporary(entry.name.as_ref()) {
                continue;
            }
            let path = if prefix.is_empty() {
                entry.name
            } else {
                format!("{prefix}/{}", entry.name)
            };
            let file_size = if entry.is_dir {
                None
            } else {
                fsx::followed_size(&entry.path)
            };
            if entry.is_dir && recursive && !entry.is_link {
                self.collect(&entry.path, &path, recursive, found)?;
            }
            found.push(FileInfo {
                path,
                is_dir: entry.is_dir,
                file_size,
            });
        }
        Ok(())
    }

    fn existing(&self, path: &ArtifactPath) -> Result<PathBuf, ArtifactError> {
        let place = if path.is_root() {
            self.folder.clone() // not with a `/` at its end, which a file has not
        } else {
            self.folder.join(path.as_str())
        };
        if fsx::exists(&place) {
            return Ok(place);
        }
        Err(ArtifactError::NotFound {
            path: path.clone(),
            folder: self.folder.clone(),
        })
    }

    /// Copies a file into the artifacts, into the folder `into`, under its own name.
    ///
    /// # Errors
    /// When it cannot be read or written, or a link leads out of the artifacts.
    pub fn log_file(&self, file: &Path, into: &ArtifactPath, progress: &dyn Progress) -> Result<(), ArtifactError> {
        let name = file
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default();
        progress.start("logging", fsx::followed_size(file));
        self.put(file, &into.join(&name)?, progress)?;
        progress.finish();
        Ok(())
    }

    /// Copies everything below a folder into the artifacts' folder `into`. Returns how many files.
    ///
    /// # Errors
    /// When something cannot be read or written, or a link leads out of the artifacts.
    pub fn log_tree(&self, from: &Path, into: &ArtifactPath, progress: &dyn Progress) -> Result<usize, ArtifactError> {
        let files = fsx::walk_files(from)?;
        progress.start(
            "logging",
            Some(files.iter().filter_map(|(_, path)| fsx::followed_size(path)).sum()),
        );
        for (name, path) in &files {
            self.put(path, &into.join(name)?, progress)?;
        }
        progress.finish();
        Ok(files.len())
    }

    fn put(&self, from: &Path, to: &ArtifactPath, progress: &dyn Progress) -> Result<(), ArtifactError> {
        let target = self.folder.join(to.as_str());
        self.refuse_escape(&target)?;
        if let Some(parent) = target.parent() {
            fsx::create_dir_all(parent)?;
            fsx::sweep(parent);
        }
        fsx::copy_file(from, &target, &|by| progress.advance(by))?;
        Ok(())
    }

    /// A link among the folders above the target could lead anywhere on the disk.
    fn refuse_escape(&self, target: &Path) -> Result<(), ArtifactError> {
        fsx::create_dir_all(&self.folder)?;
        let root = fsx::canonical(&self.folder)?;
        let above = target
            .ancestors()
            .skip(1)
            .find(|dir| fsx::exists(dir))
            .unwrap_or(&self.folder);
        if fsx::canonical(above)?.starts_with(&root) {
            return Ok(());
        }
        Err(ArtifactError::Escapes { path: above.to_owned() })
    }

    /// Copies an artifact, file or folder, into `destination` under its path, and returns where it is.
    ///
    /// # Errors
    /// [`ArtifactError::NotFound`], or when something cannot be read or written.
    pub fn download(
        &self,
        path: &ArtifactPath,
        destination: &Path,
        progress: &dyn Progress,
    ) -> Result<PathBuf, ArtifactError> {
        let target = if path.is_root() {
            destination.to_owned()
        } else {
            destination.join(path.as_str())
        };
        let start = if path.is_root() {
            self.folder.clone()
        } else {
            self.existing(path)?
        };
        let files = if fsx::is_dir(&start) || path.is_root() {
            fsx::create_dir_all(&target)?;
            fsx::walk_files(&start)?
                .into_iter()
                .map(|(name, from)| (target.join(name), from))
                .collect()
        } else {
            vec![(target.clone(), start)]
        };
        progress.start(
            "downloading",
            Some(files.iter().filter_map(|(_, from)| fsx::followed_size(from)).sum()),
        );
        for (to, from) in &files {
            if from.file_name().is_some_and(fsx::is_temporary) {
                continue;
            }
            if !fsx::is_file(from) {
                return Err(ArtifactError::NoFile { path: from.clone() });
            }
            if let Some(parent) = to.parent() {
                fsx::create_dir_all(parent)?;
            }
            fsx::copy_file(from, to, &|by| progress.advance(by))?;
        }
        progress.finish();
        Ok(target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Silent;

    #[test]
    fn trees_go_in_and_come_out_and_never_leave() -> Result<(), Box<dyn std::error::Error>> {
        let scratch = tempfile::tempdir()?;
        let source = scratch.path().join("source");
        fsx::create_dir_all(&source.join("sub"))?;
        fsx::replace_file(&source.join("a.txt"), b"a", &source)?;
        fsx::replace_file(&source.join("sub/b.txt"), b"bb", &source)?;
        let artifacts = Artifacts::in_folder(scratch.path().join("artifacts"));
        let root = ArtifactPath::root();
        assert_eq!(artifacts.list(&root, true)?, []);
        assert_eq!(Artifacts::in_folder(source.join("a.txt")).list(&root, true)?, []);
        assert_eq!(artifacts.log_tree(&source, &ArtifactPath::parse("model")?, &Silent)?, 2);
        artifacts.log_file(&source.join("a.txt"), &root, &Silent)?;
        let listed: Vec<_> = artifacts
            .list(&root, true)?
            .into_iter()
            .map(|f| (f.path, f.file_size))
            .collect();
        let expected = [
            ("a.txt", Some(1)),
            ("model", None),
            ("model/a.txt", Some(1)),
            ("model/sub", None),
            ("model/sub/b.txt", Some(2)),
        ];
        assert_eq!(listed, expected.map(|(path, size)| (path.to_owned(), size)));
        assert!(matches!(
            artifacts.list(&ArtifactPath::parse("none")?, false),
            Err(ArtifactError::NotFound { .. })
        ));

        let out = scratch.path().join("out");
        let got = artifacts.download(&ArtifactPath::parse("model/sub")?, &out, &Silent)?;
        assert_eq!(fsx::read(&got.join("b.txt"))?, b"bb");

        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(scratch.path(), artifacts.folder().join("link"))?;
            let escape = artifacts.log_file(&source.join("a.txt"), &ArtifactPath::parse("link/x")?, &Silent);
            assert!(matches!(escape, Err(ArtifactError::Escapes { .. })), "{escape:?}");
            assert!(!scratch.path().join("x").exists());
        }
        Ok(())
    }
}
