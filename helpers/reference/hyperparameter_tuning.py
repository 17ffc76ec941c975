# ruff: noqa: D103 - the sentence in its decorator documents a variant
"""References, known mistakes and right styles of the assignment "hyperparameter_tuning".

A space is a dict `{"name": (kind, low, high)}` with kinds "log", "linear", "int" and "momentum"; a setting
is a dict `{"name": value}`. Mistakes that a function can make whatever it draws share a skeleton, which takes
`values(u, low, high)`: it lays uniform numbers u in [0, 1) out on the function's own scale.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from helpers.reference.hyperparameter_tuning_sameness import same_grids, same_samples, same_searches
from helpers.reference.registry import Exercises

Array: TypeAlias = NDArray[Any]
Space: TypeAlias = dict[str, tuple[str, Any, Any]]
Setting: TypeAlias = dict[str, Any]
Results: TypeAlias = Sequence[tuple[Setting, float]]
Scale: TypeAlias = Callable[[Any, Any, Any], Any]

exercises = Exercises("hyperparameter_tuning")


# The references, one formula each.


@exercises.reference(same=same_samples)
def sample_log_uniform(low: float, high: float, n: int, seed: int = 0) -> Array:
    """10^r with r uniform between log₁₀ low and log₁₀ high."""
    if low <= 0 or low > high:
        raise ValueError(f"a log scale needs 0 < low <= high, got {low} and {high}")
    r = np.random.default_rng(seed).uniform(np.log10(low), np.log10(high), n)
    values: Array = 10**r
    return values


@exercises.reference(same=same_samples)
def sample_momentum(low: float, high: float, n: int, seed: int = 0) -> Array:
    """1 − 10^r with r uniform between log₁₀(1 − high) and log₁₀(1 − low)."""
    r = np.random.default_rng(seed).uniform(np.log10(1 - high), np.log10(1 - low), n)
    values: Array = 1 - 10**r
    return values


@exercises.reference(same=same_samples)
def sample_integers(low: int, high: int, n: int, seed: int = 0) -> Array:
    """Each of low, low + 1, …, high with probability 1 / (high − low + 1)."""
    return np.random.default_rng(seed).integers(low, high, size=n, endpoint=True)


@exercises.reference(same=same_grids)
def grid_search(values_a: Sequence[Any], values_b: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Every a with every b."""
    return [(a, b) for a in values_a for b in values_b]


@exercises.reference(same=same_searches)
def random_search(space: Space, n: int, seed: int = 0) -> list[Setting]:
    """Draw each hyperparameter on its own scale, from one stream of random numbers."""
    rng = np.random.default_rng(seed)
    columns = {name: _on_scale(kind, rng.random(n), low, high) for name, (kind, low, high) in space.items()}
    return [{name: column[i].item() for name, column in columns.items()} for i in range(n)]


@exercises.reference()
def coarse_to_fine(results: Results, space: Space, keep: float = 0.25) -> Space:
    """The smallest box around the ⌈keep · N⌉ settings of least cost; nan comes last."""
    costs = np.array([cost for _, cost in results])
    kept = int(np.ceil(round(keep * len(results), 9)))  # 0.28 · 25 is 7.000000000000001 in floats
    best = [results[i][0] for i in np.argsort(costs)[:kept]]
    return {
        name: (kind, min(setting[name] for setting in best), max(setting[name] for setting in best))
        for name, (kind, _, _) in space.items()
    }


def _log(u: Any, low: Any, high: Any) -> Any:
    return 10 ** (np.log10(low) + u * (np.log10(high) - np.log10(low)))


def _linear(u: Any, low: Any, high: Any) -> Any:
    return low + u * (high - low)


def _momentum(u: Any, low: Any, high: Any) -> Any:
    return 1 - _log(u, 1 - high, 1 - low)


def _whole(u: Any, low: Any, high: Any) -> Any:
    return low + np.floor(u * (high - low + 1)).astype(int)


def _on_scale(kind: str, u: Any, low: Any, high: Any) -> Any:
    if kind == "log":
        return _log(u, low, high)
    if kind == "momentum":
        return _momentum(u, low, high)
    if kind == "int":
        return _whole(u, low, high)
    return _linear(u, low, high)


# What hidden tests start from.


def random_results(rng: np.random.Generator, N: int, keep: float, diverged: int = 0) -> tuple[Any, Space]:
    """N results and their space; no known mistake about choosing the best settings gives the right box.

    The `diverged` worst have the costs nan and inf in turns; they must be fewer than those that are not kept.
    """
    space: Space = {
        "learning_rate": ("log", 1e-4, 1.0),
        "momentum": ("momentum", 0.5, 0.999),
        "units": ("int", 8, 512),
        "weight_scale": ("linear", -2.0, 2.0),
    }
    while True:
        settings = random_search(space, N, int(rng.integers(2**31)))
        costs = 0.3 + 0.05 * np.arange(N) + rng.uniform(0, 0.02, N)
        costs[N - diverged :] = np.where(np.arange(diverged) % 2, np.inf, np.nan)
        results = list(zip(settings, rng.permutation(costs).tolist(), strict=True))
        right = coarse_to_fine(results, space, keep)
        if all(_differs(box, right) for box in _wrong_boxes(results, space, keep)):
            return results, space


def _differs(one: Space, two: Space) -> bool:
    """Whether two boxes differ clearly, by a hundredth of an end at least."""
    return any(
        abs(a - b) > 0.01 * abs(b) for name in two for a, b in zip(one[name][1:], two[name][1:], strict=True)
    )


def _wrong_boxes(results: Results, space: Space, keep: float) -> list[Space]:
    """What known mistakes make of results; of choices only those that are one where so many are kept."""
    N, k = len(results), int(np.ceil(keep * len(results)))
    best = [results[i][0] for i in np.argsort([cost for _, cost in results])]
    naive = [setting for setting, _ in sorted(results, key=lambda result: result[1])]
    numbers = {1, k - 1, k + 1, int(np.ceil(0.25 * N)), N} - {k}
    chosen = [best[:number] for number in numbers if 1 <= number <= N]
    if k < N:
        chosen += [best[-k:], [setting for setting, _ in results[:k]]]
    if naive[:k] != best[:k] and any(np.isnan(cost) for _, cost in results):
        chosen.append(naive[:k])
    elif any(np.isnan(cost) for _, cost in results):
        return [coarse_to_fine(results, space, keep)]  # draw again: here `sorted` happens to be right
    boxes = [_boxed(each, space) for each in chosen]
    if k > 1:
        boxes.append({name: (space[name][0], best[0][name], best[k - 1][name]) for name in space})
    return boxes


def drawn_one_by_one(values: Array) -> bool:
    """Whether a thousand numbers or more look drawn independently, on whatever scale.

    They are not if the same numbers come again after some steps, if they rise or fall with those some steps
    before, or if equal shares of them are spread more evenly than chance spreads them.
    """
    ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable") - (values.size - 1) / 2
    spectrum = np.abs(np.fft.rfft(ranks)) ** 2
    correlations = np.fft.irfft(spectrum, values.size)[1:] / np.sum(ranks**2)
    return bool(np.abs(correlations).max() < 6.5 / np.sqrt(values.size))


def spread_by_chance(counts: Array) -> bool:
    """Whether counts that should be equal vary at least as much as those of independent draws."""
    mean = counts.mean()
    return bool(np.sum((counts - mean) ** 2) / mean > 0.15 * (counts.size - 1))


