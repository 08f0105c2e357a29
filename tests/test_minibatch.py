"""Training by mini-batches against a loop over single samples, and what it refuses."""

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from nnbook.backprop import backward, cost, forward
from nnbook.minibatch import train
from nnbook.optimise import adam, gradient_descent, momentum, nesterov

WIDTHS, m = (4, 3, 2), 7


def drawn(seed=0, output="sigmoid", dtype=float):
    rng = np.random.default_rng(seed)
    layers = list(enumerate(zip(WIDTHS[1:], WIDTHS), 1))
    W = {l: rng.normal(size=shape).astype(dtype) for l, shape in layers}
    b = {l: rng.normal(size=(n, 1)).astype(dtype) for l, (n, _) in layers}
    Y = rng.random((WIDTHS[-1], m))
    Y = Y / Y.sum(axis=0) if output == "softmax" else Y
    return rng.normal(size=(WIDTHS[0], m)).astype(dtype), Y.astype(dtype), (W, b)


def entries(parameters):
    return np.concatenate([part[l].ravel() for part in parameters for l in sorted(part)])


def slowly(X, Y, parameters, rng, rate, size, epochs, l2, hidden, output):
    """Plain descent with sums over samples, one sample at a time."""
    W, b = ({l: part[l].copy() for l in part} for part in parameters)
    costs = []
    for _ in range(epochs):
        order, total = list(rng.permutation(X.shape[1])), 0
        while order:
            batch, order = order[:size], order[size:]
            steps = [{l: 0 for l in W}, {l: 0 for l in W}]
            penalty = l2 / (2 * X.shape[1]) * sum((W[l] ** 2).sum() for l in W)
            for i in batch:
                x, y = X[:, i : i + 1], Y[:, i : i + 1]
                Z, A = forward(x, (W, b), hidden, output)
                total += cost(y, (W, b), Z, 0, output) + penalty
                for slot, part in zip(steps, backward(y, (W, b), Z, A, 0, hidden)):
                    for l in W:
                        slot[l] = slot[l] + part[l] / len(batch)
            for l in W:
                W[l] = W[l] - rate * (steps[0][l] + l2 / X.shape[1] * W[l])
                b[l] = b[l] - rate * steps[1][l]
        costs.append(total / X.shape[1])
    return (W, b), costs


@settings(max_examples=25, deadline=None, derandomize=True)
@given(seed=some.integers(0, 99), size=some.integers(1, 9), epochs=some.integers(0, 3), l2=some.sampled_from([0, 0.7]),
       hidden=some.sampled_from(["relu", "tanh", "sigmoid"]), output=some.sampled_from(["sigmoid", "softmax"]))  # fmt: skip
def test_training_is_that_of_a_loop_over_samples(seed, size, epochs, l2, hidden, output):
    X, Y, parameters = drawn(seed, output)
    found, costs = train(X, Y, parameters, np.random.RandomState(seed), gradient_descent, size, epochs,
                         l2, hidden, output, learning_rate=0.3)  # fmt: skip
    wanted, slow = slowly(X, Y, parameters, np.random.RandomState(seed), 0.3, size, epochs, l2, hidden, output)
    assert entries(found) == pytest.approx(entries(wanted), rel=1e-11, abs=1e-12)
    assert costs == pytest.approx(slow, rel=1e-12) and len(costs) == epochs


@pytest.mark.parametrize("step", [gradient_descent, momentum, nesterov, adam], ids=lambda step: step.__name__)
def test_one_batch_of_all_samples_is_the_step_alone(step):
    X, Y, parameters = drawn()
    found, costs = train(X, Y, parameters, np.random.default_rng(0), step, m, 4, learning_rate=0.1)
    state = None
    for _ in range(4):
        parameters, state = step(parameters, lambda p: backward(Y, p, *forward(X, p)), state, 0.1)
    assert entries(found) == pytest.approx(entries(parameters), rel=1e-12, abs=1e-13)
    assert costs[0] == pytest.approx(cost(Y, drawn()[2], forward(X, drawn()[2])[0]), rel=1e-14)


