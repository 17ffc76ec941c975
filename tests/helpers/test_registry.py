"""The registry of references and known mistakes, and the text that a student would have written."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import helpers.reference
from helpers.reference.registry import (
    Described,
    Exercises,
    Raised,
    Series,
    described,
    load,
    same_values,
    source_files,
)
from tests.assignments.harness import assignments

MODULE = '''
"""References of an assignment of the tests."""
import numpy as np
from collections.abc import Sequence
from helpers.reference.registry import Exercises

exercises = Exercises("{name}")


def _centred(x: np.ndarray) -> np.ndarray:
    """Subtract the mean."""
    return x - _mean(x)


def _mean(x):
    return sum(float(v) for v in x) / _count(x)


def _count(x):
    return len(x)


def _unused(x):
    return x


@exercises.reference()
def variance(x: np.ndarray, *rest: Sequence[float], ddof: int = 0, **more: Sequence[str]) -> float:
    """The mean squared deviation."""
    return float(np.sum(_centred(x) ** 2) / (_count(x) - ddof))


@exercises.misconception(variance, "You forget the square.")
def forgets_the_square(x, *rest, ddof=0):
    return float(np.sum([v for v in map(lambda v: v - _mean(x), x)]) / len(x))


@exercises.style(variance, "NumPy's own")
def numpys_own(x, *rest, ddof=0):
    """Only a docstring."""
    return float(np.var(x, ddof=ddof))


@exercises.reference(same=lambda ours, theirs: len(ours) == len(theirs))
def draw(n):
    return np.random.default_rng().normal(size=n)
'''


CLASSES = '''
"""References of an assignment with a class."""
import numpy as np
from helpers.reference.registry import Exercises

exercises = Exercises("counters")


def _one():
    return 1


def count(counter, times):
    """Count on a counter."""
    made = counter()
    for _ in range(times):
        made.step()
    return made.value()


@exercises.reference(called="counted", through=count)
class Counter(list[int]):
    """Counts its steps."""

    def step(self) -> None:
        """Count one step."""
        self.append(_one())

    def value(self) -> int:
        return sum(self)


@exercises.misconception(Counter, "You count every step twice.")
class Twice(Counter):
    def step(self) -> None:
        self.extend([1, 1])


@exercises.style(Counter, "the length")
class ByLength(Counter):
    def value(self) -> int:
        return len(self)
'''


@pytest.fixture
def references(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder in which modules of references may be put."""
    monkeypatch.setattr(helpers.reference, "__path__", [*helpers.reference.__path__, str(tmp_path)])
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if name.startswith("helpers.reference."):
            del sys.modules[name]
            delattr(helpers.reference, name.rsplit(".", 1)[1])
    importlib.invalidate_caches()


@pytest.fixture
def exercises(references: Path) -> Exercises:
    (references / "variances.py").write_text(MODULE.replace("{name}", "variances"))
    importlib.invalidate_caches()
    loaded = load("variances")
    assert loaded is not None
    return loaded


def test_an_assignments_registry_is_loaded_by_its_name(exercises: Exercises) -> None:
    assert exercises.assignment == "variances"
    assert [each.name for each in exercises] == ["variance", "draw"]
    assert "draw" in exercises
    assert "numpys_own" not in exercises


def test_mistakes_and_styles_are_filed_under_their_exercise(exercises: Exercises) -> None:
    variance = exercises["variance"]
    assert [(each.name, each.text) for each in variance.misconceptions] == [
        ("forgets_the_square", "You forget the square.")
    ]
    assert [(each.name, each.text) for each in variance.styles] == [("numpys_own", "NumPy's own")]
    assert variance.function(np.array([1.0, 3.0])) == 1.0
    assert not exercises["draw"].misconceptions


def test_an_exercise_may_be_compared_in_a_way_of_its_own(exercises: Exercises) -> None:
    assert exercises["draw"].same([1.0], [2.0])
    assert not exercises["variance"].same([1.0], [2.0])


