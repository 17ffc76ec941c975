"""Running some of a source notebook's locked statements here, to have what they define as the source has it.

Random numbers come from streams that the whole notebook shares. What depends on their state, on the clock or
on anything else that differs from run to run is found by running twice, from different states.
"""

import contextlib
import copy
import io
import os
import random
import types
import warnings
from collections.abc import Iterable, Iterator, Sequence
from types import CodeType
from typing import Any

import numpy as np

NAME = "__judge__"
"""The module of what is defined here."""


class NotReproducible(Exception):
    """What statements define differs from run to run."""


UNKNOWN = None
"""Stands for statements that are left out, and may have drawn random numbers."""

Step = CodeType | None


def replayed(steps: Sequence[Step], name: str) -> Any:
    """The value that some statements give a name; they are run twice, and not believed where they differ.

    Raises
    ------
    NotReproducible
        When the two differ.
    Exception
        Whatever the statements raise.
    """
    first, second = (_run(steps)[name] for _ in range(2))
    if is_plain(first) and not same(first, second):
        raise NotReproducible(name)
    return first


def _run(steps: Iterable[Step]) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": NAME}
    with _quietly():
        for step in steps:
            if step is UNKNOWN:
                _scramble()
            else:
                exec(step, names)
    return names


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Print nothing, warn of nothing, and put NumPy's settings and the shared streams back."""
    legacy, standard = np.random.get_state(), random.getstate()  # noqa: NPY002 - the notebooks' own
    quiet = contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO())
    try:
        with quiet[0], quiet[1], warnings.catch_warnings(), np.errstate(), np.printoptions():
            warnings.simplefilter("ignore")
            yield
    finally:
        np.random.set_state(legacy)  # noqa: NPY002
        random.setstate(standard)


def _scramble() -> None:
    seed = os.urandom(4)
    random.seed(seed)
    np.random.seed(int.from_bytes(seed, "little"))  # noqa: NPY002


_ATOMS = (bool, int, float, complex, str, bytes, range, type(None), type(...), np.generic, np.dtype)
_SHARED = (types.ModuleType, types.BuiltinFunctionType, np.ufunc)


def is_constant(value: Any) -> bool:
    """Whether nothing can change it."""
    if isinstance(value, tuple | frozenset):
        return all(map(is_constant, value))
    own = getattr(value, "__module__", None) == NAME
    is_code = isinstance(value, type | types.FunctionType) and not own
    return isinstance(value, (*_ATOMS, *_SHARED)) or is_code


def is_plain(value: Any) -> bool:
    """Whether it is data that `same` can compare."""
    if type(value) is dict:
        return all(is_plain(key) and is_plain(each) for key, each in value.items())
    if type(value) in (list, tuple, set, frozenset):
        return all(map(is_plain, value))
    if type(value) is np.ndarray:
        return not value.dtype.hasobject
    return isinstance(value, (*_ATOMS, bytearray))


def is_copied(value: Any) -> bool:
    """Whether a copy of it does as well as running the statements again."""
    if is_plain(value):
        return True
    if callable(value) or type(value).__module__ == NAME:
        return False
    try:
        copy.deepcopy(value)
    except Exception:  # a generator, an open file
        return False
    return not isinstance(value, dict | list | tuple | set | frozenset)  # of what may be defined here


def same(one: Any, two: Any) -> bool:
    """Whether two plain values are equal to the last bit."""
    if type(one) is not type(two):
        return False
    if isinstance(one, dict):
        return list(one) == list(two) and all(same(one[key], two[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(two) and all(map(same, one, two))
    if isinstance(one, np.ndarray | np.generic):
        return bool(one.dtype == two.dtype and one.shape == two.shape and one.tobytes() == two.tobytes())
    return repr(one) == repr(two) if isinstance(one, float | complex) else bool(one == two)
