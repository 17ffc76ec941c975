"""The sample class, graded once by the command line as an instructor would."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograde.autograded import read_verdict
from autograde.course import Course
from autograde.verdict import SubmissionVerdict

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENT = "initialization"


def copy_of_the_course(folder: Path) -> Path:
    """The course's own files in another folder, with less patience for endless loops."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("source", "release"):
        shutil.copytree(ROOT / name, folder / name)
    config = (ROOT / "nbgrader_config.py").read_text()
    (folder / "nbgrader_config.py").write_text(f"{config}\nc.SandboxLimits.test_seconds = 2\n")
    return folder


def autograde(folder: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the command line in a course's folder."""
    command = [str(Path(sys.executable).with_name("autograde")), *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course whose sample class has been graded by `autograde demo`."""
    folder = copy_of_the_course(tmp_path_factory.mktemp("demo") / "course")
    autograde(folder, "demo")
    return Course.open(folder)


@pytest.fixture(scope="session")
def verdicts(graded: Course) -> dict[str, SubmissionVerdict]:
    """The verdict on each sample student."""
    paths = graded.autograded.glob(f"*/{ASSIGNMENT}/{ASSIGNMENT}.ipynb")
    return {path.parent.parent.name: read_verdict(path) for path in paths}