@pytest.mark.parametrize(
    "name", ["no_such_assignment", "week.1", "../initialization", "", "a b", "week-1", "*"]
)
def test_an_assignment_without_references_has_no_registry(name: str) -> None:
    assert load(name) is None


def test_an_import_error_inside_a_module_of_references_is_not_swallowed(references: Path) -> None:
    (references / "needs_more.py").write_text("import a_package_that_nobody_has\n")
    importlib.invalidate_caches()
    with pytest.raises(ModuleNotFoundError, match="a_package_that_nobody_has"):
        load("needs_more")


def test_any_other_error_inside_a_module_of_references_is_not_swallowed(references: Path) -> None:
    (references / "broken.py").write_text("from helpers.reference.registry import NoSuchThing\n")
    importlib.invalidate_caches()
    with pytest.raises(ImportError, match="NoSuchThing"):
        load("broken")


def run(source: str, name: str) -> Any:
    """What a notebook that imports NumPy only gets from a text."""
    namespace: dict[str, Any] = {"np": np}
    exec(compile(source, "<notebook>", "exec"), namespace)
    return namespace[name]


def test_a_variants_text_runs_alone_under_the_exercises_name(exercises: Exercises) -> None:
    variance = exercises["variance"]
    x = np.array([1.0, 2.0, 6.0])
    for variant in (*variance.misconceptions, *variance.styles):
        source = variance.source_of(variant)
        assert run(source, "variance")(x) == variant.function(x)
        assert variant.name not in source


def test_helper_functions_are_written_in_front_each_once_and_only_if_used(exercises: Exercises) -> None:
    variance = exercises["variance"]
    source = variance.source_of(variance.misconceptions[0])
    assert source.count("def _mean") == 1
    assert source.index("def _count") < source.index("def _mean") < source.index("def variance")
    assert "_unused" not in source
    assert "_centred" not in source


def test_decorators_docstrings_and_annotations_are_left_out(exercises: Exercises) -> None:
    from helpers.reference.registry import standalone_source

    source = standalone_source(exercises["variance"].function, "variance")
    assert run(source, "variance")(np.array([1.0, 3.0])) == 1.0
    assert not any(text in source for text in ("@", '"""', "->", "Sequence", "ndarray"))


@pytest.fixture
def counter(references: Path) -> Any:
    (references / "counters.py").write_text(CLASSES)
    importlib.invalidate_caches()
    loaded = load("counters")
    assert loaded is not None
    return loaded["Counter"]


def test_a_class_is_reached_through_the_function_that_tests_call(counter: Any) -> None:
    assert (counter.name, counter.called) == ("Counter", "counted")
    assert counter.function(3) == 3
    assert counter.misconceptions[0].function(3) == 6
    assert counter.styles[0].function(3) == 3
    assert counter.misconceptions[0].written.__name__ == "Twice"


def test_a_class_is_written_with_what_it_inherits_from_its_module(counter: Any) -> None:
    source = counter.source_of(counter.misconceptions[0])
    assert "class Counter(list[int]):" in source
    assert counter.reached(run(source, "Counter"))(3) == 6
    assert "_one" not in source, "its own step does not need it"
    assert not any(text in source for text in ("Twice", "->", '"""'))


def test_a_classs_helper_functions_are_written_in_front(counter: Any) -> None:
    source = counter.source_of(counter.styles[0])
    assert source.index("def _one") < source.index("class Counter")
    assert source.count("def value") == source.count("def step") == 1
    assert counter.reached(run(source, "Counter"))(4) == 4


def test_a_function_is_called_by_its_own_name(exercises: Exercises) -> None:
    variance = exercises["variance"]
    assert variance.called == "variance"
    assert variance.reached(len) is len
    assert variance.styles[0].written is variance.styles[0].function


