# ruff: noqa: D103 - the sentence in its decorator documents a variant
"""References, known mistakes and right styles of the assignment "batch_norm".

`Z (n, m)`, one example a column; `gamma`, `beta` and every statistic `(n, 1)`. The cache that the notebook
recommends is `(Z_norm, gamma, sigma)` with sigma = √(var + eps): mistakes of the way back are recognised in
work that uses it. Mistakes about the statistics or about the quotient share the skeletons `_forward` and
`_normalised_product`.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from helpers.reference.registry import Exercises, Outcomes, same_values

Array: TypeAlias = NDArray[Any]
BatchNormParam: TypeAlias = dict[str, Any]
Forward: TypeAlias = tuple[Array, Any, BatchNormParam]
Backward: TypeAlias = tuple[Array, Array, Array]
Layer: TypeAlias = tuple[Array, Array]
Statistics: TypeAlias = Callable[[Array], tuple[Any, Any]]
Quotient: TypeAlias = Callable[[Array, Any, Any, float], Array]

exercises = Exercises("batch_norm")


def same_but_for_the_cache(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of forward passes agree in Z_tilde and bn_param, whatever the cache."""
    return same_values(map(_seen, ours), map(_seen, theirs))


def _seen(outcome: Any) -> Any:
    """What is compared: the values, and bn_param with the keys that every right one has."""
    if not isinstance(outcome, tuple | list) or len(outcome) != 3:
        return outcome
    Z_tilde, _, bn_param = outcome
    if not isinstance(bn_param, dict):
        return Z_tilde, None
    return (
        Z_tilde,
        {name: bn_param[name] for name in KEYS if name in bn_param},
        sorted(KEYS - bn_param.keys()),
    )


KEYS = {"mode", "eps", "momentum", "running_mean", "running_var"}


# The references, one formula each.


@exercises.reference(same=same_but_for_the_cache, cache=1)
def batch_norm_forward(Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam) -> Forward:
    """Z̃ = γ (Z − μ) / √(σ² + ε) + β (Ioffe and Szegedy 2015, algorithm 1)."""
    if bn_param["mode"] == "train":
        mu, var = Z.mean(axis=1, keepdims=True), Z.var(axis=1, keepdims=True)
        momentum = bn_param["momentum"]
        bn_param = bn_param | {
            "running_mean": momentum * bn_param["running_mean"] + (1 - momentum) * mu,
            "running_var": momentum * bn_param["running_var"] + (1 - momentum) * var,
        }
    elif bn_param["mode"] == "test":
        mu, var = bn_param["running_mean"], bn_param["running_var"]
    else:
        raise ValueError(f"unknown mode {bn_param['mode']!r}")
    sigma = np.sqrt(var + bn_param["eps"])
    Z_norm = (Z - mu) / sigma
    return gamma * Z_norm + beta, (Z_norm, gamma, sigma), bn_param


@exercises.reference()
def shifted_bias_output(W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float) -> Array:
    """Z = W A + b, then batch norm with the statistics of this batch."""
    Z = W @ A + b
    mu, var = Z.mean(axis=1, keepdims=True), Z.var(axis=1, keepdims=True)
    Z_tilde: Array = gamma * (Z - mu) / np.sqrt(var + eps) + beta
    return Z_tilde


@exercises.reference()
def batch_norm_backward(dZ_tilde: Array, cache: Any) -> Backward:
    """γ/σ (dZ̃ − mean dZ̃ − Z_norm mean(dZ̃ Z_norm)): Ioffe and Szegedy 2015, section 3, put together."""
    Z_norm, gamma, sigma = cache
    dbeta = dZ_tilde.sum(axis=1, keepdims=True)
    dgamma = (dZ_tilde * Z_norm).sum(axis=1, keepdims=True)
    m = dZ_tilde.shape[1]
    dZ = gamma / sigma * (dZ_tilde - dbeta / m - Z_norm * dgamma / m)
    return dZ, dgamma, dbeta