# Skeletons of right samples.


def _by_generator(values: Scale, low: Any, high: Any, n: int, seed: int) -> Any:
    return values(np.random.default_rng(seed).random(n), low, high)


def _by_rand(values: Scale, low: Any, high: Any, n: int, seed: int) -> Any:
    np.random.seed(seed)
    return values(np.random.rand(n), low, high)


def _by_random_state(values: Scale, low: Any, high: Any, n: int, seed: int) -> Any:
    state = np.random.RandomState(seed)
    return values(state.uniform(size=n), low, high)


def _from_the_top(values: Scale, low: Any, high: Any, n: int, seed: int) -> Any:
    return values(1 - np.random.default_rng(seed).uniform(size=n), low, high)


# Skeletons of samples with one mistake.


def _without_seed(values: Scale, low: Any, high: Any, n: int) -> Any:
    return values(np.random.rand(n), low, high)


def _with_a_seed_of_ones_own(values: Scale, low: Any, high: Any, n: int) -> Any:
    np.random.seed(0)
    return values(np.random.rand(n), low, high)


def _a_single_number(values: Scale, low: Any, high: Any, seed: int) -> Any:
    np.random.seed(seed)
    return values(np.random.rand(1), low, high)[0]


def _a_column(values: Scale, low: Any, high: Any, n: int, seed: int) -> Any:
    np.random.seed(seed)
    return values(np.random.rand(n, 1), low, high)


def _repeated(values: Scale, low: Any, high: Any, n: int, seed: int) -> Any:
    rows = []
    for _ in range(n):
        np.random.seed(seed)
        rows.append(values(np.random.rand(1), low, high)[0])
    return np.array(rows)


def _sorted(values: Scale, low: Any, high: Any, n: int, seed: int) -> Any:
    np.random.seed(seed)
    return np.sort(values(np.random.rand(n), low, high))


# What the mistakes have in common to say.

WITHOUT_SEED = (
    "You draw without using `seed`, so two calls with the same seed give different {what}: "
    "make `np.random.default_rng(seed)`, and draw from that."
)
SEED_OF_ONES_OWN = (
    "You seed the generator with 0 whatever `seed` is, so every seed gives the same {what}: pass it on."
)
A_SINGLE_NUMBER = (
    "You draw a single value for {what}: tell the generator that you need `n` of them, `size=n`."
)
A_COLUMN = "Your {what} are a column of shape (n, 1): they should be a plain array of shape (n,)."
REPEATED = (
    "You start the generator again for each of the {what}, so it gives its first number n times: start it "
    "once, then draw n numbers."
)
SORTED = (
    "You sort the {what}: leave them in the order drawn, or small values of all hyperparameters go together."
)


# Log scale: known mistakes.


def _checked(low: Any, high: Any) -> None:
    if low <= 0 or low > high:
        raise ValueError("low must be positive, and high not below low")


@exercises.misconception(
    sample_log_uniform,
    "You draw the values themselves uniformly, which puts nine in ten into the last power of ten: draw the "
    "exponent r uniformly, and return 10ʳ.",
)
def log_without_the_log(low: float, high: float, n: int, seed: int = 0) -> Any:
    _checked(low, high)
    return np.random.default_rng(seed).uniform(low, high, n)


@exercises.misconception(
    sample_log_uniform,
    "You take the natural logarithm of the ends and then a power of 10: logarithm and power need the same "
    "base.",
)
def log_of_base_e_power_of_ten(low: float, high: float, n: int, seed: int = 0) -> Any:
    _checked(low, high)
    return 10 ** np.random.default_rng(seed).uniform(np.log(low), np.log(high), n)


@exercises.misconception(
    sample_log_uniform,
    "You take log₁₀ of the ends and then `np.exp`, a power of e: with log₁₀ it is `10 ** r`.",
)
def log_of_base_ten_power_of_e(low: float, high: float, n: int, seed: int = 0) -> Any:
    _checked(low, high)
    return np.exp(np.random.default_rng(seed).uniform(np.log10(low), np.log10(high), n))


@exercises.misconception(
    sample_log_uniform,
    "You return the exponents r: the values are 10ʳ.",
)
def log_exponents(low: float, high: float, n: int, seed: int = 0) -> Any:
    _checked(low, high)
    return np.random.default_rng(seed).uniform(np.log10(low), np.log10(high), n)


@exercises.misconception(
    sample_log_uniform,
    "Your exponents are whole numbers, so that only powers of ten can be drawn: let r be any number between "
    "log₁₀ low and log₁₀ high.",
)
def log_of_whole_exponents(low: float, high: float, n: int, seed: int = 0) -> Any:
    _checked(low, high)
    r = np.random.default_rng(seed).integers(int(np.log10(low)), int(np.log10(high)) + 1, n)
    return 10.0**r


@exercises.misconception(
    sample_log_uniform,
    "You always draw r from −4 to 0, the example's range: it should run from log₁₀ low to log₁₀ high.",
)
def log_from_ten_to_the_minus_four(low: float, high: float, n: int, seed: int = 0) -> Any:
    _checked(low, high)
    np.random.seed(seed)
    return 10 ** (-4 * np.random.rand(n))


@exercises.misconception(
    sample_log_uniform,
    "Your values are evenly spaced and the same for every seed: that is the axis of a grid, here each "
    "value is drawn.",
)
def log_ruler(low: float, high: float, n: int, seed: int = 0) -> Any:
    _checked(low, high)
    return np.geomspace(low, high, n)


@exercises.misconception(
    sample_log_uniform,
    "You shuffle evenly spaced values: the seed decides their order alone, and no two of them can be near "
    "each other. Draw each value on its own.",
)
def log_ruler_shuffled(low: float, high: float, n: int, seed: int = 0) -> Any:
    _checked(low, high)
    return np.random.default_rng(seed).permutation(np.geomspace(low, high, n))


@exercises.misconception(
    sample_log_uniform,
    "You do not look at `low` and `high`: a `low` of 0 or less has no logarithm, and `low > high` is a "
    "slip of the caller; raise a ValueError for both.",
)
def log_without_checks(low: float, high: float, n: int, seed: int = 0) -> Any:
    return _log(np.random.default_rng(seed).random(n), low, high)


@exercises.misconception(
    sample_log_uniform,
    "You let `low > high` pass: both that and `low <= 0` should raise a ValueError.",
)
def log_with_ends_in_any_order(low: float, high: float, n: int, seed: int = 0) -> Any:
    if low <= 0:
        raise ValueError("low must be positive")
    return _log(np.random.default_rng(seed).random(n), low, high)


@exercises.misconception(
    sample_log_uniform,
    "You refuse `low == high`: that is a range of a single value, and only `low > high` is an error.",
)
def log_without_ranges_of_one_value(low: float, high: float, n: int, seed: int = 0) -> Any:
    if low <= 0 or low >= high:
        raise ValueError("low must be positive and less than high")
    return _log(np.random.default_rng(seed).random(n), low, high)


@exercises.misconception(sample_log_uniform, WITHOUT_SEED.format(what="values"))
def log_without_seed(low: float, high: float, n: int, seed: int = 0) -> Any:
    _checked(low, high)
    return _without_seed(_log, low, high, n)


@exercises.misconception(sample_log_uniform, SEED_OF_ONES_OWN.format(what="values"))
def log_with_a_seed_of_ones_own(low: float, high: float, n: int, seed: int = 0) -> Any:
    _checked(low, high)
    return _with_a_seed_of_ones_own(_log, low, high, n)


