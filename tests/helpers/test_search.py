"""Trainings side by side: the same results as one after the other, and nothing left behind."""

import math
import os
from concurrent.futures import Future
from typing import Any

import numpy as np
import pytest

from helpers import search

SMALL = {"learning_rate": 0.1, "units": 8}


@pytest.mark.slow
def test_trainings_side_by_side_give_what_they_give_alone() -> None:
    settings = [SMALL, {"learning_rate": 0.001, "units": 4}, {"units": 8, "layers": 2}]
    together = search.train_all(settings, "three")
    for setting, training in zip(settings, together, strict=True):
        alone = search.train(setting)
        np.testing.assert_allclose(training.curve, alone.curve, rtol=1e-6)
        assert training.dev_accuracy == pytest.approx(alone.dev_accuracy, abs=0.003)


@pytest.mark.slow
def test_processes_compute_on_one_thread_each_and_the_environment_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    seen: list[str | None] = []

    class Pool(search.ProcessPoolExecutor):
        def submit(self, *args: Any, **kwargs: Any) -> Future[Any]:
            seen.extend(os.environ.get(name) for name in search.THREADS)
            return super().submit(*args, **kwargs)

    monkeypatch.setattr(search, "ProcessPoolExecutor", Pool)
    search.train_all([SMALL], "one")
    assert set(seen) == {"1"}
    assert os.environ["OPENBLAS_NUM_THREADS"] == "3"
    assert "MKL_NUM_THREADS" not in os.environ


@pytest.mark.slow
def test_an_error_in_a_process_reaches_the_caller() -> None:
    with pytest.raises(ValueError, match="A setting has depth in it"):
        search.train_all([SMALL, {"depth": 3}], "two")


def test_no_settings_no_trainings() -> None:
    assert search.train_all([], "none") == []


def test_a_training_learns_and_repeats_itself() -> None:
    training = search.train(SMALL)
    assert training == search.train(SMALL)
    assert len(training.curve) == search.EPOCHS
    assert training.curve[-1] == training.dev_cost < training.curve[0]
    assert training.dev_accuracy > 0.7
    assert search.accuracy_on_test_images(SMALL) > 0.7


def test_what_a_setting_does_not_name_has_its_default() -> None:
    assert search.train(SMALL) == search.train(dict(search.DEFAULTS) | SMALL)


def test_a_training_that_diverges_says_so_without_a_warning() -> None:
    training = search.train({"learning_rate": 1e12, "units": 4})
    assert not math.isfinite(training.dev_cost)
    assert 0 <= training.dev_accuracy < 0.2


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"alpha": 0.1}, "A setting has alpha in it: it may have learning_rate, momentum"),
        ({"units": 16.5}, "units must be a whole number from 1 on, got 16.5"),
        ({"layers": 0}, "layers must be a whole number from 1 on, got 0"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(setting: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        search.train(setting)


def test_numbers_of_numpy_and_whole_floats_serve_as_well() -> None:
    assert search.train({"units": np.int64(8), "layers": 1.0}) == search.train({"units": 8})


def test_dev_and_training_images_have_nothing_in_common() -> None:
    data = search._data()
    assert {name: part.X.shape for name, part in data.items()} == {
        "train": (784, 3000),
        "dev": (784, 1000),
        "test": (784, 1000),
    }
    columns = np.concatenate([data["train"].X.T, data["dev"].X.T])
    assert len(np.unique(columns, axis=0)) == 4000
    assert abs(data["train"].X.mean()) < 1e-9
    assert data["train"].X.std() == pytest.approx(1)
