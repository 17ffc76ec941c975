"""The figures: what a reader needs to understand them is there, whatever the numbers."""

from collections.abc import Callable, Iterator

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers import plotting
from helpers.plotting import Array

TITLE = "The finding, as a statement"


@pytest.fixture(autouse=True)
def _unseen_figures(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def show(*_: object, **__: object) -> None:
        pytest.fail("a helper showed its figure")

    with mpl.rc_context():
        plt.switch_backend("Agg")
        monkeypatch.setattr(plt, "show", show)
        yield
        plt.close("all")


def points(n_classes: int, m: int = 21) -> tuple[Array, Array]:
    rng = np.random.default_rng(n_classes)
    return rng.normal(size=(2, m)), np.arange(m, dtype=float).reshape(1, m) % n_classes


def sectors(n_classes: int) -> Callable[[Array], Array]:
    """Return a classifier that cuts the plane like a cake."""
    return lambda X: np.floor((np.arctan2(X[1:], X[:1]) / (2 * np.pi) % 1) * n_classes).clip(0, n_classes - 1)


def legend_texts(ax: Axes) -> list[str]:
    legend = ax.get_legend()
    assert legend is not None
    return [text.get_text() for text in legend.get_texts()]


def notes(figure: Figure) -> list[str]:
    return [text.get_text() for ax in figure.axes for text in ax.texts]


def assert_labelled(ax: Axes) -> None:
    assert ax.get_xlabel()
    assert ax.get_ylabel()
    assert ax.get_title() == TITLE
    ax.figure.canvas.draw()


@pytest.mark.parametrize("n_classes", [2, 3, 7])
def test_classes_differ_in_colour_and_in_marker(n_classes: int) -> None:
    ax = plotting.decision_boundary(sectors(n_classes), *points(n_classes), TITLE)
    assert_labelled(ax)
    assert legend_texts(ax) == [f"class {k}" for k in range(n_classes)]
    assert len({line.get_color() for line in ax.lines}) == n_classes
    assert len({line.get_marker() for line in ax.lines}) == n_classes


def test_every_point_is_drawn_with_its_class_and_inside_the_frame() -> None:
    X, Y = points(3)
    ax = plotting.decision_boundary(sectors(3), X, Y, TITLE)
    for k, line in enumerate(ax.lines):
        np.testing.assert_array_equal(np.array(line.get_data()), X[:, Y[0] == k])
    for row, (low, high) in zip(X, (ax.get_xlim(), ax.get_ylim()), strict=True):
        assert low < row.min()
        assert row.max() < high


def test_the_regions_show_the_prediction_at_their_place() -> None:
    ax = plotting.decision_boundary(lambda X: (X[:1] > 0).astype(int), *points(2), TITLE)
    (mesh,) = ax.collections
    colours = mesh.get_array()
    assert colours is not None
    shown = np.asarray(colours).reshape(300, 300)
    x1 = np.linspace(*ax.get_xlim(), 300)
    away_from_border = np.abs(x1) > 0.05
    np.testing.assert_array_equal(shown[:, away_from_border], np.tile(x1 > 0, (300, 1))[:, away_from_border])


@pytest.mark.parametrize("shape", [(1, -1), (-1,)])
def test_predictions_may_be_a_row_or_a_vector(shape: tuple[int, ...]) -> None:
    ax = plotting.decision_boundary(lambda X: (X[0] > 0).reshape(shape), *points(2), TITLE)
    assert_labelled(ax)


def test_a_single_point_can_be_drawn() -> None:
    ax = plotting.decision_boundary(
        lambda X: np.zeros((1, X.shape[1])), np.ones((2, 1)), np.zeros((1, 1)), TITLE
    )
    assert_labelled(ax)


@pytest.mark.parametrize("log_scale", [False, True])
def test_each_training_has_its_legend_colour_and_line_style(log_scale: bool) -> None:
    costs = {"zeros": [0.7, 0.7], "random": [90.0, 3.0], "He": [0.7, 0.0]}
    ax = plotting.cost_curves(costs, TITLE, log_scale=log_scale)
    assert_labelled(ax)
    assert legend_texts(ax) == list(costs)
    assert len({(line.get_color(), line.get_linestyle()) for line in ax.lines}) == 3
    assert ax.get_yscale() == ("log" if log_scale else "linear")


@pytest.mark.parametrize("log_scale", [False, True])
@pytest.mark.parametrize(
    ("costs", "start"),
    [
        ([1.0, 10.0, np.inf, np.nan], 2),
        ([1.0, np.nan, 2.0], 1),
        ([np.inf, 5.0], 0),
        ([np.nan, np.nan], 0),
    ],
)
def test_a_diverged_training_is_named_with_its_iteration(
    costs: list[float], start: int, log_scale: bool
) -> None:
    ax = plotting.cost_curves({"wild": costs}, TITLE, log_scale=log_scale)
    assert_labelled(ax)
    assert legend_texts(ax) == [f"wild: not finite from iteration {start}"]
    assert np.isfinite([*ax.get_xlim(), *ax.get_ylim()]).all()


def test_several_initializations_stand_row_by_row_with_their_spreads() -> None:
    rng = np.random.default_rng(0)
    rows = {name: [rng.normal(scale=s, size=(4, 50)) for s in (1.0, 0.1, 0.01)] for name in ("He", "Xavier")}
    figure = plotting.activation_histograms(rows, TITLE)
    figure.canvas.draw()
    assert figure.get_suptitle() == TITLE
    assert figure.get_supxlabel() == "activation"
    assert [ax.get_title() for ax in figure.axes[:3]] == ["layer 1", "layer 2", "layer 3"]
    assert [ax.get_ylabel() for ax in figure.axes[::3]] == ["He\nshare", "Xavier\nshare"]
    assert notes(figure) == [f"std {values.std():.3g}" for layers in rows.values() for values in layers]


def test_layers_of_a_row_share_their_range_and_rows_do_not() -> None:
    rows = {
        "small": [np.array([-1.0, 1.0]), np.array([0.1])],
        "large": [np.array([0.0, 50.0]), np.array([3.0])],
    }
    figure = plotting.activation_histograms(rows, TITLE)
    assert [ax.get_xlim() for ax in figure.axes] == [(-1, 1), (-1, 1), (0, 50), (0, 50)]


def test_one_initialization_needs_no_name() -> None:
    figure = plotting.activation_histograms([np.ones((2, 3)), np.zeros((2, 3))], TITLE)
    assert figure.axes[0].get_ylabel() == "share"
    assert notes(figure) == ["std 0", "std 0"]


def test_networks_of_unequal_depth_stand_side_by_side() -> None:
    figure = plotting.activation_histograms({"deep": [np.ones(3)] * 3, "shallow": [np.ones(3)]}, TITLE)
    figure.canvas.draw()
    assert len(notes(figure)) == 4


def test_values_that_are_not_finite_are_counted() -> None:
    wild = [np.array([1.0, np.inf, np.nan]), np.full(2000, np.nan), np.array([-1.7e308, 1.7e308])]
    figure = plotting.activation_histograms(wild, TITLE)
    figure.canvas.draw()
    assert notes(figure) == ["std 0\n2 not finite", "2,000 not finite", "std inf"]


@pytest.mark.parametrize("draw", ["boundary", "costs"])
def test_a_given_axes_is_used_and_returned(draw: str) -> None:
    figure, (_, ax) = plt.subplots(1, 2)
    if draw == "boundary":
        got = plotting.decision_boundary(sectors(2), *points(2), TITLE, ax=ax)
    else:
        got = plotting.cost_curves({"He": [1.0, 0.5]}, TITLE, ax=ax)
    assert got is ax
    assert plt.get_fignums() == [figure.number]
