"""A store, and what MLflow answers to filters and orders chosen at random: `search.py FOLDER SEED FILTERS`.

Writes FOLDER/mlruns through MLflow's FileStore, reads its runs and experiments once, and asks MLflow's own SearchUtils for
each filter, order and page. Prints one JSON object a line: what was asked, and either what was found (ids) or the error.
"""

import json
import os
import random
import sys
from pathlib import Path

os.environ.update(MLFLOW_ALLOW_FILE_STORE="true", MLFLOW_DISABLE_TELEMETRY="true")
sys.dont_write_bytecode = True

from mlflow.entities import Dataset, DatasetInput, ExperimentTag, InputTag, Metric, Param, RunStatus, RunTag, ViewType
from mlflow.store.tracking.file_store import FileStore
from mlflow.utils.search_utils import SearchExperimentsUtils, SearchUtils

folder, seed, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
dice = random.Random(seed)
pick = dice.choice
store = FileStore(str(folder / "mlruns"), (folder / "mlruns").resolve().as_uri())

METRICS = ["loss", "acc", "m.dot", "val/acc", "with space", "2fast", "min", "loss.min", "ключ"]
TEXT_KEYS = ["lr", "opt", "a.b.c", "x-y", "k k", "from", "order", "2x", "언어", "team"]
TEXTS = ["adam", "Adam", "sgd", "", "50%", "a_b", "it's", 'say "hi"', "l1\nl2", "l1\n", "ünï", "ÜNÏ", "0.1", "1e-1", "back\\slash", "ſtraße", "STRASSE", "AND", "İi", "x = 1"]
NUMBERS = [0.0, -0.0, 0.5, 1.0, -1.5, 1e-9, 3e300, float("nan"), float("inf"), float("-inf"), 0.1 + 0.2]
SPELLED = ["0", "-0", "0.5", ".5", "1.", "1", "-1.5", "1e-9", "3E300", "1e999", "0.30000000000000004", "+1", "1e+3", "nan", "0x1", "1_0", "'1'", "12d", "007"]
NAMES = ["alpha", "Alpha 2", "beta_x", "50% off", "it's", "ünï", "two\nlines", "AND", "x"]
TIMES = [0, 1, 1000, 1001, 2**41]
DATASETS = [("train", "d1", "training"), ("test", "d2", "eval"), ("train", "d3", None), ("o'x", "d_4", "%")]

experiment = store.create_experiment("runs", "file:///x")
for name in (name for name in NAMES if "'" not in name):  # which MLflow cannot create
    other = store.create_experiment(name, "file:///x")
    for key in dice.sample(TEXT_KEYS, dice.randrange(3)):
        store.set_experiment_tag(other, ExperimentTag(key, pick(TEXTS)))
for _ in range(40):
    run = store.create_run(experiment, pick(["ada", "bob", "Ada"]), pick(TIMES), [], pick(NAMES)).info.run_id
    some = lambda keys: dice.sample(keys, dice.randrange(len(keys)))
    store.log_batch(
        run,
        [Metric(key, pick(NUMBERS), 1, step) for key in some(METRICS) for step in range(dice.randrange(1, 3))],
        [Param(key, pick(TEXTS)) for key in some(TEXT_KEYS)],
        [RunTag(key, pick(TEXTS)) for key in some(TEXT_KEYS)],
    )
    used = dice.sample(DATASETS, dice.randrange(3))
    if used:
        tags = lambda context: [InputTag("mlflow.data.context", context)] if context is not None else []
        store.log_inputs(run, [DatasetInput(Dataset(n, d, "local", "{}"), tags(c)) for n, d, c in used])
    if dice.random() < 0.7:
        store.update_run_info(run, pick([RunStatus.FINISHED, RunStatus.FAILED, RunStatus.KILLED]), pick(TIMES), None)

runs = store.search_runs([experiment], "", ViewType.ACTIVE_ONLY, 1000)
experiments = store.search_experiments(ViewType.ACTIVE_ONLY)
ids = [run.info.run_id for run in runs]


def blank(need=False):
    return pick([" "] * 8 + ["  ", "\n", "\t"] if need else ["", " ", " ", " ", " ", "  ", "\n"])


def cased(word):
    return pick([word, word, word.lower(), word.title()])


def key_of(keys):
    key = pick(keys)
    quote = pick(["", "", "`", '"', "'"])
    return quote + key + quote


def quoted(text):
    quote = '"' if "'" in text else "'" if '"' in text else pick("'\"")
    return quote + text + quote


def pattern():
    text = list(pick(TEXTS + NAMES))
    for _ in range(dice.randrange(3)):
        if text:
            text[dice.randrange(len(text))] = pick("%%_")
    return quoted("".join(text) + pick(["", "%"]))


def texts(choices):
    chosen = ", ".join(repr(pick(choices)) for _ in range(dice.randrange(1, 4)))
    return pick(["()", "('a', 1)", "(a)"]) if dice.random() < 0.08 else f"({blank()}{chosen}{pick(['', ','])}{blank()})"


def comparator(kind):
    usual = {"number": ["=", "!=", "<", "<=", ">", ">="], "text": ["=", "!=", "LIKE", "ILIKE", "like", "iLike"]}
    odd = ["==", "<>", "=<", "RLIKE", "NOT LIKE", "~", "!", "LIKE", "<", "BETWEEN"]
    return pick(odd) if dice.random() < 0.03 else pick(usual[kind])


