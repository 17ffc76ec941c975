"""Submitted notebooks are untrusted: regular files are read, the student's own text is taken over."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograde.limits import Limits
from autograde.submission import (
    DELETED,
    NO_ANSWER,
    Cell,
    SubmittedCell,
    UnreadableSource,
    UnreadableSubmission,
    load_source,
    merge,
    parse,
    read_regular_file,
)
from autograde.verdict import NoteKind

ROOT = Path(__file__).resolve().parents[2]
LIMITS = Limits()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where a submitted notebook lies: <student>/<assignment>/<notebook>.ipynb."""
    folder = tmp_path / "student" / "assignment"
    folder.mkdir(parents=True)
    return folder / "notebook.ipynb"


def test_a_regular_file_is_read(place: Path) -> None:
    place.write_bytes(b"abc")
    assert read_regular_file(place, 10) == b"abc"


def test_a_link_is_not_followed(place: Path, tmp_path: Path) -> None:
    (tmp_path / "other").write_text("secret")
    place.symlink_to(tmp_path / "other")
    with pytest.raises(UnreadableSubmission, match="symbolic link"):
        read_regular_file(place, 10)


@pytest.mark.parametrize("level", [1, 2])
def test_a_linked_folder_is_not_followed(place: Path, tmp_path: Path, level: int) -> None:
    place.write_text("x")
    folder = place.parents[level - 1]
    real = folder.rename(tmp_path / "real")
    folder.symlink_to(real)
    with pytest.raises(UnreadableSubmission, match="symbolic link"):
        read_regular_file(place, 10)


def test_a_second_name_of_a_classmates_file_is_not_read(place: Path, tmp_path: Path) -> None:
    (tmp_path / "hers").write_bytes(b"{}")
    place.hardlink_to(tmp_path / "hers")
    with pytest.raises(
        UnreadableSubmission, match="hard link to another file, which is not followed: copy it"
    ):
        read_regular_file(place, 100)


def test_a_fifo_does_not_hang(place: Path) -> None:
    os.mkfifo(place)
    with pytest.raises(UnreadableSubmission, match="not a regular file"):
        read_regular_file(place, 10)


def test_folders_missing_and_large_files_are_refused(place: Path) -> None:
    with pytest.raises(UnreadableSubmission, match="no file named"):
        read_regular_file(place, 10)
    place.write_bytes(bytes(11))
    with pytest.raises(UnreadableSubmission, match="Clear its outputs"):
        read_regular_file(place, 10)
    place.unlink()
    place.mkdir()
    with pytest.raises(UnreadableSubmission, match="not a regular file"):
        read_regular_file(place, 10)


def test_a_device_is_refused() -> None:
    with pytest.raises(UnreadableSubmission, match="not a regular file"):
        read_regular_file(Path("/dev/zero"), 10)


def test_refused_files_leave_no_descriptor_open(place: Path) -> None:
    place.mkdir()
    before = os.listdir("/proc/self/fd")
    for _ in range(3):
        with pytest.raises(UnreadableSubmission):
            read_regular_file(place, 10)
    assert os.listdir("/proc/self/fd") == before


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"PK\x03\x04",
        b"[]",
        b"null",
        b'{"cells": 3}',
        b"[" * 100_000,
        b"\xff\xfe{}",
        b'{"worksheets": []}',
    ],
)
def test_what_is_no_notebook_is_unreadable(data: bytes) -> None:
    with pytest.raises(UnreadableSubmission):
        parse(data, LIMITS)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
odd_cells = st.dictionaries(
    st.sampled_from(["cell_type", "source", "metadata", "id", "outputs"]),
    json_values
    | st.fixed_dictionaries({"nbgrader": json_values, "tags": json_values})
    | st.fixed_dictionaries(
        {"nbgrader": st.fixed_dictionaries({"grade_id": json_values, "points": json_values})}
    ),
)


@settings(deadline=None, max_examples=300)
@given(st.lists(odd_cells | json_values, max_size=5))
@pytest.mark.slow
def test_cells_of_any_shape_are_read_or_refused(cells: list[Any]) -> None:
    try:
        read = parse(json.dumps({"cells": cells}).encode(), LIMITS)
    except UnreadableSubmission:
        return
    for cell in read:
        assert cell.kind in ("code", "markdown", "raw")
        cell.text.encode()
        cell.grade_id.encode("utf-8", "replace")


def test_too_many_cells_are_refused() -> None:
    with pytest.raises(UnreadableSubmission, match="at most 2000"):
        parse(json.dumps({"cells": [{}] * 2001}).encode(), LIMITS)


def test_control_characters_are_taken_out() -> None:
    (cell,) = parse(
        json.dumps({"cells": [{"cell_type": "code", "source": "a\x1b[31m\x00\ud800b\n\t"}]}).encode(), LIMITS
    )
    assert cell.text == "a[31m?b\n\t"


def _cell(kind: str, text: str, cell_id: str, **nbgrader: Any) -> Cell:
    return {
        "cell_type": kind,
        "id": cell_id,
        "metadata": {"nbgrader": nbgrader} if nbgrader else {},
        "source": text,
    }


