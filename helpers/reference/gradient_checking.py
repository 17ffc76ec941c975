# ruff: noqa: D103, RUF059 - the sentence in its decorator documents a variant; a cache is unpacked whole
"""References, known mistakes and right styles of the assignment "gradient_checking".

The network is LINEAR → RELU → LINEAR → RELU → LINEAR → SIGMOID, with the cache
`(Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3)`.
Variants share skeletons: a mistake in the quotient is a formula of three costs, a mistake in the comparison a
function of two dicts of gradients.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from helpers.checks import CheckFailure, close
from helpers.reference.registry import Exercises, Outcomes, Raised

Array: TypeAlias = NDArray[Any]
Arrays: TypeAlias = dict[str, Array]
Cache: TypeAlias = tuple[Array, ...]
Formula: TypeAlias = Callable[[float, float, float, float], float]

exercises = Exercises("gradient_checking")


def same_but_for_rounding(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of outcomes agree where they are more than the rounding error of a quotient.

    A relative difference of 1e-8 is noise: it depends on the order in which a forward pass adds.
    """
    return all(map(_same_but_for_rounding, ours, theirs))


def _same_but_for_rounding(one: Any, two: Any) -> bool:
    if isinstance(one, Raised) or isinstance(two, Raised):
        return isinstance(one, Raised) and isinstance(two, Raised) and one == two
    try:
        close(one, two, rtol=1e-4, atol=1e-6)
    except CheckFailure:
        return False
    return True


def random_network(
    rng: np.random.Generator, widths: Sequence[int], m: int
) -> tuple[Arrays, Arrays, Array, Array]:
    """Return parameters, their right gradients, X (with zeros and negative entries) and Y.

    Drawn again until no gradient is small beside its rounding error, no output is near 0 or 1, where
    log(1 − A) loses digits, and in each hidden layer some ReLU is off and none is at its kink.
    """
    while True:
        X, Y = rng.normal(0, 1.5, (widths[0], m)), rng.integers(0, 2, (1, m)).astype(float)
        X[rng.integers(widths[0]), rng.integers(m)] = 0
        parameters = {}
        for layer in (1, 2, 3):
            n_prev, n = widths[layer - 1], widths[layer]
            parameters[f"W{layer}"] = rng.normal(0, 1.2 / np.sqrt(n_prev), (n, n_prev))
            parameters[f"b{layer}"] = rng.normal(0.2, 0.3, (n, 1))
        _, cache = forward_propagation_n(X, Y, parameters)
        gradients = backward_propagation_n(X, Y, cache)
        sizes = [np.linalg.norm(gradients[f"d{name}"]) for name in parameters]
        hidden = cache[0], cache[4]
        some_are_off = all((Z < 0).any() for Z in hidden)
        no_kinks = min(np.abs(Z).min() for Z in hidden) > 1e-3
        if some_are_off and no_kinks and min(sizes) > 0.05 and np.abs(cache[8]).max() < 3:
            return parameters, {f"d{name}": gradients[f"d{name}"] for name in parameters}, X, Y


def forward_propagation_n(X: Array, Y: Array, parameters: Arrays) -> tuple[float, Cache]:
    """Return the cost of the three-layer network and the cache of its backward pass."""
    W1, b1, W2, b2, W3, b3 = (parameters[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
    Z1 = W1 @ X + b1
    A1 = np.maximum(0, Z1)
    Z2 = W2 @ A1 + b2
    A2 = np.maximum(0, Z2)
    Z3 = W3 @ A2 + b3
    A3 = 1 / (1 + np.exp(-Z3))
    cost = -np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)) / Y.shape[1]
    return float(cost), (Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3)


# The references, one formula each.


@exercises.reference()
def difference_quotients_of_cube(theta: float, epsilon: float) -> tuple[float, float]:
    """((θ+ε)³ − θ³)/ε and ((θ+ε)³ − (θ−ε)³)/2ε."""
    one_sided = ((theta + epsilon) ** 3 - theta**3) / epsilon
    two_sided = ((theta + epsilon) ** 3 - (theta - epsilon) ** 3) / (2 * epsilon)
    return one_sided, two_sided


@exercises.reference()
def relative_difference(grad: Array, gradapprox: Array) -> float:
    """‖g − g̃‖ / (‖g‖ + ‖g̃‖), and 0 where both are zero."""
    denominator = np.linalg.norm(grad) + np.linalg.norm(gradapprox)
    return float(np.linalg.norm(grad - gradapprox) / denominator) if denominator > 0 else 0.0


@exercises.reference()
def forward_propagation(x: float, theta: float) -> float:
    """J = θx."""
    return theta * x


@exercises.reference()
def backward_propagation(x: float, theta: float) -> float:
    """dJ/dθ = x."""
    return x


@exercises.reference(same=same_but_for_rounding)
def gradient_check(x: float, theta: float, epsilon: float = 1e-7) -> float:
    """The relative difference of dJ/dθ and (J(θ+ε) − J(θ−ε))/2ε."""
    J_plus, J_minus = forward_propagation(x, theta + epsilon), forward_propagation(x, theta - epsilon)
    gradapprox = (J_plus - J_minus) / (2 * epsilon)
    return relative_difference(np.asarray(backward_propagation(x, theta)), np.asarray(gradapprox))


@exercises.reference(same=same_but_for_rounding)
def gradient_check_n(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> float:
    """The relative difference of all gradients and (J(θᵢ+ε) − J(θᵢ−ε))/2ε, as two long vectors."""
    gradapprox = measured_gradients(parameters, X, Y, epsilon)
    return relative_difference(joined(gradients, parameters), joined(gradapprox, parameters))


@exercises.reference(same=same_but_for_rounding)
def suspicious_gradients(
    parameters: Arrays,
    gradients: Arrays,
    X: Array,
    Y: Array,
    epsilon: float = 1e-7,
    tolerance: float = 1e-6,
) -> list[str]:
    """Sorted names of the gradients whose own relative difference exceeds the tolerance."""
    gradapprox = measured_gradients(parameters, X, Y, epsilon)
    return sorted(
        name for name in gradapprox if relative_difference(gradients[name], gradapprox[name]) > tolerance
    )


@exercises.reference()
def backward_propagation_n(X: Array, Y: Array, cache: Cache) -> Arrays:
    """dZ3 = A3 − Y; dWl = dZl A(l−1)ᵀ/m, dbl = Σ dZl/m, dA(l−1) = Wlᵀ dZl, dZl = dAl ∗ (Zl > 0)."""
    m = X.shape[1]
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    dZ3 = A3 - Y
    dA2 = W3.T @ dZ3
    dZ2 = dA2 * (Z2 > 0)
    dA1 = W2.T @ dZ2
    dZ1 = dA1 * (Z1 > 0)
    gradients = {}
    for layer, (dZ, A_prev) in enumerate([(dZ1, X), (dZ2, A1), (dZ3, A2)], start=1):
        gradients[f"dW{layer}"] = dZ @ A_prev.T / m
        gradients[f"db{layer}"] = np.sum(dZ, axis=1, keepdims=True) / m
    return gradients


def measured_gradients(parameters: Arrays, X: Array, Y: Array, epsilon: float) -> Arrays:
    """Centred difference quotients of the cost, one array for each parameter."""
    return _quotients(parameters, X, Y, epsilon, _centred)


def joined(gradients: Arrays, parameters: Iterable[str]) -> Array:
    """The gradients of these parameters as one long vector."""
    return np.concatenate([np.ravel(gradients[f"d{name}"]) for name in parameters])


# Skeletons.


def _norm(value: Any) -> float:
    return float(np.sqrt(np.sum(np.square(value))))


def _ratio(grad: Any, gradapprox: Any) -> float:
    size = _norm(grad) + _norm(gradapprox)
    return _norm(np.subtract(grad, gradapprox)) / size if size > 0 else 0.0


def _cost(parameters: Arrays, X: Array, Y: Array) -> float:
    A1 = np.maximum(0, parameters["W1"] @ X + parameters["b1"])
    A2 = np.maximum(0, parameters["W2"] @ A1 + parameters["b2"])
    A3 = 1 / (1 + np.exp(-(parameters["W3"] @ A2 + parameters["b3"])))
    return float(-np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)) / Y.shape[1])


def _names() -> list[str]:
    return ["W1", "b1", "W2", "b2", "W3", "b3"]


def _vector(gradients: Arrays) -> Array:
    return np.concatenate([np.ravel(gradients["d" + name]) for name in _names()])


def _centred(above: float, here: float, below: float, epsilon: float) -> float:
    return (above - below) / (2 * epsilon)


def _to_the_right(above: float, here: float, below: float, epsilon: float) -> float:
    return (above - here) / epsilon


def _without_the_two(above: float, here: float, below: float, epsilon: float) -> float:
    return (above - below) / epsilon


def _without_brackets(above: float, here: float, below: float, epsilon: float) -> float:
    return (above - below) / 2 * epsilon


def _quotients(parameters: Arrays, X: Array, Y: Array, epsilon: float, formula: Formula) -> Arrays:
    moved = {name: np.array(parameters[name], dtype=float) for name in _names()}
    here = _cost(moved, X, Y)
    quotients = {}
    for name, values in moved.items():
        quotient = np.zeros(values.shape)
        for index in np.ndindex(values.shape):
            value = values[index]
            values[index] = value + epsilon
            above = _cost(moved, X, Y)
            values[index] = value - epsilon
            below = _cost(moved, X, Y)
            values[index] = value
            quotient[index] = formula(above, here, below, epsilon)
        quotients["d" + name] = quotient
    return quotients


def _quotients_of_blocks(parameters: Arrays, X: Array, Y: Array, epsilon: float) -> Arrays:
    quotients = {}
    for name in _names():
        above, below = (_cost({**parameters, name: parameters[name] + s}, X, Y) for s in (epsilon, -epsilon))
        quotients["d" + name] = np.full(parameters[name].shape, (above - below) / (2 * epsilon))
    return quotients


def _quotients_on_one_array(parameters: Arrays, X: Array, Y: Array, epsilon: float) -> Arrays:
    quotients = {}
    moved = {name: np.array(parameters[name], dtype=float) for name in _names()}
    for name in _names():
        quotients["d" + name] = np.zeros(moved[name].shape)
        for index in np.ndindex(moved[name].shape):
            above = moved
            above[name][index] += epsilon
            below = moved
            below[name][index] -= epsilon
            difference = _cost(above, X, Y) - _cost(below, X, Y)
            quotients["d" + name][index] = difference / (2 * epsilon)
    return quotients


def _quotients_without_copies(parameters: Arrays, X: Array, Y: Array, epsilon: float) -> Arrays:
    quotients = {}
    for name in _names():
        quotients["d" + name] = np.zeros(parameters[name].shape)
        for index in np.ndindex(parameters[name].shape):
            costs = []
            for step in (epsilon, -epsilon):
                parameters[name][index] += step
                costs.append(_cost(parameters, X, Y))
            quotients["d" + name][index] = (costs[0] - costs[1]) / (2 * epsilon)
    return quotients


def _quotients_left_behind(parameters: Arrays, X: Array, Y: Array, epsilon: float) -> Arrays:
    quotients = {}
    moved = {name: np.array(parameters[name], dtype=float) for name in _names()}
    for name in _names():
        quotients["d" + name] = np.zeros(moved[name].shape)
        for index in np.ndindex(moved[name].shape):
            moved[name][index] += epsilon
            above = _cost(moved, X, Y)
            moved[name][index] -= 2 * epsilon
            below = _cost(moved, X, Y)
            quotients["d" + name][index] = (above - below) / (2 * epsilon)
    return quotients


def _quotients_of_a_share(parameters: Arrays, X: Array, Y: Array, epsilon: float) -> Arrays:
    quotients = {}
    for name in _names():
        quotients["d" + name] = np.zeros(parameters[name].shape)
        for index in np.ndindex(parameters[name].shape):
            costs = []
            for factor in (1 + epsilon, 1 - epsilon):
                moved = {**parameters, name: parameters[name].copy()}
                moved[name][index] *= factor
                costs.append(_cost(moved, X, Y))
            quotients["d" + name][index] = (costs[0] - costs[1]) / (2 * epsilon)
    return quotients


