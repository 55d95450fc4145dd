#!/usr/bin/env python3
"""Time mlrun on a large store, beside MLflow where it is given.

    bench.py [--runs 5000] [--mlrun target/release/mlrun] [--mlflow-python PYTHON] [--store DIR]

Makes a store of so many runs (10 metrics of 100 values, 10 params, 6 tags each) unless DIR has one, and prints the least and the
median of ten timings of each command. MLflow is timed in process, without its start-up, once.
"""
import argparse
import os
import random
import statistics
import subprocess
import tempfile
import time

parser = argparse.ArgumentParser()
parser.add_argument("--runs", type=int, default=5000)
parser.add_argument("--mlrun", default="target/release/mlrun")
parser.add_argument("--mlflow-python")
parser.add_argument("--store")
args = parser.parse_args()
store = os.path.abspath(args.store or os.path.join(tempfile.mkdtemp(prefix="mlrun-bench-"), "mlruns"))
random.seed(1)


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def make():
    write(f"{store}/0/meta.yaml", f"artifact_location: file://{store}/0\ncreation_time: 1\nexperiment_id: '0'\n"
          "last_update_time: 1\nlifecycle_stage: active\nname: Default\n")
    os.makedirs(f"{store}/.trash")
    for i in range(args.runs):
        run = f"{random.getrandbits(128):032x}"
        folder = f"{store}/0/{run}"
        write(f"{folder}/meta.yaml", f"artifact_uri: file://{folder}/artifacts\nend_time: {i + 9}\nentry_point_name: ''\n"
              f"experiment_id: '0'\nlifecycle_stage: active\nrun_id: {run}\nrun_name: run {i}\nrun_uuid: {run}\nsource_name: ''\n"
              f"source_type: 4\nsource_version: ''\nstart_time: {i + 1}\nstatus: 3\ntags: []\nuser_id: bench\n")
        os.makedirs(f"{folder}/artifacts")
        for k in range(10):
            write(f"{folder}/params/p{k}", str(random.random()))
            write(f"{folder}/metrics/m{k}", "".join(f"{1760000000000 + s} {random.random()!r} {s}\n" for s in range(100)))
        for k in range(6):
            write(f"{folder}/tags/t{k}", f"value {i}")


if not os.path.isdir(store):
    make()
newest = subprocess.run([args.mlrun, "--tracking-uri", store, "runs", "list", "--max-results", "1", "-o", "id"],
                        capture_output=True, text=True, check=True).stdout.strip()
for words in (["experiments", "list"], ["runs", "list", "-o", "id"], ["runs", "list", "--max-results", "50"],
              ["runs", "show", newest], ["runs", "list", "-o", "json"], ["status"]):
    times = []
    for _ in range(10):
        start = time.perf_counter()
        subprocess.run([args.mlrun, "--tracking-uri", store, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    shown = " ".join(words).replace(newest, "RUN")
    print(f"mlrun {shown:32} least {min(times) * 1000:8.1f} ms  median {statistics.median(times) * 1000:8.1f} ms")
if args.mlflow_python:
    script = ("import sys, time; from mlflow.tracking import MlflowClient; c = MlflowClient(sys.argv[1]); t = time.perf_counter(); "
              "c.search_runs(['0'], max_results=int(sys.argv[2])); print((time.perf_counter() - t) * 1000)")
    for most in ("50", "50000"):
        done = subprocess.run([args.mlflow_python, "-c", script, "file://" + store, most], capture_output=True, text=True,
                              env=dict(os.environ, MLFLOW_ALLOW_FILE_STORE="true"), check=True)
        print(f"MLflow search_runs(max_results={most:5})         {float(done.stdout):8.1f} ms")
