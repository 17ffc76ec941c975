"""Whether a mutant behaves as its base on every input of a sample, and where it does not.

Compared are values (to 1e-9), exceptions (by type), what becomes of the arguments, and what is kept from call
to call: one function gets the whole series, the first inputs twice. Of functions that draw, what differs in
numbers may still be the same behaviour: that is what the exercise's registered `same` says.
"""

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Literal

import numpy as np

from autograde.verify.inputs import Input, called
from autograde.watch import within
from helpers.checks import TookTooLong
from helpers.reference.registry import Exercise, Raised, same_values

RTOL, ATOL = 1e-9, 1e-12

Sameness = Literal["values", "contract", "unseen", "none"]
"""Equal in all; equal but for what the registered `same` does not look at; different in nothing but what a
test cannot see (arguments changed in place, one object in two results); different."""

Made = Callable[[], Callable[..., Any]]


@dataclass(frozen=True)
class Compared:
    """How a mutant compares with its base; of a difference the input, both outcomes and its size."""

    same: Sameness
    where: str = ""
    input: str = ""
    expected: str = ""
    got: str = ""
    by: float | None = 0.0
    """None where the two have no numbers to compare, or other shapes."""


@dataclass(frozen=True)
class _Seen:
    """One call: its outcome, the arguments after it, and which of its arrays are one object."""

    outcome: Any
    arguments: Any
    shared: tuple[tuple[int, int], ...]


class Behaviour:
    """What a base does for a series of inputs."""

    def __init__(
        self, exercise: Exercise, inputs: Sequence[Input], make: Made, solution: "Behaviour | None" = None
    ) -> None:
        """That of what `make` gives; a mutant of it that does as the `solution` is right as well."""
        self._exercise = exercise
        self._right = solution or self
        self._series = [*inputs[:1], *inputs, *inputs[:3]]
        self._seen = list(self._run(make()))

    def _run(self, function: Callable[..., Any]) -> Iterator[_Seen]:
        np.random.seed(20261)  # noqa: NPY002 - the legacy style's own
        for each in self._series:
            args, kwargs = each.fresh()
            result = called(function, args, kwargs)
            try:
                outcome = copy.deepcopy(result)
            except Exception:
                outcome = result
            yield _Seen(outcome, (args, kwargs), _shared(result, (args, kwargs)))

    def compare(self, make: Made, cpu_seconds: float) -> Compared:
        """Compare a mutant, up to the first difference that counts."""
        try:
            return within(cpu_seconds, lambda: self._compared(make))
        except TookTooLong:
            return Compared("none", "takes too long")
        except Exception as error:
            return Compared("none", f"cannot be compared: {type(error).__name__}")

    def _compared(self, make: Made) -> Compared:
        unseen = first = None
        outcomes = list[Any]()
        for index, (base, seen) in enumerate(zip(self._seen, self._run(make()), strict=False)):
            outcomes.append(seen.outcome)
            if isinstance(seen.outcome, Raised) and seen.outcome.type_name == "TookTooLong":
                return self._difference("none", "takes too long", index, seen.outcome)
            if first is None and not same(seen.outcome, base.outcome):
                first = self._difference("none", "the result", index, seen.outcome)
            elif unseen is None and not same(seen.arguments, base.arguments):
                unseen = self._difference("unseen", "the arguments after the call", index, seen.outcome)
            elif unseen is None and set(seen.shared) - set(base.shared):
                unseen = self._difference("unseen", "what is one object", index, seen.outcome)
            is_right = self._exercise.same is not same_values or same(
                seen.outcome, self._right._seen[index].outcome
            )
            if first is not None and not is_right:
                return first
        agrees = self._exercise.same is same_values or any(
            self._exercise.same(outcomes, [each.outcome for each in right._seen])
            for right in (self, self._right)
        )
        if first is not None:
            return replace(first, same="contract") if agrees else first
        return unseen or (Compared("values") if agrees else Compared("none", "the kind of result"))

    def _difference(self, kind: Sameness, where: str, index: int, got: Any) -> Compared:
        given, expected = self._series[index], self._seen[index].outcome
        again = any(each is given for each in self._series[:index])
        return Compared(
            kind,
            where + (", called again with an earlier input" if again else ""),
            f"{shown_arguments(*given.fresh())} ({given.origin})",
            *first_difference(expected, got),
            largest_difference(expected, got),
        )


