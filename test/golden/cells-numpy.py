"""Writes cells-numpy.json: loss and gradients of the cells at the sizes of the studies, in float64 with NumPy.

    python3 test/golden/cells-numpy.py > test/golden/cells-numpy.json

Forward and backward passes are written from the equations of Greff et al. (2017), section II and appendix A, and of the GRU; nothing
here was taken from the engines. Each gradient is checked against a derivative by complex steps before it is written.

Weights, inputs and targets come from `numbers`, which the test computes too: x' = 16807 x mod 2^31 - 1, exact in doubles. All values are
multiples of a power of two that float32 holds. Of the gradient g of each weight the file has |g|, the sum of g, and its products with
two patterns of `numbers`, so that every element counts and none can change places.
"""
import json
import sys

import numpy as np

PRIME = 2**31 - 1


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
    return ((numbers(name, int(np.prod(shape))) % 4097 - 2048) / 2048).reshape(shape)


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


# gates with weights; f = 1 - i where coupled; g and h are tanh unless they are missing here
LSTM = dict(gates="ifo", coupled=False, squashed="gh", peepholes=True, recurrence=False)
VARIANTS = {
    "V": LSTM,
    "NIG": {**LSTM, "gates": "fo"},
    "NFG": {**LSTM, "gates": "io"},
    "NOG": {**LSTM, "gates": "if"},
    "NIAF": {**LSTM, "squashed": "h"},
    "NOAF": {**LSTM, "squashed": "g"},
    "NP": {**LSTM, "peepholes": False},
    "CIFG": {**LSTM, "gates": "io", "coupled": True},
    "FGR": {**LSTM, "recurrence": True},
}


def shapes(cell, M, N):
    """The weights of a cell by name."""
    if cell == "GRU":
        blocks, more = "urz", {}
    else:
        v = VARIANTS[cell]
        blocks = "z" + v["gates"]
        more = {f"p{a}": (N,) for a in v["gates"] if v["peepholes"]}
        more |= {f"R{a}{b}": (N, N) for a in v["gates"] for b in v["gates"] if v["recurrence"]}
    affine = [(f"W{a}", (N, M)) for a in blocks] + [(f"R{a}", (N, N)) for a in blocks] + [(f"b{a}", (N,)) for a in blocks]
    return dict(affine) | more


def lstm(v, w, x):
    """Outputs of an LSTM over x (T x M), and a function from their gradient to those of the weights."""
    T, N = len(x), len(w["bz"])
    gates, peep, rec = v["gates"], v["peepholes"], v["recurrence"]
    g, h = [(np.tanh if name in v["squashed"] else lambda a: a) for name in "gh"]
    one, rest = np.ones(N), np.zeros(N)
    steps = []
    before = dict(y=rest, c=rest, i=rest, f=rest, o=rest)
    for t in range(T):

        def affine(a):
            return w[f"W{a}"] @ x[t] + w[f"R{a}"] @ before["y"] + w[f"b{a}"]

        def gate(a, c):
            if a not in gates:
                return one
            looked = w[f"p{a}"] * c if peep else 0
            heard = sum(w[f"R{b}{a}"] @ before[b] for b in gates) if rec else 0
            return sigmoid(affine(a) + looked + heard)

        z = g(affine("z"))
        i = gate("i", before["c"])
        f = 1 - i if v["coupled"] else gate("f", before["c"])
        c = z * i + before["c"] * f
        o = gate("o", c)
        before = dict(z=z, i=i, f=f, c=c, o=o, y=h(c) * o)
        steps.append(before)
    value = {a: np.array([step[a] for step in steps]) for a in "zifcoy"}
    earlier = {a: np.vstack([rest, value[a][:-1]]) for a in "ifocy"}

    def backward(dY):
        delta = {a: np.zeros((T, N)) for a in "z" + gates}
        later = {a: rest for a in "z" + gates}
        carried = rest  # into c, from c one step later
        for t in reversed(range(T)):
            z, i, f, c, o = (value[a][t] for a in "zifco")
            c_before = earlier["c"][t]

            def slope(a, into):
                if rec:
                    into = into + sum(w[f"R{a}{b}"].T @ later[b] for b in gates)
                return into * value[a][t] * (1 - value[a][t])

            dy = dY[t] + sum(w[f"R{a}"].T @ later[a] for a in delta)
            now = {}
            if "o" in gates:
                now["o"] = slope("o", dy * h(c))
            dc = dy * o * (1 - np.tanh(c) ** 2 if "h" in v["squashed"] else 1) + carried
            if peep:
                dc = dc + sum(w[f"p{a}"] * later[a] for a in gates if a in "if")
                if "o" in gates:
                    dc = dc + w["po"] * now["o"]
            if "i" in gates:
                now["i"] = slope("i", dc * z - (dc * c_before if v["coupled"] else 0))
            if "f" in gates:
                now["f"] = slope("f", dc * c_before)
            now["z"] = dc * i * (1 - z**2 if "g" in v["squashed"] else 1)
            carried = dc * f
            later = now
            for a in delta:
                delta[a][t] = now[a]
        gradient = {}
        for a, d in delta.items():
            gradient |= {f"W{a}": d.T @ x, f"R{a}": d.T @ earlier["y"], f"b{a}": d.sum(0)}
        if peep:
            gradient |= {f"p{a}": (delta[a] * (value["c"] if a == "o" else earlier["c"])).sum(0) for a in gates}
        if rec:
            gradient |= {f"R{a}{b}": delta[b].T @ earlier[a] for a in gates for b in gates}
        return gradient

    return value["y"], backward


