"""Reading downloads that nobody vouches for: a folder or a zip file, one entry at a time, within limits.

Nothing is ever unpacked: an entry's path is only a text to recognise it by, and its bytes are read into
memory and counted on the way.
"""

import io
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, Any

from autograde.limits import MB, Limits
from autograde.submission import UnreadableSubmission, read_regular_file

LONGEST_PATH = 1024
"""Characters of an entry's path; LMSs keep to fewer."""

_PIECE = MB
_DIRECTORY_ENTRY = 512
"""Bytes that one member may take in a zip file's directory, on average: its name and where it is."""
_MEMBER_HEADER = 30
"""Bytes before a member's name."""
_RATIO_FROM = MB
"""Smaller members may be compressed as well as they will."""
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    OSError,
)
"""What zipfile raises on damaged or forged files."""


class Refused(Exception):
    """Why something of a download is not read, for the instructor."""


@dataclass
class Budget:
    """How many bytes may be read; what is spent is taken from its parents', too."""

    left: int
    refusal: str
    parent: "Budget | None" = None

    def spend(self, amount: int) -> None:
        """Count bytes that were read.

        Raises
        ------
        Refused
            When there were too many.
        """
        self.left -= amount
        if self.left < 0:
            raise Refused(self.refusal)
        if self.parent:
            self.parent.spend(amount)


@dataclass(frozen=True)
class Entry:
    """A file in a download."""

    path: str
    """Where it is, with ``/`` between folders; archives that it is in count as folders."""
    read: Callable[[Budget], bytes]
    """Its bytes; raises `Refused`."""
    date: datetime | None = None
    """When it was last changed, in local time and without a zone; an archive's own word."""
    problem: str = ""
    """Why it must not be read; empty if it may."""


@contextmanager
def opened(download: Path, limits: Limits) -> Iterator[list[Entry]]:
    """The files in a folder, or in a zip file, in order.

    Raises
    ------
    Refused
        When it is neither, is damaged, or holds more files than the limit.
    """
    if download.is_dir():
        yield _files(download.resolve(), limits)
    elif not download.exists():
        raise Refused("it does not exist")
    elif not download.is_file():
        raise Refused("it is neither a folder nor a regular file")
    else:
        with download.open("rb") as file:
            yield _members(file, limits.archive_files, "archive_files", limits.archive_ratio)


def inside(outer: Entry, limits: Limits, budget: Budget) -> list[Entry]:
    """The files in a zip file that is itself an entry. Their dates are those of the zip file.

    Raises
    ------
    Refused
        When it is no zip file, is damaged, or holds more than a submission may.
    """

    def members(budget: Budget) -> list[Entry]:
        file = io.BytesIO(outer.read(budget))
        return _members(file, limits.submission_files, "submission_files", limits.archive_ratio)

    def read(index: int, budget: Budget) -> bytes:
        return members(budget)[index].read(budget)

    return [
        replace(member, path=f"{outer.path}/{member.path}", read=partial(read, index), date=outer.date)
        for index, member in enumerate(members(budget))
    ]


def _files(folder: Path, limits: Limits) -> list[Entry]:
    found: list[Entry] = []
    waiting = [folder]
    while waiting:
        place = waiting.pop()
        try:
            listing = sorted(os.scandir(place), key=lambda each: each.name)
        except OSError as error:
            found.append(_file(place, folder, f"it cannot be read ({error.strerror})"))
            continue
        for each in listing:
            path = Path(each.path)
            if each.is_dir(follow_symlinks=False):
                waiting.append(path)
            else:
                found.append(_file(path, folder, _file_problem(path)))
        if len(found) + len(waiting) > limits.archive_files:
            raise Refused(_too_many("archive_files", limits.archive_files))
    return sorted(found, key=lambda entry: entry.path)


def _file(path: Path, folder: Path, problem: str) -> Entry:
    shown = path.relative_to(folder).as_posix()
    date = None if problem else datetime.fromtimestamp(path.lstat().st_mtime)
    return Entry(shown, partial(_read_file, path), date, problem or _path_problem(shown))


