"""Copy the repository's own pages into site/, at the same relative places: their links stay right."""

from __future__ import annotations

import shutil
from pathlib import Path

PAGES = (
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "benchmarks/*.md",
    "benchmarks/*.png",
    "data/README.md",
    "data/builders/*.txt",
    "docs/*",
    "docs/pictures/*.png",
    "helpers/search.py",  # a notebook sends its readers there
    "release/*/*.ipynb",
)


def copy(root: Path) -> None:
    """Copy what has changed, and remove what is there no more."""
    wanted = {page.relative_to(root) for pattern in PAGES for page in root.glob(pattern) if page.is_file()}
    site = root / "site"
    for page in wanted:
        place = site / page
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists() or place.read_bytes() != (root / page).read_bytes():
            shutil.copyfile(root / page, place)
    for pattern in PAGES:
        for place in site.glob(pattern):
            if place.is_file() and place.relative_to(site) not in wanted:
                place.unlink()
