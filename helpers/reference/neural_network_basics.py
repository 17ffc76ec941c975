# ruff: noqa: D103 - the sentence in its decorator documents a variant
"""References, known mistakes and right styles of the assignment "neural_network_basics".

Examples are columns, `X (n_x, m)` and `Y (1, m)`; one neuron has `w (n_x, 1)` and a number `b`, layer l of a
network `Wl (n_l, n_{l-1})` and `bl (n_l, 1)`. The caches that the notebook recommends are, for each layer,
`((A_prev, W, b), Z)`: mistakes of the way back are recognised in work that uses them.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from helpers.reference.registry import Exercises, Outcomes, Raised, same_values

Array: TypeAlias = NDArray[Any]
Gradients: TypeAlias = dict[str, Any]
Parameters: TypeAlias = Mapping[str, Array]
LinearCache: TypeAlias = tuple[Array, Array, Array]
Caches: TypeAlias = Sequence[tuple[LinearCache, Array]]
Normalized: TypeAlias = tuple[Array, Array, Array]

exercises = Exercises("neural_network_basics")


# When two answers show the same behaviour.

AT_LEAST = 10.0
"""Where a certain answer is wrong, a cost says little more than which floor its logarithm has."""

NEARLY_CERTAIN = 5.0
"""From this cost on, a number as small as 1e-8 that is added inside the logarithm changes it visibly."""


def same_costs(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of costs agree, or both are of certain and wrong answers, with the same sign."""
    return all(_same_cost(one, two) for one, two in zip(ours, theirs, strict=True))


def same_but_for_the_cache(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of pairs agree in their first item, whatever the cache that is the second."""
    return all(same_values([_result(one)], [_result(two)]) for one, two in zip(ours, theirs, strict=True))


def same_gradients_and_costs(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of pairs agree: the second item, a cost, as costs do, the first value by value."""
    return all(_same_pair(one, two) for one, two in zip(ours, theirs, strict=True))


def _same_pair(one: Any, two: Any) -> bool:
    if not all(isinstance(each, tuple | list) and len(each) == 2 for each in (one, two)):
        return same_values([one], [two])
    return same_values([one[0]], [two[0]]) and _same_cost(one[1], two[1])


def _same_cost(one: Any, two: Any) -> bool:
    mine, theirs = _number(one), _number(two)
    if mine is None or theirs is None:
        return same_values([one], [two])
    certain_and_wrong = mine * theirs > 0 and min(abs(mine), abs(theirs)) > AT_LEAST
    rtol = 0.008 if min(abs(mine), abs(theirs)) > NEARLY_CERTAIN else 1e-5
    return bool(np.isclose(mine, theirs, rtol=rtol)) or certain_and_wrong


def _number(cost: Any) -> float | None:
    """A finite cost as a float, None for all else."""
    if isinstance(cost, float | np.ndarray) and np.size(cost) == 1 and np.isfinite(cost).all():
        return float(np.reshape(cost, ()))
    return None


def _result(outcome: Any) -> Any:
    """A pair's first item; what is no pair is marked, so as not to pass for one."""
    if isinstance(outcome, Raised):
        return outcome
    return outcome[0] if isinstance(outcome, tuple | list) and len(outcome) == 2 else {"no pair": outcome}


# The references, one formula each.


@exercises.reference()
def sigmoid(Z: Array) -> Array:
    """1 / (1 + e^−Z), with an exponent that is never positive."""
    e = np.exp(-np.abs(Z))
    A: Array = np.where(Z >= 0, 1.0, e) / (1 + e)
    return A


@exercises.reference(same=same_costs)
def compute_cost(AL: Array, Y: Array) -> float:
    """−(1/m) Σ [Y log A + (1 − Y) log(1 − A)]."""
    m = Y.shape[1]
    tiny = np.finfo(float).tiny
    log_likelihood = Y * np.log(np.maximum(AL, tiny)) + (1 - Y) * np.log(np.maximum(1 - AL, tiny))
    return float(-np.sum(log_likelihood) / m)


@exercises.reference()
def normalize_inputs(X: Array, mu: Array | None = None, sigma: Array | None = None) -> Normalized:
    """(X − μ) / σ with each feature's mean and standard deviation, or with those of the training set."""
    if mu is None or sigma is None:
        mu, sigma = X.mean(axis=1, keepdims=True), X.std(axis=1, keepdims=True)
    return (X - mu) / sigma, mu, sigma


@exercises.reference(same=same_gradients_and_costs)
def propagate(w: Array, b: float, X: Array, Y: Array) -> tuple[Gradients, float]:
    """With dZ = A − Y: dw = X dZᵀ / m, db = Σ dZ / m (Bishop 2006, equation 4.91)."""
    m = X.shape[1]
    A = sigmoid(w.T @ X + b)
    dZ = A - Y
    return {"dw": X @ dZ.T / m, "db": float(np.sum(dZ) / m)}, compute_cost(A, Y)


@exercises.reference(same=same_values)
def optimize(
    w: Array, b: float, X: Array, Y: Array, num_iterations: int, learning_rate: float
) -> tuple[Gradients, list[float]]:
    """Gradient descent from the given w and b."""
    costs = []
    for _ in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
        costs.append(cost)
    return {"w": w, "b": b}, costs


@exercises.reference()
def predict(w: Array, b: float, X: Array) -> Array:
    """1 where the neuron says more than one half, which is where its logit is positive."""
    return (w.T @ X + b > 0).astype(float)


@exercises.reference()
def tanh(Z: Array) -> Array:
    """(e^Z − e^−Z) / (e^Z + e^−Z)."""
    A: Array = np.tanh(Z)
    return A


@exercises.reference()
def relu(Z: Array) -> Array:
    """max(0, Z)."""
    A: Array = np.maximum(0.0, Z)
    return A


@exercises.reference()
def leaky_relu(Z: Array, slope: float = 0.01) -> Array:
    """Z where it is positive, slope · Z elsewhere."""
    A: Array = np.where(Z > 0, Z, slope * Z)
    return A


@exercises.reference()
def sigmoid_derivative(Z: Array) -> Array:
    """σ (1 − σ)."""
    A = sigmoid(Z)
    derivative: Array = A * (1 - A)
    return derivative


@exercises.reference()
def tanh_derivative(Z: Array) -> Array:
    """1 − tanh²."""
    derivative: Array = 1 - np.tanh(Z) ** 2
    return derivative


@exercises.reference()
def relu_derivative(Z: Array) -> Array:
    """1 where Z is positive, else 0."""
    return (Z > 0).astype(float)


@exercises.reference(same=same_but_for_the_cache, cache=1)
def linear_forward(A: Array, W: Array, b: Array) -> tuple[Array, LinearCache]:
    """Z = W A + b."""
    return W @ A + b, (A, W, b)


@exercises.reference(same=same_but_for_the_cache, cache=1)
def L_model_forward(X: Array, parameters: Parameters) -> tuple[Array, list[tuple[LinearCache, Array]]]:
    """A_l = ReLU(W_l A_{l−1} + b_l), the last layer with a sigmoid."""
    L = len(parameters) // 2
    A = X
    caches = []
    for layer in range(1, L + 1):
        Z, linear_cache = linear_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"])
        A = sigmoid(Z) if layer == L else relu(Z)
        caches.append((linear_cache, Z))
    return A, caches


@exercises.reference()
def L_model_backward(AL: Array, Y: Array, caches: Caches) -> Gradients:
    """dZ_L = A_L − Y, dW = dZ A_prevᵀ / m, db = Σ dZ / m, dA_prev = Wᵀ dZ (Rumelhart et al. 1986)."""
    m = Y.shape[1]
    grads: Gradients = {}
    dZ = AL - Y
    for layer in range(len(caches), 0, -1):
        (A_prev, W, _), _ = caches[layer - 1]
        grads[f"dW{layer}"] = dZ @ A_prev.T / m
        grads[f"db{layer}"] = np.sum(dZ, axis=1, keepdims=True) / m
        if layer > 1:
            _, Z_prev = caches[layer - 2]
            dZ = W.T @ dZ * relu_derivative(Z_prev)
    return grads


# Sigmoid: known mistakes.


def _logistic(Z: Array) -> Any:
    e = np.exp(-np.abs(Z))
    return np.where(Z >= 0, 1.0, e) / (1 + e)


@exercises.misconception(
    sigmoid,
    "You have the sign of Z the wrong way round: the denominator is 1 + e^−Z, near 1 for a large Z.",
)
def exponent_with_the_wrong_sign(Z: Array) -> Any:
    return 1 / (1 + np.exp(Z))


@exercises.misconception(
    sigmoid,
    "You divide e^Z by 1 + e^Z, and for Z = 1000 that is ∞/∞: in 1 / (1 + e^−Z) an overflow does no harm, "
    "and with e^−|Z| there is none.",
)
def quotient_of_infinities(Z: Array) -> Any:
    return np.exp(Z) / (1 + np.exp(Z))


@exercises.misconception(
    sigmoid,
    "You return the perceptron's step, 0 or 1: the sigmoid rises smoothly, and that is what has a slope.",
)
def step_in_place_of_sigmoid(Z: Array) -> Any:
    return np.where(Z > 0, 1.0, 0.0)


@exercises.misconception(sigmoid, "You left out the 1 below the line: 1 / e^−Z grows without limit.")
def one_left_out(Z: Array) -> Any:
    return 1 / np.exp(-Z)


@exercises.misconception(
    sigmoid, "Your brackets are missing, and `1 / 1 + np.exp(-Z)` is 1 + e^−Z: divide by the whole sum."
)
def brackets_left_out(Z: Array) -> Any:
    return 1 / 1 + np.exp(-Z)


@exercises.misconception(
    sigmoid, "You return tanh, which runs from −1 to 1: a probability lies between 0 and 1."
)
def tanh_in_place_of_sigmoid(Z: Array) -> Any:
    return np.tanh(Z)


@exercises.misconception(sigmoid, "You return the slope σ(1 − σ): here it is σ itself.")
def slope_in_place_of_sigmoid(Z: Array) -> Any:
    A = _logistic(Z)
    return A * (1 - A)


@exercises.misconception(
    sigmoid, "Your result is a flat list of numbers: keep the shape of Z, one value for each of its entries."
)
def flattened_sigmoid(Z: Array) -> Any:
    return np.array([_logistic(z) for z in Z.ravel()])


@exercises.misconception(
    sigmoid, "You return a cache as well: here the result is the array A alone, without `Z` beside it."
)
def sigmoid_with_a_cache(Z: Array) -> Any:
    return _logistic(Z), Z


@exercises.misconception(
    sigmoid, "You compute A but do not return it: end with `return A`, and assign the result of the formula."
)
def sigmoid_not_returned(Z: Array) -> Any:
    _logistic(Z)


@exercises.misconception(sigmoid, "You subtract in the denominator: it is 1 + e^−Z.")
def difference_below_the_line(Z: Array) -> Any:
    return 1 / (1 - np.exp(-Z))


@exercises.misconception(
    sigmoid,
    "You divide by the sum over all entries, which is a softmax: each entry has a sigmoid of its own.",
)
def softmax_over_all_entries(Z: Array) -> Any:
    e = np.exp(Z - np.max(Z))
    return e / np.sum(e)


@exercises.misconception(
    sigmoid, "You use a power of the wrong base: the base is e, so use `np.exp(-Z)`.", base=(2.0, 10.0)
)
def power_of_another_base(Z: Array, *, base: float) -> Any:
    return 1 / (1 + base ** (-Z))


@exercises.misconception(
    sigmoid,
    "You clip Z where the sigmoid still changes: use limits such as ±500, or e^−|Z|, which cannot overflow.",
    at=(20.0,),
)
def clipped_too_early(Z: Array, *, at: float) -> Any:
    return _logistic(np.clip(Z, -at, at))


@exercises.misconception(
    sigmoid,
    "You round the result: return it with all its digits, only the docstring's example is rounded.",
    digits=(1, 2, 3, 4),
)
def rounded_sigmoid(Z: Array, *, digits: int) -> Any:
    return np.round(_logistic(Z), digits)


@exercises.misconception(
    sigmoid, "You multiply Z by the wrong factor: the exponent is −Z itself.", factor=(0.5, 2.0)
)
def another_steepness(Z: Array, *, factor: float) -> Any:
    return _logistic(factor * Z)


# Sigmoid: right styles.


@exercises.style(sigmoid, "as written")
def sigmoid_as_written(Z: Array) -> Any:
    return 1 / (1 + np.exp(-Z))


@exercises.style(sigmoid, "logaddexp")
def sigmoid_by_logaddexp(Z: Array) -> Any:
    return np.exp(-np.logaddexp(0, -Z))


@exercises.style(sigmoid, "half of tanh, and a half")
def sigmoid_by_tanh(Z: Array) -> Any:
    return 0.5 + 0.5 * np.tanh(0.5 * Z)


@exercises.style(sigmoid, "a mask for each sign")
def sigmoid_by_masks(Z: Array) -> Any:
    A = np.empty(Z.shape)
    positive = Z >= 0
    A[positive] = 1 / (1 + np.exp(-Z[positive]))
    A[~positive] = np.exp(Z[~positive]) / (1 + np.exp(Z[~positive]))
    return A


@exercises.style(sigmoid, "two loops")
def sigmoid_by_loops(Z: Array) -> Any:
    A = np.zeros_like(Z, dtype=float)
    for i in range(Z.shape[0]):
        for j in range(Z.shape[1]):
            z = Z[i, j]
            A[i, j] = 1 / (1 + np.exp(-z)) if z > 0 else np.exp(z) / (1 + np.exp(z))
    return A


@exercises.style(sigmoid, "clipped where nothing changes any more")
def sigmoid_clipped(Z: Array) -> Any:
    return 1.0 / (1.0 + np.exp(-np.clip(Z, -500, 500)))


@exercises.style(sigmoid, "in place")
def sigmoid_in_place(Z: Array) -> Any:
    np.negative(Z, out=Z)
    np.exp(Z, out=Z)
    Z += 1
    np.reciprocal(Z, out=Z)
    return Z


@exercises.style(sigmoid, "vectorize")
def sigmoid_vectorized(Z: Array) -> Any:
    return np.vectorize(lambda z: 1 / (1 + np.exp(-z)))(Z)


# Cross-entropy: known mistakes.


def _log(A: Array, floor: float = 1e-300) -> Any:
    return np.log(np.maximum(A, floor))


def _losses(AL: Array, Y: Array, floor: float = 1e-300) -> Any:
    return -(Y * _log(AL, floor) + (1 - Y) * _log(1 - AL, floor))


@exercises.misconception(
    compute_cost,
    "You return the sum over the examples: the cost is their mean, so divide by m = Y.shape[1].",
    floor=(1e-300, 0.0),
)
def cost_summed(AL: Array, Y: Array, *, floor: float) -> Any:
    return np.sum(_losses(AL, Y, floor))


@exercises.misconception(
    compute_cost,
    "You left out the minus sign: logarithms of probabilities are negative, and a cost is not.",
    floor=(1e-300, 0.0),
)
def cost_without_minus(AL: Array, Y: Array, *, floor: float) -> Any:
    return -np.mean(_losses(AL, Y, floor))


@exercises.misconception(
    compute_cost,
    "You count only Y log A, so that an example of class 0 costs nothing whatever you answer: "
    "add (1 − Y) log(1 − A).",
    floor=(1e-300, 0.0),
)
def first_term_alone(AL: Array, Y: Array, *, floor: float) -> Any:
    return -np.mean(Y * _log(AL, floor))


@exercises.misconception(
    compute_cost,
    "Your two terms have different signs: add them inside one pair of brackets, then multiply the whole sum "
    "by −1/m.",
    floor=(1e-300, 0.0),
)
def second_term_subtracted(AL: Array, Y: Array, *, floor: float) -> Any:
    return -np.mean(Y * _log(AL, floor) - (1 - Y) * _log(1 - AL, floor))


@exercises.misconception(
    compute_cost,
    "You take the logarithm of an exact 0, and 0 · log 0 is NaN: put a tiny number such as 1e-12 "
    "in its place, for A and for 1 − A.",
)
def logarithm_of_zero(AL: Array, Y: Array) -> Any:
    return -np.mean(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))


@exercises.misconception(
    compute_cost,
    "You keep A away from 0 only: where A is 1 the other logarithm is that of 1 − A = 0, "
    "so it needs a floor as well.",
)
def floor_under_one_of_two(AL: Array, Y: Array) -> Any:
    return -np.mean(Y * np.log(np.maximum(AL, 1e-12)) + (1 - Y) * np.log(1 - AL))


@exercises.misconception(
    compute_cost,
    "You pick what the true class got, which avoids 0 · log 0, but where it got exactly 0 you return "
    "infinity: put a tiny number in the place of 0.",
)
def infinity_for_a_certain_mistake(AL: Array, Y: Array) -> Any:
    return -np.mean(np.log(np.where(Y == 1, AL, 1 - AL)))


@exercises.misconception(
    compute_cost,
    "You leave out what is exactly 0 or 1, or let `nan_to_num` hide it, so that being certain and wrong "
    "costs nothing: it should cost most of all.",
)
def certain_answers_left_out(AL: Array, Y: Array) -> Any:
    certain = (AL <= 0) | (AL >= 1)
    return np.mean(np.where(certain, 0.0, _losses(AL, Y)))


@exercises.misconception(
    compute_cost,
    "You return half the mean squared error: it is flat where a sigmoid is certain and wrong, so here "
    "the cost is −log of what the true class got.",
)
def squared_error(AL: Array, Y: Array) -> Any:
    return np.mean((AL - Y) ** 2) / 2


@exercises.misconception(
    compute_cost,
    "You divide by 2m: the ½ belongs to squared errors, here it is the mean, 1/m.",
    floor=(1e-300, 0.0),
)
def half_the_cost(AL: Array, Y: Array, *, floor: float) -> Any:
    return np.mean(_losses(AL, Y, floor)) / 2