@exercises.reference()
def fold_batch_norm(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    """γ (W A + b − μ) / σ + β = (s W) A + s (b − μ) + β with s = γ/σ, one number for each unit."""
    s = gamma / np.sqrt(running_var + eps)
    return s * W, s * (b - running_mean) + beta


# Forward: skeletons.


def _batch_statistics(Z: Array) -> tuple[Any, Any]:
    return np.mean(Z, axis=1, keepdims=True), np.var(Z, axis=1, keepdims=True)


def _mean_and_mean_square(Z: Array) -> tuple[Any, Any]:
    return np.mean(Z, axis=1, keepdims=True), np.mean(Z**2, axis=1, keepdims=True)


def _two_moments(Z: Array) -> tuple[Any, Any]:
    mu = np.mean(Z, axis=1, keepdims=True)
    return mu, np.mean(Z**2, axis=1, keepdims=True) - mu**2


def _unbiased_statistics(Z: Array) -> tuple[Any, Any]:
    mu = np.mean(Z, axis=1, keepdims=True)
    return mu, np.sum((Z - mu) ** 2, axis=1, keepdims=True) / (Z.shape[1] - 1)


def _statistics_over_units(Z: Array) -> tuple[Any, Any]:
    return np.mean(Z, axis=0, keepdims=True), np.var(Z, axis=0, keepdims=True)


def _quotient(Z: Array, mu: Any, var: Any, eps: float) -> Array:
    result: Array = (Z - mu) / np.sqrt(var + eps)
    return result


def _in_modes(where: str, bn_param: BatchNormParam) -> bool:
    """Whether a mistake that is made in "train", in "test" or in "both" modes is made in this one."""
    return where in ("both", bn_param["mode"])


def _forward(
    Z: Array,
    gamma: Array,
    beta: Array,
    bn_param: BatchNormParam,
    statistics: Statistics,
    quotient: Quotient,
) -> Forward:
    mode, eps, momentum = bn_param["mode"], bn_param["eps"], bn_param["momentum"]
    mu, var = bn_param["running_mean"], bn_param["running_var"]
    if mode == "train":
        batch_mean, batch_var = statistics(Z)
        bn_param["running_mean"] = momentum * mu + (1 - momentum) * batch_mean
        bn_param["running_var"] = momentum * var + (1 - momentum) * batch_var
        mu, var = batch_mean, batch_var
    elif mode != "test":
        raise ValueError("mode must be train or test")
    Z_norm = quotient(Z, mu, var, eps)
    return gamma * Z_norm + beta, (Z_norm, gamma, np.sqrt(var + eps)), bn_param


def _blend(old: Any, new: Any, momentum: float) -> Any:
    return momentum * old + (1 - momentum) * new


def _forward_with_updates(
    Z: Array,
    gamma: Array,
    beta: Array,
    bn_param: BatchNormParam,
    update: Callable[[Any, Any, float], Any],
    which: str = "both",
) -> Forward:
    mode, eps, momentum = bn_param["mode"], bn_param["eps"], bn_param["momentum"]
    mu, var = bn_param["running_mean"], bn_param["running_var"]
    if mode == "train":
        batch_mean, batch_var = _batch_statistics(Z)
        of_mean, of_var = (update if which in ("both", name) else _blend for name in ("mean", "var"))
        bn_param["running_mean"] = of_mean(mu, batch_mean, momentum)
        bn_param["running_var"] = of_var(var, batch_var, momentum)
        mu, var = batch_mean, batch_var
    elif mode != "test":
        raise ValueError("mode must be train or test")
    Z_norm = (Z - mu) / np.sqrt(var + eps)
    return gamma * Z_norm + beta, (Z_norm, gamma, np.sqrt(var + eps)), bn_param


# What mistakes of several exercises have in common to say.

SIGMA_UNDER_ROOT = (
    "Your root holds σ where σ² belongs: what stands under it is the variance plus ε, and the root makes it "
    "a standard deviation."
)
DIVIDED_BY_VARIANCE = (
    "You divide by σ² + ε: divide by its square root, or units with a large spread become too small."
)
MEAN_NOT_SUBTRACTED = (
    "Your variance is the mean of Z²: subtract the mean first, it is the mean of (Z − μ)². "
    "The two agree only where μ = 0."
)
UNBIASED = (
    "You divide by m − 1 in the variance: here it is the mean over the m examples of the batch, the biased "
    "one, which also exists for m = 1."
)
EPS_OUTSIDE = "You add ε after the square root: it is added to the variance, inside the root."
EPS_FORGOTTEN = "You leave ε out: it is added to the variance, under the root."
FIXED_EPS = "You use an ε of your own: take the one that the caller gives, which can be large."
DIFFERENCE_OF_SQUARES = (
    "You compute the variance as the mean of Z² minus μ²: far from zero the two are nearly equal and their "
    "difference loses its digits, so subtract the mean first and square then."
)
OVER_UNITS = (
    "You average over the units of each example (axis 0): batch norm takes each unit's mean and variance "
    "over the examples, along axis 1."
)
OVER_EVERYTHING = (
    "You take one mean and one variance over all units and examples: each unit has its own, along axis 1."
)
WITHOUT_GAMMA_AND_BETA = (
    "You return the normalised values without γ and β: the layer's output is γ · Z_norm + β."
)
GAMMA_AND_BETA_SWAPPED = "You multiply by β and add γ: γ is the factor and β the shift."
GAMMA_FORGOTTEN = "You leave γ out: it multiplies the normalised values, one number for each unit."
BETA_FORGOTTEN = "You leave β out: it is added at the end, one number for each unit."


# Forward: known mistakes.


@exercises.misconception(batch_norm_forward, SIGMA_UNDER_ROOT, where=("both", "train", "test"))
def forward_with_sigma_under_the_root(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam, *, where: str
) -> Forward:
    def quotient(Z, mu, var, eps):  # type: ignore[no-untyped-def]
        return (Z - mu) / (var**0.5 + eps) ** 0.5

    chosen = quotient if _in_modes(where, bn_param) else _quotient
    return _forward(Z, gamma, beta, bn_param, _batch_statistics, chosen)


@exercises.misconception(batch_norm_forward, DIVIDED_BY_VARIANCE, where=("both", "train", "test"))
def forward_divided_by_the_variance(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam, *, where: str
) -> Forward:
    def quotient(Z, mu, var, eps):  # type: ignore[no-untyped-def]
        return (Z - mu) / (var + eps)

    chosen = quotient if _in_modes(where, bn_param) else _quotient
    return _forward(Z, gamma, beta, bn_param, _batch_statistics, chosen)


@exercises.misconception(batch_norm_forward, EPS_OUTSIDE, where=("both", "train", "test"))
def forward_with_eps_outside_the_root(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam, *, where: str
) -> Forward:
    def quotient(Z, mu, var, eps):  # type: ignore[no-untyped-def]
        return (Z - mu) / (np.sqrt(var) + eps)

    chosen = quotient if _in_modes(where, bn_param) else _quotient
    return _forward(Z, gamma, beta, bn_param, _batch_statistics, chosen)


@exercises.misconception(batch_norm_forward, EPS_FORGOTTEN, where=("both", "train", "test"))
def forward_without_eps(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam, *, where: str
) -> Forward:
    def quotient(Z, mu, var, eps):  # type: ignore[no-untyped-def]
        return (Z - mu) / np.sqrt(var)

    chosen = quotient if _in_modes(where, bn_param) else _quotient
    return _forward(Z, gamma, beta, bn_param, _batch_statistics, chosen)


@exercises.misconception(
    batch_norm_forward, FIXED_EPS, where=("both", "train", "test"), fixed=(1e-8, 1e-5, 1e-3)
)
def forward_with_a_fixed_eps(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam, *, where: str, fixed: float
) -> Forward:
    def quotient(Z, mu, var, eps):  # type: ignore[no-untyped-def]
        return (Z - mu) / np.sqrt(var + fixed)

    chosen = quotient if _in_modes(where, bn_param) else _quotient
    return _forward(Z, gamma, beta, bn_param, _batch_statistics, chosen)


@exercises.misconception(
    batch_norm_forward,
    "You do not normalise: subtract the mean and divide by √(variance + ε) before γ and β are applied.",
    where=("both", "train", "test"),
)
def forward_without_normalising(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam, *, where: str
) -> Forward:
    chosen = (lambda Z, mu, var, eps: Z) if _in_modes(where, bn_param) else _quotient
    return _forward(Z, gamma, beta, bn_param, _batch_statistics, chosen)


@exercises.misconception(
    batch_norm_forward,
    "You subtract the mean and do not divide by √(variance + ε): the spread of each unit should become 1.",
    where=("both", "train", "test"),
)
def forward_without_dividing(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam, *, where: str
) -> Forward:
    chosen = (lambda Z, mu, var, eps: Z - mu) if _in_modes(where, bn_param) else _quotient
    return _forward(Z, gamma, beta, bn_param, _batch_statistics, chosen)


@exercises.misconception(
    batch_norm_forward,
    "You divide by √(variance + ε) and do not subtract the mean first: Z_norm is (Z − μ) / √(σ² + ε).",
    where=("both", "train", "test"),
)
def forward_without_centring(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam, *, where: str
) -> Forward:
    chosen = (lambda Z, mu, var, eps: Z / np.sqrt(var + eps)) if _in_modes(where, bn_param) else _quotient
    return _forward(Z, gamma, beta, bn_param, _batch_statistics, chosen)


@exercises.misconception(
    batch_norm_forward,
    "You divide before you subtract: without brackets only μ is divided by the root; it is "
    "`(Z - mu) / np.sqrt(var + eps)`.",
)
def forward_without_brackets(Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam) -> Forward:
    return _forward(
        Z, gamma, beta, bn_param, _batch_statistics, lambda Z, mu, var, eps: Z - mu / np.sqrt(var + eps)
    )


@exercises.misconception(batch_norm_forward, "You add the mean: normalising subtracts it, Z − μ.")
def forward_with_the_mean_added(Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam) -> Forward:
    return _forward(
        Z, gamma, beta, bn_param, _batch_statistics, lambda Z, mu, var, eps: (Z + mu) / np.sqrt(var + eps)
    )


@exercises.misconception(
    batch_norm_forward,
    "You use sums where means belong: μ and σ² are both divided by the number of examples m.",
    statistic=("mean", "var", "both"),
)
def forward_with_sums_for_means(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam, *, statistic: str
) -> Forward:
    def statistics(Z):  # type: ignore[no-untyped-def]
        m = Z.shape[1]
        of_mean, of_var = (1 if statistic in ("both", name) else m for name in ("mean", "var"))
        mu = np.sum(Z, axis=1, keepdims=True) / of_mean
        return mu, np.sum((Z - mu) ** 2, axis=1, keepdims=True) / of_var

    return _forward(Z, gamma, beta, bn_param, statistics, _quotient)


@exercises.misconception(
    batch_norm_forward,
    "You never add up the squares: σ² is the mean of (Z − μ)² over the examples, one number for each unit, "
    "so sum along axis 1 with `keepdims=True`.",
    divided=(True, False),
)
def forward_with_squares_that_are_not_summed(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam, *, divided: bool
) -> Forward:
    def statistics(Z):  # type: ignore[no-untyped-def]
        mu = np.mean(Z, axis=1, keepdims=True)
        return mu, (Z - mu) ** 2 / (Z.shape[1] if divided else 1)

    return _forward(Z, gamma, beta, bn_param, statistics, _quotient)


@exercises.misconception(
    batch_norm_forward,
    "You leave out `keepdims=True`: mean and variance then have shape (n,), which NumPy lines up with the "
    "examples; keep them as columns (n, 1).",
)
def forward_without_keepdims(Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam) -> Forward:
    return _forward(Z, gamma, beta, bn_param, lambda Z: (np.mean(Z, axis=1), np.var(Z, axis=1)), _quotient)


@exercises.misconception(batch_norm_forward, MEAN_NOT_SUBTRACTED)
def forward_with_the_mean_square_as_variance(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam
) -> Forward:
    return _forward(Z, gamma, beta, bn_param, _mean_and_mean_square, _quotient)


@exercises.misconception(batch_norm_forward, DIFFERENCE_OF_SQUARES)
def forward_by_two_moments(Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam) -> Forward:
    return _forward(Z, gamma, beta, bn_param, _two_moments, _quotient)


@exercises.misconception(batch_norm_forward, UNBIASED)
def forward_with_the_unbiased_variance(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam
) -> Forward:
    return _forward(Z, gamma, beta, bn_param, _unbiased_statistics, _quotient)


@exercises.misconception(
    batch_norm_forward,
    "You keep the unbiased variance, with m − 1, in running_var, as PyTorch does: here the running average "
    "takes the same variance that the batch is normalised with.",
)
def forward_with_an_unbiased_running_variance(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam
) -> Forward:
    var, momentum, m = bn_param["running_var"], bn_param["momentum"], Z.shape[1]
    Z_tilde, cache, bn_param = _forward(Z, gamma, beta, bn_param, _batch_statistics, _quotient)
    if bn_param["mode"] == "train":
        squares = np.sum((Z - np.mean(Z, axis=1, keepdims=True)) ** 2, axis=1, keepdims=True)
        bn_param["running_var"] = momentum * var + (1 - momentum) * squares / (m - 1)
    return Z_tilde, cache, bn_param


@exercises.misconception(batch_norm_forward, OVER_UNITS)
def forward_over_the_units(Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam) -> Forward:
    return _forward(Z, gamma, beta, bn_param, _statistics_over_units, _quotient)


@exercises.misconception(batch_norm_forward, OVER_EVERYTHING)
def forward_over_everything(Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam) -> Forward:
    return _forward(Z, gamma, beta, bn_param, lambda Z: (np.mean(Z), np.var(Z)), _quotient)


@exercises.misconception(
    batch_norm_forward,
    'You normalise with the statistics of the batch in mode "test", too: there running_mean and running_var '
    "are used instead, so that an example's answer does not depend on the others.",
    which=("both", "mean", "var"),
)
def forward_with_batch_statistics_in_test_mode(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam, *, which: str
) -> Forward:
    mu, var = _batch_statistics(Z)
    momentum, eps = bn_param["momentum"], bn_param["eps"]
    if bn_param["mode"] == "train":
        bn_param["running_mean"] = momentum * bn_param["running_mean"] + (1 - momentum) * mu
        bn_param["running_var"] = momentum * bn_param["running_var"] + (1 - momentum) * var
    elif bn_param["mode"] == "test":
        mu = mu if which in ("both", "mean") else bn_param["running_mean"]
        var = var if which in ("both", "var") else bn_param["running_var"]
    else:
        raise ValueError("mode must be train or test")
    Z_norm = (Z - mu) / np.sqrt(var + eps)
    return gamma * Z_norm + beta, (Z_norm, gamma, np.sqrt(var + eps)), bn_param


@exercises.misconception(
    batch_norm_forward,
    "You normalise with the running averages in training: there the batch's own mean and variance do it, "
    "and the running averages are only updated.",
    updated=(True, False),
)
def forward_with_running_averages_in_training(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam, *, updated: bool
) -> Forward:
    momentum = bn_param["momentum"]
    mean, variance = bn_param["running_mean"], bn_param["running_var"]
    if bn_param["mode"] == "train":
        mu, var = _batch_statistics(Z)
        bn_param["running_mean"] = momentum * mean + (1 - momentum) * mu
        bn_param["running_var"] = momentum * variance + (1 - momentum) * var
    elif bn_param["mode"] != "test":
        raise ValueError("mode must be train or test")
    if updated:
        mean, variance = bn_param["running_mean"], bn_param["running_var"]
    sigma = np.sqrt(variance + bn_param["eps"])
    Z_norm = (Z - mean) / sigma
    return gamma * Z_norm + beta, (Z_norm, gamma, sigma), bn_param


@exercises.misconception(
    batch_norm_forward,
    "You measure the spread around the running mean: the variance of a batch is the mean of (Z − μ)² with "
    "the batch's own μ.",
)
def forward_with_the_spread_around_the_running_mean(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam
) -> Forward:
    around = bn_param["running_mean"]
    return _forward(
        Z,
        gamma,
        beta,
        bn_param,
        lambda Z: (np.mean(Z, axis=1, keepdims=True), np.mean((Z - around) ** 2, axis=1, keepdims=True)),
        _quotient,
    )


@exercises.misconception(
    batch_norm_forward,
    'You update the running averages in mode "test" as well: they are learnt in training and stay as they '
    "are afterwards.",
)
def forward_updating_in_test_mode(Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam) -> Forward:
    mu, var = _batch_statistics(Z)
    momentum = bn_param["momentum"]
    Z_tilde, cache, bn_param = _forward(Z, gamma, beta, bn_param, _batch_statistics, _quotient)
    if bn_param["mode"] == "test":
        bn_param["running_mean"] = momentum * bn_param["running_mean"] + (1 - momentum) * mu
        bn_param["running_var"] = momentum * bn_param["running_var"] + (1 - momentum) * var
    return Z_tilde, cache, bn_param


@exercises.misconception(
    batch_norm_forward,
    "You have momentum the wrong way round: it weighs the old running average, and 1 − momentum the batch.",
    which=("both", "mean", "var"),
)
def forward_with_momentum_the_wrong_way_round(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam, *, which: str
) -> Forward:
    return _forward_with_updates(
        Z, gamma, beta, bn_param, lambda old, new, momentum: (1 - momentum) * old + momentum * new, which
    )


@exercises.misconception(
    batch_norm_forward,
    "You add the whole statistic of the batch to momentum times the old average: its weight is 1 − momentum.",
    which=("both", "mean", "var"),
)
def forward_without_one_minus_momentum(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam, *, which: str
) -> Forward:
    return _forward_with_updates(
        Z, gamma, beta, bn_param, lambda old, new, momentum: momentum * old + new, which
    )


@exercises.misconception(
    batch_norm_forward,
    "You multiply the whole sum by 1 − momentum, or leave the old average without its weight: the old one "
    "counts with momentum, and the batch with 1 − momentum.",
    old_weight=("one", "one minus momentum"),
)
def forward_with_a_wrong_weight_of_the_old_average(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam, *, old_weight: str
) -> Forward:
    def update(old, new, momentum):  # type: ignore[no-untyped-def]
        weight = 1 if old_weight == "one" else 1 - momentum
        return weight * old + (1 - momentum) * new

    return _forward_with_updates(Z, gamma, beta, bn_param, update)


@exercises.misconception(
    batch_norm_forward,
    'Your momentum is a number of your own: the caller says which one in bn_param["momentum"].',
    fixed=(0.9, 0.99, 0.999, 0.1, 0.5),
)
def forward_with_a_fixed_momentum(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam, *, fixed: float
) -> Forward:
    return _forward_with_updates(
        Z, gamma, beta, bn_param, lambda old, new, momentum: fixed * old + (1 - fixed) * new
    )


@exercises.misconception(
    batch_norm_forward,
    "You let the first batch replace running averages that hold their start values: they are blended like "
    "all others, momentum times the old average plus 1 − momentum times the batch.",
    start=("mean 0", "mean 0, variance 0", "mean 0, variance 1"),
)
def forward_where_the_first_batch_replaces_the_start(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam, *, start: str
) -> Forward:
    variance = {"mean 0": bn_param["running_var"], "mean 0, variance 0": 0, "mean 0, variance 1": 1}[start]
    if not np.any(bn_param["running_mean"]) and np.all(bn_param["running_var"] == variance):
        return _forward_with_updates(Z, gamma, beta, bn_param, lambda old, new, momentum: new)
    return _forward(Z, gamma, beta, bn_param, _batch_statistics, _quotient)


@exercises.misconception(
    batch_norm_forward,
    "Your running averages are those of the last batch alone: blend them, momentum times the old average "
    "plus 1 − momentum times the batch.",
    which=("both", "mean", "var"),
)
def forward_keeping_the_last_batch(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam, *, which: str
) -> Forward:
    return _forward_with_updates(Z, gamma, beta, bn_param, lambda old, new, momentum: new, which)


@exercises.misconception(
    batch_norm_forward,
    "You return running averages as they came: in training, put both updated ones into the bn_param that "
    "you return, under running_mean and running_var.",
    which=("both", "mean", "var"),
)
def forward_without_updates(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam, *, which: str
) -> Forward:
    return _forward_with_updates(Z, gamma, beta, bn_param, lambda old, new, momentum: old, which)


@exercises.misconception(
    batch_norm_forward,
    "You mix up the two running averages: running_mean blends with the mean of the batch, running_var with "
    "its variance.",
    written=("mean into running_var", "variance into running_mean", "both"),
)
def forward_with_running_averages_mixed_up(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam, *, written: str
) -> Forward:
    (mu, var), momentum = _batch_statistics(Z), bn_param["momentum"]
    old_mean, old_var = bn_param["running_mean"], bn_param["running_var"]
    Z_tilde, cache, bn_param = _forward(Z, gamma, beta, bn_param, _batch_statistics, _quotient)
    if bn_param["mode"] == "train":
        if written != "variance into running_mean":
            bn_param["running_var"] = momentum * old_var + (1 - momentum) * mu
        if written != "mean into running_var":
            bn_param["running_mean"] = momentum * old_mean + (1 - momentum) * var
    return Z_tilde, cache, bn_param


@exercises.misconception(
    batch_norm_forward,
    "Your running averages lose their shape: the statistics that go into them have shape (n,), so the sum "
    "with (n, 1) becomes (n, n); use `keepdims=True`.",
)
def forward_with_flat_statistics_in_the_averages(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam
) -> Forward:
    return _forward_with_updates(
        Z, gamma, beta, bn_param, lambda old, new, momentum: momentum * old + (1 - momentum) * new.ravel()
    )


@exercises.misconception(
    batch_norm_forward,
    "You average the standard deviation into running_var: it holds the variance, without root and without ε.",
)
def forward_with_running_standard_deviations(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam
) -> Forward:
    var, momentum = bn_param["running_var"], bn_param["momentum"]
    Z_tilde, cache, bn_param = _forward(Z, gamma, beta, bn_param, _batch_statistics, _quotient)
    if bn_param["mode"] == "train":
        bn_param["running_var"] = momentum * var + (1 - momentum) * np.std(Z, axis=1, keepdims=True)
    return Z_tilde, cache, bn_param


@exercises.misconception(
    batch_norm_forward,
    "You add ε to the variance before you average it into running_var: ε belongs under the root alone, or "
    "test mode adds it a second time.",
)
def forward_with_eps_in_the_running_variance(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam
) -> Forward:
    momentum = bn_param["momentum"]
    Z_tilde, cache, bn_param = _forward(Z, gamma, beta, bn_param, _batch_statistics, _quotient)
    if bn_param["mode"] == "train":
        bn_param["running_var"] = bn_param["running_var"] + (1 - momentum) * bn_param["eps"]
    return Z_tilde, cache, bn_param


@exercises.misconception(batch_norm_forward, WITHOUT_GAMMA_AND_BETA, where=("both", "train", "test"))
def forward_without_gamma_and_beta(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam, *, where: str
) -> Forward:
    if _in_modes(where, bn_param):
        gamma, beta = gamma * 0 + 1, beta * 0
    return _forward(Z, gamma, beta, bn_param, _batch_statistics, _quotient)


@exercises.misconception(batch_norm_forward, GAMMA_FORGOTTEN, where=("both", "train", "test"))
def forward_without_gamma(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam, *, where: str
) -> Forward:
    if _in_modes(where, bn_param):
        gamma = gamma * 0 + 1
    return _forward(Z, gamma, beta, bn_param, _batch_statistics, _quotient)


@exercises.misconception(batch_norm_forward, BETA_FORGOTTEN, where=("both", "train", "test"))
def forward_without_beta(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam, *, where: str
) -> Forward:
    if _in_modes(where, bn_param):
        beta = beta * 0
    return _forward(Z, gamma, beta, bn_param, _batch_statistics, _quotient)


@exercises.misconception(
    batch_norm_forward, "You subtract β: the layer's output is γ · Z_norm + β, so β is added."
)
def forward_with_beta_subtracted(Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam) -> Forward:
    return _forward(Z, gamma, -beta, bn_param, _batch_statistics, _quotient)


@exercises.misconception(batch_norm_forward, GAMMA_AND_BETA_SWAPPED)
def forward_with_gamma_and_beta_swapped(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam
) -> Forward:
    return _forward(Z, beta, gamma, bn_param, _batch_statistics, _quotient)


@exercises.misconception(
    batch_norm_forward,
    "You return bn_param before the cache: the order is Z_tilde, cache, bn_param.",
)
def forward_with_the_cache_last(Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam) -> Any:
    Z_tilde, cache, bn_param = _forward(Z, gamma, beta, bn_param, _batch_statistics, _quotient)
    return Z_tilde, bn_param, cache


@exercises.misconception(
    batch_norm_forward,
    "You return Z_tilde and cache alone: the third result is bn_param, with the running averages in it.",
)
def forward_without_bn_param(Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam) -> Any:
    return _forward(Z, gamma, beta, bn_param, _batch_statistics, _quotient)[:2]


@exercises.misconception(
    batch_norm_forward,
    "You return Z_tilde alone: return three things, Z_tilde, a cache and bn_param.",
)
def forward_returning_one_thing(Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam) -> Any:
    return _forward(Z, gamma, beta, bn_param, _batch_statistics, _quotient)[0]


@exercises.misconception(
    batch_norm_forward,
    "You return a bn_param with the two running averages alone: mode, eps and momentum belong in it, too, "
    "since it is the next call's bn_param.",
)
def forward_losing_the_settings(Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam) -> Forward:
    Z_tilde, cache, bn_param = _forward(Z, gamma, beta, bn_param, _batch_statistics, _quotient)
    averages = {name: bn_param[name] for name in ("running_mean", "running_var")}
    return Z_tilde, cache, averages


@exercises.misconception(
    batch_norm_forward,
    "You raise another error than ValueError for an unknown mode: the caller is promised a ValueError.",
    error=("Exception", "AssertionError", "KeyError", "NotImplementedError", "NameError", "TypeError"),
)
def forward_with_another_error(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam, *, error: str
) -> Forward:
    known = (Exception, AssertionError, KeyError, NotImplementedError, NameError, TypeError)
    if bn_param["mode"] not in ("train", "test"):
        raise next(each for each in known if each.__name__ == error)("mode")
    return _forward(Z, gamma, beta, bn_param, _batch_statistics, _quotient)


@exercises.misconception(
    batch_norm_forward,
    "You return something for an unknown mode, if only None or a message that you print: raise a ValueError.",
)
def forward_returning_none_for_an_unknown_mode(
    Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam
) -> Any:
    if bn_param["mode"] in ("train", "test"):
        return _forward(Z, gamma, beta, bn_param, _batch_statistics, _quotient)
    return None


@exercises.misconception(
    batch_norm_forward,
    'Your function takes every mode but "train" for "test": raise a ValueError for any other, since a typing '
    "error would pass unnoticed.",
)
def forward_taking_any_mode(Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam) -> Forward:
    if bn_param["mode"] != "train":
        bn_param["mode"] = "test"
    return _forward(Z, gamma, beta, bn_param, _batch_statistics, _quotient)


# Forward: right styles.


@exercises.style(batch_norm_forward, "unit by unit in loops, sums by hand")
def forward_by_loops(Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam) -> Forward:
    if bn_param["mode"] not in ("train", "test"):
        raise ValueError(bn_param["mode"])
    n, m = Z.shape
    Z_tilde, Z_norm, sigma = np.zeros((n, m)), np.zeros((n, m)), np.zeros((n, 1))
    out = dict(bn_param)
    out["running_mean"] = np.array(bn_param["running_mean"])
    out["running_var"] = np.array(bn_param["running_var"])
    for i in range(n):
        mean, var = out["running_mean"][i, 0], out["running_var"][i, 0]
        if bn_param["mode"] == "train":
            k = bn_param["momentum"]
            mean_before, var_before = mean, var
            mean = sum(Z[i, j] for j in range(m)) / m
            var = sum((Z[i, j] - mean) ** 2 for j in range(m)) / m
            out["running_mean"][i, 0] = k * mean_before + (1 - k) * mean
            out["running_var"][i, 0] = k * var_before + (1 - k) * var
        sigma[i, 0] = (var + bn_param["eps"]) ** 0.5
        for j in range(m):
            Z_norm[i, j] = (Z[i, j] - mean) / sigma[i, 0]
            Z_tilde[i, j] = gamma[i, 0] * Z_norm[i, j] + beta[i, 0]
    return Z_tilde, (Z_norm, gamma, sigma), out


@exercises.style(batch_norm_forward, "everything changed in place, a dict as cache", alone=True)
def forward_in_place(Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam) -> Forward:
    mode = bn_param["mode"]
    if mode == "train":
        mu, var = np.mean(Z, 1, keepdims=True), np.var(Z, 1, keepdims=True)
        bn_param["running_mean"] += (1 - bn_param["momentum"]) * (mu - bn_param["running_mean"])
        bn_param["running_var"] += (1 - bn_param["momentum"]) * (var - bn_param["running_var"])
    elif mode == "test":
        mu, var = bn_param["running_mean"].copy(), bn_param["running_var"].copy()
    else:
        raise ValueError("mode")
    Z -= mu
    Z *= (var + bn_param["eps"]) ** -0.5
    Z_tilde = Z * gamma
    Z_tilde += beta
    return Z_tilde, {"Z_norm": Z, "gamma": gamma, "var": var, "eps": bn_param["eps"]}, bn_param


@exercises.style(batch_norm_forward, "examples as rows inside, as other libraries have them", alone=True)
def forward_transposed(Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam) -> Forward:
    x, mode = Z.T, bn_param["mode"]
    running_mean, running_var = bn_param["running_mean"].ravel(), bn_param["running_var"].ravel()
    if mode == "train":
        mean, var = x.mean(axis=0), x.var(axis=0)
        momentum = bn_param["momentum"]
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * var
    elif mode == "test":
        mean, var = running_mean, running_var
    else:
        raise ValueError(f"Invalid forward batch norm mode: {mode}")
    x_hat = (x - mean) / np.sqrt(var + bn_param["eps"])
    out = gamma.ravel() * x_hat + beta.ravel()
    bn_param["running_mean"], bn_param["running_var"] = running_mean[:, None], running_var[:, None]
    return out.T, [x_hat, gamma, var, bn_param["eps"]], bn_param


@exercises.style(batch_norm_forward, "the variance as a weighted mean of squared deviations", alone=True)
def forward_by_weighted_averages(Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam) -> Forward:
    result = dict(bn_param)
    match bn_param["mode"]:
        case "train":
            mu = np.average(Z, axis=1).reshape(-1, 1)
            var = np.average((Z - mu) ** 2, axis=1).reshape(-1, 1)
            for name, value in (("running_mean", mu), ("running_var", var)):
                result[name] = np.average(
                    np.stack([bn_param[name], value]),
                    axis=0,
                    weights=[bn_param["momentum"], 1 - bn_param["momentum"]],
                )
        case "test":
            mu, var = bn_param["running_mean"], bn_param["running_var"]
        case _:
            raise ValueError
    return (
        beta + gamma * (Z - mu) / np.sqrt(var + bn_param["eps"]),
        (Z, mu, var + bn_param["eps"], gamma),
        result,
    )


@exercises.style(batch_norm_forward, "matrix products and einsum", alone=True)
def forward_by_einsum(Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam) -> Forward:
    m = Z.shape[1]
    if bn_param["mode"] == "train":
        mu = Z @ np.full((m, 1), 1 / m)
        centred = Z - mu
        var = np.einsum("ij,ij->i", centred, centred)[:, np.newaxis] / m
        keep = bn_param["momentum"]
        bn_param = {
            **bn_param,
            "running_mean": keep * bn_param["running_mean"] + (1 - keep) * mu,
            "running_var": keep * bn_param["running_var"] + (1 - keep) * var,
        }
    elif bn_param["mode"] == "test":
        centred, var = Z - bn_param["running_mean"], bn_param["running_var"]
    else:
        raise ValueError("mode is train or test")
    inverse = 1 / np.sqrt(var + bn_param["eps"])
    Z_tilde = np.diagflat(gamma * inverse) @ centred + beta
    return Z_tilde, {"centred": centred, "inverse": inverse, "gamma": gamma}, bn_param


@exercises.style(batch_norm_forward, "np.std squared, a function as cache", alone=True)
def forward_with_a_closure(Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam) -> Forward:
    train = {"train": True, "test": False}.get(bn_param["mode"])
    if train is None:
        raise ValueError("unknown mode: " + str(bn_param["mode"]))
    new = bn_param.copy()
    mu = np.mean(Z, axis=-1, keepdims=True) if train else bn_param["running_mean"]
    var = np.std(Z, axis=-1, keepdims=True) ** 2 if train else bn_param["running_var"]
    if train:
        new["running_mean"] = mu + bn_param["momentum"] * (bn_param["running_mean"] - mu)
        new["running_var"] = var + bn_param["momentum"] * (bn_param["running_var"] - var)
    Z_norm = np.divide(np.subtract(Z, mu), np.sqrt(np.add(var, bn_param["eps"])))
    return np.add(np.multiply(gamma, Z_norm), beta), lambda: (Z_norm, gamma, var + bn_param["eps"]), new


@exercises.style(batch_norm_forward, "standardised by a helper that both modes call by keyword")
def forward_with_a_helper(Z: Array, gamma: Array, beta: Array, bn_param: BatchNormParam) -> Forward:
    keys = ("mode", "eps", "momentum", "running_mean", "running_var")
    mode, eps, momentum, running_mean, running_var = (bn_param[key] for key in keys)
    if mode == "test":
        Z_norm, sigma = _standardised(Z, mean=running_mean, var=running_var, eps=eps)
        return gamma * Z_norm + beta, (Z_norm, gamma, sigma), bn_param
    if mode == "train":
        mu, var = Z.mean(1)[:, None], Z.var(1)[:, None]
        running_mean = running_mean * momentum + mu * (1 - momentum)
        running_var = running_var * momentum + var * (1 - momentum)
        Z_norm, sigma = _standardised(Z, mean=mu, var=var, eps=eps)
        new = dict(zip(keys, (mode, eps, momentum, running_mean, running_var), strict=True))
        return gamma * Z_norm + beta, (Z_norm, gamma, sigma), new
    raise ValueError(f"mode is {mode}")


def _standardised(Z: Array, mean: Array, var: Array, eps: float) -> tuple[Array, Array]:
    sigma = np.sqrt(var + eps)
    return (Z - mean) / sigma, sigma


# The bias that cancels: skeleton.


def _normalised_product(
    W: Array,
    A: Array,
    b: Array,
    gamma: Array,
    beta: Array,
    eps: float,
    statistics: Statistics,
    quotient: Quotient,
) -> Array:
    Z = np.dot(W, A) + b
    mu, var = statistics(Z)
    return gamma * quotient(Z, mu, var, eps) + beta


# The bias that cancels: known mistakes.


@exercises.misconception(
    shifted_bias_output,
    "You add b after the normalisation: b is part of Z = W·A + b, and what comes after is β.",
)
def bias_added_afterwards(W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float) -> Array:
    return _normalised_product(W, A, 0 * b, gamma, beta, eps, _batch_statistics, _quotient) + b


@exercises.misconception(
    shifted_bias_output,
    "You take mean and variance of W·A and subtract them from W·A + b, so b stays: all three come from Z.",
)
def bias_outside_the_statistics(W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float) -> Array:
    return _normalised_product(W, A, b, gamma, beta, eps, lambda Z: _batch_statistics(Z - b), _quotient)


@exercises.misconception(shifted_bias_output, MEAN_NOT_SUBTRACTED)
def bias_output_with_the_mean_square_as_variance(
    W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float
) -> Array:
    return _normalised_product(W, A, b, gamma, beta, eps, _mean_and_mean_square, _quotient)


@exercises.misconception(
    shifted_bias_output,
    "You divide by the standard deviation without subtracting the mean: the numerator is Z − μ, and it is "
    "there that b cancels.",
)
def bias_output_without_centring(
    W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float
) -> Array:
    return _normalised_product(
        W, A, b, gamma, beta, eps, _batch_statistics, lambda Z, mu, var, eps: Z / np.sqrt(var + eps)
    )


@exercises.misconception(shifted_bias_output, SIGMA_UNDER_ROOT)
def bias_output_with_sigma_under_the_root(
    W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float
) -> Array:
    return _normalised_product(
        W,
        A,
        b,
        gamma,
        beta,
        eps,
        _batch_statistics,
        lambda Z, mu, var, eps: (Z - mu) / (var**0.5 + eps) ** 0.5,
    )


@exercises.misconception(shifted_bias_output, DIVIDED_BY_VARIANCE)
def bias_output_divided_by_the_variance(
    W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float
) -> Array:
    return _normalised_product(
        W, A, b, gamma, beta, eps, _batch_statistics, lambda Z, mu, var, eps: (Z - mu) / (var + eps)
    )


@exercises.misconception(shifted_bias_output, DIFFERENCE_OF_SQUARES)
def bias_output_by_two_moments(W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float) -> Array:
    return _normalised_product(W, A, b, gamma, beta, eps, _two_moments, _quotient)


@exercises.misconception(
    shifted_bias_output,
    "You use sums where means belong: μ and σ² are both divided by the number of examples m.",
    statistic=("mean", "var", "both"),
)
def bias_output_with_sums_for_means(
    W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float, *, statistic: str
) -> Array:
    def statistics(Z):  # type: ignore[no-untyped-def]
        m = Z.shape[1]
        of_mean, of_var = (1 if statistic in ("both", name) else m for name in ("mean", "var"))
        mu = np.sum(Z, axis=1, keepdims=True) / of_mean
        return mu, np.sum((Z - mu) ** 2, axis=1, keepdims=True) / of_var

    return _normalised_product(W, A, b, gamma, beta, eps, statistics, _quotient)


@exercises.misconception(shifted_bias_output, EPS_FORGOTTEN)
def bias_output_without_eps(W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float) -> Array:
    return _normalised_product(
        W, A, b, gamma, beta, eps, _batch_statistics, lambda Z, mu, var, eps: (Z - mu) / np.sqrt(var)
    )


@exercises.misconception(shifted_bias_output, FIXED_EPS, fixed=(1e-8, 1e-5, 1e-3))
def bias_output_with_a_fixed_eps(
    W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float, *, fixed: float
) -> Array:
    return _normalised_product(W, A, b, gamma, beta, fixed, _batch_statistics, _quotient)


@exercises.misconception(shifted_bias_output, GAMMA_FORGOTTEN)
def bias_output_without_gamma(W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float) -> Array:
    return _normalised_product(W, A, b, gamma * 0 + 1, beta, eps, _batch_statistics, _quotient)


@exercises.misconception(shifted_bias_output, BETA_FORGOTTEN)
def bias_output_without_beta(W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float) -> Array:
    return _normalised_product(W, A, b, gamma, beta * 0, eps, _batch_statistics, _quotient)


@exercises.misconception(shifted_bias_output, GAMMA_AND_BETA_SWAPPED)
def bias_output_with_gamma_and_beta_swapped(
    W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float
) -> Array:
    return _normalised_product(W, A, b, beta, gamma, eps, _batch_statistics, _quotient)


@exercises.misconception(
    shifted_bias_output, "You add b where β belongs: b is part of Z, and the shift behind γ is β."
)
def bias_output_with_b_for_beta(W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float) -> Array:
    return _normalised_product(W, A, b, gamma, b, eps, _batch_statistics, _quotient)


@exercises.misconception(
    shifted_bias_output,
    'You normalise with made-up running averages, as in mode "test": in training mode mean and variance are '
    "those of this batch, and only then b cancels.",
)
def bias_output_in_test_mode(W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float) -> Array:
    result: Array = gamma * (np.dot(W, A) + b) / np.sqrt(1 + eps) + beta
    return result


@exercises.misconception(
    shifted_bias_output,
    "You apply γ and β to W·A + b as it is: normalise first, with the mean and √(variance + ε) of each unit.",
)
def bias_output_not_normalised(W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float) -> Array:
    result: Array = gamma * (np.dot(W, A) + b) + beta
    return result


@exercises.misconception(
    shifted_bias_output,
    "You stop at Z = W·A + b: this Z goes through batch norm, and Z_tilde is what is asked for.",
)
def bias_output_is_z(W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float) -> Array:
    result: Array = np.dot(W, A) + b
    return result


@exercises.misconception(
    shifted_bias_output,
    "You return all three results of `batch_norm_forward`: return the first of them, Z_tilde, alone.",
)
def bias_output_is_a_tuple(W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float) -> Any:
    n = W.shape[0]
    averages = {"running_mean": np.zeros((n, 1)), "running_var": np.ones((n, 1))}
    bn_param = {"mode": "train", "eps": eps, "momentum": 0.9} | averages
    return _forward(W @ A + b, gamma, beta, bn_param, _batch_statistics, _quotient)


@exercises.misconception(shifted_bias_output, UNBIASED)
def bias_output_with_the_unbiased_variance(
    W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float
) -> Array:
    return _normalised_product(W, A, b, gamma, beta, eps, _unbiased_statistics, _quotient)


@exercises.misconception(shifted_bias_output, EPS_OUTSIDE)
def bias_output_with_eps_outside_the_root(
    W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float
) -> Array:
    return _normalised_product(
        W, A, b, gamma, beta, eps, _batch_statistics, lambda Z, mu, var, eps: (Z - mu) / (np.sqrt(var) + eps)
    )


@exercises.misconception(shifted_bias_output, OVER_UNITS)
def bias_output_over_the_units(W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float) -> Array:
    return _normalised_product(W, A, b, gamma, beta, eps, _statistics_over_units, _quotient)


@exercises.misconception(shifted_bias_output, OVER_EVERYTHING)
def bias_output_over_everything(W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float) -> Array:
    return _normalised_product(W, A, b, gamma, beta, eps, lambda Z: (np.mean(Z), np.var(Z)), _quotient)


@exercises.misconception(shifted_bias_output, WITHOUT_GAMMA_AND_BETA)
def bias_output_without_gamma_and_beta(
    W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float
) -> Array:
    return _normalised_product(W, A, b, gamma * 0 + 1, beta * 0, eps, _batch_statistics, _quotient)


@exercises.misconception(
    shifted_bias_output,
    "You normalise the activations A and multiply by W afterwards: here Z = W·A + b is what is normalised, "
    "before the activation.",
)
def activations_normalised(W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float) -> Array:
    mu, var = _batch_statistics(A)
    result: Array = gamma * (np.dot(W, (A - mu) / np.sqrt(var + eps)) + b) + beta
    return result


# The bias that cancels: right styles.


@exercises.style(shifted_bias_output, "the forward pass of exercise 1")
def bias_output_by_the_forward_pass(
    W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float
) -> Array:
    n = W.shape[0]
    bn_param = {
        "mode": "train",
        "eps": eps,
        "momentum": 0.9,
        "running_mean": np.zeros((n, 1)),
        "running_var": np.ones((n, 1)),
    }
    Z_tilde, _, _ = batch_norm_forward(W @ A + b, gamma=gamma, beta=beta, bn_param=bn_param)
    return Z_tilde


@exercises.style(shifted_bias_output, "b left out, since it cancels")
def bias_output_without_b(W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float) -> Array:
    Z = np.matmul(W, A)
    Z = Z - np.mean(Z, axis=1, keepdims=True)
    result: Array = gamma * Z / np.sqrt(np.mean(Z**2, axis=1, keepdims=True) + eps) + beta
    return result


@exercises.style(shifted_bias_output, "A centred, then multiplied")
def bias_output_from_centred_activations(
    W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float
) -> Array:
    centred = W @ (A - A.mean(axis=1, keepdims=True))
    result: Array = gamma * centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + eps) + beta
    return result


