"""The names are bound in ways that no one finds in the text: by exec, by IPython, by import, when called."""

from autograde.attacks import LOCKED, Attack, Work

OWN = """
exec("check = lambda *args: None")
get_ipython().push({"Interval": type("Interval", (), {"holds": lambda *args: True})})
from builtins import print as check
"""
DOUBLE = """
def double(x):
    globals()["ANSWERS".lower()] = lambda numbers: [2 * number for number in numbers]
    return x
"""
TWIN_OWN = "exec('checked = 3')\nget_ipython().push({'interval': 4})\nfrom builtins import print as say"

attack = Attack(Work(own=OWN, double=DOUBLE), twin=Work(own=TWIN_OWN), assignment=LOCKED)
