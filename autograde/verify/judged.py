"""Judges variants of an answer by the real test cells of their notebook, and mutants by a sample, too."""

import dataclasses
import difflib
import resource
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from autograde.naming import named_mistakes
from autograde.verify.cells import Source, nbgrader, run_text, solutions_of
from autograde.verify.equivalence import Behaviour, Compared
from autograde.verify.inputs import SEEDS, around, sample_of
from autograde.verify.mutants import Base, Mutant, bases_of, chosen_mutants
from autograde.watch import within
from helpers.checks import Part, TookTooLong
from helpers.reference.registry import Exercise, Variant

CPU_SECONDS = 2.0
"""CPU time that a mutant may take for a test cell, and for the sample, beside a multiple of its base's."""

TIMES_AS_LONG = 10
"""How many times as long as its base a mutant may take."""

BY = {"wrong": "value", "error": "exception", "unanswered": "exception"}
"""What ended a part; anything else is a limit."""


@dataclass(frozen=True)
class Run:
    """A test cell that was run: what rejected the variant first, if anything, and is all of it hidden."""

    rejected: bool
    by: str = ""
    part: str = ""
    only_hidden: bool = False
    named: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judged:
    """What became of a mutant.

    ``verdict`` is "killed", "equivalent" (as its base in all that was compared), "unseen" (it differs in what
    no test cell can see) or "survived". ``missed`` says that the sample did not tell a killed mutant from its
    base.
    """

    base: str
    kind: str
    line: int
    change: str
    verdict: str
    by: str = ""
    part: str = ""
    only_hidden: bool = False
    cell: str = ""
    named: str = ""
    compared: str = ""
    missed: bool = False
    difference: dict[str, Any] = dataclasses.field(default_factory=dict)
    diff: str = ""


