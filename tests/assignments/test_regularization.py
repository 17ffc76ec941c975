"""What only this assignment promises; `test_source_notebooks` runs its cells against every known answer."""

from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers import network
from helpers.reference import regularization as reference
from helpers.reference.registry import Raised
from helpers.reference.regularization_sameness import (
    numbered_pixels,
    same_crops,
    same_dropout,
)
from tests.assignments.harness import SEEDS, nbgrader, solutions_of, source

SIZES = [4, 40, 30, 1]


def parameters_and_examples(
    seed: int = 0, sizes: list[int] = SIZES, m: int = 50
) -> tuple[reference.Parameters, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return reference.away_from_kinks(rng, sizes, m)


def test_it_grades_the_functions_of_the_contract() -> None:
    names = {each.name for each in reference.exercises}
    assert names == {
        "compute_cost_with_regularization",
        "backward_propagation_with_regularization",
        "forward_propagation_with_dropout",
        "backward_propagation_with_dropout",
        "early_stopping",
        "flip_horizontal",
        "random_crop",
    }
    assert sum(nbgrader(cell)["points"] for cell in source("regularization").tests) == 36


# Gradients, entry by entry.


def centred_differences(
    cost: Callable[[reference.Parameters], float], at: reference.Parameters, step: float = 1e-5
) -> reference.Gradients:
    slopes = {}
    for name, value in at.items():
        slope = np.zeros_like(value)
        for index in np.ndindex(value.shape):
            moved = np.zeros_like(value)
            moved[index] = step
            above, below = cost(at | {name: value + moved}), cost(at | {name: value - moved})
            slope[index] = (above - below) / (2 * step)
        slopes[f"d{name}"] = slope
    return slopes


def relative_difference(one: reference.Gradients, two: reference.Gradients) -> float:
    a, b = (np.concatenate([each[name].ravel() for name in sorted(two)]) for each in (one, two))
    return float(np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b)))


@pytest.mark.parametrize("m", [1, 7])
@pytest.mark.parametrize("lambd", [0.0, 0.7, 5.0])
def test_the_gradients_with_a_penalty_are_centred_differences(lambd: float, m: int) -> None:
    parameters, X, Y = parameters_and_examples(sizes=[3, 5, 4, 1], m=m)
    _, cache = network.cost_and_cache(X, Y, parameters)
    grads = reference.backward_propagation_with_regularization(X, Y, cache, lambd)

    def cost(at: reference.Parameters) -> float:
        A3, _ = network.forward(X, at)
        return reference.compute_cost_with_regularization(A3, Y, at, lambd)

    assert relative_difference(grads, centred_differences(cost, parameters)) < 1e-7


@pytest.mark.parametrize("m", [1, 7])
@pytest.mark.parametrize("keep_prob", [0.3, 0.8, 1.0])
def test_the_gradients_with_dropout_are_centred_differences(keep_prob: float, m: int) -> None:
    parameters, X, Y = parameters_and_examples(sizes=[3, 8, 6, 1], m=m)
    _, cache = reference.forward_propagation_with_dropout(X, parameters, keep_prob, seed=4)
    grads = reference.backward_propagation_with_dropout(X, Y, cache, keep_prob)

    def cost(at: reference.Parameters) -> float:
        A3, _ = reference.forward_propagation_with_dropout(X, at, keep_prob, seed=4)
        return network.cross_entropy(A3, Y)

    assert relative_difference(grads, centred_differences(cost, parameters)) < 1e-7


def test_a_step_with_a_penalty_is_weight_decay() -> None:
    parameters, X, Y = parameters_and_examples(m=20)
    _, cache = network.cost_and_cache(X, Y, parameters)
    plain, decayed = (
        reference.backward_propagation_with_regularization(X, Y, cache, each) for each in (0, 3)
    )
    for name in ("W1", "W2", "W3"):
        one_step = parameters[name] - 0.1 * decayed[f"d{name}"]
        np.testing.assert_allclose(one_step, (1 - 0.1 * 3 / 20) * parameters[name] - 0.1 * plain[f"d{name}"])


# The numbers that the text asks the reader to predict.


def test_early_stopping_of_the_example_in_the_text() -> None:
    costs = [0.9, 0.7, 0.8, 0.7, 0.6]
    assert reference.early_stopping(costs, 2) == (1, 3)
    assert reference.early_stopping(costs, 3) == (4, 4)


