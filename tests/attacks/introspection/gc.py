"""Every object of the process is searched for what is not for students."""

from autograde.attacks import Attack, Work

OWN = """
import gc
import re
import sys

PATTERN = re.compile("MARK" + "ER-[a-z]+-[0-9a-f]{16}")

def gather():
    seen, waiting, found = set(), [*gc.get_objects(), sys.modules], set()
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if isinstance(thing, (str, bytes)):
            found.update(PATTERN.findall(thing if isinstance(thing, str) else thing.decode("latin-1")))
        waiting.extend(gc.get_referents(thing))
    return sorted(found), len(seen) > 10_000

print(gather())
"""

LAST = """
print(gather())
"""

TWIN_OWN = """
import re

print(re.findall("[0-9]+", "a number: 17"))
"""

attack = Attack(
    Work(own=OWN, last=LAST), twin=Work(own=TWIN_OWN), points=5.0, outcome="passed", suspected=True
)
