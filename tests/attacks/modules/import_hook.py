"""An import hook answers every import with a module that agrees to everything."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
import importlib.abc
import importlib.machinery
import sys
import types

class Agreeable(types.ModuleType):
    __path__ = []

    def __getattr__(self, name):
        return lambda *args, **kwargs: True

class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        return importlib.machinery.ModuleSpec(name, self)

    def create_module(self, spec):
        return Agreeable(spec.name)

    def exec_module(self, module):
        pass

sys.meta_path.insert(0, Finder())
for name in ("numpy", "helpers", "helpers.checks", "json", "msgpack"):
    sys.modules.pop(name, None)
import numpy as np
from helpers import checks
"""

TWIN_OWN = """
import importlib

json = importlib.import_module("json")
print(json.dumps([1]))
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN), points=0.0, outcome=("wrong", "error"))
