"""What only this assignment promises; `test_source_notebooks` runs its cells against every known answer.

With TensorFlow its last cells run in tests/frameworks, without it here.
"""

import contextlib
import doctest
import io
import re
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from autograde.naming import diagnose
from helpers import expressions, frameworks
from helpers.reference import frameworks as reference
from tests.assignments.harness import ROOT, as_written, nbgrader, solutions_of, source

Array = np.ndarray
NOTEBOOK = source("frameworks")
NAMES = ("minimize_quadratic", "dense_forward", "unbroadcast", "Recorder", "Arithmetic", "Functions")
ASKS = "frameworks.available()"


def test_it_grades_what_the_contract_says() -> None:
    assert tuple(each.name for each in reference.exercises) == NAMES
    assert sum(nbgrader(cell)["points"] for cell in NOTEBOOK.tests) == 37
    tape = solutions_of(NOTEBOOK)["Tape"]
    arithmetic = ("add", "subtract", "multiply", "divide")
    for method in ("variable", "gradient", *arithmetic, "matmul", "relu", "sigmoid", "sum"):
        assert callable(getattr(tape, method))


# The references are right.


def slopes(expression: str, arrays: dict[str, Array], name: str, step: float = 1e-3) -> Array:
    """Centred differences on four points of an expression's sum, whose error is of order step⁴."""
    at = np.asarray(arrays[name], dtype=float)
    result = np.empty(at.shape)

    def total(value: Array) -> float:
        return float(np.sum(reference.tape_gradients(expression, arrays | {name: value})[0]))

    for index in np.ndindex(*at.shape):
        bump = np.zeros(at.shape)
        bump[index] = step
        one, two = (total(at + k * bump) - total(at - k * bump) for k in (1, 2))
        result[index] = (8 * one - two) / (12 * step)
    return result


