"""LeNet-5 (LeCun et al. 1998) on small grey images, trained with the reader's own `im2col`.

Images are `(m, n_H, n_W, n_C)`, filters `(f, f, n_C_prev, n_C)`, their biases `(1, 1, 1, n_C)`. Behind the
last pooling layer examples are columns: `A (n, m)`, `W (n_l, n_{l-1})`, `b (n_l, 1)`. Everything is float32.

`im2col(X, f, stride)` lays each window out as a row of f·f·n_C numbers, in the order of `W.reshape(-1, n_C)`;
a convolution is then one matrix product.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from helpers.progress import progress_bar

Array: TypeAlias = NDArray[np.float32]
Parameters: TypeAlias = dict[str, Array]
Im2Col: TypeAlias = Callable[[Any, int, int], Any]

SHAPES: dict[str, tuple[int, ...]] = {
    "W1": (5, 5, 1, 6),
    "b1": (1, 1, 1, 6),
    "W2": (5, 5, 6, 16),
    "b2": (1, 1, 1, 16),
    "W3": (120, 400),
    "b3": (120, 1),
    "W4": (84, 120),
    "b4": (84, 1),
    "W5": (10, 84),
    "b5": (10, 1),
}
"""For images (m, 32, 32, 1): 32 → 28 → 14 → 10 → 5, and 5 · 5 · 16 = 400."""

SLOW = 0.05
"""Seconds for one mini-batch's way forward, on average, from which on the progress bar speaks of im2col."""


class History(NamedTuple):
    """One entry per epoch: mean training cost (nats) and accuracy on the held-out images, 0 to 1."""

    costs: list[float]
    accuracies: list[float]


class Kept(NamedTuple):
    """What the way back needs of one forward pass."""

    columns: list[Array]
    convolved: list[Array]
    pooled: list[Array]
    dense: list[Array]


def as_input(images: NDArray[np.uint8]) -> Array:
    """Put grey images (m, 28, 28) of bytes on black (m, 32, 32, 1), mean 0 and spread 1, roughly."""
    on_black = np.zeros((len(images), 32, 32, 1), dtype=np.float32)
    on_black[:, 2:30, 2:30, 0] = images
    result: Array = (on_black - np.float32(73)) / np.float32(90)
    return result


def new_parameters(rng: np.random.Generator) -> Parameters:
    """Draw He's start: variance 2 over the number of inputs of a unit; biases are 0."""
    parameters = {}
    for name, shape in SHAPES.items():
        fan_in = int(np.prod(shape[:3] if len(shape) == 4 else shape[1:]))
        start = rng.standard_normal(shape) * np.sqrt(2 / fan_in) if name[0] == "W" else np.zeros(shape)
        parameters[name] = start.astype(np.float32)
    return parameters


def forward(images: Array, parameters: Parameters, im2col: Im2Col) -> tuple[Array, Kept]:
    """Return the scores Z5 (10, m) before softmax, and what `backward` needs.

    ReLU comes behind the pooling: the largest of a window is positive before it exactly if it is behind.
    """
    kept = Kept([], [], [], [])
    A = images
    for layer in (1, 2):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        columns = _columns(A, W.shape[0], im2col)
        Z = columns @ W.reshape(-1, W.shape[3]) + b
        P = _largest_of_four(Z)
        kept.columns.append(columns)
        kept.convolved.append(Z)
        kept.pooled.append(P)
        A = np.maximum(P, 0)
    A = np.ascontiguousarray(A.reshape(len(A), -1).T)
    for layer in (3, 4, 5):
        kept.dense.append(A)
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        A = np.maximum(Z, 0)
    return Z, kept


def backward(dZ: Array, kept: Kept, parameters: Parameters) -> Parameters:
    """Return dW1, db1, … dW5, db5 for the derivative dZ (10, m) in the scores."""
    grads: Parameters = {}
    for layer in (5, 4, 3):
        A_prev = kept.dense[layer - 3]
        grads[f"W{layer}"] = dZ @ A_prev.T
        grads[f"b{layer}"] = dZ.sum(axis=1, keepdims=True)
        dA = parameters[f"W{layer}"].T @ dZ
        dZ = dA * (A_prev > 0)
    dA = dA.T.reshape(kept.pooled[1].shape)
    for layer in (2, 1):
        Z, P, columns = kept.convolved[layer - 1], kept.pooled[layer - 1], kept.columns[layer - 1]
        W = parameters[f"W{layer}"]
        dZ4 = _to_the_largest(dA * (P > 0), Z, P)
        flat = dZ4.reshape(-1, W.shape[3])
        grads[f"W{layer}"] = (columns.reshape(len(flat), -1).T @ flat).reshape(W.shape)
        grads[f"b{layer}"] = dZ4.sum(axis=(0, 1, 2), keepdims=True)
        if layer == 2:
            dcolumns = (flat @ W.reshape(-1, W.shape[3]).T).reshape(columns.shape)
            dA = _columns_added_back(dcolumns, kept.pooled[0].shape, W.shape[0])
    return grads


