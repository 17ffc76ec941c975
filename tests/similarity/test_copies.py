"""Copies are found, as often as docs/similarity.md says, and nobody else with them."""

import json
from pathlib import Path

import pytest

from autograde.similarity import SimilarPair, compare
from tests.levels import few
from tests.similarity.calibrate import compared, copied_pairs, pairs, with_copies
from tests.similarity.classroom import (
    ASSIGNMENT,
    Answers,
    from_habits,
    hands,
    make_course,
    notebook,
    pairs_of,
    quiet,
)
from tests.similarity.disguises import half, rewritten

pytestmark = pytest.mark.slow

FOUND = {
    "verbatim": 19,
    "renamed": 18,
    "reformatted": 18,
    "rewritten": 17,
    "reordered": 15,
    "half": 15,
}
"""Of 19 copies in a class of sixty, so many at least are found: those with enough of their own."""


@pytest.mark.slow
@pytest.mark.parametrize("disguise", few(FOUND, 2))
def test_copies_are_found_among_sixty_and_no_two_who_wrote_alone(disguise: str) -> None:
    found = pairs(compared(with_copies(disguise, seed=0)))
    assert len(found & copied_pairs()) >= FOUND[disguise]
    others = found - copied_pairs()
    if disguise == "reordered":  # one program swapped all statements: two copies may be alike for that
        others = {pair for pair in others if not all(name.startswith("copy-of-") for name in pair)}
    assert others == set()


def one_pair(folder: Path, students: dict[str, Answers]) -> SimilarPair:
    (pair,) = pairs_of(folder, students)
    return pair


def test_a_copy_of_everything_shares_everything(tmp_path: Path) -> None:
    pair = one_pair(tmp_path, {**hands(), "zoe": hands()["ben"]})
    assert (pair.assignment, pair.notebook, pair.first, pair.second) == (ASSIGNMENT, ASSIGNMENT, "ben", "zoe")
    assert pair.shared == 1.0
    assert pair.seen == "the same code, names and comments"
    assert [passage.exercise for passage in pair.passages] == list(hands()["ben"])


def test_under_other_names_the_structure_is_seen(tmp_path: Path) -> None:
    pair = one_pair(tmp_path, {**hands(), "zoe": rewritten(hands()["maya"])})
    assert (pair.first, pair.second, pair.seen) == ("maya", "zoe", "the same code under other names")
    assert pair.shared > 0.9


def test_passages_show_each_students_own_text(tmp_path: Path) -> None:
    pair = one_pair(tmp_path, {**hands(), "zoe": rewritten(hands()["maya"])})
    cost = next(each for each in pair.passages if each.exercise == "cross_entropy_cost")
    assert "p = (A * Y).sum(axis=0)" in cost.first
    assert "value_0 = (A * Y).sum(axis=0)" in cost.second
    assert "Average −log" not in cost.first


def test_what_is_copied_of_a_notebook_is_what_passages_name(tmp_path: Path) -> None:
    copied = half(hands()["ivan"])
    pair = one_pair(tmp_path, {**hands(), "zoe": {**from_habits(7, 7), **copied}})
    assert {passage.exercise for passage in pair.passages} >= set(copied)


def test_helpers_moved_to_a_cell_of_her_own_are_seen(tmp_path: Path) -> None:
    erik = dict(hands()["erik"])
    moved = {**erik, "softmax": f"{erik.pop('own')}\n\n\n{erik['softmax']}"}
    del moved["own"]
    assert one_pair(tmp_path, {**hands(), "zoe": moved}).shared == 1.0


def test_three_who_share_are_three_pairs(tmp_path: Path) -> None:
    students = {**hands(), "yara": rewritten(hands()["rui"]), "zoe": hands()["rui"]}
    found = {(pair.first, pair.second) for pair in pairs_of(tmp_path, students)}
    assert found == {("rui", "yara"), ("rui", "zoe"), ("yara", "zoe")}


def test_a_ring_too_large_to_be_rare_is_found_as_it_shares_nearly_everything(tmp_path: Path) -> None:
    ring = {f"z{number}": hands()["goran"] for number in range(7)}
    assert len(pairs_of(tmp_path, {**hands(), **ring})) == 8 * 7 // 2


def test_an_own_mistake_and_an_odd_comment_count(tmp_path: Path) -> None:
    """Both wrote nils's way, which no registry knows."""
    own = ("softmax", "one_hot", "cross_entropy_cost", "train_softmax")
    copied = {name: hands()["nils"][name] for name in own}
    pair = one_pair(tmp_path, {**hands(), "zoe": {**from_habits(8, 8), **copied}})
    assert {"one_hot", "cross_entropy_cost"} <= {passage.exercise for passage in pair.passages}


ESSAY = """I would first look at fifty mistakes of the dev set and write down for each of them what was wrong,
since a count of causes is worth more than my opinion. Blurred pictures were a third of them in the lecture,
and collecting sharper ones costs a week, so I would only do it if the count says the same here. Else I would
train longer."""


def with_words(answers: Answers, words: str) -> bytes:
    content = json.loads(notebook(answers))
    content["cells"].append({"cell_type": "markdown", "id": "my-words", "metadata": {}, "source": words})
    return json.dumps(content).encode()


def test_the_same_sentences_are_seen(tmp_path: Path) -> None:
    changed = ESSAY.replace("fifty", "a hundred").replace("\n", " ")
    students = {
        "ada": with_words(hands()["anna"], ESSAY),
        "ben": with_words(hands()["ben"], changed),
        "cy": with_words(hands()["ivan"], "I would train longer, and look at the dev set after that. " * 3),
    }
    (pair,) = pairs_of(tmp_path, students)
    assert (pair.first, pair.second, pair.seen) == ("ada", "ben", "the same sentences")
    assert "Blurred pictures" in pair.passages[0].first


def test_students_with_too_little_of_their_own_are_counted_not_judged(tmp_path: Path) -> None:
    short = {
        "predict_classes": "def predict_classes(W, b, X):\n    q = X.T @ W.T\n    return (q + b.T).argmax(1)"
    }
    course = make_course(tmp_path, {**hands(), "yara": short, "zoe": short})
    (comparison,) = compare(course, ASSIGNMENT, quiet)
    assert comparison.pairs == ()
    assert comparison.too_little == ["yara", "zoe"]
    assert "2 left out: too little of their own to judge." in comparison.summary
