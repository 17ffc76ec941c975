"""One-step repairs of a function, and what feedback says of a place on which they agree."""

import ast
import json
import re
from collections import Counter
from collections.abc import Callable

import pytest

from autograde import repairing, sample_class
from autograde.course import Course
from autograde.grading import Job, SourceNotebook, grade
from autograde.limits import Limits
from autograde.repairs import KINDS, MOST, Repair, hint, one_step
from autograde.sandbox import Zygote
from autograde.verdict import Outcome, PartVerdict, SubmissionVerdict, TestVerdict
from tests.assignments.harness import ROOT

SLOPE = '''
import numpy as np

def slope(x, y, keep=True):
    """Text."""
    m = x.shape[1]
    total = np.sum(x * y, axis=1, keepdims=True) / m
    for layer in range(1, 3):
        if layer > 1:
            total = total - x @ y.T
    return total, -m
'''


@pytest.mark.parametrize(
    ("line", "kind", "text"),
    [
        (6, "index", "m = x.shape[2]"),
        (6, "index", "m = x.shape[0]"),
        (11, "factor", "return (total / m, -m)"),
        (6, "sum", "m += x.shape[1]"),
        (7, "axis", "np.sum(x * y, axis=0, keepdims=True)"),
        (7, "keepdims", "np.sum(x * y, axis=1)"),
        (7, "operator", "np.sum(x @ y, axis=1"),
        (7, "factor", "total = np.sum(x * y, axis=1, keepdims=True)\n"),
        (7, "function", "np.mean(x * y"),
        (7, "root", "np.sqrt(np.sum("),
        (7, "name", "np.sum(y * y"),
        (8, "index", "range(1, 3 + 1)"),
        (9, "comparison", "layer >= 1"),
        (10, "sign", "total + x @ y.T"),
        (10, "transpose", "x @ y\n"),
        (10, "order", "y.T @ x"),
        (10, "term", "total = total\n"),
        (10, "brackets", "total = (total - x) @ y.T"),
        (11, "order", "return (-m, total)"),
        (11, "sign", "return (total, m)"),
    ],
)
def test_each_likely_slip_has_a_repair(line: int, kind: str, text: str) -> None:
    found = [each for each in one_step(SLOPE, "slope") if text in f"{each.source}\n"]
    assert (line, kind) in {(each.line, each.kind) for each in found}


@pytest.mark.parametrize(
    ("wrong", "right", "kind"),
    [
        ("np.sqrt(v) + eps", "np.sqrt(v + eps)", "brackets"),
        ("np.sqrt(v + eps)", "np.sqrt(v) + eps", "brackets"),
        ("(x + y) * eps", "x + y * eps", "brackets"),
        ("x * y + eps", "x * (y + eps)", "brackets"),
        ("x / (y * eps)", "x / y * eps", "brackets"),
        ("np.sqrt(v)", "np.sqrt(v + eps)", "missing"),
        ("x", "x + y", "missing"),
        ("np.maximum(0, v)", "np.maximum(0, v + x)", "missing"),
        ("x in y", "x not in y", "comparison"),
    ],
)
def test_so_have_brackets_and_terms(wrong: str, right: str, kind: str) -> None:
    cell = "def f(x, y):\n    eps = 2\n    v = {}\n    return {}"
    found = {each.source: each.kind for each in one_step(cell.format("x @ y", wrong), "f")}
    assert found.get(ast.unparse(ast.parse(cell.format("x @ y", right)))) == kind


def test_what_is_divided_by_elsewhere_may_be_missing() -> None:
    cell = "def f(n, k, s):\n    a = 1 + (n - k) // s\n    b = 1 + (k - n)\n    return a, b"
    found = {each.source: each.kind for each in one_step(cell, "f")}
    assert found.get(cell.replace("1 + (k - n)", "1 + (k - n) // s").replace("a, b", "(a, b)")) == "factor"


def test_repairs_are_code_and_each_differs() -> None:
    found = one_step(SLOPE, "slope")
    assert 100 < len(found) <= MOST
    assert len({each.source for each in found}) == len(found)
    for each in found:
        (function,) = ast.parse(each.source).body
        assert isinstance(function, ast.FunctionDef)
        assert function.name == "slope"
        assert [argument.arg for argument in function.args.args] == ["x", "y", "keep"]


def test_a_repair_changes_one_line_alone() -> None:
    cell = SLOPE.replace('    """Text."""\n', "")
    before = ast.unparse(ast.parse(cell).body[1]).split("\n")
    for each in one_step(cell, "slope"):
        after = each.source.split("\n")
        assert len(after) == len(before)
        assert sum(one != two for one, two in zip(before, after, strict=True)) == 1, each


def test_the_function_itself_is_left_as_it_was() -> None:
    before = ast.dump(ast.parse(SLOPE))
    assert one_step(SLOPE, "slope") == one_step(SLOPE, "slope")
    assert ast.dump(ast.parse(SLOPE)) == before


@pytest.mark.parametrize("cell", ["", "def slope(", "slope = 2", "class slope:\n    pass", "\0"])
def test_without_a_function_there_are_none(cell: str) -> None:
    assert one_step(cell, "slope") == []


def test_magics_keep_their_lines() -> None:
    found = one_step(f"%matplotlib inline{SLOPE}", "slope")
    assert {each.line for each in found} == {6, 7, 8, 9, 10, 11}


def test_a_long_function_has_as_many_repairs_of_each_kind() -> None:
    body = "\n".join(f"    a{n} = a{n - 1} * x + np.sum(x) / 2" for n in range(1, 200))
    found = one_step(f"def slope(x):\n    a0 = x\n{body}\n    return a199", "slope")
    counts = Counter(each.kind for each in found)
    assert len(found) <= MOST
    assert {"sign", "operator", "axis", "factor", "root", "name"} <= counts.keys()


