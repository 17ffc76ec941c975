"""A mistake costs its own points once: what uses a wrong function, and is right, keeps its points."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograde import carried, sample_class
from autograde.course import Course
from autograde.grading import Job, SourceNotebook, grade
from autograde.limits import Limits
from autograde.sandbox import Zygote
from autograde.verdict import Outcome, SubmissionVerdict
from helpers.reference.registry import Exercise, Variant, load
from tests.class_.own_caches import PAIRS, OwnForm
from tests.conftest import Toy, available
from tests.levels import sampled

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENTS = sorted(path.name for path in (ROOT / "source").iterdir())
SECRET = b"of these tests alone"

EXCEPTIONS = {
    ("frameworks", "Recorder"): "Functions is tested on the whole tape, and classes stay in their process",
    ("frameworks", "Arithmetic"): "Functions is tested on the whole tape, and classes stay in their process",
}
"""Exercises of which a mistake costs points elsewhere, each with the reason."""


def cases() -> Iterator[object]:
    """Every known mistake; an assignment's first in every level, the first of each exercise thorough."""
    for assignment in ASSIGNMENTS:
        for place, exercise in enumerate(load(assignment) or ()):
            mistakes = [each for known in exercise.misconceptions for each in known.all_settings]
            for number, mistake in enumerate(mistakes):
                name = f"{assignment}-{exercise.name}-{mistake}"
                marks = sampled(name, 8) if number else [pytest.mark.thorough] if place else []
                yield pytest.param(assignment, exercise, mistake, id=name, marks=marks)


@pytest.fixture(scope="module")
def desks() -> Callable[[str], sample_class.Desk]:
    course = Course.open(ROOT)
    return lambda assignment: sample_class.make_desk(course, assignment)[1]


@pytest.mark.parametrize(("assignment", "exercise", "mistake"), list(cases()))
def test_a_known_mistake_costs_no_points_elsewhere(
    assignment: str,
    exercise: Exercise,
    mistake: Variant,
    desks: Callable[[str], sample_class.Desk],
    zygote: Zygote,
) -> None:
    if (assignment, exercise.name) in EXCEPTIONS:
        pytest.skip(EXCEPTIONS[assignment, exercise.name])
    source = SourceNotebook.read(ROOT / "source" / assignment / f"{assignment}.ipynb", SECRET)
    notebook = desks(assignment).answers(**{exercise.name: exercise.source_of(mistake)})
    job = Job("ada", assignment, assignment, json.dumps(notebook).encode())
    verdict = grade(source, job, zygote, Limits(test_seconds=30)).verdict
    lost = {test.exercise: test for test in verdict.tests if test.points < test.max_points}
    assert set(lost) == {exercise.name}, [
        (part.name, part.reason, part.detail)
        for name, test in lost.items()
        for part in test.parts
        if name != exercise.name and not part.passed
    ]


def own_forms() -> Iterator[object]:
    """Slips in forward passes with a cache of the student's own form; each pair's first in every level."""
    for pair in PAIRS:
        for number, (right, wrong) in enumerate(pair.slips):
            marks = [pytest.mark.thorough] if number else []
            yield pytest.param(pair, right, wrong, id=f"{pair.forward}-{wrong}", marks=marks)


@pytest.mark.parametrize(("pair", "right", "wrong"), list(own_forms()))
def test_nor_does_a_slip_beside_a_cache_of_her_own_form(
    pair: OwnForm, right: str, wrong: str, desks: Callable[[str], sample_class.Desk], zygote: Zygote
) -> None:
    """References know nothing of it: the cache is her own function's, or a repaired one's."""
    name = pair.assignment
    source = SourceNotebook.read(ROOT / "source" / name / f"{name}.ipynb", SECRET)
    assert pair.right.count(right) >= 1
    answers = {pair.forward: pair.right.replace(right, wrong), pair.backward: pair.back}
    job = Job("ada", name, name, json.dumps(desks(name).answers(**answers)).encode())
    verdict = grade(source, job, zygote, Limits(test_seconds=30)).verdict
    assert [test.exercise for test in verdict.tests if test.points < test.max_points] == [pair.forward]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.forward)
def test_without_the_slip_such_a_pair_is_right(
    pair: OwnForm, desks: Callable[[str], sample_class.Desk], zygote: Zygote
) -> None:
    name = pair.assignment
    source = SourceNotebook.read(ROOT / "source" / name / f"{name}.ipynb", SECRET)
    answers = {pair.forward: pair.right, pair.backward: pair.back}
    job = Job("ada", name, name, json.dumps(desks(name).answers(**answers)).encode())
    verdict = grade(source, job, zygote, Limits(test_seconds=30)).verdict
    assert all(part.passed for test in verdict.tests for part in test.parts)


# A toy course: double, then four times, then a cache that goes back.