TEST = "check(f)\n### BEGIN HIDDEN TESTS\nhidden(f)\n### END HIDDEN TESTS\ntotal()"
SOURCE = {
    "cells": [
        _cell("markdown", "# Title", "title"),
        _cell(
            "code", "import numpy", "imports", grade_id="imports", locked=True, grade=False, solution=False
        ),
        _cell("code", "the solution", "f", grade_id="f", locked=False, grade=False, solution=True),
        _cell("code", TEST, "test_f", grade_id="test_f", locked=True, grade=True, solution=False, points=3),
        _cell("code", "a demo", "demo") | {"metadata": {"tags": ["demo"]}},
    ],
    "metadata": {"course": "its own"},
}
RELEASED = [
    SubmittedCell("markdown", "# Title", "title"),
    SubmittedCell("code", "import numpy", "imports", "imports"),
    SubmittedCell("code", "my answer", "f", "f"),
    SubmittedCell("code", "check(f)\ntotal()", "test_f", "test_f", 3),
    SubmittedCell("code", "a demo", "demo"),
]


def _texts(cells: list[SubmittedCell] | None) -> list[str]:
    return [cell["source"] for cell in merge(SOURCE, cells).notebook["cells"]]


def _kinds(cells: list[SubmittedCell]) -> set[NoteKind]:
    return {note.kind for note in merge(SOURCE, cells).notes}


def test_only_the_answer_is_the_students() -> None:
    merged = merge(SOURCE, RELEASED)
    assert [cell["source"] for cell in merged.notebook["cells"]] == [
        "# Title",
        "import numpy",
        "my answer",
        TEST,
        "a demo",
    ]
    assert merged.notes == []
    assert merged.notebook["metadata"] == SOURCE["metadata"]


def test_the_solution_never_takes_the_place_of_an_answer() -> None:
    assert _texts([cell for cell in RELEASED if cell.grade_id != "f"])[2] == DELETED
    assert _texts(None)[2] == NO_ANSWER
    assert _texts([])[2] == DELETED


def test_edited_copied_and_deleted_tests_are_the_released_ones_once() -> None:
    edited = [
        SubmittedCell("code", "pass", "test_f", "test_f", 3) if c.grade_id == "test_f" else c
        for c in RELEASED
    ]
    copied = [*RELEASED, RELEASED[3], RELEASED[1]]
    deleted = [cell for cell in RELEASED if cell.grade_id != "test_f"]
    for cells in (edited, copied, deleted):
        assert _texts(cells).count(TEST) == 1
        assert _kinds(cells) == {NoteKind.REPAIRED}


@pytest.mark.parametrize("change", [{"tags": frozenset({"skip-execution"})}, {"points": 300}])
def test_tags_and_points_of_tests_are_evidence(change: dict[str, Any]) -> None:
    test = RELEASED[3]
    forged = SubmittedCell(**{**test.__dict__, **change})
    assert _kinds([forged if cell is test else cell for cell in RELEASED]) == {NoteKind.TAMPERING}


def test_own_cells_keep_their_place_and_order() -> None:
    own = [SubmittedCell("code", text, text) for text in ("one", "two", "three")]
    cells = [own[0], *RELEASED[:3], own[1], own[2], *RELEASED[3:]]
    assert _texts(cells) == ["one", "# Title", "import numpy", "my answer", "two", "three", TEST, "a demo"]


def test_a_copied_answer_is_run_after_the_first() -> None:
    cells = [*RELEASED[:3], SubmittedCell("code", "my second try", "copy", "f"), *RELEASED[3:]]
    assert _texts(cells)[2:4] == ["my answer", "my second try"]


def test_an_answer_turned_into_markdown_is_run_as_code() -> None:
    cells = [
        SubmittedCell("markdown", "my answer", "f", "f") if cell.grade_id == "f" else cell
        for cell in RELEASED
    ]
    answer = merge(SOURCE, cells).notebook["cells"][2]
    assert (answer["cell_type"], answer["source"]) == ("code", "my answer")


def test_a_demo_that_was_changed_is_still_a_demo() -> None:
    cells = [*RELEASED[:4], SubmittedCell("code", "my demo", "demo")]
    demo = merge(SOURCE, cells).notebook["cells"][-1]
    assert (demo["source"], demo["metadata"]["tags"]) == ("my demo", ["demo"])


def test_a_demo_that_lost_its_id_is_known_by_its_text() -> None:
    cells = [*RELEASED[:4], SubmittedCell("code", "a demo", "")]
    assert _texts(cells) == _texts(RELEASED)


def test_cell_ids_stay_unique() -> None:
    cells = [SubmittedCell("code", "x", "f"), *RELEASED, SubmittedCell("code", "y", "f")]
    ids = [cell["id"] for cell in merge(SOURCE, cells).notebook["cells"]]
    assert len(set(ids)) == len(ids)


def test_a_renamed_answer_is_a_cell_of_her_own() -> None:
    cells = [
        SubmittedCell("code", "my answer", "f", "renamed") if cell.grade_id == "f" else cell
        for cell in RELEASED
    ]
    assert _texts(cells)[2:4] == ["my answer", DELETED]


