"""Seven megabytes of text, of which a message might quote all."""

from autograde.attacks import Attack, Work

DOUBLE = "def double(x):\n    return '1' * 7_000_000"
TWIN_DOUBLE = "def double(x):\n    return float(str(2 * x)) if np.isscalar(x) else 2 * x"

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE))
