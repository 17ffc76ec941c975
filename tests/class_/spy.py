"""What a curious student runs: it gathers everything within reach and looks for markers in it.

Printed at the end, and raised by `gathered_in_a_test`: the markers found, and how much was searched.
"""

import gc
import os
import re
import sys

PATTERN = re.compile(rb"MARK" + rb"ER-[a-z]+-[0-9a-f]{16}")
DECOY = b"MARK" + b"ER-decoy-" + b"0" * 16
SKIPPED = ("/usr", "/dev", "/lib", "/bin", "/sbin", sys.prefix + "/lib/python", sys.base_prefix)


def objects():
    """Every object that the garbage collector, or an object it knows, leads to."""
    seen, waiting = set(), [*gc.get_objects(), sys.modules, globals(), sys._getframe()]
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        yield thing
        waiting.extend(gc.get_referents(thing))


def files():
    """Every readable file outside of the system's and Python's own folders."""
    for folder, subfolders, names in os.walk("/"):
        subfolders[:] = [name for name in subfolders if not os.path.join(folder, name).startswith(SKIPPED)]
        yield from (os.path.join(folder, name) for name in names)


def other_processes():
    """Memory, environment and command line of whatever processes can be seen."""
    for pid in ("self", *map(str, range(1, 300)), str(os.getppid())):
        for name in ("environ", "cmdline", "maps", "mem", "fd"):
            yield f"/proc/{pid}/{name}"


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read(10**6)
    except OSError:
        return b""


def gather():
    found, searched = set(), {"objects": 0, "files": 0}
    for thing in objects():
        searched["objects"] += 1
        text = thing.encode(errors="replace") if isinstance(thing, str) else thing
        if isinstance(text, bytes | bytearray):
            found.update(PATTERN.findall(text))
    for path in (*files(), *other_processes()):
        searched["files"] += 1
        found.update(PATTERN.findall(path.encode(errors="replace")))
        found.update(PATTERN.findall(read(path)))
    found.update(PATTERN.findall(repr(dict(os.environ)).encode()))
    shell = sys.modules["IPython"].get_ipython()
    found.update(
        PATTERN.findall(
            repr((shell.user_ns.get("In"), sys.argv, list(shell.history_manager.input_hist_raw))).encode()
        )
    )
    return sorted(mark.decode() for mark in found), searched


def gathered_in_a_test(*arguments, **keywords):
    raise RuntimeError(f"{gather()}")


print("gathered", *gather())
