"""The errata and the registry say the same: a slip that is listed there is one that hidden tests reject."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat import NotebookNode

from helpers.reference import registry

ERRATA = Path(__file__).parents[2] / "notebooks" / "errata.ipynb"

# Cell that opens a section: assignment, graded function and name of the known mistake in it.
REJECTED: dict[str, list[tuple[str, str, str]]] = {
    "second-layer-input": [
        ("neural_network_basics", "L_model_forward", "input_in_every_layer"),
        ("initialization", "activation_scales", "input_into_every_layer"),
        ("regularization", "forward_propagation_with_dropout", "dropout_with_z2_from_x"),
    ],
    "second-layer-gradient": [
        ("neural_network_basics", "L_model_backward", "dz_of_the_layer_before"),
        ("regularization", "backward_propagation_with_regularization", "backward_with_dw2_from_dz1"),
        ("gradient_checking", "backward_propagation_n", "dw2_of_the_first_layer"),
    ],
    "rand-for-randn": [
        ("initialization", "initialize_parameters_random", "random_from_rand"),
        ("initialization", "initialize_parameters_he", "he_from_rand"),
        ("initialization", "initialize_parameters_xavier", "xavier_from_rand"),
        ("initialization", "initialize_parameters_glorot", "glorot_from_rand"),
    ],
    "regularization-factor": [
        ("regularization", "compute_cost_with_regularization", "cost_without_lambda"),
        ("regularization", "backward_propagation_with_regularization", "backward_without_lambda"),
    ],
    "divided-by-variance": [
        ("neural_network_basics", "normalize_inputs", "divided_by_the_variance"),
        ("batch_norm", "batch_norm_forward", "forward_divided_by_the_variance"),
    ],
    "variance-without-mean": [
        ("neural_network_basics", "normalize_inputs", "mean_not_subtracted_for_the_variance"),
        ("batch_norm", "batch_norm_forward", "forward_with_the_mean_square_as_variance"),
        ("initialization", "activation_scales", "root_mean_square"),
    ],
    "adam-correction": [("optimization", "update_parameters_with_adam", "adam_s_corrected_with_beta1")],
    "s-from-v": [
        ("optimization", "update_parameters_with_rmsprop", "rmsprop_from_a_v_that_stays_zero"),
        ("optimization", "update_parameters_with_adam", "adam_s_from_v"),
    ],
    "exponential-decay": [("optimization", "exponential_lr_decay", "exponential_base_times_e")],
    "momentum-scale": [("hyperparameter_tuning", "sample_momentum", "momentum_from_the_printed_slip")],
    "sigma-under-root": [
        ("batch_norm", "batch_norm_forward", "forward_with_sigma_under_the_root"),
        ("batch_norm", "shifted_bias_output", "bias_output_with_sigma_under_the_root"),
        ("batch_norm", "fold_batch_norm", "fold_with_sigma_under_the_root"),
    ],
    "batch-norm-place": [("batch_norm", "shifted_bias_output", "activations_normalised")],
    "pool2-channels": [
        ("deep_convnets", "trace_shapes", "trace_with_the_first_channels_after_pooling"),
    ],
}

# And why no graded function can have the others in it.
UNGRADED = {
    "one-sided-error": "a lost zero: graded functions return the two quotients, from which nobody gets 0.301",
    "average-of-f": "choose_classifier gets one number for each metric and averages nothing",
    "strided-example": "two misprinted numbers that no mistake in the code gives for this image and filter",
    "lenet-stride": "trace_shapes is told each layer's stride by the tests",
}


@pytest.fixture(scope="module")
def errata(read: Callable[[Path], NotebookNode]) -> NotebookNode:
    return read(ERRATA)


def _headings(errata: NotebookNode) -> dict[str, int]:
    """Cell that opens a section to the section's number."""
    return {
        cell["id"]: int(match[1])
        for cell in errata.cells
        if cell.cell_type == "markdown" and (match := re.match(r"## (\d+) ", cell.source))
    }


def test_every_slip_is_rejected_somewhere_or_says_why_not(errata: NotebookNode) -> None:
    assert set(_headings(errata)) == REJECTED.keys() | UNGRADED.keys()
    assert not REJECTED.keys() & UNGRADED.keys()


def test_the_slips_are_numbered_in_order(errata: NotebookNode) -> None:
    assert list(_headings(errata).values()) == list(range(1, len(_headings(errata)) + 1))


@pytest.mark.parametrize(
    ("assignment", "function", "mistake"),
    [pytest.param(*known, id="-".join(known[1:])) for rows in REJECTED.values() for known in rows],
)
def test_the_registry_knows_the_mistake(assignment: str, function: str, mistake: str) -> None:
    exercises = registry.load(assignment)
    assert exercises is not None
    assert mistake in [variant.name for variant in exercises[function].misconceptions]


def test_every_slip_is_stated_mended_and_computed(errata: NotebookNode) -> None:
    cells = {cell["id"]: cell for cell in errata.cells}
    for section in _headings(errata):
        assert "**In circulation:**" in cells[section].source, section
        assert "**It should be:**" in cells[section].source, section
        assert "checks.close(" in cells[f"{section}-shown"].source, section


def test_the_table_names_lesson_assignment_and_functions(errata: NotebookNode) -> None:
    (table,) = (cell.source for cell in errata.cells if cell["id"] == "belongs")
    rows = re.findall(r"^\| (\d+) \|.*\]\((\d\d_\w+)\.ipynb\) \|.*/(\w+)\.ipynb\) \| (.+) \|$", table, re.M)
    listed = {int(number): (assignment, re.findall(r"`(\w+)`", last)) for number, _, assignment, last in rows}
    assert list(listed) == sorted(_headings(errata).values())
    for section, number in _headings(errata).items():
        assignment, functions = listed[number]
        known = REJECTED.get(section, [])
        assert functions == [function for _, function, _ in known], section
        assert not known or assignment == known[0][0], section
        assert registry.load(assignment) is not None, section
