"""What only this assignment promises; `test_source_notebooks` runs its cells against every known answer."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from helpers.reference import initialization as reference
from helpers.reference.draws import same_draws
from helpers.reference.registry import Raised
from tests.assignments.harness import nbgrader, solutions_of, source

Networks = list[dict[str, np.ndarray]]
SIZES = [300, 200, 100]


def he_networks(seeds: list[int], draw: Callable[..., Any] = reference.initialize_parameters_he) -> Networks:
    return [draw(SIZES, seed) for seed in seeds]


def test_it_grades_the_functions_of_the_contract() -> None:
    names = {each.name for each in reference.exercises}
    assert names == {
        "initialize_parameters_zeros",
        "initialize_parameters_random",
        "initialize_parameters_he",
        "initialize_parameters_xavier",
        "initialize_parameters_glorot",
        "activation_scales",
    }
    assert sum(nbgrader(cell)["points"] for cell in source("initialization").tests) == 30


@pytest.mark.parametrize(
    "draw", [each.function for each in reference.exercises["initialize_parameters_he"].styles]
)
def test_another_stream_of_random_numbers_is_the_same_behaviour(draw: Callable[..., Any]) -> None:
    for seed in range(20):
        ours, theirs = he_networks([seed, seed + 100, seed]), he_networks([seed, seed + 100, seed], draw)
        assert same_draws(ours, theirs), f"seed {seed}"


@pytest.mark.parametrize("factor", [np.sqrt(0.5), np.sqrt(2), 0.9, 1.1, -3])
def test_another_spread_is_another_behaviour(factor: float) -> None:
    scaled = [{name: value * factor for name, value in each.items()} for each in he_networks([7])]
    assert not same_draws(he_networks([1]), scaled)


def test_the_pattern_of_repetitions_is_part_of_the_behaviour() -> None:
    assert same_draws(he_networks([1, 2, 1]), he_networks([5, 6, 5]))
    assert not same_draws(he_networks([1, 2, 1]), he_networks([5, 6, 7])), "the seed is ignored"
    assert not same_draws(he_networks([1, 2, 1]), he_networks([5, 5, 5])), "the seed is fixed"


def test_layers_that_repeat_each_other_are_another_behaviour() -> None:
    anew = reference.exercises["initialize_parameters_he"].source_of  # as a student writes it
    (variant,) = [
        each
        for each in reference.exercises["initialize_parameters_he"].misconceptions
        if each.name == "he_seeded_anew_for_each_layer"
    ]
    assert "np.random.seed(seed)" in anew(variant)
    assert not same_draws(he_networks([1, 2]), [variant.function(SIZES, seed) for seed in (1, 2)])


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ([np.zeros((20, 1))], [np.ones((20, 1))]),
        ([np.zeros((20, 1))], [np.zeros(20)]),
        ([np.zeros((20, 1))], [np.random.default_rng(0).normal(size=(20, 1))]),
        ([{"W1": np.zeros((2, 3))}], [{"W0": np.zeros((2, 3))}]),
        ([{"W1": np.zeros((2, 3))}], [[np.zeros((2, 3))]]),
        ([np.zeros(3)], [Raised("TypeError")]),
        ([Raised("ValueError")], [Raised("TypeError")]),
        ([None], [np.zeros(3)]),
        ([np.random.default_rng(0).normal(size=500)], [np.random.default_rng(0).uniform(size=500)]),
    ],
    ids=["ones", "shape", "drawn", "key", "list", "raised", "other error", "nothing", "never negative"],
)
def test_what_is_not_drawn_must_agree_exactly(ours: list[Any], theirs: list[Any]) -> None:
    assert same_draws(ours, ours)
    assert same_draws(theirs, theirs)
    assert not same_draws(ours, theirs)
    assert not same_draws(theirs, ours)


def test_the_factor_of_depth_is_gamma_to_the_number_of_layers() -> None:
    X = np.array([[1.0, -1.0]])
    for gamma, factor in ((1.5, 6.3762e8), (0.5, 8.8818e-16)):
        parameters = {}
        for layer in range(1, 51):
            parameters[f"W{layer}"], parameters[f"b{layer}"] = np.array([[gamma]]), np.zeros((1, 1))
        scales = reference.activation_scales(X, parameters, "linear")
        assert scales[-1] == pytest.approx(factor, rel=1e-4)


# Wrong answers whose numbers look right.

Draw = Callable[[np.random.Generator, int, int], np.ndarray]


def _drawn(draw: Draw) -> Callable[..., Any]:
    """He's start with every layer drawn by `draw(rng, n, n_prev)`."""

    def initialize_parameters_he(layers_dims: list[int], seed: int = 3) -> dict[str, np.ndarray]:
        rng = np.random.default_rng(seed)
        parameters = {}
        for layer in range(1, len(layers_dims)):
            n_prev, n = layers_dims[layer - 1], layers_dims[layer]
            parameters[f"W{layer}"] = draw(rng, n, n_prev) * np.sqrt(2 / n_prev)
            parameters[f"b{layer}"] = np.zeros((n, 1))
        return parameters

    return initialize_parameters_he


