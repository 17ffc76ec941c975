"""docs/contracts.md names every graded function, with the arguments and defaults that the notebooks have."""

import ast
import inspect
import re

import pytest

from tests.assignments.harness import ROOT, assignments, solutions_of, source

TEXT = (ROOT / "docs" / "contracts.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (\w+)[^\n]*\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL))


def arguments(written: str) -> list[tuple[str, object]]:
    """Names and defaults of a call as it is written, such as ``f(x, y=2)``."""
    (statement,) = ast.parse(f"def {written}: pass").body
    assert isinstance(statement, ast.FunctionDef)
    names = [each.arg for each in statement.args.args]
    defaults = [ast.literal_eval(each) for each in statement.args.defaults]
    return list(zip(names, [inspect.Parameter.empty] * (len(names) - len(defaults)) + defaults, strict=True))


@pytest.mark.parametrize("assignment", assignments())
def test_every_graded_function_is_in_the_contracts_as_it_is_in_the_notebook(assignment: str) -> None:
    section = SECTIONS[assignment]
    written = {text.partition("(")[0]: text for text in re.findall(r"`(\w+\([^`]*\))`", section)}
    classes = set(re.findall(r"class `(\w+)`", section))
    solutions = solutions_of(source(assignment))
    for exercise in source(assignment).exercises:
        solution = solutions[exercise.name]
        if isinstance(solution, type):
            assert exercise.name in classes
            continue
        parameters = inspect.signature(solution).parameters.values()
        assert arguments(written[exercise.name]) == [(each.name, each.default) for each in parameters]
    assert written.keys() | classes <= {exercise.name for exercise in source(assignment).exercises} | {
        "variable",
        "gradient",
    }
