"""The data files: what is committed is what is built, and anything else is refused with a way out."""

import shutil
import subprocess
import sys
import traceback
from pathlib import Path

import h5py
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from helpers import datasets
from helpers.datasets import DatasetError

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = ROOT / "data" / "circles.h5"
WAY_OUT = ("git checkout data/circles.h5", "python data/build.py circles")


def build(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "data" / "build.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the committed file, in the folder from which the loader now reads."""
    monkeypatch.setenv("BACKPROP_DATA", str(tmp_path))
    return Path(shutil.copy(COMMITTED, tmp_path / "circles.h5"))


def assert_refused(path: Path, problem: str) -> None:
    with pytest.raises(DatasetError) as caught:
        datasets.load_circles()
    message = str(caught.value)
    assert f"{path} {problem}" in message
    assert all(command in message for command in WAY_OUT)
    assert "\n" not in message
    shown = "".join(traceback.format_exception(caught.value))
    assert shown.count("Traceback") == 1, "h5py's own exception is shown as well"


def test_circles_are_balanced_points_in_float64() -> None:
    circles = datasets.load_circles()
    shapes = {name: array.shape for name, array in circles._asdict().items()}
    assert shapes == {"X_train": (2, 300), "Y_train": (1, 300), "X_test": (2, 100), "Y_test": (1, 100)}
    assert all(array.dtype == np.float64 for array in circles)
    for Y in (circles.Y_train, circles.Y_test):
        assert set(np.unique(Y)) == {0.0, 1.0}
        assert Y.mean() == 0.5


def test_class_one_is_the_inner_circle_and_few_points_overlap() -> None:
    circles = datasets.load_circles()
    for X, Y in ((circles.X_train, circles.Y_train), (circles.X_test, circles.Y_test)):
        inner = np.hypot(*X) < 0.85
        assert np.mean(inner == (Y[0] == 1)) >= 0.95


def test_no_test_point_is_a_training_point() -> None:
    circles = datasets.load_circles()
    assert not set(map(tuple, circles.X_train.T)) & set(map(tuple, circles.X_test.T))


def test_every_load_is_the_callers_own() -> None:
    datasets.load_circles().X_train[:] = 0
    assert datasets.load_circles().X_train.any()


def test_the_file_says_where_it_comes_from() -> None:
    card = datasets.about("circles")
    assert set(card) == {"title", "source", "licence", "author", "made_by", "sha256"}
    assert card["licence"] == "CC0-1.0"
    assert card["author"] == "The Backprop by Hand developers"
    assert card["made_by"] == "python data/build.py circles"


def test_the_data_card_gives_the_checksum_of_every_file() -> None:
    readme = (ROOT / "data" / "README.md").read_text()
    for name in datasets.SPECS:
        assert f"## {name}.h5" in readme
        assert datasets.about(name)["sha256"] in readme


def test_rebuilding_gives_the_committed_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    committed, card = datasets.load_circles(), datasets.about("circles")
    done = build("circles", "--to", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["circles.h5"], "no half-written file stays behind"
    monkeypatch.setenv("BACKPROP_DATA", str(tmp_path))
    for name, rebuilt in datasets.load_circles()._asdict().items():
        np.testing.assert_array_equal(rebuilt, getattr(committed, name))
    assert datasets.about("circles") == card


def test_two_builds_are_equal_byte_for_byte(tmp_path: Path) -> None:
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        folder.mkdir()
        assert build("circles", "--to", str(folder)).returncode == 0
    first, second = ((folder / "circles.h5").read_bytes() for folder in folders)
    assert first == second


def test_building_an_unknown_data_set_names_the_known_ones(tmp_path: Path) -> None:
    done = build("squares", "--to", str(tmp_path))
    assert done.returncode == 2
    assert "no such data set: squares (choose from circles" in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_missing_file_is_refused(copy: Path) -> None:
    copy.unlink()
    assert_refused(copy, "is missing")


@pytest.mark.parametrize("kept", [0, 1, 100, 0.5, 0.999])
def test_a_truncated_file_is_refused(copy: Path, kept: float) -> None:
    contents = copy.read_bytes()
    copy.write_bytes(contents[: kept if isinstance(kept, int) else int(kept * len(contents))])
    assert_refused(copy, "is truncated, damaged or not an HDF5 file")


def test_a_file_of_another_format_is_refused(copy: Path) -> None:
    copy.write_text("<html>404: Not Found</html>")
    assert_refused(copy, "is truncated, damaged or not an HDF5 file")


def test_a_missing_array_is_named(copy: Path) -> None:
    with h5py.File(copy, "a") as file:
        del file["Y_test"]
    assert_refused(copy, "has no array Y_test")


def test_a_group_is_no_array(copy: Path) -> None:
    with h5py.File(copy, "a") as file:
        del file["Y_test"]
        file.create_group("Y_test")
    assert_refused(copy, "has no array Y_test")


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        (np.zeros((300, 2)), "float64 (300, 2)"),
        (np.zeros((2, 299)), "float64 (2, 299)"),
        (np.zeros((2, 300), dtype=np.float32), "float32 (2, 300)"),
    ],
)
def test_a_wrong_shape_or_dtype_is_shown_beside_the_right_one(
    copy: Path, wrong: NDArray[np.floating], found: str
) -> None:
    with h5py.File(copy, "a") as file:
        del file["X_train"]
        file["X_train"] = wrong
    assert_refused(copy, f"has X_train {found} in place of float64 (2, 300)")


