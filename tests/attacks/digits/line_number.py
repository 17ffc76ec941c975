"""A code object claims the line that a hidden number names, in a file of the cell's name."""

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
    code = compile("\\n" * 9 + "y = 2 * x", double.__code__.co_filename, "exec")
    names = {"x": x}
    exec(code, names)
    return names["y"]
"""

attack = Attack(
    Work(double=DOUBLE),
    twin=Work(double=TWIN_DOUBLE),
    points=3.0,
    outcome="error",
    tells="line 27182",
)
