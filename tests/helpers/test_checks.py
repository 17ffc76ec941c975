"""What test cells call: right answers pass in every form, wrong ones fail with a reason."""

import itertools
import linecache
import sys
import warnings
from collections import OrderedDict
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograde.wire import Handle
from helpers import checks
from helpers.checks import CheckFailure, StudentProcessError

MATRIX = np.array([[1.0, -2.0, 3.0], [4.0, 5.0, -6.0]])


class AlwaysEqual:
    """Says yes to every comparison."""

    def __repr__(self) -> str:  # the same in every worker: it is part of a test's name
        return "AlwaysEqual()"

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    def __contains__(self, key: object) -> bool:
        return True

    def __getitem__(self, key: object) -> "AlwaysEqual":
        return self

    def keys(self) -> list[str]:
        return ["W1", "b1"]


class NotAnArray:
    """Refuses to become an array."""

    def __array__(self, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("no")


GARBAGE = [
    pytest.param(None, id="None"),
    pytest.param({}, id="empty dict"),
    pytest.param([], id="empty list"),
    pytest.param("", id="empty string"),
    pytest.param("1.0", id="a number's text"),
    pytest.param(AlwaysEqual(), id="always equal"),
    pytest.param([AlwaysEqual(), AlwaysEqual()], id="always-equal items"),
    pytest.param({"W1": AlwaysEqual(), "b1": AlwaysEqual()}, id="always-equal values"),
    pytest.param(np.array([AlwaysEqual(), AlwaysEqual()], dtype=object), id="object array"),
    pytest.param(MATRIX.astype(object) * 0, id="numbers in an object array"),
    pytest.param(np.full((2, 3), np.nan), id="NaN"),
    pytest.param(float("nan"), id="scalar NaN"),
    pytest.param(np.array([]), id="empty array"),
    pytest.param([[1.0, 2.0], [3.0]], id="ragged list"),
    pytest.param(NotAnArray(), id="not an array"),
    pytest.param(Handle(0, "Cache"), id="what stayed with the student"),
    pytest.param(lambda: 1, id="a function"),
    pytest.param(10**5000, id="an endless integer"),
    pytest.param(np.array(["1", "2"]), id="strings"),
    pytest.param(np.zeros((2, 3)), id="all zeros"),
]


def failure(function: Any, *args: Any, **kwargs: Any) -> CheckFailure:
    """The failure that a check must raise."""
    with pytest.raises(CheckFailure) as caught:
        function(*args, **kwargs)
    return caught.value


# close


@pytest.mark.parametrize(
    "got",
    [
        0.5,
        np.float64(0.5),
        np.float32(0.5),
        np.array(0.5),
        np.array([0.5]),
        np.array([[0.5]]),
        [0.5],
        0.5 + 0j,
    ],
    ids=lambda got: f"{type(got).__name__} {np.shape(got)}",
)
@pytest.mark.parametrize("expected", [0.5, np.float64(0.5), np.array(0.5)], ids=lambda e: type(e).__name__)
def test_a_number_may_come_in_any_form(got: Any, expected: Any) -> None:
    checks.close(got, expected)


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (MATRIX.tolist(), MATRIX),
        (np.asfortranarray(MATRIX), MATRIX),
        (MATRIX.astype(np.float32), MATRIX),
        (MATRIX.astype(int), MATRIX),
        (np.ma.masked_array(MATRIX), MATRIX),
        (MATRIX, MATRIX.tolist()),
        (MATRIX[::-1][::-1], MATRIX),
        (np.array([1, 0, 1]), np.array([True, False, True])),
        (np.array([True, False]), np.array([1.0, 0.0])),
        ([1, 2, 3], (1, 2, 3)),
        ((1, 2.0), [1, 2]),
        (np.array([1.0, 2.0]), [1.0, 2.0]),
        ({"a": 1.0, "extra": "of hers"}, {"a": 1}),
        (OrderedDict(W1=MATRIX, b1=np.zeros((2, 1))), {"W1": MATRIX, "b1": [[0], [0]]}),
        ({1: [MATRIX, {"x": (0.5, None)}]}, {1: [MATRIX, {"x": [0.5, None]}]}),
        (np.array([np.inf, np.nan]), np.array([np.inf, np.nan])),
        (None, None),
        (True, True),
        (np.True_, True),
        (False, np.False_),
        ("dev", "dev"),
        (np.str_("dev"), "dev"),
        ({"b", "a"}, {"a", "b"}),
        (frozenset({np.str_("a")}), {"a"}),
        (set(), frozenset()),
        (1 + 1e-8, 1.0),
        (np.zeros((0, 3)), np.zeros((0, 3))),
    ],
)
def test_a_right_answer_passes_in_every_form(got: Any, expected: Any) -> None:
    checks.close(got, expected)


@pytest.mark.parametrize(
    "expected", [1.0, MATRIX, {"W1": MATRIX, "b1": np.ones((2, 1))}, [1.0, 2.0], (MATRIX, {"a": 3})]
)
@pytest.mark.parametrize("got", GARBAGE)
def test_garbage_is_never_close(got: Any, expected: Any) -> None:
    assert failure(checks.close, got, expected).reason


@pytest.mark.parametrize("expected", [True, False, "yes", None, np.True_])
@pytest.mark.parametrize(
    "got", [1, 0, AlwaysEqual(), [], {}, "True", np.array([True]), Handle(0, "bool")], ids=repr
)
def test_booleans_strings_and_none_are_compared_by_type_too(got: Any, expected: Any) -> None:
    failure(checks.close, got, expected)


