"""The code of a notebook's cells as syntax trees, and what a source notebook has students write."""

import ast
import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autograde.effects import Effects, effects_of
from helpers.answers import GUARDED

_RUN_AS_PYTHON = ("time", "capture", "prun")
"""Magics of a whole cell, which is then run as it is."""


def parsed(source: str) -> list[ast.stmt]:
    """The statements of a cell, its magics as IPython runs them; none if it is no Python."""
    try:
        return _parsed(source)
    except (SyntaxError, ValueError):
        pass
    if source.lstrip().startswith("%%"):
        magic, _, source = source.lstrip().partition("\n")
        if magic[2:].split()[:1] not in [[name] for name in _RUN_AS_PYTHON]:
            return []
    from IPython.core.inputtransformer2 import TransformerManager  # a tenth of a second, for few notebooks

    try:
        return _parsed(TransformerManager().transform_cell(source))
    except (SyntaxError, ValueError):
        return []


def _parsed(source: str) -> list[ast.stmt]:
    with warnings.catch_warnings():  # about escape sequences
        warnings.simplefilter("ignore")
        return ast.parse(source).body


def used_of_helpers(cells: Iterable[str]) -> frozenset[str]:
    """What cells use of the helpers that answer exercises, such as ``network.sigmoid``, also in examples."""
    return frozenset(used for cell in cells for used in _OF_HELPERS.findall(cell))


_OF_HELPERS = re.compile(rf"\b(?:{'|'.join(GUARDED)})\.[A-Za-z_]\w*")


@dataclass(frozen=True)
class Students:
    """What students are to write, as the source notebook solves it."""

    body: Sequence[ast.stmt]
    effects: Effects
    opaque: frozenset[str]
    """Classes, and what gives or holds objects of theirs: these cannot leave a process."""

    @classmethod
    def of(cls, body: Sequence[ast.stmt]) -> "Students":
        """Of the statements in all cells that are the student's."""
        own = [each for each in body if not isinstance(each, ast.Import | ast.ImportFrom)]
        return cls(own, effects_of(own).everything, frozenset(_opaque(own)))

    @property
    def binds(self) -> Iterable[str]:
        return self.effects.binds.keys()

    @property
    def functions(self) -> set[str]:
        return {each.name for each in self.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}

    def may_change(self, name: str, changers: Iterable[str]) -> bool:
        """Whether the object of a name may be changed in place; `changers` change what they are given."""
        return name in self.effects.touches or any((each, name) in self.effects.passes for each in changers)


def _opaque(body: Sequence[ast.stmt]) -> set[str]:
    found = {each.name for each in body if isinstance(each, ast.ClassDef)}
    for _ in range(len(body)):
        more = {name for each in body for name in _holds_one_of(each, found)}
        if more <= found:
            break
        found |= more
    return found


def _holds_one_of(node: ast.stmt, opaque: set[str]) -> set[str]:
    """The name of a function that returns something opaque, or of a variable that is."""

    def makes_one(value: ast.AST | None) -> bool:
        return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in opaque

    if isinstance(node, ast.Assign | ast.AnnAssign):
        return set(effects_of([node]).binds) if makes_one(node.value) else set()
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return set()
    inside = [each for statement in node.body for each in ast.walk(statement)]
    own = {each.name for each in inside if isinstance(each, ast.FunctionDef | ast.ClassDef)}
    for each in inside:
        if isinstance(each, ast.Yield | ast.YieldFrom):
            return {node.name}
        if isinstance(each, ast.Return) and (
            makes_one(each.value)
            or isinstance(each.value, ast.Lambda)
            or (isinstance(each.value, ast.Name) and each.value.id in own)
        ):
            return {node.name}
    return {node.name} if isinstance(node, ast.AsyncFunctionDef) else set()
