"""What students write acts on nobody: feedback, report, Formgrader and JupyterLab, in Chromium."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter

from autograde.report import script, write_report
from autograde.similarity import Passage, SimilarPair
from autograde.verdict import Note, NoteKind, Outcome, PartVerdict, SubmissionVerdict, TestVerdict
from tests.chromium import running_chromium
from tests.class_ import crowd
from tests.class_.active_content import CODE, DEEP, HONEST, MARKDOWN, RAW
from tests.class_.conftest import autograde
from tests.class_.server import TOKEN, Browser, serving
from tests.conftest import Toy

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("active_content")]

QUESTION = "Why does He's initialization have a 2 in it?"


def cells(toy: Toy, answer: str, *own: dict[str, Any]) -> list[dict[str, Any]]:
    """The small assignment with a written answer, and a student's own cells after it."""
    written = toy.cell(
        answer, "why", "markdown", grade_id="why", grade=True, solution=True, locked=False, points=1
    )
    return [*crowd.cells(toy, crowd.ANSWERS[0]), written, *own]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Graded, with feedback: mallory's work is hostile, ada's is honest."""
    toy, folder = Toy(), crowd.make(tmp_path_factory.mktemp("active") / "course", size=0)
    source = folder / "source" / crowd.ASSIGNMENT / f"{crowd.ASSIGNMENT}.ipynb"
    notebook = json.loads(source.read_text())
    notebook["cells"].append(cells(toy, QUESTION)[-1])
    source.write_text(json.dumps(notebook))
    texts = [*MARKDOWN.values(), *DEEP.values()]
    own = [toy.cell(text, f"own-{n}", "markdown") for n, text in enumerate(texts)]
    own += [toy.cell(CODE, "code"), toy.cell(RAW, "raw", "raw")]
    last = toy.cell("the last one", "last", "markdown")
    handed_in = {
        "mallory": cells(toy, "\n\n".join(MARKDOWN.values()), *own, last),
        "ada": cells(toy, HONEST, toy.cell("print('fine')", "mine"), last),
    }
    for student, work in handed_in.items():
        place = folder / "submitted" / student / crowd.ASSIGNMENT / f"{crowd.ASSIGNMENT}.ipynb"
        place.parent.mkdir(parents=True)
        place.write_bytes(toy.data(*work))
    autograde(folder, "grade")
    autograde(folder, "feedback")
    return folder


@dataclass
class Seen:
    """What a page did while it was open."""

    ran: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def chromium() -> Iterator["BrowserContext"]:
    with running_chromium() as launched:
        yield launched.new_context(viewport={"width": 1200, "height": 900})


def open_page(chromium: "BrowserContext", address: str, click: bool = True) -> tuple["Page", Seen]:
    """Open a page, click all links in it that lead nowhere visible, and note what happens."""
    page, seen = chromium.new_page(), Seen()
    page.expose_function("ran", lambda name: seen.ran.append(str(name)))
    page.on("dialog", lambda dialog: (seen.ran.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: seen.asked.append(request.url))
    page.on("console", lambda message: seen.refused.append(message.text))
    page.goto(address, wait_until="load")
    if click:
        for link in page.query_selector_all("a[href^='java' i], a[href^='data' i]"):
            link.evaluate("link => link.click()")
    page.wait_for_load_state("networkidle")
    return page, seen


def elsewhere(seen: Seen, *allowed: str) -> list[str]:
    """The addresses that a page has asked for, but those that are its own."""
    own = ("file:", "data:", "blob:", "about:", *allowed)
    return [url for url in seen.asked if not url.startswith(own)]


STRAYS = """cells => {
    // What of a student's text leaves its cell, and whether all cells are still there, one after the other.
    const strays = [];
    for (const node of document.querySelectorAll(`${cells} *`)) {
        if (['fixed', 'sticky'].includes(getComputedStyle(node).position)) strays.push(node.outerHTML);
    }
    if (getComputedStyle(document.body).display == 'none') strays.push('the page is hidden');
    const boxes = [...document.querySelectorAll(cells)];
    const parents = new Set(boxes.map(box => box.closest('.cell, .jp-Cell').parentElement));
    if (parents.size != 1) strays.push('cells in different places');
    if (boxes.at(-1).textContent.trim() != 'the last one') strays.push('the last cell is elsewhere');
    return strays;
}"""


@pytest.mark.parametrize("student", ["mallory", "ada"])
def test_feedback_runs_nothing_asks_nobody_and_stays_in_its_boxes(
    course: Path, chromium: "BrowserContext", student: str
) -> None:
    place = course / "feedback" / student / crowd.ASSIGNMENT / f"{crowd.ASSIGNMENT}.html"
    page, seen = open_page(chromium, place.as_uri())
    assert seen.ran == []
    assert elsewhere(seen) == []
    assert page.evaluate(STRAYS, ".text_cell_render") == []
    assert page.query_selector_all("script, iframe, object, embed, form, svg") == []


def test_the_report_runs_nothing_and_asks_nobody(chromium: "BrowserContext", tmp_path: Path) -> None:
    """Names, messages and places may say anything."""
    verdicts = []
    for text in [*MARKDOWN.values(), RAW, CODE]:
        part = PartVerdict(text, 0.0, 1.0, Outcome.WRONG, False, text, text, text, text)
        notes = tuple(Note(kind, text, text) for kind in NoteKind)
        verdicts.append(
            SubmissionVerdict("a", "a", text, (TestVerdict("t", text, 0.0, 1.0, (part,)),), notes)
        )
    texts = [verdict.student for verdict in verdicts]
    pairs = [SimilarPair("a", "a", text, text, 1.0, (Passage(text, text, text),), text) for text in texts]
    path = write_report(verdicts, tmp_path, course=RAW, pairs=pairs, students=True)
    page, seen = open_page(chromium, path.as_uri())
    for button in page.query_selector_all("th button"):  # our own script runs, and moves only what is there
        button.click()
    page.fill("input", "<script>")
    assert seen == Seen(asked=[page.url])
    assert len(page.query_selector_all("main + script:last-child")) == 1
    assert page.query_selector_all("main script, img, iframe, object, form, a[href^=http]") == []
    assert page.inner_text("body").count("<script>ran('script')</script>") > 3
    for link in page.query_selector_all("a:not([href^='#']):not([href^=students])"):
        assert link.evaluate("link => link.href").startswith(path.parent.as_uri())


def test_students_pages_run_nothing_and_ask_nobody(chromium: "BrowserContext", tmp_path: Path) -> None:
    text = "".join([*MARKDOWN.values(), RAW])
    part = PartVerdict(text, 0.0, 1.0, Outcome.WRONG, False, text, text, text, text)
    notes = tuple(Note(kind, text, text) for kind in NoteKind)
    verdict = SubmissionVerdict("a", "a", text, (TestVerdict("t", text, 0.0, 1.0, (part,)),), notes)
    write_report([verdict], tmp_path, course=RAW, students=True)
    (path,) = (tmp_path / "students").iterdir()
    page, seen = open_page(chromium, path.as_uri())
    assert seen == Seen(asked=[page.url])
    assert page.query_selector_all("script, img, iframe, object, form, a") == []
    assert "<script>ran('script')</script>" in page.inner_text("body")


SCRIPTS = {
    "another script": "<script>ran('another')</script>",
    "ours with a space more": "<script>{ours} </script>",
    "an event handler": "<img src=x onerror=\"ran('handler')\">",
    "a link": "<a href=\"javascript:ran('link')\">x</a>",
    "from a file": "<script src='more.js'></script>",
    "a data address": "<script src=\"data:text/javascript,ran('data')\"></script>",
    "a module": "<script type=module>ran('module')</script>",
    "a frame": "<iframe srcdoc=\"<script>parent.ran('frame')</script>\"></iframe>",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_reports_policy_stops_every_script_but_ours_even_if_it_got_into_the_page(
    chromium: "BrowserContext", tmp_path: Path, name: str
) -> None:
    """As if nothing were escaped: the second line of defence by itself."""
    path = write_report([], tmp_path)
    (tmp_path / "more.js").write_text("ran('file')")
    ours = f"{script()};ran('ours')"  # the digest is that of all of it
    path.write_text(path.read_text().replace("</main>", f"{SCRIPTS[name].replace('{ours}', ours)}</main>"))
    _, seen = open_page(chromium, path.as_uri())
    assert seen.ran == []
    assert seen.refused


@pytest.fixture(scope="module")
def server(course: Path) -> Iterator[Browser]:
    with serving(course) as browser:
        yield browser


@pytest.fixture(scope="module")
def signed_in(server: Browser, chromium: "BrowserContext") -> str:
    """The server's address, for a browser that has its cookie."""
    page = chromium.new_page()
    page.goto(f"{server.address}/formgrader?token={TOKEN}")
    page.close()
    return server.address


