"""What only this assignment promises; `test_source_notebooks` runs its cells against every known answer."""

import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest

from helpers import datasets
from helpers.reference import neural_network_basics as reference
from helpers.reference.registry import Raised
from tests.assignments.harness import nbgrader, solutions_of, source

Array = np.ndarray
NOTEBOOK = source("neural_network_basics")
NAMES = (
    "sigmoid",
    "compute_cost",
    "normalize_inputs",
    "propagate",
    "optimize",
    "predict",
    "tanh",
    "relu",
    "leaky_relu",
    "sigmoid_derivative",
    "tanh_derivative",
    "relu_derivative",
    "linear_forward",
    "L_model_forward",
    "L_model_backward",
)


def network(seed: int, sizes: tuple[int, ...] = (4, 5, 3, 1), m: int = 7) -> tuple[Array, Array, Any]:
    """X, Y and parameters; no hidden unit is near its corner."""
    rng = np.random.default_rng(seed)
    while True:
        parameters = {}
        for layer in range(1, len(sizes)):
            parameters[f"W{layer}"] = rng.normal(0.1, 0.6, (sizes[layer], sizes[layer - 1]))
            parameters[f"b{layer}"] = rng.normal(0.2, 0.3, (sizes[layer], 1))
        X, Y = rng.normal(0.3, 1.5, (sizes[0], m)), np.resize([1.0, 0.0, 0.0], (1, m))
        _, caches = reference.L_model_forward(X, parameters)
        if all((np.abs(Z) > 0.02).all() for _, Z in caches[:-1]):
            return X, Y, parameters


def slope(cost: Callable[[], float], theta: Array) -> Array:
    """Five-point differences in every entry of `theta`: an error of order ε⁴ leaves rounding as the limit."""
    epsilon, measured = 1e-3, np.zeros(theta.shape)
    for index in np.ndindex(theta.shape):
        centre = theta[index]
        costs = []
        for step in (2, 1, -1, -2):
            theta[index] = centre + step * epsilon
            costs.append(cost())
        theta[index] = centre
        measured[index] = (-costs[0] + 8 * costs[1] - 8 * costs[2] + costs[3]) / (12 * epsilon)
    return measured


def relative(measured: Array, claimed: Any) -> float:
    norms = np.linalg.norm(measured) + np.linalg.norm(claimed)
    return float(np.linalg.norm(measured - claimed) / norms)


def test_it_grades_the_functions_of_the_contract() -> None:
    assert tuple(each.name for each in reference.exercises) == NAMES
    assert sum(nbgrader(cell)["points"] for cell in NOTEBOOK.tests) == 55


# The worked numbers.


def test_the_perceptrons_example() -> None:
    w, b, x = np.array([[3.0], [-2.0]]), 1.0, np.array([[-2.0], [2.0]])
    z = w.T @ x + b
    assert z.item() == -9
    assert round(reference.sigmoid(z).item(), 6) == 0.000123
    assert round(reference.sigmoid(np.array([[2.0]])).item(), 7) == 0.8807971


def test_the_slope_of_the_sigmoid_peaks_at_a_quarter() -> None:
    slopes = reference.sigmoid_derivative(np.arange(-6.0, 7.0)[np.newaxis])[0]
    assert slopes.argmax() == 6
    assert slopes[6] == 0.25
    assert slopes[0] == pytest.approx(0.00246651)
    np.testing.assert_allclose(slopes, slopes[::-1])


def test_apples_are_mostly_carbohydrates() -> None:
    cell = next(cell for cell in NOTEBOOK.notebook.cells if cell.id == "normalize-figure")
    assert "[56.0, 0.0, 4.4, 68.0]" in cell.source
    assert f"{56.0 / (56.0 + 1.2 + 1.8):.1%}" == "94.9%"


# Properties of the references.


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu"])
def test_every_slope_is_that_of_its_activation(name: str) -> None:
    Z = np.random.default_rng(1).normal(0, 2, (4, 7))
    activation = reference.exercises[name].function
    measured = slope(lambda: float(activation(Z).sum()), Z)
    assert relative(measured, reference.exercises[f"{name}_derivative"].function(Z)) < 1e-7


