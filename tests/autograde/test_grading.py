"""Grading a toy notebook: each way to be right, wrong or hostile costs what it must and nothing else."""

import pickle
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograde.grading import Job, SourceNotebook, grade
from autograde.limits import Limits
from autograde.sandbox import Requested, Zygote
from autograde.student import Branch
from autograde.submission import Cell
from autograde.verdict import NoteKind, Outcome, SubmissionVerdict, TestVerdict
from helpers.reference.registry import Exercises
from tests.conftest import Toy, available

LIMITS = Limits(test_seconds=1, cell_seconds=1)

IMPORTS = "import numpy as np\nfrom helpers import checks"
TEST_F = """
with checks.part(1, "doubles 3", hint="multiply by two"):
    checks.close(checks.call(f, 3), 6, "f(3)")
### BEGIN HIDDEN TESTS
with checks.part(2, "doubles arrays", hint="multiply by two", hidden=True):
    x = checks.hidden_rng().normal(size=(3, 4))
    checks.close(checks.call(f, x), 2 * x, "f(x)")
### END HIDDEN TESTS
checks.total()
"""
TEST_G = """
with checks.part(1, "backward undoes forward", hint="the cache is yours", hidden=True):
    y, cache = checks.call(forward, 5)
    checks.close(checks.call(backward, y, cache), 5, "backward(forward(5))")
checks.total()
"""
RIGHT_F = "def f(x):\n    return 2 * x"
UNSTOPPABLE_F = """
def f(x):
    while True:
        try:
            while True: pass
        except BaseException: pass
"""
RIGHT_G = "def forward(x):\n    return x + 1, lambda y: y - 1\n\ndef backward(y, cache):\n    return cache(y)"

Grade = Callable[..., SubmissionVerdict]


def _released(test: str) -> str:
    """A test cell as students get it."""
    return re.sub(r"### BEGIN HIDDEN.*### END HIDDEN TESTS\n", "", test, flags=re.DOTALL)


def _cells(toy: Toy, f: str, g: str, before: str, between: str, test: str = _released(TEST_F)) -> list[Cell]:
    own = [toy.cell(text, name) for name, text in (("before", before), ("between", between))]
    return [
        toy.given("imports", IMPORTS),
        *([own[0]] if before else []),
        toy.solution("f", f),
        *([own[1]] if between else []),
        toy.test("test_f", 3, test),
        toy.solution("g", g),
        toy.test("test_g", 1, TEST_G),
    ]


@pytest.fixture
def source(toy: Toy, tmp_path: Path) -> SourceNotebook:
    folder = tmp_path / "source" / "toy"
    folder.mkdir(parents=True)
    (folder / "toy.ipynb").write_bytes(toy.data(*_cells(toy, RIGHT_F, RIGHT_G, "", "", TEST_F)))
    return SourceNotebook.read(folder / "toy.ipynb", b"a secret of the course")


@pytest.fixture
def graded(toy: Toy, source: SourceNotebook, zygote: Zygote) -> Grade:
    """Grades a submission of two answers and cells of the student's own."""

    def run(f: str = RIGHT_F, g: str = RIGHT_G, before: str = "", between: str = "") -> SubmissionVerdict:
        job = Job("student", "toy", "toy", toy.data(*_cells(toy, f, g, before, between)))
        return grade(source, job, zygote, LIMITS).verdict

    return run


def _f(verdict: SubmissionVerdict) -> TestVerdict:
    return verdict.tests[0]


def _outcomes(verdict: SubmissionVerdict) -> set[Outcome]:
    return {part.outcome for part in _f(verdict).parts}


def test_right_answers_get_full_marks(graded: Grade) -> None:
    verdict = graded()
    assert (verdict.points, verdict.max_points) == (4, 4)
    assert verdict.notes == ()


