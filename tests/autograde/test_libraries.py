"""Libraries that the course's own solutions do without are reported to the instructor, and to nobody else."""

from typing import Any

import pytest

from autograde import feedback, libraries
from autograde.verdict import Note, NoteKind, SubmissionVerdict
from tests.conftest import Toy

COURSES = frozenset({"h5py"})


def notes(toy: Toy, answer: str, *own: str) -> list[tuple[str, str]]:
    cells: list[dict[str, Any]] = [toy.given("imports", "import numpy as np, scipy")]
    cells += [toy.solution("f", answer), *(toy.cell(text, f"own-{n}") for n, text in enumerate(own))]
    return [(note.text.split("`")[1], note.place) for note in libraries.notes_on(cells, COURSES)]


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("import sklearn", "sklearn"),
        ("from scipy.special import softmax as f", "scipy"),
        ("def f(x):\n    import torch.nn as nn\n    return nn.ReLU()(x)", "torch"),
        ("f = __import__('autograd').grad", "autograd"),
        ("import importlib\nf = importlib.import_module('jax.numpy').exp", "jax"),
        ("%matplotlib inline\nimport pandas", "pandas"),
    ],
)
def test_an_imported_library_is_named_with_its_line(toy: Toy, answer: str, name: str) -> None:
    line = next(number for number, text in enumerate(answer.split("\n"), 1) if name in text)
    assert notes(toy, answer) == [(name, f"f, line {line}")]


@pytest.mark.parametrize(
    "answer",
    [
        "import numpy.linalg, math, random\nfrom matplotlib import pyplot as plt",
        "from helpers import plotting\nimport h5py",
        "def f(x):\n    return x",
        "text = 'import sklearn'",
        "import (",
        "from . import other\nimportant = 1",
    ],
)
def test_what_everybody_imports_is_not(toy: Toy, answer: str) -> None:
    assert notes(toy, answer) == []


def test_each_library_is_named_once_wherever_it_is(toy: Toy) -> None:
    assert notes(toy, "import sklearn", "import sklearn.svm\nimport torch") == [
        ("sklearn", "f, line 1"),
        ("torch", "own-0, line 2"),
    ]


def test_students_are_not_told() -> None:
    note = Note(NoteKind.LIBRARY, "This imports `sklearn`.", "f, line 1")
    verdict = SubmissionVerdict("toy", "toy", "ada", (), (note,))
    assert not note.is_for_the_student
    assert feedback.notes_cell(verdict) is None
