"""What only this assignment promises; `test_source_notebooks` runs its cells against every known answer."""

import contextlib
import io
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers.reference import deep_convnets as reference
from helpers.reference.registry import Raised
from tests.assignments.harness import SEEDS, nbgrader, solutions_of, source

Array = np.ndarray
NOTEBOOK = source("deep_convnets")
NAMES = (
    "trace_shapes",
    "local_response_normalization",
    "residual_block_forward",
    "is_identity_when_zero",
    "residual_block_backward",
)
SIZES = [(4, 6, 4, 7), (5, 5, 5, 3), (3, 6, 5, 7), (6, 4, 1, 5), (1, 4, 3, 3), (4, 3, 6, 1)]
"""Widths n → n_1 → n_2 and the number of examples m."""


def block(seed: int, *sizes: int) -> tuple[Array, dict[str, Array]]:
    return reference.random_block(np.random.default_rng(seed), *sizes)


def test_it_grades_the_functions_of_the_contract() -> None:
    assert tuple(each.name for each in reference.exercises) == NAMES
    assert sum(nbgrader(cell)["points"] for cell in NOTEBOOK.tests) == 30


# What the notebook works out.


def run_cells(*, with_training: bool) -> dict[str, Any]:
    """The names that the notebook's demos bind."""
    mpl.use("agg")
    show, plt.show = plt.show, lambda: None
    namespace: dict[str, Any] = {}
    try:
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            for cell in NOTEBOOK.notebook.cells:
                wanted = cell.cell_type == "code" and cell not in NOTEBOOK.tests
                if wanted and (with_training or cell.id not in ("training-figure", "alike-figure")):
                    exec(compile(cell.source, cell.id, "exec"), namespace)
    finally:
        plt.show = show
        plt.close("all")
    return namespace | {"printed": printed.getvalue()}


@pytest.fixture(scope="module")
def demo() -> dict[str, Any]:
    return run_cells(with_training=False)


@pytest.mark.parametrize(
    ("name", "total", "flat"),
    [("LeNet-5", 61_706, 400), ("AlexNet", 62_378_344, 9_216), ("VGG-16", 138_357_544, 25_088)],
)
def test_the_known_networks_have_their_known_numbers(
    demo: dict[str, Any], name: str, total: int, flat: int
) -> None:
    start, layers = demo["known"][name]
    trace = reference.trace_shapes(start, layers)
    assert demo["traces"][name] == trace
    assert sum(parameters for _, parameters in trace) == total
    assert [
        shape for shape, layer in zip([s for s, _ in trace], layers, strict=True) if layer == ("flatten",)
    ] == [(flat,)]
    assert f"{name}, from {start}: {total:,} parameters" in demo["printed"]


def test_alexnets_sizes_are_those_of_the_syllabus(demo: dict[str, Any]) -> None:
    heights = [shape[0] for shape, _ in demo["traces"]["AlexNet"]][:9]
    assert heights == [55, 27, 27, 13, 13, 13, 13, 6, 9216]


def test_networks_have_as_many_layers_with_weights_as_their_names_say(demo: dict[str, Any]) -> None:
    with_weights = {name: sum(count > 0 for _, count in trace) for name, trace in demo["traces"].items()}
    assert with_weights == {"LeNet-5": 5, "AlexNet": 8, "VGG-16": 16}


def test_the_slips_in_circulation_do_not_fit_the_tables(demo: dict[str, Any]) -> None:
    assert [shape for shape, _ in demo["slipped"]][2:5] == [(5, 5, 16), (2, 2, 16), (64,)]
    assert demo["from_224"][0][0] == (54, 54, 96)
    assert demo["from_224"][8][0] == (6400,)


def test_the_shares_of_the_figure(demo: dict[str, Any]) -> None:
    for line in (
        "LeNet-5  convolutions       4.2 %",
        "AlexNet  convolutions       6.0 %",
        "VGG-16   convolutions      10.6 %",
    ):
        assert line in demo["printed"]


# Properties of the references.