def _file_problem(path: Path) -> str:
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        return "it is a symbolic link, which is not followed"
    if not stat.S_ISREG(status.st_mode):
        return "it is not a regular file"
    if status.st_nlink > 1:
        return "it is a hard link to a file that has other names, too: collect a copy of the folder (`cp -r`)"
    return ""


def _read_file(path: Path, budget: Budget) -> bytes:
    try:
        data = read_regular_file(path, max(budget.left, 0))
    except UnreadableSubmission as error:
        too_large = path.is_file() and path.stat().st_size > budget.left
        raise Refused(budget.refusal if too_large else str(error)) from None
    budget.spend(len(data))
    return data


class _Bounded:
    """A file that gives few bytes at a time: zipfile asks for the whole directory of an archive at once."""

    def __init__(self, file: IO[bytes], most: int) -> None:
        self._file, self._most = file, most

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(min(size, self._most + 1) if size >= 0 else self._most + 1)
        if len(data) > self._most:
            raise Refused("its directory is too long, or forged")
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _members(file: IO[bytes], most: int, limit: str, ratio: float) -> list[Entry]:
    bounded: Any = _Bounded(file, max(2 * _PIECE, most * _DIRECTORY_ENTRY))
    try:
        archive = zipfile.ZipFile(bounded)
    except _DAMAGED as error:
        raise Refused(f"it is not a zip file, or a damaged one ({error})") from None
    infos = archive.infolist()
    if len(infos) > most:
        raise Refused(_too_many(limit, most))
    overlapping = _overlapping(infos)
    return [
        Entry(
            _plain_path(info),
            partial(_read_member, archive, info),
            _date(info),
            _member_problem(info, ratio)
            or ("it shares bytes with others" if id(info) in overlapping else ""),
        )
        for info in infos
        if not _plain_path(info).endswith("/")
    ]


def _too_many(limit: str, most: int) -> str:
    return f"it holds more than {most} files (c.SandboxLimits.{limit})"


def _plain_path(info: zipfile.ZipInfo) -> str:
    return info.orig_filename.replace("\\", "/")


def _date(info: zipfile.ZipInfo) -> datetime | None:
    if info.date_time <= (1980, 1, 1, 0, 0, 0):  # what an archive has that was made without dates
        return None
    try:
        return datetime(*info.date_time)
    except ValueError:
        return None


def _overlapping(infos: list[zipfile.ZipInfo]) -> set[int]:
    """Members whose bytes are also those of another, by `id`: a small file that expands to a huge one."""
    found: set[int] = set()
    furthest, last = 0, 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < furthest:
            found |= {last, id(info)}
        end = info.header_offset + _MEMBER_HEADER + len(info.orig_filename) + info.compress_size
        if end > furthest:
            furthest, last = end, id(info)
    return found


def _member_problem(info: zipfile.ZipInfo, ratio: float) -> str:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "it is a symbolic link, which is not followed"
    if kind not in (0, stat.S_IFREG):
        return "it is not a regular file"
    if info.flag_bits & 0x1:
        return "it is encrypted: ask for one without a password"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "it is compressed in an unusual way: pack it anew"
    if info.file_size > max(_RATIO_FROM, ratio * info.compress_size):
        return f"it expands to more than {ratio:g} times its size (c.SandboxLimits.archive_ratio)"
    return _path_problem(_plain_path(info))


def _path_problem(path: str) -> str:
    if len(path) > LONGEST_PATH:
        return f"its path has more than {LONGEST_PATH} characters"
    if "\0" in path:
        return "its name holds a NUL character"
    if path.startswith("/") or ".." in path.split("/") or re.match(r"[A-Za-z]:", path):
        return "its path leads out of the archive"
    return ""


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> bytes:
    pieces = []
    try:
        with archive.open(info) as member:
            while piece := member.read(_PIECE):
                budget.spend(len(piece))
                pieces.append(piece)
    except _DAMAGED as error:
        raise Refused(f"it is damaged ({error})") from None
    data = b"".join(pieces)
    if len(data) != info.file_size:
        raise Refused("it is cut off")
    return data
