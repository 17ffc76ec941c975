"""Copy the browser tests' best pictures into docs/pictures, as small as the eye allows: `make pictures`."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
TAKEN = ROOT / "build" / "screenshots"
KEPT = ROOT / "docs" / "pictures"

NAMES = ("student-wrong", "formgrader-submissions", "formgrader-manual-grading", "feedback")
MOST = 150 * 1024
"""Bytes that a picture of a page may have."""


def keep(name: str) -> Path:
    """Write one picture with 256 colours or fewer.

    Raises
    ------
    FileNotFoundError
        When the tests have not taken it.
    ValueError
        When it is too large all the same.
    """
    place = KEPT / f"{name}.png"
    beside = place.with_suffix(".part")
    with Image.open(TAKEN / f"{name}.png") as picture:
        colours = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    colours.save(beside, format="PNG", optimize=True)
    if beside.stat().st_size > MOST:
        beside.unlink()
        raise ValueError(f"{place} would have more than {MOST} bytes: show less on the picture")
    return beside.replace(place)


if __name__ == "__main__":
    for each in NAMES:
        try:
            print(keep(each).relative_to(ROOT))
        except (FileNotFoundError, ValueError) as error:
            sys.exit(f"{error}; `make test-e2e` takes the pictures")
