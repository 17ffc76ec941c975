"""Built-in functions and AssertionError are replaced for everybody in the process."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
import builtins

class Nothing(Warning):
    pass

builtins.AssertionError = builtins.ValueError = Nothing
builtins.isinstance = lambda *args: True
builtins.abs = lambda x: 0
builtins.all = builtins.any = lambda x: True
"""

TWIN_OWN = """
class OwnError(AssertionError):
    pass

print(isinstance(OwnError(), AssertionError), abs(-1), all([True]))
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN), points=0.0, outcome=("wrong", "error"))
