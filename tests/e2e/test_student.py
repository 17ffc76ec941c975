"""A student's evening: a stub, a wrong answer, its mistake by name, the right answer, Validate."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from helpers.reference.initialization import exercises, he_with_one_for_two
from tests.class_.conftest import copy_of_the_course
from tests.class_.server import Browser, serving
from tests.e2e.conftest import picture
from tests.e2e.lab import Notebook

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

EXERCISE = "initialize_parameters_he"
PATH = "release/initialization/initialization.ipynb"
STUB = 'raise NotImplementedError("write this function")'
WRONG = [
    "rng = np.random.default_rng(seed)",
    "parameters = {}",
    "for layer in range(1, len(layers_dims)):",
    "    n_prev, n = layers_dims[layer - 1], layers_dims[layer]",
    '    parameters[f"W{layer}"] = rng.standard_normal((n, n_prev)) * np.sqrt(1 / n_prev)',
    '    parameters[f"b{layer}"] = np.zeros((n, 1))',
    "return parameters",
]
RIGHT = 'parameters[f"W{layer}"] = rng.standard_normal((n, n_prev)) * np.sqrt(2 / n_prev)'


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return copy_of_the_course(tmp_path / "course")


@pytest.fixture
def server(course: Path, home: str) -> Iterator[Browser]:
    with serving(course, HOME=home) as browser:
        yield browser


def the_mistakes_name() -> str:
    """What the registry says of Xavier's factor in the place of He's."""
    (sentence,) = (
        each.text
        for exercise in exercises
        for each in exercise.misconceptions
        if each.written is he_with_one_for_two
    )
    return sentence


def words(text: str) -> str:
    """A text without its line breaks and the frames that tables have."""
    return " ".join(text.replace("│", " ").split())


def test_a_student_learns_her_mistakes_name_mends_it_and_validates(
    page: Page, server: Browser, course: Path
) -> None:
    notebook = Notebook(page, server.address, course, PATH)
    answer, check = notebook.cell(f"def {EXERCISE}("), notebook.cell(f"checks.call({EXERCISE}, wide)")
    notebook.run(notebook.cell("from helpers import checks"))

    # Nothing written yet: the check fails, and says why.
    notebook.run(answer)
    said = notebook.run(check)
    assert said.count("(0 of 1 point)") == 3
    assert "(1 of 1 point)" not in said
    assert "Not written yet: the function still raises NotImplementedError." in said
    notebook.show(check)
    picture(page, "student-untouched")

    # Xavier's factor: the visible check sees a factor √½, the judge names the mistake.
    notebook.retype(answer, STUB, WRONG)
    notebook.run(answer)
    said = notebook.run(check)
    assert "✓ every bias is zero (1 of 1 point)" in said
    assert "✗ the variance of W is 2 / n_{l-1} (0 of 1 point)" in said
    assert "is there a 2 that should be a 1, or the other way round?" in said
    notebook.show(check)
    picture(page, "student-wrong")
    notebook.save()
    assert "\n".join(f"    {line}" for line in WRONG) in notebook.source(f"def {EXERCISE}(")

    notebook.add_below(check, "%load_ext autograde", f"%check {EXERCISE}")
    notebook.save()
    asking = notebook.cell("%load_ext autograde")
    said = words(notebook.run(asking))
    assert words(the_mistakes_name()) in said
    assert "ImportError" not in said  # her own cell, with %load_ext in it, is graded too
    notebook.show(asking)
    picture(page, "student-named-mistake")

    # She mends the one line.
    notebook.retype(answer, "standard_normal", [RIGHT])
    notebook.run(answer)
    said = notebook.run(check)
    assert said.count("(1 of 1 point)") == 3
    assert "(0 of 1 point)" not in said
    notebook.show(check)
    picture(page, "student-right")
    notebook.save()
    assert "6 of 6 points" in notebook.run(asking)

    # Validate: of six exercises, the one that she has written passes.
    notebook.save()
    page.locator("jp-button, button", has_text="Validate").first.click()
    verdict = page.locator("dialog").filter(has_text="Validation Results")
    expect(verdict.get_by_text("The following cell failed:")).to_have_count(5)
    expect(verdict).to_contain_text("checks.call(initialize_parameters_glorot")
    expect(verdict).not_to_contain_text(EXERCISE)
    picture(page, "student-validate")


def test_what_a_student_has_saved_is_there_when_she_comes_back(
    page: Page, server: Browser, course: Path
) -> None:
    notebook = Notebook(page, server.address, course, PATH)
    answer = notebook.cell(f"def {EXERCISE}(")
    answer.scroll_into_view_if_needed()
    notebook.retype(answer, STUB, WRONG)
    notebook.save()
    page.reload()
    notebook.appears()
    answer = notebook.cell(f"def {EXERCISE}(")
    answer.scroll_into_view_if_needed()
    for line in WRONG:
        expect(answer).to_contain_text(line)
    expect(answer).not_to_contain_text(STUB)