def test_a_picture_of_28_pixels_has_25_windows_of_24() -> None:
    crops = reference.random_crop(numbered_pixels(1000, 28, 28, 1), 24)
    assert len(np.unique(crops[:, 0, 0, 0] % 1_000_000)) == 25


def test_dropout_of_2_at_keep_prob_08_is_0_or_two_and_a_half() -> None:
    parameters = {"W1": np.full((3, 1), 2.0), "b1": np.zeros((3, 1)), "W2": np.ones((2, 3))}
    parameters |= {"b2": np.zeros((2, 1)), "W3": np.ones((1, 2)), "b3": np.zeros((1, 1))}
    _, cache = reference.forward_propagation_with_dropout(np.ones((1, 20_000)), parameters, keep_prob=0.8)
    np.testing.assert_allclose(np.unique(cache[2]), [0, 2.5])
    assert cache[2].mean() == pytest.approx(2, abs=0.03)


# Answers that are no answers.


def zeros_like_the_reference(function: Callable[..., Any]) -> Callable[..., Any]:
    def zeros(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: zeros(each) for key, each in value.items()}
        if isinstance(value, tuple):
            return tuple(zeros(each) for each in value)
        return np.zeros_like(value)

    return lambda *args, **kwargs: zeros(function(*args, **kwargs))


@pytest.mark.parametrize("name", [each.name for each in reference.exercises])
@pytest.mark.parametrize("kind", ["zeros", "{}", "None", "()", "nan"])
def test_a_right_shape_alone_earns_nothing(name: str, kind: str) -> None:
    notebook = source("regularization")
    empty: dict[str, Callable[..., Any]] = {
        "zeros": zeros_like_the_reference(reference.exercises[name].function),
        "{}": lambda *args, **kwargs: {},
        "None": lambda *args, **kwargs: None,
        "()": lambda *args, **kwargs: (),
        "nan": lambda *args, **kwargs: np.nan,
    }
    verdict = notebook.run(name, solutions_of(notebook) | {name: empty[kind]}, seed=0)
    assert verdict.score == 0, verdict


@pytest.mark.parametrize("seed", range(5, 60))
@pytest.mark.parametrize("name", ["forward_propagation_with_dropout", "random_crop"])
@pytest.mark.slow
def test_no_secret_makes_a_right_answer_fail(name: str, seed: int) -> None:
    notebook = source("regularization")
    verdict = notebook.run(name, solutions_of(notebook), seed)
    assert all(part.passed for part in verdict.ledger.parts), verdict


# Draws that are not independent, which no known mistake describes.


