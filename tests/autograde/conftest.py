"""Verdicts to render: a class of twenty as grading might find it, and what hostile students would write."""

from collections.abc import Sequence

import pytest

from autograde.verdict import Note, NoteKind, Outcome, PartVerdict, SubmissionVerdict, TestVerdict

EXERCISES = {
    "initialize_parameters_zeros": (("every weight and bias is zero", 1), ("any number of layers", 1)),
    "initialize_parameters_random": (("biases are zero", 1), ("weights have standard deviation 10", 2)),
    "initialize_parameters_he": (("shapes and biases", 1), ("Var W is 2/n", 3), ("layers differ", 1)),
    "initialize_parameters_xavier": (("shapes and biases", 1), ("Var W is 1/n", 3)),
    "initialize_parameters_glorot": (("shapes and biases", 1), ("Var W is 2/(n + m)", 3)),
    "activation_spread": (
        ("one number per layer", 2),
        ("dead units counted", 2),
        ("no layer at all", 0.5),
    ),
}
SENTENCES = {
    "sqrt_one_over_n": "You scale with √(1/n); He needs √(2/n), because ReLU halves the variance.",
    "variance_as_scale": "You multiply with the variance 2/n; randn must be multiplied with its square root.",
    "fan_out": "You divide by the units of this layer; divide by those of the layer before.",
    "same_seed_in_loop": "You seed inside the loop, so every layer starts alike; seed once, before it.",
    "uniform_draw": "np.random.rand draws from [0, 1), whose mean is ½; use randn.",
    "forgets_sum": "You divide by n alone; Glorot divides by n + m, the units on both sides.",
}
MISTAKES = {
    "sqrt_one_over_n": ("initialize_parameters_he", "Var W is 2/n"),
    "variance_as_scale": ("initialize_parameters_he", "Var W is 2/n"),
    "fan_out": ("initialize_parameters_xavier", "Var W is 1/n"),
    "same_seed_in_loop": ("initialize_parameters_he", "layers differ"),
    "uniform_draw": ("initialize_parameters_random", "weights have standard deviation 10"),
    "forgets_sum": ("initialize_parameters_glorot", "Var W is 2/(n + m)"),
}
ALL_WRONG = tuple(EXERCISES)
HOSTILE = (
    "</td><script>alert(1)</script>[red]x[/red]\x1b[31m\u202egnp.exe\u200f\x07\r$\\alpha$`*_{{7*7}}\ud800"
)


def judged(
    exercise: str, *, mistake: str = "", outcome: Outcome = Outcome.PASSED, reason: str = ""
) -> TestVerdict:
    """The verdict on one exercise: passed, with one known mistake, or failed in all its parts."""
    parts = []
    for number, (name, points) in enumerate(EXERCISES[exercise]):
        hidden = number > 0
        made = mistake if mistake and MISTAKES[mistake] == (exercise, name) else None
        if made:
            reason_of_part = "The standard deviation of parameters['W1'] is too small."
            part = PartVerdict(
                name, 0.0, points, Outcome.WRONG, hidden, reason_of_part, "", SENTENCES[mistake], mistake
            )
        elif outcome is Outcome.PASSED:
            part = PartVerdict(name, points, points, Outcome.PASSED, hidden)
        else:
            shown = not hidden and outcome is Outcome.WRONG
            detail = "Expected 0, got 0.0162435 at [0, 0] (12 of 12 differ)." if shown else ""
            part = PartVerdict(name, 0.0, points, outcome, hidden, reason, detail)
        parts.append(part)
    points = sum(part.points for part in parts)
    maximum = sum(part.max_points for part in parts)
    return TestVerdict(f"test_{exercise}", exercise, points, maximum, tuple(parts))


def submission(
    student: str,
    *,
    mistakes: Sequence[str] = (),
    failed: Sequence[str] = (),
    outcome: Outcome = Outcome.WRONG,
    reason: str = "Parameters['W1'] has wrong values.",
    notes: Sequence[Note] = (),
    assignment: str = "initialization",
) -> SubmissionVerdict:
    """One student's verdict: what she got wrong, and passed elsewhere."""
    of = {MISTAKES[mistake][0]: mistake for mistake in mistakes}
    tests = [
        judged(exercise, outcome=outcome, reason=reason)
        if exercise in failed
        else judged(exercise, mistake=of.get(exercise, ""))
        for exercise in EXERCISES
    ]
    return SubmissionVerdict(assignment, assignment, student, tuple(tests), tuple(notes), "bubblewrap", 1.3)