def _last_unit_twice(rng: np.random.Generator, n: int, n_prev: int) -> np.ndarray:
    W = rng.standard_normal((n, n_prev))
    W[-1] = W[-2] if n > 1 else W[-1]
    return W


def _twins_of_both_signs(rng: np.random.Generator, n: int, n_prev: int) -> np.ndarray:
    half = rng.standard_normal((-(-n // 2), n_prev))
    return np.vstack([half, -half])[:n]


def _one_row_rolled(rng: np.random.Generator, n: int, n_prev: int) -> np.ndarray:
    row = rng.standard_normal(n_prev)
    return np.array([np.roll(row, unit) for unit in range(n)])


def _equal_inputs(rng: np.random.Generator, n: int, n_prev: int) -> np.ndarray:
    W = rng.standard_normal((n, n_prev))
    W[:, -1] = W[:, 0]
    return W


def _reversed_from_layer_to_layer(rng: np.random.Generator, n: int, n_prev: int) -> np.ndarray:
    values = np.random.default_rng(int(rng.bit_generator.state["state"]["inc"] % 2**32)).standard_normal(
        n * n_prev
    )
    return values[:: 1 - 2 * int(rng.integers(2))].reshape(n, n_prev)


@pytest.mark.parametrize(
    "draw",
    [_last_unit_twice, _twins_of_both_signs, _one_row_rolled, _equal_inputs, _reversed_from_layer_to_layer],
)
@pytest.mark.parametrize("seed", range(3))
def test_units_layers_and_inputs_that_copy_each_other_lose_points(seed: int, draw: Draw) -> None:
    notebook = source("initialization")
    functions = solutions_of(notebook) | {"initialize_parameters_he": _drawn(draw)}
    assert notebook.run("initialize_parameters_he", functions, seed).score < 6


@pytest.mark.parametrize("number_of_seeds", [1, 2, 5])
def test_few_seeds_in_disguise_lose_points(number_of_seeds: int) -> None:
    def initialize_parameters_he(layers_dims: list[int], seed: int = 3) -> dict[str, np.ndarray]:
        parameters = reference.initialize_parameters_he(layers_dims, seed % number_of_seeds)
        return {name: np.roll(value, seed, axis=0) for name, value in parameters.items()}

    notebook = source("initialization")
    functions = solutions_of(notebook) | {"initialize_parameters_he": initialize_parameters_he}
    assert notebook.run("initialize_parameters_he", functions, 0).score < 6


@pytest.mark.parametrize("name", ["W", "b"])
def test_zeros_that_share_memory_lose_a_point(name: str) -> None:
    def initialize_parameters_zeros(layers_dims: list[int]) -> dict[str, np.ndarray]:
        parameters = reference.initialize_parameters_zeros(layers_dims)
        made: dict[tuple[int, ...], np.ndarray] = {}
        return {
            key: made.setdefault(value.shape, value) if key.startswith(name) else value
            for key, value in parameters.items()
        }

    notebook = source("initialization")
    functions = solutions_of(notebook) | {"initialize_parameters_zeros": initialize_parameters_zeros}
    assert notebook.run("initialize_parameters_zeros", functions, 0).score == 2


@pytest.mark.parametrize("tiny", [1e-10, 1e-15])
def test_zero_means_zero(tiny: float) -> None:
    def initialize_parameters_zeros(layers_dims: list[int]) -> dict[str, np.ndarray]:
        return {
            name: value + tiny for name, value in reference.initialize_parameters_zeros(layers_dims).items()
        }

    notebook = source("initialization")
    functions = solutions_of(notebook) | {"initialize_parameters_zeros": initialize_parameters_zeros}
    assert notebook.run("initialize_parameters_zeros", functions, 0).score == 1