@exercises.style(shifted_bias_output, "the variance from the covariance of A")
def bias_output_by_covariance(W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float) -> Array:
    deviations = A - np.mean(A, axis=1, keepdims=True)
    covariance = deviations @ deviations.T / A.shape[1]
    var = np.einsum("ij,jk,ik->i", W, covariance, W).reshape(-1, 1)
    return np.asarray(beta + gamma / np.sqrt(var + eps) * (W @ deviations))


@exercises.style(shifted_bias_output, "unit by unit in loops")
def bias_output_by_loops(W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float) -> Array:
    n, m = W.shape[0], A.shape[1]
    Z_tilde = np.zeros((n, m))
    for i in range(n):
        z = [sum(W[i, k] * A[k, j] for k in range(A.shape[0])) + b[i, 0] for j in range(m)]
        mean = sum(z) / m
        var = sum((value - mean) ** 2 for value in z) / m
        for j in range(m):
            Z_tilde[i, j] = gamma[i, 0] * (z[j] - mean) / (var + eps) ** 0.5 + beta[i, 0]
    return Z_tilde


@exercises.style(shifted_bias_output, "b as one more column of W")
def bias_output_by_an_augmented_matrix(
    W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float
) -> Array:
    Z = np.hstack([W, b]) @ np.vstack([A, np.ones((1, A.shape[1]))])
    mu, sigma = np.mean(Z, 1), np.sqrt(np.var(Z, 1) + eps)
    Z_tilde: Array = ((Z.T - mu) / sigma * gamma.ravel() + beta.ravel()).T
    return Z_tilde