@exercises.misconception(sample_log_uniform, A_SINGLE_NUMBER.format(what="the whole array"))
def log_of_one_number(low: float, high: float, n: int, seed: int = 0) -> Any:
    _checked(low, high)
    return _a_single_number(_log, low, high, seed)


@exercises.misconception(sample_log_uniform, SORTED.format(what="values"))
def log_sorted(low: float, high: float, n: int, seed: int = 0) -> Any:
    _checked(low, high)
    return _sorted(_log, low, high, n, seed)


@exercises.misconception(
    sample_log_uniform,
    "You return nothing: end the function with `return` and the array.",
)
def log_none(low: float, high: float, n: int, seed: int = 0) -> Any:
    _checked(low, high)
    return None


@exercises.misconception(
    sample_log_uniform,
    "You draw one number and fill the array with it: every value is drawn on its own.",
)
def log_of_the_same_number(low: float, high: float, n: int, seed: int = 0) -> Any:
    _checked(low, high)
    return np.full(n, _log(np.random.default_rng(seed).random(1), low, high)[0])


# Log scale: right styles.


@exercises.style(sample_log_uniform, "natural logarithm and exponential")
def log_by_exp(low: float, high: float, n: int, seed: int = 0) -> Any:
    if not 0 < low <= high:
        raise ValueError("0 < low <= high")
    return np.exp(np.random.default_rng(seed).uniform(np.log(low), np.log(high), size=n))


@exercises.style(sample_log_uniform, "np.random.seed and rand")
def log_by_rand(low: float, high: float, n: int, seed: int = 0) -> Any:
    _checked(low, high)
    return _by_rand(_log, low, high, n, seed)


@exercises.style(sample_log_uniform, "a RandomState")
def log_by_random_state(low: float, high: float, n: int, seed: int = 0) -> Any:
    _checked(low, high)
    return _by_random_state(_log, low, high, n, seed)


@exercises.style(sample_log_uniform, "a power of the ratio")
def log_by_the_ratio(low: float, high: float, n: int, seed: int = 0) -> Any:
    if low <= 0:
        raise ValueError("low <= 0")
    if low > high:
        raise ValueError("low > high")
    return low * (high / low) ** np.random.default_rng(seed).random(n)


@exercises.style(sample_log_uniform, "a loop into a list")
def log_by_a_loop(low: float, high: float, n: int, seed: int = 0) -> Any:
    if low <= 0 or high < low:
        raise ValueError(f"from {low} to {high}")
    rng = np.random.default_rng(seed)
    values = []
    for _ in range(n):
        r = rng.uniform(np.log10(low), np.log10(high))
        values.append(10**r)
    return values


@exercises.style(sample_log_uniform, "powers of two")
def log_of_base_two(low: float, high: float, n: int, seed: int = 0) -> Any:
    if low <= 0 or low > high:
        raise ValueError("low and high")
    return np.exp2(np.random.default_rng(seed).uniform(np.log2(low), np.log2(high), n))


@exercises.style(sample_log_uniform, "from the top, one minus a uniform draw")
def log_from_the_top(low: float, high: float, n: int, seed: int = 0) -> Any:
    _checked(low, high)
    return _from_the_top(_log, low, high, n, seed)


@exercises.style(sample_log_uniform, "shifted and stretched in place")
def log_in_place(low: float, high: float, n: int, seed: int = 0) -> Any:
    if low <= 0 or low > high:
        raise ValueError("low and high")
    r = np.random.RandomState(seed).rand(n)
    r *= np.log10(high / low)
    r += np.log10(low)
    return np.power(10.0, r, out=r)


# Momentum: known mistakes.


@exercises.misconception(
    sample_momentum,
    "You draw β itself uniformly, so that the long memories near 1 are hardly tried: draw the exponent of "
    "1 − β.",
)
def momentum_uniform(low: float, high: float, n: int, seed: int = 0) -> Any:
    return np.random.default_rng(seed).uniform(low, high, n)


@exercises.misconception(
    sample_momentum,
    "You draw on the log scale of β, which between 0.9 and 0.999 is next to uniform: it is 1 − β whose "
    "exponent is uniform.",
)
def momentum_on_the_scale_of_beta(low: float, high: float, n: int, seed: int = 0) -> Any:
    return _log(np.random.default_rng(seed).random(n), low, high)


@exercises.misconception(
    sample_momentum,
    "You compute 1 − r from the exponent r, as a printed slip has it (1 − r = 10ʳ): it is 1 − β that is "
    "10ʳ, so β = 1 − 10ʳ.",
)
def momentum_from_the_printed_slip(low: float, high: float, n: int, seed: int = 0) -> Any:
    return 1 - np.random.default_rng(seed).uniform(np.log10(1 - high), np.log10(1 - low), n)


@exercises.misconception(
    sample_momentum,
    "You return 10ʳ, which is 1 − β: take it away from 1.",
)
def momentum_one_minus_beta(low: float, high: float, n: int, seed: int = 0) -> Any:
    return _log(np.random.default_rng(seed).random(n), 1 - high, 1 - low)


@exercises.misconception(
    sample_momentum,
    "You take the logarithms of β's own ends and subtract the power from 1 afterwards: r runs between "
    "log₁₀(1 − high) and log₁₀(1 − low).",
)
def momentum_with_the_ends_of_beta(low: float, high: float, n: int, seed: int = 0) -> Any:
    return 1 - _log(np.random.default_rng(seed).random(n), max(low, 1e-12), high)


@exercises.misconception(
    sample_momentum,
    "You always draw r from −3 to −1, the example's range: its ends are log₁₀(1 − high) and log₁₀(1 − low).",
)
def momentum_from_minus_three(low: float, high: float, n: int, seed: int = 0) -> Any:
    return 1 - 10 ** np.random.default_rng(seed).uniform(-3, -1, n)


@exercises.misconception(
    sample_momentum,
    "You draw the memory 1/(1 − β) uniformly, so that short ones are hardly tried: draw its exponent.",
)
def momentum_of_uniform_memory(low: float, high: float, n: int, seed: int = 0) -> Any:
    return 1 - 1 / np.random.default_rng(seed).uniform(1 / (1 - low), 1 / (1 - high), n)


@exercises.misconception(
    sample_momentum,
    "You take the natural logarithm of the ends and then a power of 10: logarithm and power need the same "
    "base.",
)
def momentum_of_two_bases(low: float, high: float, n: int, seed: int = 0) -> Any:
    return 1 - 10 ** np.random.default_rng(seed).uniform(np.log(1 - high), np.log(1 - low), n)


@exercises.misconception(sample_momentum, WITHOUT_SEED.format(what="values of β"))
def momentum_without_seed(low: float, high: float, n: int, seed: int = 0) -> Any:
    return _without_seed(_momentum, low, high, n)


@exercises.misconception(sample_momentum, SEED_OF_ONES_OWN.format(what="values of β"))
def momentum_with_a_seed_of_ones_own(low: float, high: float, n: int, seed: int = 0) -> Any:
    return _with_a_seed_of_ones_own(_momentum, low, high, n)


@exercises.misconception(sample_momentum, A_COLUMN.format(what="values of β"))
def momentum_in_a_column(low: float, high: float, n: int, seed: int = 0) -> Any:
    return _a_column(_momentum, low, high, n, seed)