@pytest.mark.parametrize("expected", [set(), {"a"}, frozenset({"a", "b"})], ids=["none", "one", "two"])
@pytest.mark.parametrize(
    "got",
    [["a"], ("a", "b"), "a", {}, {"a": 1}, {"c"}, {"a", "b", "c"}, AlwaysEqual(), None, 1],
    ids=lambda got: type(got).__name__,  # a set's repr has another order in each process
)
def test_a_set_has_the_expected_items_and_no_others(got: Any, expected: Any) -> None:
    failure(checks.close, got, expected)


@pytest.mark.parametrize(
    ("got", "expected", "says"),
    [
        ({"W1": MATRIX}, {"W1": MATRIX, "b1": 0.0}, ["lacks 'b1'", "It has 'W1'", "every layer"]),
        ({}, {"mean": 0.0}, ["lacks 'mean'", "It has nothing"]),
        ([1], {"W1": 1}, ["should be a dict, not a list"]),
        (None, 1.0, ["is None", "every path"]),
        ({"W1": None}, {"W1": MATRIX}, ["cost['W1'] is None"]),
        (MATRIX.T, MATRIX, ["shape (3, 2), expected (2, 3)", "exchanged"]),
        (MATRIX[:1].ravel(), MATRIX[:1], ["shape (3,), expected (1, 3)", "rank-one"]),
        (np.zeros((4, 4)), MATRIX, ["wrong shape, expected (2, 3)", "It has shape (4, 4)"]),
        (np.zeros((0, 4)), MATRIX, ["empty", "expected shape (2, 3)"]),
        (0.0, MATRIX, ["shape (), expected (2, 3)"]),
        (-MATRIX, MATRIX, ["wrong values", "Expected 1, got -1 at [0, 0]", "6 of 6", "sign is flipped"]),
        (MATRIX / 2, MATRIX, ["every value is 0.5 times"]),
        (MATRIX * 7, MATRIX, ["each by a factor of 7", "every value is too large by the same factor"]),
        (MATRIX / -7, MATRIX, ["each by a factor of -0.1429", "flipped, and every value is too small by"]),
        (MATRIX * 0, MATRIX, ["every value is zero"]),
        (MATRIX + np.array([[0, 0, 0], [0, 1, 0]]), MATRIX, ["Expected 5, got 6 at [1, 1]", "1 of 6 differ"]),
        (
            [MATRIX, {"x": [1, 3]}],
            [MATRIX, {"x": [1, 2]}],
            ["cost[1]['x'][1] is wrong", "Expected 2, got 3."],
        ),
        (np.where(MATRIX > 4, np.nan, MATRIX), MATRIX, ["NaN or infinity", "division by zero"]),
        (np.where(MATRIX > 4, np.inf, MATRIX), MATRIX, ["NaN or infinity", "overflow"]),
        ([1.0], [1.0, 2.0], ["has too few items, expected 2", "It has 1."]),
        ([1.0] * 3, [1.0, 2.0], ["has too many items, expected 2", "It has 3."]),
        ([0.0] * 99 + [1.0], [0.0] * 100, ["an item of cost is wrong", "It is item 99."]),
        (Handle(3, "list"), [1.0], ["a list that is too large"]),
        (Handle(3, "ndarray"), MATRIX, ["an array that is too large", "or holds other objects"]),
        (Handle(3, "ndarray"), [1.0], ["should be a list, not an array"]),
        (Handle(3, "list"), MATRIX, ["should be numbers, not a list"]),
        (np.array(["1", "2"]), MATRIX, ["should be numbers, not an array of something else"]),
        (np.float32(3), [1.0], ["should be a list, not a float"]),
        (3.0, [1.0, 2.0], ["should be a list, not a float"]),
        (np.array(3.0), (1.0, 2.0), ["should be a tuple, not an array"]),
        ("0.5", 0.5, ["should be numbers, not a str"]),
        (Handle(3, "generator"), 0.5, ["should be numbers, not a generator"]),
        (np.array([True, True]), np.array([1, 0]), ["Expected 0, got 1 at [1]"]),
        ("a" * 10_000, "b", ["not what was expected", "…"]),
    ],
)
def test_the_failure_says_where_and_probably_why(got: Any, expected: Any, says: list[str]) -> None:
    error = failure(checks.close, got, expected, "cost")
    assert "cost" in error.reason
    assert [text for text in says if text not in str(error)] == []
    assert len(str(error)) < 400


def test_a_hint_about_layers_is_given_for_their_keys_only() -> None:
    assert failure(checks.close, {}, {"b12": 1}).hint
    assert not failure(checks.close, {}, {"probability": 1}).hint


def test_the_reason_keeps_expected_values_and_indices_for_the_detail() -> None:
    error = failure(checks.close, np.array([[1.25, 7.5]]), np.array([[1.25, 3.75]]), "the cost")
    assert not any(number in error.reason for number in ("3.75", "7.5", "[0, 1]"))
    assert "3.75" in error.detail


@settings(deadline=None)
@given(
    values=arrays.arrays(
        st.sampled_from([np.float64, np.int64, np.float32]),
        arrays.array_shapes(max_dims=3, max_side=4),
        elements=st.integers(-1000, 1000),
    ),
    data=st.data(),
)
def test_one_changed_number_is_found(values: Any, data: st.DataObject) -> None:
    checks.close(values.tolist(), values)
    index = data.draw(st.sampled_from(list(np.ndindex(values.shape))))
    changed = values.copy()
    changed[index] += 1
    detail = failure(checks.close, changed, values).detail
    assert f"at {list(index)}" in detail


# call, raises, require


def test_a_function_gets_copies_so_that_an_answer_in_place_is_as_good() -> None:
    def doubled(x: Any, *, also: Any) -> Any:
        x *= 2
        also.append(1)
        return x

    x, also = MATRIX.copy(), [0]
    checks.close(checks.call(doubled, x, also=also), 2 * MATRIX)
    assert (x == MATRIX).all()
    assert also == [0]