@exercises.misconception(
    compute_cost,
    "You take logarithms to base 2, which gives bits: the cost is in nats, with `np.log`.",
    floor=(1e-300, 0.0),
)
def cost_in_bits(AL: Array, Y: Array, *, floor: float) -> Any:
    return np.mean(_losses(AL, Y, floor)) / np.log(2)


@exercises.misconception(
    compute_cost,
    "You return a loss for each example, (1, m): the cost is one number, their mean.",
    floor=(1e-300, 0.0),
)
def one_loss_per_example(AL: Array, Y: Array, *, floor: float) -> Any:
    return _losses(AL, Y, floor)


@exercises.misconception(
    compute_cost,
    "You swap the two: the logarithm is of the prediction AL, weighted by the truth Y.",
)
def truth_inside_the_logarithm(AL: Array, Y: Array) -> Any:
    return np.mean(_losses(Y, AL))


@exercises.misconception(
    compute_cost,
    "Your floor is too high, so a confident mistake costs too little: use at most 1e-8, such as 1e-12.",
    floor=(1e-3, 1e-4, 1e-5, 1e-6),
)
def floor_too_high(AL: Array, Y: Array, *, floor: float) -> Any:
    return -np.mean(Y * np.log(np.maximum(AL, floor)) + (1 - Y) * np.log(np.maximum(1 - AL, floor)))


@exercises.misconception(
    compute_cost,
    "You add a number to A that is too large, so a confident mistake costs too little: add at most 1e-8.",
    added=(1.0, 0.1, 0.01, 1e-3, 1e-4, 1e-5),
)
def too_much_added(AL: Array, Y: Array, *, added: float) -> Any:
    return -np.mean(Y * np.log(AL + added) + (1 - Y) * np.log(1 - AL + added))


@exercises.misconception(
    compute_cost,
    "You have the classes the wrong way round: log A belongs to Y = 1, log(1 − A) to Y = 0.",
    floor=(1e-300, 0.0),
)
def classes_exchanged(AL: Array, Y: Array, *, floor: float) -> Any:
    return np.mean(_losses(AL, 1 - Y, floor))


@exercises.misconception(
    compute_cost,
    "You count only (1 − Y) log(1 − A), so that an example of class 1 costs nothing: add Y log A.",
    floor=(1e-300, 0.0),
)
def second_term_alone(AL: Array, Y: Array, *, floor: float) -> Any:
    return -np.mean((1 - Y) * _log(1 - AL, floor))


@exercises.misconception(
    compute_cost, "You use log A in both terms: the second logarithm is of 1 − A, the probability of class 0."
)
def log_a_in_both_terms(AL: Array, Y: Array) -> Any:
    return -np.mean(Y * _log(AL) + (1 - Y) * _log(AL))


@exercises.misconception(
    compute_cost,
    "You wrote 1 − log A in the second term: it is log(1 − A), with the difference inside the logarithm.",
)
def one_minus_the_logarithm(AL: Array, Y: Array) -> Any:
    return -np.mean(Y * _log(AL) + (1 - Y) * (1 - _log(AL)))


@exercises.misconception(
    compute_cost,
    "You left out the weights Y and 1 − Y: each example counts the logarithm of its own class only.",
)
def both_logarithms_for_everyone(AL: Array, Y: Array) -> Any:
    return -np.mean(_log(AL) + _log(1 - AL))


@exercises.misconception(
    compute_cost,
    "You return the mean distance |A − Y|: the cost is the mean of −log of the true class's probability.",
)
def mean_distance(AL: Array, Y: Array) -> Any:
    return np.mean(np.abs(AL - Y))


@exercises.misconception(
    compute_cost,
    "You return the mean squared error: it is flat where a sigmoid is certain and wrong; use the logarithms.",
)
def whole_squared_error(AL: Array, Y: Array) -> Any:
    return np.mean((AL - Y) ** 2)


@exercises.misconception(
    compute_cost,
    "You divide by m twice: a mean has the 1/m in it already.",
    floor=(1e-300, 0.0),
)
def divided_by_m_twice(AL: Array, Y: Array, *, floor: float) -> Any:
    return np.mean(_losses(AL, Y, floor)) / Y.shape[1]


@exercises.misconception(compute_cost, "You compute the cost but do not return it: end with `return cost`.")
def cost_not_returned(AL: Array, Y: Array) -> Any:
    _losses(AL, Y)


@exercises.misconception(
    compute_cost,
    "You take logarithms to base 10: the cost uses the natural logarithm, `np.log`.",
    floor=(1e-300, 0.0),
)
def logarithms_to_base_ten(AL: Array, Y: Array, *, floor: float) -> Any:
    return np.mean(_losses(AL, Y, floor)) / np.log(10)


# Cross-entropy: right styles.


@exercises.style(compute_cost, "clip, a NumPy scalar")
def cost_clipped(AL: Array, Y: Array) -> Any:
    A = np.clip(AL, 1e-12, 1 - 1e-12)
    return -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))


@exercises.style(compute_cost, "a small number added inside both logarithms")
def cost_with_epsilon(AL: Array, Y: Array) -> Any:
    m = Y.shape[1]
    return -1 / m * np.sum(Y * np.log(AL + 1e-8) + (1 - Y) * np.log(1 - AL + 1e-8))


@exercises.style(compute_cost, "what the true class got")
def cost_of_the_true_class(AL: Array, Y: Array) -> Any:
    p = np.where(Y == 1, AL, 1 - AL)
    return float(-np.log(np.fmax(p, 1e-15)).mean())


@exercises.style(compute_cost, "dot products, an array of one element")
def cost_by_dot_products(AL: Array, Y: Array) -> Any:
    floor = np.finfo(float).eps
    first = np.dot(Y, np.log(np.maximum(AL, floor)).T)
    return -(first + np.dot(1 - Y, np.log(np.maximum(1 - AL, floor)).T)) / Y.shape[1]


@exercises.style(compute_cost, "a loop over the examples")
def cost_example_by_example(AL: Array, Y: Array) -> Any:
    m = Y.shape[1]
    cost = 0.0
    for i in range(m):
        p = AL[0, i] if Y[0, i] == 1 else 1 - AL[0, i]
        cost -= np.log(max(p, 1e-100)) / m
    return cost


@exercises.style(compute_cost, "masks for the two classes")
def cost_by_masks(AL: Array, Y: Array) -> Any:
    AL = np.clip(AL, 1e-10, 1 - 1e-10)
    return -(np.log(AL[Y == 1]).sum() + np.log(1 - AL[Y == 0]).sum()) / Y.size


@exercises.style(compute_cost, "einsum over probabilities of both classes")
def cost_by_einsum(AL: Array, Y: Array) -> Any:
    A, T = np.vstack([1 - AL, AL]), np.vstack([1 - Y, Y])
    A[A < 1e-200] = 1e-200
    return -np.einsum("ci,ci->", T, np.log(A)) / Y.shape[1]


@exercises.style(compute_cost, "the distance from the truth, log1p")
def cost_by_log1p(AL: Array, Y: Array) -> Any:
    return -np.log1p(-np.minimum(np.abs(AL - Y), 1 - 1e-12)).mean(axis=1, keepdims=True)


# Normalizing: known mistakes.


def _moments(X: Array) -> tuple[Any, Any]:
    return np.mean(X, axis=1, keepdims=True), np.std(X, axis=1, keepdims=True)