@exercises.misconception(sample_momentum, REPEATED.format(what="values of β"))
def momentum_repeated(low: float, high: float, n: int, seed: int = 0) -> Any:
    return _repeated(_momentum, low, high, n, seed)


@exercises.misconception(
    sample_momentum,
    "You return nothing: end the function with `return` and the array.",
)
def momentum_none(low: float, high: float, n: int, seed: int = 0) -> Any:
    return None


@exercises.misconception(
    sample_momentum,
    "You sort the values of β: leave them in the order drawn, or small values of all hyperparameters "
    "go together.",
)
def momentum_sorted(low: float, high: float, n: int, seed: int = 0) -> Any:
    return _sorted(_momentum, low, high, n, seed)


@exercises.misconception(
    sample_momentum,
    "You take log₁₀ of the ends and then `np.exp`, a power of e: with log₁₀ it is `10 ** r`.",
)
def momentum_of_base_e(low: float, high: float, n: int, seed: int = 0) -> Any:
    return 1 - np.exp(np.random.default_rng(seed).uniform(np.log10(1 - high), np.log10(1 - low), n))


@exercises.misconception(
    sample_momentum,
    "You return the exponents r: β is 1 − 10ʳ.",
)
def momentum_exponents(low: float, high: float, n: int, seed: int = 0) -> Any:
    return np.random.default_rng(seed).uniform(np.log10(1 - high), np.log10(1 - low), n)


# Momentum: right styles.


@exercises.style(sample_momentum, "np.random.seed and rand")
def momentum_by_rand(low: float, high: float, n: int, seed: int = 0) -> Any:
    return _by_rand(_momentum, low, high, n, seed)


@exercises.style(sample_momentum, "a RandomState")
def momentum_by_random_state(low: float, high: float, n: int, seed: int = 0) -> Any:
    return _by_random_state(_momentum, low, high, n, seed)


@exercises.style(sample_momentum, "ends the other way round")
def momentum_from_low_to_high(low: float, high: float, n: int, seed: int = 0) -> Any:
    a, b = np.log10(1 - low), np.log10(1 - high)
    return 1 - 10 ** (a + np.random.default_rng(seed).random(n) * (b - a))


@exercises.style(sample_momentum, "a log-uniform memory")
def momentum_by_memory(low: float, high: float, n: int, seed: int = 0) -> Any:
    memory = _by_generator(_log, 1 / (1 - low), 1 / (1 - high), n, seed)
    return 1 - 1 / memory


@exercises.style(sample_momentum, "natural logarithm and expm1")
def momentum_by_expm1(low: float, high: float, n: int, seed: int = 0) -> Any:
    r = np.random.default_rng(seed).uniform(np.log1p(-high), np.log1p(-low), size=n)
    return -np.expm1(r)


@exercises.style(sample_momentum, "a loop into a list")
def momentum_by_a_loop(low: float, high: float, n: int, seed: int = 0) -> Any:
    np.random.seed(seed)
    betas = []
    for _ in range(n):
        r = np.random.uniform(np.log10(1 - high), np.log10(1 - low))
        betas.append(float(1 - 10**r))
    return betas


@exercises.style(sample_momentum, "cut off at the ends, in case of rounding")
def momentum_clipped(low: float, high: float, n: int, seed: int = 0) -> Any:
    return np.clip(_by_generator(_momentum, low, high, n, seed), low, high)


# Integers: known mistakes.


@exercises.misconception(
    sample_integers,
    "Your draw never gives `high`: `integers` and `randint` leave the upper end out, so pass `high + 1`, or "
    "`endpoint=True`.",
)
def integers_without_high(low: int, high: int, n: int, seed: int = 0) -> Any:
    return np.random.default_rng(seed).integers(low, max(high, low + 1), n)


@exercises.misconception(
    sample_integers,
    "You round uniform numbers between low and high: only half a unit rounds to each end, so both come "
    "half as often as the others.",
)
def integers_by_rounding(low: int, high: int, n: int, seed: int = 0) -> Any:
    return np.round(np.random.default_rng(seed).uniform(low, high, n)).astype(int)


@exercises.misconception(
    sample_integers,
    "You cut off the digits after the point, which goes towards zero: negative numbers need `np.floor`, or "
    "a draw of whole numbers.",
)
def integers_towards_zero(low: int, high: int, n: int, seed: int = 0) -> Any:
    return np.random.default_rng(seed).uniform(low, high + 1, n).astype(int)


@exercises.misconception(
    sample_integers,
    "Your draw never gives `low`: the smallest value is `low` itself.",
)
def integers_without_low(low: int, high: int, n: int, seed: int = 0) -> Any:
    return np.random.default_rng(seed).integers(min(low + 1, high), high, n, endpoint=True)


@exercises.misconception(
    sample_integers,
    "Your draw goes beyond `high`, by one: with `endpoint=True` it is `high` that you pass on, without the "
    "+ 1.",
)
def integers_beyond_high(low: int, high: int, n: int, seed: int = 0) -> Any:
    return np.random.default_rng(seed).integers(low, high + 1, n, endpoint=True)


@exercises.misconception(
    sample_integers,
    "Your numbers are floats such as 3.0, with which no `range` and no shape can be made: return integers.",
)
def integers_as_floats(low: int, high: int, n: int, seed: int = 0) -> Any:
    return np.floor(np.random.default_rng(seed).uniform(low, high + 1, n))


@exercises.misconception(
    sample_integers,
    "Your numbers are not whole: draw integers.",
)
def integers_with_fractions(low: int, high: int, n: int, seed: int = 0) -> Any:
    return np.random.default_rng(seed).uniform(low, high, n)


@exercises.misconception(
    sample_integers,
    "You draw without putting back, so that no number comes twice: each draw has all the values to choose "
    "from.",
)
def integers_without_putting_back(low: int, high: int, n: int, seed: int = 0) -> Any:
    return np.random.default_rng(seed).permutation(np.arange(low, high + 1))[:n]


@exercises.misconception(sample_integers, WITHOUT_SEED.format(what="numbers"))
def integers_without_seed(low: int, high: int, n: int, seed: int = 0) -> Any:
    return _without_seed(_whole, low, high, n)


@exercises.misconception(sample_integers, SEED_OF_ONES_OWN.format(what="numbers"))
def integers_with_a_seed_of_ones_own(low: int, high: int, n: int, seed: int = 0) -> Any:
    return _with_a_seed_of_ones_own(_whole, low, high, n)


@exercises.misconception(sample_integers, REPEATED.format(what="numbers"))
def integers_repeated(low: int, high: int, n: int, seed: int = 0) -> Any:
    return _repeated(_whole, low, high, n, seed)


@exercises.misconception(
    sample_integers,
    "You return nothing: end the function with `return` and the array.",
)
def integers_none(low: int, high: int, n: int, seed: int = 0) -> Any:
    return None


@exercises.misconception(
    sample_integers,
    "Your numbers are a column of shape (n, 1): they should be a plain array of shape (n,).",
)
def integers_in_a_column(low: int, high: int, n: int, seed: int = 0) -> Any:
    return np.random.default_rng(seed).integers(low, high + 1, (n, 1))


@exercises.misconception(
    sample_integers,
    "You draw a single number: tell the generator that you need `n` of them, `size=n`.",
)
def integers_of_one(low: int, high: int, n: int, seed: int = 0) -> Any:
    return int(np.random.default_rng(seed).integers(low, high + 1))


