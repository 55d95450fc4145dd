"""Prints the artifacts of a run, path to size, as MLflow lists them: `list_artifacts.py STORE RUN`."""

import json
import sys

from mlflow.tracking import MlflowClient

store, run = sys.argv[1:]
client = MlflowClient(tracking_uri=store)


def files(folder=None):
    for entry in client.list_artifacts(run, folder):
        if entry.is_dir:
            yield from files(entry.path)
        else:
            yield entry.path, entry.file_size


json.dump(dict(files()), sys.stdout)
