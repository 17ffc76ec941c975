# ruff: noqa: D103 - the sentence in its decorator documents a variant
"""References, known mistakes and right styles of the assignment "convnets".

Images are `(m, n_H, n_W, n_C)`, filters `W (f, f, n_C_prev, n_C)`, biases `b (1, 1, 1, n_C)`. Mistakes are
the plain loops that students write; those of one exercise share a skeleton, which takes what differs.
"""

from collections.abc import Callable
from typing import Any, TypeAlias, cast

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from helpers.reference import kernels
from helpers.reference.kernels import PoolingMode
from helpers.reference.registry import Exercises, Outcomes, Raised, same_values

Array: TypeAlias = NDArray[Any]
Settings: TypeAlias = dict[str, int]
Cache: TypeAlias = tuple[Any, ...]
Forward: TypeAlias = tuple[Array, Cache]
Backward: TypeAlias = tuple[Array, Array, Array]
Step: TypeAlias = Callable[..., Any]

exercises = Exercises("convnets")


def same_sizes(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of sizes agree, also in being whole numbers or floats: 4.0 is no shape."""
    return same_values(map(_with_kind, ours), map(_with_kind, theirs))


def _with_kind(outcome: Any) -> Any:
    if outcome is None or isinstance(outcome, Raised):
        return outcome
    return outcome, np.asarray(outcome).dtype.kind in "iu"


def same_but_for_the_cache(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of forward passes agree in A, whatever the cache."""
    return same_values(map(_first, ours), map(_first, theirs))


def _first(outcome: Any) -> Any:
    return (outcome[0],) if isinstance(outcome, tuple | list) and len(outcome) == 2 else outcome


# The references, one formula each.


@exercises.reference(same=same_sizes)
def conv_output_size(n: int, f: int, pad: int, stride: int) -> int:
    """⌊(n + 2p − f) / s⌋ + 1."""
    if f > n + 2 * pad:
        raise ValueError(f"a filter of {f} does not fit into {n} + 2·{pad}")
    return (n + 2 * pad - f) // stride + 1


@exercises.reference()
def zero_pad(X: Array, pad: int) -> Array:
    """A frame of zeros around each channel of each image."""
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))


@exercises.reference()
def conv_single_step(a_slice_prev: Array, W: Array, b: Array) -> Any:
    """Σ a W + b, the sum over the window's rows, columns and channels."""
    return np.sum(a_slice_prev * W) + b.item()


@exercises.reference()
def conv_forward(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    """Z[i, h, w, c] = Σ A_pad[i, hs + r, ws + q, k] W[r, q, k, c] + b[c], the sum over r, q and k."""
    Z = kernels.conv_forward(A_prev, W, b, hparameters["stride"], hparameters["pad"])
    return Z, (A_prev, W, b, hparameters)


@exercises.reference(same=same_but_for_the_cache, cache=1)
def pool_forward(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    """Maximum or mean of each window, channel by channel."""
    A = kernels.pool_forward(A_prev, hparameters["f"], hparameters["stride"], cast(PoolingMode, mode))
    return A, (A_prev, hparameters)


@exercises.reference()
def conv_backward(dZ: Array, cache: Cache) -> Backward:
    """Σ W · dZ for each window of dA_prev, dW = Σ window · dZ, db = Σ dZ; overlaps add up."""
    A_prev, W, _, hparameters = cache
    return kernels.conv_backward(dZ, A_prev, W, hparameters["stride"], hparameters["pad"])


@exercises.reference()
def create_mask_from_window(x: Array) -> Array:
    """True where x is its maximum."""
    mask: Array = x == x.max()
    return mask


@exercises.reference()
def distribute_value(dz: float, shape: tuple[int, int]) -> Array:
    """The same share everywhere: dz / (n_H n_W)."""
    return np.full(shape, dz / (shape[0] * shape[1]))


@exercises.reference()
def pool_backward(dA: Array, cache: Cache, mode: str = "max") -> Array:
    """Each window's gradient goes to its maximum, or evenly to all of it; overlaps add up."""
    A_prev, hparameters = cache
    return kernels.pool_backward(dA, A_prev, hparameters["f"], hparameters["stride"], cast(PoolingMode, mode))


@exercises.reference()
def im2col(X: Array, f: int, stride: int) -> Array:
    """Each window as a row: its rows, in them its columns, in them its channels, as in W.reshape(-1, n_C)."""
    windows = sliding_window_view(X, (f, f), axis=(1, 2))[:, ::stride, ::stride].transpose(0, 1, 2, 4, 5, 3)
    return windows.reshape(*windows.shape[:3], -1)


@exercises.reference()
def conv_forward_vectorized(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    """Z = im2col(A_pad) W + b, one matrix product."""
    columns = im2col(zero_pad(A_prev, hparameters["pad"]), len(W), hparameters["stride"])
    return columns @ W.reshape(-1, W.shape[3]) + b, (A_prev, W, b, hparameters)


@exercises.reference()
def count_parameters(layers: list[tuple[Any, ...]]) -> list[int]:
    """conv: (f² n_C_prev + 1) n_C; fc: (n_prev + 1) n; pool: 0."""
    counts = []
    for kind, *sizes in layers:
        match kind:
            case "conv":
                f, n_C_prev, n_C = sizes
                counts.append((f * f * n_C_prev + 1) * n_C)
            case "fc":
                n_prev, n = sizes
                counts.append((n_prev + 1) * n)
            case _:
                counts.append(0)
    return counts


# Skeletons and small pieces that variants share.


def _padded(X: Array, pad: int) -> Array:
    m, n_H, n_W, n_C = X.shape
    X_pad = np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C))
    X_pad[:, pad : pad + n_H, pad : pad + n_W, :] = X
    return X_pad


def _size(n: int, f: int, pad: int, stride: int) -> int:
    return int((n + 2 * pad - f) / stride) + 1


def _convolved(A_pad: Array, W: Array, b: Array, n_H: int, n_W: int, stride: int, step: Step) -> Array:
    f, m, n_C = W.shape[0], A_pad.shape[0], W.shape[3]
    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = h * stride, w * stride
                    Z[i, h, w, c] = step(A_pad[i, top : top + f, left : left + f, :], W, b, c)
    return Z


def _conv_by_step(A_prev: Array, W: Array, b: Array, hparameters: Settings, step: Step) -> Forward:
    s, p, f = hparameters["stride"], hparameters["pad"], W.shape[0]
    n_H, n_W = _size(A_prev.shape[1], f, p, s), _size(A_prev.shape[2], f, p, s)
    return _convolved(_padded(A_prev, p), W, b, n_H, n_W, s, step), (A_prev, W, b, hparameters)


def _step(window: Array, W: Array, b: Array, c: int) -> Any:
    return np.sum(window * W[:, :, :, c]) + b[0, 0, 0, c]


# Output size: known mistakes.


@exercises.misconception(
    conv_output_size,
    "You add the padding once: there is a frame on both sides, so n grows by 2p.",
)
def size_with_one_pad(n: int, f: int, pad: int, stride: int) -> int:
    if f > n + pad:
        raise ValueError("too large")
    return (n + pad - f) // stride + 1


@exercises.misconception(
    conv_output_size,
    "Your size lacks the + 1: the window at the very start counts before the first step is made.",
)
def size_without_one(n: int, f: int, pad: int, stride: int) -> int:
    if f > n + 2 * pad:
        raise ValueError("too large")
    return (n + 2 * pad - f) // stride


@exercises.misconception(
    conv_output_size,
    "You round up: a last step that would leave the image is not made, so the quotient is rounded down.",
)
def size_rounded_up(n: int, f: int, pad: int, stride: int) -> int:
    if f > n + 2 * pad:
        raise ValueError("too large")
    return _rounded_up((n + 2 * pad - f) / stride) + 1


def _rounded_up(x: float) -> int:
    return int(np.ceil(x))


@exercises.misconception(
    conv_output_size,
    "You round to the nearest whole number: the quotient is always rounded down.",
)
def size_rounded_to_nearest(n: int, f: int, pad: int, stride: int) -> int:
    if f > n + 2 * pad:
        raise ValueError("too large")
    return round((n + 2 * pad - f) / stride) + 1


@exercises.misconception(
    conv_output_size,
    "You add 1 before you divide by the stride: divide first, round down, and then add 1.",
)
def size_with_one_inside(n: int, f: int, pad: int, stride: int) -> int:
    if f > n + 2 * pad:
        raise ValueError("too large")
    return (n + 2 * pad - f + 1) // stride


@exercises.misconception(
    conv_output_size,
    "You return a float: a size becomes part of a shape, so it should be a whole number, as // or int() "
    "give it.",
)
def size_as_float(n: int, f: int, pad: int, stride: int) -> float:
    if f > n + 2 * pad:
        raise ValueError("too large")
    return float(np.floor((n + 2 * pad - f) / stride + 1))


@exercises.misconception(
    conv_output_size,
    "You return a size for a filter that is larger than the padded image: it should be a ValueError.",
)
def size_of_what_does_not_fit(n: int, f: int, pad: int, stride: int) -> int:
    return (n + 2 * pad - f) // stride + 1


@exercises.misconception(
    conv_output_size,
    "You compare the filter with the image before padding: it has to fit into n + 2p.",
)
def size_refusing_before_padding(n: int, f: int, pad: int, stride: int) -> int:
    if f > n:
        raise ValueError("too large")
    return (n + 2 * pad - f) // stride + 1


@exercises.misconception(
    conv_output_size,
    "You refuse a filter that is exactly as large as the padded image: it fits once, and the size is 1.",
)
def size_refusing_equality(n: int, f: int, pad: int, stride: int) -> int:
    if f >= n + 2 * pad:
        raise ValueError("too large")
    return (n + 2 * pad - f) // stride + 1


@exercises.misconception(
    conv_output_size,
    "You refuse a stride that leaves a rest: rows and columns that are left over are left out, "
    "without an error.",
)
def size_refusing_a_rest(n: int, f: int, pad: int, stride: int) -> int:
    if f > n + 2 * pad or (n + 2 * pad - f) % stride:
        raise ValueError("does not fit")
    return (n + 2 * pad - f) // stride + 1


@exercises.misconception(
    conv_output_size,
    "You leave the stride out: the number of steps is the room that is left, divided by the stride.",
)
def size_without_stride(n: int, f: int, pad: int, stride: int) -> int:
    if f > n + 2 * pad:
        raise ValueError("too large")
    return n + 2 * pad - f + 1


@exercises.misconception(
    conv_output_size,
    "You divide the padding alone: `//` binds more strongly than + and −, so put n + 2p − f into "
    "parentheses.",
)
def size_without_parentheses(n: int, f: int, pad: int, stride: int) -> int:
    if f > n + 2 * pad:
        raise ValueError("too large")
    return n - f + 2 * pad // stride + 1


@exercises.misconception(
    conv_output_size, "You leave the padding out: with a frame of p pixels at both ends, n grows by 2p."
)
def size_without_padding(n: int, f: int, pad: int, stride: int) -> int:
    if f > n:
        raise ValueError("too large")
    return (n - f) // stride + 1


@exercises.misconception(
    conv_output_size,
    "You leave the filter out: its first place takes up f pixels, and n + 2p − f of them are left to move "
    "in.",
)
def size_without_the_filter(n: int, f: int, pad: int, stride: int) -> int:
    if f > n + 2 * pad:
        raise ValueError("too large")
    return (n + 2 * pad) // stride + 1


@exercises.misconception(
    conv_output_size, "You subtract the padding: the frame makes the image larger, n + 2p.", pads=(1, 2)
)
def size_with_padding_subtracted(n: int, f: int, pad: int, stride: int, *, pads: int) -> int:
    if f > n + 2 * pad:
        raise ValueError("too large")
    return (n - pads * pad - f) // stride + 1


@exercises.misconception(
    conv_output_size,
    "You test the size instead of the filter: `int` cuts −½ off to 0, so a filter that is too large seems to "
    "fit once; compare f with n + 2p.",
)
def size_tested_too_late(n: int, f: int, pad: int, stride: int) -> int:
    size = int((n + 2 * pad - f) / stride) + 1
    if size < 1:
        raise ValueError("too large")
    return size


@exercises.misconception(
    conv_output_size,
    "You return a value of your own for a filter that does not fit: it should be a ValueError, `raise "
    "ValueError(…)`.",
    value=(0, None),
)
def size_zero_for_a_misfit(n: int, f: int, pad: int, stride: int, *, value: Any) -> Any:
    return value if f > n + 2 * pad else (n + 2 * pad - f) // stride + 1


@exercises.misconception(
    conv_output_size,
    "You refuse a filter that does not fit, but by another error: it should be a ValueError.",
    error=("AssertionError", "Exception"),
)
def size_with_another_error(n: int, f: int, pad: int, stride: int, *, error: str) -> int:
    if f > n + 2 * pad:
        raise {"AssertionError": AssertionError, "Exception": Exception}[error]("too large")
    return (n + 2 * pad - f) // stride + 1


@exercises.misconception(conv_output_size, "Your function returns nothing: end it with `return`.")
def size_not_returned(n: int, f: int, pad: int, stride: int) -> None:
    if f > n + 2 * pad:
        raise ValueError("too large")


# Output size: right styles.


@exercises.style(conv_output_size, "np.floor of the quotient, made whole")
def size_by_floor(n: int, f: int, pad: int, stride: int) -> int:
    if n + 2 * pad < f:
        raise ValueError
    return int(np.floor((n + 2 * pad - f) / stride + 1))


@exercises.style(conv_output_size, "counting the places")
def size_by_counting(n: int, f: int, pad: int, stride: int) -> int:
    padded, count, place = n + 2 * pad, 0, 0
    while place + f <= padded:
        count += 1
        place += stride
    if count == 0:
        raise ValueError("the filter does not fit")
    return count


@exercises.style(conv_output_size, "the length of a range")
def size_by_range(n: int, f: int, pad: int, stride: int) -> int:
    places = range(0, n + 2 * pad - f + 1, stride)
    if not places:
        raise ValueError(f"{f} > {n + 2 * pad}")
    return len(places)


@exercises.style(conv_output_size, "divmod")
def size_by_divmod(n: int, f: int, pad: int, stride: int) -> int:
    steps, _ = divmod(n + 2 * pad - f, stride)
    if steps < 0:
        raise ValueError("filter larger than the padded input")
    return steps + 1


@exercises.style(conv_output_size, "a NumPy integer")
def size_as_numpy_integer(n: int, f: int, pad: int, stride: int) -> Any:
    room = np.int64(n) + 2 * np.int64(pad) - f
    if room < 0:
        raise ValueError("no room")
    return np.floor_divide(room, stride) + np.int64(1)


@exercises.style(conv_output_size, "an array of one whole number")
def size_as_array(n: int, f: int, pad: int, stride: int) -> Any:
    if f - 2 * pad > n:
        raise ValueError("no room")
    return np.array([(n - f + 2 * pad + stride) // stride])


# Padding: known mistakes.


@exercises.misconception(
    zero_pad,
    "You pad all four axes: images and channels stay as many as they are, with (0, 0) for axes 0 and 3.",
)
def pad_everywhere(X: Array, pad: int) -> Array:
    return np.pad(X, pad)


@exercises.misconception(
    zero_pad, "You pad one axis only: rows (axis 1) and columns (axis 2) get the same frame.", axis=(1, 2)
)
def pad_one_axis_only(X: Array, pad: int, *, axis: int) -> Array:
    widths = [(0, 0)] * 4
    widths[axis] = (pad, pad)
    return np.pad(X, widths)


@exercises.misconception(
    zero_pad,
    "You pad axes 0 and 1: axis 0 counts the images; height and width are axes 1 and 2.",
)
def pad_images_and_rows(X: Array, pad: int) -> Array:
    return np.pad(X, ((pad, pad), (pad, pad), (0, 0), (0, 0)))


@exercises.misconception(
    zero_pad,
    "You pad axes 2 and 3: axis 3 counts the channels; height and width are axes 1 and 2.",
)
def pad_columns_and_channels(X: Array, pad: int) -> Array:
    return np.pad(X, ((0, 0), (0, 0), (pad, pad), (pad, pad)))


@exercises.misconception(
    zero_pad,
    "You pad one end of the rows and columns only: the frame goes all around, (pad, pad) for each axis.",
    side=(0, 1),
)
def pad_one_side(X: Array, pad: int, *, side: int) -> Array:
    ends = (pad, 0) if side == 0 else (0, pad)
    return np.pad(X, ((0, 0), ends, ends, (0, 0)))


@exercises.misconception(
    zero_pad,
    'You fill the frame with values of the image: the frame is zero, `mode="constant"`.',
    mode=("edge", "reflect", "symmetric", "wrap", "mean"),
)
def pad_with_the_edge(X: Array, pad: int, *, mode: Any) -> Array:
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)), mode=mode)


@exercises.misconception(zero_pad, "You pad with ones: the frame should be zero.")
def pad_with_ones(X: Array, pad: int) -> Array:
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)), constant_values=1)


@exercises.misconception(zero_pad, "Your frame is always one pixel wide: the caller says how wide, by pad.")
def pad_always_one(X: Array, pad: int) -> Array:
    return np.pad(X, ((0, 0), (1, 1), (1, 1), (0, 0)))


@exercises.misconception(
    zero_pad,
    "You write the image into [pad:-pad], which is empty for pad = 0: write pad : pad + n_H instead.",
)
def pad_by_negative_indices(X: Array, pad: int) -> Array:
    m, n_H, n_W, n_C = X.shape
    X_pad = np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C))
    X_pad[:, pad:-pad, pad:-pad, :] = X
    return X_pad