@pytest.mark.parametrize("functions", ["solution", "reference"])
def test_nothing_overflows_at_a_thousand(functions: str) -> None:
    Z = np.array([[-1000.0, 1000.0, -1e300, 0.0]])
    ours = solutions_of(NOTEBOOK)
    with warnings.catch_warnings(), np.errstate(all="raise", under="ignore"):
        warnings.simplefilter("error")
        for name in ("sigmoid", "tanh", "relu", "leaky_relu", *NAMES[9:12]):
            function = ours[name] if functions == "solution" else reference.exercises[name].function
            assert np.isfinite(function(Z)).all(), name
            assert function(Z).shape == Z.shape


@pytest.mark.parametrize("seed", range(5))
def test_one_neurons_gradients_agree_with_differences(seed: int) -> None:
    rng = np.random.default_rng(seed)
    w, b = rng.normal(size=(5, 1)), rng.normal(size=())
    X, Y = rng.normal(size=(5, 7)), np.resize([0.0, 1.0, 1.0], (1, 7))
    grads, _ = reference.propagate(w, float(b), X, Y)
    for name, theta in (("dw", w), ("db", b)):
        assert relative(slope(lambda: reference.propagate(w, float(b), X, Y)[1], theta), grads[name]) < 1e-9


@pytest.mark.parametrize(
    ("sizes", "m"), [((4, 5, 3, 1), 7), ((3, 4, 2, 3, 1), 9), ((6, 1), 5), ((3, 4, 1), 1)]
)
@pytest.mark.parametrize("functions", ["solution", "reference"])
def test_the_networks_gradients_agree_with_differences(
    sizes: tuple[int, ...], m: int, functions: str
) -> None:
    ours = solutions_of(NOTEBOOK)
    forward, backward = (
        (ours["L_model_forward"], ours["L_model_backward"])
        if functions == "solution"
        else (reference.L_model_forward, reference.L_model_backward)
    )
    X, Y, parameters = network(len(sizes) + m, sizes, m)
    AL, caches = forward(X, parameters)
    grads = backward(AL, Y, caches)
    for name, theta in parameters.items():
        assert grads[f"d{name}"].shape == theta.shape
        measured = slope(lambda: reference.compute_cost(forward(X, parameters)[0], Y), theta)
        assert relative(measured, grads[f"d{name}"]) < 1e-7, name


def test_one_layer_is_one_neuron() -> None:
    X, Y, parameters = network(3, (4, 1), 7)
    AL, caches = reference.L_model_forward(X, parameters)
    grads = reference.L_model_backward(AL, Y, caches)
    neuron, cost = reference.propagate(parameters["W1"].T, parameters["b1"].item(), X, Y)
    np.testing.assert_allclose(grads["dW1"].T, neuron["dw"])
    np.testing.assert_allclose(grads["db1"].item(), neuron["db"])
    assert cost == pytest.approx(reference.compute_cost(AL, Y))


def test_two_linear_layers_are_one() -> None:
    rng = np.random.default_rng(0)
    X, W1, b1 = rng.normal(size=(2, 5)), rng.normal(size=(4, 2)), rng.normal(size=(4, 1))
    W2, b2 = rng.normal(size=(1, 4)), rng.normal(size=(1, 1))
    twice, _ = reference.linear_forward(reference.linear_forward(X, W1, b1)[0], W2, b2)
    np.testing.assert_allclose(twice, reference.linear_forward(X, W2 @ W1, W2 @ b1 + b2)[0])


# What the figures claim.


@pytest.fixture(scope="module")
def cats() -> tuple[Array, Array, Array, Array]:
    """Normalized pictures to train on, their classes, and those to test."""
    pictures = datasets.load_cats()
    X, mu, sigma = reference.normalize_inputs(datasets.as_columns(pictures.images_train))
    X_test, _, _ = reference.normalize_inputs(datasets.as_columns(pictures.images_test), mu, sigma)
    return X, pictures.Y_train, X_test, pictures.Y_test


def test_always_no_cat_is_right_for_seventy_percent(cats: Any) -> None:
    assert f"{1 - cats[3].mean():.1%}" == "70.4%"
    prose = "\n".join(cell.source for cell in NOTEBOOK.notebook.cells)
    assert f"{cats[3].mean():.1%}".replace("%", " %") in prose


