"""Item analysis: the formulas against examples computed by hand, and sentences that say what to look at."""

import numpy as np
import pytest

from autograde.items import ENOUGH, Points, analyse, cronbach_alpha, difficulty, discrimination, interval

ONE, OTHER = [0.0, 1.0, 2.0, 3.0], [0.0, 2.0, 1.0, 3.0]
"""Deviations (-1.5, -0.5, 0.5, 1.5) and (-1.5, 0.5, -0.5, 1.5): products sum to 4, squares to 5."""


def table(*columns: list[float], times: int = 1) -> Points:
    """One column per exercise, each student `times` times."""
    return np.tile(np.transpose(columns), (times, 1))


def test_difficulty_is_the_mean_share_of_points() -> None:
    assert difficulty(np.array([0.0, 1.0, 2.0, 5.0]), 5) == 0.4


@pytest.mark.parametrize(("points", "most"), [([], 5.0), ([0.0, 0.0], 0.0)], ids=["nobody", "no points"])
def test_difficulty_is_undefined_without_students_or_points(points: list[float], most: float) -> None:
    assert difficulty(np.array(points), most) is None


def test_discrimination_is_that_computed_by_hand() -> None:
    assert discrimination(table(ONE, OTHER), 0) == pytest.approx(4 / 5)
    assert discrimination(table(ONE, [1.0, 2.0, 0.0, 2.0], [-1.0, 0.0, 1.0, 1.0]), 0) == pytest.approx(4 / 5)


def test_discrimination_correlates_an_exercise_with_the_others_and_not_with_itself() -> None:
    points = np.random.default_rng(8).integers(0, 6, size=(50, 7)).astype(float)
    for item in range(7):
        others = points[:, [column for column in range(7) if column != item]].sum(axis=1)
        assert discrimination(points, item) == pytest.approx(np.corrcoef(points[:, item], others)[0, 1])


def test_discrimination_agrees_with_henryssons_correction_of_the_item_total_correlation() -> None:
    points = np.random.default_rng(9).random((40, 5))
    total = points.sum(axis=1)
    for item in range(5):
        r = np.corrcoef(points[:, item], total)[0, 1]
        s, t = points[:, item].std(), total.std()
        assert discrimination(points, item) == pytest.approx(
            (r * t - s) / np.sqrt(s**2 + t**2 - 2 * r * s * t)
        )


@pytest.mark.parametrize(
    "points",
    [
        table([1.0, 1.0, 1.0, 1.0], ONE),
        table(ONE, [2.0, 2.0, 2.0, 2.0]),
        table(ONE, [0.1, 0.2, 0.3, 0.3], [0.5, 0.4, 0.3, 0.3]),
        table(ONE),
        table([1.0], [2.0]),
        np.zeros((0, 2)),
    ],
    ids=[
        "all alike",
        "others alike",
        "others alike but for rounding",
        "one exercise",
        "one student",
        "nobody",
    ],
)
def test_discrimination_is_undefined_without_differences(points: Points) -> None:
    assert discrimination(points, 0) is None


def test_alpha_is_that_computed_by_hand() -> None:
    """Variances 5/3 and 5/3, of the sums (0, 3, 3, 6) it is 6: α = 2 (1 - (10/3) / 6)."""
    assert cronbach_alpha(table(ONE, OTHER)) == pytest.approx(8 / 9)


def test_alpha_of_equal_exercises_is_one_and_of_unrelated_ones_near_zero() -> None:
    rng = np.random.default_rng(10)
    assert cronbach_alpha(table(ONE, ONE, ONE)) == pytest.approx(1)
    assert cronbach_alpha(rng.normal(size=(20_000, 4))) == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize("points", [table(ONE), table(ONE, [3.0, 2.0, 1.0, 0.0])], ids=["one", "equal sums"])
def test_alpha_is_undefined_for_one_exercise_and_for_equal_sums(points: Points) -> None:
    assert cronbach_alpha(points) is None


def test_the_interval_is_that_of_fishers_table() -> None:
    """The artanh of 0.5 is 0.5493; with 103 students 0.196 is added and taken off."""
    assert interval(0.5, 103) == pytest.approx((0.3393, 0.6325), abs=2e-4)


def test_the_interval_covers_the_true_correlation_in_about_95_of_100_classes() -> None:
    rng = np.random.default_rng(11)
    true, covered = 0.4, 0
    for _ in range(1000):
        one, noise = rng.normal(size=(2, 30))
        low, high = interval(np.corrcoef(one, true * one + np.sqrt(1 - true**2) * noise)[0, 1], 30)
        covered += low <= true <= high
    assert 930 <= covered <= 970


@pytest.mark.parametrize("r", [-1.0, 1.0])
def test_the_interval_of_a_perfect_correlation_is_finite(r: float) -> None:
    assert np.isfinite(interval(r, 20)).all()


def test_a_small_class_gets_no_correlation() -> None:
    few = analyse(["f", "g"], table(ONE, OTHER), [3.0, 3.0])
    assert (few.enough, few.alpha, {item.discrimination for item in few.items}) == (False, None, {None})
    many = analyse(["f", "g"], table(ONE, OTHER, times=ENOUGH // 4), [3.0, 3.0])
    assert (many.enough, many.students) == (True, ENOUGH)
    assert many.alpha == pytest.approx(8 / 9)
    assert [item.discrimination for item in many.items] == pytest.approx([0.8, 0.8])


LADDER = [0.0, 1.0, 2.0, 3.0] * 10
FLAT = [1.0, 2.0, 2.0, 1.0] * 10


@pytest.mark.parametrize(
    ("points", "remark"),
    [
        ([4.0] * 40, "Everybody has full points"),
        ([0.0] * 40, "Nobody has a point"),
        ([1.0] * 40, "Everybody has the same points"),
        (LADDER[::-1], "Weak students do better than strong ones here"),
        (FLAT, "Weak students do about as well as strong ones here"),
        ([0.0, 0.0, 0.0, 1.0] * 10, "Most points are lost here"),
        ([3.5, 4.0, 4.0, 4.0] * 10, "Nearly all points are won here"),
        (LADDER, "Nothing to remark."),
    ],
)
def test_a_remark_says_what_to_look_at(points: list[float], remark: str) -> None:
    found = analyse(["it", "other", "third"], table(points, LADDER, LADDER), [4.0, 4.0, 4.0])
    assert found.items[0].remark.startswith(remark)


def test_what_may_be_chance_is_said_to_be() -> None:
    few = analyse(["f", "g"], table(FLAT[:20], LADDER[:20]), [4.0, 4.0])
    many = analyse(["f", "g"], table(FLAT, LADDER, times=10), [4.0, 4.0])
    assert few.items[0].remark.endswith("it may be chance.")
    assert "chance" not in many.items[0].remark


def test_exercises_that_nobody_did_or_that_have_no_points_get_no_remark() -> None:
    assert [item.remark for item in analyse(["f"], np.zeros((0, 1)), [3.0]).items] == [""]
    assert [item.remark for item in analyse(["f"], np.zeros((5, 1)), [0.0]).items] == [""]
