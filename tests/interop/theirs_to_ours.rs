//! Stores that MLflow wrote: the fixtures, and new ones.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::python::{Python, V1, V2, V3, output, root};
use crate::same::assert_same;
use crate::store::{Store, ours};

/// Compares with the `expected.json` beside the store. MLflow reads the step of a value that names a dataset as 0; we read
/// what was written.
fn read_as_expected(folder: &Path) {
    let expected = fs::read_to_string(folder.join("expected.json")).expect("expected.json");
    let mut ours = ours(&folder.join("mlruns"));
    for run in ours["runs"].as_array_mut().expect("runs") {
        for points in run["data"]["metric_history"]
            .as_object_mut()
            .expect("histories")
            .values_mut()
        {
            for point in points
                .as_array_mut()
                .expect("values")
                .iter_mut()
                .filter(|p| p.get("dataset_name").is_some())
            {
                assert_eq!(point["step"], 2);
                point["step"] = Value::from(0);
            }
        }
    }
    assert_same(
        &folder.display().to_string(),
        &serde_json::from_str(&expected).expect("JSON"),
        &ours,
    );
}

#[test]
fn fixtures_read_as_the_mlflow_that_wrote_them_reads_them() {
    for version in [V1, V2, V3] {
        read_as_expected(&root("fixtures/stores").join(version));
    }
}

#[test]
fn new_stores_read_as_the_mlflow_that_wrote_them_reads_them() {
    for version in [V1, V2, V3] {
        let store = Store::new();
        output(
            Python::with_mlflow(version)
                .script("fixtures/stores/make.py")
                .arg(store.folder()),
        );
        read_as_expected(store.folder());
    }
}
