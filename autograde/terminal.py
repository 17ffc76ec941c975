"""What `autograde` prints: the class's table, one notebook's check, the layers of the sandbox.

Everything is built from `rich.text.Text`, never from markup, so that no student's text can style or move
anything. Symbols and words carry the meaning; colours only repeat it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from statistics import mean, median
from typing import TYPE_CHECKING

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograde.display import (
    LABELS,
    exercises_of,
    explained,
    fraction,
    harmless,
    in_points,
    mark_of,
    mark_of_part,
    noticed,
    of_points,
    sandboxes_of,
    signs_of_tampering,
)
from autograde.doctor import Layer, TierHere
from autograde.verdict import Note, NoteKind, PartVerdict, SubmissionVerdict, TestVerdict

if TYPE_CHECKING:
    from pathlib import Path

    from autograde.attacks import Attack
    from autograde.bundle import Bundle
    from autograde.handin import Collected, Collection
    from autograde.leaks import Leak
    from autograde.lms_tables import GradeTable
    from autograde.similarity import Comparison

_COLOURS = {"full": "green", "partial": "yellow", "none": "red"}
_STYLES = {NoteKind.TAMPERING: "bold red", NoteKind.UNREADABLE: "red"}


def class_table(verdicts: Sequence[SubmissionVerdict], max_rows: int = 60) -> Table:
    """One line per student, for the verdicts of one assignment, with the class's mean and median below.

    Parameters
    ----------
    verdicts
        In the order in which they are shown.
    max_rows
        No more lines than this; what is left out is counted.
    """
    exercises = exercises_of(verdicts)
    several = len({verdict.notebook for verdict in verdicts}) > 1
    table = Table(box=box.SIMPLE_HEAD, title_justify="left", caption_justify="left", padding=(0, 1, 0, 0))
    table.title = Text(", ".join(sorted({harmless(verdict.assignment) for verdict in verdicts})), "bold")
    table.add_column("student", max_width=28, no_wrap=True, overflow="ellipsis")
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("%", justify="right", no_wrap=True)
    table.add_column(_header(exercises), no_wrap=True)
    table.add_column("noticed")
    for verdict in verdicts[:max_rows]:
        name = f"{verdict.student} / {verdict.notebook}" if several else verdict.student
        table.add_row(
            Text(harmless(name)),
            f"{verdict.points:g}/{verdict.max_points:g}",
            f"{100 * fraction(verdict):.0f}",
            _marks(verdict, exercises),
            _flags(verdict),
        )
    if len(verdicts) > max_rows:
        table.add_row(Text(f"… and {len(verdicts) - max_rows} more", "dim"))
    table.caption = _summary(verdicts, exercises)
    return table


def _header(exercises: dict[str, str]) -> str:
    return " ".join(f"{number:<2}" for number in range(1, len(exercises) + 1)).rstrip()


def _marks(verdict: SubmissionVerdict, exercises: dict[str, str]) -> Text:
    tests = {test.test_id: test for test in verdict.tests}
    marks = [mark_of(tests[test_id]) if test_id in tests else None for test_id in exercises]
    return Text("  ").join(
        Text(mark.symbol, _COLOURS[mark.share]) if mark else Text("–", "dim") for mark in marks
    )


def _flags(verdict: SubmissionVerdict) -> Text:
    return Text(", ").join(Text(LABELS[kind], _STYLES.get(kind, "")) for kind in noticed(verdict))


def _summary(verdicts: Sequence[SubmissionVerdict], exercises: dict[str, str]) -> Text:
    if not verdicts:
        return Text("No submissions.")
    text = Text(style="dim")
    if exercises:
        names = [f"{number} {harmless(name)}" for number, name in enumerate(exercises.values(), start=1)]
        width = max(map(len, names)) + 3
        for left, right in zip_longest(names[::2], names[1::2], fillvalue=""):
            text.append(f"{left:<{width}}{right}".rstrip() + "\n")
        text.append("✓ full points  ◐ some  ✗ none  ○ unanswered\n")
    points = [verdict.points for verdict in verdicts]
    reachable = in_points(max(verdict.max_points for verdict in verdicts))
    notebooks = f"{len(verdicts)} notebook{'s' if len(verdicts) > 1 else ''}"
    average = f"mean {mean(points):.3g}, median {median(points):.3g} of {reachable}"
    return text.append(f"{notebooks}: {average}", "not dim bold")


def check_view(verdict: SubmissionVerdict, by_hand: float = 0, only: Sequence[str] = ()) -> RenderableType:
    """One notebook: points for each exercise, and why a part failed.

    Parameters
    ----------
    by_hand
        Points of answers that a person grades.
    only
        Exercises to show; all if there are none.
    """
    title = f"{harmless(verdict.assignment)}: {of_points(verdict.points, verdict.max_points)}"
    views: list[RenderableType] = [Text(title, "bold")]
    if by_hand:
        views.append(Text(f"A person grades the written answers, worth {in_points(by_hand)} more."))
    views += [_test_view(test) for test in verdict.tests if not only or test.exercise in only]
    tampering = [Note(NoteKind.TAMPERING, *sign) for sign in signs_of_tampering(verdict)]
    others = [note for note in verdict.notes if note.kind is not NoteKind.TAMPERING]
    if tampering or others:
        views += [Text("Noticed", "bold"), *map(_note_view, [*tampering, *others])]
    return Group(*views)


def _test_view(test: TestVerdict) -> RenderableType:
    mark = mark_of(test)
    table = Table.grid(padding=(0, 1, 0, 0), expand=True)
    table.add_column(width=1)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    points = Text(of_points(test.points, test.max_points))
    table.add_row(Text(mark.symbol, _COLOURS[mark.share]), Text(harmless(test.exercise), "bold"), points)
    for part, sentences in explained(test):
        if not part.passed:
            points = Text(of_points(part.points, part.max_points), "dim")
            table.add_row("", _part_view(part, sentences), points)
    return table


def _part_view(part: PartVerdict, sentences: Sequence[str]) -> RenderableType:
    hidden = " (hidden test)" if part.hidden else ""
    style = "yellow" if part.carried else "red"
    name = Text(f"{mark_of_part(part)} {harmless(part.name)}{hidden}", style)
    reasons = [Text(harmless(sentence), overflow="fold") for sentence in sentences]
    return Group(name, *(Padding(reason, (0, 0, 0, 2)) for reason in reasons))


def _note_view(note: Note) -> RenderableType:
    place = f"{harmless(note.place)}: " if note.place else ""
    label = (f"{LABELS[note.kind]}  ", _STYLES.get(note.kind, "yellow"))
    text = Text.assemble(label, f"{place}{harmless(note.text)}", overflow="fold")
    return Padding(text, (0, 0, 0, 2))


def sandboxes(verdicts: Sequence[SubmissionVerdict]) -> list[Text]:
    """Which sandbox was used, and what that means."""
    styles = {"landlock": "yellow", "none": "bold red"}
    return [Text(f"Sandbox: {text}", styles.get(tier, "")) for tier, text in sandboxes_of(verdicts)]


def tier_view(tiers: Sequence[TierHere]) -> RenderableType:
    """Which tiers of the sandbox this machine can have, which one is used, and how to get the others."""
    lines, best = [], next((each for each in tiers if not each.problem), None)
    for each in tiers:
        if each.problem:
            lines.append(Text.assemble((f"✗ {each.tier}", "yellow"), f": {harmless(each.problem)}"))
            lines += [Text(f"    {harmless(line)}", overflow="fold") for line in each.advice]
            if best is not None and each.advice:
                lines.append(Text(f"    # Until then, grading works with {best.tier}."))
        else:
            used = ": used by `autograde grade`" if each is best else ": available"
            lines.append(Text.assemble((f"✓ {each.tier}", "green"), used))
    return Group(*lines)


def layer_table(layers: Sequence[Layer]) -> Table:
    """The layers of the sandbox, and which are active."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in ("layer", "active", "what was seen"):
        table.add_column(column)
    for layer in layers:
        style = "green" if layer.active else "bold red" if layer.required else "yellow"
        word = "✓ yes" if layer.active else "✗ no" if layer.required else "– no, optional"
        table.add_row(Text(layer.name), Text(word, style), Text(harmless(layer.seen)))
    return table


