"""What students wrote is shown, and does nothing: text, Markdown, HTML and outputs."""

import re
from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbgrader.utils import compute_checksum

from autograde.feedback import autograded_notebook
from autograde.pages import MOST_SHOWN, FeedbackExporter, formulas
from autograde.sanitize import (
    ALL_MARKDOWN,
    ALL_TYPED,
    LONGEST_MARKDOWN,
    clean_html,
    inert_cells,
    inert_markdown,
    inert_output,
    plain,
)
from autograde.submission import is_students
from autograde.tex import acts
from autograde.verdict import SubmissionVerdict
from tests.class_.active_content import DEEP, HONEST, MARKDOWN
from tests.conftest import ROOT, Toy

patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=200)

ACTIVE = re.compile(
    r"<(script|style|svg|iframe|object|embed|form|input|button|meta|base|link|video|audio|noscript|template|title"
    r"|textarea|mglyph|annotation)\b|<[^>]*\s(on\w+|srcset|srcdoc|action|name)\s*=|(href|src)\s*=\s*\"?\s*(java"
    r"|data:text|data:image/svg|//|/)|url\(|position|src\s*=\s*\"?http",
    re.IGNORECASE,
)
"""What no cleaned HTML has in a tag."""


def tags(html: str) -> str:
    """The tags of some HTML, without the text between them, in what is only shown, or in anchors."""
    found = " ".join(re.findall(r"<(?:\"[^\"]*\"|'[^']*'|[^<>\"'])*>", html))
    return re.sub(r'\b(?:(?:title|alt|id)="|href="#)[^"]*"', "", found)


def in_tags(html: str) -> str:
    found = ACTIVE.search(tags(html))
    return found[0] if found else ""


@pytest.mark.parametrize("name", MARKDOWN)
def test_hostile_markdown_is_inert_wherever_it_is_rendered(name: str) -> None:
    stored = inert_markdown(MARKDOWN[name])
    assert in_tags(markdown2html_mistune(stored)) == ""
    assert not acts(stored)


@pytest.mark.parametrize("name", MARKDOWN)
def test_what_is_stored_is_shown_as_it_is_stored(name: str) -> None:
    """A second reading finds no Markdown in it: nothing can hide from the first."""
    stored = inert_markdown(MARKDOWN[name])
    if stored.startswith("<div>"):
        assert "\n" not in stored
        assert clean_html(markdown2html_mistune(stored)).strip() == clean_html(stored).strip()


SYNTAX = (
    *(
        "\n\n",
        "\n",
        "`",
        "```\n",
        "~~~\n",
        "$",
        "$$",
        "<",
        ">",
        "<b>",
        "</div>",
        "<!--",
        "-->",
        "<pre>",
        "<a href='",
    ),
    *("[", "](", ")", "![", "]:", "* ", "|", "    ", "\t", "&lt;", "'", '"', "\\", "\\begin{a}", "\\end{a}"),
)
pieces = st.sampled_from([*MARKDOWN.values(), *SYNTAX])


@patient
@given(st.lists(pieces | st.text(max_size=5), max_size=12).map("".join))
@example("\\" + MARKDOWN["mutation"])
def test_no_mixture_of_hostile_pieces_renders_to_anything_active(text: str) -> None:
    stored = inert_markdown(text)
    assert in_tags(markdown2html_mistune(stored)) == ""


def page(*cells: Any) -> str:
    text, _ = FeedbackExporter(template_name="classic").from_notebook_node(
        nbformat.v4.new_notebook(cells=cells)
    )
    return str(text)


def body(text: str) -> str:
    return text[text.index("<body") :]


@settings(patient, max_examples=20)
@given(st.lists(pieces | st.text(max_size=5), max_size=12).map("".join))
def test_pages_are_inert_whatever_was_stored(text: str) -> None:
    cells = [nbformat.v4.new_markdown_cell(text), nbformat.v4.new_raw_cell(text)]
    shown = body(page(*cells)).split('class="text_cell_render')[1:]
    assert [in_tags(each) for each in shown] == ["", ""]


def test_honest_text_keeps_everything() -> None:
    shown = page(nbformat.v4.new_markdown_cell(inert_markdown(HONEST)))
    for kept in ("<strong>variance</strong>", "<em>1.02</em>", "<li>measured</li>", "<td>0.69</td>", "<math"):
        assert kept in shown
    assert 'href="https://arxiv.org/abs/1502.01852"' in shown
    assert re.search(
        r'<img alt="a plot" src="data:image/png;base64,\w+|<img src="data:image/png;base64,', shown
    )
    assert "$" not in re.sub("<style.*?</style>", "", shown, flags=re.DOTALL)


@pytest.mark.parametrize(
    "text",
    [
        "# Title\n\nSome **bold** text, `code` and x < y.",
        "* a\n* b\n\n1. c\n\n> quoted",
        "$\\frac{1}{2} < \\alpha$ and $$\\begin{cases} a & b \\\\ c & d \\end{cases}$$",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "```python\nx[0] = a < b\n```\n\nhttps://numpy.org",
        "Grüße, 你好, سلام, 👩‍🔬",
    ],
)
def test_ordinary_markdown_is_stored_as_it_was_written(text: str) -> None:
    assert inert_markdown(text) == text


