"""What one of the student's functions returns and a test passes on to another arrives as it was."""

import copy
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from autograde.results import MOST_KNOWN
from autograde.sandbox import Zygote
from autograde.student import Branch, Session

HERS = """
import copy, collections, dataclasses, functools, types
import numpy as np

Cache = collections.namedtuple("Cache", "A W")

class Settings(dict):
    rate = 0.5

class Shape(str):
    pass

class Row(np.ndarray):
    pass

class Stack(list):
    def top(self):
        return self[-1]

SEEN = []

def give(what):
    base = np.arange(12.0).reshape(3, 4)
    made = {
        "namedtuple": lambda: Cache(base, base.T),
        "nested": lambda: (base, [Cache(base, 1), Cache(base, 2)]),
        "dict": lambda: Settings(W1=base),
        "default": lambda: collections.defaultdict(list, {"a": [1]}),
        "counter": lambda: collections.Counter("aab"),
        "str": lambda: Shape("wide"),
        "list": lambda: Stack([1, 2]),
        "ndarray": lambda: base.view(Row),
        "matrix": lambda: np.matrix(base),
        "masked": lambda: np.ma.masked_less(base, 3),
        "fortran": lambda: np.asfortranarray(base),
        "record": lambda: np.rec.fromarrays([[1, 2], [3.0, 4.0]], names="a,b"),
        "views": lambda: (base, base[1:]),
        "twice": lambda: ({"dW1": base},) * 2,
        "namespace": lambda: types.SimpleNamespace(A=base),
        "generator": lambda: (base, (n for n in range(3))),
        "closure": lambda: (base, lambda: base.sum()),
    }[what]()
    SEEN.append(made)
    return made

def kind(value):
    return [type(value).__name__, getattr(value, "rate", None), getattr(value, "_fields", None)]

def kind_of_the_first(value):
    return kind(next(iter(value.values() if isinstance(value, dict) else value)))

def flags(value):
    return [bool(value.flags.f_contiguous), value.dtype.names]

def overlap(one, two):
    return one is two or bool(np.shares_memory(one, two))

def total(value):
    return float(np.sum(value[0] if isinstance(value, tuple) else value))

def spoil(value):
    first = value[0] if isinstance(value, tuple) else value
    first *= 0
    return None

def again():
    return SEEN[-1]

def spoil_what_was_given():
    SEEN[-1][...] = 7

def call_of(value):
    return value()

def rest_of(numbers):
    return list(numbers)
"""


@pytest.fixture
def branch(zygote: Zygote) -> Iterator[Branch]:
    session = Session(zygote)
    assert session.run(HERS, time.monotonic() + 30).raised is None
    branch = session.branch(time.monotonic() + 60)
    yield branch
    branch.close()
    session.close()


def of(branch: Branch, name: str) -> Callable[..., Any]:
    function: Callable[..., Any] = branch.get(name)
    return function


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ("namedtuple", "Cache"),
        ("dict", "Settings"),
        ("default", "defaultdict"),
        ("counter", "Counter"),
        ("str", "Shape"),
        ("list", "Stack"),
        ("ndarray", "Row"),
        ("matrix", "matrix"),
        ("masked", "MaskedArray"),
        ("record", "recarray"),
    ],
)
def test_an_object_keeps_its_class(branch: Branch, what: str, name: str) -> None:
    result = of(branch, "give")(what)
    assert of(branch, "kind")(result)[0] == name


def test_so_do_objects_within_it(branch: Branch) -> None:
    result = of(branch, "give")("nested")
    kind = of(branch, "kind")
    assert kind(result[1][0]) == ["Cache", None, ("A", "W")]
    _, caches = result
    assert kind(caches[1])[0] == "Cache"
    assert kind(result)[0] == "tuple"


def test_inside_a_collection_of_the_tests_own_they_are_found_as_well(branch: Branch) -> None:
    settings = of(branch, "give")("dict")
    assert of(branch, "kind_of_the_first")({"one": settings, "two": 2})[:2] == ["Settings", 0.5]
    assert of(branch, "kind_of_the_first")([(settings, 1)])[0] == "tuple"


def test_arrays_keep_order_and_fields(branch: Branch) -> None:
    give, flags = of(branch, "give"), of(branch, "flags")
    assert flags(give("fortran"))[0] is True
    assert flags(give("record"))[1] == ("a", "b")


def test_one_object_that_is_passed_twice_is_one_object(branch: Branch) -> None:
    give, overlap = of(branch, "give"), of(branch, "overlap")
    one, two = give("twice")
    assert overlap(one, two) is True
    assert overlap(one, give("twice")[1]) is False


def test_what_the_test_has_changed_arrives_as_the_test_has_it(branch: Branch) -> None:
    result = of(branch, "give")("ndarray")
    result[0, 0] = 100.0
    assert of(branch, "kind")(result)[0] == "ndarray"
    assert of(branch, "total")(result) == 166.0


def test_a_part_that_the_test_has_not_changed_is_the_students_own(branch: Branch) -> None:
    one, caches = of(branch, "give")("nested")
    one[0, 0] = 100.0
    assert of(branch, "total")((one, caches)) == 166.0
    assert of(branch, "kind")(caches[0])[0] == "Cache"


def test_a_copy_is_a_copy(branch: Branch) -> None:
    result = of(branch, "give")("namedtuple")
    assert of(branch, "kind")(copy.deepcopy(result))[0] == "tuple"


def test_a_function_that_changes_its_argument_changes_a_copy(branch: Branch) -> None:
    result = of(branch, "give")("namedtuple")
    for _ in range(2):
        assert of(branch, "total")(result) == 66.0
        of(branch, "spoil")(result)
    assert of(branch, "total")(of(branch, "again")()) == 66.0


def test_what_she_changes_later_does_not_change_what_the_judge_passes_on(branch: Branch) -> None:
    result = of(branch, "give")("ndarray")
    of(branch, "spoil_what_was_given")()
    assert of(branch, "total")(result) == 66.0


def test_what_cannot_travel_goes_back_as_ever(branch: Branch) -> None:
    give = of(branch, "give")
    assert of(branch, "kind")(give("namespace"))[0] == "SimpleNamespace"
    _, generator = give("generator")
    assert of(branch, "rest_of")(generator) == [0, 1, 2]
    assert of(branch, "rest_of")(generator) == []
    _, closure = give("closure")
    assert of(branch, "call_of")(closure) == 66.0


def test_the_judge_can_ask_whether_two_results_share_memory(branch: Branch) -> None:
    give = of(branch, "give")
    first, second = give("twice")
    assert branch.share(first, second)
    assert branch.share(*give("views"))
    assert not branch.share(first, give("twice")[0])
    assert not branch.share(first, copy.deepcopy(second))


def test_a_result_of_very_many_objects_costs_no_more_than_a_few(branch: Branch) -> None:
    """Those that are not looked at arrive as plain copies."""
    of(branch, "rest_of")([[n] for n in range(50 * MOST_KNOWN)])
    assert len(branch._results._known) <= MOST_KNOWN
    result = of(branch, "rest_of")([[n] for n in range(10)])
    assert of(branch, "rest_of")(result) == result
