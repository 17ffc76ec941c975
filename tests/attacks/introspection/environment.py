"""The environment of the grader, its host and its user are printed."""

from autograde.attacks import Attack, Work

OWN = """
import getpass
import os
import platform
import sys

print(dict(os.environ), sys.argv, sys.flags, platform.node(), getpass.getuser(), os.getcwd())
!env
"""

TWIN_OWN = """
import os

print(os.environ["HOME"])
"""

attack = Attack(Work(own=OWN), twin=Work(own=TWIN_OWN), points=5.0, outcome="passed")