def test_the_course_itself_is_shown_in_full() -> None:
    """All of its formulas become MathML, its links lead to headings that are there, and no tag is lost."""
    for path in sorted(ROOT.glob("source/*/*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        shown = body(page(*(cell for cell in cells if cell.cell_type == "markdown")))
        without_code = re.sub(r"<(pre|code).*?</\1>", "", shown, flags=re.DOTALL)
        assert re.findall(r".{30}(?:\$|\\begin).{30}", without_code) == []
        ids = set(re.findall(r'\sid="([^"]+)"', shown))
        assert set(re.findall(r'href="#([^"]+)"', shown)) <= ids
        assert shown.count("<details>") == sum(cell.source.count("<details>") for cell in cells)


@pytest.mark.parametrize(
    ("tex", "mathml"),
    [
        ("x^2", "<msup>"),
        ("\\begin{aligned}a &= b \\\\ c &= d\\end{aligned}", "<mtable"),
        ("a<b", "<mo>&lt;</mo>"),
    ],
)
def test_formulas_become_mathml(tex: str, mathml: str) -> None:
    escaped = tex.replace("&", "&amp;").replace("<", "&lt;")
    assert mathml in formulas(f"<p>${escaped}$</p>")
    assert 'display="block"' in formulas(f"<p>$${escaped}$$</p>")


@pytest.mark.parametrize("tex", ["{", "\\href{javascript:x}{y}", "\\def\\x{\\x\\x}\\x", "x^{" * 1000])
def test_a_formula_that_cannot_be_shown_is_shown_as_it_was_typed(tex: str) -> None:
    assert formulas(f"<p>${tex}$</p>") == f"<p><code>${tex}$</code></p>"


def test_text_loses_what_a_terminal_would_obey() -> None:
    assert plain("\x1b[31mred\x1b[0m \x1b]8;;https://a.invalid\x1b\\link\x1b]8;;\x1b\\") == "red link"
    assert plain("\x1b]0;title\x07\x9b2J\x08\u202ex\u2069\ud800") == "�2J��x��"
    assert plain("10%\r50%\r100%\r\nnext\ttab") == "100%\nnext\ttab"
    assert plain("Grüße, 👩‍🔬, می‌خواهم") == "Grüße, 👩‍🔬, می‌خواهم"


@patient
@given(st.text(st.characters() | st.sampled_from("\r\n\x1b]8;[m\x07\u202e")))
def test_no_control_character_is_left(text: str) -> None:
    left = plain(text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", left)
    assert plain(left) == left


HTML_TABLE = '<table border="1" class="dataframe"><tr style="text-align: right;"><td>0.69</td></tr></table>'


def test_outputs_keep_text_tables_and_pictures() -> None:
    data = {"text/plain": "cost", "text/html": HTML_TABLE, "image/png": "iVBORw0K\n"}
    shown = inert_output({"output_type": "display_data", "data": data, "metadata": {}})
    assert shown["data"]["image/png"] == "iVBORw0K\n"
    assert shown["data"]["text/plain"] == "cost"
    assert '<tr style="text-align:right"><td>0.69</td></tr>' in shown["data"]["text/html"]


@pytest.mark.parametrize(
    "data",
    [
        {"application/javascript": "ran(1)"},
        {"image/svg+xml": "<svg onload=ran(1)>"},
        {"application/vnd.jupyter.widget-view+json": {"model_id": "x"}},
        {"image/png": 'x" onerror="ran(1)'},
        {"text/vnd.mermaid": "<img src=x onerror=ran(1)>"},
        {"application/vnd.vega.v5+json": {"data": {"url": "https://attacker.invalid"}}},
    ],
)
def test_outputs_of_active_types_are_named_and_not_shown(data: dict[str, Any]) -> None:
    metadata = {next(iter(data)): {"isolated": True, "width": "1 onload=ran(1)"}}
    shown = inert_output({"output_type": "display_data", "data": data, "metadata": metadata})
    assert shown["data"] == {"text/plain": f"An output of the type {next(iter(data))} is not shown."}
    assert shown["metadata"] == {}
    nbformat.validate(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[nbformat.from_dict(shown)])])
    )


@pytest.mark.parametrize("name", MARKDOWN)
@pytest.mark.slow
def test_html_outputs_are_inert(name: str) -> None:
    for mime in ("text/html", "text/markdown"):
        output = {
            "output_type": "execute_result",
            "execution_count": 1,
            "data": {mime: MARKDOWN[name]},
            "metadata": {},
        }
        shown = body(page(nbformat.v4.new_code_cell(outputs=[nbformat.from_dict(output)])))
        assert in_tags(shown.split("output_subarea")[1]) == ""