def submission(server: Browser, student: str) -> str:
    """The address of Formgrader's page of a student's submission."""
    answer = server.get(f"/formgrader/api/submitted_notebooks/{crowd.ASSIGNMENT}/{crowd.ASSIGNMENT}")
    (found,) = [each["id"] for each in json.loads(answer) if each["student"] == student]
    return f"/formgrader/submissions/{found}/"


@pytest.mark.parametrize("student", ["mallory", "ada"])
def test_formgrader_shows_a_submission_and_nothing_acts(
    server: Browser, signed_in: str, chromium: "BrowserContext", student: str
) -> None:
    page, seen = open_page(chromium, f"{signed_in}{submission(server, student)}")
    assert seen.ran == []
    assert elsewhere(seen, signed_in) == []
    assert page.evaluate(STRAYS, ".text_cell_render") == []
    assert page.query_selector_all(".text_cell_render script, .output_area script, iframe, form, svg") == []
    assert seen.refused == []


def test_formgrader_still_takes_points_and_comments(
    server: Browser, signed_in: str, chromium: "BrowserContext"
) -> None:
    """What is typed is saved, and headings that have a field's name are not in the way."""
    page, _ = open_page(chromium, f"{signed_in}{submission(server, 'mallory')}")
    page.wait_for_selector("input#test_f.score[placeholder='3']")
    with page.expect_response(lambda answer: "/api/grade/" in answer.url):
        page.fill("input#why", "0.5")
        page.press("input#why", "Tab")
    page.close()
    page, _ = open_page(chromium, f"{signed_in}{submission(server, 'mallory')}")
    page.wait_for_function("document.querySelector('input#why').value == '0.5'")


