"""Another module takes the place of helpers.checks in sys.modules."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
import contextlib
import sys
import types

class Kind(types.ModuleType):
    @contextlib.contextmanager
    def part(self, *args, **kwargs):
        yield

    def __getattr__(self, name):
        return lambda *args, **kwargs: None

import helpers
sys.modules["helpers.checks"] = helpers.checks = checks = Kind("helpers.checks")
"""

TWIN_OWN = """
import sys
import types

sys.modules["her_own_module"] = types.ModuleType("her_own_module")
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN))
