"""Control sequences: colours, a title, a link, an answer typed for the reader."""

from autograde.attacks import Attack, Work
from autograde.submission import Notebook, new_cell

OWN = r"""
from IPython.display import HTML, Javascript, Markdown, display

PAYLOAD = '\x1b[31mred\x1b]0;title\x07\x1b]8;;http://127.0.0.1:1/\x07link\x1b]8;;\x07\x1b[6n\x9b31m\r\x08\x08'
print(PAYLOAD)
for kind in (HTML, Javascript, Markdown):
    display(kind(PAYLOAD))
display({"text/html": PAYLOAD, "image/svg+xml": PAYLOAD, "text/plain": PAYLOAD}, raw=True)
PAYLOAD
"""

LAST = r"""
raise ValueError('\x1b[31mred\x1b]0;title\x07\x1b]8;;http://127.0.0.1:1/\x07link\x1b]8;;\x07\x1b[6n\x9b31m\r\x08\x08')
"""

TWIN_OWN = """
from IPython.display import Markdown, display

display(Markdown("**bold**"))
"""


def edit(notebook: Notebook) -> None:
    notebook["cells"].insert(0, new_cell("markdown", "text", PAYLOAD))
    notebook["cells"].append(new_cell("raw", "raw", PAYLOAD))


PAYLOAD = "\x1b[31mred\x1b]0;title\x07\x1b]8;;http://127.0.0.1:1/\x07link\x1b]8;;\x07\x1b[6n\x9b31m\r\x08\x08"

attack = Attack(Work(own=OWN, last=LAST, edit=edit), twin=Work(own=TWIN_OWN), points=5.0, outcome="passed")
