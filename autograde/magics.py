"""``%check``, for who works through the course alone: the verdict of a class, below the cell."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring

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
        path = Path(arguments.notebook or notebook_of_this_kernel(names)).absolute()
        if not path.is_file():
            raise UsageError(f"%check: there is no file {path}. Name it: %check --notebook FILE")
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


def notebook_of_this_kernel(names: dict[str, Any]) -> str:
    """The file of the notebook that runs here, as JupyterLab or VS Code tells it.

    Raises
    ------
    UsageError
        When neither does.
    """
    found = names.get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME")
    if not found:
        raise UsageError("%check does not know the notebook's name here. Name it: %check --notebook FILE")
    return str(found)


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
        f"{folder} has it. Students of a class get the same verdict with their feedback"
    )


def not_saved(history: Iterable[str], notebook: Path) -> Iterator[str]:
    """Names of graded functions whose cell was run last with another text than the file has."""
    ran = {name: text for text in history for name in _defined(text)}
    try:
        saved: Any = nbformat.read(notebook, as_version=4)
    except (OSError, ValueError):  # `autograde check` says why, in one line
        return
    for cell in saved.cells:
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution"):
            name = cell.metadata["nbgrader"].get("grade_id")
            if name in ran and ran[name].strip() != cell.source.strip():
                yield name


def _defined(text: str) -> Iterator[str]:
    try:
        nodes = ast.parse(text).body
    except SyntaxError:  # a cell with magics: no definition of an exercise
        return
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name


def load(shell: InteractiveShell) -> None:
    """Register the magics."""
    shell.register_magics(CheckMagics)
