# ruff: noqa: D103 - the sentence in its decorator documents a variant, and variants use NumPy alone
"""References, known mistakes and right styles of the assignment "optimization".

`parameters` holds `W1, b1, …`; `grads`, `v` and `s` hold `dW1, db1, …`, shaped alike. Variants share
skeletons: a mistake about one step is a rule for a single array, such as `(w, g, v) -> (w, v)`; a mistake
about anything else, or another style, is a skeleton that takes such a rule or stands alone.
"""

from collections.abc import Callable, Iterator, Sequence
from operator import eq
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from helpers.reference.registry import Exercises, Outcomes, Raised, described, same_values

Array: TypeAlias = NDArray[Any]
Arrays: TypeAlias = dict[str, Array]
Batches: TypeAlias = list[tuple[Array, Array]]
Rule: TypeAlias = Callable[..., tuple[Any, ...]]

exercises = Exercises("optimization")


# Inputs of hidden tests.


def a_network(rng: np.random.Generator, *widths: int) -> tuple[Arrays, Arrays]:
    """Parameters of a network and gradients of either sign, some of them 0."""
    parameters, grads = {}, {}
    for layer in range(1, len(widths)):
        n_prev, n = widths[layer - 1], widths[layer]
        for name, shape in ((f"W{layer}", (n, n_prev)), (f"b{layer}", (n, 1))):
            parameters[name] = rng.normal(size=shape)
            grads[f"d{name}"] = rng.normal(size=shape) * (rng.random(shape) < 0.8)
    return parameters, grads


def averages_of(rng: np.random.Generator, grads: Arrays) -> tuple[Arrays, Arrays]:
    """What v and s may be after some steps: v of either sign, s positive."""
    v = {name: rng.normal(size=g.shape) for name, g in grads.items()}
    s = {name: rng.uniform(0.2, 2, size=g.shape) for name, g in grads.items()}
    return v, s


def numbered_examples(m: int, n_x: int = 3, n_y: int = 1) -> tuple[Array, Array]:
    """X (n_x, m), whose row 0 numbers the examples and each further row adds 1000; Y (n_y, m) adds ½ more."""
    X = np.arange(m, dtype=float) + 1000 * np.arange(n_x)[:, None]
    Y = np.arange(m, dtype=float) + 1000 * np.arange(n_y)[:, None] + 0.5
    return X, Y


def different_steps(order: Array) -> float:
    """The share of different steps from a number to the next, modulo m, among the m of a permutation.

    A random one has about 1 − 1/e = 0.63; one that keeps blocks together or counts in equal steps has less.
    """
    return np.unique(np.diff(order) % order.size).size / order.size


# What shuffled batches have in common, whatever the stream of random numbers.

FEW = 100
"""Fewer examples than these may be in order, or twice in the same order, by chance."""