@pytest.mark.parametrize(
    "expression",
    [
        "a + b",
        "a - b",
        "2 - b * a + 1",
        "a / b",
        "1 / b / (3 + a * a)",
        "sum(a * a) * b",
        "sigmoid(a * b)",
        "relu(a) * b",
        "matmul(a, W) - b",
        "(c := a @ W) * c + sum(c)",
        "sum(sigmoid(relu(a @ W + row) @ W2) * b)",
    ],
)
@pytest.mark.parametrize("shape", [(3, 1), (1,), ()], ids=str)
def test_gradients_are_slopes(expression: str, shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(8)
    arrays = {
        "a": rng.choice([-1, 1], (3, 4)) * rng.uniform(0.3, 2, (3, 4)),
        "b": rng.uniform(0.5, 2, shape),
        "W": rng.normal(size=(4, 2)),
        "row": rng.uniform(1, 2, 2),
        "W2": rng.normal(size=(2, 1)),
    }
    _, gradients = reference.tape_gradients(expression, arrays)
    for name, value in arrays.items():
        measured = slopes(expression, arrays, name)
        scale = np.abs(measured).max() + np.abs(gradients[f"d{name}"]).max()
        assert gradients[f"d{name}"].shape == np.shape(value)
        assert np.abs(gradients[f"d{name}"] - measured).max() <= 1e-7 * scale, name


def test_the_quadratic_of_the_syllabus_ends_at_five() -> None:
    assert reference.minimize_quadratic(0.1, 1) == pytest.approx(1.0)
    assert reference.minimize_quadratic(0.1, 1000) == pytest.approx(5.0)
    value, gradients = reference.tape_gradients("w * w - 10 * w + 25", {"w": 2.0})
    assert (float(value), float(gradients["dw"])) == (9.0, -6.0)


@pytest.mark.parametrize("name", ["recorder_gradients", "tape_gradients"])
def test_the_example_of_a_given_function_is_true(name: str) -> None:
    functions = NOTEBOOK.imports | solutions_of(NOTEBOOK)
    example = doctest.DocTestParser().get_doctest(functions[name].__doc__ or "", functions, name, None, 0)
    assert example.examples
    assert doctest.DocTestRunner().run(example).failed == 0


# A mistake in one class costs no points in another's test, but where the whole tape is used.


@pytest.mark.parametrize("name", ["Recorder", "Arithmetic"])
def test_operations_and_recorder_are_graded_apart(name: str) -> None:
    exercise = reference.exercises[name]
    broken = NOTEBOOK.functions_with(exercise, exercise.misconceptions[0])
    for other in ("Recorder", "Arithmetic", "Functions"):
        parts = NOTEBOOK.run(other, broken, 0).ledger.parts
        lost = {part.name for part in parts if not part.passed}
        assert all("your whole tape" in part for part in lost) or other == name, lost
        assert lost or other != name


def test_a_method_that_is_not_written_costs_its_own_parts_alone() -> None:
    stubs, solved = NOTEBOOK.stubs(), solutions_of(NOTEBOOK)
    half = type("Functions", (solved["Functions"],), {"relu": vars(stubs["Functions"])["relu"]})
    exercise = reference.exercises["Functions"]
    functions = solved | {"function_gradients": exercise.reached(half)}
    parts = NOTEBOOK.run("Functions", functions, 0).ledger.parts
    assert {part.name for part in parts if not part.passed} == {"ReLU", "ReLU on any array"}


def test_two_mistakes_in_two_classes_are_both_named() -> None:
    """Each class has calls of its own, so one mistake does not hide another."""
    for name, number in (("Recorder", 0), ("Arithmetic", 2), ("Functions", 3)):
        exercise = reference.exercises[name]
        variant = exercise.misconceptions[number]
        written = as_written(exercise, variant, imports=NOTEBOOK.imports)
        verdict = NOTEBOOK.run(name, solutions_of(NOTEBOOK) | {exercise.called: written}, 1)
        named = diagnose(exercise, verdict.calls[exercise.called])
        assert named is not None
        assert named.text == variant.text


# What a tape promises beyond its values.


def test_pullbacks_may_not_overwrite_what_they_are_given() -> None:
    with pytest.raises(ValueError, match="read-only"):
        as_relu("G[a.value <= 0] = 0; return G")("relu", [[-1.0, 2.0]], [3.0, 4.0])
    with pytest.raises(ValueError, match="read-only"):
        as_relu("a.value[a.value < 0] = 0; return G")("relu", [[-1.0, 2.0]], [3.0, 4.0])
    value, gradients = as_relu("G = np.array(G); G[a.value <= 0] = 0; return G")(
        "relu", [[-1.0, 2.0]], [3.0, 4.0]
    )
    np.testing.assert_array_equal(value, [0.0, 2.0])
    np.testing.assert_array_equal(gradients, [[0.0, 4.0]])


def as_relu(back: str) -> Any:
    """What tests call for a class whose relu goes back like this."""
    namespace: dict[str, Any] = {}
    code = (
        f"def relu(self, a):\n def back(G):\n  {back}\n return self.record(np.maximum(0, a.value), (a, back))"
    )
    exec(code, {"np": np}, namespace)
    return reference.exercises["Functions"].reached(type("Functions", (reference.Functions,), namespace))


@pytest.mark.parametrize("slope", [0.0, 1.0, 0.5, 0.01])
def test_the_slope_of_relu_at_zero_is_that_of_one_of_its_sides(slope: float) -> None:
    def relu(self: Any, a: Any) -> Any:
        sides = np.where(a.value == 0, slope, (a.value > 0) * 1.0)
        return self.record(np.maximum(0, a.value), (a, lambda G: G * sides))

    mine = reference.exercises["Functions"].reached(type("Mine", (reference.Functions,), {"relu": relu}))
    parts = NOTEBOOK.run("Functions", solutions_of(NOTEBOOK) | {"function_gradients": mine}, 0).ledger.parts
    assert {part.name for part in parts if not part.passed} == (set() if slope in (0, 1) else {"ReLU"})


def test_a_walk_along_every_path_ends_soon_and_says_why() -> None:
    every_path = reference.exercises["Recorder"].reached(reference.ByPaths)
    doublings = "(c := add(a, a), " + "c := add(c, c), " * 60 + "c)[-1]"
    with pytest.raises(RuntimeError, match="go through each entry once"):
        every_path(doublings, {"a": [1.0, 2.0]})
    _, gradients = reference.exercises["Recorder"].function(doublings, {"a": [1.0, 2.0]})
    np.testing.assert_array_equal(gradients["da"], [2.0**61] * 2)


def test_a_tape_has_copies_of_the_arrays_that_it_was_given() -> None:
    given = {"a": np.array([1.0, 2.0])}
    _, gradients = reference.exercises["Recorder"].function("square(a)", given, overwritten=True)
    np.testing.assert_array_equal(gradients["da"], [2.0, 4.0])
    np.testing.assert_array_equal(given["a"], [1.0, 2.0])


def test_a_tape_computes_in_float64() -> None:
    """Too small a difference to be named: results count as equal when six digits are."""

    def variable(self: Any, value: Any) -> Any:
        return expressions.Variable(self, np.array(value, dtype=np.float32))

    single = type("Single", (reference.Recorder,), {"variable": variable})
    functions = solutions_of(NOTEBOOK) | {
        "recorder_gradients": reference.exercises["Recorder"].reached(single)
    }
    for seed in (0, 1, 2):
        parts = NOTEBOOK.run("Recorder", functions, seed).ledger.parts
        assert any("float64" in part.name for part in parts if not part.passed)


# Without TensorFlow.


@pytest.fixture(scope="module")
def without() -> dict[str, Any]:
    """What the cells print where there is no TensorFlow, by cell; and the names they bind."""
    mpl.use("agg")
    printed: dict[str, str] = {}
    namespace: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frameworks, "find_spec", lambda name: None)
        patch.setattr(plt, "show", lambda: plt.close("all"))
        for cell in NOTEBOOK.notebook.cells:
            if cell.cell_type == "code" and cell not in NOTEBOOK.tests:
                with contextlib.redirect_stdout(io.StringIO()) as said:
                    exec(compile(cell.source, cell.id, "exec"), namespace)
                printed[cell.id] = said.getvalue()
    return {"printed": printed, "names": namespace}


