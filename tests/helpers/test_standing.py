"""The line below a check: which exercises of the notebook pass."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel

from helpers import check_magic, standing
from helpers.notebook import exercises_of
from tests.helpers.sitting import RIGHT, STUB, TEST, WRONG, Sitting, notebook_of

ROOT = Path(__file__).resolve().parents[2]
UNTOUCHED = "○ 1 A thing · ○ 2 B thing · ○ 3 C thing — 0 of 3 pass, 0 of 9 points of the visible parts"


def test_a_check_is_followed_by_the_standing_of_all_exercises(sitting: Sitting) -> None:
    assert sitting.check("f", RIGHT) == UNTOUCHED.replace("○ 1", "✓ 1").replace("— 0", "— 1").replace(
        ", 0", ", 3"
    )
    assert sitting.check("g", WRONG).startswith("✓ 1 A thing · ✗ 2 B thing · ○ 3 C thing — 1 of 3 pass, 4 of")
    assert sitting.check("h", STUB).startswith("✓ 1 A thing · ✗ 2 B thing · ○ 3 C thing — 1 of 3 pass, 4 of")


def test_the_check_itself_gives_the_points_that_it_always_gave(sitting: Sitting) -> None:
    sitting.run(WRONG.format("f"))
    assert sitting.shell.run_cell(TEST.format("f")).result == 1.0
    sitting.run(RIGHT.format("f"))
    assert sitting.shell.run_cell(TEST.format("f")).result is None


def test_lines_that_are_shown_already_are_brought_up_to_date(sitting: Sitting) -> None:
    sitting.check("f", RIGHT)
    assert len(sitting.displayed) == 1
    sitting.check("g", RIGHT)
    assert [update for update, _ in sitting.displayed] == [False, True]
    assert len({line for _, line in sitting.displayed}) == 1


@pytest.mark.parametrize(
    "change",
    [
        "def f(x):\n    return x + x",
        "def f(x, y=2):\n    return y * x",
        "f = print",
        "%%time\ndef f(x):\n    return x",
    ],
)
def test_a_function_that_was_changed_counts_as_not_checked(sitting: Sitting, change: str) -> None:
    sitting.check("f", "def f(x, y=1):\n    return 2 * x")
    sitting.run(change)
    ((update, line),) = sitting.displayed
    assert update
    assert line.startswith("○ 1 A thing (not checked since you changed it) · ○ 2 B thing")
    assert line.endswith("0 of 3 pass, 0 of 9 points of the visible parts")


@pytest.mark.parametrize("again", [RIGHT.format("f"), "x = 1", "def k(x):\n    return 1", "1 / 0"])
def test_a_cell_that_changes_nothing_about_it_leaves_it_checked(sitting: Sitting, again: str) -> None:
    sitting.check("f", RIGHT)
    sitting.run(again)
    assert sitting.displayed == []


def test_a_function_counts_as_changed_with_what_it_uses(sitting: Sitting) -> None:
    sitting.run("def twice(x):\n    return 2 * x")
    sitting.check("f", "def f(x):\n    return [twice(y) for y in [x]][0]")
    sitting.check("g", "class g:\n    def __new__(cls, x):\n        return f(x)")
    sitting.run("def twice(x):\n    return 3 * x")
    assert sitting.displayed[0][1].startswith(
        "○ 1 A thing (not checked since you changed it) · ○ 2 B thing (not"
    )


def test_an_exercise_need_not_be_a_function_of_the_notebooks_own(sitting: Sitting) -> None:
    sitting.run("from functools import partial\nfrom operator import mul")
    sitting.check("f", "f = partial(mul, 2)")
    assert sitting.displayed[0][1].startswith("✓ 1 A thing")
    sitting.run("f = partial(mul, 3)")
    assert sitting.displayed[0][1].startswith("○ 1 A thing (not checked since you changed it)")


def test_what_a_check_binds_itself_is_no_part_of_an_exercise(sitting: Sitting) -> None:
    sitting.save(tests={"f": "def cost(x):\n    return f(x)\nwith checks.part(1, 'x'):\n    cost(1)"})
    sitting.run(RIGHT.format("f"))
    sitting.run("%check f")
    sitting.run("def cost(x):\n    return 1")
    assert sitting.displayed == []


def test_a_method_and_a_property_are_parts_of_a_class(sitting: Sitting) -> None:
    text = "class f:\n  a = property(lambda self: 1)\n  b = classmethod(lambda cls: 1)\n  c = lambda self: 1"

    def code(text: str) -> object:
        sitting.run(text)
        return standing.code_of(exercises_of(sitting.path)[0], sitting.shell.user_ns)

    assert code(text) == code(text)
    for place in ("(lambda self: 1", "cls: 1", "c = lambda self: 1"):
        assert code(text.replace(place, place.replace("1", "2"))) != code(text), place


def test_a_check_that_is_not_the_notebooks_says_nothing(sitting: Sitting) -> None:
    printed = sitting.run("with checks.part(1, 'my own'):\n    pass\nchecks.total()")
    assert printed.startswith("✓ my own")
    assert sitting.displayed == []


def test_nothing_is_shown_where_the_notebooks_file_is_not_known(
    sitting: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting.path.write_text("no notebook")
    sitting.run(TEST.format("f"))
    assert sitting.displayed == []
    sitting.path.unlink()
    sitting.run(TEST.format("f"))
    assert sitting.displayed == []
    monkeypatch.delenv("JPY_SESSION_NAME")
    sitting.run(TEST.format("f"))
    assert sitting.displayed == []


def test_nothing_is_shown_where_nobody_watches(sitting: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (standing, check_magic):
        monkeypatch.setattr(module, "somebody_is_watching", lambda: False)
    assert sitting.run(TEST.format("f")).startswith("✗ f doubles 3")
    assert sitting.run("%check") == ""
    assert sitting.run("%check --no-such-option") == ""
    assert sitting.displayed == []


def test_a_cell_that_jupyter_names_is_known_whatever_its_text(sitting: Sitting) -> None:
    sitting.shell.get_parent = lambda: {"metadata": {"cellId": "test_f"}}
    sitting.run(RIGHT.format("f"))
    sitting.run("x = 1\n" + TEST.format("f"))
    assert sitting.displayed[0][1].startswith("✓ 1 A thing")


def test_the_line_says_in_words_what_its_symbols_mean(sitting: Sitting) -> None:
    sitting.save(tests={"h": "with checks.part(3, 'x'): h()"})
    path = sitting.path
    path.write_bytes(path.read_bytes().replace(b"C thing", b"<img src=x onerror=alert(1)>"))
    sitting.check("f", RIGHT)
    sitting.check("g", WRONG)
    html = sitting.shell.display_pub.outputs[0]["data"]["text/html"]
    assert re.findall(r'aria-label="([^"]+)"', html) == [
        "Exercises",
        "passes:",
        "does not pass:",
        "not checked yet:",
    ]
    assert "<img" not in html
    words = re.sub(r"<[^>]*>", "", html)
    assert words.startswith("Exercises: ✓ 1 A thing · ✗ 2 B thing · ○ 3 &lt;img")


Seen = list[tuple[str, str]]


@pytest.fixture
def kernel(tmp_path: Path) -> Iterator[Callable[[bool, str], Seen]]:
    """Runs cells beside a notebook: whether a person watches, and the cell; gives what it shows."""
    path = tmp_path / "toy.ipynb"
    path.write_bytes(notebook_of())
    environment = os.environ | {"JPY_SESSION_NAME": str(path), "PYTHONPATH": str(ROOT)}
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(tmp_path), env=environment)

    def run(watched: bool, cell: str) -> Seen:
        seen: Seen = []

        def keep(message: dict[str, Any]) -> None:
            content, kind = message["content"], message["msg_type"]
            if kind == "stream":
                seen.append((content["name"], content["text"]))
            elif "data" in content:
                seen.append((kind, content["data"]["text/plain"]))
            elif kind == "error":
                seen.append((kind, content["evalue"]))

        client.execute_interactive(cell, allow_stdin=watched, output_hook=keep, timeout=60)
        return seen

    yield run
    client.stop_channels()
    manager.shutdown_kernel(now=True)


@pytest.mark.slow
@pytest.mark.xdist_group("class")
def test_a_persons_kernel_shows_the_line_below_all_that_the_check_shows(
    kernel: Callable[[bool, str], Seen],
) -> None:
    assert kernel(True, f"from helpers import checks\n{WRONG.format('f')}") == []
    seen = kernel(True, TEST.format("f"))
    assert [kind for kind, _ in seen] == ["stdout", "execute_result", "display_data"]
    assert seen[1][1] == "1.0"
    assert seen[2][1] == "Exercises: " + UNTOUCHED.replace("○ 1", "✗ 1").replace(", 0", ", 1")
    ((kind, line),) = kernel(True, RIGHT.format("f"))
    assert kind == "update_display_data"
    assert "changed" in line
    assert [kind for kind, _ in kernel(True, "%check f")][-2:] == ["display_data", "update_display_data"]


@pytest.mark.slow
@pytest.mark.xdist_group("class")
def test_a_kernel_that_nobody_watches_shows_what_the_check_says_and_no_more(
    kernel: Callable[[bool, str], Seen],
) -> None:
    assert kernel(False, f"from helpers import checks\n{WRONG.format('f')}") == []
    seen = kernel(False, TEST.format("f"))
    assert [kind for kind, _ in seen] == ["stdout", "execute_result"]
    assert seen[1][1] == "1.0"
    assert kernel(False, "%check") == []
    assert kernel(False, RIGHT.format("f")) == []