@exercises.style(shifted_bias_output, "in place")
def bias_output_in_place(W: Array, A: Array, b: Array, gamma: Array, beta: Array, eps: float) -> Array:
    Z: Array = np.einsum("ik,kj->ij", W, A)
    Z += b
    Z -= Z.mean(1, keepdims=True)
    Z /= np.sqrt(Z.var(1, keepdims=True) + eps)
    Z *= gamma
    Z += beta
    return Z


# Backward: skeleton of mistakes in one of the three gradients.


def _backward(dZ_tilde: Array, cache: Any) -> Backward:
    Z_norm, gamma, sigma = cache
    dbeta = np.sum(dZ_tilde, axis=1, keepdims=True)
    dgamma = np.sum(dZ_tilde * Z_norm, axis=1, keepdims=True)
    m = dZ_tilde.shape[1]
    return gamma / sigma * (dZ_tilde - dbeta / m - Z_norm * dgamma / m), dgamma, dbeta


# Backward: known mistakes.


@exercises.misconception(
    batch_norm_backward,
    "You treat μ and σ² as constants: both depend on Z, so dZ has two more terms, one through each.",
)
def backward_with_constant_statistics(dZ_tilde: Array, cache: Any) -> Backward:
    Z_norm, gamma, sigma = cache
    dbeta = np.sum(dZ_tilde, axis=1, keepdims=True)
    dgamma = np.sum(dZ_tilde * Z_norm, axis=1, keepdims=True)
    return gamma * dZ_tilde / sigma, dgamma, dbeta


