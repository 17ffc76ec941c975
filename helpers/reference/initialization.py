# ruff: noqa: D103, RUF007 - the sentence in its decorator documents a variant, and variants use NumPy alone
"""References, known mistakes and right styles of the assignment "initialization".

Weights `Wl (n_l, n_{l-1})`, biases `bl (n_l, 1)`. Variants share skeletons: a mistake about the spread of
the weights is a function `std(n_prev, n)`; a mistake about anything else, or another style, is a `_network…`
that takes one.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from helpers.reference.draws import same_draws
from helpers.reference.registry import Exercises

Array: TypeAlias = NDArray[Any]
Parameters: TypeAlias = dict[str, Array]
Sizes: TypeAlias = Sequence[int]
Std: TypeAlias = Callable[[int, int], float]

exercises = Exercises("initialization")


# The references, one formula each.


@exercises.reference(same=same_draws)
def initialize_parameters_zeros(layers_dims: Sizes) -> Parameters:
    """W = 0 and b = 0."""
    parameters = {}
    for layer in range(1, len(layers_dims)):
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        parameters[f"W{layer}"] = np.zeros((n, n_prev))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@exercises.reference(same=same_draws)
def initialize_parameters_random(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    """W ~ N(0, scale²) and b = 0."""
    rng = np.random.default_rng(seed)
    parameters = {}
    for layer in range(1, len(layers_dims)):
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        parameters[f"W{layer}"] = rng.standard_normal((n, n_prev)) * scale
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@exercises.reference()
def activation_scales(X: Array, parameters: Parameters, activation: str) -> list[float]:
    """std(A1), …, std(AL) with A0 = X and Al = g(Wl A(l-1) + bl)."""
    A = X
    scales = []
    for layer in range(1, len(parameters) // 2 + 1):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        A = np.maximum(0, Z) if activation == "relu" else np.tanh(Z) if activation == "tanh" else Z
        scales.append(float(np.std(A)))
    return scales


@exercises.reference(same=same_draws)
def initialize_parameters_he(layers_dims: Sizes, seed: int = 3) -> Parameters:
    """Var W = 2 / n_prev and b = 0 (He et al. 2015, section 2.2)."""
    rng = np.random.default_rng(seed)
    parameters = {}
    for layer in range(1, len(layers_dims)):
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        parameters[f"W{layer}"] = rng.standard_normal((n, n_prev)) * np.sqrt(2 / n_prev)
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@exercises.reference(same=same_draws)
def initialize_parameters_xavier(layers_dims: Sizes, seed: int = 3) -> Parameters:
    """Var W = 1 / n_prev and b = 0 (LeCun et al. 1998, section 4.6)."""
    rng = np.random.default_rng(seed)
    parameters = {}
    for layer in range(1, len(layers_dims)):
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        parameters[f"W{layer}"] = rng.standard_normal((n, n_prev)) * np.sqrt(1 / n_prev)
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


@exercises.reference(same=same_draws)
def initialize_parameters_glorot(layers_dims: Sizes, seed: int = 3) -> Parameters:
    """Var W = 2 / (n_prev + n) and b = 0 (Glorot and Bengio 2010, equation 12)."""
    rng = np.random.default_rng(seed)
    parameters = {}
    for layer in range(1, len(layers_dims)):
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        parameters[f"W{layer}"] = rng.standard_normal((n, n_prev)) * np.sqrt(2 / (n_prev + n))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


# Spreads that are right for their exercise.


def _he_std(n_prev: int, n: int) -> float:
    return float(np.sqrt(2 / n_prev))


def _xavier_std(n_prev: int, n: int) -> float:
    return float(np.sqrt(1 / n_prev))


def _glorot_std(n_prev: int, n: int) -> float:
    return float(np.sqrt(2 / (n_prev + n)))


# Skeletons of right networks.


def _network(layers_dims: Sizes, seed: int, std: Std) -> Parameters:
    rng = np.random.default_rng(seed)
    parameters = {}
    for layer in range(1, len(layers_dims)):
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        parameters[f"W{layer}"] = rng.standard_normal((n, n_prev)) * std(n_prev, n)
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


def _network_by_randn(layers_dims: Sizes, seed: int, std: Std) -> Parameters:
    np.random.seed(seed)
    parameters = {}
    L = len(layers_dims) - 1
    for i in range(1, L + 1):
        W = np.random.randn(layers_dims[i], layers_dims[i - 1]) * std(layers_dims[i - 1], layers_dims[i])
        parameters["W" + str(i)] = W
        parameters["b" + str(i)] = np.zeros((layers_dims[i], 1))
    return parameters


def _network_by_random_state(layers_dims: Sizes, seed: int, std: Std) -> Parameters:
    state = np.random.RandomState(seed)
    parameters = {}
    for layer, (n_prev, n) in enumerate(zip(layers_dims[:-1], layers_dims[1:], strict=True), start=1):
        parameters[f"W{layer}"] = state.normal(loc=0.0, scale=std(n_prev, n), size=(n, n_prev))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


def _network_by_comprehension(layers_dims: Sizes, seed: int, std: Std) -> Parameters:
    rng = np.random.default_rng(seed)
    layers = list(enumerate(zip(layers_dims[:-1], layers_dims[1:], strict=True), start=1))
    weights = {f"W{i}": rng.normal(0, std(n_prev, n), (n, n_prev)) for i, (n_prev, n) in layers}
    return weights | {f"b{i}": np.zeros((n, 1)) for i, (_, n) in layers}


def _network_by_uniform_draws(layers_dims: Sizes, seed: int, std: Std) -> Parameters:
    rng = np.random.default_rng(seed)
    parameters = {}
    for layer in range(1, len(layers_dims)):
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        limit = np.sqrt(3) * std(n_prev, n)
        parameters[f"W{layer}"] = rng.uniform(-limit, limit, (n, n_prev))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


def _network_from_the_end(layers_dims: Sizes, seed: int, std: Std) -> Parameters:
    rng = np.random.default_rng(seed)
    parameters = {}
    for layer in range(len(layers_dims) - 1, 0, -1):
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        parameters[f"b{layer}"] = np.zeros((n, 1))
        parameters[f"W{layer}"] = std(n_prev, n) * rng.standard_normal((n_prev, n)).T
    return parameters


def _network_cut_from_one_draw(layers_dims: Sizes, seed: int, std: Std) -> Parameters:
    sizes = np.asarray(layers_dims)
    ends = np.cumsum(sizes[1:] * sizes[:-1])
    values = np.random.default_rng(seed).standard_normal(ends[-1], dtype=np.float32)
    parameters = {}
    for layer, draw in enumerate(np.split(values, ends[:-1]), start=1):
        n_prev, n = sizes[layer - 1], sizes[layer]
        parameters[f"W{layer}"] = draw.astype(float).reshape(n, n_prev) * std(n_prev, n)
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


def _network_row_by_row(layers_dims: Sizes, seed: int, std: Std) -> Parameters:
    rng = np.random.default_rng(seed)
    parameters = {}
    for layer in range(1, len(layers_dims)):
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        W = np.empty((n, n_prev))
        for unit in range(n):
            W[unit, :] = rng.normal(0.0, std(n_prev, n), size=n_prev)
        parameters[f"W{layer}"], parameters[f"b{layer}"] = W, np.zeros((n, 1))
    return parameters


def _network_by_a_generator_per_layer(layers_dims: Sizes, seed: int, std: Std) -> Parameters:
    parameters = {}
    for layer in range(1, len(layers_dims)):
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        state = np.random.RandomState(seed + layer)
        parameters[f"W{layer}"] = state.randn(n, n_prev) * std(n_prev, n)
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


# Skeletons of networks with one mistake.


def _network_without_seed(layers_dims: Sizes, std: Std) -> Parameters:
    parameters = {}
    for layer in range(1, len(layers_dims)):
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        parameters["W" + str(layer)] = np.random.randn(n, n_prev) * std(n_prev, n)
        parameters["b" + str(layer)] = np.zeros((n, 1))
    return parameters


def _network_seeded_anew(layers_dims: Sizes, seed: int, std: Std) -> Parameters:
    parameters = {}
    for layer in range(1, len(layers_dims)):
        np.random.seed(seed)
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        parameters["W" + str(layer)] = np.random.randn(n, n_prev) * std(n_prev, n)
        parameters["b" + str(layer)] = np.zeros((n, 1))
    return parameters


def _network_from_rand(layers_dims: Sizes, seed: int, std: Std) -> Parameters:
    np.random.seed(seed)
    parameters = {}
    for layer in range(1, len(layers_dims)):
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        parameters["W" + str(layer)] = np.random.rand(n, n_prev) * std(n_prev, n)
        parameters["b" + str(layer)] = np.zeros((n, 1))
    return parameters


def _network_with_random_biases(layers_dims: Sizes, seed: int, std: Std) -> Parameters:
    np.random.seed(seed)
    parameters = {}
    for layer in range(1, len(layers_dims)):
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        parameters["W" + str(layer)] = np.random.randn(n, n_prev) * std(n_prev, n)
        parameters["b" + str(layer)] = np.random.randn(n, 1) * std(n_prev, n)
    return parameters


def _network_transposed(layers_dims: Sizes, seed: int, std: Std) -> Parameters:
    np.random.seed(seed)
    parameters = {}
    for layer in range(1, len(layers_dims)):
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        parameters["W" + str(layer)] = np.random.randn(n_prev, n) * std(n_prev, n)
        parameters["b" + str(layer)] = np.zeros((n, 1))
    return parameters


def _network_without_last_layer(layers_dims: Sizes, seed: int, std: Std) -> Parameters:
    np.random.seed(seed)
    parameters = {}
    for layer in range(1, len(layers_dims) - 1):
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        parameters["W" + str(layer)] = np.random.randn(n, n_prev) * std(n_prev, n)
        parameters["b" + str(layer)] = np.zeros((n, 1))
    return parameters


def _network_with_flat_biases(layers_dims: Sizes, seed: int, std: Std) -> Parameters:
    np.random.seed(seed)
    parameters = {}
    for layer in range(1, len(layers_dims)):
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        parameters["W" + str(layer)] = np.random.randn(n, n_prev) * std(n_prev, n)
        parameters["b" + str(layer)] = np.zeros(n)
    return parameters


def _network_numbered_from_zero(layers_dims: Sizes, seed: int, std: Std) -> Parameters:
    np.random.seed(seed)
    parameters = {}
    for layer in range(len(layers_dims) - 1):
        n_prev, n = layers_dims[layer], layers_dims[layer + 1]
        parameters["W" + str(layer)] = np.random.randn(n, n_prev) * std(n_prev, n)
        parameters["b" + str(layer)] = np.zeros((n, 1))
    return parameters


def _network_of_equal_units(layers_dims: Sizes, seed: int, std: Std) -> Parameters:
    np.random.seed(seed)
    parameters = {}
    for layer in range(1, len(layers_dims)):
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        parameters["W" + str(layer)] = np.ones((n, 1)) * np.random.randn(1, n_prev) * std(n_prev, n)
        parameters["b" + str(layer)] = np.zeros((n, 1))
    return parameters


def _network_within_one_std(layers_dims: Sizes, seed: int, std: Std) -> Parameters:
    rng = np.random.default_rng(seed)
    parameters = {}
    for layer in range(1, len(layers_dims)):
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        parameters["W" + str(layer)] = rng.uniform(-std(n_prev, n), std(n_prev, n), (n, n_prev))
        parameters["b" + str(layer)] = np.zeros((n, 1))
    return parameters


def _network_with_a_layer_zero(layers_dims: Sizes, seed: int, std: Std) -> Parameters:
    np.random.seed(seed)
    parameters = {}
    for layer in range(len(layers_dims)):
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        parameters["W" + str(layer)] = np.random.randn(n, n_prev) * std(n_prev, n)
        parameters["b" + str(layer)] = np.zeros((n, 1))
    return parameters


def _network_with_a_further_key(layers_dims: Sizes, seed: int, std: Std, key: str) -> dict[str, Any]:
    parameters: dict[str, Any] = _network(layers_dims, seed, std)
    parameters[key] = len(layers_dims) - 1 if key == "L" else list(layers_dims)
    return parameters


def _network_of_twins(layers_dims: Sizes, seed: int, std: Std) -> Parameters:
    np.random.seed(seed)
    parameters = {}
    for layer in range(1, len(layers_dims)):
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        half = np.random.randn((n + 1) // 2, n_prev) * std(n_prev, n)
        parameters["W" + str(layer)] = np.vstack([half, half])[:n]
        parameters["b" + str(layer)] = np.zeros((n, 1))
    return parameters


def _network_of_one_width(layers_dims: Sizes, seed: int, std: Std, place: str) -> Parameters:
    np.random.seed(seed)
    parameters = {}
    for layer in range(1, len(layers_dims)):
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        rows = layers_dims[1] if place == "rows" else n
        columns = layers_dims[0] if place == "columns" else n_prev
        units = layers_dims[1] if place == "biases" else n
        parameters["W" + str(layer)] = np.random.randn(rows, columns) * std(n_prev, n)
        parameters["b" + str(layer)] = np.zeros((units, 1))
    return parameters


def _network_with_biases(
    layers_dims: Sizes, seed: int, std: Std, biases: Callable[[int], Any]
) -> dict[str, Any]:
    parameters: dict[str, Any] = _network(layers_dims, seed, std)
    for layer in range(1, len(layers_dims)):
        parameters["b" + str(layer)] = biases(layers_dims[layer])
    return parameters


def _network_without_biases(layers_dims: Sizes, seed: int, std: Std) -> Parameters:
    parameters = _network(layers_dims, seed, std)
    return {name: value for name, value in parameters.items() if name[0] == "W"}


def _network_with_lower_case_keys(layers_dims: Sizes, seed: int, std: Std) -> Parameters:
    parameters = _network(layers_dims, seed, std)
    return {name.lower(): value for name, value in parameters.items()}


def _network_under_one_key(layers_dims: Sizes, seed: int, std: Std) -> Parameters:
    parameters = {}
    rng = np.random.default_rng(seed)
    for layer in range(1, len(layers_dims)):
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        parameters["Wl"] = rng.standard_normal((n, n_prev)) * std(n_prev, n)
        parameters["bl"] = np.zeros((n, 1))
    return parameters


def _network_of_the_first_layer(layers_dims: Sizes, seed: int, std: Std) -> Parameters:
    return _network(layers_dims[:2], seed, std)


def _network_from_centred_rand(layers_dims: Sizes, seed: int, std: Std) -> Parameters:
    np.random.seed(seed)
    parameters = {}
    for layer in range(1, len(layers_dims)):
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        parameters["W" + str(layer)] = (np.random.rand(n, n_prev) - 0.5) * std(n_prev, n)
        parameters["b" + str(layer)] = np.zeros((n, 1))
    return parameters


# What the mistakes have in common to say.

WITHOUT_SEED = (
    "You draw without using `seed`, so two calls with the same seed give different weights: "
    "make `np.random.default_rng(seed)`, or call `np.random.seed(seed)`, before you draw."
)
SEED_FIXED = (
    "You seed the generator with a number of your own, so every seed gives the same weights: "
    "pass on the argument `seed`."
)
SEEDED_ANEW = (
    "You seed the generator anew for every layer, so each layer starts with the same random numbers "
    "as the one before: "
    "seed once, ahead of the loop."
)
FROM_RAND = (
    "You draw with `rand`, which is uniform on [0, 1) and never negative: "
    "`randn` or `standard_normal` draw around 0."
)
RANDOM_BIASES = (
    "You draw the biases at random as well: the random weights already make the units differ, so b is 0."
)
TRANSPOSED = (
    "Your W has a row for each input and a column for each unit: it should be (n_l, n_{l-1}), "
    "a row for each unit, so that W @ A_prev works."
)
WITHOUT_LAST = (
    "Your loop stops one layer early, so the output layer has no W and b: layers_dims counts the "
    "input too, "
    "and layers run from 1 to len(layers_dims) − 1, that last one included."
)
FLAT_BIASES = (
    "Your biases have shape (n_l,): they should be columns (n_l, 1), which add to every example of Z "
    "(n_l, m)."
)
FROM_ZERO = "You number the layers from 0: layer 0 is the input, and the first weights are W1 and b1."
EQUAL_UNITS = (
    "You draw one row of weights and copy it to every unit, so the units of a layer stay alike: "
    "draw all n_l × n_{l-1} numbers."
)
LAYER_ZERO = (
    "You make a W0 and a b0 as well: layer 0 is the input and has no weights, so the loop starts at 1, "
    "`range(1, len(layers_dims))`."
)
FURTHER_KEY = (
    "You put something else into the dict besides W and b: a network finds its number of layers by "
    "`len(parameters) // 2`, so leave it out."
)
TWINS = (
    "You draw half of the units and copy them, so each unit has a twin that it stays equal to: "
    "draw all n_l × n_{l-1} numbers."
)
ONE_WIDTH = (
    "You use the width of one fixed layer in a shape: is there a `layers_dims[1]` or `layers_dims[0]`? It "
    "should be `layers_dims[l]` or `layers_dims[l - 1]`, with the letter l."
)
BIASES_AS_ROWS = (
    "Your biases are rows (1, n_l): they should be columns (n_l, 1), since each unit has a row of Z (n_l, m)."
)
BIAS_AS_A_NUMBER = (
    "Your b is the number 0, or one element, for the whole layer: it should be an array (n_l, 1), with an "
    "entry for each unit."
)
BIASES_OF_ONE = "You start the biases at a number other than 0: here they are 0."
NO_BIASES = "You leave out the biases: each layer has an array b of zeros (n_l, 1) as well."
LOWER_CASE = "You use the keys w1, w2, …: the W is a capital letter, W1, W2, …."
ONE_KEY = (
    "You write every layer to the same key: the key needs the number of the layer, "
    '`"W" + str(l)` or `f"W{l}"`.'
)
FIRST_LAYER_ONLY = "You return after the first layer: move `return` to the left, below the loop."
NOT_RETURNED = "Your function returns nothing: its last line should be `return parameters`, below the loop."
CENTRED_RAND = (
    "You draw uniformly between −½ and ½, which has standard deviation 0.29 instead of 1: use `randn` or "
    "`standard_normal`."
)


# Zeros: known mistakes.


@exercises.misconception(
    initialize_parameters_zeros,
    "You set each W to the number 0: it should be an array of zeros (n_l, n_{l-1}), one weight for "
    "each input of each unit.",
)
def zero_as_a_scalar(layers_dims: Sizes) -> Parameters:
    parameters = {}
    for layer in range(1, len(layers_dims)):
        parameters["W" + str(layer)] = np.array(0.0)
        parameters["b" + str(layer)] = np.zeros((layers_dims[layer], 1))
    return parameters


@exercises.misconception(
    initialize_parameters_zeros,
    "You draw small random weights: that comes in the next exercise, here every weight is exactly 0.",
)
def small_random_weights(layers_dims: Sizes) -> Parameters:
    return _network_without_seed(layers_dims, lambda n_prev, n: 0.01)


@exercises.misconception(
    initialize_parameters_zeros,
    "You return a list of arrays: it should be a dict with the keys W1, b1, …, WL, bL.",
)
def list_in_place_of_dict(layers_dims: Sizes) -> list[Array]:
    parameters = []
    for layer in range(1, len(layers_dims)):
        parameters.append(np.zeros((layers_dims[layer], layers_dims[layer - 1])))
        parameters.append(np.zeros((layers_dims[layer], 1)))
    return parameters


@exercises.misconception(initialize_parameters_zeros, WITHOUT_LAST)
def zeros_without_the_last_layer(layers_dims: Sizes) -> Parameters:
    return _network_without_last_layer(layers_dims, 3, lambda n_prev, n: 0.0)


@exercises.misconception(initialize_parameters_zeros, TRANSPOSED)
def zeros_transposed(layers_dims: Sizes) -> Parameters:
    return _network_transposed(layers_dims, 3, lambda n_prev, n: 0.0)


@exercises.misconception(initialize_parameters_zeros, FLAT_BIASES)
def zeros_with_flat_biases(layers_dims: Sizes) -> Parameters:
    return _network_with_flat_biases(layers_dims, 3, lambda n_prev, n: 0.0)


@exercises.misconception(initialize_parameters_zeros, FROM_ZERO)
def zeros_numbered_from_zero(layers_dims: Sizes) -> Parameters:
    return _network_numbered_from_zero(layers_dims, 3, lambda n_prev, n: 0.0)


@exercises.misconception(initialize_parameters_zeros, LAYER_ZERO)
def zeros_with_a_layer_zero(layers_dims: Sizes) -> Parameters:
    return _network_with_a_layer_zero(layers_dims, 3, lambda n_prev, n: 0.0)


@exercises.misconception(initialize_parameters_zeros, FURTHER_KEY, key=("L", "layers_dims"))
def zeros_with_a_further_key(layers_dims: Sizes, *, key: str) -> dict[str, Any]:
    return _network_with_a_further_key(layers_dims, 3, lambda n_prev, n: 0.0, key)


@exercises.misconception(initialize_parameters_zeros, ONE_WIDTH, place=("rows", "columns", "biases"))
def zeros_of_one_width(layers_dims: Sizes, *, place: str) -> Parameters:
    return _network_of_one_width(layers_dims, 3, lambda n_prev, n: 0.0, place)


@exercises.misconception(initialize_parameters_zeros, BIASES_AS_ROWS)
def zeros_with_biases_as_rows(layers_dims: Sizes) -> dict[str, Any]:
    return _network_with_biases(layers_dims, 3, lambda n_prev, n: 0.0, lambda n: np.zeros((1, n)))


@exercises.misconception(initialize_parameters_zeros, BIAS_AS_A_NUMBER, shape=((), (1,), (1, 1)))
def zeros_with_a_number_for_b(layers_dims: Sizes, *, shape: tuple[int, ...]) -> dict[str, Any]:
    return _network_with_biases(layers_dims, 3, lambda n_prev, n: 0.0, lambda n: np.zeros(shape))


@exercises.misconception(initialize_parameters_zeros, BIASES_OF_ONE, start=(1.0, 0.1, 0.01, 0.001, 1e-6))
def zeros_with_biases_of_one(layers_dims: Sizes, *, start: float) -> dict[str, Any]:
    return _network_with_biases(layers_dims, 3, lambda n_prev, n: 0.0, lambda n: np.full((n, 1), start))


@exercises.misconception(initialize_parameters_zeros, NO_BIASES)
def zeros_without_biases(layers_dims: Sizes) -> Parameters:
    return _network_without_biases(layers_dims, 3, lambda n_prev, n: 0.0)


@exercises.misconception(initialize_parameters_zeros, LOWER_CASE)
def zeros_with_lower_case_keys(layers_dims: Sizes) -> Parameters:
    return _network_with_lower_case_keys(layers_dims, 3, lambda n_prev, n: 0.0)


@exercises.misconception(initialize_parameters_zeros, ONE_KEY)
def zeros_under_one_key(layers_dims: Sizes) -> Parameters:
    return _network_under_one_key(layers_dims, 3, lambda n_prev, n: 0.0)


@exercises.misconception(initialize_parameters_zeros, FIRST_LAYER_ONLY)
def zeros_of_the_first_layer(layers_dims: Sizes) -> Parameters:
    return _network_of_the_first_layer(layers_dims, 3, lambda n_prev, n: 0.0)


@exercises.misconception(initialize_parameters_zeros, NOT_RETURNED)
def zeros_not_returned(layers_dims: Sizes) -> None:
    _network(layers_dims, 3, lambda n_prev, n: 0.0)


@exercises.misconception(
    initialize_parameters_zeros, "You fill the weights with ones: here every weight is 0, so use `np.zeros`."
)
def ones_for_zeros(layers_dims: Sizes) -> Parameters:
    return _network_with_weights(layers_dims, lambda n_prev, n: np.ones((n, n_prev)))


@exercises.misconception(
    initialize_parameters_zeros,
    "You start from the identity matrix: here every weight is 0, so use `np.zeros`.",
)
def identity_for_zeros(layers_dims: Sizes) -> Parameters:
    return _network_with_weights(layers_dims, lambda n_prev, n: np.eye(n, n_prev))


@exercises.misconception(
    initialize_parameters_zeros,
    "Your W has one row or one column: it should be (n_l, n_{l-1}).",
    rows=(True, False),
)
def one_weight_vector(layers_dims: Sizes, *, rows: bool) -> Parameters:
    return _network_with_weights(layers_dims, lambda n_prev, n: np.zeros((1, n_prev) if rows else (n, 1)))


@exercises.misconception(
    initialize_parameters_zeros,
    "Your W is square: it should be (n_l, n_{l-1}), with two different widths.",
    own=(True, False),
)
def square_weights(layers_dims: Sizes, *, own: bool) -> Parameters:
    return _network_with_weights(layers_dims, lambda n_prev, n: np.zeros((n, n) if own else (n_prev, n_prev)))


def _network_with_weights(layers_dims: Sizes, weights: Callable[[int, int], Array]) -> Parameters:
    parameters = {}
    for layer in range(1, len(layers_dims)):
        n_prev, n = layers_dims[layer - 1], layers_dims[layer]
        parameters["W" + str(layer)] = weights(n_prev, n)
        parameters["b" + str(layer)] = np.zeros((n, 1))
    return parameters


# Zeros: right styles.


@exercises.style(initialize_parameters_zeros, "a dict comprehension for each kind of key")
def zeros_by_comprehension(layers_dims: Sizes) -> Parameters:
    layers = range(1, len(layers_dims))
    weights = {f"W{i}": np.zeros((layers_dims[i], layers_dims[i - 1])) for i in layers}
    return weights | {f"b{i}": np.zeros((layers_dims[i], 1)) for i in layers}


@exercises.style(initialize_parameters_zeros, "pairs of neighbours with zip")
def zeros_by_zip(layers_dims: Sizes) -> Parameters:
    parameters = {}
    for layer, (n_prev, n) in enumerate(zip(layers_dims[:-1], layers_dims[1:], strict=True), start=1):
        parameters.update({f"W{layer}": np.zeros((n, n_prev)), f"b{layer}": np.zeros((n, 1))})
    return parameters


@exercises.style(initialize_parameters_zeros, "a while loop")
def zeros_by_while(layers_dims: Sizes) -> Parameters:
    parameters: Parameters = {}
    layer = 1
    while layer < len(layers_dims):
        parameters["W" + str(layer)] = np.zeros(shape=(layers_dims[layer], layers_dims[layer - 1]))
        parameters["b" + str(layer)] = np.zeros(shape=(layers_dims[layer], 1))
        layer += 1
    return parameters


@exercises.style(initialize_parameters_zeros, "np.full, the last layer first")
def zeros_from_the_end(layers_dims: Sizes) -> Parameters:
    parameters = {}
    for layer in reversed(range(1, len(layers_dims))):
        parameters[f"b{layer}"] = np.full((layers_dims[layer], 1), 0.0)
        parameters[f"W{layer}"] = np.full((layers_dims[layer], layers_dims[layer - 1]), 0.0)
    return parameters


@exercises.style(initialize_parameters_zeros, "zeros of whole numbers")
def zeros_of_ints(layers_dims: Sizes) -> Parameters:
    parameters = {}
    for layer in range(1, len(layers_dims)):
        parameters[f"W{layer}"] = np.zeros((layers_dims[layer], layers_dims[layer - 1]), dtype=int)
        parameters[f"b{layer}"] = np.zeros((layers_dims[layer], 1), dtype=int)
    return parameters


@exercises.style(initialize_parameters_zeros, "the sizes as an array, a bias as a column of W")
def zeros_from_an_array_of_sizes(layers_dims: Sizes) -> Parameters:
    sizes = np.asarray(layers_dims)
    parameters = {}
    for layer in range(1, sizes.size):
        W = np.zeros(sizes[[layer, layer - 1]])
        parameters[f"W{layer}"], parameters[f"b{layer}"] = W, W[:, :1] * 0
    return parameters


@exercises.style(initialize_parameters_zeros, "random numbers times 0")
def zeros_by_multiplication(layers_dims: Sizes) -> Parameters:
    return _network(layers_dims, 3, lambda n_prev, n: 0.0)


@exercises.style(initialize_parameters_zeros, "one helper for a layer")
def zeros_by_a_helper(layers_dims: Sizes) -> Parameters:
    parameters = {}
    for layer in range(1, len(layers_dims)):
        W, b = _layer_of_zeros(layers_dims[layer - 1], layers_dims[layer])
        parameters[f"W{layer}"], parameters[f"b{layer}"] = W, b
    return parameters


def _layer_of_zeros(n_prev: int, n: int) -> tuple[Array, Array]:
    return np.zeros((n, n_prev)), np.zeros((n, 1))


# Random: known mistakes.


@exercises.misconception(
    initialize_parameters_random,
    "You leave `scale` out, so the weights have standard deviation 1: multiply them by `scale`.",
)
def random_scale_forgotten(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: 1.0)


@exercises.misconception(
    initialize_parameters_random,
    "You multiply by scale²: `scale` is the standard deviation, and scale² the variance that follows "
    "from it.",
)
def random_scale_squared(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: scale**2)


@exercises.misconception(
    initialize_parameters_random,
    "You multiply by √scale, as if `scale` were the variance: it is the standard deviation, so "
    "multiply by it as it is.",
)
def random_scale_as_variance(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(scale)))


@exercises.misconception(
    initialize_parameters_random,
    "You multiply by 0.01 out of habit and leave `scale` out: here the caller says how large the "
    "weights are.",
)
def random_one_hundredth_for_scale(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: 0.01)


@exercises.misconception(
    initialize_parameters_random,
    "You multiply by 10 whatever `scale` is: 10 is only its default, use the argument.",
)
def random_always_ten(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: 10.0)


@exercises.misconception(
    initialize_parameters_random,
    "You divide by √n_{l-1} as well: that is a better start, and a later exercise; here the spread is "
    "`scale` in every layer.",
)
def random_scale_over_root_of_fan_in(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: scale / float(np.sqrt(n_prev)))


@exercises.misconception(
    initialize_parameters_random,
    "You draw uniformly between −scale and scale, whose standard deviation is scale/√3: draw from a "
    "normal distribution.",
)
def random_uniform_within_scale(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network_within_one_std(layers_dims, seed, lambda n_prev, n: scale)


@exercises.misconception(
    initialize_parameters_random,
    "You draw from a normal distribution with mean `scale`: its mean is 0, and `scale` is its "
    "standard deviation.",
)
def random_scale_as_mean(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    rng = np.random.default_rng(seed)
    parameters = {}
    for layer in range(1, len(layers_dims)):
        shape = (layers_dims[layer], layers_dims[layer - 1])
        parameters["W" + str(layer)] = rng.normal(scale, size=shape)
        parameters["b" + str(layer)] = np.zeros((layers_dims[layer], 1))
    return parameters


@exercises.misconception(initialize_parameters_random, WITHOUT_SEED)
def random_without_seed(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network_without_seed(layers_dims, lambda n_prev, n: scale)


@exercises.misconception(initialize_parameters_random, SEED_FIXED)
def random_with_a_fixed_seed(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network(layers_dims, 1, lambda n_prev, n: scale)


@exercises.misconception(initialize_parameters_random, SEEDED_ANEW)
def random_seeded_anew_for_each_layer(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network_seeded_anew(layers_dims, seed, lambda n_prev, n: scale)


@exercises.misconception(initialize_parameters_random, FROM_RAND)
def random_from_rand(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network_from_rand(layers_dims, seed, lambda n_prev, n: scale)


@exercises.misconception(initialize_parameters_random, RANDOM_BIASES)
def random_with_random_biases(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network_with_random_biases(layers_dims, seed, lambda n_prev, n: scale)


@exercises.misconception(initialize_parameters_random, TRANSPOSED)
def random_transposed(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network_transposed(layers_dims, seed, lambda n_prev, n: scale)


@exercises.misconception(initialize_parameters_random, WITHOUT_LAST)
def random_without_the_last_layer(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network_without_last_layer(layers_dims, seed, lambda n_prev, n: scale)


@exercises.misconception(initialize_parameters_random, FLAT_BIASES)
def random_with_flat_biases(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network_with_flat_biases(layers_dims, seed, lambda n_prev, n: scale)


@exercises.misconception(initialize_parameters_random, FROM_ZERO)
def random_numbered_from_zero(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network_numbered_from_zero(layers_dims, seed, lambda n_prev, n: scale)


@exercises.misconception(initialize_parameters_random, EQUAL_UNITS)
def random_with_equal_units(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network_of_equal_units(layers_dims, seed, lambda n_prev, n: scale)


@exercises.misconception(initialize_parameters_random, LAYER_ZERO)
def random_with_a_layer_zero(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network_with_a_layer_zero(layers_dims, seed, lambda n_prev, n: scale)


@exercises.misconception(initialize_parameters_random, FURTHER_KEY, key=("L", "layers_dims"))
def random_with_a_further_key(
    layers_dims: Sizes, scale: float = 10.0, seed: int = 3, *, key: str
) -> dict[str, Any]:
    return _network_with_a_further_key(layers_dims, seed, lambda n_prev, n: scale, key)


@exercises.misconception(initialize_parameters_random, TWINS)
def random_with_twins(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network_of_twins(layers_dims, seed, lambda n_prev, n: scale)


@exercises.misconception(initialize_parameters_random, ONE_WIDTH, place=("rows", "columns", "biases"))
def random_of_one_width(layers_dims: Sizes, scale: float = 10.0, seed: int = 3, *, place: str) -> Parameters:
    return _network_of_one_width(layers_dims, seed, lambda n_prev, n: scale, place)


@exercises.misconception(initialize_parameters_random, BIASES_AS_ROWS)
def random_with_biases_as_rows(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> dict[str, Any]:
    return _network_with_biases(layers_dims, seed, lambda n_prev, n: scale, lambda n: np.zeros((1, n)))


@exercises.misconception(initialize_parameters_random, BIAS_AS_A_NUMBER, shape=((), (1,), (1, 1)))
def random_with_a_number_for_b(
    layers_dims: Sizes, scale: float = 10.0, seed: int = 3, *, shape: tuple[int, ...]
) -> dict[str, Any]:
    return _network_with_biases(layers_dims, seed, lambda n_prev, n: scale, lambda n: np.zeros(shape))


@exercises.misconception(initialize_parameters_random, BIASES_OF_ONE, start=(1.0, 0.1, 0.01, 0.001, 1e-6))
def random_with_biases_of_one(
    layers_dims: Sizes, scale: float = 10.0, seed: int = 3, *, start: float
) -> dict[str, Any]:
    return _network_with_biases(layers_dims, seed, lambda n_prev, n: scale, lambda n: np.full((n, 1), start))


@exercises.misconception(initialize_parameters_random, NO_BIASES)
def random_without_biases(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network_without_biases(layers_dims, seed, lambda n_prev, n: scale)


@exercises.misconception(initialize_parameters_random, LOWER_CASE)
def random_with_lower_case_keys(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network_with_lower_case_keys(layers_dims, seed, lambda n_prev, n: scale)


@exercises.misconception(initialize_parameters_random, ONE_KEY)
def random_under_one_key(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network_under_one_key(layers_dims, seed, lambda n_prev, n: scale)


@exercises.misconception(initialize_parameters_random, FIRST_LAYER_ONLY)
def random_of_the_first_layer(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network_of_the_first_layer(layers_dims, seed, lambda n_prev, n: scale)


@exercises.misconception(initialize_parameters_random, CENTRED_RAND)
def random_from_centred_rand(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network_from_centred_rand(layers_dims, seed, lambda n_prev, n: scale)


@exercises.misconception(initialize_parameters_random, NOT_RETURNED)
def random_not_returned(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> None:
    _network(layers_dims, seed, lambda n_prev, n: scale)


@exercises.misconception(
    initialize_parameters_random, "You divide by `scale`: multiply a standard normal draw by it."
)
def random_divided_by_scale(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: 1 / scale)


@exercises.misconception(
    initialize_parameters_random,
    "Your default `scale` is not 10: without an argument the standard deviation is 10.",
    default=(1.0, 0.1, 0.01, 5.0),
)
def random_with_another_default(
    layers_dims: Sizes, scale: Any = None, seed: int = 3, *, default: float
) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: default if scale is None else scale)


@exercises.misconception(
    initialize_parameters_random,
    "You multiply `scale` by another factor: the standard deviation is `scale` itself.",
    factor=(0.01, 0.1, 0.5, 2.0, 10.0),
)
def random_with_another_factor(
    layers_dims: Sizes, scale: float = 10.0, seed: int = 3, *, factor: float
) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: factor * scale)


# Random: right styles.


@exercises.style(initialize_parameters_random, "np.random.seed and randn")
def random_by_randn(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network_by_randn(layers_dims, seed, lambda n_prev, n: scale)


@exercises.style(initialize_parameters_random, "RandomState, pairs of neighbours with zip")
def random_by_random_state(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network_by_random_state(layers_dims, seed, lambda n_prev, n: scale)


@exercises.style(initialize_parameters_random, "a Generator and dict comprehensions")
def random_by_comprehension(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network_by_comprehension(layers_dims, seed, lambda n_prev, n: scale)


@exercises.style(initialize_parameters_random, "the last layer drawn first, transposed")
def random_from_the_end(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network_from_the_end(layers_dims, seed, lambda n_prev, n: scale)


@exercises.style(initialize_parameters_random, "one long draw in single precision, cut into layers")
def random_cut_from_one_draw(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network_cut_from_one_draw(layers_dims, seed, lambda n_prev, n: scale)


@exercises.style(initialize_parameters_random, "unit by unit, a row at a time")
def random_row_by_row(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network_row_by_row(layers_dims, seed, lambda n_prev, n: scale)


@exercises.style(initialize_parameters_random, "a generator of its own for every layer")
def random_by_a_generator_per_layer(layers_dims: Sizes, scale: float = 10.0, seed: int = 3) -> Parameters:
    return _network_by_a_generator_per_layer(layers_dims, seed, lambda n_prev, n: scale)


# Activation scales: known mistakes.


def _activated(Z: Array, activation: str) -> Array:
    if activation == "relu":
        return np.maximum(0, Z)
    return np.tanh(Z) if activation == "tanh" else Z


def _scales(
    X: Array, parameters: Parameters, activation: str, measure: Callable[[Array, Array], Any]
) -> list[Any]:
    A = X
    scales = []
    for layer in range(1, len(parameters) // 2 + 1):
        Z = parameters["W" + str(layer)] @ A + parameters["b" + str(layer)]
        A = _activated(Z, activation)
        scales.append(measure(Z, A))
    return scales


@exercises.misconception(
    activation_scales,
    "You take the standard deviation of Z, before the activation: it should be that of A = g(Z).",
)
def scale_of_z(X: Array, parameters: Parameters, activation: str) -> list[float]:
    return _scales(X, parameters, activation, lambda Z, A: Z.std())


@exercises.misconception(
    activation_scales,
    "You return variances: the standard deviation is their square root, `np.std` in place of `np.var`.",
)
def variance_for_std(X: Array, parameters: Parameters, activation: str) -> list[float]:
    return _scales(X, parameters, activation, lambda Z, A: A.var())


@exercises.misconception(
    activation_scales,
    "You take √mean(A²) without subtracting the mean: a standard deviation measures the spread around "
    "the mean, which "
    "is not 0 after ReLU.",
)
def root_mean_square(X: Array, parameters: Parameters, activation: str) -> list[float]:
    return _scales(X, parameters, activation, lambda Z, A: np.sqrt(np.mean(A**2)))


@exercises.misconception(
    activation_scales,
    "You divide by N − 1 (`ddof=1`): here the layer's N values are all there are, so divide by N.",
)
def divided_by_n_minus_one(X: Array, parameters: Parameters, activation: str) -> list[float]:
    return _scales(X, parameters, activation, lambda Z, A: np.std(A, ddof=1))


@exercises.misconception(
    activation_scales,
    "You return one standard deviation for each unit (`axis=1`): it should be one number for a layer, "
    "over all units and "
    "examples.",
)
def one_per_unit(X: Array, parameters: Parameters, activation: str) -> list[Array]:
    return _scales(X, parameters, activation, lambda Z, A: np.std(A, axis=1))


@exercises.misconception(
    activation_scales,
    "You average the standard deviations of the units, which leaves out how far the units are from "
    "each other: take one "
    "over all the entries of A.",
)
def mean_over_units(X: Array, parameters: Parameters, activation: str) -> list[float]:
    return _scales(X, parameters, activation, lambda Z, A: np.std(A, axis=1).mean())


@exercises.misconception(
    activation_scales,
    "You average the standard deviations of the examples, which leaves out how far the examples are "
    "from each other: take "
    "one over all the entries of A.",
)
def mean_over_examples(X: Array, parameters: Parameters, activation: str) -> list[float]:
    return _scales(X, parameters, activation, lambda Z, A: np.std(A, axis=0).mean())


@exercises.misconception(
    activation_scales,
    "Your loop stops before the last layer: with L = len(parameters) // 2 layers, `range(1, L + 1)` "
    "reaches all of them.",
)
def last_layer_missing(X: Array, parameters: Parameters, activation: str) -> list[float]:
    A = X
    scales = []
    for layer in range(1, len(parameters) // 2):
        A = _activated(parameters["W" + str(layer)] @ A + parameters["b" + str(layer)], activation)
        scales.append(float(A.std()))
    return scales


@exercises.misconception(
    activation_scales,
    "You leave the last layer without activation: here the same one applies at every layer, the last too.",
)
def last_layer_linear(X: Array, parameters: Parameters, activation: str) -> list[float]:
    A = X
    scales = []
    L = len(parameters) // 2
    for layer in range(1, L + 1):
        Z = parameters["W" + str(layer)] @ A + parameters["b" + str(layer)]
        A = Z if layer == L else _activated(Z, activation)
        scales.append(float(A.std()))
    return scales


@exercises.misconception(activation_scales, "You leave the biases out: Z is W @ A_prev + b.")
def biases_forgotten(X: Array, parameters: Parameters, activation: str) -> list[float]:
    A = X
    scales = []
    for layer in range(1, len(parameters) // 2 + 1):
        A = _activated(parameters["W" + str(layer)] @ A, activation)
        scales.append(float(A.std()))
    return scales


@exercises.misconception(
    activation_scales,
    "You feed X to every layer: only layer 1 takes X, each later layer takes the activations of the "
    "one before.",
)
def input_into_every_layer(X: Array, parameters: Parameters, activation: str) -> list[float]:
    scales = []
    for layer in range(1, len(parameters) // 2 + 1):
        A = _activated(parameters["W" + str(layer)] @ X + parameters["b" + str(layer)], activation)
        scales.append(float(A.std()))
    return scales


@exercises.misconception(
    activation_scales,
    "You pass Z on to the next layer in place of A = g(Z), so only the activation that you measure is "
    "there: the next "
    "layer takes A.",
)
def z_passed_on(X: Array, parameters: Parameters, activation: str) -> list[float]:
    Z = X
    scales = []
    for layer in range(1, len(parameters) // 2 + 1):
        Z = parameters["W" + str(layer)] @ Z + parameters["b" + str(layer)]
        scales.append(float(_activated(Z, activation).std()))
    return scales


@exercises.misconception(
    activation_scales, "You start the list with the standard deviation of X: it begins with A1."
)
def input_counted(X: Array, parameters: Parameters, activation: str) -> list[float]:
    return [X.std(), *_scales(X, parameters, activation, lambda Z, A: A.std())]


@exercises.misconception(
    activation_scales,
    "You return the last layer's number only: the result is a list with one number for each layer.",
)
def only_the_last(X: Array, parameters: Parameters, activation: str) -> Any:
    return _scales(X, parameters, activation, lambda Z, A: A.std())[-1]


@exercises.misconception(
    activation_scales, "You use ReLU whatever `activation` says: choose g by its name, linear, tanh or relu."
)
def always_relu(X: Array, parameters: Parameters, activation: str) -> list[float]:
    return _scales(X, parameters, "relu", lambda Z, A: A.std())


@exercises.misconception(
    activation_scales, "You use tanh for every activation but ReLU: with `linear`, A is Z itself."
)
def tanh_for_linear(X: Array, parameters: Parameters, activation: str) -> list[float]:
    A = X
    scales = []
    for layer in range(1, len(parameters) // 2 + 1):
        Z = parameters["W" + str(layer)] @ A + parameters["b" + str(layer)]
        A = np.maximum(0, Z) if activation == "relu" else np.tanh(Z)
        scales.append(float(A.std()))
    return scales


@exercises.misconception(
    activation_scales,
    "You use the sigmoid where tanh is asked for: tanh runs from −1 to 1, `np.tanh` computes it.",
)
def sigmoid_for_tanh(X: Array, parameters: Parameters, activation: str) -> list[float]:
    A = X
    scales = []
    for layer in range(1, len(parameters) // 2 + 1):
        Z = parameters["W" + str(layer)] @ A + parameters["b" + str(layer)]
        A = 1 / (1 + np.exp(-Z)) if activation == "tanh" else _activated(Z, activation)
        scales.append(float(A.std()))
    return scales


@exercises.misconception(
    activation_scales,
    "You multiply by W.T: W is (n_l, n_{l-1}) and A_prev (n_{l-1}, m), so W @ A_prev fits as it is.",
)
def weights_transposed(X: Array, parameters: Parameters, activation: str) -> list[float]:
    A = X
    scales = []
    for layer in range(1, len(parameters) // 2 + 1):
        A = _activated(parameters["W" + str(layer)].T @ A + parameters["b" + str(layer)], activation)
        scales.append(float(A.std()))
    return scales


@exercises.misconception(
    activation_scales,
    "You compute mean(A²) − mean(A)², which loses its digits if the mean is large: use `np.std`.",
)
def scale_by_cancellation(X: Array, parameters: Parameters, activation: str) -> Any:
    return _scales(
        X, parameters, activation, lambda Z, A: np.sqrt(np.maximum(np.mean(A**2) - np.mean(A) ** 2, 0.0))
    )


@exercises.misconception(
    activation_scales,
    "You return the greatest activation: return the standard deviation, `np.std(A)`.",
)
def greatest_activation(X: Array, parameters: Parameters, activation: str) -> Any:
    return _scales(X, parameters, activation, lambda Z, A: np.max(np.abs(A)))


@exercises.misconception(
    activation_scales,
    "You return the mean of A, or of its size: return the standard deviation, `np.std(A)`.",
    size=(False, True),
)
def mean_activation(X: Array, parameters: Parameters, activation: str, *, size: bool) -> Any:
    return _scales(X, parameters, activation, lambda Z, A: np.mean(np.abs(A) if size else A))


@exercises.misconception(
    activation_scales,
    "You return the mean distance from the mean: take the root of the mean squared distance.",
)
def mean_distance(X: Array, parameters: Parameters, activation: str) -> Any:
    return _scales(X, parameters, activation, lambda Z, A: np.mean(np.abs(A - np.mean(A))))


@exercises.misconception(
    activation_scales,
    "You return the norm of A: use `np.std`, which subtracts the mean and divides by the number.",
)
def norm_of_the_activations(X: Array, parameters: Parameters, activation: str) -> Any:
    return _scales(X, parameters, activation, lambda Z, A: np.linalg.norm(A))


@exercises.misconception(
    activation_scales,
    "You do not divide by the number of entries: the variance is the mean of the squared distances.",
)
def sum_of_squares(X: Array, parameters: Parameters, activation: str) -> Any:
    return _scales(X, parameters, activation, lambda Z, A: np.sqrt(np.sum((A - np.mean(A)) ** 2)))


@exercises.misconception(
    activation_scales,
    "You divide the sum of squares by m alone: the layer has n_l · m entries.",
)
def divided_by_the_examples(X: Array, parameters: Parameters, activation: str) -> Any:
    return _scales(
        X, parameters, activation, lambda Z, A: np.sqrt(np.sum((A - np.mean(A)) ** 2) / A.shape[1])
    )


@exercises.misconception(
    activation_scales,
    "You round the numbers: return them with all their digits.",
    digits=(1, 2, 3, 4),
)
def rounded_scales(X: Array, parameters: Parameters, activation: str, *, digits: int) -> Any:
    return _scales(X, parameters, activation, lambda Z, A: np.round(np.std(A), digits))


@exercises.misconception(
    activation_scales,
    "You apply the activation twice: A = g(Z), once per layer.",
)
def activation_applied_twice(X: Array, parameters: Parameters, activation: str) -> Any:
    return _scales(X, parameters, activation, lambda Z, A: np.std(_activated(A, activation)))


@exercises.misconception(
    activation_scales,
    "You measure the activations that enter a layer: measure those that leave it, A = g(Z).",
)
def scale_of_what_enters(X: Array, parameters: Parameters, activation: str) -> Any:
    A = X
    scales = []
    for layer in range(1, len(parameters) // 2 + 1):
        scales.append(float(A.std()))
        A = _activated(parameters["W" + str(layer)] @ A + parameters["b" + str(layer)], activation)
    return scales


@exercises.misconception(activation_scales, "You measure the weights: measure the activations, `np.std(A)`.")
def scale_of_the_weights(X: Array, parameters: Parameters, activation: str) -> Any:
    return [float(parameters["W" + str(layer)].std()) for layer in range(1, len(parameters) // 2 + 1)]


@exercises.misconception(
    activation_scales,
    "Your `return` is inside the loop, so only layer 1 is measured: move it below the loop.",
)
def first_layer_alone(X: Array, parameters: Parameters, activation: str) -> Any:
    return _scales(X, parameters, activation, lambda Z, A: A.std())[:1]


@exercises.misconception(activation_scales, "Your list begins with the last layer: it should begin with A1.")
def last_layer_first(X: Array, parameters: Parameters, activation: str) -> Any:
    return _scales(X, parameters, activation, lambda Z, A: A.std())[::-1]


@exercises.misconception(
    activation_scales,
    "You use the first layer's W or b in every layer: layer l has its own, under the key with its number.",
    name=("W", "b"),
)
def first_layer_in_every_layer(X: Array, parameters: Parameters, activation: str, *, name: str) -> Any:
    A = X
    scales = []
    for layer in range(1, len(parameters) // 2 + 1):
        W = parameters["W1" if name == "W" else "W" + str(layer)]
        b = parameters["b1" if name == "b" else "b" + str(layer)]
        A = _activated(W @ A + b, activation)
        scales.append(float(A.std()))
    return scales


@exercises.misconception(
    activation_scales,
    "You use the linear activation where another is asked for: apply tanh or ReLU to Z.",
    missing=("tanh", "relu", "both"),
)
def activation_left_out(X: Array, parameters: Parameters, activation: str, *, missing: str) -> Any:
    left_out = missing in (activation, "both")
    return _scales(X, parameters, "linear" if left_out else activation, lambda Z, A: A.std())


@exercises.misconception(
    activation_scales,
    "You use leaky ReLU for `relu`: ReLU makes negative entries 0.",
)
def leaky_relu_for_relu(X: Array, parameters: Parameters, activation: str) -> Any:
    A = X
    scales = []
    for layer in range(1, len(parameters) // 2 + 1):
        Z = parameters["W" + str(layer)] @ A + parameters["b" + str(layer)]
        A = np.maximum(0.01 * Z, Z) if activation == "relu" else _activated(Z, activation)
        scales.append(float(A.std()))
    return scales


@exercises.misconception(
    activation_scales,
    "You compute the numbers but do not return them: end with `return scales`, below the loop.",
)
def scales_not_returned(X: Array, parameters: Parameters, activation: str) -> None:
    _scales(X, parameters, activation, lambda Z, A: A.std())


@exercises.misconception(
    activation_scales,
    "You loop up to `len(parameters)`: each layer has two entries, so L is `len(parameters) // 2`.",
)
def layers_counted_twice(X: Array, parameters: Parameters, activation: str) -> Any:
    A = X
    scales = []
    for layer in range(1, len(parameters) + 1):
        Z = parameters["W" + str(layer)] @ A + parameters["b" + str(layer)]
        A = _activated(Z, activation)
        scales.append(float(A.std()))
    return scales


@exercises.misconception(
    activation_scales, "You start at layer 0, which is the input and has no weights: layers run from 1 to L."
)
def started_at_layer_zero(X: Array, parameters: Parameters, activation: str) -> Any:
    A = X
    scales = []
    for layer in range(len(parameters) // 2):
        Z = parameters["W" + str(layer)] @ A + parameters["b" + str(layer)]
        A = _activated(Z, activation)
        scales.append(float(A.std()))
    return scales


# Activation scales: right styles.


@exercises.style(activation_scales, "an if for each activation, NumPy scalars")
def scales_with_ifs(X: Array, parameters: Parameters, activation: str) -> list[Any]:
    scales = []
    A_prev = X
    L = len(parameters) // 2
    for i in range(1, L + 1):
        Z = np.dot(parameters["W" + str(i)], A_prev) + parameters["b" + str(i)]
        if activation == "linear":
            A = Z
        elif activation == "tanh":
            A = np.tanh(Z)
        else:
            A = Z * (Z > 0)
        scales.append(A.std())
        A_prev = A
    return scales


@exercises.style(activation_scales, "the standard deviation by hand, two passes")
def scales_by_hand(X: Array, parameters: Parameters, activation: str) -> list[float]:
    return _scales(
        X, parameters, activation, lambda Z, A: (((A - A.sum() / A.size) ** 2).sum() / A.size) ** 0.5
    )


@exercises.style(activation_scales, "activations first, then a comprehension")
def scales_by_comprehension(X: Array, parameters: Parameters, activation: str) -> list[float]:
    activations = [X]
    for layer in range(1, len(parameters) // 2 + 1):
        Z = parameters[f"W{layer}"].dot(activations[-1]) + parameters[f"b{layer}"]
        activations.append({"linear": Z, "tanh": np.tanh(Z), "relu": np.where(Z > 0, Z, 0.0)}[activation])
    return [float(np.std(A)) for A in activations[1:]]


@exercises.style(activation_scales, "recursion over the layers")
def scales_by_recursion(X: Array, parameters: Parameters, activation: str) -> list[float]:
    return _scales_from(X, parameters, activation, 1)


def _scales_from(A: Array, parameters: Parameters, activation: str, layer: int) -> list[float]:
    if f"W{layer}" not in parameters:
        return []
    A = _activated(parameters[f"W{layer}"] @ A + parameters[f"b{layer}"], activation)
    return [float(A.std()), *_scales_from(A, parameters, activation, layer + 1)]


@exercises.style(activation_scales, "one example at a time")
def scales_example_by_example(X: Array, parameters: Parameters, activation: str) -> list[float]:
    scales = []
    columns = [X[:, [i]] for i in range(X.shape[1])]
    for layer in range(1, len(parameters) // 2 + 1):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        columns = [_activated(W @ column + b, activation) for column in columns]
        scales.append(float(np.std(np.hstack(columns))))
    return scales


@exercises.style(activation_scales, "match, and an array for the result")
def scales_in_an_array(X: Array, parameters: Parameters, activation: str) -> Array:
    L = len(parameters) // 2
    scales = np.zeros(L)
    A = X.copy()
    for layer in range(L):
        A = np.einsum("ij,jm->im", parameters[f"W{layer + 1}"], A) + parameters[f"b{layer + 1}"]
        match activation:
            case "relu":
                A[A < 0] = 0
            case "tanh":
                A = (1 - np.exp(-2 * A)) / (1 + np.exp(-2 * A))
        scales[layer] = A.std()
    return scales


@exercises.style(activation_scales, "a tuple of arrays of no dimension, ReLU as (|Z| + Z)/2")
def scales_in_a_tuple(X: Array, parameters: Parameters, activation: str) -> tuple[Array, ...]:
    scales = []
    weights = [parameters[key] for key in sorted(parameters, key=lambda key: int(key[1:])) if key[0] == "W"]
    for layer, W in enumerate(weights, start=1):
        Z = W @ X + parameters[f"b{layer}"]
        X = {"relu": (np.abs(Z) + Z) / 2, "tanh": np.tanh(Z), "linear": Z}[activation]
        scales.append(np.asarray(X.std()))
    return tuple(scales)


# He: known mistakes.


@exercises.misconception(
    initialize_parameters_he,
    "You use √(1/n_{l-1}), Xavier's factor: ReLU sets half of the values to 0, which the 2 in "
    "√(2/n_{l-1}) makes up for.",
)
def he_with_one_for_two(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(1 / n_prev)))


@exercises.misconception(
    initialize_parameters_he,
    "You multiply by 2/n_{l-1}: that is the variance, and the factor of a standard normal draw is its "
    "root, √(2/n_{l-1}).",
)
def he_variance_as_factor(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: 2 / n_prev)


@exercises.misconception(
    initialize_parameters_he,
    "You take the root of 2 alone, √2/n_{l-1}: the root goes over the whole fraction, √(2/n_{l-1}).",
)
def he_root_of_two_only(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(2)) / n_prev)


@exercises.misconception(
    initialize_parameters_he,
    "You divide by n_l, the layer's own units: Z sums over its inputs, so n_{l-1} belongs under the root.",
)
def he_fan_out(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(2 / n)))


@exercises.misconception(
    initialize_parameters_he,
    "You use √(2/(n_{l-1} + n_l)), which is Glorot's factor: He's counts the inputs only, √(2/n_{l-1}).",
)
def he_sum_of_both_fans(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(2 / (n_prev + n))))


@exercises.misconception(
    initialize_parameters_he,
    "You multiply by 0.01 whatever the width: the spread should be √(2/n_{l-1}), smaller where a unit "
    "has more inputs.",
)
def he_one_hundredth(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: 0.01)


@exercises.misconception(
    initialize_parameters_he,
    "You leave the weights with standard deviation 1: multiply them by √(2/n_{l-1}).",
)
def he_factor_forgotten(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: 1.0)


@exercises.misconception(
    initialize_parameters_he,
    "You divide by √(2/n_{l-1}), so wide layers get large weights: multiply by it.",
)
def he_divided_by_the_factor(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: 1 / float(np.sqrt(2 / n_prev)))


@exercises.misconception(
    initialize_parameters_he,
    "You take √(2·n_{l-1}), which grows with the width: n_{l-1} belongs in the denominator, √(2/n_{l-1}).",
)
def he_multiplied_under_the_root(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(2 * n_prev)))


@exercises.misconception(
    initialize_parameters_he,
    "You draw uniformly between ±√(2/n_{l-1}), which has a variance of only 2/(3n_{l-1}): a uniform "
    "draw needs the limit √(6/n_{l-1}).",
)
def he_uniform_within_one_std(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_within_one_std(layers_dims, seed, _he_std)


@exercises.misconception(initialize_parameters_he, WITHOUT_SEED)
def he_without_seed(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_without_seed(layers_dims, _he_std)


@exercises.misconception(initialize_parameters_he, SEED_FIXED)
def he_with_a_fixed_seed(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, 1, _he_std)


@exercises.misconception(initialize_parameters_he, SEEDED_ANEW)
def he_seeded_anew_for_each_layer(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_seeded_anew(layers_dims, seed, _he_std)


@exercises.misconception(initialize_parameters_he, FROM_RAND)
def he_from_rand(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_from_rand(layers_dims, seed, _he_std)


@exercises.misconception(initialize_parameters_he, RANDOM_BIASES)
def he_with_random_biases(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_with_random_biases(layers_dims, seed, _he_std)


@exercises.misconception(initialize_parameters_he, TRANSPOSED)
def he_transposed(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_transposed(layers_dims, seed, _he_std)


@exercises.misconception(initialize_parameters_he, WITHOUT_LAST)
def he_without_the_last_layer(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_without_last_layer(layers_dims, seed, _he_std)


@exercises.misconception(initialize_parameters_he, FLAT_BIASES)
def he_with_flat_biases(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_with_flat_biases(layers_dims, seed, _he_std)


@exercises.misconception(initialize_parameters_he, FROM_ZERO)
def he_numbered_from_zero(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_numbered_from_zero(layers_dims, seed, _he_std)


@exercises.misconception(initialize_parameters_he, EQUAL_UNITS)
def he_with_equal_units(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_of_equal_units(layers_dims, seed, _he_std)


@exercises.misconception(initialize_parameters_he, LAYER_ZERO)
def he_with_a_layer_zero(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_with_a_layer_zero(layers_dims, seed, _he_std)


@exercises.misconception(initialize_parameters_he, FURTHER_KEY, key=("L", "layers_dims"))
def he_with_a_further_key(layers_dims: Sizes, seed: int = 3, *, key: str) -> dict[str, Any]:
    return _network_with_a_further_key(layers_dims, seed, _he_std, key)


@exercises.misconception(initialize_parameters_he, TWINS)
def he_with_twins(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_of_twins(layers_dims, seed, _he_std)


@exercises.misconception(initialize_parameters_he, ONE_WIDTH, place=("rows", "columns", "biases"))
def he_of_one_width(layers_dims: Sizes, seed: int = 3, *, place: str) -> Parameters:
    return _network_of_one_width(layers_dims, seed, _he_std, place)


@exercises.misconception(initialize_parameters_he, BIASES_AS_ROWS)
def he_with_biases_as_rows(layers_dims: Sizes, seed: int = 3) -> dict[str, Any]:
    return _network_with_biases(layers_dims, seed, _he_std, lambda n: np.zeros((1, n)))


@exercises.misconception(initialize_parameters_he, BIAS_AS_A_NUMBER, shape=((), (1,), (1, 1)))
def he_with_a_number_for_b(layers_dims: Sizes, seed: int = 3, *, shape: tuple[int, ...]) -> dict[str, Any]:
    return _network_with_biases(layers_dims, seed, _he_std, lambda n: np.zeros(shape))


@exercises.misconception(initialize_parameters_he, BIASES_OF_ONE, start=(1.0, 0.1, 0.01, 0.001, 1e-6))
def he_with_biases_of_one(layers_dims: Sizes, seed: int = 3, *, start: float) -> dict[str, Any]:
    return _network_with_biases(layers_dims, seed, _he_std, lambda n: np.full((n, 1), start))


@exercises.misconception(initialize_parameters_he, NO_BIASES)
def he_without_biases(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_without_biases(layers_dims, seed, _he_std)


@exercises.misconception(initialize_parameters_he, LOWER_CASE)
def he_with_lower_case_keys(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_with_lower_case_keys(layers_dims, seed, _he_std)


@exercises.misconception(initialize_parameters_he, ONE_KEY)
def he_under_one_key(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_under_one_key(layers_dims, seed, _he_std)


@exercises.misconception(initialize_parameters_he, FIRST_LAYER_ONLY)
def he_of_the_first_layer(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_of_the_first_layer(layers_dims, seed, _he_std)


@exercises.misconception(initialize_parameters_he, CENTRED_RAND)
def he_from_centred_rand(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_from_centred_rand(layers_dims, seed, _he_std)


@exercises.misconception(initialize_parameters_he, NOT_RETURNED)
def he_not_returned(layers_dims: Sizes, seed: int = 3) -> None:
    _network(layers_dims, seed, _he_std)


@exercises.misconception(
    initialize_parameters_he,
    "You use one fixed width under the root in every layer: each layer has its own, `layers_dims[l - 1]`.",
    at=(0, 1, -1, -2),
)
def he_width_of_one_layer(layers_dims: Sizes, seed: int = 3, *, at: int) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(2 / layers_dims[at])))


@exercises.misconception(
    initialize_parameters_he,
    "You take the root of n_{l-1} alone, 2/√n_{l-1}: the root goes over the whole fraction, √(2/n_{l-1}).",
)
def he_two_over_the_root(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: 2 / float(np.sqrt(n_prev)))


@exercises.misconception(
    initialize_parameters_he,
    "You divide with `//`, which cuts 2/n_{l-1} down to 0: divide with `/`.",
)
def he_integer_division(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(2 // n_prev)))


@exercises.misconception(
    initialize_parameters_he,
    "You divide by the number of layers: n_{l-1} is the width of the layer before, `layers_dims[l - 1]`.",
)
def he_number_of_layers(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(2 / (len(layers_dims) - 1))))


@exercises.misconception(
    initialize_parameters_he,
    "You count one input too many or too few: n_{l-1} is `layers_dims[l - 1]` itself.",
    more=(1, -1),
)
def he_fan_in_off_by_one(layers_dims: Sizes, seed: int = 3, *, more: int) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(2 / max(n_prev + more, 1))))


@exercises.misconception(
    initialize_parameters_he,
    "You multiply a normal draw by √(6/n_{l-1}), a uniform draw's limit: a normal draw takes √(2/n_{l-1}).",
)
def he_limit_as_std(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(6 / n_prev)))


@exercises.misconception(
    initialize_parameters_he,
    "You multiply by another factor besides √(2/n_{l-1}): leave out the 0.01 or the 10 of exercise 2.",
    factor=(0.01, 0.1, 10.0),
)
def he_factor_left_over(layers_dims: Sizes, seed: int = 3, *, factor: float) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: factor * float(np.sqrt(2 / n_prev)))


@exercises.misconception(
    initialize_parameters_he,
    "You square 2/n_{l-1} instead of taking its root: the factor is √(2/n_{l-1}).",
)
def he_square_for_the_root(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: (2 / n_prev) ** 2)


# He: right styles.


@exercises.style(initialize_parameters_he, "np.random.seed and randn")
def he_by_randn(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_by_randn(layers_dims, seed, _he_std)


@exercises.style(initialize_parameters_he, "RandomState, pairs of neighbours with zip")
def he_by_random_state(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_by_random_state(layers_dims, seed, _he_std)


@exercises.style(initialize_parameters_he, "a Generator and dict comprehensions")
def he_by_comprehension(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_by_comprehension(layers_dims, seed, _he_std)


@exercises.style(initialize_parameters_he, "a uniform draw of the same variance")
def he_by_uniform_draws(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_by_uniform_draws(layers_dims, seed, _he_std)


@exercises.style(initialize_parameters_he, "the last layer drawn first, transposed")
def he_from_the_end(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_from_the_end(layers_dims, seed, _he_std)


@exercises.style(initialize_parameters_he, "one long draw in single precision, cut into layers")
def he_cut_from_one_draw(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_cut_from_one_draw(layers_dims, seed, _he_std)


@exercises.style(initialize_parameters_he, "unit by unit, a row at a time")
def he_row_by_row(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_row_by_row(layers_dims, seed, _he_std)


@exercises.style(initialize_parameters_he, "a generator of its own for every layer")
def he_by_a_generator_per_layer(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_by_a_generator_per_layer(layers_dims, seed, _he_std)


# Xavier: known mistakes.


@exercises.misconception(
    initialize_parameters_xavier,
    "You use √(2/n_{l-1}), He's factor for ReLU: tanh does not cut off half of the values, so "
    "Xavier's is √(1/n_{l-1}).",
)
def xavier_with_two_for_one(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(2 / n_prev)))


@exercises.misconception(
    initialize_parameters_xavier,
    "You multiply by 1/n_{l-1}: that is the variance, and the factor of a standard normal draw is its "
    "root, √(1/n_{l-1}).",
)
def xavier_variance_as_factor(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: 1 / n_prev)


@exercises.misconception(
    initialize_parameters_xavier,
    "You divide by n_l, the layer's own units: Z sums over its inputs, so n_{l-1} belongs under the root.",
)
def xavier_fan_out(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(1 / n)))


@exercises.misconception(
    initialize_parameters_xavier,
    "You use √(2/(n_{l-1} + n_l)), the other formula of this name: here it is √(1/n_{l-1}), and the "
    "sum of both widths is the next exercise, Glorot.",
)
def xavier_sum_of_both_fans(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(2 / (n_prev + n))))


@exercises.misconception(
    initialize_parameters_xavier,
    "You use √(1/(n_{l-1} + n_l)): only the layer's inputs count here, √(1/n_{l-1}).",
)
def xavier_one_over_the_sum(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(1 / (n_prev + n))))


@exercises.misconception(
    initialize_parameters_xavier,
    "You multiply by 0.01 whatever the width: the spread should be √(1/n_{l-1}), smaller where a unit "
    "has more inputs.",
)
def xavier_one_hundredth(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: 0.01)


@exercises.misconception(
    initialize_parameters_xavier,
    "You leave the weights with standard deviation 1: multiply them by √(1/n_{l-1}).",
)
def xavier_factor_forgotten(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: 1.0)


@exercises.misconception(
    initialize_parameters_xavier,
    "You divide by √(1/n_{l-1}), so wide layers get large weights: multiply by it.",
)
def xavier_divided_by_the_factor(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(n_prev)))


@exercises.misconception(
    initialize_parameters_xavier,
    "You draw uniformly between ±√(1/n_{l-1}), which has a variance of only 1/(3n_{l-1}): a uniform "
    "draw needs the limit √(3/n_{l-1}).",
)
def xavier_uniform_within_one_std(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_within_one_std(layers_dims, seed, _xavier_std)


@exercises.misconception(initialize_parameters_xavier, WITHOUT_SEED)
def xavier_without_seed(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_without_seed(layers_dims, _xavier_std)


@exercises.misconception(initialize_parameters_xavier, SEED_FIXED)
def xavier_with_a_fixed_seed(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, 1, _xavier_std)


@exercises.misconception(initialize_parameters_xavier, SEEDED_ANEW)
def xavier_seeded_anew_for_each_layer(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_seeded_anew(layers_dims, seed, _xavier_std)


@exercises.misconception(initialize_parameters_xavier, FROM_RAND)
def xavier_from_rand(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_from_rand(layers_dims, seed, _xavier_std)


@exercises.misconception(initialize_parameters_xavier, RANDOM_BIASES)
def xavier_with_random_biases(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_with_random_biases(layers_dims, seed, _xavier_std)


@exercises.misconception(initialize_parameters_xavier, TRANSPOSED)
def xavier_transposed(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_transposed(layers_dims, seed, _xavier_std)


@exercises.misconception(initialize_parameters_xavier, WITHOUT_LAST)
def xavier_without_the_last_layer(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_without_last_layer(layers_dims, seed, _xavier_std)


@exercises.misconception(initialize_parameters_xavier, FLAT_BIASES)
def xavier_with_flat_biases(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_with_flat_biases(layers_dims, seed, _xavier_std)


@exercises.misconception(initialize_parameters_xavier, FROM_ZERO)
def xavier_numbered_from_zero(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_numbered_from_zero(layers_dims, seed, _xavier_std)


@exercises.misconception(initialize_parameters_xavier, EQUAL_UNITS)
def xavier_with_equal_units(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_of_equal_units(layers_dims, seed, _xavier_std)


@exercises.misconception(initialize_parameters_xavier, LAYER_ZERO)
def xavier_with_a_layer_zero(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_with_a_layer_zero(layers_dims, seed, _xavier_std)


@exercises.misconception(initialize_parameters_xavier, FURTHER_KEY, key=("L", "layers_dims"))
def xavier_with_a_further_key(layers_dims: Sizes, seed: int = 3, *, key: str) -> dict[str, Any]:
    return _network_with_a_further_key(layers_dims, seed, _xavier_std, key)


@exercises.misconception(initialize_parameters_xavier, TWINS)
def xavier_with_twins(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_of_twins(layers_dims, seed, _xavier_std)


@exercises.misconception(initialize_parameters_xavier, ONE_WIDTH, place=("rows", "columns", "biases"))
def xavier_of_one_width(layers_dims: Sizes, seed: int = 3, *, place: str) -> Parameters:
    return _network_of_one_width(layers_dims, seed, _xavier_std, place)


@exercises.misconception(initialize_parameters_xavier, BIASES_AS_ROWS)
def xavier_with_biases_as_rows(layers_dims: Sizes, seed: int = 3) -> dict[str, Any]:
    return _network_with_biases(layers_dims, seed, _xavier_std, lambda n: np.zeros((1, n)))


@exercises.misconception(initialize_parameters_xavier, BIAS_AS_A_NUMBER, shape=((), (1,), (1, 1)))
def xavier_with_a_number_for_b(
    layers_dims: Sizes, seed: int = 3, *, shape: tuple[int, ...]
) -> dict[str, Any]:
    return _network_with_biases(layers_dims, seed, _xavier_std, lambda n: np.zeros(shape))


@exercises.misconception(initialize_parameters_xavier, BIASES_OF_ONE, start=(1.0, 0.1, 0.01, 0.001, 1e-6))
def xavier_with_biases_of_one(layers_dims: Sizes, seed: int = 3, *, start: float) -> dict[str, Any]:
    return _network_with_biases(layers_dims, seed, _xavier_std, lambda n: np.full((n, 1), start))


@exercises.misconception(initialize_parameters_xavier, NO_BIASES)
def xavier_without_biases(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_without_biases(layers_dims, seed, _xavier_std)


@exercises.misconception(initialize_parameters_xavier, LOWER_CASE)
def xavier_with_lower_case_keys(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_with_lower_case_keys(layers_dims, seed, _xavier_std)


@exercises.misconception(initialize_parameters_xavier, ONE_KEY)
def xavier_under_one_key(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_under_one_key(layers_dims, seed, _xavier_std)


@exercises.misconception(initialize_parameters_xavier, FIRST_LAYER_ONLY)
def xavier_of_the_first_layer(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_of_the_first_layer(layers_dims, seed, _xavier_std)


@exercises.misconception(initialize_parameters_xavier, CENTRED_RAND)
def xavier_from_centred_rand(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_from_centred_rand(layers_dims, seed, _xavier_std)


@exercises.misconception(initialize_parameters_xavier, NOT_RETURNED)
def xavier_not_returned(layers_dims: Sizes, seed: int = 3) -> None:
    _network(layers_dims, seed, _xavier_std)


@exercises.misconception(
    initialize_parameters_xavier,
    "You use one fixed width under the root in every layer: each layer has its own, `layers_dims[l - 1]`.",
    at=(0, 1, -1, -2),
)
def xavier_width_of_one_layer(layers_dims: Sizes, seed: int = 3, *, at: int) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(1 / layers_dims[at])))


@exercises.misconception(
    initialize_parameters_xavier,
    "You divide with `//`, which cuts 1/n_{l-1} down to 0: divide with `/`.",
)
def xavier_integer_division(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(1 // n_prev)))


@exercises.misconception(
    initialize_parameters_xavier,
    "You divide by the number of layers: n_{l-1} is the width of the layer before, `layers_dims[l - 1]`.",
)
def xavier_number_of_layers(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(1 / (len(layers_dims) - 1))))


@exercises.misconception(
    initialize_parameters_xavier,
    "You count one input too many or too few: n_{l-1} is `layers_dims[l - 1]` itself.",
    more=(1, -1),
)
def xavier_fan_in_off_by_one(layers_dims: Sizes, seed: int = 3, *, more: int) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(1 / max(n_prev + more, 1))))


@exercises.misconception(
    initialize_parameters_xavier,
    "You multiply a normal draw by √(3/n_{l-1}), a uniform draw's limit: a normal draw takes √(1/n_{l-1}).",
)
def xavier_limit_as_std(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(3 / n_prev)))


@exercises.misconception(
    initialize_parameters_xavier,
    "You multiply by another factor besides √(1/n_{l-1}): leave out the 0.01 or the 10 of exercise 2.",
    factor=(0.01, 0.1, 10.0),
)
def xavier_factor_left_over(layers_dims: Sizes, seed: int = 3, *, factor: float) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: factor * float(np.sqrt(1 / n_prev)))


@exercises.misconception(
    initialize_parameters_xavier,
    "You use √(1/(2 n_{l-1})): the variance is 1/n_{l-1}.",
)
def xavier_half_the_variance(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(1 / (2 * n_prev))))


@exercises.misconception(
    initialize_parameters_xavier,
    "You use 2/√n_{l-1}: the factor is √(1/n_{l-1}).",
)
def xavier_two_over_the_root(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: 2 / float(np.sqrt(n_prev)))


# Xavier: right styles.


@exercises.style(initialize_parameters_xavier, "np.random.seed and randn")
def xavier_by_randn(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_by_randn(layers_dims, seed, _xavier_std)


@exercises.style(initialize_parameters_xavier, "RandomState, pairs of neighbours with zip")
def xavier_by_random_state(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_by_random_state(layers_dims, seed, _xavier_std)


@exercises.style(initialize_parameters_xavier, "a Generator and dict comprehensions")
def xavier_by_comprehension(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_by_comprehension(layers_dims, seed, _xavier_std)


@exercises.style(initialize_parameters_xavier, "a uniform draw of the same variance")
def xavier_by_uniform_draws(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_by_uniform_draws(layers_dims, seed, _xavier_std)


@exercises.style(initialize_parameters_xavier, "the last layer drawn first, transposed")
def xavier_from_the_end(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_from_the_end(layers_dims, seed, _xavier_std)


@exercises.style(initialize_parameters_xavier, "one long draw in single precision, cut into layers")
def xavier_cut_from_one_draw(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_cut_from_one_draw(layers_dims, seed, _xavier_std)


@exercises.style(initialize_parameters_xavier, "unit by unit, a row at a time")
def xavier_row_by_row(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_row_by_row(layers_dims, seed, _xavier_std)


@exercises.style(initialize_parameters_xavier, "a generator of its own for every layer")
def xavier_by_a_generator_per_layer(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_by_a_generator_per_layer(layers_dims, seed, _xavier_std)


# Glorot: known mistakes.


@exercises.misconception(
    initialize_parameters_glorot,
    "You multiply by 2/(n_{l-1} + n_l): that is the variance, and the factor of a standard normal "
    "draw is its root.",
)
def glorot_root_forgotten(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: 2 / (n_prev + n))


@exercises.misconception(
    initialize_parameters_glorot,
    "You multiply a normal draw by √(6/(n_{l-1} + n_l)): that is the limit of a uniform draw, a "
    "normal one takes √(2/(n_{l-1} + n_l)).",
)
def glorot_limit_as_std(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(6 / (n_prev + n))))


@exercises.misconception(
    initialize_parameters_glorot,
    "You use √(1/(n_{l-1} + n_l)): the variance is 1 over the mean of both widths, which is "
    "2/(n_{l-1} + n_l).",
)
def glorot_one_for_two(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(1 / (n_prev + n))))


@exercises.misconception(
    initialize_parameters_glorot,
    "You use √(1/n_{l-1}), which keeps the signal's scale on the way forward only: Glorot's adds the "
    "units n_l, for the way back.",
)
def glorot_fan_in_only(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(1 / n_prev)))


@exercises.misconception(
    initialize_parameters_glorot,
    "You use √(1/n_l), which keeps the gradient's scale on the way back only: Glorot's adds the "
    "inputs n_{l-1}, for the way forward.",
)
def glorot_fan_out_only(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(1 / n)))


@exercises.misconception(
    initialize_parameters_glorot,
    "You use √(2/n_{l-1}), He's factor: Glorot's has both widths under the root, √(2/(n_{l-1} + n_l)).",
)
def glorot_he(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(2 / n_prev)))


@exercises.misconception(
    initialize_parameters_glorot,
    "You multiply the widths, √(2/(n_{l-1}·n_l)): they are added, √(2/(n_{l-1} + n_l)).",
)
def glorot_product_of_widths(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(2 / (n_prev * n))))


@exercises.misconception(
    initialize_parameters_glorot,
    "You compute 2/n_{l-1} + n_l, since a division comes before a sum: put brackets around n_{l-1} + n_l.",
)
def glorot_sum_outside_the_fraction(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(2 / n_prev + n)))


@exercises.misconception(
    initialize_parameters_glorot,
    "You multiply by 0.01 whatever the widths: the spread should be √(2/(n_{l-1} + n_l)).",
)
def glorot_one_hundredth(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: 0.01)


@exercises.misconception(
    initialize_parameters_glorot,
    "You draw uniformly between ±√(2/(n_{l-1} + n_l)), whose variance is a third of what it should "
    "be: a uniform draw needs the limit √(6/(n_{l-1} + n_l)).",
)
def glorot_uniform_within_one_std(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_within_one_std(layers_dims, seed, _glorot_std)


@exercises.misconception(initialize_parameters_glorot, WITHOUT_SEED)
def glorot_without_seed(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_without_seed(layers_dims, _glorot_std)


@exercises.misconception(initialize_parameters_glorot, SEED_FIXED)
def glorot_with_a_fixed_seed(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, 1, _glorot_std)


@exercises.misconception(initialize_parameters_glorot, SEEDED_ANEW)
def glorot_seeded_anew_for_each_layer(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_seeded_anew(layers_dims, seed, _glorot_std)


@exercises.misconception(initialize_parameters_glorot, FROM_RAND)
def glorot_from_rand(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_from_rand(layers_dims, seed, _glorot_std)


@exercises.misconception(initialize_parameters_glorot, RANDOM_BIASES)
def glorot_with_random_biases(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_with_random_biases(layers_dims, seed, _glorot_std)


@exercises.misconception(initialize_parameters_glorot, TRANSPOSED)
def glorot_transposed(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_transposed(layers_dims, seed, _glorot_std)


@exercises.misconception(initialize_parameters_glorot, WITHOUT_LAST)
def glorot_without_the_last_layer(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_without_last_layer(layers_dims, seed, _glorot_std)


@exercises.misconception(initialize_parameters_glorot, FLAT_BIASES)
def glorot_with_flat_biases(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_with_flat_biases(layers_dims, seed, _glorot_std)


@exercises.misconception(initialize_parameters_glorot, FROM_ZERO)
def glorot_numbered_from_zero(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_numbered_from_zero(layers_dims, seed, _glorot_std)


@exercises.misconception(initialize_parameters_glorot, EQUAL_UNITS)
def glorot_with_equal_units(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_of_equal_units(layers_dims, seed, _glorot_std)


@exercises.misconception(initialize_parameters_glorot, LAYER_ZERO)
def glorot_with_a_layer_zero(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_with_a_layer_zero(layers_dims, seed, _glorot_std)


@exercises.misconception(initialize_parameters_glorot, FURTHER_KEY, key=("L", "layers_dims"))
def glorot_with_a_further_key(layers_dims: Sizes, seed: int = 3, *, key: str) -> dict[str, Any]:
    return _network_with_a_further_key(layers_dims, seed, _glorot_std, key)


@exercises.misconception(initialize_parameters_glorot, TWINS)
def glorot_with_twins(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_of_twins(layers_dims, seed, _glorot_std)


@exercises.misconception(initialize_parameters_glorot, ONE_WIDTH, place=("rows", "columns", "biases"))
def glorot_of_one_width(layers_dims: Sizes, seed: int = 3, *, place: str) -> Parameters:
    return _network_of_one_width(layers_dims, seed, _glorot_std, place)


@exercises.misconception(initialize_parameters_glorot, BIASES_AS_ROWS)
def glorot_with_biases_as_rows(layers_dims: Sizes, seed: int = 3) -> dict[str, Any]:
    return _network_with_biases(layers_dims, seed, _glorot_std, lambda n: np.zeros((1, n)))


@exercises.misconception(initialize_parameters_glorot, BIAS_AS_A_NUMBER, shape=((), (1,), (1, 1)))
def glorot_with_a_number_for_b(
    layers_dims: Sizes, seed: int = 3, *, shape: tuple[int, ...]
) -> dict[str, Any]:
    return _network_with_biases(layers_dims, seed, _glorot_std, lambda n: np.zeros(shape))


@exercises.misconception(initialize_parameters_glorot, BIASES_OF_ONE, start=(1.0, 0.1, 0.01, 0.001, 1e-6))
def glorot_with_biases_of_one(layers_dims: Sizes, seed: int = 3, *, start: float) -> dict[str, Any]:
    return _network_with_biases(layers_dims, seed, _glorot_std, lambda n: np.full((n, 1), start))


@exercises.misconception(initialize_parameters_glorot, NO_BIASES)
def glorot_without_biases(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_without_biases(layers_dims, seed, _glorot_std)


@exercises.misconception(initialize_parameters_glorot, LOWER_CASE)
def glorot_with_lower_case_keys(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_with_lower_case_keys(layers_dims, seed, _glorot_std)


@exercises.misconception(initialize_parameters_glorot, ONE_KEY)
def glorot_under_one_key(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_under_one_key(layers_dims, seed, _glorot_std)


@exercises.misconception(initialize_parameters_glorot, FIRST_LAYER_ONLY)
def glorot_of_the_first_layer(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_of_the_first_layer(layers_dims, seed, _glorot_std)


@exercises.misconception(initialize_parameters_glorot, CENTRED_RAND)
def glorot_from_centred_rand(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_from_centred_rand(layers_dims, seed, _glorot_std)


@exercises.misconception(initialize_parameters_glorot, NOT_RETURNED)
def glorot_not_returned(layers_dims: Sizes, seed: int = 3) -> None:
    _network(layers_dims, seed, _glorot_std)


@exercises.misconception(
    initialize_parameters_glorot,
    "You leave the weights with standard deviation 1: multiply them by √(2/(n_{l-1} + n_l)).",
)
def glorot_factor_forgotten(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: 1.0)


@exercises.misconception(
    initialize_parameters_glorot,
    "You divide by √(2/(n_{l-1} + n_l)), so wide layers get large weights: multiply by it.",
)
def glorot_divided_by_the_factor(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt((n_prev + n) / 2)))


@exercises.misconception(
    initialize_parameters_glorot,
    "You use the first two widths in every layer: use `layers_dims[l - 1]` and `layers_dims[l]`.",
)
def glorot_width_of_one_layer(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(
        layers_dims, seed, lambda n_prev, n: float(np.sqrt(2 / (layers_dims[0] + layers_dims[1])))
    )


@exercises.misconception(
    initialize_parameters_glorot,
    "You divide with `//`, which cuts the fraction down to 0: divide with `/`.",
)
def glorot_integer_division(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(2 // (n_prev + n))))


@exercises.misconception(
    initialize_parameters_glorot,
    "You take the root of 2 alone: the root goes over the whole fraction, √(2/(n_{l-1} + n_l)).",
)
def glorot_root_of_two_alone(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(2)) / (n_prev + n))


@exercises.misconception(
    initialize_parameters_glorot,
    "You take the root of n_{l-1} + n_l alone: the root goes over the whole fraction, √(2/(n_{l-1} + n_l)).",
)
def glorot_root_of_the_sum_alone(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: 2 / float(np.sqrt(n_prev + n)))


@exercises.misconception(
    initialize_parameters_glorot,
    "You take the mean of 1/n_{l-1} and 1/n_l: take the mean of the two widths, and 1 over it.",
)
def glorot_mean_of_both_variances(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt((1 / n_prev + 1 / n) / 2)))


@exercises.misconception(
    initialize_parameters_glorot,
    "You take the geometric mean of the widths, √(n_{l-1} n_l): take half of their sum.",
)
def glorot_geometric_mean(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(1 / np.sqrt(n_prev * n))))


@exercises.misconception(
    initialize_parameters_glorot,
    "You add up the widths of all layers: only the two that this W connects count, n_{l-1} + n_l.",
)
def glorot_all_widths(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: float(np.sqrt(2 / sum(layers_dims))))


@exercises.misconception(
    initialize_parameters_glorot,
    "You multiply by another factor besides √(2/(n_{l-1} + n_l)): leave out the 0.01 or 10 of exercise 2.",
    factor=(0.01, 0.1, 10.0),
)
def glorot_factor_left_over(layers_dims: Sizes, seed: int = 3, *, factor: float) -> Parameters:
    return _network(layers_dims, seed, lambda n_prev, n: factor * float(np.sqrt(2 / (n_prev + n))))


# Glorot: right styles.


@exercises.style(initialize_parameters_glorot, "np.random.seed and randn")
def glorot_by_randn(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_by_randn(layers_dims, seed, _glorot_std)


@exercises.style(initialize_parameters_glorot, "RandomState, pairs of neighbours with zip")
def glorot_by_random_state(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_by_random_state(layers_dims, seed, _glorot_std)


@exercises.style(initialize_parameters_glorot, "a Generator and dict comprehensions")
def glorot_by_comprehension(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_by_comprehension(layers_dims, seed, _glorot_std)


@exercises.style(initialize_parameters_glorot, "a uniform draw of the same variance")
def glorot_by_uniform_draws(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_by_uniform_draws(layers_dims, seed, _glorot_std)


@exercises.style(initialize_parameters_glorot, "the last layer drawn first, transposed")
def glorot_from_the_end(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_from_the_end(layers_dims, seed, _glorot_std)


@exercises.style(initialize_parameters_glorot, "one long draw in single precision, cut into layers")
def glorot_cut_from_one_draw(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_cut_from_one_draw(layers_dims, seed, _glorot_std)


@exercises.style(initialize_parameters_glorot, "unit by unit, a row at a time")
def glorot_row_by_row(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_row_by_row(layers_dims, seed, _glorot_std)


@exercises.style(initialize_parameters_glorot, "a generator of its own for every layer")
def glorot_by_a_generator_per_layer(layers_dims: Sizes, seed: int = 3) -> Parameters:
    return _network_by_a_generator_per_layer(layers_dims, seed, _glorot_std)
