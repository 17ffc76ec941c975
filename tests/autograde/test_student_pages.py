"""The page that the instructor may send: all of a student's own, and nothing of anybody else."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from autograde.by_hand import Answer, ByHand, Given
from autograde.files import file_name
from autograde.report import write_report
from autograde.verdict import NoteKind, SubmissionVerdict
from tests.autograde.conftest import ALL_WRONG, HOSTILE
from tests.autograde.test_report import Page, references

KEY = ("initialization", "initialization")


def written(verdicts: Sequence[SubmissionVerdict], folder: Path, by_hand: ByHand | None = None) -> Path:
    """The folder of the students' pages."""
    given = {KEY: by_hand} if by_hand else {}
    return write_report(verdicts, folder, students=True, by_hand=given).parent / "students"


def text_of(folder: Path, student: str) -> str:
    return Page((folder / f"{file_name(student)}.html").read_text(encoding="utf-8")).text


def test_everybody_has_a_page_that_the_report_links_to(
    tmp_path: Path, verdicts: list[SubmissionVerdict]
) -> None:
    folder = written(verdicts, tmp_path)
    index = Page((tmp_path / "index.html").read_text(encoding="utf-8"))
    links = [reference for reference in references(index) if not reference.startswith("#")]
    assert sorted(tmp_path / link for link in links) == sorted(folder.iterdir())
    assert len(links) == len(verdicts) == 20


def test_a_page_names_nobody_else(tmp_path: Path, verdicts: list[SubmissionVerdict]) -> None:
    folder = written(verdicts, tmp_path)
    for verdict in verdicts:
        text = text_of(folder, verdict.student)
        assert f"points of {verdict.student}" in text
        others = {other.student for other in verdicts} - {verdict.student}
        assert {other for other in others if re.search(rf"\b{re.escape(other)}\b", text)} == set()


def test_a_page_is_the_same_whoever_else_is_in_the_class(
    tmp_path: Path, verdicts: list[SubmissionVerdict]
) -> None:
    alone = written(verdicts[1:2], tmp_path / "alone") / "agnes.html"
    among = written(verdicts, tmp_path / "among") / "agnes.html"
    assert alone.read_bytes() == among.read_bytes()


def test_a_page_leads_nowhere_and_runs_nothing(tmp_path: Path, verdicts: list[SubmissionVerdict]) -> None:
    for path in written(verdicts, tmp_path).iterdir():
        page = Page(path.read_text(encoding="utf-8"))
        assert references(page) == []
        assert not {tag for tag, _ in page.tags} & {
            "script",
            "link",
            "iframe",
            "object",
            "form",
            "base",
            "svg",
        }
        (policy,) = [str(attributes["content"]) for _, attributes in page.tags if "http-equiv" in attributes]
        assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'")


def test_a_page_says_what_to_repeat_and_what_went_right(
    tmp_path: Path, verdicts: list[SubmissionVerdict], sentences: dict[str, str]
) -> None:
    folder = written(verdicts, tmp_path)
    text = text_of(folder, "alan")
    assert "initialization: 16.5 of 22.5 points" in text
    right, repeat = text[text.index("What went right") :].split("What to repeat")
    assert "initialize_parameters_zeros" in right
    assert "initialize_parameters_he" not in right
    assert f"initialize_parameters_he {sentences['sqrt_one_over_n']}" in repeat
    assert f"initialize_parameters_glorot {sentences['forgets_sum']}" in repeat
    assert "Every exercise has full points" in text_of(folder, "ada")
    assert "What to repeat" not in text_of(folder, "ada")


def test_what_several_parts_have_in_common_is_said_once(
    tmp_path: Path, verdicts: list[SubmissionVerdict]
) -> None:
    text = text_of(written(verdicts, tmp_path), "bob")
    said = "Not written yet: the function still raises NotImplementedError."
    assert text.count(said) == len(ALL_WRONG)
    assert f"every weight and bias is zero; any number of layers : {said}" in text


def test_a_page_accuses_nobody(tmp_path: Path, verdicts: list[SubmissionVerdict]) -> None:
    folder = written(verdicts, tmp_path)
    for verdict in verdicts:
        text = text_of(folder, verdict.student)
        assert "tamper" not in text.lower()
        for note in verdict.notes:
            assert (note.text in text) == (note.kind is not NoteKind.TAMPERING)


def test_a_page_shows_no_detail_of_a_hidden_test(tmp_path: Path, verdicts: list[SubmissionVerdict]) -> None:
    (test, *_) = verdicts[4].tests
    part = replace(test.parts[0], hidden=True, detail="Expected 42.")
    text = text_of(written([replace(verdicts[4], tests=(replace(test, parts=(part,)),))], tmp_path), "bob")
    assert part.name in text
    assert "Expected 42." not in text


