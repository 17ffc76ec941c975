"""Convolution and pooling in NumPy alone, near the speed of PyTorch on one thread.

Volumes are `(m, n_H, n_W, n_C)`, filters `(f, f, n_C_prev, n_C)`. A window over rows s·y … s·y + f − 1 and
columns s·x … s·x + f − 1 of the padded input gives the output at (y, x); `s` is the stride, `p` the padding.

Moving numbers takes as long as multiplying them. So inside, channels come before rows and columns: what is
copied or added lies in long runs, and each image has a small product of its own. Images are taken in blocks
whose unrolled copy stays in the processor's cache. `benchmarks/kernels.py` measures it.

Every function keeps the precision it is given, leaves its arguments as they were, and returns C-contiguous
arrays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.floating[Any]]
PoolingMode: TypeAlias = Literal["max", "average"]

# Numbers in a block's unrolled copy: 1 MB in float32. Half or double is 3 % slower, a quarter 25 %.
BLOCK = 2**18


def conv_forward(A_prev: Array, W: Array, b: Array, stride: int, pad: int) -> Array:
    """Z[y, x, n] = Σ_ijc A_pad[s·y + i, s·x + j, c] W[i, j, c, n] + b[n], for every image.

    Unrolled (`im2col`), each window is a column, and all the sums are one product of matrices.

    Parameters
    ----------
    A_prev : ndarray, (m, n_H_prev, n_W_prev, n_C_prev)
        Input volumes.
    W : ndarray, (f, f, n_C_prev, n_C)
        Filters.
    b : ndarray, (1, 1, 1, n_C)
        Biases.
    stride, pad : int
        Step between windows; zeros added on each side of rows and columns.

    Returns
    -------
    ndarray, (m, n_H, n_W, n_C)
        Output Z, before the activation.

    Raises
    ------
    ValueError
        The filter is larger than the padded input.
    """
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, _, _, n_C = W.shape
    n_H, n_W = _output_size(n_H_prev, f, stride, pad), _output_size(n_W_prev, f, stride, pad)
    filters = W.reshape(-1, n_C)
    Z = np.empty((m, n_H * n_W, n_C), np.result_type(A_prev, W, b))
    for images in _blocks(m, len(filters) * n_H * n_W):
        columns = _unroll(A_prev[images], f, stride, pad)
        np.matmul(columns.swapaxes(1, 2), filters, out=Z[images])
    Z = Z.reshape(m, n_H, n_W, n_C)
    # One image of biases: rows of n_C numbers alone would be added one short run at a time.
    Z += np.tile(b, (1, n_H, n_W, 1))
    return Z


def conv_backward(dZ: Array, A_prev: Array, W: Array, stride: int, pad: int) -> tuple[Array, Array, Array]:
    """Gradients of `conv_forward`, given that of its output.

    Input column x' meets column j of the filters in the window at x, where s·x + j = x' + p. `_spread` writes
    dZ[y, x, n] to U[j, n, y, x'] for these, and then both gradients are products with U:

        dA_pad[s·y + i, x', c] += Σ_jn W[i, j, c, n] U[j, n, y, x'],
        dW[i, j, c, n] = Σ_yx' A_pad[s·y + i, x', c] U[j, n, y, x'], summed over the images.

    Only f shifted additions are left, one for each row i of the filters; the usual `col2im` needs f².

    Parameters
    ----------
    dZ : ndarray, (m, n_H, n_W, n_C)
        Gradient of the cost with respect to Z.
    A_prev, W, stride, pad
        As given to `conv_forward`.

    Returns
    -------
    dA_prev : ndarray, (m, n_H_prev, n_W_prev, n_C_prev)
        Gradient with respect to A_prev.
    dW : ndarray, (f, f, n_C_prev, n_C)
        Gradient with respect to W, summed over the images.
    db : ndarray, (1, 1, 1, n_C)
        Gradient with respect to b, summed over the images.
    """
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, _, _, n_C = W.shape
    n_H = dZ.shape[1]
    filters = W.transpose(0, 2, 1, 3).reshape(f * n_C_prev, f * n_C)
    dA_prev = np.empty(A_prev.shape, np.result_type(dZ, W))
    dfilters = np.zeros(filters.shape, np.result_type(dZ, A_prev))
    for images in _blocks(m, f * n_C * n_H * n_W_prev):
        U = _spread(dZ[images], n_W_prev, f, stride, pad)
        dA_prev[images] = _add_rows(filters @ U, n_H_prev, n_W_prev, f, stride, pad)
        rows = _unroll_rows(_channels_first(A_prev[images], pad, 0), n_H, f, stride)
        dfilters += (rows @ U.swapaxes(1, 2)).sum(axis=0)
    dW = np.ascontiguousarray(dfilters.reshape(f, n_C_prev, f, n_C).swapaxes(1, 2))
    db = dZ.sum(axis=0).sum(axis=(0, 1)).reshape(1, 1, 1, n_C)
    return dA_prev, dW, db


def pool_forward(A_prev: Array, f: int, stride: int, mode: PoolingMode) -> Array:
    """A[y, x, c] = maximum or mean of the window (y, x), in each channel.

    The windows are never cut out: position (i, j) of all of them together is one slice of the input, and the
    f² slices are compared, or added, elementwise.

    Parameters
    ----------
    A_prev : ndarray, (m, n_H_prev, n_W_prev, n_C)
        Input volumes.
    f, stride : int
        Side of the window, and the step between windows.
    mode : {"max", "average"}
        What is taken of each window.

    Returns
    -------
    ndarray, (m, n_H, n_W, n_C)
        Pooled volumes.

    Raises
    ------
    ValueError
        The window is larger than the input, or the mode is unknown.
    """
    _require_mode(mode)
    first, *others = (A_prev[position] for position in _positions(A_prev, f, stride))
    A = first.copy()
    for values in others:
        if mode == "max":
            np.maximum(A, values, out=A)
        else:
            A += values
    return A / (f * f) if mode == "average" else A


def pool_backward(dA: Array, A_prev: Array, f: int, stride: int, mode: PoolingMode) -> Array:
    """Gradient of `pool_forward`, given that of its output.

    Each window passes its dA to its maximum (the first, row by row, where several are equal) or, in equal
    shares, to all of its f² inputs. Inputs in several windows add up what they get.

    Parameters
    ----------
    dA : ndarray, (m, n_H, n_W, n_C)
        Gradient of the cost with respect to A.
    A_prev, f, stride, mode
        As given to `pool_forward`.

    Returns
    -------
    ndarray, (m, n_H_prev, n_W_prev, n_C)
        Gradient with respect to A_prev, in the precision of dA.

    Raises
    ------
    ValueError
        The window is larger than the input, or the mode is unknown.
    """
    _require_mode(mode)
    share = dA / (f * f) if mode == "average" else dA
    dA_prev = np.zeros(A_prev.shape, share.dtype)
    if mode == "average":
        for position in _positions(A_prev, f, stride):
            dA_prev[position] += share
        return dA_prev
    A = pool_forward(A_prev, f, stride, mode)
    waiting = np.ones(A.shape, dtype=bool)
    for position in _positions(A_prev, f, stride):
        chosen = (A_prev[position] == A) & waiting
        waiting ^= chosen
        if stride < f:
            dA_prev[position] += share * chosen
        else:  # Windows share no input: written once, nothing to add to.
            np.multiply(share, chosen, out=dA_prev[position])
    return dA_prev


def _output_size(n_prev: int, f: int, stride: int, pad: int) -> int:
    """⌊(n_prev + 2p − f) / s⌋ + 1."""
    if f > n_prev + 2 * pad:
        raise ValueError(f"a window of {f} does not fit into {n_prev} + 2·{pad} pixels")
    return (n_prev + 2 * pad - f) // stride + 1


def _blocks(m: int, numbers: int) -> Iterator[slice]:
    """Cut m images, each unrolled to so many numbers, into blocks that fit into the cache."""
    step = max(1, BLOCK // numbers)
    return (slice(start, start + step) for start in range(0, m, step))


def _unroll(A: Array, f: int, stride: int, pad: int) -> Array:
    """Return every window as a column: (m, f·f·n_C, n_H·n_W), its entries in the filters' order i, j, c."""
    A_pad = _channels_first(A, pad, pad)
    m, n_C, n_H_pad, n_W_pad = A_pad.shape
    n_H, n_W = _output_size(n_H_pad, f, stride, 0), _output_size(n_W_pad, f, stride, 0)
    # Columns first: then the rows, f times as many numbers, are copied in longer runs.
    shifted = np.stack([A_pad[..., j : j + stride * n_W : stride] for j in range(f)], axis=1)
    return _unroll_rows(shifted.reshape(m, f * n_C, n_H_pad, n_W), n_H, f, stride)


def _unroll_rows(A_pad: Array, n_H: int, f: int, stride: int) -> Array:
    """Return, for each row i of the filters, the input rows s·y + i that it meets: (m, f·n_C, n_H·n_W)."""
    m, n_C, _, n_W = A_pad.shape
    rows = np.stack([A_pad[:, :, i : i + stride * n_H : stride] for i in range(f)], axis=1)
    return rows.reshape(m, f * n_C, n_H * n_W)


def _spread(dZ: Array, n_W_prev: int, f: int, stride: int, pad: int) -> Array:
    """Return U[j, n, y, x'] = dZ[y, x, n] where s·x + j = x' + p, else 0: (m, f·n_C, n_H·n_W_prev)."""
    m, n_H, n_W, n_C = dZ.shape
    # One x after the other, s apart, with room for f - 1 columns that a window may reach beyond either end.
    wide = np.zeros((m, n_C, n_H, n_W_prev + 2 * pad + f - 1), dZ.dtype)
    wide[..., f - 1 : f - 1 + stride * n_W : stride] = dZ.transpose(0, 3, 1, 2)
    starts = [f - 1 - j + pad for j in range(f)]
    U = np.stack([wide[..., start : start + n_W_prev] for start in starts], axis=1)
    return U.reshape(m, f * n_C, n_H * n_W_prev)


def _add_rows(products: Array, n_H_prev: int, n_W_prev: int, f: int, stride: int, pad: int) -> Array:
    """Add row y of products i to input row s·y + i, the reverse of `_unroll_rows`; a view, channels last."""
    m = len(products)
    products = products.reshape(m, f, -1, products.shape[2] // n_W_prev, n_W_prev)
    _, _, n_C, n_H, _ = products.shape
    dA_pad = np.zeros((m, n_C, n_H_prev + 2 * pad, n_W_prev), products.dtype)
    for i in range(f):
        dA_pad[:, :, i : i + stride * n_H : stride] += products[:, i]
    return dA_pad[:, :, pad : pad + n_H_prev].transpose(0, 2, 3, 1)


def _channels_first(A: Array, pad_H: int, pad_W: int) -> Array:
    """Copy A (m, n_H, n_W, n_C) into zeros (m, n_C, n_H + 2·pad_H, n_W + 2·pad_W)."""
    m, n_H, n_W, n_C = A.shape
    A_pad = np.zeros((m, n_C, n_H + 2 * pad_H, n_W + 2 * pad_W), A.dtype)
    A_pad[:, :, pad_H : pad_H + n_H, pad_W : pad_W + n_W] = A.transpose(0, 3, 1, 2)
    return A_pad


def _positions(A_prev: Array, f: int, stride: int) -> list[tuple[slice, slice, slice]]:
    """Index, for each (i, j) in the window, that entry of all windows of `A_prev` at once."""
    _, n_H_prev, n_W_prev, _ = A_prev.shape
    n_H, n_W = _output_size(n_H_prev, f, stride, 0), _output_size(n_W_prev, f, stride, 0)
    return [
        (slice(None), slice(i, i + stride * n_H, stride), slice(j, j + stride * n_W, stride))
        for i in range(f)
        for j in range(f)
    ]


def _require_mode(mode: str) -> None:
    if mode not in ("max", "average"):
        raise ValueError(f'unknown mode {mode!r}: it is "max" or "average"')