BROKEN: dict[str, tuple[str, Outcome, str]] = {
    "wrong": ("def f(x): return 3 * x", Outcome.WRONG, "wrong"),
    "an error": ("def f(x):\n    y = 1\n    return x.missing", Outcome.ERROR, "(line 3 of your cell)"),
    "a syntax error": ("def f(x:", Outcome.ERROR, "its cell ended with SyntaxError"),
    "another name": ("def ff(x): return 2 * x", Outcome.ERROR, "`f` is not defined in your notebook"),
    "an endless loop": ("def f(x):\n    while True: pass", Outcome.TIMEOUT, "too long"),
    "an endless loop that cannot be interrupted": (
        UNSTOPPABLE_F,
        Outcome.TIMEOUT,
        "too long",
    ),
    "os._exit": ("import os\ndef f(x): os._exit(0)", Outcome.CRASH, "ended its own process"),
    "a segmentation fault": ("import ctypes\ndef f(x): ctypes.string_at(0)", Outcome.CRASH, "ended"),
    "a huge array": ("def f(x): return np.ones(10**9)", Outcome.MEMORY, "more memory"),
    "the stub": ("def f(x):\n    raise NotImplementedError", Outcome.UNANSWERED, "Not written yet"),
    "nothing returned": ("def f(x): 2 * x", Outcome.WRONG, "None"),
    "an object that is equal to everything": (
        "class Equal:\n    __eq__ = lambda self, other: True\ndef f(x): return Equal()",
        Outcome.WRONG,
        "should be numbers, not",
    ),
    "an object array": (
        "def f(x): return np.array([x, None], dtype=object)",
        Outcome.WRONG,
        "holds other objects",
    ),
    "endless recursion": ("def f(x): return f(x)", Outcome.ERROR, "RecursionError"),
    "a list that contains itself": (
        "def f(x):\n    a = []\n    a.append(a)\n    return a",
        Outcome.WRONG,
        "not a list",
    ),
    "SystemExit": ("def f(x): raise SystemExit", Outcome.ERROR, "SystemExit"),
    "KeyboardInterrupt": ("def f(x): raise KeyboardInterrupt", Outcome.ERROR, "KeyboardInterrupt"),
    "an exception that cannot be shown": (
        "class Odd(Exception):\n    def __str__(self): raise ValueError\ndef f(x): raise Odd",
        Outcome.ERROR,
        "Odd",
    ),
    "a forged failure of a check": (
        "class CheckFailure(AssertionError): pass\ndef f(x): raise CheckFailure('all is well')",
        Outcome.ERROR,
        "CheckFailure",
    ),
    "NaN": ("def f(x): return np.nan * x", Outcome.WRONG, "NaN"),
    "zeros": ("def f(x): return 0 * x", Outcome.WRONG, "wrong"),
    "a number as text": ("def f(x): return '6'", Outcome.WRONG, "should be numbers, not a str"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_function_costs_its_own_points_and_says_why(name: str, graded: Grade) -> None:
    answer, outcome, reason = BROKEN[name]
    verdict = graded(answer)
    assert (_f(verdict).points, verdict.tests[1].points) == (0, 1)
    assert _outcomes(verdict) == {outcome}
    visible, hidden = _f(verdict).parts
    assert reason in visible.reason
    assert visible.hint
    assert hidden.reason
    assert hidden.hint


def test_a_line_is_named_only_if_the_functions_cell_has_it(graded: Grade) -> None:
    """A code object may claim any line, and another cell of the student's may be long."""
    raising = "exec(compile('\\n' * {} + 'raise ValueError', f.__code__.co_filename, 'exec'))"
    for claimed, named in ((0, True), (1, True), (2, False), (400, False)):
        verdict = graded(f"def f(x):\n    {raising.format(claimed)}", between="pass\n" * 500)
        assert [f"(line {claimed + 1} of your cell)" in part.reason for part in _f(verdict).parts] == [
            named
        ] * 2


HARMLESS = {
    "prints without end": ("", "def f(x):\n    print('x' * 10**7)\n    return 2 * x"),
    "a process that ends itself": ("import os\nos._exit(0)", RIGHT_F),
    "an endless loop": ("while True: pass", RIGHT_F),
    "an error": ("1 / 0", RIGHT_F),
    "a magic": ("%matplotlib inline\n!echo hello", RIGHT_F),
    "names of the tests'": ("class checks: close = call = None", RIGHT_F),
    "names of builtins": ("sum = len = print = open = None", RIGHT_F),
    "a seeded stream": ("import numpy as np\nnp.random.seed(0)", RIGHT_F),
    "standard output gone": ("import sys\nsys.stdout = sys.stderr = None", RIGHT_F),
    "a thread that stays": (
        "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()",
        RIGHT_F,
    ),
    "exit": ("exit()", RIGHT_F),
    "changes in place": ("", "def f(x):\n    x *= 2\n    return x"),
    "a zero-dimensional array": ("", "def f(x): return np.asarray(2 * x)"),
    "float32 numbers": ("", "def f(x): return 2.0 * x"),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_stands_beside_a_right_answer_costs_nothing(name: str, graded: Grade) -> None:
    before, answer = HARMLESS[name]
    verdict = graded(answer, before=before)
    assert verdict.points == 4, [part for test in verdict.tests for part in test.parts if not part.passed]


def test_a_cell_that_kills_the_process_costs_what_it_defines(graded: Grade) -> None:
    verdict = graded(f"{RIGHT_F}\nimport os\nos._exit(0)")
    assert [test.points for test in verdict.tests] == [0, 1]
    assert NoteKind.STUDENT_CELL in {note.kind for note in verdict.notes}


def test_an_interrupted_cell_keeps_what_it_had_defined(graded: Grade) -> None:
    assert graded(f"{RIGHT_F}\nwhile True: pass").points == 4


def test_trusted_names_win_over_the_students(graded: Grade) -> None:
    cheat = "class checks:\n    close = call = part = total = staticmethod(lambda *a, **k: None)\nnp = None"
    assert graded("def f(x): return 3 * x", before=cheat).tests[0].points == 0


def test_state_of_one_test_is_gone_in_the_next(graded: Grade) -> None:
    spoiling = "broken = False\ndef f(x):\n    global broken\n    broken = True\n    return 2 * x"
    spoiled = "def forward(x): return (0, None) if broken else (x, None)\ndef backward(y, cache): return y"
    assert graded(spoiling, spoiled).points == 4


def test_a_right_answer_is_taken_from_a_cell_of_her_own(graded: Grade) -> None:
    assert graded("pass", between=RIGHT_F).points == 4


def test_hidden_parts_show_neither_inputs_nor_expected_values(graded: Grade) -> None:
    visible, hidden = _f(graded("def f(x): return 3 * x")).parts
    assert "Expected 6, got 9" in visible.detail
    assert hidden.detail == ""
    assert not any(character.isdigit() for character in hidden.reason)


def test_hidden_inputs_are_the_same_for_all_and_change_with_the_secret(
    toy: Toy, source: SourceNotebook, zygote: Zygote
) -> None:
    kinds = "[ValueError, KeyError, IndexError, TypeError, OSError, ArithmeticError, LookupError, EOFError]"
    telling = f"def f(x):\n    raise {kinds}[int(1000 * abs(np.sum(x))) % 8]"
    data = toy.data(*_cells(toy, telling, RIGHT_G, "", ""))

    def seen(secret: bytes, student: str) -> str:
        source.judge.secret = secret
        return (
            grade(source, Job(student, "toy", "toy", data), zygote, LIMITS).verdict.tests[0].parts[1].reason
        )

    assert seen(b"secret", "ada") == seen(b"secret", "grace")
    assert len({seen(secret, "ada") for secret in (b"secret", b"another", b"a third", b"a fourth")}) > 1


def _toy_exercises(mistakes: dict[str, Callable[[Any], Any]]) -> Exercises:
    exercises = Exercises("toy")

    def f(x: Any) -> Any:
        return 2 * x

    exercises.reference()(f)
    for says, mistake in mistakes.items():
        exercises.misconception(f, says)(mistake)
    return exercises


def test_a_known_mistake_is_named_when_it_is_the_only_one_that_fits(
    graded: Grade, source: SourceNotebook
) -> None:
    source.judge.exercises = _toy_exercises(
        {"You triple it.": lambda x: 3 * x, "You square it.": lambda x: x**2}
    )
    parts = _f(graded("def f(x): return x + x + x")).parts
    assert {part.hint for part in parts} == {"You triple it."}
    assert all(part.misconception for part in parts)


@pytest.mark.parametrize(
    ("answer", "mistakes"),
    [
        (
            "def f(x): return 3 * x",
            {"You triple it.": lambda x: 3 * x, "You add it thrice.": lambda x: x + x + x},
        ),
        ("def f(x): return 5 * x", {"You triple it.": lambda x: 3 * x}),
        ("def f(x): raise ValueError", {"You raise.": lambda x: int("x")}),
    ],
    ids=["two fit", "none fits", "nothing came back"],
)
def test_no_mistake_is_named_on_a_guess(
    answer: str, mistakes: dict[str, Callable[[Any], Any]], graded: Grade, source: SourceNotebook
) -> None:
    source.judge.exercises = _toy_exercises(mistakes)
    assert {part.misconception for part in _f(graded(answer)).parts} == {None}


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        ("def f(x): return 2 * x if np.ndim(x) == 0 else 3 * x", [False, True]),
        ("def f(x): return 2 * x if np.ndim(x) else 3 * x", [True, False]),
    ],
    ids=["hidden", "visible"],
)
def test_only_the_part_that_shows_a_mistake_is_named_for_it(
    answer: str, named: list[bool], graded: Grade, source: SourceNotebook
) -> None:
    source.judge.exercises = _toy_exercises(
        {
            "You triple arrays.": lambda x: 2 * x if np.ndim(x) == 0 else 3 * x,
            "You triple numbers.": lambda x: 2 * x if np.ndim(x) else 3 * x,
        }
    )
    assert [bool(part.misconception) for part in _f(graded(answer)).parts] == named


def test_mistakes_are_not_looked_for_where_none_could_be_named(graded: Grade, source: SourceNotebook) -> None:
    tried: list[Any] = []
    source.judge.exercises = _toy_exercises({"You try.": tried.append})
    graded("def f(x):\n    raise NotImplementedError", g="def forward(x): return f(x)")
    graded("def f(x):\n    if np.ndim(x): os._exit(0)\n    return 2 * x", before="import os")
    assert tried == []


def test_numpys_global_stream_is_as_it_was_after_a_mistake_that_draws(
    graded: Grade, source: SourceNotebook
) -> None:
    source.judge.exercises = _toy_exercises({"You draw.": lambda x: np.random.rand()})
    np.random.seed(1)
    graded("def f(x): return 3 * x")
    drawn = np.random.rand()
    np.random.seed(1)
    assert drawn == np.random.rand()


def test_a_test_cell_without_parts_is_one_part(toy: Toy, tmp_path: Path, zygote: Zygote) -> None:
    cells = [toy.solution("f", RIGHT_F), toy.test("test_f", 2, "assert f(3) == 6\nassert f(4) == 9")]
    path = tmp_path / "source" / "plain" / "plain.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(toy.data(*cells))
    plain = SourceNotebook.read(path, b"secret")
    verdict = grade(plain, Job("ada", "plain", "plain", toy.data(*cells)), zygote, LIMITS).verdict
    assert (verdict.points, verdict.max_points, len(verdict.tests[0].parts)) == (0, 2, 1)


@pytest.mark.parametrize(
    ("test", "hidden", "reason", "detail"),
    [
        ("assert f(3) == 6", False, "This does not hold: `assert f(3) == 6`.", ""),
        (
            "x = f(3)\nassert x == 6, 'f(3) is 6'",
            False,
            "This does not hold: `assert x == 6, 'f(3) is 6'`.",
            "f(3) is 6",
        ),
        (
            "for n in (0, 3):\n    assert (\n        f(n) == 2 * n\n    )",
            False,
            "This does not hold: `assert ( f(n) == 2 * n )`.",
            "",
        ),
        (
            "np.testing.assert_equal(f(3), 6)",
            False,
            "This does not hold: `np.testing.assert_equal(f(3), 6)`.",
            "Items are not equal",
        ),
        (
            "def same(a, b):\n    assert a == b\nsame(f(3), 6)",
            False,
            "This does not hold: `same(f(3), 6)`.",
            "",
        ),
        (
            "### BEGIN HIDDEN TESTS\nassert f(3) == 6, 'six'",
            True,
            "An assertion of the test's hidden part does not hold.",
            "",
        ),
    ],
)
def test_an_assertion_that_does_not_hold_is_shown_where_it_is_visible(
    toy: Toy, tmp_path: Path, zygote: Zygote, test: str, hidden: bool, reason: str, detail: str
) -> None:
    def cells(f: str, test: str) -> list[Cell]:
        return [toy.given("imports", "import numpy as np"), toy.solution("f", f), toy.test("test_f", 3, test)]

    path = tmp_path / "plain.ipynb"
    path.write_bytes(toy.data(*cells(RIGHT_F, test)))
    source = SourceNotebook.read(path, b"")
    wrong = toy.data(*cells("def f(x):\n    return 4 * x", test))
    (verdict,) = grade(source, Job("ada", "plain", "plain", wrong), zygote, LIMITS).verdict.tests
    (part,) = verdict.parts
    assert (part.outcome, part.hidden, part.reason) == (Outcome.WRONG, hidden, reason)
    assert detail in part.detail if detail else not part.detail
    right = toy.data(*cells(RIGHT_F, test))
    assert grade(source, Job("ada", "plain", "plain", right), zygote, LIMITS).verdict.points == 3


def judged(tmp_path: Path, zygote: Zygote, source: bytes, submitted: bytes) -> SubmissionVerdict:
    """The verdict on a notebook of any course."""
    path = tmp_path / "plain.ipynb"
    path.write_bytes(source)
    job = Job("ada", "plain", "plain", submitted)
    return grade(SourceNotebook.read(path, b""), job, zygote, LIMITS).verdict


@pytest.mark.parametrize(
    ("last", "points"),
    [
        ("0", 0),
        ("1", 1),
        ("1.5", 1.5),
        ("3", 3),
        ("total = 2\ntotal", 2),
        ("min(f(1), 1)", 1),
        ("1;", 3),
        ("None", 3),
        ("True", 3),
        ("-1", 3),
        ("float('nan')", 3),
        ("'1'", 3),
        ("np.float64(1)", 3),
        ("[1]", 3),
        ("print(1)", 3),
        ("x = 1", 3),
        ("### BEGIN HIDDEN TESTS\nassert f(1) == 2\n### END HIDDEN TESTS\n1", 1),
        ("1\n### BEGIN HIDDEN TESTS\nassert f(1) == 2\n### END HIDDEN TESTS", 3),
        ("### BEGIN HIDDEN TESTS\n2.5\n### END HIDDEN TESTS", 2.5),
    ],
)
def test_the_last_value_of_a_test_cell_without_parts_is_its_points(
    toy: Toy, tmp_path: Path, zygote: Zygote, last: str, points: float
) -> None:
    """As nbgrader reads it: what is no Python number from 0 on is no partial credit."""
    data = toy.data(
        toy.given("imports", "import numpy as np"),
        toy.solution("f", RIGHT_F),
        toy.test("test_f", 3, f"assert f(2) == 4\n{last}"),
    )
    verdict = judged(tmp_path, zygote, data, data)
    assert verdict.points == points
    (part,) = verdict.tests[0].parts
    assert part.passed == (points == 3)
    assert part.points == points


@pytest.mark.parametrize(
    ("ordinary", "solution", "test"),
    [
        ("import numpy as np", RIGHT_F, "assert np.all(f(np.ones(2)) == 2)"),
        ("import numpy", RIGHT_F, "assert numpy.all(f(numpy.ones(2)) == 2)"),
        ("import math, os.path", RIGHT_F, "assert os.path.sep and f(math.pi) == 2 * math.pi"),
        ("import numpy.linalg as la", RIGHT_F, "assert la.norm(f(3)) == 6"),
        ("from numpy import linalg", RIGHT_F, "assert linalg.norm(f(3)) == 6"),
        ("from math import sqrt, pi", RIGHT_F, "assert sqrt(f(8)) == 4 and f(pi) == 2 * pi"),
        ("", f"import numpy as np\n{RIGHT_F}", "assert np.all(f(np.ones(2)) == 2)"),
        ("", f"import numpy as np\n{RIGHT_F}", "np.testing.assert_allclose(f(np.ones((2, 3))), 2)"),
    ],
)
def test_modules_that_other_cells_import_are_the_judges_own(
    toy: Toy, tmp_path: Path, zygote: Zygote, ordinary: str, solution: str, test: str
) -> None:
    def cells(answer: str, imports: str) -> list[Cell]:
        own = [toy.cell(imports, "own")] if imports else []
        return [*own, toy.solution("f", answer), toy.test("test_f", 3, test)]

    source = toy.data(*cells(solution, ordinary))
    assert judged(tmp_path, zygote, source, source).points == 3
    wrong = toy.data(*cells(solution.replace("2 * x", "3 * x"), ordinary))
    assert judged(tmp_path, zygote, source, wrong).points == 0


@pytest.mark.parametrize(
    "bound",
    ["", "import math as np", "import this_is_no_module as np", "np = 3", "import numpy.linalg as np"],
)
def test_a_module_is_no_other_than_the_sources(toy: Toy, tmp_path: Path, zygote: Zygote, bound: str) -> None:
    """Nothing that her process says has the judge import what the source does not."""

    def cells(imports: str) -> list[Cell]:
        return [
            toy.cell(imports, "own"),
            toy.solution("f", RIGHT_F),
            toy.test("test_f", 3, "assert np.sin(f(0)) == 0"),
        ]

    source, submitted = toy.data(*cells("import numpy as np")), toy.data(*cells(bound))
    verdict = judged(tmp_path, zygote, source, submitted)
    assert verdict.points == 0


def test_what_a_test_cell_defines_and_imports_later_ones_have(
    toy: Toy, tmp_path: Path, zygote: Zygote
) -> None:
    first = """
import math
def close(a, b):
    return math.isclose(a, b)
assert close(f(3), 6)
### BEGIN HIDDEN TESTS
def secret():
    return 6
assert secret() == f(3)
### END HIDDEN TESTS
"""
    cells = [
        toy.solution("f", RIGHT_F),
        toy.test("test_f", 1, first),
        toy.solution("g", "def g(x):\n    return x / 2"),
        toy.test("test_g", 1, "assert close(g(math.pi), math.pi / 2)"),
    ]
    data = toy.data(*cells)
    assert judged(tmp_path, zygote, data, data).points == 2
    takes = "def f(x):\n    return 2 * x\ndef close(a, b):\n    return True\ndef g(x):\n    return secret()"
    late = toy.data(cells[0], cells[1], toy.solution("g", takes), cells[3])
    assert judged(tmp_path, zygote, data, late).points == 1


def test_bytes_that_are_no_notebook_get_a_verdict(source: SourceNotebook, zygote: Zygote) -> None:
    verdict = grade(source, Job("ada", "toy", "toy", b"\x00"), zygote, LIMITS).verdict
    assert (verdict.points, verdict.max_points) == (0, 4)
    assert [note.kind for note in verdict.notes] == [NoteKind.UNREADABLE]


def test_a_verdict_is_read_back_as_it_was_written(graded: Grade) -> None:
    verdict = graded("def f(x): return 3 * x", before="import gc")
    assert SubmissionVerdict.from_json(verdict.to_json()) == verdict


def test_two_assignments_with_the_same_notebook_are_two(source: SourceNotebook) -> None:
    assert replace(source, assignment="other").version != source.version


def test_a_source_notebook_arrives_at_a_worker_whole_and_with_its_version(source: SourceNotebook) -> None:
    sent = pickle.loads(pickle.dumps(source))
    assert sent == source
    assert vars(sent)["version"] == source.version == replace(source).version


@pytest.mark.slow
@pytest.mark.parametrize("sandbox", ["namespaces", "landlock"])
@pytest.mark.parametrize("number", [1, 3])
def test_a_sandbox_that_is_killed_costs_no_points(
    sandbox: Requested, number: int, toy: Toy, source: SourceNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else killed it, such as the kernel for want of memory: the notebook is graded again."""
    job = Job("ada", "toy", "toy", toy.data(*_cells(toy, RIGHT_F, RIGHT_G, "", "")))
    calls = 0
    with Zygote(available(sandbox), limits=LIMITS) as own:
        call = Branch.call

        def kill_it_once(branch: Branch, *arguments: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == number:
                assert own._process
                own._process.kill()
                own._process.wait()
                while own.tier == "namespaces" and branch.is_alive:  # it ends soon after
                    time.sleep(0.001)
            return call(branch, *arguments)

        monkeypatch.setattr(Branch, "call", kill_it_once)
        verdict = grade(source, job, own, LIMITS).verdict
    assert calls > number
    assert own.losses == 1
    assert verdict.points == verdict.max_points == 4
