"""Every function of the checks does nothing and finds nothing."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
for name in checks.__all__:
    if callable(getattr(checks, name)) and name not in ("part", "total", "hidden_rng", "call"):
        setattr(checks, name, lambda *args, **kwargs: None)
checks._close_arrays = checks._same_shape = lambda *args, **kwargs: None
"""

TWIN_OWN = """
checks.close(2.0, 2.0)
checks.require(True, "true is true")
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN))
