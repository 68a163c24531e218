"""Writes welch-scipy.json: 1,000 pairs of samples, and what scipy's Welch test says of them.

    python3 test/golden/welch-scipy.py > test/golden/welch-scipy.json

Samples have 2 to 30 values of six significant digits; deviations differ up to a thousandfold, and means by nothing to hundreds of
standard errors, so that p runs from 1 down to where doubles end. Degrees of freedom are computed here from their definition.
"""
import json

import numpy
import scipy
from scipy import stats

random = numpy.random.default_rng(20171018)


def sample(mean, deviation):
    values = random.normal(mean, deviation, random.integers(2, 31))
    return [float(f"{value:.6g}") for value in values]


def degrees(a, b):
    x, y = numpy.var(a, ddof=1) / len(a), numpy.var(b, ddof=1) / len(b)
    return (x + y) ** 2 / (x**2 / (len(a) - 1) + y**2 / (len(b) - 1))


def case():
    deviation, other = 10 ** random.uniform(-1, 2), 10 ** random.uniform(-1, 2)
    apart = random.choice([0, 1, 5, 50]) * random.normal() * max(deviation, other) / 3
    a, b = sample(20, deviation), sample(20 + apart, other)
    found = stats.ttest_ind(a, b, equal_var=False)
    low, high = found.confidence_interval(0.95)
    return {"a": a, "b": b, "t": found.statistic, "df": degrees(a, b), "p": found.pvalue, "low": low, "high": high}


cases = [case() for _ in range(1000)]
lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in cases)
print(f'{{"by":"scipy {scipy.__version__}","cases":[\n{lines}\n]}}')
