"""Helpers that answer an exercise are out of reach of answers to it, and of nothing else."""

import inspect
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np
import pytest

from autograde.notebook_code import used_of_helpers
from autograde.running import is_run
from autograde.submission import is_test
from helpers import answers, checks, convnet, network, search
from tests.assignments.harness import assignments, source

PARAMETERS = {"W1": np.ones((1, 2)), "b1": np.zeros((1, 1))}
X = np.ones((2, 3))
MODULES = {"convnet": convnet, "network": network, "search": search}


def of_an_answer(name: str, body: Callable[..., Any]) -> Any:
    """What a check gets that calls an answer of this name, which does what `body` does."""

    def answer(*args: Any) -> Any:
        return body(*args)

    answer.__name__ = name
    return checks.call(answer)


@pytest.mark.parametrize("assignment", assignments())
def test_what_may_be_used_is_what_the_solutions_use(assignment: str) -> None:
    cells = source(assignment).notebook.cells
    shown = (cell.source for cell in cells if is_run(cell) and not is_test(cell))
    assert used_of_helpers(shown) == set(answers.MAY_USE.get(assignment, ()))


@pytest.mark.parametrize("assignment", assignments())
def test_every_exercise_has_its_assignment(assignment: str) -> None:
    known = [name for name, of in answers.ASSIGNMENT_OF.items() if of == assignment]
    assert known == [exercise.name for exercise in source(assignment).exercises]


@pytest.mark.parametrize(
    ("exercise", "helper"),
    [
        ("L_model_backward", lambda: network.backward(X, X, [])),
        ("L_model_forward", lambda: network.forward(X, PARAMETERS)),
        ("sigmoid", lambda: network.sigmoid(X)),
        ("relu_derivative", lambda: network.ACTIVATIONS["relu"].derivative(X)),
        ("suspicious_gradients", lambda: network.backward(X, X, [])),
        ("backward_propagation_with_regularization", lambda: network.train),
        ("conv_forward", lambda: convnet.new_parameters(np.random.default_rng(0))),
        ("compute_cost", lambda: network.cross_entropy(X, X)),
    ],
)
def test_an_answer_that_asks_a_helper_is_told_so(exercise: str, helper: Callable[[], Any]) -> None:
    def body() -> Any:
        found = helper()
        return found(X, X) if isinstance(found, FunctionType) else found

    with pytest.raises(RuntimeError, match="answers exercises, so your function cannot use it"):
        of_an_answer(exercise, body)


def test_what_the_solutions_use_can_be_used() -> None:
    assert of_an_answer("gradient_check_n", lambda: network.sigmoid(np.zeros(1))) == [0.5]
    three = {f"{name}{layer}": np.ones((1, 1)) for name in "Wb" for layer in (1, 2, 3)}
    cost, _ = of_an_answer("gradient_check_n", lambda: network.cost_and_cache(X[:1], X[:1], three))
    assert cost > 0


def test_a_function_that_is_no_exercise_may_use_everything() -> None:
    assert of_an_answer("my_own", lambda: network.sigmoid(np.zeros(1))) == [0.5]


def test_afterwards_everything_is_as_before() -> None:
    functions = {
        f"{name}.{each}": (inspect.unwrap(value).__code__, inspect.unwrap(value).__defaults__)
        for name, module in MODULES.items()
        for each, value in vars(module).items()
        if isinstance(value, FunctionType)
    }
    with pytest.raises(RuntimeError):
        of_an_answer("sigmoid", lambda: network.sigmoid(X))
    with pytest.raises(ZeroDivisionError):
        of_an_answer("sigmoid", lambda: 1 / 0)
    for name, before in functions.items():
        module, _, function = name.partition(".")
        now = inspect.unwrap(getattr(MODULES[module], function))
        assert (now.__code__, now.__defaults__) == before, name
    assert network.sigmoid(np.zeros(1)) == [0.5]
    A, _ = network.forward(X, PARAMETERS)
    assert A.shape == (1, 3)


def test_a_check_in_a_check_leaves_them_closed_until_the_outer_one_ends() -> None:
    def body() -> Any:
        of_an_answer("tanh", lambda: 1)
        return network.sigmoid(X)

    with pytest.raises(RuntimeError, match="answers exercises"):
        of_an_answer("sigmoid", body)
    assert network.sigmoid(np.zeros(1)) == [0.5]


@pytest.mark.parametrize("module", sorted(answers.GUARDED))
def test_no_public_function_is_left_out(module: str) -> None:
    public = {
        f"{module}.{name}"
        for name, value in vars(MODULES[module]).items()
        if isinstance(value, FunctionType)
        and value.__module__ == f"helpers.{module}"
        and not inspect.isgeneratorfunction(inspect.unwrap(value))
    }
    assert public <= dict(answers._functions_of(module, vars(MODULES[module]))).keys()
