"""Formgrader in a browser: rows of its tables, its buttons without words, its dialogs."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.class_.server import TOKEN


def enter(page: Page, address: str) -> None:
    """Open Formgrader with the server's token; from then on a cookie does."""
    page.goto(f"{address}/formgrader?token={TOKEN}")
    expect(page.locator("#main-table")).not_to_contain_text("Loading, please wait")


def open_table(page: Page, address: str, place: str, shown: str) -> None:
    """Open a page of Formgrader, and wait until its table shows a text."""
    page.goto(f"{address}/formgrader/{place}")
    expect(page.locator("#main-table")).to_contain_text(shown)


def row(page: Page, name: str) -> Locator:
    """The row of an assignment or a student."""
    exactly = re.compile(rf"^\s*{re.escape(name)}\s*$")
    return page.locator("#main-table tr").filter(has=page.locator("td", has_text=exactly))


def open_anonymous(page: Page, name: str) -> None:
    """Open a student's submission from the list for manual grading, where only its number is seen."""
    link = page.locator("#main-table tr").filter(has_text=name).locator("a.name-hidden")
    link.click()


def press(page: Page, name: str, button: str) -> None:
    """Press a button in the row of an assignment or a student, by its column's class; nobody waits."""
    row(page, name).locator(f"td.{button} a").click()


def succeeds(page: Page) -> str:
    """Wait for the dialog that ends the work of a button, and close it: what it has logged."""
    dialog = page.locator(".modal.in")
    expect(dialog.locator(".modal-title")).to_have_text("Success")
    log = dialog.inner_text()
    dialog.get_by_role("button", name="OK").click()
    expect(dialog).to_have_count(0)
    return log


def give(page: Page, task: str, points: float, comment: str = "") -> None:
    """Type points, and a comment, for a cell of the submission that is open; the server has kept them."""
    score = page.locator(f"input.score[id='{task}']")
    with page.expect_response(lambda answer: "/api/grade/" in answer.url) as kept:
        score.fill(f"{points:g}")
        score.press("Tab")
    assert kept.value.status == 200, kept.value.text()
    if comment:
        box = page.locator(f"textarea[id='{task}-comment']")
        with page.expect_response(lambda answer: "/api/comment/" in answer.url) as kept:
            box.fill(comment)
            box.press("Tab")
        assert kept.value.status == 200, kept.value.text()