def _backward(X: Array, Y: Array, cache: Cache, **changed: Any) -> Arrays:
    """The backward pass, with changed formulas: each takes all that is known when its turn comes."""
    names = [f"{name}{layer}" for layer in (1, 2, 3) for name in ("Z", "A", "W", "b")]
    known = dict(zip(names, cache, strict=True))
    known |= {"X": X, "Y": Y, "m": X.shape[1]}
    formulas = {
        "dZ3": lambda v: v["A3"] - v["Y"],
        "dW3": lambda v: v["dZ3"] @ v["A2"].T / v["m"],
        "db3": lambda v: v["dZ3"].sum(axis=1, keepdims=True) / v["m"],
        "dA2": lambda v: v["W3"].T @ v["dZ3"],
        "dZ2": lambda v: v["dA2"] * (v["Z2"] > 0),
        "dW2": lambda v: v["dZ2"] @ v["A1"].T / v["m"],
        "db2": lambda v: v["dZ2"].sum(axis=1, keepdims=True) / v["m"],
        "dA1": lambda v: v["W2"].T @ v["dZ2"],
        "dZ1": lambda v: v["dA1"] * (v["Z1"] > 0),
        "dW1": lambda v: v["dZ1"] @ v["X"].T / v["m"],
        "db1": lambda v: v["dZ1"].sum(axis=1, keepdims=True) / v["m"],
    }
    # The two that follow from layer 1 come last, so a mistaken formula may use any of the others.
    order = ["dZ3", "dA2", "dZ2", "dA1", "dZ1", "dW3", "db3", "dW2", "db2", "dW1", "db1"]
    for name in order:
        known[name] = (changed.get(name) or formulas[name])(known)
    return {name: known[name] for name in order if name[1] in "Wb"}


# Difference quotients: known mistakes.


@exercises.misconception(
    difference_quotients_of_cube, "You divide the two-sided difference by ε: from θ − ε to θ + ε it is 2ε."
)
def two_sided_over_epsilon(theta: float, epsilon: float) -> Any:
    one_sided = ((theta + epsilon) ** 3 - theta**3) / epsilon
    return one_sided, ((theta + epsilon) ** 3 - (theta - epsilon) ** 3) / epsilon


@exercises.misconception(
    difference_quotients_of_cube, "You divide the one-sided difference by 2ε: from θ to θ + ε it is only ε."
)
def one_sided_over_two_epsilon(theta: float, epsilon: float) -> Any:
    two_sided = ((theta + epsilon) ** 3 - (theta - epsilon) ** 3) / (2 * epsilon)
    return ((theta + epsilon) ** 3 - theta**3) / (2 * epsilon), two_sided


@exercises.misconception(
    difference_quotients_of_cube,
    "You write `/ 2 * epsilon`, which divides by 2 and multiplies by ε: put brackets around `2 * epsilon`.",
)
def two_over_epsilon_without_brackets(theta: float, epsilon: float) -> Any:
    one_sided = ((theta + epsilon) ** 3 - theta**3) / epsilon
    return one_sided, ((theta + epsilon) ** 3 - (theta - epsilon) ** 3) / 2 * epsilon


@exercises.misconception(
    difference_quotients_of_cube,
    "You return the two estimates in the other order: the one-sided comes first.",
)
def in_the_other_order(theta: float, epsilon: float) -> Any:
    one_sided = ((theta + epsilon) ** 3 - theta**3) / epsilon
    return ((theta + epsilon) ** 3 - (theta - epsilon) ** 3) / (2 * epsilon), one_sided


@exercises.misconception(
    difference_quotients_of_cube,
    "Your one-sided quotient steps to the left, from θ to θ − ε: here it steps to the right, to θ + ε.",
)
def one_sided_to_the_left(theta: float, epsilon: float) -> Any:
    one_sided = (theta**3 - (theta - epsilon) ** 3) / epsilon
    return one_sided, ((theta + epsilon) ** 3 - (theta - epsilon) ** 3) / (2 * epsilon)


@exercises.misconception(
    difference_quotients_of_cube,
    "You return how far the estimates are from 3θ²: return the estimates themselves.",
)
def errors_for_estimates(theta: float, epsilon: float) -> Any:
    one_sided = ((theta + epsilon) ** 3 - theta**3) / epsilon
    two_sided = ((theta + epsilon) ** 3 - (theta - epsilon) ** 3) / (2 * epsilon)
    return one_sided - 3 * theta**2, two_sided - 3 * theta**2


@exercises.misconception(
    difference_quotients_of_cube,
    "You return the derivative 3θ² twice: the question is what the two quotients give without knowing it.",
)
def the_derivative_itself(theta: float, epsilon: float) -> Any:
    return 3 * theta**2, 3 * theta**2


@exercises.misconception(
    difference_quotients_of_cube, "You measure the slope of θ²: the function here is θ³."
)
def squares_for_cubes(theta: float, epsilon: float) -> Any:
    one_sided = ((theta + epsilon) ** 2 - theta**2) / epsilon
    return one_sided, ((theta + epsilon) ** 2 - (theta - epsilon) ** 2) / (2 * epsilon)


@exercises.misconception(
    difference_quotients_of_cube,
    "Your two-sided quotient steps ε/2 to each side: it should step ε to each side and divide by 2ε.",
)
def half_a_step_to_each_side(theta: float, epsilon: float) -> Any:
    one_sided = ((theta + epsilon) ** 3 - theta**3) / epsilon
    return one_sided, ((theta + epsilon / 2) ** 3 - (theta - epsilon / 2) ** 3) / epsilon


@exercises.misconception(
    difference_quotients_of_cube,
    "You use a step of your own: the step is the argument `epsilon`.",
    step=(0.01, 0.1, 1e-3, 1e-4, 0.5),
)
def step_of_its_own(theta: float, epsilon: float, *, step: float) -> Any:
    one_sided = ((theta + step) ** 3 - theta**3) / step
    return one_sided, ((theta + step) ** 3 - (theta - step) ** 3) / (2 * step)


@exercises.misconception(
    difference_quotients_of_cube,
    "You have the two points the wrong way round: it is J(θ + ε) minus J(θ − ε).",
)
def two_sided_with_the_wrong_sign(theta: float, epsilon: float) -> Any:
    return ((theta + epsilon) ** 3 - theta**3) / epsilon, -(
        (theta + epsilon) ** 3 - (theta - epsilon) ** 3
    ) / (2 * epsilon)


@exercises.misconception(
    difference_quotients_of_cube,
    "You have the two points the wrong way round: it is J(θ + ε) minus J(θ).",
)
def one_sided_with_the_wrong_sign(theta: float, epsilon: float) -> Any:
    return -(((theta + epsilon) ** 3 - theta**3) / epsilon), (
        (theta + epsilon) ** 3 - (theta - epsilon) ** 3
    ) / (2 * epsilon)


@exercises.misconception(
    difference_quotients_of_cube,
    "You return the one-sided quotient twice: the second one is (J(θ + ε) − J(θ − ε)) / 2ε.",
)
def one_sided_twice(theta: float, epsilon: float) -> Any:
    return ((theta + epsilon) ** 3 - theta**3) / epsilon, ((theta + epsilon) ** 3 - theta**3) / epsilon


@exercises.misconception(
    difference_quotients_of_cube,
    "You return the two-sided quotient twice: the first one is (J(θ + ε) − J(θ)) / ε.",
)
def two_sided_twice(theta: float, epsilon: float) -> Any:
    return ((theta + epsilon) ** 3 - (theta - epsilon) ** 3) / (2 * epsilon), (
        (theta + epsilon) ** 3 - (theta - epsilon) ** 3
    ) / (2 * epsilon)


@exercises.misconception(
    difference_quotients_of_cube,
    "You return one of the two estimates: return both, `one_sided, two_sided`.",
    one_sided=(True, False),
)
def one_estimate_alone(theta: float, epsilon: float, *, one_sided: bool) -> Any:
    return (
        ((theta + epsilon) ** 3 - theta**3) / epsilon
        if one_sided
        else ((theta + epsilon) ** 3 - (theta - epsilon) ** 3) / (2 * epsilon)
    )


@exercises.misconception(
    difference_quotients_of_cube,
    "You compute the estimates but do not return them: end with `return one_sided, two_sided`.",
)
def estimates_not_returned(theta: float, epsilon: float) -> Any:
    _ = (
        ((theta + epsilon) ** 3 - theta**3) / epsilon,
        ((theta + epsilon) ** 3 - (theta - epsilon) ** 3) / (2 * epsilon),
    )


@exercises.misconception(
    difference_quotients_of_cube,
    "You do not divide by the distance of the two points: by ε for one side, by 2ε for both.",
)
def differences_not_divided(theta: float, epsilon: float) -> Any:
    return (theta + epsilon) ** 3 - theta**3, (theta + epsilon) ** 3 - (theta - epsilon) ** 3


@exercises.misconception(
    difference_quotients_of_cube,
    "You add the two values: it is J(θ + ε) minus J(θ − ε).",
)
def sum_for_the_difference(theta: float, epsilon: float) -> Any:
    return ((theta + epsilon) ** 3 - theta**3) / epsilon, (
        (theta + epsilon) ** 3 + (theta - epsilon) ** 3
    ) / (2 * epsilon)


@exercises.misconception(
    difference_quotients_of_cube,
    "You take the cube of ε, or of 2ε: cube each of the two points first, then subtract.",
)
def cube_of_the_difference(theta: float, epsilon: float) -> Any:
    return epsilon**3 / epsilon, (2 * epsilon) ** 3 / (2 * epsilon)


@exercises.misconception(
    difference_quotients_of_cube,
    "You multiply by 3 instead of raising to the power 3: θ³ is `theta**3`.",
)
def times_three_for_the_cube(theta: float, epsilon: float) -> Any:
    return (3 * (theta + epsilon) - 3 * theta) / epsilon, (3 * (theta + epsilon) - 3 * (theta - epsilon)) / (
        2 * epsilon
    )


@exercises.misconception(
    difference_quotients_of_cube,
    "You write `J_plus - J / epsilon`, which divides only J: put the difference in brackets.",
)
def brackets_around_the_denominator_forgotten(theta: float, epsilon: float) -> Any:
    one_sided = (theta + epsilon) ** 3 - theta**3 / epsilon
    return one_sided, (theta + epsilon) ** 3 - (theta - epsilon) ** 3 / (2 * epsilon)


# Difference quotients: right styles.


@exercises.style(difference_quotients_of_cube, "a function of its own for the cube")
def quotients_of_an_inner_function(theta: float, epsilon: float) -> Any:
    def J(t: float) -> float:
        return t**3

    return (J(theta + epsilon) - J(theta)) / epsilon, (J(theta + epsilon) - J(theta - epsilon)) / (
        2 * epsilon
    )


@exercises.style(difference_quotients_of_cube, "np.power, a list of NumPy scalars")
def quotients_by_np_power(theta: float, epsilon: float) -> Any:
    below, here, above = np.power([theta - epsilon, theta, theta + epsilon], 3)
    return [(above - here) / epsilon, (above - below) / 2 / epsilon]


@exercises.style(difference_quotients_of_cube, "the cubes multiplied out by hand")
def quotients_multiplied_out(theta: float, epsilon: float) -> Any:
    return 3 * theta**2 + 3 * theta * epsilon + epsilon**2, 3 * theta**2 + epsilon**2


@exercises.style(difference_quotients_of_cube, "two-sided as the mean of right and left")
def mean_of_both_sides(theta: float, epsilon: float) -> Any:
    right = ((theta + epsilon) ** 3 - theta**3) / epsilon
    left = (theta**3 - (theta - epsilon) ** 3) / epsilon
    return right, (right + left) / 2


@exercises.style(difference_quotients_of_cube, "one array of two numbers, by np.diff")
def quotients_in_an_array(theta: float, epsilon: float) -> Any:
    steps = theta + epsilon * np.array([-1.0, 0.0, 1.0])
    slopes = np.diff(steps**3) / epsilon
    return np.array([slopes[1], slopes.mean()])


@exercises.style(difference_quotients_of_cube, "products in the place of powers, arrays of no dimension")
def quotients_by_products(theta: float, epsilon: float) -> Any:
    plus, minus = np.asarray(theta + epsilon), np.asarray(theta - epsilon)
    J, J_plus, J_minus = theta * theta * theta, plus * plus * plus, minus * minus * minus
    return np.divide(J_plus - J, epsilon), np.divide(J_plus - J_minus, 2.0 * epsilon)


