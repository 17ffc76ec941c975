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
from PIL import Image

from helpers import datasets
from helpers.datasets import DatasetError

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = ROOT / "data" / "circles.h5"
GENERATED = ("circles", "moons", "pitch", "blobs", "spirals")
PACKAGED = {
    "fashion_mnist": "apt-get install dataset-fashion-mnist",
    "seattle_weather": "pip install vega_datasets==0.9.0",
    "cats": "npm install @iconify-json/noto@1.2.9 @iconify-json/noto-v1@1.2.5 "
    "@iconify-json/fluent-emoji@1.2.7 @iconify-json/fluent-emoji-flat@1.2.6 @iconify-json/twemoji@1.2.5 "
    "@iconify-json/emojione@1.2.3 "
    "@iconify-json/streamline-emojis@1.2.4",
}
CARD = {"title", "source", "licence", "author", "made_by", "sha256"}
POINT_SETS = {
    "circles": datasets.load_circles,
    "moons": datasets.load_moons,
    "pitch": datasets.load_pitch,
    "blobs": datasets.load_blobs,
    "spirals": datasets.load_spirals,
}
WAY_OUT = ("git checkout data/circles.h5", "python data/build.py circles")


def build(*arguments: str, before: str = "") -> subprocess.CompletedProcess[str]:
    """Run data/build.py, after the statements `before`, which may put something in a module's place."""
    script = ROOT / "data" / "build.py"
    command = [str(script)]
    if before:
        paths = f"import runpy, sys; sys.path[:0] = {[str(script.parent), str(ROOT)]}"
        command = ["-c", f"{paths}\n{before}\nrunpy.run_path({str(script)!r}, run_name='__main__')"]
    return subprocess.run([sys.executable, *command, *arguments], capture_output=True, text=True, check=False)


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


@pytest.mark.parametrize("name", POINT_SETS)
def test_no_test_point_is_a_training_point(name: str) -> None:
    points = POINT_SETS[name]()
    assert not set(map(tuple, points.X_train.T)) & set(map(tuple, points.X_test.T))


def test_moons_are_balanced_and_a_line_parts_them_badly() -> None:
    moons = datasets.load_moons()
    for X, Y in ((moons.X_train, moons.Y_train), (moons.X_test, moons.Y_test)):
        assert set(np.unique(Y)) == {0.0, 1.0}
        assert Y.mean() == 0.5
        upper, lower = (X[:, Y[0] == k].mean(axis=1) for k in (0, 1))
        assert upper[0] < lower[0]
        assert upper[1] > lower[1]
    assert linear_accuracy(moons.X_train, np.eye(2)[moons.Y_train[0].astype(int)]) < 0.95


def test_pitch_is_within_the_lines_and_full_of_noise() -> None:
    pitch = datasets.load_pitch()
    for X, Y in ((pitch.X_train, pitch.Y_train), (pitch.X_test, pitch.Y_test)):
        assert set(np.unique(Y)) == {0.0, 1.0}
        assert 0.4 < Y.mean() < 0.6
        assert (np.abs(X) < [[5.25], [3.4]]).all()
        best = 1 + 1.2 * np.sin(0.6 * X[1]) > X[0]
        assert 0.85 < np.mean(best == Y[0]) < 0.95