def same(ours: Any, theirs: Any) -> bool:
    """Whether two outcomes are equal; what has more keys than the other is equal if the others are."""
    if isinstance(ours, Raised) or isinstance(theirs, Raised):
        return isinstance(ours, Raised) and isinstance(theirs, Raised) and ours == theirs
    if isinstance(theirs, dict):
        return isinstance(ours, dict) and all(
            key in ours and same(ours[key], value) for key, value in theirs.items()
        )
    if isinstance(theirs, set | frozenset):
        return isinstance(ours, set | frozenset) and ours == theirs
    if isinstance(theirs, list | tuple) and isinstance(ours, list | tuple):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    if isinstance(theirs, str | None) or isinstance(ours, str | None):
        return type(ours) is type(theirs) and bool(ours == theirs)
    try:
        one, two = np.asarray(ours), np.asarray(theirs)
    except ValueError:  # ragged lists
        return False
    if one.dtype.kind not in "biufc" or two.dtype.kind not in "biufc":
        # An object of some class, such as a cache with a function in it, says nothing of what it holds.
        return one.shape == two.shape and one.dtype.kind in "SU" and bool(np.all(one == two))
    if one.shape != two.shape and not one.size == two.size == 1:  # a scalar may be an array of one element
        return False
    return bool(np.isclose(one.reshape(two.shape), two, rtol=RTOL, atol=ATOL, equal_nan=True).all())


def _arrays(value: Any) -> Iterator[np.ndarray[Any, Any]]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _arrays(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _arrays(item)
    elif isinstance(value, np.ndarray) and value.size:
        yield value


def _shared(result: Any, arguments: Any) -> tuple[tuple[int, int], ...]:
    """Which arrays of a result share memory, by their numbers; those of the arguments do not count."""
    arrays = list(_arrays(result))[:16]
    given = [id(each) for each in _arrays(arguments)]
    return tuple(
        (one, two)
        for one, two in combinations(range(len(arrays)), 2)
        if np.may_share_memory(arrays[one], arrays[two]) and id(arrays[one]) not in given
    )


def largest_difference(expected: Any, got: Any) -> float | None:
    """The largest difference of two outcomes of one structure, relative to numbers that are over 1."""
    mine, theirs = _numbers(got), _numbers(expected)
    if mine.shape != theirs.shape or not mine.size:
        return None
    with np.errstate(all="ignore"):
        differences = np.abs(mine - theirs) / np.maximum(1, np.abs(theirs))
    finite = differences[np.isfinite(differences)]
    return float(finite.max()) if finite.size == differences.size else None


def _numbers(value: Any) -> np.ndarray[Any, Any]:
    if isinstance(value, dict):
        value = [value[key] for key in sorted(value, key=str)]
    if isinstance(value, list | tuple):
        parts = [_numbers(item) for item in value]
        return np.concatenate(parts) if parts else np.empty(0)
    array = np.asarray(value) if isinstance(value, np.ndarray | int | float | np.generic) else np.empty(0)
    return array.astype(float).ravel() if array.dtype.kind in "biuf" else np.empty(0)


def first_difference(expected: Any, got: Any, way: str = "") -> tuple[str, str]:
    """Where two outcomes differ first, as (expected, got): items of arrays and dicts by their index."""
    if isinstance(expected, dict) and isinstance(got, dict):
        for key, value in expected.items():
            if key in got and not same(got[key], value):
                return first_difference(value, got[key], f"{way}[{key!r}]")
    elif isinstance(expected, list | tuple) and isinstance(got, list | tuple) and len(got) == len(expected):
        for index, (value, other) in enumerate(zip(expected, got, strict=True)):
            if not same(other, value):
                return first_difference(value, other, f"{way}[{index}]")
    elif isinstance(expected, np.ndarray) and isinstance(got, np.ndarray) and got.shape == expected.shape:
        places = [place for place in np.ndindex(*got.shape) if not same(got[place], expected[place])]
        if places:
            at = f"{way}{list(places[0])}" if places[0] else way
            number = f" ({len(places)} of {got.size} differ)" if got.size > 1 else ""
            return (
                f"{at} {shown(expected[places[0]])}".strip(),
                f"{at} {shown(got[places[0]])}{number}".strip(),
            )
    return f"{way} {shown(expected)}".strip(), f"{way} {shown(got)}".strip()


LARGE = 24
"""An array of more numbers is shown by its shape and its first numbers."""


LONGEST = 600
"""Characters of an outcome that are shown; of arguments twice as many."""


def shown(value: Any) -> str:
    """A value for a person, on one line."""
    return _cut(_shown(value), LONGEST)


def _shown(value: Any) -> str:
    match value:
        case Raised():
            return f"{value.type_name}: {value.message}"
        case dict():
            return f"{{{', '.join(f'{key!r}: {_shown(item)}' for key, item in value.items())}}}"
        case list():
            return f"[{', '.join(map(_shown, value))}]"
        case tuple():
            return f"({', '.join(map(_shown, value))}{',' if len(value) == 1 else ''})"
        case np.ndarray() if value.size > LARGE:
            begin = ", ".join(f"{number:.4g}" for number in value.ravel()[:3].tolist())
            return f"array of shape {value.shape}: {begin}, …"
        case np.ndarray():
            with np.printoptions(precision=4, linewidth=10_000):
                return f"array({np.array2string(value, separator=', ')})"
        case np.generic():
            return repr(value.item())
    return repr(value)


def shown_arguments(args: list[Any], kwargs: dict[str, Any]) -> str:
    """The arguments of a call, for a person."""
    named = [f"{name}={_shown(value)}" for name, value in kwargs.items()]
    return _cut(", ".join([*map(_shown, args), *named]), 2 * LONGEST)


def _cut(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"
