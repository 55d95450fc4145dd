//! Whether a finished run did the same: what `--cache` compares.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::fsx::{self, PathError};

/// What a run was made from, each part as a hash. Recorded as the tag [`Ingredients::TAG`], as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ingredients {
    /// Commit and uncommitted changes, or the project's files.
    pub code: String,
    /// The entry point and its command, before values are filled in.
    pub command: String,
    /// Values, but for those of type `path`.
    pub parameters: String,
    /// What the files and folders hold that parameters of type `path` name.
    pub inputs: String,
    /// What was installed, as far as it is known.
    pub environment: String,
}

impl Ingredients {
    /// The tag's key.
    pub const TAG: &'static str = "mlrun.cache";

    /// The tag's value.
    #[must_use]
    pub fn to_tag(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// From the tag's value.
    #[must_use]
    pub fn of_tag(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The parts in which another run differs.
    #[must_use]
    pub fn that_differ(&self, other: &Self) -> Vec<&'static str> {
        let parts = [
            ("code", &self.code, &other.code),
            ("command", &self.command, &other.command),
            ("parameters", &self.parameters, &other.parameters),
            ("inputs", &self.inputs, &other.inputs),
            ("environment", &self.environment, &other.environment),
        ];
        let differing = parts.into_iter().filter(|(_, own, other)| own != other);
        differing.map(|(name, ..)| name).collect()
    }
}

/// The hash of texts, each kept apart from the next.
#[must_use]
pub fn hash_of<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut hash = Hash::default();
    for text in texts {
        hash.text(text);
    }
    hash.end()
}

/// A hash of names and files.
#[derive(Debug, Default)]
pub struct Hash(blake3::Hasher);

impl Hash {
    /// A text more.
    pub fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// Bytes more.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.0.update(&(bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    /// What a file holds more.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn file(&mut self, path: &Path) -> Result<(), PathError> {
        let mut own = blake3::Hasher::new();
        fsx::read_pieces(path, &mut |piece| {
            own.update(piece);
        })?;
        self.0.update(own.finalize().as_bytes());
        Ok(())
    }

    /// What a file or a folder holds more: names below it and contents, not where it lies.
    ///
    /// # Errors
    /// Something of it cannot be read.
    pub fn tree(&mut self, path: &Path) -> Result<(), PathError> {
        if !fsx::is_dir(path) {
            return self.file(path);
        }
        self.files(&fsx::walk_files(path)?)
    }

    /// Files more, under their names.
    ///
    /// # Errors
    /// One cannot be read.
    pub fn files(&mut self, files: &[(String, PathBuf)]) -> Result<(), PathError> {
        for (name, path) in files {
            self.text(name);
            self.file(path)?;
        }
        Ok(())
    }

    /// 32 hexadecimal digits.
    #[must_use]
    pub fn end(self) -> String {
        self.0.finalize().to_hex()[..32].to_owned()
    }
}

/// The files of a project that no repository describes: all below its folder, but for those below `without`, hidden
/// folders, and what Python and MLflow leave (`__pycache__`, `mlruns`, `mlartifacts`, `mlflow.db`).
///
/// # Errors
/// The folder cannot be listed.
pub fn project_files(folder: &Path, without: &[PathBuf]) -> Result<Vec<(String, PathBuf)>, PathError> {
    const LEFT: [&str; 5] = ["__pycache__", "mlruns", "mlartifacts", "mlflow.db", "node_modules"];
    let is_of_project = |(name, path): &(String, PathBuf)| {
        let is_noise = name
            .split('/')
            .any(|part| part.starts_with('.') || LEFT.contains(&part));
        !is_noise && !without.iter().any(|folder| path.starts_with(folder))
    };
    Ok(fsx::walk_files(folder)?.into_iter().filter(is_of_project).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_of_what_is_there_and_not_of_where() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        for (name, text) in [("a/x", "1"), ("b/x", "1"), ("c/y", "1"), ("d/x", "2"), ("e/x", "1")] {
            write(name, text);
        }
        write("e/.git/config", "2");
        write("e/mlruns/0/meta.yaml", "3");
        let tree = |name: &str| {
            let mut hash = Hash::default();
            hash.tree(&folder.path().join(name)).unwrap();
            hash.end()
        };
        assert_eq!(tree("a"), tree("b"));
        assert_ne!(tree("a"), tree("c"));
        assert_ne!(tree("a"), tree("d"));
        let names: Vec<_> = project_files(folder.path(), &[folder.path().join("c")])
            .unwrap()
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert_eq!(names, ["a/x", "b/x", "d/x", "e/x"]);
        assert_ne!(hash_of(["ab", "c"]), hash_of(["a", "bc"]));
    }

    #[test]
    fn what_differs_is_named() {
        let one = Ingredients {
            code: "1".to_owned(),
            command: "2".to_owned(),
            parameters: "3".to_owned(),
            inputs: "4".to_owned(),
            environment: "5".to_owned(),
        };
        let read = Ingredients::of_tag(&one.to_tag()).unwrap();
        assert_eq!(one.that_differ(&read), Vec::<&str>::new());
        let other = Ingredients {
            code: "x".to_owned(),
            inputs: "y".to_owned(),
            ..read
        };
        assert_eq!(one.that_differ(&other), ["code", "inputs"]);
    }
}
