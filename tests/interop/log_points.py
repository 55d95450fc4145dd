"""One of the writers of concurrency.rs: `log_points.py STORE RUN WRITER POINTS`. Says `ready`, then waits for a line."""

import sys

from mlflow.tracking import MlflowClient

store, run, writer, points = sys.argv[1:]
client = MlflowClient(tracking_uri=store)
client.get_run(run)
print("ready", flush=True)
sys.stdin.readline()
for step in range(int(points)):
    client.log_metric(run, f"own-{writer}" if step % 2 else "shared", float(writer), step=step)
