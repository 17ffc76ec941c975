"""The zip file for students: what is in it, what never is, and what happens to the file that it replaces."""

import ast
import json
import os
import re
import secrets
import stat
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from autograde import bundle as bundles
from autograde.course import Course, CourseError
from tests.assignments.harness import assignments, source
from tests.bundle.conftest import ROOT, silent
from tests.class_.conftest import autograde

pytestmark = pytest.mark.slow

ASSIGNMENT = "initialization"
NEEDED = 40
"""Characters of a line that nobody writes twice by chance."""


def make(course: Course, lessons: bool = False) -> bundles.Bundle:
    return bundles.make(course, [ASSIGNMENT], lessons, silent)


# What is in it.


def test_it_holds_the_students_notebooks_as_they_are_released(members: dict[str, bytes]) -> None:
    released = {
        path.relative_to(ROOT).as_posix(): path.read_bytes() for path in ROOT.glob("release/*/*.ipynb")
    }
    assert len(released) >= 12
    assert {path: data for path, data in members.items() if path.startswith("release/")} == released


def test_it_holds_every_lesson_data_set_and_module_of_helpers(members: dict[str, bytes]) -> None:
    wanted = [*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("data/*.h5"), *ROOT.glob("helpers/*.py")]
    assert len(wanted) >= 15 + 8 + 12
    for path in wanted:
        assert members[path.relative_to(ROOT).as_posix()] == path.read_bytes()


def test_links_in_its_pages_and_notebooks_lead_to_files_in_it(members: dict[str, bytes]) -> None:
    texts = {"data/README.md": members["data/README.md"].decode(), "README.md": members["README.md"].decode()}
    for path, data in members.items():
        if path.endswith(".ipynb"):
            cells = nbformat.reads(data.decode(), as_version=4).cells
            prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
            texts[path] = re.sub(r"\$\$?.*?\$\$?", " ", prose, flags=re.DOTALL)  # [l](i) is no link there
    links = [
        (path, target)
        for path, text in texts.items()
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)
        if not target.startswith(("http", "attachment:"))
    ]
    assert len(links) > 50
    for path, target in links:
        assert os.path.normpath(Path(path).parent / target) in members, (path, target)


def test_its_readme_names_files_that_are_there_and_the_commands_that_install_it(
    members: dict[str, bytes],
) -> None:
    text = members["README.md"].decode()
    for command in (
        "conda env create -f environment.yml",
        "conda activate backprop-by-hand",
        "pip install -r requirements.txt",
        "jupyter lab",
    ):
        assert f"\n{command}\n" in text
    named = set(re.findall(r"`((?:release|data|notebooks)/[\w./]*|[\w.]+\.(?:yml|txt)|LICENSE)`", text))
    assert len(named) >= 12 + 2
    for name in named:
        assert any(path.startswith(name) for path in members), name
    assert len(text.split()) < 900, "about a page"


def test_without_lessons_its_readme_speaks_of_none(whole: Course) -> None:
    without, with_lessons = make(whole).files, make(whole, lessons=True).files
    assert not [path for path in without if path.startswith("notebooks/")]
    assert b"lesson" not in without["README.md"]
    assert b"lesson" in with_lessons["README.md"]


def test_chosen_assignments_alone_are_in_it_and_what_belongs_to_them(whole: Course) -> None:
    (whole.source / ASSIGNMENT / "picture.png").write_bytes(b"\x89PNG\r\n")
    released = {path for path in make(whole).files if path.startswith("release/")}
    assert released == {
        f"release/{ASSIGNMENT}/{ASSIGNMENT}.ipynb",
        f"release/{ASSIGNMENT}/picture.png",
    }


def test_notebooks_are_made_anew_and_release_and_gradebook_are_left_alone(whole: Course) -> None:
    stale = whole.release / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    fresh = stale.read_bytes()
    stale.write_text("stale")
    assert make(whole).files[f"release/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"] == fresh
    assert stale.read_text() == "stale"
    assert not (whole.root / "gradebook.db").exists()
    assert not whole.state.exists()


