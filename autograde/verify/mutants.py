r"""Makes wrong variants of an answer, called mutants: the answer with one change to its syntax tree.

>>> made = mutants_of("def double(x):\n    return 2 * x", "double")
>>> [str(each) for each in made if each.kind == "operator"]
['line 2, operator: 2 * x → 2 / x', 'line 2, operator: 2 * x → 2 + x']
"""

import ast
import builtins
import itertools
import re
import warnings
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from autograde.verify import expressions, statements
from autograde.verify.cells import Source, names_used, nbgrader
from autograde.verify.trees import Around, Place, expression, places
from helpers.reference.registry import Exercise, standalone_source

LONGEST = 120
"""Characters of code that a description quotes before and after the change."""

NARROWED = {
    "operator",
    "constant",
    "axis",
    "term",
    "name",
    "transpose",
    "function",
    "extremum",
    "call",
    "key",
}
"""Kinds of change that are also made in one layer, one iteration or for one size alone."""

ONLY_THERE = "only there"


@dataclass(frozen=True)
class Base:
    """An answer that is right: the reference, or an accepted variant, as a student would write it."""

    name: str
    text: str
    alone: bool = False


@dataclass(frozen=True)
class Mutant:
    """A base with one change: its kind, its line in the base, and the code before and after."""

    base: str
    kind: str
    line: int
    before: str
    after: str
    text: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.kind}: {self.before} → {self.after}"


def bases_of(source: Source, exercise: Exercise) -> list[Base]:
    """The notebook's solution, the reference and the accepted variants of an exercise, each text once.

    A reference that uses more than the notebook has is left out.
    """
    (cell,) = (each for each in source.solutions if nbgrader(each)["grade_id"] == exercise.name)
    found = [Base("solution", _bare(cell.source))]
    written = exercise.function if exercise.through is None else exercise.function.args[0]  # type: ignore[attr-defined]
    reference = Base("reference", standalone_source(written, exercise.name))
    known = set(source.imports) | set(source.solved) | set(dir(builtins))
    if names_used(reference.text) <= known:
        found.append(reference)
    found += [Base(each.name, exercise.source_of(each), each.alone) for each in exercise.styles]
    found = [replace(base, text=_used(base.text, exercise.name)) for base in found]
    return list({base.text: base for base in reversed(found)}.values())[::-1]


def _used(text: str, name: str) -> str:
    """A text without functions that the one of this name does not call: nothing can be wrong in them."""
    tree = ast.parse(text)
    defined = {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef | ast.ClassDef)}
    used, waiting = set[str](), {name}
    while waiting:
        used |= waiting
        called = {
            node.id for each in waiting for node in ast.walk(defined[each]) if isinstance(node, ast.Name)
        }
        waiting = called & defined.keys() - used
    tree.body = [
        each
        for each in tree.body
        if not isinstance(each, ast.FunctionDef | ast.ClassDef) or each.name in used
    ]
    return ast.unparse(tree)


