"""The page for the instructor: complete, self-contained, and deaf to what students write into it."""

import base64
import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest

from autograde import report
from autograde.display import with_code
from autograde.report import write_report
from autograde.similarity import Passage, SimilarPair
from autograde.verdict import Note, NoteKind, SubmissionVerdict
from tests.autograde import made_up

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
    assert all(reference.startswith("#") for reference in references(page))
    assert not {tag for tag, _ in page.tags} & {"link", "iframe", "object", "form", "base"}


def references(page: Page) -> list[str]:
    """All addresses that a page names."""
    return [
        str(value)
        for _, attributes in page.tags
        for name, value in attributes.items()
        if name in ("src", "href", "xlink:href", "data", "action")
    ]


def test_the_policy_allows_one_script_by_its_digest_and_the_page_has_no_other(
    tmp_path: Path, verdicts: list[SubmissionVerdict], hostile: SubmissionVerdict
) -> None:
    text = write_report([*verdicts, hostile], tmp_path).read_text(encoding="utf-8")
    (policy,) = [
        str(attributes["content"]) for _, attributes in Page(text).tags if "http-equiv" in attributes
    ]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    (script,) = re.findall(r"<script>(.*?)</script>", text, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert rules["script-src"] == f"'sha256-{digest}'"
    assert (rules["default-src"], rules["base-uri"], rules["form-action"]) == ("'none'",) * 3
    assert script == (Path(report.__file__).parent / "templates" / "report.js").read_text(encoding="utf-8")
    assert not [name for _, attributes in Page(text).tags for name in attributes if name.startswith("on")]


def test_the_script_makes_no_markup_and_no_code_from_text() -> None:
    script = (Path(report.__file__).parent / "templates" / "report.js").read_text(encoding="utf-8")
    for way in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval",
        "Function",
        "import",
    ):
        assert way not in script


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
    assert len(figures) == 3
    for figure in figures:
        root = ET.fromstring(figure.replace("xlink:href", "href"))
        assert root.get("role") == "img"
        assert "".join(root.itertext()).count("students")
        told = str(root.get("aria-label"))
        drawn = {"".join(each.itertext()) for each in root.iter("text")}
        assert {number for number in re.findall(r": (\d+)\b", told) if number != "0"} <= drawn


def test_a_figure_tells_its_numbers_to_who_does_not_see_it(
    tmp_path: Path, verdicts: list[SubmissionVerdict]
) -> None:
    text = write_report(verdicts, tmp_path).read_text(encoding="utf-8")
    labels = re.findall(r'<svg role="img" aria-label="([^"]*)"', text)
    assert labels[0].startswith(
        "Histogram of 20 students, by points (of 22.5). 0 to 2.25: 2; 9 to 11.25: 1; "
    )
    assert "activation_spread: 14 full, 0 some, 6 none" in labels[1]


@pytest.mark.parametrize("count", [0, 1, 2, 20, 300])
@pytest.mark.slow
def test_every_student_has_a_row(tmp_path: Path, verdicts: list[SubmissionVerdict], count: int) -> None:
    many = [replace(verdicts[n % 20], student=f"student {n:03}") for n in range(count)]
    page = page_of(many, tmp_path)
    rows = re.findall(r'<th scope="row">(?:<details><summary>)?<bdi>', (tmp_path / "index.html").read_text())
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
    places = "initialize_parameters_he ; initialize_parameters_xavier"
    assert f"hal {places} Your result answers every comparison with yes." in text


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


def test_code_in_a_sentence_is_shown_as_code(tmp_path: Path, verdicts: list[SubmissionVerdict]) -> None:
    says = "You pass `A < 0`: pass `Z`."
    text = write_report(verdicts, tmp_path, explain=lambda assignment, name: says).read_text(encoding="utf-8")
    assert "You pass <code>A &lt; 0</code>: pass <code>Z</code>." in text
    assert with_code("`<b>` and ` alone\x1b") == "<code>&lt;b&gt;</code> and ` alone\N{REPLACEMENT CHARACTER}"


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
    assert [tag for tag, attributes in page.tags if tag in ("script", "i") and not attributes] == ["script"]
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


def test_the_same_sign_in_many_places_takes_one_line(
    tmp_path: Path, verdicts: list[SubmissionVerdict]
) -> None:
    notes = [Note(NoteKind.TAMPERING, "A tag.", f"test_{n}") for n in range(6)]
    text = page_of([replace(verdicts[0], notes=tuple(notes))], tmp_path).text
    assert text.count("A tag.") == 1
    assert "ada test_0 and 5 more test_1 ; test_2" in text


def test_long_lists_of_names_are_folded_and_short_ones_are_not(
    tmp_path: Path, verdicts: list[SubmissionVerdict]
) -> None:
    many = [replace(verdicts[1], student=f"student {n:03}") for n in range(200)]
    folded = "200 of 200 200 students student 000 , student 001"
    assert folded in page_of(many, tmp_path).text
    assert "8 of 8 student 000 , student 001" in page_of(many[:8], tmp_path).text


def test_rare_mistakes_are_folded_behind_the_ten_most_frequent(tmp_path: Path) -> None:
    text = write_report(made_up.verdicts(np.random.default_rng(5), 100), tmp_path).read_text()
    ranks = [int(n) for n in re.findall(r'<td class="number">(\d+) of \d+<', text)]
    assert len(ranks) > 12
    assert ranks == sorted(ranks, reverse=True)
    assert text.index("Rarer ones") > text.index(f">{ranks[9]} of ")
    assert f"Rarer ones ({len(ranks) - 10}), each made by at most {ranks[10]}<" in text