def collection_view(collection: "Collection", dry_run: bool, max_rows: int = 60) -> RenderableType:
    """What was collected and what was left out and why, in words; before a dry run, who gets what.

    Parameters
    ----------
    max_rows
        No more files that were left out than this are named; the others are counted.
    """
    views: list[RenderableType] = []
    if dry_run:
        views.append(_collected_table(collection.collected))
    else:
        views += [
            Text.assemble((f"{harmless(each.student)}: ", "bold"), harmless(notice))
            for each in collection.collected
            for notice in each.notices
        ]
    if collection.left_out:
        table = Table(box=box.SIMPLE_HEAD, title="left out", title_justify="left", padding=(0, 1, 0, 0))
        table.add_column("file or student", overflow="fold", ratio=1)
        table.add_column("why", overflow="fold", ratio=1)
        for each in collection.left_out[:max_rows]:
            table.add_row(Text(harmless(each.what)), Text(harmless(each.why), "red"))
        if len(collection.left_out) > max_rows:
            table.add_row(Text(f"… and {len(collection.left_out) - max_rows} more", "dim"), "")
        views.append(table)
    views += [Text(harmless(notice), "yellow") for notice in collection.notices]
    return Group(*views, _collection_summary(collection, dry_run))


def _collected_table(collected: "Sequence[Collected]") -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in ("student", "from", "handed in (UTC)", "becomes"):
        table.add_column(column, overflow="fold")
    for each in collected:
        time = f"{each.time:%Y-%m-%d %H:%M}" if each.time else "–"
        table.add_row(
            Text(harmless(each.student)),
            Text(harmless(", ".join([*each.sources.values(), *(f"({notice})" for notice in each.notices)]))),
            Text(f"{time} late" if each.late else time),
            Text(each.became),
        )
    return table


