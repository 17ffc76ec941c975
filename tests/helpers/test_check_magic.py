"""`%check` for students: every visible check of the notebook, run at once."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

from helpers import check_magic
from tests.conftest import Toy
from tests.helpers.sitting import NAMES, RIGHT, STUB, TEST, WRONG, Sitting, notebook_of


def test_check_runs_every_exercise_and_says_what_a_check_says(sitting: Sitting) -> None:
    sitting.run(WRONG.format("f"))
    own = sitting.run(TEST.format("f"))
    sitting.run(RIGHT.format("g"))
    sitting.run(STUB.format("h"))
    said = sitting.run("%check").splitlines()
    assert said[0] == "✗ 1 A thing (f): 1 of 3 points"
    assert [line[4:] for line in said[1:6]] == own.splitlines()[:5]
    assert said[6:10] == [
        "✓ 2 B thing (g): 3 of 3 points",
        "    ✓ g doubles 3 (1 of 1 point)",
        "    ✓ g doubles 4 (2 of 2 points)",
        "○ 3 C thing (h): not written yet. It still raises NotImplementedError",
    ]
    assert said[10] == check_magic.HIDDEN_INPUTS
    assert sitting.displayed[0] == (
        False,
        "✗ 1 A thing · ✓ 2 B thing · ○ 3 C thing — 1 of 3 pass, 4 of 9 points of the visible parts",
    )


def test_check_runs_the_exercises_that_it_is_asked_for(sitting: Sitting) -> None:
    for name in NAMES:
        sitting.run(RIGHT.format(name))
    said = sitting.run("%check h f")
    assert re.findall(r"\((\w)\): ", said) == ["f", "h"]
    assert sitting.displayed[0][1].startswith("✓ 1 A thing · ○ 2 B thing · ✓ 3 C thing — 2 of 3 pass")


def test_check_leaves_no_name_behind(sitting: Sitting) -> None:
    sitting.save(tests={"f": "with checks.part(1, 'x'):\n    y = x = 3\n    f(x)"})
    sitting.run(RIGHT.format("f"))
    sitting.run("x = 7")
    assert sitting.run("%check f").startswith("✓ 1 A thing")
    assert sitting.shell.user_ns["x"] == 7
    assert "y" not in sitting.shell.user_ns


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("1 / 0", "The check ended early, with ZeroDivisionError: division by zero"),
        ("with checks.part(1, 'x'", "The check ended early, with SyntaxError: "),
        ("raise SystemExit(3)", "The check ended early, with SystemExit: 3"),
        ("", "✗ 1 A thing (f): 0 of 0 points"),
        ("checks.total()", "needs at least one `with checks.part"),
        ("with checks.part(1, 'passes'):\n    pass\n1 / 0", "✓ passes (1 of 1 point)"),
    ],
)
def test_a_check_that_breaks_does_not_pass_and_does_not_stop_the_next(
    sitting: Sitting, test: str, said: str
) -> None:
    sitting.save(tests={"f": test})
    for name in NAMES:
        sitting.run(RIGHT.format(name))
    printed = sitting.run("%check")
    assert said in printed
    assert "Traceback" not in printed
    assert sitting.displayed[0][1].startswith("✗ 1 A thing · ✓ 2 B thing · ✓ 3 C thing — 2 of 3 pass")


def test_a_check_that_is_stopped_is_named(sitting: Sitting) -> None:
    sitting.run(RIGHT.format("f"))
    sitting.run("def g(x):\n    raise KeyboardInterrupt")
    said = sitting.run("%check")
    assert "✓ 1 A thing (f): 3 of 3 points" in said
    assert "■ 2 B thing (g): you stopped it." in said
    assert "C thing" not in said


def test_check_says_that_a_cell_has_not_been_run(sitting: Sitting) -> None:
    sitting.run(RIGHT.format("f"))
    said = sitting.run("%check")
    assert "○ 2 B thing (g): not there yet. Run the cell that defines it" in said


def test_check_says_that_a_cell_was_changed_and_saved_since_it_ran(sitting: Sitting) -> None:
    sitting.run(WRONG.format("f"))
    assert "has been changed" not in sitting.run("%check f"), "the file is the older one"
    sitting.path.write_bytes(notebook_of({"f": RIGHT.format("f")}))
    ahead = time.time() + 60
    os.utime(sitting.path, (ahead, ahead))
    assert "Its cell has been changed since you ran it: run it, and check again." in sitting.run("%check f")
    sitting.run(RIGHT.format("f"))
    assert "has been changed" not in sitting.run("%check f")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("%check k", "%check: no exercise k in this notebook: there are f, g, h"),
        ("%check --notebook nowhere.ipynb", "nowhere.ipynb. Name it: %check --notebook FILE"),
        ("%check --notebook README.md", "README.md cannot be read"),
        ("%check --notebook empty.ipynb", "empty.ipynb has no exercises"),
    ],
)
def test_what_check_cannot_do_is_one_line(
    sitting: Sitting,
    line: str,
    complaint: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(sitting.path.parent)
    Path("README.md").write_text("no notebook")
    Path("empty.ipynb").write_bytes(Toy().data())
    assert sitting.run(line) == ""
    (said,) = capsys.readouterr().err.splitlines()
    assert complaint in said


def test_another_check_is_replaced_on_demand_only(sitting: Sitting) -> None:
    shell = sitting.shell
    shell.magics_manager.register_function(lambda line: print("another"), magic_name="check")
    check_magic.load(shell)
    assert sitting.run("%check") == "another\n"
    sitting.run("%load_ext helpers")
    assert "A thing" in sitting.run("%check")


def test_what_was_checked_is_known_after_loading_it_again(sitting: Sitting) -> None:
    sitting.check("f", RIGHT)
    sitting.run("%load_ext helpers")
    assert sitting.check("g", RIGHT).startswith("✓ 1 A thing · ✓ 2 B thing · ○ 3 C thing")
    assert len(sitting.displayed) == 2
