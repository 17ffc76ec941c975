"""What only this assignment promises; `test_source_notebooks` runs its cells against every known answer."""

import contextlib
import io
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers.reference import batch_norm as reference
from tests.assignments.harness import SEEDS, nbgrader, solutions_of, source

Array = np.ndarray
NOTEBOOK = source("batch_norm")


def settings(n: int, mode: str = "train", eps: float = 1e-5, momentum: float = 0.9) -> dict[str, Any]:
    averages = {"running_mean": np.zeros((n, 1)), "running_var": np.ones((n, 1))}
    return {"mode": mode, "eps": eps, "momentum": momentum} | averages


def case(seed: int, n: int = 5, m: int = 7) -> tuple[Array, Array, Array, Array]:
    """Z, gamma, beta and dZ_tilde; means other than 0, gamma of both signs."""
    rng = np.random.default_rng(seed)
    gamma = rng.uniform(0.5, 2, (n, 1)) * rng.choice([-1, 1], (n, 1))
    return rng.normal(1.5, 2, (n, m)), gamma, rng.normal(-1, 1, (n, 1)), rng.normal(0.5, 3, (n, m))


def test_it_grades_the_functions_of_the_contract() -> None:
    names = {each.name for each in reference.exercises}
    assert names == {"batch_norm_forward", "batch_norm_backward", "fold_batch_norm", "shifted_bias_output"}
    assert sum(nbgrader(cell)["points"] for cell in NOTEBOOK.tests) == 30


@pytest.mark.parametrize(
    "slip",
    ["SIGMA_UNDER_ROOT", "DIVIDED_BY_VARIANCE", "MEAN_NOT_SUBTRACTED"],
)
def test_the_slips_in_circulation_are_known_mistakes(slip: str) -> None:
    sentences = {each.text for each in reference.exercises["batch_norm_forward"].misconceptions}
    assert getattr(reference, slip) in sentences


# The numbers that the notebook works out.


def test_the_worked_example_forward_and_back() -> None:
    Z = np.array([[1.0, 4.0, 7.0], [1.0, 1.0, 4.0]])
    gamma, beta = np.array([[5.0], [3.0]]), np.array([[1.0], [-1.0]])
    Z_tilde, cache, bn_param = reference.batch_norm_forward(Z, gamma, beta, settings(2, eps=0.25))
    np.testing.assert_allclose(Z_tilde, [[-5, 1, 7], [-3, -3, 3]])
    np.testing.assert_allclose(bn_param["running_mean"], [[0.4], [0.2]])
    np.testing.assert_allclose(bn_param["running_var"], [[1.5], [1.1]])
    gradients = reference.batch_norm_backward(np.array([[75.0, 0, 0], [0, 27.0, 0]]), cache)
    for got, expected in zip(
        gradients, ([[28, -50, 22], [-26, 28, -2]], [[-90], [-18]], [[75], [27]]), strict=True
    ):
        np.testing.assert_allclose(got, expected)


def test_gamma_and_beta_can_undo_the_normalisation() -> None:
    Z, *_ = case(0)
    gamma, beta = np.sqrt(Z.var(axis=1, keepdims=True) + 0.3), Z.mean(axis=1, keepdims=True)
    Z_tilde, _, _ = reference.batch_norm_forward(Z, gamma, beta, settings(5, eps=0.3))
    np.testing.assert_allclose(Z_tilde, Z)


def test_tanh_of_a_normalised_unit_has_the_spread_of_the_figure() -> None:
    values = np.tanh(np.random.default_rng(0).standard_normal(1_000_000))
    assert values.std() == pytest.approx(0.63, abs=0.005)


