"""Program 2: the costs its author saw, the two forms of training, and what is refused."""

import hashlib
import io
import itertools
import math
import random
import signal
import subprocess
import sys
import threading
import warnings
import zipfile

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as some

from nnbook import backprop, deep_net, program_2
from nnbook._descent import cheaper
from nnbook.deep_net import Interrupted, initialise, load, predict, save, train

# The costs of the author's program before the iterations 0, 100, …, 1900, and before the last one.
COSTS = (0.69301356, 0.69204859, 0.68890952, 0.66534268, 0.63627974, 0.59864491, 0.57399670, 0.55455259, 0.53362871,
         0.52812387, 0.52214822, 0.50656239, 0.51940142, 0.51177312, 0.50393255, 0.50938580, 0.54099861, 0.51454733,
         0.50515268, 0.50401095)  # fmt: skip
LAST = 0.5031204168


def slow_training(X, Y, W, b, learning_rate, iterations, l2=0.0):
    """The author's loop in other words, its first layer and all products as they come."""
    W, b, m, costs = dict(W), dict(b), X.shape[1], []
    for _ in range(iterations):
        A = {0: X}
        for l in W:
            Z = W[l] @ A[l - 1] + b[l]
            A[l] = Z * (Z > 0) if l < len(W) else 1 / (1 + np.exp(-Z))
        P = A[len(W)]
        penalty = l2 / (2 * m) * sum((W[l] ** 2).sum() for l in W)
        costs.append((np.logaddexp(0, Z) - Y * Z).sum() / m + penalty)
        upward = P - Y
        for l in reversed(list(W)):
            gradient = upward @ A[l - 1].T / m + l2 / m * W[l]
            mean = upward.mean(axis=1)[:, None]
            if l > 1:
                upward = W[l].T @ upward * (A[l - 1] > 0)
            W[l], b[l] = W[l] - learning_rate * gradient, b[l] - learning_rate * mean
    return W, b, costs


def small(dims=(6, 5, 4, 2), m=7, seed=0):
    """X, Y and parameters of a small network that learns."""
    rng = np.random.default_rng(seed)
    W, b = initialise(dims, rng)
    W[len(W)] *= 100  # so that the last layer does not nearly ignore the others
    b = {l: rng.normal(size=b[l].shape) for l in b}
    return rng.normal(size=(dims[0], m)), rng.random((dims[-1], m)), (W, b)


def entries(parameters):
    return np.concatenate([part[l].ravel() for part in parameters for l in sorted(part)])


# The author's run ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def run():
    X, Y, start, X_new = program_2.original()
    return X, Y, start, X_new, *train(X, Y, start, form="samples")


def test_the_costs_are_those_of_the_author(run):
    *_, costs = run
    np.testing.assert_allclose(costs[::100], COSTS, atol=5e-9, rtol=0)
    assert costs[-1] == pytest.approx(LAST, abs=5e-11) and len(costs) == 2000


def test_the_facts_of_the_curve(run):
    *_, costs = run
    steps = np.diff(costs)
    assert (steps > 0).sum() == 863 and np.flatnonzero(steps > 0)[0] == 316
    assert min(costs) == pytest.approx(0.5011394273, abs=5e-11) and np.argmin(costs) == 1639


def test_the_floor_is_the_mean_entropy_of_the_labels(run):
    _, Y, *_, costs = run
    floor = (-Y * np.log(Y) - (1 - Y) * np.log(1 - Y)).mean()
    assert floor == pytest.approx(0.4989712046, abs=5e-11) and min(costs) > floor


def test_of_200_new_samples_108_are_predicted_to_be_1(run):
    _, _, _, X_new, trained, _ = run
    answers = predict(X_new, trained)
    assert answers.sum() == 108 and answers.shape == (1, 200)
    assert set(answers[0].tolist()) == {0, 1} and answers.dtype.kind == "i"