@exercises.misconception(
    sample_integers,
    "You draw from 0 on: the smallest number is `low`.",
)
def integers_from_zero(low: int, high: int, n: int, seed: int = 0) -> Any:
    return np.random.default_rng(seed).integers(0, max(high, 0) + 1, n)


# Integers: right styles.


@exercises.style(sample_integers, "high + 1")
def integers_with_one_more(low: int, high: int, n: int, seed: int = 0) -> Any:
    return np.random.default_rng(seed).integers(low, high + 1, n)


@exercises.style(sample_integers, "np.random.seed and randint")
def integers_by_randint(low: int, high: int, n: int, seed: int = 0) -> Any:
    np.random.seed(seed)
    return np.random.randint(low, high + 1, size=n)


@exercises.style(sample_integers, "a choice of all values")
def integers_by_choice(low: int, high: int, n: int, seed: int = 0) -> Any:
    return np.random.default_rng(seed).choice(np.arange(low, high + 1), size=n)


@exercises.style(sample_integers, "floor of a uniform draw")
def integers_by_floor(low: int, high: int, n: int, seed: int = 0) -> Any:
    return _by_rand(_whole, low, high, n, seed)


@exercises.style(sample_integers, "a loop into a list")
def integers_by_a_loop(low: int, high: int, n: int, seed: int = 0) -> Any:
    rng = np.random.default_rng(seed)
    return [int(rng.integers(low, high + 1)) for _ in range(n)]


@exercises.style(sample_integers, "random_integers of a RandomState, as 32-bit numbers")
def integers_by_random_state(low: int, high: int, n: int, seed: int = 0) -> Any:
    state = np.random.RandomState(seed)
    return state.randint(0, high - low + 1, n).astype(np.int32) + np.int32(low)


@exercises.style(sample_integers, "rounding a range half a unit wider")
def integers_by_a_wider_range(low: int, high: int, n: int, seed: int = 0) -> Any:
    return np.rint(np.random.default_rng(seed).uniform(low - 0.5, high + 0.5, n)).astype(int)


# Grid: known mistakes.


@exercises.misconception(
    grid_search,
    "You pair the first with the first, the second with the second: a grid has every a with every b, n_a · "
    "n_b settings.",
)
def grid_of_the_diagonal(values_a: Sequence[Any], values_b: Sequence[Any]) -> Any:
    return [(a, b) for a, b in zip(values_a, values_b)]  # noqa: B905 - as a student writes it


@exercises.misconception(
    grid_search,
    "Your pairs are (b, a): a comes first.",
)
def grid_swapped(values_a: Sequence[Any], values_b: Sequence[Any]) -> Any:
    return [(b, a) for a in values_a for b in values_b]


@exercises.misconception(
    grid_search,
    "You return a list of rows, each with pairs in it: it should be one list of n_a · n_b pairs.",
)
def grid_of_rows(values_a: Sequence[Any], values_b: Sequence[Any]) -> Any:
    return [[(a, b) for b in values_b] for a in values_a]


@exercises.misconception(
    grid_search,
    "Your `return` stands inside the outer loop, which ends after the first a: move it below both loops.",
)
def grid_of_the_first_row(values_a: Sequence[Any], values_b: Sequence[Any]) -> Any:
    settings = []
    for a in values_a:
        for b in values_b:
            settings.append((a, b))
        return settings
    return settings


@exercises.misconception(
    grid_search,
    "You return a dict with the a as keys, which holds one b for each a: return a list of pairs.",
)
def grid_as_a_dict(values_a: Sequence[Any], values_b: Sequence[Any]) -> Any:
    return {float(a): b for a in values_a for b in values_b}


@exercises.misconception(
    grid_search,
    "You take both numbers of a pair from `values_a`: the second one comes from `values_b`.",
)
def grid_of_a_alone(values_a: Sequence[Any], values_b: Sequence[Any]) -> Any:
    return [(a, b) for a in values_a for b in values_a]


@exercises.misconception(
    grid_search,
    "Your loops stop one value early: `range(len(values_a))` already ends before the length.",
)
def grid_without_the_last(values_a: Sequence[Any], values_b: Sequence[Any]) -> Any:
    return [(values_a[i], values_b[j]) for i in range(len(values_a) - 1) for j in range(len(values_b) - 1)]


@exercises.misconception(
    grid_search,
    "You return the places of the values: put the values themselves into the pairs, `values_a[i]` and not "
    "`i`.",
)
def grid_of_places(values_a: Sequence[Any], values_b: Sequence[Any]) -> Any:
    return [(i, j) for i in range(len(values_a)) for j in range(len(values_b))]


@exercises.misconception(
    grid_search,
    "You return the two matrices of `np.meshgrid`: join their entries into a list of pairs.",
)
def grid_as_meshgrid(values_a: Sequence[Any], values_b: Sequence[Any]) -> Any:
    return list(np.meshgrid(values_a, values_b))


@exercises.misconception(
    grid_search,
    "You take both numbers of a pair from `values_b`: the first one comes from `values_a`.",
)
def grid_of_b_alone(values_a: Sequence[Any], values_b: Sequence[Any]) -> Any:
    return [(a, b) for a in values_b for b in values_b]


@exercises.misconception(
    grid_search,
    "You make the list again in every turn of the outer loop, so only the pairs of the last a are "
    "left: make it once, before both loops.",
)
def grid_of_the_last_row(values_a: Sequence[Any], values_b: Sequence[Any]) -> Any:
    return [(values_a[len(values_a) - 1], b) for b in values_b]


@exercises.misconception(
    grid_search,
    "Your `return` stands inside both loops, which ends after the first pair: move it below them.",
    which=(0, -1),
)
def grid_of_one_pair(values_a: Sequence[Any], values_b: Sequence[Any], *, which: int) -> Any:
    return [(values_a[which], values_b[which])]


@exercises.misconception(
    grid_search,
    "You leave the first values out: Python counts from 0.",
)
def grid_without_the_first(values_a: Sequence[Any], values_b: Sequence[Any]) -> Any:
    return [(a, b) for a in values_a[1:] for b in values_b[1:]]


@exercises.misconception(
    grid_search,
    "You add the two values: put them side by side, `(a, b)`.",
)
def grid_of_sums(values_a: Sequence[Any], values_b: Sequence[Any]) -> Any:
    return [a + b for a in values_a for b in values_b]


@exercises.misconception(
    grid_search,
    "You multiply the two values: put them side by side, `(a, b)`.",
)
def grid_of_products(values_a: Sequence[Any], values_b: Sequence[Any]) -> Any:
    return [a * b for a in values_a for b in values_b]


@exercises.misconception(
    grid_search,
    "You return one list of all values: it should be a list of pairs (a, b).",
)
def grid_side_by_side(values_a: Sequence[Any], values_b: Sequence[Any]) -> Any:
    return [*values_a, *values_b]


@exercises.misconception(
    grid_search,
    "You return nothing: end the function with `return` and the list of pairs.",
)
def grid_none(values_a: Sequence[Any], values_b: Sequence[Any]) -> Any:
    return None


# Grid: right styles.


@exercises.style(grid_search, "two loops")
def grid_by_loops(values_a: Sequence[Any], values_b: Sequence[Any]) -> Any:
    settings = []
    for b in values_b:
        for a in values_a:
            settings.append((a, b))
    return settings


