"""Honest students who have never met: each draws her own habits, and writes `softmax` by them.

What is usual is drawn often, as in a class: `m`, `np.sum(…, axis=0)`, `cost, grads = …`. So two of them agree
in much, as honest students do, and in no more than chance brings about.
"""

from textwrap import indent
from typing import TypeVar

import numpy as np

Choice = TypeVar("Choice")


class Habits:
    """One student's habits; what she has chosen once she keeps to."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.m = self.of("m", "m", "m", "n_examples", "N", "num", "count")
        self.logits = self.of("Z", "Z", "Z", "logits", "scores", "z")
        self.index = self.of("i", "i", "j", "k", "t", "example", "col")
        self.loop = self.of("_", "_", "i", "i", "it", "step", "iteration", "epoch", "k")
        self.costs = self.of("costs", "costs", "costs", "history", "J_history", "losses", "all_costs")
        self.cost = self.of("cost", "cost", "cost", "J", "loss", "c")
        self.grads = self.of("grads", "grads", "grads", "g", "gradients", "d")
        self.probabilities = self.of("A", "A", "A", "P", "probs", "a", "Y_hat")
        self.slope = self.of("dZ", "dZ", "dZ", "diff", "error", "delta", "dz")
        self.spaced = self.of(False, False, True)
        self.talks = self.of(0.0, 0.0, 0.2, 0.5)
        self.dot = self.of(
            "{} @ {}", "{} @ {}", "np.dot({}, {})", "np.dot({}, {})", "{}.dot({})", "np.matmul({}, {})"
        )
        self.method = self.of(True, False)
        self.axis = self.of("axis={}", "axis={}", "axis={}", "{}")
        self.keepdims = self.of(True, True, False)
        self.loops = self.of(False, False, False, True)
        self.unpacks = self.of(False, False, True)
        self.names_steps = self.of(0.2, 0.5, 0.8)

    def of(self, *choices: Choice) -> Choice:
        return choices[int(self.rng.integers(len(choices)))]

    def often(self, probability: float) -> bool:
        return bool(self.rng.random() < probability)

    def reduce(self, name: str, of: str, axis: int, keepdims: bool | None = None) -> str:
        """A sum or a maximum."""
        end = self.axis.format(axis) + (", keepdims=True" if self.keepdims or keepdims else "")
        plain = of.isidentifier()
        return f"{of}.{name}({end})" if self.method and plain else f"np.{name}({of}, {end})"

    def says(self, *comments: str) -> list[str]:
        return [f"# {self.of(*comments)}"] if self.often(self.talks) else []

    def written(self, name: str, arguments: str, lines: list[str]) -> str:
        blank = "\n\n" if self.spaced else "\n"
        body = blank.join(lines) if self.often(0.3) else "\n".join(lines)
        return f"def {name}({arguments}):\n" + indent(body, "    ")


def answers(rng: np.random.Generator) -> dict[str, str]:
    """One student's answers to the exercises of `softmax`, by exercise."""
    habits = Habits(rng)
    return {
        "softmax": _softmax(habits),
        "hardmax": _hardmax(habits),
        "one_hot": _one_hot(habits),
        "cross_entropy_cost": _cost(habits),
        "softmax_gradients": _gradients(habits),
        "train_softmax": _train(habits),
        "predict_classes": _predict(habits),
    }


def _softmax(h: Habits) -> str:
    e = h.of("t", "e", "E", "exp_Z", "expZ", "exps", "T", "numerator", "ez", "exponentials")
    lines = h.says("numerical stability", "avoid overflow", "shift first", "the max of each column becomes 0")
    if h.loops:
        out, i, column = h.of("A", "out", "result", "P"), h.index, h.of("z", "column", "c", "x")
        lines += [
            f"{out} = {h.of('np.zeros(Z.shape)', 'np.zeros_like(Z, dtype=float)', 'np.empty(Z.shape)')}"
        ]
        top = h.of(f"np.max({column})", f"{column}.max()", f"max({column})")
        if h.often(0.5):
            body = [f"{column} = Z[:, {i}]", f"{e} = np.exp({column} - {top})"]
        else:
            top = h.of(f"np.max(Z[:, {i}])", f"Z[:, {i}].max()")
            body = [f"{e} = np.exp(Z[:, {i}] - {top})"]
        body += [f"{out}[:, {i}] = {e} / {h.of(f'np.sum({e})', f'{e}.sum()', f'sum({e})')}"]
        return h.written("softmax", "Z", [*lines, _loop(h, i, "Z.shape[1]", body), f"return {out}"])
    top = h.reduce("max", "Z", 0)
    if h.often(h.names_steps):
        shifted = h.of("shifted", "Z_shift", "Zs", "stable", "S", "z", "Z_norm")
        if h.often(0.4):
            biggest = h.of("Zmax", "mx", "largest", "top", "max_Z", "maxima")
            lines, top = [*lines, f"{biggest} = {top}"], biggest
        lines += [f"{shifted} = Z - {top}", f"{e} = np.exp({shifted})"]
    else:
        lines += [f"{e} = np.exp(Z - {top})"]
    total = h.reduce("sum", e, 0)
    if h.often(h.names_steps / 2):
        summed = h.of("s", "total", "sums", "denominator", "norm")
        lines, total = [*lines, f"{summed} = {total}"], summed
    if h.often(h.names_steps / 2):
        out = h.of("A", "A", "result", "probs", "out")
        return h.written("softmax", "Z", [*lines, f"{out} = {e} / {total}", f"return {out}"])
    return h.written("softmax", "Z", [*lines, f"return {e} / {total}"])


