"""What only this assignment promises; `test_source_notebooks` runs its cells against every known answer."""

import contextlib
import io
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers import search
from helpers.reference import hyperparameter_tuning as reference
from helpers.reference.hyperparameter_tuning_sameness import same_grids, same_samples, same_searches
from helpers.reference.registry import Raised, Variant
from tests.assignments.harness import SEEDS, nbgrader, salted_numpy, solutions_of, source

NOTEBOOK = source("hyperparameter_tuning")
NAMES = (
    "sample_log_uniform",
    "sample_momentum",
    "sample_integers",
    "grid_search",
    "random_search",
    "coarse_to_fine",
)
CHEAP = ("log-figure", "momentum-figure", "integers-figure")
SPACE = {"rate": ("log", 1e-4, 1.0), "beta": ("momentum", 0.9, 0.999), "units": ("int", 4, 9)}


def test_it_grades_the_functions_of_the_contract() -> None:
    assert tuple(each.name for each in reference.exercises) == NAMES
    assert sum(nbgrader(cell)["points"] for cell in NOTEBOOK.tests) == 33


# What the notebook works out.


@contextlib.contextmanager
def quiet_figures() -> Iterator[None]:
    mpl.use("agg")
    show, plt.show = plt.show, lambda: None
    try:
        yield
    finally:
        plt.show = show
        plt.close("all")


def run_cells(*, with_training: bool, stream: int | None = None) -> dict[str, Any]:
    """The names that the notebook's demos bind; with `stream`, from other random numbers than ours."""
    namespace: dict[str, Any] = {}
    with quiet_figures(), contextlib.redirect_stdout(io.StringIO()) as printed:
        for cell in NOTEBOOK.notebook.cells:
            wanted = cell.cell_type == "code" and cell not in NOTEBOOK.tests
            demo = "demo" in cell.metadata.get("tags", [])
            if wanted and (with_training or not demo or cell.id in CHEAP):
                exec(compile(cell.source, cell.id, "exec"), namespace)
                if stream is not None:
                    namespace["np"] = salted_numpy(stream)
    return namespace | {"printed": printed.getvalue()}


@pytest.fixture(scope="module")
def demo() -> dict[str, Any]:
    return run_cells(with_training=False)


def test_ninety_in_a_hundred_uniform_draws_exceed_a_tenth(demo: dict[str, Any]) -> None:
    assert "uniform: 90% above 0.1" in demo["printed"]
    assert "your log scale: 25% above 0.1, 25% below 0.001" in demo["printed"]


def test_the_same_step_doubles_a_long_memory_and_leaves_a_short_one(demo: dict[str, Any]) -> None:
    assert "β from 0.9 to 0.9005: 10.0 → 10.1 steps" in demo["printed"]
    assert "β from 0.999 to 0.9995: 1,000.0 → 2,000.0 steps" in demo["printed"]
    assert np.mean(demo["memories"]["β uniform"] < 100) > 0.9


def test_the_printed_slip_gives_no_momentum() -> None:
    (slip,) = [
        each
        for each in reference.exercises["sample_momentum"].misconceptions
        if each.name == "momentum_from_the_printed_slip"
    ]
    betas = slip.function(0.9, 0.999, 1000)
    assert betas.min() >= 2
    assert betas.max() <= 4


def test_rounding_halves_the_ends(demo: dict[str, Any]) -> None:
    rounded, drawn = demo["layer_draws"].values()
    assert [np.mean(rounded == k) for k in (2, 3, 4)] == pytest.approx([0.25, 0.5, 0.25], abs=0.03)
    assert [np.mean(drawn == k) for k in (2, 3, 4)] == pytest.approx([1 / 3] * 3, abs=0.03)


