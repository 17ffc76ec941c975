"""The hidden inputs are the name of an exception, and of the type of a result."""

from autograde.attacks import Attack, Work

DOUBLE = """
def double(x):
    name = "E" + "_".join(str(float(value)).replace(".", "_").replace("-", "m") for value in np.ravel(x))
    kind = type(name, (Exception,), {})
    if np.isscalar(x):
        raise kind(name)
    return type(name, (), {})()
"""

TWIN_DOUBLE = """
class OddInput(Exception):
    pass

def double(x):
    return 2 * x
"""

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE), outcome="error")
