"""One-step repairs of a student's function: what a slip may have changed, put right in each likely way.

A repair is her own function with one place changed: a sign, an operator, an axis, an index. None of it is
ever shown. If all repairs that pass every part of the test agree on a line, feedback names the line and the
kind of slip (`hint`), from a fixed list of sentences: nothing of the repair can be read from them.
"""

import ast
import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, zip_longest
from textwrap import indent
from typing import Any

from autograde.suspicion import as_python

MOST = 600
"""Repairs of one function that are tried."""


@dataclass(frozen=True)
class Repair:
    """A function with one place changed: its text, the line in the student's cell, and the kind of slip."""

    source: str
    line: int
    kind: str


KINDS = {
    "sign": "look at the signs",
    "operator": "look at the operators: is each the one that the formula has?",
    "axis": "look at the axis",
    "keepdims": "which shape should come out? Look at keepdims",
    "transpose": "look at what is transposed",
    "factor": "a factor is missing, or there is one too many",
    "term": "there is a term too many",
    "missing": "is a term missing?",
    "brackets": "look at the brackets: what belongs inside, and what outside?",
    "root": "is a square root missing, or is there one too many?",
    "number": "look at the numbers",
    "index": "is an index or a bound off by one?",
    "comparison": "look at the comparison: what happens where both sides are equal, and on the other side?",
    "function": "is each function the one that the formula has?",
    "name": "is each name the one that you mean?",
    "order": "look at the order",
    "sum": "should this replace what was there, or be added to it?",
}
"""What feedback says of each kind of slip, after the number of the line."""


def hint(found: Sequence[Repair]) -> str:
    """Where to look, from repairs that all pass; empty if they do not agree on a line."""
    lines, kinds = {each.line for each in found}, {each.kind for each in found}
    if len(lines) != 1:
        return ""
    (line,) = lines
    return f"line {line} of your cell: " + (
        KINDS[min(kinds)] if len(kinds) == 1 else "one thing there is not right"
    )


