"""What is changed, and that the same seed changes the same."""

import doctest

import pytest

from autograde.verify import mutants, record, trees
from autograde.verify.mutants import Base, Mutant, chosen_mutants, mutants_of

NETWORK = """\
def forward(X, parameters, eps, seed=3):
    A, caches = X.copy(), []
    for l in range(1, len(parameters) // 2 + 1):
        Z = parameters[f'W{l}'] @ A + parameters[f'b{l}']
        A = np.maximum(0, Z)
        total = np.sum(Z, axis=1, keepdims=True)
        total += eps
        caches.append((A[1:], Z.T))
        if A.size > 3 and eps:
            A = A - Z
    return A, caches"""


def made(kind: str) -> list[Mutant]:
    return [each for each in mutants_of(NETWORK, "base") if each.kind == kind]


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("operator", "np.sum(Z, axis=1, keepdims=True)\n        total -= eps"),
        ("operator", "parameters[f'W{l}'] @ A - parameters[f'b{l}']"),
        ("constant", "np.maximum(1, Z)"),
        ("axis", "np.sum(Z, keepdims=True, axis=0)"),
        ("keepdims", "np.sum(Z, axis=1)"),
        ("comparison", "if A.size >= 3 and eps:"),
        ("comparison", "if A.size > 3 or eps:"),
        ("term", "Z = parameters[f'W{l}'] @ A\n"),
        ("term", "parameters[f'W{l}'] @ A + 2 * parameters[f'b{l}']"),
        ("name", "caches.append((Z[1:], Z.T))"),
        ("key", "parameters[f'b{l}'] @ A"),
        ("state", "A, caches = _kept.setdefault('(A, caches)', (X.copy(), []))"),
        ("aliasing", "A, caches = (X, [])"),
        ("aliasing", "return (A, A)"),
        ("off by one", "range(1 + 1, len(parameters) // 2 + 1)"),
        ("off by one", "range(1, len(parameters) // 2 + 1 - 1)"),
        ("off by one", "(A[1 + 1:], Z.T)"),
        ("off by one", "parameters[f'W{l - 1}']"),
        ("only there", "2 * parameters[f'b{l}'] if l == 2 else"),
        ("only there", "if l == 1 else"),
        ("only there", "if np.shape(X)[-1:] == (1,) else"),
        ("setting", "total += 1e-08"),
        ("order", "return (caches, A)"),
        ("return", "    (A, caches)"),
        ("return", "return A"),
        ("accumulation", "total = eps"),
        ("transpose", "(A[1:], Z))"),
        ("extremum", "np.minimum(0, Z)"),
        ("function", "np.mean(Z, axis=1, keepdims=True)"),
        ("call", "A = 0"),
        ("statement", "        pass\n        caches.append"),
    ],
)
def test_each_kind_of_change_is_made(kind: str, changed: str) -> None:
    assert any(changed in each.text for each in made(kind)), [str(each) for each in made(kind)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def f(Z, mu):\n    Y = Z - mu\n    return Y", "Z -= mu\n    Y = Z"),
        ("def f(bn, new):\n    return bn | new", "(bn.update(new), bn)[1]"),
    ],
)
def test_arguments_are_changed_in_place(before: str, after: str) -> None:
    assert any(after in each.text for each in mutants_of(before, "base") if each.kind == "in place")


def test_every_mutant_is_another_program_with_a_line_of_its_own() -> None:
    found = list(mutants_of(NETWORK, "base"))
    assert len({each.text for each in found}) == len(found) > 200
    for each in found:
        compile(each.text, "mutant", "exec")
        assert 1 <= each.line <= NETWORK.count("\n") + 1
        assert "\n" not in str(each)


def test_the_tree_is_as_it_was_after_each_change() -> None:
    assert [str(each) for each in mutants_of(NETWORK, "base")] == [
        str(each) for each in mutants_of(NETWORK, "base")
    ]


def test_the_same_seed_draws_the_same_mutants_of_every_kind() -> None:
    bases = [Base("one", NETWORK), Base("two", NETWORK.replace("total", "summed"))]
    chosen = chosen_mutants(bases, "forward", 60, 0)
    assert chosen == chosen_mutants(bases, "forward", 60, 0)
    assert chosen != chosen_mutants(bases, "forward", 60, 1)
    assert len(chosen) == 60
    assert {each.kind for each in chosen} == {each.kind for each in mutants_of(NETWORK, "base")}
    assert {each.base for each in chosen} == {"one", "two"}


@pytest.mark.parametrize("module", [mutants, record, trees])
def test_the_examples_are_true(module: object) -> None:
    results = doctest.testmod(module)  # type: ignore[arg-type]
    assert results.attempted
    assert not results.failed
