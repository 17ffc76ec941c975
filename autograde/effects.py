r"""What code does to the names of a notebook, read from its text: nothing is run here.

>>> effects = effects_of(ast.parse("def f(x):\n    seen.append(x)\n    return g(x)\ny = f(z)").body)
>>> sorted(effects.binds), sorted(effects.reads), sorted(effects.later.reads), sorted(effects.later.touches)
(['f', 'y'], ['f', 'z'], ['g', 'seen'], ['seen'])
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

PURE_METHODS = frozenset(
    {name for kind in (str, bytes, tuple, int, float, complex, frozenset) for name in dir(kind)}
    | {"all", "any", "argmax", "argmin", "argsort", "astype", "conj", "copy", "cumsum", "diagonal", "dot",
       "flatten", "get", "item", "items", "keys", "max", "mean", "min", "nonzero", "ptp", "ravel", "repeat",
       "reshape", "round", "squeeze", "std", "sum", "swapaxes", "take", "tobytes", "tolist", "trace",
       "transpose", "values", "var"}
)  # fmt: skip
"""Methods of plain data and arrays that leave their object as it is."""

_CHANGE_ARGUMENTS = frozenset(
    {"shuffle", "copyto", "put", "place", "putmask", "fill_diagonal", "put_along_axis", "setattr", "delattr",
     "heappush", "heappop", "heapify", "heapreplace", "insort", "insort_left", "insort_right"}
)  # fmt: skip
"""Functions of libraries that change what they are given."""


_Name = tuple[str, bool]


@dataclass
class Effects:
    """What running some code does to global names.

    Attributes
    ----------
    binds
        Names that it gives a meaning, or takes one from, each with its first line.
    reads
        Names that it looks up.
    touches
        Names whose object it may change in place.
    aliases
        Pairs of a name, and an older one for the same object; like those touched, with whether it is global.
    passes
        Pairs of a function's name and that of something which the function is given.
    later
        The same of the functions that it defines: what happens only when they are called.
    """

    binds: dict[str, int] = field(default_factory=dict)
    reads: set[str] = field(default_factory=set)
    touches: set[str] = field(default_factory=set)
    aliases: set[tuple[_Name, _Name]] = field(default_factory=set)
    passes: set[tuple[str, str]] = field(default_factory=set)
    later: "Effects | None" = None

    @property
    def everything(self) -> "Effects":
        """These, and those of later, as one."""
        return self if self.later is None else merged([self, self.later])


def merged(several: Iterable[Effects]) -> Effects:
    """The effects of several pieces of code, one after the other; what is later is left out."""
    total = Effects()
    for each in several:
        total.binds = each.binds | total.binds
        total.reads |= each.reads
        total.touches |= each.touches
        total.aliases |= each.aliases
        total.passes |= each.passes
    return total


def effects_of(body: Iterable[ast.AST]) -> Effects:
    """What statements at the top of a cell do.

    Raises
    ------
    RecursionError
        When they are nested too deeply, which a student's may be.
    """
    effects = Effects(later=Effects())
    visitor = _Visitor(effects)
    for node in body:
        visitor.visit(node)
    visitor.finish()
    return effects


def root_of(node: ast.AST) -> str:
    """The name that a chain of attributes and subscripts begins with; empty if it begins with none."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


@dataclass
class _Scope:
    """Names of a function's own, of a class's body or of a comprehension."""

    names: set[str]
    declared_global: set[str] = field(default_factory=set)
    is_class: bool = False
    is_function: bool = False


