"""A notebook in JupyterLab, used as a person does: with the keyboard, the mouse and her eyes."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.class_.server import TOKEN

INDENT = "    "


class Notebook:
    """A notebook that is open in JupyterLab.

    Cells are found by what is in them, never by a number: the file says which of them that is, since the
    editor draws long cells only where they can be seen.
    """

    def __init__(self, page: Page, address: str, course: Path, path: str) -> None:
        self.page = page
        self.file = course / path
        page.goto(f"{address}/lab/tree/{path}?token={TOKEN}")
        self.appears()
        page.keyboard.press("Control+b")  # the list of files is in the way of pictures
        expect(page.locator("#jp-left-stack")).to_be_hidden()

    def appears(self) -> None:
        """Wait until all cells are there and the kernel has nothing to do."""
        expect(self.page.locator("#jupyterlab-splash")).to_have_count(0)
        expect(self._cells()).to_have_count(len(self.saved()))
        self.is_idle()

    def is_idle(self) -> None:
        expect(self.page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")).to_be_attached()

    def saved(self) -> list[str]:
        """The cells' text in the file."""
        return ["".join(cell["source"]) for cell in json.loads(self.file.read_text())["cells"]]

    def _cells(self) -> Locator:
        return self.page.locator(".jp-NotebookPanel .jp-Notebook .jp-Cell")

    def cell(self, text: str) -> Locator:
        """The only cell with this text in the file."""
        (index,) = (index for index, source in enumerate(self.saved()) if text in source)
        return self._cells().nth(index)

    def source(self, text: str) -> str:
        """All of that cell's text in the file."""
        (found,) = (source for source in self.saved() if text in source)
        return found

    def run(self, cell: Locator) -> str:
        """Run a cell and return what it says when it has ended."""
        prompt = cell.locator(".jp-InputPrompt")
        cell.scroll_into_view_if_needed()
        before = prompt.inner_text()
        cell.locator(".jp-InputPrompt").click()
        self.page.keyboard.press("Control+Enter")
        expect(prompt).not_to_have_text(before)
        expect(prompt).to_have_text(re.compile(r"^\[\d+\]:$"))
        self.is_idle()
        return "\n".join(cell.locator(".jp-OutputArea-output").all_inner_texts())

    def retype(self, cell: Locator, line: str, new: Sequence[str]) -> None:
        """Put the cursor on a line, select it, and type some lines in its place, as they are indented.

        The editor indents by itself after Enter, and Backspace takes one step back, as for a person.
        """
        cell.locator(".cm-line", has_text=line).click()
        keyboard = self.page.keyboard
        keyboard.press("End")
        keyboard.press("Shift+Home")
        level = 0
        for number, text in enumerate(new):
            wanted = (len(text) - len(text.lstrip())) // len(INDENT)
            if number:
                keyboard.press("Enter")
                level += new[number - 1].endswith(":")
                for _ in range(level - wanted):
                    keyboard.press("Backspace")
            level = wanted
            keyboard.type(text.strip())
        keyboard.press("Escape")

    def add_below(self, cell: Locator, *lines: str) -> None:
        """Make a new cell below another one, and type into it."""
        cell.locator(".jp-InputPrompt").click()
        count = self._cells().count()
        self.page.keyboard.press("b")
        expect(self._cells()).to_have_count(count + 1)
        self.page.keyboard.press("Enter")
        for number, text in enumerate(lines):
            if number:
                self.page.keyboard.press("Enter")
            self.page.keyboard.type(text)
        self.page.keyboard.press("Escape")

    def save(self) -> None:
        """Save, and wait until the notebook's tab says that nothing is unsaved."""
        self.page.keyboard.press("Control+s")
        expect(self.page.locator(".lm-TabBar-tab.jp-mod-dirty")).to_have_count(0)

    def show(self, cell: Locator) -> None:
        """Scroll until a cell's end is in view, as for a picture."""
        cell.locator(".jp-Cell-outputWrapper").scroll_into_view_if_needed()