def test_exercises_are_analysed_where_students_are_enough(
    tmp_path: Path, verdicts: list[SubmissionVerdict]
) -> None:
    few = page_of(verdicts, tmp_path).text
    assert "From 18 of 20 submissions" in few  # bob answered nothing, and mallory's could not be read
    assert "Discrimination is not computed for fewer than 20 students" in few
    assert "Cronbach" not in few
    more = page_of([*verdicts, *(replace(each, student=f"{each.student} 2") for each in verdicts)], tmp_path)
    assert "From 36 of 40 submissions" in more.text
    assert "Cronbach's α is" in more.text
    assert re.search(r"initialize_ parameters_ he 0\.\d\d −?0\.\d\d −?0\.\d\d to 0\.\d\d", more.text)


def test_what_failed_without_being_wrong_is_listed_by_exercise_and_reason(
    tmp_path: Path, verdicts: list[SubmissionVerdict]
) -> None:
    text = write_report(verdicts, tmp_path).read_text(encoding="utf-8")
    table = text[text.index('id="part1-failures"') : text.index('-tampering">What looked')]
    rows = {
        re.sub("<[^>]*>", "", name): [
            sorted(re.findall(r"<bdi>(.*?)</bdi>", cell)) for cell in cells.split("<td")[1:]
        ]
        for name, cells in re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', table)
    }
    heads = re.findall(r'<th scope="col">(.*?)</th>', table)
    assert heads == [
        *(
            "Exercise",
            "unanswered",
            "error in the code",
            "took too long",
            "too much memory",
            "crash",
            "tampering",
        )
    ]
    assert rows["initialize_parameters_he"] == [["bob"], [], ["emmy"], ["kim"], [], ["hal"]]
    assert rows["initialize_parameters_xavier"] == [["bob", "colette"], ["grace"], [], [], [], ["hal"]]
    assert "mallory" not in table, "whose notebook could not be read"


def test_a_class_that_was_only_right_or_wrong_has_no_such_list(
    tmp_path: Path, verdicts: list[SubmissionVerdict]
) -> None:
    assert "other reasons than being wrong" not in page_of(verdicts[:4], tmp_path).text


def test_time_is_shown_with_the_slowest(tmp_path: Path, verdicts: list[SubmissionVerdict]) -> None:
    slow = [replace(each, seconds=1.0 + n) for n, each in enumerate(verdicts)]
    text = page_of(slow, tmp_path).text
    assert "Half of the notebooks took at most 10.5 s" in text
    assert "Slowest: محمد 20 s, 雪子 19 s, noether 18 s, mallory 17 s, linus 16 s." in text.replace(" ,", ",")
    timed = replace(slow[0], tests=tuple(replace(test, seconds=0.25) for test in slow[0].tests))
    assert "initialize_ parameters_ he 0.25 0.25 0.25 ada" in page_of([timed, *slow[1:]], tmp_path).text


def test_memory_is_shown_where_it_was_measured(tmp_path: Path, verdicts: list[SubmissionVerdict]) -> None:
    assert "memory" not in page_of(verdicts[:4], tmp_path).text.lower()
    measured = [replace(each, memory=(n + 100) * 10**6) for n, each in enumerate(verdicts)]
    text = page_of(measured, tmp_path).text
    assert "Half of the notebooks used at most 110 MB of memory" in text
    assert "Largest: محمد 119 MB" in text


PAIRS = [
    SimilarPair("initialization", "initialization", "ada", "bob", 0.4, ()),
    SimilarPair(
        "initialization",
        "initialization",
        "alan",
        "agnes",
        0.9,
        (Passage("activation_spread", "def f(x):\n    return <b>", "def g(y):\n    return <b>"),),
    ),
    SimilarPair("other", "other", "ada", "bob", 1.0, ()),
]


def test_similar_pairs_are_ranked_with_the_code_of_both(
    tmp_path: Path, verdicts: list[SubmissionVerdict]
) -> None:
    assert "Similar pairs" not in page_of(verdicts, tmp_path).text
    path = write_report(verdicts, tmp_path, pairs=PAIRS)
    text = Page(path.read_text(encoding="utf-8")).text
    assert text.index("alan agnes 90 %") < text.index("ada bob 40 %")
    assert "100 %" not in text, "that is another assignment's"
    assert "<pre>def f(x):\n    return &lt;b&gt;</pre>" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "similar/1.html"])
def test_a_pairs_page_is_linked_relative_to_the_report(
    tmp_path: Path, verdicts: list[SubmissionVerdict], address: str
) -> None:
    path = write_report(verdicts, tmp_path, pairs=[replace(PAIRS[0], page=address)])
    assert f"./{address}" in references(Page(path.read_text(encoding="utf-8")))


def test_several_assignments_are_summed_up_by_student(
    tmp_path: Path, verdicts: list[SubmissionVerdict]
) -> None:
    assert "All assignments" not in page_of(verdicts, tmp_path).text
    other = [replace(each, assignment="dropout", notebook="dropout") for each in verdicts[:2]]
    path = write_report([*verdicts, *other], tmp_path)
    text = Page(path.read_text(encoding="utf-8")).text
    assert "dropout 2 21 21 22.5" in text
    assert "ada 45 22.5 22.5 agnes 39 19.5 19.5 alan 16.5 – 16.5" in text
