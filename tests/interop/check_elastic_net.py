"""Fails unless a model.csv of elastic-net-sh is what scikit-learn fits: `check_elastic_net.py MODEL ALPHA L1_RATIO`."""

import sys
from pathlib import Path

import numpy
import pandas
from sklearn.linear_model import ElasticNet
from sklearn.preprocessing import StandardScaler

model = pandas.read_csv(sys.argv[1])
alpha, l1_ratio = map(float, sys.argv[2:])
data = pandas.read_csv(Path(__file__).parents[2] / "fixtures/projects/elastic-net-sh/diabetes.csv")
train = data[data.index % 5 != 4]  # every fifth row is held out
net = ElasticNet(alpha=alpha, l1_ratio=l1_ratio, tol=1e-12, max_iter=100_000)
net.fit(StandardScaler().fit_transform(train.drop(columns="progression")), train["progression"])
numpy.testing.assert_allclose(model["coefficient"], [net.intercept_, *net.coef_], rtol=1e-4, atol=1e-4)
