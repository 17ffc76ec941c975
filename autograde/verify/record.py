"""The record of a run: what became of every variant, and the sentence that sums it up. Pages read it."""

import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograde.course import CourseError
from autograde.verify.pool import Found

REASONS = Path("helpers/reference/survivors.toml")


@dataclass(frozen=True)
class Reason:
    """Why a survivor is accepted: written by a person."""

    assignment: str
    function: str
    mutant: str
    reason: str


def read_reasons(path: Path) -> list[Reason]:
    """The written reasons; none where there is no file.

    Raises
    ------
    CourseError
        When the file is not as it should be, with the entry.
    """
    if not path.is_file():
        return []
    try:
        entries = tomllib.loads(path.read_text("utf-8")).get("survivor", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{path}: {error}") from None
    if not (isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries)):
        raise CourseError(f"{path}: each entry needs a line [[survivor]] above it")
    wanted = ("assignment", "function", "mutant", "reason")
    for number, entry in enumerate(entries, 1):
        missing = [name for name in wanted if not str(entry.get(name, "")).strip()]
        if missing or set(entry) - set(wanted):
            odd = ", ".join(missing or sorted(set(entry) - set(wanted)))
            raise CourseError(f"{path}: survivor {number} needs {', '.join(wanted)} and no more: see {odd}")
    return [Reason(**entry) for entry in entries]


@dataclass(frozen=True)
class Exercise:
    """What came of one exercise."""

    assignment: str
    function: str
    found: Found
    reasons: dict[str, str] = field(default_factory=dict)
    """Of survivors that are accepted, by description."""

    def of(self, verdict: str) -> list[dict[str, Any]]:
        return [mutant for mutant in self.found.mutants if mutant["verdict"] == verdict]

    @property
    def by_part(self) -> list[tuple[str, int]]:
        """How many mutants each part rejected first, in the order of the cell where it is known."""
        return Counter(part_of(mutant, self.function) for mutant in self.of("killed")).most_common()

    @property
    def unexplained(self) -> list[dict[str, Any]]:
        return [each for each in self.of("survived") if description(each) not in self.reasons]

    @property
    def named(self) -> Counter[str]:
        return Counter(mistake["named"] for mistake in self.found.mistakes)


def part_of(mutant: dict[str, Any], function: str) -> str:
    """The part that rejected a mutant first, with its function if that is another one's."""
    elsewhere = mutant["cell"] not in ("", function)
    return f"{mutant['cell']}: {mutant['part']}" if elsewhere else str(mutant["part"])


def description(mutant: dict[str, Any]) -> str:
    """What identifies a mutant in the file of reasons."""
    return f"{mutant['base']}, line {mutant['line']}, {mutant['kind']}: {mutant['change']}"


@dataclass(frozen=True)
class Record:
    """A whole run."""

    exercises: Sequence[Exercise]
    most: int
    seed: int

    def count(self, verdict: str) -> int:
        return sum(len(each.of(verdict)) for each in self.exercises)

    @property
    def summary(self) -> dict[str, int]:
        """The numbers that other pages quote."""
        mistakes = [known for each in self.exercises for known in each.found.mistakes]
        right = [one for each in self.exercises for one in each.found.right]
        killed = [mutant for each in self.exercises for mutant in each.of("killed")]
        return {
            "functions": len(self.exercises),
            "mutants": sum(len(each.found.mutants) for each in self.exercises),
            "wrong": len(killed) + self.count("survived"),
            "rejected": len(killed),
            "only_by_hidden_parts": sum(mutant["only_hidden"] for mutant in killed),
            "by_value": sum(mutant["by"] == "value" for mutant in killed),
            "by_exception": sum(mutant["by"] == "exception" for mutant in killed),
            "by_limit": sum(mutant["by"] == "limit" for mutant in killed),
            "named": sum(bool(mutant["named"]) for mutant in killed),
            "missed_by_the_sample": sum(mutant["missed"] for mutant in killed),
            "equivalent": self.count("equivalent"),
            "unseen": self.count("unseen"),
            "survived": self.count("survived"),
            "without_reason": sum(len(each.unexplained) for each in self.exercises),
            "right": len(right),
            "accepted": sum(one["accepted"] for one in right),
            "mistakes": len(mistakes),
            "mistakes_rejected": sum(known["rejected"] for known in mistakes),
            "mistakes_named_rightly": sum(known["named"] == "rightly" for known in mistakes),
            "mistakes_named_wrongly": sum(known["named"] == "wrongly" for known in mistakes),
        }

    @property
    def sentence(self) -> str:
        """The error rate of the grader on these variants.

        >>> found = Found(right=[{"name": "reference", "accepted": True}])
        >>> Record([Exercise("a", "f", found)], 1, 0).sentence
        'Of 0 wrong variants of 1 function 0 were rejected, and of 1 right one 1 was accepted.'
        """
        numbers = self.summary
        wrong, rejected, right, accepted = (
            numbers[name] for name in ("wrong", "rejected", "right", "accepted")
        )
        errors, total = wrong - rejected + right - accepted, wrong + right
        rate = f": {errors:,} of {total:,} verdicts were wrong, {errors / total:.2%}" if wrong else ""
        return (
            f"Of {wrong:,} wrong variants of {_many(numbers['functions'], 'function')} {rejected:,} were "
            f"rejected, and of {_many(right, 'right one')} {accepted:,} {'was' if accepted == 1 else 'were'} "
            f"accepted{rate}."
        )

    @property
    def complaint(self) -> str:
        """What is wrong, in one line; empty if nothing is."""
        numbers = self.summary
        wrong = {
            "survived without a written reason": numbers["without_reason"],
            "right and rejected": numbers["right"] - numbers["accepted"],
            "registered as a mistake and not rejected": numbers["mistakes"] - numbers["mistakes_rejected"],
        }
        said = ", ".join(f"{number:,} {what}" for what, number in wrong.items() if number)
        return f"{said}. Reasons are written in {REASONS}." if said else ""

    def as_json(self) -> str:
        """The record as other pages read it."""
        return json.dumps(
            {
                "sentence": self.sentence,
                "summary": self.summary,
                "most": self.most,
                "seed": self.seed,
                "exercises": [
                    {
                        "assignment": each.assignment,
                        "function": each.function,
                        "inputs": each.found.inputs,
                        "right": each.found.right,
                        "mistakes": each.found.mistakes,
                        "mutants": each.found.mutants,
                        "reasons": each.reasons,
                    }
                    for each in self.exercises
                ],
            },
            indent=1,
            ensure_ascii=False,
        )


def explained(exercises: Iterable[Exercise], reasons: Sequence[Reason]) -> list[Exercise]:
    """The exercises with the written reasons of their survivors."""
    return [
        Exercise(
            each.assignment,
            each.function,
            each.found,
            {
                reason.mutant: reason.reason
                for reason in reasons
                if (reason.assignment, reason.function) == (each.assignment, each.function)
                and reason.mutant in {description(mutant) for mutant in each.of("survived")}
            },
        )
        for each in exercises
    ]


def needless(record: Record, reasons: Sequence[Reason]) -> list[Reason]:
    """Reasons for what has not survived."""
    used = {(each.assignment, each.function, mutant) for each in record.exercises for mutant in each.reasons}
    run = {(each.assignment, each.function) for each in record.exercises}
    return [
        reason
        for reason in reasons
        if (reason.assignment, reason.function) in run
        and (reason.assignment, reason.function, reason.mutant) not in used
    ]


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
