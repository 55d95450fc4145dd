"""Loads each YAML file and dumps it as MLflow does; fails where that gives other bytes."""

import sys

import yaml

differ = 0
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        written = file.read()
    values = yaml.load(written, yaml.CSafeLoader)
    dumped = yaml.dump(values, default_flow_style=False, allow_unicode=True, encoding="utf-8", Dumper=yaml.CSafeDumper)
    if dumped != written:
        differ += 1
        print(f"{path}\n--- written\n{written.decode()}\n--- PyYAML\n{dumped.decode()}", file=sys.stderr)
sys.exit(f"{differ} files differ" if differ else 0)
