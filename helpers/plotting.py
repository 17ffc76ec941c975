"""Figures of the course: each has axis labels, a title that states the finding, and colours for everybody.

Colours are those of Okabe and Ito ("Color Universal Design", 2008), which colour-blind readers tell apart;
markers and line styles say the same again. No function shows its figure: a notebook does that by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray

Array: TypeAlias = NDArray[np.float64]

OKABE_ITO = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKERS = ("o", "^", "s", "D", "v", "P", "X")
LINE_STYLES = ("-", "--", "-.", ":")


def decision_boundary(
    predict: Callable[[Array], NDArray[Any]], X: Array, Y: Array, title: str, ax: Axes | None = None
) -> Axes:
    """Draw points in the plane over the class that a model gives to each place.

    Parameters
    ----------
    predict : callable
        Takes points (2, k), returns their classes (1, k) or (k,) as whole numbers from 0 to 6.
    X : ndarray, (2, m)
        Points, one a column.
    Y : ndarray, (1, m)
        Their true classes, whole numbers from 0 to 6.
    title : str
        What the figure shows, as a statement.
    ax : Axes, optional
        Where to draw; a new figure without it.

    Returns
    -------
    Axes
    """
    ax = _axes(ax)
    classes = Y.ravel().astype(int)
    x1, x2 = (_padded_range(row) for row in X)
    grid = np.stack(np.meshgrid(x1, x2))
    regions = np.asarray(predict(grid.reshape(2, -1)), dtype=float).reshape(grid.shape[1:])
    n_classes = int(max(classes.max(), regions.max())) + 1
    tints = ListedColormap([_tint(colour) for colour in OKABE_ITO[:n_classes]])
    ax.pcolormesh(x1, x2, regions, cmap=tints, vmin=-0.5, vmax=n_classes - 0.5, rasterized=True)
    for k in np.unique(classes):
        x, y = X[:, classes == k]
        ax.plot(
            x, y, MARKERS[k], color=OKABE_ITO[k], markeredgecolor="white", ms=6, mew=0.6, label=f"class {k}"
        )
    ax.set(xlabel="$x_1$", ylabel="$x_2$", title=title, aspect="equal")
    ax.legend(loc="upper right")
    return ax


def cost_curves(
    costs: Mapping[str, ArrayLike], title: str, ax: Axes | None = None, log_scale: bool = False
) -> Axes:
    """Draw the cost of one or several trainings against the iteration.

    A training that reaches inf or nan ends in a cross, and the legend says when.

    Parameters
    ----------
    costs : mapping
        Name of each training to its costs, one per iteration.
    title : str
        What the figure shows, as a statement.
    ax : Axes, optional
        Where to draw; a new figure without it.
    log_scale : bool
        Logarithmic cost axis; costs of 0 or less are then left out.

    Returns
    -------
    Axes
    """
    ax = _axes(ax)
    for index, (name, values) in enumerate(costs.items()):
        _cost_curve(ax, name, np.asarray(values, dtype=float), index)
    if log_scale:
        ax.set_yscale("log", nonpositive="mask")
    ax.set(xlabel="iteration", ylabel="cost (nats)", title=title)
    ax.grid(alpha=0.3)
    ax.legend()
    return ax


def activation_histograms(
    activations: Mapping[str, Sequence[Array]] | Sequence[Array], title: str, bins: int = 40
) -> Figure:
    """Draw a histogram of every layer's activations with its standard deviation, one row per initialization.

    The layers of a row share their horizontal axis, so that a vanishing or growing spread is seen as such.
    Values that are not finite are left out and counted.

    Parameters
    ----------
    activations : mapping or sequence
        Name of each initialization to its layers' activations A1, ..., AL, of any shape; or one such list.
    title : str
        What the figure shows, as a statement.
    bins : int
        Number of bars across a row's range.

    Returns
    -------
    Figure
    """
    rows = activations if isinstance(activations, Mapping) else {"": activations}
    n_layers = max(len(layers) for layers in rows.values())
    figure, axes = plt.subplots(
        len(rows),
        n_layers,
        figsize=(max(1.5 * n_layers, 4.5), 1.5 * len(rows) + 1.0),
        squeeze=False,
        layout="constrained",
    )
    for row_axes, (name, layers) in zip(axes, rows.items(), strict=True):
        edges = np.linspace(*_common_range(layers), bins + 1)
        for ax, values in zip(row_axes, layers, strict=False):
            _histogram(ax, values, edges)
        for ax in row_axes[len(layers) :]:
            ax.set_axis_off()
        row_axes[0].set_ylabel(f"{name}\nshare" if name else "share")
    for number, ax in enumerate(axes[0], start=1):
        ax.set_title(f"layer {number}", fontsize="medium")
    figure.supxlabel("activation", fontsize="medium")
    figure.suptitle(title)
    return figure


def descent_paths(
    cost: Callable[[Array, Array], Array],
    paths: Mapping[str, Array],
    title: str,
    ax: Axes | None = None,
    minimum: tuple[float, float] = (0.0, 0.0),
) -> Axes:
    """Draw the ways of several optimizers over the contour lines of a cost of two parameters, w and b.

    Parameters
    ----------
    cost : callable
        Takes two arrays of one shape, returns the cost J at each place.
    paths : mapping
        Name of each path to its points (steps + 1, 2), the start first.
    title : str
        What the figure shows, as a statement.
    ax : Axes, optional
        Where to draw; a new figure without it.
    minimum : tuple of float
        Where the cost is lowest; marked by a cross.

    Returns
    -------
    Axes
        Its labelled lines are the paths, with their names as labels.
    """
    if ax is None:
        _, ax = plt.subplots(figsize=(7.5, 4.2), layout="constrained")
    w, b = (_padded_range(row) for row in np.concatenate([*paths.values(), [minimum]]).T)
    J = cost(*np.meshgrid(w, b))
    # Evenly spaced roots: the rings of a quadratic bowl are then equally far apart.
    levels = np.linspace(np.sqrt(J.min()), np.sqrt(J.max()), 16)[1:] ** 2
    ax.contour(w, b, J, levels, colors="0.8", linewidths=0.8)
    for index, (name, path) in enumerate(paths.items()):
        k = index % len(OKABE_ITO)
        ax.plot(*path.T, color=OKABE_ITO[k], marker=MARKERS[k], markersize=4, linewidth=1.2, label=name)
    ax.plot(*minimum, "+", color="black", markersize=14, markeredgewidth=1.5)
    ax.set(xlabel="$w$", ylabel="$b$", title=title)
    ax.legend(loc="upper right")
    return ax


def _axes(ax: Axes | None) -> Axes:
    return plt.subplots(figsize=(5.5, 4.2), layout="constrained")[1] if ax is None else ax


def _padded_range(values: Array, points: int = 300) -> Array:
    """Return points from a little below the least value to a little above the greatest."""
    margin = 0.1 * (np.ptp(values) or 1.0)
    return np.linspace(values.min() - margin, values.max() + margin, points)


def _tint(colour: str, strength: float = 0.25) -> tuple[float, ...]:
    """Mix a colour with white."""
    return tuple(1 - strength * (1 - channel) for channel in to_rgb(colour))


def _cost_curve(ax: Axes, name: str, values: Array, index: int) -> None:
    colour = OKABE_ITO[index % len(OKABE_ITO)]
    finite = np.isfinite(values)
    label = name if finite.all() else f"{name}: not finite from iteration {np.argmin(finite)}"
    ax.plot(values, color=colour, linestyle=LINE_STYLES[index % len(LINE_STYLES)], label=label)
    if not finite.all():
        last = max(int(np.argmin(finite)) - 1, 0)
        ax.plot(last, values[last], marker="X", color=colour, markersize=9, linestyle="none")


def _common_range(layers: Sequence[Array]) -> tuple[float, float]:
    """Return a range with 0 inside that holds every finite value of the layers."""
    everything = np.concatenate([np.ravel(values) for values in layers])
    # Beyond 1e300 the width of the range, or Matplotlib's margins, would overflow.
    finite = np.clip(everything[np.isfinite(everything)], -1e300, 1e300)
    low, high = float(finite.min(initial=0.0)), float(finite.max(initial=0.0))
    return (low, high) if low < high else (-1.0, 1.0)


def _histogram(ax: Axes, values: Array, edges: Array) -> None:
    values = np.asarray(values, dtype=float)
    finite = values[np.isfinite(values)]
    counts, _ = np.histogram(finite, edges)
    ax.stairs(counts / values.size, edges, fill=True, color=OKABE_ITO[0])
    with np.errstate(over="ignore"):
        text = f"std {finite.std():.3g}" if finite.size else ""
    if finite.size < values.size:
        text = f"{text}\n{values.size - finite.size:,} not finite".strip()
    ax.text(0.97, 0.95, text, transform=ax.transAxes, ha="right", va="top", fontsize="small")
    ax.set_xlim(edges[0], edges[-1])
    ax.set_ylim(top=1.35 * ax.get_ylim()[1])
    ax.set_yticks([])
    ax.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    ax.xaxis.get_offset_text().set_fontsize("small")
    ax.tick_params(labelsize="small")
