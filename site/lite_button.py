"""The button on each lesson that opens it in the browser, in JupyterLite."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from sphinx.application import Sphinx


def add(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Add the button to the header of a lesson's page; `make lite` puts JupyterLite where it leads."""
    if not pagename.startswith("notebooks/"):
        return
    to_top = "../" * pagename.count("/")
    context["header_buttons"].insert(
        0,
        {
            "type": "link",
            "url": f"{to_top}lite/lab/index.html?path={quote(pagename)}.ipynb",
            "text": "Run in the browser",
            "tooltip": "Open this lesson in JupyterLite: nothing to install, Python comes from Pyodide's CDN",
            "icon": "fas fa-play",
            "label": "run-in-browser",
        },
    )