def test_the_state_is_kept_from_batch_to_batch_and_the_order_is_new_in_every_epoch():
    X, Y, parameters = drawn()
    seen = []
    def spy(parameters, gradient, state):
        seen.append(state)
        return gradient_descent(parameters, gradient, state, 0.1)
    class Rng:
        def permutation(self, size):
            seen.append(size)
            return np.arange(size)
    train(X, Y, parameters, Rng(), spy, batch_size=4, epochs=2)
    assert seen == [7, None, {"t": 1}, 7, {"t": 2}, {"t": 3}]


def test_every_sample_is_used_once_in_an_epoch_and_the_last_batch_is_smaller():
    X, Y, parameters = drawn()
    sizes, columns = [], []
    def spy(parameters, gradient, state):
        slopes = gradient(parameters)
        cells = dict(zip(gradient.__code__.co_freevars, (cell.cell_contents for cell in gradient.__closure__)))
        columns.extend(map(tuple, cells["X"].T))
        sizes.append(cells["X"].shape[1])
        return parameters, slopes and None
    train(X, Y, parameters, np.random.default_rng(3), spy, batch_size=3, epochs=1)
    assert sizes == [3, 3, 1] and sorted(columns) == sorted(map(tuple, X.T)) and columns != list(map(tuple, X.T))


@pytest.mark.parametrize("B, rate", [(32, 0.1), (64, 0.2)])
def test_the_last_noise_is_as_chapter_15_says_and_shuffling_leaves_less(B, rate, samples=320):
    y = np.random.RandomState(0).normal(size=samples)
    y, found = (y - y.mean()) / y.std(), []
    for draw in (lambda rng: rng.randint(samples, size=samples)), (lambda rng: rng.permutation(samples)):
        rng, error, late = np.random.RandomState(1), 0.0, []
        for epoch in range(4000):
            for batch in draw(rng).reshape(-1, B):
                error -= rate * (error + y[batch].mean())
                late.append(error**2)
        found.append(np.mean(late[1000:]))
    formula = rate / (B * (2 - rate))
    assert found == pytest.approx([formula, formula / 4], rel=0.15), "correct docs/15-optimisers.md#rate-and-batch"


@pytest.mark.parametrize("make", [np.random.RandomState, np.random.default_rng])
def test_the_same_seed_gives_the_same_training_and_another_does_not(make):
    X, Y, parameters = drawn()
    runs = [entries(train(X, Y, parameters, make(seed), batch_size=2)[0]) for seed in (5, 5, 6)]
    assert np.array_equal(runs[0], runs[1]) and not np.array_equal(runs[0], runs[2])


def test_training_lowers_the_cost_and_options_reach_the_step():
    X, Y, parameters = drawn(output="softmax")
    run = partial(train, X, Y, parameters, output="softmax", batch_size=3, epochs=30)
    _, costs = run(np.random.default_rng(0), adam, learning_rate=0.03, beta_1=0.8)
    _, other = run(np.random.default_rng(0), adam, learning_rate=0.03, beta_1=0.5)
    assert costs[-1] < costs[0] and costs != other
    with pytest.raises(TypeError, match="unexpected keyword argument 'beta'"):
        run(np.random.default_rng(0), adam, beta=0.5)


@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
def test_the_parameters_decide_whether_training_is_in_float32(output):
    X, Y, parameters = drawn(output=output, dtype="f4")
    found, costs = train(X.astype(float), Y.astype(float), parameters, np.random.default_rng(0), output=output)
    assert {part[l].dtype for part in found for l in part} == {np.dtype("f4")} and type(costs[0]) is float
    wide, _ = train(X, Y, tuple({l: part[l].astype(float) for l in part} for part in parameters),
                    np.random.default_rng(0), output=output)  # fmt: skip
    assert {part[l].dtype for part in wide for l in part} == {np.dtype("f8")}
    assert entries(found) == pytest.approx(entries(wide), abs=1e-4)


def test_the_work_of_a_batch_is_done_in_the_floats_of_the_parameters():
    X, Y, parameters = drawn(dtype="f4")
    kinds = []
    def spy(parameters, gradient, state):
        kinds.extend(part[l].dtype for part in gradient(parameters) for l in part)
        return parameters, None
    train(X.astype(float), Y.astype(float), parameters, np.random.default_rng(0), spy, epochs=1)
    assert set(kinds) == {np.dtype("f4")}


