"""Where the values of leaves come from: random worlds and worked examples.

A random value is a hash of the page's content, the world's number and the name, so the
same page gives the same run, whatever is evaluated and in whatever order.
"""

import struct
from hashlib import blake2b

from nnbook.loom.equations.evaluation.evaluator import EvaluationError

SAMPLES = "m"
SIZES = (3, 2, 5, 4, 6, 7, 2, 3)


class MissingGiven(EvaluationError):
    """A leaf for which the worked example gives no value."""


def uniform(*words):
    """A number in [0, 1) that depends on nothing but the words."""
    digest = blake2b("\0".join(map(str, words)).encode(), digest_size=8).digest()
    return struct.unpack("<Q", digest)[0] / 2**64


class RandomWorld:
    """Leaves drawn at random, by their kind; in a wide world of any size, small or large."""

    def __init__(self, seed, number, graph, wide=False):
        self.seed, self.number, self.graph, self.wide = seed, number, graph, wide
        dims = sorted(key for key, leaf in graph.leaves.items() if leaf.kind == "dim")
        self.dims = {key: SIZES[(number + i) % len(SIZES)] for i, key in enumerate(dims)}

    @property
    def samples(self):
        """How many samples there are."""
        return self.dims.get(SAMPLES, SIZES[self.number % len(SIZES)])

    def noise(self, function, *words):
        """A number in [0, 1) of which a function without a formula is made."""
        return uniform(self.seed, self.number, function, *words)

    def leaf(self, key, sample, backend):
        """The value of a leaf, of one sample where it has samples."""
        return backend.number(self.draw(key, sample))

    def draw(self, key, sample):
        """The value as a plain number."""
        kind = self.graph.leaves[key].kind
        if kind == "dim":
            return self.dims[key]
        at = uniform(self.seed, self.number, key, sample)
        if kind == "unit":
            return 0.001 + 0.998 * at if self.wide else 0.06 + 0.88 * at
        size = 10 ** (2.6 * at - 1.5) if self.wide else 0.3 + 1.8 * at
        if kind == "positive" or uniform(self.seed, self.number, key, sample, "sign") < 0.5:
            return size
        return -size


class GivenWorld:
    """The worked example of a page: {(key, sample): value}."""

    def __init__(self, given, graph):
        self.given, self.graph = given, graph

    @property
    def samples(self):
        """As many samples as the example gives, or as its m says."""
        if (SAMPLES, None) in self.given:
            return int(self.given[SAMPLES, None])
        return max((sample for _, sample in self.given if sample), default=1)

    def noise(self, function, *words):
        """Nothing: an example has no functions without a formula. Raises MissingGiven."""
        raise MissingGiven(f"{function} is any function and has no formula here, so this has no "
                           "value: define it, or choose the letter of one that is defined")

    def leaf(self, key, sample, backend):
        """The given value of a leaf."""
        if (key, sample) in self.given:
            return backend.number(self.given[key, sample])
        if key == SAMPLES and any(sample for _, sample in self.given):
            return backend.number(self.samples)
        name = key if sample is None else f"{key}^{{({sample})}}"
        raise MissingGiven(f"{name} is not given: write `given {name}=…` into a maths comment")
