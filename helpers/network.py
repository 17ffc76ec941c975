"""A dense network with any number of layers, trained by batch gradient descent.

Examples are columns: `X (n_x, m)`, `Y (n_L, m)`, and `Y (1, m)` for two classes. `parameters` is a dict
`W1, b1, ..., WL, bL` with `Wl (n_l, n_{l-1})` and `bl (n_l, 1)`; gradients `dW1, db1, ...` are shaped alike.

Numbers may grow to inf and nan here without a warning: networks that explode are a subject of the course.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from helpers.progress import progress_bar

Array: TypeAlias = NDArray[np.float64]
Parameters: TypeAlias = dict[str, Array]
ActivationName: TypeAlias = Literal["relu", "tanh", "sigmoid", "linear"]


class Activation(NamedTuple):
    """A = g(Z), and g'(Z) written in terms of A, which is all that these four functions need."""

    function: Callable[[Array], Array]
    derivative: Callable[[Array], Array]


class LayerCache(NamedTuple):
    """What a layer keeps for the way back: its input `A_prev (n_{l-1}, m)` and `W (n_l, n_{l-1})`."""

    A_prev: Array
    W: Array


def relu(Z: Array) -> Array:
    """Return max(0, Z)."""
    return np.maximum(0.0, Z)


def sigmoid(Z: Array) -> Array:
    """Return 1 / (1 + e^-Z), accurate in both tails and exact at any Z, however large."""
    return np.exp(-np.logaddexp(0.0, -Z))


def linear(Z: Array) -> Array:
    """Return Z itself."""
    return Z


ACTIVATIONS: dict[str, Activation] = {
    "relu": Activation(relu, lambda A: (A > 0).astype(np.float64)),
    "tanh": Activation(np.tanh, lambda A: 1 - A**2),
    "sigmoid": Activation(sigmoid, lambda A: A * (1 - A)),
    "linear": Activation(linear, np.ones_like),
}


@np.errstate(all="ignore")
def forward(
    X: Array,
    parameters: Mapping[str, Array],
    activation: ActivationName = "relu",
    output: ActivationName = "sigmoid",
) -> tuple[Array, list[LayerCache]]:
    """Run the network: `activation` in layers 1 to L-1, `output` in layer L.

    Parameters
    ----------
    X : ndarray, (n_x, m)
        Examples, one a column.
    parameters : mapping
        `W1, b1, ..., WL, bL`.
    activation, output : {"relu", "tanh", "sigmoid", "linear"}
        Activations of the hidden layers and of the last one.

    Returns
    -------
    AL : ndarray, (n_L, m)
        Activation of the last layer.
    caches : list of LayerCache
        One per layer, for `backward`.

    Raises
    ------
    ValueError
        An unknown activation, or shapes that do not fit together.
    """
    g_hidden, g_output = _activation(activation).function, _activation(output).function
    layers = _layers(X, parameters)
    A = X
    caches = []
    for layer, (W, b) in enumerate(layers, start=1):
        caches.append(LayerCache(A, W))
        g = g_output if layer == len(layers) else g_hidden
        A = g(W @ A + b)
    return A, caches


@np.errstate(all="ignore")
def backward(
    AL: Array, Y: Array, caches: list[LayerCache], activation: ActivationName = "relu"
) -> Parameters:
    """Compute the gradients of the mean cost over the examples.

    The output unit must match the cost: sigmoid with `cross_entropy`, or linear with half the squared error.
    Both give `dZL = AL - Y` (Bishop, Pattern Recognition and Machine Learning, section 5.2).

    Parameters
    ----------
    AL, Y : ndarray, (n_L, m)
        Output of `forward`, and what it should have been.
    caches : list of LayerCache
        From the same call of `forward`.
    activation : {"relu", "tanh", "sigmoid", "linear"}
        The hidden layers' activation in that call. ReLU's derivative at 0 is taken as 0.

    Returns
    -------
    dict
        `dW1, db1, ..., dWL, dbL`, shaped like the parameters.

    Raises
    ------
    ValueError
        An unknown activation, or `AL` and `Y` of different shapes.
    """
    _require_same_shape(AL, Y)
    derivative = _activation(activation).derivative
    m = Y.shape[1]
    grads: Parameters = {}
    dZ = AL - Y
    for layer, (A_prev, W) in reversed(list(enumerate(caches, start=1))):
        grads[f"dW{layer}"] = dZ @ A_prev.T / m
        grads[f"db{layer}"] = dZ.sum(axis=1, keepdims=True) / m
        if layer > 1:
            dZ = W.T @ dZ * derivative(A_prev)
    return grads


@np.errstate(all="ignore")
def cross_entropy(AL: Array, Y: Array) -> float:
    """Compute the mean over examples of -[Y log AL + (1 - Y) log(1 - AL)].

    The smallest normal float stands in for 0 inside the logarithms, so an output of exactly 0 or 1 costs
    nothing when it is right and about 708 when it is wrong.

    Parameters
    ----------
    AL, Y : ndarray, (n_L, m)
        Probabilities in [0, 1], and the truth.

    Returns
    -------
    float
        In nats; nan if `AL` holds a nan.

    Raises
    ------
    ValueError
        `AL` and `Y` have different shapes.
    """
    _require_same_shape(AL, Y)
    tiny = np.finfo(np.float64).tiny
    log_likelihood = Y * np.log(np.maximum(AL, tiny)) + (1 - Y) * np.log(np.maximum(1 - AL, tiny))
    return float(-log_likelihood.sum() / Y.shape[1])


