"""What a million submissions would cost: the numbers of scale.md, from the measured figures."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from findings import Line
from pages import between

BEGIN, END = "<!-- figures:begin -->", "<!-- figures:end -->"
MANY = 1_000_000
CORES = (2, 16, 64, 256)
MAIN = ("sending it", "recording: folders", "recording: database", "recording: journal")
"""Phases of the main process: one after the other, however many workers there are."""


def write(path: Path, stored: dict[str, Any]) -> None:
    """Put the numbers between their markers; nothing while `sizes` or `phases` have not been measured."""
    page = path.read_text(encoding="utf-8")
    if "sizes" in stored and "phases" in stored:
        text = "\n".join(_numbers(stored["sizes"], stored["phases"]))
        path.write_text(between(page, BEGIN, END, text), encoding="utf-8")


def _numbers(sizes: dict[str, Any], phases: dict[str, Any]) -> list[str]:
    small, large = sizes["sizes"][0], sizes["sizes"][-1]
    students = large["students"] - small["students"]

    def each(take: Callable[[dict[str, Any]], float]) -> float:
        """What one more student adds to a figure."""
        share: float = (take(large) - take(small)) / students
        return share

    def size_of(place: str) -> float:
        return each(lambda row: float(row["bytes"][place]))

    def hours(seconds: float) -> str:
        return f"{seconds * MANY / 3600:,.1f}"

    def space(size: float) -> tuple[str, str]:
        return f"{size / 1024:.1f} kB", f"{size * MANY / 2**30:,.1f} GB"

    cpu = Line.through(sizes["sizes"], "cpu").each
    main = sum(phases["seconds"][name] for name in MAIN) / phases["notebooks"]
    memory = each(lambda row: float(row["first"]["first"]))
    again = each(lambda row: float(row["again"]["wall"]))
    disk = {place: size_of(place) for place in large["bytes"]}
    rows = each(lambda row: float(row["rows"]))
    per = "| {} | {} | {} |"
    lines = [
        (
            f"From classes of {small['students']} to {large['students']} students, {sizes['assignment']}, "
            f"{sizes['date']}, {sizes['machine']}."
        ),
        "",
        per.format("", "one submission", "a million"),
        "|---|--:|--:|",
        per.format("CPU time, all processes", f"{1000 * cpu:.0f} ms", f"{hours(cpu)} core hours"),
        per.format("of it in the main process, in turn", f"{1000 * main:.1f} ms", f"{hours(main)} h"),
        per.format("a second run, nothing to grade", f"{1000 * again:.1f} ms", f"{hours(again)} h"),
        per.format("memory of the main process", *space(memory)),
        *(per.format(f"`{name}`", *space(disk[name])) for name in disk),
        per.format("rows in the database", f"{rows:.0f}", f"{rows:.0f} million"),
        "",
        "| cores | the workers' part | the main process's part | so, at least |",
        "|--:|--:|--:|--:|",
    ]
    for cores in CORES:
        workers, writer = (cpu - main) * MANY / 3600 / cores, main * MANY / 3600
        lines.append(f"| {cores} | {workers:,.1f} h | {writer:,.1f} h | {max(workers, writer):,.1f} h |")
    lines += [
        "",
        f"The main process keeps up with about {max((cpu - main) / main, 1):.0f} workers.",
    ]
    return lines
