"""The table of attacks in SECURITY.md, from the attack files and what stock nbgrader gave them.

Usage: python tests/attacks/table.py   writes it between its marks; a test fails when it is out of date.
"""

import json
from pathlib import Path
from typing import Any

from autograde import attacks
from autograde.attacks import FULL, HALF, Attack
from autograde.verdict import Outcome

PAGE = Path(__file__).resolve().parents[2] / "SECURITY.md"
STOCK = attacks.FOLDER / "stock.json"
BEGIN, END = "<!-- attacks: made by tests/attacks/table.py -->\n", "<!-- end of attacks -->\n"


def table() -> str:
    """A summary, and a row for each attack."""
    known = json.loads(STOCK.read_text())
    found = {f"{attack.family}/{attack.name}": attack for attack in attacks.load()}
    rows = [
        f"| `{name}` | {attack.does} | {_stock(known[name], attack)} | {_here(attack)} |"
        for name, attack in found.items()
    ]
    run = {name: each for name, each in known.items() if "not_run" not in each}
    gain = sum(_gains(each, found[name]) for name, each in run.items())
    lost = sum(each.get("points") is None and any(_points(found[name])) for name, each in run.items())
    leak = sum("leaks" in each for each in run.values())
    summary = (
        f"{len(found)} attacks. Stock nbgrader was given {len(run)} of them: {gain} gain points that their "
        f"honest part does not earn, {lost} lose the points of their honest part, and {leak} leave hidden "
        "tests, their inputs or others' work in the notebook that feedback is made from. "
        "Here none gains a point, and none leaves any of that."
    )
    head = "| attack | what it does | stock nbgrader | here |\n|---|---|---|---|\n"
    return f"{summary}\n\n{head}" + "\n".join(rows) + "\n"


def _gains(stock: dict[str, Any], attack: Attack) -> bool:
    """Whether it gets more than its honest part is worth: the second exercise, or what it earns here."""
    return (stock.get("points") or 0) > max(*_points(attack), HALF)


def _stock(stock: dict[str, Any], attack: Attack) -> str:
    if "not_run" in stock:
        return f"not tried: {stock['not_run']}"
    points = stock.get("points")
    if points is None:
        said = (
            "no points; does not end" if stock.get("stops") == "does not end" else "no points; nbgrader fails"
        )
    else:
        said = f"**{points:g} of {FULL:g}**" if _gains(stock, attack) else f"{points:g} of {FULL:g}"
    return f"{said}; shows {', '.join(stock['leaks'])}" if "leaks" in stock else said


def _here(attack: Attack) -> str:
    if attack.points is None:
        return "not graded, and a line says why"
    outcomes = [attack.outcome] if isinstance(attack.outcome, str) else list(attack.outcome)
    words = " or ".join(Outcome(outcome).label for outcome in outcomes)
    points = " or ".join(f"{points:g}" for points in _points(attack))
    return f"{points} of {FULL:g}: {words}" + ("; reported" if attack.suspected else "")


def _points(attack: Attack) -> tuple[float, ...]:
    """What it may earn here."""
    return attack.points if isinstance(attack.points, tuple) else (attack.points or 0.0,)


def page() -> str:
    """SECURITY.md as it should be."""
    text = PAGE.read_text()
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return before + BEGIN + table() + END + after


if __name__ == "__main__":
    PAGE.write_text(page())
