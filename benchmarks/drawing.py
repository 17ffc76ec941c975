"""The benchmark's figure: the contenders' times, and where the time of `autograde grade` goes."""

from pathlib import Path
from typing import Any

import findings
import matplotlib as mpl

mpl.use("agg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes

OURS, OTHERS = "#0072b2", "#999999"
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#666666")
"""Okabe and Ito's, which people with any kind of colour vision can tell apart."""

BADGE = {"boxstyle": "round,pad=0.2", "facecolor": "#222222", "edgecolor": "none"}
SHOWN = 0.03
"""Phases of a smaller share are drawn together."""


def draw(path: Path, stored: dict[str, Any]) -> None:
    """Draw what has been measured of the two; nothing when there is neither."""
    makers = {"class": _contenders, "phases": _phases}
    panels = [(make, stored[name]) for name, make in makers.items() if name in stored]
    if not panels:
        return
    figure, axes = plt.subplots(len(panels), 1, figsize=(9, 3.9 * len(panels)), squeeze=False)
    for (make, section), ax in zip(panels, axes[:, 0], strict=True):
        make(ax, section)
    figure.tight_layout(h_pad=2.5)
    figure.savefig(path, dpi=120)
    plt.close(figure)


def _contenders(ax: Axes, section: dict[str, Any]) -> None:
    rows = sorted(section["contenders"].values(), key=findings.per_notebook, reverse=True)
    times = [1000 * findings.per_notebook(row) for row in rows]
    ours = 1000 * findings.per_notebook(section["contenders"]["autograde"])
    colours = [OURS if row["name"].startswith("autograde") else OTHERS for row in rows]
    bars = ax.barh([row["name"] for row in rows], times, color=colours)
    ax.bar_label(bars, [f" {time:,.0f} ms ({time / ours:.1f} ×)" for time in times])
    ax.set_xscale("log")
    ax.set_xlim(10, max(times) * 6)
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.set_xlabel("wall time of a notebook in milliseconds (logarithmic)")
    tuned = findings.per_notebook(section["contenders"]["tuned"]) * 1000 / ours
    shipped = findings.per_notebook(section["contenders"]["stock"]) * 1000 / ours
    ax.set_title(
        f"autograde grades a notebook {shipped:.0f} times as fast as nbgrader as shipped,\n"
        f"and {tuned:.0f} times as fast as nbgrader tuned",
        loc="left",
    )
    ax.spines[["top", "right"]].set_visible(False)


def _phases(ax: Axes, section: dict[str, Any]) -> None:
    total = sum(section["seconds"].values())
    shown = {name: each for name, each in section["seconds"].items() if each / total >= SHOWN}
    shown.pop("everything else", None)
    shown["everything else"] = total - sum(shown.values())
    left = 0.0
    for number, (name, seconds) in enumerate(shown.items()):
        width = 1000 * seconds / section["notebooks"]
        hatch = "//" if number >= len(COLOURS) else None
        colour = COLOURS[number % len(COLOURS)]
        ax.barh([""], width, left=left, color=colour, hatch=hatch, edgecolor="white", label=name)
        if seconds / total >= 2 * SHOWN:
            middle: dict[str, Any] = {"ha": "center", "va": "center", "color": "white", "weight": "bold"}
            ax.text(left + width / 2, 0, f"{width:.0f}", bbox=BADGE, **middle)
        left += width
    name, share = findings.largest_phase(section)
    ax.set_title(
        f"The largest part of the time goes into {name.replace(': ', ', ')} ({share:.0%})", loc="left"
    )
    ax.set_xlabel("milliseconds of a notebook, one worker")
    ax.set_xlim(0, left)
    ax.legend(loc="upper center", bbox_to_anchor=(0.4, -0.3), ncols=2, frameon=False)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.set_yticks([])
