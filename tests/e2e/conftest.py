"""What tests in a browser share: Chromium, a person's own pages, pictures, and what was seen on failure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.chromium import running_chromium

PICTURES = Path(__file__).resolve().parents[2] / "build" / "screenshots"
"""Where pictures go, those for the pages and those of failures."""

PATIENCE = 120_000
"""Milliseconds after which something that has not come is missing. Nothing ever waits so long on purpose."""

Failed = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report: pytest.TestReport = yield  # type: ignore[assignment, misc]
    item.stash[Failed] = item.stash.get(Failed, False) or report.failed
    return report  # type: ignore[return-value]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with running_chromium() as launched:
        yield launched


@pytest.fixture
def visit(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[[], Page]]:
    """Each call is another person at another computer: a page with cookies of its own.

    When the test fails, build/screenshots/ gets each page's picture, HTML and console.
    """
    visits: list[tuple[BrowserContext, list[str]]] = []
    expect.set_options(timeout=PATIENCE)

    def open_page() -> Page:
        context = chromium.new_context(
            viewport={"width": 1280, "height": 800},
            device_scale_factor=1,
            color_scheme="light",
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="UTC",
        )
        context.set_default_timeout(PATIENCE)
        said: list[str] = []
        context.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        context.on("weberror", lambda error: said.append(f"uncaught: {error.error}"))
        context.on("requestfailed", lambda asked: said.append(f"no answer: {asked.method} {asked.url}"))
        visits.append((context, said))
        return context.new_page()

    yield open_page
    for number, (context, said) in enumerate(visits, 1):
        if request.node.stash.get(Failed, False):
            _keep(f"failed-{request.node.name}-{number}", context, said)
        context.close()


@pytest.fixture
def page(visit: Callable[[], Page]) -> Page:
    """The page of a test with one person in it."""
    return visit()


def _keep(name: str, context: BrowserContext, said: list[str]) -> None:
    """Write down what a failed test had before it."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^\w.-]+", "_", name)
    (PICTURES / f"{name}.console.txt").write_text("\n".join(said))
    for number, page in enumerate(context.pages, 1):
        place = PICTURES / f"{name}-{number}"
        place.with_suffix(".html").write_text(page.content())
        page.screenshot(path=place.with_suffix(".png"), timeout=10_000)


def picture(page: Page, name: str) -> None:
    """Take a picture of a page as it is, for CI and for the docs."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.evaluate("document.fonts.ready.then(() => null)")
    page.screenshot(path=PICTURES / f"{name}.png", caret="hide", animations="disabled")


@pytest.fixture
def home(tmp_path: Path) -> str:
    """A person's home folder, with JupyterLab's settings as they are once she has declined its news."""
    settings = ".jupyter/lab/user-settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings"
    place = tmp_path / "home" / settings
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps({"fetchNews": "false", "checkForUpdates": False}))
    return str(tmp_path / "home")
