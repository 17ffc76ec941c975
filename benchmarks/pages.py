"""The benchmark's tables, and their section of README.md: everything is made from the stored figures."""

import os
import platform
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from findings import Line, Stored, best, cores_busy, largest_phase, per_notebook, speed_up
from rich.table import Table as RichTable

BEGIN, END = "<!-- grading:begin -->", "<!-- grading:end -->"
INTRODUCTION = f"""
## Grading

`autograde grade` against nbgrader and otter on the same class, what it costs, and where its time goes. To
measure again, with nothing else at work on the machine:

    make bench

`make bench ARGS=--help` lists the options. The figures are kept in `grading.json`; `scale.md` says what they
mean for a million submissions.

{BEGIN}
{END}
"""
MB = 2**20


@dataclass
class Table:
    """A table under a heading. The first note stands above it, the others below."""

    title: str
    headings: list[str]
    rows: list[list[str]]
    notes: list[str] = field(default_factory=list)

    def markdown(self) -> str:
        """For README.md."""
        lines = [f"### {self.title}", "", self.notes[0], ""]
        if self.rows:
            lines += [_row(self.headings), "|---" + "|--:" * (len(self.headings) - 1) + "|"]
            lines += [*(_row(row) for row in self.rows), ""]
        return "\n".join([*lines, *self.notes[1:]])

    def rich(self) -> RichTable:
        """For the terminal."""
        table = RichTable(title=self.title, caption="\n".join(self.notes), caption_justify="left")
        for number, heading in enumerate(self.headings):
            table.add_column(heading, justify="right" if number else "left")
        for row in self.rows:
            table.add_row(*row)
        return table


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def tables(stored: Stored) -> list[Table]:
    """A table for each section that has been measured."""
    makers = {
        "class": _class, "otter": _otter, "overhead": _overhead, "tiers": _tiers, "phases": _phases,
        "sizes": _sizes, "workers": _workers, "memory": _memory,
    }  # fmt: skip
    found = [(stored[name], make(stored[name])) for name, make in makers.items() if name in stored]
    for section, table in found:
        when = f"{section['date']}, {section['machine']}, load average before it {section['load']}"
        table.notes.append(f"Measured {when}.")
    return [table for _, table in found]