class _Visitor(ast.NodeVisitor):
    """Walks through code with the scopes that it is in."""

    def __init__(self, effects: Effects) -> None:
        self._effects = effects
        self._scopes: list[_Scope] = []
        self._own_touched = set[str]()

    def finish(self) -> None:
        """Whatever a second name is touched by touches the first one."""
        later = self._effects.later
        assert later is not None
        for each in (self._effects, later):
            for _ in range(len(each.aliases)):
                for (new, new_is_global), (old, old_is_global) in each.aliases:
                    if new in (each.touches if new_is_global else self._own_touched):
                        (each.touches if old_is_global else self._own_touched).add(old)

    @property
    def _here(self) -> Effects:
        """What is running: the cell itself, or a function that it defines."""
        if any(scope.is_function for scope in self._scopes):
            assert self._effects.later is not None
            return self._effects.later
        return self._effects

    def _is_global(self, name: str) -> bool:
        for depth, scope in enumerate(reversed(self._scopes)):
            if name in scope.declared_global:
                return True
            if name in scope.names and (depth == 0 or not scope.is_class):
                return False
        return True

    def _bind(self, name: str | None, node: ast.AST) -> None:
        if name and self._is_global(name):
            self._here.binds.setdefault(name, getattr(node, "lineno", 1))

    def _touch(self, name: str) -> None:
        if name:
            (self._here.touches if self._is_global(name) else self._own_touched).add(name)

    def visit_Name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._bind(node.id, node)
        elif self._is_global(node.id):
            self._here.reads.add(node.id)

    def visit_Attribute(self, node: ast.Attribute | ast.Subscript) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._touch(root_of(node))
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if _is_table_of_names(node.value) and isinstance(node.slice, ast.Constant):
            name = str(node.slice.value)
            if isinstance(node.ctx, ast.Load):
                self._here.reads.add(name)
            else:
                self._here.binds.setdefault(name, node.lineno)
        self.visit_Attribute(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._touch(root_of(node.target))
        if isinstance(node.target, ast.Name) and self._is_global(node.target.id):
            self._here.reads.add(node.target.id)
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign | ast.AnnAssign) -> None:
        old = root_of(node.value) if node.value is not None else ""
        if old:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name):
                    new = target.id
                    pair = (new, self._is_global(new)), (old, self._is_global(old))
                    self._here.aliases.add(pair)
        self.generic_visit(node)

    visit_AnnAssign = visit_Assign

    def visit_Call(self, node: ast.Call) -> None:
        callee = node.func
        given = [root_of(each) for each in (*node.args, *(k.value for k in node.keywords))]
        name = callee.attr if isinstance(callee, ast.Attribute) else getattr(callee, "id", "")
        if isinstance(callee, ast.Attribute) and name not in PURE_METHODS:
            self._touch(root_of(callee))
        if name in _CHANGE_ARGUMENTS:
            for each in given:
                self._touch(each)
        elif isinstance(callee, ast.Name):
            self._here.passes |= {(name, each) for each in given if each and self._is_global(each)}
        for keyword in node.keywords:
            if keyword.arg == "out":
                self._touch(root_of(keyword.value))
        if name == "update" and isinstance(callee, ast.Attribute) and _is_table_of_names(callee.value):
            for keyword in node.keywords:
                self._here.binds.setdefault(keyword.arg or "", node.lineno)
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._bind(node.name, node)
        for each in (*node.decorator_list, *_defaults(node.args), *_annotations(node)):
            self.visit(each)
        self._in_function(node.args, node.body)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        for each in _defaults(node.args):
            self.visit(each)
        self._in_function(node.args, [node.body])

    def _in_function(self, args: ast.arguments, body: list[Any]) -> None:
        bound, declared = _bound_in(body)
        self._scopes.append(_Scope(bound | set(_parameters(args)), declared, is_function=True))
        for each in body:
            self.visit(each)
        self._scopes.pop()

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._bind(node.name, node)
        for each in (*node.decorator_list, *node.bases, *node.keywords):
            self.visit(each)
        bound, declared = _bound_in(node.body)
        self._scopes.append(_Scope(bound, declared, is_class=True))
        for child in node.body:
            self.visit(child)
        self._scopes.pop()

    def _comprehension(self, node: Any) -> None:
        self.visit(node.generators[0].iter)
        targets = {n.id for g in node.generators for n in ast.walk(g.target) if isinstance(n, ast.Name)}
        self._scopes.append(_Scope(targets))
        for number, each in enumerate(node.generators):
            self.visit(each.target)
            for part in (*([each.iter] if number else []), *each.ifs):
                self.visit(part)
        for value in (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,):
            self.visit(value)
        self._scopes.pop()

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            self._bind(_imported_as(alias), node)

    visit_ImportFrom = visit_Import

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        self._bind(node.name, node)
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs | ast.MatchStar) -> None:
        self._bind(node.name, node)
        self.generic_visit(node)

    visit_MatchStar = visit_MatchAs

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        self._bind(node.rest, node)
        self.generic_visit(node)


def _is_table_of_names(node: ast.AST) -> bool:
    """Whether it is ``globals()``, or the same by IPython."""
    if isinstance(node, ast.Attribute):
        return node.attr in ("user_ns", "user_global_ns")
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("globals", "locals", "vars")


def _imported_as(alias: ast.alias) -> str:
    return alias.asname or alias.name.split(".")[0]


def _parameters(args: ast.arguments) -> Iterator[str]:
    for each in (*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg):
        if each is not None:
            yield each.arg


def _defaults(args: ast.arguments) -> Iterator[ast.expr]:
    yield from args.defaults
    yield from (each for each in args.kw_defaults if each is not None)


def _annotations(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.expr]:
    args = node.args
    for each in (*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg):
        if each is not None and each.annotation is not None:
            yield each.annotation
    if node.returns is not None:
        yield node.returns


def _bound_in(body: Iterable[ast.AST]) -> tuple[set[str], set[str]]:
    """Names that a function's or class's body binds for itself, and those that it declares global."""
    bound, declared, outer = set[str](), set[str](), set[str]()
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                bound.add(name)
                continue  # what is inside is its own
            case ast.Lambda():
                continue
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                inside = ast.walk(node)
                bound |= {n.target.id for n in inside if isinstance(n, ast.NamedExpr)}
                continue
            case ast.Global(names=names):
                declared |= set(names)
            case ast.Nonlocal(names=names):
                outer |= set(names)
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                bound.add(name)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                bound |= set(map(_imported_as, aliases))
            case (
                ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
            ):
                bound.add(name)
            case ast.MatchMapping(rest=str(name)):
                bound.add(name)
        waiting += ast.iter_child_nodes(node)
    return bound - declared - outer, declared


def changers_among(nodes: Iterable[ast.AST]) -> set[str]:
    """Names of those functions that change what they are given, also by giving it to another of them."""
    functions = {
        each.name: each for each in nodes if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    inside = {name: effects_of(each.body) for name, each in functions.items()}
    found = set[str]()
    for _ in functions:
        for name, effects in inside.items():
            changed = effects.touches | {given for callee, given in effects.passes if callee in found}
            if changed & set(_parameters(functions[name].args)):
                found.add(name)
    return found
