"""Trainings of one network with many settings, side by side, on all cores.

The network is dense, with ReLU layers of one width and a softmax output, on Fashion-MNIST: 3,000 images to
train on, 1,000 others (the dev set) that say how good a setting is, and the 1,000 test images, which no
search sees.

Processes are *spawned*, not forked: that works alike on Linux, macOS and Windows, and in JupyterLab, whose
kernel has threads. A spawned process can run only what it can import, so what it runs lives here and not in
a notebook.
"""

from __future__ import annotations

import functools
import multiprocessing
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from helpers import datasets, network
from helpers.progress import progress_bar

Array: TypeAlias = NDArray[np.float64]
Setting: TypeAlias = Mapping[str, Any]

DEFAULTS: dict[str, float] = {
    "learning_rate": 0.1,
    "momentum": 0.9,
    "units": 64,
    "layers": 1,
    "weight_scale": 1.0,
}
"""What a setting may name, and what holds for what it does not name; weight_scale 1 is He's start."""

BATCH_SIZE, EPOCHS, SEED = 64, 4, 1

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""Environment variables that the libraries below NumPy read when they are loaded."""


class Training(NamedTuple):
    """How one training went: cost (nats) and accuracy on the dev set, and that cost after each epoch.

    A training that diverged has the cost inf or nan.
    """

    dev_cost: float
    dev_accuracy: float
    curve: list[float]


class Part(NamedTuple):
    """Images as columns X (784, m), and their classes (m,)."""

    X: Array
    labels: NDArray[np.int64]


def train(setting: Setting) -> Training:
    """Train with one setting; start and order of the images are always the same.

    Parameters
    ----------
    setting : mapping
        Any of `learning_rate`, `momentum`, `units`, `layers`, `weight_scale`; the others as in `DEFAULTS`.

    Raises
    ------
    ValueError
        Another name, or a number of units or layers that is not whole and positive.
    """
    judged = [_judge(parameters, _data()["dev"]) for parameters in _epochs(setting)]
    return Training(*judged[-1], [cost for cost, _ in judged])


def accuracy_on_test_images(setting: Setting) -> float:
    """Train with one setting, and return the share of the 1,000 test images that are recognised."""
    *_, parameters = _epochs(setting)
    return _judge(parameters, _data()["test"])[1]


def train_all(settings: Sequence[Setting], desc: str) -> list[Training]:
    """Train with each setting, as many at a time as there are cores, and show how far it is.

    Parameters
    ----------
    settings : sequence of mapping
        As `train` takes them.
    desc : str
        Text in front of the progress bar.

    Returns
    -------
    list of Training
        In the order of the settings.
    """
    # At most 61 is a limit of Windows.
    workers = max(1, min(os.cpu_count() or 1, len(settings), 61))
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"))
    try:
        with _one_thread_in_each_process():
            futures = [pool.submit(train, dict(setting)) for setting in settings]
        best = np.inf
        bar = progress_bar(futures, desc)
        for future in as_completed(futures):
            best = min(best, float(np.nan_to_num(future.result().dev_cost, nan=np.inf)))
            bar.set_postfix_str(f"lowest dev cost {best:.3f}", refresh=False)
            bar.update()
        bar.close()
        return [future.result() for future in futures]
    finally:
        pool.shutdown(cancel_futures=True)  # also when somebody stops the cell


@contextmanager
def _one_thread_in_each_process() -> Iterator[None]:
    """Let processes that start here compute on one thread each: they are as many as there are cores."""
    before = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@functools.cache
def _data() -> dict[str, Part]:
    """The images, read once in each process: mean 0 and spread 1 over the pixels that are trained on."""
    fashion = datasets.load_fashion_mnist()
    X, X_test = datasets.as_columns(fashion.images_train), datasets.as_columns(fashion.images_test)
    order = np.random.default_rng(SEED).permutation(X.shape[1])
    chosen = {"train": order[:3000], "dev": order[-1000:]}
    mu, sigma = X[:, chosen["train"]].mean(), X[:, chosen["train"]].std()
    parts = {name: Part((X[:, at] - mu) / sigma, fashion.labels_train[at]) for name, at in chosen.items()}
    return parts | {"test": Part((X_test - mu) / sigma, fashion.labels_test)}


def _start(setting: Setting, rng: np.random.Generator) -> network.Parameters:
    unknown = sorted(set(setting) - set(DEFAULTS))
    if unknown:
        raise ValueError(f"A setting has {', '.join(unknown)} in it: it may have {', '.join(DEFAULTS)}")
    chosen = DEFAULTS | dict(setting)
    for name in ("units", "layers"):
        if chosen[name] != int(chosen[name]) or chosen[name] < 1:
            raise ValueError(f"{name} must be a whole number from 1 on, got {chosen[name]}")
    widths = [784, *[int(chosen["units"])] * int(chosen["layers"]), 10]
    parameters = {}
    for layer in range(1, len(widths)):
        n_prev, n = widths[layer - 1], widths[layer]
        scale = chosen["weight_scale"] * np.sqrt(2 / n_prev)
        parameters[f"W{layer}"] = rng.standard_normal((n, n_prev)) * scale
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


def _epochs(setting: Setting) -> Iterator[network.Parameters]:
    """The parameters after each epoch of mini-batch descent with momentum."""
    rng = np.random.default_rng(SEED)
    parameters = _start(setting, rng)
    alpha, beta = (float((DEFAULTS | dict(setting))[name]) for name in ("learning_rate", "momentum"))
    velocity = {name: np.zeros_like(value) for name, value in parameters.items()}
    X, labels = _data()["train"]
    for _ in range(EPOCHS):
        order = rng.permutation(labels.size)
        for start in range(0, labels.size, BATCH_SIZE):
            chosen = order[start : start + BATCH_SIZE]
            Y = (np.arange(10)[:, None] == labels[chosen]).astype(np.float64)
            with np.errstate(all="ignore"):  # training may diverge
                scores, caches = network.forward(X[:, chosen], parameters, output="linear")
                grads = network.backward(np.exp(_log_shares(scores)), Y, caches)
                for name, value in parameters.items():
                    velocity[name] += (1 - beta) * (grads[f"d{name}"] - velocity[name])
                    value -= alpha * velocity[name]
        yield parameters


@np.errstate(all="ignore")
def _judge(parameters: network.Parameters, part: Part) -> tuple[float, float]:
    """Cost and accuracy."""
    scores, _ = network.forward(part.X, parameters, output="linear")
    cost = -_log_shares(scores)[part.labels, np.arange(part.labels.size)].mean()
    return float(cost), float(np.mean(scores.argmax(axis=0) == part.labels))


def _log_shares(scores: Array) -> Array:
    """The logarithm of softmax."""
    shifted: Array = scores - scores.max(axis=0)
    result: Array = shifted - np.log(np.exp(shifted).sum(axis=0))
    return result
