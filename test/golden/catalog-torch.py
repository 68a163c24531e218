"""Writes catalog-torch.json: loss and gradients of the cells beyond Greff et al. (2017), in float64 with PyTorch's autograd.

    python3 test/golden/catalog-torch.py > test/golden/catalog-torch.json

Each cell is a step written from its paper, in the letters of the paper where they do not get in the way of the weights' names; nothing
here was taken from the engines or from src/cell. Where the catalog departs from a paper (a matrix for a raw input, biases), so does the
step here. Weights, inputs, targets and the figures of each gradient are those of cells-numpy.py: see there.
"""
import json
import sys

import numpy as np
import torch

torch.set_default_dtype(torch.float64)
PRIME = 2**31 - 1
sigmoid, tanh = torch.sigmoid, torch.tanh


def numbers(name, count):
    """`count` whole numbers from 1 to 2^31 - 2; the stream is chosen by its name."""
    state = 1
    for letter in name:
        state = (state * 31 + ord(letter)) % PRIME
    out = np.empty(count, dtype=np.int64)
    for k in range(-4, count):
        state = state * 16807 % PRIME
        if k >= 0:
            out[k] = state
    return out


def uniform(name, *shape):
    """Multiples of 1/2048 from -1 to 1."""
    return torch.from_numpy(((numbers(name, int(np.prod(shape))) % 4097 - 2048) / 2048).reshape(shape))


class Weights:
    """The weights of one direction. w.W("z", x) is the product of matrix Wz with x, w.v("wz") the vector wz; which there are, and
    their shapes, is recorded as they are used."""

    def __init__(self, inputs, hidden, direction):
        self.inputs, self.hidden, self.direction = inputs, hidden, direction
        self.used = {}

    def get(self, name, *shape):
        if name not in self.used:
            self.used[name] = (uniform(f"{self.direction} {name}", *shape) / 8).requires_grad_()
        return self.used[name]

    def W(self, to, x):
        return self.get(f"W{to}", self.hidden, self.inputs) @ x

    def R(self, to, h, letter="R"):
        return self.get(f"{letter}{to}", self.hidden, self.hidden) @ h

    def v(self, name):
        return self.get(name, self.hidden)


# A step takes the weights, x_t and what the step before left (None before the first), and returns the output and what it leaves.


def elman(w, x, h):
    h = tanh(w.W("", x) + w.R("", h) + w.v("b"))
    return h, h


def gru(gates, candidate):
    def step(w, x, h):
        def hears(full, to, of):
            return w.R(to, of) if full else w.v(f"w{to}") * of

        z = sigmoid(w.W("u", x) + hears(gates, "u", h) + w.v("bu"))
        r = sigmoid(w.W("r", x) + hears(gates, "r", h) + w.v("br"))
        proposal = tanh(w.W("z", x) + hears(candidate, "z", r * h) + w.v("bz"))
        h = z * h + (1 - z) * proposal
        return h, h

    return step


def min_gru(w, x, h):
    z = sigmoid(w.W("u", x) + w.v("bu"))
    h = (1 - z) * h + z * (w.W("z", x) + w.v("bz"))
    return h, h


def mgu(w, x, h):
    f = sigmoid(w.R("f", h) + w.W("f", x) + w.v("bf"))
    proposal = tanh(w.R("z", f * h) + w.W("z", x) + w.v("bz"))
    h = (1 - f) * h + f * proposal
    return h, h


def ugrnn(w, x, h):
    c = tanh(w.R("z", h) + w.W("z", x) + w.v("bz"))
    g = sigmoid(w.R("u", h) + w.W("u", x) + w.v("bu"))
    h = g * h + (1 - g) * c
    return h, h


def janet(w, x, h):
    beta = 1
    s = w.R("s", h) + w.W("s", x) + w.v("bs")
    proposal = tanh(w.R("z", h) + w.W("z", x) + w.v("bz"))
    h = sigmoid(s) * h + (1 - sigmoid(s - beta)) * proposal
    return h, h


