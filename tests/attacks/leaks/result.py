"""The hidden inputs are the result, its shape and its keys."""

from autograde.attacks import Attack, Work

DOUBLE = """
def double(x):
    return {str(value): value for value in np.ravel(x)}
"""

TWIN_DOUBLE = """
def double(x):
    return {"result": 2 * x}["result"]
"""

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE))
