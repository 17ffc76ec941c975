r"""What every renderer shares: hostile text made harmless, points, and the mark that a test gets.

>>> harmless("anna\x1b[31m")
'anna�[31m'
>>> of_points(2.5, 4)
'2.5 of 4 points'
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup, escape

from autograde.sandbox.tiers import MEANING
from autograde.verdict import NoteKind, Outcome, PartVerdict, SubmissionVerdict, TestVerdict

LONGEST = 2000
"""Longer text than this is cut: a student's exception may say anything, for pages."""

_CODE = re.compile("`([^`]+)`")

_JOINERS = "\u200c\u200d"  # Persian names and some emoji need them, between letters that they join
_STRAY_JOINER = re.compile(
    "(?<![^\x00-\x7f\u200c\u200d\ufffd])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f\u200c\u200d\ufffd])"
)


def harmless(text: str) -> str:
    """Text that changes nothing but itself where it is shown.

    Line breaks and tabs become spaces. Control characters (also terminal escapes), invisible and
    bidirectional formatting and lone surrogates become "�", so that two ids that differ also look different.
    """
    shown = text[:LONGEST]
    if not shown.isprintable():  # most text is, and then there is nothing to replace
        shown = _STRAY_JOINER.sub("\N{REPLACEMENT CHARACTER}", "".join(map(_harmless_character, shown)))
    return f"{shown}…" if len(text) > LONGEST else shown


def _harmless_character(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) in ("Cc", "Cf", "Cs") and character not in _JOINERS:
        return "\N{REPLACEMENT CHARACTER}"
    return character


def with_code(text: str) -> Markup:
    """Harmless text as HTML, in which what stands in backticks is shown as code.

    >>> with_code("You pass `A < 0`: pass `Z`.")
    Markup('You pass <code>A &lt; 0</code>: pass <code>Z</code>.')
    """
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(harmless(text)))))


def in_points(points: float) -> str:
    """Points in words: ``"2.5 points"``."""
    return f"{points:g} point{'' if points == 1 else 's'}"


def of_points(points: float, max_points: float) -> str:
    """Points earned, in words: ``"2.5 of 4 points"``."""
    return f"{points:g} of {in_points(max_points)}"


def wait_for_a_person(answers: int) -> str:
    """How many answers nobody has graded yet: ``"3 answers wait for manual grading"``."""
    return f"{answers} answer{' waits' if answers == 1 else 's wait'} for manual grading"


def fraction(verdict: SubmissionVerdict) -> float:
    """Which part of the points a submission earned, from 0 to 1."""
    return verdict.points / verdict.max_points if verdict.max_points else 0.0


LABELS = {
    NoteKind.TAMPERING: "tampering?",
    NoteKind.UNREADABLE: "unreadable",
    NoteKind.REPAIRED: "repaired",
    NoteKind.STUDENT_CELL: "failing cell",
    NoteKind.LIBRARY: "other library",
}
"""What was noticed, in a word or two, the gravest first."""


@dataclass(frozen=True)
class Mark:
    """How a test went: a symbol, a word, and the class (full, partial, none) that decides its colour."""

    symbol: str
    word: str
    share: str


FULL = Mark("✓", "full points", "full")
PARTIAL = Mark("◐", "some points", "partial")
UNANSWERED = Mark("○", Outcome.UNANSWERED.label, "none")
NO_POINTS = Mark("✗", "no points", "none")


def mark_of(test: TestVerdict) -> Mark:
    """The mark of a test; without any points its word is what went wrong first."""
    if test.points >= test.max_points and (test.max_points or test.passed):
        return FULL
    if test.points > 0:
        return PARTIAL
    if test.outcome is Outcome.UNANSWERED:
        return UNANSWERED
    return NO_POINTS if test.passed else Mark(NO_POINTS.symbol, test.outcome.label, NO_POINTS.share)


def mark_of_part(part: PartVerdict) -> str:
    """The symbol for a part: right, right in itself, or not."""
    return "✓" if part.passed else "◐" if part.carried else "✗"


def explained(test: TestVerdict) -> list[tuple[PartVerdict, list[str]]]:
    """Each part with the sentences that tell the student why it failed, none where it passed.

    They are reason, detail (never a hidden part's) and hint. What the part before says is not said again.
    """
    parts: list[tuple[PartVerdict, list[str]]] = []
    said: list[str] = []
    for part in test.parts:
        sentences = _sentences(part)
        parts.append((part, ["As above."] if sentences and sentences == said else sentences))
        said = sentences
    return parts


def _sentences(part: PartVerdict) -> list[str]:
    if part.passed:
        return []
    detail = "" if part.hidden else part.detail
    hint = part.hint and f"Hint: {part.hint}"
    return [text for text in (part.reason, detail, hint) if text]


def exercises_of(verdicts: Iterable[SubmissionVerdict]) -> dict[str, str]:
    """The tests of an assignment in order: test_id → exercise, or test_id again if that is tested twice."""
    names = {test.test_id: test.exercise for verdict in verdicts for test in verdict.tests}
    tests_of = Counter(names.values())
    return {test_id: name if tests_of[name] == 1 else test_id for test_id, name in names.items()}


def signs_of_tampering(verdict: SubmissionVerdict) -> list[tuple[str, str]]:
    """What looked like tampering, as (sentence, place): the notes, and the parts that ended so."""
    noted = [(note.text, note.place) for note in verdict.notes if note.kind is NoteKind.TAMPERING]
    judged = [
        (part.reason or f"The judge stopped “{part.name}”.", test.exercise)
        for test in verdict.tests
        for part in test.parts
        if part.outcome is Outcome.TAMPERING
    ]
    return list(dict.fromkeys(noted + judged))


def sandboxes_of(verdicts: Sequence[SubmissionVerdict]) -> list[tuple[str, str]]:
    """The tiers of the sandbox that were used, and what each means; how often, if there were several."""
    used = Counter(verdict.sandbox for verdict in verdicts if verdict.sandbox in MEANING)
    return [
        (tier, f"{tier}{f' ({count} of {len(verdicts)})' if len(used) > 1 else ''}. {MEANING[tier]}")
        for tier, count in used.items()
    ]


def noticed(verdict: SubmissionVerdict) -> list[NoteKind]:
    """What there is to notice about a submission, tampering first."""
    kinds = {note.kind for note in verdict.notes} | ({NoteKind.TAMPERING} if verdict.suspicious else set())
    return [kind for kind in LABELS if kind in kinds]


@cache
def templates() -> jinja2.Environment:
    """The templates: what they print is made `harmless`, then escaped, unless it is `Markup` of ours."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("autograde"),
        autoescape=True,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    for function in (
        in_points,
        of_points,
        mark_of,
        mark_of_part,
        explained,
        noticed,
        wait_for_a_person,
        with_code,
    ):
        environment.globals[function.__name__] = function
    environment.globals["LABELS"] = LABELS
    return environment


def _finalize(value: Any) -> Any:
    return harmless(value) if isinstance(value, str) and not isinstance(value, Markup) else value
