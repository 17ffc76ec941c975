"""What `make test` runs of many similar cases; `make test-thorough` and `make test-every` run the others."""

import zlib
from collections.abc import Iterable
from typing import Any

import pytest


def few(cases: Iterable[Any], shown: int = 1) -> list[Any]:
    """The cases of a parametrized test, all but the first few of them marked as thorough."""
    return [
        case if number < shown else pytest.param(case, marks=pytest.mark.thorough)
        for number, case in enumerate(cases)
    ]


def sampled(name: str, share: int) -> list[pytest.MarkDecorator]:
    """The marks of one of many cases: by its name, one in `share` is thorough, the others are `every`."""
    return [pytest.mark.thorough if zlib.crc32(name.encode()) % share == 0 else pytest.mark.every]