# Gradients.


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("n", "m"), [(5, 7), (1, 4), (3, 2), (4, 1)])
def test_the_gradients_are_centred_differences(seed: int, n: int, m: int) -> None:
    Z, gamma, beta, dZ_tilde = case(seed, n, m)
    arguments, step = {"Z": Z, "gamma": gamma, "beta": beta}, 1e-4
    _, cache, _ = reference.batch_norm_forward(Z, gamma, beta, settings(n, eps=0.7))
    gradients = dict(zip(arguments, reference.batch_norm_backward(dZ_tilde, cache), strict=True))

    def cost(at: dict[str, Array]) -> float:
        Z_tilde, _, _ = reference.batch_norm_forward(**at, bn_param=settings(n, eps=0.7))
        return float(np.sum(dZ_tilde * Z_tilde))

    for name, value in arguments.items():
        slopes = np.empty(value.shape)
        for index in np.ndindex(*value.shape):
            bump = np.zeros(value.shape)
            bump[index] = step
            # Four points: an error of order step⁴, so that 1e-7 is asked of the gradient and not of the step.
            one, two = (
                cost(arguments | {name: value + k * bump}) - cost(arguments | {name: value - k * bump})
                for k in (1, 2)
            )
            slopes[index] = (8 * one - two) / (12 * step)
        difference = np.linalg.norm(gradients[name] - slopes)
        scale = np.linalg.norm(gradients[name]) + np.linalg.norm(slopes)
        assert difference <= 1e-7 * scale + 1e-9, f"{name}, seed {seed}"


@pytest.mark.parametrize("seed", range(5))
def test_no_gradient_is_left_for_the_bias(seed: int) -> None:
    Z, gamma, beta, dZ_tilde = case(seed)
    _, cache, _ = reference.batch_norm_forward(Z, gamma, beta, settings(5))
    dZ, _, _ = reference.batch_norm_backward(dZ_tilde, cache)
    np.testing.assert_allclose(dZ.sum(axis=1), 0, atol=1e-12)


# A cache is the student's own affair.

READ: dict[str, Callable[[Any], tuple[Array, Array, Array]]] = {
    "forward_in_place": lambda c: (c["Z_norm"], c["gamma"], c["var"] + c["eps"]),
    "forward_transposed": lambda c: (c[0].T, c[1], c[2][:, None] + c[3]),
    "forward_by_weighted_averages": lambda c: ((c[0] - c[1]) / np.sqrt(c[2]), c[3], c[2]),
    "forward_by_einsum": lambda c: (c["centred"] * c["inverse"], c["gamma"], c["inverse"] ** -2.0),
}
"""Z_norm, gamma and the variance with eps, out of the caches of the styles that have one of their own."""


@pytest.mark.parametrize("name", READ)
def test_a_cache_of_any_form_goes_forward_and_back(name: str) -> None:
    exercise = reference.exercises["batch_norm_forward"]
    (style,) = [each for each in exercise.styles if each.name == name]

    def backward(dZ_tilde: Array, cache: Any) -> tuple[Array, Array, Array]:
        Z_norm, gamma, var = READ[name](cache)
        return reference.batch_norm_backward(dZ_tilde, (Z_norm, gamma, np.sqrt(var)))

    functions = solutions_of(NOTEBOOK) | {
        "batch_norm_forward": style.function,
        "batch_norm_backward": backward,
    }
    for seed in SEEDS:
        assert NOTEBOOK.run("batch_norm_backward", functions, seed).score == 10


# A cache that is none: the forward pass leaves what it knows elsewhere.


def elsewhere(keep: Callable[[list[Any], Any], None], find: Callable[[list[Any], Array], Any]) -> Any:
    """A forward and a backward pass that share a global list; the cache is None."""
    kept: list[Any] = []

    def forward(*args: Any, **kwargs: Any) -> Any:
        Z_tilde, cache, bn_param = reference.batch_norm_forward(*args, **kwargs)
        keep(kept, cache)
        return Z_tilde, None, bn_param

    def backward(dZ_tilde: Array, cache: Any) -> Any:
        return reference.batch_norm_backward(dZ_tilde, find(kept, dZ_tilde))

    return {"batch_norm_forward": forward, "batch_norm_backward": backward}


def newest_of_the_shape(kept: list[Any], dZ_tilde: Array) -> Any:
    return next(each for each in reversed(kept) if each[0].shape == dZ_tilde.shape)