def raiser(error: BaseException) -> Any:
    def function(*args: object) -> None:
        raise error

    return function


def test_the_expected_exception_passes() -> None:
    checks.raises(ValueError, raiser(ValueError("label 7")), 7)
    checks.raises(LookupError, raiser(KeyError("a subclass will do")))
    checks.raises(NotImplementedError, raiser(NotImplementedError()))


def test_no_exception_fails_and_says_which_was_expected() -> None:
    assert "ValueError" in failure(checks.raises, ValueError, lambda x: x, 1).reason


@pytest.mark.parametrize(
    ("expected", "error"),
    [
        (ValueError, TypeError("other")),
        (RuntimeError, NotImplementedError("write this function")),
        (Exception, NotImplementedError("write this function")),
        (Exception, StudentProcessError("timeout", "too long")),
    ],
)
def test_another_exception_and_an_unwritten_function_do_not_count(
    expected: type[Exception], error: Exception
) -> None:
    with pytest.raises(type(error)):
        checks.raises(expected, raiser(error))


@pytest.mark.parametrize("condition", [True, np.True_, MATRIX.shape == (2, 3), MATRIX[0, 0] == 1])
def test_a_true_condition_passes(condition: Any) -> None:
    checks.require(condition, "never seen")


@pytest.mark.parametrize(
    "condition", [False, np.False_, None, 1, "yes", [0], AlwaysEqual(), Handle(0, "bool")], ids=repr
)
def test_only_true_is_true(condition: Any) -> None:
    error = failure(checks.require, condition, "why", detail="where", hint="how")
    assert (error.reason, error.detail, error.hint) == ("why", "where", "how")


# parameters_of


def parameters(*layers_dims: int) -> dict[str, Any]:
    rng = np.random.default_rng(0)
    found: dict[str, Any] = {}
    for layer, (n_prev, n) in enumerate(itertools.pairwise(layers_dims), start=1):
        found[f"W{layer}"], found[f"b{layer}"] = rng.normal(size=(n, n_prev)), np.zeros((n, 1))
    return found


@pytest.mark.parametrize(
    "form",
    [
        lambda p: p,
        lambda p: {key: value.tolist() for key, value in p.items()},
        lambda p: OrderedDict(reversed(p.items())),
        lambda p: {key: value.astype(np.float32) for key, value in p.items()},
        lambda p: {key: np.round(value).astype(int) for key, value in p.items()},
    ],
)
def test_parameters_of_the_right_shapes_come_back_as_float_arrays(form: Any) -> None:
    given_form = form(parameters(4, 3, 2, 1))
    arrays_of = checks.parameters_of(given_form, [4, 3, 2, 1])
    assert sorted(arrays_of) == ["W1", "W2", "W3", "b1", "b2", "b3"]
    assert all(array.dtype == float for array in arrays_of.values())
    checks.close(arrays_of, {key: given_form[key] for key in arrays_of})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda p: None, "is None"),
        (lambda p: {}, "lacks 'W1' and others"),
        (lambda p: list(p.values()), "should be a dict, not a list"),
        (lambda p: AlwaysEqual(), "should be a dict, not an object of another type"),
        (lambda p: {k: v for k, v in p.items() if k != "b2"}, "lacks 'b2'"),
        (lambda p: p | {"W1": p["W1"].T}, "['W1'] has shape (4, 3), expected (3, 4)"),
        (lambda p: p | {"b1": np.zeros(3)}, "['b1'] has shape (3,), expected (3, 1)"),
        (lambda p: p | {"b2": 0.0}, "['b2'] has shape (), expected (2, 1)"),
        (lambda p: p | {"W2": p["W2"] * np.nan}, "['W2'] contains NaN"),
        (lambda p: p | {"W2": p["W2"] / 0.0}, "['W2'] contains NaN or infinity"),
        (lambda p: p | {"W2": p["W2"].astype(object)}, "['W2'] should be numbers"),
        (lambda p: p | {"W2": "W"}, "['W2'] should be numbers, not a str"),
        (lambda p: {k.lower(): v for k, v in p.items()}, "lacks 'W1'"),
        (lambda p: p | {"W0": np.ones((4, 2)), "b0": np.ones((4, 1))}, "has keys that belong to no layer"),
        (lambda p: p | {"L": 3}, "has keys that belong to no layer"),
    ],
)
def test_other_parameters_fail_by_name(change: Any, says: str) -> None:
    with np.errstate(all="ignore"):
        wrong = change(parameters(4, 3, 2))
    assert says in failure(checks.parameters_of, wrong, [4, 3, 2]).reason


# Random draws

FALSE_ALARM_SEEDS = range(300)


@pytest.mark.parametrize("size", [5_000, 20_000])
@pytest.mark.parametrize("std", [0.01, 1.0, 10.0])
def test_a_right_draw_never_raises_a_false_alarm(std: float, size: int) -> None:
    for seed in FALSE_ALARM_SEEDS:
        sample = np.random.default_rng(seed).normal(0, std, size)
        try:
            checks.drawn_from(sample, std=std, normal=True)
        except CheckFailure as error:
            pytest.fail(f"seed {seed}: {error}")


@pytest.mark.parametrize("factor", [np.sqrt(2), np.sqrt(0.5), 2.0, 0.9])
def test_a_wrong_scale_always_fails(factor: float) -> None:
    for seed in FALSE_ALARM_SEEDS:
        sample = np.random.default_rng(seed).normal(0, factor * 0.1, 5_000)
        try:
            checks.drawn_from(sample, std=0.1)
        except CheckFailure:
            continue
        pytest.fail(f"seed {seed}: passed")


