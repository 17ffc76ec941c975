"""An input transformer empties every cell that has checks in it."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
shell = get_ipython()
shell.input_transformers_cleanup.append(lambda lines: [] if "checks.part" in "".join(lines) else lines)
shell.input_transformers_post.append(lambda lines: [] if "checks.part" in "".join(lines) else lines)
"""

TWIN_OWN = """
lines = ["a check", "another line"]
print([line for line in lines if "check" not in line])
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN), suspected=True)