@pytest.mark.parametrize(
    ("keep", "find"),
    [
        pytest.param(lambda kept, cache: kept.append(cache), lambda kept, dZ: kept[-1], id="last"),
        pytest.param(lambda kept, cache: kept.append(cache), lambda kept, dZ: kept.pop(), id="stack"),
        pytest.param(lambda kept, cache: kept.append(cache), lambda kept, dZ: kept.pop(0), id="queue"),
        pytest.param(lambda kept, cache: kept.append(cache), newest_of_the_shape, id="by shape"),
    ],
)
def test_a_global_variable_is_no_cache(keep: Any, find: Any) -> None:
    for seed in SEEDS:
        functions = solutions_of(NOTEBOOK) | elsewhere(keep, find)
        parts = NOTEBOOK.run("batch_norm_backward", functions, seed).ledger.parts
        lost = [part.name for part in parts if not part.passed]
        assert any("two forward passes" in name for name in lost), lost
        assert any(name.endswith("dZ") for name in lost), lost


# Differences instead of a derivation.


def plain_forward(Z: Array, gamma: Array, beta: Array, eps: float) -> Array:
    """Batch norm in training, for complex numbers as well."""
    centred = Z - Z.mean(axis=1, keepdims=True)
    result: Array = gamma * centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + eps) + beta
    return result


def measured(slope: Callable[[Callable[[Any], Any], Any], Array]) -> dict[str, Any]:
    """A forward pass that keeps its arguments, and a backward pass that measures dZ."""

    def forward(Z: Array, gamma: Array, beta: Array, bn_param: dict[str, Any]) -> Any:
        Z_tilde, cache, new = reference.batch_norm_forward(Z, gamma, beta, bn_param)
        return Z_tilde, (Z, gamma, beta, bn_param["eps"], cache), new

    def backward(dZ_tilde: Array, cache: Any) -> Any:
        Z, gamma, beta, eps, right = cache
        _, dgamma, dbeta = reference.batch_norm_backward(dZ_tilde, right)
        return slope(lambda at: np.sum(dZ_tilde * plain_forward(at, gamma, beta, eps)), Z), dgamma, dbeta

    return {"batch_norm_forward": forward, "batch_norm_backward": backward}


def by_bumps(quotient: Callable[[Callable[[Any], Any], Array, Array], float]) -> Callable[..., Array]:
    def slope(cost: Callable[[Any], Any], at: Array) -> Array:
        result = np.zeros(at.shape)
        for index in np.ndindex(*at.shape):
            bump = np.zeros(at.shape)
            bump[index] = 1.0
            result[index] = quotient(cost, at, bump)
        return result

    return slope


@pytest.mark.parametrize(
    "quotient",
    [
        pytest.param(
            lambda cost, at, bump: float((cost(at + 1e-5 * bump) - cost(at - 1e-5 * bump)) / 2e-5),
            id="centred difference",
        ),
        *(
            pytest.param(
                lambda cost, at, bump, h=h: float(np.imag(cost(at + 1j * h * bump)) / h),
                id=f"complex step of {h}",
            )
            for h in (1e-20, 1e-30, 1e-50, 1e-100)
        ),
    ],
)
def test_a_gradient_that_is_measured_is_refused(quotient: Any) -> None:
    for seed in SEEDS:
        functions = solutions_of(NOTEBOOK) | measured(by_bumps(quotient))
        parts = NOTEBOOK.run("batch_norm_backward", functions, seed).ledger.parts
        assert "dZ" in {part.name.rsplit(" ", 1)[-1] for part in parts if not part.passed}


def test_the_company_of_a_point_leaves_the_averages_of_in_place_updates_alone() -> None:
    """The demos hand out copies: an update in place is right, and must not spoil the figures below it."""
    (loop,) = [cell for cell in NOTEBOOK.notebook.cells if cell.id == "training-loop"]
    assert 'deepcopy(averages[layer]) | {"mode": mode}' in loop.source


def test_slopes_of_a_wrong_forward_pass_are_not_enough() -> None:
    def without_eps(Z: Array, gamma: Array, beta: Array, bn_param: dict[str, Any]) -> Any:
        return reference.batch_norm_forward(Z, gamma, beta, bn_param | {"eps": 0.0})

    functions = solutions_of(NOTEBOOK) | {"batch_norm_forward": without_eps}
    parts = NOTEBOOK.run("batch_norm_backward", functions, 0).ledger.parts
    assert all(part.passed for part in parts if "slopes" in part.name)
    assert not any(part.passed for part in parts if part.name.endswith("dZ"))


