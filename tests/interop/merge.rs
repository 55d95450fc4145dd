//! What we merged, moved and copied, as MLflow reads it.

use serde_json::{Value, json};

use crate::python::{Python, V2, V3, output};
use crate::store::Store;

/// Downloads an artifact by each of the URIs, and loads the model that `mlrun log model` or MLflow logged.
const READ: &str = "
import json, sys, warnings, logging
warnings.filterwarnings('ignore'); logging.disable(logging.WARNING)
import mlflow
store, run, *models = sys.argv[1:]
mlflow.set_tracking_uri(store)
client = mlflow.MlflowClient()
text = open(mlflow.artifacts.download_artifacts(f'runs:/{run}/notes/a b.txt')).read()
got = client.get_run(run)
history = [m.value for m in client.get_metric_history(run, 'val/acc')]
predicted = [list(mlflow.pyfunc.load_model(uri).predict([1, 2])) for uri in models]
datasets = [i.dataset.name for i in got.inputs.dataset_inputs]
found = [r.info.run_id for r in client.search_runs([got.info.experiment_id], \"metrics.`val/acc` > 0\")]
print(json.dumps({'text': text, 'experiment': client.get_experiment(got.info.experiment_id).name, 'history': history,
    'predicted': predicted, 'datasets': datasets, 'found': run in found, 'params': got.data.params}))
";

fn read(version: &str, store: &Store, run: &str, models: &[&str]) -> Value {
    let mut python = Python::with_mlflow(version).command("python");
    let uri = format!("file://{}", store.root().display());
    let printed = output(python.args(["-c", READ, &uri, run]).args(models));
    serde_json::from_str(&printed).expect("JSON")
}

#[test]
fn mlflow_reads_what_was_merged_moved_and_copied() {
    let (source, target) = (Store::new(), Store::new());
    let saved = source.folder().join("saved");
    output(
        Python::with_mlflow(V3)
            .script("tests/interop/logged_models.py")
            .args(["save".as_ref(), saved.as_os_str()]),
    );
    let notes = source.folder().join("a b.txt");
    std::fs::write(&notes, "음").expect("a file");
    let data = source.folder().join("train.csv");
    std::fs::write(&data, "x,y\n1,2\n").expect("a file");
    let [saved, notes, data] = [saved, notes, data].map(|path| path.to_str().expect("UTF-8").to_owned());
    source.id(&["experiments", "create", "-n", "실험"]);
    target.id(&["experiments", "create", "-n", "실험"]);
    target.id(&["experiments", "create", "-n", "other"]);
    let run = source.id(&["runs", "create", "-n", "실험"]);
    source.mlrun(&["log", "param", &run, "alpha", "0.5"]);
    source.mlrun(&["log", "metric", &run, "val/acc", "0.75", "--step", "2"]);
    source.mlrun(&["log", "artifact", &run, &notes, "--artifact-path", "notes"]);
    source.mlrun(&["log", "input", &run, &data]);
    let model = source.mlrun(&["log", "model", &saved, "--name", "net", "--run", &run]);
    let model = format!("models:/{}", model.trim_end());
    source.mlrun(&["registry", "versions", "create", "net", "--source", &model]);
    source.mlrun(&["runs", "finish", &run]);

    let from = source.root();
    target.mlrun(&["merge", from.to_str().expect("UTF-8")]);
    drop(source); // from now on all must be here
    let by_run = format!("runs:/{run}/net");
    let models = [&*model, "models:/net/1", &*by_run];
    let expected = |experiment: &str, models: usize| {
        json!({
            "text": "음", "experiment": experiment, "history": [0.75], "predicted": vec![json!([2, 4]); models],
            "datasets": ["train.csv"], "found": true, "params": {"alpha": "0.5"},
        })
    };
    assert_eq!(read(V3, &target, &run, &models), expected("실험", 3));
    assert_eq!(read(V2, &target, &run, &[]), expected("실험", 0));

    target.mlrun(&["runs", "move", &run, "--to", "other"]);
    assert_eq!(read(V3, &target, &run, &models), expected("other", 3));
    assert_eq!(read(V2, &target, &run, &[]), expected("other", 0));

    let copy = target.mlrun(&["runs", "copy", &run, "--to", "실험"]);
    assert_eq!(read(V3, &target, copy.trim_end(), &[]), expected("실험", 0));
    assert_eq!(read(V2, &target, copy.trim_end(), &[]), expected("실험", 0));
}
