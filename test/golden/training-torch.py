"""Writes training-torch.json: stacked networks, their readouts and losses, and 20 updates of each optimiser, in float64 with PyTorch.

    python3 test/golden/training-torch.py > test/golden/training-torch.json

Layers are PyTorch's own nn.LSTM (the cell NP) and nn.RNN, with the second bias of each gate held at 0. The optimisers are those of
torch.optim. Only the clipping by norm is done here, since clip_grad_norm_ adds 1e-6 to the norm. Weights, inputs, targets and the
figures of each gradient are computed as in catalog-torch.py.
"""
import json
import math

import numpy as np
import torch

torch.set_default_dtype(torch.float64)
PRIME = 2**31 - 1
INPUTS, HIDDEN, OUTPUTS = 3, 4, 4
STEPS = [7, 6, 4, 1]
CLASS_WEIGHTS = [1.0, 0.5, 2.0, 4.0]
NONE = float("nan")


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


GATES = {"NP": ("ifzo", torch.nn.LSTM), "RNN": ([""], torch.nn.RNN)}


class Net:
    """Layers and a readout, and its weights by the names that the engines give them."""

    def __init__(self, cell, layers, directions, readout):
        self.gates, module = GATES[cell]
        self.layers, self.directions, self.readout = layers, directions, readout
        self.stack = module(INPUTS, HIDDEN, layers, bidirectional=directions == 2)
        self.linear = torch.nn.Linear(directions * HIDDEN, OUTPUTS)
        with torch.no_grad():
            for name, parameter in self.stack.named_parameters():
                if name.startswith("bias_hh"):
                    parameter.zero_()
                    parameter.requires_grad = False
            for name, view in self.views(lambda parameter: parameter.data).items():
                view.copy_(uniform(name, *view.shape) / 2)

    def parameters(self):
        return [p for p in [*self.stack.parameters(), *self.linear.parameters()] if p.requires_grad]

    def views(self, of):
        """Parts of each parameter, or of its gradient, by name."""
        named = {}
        for layer in range(self.layers):
            for direction in range(self.directions):
                ending = f"l{layer}" + ("_reverse" if direction == 1 else "")
                for letter, kind in (("W", "weight_ih"), ("R", "weight_hh"), ("b", "bias_ih")):
                    whole = of(getattr(self.stack, f"{kind}_{ending}"))
                    for k, gate in enumerate(self.gates):
                        named[f"{layer} {direction} {letter}{gate}"] = whole[k * HIDDEN : (k + 1) * HIDDEN]
        return {**named, "readout W": of(self.linear.weight), "readout b": of(self.linear.bias)}

    def logits(self, x):
        y = self.stack(x.unsqueeze(1))[0].squeeze(1)
        if self.readout == "last":
            y = torch.cat([y[-1, :HIDDEN], y[0, HIDDEN:]]).unsqueeze(0)
        if self.readout == "mean":
            y = y.mean(0, keepdim=True)
        return self.linear(y)


def sequence(k, rows, loss):
    """Inputs, and targets for so many rows; in the second of each kind some are missing."""
    x = 2 * uniform(f"x {k}", STEPS[k], INPUTS)
    if loss == "softmax":
        targets = torch.from_numpy(numbers(f"targets {k}", rows) % OUTPUTS)
        if k == 1 and rows > 1:
            targets[2] = -1
        return x, targets
    width = OUTPUTS // 2 if loss == "gaussian" else OUTPUTS
    targets = 3 * uniform(f"targets {k}", rows, width)
    if loss == "sigmoid":
        targets = (targets > 0).double()
    if k == 1:
        targets[0, 1] = NONE
    return x, targets


def loss_of(loss, logits, targets):
    if loss == "softmax":
        weights = torch.tensor(CLASS_WEIGHTS)
        return torch.nn.functional.cross_entropy(logits, targets, weight=weights, ignore_index=-1, reduction="sum")
    counts = ~targets.isnan()
    if loss == "gaussian":
        mean, deviation = logits[:, : OUTPUTS // 2][counts], logits[:, OUTPUTS // 2 :][counts].exp()
        return -torch.distributions.Normal(mean, deviation).log_prob(targets[counts]).sum()
    of = torch.nn.functional
    said, targets = logits[counts], targets[counts]
    if loss == "sigmoid":
        return of.binary_cross_entropy_with_logits(said, targets, reduction="sum")
    if loss == "huber":
        return of.huber_loss(said, targets, reduction="sum")
    return of.mse_loss(said, targets, reduction="sum") / 2


def losses_of(net, loss, places):
    found = []
    for k in places:
        x, targets = sequence(k, STEPS[k] if net.readout == "each step" else 1, loss)
        found.append(loss_of(loss, net.logits(x), targets))
    return found


def figures(name, values):
    """Norm, and products with two patterns."""
    patterns = [uniform(f"{name} {k}", *values.shape) for k in (1, 2)]
    return [float(f"{float(v):.14g}") for v in (values.norm(), *((values * p).sum() for p in patterns))]


def network_case(cell, layers, directions, readout, loss):
    net = Net(cell, layers, directions, readout)
    found = losses_of(net, loss, range(len(STEPS)))
    (sum(found) / len(found)).backward()
    gradient = {name: figures(name, view) for name, view in net.views(lambda p: p.grad).items()}
    return {
        "cell": cell,
        "layers": layers,
        "directions": directions,
        "readout": readout,
        "loss": loss,
        "values": [float(f"{float(value):.14g}") for value in found],
        "gradient": gradient,
    }


OPTIMISERS = {
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "rmsprop": torch.optim.RMSprop,
}
RATE = 0.05


def trajectory_case(optimiser, clip_norm, weight_decay):
    """20 updates, each with two of the sequences in turn; the sum of their losses before each, and the weights at the end."""
    net = Net("NP", 2, 1, "each step")
    descent = OPTIMISERS[optimiser](net.parameters(), lr=RATE, weight_decay=weight_decay)
    values = []
    for update in range(20):
        found = losses_of(net, "softmax", [update % 4, (update + 1) % 4])
        descent.zero_grad()
        (sum(found) / 2).backward()
        values.append(float(f"{float(sum(found)):.14g}"))
        if clip_norm is not None:
            norm = math.sqrt(sum(float((p.grad**2).sum()) for p in net.parameters()))
            if norm > clip_norm:
                for p in net.parameters():
                    p.grad *= clip_norm / norm
        descent.step()
    weights = {name: figures(name, view) for name, view in net.views(lambda p: p.data).items()}
    options = {"weightDecay": weight_decay, **({} if clip_norm is None else {"clipNorm": clip_norm})}
    return {"optimiser": optimiser, "rate": RATE, **options, "values": values, "weights": weights}


networks = [
    network_case(cell, layers, directions, readout, loss)
    for cell, layers in (("NP", 2), ("NP", 3), ("RNN", 2))
    for directions in (1, 2)
    for readout, loss in (
        ("each step", "softmax"),
        ("each step", "sigmoid"),
        ("last", "softmax"),
        ("last", "huber"),
        ("mean", "squared"),
        ("mean", "gaussian"),
    )
]
trajectories = [
    trajectory_case(optimiser, clip_norm, weight_decay)
    for optimiser in OPTIMISERS
    for clip_norm in (None, 0.5)
    for weight_decay in (0, 0.1)
    if optimiser != "adamw" or weight_decay > 0  # it is Adam otherwise
]


def lines(cases):
    return ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)


print(f'{{"by":"PyTorch {torch.__version__}","networks":[\n{lines(networks)}\n],"trajectories":[\n{lines(trajectories)}\n]}}')