def test_the_draws_are_those_of_the_author():
    X, Y, (W, b), X_new = program_2.original()
    data, rng = np.random.RandomState(1), np.random.RandomState(10)
    assert (X == data.rand(12288, 200)).all() and (Y == data.rand(1, 200)).all()
    for l, (p, n) in enumerate(itertools.pairwise((12288, 20, 7, 5, 1)), 1):
        assert (W[l] == rng.randn(n, p) * (0.01 if l == 4 else np.sqrt(2 / p))).all()
        assert b[l].shape == (n, 1) and not b[l].any()
    assert (X_new == rng.rand(12288, 200)).all()
    assert entries((W, b)).size == 245973


def test_both_forms_begin_as_the_author_did():
    X, Y, start, _ = program_2.original()
    W, b, costs = slow_training(X, Y, *start, 0.01, 12)
    for form in ("plain", "samples"):
        trained, found = train(X, Y, start, iterations=12, form=form)
        np.testing.assert_allclose(found, costs, rtol=0, atol=1e-13)
        np.testing.assert_allclose(entries(trained), entries((W, b)), rtol=0, atol=1e-13)


@pytest.mark.patient
@pytest.mark.parametrize("form", ["plain", "samples"])
def test_all_2000_iterations_are_those_of_the_author(form):
    X, Y, start, _ = program_2.original()
    W, b, costs = slow_training(X, Y, *start, 0.01, 2000)
    trained, found = train(X, Y, start, form=form)
    np.testing.assert_allclose(found, costs, rtol=0, atol=1e-12)
    np.testing.assert_allclose(entries(trained), entries((W, b)), rtol=0, atol=1e-12)


@pytest.mark.patient
def test_the_forms_agree_over_2000_iterations_with_a_penalty():
    X, Y, start, _ = program_2.original()
    one, other = (train(X, Y, start, l2=0.7, form=form) for form in ("plain", "samples"))
    np.testing.assert_allclose(one[1], other[1], rtol=0, atol=1e-10)
    np.testing.assert_allclose(entries(one[0]), entries(other[0]), rtol=0, atol=1e-10)


# The theorem: both forms are one training ------------------------------------------------------


@settings(max_examples=40, deadline=None, derandomize=True)
@given(dims=some.lists(some.integers(1, 6), min_size=2, max_size=5), m=some.integers(1, 6), seed=some.integers(0, 99),
       l2=some.sampled_from([0, 0.3, 5.0]), form=some.sampled_from(["plain", "samples", "auto"]))  # fmt: skip
def test_each_form_is_the_slow_loop(dims, m, seed, l2, form):
    X, Y, (W, b) = small(dims, m, seed)
    wanted = slow_training(X, Y, W, b, 0.05, 9, l2)
    (W, b), costs = train(X, Y, (W, b), 0.05, 9, l2, form)
    np.testing.assert_allclose(costs, wanted[2], rtol=1e-12)
    np.testing.assert_allclose(entries((W, b)), entries(wanted[:2]), rtol=1e-10, atol=1e-13)


def test_a_decay_that_removes_all_weights_at_once_is_exact_too():
    """learning_rate · l2 / m = 1: c becomes 0."""
    X, Y, start = small(m=5)
    wanted = slow_training(X, Y, *start, 0.5, 4, l2=10)
    trained, costs = train(X, Y, start, 0.5, 4, l2=10, form="samples")
    np.testing.assert_allclose(costs, wanted[2], rtol=1e-12)
    np.testing.assert_allclose(entries(trained), entries(wanted[:2]), atol=1e-13)


@pytest.mark.parametrize("sizes, form", [((12288, 200, 20, 3), "samples"), ((12288, 200, 20, 2), "plain"),
                                         ((3, 200, 20, 2000), "plain"), ((12288, 200, 20, 0), "plain")])  # fmt: skip
def test_auto_takes_the_form_with_less_work(sizes, form):
    assert cheaper(*sizes) == form


@pytest.mark.parametrize("n_0, m, form", [(40, 3, "samples"), (3, 40, "plain")])
def test_auto_is_that_form(monkeypatch, n_0, m, form):
    used = []
    monkeypatch.setattr(deep_net, "FORMS", {
        name: (lambda *given, name=name, of=of: used.append(name) or of(*given)) for name, of in deep_net.FORMS.items()
    })  # fmt: skip
    X, Y, start = small((n_0, 4, 1), m)
    train(X, Y, start, iterations=100)
    assert used == [form]


