//! `MLproject` and the files beside it: read, checked and made into commands; a value is one word to the shell.

use std::fs;
use std::path::Path;

use mlrun::project::command::{Request, given, invocation, quote, unquoted};
use mlrun::project::env::{PythonEnv, conda_name};
use mlrun::project::{Form, Manifest, check, open};

use super::split;

/// The files that an input may be.
const FILES: [&str; 5] = [
    "MLproject",
    "python_env.yaml",
    "conda.yaml",
    "requirements.txt",
    "params.yaml",
];

thread_local! {
    static FOLDER: tempfile::TempDir = tempfile::Builder::new().prefix("mlrun-fuzz-").tempdir().unwrap();
}

pub(super) fn try_with(input: &[u8]) {
    let (which, content) = split(input);
    // most of what can be wrong is in the first
    let name = FILES[if which < 128 { 0 } else { which % FILES.len() }];
    FOLDER.with(|folder| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        if name == "requirements.txt" {
            fs::write(
                folder.path().join("python_env.yaml"),
                "dependencies: [-r requirements.txt]\n",
            )
            .unwrap();
        }
        drop(
            PythonEnv::load(&folder.path().join("python_env.yaml")).map(|env| env.mlflow_name("3.11.7", folder.path())),
        );
        drop(conda_name(&folder.path().join("conda.yaml")));
        drop(given(&[folder.path().join("params.yaml")], &[]));
        if let Ok(manifest) = open(folder.path()) {
            try_project(&manifest, folder.path());
        }
        FILES
            .iter()
            .for_each(|name| drop(fs::remove_file(folder.path().join(name))));
    });
}

fn try_project(manifest: &Manifest, folder: &Path) {
    let findings = check(manifest, None);
    for finding in &findings {
        assert!(!finding.message.is_empty());
        // errors show the place
        if let Some(mark) = finding
            .mark
            .filter(|_| Some(&finding.path) == manifest.project.file.as_ref())
        {
            assert!(mark.line >= 1 && mark.column >= 1, "{finding:?}");
            let breaks = manifest
                .text
                .matches(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'])
                .count();
            assert!(mark.line <= breaks + 2, "{finding:?}"); // libyaml wants the last line ended
        }
    }
    for entry_point in &manifest.project.entry_points {
        let hostile = "a'b $(id)";
        let parameters: Vec<(String, String)> = entry_point
            .parameters
            .iter()
            .filter(|parameter| parameter.form == Form::Plain)
            .map(|parameter| (parameter.name.clone(), hostile.to_owned()))
            .chain([("extra".to_owned(), hostile.to_owned())])
            .collect();
        let request = Request {
            entry_point: &entry_point.name,
            parameters: &parameters,
            check_types: false,
            shell: None,
            folder,
            started_in: folder,
            checked_out: None,
        };
        let fetch = |_: usize, _: &str| panic!("a plain text is fetched from nowhere");
        let Ok(made) = invocation(&manifest.project, &request, &fetch) else {
            continue;
        };
        if entry_point.extra.is_none() && !entry_point.declares("extra") {
            assert!(
                made.command.ends_with(&format!("--extra {}", quote(hostile))),
                "{}",
                made.command
            );
        }
        for param in &made.recorded {
            assert_eq!(quote(&unquoted(&param.value)), param.value);
        }
    }
}
