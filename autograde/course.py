"""A course on disk: where things are, by nbgrader's own configuration, and the course's secret."""

import contextlib
import math
import os
import re
import secrets
import stat
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast, get_args

from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

from autograde.limits import LARGEST, Limits
from autograde.sandbox.tiers import Minimum

CONFIG_FILE = "nbgrader_config.py"
STATE_FOLDER = ".autograde"
_LONGEST_ID = 128
"""Characters that nbgrader's gradebook has room for."""
_LONGEST_NAME = 255
"""Bytes that a file system has room for."""
_ELSEWHERE = "run this in a course's folder, or name it with --course"


class CourseError(Exception):
    """Something about the course cannot be used. One line that names the file and the way out."""


@dataclass(frozen=True)
class Course:
    """The folders of a course, as nbgrader is configured for it."""

    root: Path
    config: Config
    source: Path
    release: Path
    submitted: Path
    autograded: Path
    feedback: Path
    db_url: str
    limits: Limits
    minimum: Minimum = "landlock"
    """The weakest sandbox that is not refused."""
    carried_forward: float = 1.0
    """Which share of its points a part earns that is right in itself, but uses a wrong exercise."""

    @classmethod
    def open(cls, root: Path, db_url: str | None = None) -> "Course":
        """The course in a folder.

        Raises
        ------
        CourseError
            When there is none, or its configuration cannot be read.
        """
        return cls.configured(root, _read_config(root.resolve()), db_url)

    @classmethod
    def configured(cls, root: Path, config: Config, db_url: str | None = None) -> "Course":
        """The course in a folder, under nbgrader's configuration, wherever that was read from.

        Raises
        ------
        CourseError
            When there is none, or a limit in its configuration cannot be used.
        """
        root = root.resolve()
        directory = config.get("CourseDirectory", {})

        def folder(name: str, default: str) -> Path:
            return root / str(directory.get(name, default))

        course = cls(
            root,
            config,
            folder("source_directory", "source"),
            folder("release_directory", "release"),
            folder("submitted_directory", "submitted"),
            folder("autograded_directory", "autograded"),
            folder("feedback_directory", "feedback"),
            db_url or str(directory.get("db_url", f"sqlite:///{root / 'gradebook.db'}")),
            _read_limits(root, config),
            _read_minimum(root, config),
            _read_carried_forward(root, config),
        )
        if not course.source.is_dir():
            raise CourseError(f"{course.source} does not exist: {_ELSEWHERE}")
        return course

    @property
    def name(self) -> str:
        return str(self.config.get("CourseDirectory", {}).get("course_id", "") or self.root.name)

    @property
    def state(self) -> Path:
        """The autograder's own folder: journal and secret."""
        return self.root / STATE_FOLDER

    def assignments(self) -> list[str]:
        """Names of the assignments in source/, in order."""
        return sorted(path.name for path in self.source.iterdir() if any(path.glob("*.ipynb")))

    def source_notebooks(self, assignment: str) -> list[Path]:
        """The source notebooks of an assignment.

        Raises
        ------
        CourseError
            For an unknown assignment, with the names of those that exist.
        """
        found = sorted((self.source / assignment).glob("*.ipynb")) if _plain(assignment) else []
        if not found:
            known = ", ".join(self.assignments()) or "none"
            raise CourseError(f"no assignment `{assignment}` in {self.source}: there are {known}")
        return found

    def students(self, assignment: str) -> list[str]:
        """Who submitted an assignment: the folders in submitted/ that hold it."""
        if not self.submitted.is_dir():
            raise CourseError(
                f"{self.submitted} does not exist: collect submissions with `autograde collect` or "
                "`nbgrader collect`, or make the sample class with `autograde demo`"
            )
        return sorted(path.name for path in self.submitted.iterdir() if os.path.lexists(path / assignment))

    def submitted_assignments(self) -> list[str]:
        """The assignments that somebody has submitted.

        Raises
        ------
        CourseError
            When there is none.
        """
        found = [name for name in self.assignments() if self.students(name)]
        if not found:
            raise CourseError(f"{self.submitted} holds no assignment of {self.source}: is it empty?")
        return found

    def graded_assignments(self) -> list[str]:
        """The assignments of which something has been graded.

        Raises
        ------
        CourseError
            When there is none.
        """
        found = [name for name in self.assignments() if any(self.autograded.glob(f"[!.]*/{name}"))]
        if not found:
            raise CourseError(f"{self.autograded} holds nothing that was graded: run `autograde grade` first")
        return found

    def secret(self) -> bytes:
        """What seeds the hidden inputs; made on first use, and kept so that a regrade repeats them."""
        path = self.state / "secret"
        with contextlib.suppress(FileNotFoundError):
            secret = path.read_bytes()
            if len(secret) >= 16:
                return secret
            raise CourseError(f"{path} is damaged: restore it, or delete it to grade with new hidden inputs")
        self.state.mkdir(exist_ok=True)
        secret = secrets.token_bytes(32)
        temporary = self.state / f"secret.{os.getpid()}"
        temporary.touch(mode=stat.S_IRUSR | stat.S_IWUSR)
        temporary.write_bytes(secret)
        try:
            os.link(temporary, path)
        except FileExistsError:
            return path.read_bytes()
        finally:
            temporary.unlink()
        return secret

    def with_limits(self, **changes: float) -> "Course":
        """The same course under other limits."""
        return replace(self, limits=replace(self.limits, **changes))  # type: ignore[arg-type]