def train(
    images: Array,
    labels: NDArray[np.int64],
    held_out: tuple[Array, NDArray[np.int64]],
    im2col: Im2Col,
    rng: np.random.Generator,
    epochs: int = 20,
    batch_size: int = 64,
    learning_rate: float = 2e-3,
) -> tuple[Parameters, History]:
    """Train LeNet-5 from He's start with Adam; half of the images are mirrored, anew in each epoch.

    The step length falls in a straight line to 0. A progress bar shows the cost, the accuracy on the held-out
    images, and whether `im2col` is what takes the time.

    Parameters
    ----------
    images : ndarray, (m, 32, 32, 1)
        As `as_input` makes them.
    labels : ndarray, (m,)
        Classes, 0 to 9.
    held_out : tuple
        Images and labels that are never trained on.
    im2col : callable
        `im2col(X, f, stride)` gives (m, n_H, n_W, f·f·n_C).
    rng : Generator
        Draws the start, the order of the images and which of them are mirrored.
    epochs, batch_size, learning_rate : int, int, float
        Passes over all images, images a step, and the first step length.

    Returns
    -------
    parameters : dict
        W1, b1, … W5, b5.
    history : History
    """
    parameters = new_parameters(rng)
    optimizer = _Adam(parameters)
    history = History([], [])
    starts = range(0, len(images), batch_size)
    epoch_bar = progress_bar(range(epochs), "LeNet-5")
    for epoch in epoch_bar:
        order, cost, seconds = rng.permutation(len(images)), 0.0, 0.0
        for number, start in enumerate(starts):
            chosen = order[start : start + batch_size]
            batch = images[chosen]
            mirrored = rng.random(len(batch)) < 0.5
            batch[mirrored] = batch[mirrored, :, ::-1]
            began = time.perf_counter()
            scores, kept = forward(batch, parameters, im2col)
            seconds += time.perf_counter() - began
            batch_cost, dZ = _cost_and_slope(scores, labels[chosen])
            cost += batch_cost * len(chosen) / len(images)
            share_done = (epoch + number / len(starts)) / epochs
            optimizer.step(backward(dZ, kept, parameters), learning_rate * (1 - share_done))
        history.costs.append(cost)
        history.accuracies.append(accuracy(*held_out, parameters, im2col))
        remark = ", slow: does im2col loop over pixels?" if seconds > SLOW * len(starts) else ""
        epoch_bar.set_postfix_str(f"cost {cost:.3f}, held-out {history.accuracies[-1]:.3f}{remark}")
    return parameters, history


def accuracy(images: Array, labels: NDArray[np.int64], parameters: Parameters, im2col: Im2Col) -> float:
    """Return the share of images whose largest score is that of their label."""
    right = 0
    for start in range(0, len(images), 250):
        scores, _ = forward(images[start : start + 250], parameters, im2col)
        right += int(np.sum(scores.argmax(axis=0) == labels[start : start + 250]))
    return right / len(images)


def _columns(A: Array, f: int, im2col: Im2Col) -> Array:
    """Call the reader's im2col, and say with the sizes what is wrong with its answer."""
    m, n_H, n_W, n_C = A.shape
    expected = (m, n_H - f + 1, n_W - f + 1, f * f * n_C)
    columns = np.asarray(im2col(A, f, 1), dtype=A.dtype)
    if columns.shape != expected:
        raise ValueError(f"im2col of {A.shape} with f = {f} gave {columns.shape}, expected {expected}")
    return columns


def _columns_added_back(dcolumns: Array, shape: tuple[int, ...], f: int) -> Array:
    """Add every entry of the columns' gradient to the place of the image that it was copied from."""
    m, n_H, n_W, _ = dcolumns.shape
    windows = dcolumns.reshape(m, n_H, n_W, f, f, shape[3])
    dA = np.zeros(shape, dtype=dcolumns.dtype)
    for i in range(f):
        for j in range(f):
            dA[:, i : i + n_H, j : j + n_W] += windows[:, :, :, i, j]
    return dA


def _quarters(Z: Array) -> tuple[Array, Array, Array, Array]:
    """Return the four places of each 2 x 2 block, each as an array of half the height and width."""
    return Z[:, ::2, ::2], Z[:, ::2, 1::2], Z[:, 1::2, ::2], Z[:, 1::2, 1::2]


def _largest_of_four(Z: Array) -> Array:
    a, b, c, d = _quarters(Z)
    largest: Array = np.maximum(np.maximum(a, b), np.maximum(c, d))
    return largest


def _to_the_largest(dP: Array, Z: Array, P: Array) -> Array:
    """Send each block's gradient to its largest entry, the first of them if there are several."""
    dZ = np.zeros_like(Z)
    free = np.ones(P.shape, dtype=bool)
    for target, values in zip(_quarters(dZ), _quarters(Z), strict=True):
        here = free & (values == P)
        np.multiply(dP, here, out=target)
        free &= ~here
    return dZ


def _cost_and_slope(scores: Array, labels: NDArray[np.int64]) -> tuple[float, Array]:
    """Return the mean cross-entropy of softmax, and its derivative (10, m) in the scores."""
    m = len(labels)
    shifted = scores - scores.max(axis=0)
    log_sum = np.log(np.exp(shifted).sum(axis=0))
    cost = float(np.mean(log_sum - shifted[labels, np.arange(m)]))
    dZ = np.exp(shifted - log_sum)
    dZ[labels, np.arange(m)] -= 1
    return cost, dZ / np.float32(m)


class _Adam:
    """Kingma and Ba (2015), algorithm 1, in place."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters, self.t = parameters, 0
        self.moments = {
            name: (np.zeros_like(value), np.zeros_like(value)) for name, value in parameters.items()
        }

    def step(self, grads: Parameters, learning_rate: float) -> None:
        self.t += 1
        rate = learning_rate * np.sqrt(1 - 0.999**self.t) / (1 - 0.9**self.t)
        for name, (v, s) in self.moments.items():
            v += np.float32(0.1) * (grads[name] - v)
            s += np.float32(0.001) * (grads[name] ** 2 - s)
            self.parameters[name] -= np.float32(rate) * v / (np.sqrt(s) + np.float32(1e-8))
