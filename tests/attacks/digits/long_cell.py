"""The line that a hidden number names is there: the cell has thirty thousand."""

from autograde.attacks import Attack, Work

DOUBLE = """
def double(x):
    if np.ndim(x) == 0:
        return 2 * x
    code = compile("\\n" * (int(x[0, 0]) - 1) + "raise ValueError", double.__code__.co_filename, "exec")
    exec(code)
"""

TWIN_DOUBLE = """
def double(x):
    return 2 * x
"""

attack = Attack(
    Work(double=DOUBLE + "\n" * 30_000),
    twin=Work(double=TWIN_DOUBLE + "\n" * 3000),
    points=3.0,
    outcome="error",
    tells="line 27182",
)
