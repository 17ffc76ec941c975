"""What only this assignment promises; `test_source_notebooks` runs its cells against every known answer."""

import contextlib
import io
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers import convnet
from helpers.reference import convnets as reference
from tests.assignments.harness import SEEDS, as_written, nbgrader, solutions_of, source

Array = np.ndarray
NOTEBOOK = source("convnets")
SIX_BY_SIX = [[-5, -4, 0, 8], [-10, -2, 2, 3], [0, -2, -4, -7], [-3, -2, -3, -16]]


def test_it_grades_the_functions_of_the_contract() -> None:
    assert [each.name for each in reference.exercises] == [
        "conv_output_size",
        "zero_pad",
        "conv_single_step",
        "conv_forward",
        "pool_forward",
        "conv_backward",
        "create_mask_from_window",
        "distribute_value",
        "pool_backward",
        "im2col",
        "conv_forward_vectorized",
        "count_parameters",
    ]
    assert sum(nbgrader(cell)["points"] for cell in NOTEBOOK.tests) == 50


# Gradients.


def slopes(cost: Callable[[Array], float], at: Array, step: float = 1e-3) -> Array:
    """Centred differences on four points, whose error is of order step⁴."""
    result = np.empty(at.shape)
    for index in np.ndindex(*at.shape):
        bump = np.zeros(at.shape)
        bump[index] = step
        one, two = (cost(at + k * bump) - cost(at - k * bump) for k in (1, 2))
        result[index] = (8 * one - two) / (12 * step)
    return result


def relative_difference(one: Array, two: Array) -> float:
    return float(np.linalg.norm(one - two) / (np.linalg.norm(one) + np.linalg.norm(two)))


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("pad", [0, 1, 2])
def test_gradients_of_a_convolution_are_centred_differences(stride: int, pad: int) -> None:
    rng = np.random.default_rng([stride, pad])
    settings = {"stride": stride, "pad": pad}
    at = {
        "A_prev": rng.normal(size=(2, 5, 6, 2)),
        "W": rng.normal(size=(3, 3, 2, 3)),
        "b": rng.normal(size=(1, 1, 1, 3)),
    }
    Z, cache = reference.conv_forward(**at, hparameters=settings)
    dZ = rng.normal(size=Z.shape)
    gradients = dict(zip(at, reference.conv_backward(dZ, cache), strict=True))
    for name, value in at.items():

        def cost(moved: Array, name: str = name) -> float:
            return float(np.sum(dZ * reference.conv_forward(**(at | {name: moved}), hparameters=settings)[0]))

        assert relative_difference(gradients[name], slopes(cost, value)) < 1e-7, name


@pytest.mark.parametrize("mode", ["max", "average"])
@pytest.mark.parametrize(("f", "stride"), [(2, 2), (3, 2), (3, 1), (2, 3)])
def test_the_gradient_of_pooling_is_a_centred_difference(mode: str, f: int, stride: int) -> None:
    rng = np.random.default_rng(f)
    A_prev = rng.permutation(np.linspace(-3, 3, 2 * 5 * 7 * 2)).reshape(2, 5, 7, 2)
    A, cache = reference.pool_forward(A_prev, {"f": f, "stride": stride}, mode)
    dA = rng.normal(size=A.shape)

    def cost(moved: Array) -> float:
        return float(np.sum(dA * reference.pool_forward(moved, {"f": f, "stride": stride}, mode)[0]))

    gradient = reference.pool_backward(dA, cache, mode)
    assert relative_difference(gradient, slopes(cost, A_prev)) < 1e-7


