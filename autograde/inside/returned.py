"""What a student's functions have returned, so that a test can hand it on to another of them as it was.

What the judge has of a result is a plain copy: a namedtuple is a tuple there, a view an array of its own.
Where a test passes it on unchanged, the student's function gets a copy of the object itself, as
`copy.deepcopy` makes it, with its class and with what its parts share.

Places are paths, lists of numbers: which item of a list or tuple, which value of a dict.
"""

import copy
from collections.abc import Iterable, Sequence
from typing import Any

from autograde.wire import Handle, encode

Place = Sequence[int]
"""A path in a value."""

Result = tuple[int, Place]
"""Which result it is, by its number, and the path in it."""


def at(value: Any, place: Place) -> Any:
    """The item of a value at a path.

    Raises
    ------
    IndexError
        When there is none.
    """
    for number in place:
        value = items(value)[number]
    return value


def items(value: Any) -> Sequence[Any]:
    """The items that paths number: of a tuple, list or dict, whatever the class; nothing has more."""
    if isinstance(value, dict):
        return list(dict.values(value))
    if isinstance(value, list):
        return list.__getitem__(value, slice(None))
    if isinstance(value, tuple):
        return tuple.__getitem__(value, slice(None))
    return ()


def with_own(arguments: Any, own: Iterable[tuple[Place, Result]], results: Sequence[Any]) -> Any:
    """The arguments, with the student's own objects where they are still what the judge has of them.

    Parameters
    ----------
    arguments
        Copies, which may be changed.
    own
        Places in the arguments, and which of the results belongs there.
    """
    memo: dict[int, Any] = {}
    for place, (number, path) in own:
        try:
            ours = at(results[number], path)
            if _as_plain(ours) == _as_plain(at(arguments, place)):
                arguments = _put(arguments, place, _copied(ours, memo))
        except Exception:  # the class of an object decides what becomes of it: then the copy will do
            continue
    return arguments


def _as_plain(value: Any) -> bytes:
    return encode(value, lambda kept: Handle(id(kept), ""))


def _copied(value: Any, memo: dict[int, Any]) -> Any:
    try:
        return copy.deepcopy(value, memo)
    except Exception:  # a generator, a lock: there is one of it
        return value


def _put(value: Any, place: Place, item: Any) -> Any:
    """The value with an item at a path; tuples on the way are made again."""
    if not place:
        return item
    number, *rest = place
    if isinstance(value, dict):
        key = list(value)[number]
        value[key] = _put(value[key], rest, item)
        return value
    changed = [_put(each, rest, item) if index == number else each for index, each in enumerate(value)]
    if isinstance(value, list):
        value[:] = changed
        return value
    return tuple(changed)
