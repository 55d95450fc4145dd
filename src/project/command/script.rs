//! Scripts as entry points.

use std::path::Path;

use super::super::tool::Tools;
use super::super::{ProjectError, Result};
use super::quote::quote;
use crate::fsx;

/// That R is there for a command that begins with `Rscript`, as that of every `.R` script does. To be asked before a run is
/// created, where the command runs with what is installed here.
///
/// # Errors
/// [`ProjectError::NoProgram`]: there is none on the `PATH`.
pub fn check_programs(command: &str, tools: &Tools<'_>) -> Result<()> {
    const RSCRIPT: &str = "Rscript";
    if command.split_whitespace().next() == Some(RSCRIPT) && tools.find(RSCRIPT).is_none() {
        return Err(ProjectError::NoProgram {
            program: RSCRIPT,
            command: command.to_owned(),
        });
    }
    Ok(())
}

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
