"""Running a submission: what breaks the student's process, and what only looks as if it did."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograde.execution import Run
from autograde.grading import Job, SourceNotebook, grade
from autograde.limits import Limits
from autograde.sandbox import Zygote
from autograde.student import Session
from autograde.verdict import NoteKind, Outcome, SubmissionVerdict
from helpers.checks import StudentProcessError
from tests.conftest import Toy

LIMITS = Limits(test_seconds=1, cell_seconds=1)
PATIENT = Limits(test_seconds=60, cell_seconds=60)

TEST = """
with checks.part(1, "f(3) is 6"):
    checks.close(checks.call(f, 3), 6, "f(3)")
with checks.part(2, "f doubles", hidden=True):
    x = checks.hidden_rng().normal(size=5)
    checks.close(checks.call(f, x), 2 * x, "f(x)")
checks.total()
"""
CACHE = """
with checks.part(1, "backward understands forward's cache"):
    y, cache = checks.call(forward, 5)
    checks.close(checks.call(backward, y, {"of": [cache]}), 5)
checks.total()
"""
DATA = """
with checks.part(1, "the constant is 3"):
    checks.close(constant, 3, "constant")
checks.total()
"""
RIGHT = "def f(x):\n    return 2 * x"

Grade = Callable[..., SubmissionVerdict]


@pytest.fixture
def graded(toy: Toy, tmp_path: Path, zygote: Zygote) -> Grade:
    """Grades a notebook of one exercise: cells of the student's own, her answer, a test."""

    def run(answer: str, *own: str, test: str = TEST, limits: Limits = LIMITS) -> SubmissionVerdict:
        imports = toy.given("imports", "import numpy as np\nfrom helpers import checks")
        judged = toy.test("test_f", 3 if test is TEST else 1, test)
        path = tmp_path / "toy" / "toy.ipynb"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(toy.data(imports, toy.solution("f", RIGHT), judged))
        hers = [toy.cell(text, f"own-{number}") for number, text in enumerate(own)]
        data = toy.data(imports, toy.solution("f", answer), *hers, judged)
        source = SourceNotebook.read(path, b"a secret")
        return grade(source, Job("ada", "toy", "toy", data), zygote, limits).verdict

    return run


def failures(verdict: SubmissionVerdict) -> list[Any]:
    return [part for test in verdict.tests for part in test.parts if not part.passed]


def outcomes(verdict: SubmissionVerdict) -> set[Outcome]:
    return {part.outcome for test in verdict.tests for part in test.parts}


@pytest.mark.parametrize(
    "spoiled",
    [
        "import builtins\nbuiltins.sum = builtins.print = builtins.abs = None",
        "sum = len = isinstance = dict = list = None",
        "np.random.seed = np.dot = np.isclose = np.asarray_chkfinite = None",
        "from helpers import checks\nchecks.close = checks.call = lambda *a, **k: None",
        "checks.part = None",
        "import matplotlib.pyplot as plt\nplt.close('all')\nplt.figure = None",
        "import sys\nsys.stdout = sys.stderr = sys.stdin = None",
        "import sys\nsys.stdout.close()",
        "import sys\nsys.modules.clear()",
        "import sys\nsys.setrecursionlimit(100)",
        "import sys\nsys.exit(3)",
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)",
        "import os\nfor fd in (0, 1, 2): os.close(fd)",
        "import os\nos.chdir('/')\nos.environ.clear()",
        "import warnings\nwarnings.simplefilter('error')",
        "import gc\ngc.disable()\ngc.freeze()",
        "raise SystemExit",
        "raise KeyboardInterrupt",
        "raise BaseException('x')",
        "class Odd(Exception):\n    def __str__(self): raise SystemExit\nraise Odd",
        "get_ipython().events.register('post_run_cell', lambda *a: exit(1))",
        "get_ipython().set_custom_exc((Exception,), None)",
        "import threading\nthreading.Thread(target=lambda: [0 for _ in iter(int, 1)], daemon=True).start()",
        "import os\nif os.fork() == 0:\n    while True: pass",
        "print('x' * 10**8)",
        "for _ in range(10**5): print('line')",
        "import os\nos.kill(os.getpid(), 9)",
        "import ctypes\nctypes.string_at(0)",
        "x = np.ones(10**10)",
    ],
)
def test_a_cell_that_spoils_her_process_leaves_a_right_answer_right(graded: Grade, spoiled: str) -> None:
    verdict = graded(RIGHT, spoiled)
    assert verdict.points == 3, failures(verdict)
    assert graded(RIGHT).notes == ()


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("import builtins\nbuiltins.isinstance = None\n" + RIGHT, None),
        ("import msgpack\nmsgpack.packb = lambda *a, **k: b'x'\n" + RIGHT, None),
        ("def f(x):\n    import os\n    for fd in range(3, 256):\n        os.write(fd, b'x' * 99)", None),
        ("def f(x):\n    import os\n    os.closerange(0, 256)\n    return 2 * x", Outcome.CRASH),
    ],
)
def test_breaking_the_messenger_gains_nothing(graded: Grade, answer: str, outcome: Outcome | None) -> None:
    verdict = graded(answer)
    assert verdict.points == 0
    assert outcome is None or outcome in outcomes(verdict)
    assert graded(RIGHT).points == 3


