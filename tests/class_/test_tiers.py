"""The sample class of each assignment gets the same points, part by part, in either sandbox."""

from pathlib import Path

import pytest

from autograde import pipeline, sample_class
from autograde.course import Course
from autograde.journal import Journal
from autograde.recorder import Recorder
from autograde.sandbox import Tier
from autograde.submitted import look
from autograde.verdict import SubmissionVerdict
from autograde.workers import local_workers
from tests.conftest import available

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENTS = sorted(path.name for path in (ROOT / "source").iterdir())
JOBS = 2
SECONDS = 5.0
"""For each test, so that the endless loops of the class end soon."""

Points = dict[str, list[tuple[str, float, str]]]


def graded(course: Course, assignment: str, tier: Tier) -> list[SubmissionVerdict]:
    journal = Journal.of(course)
    with (
        Recorder(course, journal) as recorder,
        local_workers(JOBS, tier, "landlock", course.limits) as workers,
    ):
        plan = pipeline.plan(course, recorder.gradebook, look(course, journal, [assignment], ()), force=True)
        outcome = pipeline.run(course, recorder, plan.todo, workers, tier)
    assert not outcome.problems
    assert {verdict.sandbox for verdict in outcome.graded} == {tier}
    return outcome.graded


def points(verdicts: list[SubmissionVerdict]) -> Points:
    """Each student's parts: name, points and outcome."""
    return {
        verdict.student: [
            (part.name, part.points, part.outcome.value) for test in verdict.tests for part in test.parts
        ]
        for verdict in verdicts
    }


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_both_tiers_give_the_sample_class_the_same_points(course: Course, assignment: str) -> None:
    for tier in ("namespaces", "landlock"):
        available(tier)
    course = course.with_limits(test_seconds=SECONDS)
    sample_class.write(course, assignment)
    strong = points(graded(course, assignment, "namespaces"))
    weak = points(graded(course, assignment, "landlock"))
    assert len(strong) > 15
    assert weak == strong
