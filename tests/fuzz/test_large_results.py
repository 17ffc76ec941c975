"""Whatever a graded function returns, its test ends with a verdict in its time and in the worker's memory."""

import gc
import itertools
import re
import resource
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from autograde import judge
from autograde.course import Course
from autograde.grading import Job, SourceNotebook, grade
from autograde.limits import MB, Limits
from autograde.sandbox import Tier, Zygote
from autograde.submission import Notebook, is_solution
from helpers.reference.registry import Exercise
from tests.assignments.harness import ROOT
from tests.conftest import Toy
from tests.fuzz.conftest import MANY

LIMITS = Limits(test_seconds=2.0, cell_seconds=10.0)
WORKER = 1024 * MB
"""Memory of the judge's process, without what it has before: what takes more must cost its own test alone."""

ONE_IN = 43
"""Of about 1,800 cases; no multiple of the sizes and ways, which take turns."""

SHAPES = {
    "rows": "np.zeros(({size}, 1), bool)",
    "columns": "np.zeros((1, {size} // 8))",
    "dimensions": "np.zeros((2,) * 25 + (1,) * 7, bool)",
    "text": "'1' * {size}",
    "bytes": "b'1' * {size}",
    "list": "[0.5] * ({size} // 64)",
    "nested list": "[[0.5]] * ({size} // 160)",
    "rows of a list": "[np.zeros({size} // 800)] * 100",
    "wide dict": "dict.fromkeys(range({size} // 128), 0.5)",
    "deep dict": "functools.reduce(lambda d, i: {{i: d, -i: 'x' * ({size} // 64)}}, range(60), 0)",
    "set": "set(range({size} // 128))",
    "tuple of handles": "(object(),) * ({size} // 640)",
    "complex": "np.full({size} // 16, 1j)",
    "not a number": "np.full(({size} // 8,), np.nan)",
    "many scalars": "[np.float32(1)] * ({size} // 320)",
    "many empty sets": "[set()] * ({size} // 320)",
    "many small arrays": "[np.zeros(0)] * ({size} // 640)",
    "long integers": "[7 ** 11000] * ({size} // 4096)",
    "strings of NumPy's": "np.full({size} // 4, 'x')",
}
"""What is returned, about so many bytes of it on the wire, or as many items as it may have."""

GROW = """
def _grow(value, large):
    if isinstance(value, dict):
        return {key: _grow(each, large) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_grow(each, large) for each in value)
    return large
"""
WAYS = {
    "alone": "{large}",
    "in each place of the right answer": "_grow(_right(*args, **kwargs), {large})",
    "beside the right answer": "(_right(*args, **kwargs), {large})",
}


@dataclass
class Spent:
    """The judge's CPU seconds for each test, by its id."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))


@pytest.fixture
def spent(monkeypatch: pytest.MonkeyPatch) -> Spent:
    measured = Spent()
    start, finish = judge.Trial.__init__, judge.Trial.finish

    def timed(function: object, trial: judge.Trial, *args: object) -> object:
        began = time.thread_time()
        try:
            return function(trial, *args)  # type: ignore[operator]
        finally:
            measured.seconds[trial.test.test_id] += time.thread_time() - began

    monkeypatch.setattr(judge.Trial, "__init__", lambda *args: timed(start, *args))
    monkeypatch.setattr(judge.Trial, "finish", lambda *args: timed(finish, *args))
    return measured


@pytest.fixture(autouse=True)
def limited() -> Iterator[None]:
    """As much memory as a worker may have beyond what this process has already."""
    most = resource.getrlimit(resource.RLIMIT_DATA)
    has = int(re.search(r"VmData:\s+(\d+)", Path("/proc/self/status").read_text())[1])  # type: ignore[index]
    resource.setrlimit(resource.RLIMIT_DATA, (has * 1024 + WORKER, most[1]))
    yield
    resource.setrlimit(resource.RLIMIT_DATA, most)


@pytest.fixture(autouse=True)
def no_callbacks_of_the_collector() -> Iterator[None]:
    """An interrupt that arrives in one of Hypothesis's is said to be lost; the next is not."""
    callbacks = gc.callbacks[:]
    gc.callbacks.clear()
    yield
    gc.callbacks[:] = callbacks


@pytest.fixture(scope="module")
def zygote(tier: Tier) -> Iterator[Zygote]:
    with Zygote(tier, limits=LIMITS) as warm:
        yield warm


def _sources() -> dict[str, SourceNotebook]:
    course = Course.open(ROOT)
    return {
        path.parent.name: SourceNotebook.read(path, b"a secret of this test")
        for path in sorted(course.source.glob("*/*.ipynb"))
    }


SOURCES = _sources()


def _functions() -> list[tuple[str, Exercise]]:
    return [
        (name, exercise)
        for name, source in SOURCES.items()
        for exercise in source.judge.exercises or ()
        if exercise.through is None
    ]


SIZES = (MB, 8 * MB, 60 * MB)


def _cases() -> Iterator[Any]:
    """Every function with every shape; size and way take turns."""
    turns = itertools.cycle(itertools.product(SIZES, WAYS))
    for (name, exercise), shape in itertools.product(_functions(), SHAPES):
        size, way = next(turns)
        label = f"{name} {exercise.name}: {shape} of {size // MB} MB {way}"
        yield pytest.param(name, exercise.name, shape, way, size, id=label)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """All cases in `make fuzz`, else some of each assignment."""
    cases = list(_cases())
    if metafunc.config.getoption("--hypothesis-profile") != MANY:
        cases = cases[::ONE_IN]
    if "shape" in metafunc.fixturenames:
        metafunc.parametrize(("assignment", "function", "shape", "way", "size"), cases)


def _with(source: SourceNotebook, function: str, large: str) -> Notebook:
    """The right answers, with a cell after one of them in which its function is wrapped."""
    cells = []
    for cell in source.content["cells"]:
        cells.append(cell)
        if is_solution(cell) and re.search(rf"^def {function}\(", cell["source"], re.MULTILINE):
            wrapped = f"{GROW}\n_right = {function}\ndef {function}(*args, **kwargs):\n    return {large}\n"
            cells.append(Toy.cell(f"import functools\nimport numpy as np\n{wrapped}", f"hostile-{function}"))
    return {**source.content, "cells": cells}


@pytest.mark.slow
def test_a_large_result_ends_in_a_verdict(
    assignment: str, function: str, shape: str, way: str, size: int, zygote: Zygote, spent: Spent
) -> None:
    source = SOURCES[assignment]
    large = WAYS[way].format(large=SHAPES[shape].format(size=size))
    job = Job("mallory", assignment, assignment, Toy().data(*_with(source, function, large)["cells"]))
    verdict = grade(source, job, zygote, LIMITS).verdict
    assert len(verdict.tests) == len(source.tests())
    slow = {test: seconds for test, seconds in spent.seconds.items() if seconds > LIMITS.test_seconds + 1}
    assert not slow
