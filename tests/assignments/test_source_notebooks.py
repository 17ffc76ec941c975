"""Every source notebook: well formed, fair to right answers, hard on known mistakes, and it runs."""

import ast
import builtins
import copy
import doctest
import re
from collections.abc import Iterator, Sequence

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from autograde.naming import diagnose, named_mistakes
from helpers.reference.registry import Exercise, Variant
from tests.assignments.harness import (
    BEGIN_HIDDEN,
    END_HIDDEN,
    MORE_SEEDS,
    ROOT,
    SEEDS,
    Source,
    assignments,
    hidden_lines,
    names_bound,
    names_used,
    nbgrader,
    parts_of,
    solutions_of,
    source,
)

UNWRITTEN = "Not written yet: the function still raises NotImplementedError."
CONTRACTS = {assignment: {each.name for each in source(assignment).exercises} for assignment in assignments()}


def exercises() -> Iterator[tuple[Source, Exercise]]:
    for assignment in assignments():
        for exercise in source(assignment).exercises:
            yield source(assignment), exercise


def cases(kind: str) -> list[object]:
    """Every variant of a kind, `misconceptions` or `styles`; of each exercise the first is not thorough."""
    return [
        pytest.param(
            notebook,
            exercise,
            variant,
            id=f"{notebook.name}-{exercise.name}-{variant}",
            marks=pytest.mark.thorough if number else (),
        )
        for notebook, exercise in exercises()
        for number, variant in enumerate(
            each for known in getattr(exercise, kind) for each in known.all_settings
        )
    ]


each_notebook = pytest.mark.parametrize(
    "notebook", [pytest.param(source(name), id=name) for name in assignments()]
)
each_exercise = pytest.mark.parametrize(
    ("notebook", "exercise"),
    [pytest.param(*pair, id=f"{pair[0].name}-{pair[1].name}") for pair in exercises()],
)
each_misconception = pytest.mark.parametrize(("notebook", "exercise", "variant"), cases("misconceptions"))
under_seeds = pytest.mark.parametrize(
    "seeds",
    [
        pytest.param(SEEDS, id="seeds"),
        pytest.param(MORE_SEEDS, id="more-seeds", marks=pytest.mark.thorough),
    ],
)
each_style = pytest.mark.parametrize(("notebook", "exercise", "variant"), cases("styles"))


@pytest.fixture(autouse=True)
def _global_stream() -> None:
    """Some mistakes draw from NumPy's global stream: let it be the same in every run of a test."""
    np.random.seed(20261)


# Right answers, unanswered ones, wrong ones.


@each_exercise
def test_the_solution_gets_full_marks(notebook: Source, exercise: Exercise) -> None:
    for seed in SEEDS:
        verdict = notebook.run(exercise.name, solutions_of(notebook), seed)
        assert verdict.score == nbgrader(notebook.test_of(exercise.name))["points"], verdict


@each_exercise
@pytest.mark.slow
def test_the_reference_gets_full_marks(notebook: Source, exercise: Exercise) -> None:
    for seed in SEEDS:
        functions = solutions_of(notebook) | {exercise.called: exercise.function}
        verdict = notebook.run(exercise.name, functions, seed)
        assert verdict.score == nbgrader(notebook.test_of(exercise.name))["points"], verdict


@each_exercise
def test_the_untouched_stub_gets_nothing(notebook: Source, exercise: Exercise) -> None:
    verdict = notebook.run(exercise.name, notebook.stubs(), SEEDS[0])
    assert verdict.score == 0, verdict
    assert {(part.kind, part.reason) for part in verdict.ledger.parts} == {("unanswered", UNWRITTEN)}, verdict


@each_misconception
@under_seeds
def test_a_known_mistake_loses_points_and_is_named(
    seeds: Sequence[int], notebook: Source, exercise: Exercise, variant: Variant
) -> None:
    for seed in seeds:
        # Under the first seed the mistake draws the very numbers that our variant does, under the others not.
        verdict = notebook.run_variant(exercise, variant, seed, salt=seed or None)
        assert verdict.score < nbgrader(notebook.test_of(exercise.name))["points"], verdict
        # Call by call, too, as graders do: some mistakes raise an error in every call.
        named = named_mistakes(
            notebook.exercises, exercise.name, verdict.calls[exercise.called], {0: False}
        ).get(0)
        assert named, verdict
        assert named.name == variant.name, verdict


@pytest.mark.thorough
@each_misconception
def test_the_points_of_a_known_mistake_do_not_hang_on_the_hidden_inputs(
    notebook: Source, exercise: Exercise, variant: Variant
) -> None:
    """Two students with the same mistake get the same points, for functions that call it as well."""
    functions = notebook.functions_with(exercise, variant)
    for name in sorted(notebook.tests_reached_by(exercise.name)):
        passed = {
            seed: [part.passed for part in notebook.run(name, functions, seed).ledger.parts]
            for seed in (*SEEDS, *MORE_SEEDS)
        }
        assert len({tuple(each) for each in passed.values()}) == 1, (name, passed)