def test_one_neuron_learns_the_cats_by_heart_and_overfits(cats: Any) -> None:
    X, Y, X_test, Y_test = cats
    neuron, costs = reference.optimize(np.zeros((len(X), 1)), 0.0, X, Y, 150, 0.003)
    assert costs[0] == pytest.approx(np.log(2))
    assert (np.diff(costs) < 0).all()
    assert np.mean(reference.predict(neuron["w"], neuron["b"], X) == Y) == 1
    right = np.mean(reference.predict(neuron["w"], neuron["b"], X_test) == Y_test)
    assert 0.8 < right < 0.92


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.thorough
def test_three_layers_know_more_test_cats_than_one_neuron(cats: Any, seed: int) -> None:
    X, Y, X_test, Y_test = cats
    rng = np.random.default_rng(seed)
    parameters = {}
    for layer, (n_prev, n) in enumerate(((12288, 16), (16, 8), (8, 1)), start=1):
        parameters[f"W{layer}"] = rng.normal(0, np.sqrt(2 / n_prev), (n, n_prev))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    for _ in range(150):
        AL, caches = reference.L_model_forward(X, parameters)
        grads = reference.L_model_backward(AL, Y, caches)
        parameters = {name: value - 0.03 * grads[f"d{name}"] for name, value in parameters.items()}
    assert np.mean((reference.L_model_forward(X, parameters)[0] > 0.5) == Y) > 0.98
    assert np.mean((reference.L_model_forward(X_test, parameters)[0] > 0.5) == Y_test) > 0.9


def test_the_first_step_adds_cats_and_subtracts_the_others(cats: Any) -> None:
    X, Y, _, _ = cats
    grads, _ = reference.propagate(np.zeros((len(X), 1)), 0.0, X, Y)
    difference = X[:, Y[0] == 1].sum(axis=1) - X[:, Y[0] == 0].sum(axis=1)
    np.testing.assert_allclose(-grads["dw"][:, 0], difference / (2 * Y.size), atol=1e-12)


def test_normalizing_lets_the_descent_arrive() -> None:
    draw = np.random.default_rng(4)
    feature = draw.normal(3, 1, (1, 80))
    answer = (draw.uniform(size=(1, 80)) < reference.sigmoid(1.5 * (feature - 3))).astype(float)

    def way_left(column: Array, rate: float) -> float:
        ends = []
        for steps in (25, 3000):
            params, _ = reference.optimize(np.zeros((1, 1)), 0.0, column, answer, steps, rate)
            ends.append(np.array([params["w"].item(), params["b"]]))
        return float(np.linalg.norm(ends[0] - ends[1]) / np.linalg.norm(ends[1]))

    assert way_left(feature, 0.75) > 0.6
    assert way_left(reference.normalize_inputs(feature)[0], 4.0) < 0.01


def test_the_hidden_layer_of_the_example_solves_xor() -> None:
    fold = {"W1": np.ones((2, 2)), "b1": np.array([[0.0], [-1.0]])}
    fold |= {"W2": np.array([[6.0, -12.0]]), "b2": np.array([[-3.0]])}
    corners = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])
    AL, _ = reference.L_model_forward(corners, fold)
    assert (AL > 0.5).astype(int).tolist() == [[0, 1, 1, 0]]


# Fair and hard test cells.


def entry_by_entry() -> list[Callable[..., Any]]:
    """Answers of the right shape and others, whatever the argument's entries are."""
    return [
        lambda Z, slope=0.01: np.zeros(Z.shape),
        lambda Z, slope=0.01: np.ones(Z.shape),
        lambda Z, slope=0.01: Z,
        lambda Z, slope=0.01: None,
        lambda Z, slope=0.01: {},
    ]


def no_gradients(AL: Array, Y: Array, caches: Any) -> Any:
    return {
        f"d{name}{layer}": np.zeros((W if name == "W" else b).shape)
        for layer, ((_, W, b), _) in enumerate(caches, start=1)
        for name in "Wb"
    }


def same_gradients_always(AL: Array, Y: Array, caches: Any) -> Any:
    return {name: value + 1 for name, value in no_gradients(AL, Y, caches).items()}


