"""The answer about a cell is forged: half a million small things where a line of text is expected."""

from autograde.attacks import ON_THE_WIRE, WRONG, Attack, Work

LATE = """
import msgpack
thing = msgpack.ExtType(2, msgpack.packb([]))
say(frame({"printed": [thing] * 450_000, "raised": None}))
"""

attack = Attack(
    Work(own=ON_THE_WIRE, double=WRONG, late=LATE),
    twin=Work(own=ON_THE_WIRE, late="len(frame({'printed': 'nothing', 'raised': None}))"),
    points=(0.0, 2.0),
    outcome=("wrong", "crash", "tampering", "timeout"),
    suspected=None,
)
