"""Formulas that redefine fractions for the whole page, and show what is nobody's a screen away."""

from autograde.attacks import Attack, Work
from autograde.submission import Notebook, new_cell

PAYLOAD = r"$\Newextarrow{\frac}{1,1}{0x2194}$ $\mspace{-40em}5$ $$\genfrac{}{}{99em}{}{a}{b} \\[99em] c$$"
HONEST = r"$\frac{a}{b}$ $\text{5 of 5}$ $$a \\[1ex] c$$"


def edit(notebook: Notebook) -> None:
    notebook["cells"].append(new_cell("markdown", "text", PAYLOAD))


def honest(notebook: Notebook) -> None:
    notebook["cells"].append(new_cell("markdown", "text", HONEST))


attack = Attack(Work(edit=edit), twin=Work(edit=honest), points=5.0, outcome="passed")
