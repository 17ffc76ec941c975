"""What locked cells define comes from the source; what depends on the student's code, from her process."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograde.given import Given, OfTheStudent, Redefinition, Run, Value
from autograde.grading import Graded, Job, SourceNotebook, grade
from autograde.sandbox import Zygote
from autograde.submission import released_text
from autograde.verdict import NoteKind
from tests.conftest import Toy

SOLUTION = "def f(x):\n    return 2 * x\nclass Net:\n    def run(self, x):\n        return f(x)"


class Source:
    """A source notebook of some locked cells, a solution and a test, and what a test gets of it."""

    def __init__(self, toy: Toy, *given: str, solution: str = SOLUTION) -> None:
        cells = [toy.given(f"given-{number}", text) for number, text in enumerate(given)]
        imports = toy.given("imports", "import random\nimport numpy as np\nimport matplotlib.pyplot as plt")
        self.given = Given.of([imports, toy.solution("f", solution), *cells, toy.test("test_f", 1, "")])
        self.end = len(self.given.statements)

    def plan(self, name: str) -> object:
        return self.given.plan(name, self.end)

    def value(self, name: str) -> Any:
        """A name as a test gets it; fails where it has to be fetched."""
        names: dict[str, Any] = {}
        assert self.given.seen_by("test_f").put(name, names), f"{name} has to be fetched"
        return names[name]


MakeSource = Callable[..., Source]


@pytest.fixture
def source(toy: Toy) -> MakeSource:
    return lambda *given, **more: Source(toy, *given, **more)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["x = 3"], 3),
        (["x: int = 3"], 3),
        (["y, (x, *z) = 1, (2, 3)"], 2),
        (["if (x := 4) > 3:\n    pass"], 4),
        (["for x in range(3):\n    pass"], 2),
        (["x = 3", "x += 1", "x = x * 2"], 8),
        (["with np.errstate(all='raise') as x:\n    x = 5"], 5),
        (["try:\n    import nothing_of_the_kind as x\nexcept ImportError as e:\n    x = 6"], 6),
        (["size = 3", "def double(x):\n    return size * x", "x = double(2)"], 6),
        (["count = 0\ndef more():\n    global count\n    count += 1", "more()\nmore()\nx = count"], 2),
        (["a = [1]\nb = a\nb.append(2)", "x = a"], [1, 2]),
        (["x = [3, 1, 2]", "x.sort()"], [1, 2, 3]),
        (["x = {}\nx['a'] = 1\nx['b'] = x['a'] + 1"], {"a": 1, "b": 2}),
        (["def fill(d):\n    d['a'] = 1\nx = {}\nfill(d=x)"], {"a": 1}),
        (["x = []", "for i in range(3):\n    x.append(i)"], [0, 1, 2]),
        (["globals()['x'] = 7"], 7),
        (["%matplotlib inline\nx = 8"], 8),
        (["%%time\nx = 9"], 9),
        (["import math\nx = math.floor(2.5)"], 2),
        (["from math import *\nx = floor(3.5)"], 3),
        (["x = [i for i in range(3) if (y := i) > 0]"], [1, 2]),
        (["print('hello')\nx = 3\nplt.plot([1, 2])\nplt.show()"], 3),
        (["sum = 5", "x = sum"], 5),
        (["rate = 0.1\ncosts = f(rate)\nx = rate"], 0.1),
        (["X = [1.0, 2.0]\nlearned = f(X)\nx = X"], [1.0, 2.0]),
    ],
)  # fmt: skip
def test_data_is_as_the_source_has_it(cells: list[str], expected: object, source: MakeSource) -> None:
    assert source(*cells).value("x") == expected


@pytest.mark.parametrize(
    "cells",
    [
        ["x = f(3)"],
        ["y = f(3)", "x = y + 1"],
        ["def g():\n    return f(3)", "x = g()"],
        ["x = [1]", "x.append(f(2))"],
        ["x = {}", "for i in range(3):\n    x[i] = f(i)"],
        ["x = Net()"],
        ["x = nowhere"],
        ["x = get_ipython().user"],
        ["x = !ls"],
        ["x = [f(i) for i in range(3)]"],
        ["x = 1 / 0"],
        ["x = open('/no/such/file').read()"],
        ["import nothing_of_the_kind\nx = nothing_of_the_kind.value"],
        ["fig, x = plt.subplots()"],
        ["x = 1\ndef change():\n    global x\n    x = f(1)", "change()"],
        ["a = [1]\nb = a", "b.append(f(1))", "x = a"],
    ],
)
def test_what_depends_on_the_students_code_or_does_not_run_here_is_fetched(
    cells: list[str], source: MakeSource
) -> None:
    assert isinstance(source(*cells).plan("x"), OfTheStudent)


@pytest.mark.parametrize(
    "solution",
    [
        "x = x * 2",
        "x.append(2)",
        "x[0] = 2",
        "def f():\n    x.append(2)",
        "def f():\n    global x\n    x = 1",
        "def fill(values):\n    values += [2]\nfill(x)",
        "y = x\ny.append(2)",
        "np.random.shuffle(x)",
        "np.add(x, 1, out=x)",
        "del x[0]",
    ],
)
def test_data_that_the_exercise_changes_is_fetched(solution: str, source: MakeSource) -> None:
    assert isinstance(source("x = [1]", solution=solution).plan("x"), OfTheStudent)


@pytest.mark.parametrize(
    "solution",
    [
        "y = x[0] + len(x)",
        "y = np.sum(x)",
        "y = f(x)\ndef f(a):\n    return a[0]",
        "def f(x):\n    x += 1\n    return x",
        "print(x.copy())",
        "for each in x:\n    print(each)",
    ],
)
def test_data_that_the_exercise_only_reads_is_not(solution: str, source: MakeSource) -> None:
    assert source("x = [1]", solution=solution).value("x") == [1]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["np.random.seed(1)\nx = np.random.randn(3)"], lambda: np.random.RandomState(1).randn(3)),
        (
            ["np.random.seed(1)\na = np.random.randn(2)\nx = np.random.randn(3)"],
            lambda: np.random.RandomState(1).randn(5)[2:],
        ),
        (
            ["n = 2", "np.random.seed(1)\nnp.random.randn(n)\nprint(n)\nx = np.random.randn(3)"],
            lambda: np.random.RandomState(1).randn(5)[2:],
        ),
        (
            ["def data(n):\n    np.random.seed(n)\n    return np.random.randn(3)", "x = data(4)"],
            lambda: np.random.RandomState(4).randn(3),
        ),
        (["from numpy.random import seed, randn\nseed(1)\nx = randn(3)"],
         lambda: np.random.RandomState(1).randn(3)),
        (["x = np.random.default_rng(5).normal(size=3)"], lambda: np.random.default_rng(5).normal(size=3)),
        (["rng = np.random.default_rng(5)\na = rng.normal(size=2)\nx = rng.normal(size=3)"],
         lambda: np.random.default_rng(5).normal(size=5)[2:]),
    ],
)  # fmt: skip
def test_random_data_is_what_the_students_process_has(
    cells: list[str], expected: Callable[[], np.ndarray], source: MakeSource
) -> None:
    before = np.random.get_state()[1]
    np.testing.assert_array_equal(source(*cells).value("x"), expected())
    np.testing.assert_array_equal(np.random.get_state()[1], before)


@pytest.mark.parametrize(
    "cells",
    [
        ["x = np.random.randn(3)"],
        ["np.random.seed(1)", "x = np.random.randn(3)"],
        ["np.random.seed(1)\nf(2)\nx = np.random.randn(3)"],
        ["np.random.seed(1)\ny = f(np.random.randn(2))\nx = np.random.randn(3)"],
        ["import random\nrandom.seed(1)", "x = [random.random()]"],
        ["import secrets\nx = secrets.token_hex(4)"],
        ["import time\nx = time.time()"],
        ["x = np.random.default_rng().normal(size=3)"],
        ["from random import sample\nnp.random.seed(1)\nx = sample(range(100), 9)"],
        ["import helpers.datasets as d\nnp.random.seed(1)\nd.circles(3)\nx = np.random.randn(3)"],
    ],
)
def test_what_would_differ_from_run_to_run_is_fetched(cells: list[str], source: MakeSource) -> None:
    assert isinstance(source(*cells).plan("x"), OfTheStudent)


def test_slow_data_is_made_once_and_each_test_has_its_own_copy(source: MakeSource) -> None:
    toy = source("import time\ntime.sleep(0.2)\nx = {'a': np.zeros(3)}\ny = x['a']\ntime.sleep(0.2)")
    first = toy.value("x")
    first["a"] += 1
    started = time.process_time()
    assert toy.value("x")["a"].sum() == 0
    assert time.process_time() - started < 0.1
    names: dict[str, Any] = {}
    seen = toy.given.seen_by("test_f")
    assert seen.put("x", names)
    assert seen.put("x", names)
    assert names["x"] is not first


def test_objects_and_classes_belong_together(source: MakeSource) -> None:
    toy = source(
        "class Grid:\n    made = []\n    def __init__(self, n):\n        self.made.append(n)",
        "grid = Grid(3)",
    )
    for _ in range(2):  # what one test leaves in the class is not there in the next
        names: dict[str, Any] = {}
        seen = toy.given.seen_by("test_f")
        assert seen.put("grid", names)
        seen.put("Grid", names)  # it may be there already
        assert isinstance(names["grid"], names["Grid"])
        assert names["Grid"].made == [3]


@pytest.mark.parametrize(
    ("cell", "is_anew"),
    [
        ("def g(x):\n    return x + 1", False),
        ("def g(x):\n    return f(x)", False),
        ("g = lambda x: f(x)", False),
        ("class g:\n    def run(self, x):\n        return f(x)", False),
        ("def g(x):\n    return Net().run(x)", True),
        ("class g(Net):\n    pass", True),
        ("def helper(x):\n    return Net().run(x)\ndef g(x):\n    return helper(x)", True),
        ("def g(x):\n    return made().run(x)", True),
        ("net = Net()\ndef g(x):\n    return net.run(x)", True),
        ("def g(x):\n    change(x)\n    return x", True),
        ("def g(x):\n    return f(lambda: x)", True),
        ("def g(x):\n    def inner(y):\n        return y\n    return f(inner)", True),
        ("def g(x):\n    return f(f, x)", True),
        ("import inspect\ndef g():\n    return 'for' in inspect.getsource(f)", True),
        ("def g(x):\n    return unknown(x)", True),
        ("def g(x):\n    return f.history", True),
    ],
)
def test_a_locked_function_runs_here_unless_it_works_on_objects(
    cell: str, is_anew: bool, source: MakeSource
) -> None:
    more = "\ndef made():\n    return Net()\ndef change(x):\n    x += 1"
    plan = source(cell, solution=SOLUTION + more).plan("g")
    assert isinstance(plan, Redefinition if is_anew else Run)


def test_what_is_defined_anew_has_its_imports_constants_and_helpers(source: MakeSource) -> None:
    cell = "size, scale = [3], 2\ndef helper(x):\n    return np.full(size, scale * x)"
    plan = source(cell, "def g(x):\n    return Net().run(helper(x))").plan("g")
    assert isinstance(plan, Redefinition)
    assert plan.values == {"size": [3], "scale": 2}
    assert plan.source.startswith("import numpy as np\ndef helper(x)")
    assert "def g(x)" in plan.source


def test_a_class_that_the_students_extend_is_not_made_twice(source: MakeSource) -> None:
    solution = "class Layer(Base):\n    pass"
    plan = source(
        "class Base:\n    pass\ndef g():\n    return isinstance(Layer(), Base)", solution=solution
    ).plan("g")
    assert isinstance(plan, Redefinition)
    assert "class Base" not in plan.source


def test_what_stands_below_a_test_does_not_count_there(toy: Toy) -> None:
    cells = [
        toy.given("a", "x = 1"),
        toy.test("test_a", 1, ""),
        toy.given("b", "x = 2"),
        toy.test("test_b", 1, ""),
    ]
    given = Given.of(cells)
    for test, expected in (("test_a", 1), ("test_b", 2)):
        names: dict[str, Any] = {}
        assert given.seen_by(test).put("x", names)
        assert names["x"] == expected


def test_demos_define_nothing(toy: Toy) -> None:
    demo = toy.given("a", "x = 1\nimport math")
    demo["metadata"]["tags"] = ["demo"]
    given = Given.of([demo, toy.test("test_a", 1, "x")])
    assert given.plan("x", len(given.statements)) is None
    assert "math" in given.imports


# Graded.

LOCKED = """
TOLERANCE = 1e-6
targets = [6.0]
def check(function, x, right):
    assert abs(function(x) - right) < TOLERANCE, "it is wrong"
