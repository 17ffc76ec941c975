"""What only this assignment promises; `test_source_notebooks` runs its cells against every known answer."""

import copy
from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest

from autograde.naming import diagnose
from helpers import network
from helpers.reference import gradient_checking as reference
from tests.assignments.harness import SEEDS, nbgrader, solutions_of, source

BANDS = (1e-7, 1e-5, 1e-3)
CONSTANTS = {
    "difference_quotients_of_cube": [(0.0, 0.0), (3.0301, 3.0001), None],
    "relative_difference": [0.0, 1.0, 1e-10, {}],
    "forward_propagation": [0.0, 1.0, None],
    "backward_propagation": [0.0, 1.0, None],
    "gradient_check": [0.0, 1e-10, 1.0, True, np.nan],
    "gradient_check_n": [0.0, 1e-10, 1.0, True, {}, np.nan],
    "suspicious_gradients": [[], ["dW1", "dW2", "dW3", "db1", "db2", "db3"], {}, ""],
    "backward_propagation_n": [{}, None, {f"d{name}{layer}": 0.0 for name in "Wb" for layer in (1, 2, 3)}],
}


@pytest.fixture(scope="module")
def shown() -> dict[str, Any]:
    """What the notebook's cells define, its demos included and its tests left out."""
    namespace: dict[str, Any] = {}
    tests = source("gradient_checking").tests
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plt, "show", lambda: plt.close("all"))
        for cell in source("gradient_checking").notebook.cells:
            if cell.cell_type == "code" and cell not in tests:
                exec(compile(cell.source, cell.id, "exec"), namespace)
    return namespace


def network_of(seed: int, m: int = 7) -> Any:
    return reference.random_network(np.random.default_rng(seed), [5, 4, 3, 1], m)


def test_it_grades_the_functions_of_the_contract() -> None:
    assert {each.name for each in reference.exercises} == set(CONSTANTS)
    assert sum(nbgrader(cell)["points"] for cell in source("gradient_checking").tests) == 38


@pytest.mark.parametrize("name", CONSTANTS)
def test_a_constant_answer_earns_nothing(name: str) -> None:
    notebook = source("gradient_checking")
    for constant in CONSTANTS[name]:
        functions = solutions_of(notebook) | {name: lambda *_, answer=constant, **__: answer}
        for seed in SEEDS[:2]:
            verdict = notebook.run(name, functions, seed)
            assert verdict.score == 0, f"{constant}: {verdict}"


# Worked numbers.


def test_the_slopes_of_the_cube_at_one() -> None:
    one_sided, two_sided = reference.difference_quotients_of_cube(1.0, 0.01)
    assert one_sided == pytest.approx(3.0301, abs=1e-10)
    assert two_sided == pytest.approx(3.0001, abs=1e-10)
    assert one_sided - 3 == pytest.approx(0.0301, abs=1e-10), "not 0.301"


@pytest.mark.parametrize("m", [1, 7])
@pytest.mark.parametrize("seed", range(10))
def test_gradients_agree_with_centred_differences(seed: int, m: int) -> None:
    parameters, gradients, X, Y = network_of(seed, m)
    measured = reference.measured_gradients(parameters, X, Y, 1e-5)
    for name, value in gradients.items():
        assert reference.relative_difference(value, measured[name]) < 1e-7, name


@pytest.mark.parametrize("seed", range(3))
def test_the_given_forward_pass_is_that_of_the_reference(seed: int) -> None:
    parameters, gradients, X, Y = network_of(seed)
    cost, cache = network.cost_and_cache(X, Y, parameters)
    expected_cost, expected_cache = reference.forward_propagation_n(X, Y, parameters)
    assert cost == pytest.approx(expected_cost, rel=1e-12)
    for ours, theirs in zip(cache, expected_cache, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-14)
    AL, caches = network.forward(X, parameters)
    assert cost == network.cross_entropy(AL, Y)
    for name, value in network.backward(AL, Y, caches).items():
        np.testing.assert_allclose(value, gradients[name], rtol=1e-10, atol=1e-14)


