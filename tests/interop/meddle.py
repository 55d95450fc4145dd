"""MLflow as another program at work in the store: `meddle.py STORE SEED`. Makes 260 runs, says `ready`, and then does a few
things for every line it reads, saying `done` after them."""

import random
import sys

from mlflow.tracking import MlflowClient

store, seed = sys.argv[1:]
random.seed(int(seed))
client = MlflowClient(tracking_uri=store)


def new_run():
    run = client.create_run("0").info.run_id
    for step in range(5):
        client.log_metric(run, "loss", random.random(), step=step)
    client.log_param(run, "alpha", random.randrange(10))
    client.set_tag(run, "team", random.choice(["vision", "nlp"]))
    return run


def meddle():
    run = random.choice(runs)
    kind = random.randrange(7)
    if kind == 6:
        runs.append(new_run())
    elif run in deleted:
        client.restore_run(run)
        deleted.remove(run)
    elif kind == 5:
        client.delete_run(run)
        deleted.add(run)
    elif kind == 4:
        client.set_terminated(run, random.choice(["FINISHED", "FAILED", "KILLED"]))
    elif kind == 3:
        client.update_run(run, name=f"named {random.randrange(100)}")
    elif kind == 2:
        client.set_tag(run, "team", random.choice(["vision", "nlp", "audio"]))
    else:
        client.log_metric(run, "loss", random.random(), step=random.randrange(10))


runs, deleted = [new_run() for _ in range(260)], set()
print("ready", flush=True)
for _ in sys.stdin:
    for _ in range(random.randint(1, 3)):
        meddle()
    print("done", flush=True)
