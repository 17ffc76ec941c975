"""Compare `autograde grade` with stock nbgrader and with otter, and say where the time goes.

    make bench

The figures are kept in benchmarks/grading.json; tables, pictures and the extrapolation are drawn from there,
so that one section can be measured again without the others.
"""

import argparse
import json
import signal
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import classes
import drawing
import pages
import scale
from costs import load
from measure import Failed
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from sections import SECTIONS, Options, differences

from autograde.course import CourseError
from autograde.sandbox import SandboxUnavailable

HERE = Path(__file__).resolve().parent
FIGURES = HERE / "grading.json"

console = Console()

INTERRUPTED_STATUS = 130
DESCRIPTION = """\
Measure grading, and write benchmarks/README.md, grading.png and scale.md.

  class     autograde, nbgrader as shipped, tuned, and two of it, on the same class
  otter     otter run and autograde on one assignment
  overhead  what grading adds to the cells' own time
  phases    where the time goes
  sizes     what classes of several sizes cost
  workers   one worker against two
  memory    what each worker takes

Leave the machine alone while it measures. With all assignments it takes about half an hour: nbgrader as
shipped runs every demo of every student, which is why it gets fewer of them.
"""


class Parser(argparse.ArgumentParser):
    """Says in one line what is wrong."""

    def error(self, message: str) -> NoReturn:
        """End with status 1."""
        raise Failed(f"{message}; --help lists what can be asked for")


def parser() -> Parser:
    """The command line."""
    made = Parser(
        prog="make bench",
        description=DESCRIPTION,
        epilog="From make: make bench ARGS='--only class --students 10'",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = made.add_argument
    add("assignments", nargs="*", help="names as in source/; all that can be graded by default")
    add("--students", type=_number, default=30, help="how many the class has (30)")
    add("--stock-students", type=_number, default=3, help="how many nbgrader as shipped grades (3)")
    add("--rounds", type=_number, default=1, help="how often the contenders take turns (1)")
    add("--sizes", type=_numbers, default=[10, 100, 1000], help="sizes of class (10,100,1000)")
    add("--only", action="append", choices=list(SECTIONS), help="measure this section; may be repeated")
    add("--otter", action="store_true", help="install otter-grader into .bench-otter/ first, if need be")
    add("--draw", action="store_true", help="measure nothing: draw what is stored")
    return made


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"`{text}` is no number from 1 on")
    return int(text)


def _numbers(text: str) -> list[int]:
    return [_number(each) for each in text.split(",")]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the sections that are asked for, and write what all sections say."""
    asked = parser().parse_args(arguments)
    known = classes.gradable()
    for name in asked.assignments:
        if name not in known:
            raise Failed(f"no assignment `{name}`: there are {', '.join(known)}")
    options = Options(
        asked.assignments or known,
        asked.students,
        asked.stock_students,
        asked.rounds,
        asked.sizes,
        asked.otter,
    )
    chosen = [] if asked.draw else asked.only or list(SECTIONS)
    stored: dict[str, Any] = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    for name in chosen:
        stored[name] = _measured(name, options)
        FIGURES.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    if not stored:
        raise Failed("nothing has been measured yet: run it without --draw")
    for table in pages.tables(stored):
        console.print(table.rich())
    pages.write(HERE / "README.md", stored)
    scale.write(HERE / "scale.md", stored)
    drawing.draw(HERE / "grading.png", stored)
    wrong = [line for name in chosen for line in differences(stored[name])]
    if wrong:
        console.print("\n".join(wrong), markup=False)
        raise Failed(f"the contenders gave other points in {len(wrong)} places")


def _measured(name: str, options: Options) -> dict[str, Any]:
    """Measure one section, with what it was measured on."""
    about = {"date": date.today().isoformat(), "machine": pages.machine(), "load": round(load(), 2)}
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with (
        tempfile.TemporaryDirectory(prefix="benchmark-") as folder,
        Progress(*columns, console=Console(stderr=True)) as progress,
    ):
        task = progress.add_task(name)
        place = Path(folder)

        def advance(doing: str) -> None:
            progress.update(task, description=f"{name}: {doing.replace('`', '')}")

        return about | SECTIONS[name](place, options, advance)


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def run() -> int:
    """Run the command line; every expected error is one line."""
    signal.signal(signal.SIGTERM, _stop)
    try:
        main()
    except (Failed, CourseError, SandboxUnavailable) as error:
        print(f"benchmark: {error}", file=sys.stderr)
    except OSError as error:
        print(f"benchmark: {error.filename or ''}: {error.strerror or error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("benchmark: interrupted; the sections measured until then are kept.", file=sys.stderr)
        return INTERRUPTED_STATUS
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(run())