@pytest.mark.parametrize(
    ("sample", "says"),
    [
        (lambda rng: rng.normal(0, 0.1 * np.sqrt(2), 5000), "√2"),
        (lambda rng: rng.normal(0, 0.1 / np.sqrt(2), 5000), "√½"),
        (lambda rng: rng.normal(0, 0.01, 5000), "variance"),
        (lambda rng: rng.random(5000), "use randn"),
        (lambda rng: rng.normal(0.05, 0.1, 5000), "the mean of W1"),
        (lambda rng: np.full(5000, 0.1), "all values of W1 are the same"),
        (lambda rng: rng.uniform(-np.sqrt(0.03), np.sqrt(0.03), 5000), "Gaussian"),
    ],
)
def test_a_wrong_draw_fails_with_its_likely_cause(sample: Any, says: str) -> None:
    error = failure(checks.drawn_from, sample(np.random.default_rng(7)), std=0.1, what="W1", normal=True)
    assert says in str(error)


def test_a_uniform_draw_of_the_right_spread_passes_unless_it_must_be_normal() -> None:
    sample = np.random.default_rng(3).uniform(-1, 1, 5000)
    checks.drawn_from(sample, std=1 / np.sqrt(3))
    failure(checks.drawn_from, sample, std=1 / np.sqrt(3), normal=True)


def test_a_draw_may_have_any_shape_and_mean() -> None:
    checks.drawn_from(np.random.default_rng(5).normal(3, 1, (50, 100)).tolist(), std=1, mean=3)


@pytest.mark.parametrize("got", GARBAGE)
def test_garbage_is_no_draw(got: Any) -> None:
    failure(checks.drawn_from, got, std=1.0)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_one_bad_number_spoils_a_draw_and_is_named(bad: float) -> None:
    sample = np.random.default_rng(5).normal(size=5000)
    sample[17], sample[18] = bad, -bad
    assert "NaN or infinity" in failure(checks.drawn_from, sample, std=1.0).reason
    assert "NaN or infinity" in failure(checks.unrelated, sample, sample[::-1], "related").reason


def test_independent_draws_are_unrelated_and_equal_ones_are_not() -> None:
    for seed in FALSE_ALARM_SEEDS:
        one, two = np.random.default_rng(seed).normal(size=(2, 500))
        try:
            checks.unrelated(one, two, "related")
        except CheckFailure:
            pytest.fail(f"seed {seed}: false alarm")
    assert failure(checks.unrelated, one, one[:300] * 3 + 1, "same start").reason == "same start"
    failure(checks.unrelated, one, -one, "same start")
    failure(checks.unrelated, one.reshape(50, 10), one.reshape(10, 50), "same start")


@pytest.mark.parametrize("got", GARBAGE)
def test_garbage_is_not_unrelated(got: Any) -> None:
    other = np.random.default_rng(0).normal(size=100)
    failure(checks.unrelated, got, other, "related")
    failure(checks.unrelated, other, got, "related")


# Slopes


def centred_layer(seed: int, size: float) -> tuple[Any, dict[str, Any], dict[str, Any]]:
    """A layer whose bias cancels, as before batch normalisation: cost, where, gradients."""
    rng = np.random.default_rng(seed)
    A, U = rng.normal(size=(3, 7)), rng.normal(size=(4, 7))

    def centred(at: Any) -> Any:
        Z = at["W"] @ A + at["b"]
        return Z - Z.mean(axis=1, keepdims=True)

    at = {"W": rng.normal(size=(4, 3)), "b": rng.normal(size=(4, 1))}
    dZ = 2 * U * centred(at)
    dZ -= dZ.mean(axis=1, keepdims=True)
    gradients = {"dW": dZ @ A.T, "db": np.zeros((4, 1)), "dA": None}
    return (lambda at: size + np.sum(U * centred(at) ** 2)), at, gradients


@pytest.mark.parametrize("size", [0.0, 10.0, 1e4])
def test_right_gradients_agree_with_the_slope_also_where_it_is_zero(size: float) -> None:
    for seed in range(100):
        cost, at, gradients = centred_layer(seed, size)
        try:
            checks.agrees_with_slope(cost, at, gradients, np.random.default_rng(seed))
        except CheckFailure as error:
            pytest.fail(f"seed {seed}: {error}")


@pytest.mark.parametrize("form", [np.float64, np.array, lambda cost: np.array([[cost]]), float])
def test_the_cost_may_be_a_number_in_any_form(form: Any) -> None:
    cost, at, gradients = centred_layer(0, 1.0)
    checks.agrees_with_slope(lambda at: form(cost(at)), at, gradients, np.random.default_rng(0))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda g: g | {"dW": -g["dW"]}, "dW is not the slope"),
        (lambda g: g | {"dW": g["dW"] * 1.001}, "dW is not the slope"),
        (lambda g: g | {"dW": g["dW"] / 7}, "dW is not the slope"),
        (lambda g: g | {"dW": g["dW"] * 0}, "dW is not the slope"),
        (lambda g: g | {"dW": g["dW"] * np.nan}, "dW is not the slope"),
        (lambda g: g | {"db": g["db"] + 1e-3}, "db is not the slope"),
        (lambda g: g | {"dW": g["dW"].T}, "dW has shape (3, 4), expected (4, 3)"),
        (lambda g: g | {"dW": 0.0}, "dW has shape (), expected (4, 3)"),
        (lambda g: g | {"dW": AlwaysEqual()}, "dW should be numbers"),
        (lambda g: g | {"dW": None}, "dW should be numbers"),
        (lambda g: {"dW": g["dW"]}, "lacks 'db'"),
        (lambda g: {}, "lacks 'dW' and others"),
        (lambda g: None, "should be a dict"),
    ],
)
def test_wrong_gradients_do_not_agree_with_the_slope(change: Any, says: str) -> None:
    for seed in range(20):
        cost, at, gradients = centred_layer(seed, 1.0)
        error = failure(checks.agrees_with_slope, cost, at, change(gradients), np.random.default_rng(seed))
        assert says in error.reason, f"seed {seed}"