ODD_RESULTS = {
    "tuples in tuples, 100 deep": "v = 1.0\n    for _ in range(100): v = (v,)",
    "tuples in tuples, 5000 deep": "v = 1.0\n    for _ in range(5000): v = (v,)",
    "lists in lists, 5000 deep": "v = 1.0\n    for _ in range(5000): v = [v]",
    "a list that contains itself": "v = []; v.append(v)",
    "a dict that contains itself in a tuple": "v = {}; v['v'] = (v,)",
    "a set of sets": "v = {frozenset([1])}",
    "sets as keys": "v = {frozenset([1]): 2}",
    "two million numbers in lists": "v = [[0.5] * 1000] * 2000",
    "an array of 100 MB": "v = np.ones(100 * 2**17)",
    "an array of forty dimensions": "v = np.ones((1,) * 40)",
    "an integer of ten thousand digits": "v = 10 ** 10000",
    "a structured array": "v = np.zeros(2, dtype='f8,i4')",
    "a date": "v = np.datetime64('2020-01-01')",
    "a masked array": "v = np.ma.masked_array([1.0], [True])",
    "a class": "v = type('C', (), {})",
    "an open file": "v = open('/dev/null')",
    "a lock": "import threading; v = threading.Lock()",
}


@pytest.mark.parametrize("name", ODD_RESULTS)
def test_a_strange_result_is_wrong_and_no_more(graded: Grade, name: str) -> None:
    verdict = graded(f"def f(x):\n    {ODD_RESULTS[name]}\n    return v", limits=PATIENT)
    assert verdict.points == 0
    assert outcomes(verdict) == {Outcome.WRONG}, failures(verdict)
    assert not verdict.suspicious


@pytest.mark.parametrize(
    "cache",
    [
        *(re.sub(r"\bv\b", "c", body) for name, body in ODD_RESULTS.items() if "mask" not in name),
        "c = (i for i in range(3))",
        "c = lambda: x",
        "c = {'layers': [lambda: x, (x, type('Layer', (), {}))]}",
        "c = np.array([lambda: x, None], dtype=object)",
    ],
)
def test_a_cache_of_any_shape_goes_forward_and_comes_back(graded: Grade, cache: str) -> None:
    forward = f"def forward(x):\n    global kept\n    {cache}\n    kept = c\n    return 2 * x, c"
    backward = (
        "def backward(y, d):\n"
        "    assert list(d) == ['of'] and type(d['of'][0]) is type(kept)\n"
        "    return y / 2"
    )
    verdict = graded(f"{forward}\n{backward}", test=CACHE, limits=PATIENT)
    assert verdict.points == 1, failures(verdict)


@pytest.mark.parametrize(
    ("constant", "points"),
    [
        ("3", 1),
        ("np.float64(3)", 1),
        ("np.array([3])", 1),
        ("4", 0),
        ("[0] * 2_000_000", 0),
        ("np.ones(100 * 2**17)", 0),
        ("[]\nconstant.append(constant)", 0),
        ("lambda: 3", 0),
    ],
)
def test_data_is_fetched_by_name(graded: Grade, constant: str, points: float) -> None:
    verdict = graded(f"constant = {constant}", test=DATA, limits=PATIENT)
    assert verdict.points == points
    assert outcomes(verdict) == {Outcome.PASSED if points else Outcome.WRONG}, failures(verdict)


@pytest.mark.parametrize(
    "raised",
    [
        "raise ValueError(repr(x))",
        "raise type('E' + '_'.join(str(abs(v)).replace('.', '_') for v in np.ravel(x)), (Exception,), {})",
        "raise KeyError(*np.ravel(x))",
        "raise NameError(str(x))",
        "raise NotImplementedError(str(x))",
        "return type('E' + '_'.join(str(abs(v)).replace('.', '_') for v in np.ravel(x)), (), {})()",
        "return np.empty((*(int(1e6 * abs(v)) for v in np.ravel(x)), 0))",
        "print(x); raise SystemExit(str(x))",
    ],
)
def test_no_word_of_hers_carries_hidden_inputs_out(graded: Grade, raised: str) -> None:
    hidden = graded(f"def f(x):\n    {raised}").tests[0].parts[1]
    assert not hidden.passed
    told = "".join((hidden.reason, hidden.detail, hidden.hint)).replace("line 2", "").replace("(5,)", "")
    assert not any(character.isdigit() for character in told)