def _collection_summary(collection: "Collection", dry_run: bool) -> Text:
    new, replaced, unchanged = (collection.count(each) for each in ("new", "replaced", "unchanged"))
    late = sum(each.late for each in collection.collected)
    text = f"{new} new, {replaced} replaced, {unchanged} unchanged"
    text += f"; {late} late, says the LMS" if late else ""
    text += f". {len(collection.left_out)} left out" if collection.left_out else ""
    text += f"; {collection.ignored} other files ignored." if collection.ignored else "."
    return Text(f"Nothing was written. It would be: {text}" if dry_run else text, "bold")


def similar_view(comparison: "Comparison", max_rows: int = 40) -> RenderableType:
    """The similar pairs of one notebook, and how many notebooks were compared.

    Parameters
    ----------
    max_rows
        No more pairs than this are named; the others are counted.
    """
    views: list[RenderableType] = [Text(harmless(comparison.template.path.stem), "bold")]
    if comparison.pairs:
        table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
        table.add_column("students", overflow="fold")
        table.add_column("shared", justify="right", no_wrap=True)
        table.add_column("what", overflow="fold")
        table.add_column("page", overflow="fold")
        for pair in comparison.pairs[:max_rows]:
            table.add_row(
                Text(f"{harmless(pair.first)}, {harmless(pair.second)}"),
                f"{pair.shared:.0%}",
                Text(f"{pair.seen}, in {len(pair.passages)} cell{'' if len(pair.passages) == 1 else 's'}"),
                Text(harmless(pair.page.rpartition("/")[2])),
            )
        if len(comparison.pairs) > max_rows:
            table.add_row(Text(f"… and {len(comparison.pairs) - max_rows} more", "dim"), "", "", "")
        views += [table, Text("A pair is a reason to look and to ask, not a verdict.")]
    else:
        views.append(Text("No pair stands out."))
    return Group(*views, Text(comparison.summary, "dim"))


def leak_table(leaks: "Sequence[Leak]", max_rows: int = 30) -> Table:
    """What a bundle must not hold, and where it does; no more rows than that."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in ("where", "what is there"):
        table.add_column(column, overflow="fold")
    for leak in leaks[:max_rows]:
        table.add_row(Text(harmless(leak.place)), Text(harmless(leak.what), "red"))
    if len(leaks) > max_rows:
        table.add_row(Text(f"… and {len(leaks) - max_rows} more", "dim"), "")
    return table


def bundle_view(bundle: "Bundle") -> Group:
    """What a bundle holds, and which files beside these were left out."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("in the bundle", overflow="fold")
    for column in ("files", "MB"):
        table.add_column(column, justify="right")
    for part, (number, size) in bundle.parts().items():
        table.add_row(Text(harmless(part)), str(number), f"{size / 1e6:.2f}")
    left_out = ", ".join(_by_folder(bundle.left_out)) or "nothing"
    return Group(table, Text(harmless(f"Left out: {left_out}.")))


def _by_folder(paths: Sequence[str]) -> list[str]:
    """One text for each folder: its only file, or how many there are."""
    folders: dict[str, list[str]] = {}
    for path in paths:
        folders.setdefault(path.rpartition("/")[0], []).append(path)
    return [
        found[0] if len(found) == 1 else f"{folder}/ ({len(found)} files)"
        for folder, found in folders.items()
    ]


def export_view(table: "GradeTable", path: "Path") -> Group:
    """What a table of grades holds, and who is not in it."""
    lines = [Text(harmless(notice), "yellow") for notice in table.notices]
    if table.left_out:
        names = harmless(", ".join(table.left_out))
        lines.append(Text(f"in the gradebook and not in the roster, so left out: {names}", "red"))
    students = f"{table.graded} student{'' if table.graded == 1 else 's'}"
    return Group(*lines, Text(f"{harmless(str(path))} written: grades of {students}.", "bold"))


def attack_table(results: "Mapping[Attack, Sequence[str]]") -> Group:
    """How many attacks of each family were withstood, and what went wrong with the others."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in ("family", "attacks", "withstood"):
        table.add_column(column, justify="left" if column == "family" else "right")
    families = Counter(attack.family for attack in results)
    withstood = Counter(attack.family for attack, complaints in results.items() if not complaints)
    for family, number in families.items():
        style = "green" if withstood[family] == number else "bold red"
        table.add_row(Text(family), str(number), Text(str(withstood[family]), style))
    failures = [
        Text(harmless(f"{attack.family}/{attack.name}: {complaint}"), "red")
        for attack, complaints in results.items()
        for complaint in complaints
    ]
    total = f"{withstood.total()} of {families.total()} attacks gained nothing"
    return Group(table, *failures, Text(f"{total}, and their honest twins lost nothing."))
