"""What a student reads of a hidden part does not depend on the numbers that her code puts into an answer."""

import itertools
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from statistics import median
from typing import Any

import numpy as np
import pytest

from helpers import checks
from helpers.checks import NAMED_LINES, Part
from helpers.reference.registry import Exercise
from tests.assignments.harness import SEEDS, Source, assignments, changed, solutions_of, source

NUMBERS = (128, 269)
"""Digits that code would carry out of a hidden part, under a name or as a size; two of the same length.

A hundredth of each is a factor for which no hint is known, also where a sample is small.
"""


def lists_changed(change: Callable[[list[Any]], list[Any]], result: Any) -> Any:
    """A result with every list and tuple in it changed, and every dict's keys."""
    match result:
        case dict():
            values = (lists_changed(change, each) for each in result.values())
            return dict(zip(change(list(result)), values, strict=False))  # some changes leave keys out
        case list() | tuple():
            return type(result)(change([lists_changed(change, each) for each in result]))
    return result


def with_nans(array: Any, number: int) -> Any:
    spoiled = np.array(array, dtype=float)
    spoiled.flat[: number // 100] = np.nan
    return spoiled


def raising(number: int) -> Any:
    error = type(f"E{number}", (Exception,), {})(f"the input was {number}")
    error.student_line = NAMED_LINES + number
    raise error


TELLING: Mapping[str, Callable[[Any, int], Any]] = {
    "rows": lambda result, number: changed(lambda array: np.zeros((number, 2)), result),
    "dimensions": lambda result, number: changed(
        lambda array: np.zeros([int(digit) for digit in str(number)]), result
    ),
    "scale": lambda result, number: changed(lambda array: array * (number / 100), result),
    "sum": lambda result, number: changed(lambda array: array + number, result),
    "places of NaN": lambda result, number: changed(lambda array: with_nans(array, number), result),
    "items": lambda result, number: lists_changed(lambda items: items * (number // 50), result),
    "fewer items": lambda result, number: lists_changed(lambda items: items[: number // 1000], result),
    "keys": lambda result, number: lists_changed(lambda items: [f"{item}{number}" for item in items], result),
    "class": lambda result, number: type(f"K{number}", (), {})(),
    "text": lambda result, number: str(number),
    "exception": lambda result, number: raising(number),
}


@pytest.mark.parametrize("telling", TELLING)
@pytest.mark.parametrize(
    ("notebook", "exercise"),
    [
        pytest.param(
            source(assignment),
            exercise,
            id=f"{assignment}-{exercise.name}",
            marks=pytest.mark.thorough if number else (),
        )
        for assignment in assignments()
        for number, exercise in enumerate(source(assignment).exercises)
    ],
)
def test_a_hidden_part_says_the_same_whatever_numbers_are_in_an_answer(
    notebook: Source, exercise: Exercise, telling: str
) -> None:
    one, two = (hidden_parts(notebook, exercise, TELLING[telling], number) for number in NUMBERS)
    assert one
    assert [
        (str(a), str(b)) for a, b in zip(one, two, strict=True) if a.kind == b.kind and str(a) != str(b)
    ] == []


def hidden_parts(
    notebook: Source, exercise: Exercise, telling: Callable[[Any, int], Any], number: int
) -> list[Part]:
    """What becomes of the hidden parts of an exercise whose answer tells a number."""
    right = solutions_of(notebook)[exercise.called]

    def answer(*args: Any, **kwargs: Any) -> Any:
        return telling(right(*args, **kwargs), number)

    functions = solutions_of(notebook) | {exercise.called: answer}
    ledger = notebook.run(exercise.name, functions, SEEDS[0]).ledger
    return [part for part in ledger.parts if part.hidden]


def sentences(expected: Any, what: str) -> Iterator[tuple[Any, ...]]:
    """A mark for each thing that `checks.close` can say of a wrong result, without its detail."""
    yield what, "is None"
    yield from ((what, "is of another kind", kind) for kind in [*checks._KINDS, "another"])
    match expected:
        case dict():
            for name, value in expected.items():
                yield from ((what, "lacks", name, others) for others in (False, True))
                yield from sentences(value, f"{what}[{name!r}]")
        case list() | tuple():
            yield from ((what, "has too", size, len(expected)) for size in ("few", "many"))
            for index, value in enumerate(expected):
                named = len(expected) <= checks.NAMED_ITEMS
                yield from sentences(value, f"{what}[{index}]" if named else f"an item of {what}")
        case _:
            shape = np.shape(expected)
            yield from ((what, "has shape", shape, wrong) for wrong in checks._likely_mistakes(shape))
            yield from (
                (what, *each) for each in (("is empty", shape), ("has the wrong shape", shape), ("is NaN",))
            )
            yield from (
                (what, "has wrong values", hint) for hint in ("", 0, *checks._FACTORS, "larger", "smaller")
            )


@pytest.mark.thorough
def test_what_can_be_said_of_hidden_parts_is_as_much_as_security_md_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: dict[tuple[str, str, str], set[tuple[Any, ...]]] = defaultdict(set)
    running = ("", "")

    def noted(name: str, of: Callable[..., Iterable[tuple[Any, ...]]]) -> None:
        check = getattr(checks, name)

        def noting(*args: Any, **kwargs: Any) -> Any:
            part = checks._ledger().parts[-1]
            if part.hidden:
                said[*running, part.name].update(of(*args, **kwargs))
            return check(*args, **kwargs)

        monkeypatch.setattr(checks, name, noting)

    noted("close", lambda got, expected, what="the result", **_: sentences(expected, what))
    noted("require", lambda condition, reason, **_: [(reason,)])
    for name in ("identical", "different", "unrelated"):
        noted(name, lambda one, two, reason, **_: [(reason,)])
    noted("raises", lambda expected, function, *_, **__: [("no exception", expected)])
    noted("drawn_from", lambda values, *, what="the values", **_: [(what, "is drawn", n) for n in range(9)])
    noted("parameters_of", lambda got, dims, what="parameters": sentences(network_of(dims), what))
    noted("agrees_with_slope", lambda cost, at, gradients, rng, **_: slopes(at))
    for assignment in assignments():
        for exercise in source(assignment).exercises:
            running = (assignment, exercise.name)
            source(assignment).run(exercise.name, solutions_of(source(assignment)), SEEDS[0])
    wrong = [len(each) for each in said.values()]
    raised = (len(checks._WELL_KNOWN) + 1) * (NAMED_LINES + 1)
    bits = [math.log2(number + raised + 30) for number in wrong]  # 30: other outcomes, and why they came
    sizes = len(wrong), raised, round(median(wrong), -1), round(max(wrong), -2)
    assert sizes == (228, 1040, 150, 5300)
    assert (round(median(bits)), round(max(bits))) == (10, 13)


def network_of(dims: Sequence[int]) -> dict[str, Any]:
    pairs = enumerate(itertools.pairwise(dims), start=1)
    return {
        name: value
        for layer, (n_prev, n) in pairs
        for name, value in ((f"W{layer}", np.zeros((n, n_prev))), (f"b{layer}", np.zeros((n, 1))))
    }


def slopes(at: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    yield from ((name, "is not the slope") for name in at)
    yield from sentences({f"d{name}": value for name, value in at.items()}, "the gradients")
