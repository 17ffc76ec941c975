"""Work that takes too long is interrupted, and nothing else is."""

import contextlib
import sys
import threading
import time

import pytest

from autograde.watch import LOOK_SECONDS, within
from helpers import checks
from helpers.checks import TookTooLong


def burn(cpu_seconds: float = 3600.0) -> str:
    """Use CPU time of this thread."""
    ends = time.thread_time() + cpu_seconds
    while time.thread_time() < ends:
        pass
    return "done"


def test_work_ends_when_its_cpu_time_is_over() -> None:
    began = time.thread_time()
    with pytest.raises(TookTooLong):
        within(0.2, burn)
    assert time.thread_time() - began >= 0.2


def test_work_within_its_time_is_left_alone() -> None:
    assert within(3600, lambda: burn(3 * LOOK_SECONDS)) == "done"
    assert burn(3 * LOOK_SECONDS) == "done", "nothing arrives afterwards"


def test_an_interrupt_leaves_nothing_behind_for_a_debugger_or_profiler() -> None:
    """Where an interrupt was taken back, a traced function did not begin on Python 3.11."""
    with pytest.raises(TookTooLong):
        within(0.0, burn)
    calls: list[str] = []
    sys.setprofile(lambda frame, event, argument: calls.append(event))
    try:
        burn(0.01)
    finally:
        sys.setprofile(None)
    assert calls


def test_waiting_takes_no_time() -> None:
    within(0.05, lambda: time.sleep(4 * LOOK_SECONDS))


def test_cpu_time_counts_from_the_deadline() -> None:
    began = time.monotonic()
    with pytest.raises(TookTooLong):
        within(0.0, burn, deadline=began + 5 * LOOK_SECONDS)
    assert time.monotonic() - began >= 5 * LOOK_SECONDS


def test_what_goes_on_is_interrupted_again() -> None:
    survived = 0

    def stubborn() -> None:
        nonlocal survived
        while survived < 3:
            try:
                burn()
            except TookTooLong:
                survived += 1
        burn()

    with pytest.raises(TookTooLong):
        within(0.0, stubborn)
    assert survived == 3


def test_an_error_of_the_work_is_its_own() -> None:
    with pytest.raises(ZeroDivisionError):
        within(1.0, lambda: 1 / 0)


def test_only_the_thread_that_works_is_interrupted() -> None:
    ended: list[str] = []

    def work() -> None:
        with contextlib.suppress(TookTooLong):
            within(0.1, burn)
        ended.append("interrupted")

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert within(3600, lambda: burn(0.1)) == "done"
    for thread in threads:
        thread.join()
    assert ended == ["interrupted"] * 2


def test_a_check_that_is_interrupted_fails_its_part_and_no_other() -> None:
    def cell() -> None:
        with checks.part(1, "quick"):
            pass
        with checks.part(2, "endless"):
            burn()

    with checks.grading(0) as ledger:
        within(0.1, cell)
    assert [part.kind for part in ledger.parts] == ["passed", "timeout"]
    assert "takes too long to check" in ledger.parts[1].reason