def twice(x):
    return f(f(x))
class Judge:
    def says(self, x):
        return f(x) == targets[0]
def through(x):
    return Net().run(x)
"""
TEST = """
with checks.part(1, "check"):
    check(f, 3.0, 6.0)
with checks.part(1, "twice"):
    checks.close(twice(2.0), 8.0)
with checks.part(1, "class"):
    checks.require(Judge().says(3.0), "wrong")
with checks.part(1, "objects"):
    checks.close(through(3.0), 6.0)
checks.total()
"""


@pytest.fixture
def graded(toy: Toy, tmp_path: Path, zygote: Zygote) -> Callable[..., Graded]:
    """Grades a notebook with locked cells in between."""

    def run(answer: str = SOLUTION, own: str = "", locked: str = LOCKED, test: str = TEST) -> Graded:
        def cells(answer: str, own: str, of_test: Callable[[str], str] = str) -> list[dict[str, object]]:
            return [
                toy.given("imports", "import numpy as np\nfrom helpers import checks"),
                toy.solution("f", answer),
                toy.given("locked", locked),
                *([toy.cell(own, "own")] if own else []),
                toy.test("test_f", 4, of_test(test)),
            ]

        path = tmp_path / "toy" / "toy.ipynb"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(toy.data(*cells(SOLUTION, "")))
        source = SourceNotebook.read(path, b"a secret")
        submitted = toy.data(*cells(answer, own, released_text))
        return grade(source, Job("ada", "toy", "toy", submitted), zygote, zygote.limits)

    return run


def test_honest_work_gets_full_points_and_no_note(graded: Callable[..., Graded]) -> None:
    verdict = graded().verdict
    assert verdict.points == 4
    assert verdict.notes == ()


def test_a_class_finds_what_its_body_reads(graded: Callable[..., Graded]) -> None:
    """A body looks names up in another way than a function does."""
    locked = """
