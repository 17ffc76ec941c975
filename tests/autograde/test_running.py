"""What students read after a hidden test has run: nothing that hidden inputs could be in, and all else."""

import gc
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from autograde.grading import Graded, Job, SourceNotebook, grade
from autograde.limits import Limits
from autograde.sandbox import Zygote
from autograde.student import Call
from autograde.submission import released_text
from autograde.verdict import Outcome
from tests.conftest import Toy

LIMITS = Limits(test_seconds=2, cell_seconds=2)
HIDDEN = "27182.8125"
TEST_F = f"""
with checks.part(1, "f(3) is 6"):
    checks.close(checks.call(f, 3), 6, "f(3)")
### BEGIN HIDDEN TESTS
with checks.part(2, "f doubles", hidden=True):
    checks.close(checks.call(f, {HIDDEN}), 2 * {HIDDEN}, "f(x)")
### END HIDDEN TESTS
checks.total()
"""
TEST_G = """
with checks.part(1, "g(3) is 9"):
    checks.close(checks.call(g, 3), 9, "g(3)")
### BEGIN HIDDEN TESTS
with checks.part(2, "g squares", hidden=True):
    checks.close(checks.call(g, 5), 25, "g(x)")
### END HIDDEN TESTS
checks.total()
"""
KEEP = "import os\ndef f(x):\n    open('/tmp/kept', 'a').write(f'{x} ')\n    return 2 * x"
F, G = "def f(x):\n    return 2 * x", "def g(x):\n    return x * x"

Grade = Callable[..., Graded]


@pytest.fixture
def graded(toy: Toy, tmp_path: Path, zygote: Zygote) -> Grade:
    """Grades a notebook of two exercises, with a cell of the student's own between them."""

    def run(f: str = F, own: str = "pass", g: str = G) -> Graded:
        def cells(f: str, own: str, g: str, of_test: Callable[[str], str] = str) -> list[dict[str, object]]:
            imports = toy.given("imports", "import numpy as np\nfrom helpers import checks")
            first = [imports, toy.solution("f", f), toy.test("test_f", 3, of_test(TEST_F))]
            return [
                *first,
                *([toy.cell(own, "own")] if own else []),
                toy.solution("g", g),
                toy.test("test_g", 3, of_test(TEST_G)),
            ]

        path = tmp_path / "toy" / "toy.ipynb"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(toy.data(*cells(F, "", G)))
        source = SourceNotebook.read(path, b"a secret")
        return grade(
            source, Job("ada", "toy", "toy", toy.data(*cells(f, own, g, released_text))), zygote, LIMITS
        )

    return run


def outputs(graded: Graded) -> str:
    return json.dumps([cell.get("outputs") for cell in graded.notebook["cells"]])


def told(graded: Graded) -> str:
    return json.dumps(graded.verdict.to_json())


@pytest.mark.parametrize(
    "own",
    [
        "print(open('/tmp/kept').read())",
        "raise ValueError(open('/tmp/kept').read())",
        "raise type(open('/tmp/kept').read(), (Exception,), {})",
        "raise TimeoutError(open('/tmp/kept').read())",
        "raise MemoryError(open('/tmp/kept').read())",
        "print(open('/tmp/kept').read())\nwhile True: pass",
        "print(open('/tmp/kept').read(), flush=True)\nimport os; os._exit(0)",
    ],
)
@pytest.mark.slow
def test_a_cell_after_a_hidden_test_says_nothing_of_its_inputs(graded: Grade, own: str) -> None:
    found = graded(KEEP, own)
    assert found.verdict.points == 6
    assert HIDDEN not in outputs(found) + told(found)