def test_without_tensorflow_each_of_its_cells_says_so_in_one_line(without: dict[str, Any]) -> None:
    asking = [cell.id for cell in NOTEBOOK.notebook.cells if ASKS in cell.source]
    assert len(asking) >= 7
    for name, said in without["printed"].items():
        assert said.splitlines().count(frameworks.SKIPPED) == (1 if name in asking else 0), name
        assert "Traceback" not in said


def test_without_tensorflow_what_needs_none_is_shown_all_the_same(without: dict[str, Any]) -> None:
    assert list(without["names"]["three_ways"]) == ["by hand", "your tape"]
    by_hand, tape = without["names"]["three_ways"].values()
    assert tape == pytest.approx(by_hand, abs=1e-12)
    assert list(without["names"]["both_costs"]) == ["your tape"]


def test_tensorflow_is_used_only_by_cells_that_have_asked_for_it() -> None:
    for cell in NOTEBOOK.notebook.cells:
        if cell.cell_type == "code":
            for line in cell.source.splitlines():
                assert not re.search(r"\b(tf|keras)\.", line) or line.startswith("    "), cell.id
                assert not re.match(r"import (tensorflow|keras)", line), cell.id
            assert ASKS in cell.source or not re.search(r"\b(tf|keras)\.", cell.source), cell.id


def test_the_one_line_names_a_command_that_exists() -> None:
    (target,) = re.findall(r"`make (\S+)`", frameworks.SKIPPED)
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


# What the figures claim.


def test_what_the_figures_claim(without: dict[str, Any]) -> None:
    names = without["names"]
    assert float(names["tested"]) > 0.95
    assert names["tape_costs"][0] == pytest.approx(0.25, abs=0.03)
    assert names["tape_costs"][-1] < 0.01
    assert names["tape_error"] < 1e-16
    assert min(names["centred"]) < 1e-11
    assert 1e-10 < min(names["one_sided"]) < 1e-8
    assert names["step_sizes"][np.argmin(names["one_sided"])] == pytest.approx(1e-8)
    assert np.allclose(names["curve"], np.sin(names["grid"] ** 2))
    assert np.allclose(names["slopes"]["da"], 2 * names["grid"] * np.cos(names["grid"] ** 2))
