"""Formulas show symbols, and do nothing else."""

import json
import re

import pytest

from autograde.tex import DEEPEST, acts, inert_tex, is_deep, may_act
from tests.conftest import ROOT

ACTING = [
    *(
        "\\href{javascript:x}{y}",
        "\\url{x}",
        "\\require{html}",
        "\\class{a}{b}",
        "\\cssId{a}{b}",
        "\\style{a}{b}",
    ),
    *("\\def\\x{\\x\\x}", "\\newcommand{\\x}{y}", "\\Newextarrow{\\frac}{1,1}{0x2194}", "\\let\\frac\\sqrt"),
    *(
        "\\mathtoolsset{a=b}",
        "\\setOptions{a=b}",
        "\\autoload{a}",
        "\\newtagform{a}{b}{c}",
        "\\label{a}",
        "\\ref{a}",
    ),
    *("\\mspace{-9em}", "\\hspace{-9em}", "\\kern-9em", "\\raise 9em x", "\\rule{9em}{9em}", "\\mathrlap{x}"),
    *(
        "\\genfrac{}{}{9em}{}{a}{b}",
        "a \\above 9em b",
        "\\MoveEqLeft[99]",
        "\\shoveleft[-9em]{x}",
        "\\unicode{60}",
    ),
    *("\\cancel[thickness=9em]{x}", "\\underbracket[9em][9em]{x}", "\\xmathstrut[9]{99}", "\\bbox[9em]{x}"),
    *("\\begin{spreadlines}{9em}", "\\begin{empheq}[left=x]", "\\begin{prooftree}", "\\begin", "\\begin x"),
    *("a \\\\[-1em] b", "a \\\\[99em] b", "a \\\\*[ 10 em ] b", "a \\\\[100pt] b", "\\nobodyknows"),
]


@pytest.mark.parametrize("tex", ACTING)
def test_a_command_that_is_not_on_the_list_is_shown(tex: str) -> None:
    assert acts(tex)
    assert may_act(f"${tex}$")
    assert not acts(inert_tex(tex))


@pytest.mark.parametrize(
    "tex",
    [
        *(
            "\\frac{1}{2} < \\alpha",
            "\\mathbb{R}^n",
            "\\operatorname{Var} z",
            "a \\\\[1ex] b",
            "a \\\\[4pt] b",
            "a \\\\x",
        ),
        *(
            "\\left\\{ x \\right\\}",
            "\\begin{cases} a & b \\\\ c & d \\end{cases}",
            "\\begin{align*}a\\end{align*}",
        ),
        *(
            "\\text{if } x\\,\\ldots",
            "\\hat{y}_{\\text{new}}",
            "\\xrightarrow[n]{d}",
            "\\sqrt[3]{x}",
            "\\cancel{x}",
            "[a \\\\ [b]",
        ),
    ],
)
def test_what_people_write_stays(tex: str) -> None:
    assert not acts(tex)
    assert inert_tex(tex) == tex
    assert not is_deep(f"${tex}$")


def test_the_courses_own_formulas_are_on_the_list() -> None:
    for path in [*ROOT.glob("source/*/*.ipynb"), *ROOT.glob("notebooks/*.ipynb")]:
        for cell in json.loads(path.read_text())["cells"]:
            text = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                assert not may_act(text), path
                assert not is_deep(text), path


def test_text_without_formulas_is_no_formula() -> None:
    assert not may_act("C:\\Users\\anna, \\d+ and \\n")


@pytest.mark.parametrize(
    ("open_", "close"),
    [("{", "}"), ("\\left(", "\\right)"), ("\\begin{matrix}", "\\end{matrix}"), ("\\Huge ", "")],
)
def test_depth_is_what_is_open_at_once(open_: str, close: str) -> None:
    assert not is_deep(f"${open_ * (DEEPEST - 1)}x{close * (DEEPEST - 1)}$" * 3)
    assert is_deep(f"${open_ * (DEEPEST + 1)}x$")
    assert not is_deep("$x^{2}$ \\{ " * 1000)


def test_no_command_can_hide_behind_a_line_break() -> None:
    """Markdown makes one backslash of two, so text is looked at without them; a formula is not."""
    assert may_act("$$\\\\href{javascript:x}{y}$$")
    assert not acts("\\\\href{javascript:x}{y}")
    assert re.search("href", inert_tex("\\\\\\href{x}{y}"))
    assert not acts(inert_tex("\\\\\\href{x}{y}"))
