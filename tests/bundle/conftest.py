"""The whole course in a folder of its own, to be bundled or spoilt, and the bundle of the real one."""

import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from autograde import bundle as bundles
from autograde.course import Course

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("data", "helpers", "notebooks", "release", "source")
LARGE = ("cats.h5", "fashion_mnist.h5")
FILES = ("LICENSE", "nbgrader_config.py", "pyproject.toml", "requirements.lock")


@contextmanager
def silent(description: str, total: int) -> Iterator[Callable[[], object]]:
    yield lambda: None


def whole_course(folder: Path) -> Course:
    """All that a bundle is made from, but for the large data sets, in another folder."""
    folder.mkdir(parents=True)
    for name in FOLDERS:
        ignored = shutil.ignore_patterns(".*", "__pycache__", *LARGE)
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in FILES:
        shutil.copyfile(ROOT / name, folder / name)
    return Course.open(folder)


@pytest.fixture
def whole(tmp_path: Path) -> Course:
    return whole_course(tmp_path / "course")


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of this course, with all that there is."""
    course = Course.open(ROOT)
    path = tmp_path_factory.mktemp("bundle") / "all.zip"
    bundles.write(bundles.make(course, course.assignments(), True, silent), path, force=False)
    return path


@pytest.fixture(scope="session")
def members(archive: Path) -> dict[str, bytes]:
    """Its files, by their paths below the top folder."""
    with zipfile.ZipFile(archive) as opened:
        found = {info.filename: opened.read(info) for info in opened.infolist()}
    assert {name.split("/")[0] for name in found} == {"backprop-by-hand"}
    return {name.partition("/")[2]: data for name, data in found.items()}