def test_a_function_that_is_only_a_docstring_stays_valid_python() -> None:
    from helpers.reference.registry import standalone_source

    def empty() -> None:
        """Nothing else."""

    assert run(standalone_source(empty, "f"), "f")() is None


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ([1.0, np.ones(2)], [1.0 + 1e-9, [1, 1]], True),
        ([1.0], [1.001], False),
        ([{"W1": 1}], [{"W1": 1}], True),
        ([{}], [{"W1": 1}], False),
        ([Raised("ValueError")], [Raised("ValueError")], True),
        ([Raised("ValueError")], [Raised("TypeError")], False),
        ([Raised("ValueError")], [1.0], False),
        ([1.0], [Raised("ValueError")], False),
        ([None], [None], True),
        ([1, 2**60], [1, 2**60], True),
        ([1], [2], False),
        ([True], [1], True),
        ([1], [True], False),
        ([2**70], [2**70], False),
    ],
)
def test_outcomes_are_the_same_by_value_or_by_exception(ours: Any, theirs: Any, same: bool) -> None:
    assert same_values(ours, theirs) is same


def test_a_series_looks_up_what_is_needed_and_describes_it_once() -> None:
    looked_up: list[str] = []
    seen: list[str] = []

    def look_up(call: str) -> Described:
        looked_up.append(call)
        return Described(call.upper())

    def describe(outcome: str) -> int:
        seen.append(outcome)
        return len(outcome)

    series = Series(["one", "three", "four"], look_up)
    assert not all(each == 3 for each in described(describe, series))
    assert (looked_up, seen) == (["one", "three"], ["ONE", "THREE"])
    assert list(series) == ["ONE", "THREE", "FOUR"]
    assert list(described(describe, series)) == [3, 5, 4]
    assert list(described(str.lower, series)) == ["one", "three", "four"]
    assert (looked_up, seen) == (["one", "three", "four"], ["ONE", "THREE", "FOUR"])


def test_what_several_series_look_up_in_one_place_is_described_once() -> None:
    seen: list[int] = []
    known = Described(7)
    for _ in range(2):
        list(described(seen.append, Series([None], lambda call: known)))
    assert seen == [7]


def test_a_description_that_fails_is_no_description() -> None:
    one = Described("no number")
    for _ in range(2):
        with pytest.raises(ValueError, match="no number"):
            one.by(float)


def test_a_plain_list_of_outcomes_is_described_too() -> None:
    assert list(described(len, ["one", "three"])) == [3, 5]


def test_series_of_unequal_length_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="zip"):
        same_values([1.0], [1.0, 2.0])


@pytest.mark.parametrize("assignment", assignments())
def test_an_assignments_files_are_its_own_and_what_they_share(assignment: str) -> None:
    """What is in this list decides which assignments are graded again when a reference changes."""
    names = {path.stem for path in source_files(assignment)}
    assert {assignment, "registry"} <= names
    assert not names & (set(assignments()) - {assignment})


def test_what_a_reference_imports_is_found_through_others() -> None:
    assert {path.stem for path in source_files("convnets")} == {"convnets", "kernels", "registry"}
    assert "draws" in {path.stem for path in source_files("initialization")}
    assert source_files("no_such_assignment") == []


def test_a_mistake_with_settings_is_known_with_each_of_them() -> None:
    scaled = Exercises("scaled")

    @scaled.reference()
    def scale(x: float, factor: float = 2.0) -> float:
        return x * factor

    @scaled.misconception(scale, "You multiply by a constant.", by=(3, 0.5), sign=(1, -1))
    def by_a_constant(x: float, factor: float = 2.0, *, by: float, sign: int) -> float:
        """Not what students see."""
        return sign * x * by

    (mistake,) = scaled["scale"].misconceptions
    assert [str(each) for each in mistake.all_settings] == [
        "by_a_constant[by=3,sign=1]",
        "by_a_constant[by=3,sign=-1]",
        "by_a_constant[by=0.5,sign=1]",
        "by_a_constant[by=0.5,sign=-1]",
    ]
    assert {each.name for each in mistake.all_settings} == {"by_a_constant"}
    assert [each.function(4.0) for each in mistake.all_settings] == [12.0, -12.0, 2.0, -2.0]
    for each in mistake.all_settings:
        source = scaled["scale"].source_of(each)
        assert "*," not in source
        assert "by_a_constant" not in source
        assert run(source, "scale")(4.0) == each.function(4.0)
