"""A class of made-up students, honest and not, built from the released notebook and the registry of mistakes.

`autograde demo` grades it, and the tests say what each of its students must get.
"""

import copy
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograde.course import Course, CourseError
from autograde.submission import Cell, Notebook, is_solution, is_task, is_test, load_source, nbgrader_of
from helpers.reference.registry import Exercise, Exercises, Variant, load

MARKER = ".sample-class"
"""File in submitted/ that lists the sample's students: what is listed there may be rewritten or removed."""


@dataclass(frozen=True)
class LinkTo:
    """A submitted notebook that is a symbolic link to a classmate's."""

    student: str


Submission = bytes | LinkTo


@dataclass
class Desk:
    """What a sample student has before her: the released notebook, and the answers to choose from."""

    release: Notebook
    solved: dict[str, str]
    exercises: Exercises

    def answers(self, **changed: str) -> Notebook:
        """The notebook with every answer right, but for those that are given."""
        notebook = copy.deepcopy(self.release)
        before: Cell = {}
        for cell in notebook["cells"]:
            if is_solution(cell):
                grade_id = nbgrader_of(cell)["grade_id"]
                cell["source"] = changed.get(grade_id, self.solved[grade_id])
            elif is_task(before):
                cell["source"] = _WRITTEN
            before = cell
        return notebook

    def style(self, wanted: int) -> Notebook:
        """The notebook in another right style: each exercise's `wanted`-th of those that go together."""
        chosen = {}
        for exercise in self.exercises:
            styles = [style for style in exercise.styles if not style.alone]
            if styles:
                chosen[exercise.name] = exercise.source_of(styles[wanted % len(styles)])
        return self.answers(**chosen)

    def mistaken(self, number: int, mistake: int) -> Notebook:
        """All right but for one known mistake in the `number`-th exercise."""
        exercise = self.exercise(number)
        return self.answers(**{exercise.name: exercise.source_of(self.mistake(number, mistake))})

    def exercise(self, number: int) -> Exercise:
        exercises = list(self.exercises)
        return exercises[number % len(exercises)]

    def mistake(self, number: int, mistake: int) -> Variant:
        known = self.exercise(number).misconceptions
        return known[mistake % len(known)]

    def with_cell(self, notebook: Notebook, source: str) -> Notebook:
        """The notebook with a cell of the student's own before the first answer."""
        first = next(index for index, cell in enumerate(notebook["cells"]) if is_solution(cell))
        notebook["cells"].insert(first, _own_cell(source))
        return notebook

    def broken(self, number: int, body: str) -> Notebook:
        """All right but for one function with this body."""
        name = self.exercise(number).name
        return self.answers(**{name: f"def {name}(*args, **kwargs):\n{body}"})


@dataclass(frozen=True)
class SampleStudent:
    """One made-up student: her name, what she hands in, in a sentence, and how it is made."""

    name: str
    hands_in: str
    make: Callable[[Desk], Notebook | bytes | LinkTo]


def _untouched(desk: Desk) -> Notebook:
    return copy.deepcopy(desk.release)


