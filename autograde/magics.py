"""``%check``, for who works through the course alone: the verdict of a class, below the cell."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring

from helpers.check_magic import notebook_named
from helpers.notebook import defined_in, exercises_of

COLUMNS = "100"


@magics_class
class CheckMagics(Magics):
    """The magics of ``%load_ext autograde``."""

    @magic_arguments()  # type: ignore[untyped-decorator]
    @argument("exercises", nargs="*", help="Names of functions; all exercises without them.")  # type: ignore[untyped-decorator]
    @argument("--notebook", help="The notebook's file, where Jupyter does not tell its name.")  # type: ignore[untyped-decorator]
    @line_magic
    def check(self, line: str) -> None:
        """Grade the saved notebook with the course's hidden tests, in the sandbox, as in a class."""
        names = {} if self.shell is None else self.shell.user_ns
        arguments = parse_argstring(self.check, line)
        path = notebook_named(arguments.notebook, names)
        course = course_above(path.parent)
        for name in not_saved(names.get("In", ()), path):
            print(f"{name}: what you ran last is not what is saved. Save the notebook (Ctrl+S), or run it.")
        command = [sys.executable, "-m", "autograde", "--course", str(course), "check", str(path)]
        # A process of its own: neither references nor tests come near the reader's code.
        done = subprocess.run(
            [*command, *arguments.exercises],
            capture_output=True,
            text=True,
            env=os.environ | {"FORCE_COLOR": "1", "COLUMNS": COLUMNS},
        )
        print(done.stdout + done.stderr, end="")


def course_above(folder: Path) -> Path:
    """The course that a folder lies in.

    Raises
    ------
    UsageError
        When there is none with hidden tests.
    """
    for place in (folder, *folder.parents):
        if (place / "nbgrader_config.py").is_file() and (place / "source").is_dir():
            return place
    raise UsageError(
        "%check needs the whole course (source/ and nbgrader_config.py), and no folder above "
        f"{folder} has it. Students of a class get the same verdict with their feedback; "
        "`%load_ext helpers` has %check run what they can see"
    )


def not_saved(history: Iterable[str], notebook: Path) -> Iterator[str]:
    """Names of graded functions whose cell was run last with another text than the file has."""
    ran = {name: text for text in history for name in defined_in(text)}
    try:
        exercises = exercises_of(notebook)
    except (OSError, ValueError):  # `autograde check` says why, in one line
        return
    for exercise in exercises:
        if exercise.answer and ran.get(exercise.name, exercise.answer).strip() != exercise.answer.strip():
            yield exercise.name


def load(shell: InteractiveShell) -> None:
    """Register the magics."""
    shell.register_magics(CheckMagics)