@exercises.style(difference_quotients_of_cube, "np.polyval, arrays of one element")
def quotients_by_polyval(theta: float, epsilon: float) -> Any:
    cube = np.array([1, 0, 0, 0])
    J, J_plus, J_minus = (np.polyval(cube, np.array([t])) for t in (theta, theta + epsilon, theta - epsilon))
    return (J_plus - J) / epsilon, 0.5 * (J_plus - J_minus) / epsilon


# Relative difference: known mistakes.


@exercises.misconception(
    relative_difference,
    "You return ‖g − g̃‖ without dividing: only beside the size of the two gradients can it be "
    "called large or small.",
)
def not_divided(grad: Array, gradapprox: Array) -> Any:
    return _norm(grad - gradapprox)


@exercises.misconception(
    relative_difference, "You leave out the square roots: a norm is the root of the sum of squares."
)
def squared_norms(grad: Array, gradapprox: Array) -> Any:
    size = np.sum(np.square(grad)) + np.sum(np.square(gradapprox))
    return np.sum(np.square(grad - gradapprox)) / size if size > 0 else 0.0


@exercises.misconception(
    relative_difference,
    "You divide by ‖g + g̃‖, the norm of the sum: it should be the sum of the norms, ‖g‖ + ‖g̃‖.",
)
def over_norm_of_the_sum(grad: Array, gradapprox: Array) -> Any:
    size = _norm(np.add(grad, gradapprox))
    return _norm(grad - gradapprox) / size if size > 0 else 0.0


@exercises.misconception(
    relative_difference,
    "You divide by ‖g‖ alone: it should be ‖g‖ + ‖g̃‖, so that neither gradient is taken for the truth.",
)
def over_the_first_norm(grad: Array, gradapprox: Array) -> Any:
    size = _norm(grad)
    return _norm(grad - gradapprox) / size if size > 0 else 0.0


@exercises.misconception(
    relative_difference, "You divide by the greater of the two norms: here it is their sum."
)
def over_the_greater_norm(grad: Array, gradapprox: Array) -> Any:
    size = max(_norm(grad), _norm(gradapprox))
    return _norm(grad - gradapprox) / size if size > 0 else 0.0


@exercises.misconception(
    relative_difference,
    "You divide by the product of the two norms: it should be their sum, so that the units cancel.",
)
def over_the_product(grad: Array, gradapprox: Array) -> Any:
    size = _norm(grad) * _norm(gradapprox)
    return _norm(grad - gradapprox) / size if size > 0 else 0.0


@exercises.misconception(
    relative_difference,
    "You average the relative differences of the entries: divide once, one norm by two others, or "
    "a tiny entry counts like a large one.",
)
def mean_over_entries(grad: Array, gradapprox: Array) -> Any:
    size = np.abs(grad) + np.abs(gradapprox)
    return np.mean(np.abs(grad - gradapprox) / np.where(size > 0, size, 1.0))


@exercises.misconception(
    relative_difference,
    "You add absolute values: the norm here is the Euclidean one, the root of the sum of squares.",
)
def sums_of_absolute_values(grad: Array, gradapprox: Array) -> Any:
    size = np.sum(np.abs(grad)) + np.sum(np.abs(gradapprox))
    return np.sum(np.abs(grad - gradapprox)) / size if size > 0 else 0.0


@exercises.misconception(
    relative_difference,
    "You take the greatest absolute values: the norm here is the Euclidean one, over all entries.",
)
def greatest_entries(grad: Array, gradapprox: Array) -> Any:
    size = np.max(np.abs(grad)) + np.max(np.abs(gradapprox))
    return np.max(np.abs(grad - gradapprox)) / size if size > 0 else 0.0


@exercises.misconception(
    relative_difference,
    "You divide 0 by 0 when both gradients are zero: two zero gradients agree, so return 0.",
)
def zero_over_zero(grad: Array, gradapprox: Array) -> Any:
    return np.divide(_norm(grad - gradapprox), _norm(grad) + _norm(gradapprox))


@exercises.misconception(
    relative_difference,
    "You return 0 as soon as one gradient is zero: only when both are zero do they agree.",
)
def zero_when_one_is_zero(grad: Array, gradapprox: Array) -> Any:
    if _norm(grad) == 0 or _norm(gradapprox) == 0:
        return 0.0
    return _norm(grad - gradapprox) / (_norm(grad) + _norm(gradapprox))


@exercises.misconception(
    relative_difference, "You take a norm for each column (`axis=0`): one norm runs over all the entries."
)
def norms_of_the_columns(grad: Array, gradapprox: Array) -> Any:
    axis = 0 if np.ndim(grad) else None
    size = np.linalg.norm(grad, axis=axis) + np.linalg.norm(gradapprox, axis=axis)
    return np.linalg.norm(grad - gradapprox, axis=axis) / np.where(size > 0, size, 1.0)


@exercises.misconception(
    relative_difference,
    "You take the spectral norm of a matrix (`ord=2`): flatten it first, or leave `ord` out.",
)
def spectral_norms(grad: Array, gradapprox: Array) -> Any:
    order = 2 if np.ndim(grad) == 2 else None
    size = np.linalg.norm(grad, order) + np.linalg.norm(gradapprox, order)
    return np.linalg.norm(grad - gradapprox, order) / size if size > 0 else 0.0


@exercises.misconception(
    relative_difference,
    "You divide by ‖g̃‖ alone: it should be ‖g‖ + ‖g̃‖, so that neither gradient is taken for the truth.",
)
def over_the_second_norm(grad: Array, gradapprox: Array) -> Any:
    size = _norm(gradapprox)
    return _norm(grad - gradapprox) / size if size > 0 else 0.0


@exercises.misconception(
    relative_difference,
    "You add the same norm twice in the denominator: it is ‖g‖ + ‖g̃‖, one of each.",
    first=(True, False),
)
def one_norm_twice(grad: Array, gradapprox: Array, *, first: bool) -> Any:
    size = 2 * (_norm(grad) if first else _norm(gradapprox))
    return _norm(grad - gradapprox) / size if size > 0 else 0.0


@exercises.misconception(
    relative_difference,
    "Your brackets are missing, so that only ‖g‖ divides and ‖g̃‖ is added: divide by the sum of both.",
)
def denominator_without_brackets(grad: Array, gradapprox: Array) -> Any:
    size = _norm(grad)
    return (_norm(grad - gradapprox) / size if size > 0 else 0.0) + _norm(gradapprox)


@exercises.misconception(
    relative_difference,
    "You subtract the norms, ‖g‖ − ‖g̃‖: it is the norm of the difference, ‖g − g̃‖.",
)
def difference_of_the_norms(grad: Array, gradapprox: Array) -> Any:
    size = _norm(grad) + _norm(gradapprox)
    return abs(_norm(grad) - _norm(gradapprox)) / size if size > 0 else 0.0


@exercises.misconception(
    relative_difference,
    "You add the gradients in the numerator: it is ‖g − g̃‖.",
)
def sum_in_the_numerator(grad: Array, gradapprox: Array) -> Any:
    size = _norm(grad) + _norm(gradapprox)
    return _norm(np.add(grad, gradapprox)) / size if size > 0 else 0.0


@exercises.misconception(
    relative_difference,
    "You divide the wrong way round: the difference is above, the sum of the norms below.",
)
def upside_down(grad: Array, gradapprox: Array) -> Any:
    top = _norm(grad - gradapprox)
    return (_norm(grad) + _norm(gradapprox)) / top if top > 0 else 0.0


@exercises.misconception(
    relative_difference,
    "You return 1 minus the relative difference: 0 means that the gradients agree.",
)
def agreement_for_difference(grad: Array, gradapprox: Array) -> Any:
    return 1 - _ratio(grad, gradapprox)


@exercises.misconception(
    relative_difference,
    "You return whether the gradients agree: return the number, and let the reader judge it.",
)
def verdict_for_difference(grad: Array, gradapprox: Array) -> Any:
    return bool(_ratio(grad, gradapprox) < 1e-7)


@exercises.misconception(
    relative_difference,
    "You compute the difference but do not return it: end with `return` and its name.",
)
def difference_not_returned(grad: Array, gradapprox: Array) -> Any:
    _ratio(grad, gradapprox)


@exercises.misconception(
    relative_difference,
    "You return 1 when both gradients are zero: two zero gradients agree, so return 0.",
)
def one_for_two_zeros(grad: Array, gradapprox: Array) -> Any:
    return _ratio(grad, gradapprox) if _norm(grad) + _norm(gradapprox) > 0 else 1.0


@exercises.misconception(
    relative_difference,
    "You divide by the mean of the two norms: divide by their sum.",
)
def half_the_denominator(grad: Array, gradapprox: Array) -> Any:
    return 2 * _ratio(grad, gradapprox)


@exercises.misconception(
    relative_difference,
    "You take another root of the norm: `np.linalg.norm` has taken it already.",
)
def root_of_the_norm(grad: Array, gradapprox: Array) -> Any:
    size = np.sqrt(_norm(grad)) + np.sqrt(_norm(gradapprox))
    return np.sqrt(_norm(grad - gradapprox)) / size if size > 0 else 0.0


@exercises.misconception(
    relative_difference,
    "You take one root over the whole fraction of squared norms: take the root of each sum of squares.",
)
def root_of_the_whole(grad: Array, gradapprox: Array) -> Any:
    size = np.sum(np.square(grad)) + np.sum(np.square(gradapprox))
    return np.sqrt(np.sum(np.square(grad - gradapprox)) / size) if size > 0 else 0.0


@exercises.misconception(
    relative_difference,
    "You round the result: return it with all its digits, since the small ones matter here.",
    digits=(1, 2, 3),
)
def rounded_difference(grad: Array, gradapprox: Array, *, digits: int) -> Any:
    return np.round(_ratio(grad, gradapprox), digits)


@exercises.misconception(
    relative_difference,
    "You change the answer for small gradients, by a number added to the denominator or a limit below which "
    "you return 0: only where the denominator is exactly 0 is there nothing to divide by.",
    number=(1e-7, 1e-8, 1e-10, 1e-12, 1e-15, 1e-16),
    added=(True, False),
)
def small_gradients_treated_apart(grad: Array, gradapprox: Array, *, number: float, added: bool) -> Any:
    size = _norm(grad) + _norm(gradapprox)
    if added:
        return _norm(grad - gradapprox) / (size + number)
    return _norm(grad - gradapprox) / size if size > number else 0.0


# Relative difference: right styles.


@exercises.style(relative_difference, "np.linalg.norm, an early return")
def ratio_by_linalg(grad: Array, gradapprox: Array) -> Any:
    numerator = np.linalg.norm(grad - gradapprox)
    if not np.any(grad) and not np.any(gradapprox):
        return 0.0
    return numerator / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))


@exercises.style(relative_difference, "roots of sums of squares")
def ratio_by_sums(grad: Array, gradapprox: Array) -> Any:
    numerator = np.sqrt(np.sum((grad - gradapprox) ** 2))
    denominator = np.sqrt(np.sum(np.square(grad))) + np.sqrt(np.sum(np.square(gradapprox)))
    return 0 if denominator == 0 else numerator / denominator


@exercises.style(relative_difference, "a loop over the entries, Python floats")
def ratio_by_loop(grad: Array, gradapprox: Array) -> Any:
    difference = first = second = 0.0
    for g, h in zip(np.ravel(grad).tolist(), np.ravel(gradapprox).tolist(), strict=True):
        difference += (g - h) ** 2
        first += g**2
        second += h**2
    size = first**0.5 + second**0.5
    return difference**0.5 / size if size else 0.0


@exercises.style(relative_difference, "flattened, dot products")
def ratio_by_dots(grad: Array, gradapprox: Array) -> Any:
    g, h = np.ravel(grad), np.ravel(gradapprox)
    d = g - h
    sizes = np.sqrt(g @ g) + np.sqrt(h @ h)
    return np.sqrt(d @ d) / sizes if sizes > 0 else np.float64(0)


@exercises.style(relative_difference, "np.hypot.reduce, an array of no dimension")
def ratio_by_hypot(grad: Array, gradapprox: Array) -> Any:
    g, h = np.ravel(grad).astype(float), np.ravel(gradapprox).astype(float)
    size = np.hypot.reduce(g) + np.hypot.reduce(h)
    return np.asarray(np.hypot.reduce(g - h) / size if size > 0 else 0.0)


@exercises.style(relative_difference, "einsum, an array of one element")
def ratio_by_einsum(grad: Array, gradapprox: Array) -> Any:
    norms = []
    for v in (grad - gradapprox, grad, gradapprox):
        flat = np.reshape(v, -1)
        norms.append(np.sqrt(np.einsum("i,i->", flat, flat)))
    return np.array([norms[0] / (norms[1] + norms[2] or 1.0)])


