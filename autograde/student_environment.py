"""What students have to install: a part of the course's own dependencies, in the same versions.

pyproject.toml says which part, in ``[tool.autograde.bundle]``; what it asks of each package is in its
``dependencies``, and the exact versions, with all that those packages need, are in requirements.lock.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from autograde.course import CourseError
from autograde.environment.pins import LOCK, PROJECT, Unpinned, closure, read_pins

_TABLE = "tool.autograde.bundle"


@dataclass(frozen=True)
class StudentEnvironment:
    """All that the students' environment.yml, requirements.txt and pyproject.toml say."""

    title: str
    """The course's name as people write it."""
    questions: str
    """Whom students ask: a sentence or two."""
    project: str
    """Name of the package, and of the conda environment."""
    version: str
    python: str
    """Versions of Python, such as ``>=3.11``."""
    build: tuple[str, ...]
    """What pip needs to install the course's folder."""
    dependencies: tuple[str, ...]
    """Requirements for pip, as in the course's own pyproject.toml."""
    conda: tuple[str, ...]
    """The same under their names on conda-forge."""
    pins: tuple[str, ...]
    """The same with all that they need, each in one version for each Python and platform."""

    @classmethod
    def read(cls, root: Path) -> "StudentEnvironment":
        """Read it from a course's folder.

        Raises
        ------
        CourseError
            Naming the file, and what is missing or wrong in it.
        """
        path = root / PROJECT
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
            project = content["project"]
            table = content["tool"]["autograde"]["bundle"]
            known = {canonicalize_name(r.name): r for r in map(Requirement, project["dependencies"])}
            wanted = [known[canonicalize_name(name)] for name in sorted(table["requires"])]
            return cls(
                table["title"],
                table["questions"],
                project["name"],
                project["version"],
                project["requires-python"],
                tuple(content["build-system"]["requires"]),
                tuple(map(str, wanted)),
                tuple(_for_conda(requirement, table.get("conda-names", {})) for requirement in wanted),
                tuple(_pins(root / LOCK, [requirement.name for requirement in wanted])),
            )
        except FileNotFoundError as error:
            raise CourseError(f"{error.filename} does not exist: `autograde bundle` reads it") from None
        except tomllib.TOMLDecodeError as error:
            raise CourseError(f"{path} cannot be read ({error}): correct it") from None
        except InvalidRequirement as error:
            raise CourseError(f"{path}: {' '.join(str(error).split())}: correct it") from None
        except KeyError as error:
            raise CourseError(f"{path} has no {error}, which [{_TABLE}] needs: add it") from None


def _for_conda(requirement: Requirement, names: Mapping[str, str]) -> str:
    return f"{names.get(requirement.name, requirement.name)}{requirement.specifier}"


def _pins(lock: Path, roots: Sequence[str]) -> list[str]:
    """The pins of some packages and of all that they need, in order of name."""
    try:
        return sorted(pin.requirement for pin in closure(read_pins(lock.read_text(encoding="utf-8")), roots))
    except Unpinned as error:
        raise CourseError(f"{lock} does not pin {error}: run `make lock`") from None