# Starts, and what is kept ----------------------------------------------------------------------


@pytest.mark.parametrize("make", [np.random.RandomState, np.random.default_rng])
def test_initialise_draws_layer_by_layer_and_leaves_the_rng_behind_them(make):
    rng, twin = make(3), make(3)
    W, b = initialise((5, 4, 3), rng)
    assert (W[1] == twin.standard_normal((4, 5)) * math.sqrt(2 / 5)).all()
    assert (W[2] == twin.standard_normal((3, 4)) * 0.01).all()
    assert rng.standard_normal() == twin.standard_normal()
    assert [W[l].shape for l in (1, 2)] == [(4, 5), (3, 4)] and [b[l].shape for l in (1, 2)] == [(4, 1), (3, 1)]
    assert {array.dtype for part in (W, b) for array in part.values()} == {np.dtype(float)}


def test_nothing_global_is_used_and_nothing_is_printed(capsys):
    before = np.random.get_state()[1].copy()
    X, Y, start = small()
    train(X, Y, start, iterations=3)
    predict(X, start)
    assert (np.random.get_state()[1] == before).all() and capsys.readouterr() == ("", "")


@pytest.mark.parametrize("form", ["plain", "samples"])
@pytest.mark.parametrize("iterations", [0, 4])
def test_no_argument_is_changed_and_no_array_is_given_back(form, iterations):
    X, Y, (W, b) = small()
    kept = [*W.values(), *b.values(), X, Y]
    before = [array.copy() for array in kept]
    trained, costs = train(X, Y, (W, b), iterations=iterations, l2=0.5, form=form)
    predict(X, trained)
    assert all((old == new).all() for old, new in zip(before, kept))
    assert not any(np.shares_memory(new, old) for part in trained for new in part.values() for old in kept)
    assert len(costs) == iterations and all(type(cost) is float for cost in costs)
    assert iterations or (entries(trained) == entries((W, b))).all()


@pytest.mark.parametrize("form", ["plain", "samples"])
def test_the_cost_is_that_before_each_step(form):
    X, Y, start = small()
    _, costs = train(X, Y, start, 0.1, 1, 0.5, form)
    assert costs == [pytest.approx(backprop.cost(Y, start, backprop.forward(X, start)[0], 0.5), rel=1e-14)]


@pytest.mark.parametrize("form", ["plain", "samples"])
@pytest.mark.parametrize("labels", [np.float64, np.uint8, bool])
def test_float32_stays_float32(form, labels):
    X, Y, (W, b) = small()
    X, (W, b) = X.astype("f4"), tuple({l: part[l].astype("f4") for l in part} for part in (W, b))
    trained, _ = train(X, (Y > 0.5).astype(labels), (W, b), np.float64(0.1), 3, np.float64(0.5), form)
    assert {array.dtype for part in trained for array in part.values()} == {np.dtype("f4")}


@pytest.mark.parametrize("form", ["plain", "samples"])
@pytest.mark.parametrize("kind", [np.uint8, bool, list])
def test_whole_numbers_truth_values_and_lists_give_the_float_result(form, kind):
    X, Y, start = small()
    X, Y = (X > 0).astype(float), (Y > 0.5).astype(float)
    other = [a.tolist() if kind is list else a.astype(kind) for a in (X, Y)]
    trained, costs = train(X, Y, start, 0.1, 5, form=form)
    again, other_costs = train(*other, start, 0.1, 5, form=form)
    assert costs == other_costs and (entries(trained) == entries(again)).all()
    assert (predict(X, trained) == predict(other[0], trained)).all()


def test_predict_compares_with_the_threshold():
    parameters = {1: np.array([[1.0]])}, {1: np.array([[0.0]])}
    X = np.log([[0.25 / 0.75, 1.0, 0.75 / 0.25]])  # the probabilities ¼, ½, ¾
    assert predict(X, parameters).tolist() == [[0, 0, 1]]
    assert predict(X, parameters, 0.2).tolist() == [[1, 1, 1]]
    assert predict(X, parameters, threshold=1).tolist() == [[0, 0, 0]]


