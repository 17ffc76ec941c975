"""One student's hand-in: her notebooks are found, those that count are chosen, and put into submitted/."""

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Literal

from autograde.archives import Budget, Entry, Refused, inside
from autograde.autograded import StagedFolder
from autograde.course import Course
from autograde.limits import MB
from autograde.lms import Named
from autograde.submission import TIMESTAMP, UnreadableSubmission, read_regular_file

ARCHIVES_WITHIN = 2
"""A zip file that a student handed in, and one in it."""

_ZIP = ".zip"
_OTHER_ARCHIVES = (".7z", ".bz2", ".gz", ".rar", ".tar", ".tgz", ".xz", ".zst")
_JUNK = re.compile(
    r"(^|/)(__MACOSX|\.ipynb_checkpoints|\.git)/|(^|/)(\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini)$"
)
_COPY = re.compile(r"-[0-9]+$|\s?\([0-9]+\)$")
"""What Canvas or a browser adds to a name that is there already."""
_NEVER = datetime.min

Became = Literal["new", "replaced", "unchanged"]


@dataclass(frozen=True)
class LeftOut:
    """A file, or all of a student's, that was not collected."""

    what: str
    why: str


@dataclass
class Collected:
    """What became of one student's submission."""

    student: str
    number: str
    """Hers in the LMS."""
    became: Became = "new"
    sources: dict[str, str] = field(default_factory=dict)
    """Where each notebook of the assignment was found in the download."""
    time: datetime | None = None
    """When it was handed in, in UTC, if the download says so."""
    late: bool = False
    notices: list[str] = field(default_factory=list)


@dataclass
class Collection:
    """What became of a download."""

    collected: list[Collected] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    """What looked like a submission."""
    ignored: int = 0
    """Other files: pictures, hidden files, older submissions."""
    notices: list[str] = field(default_factory=list)
    """About the download as a whole."""

    def count(self, became: Became) -> int:
        return sum(each.became == became for each in self.collected)


@dataclass(frozen=True)
class Candidate:
    """A file that belongs to a student."""

    entry: Entry
    named: Named
    order: int

    @property
    def stem(self) -> str:
        """The name that she gave it, without the suffix."""
        return normal(PurePosixPath(self.entry.path if self.within else self.named.file).stem)

    @property
    def within(self) -> bool:
        """Whether it comes from an archive of the student's own."""
        return _is_zip(self.named.file)


def too_much(what: str, limit: int, name: str) -> str:
    """What is said when a limit in bytes is exceeded."""
    return f"{what} has more than {limit / MB:.0f} MB (c.SandboxLimits.{name})"


def normal(name: str) -> str:
    """A name whose accents are written in one way: macOS writes them in another."""
    return unicodedata.normalize("NFC", name)


def _is_zip(path: str) -> bool:
    return path.lower().endswith(_ZIP)


def is_junk(path: str) -> bool:
    """Whether a file is what an operating system or a tool leaves behind."""
    return bool(_JUNK.search(path))


def is_work(path: str) -> bool:
    """Whether a file may be a notebook, or hold one."""
    return path.lower().endswith((".ipynb", _ZIP, *_OTHER_ARCHIVES))


