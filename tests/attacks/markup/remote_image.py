"""A picture from elsewhere, which tells who reads the page, and when."""

from autograde.attacks import Attack, Work
from autograde.submission import Notebook, new_cell

OWN = """
from IPython.display import HTML, Javascript, Markdown, display

PAYLOAD = '<img src="http://127.0.0.1:1/seen.png"> ![](http://127.0.0.1:1/seen.png)'
print(PAYLOAD)
for kind in (HTML, Javascript, Markdown):
    display(kind(PAYLOAD))
display({"text/html": PAYLOAD, "image/svg+xml": PAYLOAD, "text/plain": PAYLOAD}, raw=True)
PAYLOAD
"""

LAST = """
raise ValueError('<img src="http://127.0.0.1:1/seen.png"> ![](http://127.0.0.1:1/seen.png)')
"""

TWIN_OWN = """
from IPython.display import Markdown, display

display(Markdown("**bold**"))
"""


def edit(notebook: Notebook) -> None:
    notebook["cells"].insert(0, new_cell("markdown", "text", PAYLOAD))
    notebook["cells"].append(new_cell("raw", "raw", PAYLOAD))


PAYLOAD = '<img src="http://127.0.0.1:1/seen.png"> ![](http://127.0.0.1:1/seen.png)'

attack = Attack(Work(own=OWN, last=LAST, edit=edit), twin=Work(own=TWIN_OWN), points=5.0, outcome="passed")
