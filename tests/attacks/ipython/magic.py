"""A cell magic of its own, and its name put before every cell that follows."""

from autograde.attacks import Attack, Work

OWN = r"""
from IPython.core.magic import register_cell_magic

@register_cell_magic
def passed(line, cell):
    return None

get_ipython().input_transformers_cleanup.append(lambda lines: ["%%passed\n", *lines])
"""

MEAN_SQUARE = """
def mean_square(x):
    return 0.0
"""

TWIN_OWN = """
from IPython.core.magic import register_cell_magic

@register_cell_magic
def shout(line, cell):
    print(cell.upper())

get_ipython().run_cell_magic("shout", "", "a cell")
"""

attack = Attack(
    Work(own=OWN, mean_square=MEAN_SQUARE),
    twin=Work(own=TWIN_OWN),
    points=0.0,
    outcome=("error", "wrong"),
    suspected=True,
)
