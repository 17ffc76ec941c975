# ruff: noqa: D103, SIM300 - the sentence in its decorator documents a variant; D1 and D2 are no constants
"""References, known mistakes and right styles of the assignment "regularization".

The network is LINEAR → RELU → LINEAR → RELU → LINEAR → SIGMOID: `X (n_0, m)`, `Wl (n_l, n_{l-1})`,
`bl (n_l, 1)`, `Y (1, m)`. Images are `(m, n_H, n_W, n_C)`. Variants share skeletons: a mistake about one term
is a function that the skeleton takes.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from helpers.reference.registry import Exercises
from helpers.reference.regularization_sameness import (
    same_crops,
    same_dropout,
)

Array: TypeAlias = NDArray[Any]
Parameters: TypeAlias = dict[str, Array]
Gradients: TypeAlias = dict[str, Array]
Cache: TypeAlias = tuple[Array, ...]

exercises = Exercises("regularization")


# The references, one formula each.


@exercises.reference()
def compute_cost_with_regularization(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> float:
    """Cross-entropy + λ/2m (‖W1‖² + ‖W2‖² + ‖W3‖²)."""
    W1, W2, W3 = parameters["W1"], parameters["W2"], parameters["W3"]
    m = Y.shape[1]
    squares = np.sum(W1**2) + np.sum(W2**2) + np.sum(W3**2)
    return float(_cross_entropy(A3, Y) + lambd / (2 * m) * squares)


@exercises.reference()
def backward_propagation_with_regularization(X: Array, Y: Array, cache: Cache, lambd: float) -> Gradients:
    """Add λ/m Wl to dWl = 1/m dZl A(l-1)ᵀ; the rest as without regularization."""
    Z1, A1, W1, _, Z2, A2, W2, _, _, A3, W3, _ = cache
    m = X.shape[1]

    dZ3 = A3 - Y
    dW3 = dZ3 @ A2.T / m + lambd / m * W3
    db3 = dZ3.sum(axis=1, keepdims=True) / m

    dA2 = W3.T @ dZ3
    dZ2 = dA2 * (Z2 > 0)
    dW2 = dZ2 @ A1.T / m + lambd / m * W2
    db2 = dZ2.sum(axis=1, keepdims=True) / m

    dA1 = W2.T @ dZ2
    dZ1 = dA1 * (Z1 > 0)
    dW1 = dZ1 @ X.T / m + lambd / m * W1
    db1 = dZ1.sum(axis=1, keepdims=True) / m

    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2, "dW3": dW3, "db3": db3}


@exercises.reference(same=same_dropout)
def forward_propagation_with_dropout(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> tuple[Array, Cache]:
    """Dl ~ Bernoulli(keep_prob), Al = relu(Zl) Dl / keep_prob in both hidden layers (inverted dropout)."""
    rng = np.random.default_rng(seed)
    W1, b1, W2, b2, W3, b3 = (parameters[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))

    Z1 = W1 @ X + b1
    D1 = rng.random(Z1.shape) < keep_prob
    A1 = np.maximum(0, Z1) * D1 / keep_prob

    Z2 = W2 @ A1 + b2
    D2 = rng.random(Z2.shape) < keep_prob
    A2 = np.maximum(0, Z2) * D2 / keep_prob

    Z3 = W3 @ A2 + b3
    A3 = 1 / (1 + np.exp(-Z3))
    return A3, (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)


@exercises.reference()
def backward_propagation_with_dropout(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Gradients:
    """Take dAl = (W(l+1)ᵀ dZ(l+1)) Dl / keep_prob; the rest as without dropout."""
    Z1, D1, A1, _, _, Z2, D2, A2, W2, _, _, A3, W3, _ = cache
    m = X.shape[1]

    dZ3 = A3 - Y
    dW3 = dZ3 @ A2.T / m
    db3 = dZ3.sum(axis=1, keepdims=True) / m

    dA2 = W3.T @ dZ3 * D2 / keep_prob
    dZ2 = dA2 * (Z2 > 0)
    dW2 = dZ2 @ A1.T / m
    db2 = dZ2.sum(axis=1, keepdims=True) / m

    dA1 = W2.T @ dZ2 * D1 / keep_prob
    dZ1 = dA1 * (Z1 > 0)
    dW1 = dZ1 @ X.T / m
    db1 = dZ1.sum(axis=1, keepdims=True) / m

    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2, "dW3": dW3, "db3": db3}


@exercises.reference()
def early_stopping(dev_costs: Sequence[float], patience: int) -> tuple[int, int]:
    """Stop at the first epoch that lies `patience` epochs behind the best one before it, else at the last."""
    best_epoch = 0
    for epoch, cost in enumerate(dev_costs):
        if cost < dev_costs[best_epoch]:
            best_epoch = epoch
        if epoch - best_epoch == patience:
            return best_epoch, epoch
    return best_epoch, len(dev_costs) - 1


@exercises.reference()
def flip_horizontal(images: Array) -> Array:
    """Mirror the columns."""
    return images[:, :, ::-1, :]


@exercises.reference(same=same_crops)
def random_crop(images: Array, size: int, seed: int = 0) -> Array:
    """A window size × size of each image, its corner uniform on (n_H - size + 1)(n_W - size + 1) places."""
    m, n_H, n_W, _ = images.shape
    if size > min(n_H, n_W):
        raise ValueError(f"A crop of {size} × {size} does not fit into an image of {n_H} × {n_W}")
    rng = np.random.default_rng(seed)
    tops, lefts = rng.integers(0, n_H - size + 1, m), rng.integers(0, n_W - size + 1, m)
    corners = zip(images, tops, lefts, strict=True)
    return np.stack([image[top : top + size, left : left + size] for image, top, left in corners])


# What hidden tests start from.


def random_network(rng: np.random.Generator, layers_dims: Sequence[int]) -> Parameters:
    """W1, b1, …, W3, b3 of moderate size; no bias is 0."""
    parameters = {}
    for layer in (1, 2, 3):
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        parameters[f"W{layer}"] = rng.normal(0, 1 / np.sqrt(n_prev), (n, n_prev))
        parameters[f"b{layer}"] = rng.uniform(0.1, 0.5, (n, 1))
    return parameters


def random_examples(rng: np.random.Generator, n: int, m: int) -> tuple[Array, Array]:
    """X (n, m) around 0 and Y (1, m) of zeros and ones."""
    return rng.normal(0, 1.5, (n, m)), rng.integers(0, 2, (1, m)).astype(float)


def forward(X: Array, parameters: Parameters) -> tuple[Array, Cache]:
    """A3 and the cache (Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3), without dropout."""
    A3, cache = forward_propagation_with_dropout(X, parameters, keep_prob=1.0)
    return A3, tuple(value for index, value in enumerate(cache) if index not in (1, 6))


def away_from_kinks(
    rng: np.random.Generator, layers_dims: Sequence[int], m: int
) -> tuple[Parameters, Array, Array]:
    """Parameters, X and Y with Z1 and Z2 of either sign, none so near 0 that a small step crosses a kink."""
    while True:
        parameters = random_network(rng, layers_dims)
        X, Y = random_examples(rng, layers_dims[0], m)
        _, (Z1, _, _, _, Z2, *_) = forward(X, parameters)
        far = min(np.abs(Z1).min(), np.abs(Z2).min()) > 1e-3
        if far and all(Z.min() < 0 < Z.max() for Z in (Z1, Z2)):
            return parameters, X, Y


# What the mistakes have in common to say.

RETURNS_NOTHING = "Your function returns nothing: end it with `return`."


# The cost: skeletons and known mistakes.


def _cross_entropy(A3: Array, Y: Array) -> Any:
    tiny = 1e-300
    log_likelihood = Y * np.log(np.maximum(A3, tiny)) + (1 - Y) * np.log(np.maximum(1 - A3, tiny))
    return -np.sum(log_likelihood) / Y.shape[1]


def _squares(parameters: Parameters) -> Any:
    return sum(np.sum(np.square(parameters[f"W{layer}"])) for layer in (1, 2, 3))


@exercises.misconception(
    compute_cost_with_regularization,
    "Your penalty has the factor 1/(2m) without λ, so `lambd` changes nothing: it is λ/(2m).",
)
def cost_without_lambda(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    m = Y.shape[1]
    return _cross_entropy(A3, Y) + 1 / m * 1 / 2 * _squares(parameters)


@exercises.misconception(
    compute_cost_with_regularization,
    "You multiply the squares by λ/m: the ½ is missing, the factor is λ/(2m).",
)
def cost_without_the_half(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    return _cross_entropy(A3, Y) + lambd / Y.shape[1] * _squares(parameters)


@exercises.misconception(
    compute_cost_with_regularization,
    "You multiply the squares by λ/2 and do not divide by the number of examples, or take Y.shape[0], which "
    "is 1, for it: the factor is λ/(2m).",
)
def cost_not_divided_by_m(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    return _cross_entropy(A3, Y) + lambd / 2 * _squares(parameters)


@exercises.misconception(
    compute_cost_with_regularization,
    "You compute λ/2·m, since Python divides and multiplies from left to right: put brackets around 2 * m.",
)
def cost_multiplied_by_m(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    return _cross_entropy(A3, Y) + lambd / 2 * Y.shape[1] * _squares(parameters)


@exercises.misconception(
    compute_cost_with_regularization,
    "You add the squares of the biases as well: only W1, W2 and W3 are penalised.",
)
def cost_with_biases(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    squares = sum(np.sum(value**2) for value in parameters.values())
    return _cross_entropy(A3, Y) + lambd / (2 * Y.shape[1]) * squares


@exercises.misconception(
    compute_cost_with_regularization,
    "You add the norms ‖W‖: the penalty has their squares, so square what `np.linalg.norm` returns.",
)
def cost_with_norms_not_squared(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    norms = sum(np.linalg.norm(parameters[f"W{layer}"]) for layer in (1, 2, 3))
    return _cross_entropy(A3, Y) + lambd / (2 * Y.shape[1]) * norms


@exercises.misconception(
    compute_cost_with_regularization,
    "You sum the weights before you square them, so that positive and negative ones cancel: "
    "square each weight, then sum.",
)
def cost_with_the_square_of_the_sum(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    squares = sum(np.sum(parameters[f"W{layer}"]) ** 2 for layer in (1, 2, 3))
    return _cross_entropy(A3, Y) + lambd / (2 * Y.shape[1]) * squares


@exercises.misconception(
    compute_cost_with_regularization,
    "You sum the absolute values of the weights, which is L1 regularization: L2 sums their squares.",
)
def cost_of_l1(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    absolute = sum(np.sum(np.abs(parameters[f"W{layer}"])) for layer in (1, 2, 3))
    return _cross_entropy(A3, Y) + lambd / (2 * Y.shape[1]) * absolute


@exercises.misconception(
    compute_cost_with_regularization,
    "You return the penalty alone: the cost is the cross-entropy plus the penalty.",
)
def cost_of_the_penalty_alone(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    return lambd / (2 * Y.shape[1]) * _squares(parameters)


@exercises.misconception(
    compute_cost_with_regularization,
    "You return the cross-entropy as it is: the penalty λ/(2m) times the sum of squares is still to be "
    "added.",
)
def cost_without_the_penalty(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    return _cross_entropy(A3, Y)


@exercises.misconception(
    compute_cost_with_regularization,
    "You leave out one of W1, W2 and W3: the weights of every layer are penalised.",
    layer=(3, 1, 2),
)
def cost_without_one_layer(A3: Array, Y: Array, parameters: Parameters, lambd: float, *, layer: int) -> Any:
    squares = sum(np.sum(parameters[f"W{each}"] ** 2) for each in (1, 2, 3) if each != layer)
    return _cross_entropy(A3, Y) + lambd / (2 * Y.shape[1]) * squares


@exercises.misconception(
    compute_cost_with_regularization,
    "You penalise the weights of one layer alone: add up the squares of W1, W2 and W3.",
    layer=(1, 2, 3),
)
def cost_of_one_layer(A3: Array, Y: Array, parameters: Parameters, lambd: float, *, layer: int) -> Any:
    return _cross_entropy(A3, Y) + lambd / (2 * Y.shape[1]) * np.sum(parameters[f"W{layer}"] ** 2)


@exercises.misconception(
    compute_cost_with_regularization,
    "You count one of the matrices twice and leave another out: the squares of W1, W2 and W3 count "
    "once each.",
    layers=((1, 1, 2), (1, 1, 3), (1, 2, 2), (2, 2, 3), (1, 3, 3), (2, 3, 3)),
)
def cost_with_one_layer_twice(
    A3: Array, Y: Array, parameters: Parameters, lambd: float, *, layers: tuple[int, ...]
) -> Any:
    return _cross_entropy(A3, Y) + lambd / (2 * Y.shape[1]) * sum(
        np.sum(parameters[f"W{each}"] ** 2) for each in layers
    )


@exercises.misconception(
    compute_cost_with_regularization,
    "You subtract the penalty: large weights should cost something, so add it.",
)
def cost_with_a_minus(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    return _cross_entropy(A3, Y) - lambd / (2 * Y.shape[1]) * _squares(parameters)


@exercises.misconception(
    compute_cost_with_regularization,
    "You average the squares of each matrix: sum them.",
)
def cost_of_means(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    means = sum(np.mean(parameters[f"W{layer}"] ** 2) for layer in (1, 2, 3))
    return _cross_entropy(A3, Y) + lambd / (2 * Y.shape[1]) * means


@exercises.misconception(
    compute_cost_with_regularization,
    "You take the root of the sum of squares: the penalty has the sum itself.",
)
def cost_of_the_root(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    return _cross_entropy(A3, Y) + lambd / (2 * Y.shape[1]) * np.sqrt(_squares(parameters))


@exercises.misconception(
    compute_cost_with_regularization,
    "You multiply the squares by 2λ/m: the factor is λ/(2m).",
)
def cost_with_two_lambda(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    return _cross_entropy(A3, Y) + 2 * lambd / Y.shape[1] * _squares(parameters)


@exercises.misconception(
    compute_cost_with_regularization,
    "You multiply by m: the factor is λ/(2m).",
)
def cost_times_m(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    return _cross_entropy(A3, Y) + lambd * Y.shape[1] * _squares(parameters)


@exercises.misconception(
    compute_cost_with_regularization,
    "You multiply the squares by λ: the factor is λ/(2m).",
)
def cost_of_lambda_alone(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    return _cross_entropy(A3, Y) + lambd * _squares(parameters)


@exercises.misconception(
    compute_cost_with_regularization,
    "You halve the squares and leave λ and m out: the factor is λ/(2m).",
)
def cost_of_the_half_alone(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    return _cross_entropy(A3, Y) + _squares(parameters) / 2


@exercises.misconception(
    compute_cost_with_regularization,
    "You square λ: the factor is λ/(2m).",
)
def cost_with_lambda_squared(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    return _cross_entropy(A3, Y) + lambd**2 / (2 * Y.shape[1]) * _squares(parameters)


@exercises.misconception(
    compute_cost_with_regularization,
    "You multiply the cross-entropy by λ/(2m) as well: only the sum of squares has that factor.",
)
def cost_with_all_in_brackets(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    return lambd / (2 * Y.shape[1]) * (_cross_entropy(A3, Y) + _squares(parameters))


@exercises.misconception(
    compute_cost_with_regularization,
    "You multiply the cross-entropy by the penalty: add them.",
)
def cost_times_the_penalty(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    return _cross_entropy(A3, Y) * lambd / (2 * Y.shape[1]) * _squares(parameters)


@exercises.misconception(
    compute_cost_with_regularization,
    "You sum the cross-entropy over the examples: it is their mean, which `network.cross_entropy(A3, "
    "Y)` gives.",
)
def cost_with_the_entropy_summed(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    return Y.shape[1] * _cross_entropy(A3, Y) + lambd / (2 * Y.shape[1]) * _squares(parameters)


@exercises.misconception(
    compute_cost_with_regularization,
    "You divide the cross-entropy by m a second time: `network.cross_entropy(A3, Y)` is a mean already.",
)
def cost_with_the_entropy_divided_again(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    return _cross_entropy(A3, Y) / Y.shape[1] + lambd / (2 * Y.shape[1]) * _squares(parameters)


@exercises.misconception(
    compute_cost_with_regularization,
    "You put a minus in front of the cross-entropy: `network.cross_entropy(A3, Y)` has it already.",
)
def cost_with_the_entropy_negated(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    return lambd / (2 * Y.shape[1]) * _squares(parameters) - _cross_entropy(A3, Y)


@exercises.misconception(
    compute_cost_with_regularization,
    "You double the weights instead of squaring them, `2 * W`: the square is `W**2`.",
)
def cost_of_doubled_weights(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    return _cross_entropy(A3, Y) + lambd / (2 * Y.shape[1]) * sum(
        np.sum(2 * parameters[f"W{layer}"]) for layer in (1, 2, 3)
    )


@exercises.misconception(
    compute_cost_with_regularization,
    "You sum the weights themselves: sum their squares.",
)
def cost_of_weights_not_squared(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    return _cross_entropy(A3, Y) + lambd / (2 * Y.shape[1]) * sum(
        np.sum(parameters[f"W{layer}"]) for layer in (1, 2, 3)
    )


@exercises.misconception(
    compute_cost_with_regularization,
    "You penalise the biases instead of the weights: sum the squares of W1, W2 and W3.",
)
def cost_with_biases_alone(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    return _cross_entropy(A3, Y) + lambd / (2 * Y.shape[1]) * sum(
        np.sum(parameters[f"b{layer}"] ** 2) for layer in (1, 2, 3)
    )


@exercises.misconception(
    compute_cost_with_regularization,
    "You give the cross-entropy its arguments in the wrong order: it is `network.cross_entropy(A3, Y)`.",
)
def cost_with_arguments_exchanged(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    return _cross_entropy(Y, A3) + lambd / (2 * Y.shape[1]) * _squares(parameters)


@exercises.misconception(
    compute_cost_with_regularization,
    "You use a λ of your own: it is the argument `lambd`.",
    own=(0.1, 0.7, 0.01),
)
def cost_with_a_fixed_lambda(A3: Array, Y: Array, parameters: Parameters, lambd: float, *, own: float) -> Any:
    return _cross_entropy(A3, Y) + own / (2 * Y.shape[1]) * _squares(parameters)


@exercises.misconception(
    compute_cost_with_regularization,
    "You divide by a number of examples of your own: m is the number of columns of Y.",
    m=(4, 200),
)
def cost_with_a_fixed_m(A3: Array, Y: Array, parameters: Parameters, lambd: float, *, m: int) -> Any:
    return _cross_entropy(A3, Y) + lambd / (2 * m) * _squares(parameters)


@exercises.misconception(
    compute_cost_with_regularization,
    "You divide by the number of inputs or units: m is the number of examples, Y.shape[1].",
    by=("W1", "W2", "W3"),
)
def cost_divided_by_the_width(A3: Array, Y: Array, parameters: Parameters, lambd: float, *, by: str) -> Any:
    return _cross_entropy(A3, Y) + lambd / (2 * parameters[by].shape[1]) * _squares(parameters)


@exercises.misconception(
    compute_cost_with_regularization,
    "You return the two terms side by side: the cost is their sum.",
)
def cost_as_a_pair(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    return _cross_entropy(A3, Y), lambd / (2 * Y.shape[1]) * _squares(parameters)


@exercises.misconception(
    compute_cost_with_regularization,
    RETURNS_NOTHING,
)
def cost_none(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    return None


# The cost: right styles.


@exercises.style(compute_cost_with_regularization, "np.square, summed matrix by matrix, a NumPy scalar")
def cost_as_a_numpy_scalar(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    W1, W2, W3 = parameters["W1"], parameters["W2"], parameters["W3"]
    squares = np.sum(np.square(W1)) + np.sum(np.square(W2)) + np.sum(np.square(W3))
    return _cross_entropy(A3, Y) + 1 / Y.shape[1] * lambd / 2 * squares


@exercises.style(compute_cost_with_regularization, "Frobenius norms by np.linalg.norm, squared")
def cost_by_norms(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    squares = sum(np.linalg.norm(parameters[f"W{layer}"], ord="fro") ** 2 for layer in range(1, 4))
    return float(_cross_entropy(A3, Y) + 0.5 * lambd * squares / A3.shape[1])


@exercises.style(compute_cost_with_regularization, "loops over every weight")
def cost_by_loops(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    total = 0.0
    for name in ("W1", "W2", "W3"):
        for row in parameters[name]:
            for weight in row:
                total += weight * weight
    return _cross_entropy(A3, Y) + lambd * total / (2 * Y.size)


@exercises.style(compute_cost_with_regularization, "the trace of WᵀW")
def cost_by_traces(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    weights = [value for name, value in parameters.items() if name.startswith("W")]
    return _cross_entropy(A3, Y) + lambd / (2 * Y.shape[1]) * sum(np.trace(W.T @ W) for W in weights)


@exercises.style(compute_cost_with_regularization, "einsum, an array of one element")
def cost_by_einsum(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    squares = sum(np.einsum("ij,ij->", parameters[f"W{i}"], parameters[f"W{i}"]) for i in (1, 2, 3))
    log_likelihood = Y @ np.log(A3).T + (1 - Y) @ np.log(1 - A3).T
    return -log_likelihood / Y.shape[1] + lambd / (2 * Y.shape[1]) * squares


@exercises.style(compute_cost_with_regularization, "one vector of all weights, a product with itself")
def cost_by_one_vector(A3: Array, Y: Array, parameters: Parameters, lambd: float) -> Any:
    m = Y.shape[1]
    w = np.concatenate([parameters[name].ravel() for name in ("W3", "W2", "W1")])
    losses = np.where(Y == 1, -np.log(A3), -np.log(1 - A3))
    return np.array([[losses.mean() + lambd * (w @ w) / m / 2]])


# The way back with L2: skeleton and known mistakes.

Penalty: TypeAlias = Callable[[Array, int], Any]


def _backward(X: Array, Y: Array, cache: Cache, penalty: Penalty) -> Gradients:
    return {name: value for name, value in _with_dz(X, Y, cache, penalty).items() if name[1] in "Wb"}


def _with_dz(X: Array, Y: Array, cache: Cache, penalty: Penalty) -> Gradients:
    Z1, A1, W1, _, Z2, A2, W2, _, _, A3, W3, _ = cache
    m = X.shape[1]
    dZ3 = A3 - Y
    dZ2 = W3.T @ dZ3 * (Z2 > 0)
    dZ1 = W2.T @ dZ2 * (Z1 > 0)
    return {
        "dZ3": dZ3,
        "dZ2": dZ2,
        "dZ1": dZ1,
        "dW3": dZ3 @ A2.T / m + penalty(W3, m),
        "db3": dZ3.sum(axis=1, keepdims=True) / m,
        "dW2": dZ2 @ A1.T / m + penalty(W2, m),
        "db2": dZ2.sum(axis=1, keepdims=True) / m,
        "dW1": dZ1 @ X.T / m + penalty(W1, m),
        "db1": dZ1.sum(axis=1, keepdims=True) / m,
    }


@exercises.misconception(
    backward_propagation_with_regularization,
    "You add λ/(2m)·W: the derivative of w² is 2w, so the ½ cancels and λ/m·W remains.",
)
def backward_with_the_half(X: Array, Y: Array, cache: Cache, lambd: float) -> Gradients:
    return _backward(X, Y, cache, lambda W, m: lambd / (2 * m) * W)


@exercises.misconception(
    backward_propagation_with_regularization,
    "You add 2λ/m·W: the 2 of the derivative of w² cancels with the ½ of the penalty, and λ/m·W remains.",
)
def backward_with_two(X: Array, Y: Array, cache: Cache, lambd: float) -> Gradients:
    return _backward(X, Y, cache, lambda W, m: 2 * lambd / m * W)


@exercises.misconception(
    backward_propagation_with_regularization,
    "You add 1/m·W, without λ: the term is λ/m·W.",
)
def backward_without_lambda(X: Array, Y: Array, cache: Cache, lambd: float) -> Gradients:
    return _backward(X, Y, cache, lambda W, m: 1 / m * W)


@exercises.misconception(
    backward_propagation_with_regularization,
    "You add λ·W without dividing by the number of examples: the term is λ/m·W.",
)
def backward_not_divided_by_m(X: Array, Y: Array, cache: Cache, lambd: float) -> Gradients:
    return _backward(X, Y, cache, lambda W, m: lambd * W)


@exercises.misconception(
    backward_propagation_with_regularization,
    "You subtract λ/m·W: the penalty is added to the cost, so its derivative is added to dW, and it is the "
    "update that subtracts.",
)
def backward_with_a_minus(X: Array, Y: Array, cache: Cache, lambd: float) -> Gradients:
    return _backward(X, Y, cache, lambda W, m: -lambd / m * W)


@exercises.misconception(
    backward_propagation_with_regularization,
    "You add the penalty itself, λ/(2m)·‖W‖², one number for all weights: its derivative is λ/m·W, a matrix.",
)
def backward_with_the_penalty_itself(X: Array, Y: Array, cache: Cache, lambd: float) -> Gradients:
    return _backward(X, Y, cache, lambda W, m: lambd / (2 * m) * np.sum(W**2))


@exercises.misconception(
    backward_propagation_with_regularization,
    "You add λ/m times the sign of W, as for L1: the derivative of ½w² is w itself.",
)
def backward_of_l1(X: Array, Y: Array, cache: Cache, lambd: float) -> Gradients:
    return _backward(X, Y, cache, lambda W, m: lambd / m * np.sign(W))


@exercises.misconception(
    backward_propagation_with_regularization,
    "You return the gradients of the cross-entropy alone: each dW needs λ/m·W added.",
)
def backward_without_the_penalty(X: Array, Y: Array, cache: Cache, lambd: float) -> Gradients:
    return _backward(X, Y, cache, lambda W, m: 0)


@exercises.misconception(
    backward_propagation_with_regularization,
    "You add λ/m·b to the gradients of the biases: the cost penalises the weights only.",
)
def backward_with_biases(X: Array, Y: Array, cache: Cache, lambd: float) -> Gradients:
    grads = _backward(X, Y, cache, lambda W, m: lambd / m * W)
    for layer in (1, 2, 3):
        grads[f"db{layer}"] += lambd / X.shape[1] * cache[4 * layer - 1]
    return grads


@exercises.misconception(
    backward_propagation_with_regularization,
    "You compute dW2 from dZ1: each layer's dW takes its own dZ, so dW2 = 1/m·dZ2·A1ᵀ + λ/m·W2.",
)
def backward_with_dw2_from_dz1(X: Array, Y: Array, cache: Cache, lambd: float) -> Gradients:
    grads = _with_dz(X, Y, cache, lambda W, m: lambd / m * W)
    m = X.shape[1]
    grads["dW2"] = grads["dZ1"] @ cache[1].T / m + lambd / m * cache[6]
    return {name: value for name, value in grads.items() if name[1] in "Wb"}


@exercises.misconception(
    backward_propagation_with_regularization,
    "You compute dW2 with X: the second layer's input is A1, so dW2 = 1/m·dZ2·A1ᵀ + λ/m·W2.",
)
def backward_with_dw2_from_x(X: Array, Y: Array, cache: Cache, lambd: float) -> Gradients:
    grads = _with_dz(X, Y, cache, lambda W, m: lambd / m * W)
    m = X.shape[1]
    grads["dW2"] = grads["dZ2"] @ X.T / m + lambd / m * cache[6]
    return {name: value for name, value in grads.items() if name[1] in "Wb"}


@exercises.misconception(
    backward_propagation_with_regularization,
    "You take dA for dZ in the hidden layers: multiply by ReLU's derivative, 1 where Z > 0 and 0 elsewhere.",
)
def backward_without_relu(X: Array, Y: Array, cache: Cache, lambd: float) -> Gradients:
    always = (np.ones_like(cache[0]), *cache[1:4], np.ones_like(cache[4]), *cache[5:])
    return _backward(X, Y, always, lambda W, m: lambd / m * W)


@exercises.misconception(
    backward_propagation_with_regularization,
    "You sum dZ over units and examples at once: db keeps one number per unit, (n_l, 1), so sum along axis 1 "
    "with keepdims=True.",
)
def backward_with_db_summed_to_one_number(X: Array, Y: Array, cache: Cache, lambd: float) -> Gradients:
    grads = _with_dz(X, Y, cache, lambda W, m: lambd / m * W)
    for layer in (1, 2, 3):
        grads[f"db{layer}"] = np.sum(grads[f"dZ{layer}"], keepdims=True) / X.shape[1]
    return {name: value for name, value in grads.items() if name[1] in "Wb"}


@exercises.misconception(
    backward_propagation_with_regularization,
    "Your db have shape (n_l,): keep two dimensions, (n_l, 1), with keepdims=True.",
)
def backward_with_flat_db(X: Array, Y: Array, cache: Cache, lambd: float) -> Gradients:
    grads = _backward(X, Y, cache, lambda W, m: lambd / m * W)
    return grads | {f"db{layer}": grads[f"db{layer}"].ravel() for layer in (1, 2, 3)}


@exercises.misconception(
    backward_propagation_with_regularization,
    "You leave the penalty out in one layer: dW1, dW2 and dW3 all have the term λ/m·W.",
    layer=(3, 1, 2),
)
def backward_without_one_layer(X: Array, Y: Array, cache: Cache, lambd: float, *, layer: int) -> Any:
    grads = _backward(X, Y, cache, lambda W, m: lambd / m * W)
    grads[f"dW{layer}"] -= lambd / X.shape[1] * cache[4 * layer - 2]
    return grads


@exercises.misconception(
    backward_propagation_with_regularization,
    "You add the W of another layer: the penalty of dW1 is λ/m·W1, and likewise for the others.",
    to=(1, 2, 3),
)
def backward_with_the_penalty_of_another_layer(
    X: Array, Y: Array, cache: Cache, lambd: float, *, to: int
) -> Any:
    grads = _backward(X, Y, cache, lambda W, m: lambd / m * W)
    other = to % 3 + 1 if to < 3 else 2
    grads[f"dW{to}"] = grads[f"dW{to}"] + lambd / X.shape[1] * (cache[4 * other - 2] - cache[4 * to - 2])
    return grads


@exercises.misconception(
    backward_propagation_with_regularization,
    "You multiply dW by the penalty: λ/m·W is added to 1/m·dZ·Aᵀ.",
)
def backward_with_a_matrix_times_lambda(X: Array, Y: Array, cache: Cache, lambd: float) -> Any:
    grads = _backward(X, Y, cache, lambda W, m: 0)
    for layer in (1, 2, 3):
        grads[f"dW{layer}"] = grads[f"dW{layer}"] * lambd / X.shape[1] * cache[4 * layer - 2]
    return grads


@exercises.misconception(
    backward_propagation_with_regularization,
    "You add λ/m·W²: the derivative of ½w² is w.",
)
def backward_with_w_squared(X: Array, Y: Array, cache: Cache, lambd: float) -> Any:
    return _backward(X, Y, cache, lambda W, m: lambd / m * W**2)


@exercises.misconception(
    backward_propagation_with_regularization,
    "You add λ/m without W: the term is λ/m·W.",
)
def backward_with_lambda_alone(X: Array, Y: Array, cache: Cache, lambd: float) -> Any:
    return _backward(X, Y, cache, lambda W, m: lambd / m)


@exercises.misconception(
    backward_propagation_with_regularization,
    "You add W as it is: the term is λ/m·W.",
)
def backward_with_w_alone(X: Array, Y: Array, cache: Cache, lambd: float) -> Any:
    return _backward(X, Y, cache, lambda W, m: W)


@exercises.misconception(
    backward_propagation_with_regularization,
    "You divide λ/m·W by m again, because of brackets: the term is λ/m·W.",
)
def backward_with_the_penalty_divided_twice(X: Array, Y: Array, cache: Cache, lambd: float) -> Any:
    return _backward(X, Y, cache, lambda W, m: lambd / m**2 * W)


@exercises.misconception(
    backward_propagation_with_regularization,
    "You multiply by m: the term is λ/m·W.",
)
def backward_with_the_penalty_times_m(X: Array, Y: Array, cache: Cache, lambd: float) -> Any:
    return _backward(X, Y, cache, lambda W, m: lambd * m * W)


@exercises.misconception(
    backward_propagation_with_regularization,
    "You use a λ of your own: it is the argument `lambd`.",
    own=(0.1, 0.7, 0.01),
)
def backward_with_a_fixed_lambda(X: Array, Y: Array, cache: Cache, lambd: float, *, own: float) -> Any:
    return _backward(X, Y, cache, lambda W, m: own / m * W)


@exercises.misconception(
    backward_propagation_with_regularization,
    "You take the number of rows for m: the examples are columns, m = X.shape[1].",
)
def backward_with_m_of_the_rows(X: Array, Y: Array, cache: Cache, lambd: float) -> Any:
    grads = _backward(X, Y, cache, lambda W, m: lambd / m * W)
    return {name: value * X.shape[1] / X.shape[0] for name, value in grads.items()}


@exercises.misconception(
    backward_propagation_with_regularization,
    "You do not divide by m: dW and db are means over the examples, and the penalty is λ/m·W.",
)
def backward_without_m(X: Array, Y: Array, cache: Cache, lambd: float) -> Any:
    grads = _backward(X, Y, cache, lambda W, m: lambd / m * W)
    return {name: value * X.shape[1] for name, value in grads.items()}


@exercises.misconception(
    backward_propagation_with_regularization,
    "You do not divide dZ·Aᵀ by m: dW is a mean over the examples, 1/m·dZ·Aᵀ + λ/m·W.",
)
def backward_with_dw_not_divided(X: Array, Y: Array, cache: Cache, lambd: float) -> Any:
    grads = _backward(X, Y, cache, lambda W, m: 0)
    for layer in (1, 2, 3):
        dW = grads[f"dW{layer}"] * X.shape[1]
        grads[f"dW{layer}"] = dW + lambd / X.shape[1] * cache[4 * layer - 2]
    return grads


@exercises.misconception(
    backward_propagation_with_regularization,
    "You do not divide db by m: it is the mean of dZ over the examples.",
)
def backward_with_db_not_divided(X: Array, Y: Array, cache: Cache, lambd: float) -> Any:
    grads = _backward(X, Y, cache, lambda W, m: lambd / m * W)
    return grads | {name: value * X.shape[1] for name, value in grads.items() if name[1] == "b"}


@exercises.misconception(
    backward_propagation_with_regularization,
    "You compute Y − A3: dZ3 is A3 − Y.",
)
def backward_with_y_minus_a(X: Array, Y: Array, cache: Cache, lambd: float) -> Any:
    flipped = (*cache[:9], 2 * Y - cache[9], *cache[10:])
    return _backward(X, Y, flipped, lambda W, m: lambd / m * W)


@exercises.misconception(
    backward_propagation_with_regularization,
    "You multiply A3 − Y by the slope of the sigmoid: with the cross-entropy it cancels, and dZ3 is A3 − Y.",
)
def backward_with_the_slope_at_the_output(X: Array, Y: Array, cache: Cache, lambd: float) -> Any:
    A3 = cache[9]
    sloped = (*cache[:9], Y + (A3 - Y) * A3 * (1 - A3), *cache[10:])
    return _backward(X, Y, sloped, lambda W, m: lambd / m * W)


@exercises.misconception(
    backward_propagation_with_regularization,
    "You take the derivative of the cost with respect to A3 for dZ3: multiplied by the sigmoid's "
    "slope it is A3 − Y.",
)
def backward_with_dz3_of_the_derivative(X: Array, Y: Array, cache: Cache, lambd: float) -> Any:
    A3 = cache[9]
    raw = (*cache[:9], Y + (A3 - Y) / (A3 * (1 - A3)), *cache[10:])
    return _backward(X, Y, raw, lambda W, m: lambd / m * W)


@exercises.misconception(
    backward_propagation_with_regularization,
    "You forget the labels: dZ3 is A3 − Y.",
)
def backward_with_dz3_of_a3(X: Array, Y: Array, cache: Cache, lambd: float) -> Any:
    return _backward(X, 0 * Y, cache, lambda W, m: lambd / m * W)


@exercises.misconception(
    backward_propagation_with_regularization,
    "You take dA for dZ in one hidden layer: multiply by ReLU's derivative, 1 where Z > 0 and 0 elsewhere.",
    layer=(1, 2),
)
def backward_without_relu_in_one_layer(X: Array, Y: Array, cache: Cache, lambd: float, *, layer: int) -> Any:
    place = 4 * layer - 4
    always = (*cache[:place], np.ones_like(cache[place]), *cache[place + 1 :])
    return _backward(X, Y, always, lambda W, m: lambd / m * W)


@exercises.misconception(
    backward_propagation_with_regularization,
    "You keep the gradient where Z is negative: ReLU's derivative is 1 where Z > 0.",
)
def backward_with_relu_inverted(X: Array, Y: Array, cache: Cache, lambd: float) -> Any:
    inverted = (-cache[0], *cache[1:4], -cache[4], *cache[5:])
    return _backward(X, Y, inverted, lambda W, m: lambd / m * W)


@exercises.misconception(
    backward_propagation_with_regularization,
    "You multiply dA by Z or A: it is ReLU's derivative that belongs there, 1 where Z > 0 and 0 elsewhere.",
    by=("Z", "A"),
)
def backward_with_relu_of_z_itself(X: Array, Y: Array, cache: Cache, lambd: float, *, by: str) -> Any:
    Z1, A1, W1, _, Z2, A2, W2, _, _, A3, W3, _ = cache
    m = X.shape[1]
    dZ3 = A3 - Y
    dZ2 = W3.T @ dZ3 * (Z2 if by == "Z" else A2)
    dZ1 = W2.T @ dZ2 * (Z1 if by == "Z" else A1)
    grads = {"dW3": dZ3 @ A2.T, "dW2": dZ2 @ A1.T, "dW1": dZ1 @ X.T}
    grads = {name: dW / m + lambd / m * W for (name, dW), W in zip(grads.items(), (W3, W2, W1), strict=True)}
    return grads | {
        f"db{layer}": np.mean(dZ, 1, keepdims=True) for layer, dZ in enumerate((dZ1, dZ2, dZ3), 1)
    }


@exercises.misconception(
    backward_propagation_with_regularization,
    "You use the slope of a sigmoid, A(1 − A), in the hidden layers: they are ReLU layers, whose "
    "slope is 1 where Z > 0.",
)
def backward_with_sigmoids(X: Array, Y: Array, cache: Cache, lambd: float) -> Any:
    _, A1, W1, _, _, A2, W2, _, _, A3, W3, _ = cache
    m = X.shape[1]
    dZ3 = A3 - Y
    dZ2 = W3.T @ dZ3 * A2 * (1 - A2)
    dZ1 = W2.T @ dZ2 * A1 * (1 - A1)
    grads = {"dW3": dZ3 @ A2.T, "dW2": dZ2 @ A1.T, "dW1": dZ1 @ X.T}
    grads = {name: dW / m + lambd / m * W for (name, dW), W in zip(grads.items(), (W3, W2, W1), strict=True)}
    return grads | {
        f"db{layer}": np.mean(dZ, 1, keepdims=True) for layer, dZ in enumerate((dZ1, dZ2, dZ3), 1)
    }


@exercises.misconception(
    backward_propagation_with_regularization,
    "You use Z1 for dZ2 and Z2 for dZ1: each layer has the ReLU of its own Z.",
)
def backward_with_masks_exchanged(X: Array, Y: Array, cache: Cache, lambd: float) -> Any:
    return _backward(X, Y, (cache[4], *cache[1:4], cache[0], *cache[5:]), lambda W, m: lambd / m * W)


@exercises.misconception(
    backward_propagation_with_regularization,
    "You compute db from the row sums of dW: it is the mean of dZ over the examples.",
)
def backward_with_db_of_dw_formula(X: Array, Y: Array, cache: Cache, lambd: float) -> Any:
    grads = _backward(X, Y, cache, lambda W, m: lambd / m * W)
    return grads | {f"db{layer}": grads[f"dW{layer}"].sum(axis=1, keepdims=True) for layer in (1, 2, 3)}


@exercises.misconception(
    backward_propagation_with_regularization,
    "You sum dZ over the units, axis 0: db has one number per unit, so sum over the examples, axis 1.",
)
def backward_with_db_summed_over_units(X: Array, Y: Array, cache: Cache, lambd: float) -> Any:
    dZ = _with_dz(X, Y, cache, lambda W, m: 0)
    sums = {f"db{layer}": dZ[f"dZ{layer}"].sum(axis=0, keepdims=True) / X.shape[1] for layer in (1, 2, 3)}
    return _backward(X, Y, cache, lambda W, m: lambd / m * W) | sums


@exercises.misconception(
    backward_propagation_with_regularization,
    "You compute db from the dZ of another layer: db1 is the mean of dZ1, and so on.",
    layer=(1, 2),
)
def backward_with_db_of_another_layer(X: Array, Y: Array, cache: Cache, lambd: float, *, layer: int) -> Any:
    grads = _backward(X, Y, cache, lambda W, m: lambd / m * W)
    return grads | {f"db{layer}": grads[f"db{layer + 1}"]}


@exercises.misconception(
    backward_propagation_with_regularization,
    "You send the penalty back to the layer before: it belongs to dW alone, and dA is Wᵀ·dZ.",
)
def backward_with_the_penalty_sent_back(X: Array, Y: Array, cache: Cache, lambd: float) -> Any:
    Z1, A1, W1, _, Z2, A2, W2, _, _, A3, W3, _ = cache
    m = X.shape[1]
    dZ3 = A3 - Y
    dZ2 = (W3.T @ dZ3 + lambd / m * A2) * (Z2 > 0)
    dZ1 = (W2.T @ dZ2 + lambd / m * A1) * (Z1 > 0)
    grads = {"dW3": dZ3 @ A2.T, "dW2": dZ2 @ A1.T, "dW1": dZ1 @ X.T}
    grads = {name: dW / m + lambd / m * W for (name, dW), W in zip(grads.items(), (W3, W2, W1), strict=True)}
    return grads | {
        f"db{layer}": np.mean(dZ, 1, keepdims=True) for layer, dZ in enumerate((dZ1, dZ2, dZ3), 1)
    }


@exercises.misconception(
    backward_propagation_with_regularization,
    "Your dW are transposed: dW has the shape of W, dZ·Aᵀ and not A·dZᵀ.",
)
def backward_transposed(X: Array, Y: Array, cache: Cache, lambd: float) -> Any:
    grads = _backward(X, Y, cache, lambda W, m: lambd / m * W)
    return grads | {name: value.T for name, value in grads.items() if name[1] == "W"}


@exercises.misconception(
    backward_propagation_with_regularization,
    RETURNS_NOTHING,
)
def backward_none(X: Array, Y: Array, cache: Cache, lambd: float) -> Any:
    return None


@exercises.misconception(
    backward_propagation_with_regularization,
    "Your gradients are called W1, b1, …: their keys are dW1, db1, ….",
)
def backward_named_like_the_parameters(X: Array, Y: Array, cache: Cache, lambd: float) -> Any:
    return {name[1:]: value for name, value in _backward(X, Y, cache, lambda W, m: lambd / m * W).items()}


@exercises.misconception(
    backward_propagation_with_regularization,
    "You multiply by W where its transpose belongs: dA of a layer is Wᵀ·dZ of the next.",
    layer=(3, 2),
    how=("@", "dot"),
)
def backward_without_transposing_w(
    X: Array, Y: Array, cache: Cache, lambd: float, *, layer: int, how: str
) -> Any:
    W, dZ = (cache[10], cache[9] - Y) if layer == 3 else (cache[6], cache[10].T @ (cache[9] - Y))
    return W @ dZ if how == "@" else np.dot(W, dZ)


@exercises.misconception(
    backward_propagation_with_regularization,
    "You leave the transpose out: dW is dZ·Aᵀ.",
    how=("@", "dot"),
)
def backward_without_transposing_a(X: Array, Y: Array, cache: Cache, lambd: float, *, how: str) -> Any:
    dZ3, A2 = cache[9] - Y, cache[5]
    return dZ3 @ A2 if how == "@" else np.dot(dZ3, A2)


@exercises.misconception(
    backward_propagation_with_regularization,
    "You multiply entry by entry with `*`: dZ·Aᵀ and Wᵀ·dZ are matrix products, `@`.",
    factor=("W", "A"),
)
def backward_by_elementwise_products(X: Array, Y: Array, cache: Cache, lambd: float, *, factor: str) -> Any:
    dZ3, A2, W3 = cache[9] - Y, cache[5], cache[10]
    return W3 * dZ3 if factor == "W" else dZ3 * A2.T


@exercises.misconception(
    backward_propagation_with_regularization,
    "You compute dW1 with A1: the first layer's input is X.",
)
def backward_with_dw1_from_a1(X: Array, Y: Array, cache: Cache, lambd: float) -> Any:
    grads = _backward(X, Y, cache, lambda W, m: lambd / m * W)
    dZ1 = _with_dz(X, Y, cache, lambda W, m: 0)["dZ1"]
    return grads | {"dW1": dZ1 @ cache[1].T / X.shape[1]}


# The way back with L2: right styles.


@exercises.style(backward_propagation_with_regularization, "np.dot and np.multiply, ReLU by np.int64(A > 0)")
def backward_by_dot(X: Array, Y: Array, cache: Cache, lambd: float) -> Gradients:
    (_, A1, W1, _, _, A2, W2, _, _, A3, W3, _) = cache
    m = X.shape[1]
    dZ3 = A3 - Y
    dW3 = 1.0 / m * np.dot(dZ3, A2.T) + (lambd / m) * W3
    db3 = 1.0 / m * np.sum(dZ3, axis=1, keepdims=True)
    dA2 = np.dot(W3.T, dZ3)
    dZ2 = np.multiply(dA2, np.int64(A2 > 0))
    dW2 = 1.0 / m * np.dot(dZ2, A1.T) + (lambd / m) * W2
    db2 = 1.0 / m * np.sum(dZ2, axis=1, keepdims=True)
    dA1 = np.dot(W2.T, dZ2)
    dZ1 = np.multiply(dA1, np.int64(A1 > 0))
    dW1 = 1.0 / m * np.dot(dZ1, X.T) + (lambd / m) * W1
    db1 = 1.0 / m * np.sum(dZ1, axis=1, keepdims=True)
    return {"dZ3": dZ3, "dW3": dW3, "db3": db3, "dA2": dA2, "dZ2": dZ2, "dW2": dW2,
            "db2": db2, "dA1": dA1, "dZ1": dZ1, "dW1": dW1, "db1": db1}  # fmt: skip


@exercises.style(
    backward_propagation_with_regularization, "only dW and db returned, penalty added at the end"
)
def backward_with_the_penalty_last(X: Array, Y: Array, cache: Cache, lambd: float) -> Gradients:
    grads = {k: v for k, v in _backward(X, Y, cache, lambda W, m: 0).items() if k[1] in "Wb"}
    for layer in (1, 2, 3):
        grads[f"dW{layer}"] += lambd / Y.shape[1] * cache[4 * layer - 2]
    return grads


@exercises.style(backward_propagation_with_regularization, "einsum, the mean taken in dZ3")
def backward_by_einsum(X: Array, Y: Array, cache: Cache, lambd: float) -> Gradients:
    Z1, A1, W1, _, Z2, A2, W2, _, _, A3, W3, _ = cache
    m = X.shape[1]
    dZ3 = (A3 - Y) / m
    dZ2 = np.einsum("ji,jm->im", W3, dZ3) * np.heaviside(Z2, 0)
    dZ1 = np.einsum("ji,jm->im", W2, dZ2) * np.heaviside(Z1, 0)
    grads = {}
    for layer, (dZ, A, W) in enumerate(((dZ1, X, W1), (dZ2, A1, W2), (dZ3, A2, W3)), start=1):
        grads[f"dW{layer}"] = np.einsum("im,jm->ij", dZ, A) + lambd * W / m
        grads[f"db{layer}"] = np.einsum("im->i", dZ)[:, np.newaxis]
    return grads


@exercises.style(backward_propagation_with_regularization, "a loop over the layers")
def backward_by_a_loop_over_layers(X: Array, Y: Array, cache: Cache, lambd: float) -> Gradients:
    activations, m = [X, cache[1], cache[5]], X.shape[1]
    grads: Gradients = {}
    dZ = cache[9] - Y
    for layer in (3, 2, 1):
        W = cache[4 * layer - 2]
        grads["dZ" + str(layer)] = dZ
        grads["dW" + str(layer)] = (np.matmul(dZ, activations[layer - 1].T) + lambd * W) / m
        grads["db" + str(layer)] = np.mean(dZ, axis=1, keepdims=True)
        if layer > 1:
            dZ = np.where(activations[layer - 1] > 0, W.T @ dZ, 0.0)
    return grads


@exercises.style(backward_propagation_with_regularization, "a loop over the examples")
def backward_by_a_loop_over_examples(X: Array, Y: Array, cache: Cache, lambd: float) -> Gradients:
    m = X.shape[1]
    W1, b1, W2, b2, W3, b3 = (cache[index] for index in (2, 3, 6, 7, 10, 11))
    grads = {"dW1": lambd / m * W1, "dW2": lambd / m * W2, "dW3": lambd / m * W3,
             "db1": 0.0 * b1, "db2": 0.0 * b2, "db3": 0.0 * b3}  # fmt: skip
    for i in range(m):
        each = tuple(v if k in (2, 3, 6, 7, 10, 11) else v[:, i : i + 1] for k, v in enumerate(cache))
        own = _backward(X[:, i : i + 1], Y[:, i : i + 1], each, lambda W, m: 0)
        for name in grads:
            grads[name] = grads[name] + own[name] / m
    return grads


@exercises.style(backward_propagation_with_regularization, "in place, ReLU by indexing")
def backward_in_place(X: Array, Y: Array, cache: Cache, lambd: float) -> Gradients:
    Z1, A1, W1, _, Z2, A2, W2, _, _, A3, W3, _ = cache
    m = X.shape[1]
    A3 -= Y
    dZ2 = W3.T @ A3
    dZ2[Z2 <= 0] = 0
    dZ1 = W2.T @ dZ2
    dZ1[Z1 <= 0] = 0
    grads = {"dW1": dZ1 @ X.T, "dW2": dZ2 @ A1.T, "dW3": A3 @ A2.T}
    for name, W in (("dW1", W1), ("dW2", W2), ("dW3", W3)):
        W *= lambd
        grads[name] += W
        grads[name] /= m
    sums = {"db1": dZ1, "db2": dZ2, "db3": A3}
    return grads | {name: dZ.sum(axis=1).reshape(-1, 1) / m for name, dZ in sums.items()}


@exercises.style(backward_propagation_with_regularization, "ReLU's derivative at 0 taken as 1")
def backward_with_relu_of_one_at_zero(X: Array, Y: Array, cache: Cache, lambd: float) -> Gradients:
    Z1, A1, W1, _, Z2, A2, W2, _, _, A3, W3, _ = cache
    m = float(Y.shape[1])
    dZ3 = A3 - Y
    dZ2 = (W3.T @ dZ3) * (Z2 >= 0).astype(float)
    dZ1 = (W2.T @ dZ2) * (Z1 >= 0).astype(float)
    ones = np.ones((Y.shape[1], 1))
    return {"dW3": (dZ3 @ A2.T + lambd * W3) / m, "dW2": (dZ2 @ A1.T + lambd * W2) / m,
            "dW1": (dZ1 @ X.T + lambd * W1) / m, "db3": dZ3 @ ones / m, "db2": dZ2 @ ones / m,
            "db1": dZ1 @ ones / m}  # fmt: skip


# Dropout: skeleton and known mistakes.

Draw: TypeAlias = Callable[[tuple[int, ...]], Array]
Drop: TypeAlias = Callable[[Array, Array], Array]


def _sigmoid(Z: Array) -> Array:
    return 1 / (1 + np.exp(-Z))


def _slipped_dropout(
    X: Array,
    parameters: Parameters,
    draws: Sequence[Draw],
    drops: Sequence[Drop],
    biases: Sequence[int] = (1, 1, 1),
    relus: Sequence[Any] = (True, True),
    output: str = "sigmoid",
) -> tuple[Array, Cache]:
    """A forward pass with draws and drops for each hidden layer, in which a layer may lack what it has."""
    W1, b1, W2, b2, W3, b3 = (parameters[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
    Z1 = W1 @ X + biases[0] * b1
    D1 = draws[0](Z1.shape)
    A1 = drops[0](_hidden(Z1, relus[0]), D1)
    Z2 = W2 @ A1 + biases[1] * b2
    D2 = draws[1](Z2.shape)
    A2 = drops[1](_hidden(Z2, relus[1]), D2)
    Z3 = W3 @ A2 + biases[2] * b3
    A3 = Z3 if output == "none" else np.maximum(0, Z3) if output == "relu" else _sigmoid(Z3)
    return A3, (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)


def _hidden(Z: Array, activation: Any) -> Array:
    if activation == "sigmoid":
        return _sigmoid(Z)
    return np.tanh(Z) if activation == "tanh" else np.maximum(0, Z) if activation else Z


def _dropout(X: Array, parameters: Parameters, draw: Draw, drop: Drop) -> tuple[Array, Cache]:
    W1, b1, W2, b2, W3, b3 = (parameters[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
    Z1 = W1 @ X + b1
    D1 = draw(Z1.shape)
    A1 = drop(np.maximum(0, Z1), D1)
    Z2 = W2 @ A1 + b2
    D2 = draw(Z2.shape)
    A2 = drop(np.maximum(0, Z2), D2)
    Z3 = W3 @ A2 + b3
    A3 = _sigmoid(Z3)
    return A3, (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)


@exercises.misconception(
    forward_propagation_with_dropout,
    "You do not divide by keep_prob: without it each layer passes on keep_prob times as much as it would "
    "without dropout.",
)
def dropout_not_divided(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> tuple[Array, Cache]:
    np.random.seed(seed)
    return _dropout(X, parameters, lambda shape: np.random.rand(*shape) < keep_prob, lambda A, D: A * D)


@exercises.misconception(
    forward_propagation_with_dropout,
    "You multiply by keep_prob: dividing by it is what makes up for the units that are gone.",
)
def dropout_multiplied(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> tuple[Array, Cache]:
    np.random.seed(seed)
    return _dropout(
        X, parameters, lambda shape: np.random.rand(*shape) < keep_prob, lambda A, D: A * D * keep_prob
    )


@exercises.misconception(
    forward_propagation_with_dropout,
    "You divide by 1 − keep_prob, the share that is dropped: divide by keep_prob, the share that stays.",
)
def dropout_divided_by_the_share_dropped(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> tuple[Array, Cache]:
    np.random.seed(seed)
    return _dropout(
        X, parameters, lambda shape: np.random.rand(*shape) < keep_prob, lambda A, D: A * D / (1 - keep_prob)
    )


@exercises.misconception(
    forward_propagation_with_dropout,
    "Your masks are true where the draw is above keep_prob, so a unit stays with probability 1 − keep_prob: "
    "keep it where the draw is below.",
)
def dropout_mask_above(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> tuple[Array, Cache]:
    np.random.seed(seed)
    return _dropout(
        X, parameters, lambda shape: np.random.rand(*shape) > keep_prob, lambda A, D: A * D / keep_prob
    )


@exercises.misconception(
    forward_propagation_with_dropout,
    "You compare normal draws with keep_prob: `randn` does not fall below keep_prob with that probability, "
    "a uniform draw on [0, 1) does.",
)
def dropout_from_randn(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> tuple[Array, Cache]:
    np.random.seed(seed)
    return _dropout(
        X, parameters, lambda shape: np.random.randn(*shape) < keep_prob, lambda A, D: A * D / keep_prob
    )


@exercises.misconception(
    forward_propagation_with_dropout,
    "You multiply by the uniform draws themselves: compare them with keep_prob first, so that the mask "
    "is 0 or 1.",
)
def dropout_by_the_draws_themselves(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> tuple[Array, Cache]:
    np.random.seed(seed)
    return _dropout(X, parameters, lambda shape: np.random.rand(*shape), lambda A, D: A * D / keep_prob)


@exercises.misconception(
    forward_propagation_with_dropout,
    "Your cache has masks of 0 and 1/keep_prob: D holds 0 or 1, and the division is a step of its own, on A.",
)
def dropout_with_scaled_masks(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> tuple[Array, Cache]:
    np.random.seed(seed)
    return _dropout(
        X, parameters, lambda shape: (np.random.rand(*shape) < keep_prob) / keep_prob, lambda A, D: A * D
    )


@exercises.misconception(
    forward_propagation_with_dropout,
    "You give both layers the same mask: draw D2 anew, with a generator that is seeded once, at the start.",
)
def dropout_with_one_mask(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> tuple[Array, Cache]:
    return _dropout(
        X,
        parameters,
        lambda shape: np.random.RandomState(seed).rand(*shape) < keep_prob,
        lambda A, D: A * D / keep_prob,
    )


@exercises.misconception(
    forward_propagation_with_dropout,
    "You drop the same units for every example: draw a mask of Z's whole shape (n_l, m), one number for each "
    "unit and example.",
)
def dropout_of_whole_rows(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> tuple[Array, Cache]:
    np.random.seed(seed)
    return _dropout(
        X,
        parameters,
        lambda shape: np.repeat(np.random.rand(shape[0], 1) < keep_prob, shape[1], axis=1),
        lambda A, D: A * D / keep_prob,
    )


@exercises.misconception(
    forward_propagation_with_dropout,
    "You apply dropout to the output as well: A3 is the answer, only A1 and A2 are thinned out.",
)
def dropout_of_the_output(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> tuple[Array, Cache]:
    np.random.seed(seed)
    A3, cache = _dropout(
        X, parameters, lambda shape: np.random.rand(*shape) < keep_prob, lambda A, D: A * D / keep_prob
    )
    A3 = A3 * (np.random.rand(*A3.shape) < keep_prob) / keep_prob
    return A3, (*cache[:11], A3, *cache[12:])


@exercises.misconception(
    forward_propagation_with_dropout,
    "You apply dropout to the input as well: X stays whole, only A1 and A2 are thinned out.",
)
def dropout_of_the_input(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> tuple[Array, Cache]:
    np.random.seed(seed)
    X = X * (np.random.rand(*X.shape) < keep_prob) / keep_prob
    return _dropout(
        X, parameters, lambda shape: np.random.rand(*shape) < keep_prob, lambda A, D: A * D / keep_prob
    )


@exercises.misconception(
    forward_propagation_with_dropout,
    "You thin out the first hidden layer only: A2 needs its own mask D2 and division as well.",
)
def dropout_of_the_first_layer_only(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> tuple[Array, Cache]:
    np.random.seed(seed)
    W1, b1, W2, b2, W3, b3 = (parameters[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
    Z1 = W1 @ X + b1
    D1 = np.random.rand(*Z1.shape) < keep_prob
    A1 = np.maximum(0, Z1) * D1 / keep_prob
    Z2 = W2 @ A1 + b2
    D2 = np.random.rand(*Z2.shape) < keep_prob
    A2 = np.maximum(0, Z2)
    Z3 = W3 @ A2 + b3
    A3 = _sigmoid(Z3)
    return A3, (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)


@exercises.misconception(
    forward_propagation_with_dropout,
    "You compute the thinned-out A1 and A2 but pass on the whole ones: Z2 and Z3 are computed after the "
    "masks.",
)
def dropout_not_passed_on(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> tuple[Array, Cache]:
    np.random.seed(seed)
    W1, b1, W2, b2, W3, b3 = (parameters[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
    Z1 = W1 @ X + b1
    A1 = np.maximum(0, Z1)
    Z2 = W2 @ A1 + b2
    A2 = np.maximum(0, Z2)
    Z3 = W3 @ A2 + b3
    A3 = _sigmoid(Z3)
    D1, D2 = np.random.rand(*A1.shape) < keep_prob, np.random.rand(*A2.shape) < keep_prob
    A1, A2 = A1 * D1 / keep_prob, A2 * D2 / keep_prob
    return A3, (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)


@exercises.misconception(
    forward_propagation_with_dropout,
    "You compute Z2 from X: the second layer's input is A1, after its mask.",
)
def dropout_with_z2_from_x(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> tuple[Array, Cache]:
    np.random.seed(seed)
    W1, b1, W2, b2, W3, b3 = (parameters[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
    Z1 = W1 @ X + b1
    D1 = np.random.rand(*Z1.shape) < keep_prob
    A1 = np.maximum(0, Z1) * D1 / keep_prob
    Z2 = W2 @ X + b2
    D2 = np.random.rand(*Z2.shape) < keep_prob
    A2 = np.maximum(0, Z2) * D2 / keep_prob
    Z3 = W3 @ A2 + b3
    A3 = _sigmoid(Z3)
    return A3, (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)


@exercises.misconception(
    forward_propagation_with_dropout,
    "You draw without using `seed`, so two calls with the same seed drop different units: make "
    "`np.random.default_rng(seed)`, or call `np.random.seed(seed)`, before you draw.",
)
def dropout_without_seed(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> tuple[Array, Cache]:
    return _dropout(
        X, parameters, lambda shape: np.random.rand(*shape) < keep_prob, lambda A, D: A * D / keep_prob
    )


@exercises.misconception(
    forward_propagation_with_dropout,
    "You seed the generator with a number of your own, so every step of a training drops the same units: "
    "pass on the argument `seed`.",
)
def dropout_with_a_fixed_seed(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> tuple[Array, Cache]:
    np.random.seed(1)
    return _dropout(
        X, parameters, lambda shape: np.random.rand(*shape) < keep_prob, lambda A, D: A * D / keep_prob
    )


@exercises.misconception(
    forward_propagation_with_dropout,
    "You leave the bias out in one layer: Z is W·A + b in all three.",
    layer=(3, 1, 2),
)
def dropout_without_bias(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1, *, layer: int
) -> Any:
    np.random.seed(seed)

    def below(shape: "Any") -> "Any":
        return np.random.rand(*shape) < keep_prob

    def thin(A: "Any", D: "Any") -> "Any":
        return A * D / keep_prob

    return _slipped_dropout(
        X, parameters, (below, below), (thin, thin), biases=[int(each != layer) for each in (1, 2, 3)]
    )


@exercises.misconception(
    forward_propagation_with_dropout,
    "You compare normal draws with keep_prob in one of the layers: `randn` does not fall below "
    "keep_prob with that probability, a uniform draw on [0, 1) does.",
    layer=(2, 1),
)
def dropout_from_randn_in_one_layer(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1, *, layer: int
) -> Any:
    np.random.seed(seed)

    def below(shape: "Any") -> "Any":
        return np.random.rand(*shape) < keep_prob

    def thin(A: "Any", D: "Any") -> "Any":
        return A * D / keep_prob

    def normal(shape: "Any") -> "Any":
        return np.random.randn(*shape) < keep_prob

    return _slipped_dropout(
        X, parameters, (normal if layer == 1 else below, normal if layer == 2 else below), (thin, thin)
    )


@exercises.misconception(
    forward_propagation_with_dropout,
    "You make one of the masks true where the draw is above keep_prob: keep a unit where the draw is below.",
    layer=(2, 1),
)
def dropout_mask_above_in_one_layer(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1, *, layer: int
) -> Any:
    np.random.seed(seed)

    def below(shape: "Any") -> "Any":
        return np.random.rand(*shape) < keep_prob

    def thin(A: "Any", D: "Any") -> "Any":
        return A * D / keep_prob

    def above(shape: "Any") -> "Any":
        return np.random.rand(*shape) > keep_prob

    return _slipped_dropout(
        X, parameters, (above if layer == 1 else below, above if layer == 2 else below), (thin, thin)
    )


@exercises.misconception(
    forward_propagation_with_dropout,
    "You divide one of A1 and A2 by keep_prob, and not the other: both are divided by it.",
    layer=(2, 1),
)
def dropout_not_divided_in_one_layer(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1, *, layer: int
) -> Any:
    np.random.seed(seed)

    def below(shape: "Any") -> "Any":
        return np.random.rand(*shape) < keep_prob

    def thin(A: "Any", D: "Any") -> "Any":
        return A * D / keep_prob

    def masked(A: "Any", D: "Any") -> "Any":
        return A * D

    return _slipped_dropout(
        X, parameters, (below, below), (masked if layer == 1 else thin, masked if layer == 2 else thin)
    )


@exercises.misconception(
    forward_propagation_with_dropout,
    "You divide one of A1 and A2 by keep_prob without its mask: A·D comes first.",
    layer=(2, 1),
)
def dropout_not_masked_in_one_layer(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1, *, layer: int
) -> Any:
    np.random.seed(seed)

    def below(shape: "Any") -> "Any":
        return np.random.rand(*shape) < keep_prob

    def thin(A: "Any", D: "Any") -> "Any":
        return A * D / keep_prob

    def grown(A: "Any", D: "Any") -> "Any":
        return A / keep_prob

    return _slipped_dropout(
        X, parameters, (below, below), (grown if layer == 1 else thin, grown if layer == 2 else thin)
    )


@exercises.misconception(
    forward_propagation_with_dropout,
    "You divide A1 and A2 by keep_prob without the masks: multiply by D1 and D2 first.",
)
def dropout_not_masked(X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1) -> Any:
    np.random.seed(seed)

    def below(shape: "Any") -> "Any":
        return np.random.rand(*shape) < keep_prob

    def grown(A: "Any", D: "Any") -> "Any":
        return A / keep_prob

    return _slipped_dropout(X, parameters, (below, below), (grown, grown))


@exercises.misconception(
    forward_propagation_with_dropout,
    "You divide by keep_prob twice: once keeps the expected activation.",
)
def dropout_divided_twice(X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1) -> Any:
    np.random.seed(seed)

    def below(shape: "Any") -> "Any":
        return np.random.rand(*shape) < keep_prob

    def twice(A: "Any", D: "Any") -> "Any":
        return A * D / keep_prob**2

    return _slipped_dropout(X, parameters, (below, below), (twice, twice))


@exercises.misconception(
    forward_propagation_with_dropout,
    "You thin out the second hidden layer only: A1 needs its own mask D1 and division as well.",
)
def dropout_of_the_second_layer_only(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> Any:
    np.random.seed(seed)

    def below(shape: "Any") -> "Any":
        return np.random.rand(*shape) < keep_prob

    def thin(A: "Any", D: "Any") -> "Any":
        return A * D / keep_prob

    def whole(A: "Any", D: "Any") -> "Any":
        return A

    return _slipped_dropout(X, parameters, (below, below), (whole, thin))


@exercises.misconception(
    forward_propagation_with_dropout,
    "You draw the masks and do not use them: A1 is ReLU(Z1) · D1 / keep_prob, and A2 likewise.",
)
def dropout_never_applied(X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1) -> Any:
    np.random.seed(seed)

    def below(shape: "Any") -> "Any":
        return np.random.rand(*shape) < keep_prob

    def whole(A: "Any", D: "Any") -> "Any":
        return A

    return _slipped_dropout(X, parameters, (below, below), (whole, whole))


@exercises.misconception(
    forward_propagation_with_dropout,
    "Your masks keep every unit: compare uniform draws with keep_prob.",
)
def dropout_that_keeps_all(X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1) -> Any:
    np.random.seed(seed)

    def thin(A: "Any", D: "Any") -> "Any":
        return A * D / keep_prob

    def ones(shape: "Any") -> "Any":
        return np.ones(shape)

    return _slipped_dropout(X, parameters, (ones, ones), (thin, thin))


@exercises.misconception(
    forward_propagation_with_dropout,
    "You keep the units whose D is 0: multiply by D itself.",
)
def dropout_masks_inverted_in_use(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> Any:
    np.random.seed(seed)

    def below(shape: "Any") -> "Any":
        return np.random.rand(*shape) < keep_prob

    def inverted(A: "Any", D: "Any") -> "Any":
        return A * (1 - D) / keep_prob

    return _slipped_dropout(X, parameters, (below, below), (inverted, inverted))


@exercises.misconception(
    forward_propagation_with_dropout,
    "You use a probability of your own: it is the argument `keep_prob`.",
    own=(0.5, 0.8),
)
def dropout_with_a_fixed_keep_prob(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1, *, own: float
) -> Any:
    np.random.seed(seed)

    def drawn(shape: "Any") -> "Any":
        return np.random.rand(*shape) < own

    def divided(A: "Any", D: "Any") -> "Any":
        return A * D / own

    return _slipped_dropout(X, parameters, (drawn, drawn), (divided, divided))


@exercises.misconception(
    forward_propagation_with_dropout,
    "You compare the draws with a number of your own: a unit is kept with probability `keep_prob`.",
    own=(0.5, 0.8),
)
def dropout_drawn_with_a_fixed_keep_prob(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1, *, own: float
) -> Any:
    np.random.seed(seed)

    def thin(A: "Any", D: "Any") -> "Any":
        return A * D / keep_prob

    def drawn(shape: "Any") -> "Any":
        return np.random.rand(*shape) < own

    return _slipped_dropout(X, parameters, (drawn, drawn), (thin, thin))


@exercises.misconception(
    forward_propagation_with_dropout,
    "You divide by a number of your own: it is the argument `keep_prob`.",
    own=(0.5, 0.8),
)
def dropout_divided_by_a_fixed_keep_prob(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1, *, own: float
) -> Any:
    np.random.seed(seed)

    def below(shape: "Any") -> "Any":
        return np.random.rand(*shape) < keep_prob

    def divided(A: "Any", D: "Any") -> "Any":
        return A * D / own

    return _slipped_dropout(X, parameters, (below, below), (divided, divided))


@exercises.misconception(
    forward_propagation_with_dropout,
    "Your masks have one column, so the same units are dropped for every example: draw masks of Z's "
    "whole shape (n_l, m).",
)
def dropout_mask_of_one_column(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> Any:
    np.random.seed(seed)

    def thin(A: "Any", D: "Any") -> "Any":
        return A * D / keep_prob

    def column(shape: "Any") -> "Any":
        return np.random.rand(shape[0], 1) < keep_prob

    return _slipped_dropout(X, parameters, (column, column), (thin, thin))


@exercises.misconception(
    forward_propagation_with_dropout,
    "You leave out ReLU in the hidden layers: A = ReLU(Z) · D / keep_prob.",
    layers=((1, 2), (1,), (2,)),
)
def dropout_without_relu(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1, *, layers: tuple[int, ...]
) -> Any:
    np.random.seed(seed)

    def below(shape: "Any") -> "Any":
        return np.random.rand(*shape) < keep_prob

    def thin(A: "Any", D: "Any") -> "Any":
        return A * D / keep_prob

    return _slipped_dropout(
        X, parameters, (below, below), (thin, thin), relus=[each not in layers for each in (1, 2)]
    )


@exercises.misconception(
    forward_propagation_with_dropout,
    "You use another activation in the hidden layers: they are ReLU layers, A = ReLU(Z) · D / keep_prob.",
    name=("sigmoid", "tanh"),
)
def dropout_with_another_hidden_activation(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1, *, name: str
) -> Any:
    np.random.seed(seed)

    def below(shape: "Any") -> "Any":
        return np.random.rand(*shape) < keep_prob

    def thin(A: "Any", D: "Any") -> "Any":
        return A * D / keep_prob

    return _slipped_dropout(X, parameters, (below, below), (thin, thin), relus=[name, name])


@exercises.misconception(
    forward_propagation_with_dropout,
    "Your cache holds A1 and A2 from before the mask: it should hold those that the next layer got.",
)
def dropout_with_whole_activations_in_the_cache(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> Any:
    np.random.seed(seed)
    A3, cache = _dropout(
        X, parameters, lambda shape: np.random.rand(*shape) < keep_prob, lambda A, D: A * D / keep_prob
    )
    whole1, whole2 = np.maximum(0, cache[0]), np.maximum(0, cache[5])
    return A3, (*cache[:2], whole1, *cache[3:7], whole2, *cache[8:])


@exercises.misconception(
    forward_propagation_with_dropout,
    "Your cache has A1 before D1 and A2 before D2: the order is Z1, D1, A1, W1, b1, Z2, D2, A2, W2, "
    "b2, Z3, A3, W3, b3.",
)
def dropout_with_the_masks_after_the_activations(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> Any:
    np.random.seed(seed)
    A3, cache = _dropout(
        X, parameters, lambda shape: np.random.rand(*shape) < keep_prob, lambda A, D: A * D / keep_prob
    )
    return A3, tuple(cache[k] for k in (0, 2, 1, 3, 4, 5, 7, 6, 8, 9, 10, 11, 12, 13))


@exercises.misconception(
    forward_propagation_with_dropout,
    "Your cache lacks the masks: the way back needs D1 and D2, so it holds Z1, D1, A1, W1, b1, Z2, "
    "D2, A2, W2, b2, Z3, A3, W3, b3.",
)
def dropout_without_masks_in_the_cache(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> Any:
    np.random.seed(seed)
    A3, cache = _dropout(
        X, parameters, lambda shape: np.random.rand(*shape) < keep_prob, lambda A, D: A * D / keep_prob
    )
    return A3, tuple(each for k, each in enumerate(cache) if k not in (1, 6))


@exercises.misconception(
    forward_propagation_with_dropout,
    "You return A3 alone: the way back needs the cache, so return `A3, cache`.",
)
def dropout_without_a_cache(X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1) -> Any:
    np.random.seed(seed)
    return _dropout(
        X, parameters, lambda shape: np.random.rand(*shape) < keep_prob, lambda A, D: A * D / keep_prob
    )[0]


@exercises.misconception(
    forward_propagation_with_dropout,
    "You return the cache before A3: the order is `A3, cache`.",
)
def dropout_with_the_cache_first(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> Any:
    np.random.seed(seed)
    return _dropout(
        X, parameters, lambda shape: np.random.rand(*shape) < keep_prob, lambda A, D: A * D / keep_prob
    )[::-1]


@exercises.misconception(
    forward_propagation_with_dropout,
    RETURNS_NOTHING,
)
def dropout_none(X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1) -> Any:
    return None


@exercises.misconception(
    forward_propagation_with_dropout,
    "You return Z3, or its ReLU, for A3: the output is sigmoid(Z3).",
    output=("none", "relu"),
)
def dropout_without_sigmoid(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1, *, output: str
) -> Any:
    np.random.seed(seed)

    def below(shape: "Any") -> "Any":
        return np.random.rand(*shape) < keep_prob

    def thin(A: "Any", D: "Any") -> "Any":
        return A * D / keep_prob

    return _slipped_dropout(X, parameters, (below, below), (thin, thin), output=output)


# Dropout: right styles.


@exercises.style(
    forward_propagation_with_dropout, "np.random.seed, rand, masks of whole numbers, step by step"
)
def dropout_by_rand(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> tuple[Array, Cache]:
    np.random.seed(seed)
    W1, b1, W2 = parameters["W1"], parameters["b1"], parameters["W2"]
    b2, W3, b3 = parameters["b2"], parameters["W3"], parameters["b3"]
    Z1 = np.dot(W1, X) + b1
    A1 = np.maximum(Z1, 0)
    D1 = np.random.rand(A1.shape[0], A1.shape[1])
    D1 = (D1 < keep_prob).astype(int)
    A1 = A1 * D1
    A1 = A1 / keep_prob
    Z2 = np.dot(W2, A1) + b2
    A2 = np.maximum(Z2, 0)
    D2 = np.random.rand(A2.shape[0], A2.shape[1])
    D2 = (D2 < keep_prob).astype(int)
    A2 = A2 * D2
    A2 = A2 / keep_prob
    Z3 = np.dot(W3, A2) + b3
    A3 = _sigmoid(Z3)
    return A3, (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)


@exercises.style(forward_propagation_with_dropout, "binomial draws of a RandomState, one at a time")
def dropout_by_binomial(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> tuple[Array, Cache]:
    state = np.random.RandomState(seed)
    return _dropout(
        X, parameters, lambda shape: state.binomial(1, keep_prob, shape), lambda A, D: A * D / keep_prob
    )


@exercises.style(forward_propagation_with_dropout, "masks of floats, the draw above 1 − keep_prob")
def dropout_by_float_masks(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> tuple[Array, Cache]:
    rng = np.random.default_rng(seed)
    return _dropout(
        X,
        parameters,
        lambda shape: (rng.uniform(size=shape) > 1 - keep_prob).astype(float),
        lambda A, D: np.multiply(A, D) * (1 / keep_prob),
    )


@exercises.style(forward_propagation_with_dropout, "Generator.choice among False and True")
def dropout_by_choice(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> tuple[Array, Cache]:
    rng = np.random.default_rng(seed)
    return _dropout(
        X,
        parameters,
        lambda shape: rng.choice([False, True], size=shape, p=[1 - keep_prob, keep_prob]),
        lambda A, D: np.where(D, A / keep_prob, 0),
    )


@exercises.style(forward_propagation_with_dropout, "a generator of its own for each layer")
def dropout_by_a_generator_per_layer(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> tuple[Array, Cache]:
    generators = iter([np.random.RandomState(seed), np.random.RandomState(seed + 1000)])
    return _dropout(
        X, parameters, lambda shape: next(generators).rand(*shape) < keep_prob, lambda A, D: A / keep_prob * D
    )


@exercises.style(
    forward_propagation_with_dropout, "both masks drawn first, dropped by indexing, the mask before ReLU"
)
def dropout_by_indexing(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> tuple[Array, Cache]:
    rng = np.random.default_rng(seed)
    W1, b1, W2, b2, W3, b3 = (parameters[f"{kind}{layer}"] for layer in (1, 2, 3) for kind in "Wb")
    D2 = rng.random((W2.shape[0], X.shape[1]), dtype=np.float32) <= keep_prob
    D1 = rng.random((W1.shape[0], X.shape[1]), dtype=np.float32) <= keep_prob
    Z1 = W1 @ X + b1
    A1 = Z1 / keep_prob
    A1[~D1] = 0
    A1[A1 < 0] = 0
    Z2 = W2 @ A1 + b2
    A2 = Z2 / keep_prob
    A2[~D2] = 0
    A2[A2 < 0] = 0
    Z3 = W3 @ A2 + b3
    A3 = 0.5 * (1 + np.tanh(Z3 / 2))
    return A3, (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)


@exercises.style(forward_propagation_with_dropout, "unit by unit")
def dropout_unit_by_unit(
    X: Array, parameters: Parameters, keep_prob: float = 0.5, seed: int = 1
) -> tuple[Array, Cache]:
    rng = np.random.default_rng(seed)
    return _dropout(
        X,
        parameters,
        lambda shape: np.array(
            [[1 if each < keep_prob else 0 for each in rng.random(shape[1])] for unit in range(shape[0])]
        ),
        lambda A, D: A * D / keep_prob,
    )


# The way back with dropout: skeleton and known mistakes.


def _dropout_backward(X: Array, Y: Array, cache: Cache, drop1: Drop, drop2: Drop) -> Gradients:
    Z1, D1, A1, _, _, Z2, D2, A2, W2, _, _, A3, W3, _ = cache
    m = X.shape[1]
    dZ3 = A3 - Y
    dZ2 = drop2(W3.T @ dZ3, D2) * (Z2 > 0)
    dZ1 = drop1(W2.T @ dZ2, D1) * (Z1 > 0)
    return {
        "dW3": dZ3 @ A2.T / m,
        "db3": dZ3.sum(axis=1, keepdims=True) / m,
        "dW2": dZ2 @ A1.T / m,
        "db2": dZ2.sum(axis=1, keepdims=True) / m,
        "dW1": dZ1 @ X.T / m,
        "db1": dZ1.sum(axis=1, keepdims=True) / m,
    }


@exercises.misconception(
    backward_propagation_with_dropout,
    "You apply the masks but do not divide by keep_prob: the forward pass divides A by it, and so the "
    "chain rule divides dA.",
)
def dropout_back_not_divided(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Gradients:
    return _dropout_backward(X, Y, cache, lambda dA, D: dA * D, lambda dA, D: dA * D)


@exercises.misconception(
    backward_propagation_with_dropout,
    "You multiply dA by keep_prob: the forward pass divides by it, and so does the way back.",
)
def dropout_back_multiplied(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Gradients:
    return _dropout_backward(X, Y, cache, lambda dA, D: dA * D * keep_prob, lambda dA, D: dA * D * keep_prob)


@exercises.misconception(
    backward_propagation_with_dropout,
    "You pass dA2 and dA1 back unchanged, or change them after dZ is computed from them: a dropped unit gets "
    "no gradient, so first multiply by D2 and D1 and divide by keep_prob.",
)
def dropout_back_without_masks(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Gradients:
    return _dropout_backward(X, Y, cache, lambda dA, D: dA, lambda dA, D: dA)


@exercises.misconception(
    backward_propagation_with_dropout,
    "You divide by keep_prob but leave out the masks: a dropped unit gets no gradient, so multiply by "
    "D2 and D1.",
)
def dropout_back_divided_only(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Gradients:
    return _dropout_backward(X, Y, cache, lambda dA, D: dA / keep_prob, lambda dA, D: dA / keep_prob)


@exercises.misconception(
    backward_propagation_with_dropout,
    "You use D1 for dA2 and D2 for dA1: each layer's gradient takes the mask of that layer.",
)
def dropout_back_with_masks_exchanged(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Gradients:
    D1, D2 = cache[1], cache[6]
    return _dropout_backward(
        X, Y, cache, lambda dA, D: dA * D2 / keep_prob, lambda dA, D: dA * D1 / keep_prob
    )


@exercises.misconception(
    backward_propagation_with_dropout,
    "You keep the gradient of the units that were dropped: multiply by D itself, which is 1 where a "
    "unit was kept.",
)
def dropout_back_with_masks_inverted(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Gradients:
    return _dropout_backward(
        X, Y, cache, lambda dA, D: dA * (1 - D) / keep_prob, lambda dA, D: dA * (1 - D) / keep_prob
    )


@exercises.misconception(
    backward_propagation_with_dropout,
    "You divide by 1 − keep_prob: the forward pass divides by keep_prob, and so does the way back.",
)
def dropout_back_divided_by_the_share_dropped(
    X: Array, Y: Array, cache: Cache, keep_prob: float
) -> Gradients:
    return _dropout_backward(
        X, Y, cache, lambda dA, D: dA * D / (1 - keep_prob), lambda dA, D: dA * D / (1 - keep_prob)
    )


@exercises.misconception(
    backward_propagation_with_dropout,
    "You select the dropped units with ~D, which inverts the bits of a number: masks may be 0 and 1, so "
    "write D == 0, or multiply by D.",
)
def dropout_back_by_inverted_bits(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Gradients:
    return _dropout_backward(
        X,
        Y,
        cache,
        lambda dA, D: _zero_at(dA, ~D) / keep_prob,
        lambda dA, D: _zero_at(dA, ~D) / keep_prob,
    )


def _zero_at(dA: Array, where: Array) -> Array:
    dA[where] = 0
    return dA


@exercises.misconception(
    backward_propagation_with_dropout,
    "You divide the output's gradient A3 − Y by keep_prob too, or dW and db again: dropout leaves the output "
    "alone, so dZ3 is passed on whole, and the division is in dA alone.",
)
def dropout_back_at_the_output(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Gradients:
    scaled = (*cache[:11], Y + (cache[11] - Y) / keep_prob, *cache[12:])
    return _dropout_backward(X, Y, scaled, lambda dA, D: dA * D / keep_prob, lambda dA, D: dA * D / keep_prob)


@exercises.misconception(
    backward_propagation_with_dropout,
    "You treat dA2 or dA1 only: both are multiplied by their mask and divided by keep_prob, before dZ "
    "is computed from them.",
    layer=(1, 2),
)
def dropout_back_without_one_layer(X: Array, Y: Array, cache: Cache, keep_prob: float, *, layer: int) -> Any:
    return _dropout_backward(
        X,
        Y,
        cache,
        lambda dA, D: dA if layer == 1 else dA * D / keep_prob,
        lambda dA, D: dA if layer == 2 else dA * D / keep_prob,
    )


@exercises.misconception(
    backward_propagation_with_dropout,
    "You divide one of dA2 and dA1 by keep_prob, and not the other: the forward pass divides A1 and "
    "A2 by it, and so both are.",
    layer=(1, 2),
)
def dropout_back_not_divided_in_one_layer(
    X: Array, Y: Array, cache: Cache, keep_prob: float, *, layer: int
) -> Any:
    return _dropout_backward(
        X,
        Y,
        cache,
        lambda dA, D: dA * D / (1 if layer == 1 else keep_prob),
        lambda dA, D: dA * D / (1 if layer == 2 else keep_prob),
    )


@exercises.misconception(
    backward_propagation_with_dropout,
    "You leave the mask out in one layer: multiply dA2 by D2 and dA1 by D1.",
    layer=(1, 2),
)
def dropout_back_without_mask_in_one_layer(
    X: Array, Y: Array, cache: Cache, keep_prob: float, *, layer: int
) -> Any:
    return _dropout_backward(
        X,
        Y,
        cache,
        lambda dA, D: (dA if layer == 1 else dA * D) / keep_prob,
        lambda dA, D: (dA if layer == 2 else dA * D) / keep_prob,
    )


@exercises.misconception(
    backward_propagation_with_dropout,
    "You use one mask for both layers: D2 belongs to dA2, D1 to dA1.",
    mask=(1, 2),
)
def dropout_back_with_one_mask_for_both(
    X: Array, Y: Array, cache: Cache, keep_prob: float, *, mask: int
) -> Any:
    D = cache[1] if mask == 1 else cache[6]
    return _dropout_backward(X, Y, cache, lambda dA, _: dA * D / keep_prob, lambda dA, _: dA * D / keep_prob)


@exercises.misconception(
    backward_propagation_with_dropout,
    "You divide by a number of your own: it is the argument `keep_prob`.",
    own=(0.5, 0.8, 0.86),
)
def dropout_back_with_a_fixed_keep_prob(
    X: Array, Y: Array, cache: Cache, keep_prob: float, *, own: float
) -> Any:
    return _dropout_backward(X, Y, cache, lambda dA, D: dA * D / own, lambda dA, D: dA * D / own)


@exercises.misconception(
    backward_propagation_with_dropout,
    "You divide by keep_prob twice: once for each layer is what the forward pass does.",
)
def dropout_back_divided_twice(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Any:
    return _dropout_backward(
        X, Y, cache, lambda dA, D: dA * D / keep_prob**2, lambda dA, D: dA * D / keep_prob**2
    )


@exercises.misconception(
    backward_propagation_with_dropout,
    "You divide by the root of keep_prob: divide by keep_prob itself.",
)
def dropout_back_divided_by_the_root(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Any:
    return _dropout_backward(
        X, Y, cache, lambda dA, D: dA * D / keep_prob**0.5, lambda dA, D: dA * D / keep_prob**0.5
    )


@exercises.misconception(
    backward_propagation_with_dropout,
    "You multiply dA by A: it is the mask D that belongs there.",
)
def dropout_back_multiplied_by_activations(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Any:
    A1, A2 = cache[2], cache[7]
    return _dropout_backward(
        X, Y, cache, lambda dA, D: dA * A1 / keep_prob, lambda dA, D: dA * A2 / keep_prob
    )


@exercises.misconception(
    backward_propagation_with_dropout,
    "You take dA for dZ: after mask and division it is multiplied by ReLU's derivative, 1 where Z > 0.",
)
def dropout_back_without_relu(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Any:
    always = (np.ones_like(cache[0]), *cache[1:5], np.ones_like(cache[5]), *cache[6:])
    return _dropout_backward(X, Y, always, lambda dA, D: dA * D / keep_prob, lambda dA, D: dA * D / keep_prob)


@exercises.misconception(
    backward_propagation_with_dropout,
    "You take dA for dZ in one layer: after mask and division it is multiplied by ReLU's derivative, "
    "1 where Z > 0.",
    layer=(1, 2),
)
def dropout_back_without_relu_in_one_layer(
    X: Array, Y: Array, cache: Cache, keep_prob: float, *, layer: int
) -> Any:
    place = 5 * layer - 5
    always = (*cache[:place], np.ones_like(cache[place]), *cache[place + 1 :])
    return _dropout_backward(X, Y, always, lambda dA, D: dA * D / keep_prob, lambda dA, D: dA * D / keep_prob)


@exercises.misconception(
    backward_propagation_with_dropout,
    "You do not divide by m: dW and db are means over the examples.",
)
def dropout_back_without_m(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Any:
    grads = _dropout_backward(X, Y, cache, lambda dA, D: dA * D / keep_prob, lambda dA, D: dA * D / keep_prob)
    return {name: value * X.shape[1] for name, value in grads.items()}


@exercises.misconception(
    backward_propagation_with_dropout,
    "You take the number of rows for m: the examples are columns, m = X.shape[1].",
)
def dropout_back_with_m_of_the_rows(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Any:
    grads = _dropout_backward(X, Y, cache, lambda dA, D: dA * D / keep_prob, lambda dA, D: dA * D / keep_prob)
    return {name: value * X.shape[1] / X.shape[0] for name, value in grads.items()}


@exercises.misconception(
    backward_propagation_with_dropout,
    "You do not divide db by m: it is the mean of dZ over the examples.",
)
def dropout_back_with_db_not_divided(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Any:
    grads = _dropout_backward(X, Y, cache, lambda dA, D: dA * D / keep_prob, lambda dA, D: dA * D / keep_prob)
    return grads | {name: value * X.shape[1] for name, value in grads.items() if name[1] == "b"}


@exercises.misconception(
    backward_propagation_with_dropout,
    "You compute Y − A3: dZ3 is A3 − Y.",
)
def dropout_back_with_y_minus_a(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Any:
    flipped = (*cache[:11], 2 * Y - cache[11], *cache[12:])
    return _dropout_backward(
        X, Y, flipped, lambda dA, D: dA * D / keep_prob, lambda dA, D: dA * D / keep_prob
    )


@exercises.misconception(
    backward_propagation_with_dropout,
    "You compute dW3 and dW2 from ReLU(Z), before the mask: the next layer saw A after mask and division.",
)
def dropout_back_with_dw_from_whole_activations(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Any:
    Z1, Z2 = cache[0], cache[5]
    whole = (*cache[:2], np.maximum(0, Z1), *cache[3:7], np.maximum(0, Z2), *cache[8:])
    return _dropout_backward(X, Y, whole, lambda dA, D: dA * D / keep_prob, lambda dA, D: dA * D / keep_prob)


@exercises.misconception(
    backward_propagation_with_dropout,
    "You compute dW2 with X: the second layer's input is A1.",
)
def dropout_back_with_dw2_from_x(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Any:
    grads = _dropout_backward(X, Y, cache, lambda dA, D: dA * D / keep_prob, lambda dA, D: dA * D / keep_prob)
    dZ2 = cache[12].T @ (cache[11] - Y) * cache[6] / keep_prob * (cache[5] > 0)
    return grads | {"dW2": dZ2 @ X.T / X.shape[1]}


@exercises.misconception(
    backward_propagation_with_dropout,
    "You sum dZ over units and examples at once: db keeps one number per unit, so sum along axis 1 "
    "with keepdims=True.",
)
def dropout_back_with_db_summed_to_one_number(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Any:
    grads = _dropout_backward(X, Y, cache, lambda dA, D: dA * D / keep_prob, lambda dA, D: dA * D / keep_prob)
    return grads | {f"db{layer}": np.sum(grads[f"db{layer}"], keepdims=True) for layer in (1, 2, 3)}


@exercises.misconception(
    backward_propagation_with_dropout,
    "Your db have shape (n_l,): keep two dimensions, (n_l, 1), with keepdims=True.",
)
def dropout_back_with_flat_db(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Any:
    grads = _dropout_backward(X, Y, cache, lambda dA, D: dA * D / keep_prob, lambda dA, D: dA * D / keep_prob)
    return grads | {f"db{layer}": grads[f"db{layer}"].ravel() for layer in (1, 2, 3)}


@exercises.misconception(
    backward_propagation_with_dropout,
    RETURNS_NOTHING,
)
def dropout_back_none(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Any:
    return None


@exercises.misconception(
    backward_propagation_with_dropout,
    "Your gradients are called W1, b1, …: their keys are dW1, db1, ….",
)
def dropout_back_named_like_the_parameters(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Any:
    return {
        name[1:]: value
        for name, value in _dropout_backward(
            X, Y, cache, lambda dA, D: dA * D / keep_prob, lambda dA, D: dA * D / keep_prob
        ).items()
    }


@exercises.misconception(
    backward_propagation_with_dropout,
    "You multiply by W where its transpose belongs: dA of a layer is Wᵀ·dZ of the next.",
    layer=(3, 2),
    how=("@", "dot"),
)
def dropout_back_without_transposing_w(
    X: Array, Y: Array, cache: Cache, keep_prob: float, *, layer: int, how: str
) -> Any:
    W, dZ = (cache[12], cache[11] - Y) if layer == 3 else (cache[8], cache[12].T @ (cache[11] - Y))
    return W @ dZ if how == "@" else np.dot(W, dZ)


@exercises.misconception(
    backward_propagation_with_dropout,
    "You leave the transpose out: dW is dZ·Aᵀ.",
    how=("@", "dot"),
)
def dropout_back_without_transposing_a(
    X: Array, Y: Array, cache: Cache, keep_prob: float, *, how: str
) -> Any:
    dZ3, A2 = cache[11] - Y, cache[7]
    return dZ3 @ A2 if how == "@" else np.dot(dZ3, A2)


@exercises.misconception(
    backward_propagation_with_dropout,
    "You multiply entry by entry with `*`: dZ·Aᵀ and Wᵀ·dZ are matrix products, `@`.",
    factor=("W", "A"),
)
def dropout_back_by_elementwise_products(
    X: Array, Y: Array, cache: Cache, keep_prob: float, *, factor: str
) -> Any:
    dZ3, A2, W3 = cache[11] - Y, cache[7], cache[12]
    return W3 * dZ3 if factor == "W" else dZ3 * A2.T


@exercises.misconception(
    backward_propagation_with_dropout,
    "You compute dW1 with A1: the first layer's input is X.",
)
def dropout_back_with_dw1_from_a1(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Any:
    grads = _dropout_backward(X, Y, cache, lambda dA, D: dA * D / keep_prob, lambda dA, D: dA * D / keep_prob)
    Z1, D1, _, _, _, Z2, D2, _, W2, _, _, A3, W3, _ = cache
    dZ2 = (W3.T @ (A3 - Y)) * D2 / keep_prob * (Z2 > 0)
    dZ1 = (W2.T @ dZ2) * D1 / keep_prob * (Z1 > 0)
    return grads | {"dW1": dZ1 @ cache[2].T / X.shape[1]}


@exercises.misconception(
    backward_propagation_with_dropout,
    "You compute db from the dZ of another layer: db1 is the mean of dZ1, and so on.",
    layer=(1, 2),
)
def dropout_back_with_db_of_another_layer(
    X: Array, Y: Array, cache: Cache, keep_prob: float, *, layer: int
) -> Any:
    grads = _dropout_backward(X, Y, cache, lambda dA, D: dA * D / keep_prob, lambda dA, D: dA * D / keep_prob)
    return grads | {f"db{layer}": grads[f"db{layer + 1}"]}


@exercises.misconception(
    backward_propagation_with_dropout,
    "You multiply by keep_prob in one layer: both dA2 and dA1 are divided by it.",
    layer=(1, 2),
)
def dropout_back_multiplied_in_one_layer(
    X: Array, Y: Array, cache: Cache, keep_prob: float, *, layer: int
) -> Any:
    return _dropout_backward(
        X,
        Y,
        cache,
        lambda dA, D: dA * D * (keep_prob if layer == 1 else 1 / keep_prob),
        lambda dA, D: dA * D * (keep_prob if layer == 2 else 1 / keep_prob),
    )


@exercises.misconception(
    backward_propagation_with_dropout,
    "You divide by 1 − keep_prob in one layer: both dA2 and dA1 are divided by keep_prob.",
    layer=(1, 2),
)
def dropout_back_divided_by_the_share_dropped_in_one_layer(
    X: Array, Y: Array, cache: Cache, keep_prob: float, *, layer: int
) -> Any:
    return _dropout_backward(
        X,
        Y,
        cache,
        lambda dA, D: dA * D / (1 - keep_prob if layer == 1 else keep_prob),
        lambda dA, D: dA * D / (1 - keep_prob if layer == 2 else keep_prob),
    )


# The way back with dropout: right styles.


@exercises.style(backward_propagation_with_dropout, "step by step, all eleven gradients")
def dropout_back_step_by_step(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Gradients:
    (_, D1, A1, _, _, _, D2, A2, W2, _, _, A3, W3, _) = cache
    m = X.shape[1]
    dZ3 = A3 - Y
    dW3 = 1.0 / m * np.dot(dZ3, A2.T)
    db3 = 1.0 / m * np.sum(dZ3, axis=1, keepdims=True)
    dA2 = np.dot(W3.T, dZ3)
    dA2 = dA2 * D2
    dA2 = dA2 / keep_prob
    dZ2 = np.multiply(dA2, np.int64(A2 > 0))
    dW2 = 1.0 / m * np.dot(dZ2, A1.T)
    db2 = 1.0 / m * np.sum(dZ2, axis=1, keepdims=True)
    dA1 = np.dot(W2.T, dZ2)
    dA1 = dA1 * D1
    dA1 = dA1 / keep_prob
    dZ1 = np.multiply(dA1, np.int64(A1 > 0))
    dW1 = 1.0 / m * np.dot(dZ1, X.T)
    db1 = 1.0 / m * np.sum(dZ1, axis=1, keepdims=True)
    return {"dZ3": dZ3, "dW3": dW3, "db3": db3, "dA2": dA2, "dZ2": dZ2, "dW2": dW2,
            "db2": db2, "dA1": dA1, "dZ1": dZ1, "dW1": dW1, "db1": db1}  # fmt: skip


@exercises.style(backward_propagation_with_dropout, "np.where on the mask")
def dropout_back_by_where(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Gradients:
    return _dropout_backward(
        X,
        Y,
        cache,
        lambda dA, D: np.where(D, dA / keep_prob, 0),
        lambda dA, D: np.where(D, dA / keep_prob, 0),
    )


@exercises.style(backward_propagation_with_dropout, "in place, dropped by indexing with D == 0")
def dropout_back_by_indexing(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Gradients:
    return _dropout_backward(
        X,
        Y,
        cache,
        lambda dA, D: _zero_at(dA, D == 0) / keep_prob,
        lambda dA, D: _zero_at(dA, D == 0) / keep_prob,
    )


@exercises.style(backward_propagation_with_dropout, "one mask for dropout and ReLU: where A > 0")
def dropout_back_by_positive_activations(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Gradients:
    A1, A2 = cache[2], cache[7]
    return _dropout_backward(
        X, Y, cache, lambda dA, D: dA * (A1 > 0) / keep_prob, lambda dA, D: dA * (A2 > 0) / keep_prob
    )


@exercises.style(backward_propagation_with_dropout, "ReLU before the mask: the factors commute")
def dropout_back_with_relu_first(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Gradients:
    Z1, D1, A1, _, _, Z2, D2, A2, W2, _, _, A3, W3, _ = cache
    m = X.shape[1]
    dZ3 = A3 - Y
    dZ2 = np.heaviside(Z2, 1) * (W3.T @ dZ3) / keep_prob * D2.astype(bool)
    dZ1 = np.heaviside(Z1, 1) * (W2.T @ dZ2) / keep_prob * D1.astype(bool)
    return {"dW1": dZ1 @ X.T / m, "dW2": dZ2 @ A1.T / m, "dW3": dZ3 @ A2.T / m,
            "db1": dZ1.mean(axis=1, keepdims=True), "db2": dZ2.mean(axis=1, keepdims=True),
            "db3": dZ3.mean(axis=1, keepdims=True)}  # fmt: skip


@exercises.style(backward_propagation_with_dropout, "a loop over the layers, with einsum")
def dropout_back_by_a_loop_over_layers(X: Array, Y: Array, cache: Cache, keep_prob: float) -> Gradients:
    Z1, D1, A1, _, _, Z2, D2, A2, W2, _, _, A3, W3, _ = cache
    dZ = (A3 - Y) / X.shape[1]
    grads = {}
    layers = ((3, A2, W3, Z2, D2), (2, A1, W2, Z1, D1), (1, X, None, None, None))
    for layer, A_prev, W, Z_prev, D_prev in layers:
        grads[f"dW{layer}"] = np.einsum("im,jm->ij", dZ, A_prev)
        grads[f"db{layer}"] = np.einsum("im->i", dZ).reshape(-1, 1)
        if W is not None and Z_prev is not None and D_prev is not None:
            dZ = np.einsum("ji,jm->im", W, dZ) * D_prev / keep_prob * (Z_prev > 0)
    return grads


# Early stopping: known mistakes.


@exercises.misconception(
    early_stopping,
    "You count an equal cost as a new minimum: only a cost below the best one is, so compare with <.",
)
def stopping_with_ties_as_minima(dev_costs: Sequence[float], patience: int) -> tuple[int, int]:
    best = 0
    for epoch in range(len(dev_costs)):
        if dev_costs[epoch] <= dev_costs[best]:
            best = epoch
        if epoch - best == patience:
            return best, epoch
    return best, len(dev_costs) - 1


@exercises.misconception(
    early_stopping,
    "You stop one epoch too late: when `patience` epochs have passed without a new minimum, stop at once.",
)
def stopping_one_epoch_late(dev_costs: Sequence[float], patience: int) -> tuple[int, int]:
    best, waited = 0, 0
    for epoch in range(1, len(dev_costs)):
        if dev_costs[epoch] < dev_costs[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited > patience:
            return best, epoch
    return best, len(dev_costs) - 1


@exercises.misconception(
    early_stopping,
    "You return the last epoch of the waiting as one number less than it is: the stop is at best_epoch "
    "+ patience, the epoch whose cost used up the patience.",
)
def stopping_one_epoch_early(dev_costs: Sequence[float], patience: int) -> tuple[int, int]:
    best = 0
    for epoch in range(len(dev_costs)):
        if dev_costs[epoch] < dev_costs[best]:
            best = epoch
        if epoch - best == patience:
            return best, epoch - 1
    return best, len(dev_costs) - 1


@exercises.misconception(
    early_stopping,
    "You take the minimum of all the costs: training that has stopped never sees what comes after, so "
    "look for the best epoch up to the stop.",
)
def stopping_with_hindsight(dev_costs: Sequence[float], patience: int) -> tuple[int, int]:
    best = int(np.argmin(dev_costs))
    return best, min(best + patience, len(dev_costs) - 1)


@exercises.misconception(
    early_stopping,
    "You compare each cost with the one before it: compare it with the lowest so far.",
)
def stopping_by_the_previous_cost(dev_costs: Sequence[float], patience: int) -> tuple[int, int]:
    best, waited = 0, 0
    for epoch in range(1, len(dev_costs)):
        if dev_costs[epoch] < dev_costs[epoch - 1]:
            best, waited = epoch, 0
        else:
            waited += 1
            if waited == patience:
                return best, epoch
    return best, len(dev_costs) - 1


@exercises.misconception(
    early_stopping,
    "You never set the counter of waiting epochs back to 0: a new minimum starts it anew.",
)
def stopping_without_reset(dev_costs: Sequence[float], patience: int) -> tuple[int, int]:
    best, waited = 0, 0
    for epoch in range(1, len(dev_costs)):
        if dev_costs[epoch] < dev_costs[best]:
            best = epoch
        else:
            waited += 1
            if waited == patience:
                return best, epoch
    return best, len(dev_costs) - 1


@exercises.misconception(
    early_stopping,
    "You count epochs from 1: the first cost belongs to epoch 0.",
)
def stopping_counted_from_one(dev_costs: Sequence[float], patience: int) -> tuple[int, int]:
    best, stop = _stopping(dev_costs, patience)
    return best + 1, stop + 1


@exercises.misconception(
    early_stopping,
    "You return the two epochs in reverse order: the best epoch comes first, then the one where "
    "training stops.",
)
def stopping_in_reverse_order(dev_costs: Sequence[float], patience: int) -> tuple[int, int]:
    best, stop = _stopping(dev_costs, patience)
    return stop, best


@exercises.misconception(
    early_stopping,
    "You return the lowest cost in the place of its epoch: best_epoch is the index of that cost.",
)
def stopping_with_the_cost(dev_costs: Sequence[float], patience: int) -> tuple[float, int]:
    best, stop = _stopping(dev_costs, patience)
    return dev_costs[best], stop


@exercises.misconception(
    early_stopping,
    "You give the patience's end as the stop even when the costs end before it: training cannot stop "
    "after its last epoch.",
)
def stopping_after_the_end(dev_costs: Sequence[float], patience: int) -> tuple[int, int]:
    best, _ = _stopping(dev_costs, patience)
    return best, best + patience


@exercises.misconception(
    early_stopping,
    "Your function returns nothing when patience never runs out: after the loop, return the best epoch "
    "and the last.",
)
def stopping_without_an_end(dev_costs: Sequence[float], patience: int) -> tuple[int, int] | None:
    best, stop = _stopping(dev_costs, patience)
    return (best, stop) if stop - best == patience else None


@exercises.misconception(
    early_stopping,
    "You wait for a new maximum: the dev cost should be low, so the best epoch has the lowest one.",
)
def stopping_at_maxima(dev_costs: Sequence[float], patience: int) -> tuple[int, int]:
    return _stopping([-cost for cost in dev_costs], patience)


def _stopping(dev_costs: Sequence[float], patience: int) -> tuple[int, int]:
    best_epoch = 0
    for epoch, cost in enumerate(dev_costs):
        if cost < dev_costs[best_epoch]:
            best_epoch = epoch
        if epoch - best_epoch == patience:
            return best_epoch, epoch
    return best_epoch, len(dev_costs) - 1


@exercises.misconception(
    early_stopping,
    "You return the number of epochs for the last one: they are counted from 0, so the last is "
    "len(dev_costs) − 1.",
)
def stopping_with_the_length(dev_costs: Sequence[float], patience: int) -> Any:
    best, stop = _stopping(dev_costs, patience)
    return best, stop if stop - best == patience else len(dev_costs)


@exercises.misconception(
    early_stopping,
    "You look for the best epoch in the whole list: training that has stopped never sees what comes after.",
)
def stopping_with_the_best_of_all(dev_costs: Sequence[float], patience: int) -> Any:
    return int(np.argmin(dev_costs)), _stopping(dev_costs, patience)[1]


@exercises.misconception(
    early_stopping,
    "You stop at the last epoch whatever the patience is: stop at once when `patience` epochs have "
    "brought no new minimum.",
)
def stopping_never(dev_costs: Sequence[float], patience: int) -> Any:
    return int(np.argmin(dev_costs)), len(dev_costs) - 1


@exercises.misconception(
    early_stopping,
    "You take the last of equal costs: of a tie the first epoch counts.",
)
def stopping_after_the_last_tie(dev_costs: Sequence[float], patience: int) -> Any:
    best, stop = _stopping(dev_costs, patience)
    return max(k for k in range(stop + 1) if dev_costs[k] == dev_costs[best]), stop


@exercises.misconception(
    early_stopping,
    "You wait for a number of epochs of your own, or stop at the first rise: wait for `patience` epochs.",
    own=(1, 2, 3, 5),
)
def stopping_with_a_fixed_patience(dev_costs: Sequence[float], patience: int, *, own: int) -> Any:
    return _stopping(dev_costs, own)


@exercises.misconception(
    early_stopping,
    "You return the best epoch twice: the second number is the epoch at which training stops.",
)
def stopping_with_the_best_twice(dev_costs: Sequence[float], patience: int) -> Any:
    best, _ = _stopping(dev_costs, patience)
    return best, best


@exercises.misconception(
    early_stopping,
    "You return how long was waited: the second number is the epoch at which training stops.",
)
def stopping_with_the_wait(dev_costs: Sequence[float], patience: int) -> Any:
    best, stop = _stopping(dev_costs, patience)
    return best, stop - best


@exercises.misconception(
    early_stopping,
    "You return one number: the result is the pair of the best epoch and the one at which training stops.",
    which=(0, 1),
)
def stopping_with_the_stop_alone(dev_costs: Sequence[float], patience: int, *, which: int) -> Any:
    return _stopping(dev_costs, patience)[which]


@exercises.misconception(
    early_stopping,
    "You start with a best cost of your own, below which the costs may never be: start from the first "
    "cost, or from infinity.",
    own=(0.0, 1.0),
)
def stopping_from_a_best_cost_of_one(dev_costs: Sequence[float], patience: int, *, own: float) -> Any:
    best, lowest = 0, own
    for epoch, cost in enumerate(dev_costs):
        if cost < lowest:
            best, lowest = epoch, cost
        if epoch - best == patience:
            return best, epoch
    return best, len(dev_costs) - 1


@exercises.misconception(
    early_stopping,
    "You take only clear gains for a new minimum: any cost below the best one is.",
    least=(1e-4, 1e-6),
)
def stopping_with_a_tolerance(dev_costs: Sequence[float], patience: int, *, least: float) -> Any:
    best = 0
    for epoch, cost in enumerate(dev_costs):
        if cost < dev_costs[best] - least:
            best = epoch
        if epoch - best == patience:
            return best, epoch
    return best, len(dev_costs) - 1


@exercises.misconception(
    early_stopping,
    RETURNS_NOTHING,
)
def stopping_none(dev_costs: Sequence[float], patience: int) -> Any:
    return None


# Early stopping: right styles.


@exercises.style(early_stopping, "a counter, and the best cost starting at infinity")
def stopping_by_a_counter(dev_costs: Sequence[float], patience: int) -> tuple[int, int]:
    best_cost, best_epoch, waited = np.inf, 0, 0
    for epoch, cost in enumerate(dev_costs):
        if cost < best_cost:
            best_cost, best_epoch, waited = cost, epoch, 0
        else:
            waited += 1
        if waited >= patience:
            break
    return best_epoch, epoch


@exercises.style(early_stopping, "a while loop, a list returned")
def stopping_by_while(dev_costs: Sequence[float], patience: int) -> list[int]:
    epoch = best = 0
    while epoch + 1 < len(dev_costs) and epoch - best < patience:
        epoch += 1
        if dev_costs[epoch] < dev_costs[best]:
            best = epoch
    return [best, epoch]


@exercises.style(early_stopping, "argmin of every beginning, NumPy integers")
def stopping_by_argmin(dev_costs: Sequence[float], patience: int) -> tuple[Any, Any]:
    costs = np.array(dev_costs)
    for epoch in np.arange(costs.size):
        best = np.argmin(costs[: epoch + 1])
        if epoch - best >= patience:
            return best, epoch
    return np.argmin(costs), epoch


@exercises.style(early_stopping, "running minimum without a loop, an array returned")
def stopping_by_running_minimum(dev_costs: Sequence[float], patience: int) -> Array:
    costs = np.asarray(dev_costs, dtype=float)
    before = np.concatenate([[np.inf], np.minimum.accumulate(costs)[:-1]])
    epochs = np.arange(costs.size)
    best = np.maximum.accumulate(np.where(costs < before, epochs, 0))
    tired = np.flatnonzero(epochs - best >= patience)
    stop = tired[0] if tired.size else costs.size - 1
    return np.array([best[stop], stop])


@exercises.style(early_stopping, "recursion over the best epoch")
def stopping_by_recursion(dev_costs: Sequence[float], patience: int) -> tuple[int, int]:
    return _from_best(0, dev_costs, patience)


def _from_best(best: int, dev_costs: Sequence[float], patience: int) -> tuple[int, int]:
    last = min(best + patience, len(dev_costs) - 1)
    for epoch in range(best + 1, last + 1):
        if dev_costs[epoch] < dev_costs[best]:
            return _from_best(epoch, dev_costs, patience)
    return best, last


@exercises.style(early_stopping, "lists of all minima and of all stops, the result as floats")
def stopping_by_lists(dev_costs: Sequence[float], patience: int) -> tuple[float, float]:
    minima = [i for i in range(len(dev_costs)) if all(dev_costs[i] < earlier for earlier in dev_costs[:i])]
    following = [*minima[1:], len(dev_costs) + patience]
    best = next(i for i, after in zip(minima, following, strict=True) if after - i > patience)
    return float(best), float(min(best + patience, len(dev_costs) - 1))


# Flips: known mistakes.


@exercises.misconception(
    flip_horizontal,
    "You turn the pictures upside down: left and right are axis 2 of (m, n_H, n_W, n_C), and `np.fliplr` "
    "reverses axis 1, which is right for a single picture only.",
)
def flip_upside_down(images: Array) -> Array:
    return np.fliplr(images)


@exercises.misconception(
    flip_horizontal,
    "You reverse the order of the pictures in the batch, axis 0: the columns are axis 2.",
)
def flip_of_the_batch(images: Array) -> Array:
    return images[::-1]


@exercises.misconception(
    flip_horizontal,
    "You reverse the channels, the last axis, which changes colours: the columns are axis 2.",
)
def flip_of_the_channels(images: Array) -> Array:
    return images[..., ::-1]


@exercises.misconception(
    flip_horizontal,
    "You reverse rows and columns, which turns the pictures by 180°: reverse the columns only, axis 2.",
)
def flip_of_both(images: Array) -> Array:
    return images[:, ::-1, ::-1]


@exercises.misconception(
    flip_horizontal,
    "You reverse every axis, order of pictures and channels included: `np.flip` needs axis=2.",
)
def flip_of_every_axis(images: Array) -> Array:
    return np.flip(images)


@exercises.misconception(
    flip_horizontal,
    "You exchange rows and columns, which mirrors at the diagonal: reverse the order of the columns, axis 2.",
)
def flip_at_the_diagonal(images: Array) -> Array:
    return np.swapaxes(images, 1, 2)


@exercises.misconception(
    flip_horizontal,
    "You overwrite columns that you still have to read, so the right half is mirrored into the left one "
    "and stays: write into a new array.",
)
def flip_into_itself(images: Array) -> Array:
    n_W = images.shape[2]
    for column in range(n_W):
        images[:, :, column] = images[:, :, n_W - 1 - column]
    return images


@exercises.misconception(flip_horizontal, "You return the pictures as they were: reverse axis 2.")
def flip_of_nothing(images: Array) -> Array:
    return images.copy()


@exercises.misconception(
    flip_horizontal,
    "You shift the columns around by one place: column j should become column n_W − 1 − j, without a picture "
    "rolling over its edge.",
)
def flip_off_by_one(images: Array) -> Array:
    n_W = images.shape[2]
    return np.stack([images[:, :, -column] for column in range(n_W)], axis=2)


@exercises.misconception(
    flip_horizontal,
    "You turn the pictures by 90°: reverse the order of the columns, axis 2.",
)
def flip_of_a_turn(images: Array) -> Any:
    return np.rot90(images, axes=(1, 2))


@exercises.misconception(
    flip_horizontal,
    "You mirror one picture alone: all of them are mirrored, along axis 2.",
    which=(0, -1),
)
def flip_of_the_first_picture(images: Array, *, which: int) -> Any:
    images[which] = images[which][:, ::-1]
    return images


@exercises.misconception(
    flip_horizontal,
    "You mirror one channel alone: all of them are mirrored, along axis 2.",
)
def flip_of_the_first_channel(images: Array) -> Any:
    images[..., 0] = images[:, :, ::-1, 0]
    return images


@exercises.misconception(
    flip_horizontal,
    "You lose a column: a slice that runs backwards to the start has no end, `::-1`.",
    first=(True, False),
)
def flip_without_a_column(images: Array, *, first: bool) -> Any:
    return images[:, :, -1:0:-1] if first else images[:, :, -2::-1]


@exercises.misconception(
    flip_horizontal,
    "You reverse the channels as well as the columns: reverse axis 2 alone.",
)
def flip_of_columns_and_channels(images: Array) -> Any:
    return images[:, :, ::-1, ::-1]


@exercises.misconception(
    flip_horizontal,
    "You reverse the order of the pictures as well as the columns: reverse axis 2 alone.",
)
def flip_of_pictures_and_columns(images: Array) -> Any:
    return images[::-1, :, ::-1]


@exercises.misconception(
    flip_horizontal,
    "You shift the columns around by half of the width: column j should become column n_W − 1 − j.",
)
def flip_rolled(images: Array) -> Any:
    return np.roll(images, images.shape[2] // 2, axis=2)


@exercises.misconception(
    flip_horizontal,
    "You sort the columns: their order is reversed, whatever the pixels are.",
)
def flip_sorted(images: Array) -> Any:
    return np.sort(images, axis=2)[:, :, ::-1]


@exercises.misconception(
    flip_horizontal,
    "You return an array of zeros: write each column into it.",
)
def flip_in_black(images: Array) -> Any:
    return np.zeros_like(images)


@exercises.misconception(
    flip_horizontal,
    "You return the pictures together with the mirrored ones: return the mirrored ones alone.",
)
def flip_beside_the_pictures(images: Array) -> Any:
    return np.concatenate([images, images[:, :, ::-1]])


@exercises.misconception(
    flip_horizontal,
    RETURNS_NOTHING,
)
def flip_none(images: Array) -> Any:
    return None


# Flips: right styles.


@exercises.style(flip_horizontal, "np.flip along axis 2")
def flip_by_np_flip(images: Array) -> Array:
    return np.flip(images, axis=2)


@exercises.style(flip_horizontal, "np.fliplr picture by picture")
def flip_picture_by_picture(images: Array) -> Array:
    return np.array([np.fliplr(image) for image in images])


@exercises.style(flip_horizontal, "loops over every pixel")
def flip_by_loops(images: Array) -> Array:
    m, n_H, n_W, _ = images.shape
    flipped = np.zeros_like(images)
    for i in range(m):
        for row in range(n_H):
            for column in range(n_W):
                flipped[i, row, n_W - 1 - column] = images[i, row, column]
    return flipped


@exercises.style(flip_horizontal, "np.take with the columns' numbers in reverse")
def flip_by_take(images: Array) -> Array:
    return np.take(images, range(images.shape[2] - 1, -1, -1), axis=2)


@exercises.style(flip_horizontal, "a product with the exchange matrix")
def flip_by_einsum(images: Array) -> Array:
    exchange = np.fliplr(np.eye(images.shape[2]))
    flipped: Array = np.einsum("mhwc,wv->mhvc", images, exchange)
    return flipped


@exercises.style(flip_horizontal, "in place, from a copy")
def flip_in_place(images: Array) -> Array:
    original = images.copy()
    for column in range(images.shape[2]):
        images[:, :, -1 - column, :] = original[:, :, column, :]
    return images


@exercises.style(flip_horizontal, "the columns moved to the front, reversed, and moved back")
def flip_by_transposing(images: Array) -> Array:
    return images.transpose(2, 0, 1, 3)[::-1].transpose(1, 2, 0, 3)


# Crops: skeletons and known mistakes.


def _require_fit(images: Array, size: int) -> None:
    if size > images.shape[1] or size > images.shape[2]:
        raise ValueError("the crop does not fit")


def _crops(images: Array, size: int, corner: Callable[[int, int], tuple[Any, Any]]) -> Array:
    _require_fit(images, size)
    m, n_H, n_W, n_C = images.shape
    out = np.zeros((m, size, size, n_C))
    for i in range(m):
        top, left = corner(n_H - size, n_W - size)
        out[i] = images[i, top : top + size, left : left + size, :]
    return out


@exercises.misconception(
    random_crop,
    "You give every picture the same window: draw a corner for each picture, from a generator that is "
    "seeded once.",
)
def crop_with_one_window(images: Array, size: int, seed: int = 0) -> Array:
    _require_fit(images, size)
    rng = np.random.default_rng(seed)
    top = rng.integers(0, images.shape[1] - size + 1)
    left = rng.integers(0, images.shape[2] - size + 1)
    return images[:, top : top + size, left : left + size, :]


@exercises.misconception(
    random_crop,
    "You never cut the last row and column of windows: the end of `integers` is left out, and there are "
    "n − size + 1 places for a corner.",
)
def crop_never_at_the_end(images: Array, size: int, seed: int = 0) -> Array:
    rng = np.random.default_rng(seed)
    return _crops(images, size, lambda h, w: (rng.integers(0, max(h, 1)), rng.integers(0, max(w, 1))))


@exercises.misconception(
    random_crop,
    "You never cut the first row and column of windows: a corner may be at 0.",
)
def crop_never_at_the_start(images: Array, size: int, seed: int = 0) -> Array:
    rng = np.random.default_rng(seed)
    return _crops(images, size, lambda h, w: (rng.integers(min(1, h), h + 1), rng.integers(min(1, w), w + 1)))


@exercises.misconception(
    random_crop,
    "You draw one number for top and left, so all windows lie on a diagonal: draw two.",
)
def crop_on_the_diagonal(images: Array, size: int, seed: int = 0) -> Array:
    rng = np.random.default_rng(seed)
    return _crops(images, size, lambda h, w: (rng.integers(0, min(h, w) + 1),) * 2)


@exercises.misconception(
    random_crop,
    "You cut out the middle: the window's corner should be drawn at random.",
)
def crop_of_the_middle(images: Array, size: int, seed: int = 0) -> Array:
    return _crops(images, size, lambda h, w: (h // 2, w // 2))


@exercises.misconception(
    random_crop,
    "You move the window from side to side only: draw its top as you draw its left.",
)
def crop_along_the_top(images: Array, size: int, seed: int = 0) -> Array:
    rng = np.random.default_rng(seed)
    return _crops(images, size, lambda h, w: (0, rng.integers(0, w + 1)))


@exercises.misconception(
    random_crop,
    "You draw rows and columns one by one, which scrambles the picture: draw a corner, and take a window of "
    "neighbouring pixels.",
)
def crop_of_scattered_pixels(images: Array, size: int, seed: int = 0) -> Array:
    _require_fit(images, size)
    rng = np.random.default_rng(seed)
    out = []
    for image in images:
        rows, columns = rng.permutation(image.shape[0])[:size], rng.permutation(image.shape[1])[:size]
        out.append(image[rows][:, columns])
    return np.array(out)


@exercises.misconception(
    random_crop,
    "You let a size that does not fit pass, and return less than was asked for: raise a ValueError when "
    "size exceeds the height or the width.",
)
def crop_that_does_not_fit(images: Array, size: int, seed: int = 0) -> Array:
    rng = np.random.default_rng(seed)
    out = []
    for image in images:
        top = rng.integers(0, max(image.shape[0] - size, 0) + 1)
        left = rng.integers(0, max(image.shape[1] - size, 0) + 1)
        out.append(image[top : top + size, left : left + size])
    return np.array(out)


@exercises.misconception(
    random_crop,
    "You compare size with the height alone: a picture may be too narrow as well, and that is a "
    "ValueError too.",
)
def crop_that_is_too_narrow(images: Array, size: int, seed: int = 0) -> Array:
    if size > images.shape[1]:
        raise ValueError("the crop does not fit")
    rng = np.random.default_rng(seed)
    out = []
    for image in images:
        top = rng.integers(0, image.shape[0] - size + 1)
        left = rng.integers(0, max(image.shape[1] - size, 0) + 1)
        out.append(image[top : top + size, left : left + size])
    return np.array(out)


@exercises.misconception(
    random_crop,
    "You return None or print a message when size does not fit: `raise ValueError(…)` tells the caller.",
)
def crop_that_prints(images: Array, size: int, seed: int = 0) -> Array | None:
    if size > min(images.shape[1:3]):
        return None
    rng = np.random.default_rng(seed)
    return _crops(images, size, lambda h, w: (rng.integers(0, h + 1), rng.integers(0, w + 1)))


@exercises.misconception(
    random_crop,
    "Your windows are one pixel too small: the slice `top : top + size` has size rows, without its end.",
)
def crop_one_pixel_too_small(images: Array, size: int, seed: int = 0) -> Array:
    _require_fit(images, size)
    rng = np.random.default_rng(seed)
    out = []
    for image in images:
        top = rng.integers(0, image.shape[0] - size + 1)
        left = rng.integers(0, image.shape[1] - size + 1)
        out.append(image[top : top + size - 1, left : left + size - 1])
    return np.array(out)


@exercises.misconception(
    random_crop,
    "You draw without using `seed`, so two calls with the same seed cut different windows: make "
    "`np.random.default_rng(seed)`, or call `np.random.seed(seed)`, before you draw.",
)
def crop_without_seed(images: Array, size: int, seed: int = 0) -> Array:
    return _crops(images, size, lambda h, w: (np.random.randint(0, h + 1), np.random.randint(0, w + 1)))


@exercises.misconception(
    random_crop,
    "You seed the generator with a number of your own, so every epoch sees the same windows: pass on "
    "the argument `seed`.",
)
def crop_with_a_fixed_seed(images: Array, size: int, seed: int = 0) -> Array:
    rng = np.random.default_rng(0)
    return _crops(images, size, lambda h, w: (rng.integers(0, h + 1), rng.integers(0, w + 1)))


# Crops: right styles.


@exercises.style(random_crop, "np.random.seed and randint, windows written into an array")
def crop_by_randint(images: Array, size: int, seed: int = 0) -> Array:
    np.random.seed(seed)
    return _crops(images, size, lambda h, w: (np.random.randint(0, h + 1), np.random.randint(0, w + 1)))


@exercises.style(random_crop, "no check of its own: integers raises the ValueError")
def crop_without_a_check(images: Array, size: int, seed: int = 0) -> Array:
    rng = np.random.default_rng(seed)
    out = []
    for image in images:
        top = rng.integers(image.shape[0] - size + 1)
        left = rng.integers(image.shape[1] - size + 1)
        out.append(image[top : top + size, left : left + size])
    return np.array(out)


@exercises.style(random_crop, "index arrays, no loop")
def crop_by_index_arrays(images: Array, size: int, seed: int = 0) -> Array:
    _require_fit(images, size)
    m, n_H, n_W, _ = images.shape
    state = np.random.RandomState(seed)
    offsets = np.arange(size)
    rows = state.randint(0, n_H - size + 1, m)[:, None] + offsets
    columns = state.randint(0, n_W - size + 1, m)[:, None] + offsets
    crops: Array = images[np.arange(m)[:, None, None], rows[:, :, None], columns[:, None, :]]
    return crops


@exercises.style(random_crop, "sliding_window_view")
def crop_by_sliding_windows(images: Array, size: int, seed: int = 0) -> Array:
    m = len(images)
    windows = np.lib.stride_tricks.sliding_window_view(images, (size, size), axis=(1, 2))
    rng = np.random.default_rng(seed)
    chosen = windows[np.arange(m), rng.integers(0, windows.shape[1], m), rng.integers(0, windows.shape[2], m)]
    crops: Array = np.moveaxis(chosen, 1, -1)
    return crops


@exercises.style(random_crop, "one number for a window, split into row and column")
def crop_by_divmod(images: Array, size: int, seed: int = 0) -> Array:
    rng = np.random.default_rng(seed)
    return _crops(images, size, lambda h, w: divmod(int(rng.integers((h + 1) * (w + 1))), w + 1))


@exercises.style(random_crop, "uniform draws, rounded down")
def crop_by_floor(images: Array, size: int, seed: int = 0) -> Array:
    _require_fit(images, size)
    rng = np.random.default_rng(seed)
    return _crops(images, size, lambda h, w: (int(rng.random() * (h + 1)), int(rng.random() * (w + 1))))


@exercises.style(random_crop, "a generator of its own for every picture, slice objects")
def crop_by_a_generator_per_picture(images: Array, size: int, seed: int = 0) -> Array:
    _require_fit(images, size)
    out = np.empty((images.shape[0], size, size, images.shape[3]), dtype=images.dtype)
    for i, image in enumerate(images):
        rng = np.random.default_rng([seed, i])
        top, left = rng.integers(0, np.array(image.shape[:2]) - size, endpoint=True)
        out[i] = image[slice(top, top + size), slice(left, left + size)]
    return out
