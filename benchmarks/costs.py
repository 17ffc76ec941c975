"""How `autograde grade` grows: with students, with workers, and what memory a worker takes."""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import classes
from contenders import SCRIPTS, environment
from measure import Usage, Watch, parent, proportional, run

from autograde.workers import default_jobs

ASSIGNMENT = "initialization"
WATCH_SECONDS = 0.2


@contextmanager
def course(place: Path, students: int) -> Iterator[Path]:
    """A course whose class has handed in one assignment; it is gone afterwards."""
    folder = classes.empty_course(place / f"class-of-{students}", classes.our_config(), [ASSIGNMENT])
    try:
        classes.hand_in(folder / "submitted", [ASSIGNMENT], students)
        yield folder
    finally:
        shutil.rmtree(folder)


def grade(folder: Path, *options: str, watch: Watch | None = None) -> Usage:
    """Grade a course by the command line."""
    command = [str(SCRIPTS / "autograde"), "grade", ASSIGNMENT, *options]
    return run(command, folder, environment(folder / "home"), watch, WATCH_SECONDS if watch else 0.05)


def of_size(place: Path, students: int) -> dict[str, Any]:
    """What a class of some size costs: to grade, to grade again when nothing has changed, and to keep."""
    with course(place, students) as folder:
        first = grade(folder)
        kept = {
            "autograded/": _bytes(folder / "autograded"),
            "submitted/": _bytes(folder / "submitted"),
            "gradebook.db": _bytes(folder / "gradebook.db"),
            "journal.jsonl": _bytes(folder / ".autograde" / "journal.jsonl"),
        }
        again = grade(folder)
        return {
            "students": students,
            "first": first.to_json(),
            "again": again.to_json(),
            "bytes": kept,
            "rows": _rows(folder / "gradebook.db"),
        }


def _bytes(path: Path) -> int:
    """Space on disk: whole blocks, folders included."""
    paths = [path, *path.rglob("*")] if path.is_dir() else [path]
    return sum(each.lstat().st_blocks * 512 for each in paths)


def _rows(path: Path) -> int:
    with closing(sqlite3.connect(path)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        counts = [database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables]
    return sum(counts)


def of_workers(place: Path, students: int) -> dict[str, Any]:
    """The same class with one worker and with two, and how long each takes to start."""
    measured: dict[str, Any] = {"students": students}
    for jobs in (1, 2):
        with course(place, jobs) as folder:
            small = grade(folder, "--jobs", str(jobs))
        with course(place, students) as folder:
            large = grade(folder, "--jobs", str(jobs))
        measured[str(jobs)] = {"small": small.to_json(), "large": large.to_json()}
    return measured


def of_memory(place: Path, students: int) -> dict[str, Any]:
    """The proportional memory of the main process, and of each worker with all that it has started."""
    largest: dict[str, int] = {}
    jobs = default_jobs()

    def watch(pids: list[int]) -> None:
        now: dict[str, int] = {}
        whose = _whose(pids)
        for pid in pids:
            now[whose[pid]] = now.get(whose[pid], 0) + proportional(pid)
        for place, size in now.items():
            if place.startswith("worker"):
                largest["worker"] = max(largest.get("worker", 0), size)
                _note(largest, pids, whose, place)
            else:
                largest[place] = max(largest.get(place, 0), size)

    with course(place, students) as folder:
        grade(folder, "--jobs", str(jobs), watch=watch)
    return {"students": students, "jobs": jobs, "largest": largest}


def _note(largest: dict[str, int], pids: list[int], whose: dict[int, str], place: str) -> None:
    """Tell apart the worker's own process and its sandbox."""
    judge = int(place.split()[1])
    sandbox = sum(proportional(pid) for pid in pids if whose[pid] == place and pid != judge)
    largest["judge"] = max(largest.get("judge", 0), proportional(judge))
    largest["sandbox"] = max(largest.get("sandbox", 0), sandbox)


def _whose(pids: list[int]) -> dict[int, str]:
    """For each process the worker that it belongs to, or else the main process's name."""
    forked = {pid for pid in pids if b"multiprocessing.forkserver" in _command(pid)}
    workers = {pid for pid in forked if parent(pid) in forked}  # the others: the server itself
    whose: dict[int, str] = {}
    for pid in pids:
        above = pid
        while above not in workers and above in pids:
            above = parent(above)
        whose[pid] = f"worker {above}" if above in workers else "main"
    return whose


def _command(pid: int) -> bytes:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def load() -> float:
    """The load average of the last minute."""
    return os.getloadavg()[0]
