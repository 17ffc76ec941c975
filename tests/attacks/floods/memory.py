"""Ever more arrays are made, and filled."""

from autograde.attacks import Attack, Work

DOUBLE = """
def double(x):
    kept = []
    while True:
        kept.append(np.ones(10**6))
"""

TWIN_DOUBLE = """
def double(x):
    np.ones(10**6)
    return 2 * x
"""

attack = Attack(
    Work(double=DOUBLE),
    twin=Work(double=TWIN_DOUBLE),
    outcome=("memory", "timeout"),
    harms="it takes all memory",
)
