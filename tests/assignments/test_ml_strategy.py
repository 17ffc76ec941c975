"""What only this assignment promises; `test_source_notebooks` runs its cells against every known answer."""

import contextlib
import io
import itertools
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest

from helpers.reference import ml_strategy as reference
from helpers.reference.registry import Raised
from tests.assignments.harness import Verdict, nbgrader, solutions_of, source

NAMES = (
    "split_indices",
    "split_mismatched",
    "precision_recall",
    "f1_score",
    "choose_classifier",
    "weighted_error",
    "diagnose",
    "diagnose_mismatch",
    "error_ceilings",
)
REGIONS = {
    "A": (3, 7, 5, 9),
    "B": (5, 6, 5, 10),
    "C": (2, 3, 4, 5),
    "D": (5, 8, 7, 2),
    "E": (4, 5, 2, 4),
    "F": (7, 11, 8, 12),
}


def test_it_grades_the_functions_of_the_contract_and_two_answers_in_words() -> None:
    notebook = source("ml_strategy")
    assert tuple(each.name for each in reference.exercises) == NAMES
    assert sum(nbgrader(cell)["points"] for cell in notebook.tests) == 38
    assert {nbgrader(cell)["grade_id"]: nbgrader(cell)["points"] for cell in notebook.tasks} == {
        "human_level": 4,
        "mirror_plan": 4,
    }


@pytest.mark.parametrize("cell", source("ml_strategy").tasks, ids=lambda cell: str(cell.id))
def test_a_rubric_has_a_line_for_each_point(cell: Any) -> None:
    rubric = cell.source.split("BEGIN MARK SCHEME")[1]
    assert sum(line.startswith("* ") for line in rubric.splitlines()) == nbgrader(cell)["points"]


# The worked numbers.


@pytest.mark.parametrize(
    ("m_source", "m_target", "m_dev", "expected"), [(100_000, 8000, 2000, 148), (200_000, 10_000, 2500, 119)]
)
def test_pictures_shuffled_together_hardly_measure_the_target(
    m_source: int, m_target: int, m_dev: int, expected: int
) -> None:
    m = m_source + m_target
    assert round(m_dev * m_target / m) == expected
    dev, _ = reference.split_indices(m, [m_dev / m, 1 - m_dev / m])
    assert len(dev) == m_dev
    assert np.sum(dev >= m_source) == pytest.approx(expected, abs=5 * np.sqrt(expected))
    aimed = reference.split_mismatched(m_source, m_target, m_dev, m_dev)
    assert aimed["dev"][:, 0].sum() == aimed["test"][:, 0].sum() == m_dev


def test_f1_of_the_two_classifiers() -> None:
    assert round(100 * reference.f1_score(0.95, 0.90), 1) == 92.4
    assert round(100 * reference.f1_score(0.98, 0.85), 1) == 91.0


def test_six_classifiers_over_four_regions() -> None:
    averages = {name: float(np.mean(errors)) for name, errors in REGIONS.items()}
    assert averages == {"A": 6, "B": 6.5, "C": 3.5, "D": 5.5, "E": 3.75, "F": 9.5}, "F is not at 5.5"
    table = {name: {"accuracy": 100 - error} for name, error in averages.items()}
    assert reference.choose_classifier(table, "accuracy", {}) == "C"


def test_b_is_chosen_by_accuracy_within_100_milliseconds() -> None:
    table = {"A": {"accuracy": 0.90, "ms": 80.0}, "B": {"accuracy": 0.92, "ms": 95.0}}
    table["C"] = {"accuracy": 0.95, "ms": 1500.0}
    assert reference.choose_classifier(table, "accuracy", {"ms": 100}) == "B"


def test_the_proxy_for_the_bayes_error_decides_only_when_the_model_is_good() -> None:
    def larger(human: float, train: float, dev: float) -> str:
        found = reference.diagnose_mismatch(human, train, dev, dev)
        return str(found["focus"])

    people = (0.03, 0.01, 0.007, 0.005)
    assert {larger(human, 0.05, 0.06) for human in people} == {"avoidable_bias"}
    assert {larger(human, 0.01, 0.05) for human in people} == {"variance"}
    assert [larger(human, 0.007, 0.008) for human in people] == ["variance"] * 3 + ["avoidable_bias"]