def test_the_gradients_of_lenet_are_centred_differences() -> None:
    rng = np.random.default_rng(0)
    parameters = {name: value.astype(float) for name, value in convnet.new_parameters(rng).items()}
    images, labels = rng.normal(size=(3, 32, 32, 1)), np.array([1, 0, 7])

    def cost_at(name: str, moved: Array) -> float:
        scores, _ = convnet.forward(images, parameters | {name: moved}, reference.im2col)
        return convnet._cost_and_slope(scores, labels)[0]

    scores, kept = convnet.forward(images, parameters, reference.im2col)
    grads = convnet.backward(convnet._cost_and_slope(scores, labels)[1], kept, parameters)
    for name, value in parameters.items():
        direction = 1e-7 * rng.normal(size=value.shape)  # so small that no ReLU changes sides
        slope = cost_at(name, value + direction) - cost_at(name, value - direction)
        assert 2 * np.sum(grads[name] * direction) == pytest.approx(slope, rel=1e-5, abs=1e-13), name


# What earns points, and what does not.


@pytest.mark.parametrize("name", [each.name for each in reference.exercises])
def test_no_part_is_earned_by_zeros_or_by_nothing(name: str) -> None:
    right = solutions_of(NOTEBOOK)[name]

    def zeros_like(value: Any) -> Any:
        if isinstance(value, tuple | list):
            return type(value)(zeros_like(each) for each in value)
        if isinstance(value, dict):
            return {key: zeros_like(each) for key, each in value.items()}
        return value * 0

    def zeros(*args: Any, **kwargs: Any) -> Any:
        return zeros_like(right(*args, **kwargs))

    for wrong in (zeros, lambda *args, **kwargs: {}, lambda *args, **kwargs: None):
        for seed in SEEDS:
            verdict = NOTEBOOK.run(name, solutions_of(NOTEBOOK) | {name: wrong}, seed)
            assert verdict.score == 0, verdict


def window_by_window(A_prev: Array, W: Array, b: Array, hparameters: dict[str, int]) -> Any:
    """All filters at once on each window of each image: three loops of four."""
    columns = reference.im2col(reference.zero_pad(A_prev, hparameters["pad"]), len(W), hparameters["stride"])
    Z = np.empty((*columns.shape[:3], W.shape[3]))
    for index in np.ndindex(*columns.shape[:3]):
        Z[index] = np.sum(columns[index][:, np.newaxis] * W.reshape(-1, W.shape[3]), axis=0) + b[0, 0, 0]
    return Z, (A_prev, W, b, hparameters)


def place_by_place(A_prev: Array, W: Array, b: Array, hparameters: dict[str, int]) -> Any:
    """A matrix product for each place of all images: two loops, over rows and columns."""
    columns = reference.im2col(reference.zero_pad(A_prev, hparameters["pad"]), len(W), hparameters["stride"])
    Z = np.empty((*columns.shape[:3], W.shape[3]))
    for h, w in np.ndindex(*columns.shape[1:3]):
        Z[:, h, w] = columns[:, h, w] @ W.reshape(-1, W.shape[3])
    return Z + b, (A_prev, W, b, hparameters)


@pytest.mark.parametrize("slow", [solutions_of(NOTEBOOK)["conv_forward"], window_by_window, place_by_place])
@pytest.mark.slow
def test_loops_are_right_and_too_slow_for_one_part(slow: Callable[..., Any]) -> None:
    functions = solutions_of(NOTEBOOK) | {"conv_forward_vectorized": slow}
    parts = NOTEBOOK.run("conv_forward_vectorized", functions, 0).ledger.parts
    (failed,) = [part for part in parts if not part.passed]
    assert "20 times" in failed.reason


def test_a_loop_over_pixels_inside_im2col_does_not_change_what_is_right() -> None:
    exercise = reference.exercises["im2col"]
    (by_places,) = [each for each in exercise.styles if each.name == "columns_by_places"]
    X = np.random.default_rng(0).normal(size=(2, 7, 6, 3))
    np.testing.assert_array_equal(by_places.function(X, 3, 2), reference.im2col(X, 3, 2))


READ: dict[str, Callable[[Any], tuple[Array, dict[str, int]]]] = {
    "pool_by_view": lambda c: (c["A_prev"], c),
    "pool_separably": lambda c: (c[0], c[1]),
}
"""A_prev and the settings, out of the pooling caches of the styles that have one of their own."""