@exercises.style(relative_difference, "np.divide with where")
def ratio_by_divide_where(grad: Array, gradapprox: Array) -> Any:
    top = np.linalg.norm(np.subtract(grad, gradapprox))
    bottom = np.add(np.linalg.norm(grad), np.linalg.norm(gradapprox))
    return np.divide(top, bottom, out=np.zeros(()), where=bottom > 0)


# J = θx: known mistakes.


@exercises.misconception(forward_propagation, "You add θ and x: J is their product.")
def sum_for_product(x: float, theta: float) -> Any:
    return theta + x


@exercises.misconception(forward_propagation, "You return x, which is the derivative of J: J itself is θx.")
def x_alone(x: float, theta: float) -> Any:
    return x


@exercises.misconception(forward_propagation, "You square θ: J = θx is linear in θ.")
def theta_squared(x: float, theta: float) -> Any:
    return theta**2 * x


@exercises.misconception(forward_propagation, "You square x: J = θx has x only once.")
def x_squared(x: float, theta: float) -> Any:
    return theta * x**2


@exercises.misconception(
    forward_propagation, "You put a ReLU behind the product: this model is linear, J may be negative."
)
def rectified(x: float, theta: float) -> Any:
    return np.maximum(0.0, theta * x)


@exercises.misconception(
    forward_propagation, "You put a sigmoid behind the product: this model is linear, J = θx as it is."
)
def squashed(x: float, theta: float) -> Any:
    return 1 / (1 + np.exp(-theta * x))


@exercises.misconception(
    forward_propagation, "You take the absolute value: J = θx is negative where θ and x have different signs."
)
def absolute(x: float, theta: float) -> Any:
    return abs(theta * x)


@exercises.misconception(forward_propagation, "You compute J but do not return it: end with `return J`.")
def nothing_returned(x: float, theta: float) -> Any:
    J = theta * x  # noqa: F841


@exercises.misconception(
    forward_propagation,
    "You divide: J is the product θx.",
)
def quotient_for_product(x: float, theta: float) -> Any:
    return np.divide(theta, x)


@exercises.misconception(
    forward_propagation,
    "You return θ: J is θx.",
)
def theta_alone(x: float, theta: float) -> Any:
    return theta


@exercises.misconception(
    forward_propagation,
    "You flip the sign: J is θx.",
)
def minus_the_product(x: float, theta: float) -> Any:
    return -theta * x


@exercises.misconception(
    forward_propagation,
    "You subtract: J is the product θx.",
)
def difference_for_product(x: float, theta: float) -> Any:
    return theta - x


@exercises.misconception(
    forward_propagation,
    "You add a bias: this model has none, J = θx.",
)
def bias_added(x: float, theta: float) -> Any:
    return theta * x + 1


@exercises.misconception(
    forward_propagation,
    "You return a cache as well: return J alone.",
)
def with_a_cache(x: float, theta: float) -> Any:
    return theta * x, (x, theta)


@exercises.misconception(
    forward_propagation,
    "You apply tanh to the product: this model is linear, J = θx as it is.",
)
def bent_by_tanh(x: float, theta: float) -> Any:
    return np.tanh(theta * x)


# J = θx: right styles.


@exercises.style(forward_propagation, "the product the other way round")
def product(x: float, theta: float) -> Any:
    return x * theta


@exercises.style(forward_propagation, "a name for the result")
def product_named(x: float, theta: float) -> Any:
    J = theta * x
    return J


@exercises.style(forward_propagation, "np.multiply, a NumPy scalar")
def product_by_np(x: float, theta: float) -> Any:
    return np.multiply(theta, x)


@exercises.style(forward_propagation, "np.dot, an array of no dimension")
def product_by_dot(x: float, theta: float) -> Any:
    return np.asarray(np.dot(theta, x))


@exercises.style(forward_propagation, "an array of one element")
def product_in_an_array(x: float, theta: float) -> Any:
    return np.array([theta]) * x


@exercises.style(forward_propagation, "matrices of one element")
def product_in_a_matrix(x: float, theta: float) -> Any:
    return np.array([[theta]]) @ np.array([[float(x)]])


@exercises.style(forward_propagation, "Python floats")
def product_by_float(x: float, theta: float) -> Any:
    return float(theta).__mul__(float(x))


# dJ/dθ: known mistakes.


@exercises.misconception(
    backward_propagation, "You return θ, the derivative with respect to x: with respect to θ it is x."
)
def derivative_in_x(x: float, theta: float) -> Any:
    return theta


@exercises.misconception(
    backward_propagation, "You return J = θx itself: its derivative with respect to θ is x."
)
def value_for_derivative(x: float, theta: float) -> Any:
    return theta * x


@exercises.misconception(
    backward_propagation, "You return 1, the derivative of θ alone: in θx it is multiplied by x."
)
def one_for_x(x: float, theta: float) -> Any:
    return 1.0


@exercises.misconception(
    backward_propagation, "You compute J/θ, which is 0/0 where θ = 0: the derivative of θx is x, also there."
)
def value_over_theta(x: float, theta: float) -> Any:
    return np.divide(theta * x, theta)


@exercises.misconception(
    backward_propagation, "You differentiate θ²x: J = θx is linear in θ, so its derivative has no θ."
)
def derivative_of_a_square(x: float, theta: float) -> Any:
    return 2 * theta * x


@exercises.misconception(backward_propagation, "You multiply by x twice: the derivative of θx is x, not x².")
def x_twice(x: float, theta: float) -> Any:
    return x**2


@exercises.misconception(
    backward_propagation, "You flip the sign, as for a step downhill: the derivative itself is x."
)
def sign_flipped(x: float, theta: float) -> Any:
    return -x


@exercises.misconception(
    backward_propagation, "You compute the derivative but do not return it: end with `return dtheta`."
)
def derivative_not_returned(x: float, theta: float) -> Any:
    dtheta = x  # noqa: F841


@exercises.misconception(
    backward_propagation,
    "You return 0: the derivative of θx with respect to θ is x.",
)
def zero_for_the_derivative(x: float, theta: float) -> Any:
    return 0.0


@exercises.misconception(
    backward_propagation,
    "You divide x by 2: the derivative of θx with respect to θ is x.",
)
def half_for_the_derivative(x: float, theta: float) -> Any:
    return x / 2


@exercises.misconception(
    backward_propagation,
    "You return x + θ: with respect to θ alone the derivative is x.",
)
def sum_for_the_derivative(x: float, theta: float) -> Any:
    return x + theta


@exercises.misconception(
    backward_propagation,
    "You return a derivative with respect to x as well: return that with respect to θ alone, which is x.",
    theta_last=(True, False),
)
def both_derivatives(x: float, theta: float, *, theta_last: bool) -> Any:
    return (x, theta) if theta_last else (theta, x)


@exercises.misconception(
    backward_propagation,
    "You take the absolute value: the derivative is x, with its sign.",
)
def absolute_derivative(x: float, theta: float) -> Any:
    return abs(x)


@exercises.misconception(
    backward_propagation,
    "You return 1/x: the derivative of θx with respect to θ is x.",
)
def reciprocal_of_x(x: float, theta: float) -> Any:
    return 1 / x


@exercises.misconception(
    backward_propagation,
    "You return 2x: the derivative of θx with respect to θ is x.",
)
def twice_the_derivative(x: float, theta: float) -> Any:
    return 2 * x


# dJ/dθ: right styles.


@exercises.style(backward_propagation, "a name for the result")
def derivative_named(x: float, theta: float) -> Any:
    dtheta = x
    return dtheta


@exercises.style(backward_propagation, "the chain rule written out")
def derivative_times_one(x: float, theta: float) -> Any:
    dJ = 1.0
    return dJ * x


@exercises.style(backward_propagation, "a NumPy scalar")
def derivative_as_scalar(x: float, theta: float) -> Any:
    return np.float64(x)


@exercises.style(backward_propagation, "an array of no dimension")
def derivative_as_array(x: float, theta: float) -> Any:
    return np.array(x, dtype=float)


@exercises.style(backward_propagation, "an array of one element")
def derivative_of_one_element(x: float, theta: float) -> Any:
    return np.ones(1) * x


@exercises.style(backward_propagation, "a Python float")
def derivative_as_float(x: float, theta: float) -> Any:
    return float(x)


@exercises.style(backward_propagation, "a matrix of one element")
def derivative_of_a_matrix(x: float, theta: float) -> Any:
    return np.full((1, 1), x, dtype=float)


# Gradient check of J = θx: known mistakes.


@exercises.misconception(
    gradient_check,
    "You step to the right only: the check takes J(θ + ε) and J(θ − ε), one on either side of θ.",
)
def check_to_one_side(x: float, theta: float, epsilon: float = 1e-7) -> Any:
    gradapprox = ((theta + epsilon) * x - theta * x) / epsilon
    return _ratio(x, gradapprox)


@exercises.misconception(gradient_check, "You divide J(θ + ε) − J(θ − ε) by ε: the two are 2ε apart.")
def check_over_epsilon(x: float, theta: float, epsilon: float = 1e-7) -> Any:
    gradapprox = ((theta + epsilon) * x - (theta - epsilon) * x) / epsilon
    return _ratio(x, gradapprox)


@exercises.misconception(
    gradient_check, "You write `/ 2 * epsilon`, which multiplies by ε: put brackets around `2 * epsilon`."
)
def check_without_brackets(x: float, theta: float, epsilon: float = 1e-7) -> Any:
    gradapprox = ((theta + epsilon) * x - (theta - epsilon) * x) / 2 * epsilon
    return _ratio(x, gradapprox)


@exercises.misconception(
    gradient_check, "You move x by ε and keep θ: the gradient is that with respect to θ, so θ moves."
)
def check_along_x(x: float, theta: float, epsilon: float = 1e-7) -> Any:
    gradapprox = (theta * (x + epsilon) - theta * (x - epsilon)) / (2 * epsilon)
    return _ratio(x, gradapprox)


@exercises.misconception(
    gradient_check, "You compare the quotient with J = θx: compare it with what backward_propagation returns."
)
def check_of_the_value(x: float, theta: float, epsilon: float = 1e-7) -> Any:
    gradapprox = ((theta + epsilon) * x - (theta - epsilon) * x) / (2 * epsilon)
    return _ratio(theta * x, gradapprox)


@exercises.misconception(
    gradient_check,
    "You return whether the check passed: return the relative difference, and let the reader judge it.",
)
def verdict_for_number(x: float, theta: float, epsilon: float = 1e-7) -> Any:
    gradapprox = ((theta + epsilon) * x - (theta - epsilon) * x) / (2 * epsilon)
    return bool(_ratio(x, gradapprox) < 1e-7)


@exercises.misconception(gradient_check, "You return |g − g̃| without dividing: use your relative_difference.")
def check_not_relative(x: float, theta: float, epsilon: float = 1e-7) -> Any:
    gradapprox = ((theta + epsilon) * x - (theta - epsilon) * x) / (2 * epsilon)
    return abs(x - gradapprox)


@exercises.misconception(
    gradient_check, "You return the quotient itself: return its relative difference to the derivative."
)
def quotient_for_check(x: float, theta: float, epsilon: float = 1e-7) -> Any:
    return ((theta + epsilon) * x - (theta - epsilon) * x) / (2 * epsilon)


@exercises.misconception(
    gradient_check,
    "You use a step of your own: the step is the argument `epsilon`.",
    step=(1e-7, 1e-4, 1e-5, 1e-8),
)
def check_with_its_own_step(x: float, theta: float, epsilon: float = 1e-7, *, step: float) -> Any:
    gradapprox = ((theta + step) * x - (theta - step) * x) / (2 * step)
    return _ratio(x, gradapprox)


@exercises.misconception(
    gradient_check,
    "You add the same norm twice in the denominator: it is ‖g‖ + ‖g̃‖, as in your relative_difference.",
    first=(True, False),
)
def one_size_twice(x: float, theta: float, epsilon: float = 1e-7, *, first: bool) -> Any:
    gradapprox = ((theta + epsilon) * x - (theta - epsilon) * x) / (2 * epsilon)
    size = 2 * (_norm(x) if first else _norm(gradapprox))
    return _norm(x - gradapprox) / size if size > 0 else 1.0


