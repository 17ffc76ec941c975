"""Changes to one expression of an answer: each gives a kind and what takes the expression's place."""

import ast
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache

from autograde.verify.trees import Around, Place

Change = tuple[str, ast.expr]


def expression(text: str) -> ast.expr:
    """The syntax tree of an expression."""
    return ast.parse(f"({text})", mode="eval").body


def _text(node: ast.AST) -> str:
    return f"({ast.unparse(node)})"


def changes(place: Place, around: Around) -> Iterator[Change]:
    """Every change to the expression in a place."""
    node = place.node
    if isinstance(node, ast.expr) and not isinstance(getattr(node, "ctx", ast.Load()), ast.Store | ast.Del):
        for each in _CHANGES:
            yield from each(node, place, around)


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
    left, right = _text(node.left), _text(node.right)
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
    left, right = _text(node.left), _text(node.right)
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


def _axis(node: ast.expr, place: Place, around: Around) -> Iterator[Change]:
    if not isinstance(node, ast.Call):
        return
    for keyword in node.keywords:
        rest = [each for each in node.keywords if each is not keyword]
        if keyword.arg == "axis":
            for other in ("0", "1", "-1", "(0, 1)"):
                if other != ast.unparse(keyword.value):
                    changed = ast.keyword("axis", expression(other))
                    yield "axis", ast.Call(node.func, node.args, [*rest, changed])
            yield "axis", ast.Call(node.func, node.args, rest)
        elif keyword.arg == "keepdims":
            yield "keepdims", ast.Call(node.func, node.args, rest)
        elif keyword.arg is not None:
            yield "setting", ast.Call(node.func, node.args, rest)


_COMPARED = {
    ast.Gt: (">=", "<"), ast.GtE: (">", "<="), ast.Lt: ("<=", ">"), ast.LtE: ("<", ">="),
    ast.Eq: ("!=", ">="), ast.NotEq: ("==",), ast.Is: ("is not",), ast.IsNot: ("is",), ast.In: ("not in",),
    ast.NotIn: ("in",),
}  # fmt: skip


def _comparison(node: ast.expr, place: Place, around: Around) -> Iterator[Change]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        left, right = _text(node.left), _text(node.comparators[0])
        for symbol in _COMPARED[type(node.ops[0])]:
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
                    moved = ast.FormattedValue(expression(f"{_text(piece.value)} {step}"), -1, None)
                    values = [*key.values[:index], moved, *key.values[index + 1 :]]
                    yield "off by one", ast.Subscript(node.value, ast.JoinedStr(values), ast.Load())
    for bound in ("lower", "upper", "step"):
        if isinstance(key, ast.Slice) and (value := getattr(key, bound)) is not None:
            for new in (f"{_text(value)} + 1", f"{_text(value)} - 1", None)[2 if bound == "step" else 0 :]:
                parts = {each: getattr(key, each) for each in ("lower", "upper", "step")}
                parts[bound] = expression(new) if new else None
                yield "off by one", ast.Subscript(node.value, ast.Slice(**parts), ast.Load())


def _loop(node: ast.expr, place: Place, around: Around) -> Iterator[Change]:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
        return
    texts = [ast.unparse(each) for each in node.args]
    match node.func.id:
        case "range":
            for index, change in [(0, "+ 1"), (0, "- 1"), (1, "+ 1"), (1, "- 1")]:
                if index < len(texts):
                    new = [*texts[:index], f"({texts[index]}) {change}", *texts[index + 1 :]]
                    yield "off by one", expression(f"range({', '.join(new)})")
            if len(texts) == 1:
                yield "off by one", expression(f"range(1, {texts[0]})")
            if len(texts) == 3:
                yield "off by one", expression(f"range({texts[0]}, {texts[1]})")
        case "reversed" | "sorted" | "list" | "dict":
            yield "aliasing" if node.func.id in ("list", "dict") else "off by one", node.args[0]
        case "enumerate":
            first = [*node.args[1:], *(each.value for each in node.keywords)]
            start = ast.unparse(first[0]) if first else "0"
            yield "off by one", expression(f"enumerate({texts[0]}, ({start}) + 1)")
            yield "off by one", expression(f"enumerate({texts[0]}, ({start}) - 1)")
        case "len":
            yield "off by one", expression(f"len({texts[0]}) - 1")


_FAMILIES = {
    "maximum": ("minimum", "max"), "minimum": ("maximum", "min"), "max": ("min", "mean"), "min": ("max",),
    "argmax": ("argmin",), "argmin": ("argmax",), "amax": ("amin",), "fmax": ("fmin",), "mean": ("sum",
    "median"), "sum": ("mean", "prod"), "std": ("var",), "var": ("std",), "log": ("log2", "log10", "log1p"),
    "log2": ("log",), "log10": ("log",), "log1p": ("log",), "ones": ("zeros",), "zeros": ("ones",),
    "ones_like": ("zeros_like",), "zeros_like": ("ones_like",), "empty": ("zeros",), "floor": ("round",
    "ceil"), "ceil": ("floor",), "rint": ("floor",), "round": ("floor",), "exp": ("exp2", "expm1"), "expm1":
    ("exp",), "sqrt": ("cbrt", "square"), "square": ("abs",), "abs": ("square",), "any": ("all",), "all":
    ("any",), "hstack": ("vstack",), "vstack": ("hstack",), "tanh": ("arctan",), "cumsum": ("cumprod",),
    "cumprod": ("cumsum",), "normal": ("uniform", "laplace"), "uniform": ("normal",), "randn": ("rand",),
    "rand": ("randn",), "standard_normal": ("random",), "random": ("standard_normal",), "permutation":
    ("arange",), "flip": ("sort",), "fliplr": ("flipud",), "flipud": ("fliplr",), "greater":
    ("greater_equal",), "greater_equal": ("greater",), "less": ("less_equal",), "dot": ("multiply",),
    "multiply": ("add", "divide"), "add": ("subtract",), "subtract": ("add",), "divide": ("multiply",),
    "logspace": ("linspace",), "geomspace": ("linspace",), "full": ("full_like",), "nanmax": ("nanmin",),
    "logaddexp": ("add",), "power": ("multiply",), "floor_divide": ("divide",), "linspace": ("geomspace",),
    "intersect1d": ("union1d",), "argsort": ("sort",), "where": (), "norm": (),
}  # fmt: skip
_EXTREMA = {"maximum", "minimum", "max", "min", "argmax", "argmin", "amax", "amin", "fmax", "fmin", "nanmax"}


