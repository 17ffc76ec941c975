"""Other students' submissions are looked for in all folders around, and printed."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
import glob

for pattern in ("../../*/*/*.ipynb", "../../../submitted/**/*.ipynb", "/[!dlpruv]*/**/submitted/**/*.ipynb"):
    for path in glob.glob(pattern, recursive=True):
        print(path, open(path).read())
"""

TWIN_OWN = """
import glob

print(glob.glob("*.ipynb"))
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN), suspected=True)