class Bench:
    """One exercise, its right answers, and what it takes to judge wrong ones."""

    def __init__(self, source: Source, exercise: Exercise, seeds: Sequence[int] = SEEDS) -> None:
        self.source, self.exercise, self.seeds = source, exercise, seeds
        self.bases = {base.name: base for base in bases_of(source, exercise)}
        self._behaviours: dict[str, Behaviour] = {}
        self._sample_seconds = CPU_SECONDS
        self._points = {name: float(nbgrader(source.test_of(name))["points"]) for name in self._cells}
        self.run(solutions_of(source), seeds[0], exercise.name, 600.0)  # imports and caches
        start = time.process_time()
        self.run(solutions_of(source), seeds[0], exercise.name, 600.0)
        self._seconds = CPU_SECONDS + TIMES_AS_LONG * (time.process_time() - start)

    @cached_property
    def _cells(self) -> list[str]:
        reached = self.source.tests_reached_by(self.exercise.called)
        return [self.exercise.name, *sorted(reached - {self.exercise.name})]

    @cached_property
    def sample(self) -> list[Any]:
        return sample_of(self.source, self.exercise, list(self.bases.values()))

    def made(self, text: str) -> Callable[..., Any]:
        """What the tests call for a text, with nothing left of earlier calls."""
        return run_text(self.exercise, text, imports=around(self.source))

    def run(
        self,
        functions: Mapping[str, Callable[..., Any]],
        seed: int,
        cell: str,
        seconds: float,
        name: bool = False,
    ) -> Run:
        """Run a test cell under limits; with `name`, see which known mistakes are named."""
        try:
            verdict = within(seconds, lambda: self.source.run(cell, functions, seed))
        except (TookTooLong, MemoryError):
            return Run(True, "limit", "the whole cell")
        except Exception as error:
            return Run(True, "exception", f"the whole cell: {type(error).__name__}")
        failed = [(index, part) for index, part in enumerate(verdict.ledger.parts) if not part.passed]
        if verdict.score >= self._points[cell]:
            return Run(False)
        if not failed:
            return Run(True, "exception", "the cell's points")
        named: tuple[str, ...] = ()
        wrong: dict[int | None, bool] = {
            index: part.hidden for index, part in failed if part.kind in ("wrong", "error")
        }
        if name and wrong:
            calls = [call for its in verdict.calls.values() for call in its]
            found = named_mistakes(self.source.exercises, cell, calls, wrong)
            named = tuple(dict.fromkeys(mistake.name for mistake in found.values()))
        return Run(True, *_first(failed), all(part.hidden for _, part in failed), named)

    def verdict_of(self, text: str, *, name: bool = False) -> Run:
        """Whether the exercise's own cell rejects a text under every hidden seed.

        What a visible part rejects is rejected under each: its inputs are always the same.
        """
        first = Run(False)
        for seed in self.seeds:
            np.random.seed(20261)  # noqa: NPY002 - the legacy style's own
            try:
                made = self.made(text)
            except Exception as error:
                return Run(True, "exception", f"its definition: {type(error).__name__}")
            functions = solutions_of(self.source) | {self.exercise.called: made}
            run = self.run(functions, seed, self.exercise.name, self._seconds, name and seed == self.seeds[0])
            first = first if first.rejected else run
            if not run.rejected:
                return (
                    run
                    if seed == self.seeds[0]
                    else Run(False, part=f"under hidden seed {seed}, though not under {self.seeds[0]}")
                )
            if not run.only_hidden:
                break
        return first

    def judge(self, mutant: Mutant) -> Judged:
        """The verdict on one mutant."""
        run = self.verdict_of(mutant.text, name=True)
        compared = self.compared(mutant)
        judged = Judged(mutant.base, mutant.kind, mutant.line, f"{mutant.before} → {mutant.after}", "killed")
        if run.rejected:
            return dataclasses.replace(
                judged,
                by=run.by,
                part=run.part,
                only_hidden=run.only_hidden,
                cell=self.exercise.name,
                named=", ".join(run.named),
                missed=compared.same != "none",
                compared=compared.same,
            )
        verdict = {"none": "survived", "unseen": "unseen"}.get(compared.same, "equivalent")
        if compared.same == "unseen" and self.forbids_changes and compared.where.startswith("the arguments"):
            verdict = "survived"
        if compared.same == "contract" and not self.bases[mutant.base].alone:
            elsewhere = self._rejected_elsewhere(mutant)
            if elsewhere:
                return dataclasses.replace(judged, **elsewhere, compared=compared.same)
        return dataclasses.replace(
            judged,
            verdict=verdict,
            part=run.part,
            compared=compared.same,
            difference={} if compared.same == "values" else dataclasses.asdict(compared),
            diff=_diff(self.bases[mutant.base], mutant),
        )

    @cached_property
    def forbids_changes(self) -> bool:
        """Whether the text of the exercise says that arguments are not changed."""
        (cell,) = (each for each in self.source.solutions if nbgrader(each)["grade_id"] == self.exercise.name)
        return any(words in cell.source for words in ("not changed", "unchanged", "must not change"))

    def compared(self, mutant: Mutant) -> Compared:
        """How a mutant compares with its base on the sample."""
        start = time.process_time()
        behaviour = self._behaviour(mutant.base)
        self._sample_seconds = max(
            self._sample_seconds, CPU_SECONDS + TIMES_AS_LONG * (time.process_time() - start)
        )
        return behaviour.compare(partial(self.made, mutant.text), self._sample_seconds)

    def _behaviour(self, base: str) -> Behaviour:
        if base not in self._behaviours:
            solution = None if base == "solution" else self._behaviour("solution")
            make = partial(self.made, self.bases[base].text)
            self._behaviours[base] = Behaviour(self.exercise, self.sample, make, solution)
        return self._behaviours[base]

    def _rejected_elsewhere(self, mutant: Mutant) -> dict[str, Any]:
        """What another exercise's cell says, of a mutant that differs in what its own cell leaves open."""
        try:
            functions = self.source.functions_with_text(mutant.text, "mutant")
        except Exception:
            return {}
        for cell in self._cells[1:]:
            run = self.run(functions, self.seeds[0], cell, self._seconds)
            if run.rejected:
                return {"by": run.by, "part": run.part, "only_hidden": run.only_hidden, "cell": cell}
        return {}

    def mistake(self, variant: Variant) -> dict[str, Any]:
        """What became of one registered mistake."""
        run = self.verdict_of(self.exercise.source_of(variant), name=True)
        named = "rightly" if run.named == (variant.name,) else "wrongly" if run.named else "not"
        return {
            "name": str(variant),
            "rejected": run.rejected,
            "named": named,
            "as": ", ".join(run.named),
            "part": run.part,
        }

    def right_one(self, base: Base) -> dict[str, Any]:
        """Whether a right answer is accepted, under every hidden seed."""
        functions = solutions_of(self.source) | {self.exercise.called: self.made(base.text)}
        for seed in self.seeds:
            run = self.run(functions, seed, self.exercise.name, self._seconds)
            if run.rejected:
                return {"name": base.name, "accepted": False, "part": f"{run.part}, hidden seed {seed}"}
        return {"name": base.name, "accepted": True, "part": ""}

    def tasks(self, most: int, seed: int) -> Iterator[tuple[str, str, Callable[[], dict[str, Any]]]]:
        """All there is to judge, in a fixed order: a kind, a name, and what judges it."""
        for base in self.bases.values():
            yield "right", base.name, partial(self.right_one, base)
        for known in self.exercise.misconceptions:
            for variant in known.all_settings:
                yield "mistake", str(variant), partial(self.mistake, variant)
        for mutant in chosen_mutants(list(self.bases.values()), self.exercise.name, most, seed):
            yield "mutant", f"{mutant.base}, {mutant}", partial(self._as_dict, mutant)

    def _as_dict(self, mutant: Mutant) -> dict[str, Any]:
        return dataclasses.asdict(self.judge(mutant))


def _first(failed: Sequence[tuple[int, Part]]) -> tuple[str, str]:
    part = failed[0][1]
    return BY.get(part.kind, "limit"), part.name


def _diff(base: Base, mutant: Mutant) -> str:
    lines = difflib.unified_diff(base.text.splitlines(), mutant.text.splitlines(), lineterm="", n=2)
    return "\n".join(list(lines)[2:])


def limit_memory(megabytes: int = 1024) -> None:
    """Let this process have so much more memory than it has."""
    with open("/proc/self/statm") as statm:
        now = int(statm.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(
        resource.RLIMIT_AS, (now + megabytes * 2**20, resource.getrlimit(resource.RLIMIT_AS)[1])
    )


def limit_cpu(seconds: float) -> None:
    """End this process when it has used so much more CPU time, whatever it is doing."""
    used = time.process_time()
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used + seconds) + 1, hard))