@exercises.style(grid_search, "np.meshgrid, raveled")
def grid_by_meshgrid(values_a: Sequence[Any], values_b: Sequence[Any]) -> Any:
    A, B = np.meshgrid(values_a, values_b)
    return list(zip(A.ravel(), B.ravel(), strict=True))


@exercises.style(grid_search, "an array of rows")
def grid_as_an_array(values_a: Sequence[Any], values_b: Sequence[Any]) -> Any:
    return np.array([(a, b) for a in values_a for b in values_b])


@exercises.style(grid_search, "lists of two")
def grid_of_lists(values_a: Sequence[Any], values_b: Sequence[Any]) -> Any:
    return [[a, b] for a in values_a for b in values_b]


@exercises.style(grid_search, "one loop, by division with remainder")
def grid_by_divmod(values_a: Sequence[Any], values_b: Sequence[Any]) -> Any:
    pairs = []
    for k in range(len(values_a) * len(values_b)):
        i, j = divmod(k, len(values_b))
        pairs.append((values_a[i], values_b[j]))
    return pairs


@exercises.style(grid_search, "repeat and tile")
def grid_by_repeat(values_a: Sequence[Any], values_b: Sequence[Any]) -> Any:
    return list(np.column_stack([np.repeat(values_a, len(values_b)), np.tile(values_b, len(values_a))]))


@exercises.style(grid_search, "np.ndindex")
def grid_by_ndindex(values_a: Sequence[Any], values_b: Sequence[Any]) -> Any:
    return [(values_a[i], values_b[j]) for i, j in np.ndindex(len(values_a), len(values_b))]


# Random search: known mistakes.


@exercises.misconception(
    random_search,
    "You start a generator with the same seed for every hyperparameter, so that they rise and fall "
    "together and all settings lie on one diagonal: use one generator for all of them, or a seed of its "
    "own for each.",
)
def search_along_the_diagonal(space: Space, n: int, seed: int = 0) -> Any:
    columns = {}
    for name, (kind, low, high) in space.items():
        columns[name] = _on_scale(kind, np.random.default_rng(seed).random(n), low, high)
    return [{name: column[i] for name, column in columns.items()} for i in range(n)]


@exercises.misconception(random_search, WITHOUT_SEED.format(what="settings"))
def search_without_seed(space: Space, n: int, seed: int = 0) -> Any:
    return [
        {name: _on_scale(kind, np.random.rand(1), low, high)[0] for name, (kind, low, high) in space.items()}
        for _ in range(n)
    ]


@exercises.misconception(random_search, SEED_OF_ONES_OWN.format(what="settings"))
def search_with_a_seed_of_ones_own(space: Space, n: int, seed: int = 0) -> Any:
    np.random.seed(0)
    return [
        {name: _on_scale(kind, np.random.rand(1), low, high)[0] for name, (kind, low, high) in space.items()}
        for _ in range(n)
    ]


@exercises.misconception(
    random_search,
    "You draw one setting and repeat it n times: every setting needs draws of its own.",
)
def search_of_one_setting(space: Space, n: int, seed: int = 0) -> Any:
    rng = np.random.default_rng(seed)
    setting = {
        name: _on_scale(kind, rng.random(1), low, high)[0] for name, (kind, low, high) in space.items()
    }
    return [setting] * n


@exercises.misconception(
    random_search,
    "You draw everything uniformly between low and high: the first entry of each tuple says on which scale.",
)
def search_on_linear_scales(space: Space, n: int, seed: int = 0) -> Any:
    rng = np.random.default_rng(seed)
    return [
        {
            name: _whole(rng.random(1), low, high)[0] if kind == "int" else rng.uniform(low, high)
            for name, (kind, low, high) in space.items()
        }
        for _ in range(n)
    ]


@exercises.misconception(
    random_search,
    'You draw "momentum" on the log scale of β: that kind has 1 − β on a log scale, as in exercise 2.',
)
def search_with_momentum_as_log(space: Space, n: int, seed: int = 0) -> Any:
    rng = np.random.default_rng(seed)
    settings = []
    for _ in range(n):
        setting = {}
        for name, (kind, low, high) in space.items():
            scale = "log" if kind == "momentum" else kind
            setting[name] = _on_scale(scale, rng.random(1), low, high)[0]
        settings.append(setting)
    return settings


@exercises.misconception(
    random_search,
    'You draw "linear" on a log scale as well: that kind is uniform between low and high.',
)
def search_with_linear_as_log(space: Space, n: int, seed: int = 0) -> Any:
    rng = np.random.default_rng(seed)
    settings = []
    for _ in range(n):
        setting = {}
        for name, (kind, low, high) in space.items():
            scale = "log" if kind == "linear" else kind
            setting[name] = _on_scale(scale, rng.random(1), low, high)[0]
        settings.append(setting)
    return settings


@exercises.misconception(
    random_search,
    'Your values of kind "int" never reach their upper end: both ends are possible.',
)
def search_without_the_highest_integer(space: Space, n: int, seed: int = 0) -> Any:
    rng = np.random.default_rng(seed)
    return [
        {
            name: int(rng.integers(low, high))
            if kind == "int"
            else _on_scale(kind, rng.random(1), low, high)[0]
            for name, (kind, low, high) in space.items()
        }
        for _ in range(n)
    ]


@exercises.misconception(
    random_search,
    'Your values of kind "int" have digits after the point: they should be whole numbers.',
)
def search_with_fractions_of_integers(space: Space, n: int, seed: int = 0) -> Any:
    rng = np.random.default_rng(seed)
    return [
        {
            name: _on_scale("linear" if kind == "int" else kind, rng.random(1), low, high)[0]
            for name, (kind, low, high) in space.items()
        }
        for _ in range(n)
    ]


@exercises.misconception(
    random_search,
    "You return one dict with an array for each name: it should be a list of n dicts, one a setting, with "
    "a number for each name.",
)
def search_as_a_dict_of_arrays(space: Space, n: int, seed: int = 0) -> Any:
    rng = np.random.default_rng(seed)
    return {name: _on_scale(kind, rng.random(n), low, high) for name, (kind, low, high) in space.items()}


@exercises.misconception(
    random_search,
    "Your settings are lists of numbers: make each a dict, so that a name says what a number is for.",
)
def search_without_names(space: Space, n: int, seed: int = 0) -> Any:
    rng = np.random.default_rng(seed)
    return [
        [_on_scale(kind, rng.random(1), low, high)[0] for kind, low, high in space.values()] for _ in range(n)
    ]


@exercises.misconception(
    random_search,
    "Your `return` stands inside the loop, which ends after the first setting: move it to the left, below "
    "the loop.",
)
def search_returned_from_within_the_loop(space: Space, n: int, seed: int = 0) -> Any:
    rng = np.random.default_rng(seed)
    settings = []
    for _ in range(n):
        settings.append(
            {name: _on_scale(kind, rng.random(1), low, high)[0] for name, (kind, low, high) in space.items()}
        )
        return settings
    return settings


# Random search: right styles.


@exercises.style(random_search, "setting by setting")
def search_by_settings(space: Space, n: int, seed: int = 0) -> Any:
    rng = np.random.default_rng(seed)
    settings = []
    for _ in range(n):
        setting = {}
        for name in space:
            kind, low, high = space[name]
            setting[name] = _on_scale(kind, rng.random(1), low, high)[0]
        settings.append(setting)
    return settings