def gru(w, x):
    T, N = len(x), len(w["bz"])
    y, steps = np.zeros(N), []
    for t in range(T):
        before = y
        u = sigmoid(w["Wu"] @ x[t] + w["Ru"] @ before + w["bu"])
        r = sigmoid(w["Wr"] @ x[t] + w["Rr"] @ before + w["br"])
        z = np.tanh(w["Wz"] @ x[t] + w["Rz"] @ (r * before) + w["bz"])
        y = u * before + (1 - u) * z
        steps.append((before, u, r, z, y))
    Y0, U, R, Z, Y = (np.array(column) for column in zip(*steps))

    def backward(dY):
        delta = {a: np.zeros((T, N)) for a in "urz"}
        carried = np.zeros(N)
        for t in reversed(range(T)):
            dy = dY[t] + carried
            dz = dy * (1 - U[t]) * (1 - Z[t] ** 2)
            reset = w["Rz"].T @ dz
            du = dy * (Y0[t] - Z[t]) * U[t] * (1 - U[t])
            dr = reset * Y0[t] * R[t] * (1 - R[t])
            carried = dy * U[t] + reset * R[t] + w["Ru"].T @ du + w["Rr"].T @ dr
            delta["u"][t], delta["r"][t], delta["z"][t] = du, dr, dz
        gradient = {}
        for a, d in delta.items():
            source = R * Y0 if a == "z" else Y0
            gradient |= {f"W{a}": d.T @ x, f"R{a}": d.T @ source, f"b{a}": d.sum(0)}
        return gradient

    return Y, backward


def logsumexp(a):
    top = a.real.max(-1, keepdims=True)
    return np.log(np.exp(a - top).sum(-1, keepdims=True)) + top


def cross_entropy(a, classes):
    """Softmax: one class a step."""
    log_p = a - logsumexp(a)
    steps = np.arange(len(a))
    wanted = np.zeros(a.shape)
    wanted[steps, classes] = 1
    return -log_p[steps, classes].sum(), np.exp(log_p) - wanted


def binary(a, wanted):
    """Sigmoid: the negative logarithm of p where 1 is wanted, of 1 - p where 0 is."""
    p = sigmoid(a)
    return -(wanted * np.log(p) + (1 - wanted) * np.log(1 - p)).sum(), p - wanted


def ctc(a, label):
    """Graves et al. (2006), sections 4.1 and 4.2; class 0 is the blank."""
    p = np.exp(a - logsumexp(a))
    path = np.zeros(2 * len(label) + 1, dtype=int)
    path[1::2] = label
    S, T = len(path), len(a)
    skips = np.array([s >= 2 and path[s] != 0 and path[s] != path[s - 2] for s in range(S)])

    def forward(p, path, skips):
        """Shares of the paths by where they are, and the factors taken out at each step."""
        alpha, factors = np.zeros((T, S), dtype=p.dtype), np.zeros(T, dtype=p.dtype)
        for t in range(T):
            now = np.zeros(S, dtype=p.dtype)
            if t == 0:
                now[:2] = 1
            else:
                now += alpha[t - 1]
                now[1:] += alpha[t - 1][:-1]
                now[2:] += np.where(skips[2:], alpha[t - 1][:-2], 0)
            now = now * p[t, path]
            factors[t] = now.sum()
            alpha[t] = now / factors[t]
        return alpha, factors

    alpha, factors = forward(p, path, skips)
    ends = alpha[-1][-2:].sum()
    loss = -np.log(factors).sum() - np.log(ends)
    turned = np.array([s >= 2 and path[::-1][s] != 0 and path[::-1][s] != path[::-1][s - 2] for s in range(S)])
    beta = forward(p[::-1], path[::-1], turned)[0][::-1, ::-1]
    joint = alpha * beta / p[:, path]
    joint = joint / joint.sum(1, keepdims=True)
    occupied = np.zeros(a.shape, dtype=p.dtype)
    for s in range(S):
        occupied[:, path[s]] += joint[:, s]
    return loss, p - occupied