def _loop(h: Habits, index: str, count: str, body: list[str]) -> str:
    return f"for {index} in range({h.of('', '', '0, ')}{count}):\n" + indent("\n".join(body), "    ")


def _hardmax(h: Habits) -> str:
    out, best = (
        h.of("H", "A", "out", "result", "Y", "hard"),
        h.of("idx", "best", "index", "winner", "k", "am"),
    )
    way = h.of("index", "index", "index", "eye", "loop", "compare")
    largest = (
        h.reduce("argmax", "Z", 0) if not h.keepdims else h.of("np.argmax(Z, axis=0)", "Z.argmax(axis=0)")
    )
    if way == "eye":
        return h.written("hardmax", "Z", [f"return np.eye({h.of('Z.shape[0]', 'len(Z)')})[{largest}].T"])
    if way == "compare":
        rows = h.of(
            "np.arange(Z.shape[0])[:, None]", "np.arange(Z.shape[0]).reshape(-1, 1)", "np.c_[:len(Z)]"
        )
        return h.written(
            "hardmax",
            "Z",
            [
                f"{best} = {largest}",
                f"return {h.of(f'({rows} == {best}).astype(float)', f'1.0 * ({rows} == {best})')}",
            ],
        )
    start = [f"{out} = {h.of('np.zeros(Z.shape)', 'np.zeros_like(Z)', 'np.zeros((Z.shape[0], Z.shape[1]))')}"]
    if h.unpacks:
        start = [f"{h.of('C', 'K', 'rows')}, {h.m} = Z.shape", f"{out} = np.zeros(Z.shape)"]
    columns = h.m if h.unpacks else "Z.shape[1]"
    if way == "loop":
        body = [f"{out}[np.argmax(Z[:, {h.index}]), {h.index}] = {h.of('1', '1.0')}"]
        if h.often(0.5):
            body = [f"{best} = np.argmax(Z[:, {h.index}])", f"{out}[{best}, {h.index}] = {h.of('1', '1.0')}"]
        return h.written("hardmax", "Z", [*start, _loop(h, h.index, columns, body), f"return {out}"])
    where = largest
    if h.often(h.names_steps):
        start, where = h.of([*start, f"{best} = {largest}"], [f"{best} = {largest}", *start]), best
    places = h.of(f"np.arange({columns})", f"np.arange({columns})", f"range({columns})")
    lines = [
        *start,
        *h.says("one for the winner", "set ones", "first maximum"),
        f"{out}[{where}, {places}] = {h.of('1', '1', '1.0')}",
    ]
    return h.written("hardmax", "Z", [*lines, f"return {out}"])


def _one_hot(h: Habits) -> str:
    out = h.of("Y", "Y", "out", "result", "encoded", "M", "one_hot_matrix")
    why = h.of(
        "", '("label out of range")', '("invalid label")',
        '(f"labels are 0..{num_classes - 1}")', '("bad labels")',
        '("labels must be between 0 and num_classes - 1")', '(f"unknown class in {labels}")',
    )  # fmt: skip
    small, large = h.of(
        ("np.any(labels < 0)", "np.any(labels >= num_classes)"),
        ("labels.min() < 0", "labels.max() >= num_classes"),
        ("(labels < 0).any()", "(labels >= num_classes).any()"),
        ("np.min(labels) < 0", "np.max(labels) > num_classes - 1"),
    )
    check = h.of(
        [f"if {small} or {large}:\n    raise ValueError{why}"],
        [f"if {small} or {large}:\n    raise ValueError{why}"],
        [f"if {small}:\n    raise ValueError{why}", f"if {large}:\n    raise ValueError{why}"],
        [f"for label in labels:\n    if label < 0 or label >= num_classes:\n        raise ValueError{why}"],
        [f"if not np.all((labels >= 0) & (labels < num_classes)):\n    raise ValueError{why}"],
    )
    lines = [*h.says("check the labels", "valid labels only", "raise for bad labels"), *check]
    if h.often(0.2):
        return h.written(
            "one_hot",
            "labels, num_classes",
            [*lines, f"return np.eye(num_classes){h.of('[labels].T', '[:, labels]')}"],
        )
    size = h.of("labels.shape[0]", "len(labels)", "labels.size")
    columns = size
    if h.often(0.5):
        lines, columns = [*lines, f"{h.m} = {size}"], h.m
    lines += [f"{out} = np.zeros((num_classes, {columns}))"]
    if h.loops:
        body = [f"{out}[labels[{h.index}], {h.index}] = 1"]
        return h.written(
            "one_hot", "labels, num_classes", [*lines, _loop(h, h.index, columns, body), f"return {out}"]
        )
    lines += [
        f"{out}[labels, {h.of('np.arange', 'np.arange', 'range')}({columns})] = {h.of('1', '1', '1.0')}"
    ]
    return h.written("one_hot", "labels, num_classes", [*lines, f"return {out}"])