def one_step(cell: str, name: str) -> list[Repair]:
    """The one-step repairs of the function that a cell defines, the likeliest kinds first."""
    try:
        body = ast.parse(as_python(cell)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    functions = [each for each in body if isinstance(each, ast.FunctionDef) and each.name == name]
    if not functions:
        return []
    function = functions[-1]
    function.decorator_list = []
    found: dict[str, Repair] = {}
    for kind, line, text in islice(_by_turns(_changes(function)), MOST):
        found.setdefault(text, Repair(text, line, kind))
    found.pop(_text(*_texts(function)), None)
    return list(found.values())


_Change = tuple[str, "_Slot", "Edit"]


@dataclass(frozen=True)
class _Slot:
    """Where a node of a function stands: in which statement of its body, and in which field of its parent."""

    function: ast.FunctionDef
    statement: int
    parent: ast.AST
    field: str
    index: int | None
    node: ast.AST

    def text_with(self, edit: "Edit") -> str:
        """The function's text with the node edited."""
        new = edit(_shallow_copy(self.node))
        self._put(new)
        try:
            changed = ast.unparse(ast.fix_missing_locations(self.function.body[self.statement]))
        finally:
            self._put(self.node)
        header, texts = _texts(self.function)
        return _text(header, [*texts[: self.statement], changed, *texts[self.statement + 1 :]])

    def _put(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


def _text(header: str, statements: Iterable[str]) -> str:
    return "\n".join([header, *(indent(each, "    ") for each in statements)])


def _shallow_copy(node: ast.AST) -> ast.AST:
    """A copy that shares its children, but none of the lists of them."""
    new = copy.copy(node)
    for field, value in ast.iter_fields(node):
        if isinstance(value, list):
            setattr(new, field, list(value))
    return new


@lru_cache(maxsize=4)
def _texts(function: ast.FunctionDef) -> tuple[str, list[str]]:
    """The function's first line, and the text of each statement in it."""
    empty = copy.copy(function)
    empty.body = [ast.Pass()]
    header, _, _ = ast.unparse(empty).rpartition("\n")
    return header, [ast.unparse(each) for each in function.body]


def _slots(function: ast.FunctionDef) -> Iterator[_Slot]:
    """Every node in a function's body, in the order of its text."""
    for number, statement in enumerate(function.body):
        waiting: list[tuple[ast.AST, str, int | None, ast.AST]] = [(function, "body", number, statement)]
        while waiting:
            parent, field, index, node = waiting.pop()
            yield _Slot(function, number, parent, field, index, node)
            for name, value in reversed(list(ast.iter_fields(node))):
                if isinstance(value, ast.AST):
                    waiting.append((node, name, None, value))
                elif isinstance(value, list):
                    children = [(node, name, place, each) for place, each in enumerate(value)]
                    waiting += [each for each in reversed(children) if isinstance(each[3], ast.AST)]


def _changes(function: ast.FunctionDef) -> dict[str, list[_Change]]:
    """All changes, by kind."""
    names, arguments, divisors = _names_of(function), _arguments_of(function), _divisors_in(function)
    found: dict[str, list[_Change]] = {kind: [] for kind in KINDS}
    for slot in _slots(function):
        if hasattr(slot.node, "lineno"):
            for kind, edit in (*_edits(slot.node, names), *_edits_in_place(slot, arguments, names)):
                found[kind].append((kind, slot, edit))
            if isinstance(slot.node, ast.BinOp):
                for operator, name in divisors:
                    found["factor"].append(
                        ("factor", slot, _with_factor(operator, ast.Name(name, ast.Load())))
                    )
    return found


def _by_turns(changes: dict[str, list[_Change]]) -> Iterator[tuple[str, int, str]]:
    """The changes of each kind by turns, so that no kind crowds out another: kind, line and text."""
    turns = zip_longest(*([*zip_longest(*[iter(each)] * AT_A_TIME)] for each in changes.values()))
    for turn in turns:
        for some in filter(None, turn):
            for kind, slot, edit in filter(None, some):
                yield kind, slot.node.lineno, slot.text_with(edit)


AT_A_TIME = 8
"""Changes of one kind that are made before it is the next one's turn."""

Edit = Callable[[Any], ast.AST]
"""Gives what a node becomes; it may change the node, which is a copy."""


def _names_of(function: ast.FunctionDef) -> list[str]:
    """The local names of a function, its arguments first."""
    arguments = _arguments_of(function)
    stored = [
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    return list(dict.fromkeys([*arguments, *stored]))


def _divisors_in(function: ast.FunctionDef) -> list[tuple[ast.operator, str]]:
    """The names that a function divides by, and how: elsewhere this may have been forgotten."""
    found = {
        (type(node.op), node.right.id): node.op
        for node in ast.walk(function)
        if isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Div | ast.FloorDiv)
        and isinstance(node.right, ast.Name)
    }
    return [(operator, name) for (_, name), operator in found.items()]


def _arguments_of(function: ast.FunctionDef) -> list[str]:
    return [each.arg for each in (*function.args.args, *function.args.kwonlyargs)]


_OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Mult,),
    ast.Sub: (ast.Div,),
    ast.Mult: (ast.MatMult, ast.Div, ast.Add),
    ast.MatMult: (ast.Mult,),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div,),
    ast.Pow: (ast.Mult,),
}
_FUNCTIONS = [
    ("sum", "mean"), ("mean", "sum"), ("std", "var"), ("var", "std"), ("maximum", "minimum"),
    ("minimum", "maximum"), ("max", "maximum"), ("maximum", "max"), ("max", "min"), ("min", "max"),
    ("argmax", "argmin"), ("argmin", "argmax"), ("log", "log1p"), ("log", "log2"), ("log", "log10"),
    ("log10", "log"), ("floor", "ceil"), ("ceil", "floor"), ("round", "floor"), ("floor", "round"),
    ("zeros", "ones"), ("ones", "zeros"), ("rand", "randn"), ("random", "standard_normal"), ("exp", "expm1"),
    ("dot", "multiply"), ("multiply", "dot"), ("abs", "square"), ("cumsum", "cumprod"),
]  # fmt: skip
_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}


