"""Which of Python's types a result has says a digit of a hidden number."""

from autograde.attacks import Attack, Work

DOUBLE = """
KINDS = (
    enumerate("x"), filter(len, "x"), map(len, "x"), memoryview(b"x"), object(), property(), reversed([]),
    slice(0), staticmethod(len), zip("x"),
)

def double(x):
    if np.ndim(x) == 0:
        return 2 * x
    return KINDS[int(str(x[0, 0])[1])]
"""

TWIN_DOUBLE = """
def double(x):
    return 2 * np.asarray(memoryview(np.ascontiguousarray(x, dtype=float)))
"""

attack = Attack(
    Work(double=DOUBLE),
    twin=Work(double=TWIN_DOUBLE),
    points=3.0,
    tells="not a slice",
)
