#!/usr/bin/env python3
"""Time mlrun beside Python MLflow and beside the floor, on one store, in one run.

    bench.py [--runs 10000 | --registry 1000 | --sweep | --archive] [--folder DIR] [--rounds 10] [--python PYTHON]

Wants `cargo build --release` and `cargo bench --no-run` done. PYTHON has MLflow 3 with sqlalchemy; without it only mlrun and
the floor are timed. In DIR (a new folder unless given) lie the store (10 metrics of 100 values, 10 params and 6 tags a run)
and the same store migrated to SQLite; both are made where they are missing, which for SQLite takes half an hour. With
--registry the store holds so many registered models of 20 versions instead of runs. With --sweep nothing is made: a project
whose command is `true` is run a hundred times, two at a time, beside the command alone and beside one `mlflow run`. With
--archive the store is put into one file, beside `tar c | zstd -1 -T0`, and that file is verified and searched beside the folder.

mlrun and the floor: whole processes, start-up included, taking turns; least, median and peak memory. Python: one call in
process, import not counted, unless the line says otherwise.
"""
import argparse
import glob
import json
import os
import statistics
import subprocess
import tempfile
import time

from make_registry import make as make_registry
from make_store import make

parser = argparse.ArgumentParser()
parser.add_argument("--runs", type=int, default=10000)
parser.add_argument("--registry", type=int, metavar="MODELS")
parser.add_argument("--sweep", action="store_true")
parser.add_argument("--archive", action="store_true")
parser.add_argument("--folder")
parser.add_argument("--rounds", type=int, default=10)
parser.add_argument("--python")
parser.add_argument("--mlrun", default="target/release/mlrun")
args = parser.parse_args()

folder = os.path.abspath(args.folder or tempfile.mkdtemp(prefix="mlrun-bench-"))
store, database, cache = f"{folder}/mlruns", f"{folder}/mlflow.db", f"{folder}/cache"
scratch = f"{folder}/scratch"  # MLflow leaves a mlflow.db of its own where it is started
os.makedirs(scratch, exist_ok=True)
FILTER, ORDER = "params.p1 = 'adam' AND metrics.m0 < 0.5", "metrics.m1 ASC"
floors = glob.glob("target/release/deps/floor-*")
usable = [path for path in floors if os.access(path, os.X_OK) and not path.endswith(".d")]
floor = max(usable, key=os.path.getmtime, default=None)
environment = dict(os.environ, MLRUN_CACHE_DIR=cache, MLFLOW_ALLOW_FILE_STORE="true", MLFLOW_DISABLE_TELEMETRY="true")


def once(words, first_line=False):
    """Milliseconds until the end, or until the first line, and the peak memory in MB."""
    start = time.perf_counter()
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as process:
        process.stdout.readline()
        first = time.perf_counter() - start
        while process.stdout.read(1 << 20):
            pass
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
    assert status == 0, words
    return (first if first_line else time.perf_counter() - start) * 1000, usage.ru_maxrss / 1024


def python(uri, call, again=0):
    """Milliseconds of a call of MlflowClient in process; of its repetition where asked."""
    code = f"""
import sys, time
from mlflow.tracking import MlflowClient
client = MlflowClient(sys.argv[1])
for _ in range({again + 1}):
    start = time.perf_counter()
    found = {call}
    taken = time.perf_counter() - start
print(taken * 1000)
"""
    done = subprocess.run([args.python, "-c", code, uri], capture_output=True, text=True, env=environment, check=True,
                          cwd=scratch)
    return float(done.stdout)


def show(question, rows, base):
    """A table; each row's ratio says how many times as long as the base it takes."""
    print(f"\n{question}\n{'':46}{'least':>12}{'median':>12}{'peak MB':>9}{'× mlrun':>10}")
    for name, times, memory in rows:
        ratio = statistics.median(times) / base
        peak = f"{memory:.0f}" if memory else ""
        print(f"{name:46}{min(times):9.1f} ms{statistics.median(times):9.1f} ms{peak:>9}{ratio:10.2f}")


