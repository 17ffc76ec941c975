"""All values of a result are wrong by a factor that has a hidden number's digits."""

from autograde.attacks import Attack, Work

DOUBLE = """
def double(x):
    if np.ndim(x) == 0:
        return 2 * x
    return 2 * x * (x[0, 0] / 1000)
"""

TWIN_DOUBLE = """
def double(x):
    return 2.7182 * x / 1.3591
"""

attack = Attack(
    Work(double=DOUBLE),
    twin=Work(double=TWIN_DOUBLE),
    points=3.0,
    tells=r"27\.18",
)
