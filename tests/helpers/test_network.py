"""The network that the notebooks import: its gradients are right, and nothing makes it warn or raise."""

import warnings
from typing import get_args

import numpy as np
import pytest
from hypothesis import assume, given, note
from hypothesis import strategies as st

from helpers import network
from helpers.network import ActivationName, Array, Parameters

ACTIVATIONS = get_args(ActivationName)
WIDTHS = st.lists(st.integers(1, 6), min_size=1, max_size=4)
SEEDS = st.integers(0, 2**32 - 1)


def draw_parameters(rng: np.random.Generator, widths: list[int], scale: float = 0.5) -> Parameters:
    parameters = {}
    for layer in range(1, len(widths)):
        parameters[f"W{layer}"] = rng.normal(scale=scale, size=(widths[layer], widths[layer - 1]))
        parameters[f"b{layer}"] = rng.normal(scale=scale, size=(widths[layer], 1))
    return parameters


def draw_problem(seed: int, widths: list[int], m: int, scale: float = 0.5) -> tuple[Array, Array, Parameters]:
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(widths[0], m))
    Y = rng.integers(0, 2, size=(1, m)).astype(float)
    return X, Y, draw_parameters(rng, [*widths, 1], scale)


def cost_from_logits(X: Array, Y: Array, parameters: Parameters, activation: ActivationName) -> float:
    """Cross-entropy as log(1 + e^±Z), which keeps the digits that 1 - AL loses when the output saturates."""
    Z, _ = network.forward(X, parameters, activation, output="linear")
    return float(np.logaddexp(0, (1 - 2 * Y) * Z).mean())


def centred_differences(X: Array, Y: Array, parameters: Parameters, activation: ActivationName) -> Parameters:
    step = 1e-5
    slopes = {f"d{name}": np.empty_like(value) for name, value in parameters.items()}
    for name, value in parameters.items():
        for index in np.ndindex(value.shape):
            costs = []
            for sign in (1, -1):
                moved = {**parameters, name: value.copy()}
                moved[name][index] += sign * step
                costs.append(cost_from_logits(X, Y, moved, activation))
            slopes[f"d{name}"][index] = (costs[0] - costs[1]) / (2 * step)
    return slopes


def nearest_kink(X: Array, parameters: Parameters) -> float:
    """Smallest |Z| of a hidden layer: closer to 0 than the step, ReLU has no derivative to compare with."""
    _, caches = network.forward(X, parameters, "relu")
    hidden = [W @ A + parameters[f"b{layer}"] for layer, (A, W) in enumerate(caches[:-1], start=1)]
    return min((float(np.abs(Z).min()) for Z in hidden), default=np.inf)


def flat(gradients: Parameters) -> Array:
    return np.concatenate([gradients[name].ravel() for name in sorted(gradients)])


@pytest.mark.parametrize("activation", ACTIVATIONS)
@given(seed=SEEDS, widths=WIDTHS, m=st.sampled_from([1, 2, 7]))
def test_gradients_agree_with_centred_differences(
    activation: ActivationName, seed: int, widths: list[int], m: int
) -> None:
    X, Y, parameters = draw_problem(seed, widths, m)
    assume(activation != "relu" or nearest_kink(X, parameters) > 1e-3)
    AL, caches = network.forward(X, parameters, activation)
    got = network.backward(AL, Y, caches, activation)
    expected = centred_differences(X, Y, parameters, activation)
    assert {name: g.shape for name, g in got.items()} == {name: g.shape for name, g in expected.items()}
    difference = np.linalg.norm(flat(got) - flat(expected))
    scale = np.linalg.norm(flat(got)) + np.linalg.norm(flat(expected))
    assert difference <= 1e-7 * scale, f"{activation}, {seed=}, {widths=}, {m=}"


@given(seed=SEEDS, widths=WIDTHS, m=st.integers(1, 7), copies=st.integers(2, 5))
def test_gradients_are_means_over_the_examples(seed: int, widths: list[int], m: int, copies: int) -> None:
    X, Y, parameters = draw_problem(seed, widths, m)
    AL, caches = network.forward(X, parameters, "tanh")
    once = network.backward(AL, Y, caches, "tanh")
    AL, caches = network.forward(np.tile(X, copies), parameters, "tanh")
    repeated = network.backward(AL, np.tile(Y, copies), caches, "tanh")
    np.testing.assert_allclose(flat(repeated), flat(once), rtol=1e-10, atol=1e-14, err_msg=f"{seed=}")


