"""Processes are killed at any moment: nothing is lost and nothing is doubled."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from itertools import product
from pathlib import Path

import psutil
import pytest

from tests.class_ import crowd

pytestmark = pytest.mark.slow

KILLS = 20
PER_TEST = 5
Scores = dict[str, list[str]]


@pytest.fixture(scope="module")
def class_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return crowd.make(tmp_path_factory.mktemp("crowd") / "course")


@pytest.fixture(scope="module")
def undisturbed(class_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Scores, float]:
    """The gradebook of a run that nobody disturbs, and how long it took."""
    folder = shutil.copytree(class_folder, tmp_path_factory.mktemp("undisturbed") / "course")
    started = time.monotonic()
    crowd.grade(folder)
    return crowd.recorded(folder), time.monotonic() - started


def _start(folder: Path, *options: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        crowd.command("grade", crowd.ASSIGNMENT, "--jobs", "2", *options),
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _gone(processes: list[psutil.Process]) -> bool:
    _, alive = psutil.wait_procs(processes, timeout=30)
    return not alive


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(KILLS // PER_TEST))
def test_the_main_process_is_killed_at_random_moments(
    seed: int, class_folder: Path, undisturbed: tuple[Scores, float], tmp_path: Path
) -> None:
    print(f"seed {seed}")
    expected, seconds = undisturbed
    rng = random.Random(seed)
    interrupted = 0
    for number in range(PER_TEST):
        folder = shutil.copytree(class_folder, tmp_path / str(number))
        moment = rng.uniform(0.3, 1) * seconds
        started: list[psutil.Process] = []
        process = _start(folder)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(moment)
        with contextlib.suppress(psutil.NoSuchProcess):
            started = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        interrupted += process.wait() == -signal.SIGKILL
        assert _gone(started), "workers and sandboxes end with the main process"
        crowd.grade(folder, "--jobs", "1")
        assert crowd.recorded(folder) == expected, f"killed after {moment:.2f} s"
        crowd.nothing_half_written(folder)
    assert interrupted > 0


def _children(process: "subprocess.Popen[bytes]", mark: str, count: int) -> list[psutil.Process]:
    """The processes below one whose command line holds `mark`, once there are so many."""
    while True:
        assert process.poll() is None, "ended before its workers were there"
        with contextlib.suppress(psutil.Error):
            below = psutil.Process(process.pid).children(recursive=True)
            found = [each for each in below if mark in " ".join(each.cmdline())]
            if len(found) >= count:
                return found
        time.sleep(0.01)


def _is_forked(process: psutil.Process) -> bool:
    """Whether a process is a worker: forked from the server, whose command line it has."""
    parent = process.parent()
    return parent is not None and all("forkserver" in " ".join(each.cmdline()) for each in (process, parent))


def _something_recorded(folder: Path, process: "subprocess.Popen[bytes]") -> None:
    journal = folder / ".autograde" / "journal.jsonl"
    while not journal.exists():
        assert process.poll() is None, "ended before anything was recorded"
        time.sleep(0.01)


Choose = Callable[["subprocess.Popen[bytes]"], int]


def _a_worker(process: "subprocess.Popen[bytes]") -> int:
    return next(each.pid for each in _children(process, "forkserver", 3) if _is_forked(each))


def _their_server(process: "subprocess.Popen[bytes]") -> int:
    return next(each.pid for each in _children(process, "forkserver", 3) if not _is_forked(each))


def _a_sandbox(process: "subprocess.Popen[bytes]") -> int:
    return _children(process, "zygote.main", 2)[0].pid


def _their_server_alone(process: "subprocess.Popen[bytes]") -> int:
    """Before there are workers, or when there is one."""
    return next(each.pid for each in _children(process, "forkserver", 1) if not _is_forked(each))


@pytest.mark.parametrize(
    ("when", "choose"),
    [
        ("in the middle", _a_worker),
        *(
            pytest.param(*case, marks=pytest.mark.thorough)
            for case in (
                ("at once", _a_worker),
                *product(["at once", "in the middle"], [_their_server, _a_sandbox]),
                ("at once", _their_server_alone),
            )
        ),
    ],
)
def test_a_worker_is_killed_and_the_run_goes_on(
    when: str, choose: Choose, class_folder: Path, undisturbed: tuple[Scores, float], tmp_path: Path
) -> None:
    folder = shutil.copytree(class_folder, tmp_path / "course")
    process = _start(folder)
    victim = choose(process)
    if when == "in the middle":
        _something_recorded(folder, process)
    os.kill(victim, signal.SIGKILL)
    assert process.wait(timeout=120) == 0
    assert crowd.recorded(folder) == undisturbed[0]
    crowd.nothing_half_written(folder)


def test_workers_that_die_again_and_again_end_the_run_in_one_line(class_folder: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(class_folder, tmp_path / "course")
    process = subprocess.Popen(
        crowd.command("grade", crowd.ASSIGNMENT, "--jobs", "1"),
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    killed: set[int] = set()
    while process.poll() is None:
        with contextlib.suppress(psutil.Error):
            for child in psutil.Process(process.pid).children(recursive=True):
                if child.pid not in killed and _is_forked(child):
                    child.kill()
                    killed.add(child.pid)
        time.sleep(0.005)
    said = process.communicate()[1].strip()
    assert process.returncode == 1
    assert "--jobs" in said
    assert len(said.splitlines()) == 1, said


def test_two_runs_at_a_time_are_refused(class_folder: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(class_folder, tmp_path / "course")
    lock = folder / ".autograde" / "lock"
    process = _start(folder)
    while not lock.exists() or f":{lock.stat().st_ino} " not in Path("/proc/locks").read_text():
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGSTOP)  # it holds the lock, and cannot be done before the second has come
    second = subprocess.run(
        crowd.command("grade"), cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    process.send_signal(signal.SIGCONT)
    assert process.wait(timeout=120) == 0
    assert second.returncode == 1
    assert str(process.pid) in second.stderr
    assert str(lock) in second.stderr
