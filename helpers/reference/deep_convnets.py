# ruff: noqa: D103 - the sentence in its decorator documents a variant
"""References, known mistakes and right styles of the assignment "deep_convnets".

Shapes of layers are `(n_H, n_W, n_C)` or `(n,)`; activations of a convolution are `(m, n_H, n_W, n_C)`. A
residual block takes columns: `A (n, m)`, `W1 (n_1, n)`, `W2 (n_2, n_1)` and, where `n_2` is not `n`,
`W_s (n_2, n)`. The cache that the notebook recommends is `(A, Z1, A1, Z, parameters)` with Z = Z2 + skip:
mistakes of the way back are recognised in work that uses it. Mistakes of one exercise share a skeleton.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from helpers.reference.registry import Exercises, Outcomes, Raised, same_values

Array: TypeAlias = NDArray[Any]
Shape: TypeAlias = tuple[int, ...]
Layers: TypeAlias = list[tuple[Any, ...]]
Trace: TypeAlias = list[tuple[Shape, int]]
Parameters: TypeAlias = dict[str, Array]
Forward: TypeAlias = tuple[Array, Any]
Backward: TypeAlias = tuple[Parameters, Array]

exercises = Exercises("deep_convnets")


def same_traces(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of traces agree, also in being whole numbers or floats: 27.0 is no size."""
    return same_values(map(_with_kinds, ours), map(_with_kinds, theirs))


def _with_kinds(outcome: Any) -> Any:
    if not isinstance(outcome, list | tuple):
        return outcome
    return outcome, [[np.asarray(each).dtype.kind in "iu" for each in row] for row in outcome]


