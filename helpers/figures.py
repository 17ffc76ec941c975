"""Figures with alt text, and figures that a slider leads through: for notebooks that are read.

Both are plain HTML with the pictures inside, so they look the same in JupyterLab, on the course's site and
in a saved notebook, and need neither a kernel nor a widget. Without scripts a slider's first picture stands.
"""

from __future__ import annotations

import base64
import html
import io
import json
from collections.abc import Callable, Sequence
from typing import TypeVar

import matplotlib.pyplot as plt
from IPython.display import HTML, display
from matplotlib.figure import Figure

Value = TypeVar("Value")

DPI = 96
MOST_FRAMES = 40


def show(figure: Figure, alt: str) -> None:
    """Display a figure with its alt text, and close it.

    Parameters
    ----------
    figure : Figure
    alt : str
        What a reader who cannot see the figure should know: what is drawn, and what it shows.

    Raises
    ------
    ValueError
        No alt text.
    """
    _display(_image(figure, alt))


def steps(
    draw: Callable[[Value], Figure], values: Sequence[Value], name: str, alt: str, start: int = 0
) -> None:
    """Display one figure for each value, with a slider and a button that plays them.

    Parameters
    ----------
    draw : callable
        Takes a value, returns a new figure; every figure of one size, with the same axes' limits.
    values : sequence
        What the slider runs over, at most 40; shown by `str`.
    name : str
        What the values are, such as "β".
    alt : str
        What is drawn, and what changes from the first picture to the last.
    start : int
        Index of the picture that is shown at first, and where scripts do not run.

    Raises
    ------
    ValueError
        No values, or more than 40: the notebook would become heavy. A `start` that is none of their indices:
        no picture would be seen. No alt text.
    """
    if not 1 <= len(values) <= MOST_FRAMES:
        raise ValueError(f"steps takes 1 to {MOST_FRAMES} values, got {len(values)}")
    if not 0 <= start < len(values):
        raise ValueError(f"start is {start}, and the pictures are numbered 0 to {len(values) - 1}")
    _require_text(alt)
    pictures = [
        _image(draw(value), f"{alt} Here {name} = {value}.", hidden=index != start)
        for index, value in enumerate(values)
    ]
    labels = html.escape(json.dumps([f"{name} = {value}" for value in values], ensure_ascii=False))
    controls = (
        f'<div style="display:flex;gap:0.8em;align-items:center">'
        f'<button type="button" onclick="{html.escape(_PLAY)}">Play</button>'
        f'<input type="range" min="0" max="{len(values) - 1}" value="{start}" style="flex:1;max-width:26em" '
        f'aria-label="{html.escape(name)}" data-labels="{labels}" oninput="{html.escape(_TURN)}">'
        f"<output>{html.escape(f'{name} = {values[start]}')}</output></div>"
    )
    _display("".join(pictures) + controls)


_TURN = """
const figure = this.closest('figure');
figure.querySelectorAll('img').forEach((picture, k) => picture.hidden = k !== Number(this.value));
figure.querySelector('output').value = JSON.parse(this.dataset.labels)[this.value];
""".replace("\n", " ")

_PLAY = """
const slider = this.nextElementSibling, button = this;
const stop = () => { clearInterval(button.timer); button.timer = null; button.textContent = 'Play'; };
const turn = (k) => { slider.value = k; slider.dispatchEvent(new Event('input')); };
if (button.timer) { stop(); return; }
button.textContent = 'Stop';
if (slider.value === slider.max) turn(0);
button.timer = setInterval(() => {
  turn(Number(slider.value) + 1);
  if (slider.value === slider.max || !button.isConnected) stop();
}, 600);
""".replace("\n", " ")


def _image(figure: Figure, alt: str, hidden: bool = False) -> str:
    _require_text(alt)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI)
    plt.close(figure)
    data = base64.b64encode(buffer.getvalue()).decode()
    attributes = f'alt="{html.escape(alt)}" style="max-width:100%"' + (' hidden=""' if hidden else "")
    return f'<img src="data:image/png;base64,{data}" {attributes}>'


def _require_text(alt: str) -> None:
    if not alt.strip():
        raise ValueError("a figure needs alt text: what is drawn, and what does it show?")


def _display(content: str) -> None:
    display(HTML(f'<figure style="margin:0">{content}</figure>'))
