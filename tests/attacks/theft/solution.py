"""The solution is read from the course's source folder and run."""

from autograde.attacks import Attack, Work

OWN = """
import glob
import json

def paths():
    yield from glob.glob("../../../source/*/*.ipynb")
    yield from glob.glob("/[!dlpruv]*/**/source/*/*.ipynb", recursive=True)

for path in paths():
    for cell in json.load(open(path))["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            print(path, "".join(cell["source"]))
            stolen = "".join(cell["source"])
            if "def double" in stolen:
                exec(stolen)
"""

DOUBLE = """
if "double" not in globals():
    def double(x):
        return x
"""

TWIN_OWN = """
exec("stolen = None")
"""

attack = Attack(Work(own=OWN, double=DOUBLE), twin=Work(own=TWIN_OWN), suspected=True)
