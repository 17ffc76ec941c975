"""What only this assignment promises; `test_source_notebooks` runs its cells against every known answer."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from helpers import datasets, network
from helpers.reference import softmax as reference
from helpers.reference.registry import Raised
from tests.assignments.harness import nbgrader, solutions_of, source

NAMES = (
    "softmax",
    "hardmax",
    "one_hot",
    "cross_entropy_cost",
    "softmax_gradients",
    "train_softmax",
    "predict_classes",
)
EXAMPLE = np.array([[5.0], [2.0], [-1.0], [3.0]])


def problem(seed: int, C: int = 4, n_x: int = 3, m: int = 7) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    Y = np.eye(C)[:, rng.integers(0, C, m)]
    return rng.normal(size=(C, n_x)), rng.normal(size=(C, 1)), rng.normal(size=(n_x, m)), Y


def test_it_grades_the_functions_of_the_contract() -> None:
    assert tuple(each.name for each in reference.exercises) == NAMES
    assert sum(nbgrader(cell)["points"] for cell in source("softmax").tests) == 35


# The worked numbers.


def test_the_exponentials_of_the_example_add_up_to_176() -> None:
    assert round(float(np.exp(EXAMPLE).sum()), 1) == 176.3


def test_softmax_of_the_example() -> None:
    assert reference.softmax(EXAMPLE).ravel().round(3).tolist() == [0.842, 0.042, 0.002, 0.114]
    assert reference.hardmax(EXAMPLE).ravel().tolist() == [1, 0, 0, 0]


def test_the_loss_of_the_example() -> None:
    A, Y = np.array([[0.3], [0.2], [0.1], [0.4]]), reference.one_hot(np.array([1]), 4)
    assert round(reference.cross_entropy_cost(A, Y), 3) == 1.609


# Properties of the references.


@pytest.mark.parametrize("seed", range(5))
def test_softmax_adds_up_to_one_and_ignores_a_shift(seed: int) -> None:
    Z = np.random.default_rng(seed).normal(0, 300, (5, 7))
    A = reference.softmax(Z)
    np.testing.assert_allclose(A.sum(axis=0), 1, rtol=1e-14)
    np.testing.assert_allclose(reference.softmax(Z + 1000 * (-1) ** np.arange(7)), A, rtol=1e-10, atol=1e-300)
    np.testing.assert_array_equal(A.argmax(axis=0), reference.hardmax(Z).argmax(axis=0))


def test_softmax_approaches_hardmax() -> None:
    np.testing.assert_allclose(reference.softmax(50 * EXAMPLE), reference.hardmax(EXAMPLE), atol=1e-40)


@pytest.mark.parametrize(("C", "n_x", "m"), [(4, 3, 7), (2, 5, 1), (10, 2, 30)])
def test_gradients_agree_with_centred_differences(C: int, n_x: int, m: int) -> None:
    W, b, X, Y = problem(C, C, n_x, m)
    _, grads = reference.softmax_gradients(W, b, X, Y)
    epsilon = 1e-4
    for name, theta in (("dW", W), ("db", b)):
        measured = np.zeros(theta.shape)
        for index in np.ndindex(theta.shape):
            centre = theta[index]
            costs = []
            # Five-point rule: its error of order ε⁴ leaves rounding as the only limit.
            for step in (2, 1, -1, -2):
                theta[index] = centre + step * epsilon
                costs.append(reference.softmax_gradients(W, b, X, Y)[0])
            theta[index] = centre
            measured[index] = (-costs[0] + 8 * costs[1] - 8 * costs[2] + costs[3]) / (12 * epsilon)
        assert np.linalg.norm(measured - grads[name]) <= 1e-9 * np.linalg.norm(grads[name])


@pytest.mark.parametrize("function", ["softmax_gradients", "train_softmax", "predict_classes"])
def test_the_solution_of_the_notebook_agrees_with_the_reference(function: str) -> None:
    W, b, X, Y = problem(3)
    arguments = {
        "softmax_gradients": (W, b, X, Y),
        "train_softmax": (X, Y, 0.3, 9),
        "predict_classes": (W, b, X),
    }[function]
    exercise = reference.exercises[function]
    ours = solutions_of(source("softmax"))[function](*arguments)
    assert exercise.same([ours], [exercise.function(*arguments)])


def test_two_classes_are_logistic_regression() -> None:
    moons = datasets.load_moons()
    Y = reference.one_hot(moons.Y_train.ravel().astype(int), 2)
    W, b, costs = reference.train_softmax(moons.X_train, Y, 0.2, 200)
    zeros = {"W1": np.zeros((1, 2)), "b1": np.zeros((1, 1))}
    unit, logistic = network.train(moons.X_train, moons.Y_train, zeros, 0.4, 200)
    np.testing.assert_allclose(W[1] - W[0], unit["W1"].ravel(), rtol=1e-10)
    np.testing.assert_allclose(b[1] - b[0], unit["b1"].ravel(), rtol=1e-10)
    np.testing.assert_allclose(costs, logistic, rtol=1e-12)
    Z = np.array([[0.0, 0.0, 0.0], [-3.0, 0.5, 40.0]])
    np.testing.assert_allclose(reference.softmax(Z)[1], network.sigmoid(Z[1]), rtol=1e-14)


# What the figures claim.


def accuracy(train: np.ndarray, labels: np.ndarray, test: np.ndarray, truth: np.ndarray, *how: Any) -> float:
    Y = reference.one_hot(labels, labels.max() + 1)
    W, b, _ = reference.train_softmax(train, Y, *how)
    return float(np.mean(reference.predict_classes(W, b, test) == truth))


def test_straight_lines_part_blobs_and_not_spirals() -> None:
    blobs, spirals = datasets.load_blobs(), datasets.load_spirals()
    assert accuracy(blobs.X_train, blobs.labels_train, blobs.X_test, blobs.labels_test, 0.5, 500) > 0.9
    assert accuracy(*spirals, 1.0, 500) < 0.65
    assert accuracy(*spirals, 1.0, 3000) < 0.65, "more steps do not help"


@pytest.fixture(scope="module")
def clothes() -> tuple[np.ndarray, np.ndarray, datasets.FashionMNIST]:
    fashion = datasets.load_fashion_mnist()
    train, test = (datasets.as_columns(images) for images in (fashion.images_train, fashion.images_test))
    mean = train.mean(axis=1, keepdims=True)
    return train - mean, test - mean, fashion


def test_the_first_step_goes_towards_the_average_pictures(clothes: Any) -> None:
    train, _, fashion = clothes
    Y = reference.one_hot(fashion.labels_train, 10)
    cost, grads = reference.softmax_gradients(np.zeros((10, 784)), np.zeros((10, 1)), train, Y)
    assert cost == pytest.approx(np.log(10))
    for c in range(10):
        average = train[:, fashion.labels_train == c].mean(axis=1)
        np.testing.assert_allclose(-grads["dW"][c], average / 10, atol=1e-12)


def test_softmax_regression_alone_reaches_eighty_percent_on_clothes(clothes: Any) -> None:
    train, test, fashion = clothes
    W, b, _ = reference.train_softmax(train, reference.one_hot(fashion.labels_train, 10), 0.5, 80)
    answers = reference.predict_classes(W, b, test)
    assert np.mean(answers == fashion.labels_test) >= 0.80
    confusion = reference.one_hot(fashion.labels_test, 10) @ reference.one_hot(answers, 10).T
    mistakes = confusion - np.diag(np.diag(confusion))
    tops = [fashion.class_names.index(name) for name in ("T-shirt/top", "Pullover", "Coat", "Shirt")]
    assert mistakes[np.ix_(tops, tops)].sum() / mistakes.sum() == pytest.approx(0.5, abs=0.02)


# Fair and hard test cells.

HOLLOW: dict[str, list[Callable[..., Any]]] = {
    "softmax": [
        lambda Z: np.zeros(Z.shape),
        lambda Z: np.ones(Z.shape) / len(Z),
        lambda Z: Z,
        lambda Z: None,
        lambda Z: {},
    ],
    "hardmax": [lambda Z: np.zeros(Z.shape), lambda Z: np.eye(*Z.shape), lambda Z: Z, lambda Z: []],
    "one_hot": [
        lambda labels, num_classes: np.zeros((num_classes, labels.size)),
        lambda labels, num_classes: np.eye(num_classes, labels.size),
        lambda labels, num_classes: {},
    ],
    "cross_entropy_cost": [
        lambda A, Y: 0.0,
        lambda A, Y: 20.0,
        lambda A, Y: np.zeros(Y.shape[1]),
        lambda A, Y: {},
    ],
    "softmax_gradients": [
        lambda W, b, X, Y: (0.0, {"dW": np.zeros(W.shape), "db": np.zeros(b.shape)}),
        lambda W, b, X, Y: (0.0, {}),
        lambda W, b, X, Y: (1.0, {"dW": np.ones(W.shape), "db": np.ones(b.shape)}),
        lambda W, b, X, Y: None,
    ],
    "train_softmax": [
        lambda X, Y, learning_rate, num_iterations: (
            np.zeros((len(Y), len(X))),
            np.zeros((len(Y), 1)),
            [0.0] * num_iterations,
        ),
        lambda X, Y, learning_rate, num_iterations: (None, None, []),
        lambda X, Y, learning_rate, num_iterations: {},
    ],
    "predict_classes": [
        lambda W, b, X: np.zeros(X.shape[1], dtype=int),
        lambda W, b, X: np.arange(X.shape[1]) % len(W),
        lambda W, b, X: {},
        lambda W, b, X: [],
    ],
}


@pytest.mark.parametrize(
    ("name", "hollow"), [(name, each) for name, answers in HOLLOW.items() for each in answers]
)
def test_a_hollow_answer_earns_nothing(name: str, hollow: Callable[..., Any]) -> None:
    for seed in range(5):
        verdict = source("softmax").run(name, solutions_of(source("softmax")) | {name: hollow}, seed)
        assert verdict.score == 0, verdict


def test_a_cost_with_a_visible_floor_is_refused() -> None:
    def with_a_visible_floor(A: np.ndarray, Y: np.ndarray) -> float:
        return float(-np.sum(Y * np.log(A + 1e-3)) / Y.shape[1])

    notebook = source("softmax")
    for seed in range(5):
        functions = solutions_of(notebook) | {"cross_entropy_cost": with_a_visible_floor}
        assert notebook.run("cross_entropy_cost", functions, seed).score < 2


@pytest.mark.parametrize("floor", [1e-7, 1e-6, 1e-5])
def test_a_cost_with_a_floor_above_that_of_the_text_is_refused(floor: float) -> None:
    def with_a_high_floor(A: np.ndarray, Y: np.ndarray) -> float:
        return float(-np.sum(Y * np.log(np.maximum(A, floor))) / Y.shape[1])

    notebook = source("softmax")
    for seed in range(5):
        functions = solutions_of(notebook) | {"cross_entropy_cost": with_a_high_floor}
        assert notebook.run("cross_entropy_cost", functions, seed).score == 3


@pytest.mark.parametrize("limit", [-21, -30, -50, -100, -500])
def test_logits_may_not_be_cut_off_from_below(limit: float) -> None:
    """Too small to be named: such numbers count as equal when mistakes are compared."""

    def with_a_limit(Z: np.ndarray) -> np.ndarray:
        E = np.exp(np.maximum(Z - Z.max(axis=0), limit))
        return np.asarray(E / E.sum(axis=0))

    notebook = source("softmax")
    for seed in range(5):
        functions = solutions_of(notebook) | {"softmax": with_a_limit}
        assert notebook.run("softmax", functions, seed).score == 5


@pytest.mark.parametrize("guard", [1e-12, 1e-8])
def test_a_tiny_number_in_the_denominator_does_no_harm(guard: float) -> None:
    """With each column's own maximum it changes eight digits at most, here and in what calls softmax."""

    def with_a_guard(Z: np.ndarray) -> np.ndarray:
        E = np.exp(Z - Z.max(axis=0))
        return np.asarray(E / (E.sum(axis=0) + guard))

    notebook = source("softmax")
    functions = solutions_of(notebook) | {"softmax": with_a_guard}
    reached = ("softmax", "softmax_gradients", "train_softmax")
    for name in reached:
        for seed in range(5):
            functions = notebook.functions() | {"softmax": with_a_guard}
            gradients, train = functions["softmax_gradients"], functions["train_softmax"]
            gradients.__globals__["softmax"] = with_a_guard
            assert train.__globals__ is gradients.__globals__
            verdict = notebook.run(name, functions, seed)
            assert verdict.score == nbgrader(notebook.test_of(name))["points"], verdict