def student_id_problem(student: str) -> str:
    """Why a text cannot be a student's id, and the name of her folders; empty if it can.

    Letters and digits of any script, spaces and ``_ - . @ + ' ,`` may be in it. Anything else means something
    to a file system, a shell, a pattern, a spreadsheet or a terminal.
    """
    if not student:
        return "it is empty"
    if len(student) > _LONGEST_ID or len(student.encode("utf-8", "replace")) > _LONGEST_NAME:
        return f"it has more than {_LONGEST_ID} characters or {_LONGEST_NAME} bytes"
    for character in student:
        if unicodedata.category(character)[0] not in "LMN" and character not in " _-.@+',":
            return f"it has the character {character!a}"
    if not (student[0].isalnum() or student[0] == "_") or student[-1] in " .":
        return "it must begin with a letter or digit, and must not end with a space or full stop"
    return ""


def _plain(name: str) -> bool:
    """Whether a name is one folder's, without wildcards or separators."""
    return bool(re.fullmatch(r"[^/\\*?\[\]\x00]+", name)) and name not in (".", "..")


def _read_config(root: Path) -> Config:
    path = root / CONFIG_FILE
    try:
        config: Config = PyFileConfigLoader(CONFIG_FILE, path=str(root)).load_config()
    except ConfigFileNotFound:
        raise CourseError(f"{path} does not exist: {_ELSEWHERE}") from None
    except Exception as error:  # it is Python code: anything can go wrong in it
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise CourseError(f"{path} cannot be read ({reason}): correct it, or restore it with git") from error
    return config


def _read_minimum(root: Path, config: Config) -> Minimum:
    chosen = dict(config.get("Sandbox", {}))
    minimum = chosen.pop("minimum", "landlock")
    if chosen:
        raise CourseError(f"{root / CONFIG_FILE}: c.Sandbox has no `{min(chosen)}`; it has `minimum`")
    if minimum not in get_args(Minimum):
        known = " or ".join(map(repr, get_args(Minimum)))
        raise CourseError(f"{root / CONFIG_FILE}: Sandbox.minimum must be {known}, not {minimum!r}")
    return cast(Minimum, minimum)


def _read_carried_forward(root: Path, config: Config) -> float:
    chosen = dict(config.get("Judge", {}))
    share = chosen.pop("error_carried_forward", 1.0)
    if chosen:
        known = "it has `error_carried_forward`"
        raise CourseError(f"{root / CONFIG_FILE}: c.Judge has no `{min(chosen)}`; {known}")
    if type(share) not in (int, float) or not 0 <= share <= 1:
        raise CourseError(
            f"{root / CONFIG_FILE}: Judge.error_carried_forward must be a share from 0 to 1, not {share!r}"
        )
    return float(share)


def _read_limits(root: Path, config: Config) -> Limits:
    chosen: dict[str, Any] = dict(config.get("SandboxLimits", {}))
    known: dict[str, type] = {name: type(value) for name, value in Limits().to_dict().items()}
    for name, value in chosen.items():
        if name not in known:
            raise CourseError(
                f"{root / CONFIG_FILE}: there is no limit `{name}`; there are {', '.join(known)}"
            )
        if type(value) not in (int, float) or not math.isfinite(value) or not known[name](value) > 0:
            raise CourseError(
                f"{root / CONFIG_FILE}: SandboxLimits.{name} must be a positive number, not {value!r}"
            )
        if value > LARGEST:
            raise CourseError(
                f"{root / CONFIG_FILE}: SandboxLimits.{name} must be at most 2**53, not {value:g}"
            )
    return Limits(**{name: known[name](value) for name, value in chosen.items()})