HOLLOW: dict[str, list[Callable[..., Any]]] = {
    **{name: entry_by_entry() for name in ("sigmoid", "tanh", "relu", "leaky_relu", *NAMES[9:12])},
    "compute_cost": [lambda AL, Y: 0.0, lambda AL, Y: 20.0, lambda AL, Y: AL - Y, lambda AL, Y: {}],
    "normalize_inputs": [
        lambda X, mu=None, sigma=None: (np.zeros(X.shape), np.zeros((len(X), 1)), np.ones((len(X), 1))),
        lambda X, mu=None, sigma=None: (X, mu, sigma),
        lambda X, mu=None, sigma=None: {},
    ],
    "propagate": [
        lambda w, b, X, Y: ({"dw": np.zeros(w.shape), "db": 0.0}, 0.0),
        lambda w, b, X, Y: ({"dw": np.zeros(w.shape), "db": 0.0}, np.log(2)),
        lambda w, b, X, Y: ({}, np.log(2)),
        lambda w, b, X, Y: None,
    ],
    "optimize": [
        lambda w, b, X, Y, num_iterations, learning_rate: ({"w": w, "b": b}, [0.0] * num_iterations),
        lambda w, b, X, Y, num_iterations, learning_rate: ({}, []),
        lambda w, b, X, Y, num_iterations, learning_rate: None,
    ],
    "predict": [
        lambda w, b, X: np.zeros((1, X.shape[1])),
        lambda w, b, X: np.arange(X.shape[1])[np.newaxis] % 2,
        lambda w, b, X: [],
        lambda w, b, X: None,
    ],
    "linear_forward": [
        lambda A, W, b: (np.zeros((len(W), A.shape[1])), (A, W, b)),
        lambda A, W, b: (np.ones((len(W), A.shape[1])), None),
        lambda A, W, b: ({}, {}),
        lambda A, W, b: None,
    ],
    "L_model_forward": [
        lambda X, parameters: (np.zeros((1, X.shape[1])), []),
        lambda X, parameters: (np.full((1, X.shape[1]), 0.5), []),
        lambda X, parameters: ({}, {}),
        lambda X, parameters: None,
    ],
    "L_model_backward": [
        no_gradients,
        same_gradients_always,
        lambda AL, Y, caches: {},
        lambda AL, Y, caches: None,
    ],
}


@pytest.mark.parametrize(
    ("name", "hollow"), [(name, each) for name, answers in HOLLOW.items() for each in answers]
)
@pytest.mark.slow
def test_a_hollow_answer_earns_nothing(name: str, hollow: Callable[..., Any]) -> None:
    for seed in range(5):
        verdict = NOTEBOOK.run(name, solutions_of(NOTEBOOK) | {name: hollow}, seed)
        assert verdict.score == 0, verdict


@pytest.mark.thorough
def test_right_answers_pass_under_many_seeds() -> None:
    for name in NAMES:
        for seed in range(40):
            verdict = NOTEBOOK.run(name, solutions_of(NOTEBOOK), seed)
            assert verdict.score == nbgrader(NOTEBOOK.test_of(name))["points"], verdict


@pytest.mark.parametrize("slope_at_zero", [0, 1])
@pytest.mark.parametrize("kind", [bool, int, float, list])
def test_either_slope_at_the_corner_is_right_in_any_type(slope_at_zero: int, kind: Any) -> None:
    def relu_derivative(Z: Array) -> Any:
        slopes = Z >= 0 if slope_at_zero else Z > 0
        return slopes.astype(int).tolist() if kind is list else slopes.astype(kind)

    verdict = NOTEBOOK.run(
        "relu_derivative", solutions_of(NOTEBOOK) | {"relu_derivative": relu_derivative}, 0
    )
    assert verdict.score == 3, verdict


@pytest.mark.parametrize("wrong", [lambda Z: Z < 0, lambda Z: np.ones(Z.shape, dtype=bool)])
def test_wrong_truth_values_are_refused_with_a_reason(wrong: Callable[[Array], Array]) -> None:
    verdict = NOTEBOOK.run("relu_derivative", solutions_of(NOTEBOOK) | {"relu_derivative": wrong}, 0)
    assert verdict.ledger.parts[0].kind == "wrong", verdict


