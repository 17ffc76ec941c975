"""The site as a reader's browser shows it: whole, silent, readable for all, and asking nobody for a thing."""

from __future__ import annotations

import functools
import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.chromium import running_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.thorough, pytest.mark.xdist_group("site")]

SERIOUS = ("serious", "critical")
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nobody reads it."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built from a copy of the working tree: a warning is an error."""
    given = os.environ.get("BACKPROP_SITE")
    if given:
        return Path(given)
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-j", "auto"]
    done = subprocess.run(
        [*command, "-d", str(folder / "doctrees"), str(ROOT / "site"), str(folder / "html")],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return folder / "html"


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with running_chromium() as launched:
        yield launched


def pages_of(site: Path) -> list[str]:
    found = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html"))]
    return [name for name in found if not name.startswith(("_", "lite/"))]


class Visit:
    """One page, and what it asked for and complained about while it was open."""

    def __init__(self, chromium: Browser, address: str, name: str, size: Any, scheme: str = "light") -> None:
        self.context = chromium.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._asked(request.url, address))
        self.page.goto(f"{address}/{name}", wait_until="networkidle")

    def _heard(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def _asked(self, url: str, address: str) -> None:
        if not url.startswith((address, "data:", "blob:")):
            self.elsewhere.append(url)

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


def test_every_page_is_silent_and_asks_nobody_for_anything(
    site: Path, address: str, chromium: Browser
) -> None:
    heard = {}
    for name in pages_of(site):
        with Visit(chromium, address, name, DESK) as visit:
            if visit.complaints or visit.elsewhere:
                heard[name] = (visit.complaints, visit.elsewhere)
    assert not heard


def test_no_page_is_wider_than_a_phone(site: Path, address: str, chromium: Browser) -> None:
    wide = {}
    for name in pages_of(site):
        with Visit(chromium, address, name, PHONE) as visit:
            width = visit.page.evaluate("document.scrollingElement.scrollWidth")
            if width > PHONE["width"]:
                wide[name] = width
    assert not wide


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_barrier(site: Path, address: str, chromium: Browser, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = {}
    for name in pages_of(site):
        with Visit(chromium, address, name, DESK, scheme) as visit:
            violations = axe.run(visit.page).response["violations"]
            serious = [
                (violation["id"], node["html"][:200])
                for violation in violations
                if violation["impact"] in SERIOUS
                for node in violation["nodes"]
            ]
            if serious:
                found[name] = serious[:5]
    assert not found


def test_formulas_are_typeset(site: Path, address: str, chromium: Browser) -> None:
    for name in (page for page in pages_of(site) if page.startswith("notebooks/")):
        with Visit(chromium, address, name, DESK) as visit:
            visit.page.wait_for_function("window.MathJax?.startup?.promise")
            visit.page.evaluate("MathJax.startup.promise")
            raw = visit.page.locator(".math.notranslate").count()
            typeset = visit.page.locator(".math.notranslate mjx-container").count()
            assert (raw, visit.page.locator("mjx-merror").count()) == (typeset, 0), name


def test_every_picture_says_what_it_shows(site: Path, address: str, chromium: Browser) -> None:
    for name in pages_of(site):
        with Visit(chromium, address, name, DESK) as visit:
            missing = visit.page.locator("main img:not([alt]), main img[alt='']").count()
            assert missing == 0, name


def test_a_slider_turns_the_pictures(site: Path, address: str, chromium: Browser) -> None:
    turned = 0
    for name in (page for page in pages_of(site) if page.startswith("notebooks/")):
        with Visit(chromium, address, name, DESK) as visit:
            for slider in visit.page.locator("figure input[type=range]").all():
                figure = slider.locator("xpath=ancestor::figure")
                before = figure.locator("img:visible").get_attribute("src")
                slider.evaluate("s => { s.value = s.value === s.max ? 0 : s.max; s.oninput() }")
                assert figure.locator("img:visible").count() == 1
                assert figure.locator("img:visible").get_attribute("src") != before, name
                turned += 1
    assert turned >= 6


def test_the_search_finds_a_word_of_a_lesson(address: str, chromium: Browser) -> None:
    with Visit(chromium, address, "search.html?q=momentum", DESK) as visit:
        visit.page.wait_for_selector("#search-results li a")
        links = visit.page.locator("#search-results li a").all()
        assert any("07_optimization" in (link.get_attribute("href") or "") for link in links)


def test_internal_links_lead_somewhere(site: Path, address: str, chromium: Browser) -> None:
    anchors: dict[str, set[str]] = {}
    links: list[tuple[str, str]] = []
    for name in pages_of(site):
        with Visit(chromium, address, name, DESK) as visit:
            anchors[name] = set(visit.page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)"))
            hrefs = visit.page.evaluate("[...document.querySelectorAll('main a[href]')].map(a => a.href)")
            links += [(name, href) for href in hrefs]
    broken = []
    for name, href in links:
        if not href.startswith(address):
            continue
        path, _, anchor = href.removeprefix(f"{address}/").partition("#")
        path = path.partition("?")[0] or "index.html"
        if path.startswith("lite/"):
            continue  # `make lite` puts it there
        if not (site / path).exists() or (anchor and path in anchors and _plain(anchor) not in anchors[path]):
            broken.append((name, href))
    assert not broken


def _plain(anchor: str) -> str:
    from urllib.parse import unquote

    return unquote(anchor)