def test_a_cost_of_nan_has_no_slope() -> None:
    _, at, gradients = centred_layer(0, 1.0)
    failure(checks.agrees_with_slope, lambda at: np.nan, at, gradients, np.random.default_rng(0))


# identical, different


@pytest.mark.parametrize("value", [0.5, MATRIX, {"W1": MATRIX, "b1": [1, 2]}, (MATRIX, None, "x", [3])])
def test_the_same_numbers_are_identical_and_not_different(value: Any) -> None:
    checks.identical(value, value, "differ")
    assert failure(checks.different, value, value, "same", hint="seed").hint == "seed"


def test_the_last_bit_makes_a_difference() -> None:
    other = MATRIX.copy()
    other[1, 2] = np.nextafter(other[1, 2], 0)
    checks.different({"W1": MATRIX}, {"W1": other}, "same")
    assert failure(checks.identical, {"W1": MATRIX}, {"W1": other}, "differ").reason == "differ"


@pytest.mark.parametrize("got", [case for case in GARBAGE if case.id not in ("all zeros", "ragged list")])
def test_garbage_is_neither_identical_nor_different(got: Any) -> None:
    failure(checks.identical, got, got, "differ")
    failure(checks.different, got, got, "same")
    failure(checks.different, got, MATRIX, "same")
    failure(checks.different, MATRIX, got, "same")


# Parts and total


def test_a_cell_whose_parts_pass_ends_with_none() -> None:
    with checks.grading(0) as ledger:
        with checks.part(2, "one"):
            pass
        with checks.part(0.5, "two", hidden=True):
            pass
        assert checks.total() is None
    assert [part.earned for part in ledger.parts] == [2, 0.5]


def test_partial_credit_is_a_plain_float() -> None:
    with checks.grading(0):
        with checks.part(np.int64(2), "one"):  # type: ignore[arg-type]
            pass
        with checks.part(3, "two"):
            checks.close(1, 2)
        total = checks.total()
    assert type(total) is float
    assert total == 2.0


def test_nothing_right_is_zero_points_not_none() -> None:
    with checks.grading(0):
        with checks.part(3, "all"):
            checks.close(1, 2)
        total = checks.total()
    assert type(total) is float
    assert total == 0.0


def test_total_without_parts_is_the_instructors_mistake() -> None:
    with checks.grading(0), pytest.raises(RuntimeError, match=r"needs at least one `with checks\.part"):
        checks.total()


def failed_part(error: BaseException, *, hidden: bool = False, hint: str = "") -> checks.Part:
    """What becomes of a part in which a student's function raises an exception, or a check fails."""

    def students() -> None:
        raise error

    with checks.grading(0) as ledger, checks.part(1, "name", hidden=hidden, hint=hint):
        checks.call(students)
    return ledger.parts[0]


def test_no_answer_is_blamed_when_the_judge_has_no_memory() -> None:
    with pytest.raises(MemoryError):
        failed_part(MemoryError())


def of_a_student(kind: type[Exception], message: str, student_type: str, line: int) -> Exception:
    """An exception as the judge raises it for one of the student's."""
    error = kind(message)
    error.student_type, error.student_line = student_type, line  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize(
    ("error", "kind", "reason"),
    [
        (CheckFailure("the cost is wrong"), "wrong", "The cost is wrong."),
        (CheckFailure("W1 lacks a row"), "wrong", "W1 lacks a row."),
        (ValueError("bad shape"), "error", "Your code raised ValueError: bad shape."),
        (ZeroDivisionError(), "error", "Your code raised ZeroDivisionError."),
        (KeyError("W9"), "error", "Your code raised KeyError: W9."),
        (StopIteration("x"), "error", "Your code raised StopIteration: x."),
        (AssertionError("hers"), "error", "Your code raised AssertionError: hers."),
        (NotImplementedError("write this"), "unanswered", "Not written yet: the function still raises"),
        (of_a_student(MemoryError, "", "MemoryError", 2), "memory", "Your code asked for more memory"),
        (StudentProcessError("timeout", "your code took too long"), "timeout", "Your code took too long."),
        (StudentProcessError("crash", "your code died"), "crash", "Your code died."),
        (
            of_a_student(ValueError, "no", "ShapeError", 7),
            "error",
            "Your code raised ShapeError (line 7 of your cell): no.",
        ),
        (
            of_a_student(NameError, "name 'kep' is not defined", "NameError", 3),
            "error",
            "Your code raised NameError (line 3 of your cell): name 'kep' is not defined.",
        ),
    ],
)
def test_a_part_says_what_kind_of_failure_it_was(error: Exception, kind: str, reason: str) -> None:
    part = failed_part(error)
    assert part.kind == kind
    assert part.reason.startswith(reason)
    assert part.earned == 0


def test_a_name_that_the_notebook_lacks_is_no_exception_of_her_code() -> None:
    with checks.grading(0) as ledger, checks.part(1, "name"):
        raise NameError("`f` is not defined in your notebook")
    (part,) = ledger.parts
    assert (part.kind, part.reason) == ("error", "`f` is not defined in your notebook.")


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_an_interrupt_is_no_wrong_answer(error: type[BaseException]) -> None:
    with pytest.raises(error):
        failed_part(error())


def test_a_failure_ends_its_own_part_only() -> None:
    with checks.grading(0) as ledger:
        for number in range(3):
            with checks.part(1, f"part {number}"):
                checks.require(number != 1, "wrong")
    assert [part.kind for part in ledger.parts] == ["passed", "wrong", "passed"]


