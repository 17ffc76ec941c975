"""Run the lessons, as many at a time as there are cores, and keep what they show in site/notebooks.

Sphinx reads the executed copies. One is made again when its lesson, the helpers or Python have changed.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from tqdm import tqdm

TIMEOUT_SECONDS = 120
"""For a cell: a lesson is to take 30 seconds, on a machine with nothing else to do."""

DRAWS = re.compile(r"\bfigures\.(show|steps)\(")
LONG_DRAWING = 12
"""Lines of code that a reader of a page would scroll past."""


def lessons(root: Path) -> None:
    """Run what has changed.

    Raises
    ------
    CellExecutionError
        When a cell of a lesson fails; it names the cell.
    """
    output = root / "site" / "notebooks"
    output.mkdir(exist_ok=True)
    sources = {path.name: path for path in sorted((root / "notebooks").glob("*.ipynb"))}
    for stale in output.glob("*.ipynb"):
        if stale.name not in sources:
            stale.unlink()
    digests = {name: _digest(root, path) for name, path in sources.items()}
    changed = [name for name, digest in digests.items() if _made_from(output / name) != digest]
    if changed:
        asyncio.run(_run([(sources[name], output / name, digests[name]) for name in changed]))


async def _run(todo: list[tuple[Path, Path, str]]) -> None:
    free = asyncio.Semaphore(len(os.sched_getaffinity(0)))
    with tqdm(total=len(todo), desc="lessons", disable=not sys.stderr.isatty()) as bar:

        async def run(source: Path, place: Path, digest: str) -> None:
            async with free:
                await _execute(source, place, digest)
                bar.update()

        async with asyncio.TaskGroup() as group:
            for each in todo:
                group.create_task(run(*each))


async def _execute(source: Path, place: Path, digest: str) -> None:
    notebook: Any = nbformat.read(source, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT_SECONDS,
        resources={"metadata": {"path": str(source.parent)}},
        store_widget_state=False,
        record_timing=False,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],  # each kernel would warn of its ports
    )
    await client.async_execute()
    for cell in notebook.cells:
        if _is_long_drawing(cell):
            cell.metadata.setdefault("tags", []).append("hide-input")
    notebook.metadata["made_from"] = digest
    part = place.with_suffix(".part")
    nbformat.write(notebook, part)
    part.replace(place)


def _is_long_drawing(cell: Any) -> bool:
    """Whether a cell is mostly the drawing of a figure: on the site its code opens at a click."""
    draws = cell.cell_type == "code" and DRAWS.search(cell.source)
    return bool(draws) and cell.source.count("\n") >= LONG_DRAWING


def _digest(root: Path, lesson: Path) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for path in (lesson, *sorted((root / "helpers").glob("*.py"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _made_from(executed: Path) -> str | None:
    if not executed.exists():
        return None
    notebook: Any = nbformat.read(executed, as_version=4)
    digest: str | None = notebook.metadata.get("made_from")
    return digest
