"""What `autograde` prints: readable at 80 columns, also in a pipe, and never styled by a student."""

import io
import unicodedata
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.text import Text

from autograde.cli import escape
from autograde.display import harmless
from autograde.doctor import Layer
from autograde.terminal import check_view, class_table, layer_table
from autograde.verdict import Outcome, SubmissionVerdict


def printed(view: RenderableType, *, width: int = 80, terminal: bool = False) -> str:
    """What a terminal of this size gets, whatever TERM and NO_COLOR say of the one that the tests run in."""
    stream = io.StringIO()
    Console(
        file=stream,
        width=width,
        height=25,
        force_terminal=terminal,
        color_system="standard" if terminal else None,
        no_color=False,
        legacy_windows=False,
    ).print(view)
    return stream.getvalue()


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("width", [60, 80, 200])
def test_nothing_is_wider_than_the_terminal(verdicts: list[SubmissionVerdict], width: int) -> None:
    for view in (class_table(verdicts), *map(check_view, verdicts)):
        assert max(cell_len(line) for line in printed(view, width=width).splitlines()) <= width


def test_a_pipe_gets_no_escape_sequences(verdicts: list[SubmissionVerdict]) -> None:
    assert "\x1b" not in printed(class_table(verdicts))
    assert "\x1b" in printed(class_table(verdicts), terminal=True)


def test_the_table_has_a_line_for_each_student(verdicts: list[SubmissionVerdict]) -> None:
    lines = [flat(line) for line in printed(class_table(verdicts)).splitlines()]
    assert "agnes 19.5/22.5 87 ✓ ✓ ◐ ✓ ✓ ✓" in lines
    assert "bob 0/22.5 0 ○ ○ ○ ○ ○ ○" in lines
    assert "hal 13.5/22.5 60 ✓ ✓ ✗ ✗ ✓ ✓ tampering?" in lines
    assert "mallory 0/22.5 0 ○ ○ ○ ○ ○ ○ unreadable" in lines


def test_the_table_ends_with_the_class(verdicts: list[SubmissionVerdict]) -> None:
    assert (
        printed(class_table(verdicts)).strip().endswith("20 notebooks: mean 16.6, median 18 of 22.5 points")
    )


def test_the_marks_are_explained(verdicts: list[SubmissionVerdict]) -> None:
    text = flat(printed(class_table(verdicts)))
    assert "3 initialize_parameters_he" in text
    assert "✓ full points ◐ some ✗ none ○ unanswered" in text


def test_a_large_class_is_cut_and_the_rest_counted(verdicts: list[SubmissionVerdict]) -> None:
    many = [replace(verdicts[0], student=f"student-{n}") for n in range(300)]
    text = printed(class_table(many, max_rows=10))
    assert text.count("student-") == 10
    assert "… and 290 more" in text
    assert "300 notebooks" in text


def test_several_notebooks_of_an_assignment_are_told_apart(verdicts: list[SubmissionVerdict]) -> None:
    text = printed(class_table([verdicts[0], replace(verdicts[0], notebook="second")]))
    assert "ada / initialization" in text
    assert "ada / second" in text


def test_a_class_without_submissions_says_so() -> None:
    assert "No submissions." in printed(class_table([]))


def test_a_check_gives_points_reason_and_hint(
    verdicts: list[SubmissionVerdict], sentences: dict[str, str]
) -> None:
    text = flat(printed(check_view(verdicts[1]), width=200))
    assert text.startswith("initialization: 19.5 of 22.5 points")
    assert "◐ initialize_parameters_he 2 of 5 points" in text
    assert f"Hint: {sentences['sqrt_one_over_n']}" in text


def test_a_part_that_is_carried_forward_has_another_mark(verdicts: list[SubmissionVerdict]) -> None:
    test = next(each for each in verdicts[1].tests if each.points < each.max_points)
    parts = [
        replace(part, outcome=Outcome.CARRIED, points=part.max_points, reason="Right in itself.")
        for part in test.parts
    ]
    verdict = replace(verdicts[1], tests=(replace(test, parts=tuple(parts)),))
    text = flat(printed(check_view(verdict), width=200))
    assert "◐ " + parts[0].name in text
    assert "✗" not in text


def test_a_check_shows_details_of_visible_parts_only(verdicts: list[SubmissionVerdict]) -> None:
    text = printed(check_view(verdicts[-1]))
    assert text.count("Expected 0, got 0.0162435") == 1
    test = replace(verdicts[-1].tests[-1], parts=(replace(verdicts[-1].tests[-1].parts[0], hidden=True),))
    assert "Expected" not in printed(check_view(replace(verdicts[-1], tests=(test,))))


def test_the_same_reason_is_not_repeated(verdicts: list[SubmissionVerdict]) -> None:
    text = printed(check_view(verdicts[4]), width=200)
    assert text.count("Not written yet") == len(verdicts[4].tests)


def test_a_check_shows_every_note_tampering_first(verdicts: list[SubmissionVerdict]) -> None:
    for verdict in verdicts:
        text = flat(printed(check_view(verdict), width=300))
        assert all(note.text in text for note in verdict.notes)
        assert ("tampering?" in text) == verdict.suspicious


@pytest.mark.parametrize("terminal", [True, False])
def test_hostile_text_comes_out_inert(hostile: SubmissionVerdict, terminal: bool) -> None:
    for view in (class_table([hostile, hostile]), check_view(hostile)):
        text = printed(view, width=500, terminal=terminal)
        assert not set(text) & set("\x07\r\u202e\u200f\ud800")
        assert "\x1b[31m\ufffd" not in text
        assert "[31m\ufffdgnp.exe" in text or "…" in text
        assert "[red]x" in text


def test_layers_that_are_missing_stand_out() -> None:
    layers = [
        Layer("bubblewrap", True, "/usr/bin/bwrap"),
        Layer("seccomp", False, "[red]no[/red]"),
        Layer("cgroup", False, "not writable", required=False),
    ]
    lines = [flat(line) for line in printed(layer_table(layers)).splitlines()]
    assert "bubblewrap ✓ yes /usr/bin/bwrap" in lines
    assert "seccomp ✗ no [red]no[/red]" in lines
    assert "cgroup – no, optional not writable" in lines


HOSTILE_NAMES = (
    "\x1b]8;;https://a.invalid\x1b\\x",
    "\x9b2J",
    "\u202eanna",
    "an\u200bna",
    "an\u200cna",
    "a\rb",
    "[link=x]a",
)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_no_error_message_controls_the_terminal(name: str) -> None:
    """Messages name files and students: neither control characters nor markup in them are obeyed."""
    shown = printed(Text.from_markup(f"[red]{escape(name)}[/]"), terminal=True)
    assert shown.startswith("\x1b[31m")
    assert shown.endswith("\x1b[0m\n")
    inside = shown.removeprefix("\x1b[31m").removesuffix("\x1b[0m\n")
    assert not [each for each in inside if unicodedata.category(each) in ("Cc", "Cf")]
    assert ("[link=x]a" in shown) == (name == "[link=x]a")


@pytest.mark.parametrize("name", ["می\u200cشود", "👩\u200d🔬", "Łukasz", "雪子"])
def test_honest_names_are_shown_as_they_are(name: str) -> None:
    assert harmless(name) == name


def test_nothing_invisible_is_shown() -> None:
    """Every control, formatting and surrogate character of Unicode, next to letters of ours."""
    for number in range(0x110000):
        if unicodedata.category(chr(number)) in ("Cc", "Cf", "Cs"):
            assert harmless(f"a{chr(number)}b") in ("a�b", "a b")