def test_the_checks_hint_is_better_than_the_parts() -> None:
    assert failed_part(CheckFailure("x", hint="hers"), hint="general").hint == "hers"
    assert failed_part(CheckFailure("x"), hint="general").hint == "general"


def test_what_the_values_look_like_stands_before_the_parts_hint() -> None:
    part = failed_part(CheckFailure("x", guess="the sign is flipped"), hint="subtract the gradient")
    assert part.hint == "the sign is flipped; subtract the gradient"
    assert failed_part(CheckFailure("x", guess="the sign is flipped")).hint == "the sign is flipped"
    assert failed_part(CheckFailure("x", guess="the sign is flipped", hint="hers"), hint="general").hint == (
        "the sign is flipped; hers"
    )


@pytest.mark.parametrize(
    ("kind", "message", "word"),
    [
        (ValueError, "operands could not be broadcast together with shapes (2,3) (4,)", "shapes fit"),
        (ValueError, "matmul: Input operand 1 has a mismatch in its core dimension 0", "shapes fit"),
        (ValueError, "cannot reshape array of size 6 into shape (4,)", "shapes fit"),
        (ValueError, "not enough values to unpack (expected 3, got 2)", "each side of the `=`"),
        (ValueError, "too many values to unpack (expected 2)", "each side of the `=`"),
        (ValueError, "invalid literal for int() with base 10: 'x'", "no number"),
        (ValueError, "could not convert string to float: 'x'", "no number"),
        (ValueError, "The truth value of an array with more than one element is ambiguous", ".any()"),
        (ValueError, "math domain error", "print what that line uses"),
        (RuntimeError, "`network.relu` answers exercises, so your function cannot use it", "the formula"),
        (ImportError, "this helper answers exercises: it cannot be read", "the formula"),
        (TypeError, "'numpy.ndarray' object is not callable", "hides the function"),
        (TypeError, "'NoneType' object is not subscriptable", "print the type"),
        (TypeError, "unsupported operand type(s) for +: 'int' and 'str'", "both sides"),
        (TypeError, "f() takes 1 positional argument but 2 were given", "count the arguments"),
    ],
)
def test_a_visible_part_says_what_to_do_about_a_message(
    kind: type[Exception], message: str, word: str
) -> None:
    assert word in failed_part(of_a_student(kind, message, kind.__name__, 3)).hint


@pytest.mark.parametrize("message", ["shapes (2,3) (4,)", "not enough values to unpack", "x", ""])
@pytest.mark.parametrize("kind", [ValueError, RuntimeError, TypeError, ImportError])
def test_a_hidden_part_gives_one_hint_for_each_kind(kind: type[Exception], message: str) -> None:
    """Which of several it gives could tell a hidden number."""
    part = failed_part(of_a_student(kind, message, kind.__name__, 3), hidden=True)
    assert part.hint == failed_part(of_a_student(kind, "another", kind.__name__, 3), hidden=True).hint


def test_who_raises_an_error_herself_is_told_that_she_does() -> None:
    error = of_a_student(ValueError, "give positive numbers with other shapes", "ValueError", 3)
    error.student_code = "The line is `raise ValueError(text)`."  # type: ignore[attr-defined]
    assert "your own `raise`" in failed_part(error).hint
    assert "your own `raise`" not in failed_part(error, hidden=True).hint


@pytest.mark.parametrize("hidden", [False, True])
def test_a_hint_for_wrong_values_is_not_given_after_an_exception(hidden: bool) -> None:
    part = failed_part(ValueError("x"), hint="divide by m", hidden=hidden)
    assert "divide by m" not in part.hint
    assert "print what that line uses" in part.hint


@pytest.mark.parametrize("hidden", [False, True])
def test_an_exception_of_the_tests_own_line_is_not_her_codes(hidden: bool) -> None:
    with checks.grading(0) as ledger, checks.part(1, "name", hidden=hidden, hint="return a dict"):
        checks.call(lambda: None)["W1"]
    (part,) = ledger.parts
    assert (part.kind, part.hint) == ("wrong", "return a dict")
    assert part.reason.startswith("The test cannot use what your function returned")
    assert ("NoneType" in part.reason) is not hidden


NOTEBOOK_CELL = """
def slope(W, A, layer=3):
    rate = 0.5
    return rate * (W @ A)[layer]
"""


def cell(source: str, number: int) -> dict[str, Any]:
    """The names of a notebook's cell, which knows its lines as IPython's do."""
    name = f"<ipython-input-{number}-0>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    names: dict[str, Any] = {}
    exec(compile(source, name, "exec"), names)
    return names


def test_an_exception_is_shown_with_its_line_and_with_what_the_line_uses() -> None:
    slope = cell(NOTEBOOK_CELL, 7)["slope"]
    with checks.grading(0) as ledger, checks.part(1, "name"):
        checks.call(slope, np.ones((3, 4)), np.ones((5, 2)))
    (part,) = ledger.parts
    assert "(line 4 of your cell)" in part.reason
    assert part.detail == (
        "The line is `return rate * (W @ A)[layer]`, where `rate` is 0.5, `W` has shape (3, 4), "
        "`A` has shape (5, 2), `layer` is 3."
    )


def test_nothing_of_the_line_is_shown_in_a_hidden_part() -> None:
    slope = cell(NOTEBOOK_CELL, 8)["slope"]
    with checks.grading(0) as ledger, checks.part(1, "name", hidden=True):
        checks.call(slope, np.ones((3, 4)), np.ones((5, 2)))
    (part,) = ledger.parts
    assert (part.reason, part.detail) == ("Your code raised ValueError (line 4 of your cell).", "")


