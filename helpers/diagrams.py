"""What a lecturer draws on the board: layers of units, matrices with a window, boxes with arrows.

Every function draws into an axes without frame, in data coordinates, so that text and arrows can be added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Circle, FancyBboxPatch, Polygon, Rectangle
from numpy.typing import ArrayLike, NDArray

from helpers.plotting import OKABE_ITO

UNIT = 0.32
"""Radius of a drawn unit; layers are 2 apart, units of a layer 1."""


def network(
    ax: Axes,
    sizes: Sequence[int],
    kept: Sequence[ArrayLike] | None = None,
    labels: Sequence[str] | None = None,
    colour: str = OKABE_ITO[0],
) -> list[NDArray[np.float64]]:
    """Draw a fully connected network: a column of units for each layer, lines for the weights.

    Parameters
    ----------
    ax : Axes
    sizes : sequence of int
        Units in each layer, the input first.
    kept : sequence of arrays of bool, optional
        Which units of each layer are there; the others are crossed out and lose their lines.
    labels : sequence of str, optional
        A text below each layer.
    colour : str
        Of the units.

    Returns
    -------
    list of ndarray, (units, 2)
        The units' centres, layer by layer, the topmost unit first.
    """
    centres = [
        np.column_stack([np.full(n, 2.0 * layer), (n - 1) / 2 - np.arange(n)])
        for layer, n in enumerate(sizes)
    ]
    there = [np.ones(n, bool) for n in sizes] if kept is None else [np.asarray(k, bool).ravel() for k in kept]
    for (left, left_there), (right, right_there) in zip(
        zip(centres[:-1], there[:-1], strict=True), zip(centres[1:], there[1:], strict=True), strict=True
    ):
        for start in left[left_there]:
            for end in right[right_there]:
                ax.plot(*zip(start, end, strict=True), color="0.6", linewidth=0.7, zorder=1)
    for points, present in zip(centres, there, strict=True):
        for (x, y), is_there in zip(points, present, strict=True):
            face = "white" if is_there else "0.95"
            ax.add_patch(
                Circle((x, y), UNIT, facecolor=face, edgecolor=colour if is_there else "0.7", zorder=2)
            )
            if not is_there:
                ax.plot(x, y, "x", color="0.5", markersize=9, zorder=3)
    lowest = -(max(sizes) - 1) / 2 - 0.8
    for layer, text in enumerate(labels or ()):
        ax.text(2.0 * layer, lowest, text, ha="center", va="top", fontsize="small")
    bare(ax, (-0.6, 2.0 * (len(sizes) - 1) + 0.6), (lowest - 0.7, max(sizes) / 2 + 0.2))
    return centres


def matrix(
    ax: Axes,
    values: ArrayLike,
    window: tuple[int, int, int, int] | None = None,
    title: str = "",
    fmt: str = "g",
    shades: bool = False,
    colour: str = OKABE_ITO[1],
) -> None:
    """Draw a matrix as cells with numbers, and a frame around some of them.

    Parameters
    ----------
    ax : Axes
    values : array_like, (rows, columns)
        nan leaves a cell empty.
    window : tuple of int, optional
        First row, first column, height and width of the framed part.
    title : str
        Written above.
    fmt : str
        How a number is written.
    shades : bool
        Grey levels behind the numbers, dark for small ones.
    colour : str
        Of the frame.
    """
    values = np.atleast_2d(np.asarray(values, dtype=float))
    values = np.where(values == 0, 0.0, values)  # −0 has a sign that nobody wants to see
    rows, columns = values.shape
    low, high = np.nanmin(values, initial=0.0), np.nanmax(values, initial=1.0)
    for i, j in np.ndindex(rows, columns):
        level = (values[i, j] - low) / (high - low) if shades and np.isfinite(values[i, j]) else 1.0
        ax.add_patch(Rectangle((j, i), 1, 1, facecolor=str(round(level, 3)), edgecolor="0.75", linewidth=0.8))
        if np.isfinite(values[i, j]):
            ink = "white" if level < 0.45 else "black"
            ax.text(j + 0.5, i + 0.5, format(values[i, j], fmt), ha="center", va="center", color=ink)
    if window is not None:
        top, left, height, width = window
        ax.add_patch(
            Rectangle((left, top), width, height, fill=False, edgecolor=colour, linewidth=2.5, zorder=3)
        )
    for artist in (*ax.patches, *ax.texts):  # all inside the axes: a layout need not measure them
        artist.set_in_layout(False)
    ax.set_title(title, fontsize="medium")
    bare(ax, (-0.1, columns + 0.1), (rows + 0.1, -0.1))


def boxes(
    ax: Axes,
    places: Mapping[str, tuple[float, float]],
    arrows: Sequence[tuple[str, str] | tuple[str, str, float]] = (),
    width: float = 1.6,
    height: float = 0.8,
    colours: Mapping[str, str] | None = None,
) -> None:
    """Draw boxes with text, and arrows between them: a computation graph, a pipeline, a residual block.

    Parameters
    ----------
    ax : Axes
    places : mapping
        Text of each box to its centre (x, y).
    arrows : sequence
        Pairs (from, to) of texts; a third number bends the arrow, as `rad` of Matplotlib's arc3.
    width, height : float
        Of every box.
    colours : mapping, optional
        Text of a box to the colour of its edge.
    """
    for text, (x, y) in places.items():
        edge = (colours or {}).get(text, OKABE_ITO[0])
        ax.add_patch(
            FancyBboxPatch(
                (x - width / 2, y - height / 2), width, height, boxstyle="round,pad=0,rounding_size=0.12",
                facecolor="white", edgecolor=edge, linewidth=1.5, zorder=2,
            )
        )  # fmt: skip
        ax.text(x, y, text, ha="center", va="center", zorder=3, fontsize="small")
    for start, end, *bend in arrows:
        _arrow(ax, np.array(places[start]), np.array(places[end]), width, height, bend[0] if bend else 0.0)
    xs, ys = np.array(list(places.values())).T
    bare(ax, (xs.min() - width, xs.max() + width), (ys.min() - height, ys.max() + height))


def bare(ax: Axes, xlim: tuple[float, float], ylim: tuple[float, float]) -> None:
    """Take frame and ticks away, and make both directions of one scale."""
    ax.set(xlim=xlim, ylim=ylim, aspect="equal", xticks=[], yticks=[])  # hidden ticks take time in a layout
    ax.set_axis_off()


def canvas(width: float = 7.0, height: float = 3.5) -> tuple[Any, Axes]:
    """Return a new figure and its one axes, without frame."""
    figure, ax = plt.subplots(figsize=(width, height), layout="constrained")
    ax.set_axis_off()
    return figure, ax


def _arrow(
    ax: Axes, start: NDArray[Any], end: NDArray[Any], width: float, height: float, bend: float
) -> None:
    """Draw an arrow from the edge of one box to the edge of another."""
    way = end - start
    half = np.array([width / 2, height / 2]) + 0.06
    with np.errstate(divide="ignore"):
        inside = float(np.min(half / np.abs(way)))
    if bend:  # a bent arrow leaves and enters across the short sides
        up = np.array([0.0, np.sign(-bend * way[0]) * half[1]]) if abs(way[0]) >= abs(way[1]) else np.zeros(2)
        side = np.zeros(2) if up.any() else np.array([np.sign(bend * way[1]) * half[0], 0.0])
        start, end = start + up + side, end + up + side
    else:
        start, end = start + inside * way, end - inside * way
    ax.annotate(
        "", xy=tuple(end), xytext=tuple(start), zorder=1,
        arrowprops={"arrowstyle": "-|>", "color": "0.3", "connectionstyle": f"arc3,rad={bend}"},
    )  # fmt: skip


BACK = (0.45, 0.3)
"""Where a cuboid's third direction points, per unit of its length."""


