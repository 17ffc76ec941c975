"""How long to fuzz: a few examples, the same each time, or 10,000 new ones with `make fuzz`."""

import functools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from tqdm import tqdm

FEW, MANY = "fuzz-ci", "fuzz"
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
settings.register_profile(
    FEW, max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=_SLOW
)
settings.register_profile(
    MANY, max_examples=10_000, deadline=None, print_blob=True, suppress_health_check=_SLOW
)


@dataclass
class Ran:
    """What one test has run: how many examples, and in which time, making them up included."""

    examples: int = 0
    seconds: float = 0.0
    started: float = 0.0


_ran: dict[str, Ran] = {}


def pytest_itemcollected(item: pytest.Item) -> None:
    """Set the profile of a test in this folder; those of other folders keep theirs."""
    test: Any = getattr(item, "obj", None)
    if not getattr(test, "is_hypothesis_test", False) or item.name in _ran:
        return
    _ran[item.name] = ran = Ran()
    profile = settings.get_profile(item.config.getoption("--hypothesis-profile") or FEW)
    profile(test)
    silent = profile.max_examples < settings.get_profile(MANY).max_examples
    bar = functools.partial(tqdm, desc=item.name, total=profile.max_examples, mininterval=2, disable=silent)
    test.hypothesis.inner_test = _counted(test.hypothesis.inner_test, ran, bar)


def _counted(test: Callable[..., Any], ran: Ran, bar: Callable[[], "tqdm[Any]"]) -> Callable[..., Any]:
    """The test, which counts how often it is called, and shows it."""
    shown: list[tqdm[Any]] = []

    @functools.wraps(test)
    def counted(*args: Any, **kwargs: Any) -> Any:
        if not shown:
            shown.append(bar())
            ran.started = time.perf_counter()
        try:
            return test(*args, **kwargs)
        finally:
            ran.examples += 1
            ran.seconds = time.perf_counter() - ran.started
            shown[0].update()

    return counted


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """How many examples ran, of each test."""
    if config.getoption("--hypothesis-profile") == MANY:
        terminalreporter.section("examples")
        for name, ran in _ran.items():
            terminalreporter.write_line(f"{ran.examples:>7,} in {ran.seconds:6.1f} s  {name}")
