"""The report in an instructor's browser: sorted and filtered, readable for all, on screen and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import pytest

from autograde.report import write_report
from autograde.similarity import Passage, SimilarPair
from tests.autograde import made_up
from tests.autograde.conftest import class_of_twenty
from tests.chromium import running_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("report_page")]

PHONE, DESK = (390, 844), (1280, 900)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on two assignments: on a small class of every kind, and on a large one."""
    large = made_up.verdicts(np.random.default_rng(8), students=200)
    small = [replace(each, memory=(n + 90) * 10**6) for n, each in enumerate(class_of_twenty())]
    passage = Passage(
        "activation_spread", "def f(x):\n    return 2 * x\n" * 9, "def g(y):\n    return 2 * y\n" * 9
    )
    pair = SimilarPair("initialization", "initialization", "alan", "agnes", 0.9, (passage,))
    write_report([*large, *small], tmp_path_factory.mktemp("report"), pairs=[pair], students=True)
    return tmp_path_factory.getbasetemp() / "report0"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with running_chromium() as launched:
        yield launched


@pytest.fixture
def page(folder: Path, chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    page.goto((folder / "index.html").as_uri())
    yield page
    page.close()


STUDENTS = "#part1 table.filterable"
"""The table of the large class."""


def shown(page: Page) -> list[str]:
    """The students of the large class who are shown, row by row."""
    return [name.inner_text() for name in page.locator(f"{STUDENTS} > tbody:not([hidden]) summary").all()]


def column(page: Page, number: int, table: str = STUDENTS) -> list[str]:
    """The texts of a column, row by row, of the rows that are shown."""
    cells = page.query_selector_all(f"{table} > tbody:not([hidden]) > tr:first-child > :nth-child({number})")
    return [(cell.text_content() or "").split("\n")[0].strip() for cell in cells]


def test_a_click_on_points_sorts_and_another_turns_round(page: Page) -> None:
    button = page.locator(f"{STUDENTS} thead th:nth-child(2) button")
    button.click()
    up = [float(text) for text in column(page, 2)]
    assert len(up) > 150
    assert up == sorted(up) != up[::-1]
    button.click()
    assert [float(text) for text in column(page, 2)] == up[::-1]


def test_sorting_works_from_the_keyboard_and_says_so(page: Page) -> None:
    head = page.locator(f"{STUDENTS} thead th:nth-child(2)")
    first = page.locator(f"{STUDENTS} thead th:nth-child(1)")
    assert first.get_attribute("aria-sort") == "ascending"
    first.locator("button").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert (head.get_attribute("aria-sort"), first.get_attribute("aria-sort")) == ("ascending", None)
    page.keyboard.press("Space")
    assert head.get_attribute("aria-sort") == "descending"


def test_sorting_keeps_a_students_reasons_below_her_name(page: Page) -> None:
    page.locator(f"{STUDENTS} thead th:nth-child(2) button").click()
    row = page.locator(f"{STUDENTS} > tbody").first
    assert row.locator("tr.why").is_hidden()
    row.locator("summary").click()
    assert row.locator("tr.why").is_visible()
    assert "hidden test" in row.locator("tr.why").inner_text()


def test_what_was_not_handed_in_comes_last_either_way(page: Page) -> None:
    table = "table.course"
    for _ in range(2):
        page.locator(f"{table} thead th:nth-child(3) button").click()
        cells = column(page, 3, table)
        missing = cells.count("–")
        assert 0 < missing < len(cells)
        assert cells[-missing:] == ["–"] * missing
    assert page.locator(f"{table} > :last-child").evaluate("each => each.tagName") == "TFOOT"


def test_exercises_sort_by_discrimination(page: Page) -> None:
    table = "#part1 table.sortable:not(.class) >> nth=0"
    page.locator(f"{table} >> thead th:nth-child(3) button").click()
    cells = page.locator(f"{table} >> tbody td:nth-child(3)").all()
    values = [float(cell.get_attribute("data-value") or "nan") for cell in cells]
    assert len(values) == 6
    assert values == sorted(values)


def test_the_filter_shows_whom_it_was_asked_for(page: Page) -> None:
    field = page.locator("#part1 input[type=search]")
    everybody = column(page, 1)
    field.fill(" T-01")
    found = shown(page)
    assert 5 < len(found) <= len(column(page, 1)) <= 10
    assert set(found) <= {f"student-{n:03}" for n in range(10, 20)}
    assert page.locator("#part1 output").inner_text() == f"{len(column(page, 1))} of {len(everybody)}"
    field.fill("")
    assert column(page, 1) == everybody


def test_students_sort_by_their_ids(page: Page) -> None:
    page.locator(f"{STUDENTS} thead th:nth-child(1) button").click()
    names = shown(page)
    assert len(names) > 150
    assert names == sorted(names, reverse=True)


def test_the_page_is_complete_without_the_script(folder: Path, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    assert page.locator("th button, input").count() == 0
    assert page.locator(f"{STUDENTS} > tbody").count() > 150
    page.locator(f"{STUDENTS} summary").first.click()
    assert page.locator("tr.why").first.is_visible()
    context.close()


def _context(chromium: Browser, scheme: Literal["light", "dark"], size: tuple[int, int]) -> BrowserContext:
    return chromium.new_context(color_scheme=scheme, viewport={"width": size[0], "height": size[1]})


@pytest.mark.parametrize("name", ["index.html", "students/alan.html"])
@pytest.mark.parametrize(("scheme", "size"), [("light", DESK), ("dark", PHONE)], ids=["light", "dark phone"])
def test_no_page_has_a_serious_barrier_or_is_wider_than_the_screen(
    folder: Path, chromium: Browser, name: str, scheme: Literal["light", "dark"], size: tuple[int, int]
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = _context(chromium, scheme, size)
    page = context.new_page()
    page.goto((folder / name).as_uri())
    page.evaluate("document.querySelectorAll('#part2 details').forEach(each => each.open = true)")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= size[0]
    # Six rows of the large class are like all others, and axe takes a minute for two hundred.
    page.evaluate("document.querySelectorAll('tbody:nth-of-type(n+8)').forEach(each => each.remove())")
    found = axe.run(page, None, {"preload": False}).response["violations"]
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], [node["html"][:200] for node in each["nodes"][:3]]) for each in serious] == []
    context.close()


def test_it_prints_without_its_controls_and_without_losing_a_column(page: Page) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 less its margins
    for control in (".filter", ".parts", ".page"):
        assert not any(each.is_visible() for each in page.locator(control).all()), control
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 718
    # Chromium leaves controls out of heads that it repeats on the next page.
    assert page.evaluate("getComputedStyle(document.querySelector('th button')).display") == "contents"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf(format="A4").count(b"/Type /Page\n") > 5
