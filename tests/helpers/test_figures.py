"""Figures of a lesson: each says in words what it shows, and needs neither kernel, widget nor network."""

import base64
import json
import struct
from collections.abc import Iterator
from html.parser import HTMLParser

import matplotlib as mpl
import pytest
from IPython.display import HTML
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from helpers import figures

ALT = "A straight line from the lower left to the upper right."
VALUES = (0.5, 0.9, 0.98)


class Page(HTMLParser):
    """What a display put on the page: its tags with their attributes, and its text."""

    def __init__(self, shown: HTML) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(str(shown.data))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, wanted: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.tags if tag == wanted]


@pytest.fixture(autouse=True)
def shown(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[HTML]]:
    displayed: list[HTML] = []
    monkeypatch.setattr(figures, "display", displayed.append)
    with mpl.rc_context():
        plt.switch_backend("Agg")
        yield displayed
        plt.close("all")


def line(slope: float = 1.0) -> Figure:
    figure, ax = plt.subplots(figsize=(4, 3))
    ax.plot([0, 1], [0, slope])
    return figure


def only_page(shown: list[HTML]) -> Page:
    (content,) = shown
    return Page(content)


def png_of(image: dict[str, str]) -> bytes:
    kind, data = image["src"].split(",")
    assert kind == "data:image/png;base64"
    return base64.b64decode(data)


def visible(page: Page) -> list[int]:
    return [index for index, image in enumerate(page.all("img")) if "hidden" not in image]


def test_a_figure_is_shown_once_with_its_alt_text_and_closed(shown: list[HTML]) -> None:
    figures.show(line(), ALT)
    (image,) = only_page(shown).all("img")
    assert image["alt"] == ALT
    assert "hidden" not in image
    assert plt.get_fignums() == []


def test_the_picture_is_as_large_as_the_figure(shown: list[HTML]) -> None:
    figures.show(line(), ALT)
    png = png_of(only_page(shown).all("img")[0])
    assert struct.unpack(">II", png[16:24]) == (4 * figures.DPI, 3 * figures.DPI)


def test_alt_text_may_have_any_letters(shown: list[HTML]) -> None:
    alt = 'a < b & "c" > \'d\', <img alt="another">'
    figures.show(line(), alt)
    assert [image["alt"] for image in only_page(shown).all("img")] == [alt]


@pytest.mark.parametrize("alt", ["", " \n"])
def test_a_figure_without_alt_text_is_refused(alt: str, shown: list[HTML]) -> None:
    with pytest.raises(ValueError, match="needs alt text"):
        figures.show(line(), alt)
    with pytest.raises(ValueError, match="needs alt text"):
        figures.steps(line, VALUES, "slope", alt)
    assert not shown


def test_there_is_one_picture_for_each_value_in_order(shown: list[HTML]) -> None:
    asked: list[float] = []

    def draw(slope: float) -> Figure:
        asked.append(slope)
        return line(slope)

    figures.steps(draw, VALUES, "slope", ALT)
    images = only_page(shown).all("img")
    assert asked == list(VALUES)
    assert [image["alt"] for image in images] == [f"{ALT} Here slope = {value}." for value in VALUES]
    assert len({png_of(image) for image in images}) == len(VALUES)
    assert plt.get_fignums() == []


@pytest.mark.parametrize("start", [0, 1, 2])
def test_all_pictures_but_one_are_hidden_until_the_slider_moves(start: int, shown: list[HTML]) -> None:
    figures.steps(line, VALUES, "slope", ALT, start=start)
    page = only_page(shown)
    assert visible(page) == [start]
    assert f"slope = {VALUES[start]}" in page.text


def test_the_slider_begins_at_the_picture_that_is_seen_and_names_every_value(shown: list[HTML]) -> None:
    figures.steps(line, VALUES, "slope", ALT, start=1)
    (slider,) = only_page(shown).all("input")
    assert (slider["type"], slider["min"], slider["max"], slider["value"]) == ("range", "0", "2", "1")
    assert slider["aria-label"] == "slope"
    assert json.loads(slider["data-labels"]) == [f"slope = {value}" for value in VALUES]


def test_names_and_values_may_have_any_letters(shown: list[HTML]) -> None:
    figures.steps(lambda _: line(), ['"a" & <b>', "it's"], "β <β> 'β' \"\"", ALT)
    page = only_page(shown)
    (slider,) = page.all("input")
    assert json.loads(slider["data-labels"]) == ['β <β> \'β\' "" = "a" & <b>', "β <β> 'β' \"\" = it's"]
    assert slider["aria-label"] == "β <β> 'β' \"\""
    assert not page.all("b")
    assert 'β <β> \'β\' "" = "a" & <b>' in page.text


def test_a_page_that_is_read_asks_for_nothing(shown: list[HTML]) -> None:
    figures.show(line(), ALT)
    figures.steps(line, VALUES, "slope", ALT)
    for content in shown:
        page = Page(content)
        assert all(image["src"].startswith("data:") for image in page.all("img"))
        assert not page.all("script")
        assert "http" not in str(content.data)


@pytest.mark.parametrize("n_values", [0, figures.MOST_FRAMES + 1])
def test_too_few_or_too_many_pictures_are_refused_before_one_is_drawn(
    n_values: int, shown: list[HTML]
) -> None:
    with pytest.raises(ValueError, match=f"1 to {figures.MOST_FRAMES} values, got {n_values}"):
        figures.steps(_never, [1.0] * n_values, "slope", ALT)
    assert not shown


@pytest.mark.parametrize("start", [-1, 3])
def test_a_start_without_a_picture_is_refused_before_one_is_drawn(start: int, shown: list[HTML]) -> None:
    with pytest.raises(ValueError, match=f"start is {start}, and the pictures are numbered 0 to 2"):
        figures.steps(_never, VALUES, "slope", ALT, start=start)
    assert not shown


def _never(_: float) -> Figure:
    pytest.fail("a picture was drawn")