@exercises.style(random_search, "np.random.seed and rand")
def search_by_rand(space: Space, n: int, seed: int = 0) -> Any:
    np.random.seed(seed)
    columns = [_on_scale(kind, np.random.rand(n), low, high) for kind, low, high in space.values()]
    return [dict(zip(space, row, strict=True)) for row in zip(*columns, strict=True)]


@exercises.style(random_search, "a matrix of uniform numbers")
def search_by_a_matrix(space: Space, n: int, seed: int = 0) -> Any:
    U = np.random.RandomState(seed).uniform(size=(n, len(space)))
    return [
        {
            name: _on_scale(kind, u, low, high)
            for u, (name, (kind, low, high)) in zip(row, space.items(), strict=True)
        }
        for row in U
    ]


@exercises.style(random_search, "a seed of its own for each hyperparameter, drawn")
def search_by_drawn_seeds(space: Space, n: int, seed: int = 0) -> Any:
    seeds = np.random.default_rng(seed).integers(2**32, size=len(space))
    columns = {}
    for (name, (kind, low, high)), own in zip(space.items(), seeds, strict=True):
        columns[name] = _on_scale(kind, np.random.default_rng(int(own)).random(n), low, high)
    return [{name: columns[name][i] for name in space} for i in range(n)]


@exercises.style(random_search, "a seed of its own for each hyperparameter, counted")
def search_by_counted_seeds(space: Space, n: int, seed: int = 0) -> Any:
    settings: list[Setting] = [{} for _ in range(n)]
    for number, (name, (kind, low, high)) in enumerate(space.items()):
        rng = np.random.default_rng(1000 * seed + number)
        for setting in settings:
            setting[name] = _on_scale(kind, rng.random(1), low, high)[0]
    return settings


@exercises.style(random_search, "children of a seed sequence, values as arrays of one element")
def search_by_spawned_seeds(space: Space, n: int, seed: int = 0) -> Any:
    rngs = np.random.default_rng(seed).spawn(len(space))
    return [
        {
            name: _on_scale(kind, rng.random(1), low, high)
            for rng, (name, (kind, low, high)) in zip(rngs, space.items(), strict=True)
        }
        for _ in range(n)
    ]


@exercises.style(random_search, "integers by integers, the rest by uniform")
def search_by_integers_and_uniform(space: Space, n: int, seed: int = 0) -> Any:
    rng = np.random.default_rng(seed)
    settings = []
    for _ in range(n):
        setting: Setting = {}
        for name, (kind, low, high) in space.items():
            if kind == "int":
                setting[name] = int(rng.integers(low, high + 1))
            elif kind == "linear":
                setting[name] = rng.uniform(low, high)
            elif kind == "log":
                setting[name] = 10 ** rng.uniform(np.log10(low), np.log10(high))
            elif kind == "momentum":
                setting[name] = 1 - 10 ** rng.uniform(np.log10(1 - high), np.log10(1 - low))
        settings.append(setting)
    return settings


# Coarse to fine: known mistakes.


def _ranked(results: Results) -> list[Setting]:
    return [results[i][0] for i in np.argsort([cost for _, cost in results])]


def _boxed(chosen: Sequence[Setting], space: Space) -> Any:
    fine = {}
    for name, (kind, _, _) in space.items():
        values = [setting[name] for setting in chosen]
        fine[name] = (kind, min(values), max(values))
    return fine


def _rounded_up(keep: float, N: int) -> int:
    return int(np.ceil(keep * N))


@exercises.misconception(
    coarse_to_fine,
    "You keep the settings of the largest costs: a cost is better the lower it is.",
)
def fine_around_the_worst(results: Results, space: Space, keep: float = 0.25) -> Any:
    costs = [-np.inf if np.isnan(cost) else cost for _, cost in results]
    ranked = [results[i][0] for i in np.argsort(costs)[::-1]]
    return _boxed(ranked[: _rounded_up(keep, len(results))], space)


@exercises.misconception(
    coarse_to_fine,
    "You keep the first of the list as they come: put the results in order of their cost first.",
)
def fine_around_the_first(results: Results, space: Space, keep: float = 0.25) -> Any:
    chosen = [setting for setting, _ in results[: _rounded_up(keep, len(results))]]
    return _boxed(chosen, space)


@exercises.misconception(
    coarse_to_fine,
    "You round keep · N down: round it up, so that ten results keep three and three results keep one.",
)
def fine_rounded_down(results: Results, space: Space, keep: float = 0.25) -> Any:
    return _boxed(_ranked(results)[: int(keep * len(results))], space)


@exercises.misconception(
    coarse_to_fine,
    "You round keep · N to the nearest whole number, and 2.5 to 2: round it up.",
)
def fine_rounded_to_nearest(results: Results, space: Space, keep: float = 0.25) -> Any:
    return _boxed(_ranked(results)[: max(1, round(keep * len(results)))], space)


@exercises.misconception(
    coarse_to_fine,
    "You ignore `keep` and always take a quarter of the results: its 0.25 is only what it is when nobody "
    "says otherwise.",
)
def fine_of_a_quarter(results: Results, space: Space, keep: float = 0.25) -> Any:
    return _boxed(_ranked(results)[: _rounded_up(0.25, len(results))], space)


@exercises.misconception(
    coarse_to_fine,
    "You take the ends over all results: choose the best `keep` share of them first.",
)
def fine_around_all(results: Results, space: Space, keep: float = 0.25) -> Any:
    return _boxed([setting for setting, _ in results], space)


@exercises.misconception(
    coarse_to_fine,
    "You keep the single best setting, a space with nothing left to search: keep the best ⌈keep · N⌉ of "
    "them.",
)
def fine_around_the_best_alone(results: Results, space: Space, keep: float = 0.25) -> Any:
    return _boxed(_ranked(results)[:1], space)


@exercises.misconception(
    coarse_to_fine,
    "You take low from the best setting and high from the last one that is kept: the ends are the least "
    "and the greatest value among all that are kept, hyperparameter by hyperparameter.",
)
def fine_from_first_to_last(results: Results, space: Space, keep: float = 0.25) -> Any:
    best = _ranked(results)[: _rounded_up(keep, len(results))]
    return {name: (kind, best[0][name], best[-1][name]) for name, (kind, _, _) in space.items()}


@exercises.misconception(
    coarse_to_fine,
    "You return pairs (low, high): a space has the kind in front, (kind, low, high).",
)
def fine_without_kinds(results: Results, space: Space, keep: float = 0.25) -> Any:
    best = _ranked(results)[: _rounded_up(keep, len(results))]
    return {name: (min(s[name] for s in best), max(s[name] for s in best)) for name in space}


@exercises.misconception(
    coarse_to_fine,
    'You make every kind "linear": each hyperparameter keeps the scale that it had.',
)
def fine_on_linear_scales(results: Results, space: Space, keep: float = 0.25) -> Any:
    best = _ranked(results)[: _rounded_up(keep, len(results))]
    return {name: ("linear", min(s[name] for s in best), max(s[name] for s in best)) for name in space}


@exercises.misconception(
    coarse_to_fine,
    "You return the best settings: what comes next is a search, so return the space around them.",
)
def fine_as_a_list_of_settings(results: Results, space: Space, keep: float = 0.25) -> Any:
    return _ranked(results)[: _rounded_up(keep, len(results))]