@pytest.mark.parametrize("name", [each.name for each in reference.exercises])
def test_no_part_is_earned_by_zeros_or_by_nothing(name: str) -> None:
    right = solutions_of(NOTEBOOK)[name]

    def zeros_like(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(zeros_like(each) for each in value)
        if isinstance(value, dict):
            return {key: zeros_like(each) for key, each in value.items()}
        return value * 0 if isinstance(value, np.ndarray) else value

    def zeros(*args: Any, **kwargs: Any) -> Any:
        with contextlib.suppress(ValueError):
            return zeros_like(right(*args, **kwargs))

    for wrong in (zeros, lambda *args, **kwargs: {}, lambda *args, **kwargs: None):
        for seed in SEEDS:
            verdict = NOTEBOOK.run(name, solutions_of(NOTEBOOK) | {name: wrong}, seed)
            assert verdict.score == 0, verdict


# What the figures claim.


def of_the_demos(test: Callable[..., None]) -> Callable[..., None]:
    """Mark a test that needs trained networks: they are trained once, by one worker."""
    return pytest.mark.thorough(pytest.mark.xdist_group("batch_norm_demos")(test))


@pytest.fixture(scope="module")
def demo() -> dict[str, Any]:
    """The names that the notebook's demos bind."""
    mpl.use("agg")
    show, plt.show = plt.show, lambda: None
    namespace: dict[str, Any] = {}
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            for cell in NOTEBOOK.notebook.cells:
                if cell.cell_type == "code" and cell not in NOTEBOOK.tests:
                    exec(compile(cell.source, cell.id, "exec"), namespace)
    finally:
        plt.show = show
        plt.close("all")
    return namespace


@of_the_demos
def test_the_deep_network_learns_from_either_start_with_batch_norm_only(demo: dict[str, Any]) -> None:
    last = {name: np.mean(costs[-5:]) for name, costs in demo["costs"].items()}
    assert last["weights 0.15, plain"] == pytest.approx(np.log(2), abs=0.01)
    assert last["weights 1, plain"] > 0.5
    assert last["weights 0.15, batch norm"] < 0.25
    assert last["weights 1, batch norm"] < 0.2


@of_the_demos
def test_a_wide_range_of_learning_rates_works_with_batch_norm(demo: dict[str, Any]) -> None:
    plain, normalised = demo["last_costs"]["plain"], demo["last_costs"]["batch norm"]
    assert min(plain) > max(normalised[1:]), "all rates from 0.01 end below the best of the plain network"
    assert plain[-1] > 2


@of_the_demos
def test_its_gradients_are_centred_differences(demo: dict[str, Any]) -> None:
    X, Y = demo["circles"].X_train[:, :20], demo["circles"].Y_train[:, :20]
    net, averages = demo["new_network"]([2, 5, 4, 1], 0.7)
    rng = np.random.default_rng(0)
    net = {name: value + 0.3 * rng.normal(size=value.shape) for name, value in net.items()}

    def cost(at: dict[str, Array]) -> float:
        AL, _ = demo["run_forward"](X, at, dict(averages), "train")
        return float(demo["network"].cross_entropy(AL, Y))

    AL, kept = demo["run_forward"](X, net, dict(averages), "train")
    slopes = demo["run_backward"](AL, Y, kept, net)
    assert set(slopes) == set(net)
    for name, value in net.items():
        direction = rng.normal(size=value.shape)
        above, below = (cost(net | {name: value + sign * 1e-5 * direction}) for sign in (1, -1))
        slope = (above - below) / 2e-5
        assert np.sum(slopes[name] * direction) == pytest.approx(slope, rel=1e-6, abs=1e-9), name


@of_the_demos
def test_the_bias_has_no_gradient_in_front_of_batch_norm(demo: dict[str, Any]) -> None:
    assert demo["size"]["b"] < 1e-12 < demo["size"]["W"]


@of_the_demos
def test_folding_leaves_every_answer(demo: dict[str, Any]) -> None:
    np.testing.assert_allclose(demo["by_plain"], demo["answers"], atol=1e-9)
    assert np.mean((demo["answers"] > 0.5) == demo["circles"].Y_test) > 0.9
    assert set(demo["plain"]) == {f"{kind}{layer}" for kind in ("W", "b") for layer in range(1, 10)}