@pytest.mark.parametrize("name", READ)
def test_a_pooling_cache_of_any_form_goes_forward_and_back(name: str) -> None:
    (style,) = [each for each in reference.exercises["pool_forward"].styles if each.name == name]

    def backward(dA: Array, cache: Any, mode: str = "max") -> Array:
        return reference.pool_backward(dA, READ[name](cache), mode)

    functions = solutions_of(NOTEBOOK) | {"pool_forward": style.function, "pool_backward": backward}
    for seed in SEEDS:
        assert NOTEBOOK.run("pool_backward", functions, seed).score == 6


@pytest.mark.parametrize("which", [-1, 0])
def test_pooling_that_remembers_outside_its_cache_loses_points(which: int) -> None:
    """The last forward pass, or a stack or queue of them, is not that of the layer that goes back."""
    for forget in (True, False):
        seen: list[Any] = []

        def forward(
            A_prev: Array, hparameters: dict[str, int], mode: str = "max", seen: list[Any] = seen
        ) -> Any:
            A, cache = reference.pool_forward(A_prev, hparameters, mode)
            seen.append(cache)
            return A, None

        def backward(
            dA: Array, cache: None, mode: str = "max", seen: list[Any] = seen, forget: bool = forget
        ) -> Array:
            return reference.pool_backward(dA, seen.pop(which) if forget else seen[which], mode)

        functions = solutions_of(NOTEBOOK) | {"pool_forward": forward, "pool_backward": backward}
        parts = NOTEBOOK.run("pool_backward", functions, 0).ledger.parts
        assert not any(part.passed for part in parts if part.hidden)


def test_a_step_that_is_an_array_costs_no_points() -> None:
    """NumPy writes no array (1, 1, 1) into one entry of another: the solution takes its number."""
    (as_array,) = [
        style for style in reference.exercises["conv_single_step"].styles if style.name == "step_as_array"
    ]
    functions = NOTEBOOK.functions_with(reference.exercises["conv_single_step"], as_array)
    for name in ("conv_single_step", "conv_forward", "conv_backward"):
        assert NOTEBOOK.run(name, functions, 0).score == nbgrader(NOTEBOOK.test_of(name))["points"]


@pytest.mark.parametrize("share", ["first", "each"])
def test_equal_maxima_may_choose_one_or_share(share: str) -> None:
    def backward(dA: Array, cache: Any, mode: str = "max") -> Array:
        if mode == "max" and share == "each":
            return {style.name: style.function for style in reference.exercises["pool_backward"].styles}[
                "unpool_by_four_loops"
            ](dA, cache, mode)
        return reference.pool_backward(dA, cache, mode)

    functions = solutions_of(NOTEBOOK) | {"pool_backward": backward}
    assert NOTEBOOK.run("pool_backward", functions, 0).score == 6


def test_slopes_of_a_wrong_forward_pass_are_not_enough() -> None:
    def without_padding(A_prev: Array, W: Array, b: Array, hparameters: dict[str, int]) -> Any:
        return reference.conv_forward(A_prev, 2 * W, b, hparameters)

    def twice(dZ: Array, cache: Any) -> Any:
        dA_prev, dW, db = reference.conv_backward(dZ, cache)
        return 2 * dA_prev, 2 * dW, db

    functions = solutions_of(NOTEBOOK) | {"conv_forward": without_padding, "conv_backward": twice}
    parts = NOTEBOOK.run("conv_backward", functions, 0).ledger.parts
    assert all(part.passed for part in parts if "slopes" in part.name)
    assert not any(part.passed for part in parts if part.name.endswith(("dA_prev", "dW and db")))


def test_equal_pixels_may_share_a_maximum_in_any_way() -> None:
    x = np.full((2, 2), -1.0)
    for style in reference.exercises["create_mask_from_window"].styles:
        mask = as_written(reference.exercises["create_mask_from_window"], style)(x.copy())
        assert 1 <= np.sum(mask) <= 4, style.name


