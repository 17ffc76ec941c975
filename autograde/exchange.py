"""nbgrader's exchange for accounts that do not trust each other.

In the exchange's folder ``inbound`` every student may put anything, under any name. nbgrader's own
``collect`` only warns of a submission in somebody else's name, and takes it; it follows symbolic links with
the instructor's rights; and it stops for the whole class at a name without a time or a folder that is too
large. Its ``release_feedback`` stops at the first submission that came in by another way. And its ``submit``
leaves submissions open to everybody who learns their names.
"""

import glob
import os
import pwd
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback, ExchangeSubmit
from nbgrader.utils import ignore_patterns, parse_utc

from autograde.course import student_id_problem
from autograde.display import harmless
from autograde.limits import Limits
from autograde.submission import TIMESTAMP, UnreadableSubmission, read_regular_file

_LATER = timedelta(minutes=5)
"""How long after its time a submission may have been written: copying it takes a while."""


class Submit(ExchangeSubmit):  # type: ignore[misc]
    """Hands in, and closes what was handed in to all but its owner and the group of ``inbound``.

    nbgrader makes ``inbound`` with the set-group-id bit, so that group is the instructor's.
    """

    def copy_files(self) -> None:
        """Put the submission into the exchange."""
        super().copy_files()
        if os.stat(self.inbound_path).st_mode & stat.S_ISGID:
            os.chmod(os.path.join(self.inbound_path, self.assignment_filename), 0o770)


class Collect(ExchangeCollect):  # type: ignore[misc]
    """Takes what each student has put into the exchange herself: her own regular files, nothing else."""

    src_records: list[dict[str, Any]]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """What a name in ``inbound`` says; one that is not to be collected names nobody."""
        try:
            record: dict[str, Any] = super()._path_to_record(path)
            problem = self._problem(path, record["username"])
        except (ValueError, OverflowError):
            problem = "its name holds no time"
        except OSError as error:
            problem = str(error.strerror)
        if not problem:
            return record
        self.log.warning("%s is not collected: %s", harmless(os.path.basename(path)), problem)
        return {"username": None, "filename": os.path.basename(path), "timestamp": datetime.min}

    def _problem(self, path: str, student: str) -> str:
        status = os.lstat(path)
        if not stat.S_ISDIR(status.st_mode):
            return "it is not a folder"
        if problem := student_id_problem(student):
            return f"the student's id cannot be used: {problem}"
        if self.check_owner and student != (owner := _account(status.st_uid)):
            return f"it was put there by {harmless(owner)}"
        return ""

    def init_src(self) -> None:
        """Find the latest submission of each student, among those that are hers."""
        super().init_src()
        self.src_records = [record for record in self.src_records if record["username"]]

    def do_copy(self, src: str, dest: str, log: object = None) -> None:
        """Copy one submission; one that cannot be copied is named, and leaves the others alone."""
        try:
            changed = max(self._copied(Path(src), Path(dest)))
        except (OSError, RecursionError, UnreadableSubmission) as error:
            shutil.rmtree(dest, ignore_errors=True)
            self.log.warning("%s is not collected: %s", harmless(os.path.basename(src)), harmless(str(error)))
            return
        # nbgrader stops at a timestamp.txt that holds no time: the one in the folder's name has been read.
        time = os.path.basename(src).rsplit("+", 3)[2]
        Path(dest, TIMESTAMP).write_text(time)
        if changed - parse_utc(time) > _LATER:
            self.log.warning(
                "%s says %s, but was changed at %s UTC: was it restored, or is its time made up?",
                harmless(os.path.basename(src)),
                time,
                f"{changed:%Y-%m-%d %H:%M:%S}",
            )

    def _copied(self, source: Path, target: Path) -> Iterator[datetime]:
        """Copy the folder; gives when each thing in it was last changed, by the system's clock (UTC)."""
        owner = os.lstat(source).st_uid
        if self.get_size(source) > 1000 * self.coursedir.max_dir_size:
            raise UnreadableSubmission(f"it has more than {self.coursedir.max_dir_size / 1000:g} MB")
        ignored = ignore_patterns(self.coursedir.ignore, self.coursedir.include, self.coursedir.max_file_size)
        left = self.config.SandboxLimits.get("submission_files", Limits.submission_files)
        for folder, folders, names in os.walk(source):
            here = target / Path(folder).relative_to(source)
            here.mkdir(parents=True)
            yield _changed(folder)
            left_out = {TIMESTAMP, *ignored(folder, [*folders, *names])}
            folders[:] = [name for name in folders if name not in left_out]
            left -= len(folders) + len(set(names) - left_out)
            if left < 0:
                raise UnreadableSubmission("it has too many files (c.SandboxLimits.submission_files)")
            for name in sorted(set(names) - left_out):
                path = Path(folder, name)
                try:
                    data = read_regular_file(path, 1000 * self.coursedir.max_file_size, owner)
                except UnreadableSubmission as error:
                    self.log.warning("%s, without %s: %s", *map(harmless, (source.name, name, str(error))))
                    continue
                (here / name).write_bytes(data)
                yield _changed(path)


def _account(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}, who has no account"


def _changed(path: str | Path) -> datetime:
    return datetime.fromtimestamp(os.lstat(path).st_ctime, UTC).replace(tzinfo=None)


class ReleaseFeedback(ExchangeReleaseFeedback):  # type: ignore[misc]
    """Releases each student's feedback by itself."""

    src_path: str

    def copy_files(self) -> None:
        """Put the pages into the exchange; a student whose pages have no place there is named."""
        for folder in sorted(glob.glob(self.src_path)):
            self.src_path = glob.escape(folder)
            try:
                super().copy_files()
            except (OSError, UnicodeDecodeError) as error:
                student = harmless(Path(folder).parent.name)
                self.log.warning(
                    "%s gets no feedback through the exchange: her submission did not come from there (%s)",
                    student,
                    harmless(str(error)),
                )
