"""Saves, logs and reads models as MLflow does: `save FOLDER`, `log STORE`, `read STORE`."""

import json
import logging
import sys
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

import mlflow
from mlflow import MlflowClient


class Doubled(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return [2 * x for x in model_input]


MODEL = {"python_model": Doubled(), "pip_requirements": ["mlflow"]}


def log(store):
    mlflow.set_tracking_uri(store)
    mlflow.set_experiment("theirs")
    with mlflow.start_run():
        mlflow.log_param("alpha", 0.5)
        mlflow.log_metric("acc", 0.75, step=2)
        mlflow.pyfunc.log_model(name="theirs", step=2, params={"p": "q"}, model_type="agent", **MODEL)
        data = mlflow.data.from_numpy(__import__("numpy").zeros(3), name="train")
        for value in (0.25, float("nan"), 1e-05):
            mlflow.log_metric("acc", value, step=7, model_id=mlflow.last_logged_model().model_id, dataset=data)
    mlflow.create_external_model(name="외부 모델 🚀")


def model(m):
    metrics = [
        {
            "key": metric.key,
            "value": "NaN" if metric.value != metric.value else metric.value,
            "step": metric.step,
            "timestamp": metric.timestamp,
            "dataset_name": metric.dataset_name,
            "dataset_digest": metric.dataset_digest,
            "run_id": metric.run_id,
        }
        for metric in m.metrics or []
    ]
    return {
        **{key: value for key, value in m.to_dictionary().items() if key != "metrics"},
        "status": str(m.status),
        "metrics": sorted(metrics, key=lambda metric: (metric["key"], metric["dataset_name"] or "")),
    }


def predicts(m):
    loaded = mlflow.pyfunc.load_model(f"models:/{m.model_id}")
    said = loaded.metadata
    assert (said.model_id, said.model_uuid, said.run_id) == (m.model_id, m.model_id, m.source_run_id), said
    assert said.artifact_path == m.artifact_location, said
    return loaded.predict([1, 2])


def read(store):
    mlflow.set_tracking_uri(store)
    client = MlflowClient()
    ids = [e.experiment_id for e in client.search_experiments()]
    models = client.search_logged_models(ids)
    by_id = [client.get_logged_model(m.model_id) for m in models]
    assert [model(m) for m in by_id] == [model(m) for m in models]
    outputs = {}
    for run in client.search_runs(ids):
        run = client.get_run(run.info.run_id)
        outputs[run.info.run_id] = {o.model_id: o.step for o in run.outputs.model_outputs}
    predicted = {m.model_id: predicts(m) for m in models if "mlflow.model.isExternal" not in m.tags}
    json.dump({"models": [model(m) for m in models], "outputs": outputs, "predicted": predicted}, sys.stdout)


if __name__ == "__main__":
    act, place = sys.argv[1:]
    if act == "save":
        mlflow.pyfunc.save_model(place, **MODEL)
    else:
        {"log": log, "read": read}[act](place)
