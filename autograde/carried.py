"""Errors carried forward: a right function that uses a wrong one of an earlier exercise keeps its points.

A part of a test that failed is judged once more where the function behind it uses, directly or through other
functions of the student's, exercises that come earlier and failed themselves. Their names then stand for a
question to the judge, which asks a process of its own that runs the source notebook's solutions: references
never enter the student's process, and hers never learns more of them than what they return for the arguments
that she gives. A part that passes so is right in itself.
"""

import ast
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

from autograde.judge import Judge, TestCell
from autograde.limits import Limits
from autograde.notebook_code import parsed
from autograde.sandbox import Zygote
from autograde.student import Branch, Session
from autograde.verdict import Outcome, PartVerdict, TestVerdict
from helpers.checks import StudentProcessError, both

JUDGED_AGAIN = frozenset({Outcome.WRONG, Outcome.ERROR, Outcome.UNANSWERED})
"""What may become of a part that is judged once more. What took too long or broke down, would again."""


class References:
    """A process that runs the solutions of a source notebook, kept from one student to the next."""

    def __init__(self, zygote: Zygote, limits: Limits, cells: Sequence[str]) -> None:
        self._zygote, self._limits, self._cells = zygote, limits, cells
        self._session: Session | None = None

    def belong_to(self, zygote: Zygote, cells: Sequence[str]) -> bool:
        """Whether they can be used for a notebook with these solutions."""
        return self._zygote is zygote and self._cells == cells and self._zygote.is_there()

    def branch(self) -> Branch:
        """A fork for one test of one student's.

        Raises
        ------
        StudentProcessError
            When the process cannot be brought to run the solutions.
        """
        if self._session is None or not self._session.is_alive:
            self._session = self._start()
        return self._session.branch(time.monotonic() + self._limits.test_seconds)

    def _start(self) -> Session:
        session = Session(self._zygote)
        for source in self._cells:
            session.run(source, time.monotonic() + self._limits.cell_seconds)
        return session

    def close(self, *, with_sandbox: bool = False) -> None:
        """End the process; what it has left its sandbox removes, unless that ends, too."""
        if self._session is not None:
            if with_sandbox:
                self._session.kill()
            else:
                self._session.close()
            self._session = None


_kept: list[References] = []
"""The references that were last used in this process, if any."""


def _references(zygote: Zygote, limits: Limits, cells: Sequence[str]) -> References:
    if not _kept or not _kept[0].belong_to(zygote, cells):
        close()
        _kept.append(References(zygote, limits, cells))
        zygote.at_stop.append(partial(close, with_sandbox=True))
    return _kept[0]


def close(*, with_sandbox: bool = False) -> None:
    """End the process that runs references, if there is one."""
    while _kept:
        with suppress(StudentProcessError, OSError):
            _kept.pop().close(with_sandbox=with_sandbox)


@dataclass(frozen=True)
class Again:
    """A test to be judged once more, with references for what it uses."""

    place: int
    """Which of the notebook's tests it is."""
    test: TestCell
    verdict: TestVerdict
    using: tuple[str, ...]
    """Exercises that failed, in the order of the notebook."""


def to_judge_again(
    tests: Sequence[TestCell], verdicts: Sequence[TestVerdict], written: Iterable[str]
) -> Iterator[Again]:
    """The tests of which parts may pass with references for earlier exercises, in order.

    Parameters
    ----------
    tests, verdicts
        In the order of the notebook. Each verdict is looked at when its turn comes: what has turned out to be
        right in itself needs no reference.
    written
        The other cells, the student's and those that are given.
    """
    uses: dict[str, set[str]] = {}
    for number, test in enumerate(tests):
        failed = {each.exercise for each in verdicts[:number] if not _is_right(each)}
        if not failed or not any(part.outcome in JUDGED_AGAIN for part in verdicts[number].parts):
            continue
        uses = uses or _uses(written)
        body = parsed(test.source)
        read = _names_read(body) - _stored(body)
        reached = _reached({test.exercise} | read, uses)
        using = (each.exercise for each in tests[:number] if each.exercise in failed & reached)
        if used := tuple(name for name in using if name != test.exercise):
            yield Again(number, test, verdicts[number], used)