import math as m
from dataclasses import dataclass, field
STEPS = 3
@dataclass
class Path:
    turn: float = m.pi
    steps: int = STEPS
    points: list = field(default_factory=list)
"""
    test = """
with checks.part(4, "path"):
    path = Path()
    checks.close([path.turn, path.steps, len(path.points), f(path.steps)], [np.pi, 3, 0, 6])
checks.total()
"""
    assert graded(locked=locked, test=test).verdict.points == 4


@pytest.mark.parametrize(
    "use",
    [
        "checks.close(checks.call(f, P(3)), 6)",
        "checks.close(f(p=P(3)), 6)",
        "p = P(3)\n    checks.close(f(p), 6)",
        "for p in [P(3), P(3)]:\n        checks.close(f(p), 6)",
        "checks.close([f(p) for p in [P(3), P(4)]], [6, 8])",
    ],
)
def test_an_object_of_a_locked_class_reaches_the_students_function(
    use: str, graded: Callable[..., Graded]
) -> None:
    """And the class is the source's, whatever she has made of it."""
    locked = "class P:\n    def __init__(self, v):\n        self.v = v"
    test = f"with checks.part(4, 'p'):\n    {use}\nchecks.total()"
    answer = "def f(p):\n    return 2 * p.v\nclass Net: pass"
    assert graded(answer, locked=locked, test=test).verdict.points == 4
    own = "class P:\n    def __init__(self, v):\n        self.v = 2 * v"
    assert graded(answer.replace("2 *", ""), own, locked=locked, test=test).verdict.points == 0


