"""What the assignment "frameworks" gives: variables on a tape, and expressions that are computed on one.

A `Variable` is a NumPy array that knows its tape: `a * b` asks the tape for the product. The functions here
take a class of the student's, run it on an expression such as ``"sum(relu(X @ W + b))"``, and return arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array: TypeAlias = NDArray[np.float64]
Parent: TypeAlias = "tuple[Variable, Callable[[Array], Array]]"
"""An operand of an operation, and the function that takes the gradient by the result back to this operand."""

ON_A_TAPE = ("matmul", "relu", "sigmoid", "sum")
"""The operations of a whole tape that expressions call by name; `+ - * / @` are written as in Python."""


class Variable:
    """An array on a tape. `a + b`, `a - b`, `a * b`, `a / b` and `a @ b` ask the tape for the result.

    Parameters
    ----------
    tape
        The tape that it is on, with methods such as ``multiply(a, b)``.
    value : ndarray of float
        Its value.
    """

    __array_ufunc__ = None  # so that `array * variable` is ours, too

    def __init__(self, tape: Any, value: Array) -> None:
        self.tape = tape
        self.value = value

    def __repr__(self) -> str:
        return f"Variable({self.value!r})"

    def _lift(self, other: Any) -> Variable:
        """A number or an array as a variable of the same tape, of which nobody will ask the gradient."""
        lifted: Variable = other if isinstance(other, Variable) else self.tape.variable(other)
        return lifted

    def __add__(self, other: Any) -> Any:
        return self.tape.add(self, self._lift(other))

    def __radd__(self, other: Any) -> Any:
        return self.tape.add(self._lift(other), self)

    def __sub__(self, other: Any) -> Any:
        return self.tape.subtract(self, self._lift(other))

    def __rsub__(self, other: Any) -> Any:
        return self.tape.subtract(self._lift(other), self)

    def __mul__(self, other: Any) -> Any:
        return self.tape.multiply(self, self._lift(other))

    def __rmul__(self, other: Any) -> Any:
        return self.tape.multiply(self._lift(other), self)

    def __truediv__(self, other: Any) -> Any:
        return self.tape.divide(self, self._lift(other))

    def __rtruediv__(self, other: Any) -> Any:
        return self.tape.divide(self._lift(other), self)

    def __matmul__(self, other: Any) -> Any:
        return self.tape.matmul(self, self._lift(other))

    def __rmatmul__(self, other: Any) -> Any:
        return self.tape.matmul(self._lift(other), self)


class Operations:
    """The base of a class of operations: each method records what it computed, and returns the result."""

    def record(self, value: ArrayLike, *parents: Parent) -> Variable:
        """Write down an operation; a tape's own `record` takes this one's place."""
        raise TypeError("operations are recorded by a tape: combine this class with one that has `record`")


class Samples(Operations):
    """Five ready operations on arrays of one shape, to try a recorder with."""

    def add(self, a: Variable, b: Variable) -> Variable:
        """Record a + b; each summand gets the gradient as it is."""
        return self.record(a.value + b.value, (a, lambda G: G), (b, lambda G: G))

    def blend(self, a: Variable, b: Variable) -> Variable:
        """Record 2 a + 3 b."""
        return self.record(2 * a.value + 3 * b.value, (a, lambda G: 2 * G), (b, lambda G: 3 * G))

    def triple(self, a: Variable) -> Variable:
        """Record 3 a."""
        return self.record(3 * a.value, (a, lambda G: 3 * G))

    def square(self, a: Variable) -> Variable:
        """Record a²."""
        return self.record(a.value**2, (a, lambda G: 2 * a.value * G))

    def sine(self, a: Variable) -> Variable:
        """Record sin a."""
        return self.record(np.sin(a.value), (a, lambda G: np.cos(a.value) * G))


SAMPLES = ("add", "blend", "triple", "square", "sine")

MOST_WALKS = 20
"""How often `gradient` may send something through each pullback: once a walk is enough, every path is not."""


class _Counter:
    """Counts what is sent through pullbacks, and ends a walk that goes through them again and again."""

    def __init__(self) -> None:
        self.pullbacks = 0
        self.sent = 0

    def counted(self, pullback: Callable[[Array], Array]) -> Callable[[Array], Array]:
        """The pullback, which is counted whenever it is called."""
        self.pullbacks += 1

        def count(G: Array) -> Array:
            self.sent += 1
            if self.sent > MOST_WALKS * self.pullbacks:
                raise RuntimeError(
                    "gradient goes through the same entries again and again, once for each path: go through "
                    "each entry once, when the gradient of its result is complete"
                )
            return pullback(G)

        return count


def recorder_gradients(
    recorder: type,
    expression: str,
    arrays: Mapping[str, ArrayLike],
    times: int = 1,
    overwritten: bool = False,
) -> tuple[Array, dict[str, Array]]:
    """Compute an expression of the `Samples` on a recorder, and go back through it.

    Parameters
    ----------
    recorder : type
        A class with the methods ``variable``, ``record`` and ``gradient``.
    expression : str
        Of the names in `arrays`, `+` and the five functions: ``"blend(square(a), b)"``.
    arrays : mapping
        The values of the variables.
    times : int
        How often the gradients are asked for; the last answer counts. Before each of the others, those of the
        first variable are asked for.
    overwritten : bool
        Whether the arrays are overwritten when the expression has been computed; a tape has copies.

    Returns
    -------
    tuple
        The value of the expression, and a dict with ``da`` for each variable ``a``.
    """
    counter = _Counter()

    def record(self: Any, value: ArrayLike, *parents: Parent) -> Any:
        counted = [(parent, counter.counted(pullback)) for parent, pullback in parents]
        return recorder.record(self, value, *counted)  # type: ignore[attr-defined]

    tape = type("Playground", (recorder, Samples), {"record": record})()
    functions = {name: getattr(tape, name) for name in SAMPLES}
    return _gradients(tape, functions, expression, arrays, times, overwritten)


def tape_gradients(
    tape_class: type, expression: str, arrays: Mapping[str, ArrayLike]
) -> tuple[Array, dict[str, Array]]:
    """Compute an expression on a tape, and go back through it.

    Parameters
    ----------
    tape_class : type
        A class with ``variable``, ``gradient`` and all the operations.
    expression : str
        Of the names in `arrays`, numbers, `+ - * / @` and ``relu``, ``sigmoid``, ``sum``, ``matmul``.
    arrays : mapping
        The values of the variables.

    Returns
    -------
    tuple
        The value of the expression, and a dict with ``dw`` for each variable ``w``.
    """
    tape = tape_class()
    return _gradients(tape, {name: getattr(tape, name) for name in ON_A_TAPE}, expression, arrays)


def operation_gradients(
    operations: type, operation: str, operands: Sequence[ArrayLike], G: ArrayLike
) -> tuple[Array, list[Array]]:
    """Call one operation alone, and send a gradient back through it. No recorder is needed.

    Parameters
    ----------
    operations : type
        A class with a method of the operation's name, which records itself once.
    operation : str
        The method's name, such as ``"multiply"``.
    operands : sequence of array_like
        The values of its operands.
    G : array_like
        The gradient of some cost by the operation's result, of the result's shape. It can only be read, as
        the operands can: others may use the same arrays.

    Returns
    -------
    tuple
        The result, and the list of the gradients by each operand.
    """
    witness = type("Witness", (operations,), {"record": lambda self, *entry: _Recorded(self, *entry)})()
    variables = [Variable(witness, _read_only(value)) for value in operands]
    result = getattr(witness, operation)(*variables)
    if not isinstance(result, _Recorded):
        raise TypeError(f"{operation} should return what self.record(…) gives")
    if not {parent for parent, _ in result.parents} <= set(variables):
        raise ValueError(f"{operation} should record itself once, with its own operands as parents")
    upstream = _read_only(G)
    gradients = []
    for variable in variables:
        ways = [pullback(upstream) for parent, pullback in result.parents if parent is variable]
        if not ways:
            raise ValueError(f"{operation} does not record all of its operands")
        gradients.append(ways[0] if len(ways) == 1 else np.sum(ways, axis=0))
    return result.value, gradients


def _read_only(value: ArrayLike) -> Array:
    array = np.array(value, dtype=float)
    array.flags.writeable = False
    return array


class _Recorded(Variable):
    """The result of an operation that was called alone, with its operands and their pullbacks."""

    def __init__(self, tape: Any, value: Array, *parents: Parent) -> None:
        super().__init__(tape, value)
        self.parents = parents


def _gradients(
    tape: Any,
    functions: Mapping[str, Callable[..., Any]],
    expression: str,
    arrays: Mapping[str, ArrayLike],
    times: int = 1,
    overwritten: bool = False,
) -> tuple[Array, dict[str, Array]]:
    given = {name: np.array(value) if overwritten else value for name, value in arrays.items()}
    variables = {name: tape.variable(value) for name, value in given.items()}
    target = eval(expression, {"__builtins__": {}}, {**functions, **variables})
    for array in given.values() if overwritten else ():
        array += 1  # type: ignore[operator]
    sources = list(variables.values())
    for _ in range(times - 1):
        tape.gradient(sources[0], sources[::-1])
        tape.gradient(target, sources)
    found = tape.gradient(target, sources)
    if not isinstance(found, list | tuple) or len(found) != len(variables):
        raise TypeError("gradient(target, sources) should return a list, with an array for each source")
    return target.value, {f"d{name}": gradient for name, gradient in zip(variables, found, strict=True)}