@each_style
@under_seeds
@pytest.mark.slow
def test_a_right_style_gets_full_marks(
    seeds: Sequence[int], notebook: Source, exercise: Exercise, variant: Variant
) -> None:
    for seed in seeds:
        verdict = notebook.run_variant(exercise, variant, seed, salt=seed or None)
        assert verdict.score == nbgrader(notebook.test_of(exercise.name))["points"], verdict
        assert diagnose(exercise, verdict.calls[exercise.called]) is None, verdict


@each_exercise
def test_enough_mistakes_and_styles_are_known(notebook: Source, exercise: Exercise) -> None:
    assert len(exercise.misconceptions) >= 5
    assert len(exercise.styles) >= 6
    for variant in exercise.misconceptions:
        assert re.match(r"Your?\b", variant.text), "a sentence to the student, in the second person"
        assert variant.text.endswith("."), variant.text
        assert not re.search(r"  |[a-z][:,;.][a-z]", re.sub("`[^`]*`", "code", variant.text)), variant.text
    texts = [variant.text for variant in exercise.misconceptions]
    assert len(set(texts)) == len(texts), "two mistakes with one sentence"


@each_exercise
def test_the_example_in_the_stub_is_true(notebook: Source, exercise: Exercise) -> None:
    function = solutions_of(notebook)[exercise.name]
    text = (function.__doc__ or "").replace("…", "...")
    example = doctest.DocTestParser().get_doctest(
        text, notebook.imports | solutions_of(notebook), exercise.name, None, 0
    )
    assert example.examples, "a stub shows an example with real numbers"
    results = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE).run(example)
    assert results.failed == 0


# Form.


@each_notebook
def test_it_is_a_clean_notebook(notebook: Source) -> None:
    nb = notebook.notebook
    nbformat.validate(nb)
    assert (nb.nbformat, nb.nbformat_minor) == (4, 5)
    assert nb.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in nb.cells:
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{2,63}", cell.id), cell.id
        assert not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f-]+)?", cell.id), "an id that a person can read"
        if cell.cell_type == "code":
            assert cell.outputs == [], cell.id
            assert cell.execution_count is None, cell.id
    assert len({cell.id for cell in nb.cells}) == len(nb.cells)


@each_notebook
def test_its_cells_are_what_nbgrader_expects(notebook: Source) -> None:
    functions = CONTRACTS[notebook.name]
    assert {nbgrader(cell)["grade_id"] for cell in notebook.tests} == {f"test_{name}" for name in functions}
    for cell in notebook.notebook.cells:
        metadata = nbgrader(cell)
        assert metadata or cell.cell_type == "markdown", (
            f"{cell.id}: every code cell is given, solution or test"
        )
        if not metadata:
            continue
        kind = (metadata["grade"], metadata["solution"], metadata["locked"])
        assert kind in {(False, True, False), (True, False, True), (False, False, True)}, cell.id
        assert metadata["schema_version"] == 3
        assert ("points" in metadata) == (metadata["grade"] or metadata["task"])
    graded = [nbgrader(cell)["grade_id"] for cell in notebook.notebook.cells if nbgrader(cell)]
    assert len(set(graded)) == len(graded)


@each_notebook
def test_its_tasks_have_a_rubric_and_a_place_to_write(notebook: Source) -> None:
    """What a person grades: the rubric is not released, and the answer is a cell without nbgrader's marks."""
    cells = notebook.notebook.cells
    for cell in notebook.tasks:
        metadata = nbgrader(cell)
        assert (metadata["grade"], metadata["solution"], metadata["locked"]) == (False, False, True), cell.id
        assert cell.cell_type == "markdown", cell.id
        assert metadata["points"] > 0, cell.id
        question, *rest = cell.source.split("<!-- BEGIN MARK SCHEME -->")
        assert [text.count("<!-- END MARK SCHEME -->") for text in (question, *rest)] == [0, 1], cell.id
        assert f"{metadata['points']:g} points. A person reads your answer." in question, cell.id
        answer = cells[cells.index(cell) + 1]
        assert answer.cell_type == "markdown", cell.id
        assert not nbgrader(answer), cell.id


@each_notebook
def test_the_points_that_it_promises_are_those_of_its_cells(notebook: Source) -> None:
    (promised,) = re.findall(r"^About \d+ minutes and (\d+) points", notebook.prose(), re.MULTILINE)
    cells = [*notebook.tests, *notebook.tasks]
    assert sum(nbgrader(cell)["points"] for cell in cells) == int(promised)


