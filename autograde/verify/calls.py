"""Changes to a call, and to the axes of arrays: each gives a kind and what takes the call's place."""

import ast
from collections.abc import Callable, Iterator

from autograde.verify.trees import Change, Place, expression, text_of


def changes(node: ast.expr, place: Place) -> Iterator[Change]:
    """Every change to a call, or to a transpose or a shape."""
    for each in _CHANGES:
        yield from each(node, place)


def _axis(node: ast.expr, place: Place) -> Iterator[Change]:
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


def _loop(node: ast.expr, place: Place) -> Iterator[Change]:
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
_METHODS = {
    "sum", "mean", "max", "min", "std", "var", "prod", "argmax", "argmin", "any", "all", "cumsum", "cumprod",
    "log2", "log10", "log", "floor", "ceil", "random", "standard_normal", "normal", "uniform", "laplace",
    "randn", "rand",
}  # fmt: skip
"""Those of a family that are methods of an array or a generator, or in `math`, as well."""
_EXTREMA = {"maximum", "minimum", "max", "min", "argmax", "argmin", "amax", "amin", "fmax", "fmin", "nanmax"}


def _function(node: ast.expr, place: Place) -> Iterator[Change]:
    if not isinstance(node, ast.Call):
        return
    if isinstance(node.func, ast.Attribute):
        for other in _FAMILIES.get(node.func.attr, ()):
            func: ast.expr = ast.Attribute(node.func.value, other, ast.Load())
            if ast.unparse(node.func.value) not in ("np", "np.random") and other not in _METHODS:
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
                ast.Call(
                    node.func, [node.args[0], expression(f"{text_of(node.args[1])} + 1")], node.keywords
                ),
            )
            yield (
                "off by one",
                ast.Call(
                    node.func, [node.args[0], expression(f"{text_of(node.args[1])} - 1")], node.keywords
                ),
            )
        if node.func.attr == "reshape" and len(node.args) > 1 and "1" not in map(ast.unparse, node.args):
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
_SYMMETRIC = {"add", "multiply", "maximum", "minimum", "logaddexp", "max", "min"}
_COPIES = {"copy", "deepcopy", "array", "zeros_like", "asarray", "ascontiguousarray"}


def _call(node: ast.expr, place: Place) -> Iterator[Change]:
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


def _transpose(node: ast.expr, place: Place) -> Iterator[Change]:
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


_CHANGES: tuple[Callable[[ast.expr, Place], Iterator[Change]], ...] = (
    _axis,
    _loop,
    _function,
    _call,
    _transpose,
)