def test_points_of_a_person_and_for_lateness_count(tmp_path: Path, verdicts: list[SubmissionVerdict]) -> None:
    given = Given(
        (Answer("why", 2.5, 4, waits=False), Answer("essay", 0, 3, waits=True)),
        {"test_initialize_parameters_he": 4.5},
        penalty=2,
    )
    folder = written(verdicts, tmp_path, ByHand(7, {"agnes": given}))
    text = text_of(folder, "agnes")
    assert "initialization: 22.5 of 29.5 points" in text  # 19.5 + 2.5, 4.5 in the place of 2, and 2 off
    assert "why 2.5 of 4 read by a person" in text
    assert "essay – of 3 waits for a person to read it" in text
    assert "initialize_parameters_he 4.5 of 5 ◐ some points, given by a person" in text
    assert "Handed in late −2" in text
    assert "1 answer waits for manual grading" in text
    assert "initialization: 22.5 of 29.5 points" in text_of(folder, "ada")


def test_an_exercise_for_which_a_person_gave_all_points_is_not_to_be_repeated(
    tmp_path: Path, verdicts: list[SubmissionVerdict]
) -> None:
    given = Given(corrected={"test_initialize_parameters_he": 5.0})
    text = text_of(written(verdicts, tmp_path, ByHand(0, {"agnes": given})), "agnes")
    assert "What to repeat" not in text
    assert "initialize_parameters_he 5 of 5 ✓ full points, given by a person" in text


def test_hostile_text_is_shown_and_not_obeyed(tmp_path: Path, hostile: SubmissionVerdict) -> None:
    folder = written([hostile], tmp_path)
    (path,) = folder.iterdir()
    assert path.parent == folder
    text = path.read_text(encoding="utf-8")
    assert not set(text) & set("\x1b\x07\r\u202e\u200f\ud800")
    assert "<script>alert(1)</script>" in Page(text).text


ODD = [
    *("ada", "a.lovelace@uni.edu", "student-07", "1815", "_x", "with space", "Ada", "ÅSA", "雪子", "..", "."),
    *("../../etc/passwd", "a/b", "con", "nul.txt", "a.", "-rf", "~root", "a" * 300, "%2e%2e", "a\n", ""),
    HOSTILE,
]


@pytest.mark.parametrize("student", ODD)
def test_a_page_has_a_name_that_every_system_takes(student: str) -> None:
    name = f"{file_name(student)}.html"
    assert re.fullmatch(r"[a-z0-9_][a-z0-9_@.~-]*\.html", name)
    assert len(name) < 80
    assert not re.match(r"(con|nul|aux|prn)\.", name)


def test_no_two_students_share_a_page() -> None:
    alike = [
        "ada",
        "Ada",
        "ADA",
        "áda",
        "a\u0301da",
        "ada ",
        "ada.",
        "ada/",
        "雪",
        "雪子",
        "student",
        "con",
        "nul",
    ]
    assert len({file_name(student) for student in alike}) == len(alike)


def test_plain_ids_are_kept() -> None:
    assert file_name("a.lovelace@uni.edu") == "a.lovelace@uni.edu"


def test_pages_of_an_older_report_are_replaced_or_removed(
    tmp_path: Path, verdicts: list[SubmissionVerdict]
) -> None:
    folder = written(verdicts, tmp_path)
    (tmp_path / ".students.killed").mkdir()  # what a killed run leaves
    written(verdicts[:2], tmp_path)
    assert sorted(path.name for path in folder.iterdir()) == ["ada.html", "agnes.html"]
    write_report(verdicts, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


def test_a_failed_write_leaves_the_old_pages_and_nothing_else(
    tmp_path: Path, verdicts: list[SubmissionVerdict], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(verdicts[:1], tmp_path)

    def full_disk(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", full_disk)
    with pytest.raises(OSError, match="No space left"):
        written(verdicts, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index.html", "students"]
    assert [path.name for path in folder.iterdir()] == ["ada.html"]


def test_the_same_verdicts_in_any_order_give_the_same_pages(
    tmp_path: Path, verdicts: list[SubmissionVerdict]
) -> None:
    both = [*verdicts, *(replace(each, assignment="dropout", notebook="dropout") for each in verdicts)]
    one, two = written(both, tmp_path / "one"), written(both[::-1], tmp_path / "two")
    assert {path.name: path.read_bytes() for path in one.iterdir()} == {
        path.name: path.read_bytes() for path in two.iterdir()
    }
