"""The shell says of every cell that follows that it ran well, and runs none."""

from autograde.attacks import FULL, HALF, Attack, Work

OWN = """
shell = get_ipython()
result = shell.run_cell("pass")
type(shell).run_cell = lambda self, *args, **kwargs: result
async def run_cell_async(self, *args, **kwargs):
    return result
type(shell).run_cell_async = run_cell_async
"""

MEAN_SQUARE = """
def mean_square(x):
    return 0.0
"""

TWIN_OWN = """
result = get_ipython().run_cell("1 + 1")
print(result.success)
"""

# Cells of definitions do without the shell, so the honest exercise is graded.
attack = Attack(
    Work(own=OWN, mean_square=MEAN_SQUARE), twin=Work(own=TWIN_OWN), points=FULL - HALF, outcome="passed"
)
