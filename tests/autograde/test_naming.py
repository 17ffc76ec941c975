"""Naming mistakes part by part and item by item, and when nothing must be named."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from autograde.naming import diagnose, explains, named_mistakes
from autograde.student import Call
from autograde.wire import encode
from helpers.reference.registry import Exercises, Raised

RIGHT = np.array([0.3, 0.7, 1.1])
OTHER = np.array([0.6, 1.4, 2.2])


@pytest.mark.parametrize(
    ("ours", "right", "mistaken"),
    [
        (OTHER, RIGHT, OTHER),
        (0.37, 0.73, 0.37),
        ({"dW": OTHER, "db": RIGHT}, {"dW": RIGHT, "db": RIGHT}, {"dW": OTHER, "db": OTHER}),
        ((RIGHT, [OTHER]), (RIGHT, [RIGHT]), (OTHER, [OTHER])),
        (np.array([0.3, 1.4, 1.1]), RIGHT, OTHER),
        (np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0]), np.array([1.0, 2.0, 3.0])),
        (OTHER.reshape(3, 1), RIGHT, OTHER.reshape(3, 1)),
        (Raised("KeyError", "'W3'"), RIGHT, Raised("KeyError", "'W3'")),
        (RIGHT, Raised("ValueError"), RIGHT),
    ],
)
def test_a_result_of_right_and_mistaken_items_shows_the_mistake(ours: Any, right: Any, mistaken: Any) -> None:
    assert explains([RIGHT, ours], [RIGHT, right], [OTHER, mistaken])


@pytest.mark.parametrize(
    ("ours", "right", "mistaken"),
    [
        (RIGHT, RIGHT, OTHER),
        (RIGHT + 1, RIGHT, OTHER),
        (np.array([0.3, 1.4, 9.9]), RIGHT, OTHER),
        (0.0, 0.73, 0.0),
        (2.0, 0.73, 2.0),
        (np.nan, 0.73, np.nan),
        (np.array([1.0, 2.0, 1.1]), RIGHT, np.array([1.0, 2.0, 5.0])),
        ({"dW": OTHER}, {"dW": RIGHT, "db": RIGHT}, {"dW": OTHER, "db": OTHER}),
        ([OTHER], [RIGHT, RIGHT], [OTHER, OTHER]),
        (Raised("KeyError", "'W3'"), RIGHT, Raised("KeyError", "'W9'")),
        (Raised("KeyError", "'W3'"), RIGHT, Raised("IndexError", "'W3'")),
        (Raised("KeyError", ""), RIGHT, Raised("KeyError", "")),
        (None, RIGHT, OTHER),
        ("text", RIGHT, OTHER),
        (OTHER.reshape(3, 1), RIGHT, OTHER),
    ],
)
def test_what_is_neither_or_could_be_chance_shows_nothing(ours: Any, right: Any, mistaken: Any) -> None:
    assert not explains([ours], [right], [mistaken])


exercises = Exercises("toy")


@exercises.reference()
def halves(x: Any) -> Any:
    """Not graded anywhere."""
    return {"half": x / 2, "square": x**2}


@exercises.misconception(halves, "You divide by a constant: it is 2.", by=(3, 5))
def divides_by_a_constant(x: Any, *, by: float) -> Any:
    return {"half": x / by, "square": x**2}


@exercises.misconception(halves, "You double instead of squaring.")
def doubles(x: Any) -> Any:
    return {"half": x / 2, "square": 2 * x}


@exercises.misconception(halves, "You ask for a key that is not there.")
def asks_for_a_key(x: Any) -> Any:
    return {"half": x / 2}[f"half of {len(x)}"]


@exercises.misconception(halves, "You return no square.")
def returns_no_square(x: Any) -> Any:
    return {"half": x / 2}


@exercises.reference()
def given(x: Any) -> Any:
    """An earlier exercise."""
    return x + 1


@exercises.misconception(given, "You add 2: it is 1.")
def adds_two(x: Any) -> Any:
    return x + 2


def call(name: str, function: Callable[..., Any], part: int, x: Any) -> Call:
    made = Call(name, encode([[x], {}]), part)
    try:
        made.reply = encode({"value": function(x)})
    except Exception as error:
        made.raised, made.message = type(error).__name__, str(error)
    return made


def named(wrong: Mapping[int | None, bool], *calls: Call) -> dict[int | None, str]:
    return {part: each.name for part, each in named_mistakes(exercises, "halves", calls, wrong).items()}


X = np.array([0.3, 0.7, 1.1])


@pytest.mark.parametrize("by", [3, 5])
def test_a_mistake_is_known_with_each_of_its_settings(by: int) -> None:
    calls = [call("halves", lambda x: divides_by_a_constant(x, by=by), 0, X)]
    found = diagnose(exercises["halves"], calls)
    assert found is not None
    assert found.name == "divides_by_a_constant"


def test_what_is_there_but_wrong_is_not_said_to_be_missing() -> None:
    def cubes(x: Any) -> Any:
        return {"half": x / 2, "square": x**3}

    def further(x: Any) -> Any:
        return {"half": x / 2, "third": x / 3}

    assert named({0: False}, call("halves", cubes, 0, X)) == {}
    assert named({0: False}, call("halves", returns_no_square, 0, X)) == {0: "returns_no_square"}
    assert named({0: False}, call("halves", further, 0, X)) == {0: "returns_no_square"}


def test_two_mistakes_of_one_function_are_named_where_each_shows() -> None:
    calls = [call("halves", doubles, 0, X), call("halves", lambda x: divides_by_a_constant(x, by=5), 1, X)]
    assert named({0: False, 1: False}, *calls) == {0: "doubles", 1: "divides_by_a_constant"}


def test_a_mistake_in_one_branch_is_named_though_the_others_are_right() -> None:
    def branch(x: Any) -> Any:
        return doubles(x) if x[0] > 1 else halves(x)

    calls = [call("halves", branch, 0, X), call("halves", branch, 1, X + 1), call("halves", branch, 1, X)]
    assert named({1: False}, *calls) == {1: "doubles"}


def test_a_mistake_in_one_item_is_named() -> None:
    def first_alone(x: Any) -> Any:
        square = x**2
        square[0] = 2 * x[0]
        return {"half": x / 2, "square": square}

    assert named({0: False}, call("halves", first_alone, 0, X)) == {0: "doubles"}


def test_what_always_raises_is_named_by_its_message() -> None:
    assert named({0: False}, call("halves", asks_for_a_key, 0, X)) == {0: "asks_for_a_key"}

    def another(x: Any) -> Any:
        raise KeyError("half")

    assert named({0: False}, call("halves", another, 0, X)) == {}


def test_hidden_parts_get_one_name_between_them() -> None:
    """A choice for each would let code say more of the inputs."""
    calls = [call("halves", doubles, 0, X), call("halves", lambda x: divides_by_a_constant(x, by=5), 1, X)]
    assert named({0: True, 1: True}, *calls) == {0: "doubles"}
    assert named({0: False, 1: True}, *calls) == {0: "doubles", 1: "divides_by_a_constant"}


def test_another_functions_mistake_is_named_only_where_her_own_is_right() -> None:
    helper, right, wrong = (
        call("given", adds_two, 0, X),
        call("halves", halves, 0, X),
        call("halves", lambda x: {"half": 0 * x, "square": 0 * x}, 0, X),
    )
    assert named({0: False}, helper, right) == {0: "adds_two"}
    assert named({0: False}, helper) == {0: "adds_two"}
    assert named({0: False}, helper, wrong) == {}


def test_without_a_registry_or_calls_nothing_is_named() -> None:
    assert named_mistakes(None, "halves", [call("halves", doubles, 0, X)], {0: False}) == {}
    assert named({0: False}) == {}
    assert named({None: False}, call("halves", doubles, 0, X)) == {None: "doubles"}
