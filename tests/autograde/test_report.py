"""The page for the instructor: complete, self-contained, and deaf to what students write into it."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import matplotlib as mpl
import pytest

from autograde.report import write_report
from autograde.verdict import NoteKind, SubmissionVerdict

VOID = {"meta", "br", "wbr", "hr", "img", "input", "link"}


class Page(HTMLParser):
    """Tags with their attributes, and the visible text; fails on tags that are not nested properly."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def page_of(verdicts: Sequence[SubmissionVerdict], folder: Path) -> Page:
    return Page(write_report(verdicts, folder).read_text(encoding="utf-8"))


def test_the_report_is_one_file_in_its_folder(tmp_path: Path, verdicts: list[SubmissionVerdict]) -> None:
    path = write_report(verdicts, tmp_path / "deep" / "report")
    assert path == tmp_path / "deep" / "report" / "index.html"
    assert list(path.parent.iterdir()) == [path]


def test_the_same_verdicts_in_any_order_give_the_same_bytes(
    tmp_path: Path, verdicts: list[SubmissionVerdict], sentences: dict[str, str]
) -> None:
    def explain(assignment: str, name: str) -> str:
        return sentences[name]

    one = write_report(verdicts, tmp_path / "one", explain=explain).read_bytes()
    two = write_report(verdicts[::-1], tmp_path / "two", explain=explain).read_bytes()
    assert one == two


def test_matplotlib_settings_neither_change_the_report_nor_are_changed_by_it(
    tmp_path: Path, verdicts: list[SubmissionVerdict]
) -> None:
    one = write_report(verdicts, tmp_path / "one").read_bytes()
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red"}):
        before = dict(mpl.rcParams)
        assert write_report(verdicts, tmp_path / "two").read_bytes() == one
        assert dict(mpl.rcParams) == before


def test_the_page_asks_for_nothing_outside_itself(tmp_path: Path, verdicts: list[SubmissionVerdict]) -> None:
    text = write_report(verdicts, tmp_path).read_text(encoding="utf-8")
    page = Page(text)
    assert "http:" not in text
    assert "https:" not in text
    assert "@import" not in text
    assert re.findall(r"url\((?!#)", text) == []
    references = [
        value
        for _, attributes in page.tags
        for name, value in attributes.items()
        if name in ("src", "href", "xlink:href", "data", "action")
    ]
    assert all(str(reference).startswith("#") for reference in references)
    assert not {tag for tag, _ in page.tags} & {"script", "link", "iframe", "object", "form", "base"}
    policies = [attributes["content"] for _, attributes in page.tags if "http-equiv" in attributes]
    assert ["default-src 'none'" in str(policy) for policy in policies] == [True]


def test_ids_are_unique_and_every_reference_has_its_target(
    tmp_path: Path, verdicts: list[SubmissionVerdict]
) -> None:
    other = [replace(verdict, assignment="dropout", notebook="dropout") for verdict in verdicts]
    text = write_report([*verdicts, *other], tmp_path).read_text(encoding="utf-8")
    ids = [attributes["id"] for _, attributes in Page(text).tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', text)) <= {
        pair for each in ids for pair in ((each, ""), ("", each))
    }


def test_figures_are_well_formed_and_described(tmp_path: Path, verdicts: list[SubmissionVerdict]) -> None:
    text = write_report(verdicts, tmp_path).read_text(encoding="utf-8")
    figures = re.findall(r"<svg.*?</svg>", text, flags=re.DOTALL)
    assert len(figures) == 2
    for figure in figures:
        root = ET.fromstring(figure.replace("xlink:href", "href"))
        assert root.get("role") == "img"
        assert root.get("aria-label")
        assert "".join(root.itertext()).count("students")


@pytest.mark.parametrize("count", [0, 1, 2, 20, 300])
def test_every_student_has_a_row(tmp_path: Path, verdicts: list[SubmissionVerdict], count: int) -> None:
    many = [replace(verdicts[n % 20], student=f"student {n:03}") for n in range(count)]
    page = page_of(many, tmp_path)
    rows = [attributes for tag, attributes in page.tags if tag == "th" and attributes.get("scope") == "row"]
    assert len(rows) == count
    assert all(verdict.student in page.text for verdict in many)