def slopes(cost: Callable[[Array], float], at: Array, step: float = 1e-3) -> Array:
    """Centred differences on four points, whose error is of order step⁴."""
    result = np.empty(at.shape)
    for index in np.ndindex(*at.shape):
        bump = np.zeros(at.shape)
        bump[index] = step
        one, two = (cost(at + k * bump) - cost(at - k * bump) for k in (1, 2))
        result[index] = (8 * one - two) / (12 * step)
    return result


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("solution", ["reference", "notebook"])
def test_gradients_of_a_block_are_centred_differences(solution: str, sizes: tuple[int, ...]) -> None:
    functions = solutions_of(NOTEBOOK) if solution == "notebook" else vars(reference)
    forward, backward = functions["residual_block_forward"], functions["residual_block_backward"]
    A, parameters = block(0, *sizes)
    A_out, cache = forward(A, parameters)
    dA_out = np.random.default_rng(1).normal(size=A_out.shape)
    gradients, dA = backward(dA_out, cache)
    assert set(gradients) == {f"d{name}" for name in parameters}

    def relative_difference(name: str, gradient: Array) -> float:
        def cost(moved: Array) -> float:
            moved_A, others = (moved, parameters) if name == "A" else (A, parameters | {name: moved})
            return float(np.sum(dA_out * forward(moved_A, others)[0]))

        measured = slopes(cost, A if name == "A" else parameters[name])
        return float(
            np.linalg.norm(measured - gradient) / (np.linalg.norm(measured) + np.linalg.norm(gradient))
        )

    for name in parameters:
        assert relative_difference(name, gradients[f"d{name}"]) < 1e-7, name
    assert relative_difference("A", dA) < 1e-7


@pytest.mark.parametrize("sizes", [*SIZES, (6, 5, 6, 1), (5, 4, 3, 6), (6, 4, 3, 5), (4, 5, 7, 1)])
def test_in_a_random_block_every_relu_and_the_skip_matter(sizes: tuple[int, ...]) -> None:
    for seed in range(20):
        A, parameters = block(seed, *sizes)
        _, (_, Z1, A1, Z, _) = reference.residual_block_forward(A, parameters)
        Z2 = parameters["W2"] @ A1 + parameters["b2"]
        for values in (A, Z1, Z2, Z):
            assert values.min() < 0 < values.max()
        assert ((Z2 > 0) & (Z < 0)).any()
        assert ((Z2 < 0) & (Z > 0)).any()
        assert ("W_s" in parameters) is (sizes[0] != sizes[2])


def test_fifty_blocks_of_zeros_pass_signal_and_gradient_on() -> None:
    A = np.abs(np.random.default_rng(0).normal(size=(4, 6)))
    zeros = {"W1": np.zeros((7, 4)), "b1": np.zeros((7, 1)), "W2": np.zeros((4, 7)), "b2": np.zeros((4, 1))}
    signal, caches = A, []
    for _ in range(50):
        signal, cache = reference.residual_block_forward(signal, zeros)
        caches.append(cache)
    np.testing.assert_array_equal(signal, A)
    gradient = np.random.default_rng(1).normal(size=A.shape)
    back = gradient
    for cache in reversed(caches):
        _, back = reference.residual_block_backward(back, cache)
    np.testing.assert_array_equal(back, gradient)


def test_local_response_normalization_keeps_signs_and_needs_its_neighbours() -> None:
    A = np.random.default_rng(0).normal(0, 3, (2, 3, 4, 9))
    lrn = reference.local_response_normalization
    np.testing.assert_allclose(lrn(A, alpha=0), A / 2**0.75)
    np.testing.assert_array_equal(np.sign(lrn(A, alpha=0.5)), np.sign(A))
    louder = A.copy()
    louder[..., 4] *= 10
    changed = np.abs(lrn(louder) - lrn(A)).max(axis=(0, 1, 2)) > 0
    assert changed.tolist() == [False, False, True, True, True, True, True, False, False]


