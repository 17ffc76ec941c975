"""Sphinx's configuration of the course's site: offline from the first byte to the last.

stage.py copies release/, docs/ and the repository's own pages into this folder, and execute.py puts the
lessons there when they have run, so that a relative link is right in both places.
"""

from __future__ import annotations

import os
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
# The lessons' kernels find helpers, and share two cores.
os.environ["PYTHONPATH"] = str(ROOT)
os.environ["OPENBLAS_NUM_THREADS"] = "1"

_mathjax = find_spec("sphinx-mathjax-offline")
assert _mathjax is not None
assert _mathjax.origin is not None
MATHJAX = Path(_mathjax.origin).parent / "static" / "mathjax"

_project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
project = "Backprop by Hand"
author = _project["authors"][0]["name"]
project_copyright = f"{author}. {_project['license']}"
release = _project["version"]

extensions = [
    "myst_nb",
    "sphinx.ext.apidoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.mathjax",
    "sphinx_design",
]
exclude_patterns = ["api/*/modules.rst"]
templates_path = ["_templates"]

html_theme = "sphinx_book_theme"
html_title = project
html_static_path = ["_static", str(MATHJAX.parent)]
html_css_files = ["course.css"]
html_js_files = ["course.js"]
html_favicon = "_static/favicon.svg"
html_context = {"default_mode": "auto"}
html_theme_options: dict[str, Any] = {
    "home_page_in_toc": True,
    "show_toc_level": 2,
    "use_download_button": True,
    "use_fullscreen_button": False,
    "navbar_persistent": [],
}
html_show_sphinx = False

myst_enable_extensions = ["amsmath", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
myst_heading_slug_func = "anchors.jupyter_slug"
nb_execution_mode = "off"  # execute.py has run the lessons
nb_merge_streams = True
# A page has no kernel for a widget; what a lesson shows without one is in its text.
nb_mime_priority_overrides = [("html", "application/vnd.jupyter.widget-view+json", None)]
nb_ipywidgets_js: dict[str, dict[str, str]] = {}
# Given to us by a package, since its own Sphinx extension forbids reading in parallel.
mathjax_path = "mathjax/tex-mml-chtml.js"

apidoc_modules = [
    {
        "path": f"../{package}",
        "destination": f"api/{package}",
        "exclude_patterns": ["../helpers/reference"],  # a student who looks for a helper finds no solution
        "separate_modules": True,
        "max_depth": 1,
    }
    for package in ("helpers", "autograde")
]
autodoc_typehints = "description"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_ivar = True
# Annotations under TYPE_CHECKING have no module: where two classes share a name, either page will do.
suppress_warnings = ["ref.python"]
default_role = "code"


def setup(app: Sphinx) -> None:
    """Run the lessons, draw the table of topics, and put the browser's button on the lessons."""
    import execute
    import lite_button
    import stage
    import topics

    app.connect("builder-inited", lambda _: stage.copy(ROOT))
    app.connect("builder-inited", lambda _: execute.lessons(ROOT))
    app.connect("builder-inited", lambda _: topics.write(ROOT))
    app.connect("html-page-context", lite_button.add, priority=900)
