//! Scripts as entry points.

use std::path::Path;

use super::quote::quote;
use crate::fsx;

/// The files beside a script that is not there, spelt as the script was.
pub(in super::super) fn siblings(script: &Path, name: &str) -> Vec<String> {
    let Some(folder) = script.parent() else {
        return Vec::new();
    };
    let prefix = name.rfind('/').map_or("", |slash| &name[..=slash]);
    let entries = fsx::list(folder).unwrap_or_default();
    entries
        .into_iter()
        .map(|entry| format!("{prefix}{}", entry.name))
        .collect()
}

/// How MLflow runs a script; `None` for other endings, which count in lower case (but `.R`) as in MLflow.
pub(super) fn script_command(name: &str, shell: Option<&str>) -> Option<String> {
    let word = quote(name);
    match Path::new(name).extension()?.to_str()? {
        "py" => Some(format!("python {word}")),
        "sh" => Some(format!("{} {word}", shell.unwrap_or("bash"))),
        "R" if word == name => Some(format!("Rscript -e \"mlflow::mlflow_source('{word}')\" --args")),
        "R" => {
            // MLflow puts the quoted name in quotes here, which R cannot read.
            let text = name.replace('\\', "\\\\").replace('\'', "\\'");
            Some(format!(
                "Rscript -e {} --args",
                quote(&format!("mlflow::mlflow_source('{text}')"))
            ))
        }
        _ => None,
    }
}