def cost_and_cache(X: Array, Y: Array, parameters: Mapping[str, Array]) -> tuple[float, tuple[Array, ...]]:
    """Run a network of ReLU layers with a sigmoid output, and keep every step of the way.

    Parameters
    ----------
    X, Y : ndarray, (n_x, m) and (1, m)
        Examples, one a column, and their classes, 0 or 1.
    parameters : mapping
        `W1, b1, ..., WL, bL`.

    Returns
    -------
    cost : float
        The `cross_entropy` of the output.
    cache : tuple of ndarray
        `(Z1, A1, W1, b1, ..., ZL, AL, WL, bL)`, with `Zl` and `Al` (n_l, m).

    Raises
    ------
    ValueError
        Shapes that do not fit together.
    """
    layers = _layers(X, parameters)
    A = X
    cache: list[Array] = []
    for layer, (W, b) in enumerate(layers, start=1):
        Z = W @ A + b
        A = sigmoid(Z) if layer == len(layers) else relu(Z)
        cache += [Z, A, W, b]
    return cross_entropy(A, Y), tuple(cache)


def predict(
    X: Array, parameters: Mapping[str, Array], activation: ActivationName = "relu"
) -> NDArray[np.int64]:
    """Return the classes, 1 where the output is above one half and 0 elsewhere, as integers (1, m)."""
    AL, _ = forward(X, parameters, activation)
    return (AL > 0.5).astype(np.int64)


def accuracy(predictions: NDArray[np.int64], Y: Array) -> float:
    """Return the share of right predictions, 0 to 1; both arguments are (1, m)."""
    _require_same_shape(predictions, Y)
    return float(np.mean(predictions == Y))


@np.errstate(all="ignore")
def train(
    X: Array,
    Y: Array,
    parameters: Mapping[str, Array],
    learning_rate: float,
    num_iterations: int,
    activation: ActivationName = "relu",
    progress: bool = True,
    desc: str = "training",
) -> tuple[Parameters, list[float]]:
    """Descend the gradient of `cross_entropy`, all examples at every step.

    Parameters
    ----------
    X, Y : ndarray, (n_x, m) and (1, m)
        Training examples and their classes, 0 or 1.
    parameters : mapping
        Where to start; it is not changed.
    learning_rate : float
        Step length.
    num_iterations : int
        Number of steps.
    activation : {"relu", "tanh", "sigmoid", "linear"}
        Of the hidden layers; the output is a sigmoid.
    progress, desc : bool, str
        Show a progress bar with the cost, and the text in front of it.

    Returns
    -------
    parameters : dict
        After the last step.
    costs : list of float
        The cost before each step; inf or nan once training has diverged.

    Raises
    ------
    ValueError
        An unknown activation, or shapes that do not fit together.
    """
    current = {name: np.array(value, dtype=np.float64) for name, value in parameters.items()}
    costs = []
    steps = progress_bar(range(num_iterations), desc, show=progress)
    for _ in steps:
        AL, caches = forward(X, current, activation)
        costs.append(cross_entropy(AL, Y))
        grads = backward(AL, Y, caches, activation)
        current = {name: value - learning_rate * grads[f"d{name}"] for name, value in current.items()}
        steps.set_postfix_str(f"cost {costs[-1]:.4f}", refresh=False)
    return current, costs


def activation_values(X: Array, parameters: Mapping[str, Array], activation: ActivationName) -> list[Array]:
    """Return `[A1, ..., AL]`, each (n_l, m), with the same activation at every layer, the last included.

    Raises
    ------
    ValueError
        An unknown activation, or shapes that do not fit together.
    """
    AL, caches = forward(X, parameters, activation, output=activation)
    return [cache.A_prev for cache in caches[1:]] + [AL]


def _activation(name: str) -> Activation:
    if name not in ACTIVATIONS:
        raise ValueError(f"Unknown activation {name!r}, choose one of {', '.join(ACTIVATIONS)}")
    return ACTIVATIONS[name]


def _require_same_shape(prediction: NDArray[np.generic], Y: Array) -> None:
    if prediction.shape != Y.shape:
        raise ValueError(f"Shape mismatch: the prediction is {prediction.shape} but Y is {Y.shape}")


def _layers(X: Array, parameters: Mapping[str, Array]) -> list[tuple[Array, Array]]:
    """Return `[(W1, b1), ..., (WL, bL)]`, or say which of them does not fit its neighbours."""
    names = [(f"W{layer}", f"b{layer}") for layer in range(1, len(parameters) // 2 + 1)]
    expected = {name for pair in names for name in pair}
    if not names or set(parameters) != expected:
        raise ValueError(f"Parameters must be W1, b1, ..., WL, bL, got {sorted(parameters)}")
    n_prev = X.shape[0]
    for W, b in names:
        W_shape, b_shape = parameters[W].shape, parameters[b].shape
        if len(W_shape) != 2 or W_shape[1] != n_prev:
            raise ValueError(f"Shape mismatch: {W} is {W_shape}, its input has {n_prev} rows")
        if b_shape != (W_shape[0], 1):
            raise ValueError(f"Shape mismatch: {b} is {b_shape}, {W} asks for {(W_shape[0], 1)}")
        n_prev = W_shape[0]
    return [(parameters[W], parameters[b]) for W, b in names]