# Progress and Ctrl-C ---------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["plain", "samples"])
def test_progress_is_called_after_each_iteration(form):
    seen = []
    X, Y, start = small()
    _, costs = train(X, Y, start, iterations=4, form=form, progress=lambda *both: seen.append(both))
    assert seen == list(enumerate(costs))


@pytest.mark.parametrize("form", ["plain", "samples"])
def test_ctrl_c_keeps_the_finished_steps(form):
    X, Y, start = small()

    def press(iteration, cost):
        if iteration == 4:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(Interrupted, match="stopped after 5 steps") as stopped:
        train(X, Y, start, 0.1, 50, 0.5, form, press)
    wanted, costs = train(X, Y, start, 0.1, 5, 0.5, form)
    assert isinstance(stopped.value, KeyboardInterrupt) and stopped.value.costs == costs
    assert (entries(stopped.value.parameters) == entries(wanted)).all()


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="only POSIX interrupts a thread at any moment")
def test_ctrl_c_at_any_moment_leaves_whole_steps():
    X, Y, start = small((30, 5, 1), 9)
    for seed in range(12):
        wait = random.Random(seed).uniform(0.002, 0.02)
        timer = threading.Timer(wait, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT))
        with pytest.raises(Interrupted) as stopped:
            train(X, Y, start, 0.1, 10**9, 0.0, "samples", lambda iteration, _, timer=timer: iteration or timer.start())
        timer.join()
        wanted, costs = train(X, Y, start, 0.1, len(stopped.value.costs), form="samples")
        assert stopped.value.costs == costs and (entries(stopped.value.parameters) == entries(wanted)).all()


def test_ctrl_c_at_any_line_of_the_loop_leaves_whole_steps():
    X, Y, start = small()
    wanted = [train(X, Y, start, 0.1, steps, form="plain") for steps in range(5)]
    found = set()
    for event in range(1, 30):
        lines = itertools.count(1)

        def trace(frame, kind, _, lines=lines, event=event):
            if frame.f_code.co_name == "train" and kind == "line" and next(lines) == event:
                raise KeyboardInterrupt
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            train(X, Y, start, 0.1, 4, form="plain")
        except Interrupted as stopped:
            parameters, costs = wanted[len(stopped.costs)]
            assert stopped.costs == costs and (entries(stopped.parameters) == entries(parameters)).all()
            found.add(len(costs))
        except KeyboardInterrupt:
            assert event < 9, "only before the loop there is nothing to keep"
        finally:
            sys.settrace(before)
    assert {0, 1, 2, 3} <= found


# Bad input -------------------------------------------------------------------------------------

X, Y, START = small()
BAD = X.copy()
BAD[1, 2] = np.nan
GOOD = {"X": X, "Y": Y, "parameters": START, "iterations": 2}