def _bare(text: str) -> str:
    """Code without docstrings, annotations and comments."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            if ast.get_docstring(node) is not None and len(node.body) > 1:
                node.body = node.body[1:]
            if isinstance(node, ast.FunctionDef):
                node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None
    return ast.unparse(tree)


def chosen_mutants(bases: Sequence[Base], name: str, most: int, seed: int) -> list[Mutant]:
    """At most so many mutants of an exercise's bases, of every kind and base as evenly as there are any.

    The same arguments give the same mutants.
    """
    candidates = [each for base in bases for each in _candidates(base)]
    rng = np.random.default_rng([seed, zlib.crc32(name.encode())])
    known = {base.text for base in bases}
    chosen = dict[int, Mutant]()
    for index in _evenly(candidates, rng):
        mutant = candidates[index].made(known)
        if mutant is not None:
            chosen[index] = mutant
        if len(chosen) == most:
            break
    return [chosen[index] for index in sorted(chosen)]


def mutants_of(text: str, base: str) -> Iterator[Mutant]:
    """Every mutant of a text, each text once."""
    known = {text}
    for candidate in _candidates(Base(base, text)):
        mutant = candidate.made(known)
        if mutant is not None:
            yield mutant


Replacement = ast.expr | Sequence[ast.stmt]


@dataclass(frozen=True)
class _Candidate:
    """A change that can be made to a tree; whether it gives another program is seen when it is made."""

    base: str
    tree: ast.AST
    place: Place
    kind: str
    change: Replacement
    condition: str = ""

    def made(self, known: set[str]) -> Mutant | None:
        """The mutant, unless it is no program or one that is known; it is known from then on."""
        old, length, new = self.place.node, self.place.length, self.change
        if self.condition:
            assert isinstance(new, ast.expr)
            assert isinstance(old, ast.expr)
            new = ast.IfExp(expression(self.condition), new, old)
        self.place.put(new)
        try:
            text = ast.unparse(ast.fix_missing_locations(self.tree))
        except (ValueError, TypeError, AttributeError):  # no code, such as a slice outside of brackets
            return None
        finally:
            self.place.restored(old, length)
        if statements.KEPT in text:
            text = f"{statements.KEPT} = {{}}\n\n\n{text}"
        if text in known or not _compiles(text):
            return None
        known.add(text)
        after = _one_line(self.change) + (f", only if {self.condition}" if self.condition else "")
        return Mutant(self.base, self.kind, getattr(old, "lineno", 0), _one_line(old), after, text)


def _candidates(base: Base) -> Iterator[_Candidate]:
    tree = ast.parse(base.text)
    for place, around in places(tree):
        for kind, body in statements.changes(place, around):
            yield _Candidate(base.name, tree, place, kind, body)
        conditions = [] if isinstance(place.parent, ast.JoinedStr) else list(_conditions(around))
        for kind, new in expressions.changes(place, around):
            yield _Candidate(base.name, tree, place, kind, new)
            if kind in NARROWED:
                for condition in conditions:
                    yield _Candidate(base.name, tree, place, ONLY_THERE, new, condition)


def _conditions(around: Around) -> Iterator[str]:
    """Where alone a change may be made: in one iteration of a loop, or for one example."""
    for counter, first in around.counters[-2:]:
        yield f"{counter} == {first}"
        yield f"{counter} == 2"
    arrays = [name for name in around.parameters if re.match(r"d?[A-Z]|a_|x$|values|images|labels", name)]
    arrays.sort(key=lambda name: re.match(r"d?[XZAY]", name) is None)
    if arrays:
        yield f"np.shape({arrays[0]})[-1:] == (1,)"


def _evenly(candidates: Sequence[_Candidate], rng: np.random.Generator) -> list[int]:
    """All of them, in turn one of each kind, and of a kind in turn one of each base."""
    groups: dict[str, dict[str, list[int]]] = {}
    for index in rng.permutation(len(candidates)).tolist():
        groups.setdefault(candidates[index].kind, {}).setdefault(candidates[index].base, []).append(index)
    return _in_turn([_in_turn(list(groups[kind].values())) for kind in sorted(groups)])


def _in_turn(lists: Sequence[Sequence[int]]) -> list[int]:
    taken = itertools.chain.from_iterable(itertools.zip_longest(*lists))
    return [index for index in taken if index is not None]


def _compiles(text: str) -> bool:
    with warnings.catch_warnings():  # such as about a number that is indexed
        warnings.simplefilter("ignore")
        try:
            compile(text, "mutant", "exec")
        except (SyntaxError, ValueError):
            return False
    return True


def _one_line(code: ast.AST | Sequence[ast.stmt]) -> str:
    if isinstance(code, ast.AST):
        text = ast.unparse(code) if not isinstance(code, ast.stmt) else _statement(code)
    else:
        text = "; ".join(map(_statement, code))
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _statement(node: ast.stmt) -> str:
    return "; ".join(line.strip() for line in ast.unparse(ast.fix_missing_locations(node)).splitlines())
