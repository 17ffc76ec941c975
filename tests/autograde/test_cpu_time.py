"""The processor time of a student's code, read from outside, and whatever tries to escape it."""

import math
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from autograde.sandbox import Zygote
from autograde.student import Branch, Session
from helpers.checks import StudentProcessError

BURN = """
import os, signal, socket, threading, time

def burn(seconds=0.2, clock=time.thread_time):
    start = clock()
    while clock() - start < seconds:
        pass
"""

Branched = Callable[[str], Branch]


@pytest.fixture
def branched(zygote: Zygote) -> Iterator[Branched]:
    """A branch of a session that has run a cell."""
    opened: list[Session | Branch] = []

    def run(cell: str) -> Branch:
        session = Session(zygote)
        opened.append(session)
        ran = session.run(BURN + cell, time.monotonic() + 10)
        assert ran.raised is None, ran
        branch = session.branch(time.monotonic() + 20)
        opened.append(branch)
        return branch

    yield run
    for each in reversed(opened):
        each.close()


def seconds(branch: Branch, name: str = "f") -> float:
    function = branch.get(name)
    _, taken = branch.timed(lambda: function(), None)
    assert isinstance(taken, float)
    return taken


def test_waiting_takes_no_time_and_working_does(branched: Branched) -> None:
    assert seconds(branched("def f(): time.sleep(0.3)")) < 0.1
    assert seconds(branched("def f(): burn()")) > 0.18


def test_threads_count(branched: Branched) -> None:
    branch = branched(
        "go = threading.Event()\n"
        "def work():\n    go.wait()\n    burn()\n"
        "def start(): globals().update(t=threading.Thread(target=work)), t.start()\n"
        "def f():\n    go.set()\n    t.join()"
    )
    branch.get("start")()
    assert seconds(branch) > 0.18


THREAD = """
threading.Thread(target=lambda: [burn() for _ in range(99)], daemon=True).start()
def f(): time.sleep(0.1)
"""
CHILD = """
if os.fork() == 0:
    [burn() for _ in range(99)]
def f(): time.sleep(0.1)
"""
ORPHAN = """
if os.fork() == 0:
    if os.fork() == 0:
        [burn() for _ in range(99)]
    os.kill(os.getpid(), 9)
def f(): time.sleep(0.1)
"""
ENDS_IN_TIME = """
a, b = os.pipe()
if os.fork() == 0:
    os.read(a, 1)
    burn(0.01)
    os.kill(os.getpid(), 9)
def f():
    os.write(b, b"x")
    time.sleep(0.3)
"""
WAITING = """
if os.fork() == 0:
    time.sleep(60)
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
def f(): burn()
"""


@pytest.mark.parametrize("cell", [THREAD, CHILD, ORPHAN, ENDS_IN_TIME])
def test_no_time_counts_beside_which_something_else_is_at_work(branched: Branched, cell: str) -> None:
    assert seconds(branched(cell)) == math.inf


def test_what_only_waits_beside_it_does_no_harm(branched: Branched) -> None:
    assert 0.18 < seconds(branched(WAITING)) < 5


RAISE_THE_LIMIT = """
import resource
try:
    resource.setrlimit(resource.RLIMIT_NPROC, (9, 9))
except (ValueError, OSError):
    pass
"""


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("os.fork()", BlockingIOError),
        ("threading.Thread(target=burn).start()", RuntimeError),
        ("os.posix_spawn('/bin/true', ['true'], {})", BlockingIOError),
    ],
)
def test_nothing_can_be_started_meanwhile(branched: Branched, call: str, error: type[Exception]) -> None:
    escape = (
        "import resource\ntry:\n    resource.setrlimit(resource.RLIMIT_NPROC, (9, 9))\nexcept Exception: pass"
    )
    body = f"{escape}\n{call}".replace("\n", "\n    ")
    branch = branched(f"def f():\n    {body}")
    with pytest.raises(error) as raised:
        seconds(branch)
    assert "time is taken" in str(getattr(raised.value, "hint", ""))


@pytest.mark.parametrize("error", ["RecursionError", "NotImplementedError", "RuntimeError"])
def test_another_error_is_not_said_to_come_of_it(branched: Branched, error: str) -> None:
    with pytest.raises(RuntimeError) as raised:
        seconds(branched(f"def f(): raise {error}('deep')"))
    assert not getattr(raised.value, "hint", "")


def test_another_branch_can_be_made_after_a_race(zygote: Zygote) -> None:
    session = Session(zygote)
    session.run(f"{BURN}\ndef f(): burn(0.01)", time.monotonic() + 10)
    for _ in range(2):
        branch = session.branch(time.monotonic() + 10)
        assert seconds(branch) < 1
        branch.close()
    ran = session.run("import subprocess\nsubprocess.run(['/bin/true'])", time.monotonic() + 10)
    assert ran.raised is None
    session.close()


@pytest.mark.parametrize(("hers", "left"), [(10, 3.0), (6, 0.0)], ids=["more", "less"])
def test_packing_and_unpacking_do_not_count(
    branched: Branched, monkeypatch: pytest.MonkeyPatch, hers: int, left: float
) -> None:
    """Her process takes 10 or 6 seconds; here it takes 3 to unpack the arguments and 4 to pack the result."""
    branch = branched("def f(x): return x")
    function: Any = branch.get("f")
    here, there = [0], iter([0, hers * 10**9])
    monkeypatch.setattr(branch, "_clock", lambda: next(there))
    monkeypatch.setattr(time, "thread_time_ns", lambda: here[0])

    def run() -> Any:
        result = function(1.0)
        monkeypatch.setattr("autograde.student.decode", lambda _: here.append(here.pop() + 3 * 10**9))
        monkeypatch.setattr("autograde.student.encode", lambda _: here.append(here.pop() + 4 * 10**9))
        return result

    assert branch.timed(run, 1.0) == (1.0, left)


def test_a_process_that_is_gone_is_said_to_be(branched: Branched) -> None:
    branch = branched("def f(): os.kill(os.getpid(), 9)")
    with pytest.raises(StudentProcessError, match="ended its own process"):
        seconds(branch)
    with pytest.raises(StudentProcessError, match="ended its own process"):
        branch.timed(lambda: None, None)
