"""The numbers of the last whole run, which reports and the site quote, are of this course."""

from pathlib import Path

import pytest

from autograde import report
from autograde.verdict import SubmissionVerdict
from autograde.verify import published
from autograde.verify.pool import Found
from autograde.verify.record import Exercise, Record
from tests.assignments.harness import ROOT, assignments, source

NUMBERS = published.published()


def verdict(assignment: str) -> SubmissionVerdict:
    return SubmissionVerdict(assignment, assignment, "ada", ())


def test_every_graded_function_has_been_tested_with_mutants() -> None:
    """If not: `make verify`."""
    known = {name: [each.name for each in source(name).exercises] for name in assignments()}
    assert {name: NUMBERS["functions"].get(name) for name in known} == known


def test_all_wrong_variants_are_rejected_but_those_with_a_reason() -> None:
    summary = NUMBERS["summary"]
    assert summary["mutants"] >= 5000
    assert summary["without_reason"] == 0
    assert summary["accepted"] == summary["right"]
    assert summary["mistakes_rejected"] == summary["mistakes"]
    assert summary["mistakes_named_wrongly"] == 0


def test_the_page_quotes_the_same_sentence() -> None:
    page = (ROOT / published.PAGE).read_text(encoding="utf-8")
    assert NUMBERS["sentence"] in page
    assert all(f"| {name} |" in page for name in assignments())


def test_a_report_on_these_assignments_quotes_it_and_no_other(tmp_path: Path) -> None:
    mine = report.write_report([verdict("softmax")], tmp_path / "mine", course="c")
    assert NUMBERS["sentence"] in mine.read_text(encoding="utf-8")
    other = report.write_report([verdict("softmax"), verdict("elsewhere")], tmp_path / "other", course="c")
    assert NUMBERS["sentence"] not in other.read_text(encoding="utf-8")


def test_publishing_writes_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "NUMBERS", tmp_path / "published.json")
    found = Found(right=[{"name": "reference", "accepted": True}])
    published.publish(Record([Exercise("a", "f", found), Exercise("b", "g", found)], 10, 0), tmp_path)
    page = (tmp_path / published.PAGE).read_text(encoding="utf-8")
    assert "of 2 right ones 2 were accepted" in page
    assert page.count("| a | 1 |") == page.count("| b | 1 |") == page.count("| **all** | 2 |") == 1
    published.published.cache_clear()
    assert published.published()["functions"] == {"a": ["f"], "b": ["g"]}
    published.published.cache_clear()