# The trainer that students get.


@pytest.mark.parametrize("style", [each.name for each in reference.exercises["im2col"].styles])
def test_the_trainer_takes_any_right_im2col(style: str) -> None:
    (variant,) = [each for each in reference.exercises["im2col"].styles if each.name == style]
    rng = np.random.default_rng(0)
    images, parameters = rng.normal(size=(2, 32, 32, 1)).astype(np.float32), convnet.new_parameters(rng)
    ours, _ = convnet.forward(images, parameters, reference.im2col)
    theirs, _ = convnet.forward(images, parameters, variant.function)
    np.testing.assert_allclose(theirs, ours, rtol=1e-4, atol=1e-5)


def test_the_trainer_says_what_is_wrong_with_im2col() -> None:
    rng = np.random.default_rng(0)
    images = rng.normal(size=(2, 32, 32, 1)).astype(np.float32)
    with pytest.raises(ValueError, match=r"gave \(2, 27, 27, 25\), expected \(2, 28, 28, 25\)"):
        convnet.forward(
            images, convnet.new_parameters(rng), lambda X, f, s: reference.im2col(X, f, s)[:, :-1, :-1]
        )


def test_training_depends_on_the_generator_alone() -> None:
    rng = np.random.default_rng(0)
    images, labels = rng.normal(size=(70, 32, 32, 1)).astype(np.float32), rng.integers(0, 10, 70)
    before = images.copy()
    runs = [
        convnet.train(
            images, labels, (images, labels), reference.im2col, np.random.default_rng(seed), epochs=1
        )
        for seed in (3, 3, 4)
    ]
    np.testing.assert_array_equal(images, before)
    assert runs[0][1] == runs[1][1]
    assert runs[0][1] != runs[2][1]
    for value in runs[0][0].values():
        assert value.dtype == np.float32


# What the notebook works out, and what its figures claim.


def run_cells(*, with_training: bool) -> dict[str, Any]:
    """The names that the notebook's demos bind."""
    mpl.use("agg")
    show, plt.show = plt.show, lambda: None
    namespace: dict[str, Any] = {}
    try:
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            for cell in NOTEBOOK.notebook.cells:
                trains = cell.id in ("lenet-training", "filters-figure")
                if cell.cell_type == "code" and cell not in NOTEBOOK.tests and (with_training or not trains):
                    exec(compile(cell.source, cell.id, "exec"), namespace)
    finally:
        plt.show = show
        plt.close("all")
    return namespace | {"printed": printed.getvalue()}


@pytest.fixture(scope="module")
def demo() -> dict[str, Any]:
    return run_cells(with_training=False)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("vertical edges of a picture of 6 × 6", SIX_BY_SIX),
        ("light to dark", [[0, 30, 30, 0]] * 4),
        ("dark to light", [[0, -30, -30, 0]] * 4),
        (
            "horizontal edges of two light squares",
            [[0, 0, 0, 0], [30, 10, -10, -30], [30, 10, -10, -30], [0, 0, 0, 0]],
        ),
        ("stride 2 on a picture of 7 × 7", [[91, 100, 88], [69, 91, 117], [44, 72, 74]]),
        ("the same with the filter turned: convolution", [[72, 108, 115], [45, 73, 79], [34, 71, 48]]),
    ],
)
def test_the_worked_matrices(demo: dict[str, Any], name: str, expected: list[list[int]]) -> None:
    np.testing.assert_array_equal(demo["worked"][name], expected)


def test_convolution_is_cross_correlation_with_the_filter_turned(demo: dict[str, Any]) -> None:
    turned = demo["slide"](demo["six_by_six"], demo["vertical_edge"][::-1, ::-1])
    np.testing.assert_array_equal(turned, -np.array(SIX_BY_SIX))