# What is said.


def test_the_hint_is_one_of_a_few_sentences_and_says_nothing_of_the_repair() -> None:
    """So it cannot be turned back into code: all repairs of one kind in one line have the same."""
    found = one_step(SLOPE, "slope")
    said = {each.source: hint([each]) for each in found}
    lines, sentences = {each.line for each in found}, set(KINDS.values())
    assert len(set(said.values())) <= len(lines) * len(sentences)
    for text in said.values():
        number, sentence = re.fullmatch(r"line (\d+) of your cell: (.*)", text).groups()  # type: ignore[union-attr]
        assert int(number) in lines
        assert sentence in sentences
    alike = Counter(said.values())
    assert sum(count for count in alike.values() if count > 1) > 0.9 * len(found)


def test_repairs_that_disagree_say_less_or_nothing() -> None:
    one, two = Repair("a", 3, "sign"), Repair("b", 3, "axis")
    assert hint([one, two]) == "line 3 of your cell: one thing there is not right"
    assert hint([one, Repair("c", 4, "sign")]) == ""
    assert hint([]) == ""


# In a notebook.

Graded = Callable[[str, str], SubmissionVerdict]


@pytest.fixture(scope="module")
def graded(zygote: Zygote) -> Graded:
    """Grades batch_norm with one answer changed."""
    name = "batch_norm"
    source = SourceNotebook.read(ROOT / "source" / name / f"{name}.ipynb", b"of these tests alone")
    _, desk = sample_class.make_desk(Course.open(ROOT), name)

    def run(exercise: str, answer: str) -> SubmissionVerdict:
        notebook = desk.answers(**{exercise: answer})
        job = Job("ada", name, name, json.dumps(notebook).encode())
        return grade(source, job, zygote, Limits(test_seconds=30)).verdict

    return run


def of(verdict: SubmissionVerdict, exercise: str) -> TestVerdict:
    (found,) = [test for test in verdict.tests if test.exercise == exercise]
    return found


FOLD = """
def fold_batch_norm(W, b, gamma, beta, running_mean, running_var, eps):
    # one factor a unit
    scale = gamma / np.sqrt(running_var + eps)
    kept = W * scale
    return kept, {B}
"""


def test_a_slip_that_nobody_has_registered_is_located(
    graded: Graded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repairing, "SECONDS", 30.0)
    wrong = FOLD.replace("{B}", "scale * (b - running_mean) * beta")
    test = of(graded("fold_batch_norm", wrong), "fold_batch_norm")
    assert not test.misconceptions
    failed = [part for part in test.parts if not part.passed]
    assert failed
    assert all(part.hint.startswith("line 6 of your cell: ") for part in failed)


def test_what_one_step_does_not_repair_gets_no_place(graded: Graded) -> None:
    wrong = FOLD.replace("{B}", "scale - b * running_mean / beta + 3")
    test = of(graded("fold_batch_norm", wrong), "fold_batch_norm")
    assert not any("of your cell: " in part.hint for part in test.parts)


def test_repairs_that_end_the_process_or_never_end_cost_nothing_but_the_hint(graded: Graded) -> None:
    wrong = """
def fold_batch_norm(W, b, gamma, beta, running_mean, running_var, eps):
    count = 3
    while count > 1:
        count = count - 1
    if count != 1:
        import os
        os._exit(0)
    scale = gamma / np.sqrt(running_var - eps)
    return W * scale, scale * (b - running_mean) + beta + 1
"""
    verdict = graded("fold_batch_norm", wrong)
    test = of(verdict, "fold_batch_norm")
    assert {part.outcome for part in test.parts if not part.passed} == {Outcome.WRONG}
    assert all(other.passed for other in verdict.tests if other.exercise != "fold_batch_norm")


def of_parts(*outcomes: Outcome, mistake: str | None = None) -> TestVerdict:
    parts = [PartVerdict("p", 0, 1, each, hint="h", misconception=mistake) for each in outcomes]
    return TestVerdict("test_f", "f", 0, 1, tuple(parts))


def test_a_place_stands_before_the_hints_of_wrong_parts_alone() -> None:
    outcomes = (Outcome.WRONG, Outcome.PASSED, Outcome.ERROR, Outcome.TIMEOUT)
    verdict = repairing.with_hint(of_parts(*outcomes), "line 3")
    assert [part.hint for part in verdict.parts] == ["line 3; h", "h", "line 3; h", "h"]


@pytest.mark.parametrize(
    "verdict", [of_parts(Outcome.WRONG, mistake="known"), of_parts(Outcome.WRONG, Outcome.CARRIED)]
)
def test_where_more_is_known_it_is_left_out(verdict: TestVerdict) -> None:
    assert repairing.with_hint(verdict, "line 3") == verdict
    assert repairing.with_hint(of_parts(Outcome.WRONG), "") == of_parts(Outcome.WRONG)


def test_no_repair_is_tried_when_hidden_parts_alone_fail(
    graded: Graded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What hidden inputs decide must not say where to look."""

    def unexpected(*_: object) -> list[Repair]:
        raise AssertionError("tried")

    monkeypatch.setattr(repairing, "one_step", unexpected)
    wrong = FOLD.replace("{B}", "scale * (b - running_mean) + beta").replace(
        "kept = W * scale", "kept = W * scale if W.shape[0] < 4 else W"
    )
    assert graded("fold_batch_norm", wrong)