def _cost(h: Habits) -> str:
    tiny = h.of(
        "1e-12", "1e-12", "1e-15", "1e-10", "1e-8", "1e-300", "np.finfo(float).tiny", "np.finfo(float).eps"
    )
    size = h.of("Y.shape[1]", "Y.shape[1]", "A.shape[1]")
    lines: list[str] = []
    if h.often(0.4):
        name = h.of("eps", "epsilon", "tiny", "floor", "small")
        lines, tiny = [f"{name} = {tiny}"], name
    safe = h.of(
        f"np.maximum(A, {tiny})",
        f"np.maximum(A, {tiny})",
        f"np.clip(A, {tiny}, 1)",
        f"np.clip(A, {tiny}, None)",
        f"A + {tiny}",
    )
    if h.often(h.names_steps):
        name = h.of("A_safe", "A", "safe", "P", "clipped", "A_clip", "Ac", "a")
        lines, safe = (
            [*lines, *h.says("avoid log(0)", "no log of zero", "keep it finite"), f"{name} = {safe}"],
            name,
        )
    divisor = size
    if h.often(0.6):
        lines, divisor = h.of([f"{h.m} = {size}", *lines], [*lines, f"{h.m} = {size}"]), h.m
    product = h.of(
        f"Y * np.log({safe})", f"Y * np.log({safe})", f"np.multiply(Y, np.log({safe}))", f"np.log({safe}) * Y"
    )
    if h.often(h.names_steps / 2):
        name = h.of("losses", "per_entry", "L", "terms", "logs")
        lines, product = [*lines, f"{name} = {product}"], name
    value = h.of(
        f"-np.sum({product}) / {divisor}",
        f"-np.sum({product}) / {divisor}",
        f"-1 / {divisor} * np.sum({product})",
        f"-(1 / {divisor}) * np.sum({product})",
        f"-np.mean(np.sum({product}, axis=0))",
        f"np.sum(-{product}) / {divisor}" if product.isidentifier() else f"-({product}).sum() / {divisor}",
    )
    if h.often(0.5):
        return h.written("cross_entropy_cost", "A, Y", [*lines, f"return {h.of(value, f'float({value})')}"])
    return h.written(
        "cross_entropy_cost",
        "A, Y",
        [*lines, f"{h.cost} = {value}", f"return {h.of(h.cost, f'float({h.cost})')}"],
    )


def _gradients(h: Habits) -> str:
    a, d, z = h.probabilities, h.slope, h.logits
    lines = h.says("forward", "forward pass", "first the probabilities")
    size = h.of("X.shape[1]", "X.shape[1]", "Y.shape[1]")
    divisor = size
    forward = f"{h.dot.format('W', 'X')} + b"
    if h.often(0.6):
        lines, forward = [*lines, f"{z} = {forward}"], z
    lines += [f"{a} = softmax({forward})"]
    named_cost = h.often(0.7)
    if named_cost:
        lines += [f"{h.cost} = cross_entropy_cost({a}, Y)"]
    if h.often(0.75):
        place = h.of(0, len(lines))
        lines, divisor = [*lines[:place], f"{h.m} = {size}", *lines[place:]], h.m
    lines += h.says("backward", "backward pass", "the slopes", "gradients")
    early = h.often(0.2)
    lines += [f"{d} = ({a} - Y) / {divisor}" if early else f"{d} = {a} - Y"]
    over = "" if early else f" / {divisor}"
    dw = f"{h.dot.format(d, 'X.T')}{over}"
    db = h.of(
        f"np.sum({d}, axis=1, keepdims=True){over}",
        f"{d}.sum(axis=1, keepdims=True){over}",
        f"{d}.sum(axis=1).reshape(-1, 1){over}",
    )
    if not early and h.often(0.25):
        front = h.of(f"1 / {divisor} * ", f"(1 / {divisor}) * ", f"1.0 / {divisor} * ")
        dw, db = front + h.dot.format(d, "X.T"), f"{front}np.sum({d}, axis=1, keepdims=True)"
    if not early and h.often(0.15):
        db = h.of(f"np.mean({d}, axis=1, keepdims=True)", f"{d}.mean(axis=1, keepdims=True)")
    way = h.of("names", "names", "dict", "keys")
    result = h.cost if named_cost else f"cross_entropy_cost({a}, Y)"
    if way == "dict":
        pair = f'{{"dW": {dw}, "db": {db}}}'
        end = h.of([f"{h.grads} = {pair}", f"return {result}, {h.grads}"], [f"return {result}, {pair}"])
    elif way == "keys":
        end = [
            f"{h.grads} = {{}}",
            f'{h.grads}["dW"] = {dw}',
            f'{h.grads}["db"] = {db}',
            f"return {result}, {h.grads}",
        ]
    else:
        pair = h.of('{"dW": dW, "db": db}', '{"dW": dW, "db": db}', "dict(dW=dW, db=db)")
        end = [f"dW = {dw}", f"db = {db}"]
        end += h.of([f"{h.grads} = {pair}", f"return {result}, {h.grads}"], [f"return {result}, {pair}"])
    return h.written("softmax_gradients", "W, b, X, Y", [*lines, *end])


