"""What only this assignment promises; `test_source_notebooks` runs its cells against every known answer."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from helpers import plotting
from helpers.reference import optimization as reference
from helpers.reference.registry import Raised
from tests.assignments.harness import SEEDS, nbgrader, solutions_of, source

Take = Callable[[dict[str, np.ndarray], dict[str, np.ndarray], float], dict[str, np.ndarray]]


def test_it_grades_the_functions_of_the_contract() -> None:
    assert [each.name for each in reference.exercises] == [
        "update_parameters_with_gd",
        "random_mini_batches",
        "exponentially_weighted_average",
        "initialize_velocity",
        "update_parameters_with_momentum",
        "initialize_rmsprop",
        "update_parameters_with_rmsprop",
        "initialize_adam",
        "update_parameters_with_adam",
        "update_lr",
        "schedule_lr_decay",
        "exponential_lr_decay",
        "sqrt_lr_decay",
    ]
    assert sum(nbgrader(cell)["points"] for cell in source("optimization").tests) == 45


# Numbers of the syllabus, and what the text claims.


def test_a_weight_falls_to_about_a_third_in_one_over_one_minus_beta_steps() -> None:
    for beta, share in ((0.9, 0.35), (0.98, 0.36)):
        days = round(1 / (1 - beta))
        impulse = np.zeros(days + 1)
        impulse[0] = 1
        averages = reference.exponentially_weighted_average(impulse, beta)
        assert averages[-1] / averages[0] == pytest.approx(share, abs=0.005)


def test_the_first_two_weights_add_up_to_what_the_correction_divides_by() -> None:
    averages = reference.exponentially_weighted_average(np.ones(2), 0.98)
    assert averages[1] == pytest.approx(0.0396)


def test_the_corrected_average_of_a_constant_is_the_constant() -> None:
    averages = reference.exponentially_weighted_average(np.full(200, 7.0), 0.98, bias_correction=True)
    np.testing.assert_allclose(averages, 7)


def test_the_learning_rate_falls_from_a_tenth_to_a_twenty_fifth() -> None:
    rates = [reference.update_lr(0.2, epoch, 1) for epoch in (1, 2, 3, 4)]
    assert rates == pytest.approx([0.1, 0.067, 0.05, 0.04], abs=4e-4)


def test_the_printed_exponential_grows_where_the_right_one_falls() -> None:
    (printed,) = [
        each.function
        for each in reference.exercises["exponential_lr_decay"].misconceptions
        if each.name == "exponential_base_times_e"
    ]
    assert printed(0.2, 4) > 0.2 > reference.exponential_lr_decay(0.2, 4)


def test_adams_first_step_has_length_alpha_whatever_the_gradient() -> None:
    parameters, grads = reference.a_network(np.random.default_rng(0), 3, 4, 2)
    v, s = reference.initialize_adam(parameters)
    after = reference.update_parameters_with_adam(parameters, grads, v, s, 1, learning_rate=0.1)[0]
    for name, w in parameters.items():
        np.testing.assert_allclose(after[name], w - 0.1 * np.sign(grads[f"d{name}"]), rtol=1e-5)


# The landscape of the figures.


def last_cost(take_step: Take, rate: float, steps: int = 30) -> float:
    place = {"W1": np.array([[-8.0]]), "b1": np.array([[1.8]])}
    for _ in range(steps):
        place = take_step(place, {"dW1": place["W1"] / 10, "db1": 4 * place["b1"]}, rate)
    return float(place["W1"].item() ** 2 / 20 + 2 * place["b1"].item() ** 2)


def with_momentum(beta: float) -> Take:
    v = {"dW1": np.zeros((1, 1)), "db1": np.zeros((1, 1))}

    def take_step(place: Any, slope: Any, rate: float) -> Any:
        nonlocal v
        place, v = reference.update_parameters_with_momentum(place, slope, v, beta, rate)
        return place

    return take_step


def test_plain_descent_diverges_from_one_half_on() -> None:
    start = last_cost(reference.update_parameters_with_gd, 0.45, steps=0)
    assert last_cost(reference.update_parameters_with_gd, 0.45) < start / 10
    assert last_cost(reference.update_parameters_with_gd, 0.51, 100) > start


def test_momentum_arrives_at_twice_that_rate() -> None:
    assert (
        last_cost(with_momentum(0.7), 1.0) < 1e-3 < 0.2 < last_cost(reference.update_parameters_with_gd, 0.45)
    )


def test_descent_paths_are_lines_with_their_names() -> None:
    path = np.array([[-1.0, 2.0], [0.5, 1.0]])
    ax = plotting.descent_paths(lambda w, b: w**2 + b**2, {"one": path, "two": -path}, "Title")
    labelled = {line.get_label(): line for line in ax.get_lines()}
    np.testing.assert_array_equal(np.transpose(labelled["one"].get_data()), path)
    assert {"one", "two"} <= labelled.keys()
    assert (ax.get_title(), ax.get_xlabel(), ax.get_ylabel()) == ("Title", "$w$", "$b$")
    plotting.plt.close(ax.figure)


# Comparing shuffled batches.


def outcome_of(draw: Callable[..., Any], *args: Any) -> Any:
    try:
        return draw(*args)
    except ValueError as error:
        return Raised(type(error).__name__, str(error))


def series(draw: Callable[..., Any], seeds: tuple[int, ...], m: int = 150) -> list[Any]:
    X, Y = reference.numbered_examples(m)
    return [draw(X, Y, 20, seed) for seed in seeds]


@pytest.mark.parametrize(
    "draw", [each.function for each in reference.exercises["random_mini_batches"].styles]
)
def test_another_order_is_the_same_behaviour(draw: Callable[..., Any]) -> None:
    for seed in range(20):
        ours = series(reference.random_mini_batches, (seed, seed + 100, seed))
        assert reference.same_batches(ours, series(draw, (seed, seed + 100, seed))), f"seed {seed}"


@pytest.mark.parametrize(
    "draw", [each.function for each in reference.exercises["random_mini_batches"].misconceptions]
)
def test_a_mistake_is_another_behaviour_whatever_the_order(draw: Callable[..., Any]) -> None:
    X, Y = reference.numbered_examples(128, n_y=2)  # a size that divides m, and several rows of labels
    for seed in range(5):
        ours = series(reference.random_mini_batches, (seed, seed + 7, seed))
        theirs = series(draw, (seed, seed + 7, seed))
        ours.append(reference.random_mini_batches(X, Y, 16, seed))
        theirs.append(outcome_of(draw, X, Y, 16, seed))
        assert not reference.same_batches(ours, theirs), f"seed {seed}"
        assert not reference.same_batches(theirs, ours), f"seed {seed}"


@pytest.mark.parametrize(
    "outcome", [None, [], [None], [(1, 2)], Raised("ValueError"), {"X": np.zeros((2, 2))}]
)
def test_what_is_no_list_of_batches_is_compared_without_a_crash(outcome: Any) -> None:
    ours = series(reference.random_mini_batches, (1,))
    assert not reference.same_batches(ours, [outcome])
    assert not reference.same_batches([outcome], ours)
    assert reference.same_batches([outcome], [outcome])


# Wrong answers that no known mistake describes.

NOT_SHUFFLED: dict[str, Callable[[int, int], np.ndarray]] = {
    "shifted by the seed": lambda m, seed: np.roll(np.arange(m), m // 3 + 7 * seed),
    "blocks of ten": lambda m, seed: in_blocks(m, 10, seed),
    "pairs": lambda m, seed: in_blocks(m, 2, seed),
    "equal steps": lambda m, seed: np.arange(m) * next(k for k in range(7, m) if np.gcd(k, m) == 1) % m,
    "even, then odd": lambda m, seed: np.roll([*range(0, m, 2), *range(1, m, 2)], seed),
    "backwards": lambda m, seed: np.roll(np.arange(m)[::-1], seed),
    "the first half only": lambda m, seed: np.concatenate(
        [np.random.default_rng(seed).permutation(m // 2), np.arange(m // 2, m)]
    ),
    "one order, shifted by the seed": lambda m, seed: np.roll(np.random.default_rng(0).permutation(m), seed),
}


def in_blocks(m: int, size: int, seed: int) -> np.ndarray:
    blocks = np.split(np.arange(m), np.arange(size, m, size))
    return np.concatenate([blocks[k] for k in np.random.default_rng(seed).permutation(len(blocks))])


@pytest.mark.parametrize("kind", NOT_SHUFFLED)
def test_an_order_that_is_not_drawn_for_each_example_loses_points(kind: str) -> None:
    def batches(X: Any, Y: Any, mini_batch_size: int = 64, seed: int = 0) -> Any:
        order = NOT_SHUFFLED[kind](X.shape[1], seed) if X.shape[1] > 9 else np.arange(X.shape[1])
        return reference._cut(X[:, order], Y[:, order], mini_batch_size)

    for seed in SEEDS:
        notebook = source("optimization")
        verdict = notebook.run(
            "random_mini_batches", solutions_of(notebook) | {"random_mini_batches": batches}, seed
        )
        assert verdict.score < 6, verdict


@pytest.mark.thorough
def test_right_batches_pass_under_many_seeds() -> None:
    notebook = source("optimization")
    for seed in range(5, 150):
        verdict = notebook.run("random_mini_batches", solutions_of(notebook), seed)
        assert verdict.score == 6, verdict


def shared_moments(parameters: Any) -> Any:
    v = {f"d{name}": np.zeros(w.shape) for name, w in parameters.items()}
    return v, v


def shared_arrays(parameters: Any) -> Any:
    v = {f"d{name}": np.zeros(w.shape) for name, w in parameters.items()}
    return v, dict(v)


def one_array_for_each_shape(parameters: Any) -> Any:
    zeros = {w.shape: np.zeros(w.shape) for w in parameters.values()}
    return {f"d{name}": zeros[w.shape] for name, w in parameters.items()}


@pytest.mark.parametrize(
    ("function", "shared"),
    [
        ("initialize_adam", shared_moments),
        ("initialize_adam", shared_arrays),
        ("initialize_adam", lambda parameters: tuple(one_array_for_each_shape(parameters) for _ in range(2))),
        ("initialize_velocity", one_array_for_each_shape),
        ("initialize_rmsprop", one_array_for_each_shape),
    ],
)
def test_averages_that_share_an_array_lose_points(function: str, shared: Callable[..., Any]) -> None:
    notebook = source("optimization")
    verdict = notebook.run(function, solutions_of(notebook) | {function: shared}, 0)
    assert verdict.score == 1, verdict
    assert any("share" in part.reason for part in verdict.ledger.parts)
