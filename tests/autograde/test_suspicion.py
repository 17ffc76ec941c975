"""What looks like an attempt to influence the grading: where it is, and what is none."""

import warnings

import pytest

from autograde.suspicion import LOOKED_THROUGH, notes_on
from autograde.verdict import NoteKind
from tests.conftest import Toy


def places(toy: Toy, source: str) -> list[str]:
    return [note.place for note in notes_on([toy.cell(source, "own")])]


@pytest.mark.parametrize(
    "line",
    [
        "import ctypes",
        "import ctypes.util as u",
        "from ctypes import CDLL",
        "import numpy, gc as collector",
        "import helpers.reference.initialization",
        "from helpers import reference",
        "from helpers.reference import initialization as solutions",
        "from autograde.judge import hidden_seed",
        "import nbgrader.api",
        "__import__('sys')._getframe(1)",
        "frame.f_back.f_back",
        "sys.settrace(f)",
        "mine.__code__ = network.relu.__code__",
        "mine = types.FunctionType(network.relu.__code__, vars(network))",
        "code = getattr(convnet, name).__code__",
        "gc.get_objects()",
        "os._exit(0)",
        "_exit(0)",
        "get_ipython().input_transformers_cleanup.append(f)",
        "open('/proc/1/environ')",
        "!cat /proc/self/maps",
        "%cat ../../gradebook.db",
        "open('../../submitted/ada/x.ipynb')",
        "text = 'BEGIN HIDDEN TESTS'",
        "class A: __eq__ = 1; __hash__ = None\nclass B:\n  def __eq__(self, other): return True",
    ],
)
def test_a_finding_has_its_cell_and_line(toy: Toy, line: str) -> None:
    number = 3 + line.count("\n")
    assert places(toy, f"import os\n\n{line}\n") == [f"own, line {number}"]


@pytest.mark.parametrize("magic", ["%matplotlib inline", "!ls", "%%time", "?print", "if True:\n    %pwd"])
def test_a_line_for_ipython_does_not_hide_the_lines_after_it(toy: Toy, magic: str) -> None:
    assert places(toy, f"{magic}\nimport ctypes") == [f"own, line {magic.count(chr(10)) + 2}"]


@pytest.mark.parametrize(
    "source",
    [
        "",
        "import numpy as np\nx = np.exp(1)",
        "from helpers import checks, network",
        "from . import x",
        "import gcd\nfrom collections import abc",
        "x.exit(); exit()",
        "a = 7 % 3\nb = a != 2",
        "# a comment about ctypes and _exit",
        "class Layer:\n    def __call__(self, x): return x",
        "def f(:",
        "(" * 1000,
        "x = '\\x00'",
        "\x00",
        "-" * 100_000 + "1",
    ],
)
def test_ordinary_and_unreadable_code_is_no_evidence(toy: Toy, source: str) -> None:
    assert places(toy, source) == []


def test_the_students_escape_sequences_warn_nobody(toy: Toy) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert places(toy, "x = '\\d'\ny = 1if x else 2") == []


def test_only_the_students_own_code_is_looked_at(toy: Toy) -> None:
    cells = [
        toy.given("given", "import gc"),
        toy.test("test_f", 1, "import gc"),
        toy.cell("import gc", "text", "markdown"),
        toy.solution("f", "import gc"),
        toy.cell("import gc", "own"),
    ]
    notes = notes_on(cells)
    assert [note.place for note in notes] == ["f, line 1", "own, line 1"]
    assert {note.kind for note in notes} == {NoteKind.TAMPERING}


def test_the_same_finding_twice_in_a_line_is_one_note(toy: Toy) -> None:
    assert len(places(toy, "os._exit(0) or os._exit(1)\nos._exit(2)")) == 2


def test_blank_lines_are_looked_through_in_time_that_grows_with_their_number(toy: Toy) -> None:
    """Not with the square of their number: this would take minutes."""
    assert places(toy, "\n" * 150_000 + "import gc") == ["own, line 150001"]


def test_of_very_much_code_the_beginning_is_looked_through_and_a_note_says_so(toy: Toy) -> None:
    cells = [
        toy.cell("import gc", "first"),
        toy.cell("1;" * LOOKED_THROUGH, "huge"),
        toy.cell("import gc", "last"),
    ]
    notes = notes_on(cells)
    assert [note.place for note in notes] == ["first, line 1", "huge"]
    assert "more code than is looked through" in notes[-1].text