@exercises.misconception(
    zero_pad,
    "You copy into an array of whole numbers, which cuts off what is behind the point: `np.zeros` "
    "without `dtype=int`.",
)
def pad_into_whole_numbers(X: Array, pad: int) -> Array:
    m, n_H, n_W, n_C = X.shape
    X_pad = np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C), dtype=int)
    X_pad[:, pad : pad + n_H, pad : pad + n_W, :] = X
    return X_pad


@exercises.misconception(
    zero_pad, "Your frame is twice as wide as asked: each side gets pad rows or columns, not 2 · pad."
)
def pad_twice(X: Array, pad: int) -> Array:
    return np.pad(X, ((0, 0), (2 * pad, 2 * pad), (2 * pad, 2 * pad), (0, 0)))


@exercises.misconception(
    zero_pad,
    "You return X as it came: `np.pad` gives a new array and leaves X alone, so return what it gives.",
)
def pad_not_stored(X: Array, pad: int) -> Array:
    return X


@exercises.misconception(
    zero_pad, "You return zeros of the new shape without the image: write X into their middle."
)
def pad_without_the_image(X: Array, pad: int) -> Array:
    m, n_H, n_W, n_C = X.shape
    return np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C))


@exercises.misconception(
    zero_pad, "You write the image into a corner of the zeros: it begins at row pad and column pad."
)
def pad_into_the_corner(X: Array, pad: int) -> Array:
    m, n_H, n_W, n_C = X.shape
    X_pad = np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C))
    X_pad[:, :n_H, :n_W, :] = X
    return X_pad


@exercises.misconception(
    zero_pad, "You set the image's own border to zero: the frame lies around the image, which becomes larger."
)
def pad_over_the_image(X: Array, pad: int) -> Array:
    framed = X.copy()
    if pad:
        framed[:, :pad] = framed[:, -pad:] = framed[:, :, :pad] = framed[:, :, -pad:] = 0
    return framed


@exercises.misconception(zero_pad, "You pad the first image only: each of the m images gets a frame.")
def pad_the_first_image(X: Array, pad: int) -> Array:
    return np.pad(X[:1], ((0, 0), (pad, pad), (pad, pad), (0, 0)))


@exercises.misconception(zero_pad, "Your function returns nothing: end it with `return`.")
def pad_not_returned(X: Array, pad: int) -> None:
    np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))


# Padding: right styles.


@exercises.style(zero_pad, "np.pad with every word spelt out")
def pad_spelt_out(X: Array, pad: int) -> Array:
    return np.pad(X, [(0, 0), (pad, pad), (pad, pad), (0, 0)], mode="constant", constant_values=[(0, 0)] * 4)


@exercises.style(zero_pad, "zeros, and the image in their middle")
def pad_by_slice(X: Array, pad: int) -> Array:
    m, n_H, n_W, n_C = X.shape
    result = np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C))
    result[:, pad : n_H + pad, pad : n_W + pad] = X
    return result


