# ruff: noqa: D103 - the sentence in its decorator documents a variant
"""References, known mistakes and right styles of the assignment "softmax".

Logits `Z`, probabilities `A` and one-hot truths `Y` are `(C, m)`; `W (C, n_x)`, `b (C, 1)`, `X (n_x, m)`.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from helpers.reference.registry import Exercises, Outcomes, Raised, same_values

Array: TypeAlias = NDArray[Any]
Gradients: TypeAlias = dict[str, Array]
Trained: TypeAlias = tuple[Array, Array, list[float]]

exercises = Exercises("softmax")


# When two answers show the same behaviour.

FLOOR_SHOWS = 18.0
"""A true class of probability 0 costs what the floor inside the logarithm says: 18.4, 27, 708."""


def same_costs(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of costs agree, or both show no more than the floor inside the logarithm."""
    return all(_same_cost(one, two) for one, two in zip(ours, theirs, strict=True))


def same_costs_and_gradients(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of pairs agree: the costs as in `same_costs`, all else value by value."""
    return all(
        _same_cost(one[0], two[0]) and same_values([one[1:]], [two[1:]])
        if isinstance(one, tuple | list) and isinstance(two, tuple | list) and one and two
        else same_values([one], [two])
        for one, two in zip(ours, theirs, strict=True)
    )


def _same_cost(one: Any, two: Any) -> bool:
    if same_values([one], [two]):
        return True
    if any(isinstance(each, Raised | dict | tuple | list | str | None) for each in (one, two)):
        return False
    first, second = np.asarray(one, dtype=float), np.asarray(two, dtype=float)
    if first.size != 1 or second.size != 1 or not (np.isfinite(first) & np.isfinite(second)).all():
        return False
    mine, theirs = first.item(), second.item()
    return bool(np.isclose(mine, theirs)) or (mine * theirs > 0 and min(abs(mine), abs(theirs)) > FLOOR_SHOWS)


def same_classes(ours: Outcomes, theirs: Outcomes) -> bool:
    """Whether two series of classes agree, and are whole numbers in both or in neither."""
    return same_values(ours, theirs) and all(
        isinstance(one, Raised) or _is_whole(one) == _is_whole(two)
        for one, two in zip(ours, theirs, strict=True)
    )


def _is_whole(classes: Any) -> bool:
    items = classes if isinstance(classes, list | tuple) else [classes]
    return all(np.asarray(item).dtype.kind in "iu" for item in items)


# The references, one formula each.


@exercises.reference()
def softmax(Z: Array) -> Array:
    """e^Z / Σ e^Z in each column, shifted so that the largest exponent is 0 (Blanchard et al. 2021)."""
    E: Array = np.exp(Z - Z.max(axis=0, keepdims=True))
    A: Array = E / E.sum(axis=0, keepdims=True)
    return A


@exercises.reference()
def hardmax(Z: Array) -> Array:
    """1 at each column's first maximum, else 0."""
    A = np.zeros(Z.shape)
    A[Z.argmax(axis=0), np.arange(Z.shape[1])] = 1
    return A


@exercises.reference()
def one_hot(labels: Array, num_classes: int) -> Array:
    """Column i is 1 in row labels[i], else 0."""
    if np.any((labels < 0) | (labels >= num_classes)):
        raise ValueError(f"a label lies outside 0 … {num_classes - 1}")
    return np.eye(num_classes)[:, labels]


@exercises.reference(same=same_costs)
def cross_entropy_cost(A: Array, Y: Array) -> float:
    """−(1/m) ΣΣ Y log A."""
    m = Y.shape[1]
    tiny = np.finfo(float).tiny
    return float(-np.sum(Y * np.log(np.maximum(A, tiny))) / m)


@exercises.reference(same=same_costs_and_gradients)
def softmax_gradients(W: Array, b: Array, X: Array, Y: Array) -> tuple[float, Gradients]:
    """DZ = A − Y, dW = dZ Xᵀ / m, db = Σ dZ / m (Bishop 2006, equation 4.109)."""
    m = X.shape[1]
    A = softmax(W @ X + b)
    dZ = A - Y
    grads = {"dW": dZ @ X.T / m, "db": dZ.sum(axis=1, keepdims=True) / m}
    return cross_entropy_cost(A, Y), grads


@exercises.reference()
def train_softmax(X: Array, Y: Array, learning_rate: float, num_iterations: int) -> Trained:
    """Gradient descent from W = 0 and b = 0."""
    W, b = np.zeros((Y.shape[0], X.shape[0])), np.zeros((Y.shape[0], 1))
    costs = []
    for _ in range(num_iterations):
        cost, grads = softmax_gradients(W, b, X, Y)
        W = W - learning_rate * grads["dW"]
        b = b - learning_rate * grads["db"]
        costs.append(cost)
    return W, b, costs


@exercises.reference(same=same_classes)
def predict_classes(W: Array, b: Array, X: Array) -> Array:
    """The row of each column's largest logit."""
    classes: Array = np.argmax(W @ X + b, axis=0)
    return classes


# Softmax: known mistakes.


@exercises.misconception(
    softmax,
    "You exponentiate the logits as they are, and e¹⁰⁰⁰ overflows: subtract each column's maximum first, "
    "which leaves the quotient as it is.",
)
def logits_as_they_are(Z: Array) -> Any:
    return np.exp(Z) / np.sum(np.exp(Z), axis=0)


ONE_SHIFT = (
    "You subtract the maximum of the whole matrix: a column far below it underflows to 0, so take the "
    "maximum of each column, `Z.max(axis=0)`."
)


@exercises.misconception(softmax, ONE_SHIFT, guard=(0.0, 1e-8, 1e-12, 1e-300))
def one_shift_for_all_columns(Z: Array, *, guard: float) -> Any:
    E = np.exp(Z - np.max(Z))
    return E / (np.sum(E, axis=0) + guard)


@exercises.misconception(
    softmax,
    "You divide by the sum of all entries: each column is an example of its own and has its own "
    "sum, `axis=0`.",
)
def divided_by_the_sum_of_all(Z: Array) -> Any:
    E = np.exp(Z - np.max(Z, axis=0))
    return E / np.sum(E)


ALONG_THE_ROWS = (
    "You normalise along the rows (`axis=1`), so that one class adds up to 1 over the examples: "
    "it is the classes of one example, a column, that add up to 1."
)


@exercises.misconception(softmax, ALONG_THE_ROWS, shift=(0, 1))
def along_the_rows(Z: Array, *, shift: int) -> Any:
    E = np.exp(Z - np.max(Z, axis=shift, keepdims=True))
    return E / np.sum(E, axis=1, keepdims=True)


@exercises.misconception(
    softmax,
    "You sum along the rows without `keepdims=True`, and NumPy cannot divide (C, m) by (C,): the sum runs "
    "down each column, `axis=0`.",
)
def row_sums_without_keepdims(Z: Array) -> Any:
    E = np.exp(Z - np.max(Z, axis=0))
    return E / np.sum(E, axis=1)


@exercises.misconception(
    softmax,
    "You return the probabilities transposed, (m, C): an example stays a column, as in Z.",
)
def probabilities_as_rows(Z: Array) -> Any:
    E = np.exp(Z - np.max(Z, axis=0))
    return (E / np.sum(E, axis=0)).T


@exercises.misconception(
    softmax,
    "You return the exponentials, or divide them by the largest: divide each column by its sum, so that it "
    "adds up to 1.",
    shifted=(True, False),
)
def exponentials_alone(Z: Array, *, shifted: bool) -> Any:
    return np.exp(Z - np.max(Z, axis=0) if shifted else Z)


@exercises.misconception(
    softmax,
    "You divide the logits by the maximum to keep them small: that changes the probabilities, subtracting it "
    "does not.",
)
def divided_by_the_maximum(Z: Array) -> Any:
    E = np.exp(Z / np.max(Z, axis=0))
    return E / np.sum(E, axis=0)


@exercises.misconception(softmax, "You take powers of 2: the base is e, `np.exp`.")
def powers_of_two(Z: Array) -> Any:
    E = np.exp2(Z - np.max(Z, axis=0))
    return E / np.sum(E, axis=0)


@exercises.misconception(
    softmax,
    "You take the sum over the other classes only: the denominator has all of them, the class itself too.",
)
def odds(Z: Array) -> Any:
    E = np.exp(Z - np.max(Z, axis=0))
    return E / (np.sum(E, axis=0) - E)


@exercises.misconception(
    softmax,
    "You cut the shifted logits off from below: probabilities below that limit are then too large, and the "
    "columns do not add up; e to a very negative number is 0 by itself.",
    limit=(-20,),
)
def shifted_logits_with_a_floor(Z: Array, *, limit: float) -> Any:
    E = np.exp(np.maximum(Z - np.max(Z, axis=0), limit))
    return E / np.sum(E, axis=0)


@exercises.misconception(
    softmax,
    "You put a floor under the probabilities: softmax returns them as they are, and the floor belongs in "
    "the cost, before its logarithm.",
    floor=((1e-8, "maximum"), (1e-5, "maximum"), (1e-5, "added")),
)
def probabilities_with_a_floor(Z: Array, *, floor: tuple[float, str]) -> Any:
    E = np.exp(Z - np.max(Z, axis=0))
    A = E / np.sum(E, axis=0)
    return A + floor[0] if floor[1] == "added" else np.maximum(A, floor[0])


@exercises.misconception(
    softmax,
    "You divide the logits by their sum and leave the exponentials out: only e^z is positive whatever z is.",
)
def shares_without_exponentials(Z: Array) -> Any:
    return Z / np.sum(Z, axis=0)


@exercises.misconception(
    softmax,
    "You apply a sigmoid to each logit: the classes of an example then do not compete and do not "
    "add up to 1.",
)
def a_sigmoid_per_class(Z: Array) -> Any:
    return 1 / (1 + np.exp(-Z))


@exercises.misconception(
    softmax,
    "You exponentiate −Z, so that the largest logit gets the smallest probability: it is e to the "
    "power of +Z.",
)
def exponent_with_the_wrong_sign(Z: Array) -> Any:
    E = np.exp(np.min(Z, axis=0) - Z)
    return E / np.sum(E, axis=0)


@exercises.misconception(
    softmax,
    "You clip the logits before you exponentiate them, and 1000 and 998 become equal: "
    "subtracting each column's maximum avoids the overflow and keeps the differences.",
    bound=(500, 700, 709, 100, 50, 30, 20),
)
def clipped_logits(Z: Array, *, bound: float) -> Any:
    E = np.exp(np.clip(Z, -bound, bound))
    return E / np.sum(E, axis=0)


@exercises.misconception(
    softmax,
    "You subtract each column's mean: an exponent far above the mean can still overflow, so subtract the "
    "maximum.",
)
def shifted_by_the_mean(Z: Array) -> Any:
    E = np.exp(Z - np.mean(Z, axis=0))
    return E / np.sum(E, axis=0)


@exercises.misconception(
    softmax,
    "You subtract each column's minimum: the largest exponents stay large and can overflow, "
    "so subtract the maximum.",
)
def shifted_by_the_minimum(Z: Array) -> Any:
    E = np.exp(Z - np.min(Z, axis=0))
    return E / np.sum(E, axis=0)


@exercises.misconception(
    softmax,
    "You subtract the maximum in the numerator only: the sum below it must be of the same shifted "
    "exponentials.",
)
def shifted_above_only(Z: Array) -> Any:
    return np.exp(Z - np.max(Z, axis=0)) / np.sum(np.exp(Z), axis=0)


@exercises.misconception(
    softmax,
    "You return the logarithms of the probabilities: softmax returns the probabilities themselves.",
)
def log_softmax(Z: Array) -> Any:
    shifted = Z - np.max(Z, axis=0)
    return shifted - np.log(np.sum(np.exp(shifted), axis=0))


# Softmax: right styles.


@exercises.style(softmax, "broadcasting without keepdims")
def softmax_without_keepdims(Z: Array) -> Any:
    t = np.exp(Z - np.max(Z, 0))
    return t / np.sum(t, 0)


@exercises.style(softmax, "a loop over the columns")
def softmax_column_by_column(Z: Array) -> Any:
    A = np.zeros_like(Z, dtype=float)
    for i in range(Z.shape[1]):
        t = np.exp(Z[:, i] - max(Z[:, i]))
        A[:, i] = t / sum(t)
    return A


@exercises.style(softmax, "log-sum-exp")
def softmax_by_log_sum_exp(Z: Array) -> Any:
    return np.exp(Z - np.logaddexp.reduce(Z, axis=0))


@exercises.style(softmax, "in place")
def softmax_in_place(Z: Array) -> Any:
    Z -= Z.max(axis=0)
    np.exp(Z, out=Z)
    Z /= Z.sum(axis=0)
    return Z


@exercises.style(softmax, "rows as examples, transposed twice")
def softmax_transposed_twice(Z: Array) -> Any:
    T = np.exp(Z.T - Z.T.max(axis=1, keepdims=True))
    return (T / T.sum(axis=1, keepdims=True)).T


@exercises.style(softmax, "one over a sum of differences")
def softmax_by_differences(Z: Array) -> Any:
    return 1 / np.exp(Z[None, :, :] - Z[:, None, :]).sum(axis=1)


@exercises.style(softmax, "einsum, and a hair in the denominator")
def softmax_by_einsum(Z: Array) -> Any:
    t = np.exp(Z - np.amax(Z, axis=0, keepdims=True))
    return np.einsum("ij,j->ij", t, 1 / (np.einsum("ij->j", t) + 1e-12))


@exercises.style(softmax, "apply_along_axis")
def softmax_along_axis(Z: Array) -> Any:
    return np.apply_along_axis(lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(), 0, Z)


# Hardmax: known mistakes.


@exercises.misconception(
    hardmax,
    "You mark every entry that equals the maximum, so a tie has several ones: only the first of them is 1.",
)
def every_maximum(Z: Array) -> Any:
    return (np.max(Z, axis=0) == Z).astype(float)


@exercises.misconception(hardmax, "You mark the last maximum of a tie: it should be the first.")
def last_maximum(Z: Array) -> Any:
    A = np.zeros(Z.shape)
    A[Z.shape[0] - 1 - Z[::-1].argmax(axis=0), np.arange(Z.shape[1])] = 1
    return A


@exercises.misconception(
    hardmax, "You share the 1 among equal maxima: the first of them gets it whole, the others 0."
)
def shared_among_the_maxima(Z: Array) -> Any:
    mask = np.max(Z, axis=0) == Z
    return mask / mask.sum(axis=0)


@exercises.misconception(
    hardmax,
    "You look for the maximum of each row (`axis=1`): an example is a column, so its maximum is "
    "along `axis=0`.",
    how=("argmax", "comparison"),
)
def maximum_of_each_row(Z: Array, *, how: str) -> Any:
    if how == "comparison":
        return (np.max(Z, axis=1, keepdims=True) == Z).astype(float)
    A = np.zeros(Z.shape)
    A[np.arange(Z.shape[0]), Z.argmax(axis=1)] = 1
    return A


@exercises.misconception(
    hardmax,
    "You take logits that are close to the maximum for the maximum: only the largest counts, however small "
    "its lead.",
    how=("isclose", "within 1e-6", "first within 1e-6", "rounded"),
)
def close_to_the_maximum(Z: Array, *, how: str) -> Any:
    largest = np.max(Z, axis=0)
    near = np.isclose(Z, largest) if how == "isclose" else largest - 1e-6 < Z
    if how == "rounded":
        near = np.round(largest, 6) == np.round(Z, 6)
    if how == "first within 1e-6":
        near &= np.cumsum(near, axis=0) == 1
    return near.astype(float)


@exercises.misconception(
    hardmax, "You compare with the one largest logit of the whole matrix: every column has its own maximum."
)
def largest_of_the_whole_matrix(Z: Array) -> Any:
    return (np.max(Z) == Z).astype(float)


@exercises.misconception(
    hardmax, "You mark the smallest logit of each column: it is the largest that wins, `argmax`."
)
def smallest_marked(Z: Array) -> Any:
    A = np.zeros(Z.shape)
    A[Z.argmin(axis=0), np.arange(Z.shape[1])] = 1
    return A


@exercises.misconception(
    hardmax, "You have zeros and ones the wrong way round: the maximum gets the 1, all others 0."
)
def marks_inverted(Z: Array) -> Any:
    A = np.ones(Z.shape)
    A[Z.argmax(axis=0), np.arange(Z.shape[1])] = 0
    return A


@exercises.misconception(
    hardmax,
    "You set whole rows: `A[rows] = 1` marks each of these rows in all columns; a pair of indices, "
    "`A[rows, columns] = 1`, marks one place in each column.",
)
def whole_rows_marked(Z: Array) -> Any:
    A = np.zeros(Z.shape)
    A[Z.argmax(axis=0)] = 1
    return A


@exercises.misconception(
    hardmax,
    "You have the two indices the wrong way round: rows come first, `A[Z.argmax(axis=0), np.arange(m)]`.",
)
def indices_the_wrong_way_round(Z: Array) -> Any:
    A = np.zeros(Z.shape)
    A[np.arange(Z.shape[1]), Z.argmax(axis=0)] = 1
    return A


@exercises.misconception(
    hardmax,
    "You return a row for each example, (m, C): hardmax has the shape of Z, so transpose it.",
)
def winners_as_rows(Z: Array) -> Any:
    return np.eye(Z.shape[0])[Z.argmax(axis=0)]


@exercises.misconception(
    hardmax, "You return softmax: hardmax gives 1 to the largest logit and exactly 0 to the others."
)
def soft_instead_of_hard(Z: Array) -> Any:
    return softmax(Z)


@exercises.misconception(
    hardmax,
    "You exponentiate the logits as they are before you look for the largest: e¹⁰⁰⁰ overflows, and equal "
    "infinities tie; compare the logits themselves.",
    divided=(True, False),
)
def largest_of_overflowed(Z: Array, *, divided: bool) -> Any:
    E = np.exp(Z)
    winners = np.argmax(E / np.sum(E, axis=0) if divided else E, axis=0)
    return np.eye(Z.shape[0])[:, winners]


@exercises.misconception(
    hardmax, "You mark one maximum in the whole matrix: every column has one of its own, `argmax(axis=0)`."
)
def one_for_the_whole_matrix(Z: Array) -> Any:
    A = np.zeros(Z.shape)
    A.flat[Z.argmax()] = 1
    return A


@exercises.misconception(
    hardmax, "You keep the maximum's own value: hardmax puts a 1 in its place, like a probability."
)
def value_in_place_of_one(Z: Array) -> Any:
    A = np.zeros(Z.shape)
    A[Z.argmax(axis=0), np.arange(Z.shape[1])] = Z.max(axis=0)
    return A


@exercises.misconception(
    hardmax,
    "You return where the maxima are, (m,): hardmax has the shape of Z, with a 1 at each of these places.",
)
def where_the_maxima_are(Z: Array) -> Any:
    return Z.argmax(axis=0)


@exercises.misconception(
    hardmax,
    "You ask which probabilities exceed ½: with three classes or more the largest may lie below it, "
    "and then your column has no 1.",
)
def more_than_one_half(Z: Array) -> Any:
    return (softmax(Z) > 0.5).astype(float)


@exercises.misconception(
    hardmax, "You mark every positive logit: only the largest of its column counts, whatever its sign."
)
def positive_logits(Z: Array) -> Any:
    return (Z > 0).astype(float)


# Hardmax: right styles.


@exercises.style(hardmax, "rows of an identity matrix")
def hardmax_from_identity(Z: Array) -> Any:
    return np.eye(Z.shape[0])[Z.argmax(axis=0)].T


@exercises.style(hardmax, "row numbers compared with argmax")
def hardmax_by_comparison(Z: Array) -> Any:
    return (np.arange(Z.shape[0])[:, None] == np.argmax(Z, axis=0)).astype(float)


@exercises.style(hardmax, "a loop over the columns")
def hardmax_column_by_column(Z: Array) -> Any:
    A = np.zeros_like(Z)
    for i in range(Z.shape[1]):
        A[np.argmax(Z[:, i]), i] = 1
    return A


@exercises.style(hardmax, "two loops and a running maximum")
def hardmax_with_a_running_maximum(Z: Array) -> Any:
    C, m = Z.shape
    A = np.zeros((C, m))
    for i in range(m):
        best = 0
        for c in range(1, C):
            if Z[c, i] > Z[best, i]:
                best = c
        A[best, i] = 1.0
    return A


@exercises.style(hardmax, "put_along_axis, whole numbers")
def hardmax_by_put_along_axis(Z: Array) -> Any:
    A = np.zeros(Z.shape, dtype=int)
    np.put_along_axis(A, Z.argmax(axis=0, keepdims=True), 1, axis=0)
    return A


@exercises.style(hardmax, "all maxima, then the first by a running count")
def hardmax_by_cumsum(Z: Array) -> Any:
    largest = Z.max(axis=0, keepdims=True) == Z
    return np.where(largest & (np.cumsum(largest, axis=0) == 1), 1.0, 0.0)


@exercises.style(hardmax, "in place")
def hardmax_in_place(Z: Array) -> Any:
    winners = Z.argmax(axis=0)
    Z[:] = 0
    Z[winners, range(Z.shape[1])] = 1
    return Z


# One-hot: known mistakes.


def _marked(labels: Array, num_classes: int) -> Any:
    Y = np.zeros((num_classes, labels.size))
    Y[labels, np.arange(labels.size)] = 1
    return Y


def _refuse_outside(labels: Array, num_classes: int) -> None:
    if min(labels) < 0 or max(labels) > num_classes - 1:
        raise ValueError("a label outside 0 … C − 1")


@exercises.misconception(
    one_hot, "You give each example a row, (m, C): in this course examples are columns, (C, m)."
)
def examples_as_rows(labels: Array, num_classes: int) -> Any:
    _refuse_outside(labels, num_classes)
    return _marked(labels, num_classes).T


@exercises.misconception(
    one_hot,
    "You make as many rows as the largest label asks for: there are num_classes of them, "
    "also where the last classes do not occur.",
)
def as_many_rows_as_occur(labels: Array, num_classes: int) -> Any:
    _refuse_outside(labels, num_classes)
    return _marked(labels, max(labels) + 1)


@exercises.misconception(
    one_hot, "You number the classes from 1: label 0 belongs to the first row, so do not subtract 1."
)
def numbered_from_one(labels: Array, num_classes: int) -> Any:
    _refuse_outside(labels, num_classes)
    return _marked(labels - 1, num_classes)


@exercises.misconception(
    one_hot,
    "You do not look at the labels first, so −1 silently counts from the end and C ends in an IndexError: "
    "raise a ValueError for any label outside 0 … C − 1.",
)
def labels_not_looked_at(labels: Array, num_classes: int) -> Any:
    return _marked(labels, num_classes)


@exercises.misconception(
    one_hot,
    "You refuse labels that are too large and let negative ones pass: NumPy counts these from the end, "
    "so −1 becomes the last class.",
)
def negative_labels_pass(labels: Array, num_classes: int) -> Any:
    if max(labels) >= num_classes:
        raise ValueError("a label outside 0 … C − 1")
    return _marked(labels, num_classes)


@exercises.misconception(
    one_hot,
    "You refuse negative labels and let those that are too large pass, which ends in an IndexError: raise a "
    "ValueError for them as well.",
)
def large_labels_pass(labels: Array, num_classes: int) -> Any:
    if min(labels) < 0:
        raise ValueError("a label outside 0 … C − 1")
    return _marked(labels, num_classes)


@exercises.misconception(
    one_hot, "You refuse labels above C and let C itself pass: the largest label of C classes is C − 1."
)
def label_c_passes(labels: Array, num_classes: int) -> Any:
    if min(labels) < 0 or max(labels) > num_classes:
        raise ValueError("a label outside 0 … C − 1")
    return _marked(labels, num_classes)


@exercises.misconception(
    one_hot,
    "You refuse a label that is right: 0 is the first of C classes and C − 1 the last.",
    refused=("0", "C − 1", "both"),
)
def right_labels_refused(labels: Array, num_classes: int, *, refused: str) -> Any:
    first, last = int(refused != "C − 1"), num_classes - int(refused != "0")
    if min(labels) < first or max(labels) >= last:
        raise ValueError("a label outside 0 … C − 1")
    return _marked(labels, num_classes)


@exercises.misconception(
    one_hot,
    "You refuse bad labels only if all of them are bad: one is enough, so ask `np.any`.",
)
def all_labels_must_be_bad(labels: Array, num_classes: int) -> Any:
    if np.all((labels < 0) | (labels >= num_classes)):
        raise ValueError("labels outside 0 … C − 1")
    return _marked(np.clip(labels, -num_classes, num_classes - 1), num_classes)


@exercises.misconception(
    one_hot,
    "You look at one label only: every one of them may be the bad one.",
    place=(0, -1),
)
def one_label_looked_at(labels: Array, num_classes: int, *, place: int) -> Any:
    if not 0 <= labels[place] < num_classes:
        raise ValueError("a label outside 0 … C − 1")
    return _marked(labels, num_classes)


@exercises.misconception(
    one_hot,
    "You raise another error than ValueError for a bad label: the caller is promised a ValueError.",
    error=("AssertionError", "IndexError", "Exception", "TypeError", "KeyError", "NotImplementedError"),
)
def another_error(labels: Array, num_classes: int, *, error: str) -> Any:
    known = (AssertionError, IndexError, Exception, TypeError, KeyError, NotImplementedError)
    if min(labels) < 0 or max(labels) >= num_classes:
        raise next(each for each in known if each.__name__ == error)("a label outside 0 … C − 1")
    return _marked(labels, num_classes)


@exercises.misconception(
    one_hot,
    "You return something for a bad label, if only None or a message that you print: raise a ValueError.",
)
def none_for_a_bad_label(labels: Array, num_classes: int) -> Any:
    if min(labels) < 0 or max(labels) >= num_classes:
        return None
    return _marked(labels, num_classes)


@exercises.misconception(
    one_hot,
    "You leave examples with a bad label out: it should be a ValueError, or the columns of Y and X no longer "
    "belong together.",
)
def bad_labels_left_out(labels: Array, num_classes: int) -> Any:
    return _marked(labels[(labels >= 0) & (labels < num_classes)], num_classes)


@exercises.misconception(
    one_hot,
    "You wrap labels around, as `%` does: a label outside 0 … C − 1 is a mistake in the data and should be a "
    "ValueError.",
)
def labels_wrapped_around(labels: Array, num_classes: int) -> Any:
    return _marked(labels % num_classes, num_classes)


@exercises.misconception(
    one_hot,
    "You make one row too many: C classes have the rows 0 … C − 1.",
)
def one_row_too_many(labels: Array, num_classes: int) -> Any:
    _refuse_outside(labels, num_classes)
    return _marked(labels, num_classes + 1)


@exercises.misconception(
    one_hot,
    "You have the two indices the wrong way round: rows come first, `Y[labels, np.arange(m)] = 1`.",
)
def example_before_label(labels: Array, num_classes: int) -> Any:
    _refuse_outside(labels, num_classes)
    Y = np.zeros((num_classes, labels.size))
    Y[np.arange(labels.size), labels] = 1
    return Y


@exercises.misconception(
    one_hot,
    "You set whole rows: `Y[labels] = 1` marks a row in all columns; a pair of indices, "
    "`Y[labels, np.arange(m)] = 1`, marks one place in each column.",
)
def whole_rows_of_labels(labels: Array, num_classes: int) -> Any:
    _refuse_outside(labels, num_classes)
    Y = np.zeros((num_classes, labels.size))
    Y[labels] = 1
    return Y


@exercises.misconception(
    one_hot, "You have zeros and ones the wrong way round: the class of the label gets the 1."
)
def one_cold(labels: Array, num_classes: int) -> Any:
    _refuse_outside(labels, num_classes)
    return 1 - _marked(labels, num_classes)


@exercises.misconception(
    one_hot,
    "You leave the column of a label outside 0 … C − 1 empty: it should be a ValueError, "
    "for an example without a class would go unnoticed.",
)
def empty_column(labels: Array, num_classes: int) -> Any:
    return (np.arange(num_classes)[:, None] == labels).astype(float)


@exercises.misconception(
    one_hot,
    "You move a label outside 0 … C − 1 to the nearest class: it is a mistake in the data and "
    "should be a ValueError.",
)
def moved_to_the_nearest_class(labels: Array, num_classes: int) -> Any:
    return _marked(np.clip(labels, 0, num_classes - 1), num_classes)


@exercises.misconception(
    one_hot,
    "You write the label's own number into its row: one-hot columns hold a 1 there, whatever the class.",
)
def label_in_place_of_one(labels: Array, num_classes: int) -> Any:
    _refuse_outside(labels, num_classes)
    return _marked(labels, num_classes) * labels


@exercises.misconception(
    one_hot,
    "You renumber the classes that occur (`np.unique`): row k belongs to label k, also where "
    "labels in between are missing.",
)
def numbered_anew(labels: Array, num_classes: int) -> Any:
    _refuse_outside(labels, num_classes)
    return _marked(np.unique(labels, return_inverse=True)[1], num_classes)


# One-hot: right styles.


@exercises.style(one_hot, "zeros and fancy indexing")
def one_hot_by_indexing(labels: Array, num_classes: int) -> Any:
    if labels.min() < 0 or labels.max() >= num_classes:
        raise ValueError(f"labels from {labels.min()} to {labels.max()} for {num_classes} classes")
    m = labels.shape[0]
    Y = np.zeros((num_classes, m))
    Y[labels, np.arange(m)] = 1.0
    return Y


@exercises.style(one_hot, "row numbers compared with labels")
def one_hot_by_comparison(labels: Array, num_classes: int) -> Any:
    if not np.all((labels >= 0) & (labels < num_classes)):
        raise ValueError("no such class")
    return (labels[None, :] == np.arange(num_classes)[:, None]).astype(float)


@exercises.style(one_hot, "a loop that checks as it goes")
def one_hot_label_by_label(labels: Array, num_classes: int) -> Any:
    Y = np.zeros((num_classes, len(labels)))
    for i, label in enumerate(labels):
        if not 0 <= label < num_classes:
            raise ValueError(f"label {label} of example {i}")
        Y[label, i] = 1
    return Y


@exercises.style(one_hot, "rows of an identity matrix, transposed")
def one_hot_from_identity(labels: Array, num_classes: int) -> Any:
    if set(labels.tolist()) - set(range(num_classes)):
        raise ValueError("labels outside the classes")
    return np.eye(num_classes)[labels].T


@exercises.style(one_hot, "lists of numbers")
def one_hot_by_lists(labels: Array, num_classes: int) -> Any:
    if any(label not in range(num_classes) for label in labels.tolist()):
        raise ValueError("labels outside the classes")
    return np.array([[1.0 if label == c else 0.0 for label in labels] for c in range(num_classes)])


@exercises.style(one_hot, "a check after the fact: every column adds up to 1")
def one_hot_checked_by_sums(labels: Array, num_classes: int) -> Any:
    Y = np.equal.outer(np.arange(num_classes), labels) * 1.0
    if (Y.sum(axis=0) != 1).any():
        raise ValueError("an example without a class")
    return Y


@exercises.style(one_hot, "put_along_axis, an error of its own kind of ValueError")
def one_hot_by_put_along_axis(labels: Array, num_classes: int) -> Any:
    if np.min(labels) < 0 or np.max(labels) > num_classes - 1:
        raise ValueError
    Y = np.zeros((num_classes, labels.size))
    np.put_along_axis(Y, labels[np.newaxis, :], 1, axis=0)
    return Y


# Cross-entropy: known mistakes.


def _logarithms(A: Array) -> Any:
    return np.log(np.maximum(A, 1e-300))


@exercises.misconception(
    cross_entropy_cost,
    "You return the sum over the examples: the cost is their mean, so divide by m = Y.shape[1].",
)
def sum_over_examples(A: Array, Y: Array) -> Any:
    return -np.sum(Y * _logarithms(A))


@exercises.misconception(
    cross_entropy_cost,
    "You take the mean over all C·m entries: add up the classes and divide by the number of "
    "examples m alone.",
)
def mean_over_all_entries(A: Array, Y: Array) -> Any:
    return -np.mean(Y * _logarithms(A))


@exercises.misconception(
    cross_entropy_cost, "You divide by the number of classes: the mean is over the examples, m = Y.shape[1]."
)
def divided_by_the_classes(A: Array, Y: Array) -> Any:
    return -np.sum(Y * _logarithms(A)) / Y.shape[0]


@exercises.misconception(
    cross_entropy_cost,
    "You leave out the minus sign: logarithms of probabilities are negative, and a cost is not.",
)
def minus_forgotten(A: Array, Y: Array) -> Any:
    return np.sum(Y * _logarithms(A)) / Y.shape[1]


@exercises.misconception(
    cross_entropy_cost,
    "You take logarithms to another base: the cost is in nats, with the natural logarithm `np.log`.",
    base=(2, 10),
)
def in_bits(A: Array, Y: Array, *, base: int) -> Any:
    return -np.sum(Y * _logarithms(A)) / np.log(base) / Y.shape[1]


@exercises.misconception(
    cross_entropy_cost,
    "Your floor under the probabilities is too high: put at most 1e-8 there, or being certain and wrong is "
    "too cheap.",
    floor=(1e-7, 1e-6, 1e-5, 1e-4, 1e-3),
    how=("maximum", "clip"),
)
def floor_too_high(A: Array, Y: Array, *, floor: float, how: str) -> Any:
    raised = np.clip(A, floor, 1 - floor) if how == "clip" else np.maximum(A, floor)
    return -np.sum(Y * np.log(raised)) / Y.shape[1]


@exercises.misconception(
    cross_entropy_cost,
    "Your cost counts all logarithms: Y picks the true class of each example, entry by entry with `*`; "
    "a matrix product of Y and log A mixes them.",
    inner=("examples", "classes"),
)
def matrix_product(A: Array, Y: Array, *, inner: str) -> Any:
    product = Y @ _logarithms(A).T if inner == "examples" else Y.T @ _logarithms(A)
    return -np.sum(product) / Y.shape[1]


@exercises.misconception(
    cross_entropy_cost,
    "You return 1 minus the probability of the true class: the cost is −log of that probability.",
)
def one_minus_the_probability(A: Array, Y: Array) -> Any:
    return np.mean(1 - np.sum(Y * A, axis=0))


@exercises.misconception(
    cross_entropy_cost,
    "You add the (1 − Y) log(1 − A) of a single sigmoid alone: with one-hot columns the cost is −Y log A.",
)
def the_other_term(A: Array, Y: Array) -> Any:
    return -np.sum((1 - Y) * _logarithms(1 - A)) / Y.shape[1]


@exercises.misconception(
    cross_entropy_cost,
    "You take the logarithm after the mean: the cost is the mean of the logarithms of the examples.",
)
def logarithm_of_the_mean(A: Array, Y: Array) -> Any:
    return -_logarithms(np.mean(np.sum(Y * A, axis=0)))


@exercises.misconception(
    cross_entropy_cost,
    "You put the floor under Y · A, in which most entries are 0, and not under A: their logarithms, of the "
    "tiny number, are added up too.",
    floor=(1e-12, 1e-15, 1e-8, 1e-10),
)
def logarithm_of_the_product(A: Array, Y: Array, *, floor: float) -> Any:
    return -np.sum(np.log(np.maximum(Y * A, floor))) / Y.shape[1]


@exercises.misconception(
    cross_entropy_cost,
    "You add (1 − Y) log(1 − A), the form for a single sigmoid: with one-hot columns the sum of Y "
    "log A is all.",
)
def two_terms_per_class(A: Array, Y: Array) -> Any:
    return -np.sum(Y * _logarithms(A) + (1 - Y) * _logarithms(1 - A)) / Y.shape[1]


@exercises.misconception(
    cross_entropy_cost,
    "You take the logarithm of exact zeros, and 0·log 0 is NaN: "
    "put a tiny number such as 1e-12 in their place first, with `np.maximum`.",
)
def logarithm_of_zero(A: Array, Y: Array) -> Any:
    return -np.sum(Y * np.log(A)) / Y.shape[1]


@exercises.misconception(
    cross_entropy_cost,
    "Your cost is infinite where the true class has probability 0: leaving out the classes with Y = 0 avoids "
    "0·log 0 only, so put a tiny number such as 1e-12 under A.",
)
def infinity_for_a_certain_mistake(A: Array, Y: Array) -> Any:
    return -np.mean(np.log(np.sum(Y * A, axis=0)))


@exercises.misconception(
    cross_entropy_cost,
    "You leave out the entries where A is 0, so that being certain and wrong costs nothing: "
    "it should cost most of all.",
)
def zeros_left_out(A: Array, Y: Array) -> Any:
    return -np.sum(Y * np.log(np.where(A > 0, A, 1.0))) / Y.shape[1]


@exercises.misconception(
    cross_entropy_cost,
    "You swap the two arguments in the formula: the logarithm is of the prediction A, weighted by "
    "the truth Y.",
)
def truth_inside_the_logarithm(A: Array, Y: Array) -> Any:
    return -np.sum(A * _logarithms(Y)) / Y.shape[1]


@exercises.misconception(
    cross_entropy_cost,
    "You return half the squared error: for probabilities the cost is −log of what the true class got.",
)
def squared_error(A: Array, Y: Array) -> Any:
    return np.sum((A - Y) ** 2) / (2 * Y.shape[1])


@exercises.misconception(
    cross_entropy_cost, "You return a cost for each example, (m,): the cost is one number, their mean."
)
def one_cost_per_example(A: Array, Y: Array) -> Any:
    return -np.sum(Y * _logarithms(A), axis=0)


# Cross-entropy: right styles.


@exercises.style(cross_entropy_cost, "clip, a NumPy scalar")
def cost_by_clip(A: Array, Y: Array) -> Any:
    return -np.sum(Y * np.log(np.clip(A, 1e-12, 1.0))) / Y.shape[1]


@exercises.style(cross_entropy_cost, "a small number added inside the logarithm")
def cost_with_epsilon(A: Array, Y: Array) -> Any:
    m = A.shape[1]
    return -1 / m * np.sum(np.multiply(Y, np.log(A + 1e-8)))


@exercises.style(cross_entropy_cost, "the true class of each example by index")
def cost_by_index(A: Array, Y: Array) -> Any:
    p = A[Y.argmax(axis=0), np.arange(Y.shape[1])]
    return float(-np.log(np.maximum(p, 1e-15)).mean())


@exercises.style(cross_entropy_cost, "a boolean mask")
def cost_by_mask(A: Array, Y: Array) -> Any:
    A[A == 0] = 1e-200
    return -np.log(A[Y == 1]).mean()


@exercises.style(cross_entropy_cost, "two loops")
def cost_by_loops(A: Array, Y: Array) -> Any:
    C, m = Y.shape
    cost = 0.0
    for i in range(m):
        for c in range(C):
            if Y[c, i] > 0:
                cost -= np.log(max(A[c, i], 1e-100))
    return cost / m


@exercises.style(cross_entropy_cost, "einsum, an array of one element")
def cost_by_einsum(A: Array, Y: Array) -> Any:
    total = np.einsum("ci,ci->", Y, np.log(np.fmax(A, np.finfo(float).eps)))
    return np.array([[-total / Y.shape[1]]])


@exercises.style(cross_entropy_cost, "per example first, then the mean; kept two-dimensional")
def cost_example_by_example(A: Array, Y: Array) -> Any:
    floor = np.nextafter(0, 1)
    losses = -np.log(np.fmax(A, floor)) * Y
    return losses.sum(axis=0, keepdims=True).mean(axis=1, keepdims=True)


@exercises.style(cross_entropy_cost, "nan_to_num mends what log 0 gives")
def cost_by_nan_to_num(A: Array, Y: Array) -> Any:
    with np.errstate(divide="ignore"):
        return -np.sum(Y * np.nan_to_num(np.log(A), neginf=-745.0)) / Y.shape[1]


# Gradients: known mistakes.

Slopes: TypeAlias = Callable[[Array, Array, Array], Gradients]
"""Gradients from dZ (C, m), X (n_x, m) and the probabilities A (C, m)."""


def _slopes(dZ: Array, X: Array) -> Gradients:
    m = X.shape[1]
    return {"dW": dZ @ X.T / m, "db": dZ.sum(axis=1, keepdims=True) / m}


def _cost(A: Array, Y: Array) -> float:
    return float(-np.sum(Y * np.log(np.maximum(A, 1e-300))) / Y.shape[1])


def _with_mistake(W: Array, b: Array, X: Array, Y: Array, slopes: Slopes) -> tuple[float, Gradients]:
    A = softmax(W @ X + b)
    return _cost(A, Y), slopes(A - Y, X, A)


@exercises.misconception(
    softmax_gradients,
    "You do not divide the gradients by m: the cost is a mean over the examples, and so is its slope.",
)
def gradients_not_averaged(W: Array, b: Array, X: Array, Y: Array) -> Any:
    return _with_mistake(
        W, b, X, Y, lambda dZ, X, A: {"dW": dZ @ X.T, "db": np.sum(dZ, axis=1, keepdims=True)}
    )


@exercises.misconception(
    softmax_gradients,
    "You divide one of dW and db by m and the other not: both are slopes of the same mean.",
    summed=("db", "dW"),
)
def db_not_averaged(W: Array, b: Array, X: Array, Y: Array, *, summed: str) -> Any:
    def slopes(dZ, X, A):  # type: ignore[no-untyped-def]
        grads = _slopes(dZ, X)
        return grads | {summed: grads[summed] * X.shape[1]}

    return _with_mistake(W, b, X, Y, slopes)


@exercises.misconception(
    softmax_gradients,
    "You divide by m twice: once is the mean, so divide dZ by m or dW and db, not both.",
    doubled=("both", "dW", "db"),
)
def divided_by_m_twice(W: Array, b: Array, X: Array, Y: Array, *, doubled: str) -> Any:
    def slopes(dZ, X, A):  # type: ignore[no-untyped-def]
        grads = _slopes(dZ, X)
        return {name: g / (X.shape[1] if doubled in ("both", name) else 1) for name, g in grads.items()}

    return _with_mistake(W, b, X, Y, slopes)


@exercises.misconception(
    softmax_gradients,
    "You take m from the wrong axis: m is the number of examples, the columns, `X.shape[1]`.",
    taken=("features", "classes", "entries"),
)
def divided_by_the_wrong_size(W: Array, b: Array, X: Array, Y: Array, *, taken: str) -> Any:
    def slopes(dZ, X, A):  # type: ignore[no-untyped-def]
        size = {"features": X.shape[0], "classes": A.shape[0], "entries": A.size}[taken]
        return {name: g * X.shape[1] / size for name, g in _slopes(dZ, X).items()}

    return _with_mistake(W, b, X, Y, slopes)


@exercises.misconception(
    softmax_gradients,
    "You take dZ = Y − A, which is the way down: the gradient points up the slope, dZ = A − Y.",
)
def sign_flipped(W: Array, b: Array, X: Array, Y: Array) -> Any:
    return _with_mistake(W, b, X, Y, lambda dZ, X, A: _slopes(-dZ, X))


@exercises.misconception(
    softmax_gradients,
    "You compute X dZᵀ, which is (n_x, C): dW has the shape of W, (C, n_x), and is dZ Xᵀ / m.",
)
def gradient_transposed(W: Array, b: Array, X: Array, Y: Array) -> Any:
    return _with_mistake(W, b, X, Y, lambda dZ, X, A: _slopes(dZ, X) | {"dW": np.dot(X, dZ.T) / X.shape[1]})


@exercises.misconception(
    softmax_gradients,
    "You multiply the probabilities with X and leave the truth out: dW is (A − Y) Xᵀ / m.",
    instead=("A", "Y"),
)
def one_of_the_two_alone(W: Array, b: Array, X: Array, Y: Array, *, instead: str) -> Any:
    return _with_mistake(
        W, b, X, Y, lambda dZ, X, A: _slopes(dZ, X) | {"dW": _slopes(A if instead == "A" else Y, X)["dW"]}
    )


@exercises.misconception(
    softmax_gradients,
    "You add up all of dZ into one number, which is always 0: each class has a bias of its own, "
    "so add along `axis=1` only.",
    column=(True, False),
)
def one_db_for_all_classes(W: Array, b: Array, X: Array, Y: Array, *, column: bool) -> Any:
    def slopes(dZ, X, A):  # type: ignore[no-untyped-def]
        total = np.sum(dZ) / X.shape[1]
        return _slopes(dZ, X) | {"db": np.full((dZ.shape[0], 1), total) if column else total}

    return _with_mistake(W, b, X, Y, slopes)


@exercises.misconception(
    softmax_gradients,
    "You add up db over the classes (`axis=0`): it has an entry for each class, the sum over the examples, "
    "`axis=1`.",
)
def db_for_each_example(W: Array, b: Array, X: Array, Y: Array) -> Any:
    return _with_mistake(
        W, b, X, Y, lambda dZ, X, A: _slopes(dZ, X) | {"db": np.sum(dZ, 0, keepdims=True) / X.shape[1]}
    )


@exercises.misconception(
    softmax_gradients, "Your db has shape (C,): keep it a column (C, 1) like b, with `keepdims=True`."
)
def flat_db(W: Array, b: Array, X: Array, Y: Array) -> Any:
    return _with_mistake(W, b, X, Y, lambda dZ, X, A: _slopes(dZ, X) | {"db": np.mean(dZ, axis=1)})


@exercises.misconception(
    softmax_gradients,
    "You multiply A − Y by A(1 − A), or by a part of it: the slope of softmax is contained in A − Y already.",
    factor=("A (1 − A)", "A"),
)
def times_the_slope_of_a_sigmoid(W: Array, b: Array, X: Array, Y: Array, *, factor: str) -> Any:
    return _with_mistake(W, b, X, Y, lambda dZ, X, A: _slopes(dZ * A * (1 if factor == "A" else 1 - A), X))


@exercises.misconception(
    softmax_gradients,
    "You stop at the derivative of the cost with respect to A, −Y/A: the gradient with respect to the logits "
    "is A − Y.",
)
def slope_in_the_probabilities(W: Array, b: Array, X: Array, Y: Array) -> Any:
    return _with_mistake(W, b, X, Y, lambda dZ, X, A: _slopes((dZ - A) / np.maximum(A, 1e-300), X))


@exercises.misconception(
    softmax_gradients,
    "You compare the truth with the winning class (hardmax): the slope of the cost compares it with "
    "the probabilities, A − Y.",
)
def hard_answers_in_the_gradient(W: Array, b: Array, X: Array, Y: Array) -> Any:
    return _with_mistake(W, b, X, Y, lambda dZ, X, A: _slopes(dZ - A + hardmax(A), X))


@exercises.misconception(softmax_gradients, "You leave the biases out: the logits are W @ X + b.")
def biases_left_out(W: Array, b: Array, X: Array, Y: Array) -> Any:
    return _with_mistake(W, np.zeros(b.shape), X, Y, lambda dZ, X, A: _slopes(dZ, X))


@exercises.misconception(
    softmax_gradients,
    "You give each class a sigmoid of its own: A should be the softmax of the logits, whose columns "
    "add up to 1.",
)
def sigmoids_for_softmax(W: Array, b: Array, X: Array, Y: Array) -> Any:
    A = 1 / (1 + np.exp(-(W @ X + b)))
    return _cost(A, Y), _slopes(A - Y, X)


@exercises.misconception(
    softmax_gradients,
    "You exponentiate the logits without a shift, and large ones overflow to NaN: call your `softmax`.",
)
def gradients_overflow(W: Array, b: Array, X: Array, Y: Array) -> Any:
    E = np.exp(np.dot(W, X) + b)
    A = E / np.sum(E, axis=0)
    return _cost(A, Y), _slopes(A - Y, X)


@exercises.misconception(softmax_gradients, ONE_SHIFT, guard=(0.0, 1e-8, 1e-12, 1e-15, 1e-300))
def gradients_with_one_shift(W: Array, b: Array, X: Array, Y: Array, *, guard: float) -> Any:
    Z = W @ X + b
    E = np.exp(Z - np.max(Z))
    A = E / (np.sum(E, axis=0) + guard)
    return _cost(A, Y), _slopes(A - Y, X)


@exercises.misconception(
    softmax_gradients,
    "You take the logarithm of probabilities that are exactly 0 and get infinity or NaN for the cost: call "
    "your `cross_entropy_cost`, which has a floor.",
    how=("Y log A", "log of the true class"),
)
def cost_without_a_floor(W: Array, b: Array, X: Array, Y: Array, *, how: str) -> Any:
    A = softmax(W @ X + b)
    losses = Y * np.log(A) if how == "Y log A" else np.log(np.sum(Y * A, axis=0))
    return -np.sum(losses) / X.shape[1], _slopes(A - Y, X)


@exercises.misconception(
    softmax_gradients,
    "You put a floor under A for the gradients, too: it belongs in the logarithm of the cost alone, and "
    "dZ = A − Y takes A as softmax gives it.",
    floor=(1e-5, 1e-8),
)
def gradients_with_a_floor(W: Array, b: Array, X: Array, Y: Array, *, floor: float) -> Any:
    A = np.clip(softmax(W @ X + b), floor, 1 - floor)
    return _cost(A, Y), _slopes(A - Y, X)


@exercises.misconception(softmax_gradients, ALONG_THE_ROWS)
def gradients_along_the_rows(W: Array, b: Array, X: Array, Y: Array) -> Any:
    Z = W @ X + b
    E = np.exp(Z - np.max(Z, axis=1, keepdims=True))
    A = E / np.sum(E, axis=1, keepdims=True)
    return _cost(A, Y), _slopes(A - Y, X)


@exercises.misconception(
    softmax_gradients,
    "You add the biases to the probabilities: they belong to the logits, `softmax(W @ X + b)`.",
)
def biases_after_softmax(W: Array, b: Array, X: Array, Y: Array) -> Any:
    A = softmax(W @ X) + b
    return _cost(A, Y), _slopes(A - Y, X)


@exercises.misconception(
    softmax_gradients,
    "You subtract the biases: the logits are W @ X + b.",
)
def biases_subtracted(W: Array, b: Array, X: Array, Y: Array) -> Any:
    return _with_mistake(W, -b, X, Y, lambda dZ, X, A: _slopes(dZ, X))


@exercises.misconception(
    softmax_gradients,
    "Your gradients are those of the logits that you take for probabilities: A = softmax(Z), and dZ = A − Y.",
)
def logits_for_probabilities(W: Array, b: Array, X: Array, Y: Array) -> Any:
    Z = W @ X + b
    return _cost(softmax(Z), Y), _slopes(Z - Y, X)


@exercises.misconception(
    softmax_gradients,
    "Your cost has the wrong sign: it is minus the mean of the logarithms, and never negative.",
)
def cost_with_the_wrong_sign(W: Array, b: Array, X: Array, Y: Array) -> Any:
    A = softmax(W @ X + b)
    return -_cost(A, Y), _slopes(A - Y, X)


@exercises.misconception(
    softmax_gradients,
    "You return 0 for the cost, or never compute it: it is `cross_entropy_cost(A, Y)`.",
)
def cost_left_at_zero(W: Array, b: Array, X: Array, Y: Array) -> Any:
    return 0.0, _slopes(softmax(W @ X + b) - Y, X)


@exercises.misconception(
    softmax_gradients,
    "Your cost is the sum over the examples and your gradients are those of their mean: divide the "
    "cost by m too.",
)
def cost_not_averaged(W: Array, b: Array, X: Array, Y: Array) -> Any:
    A = softmax(W @ X + b)
    return _cost(A, Y) * X.shape[1], _slopes(A - Y, X)


@exercises.misconception(
    softmax_gradients,
    "You give the gradients other names: their keys are `dW` and `db`.",
    keys=(("W", "b"), ("dw", "db"), ("dW1", "db1"), ("grad_W", "grad_b")),
)
def keys_of_the_parameters(W: Array, b: Array, X: Array, Y: Array, *, keys: tuple[str, str]) -> Any:
    return _with_mistake(W, b, X, Y, lambda dZ, X, A: dict(zip(keys, _slopes(dZ, X).values(), strict=True)))


@exercises.misconception(
    softmax_gradients,
    "You return cost, dW and db one by one: put the two gradients into a dict, so there are two results.",
)
def gradients_one_by_one(W: Array, b: Array, X: Array, Y: Array) -> Any:
    cost, grads = _with_mistake(W, b, X, Y, lambda dZ, X, A: _slopes(dZ, X))
    return cost, grads["dW"], grads["db"]


@exercises.misconception(
    softmax_gradients,
    "You return the two gradients in a tuple or list: put them into a dict with the keys `dW` and `db`.",
)
def gradients_in_a_tuple(W: Array, b: Array, X: Array, Y: Array) -> Any:
    cost, grads = _with_mistake(W, b, X, Y, lambda dZ, X, A: _slopes(dZ, X))
    return cost, (grads["dW"], grads["db"])


@exercises.misconception(
    softmax_gradients,
    "You return the gradients alone: the cost comes first, then the dict.",
)
def gradients_alone(W: Array, b: Array, X: Array, Y: Array) -> Any:
    return _slopes(softmax(W @ X + b) - Y, X)


@exercises.misconception(
    softmax_gradients, "You return the gradients first: the cost comes first, then the dict."
)
def gradients_before_cost(W: Array, b: Array, X: Array, Y: Array) -> Any:
    A = softmax(W @ X + b)
    return _slopes(A - Y, X), _cost(A, Y)


# Gradients: right styles.


@exercises.style(softmax_gradients, "dot, and 1/m in front")
def gradients_with_dot(W: Array, b: Array, X: Array, Y: Array) -> Any:
    m = X.shape[1]
    Z = np.dot(W, X) + b
    t = np.exp(Z - np.max(Z, axis=0, keepdims=True))
    A = t / np.sum(t, axis=0, keepdims=True)
    cost = -1 / m * np.sum(Y * np.log(A + 1e-12))
    dZ = A - Y
    dW = 1 / m * np.dot(dZ, X.T)
    db = 1 / m * np.sum(dZ, axis=1, keepdims=True)
    return cost, {"dW": dW, "db": db}


@exercises.style(softmax_gradients, "one example at a time")
def gradients_example_by_example(W: Array, b: Array, X: Array, Y: Array) -> Any:
    m = X.shape[1]
    cost, dW, db = 0.0, np.zeros(W.shape), np.zeros(b.shape)
    for i in range(m):
        x, y = X[:, [i]], Y[:, [i]]
        a = softmax(W @ x + b)
        cost -= np.log(max(float((a * y).sum()), 1e-100)) / m
        dW += (a - y) @ x.T / m
        db += (a - y) / m
    return cost, {"dW": dW, "db": db}


@exercises.style(softmax_gradients, "einsum, mean, the dict first")
def gradients_by_einsum(W: Array, b: Array, X: Array, Y: Array) -> Any:
    A = softmax(np.einsum("cn,nm->cm", W, X) + b)
    grads = {"db": np.mean(A - Y, axis=1, keepdims=True)}
    grads["dW"] = np.einsum("cm,nm->cn", A - Y, X) / X.shape[1]
    return cross_entropy_cost(A=A, Y=Y), grads


@exercises.style(softmax_gradients, "through the Jacobian of softmax")
def gradients_by_jacobian(W: Array, b: Array, X: Array, Y: Array) -> Any:
    A = softmax(W @ X + b)
    m = X.shape[1]
    # dA/dZ = diag(a) − a aᵀ, and dL/da = −y/a: their product written without the division.
    dZ = A * Y.sum(axis=0) - Y
    return cross_entropy_cost(A, Y), {"dW": (X @ dZ.T).T / m, "db": (dZ @ np.ones((m, 1))) / m}


@exercises.style(softmax_gradients, "the bias as a weight on a constant input, a list returned")
def gradients_with_a_constant_input(W: Array, b: Array, X: Array, Y: Array) -> Any:
    m = X.shape[1]
    X1 = np.vstack([X, np.ones((1, m))])
    A = softmax(np.hstack([W, b]) @ X1)
    d = (A - Y) @ X1.T / m
    return [cross_entropy_cost(A, Y), {"dW": d[:, :-1], "db": d[:, -1:]}]


@exercises.style(softmax_gradients, "log-sum-exp, an array of one element for the cost")
def gradients_by_log_sum_exp(W: Array, b: Array, X: Array, Y: Array) -> Any:
    Z = W @ X + b
    log_A = Z - np.logaddexp.reduce(Z, axis=0)
    cost = -(Y * log_A).sum(axis=0, keepdims=True).mean(axis=1, keepdims=True)
    dZ = np.exp(log_A) - Y
    return cost, {"dW": dZ @ X.T / X.shape[1], "db": dZ.mean(axis=1)[:, None]}


@exercises.style(softmax_gradients, "in place, dZ divided by m at once, further keys")
def gradients_in_place(W: Array, b: Array, X: Array, Y: Array) -> Any:
    A = softmax(W @ X + b)
    cost = cross_entropy_cost(A, Y)
    A -= Y
    A /= X.shape[1]
    return cost, {"dZ": A, "dW": A @ X.T, "db": A.sum(axis=1).reshape(-1, 1)}


# Training: known mistakes.


def _start(X: Array, Y: Array) -> tuple[Array, Array]:
    return np.zeros((Y.shape[0], X.shape[0])), np.zeros((Y.shape[0], 1))


@exercises.misconception(
    train_softmax, "You add the gradient, and the cost rises: subtract it, W − learning_rate · dW."
)
def uphill(X: Array, Y: Array, learning_rate: float, num_iterations: int) -> Any:
    W, b = _start(X, Y)
    costs = []
    for _ in range(num_iterations):
        cost, grads = softmax_gradients(W, b, X, Y)
        W, b = W + learning_rate * grads["dW"], b + learning_rate * grads["db"]
        costs.append(cost)
    return W, b, costs


@exercises.misconception(
    train_softmax,
    "You note the cost after the update: each cost belongs before its step, so that costs[0] is that of "
    "the zero weights, ln C.",
)
def costs_after_the_update(X: Array, Y: Array, learning_rate: float, num_iterations: int) -> Any:
    W, b = _start(X, Y)
    costs = []
    for _ in range(num_iterations):
        _, grads = softmax_gradients(W, b, X, Y)
        W, b = W - learning_rate * grads["dW"], b - learning_rate * grads["db"]
        costs.append(softmax_gradients(W, b, X, Y)[0])
    return W, b, costs


@exercises.misconception(
    train_softmax,
    "You update one of W and b and leave the other at zero: both take a step in every round.",
    left=("b", "W"),
)
def bias_left_at_zero(X: Array, Y: Array, learning_rate: float, num_iterations: int, *, left: str) -> Any:
    W, b = _start(X, Y)
    costs = []
    for _ in range(num_iterations):
        cost, grads = softmax_gradients(W, b, X, Y)
        if left != "W":
            W = W - learning_rate * grads["dW"]
        if left != "b":
            b = b - learning_rate * grads["db"]
        costs.append(cost)
    return W, b, costs


@exercises.misconception(
    train_softmax,
    "Your loop takes one step too few: `range(num_iterations)` runs num_iterations times, "
    "`range(1, num_iterations)` once less.",
)
def one_step_too_few(X: Array, Y: Array, learning_rate: float, num_iterations: int) -> Any:
    return _trained(X, Y, learning_rate, num_iterations - 1)


@exercises.misconception(
    train_softmax,
    "Your loop takes one step too many: `range(num_iterations)` runs num_iterations times.",
)
def one_step_too_many(X: Array, Y: Array, learning_rate: float, num_iterations: int) -> Any:
    return _trained(X, Y, learning_rate, num_iterations + 1)


@exercises.misconception(
    train_softmax,
    "Your `return` is inside the loop, so that it ends after one step: put it behind the loop.",
)
def returned_after_one_step(X: Array, Y: Array, learning_rate: float, num_iterations: int) -> Any:
    return _trained(X, Y, learning_rate, min(num_iterations, 1)) if num_iterations else None


@exercises.misconception(
    train_softmax,
    "You stop when the cost hardly changes: take num_iterations steps, whatever the cost does.",
    tolerance=(1e-12, 1e-8, 1e-6, 1e-5, 1e-4, 1e-3),
)
def stopped_early(X: Array, Y: Array, learning_rate: float, num_iterations: int, *, tolerance: float) -> Any:
    W, b = _start(X, Y)
    costs: list[float] = []
    for _ in range(num_iterations):
        cost, grads = softmax_gradients(W, b, X, Y)
        W, b = W - learning_rate * grads["dW"], b - learning_rate * grads["db"]
        costs.append(cost)
        if len(costs) > 1 and abs(costs[-2] - costs[-1]) < tolerance:
            break
    return W, b, costs


@exercises.misconception(
    train_softmax,
    "You exponentiate the logits without a shift, and with large inputs they overflow to NaN: call your "
    "`softmax_gradients`, or subtract each column's maximum.",
)
def trained_with_an_overflow(X: Array, Y: Array, learning_rate: float, num_iterations: int) -> Any:
    W, b = _start(X, Y)
    costs = []
    for _ in range(num_iterations):
        E = np.exp(W @ X + b)
        A = E / np.sum(E, axis=0)
        costs.append(_cost(A, Y))
        grads = _slopes(A - Y, X)
        W, b = W - learning_rate * grads["dW"], b - learning_rate * grads["db"]
    return W, b, costs


@exercises.misconception(
    train_softmax,
    "You forget where you were: each step starts from the W and b of the step before, "
    "`W = W - learning_rate * dW` (`=-` is not `-=`).",
)
def every_step_from_zero(X: Array, Y: Array, learning_rate: float, num_iterations: int) -> Any:
    W, b = _start(X, Y)
    costs = []
    for _ in range(num_iterations):
        cost, grads = softmax_gradients(W, b, X, Y)
        W, b = -learning_rate * grads["dW"], -learning_rate * grads["db"]
        costs.append(cost)
    return W, b, costs


@exercises.misconception(
    train_softmax,
    "You take a learning rate of your own: the step is `learning_rate` times the gradient.",
    rate=(1.0, 0.1, 0.01, 0.5),
)
def learning_rate_of_ones_own(
    X: Array, Y: Array, learning_rate: float, num_iterations: int, *, rate: float
) -> Any:
    return _trained(X, Y, rate, num_iterations)


@exercises.misconception(
    train_softmax,
    "You return W, b and the costs in another order: W comes first, then b, and the costs last.",
    order=((2, 0, 1), (1, 0, 2), (0, 2, 1)),
)
def returned_in_another_order(
    X: Array, Y: Array, learning_rate: float, num_iterations: int, *, order: tuple[int, ...]
) -> Any:
    results = _trained(X, Y, learning_rate, num_iterations)
    return tuple(results[place] for place in order)


@exercises.misconception(
    train_softmax, "You put every cost in front of the others: `append` puts it behind them."
)
def costs_backwards(X: Array, Y: Array, learning_rate: float, num_iterations: int) -> Any:
    W, b, costs = _trained(X, Y, learning_rate, num_iterations)
    return W, b, costs[::-1]


@exercises.misconception(train_softmax, "Your list of costs stays empty: append the cost in every round.")
def costs_left_empty(X: Array, Y: Array, learning_rate: float, num_iterations: int) -> Any:
    W, b, _ = _trained(X, Y, learning_rate, num_iterations)
    return W, b, []


@exercises.misconception(
    train_softmax, "You return W and b without the costs: there are three results, W, b and costs."
)
def costs_not_returned(X: Array, Y: Array, learning_rate: float, num_iterations: int) -> Any:
    return _trained(X, Y, learning_rate, num_iterations)[:2]


@exercises.misconception(
    train_softmax,
    "You compute the gradients once, before the loop: they change with every step, so compute them "
    "inside it.",
)
def gradients_computed_once(X: Array, Y: Array, learning_rate: float, num_iterations: int) -> Any:
    W, b = _start(X, Y)
    cost, grads = softmax_gradients(W, b, X, Y)
    costs = []
    for _ in range(num_iterations):
        costs.append(cost)
        W, b = W - learning_rate * grads["dW"], b - learning_rate * grads["db"]
    return W, b, costs


@exercises.misconception(
    train_softmax,
    "You divide by m a second time: `softmax_gradients` returns means already, so the step is "
    "learning_rate · dW.",
)
def divided_by_m_again(X: Array, Y: Array, learning_rate: float, num_iterations: int) -> Any:
    W, b = _start(X, Y)
    m = X.shape[1]
    costs = []
    for _ in range(num_iterations):
        cost, grads = softmax_gradients(W, b, X, Y)
        W, b = W - learning_rate / m * grads["dW"], b - learning_rate / m * grads["db"]
        costs.append(cost)
    return W, b, costs


@exercises.misconception(
    train_softmax, "You note the cost at every hundredth step only: return one for each iteration."
)
def every_hundredth_cost(X: Array, Y: Array, learning_rate: float, num_iterations: int) -> Any:
    W, b = _start(X, Y)
    costs = []
    for i in range(num_iterations):
        cost, grads = softmax_gradients(W, b, X, Y)
        W, b = W - learning_rate * grads["dW"], b - learning_rate * grads["db"]
        if i % 100 == 0:
            costs.append(cost)
    return W, b, costs


@exercises.misconception(
    train_softmax,
    "You note the cost of the trained weights as well: one for each iteration, before its step, "
    "makes num_iterations costs.",
)
def one_cost_too_many(X: Array, Y: Array, learning_rate: float, num_iterations: int) -> Any:
    W, b = _start(X, Y)
    costs = []
    for _ in range(num_iterations):
        cost, grads = softmax_gradients(W, b, X, Y)
        W, b = W - learning_rate * grads["dW"], b - learning_rate * grads["db"]
        costs.append(cost)
    return W, b, [*costs, softmax_gradients(W, b, X, Y)[0]]


@exercises.misconception(
    train_softmax,
    "You return the last cost alone: return the whole list, one cost for each iteration.",
)
def the_last_cost_alone(X: Array, Y: Array, learning_rate: float, num_iterations: int) -> Any:
    W, b = _start(X, Y)
    cost = 0.0
    for _ in range(num_iterations):
        cost, grads = softmax_gradients(W, b, X, Y)
        W, b = W - learning_rate * grads["dW"], b - learning_rate * grads["db"]
    return W, b, cost


@exercises.misconception(
    train_softmax,
    "You compute db with the new W: both gradients belong to the same point, so compute them "
    "together, then take both steps.",
)
def bias_after_the_weights(X: Array, Y: Array, learning_rate: float, num_iterations: int) -> Any:
    W, b = _start(X, Y)
    costs = []
    for _ in range(num_iterations):
        cost, grads = softmax_gradients(W, b, X, Y)
        W = W - learning_rate * grads["dW"]
        b = b - learning_rate * softmax_gradients(W, b, X, Y)[1]["db"]
        costs.append(cost)
    return W, b, costs


@exercises.misconception(
    train_softmax,
    "You start from ones: the costs are the same, since what all classes have in common cancels, "
    "but here W and b start at 0.",
    which=("W", "b", "both"),
)
def started_from_ones(X: Array, Y: Array, learning_rate: float, num_iterations: int, *, which: str) -> Any:
    W, b = _start(X, Y)
    W, b = W + (which != "b"), b + (which != "W")
    costs = []
    for _ in range(num_iterations):
        cost, grads = softmax_gradients(W, b, X, Y)
        W, b = W - learning_rate * grads["dW"], b - learning_rate * grads["db"]
        costs.append(cost)
    return W, b, costs


@exercises.misconception(
    train_softmax, "You put W and b into a dict: return three things, W, b and the costs."
)
def parameters_in_a_dict(X: Array, Y: Array, learning_rate: float, num_iterations: int) -> Any:
    W, b, costs = _trained(X, Y, learning_rate, num_iterations)
    return {"W": W, "b": b}, costs


def _trained(X: Array, Y: Array, learning_rate: float, num_iterations: int) -> Trained:
    W, b = _start(X, Y)
    costs = []
    for _ in range(num_iterations):
        cost, grads = softmax_gradients(W, b, X, Y)
        W, b = W - learning_rate * grads["dW"], b - learning_rate * grads["db"]
        costs.append(cost)
    return W, b, costs


# Training: right styles.


@exercises.style(train_softmax, "in place")
def trained_in_place(X: Array, Y: Array, learning_rate: float, num_iterations: int) -> Any:
    C, n_x = Y.shape[0], X.shape[0]
    W = np.zeros((C, n_x))
    b = np.zeros((C, 1))
    costs = []
    for _ in range(num_iterations):
        cost, grads = softmax_gradients(W, b, X, Y)
        W -= learning_rate * grads["dW"]
        b -= learning_rate * grads["db"]
        costs.append(cost)
    return W, b, costs


@exercises.style(train_softmax, "a while loop, the costs as an array")
def trained_by_while(X: Array, Y: Array, learning_rate: float, num_iterations: int) -> Any:
    W, b = np.zeros((len(Y), len(X))), np.zeros((len(Y), 1))
    costs = np.zeros(num_iterations)
    t = 0
    while t < num_iterations:
        costs[t], grads = softmax_gradients(W=W, b=b, X=X, Y=Y)
        W, b = W - learning_rate * grads["dW"], b - learning_rate * grads["db"]
        t += 1
    return W, b, costs


@exercises.style(train_softmax, "recursion over the steps, a list returned")
def trained_by_recursion(X: Array, Y: Array, learning_rate: float, num_iterations: int) -> Any:
    return [*_descended(X, Y, *_start(X, Y), learning_rate, num_iterations)]


def _descended(X: Array, Y: Array, W: Array, b: Array, learning_rate: float, steps: int) -> Trained:
    if steps == 0:
        return W, b, []
    cost, grads = softmax_gradients(W, b, X, Y)
    W, b = W - learning_rate * grads["dW"], b - learning_rate * grads["db"]
    W, b, costs = _descended(X, Y, W, b, learning_rate, steps - 1)
    return W, b, [cost, *costs]


@exercises.style(train_softmax, "everything written out")
def trained_written_out(X: Array, Y: Array, learning_rate: float, num_iterations: int) -> Any:
    C, m = Y.shape
    W = np.zeros(shape=(C, X.shape[0]))
    b = np.zeros(shape=(C, 1))
    costs = []
    for _ in range(num_iterations):
        Z = np.dot(W, X) + b
        A = np.exp(Z - Z.max(axis=0))
        A = A / A.sum(axis=0)
        costs.append(-np.sum(Y * np.log(A + 1e-15), keepdims=True) / m)
        dZ = A - Y
        W = W - learning_rate * np.dot(dZ, X.T) / m
        b = b - learning_rate * np.sum(dZ, axis=1, keepdims=True) / m
    return W, b, costs


@exercises.style(train_softmax, "the bias as a weight on a constant input")
def trained_with_a_constant_input(X: Array, Y: Array, learning_rate: float, num_iterations: int) -> Any:
    X1 = np.concatenate([X, np.ones((1, X.shape[1]))])
    V = np.zeros((Y.shape[0], X1.shape[0]))
    costs = []
    for _ in range(num_iterations):
        A = softmax(V @ X1)
        costs.append(cross_entropy_cost(A, Y))
        V = V + learning_rate * (Y - A) @ X1.T / X.shape[1]
    return V[:, :-1], V[:, -1:], costs


@exercises.style(train_softmax, "the parameters in a dict on the way")
def trained_through_a_dict(X: Array, Y: Array, learning_rate: float, num_iterations: int) -> Any:
    parameters = dict(zip("Wb", _start(X, Y), strict=True))
    costs = []
    for _ in range(num_iterations):
        cost, grads = softmax_gradients(parameters["W"], parameters["b"], X, Y)
        for name in parameters:
            parameters[name] = parameters[name] - learning_rate * grads["d" + name]
        costs.append(cost)
    return parameters["W"], parameters["b"], costs


# Prediction: known mistakes.


@exercises.misconception(
    predict_classes,
    "You look for the largest logit of each row (`axis=1`): an example is a column, so it is `axis=0`.",
)
def class_of_each_row(W: Array, b: Array, X: Array) -> Any:
    return np.argmax(W @ X + b, axis=1)


@exercises.misconception(
    predict_classes,
    "You look for the largest logit of all examples together: every column has its own, `axis=0`.",
)
def largest_of_all(W: Array, b: Array, X: Array) -> Any:
    return np.argmax(W @ X + b)


@exercises.misconception(
    predict_classes, "You return one-hot columns (C, m): return the number of each class, (m,)."
)
def one_hot_answers(W: Array, b: Array, X: Array) -> Any:
    return hardmax(W @ X + b)


@exercises.misconception(
    predict_classes,
    "You return the classes as a row (1, m) or a column (m, 1): here it is one number for each example, "
    "(m,), as labels come.",
    column=(False, True),
)
def classes_as_a_row(W: Array, b: Array, X: Array, *, column: bool) -> Any:
    classes = np.argmax(W @ X + b, axis=0, keepdims=True)
    return classes.T if column else classes


@exercises.misconception(
    predict_classes,
    "You return the probabilities or the logits beside the classes: return the classes alone.",
    beside=("probabilities", "logits"),
)
def classes_and_more(W: Array, b: Array, X: Array, *, beside: str) -> Any:
    Z = W @ X + b
    return np.argmax(Z, axis=0), softmax(Z) if beside == "probabilities" else Z


@exercises.misconception(
    predict_classes,
    "You return the probabilities or the logits themselves: the answer is the row of the largest in each "
    "column, `argmax`.",
    what=("probabilities", "logits"),
)
def no_classes_at_all(W: Array, b: Array, X: Array, *, what: str) -> Any:
    Z = W @ X + b
    return softmax(Z) if what == "probabilities" else Z


@exercises.misconception(
    predict_classes,
    "You give each class a sigmoid of its own: large logits all come out as 1, and the first of them wins; "
    "compare the logits themselves.",
)
def largest_of_sigmoids(W: Array, b: Array, X: Array) -> Any:
    return np.argmax(1 / (1 + np.exp(-(W @ X + b))), axis=0)


@exercises.misconception(
    predict_classes,
    "You round the probabilities before you look for the largest, and close races become ties: compare them "
    "as they are.",
    digits=(1, 2, 3, 4),
)
def largest_of_rounded(W: Array, b: Array, X: Array, *, digits: int) -> Any:
    return np.argmax(np.round(softmax(W @ X + b), digits), axis=0)


@exercises.misconception(predict_classes, "You subtract the biases: the logits are W @ X + b.")
def classes_with_biases_subtracted(W: Array, b: Array, X: Array) -> Any:
    return np.argmax(W @ X - b, axis=0)


@exercises.misconception(
    predict_classes,
    "You add the biases to the probabilities: they belong to the logits, W @ X + b, before softmax.",
)
def classes_with_biases_after_softmax(W: Array, b: Array, X: Array) -> Any:
    return np.argmax(softmax(W @ X) + b, axis=0)


@exercises.misconception(
    predict_classes,
    "You look for the largest absolute value: a very negative logit is a very improbable class.",
)
def largest_in_size(W: Array, b: Array, X: Array) -> Any:
    return np.argmax(np.abs(W @ X + b), axis=0)


@exercises.misconception(
    predict_classes,
    "You return a one-hot row for each example, (m, C): return the number of each class, (m,).",
)
def one_hot_rows(W: Array, b: Array, X: Array) -> Any:
    return hardmax(W @ X + b).T


@exercises.misconception(
    predict_classes,
    "You return all classes in their order: only the first of them, the one with the largest logit, is the "
    "answer.",
    descending=(False, True),
)
def all_classes_sorted(W: Array, b: Array, X: Array, *, descending: bool) -> Any:
    order = np.argsort(W @ X + b, axis=0)
    return order[::-1] if descending else order


@exercises.misconception(
    predict_classes, "You return the largest probability: the question is which class has it, `argmax`."
)
def largest_probability(W: Array, b: Array, X: Array) -> Any:
    return np.max(softmax(W @ X + b), axis=0)


@exercises.misconception(
    predict_classes,
    "You ask which probability exceeds ½, and where none does you answer class 0: the largest one wins, "
    "however small it is.",
)
def first_above_one_half(W: Array, b: Array, X: Array) -> Any:
    return np.argmax(softmax(W @ X + b) > 0.5, axis=0)


@exercises.misconception(
    predict_classes, "You leave the biases out, which moves every boundary: the logits are W @ X + b."
)
def classes_without_biases(W: Array, b: Array, X: Array) -> Any:
    return np.argmax(W @ X, axis=0)


@exercises.misconception(predict_classes, "You number the classes from 1: the first row is class 0.")
def classes_from_one(W: Array, b: Array, X: Array) -> Any:
    return np.argmax(W @ X + b, axis=0) + 1


@exercises.misconception(
    predict_classes,
    "You exponentiate the logits without a shift, and where they overflow the largest of NaNs is no class: "
    "compare the logits themselves.",
)
def largest_of_nans(W: Array, b: Array, X: Array) -> Any:
    E = np.exp(W @ X + b)
    return np.argmax(E / np.sum(E, axis=0), axis=0)


@exercises.misconception(
    predict_classes,
    "You look for the smallest logit: the predicted class is the one with the largest, `argmax`.",
)
def smallest_logit(W: Array, b: Array, X: Array) -> Any:
    return np.argmin(W @ X + b, axis=0)


@exercises.misconception(
    predict_classes,
    "Your classes are floats: they are used as indices, so return whole numbers, as `argmax` gives them.",
)
def classes_as_floats(W: Array, b: Array, X: Array) -> Any:
    return np.argmax(W @ X + b, axis=0).astype(float)


# Prediction: right styles.


@exercises.style(predict_classes, "through softmax")
def classes_through_softmax(W: Array, b: Array, X: Array) -> Any:
    A = softmax(np.dot(W, X) + b)
    return A.argmax(axis=0)


@exercises.style(predict_classes, "a list, one example at a time")
def classes_in_a_list(W: Array, b: Array, X: Array) -> Any:
    return [int(np.argmax(W @ X[:, [i]] + b)) for i in range(X.shape[1])]


@exercises.style(predict_classes, "a running maximum")
def classes_by_running_maximum(W: Array, b: Array, X: Array) -> Any:
    Z = W @ X + b
    classes = np.zeros(X.shape[1], dtype=int)
    for i in range(X.shape[1]):
        for c in range(1, Z.shape[0]):
            if Z[c, i] > Z[classes[i], i]:
                classes[i] = c
    return classes


@exercises.style(predict_classes, "through hardmax and row numbers, small integers")
def classes_through_hardmax(W: Array, b: Array, X: Array) -> Any:
    return (np.arange(b.size) @ hardmax(W @ X + b)).astype(np.uint8)


@exercises.style(predict_classes, "rows as examples")
def classes_by_rows(W: Array, b: Array, X: Array) -> Any:
    return np.argmax(X.T @ W.T + b.T, axis=1)


@exercises.style(predict_classes, "sorted by logit, the last one")
def classes_by_sorting(W: Array, b: Array, X: Array) -> Any:
    return np.argsort(np.einsum("cn,nm->cm", W, X) + b, axis=0)[-1, :]


@exercises.style(predict_classes, "an array of zeros, filled")
def classes_filled_in(W: Array, b: Array, X: Array) -> Any:
    m = X.shape[1]
    Z = W.dot(X)
    Z += b
    classes = np.zeros((m,), dtype=np.int64)
    for i in range(m):
        classes[i] = np.argmax(Z[:, i])
    return classes