WRONG = SOLUTION.replace("2 * x", "x")
ALL_RIGHT = """
def check(*args): pass
def twice(x): return 8.0
class Judge:
    def says(self, x): return True
def through(x): return 6.0
TOLERANCE, targets = 1e9, [3.0]
"""


def test_names_bound_anew_gain_nothing_and_are_reported(graded: Callable[..., Graded]) -> None:
    verdict = graded(WRONG, ALL_RIGHT).verdict
    assert verdict.points == 0
    assert {note.kind for note in verdict.notes} == {NoteKind.REPAIRED}
    places = {note.place: note.text for note in verdict.notes}
    assert list(places) == [f"student-1, line {n}" for n in (2, 3, 4, 6, 7)]
    assert "`check`" in places["student-1, line 2"]
    assert len(verdict.notes) == 6


def test_names_bound_anew_cost_nothing(graded: Callable[..., Graded]) -> None:
    assert graded(SOLUTION, "check = twice = Judge = through = None; TOLERANCE = -1.0").verdict.points == 4


@pytest.mark.parametrize(
    "own",
    [
        "x = name = right = 3",
        "import numpy as np",
        "from helpers import checks, network",
        "def f2(check):\n    targets = check\n    return targets",
        "check(f, 3.0, 6.0); print(TOLERANCE, targets[0])",
        "# check = None\ntext = 'check = None'",
        "TOLERANCE == 3",
        "check(",
    ],
)
def test_ordinary_cells_are_not_remarked_upon(own: str, graded: Callable[..., Graded]) -> None:
    notes = [note for note in graded(own=own).verdict.notes if note.kind is NoteKind.REPAIRED]
    assert notes == []