@exercises.misconception(
    batch_norm_backward,
    "You leave out the way through σ²: the term with Z_norm and the mean of dZ_tilde · Z_norm is missing "
    "in dZ.",
)
def backward_without_the_variance(dZ_tilde: Array, cache: Any) -> Backward:
    Z_norm, gamma, sigma = cache
    dbeta = np.sum(dZ_tilde, axis=1, keepdims=True)
    dgamma = np.sum(dZ_tilde * Z_norm, axis=1, keepdims=True)
    return gamma / sigma * (dZ_tilde - dbeta / dZ_tilde.shape[1]), dgamma, dbeta


@exercises.misconception(
    batch_norm_backward, "You leave out the way through μ: subtract the mean of dZ_tilde as well in dZ."
)
def backward_without_the_mean(dZ_tilde: Array, cache: Any) -> Backward:
    Z_norm, gamma, sigma = cache
    dbeta = np.sum(dZ_tilde, axis=1, keepdims=True)
    dgamma = np.sum(dZ_tilde * Z_norm, axis=1, keepdims=True)
    return gamma / sigma * (dZ_tilde - Z_norm * dgamma / dZ_tilde.shape[1]), dgamma, dbeta


@exercises.misconception(
    batch_norm_backward,
    "You have the gradients of γ and β swapped: β is added, so dβ is the plain sum of dZ_tilde; dγ has the "
    "factor Z_norm in it.",
)
def backward_with_gradients_swapped(dZ_tilde: Array, cache: Any) -> Backward:
    dZ, dgamma, dbeta = _backward(dZ_tilde, cache)
    return dZ, dbeta, dgamma


