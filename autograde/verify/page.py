"""The page of a run: for each exercise what rejected its mutants, and the code of those that survived.

It needs no script and no network.
"""

from pathlib import Path
from typing import Any

from autograde.display import templates
from autograde.files import write_whole
from autograde.verify.record import Record, description

PAGE, RECORD = "index.html", "record.json"
VERDICTS = {
    "survived": "Survivors",
    "equivalent": "Equivalent to its base on every input of the sample",
    "unseen": "Different only in what a test cell cannot see",
}
"""What is shown with its code, under which heading."""


def write(record: Record, folder: Path) -> tuple[Path, Path]:
    """Write the page and the record, each whole or not at all.

    Returns
    -------
    The page and the record.

    Raises
    ------
    OSError
        When they cannot be written.
    """
    write_whole(folder / RECORD, record.as_json().encode())
    write_whole(folder / PAGE, page_of(record).encode())
    return folder / PAGE, folder / RECORD


def page_of(record: Record) -> str:
    """The page's HTML."""
    return (
        templates()
        .get_template("verify.html.j2")
        .render(
            record=record,
            numbers=record.summary,
            verdicts=VERDICTS,
            description=description,
            lines=diff_lines,
        )
    )


def diff_lines(mutant: dict[str, Any]) -> list[tuple[str, str]]:
    """The lines of a mutant's difference from its base, each with the class that decides its colour."""
    classes = {"+": "new", "-": "old", "@": "quiet"}
    return [(classes.get(line[:1], "same"), line) for line in mutant["diff"].split("\n") if line]