def cuboid(
    ax: Axes,
    corner: tuple[float, float],
    size: tuple[float, float, float],
    cells: tuple[int, int, int] = (1, 1, 1),
    colour: str = OKABE_ITO[0],
    zorder: float = 2,
) -> tuple[float, float]:
    """Draw a volume of numbers as a box seen from the front, from above and from the right.

    Parameters
    ----------
    ax : Axes
    corner : tuple of float
        Lower left corner (x, y) of the front.
    size : tuple of float
        Length across, up and back.
    cells : tuple of int
        Into how many cells lines divide it across, up and back.
    colour : str
        The front is a tint of it, the top a lighter one, the side a darker one.
    zorder : float
        Boxes of a higher one cover those of a lower one.

    Returns
    -------
    tuple of float
        Greatest x and y of the box.
    """
    start, steps = np.array(corner), np.array([(size[0], 0), (0, size[1]), np.multiply(BACK, size[2])])
    across, up, back = steps
    faces = (
        (start, across, up, 0, 1, 0.35),
        (start + up, across, back, 0, 2, 0.18),
        (start + across, back, up, 2, 1, 0.55),
    )
    for origin, first, second, i, j, strength in faces:
        tint = tuple(1 - strength * (1 - channel) for channel in to_rgb(colour))
        outline = [origin, origin + first, origin + first + second, origin + second]
        ax.add_patch(Polygon(outline, facecolor=tint, edgecolor=colour, linewidth=1.0, zorder=zorder))
        lines = [(origin + k / cells[i] * first, second) for k in range(1, cells[i])]
        lines += [(origin + k / cells[j] * second, first) for k in range(1, cells[j])]
        for begin, way in lines:
            ax.plot(*zip(begin, begin + way, strict=True), color=colour, linewidth=0.5, zorder=zorder)
    right, top = start + steps.sum(axis=0)
    return float(right), float(top)