@exercises.misconception(
    batch_norm_backward,
    "You average dγ or dβ over the examples: they are sums, since the 1/m of the cost is in dZ_tilde "
    "already.",
    which=("both", "dgamma", "dbeta"),
)
def backward_with_means_for_sums(dZ_tilde: Array, cache: Any, *, which: str) -> Backward:
    dZ, dgamma, dbeta = _backward(dZ_tilde, cache)
    m = dZ_tilde.shape[1]
    return dZ, dgamma / (1 if which == "dbeta" else m), dbeta / (1 if which == "dgamma" else m)


@exercises.misconception(
    batch_norm_backward,
    "You subtract sums in dZ where means belong: μ and σ² are means over m examples, so each of their two "
    "terms has a factor 1/m.",
    which=("both", "mean", "variance"),
)
def backward_with_sums_for_means(dZ_tilde: Array, cache: Any, *, which: str) -> Backward:
    Z_norm, gamma, sigma = cache
    _, dgamma, dbeta = _backward(dZ_tilde, cache)
    m = dZ_tilde.shape[1]
    through_mean = dbeta / (m if which == "variance" else 1)
    through_variance = Z_norm * dgamma / (m if which == "mean" else 1)
    return gamma / sigma * (dZ_tilde - through_mean - through_variance), dgamma, dbeta


@exercises.misconception(
    batch_norm_backward,
    "Your dZ takes each example as if it were alone in the batch: the terms through μ and σ² sum over all "
    "examples of the batch, along axis 1.",
    divided=(True, False),
)
def backward_as_if_each_example_were_alone(dZ_tilde: Array, cache: Any, *, divided: bool) -> Backward:
    Z_norm, gamma, sigma = cache
    _, dgamma, dbeta = _backward(dZ_tilde, cache)
    m = dZ_tilde.shape[1] if divided else 1
    return gamma / sigma * (dZ_tilde - dZ_tilde / m - Z_norm * (dZ_tilde * Z_norm) / m), dgamma, dbeta


@exercises.misconception(
    batch_norm_backward,
    "You take the two means in dZ over the units (axis 0): they run over the examples, along axis 1.",
)
def backward_with_means_over_the_units(dZ_tilde: Array, cache: Any) -> Backward:
    Z_norm, gamma, sigma = cache
    _, dgamma, dbeta = _backward(dZ_tilde, cache)
    mean = np.mean(dZ_tilde, axis=0, keepdims=True)
    product = np.mean(dZ_tilde * Z_norm, axis=0, keepdims=True)
    return gamma / sigma * (dZ_tilde - mean - Z_norm * product), dgamma, dbeta


@exercises.misconception(
    batch_norm_backward,
    "You divide the two sums in dZ by the wrong number: they are means over the m examples, "
    "`m = dZ_tilde.shape[1]`.",
    by=("units", "entries"),
)
def backward_divided_by_the_wrong_size(dZ_tilde: Array, cache: Any, *, by: str) -> Backward:
    Z_norm, gamma, sigma = cache
    _, dgamma, dbeta = _backward(dZ_tilde, cache)
    m = dZ_tilde.shape[0] if by == "units" else dZ_tilde.size
    return gamma / sigma * (dZ_tilde - dbeta / m - Z_norm * dgamma / m), dgamma, dbeta


@exercises.misconception(
    batch_norm_backward,
    "You divide dZ by m once more: only the two means have a factor 1/m, the straight way through dZ_tilde "
    "has none.",
)
def backward_divided_by_m_again(dZ_tilde: Array, cache: Any) -> Backward:
    dZ, dgamma, dbeta = _backward(dZ_tilde, cache)
    return dZ / dZ_tilde.shape[1], dgamma, dbeta


@exercises.misconception(
    batch_norm_backward,
    "You return zeros for dZ: the layers before get no gradient then and do not learn.",
)
def backward_with_zeros(dZ_tilde: Array, cache: Any) -> Backward:
    _, dgamma, dbeta = _backward(dZ_tilde, cache)
    return np.zeros_like(dZ_tilde), dgamma, dbeta


@exercises.misconception(
    batch_norm_backward,
    "You stop at dZ_norm = γ · dZ_tilde: from there it goes on through the quotient, the mean and the "
    "variance to Z.",
    times_gamma=(True, False),
)
def backward_stopping_at_z_norm(dZ_tilde: Array, cache: Any, *, times_gamma: bool) -> Backward:
    _, dgamma, dbeta = _backward(dZ_tilde, cache)
    return dZ_tilde * (cache[1] if times_gamma else 1), dgamma, dbeta


@exercises.misconception(
    batch_norm_backward,
    "You leave a Z_norm out of the last term of dZ: it is Z_norm times the mean of dZ_tilde · Z_norm, with "
    "Z_norm in both places.",
    missing=("outside", "inside"),
)
def backward_with_one_z_norm_missing(dZ_tilde: Array, cache: Any, *, missing: str) -> Backward:
    Z_norm, gamma, sigma = cache
    _, dgamma, dbeta = _backward(dZ_tilde, cache)
    m = dZ_tilde.shape[1]
    last = dgamma / m if missing == "outside" else Z_norm * dbeta / m
    return gamma / sigma * (dZ_tilde - dbeta / m - last), dgamma, dbeta


@exercises.misconception(
    batch_norm_backward,
    "Your term through μ has the wrong sign: a larger μ makes every Z_norm smaller, so the mean of dZ_tilde "
    "is subtracted.",
)
def backward_with_the_mean_term_added(dZ_tilde: Array, cache: Any) -> Backward:
    Z_norm, gamma, sigma = cache
    _, dgamma, dbeta = _backward(dZ_tilde, cache)
    m = dZ_tilde.shape[1]
    return gamma / sigma * (dZ_tilde + dbeta / m - Z_norm * dgamma / m), dgamma, dbeta


@exercises.misconception(
    batch_norm_backward,
    "Your dZ has the wrong sign as a whole: dZ_tilde counts with plus, and the two means are subtracted.",
)
def backward_with_the_sign_flipped(dZ_tilde: Array, cache: Any) -> Backward:
    dZ, dgamma, dbeta = _backward(dZ_tilde, cache)
    return -dZ, dgamma, dbeta


@exercises.misconception(
    batch_norm_backward,
    "You have γ in its own gradient or in that of β: Z_tilde = γ Z_norm + β has the derivative Z_norm with "
    "respect to γ and 1 with respect to β.",
    which=("both", "dgamma", "dbeta"),
)
def backward_with_gamma_in_the_gradients(dZ_tilde: Array, cache: Any, *, which: str) -> Backward:
    dZ, dgamma, dbeta = _backward(dZ_tilde, cache)
    gamma = cache[1]
    return dZ, dgamma * (1 if which == "dbeta" else gamma), dbeta * (1 if which == "dgamma" else gamma)


@exercises.misconception(
    batch_norm_backward,
    "Your dγ is the plain sum of dZ_tilde, which is dβ: γ multiplies Z_norm, so sum dZ_tilde · Z_norm.",
)
def backward_without_z_norm_in_dgamma(dZ_tilde: Array, cache: Any) -> Backward:
    dZ, _, dbeta = _backward(dZ_tilde, cache)
    return dZ, dbeta, dbeta


@exercises.misconception(
    batch_norm_backward,
    "You do not sum dγ or dβ over the examples: all m of them use the same γ and β, so their gradients add "
    "up along axis 1.",
    which=("both", "dgamma", "dbeta"),
)
def backward_without_sums(dZ_tilde: Array, cache: Any, *, which: str) -> Backward:
    dZ, dgamma, dbeta = _backward(dZ_tilde, cache)
    if which != "dbeta":
        dgamma = dZ_tilde * cache[0]
    return dZ, dgamma, dbeta if which == "dgamma" else dZ_tilde


@exercises.misconception(
    batch_norm_backward,
    "You leave γ out of dZ: the way back from Z̃ to Z_norm multiplies by γ.",
)
def backward_without_gamma(dZ_tilde: Array, cache: Any) -> Backward:
    Z_norm, _, sigma = cache
    dbeta = np.sum(dZ_tilde, axis=1, keepdims=True)
    dgamma = np.sum(dZ_tilde * Z_norm, axis=1, keepdims=True)
    m = dZ_tilde.shape[1]
    return (dZ_tilde - dbeta / m - Z_norm * dgamma / m) / sigma, dgamma, dbeta


@exercises.misconception(
    batch_norm_backward,
    "You leave σ out of dZ: Z_norm is (Z − μ)/σ, so its derivative with respect to Z has the factor 1/σ.",
)
def backward_without_sigma(dZ_tilde: Array, cache: Any) -> Backward:
    dZ, dgamma, dbeta = _backward(dZ_tilde, cache)
    return dZ * cache[2], dgamma, dbeta


@exercises.misconception(
    batch_norm_backward,
    "You multiply dZ by σ: Z_norm is (Z − μ)/σ, so on the way back you divide by σ as well.",
)
def backward_times_sigma(dZ_tilde: Array, cache: Any) -> Backward:
    dZ, dgamma, dbeta = _backward(dZ_tilde, cache)
    return dZ * cache[2] ** 2, dgamma, dbeta


@exercises.misconception(
    batch_norm_backward,
    "You take the root twice: what you call the variance in the cache is σ already, with its root, so divide "
    "by it as it is.",
)
def backward_with_two_roots(dZ_tilde: Array, cache: Any) -> Backward:
    dZ, dgamma, dbeta = _backward(dZ_tilde, cache)
    return dZ * np.sqrt(cache[2]), dgamma, dbeta


