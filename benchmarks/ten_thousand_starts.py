"""Program 1 from ten thousand seeds, on centred data and on raw pounds and inches.

    python benchmarks/ten_thousand_starts.py [seeds]

Measures what docs/06-first-net.md says of the seeds from 0 to 9999 and prints it. All networks
are trained at once, with arrays of one number a seed; tests/test_first_net.py compares this with
nnbook.first_net.train and repeats the measurement for the first few hundred seeds. On raw data
the last digits of a few seeds depend on the order of rounding, so only bounds are claimed.
"""

import sys

import numpy as np

from nnbook.first_net import initialise
from nnbook.loss import labels, people

RAW = tuple((x1 + 135, x2 + 66) for x1, x2 in people)  # pounds, inches
STRIP = 0.001  # σ′ of a unit that still bends
CHUNK = 1000  # networks at a time, so that their numbers stay in the cache


def starts(seeds):
    """Nine rows of parameters, w1 … w6, b1, b2, b3; a column a seed."""
    drawn = [list(initialise(np.random.RandomState(seed)).values()) for seed in seeds]
    return np.array(drawn).T.copy()


def forward(values, x):
    """h1, h2 and ŷ of every network for one pair."""
    w1, w2, w3, w4, w5, w6, b1, b2, b3 = values
    h1 = sigmoid(w1 * x[0] + w2 * x[1] + b1)
    h2 = sigmoid(w3 * x[0] + w4 * x[1] + b2)
    return h1, h2, sigmoid(w5 * h1 + w6 * h2 + b3)


def sigmoid(z):
    """σ by the form that does not overflow."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def train(values, data, rate=0.1, epochs=1000):
    """The loss of every network after every epoch, a row an epoch; changes values."""
    w1, w2, w3, w4, w5, w6, b1, b2, b3 = values
    losses = []
    for _ in range(epochs):
        for x, y in zip(data, labels):
            h1, h2, y_hat = forward(values, x)
            delta_o = 2 * (y_hat - y) * y_hat * (1 - y_hat)
            delta_1 = delta_o * w5 * h1 * (1 - h1)
            delta_2 = delta_o * w6 * h2 * (1 - h2)
            slopes = (
                delta_1 * x[0], delta_1 * x[1], delta_2 * x[0], delta_2 * x[1],
                delta_o * h1, delta_o * h2, delta_1, delta_2, delta_o,
            )  # fmt: skip
            for value, slope in zip(values, slopes):
                value -= rate * slope
        answers = [forward(values, x)[2] for x in data]
        losses.append(np.mean([(y - y_hat) ** 2 for y, y_hat in zip(labels, answers)], axis=0))
    return np.array(losses)


def outside(values, data):
    """Whether both hidden units are saturated for all four people, network by network."""
    hidden = np.array([forward(values, x)[:2] for x in data])
    return (hidden * (1 - hidden)).max(axis=(0, 1)) < STRIP


def measure(seeds, data):
    """The losses after every epoch, and who is outside the strip at the start and after ten."""
    losses, at_start, after_ten = [], [], []
    for first in range(0, len(seeds), CHUNK):
        values = starts(seeds[first : first + CHUNK])
        at_start.append(outside(values, data))
        early = train(values, data, epochs=10)
        after_ten.append(outside(values, data))
        losses.append(np.vstack([early, train(values, data, epochs=990)]))
    return np.hstack(losses), np.concatenate(at_start), np.concatenate(after_ten)


def main(count=10000):
    """Print the figures; returns 1 when one contradicts the chapter."""
    seeds = range(count)
    centred, _, _ = measure(seeds, people)
    last, rises = centred[-1], (np.diff(centred, axis=0) >= 0).any(axis=0).sum()
    print(f"centred, {count} seeds: cost at the end {last.min():.6f} to {last.max():.6f}, median {np.median(last):.6f}")
    print(f"  below 0.005: {(last < 0.005).sum()}; with an epoch in which it rose: {rises}")
    raw, at_start, after_ten = measure(seeds, RAW)
    stuck, pushed = raw[-1], after_ten[~at_start].mean()
    print(f"raw, {count} seeds: cost at the end {stuck.min():.4f} to {stuck.max():.4f}")
    print(f"  from 0.24 to 0.26: {((stuck > 0.24) & (stuck < 0.26)).sum()}")
    print(f"  both hidden units outside the strip for all four from the start: {at_start.sum()}")
    print(f"  of the others, outside it after ten epochs: {pushed:.0%}")
    good = last.max() < 0.005 and rises == 0 and stuck.min() > 0.24 and stuck.max() < 0.26
    return int(not (good and 0.88 < at_start.mean() < 0.92 and pushed > 0.75))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
