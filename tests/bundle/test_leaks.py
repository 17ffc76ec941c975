"""Whatever students must not have is found before a bundle is written, with its file and line."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograde import bundle as bundles
from autograde import leaks
from autograde.course import Course, CourseError
from tests.assignments.harness import source
from tests.bundle.conftest import silent
from tests.class_.conftest import autograde

pytestmark = pytest.mark.slow

ASSIGNMENT = "initialization"
LESSON = "notebooks/03_initialization.ipynb"
RELEASED = f"release/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"


def leaks_of(course: Course) -> list[leaks.Leak]:
    """What a bundle of this course is refused for."""
    with pytest.raises(bundles.Leaked) as refused:
        bundles.make(Course.open(course.root), [ASSIGNMENT], True, silent)
    return list(refused.value.leaks)


def configure(course: Course, line: str) -> None:
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write(f"\n{line}\n")


def add_cell(course: Course, path: str, text: str, kind: str = "code", **changes: Any) -> None:
    place = course.root / path
    notebook = json.loads(place.read_text())
    cell = {"cell_type": kind, "id": "planted", "metadata": {}, "source": text.splitlines(keepends=True)}
    cell |= {"outputs": [], "execution_count": None} if kind == "code" else {}
    notebook["cells"].append(cell | changes)
    place.write_text(json.dumps(notebook))


def solution(name: str, assignment: str = ASSIGNMENT) -> str:
    """The lines between the marks of a solution."""
    (cell,) = [cell for cell in source(assignment).solutions if cell.metadata.nbgrader.grade_id == name]
    return cell.source.partition("### BEGIN SOLUTION\n")[2].partition("    ### END SOLUTION")[0]


def hidden_test(name: str, assignment: str = ASSIGNMENT) -> str:
    """The lines between the marks of a hidden test."""
    cell = source(assignment).test_of(name)
    return cell.source.partition("### BEGIN HIDDEN TESTS\n")[2].partition("### END HIDDEN TESTS")[0]


# Each of these is planted in an honest course, of which another test shows that it is bundled.


def test_a_hidden_test_that_is_left_in_a_released_notebook_is_found(whole: Course) -> None:
    configure(
        whole,
        "c.GenerateAssignment.preprocessors = [f'nbgrader.preprocessors.{each}' for each in "
        "('LockCells', 'ClearSolutions', 'ClearOutput', 'CheckCellMetadata', 'ComputeChecksums')]",
    )
    found = leaks_of(whole)
    text = source(ASSIGNMENT).test_of("initialize_parameters_he").source.splitlines()
    begin, end = (text.index(f"### {word} HIDDEN TESTS") + 1 for word in ("BEGIN", "END"))
    place = f"{RELEASED}, cell test_initialize_parameters_he, line"
    assert (f"{place} {begin}", "the mark BEGIN HIDDEN TESTS") in found
    assert (f"{place} {end}", "the mark END HIDDEN TESTS") in found
    lines = [leak for leak in found if leak.what.startswith("lines of a hidden test")]
    assert {leak.place.split(",")[1] for leak in lines} == {
        f" cell {cell.id}" for cell in source(ASSIGNMENT).tests
    }


def test_a_solution_that_is_left_in_a_released_notebook_is_found_even_one_short_line(whole: Course) -> None:
    configure(
        whole,
        "c.GenerateAssignment.preprocessors = [f'nbgrader.preprocessors.{each}' for each in "
        "('LockCells', 'ClearOutput', 'ComputeChecksums', 'ClearHiddenTests', 'ClearMarkScheme')]",
    )
    basics = "neural_network_basics"
    with pytest.raises(bundles.Leaked) as refused:
        bundles.make(Course.open(whole.root), [basics], False, silent)
    lines = [leak for leak in refused.value.leaks if leak.what.startswith("lines of the solution")]
    assert {leak.place.split(",")[1] for leak in lines} == {
        f" cell {cell.id}" for cell in source(basics).solutions
    }


def test_an_answer_in_words_and_its_rubric_are_found(whole: Course) -> None:
    configure(
        whole,
        "c.GenerateAssignment.preprocessors = [f'nbgrader.preprocessors.{each}' for each in "
        "('LockCells', 'ClearSolutions', 'ClearOutput', 'ComputeChecksums', 'ClearHiddenTests')]",
    )
    with pytest.raises(bundles.Leaked) as refused:
        bundles.make(Course.open(whole.root), ["ml_strategy"], False, silent)
    assert {leak.what for leak in refused.value.leaks} >= {
        "the mark BEGIN MARK SCHEME",
        "the mark END MARK SCHEME",
    }
    assert any("lines of the rubric" in leak.what for leak in refused.value.leaks)


@pytest.mark.parametrize(
    "line",
    [
        "from helpers.reference import softmax",
        "import helpers.reference.softmax as right",
        "from helpers import checks, reference",
        "from . import reference",
        "from .reference import softmax",
        'load("helpers.reference.softmax")',
        'open("helpers/reference/softmax.py")',
        r'open("helpers\\reference\\softmax.py")',
    ],
)
def test_a_helper_that_names_the_references_is_found(line: str, whole: Course) -> None:
    helper = whole.root / "helpers" / "quiz.py"
    n_lines = len(helper.read_text().splitlines())
    with helper.open("a") as file:
        file.write(f"{line}\n")
    assert leaks_of(whole) == [(f"helpers/quiz.py, line {n_lines + 1}", "it names helpers.reference")]


@pytest.mark.parametrize(
    "changes",
    [
        {"outputs": [{"output_type": "stream", "name": "stdout", "text": ["42\n"]}]},
        {"execution_count": 3},
    ],
)
def test_an_output_left_in_a_lesson_is_found(changes: dict[str, Any], whole: Course) -> None:
    add_cell(whole, LESSON, "print(42)", **changes)
    assert leaks_of(whole) == [(f"{LESSON}, cell planted", "an output or a number of execution is left")]


def test_lines_of_a_hidden_test_in_an_output_are_found(whole: Course) -> None:
    text = hidden_test("initialize_parameters_he").splitlines(keepends=True)
    add_cell(whole, LESSON, "x", outputs=[{"output_type": "stream", "name": "stdout", "text": text}])
    assert any("lines of a hidden test" in leak.what for leak in leaks_of(whole))


@pytest.mark.parametrize(
    "place",
    [
        f"source/{ASSIGNMENT}/answers.py",
        f"source/{ASSIGNMENT}/notes/answers.txt",
        "helpers/answer_key.py",
        "data/README.md",
    ],
)
def test_a_file_with_a_solution_is_found(place: str, whole: Course) -> None:
    path = whole.root / place
    path.parent.mkdir(exist_ok=True)
    before = path.read_text() if path.exists() else ""
    path.write_text(f"{before}\n\ndef he(layer_dims, seed):\n{solution('initialize_parameters_he')}")
    (leak,) = leaks_of(whole)
    assert leak.place.startswith(place.replace("source", "release"))
    assert int(leak.place.rpartition(" ")[2]) > len(before.splitlines()) + 2
    assert re.search(
        r"the solution of source/initialization/initialization\.ipynb|helpers/reference/", leak.what
    )


def test_a_copy_of_a_source_notebook_among_the_lessons_is_found(whole: Course) -> None:
    shutil.copy(whole.source / "softmax" / "softmax.ipynb", whole.root / "notebooks" / "softmax_solved.ipynb")
    found = leaks_of(whole)
    assert {leak.place.split(",")[0] for leak in found} == {"notebooks/softmax_solved.ipynb"}
    cells = {leak.place.split(",")[1].strip().removeprefix("cell ") for leak in found}
    assert cells == {cell.id for cell in [*source("softmax").solutions, *source("softmax").tests]}


def test_a_source_notebook_under_another_name_is_found_without_its_marks_too(whole: Course) -> None:
    text = (whole.source / "softmax" / "softmax.ipynb").read_text()
    stripped = re.sub(r"### (BEGIN|END) (SOLUTION|HIDDEN TESTS)|.*helpers\.reference.*\n", "", text)
    (whole.source / ASSIGNMENT / "old.bak").write_text(stripped)
    found = leaks_of(whole)
    assert {leak.place.split(",")[0] for leak in found} == {f"release/{ASSIGNMENT}/old.bak"}
    assert {leak.what.split(" of ")[0] for leak in found} >= {"lines"}


@pytest.mark.parametrize("text", ["solution", "hidden test", "reference", "rubric"])
def test_lines_without_their_marks_are_found_in_a_lesson(text: str, whole: Course) -> None:
    reference = (whole.root / "helpers" / "reference" / "softmax.py").read_text()
    rubric = next(cell.source for cell in source("ml_strategy").tasks)
    lines, what = {
        "solution": (
            solution("train_softmax", "softmax"),
            "the solution of source/softmax|helpers/reference/softmax",
        ),
        "hidden test": (hidden_test("softmax", "softmax"), "a hidden test of source/softmax"),
        "reference": (reference[reference.index("\n@") :][:600], "helpers/reference/softmax"),
        "rubric": (
            rubric.partition("SCHEME -->")[2].partition("<!-- END")[0],
            "the rubric of source/ml_strategy",
        ),
    }[text]
    indented = "".join(
        f"        {line}\n\n" for line in lines.splitlines() if "helpers.reference" not in line
    )
    add_cell(whole, LESSON, f"For example:\n{indented}", kind="markdown")
    found = leaks_of(whole)
    assert found
    for leak in found:
        assert leak.place.startswith(f"{LESSON}, cell planted, line ")
        assert re.search(what, leak.what)


def test_lines_in_metadata_are_found(whole: Course) -> None:
    add_cell(whole, LESSON, "x", metadata={"draft": {"old": [hidden_test("initialize_parameters_he")]}})
    assert any("lines of a hidden test" in leak.what for leak in leaks_of(whole))


def test_solutions_of_assignments_that_are_not_handed_out_are_found_too(whole: Course) -> None:
    add_cell(whole, LESSON, solution("L_model_backward", "neural_network_basics"))
    assert leaks_of(whole)


def test_marks_that_the_course_has_configured_are_found(whole: Course) -> None:
    configure(whole, "c.ClearSolutions.begin_solution_delimeter = 'ANSWER FROM HERE'")
    add_cell(whole, LESSON, "1\n# ANSWER FROM HERE", kind="markdown")
    files = {LESSON: (whole.root / LESSON).read_bytes()}
    found = list(leaks.find(files, leaks.Secrets.of(Course.open(whole.root))))
    assert (f"{LESSON}, cell planted, line 2", "the mark ANSWER FROM HERE") in found


# Links.


def _link_folder(root: Path) -> Path:
    (root / "notebooks" / "solved").symlink_to(root / "source")
    return root / "notebooks" / "solved"


def _link_file(root: Path) -> Path:
    (root / "helpers" / "answer_key.py").symlink_to(root / "helpers" / "reference" / "softmax.py")
    return root / "helpers" / "answer_key.py"


def _link_in_source(root: Path) -> Path:
    (root / "source" / ASSIGNMENT / "all").symlink_to(root / "source")
    return root / "source" / ASSIGNMENT / "all"


def _link_assignment(root: Path) -> Path:
    place = root / "source" / ASSIGNMENT
    place.rename(root / "moved")
    place.symlink_to(root / "moved")
    return place


def _link_whole_folder(root: Path) -> Path:
    shutil.rmtree(root / "notebooks")
    (root / "notebooks").symlink_to(root / "source")
    return root / "notebooks"


@pytest.mark.parametrize(
    "plant", [_link_folder, _link_file, _link_in_source, _link_assignment, _link_whole_folder]
)
def test_a_symbolic_link_is_refused(plant: Callable[[Path], Path], whole: Course) -> None:
    path = plant(whole.root)
    with pytest.raises(CourseError, match=re.escape(str(path))):
        bundles.make(whole, [ASSIGNMENT], True, silent)


# What is no leak.


def test_a_formula_that_a_lesson_shares_with_a_solution_is_none(whole: Course) -> None:
    add_cell(whole, LESSON, "rng = np.random.default_rng(seed)\nreturn np.maximum(0.0, Z)\nm = Y.shape[1]")
    assert bundles.make(whole, [ASSIGNMENT], True, silent).files[LESSON]


# The command line.


@pytest.mark.thorough
def test_the_command_line_shows_each_place_and_writes_nothing(whole: Course) -> None:
    with (whole.root / "helpers" / "quiz.py").open("a") as file:
        file.write("from helpers.reference import softmax  # \x1b[31m\n")
    before = sorted(path.name for path in whole.root.iterdir())
    done = autograde(whole.root, "bundle", ASSIGNMENT, check=False)
    assert done.returncode == 1
    assert "helpers/quiz.py, line" in done.stderr
    assert "nothing is written" in done.stderr
    assert sorted(path.name for path in whole.root.iterdir()) == before