@exercises.style(zero_pad, "pixel by pixel")
def pad_by_loops(X: Array, pad: int) -> Array:
    m, n_H, n_W, n_C = X.shape
    result = np.zeros((m, n_H + pad + pad, n_W + pad + pad, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    result[i, h + pad, w + pad, c] = X[i, h, w, c]
    return result


@exercises.style(zero_pad, "concatenated with strips of zeros")
def pad_by_concatenation(X: Array, pad: int) -> Array:
    m, n_H, n_W, n_C = X.shape
    beside = np.zeros((m, n_H, pad, n_C))
    wide = np.concatenate([beside, X, beside], axis=2)
    above = np.zeros((m, pad, n_W + 2 * pad, n_C))
    return np.concatenate([above, wide, above], axis=1)


@exercises.style(zero_pad, "image by image")
def pad_image_by_image(X: Array, pad: int) -> Array:
    return np.array([np.pad(image, [(pad, pad), (pad, pad), (0, 0)], "constant") for image in X])


@exercises.style(zero_pad, "matrix products from both sides")
def pad_by_matrices(X: Array, pad: int) -> Any:
    _, n_H, n_W, _ = X.shape
    down, across = np.eye(n_H + 2 * pad, n_H, -pad), np.eye(n_W + 2 * pad, n_W, -pad)
    return np.einsum("ah,bw,mhwc->mabc", down, across, X)


# One step: known mistakes.


@exercises.misconception(
    conv_single_step,
    "You add b to every product before the sum, so it counts f · f · n_C_prev times: add it once, after "
    "the sum.",
)
def step_with_b_in_the_sum(a_slice_prev: Array, W: Array, b: Array) -> Any:
    return np.sum(a_slice_prev * W + b)


@exercises.misconception(conv_single_step, "You leave b out: it is added once, after the sum.")
def step_without_b(a_slice_prev: Array, W: Array, b: Array) -> Any:
    return np.sum(a_slice_prev * W)


@exercises.misconception(
    conv_single_step,
    "You add b once for each channel: there is one bias a filter, added after the sum over all channels.",
)
def step_with_b_per_channel(a_slice_prev: Array, W: Array, b: Array) -> Any:
    total = 0.0
    for k in range(W.shape[2]):
        total += np.sum(a_slice_prev[:, :, k] * W[:, :, k]) + float(b[0, 0, 0])
    return total


@exercises.misconception(
    conv_single_step,
    "You turn the filter around, as convolution does in mathematics: here nothing is turned, which is called "
    "cross-correlation.",
)
def step_with_turned_filter(a_slice_prev: Array, W: Array, b: Array) -> Any:
    return np.sum(a_slice_prev * W[::-1, ::-1, :]) + float(b[0, 0, 0])


@exercises.misconception(
    conv_single_step, "You take the mean of the products: it is their sum, to which b is added."
)
def step_by_mean(a_slice_prev: Array, W: Array, b: Array) -> Any:
    return np.mean(a_slice_prev * W) + float(b[0, 0, 0])


@exercises.misconception(
    conv_single_step,
    "You add the window and the filter: they are multiplied, entry by entry, and then summed.",
)
def step_by_addition(a_slice_prev: Array, W: Array, b: Array) -> Any:
    return np.sum(a_slice_prev + W) + float(b[0, 0, 0])


@exercises.misconception(
    conv_single_step,
    "You sum over rows and columns only and get one number a channel: the sum runs over the channels, too.",
)
def step_per_channel(a_slice_prev: Array, W: Array, b: Array) -> Any:
    return np.sum(a_slice_prev * W, axis=(0, 1)) + float(b[0, 0, 0])


@exercises.misconception(
    conv_single_step,
    "You use the first channel only: the filter is as deep as the window, and all of it counts.",
)
def step_of_first_channel(a_slice_prev: Array, W: Array, b: Array) -> Any:
    return np.sum(a_slice_prev[:, :, 0] * W[:, :, 0]) + float(b[0, 0, 0])


@exercises.misconception(
    conv_single_step, "You set negative results to 0: ReLU is a layer of its own, which comes later."
)
def step_with_relu(a_slice_prev: Array, W: Array, b: Array) -> Any:
    return max(0.0, np.sum(a_slice_prev * W) + float(b[0, 0, 0]))


@exercises.misconception(conv_single_step, "You multiply the sum by b: the bias is added.")
def step_times_b(a_slice_prev: Array, W: Array, b: Array) -> Any:
    return np.sum(a_slice_prev * W) * float(b[0, 0, 0])


@exercises.misconception(
    conv_single_step,
    "You do not sum the products: z is one number, `np.sum` of all of them, plus b.",
)
def step_without_the_sum(a_slice_prev: Array, W: Array, b: Array) -> Any:
    return a_slice_prev * W + b


@exercises.misconception(conv_single_step, "You subtract b: the bias is added.")
def step_minus_b(a_slice_prev: Array, W: Array, b: Array) -> Any:
    return np.sum(a_slice_prev * W) - b[0, 0, 0]


@exercises.misconception(
    conv_single_step,
    "You sum window and filter before you multiply: entry by entry, the products come first.",
)
def step_of_two_sums(a_slice_prev: Array, W: Array, b: Array) -> Any:
    return np.sum(a_slice_prev) * np.sum(W) + b[0, 0, 0]


@exercises.misconception(
    conv_single_step,
    "You swap rows and columns of the filter: weight (r, q) meets pixel (r, q), without a transpose.",
)
def step_with_transposed_filter(a_slice_prev: Array, W: Array, b: Array) -> Any:
    return np.sum(a_slice_prev * W.transpose(1, 0, 2)) + b[0, 0, 0]


@exercises.misconception(
    conv_single_step, "You take the largest product: a filter sums all the products, and then adds b."
)
def step_by_max(a_slice_prev: Array, W: Array, b: Array) -> Any:
    return np.max(a_slice_prev * W) + b[0, 0, 0]


@exercises.misconception(
    conv_single_step, "You cut off what is behind the point with `int`: z is a float, so leave it as it is."
)
def step_as_int(a_slice_prev: Array, W: Array, b: Array) -> int:
    return int(np.sum(a_slice_prev * W) + b[0, 0, 0])


@exercises.misconception(
    conv_single_step, "You drop the sign of z: a filter's answer may be negative, and stays so."
)
def step_without_the_sign(a_slice_prev: Array, W: Array, b: Array) -> Any:
    return np.abs(np.sum(a_slice_prev * W) + b[0, 0, 0])


@exercises.misconception(
    conv_single_step,
    "You return inside the loop, so only the first row is summed: `return` comes after the loops.",
)
def step_of_the_first_row(a_slice_prev: Array, W: Array, b: Array) -> Any:
    return np.sum(a_slice_prev[0] * W[0]) + b[0, 0, 0]


@exercises.misconception(conv_single_step, "Your function returns nothing: end it with `return`.")
def step_not_returned(a_slice_prev: Array, W: Array, b: Array) -> None:
    np.sum(a_slice_prev * W) + b[0, 0, 0]


@exercises.misconception(
    conv_single_step,
    "You turn b into a float, which NumPy allows for arrays without axes alone: take the number out of it by "
    "`b[0, 0, 0]` or `b.item()`.",
)
def step_with_float_of_b(a_slice_prev: Array, W: Array, b: Array) -> Any:
    return np.sum(a_slice_prev * W) + float(b)


# One step: right styles.


@exercises.style(conv_single_step, "product, sum, float")
def step_in_three_lines(a_slice_prev: Array, W: Array, b: Array) -> float:
    s = np.multiply(a_slice_prev, W)
    Z = np.sum(s)
    return float(Z) + float(np.squeeze(b))


@exercises.style(conv_single_step, "the bias as it is: an array (1, 1, 1)")
def step_as_array(a_slice_prev: Array, W: Array, b: Array) -> Any:
    return np.sum(a_slice_prev * W) + b


@exercises.style(conv_single_step, "a scalar product of flat arrays")
def step_by_dot(a_slice_prev: Array, W: Array, b: Array) -> Any:
    return a_slice_prev.ravel() @ W.ravel() + b.sum()


@exercises.style(conv_single_step, "three loops")
def step_by_loops(a_slice_prev: Array, W: Array, b: Array) -> Any:
    total = 0.0
    for r in range(W.shape[0]):
        for q in range(W.shape[1]):
            for k in range(W.shape[2]):
                total += a_slice_prev[r, q, k] * W[r, q, k]
    return total + b[0][0][0]


@exercises.style(conv_single_step, "einsum")
def step_by_einsum(a_slice_prev: Array, W: Array, b: Array) -> Any:
    return np.einsum("rqk,rqk->", a_slice_prev, W) + b[0, 0, 0]


@exercises.style(conv_single_step, "np.tensordot, the bias reshaped")
def step_by_tensordot(a_slice_prev: Array, W: Array, b: Array) -> Any:
    return np.tensordot(a_slice_prev, W, axes=3) + b.reshape(())


@exercises.style(conv_single_step, "np.vdot in place")
def step_in_place(a_slice_prev: Array, W: Array, b: Array) -> Any:
    a_slice_prev *= W
    b += a_slice_prev.sum()
    return b


# Convolution forward: known mistakes.


@exercises.misconception(
    conv_forward,
    "Your window moves by one pixel whatever the stride: the corner of output (h, w) lies at (h · s, w · s).",
)
def conv_ignoring_the_stride(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    s, p, f = hparameters["stride"], hparameters["pad"], W.shape[0]
    n_H, n_W = _size(A_prev.shape[1], f, p, s), _size(A_prev.shape[2], f, p, s)
    return _convolved(_padded(A_prev, p), W, b, n_H, n_W, 1, _step), (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward,
    "Your windows overlap by nothing: you move by f, the filter's size, in place of the stride.",
)
def conv_with_f_as_stride(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    p, f = hparameters["pad"], W.shape[0]
    n_H, n_W = _size(A_prev.shape[1], f, p, f), _size(A_prev.shape[2], f, p, f)
    return _convolved(_padded(A_prev, p), W, b, n_H, n_W, f, _step), (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward, 'You leave the padding out: pad A_prev by hparameters["pad"] before you cut windows.'
)
def conv_without_padding(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    s, f = hparameters["stride"], W.shape[0]
    n_H, n_W = _size(A_prev.shape[1], f, 0, s), _size(A_prev.shape[2], f, 0, s)
    return _convolved(A_prev, W, b, n_H, n_W, s, _step), (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward,
    "You cut the windows from A_prev and count them with the padding: cut them from the padded images.",
)
def conv_cutting_from_the_unpadded(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    s, p, f = hparameters["stride"], hparameters["pad"], W.shape[0]
    n_H, n_W = _size(A_prev.shape[1], f, p, s), _size(A_prev.shape[2], f, p, s)
    return _convolved(A_prev, W, b, n_H, n_W, s, _step), (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward, "You take the width's size from the height: images need not be square."
)
def conv_of_squares(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    s, p, f = hparameters["stride"], hparameters["pad"], W.shape[0]
    n = _size(A_prev.shape[1], f, p, s)
    return _convolved(_padded(A_prev, p), W, b, n, n, s, _step), (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward, "Your output lacks its last row and column: the size is ⌊(n + 2p − f) / s⌋ + 1."
)
def conv_without_the_last(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    s, p, f = hparameters["stride"], hparameters["pad"], W.shape[0]
    n_H, n_W = _size(A_prev.shape[1], f, p, s) - 1, _size(A_prev.shape[2], f, p, s) - 1
    return _convolved(_padded(A_prev, p), W, b, n_H, n_W, s, _step), (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward, "You cut every window from the first image: example i has its own, A_prev_pad[i]."
)
def conv_of_the_first_image(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    Z, _ = _conv_by_step(A_prev, W, b, hparameters, _step)
    return Z[:1] + 0 * Z, (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward, "You use the first filter for every output channel: channel c has its own, W[:, :, :, c]."
)
def conv_with_the_first_filter(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    return _conv_by_step(
        A_prev, W, b, hparameters, lambda x, W, b, c: np.sum(x * W[:, :, :, 0]) + b[0, 0, 0, c]
    )


@exercises.misconception(
    conv_forward, "You use the first bias for every filter: filter c has its own, b[:, :, :, c]."
)
def conv_with_the_first_bias(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    return _conv_by_step(
        A_prev, W, b, hparameters, lambda x, W, b, c: np.sum(x * W[:, :, :, c]) + b[0, 0, 0, 0]
    )


@exercises.misconception(conv_forward, "You leave the bias out: each filter adds its own, b[:, :, :, c].")
def conv_without_bias(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    return _conv_by_step(A_prev, W, b, hparameters, lambda x, W, b, c: np.sum(x * W[:, :, :, c]))


@exercises.misconception(
    conv_forward,
    "You add the bias to every product, so it counts f · f · n_C_prev times: add it once, after the sum.",
)
def conv_with_b_in_the_sum(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    return _conv_by_step(
        A_prev, W, b, hparameters, lambda x, W, b, c: np.sum(x * W[:, :, :, c] + b[0, 0, 0, c])
    )


@exercises.misconception(
    conv_forward, "You set negative outputs to 0: ReLU is a step of its own; Z is returned as it is."
)
def conv_with_relu(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    return _conv_by_step(
        A_prev, W, b, hparameters, lambda x, W, b, c: max(0, np.sum(x * W[:, :, :, c]) + b[0, 0, 0, c])
    )


@exercises.misconception(
    conv_forward,
    "You turn the filter around, as convolution does in mathematics: networks do not turn it.",
)
def conv_with_turned_filters(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    return _conv_by_step(
        A_prev, W, b, hparameters, lambda x, W, b, c: np.sum(x * W[::-1, ::-1, :, c]) + b[0, 0, 0, c]
    )


@exercises.misconception(
    conv_forward,
    "Your cache holds the padded images: it should be (A_prev, W, b, hparameters), with A_prev as it came.",
)
def conv_keeping_the_padded(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    Z, _ = _conv_by_step(A_prev, W, b, hparameters, _step)
    return Z, (_padded(A_prev, hparameters["pad"]), W, b, hparameters)


@exercises.misconception(
    conv_forward,
    'You pad by a number of your own: the caller says how wide the frame is, by `hparameters["pad"]`.',
    frame=(1, 2),
)
def conv_with_a_fixed_frame(
    A_prev: Array, W: Array, b: Array, hparameters: Settings, *, frame: int
) -> Forward:
    Z, _ = _conv_by_step(A_prev, W, b, hparameters | {"pad": frame}, _step)
    return Z, (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward,
    'You use stride 1 in sizes and windows: both depend on `hparameters["stride"]`.',
)
def conv_with_stride_one(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    Z, _ = _conv_by_step(A_prev, W, b, hparameters | {"stride": 1}, _step)
    return Z, (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward,
    "You begin the windows at multiples of pad: output (h, w) begins at row h · stride and column w · "
    "stride.",
    sides=(("columns",), ("rows",), ("rows", "columns")),
)
def conv_with_pad_as_stride(
    A_prev: Array, W: Array, b: Array, hparameters: Settings, *, sides: Any
) -> Forward:
    s, p, f = hparameters["stride"], hparameters["pad"], W.shape[0]
    A_pad = _padded(A_prev, p)
    n_H, n_W = _size(A_prev.shape[1], f, p, s), _size(A_prev.shape[2], f, p, s)
    Z = np.zeros((len(A_prev), n_H, n_W, W.shape[3]))
    for i, h, w, c in np.ndindex(*Z.shape):
        top, left = h * (p if "rows" in sides else s), w * (p if "columns" in sides else s)
        Z[i, h, w, c] = np.sum(A_pad[i, top : top + f, left : left + f] * W[:, :, :, c]) + b[0, 0, 0, c]
    return Z, (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward,
    "You take the row from w and the column from h: h counts rows, so the window begins at row h · stride "
    "and "
    "column w · stride.",
)
def conv_with_rows_and_columns_exchanged(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    s, p, f = hparameters["stride"], hparameters["pad"], W.shape[0]
    A_pad = _padded(A_prev, p)
    n_H, n_W = _size(A_prev.shape[1], f, p, s), _size(A_prev.shape[2], f, p, s)
    Z = np.zeros((len(A_prev), n_H, n_W, W.shape[3]))
    for i, h, w, c in np.ndindex(*Z.shape):
        window = A_pad[i, w * s : w * s + f, h * s : h * s + f, :]
        Z[i, h, w, c] = np.sum(window * W[:, :, :, c]) + b[0, 0, 0, c]
    return Z, (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward,
    "You loop over the pixels of the input: h and w run over the places of the output, n_H and n_W.",
)
def conv_looping_over_the_input(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    s, p, f = hparameters["stride"], hparameters["pad"], W.shape[0]
    A_pad = _padded(A_prev, p)
    n_H, n_W = _size(A_prev.shape[1], f, p, s), _size(A_prev.shape[2], f, p, s)
    Z = np.zeros((len(A_prev), n_H, n_W, W.shape[3]))
    for i in range(A_prev.shape[0]):
        for h in range(A_prev.shape[1]):
            for w in range(A_prev.shape[2]):
                for c in range(W.shape[3]):
                    window = A_pad[i, h * s : h * s + f, w * s : w * s + f, :]
                    Z[i, h, w, c] = np.sum(window * W[:, :, :, c]) + b[0, 0, 0, c]
    return Z, (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward,
    "You add the padding to the size once: there is a frame on both sides, so it is ⌊(n + 2p − f) / s⌋ + 1.",
)
def conv_with_one_pad_in_the_size(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    s, p, f = hparameters["stride"], hparameters["pad"], W.shape[0]
    n_H, n_W = (int((n + p - f) / s) + 1 for n in A_prev.shape[1:3])
    return _convolved(_padded(A_prev, p), W, b, n_H, n_W, s, _step), (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward,
    "Your filter sees the first channel only: a window has all the channels, [:, :, :] of both.",
)
def conv_of_the_first_channel(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    return _conv_by_step(
        A_prev, W, b, hparameters, lambda x, W, b, c: np.sum(x[:, :, 0] * W[:, :, 0, c]) + b[0, 0, 0, c]
    )


@exercises.misconception(
    conv_forward, "You take the mean of the products: Z holds their sum, to which b is added."
)
def conv_by_mean(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    return _conv_by_step(
        A_prev, W, b, hparameters, lambda x, W, b, c: np.mean(x * W[:, :, :, c]) + b[0, 0, 0, c]
    )


@exercises.misconception(
    conv_forward,
    "You swap rows and columns of the filters: weight (r, q) meets pixel (r, q), without a transpose.",
)
def conv_with_transposed_filters(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    return _conv_by_step(
        A_prev,
        W,
        b,
        hparameters,
        lambda x, W, b, c: np.sum(x * W[:, :, :, c].transpose(1, 0, 2)) + b[0, 0, 0, c],
    )


@exercises.misconception(conv_forward, "You subtract the bias: each filter adds its own, b[:, :, :, c].")
def conv_minus_the_bias(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    return _conv_by_step(
        A_prev, W, b, hparameters, lambda x, W, b, c: np.sum(x * W[:, :, :, c]) - b[0, 0, 0, c]
    )


@exercises.misconception(
    conv_forward,
    "You return inside the loop over the images, so only the first one is convolved: `return` comes after "
    "the "
    "loops.",
)
def conv_returning_in_the_loop(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    Z, _ = _conv_by_step(A_prev, W, b, hparameters, _step)
    Z[1:] = 0
    return Z, (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward,
    "Your Z holds whole numbers when the images do, which cuts off what is behind the point: make it by "
    "`np.zeros` without a dtype.",
)
def conv_into_the_type_of_the_images(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    Z, _ = _conv_by_step(A_prev, W, b, hparameters, _step)
    return Z.astype(A_prev.dtype), (A_prev, W, b, hparameters)


@exercises.misconception(conv_forward, "You return the cache first: the order is Z, cache.")
def conv_with_the_cache_first(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Any:
    Z, cache = _conv_by_step(A_prev, W, b, hparameters, _step)
    return cache, Z


@exercises.misconception(
    conv_forward, "You return Z alone: the layer returns two things, Z and the cache for conv_backward."
)
def conv_without_a_cache(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Any:
    return _conv_by_step(A_prev, W, b, hparameters, _step)[0]


@exercises.misconception(
    conv_forward,
    "Your cache is incomplete or in another order: it should be (A_prev, W, b, hparameters).",
    items=((0, 1, 2), (0, 3), (3, 0, 1, 2), (0, 1, 3), (0, 2, 1, 3)),
)
def conv_with_another_cache(A_prev: Array, W: Array, b: Array, hparameters: Settings, *, items: Any) -> Any:
    Z, cache = _conv_by_step(A_prev, W, b, hparameters, _step)
    return Z, tuple(cache[item] for item in items)


@exercises.misconception(conv_forward, "Your function returns nothing: end it with `return Z, cache`.")
def conv_not_returned(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> None:
    _conv_by_step(A_prev, W, b, hparameters, _step)


@exercises.misconception(
    conv_forward,
    "You write an array (1, 1, 1) into one entry of Z, since your conv_single_step, or your sum + b[:, :, :, "
    "c], "
    "keeps the axes of the bias: add `b[0, 0, 0]` there.",
)
def conv_storing_an_array(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    return _conv_by_step(
        A_prev, W, b, hparameters, lambda x, W, b, c: np.sum(x * W[:, :, :, c]) + b[:, :, :, c]
    )


@exercises.misconception(
    conv_forward,
    "You turn the bias into a float, which NumPy allows for arrays without axes alone: take `b[0, 0, 0, c]`.",
)
def conv_with_float_of_b(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    return _conv_by_step(
        A_prev, W, b, hparameters, lambda x, W, b, c: np.sum(x * W[:, :, :, c]) + float(b[:, :, :, c])
    )


# Convolution forward: right styles.


@exercises.style(conv_forward, "four loops and np.sum, sizes by int()")
def conv_by_four_loops(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    (m, n_H_prev, n_W_prev, _) = A_prev.shape
    (f, f, _, n_C) = W.shape
    stride, pad = hparameters["stride"], hparameters["pad"]
    n_H = int((n_H_prev - f + 2 * pad) / stride) + 1
    n_W = int((n_W_prev - f + 2 * pad) / stride) + 1
    Z = np.zeros((m, n_H, n_W, n_C))
    A_prev_pad = _padded(A_prev, pad)
    for i in range(m):
        a_prev_pad = A_prev_pad[i]
        for h in range(n_H):
            vert_start = h * stride
            vert_end = vert_start + f
            for w in range(n_W):
                horiz_start = w * stride
                horiz_end = horiz_start + f
                for c in range(n_C):
                    a_slice_prev = a_prev_pad[vert_start:vert_end, horiz_start:horiz_end, :]
                    Z[i, h, w, c] = np.sum(a_slice_prev * W[:, :, :, c]) + float(b[0, 0, 0, c])
    return Z, (A_prev, W, b, hparameters)


@exercises.style(conv_forward, "a list as cache, images and filters at once at each place")
def conv_by_places(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> tuple[Array, list[Any]]:
    s, f = hparameters["stride"], len(W)
    A = _padded(A_prev, hparameters["pad"])
    rows = range(0, A.shape[1] - f + 1, s)
    columns = range(0, A.shape[2] - f + 1, s)
    Z = np.empty((len(A), len(rows), len(columns), W.shape[-1]))
    for h, top in enumerate(rows):
        for w, left in enumerate(columns):
            Z[:, h, w] = np.tensordot(A[:, top : top + f, left : left + f], W, axes=3)
    Z += b
    return Z, [A_prev, W, b, hparameters]


@exercises.style(conv_forward, "the images shifted, once for each entry of the filter")
def conv_by_shifts(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    s, p, f = hparameters["stride"], hparameters["pad"], len(W)
    A = np.pad(A_prev, ((0, 0), (p, p), (p, p), (0, 0)))
    n_H, n_W = (A.shape[1] - f) // s + 1, (A.shape[2] - f) // s + 1
    Z = np.zeros((len(A), n_H, n_W, W.shape[3])) + b
    for r in range(f):
        for q in range(f):
            Z += A[:, r : r + n_H * s : s, q : q + n_W * s : s] @ W[r, q]
    return Z, (A_prev, W, b, hparameters)


@exercises.style(conv_forward, "all windows as a view, tensordot")
def conv_by_view(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    s, p, f = hparameters["stride"], hparameters["pad"], W.shape[1]
    A = np.pad(A_prev, [(0, 0), (p, p), (p, p), (0, 0)])
    view = np.lib.stride_tricks.sliding_window_view(A, (f, f), (1, 2))[:, ::s, ::s]
    Z = np.tensordot(view, W, axes=([4, 5, 3], [0, 1, 2])) + b
    return Z, (A_prev, W, b, hparameters)


@exercises.style(conv_forward, "einsum at each place, keyword calls")
def conv_by_einsum(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    stride, pad = hparameters["stride"], hparameters["pad"]
    f = W.shape[0]
    n_H = _size(n=A_prev.shape[1], f=f, pad=pad, stride=stride)
    n_W = _size(n=A_prev.shape[2], f=f, pad=pad, stride=stride)
    A = _padded(X=A_prev, pad=pad)
    Z = [
        [
            np.einsum("mrqk,rqkc->mc", A[:, h * stride : h * stride + f, w * stride : w * stride + f], W)
            for w in range(n_W)
        ]
        for h in range(n_H)
    ]
    return np.array(Z).transpose(2, 0, 1, 3) + b, (A_prev, W, b, hparameters)


@exercises.style(conv_forward, "the stride at the end: every second, third … of all outputs")
def conv_then_stride(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    s, p, f = hparameters["stride"], hparameters["pad"], len(W)
    A = _padded(A_prev, p)
    n_H, n_W = A.shape[1] - f + 1, A.shape[2] - f + 1
    every = sum(A[:, r : r + n_H, q : q + n_W] @ W[r, q] for r in range(f) for q in range(f))
    return (every + b)[:, ::s, ::s], (A_prev, W, b, hparameters)


# Pooling forward: skeleton.


def _pooled(A_prev: Array, n_H: int, n_W: int, f: int, stride: int, step: Step) -> Array:
    m, _, _, n_C = A_prev.shape
    A = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = h * stride, w * stride
                    A[i, h, w, c] = step(A_prev[i, top : top + f, left : left + f, c])
    return A


def _pool_by_step(A_prev: Array, hparameters: Settings, step: Step) -> Forward:
    f, s = hparameters["f"], hparameters["stride"]
    n_H, n_W = _size(A_prev.shape[1], f, 0, s), _size(A_prev.shape[2], f, 0, s)
    return _pooled(A_prev, n_H, n_W, f, s, step), (A_prev, hparameters)


def _pooling(mode: str) -> Step:
    pooling: Step = np.max if mode == "max" else np.mean
    return pooling


# Pooling forward: known mistakes.


@exercises.misconception(
    pool_forward,
    "You pool over all channels at once: each channel has its own maximum or mean, and n_C stays.",
)
def pool_over_all_channels(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    f, s, pooled = hparameters["f"], hparameters["stride"], _pooling(mode)
    n_H, n_W = _size(A_prev.shape[1], f, 0, s), _size(A_prev.shape[2], f, 0, s)
    A = np.zeros((A_prev.shape[0], n_H, n_W, A_prev.shape[3]))
    for i, h, w, c in np.ndindex(*A.shape):
        A[i, h, w, c] = pooled(A_prev[i, h * s : h * s + f, w * s : w * s + f, :])
    return A, (A_prev, hparameters)


@exercises.misconception(
    pool_forward,
    "Your window moves by one pixel whatever the stride: the corner of output (h, w) lies at (h · s, w · s).",
)
def pool_ignoring_the_stride(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    f, s = hparameters["f"], hparameters["stride"]
    n_H, n_W = _size(A_prev.shape[1], f, 0, s), _size(A_prev.shape[2], f, 0, s)
    return _pooled(A_prev, n_H, n_W, f, 1, _pooling(mode)), (A_prev, hparameters)


@exercises.misconception(
    pool_forward,
    "Your windows never overlap: they move by the stride, which may differ from f.",
)
def pool_with_f_as_stride(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    f = hparameters["f"]
    n_H, n_W = _size(A_prev.shape[1], f, 0, f), _size(A_prev.shape[2], f, 0, f)
    return _pooled(A_prev, n_H, n_W, f, f, _pooling(mode)), (A_prev, hparameters)


@exercises.misconception(
    pool_forward, "You sum each window: average pooling divides the sum by the f · f numbers in it."
)
def pool_by_sum(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    return _pool_by_step(A_prev, hparameters, np.max if mode == "max" else np.sum)


@exercises.misconception(
    pool_forward,
    "You divide the window's sum by f: a window has f · f numbers, and their mean divides by that.",
)
def pool_divided_by_f(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    f = hparameters["f"]
    return _pool_by_step(A_prev, hparameters, np.max if mode == "max" else lambda x: np.sum(x) / f)


@exercises.misconception(
    pool_forward, 'You take the maximum in either mode: mode "average" takes the mean of each window.'
)
def pool_always_max(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    return _pool_by_step(A_prev, hparameters, np.max)


@exercises.misconception(
    pool_forward, 'You have the modes the wrong way round: "max" takes the maximum, "average" the mean.'
)
def pool_with_modes_swapped(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    return _pool_by_step(A_prev, hparameters, np.mean if mode == "max" else np.max)


@exercises.misconception(
    pool_forward, "You take the width's size from the height: images need not be square."
)
def pool_of_squares(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    f, s = hparameters["f"], hparameters["stride"]
    n = _size(A_prev.shape[1], f, 0, s)
    return _pooled(A_prev, n, n, f, s, _pooling(mode)), (A_prev, hparameters)


@exercises.misconception(
    pool_forward,
    "You also pool what is left over at the border: a window that does not fit whole is left out.",
)
def pool_of_partial_windows(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    f, s = hparameters["f"], hparameters["stride"]
    n_H, n_W = (int(np.ceil((n - f) / s)) + 1 for n in A_prev.shape[1:3])
    return _pooled(A_prev, n_H, n_W, f, s, _pooling(mode)), (A_prev, hparameters)


@exercises.misconception(
    pool_forward,
    "Your maximum starts from 0, so it is never negative: start from the window's own values.",
)
def pool_from_zero(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    return _pool_by_step(A_prev, hparameters, (lambda x: max(0.0, x.max())) if mode == "max" else np.mean)


@exercises.misconception(pool_forward, "You take the largest absolute value: the maximum of (−3, 1) is 1.")
def pool_of_absolute_values(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    return _pool_by_step(A_prev, hparameters, (lambda x: np.abs(x).max()) if mode == "max" else np.mean)


@exercises.misconception(
    pool_forward, "Your output lacks its last row and column: the size is ⌊(n − f) / s⌋ + 1."
)
def pool_without_the_last(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    f, s = hparameters["f"], hparameters["stride"]
    n_H, n_W = _size(A_prev.shape[1], f, 0, s) - 1, _size(A_prev.shape[2], f, 0, s) - 1
    return _pooled(A_prev, n_H, n_W, f, s, _pooling(mode)), (A_prev, hparameters)


@exercises.misconception(
    pool_forward,
    "You take the row from w and the column from h: h counts rows, so the window begins at row h · stride "
    "and "
    "column w · stride.",
)
def pool_with_rows_and_columns_exchanged(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    f, s, pooled = hparameters["f"], hparameters["stride"], _pooling(mode)
    n_H, n_W = _size(A_prev.shape[1], f, 0, s), _size(A_prev.shape[2], f, 0, s)
    A = np.zeros((A_prev.shape[0], n_H, n_W, A_prev.shape[3]))
    for i, h, w, c in np.ndindex(*A.shape):
        A[i, h, w, c] = pooled(A_prev[i, w * s : w * s + f, h * s : h * s + f, c])
    return A, (A_prev, hparameters)


@exercises.misconception(
    pool_forward,
    'You use stride 1 in sizes and windows: both depend on `hparameters["stride"]`.',
)
def pool_with_stride_one(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    A, _ = _pool_by_step(A_prev, hparameters | {"stride": 1}, _pooling(mode))
    return A, (A_prev, hparameters)


@exercises.misconception(
    pool_forward,
    "Your window is not f × f: it runs from row h · stride to before h · stride + f, and the columns "
    "likewise.",
    more=(1, -1),
)
def pool_with_another_window(
    A_prev: Array, hparameters: Settings, mode: str = "max", *, more: int
) -> Forward:
    f, s, pooled = hparameters["f"], hparameters["stride"], _pooling(mode)
    n_H, n_W = _size(A_prev.shape[1], f, 0, s), _size(A_prev.shape[2], f, 0, s)
    A = np.zeros((A_prev.shape[0], n_H, n_W, A_prev.shape[3]))
    for i, h, w, c in np.ndindex(*A.shape):
        A[i, h, w, c] = pooled(A_prev[i, h * s : h * s + f + more, w * s : w * s + f + more, c])
    return A, (A_prev, hparameters)


@exercises.misconception(
    pool_forward,
    'You leave A at 0 in one of the modes: the two names are "max" and "average", as the call spells them.',
    known=("max", "average"),
)
def pool_with_another_name_of_the_mode(
    A_prev: Array, hparameters: Settings, mode: str = "max", *, known: str
) -> Forward:
    A, cache = _pool_by_step(A_prev, hparameters, _pooling(mode))
    return (A if mode == known else 0 * A), cache


@exercises.misconception(
    pool_forward, "You take the minimum of each window: max pooling keeps the largest value."
)
def pool_of_the_minimum(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    return _pool_by_step(A_prev, hparameters, np.min if mode == "max" else np.mean)


@exercises.misconception(
    pool_forward, "You return where the maximum is, as `argmax` does: A holds the largest value itself."
)
def pool_of_argmax(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    return _pool_by_step(A_prev, hparameters, np.argmax if mode == "max" else np.mean)


@exercises.misconception(
    pool_forward, 'You take the mean in either mode: mode "max" takes the largest value of each window.'
)
def pool_always_average(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    return _pool_by_step(A_prev, hparameters, np.mean)


@exercises.misconception(
    pool_forward, "You pool the first channel for every channel: channel c has its own window, [..., c]."
)
def pool_of_the_first_channel(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    A, cache = _pool_by_step(A_prev, hparameters, _pooling(mode))
    return A[..., :1] + 0 * A, cache


@exercises.misconception(
    pool_forward, "You pool the first image for every image: example i has its own window, A_prev[i]."
)
def pool_of_the_first_image(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    A, cache = _pool_by_step(A_prev, hparameters, _pooling(mode))
    return A[:1] + 0 * A, cache


@exercises.misconception(
    pool_forward,
    "You return inside the loop over the images, so only the first one is pooled: `return` comes after the "
    "loops.",
)
def pool_returning_in_the_loop(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    A, cache = _pool_by_step(A_prev, hparameters, _pooling(mode))
    A[1:] = 0
    return A, cache


@exercises.misconception(
    pool_forward,
    "Your A holds whole numbers when the images do, which cuts off what is behind the point of a mean: make "
    "it "
    "by `np.zeros` without a dtype.",
)
def pool_into_the_type_of_the_images(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    A, cache = _pool_by_step(A_prev, hparameters, _pooling(mode))
    return A.astype(A_prev.dtype), cache


@exercises.misconception(
    pool_forward, "You return A alone: the layer returns two things, A and a cache for pool_backward."
)
def pool_without_a_cache(A_prev: Array, hparameters: Settings, mode: str = "max") -> Any:
    return _pool_by_step(A_prev, hparameters, _pooling(mode))[0]


@exercises.misconception(pool_forward, "Your function returns nothing: end it with `return A, cache`.")
def pool_not_returned(A_prev: Array, hparameters: Settings, mode: str = "max") -> None:
    _pool_by_step(A_prev, hparameters, _pooling(mode))


# Pooling forward: right styles.


@exercises.style(pool_forward, "four loops and an if")
def pool_by_four_loops(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    (m, n_H_prev, n_W_prev, n_C_prev) = A_prev.shape
    f = hparameters["f"]
    stride = hparameters["stride"]
    n_H = int(1 + (n_H_prev - f) / stride)
    n_W = int(1 + (n_W_prev - f) / stride)
    n_C = n_C_prev
    A = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    a_prev_slice = A_prev[i, h * stride : h * stride + f, w * stride : w * stride + f, c]
                    if mode == "max":
                        A[i, h, w, c] = np.max(a_prev_slice)
                    elif mode == "average":
                        A[i, h, w, c] = np.mean(a_prev_slice)
    return A, (A_prev, hparameters)


@exercises.style(pool_forward, "images and channels at once at each place")
def pool_by_places(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    f, s = hparameters["f"], hparameters["stride"]
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    rows, columns = range(0, n_H_prev - f + 1, s), range(0, n_W_prev - f + 1, s)
    A = np.empty((m, len(rows), len(columns), n_C))
    for h, top in enumerate(rows):
        for w, left in enumerate(columns):
            window = A_prev[:, top : top + f, left : left + f]
            A[:, h, w] = window.max(axis=(1, 2)) if mode == "max" else window.mean(axis=(1, 2))
    return A, (A_prev, hparameters)


@exercises.style(pool_forward, "shifted images, compared or added")
def pool_by_shifts(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    f, s = hparameters["f"], hparameters["stride"]
    n_H, n_W = ((n - f) // s + 1 for n in A_prev.shape[1:3])
    shifted = [A_prev[:, r : r + n_H * s : s, q : q + n_W * s : s] for r in range(f) for q in range(f)]
    A = np.maximum.reduce(shifted) if mode == "max" else sum(shifted) / f**2
    return np.asarray(A), (A_prev, hparameters)


@exercises.style(pool_forward, "all windows as a view, a dict as cache")
def pool_by_view(A_prev: Array, hparameters: Settings, mode: str = "max") -> tuple[Array, Any]:
    f, s = hparameters["f"], hparameters["stride"]
    view = np.lib.stride_tricks.sliding_window_view(A_prev, (f, f), axis=(1, 2))[:, ::s, ::s]
    pooling: dict[str, Step] = {"max": np.max, "average": np.mean}
    return pooling[mode](view, axis=(-1, -2)), {"A_prev": A_prev, **hparameters}


@exercises.style(pool_forward, "rows first, then columns; a list as cache")
def pool_separably(A_prev: Array, hparameters: Settings, mode: str = "max") -> tuple[Array, Any]:
    f, s = hparameters["f"], hparameters["stride"]
    reduce = np.max if mode == "max" else np.mean
    n_H, n_W = (A_prev.shape[1] - f) // s + 1, (A_prev.shape[2] - f) // s + 1
    half = np.stack([reduce(A_prev[:, h * s : h * s + f], axis=1) for h in range(n_H)], axis=1)
    A = np.stack([reduce(half[:, :, w * s : w * s + f], axis=2) for w in range(n_W)], axis=2)
    return A, [A_prev, hparameters, mode]


@exercises.style(pool_forward, "sorted windows, a loop for the sum")
def pool_by_sorting(A_prev: Array, hparameters: Settings, mode: str = "max") -> Forward:
    f = hparameters["f"]
    if mode == "max":
        return _pool_by_step(A_prev, hparameters, lambda x: sorted(x.ravel())[-1])
    return _pool_by_step(A_prev, hparameters, lambda x: sum(float(v) for v in x.flat) / (f * f))


# Convolution backward: skeleton.


def _went_back(dZ: Array, A_prev: Array, W: Array, stride: int, pad: int, add: Step) -> tuple[Array, Array]:
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    A_pad = _padded(A_prev, pad)
    dA_pad, dW = np.zeros(A_pad.shape), np.zeros(W.shape)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = h * stride, w * stride
                    add(
                        dA_pad[i, top : top + f, left : left + f, :],
                        A_pad[i, top : top + f, left : left + f, :],
                        W[:, :, :, c],
                        dW[:, :, :, c],
                        dZ[i, h, w, c],
                    )
    return dA_pad, dW


def _add(dA: Array, window: Array, W: Array, dW: Array, dz: Any) -> None:
    dA += W * dz
    dW += window * dz


def _add_overwriting_the_image(dA: Array, window: Array, W: Array, dW: Array, dz: Any) -> None:
    dA[...] = W * dz
    dW += window * dz


def _add_overwriting_the_filter(dA: Array, window: Array, W: Array, dW: Array, dz: Any) -> None:
    dA += W * dz
    dW[...] = window * dz


def _add_swapped(dA: Array, window: Array, W: Array, dW: Array, dz: Any) -> None:
    dA += window * dz
    dW += W * dz


def _add_without_the_filter(dA: Array, window: Array, W: Array, dW: Array, dz: Any) -> None:
    dA += dz
    dW += window * dz


def _inner(dA_pad: Array, pad: int) -> Array:
    return dA_pad[:, pad : dA_pad.shape[1] - pad, pad : dA_pad.shape[2] - pad, :]


def _db(dZ: Array) -> Array:
    db: Array = np.sum(dZ, axis=(0, 1, 2)).reshape(1, 1, 1, -1)
    return db


# Convolution backward: known mistakes.


@exercises.misconception(
    conv_backward,
    "You take the frame off by [pad:-pad], which leaves nothing when pad is 0: write pad : pad + n_H.",
    stored=(False, True),
)
def back_by_negative_indices(dZ: Array, cache: Cache, *, stored: bool) -> Backward:
    A_prev, W, _, hparameters = cache
    s, pad = hparameters["stride"], hparameters["pad"]
    dA_pad, dW = _went_back(dZ, A_prev, W, s, pad, _add)
    if not stored:
        return dA_pad[:, pad:-pad, pad:-pad, :], dW, _db(dZ)
    dA_prev = np.zeros(A_prev.shape)
    for i in range(len(A_prev)):
        dA_prev[i, :, :, :] = dA_pad[i, pad:-pad, pad:-pad, :]
    return dA_prev, dW, _db(dZ)


@exercises.misconception(
    conv_backward,
    "You return dA_prev with its frame: the frame is no part of A_prev, so take it off at the end.",
)
def back_with_the_frame(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    dA_pad, dW = _went_back(dZ, A_prev, W, hparameters["stride"], hparameters["pad"], _add)
    return dA_pad, dW, _db(dZ)


@exercises.misconception(
    conv_backward,
    "You write W · dZ into the windows of dA_prev instead of adding it: windows overlap, and filters share "
    "them, so it is +=.",
)
def back_overwriting_the_image(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    pad = hparameters["pad"]

    dA_pad, dW = _went_back(dZ, A_prev, W, hparameters["stride"], pad, _add_overwriting_the_image)
    return _inner(dA_pad, pad), dW, _db(dZ)


@exercises.misconception(
    conv_backward,
    "Your dW keeps the last window only: every window of every image adds its share, so it is +=.",
)
def back_overwriting_the_filter(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    pad = hparameters["pad"]

    dA_pad, dW = _went_back(dZ, A_prev, W, hparameters["stride"], pad, _add_overwriting_the_filter)
    return _inner(dA_pad, pad), dW, _db(dZ)


@exercises.misconception(
    conv_backward,
    "You divide by m: the mean over the examples is in dZ already, and here everything is summed.",
    what=("dW and db", "dW", "db", "all"),
)
def back_divided_by_m(dZ: Array, cache: Cache, *, what: str) -> Backward:
    A_prev, W, _, hparameters = cache
    pad, m = hparameters["pad"], len(dZ)
    dA_pad, dW = _went_back(dZ, A_prev, W, hparameters["stride"], pad, _add)
    dA_prev, db = _inner(dA_pad, pad), _db(dZ)
    if what == "all":
        dA_prev = dA_prev / m
    if what != "db":
        dW = dW / m
    if what != "dW":
        db = db / m
    return dA_prev, dW, db


@exercises.misconception(
    conv_backward,
    "Your db has one axis: it has the shape of b, (1, 1, 1, n_C); keepdims=True keeps it.",
)
def back_with_flat_db(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    pad = hparameters["pad"]
    dA_pad, dW = _went_back(dZ, A_prev, W, hparameters["stride"], pad, _add)
    return _inner(dA_pad, pad), dW, np.sum(dZ, axis=(0, 1, 2))


@exercises.misconception(
    conv_backward,
    "You start dW and db anew for each image, so only the last one counts: start them once, before the "
    "loops.",
)
def back_of_the_last_image(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    pad = hparameters["pad"]
    dA_pad, _ = _went_back(dZ, A_prev, W, hparameters["stride"], pad, _add)
    _, dW = _went_back(dZ[-1:], A_prev[-1:], W, hparameters["stride"], pad, _add)
    return _inner(dA_pad, pad), dW, _db(dZ[-1:])


@exercises.misconception(
    conv_backward,
    "You fill dA_prev for the last image only: take the frame off inside the loop over the images, or at the "
    "end from all of them.",
)
def back_into_the_last_image(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    pad = hparameters["pad"]
    dA_pad, dW = _went_back(dZ, A_prev, W, hparameters["stride"], pad, _add)
    dA_prev = np.zeros(A_prev.shape)
    dA_prev[-1] = _inner(dA_pad, pad)[-1]
    return dA_prev, dW, _db(dZ)


@exercises.misconception(
    conv_backward,
    "Your windows move by one pixel whatever the stride: they begin where conv_forward cut them, at "
    "(h · s, w · s).",
)
def back_ignoring_the_stride(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    pad = hparameters["pad"]
    dA_pad, dW = _went_back(dZ, A_prev, W, 1, pad, _add)
    return _inner(dA_pad, pad), dW, _db(dZ)


@exercises.misconception(
    conv_backward,
    "You turn the filter around before you add it to dA_prev: window by window, the entry that multiplied a "
    "pixel is the one that comes back to it.",
)
def back_with_turned_filters(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    pad = hparameters["pad"]
    _, dW = _went_back(dZ, A_prev, W, hparameters["stride"], pad, _add)
    dA_pad, _ = _went_back(dZ, A_prev, W[::-1, ::-1], hparameters["stride"], pad, _add)
    return _inner(dA_pad, pad), dW, _db(dZ)


@exercises.misconception(
    conv_backward,
    "You cut the windows for dW from A_prev without its frame: pad it first, as on the way forward.",
)
def back_from_the_unpadded(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    s, pad, f = hparameters["stride"], hparameters["pad"], W.shape[0]
    dA_pad, dW = _went_back(dZ, A_prev, W, s, pad, _add)
    dW = np.zeros(W.shape)
    for i, h, w, c in np.ndindex(*dZ.shape):
        dW[:, :, :, c] += A_prev[i, h * s : h * s + f, w * s : w * s + f] * dZ[i, h, w, c]
    return _inner(dA_pad, pad), dW, _db(dZ)


@exercises.misconception(
    conv_backward,
    "You have W and the window the wrong way round: the window of dA_prev gets W · dZ, and dW gets the "
    "window of A_prev times dZ.",
)
def back_with_factors_swapped(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    pad = hparameters["pad"]

    dA_pad, dW = _went_back(dZ, A_prev, W, hparameters["stride"], pad, _add_swapped)
    return _inner(dA_pad, pad), dW, _db(dZ)


@exercises.misconception(
    conv_backward,
    "You add dZ to the window of dA_prev without the filter: each pixel gets dZ times the weight that it "
    "was multiplied with.",
)
def back_without_the_filter(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    pad = hparameters["pad"]

    dA_pad, dW = _went_back(dZ, A_prev, W, hparameters["stride"], pad, _add_without_the_filter)
    return _inner(dA_pad, pad), dW, _db(dZ)


@exercises.misconception(
    conv_backward,
    "You spread dZ out by the stride and forget the rest at the border: rows and columns that no window saw "
    "belong to dA_prev, with gradient 0.",
)
def back_without_the_rest(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    s, pad, f = hparameters["stride"], hparameters["pad"], len(W)
    dA_pad, dW = _went_back(dZ, A_prev, W, s, pad, _add)
    seen_H, seen_W = (dZ.shape[1] - 1) * s + f, (dZ.shape[2] - 1) * s + f
    return _inner(dA_pad[:, :seen_H, :seen_W], pad), dW, _db(dZ)


@exercises.misconception(
    conv_backward,
    "You take the row from w and the column from h: the window begins at row h · stride and column w · "
    "stride, "
    "as in conv_forward.",
)
def back_with_rows_and_columns_exchanged(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    s, pad, f = hparameters["stride"], hparameters["pad"], len(W)
    A_pad = _padded(A_prev, pad)
    dA_pad, dW = np.zeros(A_pad.shape), np.zeros(W.shape)
    for i, h, w, c in np.ndindex(*dZ.shape):
        rows, columns = slice(w * s, w * s + f), slice(h * s, h * s + f)
        dA_pad[i, rows, columns] += W[:, :, :, c] * dZ[i, h, w, c]
        dW[:, :, :, c] += A_pad[i, rows, columns] * dZ[i, h, w, c]
    return _inner(dA_pad, pad), dW, _db(dZ)


@exercises.misconception(
    conv_backward,
    "You add every window to every filter: dW[:, :, :, c] gets the window times dZ[i, h, w, c] of its own c.",
)
def back_into_every_filter(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    pad = hparameters["pad"]
    dA_pad, dW = _went_back(dZ, A_prev, W, hparameters["stride"], pad, _add)
    return _inner(dA_pad, pad), dW.sum(axis=3, keepdims=True) + 0 * dW, _db(dZ)


@exercises.misconception(
    conv_backward,
    "You use the first filter for every channel of dZ: dZ[i, h, w, c] goes back through W[:, :, :, c].",
)
def back_through_the_first_filter(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    pad = hparameters["pad"]
    _, dW = _went_back(dZ, A_prev, W, hparameters["stride"], pad, _add)
    dA_pad, _ = _went_back(dZ, A_prev, W[..., :1] + 0 * W, hparameters["stride"], pad, _add)
    return _inner(dA_pad, pad), dW, _db(dZ)


@exercises.misconception(
    conv_backward,
    "You cut every window from the first image: example i has its own, A_prev_pad[i].",
)
def back_from_the_first_image(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    pad = hparameters["pad"]
    dA_pad, dW = _went_back(dZ, A_prev[:1] + 0 * A_prev, W, hparameters["stride"], pad, _add)
    return _inner(dA_pad, pad), dW, _db(dZ)


@exercises.misconception(
    conv_backward,
    "Your dA_prev stays at 0: store the inner part of dA_pad in it before you return.",
)
def back_never_stored(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    _, dW = _went_back(dZ, A_prev, W, hparameters["stride"], hparameters["pad"], _add)
    return np.zeros(A_prev.shape), dW, _db(dZ)


@exercises.misconception(
    conv_backward,
    "You take the frame off at one end only: it has pad rows and columns at both ends.",
    end=("first", "last"),
)
def back_with_half_the_frame(dZ: Array, cache: Cache, *, end: str) -> Backward:
    A_prev, W, _, hparameters = cache
    pad = hparameters["pad"]
    dA_pad, dW = _went_back(dZ, A_prev, W, hparameters["stride"], pad, _add)
    _, n_H, n_W, _ = dA_pad.shape
    if end == "first":
        return dA_pad[:, pad:, pad:], dW, _db(dZ)
    return dA_pad[:, : n_H - pad, : n_W - pad], dW, _db(dZ)


@exercises.misconception(
    conv_backward,
    "You keep the upper left part of dA_pad: A_prev lies in its middle, from row pad and column pad on.",
)
def back_with_the_wrong_part(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    dA_pad, dW = _went_back(dZ, A_prev, W, hparameters["stride"], hparameters["pad"], _add)
    return dA_pad[:, : A_prev.shape[1], : A_prev.shape[2]], dW, _db(dZ)


@exercises.misconception(
    conv_backward,
    "Your db keeps the images or the places apart: sum over axes 0, 1 and 2 of dZ.",
    axes=((0,), (1, 2), (0, 1)),
)
def back_with_db_summed_too_little(dZ: Array, cache: Cache, *, axes: Any) -> Backward:
    A_prev, W, _, hparameters = cache
    pad = hparameters["pad"]
    dA_pad, dW = _went_back(dZ, A_prev, W, hparameters["stride"], pad, _add)
    return _inner(dA_pad, pad), dW, np.sum(dZ, axis=axes, keepdims=True)


@exercises.misconception(
    conv_backward, "Your db is one number for all filters: sum over images and places, and keep axis 3."
)
def back_with_one_db(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    pad = hparameters["pad"]
    dA_pad, dW = _went_back(dZ, A_prev, W, hparameters["stride"], pad, _add)
    return _inner(dA_pad, pad), dW, np.sum(dZ) + 0 * _db(dZ)


@exercises.misconception(
    conv_backward, "Your db is the mean of dZ: every output adds its dZ, so it is the sum."
)
def back_with_the_mean_for_db(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    pad = hparameters["pad"]
    dA_pad, dW = _went_back(dZ, A_prev, W, hparameters["stride"], pad, _add)
    return _inner(dA_pad, pad), dW, np.mean(dZ, axis=(0, 1, 2), keepdims=True)


@exercises.misconception(
    conv_backward, "Your db keeps the last dZ only: every output adds its own, so it is +=."
)
def back_with_the_last_db(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    pad = hparameters["pad"]
    dA_pad, dW = _went_back(dZ, A_prev, W, hparameters["stride"], pad, _add)
    return _inner(dA_pad, pad), dW, dZ[-1:, -1:, -1:]


@exercises.misconception(
    conv_backward,
    "You return the gradients in another order: it is dA_prev, dW, db.",
    order=((1, 2, 0), (1, 0, 2), (2, 1, 0)),
)
def back_in_another_order(dZ: Array, cache: Cache, *, order: Any) -> Any:
    A_prev, W, _, hparameters = cache
    pad = hparameters["pad"]
    dA_pad, dW = _went_back(dZ, A_prev, W, hparameters["stride"], pad, _add)
    gradients = (_inner(dA_pad, pad), dW, _db(dZ))
    return tuple(gradients[item] for item in order)


@exercises.misconception(
    conv_backward,
    "You return inside the loop over the images, so only the first one counts: `return` comes after the "
    "loops.",
)
def back_returning_in_the_loop(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    pad = hparameters["pad"]
    dZ = dZ.copy()
    dZ[1:] = 0
    dA_pad, dW = _went_back(dZ, A_prev, W, hparameters["stride"], pad, _add)
    return _inner(dA_pad, pad), dW, _db(dZ)


@exercises.misconception(
    conv_backward,
    "Your function returns nothing: end it with `return dA_prev, dW, db`.",
)
def back_not_returned(dZ: Array, cache: Cache) -> None:
    A_prev, W, _, hparameters = cache
    _went_back(dZ, A_prev, W, hparameters["stride"], hparameters["pad"], _add)


@exercises.misconception(
    conv_backward,
    "You loop over the pixels of A_prev: h and w run over the places of dZ, n_H and n_W.",
)
def back_looping_over_the_input(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    s, pad, f = hparameters["stride"], hparameters["pad"], len(W)
    A_pad = _padded(A_prev, pad)
    dA_pad, dW = np.zeros(A_pad.shape), np.zeros(W.shape)
    for i in range(A_prev.shape[0]):
        for h in range(A_prev.shape[1]):
            for w in range(A_prev.shape[2]):
                for c in range(W.shape[3]):
                    rows, columns = slice(h * s, h * s + f), slice(w * s, w * s + f)
                    dA_pad[i, rows, columns] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += A_pad[i, rows, columns] * dZ[i, h, w, c]
    return _inner(dA_pad, pad), dW, _db(dZ)


# Convolution backward: right styles.


@exercises.style(conv_backward, "four loops, the frame taken off only if there is one")
def back_by_four_loops(dZ: Array, cache: Cache) -> Backward:
    (A_prev, W, b, hparameters) = cache
    (m, _, _, _) = A_prev.shape
    (f, f, _, n_C) = W.shape
    stride, pad = hparameters["stride"], hparameters["pad"]
    (m, n_H, n_W, n_C) = dZ.shape
    dA_prev, dW, db = np.zeros(A_prev.shape), np.zeros(W.shape), np.zeros(b.shape)
    A_prev_pad, dA_prev_pad = _padded(A_prev, pad), _padded(dA_prev, pad)
    for i in range(m):
        a_prev_pad, da_prev_pad = A_prev_pad[i], dA_prev_pad[i]
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = h * stride, w * stride
                    a_slice = a_prev_pad[top : top + f, left : left + f, :]
                    da_prev_pad[top : top + f, left : left + f, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]
                    db[:, :, :, c] += dZ[i, h, w, c]
        dA_prev[i] = da_prev_pad if pad == 0 else da_prev_pad[pad:-pad, pad:-pad, :]
    return dA_prev, dW, db


@exercises.style(conv_backward, "images and filters at once at each place")
def back_by_places(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    s, pad, f = hparameters["stride"], hparameters["pad"], len(W)
    A_pad = _padded(A_prev, pad)
    dA_pad, dW = np.zeros_like(A_pad), np.zeros_like(W)
    for h in range(dZ.shape[1]):
        for w in range(dZ.shape[2]):
            dz = dZ[:, h, w]
            rows, columns = slice(h * s, h * s + f), slice(w * s, w * s + f)
            dA_pad[:, rows, columns] += np.tensordot(dz, W, axes=([1], [3]))
            dW += np.tensordot(A_pad[:, rows, columns], dz, axes=([0], [0]))
    return _inner(dA_pad, pad), dW, dZ.sum((0, 1, 2))[None, None, None]


@exercises.style(conv_backward, "one shift for each entry of the filter")
def back_by_shifts(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    s, pad, f = hparameters["stride"], hparameters["pad"], len(W)
    _, n_H, n_W, n_C = dZ.shape
    A_pad = _padded(A_prev, pad)
    dA_pad, dW = 0 * A_pad, 0 * W
    for r in range(f):
        for q in range(f):
            place = (slice(None), slice(r, r + n_H * s, s), slice(q, q + n_W * s, s))
            dA_pad[place] += dZ @ W[r, q].T
            dW[r, q] = A_pad[place].reshape(-1, A_pad.shape[3]).T @ dZ.reshape(-1, n_C)
    return _inner(dA_pad, pad), dW, _db(dZ)


@exercises.style(conv_backward, "einsum over a view of the windows, add.at on the way back")
def back_by_einsum(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    s, pad, f = hparameters["stride"], hparameters["pad"], len(W)
    A_pad = _padded(A_prev, pad)
    rows = s * np.arange(dZ.shape[1])[:, None] + np.arange(f)
    columns = s * np.arange(dZ.shape[2])[:, None] + np.arange(f)
    windows = A_pad[:, rows[:, None, :, None], columns[None, :, None, :]]
    dW = np.einsum("ihwrqk,ihwc->rqkc", windows, dZ)
    dA_pad = np.zeros(A_pad.shape)
    everywhere: Any = (slice(None), rows[:, None, :, None], columns[None, :, None, :])
    np.add.at(dA_pad, everywhere, np.einsum("rqkc,ihwc->ihwrqk", W, dZ))
    return _inner(dA_pad, pad), dW, np.einsum("ihwc->c", dZ).reshape(1, 1, 1, -1)


@exercises.style(conv_backward, "a full convolution of the spread-out dZ with turned filters")
def back_by_full_convolution(dZ: Array, cache: Cache) -> Backward:
    A_prev, W, _, hparameters = cache
    s, pad, f = hparameters["stride"], hparameters["pad"], len(W)
    A_pad = _padded(A_prev, pad)
    m, n_H, n_W, _ = A_pad.shape
    spread = np.zeros((m, n_H + f - 1, n_W + f - 1, dZ.shape[3]))
    end_H, end_W = f - 1 + s * dZ.shape[1], f - 1 + s * dZ.shape[2]
    spread[:, f - 1 : end_H : s, f - 1 : end_W : s] = dZ
    view = np.lib.stride_tricks.sliding_window_view(spread, (f, f), axis=(1, 2))
    dA_pad = np.einsum("ihwcrq,rqkc->ihwk", view, W[::-1, ::-1])
    windows = np.lib.stride_tricks.sliding_window_view(A_pad, (f, f), axis=(1, 2))[:, ::s, ::s]
    dW = np.tensordot(windows, dZ, axes=([0, 1, 2], [0, 1, 2])).transpose(1, 2, 0, 3)
    return _inner(dA_pad, pad), dW, np.sum(dZ, (0, 1, 2), keepdims=True)


@exercises.style(conv_backward, "columns, two matrix products, and the columns added back; a list")
def back_by_columns(dZ: Array, cache: Cache) -> list[Array]:
    A_prev, W, b, hparameters = cache
    s, pad, f = hparameters["stride"], hparameters["pad"], len(W)
    A_pad = _padded(A_prev, pad)
    places = [(i, h * s, w * s) for i, h, w in np.ndindex(*dZ.shape[:3])]
    columns = np.array([A_pad[i, top : top + f, left : left + f].ravel() for i, top, left in places])
    flat = dZ.reshape(len(places), -1)
    dW = (columns.T @ flat).reshape(W.shape)
    dA_pad = np.zeros(A_pad.shape)
    for (i, top, left), row in zip(places, flat @ W.reshape(-1, W.shape[3]).T, strict=True):
        dA_pad[i, top : top + f, left : left + f] += row.reshape(f, f, -1)
    return [_inner(dA_pad, pad), dW, flat.sum(axis=0).reshape(b.shape)]


# The mask: known mistakes.


@exercises.misconception(
    create_mask_from_window, "You mark the largest absolute value: in (−3, 1) the maximum is 1."
)
def mask_of_absolute_values(x: Array) -> Array:
    mask: Array = np.abs(x) == np.abs(x).max()
    return mask


@exercises.misconception(
    create_mask_from_window,
    "You return where the maximum is as a number: return an array of x's shape, True at that place.",
)
def mask_as_an_index(x: Array) -> Any:
    return np.argmax(x)


@exercises.misconception(
    create_mask_from_window, "You mark the maximum of each column: there is one maximum, of the whole window."
)
def mask_of_each_column(x: Array) -> Array:
    mask: Array = x == np.max(x, axis=0)
    return mask


@exercises.misconception(
    create_mask_from_window, "You mark the maximum of each row: there is one maximum, of the whole window."
)
def mask_of_each_row(x: Array) -> Array:
    mask: Array = x == np.max(x, axis=1, keepdims=True)
    return mask


@exercises.misconception(
    create_mask_from_window, "You mark the smallest value: the mask is True at the largest."
)
def mask_of_the_minimum(x: Array) -> Array:
    mask: Array = x == np.min(x)
    return mask


@exercises.misconception(
    create_mask_from_window,
    "You return the maximum itself in its place: a mask is True there, and False elsewhere.",
)
def mask_times_the_window(x: Array) -> Any:
    return x * (x == np.max(x))


@exercises.misconception(create_mask_from_window, "You mark all but the maximum: it is the other way round.")
def mask_of_the_rest(x: Array) -> Array:
    mask: Array = x < np.max(x)
    return mask


@exercises.misconception(
    create_mask_from_window,
    "You mark what is positive: the mask is True at the maximum, even if it is negative.",
)
def mask_of_what_is_positive(x: Array) -> Array:
    return x > 0


@exercises.misconception(
    create_mask_from_window, "You mark what is above the mean: the mask is True at the maximum alone."
)
def mask_above_the_mean(x: Array) -> Array:
    mask: Array = x > np.mean(x)
    return mask


@exercises.misconception(
    create_mask_from_window,
    "You mark values that are merely close to the maximum: compare by ==, without a tolerance.",
    tolerance=(0.01, 1e-3, 1e-5, 1e-6, 1e-8),
)
def mask_with_a_tolerance(x: Array, *, tolerance: float) -> Any:
    return x > np.max(x) - tolerance


@exercises.misconception(
    create_mask_from_window,
    "You compare by `np.isclose`, which also marks values that nearly tie: the maximum is one of the values "
    "of "
    "x, so == is exact.",
)
def mask_by_isclose(x: Array) -> Any:
    return np.isclose(x, np.max(x))


@exercises.misconception(
    create_mask_from_window,
    "You return the maximum: return an array of x's shape, True where x has it.",
)
def mask_as_the_maximum(x: Array) -> Any:
    return np.max(x)


@exercises.misconception(
    create_mask_from_window,
    "Your mask is False everywhere: it is True where x has its maximum.",
)
def mask_of_nothing(x: Array) -> Array:
    return np.zeros(x.shape, dtype=bool)


@exercises.misconception(
    create_mask_from_window, "Your mask is True everywhere: it is False where x is below its maximum."
)
def mask_of_everything(x: Array) -> Array:
    return np.ones(x.shape, dtype=bool)


@exercises.misconception(create_mask_from_window, "You flatten the mask: it has the two sides of x.")
def mask_flattened(x: Array) -> Any:
    return x.ravel() == np.max(x)


@exercises.misconception(
    create_mask_from_window, "You turn the mask around: rows stay rows, so it needs no transpose."
)
def mask_transposed(x: Array) -> Any:
    return (x == np.max(x)).T


@exercises.misconception(create_mask_from_window, "Your function returns nothing: end it with `return`.")
def mask_not_returned(x: Array) -> None:
    x == np.max(x)  # noqa: B015


# The mask: right styles.


@exercises.style(create_mask_from_window, "np.max and ==")
def mask_by_comparison(x: Array) -> Any:
    return np.max(x) == x


@exercises.style(create_mask_from_window, "at least the maximum")
def mask_by_at_least(x: Array) -> Any:
    return np.greater_equal(x, np.amax(x))


@exercises.style(create_mask_from_window, "the first maximum only")
def mask_of_the_first(x: Array) -> Array:
    mask = np.zeros(x.shape, dtype=bool)
    mask[np.unravel_index(np.argmax(x), x.shape)] = True
    return mask


@exercises.style(create_mask_from_window, "the last maximum only, by loops")
def mask_of_the_last(x: Array) -> Array:
    best = (0, 0)
    for r in range(x.shape[0]):
        for q in range(x.shape[1]):
            if x[r, q] >= x[best]:
                best = (r, q)
    return np.array([[(r, q) == best for q in range(x.shape[1])] for r in range(x.shape[0])])


@exercises.style(create_mask_from_window, "np.where with ones and zeros")
def mask_of_ones(x: Array) -> Array:
    return np.where(x == x.max(), 1, 0)


@exercises.style(create_mask_from_window, "nothing is larger")
def mask_by_nothing_larger(x: Array) -> Any:
    return ~np.any(x.ravel() > x[:, :, np.newaxis], axis=2)


@exercises.style(create_mask_from_window, "the difference to the maximum is zero")
def mask_by_difference(x: Array) -> Any:
    x -= np.sort(x, axis=None)[-1]
    return np.logical_not(x)


# A share for each: known mistakes.


@exercises.misconception(
    distribute_value, "You give every place the whole of dz: each gets its share, dz / (n_H · n_W)."
)
def share_of_everything(dz: float, shape: tuple[int, int]) -> Array:
    return np.full(shape, dz)


@exercises.misconception(
    distribute_value, "You divide by the number of rows: the window has n_H · n_W places."
)
def share_of_rows(dz: float, shape: tuple[int, int]) -> Array:
    return np.ones(shape) * dz / shape[0]


@exercises.misconception(
    distribute_value, "You divide by n_H + n_W: the number of places is the product, n_H · n_W."
)
def share_of_the_sum(dz: float, shape: tuple[int, int]) -> Array:
    return np.ones(shape) * dz / (shape[0] + shape[1])


@exercises.misconception(
    distribute_value, "You divide by n_H²: a window need not be square here; it has n_H · n_W places."
)
def share_of_a_square(dz: float, shape: tuple[int, int]) -> Array:
    return np.ones(shape) * dz / shape[0] ** 2


@exercises.misconception(
    distribute_value, "You return the share as one number: return an array of the window's shape, full of it."
)
def share_as_a_number(dz: float, shape: tuple[int, int]) -> Any:
    return dz / (shape[0] * shape[1])


@exercises.misconception(
    distribute_value, "You put all of dz into one place: each place of the window gets the same share."
)
def share_in_one_place(dz: float, shape: tuple[int, int]) -> Array:
    a = np.zeros(shape)
    a[0, 0] = dz
    return a


@exercises.misconception(
    distribute_value, "You divide by // and lose what is behind the point: the share is dz / (n_H · n_W)."
)
def share_rounded_down(dz: float, shape: tuple[int, int]) -> Array:
    return np.ones(shape) * (dz // (shape[0] * shape[1]))


@exercises.misconception(
    distribute_value, "You turn the shape around: it is (n_H, n_W), rows first, as it comes."
)
def share_transposed(dz: float, shape: tuple[int, int]) -> Array:
    n_W, n_H = shape
    return np.ones((n_H, n_W)) * dz / (n_H * n_W)


@exercises.misconception(
    distribute_value, "You divide by the number of columns: the window has n_H · n_W places."
)
def share_of_columns(dz: float, shape: tuple[int, int]) -> Array:
    return np.ones(shape) * dz / shape[1]


@exercises.misconception(
    distribute_value, "You divide by n_W²: a window need not be square here; it has n_H · n_W places."
)
def share_of_a_square_of_columns(dz: float, shape: tuple[int, int]) -> Array:
    return np.ones(shape) * dz / shape[1] ** 2


@exercises.misconception(distribute_value, "You multiply by the number of places: dz is divided among them.")
def share_multiplied(dz: float, shape: tuple[int, int]) -> Array:
    return np.ones(shape) * dz * shape[0] * shape[1]


@exercises.misconception(
    distribute_value, "Your shares add up to 1 and not to dz: multiply 1 / (n_H · n_W) by dz."
)
def share_of_one(dz: float, shape: tuple[int, int]) -> Array:
    return np.ones(shape) / (shape[0] * shape[1])


@exercises.misconception(
    distribute_value,
    "You divide by the number of places twice: the share is dz / (n_H · n_W).",
)
def share_divided_twice(dz: float, shape: tuple[int, int]) -> Array:
    return np.ones(shape) * dz / (shape[0] * shape[1]) ** 2


@exercises.misconception(
    distribute_value, "You return zeros: fill the array with the share, dz / (n_H · n_W)."
)
def share_of_nothing(dz: float, shape: tuple[int, int]) -> Array:
    return np.zeros(shape)


@exercises.misconception(distribute_value, "You return a flat array: the window has two sides, (n_H, n_W).")
def share_flat(dz: float, shape: tuple[int, int]) -> Array:
    return np.ones(shape[0] * shape[1]) * dz / (shape[0] * shape[1])


@exercises.misconception(
    distribute_value, "You drop the sign of dz: a negative gradient is shared out as it is."
)
def share_without_sign(dz: float, shape: tuple[int, int]) -> Array:
    return np.ones(shape) * abs(dz) / (shape[0] * shape[1])


@exercises.misconception(distribute_value, "Your function returns nothing: end it with `return`.")
def share_not_returned(dz: float, shape: tuple[int, int]) -> None:
    np.full(shape, dz / (shape[0] * shape[1]))


# A share for each: right styles.


@exercises.style(distribute_value, "np.ones times the average")
def share_by_ones(dz: float, shape: tuple[int, int]) -> Array:
    (n_H, n_W) = shape
    average = dz / (n_H * n_W)
    return np.ones(shape) * average


@exercises.style(distribute_value, "np.prod and fill")
def share_by_fill(dz: float, shape: tuple[int, int]) -> Array:
    a = np.empty(shape)
    a.fill(dz / np.prod(shape))
    return a


@exercises.style(distribute_value, "loops")
def share_by_loops(dz: float, shape: tuple[int, int]) -> Array:
    a = np.zeros(shape)
    for r in range(shape[0]):
        for q in range(shape[1]):
            a[r, q] = dz / shape[0] / shape[1]
    return a


@exercises.style(distribute_value, "lists")
def share_by_lists(dz: float, shape: tuple[int, int]) -> Any:
    n_H, n_W = shape
    return [[dz / (n_H * n_W)] * n_W for _ in range(n_H)]


@exercises.style(distribute_value, "an array divided by its size")
def share_by_size(dz: float, shape: tuple[int, int]) -> Array:
    a = np.zeros(shape) + dz
    a /= a.size
    return a


@exercises.style(distribute_value, "np.tile")
def share_by_tile(dz: float, shape: tuple[int, int]) -> Array:
    return np.tile(np.array([[dz / (shape[0] * shape[1])]]), shape)


@exercises.style(distribute_value, "an outer product")
def share_by_outer_product(dz: float, shape: tuple[int, int]) -> Any:
    return dz * np.outer(np.full(shape[0], 1 / shape[0]), np.full(shape[1], 1 / shape[1]))


# Pooling backward: skeleton.


def _pool_back(dA: Array, A_prev: Array, f: int, stride: int, add: Step) -> Array:
    dA_prev = np.zeros(A_prev.shape)
    m, n_H, n_W, n_C = dA.shape
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    top, left = h * stride, w * stride
                    add(
                        dA_prev[i, top : top + f, left : left + f, c],
                        A_prev[i, top : top + f, left : left + f, c],
                        dA[i, h, w, c],
                    )
    return dA_prev


def _add_max(target: Array, window: Array, da: Any) -> None:
    mask = window == np.max(window)
    target += da * mask / np.sum(mask)


def _add_max_in_full(target: Array, window: Array, da: Any) -> None:
    target += da * (window == np.max(window))


def _add_mean(target: Array, window: Array, da: Any) -> None:
    target += da / window.size


def _add_pooled(mode: str) -> Step:
    return _add_max if mode == "max" else _add_mean


def _put_max(target: Array, window: Array, da: Any) -> None:
    target[...] = da * (window == np.max(window))


def _put_mean(target: Array, window: Array, da: Any) -> None:
    target[...] = da / window.size


def _add_undivided(target: Array, window: Array, da: Any) -> None:
    target += da


def _add_divided_by_f(target: Array, window: Array, da: Any) -> None:
    target += da / len(window)


def _add_times_the_value(target: Array, window: Array, da: Any) -> None:
    target += da * window * (window == np.max(window))


# Pooling backward: known mistakes.


@exercises.misconception(
    pool_backward,
    "You write into the windows of dA_prev instead of adding: windows may overlap, so it is +=.",
    modes=(("max", "average"), ("max",), ("average",)),
)
def unpool_overwriting(dA: Array, cache: Cache, mode: str = "max", *, modes: Any) -> Array:
    A_prev, hparameters = cache
    put = _put_max if mode == "max" else _put_mean
    add = put if mode in modes else _add_pooled(mode)
    return _pool_back(dA, A_prev, hparameters["f"], hparameters["stride"], add)


@exercises.misconception(
    pool_backward,
    "Your windows move by one pixel whatever the stride: they begin where pool_forward cut them, at "
    "(h · s, w · s).",
)
def unpool_ignoring_the_stride(dA: Array, cache: Cache, mode: str = "max") -> Array:
    A_prev, hparameters = cache
    return _pool_back(dA, A_prev, hparameters["f"], 1, _add_pooled(mode))


@exercises.misconception(
    pool_backward, 'You send the gradient to the maximum in either mode: mode "average" shares it evenly.'
)
def unpool_always_max(dA: Array, cache: Cache, mode: str = "max") -> Array:
    A_prev, hparameters = cache
    return _pool_back(dA, A_prev, hparameters["f"], hparameters["stride"], _add_pooled("max"))


@exercises.misconception(
    pool_backward,
    "You share the gradient evenly in either mode: after max pooling all of it goes to the maximum.",
)
def unpool_always_average(dA: Array, cache: Cache, mode: str = "max") -> Array:
    A_prev, hparameters = cache
    return _pool_back(dA, A_prev, hparameters["f"], hparameters["stride"], _add_pooled("average"))


@exercises.misconception(
    pool_backward, 'You have the modes the wrong way round: "max" uses the mask, "average" shares evenly.'
)
def unpool_with_modes_swapped(dA: Array, cache: Cache, mode: str = "max") -> Array:
    A_prev, hparameters = cache
    other = "average" if mode == "max" else "max"
    return _pool_back(dA, A_prev, hparameters["f"], hparameters["stride"], _add_pooled(other))


@exercises.misconception(
    pool_backward,
    "You give every pixel of an averaged window the whole gradient: each gets a share of 1 / f².",
)
def unpool_without_division(dA: Array, cache: Cache, mode: str = "max") -> Array:
    A_prev, hparameters = cache

    add = _add_max if mode == "max" else _add_undivided
    return _pool_back(dA, A_prev, hparameters["f"], hparameters["stride"], add)


@exercises.misconception(
    pool_backward, "You divide the gradient of an averaged window by f: a window has f² pixels."
)
def unpool_divided_by_f(dA: Array, cache: Cache, mode: str = "max") -> Array:
    A_prev, hparameters = cache

    add = _add_max if mode == "max" else _add_divided_by_f
    return _pool_back(dA, A_prev, hparameters["f"], hparameters["stride"], add)


@exercises.misconception(
    pool_backward,
    "You look for one maximum over all channels of the window: each channel has its own.",
)
def unpool_over_all_channels(dA: Array, cache: Cache, mode: str = "max") -> Array:
    A_prev, hparameters = cache
    f, s = hparameters["f"], hparameters["stride"]
    if mode != "max":
        return _pool_back(dA, A_prev, f, s, _add_pooled(mode))
    dA_prev = np.zeros(A_prev.shape)
    for i, h, w in np.ndindex(*dA.shape[:3]):
        window = A_prev[i, h * s : h * s + f, w * s : w * s + f, :]
        target = dA_prev[i, h * s : h * s + f, w * s : w * s + f, :]
        target += dA[i, h, w] * (window == np.max(window))
    return dA_prev


@exercises.misconception(
    pool_backward,
    "You multiply the gradient by the maximum's value as well: the mask alone says where it goes.",
)
def unpool_times_the_value(dA: Array, cache: Cache, mode: str = "max") -> Array:
    A_prev, hparameters = cache

    add = _add_times_the_value if mode == "max" else _add_mean
    return _pool_back(dA, A_prev, hparameters["f"], hparameters["stride"], add)


@exercises.misconception(
    pool_backward, "You go back through the first image only: the loop over i covers all m images."
)
def unpool_the_first_image(dA: Array, cache: Cache, mode: str = "max") -> Array:
    A_prev, hparameters = cache
    dA = dA.copy()
    dA[1:] = 0
    return _pool_back(dA, A_prev, hparameters["f"], hparameters["stride"], _add_pooled(mode))


@exercises.misconception(
    pool_backward,
    "You use the first channel's maximum for every channel: cut the window of A_prev from channel c.",
)
def unpool_by_the_first_channel(dA: Array, cache: Cache, mode: str = "max") -> Array:
    A_prev, hparameters = cache
    first = A_prev[:, :, :, :1] + np.zeros(A_prev.shape)
    return _pool_back(dA, first, hparameters["f"], hparameters["stride"], _add_pooled(mode))


@exercises.misconception(
    pool_backward,
    "You send all of dA to each of several equal maxima, so it counts several times: divide the mask by its "
    "sum, or choose one of them.",
)
def unpool_ties_in_full(dA: Array, cache: Cache, mode: str = "max") -> Array:
    A_prev, hparameters = cache
    add = _add_max_in_full if mode == "max" else _add_mean
    return _pool_back(dA, A_prev, hparameters["f"], hparameters["stride"], add)


@exercises.misconception(
    pool_backward,
    "You read dA at the pixel where the window begins: dA has one entry for each window, dA[i, h, w, c].",
)
def unpool_by_the_pixel(dA: Array, cache: Cache, mode: str = "max") -> Array:
    A_prev, hparameters = cache
    f, s, add = hparameters["f"], hparameters["stride"], _add_pooled(mode)
    dA_prev = np.zeros(A_prev.shape)
    for i, h, w, c in np.ndindex(*dA.shape):
        top, left = h * s, w * s
        window = A_prev[i, top : top + f, left : left + f, c]
        add(dA_prev[i, top : top + f, left : left + f, c], window, dA[i, top, left, c])
    return dA_prev


@exercises.misconception(
    pool_backward,
    "You cut a window out of dA: dA has one entry for each window of A_prev, the number dA[i, h, w, c].",
)
def unpool_with_a_slice_of_da(dA: Array, cache: Cache, mode: str = "max") -> Array:
    A_prev, hparameters = cache
    f, s = hparameters["f"], hparameters["stride"]
    dA_prev = np.zeros(A_prev.shape)
    for i, h, w, c in np.ndindex(*dA.shape):
        rows, columns = slice(h * s, h * s + f), slice(w * s, w * s + f)
        window, da = A_prev[i, rows, columns, c], dA[i, rows, columns, c]
        share = window == np.max(window) if mode == "max" else np.ones((f, f)) / (f * f)
        dA_prev[i, rows, columns, c] += share * da
    return dA_prev


@exercises.misconception(
    pool_backward,
    "You make the mask from dA_prev, which is still zero: cut the window from A_prev.",
)
def unpool_by_the_mask_of_the_gradient(dA: Array, cache: Cache, mode: str = "max") -> Array:
    A_prev, hparameters = cache
    f, s = hparameters["f"], hparameters["stride"]
    dA_prev = np.zeros(A_prev.shape)
    for i, h, w, c in np.ndindex(*dA.shape):
        target = dA_prev[i, h * s : h * s + f, w * s : w * s + f, c]
        if mode == "max":
            target += dA[i, h, w, c] * (target == np.max(target))
        else:
            _add_mean(target, target, dA[i, h, w, c])
    return dA_prev


@exercises.misconception(
    pool_backward,
    "You take the row from w and the column from h: the window begins at row h · stride and column w · "
    "stride, "
    "as in pool_forward.",
)
def unpool_with_rows_and_columns_exchanged(dA: Array, cache: Cache, mode: str = "max") -> Array:
    A_prev, hparameters = cache
    f, s = hparameters["f"], hparameters["stride"]
    dA_prev = np.zeros(A_prev.shape)
    for i, h, w, c in np.ndindex(*dA.shape):
        rows, columns = slice(w * s, w * s + f), slice(h * s, h * s + f)
        window = A_prev[i, rows, columns, c]
        share = (window == np.max(window)) if mode == "max" else np.ones((f, f)) / (f * f)
        dA_prev[i, rows, columns, c] += share * dA[i, h, w, c]
    return dA_prev


@exercises.misconception(
    pool_backward,
    "You share the gradient out over the shape of dA: an averaged window has f · f pixels.",
)
def unpool_shared_over_the_output(dA: Array, cache: Cache, mode: str = "max") -> Array:
    A_prev, hparameters = cache
    f = hparameters["f"]
    if mode == "average":
        dA = dA * f * f / (dA.shape[1] * dA.shape[2])
    return _pool_back(dA, A_prev, f, hparameters["stride"], _add_pooled(mode))


@exercises.misconception(
    pool_backward,
    'You leave dA_prev at 0 in one of the modes: the two names are "max" and "average", as the call spells '
    "them.",
    known=("max", "average"),
)
def unpool_with_another_name_of_the_mode(dA: Array, cache: Cache, mode: str = "max", *, known: str) -> Array:
    A_prev, hparameters = cache
    if mode != known:
        return np.zeros(A_prev.shape)
    return _pool_back(dA, A_prev, hparameters["f"], hparameters["stride"], _add_pooled(mode))


@exercises.misconception(
    pool_backward,
    "You cut every window from the first image: example i has its own, A_prev[i].",
)
def unpool_from_the_first_image(dA: Array, cache: Cache, mode: str = "max") -> Array:
    A_prev, hparameters = cache
    first = A_prev[:1] + np.zeros(A_prev.shape)
    return _pool_back(dA, first, hparameters["f"], hparameters["stride"], _add_pooled(mode))


@exercises.misconception(
    pool_backward, "You send the gradient to the smallest value of the window: max pooling kept the largest."
)
def unpool_to_the_minimum(dA: Array, cache: Cache, mode: str = "max") -> Array:
    A_prev, hparameters = cache
    turned = -A_prev if mode == "max" else A_prev
    return _pool_back(dA, turned, hparameters["f"], hparameters["stride"], _add_pooled(mode))


@exercises.misconception(
    pool_backward, "You send the gradient to all but the maximum: the mask is True at the maximum alone."
)
def unpool_with_the_mask_inverted(dA: Array, cache: Cache, mode: str = "max") -> Array:
    A_prev, hparameters = cache
    add = _add_to_the_rest if mode == "max" else _add_mean
    return _pool_back(dA, A_prev, hparameters["f"], hparameters["stride"], add)


def _add_to_the_rest(target: Array, window: Array, da: Any) -> None:
    target += da * (window != np.max(window))


@exercises.misconception(
    pool_backward,
    "You send the whole gradient once to every window's maximum without dA: multiply the mask by dA[i, h, w, "
    "c].",
)
def unpool_without_da(dA: Array, cache: Cache, mode: str = "max") -> Array:
    A_prev, hparameters = cache
    dA = dA if mode == "average" else np.ones(dA.shape)
    return _pool_back(dA, A_prev, hparameters["f"], hparameters["stride"], _add_pooled(mode))


@exercises.misconception(
    pool_backward,
    "You return zeros: nothing is written into dA_prev; the windows of dA_prev itself have to be changed, by "
    "+=.",
)
def unpool_never_stored(dA: Array, cache: Cache, mode: str = "max") -> Array:
    A_prev, _ = cache
    return np.zeros(A_prev.shape)


@exercises.misconception(pool_backward, "Your function returns nothing: end it with `return dA_prev`.")
def unpool_not_returned(dA: Array, cache: Cache, mode: str = "max") -> None:
    A_prev, hparameters = cache
    _pool_back(dA, A_prev, hparameters["f"], hparameters["stride"], _add_pooled(mode))


# Pooling backward: right styles.


@exercises.style(pool_backward, "four loops and an if")
def unpool_by_four_loops(dA: Array, cache: Cache, mode: str = "max") -> Array:
    (A_prev, hparameters) = cache
    stride, f = hparameters["stride"], hparameters["f"]
    m, n_H, n_W, n_C = dA.shape
    dA_prev = np.zeros(A_prev.shape)
    for i in range(m):
        a_prev = A_prev[i]
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    rows = slice(h * stride, h * stride + f)
                    columns = slice(w * stride, w * stride + f)
                    if mode == "max":
                        a_slice = a_prev[rows, columns, c]
                        mask = a_slice == np.max(a_slice)
                        dA_prev[i, rows, columns, c] += dA[i, h, w, c] * mask / np.sum(mask)
                    elif mode == "average":
                        dA_prev[i, rows, columns, c] += np.full((f, f), dA[i, h, w, c] / (f * f))
    return dA_prev


@exercises.style(pool_backward, "the first maximum by argmax")
def unpool_by_argmax(dA: Array, cache: Cache, mode: str = "max") -> Any:
    A_prev, hparameters = cache
    f, s = hparameters["f"], hparameters["stride"]
    dA_prev = np.zeros_like(A_prev)
    for i, h, w, c in np.ndindex(*dA.shape):
        if mode == "max":
            r, q = divmod(int(np.argmax(A_prev[i, h * s : h * s + f, w * s : w * s + f, c])), f)
            dA_prev[i, h * s + r, w * s + q, c] += dA[i, h, w, c]
        else:
            dA_prev[i, h * s : h * s + f, w * s : w * s + f, c] += dA[i, h, w, c] / f**2
    return dA_prev


@exercises.style(pool_backward, "images and channels at once at each place")
def unpool_by_places(dA: Array, cache: Cache, mode: str = "max") -> Array:
    A_prev, hparameters = cache
    f, s = hparameters["f"], hparameters["stride"]
    dA_prev = np.zeros(A_prev.shape)
    for h in range(dA.shape[1]):
        for w in range(dA.shape[2]):
            window = A_prev[:, h * s : h * s + f, w * s : w * s + f]
            share = np.ones(window.shape)
            if mode == "max":
                share = (window == window.max(axis=(1, 2), keepdims=True)).astype(float)
            share = share / share.sum(axis=(1, 2), keepdims=True)
            dA_prev[:, h * s : h * s + f, w * s : w * s + f] += share * dA[:, h : h + 1, w : w + 1]
    return dA_prev


@exercises.style(pool_backward, "the pixels one after the other, each asking its windows")
def unpool_by_pixels(dA: Array, cache: Cache, mode: str = "max") -> Array:
    A_prev, hparameters = cache
    f, s = hparameters["f"], hparameters["stride"]
    dA_prev = np.zeros(A_prev.shape)
    for y in range(A_prev.shape[1]):
        for x in range(A_prev.shape[2]):
            for h in range(max(0, -(-(y - f + 1) // s)), min(y // s + 1, dA.shape[1])):
                for w in range(max(0, -(-(x - f + 1) // s)), min(x // s + 1, dA.shape[2])):
                    window = A_prev[:, h * s : h * s + f, w * s : w * s + f]
                    top = window.max(axis=(1, 2), keepdims=True)
                    equal = np.sum(window == top, axis=(1, 2))
                    share = (A_prev[:, y, x] == top[:, 0, 0]) / equal if mode == "max" else 1 / f**2
                    dA_prev[:, y, x] += share * dA[:, h, w]
    return dA_prev


@exercises.style(pool_backward, "np.add.at")
def unpool_by_add_at(dA: Array, cache: Cache, mode: str = "max") -> Array:
    A_prev, hparameters = cache
    f, s = hparameters["f"], hparameters["stride"]
    rows = (s * np.arange(dA.shape[1])[:, None] + np.arange(f))[:, None, :, None]
    columns = (s * np.arange(dA.shape[2])[:, None] + np.arange(f))[None, :, None, :]
    windows = A_prev[:, rows, columns]
    if mode == "max":
        shares = (windows == windows.max(axis=(3, 4), keepdims=True)).astype(float)
        shares /= shares.sum(axis=(3, 4), keepdims=True)
    else:
        shares = np.full(windows.shape, 1 / f**2)
    dA_prev = np.zeros(A_prev.shape)
    everywhere: Any = (slice(None), rows, columns)
    np.add.at(dA_prev, everywhere, shares * dA[:, :, :, None, None, :])
    return dA_prev


@exercises.style(pool_backward, "shifts, one for each entry of the window")
def unpool_by_shifts(dA: Array, cache: Cache, mode: str = "max") -> Array:
    A_prev, hparameters = cache
    f, s = hparameters["f"], hparameters["stride"]
    _, n_H, n_W, _ = dA.shape
    places = [
        (slice(None), slice(r, r + n_H * s, s), slice(q, q + n_W * s, s)) for r in range(f) for q in range(f)
    ]
    largest = np.max([A_prev[place] for place in places], axis=0)
    waiting = np.ones(dA.shape, dtype=bool)
    dA_prev = np.zeros(A_prev.shape)
    for place in places:
        chosen = waiting & (A_prev[place] == largest)
        waiting &= ~chosen
        dA_prev[place] += np.where(chosen, dA, 0) if mode == "max" else dA / len(places)
    return dA_prev


# Columns: skeleton.


def _rows_of_windows(X: Array, f: int, stride: int, lay_out: Step) -> Array:
    m, n_H, n_W, n_C = X.shape
    out_H, out_W = (n_H - f) // stride + 1, (n_W - f) // stride + 1
    columns = np.zeros((m, out_H, out_W, f * f * n_C))
    for i in range(m):
        for h in range(out_H):
            for w in range(out_W):
                top, left = h * stride, w * stride
                columns[i, h, w] = lay_out(X[i, top : top + f, left : left + f, :])
    return columns


# Columns: known mistakes.


@exercises.misconception(
    im2col,
    "Your rows hold one channel after the other: the channels are innermost, as in "
    "W.reshape(f · f · n_C_prev, n_C).",
)
def columns_channels_first(X: Array, f: int, stride: int) -> Array:
    return _rows_of_windows(X, f, stride, lambda x: x.transpose(2, 0, 1).ravel())


@exercises.misconception(
    im2col, "You go through each window column by column: it is row by row, as NumPy's reshape does."
)
def columns_transposed(X: Array, f: int, stride: int) -> Array:
    return _rows_of_windows(X, f, stride, lambda x: x.transpose(1, 0, 2).ravel())


@exercises.misconception(
    im2col, "You turn each window around: its first row and its first column come first."
)
def columns_turned(X: Array, f: int, stride: int) -> Array:
    return _rows_of_windows(X, f, stride, lambda x: x[::-1, ::-1].ravel())


@exercises.misconception(
    im2col,
    "Your windows move by one pixel whatever the stride: the corner of window (h, w) lies at (h · s, w · s).",
)
def columns_ignoring_the_stride(X: Array, f: int, stride: int) -> Array:
    _, n_H, n_W, _ = X.shape
    out_H, out_W = (n_H - f) // stride + 1, (n_W - f) // stride + 1
    return _rows_of_windows(X, f, 1, np.ravel)[:, :out_H, :out_W]


@exercises.misconception(
    im2col, "You cut a window at every pixel: with a stride s there is one at every s-th only."
)
def columns_of_every_pixel(X: Array, f: int, stride: int) -> Array:
    return _rows_of_windows(X, f, 1, np.ravel)


@exercises.misconception(
    im2col, "Your windows never overlap: they move by the stride, which may differ from f."
)
def columns_with_f_as_stride(X: Array, f: int, stride: int) -> Array:
    return _rows_of_windows(X, f, f, np.ravel)


@exercises.misconception(
    im2col,
    "You return one long list of windows: keep the axes of images, rows and columns, "
    "(m, n_H, n_W, f · f · n_C).",
)
def columns_as_a_list(X: Array, f: int, stride: int) -> Array:
    columns = _rows_of_windows(X, f, stride, np.ravel)
    return columns.reshape(-1, columns.shape[-1])


@exercises.misconception(
    im2col,
    "You keep the window's own axes: its f · f · n_C numbers become one axis, the last.",
)
def columns_left_as_windows(X: Array, f: int, stride: int) -> Array:
    columns = _rows_of_windows(X, f, stride, np.ravel)
    return columns.reshape(*columns.shape[:3], f, f, X.shape[3])


@exercises.misconception(im2col, "Your output lacks its last row and column: the size is ⌊(n − f) / s⌋ + 1.")
def columns_without_the_last(X: Array, f: int, stride: int) -> Array:
    return _rows_of_windows(X, f, stride, np.ravel)[:, :-1, :-1]


@exercises.misconception(
    im2col,
    "You reshape the windows before their axes are in order, so images and channels are mixed: "
    "transpose first.",
)
def columns_reshaped_too_early(X: Array, f: int, stride: int) -> Array:
    m, n_H, n_W, n_C = X.shape
    out_H, out_W = (n_H - f) // stride + 1, (n_W - f) // stride + 1
    windows = np.zeros((f, f, m, out_H, out_W, n_C))
    for r in range(f):
        for q in range(f):
            windows[r, q] = X[:, r : r + out_H * stride : stride, q : q + out_W * stride : stride]
    return windows.reshape(m, out_H, out_W, f * f * n_C)


@exercises.misconception(
    im2col,
    "You take the row from w and the column from h: window (h, w) begins at row h · stride and column w · "
    "stride.",
)
def columns_with_rows_and_columns_exchanged(X: Array, f: int, stride: int) -> Array:
    m, n_H, n_W, n_C = X.shape
    out_H, out_W = (n_H - f) // stride + 1, (n_W - f) // stride + 1
    columns = np.zeros((m, out_H, out_W, f * f * n_C))
    for i, h, w in np.ndindex(m, out_H, out_W):
        window = X[i, w * stride : w * stride + f, h * stride : h * stride + f, :]
        columns[i, h, w, : window.size] = window.ravel()
    return columns


@exercises.misconception(
    im2col, "You put the width before the height: the result is (m, n_H, n_W, f · f · n_C)."
)
def columns_with_sides_swapped(X: Array, f: int, stride: int) -> Array:
    return _rows_of_windows(X, f, stride, np.ravel).transpose(0, 2, 1, 3)


@exercises.misconception(
    im2col, "You make each window a column: here it is the last axis, (m, n_H, n_W, f · f · n_C)."
)
def columns_in_the_first_axes(X: Array, f: int, stride: int) -> Array:
    return _rows_of_windows(X, f, stride, np.ravel).transpose(0, 3, 1, 2)


@exercises.misconception(im2col, "You cut every window from the first image: example i has its own, X[i].")
def columns_of_the_first_image(X: Array, f: int, stride: int) -> Any:
    columns = _rows_of_windows(X, f, stride, np.ravel)
    return columns[:1] + 0 * columns


@exercises.misconception(
    im2col, "Your rows hold one channel only: all n_C channels of a window belong to its row."
)
def columns_of_the_first_channel(X: Array, f: int, stride: int) -> Array:
    return _rows_of_windows(X[..., :1], f, stride, np.ravel)


@exercises.misconception(
    im2col,
    "You reshape the view of `sliding_window_view` as it is, with the channels before rows and columns of "
    "the "
    "window: move them to the end first.",
)
def columns_of_a_view_as_it_is(X: Array, f: int, stride: int) -> Array:
    view = np.lib.stride_tricks.sliding_window_view(X, (f, f), axis=(1, 2))[:, ::stride, ::stride]
    moved = view.transpose(0, 1, 2, 3, 5, 4)
    return moved.reshape(*moved.shape[:3], -1)


@exercises.misconception(
    im2col,
    "You round the size up, so that windows stick out at the border: what is left over is left out, "
    "⌊(n − f) / s⌋ + 1.",
)
def columns_of_partial_windows(X: Array, f: int, stride: int) -> Array:
    more_H, more_W = (-(n - f) % stride for n in X.shape[1:3])
    return _rows_of_windows(np.pad(X, ((0, 0), (0, more_H), (0, more_W), (0, 0))), f, stride, np.ravel)


@exercises.misconception(im2col, "Your columns are zero: write each window into its row.")
def columns_of_zeros(X: Array, f: int, stride: int) -> Array:
    return 0 * _rows_of_windows(X, f, stride, np.ravel)


@exercises.misconception(im2col, "Your function returns nothing: end it with `return`.")
def columns_not_returned(X: Array, f: int, stride: int) -> None:
    _rows_of_windows(X, f, stride, np.ravel)


# Columns: right styles.


@exercises.style(im2col, "all windows as a view, transposed")
def columns_by_view(X: Array, f: int, stride: int) -> Array:
    view = np.lib.stride_tricks.sliding_window_view(X, (f, f), axis=(1, 2))
    view = np.moveaxis(view[:, ::stride, ::stride], 3, -1)
    return view.reshape(view.shape[0], view.shape[1], view.shape[2], -1)


@exercises.style(im2col, "one shift for each entry of the window")
def columns_by_shifts(X: Array, f: int, stride: int) -> Array:
    m, n_H_prev, n_W_prev, n_C = X.shape
    n_H, n_W = (n_H_prev - f) // stride + 1, (n_W_prev - f) // stride + 1
    columns = np.empty((m, n_H, n_W, f, f, n_C))
    for r in range(f):
        for q in range(f):
            columns[:, :, :, r, q] = X[:, r : r + n_H * stride : stride, q : q + n_W * stride : stride]
    return columns.reshape(m, n_H, n_W, f * f * n_C)


@exercises.style(im2col, "shifts, put side by side")
def columns_by_concatenation(X: Array, f: int, stride: int) -> Array:
    end_H, end_W = X.shape[1] - f + 1, X.shape[2] - f + 1
    return np.concatenate(
        [X[:, r : r + end_H : stride, q : q + end_W : stride] for r in range(f) for q in range(f)], axis=-1
    )


@exercises.style(im2col, "arrays of indices")
def columns_by_indices(X: Array, f: int, stride: int) -> Array:
    rows = np.arange(0, X.shape[1] - f + 1, stride)[:, None] + np.arange(f)
    columns = np.arange(0, X.shape[2] - f + 1, stride)[:, None] + np.arange(f)
    windows = X[:, rows[:, None, :, None], columns[None, :, None, :]]
    return windows.reshape(len(X), len(rows), len(columns), -1)


@exercises.style(im2col, "window by window, all images at once")
def columns_by_places(X: Array, f: int, stride: int) -> Array:
    return np.stack(
        [
            np.stack(
                [
                    X[:, top : top + f, left : left + f].reshape(len(X), -1)
                    for left in range(0, X.shape[2] - f + 1, stride)
                ],
                axis=1,
            )
            for top in range(0, X.shape[1] - f + 1, stride)
        ],
        axis=1,
    )


@exercises.style(im2col, "as_strided")
def columns_by_strides(X: Array, f: int, stride: int) -> Array:
    X = np.ascontiguousarray(X)
    m, n_H_prev, n_W_prev, n_C = X.shape
    n_H, n_W = (n_H_prev - f) // stride + 1, (n_W_prev - f) // stride + 1
    a, b, c, d = X.strides
    windows = np.lib.stride_tricks.as_strided(
        X, (m, n_H, n_W, f, f, n_C), (a, b * stride, c * stride, b, c, d), writeable=False
    )
    return windows.reshape(m, n_H, n_W, f * f * n_C)


# Vectorised convolution: skeleton.


def _columns(X: Array, f: int, stride: int) -> Array:
    end_H, end_W = X.shape[1] - f + 1, X.shape[2] - f + 1
    return np.concatenate(
        [X[:, r : r + end_H : stride, q : q + end_W : stride] for r in range(f) for q in range(f)], axis=3
    )


def _columns_of(A_prev: Array, W: Array, hparameters: Settings) -> Array:
    return _columns(_padded(A_prev, hparameters["pad"]), W.shape[0], hparameters["stride"])


# Vectorised convolution: known mistakes.


@exercises.misconception(
    conv_forward_vectorized, 'You leave the padding out: pad A_prev by hparameters["pad"] before im2col.'
)
def product_without_padding(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    columns = _columns(A_prev, W.shape[0], hparameters["stride"])
    return columns @ W.reshape(-1, W.shape[3]) + b, (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward_vectorized, "You leave the bias out: b (1, 1, 1, n_C) broadcasts over the product."
)
def product_without_bias(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    return _columns_of(A_prev, W, hparameters) @ W.reshape(-1, W.shape[3]), (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward_vectorized,
    "You reshape W to (n_C, −1) and transpose it, which mixes the filters: W.reshape(−1, n_C) has one "
    "filter a column already.",
)
def product_with_filters_mixed(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    columns = _columns_of(A_prev, W, hparameters)
    return columns @ W.reshape(W.shape[3], -1).T + b, (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward_vectorized,
    "You put the channels in front before you flatten W: columns and W must list the numbers of a window in "
    "one order, channels innermost.",
)
def product_with_channels_first(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    columns = _columns_of(A_prev, W, hparameters)
    return columns @ W.transpose(2, 0, 1, 3).reshape(-1, W.shape[3]) + b, (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward_vectorized,
    "You turn the filter around, as convolution does in mathematics: networks do not turn it.",
)
def product_with_turned_filters(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    columns = _columns_of(A_prev, W, hparameters)
    return columns @ W[::-1, ::-1].reshape(-1, W.shape[3]) + b, (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward_vectorized, "You cut a window at every pixel: hand the stride on to im2col."
)
def product_of_every_pixel(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    columns = _columns(_padded(A_prev, hparameters["pad"]), W.shape[0], 1)
    return columns @ W.reshape(-1, W.shape[3]) + b, (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward_vectorized,
    "You use the first bias for every filter: filter c has its own, which broadcasting adds.",
)
def product_with_the_first_bias(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    columns = _columns_of(A_prev, W, hparameters)
    return columns @ W.reshape(-1, W.shape[3]) + b[0, 0, 0, 0], (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward_vectorized,
    "You add the bias to every column before the product, so the filter multiplies it: add it at the end.",
)
def product_with_ones_for_bias(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    columns, flat = _columns_of(A_prev, W, hparameters), W.reshape(-1, W.shape[3])
    return columns @ flat + b * flat.sum(axis=0), (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward_vectorized,
    "You put width before height when you reshape the product: it is (m, n_H, n_W, n_C).",
)
def product_with_sides_swapped(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    columns = _columns_of(A_prev, W, hparameters)
    m, n_H, n_W, _ = columns.shape
    Z = columns @ W.reshape(-1, W.shape[3]) + b
    return Z.reshape(m, n_W, n_H, -1), (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward_vectorized,
    "Your cache is not the one of conv_forward: return (A_prev, W, b, hparameters), not the columns.",
)
def product_keeping_the_columns(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    columns = _columns_of(A_prev, W, hparameters)
    return columns @ W.reshape(-1, W.shape[3]) + b, (columns, W, b, hparameters)


@exercises.misconception(
    conv_forward_vectorized,
    "You set negative outputs to 0: ReLU is a step of its own; Z is returned as it is.",
)
def product_with_relu(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    columns = _columns_of(A_prev, W, hparameters)
    return np.maximum(columns @ W.reshape(-1, W.shape[3]) + b, 0), (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward_vectorized,
    'You pad by a number of your own: the caller says how wide the frame is, by `hparameters["pad"]`.',
    frame=(1, 2),
)
def product_with_a_fixed_frame(
    A_prev: Array, W: Array, b: Array, hparameters: Settings, *, frame: int
) -> Forward:
    columns = _columns_of(A_prev, W, hparameters | {"pad": frame})
    return columns @ W.reshape(-1, W.shape[3]) + b, (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward_vectorized, "You pad twice: one frame of pad zeros is enough, before im2col."
)
def product_padded_twice(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    columns = _columns_of(A_prev, W, hparameters | {"pad": 2 * hparameters["pad"]})
    return columns @ W.reshape(-1, W.shape[3]) + b, (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward_vectorized,
    'You hand f on as the stride of im2col: windows may overlap, so it gets `hparameters["stride"]`.',
)
def product_with_f_as_stride(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    columns = _columns(_padded(A_prev, hparameters["pad"]), W.shape[0], W.shape[0])
    return columns @ W.reshape(-1, W.shape[3]) + b, (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward_vectorized,
    "You swap rows and columns of the filters before you flatten W: W.reshape(−1, n_C) has the order of the "
    "columns already.",
)
def product_with_transposed_filters(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    columns = _columns_of(A_prev, W, hparameters)
    return columns @ W.transpose(1, 0, 2, 3).reshape(-1, W.shape[3]) + b, (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward_vectorized, "You subtract the bias: each filter adds its own, and b broadcasts."
)
def product_minus_the_bias(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    return _columns_of(A_prev, W, hparameters) @ W.reshape(-1, W.shape[3]) - b, (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward_vectorized,
    "You leave the product flat: Z has the axes of images, rows, columns and filters, (m, n_H, n_W, n_C).",
)
def product_left_flat(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    Z = _columns_of(A_prev, W, hparameters) @ W.reshape(-1, W.shape[3]) + b
    return Z.reshape(-1, W.shape[3]), (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward_vectorized,
    "You put the filters first in Z: they are its last axis, (m, n_H, n_W, n_C).",
)
def product_with_filters_first(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    Z = _columns_of(A_prev, W, hparameters) @ W.reshape(-1, W.shape[3]) + b
    return Z.transpose(0, 3, 1, 2), (A_prev, W, b, hparameters)


@exercises.misconception(
    conv_forward_vectorized,
    "Your cache holds the padded images: it should be (A_prev, W, b, hparameters), with A_prev as it came.",
)
def product_keeping_the_padded(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    Z = _columns_of(A_prev, W, hparameters) @ W.reshape(-1, W.shape[3]) + b
    return Z, (_padded(A_prev, hparameters["pad"]), W, b, hparameters)


@exercises.misconception(
    conv_forward_vectorized,
    "Your cache holds the flattened filters: it should be (A_prev, W, b, hparameters), with W as it came.",
)
def product_keeping_flat_filters(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    flat = W.reshape(-1, W.shape[3])
    return _columns_of(A_prev, W, hparameters) @ flat + b, (A_prev, flat, b, hparameters)


@exercises.misconception(
    conv_forward_vectorized,
    "You return Z alone: the layer returns two things, Z and the cache of conv_forward.",
)
def product_without_a_cache(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Any:
    return _columns_of(A_prev, W, hparameters) @ W.reshape(-1, W.shape[3]) + b


@exercises.misconception(
    conv_forward_vectorized,
    "Your function returns nothing: end it with `return Z, cache`.",
)
def product_not_returned(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> None:
    _columns_of(A_prev, W, hparameters) @ W.reshape(-1, W.shape[3]) + b


# Vectorised convolution: right styles.


@exercises.style(conv_forward_vectorized, "columns by shifts, np.dot")
def product_by_dot(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    Z = np.dot(_columns_of(A_prev, W, hparameters), W.reshape(-1, W.shape[3]))
    Z += b
    return Z, (A_prev, W, b, hparameters)


@exercises.style(conv_forward_vectorized, "tensordot over a view of the windows")
def product_by_tensordot(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    s, f = hparameters["stride"], W.shape[0]
    view = np.lib.stride_tricks.sliding_window_view(_padded(A_prev, hparameters["pad"]), (f, f), (1, 2))
    Z = np.tensordot(view[:, ::s, ::s], W, axes=([3, 4, 5], [2, 0, 1]))
    return Z + b, (A_prev, W, b, hparameters)


@exercises.style(conv_forward_vectorized, "shifted images, one product for each entry of the filter")
def product_by_shifts(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    s, f = hparameters["stride"], W.shape[0]
    A = _padded(A_prev, hparameters["pad"])
    end_H, end_W = A.shape[1] - f + 1, A.shape[2] - f + 1
    Z = sum(A[:, r : r + end_H : s, q : q + end_W : s] @ W[r, q] for r in range(f) for q in range(f))
    return Z + b, (A_prev, W, b, hparameters)


@exercises.style(conv_forward_vectorized, "einsum with optimize=True")
def product_by_einsum(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    s, p, f = hparameters["stride"], hparameters["pad"], W.shape[0]
    A = np.pad(A_prev, ((0, 0), (p, p), (p, p), (0, 0)))
    view = np.lib.stride_tricks.sliding_window_view(A, (f, f), axis=(1, 2))[:, ::s, ::s]
    return np.einsum("ihwkrq,rqkc->ihwc", view, W, optimize=True) + b, (A_prev, W, b, hparameters)


@exercises.style(conv_forward_vectorized, "a two-dimensional product, reshaped; the bias as one more column")
def product_in_two_dimensions(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> Forward:
    columns = _columns_of(A_prev, W, hparameters)
    m, n_H, n_W, n = columns.shape
    flat = np.hstack([columns.reshape(-1, n), np.ones((m * n_H * n_W, 1))])
    weights = np.vstack([W.reshape(n, -1), b.reshape(1, -1)])
    return (flat @ weights).reshape(m, n_H, n_W, -1), (A_prev, W, b, hparameters)


@exercises.style(conv_forward_vectorized, "a loop over the images, a list as cache, keyword calls")
def product_image_by_image(A_prev: Array, W: Array, b: Array, hparameters: Settings) -> tuple[Array, Any]:
    stride, pad = hparameters["stride"], hparameters["pad"]
    flat = W.reshape((-1, W.shape[-1]))
    A = _padded(X=A_prev, pad=pad)
    Z = [_columns(X=image[None], f=W.shape[0], stride=stride)[0] @ flat + b[0] for image in A]
    return np.array(Z), [A_prev, W, b, hparameters]


# Parameters: known mistakes.


def _counted(layers: list[tuple[Any, ...]], conv: Step, fc: Step) -> list[int]:
    counts = []
    for layer in layers:
        if layer[0] == "conv":
            counts.append(conv(*layer[1:]))
        elif layer[0] == "fc":
            counts.append(fc(*layer[1:]))
        else:
            counts.append(0)
    return counts


def _of_conv(f: int, n_C_prev: int, n_C: int) -> int:
    return (f * f * n_C_prev + 1) * n_C


def _of_dense(n_prev: int, n: int) -> int:
    return (n_prev + 1) * n


@exercises.misconception(count_parameters, "You leave the biases out: each filter and each unit has one.")
def count_without_biases(layers: list[tuple[Any, ...]]) -> list[int]:
    return _counted(layers, lambda f, n_C_prev, n_C: f * f * n_C_prev * n_C, lambda n_prev, n: n_prev * n)


@exercises.misconception(count_parameters, "You leave the filters' biases out: each filter has one.")
def count_without_filter_biases(layers: list[tuple[Any, ...]]) -> list[int]:
    return _counted(layers, lambda f, n_C_prev, n_C: f * f * n_C_prev * n_C, _of_dense)


@exercises.misconception(
    count_parameters, "You leave the biases of the fully connected layers out: each of their n units has one."
)
def count_without_unit_biases(layers: list[tuple[Any, ...]]) -> list[int]:
    return _counted(layers, _of_conv, lambda n_prev, n: n_prev * n)


@exercises.misconception(
    count_parameters, "You count one bias a layer: each filter and each unit has its own."
)
def count_with_one_bias(layers: list[tuple[Any, ...]]) -> list[int]:
    return _counted(
        layers, lambda f, n_C_prev, n_C: f * f * n_C_prev * n_C + 1, lambda n_prev, n: n_prev * n + 1
    )


@exercises.misconception(
    count_parameters, "You count f weights a channel: a filter is f · f large in each channel."
)
def count_with_f(layers: list[tuple[Any, ...]]) -> list[int]:
    return _counted(layers, lambda f, n_C_prev, n_C: (f * n_C_prev + 1) * n_C, _of_dense)


@exercises.misconception(
    count_parameters, "Your filters are flat: each is as deep as its input, f · f · n_C_prev weights."
)
def count_of_flat_filters(layers: list[tuple[Any, ...]]) -> list[int]:
    return _counted(layers, lambda f, n_C_prev, n_C: (f * f + 1) * n_C, _of_dense)


@exercises.misconception(
    count_parameters, "You count a bias for each input channel of a filter: it has one for all of them."
)
def count_with_bias_per_channel(layers: list[tuple[Any, ...]]) -> list[int]:
    return _counted(layers, lambda f, n_C_prev, n_C: (f * f + 1) * n_C_prev * n_C, _of_dense)


@exercises.misconception(
    count_parameters, "You leave pooling layers out of the list: they are there, with 0 parameters."
)
def count_skipping_pools(layers: list[tuple[Any, ...]]) -> list[int]:
    return _counted([layer for layer in layers if layer[0] != "pool"], _of_conv, _of_dense)


@exercises.misconception(
    count_parameters, "You return the sum of all layers: return a list with one number a layer."
)
def count_the_sum(layers: list[tuple[Any, ...]]) -> int:
    return sum(_counted(layers, _of_conv, _of_dense))


@exercises.misconception(
    count_parameters, "You swap a fully connected layer's sizes for its bias: there are n biases, not n_prev."
)
def count_with_biases_of_inputs(layers: list[tuple[Any, ...]]) -> list[int]:
    return _counted(layers, _of_conv, lambda n_prev, n: n_prev * (n + 1))


@exercises.misconception(
    count_parameters,
    "You count one filter only: a convolution has n_C of them, each with its weights and bias.",
)
def count_of_one_filter(layers: list[tuple[Any, ...]]) -> list[int]:
    return _counted(layers, lambda f, n_C_prev, n_C: f * f * n_C_prev + 1, _of_dense)


@exercises.misconception(
    count_parameters,
    "You exchange the channels that come in and the filters: there is one bias for each of the n_C filters, "
    "not "
    "for each of the n_C_prev channels.",
)
def count_with_biases_of_channels(layers: list[tuple[Any, ...]]) -> list[int]:
    return _counted(layers, lambda f, n_C_prev, n_C: f * f * n_C_prev * n_C + n_C_prev, _of_dense)


@exercises.misconception(
    count_parameters, "You count two sides as 2f: a filter has f · f weights in each channel."
)
def count_with_two_f(layers: list[tuple[Any, ...]]) -> list[int]:
    return _counted(layers, lambda f, n_C_prev, n_C: (2 * f * n_C_prev + 1) * n_C, _of_dense)


@exercises.misconception(
    count_parameters,
    "You add the inputs and units of a fully connected layer: every unit has a weight for every input, so "
    "they "
    "are multiplied.",
)
def count_of_added_units(layers: list[tuple[Any, ...]]) -> list[int]:
    return _counted(layers, _of_conv, lambda n_prev, n: n_prev + n)


@exercises.misconception(
    count_parameters, "You add the layers up as you go: each number counts its own layer alone."
)
def count_running_totals(layers: list[tuple[Any, ...]]) -> Any:
    return np.cumsum(_counted(layers, _of_conv, _of_dense)).tolist()


@exercises.misconception(
    count_parameters,
    "You count something for pooling: it learns nothing, so its number is 0.",
    value=(1, None),
)
def count_of_pooling(layers: list[tuple[Any, ...]], *, value: Any) -> list[Any]:
    counts = _counted(layers, _of_conv, _of_dense)
    return [value if layer[0] == "pool" else n for layer, n in zip(layers, counts, strict=True)]


@exercises.misconception(
    count_parameters, "You return inside the loop, after the first layer: `return` comes after the loop."
)
def count_of_the_first_layer(layers: list[tuple[Any, ...]]) -> list[int]:
    return _counted(layers[:1], _of_conv, _of_dense)


@exercises.misconception(
    count_parameters,
    "You return names beside the numbers: return a list with one whole number for each layer.",
)
def count_with_names(layers: list[tuple[Any, ...]]) -> list[Any]:
    return [(layer[0], n) for layer, n in zip(layers, _counted(layers, _of_conv, _of_dense), strict=True)]


@exercises.misconception(count_parameters, "Your function returns nothing: end it with `return`.")
def count_not_returned(layers: list[tuple[Any, ...]]) -> None:
    _counted(layers, _of_conv, _of_dense)


# Parameters: right styles.


@exercises.style(count_parameters, "if and elif")
def count_by_if(layers: list[tuple[Any, ...]]) -> list[int]:
    result = []
    for layer in layers:
        if layer[0] == "conv":
            _, f, n_C_prev, n_C = layer
            result.append(f * f * n_C_prev * n_C + n_C)
        elif layer[0] == "fc":
            _, n_prev, n = layer
            result.append(n_prev * n + n)
        elif layer[0] == "pool":
            result.append(0)
    return result


@exercises.style(count_parameters, "the sizes of arrays")
def count_by_arrays(layers: list[tuple[Any, ...]]) -> list[int]:
    counts = []
    for kind, *sizes in layers:
        shape = (sizes[0], *sizes) if kind == "conv" else tuple(sizes)
        weights, biases = np.broadcast_to(0, shape), np.broadcast_to(0, shape[-1:])
        counts.append(0 if kind == "pool" else weights.size + biases.size)
    return counts


@exercises.style(count_parameters, "a NumPy array as result")
def count_as_array(layers: list[tuple[Any, ...]]) -> Any:
    counts = np.zeros(len(layers), dtype=int)
    for number, (kind, *sizes) in enumerate(layers):
        if kind != "pool":
            inputs = sizes[0] if kind == "fc" else sizes[0] ** 2 * sizes[1]
            counts[number] = (inputs + 1) * sizes[-1]
    return counts


@exercises.style(count_parameters, "a dict of functions, keyword calls")
def count_by_functions(layers: list[tuple[Any, ...]]) -> list[int]:
    kinds: dict[str, Step] = {
        "conv": lambda f, n_C_prev, n_C: (f**2 * n_C_prev + 1) * n_C,
        "pool": lambda: 0,
        "fc": lambda n_prev, n: (1 + n_prev) * n,
    }
    return [kinds[kind](*sizes) for kind, *sizes in layers]


@exercises.style(count_parameters, "a tuple of NumPy integers")
def count_as_tuple(layers: list[tuple[Any, ...]]) -> Any:
    return tuple(
        np.prod([sizes[0], *sizes] if kind == "conv" else sizes) + sizes[-1] if sizes else np.int64(0)
        for kind, *sizes in layers
    )


@exercises.style(count_parameters, "counting down a copy of the list")
def count_by_popping(layers: list[tuple[Any, ...]]) -> list[int]:
    counts: list[int] = []
    while layers:
        layer = layers.pop()
        match layer:
            case ("conv", f, n_C_prev, n_C):
                counts.insert(0, n_C * (f * f * n_C_prev) + n_C)
            case ("fc", n_prev, n):
                counts.insert(0, n * n_prev + n)
            case ("pool",):
                counts.insert(0, 0)
    return counts