@each_notebook
def test_its_solution_cells_define_the_functions_of_the_contract(notebook: Source) -> None:
    for name in CONTRACTS[notebook.name]:
        assert name in solutions_of(notebook), name
        assert name in notebook.stubs(), name
    for cell in notebook.solutions:
        regions = cell.source.count("### BEGIN SOLUTION")
        assert regions == cell.source.count("### END SOLUTION") >= 1, cell.id
        assert regions == 1 or "\nclass " in f"\n{cell.source}", "several answers only in a class"
    for cell in notebook.release_cells():
        assert 'raise NotImplementedError("write this function")' in cell.source, cell.id
        assert '"""' in cell.source, "the docstring stays in the stub"


@each_notebook
def test_the_parts_add_up_and_say_what_is_hidden(notebook: Source) -> None:
    for cell in notebook.tests:
        lines = cell.source.splitlines()
        assert lines[-1] == "checks.total()", cell.id
        assert lines.count(BEGIN_HIDDEN) == lines.count(END_HIDDEN) == 1, cell.id
        assert len(lines) not in hidden_lines(cell), cell.id
        for part, lies_hidden in parts_of(cell):
            arguments = {each.arg: ast.literal_eval(each.value) for each in part.keywords}
            assert arguments.get("hidden", False) is lies_hidden, f"{cell.id}, line {part.lineno}"
            assert arguments.get("hint"), f"{cell.id}, line {part.lineno}: a part has a hint"
        verdict = notebook.run(nbgrader(cell)["grade_id"].removeprefix("test_"), solutions_of(notebook), 0)
        parts = verdict.ledger.parts
        assert sum(part.points for part in parts) == nbgrader(cell)["points"], cell.id
        assert {part.hidden for part in parts} == {False, True}, f"{cell.id}: visible and hidden parts"
        assert len({part.name for part in parts}) == len(parts), cell.id


@each_notebook
def test_references_stay_in_hidden_regions(notebook: Source) -> None:
    for cell in notebook.notebook.cells:
        hidden = hidden_lines(cell) if cell in notebook.tests else set()
        for number, line in enumerate(cell.source.splitlines(), 1):
            assert "helpers.reference" not in line or number in hidden, f"{cell.id}, line {number}"


@each_notebook
def test_test_cells_use_only_imports_and_graded_functions(notebook: Source) -> None:
    known = set(notebook.imports) | CONTRACTS[notebook.name] | set(dir(builtins))
    known |= {node.name for node in notebook.given}
    for cell in notebook.tests:
        assert names_used(cell.source) <= known, cell.id
        visible = "\n".join(
            line
            for number, line in enumerate(cell.source.splitlines(), 1)
            if number not in hidden_lines(cell)
        )
        assert names_used(visible) <= known, f"{cell.id}, as released"
        assert not names_bound(cell.source) & CONTRACTS[notebook.name], cell.id


@each_notebook
def test_nothing_graded_depends_on_a_demo(notebook: Source) -> None:
    demos = [cell for cell in notebook.notebook.cells if "demo" in cell.metadata.get("tags", [])]
    bound = set().union(*(names_bound(cell.source) for cell in demos))
    assert not bound & (set(notebook.imports) | CONTRACTS[notebook.name])
    for cell in notebook.solutions:
        assert not names_used(cell.source) & bound, cell.id
    # A student who runs a test cell again must not spoil the pictures below it.
    overwritten = set().union(*(names_bound(cell.source) for cell in notebook.tests))
    for cell in demos:
        assert not names_used(cell.source) & overwritten, cell.id


@each_notebook
def test_it_reads_like_the_others(notebook: Source) -> None:
    prose = notebook.prose()
    assert len(prose.split()) <= 3500
    assert not re.search(r"\b(simply|obviously)\b", prose, re.IGNORECASE)
    assert prose.count("**Predict") >= len(CONTRACTS[notebook.name])
    assert prose.count("<details>") >= len(CONTRACTS[notebook.name])
    for anchor in re.findall(r"\]\(#([^)]+)\)", prose):
        assert re.search(rf"^#+ {re.escape(anchor.replace('-', ' '))}$", prose, re.MULTILINE), anchor


@pytest.mark.thorough
@pytest.mark.xdist_group("class")  # kernels that start at once may take the same port
@each_notebook
def test_source_notebook_runs(notebook: Source) -> None:
    nb = copy.deepcopy(notebook.notebook)
    NotebookClient(nb, timeout=120, resources={"metadata": {"path": str(ROOT)}}).execute()
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            assert output.get("name") != "stderr", (cell.id, output.text)
            assert "✗" not in output.get("text", ""), (cell.id, output.text)
        if "demo" in cell.metadata.get("tags", []) and "plt.show()" in cell.source:
            assert any("image/png" in output.get("data", {}) for output in cell.outputs), cell.id