@pytest.mark.parametrize(
    ("one", "two", "shared"),
    [
        (lambda a: a, lambda a: a, True),
        (lambda a: {"dW1": a}, lambda a: {"dW1": a}, True),
        (lambda a: (1, [a[:1]]), lambda a: (1, [a[:2]]), True),
        (lambda a: a, lambda a: a.copy(), False),
        (lambda a: {"dW1": a[:1]}, lambda a: {"dW1": a[1:]}, False),
        (lambda a: (1, "W1", None), lambda a: (1, "W1", None), False),
    ],
)
def test_results_that_share_memory_are_told_from_copies(
    one: Callable[[Any], Any], two: Callable[[Any], Any], shared: bool
) -> None:
    array = np.ones((2, 3))
    mine, theirs = one(array), two(array)
    if shared:
        assert failure(checks.separate, mine, theirs, "one object").reason == "one object"
    else:
        checks.separate(mine, theirs, "one object")


def test_a_hidden_part_tells_neither_expected_values_nor_indices() -> None:
    with checks.grading(0) as ledger, checks.part(1, "secret inputs", hidden=True):
        checks.close(np.array([0.125, 7.5]), np.array([0.125, 3.75]), "the cost")
    part = ledger.parts[0]
    assert part.detail == ""
    assert not any(number in str(part) for number in ("3.75", "7.5", "[1]", "0.125"))
    assert part.reason == "The cost has wrong values."


@pytest.mark.parametrize(
    "error",
    [
        of_a_student(ValueError, "[0.125, 3.75]", "Inputs_0_125_and_3_75", 4),
        of_a_student(NameError, "[0.125, 3.75]", "Inputs_0_125_and_3_75", 4),
        of_a_student(KeyError, "[0.125, 3.75]", "Inputs_0_125_and_3_75", 4),
        of_a_student(NotImplementedError, "[0.125, 3.75]", "Inputs_0_125_and_3_75", 4),
        of_a_student(MemoryError, "[0.125, 3.75]", "Inputs_0_125_and_3_75", 4),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_exception_cannot_carry_hidden_inputs_out(error: Exception) -> None:
    shown = str(failed_part(error, hidden=True))
    assert "125" not in shown
    assert "75" not in shown


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (IndexError("7"), "Your code raised IndexError."),
        (FileNotFoundError("7"), "Your code raised OSError."),
        (UnicodeError("7"), "Your code raised ValueError."),
        (StopIteration("7"), "Your code raised an exception."),
        (of_a_student(TypeError, "7", "TypeError", 64), "Your code raised TypeError (line 64 of your cell)."),
        (of_a_student(TypeError, "7", "TypeError", 65), "Your code raised TypeError."),
    ],
)
def test_in_a_hidden_part_an_exception_has_one_of_few_names_and_lines(error: Exception, reason: str) -> None:
    assert failed_part(error, hidden=True).reason == reason


def test_the_shapes_that_a_hidden_part_quotes_are_few() -> None:
    shapes = [(), *itertools.chain.from_iterable(itertools.product(range(8), repeat=n) for n in (1, 2, 3, 4))]
    said = set()
    for shape in shapes:
        with checks.grading(0) as ledger, checks.part(1, "secret", hidden=True):
            checks.close(np.zeros(shape), np.ones((2, 3, 5, 7)))
        said.add(str(ledger.parts[0]))
    assert len(said) < 20
    assert any("(7, 5, 3, 2)" in text for text in said)


@pytest.mark.parametrize(
    "answer",
    [Handle(0, "Inputs_0_125_and_3_75"), np.empty((125, 375, 0)), {"W1": Handle(1, "Inputs_0_125_and_3_75")}],
    ids=["class name", "shape of an empty array", "class name in a dict"],
)
@pytest.mark.parametrize("expected", [1.0, [1.0], {"W1": MATRIX}])
def test_an_answers_own_names_cannot_carry_hidden_inputs_out(answer: Any, expected: Any) -> None:
    with checks.grading(0) as ledger, checks.part(1, "secret", hidden=True):
        checks.close(answer, expected)
    assert not ledger.parts[0].passed
    assert "125" not in str(ledger.parts[0])


def test_warnings_in_a_part_are_not_the_students_concern(recwarn: pytest.WarningsRecorder) -> None:
    with checks.grading(0) as ledger, checks.part(1, "overflow"):
        warnings.warn("deprecated", stacklevel=1)
        checks.close(np.exp(np.array([1000.0])), np.array([np.inf]))
        checks.close(np.log(np.zeros(1)), np.array([-np.inf]))
    assert ledger.parts[0].passed
    assert not recwarn.list


def test_a_judged_cell_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    failed_part(ValueError("x"))
    assert capsys.readouterr() == ("", "")


