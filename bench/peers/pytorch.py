"""The same update in PyTorch: forward, loss, backward, Nesterov step, on one sequence, one thread, denormals flushed.

Needs PyTorch (Debian: apt-get install python3-torch). Reads a line of JSON a request, answers with a line:
{"kind": "lstm"|"peephole", "inputs", "outputs", "hidden", "steps", "directions", "loss", "turns"} -> {"microseconds"}.
The first request of a network compiles nothing but warms up; it is the caller's to leave it out.
"""

import json
import sys
import time

import torch

torch.set_num_threads(1)
torch.set_flush_denormal(True)


class PeepholeLstm(torch.nn.Module):
    """The equations of Greff et al. (2017), a step at a time; the input is projected for all steps at once."""

    def __init__(self, inputs, hidden):
        super().__init__()
        self.hidden = hidden
        self.feed = torch.nn.Linear(inputs, 4 * hidden)
        self.recur = torch.nn.Linear(hidden, 4 * hidden, bias=False)
        self.peepholes = torch.nn.Parameter(0.1 * torch.randn(3, hidden))

    def forward(self, x):
        fed = self.feed(x)
        y = c = torch.zeros(self.hidden)
        outputs = []
        for step in fed:
            z, i, f, o = (step + self.recur(y)).chunk(4)
            i = torch.sigmoid(i + self.peepholes[0] * c)
            f = torch.sigmoid(f + self.peepholes[1] * c)
            c = torch.tanh(z) * i + c * f
            o = torch.sigmoid(o + self.peepholes[2] * c)
            y = torch.tanh(c) * o
            outputs.append(y)
        return torch.stack(outputs)


class Network(torch.nn.Module):
    def __init__(self, kind, inputs, outputs, hidden, directions):
        super().__init__()
        self.kind, self.directions = kind, directions
        if kind == "lstm":
            self.lstm = torch.nn.LSTM(inputs, hidden, bidirectional=directions == 2)
        else:
            self.ways = torch.nn.ModuleList(PeepholeLstm(inputs, hidden) for _ in range(directions))
        self.readout = torch.nn.Linear(directions * hidden, outputs)

    def forward(self, x):
        if self.kind == "lstm":
            return self.readout(self.lstm(x.unsqueeze(1))[0].squeeze(1))
        said = [self.ways[0](x)]
        if self.directions == 2:
            said.append(self.ways[1](x.flip(0)).flip(0))
        return self.readout(torch.cat(said, dim=1))


networks = {}


def prepared(request):
    key = tuple(request[k] for k in ("kind", "inputs", "outputs", "hidden", "steps", "directions", "loss"))
    if key not in networks:
        kind, inputs, outputs, hidden, steps, directions, loss = key
        torch.manual_seed(1)
        network = Network(kind, inputs, outputs, hidden, directions)
        x = (torch.rand(steps, inputs) < 0.05).float()
        if loss == "sigmoid":
            target, measure = (torch.rand(steps, outputs) < 0.05).float(), torch.nn.BCEWithLogitsLoss(reduction="sum")
        else:
            target, measure = torch.randint(outputs, (steps,)), torch.nn.CrossEntropyLoss(reduction="sum")
        descent = torch.optim.SGD(network.parameters(), lr=1e-6, momentum=0.9, nesterov=True)
        networks[key] = (network, x, target, measure, descent)
    return networks[key]


for line in sys.stdin:
    request = json.loads(line)
    network, x, target, measure, descent = prepared(request)
    start = time.perf_counter()
    for _ in range(request["turns"]):
        descent.zero_grad()
        measure(network(x), target).backward()
        descent.step()
    spent = time.perf_counter() - start
    print(json.dumps({"microseconds": 1e6 * spent / request["turns"], "version": torch.__version__}), flush=True)