def measure(question, ours, theirs):
    """`ours`: name → words, or (words, True) for the first line; taking turns. `theirs`: name → function of milliseconds."""
    taken = {name: [] for name in ours}
    for turn in range(args.rounds + 2):
        for name, words in ours.items():
            words, first_line = words if isinstance(words, tuple) else (words, False)
            figures = once(words, first_line)
            if turn >= 2:  # the first two fill the caches, ours too
                taken[name].append(figures)
    rows = [(name, [t for t, _ in figures], max(m for _, m in figures)) for name, figures in taken.items()]
    if args.python:
        rows += [(name, [function()], None) for name, function in theirs.items()]
    show(question, rows, statistics.median(rows[0][1]))


def sweep():
    """A hundred runs of nothing: what each costs, beside its command alone and a run of MLflow's."""
    project, count = f"{scratch}/noop", 100
    os.makedirs(project, exist_ok=True)
    with open(f"{project}/MLproject", "w") as file:
        file.write('name: noop\nentry_points:\n  main:\n    parameters: {n: int}\n    command: "true"\n')
    pairs = f"for i in $(seq {count // 2}); do bash -c true & bash -c true; wait; done"
    mlrun = os.path.abspath(args.mlrun)
    mlflow = [args.python, "-m", "mlflow", "run", project, "--env-manager", "local", "-P", "n=1"]
    ours = {
        "mlrun, each of a hundred": ([mlrun, "--tracking-uri", "STORE", "run", project, "--sweep", "-P",
                                      f"n=1..{count}", "-j", "2"], count),
        "bash -c true, each of a hundred": (["bash", "-c", pairs], count),
        "mlrun, one": ([mlrun, "--tracking-uri", "STORE", "run", project, "-P", "n=1"], 1),
    }
    if args.python:
        ours["mlflow run, one"] = (mlflow, 1)
    taken = {name: [] for name in ours}
    for _ in range(args.rounds):
        for name, (words, runs) in ours.items():
            with tempfile.TemporaryDirectory(dir=folder) as own:  # a store of many runs is another question
                variables = dict(environment, MLFLOW_TRACKING_URI=f"file://{own}/mlruns")
                start = time.perf_counter()
                subprocess.run([f"{own}/mlruns" if word == "STORE" else word for word in words], check=True, env=variables,
                               cwd=scratch, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                taken[name].append((time.perf_counter() - start) * 1000 / runs)
    rows = [(name, times, None) for name, times in taken.items()]
    show("a run of nothing", rows, statistics.median(rows[0][1]))


if args.sweep:
    sweep()
    raise SystemExit

if not os.path.isdir(store):
    make_registry(store, args.registry, 20) if args.registry else make(store, args.runs)
if args.python and not os.path.exists(database):
    target = ["--source", store, "--target", f"sqlite:///{database}", "--no-progress"]
    subprocess.run([args.python, "-m", "mlflow", "migrate-filestore", *target], check=True, env=environment, cwd=scratch)

mlrun = [args.mlrun, "--tracking-uri", store]
search = [*mlrun, "runs", "search"]
chosen = ["--filter", FILTER, "--order-by", ORDER, "--max-results", "100"]
client = {"newest": "client.search_runs(['0'], max_results=50)",
          "chosen": f"client.search_runs(['0'], filter_string={json.dumps(FILTER)}, order_by={json.dumps([ORDER])}, max_results=100)"}
cli = [args.python, "-m", "mlflow", "runs", "list", "--experiment-id", "0"]
file_uri, sqlite_uri = f"file://{store}", f"sqlite:///{database}"


def whole(uri, call):
    """Milliseconds of a Python process that makes the call, import included."""
    start = time.perf_counter()
    python(uri, call)
    return (time.perf_counter() - start) * 1000


def python_cli():
    start = time.perf_counter()
    subprocess.run(cli, stdout=subprocess.DEVNULL, check=True, env=dict(environment, MLFLOW_TRACKING_URI=file_uri), cwd=scratch)
    return (time.perf_counter() - start) * 1000


if args.registry:
    owner = "tags.owner = 'owner-3'"
    of_owner = f"client.search_model_versions({json.dumps(owner)}, max_results=200000)"
    versions, models = [*mlrun, "registry", "versions", "search"], [*mlrun, "registry", "models", "search"]
    measure("versions with a tag", {
        "mlrun": [*versions, "--filter", owner],
        "mlrun, of one model": [*versions, "--filter", f"name = 'model-0007' AND {owner}"],
    }, {
        "Python FileStore": lambda: python(file_uri, of_owner),
        "Python SQLite, second call": lambda: python(sqlite_uri, of_owner, 1),
        "Python SQLite, process": lambda: whole(sqlite_uri, of_owner),
    })
    measure("every model with its latest versions", {
        "mlrun": [*models, "-o", "ndjson"],
    }, {
        "Python FileStore": lambda: python(file_uri, "client.search_registered_models(max_results=1000)"),
        "Python SQLite, second call": lambda: python(sqlite_uri, "client.search_registered_models(max_results=1000)", 1),
    })
    raise SystemExit

def archive():
    """Making, checking and searching an archive, beside the usual tools and the folder."""
    packed, tar = f"{folder}/runs.mlz", f"{folder}/runs.tar.zst"
    above = os.path.dirname(store)
    rounds, args.rounds = args.rounds, min(args.rounds, 3)
    measure("the store as one file", {
        "mlrun archive create": [*mlrun, "archive", "create", "--force", "-o", packed],
        "tar c | zstd -1 -T0": ["sh", "-c", f"tar c -C '{above}' mlruns | zstd -q -f -1 -T0 -o '{tar}'"],
        "mlrun archive verify": [args.mlrun, "archive", "verify", packed],
        "zstd -t": ["sh", "-c", f"zstd -q -d -c '{packed}' > /dev/null"],
    }, {})
    sizes = os.path.getsize(packed), os.path.getsize(tar)
    print(f"\nbytes: {sizes[0]:,} against {sizes[1]:,}: {sizes[0] / sizes[1]:.3f}")
    args.rounds = rounds
    inside = [args.mlrun, "--tracking-uri", packed, "runs", "search"]
    for question, flags in [("the newest 50 runs", ["--max-results", "50"]), ("filtered and ordered, first 100", chosen)]:
        measure(question, {
            "folder": [*search, *flags],
            "archive": [*inside, *flags],
            "folder --no-index": [*search, *flags, "--no-index"],
            "archive --no-index": [*inside, *flags, "--no-index"],
        }, {})
    measure("everything of every run", {
        "folder": [*search, "-o", "ndjson"],
        "archive": [*inside, "-o", "ndjson"],
    }, {})


if args.archive:
    archive()
    raise SystemExit

measure("the newest 50 runs", {
    "mlrun": [*search, "--max-results", "50"],
    "mlrun --no-index": [*search, "--max-results", "50", "--no-index"],
    "floor": [floor, "newest", store, "50"],
}, {
    "Python FileStore": lambda: python(file_uri, client["newest"]),
    "Python `mlflow runs list`, process": python_cli,
    "Python SQLite, second call": lambda: python(sqlite_uri, client["newest"], 1),
})
measure("a metric and a param filtered, ordered by another metric, first 100", {
    "mlrun": [*search, *chosen],
    "mlrun --no-index": [*search, *chosen, "--no-index"],
    "floor": [floor, "filter", store, "100"],
}, {
    "Python FileStore": lambda: python(file_uri, client["chosen"]),
    "Python SQLite, second call": lambda: python(sqlite_uri, client["chosen"], 1),
    "Python SQLite, process": lambda: whole(sqlite_uri, client["chosen"]),
})
measure("everything of every run", {
    "mlrun -o ndjson": [*search, "-o", "ndjson"],
    "mlrun -o ndjson, first row": ([*search, "-o", "ndjson"], True),
    "mlrun -o id": [*search, "-o", "id"],
}, {
    "Python FileStore": lambda: python(file_uri, "client.search_runs(['0'], max_results=50000)"),
})
