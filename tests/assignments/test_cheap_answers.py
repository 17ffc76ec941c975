"""Answers that cost no thought earn nothing in hidden parts: constants, echoes, zeros, the visible answer."""

import copy
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from helpers.reference.registry import Exercise
from tests.assignments.harness import BEGIN_HIDDEN, SEEDS, Source, assignments, changed, solutions_of, source

Answer = Callable[..., Any]


class EqualToAll:
    """Says that it is equal to anything."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return True


def in_shape(values: Any, wanted: Any) -> Any:
    """What one result holds, cut or repeated to the structure and the shapes of another."""
    match wanted:
        case dict():
            found = values if isinstance(values, dict) else {}
            others = list(found.values()) or [0.0]
            return {name: in_shape(found.get(name, others[0]), each) for name, each in wanted.items()}
        case list() | tuple():
            items = list(values) if isinstance(values, list | tuple) and values else [values]
            return type(wanted)(in_shape(items[n % len(items)], each) for n, each in enumerate(wanted))
        case bool() | str() | None:
            return values if isinstance(values, bool | str) else None
    try:
        return np.resize(np.asarray(values, dtype=float), np.shape(wanted))
    except (TypeError, ValueError):
        return np.zeros(np.shape(wanted))


def raising(*args: Any, **kwargs: Any) -> Any:
    raise ValueError


CHEAP: Mapping[str, Callable[[Answer, list[Any]], Answer]] = {
    "None": lambda right, seen: lambda *args, **kwargs: None,
    "a constant": lambda right, seen: lambda *args, **kwargs: 0.5,
    "an integer": lambda right, seen: lambda *args, **kwargs: 1,
    "True": lambda right, seen: lambda *args, **kwargs: True,
    "False": lambda right, seen: lambda *args, **kwargs: False,
    "NaN": lambda right, seen: lambda *args, **kwargs: np.nan,
    "an empty dict": lambda right, seen: lambda *args, **kwargs: {},
    "an empty list": lambda right, seen: lambda *args, **kwargs: [],
    "equal to all": lambda right, seen: lambda *args, **kwargs: EqualToAll(),
    "ValueError": lambda right, seen: raising,
    "the first argument": lambda right, seen: lambda *args, **kwargs: [*args, *kwargs.values()][0],
    "the last argument": lambda right, seen: lambda *args, **kwargs: [*args, *kwargs.values()][-1],
    "all arguments": lambda right, seen: lambda *args, **kwargs: (*args, *kwargs.values()),
    "zeros in shape": lambda right, seen: shaped(right, np.zeros),
    "ones in shape": lambda right, seen: shaped(right, np.ones),
    "NaN in shape": lambda right, seen: shaped(right, lambda shape: np.full(shape, np.nan)),
    "random in shape": lambda right, seen: shaped(right, np.random.default_rng(0).random),
    "normal in shape": lambda right, seen: shaped(right, np.random.default_rng(0).standard_normal),
    "the first visible answer": lambda right, seen: lambda *args, **kwargs: copy.deepcopy(seen[0]),
    "the last visible answer": lambda right, seen: lambda *args, **kwargs: copy.deepcopy(seen[-1]),
    "the first visible answer in shape": lambda right, seen: as_before(right, lambda: seen[0]),
    "the last visible answer in shape": lambda right, seen: as_before(right, lambda: seen[-1]),
}
"""How a cheap answer is made of the right one, whose shapes it may have, and of the visible answers."""


def shaped(right: Answer, make: Callable[[Any], Any]) -> Answer:
    """Numbers of another kind in the right structure and shapes, for which the right answer is asked."""
    return lambda *args, **kwargs: changed(
        lambda array: make(np.shape(array)),
        result_or_number(right, args, kwargs),
        lambda value: None if value is None else type(value)(),
    )


def as_before(right: Answer, seen: Callable[[], Any]) -> Answer:
    return lambda *args, **kwargs: in_shape(seen(), result_or_number(right, args, kwargs))


def result_or_number(right: Answer, args: Any, kwargs: Any) -> Any:
    """What the right answer returns, whose structure and shapes are wanted; a number where it raises."""
    try:
        return right(*args, **kwargs)
    except Exception:
        return 0.0


def visible_answers(notebook: Source, exercise: Exercise) -> list[Any]:
    """What the right answer returns in the visible parts, in order."""
    right, seen = solutions_of(notebook)[exercise.called], []

    def noted(*args: Any, **kwargs: Any) -> Any:
        result = right(*args, **kwargs)
        seen.append(copy.deepcopy(result))
        return result

    cell = notebook.test_of(exercise.name)
    exec(
        cell.source.split(BEGIN_HIDDEN)[0],
        notebook.imports | solutions_of(notebook) | {exercise.called: noted},
    )
    return seen


def hidden_points(notebook: Source, exercise: Exercise, answer: Answer) -> dict[str, float]:
    """The points of the hidden parts that pass with an answer, by their names."""
    functions = solutions_of(notebook) | {exercise.called: answer}
    ledger = notebook.run(exercise.name, functions, SEEDS[0]).ledger
    return {part.name: part.points for part in ledger.parts if part.hidden and part.passed}


class Untouched(Exception):
    """No test expects it: a part that passes all the same does not call the function."""


def untouched(*args: Any, **kwargs: Any) -> Any:
    raise Untouched


ZEROS = ("zeros in shape", "the first visible answer in shape", "the last visible answer in shape")
RIGHT_IN_PART: Mapping[tuple[str, str], tuple[tuple[str, ...], str]] = {
    ("initialization", "initialize_parameters_zeros"): (ZEROS, "zeros are the answer"),
    ("optimization", "initialize_velocity"): (ZEROS, "zeros are the answer"),
    ("optimization", "initialize_rmsprop"): (ZEROS, "zeros are the answer"),
    ("optimization", "initialize_adam"): (ZEROS, "zeros are the answer"),
    ("initialization", "initialize_parameters_random"): (
        ("random in shape", "normal in shape"),
        "every unit draws its own numbers, on whatever scale",
    ),
    ("initialization", "initialize_parameters_he"): (
        ("random in shape", "normal in shape"),
        "every unit draws its own numbers, on whatever scale",
    ),
    ("hyperparameter_tuning", "random_search"): (
        ("random in shape",),
        "every hyperparameter has draws of its own, from whatever range",
    ),
    ("gradient_checking", "backward_propagation"): (("the first argument",), "the derivative of θx is x"),
}
"""Cheap answers that are right, or have the property that a hidden part is about, and why."""


@pytest.mark.parametrize(
    ("notebook", "exercise"),
    [
        pytest.param(
            source(assignment),
            exercise,
            id=f"{assignment}-{exercise.name}",
            marks=pytest.mark.thorough if number % 4 else (),
        )
        for assignment in assignments()
        for number, exercise in enumerate(source(assignment).exercises)
    ],
)
def test_a_cheap_answer_earns_nothing_in_hidden_parts(notebook: Source, exercise: Exercise) -> None:
    right, seen = solutions_of(notebook)[exercise.called], visible_answers(notebook, exercise)
    of_others = hidden_points(notebook, exercise, untouched)
    earned = {name: hidden_points(notebook, exercise, make(right, seen)) for name, make in CHEAP.items()}
    cheap = {name for name, points in earned.items() if points.keys() - of_others.keys()}
    allowed, _ = RIGHT_IN_PART.get((notebook.name, exercise.name), ((), ""))
    assert cheap == set(allowed)