def _edits(node: ast.AST, names: Sequence[str]) -> Iterator[tuple[str, Edit]]:
    """What may be done to one node."""
    match node:
        case ast.BinOp():
            yield from _edits_of_operation(node)
        case ast.UnaryOp(op=ast.USub() | ast.Not()):
            yield "sign", lambda it: it.operand
        case ast.Compare(ops=[op]):
            for other in _COMPARISONS.get(type(op), ()):
                yield "comparison", _set("ops", [other()])
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            yield from _edits_of_number(value)
        case ast.Call():
            yield from _edits_of_call(node)
        case ast.Attribute(attr="T"):
            yield "transpose", lambda it: it.value
        case ast.Name(ctx=ast.Load()) if node.id in names:
            yield "transpose", lambda it: ast.Attribute(it, "T", ast.Load())
            for name in names:
                if name != node.id:
                    yield "name", _set("id", name)
        case ast.AugAssign(op=op):
            yield "sum", lambda it: ast.Assign([it.target], it.value, lineno=it.lineno)
            if isinstance(op, ast.Add | ast.Sub):
                yield "sign", _set("op", ast.Sub() if isinstance(op, ast.Add) else ast.Add())
        case ast.Assign(targets=[ast.Subscript() | ast.Name()]):
            yield "sum", lambda it: ast.AugAssign(it.targets[0], ast.Add(), it.value, lineno=it.lineno)
        case ast.Tuple(ctx=ast.Load(), elts=[_, _, *_]):
            for one in range(len(node.elts) - 1):
                yield "order", _swapped(one)
    if isinstance(node, ast.expr) and isinstance(node, ast.BinOp | ast.Call | ast.Name) and _is_read(node):
        yield "sign", lambda it: ast.UnaryOp(ast.USub(), it)
        yield "root", lambda it: _called("sqrt", it)
        counts = [ast.Name(each, ast.Load()) for each in ("m", "n") if each in names]
        for factor in (ast.Constant(2), *counts):
            yield "factor", _with_factor(ast.Div(), factor)
            yield "factor", _with_factor(ast.Mult(), factor)


def _edits_in_place(
    slot: _Slot, arguments: Sequence[str], names: Sequence[str]
) -> Iterator[tuple[str, Edit]]:
    """What may be done to a node because of where it stands."""
    is_whole = isinstance(slot.parent, ast.Assign | ast.Return | ast.Call) and slot.field in ("value", "args")
    if is_whole and isinstance(slot.node, ast.BinOp | ast.Call | ast.Name):
        in_a_function = isinstance(slot.parent, ast.Call) and _name_called(slot.parent) in ("sqrt", "log")
        for name in names if in_a_function else arguments:
            yield "missing", _with_term(name)


def _name_called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _with_term(name: str) -> Edit:
    return lambda it: ast.BinOp(it, ast.Add(), ast.Name(name, ast.Load()))


def _with_factor(operator: ast.operator, factor: ast.expr) -> Edit:
    return lambda it: ast.BinOp(it, operator, factor)


def _is_read(node: ast.expr) -> bool:
    return isinstance(getattr(node, "ctx", ast.Load()), ast.Load)


def _set(field: str, value: object) -> Edit:
    def edit(node: ast.AST) -> ast.AST:
        setattr(node, field, value)
        return node

    return edit


def _called(function: str, argument: ast.expr) -> ast.AST:
    numpy = ast.Attribute(ast.Name("np", ast.Load()), function, ast.Load())
    return ast.Call(numpy, [argument], [])


def _swapped(one: int) -> Edit:
    def edit(node: ast.AST) -> ast.AST:
        assert isinstance(node, ast.Tuple)
        node.elts[one : one + 2] = reversed(node.elts[one : one + 2])
        return node

    return edit


def _edits_of_operation(node: ast.BinOp) -> Iterator[tuple[str, Edit]]:
    if isinstance(node.op, ast.Add | ast.Sub):
        other = ast.Sub if isinstance(node.op, ast.Add) else ast.Add
        yield "sign", _set("op", other())
        yield "term", lambda it: it.left
        yield "term", lambda it: it.right
    if isinstance(node.op, ast.Mult | ast.MatMult | ast.Div):
        yield "factor", lambda it: it.left
        yield "factor", lambda it: it.right
    if isinstance(node.op, ast.Sub | ast.Div | ast.MatMult):
        yield "order", _exchange_sides
    for operator in _OPERATORS.get(type(node.op), ()):
        yield "operator", _set("op", operator())
    if isinstance(node.left, ast.BinOp) and type(node.left.op) is not type(node.op):
        yield "brackets", _around_the_last
    if isinstance(node.right, ast.BinOp) and type(node.right.op) is not type(node.op):
        yield "brackets", _around_the_first
    if isinstance(node.left, ast.Call) and len(node.left.args) == 1:
        yield "brackets", _into_the_call


