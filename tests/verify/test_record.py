"""The record of a run, written reasons, the table and the page."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from autograde.course import CourseError
from autograde.verify.page import write
from autograde.verify.pool import Found
from autograde.verify.record import (
    Exercise,
    Reason,
    Record,
    description,
    explained,
    needless,
    read_reasons,
)
from autograde.verify.table import verify_view


def mutant(verdict: str, line: int = 2, **more: Any) -> dict[str, Any]:
    made = {"base": "solution", "kind": "axis", "line": line, "change": "axis=1 → axis=0", "verdict": verdict}
    made |= {"by": "", "part": "", "only_hidden": False, "cell": "", "named": "", "compared": "none"}
    return made | {"missed": False, "difference": {}, "diff": ""} | more


KILLED = {"by": "value", "part": "two rows", "cell": "mean"}
SHOWN = {
    "difference": {"where": "the result", "input": "array([[1]])", "expected": "1", "got": "<2>", "by": 1.0},
    "diff": "@@ -1 +1 @@\n-X.mean(axis=1)\n+X.mean(axis=0)",
}


def record(reasons: tuple[Reason, ...] = ()) -> Record:
    found = Found(
        right=[{"name": "solution", "accepted": True, "part": ""}],
        mistakes=[
            {
                "name": "over_units",
                "rejected": True,
                "named": "rightly",
                "as": "over_units",
                "part": "two rows",
            },
            {"name": "over_all", "rejected": True, "named": "not", "as": "", "part": "two rows"},
        ],
        mutants=[
            mutant("killed", **KILLED),
            mutant(
                "killed", 3, **(KILLED | {"part": "any size", "only_hidden": True, "named": "over_units"})
            ),
            mutant("killed", 4, **(KILLED | {"by": "limit", "cell": "backward"})),
            mutant("equivalent", 5, diff="@@\n-a\n+b"),
            mutant("unseen", 6),
            mutant("survived", 7, **SHOWN),
        ],
        inputs={"a test": 3, "varied": 60},
    )
    return Record(explained([Exercise("toy", "mean", found)], reasons), 100, 0)


SURVIVOR = description(mutant("survived", 7))


def test_the_summary_counts_every_verdict_once() -> None:
    numbers = record().summary
    parts = ("rejected", "equivalent", "unseen", "survived")
    assert sum(numbers[name] for name in parts) == numbers["mutants"] == 6
    assert (numbers["wrong"], numbers["rejected"], numbers["only_by_hidden_parts"]) == (4, 3, 1)
    assert (numbers["by_value"], numbers["by_exception"], numbers["by_limit"]) == (2, 0, 1)


def test_the_sentence_says_the_error_rate() -> None:
    assert record().sentence == (
        "Of 4 wrong variants of 1 function 3 were rejected, and of 1 right one 1 was accepted: "
        "1 of 5 verdicts were wrong, 20.00%."
    )


def test_the_json_has_what_other_pages_need() -> None:
    read = json.loads(record().as_json())
    assert read["sentence"] == record().sentence
    assert read["summary"]["without_reason"] == 1
    (exercise,) = read["exercises"]
    assert (exercise["assignment"], exercise["function"]) == ("toy", "mean")
    assert len(exercise["mutants"]) == 6


def test_a_survivor_with_a_written_reason_is_no_complaint() -> None:
    assert "1 survived without a written reason" in record().complaint
    reason = Reason("toy", "mean", SURVIVOR, "Nobody does that.")
    assert record((reason,)).complaint == ""
    assert not needless(record((reason,)), [reason])


@pytest.mark.parametrize(
    "reason",
    [
        Reason("toy", "mean", SURVIVOR.replace("7", "3"), "…"),  # killed by now
        Reason("toy", "mean", "solution, line 9, axis: gone → gone", "…"),
    ],
)
def test_a_reason_that_nothing_needs_is_named(reason: Reason) -> None:
    assert needless(record((reason,)), [reason]) == [reason]
    assert record((reason,)).complaint


def test_reasons_of_other_exercises_are_not_needless() -> None:
    other = Reason("toy", "median", SURVIVOR, "…")
    assert not needless(record((other,)), [other])
    assert record((other,)).complaint


def test_reasons_are_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "survivors.toml"
    assert read_reasons(path) == []
    path.write_text('[[survivor]]\nassignment="a"\nfunction="f"\nmutant="m → n"\nreason="R."\n', "utf-8")
    assert read_reasons(path) == [Reason("a", "f", "m → n", "R.")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[survivor]\n", "line 1"),
        ('[[survivor]]\nassignment="a"\nfunction="f"\nmutant="m"\n', "see reason"),
        ('[[survivor]]\nassignment="a"\nfunction="f"\nmutant="m"\nreason=" "\n', "see reason"),
        ('[[survivor]]\nassignment="a"\nfunction="f"\nmutant="m"\nreason="R."\nwhy="?"\n', "see why"),
        ('survivor="none"\n', "needs a line [[survivor]]"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "survivors.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(CourseError, match=re.escape(says)) as caught:
        read_reasons(path)
    assert "survivors.toml" in str(caught.value)


def printed(shown: Record, width: int = 100) -> str:
    console = Console(width=width, file=io.StringIO())
    console.print(verify_view(shown))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert isinstance(text, str)
    return text


def test_the_table_has_a_row_for_each_exercise_and_names_survivors_last() -> None:
    text = printed(record())
    (row,) = (line for line in text.splitlines() if line.strip().startswith("mean"))
    assert row.split() == ["mean", "6", "3", "1", "1", "1", "1", "1", "1/2", "1/1"]
    assert "any size" in text  # which part, where there is one exercise
    assert text.index("were rejected, and of") < text.index("toy/mean: solution, line 7")
    assert len(printed(record(), 80).splitlines()[3]) <= 80


def test_the_page_shows_survivors_with_code_and_input_and_runs_nothing(tmp_path: Path) -> None:
    page, data = write(record((Reason("toy", "mean", SURVIVOR, "Nobody does that."),)), tmp_path / "verify")
    text = page.read_text("utf-8")
    assert '<span class="new">+X.mean(axis=0)</span>' in text
    assert "&lt;2&gt;" in text
    assert "Nobody does that." in text
    assert "default-src 'none'" in text
    assert "<script" not in text
    assert "backward: two rows" in text
    assert "named not" in text
    assert json.loads(data.read_text("utf-8"))["summary"]["mutants"] == 6