IMPORTS = "import numpy as np\nfrom helpers import checks"
DOUBLE = """
with checks.part(1, "double(3) is 6"):
    checks.close(checks.call(double, 3), 6, "double(3)")
checks.total()
"""
FOURFOLD = """
with checks.part(1, "fourfold(3) is 12"):
    checks.close(checks.call(fourfold, 3), 12, "fourfold(3)")
with checks.part(2, "any number", hidden=True):
    x = checks.hidden_rng().normal(size=5)
    checks.close(checks.call(fourfold, x), 4 * x, "fourfold(x)")
checks.total()
"""
EIGHTFOLD = FOURFOLD.replace("fourfold(3) is 12", "eightfold(3) is 24").replace("12", "24")
EIGHTFOLD = EIGHTFOLD.replace("fourfold", "eightfold").replace("4 * x", "8 * x")
RIGHT = {
    "double": "def double(x):\n    return 2 * np.asarray(x)",
    "fourfold": "def fourfold(x):\n    return double(double(x))",
    "eightfold": "def eightfold(x):\n    return double(fourfold(x))",
}
TESTS = {"double": (1, DOUBLE), "fourfold": (3, FOURFOLD), "eightfold": (3, EIGHTFOLD)}
WRONG_DOUBLE = "def double(x):\n    return 3 * np.asarray(x)"

Graded = Callable[..., SubmissionVerdict]


@pytest.fixture(scope="module", params=["namespaces", "landlock"])
def warm(request: pytest.FixtureRequest) -> Iterator[Zygote]:
    with Zygote(available(request.param)) as zygote:
        yield zygote
        carried.close()


@pytest.fixture
def graded(toy: Toy, tmp_path: Path, warm: Zygote) -> Graded:
    """Grades the toy notebook with some answers changed."""

    def run(*, share: float = 1.0, limits: Limits | None = None, **answers: str) -> SubmissionVerdict:
        path = tmp_path / "toy" / "toy.ipynb"
        path.parent.mkdir(exist_ok=True)

        def cells(written: dict[str, str]) -> list[dict[str, object]]:
            found = [toy.given("imports", IMPORTS)]
            for name, (points, test) in TESTS.items():
                found += [toy.solution(name, written[name]), toy.test(f"test_{name}", points, test)]
            return found

        path.write_bytes(toy.data(*cells(RIGHT)))
        source = SourceNotebook.read(path, b"a secret", share)
        job = Job("ada", "toy", "toy", toy.data(*cells(RIGHT | answers)))
        return grade(source, job, warm, limits or Limits(test_seconds=3)).verdict

    return run


def outcomes(verdict: SubmissionVerdict) -> dict[str, list[Outcome]]:
    return {test.exercise: [part.outcome for part in test.parts] for test in verdict.tests}


PASSED, WRONG, CARRIED = [Outcome.PASSED], [Outcome.WRONG], [Outcome.CARRIED]


def test_right_functions_that_use_a_wrong_one_keep_their_points(graded: Graded) -> None:
    verdict = graded(double=WRONG_DOUBLE)
    assert outcomes(verdict) == {"double": WRONG, "fourfold": CARRIED * 2, "eightfold": CARRIED * 2}
    assert verdict.points == 6
    _, fourfold, _ = verdict.tests
    assert {part.reason for part in fourfold.parts} == {
        "Right in itself. It uses `double` (exercise 1), which is not right yet: fix that first."
    }
    assert {(part.detail, part.hint, part.misconception) for part in fourfold.parts} == {("", "", None)}


def test_what_is_wrong_in_itself_stays_wrong(graded: Graded) -> None:
    verdict = graded(double=WRONG_DOUBLE, fourfold="def fourfold(x):\n    return 3 * double(x)")
    assert outcomes(verdict) == {"double": WRONG, "fourfold": WRONG * 2, "eightfold": CARRIED * 2}
    reason = verdict.tests[2].parts[0].reason
    assert "It uses `double` (exercise 1) and `fourfold` (exercise 2), which are not right yet" in reason


@pytest.mark.parametrize(
    "broken",
    [
        'def double(x):\n    raise NotImplementedError("write this function")',
        "def double(x):\n    return 1 / 0",
        "def double(x):\n    return None",
        "double = 2",
        "pass",
    ],
)
def test_one_that_is_not_written_or_raises_is_no_different(graded: Graded, broken: str) -> None:
    verdict = graded(double=broken)
    assert outcomes(verdict)["fourfold"] == CARRIED * 2
    assert verdict.points == 6


def test_a_function_is_reached_through_her_own_helpers_and_other_names(graded: Graded) -> None:
    mine = "def twice(x):\n    return double(x)\nagain = lambda x: twice(x)\n"
    verdict = graded(double=WRONG_DOUBLE, fourfold=f"{mine}def fourfold(x):\n    return again(again(x))")
    assert outcomes(verdict)["fourfold"] == CARRIED * 2