def minimal_rnn(w, x, h):
    z = tanh(w.W("z", x) + w.v("bz"))
    u = sigmoid(w.R("u", h) + w.R("u", z, letter="U") + w.v("bu"))
    h = u * h + (1 - u) * z
    return h, h


def star(w, x, h):
    k = sigmoid(w.W("k", x) + w.R("k", h) + w.v("bk"))
    z = tanh(w.W("z", x) + w.v("bz"))
    h = tanh((1 - k) * h + k * z)
    return h, h


def ran(w, x, state):
    h, c = state if isinstance(state, tuple) else (state, state)
    i = sigmoid(w.R("i", h) + w.W("i", x) + w.v("bi"))
    f = sigmoid(w.R("f", h) + w.W("f", x) + w.v("bf"))
    c = i * w.W("z", x) + f * c
    h = tanh(c)
    return h, (h, c)


def cfn(w, x, h):
    theta = sigmoid(w.R("f", h) + w.W("f", x) + w.v("bf"))
    eta = sigmoid(w.R("i", h) + w.W("i", x) + w.v("bi"))
    h = theta * tanh(h) + eta * tanh(w.W("z", x))
    return h, h


def bistable(neuromodulated):
    def step(w, x, h):
        def hears(to):
            return w.R(to, h) if neuromodulated else w.v(f"w{to}") * h

        a = 1 + tanh(w.W("a", x) + hears("a") + w.v("ba"))
        c = sigmoid(w.W("u", x) + hears("u") + w.v("bu"))
        h = c * h + (1 - c) * tanh(w.W("z", x) + a * h + w.v("bz"))
        return h, h

    return step


def mut1(w, x, h):
    z = sigmoid(w.W("u", x) + w.v("bu"))
    r = sigmoid(w.W("r", x) + w.R("r", h) + w.v("br"))
    h = tanh(w.R("z", r * h) + tanh(w.W("z", x)) + w.v("bz")) * z + h * (1 - z)
    return h, h


def mut2(w, x, h):
    embedded = w.W("e", x)
    z = sigmoid(w.R("u", embedded, letter="W") + w.R("u", h) + w.v("bu"))
    r = sigmoid(embedded + w.R("r", h) + w.v("br"))
    h = tanh(w.R("z", r * h) + w.R("z", embedded, letter="W") + w.v("bz")) * z + h * (1 - z)
    return h, h


def mut3(w, x, h):
    z = sigmoid(w.W("u", x) + w.R("u", tanh(h)) + w.v("bu"))
    r = sigmoid(w.W("r", x) + w.R("r", h) + w.v("br"))
    h = tanh(w.R("z", r * h) + w.W("z", x) + w.v("bz")) * z + h * (1 - z)
    return h, h


def with_memory(gates):
    """A step of an LSTM without peepholes, given the sums of its block input and gates."""

    def step(w, x, state):
        h, c = state if isinstance(state, tuple) else (state, state)
        z, i, f, o = gates(w, x, h)
        c = sigmoid(f) * c + sigmoid(i) * tanh(z)
        h = sigmoid(o) * tanh(c)
        return h, (h, c)

    return step


def diagonal_lstm(w, x, h):
    return [w.W(a, x) + w.v(f"w{a}") * h + w.v(f"b{a}") for a in "zifo"]


def multiplicative_lstm(w, x, h):
    m = w.W("m", x) * w.R("m", h)
    return [w.W(a, x) + w.R(a, m) + w.v(f"b{a}") for a in "zifo"]


def sloped_lstm(w, x, state):
    h, c = state if isinstance(state, tuple) else (state, state)

    def gate(a, c):
        slope = 1 + w.v(f"s{a}")
        return sigmoid(slope * (w.W(a, x) + w.R(a, h) + w.v(f"p{a}") * c + w.v(f"b{a}")))

    i, f = gate("i", c), gate("f", c)
    c = i * tanh(w.W("z", x) + w.R("z", h) + w.v("bz")) + f * c
    h = gate("o", c) * tanh(c)
    return h, (h, c)


