"""Writes effect-scipy.json: times of two cells by size, and the effect of the cell by the textbook formulas of least squares and HC3.

    python3 test/golden/effect-scipy.py > test/golden/effect-scipy.json

Values have six significant digits. The formulas are those of matrices, (X'X)⁻¹; p is scipy's.
"""
import json

import numpy
import scipy
from scipy import stats

random = numpy.random.default_rng(20171018)


def rounded(values):
    return [float(f"{value:.6g}") for value in values]


cases = []
for rows in (10, 25, 100):
    cell = numpy.arange(rows) % 3 == 0
    size = numpy.array(rounded(numpy.log(random.integers(20, 201, rows))))
    noise = numpy.where(cell, 0.3, 0.1) * random.standard_normal(rows)
    values = numpy.array(rounded(0.4 + 1.3 * size + 0.1 * size**2 - 0.2 * cell + noise))
    x = numpy.column_stack([numpy.ones(rows), size, size**2, cell])
    inverse = numpy.linalg.inv(x.T @ x)
    coefficients = inverse @ x.T @ values
    leverage = numpy.einsum("ij,jk,ik->i", x, inverse, x)
    scores = x * ((values - x @ coefficients) / (1 - leverage))[:, None]
    error = numpy.sqrt((inverse @ scores.T @ scores @ inverse)[3, 3])
    p = 2 * stats.t.sf(abs(coefficients[3] / error), rows - 4)
    cases.append({"cell": cell.astype(int).tolist(), "size": size.tolist(), "values": values.tolist(), "estimate": coefficients[3], "p": p})

print(json.dumps({"by": f"scipy {scipy.__version__}", "cases": cases}))
