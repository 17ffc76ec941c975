"""A forged message announces as many bytes as a hidden number says, which is over the limit."""

from autograde.attacks import ON_THE_WIRE, Attack, Work

DOUBLE = """
def double(x):
    if np.ndim(x) == 0:
        return 2 * x
    say(struct.pack("!I", int(x[0, 0] * 1000)))
"""

TWIN_DOUBLE = """
def double(x):
    struct.pack("!I", 27182812)
    return 2 * x
"""

attack = Attack(
    Work(own=ON_THE_WIRE, double=DOUBLE),
    twin=Work(own=ON_THE_WIRE, double=TWIN_DOUBLE),
    points=3.0,
    outcome="tampering",
    suspected=True,
    tells="27182812",
)
