"""What the normal forms see through, what they keep, and that nothing breaks them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograde.normal_form import Row, structure, wording, words

CODE = """
def f(Z, axis=0):
    t = np.exp(Z - np.max(Z, axis=0, keepdims=True))
    return t / np.sum(t, axis=0), "done"
"""
SAME = {
    "names": CODE.replace("t ", "numerator ").replace("(t", "(numerator").replace("Z", "logits"),
    "the function's name": CODE.replace("def f", "def helper"),
    "comments": CODE.replace("\n    return", "  # shifted\n\n    # and back\n    return"),
    "a docstring": CODE.replace("0):\n", '0):\n    """Divide."""\n'),
    "types": CODE.replace("Z, axis=0):", "Z: dict[str, int], axis: int = 0) -> tuple[int, str]:"),
    "spacing": CODE.replace(", ", ",").replace(" - ", "-").replace("    ", "\t"),
    "quotes": CODE.replace('"done"', "'''over'''"),
    "brackets that group": CODE.replace("t / np.sum(t, axis=0)", "(((t) / (np.sum(t, axis=0))))"),
    "brackets that continue a line": CODE.replace("= np", "= (\n    np").replace("True))", "True)\n    ))"),
    "last commas": CODE.replace("keepdims=True", "keepdims=True,"),
    "semicolons and pass": CODE.replace("\n    return", ";\n    pass\n    return"),
}  # fmt: skip
OTHER = {
    "another function of NumPy": CODE.replace("np.exp", "np.exp2"),
    "another number": CODE.replace("axis=0, keep", "axis=1, keep"),
    "another operator": CODE.replace(" / ", " * "),
    "another order": CODE.replace("t / np.sum(t, axis=0)", "np.sum(t, axis=0) / t"),
}  # fmt: skip


def texts(rows: list[Row]) -> list[str]:
    return [row.text for row in rows]


@pytest.mark.parametrize("changed", SAME)
def test_the_structure_stays_when_only_this_changes(changed: str) -> None:
    assert SAME[changed] != CODE
    assert texts(structure(SAME[changed], {"np"})) == texts(structure(CODE, {"np"}))


@pytest.mark.parametrize("changed", OTHER)
def test_the_structure_tells_apart(changed: str) -> None:
    assert OTHER[changed] != CODE
    assert texts(structure(OTHER[changed], {"np"})) != texts(structure(CODE, {"np"}))


@pytest.mark.parametrize("changed", ["names", "comments"])
def test_the_wording_tells_apart(changed: str) -> None:
    assert texts(wording(SAME[changed])) != texts(wording(CODE))


def test_the_first_line_of_a_given_function_says_nothing() -> None:
    with_header = structure("def f(Z: int,\n      q=3) -> int:\n    return Z + q", {"f"})
    assert texts(with_header) == texts(structure("return Z + q"))


def test_functions_in_another_order_are_the_same_rows() -> None:
    one, two = "def f(x):\n    return x + 1\n", "def g(y):\n    print(y)\n"
    assert sorted(texts(structure(one + two))) == sorted(texts(structure(two + one)))


def test_each_token_knows_its_line() -> None:
    (row,) = structure('x = 1\n\ny = """a\nb"""\nz = (\n    2\n)')
    assert row.lines == (0, 0, 0, 2, 2, 2, 4, 4, 5)


def test_words_are_compared_in_small_letters_and_without_signs() -> None:
    assert texts(words("The *dev* set, first.")) == texts(words("the DEV set\nfirst"))


HOSTILE = (
    "\x00", "def", "def f(", "def f(:::",
    ")" * 99, "f'{" * 99, "\\", "'''", "class", "@", "\ud800", "lambda:", "🐍 = 1",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_has_a_form(text: str) -> None:
    for rows in (structure(text), wording(text), words(text)):
        assert all(len(row.text) == len(row.lines) for row in rows)


@given(st.text(alphabet=st.sampled_from("def class():=[],->'\"\\\n #{}f;xyz0.")))
def test_whatever_is_written_every_token_has_a_line_of_the_text(text: str) -> None:
    for rows in (structure(text, {"x"}), wording(text), words(text)):
        for row in rows:
            assert len(row.text) == len(row.lines)
            assert all(0 <= line <= text.count("\n") for line in row.lines)
