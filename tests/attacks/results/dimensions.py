"""Thirty-two dimensions, which broadcast with anything to gigabytes."""

from autograde.attacks import Attack, Work

DOUBLE = "def double(x):\n    return np.zeros((2,) * 22 + (1,) * 10, bool)"
TWIN_DOUBLE = (
    "def double(x):\n    return (2 * np.asarray(x)).reshape((1,) * 30 + np.shape(x)).reshape(np.shape(x))"
)

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE))