@exercises.misconception(
    normalize_inputs,
    "You divide by the variance σ²: it is the standard deviation σ, the root of it, that gives every feature "
    "spread 1.",
)
def divided_by_the_variance(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu, sigma = _moments(X)
    return (X - mu) / sigma**2, mu, sigma


@exercises.misconception(
    normalize_inputs,
    "You square X itself for the variance: subtract the mean first, σ² is the mean of (X − μ)².",
)
def mean_not_subtracted_for_the_variance(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu, sigma = np.mean(X, axis=1, keepdims=True), np.sqrt(np.mean(X**2, axis=1, keepdims=True))
    return (X - mu) / sigma, mu, sigma


@exercises.misconception(
    normalize_inputs,
    "You take mean and spread of each example (`axis=0`): it is each feature, a row of X, that gets its own, "
    "with `axis=1`.",
)
def statistics_of_each_example(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu, sigma = np.mean(X, axis=0, keepdims=True), np.std(X, axis=0, keepdims=True)
    return (X - mu) / sigma, mu, sigma


@exercises.misconception(
    normalize_inputs,
    "You compute μ and σ anew though they are given: the test set must go through the very transformation "
    "that the training set went through.",
)
def statistics_of_the_test_set(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    mu, sigma = _moments(X)
    return (X - mu) / sigma, mu, sigma


@exercises.misconception(
    normalize_inputs,
    "You use the given μ and compute σ anew: both come from the training set.",
)
def sigma_computed_anew(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu = np.mean(X, axis=1, keepdims=True)
    sigma = np.sqrt(np.mean((X - mu) ** 2, axis=1, keepdims=True))
    return (X - mu) / sigma, mu, sigma


@exercises.misconception(
    normalize_inputs, "You divide by m − 1 in the variance: here σ² is the mean over all m examples."
)
def unbiased_variance(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu, sigma = np.mean(X, axis=1, keepdims=True), np.std(X, axis=1, keepdims=True, ddof=1)
    return (X - mu) / sigma, mu, sigma


@exercises.misconception(
    normalize_inputs,
    "You take one mean and one spread for all features together: each row of X has its own, (n_x, 1).",
)
def one_mean_for_all(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu, sigma = np.mean(X), np.std(X)
    return (X - mu) / sigma, mu, sigma


@exercises.misconception(
    normalize_inputs,
    "You return the variance in the place of σ, and the test set would be divided by it: return its root.",
)
def variance_returned(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu, sigma = _moments(X)
        return (X - mu) / sigma, mu, sigma**2
    return (X - mu) / sigma, mu, sigma


@exercises.misconception(
    normalize_inputs,
    "Your μ and σ have shape (n_x,): keep them columns (n_x, 1), with `keepdims=True`.",
)
def flat_statistics(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu, sigma = np.mean(X, axis=1), np.std(X, axis=1)
        return (X - mu[:, None]) / sigma[:, None], mu, sigma
    return (X - mu) / sigma, mu, sigma


@exercises.misconception(
    normalize_inputs, "You subtract the mean and do not divide: the features keep their different spreads."
)
def centred_only(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu, sigma = _moments(X)
    return X - mu, mu, sigma


@exercises.misconception(
    normalize_inputs,
    "You divide before you subtract, X/σ − μ: the mean is in the units of X, so subtract it first.",
)
def divided_before_subtracting(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu, sigma = _moments(X)
    return X / sigma - mu, mu, sigma


@exercises.misconception(
    normalize_inputs,
    "You map each feature to 0 … 1 by its extremes: here it gets mean 0 and standard deviation 1.",
)
def between_the_extremes(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu, sigma = np.min(X, axis=1, keepdims=True), np.ptp(X, axis=1, keepdims=True)
    return (X - mu) / sigma, mu, sigma


@exercises.misconception(
    normalize_inputs,
    "You ask `mu == None`, which compares an array entry by entry and has no one answer: ask `mu is None`.",
)
def compared_with_none(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu == None:  # noqa: E711
        mu, sigma = _moments(X)
    return (X - mu) / sigma, mu, sigma


@exercises.misconception(
    normalize_inputs,
    "You compute the variance as mean(X²) − μ², where the digits cancel if the mean is large: "
    "subtract μ first, then square.",
)
def variance_by_cancellation(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu = np.mean(X, axis=1, keepdims=True)
        sigma = np.sqrt(np.maximum(np.mean(X**2, axis=1, keepdims=True) - mu**2, 1e-12))
    return (X - mu) / sigma, mu, sigma


@exercises.misconception(
    normalize_inputs,
    "Your σ is the variance: take its square root before you divide by it and return it.",
)
def variance_for_sigma(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu, sigma = np.mean(X, axis=1, keepdims=True), np.var(X, axis=1, keepdims=True)
    return (X - mu) / sigma, mu, sigma


@exercises.misconception(
    normalize_inputs,
    "You wrote `X - mu / sigma`, which divides only mu: put brackets around `X - mu`.",
)
def only_the_mean_divided(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu, sigma = _moments(X)
    return X - mu / sigma, mu, sigma


@exercises.misconception(normalize_inputs, "You divide by σ without subtracting the mean: it is (X − μ)/σ.")
def scaled_only(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu, sigma = _moments(X)
    return X / sigma, mu, sigma


@exercises.misconception(normalize_inputs, "You add the mean: it is subtracted, (X − μ)/σ.")
def mean_added(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu, sigma = _moments(X)
    return (X + mu) / sigma, mu, sigma


@exercises.misconception(
    normalize_inputs, "You multiply by σ: divide by it, so that each feature gets spread 1."
)
def multiplied_by_sigma(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu, sigma = _moments(X)
    return (X - mu) * sigma, mu, sigma


@exercises.misconception(normalize_inputs, "You subtract X from the mean: the sign is wrong, it is X − μ.")
def mean_minus_x(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu, sigma = _moments(X)
    return (mu - X) / sigma, mu, sigma


@exercises.misconception(
    normalize_inputs,
    "You add up the squares without dividing by m: σ² is their mean.",
)
def squares_added_up(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu = np.mean(X, axis=1, keepdims=True)
        sigma = np.sqrt(np.sum((X - mu) ** 2, axis=1, keepdims=True))
    return (X - mu) / sigma, mu, sigma


@exercises.misconception(
    normalize_inputs,
    "You divide by the length of each row, `np.linalg.norm(X, axis=1)`: divide by its standard deviation.",
)
def divided_by_the_length(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu, sigma = np.mean(X, axis=1, keepdims=True), np.linalg.norm(X, axis=1, keepdims=True)
    return (X - mu) / sigma, mu, sigma


@exercises.misconception(
    normalize_inputs,
    "You take the mean distance from μ for σ: it is the root of the mean squared distance.",
)
def mean_distance_for_sigma(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu = np.mean(X, axis=1, keepdims=True)
        sigma = np.mean(np.abs(X - mu), axis=1, keepdims=True)
    return (X - mu) / sigma, mu, sigma


@exercises.misconception(
    normalize_inputs, "You use the given σ and compute μ again: both come from the training set."
)
def mu_computed_again(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    mu = np.mean(X, axis=1, keepdims=True)
    if sigma is None:
        sigma = np.std(X, axis=1, keepdims=True)
    return (X - mu) / sigma, mu, sigma


@exercises.misconception(
    normalize_inputs,
    "You use the given μ and σ, but return those of X: return the ones that you used.",
)
def own_statistics_returned(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    own = _moments(X)
    if mu is None:
        mu, sigma = own
    return ((X - mu) / sigma, *own)


@exercises.misconception(
    normalize_inputs,
    "You return `X_norm` alone: return `X_norm, mu, sigma`, since the test set needs the same two.",
)
def statistics_not_returned(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu, sigma = _moments(X)
    return (X - mu) / sigma


@exercises.misconception(normalize_inputs, "You return μ and σ first: `X_norm` comes first, then μ, then σ.")
def statistics_first(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu, sigma = _moments(X)
    return mu, sigma, (X - mu) / sigma


@exercises.misconception(normalize_inputs, "You return σ before μ: the order is `X_norm, mu, sigma`.")
def sigma_before_mu(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu, sigma = _moments(X)
    return (X - mu) / sigma, sigma, mu


@exercises.misconception(
    normalize_inputs,
    "You add a number to σ that is too large: every feature varies here, so you need none, or a tiny one.",
    epsilon=(1.0, 0.1, 0.01, 1e-3, 1e-4, 1e-5),
)
def too_much_added_to_sigma(X: Array, mu: Any = None, sigma: Any = None, *, epsilon: float) -> Any:
    if mu is None:
        mu, sigma = _moments(X)
    return (X - mu) / (sigma + epsilon), mu, sigma


# Normalizing: right styles.


@exercises.style(normalize_inputs, "the variance spelt out")
def normalized_by_hand(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    m = X.shape[1]
    if mu is None:
        mu = 1 / m * np.sum(X, axis=1, keepdims=True)
    X = X - mu
    if sigma is None:
        sigma = np.sqrt(1 / m * np.sum(X**2, axis=1, keepdims=True))
    return X / sigma, mu, sigma


@exercises.style(normalize_inputs, "a loop over the features")
def normalized_feature_by_feature(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    n_x = X.shape[0]
    given = mu is not None and sigma is not None
    X_norm = np.zeros(X.shape)
    if not given:
        mu, sigma = np.zeros((n_x, 1)), np.zeros((n_x, 1))
    for j in range(n_x):
        if not given:
            mu[j, 0], sigma[j, 0] = X[j].mean(), X[j].std()
        X_norm[j] = (X[j] - mu[j, 0]) / sigma[j, 0]
    return X_norm, mu, sigma


@exercises.style(normalize_inputs, "in place")
def normalized_in_place(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu = X.mean(axis=1).reshape(-1, 1)
        sigma = X.std(axis=1).reshape(-1, 1)
    X -= mu
    X /= sigma
    return X, mu, sigma


@exercises.style(normalize_inputs, "rows as examples, transposed twice")
def normalized_transposed(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    rows = X.T
    if mu is None:
        mu, sigma = rows.mean(axis=0)[:, np.newaxis], np.sqrt(rows.var(axis=0))[:, np.newaxis]
    return ((rows - mu.T) / sigma.T).T, mu, sigma


@exercises.style(normalize_inputs, "einsum, a list returned")
def normalized_by_einsum(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    m = X.shape[1]
    if mu is None or sigma is None:
        mu = np.einsum("nm->n", X)[:, None] / m
        sigma = np.sqrt(np.einsum("nm,nm->n", X - mu, X - mu)[:, None] / m)
    return [(X - mu) / sigma, mu, sigma]


@exercises.style(normalize_inputs, "a hair added to σ")
def normalized_with_epsilon(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    if mu is None:
        mu, sigma = np.mean(X, axis=1, keepdims=True), np.std(X, axis=1, keepdims=True)
    return np.divide(np.subtract(X, mu), sigma + 1e-12), mu, sigma


@exercises.style(normalize_inputs, "defaults one by one, in one line each")
def normalized_by_conditional_expressions(X: Array, mu: Any = None, sigma: Any = None) -> Any:
    mu = X.mean(1, keepdims=True) if mu is None else mu
    sigma = X.var(1, keepdims=True) ** 0.5 if sigma is None else sigma
    return (X - mu) * (1 / sigma), mu, sigma


# One neuron's gradients: known mistakes.


def _own_cost(A: Array, Y: Array, floored: bool) -> Any:
    return compute_cost(A, Y) if floored else -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))


def _slopes(dZ: Array, X: Array) -> Gradients:
    m = X.shape[1]
    return {"dw": X @ dZ.T / m, "db": np.sum(dZ) / m}


def _neuron(w: Array, b: Any, X: Array) -> Any:
    return sigmoid(np.dot(w.T, X) + b)


@exercises.misconception(
    propagate,
    "You do not divide the gradients by m: the cost is a mean over the examples, and so is its slope.",
    floored=(True, False),
)
def gradients_not_averaged(w: Array, b: Any, X: Array, Y: Array, *, floored: bool) -> Any:
    A = _neuron(w, b, X)
    return {"dw": X @ (A - Y).T, "db": np.sum(A - Y)}, _own_cost(A, Y, floored)


@exercises.misconception(
    propagate,
    "You divide dw by m and db not: both are slopes of the same mean over the examples.",
    floored=(True, False),
)
def db_not_averaged(w: Array, b: Any, X: Array, Y: Array, *, floored: bool) -> Any:
    A = _neuron(w, b, X)
    return _slopes(A - Y, X) | {"db": np.sum(A - Y)}, _own_cost(A, Y, floored)


@exercises.misconception(
    propagate,
    "You take dZ = Y − A, which is the way down: the gradient points up the slope, dZ = A − Y.",
    floored=(True, False),
)
def gradients_downhill(w: Array, b: Any, X: Array, Y: Array, *, floored: bool) -> Any:
    A = _neuron(w, b, X)
    return _slopes(Y - A, X), _own_cost(A, Y, floored)


@exercises.misconception(
    propagate,
    "Your dw is a row (1, n_x): it has the shape of w, (n_x, 1), and is X dZᵀ / m.",
    floored=(True, False),
)
def dw_as_a_row(w: Array, b: Any, X: Array, Y: Array, *, floored: bool) -> Any:
    A = _neuron(w, b, X)
    return {"dw": (A - Y) @ X.T / X.shape[1], "db": np.mean(A - Y)}, _own_cost(A, Y, floored)


@exercises.misconception(
    propagate,
    "You multiply A − Y by A(1 − A): with the cross-entropy the sigmoid's slope has cancelled already, "
    "dZ = A − Y.",
    floored=(True, False),
)
def times_the_slope_of_the_sigmoid(w: Array, b: Any, X: Array, Y: Array, *, floored: bool) -> Any:
    A = _neuron(w, b, X)
    return _slopes((A - Y) * A * (1 - A), X), _own_cost(A, Y, floored)


@exercises.misconception(
    propagate,
    "You use the logits as they are: the prediction is A = σ(wᵀX + b), between 0 and 1.",
    floored=(True, False),
)
def without_sigmoid(w: Array, b: Any, X: Array, Y: Array, *, floored: bool) -> Any:
    A = np.dot(w.T, X) + b
    return _slopes(A - Y, X), _own_cost(A, Y, floored)


@exercises.misconception(
    propagate,
    "You left b out of the prediction: the logit is wᵀX + b.",
    floored=(True, False),
)
def neuron_without_bias(w: Array, b: Any, X: Array, Y: Array, *, floored: bool) -> Any:
    A = _neuron(w, 0, X)
    return _slopes(A - Y, X), _own_cost(A, Y, floored)


@exercises.misconception(
    propagate,
    "You compare the truth with yes or no: the gradient compares it with the probability A, "
    "which says how far off the answer was.",
    floored=(True, False),
)
def gradient_of_hard_answers(w: Array, b: Any, X: Array, Y: Array, *, floored: bool) -> Any:
    A = _neuron(w, b, X)
    return _slopes((A > 0.5) - Y, X), _own_cost(A, Y, floored)


@exercises.misconception(
    propagate,
    "Your db has one number for each example: b is shared by all of them, so take their mean.",
    floored=(True, False),
)
def db_of_each_example(w: Array, b: Any, X: Array, Y: Array, *, floored: bool) -> Any:
    A = _neuron(w, b, X)
    return _slopes(A - Y, X) | {"db": (A - Y) / X.shape[1]}, _own_cost(A, Y, floored)


@exercises.misconception(
    propagate, "You return the cost first: the gradients come first here, then the cost."
)
def cost_before_gradients(w: Array, b: Any, X: Array, Y: Array) -> Any:
    A = _neuron(w, b, X)
    return compute_cost(A, Y), _slopes(A - Y, X)


@exercises.misconception(
    propagate,
    "You name the gradients `w` and `b`, as the parameters are: their keys are `dw` and `db`.",
    floored=(True, False),
)
def keys_of_the_parameters(w: Array, b: Any, X: Array, Y: Array, *, floored: bool) -> Any:
    A = _neuron(w, b, X)
    return {"w": X @ (A - Y).T / X.shape[1], "b": np.mean(A - Y)}, _own_cost(A, Y, floored)


@exercises.misconception(
    propagate,
    "Your cost is the sum over the examples and your gradients are those of their mean: `compute_cost` "
    "divides by m already.",
)
def cost_not_averaged(w: Array, b: Any, X: Array, Y: Array) -> Any:
    A = _neuron(w, b, X)
    return _slopes(A - Y, X), X.shape[1] * compute_cost(A, Y)


@exercises.misconception(
    propagate,
    "You take the logarithms yourself, and a neuron that is certain gives 0 · log 0 = NaN: call your "
    "`compute_cost`, which has a floor.",
)
def cost_without_a_floor(w: Array, b: Any, X: Array, Y: Array) -> Any:
    A = _neuron(w, b, X)
    return _slopes(A - Y, X), -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))


@exercises.misconception(
    propagate,
    "You divide db by m and dw not: both belong to the same mean over the examples.",
    floored=(True, False),
)
def dw_not_averaged(w: Array, b: Any, X: Array, Y: Array, *, floored: bool) -> Any:
    A = _neuron(w, b, X)
    return _slopes(A - Y, X) | {"dw": X @ (A - Y).T}, _own_cost(A, Y, floored)


@exercises.misconception(
    propagate,
    "You divide by the number of features, `X.shape[0]`: m is the number of examples, `X.shape[1]`.",
    floored=(True, False),
)
def averaged_over_the_features(w: Array, b: Any, X: Array, Y: Array, *, floored: bool) -> Any:
    A = _neuron(w, b, X)
    n = X.shape[0]
    return {"dw": X @ (A - Y).T / n, "db": np.sum(A - Y) / n}, _own_cost(A, Y, floored)


@exercises.misconception(
    propagate,
    "You flip the sign of one of the two gradients: both come from the same dZ = A − Y.",
    name=("dw", "db"),
    floored=(True, False),
)
def one_sign_flipped(w: Array, b: Any, X: Array, Y: Array, *, name: str, floored: bool) -> Any:
    A = _neuron(w, b, X)
    grads = _slopes(A - Y, X)
    return grads | {name: -grads[name]}, _own_cost(A, Y, floored)


@exercises.misconception(
    propagate,
    "You multiply X by A instead of dZ: dw is X (A − Y)ᵀ / m, with the error, not the prediction.",
    floored=(True, False),
)
def dw_from_the_prediction(w: Array, b: Any, X: Array, Y: Array, *, floored: bool) -> Any:
    A = _neuron(w, b, X)
    return _slopes(A - Y, X) | {"dw": X @ A.T / X.shape[1]}, _own_cost(A, Y, floored)


@exercises.misconception(
    propagate,
    "You average A instead of dZ: db is the mean of A − Y.",
    floored=(True, False),
)
def db_from_the_prediction(w: Array, b: Any, X: Array, Y: Array, *, floored: bool) -> Any:
    A = _neuron(w, b, X)
    return _slopes(A - Y, X) | {"db": np.mean(A)}, _own_cost(A, Y, floored)


@exercises.misconception(
    propagate,
    "You add up the features in dw as well: it has one number for each feature, (n_x, 1).",
    floored=(True, False),
)
def one_number_for_dw(w: Array, b: Any, X: Array, Y: Array, *, floored: bool) -> Any:
    A = _neuron(w, b, X)
    return _slopes(A - Y, X) | {"dw": np.sum(X * (A - Y)) / X.shape[1]}, _own_cost(A, Y, floored)


@exercises.misconception(
    propagate,
    "Your dw is flat, (n_x,): keep it a column like w, (n_x, 1), as `X @ dZ.T` is.",
    floored=(True, False),
)
def dw_flat(w: Array, b: Any, X: Array, Y: Array, *, floored: bool) -> Any:
    A = _neuron(w, b, X)
    return _slopes(A - Y, X) | {"dw": (X @ (A - Y).T / X.shape[1]).ravel()}, _own_cost(A, Y, floored)


@exercises.misconception(
    propagate,
    "You call `compute_cost` with its arguments exchanged: the prediction comes first, `compute_cost(A, Y)`.",
    floored=(True, False),
)
def arguments_of_the_cost_exchanged(w: Array, b: Any, X: Array, Y: Array, *, floored: bool) -> Any:
    A = _neuron(w, b, X)
    return _slopes(A - Y, X), compute_cost(Y, A)


@exercises.misconception(
    propagate,
    "You take the gradient of the squared error, 2 (A − Y) A (1 − A): with the cross-entropy dZ is A − Y.",
    floored=(True, False),
)
def gradient_of_the_squared_error(w: Array, b: Any, X: Array, Y: Array, *, floored: bool) -> Any:
    A = _neuron(w, b, X)
    return _slopes(2 * (A - Y) * A * (1 - A), X), _own_cost(A, Y, floored)


@exercises.misconception(
    propagate,
    "You subtract b in the score: it is wᵀX + b.",
    floored=(True, False),
)
def neuron_with_minus_b(w: Array, b: Any, X: Array, Y: Array, *, floored: bool) -> Any:
    A = _neuron(w, -np.asarray(b), X)
    return _slopes(A - Y, X), _own_cost(A, Y, floored)


@exercises.misconception(propagate, "You return the cost alone: return `grads, cost`.")
def gradients_not_returned(w: Array, b: Any, X: Array, Y: Array) -> Any:
    return compute_cost(_neuron(w, b, X), Y)


@exercises.misconception(
    propagate,
    "You return dw, db and the cost one by one: put the two gradients into a dict, `grads, cost`.",
    floored=(True, False),
)
def three_results(w: Array, b: Any, X: Array, Y: Array, *, floored: bool) -> Any:
    A = _neuron(w, b, X)
    grads = _slopes(A - Y, X)
    return grads["dw"], grads["db"], _own_cost(A, Y, floored)


@exercises.misconception(propagate, "You return the gradients alone: return `grads, cost`.")
def cost_left_out(w: Array, b: Any, X: Array, Y: Array) -> Any:
    return _slopes(_neuron(w, b, X) - Y, X)


@exercises.misconception(
    propagate,
    "You apply the sigmoid twice: `A = sigmoid(w.T @ X + b)` is the prediction already.",
    floored=(True, False),
)
def sigmoid_twice(w: Array, b: Any, X: Array, Y: Array, *, floored: bool) -> Any:
    A = sigmoid(_neuron(w, b, X))
    return _slopes(A - Y, X), _own_cost(A, Y, floored)


@exercises.misconception(
    propagate,
    "You use tanh for the prediction: it is a probability, σ(wᵀX + b).",
    floored=(True, False),
)
def neuron_with_tanh(w: Array, b: Any, X: Array, Y: Array, *, floored: bool) -> Any:
    A = np.tanh(w.T @ X + b)
    return _slopes(A - Y, X), _own_cost(A, Y, floored)


# One neuron's gradients: right styles.


@exercises.style(propagate, "dot, and 1/m in front")
def gradients_with_dot(w: Array, b: Any, X: Array, Y: Array) -> Any:
    m = X.shape[1]
    A = sigmoid(np.dot(w.T, X) + b)
    cost = compute_cost(A, Y)
    dw = 1 / m * np.dot(X, (A - Y).T)
    db = 1 / m * np.sum(A - Y)
    grads = {"dw": dw, "db": db}
    return grads, cost


@exercises.style(propagate, "one example at a time")
def gradients_example_by_example(w: Array, b: Any, X: Array, Y: Array) -> Any:
    n_x, m = X.shape
    cost, dw, db = 0.0, np.zeros((n_x, 1)), 0.0
    for i in range(m):
        x, y = X[:, [i]], Y[0, i]
        a = sigmoid(w.T @ x + b).item()
        cost -= np.log(max(a if y == 1 else 1 - a, 1e-100)) / m
        dw += (a - y) * x / m
        db += (a - y) / m
    return {"dw": dw, "db": db}, cost


@exercises.style(propagate, "einsum, db an array of one element")
def gradients_by_einsum(w: Array, b: Any, X: Array, Y: Array) -> Any:
    A = sigmoid(np.einsum("nk,nm->km", w, X) + b)
    dZ = (A - Y) / X.shape[1]
    grads = {"db": dZ.sum(axis=1, keepdims=True), "dw": np.einsum("nm,km->nk", X, dZ)}
    return grads, compute_cost(AL=A, Y=Y)


@exercises.style(propagate, "the bias as the weight of a constant input")
def gradients_with_a_constant_input(w: Array, b: Any, X: Array, Y: Array) -> Any:
    m = X.shape[1]
    X1 = np.vstack([X, np.ones((1, m))])
    A = sigmoid(np.vstack([w, [[b]]]).T @ X1)
    d = X1 @ (A - Y).T / m
    return {"dw": d[:-1], "db": d[-1, 0]}, compute_cost(A, Y)


@exercises.style(propagate, "the cost from the logits, a list returned")
def gradients_by_logaddexp(w: Array, b: Any, X: Array, Y: Array) -> Any:
    Z = w.T @ X + b
    cost = np.mean(np.logaddexp(0, Z) - Y * Z)
    dZ = np.exp(-np.logaddexp(0, -Z)) - Y
    return [{"dw": (dZ @ X.T).T / X.shape[1], "db": dZ.mean()}, cost]


@exercises.style(propagate, "in place, dZ divided by m at once, further keys")
def gradients_in_place(w: Array, b: Any, X: Array, Y: Array) -> Any:
    A = sigmoid((w * X).sum(axis=0, keepdims=True) + b)
    cost = compute_cost(A, Y)
    A -= Y
    A /= A.size
    return {"dZ": A, "dw": X @ A.T, "db": A.sum()}, cost


@exercises.style(propagate, "means of products")
def gradients_by_means(w: Array, b: Any, X: Array, Y: Array) -> Any:
    A = sigmoid(X.T @ w + b).T
    error = A - Y
    dw = np.mean(X * error, axis=1).reshape(w.shape)
    return {"dw": dw, "db": np.mean(error)}, np.array(compute_cost(A, Y))


# Descent: known mistakes.


@exercises.misconception(
    optimize, "You add the gradient, and the cost rises: subtract it, w − learning_rate · dw."
)
def uphill(w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float) -> Any:
    costs = []
    for _ in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w, b = w + learning_rate * grads["dw"], b + learning_rate * grads["db"]
        costs.append(cost)
    return {"w": w, "b": b}, costs


@exercises.misconception(
    optimize,
    "You note the cost after the update: each cost belongs before its step, so that costs[0] is that of the "
    "w and b you were given.",
)
def costs_after_the_update(
    w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float
) -> Any:
    costs = []
    for _ in range(num_iterations):
        grads, _cost = propagate(w, b, X, Y)
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
        costs.append(propagate(w, b, X, Y)[1])
    return {"w": w, "b": b}, costs


@exercises.misconception(
    optimize, "You update w and leave b as it was: b takes its step too, b − learning_rate · db."
)
def bias_not_updated(w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float) -> Any:
    costs = []
    for _ in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w = w - learning_rate * grads["dw"]
        costs.append(cost)
    return {"w": w, "b": b}, costs


@exercises.misconception(
    optimize,
    "Your loop takes one step too few: `range(num_iterations)` runs num_iterations times, "
    "`range(1, num_iterations)` once less.",
)
def one_step_too_few(w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float) -> Any:
    costs = []
    for _ in range(1, num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
        costs.append(cost)
    return {"w": w, "b": b}, costs


@exercises.misconception(
    optimize,
    "You compute the gradients once, before the loop: they change with each step, so compute them inside it.",
)
def gradients_computed_once(
    w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float
) -> Any:
    grads, cost = propagate(w, b, X, Y)
    costs = []
    for _ in range(num_iterations):
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
        costs.append(cost)
    return {"w": w, "b": b}, costs


@exercises.misconception(
    optimize, "You note the cost at every hundredth step only: return one for each iteration."
)
def every_hundredth_cost(
    w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float
) -> Any:
    costs = []
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
        if i % 100 == 0:
            costs.append(cost)
    return {"w": w, "b": b}, costs


@exercises.misconception(
    optimize,
    "You start from zeros: start from the w and b that you are given, which may be a training to go on with.",
)
def started_from_zeros(
    w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float
) -> Any:
    w, b = np.zeros(w.shape), 0.0
    costs = []
    for _ in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
        costs.append(cost)
    return {"w": w, "b": b}, costs


@exercises.misconception(
    optimize,
    "You compute db with the new w: both gradients belong to the same point, so compute them together, "
    "then take both steps.",
)
def bias_after_the_weights(
    w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float
) -> Any:
    costs = []
    for _ in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w = w - learning_rate * grads["dw"]
        b = b - learning_rate * propagate(w, b, X, Y)[0]["db"]
        costs.append(cost)
    return {"w": w, "b": b}, costs


@exercises.misconception(
    optimize,
    "You divide by m a second time: `propagate` returns means already, so the step is learning_rate · dw.",
)
def divided_by_m_again(
    w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float
) -> Any:
    m = X.shape[1]
    costs = []
    for _ in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w, b = w - learning_rate / m * grads["dw"], b - learning_rate / m * grads["db"]
        costs.append(cost)
    return {"w": w, "b": b}, costs


def _descended(w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float) -> Any:
    costs: list[float] = []
    grads: Gradients = {}
    for _ in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
        costs.append(cost)
    return {"w": w, "b": b}, grads, costs


@exercises.misconception(
    optimize, "You return three things: return two, the parameters and the costs, without the gradients."
)
def gradients_returned_too(
    w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float
) -> Any:
    return _descended(w, b, X, Y, num_iterations, learning_rate)


@exercises.misconception(
    optimize, "You return the last cost alone: return the whole list, one cost for each iteration."
)
def the_last_cost_alone(
    w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float
) -> Any:
    params, _, costs = _descended(w, b, X, Y, num_iterations, learning_rate)
    return params, costs[-1]


@exercises.misconception(
    optimize,
    "You note the cost of the final w and b as well: one for each iteration, before its step, makes "
    "num_iterations costs.",
)
def one_cost_too_many(w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float) -> Any:
    params, _, costs = _descended(w, b, X, Y, num_iterations, learning_rate)
    return params, [*costs, propagate(params["w"], params["b"], X, Y)[1]]


@exercises.misconception(
    optimize,
    "You use a learning rate of your own: the step is the argument `learning_rate` times the gradient.",
    rate=(1.0, 0.1, 0.01, 0.001, 0.5, 0.005, 0.009),
)
def learning_rate_of_its_own(
    w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float, *, rate: float
) -> Any:
    costs = []
    for _ in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w, b = w - rate * grads["dw"], b - rate * grads["db"]
        costs.append(cost)
    return {"w": w, "b": b}, costs


@exercises.misconception(
    optimize,
    "You add one of the two gradients: subtract both, w − learning_rate · dw and b − learning_rate · db.",
    signs=((1, -1), (-1, 1)),
)
def one_step_uphill(
    w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float, *, signs: tuple[int, int]
) -> Any:
    costs = []
    for _ in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w, b = w + signs[0] * learning_rate * grads["dw"], b + signs[1] * learning_rate * grads["db"]
        costs.append(cost)
    return {"w": w, "b": b}, costs


@exercises.misconception(
    optimize,
    "You update b and leave w as it was: w takes its step too, w − learning_rate · dw.",
)
def weights_not_updated(
    w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float
) -> Any:
    costs = []
    for _ in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        b = b - learning_rate * grads["db"]
        costs.append(cost)
    return {"w": w, "b": b}, costs


@exercises.misconception(
    optimize,
    "You compute new values and do not keep them: assign them, `w = w - …` and `b = b - …`.",
)
def nothing_updated(w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float) -> Any:
    costs = []
    for _ in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        _ = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
        costs.append(cost)
    return {"w": w, "b": b}, costs


@exercises.misconception(
    optimize,
    "You assign the gradients to w and b: the new w is the old one minus learning_rate · dw.",
)
def gradient_in_place_of_the_step(
    w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float
) -> Any:
    costs = []
    for _ in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w, b = grads["dw"], grads["db"]
        costs.append(cost)
    return {"w": w, "b": b}, costs


@exercises.misconception(
    optimize,
    "You replace w by the step alone: subtract the step from the old w, and so with b.",
)
def step_in_place_of_the_result(
    w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float
) -> Any:
    costs = []
    for _ in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w, b = -learning_rate * grads["dw"], -learning_rate * grads["db"]
        costs.append(cost)
    return {"w": w, "b": b}, costs


@exercises.misconception(
    optimize,
    'You update b by the mean of dw: its own gradient is `grads["db"]`.',
)
def bias_by_dw(w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float) -> Any:
    costs = []
    for _ in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w, b = w - learning_rate * grads["dw"], b - learning_rate * float(np.mean(grads["dw"]))
        costs.append(cost)
    return {"w": w, "b": b}, costs


@exercises.misconception(
    optimize,
    "You return inside the loop, so that only one step is taken: move `return` to the left, below the loop.",
)
def returned_within_the_loop(
    w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float
) -> Any:
    costs = []
    for _ in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
        costs.append(cost)
        return {"w": w, "b": b}, costs
    return {"w": w, "b": b}, costs


@exercises.misconception(
    optimize,
    "You return the gradients instead of the parameters: return the new w and b under the keys `w` and `b`.",
)
def gradients_for_parameters(
    w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float
) -> Any:
    costs = []
    grads: Gradients = {}
    for _ in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
        costs.append(cost)
    return grads, costs


@exercises.misconception(
    optimize,
    "You name the parameters `dw` and `db`, as the gradients are: their keys are `w` and `b`.",
)
def keys_of_the_gradients(
    w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float
) -> Any:
    costs = []
    for _ in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
        costs.append(cost)
    return {"dw": w, "db": b}, costs


@exercises.misconception(
    optimize,
    "You return the costs first: the parameters come first, then the costs.",
)
def costs_before_parameters(
    w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float
) -> Any:
    costs = []
    for _ in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
        costs.append(cost)
    return costs, {"w": w, "b": b}


@exercises.misconception(
    optimize,
    "You return the parameters alone: return `params, costs`.",
)
def parameters_alone(w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float) -> Any:
    costs = []
    for _ in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
        costs.append(cost)
    return {"w": w, "b": b}


@exercises.misconception(
    optimize,
    "You note the cost at every tenth step only: return one for each iteration.",
)
def every_tenth_cost(w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float) -> Any:
    costs = []
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
        if i % 10 == 0:
            costs.append(cost)
    return {"w": w, "b": b}, costs


@exercises.misconception(
    optimize,
    "Your loop takes one step too many: `range(num_iterations)` runs num_iterations times.",
)
def one_step_too_many(w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float) -> Any:
    costs = []
    for _ in range(num_iterations + 1):
        grads, cost = propagate(w, b, X, Y)
        w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
        costs.append(cost)
    return {"w": w, "b": b}, costs


@exercises.misconception(
    optimize,
    "You make the learning rate smaller from round to round: here it stays as it is.",
)
def rate_divided_by_the_round(
    w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float
) -> Any:
    costs = []
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        rate = learning_rate / (i + 1)
        w, b = w - rate * grads["dw"], b - rate * grads["db"]
        costs.append(cost)
    return {"w": w, "b": b}, costs


# Descent: right styles.


@exercises.style(optimize, "in place, params and grads unpacked")
def descent_in_place(w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float) -> Any:
    costs = []
    for _i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        dw = grads["dw"]
        db = grads["db"]
        w -= learning_rate * dw
        b -= learning_rate * db
        costs.append(cost)
    params = {"w": w, "b": b}
    return params, costs


@exercises.style(optimize, "a dict of parameters all along, keyword calls")
def descent_of_a_dict(w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float) -> Any:
    params = {"w": w, "b": b}
    costs = []
    for _ in range(num_iterations):
        grads, cost = propagate(X=X, Y=Y, **params)
        params = {name: value - learning_rate * grads["d" + name] for name, value in params.items()}
        costs.append(float(cost))
    return params, costs


@exercises.style(optimize, "an array of costs")
def descent_with_an_array_of_costs(
    w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float
) -> Any:
    costs = np.zeros(num_iterations)
    for i in range(num_iterations):
        grads, costs[i] = propagate(w, b, X, Y)
        w = w - learning_rate * grads["dw"]
        b = b - learning_rate * grads["db"]
    return {"w": w, "b": b}, costs


@exercises.style(optimize, "a while loop, a list returned")
def descent_by_while(w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float) -> Any:
    costs: list[float] = []
    while len(costs) < num_iterations:
        grads, cost = propagate(w, b, X, Y)
        costs += [cost]
        w, b = w - grads["dw"] * learning_rate, b - grads["db"] * learning_rate
    return [{"b": b, "w": w}, costs]


def _descend(params: Gradients, X: Array, Y: Array, steps: int, learning_rate: float) -> Any:
    if steps == 0:
        return params, []
    grads, cost = propagate(params["w"], params["b"], X, Y)
    following = {name: params[name] - learning_rate * grads[f"d{name}"] for name in params}
    last, costs = _descend(following, X, Y, steps - 1, learning_rate)
    return last, [cost, *costs]


@exercises.style(optimize, "recursion")
def descent_by_recursion(
    w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float
) -> Any:
    return _descend({"w": w, "b": b}, X, Y, num_iterations, learning_rate)


@exercises.style(optimize, "everything in its own loop, b an array of one element")
def descent_on_its_own(
    w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float
) -> Any:
    m = X.shape[1]
    b = np.array([[b]])
    costs = []
    for _ in range(num_iterations):
        A = sigmoid(w.T @ X + b)
        costs.append(compute_cost(A, Y))
        w = w - learning_rate * X @ (A - Y).T / m
        b = b - learning_rate * (A - Y).sum(axis=1, keepdims=True) / m
    return {"w": w, "b": b}, costs


@exercises.style(optimize, "steps of the sum, the rate divided by m")
def descent_by_sums(w: Array, b: Any, X: Array, Y: Array, num_iterations: int, learning_rate: float) -> Any:
    rate = learning_rate / X.shape[1]
    costs = []
    for _ in range(num_iterations):
        A = sigmoid(np.dot(w.T, X) + b)
        costs.append(compute_cost(A, Y))
        error = Y - A
        w = w + rate * np.dot(X, error.T)
        b = b + rate * error.sum()
    return {"w": w, "b": b}, costs


# One neuron's answers: known mistakes.


@exercises.misconception(
    predict, "You return the probabilities: answer 1 where they exceed ½ and 0 elsewhere."
)
def probabilities_as_answers(w: Array, b: Any, X: Array) -> Any:
    return _neuron(w, b, X)


@exercises.misconception(
    predict, "You compare the probabilities with 0, and all of them are greater: the limit is ½."
)
def all_of_them_positive(w: Array, b: Any, X: Array) -> Any:
    return (_neuron(w, b, X) > 0).astype(float)


@exercises.misconception(
    predict,
    "You compare the logit with ½: the probability is ½ where the logit is 0, so apply the sigmoid first or "
    "compare with 0.",
)
def logit_above_one_half(w: Array, b: Any, X: Array) -> Any:
    return (np.dot(w.T, X) + b > 0.5).astype(float)


@exercises.misconception(predict, "You left b out, which moves the boundary: the logit is wᵀX + b.")
def answers_without_bias(w: Array, b: Any, X: Array) -> Any:
    return (np.dot(w.T, X) > 0).astype(float)


@exercises.misconception(predict, "You answer the other way round: 1 is for probabilities above ½.")
def answers_turned_round(w: Array, b: Any, X: Array) -> Any:
    return (_neuron(w, b, X) < 0.5).astype(float)


@exercises.misconception(
    predict, "You answer −1 for no, as the perceptron did: here the classes are 0 and 1."
)
def minus_one_for_no(w: Array, b: Any, X: Array) -> Any:
    return np.sign(np.dot(w.T, X) + b)


@exercises.misconception(
    predict, "You return a flat array (m,): keep the shape of Y, (1, m), so that the two can be compared."
)
def flat_answers(w: Array, b: Any, X: Array) -> Any:
    return (_neuron(w, b, X) > 0.5).astype(float).ravel()


@exercises.misconception(
    predict, "You return a column (m, 1): examples are columns here, so the answers are a row, (1, m)."
)
def answers_as_a_column(w: Array, b: Any, X: Array) -> Any:
    return (np.dot(X.T, w) + b > 0).astype(float)


@exercises.misconception(
    predict, "You give one answer to all examples together: compare each probability with ½ on its own."
)
def one_answer_for_all(w: Array, b: Any, X: Array) -> Any:
    return np.full((1, X.shape[1]), float(np.mean(_neuron(w, b, X)) > 0.5))


@exercises.misconception(
    predict,
    "You answer 1 at a probability of exactly ½: the answer is 1 only where it exceeds ½, so use `>`.",
)
def one_at_exactly_one_half(w: Array, b: Any, X: Array) -> Any:
    return (_neuron(w, b, X) >= 0.5).astype(float)


@exercises.misconception(
    predict, "You return the probabilities as well: the result is the array of answers alone."
)
def answers_and_probabilities(w: Array, b: Any, X: Array) -> Any:
    A = _neuron(w, b, X)
    return (A > 0.5).astype(float), A


@exercises.misconception(
    predict,
    "You compare the probabilities with their own mean: the limit is ½, whatever the other examples are.",
)
def above_the_mean(w: Array, b: Any, X: Array) -> Any:
    A = _neuron(w, b, X)
    return (np.mean(A) < A).astype(float)


@exercises.misconception(
    predict,
    "You cut off the decimals, so that all but a certain yes becomes 0: compare with ½.",
)
def cut_off_decimals(w: Array, b: Any, X: Array) -> Any:
    return np.floor(_neuron(w, b, X))


@exercises.misconception(
    predict,
    "Your limit is not ½: answer 1 where the probability exceeds 0.5.",
    limit=(0.3, 0.4, 0.6, 0.7, 0.8, 0.9),
)
def another_limit(w: Array, b: Any, X: Array, *, limit: float) -> Any:
    return (_neuron(w, b, X) > limit).astype(float)


@exercises.misconception(
    predict,
    "Your loop leaves out the last example: `range(m)` goes from 0 to m − 1.",
)
def last_answer_left_out(w: Array, b: Any, X: Array) -> Any:
    A = _neuron(w, b, X)
    answers = np.zeros((1, X.shape[1]))
    for i in range(X.shape[1] - 1):
        answers[0, i] = A[0, i] > 0.5
    return answers


@exercises.misconception(
    predict,
    "You return the zeros that you start with: write each answer into `answers[0, i]` before you return it.",
)
def answers_left_at_zero(w: Array, b: Any, X: Array) -> Any:
    return np.zeros((1, X.shape[1]))


@exercises.misconception(predict, "You answer 1 to everything: compare each probability with ½.")
def always_yes(w: Array, b: Any, X: Array) -> Any:
    return np.ones((1, X.shape[1]))


@exercises.misconception(
    predict, "You subtract b, which moves the boundary the wrong way: the score is wᵀX + b."
)
def boundary_moved_the_wrong_way(w: Array, b: Any, X: Array) -> Any:
    return (np.dot(w.T, X) - b > 0).astype(float)


@exercises.misconception(
    predict,
    "You compute the answers but do not return them: the last line should be `return` and their name.",
)
def answers_not_returned(w: Array, b: Any, X: Array) -> Any:
    _neuron(w, b, X)


# One neuron's answers: right styles.


@exercises.style(predict, "through the sigmoid")
def answers_through_the_sigmoid(w: Array, b: Any, X: Array) -> Any:
    A = sigmoid(np.dot(w.T, X) + b)
    return (A > 0.5).astype(int)


@exercises.style(predict, "truth values")
def answers_as_truth_values(w: Array, b: Any, X: Array) -> Any:
    return sigmoid(w.T @ X + b) > 0.5


@exercises.style(predict, "where")
def answers_by_where(w: Array, b: Any, X: Array) -> Any:
    return np.where(sigmoid(w.T @ X + b) > 0.5, 1, 0)


@exercises.style(predict, "rounded probabilities")
def answers_by_rounding(w: Array, b: Any, X: Array) -> Any:
    return np.round(sigmoid(w.T @ X + b))


@exercises.style(predict, "a loop over the examples")
def answers_example_by_example(w: Array, b: Any, X: Array) -> Any:
    m = X.shape[1]
    A = sigmoid(w.T @ X + b)
    answers = np.zeros((1, m))
    for i in range(m):
        if A[0, i] > 0.5:
            answers[0, i] = 1
    return answers


@exercises.style(predict, "the sign of the logit, heaviside")
def answers_by_heaviside(w: Array, b: Any, X: Array) -> Any:
    return np.heaviside(np.einsum("nk,nm->km", w, X) + b, 0)


@exercises.style(predict, "a list of lists")
def answers_in_a_list(w: Array, b: Any, X: Array) -> Any:
    return [[1 if float(sigmoid(w.T @ X[:, [i]] + b).item()) > 0.5 else 0 for i in range(X.shape[1])]]


# tanh: known mistakes.


def _hyperbolic(Z: Array) -> Any:
    e = np.exp(-2 * np.abs(Z))
    return np.sign(Z) * (1 - e) / (1 + e)


@exercises.misconception(
    tanh,
    "You divide as the definition is written, and for Z = ±1000 that is ∞/∞: use `np.tanh`, your `sigmoid`, "
    "or e^−2|Z|, which cannot overflow.",
)
def quotient_as_defined(Z: Array) -> Any:
    return (np.exp(Z) - np.exp(-Z)) / (np.exp(Z) + np.exp(-Z))


@exercises.misconception(
    tanh, "You return the sigmoid, which runs from 0 to 1: tanh runs from −1 to 1 and is 0 at 0."
)
def sigmoid_in_place_of_tanh(Z: Array) -> Any:
    return _logistic(Z)


@exercises.misconception(
    tanh,
    "You compute 2σ(Z) − 1, which is tanh(Z/2) and half as steep: it is 2σ(2Z) − 1.",
)
def half_as_steep(Z: Array) -> Any:
    return 2 * _logistic(Z) - 1


@exercises.misconception(tanh, "You forgot to subtract 1: 2σ(2Z) runs from 0 to 2, tanh from −1 to 1.")
def one_not_subtracted(Z: Array) -> Any:
    return 2 * _logistic(2 * Z)


@exercises.misconception(
    tanh, "You return the tangent of an angle, `np.tan`: the hyperbolic one is `np.tanh`."
)
def tangent_of_an_angle(Z: Array) -> Any:
    return np.tan(Z)


@exercises.misconception(tanh, "Your sign is turned round: tanh is positive where Z is positive.")
def tanh_turned_round(Z: Array) -> Any:
    return -_hyperbolic(Z)


@exercises.misconception(
    tanh, "You cut Z off at −1 and 1, which has corners: tanh bends smoothly, and tanh(1) is 0.76."
)
def cut_off_at_one(Z: Array) -> Any:
    return np.clip(Z, -1, 1)


@exercises.misconception(tanh, "You return the slope 1 − tanh²: here it is tanh itself.")
def slope_in_place_of_tanh(Z: Array) -> Any:
    return 1 - _hyperbolic(Z) ** 2


@exercises.misconception(
    tanh, "Your fraction is upside down: the difference of the exponentials is above the line, the sum below."
)
def fraction_upside_down(Z: Array) -> Any:
    return 1 / _hyperbolic(Z)


@exercises.misconception(
    tanh,
    "You return a cache as well: here the result is the array A alone, without `Z` beside it.",
)
def tanh_with_a_cache(Z: Array) -> Any:
    return _hyperbolic(Z), Z


@exercises.misconception(
    tanh,
    "You compute A but do not return it: end with `return A`.",
)
def tanh_not_returned(Z: Array) -> Any:
    _hyperbolic(Z)


@exercises.misconception(
    tanh,
    "You left out the brackets, so only e^−Z is divided by e^Z: put the difference and the sum in brackets.",
)
def tanh_without_brackets(Z: Array) -> Any:
    return np.exp(Z) - np.exp(-Z) / np.exp(Z) + np.exp(-Z)


@exercises.misconception(
    tanh,
    "You return the sinh: divide e^Z − e^−Z by e^Z + e^−Z.",
    factor=(1.0, 2.0),
)
def numerator_alone(Z: Array, *, factor: float) -> Any:
    return np.sinh(np.clip(Z, -700, 700)) * factor


@exercises.misconception(
    tanh,
    "You shift the sigmoid by ½, which runs from −½ to ½: tanh is 2σ(2Z) − 1.",
    factor=(1.0, 2.0),
)
def sigmoid_minus_one_half(Z: Array, *, factor: float) -> Any:
    return _logistic(factor * Z) - 0.5


@exercises.misconception(
    tanh,
    "You clip Z where tanh still changes: use limits such as ±30 at least.",
    at=(2.0, 3.0, 5.0),
)
def tanh_clipped_too_early(Z: Array, *, at: float) -> Any:
    return _hyperbolic(np.clip(Z, -at, at))


@exercises.misconception(
    tanh,
    "You round the result: return it with all its digits.",
    digits=(1, 2, 3, 4, 6),
)
def tanh_rounded(Z: Array, *, digits: int) -> Any:
    return np.round(_hyperbolic(Z), digits)


@exercises.misconception(
    tanh,
    "You return the arc tangent: the hyperbolic tangent is `np.tanh`.",
)
def arc_tangent(Z: Array) -> Any:
    return np.arctan(Z)


# tanh: right styles.


@exercises.style(tanh, "a sigmoid, rescaled")
def tanh_by_sigmoid(Z: Array) -> Any:
    return 2 * sigmoid(2 * Z) - 1


@exercises.style(tanh, "an exponent that is never positive")
def tanh_of_the_magnitude(Z: Array) -> Any:
    e = np.exp(-2 * np.abs(Z))
    return np.where(Z < 0, -1, 1) * (1 - e) / (1 + e)


@exercises.style(tanh, "one exponential, which may overflow to 1 − 0")
def tanh_by_one_exponential(Z: Array) -> Any:
    return 1 - 2 / (np.exp(2 * Z) + 1)


@exercises.style(tanh, "two loops")
def tanh_by_loops(Z: Array) -> Any:
    A = np.zeros(Z.shape)
    for i in range(Z.shape[0]):
        for j in range(Z.shape[1]):
            e = np.exp(-2 * abs(Z[i, j]))
            A[i, j] = (1 - e) / (1 + e)
            if Z[i, j] < 0:
                A[i, j] = -A[i, j]
    return A


@exercises.style(tanh, "expm1")
def tanh_by_expm1(Z: Array) -> Any:
    t = np.expm1(-2 * np.abs(Z))
    return -np.sign(Z) * t / (t + 2)


@exercises.style(tanh, "the definition, clipped where nothing changes any more")
def tanh_clipped(Z: Array) -> Any:
    Z = np.clip(Z, -30, 30)
    return (np.exp(Z) - np.exp(-Z)) / (np.exp(Z) + np.exp(-Z))


@exercises.style(tanh, "sinh over cosh, clipped")
def tanh_by_sinh_and_cosh(Z: Array) -> Any:
    z = np.maximum(-50, np.minimum(50, Z))
    return np.sinh(z) / np.cosh(z)


@exercises.style(tanh, "a mask for each sign, in place")
def tanh_by_masks(Z: Array) -> Any:
    right = Z >= 0
    Z[right] = 2 / (1 + np.exp(-2 * Z[right])) - 1
    Z[~right] = 1 - 2 / (1 + np.exp(2 * Z[~right]))
    return Z


# ReLU: known mistakes.


@exercises.misconception(relu, "You return the magnitude |Z|: ReLU makes negative entries 0.")
def magnitude_in_place_of_relu(Z: Array) -> Any:
    return np.abs(Z)


@exercises.misconception(
    relu, "You take the smaller of 0 and Z, which keeps the negative entries: take the larger."
)
def smaller_of_the_two(Z: Array) -> Any:
    return np.minimum(0, Z)


@exercises.misconception(
    relu, "You return 1 for every positive entry, which is ReLU's slope: positive entries remain as they are."
)
def ones_for_the_positive(Z: Array) -> Any:
    return np.where(Z > 0, 1.0, 0.0)


@exercises.misconception(relu, "You cut the entries off at 1: ReLU has no upper limit.")
def relu_with_a_ceiling(Z: Array) -> Any:
    return np.clip(Z, 0, 1)


@exercises.misconception(
    relu,
    "You let a part of the negative entries through, as leaky ReLU does: ReLU makes them 0.",
    slope=(0.01, 0.1, 0.2, 0.001),
)
def leaking_relu(Z: Array, *, slope: float) -> Any:
    return np.maximum(slope * Z, Z)


@exercises.misconception(
    relu, "You drop the negative entries: put 0 in their place, so that the result has the shape of Z."
)
def negatives_dropped(Z: Array) -> Any:
    return Z[Z > 0]


@exercises.misconception(
    relu, "You take one maximum over the whole array: compare each entry with 0, with `np.maximum`."
)
def one_maximum_for_all(Z: Array) -> Any:
    return max(0.0, np.max(Z))


@exercises.misconception(
    relu, "You return log(1 + e^Z), the smooth version: ReLU has a corner at 0 and is exactly 0 below."
)
def softplus(Z: Array) -> Any:
    return np.logaddexp(0, Z)


@exercises.misconception(
    relu,
    "You return a cache as well: here the result is the array A alone, without `Z` beside it.",
)
def relu_with_a_cache(Z: Array) -> Any:
    return np.maximum(0, Z), Z


@exercises.misconception(
    relu,
    "You compute A but do not return it: end with `return A`.",
)
def relu_not_returned(Z: Array) -> Any:
    np.maximum(0, Z)


@exercises.misconception(
    relu,
    "You compare a whole array with 0, by `if` or `max`: `np.maximum` and `np.where` work entry by entry.",
)
def pythons_max(Z: Array) -> Any:
    return max(0, Z)


@exercises.misconception(
    relu,
    "You return Z as it is: negative entries become 0.",
)
def unchanged(Z: Array) -> Any:
    return Z


@exercises.misconception(
    relu,
    "You make the positive entries 0 and keep the negative ones: it is the other way round.",
)
def positive_entries_dropped(Z: Array) -> Any:
    return np.where(Z > 0, 0.0, -Z)


@exercises.misconception(
    relu,
    "You compare with 1 instead of 0: ReLU is the larger of 0 and z.",
    limit=(1.0, 0.01, 1e-3),
)
def another_limit_for_relu(Z: Array, *, limit: float) -> Any:
    return np.maximum(limit, Z)


@exercises.misconception(
    relu,
    "You compare Z with 1: entries between 0 and 1 stay as they are.",
)
def cut_below_one(Z: Array) -> Any:
    return np.where(Z > 1, Z, 0)


# ReLU: right styles.


@exercises.style(relu, "where")
def relu_by_where(Z: Array) -> Any:
    return np.where(Z > 0, Z, 0)


@exercises.style(relu, "a product with truth values")
def relu_by_product(Z: Array) -> Any:
    return Z * (Z > 0)


@exercises.style(relu, "half of Z and its magnitude")
def relu_by_magnitude(Z: Array) -> Any:
    return (Z + np.abs(Z)) / 2


@exercises.style(relu, "in place")
def relu_in_place(Z: Array) -> Any:
    Z[Z < 0] = 0
    return Z


@exercises.style(relu, "clip")
def relu_by_clip(Z: Array) -> Any:
    return Z.clip(0, None)


@exercises.style(relu, "two loops")
def relu_by_loops(Z: Array) -> Any:
    A = np.zeros(Z.shape)
    for i in range(Z.shape[0]):
        for j in range(Z.shape[1]):
            A[i, j] = max(0, Z[i, j])
    return A


@exercises.style(relu, "lists of numbers")
def relu_by_lists(Z: Array) -> Any:
    return [[z if z > 0 else 0.0 for z in row] for row in Z.tolist()]


@exercises.style(relu, "maximum into a new array")
def relu_into_zeros(Z: Array) -> Any:
    A = np.zeros_like(Z, dtype=float)
    np.maximum(A, Z, out=A)
    return A


# Leaky ReLU: known mistakes.


@exercises.misconception(
    leaky_relu, "You put `slope` itself in the place of negative entries: multiply them by it, slope · Z."
)
def slope_as_a_value(Z: Array, slope: float = 0.01) -> Any:
    return np.where(Z > 0, Z, slope)


@exercises.misconception(
    leaky_relu, "You multiply the positive entries and keep the negative ones: it is the other way round."
)
def leaky_on_the_wrong_side(Z: Array, slope: float = 0.01) -> Any:
    return np.where(Z > 0, slope * Z, Z)


@exercises.misconception(
    leaky_relu, "You make negative entries 0, which is ReLU: here slope · Z is left of them."
)
def nothing_leaks(Z: Array, slope: float = 0.01) -> Any:
    return np.maximum(0, Z)


@exercises.misconception(
    leaky_relu, "You take the larger of Z and `slope`, a floor: compare Z with slope · Z."
)
def slope_as_a_floor(Z: Array, slope: float = 0.01) -> Any:
    return np.maximum(slope, Z)


@exercises.misconception(
    leaky_relu, "You turn the sign of negative entries round: slope · Z is negative where Z is."
)
def sign_turned_round(Z: Array, slope: float = 0.01) -> Any:
    return np.where(Z > 0, Z, -slope * Z)


@exercises.misconception(
    leaky_relu,
    "You add slope · Z to ReLU everywhere, so positive entries grow: it belongs to negative ones only.",
)
def leak_on_both_sides(Z: Array, slope: float = 0.01) -> Any:
    return np.maximum(0, Z) + slope * Z


@exercises.misconception(
    leaky_relu, "Your default slope is a tenth: without an argument it is a hundredth, 0.01."
)
def default_of_a_tenth(Z: Array, slope: float = 0.1) -> Any:
    return np.where(Z > 0, Z, slope * Z)


@exercises.misconception(
    leaky_relu, "You divide negative entries by `slope`, and they become large: multiply by it."
)
def divided_by_the_slope(Z: Array, slope: float = 0.01) -> Any:
    return np.where(Z > 0, Z, Z / slope)


@exercises.misconception(
    leaky_relu,
    "You use a number of your own instead of `slope`: multiply negative entries by the argument.",
    by=(0.01, 0.1, 0.2, 0.05, 0.001, 0.3),
)
def slope_not_used(Z: Array, slope: float = 0.01, *, by: float) -> Any:
    return np.where(Z > 0, Z, by * Z)


@exercises.misconception(
    leaky_relu,
    "You return a cache as well: here the result is the array alone, without `Z` beside it.",
)
def leaky_with_a_cache(Z: Array, slope: float = 0.01) -> Any:
    return np.where(Z > 0, Z, slope * Z), Z


@exercises.misconception(
    leaky_relu,
    "You compute the result but do not return it: end with `return` and its name.",
)
def leaky_not_returned(Z: Array, slope: float = 0.01) -> Any:
    np.where(Z > 0, Z, slope * Z)


@exercises.misconception(
    leaky_relu,
    "You compare Z with `slope`: the corner is at 0, whatever the slope is.",
)
def corner_at_the_slope(Z: Array, slope: float = 0.01) -> Any:
    return np.where(slope < Z, Z, slope * Z)


@exercises.misconception(
    leaky_relu,
    "You compare Z with 1: the corner is at 0.",
)
def corner_of_leaky_at_one(Z: Array, slope: float = 0.01) -> Any:
    return np.where(Z > 1, Z, slope * Z)


@exercises.misconception(
    leaky_relu,
    "You multiply all entries by `slope`: only negative ones are multiplied.",
)
def everything_times_the_slope(Z: Array, slope: float = 0.01) -> Any:
    return slope * Z


@exercises.misconception(
    leaky_relu,
    "You subtract `slope` from negative entries: multiply them by it.",
)
def slope_subtracted(Z: Array, slope: float = 0.01) -> Any:
    return np.where(Z > 0, Z, Z - slope)


@exercises.misconception(
    leaky_relu,
    "You add `slope` to negative entries: multiply them by it.",
)
def slope_added(Z: Array, slope: float = 0.01) -> Any:
    return np.where(Z > 0, Z, Z + slope)


@exercises.misconception(
    leaky_relu,
    "You multiply negative entries by 1 − slope: multiply them by `slope`.",
)
def one_minus_the_slope(Z: Array, slope: float = 0.01) -> Any:
    return np.where(Z > 0, Z, (1 - slope) * Z)


@exercises.misconception(
    leaky_relu,
    "You return the derivative, 1 and `slope`: return z and slope · z.",
)
def derivative_of_leaky_relu(Z: Array, slope: float = 0.01) -> Any:
    return np.where(Z > 0, 1.0, slope)


@exercises.misconception(
    leaky_relu,
    "You return an ELU: left of 0 leaky ReLU is the straight line slope · z.",
)
def exponential_linear_unit(Z: Array, slope: float = 0.01) -> Any:
    return np.where(Z > 0, Z, slope * (np.exp(Z) - 1))


# Leaky ReLU: right styles.


@exercises.style(leaky_relu, "the larger of two lines")
def leaky_by_maximum(Z: Array, slope: float = 0.01) -> Any:
    return np.maximum(Z, slope * Z)


@exercises.style(leaky_relu, "a sum of two halves")
def leaky_by_halves(Z: Array, slope: float = 0.01) -> Any:
    return np.maximum(0, Z) + slope * np.minimum(0, Z)


@exercises.style(leaky_relu, "in place")
def leaky_in_place(Z: Array, slope: float = 0.01) -> Any:
    Z[Z < 0] *= slope
    return Z


@exercises.style(leaky_relu, "a factor for each entry")
def leaky_by_factors(Z: Array, slope: float = 0.01) -> Any:
    factor = np.ones(Z.shape)
    factor[Z < 0] = slope
    return factor * Z


@exercises.style(leaky_relu, "two loops")
def leaky_by_loops(Z: Array, slope: float = 0.01) -> Any:
    A = np.copy(Z).astype(float)
    for i in range(Z.shape[0]):
        for j in range(Z.shape[1]):
            if Z[i, j] < 0:
                A[i, j] = slope * Z[i, j]
    return A


@exercises.style(leaky_relu, "a part of ReLU, a part of the identity")
def leaky_by_relu(Z: Array, slope: float = 0.01) -> Any:
    return (1 - slope) * relu(Z) + slope * Z


@exercises.style(leaky_relu, "magnitudes")
def leaky_by_magnitude(Z: Array, slope: float = 0.01) -> Any:
    return 0.5 * ((1 + slope) * Z + (1 - slope) * np.abs(Z))


@exercises.style(leaky_relu, "select")
def leaky_by_select(Z: Array, slope: float = 0.01) -> Any:
    return np.select([Z >= 0, Z < 0], [Z, np.multiply(slope, Z)])


# The sigmoid's slope: known mistakes.


@exercises.misconception(
    sigmoid_derivative,
    "You take Z for the activation: Z is the logit, so compute σ(Z) first, then σ(1 − σ).",
)
def logit_taken_for_the_activation(Z: Array) -> Any:
    return Z * (1 - Z)


@exercises.misconception(sigmoid_derivative, "You return 1 − σ: the slope is the product σ(1 − σ).")
def only_one_minus_sigma(Z: Array) -> Any:
    return 1 - sigmoid(Z)


@exercises.misconception(
    sigmoid_derivative,
    "You wrote 1 + σ in the second factor: it is 1 − σ, so that the slope is greatest at 0.",
)
def one_plus_sigma(Z: Array) -> Any:
    return sigmoid(Z) * (1 + sigmoid(Z))


@exercises.misconception(
    sigmoid_derivative, "You use 1 − A², the formula for tanh: the sigmoid's slope is A(1 − A)."
)
def formula_of_tanh(Z: Array) -> Any:
    return 1 - sigmoid(Z) ** 2


@exercises.misconception(
    sigmoid_derivative, "Your slope is negative: the sigmoid rises everywhere, σ(1 − σ) is positive."
)
def falling_sigmoid(Z: Array) -> Any:
    return sigmoid(Z) * (sigmoid(Z) - 1)


@exercises.misconception(
    sigmoid_derivative,
    "You differentiate the fraction, and e^−Z/(1 + e^−Z)² is ∞/∞ for Z = −1000: compute A = σ(Z) first, "
    "then A(1 − A).",
)
def derivative_of_the_fraction(Z: Array) -> Any:
    return np.exp(-Z) / (1 + np.exp(-Z)) ** 2


@exercises.misconception(
    sigmoid_derivative, "You mix A and Z: both factors are of the activation, σ(Z)(1 − σ(Z))."
)
def activation_and_logit_mixed(Z: Array) -> Any:
    return sigmoid(Z) * (1 - Z)


@exercises.misconception(
    sigmoid_derivative, "You apply the sigmoid twice: A = σ(Z), and then A(1 − A) without another σ."
)
def sigmoid_applied_twice(Z: Array) -> Any:
    A = sigmoid(sigmoid(Z))
    return A * (1 - A)


@exercises.misconception(sigmoid_derivative, "You return σ itself: multiply it by 1 − σ.")
def sigmoid_for_its_slope(Z: Array) -> Any:
    return sigmoid(Z)


@exercises.misconception(
    sigmoid_derivative,
    "You compute the derivative but do not return it: end with `return` and its name.",
)
def derivative_of_sigmoid_not_returned(Z: Array) -> Any:
    sigmoid(Z)


@exercises.misconception(
    sigmoid_derivative,
    "You wrote σ², or σ · σ: the derivative is σ(1 − σ).",
)
def sigma_squared(Z: Array) -> Any:
    return sigmoid(Z) ** 2


@exercises.misconception(
    sigmoid_derivative,
    "You square 1 − σ: the derivative is the product σ(1 − σ).",
)
def square_of_one_minus_sigma(Z: Array) -> Any:
    return (1 - sigmoid(Z)) ** 2


@exercises.misconception(
    sigmoid_derivative,
    "You return the second derivative, σ(1 − σ)(1 − 2σ): the first is σ(1 − σ).",
)
def derivative_of_the_derivative(Z: Array) -> Any:
    return sigmoid(Z) * (1 - sigmoid(Z)) * (1 - 2 * sigmoid(Z))


@exercises.misconception(
    sigmoid_derivative,
    "You left out the square in the denominator: the fraction is e^−Z / (1 + e^−Z)².",
)
def square_missing_below(Z: Array) -> Any:
    return np.exp(-Z) / (1 + np.exp(-Z))


@exercises.misconception(
    sigmoid_derivative,
    "You multiply by Z as well: the derivative with respect to Z is σ(1 − σ).",
)
def times_z(Z: Array) -> Any:
    return Z * sigmoid(Z) * (1 - sigmoid(Z))


@exercises.misconception(
    sigmoid_derivative,
    "You return the activation as well: the result is the derivative alone.",
)
def derivative_and_activation(Z: Array) -> Any:
    return sigmoid(Z) * (1 - sigmoid(Z)), sigmoid(Z)


@exercises.misconception(
    sigmoid_derivative,
    "You round the derivative: return it with all its digits.",
    digits=(1, 2, 3, 4, 6),
)
def derivative_rounded(Z: Array, *, digits: int) -> Any:
    return np.round(sigmoid(Z) * (1 - sigmoid(Z)), digits)


@exercises.misconception(
    sigmoid_derivative,
    "You clip Z where the derivative is not 0 yet: σ needs no clipping, or limits such as ±500.",
    at=(5.0, 10.0, 15.0, 20.0),
)
def derivative_of_a_clipped_sigmoid(Z: Array, *, at: float) -> Any:
    A = _logistic(np.clip(Z, -at, at))
    return A * (1 - A)


@exercises.misconception(
    sigmoid_derivative,
    "You return 1 and 0, the derivative of ReLU: the sigmoid's is σ(1 − σ).",
)
def derivative_of_relu_for_sigmoid(Z: Array) -> Any:
    return (Z > 0).astype(float)


# The sigmoid's slope: right styles.


@exercises.style(sigmoid_derivative, "a difference")
def sigmoid_slope_as_a_difference(Z: Array) -> Any:
    s = sigmoid(Z)
    return s - s**2


@exercises.style(sigmoid_derivative, "the sigmoid of both signs")
def sigmoid_slope_by_symmetry(Z: Array) -> Any:
    return sigmoid(Z) * sigmoid(-Z)


@exercises.style(sigmoid_derivative, "exponentials of −|Z|")
def sigmoid_slope_of_the_magnitude(Z: Array) -> Any:
    e = np.exp(-np.abs(Z))
    return e / (1 + e) ** 2


@exercises.style(sigmoid_derivative, "a quarter of tanh's slope")
def sigmoid_slope_by_tanh(Z: Array) -> Any:
    return 0.25 * (1 - np.tanh(Z / 2) ** 2)


@exercises.style(sigmoid_derivative, "cosh, which may overflow to a slope of 0")
def sigmoid_slope_by_cosh(Z: Array) -> Any:
    return 0.25 / np.cosh(0.5 * Z) ** 2


@exercises.style(sigmoid_derivative, "two loops")
def sigmoid_slope_by_loops(Z: Array) -> Any:
    A = sigmoid(Z)
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            A[i, j] *= 1 - A[i, j]
    return A


@exercises.style(sigmoid_derivative, "without calling sigmoid")
def sigmoid_slope_on_its_own(Z: Array) -> Any:
    with np.errstate(over="ignore"):
        A = 1 / (1 + np.exp(-Z))
    return np.multiply(A, 1.0 - A)


# The slope of tanh: known mistakes.


@exercises.misconception(
    tanh_derivative,
    "You take Z for the activation: Z is the logit, so compute tanh(Z) first, then 1 − tanh².",
)
def one_minus_the_logit_squared(Z: Array) -> Any:
    return 1 - Z**2


@exercises.misconception(tanh_derivative, "You use A(1 − A), the sigmoid's formula: for tanh it is 1 − A².")
def formula_of_the_sigmoid(Z: Array) -> Any:
    return np.tanh(Z) * (1 - np.tanh(Z))


@exercises.misconception(tanh_derivative, "You forgot the square: the slope is 1 − tanh².")
def square_left_out(Z: Array) -> Any:
    return 1 - np.tanh(Z)


@exercises.misconception(tanh_derivative, "You square the whole difference: only tanh is squared, 1 − tanh².")
def square_of_the_difference(Z: Array) -> Any:
    return (1 - np.tanh(Z)) ** 2


@exercises.misconception(
    tanh_derivative, "You add the square: the slope is 1 − tanh², greatest at 0 and nearly 0 far out."
)
def square_added(Z: Array) -> Any:
    return 1 + np.tanh(Z) ** 2


@exercises.misconception(
    tanh_derivative, "Your slope is negative: tanh rises everywhere, so it is 1 − tanh², not tanh² − 1."
)
def falling_tanh(Z: Array) -> Any:
    return np.tanh(Z) ** 2 - 1


@exercises.misconception(
    tanh_derivative, "You return the sigmoid's slope: tanh is four times as steep at 0, with slope 1."
)
def slope_of_the_sigmoid(Z: Array) -> Any:
    return sigmoid(Z) * (1 - sigmoid(Z))


@exercises.misconception(
    tanh_derivative,
    "You differentiate the quotient of exponentials, and for Z = ±1000 that is ∞/∞: compute A = tanh(Z), "
    "then 1 − A².",
)
def derivative_of_the_quotient(Z: Array) -> Any:
    s, d = np.exp(Z) + np.exp(-Z), np.exp(Z) - np.exp(-Z)
    return (s * s - d * d) / (s * s)


@exercises.misconception(
    tanh_derivative,
    "You differentiate 2σ(2Z) − 1 without the inner derivative: the 2 inside makes it "
    "4σ′(2Z), which is 1 − tanh².",
)
def inner_derivative_left_out(Z: Array) -> Any:
    return 2 * sigmoid(2 * Z) * (1 - sigmoid(2 * Z))


@exercises.misconception(
    tanh_derivative,
    "You compute the derivative but do not return it: end with `return` and its name.",
)
def derivative_of_tanh_not_returned(Z: Array) -> Any:
    np.tanh(Z)


@exercises.misconception(
    tanh_derivative,
    "You return tanh itself: its derivative is 1 − tanh².",
)
def tanh_for_its_derivative(Z: Array) -> Any:
    return np.tanh(Z)


@exercises.misconception(
    tanh_derivative,
    "You return tanh²: subtract it from 1.",
)
def tanh_squared_alone(Z: Array) -> Any:
    return np.tanh(Z) ** 2


@exercises.misconception(
    tanh_derivative,
    "You apply tanh twice: A = tanh(Z), and then 1 − A² without another tanh.",
)
def tanh_applied_twice(Z: Array) -> Any:
    return 1 - np.tanh(np.tanh(Z)) ** 2


@exercises.misconception(
    tanh_derivative,
    "You square Z, not tanh: the derivative is 1 − tanh(Z)².",
)
def tanh_of_the_square(Z: Array) -> Any:
    return 1 - np.tanh(Z**2)


@exercises.misconception(
    tanh_derivative,
    "You take a root instead of the square: the derivative is 1 − tanh².",
)
def root_for_the_square(Z: Array) -> Any:
    return np.sqrt(1 - np.tanh(Z) ** 2)


@exercises.misconception(
    tanh_derivative,
    "You multiply tanh by 2: its square is subtracted, 1 − tanh².",
)
def doubled_for_squared(Z: Array) -> Any:
    return 1 - 2 * np.tanh(Z)


@exercises.misconception(
    tanh_derivative,
    "You return the activation as well: the result is the derivative alone.",
)
def tanh_and_its_derivative(Z: Array) -> Any:
    return 1 - np.tanh(Z) ** 2, np.tanh(Z)


@exercises.misconception(
    tanh_derivative,
    "You round the derivative: return it with all its digits.",
    digits=(1, 2, 3, 4, 6),
)
def derivative_of_tanh_rounded(Z: Array, *, digits: int) -> Any:
    return np.round(1 - np.tanh(Z) ** 2, digits)


@exercises.misconception(
    tanh_derivative,
    "You return 1 and 0, the derivative of ReLU: that of tanh is 1 − tanh².",
)
def derivative_of_relu_for_tanh(Z: Array) -> Any:
    return (Z > 0).astype(float)


# The slope of tanh: right styles.


@exercises.style(tanh_derivative, "a product")
def tanh_slope_as_a_product(Z: Array) -> Any:
    t = np.tanh(Z)
    return (1 - t) * (1 + t)


@exercises.style(tanh_derivative, "cosh, which may overflow to a slope of 0")
def tanh_slope_by_cosh(Z: Array) -> Any:
    return 1 / np.cosh(Z) ** 2


@exercises.style(tanh_derivative, "the sigmoid's slope, rescaled")
def tanh_slope_by_sigmoid(Z: Array) -> Any:
    return 4 * sigmoid(2 * Z) * sigmoid(-2 * Z)


@exercises.style(tanh_derivative, "exponentials")
def tanh_slope_by_exponentials(Z: Array) -> Any:
    return 4 / (np.exp(Z) + np.exp(-Z)) ** 2


@exercises.style(tanh_derivative, "two loops")
def tanh_slope_by_loops(Z: Array) -> Any:
    slope = np.ones(Z.shape)
    for i in range(Z.shape[0]):
        for j in range(Z.shape[1]):
            slope[i, j] -= np.tanh(Z[i, j]) ** 2
    return slope


@exercises.style(tanh_derivative, "in place")
def tanh_slope_in_place(Z: Array) -> Any:
    np.tanh(Z, out=Z)
    np.square(Z, out=Z)
    np.subtract(1, Z, out=Z)
    return Z


@exercises.style(tanh_derivative, "exponentials of −2|Z|")
def tanh_slope_of_the_magnitude(Z: Array) -> Any:
    e = np.exp(-2 * np.abs(Z))
    return 4 * e / np.power(1 + e, 2)


# ReLU's slope: known mistakes.


@exercises.misconception(
    relu_derivative, "You return ReLU itself: its slope is 1 wherever Z is positive, however large Z is."
)
def relu_for_its_slope(Z: Array) -> Any:
    return np.maximum(0, Z)


@exercises.misconception(
    relu_derivative, "You return the sign, −1 for negative entries: ReLU is flat there, its slope is 0."
)
def sign_for_the_slope(Z: Array) -> Any:
    return np.sign(Z)


@exercises.misconception(
    relu_derivative,
    "You have the sides the wrong way round: the slope is 1 for positive Z and 0 for negative.",
)
def slope_on_the_wrong_side(Z: Array) -> Any:
    return (Z < 0).astype(float)


@exercises.misconception(
    relu_derivative,
    "You divide ReLU by Z, which is 0/0 = NaN at 0: compare Z with 0, and choose 0 or 1 there.",
)
def quotient_at_zero(Z: Array) -> Any:
    return np.maximum(0, Z) / Z


@exercises.misconception(
    relu_derivative, "You return ½ at 0: here one of the two slopes that meet there is asked for, 0 or 1."
)
def half_at_zero(Z: Array) -> Any:
    return np.heaviside(Z, 0.5)


@exercises.misconception(
    relu_derivative,
    "You return a small slope for negative entries, as for leaky ReLU: ReLU's derivative there is 0.",
    slope=(0.01, 0.1, 0.2, 0.001),
)
def slope_of_leaky_relu(Z: Array, *, slope: float) -> Any:
    return np.where(Z > 0, 1.0, slope)


@exercises.misconception(
    relu_derivative,
    "You return the sigmoid, the slope of the smooth version: ReLU's slope jumps from 0 to 1.",
)
def slope_of_softplus(Z: Array) -> Any:
    return sigmoid(Z)


@exercises.misconception(
    relu_derivative,
    "You return 1 everywhere, the slope of Z itself: negative entries pass no gradient on, 0.",
)
def ones_everywhere(Z: Array) -> Any:
    return np.ones(Z.shape)


@exercises.misconception(
    relu_derivative,
    "You do not compare Z with 0: ReLU has its corner at 0, and its derivative is 1 to the right of it.",
    at=(1.0, 0.5, 1e-3, 1e-6, 1e-8),
)
def corner_elsewhere(Z: Array, *, at: float) -> Any:
    return (at < Z).astype(float)


@exercises.misconception(
    relu_derivative,
    "You compute the derivative but do not return it: end with `return` and its name.",
)
def derivative_of_relu_not_returned(Z: Array) -> Any:
    _ = Z > 0


@exercises.misconception(
    relu_derivative,
    "You set the positive entries to 1 and leave the negative ones as they are: they become 0.",
)
def negative_entries_left(Z: Array) -> Any:
    return np.where(Z > 0, 1.0, Z)


@exercises.misconception(
    relu_derivative,
    "You return 0 everywhere: write 1 where Z is positive.",
)
def zeros_everywhere(Z: Array) -> Any:
    return np.zeros(Z.shape)


@exercises.misconception(
    relu_derivative,
    "You return the activation as well: the result is the derivative alone.",
)
def relu_and_its_derivative(Z: Array) -> Any:
    return (Z > 0).astype(float), np.maximum(0, Z)


@exercises.misconception(
    relu_derivative,
    "You return −1 where Z is not positive: the derivative there is 0.",
)
def minus_one_for_negative(Z: Array) -> Any:
    return np.where(Z > 0, 1.0, -1.0)


@exercises.misconception(
    relu_derivative,
    "You return a flat array: keep the shape of Z.",
)
def flat_derivative(Z: Array) -> Any:
    return (Z > 0).astype(float).ravel()


@exercises.misconception(
    relu_derivative,
    "You ask `if Z > 0` of a whole array: compare it as it is, `Z > 0`, or use `np.where`.",
)
def derivative_by_if(Z: Array) -> Any:
    return 1.0 if Z > 0 else 0.0


# ReLU's slope: right styles.


@exercises.style(relu_derivative, "truth values")
def relu_slope_as_truth_values(Z: Array) -> Any:
    return Z > 0


@exercises.style(relu_derivative, "1 at zero, truth values")
def relu_slope_with_one_at_zero(Z: Array) -> Any:
    return Z >= 0


@exercises.style(relu_derivative, "where, whole numbers")
def relu_slope_by_where(Z: Array) -> Any:
    return np.where(Z > 0, 1, 0)


@exercises.style(relu_derivative, "heaviside, 1 at zero")
def relu_slope_by_heaviside(Z: Array) -> Any:
    return np.heaviside(Z, 1.0)


@exercises.style(relu_derivative, "in place")
def relu_slope_in_place(Z: Array) -> Any:
    Z[Z <= 0] = 0
    Z[Z > 0] = 1
    return Z


@exercises.style(relu_derivative, "two loops")
def relu_slope_by_loops(Z: Array) -> Any:
    slope = np.zeros(Z.shape)
    for i in range(Z.shape[0]):
        for j in range(Z.shape[1]):
            if Z[i, j] > 0:
                slope[i, j] = 1
    return slope


@exercises.style(relu_derivative, "the sign, cut off below 0")
def relu_slope_by_sign(Z: Array) -> Any:
    return np.maximum(np.sign(Z), 0)


@exercises.style(relu_derivative, "lists of numbers, 1 at zero")
def relu_slope_in_lists(Z: Array) -> Any:
    return [[0 if z < 0 else 1 for z in row] for row in Z]


# A linear layer: known mistakes.


@exercises.misconception(linear_forward, "You left the biases out: Z is W A + b.")
def biases_left_out(A: Array, W: Array, b: Array) -> Any:
    return W @ A, (A, W, b)


@exercises.misconception(linear_forward, "You subtract the biases: Z is W A + b.")
def biases_subtracted(A: Array, W: Array, b: Array) -> Any:
    return W @ A - b, (A, W, b)


@exercises.misconception(
    linear_forward,
    "You apply ReLU here: this function is the linear part alone, the activation comes after it.",
)
def activated_already(A: Array, W: Array, b: Array) -> Any:
    return np.maximum(0, W @ A + b), (A, W, b)


@exercises.misconception(
    linear_forward, "You apply the sigmoid here: this function is the linear part alone, W A + b."
)
def squashed_already(A: Array, W: Array, b: Array) -> Any:
    return sigmoid(W @ A + b), (A, W, b)


@exercises.misconception(linear_forward, "You return the cache first: Z comes first, then the cache.")
def cache_before_result(A: Array, W: Array, b: Array) -> Any:
    return (A, W, b), W @ A + b


@exercises.misconception(
    linear_forward, "You return Z alone: the way back needs A, W and b again, so return `Z, cache`."
)
def cache_left_out(A: Array, W: Array, b: Array) -> Any:
    return W @ A + b


@exercises.misconception(
    linear_forward, "You multiply by the transposed W: its rows are the units of this layer, so it is W A."
)
def weights_transposed(A: Array, W: Array, b: Array) -> Any:
    return W.T @ A + b, (A, W, b)


@exercises.misconception(
    linear_forward,
    "You flatten b, and it is added along the examples: b is a column (n_l, 1), one number for each unit.",
)
def biases_along_the_examples(A: Array, W: Array, b: Array) -> Any:
    return W @ A + b.ravel(), (A, W, b)


@exercises.misconception(
    linear_forward, "You add the sum of all biases to every unit: each unit has its own, its row of b."
)
def biases_added_up(A: Array, W: Array, b: Array) -> Any:
    return W @ A + np.sum(b), (A, W, b)


@exercises.misconception(
    linear_forward, "Your Z has a row for each example: it should be (n_l, m), examples as columns."
)
def result_transposed(A: Array, W: Array, b: Array) -> Any:
    return A.T @ W.T + b.T, (A, W, b)


@exercises.misconception(
    linear_forward,
    "You multiply A by W: the weights come first, W @ A.",
)
def order_exchanged(A: Array, W: Array, b: Array) -> Any:
    return A @ W + b, (A, W, b)


@exercises.misconception(
    linear_forward,
    "You use `*`, which multiplies entry by entry: the matrix product is `W @ A`.",
)
def entries_multiplied(A: Array, W: Array, b: Array) -> Any:
    return W * A + b, (A, W, b)


@exercises.misconception(
    linear_forward,
    "You add b before you multiply by W: it is W A + b.",
)
def biases_weighted(A: Array, W: Array, b: Array) -> Any:
    return W @ (A + b), (A, W, b)


@exercises.misconception(
    linear_forward,
    "You multiply by b: it is added, W A + b.",
)
def multiplied_by_the_biases(A: Array, W: Array, b: Array) -> Any:
    return W @ A * b, (A, W, b)


@exercises.misconception(
    linear_forward,
    "You add b twice: it is W A + b.",
)
def biases_added_twice(A: Array, W: Array, b: Array) -> Any:
    return W @ A + 2 * b, (A, W, b)


@exercises.misconception(
    linear_forward,
    "You divide by the number of inputs: Z is the sum W A + b as it is.",
)
def mean_of_the_inputs(A: Array, W: Array, b: Array) -> Any:
    return W @ A / W.shape[1] + b, (A, W, b)


@exercises.misconception(
    linear_forward,
    "You add the first bias to every unit: each unit has its own, its row of b.",
)
def first_bias_for_all(A: Array, W: Array, b: Array) -> Any:
    return W @ A + b[0], (A, W, b)


@exercises.misconception(
    linear_forward,
    "You compute Z but do not return it: end with `return Z, cache`.",
)
def scores_not_returned(A: Array, W: Array, b: Array) -> Any:
    _ = W @ A + b


@exercises.misconception(
    linear_forward,
    "You return the cache alone: return `Z, cache`.",
)
def cache_alone(A: Array, W: Array, b: Array) -> Any:
    return (A, W, b)


# A linear layer: right styles.


@exercises.style(linear_forward, "dot, the cache a list")
def linear_with_dot(A: Array, W: Array, b: Array) -> Any:
    Z = np.dot(W, A) + b
    cache = [A, W, b]
    return Z, cache


@exercises.style(linear_forward, "einsum")
def linear_by_einsum(A: Array, W: Array, b: Array) -> Any:
    return np.einsum("ij,jm->im", W, A) + b, (A, W, b)


@exercises.style(linear_forward, "one example at a time")
def linear_example_by_example(A: Array, W: Array, b: Array) -> Any:
    Z = np.zeros((W.shape[0], A.shape[1]))
    for i in range(A.shape[1]):
        Z[:, [i]] = W @ A[:, [i]] + b
    return Z, (A, W, b)


@exercises.style(linear_forward, "three loops")
def linear_by_loops(A: Array, W: Array, b: Array) -> Any:
    Z = np.tile(b, (1, A.shape[1])).astype(float)
    for i in range(W.shape[0]):
        for k in range(A.shape[1]):
            for j in range(W.shape[1]):
                Z[i, k] += W[i, j] * A[j, k]
    return Z, (A, W, b)


@exercises.style(linear_forward, "biases as weights of a constant input")
def linear_with_a_constant_input(A: Array, W: Array, b: Array) -> Any:
    return np.hstack([W, b]) @ np.vstack([A, np.ones((1, A.shape[1]))]), (A, W, b)


@exercises.style(linear_forward, "in place, a list returned")
def linear_in_place(A: Array, W: Array, b: Array) -> Any:
    Z = np.matmul(W, A)
    Z += b
    return [Z, (A, W, b)]


@exercises.style(linear_forward, "a dict for a cache", alone=True)
def linear_with_a_dict(A: Array, W: Array, b: Array) -> Any:
    return (A.T @ W.T + b.T).T, {"A_prev": A, "W": W, "b": b}


# A network forward: known mistakes.


def _network(
    X: Array, parameters: Parameters, hidden: Callable[[Array], Any], last: Callable[[Array], Any]
) -> Any:
    L = len(parameters) // 2
    A = X
    caches = []
    for layer in range(1, L + 1):
        W, b = parameters["W" + str(layer)], parameters["b" + str(layer)]
        Z = np.dot(W, A) + b
        caches.append(((A, W, b), Z))
        A = last(Z) if layer == L else hidden(Z)
    return A, caches


@exercises.misconception(
    L_model_forward, "You use ReLU in the last layer too: its output is a probability, so it has a sigmoid."
)
def relu_at_the_output(X: Array, parameters: Parameters) -> Any:
    return _network(X, parameters, relu, relu)


@exercises.misconception(
    L_model_forward,
    "You use the sigmoid in every layer: the hidden ones have ReLU, only the last has a sigmoid.",
)
def sigmoids_everywhere(X: Array, parameters: Parameters) -> Any:
    return _network(X, parameters, sigmoid, sigmoid)


@exercises.misconception(L_model_forward, "You use tanh in the hidden layers: here they have ReLU.")
def tanh_in_hidden_layers(X: Array, parameters: Parameters) -> Any:
    return _network(X, parameters, lambda Z: np.tanh(Z), sigmoid)


@exercises.misconception(
    L_model_forward,
    "You left the activation out of the hidden layers, and linear layers in a row are one linear layer: "
    "apply ReLU to each Z but the last.",
)
def hidden_layers_linear(X: Array, parameters: Parameters) -> Any:
    return _network(X, parameters, lambda Z: Z, sigmoid)


@exercises.misconception(
    L_model_forward,
    "You let a hundredth of the negative values through: the hidden layers have ReLU, not leaky ReLU.",
)
def hidden_layers_leak(X: Array, parameters: Parameters) -> Any:
    return _network(X, parameters, lambda Z: np.maximum(Z, 0.01 * Z), sigmoid)


@exercises.misconception(L_model_forward, "You return the last layer's logits: AL is their sigmoid.")
def output_not_squashed(X: Array, parameters: Parameters) -> Any:
    return _network(X, parameters, relu, lambda Z: Z)


@exercises.misconception(
    L_model_forward, "You return yes or no: AL is the probability, on which the cost depends smoothly."
)
def answers_for_probabilities(X: Array, parameters: Parameters) -> Any:
    return _network(X, parameters, relu, lambda Z: np.where(Z > 0, 1.0, 0.0))


@exercises.misconception(
    L_model_forward,
    "You feed X into every layer: layer l works on what the layer before it gave, A of l − 1.",
)
def input_in_every_layer(X: Array, parameters: Parameters) -> Any:
    L = len(parameters) // 2
    caches = []
    A = X
    for layer in range(1, L + 1):
        W, b = parameters["W" + str(layer)], parameters["b" + str(layer)]
        Z = np.dot(W, X) + b
        caches.append(((X, W, b), Z))
        A = sigmoid(Z) if layer == L else relu(Z)
    return A, caches


@exercises.misconception(
    L_model_forward, "You left out the biases: each layer computes W A + b before its activation."
)
def network_without_biases(X: Array, parameters: Parameters) -> Any:
    without = {name: value * (name[0] == "W") for name, value in parameters.items()}
    return _network(X, without, relu, sigmoid)


@exercises.misconception(
    L_model_forward,
    "You apply ReLU to what comes into a layer, X included: it belongs behind W A + b of the hidden layers.",
)
def activation_before_the_layer(X: Array, parameters: Parameters) -> Any:
    return _network(relu(X), parameters, relu, sigmoid)


@exercises.misconception(L_model_forward, "You return the caches first: AL comes first, then the caches.")
def caches_before_output(X: Array, parameters: Parameters) -> Any:
    AL, caches = _network(X, parameters, relu, sigmoid)
    return caches, AL


@exercises.misconception(
    L_model_forward, "You return AL alone: the way back needs what each layer kept, so return `AL, caches`."
)
def caches_left_out(X: Array, parameters: Parameters) -> Any:
    return _network(X, parameters, relu, sigmoid)[0]


@exercises.misconception(
    L_model_forward,
    "You take the layers in alphabetical order, in which `W10` comes before `W2`: count them, 1 to L.",
)
def layers_in_alphabetical_order(X: Array, parameters: Parameters) -> Any:
    A, caches = X, []
    names = sorted(name for name in parameters if name[0] == "W")
    for number, name in enumerate(names, start=1):
        W, b = parameters[name], parameters["b" + name[1:]]
        Z = np.dot(W, A) + b
        caches.append(((A, W, b), Z))
        A = sigmoid(Z) if number == len(names) else relu(Z)
    return A, caches


@exercises.misconception(
    L_model_forward,
    "You expect exactly one output unit: the last layer may have more, so AL is (n_L, m).",
)
def one_output_unit_expected(X: Array, parameters: Parameters) -> Any:
    AL, caches = _network(X, parameters, relu, sigmoid)
    assert AL.shape == (1, X.shape[1])
    return AL, caches


@exercises.misconception(
    L_model_forward,
    "Your loop stops one layer too early: `range(1, L + 1)` reaches layer L, or handle it after the loop.",
    count=(1, 2),
)
def last_layers_left_out(X: Array, parameters: Parameters, *, count: int) -> Any:
    A, caches = X, []
    L = len(parameters) // 2
    for layer in range(1, L + 1 - count):
        W, b = parameters["W" + str(layer)], parameters["b" + str(layer)]
        Z = np.dot(W, A) + b
        caches.append(((A, W, b), Z))
        A = relu(Z)
    return A, caches


@exercises.misconception(
    L_model_forward,
    "Your loop stops one layer too early and gives layer L − 1 the sigmoid: it belongs to layer L.",
)
def sigmoid_one_layer_early(X: Array, parameters: Parameters) -> Any:
    A, caches = X, []
    L = len(parameters) // 2
    for layer in range(1, L):
        W, b = parameters["W" + str(layer)], parameters["b" + str(layer)]
        Z = np.dot(W, A) + b
        caches.append(((A, W, b), Z))
        A = sigmoid(Z) if layer == L - 1 else relu(Z)
    return A, caches


@exercises.misconception(
    L_model_forward,
    "You apply ReLU in the last layer and then the sigmoid: AL is the sigmoid of Z itself.",
)
def relu_before_the_sigmoid(X: Array, parameters: Parameters) -> Any:
    return _network(X, parameters, relu, lambda Z: sigmoid(relu(Z)))


@exercises.misconception(L_model_forward, "You use tanh in the last layer: it has a sigmoid.")
def tanh_at_the_output(X: Array, parameters: Parameters) -> Any:
    return _network(X, parameters, relu, lambda Z: np.tanh(Z))


@exercises.misconception(
    L_model_forward,
    "You have the activations the wrong way round: ReLU in the hidden layers, the sigmoid last.",
)
def activations_exchanged(X: Array, parameters: Parameters) -> Any:
    return _network(X, parameters, sigmoid, relu)


@exercises.misconception(
    L_model_forward, "You use the sigmoid in the first layer: all layers but the last have ReLU."
)
def sigmoid_in_the_first_layer(X: Array, parameters: Parameters) -> Any:
    A, caches = X, []
    L = len(parameters) // 2
    for layer in range(1, L + 1):
        W, b = parameters["W" + str(layer)], parameters["b" + str(layer)]
        Z = np.dot(W, A) + b
        caches.append(((A, W, b), Z))
        A = sigmoid(Z) if layer in (1, L) else relu(Z)
    return A, caches


@exercises.misconception(
    L_model_forward, "You use softmax in the last layer: here each output unit has a sigmoid of its own."
)
def softmax_at_the_output(X: Array, parameters: Parameters) -> Any:
    return _network(X, parameters, relu, lambda Z: np.exp(Z - Z.max()) / np.sum(np.exp(Z - Z.max()), axis=0))


@exercises.misconception(
    L_model_forward,
    "You left out the bias of the last layer: Z of layer L is W A + b as well.",
)
def output_without_its_bias(X: Array, parameters: Parameters) -> Any:
    L = len(parameters) // 2
    return _network(X, {**parameters, f"b{L}": 0 * parameters[f"b{L}"]}, relu, sigmoid)


@exercises.misconception(L_model_forward, "You do not return anything: end with `return AL, caches`.")
def forward_not_returned(X: Array, parameters: Parameters) -> Any:
    _network(X, parameters, relu, sigmoid)


# A network forward: right styles.


@exercises.style(L_model_forward, "the last layer after the loop")
def forward_with_the_last_layer_apart(X: Array, parameters: Parameters) -> Any:
    caches = []
    A = X
    L = len(parameters) // 2
    for layer in range(1, L):
        A_prev = A
        Z, linear_cache = linear_forward(A_prev, parameters["W" + str(layer)], parameters["b" + str(layer)])
        A = relu(Z)
        caches.append((linear_cache, Z))
    Z, linear_cache = linear_forward(A, parameters["W" + str(L)], parameters["b" + str(L)])
    caches.append((linear_cache, Z))
    return sigmoid(Z), caches


def _run_from(layer: int, A: Array, parameters: Parameters) -> Any:
    W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
    Z = W @ A + b
    cache = ((A, W, b), Z)
    if f"W{layer + 1}" not in parameters:
        return sigmoid(Z), [cache]
    AL, caches = _run_from(layer + 1, np.where(Z > 0, Z, 0), parameters)
    return AL, [cache, *caches]


@exercises.style(L_model_forward, "recursion")
def forward_by_recursion(X: Array, parameters: Parameters) -> Any:
    return _run_from(1, X, parameters)


@exercises.style(L_model_forward, "a while loop over the keys")
def forward_while_there_are_weights(X: Array, parameters: Parameters) -> Any:
    A, Z, layer = X, X, 1
    caches = []
    while "W" + str(layer) in parameters:
        W, b = parameters["W" + str(layer)], parameters["b" + str(layer)]
        Z = W.dot(A) + b
        caches += [((A, W, b), Z)]
        A = Z * (Z > 0)
        layer += 1
    return 1 / (1 + np.exp(-Z)), caches


@exercises.style(L_model_forward, "everything written out, a list returned")
def forward_written_out(X: Array, parameters: Parameters) -> Any:
    L = sum(name.startswith("W") for name in parameters)
    A = X.copy()
    caches = []
    for layer in range(L):
        W, b = parameters[f"W{layer + 1}"], parameters[f"b{layer + 1}"]
        Z = np.einsum("ij,jm->im", W, A) + b
        caches.append(((A, W, b), Z.copy()))
        A = np.exp(-np.logaddexp(0, -Z)) if layer == L - 1 else np.maximum(Z, 0)
    return [A, caches]


@exercises.style(L_model_forward, "a list of activations, one for each layer")
def forward_with_a_list_of_activations(X: Array, parameters: Parameters) -> Any:
    L = len(parameters) // 2
    activations = [relu] * (L - 1) + [sigmoid]
    A, caches = X, []
    for layer, g in enumerate(activations, start=1):
        Z, cache = linear_forward(A=A, W=parameters[f"W{layer}"], b=parameters[f"b{layer}"])
        caches.append((cache, Z))
        A = g(Z)
    return A, tuple(caches)


@exercises.style(L_model_forward, "caches in a dict", alone=True)
def forward_with_a_dict(X: Array, parameters: Parameters) -> Any:
    L = len(parameters) // 2
    cache = {"A0": X}
    for layer in range(1, L + 1):
        Z = parameters[f"W{layer}"] @ cache[f"A{layer - 1}"] + parameters[f"b{layer}"]
        cache[f"Z{layer}"] = Z
        cache[f"A{layer}"] = sigmoid(Z) if layer == L else relu(Z)
    return cache[f"A{L}"], cache


@exercises.style(L_model_forward, "caches that keep only what is needed", alone=True)
def forward_keeping_little(X: Array, parameters: Parameters) -> Any:
    L = len(parameters) // 2
    A, caches = X, []
    for layer in range(1, L + 1):
        caches.append((A, parameters[f"W{layer}"]))
        A = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        if layer < L:
            A[A < 0] = 0
    return sigmoid(A), caches


# The way back: known mistakes.


def _gradients_of_layer(dZ: Array, A_prev: Array) -> tuple[Any, Any]:
    m = dZ.shape[1]
    return np.dot(dZ, A_prev.T) / m, np.sum(dZ, axis=1, keepdims=True) / m


def _way_back(
    AL: Array,
    Y: Array,
    caches: Caches,
    layer_gradients: Callable[[Array, Array], tuple[Any, Any]],
    through: Callable[[Array, Array], Any],
    dZ_last: Any = None,
) -> Any:
    """Gradients by `layer_gradients(dZ, A_prev)`; `through(dA, Z)` gives a hidden layer's dZ."""
    grads = {}
    dZ = AL - Y if dZ_last is None else dZ_last
    for layer in range(len(caches), 0, -1):
        (A_prev, W, _), _Z = caches[layer - 1]
        grads["dW" + str(layer)], grads["db" + str(layer)] = layer_gradients(dZ, A_prev)
        if layer > 1:
            dZ = through(np.dot(W.T, dZ), caches[layer - 2][1])
    return grads


def _through_relu(dA: Array, Z: Array) -> Any:
    return dA * (Z > 0)


@exercises.misconception(
    L_model_backward, "You do not divide by m: the cost is a mean over the examples, and so are its slopes."
)
def sums_in_place_of_means(AL: Array, Y: Array, caches: Caches) -> Any:
    return _way_back(
        AL, Y, caches, lambda dZ, A: (np.dot(dZ, A.T), np.sum(dZ, axis=1, keepdims=True)), _through_relu
    )


@exercises.misconception(L_model_backward, "You divide dW by m and db not: both are means over the examples.")
def biases_not_averaged(AL: Array, Y: Array, caches: Caches) -> Any:
    return _way_back(
        AL,
        Y,
        caches,
        lambda dZ, A: (np.dot(dZ, A.T) / dZ.shape[1], np.sum(dZ, axis=1, keepdims=True)),
        _through_relu,
    )


@exercises.misconception(
    L_model_backward,
    "You divide dZ itself by m in every layer, so that layers further back are divided several times: "
    "divide dW and db only.",
)
def divided_again_in_every_layer(AL: Array, Y: Array, caches: Caches) -> Any:
    return _way_back(
        AL,
        Y,
        caches,
        lambda dZ, A: (np.dot(dZ, A.T) / dZ.shape[1], np.sum(dZ, axis=1, keepdims=True) / dZ.shape[1]),
        lambda dA, Z: dA * (Z > 0) / dA.shape[1],
    )


@exercises.misconception(
    L_model_backward, "Your db has shape (n_l,): keep it a column (n_l, 1) like b, with `keepdims=True`."
)
def biases_flat(AL: Array, Y: Array, caches: Caches) -> Any:
    return _way_back(
        AL, Y, caches, lambda dZ, A: (np.dot(dZ, A.T) / dZ.shape[1], np.mean(dZ, axis=1)), _through_relu
    )


@exercises.misconception(
    L_model_backward, "You start with dZ = Y − A, which is the way down: the gradient points up, A − Y."
)
def start_with_the_wrong_sign(AL: Array, Y: Array, caches: Caches) -> Any:
    return _way_back(AL, Y, caches, _gradients_of_layer, _through_relu, Y - AL)


@exercises.misconception(
    L_model_backward,
    "You multiply A − Y by the sigmoid's slope: with the cross-entropy it has cancelled already.",
)
def slope_of_the_output_twice(AL: Array, Y: Array, caches: Caches) -> Any:
    return _way_back(AL, Y, caches, _gradients_of_layer, _through_relu, (AL - Y) * AL * (1 - AL))


@exercises.misconception(
    L_model_backward,
    "You divide by A and 1 − A on the way through the cost and multiply by A(1 − A) on the way through the "
    "sigmoid, and where the network is certain that is ∞ · 0: the product is A − Y.",
)
def the_long_way_through_the_output(AL: Array, Y: Array, caches: Caches) -> Any:
    dAL = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
    return _way_back(AL, Y, caches, _gradients_of_layer, _through_relu, dAL * AL * (1 - AL))


@exercises.misconception(
    L_model_backward,
    "You left out ReLU's slope: dZ is dA where Z is positive and 0 where it is not.",
)
def slope_of_relu_left_out(AL: Array, Y: Array, caches: Caches) -> Any:
    return _way_back(AL, Y, caches, _gradients_of_layer, lambda dA, Z: dA)


@exercises.misconception(
    L_model_backward, "You multiply by ReLU of Z: it is ReLU's slope, 0 or 1, that dA is multiplied by."
)
def relu_in_place_of_its_slope(AL: Array, Y: Array, caches: Caches) -> Any:
    return _way_back(AL, Y, caches, _gradients_of_layer, lambda dA, Z: dA * np.maximum(0, Z))


@exercises.misconception(
    L_model_backward,
    "You apply ReLU to dA: what decides is the sign of Z on the way forward, not that of the gradient.",
)
def relu_of_the_gradient(AL: Array, Y: Array, caches: Caches) -> Any:
    return _way_back(AL, Y, caches, _gradients_of_layer, lambda dA, Z: np.maximum(0, dA))


@exercises.misconception(
    L_model_backward,
    "You use the sigmoid's slope in the hidden layers: they have ReLU, whose slope is 0 or 1.",
)
def slope_of_a_sigmoid_in_hidden_layers(AL: Array, Y: Array, caches: Caches) -> Any:
    return _way_back(AL, Y, caches, _gradients_of_layer, lambda dA, Z: dA * sigmoid(Z) * (1 - sigmoid(Z)))


@exercises.misconception(
    L_model_backward,
    "You compute dW of a layer from the dZ of the layer before it: dW of layer l is dZ of layer l times A of "
    "layer l − 1.",
)
def dz_of_the_layer_before(AL: Array, Y: Array, caches: Caches) -> Any:
    grads = {}
    m = Y.shape[1]
    dZ = AL - Y
    for layer in range(len(caches), 0, -1):
        (A_prev, W, _), _Z = caches[layer - 1]
        grads["db" + str(layer)] = np.sum(dZ, axis=1, keepdims=True) / m
        if layer > 1:
            dZ = np.dot(W.T, dZ) * (caches[layer - 2][1] > 0)
        grads["dW" + str(layer)] = np.dot(dZ, A_prev.T) / m
    return grads


@exercises.misconception(
    L_model_backward,
    "You name the gradients W1, b1, … as the parameters are: they are dW1, db1, ….",
)
def names_of_the_parameters(AL: Array, Y: Array, caches: Caches) -> Any:
    grads = _way_back(AL, Y, caches, _gradients_of_layer, _through_relu)
    return {name[1:]: value for name, value in grads.items()}


@exercises.misconception(
    L_model_backward,
    "You number the layers from 0: the first weights are W1, so their gradient is dW1.",
)
def numbered_from_zero(AL: Array, Y: Array, caches: Caches) -> Any:
    grads = _way_back(AL, Y, caches, _gradients_of_layer, _through_relu)
    return {name[:2] + str(int(name[2:]) - 1): value for name, value in grads.items()}


@exercises.misconception(
    L_model_backward,
    "You left out ReLU's derivative in one layer: each hidden layer's dA is multiplied by it.",
    layer=(1, 2),
)
def relu_left_out_in_one_layer(AL: Array, Y: Array, caches: Caches, *, layer: int) -> Any:
    grads, dZ = {}, AL - Y
    m = Y.shape[1]
    for number in range(len(caches), 0, -1):
        (A_prev, W, _b), _Z = caches[number - 1]
        grads[f"dW{number}"] = dZ @ A_prev.T / m
        grads[f"db{number}"] = np.sum(dZ, axis=1, keepdims=True) / m
        if number > 1:
            dZ = np.dot(W.T, dZ)
            if number - 1 != layer:
                dZ = dZ * (caches[number - 2][1] > 0)
    return grads


@exercises.misconception(
    L_model_backward,
    "You divide db by m and dW not: both are means over the examples.",
)
def weights_not_averaged(AL: Array, Y: Array, caches: Caches) -> Any:
    return _way_back(
        AL, Y, caches, lambda dZ, A: (np.dot(dZ, A.T), np.mean(dZ, axis=1, keepdims=True)), _through_relu
    )


@exercises.misconception(
    L_model_backward,
    "You divide by the number of rows, `shape[0]`, of the layer: m is the number of examples, the columns.",
)
def averaged_over_the_units(AL: Array, Y: Array, caches: Caches) -> Any:
    return _way_back(
        AL,
        Y,
        caches,
        lambda dZ, A: (np.dot(dZ, A.T) / A.shape[0], np.sum(dZ, axis=1, keepdims=True) / A.shape[0]),
        _through_relu,
    )


@exercises.misconception(
    L_model_backward,
    "You multiply dZ by Z of the layer before: dW is dZ times its activation A, transposed, / m.",
)
def score_for_the_activation(AL: Array, Y: Array, caches: Caches) -> Any:
    grads, dZ = {}, AL - Y
    m = Y.shape[1]
    for layer in range(len(caches), 0, -1):
        (A_prev, W, _b), _Z = caches[layer - 1]
        before = caches[layer - 2][1] if layer > 1 else A_prev
        grads[f"dW{layer}"] = dZ @ before.T / m
        grads[f"db{layer}"] = np.sum(dZ, axis=1, keepdims=True) / m
        if layer > 1:
            dZ = np.dot(W.T, dZ) * (before > 0)
    return grads


@exercises.misconception(
    L_model_backward,
    "You multiply dA by Z: multiply it by ReLU's derivative, 1 where Z > 0 and 0 elsewhere.",
)
def score_for_the_derivative(AL: Array, Y: Array, caches: Caches) -> Any:
    return _way_back(AL, Y, caches, _gradients_of_layer, lambda dA, Z: dA * Z)


@exercises.misconception(
    L_model_backward,
    "You let through what had a negative Z: ReLU's derivative is 1 where Z > 0.",
)
def mask_turned_round(AL: Array, Y: Array, caches: Caches) -> Any:
    return _way_back(AL, Y, caches, _gradients_of_layer, lambda dA, Z: dA * (Z < 0))


@exercises.misconception(
    L_model_backward,
    "You use the derivative of leaky ReLU: that of ReLU is 0 for a negative Z.",
    slope=(0.01, 0.1),
)
def derivative_of_leaky_relu_on_the_way_back(AL: Array, Y: Array, caches: Caches, *, slope: float) -> Any:
    return _way_back(AL, Y, caches, _gradients_of_layer, lambda dA, Z: np.where(Z > 0, dA, slope * dA))


@exercises.misconception(
    L_model_backward,
    "You use the derivative of tanh: the hidden layers have ReLU, whose derivative is 0 or 1.",
)
def derivative_of_tanh_on_the_way_back(AL: Array, Y: Array, caches: Caches) -> Any:
    return _way_back(AL, Y, caches, _gradients_of_layer, lambda dA, Z: dA * (1 - np.tanh(Z) ** 2))


@exercises.misconception(
    L_model_backward,
    "You multiply by AL (1 − AL) in every layer: a hidden layer has ReLU's derivative, at its own Z.",
)
def derivative_of_the_output_in_every_layer(AL: Array, Y: Array, caches: Caches) -> Any:
    return _way_back(AL, Y, caches, _gradients_of_layer, lambda dA, Z: dA * AL * (1 - AL))


@exercises.misconception(
    L_model_backward,
    "You add up the units as well: db has a row for each unit, so sum along `axis=1` only.",
)
def one_number_for_each_db(AL: Array, Y: Array, caches: Caches) -> Any:
    return _way_back(
        AL, Y, caches, lambda dZ, A: (np.dot(dZ, A.T) / dZ.shape[1], np.sum(dZ) / dZ.shape[1]), _through_relu
    )


@exercises.misconception(
    L_model_backward,
    "Your dW is transposed: it has the shape of W, (n_l, n_{l-1}), and is dZ A_prevᵀ / m.",
)
def weights_transposed_on_the_way_back(AL: Array, Y: Array, caches: Caches) -> Any:
    return _way_back(
        AL,
        Y,
        caches,
        lambda dZ, A: (np.dot(A, dZ.T) / dZ.shape[1], np.mean(dZ, axis=1, keepdims=True)),
        _through_relu,
    )


@exercises.misconception(
    L_model_backward,
    "You stop at dA of the output: its product with the sigmoid's derivative, dZ = A − Y, is what goes on.",
)
def cost_before_the_sigmoid(AL: Array, Y: Array, caches: Caches) -> Any:
    floor = 1e-300
    dAL = -Y / np.maximum(AL, floor) + (1 - Y) / np.maximum(1 - AL, floor)
    return _way_back(AL, Y, caches, _gradients_of_layer, _through_relu, dAL)


@exercises.misconception(
    L_model_backward,
    "You start with dZ = A: the error is A − Y.",
)
def prediction_for_the_error(AL: Array, Y: Array, caches: Caches) -> Any:
    return _way_back(AL, Y, caches, _gradients_of_layer, _through_relu, 1.0 * AL)


@exercises.misconception(
    L_model_backward,
    "Your gradients are twice as large: that factor belongs to the squared error, here dZ is A − Y.",
)
def gradients_doubled(AL: Array, Y: Array, caches: Caches) -> Any:
    return _way_back(AL, Y, caches, _gradients_of_layer, _through_relu, 2 * (AL - Y))


@exercises.misconception(
    L_model_backward,
    "You let half of the gradient through where Z is exactly 0: let through all of it or nothing.",
)
def halves_at_the_corner(AL: Array, Y: Array, caches: Caches) -> Any:
    return _way_back(AL, Y, caches, _gradients_of_layer, lambda dA, Z: dA * (np.sign(Z) + 1) / 2)


@exercises.misconception(
    L_model_backward,
    "You compute the gradients but do not return them: end with `return grads`.",
)
def gradients_not_returned_at_all(AL: Array, Y: Array, caches: Caches) -> Any:
    _way_back(AL, Y, caches, _gradients_of_layer, _through_relu)


# The way back: right styles.


@exercises.style(L_model_backward, "dot, and 1/m in front, all gradients kept")
def backward_keeping_everything(AL: Array, Y: Array, caches: Caches) -> Any:
    grads = {}
    L = len(caches)
    m = AL.shape[1]
    Y = Y.reshape(AL.shape)
    grads["dZ" + str(L)] = AL - Y
    for layer in reversed(range(1, L + 1)):
        linear_cache, _Z = caches[layer - 1]
        A_prev, W, _b = linear_cache
        dZ = grads["dZ" + str(layer)]
        grads["dW" + str(layer)] = 1 / m * np.dot(dZ, A_prev.T)
        grads["db" + str(layer)] = 1 / m * np.sum(dZ, axis=1, keepdims=True)
        if layer > 1:
            grads["dA" + str(layer - 1)] = np.dot(W.T, dZ)
            grads["dZ" + str(layer - 1)] = grads["dA" + str(layer - 1)] * relu_derivative(
                caches[layer - 2][1]
            )
    return grads


@exercises.style(L_model_backward, "one example at a time")
def backward_example_by_example(AL: Array, Y: Array, caches: Caches) -> Any:
    m = Y.shape[1]
    grads: Gradients = {}
    for i in range(m):
        d = AL[:, [i]] - Y[:, [i]]
        for layer in range(len(caches), 0, -1):
            (A_prev, W, b), _Z = caches[layer - 1]
            grads.setdefault(f"dW{layer}", np.zeros(W.shape))
            grads.setdefault(f"db{layer}", np.zeros(b.shape))
            grads[f"dW{layer}"] += d @ A_prev[:, [i]].T / m
            grads[f"db{layer}"] += d / m
            d = (W.T @ d) * (A_prev[:, [i]] > 0)
    return grads


def _go_back_from(layer: int, dZ: Array, caches: Caches) -> Any:
    if layer == 0:
        return {}
    (A_prev, W, _b), _Z = caches[layer - 1]
    grads = _go_back_from(layer - 1, np.where(A_prev > 0, W.T @ dZ, 0), caches)
    grads[f"dW{layer}"] = dZ @ A_prev.T / dZ.shape[1]
    grads[f"db{layer}"] = dZ.mean(axis=1, keepdims=True)
    return grads


@exercises.style(L_model_backward, "recursion")
def backward_by_recursion(AL: Array, Y: Array, caches: Caches) -> Any:
    return _go_back_from(len(caches), AL - Y, caches)


@exercises.style(L_model_backward, "einsum")
def backward_by_einsum(AL: Array, Y: Array, caches: Caches) -> Any:
    grads = {}
    dZ = (AL - Y) / Y.shape[1]
    for layer, ((A_prev, W, _b), _Z) in reversed(list(enumerate(caches, 1))):
        grads[f"dW{layer}"] = np.einsum("im,jm->ij", dZ, A_prev)
        grads[f"db{layer}"] = np.einsum("im->i", dZ)[:, None]
        dZ = np.einsum("ij,im->jm", W, dZ) * np.sign(np.maximum(A_prev, 0))
    return grads


@exercises.style(L_model_backward, "in place, masks")
def backward_in_place(AL: Array, Y: Array, caches: Caches) -> Any:
    m = Y.shape[1]
    L = len(caches)
    AL -= Y
    dZ = AL
    grads = {}
    for layer in range(L, 0, -1):
        (A_prev, W, _b), Z = caches[layer - 1]
        if layer < L:
            dZ[Z <= 0] = 0
        grads["db" + str(layer)] = dZ.sum(axis=1).reshape(-1, 1) / m
        grads["dW" + str(layer)] = (A_prev @ dZ.T).T / m
        dZ = W.T.dot(dZ)
    return grads


@exercises.style(L_model_backward, "the last layer before the loop, slope 1 at zero")
def backward_with_the_last_layer_apart(AL: Array, Y: Array, caches: Caches) -> Any:
    m, L = Y.shape[1], len(caches)
    (A_prev, W, _b), _Z = caches[-1]
    dZ = AL - Y
    grads = {f"dW{L}": dZ @ A_prev.T / m, f"db{L}": np.mean(dZ, axis=1, keepdims=True)}
    for layer in range(L - 1, 0, -1):
        dA = W.T @ dZ
        (A_prev, W, _b), Z = caches[layer - 1]
        dZ = dA * (Z >= 0)
        grads[f"dW{layer}"] = dZ @ A_prev.T / m
        grads[f"db{layer}"] = np.mean(dZ, axis=1, keepdims=True)
    return grads


@exercises.style(L_model_backward, "biases as weights of a constant input")
def backward_with_a_constant_input(AL: Array, Y: Array, caches: Caches) -> Any:
    m = Y.shape[1]
    grads = {}
    dZ = AL - Y
    for layer in range(len(caches), 0, -1):
        (A_prev, W, _b), _Z = caches[layer - 1]
        d = dZ @ np.vstack([A_prev, np.ones((1, m))]).T / m
        grads[f"dW{layer}"], grads[f"db{layer}"] = d[:, :-1], d[:, -1:]
        dZ = W.T @ dZ
        if layer > 1:
            dZ = dZ * relu_derivative(caches[layer - 2][1])
    return grads