def same_batches(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of mini-batches show the same behaviour, judged by everything but the order drawn.

    It tells examples apart as the tests do: row 0 of X numbers them in rising order, and every other row of X
    and of Y adds a constant to it. Compared are the shapes, whether columns stay whole,
    paired and unique, what is left of the order that they came in, and which calls gave the same order.
    """
    return all(map(eq, described(_description, ours), described(_description, theirs))) and (
        _repetitions(ours) == _repetitions(theirs)
    )


def _description(outcome: Any) -> Any:
    shapes = _shapes(outcome)
    if not (isinstance(shapes, tuple) and shapes and all(map(_is_pair_of_matrices, shapes))):
        return shapes
    X, Y = (np.hstack([np.asarray(pair[part]) for pair in outcome]) for part in (0, 1))
    if X.shape[1] != Y.shape[1]:
        return shapes
    whole = all(np.ptp(row - M[0]) == 0 for M in (X, Y) for row in M if row.size)
    if X.shape[1] < FEW:
        return shapes, whole, len(np.unique(X[0])) == X.shape[1], _offset(X, Y)
    cuts = np.cumsum([np.asarray(pair[0]).shape[1] for pair in outcome])[:-1]
    batches = [ids for ids in np.split(X[0], cuts) if ids.size > 1]
    return (
        shapes,
        whole,
        len(np.unique(X[0])) == X.shape[1],
        _offset(X, Y),
        [bool((np.diff(M[0]) > 0).all()) for M in (X, Y)],
        all((np.diff(ids) > 0).all() for ids in batches),
        all(np.ptp(ids) == ids.size - 1 for ids in batches),
        bool((np.diff(batches[-1]) > 0).all()) if len(batches[-1]) >= 8 else None,
        bool(np.ptp(batches[-1]) == batches[-1].size - 1) if len(batches[-1]) >= 8 else None,
        bool(np.mean(np.diff(X[0]) == 1) > 0.3),
        len(np.unique(X[0])) > 0.45 * X.shape[1],
        bool(batches[-1].size >= 8 and np.isin(batches[-1], batches[0]).all()),
    )


def _offset(X: Array, Y: Array) -> float | None:
    """What Y adds to the numbers of X, None if they are not of the same examples."""
    difference = Y[0] - X[0]
    return float(difference[0]) if difference.size and np.ptp(difference) == 0 else None


def _shapes(outcome: Any) -> Any:
    """Shapes of arrays in nested lists and tuples; what is no array as the name of its type."""
    if isinstance(outcome, list | tuple):
        return tuple(map(_shapes, outcome))
    if isinstance(outcome, Raised):
        return f"raised {outcome.type_name}"
    return list(outcome.shape) if isinstance(outcome, np.ndarray) else type(outcome).__name__


def _is_pair_of_matrices(shapes: Any) -> bool:
    return (
        isinstance(shapes, tuple)
        and len(shapes) == 2
        and all(isinstance(shape, list) and len(shape) == 2 and shape[0] > 0 for shape in shapes)
    )


def _repetitions(outcomes: Outcomes) -> list[int]:
    """For each outcome with enough examples, the first one that is equal to it, number by number."""
    first: dict[Any, int] = {}
    return [
        first.setdefault(each, index) if sum(map(len, each[1:])) >= 8 * FEW else -1
        for index, each in enumerate(described(_fingerprint, outcomes))
    ]


def _fingerprint(outcome: Any) -> tuple[Any, ...]:
    return repr(_shapes(outcome)), *_bytes(outcome)


def _bytes(outcome: Any) -> Iterator[bytes]:
    if isinstance(outcome, list | tuple):
        for item in outcome:
            yield from _bytes(item)
    elif isinstance(outcome, np.ndarray):
        yield outcome.astype(float).tobytes()


def same_states(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of states agree value by value, with the same keys."""
    return same_values(ours, theirs) and same_values(theirs, ours)


# The references, one formula each.


@exercises.reference()
def update_parameters_with_gd(parameters: Arrays, grads: Arrays, learning_rate: float) -> Arrays:
    """W − α dW and b − α db."""
    return {name: value - learning_rate * grads[f"d{name}"] for name, value in parameters.items()}


@exercises.reference(same=same_batches)
def random_mini_batches(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Batches:
    """A shuffled partition of the columns, the last part as long as what is left."""
    m = X.shape[1]
    order = np.random.default_rng(seed).permutation(m)
    batches = []
    for start in range(0, m, mini_batch_size):
        chosen = order[start : start + mini_batch_size]
        batches.append((X[:, chosen], Y[:, chosen]))
    return batches


@exercises.reference()
def exponentially_weighted_average(values: Array, beta: float, bias_correction: bool = False) -> Array:
    """Average v_t = β v_{t−1} + (1 − β) θ_t from v_0 = 0, divided by 1 − β^t if corrected."""
    averages = np.empty(len(values))
    v = 0.0
    for t, value in enumerate(values, start=1):
        v = beta * v + (1 - beta) * value
        averages[t - 1] = v / (1 - beta**t) if bias_correction else v
    return averages


@exercises.reference(same=same_states)
def initialize_velocity(parameters: Arrays) -> Arrays:
    """Zeros for v, in the shapes of the parameters."""
    return {f"d{name}": np.zeros_like(value) for name, value in parameters.items()}


@exercises.reference()
def update_parameters_with_momentum(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> tuple[Arrays, Arrays]:
    """Step w − α v with v = β v + (1 − β) g (Polyak 1964)."""
    v = {name: beta * v[name] + (1 - beta) * grads[name] for name in v}
    return {name: value - learning_rate * v[f"d{name}"] for name, value in parameters.items()}, v


@exercises.reference(same=same_states)
def initialize_rmsprop(parameters: Arrays) -> Arrays:
    """Zeros for s, in the shapes of the parameters."""
    return {f"d{name}": np.zeros_like(value) for name, value in parameters.items()}


@exercises.reference()
def update_parameters_with_rmsprop(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> tuple[Arrays, Arrays]:
    """Step w − α g / (√s + ε) with s = β₂ s + (1 − β₂) g² (Hinton 2012, lecture 6)."""
    s = {name: beta2 * s[name] + (1 - beta2) * grads[name] ** 2 for name in s}
    parameters = {
        name: value - learning_rate * grads[f"d{name}"] / (np.sqrt(s[f"d{name}"]) + epsilon)
        for name, value in parameters.items()
    }
    return parameters, s


@exercises.reference(same=same_states)
def initialize_adam(parameters: Arrays) -> tuple[Arrays, Arrays]:
    """Zeros for v and for s, in the shapes of the parameters."""
    v = {f"d{name}": np.zeros_like(value) for name, value in parameters.items()}
    s = {f"d{name}": np.zeros_like(value) for name, value in parameters.items()}
    return v, s


@exercises.reference()
def update_parameters_with_adam(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> tuple[Arrays, Arrays, Arrays, Arrays, Arrays]:
    """Momentum over RMSprop, both with bias correction (Kingma and Ba 2015, algorithm 1)."""
    v = {name: beta1 * v[name] + (1 - beta1) * grads[name] for name in v}
    s = {name: beta2 * s[name] + (1 - beta2) * grads[name] ** 2 for name in s}
    v_corrected = {name: value / (1 - beta1**t) for name, value in v.items()}
    s_corrected = {name: value / (1 - beta2**t) for name, value in s.items()}
    parameters = {
        name: value - learning_rate * v_corrected[f"d{name}"] / (np.sqrt(s_corrected[f"d{name}"]) + epsilon)
        for name, value in parameters.items()
    }
    return parameters, v, s, v_corrected, s_corrected


@exercises.reference()
def update_lr(learning_rate0: float, epoch_num: int, decay_rate: float) -> float:
    """α₀ / (1 + decay_rate · epoch)."""
    return learning_rate0 / (1 + decay_rate * epoch_num)


@exercises.reference()
def schedule_lr_decay(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> float:
    """α₀ / (1 + decay_rate · ⌊epoch / interval⌋)."""
    return learning_rate0 / (1 + decay_rate * (epoch_num // time_interval))


@exercises.reference()
def exponential_lr_decay(learning_rate0: float, epoch_num: int, base: float = 0.95) -> float:
    """α₀ · base^epoch."""
    return learning_rate0 * base**epoch_num


@exercises.reference()
def sqrt_lr_decay(learning_rate0: float, epoch_num: int, k: float = 1.0) -> float:
    """Rate k / √epoch · α₀, from epoch 1 on."""
    return float(k / np.sqrt(epoch_num) * learning_rate0)


# Skeletons of one step over all the layers.


def _steps(
    parameters: Arrays,
    grads: Arrays,
    states: Sequence[Arrays],
    rule: Rule,
    names: Sequence[str] | None = None,
) -> tuple[Arrays, ...]:
    """Apply `rule(w, g, *states) -> (w, *states)` to each named array; the others stay as they are."""
    parameters, *states = dict(parameters), *map(dict, states)
    for name in parameters if names is None else names:
        old = [state["d" + name] for state in states]
        parameters[name], *new = rule(parameters[name], grads["d" + name], *old)
        for state, value in zip(states, new, strict=True):
            state["d" + name] = value
    return parameters, *states


def _by_layer(parameters: Arrays, grads: Arrays, states: Sequence[Arrays], rule: Rule) -> tuple[Arrays, ...]:
    L = len(parameters) // 2
    for layer in range(1, L + 1):
        for kind in ("W", "b"):
            name = kind + str(layer)
            old = [state["d" + name] for state in states]
            parameters[name], *new = rule(parameters[name], grads["d" + name], *old)
            for state, value in zip(states, new, strict=True):
                state["d" + name] = value
    return parameters, *states


def _by_gradient(
    parameters: Arrays, grads: Arrays, states: Sequence[Arrays], rule: Rule
) -> tuple[Arrays, ...]:
    stepped = {
        key: rule(parameters[key[1:]], g, *(state[key] for state in states)) for key, g in grads.items()
    }
    new = [{key: values[k + 1] for key, values in stepped.items()} for k in range(len(states))]
    return {key[1:]: values[0] for key, values in stepped.items()}, *new


def _as_one_vector(
    parameters: Arrays, grads: Arrays, states: Sequence[Arrays], rule: Rule
) -> tuple[Arrays, ...]:
    names = sorted(parameters)
    ends = np.cumsum([parameters[name].size for name in names])[:-1]
    flat = [np.concatenate([parameters[name].ravel() for name in names])]
    flat += [np.concatenate([d["d" + name].ravel() for name in names]) for d in (grads, *states)]
    results = []
    for prefix, vector in zip(["", *["d"] * len(states)], rule(*flat), strict=True):
        pieces = np.split(vector, ends)
        results.append(
            {prefix + n: p.reshape(parameters[n].shape) for n, p in zip(names, pieces, strict=True)}
        )
    return tuple(results)


def _by_element(
    parameters: Arrays, grads: Arrays, states: Sequence[Arrays], rule: Rule
) -> tuple[Arrays, ...]:
    for name in list(parameters):
        for i in range(parameters[name].shape[0]):
            for j in range(parameters[name].shape[1]):
                old = [float(state["d" + name][i, j]) for state in states]
                w, *new = rule(float(parameters[name][i, j]), float(grads["d" + name][i, j]), *old)
                parameters[name][i, j] = w
                for state, value in zip(states, new, strict=True):
                    state["d" + name][i, j] = value
    return parameters, *states


def _from_the_end(
    parameters: Arrays, grads: Arrays, states: Sequence[Arrays], rule: Rule
) -> tuple[Arrays, ...]:
    results: list[Arrays] = [{} for _ in range(1 + len(states))]
    for layer in reversed(range(len(parameters) // 2)):
        for name in (f"b{layer + 1}", f"W{layer + 1}"):
            old = [state[f"d{name}"] for state in states]
            results[0][name], *new = rule(parameters[name], grads[f"d{name}"], *old)
            for result, value in zip(results[1:], new, strict=True):
                result[f"d{name}"] = value
    return tuple(results)


def _weights(parameters: Arrays) -> list[str]:
    return [name for name in parameters if name[0] == "W"]


def _without_last_layer(parameters: Arrays) -> list[str]:
    return [name for name in parameters if int(name[1:]) < len(parameters) // 2]


def _first_layer(parameters: Arrays) -> list[str]:
    return ["W1", "b1"]


# What the mistakes have in common to say.

UPHILL = "You add the step, which climbs the cost: the gradient points uphill, so subtract."
BIASES_FORGOTTEN = "You update the weights and leave the biases as they were: every b takes its step as well."
LAST_LAYER_FORGOTTEN = (
    "Your loop stops before the last layer: with L = len(parameters) // 2 layers, `range(1, L + 1)` reaches "
    "all of them."
)
ONE_LAYER_ONLY = (
    "You update layer 1 alone: is the `return` inside the loop? It belongs below it, further to the left."
)
FIRST_LAYER_FORGOTTEN = (
    "You leave layer 1 as it was: is your loop `range(2, …)`, or `range(1, L)` with l + 1? Layers are "
    "numbered from 1 to L."
)
WEIGHTS_FORGOTTEN = (
    "You update the biases and leave the weights as they were: every W takes its step as well."
)
NOT_STORED = (
    "You do not put the new values under W1, b1, …: store each new array under the name of its parameter, as "
    'in `parameters["W1"] = …`, and return that dict.'
)
RETURNS_NOTHING = "Your function returns nothing: end it with `return`, after the loop."
LAYER_TOO_MANY = (
    "Your loop asks for a layer that is not there: with L = len(parameters) // 2 layers, either "
    "`range(1, L + 1)` and the number l, or `range(L)` and l + 1."
)
LAYER_ZERO = (
    "Your loop starts at layer 0: layers are numbered from 1, so use `range(1, L + 1)`, or l + 1 with "
    "`range(L)`."
)
PARAMETERS_NAMES = (
    'You look for `grads["W1"]`: the keys of the gradients and of their averages start with a d, dW1, db1, ….'
)
GRADIENTS_NAMES = (
    'You look for `parameters["dW1"]`: the parameters are called W1, b1, …, and only their gradients start '
    "with a d."
)
DICT_GROWS = (
    "You add new keys to the dict that the loop runs over: store each new array under the name that its "
    "parameter has already, W1, b1, …."
)
EPSILON_FIXED = "You add a number of your own to the root: ε is the argument `epsilon`."
FORMULA_RETURNS_NOTHING = "Your function returns nothing: end it with `return`, not with `print`."
ALPHA_FIXED = "You start from a rate of your own: α₀ is the argument `learning_rate0`."
RATE_ITSELF = "You return `learning_rate0` as it is: multiply it by the formula's factor."
RATE_FIXED = "You take steps with a number of your own: α is the argument `learning_rate`."
GRADS_TRANSPOSED = (
    "You transpose the gradients: each has the shape of its parameter already, so use it as it is."
)
RATE_FORGOTTEN = "You leave `learning_rate` out of the step: multiply by it what you subtract."
STEP_ONLY = "You return the step alone: the new value is the old one minus the step."
BIASES_BY_DW = "You subtract dW from b as well, so b takes the shape of W: b has a gradient of its own, db."


# Gradient descent: known mistakes.


@exercises.misconception(update_parameters_with_gd, UPHILL)
def gd_uphill(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    return _steps(parameters, grads, [], lambda w, g: (w + learning_rate * g,))[0]


@exercises.misconception(update_parameters_with_gd, BIASES_FORGOTTEN)
def gd_without_biases(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    return _steps(parameters, grads, [], lambda w, g: (w - learning_rate * g,), _weights(parameters))[0]


@exercises.misconception(update_parameters_with_gd, LAST_LAYER_FORGOTTEN)
def gd_without_the_last_layer(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    names = _without_last_layer(parameters)
    return _steps(parameters, grads, [], lambda w, g: (w - learning_rate * g,), names)[0]


@exercises.misconception(update_parameters_with_gd, ONE_LAYER_ONLY, arrays=(1, 2))
def gd_of_one_layer(parameters: Arrays, grads: Arrays, learning_rate: float, *, arrays: int) -> Any:
    names = _first_layer(parameters)[:arrays]
    return _steps(parameters, grads, [], lambda w, g: (w - learning_rate * g,), names)[0]


@exercises.misconception(update_parameters_with_gd, RATE_FORGOTTEN)
def gd_without_learning_rate(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    return _steps(parameters, grads, [], lambda w, g: (w - g,))[0]


@exercises.misconception(update_parameters_with_gd, STEP_ONLY)
def gd_step_only(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    return _steps(parameters, grads, [], lambda w, g: (-learning_rate * g,))[0]


@exercises.misconception(update_parameters_with_gd, BIASES_BY_DW)
def gd_biases_by_dw(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    for layer in range(1, len(parameters) // 2 + 1):
        step = learning_rate * grads["dW" + str(layer)]
        parameters["W" + str(layer)] = parameters["W" + str(layer)] - step
        parameters["b" + str(layer)] = parameters["b" + str(layer)] - step
    return parameters


@exercises.misconception(
    update_parameters_with_gd,
    "You return the gradients beside the parameters: this function returns the dict of parameters alone.",
)
def gd_with_gradients_returned(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    return _steps(parameters, grads, [], lambda w, g: (w - learning_rate * g,))[0], grads


@exercises.misconception(
    update_parameters_with_gd,
    "You use the sign of the gradient alone: the step is α times the gradient, long where it is steep.",
)
def gd_by_sign(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    return _steps(parameters, grads, [], lambda w, g: (w - learning_rate * np.sign(g),))[0]


@exercises.misconception(
    update_parameters_with_gd,
    "You shrink the parameters, w − α·w: it is the gradient that α multiplies, w − α·g.",
)
def gd_by_the_parameters(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    return _steps(parameters, grads, [], lambda w, g: (w - learning_rate * w,))[0]


@exercises.misconception(
    update_parameters_with_gd,
    RETURNS_NOTHING,
)
def gd_returns_nothing(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    return None


@exercises.misconception(
    update_parameters_with_gd,
    FIRST_LAYER_FORGOTTEN,
)
def gd_without_the_first_layer(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    names = [name for name in parameters if name not in ("W1", "b1")]
    return _steps(parameters, grads, [], lambda w, g: (w - learning_rate * g,), names)[0]


@exercises.misconception(
    update_parameters_with_gd,
    LAYER_TOO_MANY,
    key=("W", "dW"),
)
def gd_of_a_layer_too_many(parameters: Arrays, grads: Arrays, learning_rate: float, *, key: str) -> Any:
    missing = f"{key}{len(parameters) // 2 + 1}"
    return parameters[missing]


@exercises.misconception(
    update_parameters_with_gd,
    LAYER_ZERO,
    key=("W0", "dW0"),
)
def gd_from_layer_zero(parameters: Arrays, grads: Arrays, learning_rate: float, *, key: str) -> Any:
    return parameters[key]


@exercises.misconception(
    update_parameters_with_gd,
    PARAMETERS_NAMES,
)
def gd_with_the_parameters_names(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    return {name: value - learning_rate * grads[name] for name, value in parameters.items()}


@exercises.misconception(
    update_parameters_with_gd,
    GRADIENTS_NAMES,
)
def gd_with_the_gradients_names(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    return {name: parameters[name] - learning_rate * g for name, g in grads.items()}


@exercises.misconception(
    update_parameters_with_gd,
    DICT_GROWS,
)
def gd_while_the_dict_grows(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    for name in parameters:
        parameters["d" + name] = parameters[name] - learning_rate * grads["d" + name]
    return parameters


@exercises.misconception(
    update_parameters_with_gd,
    RATE_FIXED,
    rate=(0.1, 0.01, 0.001, 0.0075, 0.05),
)
def gd_with_a_fixed_rate(parameters: Arrays, grads: Arrays, learning_rate: float, *, rate: float) -> Any:
    return _steps(parameters, grads, [], lambda w, g: (w - rate * g,))[0]


@exercises.misconception(
    update_parameters_with_gd,
    "You multiply the parameter by the step: subtract the step from it, w − α·g.",
)
def gd_multiplied(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    return _steps(parameters, grads, [], lambda w, g: (w * learning_rate * g,))[0]


@exercises.misconception(
    update_parameters_with_gd,
    "You subtract the learning rate itself and multiply by the gradient, because of brackets: α "
    "multiplies g, w − α·g.",
)
def gd_rate_subtracted(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    return _steps(parameters, grads, [], lambda w, g: ((w - learning_rate) * g,))[0]


@exercises.misconception(
    update_parameters_with_gd,
    "You multiply the whole difference by the learning rate, α·(w − g): α multiplies the gradient "
    "alone, w − α·g.",
)
def gd_rate_times_all(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    return _steps(parameters, grads, [], lambda w, g: (learning_rate * (w - g),))[0]


@exercises.misconception(
    update_parameters_with_gd,
    "You subtract in the wrong order, α·g − w: the new value is w − α·g.",
)
def gd_reversed(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    return _steps(parameters, grads, [], lambda w, g: (learning_rate * g - w,))[0]


@exercises.misconception(
    update_parameters_with_gd,
    "You divide the gradient by the learning rate: α multiplies it.",
)
def gd_divided_by_the_rate(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    return _steps(parameters, grads, [], lambda w, g: (w - g / learning_rate,))[0]


@exercises.misconception(
    update_parameters_with_gd,
    "You take the step twice: each parameter changes by α·g once in a call.",
)
def gd_twice(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    return _steps(parameters, grads, [], lambda w, g: (w - 2 * learning_rate * g,))[0]


@exercises.misconception(
    update_parameters_with_gd,
    "You divide the gradients by the number of rows or columns of their array: they are averages over "
    "the examples already, so the step is α·g.",
    axis=(0, 1),
)
def gd_averaged_again(parameters: Arrays, grads: Arrays, learning_rate: float, *, axis: int) -> Any:
    return _steps(parameters, grads, [], lambda w, g: (w - learning_rate * g / g.shape[axis],))[0]


@exercises.misconception(
    update_parameters_with_gd,
    "You step b along the sums of dW: b has a gradient of its own, db.",
)
def gd_biases_by_summed_dw(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    names = _weights(parameters)
    updated = _steps(parameters, grads, [], lambda w, g: (w - learning_rate * g,), names)[0]
    for name in names:
        summed = grads["d" + name].sum(axis=1, keepdims=True)
        updated["b" + name[1:]] = parameters["b" + name[1:]] - learning_rate * summed
    return updated


@exercises.misconception(
    update_parameters_with_gd,
    "You compute the new b from W: it is b itself that takes the step along db.",
)
def gd_biases_from_weights(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    updated = _steps(parameters, grads, [], lambda w, g: (w - learning_rate * g,))[0]
    for layer in range(1, len(parameters) // 2 + 1):
        updated[f"b{layer}"] = updated[f"W{layer}"] - learning_rate * grads[f"db{layer}"]
    return updated


@exercises.misconception(
    update_parameters_with_gd,
    "You leave `learning_rate` out of the step of the biases: both W and b step by α times their gradient.",
)
def gd_biases_without_rate(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    weights = _weights(parameters)
    updated = _steps(parameters, grads, [], lambda w, g: (w - g,))[0]
    return updated | {name: parameters[name] - learning_rate * grads["d" + name] for name in weights}


@exercises.misconception(
    update_parameters_with_gd,
    GRADS_TRANSPOSED,
)
def gd_transposed(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    return _steps(parameters, grads, [], lambda w, g: (w - learning_rate * g.T,))[0]


@exercises.misconception(
    update_parameters_with_gd,
    WEIGHTS_FORGOTTEN,
)
def gd_of_the_biases_only(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    names = [name for name in parameters if name[0] == "b"]
    return _steps(parameters, grads, [], lambda w, g: (w - learning_rate * g,), names)[0]


@exercises.misconception(
    update_parameters_with_gd,
    NOT_STORED,
    under=("nothing", "dW1"),
)
def gd_not_stored(parameters: Arrays, grads: Arrays, learning_rate: float, *, under: str) -> Any:
    new = {key: parameters[key[1:]] - learning_rate * g for key, g in grads.items()}
    return parameters if under == "nothing" else new


@exercises.misconception(
    update_parameters_with_gd,
    "You add the step of the biases: both W and b subtract α times their gradient.",
)
def gd_biases_uphill(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    weights = _weights(parameters)
    updated = _steps(parameters, grads, [], lambda w, g: (w + learning_rate * g,))[0]
    return updated | {name: parameters[name] - learning_rate * grads["d" + name] for name in weights}


@exercises.misconception(
    update_parameters_with_gd,
    "You update b of layer 1 alone: every layer has its own bias.",
)
def gd_biases_of_layer_one_only(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    names = [*_weights(parameters), "b1"]
    return _steps(parameters, grads, [], lambda w, g: (w - learning_rate * g,), names)[0]


# Gradient descent: right styles.


@exercises.style(update_parameters_with_gd, "layer by layer, written into the dict given")
def gd_by_layer(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    return _by_layer(parameters, grads, [], lambda w, g: (w - learning_rate * g,))[0]


@exercises.style(update_parameters_with_gd, "in place")
def gd_in_place(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    for name in parameters:
        parameters[name] -= learning_rate * grads["d" + name]
    return parameters


@exercises.style(update_parameters_with_gd, "over the gradients' keys")
def gd_by_gradient(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    return _by_gradient(parameters, grads, [], lambda w, g: (w - learning_rate * g,))[0]


@exercises.style(update_parameters_with_gd, "all parameters as one vector")
def gd_as_one_vector(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    return _as_one_vector(parameters, grads, [], lambda w, g: (w - learning_rate * g,))[0]


@exercises.style(update_parameters_with_gd, "number by number")
def gd_by_element(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    return _by_element(parameters, grads, [], lambda w, g: (w - learning_rate * g,))[0]


@exercises.style(update_parameters_with_gd, "from the last layer")
def gd_from_the_end(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    return _from_the_end(parameters, grads, [], lambda w, g: (np.add(w, np.multiply(-learning_rate, g)),))[0]


@exercises.style(update_parameters_with_gd, "a while loop over a copy, gradients scaled beforehand")
def gd_by_while(parameters: Arrays, grads: Arrays, learning_rate: float) -> Any:
    updated, steps = parameters.copy(), {key: g * learning_rate for key, g in grads.items()}
    layer = 1
    while f"W{layer}" in updated:
        updated[f"W{layer}"] = updated[f"W{layer}"] - steps[f"dW{layer}"]
        updated[f"b{layer}"] = updated[f"b{layer}"] - steps[f"db{layer}"]
        layer += 1
    return updated


# Mini-batches: known mistakes.


def _cut(X: Array, Y: Array, size: int) -> Batches:
    return [(X[:, k : k + size], Y[:, k : k + size]) for k in range(0, X.shape[1], size)]


@exercises.misconception(
    random_mini_batches,
    "You shuffle X and leave Y in its old order, so examples get the labels of others: index both with the "
    "same permutation.",
)
def batches_without_shuffling_y(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    order = np.random.default_rng(seed).permutation(X.shape[1])
    return _cut(X[:, order], Y, mini_batch_size)


@exercises.misconception(
    random_mini_batches,
    "You draw one permutation for X and another for Y, so examples get the labels of others: draw one and "
    "index both with it.",
)
def batches_with_two_permutations(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    rng = np.random.default_rng(seed)
    X, Y = X[:, rng.permutation(X.shape[1])], Y[:, rng.permutation(X.shape[1])]
    return _cut(X, Y, mini_batch_size)


@exercises.misconception(
    random_mini_batches,
    "You cut X and Y in the order in which they came: shuffle the columns first, or every epoch has the "
    "same batches.",
)
def batches_not_shuffled(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    return _cut(X, Y, mini_batch_size)


@exercises.misconception(
    random_mini_batches,
    "You drop the examples that do not fill a batch: they make a last, shorter one.",
)
def batches_without_the_rest(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    order = np.random.default_rng(seed).permutation(X.shape[1])
    return _cut(X[:, order], Y[:, order], mini_batch_size)[: X.shape[1] // mini_batch_size]


@exercises.misconception(
    random_mini_batches,
    "You fill the last batch up with examples that are in another batch already: it is shorter, with what "
    "is left.",
)
def batches_filled_up(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    order = np.random.default_rng(seed).permutation(X.shape[1])
    X, Y = X[:, order], Y[:, order]
    batches = _cut(X, Y, mini_batch_size)
    batches[-1] = (X[:, -mini_batch_size:], Y[:, -mini_batch_size:])
    return batches


@exercises.misconception(
    random_mini_batches,
    "You cut the examples into parts of nearly equal size: every batch but the last has exactly "
    "`mini_batch_size` of them.",
)
def batches_of_equal_size(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    m = X.shape[1]
    order = np.random.default_rng(seed).permutation(m)
    parts = np.array_split(order, -(-m // mini_batch_size))
    return [(X[:, part], Y[:, part]) for part in parts]


@exercises.misconception(
    random_mini_batches,
    "You add an empty batch where the size divides m: there is a last, shorter batch only if examples are "
    "left.",
)
def batches_with_an_empty_one(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    m = X.shape[1]
    order = np.random.default_rng(seed).permutation(m)
    batches = []
    for k in range(m // mini_batch_size + 1):
        chosen = order[k * mini_batch_size : (k + 1) * mini_batch_size]
        batches.append((X[:, chosen], Y[:, chosen]))
    return batches


@exercises.misconception(
    random_mini_batches,
    "You draw without using `seed`, so two calls with the same seed give different batches: make "
    "`np.random.default_rng(seed)`, or call `np.random.seed(seed)`, before you draw.",
)
def batches_without_seed(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    order = np.random.permutation(X.shape[1])
    return _cut(X[:, order], Y[:, order], mini_batch_size)


@exercises.misconception(
    random_mini_batches,
    "You seed the generator with a number of your own, so every epoch has the same batches: pass on the "
    "argument `seed`.",
)
def batches_with_a_fixed_seed(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    order = np.random.default_rng(0).permutation(X.shape[1])
    return _cut(X[:, order], Y[:, order], mini_batch_size)


@exercises.misconception(
    random_mini_batches,
    "You draw with replacement, so some examples come twice and others never: a permutation has each index "
    "once.",
)
def batches_with_replacement(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    drawn = np.random.default_rng(seed).integers(0, X.shape[1], X.shape[1])
    return _cut(X[:, drawn], Y[:, drawn], mini_batch_size)


@exercises.misconception(
    random_mini_batches,
    "You cut first and shuffle inside each batch, so the batches always hold the same examples: shuffle all "
    "the columns, then cut.",
)
def batches_shuffled_within(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    rng = np.random.default_rng(seed)
    batches = []
    for X_t, Y_t in _cut(X, Y, mini_batch_size):
        order = rng.permutation(X_t.shape[1])
        batches.append((X_t[:, order], Y_t[:, order]))
    return batches


@exercises.misconception(
    random_mini_batches,
    "You slice the rows of X and Y: the examples are columns, `X[:, start:end]`.",
)
def batches_of_rows(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    m = X.shape[1]
    order = np.random.default_rng(seed).permutation(m)
    X, Y = X[:, order], Y[:, order]
    return [(X[k : k + mini_batch_size], Y[k : k + mini_batch_size]) for k in range(0, m, mini_batch_size)]


@exercises.misconception(
    random_mini_batches,
    "You flatten the labels to shape (size,): Y_t keeps its rows, (n_y, size), so slice with `Y[:, "
    "start:end]`.",
)
def batches_with_flat_labels(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    order = np.random.default_rng(seed).permutation(X.shape[1])
    return [(X_t, Y_t.ravel()) for X_t, Y_t in _cut(X[:, order], Y[:, order], mini_batch_size)]


@exercises.misconception(
    random_mini_batches,
    "You shift the columns around in a circle, so neighbours stay neighbours: draw a permutation of "
    "all the columns.",
    part=(2, 3),
)
def batches_rolled(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0, *, part: int) -> Any:
    m = X.shape[1]
    order = np.roll(np.arange(m), m // part + seed)
    return _cut(X[:, order], Y[:, order], mini_batch_size)


@exercises.misconception(
    random_mini_batches,
    "You shuffle whole batches and not the columns, so what came together stays together: draw a permutation "
    "of all the columns, then cut.",
)
def batches_in_a_random_order(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    batches = _cut(X, Y, mini_batch_size)
    full = X.shape[1] // mini_batch_size
    order = np.random.default_rng(seed).permutation(full)
    return [batches[k] for k in order] + batches[full:]


@exercises.misconception(
    random_mini_batches,
    "You cut batches of a size of your own: 64 is only the default, use `mini_batch_size`.",
    size=(64, 32),
)
def batches_of_a_fixed_size(
    X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0, *, size: int
) -> Any:
    order = np.random.default_rng(seed).permutation(X.shape[1])
    return _cut(X[:, order], Y[:, order], size)


@exercises.misconception(
    random_mini_batches,
    "You reshape the labels to a single row, (1, m): Y may have several rows, and `Y[:, order]` keeps them.",
)
def batches_with_labels_in_one_row(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    m = X.shape[1]
    order = np.random.default_rng(seed).permutation(m)
    return _cut(X[:, order], Y[:, order].reshape((1, m)), mini_batch_size)


@exercises.misconception(
    random_mini_batches,
    "You take the number of rows of X for m: the examples are columns, m = X.shape[1].",
)
def batches_of_as_many_examples_as_rows(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    order = np.random.default_rng(seed).permutation(X.shape[0])
    return _cut(X[:, order], Y[:, order], mini_batch_size)


@exercises.misconception(
    random_mini_batches,
    "Your pairs are (Y_t, X_t): X_t comes first.",
)
def batches_swapped(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    order = np.random.default_rng(seed).permutation(X.shape[1])
    return [(Y_t, X_t) for X_t, Y_t in _cut(X[:, order], Y[:, order], mini_batch_size)]


@exercises.misconception(
    random_mini_batches,
    "You return the batches of X alone: each batch is a pair (X_t, Y_t).",
)
def batches_of_x_alone(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    order = np.random.default_rng(seed).permutation(X.shape[1])
    return [X_t for X_t, _ in _cut(X[:, order], Y[:, order], mini_batch_size)]


@exercises.misconception(
    random_mini_batches,
    "You return a list of all X_t and a list of all Y_t: it should be one list of pairs (X_t, Y_t).",
)
def batches_in_two_lists(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    order = np.random.default_rng(seed).permutation(X.shape[1])
    batches = _cut(X[:, order], Y[:, order], mini_batch_size)
    return [X_t for X_t, _ in batches], [Y_t for _, Y_t in batches]


@exercises.misconception(
    random_mini_batches,
    "You return one batch alone: the `return` belongs below the loop, and the list is made once, before it.",
    place=(0, -1),
)
def batches_without_all_but_one(
    X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0, *, place: int
) -> Any:
    order = np.random.default_rng(seed).permutation(X.shape[1])
    return [_cut(X[:, order], Y[:, order], mini_batch_size)[place]]


@exercises.misconception(
    random_mini_batches,
    "You lose the last column of each batch: a slice leaves its end out already, so it is `start : "
    "start + mini_batch_size`.",
)
def batches_one_too_short(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    order = np.random.default_rng(seed).permutation(X.shape[1])
    return [(X_t[:, :-1], Y_t[:, :-1]) for X_t, Y_t in _cut(X[:, order], Y[:, order], mini_batch_size)]


@exercises.misconception(
    random_mini_batches,
    "Your slices overlap by a column, so some examples are in two batches: a slice leaves its end "
    "out, so it is `start : start + mini_batch_size`.",
)
def batches_that_overlap(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    m = X.shape[1]
    order = np.random.default_rng(seed).permutation(m)
    X, Y = X[:, order], Y[:, order]
    return [
        (X[:, k : k + mini_batch_size + 1], Y[:, k : k + mini_batch_size + 1])
        for k in range(0, m, mini_batch_size)
    ]


@exercises.misconception(
    random_mini_batches,
    "You cut the last, shorter batch out of X and Y as they came: it is part of the shuffled columns, too.",
)
def batches_with_the_rest_unshuffled(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    m = X.shape[1]
    order = np.random.default_rng(seed).permutation(m)
    batches = _cut(X[:, order], Y[:, order], mini_batch_size)
    if m % mini_batch_size:
        first = m // mini_batch_size * mini_batch_size
        batches[-1] = X[:, first:], Y[:, first:]
    return batches


@exercises.misconception(
    random_mini_batches,
    "You leave the last, shorter batch out of the shuffling, so it always has the same examples: "
    "shuffle all the columns, then cut.",
)
def batches_with_the_rest_in_place(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    m = X.shape[1]
    full = m // mini_batch_size * mini_batch_size
    order = np.concatenate([np.random.default_rng(seed).permutation(full), np.arange(full, m)]).astype(int)
    return _cut(X[:, order], Y[:, order], mini_batch_size)


@exercises.misconception(
    random_mini_batches,
    "Your last batch takes the first columns, which are in another batch already: it has what is left "
    "at the end.",
)
def batches_with_the_first_rest(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    m = X.shape[1]
    order = np.random.default_rng(seed).permutation(m)
    X, Y = X[:, order], Y[:, order]
    batches = _cut(X, Y, mini_batch_size)
    if m % mini_batch_size:
        batches[-1] = X[:, : m % mini_batch_size], Y[:, : m % mini_batch_size]
    return batches


@exercises.misconception(
    random_mini_batches,
    "You cut Y_t out of X: the labels are the columns of Y, in the same order.",
)
def batches_with_labels_from_x(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    order = np.random.default_rng(seed).permutation(X.shape[1])
    return _cut(X[:, order], X[: len(Y), order], mini_batch_size)


@exercises.misconception(
    random_mini_batches,
    RETURNS_NOTHING,
)
def batches_none(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    return None


@exercises.misconception(
    random_mini_batches,
    "Your last batch begins one batch too early: it has what is left after all the full ones, from "
    "`(m // mini_batch_size) * mini_batch_size` on.",
)
def batches_from_the_last_full_one(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    m = X.shape[1]
    order = np.random.default_rng(seed).permutation(m)
    X, Y = X[:, order], Y[:, order]
    batches = _cut(X, Y, mini_batch_size)
    if m % mini_batch_size and len(batches) > 1:
        first = (m // mini_batch_size - 1) * mini_batch_size
        batches[-1] = X[:, first:], Y[:, first:]
    return batches


@exercises.misconception(
    random_mini_batches,
    "You add the last batch where the size divides m, and leave it out where it does not: examples "
    "are left if `m % mini_batch_size != 0`.",
)
def batches_with_the_rest_where_there_is_none(
    X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0
) -> Any:
    m = X.shape[1]
    order = np.random.default_rng(seed).permutation(m)
    X, Y = X[:, order], Y[:, order]
    full = m // mini_batch_size
    batches = _cut(X, Y, mini_batch_size)[:full]
    if m % mini_batch_size == 0:
        batches.append((X[:, m:], Y[:, m:]))
    return batches


@exercises.misconception(
    random_mini_batches,
    "You move on by one column from batch to batch: batch k starts at `k * mini_batch_size`.",
    rest=(True, False),
)
def batches_that_start_one_apart(
    X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0, *, rest: bool
) -> Any:
    m = X.shape[1]
    order = np.random.default_rng(seed).permutation(m)
    X, Y = X[:, order], Y[:, order]
    last = _cut(X, Y, mini_batch_size)[m // mini_batch_size :]
    starts = range(m // mini_batch_size)
    batches = [(X[:, k : k + mini_batch_size], Y[:, k : k + mini_batch_size]) for k in starts]
    return batches + last if rest else batches


@exercises.misconception(
    random_mini_batches,
    "You leave the last column out of the permutation: `permutation(m)` already ends at m − 1.",
)
def batches_without_the_last_example(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    order = np.random.default_rng(seed).permutation(X.shape[1] - 1)
    return _cut(X[:, order], Y[:, order], mini_batch_size)


@exercises.misconception(
    random_mini_batches,
    "You return a dict of batches: it should be a list of pairs (X_t, Y_t).",
)
def batches_in_a_dict(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    order = np.random.default_rng(seed).permutation(X.shape[1])
    return dict(enumerate(_cut(X[:, order], Y[:, order], mini_batch_size)))


# Mini-batches: right styles.


@exercises.style(random_mini_batches, "np.random.seed, full batches first, then the rest")
def batches_full_then_rest(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    np.random.seed(seed)
    m = X.shape[1]
    mini_batches = []
    permutation = list(np.random.permutation(m))
    shuffled_X = X[:, permutation]
    shuffled_Y = Y[:, permutation].reshape((-1, m))
    complete = m // mini_batch_size
    for k in range(complete):
        X_t = shuffled_X[:, k * mini_batch_size : (k + 1) * mini_batch_size]
        Y_t = shuffled_Y[:, k * mini_batch_size : (k + 1) * mini_batch_size]
        mini_batches.append((X_t, Y_t))
    if m % mini_batch_size != 0:
        X_t = shuffled_X[:, complete * mini_batch_size :]
        Y_t = shuffled_Y[:, complete * mini_batch_size :]
        mini_batches.append((X_t, Y_t))
    return mini_batches


@exercises.style(random_mini_batches, "RandomState, np.split of the indices")
def batches_by_split(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    m = X.shape[1]
    order = np.random.RandomState(seed).permutation(m)
    cuts = np.arange(mini_batch_size, m, mini_batch_size)
    return [(X[:, part], Y[:, part]) for part in np.split(order, cuts)]


@exercises.style(random_mini_batches, "X above Y in one array, shuffled together")
def batches_of_stacked_arrays(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    together = np.random.default_rng(seed).permutation(np.vstack([X, Y]), axis=1)
    X, Y = together[: len(X)], together[len(X) :]
    return _cut(X, Y, mini_batch_size)


@exercises.style(random_mini_batches, "indices shuffled in place, np.take, lists as pairs")
def batches_by_take(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    indices = np.arange(X.shape[1])
    np.random.default_rng(seed).shuffle(indices)
    batches = []
    while len(indices):
        chosen, indices = indices[:mini_batch_size], indices[mini_batch_size:]
        batches.append([np.take(X, chosen, axis=1), np.take(Y, chosen, axis=1)])
    return batches


@exercises.style(random_mini_batches, "the order of random numbers, column by column")
def batches_by_argsort(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    np.random.seed(seed)
    order = np.argsort(np.random.rand(X.shape[1]))
    batches = []
    for start in range(0, len(order), mini_batch_size):
        chosen = order[start : start + mini_batch_size]
        X_t = np.column_stack([X[:, i] for i in chosen])
        Y_t = np.column_stack([Y[:, i] for i in chosen])
        batches.append((X_t, Y_t))
    return tuple(batches)


@exercises.style(random_mini_batches, "choice without replacement, examples as rows in between")
def batches_by_rows_in_between(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    m = X.shape[1]
    order = np.random.default_rng(seed).choice(m, size=m, replace=False)
    rows_X, rows_Y = X.T[order], Y.T[order]
    starts = range(0, m, mini_batch_size)
    return [(rows_X[k : k + mini_batch_size].T, rows_Y[k : k + mini_batch_size].T) for k in starts]


@exercises.style(random_mini_batches, "Python's own random numbers, a generator of batches")
def batches_by_pythons_random(X: Array, Y: Array, mini_batch_size: int = 64, seed: int = 0) -> Any:
    import random

    indices = list(range(X.shape[1]))
    random.Random(seed).shuffle(indices)
    return list(_yielded(X, Y, indices, mini_batch_size))


def _yielded(X: Array, Y: Array, indices: list[int], size: int) -> Any:
    for start in range(0, len(indices), size):
        chosen = indices[start : start + size]
        yield X[:, chosen], Y[:, chosen]


# Averages: known mistakes.


def _averages(values: Array, beta: float, correct: Callable[[float, int], Any]) -> Array:
    averages = []
    v = 0.0
    for t, value in enumerate(values, start=1):
        v = beta * v + (1 - beta) * value
        averages.append(correct(v, t))
    return np.array(averages)


@exercises.misconception(
    exponentially_weighted_average,
    "You give the new value the weight β and the past 1 − β: it is the other way round, β v + (1 − β) θ.",
)
def average_with_weights_swapped(values: Array, beta: float, bias_correction: bool = False) -> Any:
    averages = np.zeros(len(values))
    v = 0.0
    for t in range(1, len(values) + 1):
        v = (1 - beta) * v + beta * values[t - 1]
        averages[t - 1] = v / (1 - beta**t) if bias_correction else v
    return averages


@exercises.misconception(
    exponentially_weighted_average,
    "You start from the first value: here v starts at 0, which is what the bias correction makes up for.",
)
def average_from_the_first_value(values: Array, beta: float, bias_correction: bool = False) -> Any:
    averages = np.zeros(len(values))
    v = values[0]
    for t in range(1, len(values) + 1):
        v = beta * v + (1 - beta) * values[t - 1]
        averages[t - 1] = v / (1 - beta**t) if bias_correction else v
    return averages


@exercises.misconception(
    exponentially_weighted_average,
    "You count t from 0, so the first correction divides by 1 − β⁰ = 0: the first value has t = 1.",
)
def average_counted_from_zero(values: Array, beta: float, bias_correction: bool = False) -> Any:
    averages = np.zeros(len(values))
    v = 0.0
    for t in range(len(values)):
        v = beta * v + (1 - beta) * values[t]
        averages[t] = np.divide(v, 1 - beta**t) if bias_correction else v
    return averages


@exercises.misconception(
    exponentially_weighted_average,
    "You carry the corrected average into the next step: correct what you report, and go on with v itself.",
)
def average_of_corrected_averages(values: Array, beta: float, bias_correction: bool = False) -> Any:
    averages = np.zeros(len(values))
    v = 0.0
    for t in range(1, len(values) + 1):
        v = beta * v + (1 - beta) * values[t - 1]
        if bias_correction:
            v = v / (1 - beta**t)
        averages[t - 1] = v
    return averages


@exercises.misconception(
    exponentially_weighted_average,
    "You return the same with and without `bias_correction`: with it, divide v_t by 1 − β^t.",
)
def average_never_corrected(values: Array, beta: float, bias_correction: bool = False) -> Any:
    return _averages(values, beta, lambda v, t: v)


@exercises.misconception(
    exponentially_weighted_average,
    "You correct the bias always: it is asked for with `bias_correction=True` only.",
)
def average_always_corrected(values: Array, beta: float, bias_correction: bool = False) -> Any:
    return _averages(values, beta, lambda v, t: v / (1 - beta**t))


@exercises.misconception(
    exponentially_weighted_average,
    "You divide by 1 − β at every step: the correction is 1 − β^t, which comes close to 1 as t grows.",
)
def average_corrected_without_t(values: Array, beta: float, bias_correction: bool = False) -> Any:
    return _averages(values, beta, lambda v, t: v / (1 - beta) if bias_correction else v)


@exercises.misconception(
    exponentially_weighted_average,
    "You multiply by 1 − β^t: v is too small at the start, so divide by it.",
)
def average_multiplied_by_the_correction(values: Array, beta: float, bias_correction: bool = False) -> Any:
    return _averages(values, beta, lambda v, t: v * (1 - beta**t) if bias_correction else v)


@exercises.misconception(
    exponentially_weighted_average,
    "You leave the factor 1 − β out, so v grows to about 1/(1 − β) times the values: v = β v + (1 − β) θ.",
)
def average_without_one_minus_beta(values: Array, beta: float, bias_correction: bool = False) -> Any:
    averages = np.zeros(len(values))
    v = 0.0
    for t in range(1, len(values) + 1):
        v = beta * v + values[t - 1]
        averages[t - 1] = v / (1 - beta**t) if bias_correction else v
    return averages


@exercises.misconception(
    exponentially_weighted_average,
    "You put v_0 = 0 at the front, so there is one number too many: the first average is v_1.",
)
def average_with_v0(values: Array, beta: float, bias_correction: bool = False) -> Any:
    averages = _averages(values, beta, lambda v, t: v / (1 - beta**t) if bias_correction else v)
    return np.append(0.0, averages)


@exercises.misconception(
    exponentially_weighted_average,
    "You return the last average only: the result has one for each value, an array of shape (T,).",
)
def average_last_only(values: Array, beta: float, bias_correction: bool = False) -> Any:
    return _averages(values, beta, lambda v, t: v / (1 - beta**t) if bias_correction else v)[-1]


@exercises.misconception(
    exponentially_weighted_average,
    "You weigh the value before this one in place of the average so far: v_t = β v_{t−1} + (1 − β) θ_t "
    "remembers all of the past.",
)
def average_of_two_values(values: Array, beta: float, bias_correction: bool = False) -> Any:
    averages = np.zeros(len(values))
    before = 0.0
    for t in range(1, len(values) + 1):
        v = beta * before + (1 - beta) * values[t - 1]
        averages[t - 1] = v / (1 - beta**t) if bias_correction else v
        before = values[t - 1]
    return averages


@exercises.misconception(
    exponentially_weighted_average,
    "Your array of results has the type of `values`, so whole numbers cut off the digits after the "
    "point: make it with `np.zeros(len(values))`.",
)
def average_in_integers(values: Array, beta: float, bias_correction: bool = False) -> Any:
    averages = np.zeros_like(values)
    v = 0.0
    for t, value in enumerate(values, start=1):
        v = beta * v + (1 - beta) * value
        averages[t - 1] = v / (1 - beta**t) if bias_correction else v
    return averages


@exercises.misconception(
    exponentially_weighted_average,
    "You average with a number of your own: β is the argument `beta`.",
    own=(0.9, 0.5, 0.98),
)
def average_with_a_fixed_beta(
    values: Array, beta: float, bias_correction: bool = False, *, own: float
) -> Any:
    return _averages(values, own, lambda v, t: v / (1 - own**t) if bias_correction else v)


@exercises.misconception(
    exponentially_weighted_average,
    "You raise β to t + 1 in the correction: it is 1 − β^t, and the first value has t = 1.",
)
def average_corrected_one_late(values: Array, beta: float, bias_correction: bool = False) -> Any:
    return _averages(values, beta, lambda v, t: v / (1 - beta ** (t + 1)) if bias_correction else v)


@exercises.misconception(
    exponentially_weighted_average,
    "You multiply β by t: the correction has β to the power t, `1 - beta**t`.",
)
def average_with_beta_times_t(values: Array, beta: float, bias_correction: bool = False) -> Any:
    return _averages(values, beta, lambda v, t: np.divide(v, 1 - beta * t) if bias_correction else v)


@exercises.misconception(
    exponentially_weighted_average,
    "You divide by β^t: the correction divides by 1 − β^t.",
)
def average_divided_by_the_power(values: Array, beta: float, bias_correction: bool = False) -> Any:
    return _averages(values, beta, lambda v, t: np.divide(v, beta**t) if bias_correction else v)


@exercises.misconception(
    exponentially_weighted_average,
    "You raise 1 − β to the power t: the correction is `1 - beta**t`, where only β is raised.",
)
def average_with_the_power_of_the_rest(values: Array, beta: float, bias_correction: bool = False) -> Any:
    return _averages(values, beta, lambda v, t: v / (1 - beta) ** t if bias_correction else v)


@exercises.misconception(
    exponentially_weighted_average,
    "You divide by the number of values, t: the correction divides by 1 − β^t, the sum of the weights.",
)
def average_divided_by_t(values: Array, beta: float, bias_correction: bool = False) -> Any:
    return _averages(values, beta, lambda v, t: v / t if bias_correction else v)


@exercises.misconception(
    exponentially_weighted_average,
    "You divide by 1 + β^t: the weights add up to 1 − β^t.",
)
def average_corrected_with_a_plus(values: Array, beta: float, bias_correction: bool = False) -> Any:
    return _averages(values, beta, lambda v, t: v / (1 + beta**t) if bias_correction else v)


@exercises.misconception(
    exponentially_weighted_average,
    "You subtract the correction: divide v by 1 − β^t.",
)
def average_correction_subtracted(values: Array, beta: float, bias_correction: bool = False) -> Any:
    return _averages(values, beta, lambda v, t: v - (1 - beta**t) if bias_correction else v)


@exercises.misconception(
    exponentially_weighted_average,
    "You correct every average by the last t: each v_t is divided by 1 − β^t with its own t.",
)
def average_corrected_at_the_end(values: Array, beta: float, bias_correction: bool = False) -> Any:
    averages = _averages(values, beta, lambda v, t: v)
    return averages / (1 - beta ** len(values)) if bias_correction else averages


@exercises.misconception(
    exponentially_weighted_average,
    "You correct the bias where it is not asked for, and leave it where it is: divide by 1 − β^t if "
    "`bias_correction` is true.",
)
def average_corrected_the_wrong_way_round(values: Array, beta: float, bias_correction: bool = False) -> Any:
    return _averages(values, beta, lambda v, t: v if bias_correction else v / (1 - beta**t))


@exercises.misconception(
    exponentially_weighted_average,
    "You store the average before you renew it, so every result comes one value late: renew v first, "
    "then store it.",
)
def average_reported_before_it_is_renewed(values: Array, beta: float, bias_correction: bool = False) -> Any:
    averages = np.zeros(len(values))
    v = 0.0
    for t in range(1, len(values) + 1):
        averages[t - 1] = v / (1 - beta**t) if bias_correction else v
        v = beta * v + (1 - beta) * values[t - 1]
    return averages


@exercises.misconception(
    exponentially_weighted_average,
    "Your loop ends before the last value: `range(len(values))` reaches every one.",
)
def average_without_the_last_value(values: Array, beta: float, bias_correction: bool = False) -> Any:
    averages = np.zeros(len(values))
    v = 0.0
    for t in range(1, len(values)):
        v = beta * v + (1 - beta) * values[t - 1]
        averages[t - 1] = v / (1 - beta**t) if bias_correction else v
    return averages


@exercises.misconception(
    exponentially_weighted_average,
    "Your loop begins with the second value: the first average is v_1 = (1 − β) θ_1.",
)
def average_without_the_first_value(values: Array, beta: float, bias_correction: bool = False) -> Any:
    averages = np.zeros(len(values))
    v = 0.0
    for t in range(2, len(values) + 1):
        v = beta * v + (1 - beta) * values[t - 1]
        averages[t - 1] = v / (1 - beta**t) if bias_correction else v
    return averages


@exercises.misconception(
    exponentially_weighted_average,
    "You add β v + (1 − β) θ to v: it takes the place of v, `=` and not `+=`.",
)
def average_added_to_itself(values: Array, beta: float, bias_correction: bool = False) -> Any:
    averages = np.zeros(len(values))
    v = 0.0
    for t in range(1, len(values) + 1):
        v += beta * v + (1 - beta) * values[t - 1]
        averages[t - 1] = v / (1 - beta**t) if bias_correction else v
    return averages


@exercises.misconception(
    exponentially_weighted_average,
    "You write 1 − β·θ without brackets: the new value weighs 1 − β, `(1 - beta) * value`.",
)
def average_without_brackets(values: Array, beta: float, bias_correction: bool = False) -> Any:
    averages = np.zeros(len(values))
    v = 0.0
    for t in range(1, len(values) + 1):
        v = beta * v + 1 - beta * values[t - 1]
        averages[t - 1] = v / (1 - beta**t) if bias_correction else v
    return averages


@exercises.misconception(
    exponentially_weighted_average,
    "You give both the past and the new value the weight β: the new value weighs 1 − β.",
)
def average_with_beta_twice(values: Array, beta: float, bias_correction: bool = False) -> Any:
    averages = np.zeros(len(values))
    v = 0.0
    for t in range(1, len(values) + 1):
        v = beta * v + beta * values[t - 1]
        averages[t - 1] = v / (1 - beta**t) if bias_correction else v
    return averages


@exercises.misconception(
    exponentially_weighted_average,
    "You leave the past out, (1 − β) θ: it is β v + (1 − β) θ.",
)
def average_without_the_past(values: Array, beta: float, bias_correction: bool = False) -> Any:
    averages = (1 - beta) * np.asarray(values)
    return averages / (1 - beta ** np.arange(1, len(values) + 1)) if bias_correction else averages


@exercises.misconception(
    exponentially_weighted_average,
    "You leave β out of the past: it fades, β v + (1 − β) θ.",
)
def average_with_the_whole_past(values: Array, beta: float, bias_correction: bool = False) -> Any:
    averages = np.zeros(len(values))
    v = 0.0
    for t in range(1, len(values) + 1):
        v = v + (1 - beta) * values[t - 1]
        averages[t - 1] = v / (1 - beta**t) if bias_correction else v
    return averages


@exercises.misconception(
    exponentially_weighted_average,
    "You subtract the new value: it is β v + (1 − β) θ.",
)
def average_with_a_minus(values: Array, beta: float, bias_correction: bool = False) -> Any:
    averages = np.zeros(len(values))
    v = 0.0
    for t in range(1, len(values) + 1):
        v = beta * v - (1 - beta) * values[t - 1]
        averages[t - 1] = v / (1 - beta**t) if bias_correction else v
    return averages


@exercises.misconception(
    exponentially_weighted_average,
    "You take the plain mean of all values so far: here the past fades, β v + (1 − β) θ.",
)
def average_of_all_values_alike(values: Array, beta: float, bias_correction: bool = False) -> Any:
    return np.cumsum(values) / np.arange(1, len(values) + 1)


@exercises.misconception(
    exponentially_weighted_average,
    "You return the array of zeros as you made it: store each average in it, `averages[t] = …`.",
)
def average_of_nothing_yet(values: Array, beta: float, bias_correction: bool = False) -> Any:
    return np.zeros(len(values))


@exercises.misconception(
    exponentially_weighted_average,
    "Your averages are a column of shape (T, 1): they should be a plain array of shape (T,).",
)
def average_in_a_column(values: Array, beta: float, bias_correction: bool = False) -> Any:
    return _averages(values, beta, lambda v, t: v / (1 - beta**t) if bias_correction else v).reshape(-1, 1)


@exercises.misconception(
    exponentially_weighted_average,
    RETURNS_NOTHING,
)
def average_none(values: Array, beta: float, bias_correction: bool = False) -> Any:
    return None


@exercises.misconception(
    exponentially_weighted_average,
    "You write v / 1 − β^t without brackets: divide by the whole of it, `v / (1 - beta**t)`.",
)
def average_corrected_without_brackets(values: Array, beta: float, bias_correction: bool = False) -> Any:
    return _averages(values, beta, lambda v, t: v / 1 - beta**t if bias_correction else v)


@exercises.misconception(
    exponentially_weighted_average,
    "You go through the values backwards: begin with the first.",
)
def average_from_the_end(values: Array, beta: float, bias_correction: bool = False) -> Any:
    averages = _averages(values[::-1], beta, lambda v, t: v / (1 - beta**t) if bias_correction else v)
    return averages[::-1]


@exercises.misconception(
    exponentially_weighted_average,
    "You raise β to the power t in the average itself: it is β v + (1 − β) θ, and β^t is for the "
    "correction alone.",
)
def average_with_powers_as_weights(values: Array, beta: float, bias_correction: bool = False) -> Any:
    averages = np.zeros(len(values))
    v = 0.0
    for t in range(1, len(values) + 1):
        v = beta**t * v + (1 - beta**t) * values[t - 1]
        averages[t - 1] = v / (1 - beta**t) if bias_correction else v
    return averages


# Averages: right styles.


@exercises.style(exponentially_weighted_average, "a list of floats")
def average_as_list(values: Array, beta: float, bias_correction: bool = False) -> Any:
    averages = []
    v = 0.0
    for i in range(len(values)):
        v = beta * v + (1 - beta) * float(values[i])
        averages.append(v / (1 - beta ** (i + 1)) if bias_correction else v)
    return averages


@exercises.style(exponentially_weighted_average, "the average moves towards each value, corrected at the end")
def average_moved_towards_values(values: Array, beta: float, bias_correction: bool = False) -> Any:
    averages = np.zeros(values.shape)
    v = 0.0
    for i, value in enumerate(values):
        v += (1 - beta) * (value - v)
        averages[i] = v
    if bias_correction:
        averages /= 1 - beta ** np.arange(1, len(values) + 1)
    return averages


@exercises.style(exponentially_weighted_average, "a triangular matrix of weights")
def average_by_matrix(values: Array, beta: float, bias_correction: bool = False) -> Any:
    t = np.arange(len(values))
    weights = np.tril((1 - beta) * np.power(beta, np.abs(t[:, None] - t[None, :])))
    averages = weights @ values
    return averages / weights.sum(axis=1) if bias_correction else averages


@exercises.style(exponentially_weighted_average, "a sum over the past for each t")
def average_by_sums(values: Array, beta: float, bias_correction: bool = False) -> Any:
    averages = []
    for t in range(1, len(values) + 1):
        v = sum((1 - beta) * beta ** (t - k) * values[k - 1] for k in range(1, t + 1))
        averages.append(v / (1 - beta**t) if bias_correction else v)
    return np.array(averages)


@exercises.style(exponentially_weighted_average, "itertools.accumulate")
def average_by_accumulate(values: Array, beta: float, bias_correction: bool = False) -> Any:
    from itertools import accumulate

    scaled = [(1 - beta) * value for value in values]
    averages = np.array(list(accumulate(scaled, lambda v, new: beta * v + new)))
    t = np.arange(1, len(values) + 1)
    return averages / (1 - beta**t) if bias_correction else averages


@exercises.style(exponentially_weighted_average, "np.convolve with the decaying weights")
def average_by_convolution(values: Array, beta: float, bias_correction: bool = False) -> Any:
    T = len(values)
    averages = np.convolve(values, (1 - beta) * beta ** np.arange(T))[:T]
    if bias_correction:
        averages = averages / (1 - beta ** np.arange(1, T + 1))
    return averages


@exercises.style(exponentially_weighted_average, "β^t carried along as a product, an array of v_0 to v_T")
def average_with_a_running_power(values: Array, beta: float, bias_correction: bool = False) -> Any:
    v = np.zeros(len(values) + 1)
    corrected = np.zeros(len(values) + 1)
    power = 1.0
    for t in range(1, len(values) + 1):
        power *= beta
        v[t] = beta * v[t - 1] + (1 - beta) * values[t - 1]
        corrected[t] = v[t] / (1 - power)
    return (corrected if bias_correction else v)[1:]


# States of zeros: skeletons with one mistake, for momentum, RMSprop and Adam.


def _zeros(parameters: Arrays) -> Arrays:
    state = {}
    for layer in range(1, len(parameters) // 2 + 1):
        state["dW" + str(layer)] = np.zeros(parameters["W" + str(layer)].shape)
        state["db" + str(layer)] = np.zeros(parameters["b" + str(layer)].shape)
    return state


def _zeros_named_like_parameters(parameters: Arrays) -> Arrays:
    return {name: np.zeros(value.shape) for name, value in parameters.items()}


def _ones(parameters: Arrays) -> Arrays:
    return {"d" + name: np.ones(value.shape) for name, value in parameters.items()}


def _copies(parameters: Arrays) -> Arrays:
    return {"d" + name: value.copy() for name, value in parameters.items()}


def _scalars(parameters: Arrays) -> dict[str, float]:
    return {"d" + name: 0.0 for name in parameters}


def _zeros_without_last_layer(parameters: Arrays) -> Arrays:
    return {"d" + name: np.zeros(parameters[name].shape) for name in _without_last_layer(parameters)}


def _zeros_of_weights(parameters: Arrays) -> Arrays:
    return {"d" + name: np.zeros(parameters[name].shape) for name in _weights(parameters)}


def _zeros_shaped_like_w(parameters: Arrays) -> Arrays:
    return {"d" + name: np.zeros(parameters["W" + name[1:]].shape) for name in parameters}


def _zeros_transposed(parameters: Arrays) -> Arrays:
    return {"d" + name: np.zeros(value.T.shape) for name, value in parameters.items()}


def _flat_zeros(parameters: Arrays) -> Arrays:
    return {
        "d" + name: np.zeros(value.shape if name[0] == "W" else len(value))
        for name, value in parameters.items()
    }


def _zeros_of_layer_one(parameters: Arrays) -> Arrays:
    return {"d" + name: np.zeros(parameters[name].shape) for name in _first_layer(parameters)}


def _zeros_without_layer_one(parameters: Arrays) -> Arrays:
    return {"d" + name: np.zeros(w.shape) for name, w in parameters.items() if name not in ("W1", "b1")}


def _zeros_counted_from_zero(parameters: Arrays) -> Arrays:
    return {f"d{name[0]}{int(name[1:]) - 1}": np.zeros(w.shape) for name, w in parameters.items()}


def _square_zeros(parameters: Arrays) -> Arrays:
    return {"d" + name: np.zeros((len(w), len(w) if name[0] == "W" else 1)) for name, w in parameters.items()}


def _zeros_of_biases(parameters: Arrays) -> Arrays:
    return {"d" + name: np.zeros(w.shape) for name, w in parameters.items() if name[0] == "b"}


ONE_LAYER_ONLY_STATE = (
    "You make the entries of layer 1 alone: is the `return` inside the loop? It belongs below it, further "
    "to the left."
)
STATE_WITHOUT_FIRST = "You leave layer 1 out: layers are numbered from 1, so the first keys are dW1 and db1."
STATE_FROM_ZERO = "You count layers from 0: the first keys are dW1 and db1."
STATE_SQUARE = "You give dW the shape (n_l, n_l): it has the shape of W, (n_l, n_{l-1})."
STATE_OF_BIASES = (
    "You make an entry for the biases only: the weights have gradients too, which need dW1, …, dWL."
)
NAMED_LIKE_PARAMETERS = (
    "You use the parameters' names W1, b1, …: the averages are of gradients, so their keys are dW1, db1, …."
)
OF_ONES = "You start at 1: nothing has been averaged yet, so every entry is 0."
OF_COPIES = "You copy the parameters' values: only their shapes are wanted, every entry is 0."
OF_SCALARS = "You store the number 0 for each array: an array of zeros, in the parameter's shape, is wanted."
STATE_WITHOUT_LAST = (
    "Your loop stops one layer early: with L = len(parameters) // 2 layers, `range(1, L + 1)` "
    "reaches the last."
)
STATE_WITHOUT_BIASES = (
    "You make an entry for the weights only: the biases have gradients too, which need db1, …, dbL."
)
SHAPED_LIKE_W = "You give db the shape of W: it has the shape of b, (n_l, 1)."
STATE_TRANSPOSED = "Your arrays are transposed: each has the very shape of its parameter."
STATE_FLAT = "Your entries for the biases have shape (n_l,): keep two dimensions, (n_l, 1), as b has."


# Velocity: known mistakes.


@exercises.misconception(initialize_velocity, NAMED_LIKE_PARAMETERS)
def velocity_named_like_parameters(parameters: Arrays) -> Any:
    return _zeros_named_like_parameters(parameters)


@exercises.misconception(initialize_velocity, OF_ONES)
def velocity_of_ones(parameters: Arrays) -> Any:
    return _ones(parameters)


@exercises.misconception(initialize_velocity, OF_COPIES)
def velocity_of_copies(parameters: Arrays) -> Any:
    return _copies(parameters)


@exercises.misconception(initialize_velocity, OF_SCALARS)
def velocity_of_scalars(parameters: Arrays) -> Any:
    return _scalars(parameters)


@exercises.misconception(initialize_velocity, STATE_WITHOUT_LAST)
def velocity_without_last_layer(parameters: Arrays) -> Any:
    return _zeros_without_last_layer(parameters)


@exercises.misconception(initialize_velocity, STATE_WITHOUT_BIASES)
def velocity_without_biases(parameters: Arrays) -> Any:
    return _zeros_of_weights(parameters)


@exercises.misconception(initialize_velocity, SHAPED_LIKE_W)
def velocity_shaped_like_w(parameters: Arrays) -> Any:
    return _zeros_shaped_like_w(parameters)


@exercises.misconception(initialize_velocity, STATE_TRANSPOSED)
def velocity_transposed(parameters: Arrays) -> Any:
    return _zeros_transposed(parameters)


@exercises.misconception(initialize_velocity, STATE_FLAT)
def velocity_flat(parameters: Arrays) -> Any:
    return _flat_zeros(parameters)


@exercises.misconception(
    initialize_velocity,
    ONE_LAYER_ONLY_STATE,
)
def velocity_first_layer_only(parameters: Arrays) -> Any:
    return _zeros_of_layer_one(parameters)


@exercises.misconception(
    initialize_velocity,
    STATE_WITHOUT_FIRST,
)
def velocity_without_first_layer(parameters: Arrays) -> Any:
    return _zeros_without_layer_one(parameters)


@exercises.misconception(
    initialize_velocity,
    STATE_FROM_ZERO,
)
def velocity_from_layer_zero_keys(parameters: Arrays) -> Any:
    return _zeros_counted_from_zero(parameters)


@exercises.misconception(
    initialize_velocity,
    STATE_SQUARE,
)
def velocity_square(parameters: Arrays) -> Any:
    return _square_zeros(parameters)


@exercises.misconception(
    initialize_velocity,
    STATE_OF_BIASES,
)
def velocity_without_the_gradients_w(parameters: Arrays) -> Any:
    return _zeros_of_biases(parameters)


@exercises.misconception(
    initialize_velocity,
    RETURNS_NOTHING,
)
def velocity_none(parameters: Arrays) -> Any:
    return None


# Velocity: right styles.


def _zeros_like(parameters: Arrays) -> Arrays:
    state = {}
    for name in parameters:
        state["d" + name] = np.zeros_like(parameters[name])
    return state


def _zeros_by_multiplication(parameters: Arrays) -> Arrays:
    return {f"d{name}": 0 * value for name, value in parameters.items()}


def _zeros_of_ints(parameters: Arrays) -> Arrays:
    return {f"d{name}": np.zeros(value.shape, dtype=int) for name, value in parameters.items()}


def _zeros_from_the_end(parameters: Arrays) -> Arrays:
    state: Arrays = {}
    for name in sorted(parameters, reverse=True):
        state.setdefault("d" + name, np.full(parameters[name].shape, 0.0))
    return state


def _zeros_by_zip(parameters: Arrays) -> Arrays:
    names = ["d" + name for name in parameters]
    return dict(zip(names, map(np.zeros, map(np.shape, parameters.values())), strict=True))


def _zeros_by_while(parameters: Arrays) -> Arrays:
    state: Arrays = {}
    layer = 1
    while "W" + str(layer) in parameters:
        n, n_prev = parameters["W" + str(layer)].shape
        state.update({f"dW{layer}": np.zeros((n, n_prev)), f"db{layer}": np.zeros((n, 1))})
        layer += 1
    return state


@exercises.style(initialize_velocity, "layer by layer")
def velocity_by_layer(parameters: Arrays) -> Any:
    return _zeros(parameters)


@exercises.style(initialize_velocity, "name by name, zeros_like")
def velocity_zeros_like(parameters: Arrays) -> Any:
    return _zeros_like(parameters)


@exercises.style(initialize_velocity, "the parameters times 0")
def velocity_by_multiplication(parameters: Arrays) -> Any:
    return _zeros_by_multiplication(parameters)


@exercises.style(initialize_velocity, "zeros of whole numbers")
def velocity_of_ints(parameters: Arrays) -> Any:
    return _zeros_of_ints(parameters)


@exercises.style(initialize_velocity, "np.full, the last name first")
def velocity_from_the_end(parameters: Arrays) -> Any:
    return _zeros_from_the_end(parameters)


@exercises.style(initialize_velocity, "zip and map")
def velocity_by_zip(parameters: Arrays) -> Any:
    return _zeros_by_zip(parameters)


@exercises.style(initialize_velocity, "a while loop")
def velocity_by_while(parameters: Arrays) -> Any:
    return _zeros_by_while(parameters)


# Momentum: known mistakes.


def _momentum_rule(beta: float, learning_rate: float) -> Rule:
    def rule(w: "Any", g: "Any", v: "Any") -> "tuple[Any, Any]":
        v = beta * v + (1 - beta) * g
        return w - learning_rate * v, v

    return rule


@exercises.misconception(
    update_parameters_with_momentum,
    "You leave the factor 1 − β out: that form, v = β v + g, exists, and takes steps 1/(1 − β) times as "
    "long; here v = β v + (1 − β) g.",
)
def momentum_without_one_minus_beta(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    return _steps(parameters, grads, [v], lambda w, g, v: (w - learning_rate * (beta * v + g), beta * v + g))


@exercises.misconception(
    update_parameters_with_momentum,
    "You give the new gradient the weight β and the past 1 − β: it is the other way round, β v + (1 − β) g.",
)
def momentum_with_weights_swapped(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    return _steps(parameters, grads, [v], _momentum_rule(1 - beta, learning_rate))


@exercises.misconception(
    update_parameters_with_momentum,
    "You compute v and then step along the gradient: the step is α times v.",
)
def momentum_steps_along_gradient(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    return _steps(parameters, grads, [v], lambda w, g, v: (w - learning_rate * g, beta * v + (1 - beta) * g))


@exercises.misconception(
    update_parameters_with_momentum,
    "You step along the old v and renew it afterwards: renew v first, so that the step knows this gradient.",
)
def momentum_steps_along_old_v(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    return _steps(parameters, grads, [v], lambda w, g, v: (w - learning_rate * v, beta * v + (1 - beta) * g))


@exercises.misconception(
    update_parameters_with_momentum,
    "You leave the old v out, or start it at 0 in every call, so nothing is remembered: v = β v + (1 − β) g, "
    "with the v that is passed in.",
)
def momentum_without_memory(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    return _steps(
        parameters, grads, [v], lambda w, g, v: (w - learning_rate * (1 - beta) * g, (1 - beta) * g)
    )


@exercises.misconception(
    update_parameters_with_momentum,
    "You return v as it came, so the next step starts from the old average: store the new one in v[…] and "
    "return it.",
)
def momentum_v_not_stored(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    return _steps(parameters, grads, [v], _momentum_rule(beta, learning_rate))[0], v


@exercises.misconception(update_parameters_with_momentum, UPHILL)
def momentum_uphill(parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float) -> Any:
    return _steps(parameters, grads, [v], _momentum_rule(beta, -learning_rate))


@exercises.misconception(update_parameters_with_momentum, BIASES_FORGOTTEN)
def momentum_without_biases(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    return _steps(parameters, grads, [v], _momentum_rule(beta, learning_rate), _weights(parameters))


@exercises.misconception(update_parameters_with_momentum, LAST_LAYER_FORGOTTEN)
def momentum_without_last_layer(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    return _steps(
        parameters, grads, [v], _momentum_rule(beta, learning_rate), _without_last_layer(parameters)
    )


@exercises.misconception(
    update_parameters_with_momentum,
    "You return the parameters alone: the next step needs v too, so return the pair `parameters, v`.",
)
def momentum_parameters_only(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    return _steps(parameters, grads, [v], _momentum_rule(beta, learning_rate))[0]


@exercises.misconception(
    update_parameters_with_momentum,
    "You put the learning rate into v: v averages the gradients alone, and α multiplies it in the step.",
)
def momentum_with_rate_in_v(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    return _steps(
        parameters,
        grads,
        [v],
        lambda w, g, v: (w - beta * v - learning_rate * g, beta * v + learning_rate * g),
    )


@exercises.misconception(
    update_parameters_with_momentum,
    "You look ahead, as Nesterov's variant does, with β v + (1 − β) g of the renewed v: here the step "
    "is α times the renewed v itself.",
)
def momentum_of_nesterov(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any") -> "tuple[Any, Any]":
        v = beta * v + (1 - beta) * g
        return w - learning_rate * (beta * v + (1 - beta) * g), v

    return _steps(parameters, grads, [v], rule)


@exercises.misconception(
    update_parameters_with_momentum,
    "You add β v + (1 − β) g to v: it takes the place of v, so the old v counts with β alone.",
)
def momentum_added_to_v(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any") -> "tuple[Any, Any]":
        v = v + beta * v + (1 - beta) * g
        return w - learning_rate * v, v

    return _steps(parameters, grads, [v], rule)


@exercises.misconception(
    update_parameters_with_momentum,
    "You leave β out of the past: the old v fades, v = β v + (1 − β) g.",
)
def momentum_with_the_whole_past(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any") -> "tuple[Any, Any]":
        v = v + (1 - beta) * g
        return w - learning_rate * v, v

    return _steps(parameters, grads, [v], rule)


@exercises.misconception(
    update_parameters_with_momentum,
    "You give both the past and the new gradient the weight β: the new gradient counts with 1 − β.",
)
def momentum_with_beta_twice(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any") -> "tuple[Any, Any]":
        v = beta * v + beta * g
        return w - learning_rate * v, v

    return _steps(parameters, grads, [v], rule)


@exercises.misconception(
    update_parameters_with_momentum,
    "You write 1 − β·g without brackets: the gradient counts with 1 − β, `(1 - beta) * g`.",
)
def momentum_without_brackets(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any") -> "tuple[Any, Any]":
        v = beta * v + 1 - beta * g
        return w - learning_rate * v, v

    return _steps(parameters, grads, [v], rule)


@exercises.misconception(
    update_parameters_with_momentum,
    "You subtract the gradient in v, and the step again: v = β v + (1 − β) g, and the minus comes in "
    "the step, w − α v.",
)
def momentum_with_a_minus(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any") -> "tuple[Any, Any]":
        v = beta * v - (1 - beta) * g
        return w - learning_rate * v, v

    return _steps(parameters, grads, [v], rule)


@exercises.misconception(
    update_parameters_with_momentum,
    "You keep the average with the opposite sign, β v − (1 − β) g, and add it: the parameters are "
    "right after the first step, but v should be the average of the gradients.",
)
def momentum_with_v_negated(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any") -> "tuple[Any, Any]":
        v = beta * v - (1 - beta) * g
        return w + learning_rate * v, v

    return _steps(parameters, grads, [v], rule)


@exercises.misconception(
    update_parameters_with_momentum,
    "You average the squares of the gradients, which is RMSprop: momentum averages the gradients themselves.",
)
def momentum_of_squares(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any") -> "tuple[Any, Any]":
        v = beta * v + (1 - beta) * g**2
        return w - learning_rate * v, v

    return _steps(parameters, grads, [v], rule)


@exercises.misconception(
    update_parameters_with_momentum,
    "You average the parameters: v averages the gradients, v = β v + (1 − β) g.",
)
def momentum_of_the_parameters(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any") -> "tuple[Any, Any]":
        v = beta * v + (1 - beta) * w
        return w - learning_rate * v, v

    return _steps(parameters, grads, [v], rule)


@exercises.misconception(
    update_parameters_with_momentum,
    RATE_FORGOTTEN,
)
def momentum_without_rate(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any") -> "tuple[Any, Any]":
        v = beta * v + (1 - beta) * g
        return w - v, v

    return _steps(parameters, grads, [v], rule)


@exercises.misconception(
    update_parameters_with_momentum,
    "You divide v by 1 − β: nothing is corrected here, the step is α v.",
)
def momentum_divided_by_one_minus_beta(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any") -> "tuple[Any, Any]":
        v = beta * v + (1 - beta) * g
        return w - learning_rate * v / (1 - beta), v

    return _steps(parameters, grads, [v], rule)


@exercises.misconception(
    update_parameters_with_momentum,
    "You step along v and the gradient together: g is in v already, so the step is α v.",
)
def momentum_and_gradient(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any") -> "tuple[Any, Any]":
        v = beta * v + (1 - beta) * g
        return w - learning_rate * (v + g), v

    return _steps(parameters, grads, [v], rule)


@exercises.misconception(
    update_parameters_with_momentum,
    "You multiply the step by β as well: the step is α v.",
)
def momentum_with_beta_in_the_step(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any") -> "tuple[Any, Any]":
        v = beta * v + (1 - beta) * g
        return w - learning_rate * beta * v, v

    return _steps(parameters, grads, [v], rule)


@exercises.misconception(
    update_parameters_with_momentum,
    "You multiply the step by 1 − β as well: that factor is in v already, and the step is α v.",
)
def momentum_with_one_minus_beta_in_the_step(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any") -> "tuple[Any, Any]":
        v = beta * v + (1 - beta) * g
        return w - learning_rate * (1 - beta) * v, v

    return _steps(parameters, grads, [v], rule)


@exercises.misconception(
    update_parameters_with_momentum,
    STEP_ONLY,
)
def momentum_step_only(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any") -> "tuple[Any, Any]":
        v = beta * v + (1 - beta) * g
        return -learning_rate * v, v

    return _steps(parameters, grads, [v], rule)


@exercises.misconception(
    update_parameters_with_momentum,
    "You multiply the gradient by α in the average, and the step by α again: v averages the gradients alone.",
)
def momentum_with_the_rate_in_the_average(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any") -> "tuple[Any, Any]":
        v = beta * v + (1 - beta) * learning_rate * g
        return w - learning_rate * v, v

    return _steps(parameters, grads, [v], rule)


@exercises.misconception(
    update_parameters_with_momentum,
    "You average with a number of your own: β is the argument `beta`.",
    own=(0.9, 0.99, 0.5),
)
def momentum_with_a_fixed_beta(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float, *, own: float
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any") -> "tuple[Any, Any]":
        v = own * v + (1 - own) * g
        return w - learning_rate * v, v

    return _steps(parameters, grads, [v], rule)


@exercises.misconception(
    update_parameters_with_momentum,
    RATE_FIXED,
    rate=(0.1, 0.01, 0.001),
)
def momentum_with_a_fixed_rate(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float, *, rate: float
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any") -> "tuple[Any, Any]":
        v = beta * v + (1 - beta) * g
        return w - rate * v, v

    return _steps(parameters, grads, [v], rule)


@exercises.misconception(
    update_parameters_with_momentum,
    NOT_STORED,
)
def momentum_not_stored(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    return parameters, _steps(parameters, grads, [v], _momentum_rule(beta, learning_rate))[1]


@exercises.misconception(
    update_parameters_with_momentum,
    "You take a plain step and leave v as it was: renew v first, v = β v + (1 − β) g, then step along it.",
)
def momentum_plain_descent(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    return _steps(parameters, grads, [v], lambda w, g, v: (w - learning_rate * g, v))


@exercises.misconception(
    update_parameters_with_momentum,
    "You return both dicts as they came: renew v, then step along it, and store both.",
)
def momentum_of_nothing(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    return parameters, v


@exercises.misconception(
    update_parameters_with_momentum,
    "You return v before the parameters: the order is `parameters, v`.",
)
def momentum_returns_v_first(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    return _steps(parameters, grads, [v], _momentum_rule(beta, learning_rate))[::-1]


@exercises.misconception(
    update_parameters_with_momentum,
    RETURNS_NOTHING,
)
def momentum_returns_nothing(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    return None


@exercises.misconception(
    update_parameters_with_momentum,
    ONE_LAYER_ONLY,
    arrays=(1, 2),
)
def momentum_of_one_layer(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float, *, arrays: int
) -> Any:
    return _steps(
        parameters, grads, [v], _momentum_rule(beta, learning_rate), _first_layer(parameters)[:arrays]
    )


@exercises.misconception(
    update_parameters_with_momentum,
    FIRST_LAYER_FORGOTTEN,
)
def momentum_without_the_first_layer(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    names = [name for name in parameters if name not in ("W1", "b1")]
    return _steps(parameters, grads, [v], _momentum_rule(beta, learning_rate), names)


@exercises.misconception(
    update_parameters_with_momentum,
    LAYER_TOO_MANY,
    key=("W", "dW"),
)
def momentum_of_a_layer_too_many(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float, *, key: str
) -> Any:
    missing = f"{key}{len(parameters) // 2 + 1}"
    return parameters[missing]


@exercises.misconception(
    update_parameters_with_momentum,
    LAYER_ZERO,
    key=("W0", "dW0"),
)
def momentum_from_layer_zero(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float, *, key: str
) -> Any:
    return parameters[key]


@exercises.misconception(
    update_parameters_with_momentum,
    PARAMETERS_NAMES,
)
def momentum_with_the_parameters_names(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    return {name: v[name] for name in parameters}


@exercises.misconception(
    update_parameters_with_momentum,
    GRADIENTS_NAMES,
)
def momentum_with_the_gradients_names(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    return {key: parameters[key] for key in grads}


@exercises.misconception(
    update_parameters_with_momentum,
    DICT_GROWS,
)
def momentum_while_the_dict_grows(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    for name in parameters:
        parameters["d" + name] = v["d" + name]
    return parameters, v


@exercises.misconception(
    update_parameters_with_momentum,
    'You step b along the v of W: each parameter steps along its own average, b along v["db…"].',
)
def momentum_with_biases_by_v_of_dw(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    parameters, v = _steps(parameters, grads, [v], _momentum_rule(beta, learning_rate))
    for layer in range(1, len(parameters) // 2 + 1):
        old = parameters[f"b{layer}"] + learning_rate * v[f"db{layer}"]
        parameters[f"b{layer}"] = old - learning_rate * v[f"dW{layer}"]
    return parameters, v


@exercises.misconception(
    update_parameters_with_momentum,
    'You renew v for the weights alone, so the biases step along an old average: renew v["db…"] as well.',
)
def momentum_without_average_of_the_biases(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    updated, new = _steps(parameters, grads, [v], _momentum_rule(beta, learning_rate), _weights(parameters))
    for name in parameters:
        if name[0] == "b":
            updated[name] = parameters[name] - learning_rate * v["d" + name]
    return updated, new


@exercises.misconception(
    update_parameters_with_momentum,
    "You return v alone: the parameters come first, so return the pair `parameters, v`.",
)
def momentum_v_only(parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float) -> Any:
    return _steps(parameters, grads, [v], _momentum_rule(beta, learning_rate))[1]


# Momentum: right styles.


@exercises.style(update_parameters_with_momentum, "layer by layer, written into the dicts given")
def momentum_by_layer(parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float) -> Any:
    return _by_layer(parameters, grads, [v], _momentum_rule(beta, learning_rate))


@exercises.style(update_parameters_with_momentum, "in place")
def momentum_in_place(parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float) -> Any:
    for name in parameters:
        v["d" + name] *= beta
        v["d" + name] += (1 - beta) * grads["d" + name]
        parameters[name] -= learning_rate * v["d" + name]
    return [parameters, v]


@exercises.style(update_parameters_with_momentum, "over the gradients' keys, new dicts")
def momentum_by_gradient(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    return _by_gradient(parameters, grads, [v], _momentum_rule(beta, learning_rate))


@exercises.style(update_parameters_with_momentum, "all parameters as one vector")
def momentum_as_one_vector(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    return _as_one_vector(parameters, grads, [v], _momentum_rule(beta, learning_rate))


@exercises.style(update_parameters_with_momentum, "number by number")
def momentum_by_element(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    return _by_element(parameters, grads, [v], _momentum_rule(beta, learning_rate))


@exercises.style(update_parameters_with_momentum, "from the last layer, v moved towards the gradient")
def momentum_from_the_end(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any") -> "tuple[Any, Any]":
        v = v + (1 - beta) * (g - v)
        return np.subtract(w, learning_rate * v), v

    return _from_the_end(parameters, grads, [v], rule)


@exercises.style(update_parameters_with_momentum, "np.average of past and present")
def momentum_by_weighted_average(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> Any:
    v = {k: np.average([v[k], grads[k]], axis=0, weights=[beta, 1 - beta]) for k in v}
    return {k: parameters[k] - learning_rate * v["d" + k] for k in parameters}, v


# RMSprop: its state, known mistakes.


@exercises.misconception(initialize_rmsprop, NAMED_LIKE_PARAMETERS)
def squares_named_like_parameters(parameters: Arrays) -> Any:
    return _zeros_named_like_parameters(parameters)


@exercises.misconception(initialize_rmsprop, OF_ONES)
def squares_of_ones(parameters: Arrays) -> Any:
    return _ones(parameters)


@exercises.misconception(initialize_rmsprop, OF_COPIES)
def squares_of_copies(parameters: Arrays) -> Any:
    return _copies(parameters)


@exercises.misconception(initialize_rmsprop, OF_SCALARS)
def squares_of_scalars(parameters: Arrays) -> Any:
    return _scalars(parameters)


@exercises.misconception(initialize_rmsprop, STATE_WITHOUT_LAST)
def squares_without_last_layer(parameters: Arrays) -> Any:
    return _zeros_without_last_layer(parameters)


@exercises.misconception(initialize_rmsprop, STATE_WITHOUT_BIASES)
def squares_without_biases(parameters: Arrays) -> Any:
    return _zeros_of_weights(parameters)


@exercises.misconception(initialize_rmsprop, SHAPED_LIKE_W)
def squares_shaped_like_w(parameters: Arrays) -> Any:
    return _zeros_shaped_like_w(parameters)


@exercises.misconception(
    initialize_rmsprop,
    "You start every s at ε = 10⁻⁸: ε belongs into the update, beside the root, and s starts at 0.",
)
def squares_of_epsilon(parameters: Arrays) -> Any:
    return {"d" + name: np.full(value.shape, 1e-8) for name, value in parameters.items()}


@exercises.misconception(
    initialize_rmsprop, "You return a pair of dicts: that will be Adam's; RMSprop keeps one, s."
)
def squares_and_velocity(parameters: Arrays) -> Any:
    return _zeros(parameters), _zeros(parameters)


@exercises.misconception(
    initialize_rmsprop,
    ONE_LAYER_ONLY_STATE,
)
def squares_first_layer_only(parameters: Arrays) -> Any:
    return _zeros_of_layer_one(parameters)


@exercises.misconception(
    initialize_rmsprop,
    STATE_WITHOUT_FIRST,
)
def squares_without_first_layer(parameters: Arrays) -> Any:
    return _zeros_without_layer_one(parameters)


@exercises.misconception(
    initialize_rmsprop,
    STATE_FROM_ZERO,
)
def squares_from_layer_zero_keys(parameters: Arrays) -> Any:
    return _zeros_counted_from_zero(parameters)


@exercises.misconception(
    initialize_rmsprop,
    STATE_SQUARE,
)
def squares_square(parameters: Arrays) -> Any:
    return _square_zeros(parameters)


@exercises.misconception(
    initialize_rmsprop,
    STATE_OF_BIASES,
)
def squares_without_the_gradients_w(parameters: Arrays) -> Any:
    return _zeros_of_biases(parameters)


@exercises.misconception(
    initialize_rmsprop,
    STATE_TRANSPOSED,
)
def squares_transposed(parameters: Arrays) -> Any:
    return _zeros_transposed(parameters)


@exercises.misconception(
    initialize_rmsprop,
    STATE_FLAT,
)
def squares_flat(parameters: Arrays) -> Any:
    return _flat_zeros(parameters)


@exercises.misconception(
    initialize_rmsprop,
    RETURNS_NOTHING,
)
def squares_none(parameters: Arrays) -> Any:
    return None


# RMSprop: its state, right styles.


@exercises.style(initialize_rmsprop, "layer by layer")
def squares_by_layer(parameters: Arrays) -> Any:
    return _zeros(parameters)


@exercises.style(initialize_rmsprop, "name by name, zeros_like")
def squares_zeros_like(parameters: Arrays) -> Any:
    return _zeros_like(parameters)


@exercises.style(initialize_rmsprop, "the parameters times 0")
def squares_by_multiplication(parameters: Arrays) -> Any:
    return _zeros_by_multiplication(parameters)


@exercises.style(initialize_rmsprop, "zeros of whole numbers")
def squares_of_ints(parameters: Arrays) -> Any:
    return _zeros_of_ints(parameters)


@exercises.style(initialize_rmsprop, "np.full, the last name first")
def squares_from_the_end(parameters: Arrays) -> Any:
    return _zeros_from_the_end(parameters)


@exercises.style(initialize_rmsprop, "zip and map")
def squares_by_zip(parameters: Arrays) -> Any:
    return _zeros_by_zip(parameters)


@exercises.style(initialize_rmsprop, "a while loop")
def squares_by_while(parameters: Arrays) -> Any:
    return _zeros_by_while(parameters)


# RMSprop: known mistakes.


def _rmsprop_rule(learning_rate: float, beta2: float, epsilon: float) -> Rule:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = beta2 * s + (1 - beta2) * g**2
        return w - learning_rate * g / (np.sqrt(s) + epsilon), s

    return rule


EPSILON_INSIDE = "You add ε under the root: it stands beside it, √s + ε."
EPSILON_FORGOTTEN = "You leave ε out, so a gradient that was always 0 gives 0/0: divide by √s + ε."
ROOT_FORGOTTEN = "You divide by s + ε without the root: √s has the gradient's scale, s has its square's."
NOT_SQUARED = "You average the gradient where its square belongs: s = β₂ s + (1 − β₂) g²."
SWAPPED_IN_S = "You give the new square the weight β₂ and the past 1 − β₂: s = β₂ s + (1 − β₂) g²."
S_WITHOUT_MEMORY = (
    "You leave the old s out, s = (1 − β₂) g² (as a printed slip does, which reads a v there that stays 0): "
    "the past belongs into it, s = β₂ s + (1 − β₂) g²."
)


@exercises.misconception(update_parameters_with_rmsprop, EPSILON_INSIDE)
def rmsprop_epsilon_inside(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = beta2 * s + (1 - beta2) * g**2
        return w - learning_rate * g / np.sqrt(s + epsilon), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(update_parameters_with_rmsprop, EPSILON_FORGOTTEN)
def rmsprop_without_epsilon(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    return _steps(parameters, grads, [s], _rmsprop_rule(learning_rate, beta2, 0.0))


@exercises.misconception(update_parameters_with_rmsprop, ROOT_FORGOTTEN)
def rmsprop_without_root(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = beta2 * s + (1 - beta2) * g**2
        return w - learning_rate * g / (s + epsilon), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(update_parameters_with_rmsprop, NOT_SQUARED)
def rmsprop_not_squared(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = beta2 * s + (1 - beta2) * g
        return w - learning_rate * g / (np.sqrt(s) + epsilon), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(update_parameters_with_rmsprop, SWAPPED_IN_S)
def rmsprop_with_weights_swapped(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    return _steps(parameters, grads, [s], _rmsprop_rule(learning_rate, 1 - beta2, epsilon))


@exercises.misconception(update_parameters_with_rmsprop, S_WITHOUT_MEMORY)
def rmsprop_from_a_v_that_stays_zero(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        v = 0
        s = beta2 * v + (1 - beta2) * g**2
        return w - learning_rate * g / (np.sqrt(s) + epsilon), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(
    update_parameters_with_rmsprop,
    "You divide by the root of the old s: renew s first, so that a steep gradient brakes its own step.",
)
def rmsprop_divides_by_old_s(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        return w - learning_rate * g / (np.sqrt(s) + epsilon), beta2 * s + (1 - beta2) * g**2

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(
    update_parameters_with_rmsprop,
    "You return s as it came, so the next step starts from the old average: store the new one in s[…] and "
    "return it.",
)
def rmsprop_s_not_stored(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    return _steps(parameters, grads, [s], _rmsprop_rule(learning_rate, beta2, epsilon))[0], s


@exercises.misconception(update_parameters_with_rmsprop, UPHILL)
def rmsprop_uphill(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    return _steps(parameters, grads, [s], _rmsprop_rule(-learning_rate, beta2, epsilon))


@exercises.misconception(update_parameters_with_rmsprop, BIASES_FORGOTTEN)
def rmsprop_without_biases(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    rule = _rmsprop_rule(learning_rate, beta2, epsilon)
    return _steps(parameters, grads, [s], rule, _weights(parameters))


@exercises.misconception(
    update_parameters_with_rmsprop,
    "You step along s/√s, the averaged square, which is never negative: the gradient g belongs above the "
    "fraction bar.",
)
def rmsprop_steps_along_s(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = beta2 * s + (1 - beta2) * g**2
        return w - learning_rate * s / (np.sqrt(s) + epsilon), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(
    update_parameters_with_rmsprop,
    "You use the norm of the whole array, one divisor for all of its entries: RMSprop squares entry by "
    "entry, so that each has a step length of its own.",
)
def rmsprop_by_norm(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = beta2 * s + (1 - beta2) * np.sum(g**2)
        return w - learning_rate * g / (np.sqrt(s) + epsilon), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(
    update_parameters_with_rmsprop,
    "You add β₂ s + (1 − β₂) g² to s: it takes the place of s, so the old s counts with β₂ alone.",
)
def rmsprop_added_to_s(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = s + beta2 * s + (1 - beta2) * g**2
        return w - learning_rate * g / (np.sqrt(s) + epsilon), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(
    update_parameters_with_rmsprop,
    "You leave β₂ out of the past, so s only grows: s = β₂ s + (1 − β₂) g².",
)
def rmsprop_with_the_whole_past(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = s + (1 - beta2) * g**2
        return w - learning_rate * g / (np.sqrt(s) + epsilon), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(
    update_parameters_with_rmsprop,
    "You give both the past and the new square the weight β₂: the new square counts with 1 − β₂.",
)
def rmsprop_with_beta_twice(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = beta2 * s + beta2 * g**2
        return w - learning_rate * g / (np.sqrt(s) + epsilon), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(
    update_parameters_with_rmsprop,
    "You leave the factor 1 − β₂ out: the new square counts with it, s = β₂ s + (1 − β₂) g².",
)
def rmsprop_without_one_minus_beta(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = beta2 * s + g**2
        return w - learning_rate * g / (np.sqrt(s) + epsilon), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(
    update_parameters_with_rmsprop,
    "You write 1 − β₂·g² without brackets: the square counts with 1 − β₂, `(1 - beta2) * g**2`.",
)
def rmsprop_without_brackets(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = beta2 * s + 1 - beta2 * g**2
        return w - learning_rate * g / (np.sqrt(s) + epsilon), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(
    update_parameters_with_rmsprop,
    "You subtract the new square: s = β₂ s + (1 − β₂) g².",
)
def rmsprop_with_a_minus(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = beta2 * s - (1 - beta2) * g**2
        return w - learning_rate * g / (np.sqrt(s) + epsilon), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(
    update_parameters_with_rmsprop,
    "You square (1 − β₂)·g as a whole: only g is squared, (1 − β₂) g².",
)
def rmsprop_with_the_factor_squared(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = beta2 * s + ((1 - beta2) * g) ** 2
        return w - learning_rate * g / (np.sqrt(s) + epsilon), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(
    update_parameters_with_rmsprop,
    "You keep the root in s: s averages the squares, and the root is taken in the step alone.",
)
def rmsprop_with_the_root_in_s(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = np.sqrt(beta2 * s + (1 - beta2) * g**2)
        return w - learning_rate * g / (s + epsilon), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(
    update_parameters_with_rmsprop,
    "You add ε to s, so it adds up from step to step: ε belongs beside the root, √s + ε.",
)
def rmsprop_with_epsilon_in_s(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = beta2 * s + (1 - beta2) * g**2 + epsilon
        return w - learning_rate * g / np.sqrt(s), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(
    update_parameters_with_rmsprop,
    "You multiply by √s + ε: a gradient is divided by its usual size.",
)
def rmsprop_multiplied_by_the_root(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = beta2 * s + (1 - beta2) * g**2
        return w - learning_rate * g * (np.sqrt(s) + epsilon), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(
    update_parameters_with_rmsprop,
    "You add ε after the division: it belongs to the denominator, so put brackets around √s + ε.",
)
def rmsprop_with_epsilon_outside(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = beta2 * s + (1 - beta2) * g**2
        return w - learning_rate * (g / np.sqrt(s) + epsilon), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(
    update_parameters_with_rmsprop,
    "You put g² above the fraction bar, so the sign is lost: g itself belongs there.",
)
def rmsprop_with_the_square_in_the_step(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = beta2 * s + (1 - beta2) * g**2
        return w - learning_rate * g**2 / (np.sqrt(s) + epsilon), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(
    update_parameters_with_rmsprop,
    RATE_FORGOTTEN,
)
def rmsprop_without_rate(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = beta2 * s + (1 - beta2) * g**2
        return w - g / (np.sqrt(s) + epsilon), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(
    update_parameters_with_rmsprop,
    STEP_ONLY,
)
def rmsprop_step_only(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = beta2 * s + (1 - beta2) * g**2
        return -learning_rate * g / (np.sqrt(s) + epsilon), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(
    update_parameters_with_rmsprop,
    "You take a plain step and do not use s: divide the gradient by √s + ε.",
)
def rmsprop_without_division(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = beta2 * s + (1 - beta2) * g**2
        return w - learning_rate * g, s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(
    update_parameters_with_rmsprop,
    "You average the squares of the parameters: s averages those of the gradients.",
)
def rmsprop_of_the_parameters(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = beta2 * s + (1 - beta2) * w**2
        return w - learning_rate * g / (np.sqrt(s) + epsilon), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(
    update_parameters_with_rmsprop,
    "You correct the bias of s: that is Adam's, here s is used as it is.",
)
def rmsprop_corrected(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = beta2 * s + (1 - beta2) * g**2
        return w - learning_rate * g / (np.sqrt(s / (1 - beta2)) + epsilon), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(
    update_parameters_with_rmsprop,
    "You subtract ε: the denominator is √s + ε.",
)
def rmsprop_minus_epsilon(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = beta2 * s + (1 - beta2) * g**2
        return w - learning_rate * g / (np.sqrt(s) - epsilon), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(
    update_parameters_with_rmsprop,
    EPSILON_FIXED,
    own=(1e-8, 1e-6, 1e-5, 1e-4, 1e-10),
)
def rmsprop_with_a_fixed_epsilon(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    *,
    own: float,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = beta2 * s + (1 - beta2) * g**2
        return w - learning_rate * g / (np.sqrt(s) + own), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(
    update_parameters_with_rmsprop,
    "You average with a number of your own: β₂ is the argument `beta2`.",
    own=(0.999, 0.9, 0.99),
)
def rmsprop_with_a_fixed_beta(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    *,
    own: float,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = own * s + (1 - own) * g**2
        return w - learning_rate * g / (np.sqrt(s) + epsilon), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(
    update_parameters_with_rmsprop,
    RATE_FIXED,
    rate=(0.01, 0.001, 0.1),
)
def rmsprop_with_a_fixed_rate(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    *,
    rate: float,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = beta2 * s + (1 - beta2) * g**2
        return w - rate * g / (np.sqrt(s) + epsilon), s

    return _steps(parameters, grads, [s], rule)


@exercises.misconception(
    update_parameters_with_rmsprop,
    NOT_STORED,
)
def rmsprop_not_stored(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    return parameters, _steps(parameters, grads, [s], _rmsprop_rule(learning_rate, beta2, epsilon))[1]


@exercises.misconception(
    update_parameters_with_rmsprop,
    "You return both dicts as they came: renew s, then step, and store both.",
)
def rmsprop_of_nothing(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    return parameters, s


@exercises.misconception(
    update_parameters_with_rmsprop,
    "You return s before the parameters: the order is `parameters, s`.",
)
def rmsprop_returns_s_first(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    return _steps(parameters, grads, [s], _rmsprop_rule(learning_rate, beta2, epsilon))[::-1]


@exercises.misconception(
    update_parameters_with_rmsprop,
    "You return the parameters alone: the next step needs s too, so return the pair `parameters, s`.",
)
def rmsprop_parameters_only(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    return _steps(parameters, grads, [s], _rmsprop_rule(learning_rate, beta2, epsilon))[0]


@exercises.misconception(
    update_parameters_with_rmsprop,
    RETURNS_NOTHING,
)
def rmsprop_returns_nothing(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    return None


@exercises.misconception(
    update_parameters_with_rmsprop,
    LAST_LAYER_FORGOTTEN,
)
def rmsprop_without_last_layer(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    return _steps(
        parameters, grads, [s], _rmsprop_rule(learning_rate, beta2, epsilon), _without_last_layer(parameters)
    )


@exercises.misconception(
    update_parameters_with_rmsprop,
    ONE_LAYER_ONLY,
    arrays=(1, 2),
)
def rmsprop_of_one_layer(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    *,
    arrays: int,
) -> Any:
    names = _first_layer(parameters)[:arrays]
    return _steps(parameters, grads, [s], _rmsprop_rule(learning_rate, beta2, epsilon), names)


@exercises.misconception(
    update_parameters_with_rmsprop,
    FIRST_LAYER_FORGOTTEN,
)
def rmsprop_without_the_first_layer(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    names = [name for name in parameters if name not in ("W1", "b1")]
    return _steps(parameters, grads, [s], _rmsprop_rule(learning_rate, beta2, epsilon), names)


@exercises.misconception(
    update_parameters_with_rmsprop,
    LAYER_TOO_MANY,
    key=("W", "dW"),
)
def rmsprop_of_a_layer_too_many(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    *,
    key: str,
) -> Any:
    missing = f"{key}{len(parameters) // 2 + 1}"
    return parameters[missing]


@exercises.misconception(
    update_parameters_with_rmsprop,
    LAYER_ZERO,
    key=("W0", "dW0"),
)
def rmsprop_from_layer_zero(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    *,
    key: str,
) -> Any:
    return parameters[key]


@exercises.misconception(
    update_parameters_with_rmsprop,
    PARAMETERS_NAMES,
)
def rmsprop_with_the_parameters_names(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    return {name: s[name] for name in parameters}


@exercises.misconception(
    update_parameters_with_rmsprop,
    GRADIENTS_NAMES,
)
def rmsprop_with_the_gradients_names(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    return {key: parameters[key] for key in grads}


@exercises.misconception(
    update_parameters_with_rmsprop,
    DICT_GROWS,
)
def rmsprop_while_the_dict_grows(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    for name in parameters:
        parameters["d" + name] = s["d" + name]
    return parameters, s


@exercises.misconception(
    update_parameters_with_rmsprop,
    "You divide db by the root of the s of W, so b takes the shape of W: each array has an s of its own, "
    's["db…"].',
)
def rmsprop_with_biases_by_s_of_dw(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    updated, new = _steps(parameters, grads, [s], _rmsprop_rule(learning_rate, beta2, epsilon))
    for layer in range(1, len(parameters) // 2 + 1):
        root = np.sqrt(new[f"dW{layer}"]) + epsilon
        updated[f"b{layer}"] = parameters[f"b{layer}"] - learning_rate * grads[f"db{layer}"] / root
    return updated, new


# RMSprop: right styles.


@exercises.style(update_parameters_with_rmsprop, "layer by layer, written into the dicts given")
def rmsprop_by_layer(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    return _by_layer(parameters, grads, [s], _rmsprop_rule(learning_rate, beta2, epsilon))


@exercises.style(update_parameters_with_rmsprop, "in place")
def rmsprop_in_place(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    for name in parameters:
        s["d" + name] *= beta2
        s["d" + name] += (1 - beta2) * np.square(grads["d" + name])
        parameters[name] -= learning_rate * grads["d" + name] / (s["d" + name] ** 0.5 + epsilon)
    return [parameters, s]


@exercises.style(update_parameters_with_rmsprop, "over the gradients' keys, new dicts")
def rmsprop_by_gradient(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    return _by_gradient(parameters, grads, [s], _rmsprop_rule(learning_rate, beta2, epsilon))


@exercises.style(update_parameters_with_rmsprop, "all parameters as one vector")
def rmsprop_as_one_vector(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    return _as_one_vector(parameters, grads, [s], _rmsprop_rule(learning_rate, beta2, epsilon))


@exercises.style(update_parameters_with_rmsprop, "number by number")
def rmsprop_by_element(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    return _by_element(parameters, grads, [s], _rmsprop_rule(learning_rate, beta2, epsilon))


@exercises.style(
    update_parameters_with_rmsprop, "from the last layer, the step length as an array of its own"
)
def rmsprop_from_the_end(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", s: "Any") -> "tuple[Any, Any]":
        s = s + (1 - beta2) * (g * g - s)
        step_length = learning_rate / (epsilon + np.power(s, 0.5))
        return w - step_length * g, s

    return _from_the_end(parameters, grads, [s], rule)


@exercises.style(update_parameters_with_rmsprop, "two comprehensions over einsum")
def rmsprop_by_einsum(
    parameters: Arrays,
    grads: Arrays,
    s: Arrays,
    learning_rate: float = 0.01,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    s = {k: beta2 * s[k] + (1 - beta2) * np.einsum("ij,ij->ij", grads[k], grads[k]) for k in s}
    root = {k: np.sqrt(value) for k, value in s.items()}
    return {
        k: w - np.divide(learning_rate * grads["d" + k], root["d" + k] + epsilon)
        for k, w in parameters.items()
    }, s


# Adam: its state, known mistakes.


@exercises.misconception(initialize_adam, NAMED_LIKE_PARAMETERS)
def moments_named_like_parameters(parameters: Arrays) -> Any:
    return _zeros_named_like_parameters(parameters), _zeros_named_like_parameters(parameters)


@exercises.misconception(initialize_adam, OF_ONES)
def moments_of_ones(parameters: Arrays) -> Any:
    return _ones(parameters), _ones(parameters)


@exercises.misconception(
    initialize_adam,
    "You start s at 1, perhaps to avoid dividing by 0: ε does that, so s starts at 0 like v.",
)
def moments_with_s_of_ones(parameters: Arrays) -> Any:
    return _zeros(parameters), _ones(parameters)


@exercises.misconception(initialize_adam, OF_SCALARS)
def moments_of_scalars(parameters: Arrays) -> Any:
    return _scalars(parameters), _scalars(parameters)


@exercises.misconception(initialize_adam, STATE_WITHOUT_LAST)
def moments_without_last_layer(parameters: Arrays) -> Any:
    return _zeros_without_last_layer(parameters), _zeros_without_last_layer(parameters)


@exercises.misconception(initialize_adam, STATE_WITHOUT_BIASES)
def moments_without_biases(parameters: Arrays) -> Any:
    return _zeros_of_weights(parameters), _zeros_of_weights(parameters)


@exercises.misconception(
    initialize_adam, "You return v alone: Adam keeps two averages, so return the pair `v, s`."
)
def moments_v_only(parameters: Arrays) -> Any:
    return _zeros(parameters)


@exercises.misconception(
    initialize_adam,
    "You put v and s into one dict: they are two dicts, each with the keys dW1, db1, …, returned as `v, s`.",
)
def moments_in_one_dict(parameters: Arrays) -> Any:
    return {"v": _zeros(parameters), "s": _zeros(parameters)}


@exercises.misconception(
    initialize_adam,
    "You fill v and leave s empty: s needs an array of zeros for every parameter, just as v does.",
)
def moments_with_s_empty(parameters: Arrays) -> Any:
    empty: Arrays = {}
    return _zeros(parameters), empty


@exercises.misconception(
    initialize_adam,
    ONE_LAYER_ONLY_STATE,
)
def moments_first_layer_only(parameters: Arrays) -> Any:
    return _zeros_of_layer_one(parameters), _zeros_of_layer_one(parameters)


@exercises.misconception(
    initialize_adam,
    STATE_WITHOUT_FIRST,
)
def moments_without_first_layer(parameters: Arrays) -> Any:
    return _zeros_without_layer_one(parameters), _zeros_without_layer_one(parameters)


@exercises.misconception(
    initialize_adam,
    STATE_FROM_ZERO,
)
def moments_from_layer_zero_keys(parameters: Arrays) -> Any:
    return _zeros_counted_from_zero(parameters), _zeros_counted_from_zero(parameters)


@exercises.misconception(
    initialize_adam,
    STATE_SQUARE,
)
def moments_square(parameters: Arrays) -> Any:
    return _square_zeros(parameters), _square_zeros(parameters)


@exercises.misconception(
    initialize_adam,
    STATE_OF_BIASES,
)
def moments_without_the_gradients_w(parameters: Arrays) -> Any:
    return _zeros_of_biases(parameters), _zeros_of_biases(parameters)


@exercises.misconception(
    initialize_adam,
    STATE_TRANSPOSED,
)
def moments_transposed(parameters: Arrays) -> Any:
    return _zeros_transposed(parameters), _zeros_transposed(parameters)


@exercises.misconception(
    initialize_adam,
    STATE_FLAT,
)
def moments_flat(parameters: Arrays) -> Any:
    return _flat_zeros(parameters), _flat_zeros(parameters)


@exercises.misconception(
    initialize_adam,
    SHAPED_LIKE_W,
)
def moments_shaped_like_w(parameters: Arrays) -> Any:
    return _zeros_shaped_like_w(parameters), _zeros_shaped_like_w(parameters)


@exercises.misconception(
    initialize_adam,
    OF_COPIES,
)
def moments_of_copies(parameters: Arrays) -> Any:
    return _copies(parameters), _copies(parameters)


@exercises.misconception(
    initialize_adam,
    RETURNS_NOTHING,
)
def moments_none(parameters: Arrays) -> Any:
    return None


@exercises.misconception(
    initialize_adam,
    "You make entries for the biases in v alone: s needs db1, …, dbL as well.",
)
def moments_of_weights_in_s(parameters: Arrays) -> Any:
    return _zeros(parameters), _zeros_of_weights(parameters)


@exercises.misconception(
    initialize_adam,
    "You use the parameters' names W1, b1, … in s: both dicts have the keys dW1, db1, ….",
)
def moments_with_s_named_like_parameters(parameters: Arrays) -> Any:
    return _zeros(parameters), _zeros_named_like_parameters(parameters)


@exercises.misconception(
    initialize_adam,
    "You store the zeros of s in v, or those of v in s, and leave the other dict empty: both get an "
    "array for every parameter.",
)
def moments_with_s_filled_in_v(parameters: Arrays) -> Any:
    nothing: Arrays = {}
    return nothing, _zeros(parameters)


@exercises.misconception(
    initialize_adam,
    "You start every s at ε = 10⁻⁸: ε belongs into the update, beside the root, and s starts at 0.",
)
def moments_s_of_epsilon(parameters: Arrays) -> Any:
    return _zeros(parameters), {"d" + name: np.full(value.shape, 1e-8) for name, value in parameters.items()}


# Adam: its state, right styles.


@exercises.style(initialize_adam, "layer by layer")
def moments_by_layer(parameters: Arrays) -> Any:
    v, s = {}, {}
    for layer in range(1, len(parameters) // 2 + 1):
        v["dW" + str(layer)] = np.zeros(parameters["W" + str(layer)].shape)
        v["db" + str(layer)] = np.zeros(parameters["b" + str(layer)].shape)
        s["dW" + str(layer)] = np.zeros(parameters["W" + str(layer)].shape)
        s["db" + str(layer)] = np.zeros(parameters["b" + str(layer)].shape)
    return v, s


@exercises.style(initialize_adam, "one helper, called twice, the pair as a list")
def moments_by_helper(parameters: Arrays) -> Any:
    return [_zeros_like(parameters), _zeros_like(parameters)]


@exercises.style(initialize_adam, "the parameters times 0")
def moments_by_multiplication(parameters: Arrays) -> Any:
    return _zeros_by_multiplication(parameters), _zeros_by_multiplication(parameters)


@exercises.style(initialize_adam, "zeros of whole numbers")
def moments_of_ints(parameters: Arrays) -> Any:
    return _zeros_of_ints(parameters), _zeros_of_ints(parameters)


@exercises.style(initialize_adam, "np.full, the last name first")
def moments_from_the_end(parameters: Arrays) -> Any:
    return _zeros_from_the_end(parameters), _zeros_from_the_end(parameters)


@exercises.style(initialize_adam, "a tuple of two comprehensions")
def moments_by_tuple(parameters: Arrays) -> Any:
    return tuple({f"d{k}": np.zeros(w.shape) for k, w in parameters.items()} for _ in range(2))


@exercises.style(initialize_adam, "s as copies of v's arrays")
def moments_by_copies(parameters: Arrays) -> Any:
    v = _zeros_by_zip(parameters)
    return v, {key: value.copy() for key, value in v.items()}


# Adam: known mistakes.


def _adam(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    rule: Rule,
    names: Sequence[str] | None = None,
) -> tuple[Arrays, ...]:
    """Apply `rule(w, g, v, s) -> (w, v, s, v_corrected, s_corrected)` to each array."""
    parameters, v, s = dict(parameters), dict(v), dict(s)
    v_corrected, s_corrected = dict(v), dict(s)
    for name in parameters if names is None else names:
        key = "d" + name
        parameters[name], v[key], s[key], v_corrected[key], s_corrected[key] = rule(
            parameters[name], grads[key], v[key], s[key]
        )
    return parameters, v, s, v_corrected, s_corrected


def _adam_rule(
    correction1: float, correction2: float, learning_rate: float, beta1: float, beta2: float, epsilon: float
) -> Rule:
    """One step, with whatever stands for 1 − β₁^t and 1 − β₂^t."""

    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / correction1, s / correction2
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return rule


def _adam_of_s(
    t: int,
    learning_rate: float,
    beta1: float,
    beta2: float,
    epsilon: float,
    next_s: Callable[[Any, Any, Any], Any],
) -> Rule:
    """One step with another rule for s, of the gradient, the new v and the old s."""

    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = next_s(g, v, s)
        v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return rule


def _adam_step(
    t: int,
    learning_rate: float,
    beta1: float,
    beta2: float,
    step: Callable[..., Any],
) -> Rule:
    """One step with right averages and another way, `step(g, v, s, v_hat, s_hat)`, to use them."""

    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
        return w - learning_rate * step(g, v, s, v_hat, s_hat), v, s, v_hat, s_hat

    return rule


@exercises.misconception(
    update_parameters_with_adam,
    "You divide s by 1 − β₁^t, a slip that is printed in several places: s was averaged with β₂, so it is 1 "
    "− β₂^t.",
)
def adam_s_corrected_with_beta1(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    rule = _adam_rule(1 - beta1**t, 1 - beta1**t, learning_rate, beta1, beta2, epsilon)
    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You divide by 1 − β₁ and 1 − β₂ at every step: the corrections are powers, 1 − β^t, which fade as t "
    "grows.",
)
def adam_without_t(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    rule = _adam_rule(1 - beta1, 1 - beta2, learning_rate, beta1, beta2, epsilon)
    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You leave the bias correction out: the averages start at 0, so divide v by 1 − β₁^t and s by 1 − β₂^t.",
)
def adam_uncorrected(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    return _adam(parameters, grads, v, s, _adam_rule(1.0, 1.0, learning_rate, beta1, beta2, epsilon))


@exercises.misconception(
    update_parameters_with_adam,
    "You compute the corrected averages and then step with the uncorrected ones: v_corrected and "
    "s_corrected belong into the step.",
)
def adam_correction_not_used(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    rule = _adam_step(
        t, learning_rate, beta1, beta2, lambda g, v, s, v_hat, s_hat: v / (np.sqrt(s) + epsilon)
    )
    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You divide v_corrected by the root of s as it is: it is s_corrected that belongs under the root.",
)
def adam_root_of_uncorrected_s(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    rule = _adam_step(
        t, learning_rate, beta1, beta2, lambda g, v, s, v_hat, s_hat: v_hat / (np.sqrt(s) + epsilon)
    )
    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You raise β to t − 1: t counts the steps from 1 and is the exponent as it is, 1 − β^t.",
)
def adam_with_t_minus_one(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    corrections = np.float64(1 - beta1 ** (t - 1)), np.float64(1 - beta2 ** (t - 1))
    return _adam(parameters, grads, v, s, _adam_rule(*corrections, learning_rate, beta1, beta2, epsilon))


@exercises.misconception(
    update_parameters_with_adam,
    "You multiply β by t: the correction has β to the power t, `1 - beta**t`.",
)
def adam_with_beta_times_t(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    rule = _adam_rule(1 - beta1 * t, 1 - beta2 * t, learning_rate, beta1, beta2, epsilon)
    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You multiply by the corrections: an average that starts at 0 is too small, so divide by 1 − β^t.",
)
def adam_multiplied_by_corrections(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    rule = _adam_rule(1 / (1 - beta1**t), 1 / (1 - beta2**t), learning_rate, beta1, beta2, epsilon)
    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You put v where the old s belongs, s = β₂ v + (1 − β₂) g² (a printed slip): s remembers its own past, "
    "β₂ s.",
)
def adam_s_from_v(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    rule = _adam_of_s(t, learning_rate, beta1, beta2, epsilon, lambda g, v, s: beta2 * v + (1 - beta2) * g**2)
    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You square v instead of the gradient: s averages g², the squares of the gradients themselves.",
)
def adam_s_of_v_squared(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    rule = _adam_of_s(t, learning_rate, beta1, beta2, epsilon, lambda g, v, s: beta2 * s + (1 - beta2) * v**2)
    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(update_parameters_with_adam, NOT_SQUARED)
def adam_not_squared(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    rule = _adam_of_s(t, learning_rate, beta1, beta2, epsilon, lambda g, v, s: beta2 * s + (1 - beta2) * g)
    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam, "You add ε under the root: it stands beside it, √s_corrected + ε."
)
def adam_epsilon_inside(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    rule = _adam_step(
        t, learning_rate, beta1, beta2, lambda g, v, s, v_hat, s_hat: v_hat / np.sqrt(s_hat + epsilon)
    )
    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(update_parameters_with_adam, EPSILON_FORGOTTEN)
def adam_without_epsilon(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    rule = _adam_rule(1 - beta1**t, 1 - beta2**t, learning_rate, beta1, beta2, 0.0)
    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You divide the gradient, not v_corrected, by the root: that is RMSprop; in Adam v_corrected stands "
    "above the fraction bar.",
)
def adam_steps_along_gradient(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    rule = _adam_step(
        t, learning_rate, beta1, beta2, lambda g, v, s, v_hat, s_hat: g / (np.sqrt(s_hat) + epsilon)
    )
    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You overwrite v and s with their corrected values, so the next step averages those: return v and s "
    "uncorrected.",
)
def adam_returns_corrected_averages(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    rule = _adam_rule(1 - beta1**t, 1 - beta2**t, learning_rate, beta1, beta2, epsilon)
    parameters, _, _, v_corrected, s_corrected = _adam(parameters, grads, v, s, rule)
    return parameters, v_corrected, s_corrected, v_corrected, s_corrected


@exercises.misconception(
    update_parameters_with_adam,
    "You use β₂ for v and β₁ for s: the gradients are averaged with β₁, their squares, which need a longer "
    "memory, with β₂.",
)
def adam_betas_swapped(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    rule = _adam_rule(1 - beta2**t, 1 - beta1**t, learning_rate, beta2, beta1, epsilon)
    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(update_parameters_with_adam, UPHILL)
def adam_uphill(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    rule = _adam_rule(1 - beta1**t, 1 - beta2**t, -learning_rate, beta1, beta2, epsilon)
    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(update_parameters_with_adam, BIASES_FORGOTTEN)
def adam_without_biases(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    rule = _adam_rule(1 - beta1**t, 1 - beta2**t, learning_rate, beta1, beta2, epsilon)
    return _adam(parameters, grads, v, s, rule, _weights(parameters))


@exercises.misconception(
    update_parameters_with_adam,
    "You fold the corrections into the learning rate, an efficient form in which ε counts for more: "
    "here ε is added to √s_corrected.",
)
def adam_with_corrections_folded_in(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
        return (
            w - learning_rate * np.sqrt(1 - beta2**t) / (1 - beta1**t) * v / (np.sqrt(s) + epsilon),
            v,
            s,
            v_hat,
            s_hat,
        )

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    EPSILON_FIXED,
    own=(1e-8, 1e-6, 1e-5, 1e-4, 1e-10),
)
def adam_with_a_fixed_epsilon(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    *,
    own: float,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + own), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You average the gradients with a number of your own: β₁ is the argument `beta1`.",
    corrected=(0.9, None),
)
def adam_with_a_fixed_beta1(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    *,
    corrected: Any,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = 0.9 * v + (1 - 0.9) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - (corrected or beta1) ** t), s / (1 - beta2**t)
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You average the squares with a number of your own: β₂ is the argument `beta2`.",
    corrected=(0.999, None),
)
def adam_with_a_fixed_beta2(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    *,
    corrected: Any,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = 0.999 * s + (1 - 0.999) * g**2
        v_hat, s_hat = v / (1 - beta1**t), s / (1 - (corrected or beta2) ** t)
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You average with numbers of your own: β₁ and β₂ are the arguments `beta1` and `beta2`.",
)
def adam_with_fixed_betas(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = 0.9 * v + (1 - 0.9) * g
        s = 0.999 * s + (1 - 0.999) * g**2
        v_hat, s_hat = v / (1 - 0.9**t), s / (1 - 0.999**t)
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    RATE_FIXED,
    rate=(0.01, 0.001, 0.1),
)
def adam_with_a_fixed_rate(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    *,
    rate: float,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
        return w - rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You correct with a number of your own: t is the argument, the number of this step.",
    own=(2,),
)
def adam_with_a_fixed_t(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    *,
    own: int,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta1**own), s / (1 - beta2**own)
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You raise β to t + 1: t counts the steps from 1 and is the exponent as it is, 1 − β^t.",
)
def adam_with_t_plus_one(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta1 ** (t + 1)), s / (1 - beta2 ** (t + 1))
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You raise 1 − β to the power t: only β is raised, `1 - beta**t`.",
)
def adam_with_the_power_outside(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta1) ** t, s / (1 - beta2) ** t
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You divide by 1 + β^t: the corrections are 1 − β^t.",
)
def adam_corrected_with_a_plus(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 + beta1**t), s / (1 + beta2**t)
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You divide by β^t: the corrections divide by 1 − β^t.",
)
def adam_divided_by_the_power(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / beta1**t, s / beta2**t
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You divide v by 1 − β₂^t: v was averaged with β₁, so it is 1 − β₁^t.",
)
def adam_v_corrected_with_beta2(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta2**t), s / (1 - beta2**t)
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You divide v by 1 − β₂^t and s by 1 − β₁^t: each average is corrected with its own β.",
)
def adam_corrections_swapped(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta2**t), s / (1 - beta1**t)
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You correct v and leave s as it is: s_corrected is s / (1 − β₂^t).",
)
def adam_only_v_corrected(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta1**t), s
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You correct s and leave v as it is: v_corrected is v / (1 − β₁^t).",
)
def adam_only_s_corrected(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v, s / (1 - beta2**t)
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You divide by s_corrected + ε without the root: √s_corrected has the gradient's scale.",
)
def adam_without_root(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
        return w - learning_rate * v_hat / (s_hat + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You step with v as it is: it is v_corrected that belongs above the fraction bar.",
)
def adam_with_v_uncorrected_in_the_step(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
        return w - learning_rate * v / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    RATE_FORGOTTEN,
)
def adam_without_rate(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
        return w - v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    STEP_ONLY,
)
def adam_step_only(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
        return -learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You step along v_corrected without dividing, which is momentum: divide by √s_corrected + ε.",
)
def adam_without_division(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
        return w - learning_rate * v_hat, v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You leave the factor 1 − β₁ out of v: v = β₁ v + (1 − β₁) g.",
)
def adam_v_without_one_minus_beta(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You leave the factor 1 − β₂ out of s: s = β₂ s + (1 − β₂) g².",
)
def adam_s_without_one_minus_beta(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + g**2
        v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You give the new gradient the weight β₁ and the past 1 − β₁: v = β₁ v + (1 − β₁) g.",
)
def adam_v_weights_swapped(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = (1 - beta1) * v + beta1 * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    SWAPPED_IN_S,
)
def adam_s_weights_swapped(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = (1 - beta2) * s + beta2 * g**2
        v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You leave the old v out, v = (1 − β₁) g, so nothing is remembered: v = β₁ v + (1 − β₁) g.",
)
def adam_v_without_memory(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You leave the old s out, s = (1 − β₂) g², so nothing is remembered: s = β₂ s + (1 − β₂) g².",
)
def adam_s_without_memory(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You add β₁ v + (1 − β₁) g to v: it takes the place of v, so the old v counts with β₁ alone.",
)
def adam_v_added_to_v(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = v + beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You add β₂ s + (1 − β₂) g² to s: it takes the place of s, so the old s counts with β₂ alone.",
)
def adam_s_added_to_s(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = s + beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You average the squares with β₁: s = β₂ s + (1 − β₂) g².",
)
def adam_s_with_beta1(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta1 * s + (1 - beta1) * g**2
        v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You average the gradients with β₂: v = β₁ v + (1 − β₁) g.",
)
def adam_v_with_beta2(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta2 * v + (1 - beta2) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You use β₁ in one of the factors of s: both are of β₂, s = β₂ s + (1 − β₂) g².",
    first=(True, False),
)
def adam_s_with_two_betas(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    *,
    first: bool,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = (beta1 if first else beta2) * s + (1 - (beta2 if first else beta1)) * g**2
        v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You average the squares in v as well: v averages the gradients themselves.",
)
def adam_v_of_squares(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g**2
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You correct v twice: s_corrected is made of s.",
)
def adam_s_corrected_from_v(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta1**t), v / (1 - beta2**t)
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You square (1 − β₂)·g as a whole: only g is squared, (1 − β₂) g².",
)
def adam_with_the_factor_squared(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + ((1 - beta2) * g) ** 2
        v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
        return w - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You keep the root in s_corrected: return s / (1 − β₂^t), and take the root in the step alone.",
)
def adam_with_the_root_in_s_corrected(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta1**t), np.sqrt(s / (1 - beta2**t))
        return w - learning_rate * v_hat / (s_hat + epsilon), v, s, v_hat, s_hat

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    "You look ahead, β₁ v_corrected + (1 − β₁) g/(1 − β₁^t), which is Nadam: here v_corrected itself "
    "belongs above the fraction bar.",
)
def adam_of_nesterov(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
        return (
            w
            - learning_rate * (beta1 * v_hat + (1 - beta1) * g / (1 - beta1**t)) / (np.sqrt(s_hat) + epsilon),
            v,
            s,
            v_hat,
            s_hat,
        )

    return _adam(parameters, grads, v, s, rule)


@exercises.misconception(
    update_parameters_with_adam,
    NOT_STORED,
)
def adam_not_stored(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    return parameters, *_adam(
        parameters, grads, v, s, _adam_rule(1 - beta1**t, 1 - beta2**t, learning_rate, beta1, beta2, epsilon)
    )[1:]


@exercises.misconception(
    update_parameters_with_adam,
    "You return v and s as they came, so the next step starts from the old averages: store the new "
    "ones in v[…] and s[…].",
)
def adam_v_not_stored(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    updated, _, _, v_corrected, s_corrected = _adam(
        parameters, grads, v, s, _adam_rule(1 - beta1**t, 1 - beta2**t, learning_rate, beta1, beta2, epsilon)
    )
    return updated, v, s, v_corrected, s_corrected


@exercises.misconception(
    update_parameters_with_adam,
    "You return three dicts: five are asked for, `parameters, v, s, v_corrected, s_corrected`.",
)
def adam_returns_three(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    return _adam(
        parameters, grads, v, s, _adam_rule(1 - beta1**t, 1 - beta2**t, learning_rate, beta1, beta2, epsilon)
    )[:3]


@exercises.misconception(
    update_parameters_with_adam,
    "You return the parameters alone: five dicts are asked for, `parameters, v, s, v_corrected, "
    "s_corrected`.",
)
def adam_returns_parameters_only(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    return _adam(
        parameters, grads, v, s, _adam_rule(1 - beta1**t, 1 - beta2**t, learning_rate, beta1, beta2, epsilon)
    )[0]


@exercises.misconception(
    update_parameters_with_adam,
    "You return s before v: the order is `parameters, v, s, v_corrected, s_corrected`.",
)
def adam_returns_s_before_v(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    updated, v, s, v_corrected, s_corrected = _adam(
        parameters, grads, v, s, _adam_rule(1 - beta1**t, 1 - beta2**t, learning_rate, beta1, beta2, epsilon)
    )
    return updated, s, v, s_corrected, v_corrected


@exercises.misconception(
    update_parameters_with_adam,
    "You return the corrected averages before the others: the order is `parameters, v, s, "
    "v_corrected, s_corrected`.",
)
def adam_returns_corrected_first(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    updated, v, s, v_corrected, s_corrected = _adam(
        parameters, grads, v, s, _adam_rule(1 - beta1**t, 1 - beta2**t, learning_rate, beta1, beta2, epsilon)
    )
    return updated, v_corrected, s_corrected, v, s


@exercises.misconception(
    update_parameters_with_adam,
    "You return v and s instead of their corrected values: the last two dicts are v / (1 − β₁^t) "
    "and s / (1 − β₂^t).",
)
def adam_returns_uncorrected_twice(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    updated, v, s, _, _ = _adam(
        parameters, grads, v, s, _adam_rule(1 - beta1**t, 1 - beta2**t, learning_rate, beta1, beta2, epsilon)
    )
    return updated, v, s, v, s


@exercises.misconception(
    update_parameters_with_adam,
    RETURNS_NOTHING,
)
def adam_returns_nothing(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    return None


@exercises.misconception(
    update_parameters_with_adam,
    LAST_LAYER_FORGOTTEN,
)
def adam_without_last_layer(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    return _adam(
        parameters,
        grads,
        v,
        s,
        _adam_rule(1 - beta1**t, 1 - beta2**t, learning_rate, beta1, beta2, epsilon),
        _without_last_layer(parameters),
    )


@exercises.misconception(
    update_parameters_with_adam,
    FIRST_LAYER_FORGOTTEN,
)
def adam_without_the_first_layer(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    names = [name for name in parameters if name not in ("W1", "b1")]
    return _adam(
        parameters,
        grads,
        v,
        s,
        _adam_rule(1 - beta1**t, 1 - beta2**t, learning_rate, beta1, beta2, epsilon),
        names,
    )


@exercises.misconception(
    update_parameters_with_adam,
    LAYER_TOO_MANY,
    key=("W", "dW"),
)
def adam_of_a_layer_too_many(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    *,
    key: str,
) -> Any:
    missing = f"{key}{len(parameters) // 2 + 1}"
    return parameters[missing]


@exercises.misconception(
    update_parameters_with_adam,
    LAYER_ZERO,
    key=("W0", "dW0"),
)
def adam_from_layer_zero(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    *,
    key: str,
) -> Any:
    return parameters[key]


@exercises.misconception(
    update_parameters_with_adam,
    PARAMETERS_NAMES,
)
def adam_with_the_parameters_names(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    return {name: v[name] for name in parameters}


@exercises.misconception(
    update_parameters_with_adam,
    GRADIENTS_NAMES,
)
def adam_with_the_gradients_names(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    return {key: parameters[key] for key in grads}


@exercises.misconception(
    update_parameters_with_adam,
    DICT_GROWS,
)
def adam_while_the_dict_grows(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    for name in parameters:
        parameters["d" + name] = v["d" + name]
    return parameters, v, s


@exercises.misconception(
    update_parameters_with_adam,
    "You step b along the averages of W, so b takes the shape of W: b has averages of its own, those of db.",
)
def adam_with_biases_by_averages_of_dw(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    updated, v, s, v_corrected, s_corrected = _adam(
        parameters, grads, v, s, _adam_rule(1 - beta1**t, 1 - beta2**t, learning_rate, beta1, beta2, epsilon)
    )
    for layer in range(1, len(parameters) // 2 + 1):
        step = v_corrected[f"dW{layer}"] / (np.sqrt(s_corrected[f"dW{layer}"]) + epsilon)
        updated[f"b{layer}"] = parameters[f"b{layer}"] - learning_rate * step
    return updated, v, s, v_corrected, s_corrected


@exercises.misconception(
    update_parameters_with_adam,
    ONE_LAYER_ONLY,
    arrays=(1, 2),
)
def adam_of_one_layer(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    *,
    arrays: int,
) -> Any:
    names = _first_layer(parameters)[:arrays]
    rule = _adam_rule(1 - beta1**t, 1 - beta2**t, learning_rate, beta1, beta2, epsilon)
    updated, v, s, v_corrected, s_corrected = _adam(parameters, grads, v, s, rule, names)
    keys = ["d" + name for name in names]
    return updated, v, s, {key: v_corrected[key] for key in keys}, {key: s_corrected[key] for key in keys}


# Adam: right styles.


def _adam_by(
    loop: Callable[..., tuple[Arrays, ...]],
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    corrections: tuple[float, float],
    rule: Rule,
) -> tuple[Arrays, ...]:
    """A loop over `rule(w, g, v, s) -> (w, v, s)`, then the corrected averages from what it returns."""
    parameters, v, s = loop(parameters, grads, [v, s], rule)
    v_corrected = {key: value / corrections[0] for key, value in v.items()}
    s_corrected = {key: value / corrections[1] for key, value in s.items()}
    return parameters, v, s, v_corrected, s_corrected


def _adam_three(t: int, learning_rate: float, beta1: float, beta2: float, epsilon: float) -> Rule:
    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g * g
        return w - learning_rate * v / (1 - beta1**t) / (np.sqrt(s / (1 - beta2**t)) + epsilon), v, s

    return rule


@exercises.style(
    update_parameters_with_adam, "layer by layer, every line twice, written into the dicts given"
)
def adam_line_by_line(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    L = len(parameters) // 2
    vc, sc = {}, {}
    for i in range(L):
        k = str(i + 1)
        v["dW" + k] = beta1 * v["dW" + k] + (1 - beta1) * grads["dW" + k]
        v["db" + k] = beta1 * v["db" + k] + (1 - beta1) * grads["db" + k]
        vc["dW" + k] = v["dW" + k] / (1 - np.power(beta1, t))
        vc["db" + k] = v["db" + k] / (1 - np.power(beta1, t))
        s["dW" + k] = beta2 * s["dW" + k] + (1 - beta2) * np.square(grads["dW" + k])
        s["db" + k] = beta2 * s["db" + k] + (1 - beta2) * np.square(grads["db" + k])
        sc["dW" + k] = s["dW" + k] / (1 - np.power(beta2, t))
        sc["db" + k] = s["db" + k] / (1 - np.power(beta2, t))
        parameters["W" + k] -= learning_rate * vc["dW" + k] / (np.sqrt(sc["dW" + k]) + epsilon)
        parameters["b" + k] -= learning_rate * vc["db" + k] / (np.sqrt(sc["db" + k]) + epsilon)
    return parameters, v, s, vc, sc


@exercises.style(update_parameters_with_adam, "one function for a single array, by layer")
def adam_by_layer(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    rule = _adam_three(t, learning_rate, beta1, beta2, epsilon)
    return _adam_by(_by_layer, parameters, grads, v, s, (1 - beta1**t, 1 - beta2**t), rule)


@exercises.style(update_parameters_with_adam, "over the gradients' keys, new dicts")
def adam_by_gradient(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    rule = _adam_three(t, learning_rate, beta1, beta2, epsilon)
    return _adam_by(_by_gradient, parameters, grads, v, s, (1 - beta1**t, 1 - beta2**t), rule)


@exercises.style(update_parameters_with_adam, "all parameters as one vector")
def adam_as_one_vector(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    rule = _adam_three(t, learning_rate, beta1, beta2, epsilon)
    return _adam_by(_as_one_vector, parameters, grads, v, s, (1 - beta1**t, 1 - beta2**t), rule)


@exercises.style(update_parameters_with_adam, "number by number")
def adam_by_element(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    rule = _adam_three(t, learning_rate, beta1, beta2, epsilon)
    return _adam_by(_by_element, parameters, grads, v, s, (1 - beta1**t, 1 - beta2**t), rule)


@exercises.style(
    update_parameters_with_adam, "the corrections folded into one step length, ε scaled with them"
)
def adam_with_folded_corrections(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    c1, c2 = 1 - beta1**t, 1 - beta2**t
    rate = learning_rate * np.sqrt(c2) / c1

    def rule(w: "Any", g: "Any", v: "Any", s: "Any") -> "tuple[Any, ...]":
        v = v + (1 - beta1) * (g - v)
        s = s + (1 - beta2) * (g**2 - s)
        return w - rate * v / (s**0.5 + epsilon * np.sqrt(c2)), v, s

    return _adam_by(_from_the_end, parameters, grads, v, s, (c1, c2), rule)


@exercises.style(update_parameters_with_adam, "a comprehension for each dict, the results in a list")
def adam_by_comprehensions(
    parameters: Arrays,
    grads: Arrays,
    v: Arrays,
    s: Arrays,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    v = {k: np.average([v[k], g], axis=0, weights=[beta1, 1 - beta1]) for k, g in grads.items()}
    s = {k: np.average([s[k], g * g], axis=0, weights=[beta2, 1 - beta2]) for k, g in grads.items()}
    v_hat = {k: np.divide(v[k], 1 - beta1**t) for k in v}
    s_hat = {k: np.divide(s[k], 1 - beta2**t) for k in s}
    steps = {k: learning_rate * v_hat[k] / (np.sqrt(s_hat[k]) + epsilon) for k in v}
    return [{k[1:]: parameters[k[1:]] - step for k, step in steps.items()}, v, s, v_hat, s_hat]


# Decay by 1/(1 + rate · epoch): known mistakes.


@exercises.misconception(
    update_lr, "You leave the 1 out of the denominator, so epoch 0 divides by 0: α₀/(1 + decay_rate·epoch)."
)
def decay_without_one(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return np.divide(learning_rate0, decay_rate * epoch_num)


@exercises.misconception(
    update_lr,
    "You write α₀/1 + decay_rate·epoch, which grows: brackets around the denominator, α₀/(1 + "
    "decay_rate·epoch).",
)
def decay_without_brackets(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return learning_rate0 / 1 + decay_rate * epoch_num


@exercises.misconception(
    update_lr,
    "You subtract, α₀(1 − decay_rate·epoch), which becomes negative: divide by 1 + decay_rate·epoch.",
)
def decay_linear(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return learning_rate0 * (1 - decay_rate * epoch_num)


@exercises.misconception(update_lr, "You multiply by 1 + decay_rate·epoch, which grows: divide by it.")
def decay_that_grows(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return learning_rate0 * (1 + decay_rate * epoch_num)


@exercises.misconception(
    update_lr, "You return the factor 1/(1 + decay_rate·epoch) alone: it multiplies `learning_rate0`."
)
def decay_factor_alone(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return 1 / (1 + decay_rate * epoch_num)


@exercises.misconception(
    update_lr, "You leave `decay_rate` out: it multiplies the epoch, α₀/(1 + decay_rate·epoch)."
)
def decay_without_rate(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return learning_rate0 / (1 + epoch_num)


@exercises.misconception(
    update_lr,
    "You leave the epoch out, so the rate is the same in every epoch: α₀/(1 + decay_rate·epoch).",
)
def decay_without_epoch(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return learning_rate0 / (1 + decay_rate)


@exercises.misconception(
    update_lr,
    "You divide by 1 + decay_rate once for each epoch, (1 + decay_rate)^epoch: the epoch multiplies "
    "decay_rate.",
)
def decay_compounded(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return learning_rate0 / (1 + decay_rate) ** epoch_num


@exercises.misconception(
    update_lr, "You round the denominator down with `//`: the division is the ordinary one, `/`."
)
def decay_floored(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return learning_rate0 // (1 + decay_rate * epoch_num)


@exercises.misconception(
    update_lr,
    "You count the epoch one too high: epoch 0 has α₀ itself.",
)
def decay_one_epoch_early(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return learning_rate0 / (1 + decay_rate * (epoch_num + 1))


@exercises.misconception(
    update_lr,
    "You count the epoch one too low: epochs count from 0, and epoch 0 has α₀ itself.",
)
def decay_one_epoch_late(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return learning_rate0 / (1 + decay_rate * (epoch_num - 1))


@exercises.misconception(
    update_lr,
    "You add decay_rate and the epoch: they are multiplied, 1 + decay_rate·epoch.",
)
def decay_of_a_sum(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return learning_rate0 / (1 + decay_rate + epoch_num)


@exercises.misconception(
    update_lr,
    "You multiply the whole by the epoch: it belongs to the denominator, α₀/(1 + decay_rate·epoch).",
)
def decay_times_the_epoch(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return learning_rate0 / (1 + decay_rate) * epoch_num


@exercises.misconception(
    update_lr,
    "You multiply 1 + decay_rate by the epoch: it is decay_rate alone that the epoch multiplies, 1 + "
    "decay_rate·epoch.",
)
def decay_one_plus_rate_times_epoch(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return np.divide(learning_rate0, (1 + decay_rate) * epoch_num)


@exercises.misconception(
    update_lr,
    "You subtract in the denominator, 1 − decay_rate·epoch: it is 1 + decay_rate·epoch.",
)
def decay_with_a_minus(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return np.divide(learning_rate0, 1 - decay_rate * epoch_num)


@exercises.misconception(
    update_lr,
    "You raise decay_rate to the power of the epoch, as in exponential decay: here α₀ is divided by 1 "
    "+ decay_rate·epoch.",
)
def decay_exponential(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return learning_rate0 * decay_rate**epoch_num


@exercises.misconception(
    update_lr,
    "You use the exponential function: here α₀ is divided by 1 + decay_rate·epoch.",
)
def decay_of_e(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return learning_rate0 * np.exp(-decay_rate * epoch_num)


@exercises.misconception(
    update_lr,
    "You raise decay_rate to the power of the epoch in the denominator: it is a product, 1 + "
    "decay_rate·epoch.",
)
def decay_rate_to_the_epoch(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return learning_rate0 / (1 + decay_rate**epoch_num)


@exercises.misconception(
    update_lr,
    "You raise the epoch to the power of decay_rate: it is a product, 1 + decay_rate·epoch.",
)
def decay_epoch_to_the_rate(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return learning_rate0 / (1 + float(epoch_num) ** decay_rate)


@exercises.misconception(
    update_lr,
    "You take the root of the denominator: it is 1 + decay_rate·epoch as it is.",
)
def decay_of_the_root(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return learning_rate0 / np.sqrt(1 + decay_rate * epoch_num)


@exercises.misconception(
    update_lr,
    "You divide decay_rate by the epoch: they are multiplied, 1 + decay_rate·epoch.",
)
def decay_rate_over_epoch(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return learning_rate0 / (1 + np.divide(decay_rate, epoch_num))


@exercises.misconception(
    update_lr,
    "You exchange `learning_rate0` and `decay_rate`: α₀ stands above the fraction bar.",
)
def decay_with_arguments_exchanged(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return decay_rate / (1 + learning_rate0 * epoch_num)


@exercises.misconception(
    update_lr,
    ALPHA_FIXED,
    own=(0.2, 0.1, 0.01, 0.5),
)
def decay_from_a_fixed_alpha(learning_rate0: float, epoch_num: int, decay_rate: float, *, own: float) -> Any:
    return own / (1 + decay_rate * epoch_num)


@exercises.misconception(
    update_lr,
    "You use a decay rate of your own: it is the argument `decay_rate`.",
    own=(0.1, 0.01),
)
def decay_with_a_fixed_rate(learning_rate0: float, epoch_num: int, decay_rate: float, *, own: float) -> Any:
    return learning_rate0 / (1 + own * epoch_num)


@exercises.misconception(
    update_lr,
    RATE_ITSELF,
)
def decay_of_nothing(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return learning_rate0


@exercises.misconception(
    update_lr,
    FORMULA_RETURNS_NOTHING,
)
def decay_none(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return None


# Decay by 1/(1 + rate · epoch): right styles.


@exercises.style(update_lr, "a power of −1")
def decay_by_power(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return learning_rate0 * (1 + decay_rate * epoch_num) ** -1


@exercises.style(update_lr, "the factor first")
def decay_by_factor(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    factor = 1 / (1 + decay_rate * epoch_num)
    return factor * learning_rate0


@exercises.style(update_lr, "an array of no dimension")
def decay_as_array(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return np.array(learning_rate0) / np.array(1.0 + decay_rate * epoch_num)


@exercises.style(update_lr, "an array of one element")
def decay_as_array_of_one(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return np.divide([learning_rate0], 1 + np.multiply(decay_rate, epoch_num))


@exercises.style(update_lr, "a loop that adds the rate up")
def decay_by_loop(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    denominator = 1.0
    for _ in range(epoch_num):
        denominator += decay_rate
    return learning_rate0 / denominator


@exercises.style(update_lr, "fractions")
def decay_by_fractions(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    from fractions import Fraction

    return float(Fraction(learning_rate0) / (1 + Fraction(decay_rate) * epoch_num))


@exercises.style(update_lr, "exp and log1p")
def decay_by_logarithms(learning_rate0: float, epoch_num: int, decay_rate: float) -> Any:
    return learning_rate0 * np.exp(-np.log1p(decay_rate * epoch_num))


# Decay at intervals: known mistakes.


@exercises.misconception(
    schedule_lr_decay,
    "You divide the epoch by the interval without rounding down, so the rate falls at every epoch: "
    "`epoch_num // time_interval`.",
)
def schedule_not_floored(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    return learning_rate0 / (1 + decay_rate * epoch_num / time_interval)


@exercises.misconception(
    schedule_lr_decay,
    "You leave `time_interval` out: the rate falls once an interval, with `epoch_num // time_interval`.",
)
def schedule_without_interval(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    return learning_rate0 / (1 + decay_rate * epoch_num)


@exercises.misconception(
    schedule_lr_decay, "You divide by 1000 whatever `time_interval` is: 1000 is only its default."
)
def schedule_always_thousand(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    return learning_rate0 / (1 + decay_rate * (epoch_num // 1000))


@exercises.misconception(
    schedule_lr_decay,
    "You round up, so the rate falls right after epoch 0: ⌊ ⌋ rounds down, and the first interval has α₀.",
)
def schedule_rounded_up(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    return learning_rate0 / (1 + decay_rate * np.ceil(epoch_num / time_interval))


@exercises.misconception(
    schedule_lr_decay,
    "You round to the nearest whole number, so the rate falls half an interval early: ⌊ ⌋ rounds down.",
)
def schedule_rounded(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    return learning_rate0 / (1 + decay_rate * round(epoch_num / time_interval))


@exercises.misconception(
    schedule_lr_decay,
    "You take the remainder `%`, which starts again in each interval: the number of whole intervals is "
    "`epoch_num // time_interval`.",
)
def schedule_by_remainder(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    return learning_rate0 / (1 + decay_rate * (epoch_num % time_interval))


@exercises.misconception(
    schedule_lr_decay,
    "You round decay_rate·epoch/interval down as a whole: only epoch/interval is rounded, then decay_rate "
    "multiplies it.",
)
def schedule_floored_too_late(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    return learning_rate0 / (1 + decay_rate * epoch_num // time_interval)


@exercises.misconception(
    schedule_lr_decay,
    "You lower the rate only in the epochs that the interval divides, and go back to α₀ in between: it "
    "stays low until the next.",
)
def schedule_back_in_between(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    if epoch_num % time_interval == 0:
        return learning_rate0 / (1 + decay_rate * (epoch_num // time_interval))
    return learning_rate0


@exercises.misconception(
    schedule_lr_decay,
    "You write α₀/1 + …, which grows: brackets around the denominator, α₀/(1 + decay_rate·⌊epoch/interval⌋).",
)
def schedule_without_brackets(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    return learning_rate0 / 1 + decay_rate * (epoch_num // time_interval)


@exercises.misconception(
    schedule_lr_decay,
    "You count the intervals one too high: the first interval has α₀ itself.",
)
def schedule_one_interval_early(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    return learning_rate0 / (1 + decay_rate * (epoch_num // time_interval + 1))


@exercises.misconception(
    schedule_lr_decay,
    "You count the epoch one too high, so the rate falls an epoch too soon: epochs count from 0, "
    "`epoch_num // time_interval`.",
)
def schedule_one_epoch_early(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    return learning_rate0 / (1 + decay_rate * ((epoch_num + 1) // time_interval))


@exercises.misconception(
    schedule_lr_decay,
    "You count the epoch one too low, so the rate falls an epoch too late: it is `epoch_num // "
    "time_interval`.",
)
def schedule_one_epoch_late(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    return learning_rate0 / (1 + decay_rate * (max(epoch_num - 1, 0) // time_interval))


@exercises.misconception(
    schedule_lr_decay,
    "You divide the interval by the epoch: it is `epoch_num // time_interval`.",
)
def schedule_upside_down(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    return learning_rate0 / (1 + decay_rate * np.floor(np.divide(time_interval, epoch_num)))


@exercises.misconception(
    schedule_lr_decay,
    "You divide by 1 + decay_rate once for each interval: the number of intervals multiplies decay_rate.",
)
def schedule_compounded(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    return learning_rate0 / (1 + decay_rate) ** (epoch_num // time_interval)


@exercises.misconception(
    schedule_lr_decay,
    "You subtract in the denominator: it is 1 + decay_rate·⌊epoch/interval⌋.",
)
def schedule_with_a_minus(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    return np.divide(learning_rate0, 1 - decay_rate * (epoch_num // time_interval))


@exercises.misconception(
    schedule_lr_decay,
    "You multiply by the denominator, which makes the rate grow: divide by it.",
)
def schedule_that_grows(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    return learning_rate0 * (1 + decay_rate * (epoch_num // time_interval))


@exercises.misconception(
    schedule_lr_decay,
    "You subtract, α₀(1 − decay_rate·⌊epoch/interval⌋), which becomes negative: divide by 1 + "
    "decay_rate·⌊epoch/interval⌋.",
)
def schedule_linear(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    return learning_rate0 * (1 - decay_rate * (epoch_num // time_interval))


@exercises.misconception(
    schedule_lr_decay,
    "You leave `decay_rate` out: it multiplies ⌊epoch/interval⌋.",
)
def schedule_without_rate(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    return learning_rate0 / (1 + epoch_num // time_interval)


@exercises.misconception(
    schedule_lr_decay,
    "You return the factor alone: it multiplies `learning_rate0`.",
)
def schedule_without_alpha(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    return 1 / (1 + decay_rate * (epoch_num // time_interval))


@exercises.misconception(
    schedule_lr_decay,
    "You leave the 1 out of the denominator, so the first interval divides by 0: α₀/(1 + "
    "decay_rate·⌊epoch/interval⌋).",
)
def schedule_without_one(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    return np.divide(learning_rate0, decay_rate * (epoch_num // time_interval))


@exercises.misconception(
    schedule_lr_decay,
    "You add decay_rate to ⌊epoch/interval⌋: they are multiplied.",
)
def schedule_of_a_sum(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    return learning_rate0 / (1 + decay_rate + epoch_num // time_interval)


@exercises.misconception(
    schedule_lr_decay,
    "You round the new rate down: only epoch/interval is rounded.",
)
def schedule_floored_at_the_end(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    return np.floor(learning_rate0 / (1 + decay_rate * (epoch_num / time_interval)))


@exercises.misconception(
    schedule_lr_decay,
    "You use a decay rate of your own: it is the argument `decay_rate`.",
    own=(0.3, 0.1),
)
def schedule_with_a_fixed_rate(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000, *, own: float
) -> Any:
    return learning_rate0 / (1 + own * (epoch_num // time_interval))


@exercises.misconception(
    schedule_lr_decay,
    ALPHA_FIXED,
    own=(0.5, 0.1, 0.01),
)
def schedule_from_a_fixed_alpha(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000, *, own: float
) -> Any:
    return own / (1 + decay_rate * (epoch_num // time_interval))


@exercises.misconception(
    schedule_lr_decay,
    RATE_ITSELF,
)
def schedule_of_nothing(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    return learning_rate0


@exercises.misconception(
    schedule_lr_decay,
    FORMULA_RETURNS_NOTHING,
)
def schedule_none(learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000) -> Any:
    return None


# Decay at intervals: right styles.


@exercises.style(schedule_lr_decay, "np.floor, a NumPy scalar")
def schedule_by_floor(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    return 1 / (1 + decay_rate * np.floor(epoch_num / time_interval)) * learning_rate0


@exercises.style(schedule_lr_decay, "int of the quotient")
def schedule_by_int(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    return learning_rate0 / (1 + decay_rate * int(epoch_num / time_interval))


@exercises.style(schedule_lr_decay, "divmod")
def schedule_by_divmod(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    intervals, _ = divmod(epoch_num, time_interval)
    return learning_rate0 * (1 + decay_rate * intervals) ** -1.0


@exercises.style(schedule_lr_decay, "math.floor")
def schedule_by_math_floor(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    import math

    return learning_rate0 / (1 + decay_rate * math.floor(epoch_num / time_interval))


@exercises.style(schedule_lr_decay, "the epochs since the last change taken off")
def schedule_by_subtraction(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    intervals = (epoch_num - epoch_num % time_interval) / time_interval
    return np.array([learning_rate0 / (1 + decay_rate * intervals)])


@exercises.style(schedule_lr_decay, "an array of no dimension, np.floor_divide")
def schedule_as_array(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    return np.asarray(learning_rate0 / (1 + decay_rate * np.floor_divide(epoch_num, time_interval)))


@exercises.style(schedule_lr_decay, "a loop that counts whole intervals")
def schedule_by_loop(
    learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000
) -> Any:
    denominator = 1.0
    while epoch_num >= time_interval:
        epoch_num -= time_interval
        denominator += decay_rate
    return learning_rate0 / denominator


# Exponential decay: known mistakes.


@exercises.misconception(
    exponential_lr_decay,
    "You compute base·e^epoch, which grows (a slip that is in print): the base itself is raised, base^epoch.",
)
def exponential_base_times_e(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    return learning_rate0 * base * np.exp(epoch_num)


@exercises.misconception(
    exponential_lr_decay, "You multiply the base by the epoch: it is raised to that power, `base**epoch_num`."
)
def exponential_product(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    return learning_rate0 * base * epoch_num


@exercises.misconception(
    exponential_lr_decay,
    "You raise α₀·base to the power as a whole: only the base is raised, learning_rate0 * base**epoch_num.",
)
def exponential_of_the_product(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    return (learning_rate0 * base) ** epoch_num


@exercises.misconception(exponential_lr_decay, "You raise 0.95 whatever `base` is: 0.95 is only its default.")
def exponential_always_default(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    return learning_rate0 * 0.95**epoch_num


@exercises.misconception(
    exponential_lr_decay,
    "You compute e^(−base·epoch): the number that is raised is the base, base^epoch, with no e in it.",
)
def exponential_of_minus_base(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    return learning_rate0 * np.exp(-base * epoch_num)


@exercises.misconception(exponential_lr_decay, "You return base^epoch alone: it multiplies `learning_rate0`.")
def exponential_without_alpha(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    return base**epoch_num


@exercises.misconception(
    exponential_lr_decay, "You raise the epoch to the power of the base: it is the base that is raised."
)
def exponential_epoch_raised(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    return learning_rate0 * epoch_num**base


@exercises.misconception(
    exponential_lr_decay,
    "You leave the epoch out, so the rate falls only once: learning_rate0 * base**epoch_num.",
)
def exponential_without_epoch(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    return learning_rate0 * base


@exercises.misconception(
    exponential_lr_decay,
    "You divide by base^epoch, or raise to −epoch, which makes the rate grow: multiply by it.",
)
def exponential_divided(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    return learning_rate0 / base**epoch_num


@exercises.misconception(
    exponential_lr_decay,
    "You leave the base out and raise e: it is the base that is raised, base^epoch.",
    sign=(1, -1),
)
def exponential_of_e(learning_rate0: float, epoch_num: int, base: float = 0.95, *, sign: int) -> Any:
    return learning_rate0 * np.exp(sign * epoch_num)


@exercises.misconception(
    exponential_lr_decay,
    "You compute e^(base·epoch), which grows: the base itself is raised, base^epoch.",
)
def exponential_of_base_times_epoch(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    return learning_rate0 * np.exp(base * epoch_num)


@exercises.misconception(
    exponential_lr_decay,
    "You raise to epoch + 1: epoch 0 has α₀ itself.",
)
def exponential_one_epoch_early(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    return learning_rate0 * base ** (epoch_num + 1)


@exercises.misconception(
    exponential_lr_decay,
    "You raise to epoch − 1: epochs count from 0, so it is base^epoch.",
)
def exponential_one_epoch_late(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    return learning_rate0 * base ** (epoch_num - 1)


@exercises.misconception(
    exponential_lr_decay,
    "You raise 1 − base: the base is what one epoch leaves of the rate, base^epoch.",
)
def exponential_of_the_rest(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    return learning_rate0 * (1 - base) ** epoch_num


@exercises.misconception(
    exponential_lr_decay,
    "You raise `learning_rate0`: it is the base that is raised.",
)
def exponential_alpha_raised(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    return base * learning_rate0**epoch_num


@exercises.misconception(
    exponential_lr_decay,
    "You add base^epoch to α₀: it multiplies it.",
)
def exponential_added(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    return learning_rate0 + base**epoch_num


@exercises.misconception(
    exponential_lr_decay,
    'You write `^`, which is the "exclusive or" of whole numbers: the power is `**`.',
)
def exponential_with_a_caret(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    return learning_rate0 * (base ^ epoch_num)  # type: ignore[operator]


@exercises.misconception(
    exponential_lr_decay,
    "You divide by 1 + base·epoch, as in exercise 10: here the base is raised to the power of the epoch.",
)
def exponential_like_decay(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    return learning_rate0 / (1 + base * epoch_num)


@exercises.misconception(
    exponential_lr_decay,
    ALPHA_FIXED,
    own=(0.2, 0.1, 0.01, 0.5),
)
def exponential_from_a_fixed_alpha(
    learning_rate0: float, epoch_num: int, base: float = 0.95, *, own: float
) -> Any:
    return own * base**epoch_num


@exercises.misconception(
    exponential_lr_decay,
    RATE_ITSELF,
)
def exponential_of_nothing(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    return learning_rate0


@exercises.misconception(
    exponential_lr_decay,
    FORMULA_RETURNS_NOTHING,
)
def exponential_none(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    return None


# Exponential decay: right styles.


@exercises.style(exponential_lr_decay, "np.power")
def exponential_by_np_power(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    return np.power(base, epoch_num) * learning_rate0


@exercises.style(exponential_lr_decay, "pow, the power first")
def exponential_by_pow(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    return pow(base, epoch_num) * learning_rate0


@exercises.style(exponential_lr_decay, "a loop")
def exponential_by_loop(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    rate = learning_rate0
    for _ in range(epoch_num):
        rate *= base
    return rate


@exercises.style(exponential_lr_decay, "e to the epoch times log base")
def exponential_by_logarithm(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    return learning_rate0 * np.exp(epoch_num * np.log(base))


@exercises.style(exponential_lr_decay, "an array of one element")
def exponential_as_array(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    return np.array([learning_rate0]) * base**epoch_num


@exercises.style(exponential_lr_decay, "a product of equal factors")
def exponential_by_prod(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    return learning_rate0 * np.prod(np.full(epoch_num, base))


@exercises.style(exponential_lr_decay, "recursion")
def exponential_by_recursion(learning_rate0: float, epoch_num: int, base: float = 0.95) -> Any:
    return _decayed(learning_rate0, epoch_num, base)


def _decayed(rate: float, epochs: int, base: float) -> float:
    return rate if epochs == 0 else _decayed(rate * base, epochs - 1, base)


# Decay by a square root: known mistakes.


@exercises.misconception(
    sqrt_lr_decay, "You divide by the epoch, not by its root: k/√epoch·α₀ falls more slowly."
)
def root_forgotten(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return k / epoch_num * learning_rate0


@exercises.misconception(sqrt_lr_decay, "You leave `k` out: it multiplies the rate, k/√epoch·α₀.")
def root_without_k(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return learning_rate0 / np.sqrt(epoch_num)


@exercises.misconception(sqrt_lr_decay, "You return k/√epoch alone: it multiplies `learning_rate0`.")
def root_without_alpha(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return k / np.sqrt(epoch_num)


@exercises.misconception(sqrt_lr_decay, "You multiply by √epoch, which makes the rate grow: divide by it.")
def root_multiplied(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return k * np.sqrt(epoch_num) * learning_rate0


@exercises.misconception(
    sqrt_lr_decay, "You add 1 under the root: epochs count from 1 here, so it is √epoch as it is."
)
def root_of_epoch_plus_one(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return k / np.sqrt(epoch_num + 1) * learning_rate0


@exercises.misconception(
    sqrt_lr_decay, "You take the root of k/epoch: only the epoch stands under the root, k/√epoch·α₀."
)
def root_of_k_too(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return np.sqrt(k / epoch_num) * learning_rate0


@exercises.misconception(
    sqrt_lr_decay, "You divide by k as well, α₀/(k·√epoch): k stands above the fraction bar, k/√epoch·α₀."
)
def root_divided_by_k(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return learning_rate0 / (k * np.sqrt(epoch_num))


@exercises.misconception(
    sqrt_lr_decay,
    "You divide by the square of the epoch: the root is `np.sqrt(epoch_num)`, a power of one half.",
)
def root_mistaken_for_square(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return k / epoch_num**2 * learning_rate0


@exercises.misconception(
    sqrt_lr_decay, "You add k to the denominator, α₀/(k + √epoch): k multiplies, k/√epoch·α₀."
)
def root_plus_k(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return learning_rate0 / (k + np.sqrt(epoch_num))


@exercises.misconception(
    sqrt_lr_decay,
    "You take the root of k·α₀/epoch as a whole: only the epoch stands under the root.",
)
def root_of_all(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return np.sqrt(k * learning_rate0 / epoch_num)


@exercises.misconception(
    sqrt_lr_decay,
    "You take the root of α₀ as well: only the epoch stands under the root.",
)
def root_of_alpha_too(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return k * np.sqrt(learning_rate0 / epoch_num)


@exercises.misconception(
    sqrt_lr_decay,
    "You subtract 1 from the epoch: epochs count from 1 here, so it is √epoch as it is.",
)
def root_one_late(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return k / np.sqrt(np.float64(epoch_num - 1)) * learning_rate0


@exercises.misconception(
    sqrt_lr_decay,
    "You add k/√epoch to α₀: it multiplies it.",
)
def root_added(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return learning_rate0 + k / np.sqrt(epoch_num)


@exercises.misconception(
    sqrt_lr_decay,
    "You subtract k·√epoch from α₀: the rate is k/√epoch·α₀.",
)
def root_subtracted(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return learning_rate0 - k * np.sqrt(epoch_num)


@exercises.misconception(
    sqrt_lr_decay,
    "You add 1 to the denominator, as in exercise 10: here it is √epoch alone.",
)
def root_one_plus(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return k * learning_rate0 / (1 + np.sqrt(epoch_num))


@exercises.misconception(
    sqrt_lr_decay,
    "You take the third root: it is the square root, a power of one half.",
)
def root_cubed(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return k * learning_rate0 / epoch_num ** (1 / 3)


@exercises.misconception(
    sqrt_lr_decay,
    "You leave the epoch out, so the rate is the same in every epoch: k/√epoch·α₀.",
)
def root_without_epoch(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return k * learning_rate0


@exercises.misconception(
    sqrt_lr_decay,
    RATE_ITSELF,
)
def root_of_nothing(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return learning_rate0


@exercises.misconception(
    sqrt_lr_decay,
    "You write `epoch_num ** 1 / 2`, which is half of the epoch: put brackets around 1 / 2.",
)
def root_by_bracketless_power(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return k / (epoch_num**1 / 2) * learning_rate0


@exercises.misconception(
    sqrt_lr_decay,
    "You put k under the root with the epoch: only the epoch stands under it.",
)
def root_of_k_times_epoch(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return learning_rate0 / np.sqrt(k * epoch_num)


@exercises.misconception(
    sqrt_lr_decay,
    "You use a factor of your own: it is the argument `k`.",
    own=(3.0, 0.5, 2.0),
)
def root_with_a_fixed_k(learning_rate0: float, epoch_num: int, k: float = 1.0, *, own: float) -> Any:
    return own / np.sqrt(epoch_num) * learning_rate0


@exercises.misconception(
    sqrt_lr_decay,
    ALPHA_FIXED,
    own=(0.2, 0.1, 0.01, 0.5),
)
def root_from_a_fixed_alpha(learning_rate0: float, epoch_num: int, k: float = 1.0, *, own: float) -> Any:
    return k / np.sqrt(epoch_num) * own


@exercises.misconception(
    sqrt_lr_decay,
    "You raise a base to the power of the epoch, as in exercise 12: here the rate is divided by √epoch.",
    base=(0.95,),
)
def root_exponential(learning_rate0: float, epoch_num: int, k: float = 1.0, *, base: float) -> Any:
    return k * learning_rate0 * base**epoch_num


@exercises.misconception(
    sqrt_lr_decay,
    FORMULA_RETURNS_NOTHING,
)
def root_none(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return None


# Decay by a square root: right styles.


@exercises.style(sqrt_lr_decay, "a power of one half, a Python float")
def root_by_half_power(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return learning_rate0 * k / epoch_num**0.5


@exercises.style(sqrt_lr_decay, "a power of minus one half")
def root_by_negative_power(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return k * learning_rate0 * float(epoch_num) ** -0.5


@exercises.style(sqrt_lr_decay, "math.sqrt")
def root_by_math(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    import math

    return k / math.sqrt(epoch_num) * learning_rate0


@exercises.style(sqrt_lr_decay, "a NumPy scalar")
def root_as_numpy_scalar(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return np.float64(k) / np.sqrt(epoch_num) * learning_rate0


@exercises.style(sqrt_lr_decay, "an array of one element")
def root_as_array(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return np.array([k * learning_rate0]) / np.sqrt(np.array([epoch_num]))


@exercises.style(sqrt_lr_decay, "the root of a reciprocal")
def root_of_reciprocal(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return k * learning_rate0 * np.sqrt(1 / epoch_num)


@exercises.style(sqrt_lr_decay, "logarithms")
def root_by_logarithms(learning_rate0: float, epoch_num: int, k: float = 1.0) -> Any:
    return k * learning_rate0 * np.exp(-np.log(epoch_num) / 2)