def softmax_of_anything(Z: np.ndarray) -> np.ndarray:
    """Softmax for complex numbers as well."""
    E = np.exp(Z - Z.real.max(axis=0))
    return np.asarray(E / E.sum(axis=0))


def measured_gradients(quotient: Callable[..., float]) -> Callable[..., Any]:
    """The cost, and gradients that are measured entry by entry."""

    def answer(W: np.ndarray, b: np.ndarray, X: np.ndarray, Y: np.ndarray) -> Any:
        def cost(W: np.ndarray, b: np.ndarray) -> Any:
            A = softmax_of_anything(W @ X + b)
            return -np.log((A * Y).sum(axis=0)).mean()

        dW, db = np.zeros(W.shape), np.zeros(b.shape)
        for at, gradient in ((W, dW), (b, db)):
            for index in np.ndindex(*at.shape):
                bump = np.zeros(at.shape)
                bump[index] = 1.0
                of_w = at is W

                def along(t: Any, bump: np.ndarray = bump, of_w: bool = of_w) -> Any:
                    return cost(W + t * bump, b) if of_w else cost(W, b + t * bump)

                gradient[index] = quotient(along)
        return reference.cross_entropy_cost(softmax_of_anything(W @ X + b), Y), {"dW": dW, "db": db}

    return answer


