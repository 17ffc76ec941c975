"""What a student reads of a hidden part does not depend on the numbers that her code puts into an answer."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from helpers.checks import NAMED_LINES, Part
from helpers.reference.registry import Exercise
from tests.assignments.harness import SEEDS, Source, assignments, solutions_of, source

NUMBERS = (137, 269)
"""Digits that code would carry out of a hidden part, under a name or as a size; two of the same length."""


def arrays_changed(change: Callable[[Any], Any], result: Any) -> Any:
    """A result with every array and number in it changed."""
    match result:
        case dict():
            return {name: arrays_changed(change, value) for name, value in result.items()}
        case list() | tuple():
            return type(result)(arrays_changed(change, value) for value in result)
        case bool() | str() | None:
            return result
    return change(result)


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
    "rows": lambda result, number: arrays_changed(lambda array: np.zeros((number, 2)), result),
    "dimensions": lambda result, number: arrays_changed(
        lambda array: np.zeros([int(digit) for digit in str(number)]), result
    ),
    "scale": lambda result, number: arrays_changed(lambda array: array * (number / 100), result),
    "sum": lambda result, number: arrays_changed(lambda array: array + number, result),
    "places of NaN": lambda result, number: arrays_changed(lambda array: with_nans(array, number), result),
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
