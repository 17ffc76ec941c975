"""The numbers of the last whole run, where reports and the site quote them: written by `verify --publish`."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograde.files import write_whole

if TYPE_CHECKING:
    from autograde.verify.record import Record

NUMBERS = Path(__file__).with_name("published.json")
PAGE = Path("docs/verified.md")

_COLUMNS = {
    "functions": "functions",
    "mutants": "mutants",
    "wrong": "wrong",
    "rejected": "rejected",
    "only_by_hidden_parts": "by hidden parts alone",
    "equivalent": "equivalent",
    "survived": "survived, with a reason",
    "named": "told a known mistake",
}

_TEXT = """# How the tests are tested

{sentence}

A variant is a right answer with one change: an operator, an axis, a forgotten copy, state kept between two
calls. Each is given to the real test cells (`autograde verify`, up to {most} for an exercise, drawn with seed
{seed}). *Equivalent* are those that behave as the right answer on every input of a large sample, and
*survived* those that no test rejects although they differ: each has a written reason
(`helpers/reference/survivors.toml`). *Told a known mistake* are those whose feedback says what is wrong in
the sentence of a mistake that people make; of the others, many are told the line to look at.

Besides, {mistakes_rejected:,} of {mistakes:,} registered mistakes are rejected; {mistakes_named_rightly:,}
are named rightly, {mistakes_named_wrongly:,} wrongly.

{table}
"""


def publish(record: "Record", root: Path) -> None:
    """Write the numbers of a whole run, and their page, each whole or not at all.

    Raises
    ------
    OSError
        When they cannot be written.
    """
    names = list(dict.fromkeys(each.assignment for each in record.exercises))
    parts = {
        name: replace(record, exercises=[each for each in record.exercises if each.assignment == name])
        for name in names
    }
    rows = {name: part.summary for name, part in parts.items()} | {"**all**": record.summary}
    table = [
        f"| assignment | {' | '.join(_COLUMNS.values())} |",
        f"|---|{'--:|' * len(_COLUMNS)}",
        *(f"| {name} | {' | '.join(f'{row[each]:,}' for each in _COLUMNS)} |" for name, row in rows.items()),
    ]
    text = _TEXT.format(
        sentence=record.sentence, most=record.most, seed=record.seed, table="\n".join(table), **record.summary
    )
    numbers = {"sentence": record.sentence, "summary": record.summary, "functions": _functions(record)}
    write_whole(NUMBERS, f"{json.dumps(numbers, indent=1, ensure_ascii=False)}\n".encode())
    write_whole(root / PAGE, text.encode())


def _functions(record: "Record") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in record.exercises:
        found.setdefault(each.assignment, []).append(each.function)
    return found


@cache
def published() -> dict[str, Any]:
    """The numbers of the last run that was published; empty where there is none."""
    try:
        numbers: dict[str, Any] = json.loads(NUMBERS.read_text("utf-8"))
    except OSError:
        return {}
    return numbers