def class_of_twenty() -> list[SubmissionVerdict]:
    """Honest and not, complete and not."""
    unwritten = "Not written yet: the function still raises NotImplementedError."
    he, xavier = "initialize_parameters_he", "initialize_parameters_xavier"
    return [
        submission("ada"),
        submission("agnes", mistakes=["sqrt_one_over_n"]),
        submission("alan", mistakes=["sqrt_one_over_n", "forgets_sum"]),
        submission("barbara"),
        submission("bob", failed=ALL_WRONG, outcome=Outcome.UNANSWERED, reason=unwritten),
        submission("colette", failed=ALL_WRONG[3:], outcome=Outcome.UNANSWERED, reason=unwritten),
        submission("dorothy", mistakes=["uniform_draw"]),
        submission("edsger", mistakes=["variance_as_scale", "fan_out"]),
        submission(
            "emmy", failed=[he], outcome=Outcome.TIMEOUT, reason="Your code took longer than 5 seconds."
        ),
        submission("frances", mistakes=["same_seed_in_loop"]),
        submission(
            "grace",
            failed=[xavier],
            outcome=Outcome.ERROR,
            reason="Your code raised IndexError (line 7 of your cell): list index out of range.",
            notes=[
                Note(
                    NoteKind.STUDENT_CELL,
                    "This answer's cell ended with SyntaxError: '(' was never closed.",
                    xavier,
                )
            ],
        ),
        submission(
            "hal",
            failed=[he, xavier],
            outcome=Outcome.TAMPERING,
            reason="Your result answers every comparison with yes.",
            notes=[
                Note(NoteKind.TAMPERING, "The code defines what is equal to what.", "initialize_he, line 12")
            ],
        ),
        submission(
            "ida-maria-von-und-zu-hohenstaufen-lichtenstein",
            notes=[
                Note(
                    NoteKind.REPAIRED,
                    "This test cell had been deleted; the released one was put back.",
                    "test_initialize_parameters_he",
                )
            ],
        ),
        submission("john", mistakes=["sqrt_one_over_n"], failed=["activation_spread"]),
        submission(
            "kim",
            failed=[he],
            outcome=Outcome.MEMORY,
            reason="Your code asked for more memory than a submission may use.",
        ),
        submission(
            "linus",
            failed=["activation_spread"],
            outcome=Outcome.CRASH,
            reason="Your code ended its process.",
            notes=[
                Note(
                    NoteKind.TAMPERING,
                    "The code ends its process without notice.",
                    "activation_spread, line 3",
                ),
                Note(NoteKind.TAMPERING, "The code searches the memory of its process.", "student-1, line 1"),
            ],
        ),
        submission(
            "mallory",
            failed=ALL_WRONG,
            outcome=Outcome.UNANSWERED,
            reason="The file is not a notebook: it is not JSON.",
            notes=[Note(NoteKind.UNREADABLE, "The file is not a notebook: it is not JSON (line 1).")],
        ),
        submission("noether", mistakes=["fan_out"]),
        submission("雪子"),
        submission("محمد", failed=["activation_spread"]),
    ]


@pytest.fixture
def verdicts() -> list[SubmissionVerdict]:
    return class_of_twenty()


@pytest.fixture
def hostile() -> SubmissionVerdict:
    """Every text that a student can influence says `HOSTILE`."""
    part = PartVerdict(HOSTILE, 0.0, 2.0, Outcome.WRONG, False, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    test = TestVerdict("test_it", HOSTILE, 0.0, 2.0, (part,))
    notes = tuple(Note(kind, HOSTILE, HOSTILE) for kind in NoteKind)
    return SubmissionVerdict(HOSTILE, HOSTILE, HOSTILE, (test,), notes)


@pytest.fixture
def sentences() -> dict[str, str]:
    """What explains each known mistake."""
    return SENTENCES