def test_after_a_lost_process_the_other_parts_are_not_waited_for(graded: Grade) -> None:
    verdict = graded("def f(x):\n    while True: pass")
    assert outcomes(verdict) == {Outcome.TIMEOUT}
    assert len(verdict.tests[0].parts) == 2


def test_a_process_that_dies_later_is_made_anew(graded: Grade) -> None:
    bomb = "import threading, os\nthreading.Timer(0.05, os._exit, (1,)).start()"
    assert graded(RIGHT, bomb, "while True: pass").points == 3


def test_cells_without_end_cost_no_more_than_the_notebooks_time(toy: Toy, zygote: Zygote) -> None:
    """After it, no cell starts a process, so that a thousand of them end at once."""
    limits = Limits(cell_seconds=0.3, test_seconds=0.3, notebook_seconds=1)
    with Run(zygote, limits) as run:
        runs = [run.cell("while True:\n    try:\n        while True: pass\n    except BaseException: pass")]
        while not runs[-1].raised or "as a whole" not in runs[-1].raised.message:
            runs.append(run.cell("while True: pass"))
            assert len(runs) < 20
        late = [run.cell("1") for _ in range(1000)]
        assert {cell.raised.type for cell in late if cell.raised} == {"TimeoutError"}
        with pytest.raises(StudentProcessError, match="as a whole") as lost:
            run.branch()
    assert lost.value.kind == "timeout"


def test_an_interrupt_that_comes_too_late_does_not_end_the_next_cell(zygote: Zygote) -> None:
    session = Session(zygote)
    try:
        for _ in range(20):
            assert session.run("x = 1", time.monotonic() + 20).raised is None
            session._signal(2)  # type: ignore[arg-type]
        assert session.run("print(x)", time.monotonic() + 20).printed == "1\n"
    finally:
        session.close()


def test_an_interrupted_cell_says_so_and_the_next_one_runs(zygote: Zygote) -> None:
    with Run(zygote, LIMITS) as run:
        stopped = run.cell("x = 1\nprint('started')\nwhile True: pass")
        assert stopped.interrupted
        assert stopped.printed == "started\n"
        assert stopped.raised is not None
        assert stopped.raised.type == "TimeoutError"
        assert run.cell("print(x)").printed == "1\n"


def test_a_cell_that_breaks_the_process_is_left_out_when_it_is_made_anew(zygote: Zygote) -> None:
    with Run(zygote, LIMITS) as run:
        run.cell("x = 1")
        died = run.cell("y = 2\nimport os; os._exit(1)")
        assert died.raised is not None
        assert died.raised.type == "ProcessDied"
        assert run.cell("print(x, 'y' in globals())").printed == "1 False\n"


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("x = 1\n1 / 0", "ZeroDivisionError: division by zero (line 2)"),
        ("def g():\n    raise KeyError('k')\n\ng()", "KeyError: 'k' (line 2)"),
        ("x = (1,\n", "SyntaxError"),
        ("if True:\nx = 1", "IndentationError"),
        ("import a_package_that_nobody_has", "ModuleNotFoundError"),
        ("%no_such_magic", "UsageError"),
    ],
)
def test_a_failing_cell_is_named_with_error_and_line(graded: Grade, cell: str, said: str) -> None:
    verdict = graded(RIGHT, cell)
    assert verdict.points == 3
    if said != "UsageError":
        (note,) = (note for note in verdict.notes if note.kind is NoteKind.STUDENT_CELL)
        assert note.kind is NoteKind.STUDENT_CELL
        assert said in note.text


@pytest.mark.parametrize(
    ("cell", "printed"),
    [
        ("1 + 1", "2\n"),
        ("1 + 1;", ""),
        ("print('a'); 'b'", "a\n'b'\n"),
        ("display([1])", "[1]\n"),
        ("import sys; print('e', file=sys.stderr)", "e\n"),
        (
            "from IPython.display import HTML; HTML('<script>alert(1)</script>')",
            "<IPython.core.display.HTML object>\n",
        ),
        ("%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1]);plt.show()", ""),
    ],
)
def test_what_a_cell_shows_is_kept_as_text(zygote: Zygote, cell: str, printed: str) -> None:
    with Run(zygote, LIMITS) as run:
        assert run.cell(cell).printed == printed


def test_of_long_output_the_beginning_is_kept(zygote: Zygote) -> None:
    with Run(zygote, LIMITS) as run:
        printed = run.cell("print('x' * 10**7)").printed
        assert printed.startswith("x" * 20_000)
        assert printed.endswith("9980001 more characters were printed and not kept.\n")
        assert run.cell("print('next')").printed == "next\n"