def same_but_for_the_cache(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of forward passes agree in A_out, whatever the cache."""
    return same_values(map(_first, ours), map(_first, theirs))


def _first(outcome: Any) -> Any:
    return (outcome[0],) if isinstance(outcome, tuple | list) and len(outcome) == 2 else outcome


def same_answers(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of yes and no agree: Python's, NumPy's, or arrays of one element."""
    return same_values(map(_yes_or_no, ours), map(_yes_or_no, theirs))


def _yes_or_no(outcome: Any) -> Any:
    if outcome is None or isinstance(outcome, Raised):
        return outcome
    answer = np.asarray(outcome)
    return bool(answer.item()) if answer.size == 1 and answer.dtype.kind in "biu" else outcome


def same_gradients(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of ways back agree in what theirs has, and in having dW_s where widths differ."""
    return same_values(map(_with_skip_named, ours), map(_with_skip_named, theirs))


def _with_skip_named(outcome: Any) -> Any:
    if not (isinstance(outcome, tuple | list) and len(outcome) == 2 and isinstance(outcome[0], dict)):
        return outcome
    gradients, dA = outcome
    widths_differ = np.shape(gradients.get("dW1"))[-1:] != np.shape(gradients.get("dW2"))[:1]
    return gradients, dA, widths_differ and "dW_s" not in gradients


# The references, one formula each.


@exercises.reference(same=same_traces)
def trace_shapes(input_shape: Shape, layers: Layers) -> Trace:
    """⌊(n + 2p − f)/s⌋ + 1 along each side; (f² n_C_prev + 1) n_C and (n_prev + 1) n parameters."""
    shape = tuple(input_shape)
    trace = []
    for kind, *numbers in layers:
        parameters = 0
        match kind:
            case "conv":
                f, n_C, stride, pad = numbers
                parameters = (f * f * shape[2] + 1) * n_C
                shape = (_size(shape[0], f, stride, pad), _size(shape[1], f, stride, pad), n_C)
            case "pool":
                f, stride = numbers
                shape = (_size(shape[0], f, stride, 0), _size(shape[1], f, stride, 0), shape[2])
            case "flatten":
                shape = (shape[0] * shape[1] * shape[2],)
            case "fc":
                (n,) = numbers
                parameters = (shape[0] + 1) * n
                shape = (n,)
        trace.append((shape, parameters))
    return trace


def _size(n: int, f: int, stride: int, pad: int) -> int:
    if f > n + 2 * pad:
        raise ValueError(f"a filter of {f} does not fit into {n} + 2·{pad}")
    return (n + 2 * pad - f) // stride + 1


@exercises.reference()
def local_response_normalization(
    A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75
) -> Array:
    """a_c / (k + α Σ a_j²)^β, the sum over the n channels around c (Krizhevsky et al. 2012, section 3.3)."""
    n_C, r = A.shape[3], n // 2
    sums = np.stack(
        [(A[..., max(0, c - r) : c + r + 1] ** 2).sum(axis=3) for c in range(n_C)],
        axis=3,
    )
    result: Array = A / (k + alpha * sums) ** beta
    return result


@exercises.reference(same=same_but_for_the_cache, cache=1)
def residual_block_forward(A: Array, parameters: Parameters) -> Forward:
    """relu(W2 relu(W1 A + b1) + b2 + S) with S = A or W_s A (He et al. 2016, section 3.2)."""
    Z1 = parameters["W1"] @ A + parameters["b1"]
    A1 = np.maximum(0, Z1)
    Z2 = parameters["W2"] @ A1 + parameters["b2"]
    S = parameters["W_s"] @ A if "W_s" in parameters else A
    Z = Z2 + S
    return np.maximum(0, Z), (A, Z1, A1, Z, parameters)


@exercises.reference(same=same_answers)
def is_identity_when_zero(A: Array, parameters: Parameters) -> bool:
    """relu(0 + A) = A: only where the widths agree and nothing is negative."""
    zeroed = {name: value if name == "W_s" else np.zeros(value.shape) for name, value in parameters.items()}
    A_out, _ = residual_block_forward(A, zeroed)
    return bool(np.array_equal(A_out, A))


@exercises.reference(same=same_gradients)
def residual_block_backward(dA_out: Array, cache: Any) -> Backward:
    """What the last ReLU lets through, dZ = dA_out g'(Z), goes back two ways: W2 and W1, and the skip."""
    A, Z1, A1, Z, parameters = cache
    dZ = dA_out * (Z > 0)
    dZ1 = parameters["W2"].T @ dZ * (Z1 > 0)
    gradients = {
        "dW2": dZ @ A1.T,
        "db2": dZ.sum(axis=1, keepdims=True),
        "dW1": dZ1 @ A.T,
        "db1": dZ1.sum(axis=1, keepdims=True),
    }
    dA = parameters["W1"].T @ dZ1
    if "W_s" in parameters:
        return gradients | {"dW_s": dZ @ A.T}, dA + parameters["W_s"].T @ dZ
    return gradients, dA + dZ


# What hidden tests start from.


def random_block(rng: np.random.Generator, n: int, n_1: int, n_2: int, m: int) -> tuple[Array, Parameters]:
    """A (n, m) and a block of widths n → n_1 → n_2 in which every ReLU and the skip matter.

    Z1 and Z2 + skip have both signs; the skip turns some values of Z2 positive and others negative; A has
    both signs; no sum is nearer to a kink than 0.02. `W_s` is there where n_2 is not n.
    """
    while True:
        A = rng.normal(0, 1.5, (n, m))
        parameters = {
            "W1": rng.normal(0, 1 / np.sqrt(n), (n_1, n)),
            "b1": rng.uniform(0.3, 0.8, (n_1, 1)) * rng.choice([-1, 1], (n_1, 1)),
            "W2": rng.normal(0, 1.5 / np.sqrt(n_1), (n_2, n_1)),
            "b2": rng.uniform(0.3, 0.8, (n_2, 1)) * rng.choice([-1, 1], (n_2, 1)),
        }
        if n_2 != n:
            parameters["W_s"] = rng.normal(0, 1 / np.sqrt(n), (n_2, n))
        _, (_, Z1, A1, Z, _) = residual_block_forward(A, parameters)
        Z2 = parameters["W2"] @ A1 + parameters["b2"]
        signs = {(bool(one), bool(two)) for one, two in zip((Z2 > 0).flat, (Z > 0).flat, strict=True)}
        both = all((values > 0.1).any() and (values < -0.1).any() for values in (A, Z1))
        if both and len(signs) == 4 and min(np.abs(Z1).min(), np.abs(Z2).min(), np.abs(Z).min()) > 0.02:
            return A, parameters


# Tracing: the skeleton and known mistakes.


def _rounded_down(n: int, f: int, stride: int, pad: int) -> int:
    if n + 2 * pad < f:
        raise ValueError("the filter is larger than the padded input")
    return int(np.floor((n + 2 * pad - f) / stride)) + 1


def _conv_count(f: int, n_C_prev: int, n_C: int) -> int:
    return (f * f * n_C_prev + 1) * n_C


def _fc_count(n_prev: int, n: int) -> int:
    return n_prev * n + n


def _traced(
    input_shape: Shape,
    layers: Layers,
    size: Callable[[int, int, int, int], Any],
    conv_count: Callable[[int, int, int], int],
    fc_count: Callable[[int, int], int],
) -> Any:
    shape, rows = tuple(input_shape), []
    for layer in layers:
        if layer[0] == "conv":
            _, f, n_C, stride, pad = layer
            count = conv_count(f, shape[2], n_C)
            shape = (size(shape[0], f, stride, pad), size(shape[1], f, stride, pad), n_C)
        elif layer[0] == "pool":
            _, f, stride = layer
            count = 0
            shape = (size(shape[0], f, stride, 0), size(shape[1], f, stride, 0), shape[2])
        elif layer[0] == "flatten":
            count, shape = 0, (shape[0] * shape[1] * shape[2],)
        else:
            count, shape = fc_count(shape[0], layer[1]), (layer[1],)
        rows.append((shape, count))
    return rows


def _by_size(input_shape: Shape, layers: Layers, size: Callable[[int, int, int, int], Any]) -> Any:
    return _traced(input_shape, layers, size, _conv_count, _fc_count)


def _by_conv_count(input_shape: Shape, layers: Layers, count: Callable[[int, int, int], int]) -> Any:
    return _traced(input_shape, layers, _rounded_down, count, _fc_count)


@exercises.misconception(
    trace_shapes,
    "You count the weights alone: every filter and every unit has a bias, one parameter more.",
    kinds=(("conv", "fc"), ("conv",), ("fc",)),
)
def trace_without_biases(input_shape: Shape, layers: Layers, *, kinds: Any) -> Any:
    return _traced(
        input_shape,
        layers,
        _rounded_down,
        lambda f, n_C_prev, n_C: (f * f * n_C_prev + ("conv" not in kinds)) * n_C,
        lambda n_prev, n: (n_prev + ("fc" not in kinds)) * n,
    )


@exercises.misconception(
    trace_shapes,
    "You give a layer one bias: each filter of a convolution, and each unit, has its own.",
    kinds=(("conv", "fc"), ("conv",), ("fc",)),
)
def trace_with_one_bias_a_layer(input_shape: Shape, layers: Layers, *, kinds: Any) -> Any:
    return _traced(
        input_shape,
        layers,
        _rounded_down,
        lambda f, n_C_prev, n_C: f * f * n_C_prev * n_C + (1 if "conv" in kinds else n_C),
        lambda n_prev, n: n_prev * n + (1 if "fc" in kinds else n),
    )


@exercises.misconception(
    trace_shapes,
    "You give a filter a bias for each channel of its input: a filter sums over all channels and adds one "
    "bias at the end.",
)
def trace_with_a_bias_a_channel(input_shape: Shape, layers: Layers) -> Any:
    return _by_conv_count(input_shape, layers, lambda f, n_C_prev, n_C: (f * f + 1) * n_C_prev * n_C)


@exercises.misconception(
    trace_shapes,
    "Your filters are flat: a filter is as deep as its input, so it has f·f·n_C_prev weights and not f·f.",
)
def trace_with_flat_filters(input_shape: Shape, layers: Layers) -> Any:
    return _by_conv_count(input_shape, layers, lambda f, n_C_prev, n_C: (f * f + 1) * n_C)


@exercises.misconception(
    trace_shapes,
    "You count a filter's weights with the channels that the convolution makes: a filter is as deep as what "
    "it gets, n_C_prev of the shape before.",
)
def trace_with_the_new_depth(input_shape: Shape, layers: Layers) -> Any:
    return _by_conv_count(input_shape, layers, lambda f, n_C_prev, n_C: (f * f * n_C + 1) * n_C)


@exercises.misconception(
    trace_shapes,
    "You count f weights a channel: the filter is f × f, so there are f·f of them.",
)
def trace_with_f_not_squared(input_shape: Shape, layers: Layers) -> Any:
    return _by_conv_count(input_shape, layers, lambda f, n_C_prev, n_C: (f * n_C_prev + 1) * n_C)


@exercises.misconception(
    trace_shapes,
    "You count a convolution as if it were fully connected, with weights for every place: all places share "
    "the same n_C filters.",
)
def trace_without_sharing(input_shape: Shape, layers: Layers) -> Any:
    shape, rows = tuple(input_shape), []
    for (after, count), layer in zip(_by_size(input_shape, layers, _rounded_down), layers, strict=True):
        if layer[0] == "conv":
            count = (shape[0] * shape[1] * shape[2] + 1) * after[0] * after[1] * after[2]
        rows.append((after, count))
        shape = after
    return rows


@exercises.misconception(
    trace_shapes,
    "You give a fully connected layer as many biases as it has inputs: there is one bias for each of its n "
    "units.",
)
def trace_with_a_bias_an_input(input_shape: Shape, layers: Layers) -> Any:
    return _traced(input_shape, layers, _rounded_down, _conv_count, lambda n_prev, n: n_prev * n + n_prev)


@exercises.misconception(
    trace_shapes,
    "You add the padding once: the frame is on both sides, so n grows by 2p.",
)
def trace_with_one_pad(input_shape: Shape, layers: Layers) -> Any:
    return _by_size(input_shape, layers, lambda n, f, s, p: _rounded_down(n + p, f, s, 0))


@exercises.misconception(
    trace_shapes,
    "You leave the padding out: a convolution sees n + 2p pixels.",
)
def trace_without_padding(input_shape: Shape, layers: Layers) -> Any:
    return _by_size(input_shape, layers, lambda n, f, s, p: _rounded_down(n, f, s, 0))


@exercises.misconception(
    trace_shapes,
    "You round the sizes up: a last step that would leave the image is not made, so the quotient is rounded "
    "down.",
)
def trace_rounded_up(input_shape: Shape, layers: Layers) -> Any:
    return _by_size(
        input_shape, layers, lambda n, f, s, p: _rounded_down(n, f, 1, p) and -((f - n - 2 * p) // s) + 1
    )


@exercises.misconception(
    trace_shapes,
    "Your sizes lack the + 1: the place at the very start counts before the first step is made.",
)
def trace_without_the_one(input_shape: Shape, layers: Layers) -> Any:
    return _by_size(input_shape, layers, lambda n, f, s, p: _rounded_down(n, f, s, p) - 1)


@exercises.misconception(
    trace_shapes,
    "You leave the stride out: sizes are the room that is left divided by the stride, plus 1.",
)
def trace_without_strides(input_shape: Shape, layers: Layers) -> Any:
    return _by_size(input_shape, layers, lambda n, f, s, p: _rounded_down(n, f, 1, p))


@exercises.misconception(
    trace_shapes,
    "Your pooling moves by its own width f: it moves by its stride, so that windows may overlap, as "
    "AlexNet's do.",
)
def trace_with_pools_side_by_side(input_shape: Shape, layers: Layers) -> Any:
    apart = [("pool", layer[1], layer[1]) if layer[0] == "pool" else layer for layer in layers]
    return _by_size(input_shape, apart, _rounded_down)


@exercises.misconception(
    trace_shapes,
    "Your pooling layers have the channels of the first convolution: pooling keeps the channels that it "
    "gets, so LeNet-5's second one is (5, 5, 16), not (5, 5, 6) as some tables have it.",
)
def trace_with_the_first_channels_after_pooling(input_shape: Shape, layers: Layers) -> Any:
    first = next((layer[2] for layer in layers if layer[0] == "conv"), 1)
    rows: Any = []
    for place, layer in enumerate(layers):
        before = rows[-1][0] if rows else tuple(input_shape)
        ((shape, count),) = _by_size(before, layers[place : place + 1], _rounded_down)
        rows.append(((shape[0], shape[1], first) if layer[0] == "pool" else shape, count))
    return rows


@exercises.misconception(
    trace_shapes,
    "You take the height for the width: images need not be square, so each side has its own size.",
)
def trace_of_squares(input_shape: Shape, layers: Layers) -> Any:
    sides = (input_shape[0], input_shape[0], *input_shape[2:]) if len(input_shape) == 3 else input_shape
    return _by_size(sides, layers, _rounded_down)


@exercises.misconception(
    trace_shapes,
    "You return shapes with the channels first: here they come last, (n_H, n_W, n_C).",
)
def trace_with_channels_first(input_shape: Shape, layers: Layers) -> Any:
    rows = _by_size(input_shape, layers, _rounded_down)
    return [((shape[2], shape[0], shape[1]) if len(shape) == 3 else shape, count) for shape, count in rows]


@exercises.misconception(
    trace_shapes,
    "You add the input as a row of its own: there is one row for each layer, and the input is none.",
)
def trace_with_the_input(input_shape: Shape, layers: Layers) -> Any:
    return [(tuple(input_shape), 0), *_by_size(input_shape, layers, _rounded_down)]


@exercises.misconception(
    trace_shapes,
    "You add the parameters up from layer to layer: each row has the parameters of its own layer alone.",
)
def trace_with_running_totals(input_shape: Shape, layers: Layers) -> Any:
    rows, total = [], 0
    for shape, count in _by_size(input_shape, layers, _rounded_down):
        total += count
        rows.append((shape, total))
    return rows


@exercises.misconception(
    trace_shapes,
    "You flatten to columns (n, 1): a flat shape has one axis here, (n,).",
)
def trace_with_columns(input_shape: Shape, layers: Layers) -> Any:
    rows = _by_size(input_shape, layers, _rounded_down)
    return [((shape[0], 1) if len(shape) == 1 else shape, count) for shape, count in rows]


@exercises.misconception(
    trace_shapes,
    "You return sizes as floats: a shape has whole numbers, as // or int() give them.",
)
def trace_in_floats(input_shape: Shape, layers: Layers) -> Any:
    return _by_size(input_shape, layers, lambda n, f, s, p: float(_rounded_down(int(n), f, s, p)))


@exercises.misconception(
    trace_shapes,
    "You go on where a filter is larger than its padded input: that is a ValueError.",
)
def trace_of_what_does_not_fit(input_shape: Shape, layers: Layers) -> Any:
    return _by_size(input_shape, layers, lambda n, f, s, p: (n + 2 * p - f) // s + 1)


@exercises.misconception(
    trace_shapes,
    "You refuse a filter that is as large as its padded input: it fits once, and the size is 1.",
)
def trace_refusing_equality(input_shape: Shape, layers: Layers) -> Any:
    return _by_size(input_shape, layers, _strictly_inside)


def _strictly_inside(n: int, f: int, stride: int, pad: int) -> int:
    if n + 2 * pad <= f:
        raise ValueError("too large")
    return (n + 2 * pad - f) // stride + 1


@exercises.misconception(
    trace_shapes,
    "You divide a part of the room only: `//` binds more strongly than + and −, so put n + 2p − f into "
    "parentheses.",
)
def trace_without_parentheses(input_shape: Shape, layers: Layers) -> Any:
    return _by_size(
        input_shape, layers, lambda n, f, s, p: _rounded_down(n, f, 1, p) and n - f + 2 * p // s + 1
    )


@exercises.misconception(
    trace_shapes, "You round sizes to the nearest whole number: the quotient is always rounded down."
)
def trace_rounded_to_nearest(input_shape: Shape, layers: Layers) -> Any:
    return _by_size(
        input_shape, layers, lambda n, f, s, p: _rounded_down(n, f, 1, p) and round((n + 2 * p - f) / s) + 1
    )


@exercises.misconception(
    trace_shapes, "You exchange height and width: the shape is (n_H, n_W, n_C), in the order of the input."
)
def trace_with_sides_exchanged(input_shape: Shape, layers: Layers) -> Any:
    rows = _by_size(input_shape, layers, _rounded_down)
    return [((shape[1], shape[0], shape[2]) if len(shape) == 3 else shape, count) for shape, count in rows]


@exercises.misconception(
    trace_shapes, "You leave the channels out when you flatten: the length is n_H · n_W · n_C."
)
def trace_flattened_without_channels(input_shape: Shape, layers: Layers) -> Any:
    shape, rows = tuple(input_shape), []
    for layer in layers:
        if layer[0] == "flatten":
            shape, count = (shape[0] * shape[1],), 0
        else:
            ((shape, count),) = _by_size(shape, [layer], _rounded_down)
        rows.append((shape, count))
    return rows


@exercises.misconception(
    trace_shapes, "You count parameters for pooling: it learns nothing, so its number is 0."
)
def trace_with_pools_that_learn(input_shape: Shape, layers: Layers) -> Any:
    shape, rows = tuple(input_shape), []
    for (after, count), layer in zip(_by_size(input_shape, layers, _rounded_down), layers, strict=True):
        if layer[0] == "pool":
            count = (layer[1] * layer[1] * shape[2] + 1) * shape[2]
        rows.append((after, count))
        shape = after
    return rows


@exercises.misconception(
    trace_shapes,
    "You count every filter with the channels of the image: a filter is as deep as what the layer before "
    "left.",
)
def trace_with_the_channels_of_the_image(input_shape: Shape, layers: Layers) -> Any:
    return _by_conv_count(input_shape, layers, lambda f, n_C_prev, n_C: (f * f * input_shape[-1] + 1) * n_C)


@exercises.misconception(
    trace_shapes,
    "You start every layer from the input: each starts from the shape that the one before it left, so keep "
    "it "
    "in a variable.",
)
def trace_from_the_input(input_shape: Shape, layers: Layers) -> Any:
    rows: list[Any] = []
    for layer in layers:
        rows += _by_size(input_shape, [layer], _rounded_down)
    return rows


@exercises.misconception(
    trace_shapes,
    'You read a convolution\'s numbers in another order: it is ("conv", f, filters, stride, pad).',
    order=((1, 0, 2, 3), (0, 1, 3, 2)),
)
def trace_in_another_order(input_shape: Shape, layers: Layers, *, order: Any) -> Any:
    exchanged = [
        ("conv", *(layer[1:][item] for item in order)) if layer[0] == "conv" else layer for layer in layers
    ]
    return _by_size(input_shape, exchanged, _rounded_down)


@exercises.misconception(trace_shapes, "You return pairs (parameters, shape): the shape comes first.")
def trace_with_the_count_first(input_shape: Shape, layers: Layers) -> Any:
    return [(count, shape) for shape, count in _by_size(input_shape, layers, _rounded_down)]


@exercises.misconception(
    trace_shapes, "You return the shapes in one list and the parameters in another: return one pair a layer."
)
def trace_in_two_lists(input_shape: Shape, layers: Layers) -> Any:
    rows = _by_size(input_shape, layers, _rounded_down)
    return [shape for shape, _ in rows], [count for _, count in rows]


@exercises.misconception(
    trace_shapes, "You return the last layer alone: append a pair for each layer inside the loop."
)
def trace_of_the_last_layer(input_shape: Shape, layers: Layers) -> Any:
    return _by_size(input_shape, layers, _rounded_down)[-1:]


@exercises.misconception(
    trace_shapes,
    "You return inside the loop, after the first layer: `return` comes after the loop.",
)
def trace_of_the_first_layer(input_shape: Shape, layers: Layers) -> Any:
    return _by_size(input_shape, layers[:1], _rounded_down)


@exercises.misconception(
    trace_shapes,
    "You compare a filter with one side only: it has to fit in height and in width, or it is a ValueError.",
    side=(0, 1),
)
def trace_refusing_by_one_side(input_shape: Shape, layers: Layers, *, side: int) -> Any:
    shape, rows = tuple(input_shape), []
    for layer in layers:
        if layer[0] in ("conv", "pool"):
            _rounded_down(shape[side], layer[1], 1, layer[4] if layer[0] == "conv" else 0)
        ((shape, count),) = _by_size(shape, [layer], lambda n, f, s, p: (n + 2 * p - f) // s + 1)
        rows.append((shape, count))
    return rows


@exercises.misconception(
    trace_shapes,
    "You look for filters that do not fit in convolutions only: a pool that is larger than its input is a "
    "ValueError, too.",
)
def trace_refusing_convolutions_only(input_shape: Shape, layers: Layers) -> Any:
    shape, rows = tuple(input_shape), []
    for layer in layers:
        pool = layer[0] == "pool"
        ((shape, count),) = _by_size(
            shape, [layer], (lambda n, f, s, p: (n - f) // s + 1) if pool else _rounded_down
        )
        rows.append((shape, count))
    return rows


@exercises.misconception(
    trace_shapes, "You compare the filter with the side before padding: it has to fit into n + 2p."
)
def trace_refusing_before_padding(input_shape: Shape, layers: Layers) -> Any:
    return _by_size(
        input_shape, layers, lambda n, f, s, p: _rounded_down(n, f, 1, 0) and (n + 2 * p - f) // s + 1
    )


@exercises.misconception(
    trace_shapes,
    "You refuse a filter that does not fit, but by another error: it should be a ValueError.",
    error=("AssertionError", "Exception"),
)
def trace_with_another_error(input_shape: Shape, layers: Layers, *, error: str) -> Any:
    try:
        return _by_size(input_shape, layers, _rounded_down)
    except ValueError:
        raise {"AssertionError": AssertionError, "Exception": Exception}[error]("too large") from None


@exercises.misconception(trace_shapes, "You return numbers of parameters as floats: they are whole numbers.")
def trace_with_float_counts(input_shape: Shape, layers: Layers) -> Any:
    return [(shape, float(count)) for shape, count in _by_size(input_shape, layers, _rounded_down)]


@exercises.misconception(trace_shapes, "Your function returns nothing: end it with `return`.")
def trace_not_returned(input_shape: Shape, layers: Layers) -> None:
    _by_size(input_shape, layers, _rounded_down)


# Tracing: right styles.


@exercises.style(trace_shapes, "an inner function, lists for tuples")
def trace_in_lists(input_shape: Shape, layers: Layers) -> Any:
    def along(n: int, f: int, stride: int, pad: int = 0) -> int:
        if f > n + 2 * pad:
            raise ValueError(f"{f} > {n} + 2 * {pad}")
        return int((n + 2 * pad - f) / stride + 1)

    rows: list[Any] = []
    shape: Any = list(input_shape)
    for name, *rest in layers:
        count = 0
        if name == "conv":
            f, n_C, stride, pad = rest
            count = f**2 * shape[-1] * n_C + n_C
            shape = [along(shape[0], f, stride, pad), along(shape[1], f, stride, pad), n_C]
        if name == "pool":
            shape = [along(shape[0], rest[0], rest[1]), along(shape[1], rest[0], rest[1]), shape[-1]]
        if name == "flatten":
            shape = [int(np.prod(shape))]
        if name == "fc":
            count = shape[0] * rest[0] + rest[0]
            shape = [rest[0]]
        rows.append([shape, count])
    return rows


@exercises.style(trace_shapes, "NumPy arrays and floor division")
def trace_by_arrays(input_shape: Shape, layers: Layers) -> Any:
    shape, rows = np.array(input_shape), []
    for layer in layers:
        kind, count = layer[0], 0
        if kind in ("conv", "pool"):
            f = layer[1]
            stride, pad = (layer[3], layer[4]) if kind == "conv" else (layer[2], 0)
            room = shape[:2] + 2 * pad - f
            if np.any(room < 0):
                raise ValueError("filter larger than the padded input")
            n_C = layer[2] if kind == "conv" else shape[2]
            if kind == "conv":
                count = n_C * (f * f * shape[2] + 1)
            shape = np.array([*(room // stride + 1), n_C])
        elif kind == "flatten":
            shape = np.array([np.prod(shape)])
        else:
            count = int(layer[1] * (shape[0] + 1))
            shape = np.array([layer[1]])
        rows.append((tuple(shape), count))
    return rows


@exercises.style(trace_shapes, "one place after the other, counted")
def trace_by_counting(input_shape: Shape, layers: Layers) -> Any:
    rows = []
    before: Any = tuple(input_shape)
    for layer in layers:
        kind = layer[0]
        if kind == "fc":
            after: Any = (layer[1],)
            count = sum(before[0] + 1 for _ in range(layer[1]))
        elif kind == "flatten":
            after, count = (before[0] * before[1] * before[2],), 0
        else:
            f, stride, pad = (layer[1], layer[3], layer[4]) if kind == "conv" else (layer[1], layer[2], 0)
            sides = [len(range(0, n + 2 * pad - f + 1, stride)) for n in before[:2]]
            if 0 in sides:
                raise ValueError("no place for the filter")
            n_C = layer[2] if kind == "conv" else before[2]
            after = (sides[0], sides[1], n_C)
            count = f * f * before[2] * n_C + n_C if kind == "conv" else 0
        rows.append((after, count))
        before = after
    return rows


@exercises.style(trace_shapes, "the rest of the list by recursion")
def trace_by_recursion(input_shape: Shape, layers: Layers) -> Any:
    return _rest_of_the_trace(tuple(input_shape), list(layers))


def _rest_of_the_trace(shape: Any, remaining: Any) -> Any:
    if not remaining:
        return []
    kind, *sizes = remaining[0]
    count = 0
    if kind in ("conv", "pool"):
        f, stride, pad = (sizes[0], sizes[2], sizes[3]) if kind == "conv" else (*sizes, 0)
        n_H, n_W, n_C_prev = shape
        if min(n_H, n_W) + 2 * pad < f:
            raise ValueError("too large")
        n_C = sizes[1] if kind == "conv" else n_C_prev
        count = (f * f * n_C_prev + 1) * n_C if kind == "conv" else 0
        shape = ((n_H + 2 * pad - f) // stride + 1, (n_W + 2 * pad - f) // stride + 1, n_C)
    elif kind == "flatten":
        shape = (shape[0] * shape[1] * shape[2],)
    else:
        count, shape = (shape[0] + 1) * sizes[0], (sizes[0],)
    return [(shape, count), *_rest_of_the_trace(shape, remaining[1:])]


@exercises.style(trace_shapes, "a table of functions, one for each kind")
def trace_by_table(input_shape: Shape, layers: Layers) -> Any:
    kinds: Any = {
        "conv": _after_conv,
        "pool": _after_pool,
        "flatten": lambda shape: ((int(np.prod(shape)),), 0),
        "fc": lambda shape, n: ((n,), n * shape[0] + n),
    }
    shape, trace = tuple(input_shape), []
    for kind, *numbers in layers:
        shape, count = kinds[kind](shape, *numbers)
        trace.append((shape, count))
    return trace


def _steps(n: int, f: int, stride: int, pad: int) -> int:
    steps, _ = divmod(n + 2 * pad - f, stride)
    if steps < 0:
        raise ValueError("a filter does not fit")
    return steps + 1


def _after_conv(shape: Shape, f: int, n_C: int, stride: int, pad: int) -> Any:
    weights = n_C * f * f * shape[2]
    return (_steps(shape[0], f, stride, pad), _steps(shape[1], f, stride, pad), n_C), weights + n_C


def _after_pool(shape: Shape, f: int, stride: int) -> Any:
    return (_steps(shape[0], f, stride, 0), _steps(shape[1], f, stride, 0), shape[2]), 0


@exercises.style(trace_shapes, "sides and channels in variables of their own, counts as NumPy integers")
def trace_by_variables(input_shape: Shape, layers: Layers) -> Any:
    n_H, n_W, n_C = input_shape if len(input_shape) == 3 else (1, 1, input_shape[0])
    trace: Any = []
    for layer in layers:
        if layer[0] in {"conv", "pool"}:
            p = layer[4] if layer[0] == "conv" else 0
            f, s = layer[1], layer[-1] if layer[0] == "pool" else layer[3]
            if f > n_H + 2 * p or f > n_W + 2 * p:
                raise ValueError
            count = np.int64(0)
            if layer[0] == "conv":
                count = np.prod([f, f, n_C, layer[2]]) + layer[2]
                n_C = layer[2]
            n_H, n_W = int(np.floor((n_H + 2 * p - f) / s)) + 1, int(np.floor((n_W + 2 * p - f) / s)) + 1
            trace += [((n_H, n_W, n_C), count)]
        elif layer[0] == "flatten":
            n_H, n_W, n_C = 1, 1, n_H * n_W * n_C
            trace += [((n_C,), 0)]
        else:
            trace += [((layer[1],), np.prod([n_C + 1, layer[1]]))]
            n_C = layer[1]
    return trace


# Local response normalization: the skeleton and known mistakes.


def _window_sums(A: Array, first: Callable[[int], int], last: Callable[[int], int]) -> Array:
    """The squares of channels first(c) to last(c), the last included, summed, as far as they are there."""
    sums = np.zeros(A.shape)
    for c in range(A.shape[3]):
        low, high = max(0, first(c)), min(A.shape[3] - 1, last(c))
        for j in range(low, high + 1):
            sums[:, :, :, c] += A[:, :, :, j] ** 2
    return sums


def _centred_sums(A: Array, n: int) -> Array:
    return _window_sums(A, lambda c: c - n // 2, lambda c: c + n // 2)


@exercises.misconception(
    local_response_normalization,
    "You divide α by n, as PyTorch does: here the squares are summed and not averaged, as in the paper.",
)
def lrn_with_a_mean(A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75) -> Any:
    return A / (k + alpha / n * _centred_sums(A, n)) ** beta


@exercises.misconception(
    local_response_normalization,
    "You take n for the radius, as TensorFlow's `depth_radius` is: n channels in all are summed, n // 2 on "
    "either side.",
)
def lrn_with_n_as_radius(
    A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75
) -> Any:
    return A / (k + alpha * _window_sums(A, lambda c: c - n, lambda c: c + n)) ** beta


@exercises.misconception(
    local_response_normalization,
    "Your sum stops one channel early: the last index of a slice is left out, so end it at c + n // 2 + 1.",
)
def lrn_without_the_last_channel(
    A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75
) -> Any:
    return A / (k + alpha * _window_sums(A, lambda c: c - n // 2, lambda c: c + n // 2 - 1)) ** beta


@exercises.misconception(
    local_response_normalization,
    "You sum the n channels up to c: the window has c in its middle, with n // 2 channels on either side.",
)
def lrn_looking_back_only(
    A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75
) -> Any:
    return A / (k + alpha * _window_sums(A, lambda c: c - n + 1, lambda c: c)) ** beta


@exercises.misconception(
    local_response_normalization,
    "You begin at a negative index near the first channel, which counts from the end and gives another "
    "window or an empty one: begin at max(0, c − n // 2).",
)
def lrn_with_negative_starts(
    A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75
) -> Any:
    result = np.zeros(A.shape)
    for c in range(A.shape[3]):
        window = A[:, :, :, c - n // 2 : c + n // 2 + 1]
        result[:, :, :, c] = A[:, :, :, c] / (k + alpha * np.sum(window**2, axis=3)) ** beta
    return result


@exercises.misconception(
    local_response_normalization,
    "Your window goes round from the last channel to the first: at either end the channels that are not "
    "there are left out.",
)
def lrn_going_round(A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75) -> Any:
    squares = A**2
    sums = sum(np.roll(squares, shift, axis=3) for shift in range(-(n // 2), n // 2 + 1))
    return A / (k + alpha * sums) ** beta


@exercises.misconception(
    local_response_normalization,
    "You sum over all channels: only the n around channel c count.",
)
def lrn_over_all_channels(
    A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75
) -> Any:
    return A / (k + alpha * np.sum(A**2, axis=3, keepdims=True)) ** beta


@exercises.misconception(
    local_response_normalization,
    "You sum over neighbouring pixels or images of one channel: the sum runs over neighbouring channels of "
    "one "
    "pixel, the last axis.",
    axis=(1, 2, 0),
)
def lrn_over_pixels(
    A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75, *, axis: int
) -> Any:
    rows = np.moveaxis(_centred_sums(np.moveaxis(A, axis, 3), n), 3, axis)
    return A / (k + alpha * rows) ** beta


@exercises.misconception(
    local_response_normalization,
    "You sum the activations themselves, so that signs cancel: square each before you sum.",
)
def lrn_without_squares(A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75) -> Any:
    result = np.zeros(A.shape)
    for c in range(A.shape[3]):
        window = A[:, :, :, max(0, c - n // 2) : c + n // 2 + 1]
        result[:, :, :, c] = A[:, :, :, c] / (k + alpha * np.sum(window, axis=3)) ** beta
    return result


@exercises.misconception(
    local_response_normalization,
    "You leave out the exponent β: the whole bracket is raised to β before it divides.",
)
def lrn_without_beta(A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75) -> Any:
    return A / (k + alpha * _centred_sums(A, n))


@exercises.misconception(
    local_response_normalization,
    "You raise the sum alone to β: k is inside the bracket, (k + α Σ)^β.",
)
def lrn_with_beta_on_the_sum(
    A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75
) -> Any:
    return A / (k + (alpha * _centred_sums(A, n)) ** beta)


@exercises.misconception(
    local_response_normalization,
    "You multiply k by α as well: α stands in front of the sum alone, k + α Σ.",
)
def lrn_with_alpha_outside(
    A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75
) -> Any:
    return A / (alpha * (k + _centred_sums(A, n))) ** beta


@exercises.misconception(
    local_response_normalization,
    "You leave a channel out of its own sum: the window runs from c − n // 2 to c + n // 2, with c in it.",
)
def lrn_without_itself(A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75) -> Any:
    return A / (k + alpha * (_centred_sums(A, n) - A**2)) ** beta


@exercises.misconception(
    local_response_normalization,
    "You write each normalised channel into the array that you still read from: sum the squares of the "
    "channels as they came, and write into another array.",
)
def lrn_reading_its_own_results(
    A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75
) -> Any:
    B = A.copy()
    for c in range(A.shape[3]):
        window = B[:, :, :, max(0, c - n // 2) : c + n // 2 + 1]
        B[:, :, :, c] = B[:, :, :, c] / (k + alpha * np.sum(window**2, axis=3)) ** beta
    return B


@exercises.misconception(
    local_response_normalization,
    "You multiply by the bracket: the activation is divided by it, so that loud neighbours make it quieter.",
)
def lrn_multiplied(A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75) -> Any:
    return A * (k + alpha * _centred_sums(A, n)) ** beta


@exercises.misconception(
    local_response_normalization,
    "You use fixed numbers of the paper for k, n, α or β: use the arguments of this call.",
    fixed=("k n alpha beta", "k", "n", "alpha", "beta"),
)
def lrn_with_the_papers_constants(
    A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75, *, fixed: str
) -> Any:
    names = fixed.split()
    k, n = 2.0 if "k" in names else k, 5 if "n" in names else n
    alpha, beta = 1e-4 if "alpha" in names else alpha, 0.75 if "beta" in names else beta
    return A / (k + alpha * _centred_sums(A, n)) ** beta


@exercises.misconception(
    local_response_normalization,
    "You square the sum: square each channel first, and then sum.",
)
def lrn_with_the_sum_squared(
    A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75
) -> Any:
    near = np.abs(np.subtract.outer(np.arange(A.shape[3]), np.arange(A.shape[3]))) <= n // 2
    return A / (k + alpha * (A @ near.astype(float)) ** 2) ** beta


@exercises.misconception(
    local_response_normalization,
    "You sum absolute values: it is the squares of the channels that are summed.",
)
def lrn_with_absolute_values(
    A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75
) -> Any:
    return A / (k + alpha * _centred_sums(np.sqrt(np.abs(A)), n)) ** beta


@exercises.misconception(
    local_response_normalization,
    "You take the root of the sum of squares: the exponent β of the whole bracket is the only one.",
)
def lrn_with_a_root(A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75) -> Any:
    return A / (k + alpha * np.sqrt(_centred_sums(A, n))) ** beta


@exercises.misconception(
    local_response_normalization, "You multiply by β: the bracket is raised to the power of β."
)
def lrn_with_beta_as_a_factor(
    A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75
) -> Any:
    return A / (beta * (k + alpha * _centred_sums(A, n)))


@exercises.misconception(
    local_response_normalization, "You exchange α and β: α stands before the sum, β is the exponent."
)
def lrn_with_alpha_and_beta_exchanged(
    A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75
) -> Any:
    return A / (k + beta * _centred_sums(A, n)) ** alpha


@exercises.misconception(
    local_response_normalization,
    "You leave k or α out of the bracket: it is k + α times the sum.",
    left_out=("k", "alpha"),
)
def lrn_without_k_or_alpha(
    A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75, *, left_out: str
) -> Any:
    k, alpha = 0 if left_out == "k" else k, 1 if left_out == "alpha" else alpha
    return A / (k + alpha * _centred_sums(A, n)) ** beta


@exercises.misconception(
    local_response_normalization,
    "You return the bracket: each activation is divided by it.",
)
def lrn_of_the_bracket(A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75) -> Any:
    return (k + alpha * _centred_sums(A, n)) ** beta


@exercises.misconception(
    local_response_normalization,
    "You divide the square of the activation: it is a_c itself over the bracket.",
)
def lrn_of_squares(A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75) -> Any:
    return A**2 / (k + alpha * _centred_sums(A, n)) ** beta


@exercises.misconception(
    local_response_normalization,
    "Your window begins one channel too late or ends one too far: it runs from c − n // 2 to c + n // 2, "
    "both "
    "included.",
    shift=((1, 0), (0, 1)),
)
def lrn_with_a_shifted_window(
    A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75, *, shift: Any
) -> Any:
    sums = _window_sums(A, lambda c: c - n // 2 + shift[0], lambda c: c + n // 2 + shift[1])
    return A / (k + alpha * sums) ** beta


@exercises.misconception(
    local_response_normalization,
    "You return zeros: write each normalised channel into B before you return it.",
)
def lrn_of_zeros(A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75) -> Any:
    return np.zeros(A.shape)


@exercises.misconception(local_response_normalization, "Your function returns nothing: end it with `return`.")
def lrn_not_returned(A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75) -> None:
    A / (k + alpha * _centred_sums(A, n)) ** beta


# Local response normalization: right styles.


@exercises.style(local_response_normalization, "loops over every number")
def lrn_by_loops(A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75) -> Any:
    m, n_H, n_W, n_C = A.shape
    B = np.zeros(A.shape)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    total = 0.0
                    for j in range(max(0, c - n // 2), min(n_C - 1, c + n // 2) + 1):
                        total += A[i, h, w, j] ** 2
                    B[i, h, w, c] = A[i, h, w, c] / (k + alpha * total) ** beta
    return B


@exercises.style(local_response_normalization, "padded squares, shifted and added")
def lrn_by_shifts(A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75) -> Any:
    r, n_C = n // 2, A.shape[-1]
    squares = np.pad(A**2, ((0, 0), (0, 0), (0, 0), (r, r)))
    sums = sum(squares[..., shift : shift + n_C] for shift in range(n))
    return A * (k + alpha * sums) ** -beta


@exercises.style(local_response_normalization, "differences of cumulative sums")
def lrn_by_cumulative_sums(
    A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75
) -> Any:
    n_C = A.shape[3]
    until = np.concatenate([np.zeros((*A.shape[:3], 1)), np.cumsum(A**2, axis=3)], axis=3)
    c = np.arange(n_C)
    sums = until[..., np.minimum(n_C, c + n // 2 + 1)] - until[..., np.maximum(0, c - n // 2)]
    return A / np.power(k + alpha * sums, beta)


@exercises.style(local_response_normalization, "a product with a banded matrix")
def lrn_by_a_band(A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75) -> Any:
    c = np.arange(A.shape[3])
    near = (np.abs(c[:, np.newaxis] - c) <= n // 2).astype(float)
    return A / (k + alpha * (np.square(A) @ near)) ** beta


@exercises.style(local_response_normalization, "einsum, by logarithm and exponential")
def lrn_by_einsum(A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75) -> Any:
    near = np.array([[abs(i - j) <= (n - 1) / 2 for j in range(A.shape[3])] for i in range(A.shape[3])])
    sums = np.einsum("ihwc,dc->ihwd", A * A, near)
    return A * np.exp(-beta * np.log(k + alpha * sums))


@exercises.style(local_response_normalization, "windows of np.lib.stride_tricks")
def lrn_by_windows(A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75) -> Any:
    r = (n - 1) // 2
    padded = np.pad(A, [(0, 0)] * 3 + [(r, r)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, n, axis=3)
    return np.divide(A, (k + alpha * (windows**2).sum(axis=-1)) ** beta)


@exercises.style(local_response_normalization, "in place, at the end")
def lrn_in_place(A: Array, k: float = 2.0, n: int = 5, alpha: float = 1e-4, beta: float = 0.75) -> Any:
    scale = np.full(A.shape, float(k))
    for c in range(A.shape[3]):
        scale[..., c] += alpha * np.linalg.norm(A[..., max(c - n // 2, 0) : c + n // 2 + 1], axis=-1) ** 2
    A /= scale**beta
    return A


# The block, forward: the skeleton and known mistakes.


def _relu(Z: Array) -> Array:
    return np.maximum(0, Z)


def _skip(A: Array, parameters: Parameters) -> Array:
    return parameters["W_s"] @ A if "W_s" in parameters else A


def _block(
    A: Array,
    parameters: Parameters,
    g1: Callable[[Array], Array],
    output: Callable[[Array, Array], Array],
) -> Forward:
    Z1 = np.dot(parameters["W1"], A) + parameters["b1"]
    A1 = g1(Z1)
    Z2 = np.dot(parameters["W2"], A1) + parameters["b2"]
    S = _skip(A, parameters)
    return output(Z2, S), (A, Z1, A1, Z2 + S, parameters)


def _itself(Z: Array) -> Array:
    return Z


@exercises.misconception(
    residual_block_forward,
    "Your block has no skip: add A (or W_s·A) to Z2 before the last ReLU.",
)
def block_without_skip(A: Array, parameters: Parameters) -> Any:
    return _block(A, parameters, _relu, lambda Z2, S: _relu(Z2))


@exercises.misconception(
    residual_block_forward,
    "You add the skip behind the last ReLU: it is added to Z2, and ReLU takes the sum.",
)
def block_with_skip_behind_relu(A: Array, parameters: Parameters) -> Any:
    return _block(A, parameters, _relu, lambda Z2, S: _relu(Z2) + S)


@exercises.misconception(
    residual_block_forward,
    "You apply ReLU to Z2 before you add the skip, and once more to the sum: the main path ends with Z2 "
    "itself, which may be negative.",
)
def block_with_relu_before_and_after(A: Array, parameters: Parameters) -> Any:
    return _block(A, parameters, _relu, lambda Z2, S: _relu(_relu(Z2) + S))


@exercises.misconception(
    residual_block_forward,
    "You leave out the last ReLU: the output is relu(Z2 + skip).",
)
def block_without_the_last_relu(A: Array, parameters: Parameters) -> Any:
    return _block(A, parameters, _relu, lambda Z2, S: Z2 + S)


@exercises.misconception(
    residual_block_forward,
    "You leave out the ReLU between the two layers: without it they are one linear layer.",
)
def block_without_the_first_relu(A: Array, parameters: Parameters) -> Any:
    return _block(A, parameters, _itself, lambda Z2, S: _relu(Z2 + S))


@exercises.misconception(
    residual_block_forward,
    "You subtract the skip: it is added to Z2.",
)
def block_with_the_skip_subtracted(A: Array, parameters: Parameters) -> Any:
    return _block(A, parameters, _relu, lambda Z2, S: _relu(Z2 - S))


@exercises.misconception(
    residual_block_forward,
    "You multiply by the skip: it is added to Z2.",
)
def block_with_a_product(A: Array, parameters: Parameters) -> Any:
    return _block(A, parameters, _relu, lambda Z2, S: _relu(Z2 * S))


@exercises.misconception(
    residual_block_forward,
    "You apply ReLU to the skip before you add it: A, or W_s·A, is added as it is.",
)
def block_with_relu_on_the_skip(A: Array, parameters: Parameters) -> Any:
    return _block(A, parameters, _relu, lambda Z2, S: _relu(Z2 + _relu(S)))


@exercises.misconception(
    residual_block_forward,
    "You use no W_s: where the widths differ, W_s·A is added, which has the width of Z2.",
)
def block_ignoring_w_s(A: Array, parameters: Parameters) -> Any:
    kept = {name: value for name, value in parameters.items() if name != "W_s"}
    return _block(A, kept, _relu, lambda Z2, S: _relu(Z2 + S))


@exercises.misconception(
    residual_block_forward,
    "You cut A, or fill it up with zeros, to the width of Z2: here W_s·A makes it fit.",
)
def block_with_a_cut_skip(A: Array, parameters: Parameters) -> Any:
    n, n_2 = A.shape[0], parameters["W2"].shape[0]
    fitted = parameters | {"W_s": np.eye(n_2, n)} if n != n_2 else parameters
    return _block(A, fitted, _relu, lambda Z2, S: _relu(Z2 + S))


@exercises.misconception(
    residual_block_forward,
    "You turn W_s around: its shape is (n_2, n), so W_s·A needs no transpose.",
)
def block_with_w_s_transposed(A: Array, parameters: Parameters) -> Any:
    turned = parameters | ({"W_s": parameters["W_s"].T} if "W_s" in parameters else {})
    return _block(A, turned, _relu, lambda Z2, S: _relu(Z2 + S))


@exercises.misconception(
    residual_block_forward,
    "You leave the biases out: each of the two layers adds its own, b1 and b2.",
)
def block_without_biases(A: Array, parameters: Parameters) -> Any:
    bare = {name: value * 0 if name[0] == "b" else value for name, value in parameters.items()}
    return _block(A, bare, _relu, lambda Z2, S: _relu(Z2 + S))


@exercises.misconception(
    residual_block_forward,
    "Your second layer takes A: it takes A1, the output of the first.",
)
def block_with_a_for_a1(A: Array, parameters: Parameters) -> Any:
    Z1 = parameters["W1"] @ A + parameters["b1"]
    Z = parameters["W2"] @ A + parameters["b2"] + _skip(A, parameters)
    return _relu(Z), (A, Z1, _relu(Z1), Z, parameters)


@exercises.misconception(
    residual_block_forward,
    "You return A_out alone: the block returns two things, A_out and a cache for the way back.",
)
def block_without_a_cache(A: Array, parameters: Parameters) -> Any:
    A_out, _ = _block(A, parameters, _relu, lambda Z2, S: _relu(Z2 + S))
    return A_out


@exercises.misconception(
    residual_block_forward,
    "You use another activation than ReLU: it is `np.maximum(0, Z)` in both places.",
    name=("sigmoid", "tanh", "leaky"),
)
def block_with_another_activation(A: Array, parameters: Parameters, *, name: str) -> Any:
    activations: dict[str, Any] = {
        "sigmoid": lambda Z: 1 / (1 + np.exp(-Z)),
        "tanh": np.tanh,
        "leaky": lambda Z: np.maximum(0.01 * Z, Z),
    }
    g = activations[name]
    return _block(A, parameters, g, lambda Z2, S: g(Z2 + S))


@exercises.misconception(
    residual_block_forward,
    "You look up W_s in every block: it is among the parameters only where the widths differ; elsewhere A "
    "itself "
    "is added.",
)
def block_with_w_s_always(A: Array, parameters: Parameters) -> Any:
    return _block(A, parameters, _relu, lambda Z2, S: _relu(Z2 + parameters["W_s"] @ A))


@exercises.misconception(
    residual_block_forward, "You add the skip twice: Z2 + A, or Z2 + W_s·A, is the sum that ReLU takes."
)
def block_with_the_skip_twice(A: Array, parameters: Parameters) -> Any:
    return _block(A, parameters, _relu, lambda Z2, S: _relu(Z2 + 2 * S))


@exercises.misconception(
    residual_block_forward, "You return the skip alone: what the two layers make of A is added to it."
)
def block_of_the_skip_alone(A: Array, parameters: Parameters) -> Any:
    return _block(A, parameters, _relu, lambda Z2, S: _relu(S))


@exercises.misconception(
    residual_block_forward,
    "You add A before the first layer's ReLU: the skip passes both layers and joins Z2.",
)
def block_with_the_skip_in_the_second_input(A: Array, parameters: Parameters) -> Any:
    Z1 = parameters["W1"] @ A + parameters["b1"]
    A1 = _relu(Z1 + A) if Z1.shape == A.shape else _relu(Z1)
    Z2 = parameters["W2"] @ A1 + parameters["b2"]
    return _relu(Z2), (A, Z1, A1, Z2, parameters)


@exercises.misconception(
    residual_block_forward,
    "You leave one bias out: the first layer adds b1, the second b2.",
    layer=(1, 2),
)
def block_without_one_bias(A: Array, parameters: Parameters, *, layer: int) -> Any:
    bare = parameters | {f"b{layer}": 0 * parameters[f"b{layer}"]}
    return _block(A, bare, _relu, lambda Z2, S: _relu(Z2 + S))


@exercises.misconception(residual_block_forward, "You subtract the biases: each layer adds its own.")
def block_minus_the_biases(A: Array, parameters: Parameters) -> Any:
    turned = parameters | {"b1": -parameters["b1"], "b2": -parameters["b2"]}
    return _block(A, turned, _relu, lambda Z2, S: _relu(Z2 + S))


@exercises.misconception(residual_block_forward, "You return the cache first: the order is A_out, cache.")
def block_with_the_cache_first(A: Array, parameters: Parameters) -> Any:
    A_out, cache = _block(A, parameters, _relu, lambda Z2, S: _relu(Z2 + S))
    return cache, A_out


@exercises.misconception(
    residual_block_forward,
    "Your block returns nothing: end it with `return A_out, cache`.",
)
def block_not_returned(A: Array, parameters: Parameters) -> None:
    _block(A, parameters, _relu, lambda Z2, S: _relu(Z2 + S))


# The block, forward: right styles.


@exercises.style(residual_block_forward, "the widths compared, np.dot, the recommended cache")
def block_by_widths(A: Array, parameters: Parameters) -> Any:
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    Z1 = np.dot(W1, A) + b1
    A1 = Z1 * (Z1 > 0)
    Z = np.dot(W2, A1) + b2
    Z += A if W2.shape[0] == A.shape[0] else np.dot(parameters["W_s"], A)
    return np.where(Z > 0, Z, 0), (A, Z1, A1, Z, parameters)


@exercises.style(
    residual_block_forward, "W_s as an identity where there is none, a dict as cache", alone=True
)
def block_by_an_identity(A: Array, parameters: Parameters) -> Any:
    W_s = parameters.get("W_s", np.eye(A.shape[0]))
    A1 = np.maximum(parameters["W1"] @ A + parameters["b1"], 0)
    A_out = np.maximum(parameters["W2"] @ A1 + parameters["b2"] + W_s @ A, 0)
    return A_out, {"A": A, "A1": A1, "A_out": A_out, **parameters}


@exercises.style(residual_block_forward, "one product of stacked matrices", alone=True)
def block_by_stacking(A: Array, parameters: Parameters) -> Any:
    ones = np.ones((1, A.shape[1]))
    A1 = np.clip(np.hstack([parameters["W1"], parameters["b1"]]) @ np.vstack([A, ones]), 0, None)
    W_s = parameters["W_s"] if "W_s" in parameters else np.identity(len(A))
    together = np.hstack([parameters["W2"], W_s, parameters["b2"]])
    A_out = np.clip(together @ np.vstack([A1, A, ones]), 0, None)
    return A_out, [A, A1, A_out]


@exercises.style(residual_block_forward, "example by example, in loops", alone=True)
def block_by_examples(A: Array, parameters: Parameters) -> Any:
    columns = []
    for i in range(A.shape[1]):
        a = A[:, i]
        a1 = np.array(
            [max(0.0, w @ a + b[0]) for w, b in zip(parameters["W1"], parameters["b1"], strict=True)]
        )
        z = np.array([w @ a1 + b[0] for w, b in zip(parameters["W2"], parameters["b2"], strict=True)])
        skip = a if "W_s" not in parameters else parameters["W_s"] @ a
        columns.append([max(0.0, value) for value in z + skip])
    return np.array(columns).T, (A, parameters)


@exercises.style(residual_block_forward, "in place, the masks kept", alone=True)
def block_in_place(A: Array, parameters: Parameters) -> Any:
    A1 = parameters["W1"] @ A
    A1 += parameters["b1"]
    on1 = A1 > 0
    A1[~on1] = 0
    A_out = parameters["W2"] @ A1
    A_out += parameters["b2"]
    A_out += parameters["W_s"] @ A if parameters.get("W_s") is not None else A
    on = A_out > 0
    A_out *= on
    return A_out, (A, A1, on1, on, parameters)


@exercises.style(residual_block_forward, "einsum, a list returned", alone=True)
def block_by_einsum(A: Array, parameters: Parameters) -> Any:
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    Z1 = np.einsum("ij,jm->im", W1, A) + b1
    A1 = (Z1 + np.abs(Z1)) / 2
    Z = np.einsum("ij,jm->im", W2, A1) + b2
    Z = Z + (A if "W_s" not in parameters else np.einsum("ij,jm->im", parameters["W_s"], A))
    return [(Z + np.abs(Z)) / 2, None]


@exercises.style(residual_block_forward, "examples as rows inside, the recommended cache")
def block_in_rows(A: Array, parameters: Parameters) -> Any:
    rows = A.T
    Z1 = rows @ parameters["W1"].T + parameters["b1"].ravel()
    A1 = np.fmax(Z1, 0.0)
    Z = A1 @ parameters["W2"].T + parameters["b2"].ravel()
    Z = Z + (rows @ parameters["W_s"].T if "W_s" in parameters else rows)
    return np.fmax(Z, 0.0).T, (A, Z1.T, A1.T, Z.T, parameters)


# The identity: the skeleton and known mistakes.


def _zeroed(parameters: Parameters) -> Parameters:
    return {name: value if name == "W_s" else 0 * value for name, value in parameters.items()}


def _passed(A: Array, parameters: Parameters) -> Array:
    return _block(A, parameters, _relu, lambda Z2, S: _relu(Z2 + S))[0]


def _equal(one: Array, two: Array) -> bool:
    return one.shape == two.shape and bool((one == two).all())


@exercises.misconception(
    is_identity_when_zero,
    "You run the block with the weights that it has: set W1, b1, W2 and b2 to zero first.",
)
def identity_without_zeroing(A: Array, parameters: Parameters) -> Any:
    return _equal(_passed(A, parameters), A)


@exercises.misconception(
    is_identity_when_zero,
    "You keep the biases: with b2 other than 0 the block adds b2 to A, so set b1 and b2 to zero as well.",
)
def identity_with_biases_kept(A: Array, parameters: Parameters) -> Any:
    kept = {name: 0 * value if name in ("W1", "W2") else value for name, value in parameters.items()}
    return _equal(_passed(A, kept), A)


@exercises.misconception(
    is_identity_when_zero,
    "You say yes for an A with negative entries, too: the last ReLU cuts them, so what comes out is not A; "
    "compare entry by entry with A itself.",
)
def identity_up_to_relu(A: Array, parameters: Parameters) -> Any:
    return _equal(_passed(A, _zeroed(parameters)), _relu(A))


@exercises.misconception(
    is_identity_when_zero,
    "You are content if any entry comes out as it came in: all of them have to.",
)
def identity_of_any_entry(A: Array, parameters: Parameters) -> Any:
    A_out = _passed(A, _zeroed(parameters))
    return A_out.shape == A.shape and bool(np.any(A_out == A))


@exercises.misconception(
    is_identity_when_zero,
    "You switch off the skip with the weights: only W1, b1, W2 and b2 become zero, and A still comes "
    "through.",
)
def identity_with_the_skip_off(A: Array, parameters: Parameters) -> Any:
    return _equal(_relu(0 * (parameters["W2"] @ (parameters["W1"] @ A))), A)


@exercises.misconception(
    is_identity_when_zero,
    "You compare with W_s·A where the widths differ: the identity gives back A itself, so the answer is "
    "False there.",
)
def identity_up_to_w_s(A: Array, parameters: Parameters) -> Any:
    if "W_s" in parameters:
        return _equal(_passed(A, _zeroed(parameters)), _relu(parameters["W_s"] @ A))
    return _equal(_passed(A, _zeroed(parameters)), A)


@exercises.misconception(
    is_identity_when_zero,
    "You compare arrays of different shapes where the widths differ, which raises an error: look at the "
    "shapes first and answer False.",
)
def identity_without_looking_at_shapes(A: Array, parameters: Parameters) -> Any:
    return bool(np.allclose(_passed(A, _zeroed(parameters)), A))


@exercises.misconception(
    is_identity_when_zero,
    "You return an array of comparisons, one an entry: the answer is one True or False, as `np.all` gives.",
)
def identity_entry_by_entry(A: Array, parameters: Parameters) -> Any:
    A_out = _passed(A, _zeroed(parameters))
    return A_out == A if A_out.shape == A.shape else False


@exercises.misconception(
    is_identity_when_zero,
    "Your answer is the wrong way round: True means that A comes out as it went in.",
)
def identity_turned_around(A: Array, parameters: Parameters) -> Any:
    return not _equal(_passed(A, _zeroed(parameters)), A)


@exercises.misconception(
    is_identity_when_zero,
    "You compare with a tolerance that lets small differences pass: all entries have to come out as they "
    "went "
    "in, as `np.array_equal` asks.",
    tolerance=(0.05, 1e-2, 1e-3, 1e-5, 1e-6),
)
def identity_with_a_tolerance(A: Array, parameters: Parameters, *, tolerance: float) -> Any:
    A_out = _passed(A, _zeroed(parameters))
    return A_out.shape == A.shape and bool(np.abs(A_out - A).max() < tolerance)


@exercises.misconception(
    is_identity_when_zero,
    "You answer True for every block: run it with zeros, and compare what comes out with A.",
)
def identity_always(A: Array, parameters: Parameters) -> bool:
    return True


@exercises.misconception(
    is_identity_when_zero,
    "You answer False for every block: run it with zeros, and compare what comes out with A.",
)
def identity_never(A: Array, parameters: Parameters) -> bool:
    return False


@exercises.misconception(
    is_identity_when_zero,
    "You look at the signs of A alone: with a W_s the shape changes, so the answer is False there.",
)
def identity_by_signs_alone(A: Array, parameters: Parameters) -> bool:
    return bool((A >= 0).all())


@exercises.misconception(
    is_identity_when_zero,
    "You ask for positive entries: 0 passes ReLU unchanged as well.",
)
def identity_of_positive_entries(A: Array, parameters: Parameters) -> bool:
    return "W_s" not in parameters and bool((A > 0).all())


@exercises.misconception(
    is_identity_when_zero,
    "You return what comes out of the block: return True if it equals A, and False if not.",
)
def identity_as_the_output(A: Array, parameters: Parameters) -> Any:
    return _passed(A, _zeroed(parameters))


@exercises.misconception(is_identity_when_zero, "Your function returns nothing: end it with `return`.")
def identity_not_returned(A: Array, parameters: Parameters) -> None:
    _equal(_passed(A, _zeroed(parameters)), A)


# The identity: right styles.


@exercises.style(is_identity_when_zero, "the graded forward pass and np.array_equal")
def identity_by_array_equal(A: Array, parameters: Parameters) -> Any:
    zeros = {}
    for name in parameters:
        zeros[name] = parameters[name] if name == "W_s" else np.zeros_like(parameters[name])
    return np.array_equal(residual_block_forward(A, zeros)[0], A)


@exercises.style(is_identity_when_zero, "everything zeroed in place, W_s too")
def identity_in_place(A: Array, parameters: Parameters) -> Any:
    for value in parameters.values():
        value *= 0
    A_out = residual_block_forward(A, parameters)[0]
    return A_out.shape == A.shape and np.all(A_out == A)


@exercises.style(is_identity_when_zero, "thought through, without running the block")
def identity_by_thought(A: Array, parameters: Parameters) -> Any:
    return "W_s" not in parameters and bool(A.min() >= 0)


@exercises.style(is_identity_when_zero, "only the second layer zeroed, which is enough")
def identity_by_the_second_layer(A: Array, parameters: Parameters) -> Any:
    half = dict(parameters)
    half["W2"], half["b2"] = 0 * parameters["W2"], 0 * parameters["b2"]
    A_out, _ = residual_block_forward(A, half)
    if A_out.shape != A.shape:
        return np.array([False])
    return np.array([np.abs(A_out - A).max() < 1e-12])


@exercises.style(is_identity_when_zero, "an error caught")
def identity_by_except(A: Array, parameters: Parameters) -> Any:
    A_out, _ = residual_block_forward(A, {n: v if n == "W_s" else v - v for n, v in parameters.items()})
    try:
        np.testing.assert_allclose(A_out, A, atol=1e-12)
    except AssertionError:
        return False
    return True


@exercises.style(is_identity_when_zero, "the norm of the difference, a NumPy boolean")
def identity_by_norm(A: Array, parameters: Parameters) -> Any:
    if parameters["W2"].shape[0] != A.shape[0]:
        return np.False_
    zeros = {name: np.zeros(value.shape) for name, value in parameters.items()}
    return np.linalg.norm(residual_block_forward(A, zeros)[0] - A) < 1e-10


# The block, backward: the skeleton and known mistakes.

Mask: TypeAlias = Callable[[Any], Array]


def _back(
    dA_out: Array,
    cache: Any,
    mask: Mask,
    mask1: Mask,
    skip: Callable[[Array, Array], Array],
) -> Backward:
    """The way back with the masks of both ReLUs, and what the skip sends, of dZ and dA_out."""
    A, _, A1, _, parameters = cache
    dZ = dA_out * mask(cache)
    dZ1 = np.dot(parameters["W2"].T, dZ) * mask1(cache)
    gradients = {
        "dW1": np.dot(dZ1, A.T),
        "db1": np.sum(dZ1, axis=1, keepdims=True),
        "dW2": np.dot(dZ, A1.T),
        "db2": np.sum(dZ, axis=1, keepdims=True),
    }
    sent = skip(dZ, dA_out)
    dA = np.dot(parameters["W1"].T, dZ1)
    if "W_s" in parameters:
        gradients["dW_s"] = np.dot(dZ, A.T)
        return gradients, dA + np.dot(parameters["W_s"].T, sent)
    return gradients, dA + sent


def _mask_of_z(cache: Any) -> Array:
    return np.asarray(cache[3] > 0)


def _mask_of_z1(cache: Any) -> Array:
    return np.asarray(cache[1] > 0)


def _ones(cache: Any) -> Any:
    return 1.0


def _right(dA_out: Array, cache: Any) -> Backward:
    return _back(dA_out, cache, _mask_of_z, _mask_of_z1, lambda dZ, dA_out: dZ)


@exercises.misconception(
    residual_block_backward,
    "Your dA comes through the two layers alone: the skip sends dZ back to A as well, and the two are added.",
)
def back_without_the_skip(dA_out: Array, cache: Any) -> Any:
    return _back(dA_out, cache, _mask_of_z, _mask_of_z1, lambda dZ, dA_out: 0 * dZ)


@exercises.misconception(
    residual_block_backward,
    "Your dA comes through the skip alone: what W1 sends back is added to it.",
)
def back_through_the_skip_alone(dA_out: Array, cache: Any) -> Any:
    gradients, dA = _right(dA_out, cache)
    _, without = back_without_the_skip(dA_out, cache)
    return gradients, dA - without


@exercises.misconception(
    residual_block_backward,
    "You send dA_out along the skip: the sum Z2 + skip goes through the last ReLU, so the skip gets dZ, with "
    "ReLU's zeros in it.",
)
def back_with_the_skip_past_relu(dA_out: Array, cache: Any) -> Any:
    return _back(dA_out, cache, _mask_of_z, _mask_of_z1, lambda dZ, dA_out: dA_out)


@exercises.misconception(
    residual_block_backward,
    "You leave out the last ReLU on the way back: dZ is dA_out where Z2 + skip is positive, and 0 elsewhere.",
)
def back_without_the_last_relu(dA_out: Array, cache: Any) -> Any:
    return _back(dA_out, cache, _ones, _mask_of_z1, lambda dZ, dA_out: dZ)


@exercises.misconception(
    residual_block_backward,
    "You leave out the ReLU between the layers on the way back: dZ1 is 0 where Z1 is negative.",
)
def back_without_the_first_relu(dA_out: Array, cache: Any) -> Any:
    return _back(dA_out, cache, _mask_of_z, _ones, lambda dZ, dA_out: dZ)


@exercises.misconception(
    residual_block_backward,
    "You cut the gradient where Z2 is negative: the last ReLU saw the sum Z2 + skip, so the sign of that "
    "decides.",
)
def back_with_the_mask_of_z2(dA_out: Array, cache: Any) -> Any:
    return _back(
        dA_out,
        cache,
        lambda cache: cache[4]["W2"] @ cache[2] + cache[4]["b2"] > 0,
        _mask_of_z1,
        lambda dZ, dA_out: dZ,
    )


@exercises.misconception(
    residual_block_backward,
    "You cut dA where A is negative: that ReLU belongs to the layer before, which takes care of it itself.",
)
def back_with_a_mask_too_many(dA_out: Array, cache: Any) -> Any:
    gradients, dA = _right(dA_out, cache)
    return gradients, dA * (cache[0] > 0)


@exercises.misconception(
    residual_block_backward,
    "You divide by m: the 1/m of the cost is in dA_out already.",
    what=("all", "dW", "db"),
)
def back_divided_by_m(dA_out: Array, cache: Any, *, what: str) -> Any:
    gradients, dA = _right(dA_out, cache)
    return {
        name: value / dA_out.shape[1] if what in ("all", name[:2]) else value
        for name, value in gradients.items()
    }, dA


@exercises.misconception(
    residual_block_backward,
    "Your db1 and db2 have shape (n,): keep them as columns (n, 1), with keepdims=True.",
)
def back_with_flat_biases(dA_out: Array, cache: Any) -> Any:
    gradients, dA = _right(dA_out, cache)
    return {name: value.ravel() if name[1] == "b" else value for name, value in gradients.items()}, dA


@exercises.misconception(
    residual_block_backward,
    "Your dW2 has Z1 in it: the second layer's input was A1, after ReLU.",
)
def back_with_z1_for_a1(dA_out: Array, cache: Any) -> Any:
    gradients, dA = _right(dA_out, cache)
    return gradients | {"dW2": (dA_out * _mask_of_z(cache)) @ cache[1].T}, dA


@exercises.misconception(
    residual_block_backward,
    "You return no dW_s: where the block has W_s, it learns, too, with dW_s = dZ·Aᵀ.",
)
def back_without_dw_s(dA_out: Array, cache: Any) -> Any:
    gradients, dA = _right(dA_out, cache)
    return {name: value for name, value in gradients.items() if name != "dW_s"}, dA


@exercises.misconception(
    residual_block_backward,
    "Your dW_s is made of dA_out: W_s·A is a part of Z2 + skip, so its gradient is made of dZ, behind the "
    "last ReLU.",
)
def back_with_dw_s_past_relu(dA_out: Array, cache: Any) -> Any:
    gradients, dA = _right(dA_out, cache)
    return (gradients | {"dW_s": dA_out @ cache[0].T} if "dW_s" in gradients else gradients), dA


@exercises.misconception(
    residual_block_backward,
    "You add dZ to dA as it is where the widths differ: it goes back through W_s, as W_sᵀ·dZ.",
)
def back_without_w_s(dA_out: Array, cache: Any) -> Any:
    gradients, dA = _right(dA_out, cache)
    if "dW_s" in gradients:
        _, through_the_layers = back_without_the_skip(dA_out, cache)
        dA = through_the_layers + dA_out * _mask_of_z(cache)
    return gradients, dA


@exercises.misconception(
    residual_block_backward,
    "You take dW1 from dZ, the gradient of the sum: the first layer's own is dZ1 = W2ᵀ·dZ, cut by the first "
    "ReLU.",
)
def back_with_dz_for_dz1(dA_out: Array, cache: Any) -> Any:
    gradients, dA = _right(dA_out, cache)
    dZ = dA_out * _mask_of_z(cache)
    return gradients | {"dW1": dZ @ cache[0].T, "db1": dZ.sum(axis=1, keepdims=True)}, dA


@exercises.misconception(
    residual_block_backward,
    "You return dA first: the order is gradients, dA.",
)
def back_in_the_other_order(dA_out: Array, cache: Any) -> Any:
    gradients, dA = _right(dA_out, cache)
    return dA, gradients


@exercises.misconception(
    residual_block_backward,
    "You take db2 or dW2 from dA_out: the second layer's gradients start from dZ, behind the last ReLU.",
    what=("dW2", "db2", "both"),
)
def back_with_the_second_layer_past_relu(dA_out: Array, cache: Any, *, what: str) -> Any:
    gradients, dA = _right(dA_out, cache)
    if what != "db2":
        gradients = gradients | {"dW2": dA_out @ cache[2].T}
    if what != "dW2":
        gradients = gradients | {"db2": dA_out.sum(axis=1, keepdims=True)}
    return gradients, dA


@exercises.misconception(
    residual_block_backward,
    "You take dZ1 from dA_out: it is W2ᵀ·dZ, so ReLU's zeros come first.",
)
def back_with_dz1_past_relu(dA_out: Array, cache: Any) -> Any:
    A, Z1, _, _, parameters = cache
    gradients, _ = _right(dA_out, cache)
    dZ = dA_out * _mask_of_z(cache)
    dZ1 = (parameters["W2"].T @ dA_out) * (Z1 > 0)
    skip = parameters["W_s"].T @ dZ if "W_s" in parameters else dZ
    changed = {"dW1": dZ1 @ A.T, "db1": dZ1.sum(axis=1, keepdims=True)}
    return gradients | changed, parameters["W1"].T @ dZ1 + skip


@exercises.misconception(
    residual_block_backward,
    "Your db1 and db2 are means: they sum dZ1 and dZ over the examples.",
)
def back_with_mean_biases(dA_out: Array, cache: Any) -> Any:
    gradients, dA = _right(dA_out, cache)
    return gradients | {name: 0 * gradients[name] + gradients[name].mean() for name in ("db1", "db2")}, dA


@exercises.misconception(
    residual_block_backward,
    "Your dW2 has A in it: the second layer's input was A1.",
)
def back_with_a_for_a1(dA_out: Array, cache: Any) -> Any:
    gradients, dA = _right(dA_out, cache)
    return gradients | {"dW2": (dA_out * _mask_of_z(cache)) @ cache[0].T}, dA


@exercises.misconception(
    residual_block_backward,
    "You turn the weights' gradients around: dW2 = dZ·A1ᵀ and dW1 = dZ1·Aᵀ have the shapes of W2 and W1.",
)
def back_with_weights_transposed(dA_out: Array, cache: Any) -> Any:
    gradients, dA = _right(dA_out, cache)
    return {name: value.T if name[1] == "W" else value for name, value in gradients.items()}, dA


@exercises.misconception(
    residual_block_backward,
    "You multiply by Z1 or Z itself: the masks are [Z > 0] and [Z1 > 0], 1 where it holds and 0 elsewhere.",
)
def back_with_relu_for_its_mask(dA_out: Array, cache: Any) -> Any:
    return _back(
        dA_out,
        cache,
        lambda cache: np.maximum(0, cache[3]),
        lambda cache: np.maximum(0, cache[1]),
        lambda dZ, dA_out: dZ,
    )


@exercises.misconception(
    residual_block_backward,
    "Your masks are the wrong way round: the gradient passes where Z, or Z1, is positive.",
)
def back_with_masks_inverted(dA_out: Array, cache: Any) -> Any:
    return _back(
        dA_out,
        cache,
        lambda cache: np.asarray(cache[3] <= 0),
        lambda cache: np.asarray(cache[1] <= 0),
        lambda dZ, dA_out: dZ,
    )


@exercises.misconception(
    residual_block_backward,
    "You subtract what the skip sends back: the two ways are added.",
)
def back_with_the_skip_subtracted(dA_out: Array, cache: Any) -> Any:
    return _back(dA_out, cache, _mask_of_z, _mask_of_z1, lambda dZ, dA_out: -dZ)


@exercises.misconception(
    residual_block_backward,
    "Your gradients are named after the parameters: the keys are dW1, db1, dW2, db2 and dW_s.",
)
def back_with_names_of_parameters(dA_out: Array, cache: Any) -> Any:
    gradients, dA = _right(dA_out, cache)
    return {name[1:]: value for name, value in gradients.items()}, dA


@exercises.misconception(
    residual_block_backward, "You return the gradients alone: return two things, gradients and dA."
)
def back_without_da(dA_out: Array, cache: Any) -> Any:
    return _right(dA_out, cache)[0]


@exercises.misconception(residual_block_backward, "Your function returns nothing: end it with `return`.")
def back_not_returned(dA_out: Array, cache: Any) -> None:
    _right(dA_out, cache)


# The block, backward: right styles. All read the cache of the notebook's forward pass.


@exercises.style(residual_block_backward, "NumPy's where, gradients added one by one")
def back_by_where(dA_out: Array, cache: Any) -> Any:
    A, Z1, A1, Z, parameters = cache
    gradients = {}
    dZ2 = np.where(Z > 0, dA_out, 0)
    gradients["dW2"] = np.dot(dZ2, A1.T)
    gradients["db2"] = np.sum(dZ2, axis=1, keepdims=True)
    dA1 = np.dot(parameters["W2"].T, dZ2)
    dZ1 = np.where(Z1 > 0, dA1, 0)
    gradients["dW1"] = np.dot(dZ1, A.T)
    gradients["db1"] = np.sum(dZ1, axis=1, keepdims=True)
    dA = np.dot(parameters["W1"].T, dZ1)
    if "W_s" in parameters:
        gradients["dW_s"] = np.dot(dZ2, A.T)
        dA += np.dot(parameters["W_s"].T, dZ2)
    else:
        dA += dZ2
    return gradients, dA


@exercises.style(residual_block_backward, "in place, ReLU's slope at 0 taken as 1")
def back_in_place(dA_out: Array, cache: Any) -> Any:
    A, Z1, A1, Z, parameters = cache
    dA_out[Z < 0] = 0
    dZ1 = parameters["W2"].T @ dA_out
    dZ1[Z1 < 0] = 0
    W_s = parameters.get("W_s")
    dA = parameters["W1"].T @ dZ1 + (dA_out if W_s is None else W_s.T @ dA_out)
    gradients = {"dW1": dZ1 @ A.T, "dW2": dA_out @ A1.T}
    if W_s is not None:
        gradients["dW_s"] = dA_out @ A.T
    gradients |= {"db1": dZ1.sum(1).reshape(-1, 1), "db2": dA_out.sum(1).reshape(-1, 1)}
    return gradients, dA


@exercises.style(residual_block_backward, "an identity in the place of a W_s that is not there, extra keys")
def back_by_an_identity(dA_out: Array, cache: Any) -> Any:
    A, Z1, A1, Z, parameters = cache
    W_s = parameters.get("W_s", np.eye(A.shape[0]))
    dZ = dA_out * (Z > 0)
    dA1 = parameters["W2"].T @ dZ
    dZ1 = dA1 * np.heaviside(Z1, 0)
    ones = np.ones((dA_out.shape[1], 1))
    return {
        "dZ": dZ, "dA1": dA1, "dZ1": dZ1, "dW_s": dZ @ A.T,
        "dW1": dZ1 @ A.T, "db1": dZ1 @ ones, "dW2": dZ @ A1.T, "db2": dZ @ ones,
    }, parameters["W1"].T @ dZ1 + W_s.T @ dZ  # fmt: skip


@exercises.style(residual_block_backward, "example by example, in loops")
def back_by_examples(dA_out: Array, cache: Any) -> Any:
    A, Z1, A1, Z, parameters = cache
    gradients = {f"d{name}": np.zeros(value.shape) for name, value in parameters.items()}
    dA = np.zeros(A.shape)
    for i in range(A.shape[1]):
        dz = np.array([d if z > 0 else 0.0 for d, z in zip(dA_out[:, i], Z[:, i], strict=True)])
        dz1 = np.array([d if z > 0 else 0.0 for d, z in zip(dz @ parameters["W2"], Z1[:, i], strict=True)])
        gradients["dW2"] += np.outer(dz, A1[:, i])
        gradients["db2"][:, 0] += dz
        gradients["dW1"] += np.outer(dz1, A[:, i])
        gradients["db1"][:, 0] += dz1
        dA[:, i] = dz1 @ parameters["W1"]
        if "W_s" in parameters:
            gradients["dW_s"] += np.outer(dz, A[:, i])
            dA[:, i] += dz @ parameters["W_s"]
        else:
            dA[:, i] += dz
    return gradients, dA


@exercises.style(residual_block_backward, "einsum, a list returned")
def back_by_einsum(dA_out: Array, cache: Any) -> Any:
    A, Z1, A1, Z, parameters = cache
    dZ = np.sign(np.maximum(Z, 0)) * dA_out
    dZ1 = np.einsum("oh,om->hm", parameters["W2"], dZ) * np.sign(np.maximum(Z1, 0))
    gradients = {
        "db1": np.einsum("hm->h", dZ1)[:, np.newaxis],
        "db2": np.einsum("om->o", dZ)[:, np.newaxis],
        "dW1": np.einsum("hm,nm->hn", dZ1, A),
        "dW2": np.einsum("om,hm->oh", dZ, A1),
    }
    dA = np.einsum("hn,hm->nm", parameters["W1"], dZ1)
    if parameters["W2"].shape[0] != A.shape[0]:
        gradients["dW_s"] = np.einsum("om,nm->on", dZ, A)
        return [gradients, dA + np.einsum("on,om->nm", parameters["W_s"], dZ)]
    return [gradients, dA + dZ]


@exercises.style(residual_block_backward, "examples as rows inside")
def back_in_rows(dA_out: Array, cache: Any) -> Any:
    A, Z1, A1, Z, parameters = cache
    dZ = np.multiply(dA_out.T, Z.T > 0)
    dZ1 = np.multiply(dZ @ parameters["W2"], Z1.T > 0)
    through = dZ1 @ parameters["W1"]
    straight = dZ @ parameters["W_s"] if "W_s" in parameters else dZ
    gradients = {
        "dW1": (A @ dZ1).T,
        "dW2": (A1 @ dZ).T,
        "db1": dZ1.sum(axis=0)[:, None],
        "db2": dZ.sum(axis=0)[:, None],
    }
    if "W_s" in parameters:
        gradients["dW_s"] = (A @ dZ).T
    return gradients, (through + straight).T
