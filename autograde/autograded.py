"""The folder autograded/: read, and replaced whole.

A folder is made beside its place and takes it by one rename, so that nobody ever sees half of one.
"""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from autograde.course import CourseError
from autograde.verdict import METADATA_KEY, SubmissionVerdict

_OLD = ".old."


def read_verdict(path: Path) -> SubmissionVerdict:
    """The verdict in an autograded notebook's metadata.

    Raises
    ------
    CourseError
        When the file has none, naming it and the way out.
    """
    try:
        metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
        return SubmissionVerdict.from_json(metadata[METADATA_KEY])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CourseError(
            f"{path} holds no verdict ({error}): grade it again with `autograde grade --force`"
        ) from None


class StagedFolder:
    """A folder on its way: it takes its place only when it is published.

    It also gets what its place holds, unless `keep` is false.

    Raises
    ------
    OSError
        When the files cannot be written; nothing is left of them then.
    """

    def __init__(
        self, place: Path, files: Mapping[str, bytes], *, keep: bool = True, mode: int = 0o444
    ) -> None:
        self._place = place
        place.parent.mkdir(parents=True, exist_ok=True)
        self._folder = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
        try:
            self._folder.chmod(0o755)
            if keep and place.is_dir():
                shutil.copytree(place, self._folder, dirs_exist_ok=True)
            for name, data in files.items():
                path = self._folder / name
                path.unlink(missing_ok=True)
                path.write_bytes(data)
                path.chmod(mode)
        except BaseException:
            self.discard()
            raise

    def publish(self) -> None:
        """Put the folder in its place."""
        if not self._place.exists():
            os.rename(self._folder, self._place)
            return
        old = Path(tempfile.mkdtemp(prefix=f".{self._place.name}{_OLD}", dir=self._place.parent))
        os.rename(self._place, old / self._place.name)
        os.rename(self._folder, self._place)
        shutil.rmtree(old)

    def discard(self) -> None:
        """Remove what has not been published."""
        shutil.rmtree(self._folder, ignore_errors=True)


def remove_leftovers(step: Path, pattern: str = "*/.*.*") -> None:
    """Remove the folders on their way that a killed run has left, and put back what it had moved aside."""
    for path in step.glob(pattern):
        with contextlib.suppress(OSError):
            for old in path.iterdir():
                place = path.parent / old.name
                if path.name.startswith(f".{old.name}{_OLD}") and not os.path.lexists(place):
                    os.rename(old, place)
            shutil.rmtree(path)
