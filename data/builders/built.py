"""What every builder returns, and what it raises when its package is not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from helpers.datasets import Arrays

OURS = "The Backprop by Hand developers"


class BuildError(Exception):
    """A data set cannot be built here; the message is one line that says why and the way out."""


class Built(NamedTuple):
    """A data set before it is written: its arrays, and what its attributes say of it."""

    arrays: Arrays
    title: str
    source: str
    licence: str
    author: str
    more: Mapping[str, str] = {}
    """Further attributes, such as the names of the classes."""


Builder: TypeAlias = Callable[[bool], Built]
"""Takes whether it may download the package it needs; point sets need none."""