@dataclass
class Desk:
    """Where one student's submission is looked through and put into its place."""

    course: Course
    assignment: str
    targets: Sequence[str]
    collection: Collection
    dated: bool
    total: Budget
    unreadable: bool = False
    """Whether something of hers could not be read that might be the notebook."""

    def collect(self, result: Collected, candidates: Sequence[Candidate], force: bool, dry_run: bool) -> None:
        """Put a student's notebooks into their place, or say why not."""
        try:
            chosen = self._choose(result, list(self._notebooks(candidates)))
            files = {f"{target}.ipynb": self._read(each) for target, each in chosen.items()}
            self._describe(result, chosen)
            self._place(result, files, force, dry_run)
        except Refused as error:
            self.collection.left_out.append(LeftOut(result.student, str(error)))
        except OSError as error:
            why = f"{error.filename or self._folder(result.student)}: {error.strerror}"
            self.collection.left_out.append(LeftOut(result.student, why))
        else:
            self.collection.collected.append(result)

    def _notebooks(self, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
        """A student's notebooks, those in her archives among them."""
        limits, budget = self.course.limits, self._budget()
        waiting = [(each, 0) for each in reversed(candidates)]
        while waiting:
            each, depth = waiting.pop()
            path = each.entry.path
            if is_junk(path):
                self.collection.ignored += 1
            elif each.entry.problem and is_work(path):
                self._leave_out(path, each.entry.problem)
            elif path.lower().endswith(".ipynb"):
                yield each
            elif _is_zip(path) and depth == ARCHIVES_WITHIN:
                self._leave_out(path, "it is an archive in an archive in an archive")
            elif _is_zip(path):
                try:
                    members = inside(each.entry, limits, budget)
                except Refused as error:
                    self._leave_out(path, str(error))
                    continue
                waiting += [
                    (Candidate(entry, each.named, each.order), depth + 1) for entry in reversed(members)
                ]
            elif path.lower().endswith(_OTHER_ARCHIVES):
                self._leave_out(path, "only .zip archives are opened: ask for the notebook itself")
            else:
                self.collection.ignored += 1

    def _budget(self) -> Budget:
        size = self.course.limits.submission_size
        return Budget(size, too_much("what she handed in", size, "submission_size"), self.total)

    def _leave_out(self, path: str, why: str) -> None:
        self.collection.left_out.append(LeftOut(path, why))
        self.unreadable = True

    def _choose(self, result: Collected, notebooks: Sequence[Candidate]) -> dict[str, Candidate]:
        """The notebook that counts for each of the assignment's."""
        chosen: dict[str, Candidate] = {}
        rest = list(notebooks)
        for target in self.targets:
            if mine := [each for each in rest if self._is_for(each, target)]:
                chosen[target] = self._latest(result, mine, target)
                rest = [each for each in rest if not self._is_for(each, target)]
        only = {_COPY.sub("", each.stem).casefold() for each in rest}
        if not chosen and len(only) == len(self.targets) == 1 and not self.unreadable:
            (target,) = self.targets
            chosen[target] = self._latest(result, rest, target)
            name = PurePosixPath(chosen[target].entry.path).name
            result.notices.append(f"her only notebook, {name}, is taken as {target}.ipynb")
            rest = []
        if not chosen:
            names = ", ".join(sorted({f"{each.stem}.ipynb" for each in rest})[:5])
            wanted = " or ".join(f"{target}.ipynb" for target in self.targets)
            nothing = "nothing of hers can be read" if self.unreadable else "she handed in no notebook"
            raise Refused(f"none of her notebooks is named {wanted}: {names}" if rest else nothing)
        missing = [f"{target}.ipynb" for target in self.targets if target not in chosen]
        if missing:
            result.notices.append(f"without {', '.join(missing)}")
        self.collection.ignored += len(rest)
        return chosen

    def _is_for(self, candidate: Candidate, target: str) -> bool:
        stem = candidate.stem
        if stem in self.targets:
            return stem == target
        return target.casefold() in (stem.casefold(), _COPY.sub("", stem).casefold())

    def _latest(self, result: Collected, candidates: Sequence[Candidate], target: str) -> Candidate:
        def rank(each: Candidate) -> tuple[datetime, int, datetime, bool, int]:
            time = each.named.time.replace(tzinfo=None) if each.named.time else _NEVER
            date = each.entry.date or _NEVER
            return time, each.named.attempt, date if self.dated else _NEVER, each.stem == target, each.order

        *earlier, latest = sorted(candidates, key=rank)
        if earlier:
            known = rank(latest)[:3] > rank(earlier[-1])[:3]
            which = "the latest" if known else "the last in the archive"
            result.notices.append(f"{which} of {len(candidates)} counts: {latest.entry.path}")
            self.collection.ignored += len(earlier)
        return latest

    def _read(self, candidate: Candidate) -> bytes:
        size = self.course.limits.notebook_size
        too_large = too_much("it", size, "notebook_size")
        budget = self._budget()
        try:
            data = candidate.entry.read(budget if candidate.within else Budget(size, too_large, budget))
        except Refused as error:
            raise Refused(f"{candidate.entry.path}: {error}") from None
        if len(data) > size:
            raise Refused(f"{candidate.entry.path}: {too_large}")
        return data

    def _describe(self, result: Collected, chosen: Mapping[str, Candidate]) -> None:
        result.sources = {target: each.entry.path for target, each in chosen.items()}
        result.late = any(each.named.late for each in chosen.values())
        times = [each.named.time for each in chosen.values() if each.named.time]
        if not times and self.dated:
            times = [each.entry.date.astimezone(UTC) for each in chosen.values() if each.entry.date]
        result.time = max(times, default=None)

    def _folder(self, student: str) -> Path:
        return self.course.submitted / student / self.assignment

    def _place(self, result: Collected, files: dict[str, bytes], force: bool, dry_run: bool) -> None:
        folder = self._folder(result.student)
        if folder.parent.is_symlink() or folder.is_symlink():
            raise Refused(f"{folder} is a symbolic link: remove it")
        if os.path.lexists(folder):
            if all(_same(folder / name, data) for name, data in files.items()):
                result.became = "unchanged"
                return
            if not force:
                raise Refused(f"{folder} holds another submission: --force replaces it")
            result.became = "replaced"
        if dry_run:
            return
        if result.time:
            files[TIMESTAMP] = f"{result.time:%Y-%m-%d %H:%M:%S.%f} UTC".encode()
        StagedFolder(folder, files, keep=False, mode=0o644).publish()


def _same(path: Path, data: bytes) -> bool:
    try:
        return read_regular_file(path, len(data)) == data
    except UnreadableSubmission:
        return False