def in_twos(rng: np.random.Generator, shape: tuple[int, int], p: float) -> np.ndarray:
    half = rng.random((-(-shape[0] // 2), shape[1])) < p
    return np.vstack([half, half])[: shape[0]]


def tiled(rng: np.random.Generator, shape: tuple[int, int], p: float) -> np.ndarray:
    return in_twos(rng, shape[::-1], p).T


def exactly(rng: np.random.Generator, shape: tuple[int, int], p: float) -> np.ndarray:
    return np.argsort(np.argsort(rng.random(shape), axis=0), axis=0) < round(p * shape[0])


@pytest.mark.parametrize("draw", [in_twos, tiled, exactly])
def test_masks_that_are_not_drawn_one_by_one_lose_points(draw: Callable[..., Any]) -> None:
    def forward(X: Any, parameters: Any, keep_prob: float = 0.5, seed: int = 1) -> Any:
        rng = np.random.default_rng(seed)
        return reference._dropout(
            X, parameters, lambda shape: draw(rng, shape, keep_prob), lambda A, D: A * D / keep_prob
        )

    notebook = source("regularization")
    for seed in SEEDS:
        answers = solutions_of(notebook) | {"forward_propagation_with_dropout": forward}
        assert notebook.run("forward_propagation_with_dropout", answers, seed).score < 8


@pytest.mark.parametrize("pattern", ["two share a window", "one after the other", "half again", "dealt out"])
def test_windows_that_are_not_drawn_one_by_one_lose_points(pattern: str) -> None:
    def crop(images: Any, size: int, seed: int = 0) -> Any:
        m, n_H, n_W, _ = images.shape
        if size > min(n_H, n_W):
            raise ValueError
        rng = np.random.default_rng(seed)
        places = (n_H - size + 1) * (n_W - size + 1)
        drawn = rng.integers(0, places, m)
        at = {
            "two share a window": drawn[np.arange(m) // 2],
            "one after the other": (np.arange(m) + drawn[0]) % places,
            "half again": drawn[np.arange(m) % max(1, -(-m // 2))],
            "dealt out": rng.permutation(np.arange(m) % places),
        }[pattern]
        tops, lefts = np.divmod(at, n_W - size + 1)
        return np.stack([images[i, tops[i] : tops[i] + size, lefts[i] : lefts[i] + size] for i in range(m)])

    notebook = source("regularization")
    for seed in SEEDS:
        assert notebook.run("random_crop", solutions_of(notebook) | {"random_crop": crop}, seed).score < 5


# What counts as the same behaviour.


@pytest.mark.parametrize("style", reference.exercises["forward_propagation_with_dropout"].styles)
def test_another_stream_of_masks_is_the_same_dropout(style: Any) -> None:
    parameters, X, _ = parameters_and_examples()
    for seed in range(10):
        calls = [(0.7, seed), (0.7, seed + 100), (0.7, seed), (1.0, seed)]
        ours = [reference.forward_propagation_with_dropout(X, parameters, *each) for each in calls]
        theirs = [style.function(X, parameters, *each) for each in calls]
        assert same_dropout(ours, theirs), f"seed {seed}"


def test_another_keep_prob_or_pattern_of_seeds_is_another_dropout() -> None:
    parameters, X, _ = parameters_and_examples()
    draw = reference.forward_propagation_with_dropout
    ours = [draw(X, parameters, 0.7, seed) for seed in (1, 2, 1)]
    assert not same_dropout(ours, [draw(X, parameters, 0.4, seed) for seed in (1, 2, 1)])
    assert not same_dropout(ours, [draw(X, parameters, 0.7, seed) for seed in (1, 1, 1)])
    assert not same_dropout(ours, [Raised("ValueError")] * 3)


@pytest.mark.parametrize("style", reference.exercises["random_crop"].styles)
def test_another_stream_of_windows_is_the_same_crop(style: Any) -> None:
    pixels = numbered_pixels(400, 6, 8, 2)
    for seed in range(5):
        ours = [reference.random_crop(pixels, 4, each) for each in (seed, seed + 9, seed)]
        assert same_crops(ours, [style.function(pixels, 4, each) for each in (seed, seed + 9, seed)])
    assert not same_crops(ours, [style.function(pixels, 4, 0)] * 3)


# What the figures state.


def of_the_demos(test: Callable[..., None]) -> Callable[..., None]:
    """Mark a test that needs trained networks: they are trained once, by one worker."""
    return pytest.mark.thorough(pytest.mark.xdist_group("regularization_demos")(test))


@pytest.fixture(scope="module")
def demos() -> dict[str, Any]:
    """Every name that the notebook binds when it runs from top to bottom, test cells left out."""
    namespace: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plt, "show", plt.close)
        for cell in source("regularization").notebook.cells:
            if cell.cell_type == "code" and not nbgrader(cell)["grade"]:
                exec(compile(cell.source, cell.id, "exec"), namespace)
    return namespace


@of_the_demos
def test_each_remedy_gives_up_training_points_and_gains_test_points(demos: dict[str, Any]) -> None:
    report, remedies = demos["report"], demos["remedies"]
    seen, unseen, cost = report(remedies.pop("no remedy"))
    assert seen - unseen > 0.1, "there is something to remedy"
    assert len(remedies) == 3
    for trained in remedies.values():
        seen_with, unseen_with, cost_with = report(trained)
        assert seen_with < seen
        assert unseen_with > unseen
        assert cost_with < 0.7 * cost


@of_the_demos
def test_a_moderate_penalty_is_best_on_the_dev_and_test_set(demos: dict[str, Any]) -> None:
    dev_costs = {strength: costs[-1] for strength, (_, costs) in demos["by_strength"].items()}
    test_costs = {strength: demos["report"](net)[2] for strength, (net, _) in demos["by_strength"].items()}
    assert min(dev_costs, key=dev_costs.__getitem__) == min(test_costs, key=test_costs.__getitem__) == 1


@of_the_demos
def test_training_is_stopped_early(demos: dict[str, Any]) -> None:
    costs = demos["unprotected_costs"]
    assert demos["stop"] == demos["best"] + 20 < len(costs) / 2
    assert costs[-1] > 2 * costs[demos["best"]]


@of_the_demos
def test_augmentation_helps_on_mirrored_and_shifted_pictures(demos: dict[str, Any]) -> None:
    (taken, mirrored, shifted), augmented = demos["right_answers"].values()
    assert mirrored < shifted < taken
    assert min(augmented) > 0.9
    assert augmented[0] >= taken - 0.01