def test_the_forward_pass_says_what_does_not_fit() -> None:
    parameters, _, X, Y = network_of(0)
    with pytest.raises(ValueError, match="Shape mismatch: W1"):
        network.cost_and_cache(X[1:], Y, parameters)
    with pytest.raises(ValueError, match="Shape mismatch: the prediction"):
        network.cost_and_cache(X, Y[:, 1:], parameters)


def test_checks_leave_their_arguments_alone() -> None:
    parameters, gradients, X, Y = network_of(0)
    before = {name: value.copy() for name, value in parameters.items()}
    for check in ("gradient_check_n", "suspicious_gradients"):
        solutions_of(source("gradient_checking"))[check](parameters, gradients, X, Y)
        assert all(np.array_equal(before[name], parameters[name]) for name in parameters), check


def _zeroed(parameters: Any, gradients: Any, X: Any, Y: Any) -> None:
    for value in parameters.values():
        value *= 0


def _cleared(parameters: Any, gradients: Any, X: Any, Y: Any) -> None:
    parameters.clear()


def _left_where_it_was_moved_to(parameters: Any, gradients: Any, X: Any, Y: Any) -> None:
    parameters["b3"] -= 0.1


def _emptied(parameters: Any, gradients: Any, X: Any, Y: Any) -> None:
    gradients.clear()


def _scaled(parameters: Any, gradients: Any, X: Any, Y: Any) -> None:
    X *= 2


SPOILS = [_zeroed, _cleared, _left_where_it_was_moved_to, _emptied, _scaled]


@pytest.mark.parametrize("name", ["gradient_check_n", "suspicious_gradients"])
@pytest.mark.parametrize("spoil", [*SPOILS, None])
def test_a_check_that_changes_its_arguments_loses_a_point(
    spoil: Callable[..., None] | None, name: str
) -> None:
    notebook = source("gradient_checking")
    check = notebook.exercises[name].function

    def spoiling(parameters: Any, gradients: Any, X: Any, Y: Any, *settings: Any, **more: Any) -> Any:
        result = check(parameters, gradients, X, Y, *settings, **more)
        for value in parameters.values():  # moved and put back: only rounding is left
            value += 0.1
            value -= 0.1
        if spoil:
            spoil(parameters, gradients, X, Y)
        return result

    def after(parameters: Any, gradients: Any, X: Any, Y: Any, epsilon: float) -> Any:
        spoiling(parameters, gradients, X, Y, epsilon)
        return parameters, gradients, X, Y

    functions = solutions_of(notebook) | {name: spoiling, f"after_{name}": after}
    points = nbgrader(notebook.test_of(name))["points"]
    verdict = notebook.run(name, functions, 0)
    assert verdict.score == (points - 1 if spoil else points), verdict
    if spoil:
        (failed,) = [part for part in verdict.ledger.parts if not part.passed]
        assert failed.reason.startswith("Your function changed ")


@pytest.mark.parametrize("seed", SEEDS)
def test_gradients_that_nearly_agree_do_not_agree(seed: int) -> None:
    def relative_difference(grad: Any, gradapprox: Any) -> float:
        close = np.allclose(grad, gradapprox)
        return 0.0 if close else reference.relative_difference(grad, gradapprox)

    notebook = source("gradient_checking")
    functions = solutions_of(notebook) | {"relative_difference": relative_difference}
    assert notebook.run("relative_difference", functions, seed).score == 3


@pytest.mark.parametrize("step", [1e-4, 1e-5, 1e-6, 1e-7])
def test_difference_quotients_are_no_backward_pass(step: float) -> None:
    def backward_propagation_n(X: Any, Y: Any, cache: Any) -> Any:
        names = ("W1", "b1", "W2", "b2", "W3", "b3")
        parameters = dict(zip(names, (cache[i] for i in (2, 3, 6, 7, 10, 11)), strict=True))
        return reference.measured_gradients(parameters, X, Y, step)

    notebook = source("gradient_checking")
    functions = solutions_of(notebook) | {"backward_propagation_n": backward_propagation_n}
    assert notebook.run("backward_propagation_n", functions, 0).score < 7