def test_linear_output_descends_half_the_squared_error() -> None:
    X, _, parameters = draw_problem(seed=1, widths=[3, 4], m=5)
    Y = np.random.default_rng(2).normal(size=(1, 5))
    AL, caches = network.forward(X, parameters, "tanh", output="linear")
    slope = network.backward(AL, Y, caches, "tanh")["dW1"][2, 1]

    def cost(step: float) -> float:
        moved = {**parameters, "W1": parameters["W1"].copy()}
        moved["W1"][2, 1] += step
        return float(np.mean((network.forward(X, moved, "tanh", output="linear")[0] - Y) ** 2) / 2)

    assert (cost(1e-5) - cost(-1e-5)) / 2e-5 == pytest.approx(slope, rel=1e-7)


@pytest.mark.parametrize(
    ("activation", "expected"),
    [
        ("relu", [0, 0, 0, 1000]),
        ("tanh", [-1, -1, 0, 1]),
        ("sigmoid", [0, 0, 0.5, 1]),
        ("linear", [-np.inf, -1000, 0, 1000]),
    ],
)
def test_activations_reach_their_limits_without_warning(
    activation: ActivationName, expected: list[float]
) -> None:
    Z = np.array([[-np.inf, -1000.0, 0.0, 1000.0]])
    with warnings.catch_warnings(), np.errstate(over="raise", divide="raise", invalid="raise"):
        warnings.simplefilter("error")
        got = network.ACTIVATIONS[activation].function(Z)
    np.testing.assert_array_equal(got, [expected])


def test_sigmoid_keeps_its_digits_in_the_left_tail() -> None:
    np.testing.assert_allclose(
        network.sigmoid(np.array([-700.0, -40.0])), np.exp([-700.0, -40.0]), rtol=1e-15
    )


@pytest.mark.parametrize(
    ("AL", "Y", "cost"), [(0.0, 0, 0.0), (1.0, 1, 0.0), (0.0, 1, 708.4), (1.0, 0, 708.4)]
)
def test_cost_is_finite_for_certain_answers(AL: float, Y: int, cost: float) -> None:
    got = network.cross_entropy(np.array([[AL]]), np.array([[float(Y)]]))
    assert got == pytest.approx(cost, abs=0.01)


@given(seed=SEEDS, widths=WIDTHS)
def test_cost_agrees_with_the_one_computed_from_logits(seed: int, widths: list[int]) -> None:
    X, Y, parameters = draw_problem(seed, widths, m=7)
    cost = network.cross_entropy(network.forward(X, parameters)[0], Y)
    assert cost == pytest.approx(cost_from_logits(X, Y, parameters, "relu"), rel=1e-9), f"{seed=}, {widths=}"


@given(seed=SEEDS)
def test_cost_is_the_mean_surprise(seed: int) -> None:
    rng = np.random.default_rng(seed)
    AL = rng.uniform(0.01, 0.99, size=(1, 7))
    Y = rng.integers(0, 2, size=(1, 7)).astype(float)
    surprise = [-np.log(p if y else 1 - p) for p, y in zip(AL[0], Y[0], strict=True)]
    assert network.cross_entropy(AL, Y) == pytest.approx(np.mean(surprise), rel=1e-12), f"{seed=}"


@pytest.mark.parametrize("activation", ACTIVATIONS)
@given(seed=SEEDS)
def test_small_steps_lower_the_cost(activation: ActivationName, seed: int) -> None:
    X, Y, parameters = draw_problem(seed, [2, 5, 3], m=7)
    _, costs = network.train(X, Y, parameters, 1e-3, 5, activation, progress=False)
    assert costs == sorted(costs, reverse=True), f"{activation}, {seed=}"
    assert costs[-1] < costs[0], f"{activation}, {seed=}"


def test_training_learns_what_no_line_can_separate() -> None:
    X = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])
    Y = np.array([[0.0, 1.0, 1.0, 0.0]])
    start = draw_parameters(np.random.default_rng(0), [2, 8, 1], scale=1.0)
    parameters, costs = network.train(X, Y, start, 0.5, 1000, "tanh", progress=False)
    assert len(costs) == 1000
    assert costs[-1] < 0.05
    assert network.accuracy(network.predict(X, parameters, "tanh"), Y) == 1.0


def test_training_leaves_its_start_alone() -> None:
    X, Y, parameters = draw_problem(seed=4, widths=[2, 3], m=7)
    before = {name: value.copy() for name, value in parameters.items()}
    after, _ = network.train(X, Y, parameters, 0.1, 3, progress=False)
    for name, value in before.items():
        np.testing.assert_array_equal(parameters[name], value)
        assert not np.shares_memory(parameters[name], after[name])
        assert not np.array_equal(after[name], value), name


