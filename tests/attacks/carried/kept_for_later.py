"""The first run leaves the hidden numbers in a file; with a reference to ask, the second says them."""

from autograde.attacks import LOCKED, WRONG, Attack, Work

MEAN_SQUARE = """
import os

def mean_square(x):
    if double(1.0) != 2.0:
        with open("numbers", "a") as file:
            file.write(repr(np.asarray(x).tolist()))
        return 0.0
    said = open("numbers").read() if os.path.exists("numbers") else ""
    raise ValueError(said[-200:])
"""
TWIN = """
def mean_square(x):
    with open("numbers", "a") as file:
        file.write(repr(double(1.0)))
    return float(np.mean(x**2))
"""

attack = Attack(
    Work(double=WRONG, mean_square=MEAN_SQUARE),
    Work(mean_square=TWIN),
    points=0.0,
    outcome="wrong",
    suspected=False,
    assignment=LOCKED,
    exercise="mean_square",
    tells=r"\[-?\d\.\d+, -?\d\.\d+, -?\d",
)
