"""Formulas for whoever opens the table of results."""

from autograde.attacks import Attack, Work
from autograde.submission import Notebook, new_cell

OWN = r"""
from IPython.display import HTML, Javascript, Markdown, display

PAYLOAD = '=cmd|calc!A0\t@SUM(1)\t+1+1\t-1'
print(PAYLOAD)
for kind in (HTML, Javascript, Markdown):
    display(kind(PAYLOAD))
display({"text/html": PAYLOAD, "image/svg+xml": PAYLOAD, "text/plain": PAYLOAD}, raw=True)
PAYLOAD
"""

LAST = r"""
raise ValueError('=cmd|calc!A0\t@SUM(1)\t+1+1\t-1')
"""

TWIN_OWN = """
from IPython.display import Markdown, display

display(Markdown("**bold**"))
"""


def edit(notebook: Notebook) -> None:
    notebook["cells"].insert(0, new_cell("markdown", "text", PAYLOAD))
    notebook["cells"].append(new_cell("raw", "raw", PAYLOAD))


PAYLOAD = "=cmd|calc!A0\t@SUM(1)\t+1+1\t-1"

attack = Attack(Work(own=OWN, last=LAST, edit=edit), twin=Work(own=TWIN_OWN), points=5.0, outcome="passed")
