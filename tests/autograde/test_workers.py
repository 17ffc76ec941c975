"""Workers on this machine: where they run."""

import os

import pytest

from autograde.limits import Limits
from autograde.workers import _cores_for, local_workers


def test_as_many_workers_as_cores_have_a_core_each() -> None:
    ours = os.sched_getaffinity(0)
    with local_workers(len(ours), "auto", "landlock", Limits()) as workers:
        asked = [worker.executor.submit(os.sched_getaffinity, 0) for worker in workers._workers]
        bound = [future.result() for future in asked]
    assert all(len(cores) == 1 and cores <= ours for cores in bound)
    assert os.sched_getaffinity(0) == ours, "the main process goes where there is room"


def test_only_cores_that_this_process_may_use_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {7, 3})
    assert _cores_for(2) == _cores_for(5) == [3, 7]
    assert _cores_for(1) == [], "the kernel knows better which of them is free"
