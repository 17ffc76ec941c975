"""Build the environment, level by level, and find out whether it is complete."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from autograde.environment.failures import DiskFull, Failure, from_error
from autograde.environment.installers import Installers, uv_cache
from autograde.environment.levels import GRADE, INSTALLER, LEVELS, pins_of
from autograde.environment.pins import LOCK, PROJECT

_ASK = """\
import sys, sysconfig
print(*sys.version_info[:2], sys.prefix, sysconfig.get_path("purelib"), sep="\\n")
"""
_SERVER = Path("autograde", "jupyter", "autograde.json")
_PROJECT = "project"
"""The stamp of the course itself, installed in place."""


class Environment:
    """A virtual environment with a stamp for each level that is complete.

    A stamp holds a fingerprint of what was to be installed, and the names of what was: an environment may
    have lost part of it since. A mark is there while something is installed, because what a kill or a full
    disk leaves behind is not trusted.
    """

    def __init__(self, root: Path, folder: Path) -> None:
        self.root, self.folder = root.resolve(), Path(os.path.abspath(folder))
        self._unfinished = self.folder / ".unfinished"
        self._pins = pins_of(self.root)

    def lacks(self, levels: Sequence[str], version: tuple[int, int] | None = None) -> list[str]:
        """Return which of the levels, and of those that they build on, are not installed.

        It is all of them if the environment has to be built from scratch: because its Python is gone or not
        the one asked for, the lock has changed, or an earlier installation was interrupted.
        """
        wanted = [level for level in LEVELS if level in {GRADE, *levels}]
        python = self._python()
        if python is None or version not in (None, python[0]) or self._unfinished.exists():
            return wanted
        packages = python[1]
        stamped = [level for level in LEVELS if self._stamp(level).exists()]
        if not all(self._complete(level, packages) for level in {GRADE, *stamped}):
            return wanted
        return [level for level in wanted if level not in stamped]

    def ready(self, levels: Sequence[str], version: tuple[int, int] | None = None) -> bool:
        """Whether nothing has to be done."""
        return not self.lacks(levels, version) and self._fingerprint(_PROJECT) == self._stamped(_PROJECT)[0]

    def build(self, levels: Sequence[str], version: tuple[int, int] | None = None) -> None:
        """Install what is missing. Two commands at once wait for each other.

        Raises
        ------
        Failure
            One line that says what happened and what to do. What was complete before stays so.
        """
        with self._alone():
            lacking = self.lacks(levels, version)
            megabytes = sum(LEVELS[level].megabytes for level in lacking)
            installers = Installers(self.folder, uv_cache(self.folder / ".cache"), megabytes)
            try:
                if GRADE in lacking:
                    print(f"Building {self.folder.name} from {LOCK} (once; about a minute) ...", flush=True)
                    self._start(installers)
                elif lacking:
                    print(f"Adding to {self.folder.name} (once): {', '.join(lacking)} ...", flush=True)
                if lacking:
                    self._install(lacking, installers)
                if lacking or self._fingerprint(_PROJECT) != self._stamped(_PROJECT)[0]:
                    self._install_project(installers)
            except OSError as error:
                raise from_error(error, self.folder, installers.cache, megabytes) from error
            finally:
                shutil.rmtree(self.folder / ".cache", ignore_errors=True)

    def build_newest(self, extras: Sequence[str]) -> None:
        """Install the newest versions that pyproject.toml allows, whatever the lock says."""
        installers = Installers(self.folder, uv_cache(self.folder / ".cache"), 1500)
        with self._alone():
            print(f"Building {self.folder.name} with the newest of everything ...", flush=True)
            self._start(installers)
            installers.install("-e", f"{self.root}[{','.join(extras)}]", "--upgrade")
            self._configure_server()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.root / LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _marked(self) -> Iterator[None]:
        """Mark the environment while it changes, and leave the mark unless it is as good as before."""
        self._unfinished.touch()
        try:
            yield
        except DiskFull:
            raise
        except Failure:  # uv and pip download everything first, and install it only then
            self._unfinished.unlink()
            raise
        self._unfinished.unlink()

    def _start(self, installers: Installers) -> None:
        """Make an empty environment of the Python that runs this, with uv in it where the system has none."""
        base = Path(getattr(sys, "_base_executable", sys.executable))
        if base.is_relative_to(self.folder):  # what is left of a broken environment runs as if it were none
            base = base.resolve()
        self._remove()
        if installers.find_uv() is not None:
            installers.run(base, "-m", "venv", "--without-pip", self.folder)
        elif find_spec("ensurepip") is not None:
            installers.run(base, "-m", "venv", self.folder)
            installers.get_uv(self._pins[INSTALLER])
        else:
            raise Failure(
                "Python's venv module is incomplete here. Install it (on Debian and Ubuntu: sudo apt install "
                "python3-venv), or install uv, then run the same command again."
            )

    def _remove(self) -> None:
        if self.folder.is_symlink() or self.folder.is_file():
            self.folder.unlink()
        elif self.folder.exists():
            self._stamp(GRADE).unlink(missing_ok=True)  # first, in case removing the rest is interrupted
            shutil.rmtree(self.folder)

    def _install(self, levels: Sequence[str], installers: Installers) -> None:
        with self._marked():
            installers.install_pins(dict.fromkeys(pin for level in levels for pin in self._pins[level]))
        python = self._python()
        assert python is not None
        for level in levels:
            self._write_stamp(level, _distributions(python[1]), _names(self.folder / "bin"))

    def _install_project(self, installers: Installers) -> None:
        """Install the course in place, and its server extension where a wheel would put it."""
        installers.install("--no-build-isolation", "--no-deps", "-e", self.root)
        self._configure_server()
        self._write_stamp(_PROJECT)

    def _configure_server(self) -> None:
        settings = self.folder / "etc" / "jupyter" / "jupyter_server_config.d"
        settings.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.root / _SERVER, settings / _SERVER.name)

    def _python(self) -> tuple[tuple[int, int], Path] | None:
        """The version of the environment's Python and where its packages are; None if it does not work."""
        command = [str(self.folder / "bin" / "python"), "-I", "-c", _ASK]
        try:
            said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
        except (OSError, subprocess.CalledProcessError):
            return None
        major, minor, prefix, packages = said
        if not os.path.samefile(prefix, self.folder):
            return None
        return (int(major), int(minor)), Path(packages)

    def _complete(self, level: str, packages: Path) -> bool:
        fingerprint, distributions, scripts = self._stamped(level)
        return (
            fingerprint == self._fingerprint(level)
            and distributions <= _distributions(packages)
            and scripts <= _names(self.folder / "bin")
        )

    def _fingerprint(self, level: str) -> str:
        """What a stamp was written for. Scripts hold the environment's path, so it counts as well."""
        if level == _PROJECT:
            content = b"".join((self.root / each).read_bytes() for each in (PROJECT, _SERVER))
        else:
            content = "\n".join(map(str, self._pins[level])).encode()
        return hashlib.sha256(os.fsencode(self.folder) + b"\n" + content).hexdigest()

    def _stamp(self, level: str) -> Path:
        return self.folder / f".{level}"

    def _stamped(self, level: str) -> tuple[str, frozenset[str], frozenset[str]]:
        try:
            stamp = json.loads(self._stamp(level).read_text(encoding="utf-8"))
            return stamp["fingerprint"], frozenset(stamp["distributions"]), frozenset(stamp["scripts"])
        except (OSError, ValueError, KeyError, TypeError):
            return "", frozenset(), frozenset()

    def _write_stamp(
        self, level: str, distributions: Collection[str] = (), scripts: Collection[str] = ()
    ) -> None:
        content = {
            "fingerprint": self._fingerprint(level),
            "distributions": sorted(distributions),
            "scripts": sorted(scripts),
        }
        self._stamp(level).write_text(json.dumps(content), encoding="utf-8")


def _distributions(packages: Path) -> frozenset[str]:
    """The names of what is installed; a newer version, which somebody tries out, is as good."""
    return frozenset(name.split("-")[0] for name in _names(packages) if name.endswith(".dist-info"))


def _names(folder: Path) -> frozenset[str]:
    try:
        return frozenset(os.listdir(folder))
    except OSError:
        return frozenset()
