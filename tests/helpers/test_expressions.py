"""What the assignment on frameworks gives: variables, and the ways by which its classes are reached."""

from typing import Any

import numpy as np
import pytest

from helpers import expressions
from helpers.expressions import Variable
from helpers.reference.frameworks import Arithmetic, Functions, Recorder, Tape


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("a + 1", 7),
        ("1 + a", 7),
        ("a - 1", 5),
        ("1 - a", -5),
        ("a * 2", 12),
        ("2 * a", 12),
        ("a / 2", 3),
        ("12 / a", 2),
        ("a + a * a", 42),
        ("(c := a * a) - c", 0),
    ],
)
def test_operators_ask_the_tape_on_either_side(expression: str, value: float) -> None:
    assert float(expressions.tape_gradients(Tape, expression, {"a": 6.0})[0]) == value


def test_an_array_on_the_left_leaves_the_operator_to_the_variable() -> None:
    tape = Tape()
    a = tape.variable([1.0, 2.0])
    matrix = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert isinstance(matrix * a, Variable)
    assert np.array_equal((matrix + a).value, [[2.0, 4.0], [4.0, 6.0]])
    assert np.array_equal((matrix @ tape.variable(matrix)).value, matrix @ matrix)
    assert np.array_equal((tape.variable(matrix) @ matrix).value, matrix @ matrix)


def test_a_variable_shows_its_value() -> None:
    assert repr(Variable(None, np.array([1.0]))) == "Variable(array([1.]))"


def test_operations_without_a_tape_say_what_is_missing() -> None:
    operations = Arithmetic()
    with pytest.raises(TypeError, match="combine this class with one that has `record`"):
        operations.add(Variable(operations, np.ones(1)), Variable(operations, np.ones(1)))


def test_the_samples_have_the_gradients_of_their_slopes() -> None:
    at = {"a": np.array([0.3, -1.2]), "b": np.array([2.0, 0.7])}
    for expression in ("a + b", "blend(a, b)", "triple(a)", "square(b)", "sine(a)"):
        _, gradients = expressions.recorder_gradients(Recorder, expression, at)
        for name in at:
            up, down = (
                expressions.recorder_gradients(Recorder, expression, at | {name: at[name] + h})[0]
                for h in (1e-6, -1e-6)
            )
            assert np.allclose(gradients[f"d{name}"], (up - down) / 2e-6)


def test_expressions_have_no_built_in_functions() -> None:
    with pytest.raises(NameError, match="open"):
        expressions.tape_gradients(Tape, "open('/etc/passwd')", {})


class Forgetful(Functions):
    """Returns its value without a record of it."""

    def relu(self, a: Variable) -> Any:
        return np.maximum(0, a.value)


class Composed(Arithmetic):
    """Records a subtraction as two operations."""

    def subtract(self, a: Variable, b: Variable) -> Any:
        minus_b = self.multiply(b, Variable(self, np.array(-1.0)))
        return self.add(a, minus_b)


class HalfRecorded(Arithmetic):
    """Records the first operand alone."""

    def add(self, a: Variable, b: Variable) -> Any:
        return self.record(a.value + b.value, (a, lambda G: G))


class Elsewhere(Arithmetic):
    """Names a parent that is none of the operands."""

    def add(self, a: Variable, b: Variable) -> Any:
        return self.record(a.value + b.value, (a, lambda G: G), (Variable(self, b.value), lambda G: G))


@pytest.mark.parametrize(
    ("operations", "name", "operands", "error", "says"),
    [
        (Forgetful, "relu", [1.0], TypeError, "should return what self.record"),
        (Composed, "subtract", [1.0, 2.0], ValueError, "should record itself once"),
        (HalfRecorded, "add", [1.0, 2.0], ValueError, "does not record all of its operands"),
        (Elsewhere, "add", [1.0, 2.0], ValueError, "with its own operands as parents"),
    ],
    ids=["no record", "two operations", "one operand", "a stranger"],
)
def test_an_operation_that_is_recorded_otherwise_is_told_so(
    operations: type, name: str, operands: list[float], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        expressions.operation_gradients(operations, name, operands, 1.0)


class ADict(Recorder):
    """Answers with a dict."""

    def gradient(self, target: Variable, sources: Any) -> Any:
        return dict.fromkeys(sources, 0.0)


class OneTooFew(Recorder):
    """Leaves the last source out."""

    def gradient(self, target: Variable, sources: Any) -> Any:
        return super().gradient(target, sources)[:-1]


@pytest.mark.parametrize("recorder", [ADict, OneTooFew])
def test_gradients_of_another_form_are_told_so(recorder: type) -> None:
    with pytest.raises(TypeError, match="a list, with an array for each source"):
        expressions.recorder_gradients(recorder, "triple(a)", {"a": 1.0, "b": 2.0})
