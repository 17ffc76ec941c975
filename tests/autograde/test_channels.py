"""Two sandboxes that try to talk to each other: each way is refused, or a side channel that is documented."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from autograde.inside import system_calls
from autograde.sandbox import Tier, Zygote
from autograde.student import Session
from tests.autograde import channels
from tests.autograde.channels import BITS, MECHANISMS, Mechanism, SideBySide, ask
from tests.conftest import available
from tests.levels import few

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = Path(__file__).with_name("elsewhere.py")
SENT = [str(bit) for bit in BITS]
SETTINGS = ("namespaces", "landlock", "namespaces as one user", "landlock as one user")
ALL = pytest.mark.parametrize("mechanism", MECHANISMS, ids=[each.name for each in MECHANISMS])
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


@pytest.fixture(scope="module", params=["namespaces", "landlock"])
def workers(request: pytest.FixtureRequest) -> Iterator[SideBySide]:
    """The sandboxes of two workers."""
    with channels.side_by_side(available(request.param)) as both:
        yield both


@pytest.fixture(scope="module")
def as_one_user() -> dict[str, dict[str, list[str]]]:
    """What comes through when both sandboxes have the user id of an ordinary user."""
    done = subprocess.run(
        [sys.executable, str(ELSEWHERE), "--user", "12345", sys.executable, channels.__file__,
         available("namespaces"), available("landlock")],
        capture_output=True, text=True, check=True, timeout=500, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    found: dict[str, dict[str, list[str]]] = json.loads(done.stdout)
    return found


def judge(mechanism: Mechanism, setting: str, received: list[str]) -> None:
    """Compare what came through with what is written down."""
    if setting in mechanism.sometimes:
        return
    if setting in mechanism.open_in:
        assert received == SENT or not mechanism.quiet
    elif mechanism.counts:
        assert not any(answer.isdigit() for answer in received), "a number that others change can be read"
    else:
        assert len(set(received)) == 1


@ALL
def test_what_one_sends_the_other_does_not_hear(mechanism: Mechanism, workers: SideBySide) -> None:
    setting = workers.tier if os.geteuid() == 0 else f"{workers.tier} as one user"
    judge(mechanism, setting, channels.transmit(mechanism, workers.pair()))


@needs_root
@pytest.mark.thorough
@pytest.mark.parametrize("tier", ["namespaces", "landlock"])
@ALL
def test_nor_when_both_are_the_same_ordinary_user(
    mechanism: Mechanism, tier: Tier, as_one_user: dict[str, dict[str, list[str]]]
) -> None:
    judge(mechanism, f"{tier} as one user", as_one_user[tier][mechanism.name])


@pytest.mark.parametrize(
    "mechanism", few((each for each in MECHANISMS if not each.listen), 8), ids=lambda each: each.name
)
def test_what_one_leaves_the_next_does_not_find(mechanism: Mechanism, workers: SideBySide) -> None:
    received = channels.leave(mechanism, workers.one)
    assert len(set(received)) == 1 or mechanism.counts


@needs_root
@pytest.mark.parametrize(
    "mechanism", few((m for m in MECHANISMS if m.as_root and m.quiet), 8), ids=lambda each: each.name
)
def test_without_a_sandbox_every_bit_is_heard(mechanism: Mechanism, outside: SideBySide) -> None:
    """So none of the tests above passes because the attempt is wrong."""
    assert channels.transmit(mechanism, outside.pair()) == SENT


@pytest.fixture(scope="module")
def outside() -> Iterator[SideBySide]:
    with channels.side_by_side("none") as both:
        yield both


def test_documented_channels_are_few() -> None:
    assert {each.name for each in MECHANISMS if "namespaces" in each.open_in} == {
        "inode numbers of pipes and sockets"
    }
    assert all(setting in SETTINGS for each in MECHANISMS for setting in each.open_in)


UNREAD = Path(np.__file__).with_name("_configtool.py")
"""A file that every sandbox has and no other test reads meanwhile."""


def is_read(tier: Tier) -> bool:
    """Whether reading a file that all sandboxes have sets the time of its last access."""
    before = UNREAD.stat()
    os.utime(UNREAD, ns=(before.st_mtime_ns - 10**9, before.st_mtime_ns))
    with Zygote(tier) as zygote:
        session = Session(zygote)
        read = f"pathlib.Path(numpy.__file__).with_name({UNREAD.name!r}).read_text()"
        ask(session, f"import numpy, pathlib\n{read}")
        session.close()
    return UNREAD.stat().st_atime_ns >= before.st_mtime_ns


def test_times_of_access_are_set_under_landlock_alone() -> None:
    """With namespaces files are on mounts that can only be read. Some file systems keep no such times."""
    try:
        os.utime(UNREAD, ns=(UNREAD.stat().st_atime_ns, UNREAD.stat().st_mtime_ns))
    except PermissionError:
        pytest.skip("the times of Python's files can be set by their owner alone")
    assert not is_read(available("namespaces"))
    if not os.statvfs(UNREAD).f_flag & os.ST_NOATIME:
        assert is_read(available("landlock"))


INHERITED = """
import fcntl, os
found = []
for descriptor in range(20):
    try:
        found.append(fcntl.fcntl(descriptor, fcntl.F_GETFL))
        fcntl.fcntl(descriptor, fcntl.F_SETFL, found[-1] ^ os.O_APPEND)
    except OSError:
        pass