@exercises.misconception(
    gradient_check,
    "You divide by one of the two norms: divide by ‖g‖ + ‖g̃‖, as in your relative_difference.",
    first=(False,),
)
def one_size_alone(x: float, theta: float, epsilon: float = 1e-7, *, first: bool) -> Any:
    gradapprox = ((theta + epsilon) * x - (theta - epsilon) * x) / (2 * epsilon)
    size = _norm(x) if first else _norm(gradapprox)
    return np.divide(_norm(x - gradapprox), size)


@exercises.misconception(
    gradient_check,
    "Your brackets are missing, so that ‖g̃‖ is added instead of dividing: call your relative_difference.",
)
def sizes_without_brackets(x: float, theta: float, epsilon: float = 1e-7) -> Any:
    gradapprox = ((theta + epsilon) * x - (theta - epsilon) * x) / (2 * epsilon)
    return _norm(x - gradapprox) / _norm(x) + _norm(gradapprox)


@exercises.misconception(
    gradient_check,
    "You have the two costs the wrong way round: it is J(θ + ε) minus J(θ − ε).",
)
def quotient_with_the_wrong_sign(x: float, theta: float, epsilon: float = 1e-7) -> Any:
    gradapprox = ((theta + epsilon) * x - (theta - epsilon) * x) / (2 * epsilon)
    return _ratio(x, -gradapprox)


@exercises.misconception(
    gradient_check,
    "You leave out the roots: compare by your relative_difference.",
)
def squares_for_norms(x: float, theta: float, epsilon: float = 1e-7) -> Any:
    gradapprox = ((theta + epsilon) * x - (theta - epsilon) * x) / (2 * epsilon)
    return (x - gradapprox) ** 2 / (x**2 + gradapprox**2)


@exercises.misconception(
    gradient_check,
    "You compare the quotient with itself: compare it with what backward_propagation returns.",
)
def compared_with_itself(x: float, theta: float, epsilon: float = 1e-7) -> Any:
    return 0.0


@exercises.misconception(
    gradient_check,
    "You compute the difference but do not return it: end with `return difference`.",
)
def check_not_returned(x: float, theta: float, epsilon: float = 1e-7) -> Any:
    gradapprox = ((theta + epsilon) * x - (theta - epsilon) * x) / (2 * epsilon)
    _ratio(x, gradapprox)


@exercises.misconception(
    gradient_check,
    "You return more than the relative difference: return that number alone.",
)
def check_and_quotient(x: float, theta: float, epsilon: float = 1e-7) -> Any:
    gradapprox = ((theta + epsilon) * x - (theta - epsilon) * x) / (2 * epsilon)
    return _ratio(x, gradapprox), gradapprox


@exercises.misconception(
    gradient_check,
    "You divide by the rounded distance (θ + ε) − (θ − ε): the formula divides by 2ε.",
)
def over_the_true_distance(x: float, theta: float, epsilon: float = 1e-7) -> Any:
    above, below = theta + epsilon, theta - epsilon
    gradapprox = np.divide(above * x - below * x, above - below) if above != below else 0.0
    return _ratio(x, gradapprox)


@exercises.misconception(
    gradient_check,
    "You do not divide by 2ε: the quotient is (J(θ + ε) − J(θ − ε)) / 2ε.",
)
def costs_not_divided(x: float, theta: float, epsilon: float = 1e-7) -> Any:
    return _ratio(x, (theta + epsilon) * x - (theta - epsilon) * x)


# Gradient check of J = θx: right styles.


@exercises.style(gradient_check, "a name for each step")
def check_step_by_step(x: float, theta: float, epsilon: float = 1e-7) -> Any:
    theta_plus = theta + epsilon
    theta_minus = theta - epsilon
    J_plus = theta_plus * x
    J_minus = theta_minus * x
    gradapprox = (J_plus - J_minus) / (2 * epsilon)
    grad = x
    numerator = np.linalg.norm(grad - gradapprox)
    denominator = np.linalg.norm(grad) + np.linalg.norm(gradapprox)
    return numerator / denominator if denominator else 0.0


@exercises.style(gradient_check, "a function of its own for J")
def check_with_inner_function(x: float, theta: float, epsilon: float = 1e-7) -> Any:
    def J(t: float) -> float:
        return t * x

    return _ratio(x, (J(theta + epsilon) - J(theta - epsilon)) / (2.0 * epsilon))


@exercises.style(gradient_check, "absolute values of numbers")
def check_by_absolute_values(x: float, theta: float, epsilon: float = 1e-7) -> Any:
    gradapprox = (x * (theta + epsilon) - x * (theta - epsilon)) / 2 / epsilon
    size = abs(x) + abs(gradapprox)
    return abs(x - gradapprox) / size if size else 0


@exercises.style(gradient_check, "arrays of one element")
def check_in_arrays(x: float, theta: float, epsilon: float = 1e-7) -> Any:
    thetas = np.array([theta + epsilon, theta - epsilon])
    J_plus, J_minus = thetas * x
    gradapprox = np.array([(J_plus - J_minus) / (2 * epsilon)])
    return np.array([_ratio(np.array([float(x)]), gradapprox)])


@exercises.style(gradient_check, "a loop over both signs")
def check_in_a_loop(x: float, theta: float, epsilon: float = 1e-7) -> Any:
    gradapprox = 0.0
    for sign in (1, -1):
        gradapprox += sign * (theta + sign * epsilon) * x
    return np.float64(_ratio(x, gradapprox / (2 * epsilon)))


@exercises.style(gradient_check, "helpers called by keyword")
def check_with_keywords(x: float, theta: float, epsilon: float = 1e-7) -> Any:
    gradapprox = (_J(x=x, theta=theta + epsilon) - _J(theta=theta - epsilon, x=x)) / (epsilon * 2)
    return _ratio(gradapprox=gradapprox, grad=x)


@exercises.style(gradient_check, "matrices of one element")
def check_in_matrices(x: float, theta: float, epsilon: float = 1e-7) -> Any:
    grad = np.array([[float(x)]])
    plus, minus = np.array([[theta + epsilon]]) @ grad, np.array([[theta - epsilon]]) @ grad
    gradapprox = (plus - minus) / (2 * epsilon)
    return np.asarray(_ratio(grad, gradapprox))


def _J(x: float, theta: float) -> float:
    return theta * x


# Gradient check of the network: known mistakes.


@exercises.misconception(
    gradient_check_n,
    "You use the one-sided quotient (J(θᵢ + ε) − J(θ))/ε: the two-sided one, with J(θᵢ − ε), is "
    "far more accurate.",
)
def network_to_one_side(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _to_the_right)
    return _ratio(_vector(gradients), _vector(gradapprox))


@exercises.misconception(gradient_check_n, "You divide J(θᵢ + ε) − J(θᵢ − ε) by ε: the two are 2ε apart.")
def network_over_epsilon(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _without_the_two)
    return _ratio(_vector(gradients), _vector(gradapprox))


@exercises.misconception(
    gradient_check_n, "You write `/ 2 * epsilon`, which multiplies by ε: put brackets around `2 * epsilon`."
)
def network_without_brackets(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _without_brackets)
    return _ratio(_vector(gradients), _vector(gradapprox))


