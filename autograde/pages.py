r"""Notebooks as web pages: feedback for students, and Formgrader's page of one submission.

nbgrader's templates stay. What students wrote is made inert, formulas become MathML, which browsers draw by
themselves, and a Content-Security-Policy keeps the page from asking anybody for anything.

>>> formulas("<p>$x^2$ and <code>$y$</code></p>")  # doctest: +ELLIPSIS
'<p><math display="inline"><mrow><msup>...</msup></mrow></math> and <code>$y$</code></p>'
"""

import html
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import jinja2
import nbformat
from markupsafe import Markup, escape
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution
from traitlets import default

from autograde.display import templates
from autograde.feedback import outputs_of, recorded_tests
from autograde.sanitize import DEEPEST, as_typed, clean_html, cut, in_text, inert_cells
from autograde.submission import is_given, tags_of
from autograde.tex import acts, is_deep
from autograde.verdict import METADATA_KEY

NO_REQUESTS = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
)
"""The policy of a page that needs nothing but itself."""


MOST_SHOWN = 100_000
"""Characters of a notebook's code, and of what it printed, that a page shows: 20,000 take a second."""

_TEST_IN_INDEX = re.compile(r'(<li><a href="#(?:test_)?([\w-]+)">)Test cell</a>')
"""How nbgrader's index calls every test: by the exercise, a student finds hers."""


class FeedbackExporter(HTMLExporter):
    """Makes nbgrader's feedback pages: one file each, without scripts, readable without a network."""

    policy = NO_REQUESTS

    def default_filters(self) -> Iterator[tuple[str, Callable[..., Any]]]:
        """Leave out one of nbconvert's: no address is left for it to change, and brackets keep it busy."""
        yield from super().default_filters()  # type: ignore[no-untyped-call]
        yield "strip_files_prefix", _unchanged

    @default("extra_loaders")
    def _extra_loaders_default(self) -> list[jinja2.BaseLoader]:
        """Put our lines into the page's head, where nbgrader's templates load MathJax from elsewhere."""
        head = templates().get_template("page_head.html.j2").render(policy=Markup(self.policy))
        return [
            jinja2.DictLoader({"mathjax.html.j2": f"{{% macro mathjax(url='') %}}{head}{{% endmacro %}}"})
        ]

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[str, dict[str, Any]]:
        """Convert a notebook, whoever has graded it."""
        page, found = super().from_notebook_node(inert_notebook(nb), resources, **kwargs)
        return _TEST_IN_INDEX.sub(r"\1<code>\2</code></a>", page), found

    @jinja2.pass_context
    def markdown2html(self, context: jinja2.runtime.Context, source: str) -> str:
        """Markdown to clean HTML with formulas as MathML; what no parser takes is shown as it was typed."""
        try:
            rendered = super().markdown2html(context, source)
        except Exception:  # nbconvert gives up on a whole notebook for one picture that is missing
            rendered = as_typed(source)
        return formulas(clean_html(rendered))


def _unchanged(text: str) -> str:
    return text


class FormgraderExporter(FeedbackExporter):
    """Makes Formgrader's page of one submission, in which nbgrader's own scripts run."""

    policy = (
        "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; connect-src 'self'; "
        "style-src 'self' 'unsafe-inline'; font-src 'self'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )

    def from_filename(  # type: ignore[override]
        self, filename: str, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[str, dict[str, Any]]:
        """Convert an autograded notebook; names of students and files are shown as they are."""
        shown = {key: escape(v) if isinstance(v, str) else v for key, v in (resources or {}).items()}
        page: tuple[str, dict[str, Any]] = super().from_filename(filename, shown, **kwargs)
        return page


def inert_notebook(notebook: NotebookNode) -> NotebookNode:
    """A copy of an autograded notebook, to be read, whoever has graded it.

    Outputs of test cells are made anew from the verdict, where one is recorded; all others are made inert.
    Markdown is not yet: it is cleaned when it has been rendered.
    """
    tests = recorded_tests(notebook.metadata.get(METADATA_KEY))
    shown = NotebookNode({**notebook, "metadata": {**notebook.metadata}})
    shown.metadata.pop("widgets", None)
    read = [cell for cell in notebook.cells if not _says_nothing(cell)]
    cells = inert_cells(read, lambda cell: cell["cell_type"] != "markdown")
    shown.cells = [nbformat.from_dict(cell) for cell in cells]
    for cell in shown.cells:
        test = tests.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
        if test and cell.cell_type == "code" and is_grade(cell) and not is_solution(cell):
            cell.outputs = outputs_of(test)
    _cut(shown.cells)
    return shown


def _cut(cells: list[NotebookNode]) -> None:
    """Leave out code and printed text that is more than a page shows."""
    code = printed = MOST_SHOWN
    for cell in cells:
        if cell.cell_type == "code":
            size = len(cell.source)
            cell.source, code = cut(cell.source, code, "# "), max(0, code - size)
            for output in cell.outputs:
                if output.output_type == "stream":
                    size = len(output.text)
                    output.text, printed = cut(output.text, printed), max(0, printed - size)


def _says_nothing(cell: NotebookNode) -> bool:
    """Whether it is a given cell that nobody need read: the first, which looks for what is needed."""
    return is_given(cell) and "remove-cell" in tags_of(cell)


_FORMULA = re.compile(
    r"(?<!\\)\$\$(?P<block>[^$]+?)\$\$"
    r"|(?<!\\)\$(?P<inline>[^$]+?)(?<!\\)\$"
    r"|\\begin\{(?P<name>[a-z]+\*?)\}.+?\\end\{(?P=name)\}",
    re.DOTALL,
)


def formulas(cleaned: str) -> str:
    """Cleaned HTML with its formulas as MathML; one that cannot be read, or does more, stays as typed."""
    if "$" not in cleaned and "\\begin" not in cleaned:
        return cleaned
    drawn = in_text(cleaned, lambda text: _FORMULA.sub(_as_mathml, text))
    return clean_html(drawn, deepest=DEEPEST + _DEEPEST_MATHML)


def _as_mathml(formula: re.Match[str]) -> str:
    inline = formula["inline"]
    tex = html.unescape(inline or formula["block"] or formula[0])
    return _mathml(tex, "inline" if inline else "block") or f"<code>{formula[0]}</code>"


_LONGEST_FORMULA = 2000
_DEEPEST_MATHML = 100
"""What `autograde.tex.DEEPEST` groups become."""


@lru_cache(maxsize=1000)
def _mathml(tex: str, display: str) -> str:
    from latex2mathml.converter import convert

    if len(tex) > _LONGEST_FORMULA or acts(tex) or is_deep(tex):
        return ""
    try:
        return str(convert(re.sub(r"\{(aligned|split)\}", "{align*}", tex), display=display))
    except Exception:  # whatever is wrong with the formula
        return ""
