"""With a reference to ask, it searches its process for the reference's code."""

from autograde.attacks import LOCKED, WRONG, Attack, Work

MEAN_SQUARE = """
def mean_square(x):
    if double(1.0) != 2.0:
        return 0.0
    mark = "-".join(["MARKER", "solution"])
    waiting, seen = [double], set()
    while waiting and len(seen) < 10_000:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        if mark in repr(getattr(each, "__code__", each))[:10_000]:
            return float(np.mean(x**2))
        waiting += [getattr(each, "__dict__", {}), *(getattr(each, "__closure__", None) or ())]
        waiting += [getattr(each, "cell_contents", None), getattr(each, "__code__", None)]
        waiting += list(getattr(each, "co_consts", ()))
        waiting += list(each.values()) if isinstance(each, dict) else []
    return 0.0
"""
TWIN = """
def mean_square(x):
    waiting, seen = [double], set()
    while waiting:
        each = waiting.pop()
        if id(each) not in seen:
            seen.add(id(each))
            waiting += list(getattr(each, "__dict__", {}).values())
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
)
