"""A style sheet that hides the points and shows others."""

from autograde.attacks import Attack, Work
from autograde.submission import Notebook, new_cell

OWN = """
from IPython.display import HTML, Javascript, Markdown, display

PAYLOAD = '<style>body { display: none } body::after { content: "5 of 5 points" }</style><base href="http://127.0.0.1:1/">'
print(PAYLOAD)
for kind in (HTML, Javascript, Markdown):
    display(kind(PAYLOAD))
display({"text/html": PAYLOAD, "image/svg+xml": PAYLOAD, "text/plain": PAYLOAD}, raw=True)
PAYLOAD
"""

LAST = """
raise ValueError('<style>body { display: none } body::after { content: "5 of 5 points" }</style><base href="http://127.0.0.1:1/">')
"""

TWIN_OWN = """
from IPython.display import Markdown, display

display(Markdown("**bold**"))
"""


def edit(notebook: Notebook) -> None:
    notebook["cells"].insert(0, new_cell("markdown", "text", PAYLOAD))
    notebook["cells"].append(new_cell("raw", "raw", PAYLOAD))


PAYLOAD = '<style>body { display: none } body::after { content: "5 of 5 points" }</style><base href="http://127.0.0.1:1/">'

attack = Attack(Work(own=OWN, last=LAST, edit=edit), twin=Work(own=TWIN_OWN), points=5.0, outcome="passed")