LOSSES = {"softmax": cross_entropy, "sigmoid": binary, "ctc": ctc}


def network(case, weights, x, targets):
    """The loss of one sequence, and a function that gives the gradient of every weight."""
    run = gru if case["cell"] == "GRU" else lambda w, x: lstm(VARIANTS[case["cell"]], w, x)
    parts = [{name[2:]: w for name, w in weights.items() if name.startswith(f"{d} ")} for d in range(case["directions"])]
    ran = [run(part, x if d == 0 else x[::-1]) for d, part in enumerate(parts)]
    y = np.hstack([out if d == 0 else out[::-1] for d, (out, _) in enumerate(ran)])
    W, b = weights["readout W"], weights["readout b"]
    loss, da = LOSSES[case["loss"]](y @ W.T + b, targets)

    def backward():
        gradient = {"readout W": da.T @ y, "readout b": da.sum(0)}
        N = case["hidden"]
        for d, (_, back) in enumerate(ran):
            dY = da @ W[:, d * N : (d + 1) * N]
            gradient |= {f"{d} {name}": g for name, g in back(dY if d == 0 else dY[::-1]).items()}
        return gradient

    return loss, backward


def sequence(case):
    """Inputs and targets, as wide and as dense as those of the corpus."""
    T, M, K = case["steps"], case["inputs"], case["outputs"]
    if case["loss"] == "sigmoid":  # four keys of 88 a chord
        return [(numbers(name, T * width) % 22 == 0).astype(float).reshape(T, width) for name, width in (("x", M), ("targets", K))]
    x = 2 * uniform("x", T, M)
    if case["loss"] == "softmax":
        return x, numbers("targets", T) % K
    return x, 1 + numbers("targets", 29) % (K - 1)


def golden(case):
    N, D, K = case["hidden"], case["directions"], case["outputs"]
    wanted = {f"{d} {name}": shape for d in range(D) for name, shape in shapes(case["cell"], case["inputs"], N).items()}
    wanted |= {"readout W": (K, D * N), "readout b": (K,)}
    weights = {name: uniform(name, *shape) / 8 for name, shape in wanted.items()}
    x, targets = sequence(case)
    loss, backward = network(case, weights, x, targets)
    gradient = backward()
    patterns = {name: [uniform(f"{name} {k}", *shape) for k in (1, 2)] for name, shape in wanted.items()}
    tilted = {name: w + 1e-30j * patterns[name][0] for name, w in weights.items()}
    slope = network(case, tilted, x, targets)[0].imag / 1e-30
    expected = sum((gradient[name] * patterns[name][0]).sum() for name in wanted)
    size = np.sqrt(sum((g**2).sum() for g in gradient.values()))
    assert abs(slope - expected) < 1e-12 * size, (case, slope, expected)

    def figures(name):
        g = gradient[name]
        return [np.linalg.norm(g), g.sum(), *((g * pattern).sum() for pattern in patterns[name])]

    return {**case, "value": round_to(loss), "gradient": {name: [round_to(v) for v in figures(name)] for name in wanted}}


def round_to(v):
    return float(f"{v:.14g}")


CHORALES = dict(inputs=88, outputs=88, steps=61, directions=1, loss="sigmoid")
SPEECH = dict(inputs=39, outputs=61, steps=304, directions=2, loss="softmax")
PEN = dict(inputs=4, outputs=82, steps=304, directions=2, loss="ctc")
FOUR = ["V", "GRU", "FGR", "CIFG"]
CASES = [
    *(dict(cell=cell, hidden=N, **CHORALES) for cell in FOUR for N in (20, 78, 200)),
    *(dict(cell=cell, hidden=78, **CHORALES) for cell in VARIANTS if cell not in FOUR),
    *(dict(cell=cell, hidden=20, **SPEECH) for cell in FOUR),
    *(dict(cell=cell, hidden=78, **SPEECH) for cell in ("V", "GRU")),
    dict(cell="V", hidden=200, **SPEECH),
    *(dict(cell=cell, hidden=78, **PEN) for cell in ("V", "GRU")),
]

lines = []
for case in CASES:
    print(case, file=sys.stderr)
    lines.append(json.dumps(golden(case), separators=(",", ":")))
cases = ",\n".join(lines)
print(f'{{"by":"NumPy {np.__version__}","cases":[\n{cases}\n]}}')