@pytest.mark.thorough
@pytest.mark.parametrize("stream", [None, 7])
def test_the_searches_find_what_the_figures_say(stream: int | None) -> None:
    """Whatever stream of random numbers the student draws from."""
    found = run_cells(with_training=True, stream=stream)
    assert len({setting["learning_rate"] for setting in found["tried"]["grid"]}) == 5
    assert len({setting["learning_rate"] for setting in found["tried"]["random"]}) == 25
    assert found["lowest"]["random"] < found["lowest"]["grid"]

    valley = found["valley"]
    good = found["rates_tried"][valley < valley.min() + 0.08]
    assert 0.8 < np.log10(good.max() / good.min()) < 1.5, "the floor of the valley, in powers of ten"
    assert all(np.array(found["means"]["random"]) < found["means"]["grid"])
    assert found["means"]["random"][2] < valley.min() + 0.03, "near the bottom with 16"

    shares = dict(found["shares"])
    leader = shares.pop("learning_rate")
    assert leader > 0.4 > 0.3 > max(shares.values())

    medians = {
        name: np.median(np.nan_to_num([each.dev_cost for each in results], nan=np.inf))
        for name, results in found["round_found"].items()
    }
    wide, more, box = medians.values()
    assert box < 0.85 < 1 < min(wide, more)
    assert found["dev_accuracy"] > 0.8
    assert len(found["late"]) <= 1, "the best of all are rarely among the worse half after one epoch"


def test_the_network_of_the_searches_knows_the_names_of_the_spaces() -> None:
    text = "\n".join(cell.source for cell in NOTEBOOK.notebook.cells if "figure" in cell.id)
    for name in search.DEFAULTS:
        assert f'"{name}"' in text


# Properties of the references.


def test_references_are_reproducible_whatever_the_global_state() -> None:
    for draw in (reference.sample_log_uniform, reference.sample_momentum):
        np.random.seed(1)
        first = draw(0.1, 0.9, 20, seed=4)
        np.random.seed(2)
        np.testing.assert_array_equal(first, draw(0.1, 0.9, 20, seed=4))
    assert reference.random_search(SPACE, 9, 3) == reference.random_search(SPACE, 9, seed=3)
    assert reference.random_search(SPACE, 9, 3) != reference.random_search(SPACE, 9, seed=4)


def test_a_fine_space_can_be_searched_and_narrowed_again() -> None:
    space, size = SPACE, []
    for turn in range(4):
        results = [(s, abs(np.log10(s["rate"]) + 2)) for s in reference.random_search(space, 16, turn)]
        space = reference.coarse_to_fine(results, space)
        size.append(np.log10(space["rate"][2] / space["rate"][1]))
    assert all(after < before for before, after in itertools.pairwise(size))
    assert space["rate"][1] < 0.02
    assert space["rate"][2] > 0.005


def test_a_box_around_one_setting_is_a_point_that_can_still_be_drawn() -> None:
    setting = {"rate": 0.03, "beta": 0.95, "units": 7}
    point = reference.coarse_to_fine([(setting, 0.1)], SPACE)
    for kind, low, high in point.values():
        assert kind
        assert low == high
    assert reference.random_search(point, 1)[0] == pytest.approx(setting)


@pytest.mark.parametrize(("N", "keep", "diverged"), [(24, 0.25, 0), (9, 1.0, 0), (3, 0.25, 0), (20, 0.25, 8)])
def test_hidden_results_tell_every_choice_of_the_best_apart(N: int, keep: float, diverged: int) -> None:
    for seed in range(20):
        results, space = reference.random_results(np.random.default_rng(seed), N, keep, diverged)
        costs = [cost for _, cost in results]
        assert len(results) == N
        assert np.sum(~np.isfinite(costs)) == diverged
        right = reference.coarse_to_fine(results, space, keep)
        if diverged:
            naive = sorted(results, key=lambda result: result[1])[: int(np.ceil(keep * N))]
            assert reference._boxed([setting for setting, _ in naive], space) != right


# Fair and hard test cells.


def refuses(*args: Any, **kwargs: Any) -> Any:
    raise ValueError("no")


def columns(space: Any, n: int, seed: int = 0) -> Any:
    return {name: np.full(n, low) for name, (_, low, _) in space.items()}


