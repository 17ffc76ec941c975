"""The grader's own modules are imported, to judge oneself."""

from autograde.attacks import Attack, Work

DOUBLE = """
def double(x):
    from autograde.judge import hidden_seed
    return hidden_seed(b"", "attacked", "test_double")
"""

TWIN_OWN = """
from helpers import checks as her_name_for_it

print(her_name_for_it.__name__)
"""

attack = Attack(Work(double=DOUBLE), twin=Work(own=TWIN_OWN), outcome="error", suspected=True)
