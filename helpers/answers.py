"""Keeps helpers that answer an exercise out of the answers to it.

Helpers train networks in demos; some of them do exactly what an exercise asks for. The cells of a notebook
may use all of them. An answer may use what the course's own solutions use, and nothing else of `GUARDED`:
other functions raise an error that says so, while a check calls the answer and whenever it is graded.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any

GUARDED = ("convnet", "network", "search")
"""Modules of this package that have answers in them."""

_FOR_THREE_LAYERS = ("network.cost_and_cache", "network.cross_entropy", "network.relu", "network.sigmoid")

MAY_USE: Mapping[str, Collection[str]] = {
    "gradient_checking": ("network.cost_and_cache", "network.sigmoid"),
    "regularization": _FOR_THREE_LAYERS,
}
"""What the solutions of an assignment use of the guarded modules; those of others use nothing."""


def refusal(name: str) -> str:
    """What the error says that such a function raises."""
    return (
        f"`{name}` answers exercises, so your function cannot use it: write out what it does. "
        "Cells outside of your answers may use it"
    )


@dataclass(frozen=True)
class _Closed:
    """A function as it is, and what it refuses with while it is closed off."""

    function: FunctionType
    code: CodeType
    defaults: Any
    keyword_defaults: Any
    refusing: CodeType


class Guard:
    """Has every function of the guarded modules raise an error while it is closed, but for those allowed.

    Parameters
    ----------
    allowed
        Names such as ``network.sigmoid``. What these need of their module stays open, too.
    """

    def __init__(self, allowed: Collection[str]) -> None:
        self._guarded: list[_Closed] = []
        for module_name in GUARDED:
            module = importlib.import_module(f"helpers.{module_name}")
            functions = dict(_functions_of(module_name, vars(module)))
            needed = _needed({name for name in functions if name in allowed}, functions, module_name)
            self._guarded += [_as_it_is(functions[name], name) for name in functions if name not in needed]

    def close(self) -> None:
        """Have them refuse."""
        for each in self._guarded:
            each.function.__code__ = each.refusing
            each.function.__defaults__ = each.function.__kwdefaults__ = None

    def open(self) -> None:
        """Have them work again."""
        for each in self._guarded:
            each.function.__code__ = each.code
            each.function.__defaults__ = each.defaults
            each.function.__kwdefaults__ = each.keyword_defaults


def _as_it_is(function: FunctionType, name: str) -> _Closed:
    return _Closed(
        function, function.__code__, function.__defaults__, function.__kwdefaults__, _refusing(name)
    )


def _functions_of(module_name: str, names: Mapping[str, Any]) -> Iterator[tuple[str, FunctionType]]:
    """The functions that a module defines, also in its dicts and tuples, each under a name."""
    waiting = [(f"{module_name}.{name}", value) for name, value in names.items() if name[:2] != "__"]
    seen = set[int]()
    for name, value in waiting:
        if isinstance(value, dict):
            waiting += [(f"{name}[{key!r}]", each) for key, each in value.items()]
        elif isinstance(value, tuple):
            waiting += [(f"{name}[{number}]", each) for number, each in enumerate(value)]
        elif isinstance(value, FunctionType):
            function = inspect.unwrap(value)
            plain = not function.__code__.co_freevars and not inspect.isgeneratorfunction(function)
            own = plain and function.__module__ == f"helpers.{module_name}"
            if own and id(function) not in seen:
                seen.add(id(function))
                yield name, function


def _needed(names: set[str], functions: Mapping[str, FunctionType], module_name: str) -> set[str]:
    """Functions, and those of their module that they call."""
    found, waiting = set[str](), set(names)
    while waiting:
        found |= waiting
        called = {f"{module_name}.{used}" for name in waiting for used in _names_in(functions[name].__code__)}
        waiting = (called & functions.keys()) - found
    return found


def _names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names_in(constant)


def _refusing(name: str) -> CodeType:
    names: dict[str, Any] = {}
    source = f"def refused(*args, **kwargs):\n    raise RuntimeError({refusal(name)!r})"
    exec(compile(source, "<helpers>", "exec"), names)
    code: CodeType = names["refused"].__code__
    return code


@contextlib.contextmanager
def closed_off(exercise: str) -> Iterator[None]:
    """Close off what an answer to an exercise may not use, while a check calls it in a notebook."""
    assignment = ASSIGNMENT_OF.get(exercise)
    if assignment is None or _closed:
        yield
        return
    _closed.append(exercise)
    guard = Guard(MAY_USE.get(assignment, ()))
    guard.close()
    try:
        yield
    finally:
        guard.open()
        _closed.clear()


_closed: list[str] = []
"""The exercise that is being checked, if any."""

_EXERCISES = {
    "batch_norm": ("batch_norm_forward", "shifted_bias_output", "batch_norm_backward", "fold_batch_norm"),
    "convnets": (
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
    ),
    "deep_convnets": (
        "trace_shapes",
        "local_response_normalization",
        "residual_block_forward",
        "is_identity_when_zero",
        "residual_block_backward",
    ),
    "frameworks": (
        "minimize_quadratic",
        "dense_forward",
        "unbroadcast",
        "Recorder",
        "Arithmetic",
        "Functions",
    ),
    "gradient_checking": (
        "difference_quotients_of_cube",
        "relative_difference",
        "forward_propagation",
        "backward_propagation",
        "gradient_check",
        "gradient_check_n",
        "suspicious_gradients",
        "backward_propagation_n",
    ),
    "hyperparameter_tuning": (
        "sample_log_uniform",
        "sample_momentum",
        "sample_integers",
        "grid_search",
        "random_search",
        "coarse_to_fine",
    ),
    "initialization": (
        "initialize_parameters_zeros",
        "initialize_parameters_random",
        "activation_scales",
        "initialize_parameters_he",
        "initialize_parameters_xavier",
        "initialize_parameters_glorot",
    ),
    "ml_strategy": (
        "split_indices",
        "split_mismatched",
        "precision_recall",
        "f1_score",
        "choose_classifier",
        "weighted_error",
        "diagnose",
        "diagnose_mismatch",
        "error_ceilings",
    ),
    "neural_network_basics": (
        "sigmoid",
        "compute_cost",
        "normalize_inputs",
        "propagate",
        "optimize",
        "predict",
        "tanh",
        "relu",
        "leaky_relu",
        "sigmoid_derivative",
        "tanh_derivative",
        "relu_derivative",
        "linear_forward",
        "L_model_forward",
        "L_model_backward",
    ),
    "optimization": (
        "update_parameters_with_gd",
        "random_mini_batches",
        "exponentially_weighted_average",
        "initialize_velocity",
        "update_parameters_with_momentum",
        "initialize_rmsprop",
        "update_parameters_with_rmsprop",
        "initialize_adam",
        "update_parameters_with_adam",
        "update_lr",
        "schedule_lr_decay",
        "exponential_lr_decay",
        "sqrt_lr_decay",
    ),
    "regularization": (
        "compute_cost_with_regularization",
        "backward_propagation_with_regularization",
        "forward_propagation_with_dropout",
        "backward_propagation_with_dropout",
        "early_stopping",
        "flip_horizontal",
        "random_crop",
    ),
    "softmax": (
        "softmax",
        "hardmax",
        "one_hot",
        "cross_entropy_cost",
        "softmax_gradients",
        "train_softmax",
        "predict_classes",
    ),
}

ASSIGNMENT_OF = {name: assignment for assignment, names in _EXERCISES.items() for name in names}
"""Of each graded function or class, the assignment that asks for it."""
