"""The report's figures: Matplotlib's SVG, made to sit inside a page.

Each figure takes the page's font and colours (also in dark mode), has ids of its own, refers to nothing
outside the page, and is the same, byte for byte, for the same data.
"""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import numpy as np
from markupsafe import Markup, escape
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

# Colours that no figure really has: `_inline` puts the page's in their place.
_INK, _LINE, _FULL, _PARTIAL, _NONE, _ON_COLOUR = (f"#00000{number}" for number in range(1, 7))
_PAGE_COLOURS = {
    _INK: "currentColor",
    _LINE: "var(--line)",
    _FULL: "var(--full)",
    _PARTIAL: "var(--partial)",
    _NONE: "var(--none)",
    _ON_COLOUR: "var(--on-colour)",
}
_RC: dict[Any, Any] = {
    "svg.fonttype": "none",
    "text.parse_math": False,
    "font.size": 11,
    "text.color": _INK,
    "axes.edgecolor": _LINE,
    "axes.labelcolor": _INK,
    "xtick.color": _LINE,
    "ytick.color": _LINE,
    "xtick.labelcolor": _INK,
    "ytick.labelcolor": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": _LINE,
    "grid.linewidth": 0.6,
}
_WIDTH = 6.2
"""Of every figure, in inches."""

BINS = 10
"""Of a histogram; of `spread`, at most."""


def score_distribution(points: Sequence[float], max_points: float, name: str) -> Markup:
    """How many students have how many points, in ten equal steps.

    Parameters
    ----------
    points
        One number per student, each from 0 to `max_points`.
    max_points
        What can be reached.
    name
        Of the figure, unique in its page.
    """
    edges = np.linspace(0, max_points, BINS + 1)
    return _histogram(points, edges, f"points (of {max_points:g})", name)


def spread(values: Sequence[float], unit: str, name: str) -> Markup:
    """How many students' notebooks took how much of something, in at most ten equal steps from 0.

    Parameters
    ----------
    values
        One number above 0 per notebook.
    unit
        What is measured, such as ``"seconds"``.
    name
        Of the figure, unique in its page.
    """
    edges = np.asarray(MaxNLocator(BINS, steps=[1, 2, 2.5, 5, 10]).tick_values(0, max(values)))
    return _histogram(values, edges, unit, name)


def _histogram(values: Sequence[float], edges: NDArray[np.float64], label: str, name: str) -> Markup:
    counts, _ = np.histogram(values, edges)
    with _style(name):
        figure = Figure(figsize=(_WIDTH, 3.0), layout="constrained")
        axes = figure.add_subplot()
        width = edges[1] - edges[0]
        bars = axes.bar(edges[:-1], counts, width=0.92 * width, align="edge", color=_FULL)
        axes.bar_label(bars, labels=[str(count) if count else "" for count in counts], padding=2)
        axes.set_xlim(edges[0], edges[-1])
        axes.set_xticks(edges[::2], labels=[f"{edge:g}" for edge in edges[::2]])
        axes.set_xlabel(label)
        axes.set_ylabel("students")
        axes.set_ylim(0, 1.15 * float(counts.max()))
        axes.yaxis.set_major_locator(MaxNLocator("auto", integer=True))
        axes.grid(axis="y")
        steps = zip(edges, edges[1:], counts, strict=False)
        told = "; ".join(f"{low:g} to {high:g}: {count}" for low, high, count in steps if count)
        return _inline(figure, name, f"Histogram of {len(values)} students, by {label}. {told}.")


def success_per_exercise(
    exercises: Sequence[str], shares: Sequence[tuple[int, int, int]], name: str
) -> Markup:
    """How many students got full, some and no points, a stacked bar for each exercise.

    Parameters
    ----------
    exercises
        Their names, top to bottom.
    shares
        For each exercise the number of students with (full, some, no) points.
    name
        Of the figure, unique in its page.
    """
    with _style(name):
        figure = Figure(figsize=(_WIDTH, 1.1 + 0.42 * len(exercises)), layout="constrained")
        axes = figure.add_subplot()
        left = np.zeros(len(exercises), dtype=int)
        kinds = ((_FULL, "✓ full points"), (_PARTIAL, "◐ some points"), (_NONE, "✗ no points"))
        for counts, (colour, label) in zip(np.transpose(shares), kinds, strict=True):
            bars = axes.barh(range(len(exercises)), counts, left=left, color=colour, label=label, height=0.72)
            labels = [str(count) if count else "" for count in counts]
            axes.bar_label(bars, labels, label_type="center", color=_ON_COLOUR)
            left = left + counts
        axes.set_yticks(range(len(exercises)), labels=[_in_two_lines(exercise) for exercise in exercises])
        axes.invert_yaxis()
        axes.tick_params(axis="y", length=0)
        axes.set_xlim(0, int(left.max()))
        axes.xaxis.set_major_locator(MaxNLocator("auto", integer=True))
        axes.set_xlabel("students")
        axes.spines["left"].set_visible(False)
        figure.legend(loc="outside upper left", ncols=3, frameon=False, handlelength=1.0, borderpad=0)
        told = "; ".join(
            f"{exercise}: {full} full, {some} some, {none} none"
            for exercise, (full, some, none) in zip(exercises, shares, strict=True)
        )
        return _inline(figure, name, f"Stacked bars: students with full, some and no points. {told}.")


def _in_two_lines(name: str, longest: int = 22) -> str:
    """Break a long name after the underscore nearest to its middle; cut one that fills the figure."""
    name = name if len(name) <= 3 * longest else f"{name[: 3 * longest]}…"
    breaks = [match.end() for match in re.finditer("_", name)]
    if len(name) <= longest or not breaks:
        return name
    middle = min(breaks, key=lambda place: abs(place - len(name) / 2))
    return f"{name[:middle]}\n{name[middle:]}"


@contextmanager
def _style(name: str) -> Iterator[None]:
    """Matplotlib's own defaults and ours, whatever the user's matplotlibrc says; undone at the end."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_RC | {"svg.hashsalt": name})
        yield


def _inline(figure: Figure, name: str, description: str) -> Markup:
    buffer = io.StringIO()
    nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    figure.savefig(buffer, format="svg", transparent=True, metadata=nothing)
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r' xmlns(:\w+)?="[^"]*"', "", svg)
    svg = re.sub(r"font: ([\d.]+px) [^;\"]*", r"font-size: \1", svg)
    svg = re.sub(r"font-family: [^;\"]*; |<style.*</style>", "", svg)
    svg = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{name}-", svg)
    for colour, of_page in _PAGE_COLOURS.items():
        svg = svg.replace(colour, of_page)
    return Markup(svg.replace("<svg", f'<svg role="img" aria-label="{escape(description)}"', 1))