@pytest.mark.parametrize("form", ["plain", "samples", "auto"])
@pytest.mark.parametrize("change, error, words", [
    ({"X": BAD}, ValueError, ["X must be finite", "X[1, 2] = nan"]),
    ({"X": X[:5]}, ValueError, ["X (n_0, m)", "n_0 = 6", "(5, 7)"]),
    ({"X": X[:, :0]}, ValueError, ["X (n_0, m)", "(6, 0)"]),
    ({"X": "six"}, TypeError, ["X must be an array of real numbers"]),
    ({"Y": Y + 1}, ValueError, ["labels from 0 to 1", "Y[0, 0]"]),
    ({"Y": Y[:1]}, ValueError, ["Y (n_3, m)", "n_3 = 2", "(1, 7)"]),
    ({"Y": Y[:, :4]}, ValueError, ["Y (n_3, m)", "m = 7", "(2, 4)"]),
    ({"parameters": ({}, {})}, ValueError, ["keys 1 .. L"]),
    ({"parameters": None}, TypeError, ["pair (W, b)"]),
    ({"parameters": (START[0] | {1: START[0][1] * np.nan}, START[1])}, ValueError, ["W[1] must be finite"]),
    ({"parameters": (START[0], START[1] | {2: START[1][2] + np.inf})}, ValueError, ["b[2] must be finite"]),
    ({"learning_rate": 0}, ValueError, ["learning_rate", "above 0"]),
    ({"learning_rate": np.nan}, ValueError, ["learning_rate", "above 0"]),
    ({"learning_rate": np.inf}, ValueError, ["learning_rate", "finite"]),
    ({"learning_rate": "0.1"}, TypeError, ["learning_rate must be a real number", "str"]),
    ({"learning_rate": True}, TypeError, ["learning_rate must be a real number", "bool"]),
    ({"iterations": -1}, ValueError, ["iterations", "at least 0", "-1"]),
    ({"iterations": 2.0}, TypeError, ["iterations must be a whole number", "float"]),
    ({"iterations": True}, TypeError, ["iterations must be a whole number", "bool"]),
    ({"l2": -0.1}, ValueError, ["l2", ">= 0"]),
    ({"l2": None}, TypeError, ["l2 must be a real number"]),
    ({"progress": 3}, TypeError, ["progress must be a function", "int"]),
    ({"form": "fast"}, ValueError, ["form", "plain, samples, auto", "'fast'"]),
    ({"form": None}, TypeError, ["form must be a string"]),
])  # fmt: skip
def test_train_with_bad_input(form, change, error, words):
    good = GOOD | {"form": form}
    train(**good)
    with warnings.catch_warnings(), pytest.raises(error) as caught:
        warnings.simplefilter("error")
        train(**good | change)
    assert all(word in str(caught.value) for word in words), caught.value
    assert "iteration" not in str(caught.value).replace("iterations", ""), "bad input is told before the first step"


@pytest.mark.parametrize("form", ["plain", "samples"])
def test_a_learning_rate_that_makes_the_numbers_explode_is_told_without_warnings(form):
    with warnings.catch_warnings(), pytest.raises(ValueError, match=r"iteration \d+ .* smaller learning_rate"):
        warnings.simplefilter("error")
        train(X, Y, START, 1e80, 100, form=form)


@pytest.mark.parametrize("dims, error, words", [
    ((3,), ValueError, ["two or more", "[3]"]), ((), ValueError, ["two or more"]),
    ((3, 0, 1), ValueError, ["each of layer_dims", "at least 1", "0"]), ((3, -2), ValueError, ["at least 1", "-2"]),
    ((3, 2.0), TypeError, ["[3, 2, 1]", "(3, 2.0)"]), (3, TypeError, ["such as [3, 2, 1]", "got 3"]),
    (("3", 2), TypeError, ["such as [3, 2, 1]"]), (None, TypeError, ["got None"]), ((3, True), TypeError, ["True"]),
])  # fmt: skip
def test_initialise_with_bad_widths(dims, error, words):
    with pytest.raises(error) as caught:
        initialise(dims, np.random.RandomState(0))
    assert all(word in str(caught.value) for word in words), caught.value


@pytest.mark.parametrize("rng", [None, 10, np.random.RandomState, random.Random(0)])
def test_initialise_without_a_generator(rng):
    with pytest.raises(TypeError, match="rng must be a generator such as numpy.random.RandomState"):
        initialise((3, 2, 1), rng)


@pytest.mark.parametrize("threshold, error", [(-0.1, ValueError), (1.5, ValueError), (np.nan, ValueError),
                                              ("0.5", TypeError), (None, TypeError), (True, TypeError)])  # fmt: skip
def test_predict_with_a_bad_threshold(threshold, error):
    with pytest.raises(error, match="threshold must be"):
        predict(X, START, threshold)


def test_predict_tells_nan_weights_apart_from_class_0():
    with pytest.raises(ValueError, match=r"W\[2\] must be finite"):
        predict(X, (START[0] | {2: START[0][2] * np.nan}, START[1]))