HOLLOW: dict[str, list[Callable[..., Any]]] = {
    "sample_log_uniform": [
        refuses,
        lambda low, high, n, seed=0: np.zeros(n),
        lambda low, high, n, seed=0: {},
        lambda low, high, n, seed=0: None,
        lambda low, high, n, seed=0: np.full(n, np.nan),
    ],
    "sample_momentum": [
        refuses,
        lambda low, high, n, seed=0: np.zeros(n),
        lambda low, high, n, seed=0: np.ones(n),
        lambda low, high, n, seed=0: {},
    ],
    "sample_integers": [
        refuses,
        lambda low, high, n, seed=0: np.zeros(n, dtype=int),
        lambda low, high, n, seed=0: np.full(n, low),
        lambda low, high, n, seed=0: [],
    ],
    "grid_search": [
        refuses,
        lambda values_a, values_b: [],
        lambda values_a, values_b: [(0, 0)] * (len(values_a) * len(values_b)),
        lambda values_a, values_b: [(values_a[0], values_b[0])] * (len(values_a) * len(values_b)),
        lambda values_a, values_b: {},
    ],
    "random_search": [
        refuses,
        lambda space, n, seed=0: [],
        lambda space, n, seed=0: [{}] * n,
        lambda space, n, seed=0: [dict.fromkeys(space)] * n,
        lambda space, n, seed=0: [dict.fromkeys(space, "a value")] * n,
        columns,
    ],
    "coarse_to_fine": [
        refuses,
        lambda results, space, keep=0.25: {},
        lambda results, space, keep=0.25: {name: (kind, 0, 0) for name, (kind, _, _) in space.items()},
        lambda results, space, keep=0.25: space,
        lambda results, space, keep=0.25: results,
    ],
}


@pytest.mark.parametrize(
    ("name", "hollow"), [(name, each) for name, answers in HOLLOW.items() for each in answers]
)
def test_a_hollow_answer_earns_nothing(name: str, hollow: Callable[..., Any]) -> None:
    for seed in SEEDS:
        verdict = NOTEBOOK.run(name, solutions_of(NOTEBOOK) | {name: hollow}, seed)
        assert verdict.score == 0, verdict


def test_settings_of_the_right_form_alone_earn_the_form_alone() -> None:
    def settings(space: Any, n: int, seed: int = 0) -> Any:
        return [{name: low for name, (_, low, _) in space.items()} for _ in range(n)]

    for seed in SEEDS:
        verdict = NOTEBOOK.run("random_search", solutions_of(NOTEBOOK) | {"random_search": settings}, seed)
        assert verdict.score == 1, verdict


@pytest.mark.thorough
def test_right_answers_pass_under_many_seeds() -> None:
    for name in NAMES:
        for seed in range(40):
            verdict = NOTEBOOK.run(name, solutions_of(NOTEBOOK), seed)
            assert verdict.score == nbgrader(NOTEBOOK.test_of(name))["points"], verdict