@pytest.mark.parametrize("skips", [True, False])
def test_the_slopes_of_the_networks_that_are_trained(demo: dict[str, Any], skips: bool) -> None:
    net, X, Y = demo["he_start"](0.7, seed=3), demo["inputs"][:, :20], demo["truth"][:, :20]
    rng = np.random.default_rng(0)
    net = {name: value + (name[0] == "b") * rng.uniform(0.1, 0.2, value.shape) for name, value in net.items()}
    _, gradients = demo["cost_and_slopes"](X, Y, net, skips)
    assert set(gradients) == set(net)
    for name in net:
        step = 1e-6 * rng.normal(size=net[name].shape)
        above, below = (
            demo["cost_and_slopes"](X, Y, net | {name: net[name] + s}, skips)[0] for s in (step, -step)
        )
        assert 2 * np.sum(gradients[name] * step) == pytest.approx(above - below, rel=1e-3, abs=1e-13), name


# Fair and hard test cells.

HOLLOW: dict[str, list[Callable[..., Any]]] = {
    "trace_shapes": [
        lambda input_shape, layers: [],
        lambda input_shape, layers: [((0, 0, 0), 0)] * len(layers),
        lambda input_shape, layers: [(tuple(input_shape), 0)] * len(layers),
        lambda input_shape, layers: [{}] * len(layers),
        lambda input_shape, layers: {},
    ],
    "local_response_normalization": [
        lambda A, k=2.0, n=5, alpha=1e-4, beta=0.75: np.zeros(A.shape),
        lambda A, k=2.0, n=5, alpha=1e-4, beta=0.75: A,
        lambda A, k=2.0, n=5, alpha=1e-4, beta=0.75: A / k**beta,
        lambda A, k=2.0, n=5, alpha=1e-4, beta=0.75: {},
    ],
    "residual_block_forward": [
        lambda A, parameters: (np.zeros((len(parameters["W2"]), A.shape[1])), None),
        lambda A, parameters: (np.ones((len(parameters["W2"]), A.shape[1])), None),
        lambda A, parameters: (np.maximum(A, 0), None),
        lambda A, parameters: (None, None),
        lambda A, parameters: {},
    ],
    "is_identity_when_zero": [
        lambda A, parameters: True,
        lambda A, parameters: False,
        lambda A, parameters: None,
        lambda A, parameters: [],
    ],
    "residual_block_backward": [
        lambda dA_out, cache: (
            {f"d{name}": np.zeros(value.shape) for name, value in cache[4].items()},
            np.zeros(cache[0].shape),
        ),
        lambda dA_out, cache: (
            {f"d{name}": np.ones(value.shape) for name, value in cache[4].items()},
            dA_out,
        ),
        lambda dA_out, cache: ({}, None),
        lambda dA_out, cache: ({}, dA_out),
        lambda dA_out, cache: {},
    ],
}


@pytest.mark.parametrize(
    ("name", "hollow"), [(name, each) for name, answers in HOLLOW.items() for each in answers]
)
def test_a_hollow_answer_earns_nothing(name: str, hollow: Callable[..., Any]) -> None:
    for seed in SEEDS:
        verdict = NOTEBOOK.run(name, solutions_of(NOTEBOOK) | {name: hollow}, seed)
        assert verdict.score == 0, verdict


@pytest.mark.thorough
def test_right_answers_pass_under_many_seeds() -> None:
    for name in NAMES:
        for seed in range(40):
            verdict = NOTEBOOK.run(name, solutions_of(NOTEBOOK), seed)
            assert verdict.score == nbgrader(NOTEBOOK.test_of(name))["points"], verdict