def test_no_iterations_return_an_independent_copy() -> None:
    X, Y, parameters = draw_problem(seed=4, widths=[2, 3], m=7)
    after, costs = network.train(X, Y, parameters, 0.1, 0, progress=False)
    assert costs == []
    assert not np.shares_memory(parameters["W1"], after["W1"])


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("scale", [1e3, 1e155, 1e308])
def test_diverging_training_goes_on_silently(activation: ActivationName, scale: float) -> None:
    X, Y, parameters = draw_problem(seed=5, widths=[2, 4, 4], m=7, scale=1.0)
    huge = {name: np.clip(value, -1, 1) * scale for name, value in parameters.items()}
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        after, costs = network.train(X, Y, huge, 1e10, 20, activation, progress=False)
        predictions = network.predict(X, after, activation)
        values = network.activation_values(X, after, activation)
    assert len(costs) == 20
    assert len(values) == 3
    assert set(np.unique(predictions)) <= {0, 1}


def test_a_diverged_cost_is_reported_as_nan() -> None:
    X, Y, parameters = draw_problem(seed=6, widths=[2, 4], m=7)
    _, costs = network.train(X, Y, {**parameters, "W2": np.full((1, 4), np.nan)}, 0.1, 3, progress=False)
    assert np.isnan(costs).all()


def test_progress_is_silent_when_nobody_watches(capfd: pytest.CaptureFixture[str]) -> None:
    X, Y, parameters = draw_problem(seed=7, widths=[2, 4], m=7)
    network.train(X, Y, parameters, 0.1, 50)
    assert capfd.readouterr() == ("", "")


@given(seed=SEEDS, widths=WIDTHS, m=st.sampled_from([1, 7]))
def test_predictions_are_outputs_above_one_half(seed: int, widths: list[int], m: int) -> None:
    X, _, parameters = draw_problem(seed, widths, m)
    predictions = network.predict(X, parameters, "tanh")
    AL, _ = network.forward(X, parameters, "tanh")
    assert predictions.shape == (1, m)
    assert np.issubdtype(predictions.dtype, np.integer)
    np.testing.assert_array_equal(predictions == 1, AL > 0.5, err_msg=f"{seed=}")


def test_accuracy_is_the_share_of_right_answers() -> None:
    assert network.accuracy(np.array([[1, 0, 1, 1]]), np.array([[1.0, 0.0, 0.0, 1.0]])) == 0.75


@pytest.mark.parametrize("activation", ACTIVATIONS)
@given(seed=SEEDS, widths=WIDTHS)
def test_activation_values_use_one_activation_at_every_layer(
    activation: ActivationName, seed: int, widths: list[int]
) -> None:
    note(f"{seed=}")
    X, _, parameters = draw_problem(seed, widths, m=5)
    values = network.activation_values(X, parameters, activation)
    A = X
    for layer, got in enumerate(values, start=1):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        A = {"relu": Z * (Z > 0), "tanh": np.tanh(Z), "sigmoid": 1 / (1 + np.exp(-Z)), "linear": Z}[
            activation
        ]
        np.testing.assert_allclose(got, A, rtol=1e-9, atol=1e-12)
    assert len(values) == len(widths)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"W1": np.zeros((2, 4))}, r"W1 is \(2, 4\), its input has 2 rows"),
        ({"W2": np.zeros((1, 5))}, r"W2 is \(1, 5\), its input has 4 rows"),
        ({"b1": np.zeros(4)}, r"b1 is \(4,\), W1 asks for \(4, 1\)"),
        ({"W4": np.zeros((1, 1))}, r"must be W1, b1, \.\.\., WL, bL, got"),
    ],
)
def test_shapes_that_do_not_fit_are_named(change: Parameters, message: str) -> None:
    X, Y, parameters = draw_problem(seed=8, widths=[2, 4], m=7)
    with pytest.raises(ValueError, match=message):
        network.train(X, Y, {**parameters, **change}, 0.1, 1, progress=False)


def test_labels_as_a_plain_vector_are_refused() -> None:
    X, Y, parameters = draw_problem(seed=8, widths=[2, 4], m=7)
    with pytest.raises(ValueError, match=r"prediction is \(1, 7\) but Y is \(7,\)"):
        network.train(X, Y.ravel(), parameters, 0.1, 1, progress=False)


def test_an_unknown_activation_is_answered_with_the_known_ones() -> None:
    X, _, parameters = draw_problem(seed=8, widths=[2, 4], m=7)
    with pytest.raises(ValueError, match="'swish', choose one of relu, tanh, sigmoid, linear"):
        network.forward(X, parameters, "swish")  # type: ignore[arg-type]