@pytest.fixture
def notebook_cell(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A stand-in for JupyterLab; its ``execution_count`` is the running cell's number."""
    shell = SimpleNamespace(execution_count=1)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    return shell


def test_in_jupyterlab_each_part_is_printed(
    notebook_cell: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    with checks.part(1, "f(1) is 2"):
        pass
    with checks.part(2, "f(2) is 4", hint="double it"):
        checks.close(3, 4, "f(2)")
    assert checks.total() == 1.0
    assert capsys.readouterr().out == (
        "✓ f(1) is 2 (1 of 1 point)\n"
        "✗ f(2) is 4 (0 of 2 points)\n"
        "    f(2) is wrong.\n"
        "    Expected 4, got 3.\n"
        "    Hint: double it\n"
    )


def test_in_jupyterlab_a_new_cell_starts_a_new_ledger(notebook_cell: SimpleNamespace) -> None:
    with checks.part(1, "left without total"):
        raise ValueError
    notebook_cell.execution_count += 1
    with checks.part(1, "of the next cell"):
        pass
    assert checks.total() is None


def test_in_jupyterlab_total_ends_the_ledger(notebook_cell: SimpleNamespace) -> None:
    for _ in range(2):
        with checks.part(1, "again, in the same cell"):
            pass
        assert checks.total() is None
    with pytest.raises(RuntimeError):
        checks.total()


def test_judged_cells_and_interactive_ones_have_ledgers_of_their_own(notebook_cell: SimpleNamespace) -> None:
    with checks.part(1, "interactive"):
        pass
    with checks.grading(0) as ledger:
        with checks.part(1, "judged"):
            raise ValueError
        assert checks.total() == 0.0
    assert checks.total() is None
    assert len(ledger.parts) == 1


# hidden_rng


def streams(seed: int | list[int], count: int = 3, size: int = 2000) -> list[Any]:
    with checks.grading(seed):
        return [checks.hidden_rng().normal(size=size) for _ in range(count)]


@pytest.mark.parametrize("seed", [0, 271828, [1, 2, 3], [2**32 - 1] * 8])
def test_hidden_inputs_are_the_same_for_the_same_seed(seed: Any) -> None:
    assert all((one == two).all() for one, two in zip(streams(seed), streams(seed), strict=True))


def test_each_generator_of_a_cell_and_each_seed_is_another_stream() -> None:
    drawn = [*streams(1), *streams(2), *streams([1, 1]), *streams([1, 2])]
    for one, two in itertools.combinations(drawn, 2):
        checks.unrelated(one, two, "two streams are related")


def test_without_a_judge_the_seed_is_fixed(notebook_cell: SimpleNamespace) -> None:
    first = checks.hidden_rng().normal(size=5)
    second = checks.hidden_rng().normal(size=5)
    notebook_cell.execution_count += 1
    assert (checks.hidden_rng().normal(size=5) == first).all()
    assert (first == streams(checks.FALLBACK_SEED, 1, 5)[0]).all()
    assert (first != second).all()


# Speed.


class Race:
    """A race in which the slow way takes a second, and a student's calls as long as they are told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *seconds: float, hidden: bool = False) -> None:
        self.seconds, self.hidden = itertools.cycle(seconds), hidden
        self.drawn: list[np.ndarray] = []
        monkeypatch.setattr(checks.time, "thread_time", itertools.count().__next__)

    def draw(self, rng: np.random.Generator) -> tuple[np.ndarray]:
        self.drawn.append(rng.normal(size=3))
        return (self.drawn[-1].copy(),)

    def part(self, function: Any = np.sum, share: float = 1.0) -> checks.Part:
        """What becomes of a part that asks for four times the speed."""
        ledger = checks.Ledger(0, verbose=False, timed=lambda run, expected: (run(), next(self.seconds)))
        with checks.grading(ledger), checks.part(1, "fast", hidden=self.hidden):
            checks.times_as_fast(4, function, np.sum, self.draw, np.sum, share=share, than="four loops")
        return ledger.parts[0]


def test_a_fast_function_passes_after_three_rounds_with_different_arguments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    race = Race(monkeypatch, 0.2)
    assert race.part().passed
    assert len({each.tobytes() for each in race.drawn}) == 3


def test_the_same_seed_does_not_give_the_same_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = Race(monkeypatch, 0.2), Race(monkeypatch, 0.2)
    assert one.part().passed
    assert two.part().passed
    assert not np.any(np.isin(one.drawn, two.drawn))


def test_the_share_of_the_work_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not Race(monkeypatch, 1.0).part().passed
    assert Race(monkeypatch, 1.0).part(share=1 / 5).passed


def test_the_median_of_the_rounds_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Race(monkeypatch, 0.9, 0.9, 0.2, 0.2, 0.2).part().passed
    assert not Race(monkeypatch, 0.01, 0.3, 0.3).part().passed


def test_what_is_hopeless_ends_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    race = Race(monkeypatch, 1.5)
    assert not race.part().passed
    assert len(race.drawn) == 2


def test_a_wrong_result_in_any_round_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    results = iter((True, True, False))
    part = Race(monkeypatch, 0.2).part(lambda x: np.sum(x) if next(results) else 0.0)
    assert part.reason == "The result is wrong."


def test_what_was_measured_is_said_and_in_a_hidden_part_roughly(monkeypatch: pytest.MonkeyPatch) -> None:
    part = Race(monkeypatch, 0.4).part()
    assert (
        part.reason
        == "Your code is only about 2 times as fast as four loops, and should be at least 4 times as fast."
    )
    assert part.detail == "It took 400 ms of processor time, four loops 1e+03 ms."
    told = {Race(monkeypatch, seconds, hidden=True).part().reason for seconds in np.linspace(0.26, 5, 30)}
    assert len(told) == 2


def test_rounds_that_something_else_disturbed_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Race(monkeypatch, float("inf"), 0.2).part().passed
    part = Race(monkeypatch, float("inf")).part()
    assert part.reason.startswith("Another process or thread")


def test_the_function_may_change_its_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    def summed(x: np.ndarray) -> float:
        total = float(np.sum(x))
        x[:] = 0
        return total

    assert Race(monkeypatch, 0.2).part(summed).passed


def test_without_a_judge_the_processor_time_of_this_process_counts() -> None:
    def loop(x: np.ndarray) -> float:
        return sum(each for each in x.tolist() for _ in range(3)) / 3

    def draw(rng: np.random.Generator) -> tuple[np.ndarray]:
        return (rng.normal(size=50_000),)

    checks.times_as_fast(3, np.sum, loop, draw, np.sum)
    error = failure(checks.times_as_fast, 3, loop, loop, draw, np.sum)
    assert "not even twice" in error.reason
