"""Another library is called to do the work; none of them is there."""

from autograde.attacks import Attack, Work

DOUBLE = """
def double(x):
    for name in ("torch", "tensorflow", "sklearn", "jax"):
        try:
            module = __import__(name)
        except ImportError:
            continue
        return module.add(x, x)
    raise NotImplementedError
"""

TWIN_DOUBLE = """
def double(x):
    return np.add(x, x)
"""

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE), outcome="unanswered")