def test_a_forward_and_a_backward_pass_may_share_caches_of_any_form() -> None:
    functions = solutions_of(NOTEBOOK)

    def forward(X: Array, parameters: Any) -> Any:
        AL, caches = functions["L_model_forward"](X, parameters)
        return AL, {"layers": caches, "L": len(caches)}

    def backward(AL: Array, Y: Array, caches: Any) -> Any:
        return functions["L_model_backward"](AL, Y, caches["layers"])

    own = functions | {"L_model_forward": forward, "L_model_backward": backward}
    for name in ("L_model_forward", "L_model_backward"):
        verdict = NOTEBOOK.run(name, own, 0)
        assert verdict.score == nbgrader(NOTEBOOK.test_of(name))["points"], verdict


# When two answers show the same behaviour.


def test_the_cache_does_not_count_and_the_result_does() -> None:
    Z = np.ones((2, 3))
    same = reference.same_but_for_the_cache
    assert same([(Z, "a")], [[Z, {"b": 1}]])
    assert not same([(Z, "a")], [(Z + 1, "a")])
    assert not same([(Z, "a")], [Z])
    assert not same([Z], [(Z, "a")])
    assert same([Z], [Z])
    assert not same([(Z, "a")], [Raised("ValueError")])
    assert same([Raised("ValueError")], [Raised("ValueError")])
    assert not same([("a", Z)], [(Z, "a")])


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (1.5, np.array([[1.5]]), True),
        (1.5, -1.5, False),
        (18.4, 708.4, True),
        (np.float64(18.4), np.array([[27.6]]), True),
        (-18.4, -708.4, True),
        (18.4, -708.4, False),
        (18.4, 9.0, False),
        (18.4, np.inf, False),
        (18.4, np.nan, False),
        (np.array([18.4, 18.4]), np.array([27.6, 27.6]), False),
        (None, 27.6, False),
        (Raised("ValueError"), 27.6, False),
        (Raised("ValueError"), Raised("ValueError"), True),
    ],
)
def test_costs_agree_up_to_the_floor_inside_the_logarithms(one: Any, two: Any, same: bool) -> None:
    assert reference.same_costs([one], [two]) is same
    assert reference.same_costs([two], [one]) is same


def test_gradients_agree_value_by_value_and_costs_up_to_the_floor() -> None:
    grads = {"dw": np.ones((2, 1)), "db": 0.5}
    same = reference.same_gradients_and_costs
    assert same([(grads, 18.4)], [[grads, 708.4]])
    assert not same([(grads, 0.5)], [(grads, 0.6)])
    assert not same([(grads, 18.4)], [(grads | {"db": 0.6}, 18.4)])
    assert not same([(grads, 18.4)], [(18.4, grads)])
    assert not same([(grads, 18.4)], [Raised("TypeError")])
    assert same([Raised("TypeError")], [Raised("TypeError")])
    assert same([None], [None])


# Wrong answers whose numbers look right, and right ones that look strange.


def score(name: str, seed: int = 0, /, **functions: Any) -> float:
    return NOTEBOOK.run(name, solutions_of(NOTEBOOK) | functions, seed).score


def points(name: str) -> float:
    return float(nbgrader(NOTEBOOK.test_of(name))["points"])


KEPT: list[Any] = []
"""Where a careless forward pass leaves what the backward pass needs."""


def forward_keeping_the_last(X: Array, parameters: Any) -> Any:
    AL, caches = reference.L_model_forward(X, parameters)
    KEPT[:] = caches
    return AL, None


def forward_into_one_list(X: Array, parameters: Any) -> Any:
    AL, caches = reference.L_model_forward(X, parameters)
    KEPT.extend(caches)
    return AL, len(caches)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("forward", "backward"),
    [
        (forward_keeping_the_last, lambda AL, Y, _: reference.L_model_backward(AL, Y, KEPT)),
        (forward_into_one_list, lambda AL, Y, count: reference.L_model_backward(AL, Y, KEPT[-count:])),
    ],
)
def test_caches_outside_the_cache_lose_most_points(
    forward: Callable[..., Any], backward: Callable[..., Any], seed: int
) -> None:
    KEPT.clear()
    functions = {"L_model_forward": forward, "L_model_backward": backward}
    assert score("L_model_forward", seed, **functions) == points("L_model_forward")
    assert score("L_model_backward", seed, **functions) <= points("L_model_backward") - 4