def patterned(pattern: str, n: int, seed: int) -> Any:
    """Numbers that are even on [0, 1) and not drawn one by one."""
    rng = np.random.default_rng(seed)
    half = rng.random(-(-n // 2))
    return {
        "half again": np.concatenate([half, half])[:n],
        "each twice": np.repeat(half, 2)[:n],
        "mirrored": np.stack([half, 1 - half], axis=1).ravel()[:n],
        "dealt out": (rng.permutation(n) + rng.random(n)) / n,
        "of one stream": np.roll(np.random.default_rng(0).random(n), seed),
    }[pattern]


@pytest.mark.parametrize("pattern", ["half again", "each twice", "mirrored", "dealt out", "of one stream"])
@pytest.mark.parametrize("name", ["sample_log_uniform", "sample_momentum", "sample_integers"])
def test_samples_that_are_not_drawn_one_by_one_lose_points(name: str, pattern: str) -> None:
    scale = {
        "sample_log_uniform": reference._log,
        "sample_momentum": reference._momentum,
        "sample_integers": reference._whole,
    }[name]

    def sample(low: Any, high: Any, n: int, seed: int = 0) -> Any:
        if name == "sample_log_uniform":
            reference._checked(low, high)
        return scale(patterned(pattern, n, seed), low, high)

    for seed in SEEDS:
        verdict = NOTEBOOK.run(name, solutions_of(NOTEBOOK) | {name: sample}, seed)
        assert verdict.score < nbgrader(NOTEBOOK.test_of(name))["points"], verdict


# When two answers show the same behaviour.


def outcomes(draw: Callable[..., Any], seeds: tuple[int, ...] = (0, 1, 0)) -> list[Any]:
    return [draw(seed) for seed in seeds]


def log_draw(seed: int, n: int = 2000) -> Any:
    return reference.sample_log_uniform(1e-4, 1.0, n, seed)


def test_another_stream_is_the_same_behaviour() -> None:
    for shift in range(1, 20):
        assert same_samples(outcomes(log_draw), outcomes(lambda seed, by=shift: log_draw(seed + 2 * by)))


@pytest.mark.parametrize(
    "other",
    [
        lambda seed: np.random.default_rng(seed).uniform(1e-4, 1, 2000),
        lambda seed: log_draw(seed) * 3,
        lambda seed: log_draw(seed, 1999),
        lambda seed: log_draw(0),
        lambda seed: np.sort(log_draw(seed)),
        lambda seed: np.random.default_rng(seed).permutation(np.geomspace(1e-4, 1, 2000)),
        lambda seed: log_draw(seed).reshape(-1, 1),
        lambda seed: np.full(2000, 0.1),
        lambda seed: np.full(2000, np.nan),
        lambda seed: Raised("ValueError"),
        lambda seed: {},
        lambda seed: None,
    ],
    ids=[
        "uniform",
        "scaled",
        "shorter",
        "seedless",
        "sorted",
        "ruler",
        "column",
        "constant",
        "nan",
        "raised",
        "dict",
        "nothing",
    ],
)
def test_another_distribution_is_another_behaviour(other: Callable[..., Any]) -> None:
    assert same_samples(outcomes(other), outcomes(other))
    assert not same_samples(outcomes(log_draw), outcomes(other))
    assert not same_samples(outcomes(other), outcomes(log_draw))


def test_whole_numbers_and_floats_are_two_behaviours() -> None:
    whole = [reference.sample_integers(2, 4, 500)]
    assert not same_samples(whole, [whole[0].astype(float)])
    assert same_samples(whole, [whole[0].tolist()])


def search_draw(seed: int) -> Any:
    return reference.random_search(SPACE, 300, seed)


def variant(name: str) -> Variant:
    exercise = reference.exercises["random_search"]
    (found,) = [each for each in exercise.misconceptions + exercise.styles if each.name == name]
    return found


def test_searches_agree_in_any_order_of_the_names() -> None:
    def backwards(seed: int) -> Any:
        return [dict(reversed(setting.items())) for setting in search_draw(seed + 10)]

    assert same_searches(outcomes(search_draw), outcomes(backwards))


@pytest.mark.parametrize(
    "name",
    ["search_along_the_diagonal", "search_of_one_setting", "search_on_linear_scales", "search_without_seed"],
)
def test_searches_with_a_mistake_are_another_behaviour(name: str) -> None:
    mistaken = variant(name).function
    assert not same_searches(outcomes(search_draw), outcomes(lambda seed: mistaken(SPACE, 300, seed)))


def test_what_is_no_list_of_settings_is_another_behaviour() -> None:
    for other in (Raised("KeyError"), None, {}, [], [[1, 2]], [{"rate": 1}, {"beta": 1}]):
        assert same_searches([other], [other])
        assert not same_searches([search_draw(0)], [other])
        assert not same_searches([other], [search_draw(0)])


def test_grids_agree_in_any_order() -> None:
    grid = reference.grid_search([1.0, 2.0], [3, 4, 5])
    assert same_grids([grid], [grid[::-1]])
    assert same_grids([grid], [np.array(grid[2:] + grid[:2])])
    assert not same_grids([grid], [[(b, a) for a, b in grid]])
    assert not same_grids([grid], [grid[:-1]])
    assert not same_grids([grid], [dict(grid)])
    assert not same_grids([grid], [Raised("TypeError")])
    assert same_grids([Raised("TypeError")], [Raised("TypeError")])
