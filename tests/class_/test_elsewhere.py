"""The same scores wherever the work is done and wherever it is kept: jobs, Dask, SQLite, PostgreSQL."""

import contextlib
import os
import pickle
import pwd
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from tests.class_ import crowd

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("elsewhere")]

Scores = dict[str, list[str]]
Cluster = tuple[str, list["subprocess.Popen[bytes]"]]
PROGRAMS = Path(sys.executable).parent


@pytest.fixture(scope="module")
def class_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return crowd.make(tmp_path_factory.mktemp("crowd") / "course")


@pytest.fixture(scope="module")
def expected(class_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Scores:
    """What one worker on this machine finds, kept in SQLite."""
    folder = shutil.copytree(class_folder, tmp_path_factory.mktemp("one") / "course")
    crowd.grade(folder, "--jobs", "1")
    return crowd.recorded(folder)


@pytest.fixture
def folder(class_folder: Path, tmp_path: Path) -> Path:
    return shutil.copytree(class_folder, tmp_path / "course")


@pytest.mark.thorough
def test_two_jobs_find_what_one_finds(folder: Path, expected: Scores) -> None:
    crowd.grade(folder, "--jobs", "2")
    assert crowd.recorded(folder) == expected


# A Dask cluster on the loopback: its workers share nothing with the course but the version of the grader.


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _stop(process: "subprocess.Popen[bytes]") -> None:
    below = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    process.wait(timeout=30)
    for each in below:
        with contextlib.suppress(psutil.NoSuchProcess):
            each.kill()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler's address, its process and two workers', as users start them."""
    pytest.importorskip("distributed", reason="install the group `cluster` to test grading on Dask")
    address = f"tcp://127.0.0.1:{(port := _free_port())}"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def start(*arguments: str) -> "subprocess.Popen[bytes]":
        command = [str(PROGRAMS / "dask"), *arguments, "--no-dashboard"]
        with (elsewhere / f"{arguments[0]}.log").open("ab") as log:
            return subprocess.Popen(command, cwd=elsewhere, stdout=log, stderr=log)

    processes = [start("scheduler", "--host", "127.0.0.1", "--port", str(port))]
    try:
        processes += [start("worker", address, "--nthreads", "1", "--no-nanny") for _ in range(2)]
        yield address, processes
    finally:
        for process in reversed(processes):
            if process.poll() is None:
                _stop(process)


def _workers_of(address: str) -> int:
    from distributed import Client

    with Client(address, timeout=30, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
        return len(client.nthreads())


def test_a_dask_cluster_finds_the_same(folder: Path, expected: Scores, cluster: Cluster) -> None:
    address, _ = cluster
    assert _workers_of(address) == 2
    crowd.grade(folder, "--cluster", address)
    assert crowd.recorded(folder) == expected
    crowd.nothing_half_written(folder)


def _grading_on(address: str, folder: Path) -> "subprocess.Popen[str]":
    """A run on the cluster that has recorded something already."""
    grading = subprocess.Popen(
        crowd.command("grade", crowd.ASSIGNMENT, "--cluster", address),
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    journal = folder / ".autograde" / "journal.jsonl"
    while not journal.exists():
        assert grading.poll() is None, grading.communicate()
        time.sleep(0.01)
    return grading


@pytest.mark.thorough
def test_the_work_of_a_lost_dask_worker_is_taken_over(
    folder: Path, expected: Scores, cluster: Cluster
) -> None:
    address, processes = cluster
    assert _workers_of(address) == 2
    grading = _grading_on(address, folder)
    processes[-1].kill()
    _, said = grading.communicate(timeout=120)
    assert grading.returncode == 0, said
    assert crowd.recorded(folder) == expected
    crowd.nothing_half_written(folder)


@pytest.mark.thorough
def test_a_lost_scheduler_ends_the_run_in_one_line(folder: Path, expected: Scores, cluster: Cluster) -> None:
    address, processes = cluster
    assert _workers_of(address) == 2
    grading = _grading_on(address, folder)
    processes[0].kill()
    _, said = grading.communicate(timeout=120)
    assert grading.returncode == 1
    assert len(said.strip().splitlines()) == 1, said
    crowd.grade(folder)
    assert crowd.recorded(folder) == expected


@pytest.mark.thorough
def test_a_cluster_that_is_not_there(folder: Path) -> None:
    address = f"tcp://127.0.0.1:{_free_port()}"
    done = subprocess.run(
        crowd.command("grade", "--cluster", address),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert address in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (folder / "autograded").exists()


def test_a_worker_of_another_version_is_refused(folder: Path, tmp_path: Path) -> None:
    """A worker whose references differ must not grade."""
    from autograde.grading import Job, SourceNotebook
    from autograde.limits import Limits
    from autograde.workers import OtherVersion, Task, grade_task

    path = folder / "source" / crowd.ASSIGNMENT / f"{crowd.ASSIGNMENT}.ipynb"
    source = SourceNotebook.read(path, b"a secret of the course")
    other = SourceNotebook(source.assignment, source.name, source.content, "another digest", source.secret)
    with pytest.raises(OtherVersion, match=socket.gethostname()):
        grade_task(Task(other, Job("ada", "toy", "toy"), Limits()))


def test_a_worker_goes_by_what_was_released_last(folder: Path) -> None:
    """A worker of a cluster outlives a new release, whose checksums are the only thing that differs."""
    from autograde.grading import SourceNotebook
    from autograde.workers import _same_rules

    path = folder / "source" / crowd.ASSIGNMENT / f"{crowd.ASSIGNMENT}.ipynb"
    first = replace(SourceNotebook.read(path, b"a secret of the course"), checksums={"answer": "1"})
    again, newer = pickle.loads(pickle.dumps(first)), replace(first, checksums={"answer": "2"})
    assert _same_rules(first) is first
    assert _same_rules(again) is first, "its judge is warm"
    assert _same_rules(newer).checksums == {"answer": "2"}


# PostgreSQL, as Debian packages it.


def _postgresql() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("PostgreSQL is not installed: `make system` installs Debian's")
    pytest.importorskip("psycopg", reason="install the group `postgresql` to test it")
    return found[-1].parent


@pytest.fixture
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an empty database on a PostgreSQL server of our own."""
    programs = _postgresql()
    home = tmp_path_factory.mktemp("postgresql")
    as_user: list[str] = []
    if os.geteuid() == 0:  # it refuses to run as root
        account = pwd.getpwnam("postgres")
        for place in (home, *home.parents[:3]):
            if place.owner() == "root" and place != Path("/tmp"):
                place.chmod(place.stat().st_mode | 0o011)
        shutil.chown(home, account.pw_uid, account.pw_gid)
        as_user = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"]

    def run(*command: str) -> None:
        done = subprocess.run([*as_user, *command], cwd="/", capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    port, data = _free_port(), str(home / "data")
    run(str(programs / "initdb"), "--pgdata", data, "--username", "course", "--auth", "trust", "--no-sync")
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='' -c fsync=off"
    run(str(programs / "pg_ctl"), "start", "-w", "-D", data, "-l", str(home / "log"), "-o", options)
    try:
        yield f"postgresql+psycopg://course@127.0.0.1:{port}/postgres"
    finally:
        run(str(programs / "pg_ctl"), "stop", "-m", "immediate", "-D", data)


def test_postgresql_holds_what_sqlite_holds(folder: Path, expected: Scores, postgresql: str) -> None:
    command = crowd.command("--db", postgresql, "grade", crowd.ASSIGNMENT)
    for counted in ("60 graded, 0 unchanged", "0 graded, 60 unchanged"):
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        assert counted in done.stdout
        assert crowd.recorded(folder, postgresql) == expected
    assert not (folder / "gradebook.db").exists()