IN_THE_SOLUTION = [
    ("gradient_check", {"(2 * epsilon)": "epsilon"}, "check_over_epsilon"),
    ("gradient_check", {"(2 * epsilon)": "2 * epsilon"}, "check_without_brackets"),
    ("gradient_check", {"(2 * epsilon)": "epsilon", "theta - epsilon": "theta"}, "check_to_one_side"),
    ("gradient_check", {"(backward": "(forward"}, "check_of_the_value"),
    ("gradient_check_n", {"(2 * epsilon)": "epsilon"}, "network_over_epsilon"),
    ("gradient_check_n", {"(2 * epsilon)": "2 * epsilon"}, "network_without_brackets"),
    ("gradient_check_n", {"(2 * epsilon)": "epsilon", ", -epsilon)": ", 0)"}, "network_to_one_side"),
    ("gradient_check_n", {"value.copy()": "value"}, "moved_without_a_copy"),
    ("gradient_check_n", {"moved[index] +=": "moved +="}, "whole_blocks_moved"),
    ("suspicious_gradients", {"sorted(names)": "names"}, "in_the_order_of_layers"),
    ("suspicious_gradients", {"> tolerance": "<= tolerance"}, "the_unsuspicious"),
    ("suspicious_gradients", {"> tolerance": "> 1e-6"}, "tolerance_of_its_own"),
    ("suspicious_gradients", {'append(f"d{name}")': "append(name)"}, "names_of_parameters"),
    ("suspicious_gradients", {"value.copy()": "value"}, "suspicious_without_a_copy"),
    ("suspicious_gradients", {"(2 * epsilon)": "epsilon"}, "suspicious_over_epsilon"),
    ("backward_propagation_n", {"(A1 > 0)": "(A1 >= 0)"}, "second_bug_mended_only"),
    ("backward_propagation_n", {"np.sum(dZ2,": "np.sum(dA2,"}, "first_bug_mended_only"),
    (
        "backward_propagation_n",
        {"(A1 > 0)": "(A1 >= 0)", "np.sum(dZ2,": "np.sum(dA2,"},
        "both_bugs_left",
    ),
    ("backward_propagation_n", {"(A1 > 0)": "A1"}, "activation_for_its_derivative"),
]
"""Mistakes in the solution's own text: the given forward pass rounds otherwise than the registry does."""


@pytest.mark.parametrize(("function", "changes", "name"), IN_THE_SOLUTION)
@pytest.mark.parametrize("seed", SEEDS[:2])
def test_a_mistake_in_the_solution_is_named(
    function: str, changes: dict[str, str], name: str, seed: int
) -> None:
    notebook = source("gradient_checking")
    cells = copy.deepcopy(notebook.solutions)
    (cell,) = [cell for cell in cells if nbgrader(cell)["grade_id"] == function]
    for old, new in changes.items():
        before, solution = cell.source.split("### BEGIN SOLUTION")
        assert solution.count(old) == 1, old
        cell.source = before + "### BEGIN SOLUTION" + solution.replace(old, new)
    verdict = notebook.run(function, notebook.functions(cells), seed)
    assert verdict.score < nbgrader(notebook.test_of(function))["points"], verdict
    named = diagnose(notebook.exercises[function], verdict.calls[function])
    assert named, verdict
    assert named.name == name, verdict


# The planted bugs.