def test_ceilings_come_in_an_order_that_the_next_regrade_has_too() -> None:
    """The reason of a wrong answer names the first key that differs; sets have another order in each run."""
    tags = [["far", "child", "music"], ["accent"], ["number", "noise"]]
    assert list(reference.error_ceilings(tags, 1.0)) == sorted(itertools.chain(*tags))


def test_ceilings_of_dogs_and_of_wrong_labels() -> None:
    def ceiling(number: int, error: float) -> float:
        return reference.error_ceilings([["tag"]] * number + [[]] * (100 - number), error)["tag"]

    assert ceiling(5, 10) == pytest.approx(9.5)
    assert ceiling(50, 10) == pytest.approx(5)
    assert ceiling(6, 10) == pytest.approx(9.4), "0.6 points of 10"
    assert ceiling(30, 2) == pytest.approx(1.4), "0.6 points of 2 are 30 %"


def test_the_numbers_of_the_rubric() -> None:
    plan = reference.diagnose_mismatch(0.04, 0.05, 0.065, 0.14)
    assert plan["focus"] == "data_mismatch"
    assert [round(plan[name], 3) for name in ("avoidable_bias", "variance", "data_mismatch")] == [
        0.01,
        0.015,
        0.075,
    ]
    heard = [["noise"]] * 43 + [["noise", "number"]] * 9 + [["number"]] * 22 + [["label"]] * 6 + [[]] * 20
    left = reference.error_ceilings(heard, 14)
    assert {name: round(error, 1) for name, error in left.items()} == {
        "noise": 6.7,
        "number": 9.7,
        "label": 13.2,
    }


# When two splits show the same behaviour.


def test_a_split_is_compared_by_what_it_is_and_not_by_its_draw() -> None:
    ours = [reference.split_indices(100, [0.6, 0.4], seed) for seed in (1, 2, 1)]
    assert reference.same_splits(ours, [reference.split_indices(100, [0.6, 0.4], seed) for seed in (7, 8, 7)])
    for seeds in ((7, 8, 9), (7, 7, 7)):
        others = [reference.split_indices(100, [0.6, 0.4], seed) for seed in seeds]
        assert not reference.same_splits(ours, others), "which calls repeat each other counts"
    for sizes in ([0.6, 0.3, 0.1], [0.5, 0.5]):
        others = [reference.split_indices(100, sizes, seed) for seed in (1, 2, 1)]
        assert not reference.same_splits(ours, others)


@pytest.mark.parametrize("theirs", [Raised("ValueError"), None, 3, [np.arange(5)]])
def test_what_is_no_split_is_another_behaviour(theirs: Any) -> None:
    ours = reference.split_indices(50, [0.5, 0.5])
    assert reference.same_splits([theirs], [theirs])
    assert not reference.same_splits([ours], [theirs])
    assert not reference.same_splits([theirs], [ours])


# Wrong answers that nothing recorded tells from right ones, or that draw.


def dealt(order: np.ndarray, fractions: list[float]) -> list[np.ndarray]:
    ends = np.round(len(order) * np.cumsum(fractions)).astype(int)
    return np.split(order, ends[:-1])


