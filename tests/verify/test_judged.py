"""Verdicts on planted mutants: killed, equivalent, unseen, survived."""

from typing import Any

import numpy as np
import pytest

from autograde.verify import judged
from autograde.verify.equivalence import same
from autograde.verify.judged import Bench, Judged
from autograde.verify.mutants import Base, Mutant, _used
from tests.verify.planted import SOLUTIONS, WEAK, planted, scaled_mean


def verdict(bench: Bench, before: str, after: str) -> Judged:
    """That on the notebook's solution with one piece of it replaced."""
    text = bench.bases["solution"].text
    assert text.count(before) == 1
    return bench.judge(Mutant("solution", "planted", 2, before, after, text.replace(before, after)))


@pytest.fixture(scope="module")
def strong() -> Bench:
    source = planted()
    return Bench(source, source.exercises["scaled_mean"])


@pytest.fixture(scope="module")
def weak() -> Bench:
    source = planted(WEAK)
    return Bench(source, source.exercises["scaled_mean"])


@pytest.fixture(scope="module")
def running() -> Bench:
    source = planted()
    return Bench(source, source.exercises["running"])


def test_a_wrong_variant_is_killed_by_the_part_that_fails_first(strong: Bench) -> None:
    found = verdict(strong, "axis=1", "axis=0")
    assert (found.verdict, found.by, found.part) == ("killed", "value", "two rows")
    assert not found.only_hidden
    assert found.named == "scaled_mean_over_units"
    assert not found.missed


def test_one_that_only_hidden_parts_see_is_killed_under_every_seed(strong: Bench) -> None:
    found = verdict(strong, "scale * X", "X")
    assert (found.verdict, found.part, found.only_hidden) == ("killed", "any scale and size", True)


def test_an_exception_kills(strong: Bench) -> None:
    assert verdict(strong, "X.mean", "X.meen").by == "exception"


def test_a_weak_test_leaves_its_mutant_alive_and_an_input_shows_it(weak: Bench) -> None:
    found = verdict(weak, "scale * X", "1.0 * X")
    assert found.verdict == "survived"
    assert found.difference["where"] == "the result"
    assert "varied" in found.difference["input"]
    assert "+    return 1.0 * X.mean(axis=1, keepdims=True)" in found.diff


@pytest.mark.parametrize("after", ["X.mean(axis=-1, keepdims=True)", "X.mean(axis=(1,), keepdims=True)"])
def test_an_equivalent_mutant_is_recognised(strong: Bench, after: str) -> None:
    found = verdict(strong, "X.mean(axis=1, keepdims=True)", after)
    assert (found.verdict, found.compared) == ("equivalent", "values")
    assert found.diff


def test_what_is_kept_between_calls_is_a_difference(weak: Bench) -> None:
    text = f"_kept = {{}}\n{SOLUTIONS['scaled_mean']}".replace("return ", "return _kept.setdefault(1, ") + ")"
    found = weak.judge(Mutant("solution", "state", 2, "", "", text))
    assert found.verdict == "survived"


def test_an_argument_that_is_changed_is_unseen_unless_the_text_forbids_it(strong: Bench) -> None:
    text = SOLUTIONS["scaled_mean"].replace("    return", "    X -= 0\n    X *= 1\n    return")
    assert strong.judge(Mutant("solution", "in place", 2, "", "", text)).verdict == "equivalent"
    text = text.replace("X *= 1", "X += 1").replace(
        "scale * X.mean(axis=1, keepdims=True)", "scale * (X.mean(axis=1, keepdims=True) - 1)"
    )
    found = strong.judge(Mutant("solution", "in place", 2, "", "", text))
    assert (found.verdict, found.difference["where"]) == ("unseen", "the arguments after the call")
    cell = next(each for each in strong.source.solutions if each.metadata.nbgrader.grade_id == "scaled_mean")
    cell.source += "\n# X is not changed."
    try:
        again = Bench(strong.source, strong.exercise)
        assert again.judge(Mutant("solution", "in place", 2, "", "", text)).verdict == "survived"
    finally:
        cell.source = SOLUTIONS["scaled_mean"]