@pytest.mark.parametrize(
    "g",
    [
        "def g(x):\n    raise ValueError(open('/tmp/kept').read())",
        "def g(x):\n    return float(open('/tmp/kept').read().split()[-1])",
        "def g(x):\n    return {open('/tmp/kept').read(): 1}",
        "text = open('/tmp/kept').read()\nraise ValueError(text)\ndef g(x): pass",
    ],
)
def test_a_visible_test_after_a_hidden_one_says_nothing_of_its_inputs(graded: Grade, g: str) -> None:
    found = graded(KEEP, g=g)
    assert found.verdict.points == 3
    assert found.verdict.tests[1].points == 0
    assert HIDDEN not in outputs(found) + told(found)


def test_what_depends_on_no_hidden_test_is_said_as_it_was(graded: Grade) -> None:
    found = graded(own="print('her own words')\n1 / 0", g="def g(x):\n    raise KeyError('her own key')")
    assert "her own words" in outputs(found)
    assert [note.text for note in found.verdict.notes] == [
        "This cell ended with ZeroDivisionError: division by zero (line 2)."
    ]
    visible = found.verdict.tests[1].parts[0]
    assert visible.reason == "Your code raised KeyError (line 2 of your cell): 'her own key'."


def test_expected_and_got_are_shown_after_a_hidden_test(graded: Grade) -> None:
    visible, hidden = graded(g="def g(x):\n    return x + 1").verdict.tests[1].parts
    assert visible.detail == "Expected 9, got 4."
    assert hidden.detail == ""


def test_a_name_that_is_missing_after_a_hidden_test_is_explained(graded: Grade) -> None:
    parts = graded(g="undefined\ndef g(x): pass").verdict.tests[1].parts
    assert "`g` is not defined in your notebook: its cell ended with NameError" in parts[0].reason


def test_visible_parts_come_before_every_hidden_one(graded: Grade) -> None:
    """So there is no result that a student could see changed by what her code has kept."""
    f = "def f(x):\n    if x > 1000: open('/tmp/kept', 'w').close()\n    return 2 * x"
    g = "import os\ndef g(x):\n    if os.path.exists('/tmp/kept'): return 17\n    return x * x"
    visible, hidden = graded(f, g=g).verdict.tests[1].parts
    assert visible.outcome is Outcome.PASSED
    assert hidden.outcome is Outcome.WRONG


def test_output_is_cut_outside_of_the_students_process_too(graded: Grade) -> None:
    found = graded(own="import sys\nsys.stdout._limit = 10**9\nprint('x' * 10**6)")
    assert LIMITS.output < len(outputs(found)) < LIMITS.output + 2000


@pytest.mark.slow
def test_a_cell_that_never_ends_is_run_once(graded: Grade) -> None:
    """And what it printed until then is said: no hidden test has run."""
    found = graded(own="print('before')\nwhile True: pass")
    assert found.verdict.points == 6
    assert "before" in outputs(found)
    assert "TimeoutError: this cell took too long" in found.verdict.notes[0].text


def test_nothing_that_a_test_sent_is_kept_until_the_garbage_collector_comes(graded: Grade) -> None:
    gc.collect()
    gc.disable()
    try:
        assert graded("def f(x):\n    return x").verdict.points == 3
        assert not [thing for thing in gc.get_objects() if isinstance(thing, Call)]
    finally:
        gc.enable()


def test_a_verdict_tells_the_most_memory_that_cells_or_tests_took(graded: Grade) -> None:
    hundred = 100 * 2**20
    plain = graded().verdict.memory
    cells = graded(own=f"kept = b'x' * {hundred}").verdict.memory
    tests = graded(g=f"def g(x):\n    kept = b'x' * {hundred}\n    return x * x").verdict.memory
    assert 2**24 < plain < min(cells, tests) - 0.9 * hundred


def test_forks_run_the_students_own_hooks_and_none_of_the_modules(graded: Grade) -> None:
    """A module's hook, such as that of `random`, would give each test other numbers than its notebook had."""
    hook = "import os, random\nn = []\nos.register_at_fork(after_in_child=lambda: n.append(1))\n"
    f = "def f(x):\n    return 2 * x if n == [1] and random.getstate() == state else 0"
    assert graded(f=f"{hook}state = random.getstate()\n{f}").verdict.points == 6