def machine() -> str:
    """Name processor, cores and versions."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    model = models[0] if models else platform.processor() or platform.machine()
    return (
        f"{model}, {os.cpu_count()} cores, Linux {platform.release().split('-')[0]}, "
        f"Python {platform.python_version()}, nbgrader {version('nbgrader')}"
    )


def write(path: Path, stored: Stored) -> None:
    """Put the section between its markers, and leave all else of the page as it is."""
    page = path.read_text(encoding="utf-8") if path.exists() else "# Benchmarks\n"
    if BEGIN not in page:
        page = page.rstrip() + "\n" + INTRODUCTION
    text = "\n\n".join(
        [
            (
                "![How long each contender takes for a notebook, and where the time of `autograde grade` "
                "goes. The tables below have the same numbers.](grading.png)"
            ),
            *(table.markdown() for table in tables(stored)),
        ]
    )
    path.write_text(between(page, BEGIN, END, text), encoding="utf-8")


def between(page: str, begin: str, end: str, text: str) -> str:
    """The page with other text between two markers."""
    before, rest = page.split(begin, 1)
    return f"{before}{begin}\n{text}\n{end}{rest.split(end, 1)[1]}"


def _class(section: Stored) -> Table:
    contenders = section["contenders"]
    ours = per_notebook(contenders["autograde"])
    rows = []
    for row in contenders.values():
        usage = best(row)
        rows.append(
            [
                f"{row['name']}{'' if row['students'] == section['students'] else ' ¹'}",
                str(row["notebooks"]),
                f"{usage['wall']:.1f} s",
                f"{usage['cpu']:.1f} s{'' if usage['counted'] == 'kernel' else ' ²'}",
                f"{row['notebooks'] / usage['wall']:.2f}",
                f"{per_notebook(row) / ours:.1f}",
                f"{usage['memory'] / MB:.0f} MB",
                f"{usage['largest'] / MB:.0f} MB",
                "the same" if not row["differences"] else f"{len(row['differences'])} differ",
            ]
        )
    rounds = _plural(len(contenders["autograde"]["rounds"]), "round")
    notes = [
        (
            f"{section['students']} students on {len(section['assignments'])} assignments "
            f"({', '.join(section['assignments'])}), each exercise answered rightly, in another style, with "
            f"a known mistake or not at all; {rounds}. "
            "Aims: a ratio of 25 to nbgrader as shipped, and of 15 tuned."
        ),
        (
            "Ratio: wall time of a notebook in units of the first row's. Scores: every test cell of every "
            "student, against the first row. Memory is resident memory: pages that processes share count in "
            "each. Outside the clock: what releases an assignment and registers it in the database, "
            "`nbgrader generate_assignment` and `autograde release`."
        ),
        (
            "Tuned: demo cells are skipped by their tag (`skip_cells_with_tag`), kernels are killed "
            '(`shutdown_kernel = "immediate"`), no timing records, no widget state, one BLAS thread.'
        ),
    ]
    if any(row["students"] != section["students"] for row in contenders.values()):
        notes.append(
            "¹ Graded the first students only, since it runs every demo of every student. nbgrader's own "
            "start, about a second for each assignment, is shared by fewer notebooks."
        )
    if any(best(row)["counted"] != "kernel" for row in contenders.values()):
        notes.append("² A lower bound, from samples: no control group could be made.")
    headings = ["", "notebooks", "wall", "CPU", "a second", "ratio", "memory", "largest process", "scores"]
    return Table("One class, five ways", headings, rows, notes)


def _otter(section: Stored) -> Table:
    if "missing" in section:
        return Table("otter run", [], [], [section["missing"].capitalize() + "."])
    ours, theirs = section["autograde"], section["otter"]
    rows = [
        [name, f"{usage['wall']:.1f} s", f"{usage['cpu']:.1f} s", f"{usage['wall'] / ours['wall']:.1f}",
         f"{usage['memory'] / MB:.0f} MB"]
        for name, usage in (("autograde grade", ours), ("otter run, one notebook after the other", theirs))
    ]  # fmt: skip
    agree = "the same" if not section["differences"] else f"other in {len(section['differences'])} places"
    notes = [
        (
            f"{section['students']} students, {section['assignment']}. Each test cell is an exception-based "
            "test file, each part a test case; demos and test cells are taken out of the notebook "
            f"beforehand. Points of the {section['cells']} test cells: {agree}."
        ),
        (
            "Not expressed: reasons and hints, names of mistakes, a gradebook, and any protection of the "
            "tests from the student's code."
        ),
    ]
    return Table("otter run", ["", "wall", "CPU", "ratio", "memory"], rows, notes)


def _overhead(section: Stored) -> Table:
    def cells(name: str, own: float, graded: float) -> list[str]:
        return [name, *(f"{1000 * each:.0f} ms" for each in (own, graded, graded - own))]

    rows = [cells(row["assignment"], row["own"], row["graded"]) for row in section["rows"]]
    count = len(rows)
    own, graded = (sum(row[key] for row in section["rows"]) / count for key in ("own", "graded"))
    rows.append(cells("mean", own, graded))
    notes = [
        (
            "A right notebook of each assignment, median of "
            f"{section['repeats']}. Own time: the same cells in one plain IPython process that has the "
            "imports, without sandbox or judge. Graded: in the worker, from bytes to bytes. Recording adds "
            f"{1000 * section['recording']:.1f} ms in the main process. Aim: an overhead of at most 60 ms."
        )
    ]
    return Table("Overhead", ["assignment", "own", "graded", "overhead"], rows, notes)


def _tiers(section: Stored) -> Table:
    def cells(name: str, strong: float, weak: float) -> list[str]:
        return [name, f"{1000 * strong:.0f} ms", f"{1000 * weak:.0f} ms", f"{weak / strong:.2f}"]

    measured = [(row["namespaces"], row["landlock"]) for row in section["rows"]]
    rows = [cells(row["assignment"], *both) for row, both in zip(section["rows"], measured, strict=True)]
    strong, weak = (sum(column) / len(measured) for column in zip(*measured, strict=True))
    rows.append(cells("mean", strong, weak))
    sessions = section["sessions"]
    notes = [
        (
            "A right notebook of each assignment in either sandbox, in turn, median "
            f"of {section['repeats']}. Aim: within 10% of each other."
        ),
        (
            f"Sessions and branches take {1000 * sessions['namespaces']:.1f} ms with namespaces, "
            f"{1000 * sessions['landlock']:.1f} ms under Landlock."
        ),
    ]
    return Table("Two sandboxes", ["assignment", "namespaces", "landlock", "ratio"], rows, notes)


def _phases(section: Stored) -> Table:
    total = sum(section["seconds"].values())
    rows = [
        [name, f"{1000 * seconds / section['notebooks']:.1f} ms", f"{seconds / total:.1%}"]
        for name, seconds in section["seconds"].items()
    ]
    rows.append(["all", f"{1000 * total / section['notebooks']:.1f} ms", ""])
    name, share = largest_phase(section)
    notes = [
        f"The largest phase is *{name}*, {share:.0%}.",
        (
            f"Mean of {section['notebooks']} notebooks of the class, graded and recorded by one warm process "
            "whose functions are timed from outside; starting is left out."
        ),
    ]
    return Table("Where the time goes", ["phase", "a notebook", "share"], rows, notes)


def _sizes(section: Stored) -> Table:
    measured = section["sizes"]
    line = Line.through(measured)
    rows = [
        [
            str(row["students"]),
            f"{row['first']['wall']:.1f} s",
            f"{1000 * max(row['first']['wall'] - line.start, 0) / row['students']:.0f} ms",
            f"{row['first']['cpu']:.1f} s",
            f"{row['first']['first'] / MB:.0f} MB",
            f"{row['again']['wall']:.1f} s",
        ]
        for row in measured
    ]
    notes = [
        (
            f"{section['assignment']}. Starting takes {line.start:.1f} s and a notebook "
            f"{1000 * line.each:.0f} ms, by the line through the smallest and the largest class; between "
            f"them it is linear within {line.bend:.0%} (aim: 10%). Again: a second run, nothing to grade."
        ),
    ]
    headings = ["students", "wall", "a notebook after starting", "CPU", "main process", "again"]
    return Table("What a class costs", headings, rows, notes)


def _workers(section: Stored) -> Table:
    whole, beyond = speed_up(section)
    rows = [
        [
            jobs,
            f"{section[jobs]['small']['wall']:.1f} s",
            f"{section[jobs]['large']['wall']:.1f} s",
            f"{cores_busy(section[jobs]):.2f}",
        ]
        for jobs in ("1", "2")
    ]
    notes = [
        (
            f"{section['students']} students, {section['assignment']}. Two workers are {whole:.2f} times as "
            f"fast as one, and {beyond:.2f} times when the start is left out (aim: 1.8)."
        ),
    ]
    headings = ["workers", "start, and a notebook for each", f"{section['students']} notebooks", "cores busy"]
    return Table("One worker and two", headings, rows, notes)


def _memory(section: Stored) -> Table:
    names = {
        "main": "main process, with what nbgrader starts to set up its database",
        "worker": "a worker with its sandbox",
        "judge": "of it, the worker's process (judge)",
        "sandbox": "of it, the sandbox (zygote and the student's processes)",
    }
    rows = [[text, f"{section['largest'].get(name, 0) / MB:.0f} MB"] for name, text in names.items()]
    notes = [
        (
            f"The largest seen while {section['jobs']} workers graded {section['students']} students' "
            f"{section['assignment']}: proportional set size, every shared page divided by its users. Aim: "
            "at most 300 MB a worker."
        ),
    ]
    return Table("Memory", ["", "at most"], rows, notes)


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
