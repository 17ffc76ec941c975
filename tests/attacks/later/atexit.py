"""When the process ends, it writes full points wherever points may be kept."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
import atexit
import glob

def write_results():
    for path in ["results.json", *glob.glob("../**/*.db", recursive=True)]:
        with open(path, "w") as file:
            file.write('{"score": 3.0}')

atexit.register(write_results)
"""

TWIN_OWN = """
import atexit

atexit.register(print, "done")
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN))
