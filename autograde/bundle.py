"""A zip file to hand out: what students need to work at home, and nothing that they must not have.

The students' notebooks are made anew from source/, by nbgrader: release/ may be out of date, and is not read.
Before anything is written, `autograde.leaks` looks for what must not be in it.
"""

import fnmatch
import os
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograde import leaks
from autograde.course import Course, CourseError
from autograde.display import templates
from autograde.leaks import HELPERS, RELEASE, Leak
from autograde.release import Tracker, generate_into
from autograde.student_environment import StudentEnvironment

DATA, LESSONS = "data", "notebooks"
HANDED_OUT = {
    HELPERS: ("*",),
    DATA: ("*.h5", "README.md", "builders/*licence*.txt"),
    LESSONS: ("*.ipynb", "*.png", "*.jpg", "*.jpeg", "*.gif", "*.svg", "*.webp"),
}
"""Which files of the course's folders students get."""
_NEVER = f"{HELPERS}/reference/*"
_GENERATED = ("README.md", "environment.yml", "pyproject.toml", "requirements.txt")
_LICENCE = "LICENSE"

_DATE = (2020, 1, 1, 0, 0, 0)
"""Of every file: two bundles of the same course are the same, byte for byte."""
_REGULAR_FILE = 0o100644


class Leaked(CourseError):
    """The bundle would hold what students must not have; `leaks` says what and where."""

    def __init__(self, found: Sequence[Leak]) -> None:
        self.leaks = found
        super().__init__("nothing is written: the bundle would hold what students must not have")


@dataclass(frozen=True)
class Bundle:
    """What is to be handed out."""

    name: str
    """The one folder at its top: the course's name."""
    files: dict[str, bytes]
    """By their paths in that folder, in order."""
    left_out: tuple[str, ...]
    """Files of the same folders that students do not get."""

    def parts(self) -> dict[str, tuple[int, int]]:
        """Number and bytes of the files in each folder, and of those beside them."""
        numbers, sizes = Counter[str](), Counter[str]()
        for path, data in self.files.items():
            folder, separator, _ = path.partition("/")
            part = folder + separator if separator else ", ".join(p for p in self.files if "/" not in p)
            numbers[part] += 1
            sizes[part] += len(data)
        return {part: (numbers[part], sizes[part]) for part in sorted(numbers)}


def make(course: Course, assignments: Sequence[str], lessons: bool, track: Tracker) -> Bundle:
    """Gather and check what is to be handed out.

    Raises
    ------
    CourseError
        When something is missing or is a symbolic link.
    Leaked
        When students must not have something of it.
    """
    environment = StudentEnvironment.read(course.root)
    files = {_LICENCE: _read(course.root, _LICENCE)}
    left_out = []
    for folder, patterns in HANDED_OUT.items():
        for path in _walk(course.root, folder):
            wanted = any(fnmatch.fnmatchcase(path, f"{folder}/{pattern}") for pattern in patterns)
            if wanted and not fnmatch.fnmatchcase(path, _NEVER) and (lessons or folder != LESSONS):
                files[path] = _read(course.root, path)
            else:
                left_out.append(path)
    files |= _released(course, assignments, track)
    files |= _generated(environment, files)
    found = list(leaks.find(files, leaks.Secrets.of(course)))
    if found:
        raise Leaked(found)
    return Bundle(course.name, dict(sorted(files.items())), tuple(left_out))


def _walk(root: Path, folder: str) -> Iterator[str]:
    """Relative paths of the files in a folder, but for hidden ones and compiled Python.

    Raises
    ------
    CourseError
        When it is not there, or something in it is neither a folder nor a regular file.
    """
    place = root / folder
    if not place.is_dir() or place.is_symlink():
        raise CourseError(f"{place} is not a folder: `autograde bundle` takes files from it")
    for path in sorted(place.iterdir()):
        if path.name.startswith(".") or path.name == "__pycache__" or path.suffix == ".pyc":
            continue
        if path.is_symlink():
            raise CourseError(f"{path} is a symbolic link, which is not followed: put a copy in its place")
        relative = path.relative_to(root).as_posix()
        if path.is_dir():
            yield from _walk(root, relative)
        elif path.is_file():
            yield relative
        else:
            raise CourseError(f"{path} is not a regular file: take it away")


def _read(root: Path, path: str) -> bytes:
    try:
        return (root / path).read_bytes()
    except FileNotFoundError:
        raise CourseError(f"{root / path} does not exist: `autograde bundle` hands it out") from None


def _released(course: Course, assignments: Sequence[str], track: Tracker) -> dict[str, bytes]:
    """What nbgrader makes of the assignments' folders in source/."""
    for assignment in assignments:
        course.source_notebooks(assignment)  # it names those that exist
        list(_walk(course.source, assignment))
    with tempfile.TemporaryDirectory() as temporary, track("release", len(assignments)) as advance:
        folder = Path(temporary) / RELEASE
        for assignment in assignments:
            generate_into(course, assignment, folder)
            advance()
        return {path: _read(Path(temporary), path) for path in _walk(Path(temporary), RELEASE)}


def _generated(environment: StudentEnvironment, files: dict[str, bytes]) -> dict[str, bytes]:
    """The files that are written for the bundle."""

    def notebooks(folder: str) -> list[str]:
        found = fnmatch.filter(sorted(files), f"{folder}/*.ipynb")
        return [path.removeprefix(f"{folder}/") for path in found]

    variables = {
        "environment": environment,
        "notebooks": notebooks(RELEASE),
        "lessons": notebooks(LESSONS),
    }
    plain = templates().overlay(autoescape=False, keep_trailing_newline=True)
    return {name: plain.get_template(f"bundle_{name}.j2").render(variables).encode() for name in _GENERATED}


def write(bundle: Bundle, output: Path, force: bool) -> None:
    """Write the zip file, whole or not at all.

    Raises
    ------
    CourseError
        When something else is there, unless forced.
    """
    if output.is_dir():
        raise CourseError(f"{output} is a folder: name a file with --output")
    if os.path.lexists(output) and not force and not _is_bundle(output, bundle.name):
        raise CourseError(
            f"{output} is there and no bundle of this course: name another file with --output, "
            "or replace it with --force"
        )
    unfinished = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.comment = _comment(bundle.name)
            for path, data in bundle.files.items():
                member = zipfile.ZipInfo(f"{bundle.name}/{path}", _DATE)
                member.compress_type = zipfile.ZIP_DEFLATED
                member.create_system = 3  # Unix, also where it is made on another system
                member.external_attr = _REGULAR_FILE << 16
                archive.writestr(member, data)
        unfinished.replace(output)
    finally:
        unfinished.unlink(missing_ok=True)


def _comment(name: str) -> bytes:
    """What marks a zip file as one of ours."""
    return f"{name}: made by autograde bundle".encode()


def _is_bundle(path: Path, name: str) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.comment == _comment(name)
    except (zipfile.BadZipFile, OSError):
        return False
