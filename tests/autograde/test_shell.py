"""Cells in the student's process: what only defines something takes a short way, and nobody can tell."""

import time
from collections.abc import Iterator

import pytest

from autograde.sandbox import Zygote
from autograde.student import CellRun, Session

SECONDS = 60.0


@pytest.fixture
def session(zygote: Zygote) -> Iterator[Session]:
    with_zygote = Session(zygote)
    yield with_zygote
    with_zygote.close()


def run(session: Session, *cells: str) -> CellRun:
    """The last of some cells, run in turn."""
    for cell in cells:
        ran = session.run(cell, time.monotonic() + SECONDS)
    return ran


def printed(session: Session, *cells: str) -> str:
    ran = run(session, *cells)
    assert ran.raised is None, ran.raised
    return ran.printed


COUNT_CELLS = """
seen = []
get_ipython().events.register("pre_run_cell", lambda info: seen.append(info.raw_cell))
"""


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        (["def f():\n    return 7", "f()"], "7\n"),
        (["def f():\n    return 7\nf()"], "7\n"),
        (["import math; math.floor(7.5)"], "7\n"),
        (["def f(): return 7\n\nclass A:\n    x = f()\n", "A.x"], "7\n"),
        (["import asyncio\nasync def f(): return 7", "await f()"], "7\n"),
        (["from os import (\n    path,\n)", "path.join('a', 'b')"], "'a/b'\n"),
        (["# only a comment"], ""),
        ([""], ""),
        (["def f():\n    '''One\nimport nothing\n    '''\n    return 7", "f()"], "7\n"),
        (["def f():\n    '''One\ntwo\n    '''\n    return 7", "f()"], "7\n"),
        (["def f():\n    return 7\n%time g = f()", "g"], "7\n"),
        (["    def f():\n        return 7", "f()"], "7\n"),
        ([">>> def f():\n...     return 7", "f()"], "7\n"),
        (["def f(): return 7\r5"], "5\n"),
        (["def f(): return 7\x0c\n  \x0c5"], ""),
    ],
    ids=lambda value: value[0][:30] if isinstance(value, list) else "",
)
def test_a_cell_shows_what_jupyter_shows(session: Session, cells: list[str], shown: str) -> None:
    assert printed(session, *cells).endswith(shown)


@pytest.mark.parametrize(
    ("cell", "raised"),
    [
        ("def f(x=1 / 0): pass", "ZeroDivisionError: division by zero (line 1)"),
        ("import os\nimport a_module_that_nobody_has", "(line 2)"),
        ("def f(:\n    pass", "SyntaxError: "),
        ("def f():\n    return 1\n  def g(): pass", "IndentationError: "),
        ("import sys\n@sys.exit\ndef f(): pass", "SystemExit: "),
        ("from __future__ import braces", "SyntaxError: not a chance"),
    ],
)
def test_errors_in_definitions_are_told_with_their_line(session: Session, cell: str, raised: str) -> None:
    ran = run(session, cell)
    assert raised in str(ran.raised)
    assert printed(session, "7") == "7\n"


def test_definitions_are_numbered_and_kept_as_other_cells_are(session: Session) -> None:
    text = "def f():\n    return 7\n"
    assert printed(session, "1", text, "(In[2], get_ipython().execution_count)") == f"({text!r}, 4)\n"
    assert printed(session, "import inspect", "print(inspect.getsource(f))") == f"{text}\n"


def test_what_is_imported_from_the_future_holds_for_later_cells(session: Session) -> None:
    cells = "from __future__ import annotations", "def f(x: int): pass", "f.__annotations__"
    assert printed(session, *cells) == "{'x': 'int'}\n"


def test_definitions_too_are_seen_by_what_students_hook_into_ipython(session: Session) -> None:
    assert printed(session, COUNT_CELLS, "def f(): pass", "import os", "len(seen)") == "3\n"


def test_a_definition_that_does_not_end_is_interrupted(session: Session) -> None:
    ran = session.run("def f(x=[n for n in iter(int, 1)]): pass", time.monotonic() + 0.2)
    assert ran.interrupted
    assert printed(session, "7") == "7\n"


def test_a_check_that_a_student_has_left_in_her_notebook_says_nothing(session: Session) -> None:
    assert printed(session, "from helpers import checks", "%check", "%check f g") == ""
    assert printed(session, "%load_ext helpers", "%check f") == ""


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("!echo one; echo two >&2", "one\ntwo\n"),
        ("word = 'three'\n!echo {word} $word", "three three\n"),
        ("!exit 3\nprint(_exit_code)", "3\n"),
        ("lines = !echo four\nprint(lines)", "['four']\n"),
        ("!cat", ""),
        ("!no-such-program-at-all\nprint('on')", "on\n"),
        ("%%bash\necho five", "five\n"),
    ],
)
def test_commands_of_the_shell_run_without_a_terminal(session: Session, cell: str, shown: str) -> None:
    """Students leave `!ls` and `!pip install` in their notebooks, above the function that counts."""
    assert printed(session, cell).endswith(shown)


def test_a_command_that_prints_without_end_is_cut_and_interrupted(session: Session) -> None:
    ran = session.run("!yes\nprint('on')", time.monotonic() + 1)
    assert ran.interrupted
    assert len(ran.printed) < 21_000
