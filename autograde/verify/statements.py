"""Changes to one statement of an answer: each gives a kind and the statements that take its place."""

import ast
from collections.abc import Callable, Iterator, Sequence

from autograde.verify.trees import Around, Place

Change = tuple[str, Sequence[ast.stmt]]

KEPT = "_kept"
"""The module's dict in which a variant keeps what it should not."""


def changes(place: Place, around: Around) -> Iterator[Change]:
    """Every change to the statement in a place."""
    node = place.node
    if isinstance(node, ast.stmt):
        for each in _CHANGES:
            yield from each(node, around)


def _statements(text: str) -> list[ast.stmt]:
    return ast.parse(text).body


def _dropped(node: ast.stmt, around: Around) -> Iterator[Change]:
    match node:
        case ast.AugAssign() | ast.Raise() | ast.Break() | ast.Continue():
            yield "statement", [ast.Pass()]
        case ast.Expr(ast.Call()):
            yield "statement", [ast.Pass()]
        case ast.Assign([ast.Subscript() | ast.Attribute()], _):
            yield "statement", [ast.Pass()]
        case ast.If():
            yield "statement", node.body
            yield "statement", node.orelse or [ast.Pass()]
            if node.orelse:
                yield "statement", [ast.If(node.test, node.body, [])]
            yield "comparison", [ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)]
        case ast.For() if len(node.body) > 1:
            yield "statement", [ast.For(node.target, node.iter, [*node.body, ast.Break()], [])]
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        yield "statement", [ast.Raise(ast.Call(ast.Name("KeyError", ast.Load()), node.exc.args, []), None)]


def _augmented(node: ast.stmt, around: Around) -> Iterator[Change]:
    if not isinstance(node, ast.AugAssign):
        return
    target, value = ast.unparse(node.target), ast.unparse(node.value)
    yield "accumulation", _statements(f"{target} = {value}")
    others: dict[type[ast.operator], str] = {ast.Add: "-", ast.Sub: "+", ast.Mult: "/+", ast.Div: "*"}
    for symbol in others.get(type(node.op), ""):
        yield "operator", _statements(f"{target} {symbol}= {value}")
    yield "term", _statements(f"{ast.unparse(node)}\n{ast.unparse(node)}")


def _returned(node: ast.stmt, around: Around) -> Iterator[Change]:
    if not isinstance(node, ast.Return) or node.value is None:
        return
    yield "return", [ast.Expr(node.value)]
    if isinstance(node.value, ast.Tuple):
        items = node.value.elts
        for one in range(len(items)):
            for two in range(one + 1, len(items)):
                swapped = list(items)
                swapped[one], swapped[two] = items[two], items[one]
                yield "order", [ast.Return(ast.Tuple(swapped, ast.Load()))]
            other = [*items[:one], items[one - 1], *items[one + 1 :]]
            yield "aliasing", [ast.Return(ast.Tuple(other, ast.Load()))]
        fewer: ast.expr = ast.Tuple(items[:-1], ast.Load()) if len(items) > 2 else items[0]
        yield "return", [ast.Return(fewer)]
    elif isinstance(node.value, ast.Name):
        for name in around.names_before(node.lineno)[-3:]:
            if name != node.value.id:
                yield "return", [ast.Return(ast.Name(name, ast.Load()))]


def _kept(node: ast.stmt, around: Around) -> Iterator[Change]:
    """State that outlives the call: what was computed first is used in every later call."""
    if isinstance(node, ast.Assign) and around.parameters:
        targets = ", ".join(map(ast.unparse, node.targets))
        kept = f"{KEPT}.setdefault({targets!r}, {ast.unparse(node.value)})"
        yield "state", _statements(f"{targets} = {kept}")
        if isinstance(node.value, ast.Tuple) and len({ast.dump(each) for each in node.value.elts}) == 1:
            first = ast.unparse(node.value.elts[0])
            names = node.targets[0]
            if isinstance(names, ast.Tuple):
                chain = " = ".join(map(ast.unparse, names.elts))
                yield "aliasing", _statements(f"{chain} = {first}")
    if isinstance(node, ast.Return) and node.value is not None and around.parameters:
        value = ast.unparse(node.value)
        parameter = around.parameters[0]
        yield "state", _statements(f"return {KEPT}.setdefault('result', {value})")
        yield "state", _statements(f"return {KEPT}.setdefault(np.shape({parameter}), {value})")
        if "seed" in around.parameters:
            yield "state", _statements(f"return {KEPT}.setdefault(seed, {value})")


def _in_place(node: ast.stmt, around: Around) -> Iterator[Change]:
    """The argument itself is changed instead of a new array."""
    match node:
        case ast.Assign([target], ast.BinOp(ast.Name(name), op, right)) if name in around.parameters:
            changed = ast.AugAssign(ast.Name(name, ast.Store()), op, right)
            yield "in place", [changed, ast.Assign([target], ast.Name(name, ast.Load()), lineno=node.lineno)]
        case ast.Return(ast.BinOp(ast.Name(name), op, right)) if name in around.parameters:
            changed = ast.AugAssign(ast.Name(name, ast.Store()), op, right)
            yield "in place", [changed, ast.Return(ast.Name(name, ast.Load()))]


_CHANGES: tuple[Callable[[ast.stmt, Around], Iterator[Change]], ...] = (
    _dropped, _augmented, _returned, _kept, _in_place,
)  # fmt: skip