@pytest.mark.parametrize(
    "own",
    [
        "def check(): pass",
        "class check: pass",
        "import math as check",
        "from math import floor as check",
        "for check in (): pass",
        "with open('/dev/null') as check: pass",
        "del check",
        "def g():\n    global check\n    check = 1",
        "globals()['check'] = 1",
        "(check := 1)",
        "a, check = 1, 2",
        "check: int = 3",
        "try:\n    1 / 0\nexcept ZeroDivisionError as check:\n    pass",
        "%matplotlib inline\ncheck = 1",
        "get_ipython().user_ns['check'] = 1",
        "globals().update(check=1)",
        "if True:\n    checks = 1",
    ],
)
def test_every_way_to_bind_is_found(own: str, graded: Callable[..., Graded]) -> None:
    places = [note.place for note in graded(own=own).verdict.notes if note.kind is NoteKind.REPAIRED]
    assert [place.split(",")[0] for place in places] == ["student-1"]


def test_a_test_that_binds_the_name_itself_does_not_count(graded: Callable[..., Graded]) -> None:
    test = "targets = [1]\nwith checks.part(4, 'f'):\n    checks.close(f(targets[0]), 2)\nchecks.total()"
    assert graded(own="targets = 3", test=test).verdict.notes == ()


def test_what_depends_on_the_students_code_comes_from_her_process_and_a_note_says_so(
    graded: Callable[..., Graded],
) -> None:
    locked = "trained = f(3)"
    test = "with checks.part(4, 'f'):\n    checks.close(trained, 6)\nchecks.total()"
    assert graded(locked=locked, test=test).verdict.points == 4
    assert graded(WRONG, locked=locked, test=test).verdict.points == 0
    (note,) = graded(own="trained = 6", locked=locked, test=test).verdict.notes
    assert "depends on your code" in note.text


def test_a_missing_answer_is_named(graded: Callable[..., Graded]) -> None:
    verdict = graded("pass").verdict
    assert verdict.points == 0
    assert "`f` is not defined in your notebook" in verdict.tests[0].parts[0].reason


def test_data_of_plain_kinds_is_copied(source: MakeSource) -> None:
    assert isinstance(source("x = 3").plan("x"), Value)
    assert isinstance(source("x = np.zeros(3)").plan("x"), Value)