def test_a_report_without_students_says_so(tmp_path: Path) -> None:
    assert "No submission has been graded yet" in page_of([], tmp_path).text


def test_a_submission_without_tests_or_points_is_reported(tmp_path: Path) -> None:
    page = page_of([SubmissionVerdict("empty", "empty", "ada", ())], tmp_path)
    assert "ada" in page.text


def test_what_looked_like_tampering_comes_with_student_and_place(
    tmp_path: Path, verdicts: list[SubmissionVerdict]
) -> None:
    text = page_of(verdicts, tmp_path).text
    for verdict in verdicts:
        for note in verdict.notes:
            assert note.text in text
            assert note.place in text
    assert text.index("What looked like tampering") < text.index("What was repaired")
    assert "hal initialize_parameters_he Your result answers every comparison with yes." in text


def test_an_honest_class_is_not_accused(tmp_path: Path, verdicts: list[SubmissionVerdict]) -> None:
    honest = [verdict for verdict in verdicts if not verdict.suspicious]
    assert "What looked like tampering" not in page_of(honest, tmp_path).text


def test_known_mistakes_are_counted_and_explained(
    tmp_path: Path, verdicts: list[SubmissionVerdict], sentences: dict[str, str]
) -> None:
    text = page_of(verdicts, tmp_path).text
    assert f"{sentences['sqrt_one_over_n']} sqrt_one_over_n 3 of 20 agnes , alan , john" in text
    explained = write_report(verdicts, tmp_path, explain=lambda assignment, name: f"{assignment}: {name}!")
    assert "initialization: sqrt_one_over_n!" in explained.read_text(encoding="utf-8")


def test_every_mark_has_a_word_beside_its_colour(tmp_path: Path, verdicts: list[SubmissionVerdict]) -> None:
    text = write_report(verdicts, tmp_path).read_text(encoding="utf-8")
    cells = re.findall(r'<td class="(full|partial|none)"[^>]*>(.*?)</td>', text)
    assert len(cells) == 20 * 6
    words = {"full": {"full points"}, "partial": {"some points"}}
    for share, content in cells:
        word = re.findall(r"<span class=\"(?:word|hidden-text)\">([^<]+)</span>", content)[0].strip()
        assert word in words.get(share, {word} - {"full points", "some points"})


def test_grading_without_a_sandbox_is_pointed_out(tmp_path: Path, verdicts: list[SubmissionVerdict]) -> None:
    assert "without a sandbox" not in page_of(verdicts, tmp_path).text
    unsafe = [replace(verdicts[0], sandbox="none"), *verdicts[1:]]
    assert "1 of 20 submissions were run without a sandbox" in page_of(unsafe, tmp_path).text


def test_hostile_text_is_shown_and_not_obeyed(tmp_path: Path, hostile: SubmissionVerdict) -> None:
    text = write_report([hostile], tmp_path, course="<i>c</i>").read_text(encoding="utf-8")
    page = Page(text)
    assert not any(tag in ("script", "i") and not attributes for tag, attributes in page.tags)
    assert not set(text) & set("\x1b\x07\r\u202e\u200f\ud800")
    assert "<script>alert(1)</script>" in page.text
    assert "{{7*7}}" in page.text


def test_a_failed_write_leaves_the_old_report_and_nothing_else(
    tmp_path: Path, verdicts: list[SubmissionVerdict], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_report(verdicts[:1], tmp_path)
    before = path.read_bytes()

    def full_disk(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "replace", full_disk)
    with pytest.raises(OSError, match="No space left"):
        write_report(verdicts, tmp_path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_hidden_details_stay_hidden_even_when_a_verdict_has_them(
    tmp_path: Path, verdicts: list[SubmissionVerdict]
) -> None:
    (test, *_) = verdicts[4].tests
    part = replace(test.parts[0], hidden=True, detail="Expected 42.")
    verdict = replace(verdicts[4], tests=(replace(test, parts=(part,)),))
    assert "Expected 42." not in page_of([verdict], tmp_path).text


def test_notes_of_every_kind_have_a_flag(tmp_path: Path, hostile: SubmissionVerdict) -> None:
    text = write_report([hostile], tmp_path).read_text(encoding="utf-8")
    assert all(f'class="flag {kind.name.lower()}"' in text for kind in NoteKind)