def test_a_changed_value_is_refused(copy: Path) -> None:
    with h5py.File(copy, "a") as file:
        file["Y_test"][0, 99] = 1 - file["Y_test"][0, 99]
    assert_refused(copy, "holds other values than its checksum says")


@pytest.mark.parametrize("claim", [None, "", "0" * 64, 7])
def test_a_wrong_or_missing_checksum_is_refused(copy: Path, claim: str | int | None) -> None:
    with h5py.File(copy, "a") as file:
        del file.attrs["sha256"]
        if claim is not None:
            file.attrs["sha256"] = claim
    assert_refused(copy, "holds other values than its checksum says")


@given(place=st.integers(0, COMMITTED.stat().st_size - 1), flipped=st.integers(1, 255))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_byte_is_harmless_or_refused(copy: Path, place: int, flipped: int) -> None:
    contents = bytearray(COMMITTED.read_bytes())
    contents[place] ^= flipped
    copy.write_bytes(contents)
    try:
        arrays = datasets.load_arrays("circles")
    except DatasetError:
        return
    with h5py.File(COMMITTED) as file:
        assert datasets.checksum(arrays) == file.attrs["sha256"].decode(), f"{place=} {flipped=}"


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(DatasetError, match=r"no data set 'squares', choose one of circles"):
        datasets.load_arrays("squares")


@pytest.mark.parametrize(
    "other",
    [
        {"a": np.array([[1.0, 2.0]])},
        {"a": np.array([1.0, 2.0], dtype=np.float32)},
        {"a": np.array([2.0, 1.0])},
        {"b": np.array([1.0, 2.0])},
        {"a": np.array([1.0, 2.0]), "b": np.array([])},
    ],
)
def test_checksum_sees_names_shapes_dtypes_and_values(other: datasets.Arrays) -> None:
    assert datasets.checksum(other) != datasets.checksum({"a": np.array([1.0, 2.0])})


def test_checksum_overlooks_order_and_memory_layout() -> None:
    a, b = np.arange(6.0).reshape(2, 3), np.arange(3)
    same = {"b": b.astype(">i8"), "a": np.asfortranarray(a)}
    assert datasets.checksum(same) == datasets.checksum({"a": a, "b": b})


def test_data_beside_the_package_is_found_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BACKPROP_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    assert datasets.load_circles().X_train.shape == (2, 300)


def test_an_installed_package_finds_the_course_above_the_notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course, notebook = tmp_path / "course", tmp_path / "course" / "release" / "initialization"
    notebook.mkdir(parents=True)
    shutil.copytree(ROOT / "data", course / "data")
    monkeypatch.delenv("BACKPROP_DATA", raising=False)
    monkeypatch.setattr(datasets, "__file__", str(tmp_path / "site-packages" / "helpers" / "datasets.py"))
    monkeypatch.chdir(notebook)
    assert datasets.load_circles().X_train.shape == (2, 300)


def test_the_environment_overrides_every_other_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKPROP_DATA", str(tmp_path))
    assert_refused(tmp_path / "circles.h5", "is missing")