@exercises.misconception(
    gradient_check_n,
    "You move all entries of an array at once: each quotient moves one single entry and keeps the others.",
)
def whole_blocks_moved(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    gradapprox = _quotients_of_blocks(parameters, X, Y, epsilon)
    return _ratio(_vector(gradients), _vector(gradapprox))


@exercises.misconception(
    gradient_check_n,
    "You move up and down again on one array, so J(θᵢ + ε) and J(θᵢ − ε) are the same: work on "
    "copies, or compute the first cost before you move back.",
)
def one_array_for_both(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    gradapprox = _quotients_on_one_array(parameters, X, Y, epsilon)
    return _ratio(_vector(gradients), _vector(gradapprox))


@exercises.misconception(
    gradient_check_n,
    "You move the caller's own array, so the step down starts where the step up ended and comes "
    "back to θᵢ only: move a copy each time.",
)
def moved_without_a_copy(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    gradapprox = _quotients_without_copies(parameters, X, Y, epsilon)
    return _ratio(_vector(gradients), _vector(gradapprox))


@exercises.misconception(
    gradient_check_n,
    "You do not put an entry back after measuring it, so all later quotients start from another "
    "point: restore it to its own value.",
)
def entries_left_behind(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    gradapprox = _quotients_left_behind(parameters, X, Y, epsilon)
    return _ratio(_vector(gradients), _vector(gradapprox))


@exercises.misconception(
    gradient_check_n, "You move an entry by a share of itself, θᵢ(1 ± ε): it moves by ε, whatever its size."
)
def moved_by_a_share(parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7) -> Any:
    gradapprox = _quotients_of_a_share(parameters, X, Y, epsilon)
    return _ratio(_vector(gradients), _vector(gradapprox))


@exercises.misconception(
    gradient_check_n,
    "You join each dict in its own order: gradients may come as dW3, db3, dW2, …, so take both by "
    "name, in one order.",
)
def in_the_order_of_the_dicts(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    own_order = [np.ravel(value) for name, value in gradients.items() if "d" + name[1:] in gradapprox]
    return _ratio(
        np.concatenate(own_order), np.concatenate([np.ravel(value) for value in gradapprox.values()])
    )


@exercises.misconception(
    gradient_check_n, "You check the weights and leave out the biases: all six arrays belong to θ."
)
def weights_only(parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    names = ["dW1", "dW2", "dW3"]
    grad, approx = (
        np.concatenate([np.ravel(each[name]) for name in names]) for each in (gradients, gradapprox)
    )
    return _ratio(grad, approx)


@exercises.misconception(
    gradient_check_n,
    "You average the relative differences of the six arrays: join them to one vector and compare once.",
)
def mean_of_the_blocks(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return np.mean([_ratio(gradients[name], gradapprox[name]) for name in gradapprox])


@exercises.misconception(
    gradient_check_n,
    "You return the greatest of six relative differences: join the arrays to one vector and compare once.",
)
def worst_of_the_blocks(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return max(_ratio(gradients[name], gradapprox[name]) for name in gradapprox)


@exercises.misconception(
    gradient_check_n, "You return ‖g − g̃‖ without dividing: use your relative_difference."
)
def network_not_relative(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return _norm(_vector(gradients) - _vector(gradapprox))


@exercises.misconception(
    gradient_check_n,
    "You return whether the check passed: return the relative difference, and let the reader judge it.",
)
def network_verdict(parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return bool(_ratio(_vector(gradients), _vector(gradapprox)) < 1e-6)


@exercises.misconception(
    gradient_check_n,
    "You use a step of your own: the step is the argument `epsilon`.",
    step=(1e-7, 1e-4, 1e-5),
)
def network_with_its_own_step(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, *, step: float
) -> Any:
    gradapprox = _quotients(parameters, X, Y, step, _centred)
    return _ratio(_vector(gradients), _vector(gradapprox))


@exercises.misconception(
    gradient_check_n,
    "You have the two costs the wrong way round: it is J(θᵢ + ε) minus J(θᵢ − ε).",
)
def network_with_the_wrong_sign(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return _ratio(_vector(gradients), -_vector(gradapprox))


@exercises.misconception(
    gradient_check_n,
    "You add the same norm twice in the denominator: it is ‖g‖ + ‖g̃‖, as in your relative_difference.",
    first=(True, False),
)
def network_over_one_norm_twice(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, *, first: bool
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    g, h = _vector(gradients), _vector(gradapprox)
    return _norm(g - h) / (2 * _norm(g if first else h))


@exercises.misconception(
    gradient_check_n,
    "You divide by one of the two norms: divide by ‖g‖ + ‖g̃‖, as in your relative_difference.",
    first=(True, False),
)
def network_over_one_norm(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, *, first: bool
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    g, h = _vector(gradients), _vector(gradapprox)
    return _norm(g - h) / _norm(g if first else h)


@exercises.misconception(
    gradient_check_n,
    "Your brackets are missing, so that ‖g̃‖ is added instead of dividing: call your relative_difference.",
)
def network_without_brackets_below(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    g, h = _vector(gradients), _vector(gradapprox)
    return _norm(g - h) / _norm(g) + _norm(h)


@exercises.misconception(
    gradient_check_n,
    "You leave out the roots: compare by your relative_difference.",
)
def network_with_squares(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    g, h = _vector(gradients), _vector(gradapprox)
    return np.sum((g - h) ** 2) / (np.sum(g**2) + np.sum(h**2))


@exercises.misconception(
    gradient_check_n,
    "You average the relative differences of the entries: compare the two long vectors once.",
)
def network_mean_over_entries(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    g, h = _vector(gradients), _vector(gradapprox)
    return np.mean(np.abs(g - h) / np.maximum(np.abs(g) + np.abs(h), 1e-300))


@exercises.misconception(
    gradient_check_n,
    "You add up the relative differences of the six arrays: join them to one vector and compare once.",
)
def network_sum_of_the_blocks(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return sum(_ratio(gradients[name], gradapprox[name]) for name in gradapprox)


@exercises.misconception(
    gradient_check_n,
    "You leave out some of the six arrays: W and b of all three layers belong to θ.",
    part=("W", "1", "2", "3"),
)
def some_arrays_left_out(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, *, part: str
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    g, h = (
        np.concatenate([each[name].ravel() for name in gradapprox if part not in name])
        for each in (gradients, gradapprox)
    )
    return _ratio(g, h)


@exercises.misconception(
    gradient_check_n,
    "Your loop stops before the last entry of the long vector: `range(N)` reaches it.",
)
def last_entry_left_out(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    g, h = _vector(gradients), _vector(gradapprox)
    h[-1] = 0
    return _ratio(g, h)


@exercises.misconception(
    gradient_check_n,
    "You do not divide by 2ε: the quotient is (J(θᵢ + ε) − J(θᵢ − ε)) / 2ε.",
)
def costs_of_the_network_not_divided(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return _ratio(_vector(gradients), 2 * epsilon * _vector(gradapprox))


@exercises.misconception(
    gradient_check_n,
    "You compare the quotients with themselves: compare them with `gradients`.",
)
def network_compared_with_itself(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    return 0.0


@exercises.misconception(
    gradient_check_n,
    "You compute the difference but do not return it: end with `return difference`.",
)
def network_check_not_returned(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    _ratio(_vector(gradients), _vector(gradapprox))


@exercises.misconception(
    gradient_check_n,
    "You join parameters and gradients in two different orders: go through the same names for both.",
    by_letter=(True, False),
)
def in_two_orders(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, *, by_letter: bool
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    names = sorted(gradapprox) if by_letter else list(reversed(gradapprox))
    g = np.concatenate([gradients[name].ravel() for name in names])
    return _ratio(g, _vector(gradapprox))


@exercises.misconception(
    gradient_check_n,
    "You move only the first entry of each array: move every entry, with `np.ndindex`.",
)
def one_entry_per_array(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    first = {name: np.zeros(value.shape) for name, value in gradapprox.items()}
    for name, value in first.items():
        value.flat[0] = gradapprox[name].flat[0]
    return _ratio(_vector(gradients), _vector(first))


# Gradient check of the network: right styles.


@exercises.style(gradient_check_n, "in place, restored, one vector at the end")
def check_block_by_block(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return _ratio(_vector(gradients), _vector(gradapprox))


@exercises.style(gradient_check_n, "θ as one vector, cut back into arrays")
def check_of_one_vector(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    shapes = [(name, parameters[name].shape) for name in _names()]
    theta = np.concatenate([parameters[name].reshape(-1, 1) for name in _names()])
    grad = np.concatenate([gradients["d" + name].reshape(-1, 1) for name in _names()])
    gradapprox = np.zeros(theta.shape)
    for i in range(theta.size):
        J = []
        for sign in (1, -1):
            moved = np.copy(theta)
            moved[i, 0] += sign * epsilon
            J.append(_cost(_cut(moved, shapes), X, Y))
        gradapprox[i] = (J[0] - J[1]) / (2 * epsilon)
    return np.linalg.norm(grad - gradapprox) / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))


@exercises.style(gradient_check_n, "steps as rows of the identity matrix")
def check_with_rows_of_the_identity(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    shapes = [(name, parameters[name].shape) for name in _names()]
    theta = np.concatenate([parameters[name].ravel() for name in _names()])
    gradapprox = [
        (_cost(_cut(theta + step, shapes), X, Y) - _cost(_cut(theta - step, shapes), X, Y)) / 2 / epsilon
        for step in epsilon * np.eye(theta.size)
    ]
    return np.asarray(_ratio(_vector(gradients), gradapprox))


@exercises.style(gradient_check_n, "a fresh copy of all arrays for every step, in reverse order")
def check_with_deep_copies(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    above: list[float] = []
    below: list[float] = []
    for name in reversed(_names()):
        for index in np.ndindex(parameters[name].shape):
            for costs, step in ((above, epsilon), (below, -epsilon)):
                moved = {key: value.copy() for key, value in parameters.items()}
                moved[name][index] += step
                costs.append(_cost(moved, X, Y))
    grad = np.concatenate([gradients["d" + name].flatten() for name in reversed(_names())])
    return _ratio(grad, np.subtract(above, below) / (2 * epsilon))


@exercises.style(gradient_check_n, "two loops over rows and columns, sums of squares")
def check_by_rows_and_columns(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    difference = first = second = 0.0
    for name in sorted(parameters):
        rows, columns = parameters[name].shape
        for i in range(rows):
            for j in range(columns):
                step = np.zeros((rows, columns))
                step[i][j] = epsilon
                J_plus = _cost(parameters | {name: parameters[name] + step}, X, Y)
                J_minus = _cost(parameters | {name: parameters[name] - step}, X, Y)
                g, h = gradients["d" + name][i][j], (J_plus - J_minus) / (2 * epsilon)
                difference, first, second = difference + (g - h) ** 2, first + g**2, second + h**2
    return np.sqrt(difference) / (np.sqrt(first) + np.sqrt(second))


@exercises.style(gradient_check_n, "flat views of copies, columns")
def check_through_flat_views(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    moved = {name: np.array(parameters[name]) for name in _names()}
    columns = []
    for name in moved:
        flat = moved[name].reshape(-1)
        for i, value in enumerate(flat.copy()):
            flat[i] = value + epsilon
            J_plus = _cost(moved, X, Y)
            flat[i] = value - epsilon
            columns.append([gradients["d" + name].flat[i], (J_plus - _cost(moved, X, Y)) / (2 * epsilon)])
            flat[i] = value
    grad, gradapprox = np.array(columns).T
    return np.array([_ratio(grad, gradapprox)])


@exercises.style(gradient_check_n, "arrays flattened column by column")
def check_in_column_major_order(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    g = np.hstack([gradients[name].ravel(order="F") for name in gradapprox])
    h = np.hstack([value.ravel(order="F") for value in gradapprox.values()])
    return float(np.sqrt(((g - h) ** 2).sum()) / (np.sqrt((g**2).sum()) + np.sqrt((h**2).sum())))


def _cut(theta: Array, shapes: Sequence[tuple[str, tuple[int, ...]]]) -> Arrays:
    flat, start, arrays = theta.reshape(-1), 0, {}
    for name, shape in shapes:
        size = int(np.prod(shape))
        arrays[name] = flat[start : start + size].reshape(shape)
        start += size
    return arrays


# Suspicious gradients: known mistakes.


@exercises.misconception(
    suspicious_gradients,
    "You compare the whole vector and then list all names or none: each array has a relative "
    "difference of its own.",
)
def all_or_none(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    whole = _ratio(_vector(gradients), _vector(gradapprox))
    return sorted(gradapprox) if whole > tolerance else []


@exercises.misconception(
    suspicious_gradients,
    "You compare ‖g − g̃‖ with the tolerance, so small gradients pass with any mistake: use your "
    "relative_difference.",
)
def not_relative(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return sorted(name for name in gradapprox if _norm(gradients[name] - gradapprox[name]) > tolerance)


@exercises.misconception(
    suspicious_gradients,
    "You divide by the norms of the whole vectors: an array's own relative difference divides by "
    "its own two norms.",
)
def over_the_whole_norm(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    size = _norm(_vector(gradients)) + _norm(_vector(gradapprox))
    return sorted(name for name in gradapprox if _norm(gradients[name] - gradapprox[name]) / size > tolerance)


@exercises.misconception(
    suspicious_gradients, "You list the arrays that agree: list those whose difference exceeds the tolerance."
)
def the_unsuspicious(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return sorted(name for name in gradapprox if _ratio(gradients[name], gradapprox[name]) <= tolerance)


@exercises.misconception(
    suspicious_gradients,
    "You list the names of the parameters: the names of their gradients begin with d, such as `dW2`.",
)
def names_of_parameters(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return sorted(name[1:] for name in gradapprox if _ratio(gradients[name], gradapprox[name]) > tolerance)


@exercises.misconception(
    suspicious_gradients, "You list the names in the order of the layers: sort them, with `sorted`."
)
def in_the_order_of_layers(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    names = []
    for key in parameters:
        if _ratio(gradients["d" + key], gradapprox["d" + key]) > tolerance:
            names.append("d" + key)
    return names


@exercises.misconception(suspicious_gradients, "You look at the weights only: biases have gradients, too.")
def weights_alone(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return sorted(
        name for name in gradapprox if "W" in name and _ratio(gradients[name], gradapprox[name]) > tolerance
    )


@exercises.misconception(
    suspicious_gradients, "You return the worst array only: list all that exceed the tolerance."
)
def the_worst_alone(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    worst = max(gradapprox, key=lambda name: _ratio(gradients[name], gradapprox[name]))
    return [worst] if _ratio(gradients[worst], gradapprox[worst]) > tolerance else []


@exercises.misconception(
    suspicious_gradients,
    "You use one-sided quotients, whose own error makes right gradients look wrong: step to both sides.",
)
def suspicious_to_one_side(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _to_the_right)
    return sorted(name for name in gradapprox if _ratio(gradients[name], gradapprox[name]) > tolerance)


@exercises.misconception(
    suspicious_gradients,
    "You move the caller's own array, so the step down starts where the step up ended and comes "
    "back to θᵢ only: move a copy each time.",
)
def suspicious_without_a_copy(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients_without_copies(parameters, X, Y, epsilon)
    return sorted(name for name in gradapprox if _ratio(gradients[name], gradapprox[name]) > tolerance)


@exercises.misconception(
    suspicious_gradients,
    "You divide J(θᵢ + ε) − J(θᵢ − ε) by ε, so every right gradient looks wrong: the two are 2ε apart.",
)
def suspicious_over_epsilon(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _without_the_two)
    return sorted(name for name in gradapprox if _ratio(gradients[name], gradapprox[name]) > tolerance)


@exercises.misconception(
    suspicious_gradients, "You return the differences by name: return the list of names alone."
)
def differences_for_names(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return {
        name: _ratio(gradients[name], gradapprox[name])
        for name in sorted(gradapprox)
        if _ratio(gradients[name], gradapprox[name]) > tolerance
    }


@exercises.misconception(
    suspicious_gradients,
    "You list an array as soon as one entry exceeds the tolerance: take one relative difference "
    "over all its entries.",
)
def entry_by_entry(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return sorted(
        name
        for name in gradapprox
        if np.max(
            np.abs(gradients[name] - gradapprox[name])
            / (np.abs(gradients[name]) + np.abs(gradapprox[name]) + 1e-300)
        )
        > tolerance
    )


@exercises.misconception(
    suspicious_gradients,
    "You compare with a tolerance of your own: use the argument `tolerance`.",
    limit=(1e-6, 1e-7, 1e-5, 1e-4, 1e-3),
)
def tolerance_of_its_own(
    parameters: Arrays,
    gradients: Arrays,
    X: Array,
    Y: Array,
    epsilon: float = 1e-7,
    tolerance: float = 1e-6,
    *,
    limit: float,
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return sorted(name for name in gradapprox if _ratio(gradients[name], gradapprox[name]) > limit)


@exercises.misconception(
    suspicious_gradients,
    "You use a step of your own: pass on the argument `epsilon`.",
    step=(1e-7, 1e-4, 1e-5),
)
def suspicious_with_its_own_step(
    parameters: Arrays,
    gradients: Arrays,
    X: Array,
    Y: Array,
    epsilon: float = 1e-7,
    tolerance: float = 1e-6,
    *,
    step: float,
) -> Any:
    gradapprox = _quotients(parameters, X, Y, step, _centred)
    return sorted(name for name in gradapprox if _ratio(gradients[name], gradapprox[name]) > tolerance)


@exercises.misconception(
    suspicious_gradients,
    "You list an array whose difference equals the tolerance: it passes, so compare with `>`.",
)
def at_the_tolerance_too(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return sorted(name for name in gradapprox if _ratio(gradients[name], gradapprox[name]) >= tolerance)


@exercises.misconception(
    suspicious_gradients,
    "You add the same norm twice in the denominator: use your relative_difference.",
    first=(True, False),
)
def suspicious_over_one_norm_twice(
    parameters: Arrays,
    gradients: Arrays,
    X: Array,
    Y: Array,
    epsilon: float = 1e-7,
    tolerance: float = 1e-6,
    *,
    first: bool,
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return sorted(
        name
        for name in gradapprox
        if _norm(gradients[name] - gradapprox[name])
        / (2 * _norm((gradients if first else gradapprox)[name]) + 1e-300)
        > tolerance
    )


@exercises.misconception(
    suspicious_gradients,
    "You divide by one of the two norms: use your relative_difference.",
    first=(True, False),
)
def suspicious_over_one_norm(
    parameters: Arrays,
    gradients: Arrays,
    X: Array,
    Y: Array,
    epsilon: float = 1e-7,
    tolerance: float = 1e-6,
    *,
    first: bool,
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return sorted(
        name
        for name in gradapprox
        if _norm(gradients[name] - gradapprox[name])
        / (_norm((gradients if first else gradapprox)[name]) + 1e-300)
        > tolerance
    )


@exercises.misconception(
    suspicious_gradients,
    "You leave out the roots of the norms: use your relative_difference.",
)
def suspicious_by_squares(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return sorted(
        name
        for name in gradapprox
        if np.sum((gradients[name] - gradapprox[name]) ** 2)
        / (np.sum(gradients[name] ** 2) + np.sum(gradapprox[name] ** 2) + 1e-300)
        > tolerance
    )


@exercises.misconception(
    suspicious_gradients,
    "You have the two costs the wrong way round: it is J(θᵢ + ε) minus J(θᵢ − ε).",
)
def suspicious_with_the_wrong_sign(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return sorted(name for name in gradapprox if _ratio(gradients[name], -gradapprox[name]) > tolerance)


@exercises.misconception(
    suspicious_gradients,
    "You move all entries of an array at once: each quotient moves one entry and keeps the others.",
)
def suspicious_blocks_moved(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients_of_blocks(parameters, X, Y, epsilon)
    return sorted(name for name in gradapprox if _ratio(gradients[name], gradapprox[name]) > tolerance)


@exercises.misconception(
    suspicious_gradients,
    "You sort the names the wrong way round: `sorted` without `reverse`.",
)
def names_in_reverse(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return sorted(name for name in gradapprox if _ratio(gradients[name], gradapprox[name]) > tolerance)[::-1]


@exercises.misconception(
    suspicious_gradients,
    "You sort as if all letters were small: plain `sorted` puts capitals first.",
)
def sorted_as_small_letters(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return sorted(
        (name for name in gradapprox if _ratio(gradients[name], gradapprox[name]) > tolerance), key=str.lower
    )


@exercises.misconception(
    suspicious_gradients,
    "You return a set, which has no order: return a sorted list.",
)
def a_set_of_names(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return {name for name in gradapprox if _ratio(gradients[name], gradapprox[name]) > tolerance}


@exercises.misconception(
    suspicious_gradients,
    "You collect the names but do not return them: end with `return sorted(names)`.",
)
def names_not_returned(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    _ = [name for name in gradapprox if _ratio(gradients[name], gradapprox[name]) > tolerance]


@exercises.misconception(
    suspicious_gradients,
    "You list all six names: compare each array with the tolerance, and look at your quotients again.",
)
def all_names(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    return sorted("d" + name for name in parameters)


@exercises.misconception(
    suspicious_gradients,
    "You return the empty list that you start with: append the names to it.",
)
def no_names(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    return []


@exercises.misconception(
    suspicious_gradients,
    "You leave out some of the six arrays: look at W and b of all three layers.",
    part=("W", "1", "2"),
)
def layers_left_out(
    parameters: Arrays,
    gradients: Arrays,
    X: Array,
    Y: Array,
    epsilon: float = 1e-7,
    tolerance: float = 1e-6,
    *,
    part: str,
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return sorted(
        name
        for name in gradapprox
        if part not in name and _ratio(gradients[name], gradapprox[name]) > tolerance
    )


@exercises.misconception(
    suspicious_gradients,
    "Your `return` is inside the loop, which ends at the first suspicious array: move it below the loop.",
)
def only_the_first_name(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return sorted(name for name in gradapprox if _ratio(gradients[name], gradapprox[name]) > tolerance)[:1]


@exercises.misconception(
    suspicious_gradients,
    "You return whether anything is suspicious: return the names.",
)
def true_or_false(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return any(_ratio(gradients[name], gradapprox[name]) > tolerance for name in gradapprox)


# Suspicious gradients: right styles.


@exercises.style(suspicious_gradients, "a comprehension")
def suspicious_by_comprehension(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return sorted(name for name in gradapprox if _ratio(gradients[name], gradapprox[name]) > tolerance)


@exercises.style(suspicious_gradients, "a loop, sort in place")
def suspicious_by_loop(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    names = []
    for name in gradapprox:
        if _ratio(gradients[name], gradapprox[name]) > tolerance:
            names.append(name)
    names.sort()
    return names


@exercises.style(suspicious_gradients, "parameters in sorted order, a tuple")
def suspicious_in_sorted_order(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return tuple(
        "d" + key
        for key in sorted(_names())
        if _ratio(gradients["d" + key], gradapprox["d" + key]) > tolerance
    )


@exercises.style(suspicious_gradients, "an array of names")
def suspicious_in_an_array(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    names = np.array(sorted(gradapprox))
    differences = np.array([_ratio(gradients[name], gradapprox[name]) for name in names])
    return names[differences > tolerance]


@exercises.style(suspicious_gradients, "filter and lambda")
def suspicious_by_filter(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return sorted(filter(lambda name: _ratio(gradients[name], gradapprox[name]) > tolerance, gradapprox))


@exercises.style(suspicious_gradients, "one array at a time, a set in between")
def suspicious_one_at_a_time(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    found = set()
    for name, value in parameters.items():
        above: list[float] = []
        below: list[float] = []
        for index in np.ndindex(value.shape):
            for costs, step in ((above, epsilon), (below, -epsilon)):
                moved = value.copy()
                moved[index] += step
                costs.append(_cost({**parameters, name: moved}, X, Y))
        gradapprox = np.subtract(above, below).reshape(value.shape) / (2 * epsilon)
        if not _ratio(gradients[f"d{name}"], gradapprox) <= tolerance:
            found |= {f"d{name}"}
    return sorted(found)


@exercises.style(suspicious_gradients, "compared without dividing")
def suspicious_by_products(
    parameters: Arrays, gradients: Arrays, X: Array, Y: Array, epsilon: float = 1e-7, tolerance: float = 1e-6
) -> Any:
    gradapprox = _quotients(parameters, X, Y, epsilon, _centred)
    return sorted(
        name
        for name, h in gradapprox.items()
        if np.linalg.norm(gradients[name] - h)
        > tolerance * (np.linalg.norm(gradients[name]) + np.linalg.norm(h))
    )


# The backward pass: known mistakes, the planted ones first.


@exercises.misconception(
    backward_propagation_n,
    "Your function is still the faulty one: look at which of its arrays your suspicious_gradients "
    "names, and at the lines on which they depend.",
)
def both_bugs_left(X: Array, Y: Array, cache: Cache) -> Any:
    return _backward(
        X,
        Y,
        cache,
        dZ1=lambda v: v["dA1"] * (v["A1"] >= 0),
        db2=lambda v: v["dA2"].sum(axis=1, keepdims=True) / v["m"],
    )


@exercises.misconception(
    backward_propagation_n,
    "You have mended layer 1, one bug is left: ask your suspicious_gradients again, and follow "
    "the one name that it gives to the line that computes it.",
)
def first_bug_mended_only(X: Array, Y: Array, cache: Cache) -> Any:
    return _backward(
        X,
        Y,
        cache,
        db2=lambda v: v["dA2"].sum(axis=1, keepdims=True) / v["m"],
    )


@exercises.misconception(
    backward_propagation_n,
    "You have mended layer 2, one bug is left: dW1 and db1 are wrong together, so look at what "
    "both are made from.",
)
def second_bug_mended_only(X: Array, Y: Array, cache: Cache) -> Any:
    return _backward(
        X,
        Y,
        cache,
        dZ1=lambda v: v["dA1"] * (v["A1"] >= 0),
    )


@exercises.misconception(
    backward_propagation_n,
    "You mask dZ1 where dA1 is negative: the mask comes from the forward pass, from where Z1 is.",
)
def mask_of_the_gradient(X: Array, Y: Array, cache: Cache) -> Any:
    return _backward(
        X,
        Y,
        cache,
        dZ1=lambda v: v["dA1"] * (v["dA1"] > 0),
    )


@exercises.misconception(
    backward_propagation_n,
    "You multiply dA1 by A1: it should be the derivative of ReLU, 1 where Z1 > 0 and 0 elsewhere.",
)
def activation_for_its_derivative(X: Array, Y: Array, cache: Cache) -> Any:
    return _backward(
        X,
        Y,
        cache,
        dZ1=lambda v: v["dA1"] * v["A1"],
    )


@exercises.misconception(
    backward_propagation_n, "You mask dZ1 with layer 2: each layer's mask comes from its own Z, here Z1."
)
def mask_of_the_other_layer(X: Array, Y: Array, cache: Cache) -> Any:
    return _backward(
        X,
        Y,
        cache,
        dZ1=lambda v: v["dA1"] * (v["Z2"] > 0),
    )


@exercises.misconception(
    backward_propagation_n,
    "You average db2 over the units as well: it has an entry for each unit of layer 2, so sum "
    "along axis 1 only.",
)
def one_number_for_db2(X: Array, Y: Array, cache: Cache) -> Any:
    return _backward(
        X,
        Y,
        cache,
        db2=lambda v: np.full(v["b2"].shape, v["dZ2"].sum() / v["m"]),
    )


@exercises.misconception(
    backward_propagation_n,
    "You compute db2 from dZ1: the bias of layer 2 enters Z2, so its gradient comes from dZ2.",
)
def db2_of_the_first_layer(X: Array, Y: Array, cache: Cache) -> Any:
    return _backward(
        X,
        Y,
        cache,
        db2=lambda v: v["dZ1"].sum(axis=1, keepdims=True) / v["m"],
    )


@exercises.misconception(
    backward_propagation_n,
    "You compute dW2 from dZ1: W2 enters Z2 = W2 A1 + b2, so its gradient is dZ2 A1ᵀ/m.",
)
def dw2_of_the_first_layer(X: Array, Y: Array, cache: Cache) -> Any:
    return _backward(
        X,
        Y,
        cache,
        dW2=lambda v: v["dZ1"] @ v["A1"].T / v["m"],
    )


@exercises.misconception(
    backward_propagation_n, "You divide by m in dZ3 and again in every dW and db: once is enough."
)
def divided_by_m_twice(X: Array, Y: Array, cache: Cache) -> Any:
    return _backward(
        X,
        Y,
        cache,
        dZ3=lambda v: (v["A3"] - v["Y"]) / v["m"],
    )


@exercises.misconception(
    backward_propagation_n, "You changed dZ3 to Y − A3: with the cross-entropy it is A3 − Y."
)
def difference_flipped(X: Array, Y: Array, cache: Cache) -> Any:
    return _backward(
        X,
        Y,
        cache,
        dZ3=lambda v: v["Y"] - v["A3"],
    )


@exercises.misconception(
    backward_propagation_n, "You multiply dZ3 by the sigmoid's derivative: in A3 − Y it is already contained."
)
def slope_of_the_sigmoid_twice(X: Array, Y: Array, cache: Cache) -> Any:
    return _backward(
        X,
        Y,
        cache,
        dZ3=lambda v: (v["A3"] - v["Y"]) * v["A3"] * (1 - v["A3"]),
    )


@exercises.misconception(
    backward_propagation_n,
    "You add db up over the examples without dividing by m: the cost is a mean, and so is db.",
    layer=(1, 2, 3),
)
def sum_for_mean_in_db(X: Array, Y: Array, cache: Cache, *, layer: int) -> Any:
    return _backward(X, Y, cache, **{f"db{layer}": lambda v: v[f"dZ{layer}"].sum(axis=1, keepdims=True)})


@exercises.misconception(
    backward_propagation_n,
    "You leave out the 1/m in dW: the cost is a mean, and so is each of its gradients.",
    layer=(1, 2, 3),
)
def sum_for_mean_in_dw(X: Array, Y: Array, cache: Cache, *, layer: int) -> Any:
    return _backward(
        X,
        Y,
        cache,
        **{f"dW{layer}": lambda v: v[f"dZ{layer}"] @ (v["X"] if layer == 1 else v[f"A{layer - 1}"]).T},
    )


@exercises.misconception(
    backward_propagation_n,
    "You compute db by the formula of dW: db is the sum of dZ over the examples, divided by m.",
    layer=(1, 2, 3),
)
def db_by_the_formula_of_dw(X: Array, Y: Array, cache: Cache, *, layer: int) -> Any:
    return _backward(
        X,
        Y,
        cache,
        **{
            f"db{layer}": lambda v: (
                v[f"dZ{layer}"] @ (v["X"] if layer == 1 else v[f"A{layer - 1}"]).T / v["m"]
            )
        },
    )


@exercises.misconception(
    backward_propagation_n,
    "Your db has shape (n_l,): keep it a column (n_l, 1), with `keepdims=True`.",
    layer=(1, 2, 3),
)
def db_flat(X: Array, Y: Array, cache: Cache, *, layer: int) -> Any:
    return _backward(X, Y, cache, **{f"db{layer}": lambda v: v[f"dZ{layer}"].mean(axis=1)})


@exercises.misconception(
    backward_propagation_n,
    "You sum along axis 0: db has an entry for each unit, so sum over the examples, `axis=1`.",
    layer=(1, 2, 3),
)
def db_over_the_units(X: Array, Y: Array, cache: Cache, *, layer: int) -> Any:
    return _backward(
        X, Y, cache, **{f"db{layer}": lambda v: v[f"dZ{layer}"].sum(axis=0, keepdims=True) / v["m"]}
    )


@exercises.misconception(
    backward_propagation_n,
    "You compute db from dA: the bias enters Z, so its gradient comes from dZ.",
    layer=(1,),
)
def db_of_da(X: Array, Y: Array, cache: Cache, *, layer: int) -> Any:
    return _backward(
        X, Y, cache, **{f"db{layer}": lambda v: v[f"dA{layer}"].sum(axis=1, keepdims=True) / v["m"]}
    )


@exercises.misconception(
    backward_propagation_n,
    "You compute dW from dA: W enters Z, so its gradient comes from dZ.",
    layer=(1, 2),
)
def dw_of_da(X: Array, Y: Array, cache: Cache, *, layer: int) -> Any:
    return _backward(
        X,
        Y,
        cache,
        **{
            f"dW{layer}": lambda v: (
                v[f"dA{layer}"] @ (v["X"] if layer == 1 else v[f"A{layer - 1}"]).T / v["m"]
            )
        },
    )


@exercises.misconception(
    backward_propagation_n,
    "You multiply dZ by Z of the layer before: dW is dZ times its activation A, transposed, / m.",
    layer=(2, 3),
)
def dw_of_the_scores(X: Array, Y: Array, cache: Cache, *, layer: int) -> Any:
    return _backward(X, Y, cache, **{f"dW{layer}": lambda v: v[f"dZ{layer}"] @ v[f"Z{layer - 1}"].T / v["m"]})


@exercises.misconception(
    backward_propagation_n,
    "You leave out the mask of ReLU: dZ is dA where Z > 0 and 0 elsewhere.",
    layer=(2,),
)
def mask_left_out(X: Array, Y: Array, cache: Cache, *, layer: int) -> Any:
    return _backward(X, Y, cache, **{f"dZ{layer}": lambda v: v[f"dA{layer}"]})


@exercises.misconception(
    backward_propagation_n,
    "You have the mask the wrong way round: dA passes where Z > 0.",
    layer=(1, 2),
)
def mask_turned_round(X: Array, Y: Array, cache: Cache, *, layer: int) -> Any:
    return _backward(X, Y, cache, **{f"dZ{layer}": lambda v: v[f"dA{layer}"] * (v[f"Z{layer}"] < 0)})


@exercises.misconception(
    backward_propagation_n,
    "You mask dZ2 where dA2 is negative: the mask comes from the forward pass, from where Z2 is.",
    layer=(2,),
)
def mask_of_the_gradient_in_layer(X: Array, Y: Array, cache: Cache, *, layer: int) -> Any:
    return _backward(X, Y, cache, **{f"dZ{layer}": lambda v: v[f"dA{layer}"] * (v[f"dA{layer}"] > 0)})


@exercises.misconception(
    backward_propagation_n,
    "You multiply dA2 by A2: it should be the derivative of ReLU, 1 where Z2 > 0 and 0 elsewhere.",
    layer=(2,),
)
def activation_in_place_of_the_mask(X: Array, Y: Array, cache: Cache, *, layer: int) -> Any:
    return _backward(X, Y, cache, **{f"dZ{layer}": lambda v: v[f"dA{layer}"] * v[f"A{layer}"]})


@exercises.misconception(
    backward_propagation_n,
    "You let half of the gradient through where Z is exactly 0: let through all of it or nothing.",
    layer=(1, 2),
)
def half_at_the_kink(X: Array, Y: Array, cache: Cache, *, layer: int) -> Any:
    return _backward(
        X, Y, cache, **{f"dZ{layer}": lambda v: v[f"dA{layer}"] * (np.sign(v[f"Z{layer}"]) + 1) / 2}
    )


@exercises.misconception(
    backward_propagation_n,
    "You use the sigmoid's derivative in a hidden layer: that of ReLU is 1 where Z > 0, else 0.",
    layer=(1, 2),
)
def derivative_of_a_sigmoid(X: Array, Y: Array, cache: Cache, *, layer: int) -> Any:
    return _backward(
        X, Y, cache, **{f"dZ{layer}": lambda v: v[f"dA{layer}"] * v[f"A{layer}"] * (1 - v[f"A{layer}"])}
    )


@exercises.misconception(
    backward_propagation_n,
    "You compute the gradients but do not return them: end with the dict of the faulty pass.",
)
def gradients_not_returned(X: Array, Y: Array, cache: Cache) -> Any:
    _backward(X, Y, cache)


@exercises.misconception(
    backward_propagation_n,
    "You name the gradients W1, b1, … as the parameters are: they are dW1, db1, ….",
)
def names_without_d(X: Array, Y: Array, cache: Cache) -> Any:
    return {name[1:]: value for name, value in _backward(X, Y, cache).items()}


@exercises.misconception(
    backward_propagation_n,
    "You divide by the number of features: m is the number of columns, `X.shape[1]`.",
)
def divided_by_the_features(X: Array, Y: Array, cache: Cache) -> Any:
    return {name: value * X.shape[1] / X.shape[0] for name, value in _backward(X, Y, cache).items()}


@exercises.misconception(
    backward_propagation_n,
    "You multiply dW or db by another factor, such as 2 or 4: each is a mean, with 1/m.",
    name=("dW1", "db1", "dW2", "db2", "dW3", "db3"),
    factor=(2.0, 4.0, 0.5),
)
def another_factor(X: Array, Y: Array, cache: Cache, *, name: str, factor: float) -> Any:
    gradients = _backward(X, Y, cache)
    return gradients | {name: factor * gradients[name]}


# The backward pass: right styles.


@exercises.style(backward_propagation_n, "formulas in a table")
def backward_by_the_table(X: Array, Y: Array, cache: Cache) -> Any:
    return _backward(
        X,
        Y,
        cache,
    )


@exercises.style(backward_propagation_n, "line by line, masks from A")
def backward_line_by_line(X: Array, Y: Array, cache: Cache) -> Any:
    m = X.shape[1]
    (Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3) = cache
    dZ3 = A3 - Y
    dW3 = 1.0 / m * np.dot(dZ3, A2.T)
    db3 = 1.0 / m * np.sum(dZ3, axis=1, keepdims=True)
    dA2 = np.dot(W3.T, dZ3)
    dZ2 = np.multiply(dA2, np.int64(A2 > 0))
    dW2 = 1.0 / m * np.dot(dZ2, A1.T)
    db2 = 1.0 / m * np.sum(dZ2, axis=1, keepdims=True)
    dA1 = np.dot(W2.T, dZ2)
    dZ1 = np.multiply(dA1, np.int64(A1 > 0))
    dW1 = 1.0 / m * np.dot(dZ1, X.T)
    db1 = 1.0 / m * np.sum(dZ1, axis=1, keepdims=True)
    return {"dZ3": dZ3, "dW3": dW3, "db3": db3, "dA2": dA2, "dZ2": dZ2, "dW2": dW2, "db2": db2} | {
        "dA1": dA1,
        "dZ1": dZ1,
        "dW1": dW1,
        "db1": db1,
    }


@exercises.style(backward_propagation_n, "a loop from layer 3 to layer 1")
def backward_in_a_loop(X: Array, Y: Array, cache: Cache) -> Any:
    gradients, m = {}, Y.shape[1]
    dZ = cache[9] - Y
    for layer in (3, 2, 1):
        A_prev = cache[4 * layer - 7] if layer > 1 else X
        gradients[f"dW{layer}"] = dZ @ A_prev.T / m
        gradients[f"db{layer}"] = dZ.mean(axis=1, keepdims=True)
        if layer > 1:
            dZ = (cache[4 * layer - 2].T @ dZ) * (A_prev > 0)
    return gradients


@exercises.style(backward_propagation_n, "einsum, dZ3 divided by m at the start")
def backward_by_einsum(X: Array, Y: Array, cache: Cache) -> Any:
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    dZ3 = (A3 - Y) / X.shape[1]
    dZ2 = np.einsum("kj,km->jm", W3, dZ3) * np.heaviside(Z2, 0)
    dZ1 = np.einsum("kj,km->jm", W2, dZ2) * np.heaviside(Z1, 1)
    gradients = {}
    for layer, dZ, A_prev in ((1, dZ1, X), (2, dZ2, A1), (3, dZ3, A2)):
        gradients[f"dW{layer}"] = np.einsum("jm,im->ji", dZ, A_prev)
        gradients[f"db{layer}"] = np.einsum("jm->j", dZ)[:, None]
    return gradients


@exercises.style(backward_propagation_n, "masks set in place")
def backward_in_place(X: Array, Y: Array, cache: Cache) -> Any:
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    m = X.shape[1]
    dZ3 = A3
    dZ3 -= Y
    dZ2 = W3.T @ dZ3
    dZ2[Z2 <= 0] = 0
    dZ1 = W2.T @ dZ2
    dZ1[Z1 <= 0] = 0
    gradients = {"dW1": dZ1 @ X.T, "dW2": dZ2 @ A1.T, "dW3": dZ3 @ A2.T}
    for name, dZ in (("db1", dZ1), ("db2", dZ2), ("db3", dZ3)):
        gradients[name] = dZ.sum(axis=1).reshape(-1, 1)
    for value in gradients.values():
        value /= m
    return gradients


@exercises.style(backward_propagation_n, "one example at a time")
def backward_example_by_example(X: Array, Y: Array, cache: Cache) -> Any:
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    gradients = {
        f"d{name}": np.zeros(value.shape)
        for name, value in {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "W3": W3, "b3": b3}.items()
    }
    m = X.shape[1]
    for i in range(m):
        column = slice(i, i + 1)
        dZ3 = A3[:, column] - Y[:, column]
        dZ2 = np.where(Z2[:, column] > 0, W3.T @ dZ3, 0)
        dZ1 = np.where(Z1[:, column] > 0, W2.T @ dZ2, 0)
        for layer, dZ, A_prev in ((1, dZ1, X), (2, dZ2, A1), (3, dZ3, A2)):
            gradients[f"dW{layer}"] += dZ @ A_prev[:, column].T / m
            gradients[f"db{layer}"] += dZ / m
    return gradients


@exercises.style(backward_propagation_n, "biases as weights of a constant input")
def backward_with_ones(X: Array, Y: Array, cache: Cache) -> Any:
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    m = X.shape[1]
    ones = np.ones((1, m))
    dZ3 = A3 - Y
    dZ2 = (W3.T @ dZ3) * np.sign(A2)
    dZ1 = (W2.T @ dZ2) * np.sign(A1)
    gradients = {}
    for layer, dZ, A_prev in ((1, dZ1, X), (2, dZ2, A1), (3, dZ3, A2)):
        both = dZ @ np.vstack([A_prev, ones]).T / m
        gradients[f"dW{layer}"], gradients[f"db{layer}"] = both[:, :-1], both[:, -1:]
    return gradients
