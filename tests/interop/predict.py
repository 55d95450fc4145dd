"""Loads each model from a store and prints what it makes of 1 and 2: `predict.py STORE URI…`."""

import sys

import mlflow
import pandas

mlflow.set_tracking_uri(sys.argv[1])
mlflow.set_registry_uri(sys.argv[1])
for uri in sys.argv[2:]:
    print(list(mlflow.pyfunc.load_model(uri).predict(pandas.DataFrame({"x": [1.0, 2.0]}))))