def test_the_pooled_example() -> None:
    A_prev = np.array([[1.0, 3, 2, 1], [2, 9, 1, 1], [1, 3, 2, 3], [5, 6, 1, 2]]).reshape(1, 4, 4, 1)
    for mode, expected in (("max", [[9, 2], [6, 3]]), ("average", [[3.75, 1.25], [3.75, 2]])):
        A, _ = reference.pool_forward(A_prev, {"f": 2, "stride": 2}, mode)
        np.testing.assert_allclose(A[0, :, :, 0], expected)


def test_the_parameters_of_the_lenet_table(demo: dict[str, Any]) -> None:
    assert demo["counts"] == [456, 0, 2416, 0, 48120, 10164, 850]
    assert demo["shapes"][:4] == [(28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16)]
    assert demo["dense_weights"] == 14_450_688
    assert reference.count_parameters([("conv", 3, 3, 10)]) == [280]
    for number in ("14,450,688 weights instead of 456", "280 parameters", "48,120", "4,704"):
        assert number in demo["printed"]


def test_lenet_of_the_trainer_is_the_one_described() -> None:
    layers = [("conv", 5, 1, 6), ("conv", 5, 6, 16), ("fc", 400, 120), ("fc", 120, 84), ("fc", 84, 10)]
    sizes = [int(np.prod(shape)) for shape in convnet.SHAPES.values()]
    assert [a + b for a, b in zip(sizes[::2], sizes[1::2], strict=True)] == reference.count_parameters(layers)


def test_the_sizes_in_the_first_figure(demo: dict[str, Any]) -> None:
    assert list(demo["kinds"].values()) == [
        [28, 28, 28, 28, 28],
        [28, 26, 24, 22, 20],
        [14, 13, 12, 11, 10],
    ]
    np.testing.assert_equal(np.sum(reference.zero_pad(np.ones((1, 28, 28, 1)), 1) == 0), 116)


def test_edge_filters_see_edges_of_their_direction(demo: dict[str, Any]) -> None:
    answers = demo["answers"][0]
    left, right = answers[14:24, :6, 0], answers[14:24, 22:, 0]
    assert left.min() < -1 < 1 < right.max(), "blue on the left side, red on the right"
    hem = answers[24:27, 10:18]
    assert np.abs(hem[..., 1]).mean() > 5 * np.abs(hem[..., 0]).mean()


def test_random_weights_become_sobel(demo: dict[str, Any]) -> None:
    assert np.abs(demo["stages"][0] - demo["sobel"]).max() > 1
    assert np.abs(demo["stages"][60] - demo["sobel"]).max() < 0.05
    assert demo["errors"][-1] < 1e-3 * demo["errors"][0]


def test_pooled_gradients_go_where_the_caption_says(demo: dict[str, Any]) -> None:
    sent = demo["sent"]  # of average pooling, the last that was drawn
    assert sent.max() == pytest.approx(4 / 9)
    assert np.median(sent[sent > 0]) < 0.3


def test_windows_of_the_middle_repeat_nine_times() -> None:
    numbered = np.arange(36.0).reshape(1, 6, 6, 1)
    values, times = np.unique(reference.im2col(numbered, 3, 1), return_counts=True)
    assert dict(zip(values, times, strict=True))[14] == 9
    rows = reference.im2col(np.zeros((1, 28, 28, 1)), 5, 1)
    assert rows.size / 28**2 == pytest.approx(18, abs=0.5)


@pytest.mark.slow
@pytest.mark.thorough
def test_lenet_recognises_more_than_85_percent() -> None:
    demo = run_cells(with_training=True)
    assert demo["history"].accuracies[-1] >= 0.85
    assert 0.7 < demo["history"].accuracies[0] < 0.83
    assert demo["history"].costs[0] < 1.2
    assert demo["history"].costs[-1] < 0.3
    W1 = demo["lenet"]["W1"]
    assert (W1.max(axis=(0, 1)) > 0).all()
    assert (W1.min(axis=(0, 1)) < 0).all()
