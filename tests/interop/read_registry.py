"""Prints the registry that the MLflow of this Python reads from a store, in mlrun's JSON contract: `read_registry.py STORE`."""

import json
import sys

from mlflow.tracking import MlflowClient

client = MlflowClient(tracking_uri=sys.argv[1], registry_uri=sys.argv[1])
FIELDS = ("name", "creation_timestamp", "last_updated_timestamp", "description")
VERSION_FIELDS = ("user_id", "current_stage", "source", "run_id", "run_link", "status", "status_message")


def version_json(version):
    found = {name: getattr(version, name) for name in FIELDS + VERSION_FIELDS}
    found["version"] = str(version.version)
    found["model_id"] = getattr(version, "model_id", None)  # since 3.0
    found["storage_location"] = client.get_model_version_download_uri(version.name, version.version)
    found["tags"] = dict(version.tags)
    again = client.get_model_version(version.name, version.version)
    assert (again.source, again.tags) == (version.source, version.tags)
    found["aliases"] = sorted(again.aliases)  # a search of a database leaves them out
    return found


def model_json(model):
    found = {name: getattr(model, name) for name in FIELDS}
    found["tags"] = dict(model.tags)
    found["aliases"] = {alias: str(version) for alias, version in model.aliases.items()}
    found["latest_versions"] = sorted((version_json(v) for v in model.latest_versions), key=lambda v: v["version"])
    for alias, version in found["aliases"].items():
        assert str(client.get_model_version_by_alias(model.name, alias).version) == version
    return found


json.dump(
    {
        "models": [model_json(model) for model in client.search_registered_models(max_results=1000)],
        "versions": [version_json(version) for version in client.search_model_versions(max_results=10000)],
    },
    sys.stdout,
)
