"""What `make test` runs of many similar cases; `make test-thorough` runs the others."""

from collections.abc import Iterable
from typing import Any

import pytest


def few(cases: Iterable[Any], shown: int = 1) -> list[Any]:
    """The cases of a parametrized test, all but the first few of them marked as thorough."""
    return [
        case if number < shown else pytest.param(case, marks=pytest.mark.thorough)
        for number, case in enumerate(cases)
    ]