def test_an_endless_mutant_is_killed_by_the_limit(running: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_seconds", 0.2)
    monkeypatch.setattr(running, "_sample_seconds", 0.2, raising=False)
    found = verdict(running, "        result.append(v)", "        while True:\n            pass")
    assert (found.verdict, found.by) == ("killed", "limit")


def test_a_draw_from_another_stream_is_equivalent_by_what_same_says() -> None:
    source = planted()
    bench = Bench(source, source.exercises["noise"])
    found = verdict(bench, "default_rng(seed)", "default_rng([seed, 1])")
    assert (found.verdict, found.compared) == ("equivalent", "contract")
    assert verdict(bench, "normal(0, 1, n)", "normal(0, 2, n)").verdict == "killed"
    assert verdict(bench, "default_rng(seed)", "default_rng(3)").verdict == "survived"


def test_right_answers_and_registered_mistakes_are_judged_as_well(strong: Bench) -> None:
    tasks = list(strong.tasks(5, 0))
    results = {(kind, name): judge() for kind, name, judge in tasks if kind != "mutant"}
    assert results["right", "solution"]["accepted"]
    assert results["right", "scaled_mean_by_sum"]["accepted"]
    known = results["mistake", "scaled_mean_over_units"]
    assert (known["rejected"], known["named"]) == (True, "rightly")
    assert sum(kind == "mutant" for kind, *_ in tasks) == 5


def test_the_limit_of_a_mutant_counts_its_base() -> None:
    source = planted()
    assert Bench(source, source.exercises["running"])._seconds >= judged.CPU_SECONDS


def test_the_sample_varies_what_tests_use_and_takes_what_is_generated(weak: Bench) -> None:
    arguments = [each.fresh() for each in weak.sample]
    origins = {each.origin for each in weak.sample}
    assert origins == {"a test", "varied"}
    assert len({args[0].shape for args, _ in arguments}) > 1
    assert any("scale" in kwargs for _, kwargs in arguments)

    source = planted(WEAK)

    @source.exercises.inputs(scaled_mean)
    def wide(rng: np.random.Generator) -> tuple[Any, ...]:
        return (rng.normal(size=(2, 50)), 3.0)

    bench = Bench(source, source.exercises["scaled_mean"])
    generated = [each for each in bench.sample if each.origin == "generated"]
    assert len(generated) > 10
    assert generated[0].fresh()[0][0].shape == (2, 50)


def test_inputs_on_which_right_answers_differ_are_no_valid_ones() -> None:
    source = planted(WEAK)

    @source.exercises.style(scaled_mean, "right for one row alone")
    def mean_of_everything(X: Any, scale: float = 1.0) -> Any:
        return scale * np.full((len(X), 1), X.mean())

    bench = Bench(source, source.exercises["scaled_mean"])
    assert all(args[0].shape[0] == 1 for (args, _) in (each.fresh() for each in bench.sample))


def test_what_a_base_has_beside_the_contract_may_change() -> None:
    source = planted(WEAK)

    @source.exercises.style(scaled_mean, "an array of another shape for one row")
    def mean_in_one_dimension(X: Any, scale: float = 1.0) -> Any:
        return scale * np.mean(X, axis=1, keepdims=len(X) > 1)

    bench = Bench(source, source.exercises["scaled_mean"])
    text = bench.bases["mean_in_one_dimension"].text
    mutant = Mutant("mean_in_one_dimension", "planted", 2, "", "", text.replace("len(X) > 1", "True"))
    assert bench.judge(mutant).verdict == "equivalent"


def test_code_that_is_not_called_is_not_changed() -> None:
    helpers = "def unused(x):\n    return x\n\ndef used(x):\n    return x\n\n"
    text = f"{helpers}def f(x):\n    return np.unused(used(x))"
    assert "def unused" not in _used(text, "f")
    assert "def used" in _used(text, "f")


def test_a_mutant_that_asks_for_too_much_memory_is_killed_by_the_limit(strong: Bench) -> None:
    found = verdict(strong, "scale * X", "np.ones(10**14) * scale * X")
    assert (found.verdict, found.by) == ("killed", "limit")


BY_CHANCE = """\
rng = checks.hidden_rng()
with checks.part(1, "now and then another scale", hint="…", hidden=True):
    scale = 1.0 if rng.integers(100) % 2 else 2.0
    X = np.array([[1.0, 2.0]])
    checks.close(checks.call(scaled_mean, X, scale), scale * X.mean(axis=1, keepdims=True))
checks.total()"""


def test_one_that_is_rejected_by_chance_has_survived_and_a_right_one_must_pass_under_all_seeds() -> None:
    source = planted(BY_CHANCE)
    rejecting = [seed for seed in range(30) if np.random.default_rng([seed, 1]).integers(100) % 2 == 0]
    accepting = [seed for seed in range(30) if seed not in rejecting]
    bench = Bench(source, source.exercises["scaled_mean"], (rejecting[0], accepting[0]))
    found = verdict(bench, "scale * X", "1.0 * X")
    assert found.verdict == "survived"
    assert found.part == f"under hidden seed {accepting[0]}, though not under {rejecting[0]}"
    assert not bench.right_one(Base("odd", SOLUTIONS["scaled_mean"].replace("scale * X", "1.0 * X")))[
        "accepted"
    ]
    assert bench.right_one(bench.bases["solution"])["accepted"]


@pytest.mark.parametrize(
    ("ours", "theirs", "equal"),
    [
        ({"a", "b"}, frozenset({"b", "a"}), True),
        ({"a"}, {"a", "b"}, False),
        (["a"], {"a"}, False),
        (set(), set(), True),
    ],
)
def test_sets_are_compared_as_sets(ours: object, theirs: object, equal: bool) -> None:
    assert same(ours, theirs) is equal