def _around_the_last(node: ast.AST) -> ast.AST:
    """From (a + b) · c to a + (b · c)."""
    assert isinstance(node, ast.BinOp)
    assert isinstance(node.left, ast.BinOp)
    inner = node.left
    return ast.BinOp(inner.left, inner.op, ast.BinOp(inner.right, node.op, node.right))


def _around_the_first(node: ast.AST) -> ast.AST:
    """From a · (b + c) to (a · b) + c."""
    assert isinstance(node, ast.BinOp)
    assert isinstance(node.right, ast.BinOp)
    inner = node.right
    return ast.BinOp(ast.BinOp(node.left, node.op, inner.left), inner.op, inner.right)


def _into_the_call(node: ast.AST) -> ast.AST:
    """From f(a) + b to f(a + b)."""
    assert isinstance(node, ast.BinOp)
    assert isinstance(node.left, ast.Call)
    call = _shallow_copy(node.left)
    assert isinstance(call, ast.Call)
    call.args[0] = ast.BinOp(call.args[0], node.op, node.right)
    return call


def _exchange_sides(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.BinOp)
    node.left, node.right = node.right, node.left
    return node


def _edits_of_number(value: float) -> Iterator[tuple[str, Edit]]:
    if isinstance(value, int):
        for other in (value + 1, value - 1):
            yield "index", _set("value", other)
    for other_number in sorted({0, 1, 2, 0.5, -value, 1 - value} - {value, value + 1, value - 1}):
        yield "number", _set("value", other_number)


def _edits_of_call(node: ast.Call) -> Iterator[tuple[str, Edit]]:
    called = _name_called(node)
    for one, other in _FUNCTIONS:
        if called == one:
            yield "function", _renamed(other)
    if called == "len":
        yield "factor", _with_factor(ast.FloorDiv(), ast.Constant(2))
    if called == "sqrt" and len(node.args) == 1:
        yield "root", lambda it: it.args[0]
    if len(node.args) == 1 and isinstance(node.args[0], ast.BinOp):
        yield "brackets", _out_of_the_call
    if called in ("sum", "mean", "std", "var", "max", "min", "argmax", "argmin", "norm", "any", "all"):
        for axis in (0, 1, None):
            yield "axis", _with_keyword("axis", axis)
        for keep in (True, False):
            yield "keepdims", _with_keyword("keepdims", keep)
        yield "keepdims", _with_both
    if called == "range":
        for place in range(len(node.args)):
            for step in (1, -1):
                yield "index", _stepped(place, step)
        if len(node.args) == 1:
            yield "index", _from_one


def _out_of_the_call(node: ast.AST) -> ast.AST:
    """From f(a + b) to f(a) + b."""
    assert isinstance(node, ast.Call)
    inner = node.args[0]
    assert isinstance(inner, ast.BinOp)
    node.args[0] = inner.left
    return ast.BinOp(node, inner.op, inner.right)


def _renamed(name: str) -> Edit:
    def edit(node: ast.AST) -> ast.AST:
        assert isinstance(node, ast.Call)
        node.func = copy.copy(node.func)  # children are shared with the function as it is
        setattr(node.func, "attr" if isinstance(node.func, ast.Attribute) else "id", name)
        return node

    return edit


def _with_keyword(name: str, value: int | bool | None) -> Edit:
    def edit(node: ast.AST) -> ast.AST:
        assert isinstance(node, ast.Call)
        wanted = [] if value is None or value is False else [ast.keyword(name, ast.Constant(value))]
        places = [place for place, each in enumerate(node.keywords) if each.arg == name]
        place = places[0] if places else len(node.keywords)
        node.keywords[place : place + len(places)] = wanted
        return node

    return edit


def _with_both(node: ast.AST) -> ast.AST:
    return _with_keyword("keepdims", True)(_with_keyword("axis", 1)(node))


def _stepped(place: int, step: int) -> Edit:
    def edit(node: ast.AST) -> ast.AST:
        assert isinstance(node, ast.Call)
        operator = ast.Add() if step > 0 else ast.Sub()
        node.args[place] = ast.BinOp(node.args[place], operator, ast.Constant(1))
        return node

    return edit


def _from_one(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.Call)
    node.args.insert(0, ast.Constant(1))
    return node
