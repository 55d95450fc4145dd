"""Writes a registry with everything in it: `write_registry.py STORE`."""

import sys

from mlflow.tracking import MlflowClient

store = sys.argv[1]
client = MlflowClient(tracking_uri=store, registry_uri=store)
run = client.create_run("0").info.run_id
client.create_registered_model("모델 – 'a' #1", tags={"k/deep": "v", "이름": "first\nsecond"}, description="yes: [1]\n🚀")
client.create_registered_model("empty")
client.create_registered_model("plain")
for number in range(5):
    client.create_model_version("모델 – 'a' #1", f"s3://bucket/{number}", run_id=run, tags={"n": str(number)}, description=f"{number}")
client.create_model_version("plain", "models:/모델 – 'a' #1/2", run_link="http://link")
client.transition_model_version_stage("모델 – 'a' #1", 1, "Production")
client.transition_model_version_stage("모델 – 'a' #1", 2, "Staging")
client.transition_model_version_stage("모델 – 'a' #1", 3, "Production", archive_existing_versions=True)
client.set_registered_model_alias("모델 – 'a' #1", "champion", 2)
client.set_registered_model_alias("모델 – 'a' #1", "gone", 5)
client.set_registered_model_alias("plain", "챔피언", "1")
client.delete_registered_model_alias("모델 – 'a' #1", "nosuch")
client.delete_model_version("모델 – 'a' #1", 5)
client.set_model_version_tag("모델 – 'a' #1", 4, "empty", "")
client.delete_model_version_tag("모델 – 'a' #1", 4, "n")
client.update_model_version("plain", 1, description="described")
client.rename_registered_model("empty", "renamed")