def _function(node: ast.expr, place: Place, around: Around) -> Iterator[Change]:
    if not isinstance(node, ast.Call):
        return
    if isinstance(node.func, ast.Attribute):
        for other in _FAMILIES.get(node.func.attr, ()):
            func: ast.expr = ast.Attribute(node.func.value, other, ast.Load())
            if ast.unparse(node.func.value) == "math" and other in ("square", "cbrt", "round"):
                continue
            kind = "extremum" if node.func.attr in _EXTREMA and other in _EXTREMA else "function"
            yield kind, ast.Call(func, node.args, node.keywords)
        if node.func.attr == "where" and len(node.args) == 3:
            yield "order", ast.Call(node.func, [node.args[0], node.args[2], node.args[1]], [])
            yield "comparison", node.args[1]
            yield "comparison", node.args[2]
        if node.func.attr == "integers" and len(node.args) == 2:
            yield (
                "off by one",
                ast.Call(node.func, [node.args[0], expression(f"{_text(node.args[1])} + 1")], node.keywords),
            )
            yield (
                "off by one",
                ast.Call(node.func, [node.args[0], expression(f"{_text(node.args[1])} - 1")], node.keywords),
            )
        if node.func.attr == "reshape" and node.args:
            yield (
                "transpose",
                ast.Call(node.func, node.args, [*node.keywords, ast.keyword("order", ast.Constant("F"))]),
            )
    elif isinstance(node.func, ast.Name) and node.func.id in ("max", "min", "any", "all", "int", "round"):
        other = {"max": "min", "min": "max", "any": "all", "all": "any", "int": "round", "round": "int"}[
            node.func.id
        ]
        kind = "extremum" if other in _EXTREMA else "function"
        yield kind, ast.Call(ast.Name(other, ast.Load()), node.args, node.keywords)


_UNWRAPPED = {
    "abs", "absolute", "sqrt", "exp", "log", "square", "round", "floor", "ceil", "tanh", "float", "int",
    "squeeze", "ravel", "maximum", "minimum", "clip", "where", "astype", "sum", "mean", "std", "var",
    "flip", "sort", "cumsum", "expand_dims", "reshape", "log1p", "expm1", "multiply", "dot", "matmul",
    "pad", "nan_to_num", "bool", "str",
}  # fmt: skip
_COPIES = {"copy", "deepcopy", "array", "zeros_like", "asarray", "ascontiguousarray"}


def _call(node: ast.expr, place: Place, around: Around) -> Iterator[Change]:
    if not isinstance(node, ast.Call):
        return
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    is_method = isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) not in (
        "np", "math", "copy", "numpy", "np.linalg", "np.random",
    )  # fmt: skip
    operand = (
        node.func.value if is_method and isinstance(node.func, ast.Attribute) else next(iter(node.args), None)
    )
    if operand is not None and not isinstance(operand, ast.Starred):
        if name in _COPIES and not isinstance(operand, ast.List | ast.ListComp | ast.Tuple | ast.Constant):
            yield "aliasing", operand
        elif name in _UNWRAPPED:
            yield "call", operand
    plain = [each for each in node.args if not isinstance(each, ast.Starred)]
    if len(plain) == len(node.args) >= 2 and name not in (
        "range",
        "isinstance",
        "getattr",
        "setdefault",
        "where",
    ):
        for index in range(len(plain) - 1):
            swapped = [*plain[:index], plain[index + 1], plain[index], *plain[index + 2 :]]
            yield "order", ast.Call(node.func, list(swapped), node.keywords)
    if len(plain) >= 2 and name in _UNWRAPPED:
        yield "setting", ast.Call(node.func, plain[:-1], node.keywords)


def _transpose(node: ast.expr, place: Place, around: Around) -> Iterator[Change]:
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield "transpose", node.value
    match node:
        case ast.Call(ast.Attribute(array, "transpose" | "swapaxes" | "moveaxis" as name), [_, *_] as axes):
            reverse = name == "transpose" and len(axes) > 1
            yield "transpose", ast.Call(node.func, axes[::-1], []) if reverse else array
        case ast.Subscript(ast.Attribute(_, "shape") as shape, ast.Constant(int(axis))):
            for other in (0, 1, -1):
                if other != axis:
                    yield "transpose", expression(f"{ast.unparse(shape)}[{other}]")


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
    _operator, _term, _constant, _key, _axis, _comparison, _name, _subscript, _loop, _function, _call,
    _transpose, _comprehension,
)  # fmt: skip


@lru_cache(maxsize=10_000)
def _alike(one: str, two: str) -> float:
    return SequenceMatcher(None, one, two).ratio() + 0.2 * (len(one) == len(two))
