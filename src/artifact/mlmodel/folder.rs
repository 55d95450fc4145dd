use std::path::Path;

use serde_json::{Map, Value as Json};

use super::{ArtifactError, Loading, MlModel, inside, plain, read};
use crate::artifact::{ArtifactPath, Artifacts};
use crate::codec::{text, yaml};
use crate::fsx;
use crate::model::FileInfo;

/// Greater files are not read for a preview or for requirements.
const MAX_SIZE: u64 = 4 << 20;
/// How many characters of an input example are shown.
const PREVIEW: usize = 200;

/// A model's folder, looked at whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspection {
    /// What its `MLmodel` says.
    pub model: MlModel,
    /// The Python it was made with, by `MLmodel`, else by `python_env.yaml`.
    pub python_version: Option<String>,
    /// What pip is to install.
    pub requirements: Requirements,
    /// An example of what goes in.
    pub example: Option<InputExample>,
    /// Whether loading it runs what somebody wrote.
    pub loading: Loading,
    /// Every file, sorted by path.
    pub files: Vec<FileInfo>,
    /// Their sizes added up, in bytes.
    pub size: u64,
}

/// The lines of `requirements.txt`, without comments and blanks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Requirements {
    /// In the order of the file.
    pub lines: Vec<String>,
    /// Whether there is such a file.
    pub is_there: bool,
}

/// An example of what goes in, saved beside the model.
#[derive(Debug, Clone, PartialEq)]
pub struct InputExample {
    /// The file, relative to the model's folder.
    pub path: String,
    /// `dataframe`, `ndarray`, `json_object`, `sparse_matrix_csc`, `sparse_matrix_csr`.
    pub kind: Option<String>,
    /// `split` or `values`, of a data frame.
    pub orient: Option<String>,
    /// The same as a request to a model server, where there is such a file.
    pub serving: Option<String>,
    /// Whether the example has params besides the data.
    pub has_params: bool,
    /// How it begins, on one line; `None` when it cannot be read.
    pub preview: Option<String>,
}

/// Reads what a model's folder says of the model. What cannot be read is a line of [`MlModel::damage`].
///
/// # Errors
/// As [`read`], and when the folder cannot be listed.
pub fn inspect(folder: &Path) -> Result<Inspection, ArtifactError> {
    let mut model = read(folder)?;
    let mut files = Artifacts::in_folder(folder.to_owned()).list(&ArtifactPath::root(), true)?;
    files.retain(|file| !file.is_dir);
    let mut damage = std::mem::take(&mut model.damage);
    let requirements = requirements(folder, &mut damage);
    let example = model
        .example
        .as_ref()
        .and_then(|info| example(folder, info, &mut damage));
    let loading = Loading::of(folder, &model, &files);
    let python_version = model.python_version().or_else(|| python_of_environment(folder));
    model.damage = damage;
    Ok(Inspection {
        python_version,
        requirements,
        example,
        loading,
        size: files.iter().filter_map(|file| file.file_size).sum(),
        files,
        model,
    })
}

/// A small file of the model's as text; `None` when there is none.
fn small_text(folder: &Path, name: &str, damage: &mut Vec<String>) -> Option<String> {
    let Some(path) = inside(folder, name) else {
        damage.push(format!("{name}: not a path within the model"));
        return None;
    };
    let size = fsx::followed_size(&path)?;
    if size > MAX_SIZE {
        damage.push(format!("{name}: too large to be read"));
        return None;
    }
    match fsx::read(&path) {
        Ok(bytes) => Some(text::decode(bytes).text),
        Err(error) => {
            damage.push(format!("{name}: {}", error.source));
            None
        }
    }
}

fn requirements(folder: &Path, damage: &mut Vec<String>) -> Requirements {
    let Some(text) = small_text(folder, "requirements.txt", damage) else {
        return Requirements::default();
    };
    let lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    Requirements {
        lines: lines.map(str::to_owned).collect(),
        is_there: true,
    }
}

fn python_of_environment(folder: &Path) -> Option<String> {
    let text = small_text(folder, "python_env.yaml", &mut Vec::new())?;
    let document = yaml::parse(text.as_bytes()).ok()??;
    document.get("python")?.text().map(str::to_owned)
}

fn example(folder: &Path, info: &Map<String, Json>, damage: &mut Vec<String>) -> Option<InputExample> {
    let said = |key: &str| info.get(key).filter(|value| !value.is_null()).map(plain);
    let Some(path) = said("artifact_path") else {
        damage.push("saved_input_example_info: no artifact_path".to_owned());
        return None;
    };
    let is_there = |path: &String| inside(folder, path).is_some_and(|path| fsx::is_file(&path));
    if !is_there(&path) {
        damage.push(format!("{path}: the input example is not there"));
    }
    Some(InputExample {
        kind: said("type"),
        orient: said("pandas_orient"),
        serving: said("serving_input_path").filter(is_there),
        has_params: said("params").is_some_and(|params| params != "false"),
        preview: small_text(folder, &path, damage).map(|text| beginning(&text)),
        path,
    })
}

/// The text on one line, cut.
fn beginning(text: &str) -> String {
    let words = text.split_whitespace();
    let mut line = String::new();
    for word in words {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.len() > 4 * PREVIEW {
            break;
        }
    }
    match line.char_indices().nth(PREVIEW) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