def text_test(choices, lists):
    roll = dice.random()
    if lists and roll < 0.3:
        return f"{blank(True)}{cased(pick(['IN', 'NOT IN', 'NOT  IN']))}{blank()}{texts(choices)}"
    if roll < 0.15:
        return f"{blank(True)}{cased(pick(['IS NULL', 'IS NOT NULL', 'IS  NULL']))}"
    op = comparator("text")
    value = pattern() if "i" in op.lower() else quoted(pick(choices)) if dice.random() < 0.93 else pick(SPELLED + ["x", "`x`"])
    gap = blank(True) if op.isalpha() else blank()
    return f"{gap}{op}{blank()}{value}"


def number_test(choices=SPELLED):
    value = pick(choices[:12]) if dice.random() < 0.9 else pick(choices)
    return f"{blank()}{comparator('number')}{blank()}{value}"


def run_clause():
    roll = dice.random()
    if roll < 0.3:
        return f"{pick(['metrics', 'metric', '`metrics`'])}.{key_of(METRICS)}" + number_test()
    if roll < 0.55:
        return f"{pick(['params', 'param', 'parameter', 'parameters', 'tags', 'tag'])}.{key_of(TEXT_KEYS)}" + text_test(TEXTS, False)
    if roll < 0.65:
        return f"{pick(['dataset', 'datasets'])}.{pick(['name', 'digest', 'context', '`name`'])}" + text_test([t or "" for row in DATASETS for t in row], True)
    prefix = pick(["", "", "", "attribute.", "attributes.", "attr.", "run."])
    if roll < 0.8:
        name = pick(["start_time", "end_time", "created", "Created", "`end_time`"])
        return prefix + name + number_test([str(time) for time in TIMES] + ["1000.0", "1000.5", "-1", "1e3", "2e12", "0.5", "'1'", "x"])
    name, choices, lists = pick(
        [("run_id", ids, True), ("run_name", NAMES, False), ("`Run name`", NAMES, False), ("status", ["FINISHED", "RUNNING", "failed"], False), ("user_id", ["ada", "Ada", "x"], False), ("nosuch", ["a"], False)]
    )
    return prefix + name + text_test(choices, lists)


def experiment_clause():
    roll = dice.random()
    if roll < 0.4:
        return pick(["name", "attribute.name", "`name`"]) + text_test(NAMES, False)
    if roll < 0.7:
        return f"{pick(['tags', 'tag'])}.{key_of(TEXT_KEYS)}" + text_test(TEXTS, False)
    if roll < 0.85:
        return "experiment_id" + text_test([e.experiment_id for e in experiments], True)
    return pick(["creation_time", "last_update_time"]) + number_test(["0", "1e3", "2e12", *[str(e.creation_time) for e in experiments]])


def mutated(text):
    """With a few characters added, taken or moved: most of it is refused, and all of it alike."""
    for _ in range(dice.randrange(1, 3)):
        at = dice.randrange(len(text) + 1)
        text = text[:at] + pick(list(" .,;()'\"`=<>!-_%*/\\#:[]{}aN0$@~é\n") + ["", "AND", " OR ", "NULL"]) + text[at + pick([0, 1]) :]
    return text


def filter_text(clause):
    parts = [clause() for _ in range(pick([1, 1, 1, 2, 2, 3]))]
    text = f"{blank(True)}{cased(pick(['AND'] * 12 + ['AND AND', 'OR', '']))}{blank(True)}".join(parts)
    text = pick([""] * 20 + [" ", "AND ", "\n"]) + text + pick([""] * 20 + [" ", " AND", ";", " -- x"])
    return mutated(text) if dice.random() < 0.08 else text


def order_clause(is_run):
    if is_run:
        name = pick([lambda: f"{pick(['metrics', 'metric'])}.{key_of(METRICS)}", lambda: f"{pick(['params', 'tags'])}.{key_of(TEXT_KEYS)}", lambda: pick(["start_time", "end_time", "created", "status", "run_name", "user_id", "run_id", "attributes.status", "nosuch"])])()
    else:
        name = pick(["name", "experiment_id", "creation_time", "last_update_time", "attribute.name", "tags.lr", "`name`"])
    text = name + pick(["", " ASC", " DESC", " desc", "  Asc", "\tDESC", " DESC", " up"][: 8 if dice.random() < 0.1 else 7])
    return mutated(text) if dice.random() < 0.08 else text


def is_nonsense(utils, text):
    """Whether a key holds a clause, for want of an AND: of that, sqlparse takes more than we do."""
    try:
        return any(set(clause["key"]) & set("=<>('\"") for clause in utils.parse_search_filter(text))
    except Exception:
        return False


for number in range(count):
    is_run = dice.random() < 0.85
    utils, things = (SearchUtils, runs) if is_run else (SearchExperimentsUtils, experiments)
    text = filter_text(run_clause if is_run else experiment_clause)
    if is_nonsense(utils, text):
        continue
    order = [order_clause(is_run) for _ in range(pick([0, 0, 1, 1, 2]))]
    asked = {"search": "runs" if is_run else "experiments", "filter": text, "order_by": order}
    asked |= {"offset": pick([0, 0, 0, 1, 5, -2, 50]), "max": pick([1000, 1000, 3, 1, 0, -1])}
    try:
        found = utils.filter(list(things), text)
        found = utils.sort(found, order or (None if is_run else ["creation_time DESC", "experiment_id ASC"]))
        found, token = utils.paginate(found, utils.create_page_token(asked["offset"]) if asked["offset"] else None, asked["max"])
        asked["found"] = [run.info.run_id if is_run else run.experiment_id for run in found]
        asked["next"] = token and token.decode()
    except Exception as error:
        asked["error"] = f"{type(error).__name__}: {error}"
    print(json.dumps(asked))