@pytest.mark.parametrize(
    "quotient",
    [
        pytest.param(lambda along: (along(1e-5) - along(-1e-5)) / 2e-5, id="centred difference"),
        *(
            pytest.param(lambda along, h=h: np.imag(along(1j * h)) / h, id=f"complex step of {h}")
            for h in (1e-20, 1e-50, 1e-100, 1e-200)
        ),
    ],
)
def test_gradients_that_are_measured_are_refused(quotient: Callable[..., float]) -> None:
    notebook = source("softmax")
    for seed in range(3):
        functions = solutions_of(notebook) | {"softmax_gradients": measured_gradients(quotient)}
        parts = notebook.run("softmax_gradients", functions, seed).ledger.parts
        assert any(part.name.startswith("dW of any") and not part.passed for part in parts)


@pytest.mark.thorough
def test_right_answers_pass_under_many_seeds() -> None:
    notebook = source("softmax")
    for name in NAMES:
        for seed in range(40):
            verdict = notebook.run(name, solutions_of(notebook), seed)
            assert verdict.score == nbgrader(notebook.test_of(name))["points"], verdict


# When two answers show the same behaviour.


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (1.5, 1.5, True),
        (1.5, np.array([[1.5]]), True),
        (1.5, -1.5, False),
        (1.5, 1.6, False),
        (18.4, 708.4, True),
        (18.4, -708.4, False),
        (18.4, np.inf, False),
        (18.4, np.nan, False),
        (np.array([18.4, 18.4]), np.array([27.6, 27.6]), False),
        (None, 27.6, False),
        (Raised("ValueError"), 27.6, False),
        (Raised("ValueError"), Raised("ValueError"), True),
    ],
)
def test_costs_agree_up_to_the_floor_inside_the_logarithm(one: Any, two: Any, same: bool) -> None:
    assert reference.same_costs([one], [two]) is same
    assert reference.same_costs([two], [one]) is same


def test_gradients_agree_exactly_whatever_the_floor() -> None:
    grads = {"dW": np.ones((2, 3)), "db": np.ones((2, 1))}
    other = {"dW": np.ones((2, 3)) * 30, "db": np.ones((2, 1))}
    same = reference.same_costs_and_gradients
    assert same([(18.4, grads)], [[708.4, grads]])
    assert not same([(18.4, grads)], [(18.4, other)])
    assert not same([(18.4, grads)], [(grads, 18.4)])
    assert not same([(18.4, grads)], [Raised("TypeError")])
    assert not same([None], [(18.4, grads)])


def test_classes_are_whole_numbers_in_both_or_in_neither() -> None:
    whole = np.array([0, 2, 1])
    assert reference.same_classes([whole], [whole.astype(np.uint8)])
    assert reference.same_classes([[0, 2, 1]], [whole])
    assert not reference.same_classes([whole.astype(float)], [whole])
    assert not reference.same_classes([whole], [Raised("IndexError")])
    assert reference.same_classes([Raised("IndexError")], [Raised("IndexError")])