def test_slopes_of_a_wrong_block_are_not_enough() -> None:
    """Forward and back fit each other, and both leave the skip out."""

    def forward(A: Array, parameters: dict[str, Array]) -> Any:
        Z1 = parameters["W1"] @ A + parameters["b1"]
        Z = parameters["W2"] @ np.maximum(0, Z1) + parameters["b2"]
        return np.maximum(0, Z), (A, Z1, np.maximum(0, Z1), Z, parameters)

    def backward(dA_out: Array, cache: Any) -> Any:
        gradients, _ = reference.residual_block_backward(dA_out, cache)
        dZ1 = cache[4]["W2"].T @ (dA_out * (cache[3] > 0)) * (cache[1] > 0)
        no_skip = {"dW_s": 0 * gradients["dW_s"]} if "dW_s" in gradients else {}
        return gradients | no_skip, cache[4]["W1"].T @ dZ1

    functions = solutions_of(NOTEBOOK) | {
        "residual_block_forward": forward,
        "residual_block_backward": backward,
    }
    parts = NOTEBOOK.run("residual_block_backward", functions, 0).ledger.parts
    assert [part.passed for part in parts if "slopes" in part.name] == [True, True]
    assert not any(part.passed for part in parts if "slopes" not in part.name)


READ: dict[str, Callable[[Any], tuple[Any, ...]]] = {
    "block_by_an_identity": lambda c: (c["A"], c["A1"], c["A1"], c["A_out"], c),
    "block_in_place": lambda c: (c[0], c[2], c[1], c[3], c[4]),
}
"""The recommended cache, or what serves as well, out of caches of another form."""


@pytest.mark.parametrize("name", READ)
def test_a_cache_of_any_form_goes_forward_and_back(name: str) -> None:
    (style,) = [each for each in reference.exercises["residual_block_forward"].styles if each.name == name]

    def backward(dA_out: Array, cache: Any) -> Any:
        return reference.residual_block_backward(dA_out, READ[name](cache))

    functions = solutions_of(NOTEBOOK) | {
        "residual_block_forward": style.function,
        "residual_block_backward": backward,
    }
    for seed in SEEDS:
        verdict = NOTEBOOK.run("residual_block_backward", functions, seed)
        assert verdict.score == 8, verdict


@pytest.mark.parametrize("take", [lambda seen: seen[-1], lambda seen: seen.pop(), lambda seen: seen.pop(0)])
def test_a_block_that_remembers_outside_its_cache_loses_points(take: Callable[[list[Any]], Any]) -> None:
    """The last forward pass, or a stack or queue of them, is not that of the block that goes back."""
    seen: list[Any] = []

    def forward(A: Array, parameters: dict[str, Array]) -> Any:
        A_out, cache = reference.residual_block_forward(A, parameters)
        seen.append(cache)
        return A_out, None

    def backward(dA_out: Array, cache: None) -> Any:
        return reference.residual_block_backward(dA_out, take(seen))

    functions = solutions_of(NOTEBOOK) | {
        "residual_block_forward": forward,
        "residual_block_backward": backward,
    }
    parts = NOTEBOOK.run("residual_block_backward", functions, 0).ledger.parts
    assert not any(part.passed for part in parts if part.name.startswith("three blocks"))


# When two answers show the same behaviour.


def test_traces_agree_in_whole_numbers_or_in_floats() -> None:
    same, trace = reference.same_traces, [((27, 27, 96), 10), ((5,), 0)]
    assert same([trace], [[[[27, 27, 96], np.int64(10)], [(5,), 0]]])
    assert not same([trace], [[((27.0, 27.0, 96), 10), ((5,), 0)]])
    assert not same([trace], [trace[:1]])
    assert not same([trace], [Raised("ValueError")])
    assert same([Raised("ValueError")], [Raised("ValueError")])
    assert not same([None], [trace])


def test_forward_passes_agree_whatever_the_cache() -> None:
    A_out = np.ones((2, 3))
    same = reference.same_but_for_the_cache
    assert same([(A_out, None)], [[A_out.copy(), {"any": "thing"}]])
    assert not same([(A_out, None)], [(2 * A_out, None)])
    assert not same([A_out], [(A_out, None)])
    assert same([A_out], [A_out])


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (True, np.True_, True),
        (True, np.array([True]), True),
        (True, False, False),
        (np.array([True, True]), True, False),
        (np.array([True, True]), np.array([True, True]), True),
        (None, False, False),
        (Raised("ValueError"), False, False),
        (Raised("ValueError"), Raised("ValueError"), True),
    ],
)
def test_yes_and_no_agree_in_any_form(one: Any, two: Any, same: bool) -> None:
    assert reference.same_answers([one], [two]) is same


