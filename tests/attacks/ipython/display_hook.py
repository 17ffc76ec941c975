"""The display hook shows 3.0 for whatever a cell ends with: nbgrader reads the points from there."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
import sys

class Generous(type(sys.displayhook)):
    def __call__(self, result=None):
        super().__call__(3.0)

sys.displayhook = Generous(shell=get_ipython())
get_ipython().display_trap.hook = sys.displayhook
get_ipython().displayhook = sys.displayhook
"""

TWIN_OWN = """
class Three:
    def __repr__(self):
        return "3.0"

Three()
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN))