def swapped_now_and_then(m: int, seed: int) -> np.ndarray:
    rng, order = np.random.default_rng(seed), np.arange(m)
    for _ in range(m // 4):
        one, two = rng.integers(0, m, 2)
        order[one], order[two] = order[two], order[one]
    return order


NOT_BY_CHANCE: dict[str, Callable[[int, int], np.ndarray]] = {
    "shifted": lambda m, seed: np.roll(np.arange(m), m // 3 + 7 * seed),
    "dealt in turn": lambda m, seed: np.roll(
        np.concatenate([np.arange(m)[k::5] for k in range(5)]), 3 * seed
    ),
    "one permutation, shifted": lambda m, seed: np.roll(np.random.default_rng(0).permutation(m), seed),
    "one permutation, counted on": lambda m, seed: (np.random.default_rng(0).permutation(m) + seed) % m,
    "one seed for two": lambda m, seed: np.random.default_rng(seed // 2).permutation(m),
    "the first index stays": lambda m, seed: np.append(0, 1 + np.random.default_rng(seed).permutation(m - 1)),
    "some swaps": swapped_now_and_then,
    "not far": lambda m, seed: np.argsort(np.arange(m) + np.random.default_rng(seed).uniform(0, m / 4, m)),
}


@pytest.mark.parametrize("order", NOT_BY_CHANCE.values(), ids=NOT_BY_CHANCE)
def test_a_split_that_chance_does_not_decide_loses_points(order: Callable[[int, int], np.ndarray]) -> None:
    def split_indices(m: int, fractions: list[float], seed: int = 0) -> list[np.ndarray]:
        return dealt(order(m, seed), fractions)

    def split_mismatched(m_source: int, m_target: int, m_dev: int, m_test: int, seed: int = 0) -> Any:
        target = np.stack([np.ones(m_target, int), order(m_target, seed)], axis=1)
        source = np.stack([np.zeros(m_source, int), np.arange(m_source)], axis=1)
        dev, test, rest = np.split(target, [m_dev, m_dev + m_test])
        return {"train": np.concatenate([source, rest]), "dev": dev, "test": test}

    for function in (split_indices, split_mismatched):
        verdict = run(function.__name__, function)
        assert verdict.score < 5, verdict


def run(name: str, function: Callable[..., Any]) -> Verdict:
    notebook = source("ml_strategy")
    return notebook.run(name, solutions_of(notebook) | {name: function}, 0)


@pytest.mark.thorough
def test_random_splits_pass_under_many_seeds() -> None:
    notebook = source("ml_strategy")
    for seed in range(100):
        for name in ("split_indices", "split_mismatched"):
            verdict = notebook.run(name, solutions_of(notebook), seed)
            assert verdict.score == 5, verdict


@pytest.mark.parametrize("epsilon", [1e-5, 1e-7, 1e-8])
def test_a_small_number_in_a_denominator_loses_a_point(epsilon: float) -> None:
    def precision_recall(y_true: np.ndarray, y_pred: np.ndarray) -> tuple[float, float]:
        hits = np.sum(y_true * y_pred)
        return hits / (np.sum(y_pred) + epsilon), hits / (np.sum(y_true) + epsilon)

    def f1_score(precision: float, recall: float) -> float:
        return 2 * precision * recall / (precision + recall + epsilon)

    assert run("precision_recall", precision_recall).score < 4
    assert run("f1_score", f1_score).score < 3


@pytest.mark.parametrize("key", ["", "none", None])
def test_a_key_for_what_has_no_tag_loses_a_point(key: str | None) -> None:
    def error_ceilings(tags: list[list[str]], dev_error: float) -> dict[Any, float]:
        return {key: dev_error, **reference.error_ceilings(tags, dev_error)}

    assert run("error_ceilings", error_ceilings).score == 3


# What the figures claim.


def run_demo(*cells: str) -> dict[str, Any]:
    """Names that demo cells bind, with the solutions at hand."""
    notebook = source("ml_strategy")
    namespace = notebook.imports | solutions_of(notebook)
    with (
        mpl.rc_context({"backend": "Agg", "figure.max_open_warning": 0}),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        for cell in notebook.notebook.cells:
            if cell.id in cells:
                exec(cell.source, namespace)
        namespace["plt"].close("all")
    return namespace


def test_a_hundred_times_the_dev_set_has_a_tenth_of_the_spread() -> None:
    measured = run_demo("split-figure")["measured"]
    assert 0.07 < np.std(measured[10_000]) / np.std(measured[100]) < 0.14


def test_the_two_programs_cross_at_weight_two() -> None:
    names = run_demo("weighted-figure")
    for cost in (1.0, 2.0, 10.0):
        weights = np.where(names["tumour"] == 1, cost, 1.0)
        A, B = (reference.weighted_error(names["tumour"], names[f"says_{who}"], weights) for who in "AB")
        assert np.sign(round(A - B, 12)) == np.sign(cost - 2)


@pytest.mark.slow
def test_f1_has_its_maximum_away_from_both_ends() -> None:
    names = run_demo("precision-figure", "f1-figure")
    assert 20 < names["best"] < 80
    assert names["f1"][names["best"]] > 0.8
    error = np.mean((names["probability"] > 0.5) != names["is_cat"])
    assert error < names["is_cat"].mean(), "better than “no cat, ever”"


@pytest.mark.slow
@pytest.mark.thorough
def test_synthesis_closes_the_gap_of_the_mismatch() -> None:
    names = run_demo("mismatch-figure")
    assert names["found"]["focus"] == "avoidable_bias"
    assert abs(names["found"]["data_mismatch"]) < 0.03
    W = names["train_clothes"](*names["seen"])
    before = names["error_of"](W, names["from_cars"], names["fashion"].labels_test)
    assert before - names["error_of"](W, *names["unseen"]) > 0.2
    assert names["measured_errors"][-1] < before / 2
