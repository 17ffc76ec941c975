"""Changes to one expression of an answer: each gives a kind and what takes the expression's place."""

import ast
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache

from autograde.verify import calls
from autograde.verify.trees import Around, Change, Place, expression, text_of


def changes(place: Place, around: Around) -> Iterator[Change]:
    """Every change to the expression in a place."""
    node = place.node
    if isinstance(node, ast.expr) and not isinstance(getattr(node, "ctx", ast.Load()), ast.Store | ast.Del):
        for each in _CHANGES:
            yield from each(node, place, around)
        yield from calls.changes(node, place)


_SYMBOLS: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.MatMult: "@",
    ast.FloorDiv: "//", ast.Mod: "%", ast.BitOr: "|", ast.BitAnd: "&",
}  # fmt: skip
_OPERATORS = {
    "+": "-*", "-": "+*", "*": "/+", "/": "*-", "**": "*", "@": "*", "%": "+", "&": "|",
}  # fmt: skip


def _operator(node: ast.expr, place: Place, around: Around) -> Iterator[Change]:
    if isinstance(node, ast.UnaryOp):
        if isinstance(node.op, ast.USub):
            yield "operator", node.operand
        elif isinstance(node.op, ast.Not):
            yield "comparison", node.operand
        elif isinstance(node.op, ast.Invert):
            yield "operator", node.operand
    if not isinstance(node, ast.BinOp):
        return
    symbol = _SYMBOLS.get(type(node.op), "")
    left, right = text_of(node.left), text_of(node.right)
    for other in _OPERATORS.get(symbol, ""):
        yield "operator", expression(f"{left} {other} {right}")
    match symbol:
        case "//":
            yield "operator", expression(f"{left} / {right}")
            yield "function", expression(f"-(-{left} // {right})")
        case "/":
            yield "operator", expression(f"{left} // {right}")
            yield "operator", expression(f"{right} / {left}")
        case "-":
            yield "operator", expression(f"{right} - {left}")
        case "@":
            yield "transpose", expression(f"{right} @ {left}")
            yield "transpose", expression(f"{left}.T @ {right}")
            yield "transpose", expression(f"{left} @ {right}.T")
            yield "transpose", expression(f"({left} @ {right}).T")
        case "|":
            yield "in place", expression(f"({left}.update({right}), {left})[1]")


def _term(node: ast.expr, place: Place, around: Around) -> Iterator[Change]:
    if not isinstance(node, ast.BinOp):
        return
    left, right = text_of(node.left), text_of(node.right)
    match node.op:
        case ast.Add():
            yield "term", node.left
            yield "term", node.right
            yield "term", expression(f"{left} + 2 * {right}")
            yield "term", expression(f"2 * {left} + {right}")
        case ast.Sub():
            yield "term", node.left
            yield "term", expression(f"-{right}")
            yield "term", expression(f"{left} - 2 * {right}")
        case ast.Mult() | ast.MatMult() | ast.BitAnd() | ast.BitOr():
            yield "term", node.left
            yield "term", node.right
            if isinstance(node.op, ast.Mult):
                yield "term", expression(f"{left} * {right} * {right}")
                yield "term", expression(f"{left} * {left} * {right}")
        case ast.Div() | ast.FloorDiv() | ast.Pow():
            yield "term", node.left
            if isinstance(node.op, ast.Div):
                yield "term", expression(f"{left} / {right} / {right}")


def _constant(node: ast.expr, place: Place, around: Around) -> Iterator[Change]:
    if not isinstance(node, ast.Constant) or isinstance(place.parent, ast.JoinedStr | ast.FormattedValue):
        return
    value = node.value
    if isinstance(place.parent, ast.keyword) and place.parent.arg in ("axis", "keepdims"):
        return
    others: list[object] = []
    if isinstance(value, bool):
        others = [not value]
    elif isinstance(value, int):
        others = [value + 1, value - 1, 0, 1]
    elif isinstance(value, float):
        others = [0.0, 1.0, value * 2, value / 2]
        if 0 < abs(value) <= 1e-3:
            others = [0.0, value * 10, 1e-2]
    for other in dict.fromkeys(map(repr, others)):
        if other != repr(value):
            yield "constant", expression(other)


def _key(node: ast.expr, place: Place, around: Around) -> Iterator[Change]:
    if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        return
    if isinstance(place.parent, ast.JoinedStr):
        for letter in _other_pieces(node.value):
            yield "key", ast.Constant(letter)
        return
    if isinstance(place.parent, ast.Call) and ast.unparse(place.parent.func).endswith("Error"):
        return
    value = node.value
    others = [key for key in around.keys if key != value]
    for key in sorted(others, key=lambda key: -_alike(key, value))[:3]:
        yield "key", ast.Constant(key)


_PIECES = {"W": "b", "b": "W", "dW": "db", "db": "dW", "dA": "dZ", "dZ": "dA", "A": "Z", "Z": "A", "d": "",
           "gamma": "beta", "beta": "gamma"}  # fmt: skip


def _other_pieces(piece: str) -> Iterator[str]:
    if piece in _PIECES:
        yield _PIECES[piece]


_COMPARED = {
    ast.Gt: (">=", "<"), ast.GtE: (">", "<="), ast.Lt: ("<=", ">"), ast.LtE: ("<", ">="),
    ast.Eq: ("!=", ">="), ast.NotEq: ("==",), ast.Is: ("is not",), ast.IsNot: ("is",), ast.In: ("not in",),
    ast.NotIn: ("in",),
}  # fmt: skip


