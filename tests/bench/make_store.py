#!/usr/bin/env python3
"""Make a store of many runs: make_store.py DIR [RUNS=10000]

Each run has 10 metrics of 100 values, 10 params and 6 tags: 27 files and 4 folders, as MLflow lays them out. The same
arguments make the same store, but for the times of its files.
"""
import os
import random
import sys

OPTIMIZERS = ["adam", "adamw", "lion", "rmsprop", "sgd"]


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def make(store, runs):
    random.seed(1)
    os.makedirs(f"{store}/.trash")
    os.makedirs(f"{store}/0")
    write(f"{store}/0/meta.yaml", f"artifact_location: file://{store}/0\ncreation_time: 1\nexperiment_id: '0'\n"
          "last_update_time: 1\nlifecycle_stage: active\nname: Default\n")
    for i in range(runs):
        run = f"{random.getrandbits(128):032x}"
        folder = f"{store}/0/{run}"
        for part in ("artifacts", "metrics", "params", "tags"):
            os.makedirs(f"{folder}/{part}")
        start = 1760000000000 + i * 60000
        write(f"{folder}/meta.yaml", f"artifact_uri: file://{folder}/artifacts\nend_time: {start + 50000}\nentry_point_name: ''\n"
              f"experiment_id: '0'\nlifecycle_stage: active\nrun_id: {run}\nrun_name: run-{i}\nrun_uuid: {run}\nsource_name: ''\n"
              f"source_type: 4\nsource_version: ''\nstart_time: {start}\nstatus: 3\ntags: []\nuser_id: bench\n")
        params = [str(random.random()) for _ in range(10)]
        params[1] = OPTIMIZERS[random.randrange(len(OPTIMIZERS))]
        for k, param in enumerate(params):
            write(f"{folder}/params/p{k}", param)
        for k in range(10):
            write(f"{folder}/metrics/m{k}", "".join(f"{start + s} {random.random()!r} {s}\n" for s in range(100)))
        for k in range(6):
            write(f"{folder}/tags/t{k}", f"value {i}")


if __name__ == "__main__":
    make(os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10000)