def _half_done(desk: Desk) -> Notebook:
    answered = list(desk.solved)[: len(desk.solved) // 2]
    notebook = copy.deepcopy(desk.release)
    for cell in notebook["cells"]:
        if nbgrader_of(cell).get("grade_id") in answered:
            cell["source"] = desk.solved[nbgrader_of(cell)["grade_id"]]
    return notebook


def _syntax_error(desk: Desk) -> Notebook:
    name = desk.exercise(1).name
    return desk.answers(**{name: f"def {name}(layers_dims)\n    return {{}}"})


def _tagged(desk: Desk) -> Notebook:
    notebook = _untouched(desk)
    for cell in _tests(notebook):
        cell["metadata"]["tags"] = ["skip-execution"]
    return notebook


def _copied_test(desk: Desk) -> Notebook:
    notebook = desk.answers()
    index = notebook["cells"].index(_tests(notebook)[0])
    notebook["cells"].insert(index + 1, {**copy.deepcopy(notebook["cells"][index]), "id": "copied-test"})
    return notebook


def _deleted_test(desk: Desk) -> Notebook:
    notebook = desk.answers()
    notebook["cells"].remove(_tests(notebook)[1])
    return notebook


def _tests(notebook: Notebook) -> list[Cell]:
    return [cell for cell in notebook["cells"] if is_test(cell)]


_ENDLESS = """    while True:
        try:
            while True:
                pass
        except BaseException:
            continue"""

_STRIP_ASSERTS = """import ast

class NoAsserts(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()

    def visit_With(self, node):
        return ast.Pass()

shell = get_ipython()
shell.ast_transformers.append(NoAsserts())
shell.input_transformers_cleanup.append(lambda lines: [line for line in lines if "check" not in line])"""

_ALWAYS_EQUAL = """class Equal(dict):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __getitem__(self, key): return Equal()
    def __contains__(self, key): return True
    def __float__(self): return 0.0
    shape = property(lambda self: Equal())
"""

_SEARCH = """import gc, glob, os, sys

found = [text for text in gc.get_objects() if isinstance(text, str) and "HIDDEN TESTS" in text]
found += [text for text in In if "hidden_rng" in text]
for folder, _, names in os.walk("/"):
    if folder.startswith(("/usr", "/dev")):
        continue
    for name in names:
        path = os.path.join(folder, name)
        if "reference" in path or name.endswith((".ipynb", ".db")):
            found.append(path)
print("found", len(found))"""

_WRITTEN = """I would look at the largest gap first, since most can be won there.

* It is the one between train-dev and dev: the data differ.
* Then I would examine a hundred mistakes, and work on what is behind most of them."""

STUDENTS: tuple[SampleStudent, ...] = (
    SampleStudent("ada", "Every answer right.", lambda desk: desk.answers()),
    SampleStudent("blaise", "Every answer right, in a second style.", lambda desk: desk.style(0)),
    SampleStudent("chandra", "Every answer right, in a third style.", lambda desk: desk.style(1)),
    SampleStudent("dmitri", "The notebook as it was released.", _untouched),
    SampleStudent("emmy", "The first half of the exercises.", _half_done),
    SampleStudent("fatima", "A known mistake in the first exercise.", lambda desk: desk.mistaken(0, 0)),
    SampleStudent("grace", "A known mistake in the second exercise.", lambda desk: desk.mistaken(1, 1)),
    SampleStudent("henri", "A known mistake in the third exercise.", lambda desk: desk.mistaken(2, 0)),
    SampleStudent("ines", "Another mistake in the third exercise.", lambda desk: desk.mistaken(2, 2)),
    SampleStudent("jun", "A known mistake in the last exercise.", lambda desk: desk.mistaken(-1, 0)),
    SampleStudent("karl", "A syntax error in one cell.", _syntax_error),
    SampleStudent(
        "lena", "An endless loop that catches KeyboardInterrupt.", lambda desk: desk.broken(0, _ENDLESS)
    ),
    SampleStudent(
        "milo", "os._exit(0) in one function.", lambda desk: desk.broken(1, "    import os\n    os._exit(0)")
    ),
    SampleStudent(
        "nora",
        "8 GB allocated in one function.",
        lambda desk: desk.broken(2, "    return np.ones(10**9)"),
    ),
    SampleStudent(
        "otto",
        "Asserts stripped through IPython's transformers, over a wrong answer.",
        lambda desk: desk.with_cell(desk.mistaken(2, 0), _STRIP_ASSERTS),
    ),
    SampleStudent(
        "petra",
        "An object that is equal to everything, for every answer.",
        lambda desk: desk.with_cell(
            desk.answers(
                **{name: f"def {name}(*args, **kwargs):\n    return Equal()" for name in desk.solved}
            ),
            _ALWAYS_EQUAL,
        ),
    ),
    SampleStudent(
        "quentin",
        "Hidden tests searched for through In, gc and the file system; right answers.",
        lambda desk: desk.with_cell(desk.answers(), _SEARCH),
    ),
    SampleStudent("rosa", "The tag skip-execution on every test cell, and no answers.", _tagged),
    SampleStudent("sven", "A test cell copied; right answers.", _copied_test),
    SampleStudent("tess", "A test cell deleted; right answers.", _deleted_test),
    SampleStudent("ugo", "A file that is not JSON.", lambda desk: b"PK\x03\x04 this is not a notebook"),
    SampleStudent("vera", "A symbolic link to a classmate's notebook.", lambda desk: LinkTo("ada")),
)


def make_desk(course: Course, assignment: str) -> tuple[str, Desk]:
    """The name of the assignment's notebook, and what the sample's students have before them.

    Raises
    ------
    CourseError
        When the assignment has no release or no registry of references.
    """
    (source, *_) = course.source_notebooks(assignment)
    release = course.release / assignment / source.name
    exercises = load(assignment)
    if exercises is None:
        raise CourseError(
            f"helpers/reference/{assignment}.py does not exist: the sample class is made from its mistakes"
        )
    if not release.exists():
        raise CourseError(f"{release} does not exist: make it with `autograde release {assignment}`")
    cells = load_source(source)["cells"]
    solved = {nbgrader_of(cell)["grade_id"]: _unmarked(cell["source"]) for cell in cells if is_solution(cell)}
    return source.name, Desk(load_source(release), solved, exercises)


def _unmarked(solution: str) -> str:
    """A solution without nbgrader's marks around it."""
    return "\n".join(line for line in solution.split("\n") if " SOLUTION" not in line)


def submissions(course: Course, assignment: str) -> tuple[str, dict[str, Submission]]:
    """The name of the assignment's notebook, and what each sample student hands in."""
    notebook, desk = make_desk(course, assignment)
    made = {student.name: student.make(desk) for student in STUDENTS}
    return notebook, {
        name: _to_bytes(each) if isinstance(each, dict) else each for name, each in made.items()
    }


def write(course: Course, assignment: str) -> list[str]:
    """Put the sample class into submitted/ and return its students; what is there already stays.

    Raises
    ------
    CourseError
        When submitted/ holds work that is not the sample's.
    """
    notebook, made = submissions(course, assignment)
    _claim(course.submitted, set(made))
    for student, submission in made.items():
        place = course.submitted / student / assignment / notebook
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(submission, LinkTo):
            target = os.path.relpath(
                course.submitted / submission.student / assignment / notebook, place.parent
            )
            if not place.is_symlink():
                place.symlink_to(target)
        elif not place.exists() or place.read_bytes() != submission:
            place.write_bytes(submission)
    return list(made)


def _claim(submitted: Path, students: set[str]) -> None:
    """Mark submitted/ as the sample's, unless somebody else's work is in it."""
    marker = submitted / MARKER
    ours = students | set(marker.read_text().split()) if marker.exists() else set()
    others = {path.name for path in submitted.iterdir()} - ours - {MARKER} if submitted.exists() else set()
    if others:
        raise CourseError(
            f"{submitted} holds the work of {', '.join(sorted(others)[:3])}…, and the sample class is not "
            "mixed with it. Grade it with `autograde grade`, or try the demo in a fresh clone"
        )
    submitted.mkdir(exist_ok=True)
    marker.write_text("\n".join(sorted(students)) + "\n")


def _own_cell(source: str) -> Cell:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": "own-cell",
        "metadata": {},
        "outputs": [],
        "source": source,
    }


def _to_bytes(notebook: Notebook) -> bytes:
    return json.dumps(notebook, indent=1, ensure_ascii=False).encode()