class LayerCache(NamedTuple):
    A_prev: Array
    W: Array
    Z: Array


def forward_with_named_caches(X: Array, parameters: Any) -> Any:
    AL, caches = reference.L_model_forward(X, parameters)
    return AL, [LayerCache(A_prev, W, Z) for (A_prev, W, _), Z in caches]


def backward_from_named_caches(AL: Array, Y: Array, caches: list[LayerCache]) -> Any:
    return reference.L_model_backward(AL, Y, [((each.A_prev, each.W, each.W), each.Z) for each in caches])


def test_a_cache_may_be_a_named_tuple() -> None:
    functions = {"L_model_forward": forward_with_named_caches, "L_model_backward": backward_from_named_caches}
    for name in functions:
        assert score(name, **functions) == points(name)


def test_single_precision_is_called_by_its_name() -> None:
    def forward(X: Array, parameters: Any) -> Any:
        return reference.L_model_forward(
            X.astype(np.float32), {name: value.astype(np.float32) for name, value in parameters.items()}
        )

    for name in ("L_model_forward", "L_model_backward"):
        verdict = NOTEBOOK.run(name, solutions_of(NOTEBOOK) | {"L_model_forward": forward}, 0)
        assert verdict.score == 0
        assert all("single precision" in part.reason for part in verdict.ledger.parts)


def quotient(function: Callable[[Array], Any], Z: Array, step: float) -> Any:
    return (function(Z + step) - function(Z - step)) / (2 * step)


@pytest.mark.parametrize("step", [1e-3, 1e-4, 1e-5, 1e-6, 1e-7])
@pytest.mark.parametrize("seed", range(3))
def test_difference_quotients_are_no_derivatives(seed: int, step: float) -> None:
    for name in ("sigmoid", "tanh"):
        function = reference.exercises[name].function
        answer: dict[str, Any] = {f"{name}_derivative": lambda Z, of=function: quotient(of, Z, step)}
        assert score(f"{name}_derivative", seed, **answer) < points(f"{name}_derivative")

    def propagate(w: Array, b: float, X: Array, Y: Array) -> Any:
        def cost(w: Array, b: float) -> float:
            return reference.propagate(w, b, X, Y)[1]

        dw = np.zeros(w.shape)
        for index in np.ndindex(w.shape):
            moved = np.zeros(w.shape)
            moved[index] = step
            dw[index] = (cost(w + moved, b) - cost(w - moved, b)) / (2 * step)
        return {"dw": dw, "db": (cost(w, b + step) - cost(w, b - step)) / (2 * step)}, cost(w, b)

    assert score("propagate", seed, propagate=propagate) < points("propagate")


@pytest.mark.parametrize("limit", [10, 20, 25, 30])
def test_a_sigmoid_clipped_where_it_still_changes_loses_points(limit: float) -> None:
    assert score("sigmoid", sigmoid=lambda Z: reference.sigmoid(np.clip(Z, -limit, limit))) < 3


@pytest.mark.parametrize("floor", [1e-5, 1e-6, 1e-7, 2e-8])
def test_a_floor_above_the_one_that_the_text_allows_loses_points(floor: float) -> None:
    def clipped(AL: Array, Y: Array) -> float:
        return reference.compute_cost(np.clip(AL, floor, 1 - floor), Y)

    def added(AL: Array, Y: Array) -> Any:
        return -np.mean(Y * np.log(AL + floor) + (1 - Y) * np.log(1 - AL + floor))

    for compute_cost in (clipped, added):
        assert score("compute_cost", compute_cost=compute_cost) <= 2


@pytest.mark.parametrize("floor", [1e-8, 1e-12, 1e-15, 1e-300])
def test_a_floor_that_the_text_allows_is_right(floor: float) -> None:
    def added(AL: Array, Y: Array) -> Any:
        return -np.mean(Y * np.log(AL + floor) + (1 - Y) * np.log(1 - AL + floor))

    for seed in range(3):
        assert score("compute_cost", seed, compute_cost=added) == 4