@pytest.mark.parametrize(
    "way",
    [
        "act = double\ndef fourfold(x):\n    return act(act(x))",
        "acts = {'twice': double}\ndef fourfold(x):\n    return acts['twice'](acts['twice'](x))",
        "acts = {}\nacts['twice'] = double\ndef fourfold(x):\n    return acts['twice'](acts['twice'](x))",
        "acts = []\nacts.append(double)\ndef fourfold(x):\n    return acts[0](acts[0](x))",
        "one, two = double, double\ndef fourfold(x):\n    return one(two(x))",
        "def fourfold(x, by=double):\n    return by(by(x))",
        "def fourfold(x, *, by=double):\n    return by(by(x))",
        "from functools import partial\nby = partial(double)\ndef fourfold(x):\n    return by(by(x))",
        "def fourfold(x):\n    return globals()['double'](globals()['double'](x))",
        "class Acts:\n    by = staticmethod(double)\ndef fourfold(x):\n    return Acts.by(Acts.by(x))",
        "class Acts: pass\nActs.by = staticmethod(double)\ndef fourfold(x):\n    return Acts.by(Acts.by(x))",
        "if True:\n    act = double\nelse:\n    act = None\ndef fourfold(x):\n    return act(act(x))",
        "act: object = double\ndef fourfold(x):\n    return act(act(x))",
        "for act in (double,):\n    pass\ndef fourfold(x):\n    return act(act(x))",
        "def twice(f):\n    return lambda x: f(f(x))\nfourfold = twice(double)",
        "fourfold = lambda x, by=double: by(by(x))",
    ],
)
def test_and_under_whatever_name(graded: Graded, way: str) -> None:
    verdict = graded(double=WRONG_DOUBLE, fourfold=way)
    assert outcomes(verdict) == {"double": WRONG, "fourfold": CARRIED * 2, "eightfold": CARRIED * 2}


def test_a_function_with_two_faces_gains_nothing(graded: Graded) -> None:
    """What passed without references must pass with them, too: the two are not put together."""
    asks = """
def fourfold(x):
    if double(1) == 2:
        return 0 if np.ndim(x) == 0 else 2 * double(x)
    return 12 if np.ndim(x) == 0 else None
"""
    verdict = graded(double=WRONG_DOUBLE, fourfold=asks)
    assert outcomes(verdict)["fourfold"] == [Outcome.PASSED, Outcome.WRONG]
    assert verdict.tests[1].points == 1


def test_what_fails_with_references_too_says_what_to_fix_first(graded: Graded) -> None:
    verdict = graded(double=WRONG_DOUBLE, fourfold="def fourfold(x):\n    return 3 * double(x)")
    hints = [part.hint for part in verdict.tests[1].parts]
    first = "It uses `double` (exercise 1), which is not right yet: fix that first."
    assert all(hint.startswith(first) for hint in hints), hints


@pytest.mark.parametrize(
    "beside",
    [
        "print(np.round(double(3)))",
        "x = double(1)\nfor y in range(3):\n    z = double(y)",
        "total = 0\nfor x in (1, 2):\n    total += double(x)",
        "table = [double(x) for x in range(3)]",
    ],
)
def test_what_is_not_used_is_not_said_to_be(graded: Graded, beside: str) -> None:
    """Neither a module nor a name of the function's own is what another cell has made with the same name."""
    own = "def fourfold(x):\n    y = np.asarray(x)\n    z = 5 * y\n    total = np.copy(z)\n    return total"
    verdict = graded(double=WRONG_DOUBLE, fourfold=f"{beside}\n{own}")
    assert outcomes(verdict)["fourfold"] == WRONG * 2
    assert not any("It uses" in part.hint for part in verdict.tests[1].parts)


def test_a_librarys_function_stays_what_it_is(graded: Graded) -> None:
    """Her name for it stands for the reference; the library's own does not."""
    library = "import statistics\ndouble = statistics.fmean"
    both = "def fourfold(x):\n    return double(double(x)) + statistics.fmean([0.0])"
    verdict = graded(double=library, fourfold=both)
    assert outcomes(verdict)["fourfold"] == CARRIED * 2


def test_a_mistake_that_shows_with_references_is_named(
    desks: Callable[[str], sample_class.Desk], zygote: Zygote
) -> None:
    """The gradient lacks its mean; what a wrong sigmoid makes of it is like no known mistake."""
    name = "neural_network_basics"
    source = SourceNotebook.read(ROOT / "source" / name / f"{name}.ipynb", SECRET)
    propagate = """
def propagate(w, b, X, Y):
    A = sigmoid(w.T @ X + b)
    cost = compute_cost(A, Y)
    return {"dw": X @ (A - Y).T, "db": float(np.sum(A - Y))}, cost
"""
    answers = {"sigmoid": "def sigmoid(Z):\n    return 1 / (1 + np.exp(Z))", "propagate": propagate}
    job = Job("ada", name, name, json.dumps(desks(name).answers(**answers)).encode())
    verdict = grade(source, job, zygote, Limits(test_seconds=30)).verdict
    (test,) = [test for test in verdict.tests if test.exercise == "propagate"]
    assert test.misconceptions


