"""What `make conformance` says about the results of nbgrader's own tests."""

import pytest

from tests.conformance.nbgrader_suite import BY_DESIGN, MODULES, Result, unexpected

AUTOGRADE = MODULES[0]


def results(**outcomes: str) -> list[Result]:
    """One test of each module passed, what cannot hold failed, and these."""
    wanted = {"test_help": "passed"} | dict.fromkeys(BY_DESIGN, "failed") | outcomes
    others = [Result(module, "test_init", "passed") for module in MODULES[1:]]
    return [Result(AUTOGRADE, name, outcome, "why") for name, outcome in wanted.items()] + others


def test_all_is_as_it_should_be() -> None:
    assert unexpected(results(test_many_students="skipped")) == []


@pytest.mark.parametrize(
    ("outcomes", "line"),
    [
        ({"test_grade": "failed"}, "test_grade fails: why"),
        ({"test_side_effects": "passed"}, "test_side_effects passes: take it out of BY_DESIGN"),
        ({"test_side_effects": "skipped"}, "test_side_effects is skipped: take it out of BY_DESIGN"),
    ],
)
def test_an_unnamed_one_fails_or_a_named_one_does_not(outcomes: dict[str, str], line: str) -> None:
    assert unexpected(results(**outcomes)) == [line]


def test_what_did_not_run_is_missed() -> None:
    (name, *_) = BY_DESIGN
    ran = [each for each in results() if each.name != name and each.module != MODULES[1]]
    assert unexpected(ran) == [
        f"{name} is in BY_DESIGN and not in this nbgrader",
        f"{MODULES[1]} has no tests",
    ]


def test_stock_nbgrader_must_pass_them_all() -> None:
    assert f"{next(iter(BY_DESIGN))} fails: why" in unexpected(results(), stock=True)
