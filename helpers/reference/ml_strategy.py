# ruff: noqa: D103, RUF007, C408 - the sentence in its decorator documents a variant, and students write so
"""References, known mistakes and right styles of the assignment "ml_strategy".

Errors are shares from 0 to 1. A split is a list of index arrays; a split of two origins is a dict of arrays
(k, 2) with the origin, 0 for the source and 1 for the target, and the index in it. Splits of two students
differ in their draws and may both be right, so they are compared by what they are, not by their numbers.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from helpers.reference.registry import Exercises, Outcomes, Raised, described

Array: TypeAlias = NDArray[Any]
Split: TypeAlias = Sequence[Any]
Origins: TypeAlias = dict[str, Any]
Table: TypeAlias = dict[str, dict[str, float]]
Limits: TypeAlias = dict[str, float]
Gaps: TypeAlias = dict[str, Any]
Tags: TypeAlias = list[list[str]]

exercises = Exercises("ml_strategy")

FEW = 10
"""A draw of fewer indices may have no gap by chance."""

MANY, SIGMAS = 200, 5.0
"""In draws from fewer indices neighbours may be together by chance; the standard errors that are none."""


# When two splits show the same behaviour.


def same_splits(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of splits agree in all but their draws, and in which calls repeat each other."""
    traits = described(_traits, ours), described(_traits, theirs)
    if not all(one == two for one, two in zip(*traits, strict=True)):
        return False
    return _repetitions(ours) == _repetitions(theirs)


def _traits(outcome: Any) -> Any:
    """What does not hang on the draw: sizes, repeats, overlaps, gaps, origins, and blocks in a row."""
    if isinstance(outcome, Raised) or not isinstance(outcome, Mapping | list | tuple):
        return getattr(outcome, "type_name", type(outcome).__name__)
    parts = list(_rows(outcome))
    everything = np.concatenate([rows for _, rows in parts])
    return (
        [
            # Of two origins one may fill the gaps of the other, by chance.
            (
                name,
                rows.shape,
                origins := np.unique(rows[:, :-1]).tolist(),
                origins[1:] or _block(rows[:, -1]),
            )
            for name, rows in parts
        ],
        _distinct(max((rows for _, rows in parts), key=len)),
        _distinct(everything),
        [_block(everything[everything[:, 0] == origin, -1]) for origin in np.unique(everything[:, 0])]
        if everything.shape[1] == 2
        else _block(everything[:, -1]),
        [
            _in_stretches(rows[:, -1], everything[everything[:, :-1].all(axis=1), -1])
            for _, rows in parts
            if rows[:, :-1].all()
        ],
    )


def _in_stretches(part: Array, everything: Array) -> bool:
    """Whether a part of many indices holds clearly more neighbours than a random sample does."""
    if everything.size < MANY:
        return False
    member = np.isin(np.arange(everything.min(), everything.max() + 1), part).astype(float)
    if member.std() == 0:
        return False
    apart = member - member.mean()
    return bool(apart[1:] @ apart[:-1] / (apart @ apart) > SIGMAS / np.sqrt(member.size))