def dynamic_cortex_memory(w, x, state):
    h, s, iota, phi, omega = state if isinstance(state, tuple) else (state,) * 5

    def gate(a, s, i, f):
        inside = w.v(f"wi{a}") * i + w.v(f"wf{a}") * f + w.v(f"wo{a}") * omega
        return sigmoid(w.W(a, x) + w.R(a, h) + w.v(f"p{a}") * s + inside + w.v(f"b{a}"))

    now_iota, now_phi = gate("i", s, iota, phi), gate("f", s, iota, phi)
    s = now_iota * tanh(w.W("z", x) + w.R("z", h) + w.v("bz")) + now_phi * s
    now_omega = gate("o", s, now_iota, now_phi)
    h = now_omega * tanh(s)
    return h, (h, s, now_iota, now_phi, now_omega)


def light_gru(w, x, h):
    z = sigmoid(w.W("u", x) + w.R("u", h) + w.v("bu"))
    h = z * h + (1 - z) * torch.relu(w.W("z", x) + w.R("z", h) + w.v("bz"))
    return h, h


def ind_rnn(w, x, h):
    h = torch.relu(w.W("", x) + w.v("w") * h + w.v("b"))
    return h, h


def atr(w, x, h):
    p = w.W("p", x) + w.v("bp")
    q = w.R("q", h)
    h = sigmoid(p + q) * p + sigmoid(p - q) * h
    return h, h


def min_lstm(w, x, h):
    f = sigmoid(w.W("f", x) + w.v("bf"))
    i = sigmoid(w.W("i", x) + w.v("bi"))
    h = f / (f + i) * h + i / (f + i) * (w.W("z", x) + w.v("bz"))
    return h, h


def intersection(w, x, h):
    y_in = torch.relu(w.R("a", h) + w.W("a", x) + w.v("ba"))
    h_in = tanh(w.R("z", h) + w.W("z", x) + w.v("bz"))
    g_y = sigmoid(w.R("g", h) + w.W("g", x) + w.v("bg"))
    g_h = sigmoid(w.R("u", h) + w.W("u", x) + w.v("bu"))
    return g_y * w.W("e", x) + (1 - g_y) * y_in, g_h * h + (1 - g_h) * h_in


def projected_lstm(w, x, state):
    r, c = state if isinstance(state, tuple) else (state, state)

    def hears(a):
        return w.W(a, x) + w.R(a, r) + w.v(f"b{a}")

    i, f = (sigmoid(hears(a) + w.v(f"p{a}") * c) for a in "if")
    c = f * c + i * tanh(hears("z"))
    o = sigmoid(hears("o") + w.v("po") * c)
    r = w.R("", o * tanh(c), letter="P")
    return r, (r, c)


def exponential_lstm(w, x, state):
    h, c, n, m = state if isinstance(state, tuple) else (state,) * 4
    z = tanh(w.W("z", x) + w.R("z", h) + w.v("bz"))
    o = sigmoid(w.W("o", x) + w.R("o", h) + w.v("bo"))
    log_i = w.W("i", x) + w.R("i", h)
    log_f = w.W("f", x) + w.R("f", h) + w.v("bf")
    top = torch.maximum(log_f + m, log_i)
    i, f = torch.exp(log_i - top), torch.exp(log_f + m - top)
    c, n = f * c + i * z, f * n + i
    h = o * c / n
    return h, (h, c, n, top)


def scrn(w, x, state):
    h, s = state if isinstance(state, tuple) else (state, state)
    alpha = sigmoid(w.v("bq"))
    s = (1 - alpha) * w.W("s", x) + alpha * s
    h = sigmoid(w.R("", s, letter="P") + w.W("h", x) + w.R("h", h) + w.v("bh"))
    return h + w.R("", s, letter="V"), (h, s)


