"""Convolution and pooling as courses usually make them fast: `im2col` by index arrays, `np.add.at` back.

Volumes are channels first, `(m, n_C, n_H, n_W)`, filters `(n_C, n_C_prev, f, f)`. The columns of the way
forward are kept for the way back.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Indices: TypeAlias = tuple[Array, Array, Array]


def convolve(X: Array, W: Array, b: Array, dZ: Array, stride: int, pad: int) -> tuple[Array, ...]:
    """Return Z, dX, dW and db."""
    n_C, _, f, _ = W.shape
    columns = im2col(X, f, stride, pad)
    Z = W.reshape(n_C, -1) @ columns + b.reshape(-1, 1)
    m, _, n_H, n_W = dZ.shape
    Z = Z.reshape(n_C, n_H, n_W, m).transpose(3, 0, 1, 2)
    dZ_flat = dZ.transpose(1, 2, 3, 0).reshape(n_C, -1)
    dW = (dZ_flat @ columns.T).reshape(W.shape)
    dX = col2im(W.reshape(n_C, -1).T @ dZ_flat, X.shape, f, stride, pad)
    return Z, dX, dW, dZ.sum(axis=(0, 2, 3))


def pool_maximum(X: Array, dA: Array, f: int, stride: int) -> tuple[Array, ...]:
    """Return A and dX; every channel is an image of its own."""
    m, n_C, n_H_prev, n_W_prev = X.shape
    _, _, n_H, n_W = dA.shape
    columns = im2col(X.reshape(m * n_C, 1, n_H_prev, n_W_prev), f, stride, 0)
    where = columns.argmax(axis=0), np.arange(columns.shape[1])
    A = columns[where].reshape(n_H, n_W, m, n_C).transpose(2, 3, 0, 1)
    dcolumns = np.zeros_like(columns)
    dcolumns[where] = dA.transpose(2, 3, 0, 1).ravel()
    dX = col2im(dcolumns, (m * n_C, 1, n_H_prev, n_W_prev), f, stride, 0)
    return A, dX.reshape(X.shape)


def im2col(X: Array, f: int, stride: int, pad: int) -> Array:
    """Return each window as a column: (f·f·n_C, n_H·n_W·m)."""
    X_pad = np.pad(X, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = X_pad[(slice(None), *_indices(X.shape, f, stride, pad))]
    return windows.transpose(1, 2, 0).reshape(f * f * X.shape[1], -1)


def col2im(columns: Array, shape: tuple[int, ...], f: int, stride: int, pad: int) -> Array:
    """Add every window's numbers back to where `im2col` took them."""
    m, n_C, n_H_prev, n_W_prev = shape
    X_pad = np.zeros((m, n_C, n_H_prev + 2 * pad, n_W_prev + 2 * pad), columns.dtype)
    windows = columns.reshape(f * f * n_C, -1, m).transpose(2, 0, 1)
    where: Any = (slice(None), *_indices(shape, f, stride, pad))
    np.add.at(X_pad, where, windows)
    return X_pad[:, :, pad : pad + n_H_prev, pad : pad + n_W_prev]


def _indices(shape: tuple[int, ...], f: int, stride: int, pad: int) -> Indices:
    """Channel, row and column of each number of each window: (f·f·n_C, 1), and twice (f·f·n_C, n_H·n_W)."""
    _, n_C, n_H_prev, n_W_prev = shape
    n_H, n_W = ((n + 2 * pad - f) // stride + 1 for n in (n_H_prev, n_W_prev))
    c, i, j = np.indices((n_C, f, f)).reshape(3, -1, 1)
    y, x = np.indices((n_H, n_W)).reshape(2, 1, -1)
    return c, i + stride * y, j + stride * x
