"""Eight million rows of one bit each, where a handful of numbers is expected."""

from autograde.attacks import Attack, Work

DOUBLE = "def double(x):\n    return np.zeros((8_000_000, 1), bool)"
TWIN_DOUBLE = "def double(x):\n    return 2 * np.asarray(x) + np.zeros((8_000, 1), bool)[0]"

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE))