def _is_right(verdict: TestVerdict) -> bool:
    return all(part.passed or part.carried for part in verdict.parts)


def _uses(written: Iterable[str]) -> dict[str, set[str]]:
    """For each name that cells bind or fill, the names that the statement reads which does so."""
    statements = list(chain.from_iterable(map(parsed, written)))
    imported = {
        (alias.asname or alias.name).partition(".")[0]
        for statement in statements
        for node in ast.walk(statement)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    uses: dict[str, set[str]] = {}
    for statement in statements:
        read = _names_read([statement])
        for name in (
            set(_names_bound(statement)) - imported
        ):  # no call of a module's function fills the module
            uses.setdefault(name, set()).update(read)
    return uses


def _names_bound(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement at the top of a cell binds, and those whose items or attributes it sets."""
    waiting: list[ast.AST] = [statement]
    for node in waiting:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
            continue  # what is bound in it is its own
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield from (each.id for each in ast.walk(node) if isinstance(each, ast.Name))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield from (each.id for each in ast.walk(node.func) if isinstance(each, ast.Name))
        waiting.extend(ast.iter_child_nodes(node))


def _names_read(body: Iterable[ast.stmt]) -> set[str]:
    """The names of the notebook that statements read, also as texts: ``globals()["sigmoid"]``."""
    read = set[str]()
    for statement in body:
        outside: list[ast.AST] = [statement]
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            given = statement.args
            read |= _loaded(statement.body) - _local_to(statement)
            outside = [*statement.decorator_list, *given.defaults, *filter(None, given.kw_defaults)]
        read |= _loaded(outside)
    return read


def _loaded(nodes: Iterable[ast.AST]) -> set[str]:
    loaded = set[str]()
    for node in chain.from_iterable(map(ast.walk, nodes)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            loaded.add(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            loaded.add(node.value)
    return loaded


def _stored(nodes: Iterable[ast.AST]) -> set[str]:
    every = chain.from_iterable(map(ast.walk, nodes))
    return {node.id for node in every if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def _local_to(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """The names that mean something of its own in a function, or in one inside of it."""
    bound, shared = _stored(function.body), set[str]()
    for node in chain.from_iterable(map(ast.walk, [function.args, *function.body])):
        match node:
            case ast.arg(arg=name):
                bound.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                bound.add(name)
            case ast.Global(names=names):
                shared.update(names)
    return bound - shared


def _reached(names: Collection[str], uses: Mapping[str, set[str]]) -> set[str]:
    """Names, those that their definitions read, and so on."""
    found, waiting = set[str](), set(names)
    while waiting:
        found |= waiting
        waiting = set().union(*(uses.get(name, set()) for name in waiting)) - found
    return found


Answers = Mapping[str, int | None]
"""The exercises that references answer for, as in `autograde.student.Branch.ask`."""


@dataclass(frozen=True)
class SecondLook:
    """Judges tests of one notebook once more, with something right in place of exercises that failed.

    First that is references. What a function passes on in a cache of its own form is then its own function's;
    and then a repaired text of the function, where there is one.

    Parameters
    ----------
    branch
        Gives a fork of the student's process, when all her cells have been run.
    numbers
        Of each exercise, its number in the notebook.
    right_text
        Gives a text of her function that passes its test, or nothing.
    """

    judge: Judge
    branch: Callable[[], Branch]
    zygote: Zygote
    limits: Limits
    numbers: Mapping[str, int]
    right_text: Callable[[str], str]

    def at(self, again: Again) -> TestVerdict:
        """The verdict on a test, with the points of the parts that pass so.

        Raises
        ------
        StudentProcessError
            When the student's process cannot be brought to branch.
        """
        found = [again.verdict]
        named: TestVerdict | None = None
        for answers, texts in self._attempts(again.using):
            second = self._judged(again, answers, texts)
            if second is None:
                continue
            named = named or second
            found.append(_merged(again, second, self.judge.carried_forward, self.numbers))
            if _is_right(found[-1]):
                break
        best = max(found, key=_carried_points)
        return best if named is None else _explained(best, named, again.using, self.numbers)

    def _attempts(self, using: Sequence[str]) -> Iterator[tuple[Answers, Mapping[str, str]]]:
        """What references answer for, and the texts of what they do not."""
        yield dict.fromkeys(using), {}
        caches = {each.name: each.cache for each in self.judge.exercises or () if each.cache is not None}
        if caches.keys() & set(using):
            yield {name: caches.get(name) for name in using}, {}
            texts = {name: self.right_text(name) for name in using if name in caches}
            if any(texts.values()):
                yield (
                    {name: caches.get(name) for name in using if not texts.get(name)},
                    {name: text for name, text in texts.items() if text},
                )

    def _judged(self, again: Again, answers: Answers, texts: Mapping[str, str]) -> TestVerdict | None:
        branch = self.branch()
        try:
            references = _references(self.zygote, self.limits, self.judge.solutions).branch()
        except StudentProcessError:
            close()
            return None
        try:
            with suppress(Exception):  # what defining it raises would also have been raised when it was tried
                for name, text in texts.items():
                    branch.define(name, text, {})
            branch.ask(references, answers)
            return self.judge.start(again.test, branch).finish()
        except StudentProcessError:
            return None
        finally:
            references.close()
            branch.close()


def _carried_points(verdict: TestVerdict) -> float:
    return sum(part.max_points for part in verdict.parts if part.carried)


def _merged(again: Again, second: TestVerdict, share: float, numbers: Mapping[str, int]) -> TestVerdict:
    """The first verdict, with what was carried; as it is, if the second shows another face."""
    first = again.verdict
    pairs = list(zip(first.parts, second.parts, strict=False))
    if [part.name for part in first.parts] != [part.name for part in second.parts]:
        return first
    if any(one.passed and two.outcome in JUDGED_AGAIN for one, two in pairs):
        return first
    parts = tuple(
        _carried(one, again.using, share, numbers) if one.outcome in JUDGED_AGAIN and two.passed else one
        for one, two in pairs
    )
    earned = sum(part.points for part in parts)
    whole = all(part.passed or (part.carried and share == 1) for part in parts)
    points = first.max_points if whole else min(earned, first.max_points)
    return replace(first, parts=parts, points=points, seconds=first.seconds + second.seconds)


def _explained(
    verdict: TestVerdict, second: TestVerdict, using: Sequence[str], numbers: Mapping[str, int]
) -> TestVerdict:
    """What failed with references, too, has their verdict's known mistake, or is told what to fix first."""
    # One name for the whole test: with a choice for each part, code could say more of the inputs it has seen.
    named = next((part for part in second.parts if part.misconception), None)
    of_that_name = {part.name for part in second.parts if named and part.misconception == named.misconception}
    listed, wrong, them = _listed(using, numbers)
    first = f"It uses {listed}, which {wrong} not right yet: fix {them} first."
    parts = []
    for part in verdict.parts:
        if part.outcome not in JUDGED_AGAIN or part.misconception:
            parts.append(part)
        elif named and part.name in of_that_name:
            parts.append(replace(part, hint=named.hint, misconception=named.misconception))
        else:
            parts.append(replace(part, hint=both(first, part.hint)))
    return replace(verdict, parts=tuple(parts))


def _listed(using: Sequence[str], numbers: Mapping[str, int]) -> tuple[str, str, str]:
    """Exercises in a sentence, with its verb and its pronoun."""
    names = [f"`{name}` (exercise {numbers[name]})" for name in using]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return (listed, "is", "that") if len(names) == 1 else (listed, "are", "them")


def _carried(
    part: PartVerdict, using: Sequence[str], share: float, numbers: Mapping[str, int]
) -> PartVerdict:
    listed, wrong, them = _listed(using, numbers)
    return replace(
        part,
        outcome=Outcome.CARRIED,
        points=share * part.max_points,
        reason=f"Right in itself. It uses {listed}, which {wrong} not right yet: fix {them} first.",
        detail="",
        hint="",
        misconception=None,
    )