def _train(h: Habits) -> str:
    inputs, classes, lines = "X.shape[0]", "Y.shape[0]", list[str]()
    if h.often(0.5):
        n, c = h.of("n_x", "n", "n_features", "n_x"), h.of("C", "C", "K", "n_classes", "classes")
        if h.unpacks:
            other = h.of("_", h.m)
            lines = [f"{n}, {other} = X.shape", f"{c} = Y.shape[0]"]
        else:
            lines = h.of(
                [f"{n} = X.shape[0]", f"{c} = Y.shape[0]"], [f"{c} = Y.shape[0]", f"{n} = X.shape[0]"]
            )
        inputs, classes = n, c
    lines += h.says("start with zeros", "initialise", "zero weights", "init")
    lines += [f"W = np.zeros(({classes}, {inputs}))", f"b = np.zeros(({classes}, 1))"]
    place = h.of(0, len(lines), len(lines))
    lines = [*lines[:place], f"{h.costs} = {h.of('[]', '[]', '[]', 'list()')}", *lines[place:]]
    call = h.of("W, b, X, Y", "W, b, X, Y", "W, b, X, Y", "W=W, b=b, X=X, Y=Y")
    step = [f"{h.cost}, {h.grads} = softmax_gradients({call})"]
    if h.often(0.5):
        moves = [f'W = W - learning_rate * {h.grads}["dW"]', f'b = b - learning_rate * {h.grads}["db"]']
    else:
        moves = [f'W -= learning_rate * {h.grads}["dW"]', f'b -= learning_rate * {h.grads}["db"]']
    append = h.of(f"{h.costs}.append({h.cost})", f"{h.costs}.append({h.cost})", f"{h.costs} += [{h.cost}]")
    moves = [*h.says("one step", "update", "gradient descent"), *moves]
    step += h.of([append, *moves], [append, *moves], [*moves, append])
    if h.often(0.15):
        step += [h.of(f"if {h.loop} % 100 == 0:\n    print({h.cost})", f"# print({h.cost})")]
    lines += [_loop(h, h.loop, "num_iterations", step), f"return W, b, {h.costs}"]
    return h.written("train_softmax", "X, Y, learning_rate, num_iterations", lines)


def _predict(h: Habits) -> str:
    forward, lines = f"{h.dot.format('W', 'X')} + b", list[str]()
    if h.often(0.5):
        lines, forward = [f"{h.logits} = {forward}"], h.logits
    if h.often(0.4):
        forward = f"softmax({forward})"
        if h.often(0.6):
            lines, forward = [*lines, f"{h.probabilities} = {forward}"], h.probabilities
    value = f"np.argmax({forward}, axis=0)"
    if h.loops and h.often(0.4):
        out = h.of("classes", "result", "predictions", "out")
        lines = [*lines, f"{h.logits} = {forward}"] if not forward.isidentifier() else lines
        name = forward if forward.isidentifier() else h.logits
        lines += [
            f"{out} = []",
            _loop(h, h.index, "X.shape[1]", [f"{out}.append(np.argmax({name}[:, {h.index}]))"]),
        ]
        return h.written("predict_classes", "W, b, X", [*lines, f"return np.array({out})"])
    if h.often(0.3):
        out = h.of("classes", "result", "predictions", "labels")
        return h.written("predict_classes", "W, b, X", [*lines, f"{out} = {value}", f"return {out}"])
    return h.written("predict_classes", "W, b, X", [*lines, f"return {value}"])