def test_own_cells_without_an_id_are_kept_whatever_the_format() -> None:
    """Formats before 4.5 have no cell ids, in the source or in what was handed in."""
    source = {**SOURCE, "cells": [{k: v for k, v in cell.items() if k != "id"} for cell in SOURCE["cells"]]}
    own = SubmittedCell("code", "my own")
    cells = [SubmittedCell(c.kind, c.text, "", c.grade_id, c.points) for c in RELEASED]
    texts = [cell["source"] for cell in merge(source, [*cells[:3], own, *cells[3:]]).notebook["cells"]]
    assert texts == ["# Title", "import numpy", "my answer", "my own", TEST, "a demo"]


def test_a_moved_answer_stands_where_the_source_has_it() -> None:
    moved = [cell for cell in RELEASED if cell.grade_id != "f"] + [RELEASED[2]]
    assert _texts(moved) == _texts(RELEASED)


def test_a_deleted_cell_of_the_sources_without_a_grade_stays_deleted() -> None:
    assert _texts(RELEASED[:4]) == _texts(RELEASED)[:4]
    assert _texts(None)[-1] == "a demo"


def test_the_merged_notebook_shares_nothing_with_the_source() -> None:
    before = json.dumps(SOURCE)
    merged = merge(SOURCE, RELEASED).notebook
    merged["metadata"]["autograde"] = "of this student"
    for cell in merged["cells"]:
        cell["metadata"]["tags"] = ["changed"]
        cell["metadata"].setdefault("nbgrader", {})["points"] = 100
    assert json.dumps(SOURCE) == before


def test_nothing_of_the_submissions_metadata_and_outputs_survives() -> None:
    forged = {
        "cells": [
            _cell("code", cell.text, cell.cell_id, grade_id=cell.grade_id, points=cell.points)
            | {"outputs": [{"output_type": "display_data", "data": {"text/html": "<script>"}}]}
            for cell in RELEASED
        ],
        "metadata": {"kernelspec": {"name": "forged"}, "celltoolbar": "forged"},
    }
    merged = merge(SOURCE, parse(json.dumps(forged).encode(), LIMITS)).notebook
    assert "script" not in json.dumps(merged)
    assert "forged" not in json.dumps(merged)


@pytest.mark.parametrize("release", sorted(ROOT.glob("release/*/*.ipynb")), ids=lambda path: path.stem)
def test_a_released_notebook_is_merged_without_a_remark_and_without_the_solutions(release: Path) -> None:
    source = load_source(ROOT / "source" / release.relative_to(ROOT / "release"))
    merged = merge(source, parse(release.read_bytes(), LIMITS))
    assert merged.notes == []
    assert [cell["id"] for cell in merged.notebook["cells"]] == [cell["id"] for cell in source["cells"]]
    for cells in (parse(release.read_bytes(), LIMITS), [], None):
        assert "BEGIN SOLUTION" not in json.dumps(merge(source, cells).notebook)


@pytest.fixture
def source_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes a source notebook of a test cell."""

    def write(test: str = "assert f(3) == 6", **notebook: Any) -> Path:
        meta = {"grade_id": "test_f", "grade": True, "solution": False, "points": 1}
        cell = {"cell_type": "code", "metadata": {"nbgrader": meta}, "source": test}
        path = tmp_path / "toy.ipynb"
        path.write_text(json.dumps({"cells": [cell], "nbformat": 4, "nbformat_minor": 4} | notebook))
        return path

    return write


def test_a_source_of_an_older_format_is_given_what_the_newer_has(source_file: Callable[..., Path]) -> None:
    source = load_source(source_file(nbformat_minor=0))
    assert (source["nbformat_minor"], source["cells"][0]["id"]) == (5, "source-1")


@pytest.mark.parametrize(
    ("notebook", "why"),
    [
        ({"test": "x = 1\n  ### HASHED AUTOTEST f(3)"}, "has AUTOTEST in `test_f`"),
        ({"metadata": {"kernelspec": {"language": "R", "name": "ir"}}}, "is written in R"),
        ({"metadata": {"language_info": {"name": "julia"}}}, "is written in julia"),
    ],
)
def test_a_source_that_the_judge_would_grade_wrongly_is_refused(
    source_file: Callable[..., Path], notebook: dict[str, Any], why: str
) -> None:
    with pytest.raises(UnreadableSource, match=why):
        load_source(source_file(**notebook))


def nested(depth: int) -> bytes:
    """A notebook whose JSON has as many levels."""
    metadata: list[Any] = []
    for _ in range(depth - 2):
        metadata = [metadata]
    return json.dumps({"cells": [], "metadata": metadata}).encode()


def test_json_may_be_nested_as_deeply_as_the_limit_says() -> None:
    assert parse(nested(LIMITS.json_depth), LIMITS) == []
    with pytest.raises(UnreadableSubmission, match="more than 100 levels"):
        parse(nested(LIMITS.json_depth + 1), LIMITS)