print(found)
"""


def test_no_session_inherits_a_descriptor_that_another_has(workers: SideBySide) -> None:
    """Flags of an open file are those of all who have it."""
    seen = set()
    for _ in range(2):
        session = Session(workers.one)
        seen.add(ask(session, INHERITED))
        session.close()
    assert len(seen) == 1


def test_children_of_threads_are_counted(as_one_user: dict[str, dict[str, list[str]]]) -> None:
    assert as_one_user["landlock"][channels.FORKS_OF_THREADS] == ["crash"]


@pytest.mark.parametrize("path", ["/dev/ptmx", "/dev/pts/ptmx", "/dev/tty"])
def test_there_are_no_terminals(path: str, workers: SideBySide) -> None:
    """The machine has a few thousand."""
    session = Session(workers.one)
    assert ask(session, f"import os\nos.open({path!r}, os.O_RDWR)") in (
        "FileNotFoundError", "PermissionError", "OSError",
    )  # fmt: skip
    session.close()


REFUSED = (
    "perf_event_open", "userfaultfd", "io_uring_setup", "fanotify_init", "kcmp", "splice", "tee", "vmsplice",
    "mlock", "mlockall", "move_pages", "process_madvise", "sched_setscheduler", "ioprio_set", "timer_create",
    "timerfd_create", "signalfd4", "memfd_secret", "quotactl", "syslog", "sync", "syncfs", "readahead",
    "sync_file_range", "membarrier", "get_robust_list", "pidfd_open", "io_setup", "mknodat", "setns", "bpf",
    "name_to_handle_at", "open_by_handle_at", "socket", "connect", "bind", "listen", "sendmsg", "sendmmsg",
    "epoll_create1", "statfs", "fstatfs", "sysinfo", "futex_waitv", "cachestat", "mincore", "clone3",
    "setxattr",
)  # fmt: skip


@pytest.mark.parametrize("tier", ["namespaces", "landlock"])
def test_no_call_that_reaches_others_is_allowed(tier: Tier) -> None:
    allowed = {
        name
        for calls in system_calls.CALLS
        if tier in calls.tiers and calls.answer is None
        for name in calls.names.split()
    }
    assert not allowed & set(REFUSED)


def test_waiting_for_a_shared_futex_returns_at_once(workers: SideBySide) -> None:
    """As if its value had changed: the C library looks again, which is all that honest code notices."""
    session = Session(workers.one)
    printed = ask(
        session,
        "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\nword = ctypes.c_int(0)\n"
        "number = 98 if os.uname().machine == 'aarch64' else 202\n"
        "print(libc.syscall(number, ctypes.byref(word), 0, 0, None, 0, 0), ctypes.get_errno())",
    )
    session.close()
    assert printed == f"-1 {errno.EAGAIN}"


def test_every_call_says_why() -> None:
    assert all(len(calls.why) > 5 and calls.why.endswith(".") for calls in system_calls.CALLS)
    written = (ROOT / "docs" / "system_calls.md").read_text()
    assert system_calls.as_markdown() in written, "run: python -m autograde.inside.system_calls"


HONEST = {
    "a coroutine and a program that it waits for": """
        import asyncio
        async def said():
            await asyncio.sleep(0.001)
            echo = await asyncio.create_subprocess_exec("echo", "2", stdout=asyncio.subprocess.PIPE)
            return int((await echo.communicate())[0])
        print(asyncio.run(said()))
    """,
    "an interpreter of its own": """
        import subprocess, sys
        code = "import asyncio, numpy; asyncio.run(asyncio.sleep(0)); print(2)"
        print(subprocess.check_output([sys.executable, "-c", code], text=True))
    """,
    "threads, a barrier and a pool": """
        import threading
        from concurrent.futures import ThreadPoolExecutor
        barrier = threading.Barrier(2)
        thread = threading.Thread(target=barrier.wait)
        thread.start(), barrier.wait(), thread.join()
        with ThreadPoolExecutor(2) as pool:
            print(sum(pool.map(int, "11")))
    """,
    "a signal and a timer": """
        import os, signal, time
        heard = []
        for number in (signal.SIGALRM, signal.SIGUSR1, signal.SIGRTMIN):
            signal.signal(number, lambda number, frame: heard.append(number))
        os.kill(os.getpid(), signal.SIGUSR1), os.kill(os.getpid(), signal.SIGRTMIN)
        signal.setitimer(signal.ITIMER_REAL, 0.001)
        while len(heard) < 3:
            time.sleep(0.001)
        print(len(heard) - 1)
    """,
    "an array in a file": """
        import numpy as np
        mapped = np.memmap("array", dtype=int, mode="w+", shape=2)
        mapped[:] = 1
        mapped.flush()
        print(np.fromfile("array", dtype=int).sum())
    """,
    "a data set of its own": """
        import h5py, numpy as np
        with h5py.File("own.h5", "w", locking=True) as file:
            file["x"] = np.ones(2)
            file.flush()
        print(int(h5py.File("own.h5")["x"][:].sum()))
    """,
    "a database": """
        import sqlite3
        with sqlite3.connect("own.db") as database:
            database.execute("create table numbers (number)")
            database.execute("insert into numbers values (2)")
        print(*database.execute("select number from numbers").fetchone())
    """,
    "a figure and a copy of it": """
        import os, shutil, matplotlib.pyplot as plt
        plt.plot([1, 2])
        plt.savefig("figure.png")
        shutil.copy("figure.png", "copy.png")
        print(len([name for name in os.listdir() if name.endswith(".png")]))
    """,
}
"""What notebooks do that is next to something that is refused; each prints 2."""


def _all_may_enter(folder: Path) -> bool:
    return bool(folder.stat().st_mode & 0o001)


@pytest.mark.parametrize("code", HONEST.values(), ids=HONEST)
def test_honest_code_does_not_notice(code: str, workers: SideBySide) -> None:
    prefixes = (Path(sys.base_prefix), Path(sys.prefix))
    places = (each for prefix in prefixes for each in (prefix, *prefix.parents))
    if (
        "sys.executable" in code
        and workers.tier == "landlock"
        and not all(_all_may_enter(each) for each in places)
    ):
        pytest.skip("Python is in a folder of root's: under Landlock what a session starts may not enter it")
    session = Session(workers.one)
    printed = ask(session, code)
    session.close()
    assert printed == "2"


def test_processes_share_work_where_there_is_memory_for_their_locks() -> None:
    pool = """
    import multiprocessing
    with multiprocessing.get_context("fork").Pool(2) as pool:
        print(sum(pool.map(abs, [-1, 1])))
    """
    with Zygote(available("namespaces")) as zygote:
        session = Session(zygote)
        assert ask(session, pool) == "2"
        session.close()
