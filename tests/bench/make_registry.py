#!/usr/bin/env python3
"""Make a registry of many versions: make_registry.py DIR [MODELS=1000] [VERSIONS=20]

Each version has two tags, each model one tag and two aliases, as MLflow 3 lays them out. The same arguments make the same
registry, but for the times of its files.
"""
import os
import sys


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def make(store, models, versions):
    os.makedirs(f"{store}/.trash")
    write(f"{store}/0/meta.yaml", f"artifact_location: file://{store}/0\ncreation_time: 1\nexperiment_id: '0'\n"
          "last_update_time: 1\nlifecycle_stage: active\nname: Default\n")
    stages = ["None", "Staging", "Production", "Archived"]
    for i in range(models):
        name = f"model-{i:04}"
        folder = f"{store}/models/{name}"
        at = 1760000000000 + i * 1000000
        write(f"{folder}/meta.yaml", f"aliases: {{}}\ncreation_timestamp: {at}\ndeployment_job_id: null\n"
              f"deployment_job_state: null\ndescription: null\nlast_updated_timestamp: {at + 1000 * versions}\nname: {name}\n"
              "workspace: default\n")
        write(f"{folder}/tags/team", f"team-{i % 7}")
        write(f"{folder}/aliases/champion", str(versions))
        write(f"{folder}/aliases/challenger", "1")
        for number in range(1, versions + 1):
            run = f"{i * 1000 + number:032x}"
            source = f"file://{store}/0/{run}/artifacts/model"
            write(f"{folder}/version-{number}/meta.yaml", f"creation_timestamp: {at + 1000 * number}\n"
                  f"current_stage: {stages[number % 4]}\ndeployment_job_state: null\ndescription: null\n"
                  f"last_updated_timestamp: {at + 1000 * number}\nmodel_id: null\nname: {name}\nrun_id: {run}\nrun_link: null\n"
                  f"source: {source}\nstatus: READY\nstatus_message: null\nstorage_location: {source}\nuser_id: null\n"
                  f"version: {number}\nworkspace: default\n")
            write(f"{folder}/version-{number}/tags/quality", str(number * 7 % 100))
            write(f"{folder}/version-{number}/tags/owner", f"owner-{(i + number) % 5}")


if __name__ == "__main__":
    count = [int(word) for word in sys.argv[2:]] + [1000, 20][len(sys.argv) - 2:]
    make(os.path.abspath(sys.argv[1]), *count)
