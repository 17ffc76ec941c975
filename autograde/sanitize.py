r"""What students wrote, made inert: it is shown wherever it is read, and acts nowhere.

Text loses its control characters, HTML all that is not on a list (nh3). Markdown with HTML, links or pictures
becomes the HTML that it is rendered to, cleaned and in one line, so that no parser of Markdown finds anything
else in it. Nothing that remains runs, loads, moves or styles anything outside of its own box.

>>> plain("a\x1b[31mred\x1b[0m\x07")
'ared�'
>>> inert_markdown("Bold as **love**, $x < y$")
'Bold as **love**, $x < y$'
>>> inert_markdown("<b onclick='steal()'>b</b>")
'<div><p><b>b</b></p></div>'
"""

import html
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from autograde.tex import inert_tex, is_deep, may_act

if TYPE_CHECKING:
    import nh3
    from nbconvert.filters.markdown_mistune import MarkdownWithMath

    from autograde.submission import Cell

LONGEST_MARKDOWN = 10_000
"""A longer text is shown as it was typed: hostile Markdown can keep a parser busy, by its length squared."""
ALL_MARKDOWN = 10 * LONGEST_MARKDOWN
"""What follows so much of a notebook's Markdown is shown as it was typed, too."""
ALL_TYPED = 2 * ALL_MARKDOWN
"""Of what is shown as it was typed, no more than this of one notebook is shown."""

DEEPEST = 60
"""HTML elements in each other that are shown."""

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\))")
_OVERWRITTEN = re.compile(r"^[^\r\n]*(?:\r[^\r\n]*)*\r(?=[^\r\n])", re.MULTILINE)
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(text: str) -> str:
    """Text of several lines without terminal escapes, control characters and bidirectional overrides.

    What a carriage return overwrites is left out, as in a terminal.
    """
    if not _CONTROLS.search(text):
        return text
    text = _OVERWRITTEN.sub("", _ESCAPES.sub("", text)).replace("\r", "")
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


_TEXT_TAGS = """
    a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure
    h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup table
    tbody td tfoot th thead tr u ul var
"""
_MATH_TAGS = """
    math merror mfrac mi mmultiscripts mn mo mover mphantom mprescripts mroot mrow ms mspace msqrt mstyle
    msub msubsup msup mtable mtd mtext mtr munder munderover
"""
_NOT_TEXT = "iframe noscript object script style template textarea title"
"""What is inside of these is not meant to be read; inside of any other tag the text stays."""