def test_without_a_mistake_before_it_nothing_is_judged_again(
    graded: Graded, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unexpected(*_: object) -> None:
        raise AssertionError("judged again")

    monkeypatch.setattr(carried.SecondLook, "at", unexpected)
    assert graded().points == 7
    assert graded(eightfold="def eightfold(x):\n    return 3 * x").points == 4
    wrong = {name: f"def {name}(x):\n    return 5 * x" for name in ("fourfold", "eightfold")}
    assert graded(double=WRONG_DOUBLE, **wrong).points == 0


@pytest.mark.parametrize(("share", "points"), [(1.0, 6.0), (0.5, 3.0), (0.0, 0.0)])
def test_the_share_of_the_points_is_the_courses_choice(graded: Graded, share: float, points: float) -> None:
    verdict = graded(double=WRONG_DOUBLE, share=share)
    assert verdict.points == points
    assert outcomes(verdict)["fourfold"] == CARRIED * 2


def test_a_later_exercise_is_no_excuse(graded: Graded) -> None:
    """Or the first function could ask the last."""
    halved = "def double(x):\n    return fourfold(x) / 2"
    verdict = graded(double=halved, fourfold="def fourfold(x):\n    return x")
    assert verdict.tests[0].points == 0


STEAL = """
def fourfold(x):
    import gc
    import types
    found = [f for f in gc.get_objects() if isinstance(f, types.FunctionType) and f.__name__ == "double"]
    text = " ".join(repr((f.__code__.co_consts, f.__code__.co_names, f.__defaults__)) for f in found)
    raise ValueError("asarray" in text)
"""


def test_the_references_code_does_not_enter_her_process(graded: Graded) -> None:
    verdict = graded(double="def double(x):\n    return 3 * x", fourfold=STEAL)
    assert verdict.tests[1].points == 0
    assert verdict.tests[1].parts[0].reason.endswith("False.")


FORGED = """
def fourfold(x):
    import gc
    from autograde.inside.student import Branch
    from autograde.wire import encode
    branch = next(each for each in gc.get_objects() if isinstance(each, Branch))
    branch._channel.send(encode({REPLY}))
    branch._channel.receive(2**20)
    return 4 * x
"""


@pytest.mark.parametrize(
    "reply",
    [
        '{"ask": "fourfold", "arguments": encode([[3], {}])}',
        '{"ask": "eightfold", "arguments": encode([[3], {}])}',
        '{"ask": "__import__", "arguments": encode([["os"], {}])}',
        '{"ask": ["double"], "arguments": b""}',
        '{"ask": "double", "arguments": "text"}',
    ],
)
def test_she_can_ask_for_nothing_else(graded: Graded, reply: str) -> None:
    verdict = graded(double=WRONG_DOUBLE, fourfold=FORGED.replace("{REPLY}", reply) + "\n    double")
    assert verdict.tests[1].points == 0


@pytest.mark.parametrize(
    "argument",
    [
        "np.ones(2**25)",
        "[[[]]] * 10**6",
        "'x' * 2**20",
        "object()",
        "lambda: 1",
        "x if False else np.ones((1,) * 32)",
        "float('nan')",
    ],
)
def test_no_argument_breaks_the_judge(graded: Graded, argument: str) -> None:
    verdict = graded(
        double=WRONG_DOUBLE,
        fourfold=f"def fourfold(x):\n    double({argument})\n    return double(double(x))",
    )
    assert outcomes(verdict)["double"] == WRONG
    assert verdict.tests[1].points in (0, 3)
    assert outcomes(verdict)["eightfold"]


def test_endless_questions_end_with_the_tests_time(graded: Graded) -> None:
    """And what is asked for in vain costs no time of other tests'."""
    endless = "def fourfold(x):\n    while double(1) == 2:\n        x = double(x)\n    return 0"
    verdict = graded(double=WRONG_DOUBLE, fourfold=endless, limits=Limits(test_seconds=1))
    assert verdict.tests[1].points == 0
    assert outcomes(verdict)["eightfold"]
    assert verdict.seconds < 20


def test_what_references_raise_is_raised_where_they_are_asked(graded: Graded) -> None:
    careful = """
def fourfold(x):
    try:
        double()
    except TypeError:
        return double(double(x))
"""
    verdict = graded(double=WRONG_DOUBLE, fourfold=careful)
    assert outcomes(verdict)["fourfold"] == CARRIED * 2