@pytest.mark.parametrize(("name", "n_classes"), [("blobs", 4), ("spirals", 3)])
def test_many_classes_are_balanced_integers(name: str, n_classes: int) -> None:
    points = datasets.load_arrays(name)
    for part in ("train", "test"):
        labels = points[f"labels_{part}"]
        assert labels.dtype == np.int64
        np.testing.assert_array_equal(np.bincount(labels), np.full(n_classes, labels.size // n_classes))
        assert (np.diff(labels) < 0).any(), "shuffled"


def test_lines_part_the_blobs_and_not_the_spirals() -> None:
    blobs, spirals = datasets.load_blobs(), datasets.load_spirals()
    centres = np.stack([blobs.X_train[:, blobs.labels_train == k].mean(axis=1) for k in range(4)])
    distance = np.linalg.norm(blobs.X_test[:, :, None] - centres.T[:, None, :], axis=0)
    assert np.mean(distance.argmin(axis=1) == blobs.labels_test) > 0.9
    assert linear_accuracy(spirals.X_train, np.eye(3)[spirals.labels_train]) < 0.7


def linear_accuracy(X: NDArray[np.float64], one_hot: NDArray[np.float64]) -> float:
    """Return the share of points that least squares on the plane gets right."""
    inputs = np.vstack([X, np.ones(X.shape[1])]).T
    scores = inputs @ np.linalg.lstsq(inputs, one_hot, rcond=None)[0]
    return float(np.mean(scores.argmax(axis=1) == one_hot.argmax(axis=1)))


def test_fashion_mnist_is_balanced_bytes_with_names() -> None:
    fashion = datasets.load_fashion_mnist()
    assert fashion.images_train.shape == (6000, 28, 28)
    assert fashion.images_test.shape == (1000, 28, 28)
    for images, labels in (
        (fashion.images_train, fashion.labels_train),
        (fashion.images_test, fashion.labels_test),
    ):
        assert images.dtype == np.uint8
        assert (images.min(), images.max()) == (0, 255)
        assert labels.dtype == np.int64
        np.testing.assert_array_equal(np.bincount(labels), np.full(10, len(images) // 10))
    assert len(fashion.class_names) == 10
    assert fashion.class_names[0] == "T-shirt/top"
    assert fashion.class_names[-1] == "Ankle boot"


def test_no_image_of_fashion_mnist_is_there_twice() -> None:
    fashion = datasets.load_fashion_mnist()
    images = [image.tobytes() for part in (fashion.images_train, fashion.images_test) for image in part]
    assert len(set(images)) == 7000


def test_images_and_labels_of_fashion_mnist_belong_together() -> None:
    """Trousers have a gap between the legs, bags fill the middle of the lower half."""
    fashion = datasets.load_fashion_mnist()
    gap = fashion.images_train[:, 20:26, 13:15].mean(axis=(1, 2))
    trousers, bags = (
        gap[fashion.labels_train == fashion.class_names.index(name)] for name in ("Trouser", "Bag")
    )
    assert np.median(trousers) < 60 < 100 < np.median(bags)


@pytest.mark.parametrize("names", [None, "", "Trouser, Bag"])
def test_fashion_mnist_without_its_ten_names_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: str | None
) -> None:
    monkeypatch.setenv("BACKPROP_DATA", str(tmp_path))
    path = Path(shutil.copy(ROOT / "data" / "fashion_mnist.h5", tmp_path))
    with h5py.File(path, "a") as file:
        del file.attrs["class_names"]
        if names is not None:
            file.attrs["class_names"] = names
    with pytest.raises(
        DatasetError, match=r"does not name its ten classes: .*git checkout data/fashion_mnist.h5"
    ):
        datasets.load_fashion_mnist()


def test_as_columns_keeps_every_image_in_its_column() -> None:
    images = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
    columns = datasets.as_columns(images)
    assert columns.shape == (12, 2)
    assert columns.dtype == np.float64
    np.testing.assert_array_equal(columns[:, 1] * 255, images[1].ravel())
    colour = np.full((5, 4, 4, 3), 255, dtype=np.uint8)
    np.testing.assert_array_equal(datasets.as_columns(colour), np.ones((48, 5)))


def is_of_a_cat(icon: str) -> bool:
    return "cat" in icon.partition(":")[2].split("-")


def test_cats_are_colour_pictures_with_names() -> None:
    cats = datasets.load_cats()
    for images, Y, icons in (
        (cats.images_train, cats.Y_train, cats.icons_train),
        (cats.images_test, cats.Y_test, cats.icons_test),
    ):
        assert images.dtype == np.uint8
        assert images.shape[1:] == (64, 64, 3)
        assert Y.shape == (1, len(images)) == (1, len(icons))
        assert set(np.unique(Y)) == {0.0, 1.0}
        assert 0.25 < Y.mean() < 0.35
        np.testing.assert_array_equal(Y[0], [is_of_a_cat(icon) for icon in icons])
        assert (np.diff(Y[0]) < 0).any(), "shuffled"
        assert images.std(axis=0).min() > 10, "no pixel is the same in all pictures"


def test_no_picture_of_a_cat_is_there_twice() -> None:
    cats = datasets.load_cats()
    images = [image.tobytes() for part in (cats.images_train, cats.images_test) for image in part]
    assert len(set(images)) == len(images) == 277
    assert len({*cats.icons_train, *cats.icons_test}) == 277


def test_what_one_vendor_draws_in_training_no_vendor_draws_in_the_test() -> None:
    """Vendors name the same cat with and without `-face`, and animals with it when only the head is shown."""
    cats = datasets.load_cats()

    def kinds(icons: tuple[str, ...], apart: tuple[str, ...]) -> set[str]:
        names = {icon.partition(":")[2] for icon in icons}
        return {name if name in apart else name.replace("-face", "") for name in names}

    faces_of_people = tuple(name for name in kinds(cats.icons_train, ()) if name.endswith("-eyes"))
    train, test = kinds(cats.icons_train, faces_of_people), kinds(cats.icons_test, faces_of_people)
    assert not train & test
    for expression in ("tears-of-joy", "kissing", "smiling-eyes"):
        assert any(is_of_a_cat(f":{name}") and expression in name for name in test)
        assert not any(is_of_a_cat(f":{name}") and expression in name for name in train)


def test_every_vendor_draws_cats_and_other_things() -> None:
    cats = datasets.load_cats()
    vendors = {icon.partition(":")[0] for icon in cats.icons_train}
    assert len(vendors) == 7
    for icons in (cats.icons_train, cats.icons_test):
        for vendor in vendors:
            drawn = {is_of_a_cat(icon) for icon in icons if icon.startswith(f"{vendor}:")}
            assert drawn == {True, False}, vendor


def test_the_pictures_of_cats_name_their_authors_and_licences() -> None:
    card = datasets.about("cats")
    vendors = {icon.partition(":")[0] for icon in datasets.load_cats().icons_train}
    for vendor in vendors:
        (line,) = [line for line in card["notice"].splitlines() if line.startswith(f"{vendor}: ")]
        assert any(licence in line for licence in ("Apache-2.0", "MIT", "CC-BY-4.0"))
        assert "https://" in line
    for text in ("Copyright (c) Microsoft Corporation", "Apache License", "licenses/by/4.0/", "Changed: "):
        assert text in card["notice"]


def test_a_picture_is_cropped_to_its_middle_square_and_shrunk(tmp_path: Path) -> None:
    wide = np.zeros((128, 256, 3), dtype=np.uint8)
    wide[:, 64:192] = np.arange(3) * 100
    wide[:64, 64:128] = 255
    Image.fromarray(wide).save(tmp_path / "wide.png")
    picture = datasets.load_picture(tmp_path / "wide.png")
    assert picture.shape == (64, 64, 3)
    assert picture.dtype == np.uint8
    assert (picture[:32, :32] == 255).all()
    assert (picture[32:] == [0, 100, 200]).all()
    assert datasets.load_picture(str(tmp_path / "wide.png"), size=16).shape == (16, 16, 3)


def test_a_picture_may_be_grey_or_transparent(tmp_path: Path) -> None:
    Image.fromarray(np.full((64, 64), 90, dtype=np.uint8)).save(tmp_path / "grey.jpg")
    assert (datasets.load_picture(tmp_path / "grey.jpg") == 90).all()
    clear = np.zeros((64, 64, 4), dtype=np.uint8)
    clear[:32] = (10, 20, 30, 255)
    Image.fromarray(clear).save(tmp_path / "clear.png")
    picture = datasets.load_picture(tmp_path / "clear.png")
    assert (picture[:32] == [10, 20, 30]).all()
    assert (picture[32:] == 255).all()


def test_what_is_no_picture_is_answered_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"no file .*cat\.png: give the path of a picture"):
        datasets.load_picture(tmp_path / "cat.png")
    (tmp_path / "cat.png").write_text("meow")
    with pytest.raises(DatasetError, match=r"cat\.png is not a picture that can be read: save it as PNG"):
        datasets.load_picture(tmp_path / "cat.png")
    Image.new("RGB", (64, 64)).save(tmp_path / "cat.jpg")
    (tmp_path / "cat.jpg").write_bytes((tmp_path / "cat.jpg").read_bytes()[:300])
    with pytest.raises(DatasetError, match="is not a picture that can be read"):
        datasets.load_picture(tmp_path / "cat.jpg")


def test_seattle_has_every_day_of_four_years() -> None:
    weather = datasets.load_seattle_weather()
    assert (str(weather.dates[0]), str(weather.dates[-1])) == ("2012-01-01", "2015-12-31")
    assert (np.diff(weather.dates) == np.timedelta64(1, "D")).all()
    assert (weather.temp_min <= weather.temp_max).all()
    assert (weather.temp_min.min(), weather.temp_max.max()) == (-7.1, 35.6)
    july = weather.dates.astype("datetime64[M]").astype(int) % 12 == 6
    january = weather.dates.astype("datetime64[M]").astype(int) % 12 == 0
    assert weather.temp_max[july].mean() > weather.temp_max[january].mean() + 15


def test_every_load_is_the_callers_own() -> None:
    datasets.load_circles().X_train[:] = 0
    assert datasets.load_circles().X_train.any()


@pytest.mark.parametrize("name", datasets.SPECS)
def test_the_file_says_where_it_comes_from_and_is_small(name: str) -> None:
    card = datasets.about(name)
    assert set(card) >= CARD
    assert all(card.values())
    assert card["made_by"] == f"python data/build.py {name}"
    assert (ROOT / "data" / f"{name}.h5").stat().st_size <= 5_000_000


@pytest.mark.parametrize("name", GENERATED)
def test_what_we_drew_is_ours_to_give_away(name: str) -> None:
    card = datasets.about(name)
    assert set(card) == CARD
    assert card["licence"] == "CC0-1.0"
    assert card["author"] == "The Backprop by Hand developers"


def test_fashion_mnist_carries_the_notice_that_its_licence_asks_for() -> None:
    card = datasets.about("fashion_mnist")
    assert card["licence"] == "MIT"
    assert "Copyright 2017 Zalando SE" in card["notice"]
    assert "The above copyright notice and this permission notice shall be included" in card["notice"]


def test_every_data_set_has_a_builder_and_a_test_of_its_rebuilding() -> None:
    assert set(datasets.SPECS) == {*GENERATED, *PACKAGED}
    assert set(datasets.SPECS) == {path.stem for path in (ROOT / "data").glob("*.h5")}


def test_the_data_card_gives_the_checksum_of_every_file() -> None:
    readme = (ROOT / "data" / "README.md").read_text()
    for name in datasets.SPECS:
        assert f"## {name}.h5" in readme
        assert datasets.about(name)["sha256"] in readme


@pytest.mark.parametrize("name", datasets.SPECS)
def test_rebuilding_gives_the_committed_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    committed, card = datasets.load_arrays(name), datasets.about(name)
    done = build(name, "--to", str(tmp_path))
    if name in PACKAGED and done.stderr.startswith(f"{name}: needs "):
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == [f"{name}.h5"], "no half-written file stays behind"
    monkeypatch.setenv("BACKPROP_DATA", str(tmp_path))
    for key, rebuilt in datasets.load_arrays(name).items():
        np.testing.assert_array_equal(rebuilt, committed[key])
    assert datasets.about(name) == card


NO_PACKAGES = """
import importlib.util, pathlib, subprocess
importlib.util.find_spec = lambda name: None
pathlib.Path.is_file = lambda path: False
"""


@pytest.mark.parametrize("name", PACKAGED)
def test_a_missing_package_is_named_in_one_line_with_two_ways_out(tmp_path: Path, name: str) -> None:
    done = build(name, "--to", str(tmp_path), before=NO_PACKAGES)
    assert done.returncode == 1
    assert done.stderr.startswith(f"{name}: needs the ")
    assert f"`{PACKAGED[name]}`" in done.stderr
    assert "--download" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", PACKAGED)
@pytest.mark.parametrize(
    ("runs", "problem"),
    [
        (
            "lambda command, **_: subprocess.CompletedProcess(command, 1, '', 'E: one\\nE: no network')",
            "failed: E: no network",
        ),
        ("lambda command, **_: (_ for _ in ()).throw(FileNotFoundError)", "cannot download: there is no "),
    ],
)
def test_a_failed_download_is_told_in_one_line(tmp_path: Path, name: str, runs: str, problem: str) -> None:
    done = build(name, "--download", "--to", str(tmp_path), before=f"{NO_PACKAGES}subprocess.run = {runs}")
    assert done.returncode == 1
    assert done.stderr.startswith(f"{name}: ")
    assert problem in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_another_version_of_a_packages_file_is_refused(tmp_path: Path) -> None:
    other = "import builders.seattle_weather as s; s.pypi_file = lambda *_: b'date,temp_max,temp_min'"
    done = build("seattle_weather", "--to", str(tmp_path), before=other)
    assert done.returncode == 1
    assert "seattle-weather.csv is not the file this data set was made from" in done.stderr
    assert not list(tmp_path.iterdir())


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