# Files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["f8", "f4", ">f8"])
def test_a_file_gives_back_the_same_bits(tmp_path, kind):
    rng = np.random.default_rng(0)
    W, b = initialise([3] + [2] * 11, rng)  # W10 comes before W2 where names are sorted
    W, b = ({l: part[l].astype(kind) for l in part} for part in (W, b))
    save(tmp_path / "net", (W, b))
    assert [path.name for path in tmp_path.iterdir()] == ["net"]
    found = load(str(tmp_path / "net"))
    for part, other in zip((W, b), found):
        assert list(other) == list(range(1, 12))
        assert {other[l].dtype for l in part} == {np.dtype(kind).newbyteorder("=")}
        assert all((other[l] == part[l]).all() for l in part)


def test_a_file_is_a_plain_archive_of_numpy(tmp_path):
    save(tmp_path / "net.npz", START)
    with np.load(tmp_path / "net.npz", allow_pickle=False) as arrays:
        assert sorted(arrays.files) == ["W1", "W2", "W3", "b1", "b2", "b3"]
        assert (arrays["W2"] == START[0][2]).all()
    assert zipfile.ZipFile(tmp_path / "net.npz").testzip() is None


def test_a_file_that_was_cut_short_or_altered_is_refused(tmp_path):
    path = tmp_path / "net.npz"
    save(path, START)
    whole = path.read_bytes()
    rng = random.Random(0)
    spoilt = [whole[:length] for length in (0, 1, 63, 64, 65, len(whole) // 2, len(whole) - 1)] + [whole + b"0"]
    for place in [0, len(whole) - 1, *rng.sample(range(len(whole)), 200)]:
        spoilt.append(whole[:place] + bytes([whole[place] ^ 1 << rng.randrange(8)]) + whole[place + 1 :])
    for content in spoilt:
        path.write_bytes(content)
        with pytest.raises(ValueError, match="net.npz is damaged, or was not written by save"):
            load(path)


def test_an_archive_that_save_did_not_write_is_refused(tmp_path):
    save(tmp_path / "net.npz", START)
    archive = io.BytesIO((tmp_path / "net.npz").read_bytes())
    with zipfile.ZipFile(archive, "a") as file:
        file.writestr("W4.npy", file.read("W3.npy"))  # a fourth layer without biases
    content = archive.getvalue()[:-64]
    (tmp_path / "net.npz").write_bytes(content + hashlib.sha256(content).hexdigest().encode())
    with pytest.raises(ValueError, match="b must have the keys 1 .. 4"):
        load(tmp_path / "net.npz")
    np.savez(tmp_path / "other.npz", W1=START[0][1])
    with pytest.raises(ValueError, match="not written by save"):
        load(tmp_path / "other.npz")
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "nowhere.npz")


@pytest.mark.parametrize("parameters, error", [(None, TypeError), (({}, {}), ValueError), ((START[0], {}), ValueError)])
def test_what_is_no_network_is_not_saved(tmp_path, parameters, error):
    with pytest.raises(error):
        save(tmp_path / "net.npz", parameters)
    assert not list(tmp_path.iterdir())


# The command -----------------------------------------------------------------------------------


def test_the_command_reports_what_the_author_saw(capsys):
    program_2.main()
    lines = capsys.readouterr().out.splitlines()
    assert lines[:20] == [f"iteration {100 * k:4}: cost {cost:.8f}" for k, cost in enumerate(COSTS)]
    assert lines[20:] == [f"iteration 1999: cost {LAST:.8f}", "of 200 new samples, 108 are predicted to be 1"]


def test_ctrl_c_in_the_command_reports_what_was_reached(monkeypatch, capsys):
    def interrupted(X, Y, parameters, progress):
        raise Interrupted(parameters, [0.75, 0.5])

    monkeypatch.setattr(program_2, "train", interrupted)
    with pytest.raises(SystemExit, match="130"):
        program_2.main()
    out = capsys.readouterr().out
    assert "stopped after 2 steps\niteration    1: cost 0.50000000\nof 200 new samples" in out


@pytest.mark.patient
def test_ctrl_c_ends_the_command_with_a_report():
    command = [sys.executable, "-m", "nnbook.deep_net"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=60)
    assert first == "iteration    0: cost 0.69301356\n"
    assert "stopped after" in rest and "of 200 new samples" in rest and process.returncode == 130