CELLS = {
    "PeepholeGRU": gru(False, True),
    "DiagonalGRU": gru(False, False),
    "minGRU": min_gru,
    "MGU": mgu,
    "UGRNN": ugrnn,
    "LiGRU": light_gru,
    "JANET": janet,
    "MinimalRNN": minimal_rnn,
    "STAR": star,
    "RAN": ran,
    "CFN": cfn,
    "ATR": atr,
    "IntersectionRNN": intersection,
    "BRC": bistable(False),
    "nBRC": bistable(True),
    "MUT1": mut1,
    "MUT2": mut2,
    "MUT3": mut3,
    "DiagonalLSTM": with_memory(diagonal_lstm),
    "minLSTM": min_lstm,
    "mLSTM": with_memory(multiplicative_lstm),
    "Slopes": sloped_lstm,
    "DCM": dynamic_cortex_memory,
    "LSTMP": projected_lstm,
    "sLSTM": exponential_lstm,
    "SCRN": scrn,
    "IndRNN": ind_rnn,
    "RNN": elman,
}


def outputs(step, w, x):
    """The outputs of a cell over x (T x M), one row a step."""
    state, rows = torch.zeros(w.hidden), []
    for x_t in x:
        y, state = step(w, x_t, state)
        rows.append(y)
    return torch.stack(rows)


def sequence(case):
    """Inputs and targets, as wide as those of the corpus."""
    T, M, K = case["steps"], case["inputs"], case["outputs"]
    if case["loss"] == "sigmoid":  # four keys of 88 a chord
        return [torch.from_numpy((numbers(name, T * width) % 22 == 0).astype(float).reshape(T, width)) for name, width in (("x", M), ("targets", K))]
    return 2 * uniform("x", T, M), torch.from_numpy(numbers("targets", T) % K)


def golden(case):
    N, D, K = case["hidden"], case["directions"], case["outputs"]
    x, targets = sequence(case)
    parts = [Weights(case["inputs"], N, d) for d in range(D)]
    step = CELLS[case["cell"]]
    ran = [outputs(step, w, x if d == 0 else x.flip(0)) for d, w in enumerate(parts)]
    y = torch.hstack([out if d == 0 else out.flip(0) for d, out in enumerate(ran)])
    readout = {name: (uniform(f"readout {name}", *shape) / 8).requires_grad_() for name, shape in (("W", (K, D * N)), ("b", (K,)))}
    a = y @ readout["W"].T + readout["b"]
    if case["loss"] == "sigmoid":
        loss = torch.nn.functional.binary_cross_entropy_with_logits(a, targets, reduction="sum")
    else:
        loss = torch.nn.functional.cross_entropy(a, targets, reduction="sum")
    loss.backward()

    def figures(name, weight):
        g = weight.grad
        return [float(v) for v in (g.norm(), g.sum(), *((g * uniform(f"{name} {k}", *g.shape)).sum() for k in (1, 2)))]

    named = {f"{d} {name}": weight for d, w in enumerate(parts) for name, weight in w.used.items()}
    named |= {f"readout {name}": weight for name, weight in readout.items()}
    gradient = {name: [round_to(v) for v in figures(name, weight)] for name, weight in named.items()}
    return {**case, "value": round_to(float(loss)), "gradient": gradient}


def round_to(v):
    return float(f"{v:.14g}")


CHORALES = dict(hidden=20, inputs=88, outputs=88, steps=61, directions=1, loss="sigmoid")
WORDS = dict(hidden=13, inputs=27, outputs=40, steps=48, directions=2, loss="softmax")

lines = []
for cell in CELLS:
    for shape in (CHORALES, WORDS):
        print(cell, file=sys.stderr)
        lines.append(json.dumps(golden(dict(cell=cell, **shape)), separators=(",", ":")))
cases = ",\n".join(lines)
print(f'{{"by":"PyTorch {torch.__version__}","cases":[\n{cases}\n]}}')
