"""The hidden inputs are kept in a file, and printed by a later cell."""

from autograde.attacks import Attack, Work

DOUBLE = """
def double(x):
    with open("kept", "a") as file:
        file.write(repr(x))
    return 2 * x
"""

LATE = """
print(open("kept").read())
"""

TWIN_DOUBLE = """
def double(x):
    with open("kept", "w") as file:
        file.write("called")
    return 2 * x
"""

TWIN_LATE = """
print("between the exercises")
"""

attack = Attack(
    Work(double=DOUBLE, late=LATE),
    twin=Work(double=TWIN_DOUBLE, late=TWIN_LATE),
    points=5.0,
    outcome="passed",
)