def test_a_way_back_without_dw_s_is_another_behaviour_where_widths_differ() -> None:
    gradients = {"dW1": np.ones((4, 3)), "dW2": np.ones((2, 4)), "db1": np.ones((4, 1))}
    with_skip, dA = gradients | {"dW_s": np.ones((2, 3))}, np.ones((3, 5))
    same = reference.same_gradients
    assert same([(with_skip, dA)], [[with_skip, dA]])
    assert not same([(with_skip, dA)], [(gradients, dA)])
    assert not same([(gradients, dA)], [(with_skip, dA)])
    assert not same([(gradients, dA)], [(dA, gradients)])
    equal = gradients | {"dW2": np.ones((3, 4))}
    assert same([(equal | {"dW_s": np.ones((3, 3)), "dZ": 0}, dA)], [(equal, dA)]), "more keys than needed"


# What the figures claim.


def test_a_loud_channel_quiets_its_neighbours(demo: dict[str, Any]) -> None:
    after, alone = demo["competed"][0, 0, 0], demo["pixel"][0, 0, 0] / 2**0.75
    assert alone[12] == pytest.approx(238, abs=1)
    assert after[12] == pytest.approx(43, abs=1)
    near, far = [10, 11, 13, 14], [*range(10), *range(15, 24)]
    assert after[near].min() > 4
    assert after[near].max() < 8
    assert after[far].min() > 14
    assert after[far].max() < 31
    assert (after < alone).all()


def test_the_boot_comes_through_the_blocks(demo: dict[str, Any]) -> None:
    def likeness(values: Array) -> float:
        return float(np.corrcoef(values.ravel(), demo["boot"].ravel())[0, 1])

    assert [row.max() for row in demo["plain_row"]][1] == pytest.approx(0.28, abs=0.01)
    assert 1e-9 < demo["plain_row"][9].max() < 1e-7
    assert abs(likeness(demo["plain_row"][1])) < 0.2
    assert likeness(demo["residual_row"][9]) > 0.7
    assert all(1 <= row.max() < 2 for row in demo["residual_row"])


def test_small_weights_change_little_behind_a_skip(demo: dict[str, Any]) -> None:
    assert "a block of zeros is the identity: True" in demo["printed"]
    with_skip, plain = demo["departures"]["with a skip"], demo["departures"]["two plain layers"]
    np.testing.assert_allclose(np.array(with_skip[:5]) / demo["factors"][:5] ** 2, 1.25, rtol=0.05)
    np.testing.assert_allclose(plain, 1, atol=0.15)


def test_the_gradient_fades_in_the_plain_network_alone(demo: dict[str, Any]) -> None:
    X, Y = demo["inputs"][:, :500], demo["truth"][:, :500]
    norms = {}
    for skips in (False, True):
        _, gradients = demo["cost_and_slopes"](X, Y, demo["half"], skips)
        norms[skips] = np.array([np.linalg.norm(gradients[f"b{number}"]) for number in range(1, 21)])
    assert 5e-6 < norms[False][0] / norms[False][19] < 3e-5
    assert norms[False][0] < 1e-6
    assert norms[True].min() > 0.04
    assert norms[True].max() < 0.15


@pytest.mark.thorough
def test_twenty_layers_learn_faster_with_skips() -> None:
    trained = run_cells(with_training=True)
    (plain_costs, plain_shares), (costs, shares) = (
        trained["histories"][name] for name in ("plain", "residual")
    )
    assert all(ours < 0.75 * theirs for ours, theirs in zip(costs, plain_costs, strict=True))
    assert all(ours > theirs for ours, theirs in zip(shares, plain_shares, strict=True))
    assert plain_costs[0] > 1.3 > 1.0 > costs[0]
    assert shares[0] > 0.75
    assert shares[-1] > 0.83
    (_, plain_alike), (_, alike) = trained["alike"]["plain"], trained["alike"]["residual"]
    assert plain_alike[-1] > 0.9
    np.testing.assert_allclose(alike[1:], 0.35, atol=0.03)
