"""The record of a verdict: read back as it was written, also by an older version."""

import json
from dataclasses import replace

import pytest

from autograde.verdict import SubmissionVerdict


def test_a_verdict_survives_json(verdicts: list[SubmissionVerdict]) -> None:
    for verdict in verdicts:
        measured = replace(verdict, memory=123_456_789)
        record = json.loads(json.dumps(measured.to_json()))
        assert record == measured.to_json()
        assert SubmissionVerdict.from_json(record) == measured


def test_a_verdict_from_before_memory_was_measured_is_read(verdicts: list[SubmissionVerdict]) -> None:
    older = {name: value for name, value in verdicts[0].to_json().items() if name != "memory"}
    assert SubmissionVerdict.from_json(older) == verdicts[0]
    assert verdicts[0].memory == 0


@pytest.mark.parametrize("damage", [{"schema": 0}, {"tests": None}, {"unknown": 1}])
def test_a_damaged_verdict_is_refused(verdicts: list[SubmissionVerdict], damage: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="verdict"):
        SubmissionVerdict.from_json({**verdicts[0].to_json(), **damage})
