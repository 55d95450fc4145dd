//! Values of parameters as they were given: `-P`, and files of them.

use std::path::{Path, PathBuf};

use crate::codec::{Kind, Mark, Value, YamlError, yaml};
use crate::fsx::{self, PathError};

/// Values of parameters in the order given.
pub type Values = Vec<(String, String)>;

/// Why what was given for parameters cannot be used. No message has a value in it.
#[derive(Debug, thiserror::Error)]
pub enum GivenError {
    /// A `-P` without `=`; MLflow's words.
    #[error("Invalid format for -P parameter: '{0}'. Use -P name=value.")]
    NoValue(String),
    /// Two `-P` of one name; MLflow's words.
    #[error("Repeated parameter: '{0}'")]
    Repeated(String),
    /// The file cannot be read.
    #[error(transparent)]
    Io(#[from] PathError),
    /// The file is no mapping of names to values.
    #[error("{}{}: {message}", path.display(), place(*mark))]
    File {
        /// The file.
        path: PathBuf,
        /// Where.
        mark: Option<Mark>,
        /// What is wrong.
        message: String,
    },
}

impl GivenError {
    pub(in super::super) fn hint(&self) -> Option<String> {
        match self {
            Self::File { .. } => Some("a file of parameters has one a line, such as `alpha: 0.5`".to_owned()),
            _ => None,
        }
    }
}

fn place(mark: Option<Mark>) -> String {
    mark.map(|mark| format!(", line {}, column {}", mark.line, mark.column))
        .unwrap_or_default()
}

/// The values of files and of `-P NAME=VALUE`s: a later file beats an earlier one, and `-P` beats them all, each in the
/// place where the name stood first.
///
/// # Errors
/// A file cannot be read or used, a `-P` has no `=`, or a name is given twice by `-P`.
pub fn given(files: &[PathBuf], pairs: &[String]) -> Result<Values, GivenError> {
    let mut all = Values::new();
    for path in files {
        for (name, value) in of_file(&fsx::read(path)?, path)? {
            match value {
                Some(value) => put(&mut all, name, value),
                None => all.retain(|(other, _)| *other != name),
            }
        }
    }
    let mut seen: Vec<&str> = Vec::new();
    for text in pairs {
        let Some((name, value)) = text.split_once('=') else {
            return Err(GivenError::NoValue(text.clone()));
        };
        if seen.contains(&name) {
            return Err(GivenError::Repeated(name.to_owned()));
        }
        seen.push(name);
        put(&mut all, name.to_owned(), value.to_owned());
    }
    Ok(all)
}

fn put(all: &mut Values, name: String, value: String) {
    match all.iter_mut().find(|(other, _)| *other == name) {
        Some(there) => there.1 = value,
        None => all.push((name, value)),
    }
}

/// What a file of parameters gives, YAML or JSON: text by Python's `str()`, as the defaults of an `MLproject`. A value of
/// nothing is one that is not given.
fn of_file(bytes: &[u8], path: &Path) -> Result<Vec<(String, Option<String>)>, GivenError> {
    let broken = |mark: Option<Mark>, message: String| GivenError::File {
        path: path.to_owned(),
        mark,
        message,
    };
    let of_yaml = |error: YamlError| broken(error.mark, error.message);
    let Some(root) = yaml::parse_strictly(bytes).map_err(of_yaml)? else {
        return Ok(Vec::new());
    };
    let value = root.resolve().map_err(of_yaml)?;
    let (Kind::Mapping(written), Value::Map(entries)) = (&root.kind, value) else {
        return Err(broken(
            Some(root.mark),
            "it must be a mapping of names to values".to_owned(),
        ));
    };
    for (index, (key, _)) in written.iter().enumerate() {
        let text = key.text().filter(|text| *text != "<<");
        if text.is_some() && written[..index].iter().any(|(other, _)| other.text() == text) {
            let message = format!("`{}` is there twice", text.unwrap_or_default());
            return Err(broken(Some(key.mark), message));
        }
    }
    let text = |value: Value| {
        Some(value)
            .filter(|value| *value != Value::Null)
            .map(|value| value.python_str())
    };
    Ok(entries
        .into_iter()
        .map(|(key, value)| (key.python_str(), text(value)))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_beats_later_files_which_beat_earlier_ones() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let first = write("a.yaml", "lr: 1e-3\nlayers: [1, 2.0, x]\non: yes\ngone: 1\nn: 3\n");
        let second = write("b.json", r#"{"n": 4.0, "gone": null, "deep": {"k": [null]}}"#);
        let pairs = ["lr=0.5".to_owned(), "z=a=b".to_owned()];
        let values = given(&[first, second, write("c.yaml", "# nothing\n")], &pairs).unwrap();
        let expected = [
            ("lr", "0.5"),
            ("layers", "[1, 2.0, 'x']"),
            ("True", "True"),
            ("n", "4.0"),
            ("deep", "{'k': [None]}"),
            ("z", "a=b"),
        ];
        assert_eq!(
            values,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        for (text, says) in [
            ("- a\n", "line 1, column 1: it must be a mapping"),
            ("a: 1\nb: 2\na: secret\n", "line 3, column 1: `a` is there twice"),
            ("a: [secret\n", "line 2, column 1: while parsing a flow sequence"),
        ] {
            let error = given(&[write("bad.yaml", text)], &[]).unwrap_err().to_string();
            assert!(error.contains(says) && !error.contains("secret"), "{error}");
        }
        assert!(matches!(given(&[], &["a".to_owned()]), Err(GivenError::NoValue(_))));
        let twice = ["a=1".to_owned(), "a=1".to_owned()];
        assert!(matches!(given(&[], &twice), Err(GivenError::Repeated(_))));
        assert!(matches!(
            given(&[folder.path().join("none")], &[]),
            Err(GivenError::Io(_))
        ));
    }
}
