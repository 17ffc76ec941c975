"""A run on the terminal: a row for each exercise, the sentence, and what survived without a reason."""

from collections.abc import Sequence
from itertools import groupby

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograde.display import harmless
from autograde.verify.record import Exercise, Reason, Record, description


def verify_view(record: Record, idle: Sequence[Reason] = (), max_rows: int = 60) -> RenderableType:
    """The table of a run and what needs a person.

    Parameters
    ----------
    idle
        Written reasons for what has not survived.
    max_rows
        No more survivors than this are named; the others are counted.
    """
    views = list[RenderableType]()
    for assignment, its in groupby(record.exercises, lambda each: each.assignment):
        views += [Text(harmless(assignment), "bold"), _table(list(its))]
    if len(record.exercises) == 1:
        views.append(_parts(record.exercises[0]))
    return Group(*views, LEGEND, *_summary(record), *_needs_a_person(record, idle, max_rows))


COLUMNS = {
    "made": "mutants", "killed": "rejected by their test cell", "hidden": "by hidden parts alone",
    "same": "equivalent", "unseen": "different in what no test cell sees", "alive": "survived",
    "named": "killed with a known mistake named", "known": "mistakes named rightly", "right": "accepted",
}  # fmt: skip
LEGEND = Text("; ".join(f"{name}: {meaning}" for name, meaning in COLUMNS.items()), "dim")


def _table(exercises: Sequence[Exercise]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("exercise", overflow="fold")
    for column in COLUMNS:
        table.add_column(column, justify="right", no_wrap=True)
    for each in exercises:
        table.add_row(*_row(each))
    return table


def _parts(exercise: Exercise) -> Table:
    """How many mutants each part rejected first."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("part that fails first", overflow="fold")
    table.add_column("mutants", justify="right", no_wrap=True)
    for part, number in exercise.by_part:
        table.add_row(Text(harmless(part)), str(number))
    return table


def _row(each: Exercise) -> list[str | Text]:
    killed, survived = each.of("killed"), each.of("survived")
    mistakes, right = each.found.mistakes, each.found.right
    accepted = sum(one["accepted"] for one in right)
    return [
        Text(harmless(each.function)),
        str(len(each.found.mutants)),
        str(len(killed)),
        str(sum(mutant["only_hidden"] for mutant in killed)),
        str(len(each.of("equivalent"))),
        str(len(each.of("unseen"))),
        Text(str(len(survived)), "bold red" if each.unexplained else "green"),
        str(sum(bool(mutant["named"]) for mutant in killed)),
        Text(
            f"{each.named['rightly']}/{len(mistakes)}",
            "" if each.named["rightly"] == len(mistakes) else "yellow",
        ),
        Text(f"{accepted}/{len(right)}", "" if accepted == len(right) else "bold red"),
    ]


def _needs_a_person(record: Record, idle: Sequence[Reason], max_rows: int) -> list[Text]:
    lines = [
        Text(
            harmless(f"{each.assignment}/{each.function}: right and rejected: {one['name']} ({one['part']})"),
            "red",
        )
        for each in record.exercises
        for one in each.found.right
        if not one["accepted"]
    ]
    lines += [
        Text(harmless(f"{each.assignment}/{each.function}: known and not rejected: {known['name']}"), "red")
        for each in record.exercises
        for known in each.found.mistakes
        if not known["rejected"]
    ]
    survivors = [
        Text(harmless(f"{each.assignment}/{each.function}: {description(mutant)}"), "red")
        for each in record.exercises
        for mutant in each.unexplained
    ]
    if survivors:
        lines.append(Text("Survived without a written reason:", "bold"))
        lines += survivors[:max_rows]
    if len(survivors) > max_rows:
        lines.append(Text(f"… and {len(survivors) - max_rows} more, all on the page.", "dim"))
    lines += [
        Text(harmless(f"A reason that nothing needs: {each.function}: {each.mutant}"), "yellow")
        for each in idle
    ]
    return lines


def _summary(record: Record) -> list[Text]:
    numbers = record.summary
    rightly, wrongly = numbers["mistakes_named_rightly"], numbers["mistakes_named_wrongly"]
    return [
        Text(
            f"{rightly:,} of {numbers['mistakes']:,} known mistakes are named rightly, {wrongly:,} wrongly. "
            f"{numbers['equivalent']:,} mutants count as equivalent. The sample of inputs that says so "
            f"missed {numbers['missed_by_the_sample']:,} of {numbers['rejected']:,} that the tests reject.",
            "dim",
        ),
        Text(record.sentence, "bold"),
    ]