@exercises.misconception(
    batch_norm_backward,
    "You divide dZ by σ² (σ² + ε, to be exact): the factor in front of the bracket is γ/σ, with the root.",
)
def backward_divided_by_the_variance(dZ_tilde: Array, cache: Any) -> Backward:
    Z_norm, gamma, sigma = cache
    dbeta = np.sum(dZ_tilde, axis=1, keepdims=True)
    dgamma = np.sum(dZ_tilde * Z_norm, axis=1, keepdims=True)
    m = dZ_tilde.shape[1]
    return gamma / sigma**2 * (dZ_tilde - dbeta / m - Z_norm * dgamma / m), dgamma, dbeta


@exercises.misconception(
    batch_norm_backward,
    "Your term through σ² is half of what it should be: the square in (Z − μ)² brings a factor 2, which "
    "cancels the ½ of the root.",
)
def backward_with_half_of_the_variance_term(dZ_tilde: Array, cache: Any) -> Backward:
    Z_norm, gamma, sigma = cache
    m = dZ_tilde.shape[1]
    dbeta = np.sum(dZ_tilde, axis=1, keepdims=True)
    dgamma = np.sum(dZ_tilde * Z_norm, axis=1, keepdims=True)
    dZ_norm = gamma * dZ_tilde
    dvar = np.sum(dZ_norm * Z_norm, axis=1, keepdims=True) * (-0.5) / sigma**2
    dmu = -np.sum(dZ_norm, axis=1, keepdims=True) / sigma
    return dZ_norm / sigma + dvar * Z_norm * sigma / m + dmu / m, dgamma, dbeta


@exercises.misconception(
    batch_norm_backward,
    "Your term through σ² has the wrong sign: a larger σ² makes Z_norm smaller, so it is subtracted.",
)
def backward_with_the_variance_term_added(dZ_tilde: Array, cache: Any) -> Backward:
    Z_norm, gamma, sigma = cache
    dbeta = np.sum(dZ_tilde, axis=1, keepdims=True)
    dgamma = np.sum(dZ_tilde * Z_norm, axis=1, keepdims=True)
    m = dZ_tilde.shape[1]
    return gamma / sigma * (dZ_tilde - dbeta / m + Z_norm * dgamma / m), dgamma, dbeta


@exercises.misconception(
    batch_norm_backward,
    "You sum dγ and dβ over the units (axis 0): each unit has its own γ and β, so sum over the examples, "
    "along axis 1.",
)
def backward_summed_over_the_units(dZ_tilde: Array, cache: Any) -> Backward:
    Z_norm, gamma, sigma = cache
    m = dZ_tilde.shape[1]
    mean = np.mean(dZ_tilde, axis=1, keepdims=True)
    dZ = dZ_tilde - mean - Z_norm * np.sum(dZ_tilde * Z_norm, axis=1, keepdims=True) / m
    dbeta = np.sum(dZ_tilde, axis=0, keepdims=True)
    dgamma = np.sum(dZ_tilde * Z_norm, axis=0, keepdims=True)
    return gamma / sigma * dZ, dgamma, dbeta


@exercises.misconception(
    batch_norm_backward,
    "Your dγ and dβ are single numbers, summed over units and examples alike: there is one γ and one β for "
    "each unit, so sum along axis 1 only.",
)
def backward_summed_over_everything(dZ_tilde: Array, cache: Any) -> Backward:
    Z_norm, gamma, sigma = cache
    m = dZ_tilde.shape[1]
    mean = np.mean(dZ_tilde, axis=1, keepdims=True)
    dZ = dZ_tilde - mean - Z_norm * np.sum(dZ_tilde * Z_norm, axis=1, keepdims=True) / m
    return gamma / sigma * dZ, np.sum(dZ_tilde * Z_norm), np.sum(dZ_tilde)


@exercises.misconception(
    batch_norm_backward,
    "Your dγ and dβ have shape (n,): keep them as columns (n, 1), the shape of γ and β, with keepdims=True.",
)
def backward_with_flat_gradients(dZ_tilde: Array, cache: Any) -> Backward:
    Z_norm, gamma, sigma = cache
    m = dZ_tilde.shape[1]
    mean = np.mean(dZ_tilde, axis=1, keepdims=True)
    dZ = dZ_tilde - mean - Z_norm * np.sum(dZ_tilde * Z_norm, axis=1, keepdims=True) / m
    return gamma / sigma * dZ, np.sum(dZ_tilde * Z_norm, axis=1), np.sum(dZ_tilde, axis=1)


@exercises.misconception(
    batch_norm_backward,
    "You return the three gradients in another order: it is dZ, dγ, dβ.",
    order=((2, 1, 0), (1, 2, 0)),
)
def backward_with_dz_last(dZ_tilde: Array, cache: Any, *, order: Sequence[int]) -> Any:
    gradients = _backward(dZ_tilde, cache)
    return tuple(gradients[place] for place in order)


@exercises.misconception(
    batch_norm_backward, "You return a dict: return three arrays, `return dZ, dgamma, dbeta`."
)
def backward_returning_a_dict(dZ_tilde: Array, cache: Any) -> Any:
    return dict(zip(("dZ", "dgamma", "dbeta"), _backward(dZ_tilde, cache), strict=True))


@exercises.misconception(
    batch_norm_backward, "You return dZ alone: γ and β learn as well, so return dZ, dgamma and dbeta."
)
def backward_returning_dz_alone(dZ_tilde: Array, cache: Any) -> Any:
    return _backward(dZ_tilde, cache)[0]


# Backward: right styles. All read the cache of the notebook's forward pass.


@exercises.style(batch_norm_backward, "through σ² and μ, step by step, as in the paper")
def backward_through_each_statistic(dZ_tilde: Array, cache: Any) -> Backward:
    Z_norm, gamma, sigma = cache
    m = dZ_tilde.shape[1]
    centred = Z_norm * sigma
    dZ_norm = dZ_tilde * gamma
    dvar = np.sum(dZ_norm * centred * -0.5 * sigma**-3, axis=1, keepdims=True)
    dmu = np.sum(-dZ_norm / sigma, axis=1, keepdims=True) + dvar * np.mean(
        -2 * centred, axis=1, keepdims=True
    )
    dZ = dZ_norm / sigma + dvar * 2 * centred / m + dmu / m
    return dZ, np.sum(dZ_tilde * Z_norm, axis=1, keepdims=True), np.sum(dZ_tilde, axis=1, keepdims=True)


@exercises.style(batch_norm_backward, "the computation graph, one node at a time")
def backward_node_by_node(dZ_tilde: Array, cache: Any) -> Backward:
    Z_norm, gamma, sigma = cache
    n, m = dZ_tilde.shape
    dbeta = np.sum(dZ_tilde, axis=1).reshape(n, 1)
    dgamma = np.sum(dZ_tilde * Z_norm, axis=1).reshape(n, 1)
    d_norm = dZ_tilde * gamma
    d_inverse = np.sum(d_norm * Z_norm * sigma, axis=1).reshape(n, 1)
    d_centred = d_norm * (1.0 / sigma)
    d_sigma = -1.0 / sigma**2 * d_inverse
    d_var = 0.5 / sigma * d_sigma
    d_square = np.ones((n, m)) / m * d_var
    d_centred = d_centred + 2 * (Z_norm * sigma) * d_square
    d_mu = -np.sum(d_centred, axis=1).reshape(n, 1)
    return d_centred + np.ones((n, m)) / m * d_mu, dgamma, dbeta


@exercises.style(batch_norm_backward, "the Jacobian of each unit, (m, m)")
def backward_by_jacobians(dZ_tilde: Array, cache: Any) -> Backward:
    Z_norm, gamma, sigma = cache
    n, m = dZ_tilde.shape
    dZ = np.empty((n, m))
    for i in range(n):
        jacobian = (np.eye(m) - 1 / m - np.outer(Z_norm[i], Z_norm[i]) / m) * gamma[i] / sigma[i]
        dZ[i] = jacobian @ dZ_tilde[i]
    dgamma = np.einsum("ij,ij->i", dZ_tilde, Z_norm)[:, None]
    return dZ, dgamma, np.einsum("ij->i", dZ_tilde)[:, None]


@exercises.style(batch_norm_backward, "loops over units and examples")
def backward_by_loops(dZ_tilde: Array, cache: Any) -> Backward:
    Z_norm, gamma, sigma = cache
    n, m = dZ_tilde.shape
    dZ, dgamma, dbeta = np.zeros((n, m)), np.zeros((n, 1)), np.zeros((n, 1))
    for i in range(n):
        for j in range(m):
            dbeta[i, 0] += dZ_tilde[i, j]
            dgamma[i, 0] += dZ_tilde[i, j] * Z_norm[i, j]
        for j in range(m):
            bracket = m * dZ_tilde[i, j] - dbeta[i, 0] - Z_norm[i, j] * dgamma[i, 0]
            dZ[i, j] = gamma[i, 0] * bracket / (m * sigma[i, 0])
    return dZ, dgamma, dbeta


@exercises.style(batch_norm_backward, "in place, means at once")
def backward_in_place(dZ_tilde: Array, cache: Any) -> Backward:
    Z_norm, gamma, sigma = cache
    dbeta, dgamma = dZ_tilde.sum(1, keepdims=True), (Z_norm * dZ_tilde).sum(1, keepdims=True)
    slope = (Z_norm * dZ_tilde).mean(1, keepdims=True)
    dZ_tilde -= dZ_tilde.mean(1, keepdims=True)
    dZ_tilde -= Z_norm * slope
    dZ_tilde *= gamma
    dZ_tilde /= sigma
    return dZ_tilde, dgamma, dbeta


@exercises.style(batch_norm_backward, "examples as rows inside, a list returned")
def backward_transposed(dZ_tilde: Array, cache: Any) -> list[Array]:
    x_hat, gamma, sigma = (np.transpose(each) for each in cache)
    dout = dZ_tilde.T
    N = dout.shape[0]
    dx_hat = dout * gamma
    dx = (N * dx_hat - np.sum(dx_hat, axis=0) - x_hat * np.sum(dx_hat * x_hat, axis=0)) / (N * sigma)
    return [dx.T, np.sum(dout * x_hat, axis=0)[:, None], np.sum(dout, axis=0)[:, None]]


@exercises.style(batch_norm_backward, "sums as products with a column of ones")
def backward_by_matrix_products(dZ_tilde: Array, cache: Any) -> Backward:
    Z_norm, gamma, sigma = cache[0], cache[1], cache[2]
    ones = np.ones((dZ_tilde.shape[1], 1))
    dbeta = dZ_tilde @ ones
    dgamma = (Z_norm * dZ_tilde) @ ones
    dZ = (dZ_tilde - (dbeta @ ones.T + dgamma * Z_norm) / ones.size) * (gamma / sigma)
    return dZ, dgamma, dbeta


