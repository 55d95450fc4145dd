//! Our `meta.yaml` is, byte for byte, what PyYAML writes for the same values.

use std::path::PathBuf;

use crate::python::{Python, V3, output};
use crate::store::Store;

/// Names that YAML would take for something else, must quote, escape or fold.
const NAMES: [&str; 44] = [
    "plain",
    "yes",
    "Off",
    "null",
    "~",
    "1e3",
    "1.0e+3",
    "0x1F",
    "017",
    "0o17",
    "1_000",
    "12:30:45",
    "2023-11-14",
    "2023-11-14 10:20:30",
    ".inf",
    "=",
    "<<",
    "---",
    "--- a",
    "- a",
    "? a",
    ": a",
    "a: b",
    "a:",
    "a #b",
    "a#b",
    "#a",
    "it's",
    "'quoted'",
    "\"quoted\"",
    "back\\slash and \"quotes\" and\ttab",
    " blank before",
    "blank after ",
    "two\nlines",
    "\n\nlines\n\nbetween\n",
    "blank \n before a break",
    "carriage\r\nreturn",
    "한국어 이름",
    "rocket 🚀 launch",
    "e\u{301} \u{a0} \u{feff} \u{2028} \u{85} \u{7f}",
    "{a: 1}",
    "[a, b]",
    "%a @b `c` &d *e !f |g >h",
    "a long name that goes on and on, far beyond the eighty columns at which PyYAML folds  what has single blanks: so it must",
];

#[test]
fn meta_yaml_is_what_pyyaml_writes() {
    let store = Store::new();
    let mut files: Vec<PathBuf> = Vec::new();
    for name in NAMES {
        let location = format!("file:///data/{name}");
        let (named, run_named) = (format!("--experiment-name={name}"), format!("--run-name={name}"));
        let experiment = store.id(&["experiments", "create", &named, "-l", &location]);
        let run = store.id(&["runs", "create", "-x", &experiment, &run_named]);
        store.mlrun(&["experiments", "tag", &experiment, "note", name]);
        let folder = store.root().join(experiment);
        files.extend([folder.join("meta.yaml"), folder.join(run).join("meta.yaml")]);
    }
    let renamed = store.id(&["runs", "create", "--run-name", "before"]);
    store.mlrun(&["runs", "rename", &renamed, "1e3: 🚀"]);
    store.mlrun(&["runs", "finish", &renamed]);
    store.mlrun(&["runs", "delete", &renamed, "--yes"]);
    files.push(store.root().join("0").join(renamed).join("meta.yaml"));

    output(
        Python::with_mlflow(V3)
            .script("tests/interop/dump_again.py")
            .args(files),
    );
    let theirs = store.theirs(V3);
    let read: Vec<&str> = theirs["experiments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["name"].as_str().unwrap())
        .collect();
    for name in NAMES {
        assert!(read.contains(&name), "{name:?}");
    }
}