@pytest.mark.parametrize("page", ["manage_students", "gradebook", "manage_submissions"])
def test_no_link_makes_formgraders_pages_run_what_it_says(
    signed_in: str, chromium: "BrowserContext", page: str
) -> None:
    """nbgrader writes the name in the address into a script of the page."""
    name = quote('";ran(1);"</script><script>ran(2)</script>', safe="")
    _, seen = open_page(chromium, f"{signed_in}/formgrader/{page}/{name}")
    assert seen.ran == []
    _, seen = open_page(chromium, f"{signed_in}/formgrader/{page}/{crowd.ASSIGNMENT}")
    assert seen.refused == []


def test_other_files_of_a_submission_do_not_run(
    course: Path, server: Browser, signed_in: str, chromium: "BrowserContext"
) -> None:
    folder = course / "autograded" / "mallory" / crowd.ASSIGNMENT
    (folder / "evil.html").write_text("<title>shown</title><script>ran('file')</script>")
    page, seen = open_page(chromium, f"{signed_in}{submission(server, 'mallory')}evil.html")
    assert page.title() == "shown"
    assert seen.ran == []


def test_jupyterlab_opens_the_autograded_notebook_and_nothing_acts(
    course: Path, signed_in: str, chromium: "BrowserContext"
) -> None:
    place = f"autograded/mallory/{crowd.ASSIGNMENT}/{crowd.ASSIGNMENT}.ipynb"
    page, seen = open_page(chromium, f"{signed_in}/lab/tree/{place}", click=False)
    page.wait_for_selector(".jp-RenderedMarkdown >> text=the last one")
    page.add_style_tag(content="* { content-visibility: visible !important; }")  # also what is not in view
    page.wait_for_load_state("networkidle")
    assert seen.ran == []
    assert elsewhere(seen, signed_in, signed_in.replace("http", "ws")) == []
    assert page.evaluate(STRAYS, ".jp-RenderedMarkdown") == []


QUIET = {
    "form": "it waits for somebody to type",
    "object": "Chromium has no plug-ins",
    "data link": "Chromium opens no page from such a link",
    "mutation": "it is aimed at sanitizers",
    "noscript": "it is aimed at sanitizers",
    "formula with a link": "this page has no MathJax",
    "formula across lines": "only JupyterLab's Markdown shows the picture",
    "formula redefined": "this page has no MathJax",
    "formula out of its place": "this page has no MathJax",
    "formula for the next one": "this page has no MathJax",
    "direction by entities": "it misleads only who reads it",
    "formula with HTML": "it is aimed at what draws formulas",
    "entities": "this page has no MathJax",
    "attachment": "nbconvert refuses the whole notebook",
    "heading that takes a name": "it is aimed at Formgrader's fields",
    "link that takes a name": "it is aimed at Formgrader's fields",
    "direction": "it misleads only who reads it",
}
"""What does nothing in a plain page, and why it is tried."""


@pytest.mark.thorough
@pytest.mark.parametrize("name", [name for name in MARKDOWN if name not in QUIET])
def test_in_a_page_that_takes_it_as_it_is_each_of_them_acts(
    chromium: "BrowserContext", tmp_path: Path, name: str
) -> None:
    """Or the tests above would show nothing: nbconvert's page runs it, asks for something or is disturbed."""
    notebook = nbformat.v4.new_notebook(
        cells=list(map(nbformat.v4.new_markdown_cell, [MARKDOWN[name], "the last one"]))
    )
    shown, _ = HTMLExporter(template_name="classic").from_notebook_node(notebook)
    path = tmp_path / "page.html"
    path.write_text(shown)
    page, seen = open_page(chromium, path.as_uri(), click="link" in name)
    asked = [url for url in seen.asked if "attacker" in url]
    assert seen.ran or asked or page.evaluate(STRAYS, ".text_cell_render")