# Folding: skeleton of mistakes about the spread, or the scale s of each unit.


def _folded(W: Array, b: Array, beta: Array, running_mean: Array, s: Array) -> Layer:
    return s * W, s * (b - running_mean) + beta


# Folding: known mistakes.


@exercises.misconception(
    fold_batch_norm,
    "You leave b as it is: batch norm scales all of W·A + b − μ, so b − μ has the factor s = γ/σ, too.",
)
def fold_with_b_unscaled(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    s = gamma / np.sqrt(running_var + eps)
    return s * W, b - s * running_mean + beta


@exercises.misconception(
    fold_batch_norm,
    "You leave b out: it cancels against the mean of its own batch, but the running mean was fixed before, "
    "so here b counts.",
)
def fold_without_b(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    return _folded(W, 0 * b, beta, running_mean, gamma / np.sqrt(running_var + eps))


@exercises.misconception(
    fold_batch_norm,
    "You subtract the running mean without its factor: it is s · (b − μ) with s = γ/σ, so μ is scaled as "
    "well.",
)
def fold_with_the_mean_unscaled(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    s = gamma / np.sqrt(running_var + eps)
    return s * W, s * b - running_mean + beta


@exercises.misconception(
    fold_batch_norm, "You leave the running mean out of the bias: it is subtracted from b before scaling."
)
def fold_without_the_mean(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    return _folded(W, b, beta, 0 * running_mean, gamma / np.sqrt(running_var + eps))


@exercises.misconception(
    fold_batch_norm, "You add the running mean: normalising subtracts it, so the bias has b − μ in it."
)
def fold_with_the_mean_added(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    return _folded(W, b, beta, -running_mean, gamma / np.sqrt(running_var + eps))


@exercises.misconception(
    fold_batch_norm,
    "You scale the bias by γ/σ and leave W as it was: the weights of each unit have that factor, too.",
)
def fold_with_w_unscaled(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    s = gamma / np.sqrt(running_var + eps)
    return W, s * (b - running_mean) + beta


@exercises.misconception(fold_batch_norm, DIVIDED_BY_VARIANCE)
def fold_divided_by_the_variance(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    return _folded(W, b, beta, running_mean, gamma / (running_var + eps))


@exercises.misconception(fold_batch_norm, SIGMA_UNDER_ROOT)
def fold_with_sigma_under_the_root(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    return _folded(W, b, beta, running_mean, gamma / np.sqrt(np.sqrt(running_var) + eps))


@exercises.misconception(fold_batch_norm, EPS_OUTSIDE)
def fold_with_eps_outside_the_root(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    return _folded(W, b, beta, running_mean, gamma / (np.sqrt(running_var) + eps))


@exercises.misconception(fold_batch_norm, EPS_FORGOTTEN)
def fold_without_eps(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    return _folded(W, b, beta, running_mean, gamma / np.sqrt(running_var))


@exercises.misconception(
    fold_batch_norm,
    "You leave γ out: the factor of each unit is γ/σ, in the weights and in the bias.",
)
def fold_without_gamma(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    return _folded(W, b, beta, running_mean, 1 / np.sqrt(running_var + eps))


@exercises.misconception(fold_batch_norm, BETA_FORGOTTEN)
def fold_without_beta(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    return _folded(W, b, 0 * beta, running_mean, gamma / np.sqrt(running_var + eps))


@exercises.misconception(
    fold_batch_norm,
    "You scale the columns of W: γ/σ belongs to the unit, and a unit's weights are a row of W (n, n_prev).",
)
def fold_scaling_columns(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    s = gamma / np.sqrt(running_var + eps)
    return W * s.T, s * (b - running_mean) + beta


@exercises.misconception(
    fold_batch_norm,
    FIXED_EPS,
    fixed=(1e-8, 1e-5, 1e-3),
)
def fold_with_a_fixed_eps(
    W: Array,
    b: Array,
    gamma: Array,
    beta: Array,
    running_mean: Array,
    running_var: Array,
    eps: float,
    *,
    fixed: float,
) -> Layer:
    return _folded(W, b, beta, running_mean, gamma / np.sqrt(running_var + fixed))


@exercises.misconception(
    fold_batch_norm,
    "You have γ in the weights or in the bias alone: the factor γ/σ belongs in both.",
    where=("weights", "bias"),
)
def fold_with_gamma_in_one_place(
    W: Array,
    b: Array,
    gamma: Array,
    beta: Array,
    running_mean: Array,
    running_var: Array,
    eps: float,
    *,
    where: str,
) -> Layer:
    s = gamma / np.sqrt(running_var + eps)
    plain = 1 / np.sqrt(running_var + eps)
    of_weights, of_bias = (s, plain) if where == "weights" else (plain, s)
    return of_weights * W, of_bias * (b - running_mean) + beta


@exercises.misconception(
    fold_batch_norm,
    "You scale β as well: it is added after the scaling, so it has no factor.",
)
def fold_with_beta_scaled(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    s = gamma / np.sqrt(running_var + eps)
    return s * W, s * (b - running_mean + beta)


@exercises.misconception(
    fold_batch_norm,
    "You subtract β: it is added, in batch norm and in the folded bias.",
)
def fold_with_beta_subtracted(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    s = gamma / np.sqrt(running_var + eps)
    return _folded(W, b, -beta, running_mean, s)


@exercises.misconception(
    fold_batch_norm,
    "You have the bias the wrong way round: it is b − μ, not μ − b.",
)
def fold_with_b_subtracted(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    s = gamma / np.sqrt(running_var + eps)
    return s * W, s * (running_mean - b) + beta


@exercises.misconception(
    fold_batch_norm,
    "You divide by γ/σ: the folded weights and bias are multiplied by it.",
)
def fold_dividing_by_s(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    s = gamma / np.sqrt(running_var + eps)
    return _folded(W, b, beta, running_mean, 1 / s)


@exercises.misconception(
    fold_batch_norm,
    GAMMA_AND_BETA_SWAPPED,
)
def fold_with_gamma_and_beta_swapped(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    return _folded(W, b, gamma, running_mean, beta / np.sqrt(running_var + eps))


@exercises.misconception(
    fold_batch_norm,
    "You mix up running_mean and running_var: the mean is subtracted, the variance goes under the root.",
)
def fold_with_mean_and_variance_swapped(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    s = gamma / np.sqrt(running_mean + eps)
    return _folded(W, b, beta, running_var, s)


@exercises.misconception(
    fold_batch_norm,
    "You divide μ by σ before you subtract it, and scale the difference once more: it is s · (b − μ) + β "
    "with s = γ/σ.",
)
def fold_with_the_mean_scaled_twice(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    s = gamma / np.sqrt(running_var + eps)
    return s * W, s * (b - running_mean / np.sqrt(running_var + eps)) + beta


@exercises.misconception(
    fold_batch_norm,
    "You return the bias first: the order is W_folded, b_folded.",
)
def fold_returning_the_bias_first(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    s = gamma / np.sqrt(running_var + eps)
    W_folded, b_folded = _folded(W, b, beta, running_mean, s)
    return b_folded, W_folded


@exercises.misconception(
    fold_batch_norm,
    "You return the weights alone: return two things, W_folded and b_folded.",
)
def fold_returning_weights_alone(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Any:
    s = gamma / np.sqrt(running_var + eps)
    return s * W


@exercises.misconception(
    fold_batch_norm,
    "Your b_folded has shape (n,): keep it a column (n, 1), like b.",
)
def fold_with_a_flat_bias(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    s = gamma / np.sqrt(running_var + eps)
    return s * W, (s * (b - running_mean) + beta).ravel()


# Folding: right styles.


@exercises.style(fold_batch_norm, "a diagonal matrix from the left")
def fold_by_a_diagonal_matrix(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    D = np.diag((gamma / np.sqrt(running_var + eps)).ravel())
    return D @ W, D @ (b - running_mean) + beta


@exercises.style(fold_batch_norm, "unit by unit in loops")
def fold_by_loops(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    n, n_prev = W.shape
    W_folded, b_folded = np.zeros((n, n_prev)), np.zeros((n, 1))
    for i in range(n):
        sigma = (running_var[i, 0] + eps) ** 0.5
        for j in range(n_prev):
            W_folded[i, j] = W[i, j] * gamma[i, 0] / sigma
        b_folded[i, 0] = gamma[i, 0] * (b[i, 0] - running_mean[i, 0]) / sigma + beta[i, 0]
    return W_folded, b_folded


@exercises.style(fold_batch_norm, "in place")
def fold_in_place(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    running_var += eps
    gamma /= running_var**0.5
    W *= gamma
    b -= running_mean
    b *= gamma
    b += beta
    return W, b


@exercises.style(fold_batch_norm, "einsum and a list")
def fold_by_einsum(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> list[Array]:
    s = np.divide(gamma, np.sqrt(np.add(running_var, eps)))[:, 0]
    return [
        np.einsum("i,ij->ij", s, W),
        np.einsum("i,ik->ik", s, b) + (beta - s[:, None] * running_mean),
    ]


@exercises.style(fold_batch_norm, "asking the two layers what they do with 0 and with each unit vector")
def fold_by_asking(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    n_prev = W.shape[1]
    bn_param = {
        "mode": "test",
        "eps": eps,
        "momentum": 0.9,
        "running_mean": running_mean,
        "running_var": running_var,
    }
    inputs = np.hstack([np.zeros((n_prev, 1)), np.eye(n_prev)])
    outputs, _, _ = batch_norm_forward(W @ inputs + b, gamma, beta, bn_param)
    b_folded = outputs[:, :1]
    return outputs[:, 1:] - b_folded, b_folded


@exercises.style(fold_batch_norm, "the bias as one more column, scaled together with W")
def fold_with_the_bias_as_a_column(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    scaled = gamma * (running_var + eps) ** -0.5 * np.concatenate([W, b - running_mean], axis=1)
    return scaled[:, :-1], scaled[:, -1:] + beta


@exercises.style(fold_batch_norm, "flat arrays inside, columns restored")
def fold_with_flat_arrays(
    W: Array, b: Array, gamma: Array, beta: Array, running_mean: Array, running_var: Array, eps: float
) -> Layer:
    g, shift, mean, var = (each.flatten() for each in (gamma, beta, running_mean, running_var))
    sigma = np.sqrt(var + eps)
    return (W.T * g / sigma).T, np.expand_dims(shift + g * (b.flatten() - mean) / sigma, axis=1)
