"""What a submission may use. Every limit has a default here and is configurable in nbgrader_config.py.

`python -m autograde.limits` prints the table of docs/limits.md.
"""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

MB = 2**20
LARGEST = 2**53
"""Above this no limit is one."""


@dataclass(frozen=True)
class Limits:
    """Limits of one submission. Sizes are in bytes, times in seconds."""

    cell_seconds: float = 30.0
    """Wall time of one of the student's cells."""
    test_seconds: float = 10.0
    """Wall time of one test cell, the student's functions and the checks together."""
    notebook_seconds: float = 180.0
    """Wall time of a whole notebook, up to its hidden tests: these have what is left of their own."""
    test_cpu_seconds: int = 20
    """CPU time of one test cell: of the student's functions in it, all threads together."""
    cpu_seconds: int = 120
    """CPU time of one notebook outside of its test cells; also of each process that the student starts."""
    memory: int = 1024 * MB
    """Address space that one process may have beyond what the warm interpreter has."""
    processes: int = 32
    """Processes and threads of one submission."""
    file_size: int = 64 * MB
    """Size of one file, and of all files in /tmp."""
    open_files: int = 256
    """Files and sockets that one process may have open."""
    message: int = 64 * MB
    """Size of one message from the student's process."""
    results: int = 256 * MB
    """What all arguments and results of one test cell take in the grader's memory."""
    worker_memory: int = 2048 * MB
    """Memory of a process that grades, without the sandbox: `autograde grade`."""
    worker_seconds: float = 900.0
    """Wall time of such a process for one notebook, whatever holds it up."""
    output: int = 20_000
    """Characters of printed output that are kept of one cell; a notice says how many were dropped."""
    notebook_size: int = 20 * MB
    """Size of a submitted notebook."""
    cells: int = 2_000
    """Cells of a submitted notebook."""
    json_depth: int = 100
    """How deeply lists and objects may be nested in a submitted notebook's JSON."""
    archive_size: int = 2048 * MB
    """What is read of one download from an LMS, expanded: `autograde collect`."""
    archive_files: int = 20_000
    """Files in one download."""
    archive_ratio: float = 200.0
    """How many times its size a file in an archive may expand to; files under 1 MB may to any."""
    submission_size: int = 100 * MB
    """What is read of one student's files in a download, expanded."""
    submission_files: int = 1_000
    """Files in a zip file or folder that a student handed in."""
    compared: int = 50_000
    """Characters of a notebook's answers that are compared with classmates': `autograde similar`."""

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def documented() -> Iterator[tuple[str, str, str]]:
    """Each limit's name, its default as people write it, and what it limits: the docstring below it."""
    (definition,) = ast.parse(inspect.getsource(Limits)).body
    assert isinstance(definition, ast.ClassDef)
    for field, docstring in pairwise(definition.body):
        if isinstance(field, ast.AnnAssign) and isinstance(docstring, ast.Expr):
            assert isinstance(field.target, ast.Name)
            text = ast.literal_eval(docstring.value)
            yield field.target.id, _readable(field.target.id, getattr(Limits, field.target.id)), text


def _readable(name: str, default: float) -> str:
    if name.endswith("seconds"):
        return f"{default:g} s"
    return f"{default // MB} MB" if default >= MB else f"{default:,g}"


def as_markdown() -> str:
    """The table of all limits."""
    rows = [f"| `{name}` | {default} | {text} |" for name, default, text in documented()]
    return "\n".join(["| limit | default | what it limits |", "|---|---|---|", *rows, ""])


if __name__ == "__main__":
    print(as_markdown(), end="")
