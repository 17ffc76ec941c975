"""The site as a reader's browser shows it: whole, silent, readable for all, and asking nobody for a thing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from tests.chromium import running_chromium
from tests.site.conftest import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.thorough, pytest.mark.xdist_group("site")]

CODE = "notebooks/03_initialization.html"
"""A page whose code is looked at, too."""
API, RELEASE = "api/helpers/helpers.checks.html", "release/softmax/softmax.html"
"""One of the many that are made from docstrings, and one of the graded notebooks: they are all of a kind."""

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, in which a warning is an error; or the folder that $BACKPROP_SITE names, built before."""
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
    with serving(site) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with running_chromium() as launched:
        yield launched


def pages_of(site: Path) -> list[str]:
    found = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html"))]
    return [name for name in found if not name.startswith(("_", "lite/"))]


@dataclass
class Facts:
    """What was seen of one page."""

    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    barriers: list[tuple[str, str]] = field(default_factory=list)
    width_on_a_phone: int = 0
    pictures_without_text: int = 0
    formulas: int = 0
    formulas_not_typeset: int = 0
    sliders: int = 0
    sliders_that_do_not_turn: int = 0
    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)


@contextmanager
def opened(chromium: Browser, address: str, name: str, facts: Facts, scheme: str = "light") -> Iterator[Page]:
    """A page on a desk's screen, typeset, without the theme's slow changes of colour."""
    context = chromium.new_context(viewport=DESK, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.on(
        "console", lambda said: facts.complaints.append(_complaint(said)) if said.type == "error" else None
    )
    page.on("pageerror", lambda error: facts.complaints.append(str(error)))
    page.on("request", lambda request: facts.elsewhere.append(request.url))
    page.goto(f"{address}/{name}", wait_until="load")
    page.add_style_tag(content="*, *::before, *::after { transition: none !important }")
    page.evaluate("window.MathJax?.startup?.promise")
    yield page
    own = (address, "data:", "blob:")
    facts.elsewhere = [url for url in facts.elsewhere if not url.startswith(own)]
    context.close()


def _complaint(said: ConsoleMessage) -> str:
    return f"{said.text} ({said.location['url']})"


LOOK = """() => {
    const all = (selector) => [...document.querySelectorAll(selector)];
    const sliders = all("figure input[type=range]");
    const stuck = sliders.filter((slider) => {
        const shown = () => [...slider.closest("figure").querySelectorAll("img")].filter((i) => !i.hidden);
        const before = shown();
        slider.value = slider.value === slider.max ? 0 : slider.max;
        slider.dispatchEvent(new Event("input"));
        const after = shown();
        return before.length !== 1 || after.length !== 1 || after[0] === before[0];
    });
    const formulas = all(".math.notranslate");
    const raw = formulas.filter((f) => !f.querySelector("mjx-container") || f.querySelector("mjx-merror"));
    return {
        pictures_without_text: all("main img").filter((picture) => !picture.alt.trim()).length,
        formulas: formulas.length,
        formulas_not_typeset: raw.length,
        sliders: sliders.length,
        sliders_that_do_not_turn: stuck.length,
        ids: all("[id]").map((e) => e.id),
        links: all("main a[href]").map((a) => a.href),
    };
}"""


def barriers(page: Page, name: str) -> list[tuple[str, str]]:
    """What axe finds serious; the colours of code are those of one style, and are looked at on one page."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = None if name == CODE else {"exclude": [[".highlight"]]}
    options = {"preload": False}  # it would look for style sheets in the wrong place
    return [
        (violation["id"], node["html"][:200])
        for violation in axe.run(page, context, options).response["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


@pytest.fixture(scope="session")
def walk(site: Path, address: str, chromium: Browser) -> dict[str, Facts]:
    """Every page of the site, visited once."""
    seen = {}
    for name in pages_of(site):
        facts = seen[name] = Facts()
        with opened(chromium, address, name, facts) as page:
            if not name.startswith(("api/", "release/")) or name in (API, RELEASE):
                facts.barriers = barriers(page, name)
            for key, value in page.evaluate(LOOK).items():
                setattr(facts, key, value)
            page.set_viewport_size(PHONE)
            facts.width_on_a_phone = page.evaluate("document.scrollingElement.scrollWidth")
    return seen


def test_every_page_is_silent_and_asks_nobody_for_anything(walk: dict[str, Facts]) -> None:
    assert len(walk) > 60
    assert not {name: facts for name, facts in walk.items() if facts.complaints or facts.elsewhere}


def test_no_page_is_wider_than_a_phone(walk: dict[str, Facts]) -> None:
    widths = {name: facts.width_on_a_phone for name, facts in walk.items()}
    assert not {name: width for name, width in widths.items() if width > PHONE["width"]}


def test_no_page_has_a_serious_barrier(walk: dict[str, Facts]) -> None:
    assert not {name: facts.barriers[:5] for name, facts in walk.items() if facts.barriers}


@pytest.mark.parametrize("name", [CODE, API, RELEASE, "index.html", "topics.html"])
def test_no_page_has_a_serious_barrier_in_the_dark(name: str, address: str, chromium: Browser) -> None:
    with opened(chromium, address, name, Facts(), "dark") as page:
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        assert not barriers(page, name)


def test_formulas_are_typeset(walk: dict[str, Facts]) -> None:
    assert sum(facts.formulas for facts in walk.values()) > 1000
    assert not {
        name: facts.formulas_not_typeset for name, facts in walk.items() if facts.formulas_not_typeset
    }


def test_every_picture_says_what_it_shows(walk: dict[str, Facts]) -> None:
    assert not [name for name, facts in walk.items() if facts.pictures_without_text]


def test_sliders_turn_their_pictures_in_most_lessons(walk: dict[str, Facts]) -> None:
    assert not {name for name, facts in walk.items() if facts.sliders_that_do_not_turn}
    assert len([name for name, facts in walk.items() if facts.sliders]) >= 6


def test_internal_links_lead_somewhere(walk: dict[str, Facts], site: Path, address: str) -> None:
    broken = []
    for name, facts in walk.items():
        for href in facts.links:
            path, _, anchor = href.removeprefix(f"{address}/").partition("#")
            path = path.partition("?")[0] or "index.html"
            # Not the network's, and not JupyterLite's, which `make lite` puts there.
            if href.startswith(address) and not path.startswith("lite/"):
                known = not anchor or path not in walk or unquote(anchor) in walk[path].ids
                if not (known and (site / path).exists()):
                    broken.append((name, href))
    assert not broken


def test_the_search_finds_a_word_of_a_lesson(address: str, chromium: Browser) -> None:
    with opened(chromium, address, "search.html?q=momentum", Facts()) as page:
        assert page.wait_for_selector('#search-results li a[href*="07_optimization"]')  # they come one by one
