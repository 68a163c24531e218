"""The features of four known signals, by plain sums, for the test beside it: python3 features.py > features.json, then format it.

Written from the protocol, not from the program: no Fourier algorithm, no filter bank code shared. The signals are of whole
numbers, so that both sides start from the same bits.
"""

import json
from cmath import exp, pi
from math import cos, floor, log, sqrt

LENGTH = 400 + 4 * 160 + 159  # five frames, and one sample too few for a sixth


def noise():
    """The high 16 bits of x ← 1664525 x + 1013904223 (mod 2^32), from x = 1, less 2^15."""
    state = 1
    for _ in range(LENGTH):
        state = (1664525 * state + 1013904223) % 2**32
        yield (state >> 16) - 2**15


signals = {
    # 1 kHz: 16 samples a period; the rounding is of numbers far from a half
    "tone": [floor(10000 * cos(2 * pi * (t % 16) / 16) + 0.5) for t in range(LENGTH)],
    "silence": [0] * LENGTH,
    "impulse": [20000 if t == 300 else 0 for t in range(LENGTH)],
    "noise": list(noise()),
}

window = [0.54 - 0.46 * cos(2 * pi * (2 * k + 1) / 800) for k in range(400)]
turns = [exp(-2j * pi * k / 2048) for k in range(2048)]


def power(frame):
    spectrum = (sum(x * turns[k * t % 2048] for t, x in enumerate(frame)) for k in range(1025))
    return [max(abs(value) ** 2, 1e-100) for value in spectrum]


def weight(filter_number, bin_number):
    """Rising from 0 at the centre below to 2 at its own and falling to 0 at the one above, on the mel scale."""
    edges = [log(1 + 8000 / 700) * n / 41 for n in (filter_number - 1, filter_number, filter_number + 1)]
    mel = log(1 + bin_number * 16000 / 2048 / 700)
    if mel <= edges[0] or mel >= edges[2]:
        return 0
    if mel <= edges[1]:
        return 2 * (mel - edges[0]) / (edges[1] - edges[0])
    return 2 * (edges[2] - mel) / (edges[2] - edges[1])


bank = [[(k, w) for k in range(1025) if (w := weight(n, k)) > 0] for n in range(1, 41)]


def cepstrum(frame):
    windowed = [x * w for x, w in zip(frame, window)]
    emphasised = [x - 0.97 * y for x, y in zip(windowed, [0] + windowed)]
    powers = power(emphasised)
    logs = [log(sum(w * powers[k] for k, w in taken)) for taken in bank]
    rows = [sum(v * cos(pi * k * (n + 0.5) / 40) for n, v in enumerate(logs)) for k in range(13)]
    return [row * sqrt((1 if k == 0 else 2) / 40) for k, row in enumerate(rows)]


def gradient(rows):
    inner = [[(c - a) / 2 for a, c in zip(x, y)] for x, y in zip(rows, rows[2:])]
    first = [b - a for a, b in zip(rows[0], rows[1])]
    last = [b - a for a, b in zip(rows[-2], rows[-1])]
    return [first, *inner, last]


def features(signal):
    frames = (len(signal) - 400) // 160 + 1
    rows = [cepstrum(signal[160 * t : 160 * t + 400]) for t in range(frames)]
    return [x + y + z for x, y, z in zip(rows, gradient(rows), gradient(gradient(rows)))]


found = {name: [[round(x, 9) for x in row] for row in features(signal)] for name, signal in signals.items()}
lines = [f'"{name}":[\n' + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "]" for name, rows in found.items()]
print("{" + ",\n".join(lines) + "}")