_ATTRIBUTES = {
    "*": {"id", "style", "title"},
    "a": {"href"},
    "details": {"open"},
    "img": {"alt", "src"},
    "li": {"value"},
    "math": {"display"},
    "mo": {"accent", "fence", "form", "maxsize", "minsize", "movablelimits", "stretchy"},
    "mi": {"mathvariant"},
    "mspace": {"linebreak", "width"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mtable": {"displaystyle"},
    "mover": {"accent"},
    "munder": {"accentunder"},
    "ol": {"start"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
}
_STYLES = {"background-color", "color", "font-style", "font-weight", "text-align", "text-decoration"}
_VALUES = {
    "href": re.compile(r"https?://|mailto:|#", re.IGNORECASE),
    "src": re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*\Z"),
    "width": re.compile(r"([0-4]?\.\d+|[0-4])em\Z"),
    "minsize": re.compile(r"([0-4]?\.\d+|[0-4])(\.\d+)?em\Z"),
    "maxsize": re.compile(r"([0-4]?\.\d+|[0-4])(\.\d+)?em\Z"),
    "scriptlevel": re.compile(r"[012]\Z"),
}
ID_PREFIX = "text-"
"""What the ids of headings begin with, and the links to them: no page has other ids like these."""


def clean_html(text: str, deepest: int = DEEPEST) -> str:
    """HTML with what shows text, tables, formulas and embedded pictures, and nothing else.

    Links lead to web pages or to headings; pictures are PNG, JPEG, GIF or WebP data in the text itself.
    With more than `deepest` elements in each other it is shown as it was typed: no renderer takes any depth.
    """
    cleaned = _CONTROLS.sub(
        "\N{REPLACEMENT CHARACTER}", _cleaner().clean(text)
    )  # entities have become what they are
    return f"<pre>{html.escape(text, quote=False)}</pre>" if _is_nested(cleaned, deepest) else cleaned


_EMPTY = {"br", "col", "hr", "img"}


def _is_nested(cleaned: str, deepest: int) -> bool:
    """Whether more elements of some cleaned HTML than that are in each other."""
    depth = 0
    for tag in _TAG.findall(cleaned):
        depth += -1 if tag.startswith("</") else tag[1:-1].partition(" ")[0] not in _EMPTY
        if depth > deepest:
            return True
    return False


@cache
def _cleaner() -> "nh3.Cleaner":
    import nh3  # here, because most notebooks do without
    from pygments.token import STANDARD_TYPES

    return nh3.Cleaner(
        tags={*_TEXT_TAGS.split(), *_MATH_TAGS.split()},
        clean_content_tags=set(_NOT_TEXT.split()),
        attributes=_ATTRIBUTES,
        attribute_filter=_allowed,
        allowed_classes={
            "a": {"anchor-link"},
            "div": {"highlight"},
            "span": {name for name in STANDARD_TYPES.values() if name},
        },
        filter_style_properties=_STYLES,
        url_schemes={"data", "http", "https", "mailto"},
        url_relative=_to_heading,
        id_prefix=ID_PREFIX,
    )


def _allowed(tag: str, attribute: str, value: str) -> str | None:
    pattern = _VALUES.get(attribute)
    return value if pattern is None or pattern.match(value) else None


def _to_heading(url: str) -> str | None:
    if not url.startswith("#"):
        return None
    return url if url.startswith(f"#{ID_PREFIX}") else f"#{ID_PREFIX}{url[1:]}"


_ACTIVE = re.compile(r"<[A-Za-z/!?]|!\[|\]\s*[\[(:]|&[#A-Za-z]|[Mm][Ee][Rr][Mm][Aa][Ii][Dd]")
"""What Markdown must contain to become anything else than text, code, tables and formulas."""


def inert_markdown(text: str) -> str:
    """Markdown that renders to nothing active in nbconvert, nbgrader and JupyterLab.

    Text, lists, tables, code and formulas come back as they were written. A picture that would have to be
    loaded becomes a link.
    """
    text = plain(text)
    if len(text) > LONGEST_MARKDOWN or is_deep(text):
        return as_typed(text)
    return _as_block(_rendered(text)) if _ACTIVE.search(text) or may_act(text) else text


def as_typed(text: str, most: int = ALL_TYPED) -> str:
    """Markdown that shows a text as it was typed, up to so many characters."""
    return _as_block(f"<pre>{html.escape(cut(plain(text), most), quote=False)}</pre>")


def cut(text: str, most: int, before: str = "") -> str:
    """Text of at most so many characters; a line says how many are left out, and what is `before` it.

    >>> cut("abcdef", 3).splitlines()
    ['abc', '… 3 more characters are not shown here.']
    """
    if len(text) <= most:
        return text
    return f"{text[:most]}\n{before}… {len(text) - most} more characters are not shown here."


def _rendered(text: str) -> str:
    """The HTML that nbconvert makes of Markdown, cleaned."""
    try:
        rendered = _renderer().render(text)
    except Exception:  # the parser is not made for hostile text: what breaks it is shown as it is
        return f"<pre>{html.escape(text, quote=False)}</pre>"
    return clean_html(rendered)


@cache
def _renderer() -> "MarkdownWithMath":
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    class Renderer(IPythonRenderer):
        def image(self, text: str, url: str, title: str | None = None) -> str:
            """Show a picture that is not in the text itself by its description, with a link if it has one."""
            if url.startswith("data:"):
                return str(super().image(text, url, title))
            return f'<a href="{html.escape(url)}">{text or html.escape(url)}</a>'

    return MarkdownWithMath(renderer=Renderer(escape=False, exclude_anchor_links=True))


_TAG = re.compile(r"""(<(?:"[^"]*"|[^"<>])*>)""")
_VERBATIM = re.compile(r"<(/?)(?:pre|code)\b")


def in_text(cleaned: str, change: Callable[[str], str], in_code: Callable[[str], str] = str) -> str:
    """Cleaned HTML with its text changed, outside of tags; `in_code` changes what is in code and pre."""
    pieces, depth = _TAG.split(cleaned), 0
    for number, piece in enumerate(pieces):
        if number % 2:
            if found := _VERBATIM.match(piece):
                depth += -1 if found[1] else 1
        else:
            pieces[number] = in_code(piece) if depth > 0 else change(piece)
    return "".join(pieces)


def _as_block(cleaned: str) -> str:
    """Cleaned HTML as one block of Markdown: in one line, because a blank line would end it."""
    one_line = in_text(cleaned, _harmless_tex, lambda code: code.replace("\n", "&#10;"))
    return f"<div>{one_line.replace(chr(10), ' ').strip()}</div>"


def _harmless_tex(text: str) -> str:
    """Text in which MathJax finds no command that acts, and no HTML entity in the place of an ampersand."""
    return re.sub(r"&amp;(?![#A-Za-z])", "&", inert_tex(text))


_KEPT_TYPES = ("text/plain", "text/latex")
_PICTURES = ("image/png", "image/jpeg")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*\Z")


def inert_output(output: Mapping[str, Any]) -> dict[str, Any]:
    """An output of a student's code: text, cleaned HTML and pictures; anything else is named by its type."""
    kind = output.get("output_type")
    if kind == "stream":
        return {"output_type": kind, "name": output["name"], "text": plain(_joined(output["text"]))}
    if kind == "error":
        lines = [plain(_joined(line)) for line in output["traceback"]]
        names = {key: plain(str(output[key])) for key in ("ename", "evalue")}
        return {"output_type": kind, **names, "traceback": lines}
    data = output.get("data", {})
    kept = {mime: plain(_joined(data[mime])) for mime in _KEPT_TYPES if mime in data}
    if latex := kept.pop("text/latex", ""):
        kept |= {"text/plain": latex} if is_deep(latex) else {"text/latex": inert_tex(latex)}
    kept |= {mime: data[mime] for mime in _PICTURES if _BASE64.match(_joined(data.get(mime, "!")))}
    if "text/html" in data:
        kept["text/html"] = in_text(clean_html(plain(_joined(data["text/html"]))), _harmless_tex)
    if "text/markdown" in data:
        kept["text/markdown"] = inert_markdown(_joined(data["text/markdown"]))
    if not kept:
        kept = {
            "text/plain": f"An output of the type {plain(', '.join(map(str, data))) or 'none'} is not shown."
        }
    shown = {"output_type": kind, "data": kept, "metadata": {}}
    return shown | ({"execution_count": output.get("execution_count")} if kind == "execute_result" else {})


def _joined(text: Any) -> str:
    return "".join(map(str, text)) if isinstance(text, list) else str(text)


def inert_cells(cells: Iterable["Cell"], are_students: Callable[["Cell"], bool]) -> list["Cell"]:
    """The cells of a notebook, to be read; the students' ones made inert.

    A raw cell becomes Markdown that shows its text. Attachments are left out.
    """
    left, room = ALL_MARKDOWN, ALL_TYPED
    shown = []
    for cell in cells:
        if are_students(cell):
            if cell["cell_type"] == "code":
                outputs = [inert_output(output) for output in cell.get("outputs", [])]
                cell = {**cell, "source": plain(cell["source"]), "outputs": outputs}
            else:
                typed = cell["cell_type"] == "raw" or len(cell["source"]) > left
                left -= len(cell["source"])
                text = as_typed(cell["source"], max(0, room)) if typed else inert_markdown(cell["source"])
                room -= len(cell["source"]) if typed else 0
                rest = {key: value for key, value in cell.items() if key != "attachments"}
                cell = {**rest, "cell_type": "markdown", "source": text}
        shown.append(cell)
    return shown
