"""Which objects of a test are results of the student's functions: these go back to her as they were."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import numpy as np

from autograde.inside.returned import Place, Result, at
from autograde.wire import encode

MOST_KNOWN = 1000
"""Objects of one result that are known as such, and of one call's arguments that are looked at."""


class Results:
    """The judge's copies of results, by identity."""

    def __init__(self) -> None:
        self._count = 0
        self._known: dict[int, tuple[Any, Result]] = {}

    def add(self, value: Any) -> None:
        """Remember a result and the objects in it."""
        for item, place in _walk(value):
            self._known[id(item)] = item, (self._count, place)
        self._count += 1

    def forget(self) -> None:
        """Let go of all objects. What comes of later calls cannot be told from results any more."""
        self._known.clear()

    def which(self, item: Any) -> Result | None:
        """Which result an object is, or a part of it; None if it is another's, or a copy."""
        known, result = self._known.get(id(item), (None, None))
        return result if known is item and item is not None else None

    def among(self, arguments: Any, again: Callable[[int], Any]) -> list[tuple[Place, Result]]:
        """Where in the arguments of a call results stand that the test has not changed.

        Parameters
        ----------
        again
            Gives another copy of a result, by its number, as it came.
        """
        if not self._known:
            return []
        copies: dict[int, Any] = {}
        found: list[tuple[Place, Result]] = []
        below: list[Place] = []
        for item, place in _walk(arguments):
            result = self.which(item)
            if result is None or any(place[: len(each)] == each for each in below):
                continue
            number, path = result
            if number not in copies:
                copies[number] = again(number)
            if encode(item) == encode(at(copies[number], path)):
                found.append((place, result))
                below.append(place)
        return found


def _walk(value: Any) -> Iterator[tuple[Any, Place]]:
    """The arrays, texts and collections in a value, outer ones first, with the path to each."""
    waiting: list[tuple[Any, Place]] = [(value, [])]
    for item, place in waiting:
        if isinstance(item, np.ndarray) or (
            isinstance(item, str | bytes | list | tuple | dict | set) and item
        ):
            yield item, place
        if isinstance(item, list | tuple | dict):
            inside = item.values() if isinstance(item, dict) else item
            room = max(MOST_KNOWN - len(waiting), 0)
            waiting += [(each, [*place, number]) for number, each in enumerate(islice(inside, room))]