def _comparison(node: ast.expr, place: Place, around: Around) -> Iterator[Change]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        left, right = text_of(node.left), text_of(node.comparators[0])
        is_text = any(
            isinstance(each, ast.Constant) and isinstance(each.value, str) for each in node.comparators
        )
        for symbol in _COMPARED[type(node.ops[0])][: 1 if is_text else 2]:
            yield "comparison", expression(f"{left} {symbol} {right}")
    elif isinstance(node, ast.Compare):
        for index, op in enumerate(node.ops):
            for symbol in _COMPARED[type(op)]:
                replaced = expression(f"a {symbol} b")
                assert isinstance(replaced, ast.Compare)
                ops = [*node.ops[:index], replaced.ops[0], *node.ops[index + 1 :]]
                yield "comparison", ast.Compare(node.left, ops, node.comparators)
    elif isinstance(node, ast.BoolOp):
        yield "comparison", ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        for value in node.values:
            yield "comparison", value
    elif isinstance(node, ast.IfExp):
        yield "comparison", node.body
        yield "comparison", node.orelse
        yield "comparison", ast.IfExp(node.test, node.orelse, node.body)


def _name(node: ast.expr, place: Place, around: Around) -> Iterator[Change]:
    if not isinstance(node, ast.Name) or (isinstance(place.parent, ast.Call) and place.field == "func"):
        return
    known = around.names_before(node.lineno)
    if node.id not in known:
        return
    is_parameter = node.id in around.parameters
    others = [name for name in dict.fromkeys(known) if name != node.id]
    others.sort(key=lambda name: -_alike(name, node.id) - 0.3 * ((name in around.parameters) == is_parameter))
    for name in others[:3]:
        yield "name", ast.Name(name, ast.Load())
    for value in {_USUAL.get(node.id), around.defaults.get(node.id)} - {None, "None"}:
        if is_parameter and value is not None:
            yield "setting", expression(value)
    if is_parameter and node.id == "seed":
        yield "setting", expression("None")


_USUAL = {
    "eps": "1e-8", "epsilon": "1e-7", "momentum": "0.9", "beta": "0.9", "beta1": "0.9", "beta2": "0.999",
    "learning_rate": "0.01", "learning_rate0": "0.1", "seed": "3", "keep_prob": "0.5", "lambd": "0.1",
    "stride": "1", "pad": "0", "scale": "0.01", "f": "2", "num_iterations": "100", "slope": "0.01", "mode":
    "'max'", "patience": "3", "decay_rate": "1", "time_interval": "1000", "base": "0.95", "k": "1.0", "n":
    "5", "alpha": "0.0001", "mini_batch_size": "64", "t": "1", "num_classes": "10", "steps": "100",
    "tolerance": "1e-6", "activation": "'relu'", "epoch_num": "1", "bias_correction": "True", "size": "2",
}  # fmt: skip
"""The constants that people write instead of an argument."""


def _subscript(node: ast.expr, place: Place, around: Around) -> Iterator[Change]:
    if not isinstance(node, ast.Subscript):
        return
    key = node.slice
    if isinstance(key, ast.Constant) and key.value in _USUAL:
        yield "setting", expression(_USUAL[str(key.value)])
    if isinstance(key, ast.JoinedStr):
        for index, piece in enumerate(key.values):
            if isinstance(piece, ast.FormattedValue):
                for step in ("- 1", "+ 1"):
                    moved = ast.FormattedValue(expression(f"{text_of(piece.value)} {step}"), -1, None)
                    values = [*key.values[:index], moved, *key.values[index + 1 :]]
                    yield "off by one", ast.Subscript(node.value, ast.JoinedStr(values), ast.Load())
    for bound in ("lower", "upper", "step"):
        if isinstance(key, ast.Slice) and (value := getattr(key, bound)) is not None:
            for new in (f"{text_of(value)} + 1", f"{text_of(value)} - 1", None)[
                2 if bound == "step" else 0 :
            ]:
                parts = {each: getattr(key, each) for each in ("lower", "upper", "step")}
                parts[bound] = expression(new) if new else None
                yield "off by one", ast.Subscript(node.value, ast.Slice(**parts), ast.Load())


def _comprehension(node: ast.expr, place: Place, around: Around) -> Iterator[Change]:
    if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
        for index, part in enumerate(node.generators):
            if part.ifs:
                bare = ast.comprehension(part.target, part.iter, [], part.is_async)
                generators = [*node.generators[:index], bare, *node.generators[index + 1 :]]
                if isinstance(node, ast.DictComp):
                    yield "comparison", ast.DictComp(node.key, node.value, generators)
                else:
                    yield "comparison", type(node)(node.elt, generators)
    if isinstance(node, ast.Dict) and len(node.values) > 1 and None not in node.keys:
        for index in range(len(node.keys)):
            keys = [*node.keys[:index], *node.keys[index + 1 :]]
            yield "key", ast.Dict(keys, [*node.values[:index], *node.values[index + 1 :]])
    if isinstance(node, ast.Tuple | ast.List) and len(node.elts) > 1 and isinstance(place.parent, ast.Assign):
        for index in range(len(node.elts) - 1):
            swapped = [*node.elts[:index], node.elts[index + 1], node.elts[index], *node.elts[index + 2 :]]
            yield "order", type(node)(swapped, ast.Load())


_CHANGES: tuple[Callable[[ast.expr, Place, Around], Iterator[Change]], ...] = (
    _operator, _term, _constant, _key, _comparison, _name, _subscript,
    _comprehension,
)  # fmt: skip


@lru_cache(maxsize=10_000)
def _alike(one: str, two: str) -> float:
    return SequenceMatcher(None, one, two).ratio() + 0.2 * (len(one) == len(two))
