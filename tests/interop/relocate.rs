//! MLflow finds the artifacts of a store that was moved, once its locations are rewritten.

use std::fs;
use std::path::Path;

use crate::python::{Python, V2, V3, output};
use crate::store::{Store, mlrun};

#[test]
fn mlflow_finds_the_artifacts_of_a_moved_store_again() {
    let store = Store::new();
    let experiment = store.id(&["experiments", "create", "-n", "여행"]);
    let run = store.id(&["runs", "create", "-x", &experiment]);
    let file = store.folder().join("notes.txt");
    fs::write(&file, "hello").unwrap();
    store.mlrun(&["artifacts", "log-artifact", "-r", &run, "-l", file.to_str().unwrap()]);
    let moved = store.folder().join("neuer Ort ü");
    fs::rename(store.root(), &moved).unwrap();
    let listed = |version: &str| {
        output(
            Python::with_mlflow(version)
                .script("tests/interop/list_artifacts.py")
                .arg(uri(&moved))
                .arg(&run),
        )
    };
    assert_eq!(listed(V3), "{}");
    output(&mut mlrun(&moved, &["relocate", "--yes"]));
    for version in [V2, V3] {
        assert_eq!(listed(version), r#"{"notes.txt": 5}"#, "{version}");
    }
}

fn uri(root: &Path) -> String {
    format!("file://{}", root.display())
}
