"""The function searches all objects and files while a test runs, and raises what it found."""

from autograde.attacks import Attack, Work

OWN = """
import gc
import os
import re

PATTERN = re.compile(rb"MARK" + rb"ER-[a-z]+-[0-9a-f]{16}")

def files():
    for folder, folders, names in os.walk("/"):
        if folder == "/":
            folders[:] = set(folders) - {"usr", "lib", "lib64", "venv", "root", "dev"}
        yield from (os.path.join(folder, name) for name in names)

def gather():
    found = set()
    for thing in gc.get_objects():
        if isinstance(thing, dict):
            found.update(p for v in thing.values() if isinstance(v, str) for p in PATTERN.findall(v.encode()))
    for path in files():
        with open(path, "rb") as file:
            found.update(PATTERN.findall(file.read(10**6)))
    return found
"""

DOUBLE = """
def double(x):
    raise RuntimeError(gather() or "nothing found")
"""

TWIN_OWN = """
import os

print(len(os.listdir("/")) > 0)
"""

attack = Attack(Work(own=OWN, double=DOUBLE), twin=Work(own=TWIN_OWN), outcome="error", suspected=True)
