"""The pages for the instructor: both notebooks side by side, offline, and deaf to what is in them."""

import re
from pathlib import Path

import pytest

from autograde import similar_pages, similarity
from autograde.files import file_name
from autograde.similar_pages import side_by_side, write_pages
from autograde.similarity import compare
from tests.autograde.test_report import Page
from tests.chromium import running_chromium
from tests.similarity.classroom import ASSIGNMENT, hands, make_course, quiet
from tests.similarity.disguises import rewritten

HOSTILE = "</pre><script>alert(1)</script>\x1b[31m\u202e{{7*7}}<img src=http://example.org/x>"
STUDENTS = {
    **hands(),
    "zoe": {**rewritten(hands()["maya"]), "own": f"# {HOSTILE}\nx = 1"},
    "<b>yan": {**hands()["ben"], "own": f"'''{HOSTILE}'''"},
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report's folder with the pages of a class that has two pairs."""
    folder = tmp_path_factory.mktemp("similar")
    comparisons = compare(make_course(folder, STUDENTS), ASSIGNMENT, quiet)
    index, (written,) = write_pages(comparisons, folder / "report")
    assert index == folder / "report" / "similar" / ASSIGNMENT / "index.html"
    assert [pair.page for pair in written.pairs] == [f"similar/softmax/softmax-{n}.html" for n in (1, 2)]
    return folder / "report"


def text_of(report: Path, number: int) -> str:
    return (report / "similar" / ASSIGNMENT / f"softmax-{number}.html").read_text("utf-8")


def test_every_pair_has_a_page_and_the_index_links_to_it(report: Path) -> None:
    pages = {path.name for path in (report / "similar" / ASSIGNMENT).iterdir()}
    assert pages == {"index.html", "softmax-1.html", "softmax-2.html"}
    index = Page((report / "similar" / ASSIGNMENT / "index.html").read_text("utf-8"))
    assert [attributes["href"] for tag, attributes in index.tags if tag == "a"] == sorted(
        pages - {"index.html"}
    )
    assert "21 notebooks compared." in index.text
    assert "not a verdict" in index.text


@pytest.mark.parametrize("number", [1, 2])
def test_a_page_asks_for_nothing_and_runs_nothing(report: Path, number: int) -> None:
    text = text_of(report, number)
    page = Page(text)
    assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "a", "form"}
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    policies = [str(attributes["content"]) for _, attributes in page.tags if "http-equiv" in attributes]
    assert ["default-src 'none'" in policy for policy in policies] == [True]
    assert re.findall(r"url\(", text) == []


def test_what_students_wrote_is_shown_and_not_obeyed(report: Path) -> None:
    both = text_of(report, 1) + text_of(report, 2)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in both
    assert "&lt;b&gt;yan" in both
    assert "{{7*7}}" in both
    assert not set(both) & set("\x1b\u202e")


def test_shared_lines_carry_a_sign_beside_their_colour(report: Path) -> None:
    lines = re.findall(r'<span class="(\w+)"><span class="sign">(.)</span>', text_of(report, 1))
    assert set(lines) == {("shared", "="), ("given", "·"), ("own", " ")}
    assert lines.count(("shared", "=")) > 40


def test_both_students_lines_are_there_and_released_ones_are_folded(report: Path) -> None:
    text = Page(text_of(report, 2)).text
    assert "p = np.where(p > 0, p, 1e-20)" in text
    assert "value_0 = np.where(value_0 > 0, value_0, 1e-20)" in text
    assert "Average −log of the probability" not in text
    assert "lines as released" in text


def test_released_lines_are_never_called_shared(tmp_path: Path) -> None:
    students = {**hands(), "zoe": hands()["judit"]}
    (comparison,) = compare(make_course(tmp_path, students), ASSIGNMENT, quiet)
    work = {each.student: each for each in comparison.work}
    released = comparison.template.lines
    lines = [
        line
        for exercise in side_by_side(work["judit"], work["zoe"], released)
        for line in exercise.first + exercise.second
    ]
    assert any(line.is_shared for line in lines)
    assert not [line for line in lines if line.is_shared and line.text.strip() in released]


def test_a_failed_write_leaves_the_old_pages_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    comparisons = compare(
        make_course(tmp_path, {"ada": hands()["ben"], "ben": hands()["ben"]}), ASSIGNMENT, quiet
    )
    write_pages(comparisons, tmp_path / "report")
    folder = tmp_path / "report" / "similar"
    before = {path.name: path.read_bytes() for path in (folder / ASSIGNMENT).iterdir()}

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(similar_pages, "side_by_side", full_disk)
    with pytest.raises(OSError, match="No space left"):
        write_pages(comparisons, tmp_path / "report")
    assert {path.name: path.read_bytes() for path in (folder / ASSIGNMENT).iterdir()} == before
    assert [path.name for path in folder.iterdir()] == [ASSIGNMENT]


def test_pages_of_pairs_that_are_gone_go_too(tmp_path: Path) -> None:
    course = make_course(tmp_path, {"ada": hands()["ben"], "ben": hands()["ben"]})
    write_pages(compare(course, ASSIGNMENT, quiet), tmp_path / "report")
    (course.submitted / "ada" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").write_bytes(b"")
    write_pages(compare(course, ASSIGNMENT, quiet), tmp_path / "report")
    assert [path.name for path in (tmp_path / "report" / "similar" / ASSIGNMENT).iterdir()] == ["index.html"]


def test_the_most_suspicious_pairs_have_pages_where_there_are_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(similar_pages, "MOST_SHOWN", 2)
    monkeypatch.setattr(similarity, "MOST_SHOWN", 2)
    students = dict.fromkeys(("ada", "ben", "cy"), hands()["ben"])
    path, (written,) = write_pages(
        compare(make_course(tmp_path, students), ASSIGNMENT, quiet), tmp_path / "report"
    )
    assert [bool(pair.page) for pair in written.pairs] == [True, True, False]
    assert [bool(pair.passages) for pair in written.pairs] == [True, True, False]
    index = Page(path.read_text("utf-8"))
    assert "The first 2 pairs have a page." in index.text


def test_file_names_are_plain_and_do_not_collide() -> None:
    names = ["hw 1", "hw_1", "hw/1", "..", "é"]
    assert all(re.fullmatch(r"[a-z0-9_@.~-]+", file_name(name)) for name in names)
    assert len({file_name(name) for name in names}) == len(names)


@pytest.mark.slow
@pytest.mark.xdist_group("chromium")
def test_a_page_fits_a_sheet_of_paper_and_a_phone(report: Path) -> None:
    with running_chromium() as browser:
        for width, medium in ((720, "print"), (380, "screen"), (1280, "screen")):
            page = browser.new_page(viewport={"width": width, "height": 900})
            page.emulate_media(media=medium)
            page.goto((report / "similar" / ASSIGNMENT / "softmax-2.html").as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            left, right = (page.locator(".side").nth(n).bounding_box() for n in (0, 1))
            assert left is not None
            assert right is not None
            assert (left["y"] == right["y"]) == (width > 700)