def test_its_package_is_helpers_alone(members: dict[str, bytes]) -> None:
    project = tomllib.loads(members["pyproject.toml"].decode())
    assert project["project"]["name"] == "backprop-by-hand"
    found = {"include": ["helpers", "helpers.*"], "namespaces": False}
    assert project["tool"]["setuptools"] == {"packages": {"find": found}}
    assert members["requirements.txt"].decode().splitlines()[-1] == "-e ."


# What is not.


def test_it_holds_nothing_but_what_students_need(members: dict[str, bytes]) -> None:
    own = {"LICENSE", "README.md", "environment.yml", "pyproject.toml", "requirements.txt"}
    assert {path for path in members if "/" not in path} == own
    assert {path.split("/")[0] for path in members if "/" in path} == {
        "data",
        "helpers",
        "notebooks",
        "release",
    }
    assert not [path for path in members if "reference" in path or "build.py" in path]
    assert {Path(path).suffix for path in members} == {
        "",
        ".md",
        ".yml",
        ".toml",
        ".txt",
        ".h5",
        ".py",
        ".ipynb",
    }


def _texts(members: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    for path, data in members.items():
        text = data.decode("utf-8", "replace")
        if path.endswith(".ipynb"):
            text += "\n".join("".join(cell["source"]) for cell in json.loads(data)["cells"])
        yield path, text


@pytest.mark.parametrize(
    "mark",
    [
        "HIDDEN TESTS",
        "BEGIN SOLUTION",
        "END SOLUTION",
        "MARK SCHEME",
        "helpers.reference",
        "helpers/reference",
    ],
)
def test_no_mark_is_in_it(mark: str, members: dict[str, bytes]) -> None:
    source_text = "".join(path.read_text() for path in ROOT.glob("source/*/*.ipynb"))
    assert mark in source_text + (ROOT / "README.md").read_text()
    assert not [path for path, text in _texts(members) if mark in text]


@pytest.mark.parametrize("assignment", assignments())
def test_no_line_of_a_hidden_test_is_in_it(assignment: str, members: dict[str, bytes]) -> None:
    notebook = source(assignment)
    for cell in notebook.tests:
        body, _, rest = cell.source.partition("### BEGIN HIDDEN TESTS")
        hidden = [line.strip() for line in rest.partition("### END HIDDEN TESTS")[0].splitlines()]
        telling = [line for line in hidden if len(line) > NEEDED and line not in body]
        assert telling, cell.id
        for path, text in _texts(members):
            if path != "helpers/search.py":
                assert not [line for line in telling if line in text], (path, cell.id)


def test_no_function_of_the_references_is_in_it(members: dict[str, bytes]) -> None:
    """Compared as syntax trees, without names of functions, docstrings and comments."""

    def bodies(text: str) -> Iterator[tuple[str, str]]:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                if sum(1 for _ in ast.walk(ast.Module(body, []))) > 40:
                    yield ast.unparse(ast.Module(body, [])), node.name

    kept = {}
    for path in ROOT.glob("helpers/reference/*.py"):
        kept |= dict(bodies(path.read_text()))
    assert len(kept) > 200
    shown = dict(bodies("\n".join(members[path].decode() for path in members if path.endswith(".py"))))
    for path, data in members.items():
        if path.endswith(".ipynb"):
            for cell in nbformat.reads(data.decode(), as_version=4).cells:
                if cell.cell_type == "code":
                    shown |= dict(bodies(cell.source))
    assert len(shown) > 100
    assert {kept[body] for body in kept.keys() & shown.keys()} == set()


def test_what_was_planted_in_everything_secret_is_not_in_it(whole: Course) -> None:
    def mark() -> str:
        return f"PLANTED{secrets.token_hex(8)}"

    planted = []

    def plant(begin: re.Match[str]) -> str:
        planted.append(mark())
        return f"{begin[0]}\n# {planted[-1]}"

    for path in whole.source.glob("*/*.ipynb"):
        notebook = json.loads(path.read_text())
        for cell in notebook["cells"]:
            text = "".join(cell["source"])
            cell["source"] = re.sub(r".*BEGIN (SOLUTION|HIDDEN TESTS|MARK SCHEME).*", plant, text)
        path.write_text(json.dumps(notebook))
    assert len(planted) > 150
    for place in (
        "helpers/reference/softmax.py",
        "nbgrader_config.py",
        "data/build.py",
        "notebooks/topics.toml",
    ):
        planted.append(mark())
        with (whole.root / place).open("a") as file:
            file.write(f"\n# {planted[-1]}\n")
    for place in (
        "gradebook.db",
        ".autograde/secret",
        "submitted/ada/x/x.ipynb",
        "tests/x.py",
        "helpers/.notes",
    ):
        planted.append(mark())
        (whole.root / place).parent.mkdir(parents=True, exist_ok=True)
        (whole.root / place).write_text(planted[-1])

    whole = Course.open(whole.root)
    files = bundles.make(whole, whole.assignments(), True, silent).files
    everything = b"\n".join(files.values()).decode("utf-8", "replace")
    assert not [each for each in planted if each in everything]
    with (whole.root / "helpers" / "checks.py").open("a") as file:  # and such a search finds what is there
        file.write(f"\n# {planted[0]}\n")
    assert planted[0].encode() in make(whole).files["helpers/checks.py"]


# The file.


def test_the_same_course_gives_the_same_bytes_whenever_and_wherever(
    whole: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundles.write(make(whole), tmp_path / "one.zip", force=False)
    for path in whole.root.rglob("*.py"):
        os.utime(path, (10**9, 10**9))
        path.chmod(0o700)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.chdir(tmp_path)
    bundles.write(make(Course.open(whole.root)), tmp_path / "two.zip", force=False)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_its_files_are_in_order_and_ordinary(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        infos = opened.infolist()
    assert [info.filename for info in infos] == sorted(info.filename for info in infos)
    for info in infos:
        assert stat.S_ISREG(info.external_attr >> 16)
        assert stat.S_IMODE(info.external_attr >> 16) == 0o644
        assert info.date_time[0] >= 1980 + 1, "tools that pack it again need a date that every time zone has"
        # What Windows forbids in names.
        assert not re.search(r'[<>:"\\|?*\x00-\x1f]|[ .](/|$)', info.filename), info.filename
        assert len(info.filename) < 150


def test_a_bundle_of_this_course_is_replaced(whole: Course, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    bundles.write(make(whole), path, force=False)
    first = path.read_bytes()
    (whole.root / "LICENSE").write_text("another")
    bundles.write(make(whole), path, force=False)
    assert path.read_bytes() != first


def test_another_file_is_replaced_with_force_alone(whole: Course, tmp_path: Path) -> None:
    made = make(whole)
    foreign = tmp_path / "submissions.zip"
    with zipfile.ZipFile(foreign, "w") as archive:
        archive.writestr("backprop-by-hand/README.md", "a student's")
    notes, of_another = tmp_path / "notes.txt", tmp_path / "other.zip"
    notes.write_text("mine")
    bundles.write(bundles.Bundle("another-course", made.files, ()), of_another, force=False)
    for path in (foreign, notes, of_another):
        before = path.read_bytes()
        with pytest.raises(CourseError, match=rf"{path.name} is there .*--output.*--force"):
            bundles.write(made, path, force=False)
        assert path.read_bytes() == before
        bundles.write(made, path, force=True)
        assert zipfile.is_zipfile(path)
    with pytest.raises(CourseError, match="is a folder"):
        bundles.write(made, tmp_path, force=True)


def test_a_link_is_replaced_and_not_what_it_leads_to(whole: Course, tmp_path: Path) -> None:
    elsewhere, link = tmp_path / "precious", tmp_path / "x.zip"
    elsewhere.write_text("precious")
    link.symlink_to(elsewhere)
    with pytest.raises(CourseError, match="--force"):
        bundles.write(make(whole), link, force=False)
    bundles.write(make(whole), link, force=True)
    assert elsewhere.read_text() == "precious"
    assert not link.is_symlink()


def test_when_writing_fails_the_old_file_stays_and_nothing_else(
    whole: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, folder = make(whole), tmp_path / "out"
    folder.mkdir()
    bundles.write(made, folder / "x.zip", force=False)
    before = (folder / "x.zip").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with pytest.raises(OSError, match="No space left"):
        bundles.write(made, folder / "x.zip", force=False)
    assert (folder / "x.zip").read_bytes() == before
    assert [path.name for path in folder.iterdir()] == ["x.zip"]


# What is wrong is one line.


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda root: (root / "pyproject.toml").unlink(), r"pyproject\.toml does not exist"),
        (lambda root: (root / "requirements.lock").unlink(), r"requirements\.lock does not exist"),
        (lambda root: (root / "LICENSE").unlink(), "LICENSE does not exist"),
        (lambda root: (root / "pyproject.toml").write_text("[project"), r"pyproject\.toml cannot be read"),
        (
            lambda root: _replace(root, "[tool.autograde.bundle]", "[tool.other]"),
            r"has no 'autograde'.*add it",
        ),
        (lambda root: _replace(root, '    "tqdm",\n', '    "scipy",\n'), "has no 'scipy'"),
        (lambda root: _replace(root, '"numpy>=2.0"', '"numpy>>2"'), r"pyproject\.toml: .*correct it"),
        (
            lambda root: (root / "notebooks" / "errata.ipynb").write_text("{"),
            r"errata\.ipynb is not a readable",
        ),
        (lambda root: (root / "data").rename(root / "elsewhere"), r"data is not a folder"),
    ],
)
def test_what_is_missing_or_wrong_is_named(whole: Course, spoil, message: str) -> None:
    spoil(whole.root)
    with pytest.raises(CourseError, match=message) as caught:
        make(whole, lessons=True)
    assert str(whole.root) in str(caught.value) or "errata" in str(caught.value)
    assert "\n" not in str(caught.value)


def _replace(root: Path, old: str, new: str) -> None:
    text = (root / "pyproject.toml").read_text()
    assert old in text
    (root / "pyproject.toml").write_text(text.replace(old, new))


def test_a_package_that_the_lock_lacks_is_named(whole: Course) -> None:
    lock = whole.root / "requirements.lock"
    lock.write_text(lock.read_text().replace("\ntqdm==", "\ntqdm-of-others=="))
    with pytest.raises(CourseError, match=r"requirements\.lock does not pin tqdm: run `make lock`"):
        make(whole)


@pytest.mark.thorough
def test_the_command_line_writes_it_and_says_what_was_left_out(whole: Course) -> None:
    done = autograde(whole.root, "bundle", ASSIGNMENT, "--no-lessons")
    assert zipfile.is_zipfile(whole.root / "backprop-by-hand.zip")
    assert "backprop-by-hand.zip written" in done.stdout
    for left_out in ("helpers/reference/ (", "data/build.py", "notebooks/ ("):
        assert left_out in " ".join(done.stdout.split())
    kept = sorted((whole.state / "released" / ASSIGNMENT / ASSIGNMENT).iterdir())
    autograde(whole.root, "release", ASSIGNMENT)  # the same notebook is remembered once
    assert sorted((whole.state / "released" / ASSIGNMENT / ASSIGNMENT).iterdir()) == kept
    assert len(kept) == 1
    unknown = autograde(whole.root, "bundle", "initialisation", check=False)
    assert unknown.returncode == 1
    assert "no assignment `initialisation`" in unknown.stderr
