"""The reference implementations are imported and called."""

from autograde.attacks import Attack, Work

OWN = """
import importlib
import pkgutil

import helpers

found = [module.name for module in pkgutil.walk_packages(helpers.__path__, "helpers.")]
for name in ("helpers.reference", "helpers.reference.initialization", "helpers.reference.registry"):
    try:
        found.append(importlib.import_module(name).__file__)
    except ImportError:
        pass
print([name for name in found if "reference" in name])
"""

DOUBLE = """
def double(x):
    from helpers.reference import registry
    return registry.load("attacked")["double"](x)
"""

TWIN_OWN = """
import helpers

print(helpers.__name__)
"""

attack = Attack(Work(own=OWN, double=DOUBLE), twin=Work(own=TWIN_OWN), outcome="error", suspected=True)
