"""uv and pip: how packages get into the environment."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from autograde.environment.failures import DiskFull, Failure, Offline, from_output
from autograde.environment.pins import Pin


def uv_cache(fallback: Path) -> Path:
    """Return where uv keeps its downloads: in `fallback`, if the usual folder cannot be written."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    usual = Path(os.environ.get("UV_CACHE_DIR") or Path(home) / "uv")
    try:
        usual.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=usual):
            return usual
    except OSError:
        return fallback


class Installers:
    """Install into one environment: with uv, or with pip where there is no uv or it fails."""

    def __init__(self, folder: Path, cache: Path, megabytes: int) -> None:
        self.folder, self.cache, self.megabytes = folder, cache, megabytes
        self.python = folder / "bin" / "python"
        self.settings = {**os.environ, "UV_CACHE_DIR": str(cache), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}

    def find_uv(self) -> str | None:
        """Return the user's own uv, else the environment's."""
        return shutil.which("uv") or shutil.which("uv", path=str(self.folder / "bin"))

    def get_uv(self, pins: Iterable[Pin]) -> None:
        """Install uv by pip. Where there is no uv for this platform, pip will install everything.

        Raises
        ------
        Offline, DiskFull
            Then pip would fail at the rest as well.
        """
        done = self._pip("--only-binary", ":all:", *self._pinned(pins))
        if done.returncode and isinstance(why := self._why(done.stderr), Offline | DiskFull):
            raise why

    def install_pins(self, pins: Iterable[Pin]) -> None:
        """Install pins of the lock, which is complete, and compare their checksums.

        They are compiled at once, because the sandbox mounts the environment read-only.
        """
        self.install(*self._pinned(pins), for_uv=("--compile-bytecode",))

    def run(self, *command: str | Path) -> None:
        """Run another command of an installation.

        Raises
        ------
        Failure
            Explaining what it said.
        """
        done = self._run(*command)
        if done.returncode:
            raise self._why(done.stdout + done.stderr)

    def install(self, *arguments: str | Path, for_uv: Sequence[str] = ()) -> None:
        """Install what the arguments name, which are the same for uv and pip.

        Raises
        ------
        Failure
            Explaining what uv or pip said.
        """
        why: Failure | None = None
        if uv := self.find_uv():
            self.settings.update(self._index_for_uv())
            done = self._run(uv, "pip", "install", "--quiet", "--python", self.python, *for_uv, *arguments)
            if not done.returncode:
                return
            why = self._why(done.stderr)
            if isinstance(why, DiskFull) or self._run(self.python, "-m", "ensurepip").returncode:
                raise why
        done = self._pip(*arguments)
        if done.returncode:
            # pip may not say why it finds nothing.
            raise why if isinstance(why, Offline) else self._why(done.stderr)

    def _index_for_uv(self) -> dict[str, str]:
        """The index that only pip is told to use."""
        if any(name in self.settings for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL")):
            return {}
        listed = self._run(self.python, "-m", "pip", "config", "list").stdout
        found = re.findall(r"^(?:global|install|:env:)\.index-url='(.+)'$", listed, re.MULTILINE)
        return {"UV_DEFAULT_INDEX": found[-1]} if found else {}

    def _why(self, said: str) -> Failure:
        return from_output(said, self.folder, self.cache, self.megabytes)

    def _pinned(self, pins: Iterable[Pin]) -> tuple[str | Path, ...]:
        path = self.folder / ".requirements.txt"
        path.write_text("\n".join(map(str, pins)) + "\n", encoding="utf-8")
        return "--require-hashes", "--no-deps", "-r", path

    def _pip(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return self._run(self.python, "-m", "pip", "install", "--quiet", "--no-input", *arguments)

    def _run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, env=self.settings, input="", capture_output=True, text=True)
