r"""Walks a syntax tree with what the changes to it need to know: where a node is, and what surrounds it.

>>> tree = ast.parse("def f(x):\n    return x + 1")
>>> [ast.unparse(place.node) for place, _ in places(tree) if isinstance(place.node, ast.expr)]
['x + 1', 'x', '1']
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

Function = ast.FunctionDef | ast.Lambda


Change = tuple[str, ast.expr]
"""A kind of change, and what takes the place of an expression."""


def expression(text: str) -> ast.expr:
    """The syntax tree of an expression."""
    return ast.parse(f"({text})", mode="eval").body


def text_of(node: ast.AST) -> str:
    """Code of a node that keeps together wherever it is put."""
    return f"({ast.unparse(node)})"


@dataclass(frozen=True)
class Place:
    """Where a node is: a field of its parent, and the index in it if the field is a list."""

    parent: ast.AST
    field: str
    index: int | None = None

    @property
    def node(self) -> ast.AST:
        value = getattr(self.parent, self.field)
        found: ast.AST = value if self.index is None else value[self.index]
        return found

    def put(self, new: ast.AST | Sequence[ast.stmt]) -> None:
        """Put a node here; a statement may become several."""
        if self.index is None:
            setattr(self.parent, self.field, new)
            return
        nodes = getattr(self.parent, self.field)
        nodes[self.index : self.index + 1] = list(new) if isinstance(new, Sequence) else [new]

    def restored(self, old: ast.AST, length: int) -> None:
        """Undo `put`."""
        if self.index is None:
            setattr(self.parent, self.field, old)
            return
        nodes = getattr(self.parent, self.field)
        nodes[self.index : self.index + len(nodes) - length + 1] = [old]

    @property
    def length(self) -> int:
        """How many nodes the list has that the place is in."""
        return 1 if self.index is None else len(getattr(self.parent, self.field))


@dataclass(frozen=True)
class Around:
    """What surrounds a node: its function's names, the counters of its loops, and the texts near it."""

    parameters: tuple[str, ...] = ()
    local: tuple[tuple[str, int], ...] = ()
    """Names that the function binds, with the first line that does."""
    defaults: dict[str, str] = field(default_factory=dict)
    counters: tuple[tuple[str, str], ...] = ()
    """Of each loop around it that counts: the counter, and its first value."""
    keys: tuple[str, ...] = ()
    """Short texts that the function uses, such as keys of a dict."""

    def names_before(self, line: int) -> list[str]:
        """Names that have a value in this line."""
        return [*self.parameters, *(name for name, first in self.local if first < line)]


def places(tree: ast.AST) -> Iterator[tuple[Place, Around]]:
    """Every expression and statement of a tree from the outside in, without annotations and docstrings."""
    yield from _walk(tree, Around())


_SKIPPED = {"annotation", "returns", "decorator_list", "type_params", "ctx", "op", "ops", "bases", "names"}


def _walk(node: ast.AST, around: Around) -> Iterator[tuple[Place, Around]]:
    if isinstance(node, ast.Raise):  # what an error says is nobody's answer
        return
    inside = _inside(node, around)
    for name, value in ast.iter_fields(node):
        if name in _SKIPPED:
            continue
        here = inside if name in ("body", "elt", "key", "value") else around
        if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
            here = inside
        if isinstance(value, ast.AST):
            yield from _at(Place(node, name), here)
        elif isinstance(value, list):
            for index, child in enumerate(value):
                if isinstance(child, ast.AST):
                    yield from _at(Place(node, name, index), here)


def _at(place: Place, around: Around) -> Iterator[tuple[Place, Around]]:
    node = place.node
    if _is_docstring(node):
        return
    if isinstance(node, ast.expr | ast.stmt) and not isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield place, around
    yield from _walk(node, around)


def _is_docstring(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _inside(node: ast.AST, around: Around) -> Around:
    match node:
        case ast.FunctionDef():
            return _of_function(node, around)
        case ast.For():
            return replace(around, counters=(*around.counters, *_counters(node.target, node.iter)))
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            counted = [pair for each in node.generators for pair in _counters(each.target, each.iter)]
            return replace(around, counters=(*around.counters, *counted))
    return around


def _of_function(node: ast.FunctionDef, outer: Around) -> Around:
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    with_default = zip(reversed(node.args.args), reversed(node.args.defaults), strict=False)
    bound = dict[str, int]()
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            bound.setdefault(each.id, each.lineno)
    keys = dict.fromkeys(
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant)
        and isinstance(each.value, str)
        and re.fullmatch(r"[A-Za-z_]\w{0,20}", each.value)
    )
    return Around(
        tuple(dict.fromkeys([*outer.parameters, *(each.arg for each in arguments if each.arg != "self")])),
        tuple(bound.items()),
        {argument.arg: ast.unparse(default) for argument, default in with_default},
        (),
        tuple(keys),
    )


def _counters(target: ast.expr, iterated: ast.expr) -> Iterator[tuple[str, str]]:
    """The counter of a loop over `range` or `enumerate`, with its first value."""
    while isinstance(iterated, ast.Call) and ast.unparse(iterated.func) in ("reversed", "tqdm", "list"):
        iterated = iterated.args[0]
    if not (isinstance(iterated, ast.Call) and isinstance(iterated.func, ast.Name)):
        return
    if iterated.func.id == "range" and isinstance(target, ast.Name):
        yield target.id, ast.unparse(iterated.args[0]) if len(iterated.args) > 1 else "0"
    if iterated.func.id == "enumerate" and isinstance(target, ast.Tuple):
        first = [*iterated.args[1:], *(each.value for each in iterated.keywords)]
        if isinstance(target.elts[0], ast.Name):
            yield target.elts[0].id, ast.unparse(first[0]) if first else "0"
