"""Saves a model that doubles its input, without a run: `save_model.py FOLDER`."""

import sys

import mlflow.pyfunc


class Double(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return [2.0 * value for value in model_input["x"]]


mlflow.pyfunc.save_model(sys.argv[1], python_model=Double(), pip_requirements=["mlflow-skinny"])
