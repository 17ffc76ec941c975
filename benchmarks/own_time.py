"""How long a notebook's cells take by themselves: run here in one plain process, without judge or sandbox."""

import contextlib
import io
import multiprocessing
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from autograde.grading import DEMO, SourceNotebook
from autograde.judge import hidden_seed
from autograde.limits import Limits
from autograde.submission import is_test, merge, nbgrader_of, parse, tags_of

REPEATS = 5

Cells = list[tuple[str, list[int] | None]]
"""Source texts in order; a test cell with the seed of its hidden inputs."""


def cells_of(source: SourceNotebook, path: Path) -> Cells:
    """The cells that grading a submitted notebook executes."""
    merged = merge(source.content, parse(path.read_bytes(), Limits()))
    return [
        (
            cell["source"],
            hidden_seed(source.secret, source.assignment, nbgrader_of(cell)["grade_id"])
            if is_test(cell)
            else None,
        )
        for cell in merged.notebook["cells"]
        if cell["cell_type"] == "code" and DEMO not in tags_of(cell)
    ]


def own_seconds(notebooks: list[Cells]) -> list[float]:
    """The median time of each notebook's cells, in a process that has imported what they need."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context) as executor:
        return executor.submit(_run_all, notebooks).result()


def _run_all(notebooks: list[Cells]) -> list[float]:
    from autograde.inside.shell import new_shell
    from autograde.inside.zygote import warm_up
    from autograde.sandbox.place import guarded_texts
    from helpers import checks

    warm_up(guarded_texts())
    shell = new_shell()

    def once(cells: Cells) -> float:
        shell.reset(new_session=False)  # type: ignore[no-untyped-call]
        started = time.perf_counter()
        for source, seed in cells:
            if seed is None:
                shell.run_cell(source)  # type: ignore[no-untyped-call]
                continue
            with checks.grading(seed), contextlib.suppress(Exception):
                exec(compile(source, "<test>", "exec"), shell.user_ns)
        return time.perf_counter() - started

    with contextlib.redirect_stdout(io.StringIO()):
        for cells in notebooks:
            once(cells)  # references are imported
        return [statistics.median(once(cells) for _ in range(REPEATS)) for cells in notebooks]