@pytest.mark.parametrize("kind", ["u1", "?", "i8"])
def test_whole_numbers_give_the_result_of_floats(kind):
    X, Y, parameters = drawn()
    X, Y = (np.abs(X) > 0.5).astype(kind), (Y > 0.5).astype(kind)
    runs = [train(x, y, parameters, np.random.default_rng(0)) for x, y in ((X, Y), (X.astype(float), Y.astype(float)))]
    assert np.array_equal(entries(runs[0][0]), entries(runs[1][0])) and runs[0][1] == runs[1][1]


def test_nothing_that_is_given_is_changed():
    X, Y, parameters = drawn()
    kept = [part.copy() for part in (X, Y, entries(parameters))]
    before = np.random.get_state()[1].copy()
    train(X, Y, parameters, np.random.default_rng(0), momentum, l2=1)
    assert all(map(np.array_equal, kept, (X, Y, entries(parameters))))
    assert np.array_equal(before, np.random.get_state()[1])


def test_progress_is_told_each_epoch_and_its_cost():
    told = []
    _, costs = train(*drawn(), np.random.default_rng(0), epochs=3, progress=lambda *a: told.append(a))
    assert told == list(enumerate(costs)) and len(told) == 3


def test_the_cost_of_an_epoch_is_a_mean_over_samples_though_the_last_batch_is_smaller():
    X, Y, parameters = drawn()
    standing = lambda p, gradient, state: (p, gradient(p) and None)
    _, costs = train(X, Y, parameters, np.random.default_rng(0), standing, 3, 2, l2=0.7)
    assert costs == pytest.approx([cost(Y, parameters, forward(X, parameters)[0], 0.7)] * 2, rel=1e-14)


@pytest.mark.parametrize("error, message, changed", [
    (TypeError, "rng must be a generator such as numpy.random.RandomState(0), got 0", {"rng": 0}),
    (TypeError, "rng must be a generator", {"rng": np.random.RandomState}),
    (TypeError, "step must be a function, got str", {"step": "adam"}),
    (ValueError, "batch_size must be at least 1, got 0", {"batch_size": 0}),
    (TypeError, "batch_size must be a whole number, got float", {"batch_size": 2.0}),
    (ValueError, "epochs must be at least 0, got -1", {"epochs": -1}),
    (TypeError, "epochs must be a whole number, got bool", {"epochs": True}),
    (ValueError, "l2 must be a finite number >= 0, got -1", {"l2": -1, "batch_size": 3}),
    (ValueError, "hidden must be one of relu", {"hidden": "relU"}),
    (ValueError, "output must be one of sigmoid", {"output": "linear"}),
    (ValueError, "X (n_0, m)", {"X": np.ones((5, m))}),
    (ValueError, "Y (n_2, m)", {"Y": np.ones((2, m + 1))}),
    (ValueError, "labels from 0 to 1, got Y[1, 6] = 2.0", {"Y": 2.0 * (np.arange(2 * m).reshape(2, m) == 13)}),
    (ValueError, "sum to 1, got 2.0 in column 5", {"Y": [[1, 1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 1, 0]], "output": "softmax"}),
    (ValueError, "X must be finite, got X[1, 2] = nan", {"X": np.where(np.arange(4 * m).reshape(4, m) == 9, np.nan, 1)}),
    (TypeError, "X must be an array of real numbers", {"X": [["a"]]}),
    (ValueError, "b[2] must be finite, got b[2][1, 0] = inf", {"parameters": (drawn()[2][0], drawn()[2][1] | {2: np.array([[0], [np.inf]])})}),
    (TypeError, "parameters must be a pair (W, b)", {"parameters": None}),
    (ValueError, "learning_rate must be a finite number above 0", {"learning_rate": math.nan}),
])  # fmt: skip
def test_bad_input_is_refused(error, message, changed):
    X, Y, parameters = drawn()
    with pytest.raises(error) as caught:
        train(**{"X": X, "Y": Y, "parameters": parameters, "rng": np.random.default_rng(0)} | changed)
    assert message in str(caught.value)