def test_only_the_students_cells_of_a_graded_notebook_are_changed(toy: Toy) -> None:
    text = "<details>as written</details>"
    notebook = toy.notebook(
        toy.cell(text, "source-1", "markdown"),
        toy.given("given", "print('\x1b[31m')"),
        toy.cell(text, "student-1", "markdown"),
        toy.cell(text, "student-2", "raw"),
        toy.cell("x = '\u202e'", "student-3"),
        toy.cell(text, "why", "markdown", grade_id="why", grade=True, solution=True, locked=False, points=1),
    )
    graded = autograded_notebook(notebook, SubmissionVerdict("a", "a", "ada", ()), {})
    kinds = [cell.cell_type for cell in graded.cells]
    assert kinds == ["markdown", "code", "markdown", "markdown", "code", "markdown"]
    assert graded.cells[0].source == text
    assert graded.cells[1].source == "print('\x1b[31m')"
    assert graded.cells[2].source == graded.cells[5].source == "<div><details>as written</details></div>"
    assert graded.cells[3].source == "<div><pre>&lt;details&gt;as written&lt;/details&gt;</pre></div>"
    assert graded.cells[4].source == "x = '�'"


def test_long_markdown_is_shown_as_it_was_typed(toy: Toy) -> None:
    assert inert_markdown("[" * LONGEST_MARKDOWN + "<b>").startswith("<div><pre>[[")
    cells = [toy.cell("<b>x</b> " * 1000, f"student-{n}", "markdown") for n in range(20)]
    shown = [cell["source"].startswith("<div><pre>") for cell in inert_cells(cells, is_students)]
    rendered = ALL_MARKDOWN // len(cells[0]["source"])
    assert shown == [False] * rendered + [True] * (20 - rendered)


def test_an_answer_that_is_still_as_it_was_released_is_left_alone(toy: Toy) -> None:
    """Or nbgrader would take it for an answer that somebody has to grade."""
    text = "<i>Your answer here</i> [more](https://numpy.org)"
    answer = {"grade": True, "solution": True, "locked": False, "points": 1}
    cells = [toy.cell(text, name, "markdown", grade_id=name, **answer) for name in ("untouched", "edited")]
    released = compute_checksum(nbformat.from_dict(cells[0]))
    checksums = {"untouched": released, "edited": released}
    graded = autograded_notebook(toy.notebook(*cells), SubmissionVerdict("a", "a", "ada", ()), checksums)
    assert [cell.source.startswith("<div>") for cell in graded.cells] == [False, True]


@pytest.mark.parametrize("name", DEEP)
def test_what_is_nested_too_deep_is_shown_as_it_was_typed(name: str) -> None:
    """nbconvert gives up on such boxes, Chromium's page of JupyterLab ends at such formulas."""
    stored = inert_markdown(DEEP[name])
    assert "<pre>" in stored
    assert "<pre>" in page(nbformat.v4.new_markdown_cell(stored))
    by_another = page(nbformat.v4.new_markdown_cell(DEEP[name][:20_000]))
    assert "<math" not in by_another
    assert "<div>" * 100 not in by_another


def test_html_that_is_nested_as_people_do_is_shown() -> None:
    nested = "<ul><li>" * 10 + "<b>x</b>" + "</li></ul>" * 10
    assert clean_html(nested) == nested


def test_entities_do_not_bring_back_what_was_taken_out() -> None:
    assert clean_html("<b title='&#x202e;a'>&#8238;b&#27;[31m&#8297;</b>") == '<b title="�a">�b�[31m�</b>'


def test_formulas_in_outputs_do_not_act() -> None:
    tex = "$\\href{javascript:ran(1)}{x}$"
    data = dict.fromkeys(("text/html", "text/latex", "text/markdown"), tex)
    shown = inert_output({"output_type": "display_data", "data": data, "metadata": {}})["data"]
    assert [mime for mime, text in shown.items() if acts(text)] == []
    deep = inert_output(
        {"output_type": "display_data", "data": {"text/latex": DEEP["roots"]}, "metadata": {}}
    )
    assert set(deep["data"]) == {"text/plain"}


def test_a_page_shows_no_more_than_can_be_read_and_says_how_much_there_is(toy: Toy) -> None:
    size = 2 * MOST_SHOWN
    printed = nbformat.v4.new_output("stream", text="p" * size)
    shown = page(nbformat.v4.new_code_cell("c" * size, outputs=[printed]), nbformat.v4.new_code_cell("last"))
    assert shown.count("p" * 100) == shown.count("c" * 100) == MOST_SHOWN // 100
    assert shown.count(f"{MOST_SHOWN} more characters are not shown here") == 2
    cells = [toy.cell("t" * ALL_TYPED, f"student-{n}", "raw") for n in range(2)]
    first, second = inert_cells(cells, is_students)
    assert first["source"] == f"<div><pre>{'t' * ALL_TYPED}</pre></div>"
    assert f"{ALL_TYPED} more characters are not shown here" in second["source"]
    assert len(second["source"]) < 200