@exercises.misconception(
    coarse_to_fine,
    "You go from the mean minus to the mean plus one standard deviation of the best: the ends are the "
    "least and the greatest value that did well.",
)
def fine_around_the_mean(results: Results, space: Space, keep: float = 0.25) -> Any:
    best = _ranked(results)[: _rounded_up(keep, len(results))]
    fine = {}
    for name, (kind, _, _) in space.items():
        values = np.array([setting[name] for setting in best])
        fine[name] = (kind, values.mean() - values.std(), values.mean() + values.std())
    return fine


@exercises.misconception(
    coarse_to_fine,
    "Your `sorted` meets costs of nan, which are neither less nor greater than any number, so the order it "
    "gives is none: treat them as infinite, or use `np.argsort`, which puts them last.",
)
def fine_with_nan_in_sorted(results: Results, space: Space, keep: float = 0.25) -> Any:
    best = [setting for setting, _ in sorted(results, key=lambda result: result[1])]
    return _boxed(best[: _rounded_up(keep, len(results))], space)


@exercises.misconception(
    coarse_to_fine,
    "You keep one setting more than ⌈keep · N⌉: a slice leaves its end out already.",
)
def fine_with_one_more(results: Results, space: Space, keep: float = 0.25) -> Any:
    return _boxed(_ranked(results)[: _rounded_up(keep, len(results)) + 1], space)


@exercises.misconception(
    coarse_to_fine,
    "You keep one setting fewer than ⌈keep · N⌉: a slice leaves its end out already.",
)
def fine_with_one_fewer(results: Results, space: Space, keep: float = 0.25) -> Any:
    return _boxed(_ranked(results)[: max(1, _rounded_up(keep, len(results)) - 1)], space)


@exercises.misconception(
    coarse_to_fine,
    "You return (kind, high, low): the lower end comes first.",
)
def fine_with_ends_exchanged(results: Results, space: Space, keep: float = 0.25) -> Any:
    return {
        name: (kind, high, low)
        for name, (kind, low, high) in _boxed(
            _ranked(results)[: _rounded_up(keep, len(results))], space
        ).items()
    }


@exercises.misconception(
    coarse_to_fine,
    "You keep one end of the old space: both ends come from the best settings.",
    end=("low", "high"),
)
def fine_from_the_old_ends(results: Results, space: Space, keep: float = 0.25, *, end: str) -> Any:
    fine = _boxed(_ranked(results)[: _rounded_up(keep, len(results))], space)
    return {
        name: (kind, space[name][1] if end == "low" else low, space[name][2] if end == "high" else high)
        for name, (kind, low, high) in fine.items()
    }


@exercises.misconception(
    coarse_to_fine,
    "You return the space as it was: narrow it down to the best settings.",
)
def fine_of_the_old_space(results: Results, space: Space, keep: float = 0.25) -> Any:
    return space


@exercises.misconception(
    coarse_to_fine,
    "You leave out the best `keep` share and take the rest: it is the best that are kept.",
)
def fine_of_the_share_left_out(results: Results, space: Space, keep: float = 0.25) -> Any:
    return _boxed(_ranked(results)[_rounded_up(keep, len(results)) :] or _ranked(results), space)


@exercises.misconception(
    coarse_to_fine,
    "You take the mean of the best for both ends: they are the least and the greatest value among the best.",
)
def fine_around_means(results: Results, space: Space, keep: float = 0.25) -> Any:
    best = _ranked(results)[: _rounded_up(keep, len(results))]
    fine = {}
    for name, (kind, _, _) in space.items():
        mean = float(np.mean([setting[name] for setting in best]))
        fine[name] = (kind, mean, mean)
    return fine


@exercises.misconception(
    coarse_to_fine,
    "You narrow one hyperparameter and leave the others: is the `return` inside the loop? It belongs "
    "below it.",
)
def fine_of_one_name(results: Results, space: Space, keep: float = 0.25) -> Any:
    fine = _boxed(_ranked(results)[: _rounded_up(keep, len(results))], space)
    first = next(iter(space))
    return space | {first: fine[first]}


@exercises.misconception(
    coarse_to_fine,
    "You return nothing: end the function with `return` and the new space.",
)
def fine_none(results: Results, space: Space, keep: float = 0.25) -> Any:
    return None


# Coarse to fine: right styles.


@exercises.style(coarse_to_fine, "sorted, with infinity for nan")
def fine_by_sorted(results: Results, space: Space, keep: float = 0.25) -> Any:
    ranked = sorted(results, key=lambda result: np.inf if np.isnan(result[1]) else result[1])
    best = ranked[: int(np.ceil(len(results) * keep))]
    return _boxed([setting for setting, _ in best], space)


@exercises.style(coarse_to_fine, "sorted by a pair")
def fine_by_a_pair(results: Results, space: Space, keep: float = 0.25) -> Any:
    ranked = sorted(results, key=lambda result: (result[1] != result[1], result[1]))
    k = -int(-len(results) * keep // 1)
    return _boxed([setting for setting, _ in ranked[:k]], space)


@exercises.style(coarse_to_fine, "arrays with minimum and maximum")
def fine_by_arrays(results: Results, space: Space, keep: float = 0.25) -> Any:
    order = np.argsort(np.array([cost for _, cost in results]), kind="stable")
    chosen = order[: int(np.ceil(keep * len(results)))]
    fine = {}
    for name, (kind, _, _) in space.items():
        values = np.array([results[i][0][name] for i in chosen])
        fine[name] = (kind, values.min(), values.max())
    return fine


@exercises.style(coarse_to_fine, "a table with a row for each setting")
def fine_by_a_table(results: Results, space: Space, keep: float = 0.25) -> Any:
    table = np.array([[setting[name] for name in space] for setting, _ in results], dtype=float)
    costs = np.nan_to_num([cost for _, cost in results], nan=np.inf, posinf=np.inf)
    best = table[np.argsort(costs)[: _rounded_up(keep, len(results))]]
    lows, highs = best.min(axis=0), best.max(axis=0)
    return {
        name: [kind, low, high]
        for (name, (kind, _, _)), low, high in zip(space.items(), lows, highs, strict=True)
    }


@exercises.style(coarse_to_fine, "the space's own tuples, changed one by one")
def fine_in_place(results: Results, space: Space, keep: float = 0.25) -> Any:
    best = _ranked(results)[: _rounded_up(keep, len(results))]
    for name in space:
        values = sorted(setting[name] for setting in best)
        space[name] = (space[name][0], values[0], values[-1])
    return space


@exercises.style(coarse_to_fine, "taking the best out, one at a time")
def fine_by_taking_out(results: Results, space: Space, keep: float = 0.25) -> Any:
    left = [(np.inf if np.isnan(cost) else cost, setting) for setting, cost in results]
    lows: Setting = {}
    highs: Setting = {}
    for _ in range(_rounded_up(keep, len(results))):
        place = int(np.argmin([cost for cost, _ in left]))
        _, setting = left.pop(place)
        for name in space:
            lows[name] = min(lows.get(name, setting[name]), setting[name])
            highs[name] = max(highs.get(name, setting[name]), setting[name])
    return {name: (space[name][0], lows[name], highs[name]) for name in space}


@exercises.style(coarse_to_fine, "the rank of each cost")
def fine_by_ranks(results: Results, space: Space, keep: float = 0.25) -> Any:
    ranks = np.argsort(np.argsort([cost for _, cost in results]))
    best = [setting for (setting, _), rank in zip(results, ranks, strict=True) if rank < keep * len(results)]
    return _boxed(best, space)
