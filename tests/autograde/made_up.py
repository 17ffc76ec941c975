"""A large class whose students differ in ability: verdicts of several assignments, drawn from a generator."""

from collections.abc import Sequence

import numpy as np

from autograde.verdict import Note, NoteKind, Outcome, PartVerdict, SubmissionVerdict, TestVerdict

PARTS = (("shapes of the results", 1.0), ("values on a small case", 2.0), ("values on random cases", 2.0))
MISTAKES = (
    "You divide by the number of examples twice; the cost's mean has done it already.",
    "You sum over the units; sum over the examples, along axis 1, and keep the dimension.",
    "You use the activation where its argument belongs: pass Z.",
    "You update in place, so the next layer sees weights that are new already.",
)
OTHER = (Outcome.ERROR, Outcome.UNANSWERED, Outcome.TIMEOUT, Outcome.MEMORY, Outcome.CRASH)


def verdicts(
    rng: np.random.Generator, students: int, assignments: int = 1, exercises: int = 6
) -> list[SubmissionVerdict]:
    """One verdict for each student and assignment, but for a few that were not handed in."""
    ability = rng.normal(size=students)
    found = []
    for number in range(assignments):
        hardness = rng.normal(-0.8, 0.8, size=exercises)
        for student in np.flatnonzero(rng.random(students) < 0.97):
            name = f"student-{student:03}"
            found.append(_verdict(rng, f"assignment_{number + 1:02}", name, ability[student] - hardness))
    return found


def _verdict(
    rng: np.random.Generator, assignment: str, student: str, advantage: Sequence[float]
) -> SubmissionVerdict:
    tests = tuple(_test(rng, f"compute_exercise_{n}", more) for n, more in enumerate(advantage, start=1))
    notes = []
    if rng.random() < 0.01:
        notes.append(
            Note(NoteKind.TAMPERING, "The code searches the memory of its process.", "cell-3, line 2")
        )
    if rng.random() < 0.03:
        notes.append(Note(NoteKind.STUDENT_CELL, "This cell ended with NameError.", "student-2"))
    seconds = sum(test.seconds for test in tests) + float(rng.gamma(4, 0.05))
    memory = int(rng.gamma(9, 12e6))
    return SubmissionVerdict(
        assignment, assignment, student, tests, tuple(notes), "bubblewrap", seconds, memory
    )


def _test(rng: np.random.Generator, exercise: str, advantage: float) -> TestVerdict:
    parts: list[PartVerdict] = []
    solved = 1 / (1 + np.exp(-2 * advantage))
    other = OTHER[rng.choice(len(OTHER), p=[0.4, 0.3, 0.15, 0.1, 0.05])] if rng.random() < 0.04 else None
    mistake = int(rng.integers(len(MISTAKES)))
    for number, (name, points) in enumerate(PARTS):
        hidden = number == 2
        if other:
            parts.append(
                PartVerdict(name, 0.0, points, other, hidden, f"Your code ended with: {other.label}.")
            )
        elif rng.random() < solved:
            parts.append(PartVerdict(name, points, points, Outcome.PASSED, hidden))
        elif number and rng.random() < 0.5:
            known = f"{exercise}_mistake_{mistake}"
            said = (f"{exercise} has wrong values at [0, 1].", "", MISTAKES[mistake], known)
            parts.append(PartVerdict(name, 0.0, points, Outcome.WRONG, hidden, *said))
        else:
            reason, hint = f"{exercise} has wrong values.", "Write down the shapes of all factors first."
            parts.append(PartVerdict(name, 0.0, points, Outcome.WRONG, hidden, reason, "", hint))
    points, most = sum(part.points for part in parts), sum(part.max_points for part in parts)
    return TestVerdict(f"test_{exercise}", exercise, points, most, tuple(parts), float(rng.gamma(2, 0.04)))