def test_the_planted_bugs_are_those_of_the_registry(shown: dict[str, Any]) -> None:
    (both,) = [
        each.function
        for each in reference.exercises["backward_propagation_n"].misconceptions
        if each.name == "both_bugs_left"
    ]
    parameters, _, X, Y = network_of(3)
    _, cache = reference.forward_propagation_n(X, Y, parameters)
    faulty, known = shown["faulty_backward_propagation_n"](X, Y, cache), both(X, Y, cache)
    for name, value in faulty.items():
        np.testing.assert_allclose(value, known[name], rtol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_copy_of_the_faulty_pass_earns_nothing(shown: dict[str, Any], seed: int) -> None:
    notebook = source("gradient_checking")
    faulty = {"backward_propagation_n": shown["faulty_backward_propagation_n"]}
    verdict = notebook.run("backward_propagation_n", solutions_of(notebook) | faulty, seed)
    assert verdict.score == 0, verdict


def test_the_check_names_what_the_planted_bugs_spoil(shown: dict[str, Any]) -> None:
    at = (shown["start"], shown["faulty_slopes"], shown["points"], shown["labels"])
    assert shown["suspicious_gradients"](*at) == ["dW1", "db1", "db2"]
    assert shown["suspicious_gradients"](shown["start"], shown["mended_slopes"], *at[2:]) == []


# What captions and texts claim.


def test_truncation_and_rounding_make_a_v(shown: dict[str, Any]) -> None:
    steps, errors = shown["steps"], shown["errors"]

    def least(column: int) -> float:
        tenths = [np.median(part) for part in np.array_split(errors[:, column], 30)]
        return float(np.log10(steps[10 * int(np.argmin(tenths)) + 5]))

    assert least(0) == pytest.approx(-8, abs=1)
    assert least(1) == pytest.approx(-5, abs=1)
    large = steps > 1e-3
    np.testing.assert_allclose(errors[large, 0], 3 * steps[large] + steps[large] ** 2, rtol=1e-6)
    np.testing.assert_allclose(errors[large, 1], steps[large] ** 2, rtol=1e-4)


def test_mistakes_fall_into_the_bands_that_the_caption_names(shown: dict[str, Any]) -> None:
    found = {
        name: reference.relative_difference(shown["true"], version)
        for name, version in shown["versions"].items()
    }
    fine, closer, bug = BANDS
    flipped, halved, one_flip, all_large, one_off, single, double = found.values()
    assert flipped == 1
    assert halved == pytest.approx(1 / 3)
    assert bug < one_flip < 0.1
    assert fine < one_off < bug
    assert closer / 3 < one_off < 10 * closer
    assert closer / 3 < all_large < 10 * closer
    assert single < fine
    assert double < 1e-16


def test_a_vanishing_step_fails_a_right_derivative(shown: dict[str, Any]) -> None:
    assert (shown["found"][shown["step_sizes"] < 1e-16] == 1).all()
    assert shown["found"][-1] < 1e-15


def test_no_step_makes_the_faulty_gradients_pass(shown: dict[str, Any]) -> None:
    check: Callable[..., float] = shown["gradient_check_n"]
    at = (shown["points"], shown["labels"])
    right = [check(shown["start"], shown["tested_slopes"], *at, step) for step in shown["trial_steps"]]
    assert min(check(shown["start"], shown["faulty_slopes"], *at, step) for step in (1e-9, 1e-7, 1e-5)) > 0.1
    assert min(right) < 1e-9
    assert 1e-6 < shown["trial_steps"][int(np.argmin(right))] < 1e-4
    assert check(shown["start"], shown["tested_slopes"], *at) < BANDS[0]


def test_the_faulty_pass_trains_and_the_mended_one_trains_better(shown: dict[str, Any]) -> None:
    faulty, mended = np.array(shown["costs_faulty"]), np.array(shown["costs_mended"])
    assert faulty[0] == mended[0] > 0.6
    assert (np.diff(faulty) < 0).all(), "downhill at every step"
    assert mended[-1] < faulty[-1] < 0.14
    assert (mended[1:] < faulty[1:]).all()


def test_a_check_counts_two_forward_passes_for_each_parameter(shown: dict[str, Any]) -> None:
    passes = 0

    def counted(*arguments: Any) -> Any:
        nonlocal passes
        passes += 1
        return network.cost_and_cache(*arguments)

    parameters, gradients, X, Y = reference.random_network(np.random.default_rng(0), [4, 5, 3, 1], 3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(
            shown,
            "network",
            type("Counting", (), {"cost_and_cache": staticmethod(counted)}),
        )
        shown["gradient_check_n"](parameters, gradients, X, Y)
    assert passes == 2 * (5 * 5 + 3 * 6 + 1 * 4) == 94