def _rows(outcome: Any) -> Iterator[tuple[str, Array]]:
    """Each part with its name: a row for each example, the index last."""
    named = outcome.items() if isinstance(outcome, Mapping) else enumerate(outcome)
    for name, part in sorted(named, key=lambda pair: str(pair[0])):
        rows = np.asarray(part)
        yield str(name), rows.reshape(len(rows), rows.size // max(len(rows), 1) or 1)


def _distinct(rows: Array) -> bool:
    return len(np.unique(rows, axis=0)) == len(rows)


def _block(indices: Array) -> tuple[int, int] | None:
    """First and last of many indices without a gap, None where there is one."""
    found = np.unique(indices)
    if found.size < FEW or found[-1] - found[0] != found.size - 1:
        return None
    return int(found[0]), int(found[-1])


def _repetitions(series: Outcomes) -> list[int]:
    """For each outcome of a series, the first one that has the same numbers."""
    first: dict[Any, int] = {}
    return [first.setdefault(numbers, index) for index, numbers in enumerate(described(_numbers, series))]


def _numbers(outcome: Any) -> Any:
    if not isinstance(outcome, Mapping | list | tuple):
        return repr(outcome)
    return tuple((name, rows.astype(float).tobytes()) for name, rows in _rows(outcome))


# The references, one formula each.


@exercises.reference(same=same_splits)
def split_indices(m: int, fractions: Sequence[float], seed: int = 0) -> Split:
    """A permutation of 0 … m − 1, cut at the cumulated fractions."""
    order = np.random.default_rng(seed).permutation(m)
    ends = np.round(m * np.cumsum(fractions)).astype(int)
    return np.split(order, ends[:-1])


@exercises.reference(same=same_splits)
def split_mismatched(m_source: int, m_target: int, m_dev: int, m_test: int, seed: int = 0) -> Origins:
    """Dev and test from a permutation of the target; the rest of it joins the source in train."""
    order = np.random.default_rng(seed).permutation(m_target)
    target = np.stack([np.ones(m_target, int), order], axis=1)
    source = np.stack([np.zeros(m_source, int), np.arange(m_source)], axis=1)
    dev, test, rest = np.split(target, [m_dev, m_dev + m_test])
    return {"train": np.concatenate([source, rest]), "dev": dev, "test": test}


@exercises.reference()
def precision_recall(y_true: Array, y_pred: Array) -> tuple[float, float]:
    """TP / (TP + FP) and TP / (TP + FN), 0 where nothing was found or there is nothing to find."""
    found, positives = np.sum(y_pred == 1), np.sum(y_true == 1)
    hits = np.sum((y_true == 1) & (y_pred == 1))
    return float(hits / found) if found else 0.0, float(hits / positives) if positives else 0.0


@exercises.reference()
def f1_score(precision: float, recall: float) -> float:
    """2PR / (P + R), the harmonic mean; 0 where both are 0."""
    return 2 * precision * recall / (precision + recall) if precision + recall > 0 else 0.0


@exercises.reference()
def choose_classifier(table: Table, optimizing: str, satisficing: Limits) -> str | None:
    """The best by the optimizing metric of those within every limit."""
    allowed = [n for n, row in table.items() if all(row[k] <= limit for k, limit in satisficing.items())]
    return max(allowed, key=lambda n: table[n][optimizing], default=None)


@exercises.reference()
def weighted_error(y_true: Array, y_pred: Array, weights: Array) -> float:
    """Σ w 1{y ≠ ŷ} / Σ w."""
    return float(np.sum(weights * (y_true != y_pred)) / np.sum(weights))


@exercises.reference()
def diagnose(
    train_error: float, dev_error: float, bayes_error: float = 0.0, threshold: float = 0.02
) -> set[str]:
    """High bias: train − Bayes; high variance: dev − train; each above the threshold."""
    gaps = {"high bias": train_error - bayes_error, "high variance": dev_error - train_error}
    return {name for name, gap in gaps.items() if gap > threshold}


@exercises.reference()
def diagnose_mismatch(human: float, train: float, train_dev: float, dev: float) -> Gaps:
    """The three gaps between the four errors, and the name of the largest."""
    gaps = {"avoidable_bias": train - human, "variance": train_dev - train, "data_mismatch": dev - train_dev}
    return {**gaps, "focus": max(gaps, key=lambda name: gaps[name])}


@exercises.reference()
def error_ceilings(tags: Tags, dev_error: float) -> dict[str, float]:
    """dev_error · (1 − the share of examined mistakes that carry the tag)."""
    names = sorted({name for each in tags for name in each})
    return {name: dev_error * (1 - sum(name in each for each in tags) / len(tags)) for name in names}


# Splitting: known mistakes.


def _cut(order: Array, fractions: Sequence[float]) -> Split:
    ends = np.round(len(order) * np.cumsum(fractions)).astype(int)
    return np.split(order, ends[:-1])


@exercises.misconception(
    split_indices,
    "You cut the indices in the order in which they come: data is often sorted by class or by date, so "
    "permute them first.",
)
def cut_without_shuffling(m: int, fractions: Sequence[float], seed: int = 0) -> Split:
    return _cut(np.arange(m), fractions)


@exercises.misconception(
    split_indices,
    "You draw without using `seed`, so two calls with the same seed give different splits: make "
    "`np.random.default_rng(seed)` and draw from it.",
)
def split_without_seed(m: int, fractions: Sequence[float], seed: int = 0) -> Split:
    return _cut(np.random.permutation(m), fractions)


@exercises.misconception(
    split_indices,
    "You seed the generator with a number of your own, so every seed gives the same split: pass on the "
    "argument `seed`.",
)
def split_with_a_fixed_seed(m: int, fractions: Sequence[float], seed: int = 0) -> Split:
    return _cut(np.random.default_rng(0).permutation(m), fractions)


@exercises.misconception(
    split_indices,
    "You draw each part from all the indices, so that parts share examples: permute once, and cut that into"
    " parts that have nothing in common.",
)
def parts_drawn_one_by_one(m: int, fractions: Sequence[float], seed: int = 0) -> Split:
    rng = np.random.default_rng(seed)
    return [rng.choice(m, round(fraction * m), replace=False) for fraction in fractions]


@exercises.misconception(
    split_indices,
    "You draw indices with replacement, so some come twice and others never: a permutation has each of them"
    " once.",
)
def drawn_with_replacement(m: int, fractions: Sequence[float], seed: int = 0) -> Split:
    return _cut(np.random.default_rng(seed).integers(0, m, m), fractions)


@exercises.misconception(
    split_indices,
    "You cut at `fraction · m` of each part on its own: the cuts lie at the sums of the fractions so far, "
    "as `np.cumsum` gives them.",
)
def cut_at_the_fractions_themselves(m: int, fractions: Sequence[float], seed: int = 0) -> Split:
    order = np.random.default_rng(seed).permutation(m)
    starts = [0, *(round(fraction * m) for fraction in fractions[:-1])]
    ends = [*starts[1:], m]
    return [order[start:end] for start, end in zip(starts, ends, strict=True)]


@exercises.misconception(
    split_indices,
    "You make parts of equal size: each should hold its own share, `fraction · m` of the indices.",
)
def parts_of_equal_size(m: int, fractions: Sequence[float], seed: int = 0) -> Split:
    return np.array_split(np.random.default_rng(seed).permutation(m), len(fractions))


@exercises.misconception(
    split_indices,
    "You round each size down and drop what is left over: every index belongs to some part, so let the last"
    " part take the rest.",
)
def rest_dropped(m: int, fractions: Sequence[float], seed: int = 0) -> Split:
    order = np.random.default_rng(seed).permutation(m)
    parts, start = [], 0
    for fraction in fractions:
        size = int(fraction * m + 1e-9)
        parts.append(order[start : start + size])
        start += size
    return parts


@exercises.misconception(
    split_indices, "You number the examples from 1: indices in Python run from 0 to m − 1."
)
def numbered_from_one(m: int, fractions: Sequence[float], seed: int = 0) -> Split:
    return _cut(np.random.default_rng(seed).permutation(m) + 1, fractions)


@exercises.misconception(
    split_indices,
    "You cut first and shuffle inside each part: the parts are still blocks of neighbours, so shuffle "
    "before you cut.",
)
def shuffled_after_the_cut(m: int, fractions: Sequence[float], seed: int = 0) -> Split:
    rng = np.random.default_rng(seed)
    return [rng.permutation(part) for part in _cut(np.arange(m), fractions)]


@exercises.misconception(
    split_indices,
    "You move stretches of neighbours as a whole, by a shift or in blocks, so that neighbours stay in one "
    "part: "
    "permute every index by itself.",
    how=("shift", "blocks"),
)
def stretches_moved(m: int, fractions: Sequence[float], seed: int = 0, *, how: str) -> Split:
    if how == "shift":
        return _cut(np.roll(np.arange(m), m // 3 + 7 * seed), fractions)
    blocks = np.array_split(np.arange(m), max(m // 10, 1))
    order = np.random.default_rng(seed).permutation(len(blocks))
    return _cut(np.concatenate([blocks[block] for block in order]), fractions)


@exercises.misconception(
    split_indices,
    "You also cut at the last sum, m, which gives an empty part too many: the cuts are the sums but for the "
    "last.",
)
def cut_at_the_end_as_well(m: int, fractions: Sequence[float], seed: int = 0) -> Split:
    order = np.random.default_rng(seed).permutation(m)
    return np.split(order, np.round(m * np.cumsum(fractions)).astype(int))


@exercises.misconception(
    split_indices, "You return the permutation uncut: cut it into one part for each fraction."
)
def permutation_uncut(m: int, fractions: Sequence[float], seed: int = 0) -> Any:
    return np.random.default_rng(seed).permutation(m)


@exercises.misconception(
    split_indices,
    "Your parts share the index at each cut: a slice ends before its end, so the next one begins there.",
)
def parts_sharing_their_ends(m: int, fractions: Sequence[float], seed: int = 0) -> Split:
    order = np.random.default_rng(seed).permutation(m)
    ends = [0, *np.round(m * np.cumsum(fractions)).astype(int)]
    return [order[start : end + 1] for start, end in zip(ends[:-1], ends[1:], strict=True)]


@exercises.misconception(
    split_indices, "You permute m + 1 indices: they run from 0 to m − 1, as `permutation(m)` gives them."
)
def one_index_too_many(m: int, fractions: Sequence[float], seed: int = 0) -> Split:
    order = np.random.default_rng(seed).permutation(m + 1)
    ends = np.round(m * np.cumsum(fractions)).astype(int)
    return np.split(order, ends[:-1])


@exercises.misconception(
    split_indices,
    "You return the parts in another order: one array for each fraction, in the order of the fractions.",
)
def parts_in_reverse(m: int, fractions: Sequence[float], seed: int = 0) -> Split:
    return list(_cut(np.random.default_rng(seed).permutation(m), fractions))[::-1]


@exercises.misconception(split_indices, "Your function returns nothing: end it with `return`.")
def split_not_returned(m: int, fractions: Sequence[float], seed: int = 0) -> None:
    _cut(np.random.default_rng(seed).permutation(m), fractions)


# Splitting: right styles.


@exercises.style(split_indices, "the older random state, slices in a loop, the last part takes the rest")
def split_by_random_state(m: int, fractions: Sequence[float], seed: int = 0) -> Split:
    order = np.random.RandomState(seed).permutation(m)
    parts, start = [], 0
    for fraction in fractions[:-1]:
        end = start + round(fraction * m)
        parts.append(order[start:end])
        start = end
    return [*parts, order[start:]]


@exercises.style(split_indices, "the global stream, shuffled in place")
def split_by_shuffle(m: int, fractions: Sequence[float], seed: int = 0) -> Split:
    np.random.seed(seed)
    order = np.arange(m)
    np.random.shuffle(order)
    return np.split(order, np.round(np.cumsum(fractions)[:-1] * m).astype(int))


@exercises.style(split_indices, "the order of uniform draws")
def split_by_argsort(m: int, fractions: Sequence[float], seed: int = 0) -> Split:
    order = np.argsort(np.random.default_rng(seed).random(m))
    ends = [0, *(round(sum(fractions[: k + 1]) * m) for k in range(len(fractions) - 1)), m]
    return [order[ends[k] : ends[k + 1]] for k in range(len(fractions))]


@exercises.style(split_indices, "lists of Python's own integers, in a tuple")
def split_as_lists(m: int, fractions: Sequence[float], seed: int = 0) -> Split:
    order = np.random.default_rng(seed).permutation(m).tolist()
    ends = [0, *(int(np.floor(np.sum(fractions[: k + 1]) * m + 0.5)) for k in range(len(fractions) - 1)), m]
    return tuple(order[ends[k] : ends[k + 1]] for k in range(len(fractions)))


@exercises.style(split_indices, "labels of parts, shuffled, and each part sorted")
def split_by_labels(m: int, fractions: Sequence[float], seed: int = 0) -> Split:
    ends = np.round(m * np.cumsum(fractions)).astype(int)
    ends[-1] = m
    labels = np.repeat(np.arange(len(fractions)), np.diff(ends, prepend=0))
    labels = np.random.default_rng(seed).permutation(labels)
    return [np.flatnonzero(labels == k) for k in range(len(fractions))]


@exercises.style(split_indices, "parts drawn one after the other from what is left")
def split_from_what_is_left(m: int, fractions: Sequence[float], seed: int = 0) -> Split:
    rng = np.random.default_rng(seed)
    left = np.arange(m)
    parts = []
    for fraction in fractions[:-1]:
        part = rng.choice(left, round(fraction * m), replace=False)
        left = np.setdiff1d(left, part)
        parts.append(part)
    return [*parts, left]


# Two origins: known mistakes. All but the first three build on the permuted target.


def _pairs(origin: int, indices: Array) -> Array:
    return np.stack([np.full(len(indices), origin), indices], axis=1)


def _three(m_source: int, target: Array, m_dev: int, m_test: int) -> Origins:
    source = _pairs(0, np.arange(m_source))
    dev, test, rest = np.split(target, [m_dev, m_dev + m_test])
    return {"train": np.concatenate([source, rest]), "dev": dev, "test": test}


@exercises.misconception(
    split_mismatched,
    "You pool both origins and shuffle before you cut, so dev and test consist mostly of the source: they "
    "have to be drawn from the target alone.",
)
def pooled_and_shuffled(m_source: int, m_target: int, m_dev: int, m_test: int, seed: int = 0) -> Origins:
    pool = np.concatenate([_pairs(0, np.arange(m_source)), _pairs(1, np.arange(m_target))])
    pool = np.random.default_rng(seed).permutation(pool)
    dev, test, train = np.split(pool, [m_dev, m_dev + m_test])
    return {"train": train, "dev": dev, "test": test}


@exercises.misconception(
    split_mismatched,
    "You leave out of training what dev and test do not need of the target: these examples are the ones you"
    " care about, and belong in train.",
)
def target_left_out_of_training(
    m_source: int, m_target: int, m_dev: int, m_test: int, seed: int = 0
) -> Origins:
    target = _pairs(1, np.random.default_rng(seed).permutation(m_target))
    dev, test = target[:m_dev], target[m_dev : m_dev + m_test]
    return {"train": _pairs(0, np.arange(m_source)), "dev": dev, "test": test}


@exercises.misconception(
    split_mismatched,
    "You take the test set from the source: dev and test have to come from the same distribution, and that "
    "is the target.",
)
def the_source_is_tested(m_source: int, m_target: int, m_dev: int, m_test: int, seed: int = 0) -> Origins:
    rng = np.random.default_rng(seed)
    source, target = _pairs(0, rng.permutation(m_source)), _pairs(1, rng.permutation(m_target))
    train = np.concatenate([source[m_test:], target[m_dev:]])
    return {"train": train, "dev": target[:m_dev], "test": source[:m_test]}


@exercises.misconception(
    split_mismatched,
    "You start dev and test at the same place of the permutation, so they share examples: test begins where"
    " dev ends.",
)
def dev_and_test_overlap(m_source: int, m_target: int, m_dev: int, m_test: int, seed: int = 0) -> Origins:
    target = _pairs(1, np.random.default_rng(seed).permutation(m_target))
    train = np.concatenate([_pairs(0, np.arange(m_source)), target[m_dev + m_test :]])
    return {"train": train, "dev": target[:m_dev], "test": target[:m_test]}


@exercises.misconception(
    split_mismatched,
    "You put all of the target into training, dev and test included: a model must not be trained on what it"
    " is measured with.",
)
def trained_on_dev_and_test(m_source: int, m_target: int, m_dev: int, m_test: int, seed: int = 0) -> Origins:
    target = _pairs(1, np.random.default_rng(seed).permutation(m_target))
    train = np.concatenate([_pairs(0, np.arange(m_source)), target])
    return {"train": train, "dev": target[:m_dev], "test": target[m_dev : m_dev + m_test]}


@exercises.misconception(
    split_mismatched,
    "You take the first examples of the target for dev and test, in the order in which they came: permute "
    "the target before you cut it.",
)
def target_not_shuffled(m_source: int, m_target: int, m_dev: int, m_test: int, seed: int = 0) -> Origins:
    return _three(m_source, _pairs(1, np.arange(m_target)), m_dev, m_test)


@exercises.misconception(
    split_mismatched,
    "You draw without using `seed`, so that a second call measures on other examples: make "
    "`np.random.default_rng(seed)` and draw from it.",
)
def mismatched_without_seed(m_source: int, m_target: int, m_dev: int, m_test: int, seed: int = 0) -> Origins:
    return _three(m_source, _pairs(1, np.random.permutation(m_target)), m_dev, m_test)


@exercises.misconception(
    split_mismatched,
    "You seed the generator with a number of your own, so that dev and test are the same for every seed: "
    "pass on the argument `seed`.",
)
def mismatched_with_a_fixed_seed(
    m_source: int, m_target: int, m_dev: int, m_test: int, seed: int = 0
) -> Origins:
    return _three(m_source, _pairs(1, np.random.RandomState(0).permutation(m_target)), m_dev, m_test)


@exercises.misconception(
    split_mismatched,
    "You mark the target with 0 and the source with 1: it is the other way round, 0 is the source.",
)
def origins_swapped(m_source: int, m_target: int, m_dev: int, m_test: int, seed: int = 0) -> Origins:
    target = _pairs(1, np.random.default_rng(seed).permutation(m_target))
    split = _three(m_source, target, m_dev, m_test)
    return {name: np.stack([1 - rows[:, 0], rows[:, 1]], axis=1) for name, rows in split.items()}


@exercises.misconception(
    split_mismatched,
    "You count the target's examples on from the source's: each origin has indices of its own, and the "
    "target's run from 0 to m_target − 1.",
)
def target_counted_on(m_source: int, m_target: int, m_dev: int, m_test: int, seed: int = 0) -> Origins:
    target = _pairs(1, m_source + np.random.default_rng(seed).permutation(m_target))
    return _three(m_source, target, m_dev, m_test)


@exercises.misconception(
    split_mismatched,
    "You shift the target's examples, so that neighbours stay together: permute every index by itself.",
)
def target_shifted(m_source: int, m_target: int, m_dev: int, m_test: int, seed: int = 0) -> Origins:
    order = np.roll(np.arange(m_target), m_target // 3 + 7 * seed)
    return _three(m_source, _pairs(1, order), m_dev, m_test)


@exercises.misconception(
    split_mismatched,
    "You exchange dev and test: dev holds m_dev examples, test m_test.",
)
def dev_and_test_exchanged(m_source: int, m_target: int, m_dev: int, m_test: int, seed: int = 0) -> Origins:
    target = _pairs(1, np.random.default_rng(seed).permutation(m_target))
    return _three(m_source, target, m_test, m_dev)


@exercises.misconception(
    split_mismatched,
    "You leave the source out of training: all of it trains, with the rest of the target.",
)
def source_left_out(m_source: int, m_target: int, m_dev: int, m_test: int, seed: int = 0) -> Origins:
    return _three(0, _pairs(1, np.random.default_rng(seed).permutation(m_target)), m_dev, m_test)


@exercises.misconception(
    split_mismatched,
    'You return a tuple: the result is a dict with "train", "dev" and "test".',
)
def tuple_of_three(m_source: int, m_target: int, m_dev: int, m_test: int, seed: int = 0) -> Any:
    split = _three(m_source, _pairs(1, np.random.default_rng(seed).permutation(m_target)), m_dev, m_test)
    return split["train"], split["dev"], split["test"]


@exercises.misconception(split_mismatched, "Your function returns nothing: end it with `return`.")
def mismatched_not_returned(m_source: int, m_target: int, m_dev: int, m_test: int, seed: int = 0) -> None:
    _three(m_source, _pairs(1, np.random.default_rng(seed).permutation(m_target)), m_dev, m_test)


# Two origins: right styles.


@exercises.style(split_mismatched, "column_stack, the older random state")
def mismatched_by_random_state(
    m_source: int, m_target: int, m_dev: int, m_test: int, seed: int = 0
) -> Origins:
    order = np.random.RandomState(seed).permutation(m_target)
    ones = np.ones(m_target, dtype=int)
    target = np.column_stack((ones, order))
    source = np.column_stack((np.zeros(m_source, dtype=int), np.arange(m_source)))
    return {
        "dev": target[:m_dev],
        "test": target[m_dev : m_dev + m_test],
        "train": np.vstack((source, target[m_dev + m_test :])),
    }


@exercises.style(split_mismatched, "lists of pairs")
def mismatched_as_lists(m_source: int, m_target: int, m_dev: int, m_test: int, seed: int = 0) -> Origins:
    order = np.random.default_rng(seed).permutation(m_target).tolist()
    dev = [(1, i) for i in order[:m_dev]]
    test = [(1, i) for i in order[m_dev : m_dev + m_test]]
    train = [(0, i) for i in range(m_source)] + [(1, i) for i in order[m_dev + m_test :]]
    return {"train": train, "dev": dev, "test": test}


@exercises.style(split_mismatched, "arrays filled column by column, training shuffled as well")
def mismatched_with_shuffled_training(
    m_source: int, m_target: int, m_dev: int, m_test: int, seed: int = 0
) -> Origins:
    rng = np.random.default_rng(seed)
    order = rng.permutation(m_target)
    train = np.zeros((m_source + m_target - m_dev - m_test, 2), dtype=int)
    train[:m_source, 1] = np.arange(m_source)
    train[m_source:, 0] = 1
    train[m_source:, 1] = order[m_dev + m_test :]
    rng.shuffle(train)
    dev, test = np.ones((m_dev, 2), dtype=int), np.ones((m_test, 2), dtype=int)
    dev[:, 1], test[:, 1] = order[:m_dev], order[m_dev : m_dev + m_test]
    return {"train": train, "dev": dev, "test": test}


@exercises.style(split_mismatched, "the parts of the target by exercise 1's way of cutting")
def mismatched_from_the_end(m_source: int, m_target: int, m_dev: int, m_test: int, seed: int = 0) -> Origins:
    np.random.seed(seed)
    order = np.random.permutation(m_target)
    cut = m_target - m_dev - m_test
    parts = {"train": order[:cut], "test": order[cut : cut + m_test], "dev": order[cut + m_test :]}
    split = {name: np.array([[1, i] for i in part]).reshape(-1, 2) for name, part in parts.items()}
    source = np.array([[0, i] for i in range(m_source)]).reshape(-1, 2)
    split["train"] = np.concatenate([split["train"], source])
    return split


@exercises.style(split_mismatched, "dev and test drawn without replacement, the rest by a mask")
def mismatched_by_choice(m_source: int, m_target: int, m_dev: int, m_test: int, seed: int = 0) -> Origins:
    rng = np.random.default_rng(seed)
    chosen = rng.choice(m_target, m_dev + m_test, replace=False)
    left = np.ones(m_target, dtype=bool)
    left[chosen] = False
    origin = np.repeat([0, 1], [m_source, left.sum()])
    index = np.concatenate([np.arange(m_source), np.flatnonzero(left)])
    return {
        "train": np.c_[origin, index],
        "dev": np.c_[np.ones(m_dev, int), chosen[:m_dev]],
        "test": np.c_[np.ones(m_test, int), chosen[m_dev:]],
    }


@exercises.style(split_mismatched, "a comprehension over the three parts")
def mismatched_by_comprehension(
    m_source: int, m_target: int, m_dev: int, m_test: int, seed: int = 0
) -> Origins:
    order = np.argsort(np.random.default_rng(seed).random(m_target))
    places = {
        "dev": slice(0, m_dev),
        "test": slice(m_dev, m_dev + m_test),
        "train": slice(m_dev + m_test, None),
    }
    split = {name: [[1, int(i)] for i in order[place]] for name, place in places.items()}
    split["train"] += [[0, i] for i in range(m_source)]
    return {name: np.array(rows) for name, rows in split.items()}


# Precision and recall: known mistakes.


def _counts(y_true: Array, y_pred: Array) -> tuple[int, int, int, int]:
    hits = int(np.sum((y_true == 1) & (y_pred == 1)))
    false_alarms = int(np.sum((y_true == 0) & (y_pred == 1)))
    misses = int(np.sum((y_true == 1) & (y_pred == 0)))
    return hits, false_alarms, misses, len(y_true) - hits - false_alarms - misses


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


@exercises.misconception(
    precision_recall,
    "You return recall before precision: precision, the share of what you called positive that is, comes "
    "first.",
)
def precision_and_recall_swapped(y_true: Array, y_pred: Array) -> tuple[float, float]:
    hits, false_alarms, misses, _ = _counts(y_true, y_pred)
    return _share(hits, hits + misses), _share(hits, hits + false_alarms)


@exercises.misconception(
    precision_recall,
    "You divide without asking for zero: where nothing was called positive, or nothing is, the ratio is "
    "undefined, and here it counts as 0.",
)
def undefined_ratios(y_true: Array, y_pred: Array) -> tuple[float, float]:
    hits = np.sum((y_true == 1) & (y_pred == 1))
    return hits / np.sum(y_pred == 1), hits / np.sum(y_true == 1)


@exercises.misconception(
    precision_recall,
    "You give 1 to what is undefined: a classifier that finds nothing would look perfect, so it counts as 0.",
)
def undefined_is_one(y_true: Array, y_pred: Array) -> tuple[float, float]:
    hits, false_alarms, misses, _ = _counts(y_true, y_pred)
    precision = hits / (hits + false_alarms) if hits + false_alarms else 1.0
    return precision, hits / (hits + misses) if hits + misses else 1.0


@exercises.misconception(
    precision_recall,
    "You return accuracy in the place of precision: precision looks at nothing but the examples that were "
    "called positive.",
)
def accuracy_for_precision(y_true: Array, y_pred: Array) -> tuple[float, float]:
    hits, _, misses, _ = _counts(y_true, y_pred)
    return float(np.mean(y_true == y_pred)), _share(hits, hits + misses)


@exercises.misconception(
    precision_recall,
    "You divide the hits by all m examples: precision divides by those that were called positive, recall by"
    " those that are.",
)
def divided_by_all_examples(y_true: Array, y_pred: Array) -> tuple[float, float]:
    hits = _counts(y_true, y_pred)[0]
    return hits / len(y_true), hits / len(y_true)


@exercises.misconception(
    precision_recall,
    "You measure the zeros: the class whose precision and recall we want is 1.",
)
def of_the_negative_class(y_true: Array, y_pred: Array) -> tuple[float, float]:
    _, false_alarms, misses, rejections = _counts(y_true, y_pred)
    return _share(rejections, rejections + misses), _share(rejections, rejections + false_alarms)


@exercises.misconception(
    precision_recall,
    "You give the share of negatives that were recognised in the place of recall: recall asks how many of "
    "the positives were found, TP / (TP + FN).",
)
def specificity_for_recall(y_true: Array, y_pred: Array) -> tuple[float, float]:
    hits, false_alarms, _, rejections = _counts(y_true, y_pred)
    return _share(hits, hits + false_alarms), _share(rejections, rejections + false_alarms)


@exercises.misconception(
    precision_recall, "You return percentages: precision and recall are shares between 0 and 1."
)
def in_percent(y_true: Array, y_pred: Array) -> tuple[float, float]:
    hits, false_alarms, misses, _ = _counts(y_true, y_pred)
    return 100 * _share(hits, hits + false_alarms), 100 * _share(hits, hits + misses)


@exercises.misconception(
    precision_recall,
    "You add a small number to the denominators, which changes every ratio: ask whether they are 0 instead.",
    eps=(1e-3, 1e-5),
)
def denominators_with_eps(y_true: Array, y_pred: Array, *, eps: float) -> tuple[float, float]:
    hits, false_alarms, misses, _ = _counts(y_true, y_pred)
    return hits / (hits + false_alarms + eps), hits / (hits + misses + eps)


@exercises.misconception(
    precision_recall,
    "You return the same ratio twice: precision divides by TP + FP, recall by TP + FN.",
    which=("precision", "recall"),
)
def one_ratio_twice(y_true: Array, y_pred: Array, *, which: str) -> tuple[float, float]:
    hits, false_alarms, misses, _ = _counts(y_true, y_pred)
    ratio = _share(hits, hits + (false_alarms if which == "precision" else misses))
    return ratio, ratio


@exercises.misconception(
    precision_recall,
    "You return the shares of what went wrong: precision is TP / (TP + FP), recall TP / (TP + FN).",
)
def shares_of_mistakes(y_true: Array, y_pred: Array) -> tuple[float, float]:
    hits, false_alarms, misses, _ = _counts(y_true, y_pred)
    return _share(false_alarms, hits + false_alarms), _share(misses, hits + misses)


@exercises.misconception(
    precision_recall, "You divide by `//`, which rounds down to 0 or 1: the ratios are floats, so use `/`."
)
def ratios_rounded_down(y_true: Array, y_pred: Array) -> tuple[float, float]:
    hits, false_alarms, misses, _ = _counts(y_true, y_pred)
    precision = hits // (hits + false_alarms) if hits + false_alarms else 0
    return precision, hits // (hits + misses) if hits + misses else 0


@exercises.misconception(precision_recall, "You round the ratios: return them as they are.", digits=(2, 3, 4))
def ratios_rounded(y_true: Array, y_pred: Array, *, digits: int) -> tuple[float, float]:
    hits, false_alarms, misses, _ = _counts(y_true, y_pred)
    return round(_share(hits, hits + false_alarms), digits), round(_share(hits, hits + misses), digits)


@exercises.misconception(
    precision_recall,
    "You count right answers for TP, zeros included: a hit is a 1 that was called 1.",
)
def rejections_counted_as_hits(y_true: Array, y_pred: Array) -> tuple[float, float]:
    hits, false_alarms, misses, rejections = _counts(y_true, y_pred)
    right = hits + rejections
    return _share(right, right + false_alarms), _share(right, right + misses)


@exercises.misconception(
    precision_recall,
    "You return accuracy for recall: recall looks at nothing but the examples that are positive.",
)
def accuracy_for_recall(y_true: Array, y_pred: Array) -> tuple[float, float]:
    hits, false_alarms, _, _ = _counts(y_true, y_pred)
    return _share(hits, hits + false_alarms), float(np.mean(y_true == y_pred))


@exercises.misconception(
    precision_recall,
    "You divide the numbers of predicted and true positives: the numerator of both ratios is TP, those that "
    "are "
    "both.",
)
def positives_for_hits(y_true: Array, y_pred: Array) -> tuple[float, float]:
    found, positives = int(np.sum(y_pred)), int(np.sum(y_true))
    return _share(positives, found), _share(found, positives)


@exercises.misconception(
    precision_recall, "Your function returns nothing: end it with `return precision, recall`."
)
def ratios_not_returned(y_true: Array, y_pred: Array) -> None:
    _counts(y_true, y_pred)


# Precision and recall: right styles.


@exercises.style(precision_recall, "a loop that counts")
def precision_recall_by_loop(y_true: Array, y_pred: Array) -> tuple[float, float]:
    tp = fp = fn = 0
    for truth, guess in zip(y_true, y_pred, strict=True):
        if guess == 1 and truth == 1:
            tp += 1
        elif guess == 1:
            fp += 1
        elif truth == 1:
            fn += 1
    precision = tp / (tp + fp) if tp + fp > 0 else 0.0
    recall = tp / (tp + fn) if tp + fn > 0 else 0.0
    return precision, recall


@exercises.style(precision_recall, "products of the labels")
def precision_recall_by_products(y_true: Array, y_pred: Array) -> tuple[float, float]:
    hits = (y_true * y_pred).sum()
    return hits / max(y_pred.sum(), 1), hits / max(y_true.sum(), 1)


@exercises.style(precision_recall, "a dot product, in a list")
def precision_recall_by_dot(y_true: Array, y_pred: Array) -> list[float]:
    hits = float(np.dot(y_true, y_pred))
    return [hits / n if n else 0 for n in (np.count_nonzero(y_pred), np.count_nonzero(y_true))]


@exercises.style(precision_recall, "the mean of the truth where a positive was predicted, and the reverse")
def precision_recall_by_means(y_true: Array, y_pred: Array) -> tuple[float, float]:
    called, real = y_true[y_pred == 1], y_pred[y_true == 1]
    return called.mean() if called.size else 0.0, real.mean() if real.size else 0.0


@exercises.style(precision_recall, "NumPy's divide with a place to put the undefined")
def precision_recall_by_divide(y_true: Array, y_pred: Array) -> Any:
    hits = np.full(2, np.sum(y_true * y_pred), dtype=float)
    wholes = np.array([np.sum(y_pred), np.sum(y_true)], dtype=float)
    return np.divide(hits, wholes, out=np.zeros(2), where=wholes > 0)


@exercises.style(precision_recall, "nan replaced by 0")
def precision_recall_by_nan_to_num(y_true: Array, y_pred: Array) -> tuple[float, float]:
    table = np.histogram2d(y_true, y_pred, bins=2, range=[[0, 1], [0, 1]])[0]
    with np.errstate(invalid="ignore"):
        precision, recall = table[1, 1] / table[:, 1].sum(), table[1, 1] / table[1, :].sum()
    return np.nan_to_num(precision), np.nan_to_num(recall)


# F1: known mistakes.


@exercises.misconception(
    f1_score,
    "You take the arithmetic mean: a classifier that calls everything a cat would get more than ½ for it; "
    "F1 is the harmonic mean.",
)
def arithmetic_mean(precision: float, recall: float) -> float:
    return (precision + recall) / 2


@exercises.misconception(
    f1_score, "You leave out the factor 2: with precision and recall both 1, F1 is 1, not ½."
)
def without_the_two(precision: float, recall: float) -> float:
    return precision * recall / (precision + recall) if precision + recall > 0 else 0.0


@exercises.misconception(
    f1_score, "You take the geometric mean, the root of the product: F1 is the harmonic mean, 2PR / (P + R)."
)
def geometric_mean(precision: float, recall: float) -> float:
    return float(np.sqrt(precision * recall))


@exercises.misconception(
    f1_score,
    "You divide by 1/P or by P + R without asking for zero: a classifier that finds nothing has F1 = 0.",
)
def divided_by_zero(precision: float, recall: float) -> float:
    return 2 / (1 / precision + 1 / recall)


@exercises.misconception(
    f1_score,
    "You divide by P + R without asking whether both are 0: what is undefined counts as 0 here.",
)
def both_zero_forgotten(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall)


@exercises.misconception(
    f1_score, "You take the smaller of the two: F1 lies between them, nearer to the smaller one."
)
def the_smaller_one(precision: float, recall: float) -> float:
    return min(precision, recall)


@exercises.misconception(
    f1_score,
    "You have the fraction upside down, or give the mean of 1/P and 1/R itself: F1 is 2PR over P + R.",
)
def not_turned_over(precision: float, recall: float) -> float:
    return (1 / precision + 1 / recall) / 2 if precision * recall > 0 else 0.0


@exercises.misconception(
    f1_score,
    "You weigh recall four times as much, which is F2: F1 treats precision and recall alike.",
)
def f2_score(precision: float, recall: float) -> float:
    below = 4 * precision + recall
    return 5 * precision * recall / below if below > 0 else 0.0


@exercises.misconception(
    f1_score,
    "You add a small number to the denominator, which changes F1: ask whether P + R is 0 instead.",
    eps=(1e-5, 1e-6, 1e-7, 1e-8),
)
def f1_with_eps(precision: float, recall: float, *, eps: float) -> float:
    return 2 * precision * recall / (precision + recall + eps)


@exercises.misconception(
    f1_score,
    "You divide by P alone and add R: put P + R into parentheses.",
)
def f1_without_parentheses(precision: float, recall: float) -> float:
    return 2 * precision * recall / precision + recall if precision + recall > 0 and precision else 0.0


@exercises.misconception(f1_score, "You multiply P and R and stop there: F1 is 2PR / (P + R).", factor=(1, 2))
def f1_as_product(precision: float, recall: float, *, factor: int) -> float:
    return factor * precision * recall


@exercises.misconception(
    f1_score, "You take the larger of the two: F1 lies between them, nearer to the smaller one."
)
def the_larger_one(precision: float, recall: float) -> float:
    return max(precision, recall)


@exercises.misconception(f1_score, "You round F1: return it as it is.", digits=(2, 3, 4))
def f1_rounded(precision: float, recall: float, *, digits: int) -> float:
    return round(2 * precision * recall / (precision + recall), digits) if precision + recall > 0 else 0.0


@exercises.misconception(f1_score, "You return a percentage: F1 is a number between 0 and 1.")
def f1_in_percent(precision: float, recall: float) -> float:
    return 200 * precision * recall / (precision + recall) if precision + recall > 0 else 0.0


@exercises.misconception(f1_score, "You add P and R where they are multiplied: F1 is 2 · P · R / (P + R).")
def f1_with_a_sum_above(precision: float, recall: float) -> float:
    return 2 * (precision + recall) / (precision * recall) if precision * recall > 0 else 0.0


@exercises.misconception(
    f1_score,
    "You give another number than 0 where both are 0: a classifier that finds nothing has F1 = 0.",
    value=(1.0, None),
)
def f1_of_nothing(precision: float, recall: float, *, value: Any) -> Any:
    return 2 * precision * recall / (precision + recall) if precision + recall > 0 else value


@exercises.misconception(f1_score, "Your function returns nothing: end it with `return`.")
def f1_not_returned(precision: float, recall: float) -> None:
    _ = 2 * precision * recall / (precision + recall) if precision + recall > 0 else 0.0


# F1: right styles.


@exercises.style(f1_score, "one over the mean of the inverses, zeros first")
def f1_by_inverses(precision: float, recall: float) -> float:
    if precision == 0 or recall == 0:
        return 0.0
    return 1 / ((1 / precision + 1 / recall) / 2)


@exercises.style(f1_score, "an exception caught")
def f1_by_exception(precision: float, recall: float) -> float:
    try:
        return 2 * (precision * recall) / (precision + recall)
    except ZeroDivisionError:
        return 0.0


@exercises.style(f1_score, "a NumPy scalar")
def f1_as_numpy_scalar(precision: float, recall: float) -> Any:
    total = np.float64(precision) + np.float64(recall)
    return np.where(total > 0, 2 * precision * recall / np.maximum(total, 1e-300), 0.0)[()]


@exercises.style(f1_score, "an array of one element")
def f1_as_array(precision: float, recall: float) -> Array:
    pair = np.array([precision, recall])
    return np.atleast_1d(len(pair) / np.sum(1 / pair) if pair.all() else 0.0)


@exercises.style(f1_score, "the product over the arithmetic mean")
def f1_by_arithmetic_mean(precision: float, recall: float) -> float:
    mean = (precision + recall) / 2
    return precision * recall / mean if mean else 0


@exercises.style(f1_score, "infinite inverses")
def f1_by_infinity(precision: float, recall: float) -> float:
    inverse = sum(1 / share if share > 0 else float("inf") for share in (precision, recall))
    return 2 / inverse


# Choosing: known mistakes.


@exercises.misconception(
    choose_classifier,
    "You ignore the limits and take the best of all: only those within every limit may be chosen.",
)
def best_of_all(table: Table, optimizing: str, satisficing: Limits) -> str | None:
    return max(table, key=lambda name: table[name][optimizing])


@exercises.misconception(
    choose_classifier,
    "You ask for less than the limit: a limit may be reached, so compare with `<=`.",
)
def limit_not_reached(table: Table, optimizing: str, satisficing: Limits) -> str | None:
    allowed = [name for name in table if all(table[name][k] < v for k, v in satisficing.items())]
    return max(allowed, key=lambda name: table[name][optimizing], default=None)


@exercises.misconception(
    choose_classifier,
    "You accept a classifier that meets any one of the limits: it has to meet all of them.",
)
def any_limit_is_enough(table: Table, optimizing: str, satisficing: Limits) -> str | None:
    allowed = [name for name in table if any(table[name][k] <= v for k, v in satisficing.items())]
    return max(allowed, key=lambda name: table[name][optimizing], default=None)


@exercises.misconception(
    choose_classifier,
    "You look at the first limit alone: go through all the items of `satisficing`.",
)
def first_limit_only(table: Table, optimizing: str, satisficing: Limits) -> str | None:
    (metric, limit), *_ = satisficing.items()
    allowed = [name for name in table if table[name][metric] <= limit]
    return max(allowed, key=lambda name: table[name][optimizing], default=None)


@exercises.misconception(
    choose_classifier,
    "You take the smallest value of the optimizing metric: of those allowed, the largest wins.",
)
def worst_of_the_allowed(table: Table, optimizing: str, satisficing: Limits) -> str | None:
    allowed = [name for name in table if all(table[name][k] <= v for k, v in satisficing.items())]
    return min(allowed, key=lambda name: table[name][optimizing], default=None)


@exercises.misconception(
    choose_classifier,
    "You read the limits as least values: a satisficing metric is good enough when it is at most its limit.",
)
def limits_upside_down(table: Table, optimizing: str, satisficing: Limits) -> str | None:
    allowed = [name for name in table if all(table[name][k] >= v for k, v in satisficing.items())]
    return max(allowed, key=lambda name: table[name][optimizing], default=None)


@exercises.misconception(
    choose_classifier,
    "You fall back on the best of all when none meets the limits: then the answer is `None`, and somebody "
    "has to build a better one.",
)
def never_none(table: Table, optimizing: str, satisficing: Limits) -> str | None:
    allowed = [name for name in table if all(table[name][k] <= v for k, v in satisficing.items())]
    return max(allowed or table, key=lambda name: table[name][optimizing])


@exercises.misconception(
    choose_classifier,
    "You take the largest of an empty list when none meets the limits, which is a `ValueError`: return "
    "`None` then.",
)
def largest_of_nothing(table: Table, optimizing: str, satisficing: Limits) -> str | None:
    allowed = [name for name in table if all(table[name][k] <= v for k, v in satisficing.items())]
    return max(allowed, key=lambda name: table[name][optimizing])


@exercises.misconception(
    choose_classifier,
    "You choose by a sum of all metrics: seconds and shares have no common unit; satisficing metrics only "
    "have to be good enough.",
)
def sum_of_the_metrics(table: Table, optimizing: str, satisficing: Limits) -> str | None:
    return max(table, key=lambda n: table[n][optimizing] - 0.5 * sum(table[n][k] for k in satisficing))


@exercises.misconception(
    choose_classifier,
    "You return the value of the optimizing metric: the answer is the name of the classifier.",
)
def value_for_name(table: Table, optimizing: str, satisficing: Limits) -> float | None:
    allowed = [row for row in table.values() if all(row[k] <= v for k, v in satisficing.items())]
    return max((row[optimizing] for row in allowed), default=None)


def _allowed(table: Table, satisficing: Limits) -> list[str]:
    return [name for name in table if all(table[name][k] <= v for k, v in satisficing.items())]


@exercises.misconception(
    choose_classifier,
    "You take the last of equals (`>=` in the comparison): the first in the table wins.",
)
def last_of_equals(table: Table, optimizing: str, satisficing: Limits) -> str | None:
    best = None
    for name in _allowed(table, satisficing):
        if best is None or table[name][optimizing] >= table[best][optimizing]:
            best = name
    return best


@exercises.misconception(
    choose_classifier,
    "You start looking from 0, so that a metric below 0 never wins: start from the first that is allowed.",
)
def best_from_zero(table: Table, optimizing: str, satisficing: Limits) -> str | None:
    best, largest = None, 0.0
    for name in _allowed(table, satisficing):
        if table[name][optimizing] > largest:
            best, largest = name, table[name][optimizing]
    return best


@exercises.misconception(
    choose_classifier,
    "You cut the metrics down to whole numbers before you compare: 3.25 is above a limit of 3.",
)
def limits_rounded(table: Table, optimizing: str, satisficing: Limits) -> str | None:
    allowed = [name for name in table if all(int(table[name][k]) <= v for k, v in satisficing.items())]
    return max(allowed, key=lambda name: table[name][optimizing], default=None)


@exercises.misconception(
    choose_classifier,
    "You take the first that is within the limits: of those allowed, the largest optimizing metric wins.",
)
def first_of_the_allowed(table: Table, optimizing: str, satisficing: Limits) -> str | None:
    return next(iter(_allowed(table, satisficing)), None)


@exercises.misconception(
    choose_classifier,
    "You take the one furthest below the limits: satisficing metrics only have to be good enough.",
)
def cheapest_of_the_allowed(table: Table, optimizing: str, satisficing: Limits) -> str | None:
    allowed = _allowed(table, satisficing)
    return min(allowed, key=lambda name: sum(table[name][k] for k in satisficing), default=None)


@exercises.misconception(
    choose_classifier,
    "You take the last name in the alphabet: give `max` a `key` that looks the optimizing metric up.",
)
def largest_name(table: Table, optimizing: str, satisficing: Limits) -> str | None:
    return max(_allowed(table, satisficing), default=None)


@exercises.misconception(
    choose_classifier, "You return all that are within the limits: return the name of the best of them."
)
def all_of_the_allowed(table: Table, optimizing: str, satisficing: Limits) -> list[str]:
    return _allowed(table, satisficing)


@exercises.misconception(
    choose_classifier, "You return the metrics of the winner: the answer is its name.", pair=(False, True)
)
def metrics_for_name(table: Table, optimizing: str, satisficing: Limits, *, pair: bool) -> Any:
    name = max(_allowed(table, satisficing), key=lambda each: table[each][optimizing], default=None)
    if name is None:
        return None
    return (name, table[name][optimizing]) if pair else table[name]


@exercises.misconception(
    choose_classifier,
    "You return a text where none is good enough: return `None`, the object, without quotes.",
    text=("None", ""),
)
def text_for_none(table: Table, optimizing: str, satisficing: Limits, *, text: str) -> str:
    return max(_allowed(table, satisficing), key=lambda name: table[name][optimizing], default=text)


@exercises.misconception(choose_classifier, "Your function returns nothing: end it with `return`.")
def choice_not_returned(table: Table, optimizing: str, satisficing: Limits) -> None:
    _allowed(table, satisficing)


# Choosing: right styles.


@exercises.style(choose_classifier, "a loop that remembers the best")
def choose_by_loop(table: Table, optimizing: str, satisficing: Limits) -> str | None:
    best = None
    for name, metrics in table.items():
        if any(metrics[metric] > limit for metric, limit in satisficing.items()):
            continue
        if best is None or metrics[optimizing] > table[best][optimizing]:
            best = name
    return best


@exercises.style(choose_classifier, "sorted, then the first that is allowed")
def choose_by_sorting(table: Table, optimizing: str, satisficing: Limits) -> str | None:
    for name in sorted(table, key=lambda each: table[each][optimizing], reverse=True):
        if all(table[name][metric] <= limit for metric, limit in satisficing.items()):
            return name
    return None


@exercises.style(choose_classifier, "candidates struck out limit by limit")
def choose_by_striking_out(table: Table, optimizing: str, satisficing: Limits) -> str | None:
    left = dict(table)
    for metric, limit in satisficing.items():
        left = {name: row for name, row in left.items() if row[metric] <= limit}
    if not left:
        return None
    return max(left, key=lambda name: left[name][optimizing])


@exercises.style(choose_classifier, "arrays and a mask of −∞")
def choose_by_arrays(table: Table, optimizing: str, satisficing: Limits) -> str | None:
    names = list(table)
    score = np.array([table[name][optimizing] for name in names], dtype=float)
    for metric, limit in satisficing.items():
        score[np.array([table[name][metric] for name in names]) > limit] = -np.inf
    return names[int(np.argmax(score))] if np.isfinite(score).any() else None


@exercises.style(choose_classifier, "argmax over an array of names")
def choose_by_array_of_names(table: Table, optimizing: str, satisficing: Limits) -> Any:
    names = np.array([n for n in table if not any(table[n][k] > v for k, v in satisficing.items())])
    if names.size == 0:
        return None
    return names[np.argmax([table[str(name)][optimizing] for name in names])]


@exercises.style(choose_classifier, "an exception caught")
def choose_by_exception(table: Table, optimizing: str, satisficing: Limits) -> str | None:
    scores = {
        name: row[optimizing]
        for name, row in table.items()
        if sum(row[metric] <= limit for metric, limit in satisficing.items()) == len(satisficing)
    }
    try:
        return max(scores, key=lambda name: scores[name])
    except ValueError:
        return None


# Weighted error: known mistakes.


@exercises.misconception(
    weighted_error, "You divide by the number of examples: a weighted mean divides by the sum of the weights."
)
def divided_by_m(y_true: Array, y_pred: Array, weights: Array) -> float:
    return float(np.mean(weights * (y_true != y_pred)))


@exercises.misconception(
    weighted_error, "You add up the weights of the mistakes and do not divide: it should be a share, 0 to 1."
)
def not_divided(y_true: Array, y_pred: Array, weights: Array) -> float:
    return float(np.sum(weights * (y_true != y_pred)))


@exercises.misconception(
    weighted_error, "You leave out the weights: every mistake counts `w`, and so does every example below."
)
def unweighted(y_true: Array, y_pred: Array, weights: Array) -> float:
    return float(np.mean(y_true != y_pred))


@exercises.misconception(
    weighted_error,
    "You count the right answers: the error is the share of the weight that lies on wrong ones.",
)
def weighted_accuracy(y_true: Array, y_pred: Array, weights: Array) -> float:
    return float(np.sum(weights * (y_true == y_pred)) / np.sum(weights))


@exercises.misconception(
    weighted_error,
    "You add up differences with their signs, so that mistakes of the two kinds cancel: a mistake counts 1 "
    "whatever its direction.",
)
def signed_differences(y_true: Array, y_pred: Array, weights: Array) -> float:
    return float(np.sum(weights * (y_true - y_pred)) / np.sum(weights))


@exercises.misconception(
    weighted_error,
    "You count how far apart the labels are: class 4 for class 1 is one mistake, not three.",
)
def distance_of_the_labels(y_true: Array, y_pred: Array, weights: Array) -> float:
    return float(np.sum(weights * np.abs(y_true - y_pred)) / np.sum(weights))


@exercises.misconception(
    weighted_error,
    "You divide by the number of mistakes, which gives the mean weight of a mistake: divide by the sum of "
    "all weights.",
)
def mean_weight_of_a_mistake(y_true: Array, y_pred: Array, weights: Array) -> float:
    wrong = y_true != y_pred
    return float(weights[wrong].sum() / max(wrong.sum(), 1))


@exercises.misconception(
    weighted_error,
    "You add a small number to the sum of the weights, which counts where weights are small: they are never "
    "all "
    "0, so leave it out.",
    eps=(1e-5, 1e-6, 1e-7, 1e-8, 1e-10, 1e-12),
)
def error_with_eps(y_true: Array, y_pred: Array, weights: Array, *, eps: float) -> float:
    return float(np.sum(weights * (y_true != y_pred)) / (np.sum(weights) + eps))


@exercises.misconception(
    weighted_error,
    "You square the differences of the labels: a mistake counts w, however far apart they are.",
)
def squared_distance(y_true: Array, y_pred: Array, weights: Array) -> float:
    return float(np.sum(weights * (y_true - y_pred) ** 2) / np.sum(weights))


@exercises.misconception(
    weighted_error, "You divide by the weight of the right answers: divide by the sum of all weights."
)
def wrong_over_right(y_true: Array, y_pred: Array, weights: Array) -> Any:
    return np.sum(weights * (y_true != y_pred)) / np.sum(weights * (y_true == y_pred))


@exercises.misconception(
    weighted_error,
    "You count missed positives alone: every label that differs is a mistake.",
)
def misses_alone(y_true: Array, y_pred: Array, weights: Array) -> float:
    return float(np.sum(weights * ((y_true == 1) & (y_pred != 1))) / np.sum(weights))


@exercises.misconception(
    weighted_error,
    "You count false alarms alone: every label that differs is a mistake.",
)
def false_alarms_alone(y_true: Array, y_pred: Array, weights: Array) -> float:
    return float(np.sum(weights * ((y_true != 1) & (y_pred == 1))) / np.sum(weights))


@exercises.misconception(weighted_error, "You return a percentage: the error is a share between 0 and 1.")
def error_in_percent(y_true: Array, y_pred: Array, weights: Array) -> float:
    return float(100 * np.sum(weights * (y_true != y_pred)) / np.sum(weights))


@exercises.misconception(
    weighted_error, "You divide by `//`, which rounds down: the error is a float, so use `/`."
)
def error_rounded_down(y_true: Array, y_pred: Array, weights: Array) -> Any:
    return np.sum(weights * (y_true != y_pred)) // np.sum(weights)


@exercises.misconception(
    weighted_error, "You divide by the largest weight: divide by the sum of all weights."
)
def over_the_largest_weight(y_true: Array, y_pred: Array, weights: Array) -> float:
    return float(np.sum(weights * (y_true != y_pred)) / np.max(weights))


@exercises.misconception(
    weighted_error,
    "You return an array, one number an example: add up before you divide.",
)
def error_of_each_example(y_true: Array, y_pred: Array, weights: Array) -> Any:
    return weights * (y_true != y_pred) / np.sum(weights)


@exercises.misconception(weighted_error, "Your function returns nothing: end it with `return`.")
def error_not_returned(y_true: Array, y_pred: Array, weights: Array) -> None:
    np.sum(weights * (y_true != y_pred)) / np.sum(weights)


# Weighted error: right styles.


@exercises.style(weighted_error, "NumPy's average")
def error_by_average(y_true: Array, y_pred: Array, weights: Array) -> Any:
    return np.average(y_true != y_pred, weights=weights)


@exercises.style(weighted_error, "a loop")
def error_by_loop(y_true: Array, y_pred: Array, weights: Array) -> float:
    wrong = total = 0.0
    for truth, guess, weight in zip(y_true, y_pred, weights, strict=True):
        total += weight
        if truth != guess:
            wrong += weight
    return wrong / total


@exercises.style(weighted_error, "a dot product")
def error_by_dot(y_true: Array, y_pred: Array, weights: Array) -> Any:
    return np.dot(weights, np.not_equal(y_true, y_pred)) / weights.sum()


@exercises.style(weighted_error, "a boolean index, in an array of one element")
def error_by_index(y_true: Array, y_pred: Array, weights: Array) -> Array:
    return np.array([weights[y_true != y_pred].sum() / weights.sum()])


@exercises.style(weighted_error, "one minus the weight of the right answers")
def error_by_complement(y_true: Array, y_pred: Array, weights: Array) -> Any:
    return 1 - weights[y_true == y_pred].sum() / weights.sum()


@exercises.style(weighted_error, "weights divided first, einsum")
def error_by_einsum(y_true: Array, y_pred: Array, weights: Array) -> Any:
    share = weights / weights.sum()
    return np.einsum("i,i->", share, (y_true != y_pred).astype(float))


# Diagnosis: known mistakes.


@exercises.misconception(
    diagnose,
    "You measure bias from 0: what even the best possible classifier gets wrong, `bayes_error`, is no bias "
    "of yours.",
)
def bayes_error_forgotten(
    train_error: float, dev_error: float, bayes_error: float = 0.0, threshold: float = 0.02
) -> set[str]:
    found = set()
    if train_error > threshold:
        found.add("high bias")
    if dev_error - train_error > threshold:
        found.add("high variance")
    return found


@exercises.misconception(
    diagnose,
    "You measure variance from the Bayes error: it is the gap between dev and training error alone.",
)
def variance_from_bayes(
    train_error: float, dev_error: float, bayes_error: float = 0.0, threshold: float = 0.02
) -> set[str]:
    found = set()
    if train_error - bayes_error > threshold:
        found.add("high bias")
    if dev_error - bayes_error > threshold:
        found.add("high variance")
    return found


@exercises.misconception(
    diagnose,
    "You read bias from the dev error: a model that fits its training data well has no high bias, whatever "
    "happens on new data.",
)
def bias_from_dev(
    train_error: float, dev_error: float, bayes_error: float = 0.0, threshold: float = 0.02
) -> set[str]:
    found = set()
    if dev_error - bayes_error > threshold:
        found.add("high bias")
    if dev_error - train_error > threshold:
        found.add("high variance")
    return found


@exercises.misconception(
    diagnose,
    "You stop at the first problem (an `elif`): a model can have high bias and high variance at once.",
    first=("high bias", "high variance"),
)
def one_problem_only(
    train_error: float,
    dev_error: float,
    bayes_error: float = 0.0,
    threshold: float = 0.02,
    *,
    first: str,
) -> set[str]:
    found = set()
    if train_error - bayes_error > threshold:
        found.add("high bias")
    if dev_error - train_error > threshold:
        found.add("high variance")
    return {first} if len(found) == 2 else found


@exercises.misconception(
    diagnose,
    "You take the size of the gaps without their sign: a dev error below the training error is no variance "
    "problem, and a training error below the Bayes error no bias.",
    of_gaps=(("bias", "variance"), ("bias",), ("variance",)),
)
def gaps_without_sign(
    train_error: float,
    dev_error: float,
    bayes_error: float = 0.0,
    threshold: float = 0.02,
    *,
    of_gaps: Any,
) -> set[str]:
    bias, variance = train_error - bayes_error, dev_error - train_error
    found = set()
    if (abs(bias) if "bias" in of_gaps else bias) > threshold:
        found.add("high bias")
    if (abs(variance) if "variance" in of_gaps else variance) > threshold:
        found.add("high variance")
    return found


@exercises.misconception(
    diagnose,
    "You compare with a number of your own whatever `threshold` is: use the argument, 0.02 is its default.",
    limits=((0.02, 0.02), (0.02, None), (None, 0.02), (0.05, 0.05), (0.01, 0.01)),
)
def threshold_fixed(
    train_error: float,
    dev_error: float,
    bayes_error: float = 0.0,
    threshold: float = 0.02,
    *,
    limits: Any,
) -> set[str]:
    of_bias, of_variance = (threshold if limit is None else limit for limit in limits)
    found = set()
    if train_error - bayes_error > of_bias:
        found.add("high bias")
    if dev_error - train_error > of_variance:
        found.add("high variance")
    return found


@exercises.misconception(
    diagnose,
    'You swap the two names: "high bias" is a large training error, "high variance" a large step from there '
    "to dev.",
)
def names_swapped(
    train_error: float, dev_error: float, bayes_error: float = 0.0, threshold: float = 0.02
) -> set[str]:
    found = set()
    if train_error - bayes_error > threshold:
        found.add("high variance")
    if dev_error - train_error > threshold:
        found.add("high bias")
    return found


@exercises.misconception(
    diagnose,
    "You return a list or a tuple: the diagnosis is a set, since its two findings have no order.",
    kind=("list", "tuple"),
)
def list_of_findings(
    train_error: float,
    dev_error: float,
    bayes_error: float = 0.0,
    threshold: float = 0.02,
    *,
    kind: str,
) -> Any:
    found = []
    if train_error - bayes_error > threshold:
        found.append("high bias")
    if dev_error - train_error > threshold:
        found.append("high variance")
    return found if kind == "list" else tuple(found)


def _findings(bias: bool | np.bool_, variance: bool | np.bool_) -> set[str]:
    found = set()
    if bias:
        found.add("high bias")
    if variance:
        found.add("high variance")
    return found


@exercises.misconception(
    diagnose,
    "You call a gap that equals the threshold a problem: it has to be larger, `>`.",
    of_gaps=(("bias", "variance"), ("bias",), ("variance",)),
)
def gaps_as_large_as_the_threshold(
    train_error: float,
    dev_error: float,
    bayes_error: float = 0.0,
    threshold: float = 0.02,
    *,
    of_gaps: Any,
) -> set[str]:
    bias, variance = train_error - bayes_error, dev_error - train_error
    return _findings(
        bias > threshold or ("bias" in of_gaps and bias == threshold),
        variance > threshold or ("variance" in of_gaps and variance == threshold),
    )


@exercises.misconception(
    diagnose, "You add the Bayes error: what is unavoidable is subtracted from the training error."
)
def bayes_error_added(
    train_error: float, dev_error: float, bayes_error: float = 0.0, threshold: float = 0.02
) -> set[str]:
    return _findings(train_error + bayes_error > threshold, dev_error - train_error > threshold)


@exercises.misconception(
    diagnose, "You subtract the other way round: the gaps are train − Bayes and dev − train."
)
def gaps_turned_around(
    train_error: float, dev_error: float, bayes_error: float = 0.0, threshold: float = 0.02
) -> set[str]:
    return _findings(bayes_error - train_error > threshold, train_error - dev_error > threshold)


@exercises.misconception(
    diagnose, "You read variance from the dev error itself: it is the gap between dev and training error."
)
def variance_from_zero(
    train_error: float, dev_error: float, bayes_error: float = 0.0, threshold: float = 0.02
) -> set[str]:
    return _findings(train_error - bayes_error > threshold, dev_error > threshold)


@exercises.misconception(
    diagnose, "You have the comparisons the wrong way round: a gap above the threshold is a problem."
)
def small_gaps_reported(
    train_error: float, dev_error: float, bayes_error: float = 0.0, threshold: float = 0.02
) -> set[str]:
    return _findings(train_error - bayes_error < threshold, dev_error - train_error < threshold)


@exercises.misconception(
    diagnose,
    'You give the findings other names: they are "high bias" and "high variance".',
    names=(("bias", "variance"), ("High bias", "High variance"), ("high_bias", "high_variance")),
)
def findings_with_other_names(
    train_error: float,
    dev_error: float,
    bayes_error: float = 0.0,
    threshold: float = 0.02,
    *,
    names: Any,
) -> set[str]:
    gaps = (train_error - bayes_error, dev_error - train_error)
    return {name for name, gap in zip(names, gaps, strict=True) if gap > threshold}


@exercises.misconception(
    diagnose,
    "You return a dict of gaps or of truth values: the diagnosis is a set of names.",
    gaps=(True, False),
)
def dict_of_findings(
    train_error: float,
    dev_error: float,
    bayes_error: float = 0.0,
    threshold: float = 0.02,
    *,
    gaps: bool,
) -> dict[str, Any]:
    found = {"high bias": train_error - bayes_error, "high variance": dev_error - train_error}
    return found if gaps else {name: gap > threshold for name, gap in found.items()}


@exercises.misconception(
    diagnose,
    "You return `{}` or `None` where nothing is wrong: `{}` is a dict, an empty set is `set()`.",
    empty=({}, None),
)
def no_set_for_no_findings(
    train_error: float,
    dev_error: float,
    bayes_error: float = 0.0,
    threshold: float = 0.02,
    *,
    empty: Any,
) -> Any:
    return _findings(train_error - bayes_error > threshold, dev_error - train_error > threshold) or empty


@exercises.misconception(
    diagnose,
    "You divide the gaps by the error that they start from: the threshold is for the gaps themselves.",
)
def relative_gaps(
    train_error: float, dev_error: float, bayes_error: float = 0.0, threshold: float = 0.02
) -> set[str]:
    bias, variance = train_error - bayes_error, dev_error - train_error
    return _findings(bias > threshold * max(bayes_error, 1e-12), variance > threshold * train_error)


@exercises.misconception(diagnose, "Your function returns nothing: end it with `return`.")
def diagnosis_not_returned(
    train_error: float, dev_error: float, bayes_error: float = 0.0, threshold: float = 0.02
) -> None:
    _findings(train_error - bayes_error > threshold, dev_error - train_error > threshold)


# Diagnosis: right styles.


@exercises.style(diagnose, "two conditions that add to a set")
def diagnose_by_conditions(
    train_error: float, dev_error: float, bayes_error: float = 0.0, threshold: float = 0.02
) -> set[str]:
    found = set()
    if train_error - bayes_error > threshold:
        found.add("high bias")
    if dev_error - train_error > threshold:
        found.add("high variance")
    return found


@exercises.style(diagnose, "a set from a list")
def diagnose_from_list(
    train_error: float, dev_error: float, bayes_error: float = 0.0, threshold: float = 0.02
) -> set[str]:
    findings = ["high bias"] * (train_error - bayes_error > threshold)
    findings += ["high variance"] * (dev_error - train_error > threshold)
    return set(findings)


@exercises.style(diagnose, "four cases written out")
def diagnose_by_cases(
    train_error: float, dev_error: float, bayes_error: float = 0.0, threshold: float = 0.02
) -> set[str]:
    bias, variance = train_error - bayes_error > threshold, dev_error - train_error > threshold
    if bias and variance:
        return {"high bias", "high variance"}
    if bias:
        return {"high bias"}
    return {"high variance"} if variance else set()


@exercises.style(diagnose, "differences of an array, a frozenset")
def diagnose_by_diff(
    train_error: float, dev_error: float, bayes_error: float = 0.0, threshold: float = 0.02
) -> frozenset[str]:
    gaps = np.diff([bayes_error, train_error, dev_error])
    pairs = zip(("high bias", "high variance"), gaps, strict=True)
    return frozenset(name for name, gap in pairs if gap > threshold)


@exercises.style(diagnose, "everything, less what is well")
def diagnose_by_striking_out(
    train_error: float, dev_error: float, bayes_error: float = 0.0, threshold: float = 0.02
) -> set[str]:
    found = {"high bias", "high variance"}
    if train_error <= bayes_error + threshold:
        found.discard("high bias")
    if dev_error <= train_error + threshold:
        found.remove("high variance")
    return found


@exercises.style(diagnose, "NumPy's strings, picked by a mask")
def diagnose_by_mask(
    train_error: float, dev_error: float, bayes_error: float = 0.0, threshold: float = 0.02
) -> set[Any]:
    names = np.array(["high bias", "high variance"])
    return set(names[np.array([train_error - bayes_error, dev_error - train_error]) > threshold])


# Mismatch: known mistakes.


def _with_focus(bias: float, variance: float, mismatch: float) -> Gaps:
    gaps = {"avoidable_bias": bias, "variance": variance, "data_mismatch": mismatch}
    return {**gaps, "focus": max(gaps, key=lambda name: gaps[name])}


@exercises.misconception(
    diagnose_mismatch,
    "You measure variance on dev: the step from train to dev also changes the distribution; train-dev keeps"
    " it, so variance is train_dev − train.",
)
def variance_on_dev(human: float, train: float, train_dev: float, dev: float) -> Gaps:
    return _with_focus(train - human, dev - train, dev - train_dev)


@exercises.misconception(
    diagnose_mismatch,
    "You measure the mismatch from the training error, which counts the variance again: it is dev − "
    "train_dev.",
)
def mismatch_from_train(human: float, train: float, train_dev: float, dev: float) -> Gaps:
    return _with_focus(train - human, train_dev - train, dev - train)


@exercises.misconception(
    diagnose_mismatch,
    "You swap variance and mismatch: from train to train-dev is variance, from train-dev to dev is mismatch.",
)
def variance_and_mismatch_swapped(human: float, train: float, train_dev: float, dev: float) -> Gaps:
    return _with_focus(train - human, dev - train_dev, train_dev - train)


@exercises.misconception(
    diagnose_mismatch,
    "You take the whole training error for avoidable bias: what people get wrong as well, `human`, is not "
    "avoidable.",
)
def all_bias_is_avoidable(human: float, train: float, train_dev: float, dev: float) -> Gaps:
    return _with_focus(train, train_dev - train, dev - train_dev)


@exercises.misconception(
    diagnose_mismatch,
    "You drop the signs of the gaps: a dev set that is easier than the training data has a negative "
    "mismatch.",
)
def mismatch_without_sign(human: float, train: float, train_dev: float, dev: float) -> Gaps:
    return _with_focus(abs(train - human), abs(train_dev - train), abs(dev - train_dev))


@exercises.misconception(
    diagnose_mismatch,
    "You cut negative gaps off at 0: they tell that the next set was easier, so leave them as they are.",
)
def negative_gaps_cut_off(human: float, train: float, train_dev: float, dev: float) -> Gaps:
    return _with_focus(max(train - human, 0), max(train_dev - train, 0), max(dev - train_dev, 0))


@exercises.misconception(
    diagnose_mismatch, "You name the smallest gap as the focus: most can be won where the gap is largest."
)
def smallest_gap(human: float, train: float, train_dev: float, dev: float) -> Gaps:
    gaps = {"avoidable_bias": train - human, "variance": train_dev - train, "data_mismatch": dev - train_dev}
    return {**gaps, "focus": min(gaps, key=lambda name: gaps[name])}


@exercises.misconception(
    diagnose_mismatch,
    'You give the largest gap itself as the focus: it should be its name, such as "variance".',
)
def gap_for_focus(human: float, train: float, train_dev: float, dev: float) -> Gaps:
    gaps = {"avoidable_bias": train - human, "variance": train_dev - train, "data_mismatch": dev - train_dev}
    return {**gaps, "focus": max(gaps.values())}


@exercises.misconception(
    diagnose_mismatch,
    "You subtract the other way round: each gap is the later error minus the earlier one, so that a worse "
    "result is positive.",
)
def gaps_turned_round(human: float, train: float, train_dev: float, dev: float) -> Gaps:
    return _with_focus(human - train, train - train_dev, train_dev - dev)


@exercises.misconception(
    diagnose_mismatch,
    "You choose the focus by the size of the gaps without their sign: the largest gap is the focus, and a "
    "negative "
    "one is no problem.",
)
def focus_without_sign(human: float, train: float, train_dev: float, dev: float) -> Gaps:
    gaps = {"avoidable_bias": train - human, "variance": train_dev - train, "data_mismatch": dev - train_dev}
    return {**gaps, "focus": max(gaps, key=lambda name: abs(gaps[name]))}


@exercises.misconception(
    diagnose_mismatch,
    "You start looking for the largest gap from 0, so that no gap is the focus when all are negative: start "
    "from "
    "the first gap.",
    none=(None, ""),
)
def focus_from_zero(human: float, train: float, train_dev: float, dev: float, *, none: Any) -> Gaps:
    found = _with_focus(train - human, train_dev - train, dev - train_dev)
    return found if found[found["focus"]] > 0 else {**found, "focus": none}


@exercises.misconception(
    diagnose_mismatch,
    "You give the same focus whatever the gaps are: it is the name of the largest.",
    focus=("data_mismatch", "variance", "avoidable_bias"),
)
def focus_fixed(human: float, train: float, train_dev: float, dev: float, *, focus: str) -> Gaps:
    return {**_with_focus(train - human, train_dev - train, dev - train_dev), "focus": focus}


@exercises.misconception(
    diagnose_mismatch,
    "You measure every gap from the human error: each is the difference of two neighbours in the row.",
)
def gaps_from_human(human: float, train: float, train_dev: float, dev: float) -> Gaps:
    return _with_focus(train - human, train_dev - human, dev - human)


@exercises.misconception(
    diagnose_mismatch,
    "You measure variance from the human error: it is train_dev − train.",
)
def variance_from_human(human: float, train: float, train_dev: float, dev: float) -> Gaps:
    return _with_focus(train - human, train_dev - human, dev - train_dev)


@exercises.misconception(
    diagnose_mismatch,
    "You return the errors themselves: each gap is the later error minus the one before.",
)
def errors_for_gaps(human: float, train: float, train_dev: float, dev: float) -> Gaps:
    return _with_focus(train, train_dev, dev)


@exercises.misconception(
    diagnose_mismatch,
    "You turn one of the gaps around: each is the later error minus the earlier one.",
    turned=(0, 1, 2),
)
def one_gap_turned(human: float, train: float, train_dev: float, dev: float, *, turned: int) -> Gaps:
    gaps = [train - human, train_dev - train, dev - train_dev]
    gaps[turned] = -gaps[turned]
    return _with_focus(gaps[0], gaps[1], gaps[2])


@exercises.misconception(diagnose_mismatch, "You round the gaps: return them as they are.", digits=(2, 3))
def gaps_rounded(human: float, train: float, train_dev: float, dev: float, *, digits: int) -> Gaps:
    found = _with_focus(train - human, train_dev - train, dev - train_dev)
    return {name: round(gap, digits) if name != "focus" else gap for name, gap in found.items()}


@exercises.misconception(
    diagnose_mismatch,
    'You spell the names with spaces: the keys, and the focus, are "avoidable_bias", "variance" and '
    '"data_mismatch".',
    focus_only=(False, True),
)
def names_with_spaces(human: float, train: float, train_dev: float, dev: float, *, focus_only: bool) -> Gaps:
    found = _with_focus(train - human, train_dev - train, dev - train_dev)
    found["focus"] = found["focus"].replace("_", " ")
    return found if focus_only else {name.replace("_", " "): value for name, value in found.items()}


@exercises.misconception(diagnose_mismatch, "Your function returns nothing: end it with `return`.")
def mismatch_not_returned(human: float, train: float, train_dev: float, dev: float) -> None:
    _with_focus(train - human, train_dev - train, dev - train_dev)


# Mismatch: right styles.


@exercises.style(diagnose_mismatch, "differences of an array")
def mismatch_by_diff(human: float, train: float, train_dev: float, dev: float) -> Gaps:
    names = ("avoidable_bias", "variance", "data_mismatch")
    gaps = np.diff([human, train, train_dev, dev])
    return {**dict(zip(names, gaps, strict=True)), "focus": names[gaps.argmax()]}


@exercises.style(diagnose_mismatch, "three differences and a chain of conditions")
def mismatch_by_conditions(human: float, train: float, train_dev: float, dev: float) -> Gaps:
    bias, variance, mismatch = train - human, train_dev - train, dev - train_dev
    if bias >= variance and bias >= mismatch:
        focus = "avoidable_bias"
    elif variance >= mismatch:
        focus = "variance"
    else:
        focus = "data_mismatch"
    return {"avoidable_bias": bias, "variance": variance, "data_mismatch": mismatch, "focus": focus}


@exercises.style(diagnose_mismatch, "a dict filled key by key, its items sorted")
def mismatch_by_sorting(human: float, train: float, train_dev: float, dev: float) -> Gaps:
    result: Gaps = {}
    result["data_mismatch"] = dev - train_dev
    result["variance"] = train_dev - train
    result["avoidable_bias"] = train - human
    result["focus"] = sorted(result.items(), key=lambda item: item[1])[-1][0]
    return result


@exercises.style(diagnose_mismatch, "pairs of neighbours with zip")
def mismatch_by_zip(human: float, train: float, train_dev: float, dev: float) -> Gaps:
    errors = [human, train, train_dev, dev]
    steps = [after - before for before, after in zip(errors[:-1], errors[1:], strict=True)]
    gaps = dict(zip(["avoidable_bias", "variance", "data_mismatch"], steps, strict=True))
    return gaps | {"focus": max(gaps, key=lambda name: gaps[name])}


@exercises.style(diagnose_mismatch, "arrays of one element, the focus an array's string")
def mismatch_as_arrays(human: float, train: float, train_dev: float, dev: float) -> Gaps:
    names = np.array(["avoidable_bias", "variance", "data_mismatch"])
    gaps = np.array([[train - human], [train_dev - train], [dev - train_dev]])
    result: Gaps = {str(name): gap for name, gap in zip(names, gaps, strict=True)}
    result["focus"] = names[np.argmax(gaps)]
    return result


@exercises.style(diagnose_mismatch, "a loop that remembers the largest")
def mismatch_by_loop(human: float, train: float, train_dev: float, dev: float) -> Gaps:
    gaps: Gaps = dict(avoidable_bias=train - human, variance=train_dev - train, data_mismatch=dev - train_dev)
    largest, focus = -np.inf, ""
    for name, gap in gaps.items():
        if gap > largest:
            largest, focus = gap, name
    gaps["focus"] = focus
    return gaps


# Ceilings: known mistakes.


def _ceilings(tags: Tags, ceiling: Callable[[int], float]) -> dict[str, float]:
    return {name: ceiling(sum(name in each for each in tags)) for each in tags for name in each}


@exercises.misconception(
    error_ceilings,
    "You return what would be gained: the ceiling is the error that is left when the tag is solved.",
)
def gain_for_ceiling(tags: Tags, dev_error: float) -> dict[str, float]:
    return _ceilings(tags, lambda count: dev_error * count / len(tags))


@exercises.misconception(
    error_ceilings,
    "You subtract the share of the mistakes from the error: solving a tag removes that share *of* the "
    "error, so multiply them.",
)
def share_subtracted(tags: Tags, dev_error: float) -> dict[str, float]:
    return _ceilings(tags, lambda count: dev_error - count / len(tags))


@exercises.misconception(
    error_ceilings,
    "You divide by the number of tags: an example may carry several tags or none, so divide by the number "
    "of examples examined.",
)
def divided_by_the_tags(tags: Tags, dev_error: float) -> dict[str, float]:
    total = sum(len(each) for each in tags)
    return _ceilings(tags, lambda count: dev_error * (1 - count / total))


@exercises.misconception(
    error_ceilings,
    "You leave out the examples without a tag: they are mistakes as well, and count among those examined.",
)
def untagged_left_out(tags: Tags, dev_error: float) -> dict[str, float]:
    tagged = sum(bool(each) for each in tags)
    return _ceilings(tags, lambda count: dev_error * (1 - count / tagged))


@exercises.misconception(
    error_ceilings,
    "You count the first tag of each example alone: a picture that is blurry *and* shows a dog counts for "
    "both.",
)
def first_tag_only(tags: Tags, dev_error: float) -> dict[str, float]:
    first = [each[0] for each in tags if each]
    return {name: dev_error * (1 - first.count(name) / len(tags)) for each in tags for name in each}


@exercises.misconception(
    error_ceilings,
    "You share an example out among its tags: solving one of them is taken to solve the example, so it "
    "counts whole for each.",
)
def examples_shared_out(tags: Tags, dev_error: float) -> dict[str, float]:
    left: dict[str, float] = {}
    for each in tags:
        for name in each:
            left[name] = left.get(name, dev_error) - dev_error / len(tags) / len(each)
    return left


@exercises.misconception(
    error_ceilings,
    "You return the share of the mistakes that carry the tag: the ceiling is an error, so multiply what is "
    "left by `dev_error`.",
)
def share_for_ceiling(tags: Tags, dev_error: float) -> dict[str, float]:
    return _ceilings(tags, lambda count: count / len(tags))


@exercises.misconception(
    error_ceilings,
    "You return the share that is left, 1 − count/n, without the error itself: multiply it by `dev_error`.",
)
def dev_error_forgotten(tags: Tags, dev_error: float) -> dict[str, float]:
    return _ceilings(tags, lambda count: 1 - count / len(tags))


@exercises.misconception(
    error_ceilings,
    "You divide by 100, as if a hundred examples had been examined: divide by the number of them, "
    "`len(tags)`.",
)
def divided_by_a_hundred(tags: Tags, dev_error: float) -> dict[str, float]:
    return _ceilings(tags, lambda count: dev_error * (1 - count / 100))


@exercises.misconception(
    error_ceilings,
    "You divide by the number of different tags: divide by the number of examples examined.",
)
def divided_by_different_tags(tags: Tags, dev_error: float) -> dict[str, float]:
    different = len({name for each in tags for name in each})
    return _ceilings(tags, lambda count: dev_error * (1 - count / different))


@exercises.misconception(
    error_ceilings,
    'You look for a tag inside of texts, so that "hot dog" counts as "dog": compare whole tags, '
    "`name in each` for a list.",
)
def counts_parts_of_tags(tags: Tags, dev_error: float) -> dict[str, float]:
    names = {name for each in tags for name in each}
    return {
        name: dev_error * (1 - sum(name in ",".join(each) for each in tags) / len(tags)) for name in names
    }


@exercises.misconception(
    error_ceilings,
    "You count examples that carry one tag alone: an example counts whole for each of its tags.",
)
def lone_tags_only(tags: Tags, dev_error: float) -> dict[str, float]:
    names = {name for each in tags for name in each}
    return {name: dev_error * (1 - sum(each == [name] for each in tags) / len(tags)) for name in names}


@exercises.misconception(
    error_ceilings,
    "You subtract the number of examples: what is left is dev_error times 1 − count/n.",
)
def count_subtracted(tags: Tags, dev_error: float) -> dict[str, float]:
    return _ceilings(tags, lambda count: dev_error - count)


@exercises.misconception(
    error_ceilings,
    "You multiply by the number of examples that carry the tag: divide it by n, and subtract from 1.",
)
def multiplied_by_the_count(tags: Tags, dev_error: float) -> dict[str, float]:
    return _ceilings(tags, lambda count: dev_error * (1 - count))


@exercises.misconception(
    error_ceilings,
    "You add the share of the tag to 1: solving it makes the error smaller, 1 − count/n.",
)
def share_added(tags: Tags, dev_error: float) -> dict[str, float]:
    return _ceilings(tags, lambda count: dev_error * (1 + count / len(tags)))


@exercises.misconception(
    error_ceilings,
    "You return how often each tag occurs: the ceiling is dev_error times 1 − count/n.",
)
def counts_for_ceilings(tags: Tags, dev_error: float) -> dict[str, float]:
    return _ceilings(tags, lambda count: count)


@exercises.misconception(error_ceilings, "Your function returns nothing: end it with `return`.")
def ceilings_not_returned(tags: Tags, dev_error: float) -> None:
    _ceilings(tags, lambda count: dev_error * (1 - count / len(tags)))


# Ceilings: right styles.


@exercises.style(error_ceilings, "counts in a dict")
def ceilings_by_counting(tags: Tags, dev_error: float) -> dict[str, float]:
    counts: dict[str, int] = {}
    for each in tags:
        for name in each:
            counts[name] = counts.get(name, 0) + 1
    return {name: dev_error - dev_error * count / len(tags) for name, count in counts.items()}


@exercises.style(error_ceilings, "unique with counts")
def ceilings_by_unique(tags: Tags, dev_error: float) -> dict[str, Any]:
    names, counts = np.unique([name for each in tags for name in each], return_counts=True)
    return {str(name): left for name, left in zip(names, dev_error * (1 - counts / len(tags)), strict=True)}


@exercises.style(error_ceilings, "the error lowered example by example")
def ceilings_by_subtraction(tags: Tags, dev_error: float) -> dict[str, float]:
    left: dict[str, float] = {}
    for each in tags:
        for name in each:
            left.setdefault(name, dev_error)
            left[name] -= dev_error / len(tags)
    return left


@exercises.style(error_ceilings, "the examples that stay wrong, counted")
def ceilings_by_what_stays(tags: Tags, dev_error: float) -> dict[str, float]:
    names = sorted({name for each in tags for name in each})
    return {name: dev_error * len([each for each in tags if name not in each]) / len(tags) for name in names}


@exercises.style(error_ceilings, "a table of zeros and ones, arrays of one element")
def ceilings_by_table(tags: Tags, dev_error: float) -> dict[str, Array]:
    names = sorted(set().union(*tags))
    table = np.array([[name in each for name in names] for each in tags])
    return {name: np.array([dev_error * (1 - table[:, k].mean())]) for k, name in enumerate(names)}


@exercises.style(error_ceilings, "a flat list of all the tags, counted tag by tag")
def ceilings_by_flat_list(tags: Tags, dev_error: float) -> dict[str, float]:
    flat = [name for each in tags for name in each]
    return {name: (1 - flat.count(name) / len(tags)) * dev_error for name in set(flat)}
