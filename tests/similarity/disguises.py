"""What people do to a copied notebook before they hand it in."""

import ast
import io
import tokenize
from collections.abc import Callable

from tests.similarity.classroom import Answers

GIVEN = {"Z", "A", "Y", "W", "b", "X", "labels", "num_classes", "learning_rate", "num_iterations", "self"}
"""Arguments of the graded functions, which are called by name."""


def verbatim(answers: Answers) -> Answers:
    """Hand it in as it is."""
    return answers


def renamed(answers: Answers) -> Answers:
    """Give every variable another name, and leave the rest, comments too, as it is."""
    return {exercise: _renamed(code) for exercise, code in answers.items()}


def _renamed(code: str) -> str:
    bound = {node.id for node in ast.walk(ast.parse(code)) if _is_bound(node)}
    new = {name: f"value_{number}" for number, name in enumerate(sorted(bound - GIVEN))}
    lines = code.split("\n")
    tokens = list(tokenize.generate_tokens(io.StringIO(code + "\n").readline))
    for number in range(len(tokens) - 1, 0, -1):
        token = tokens[number]
        if token.type == tokenize.NAME and token.string in new and tokens[number - 1].string != ".":
            line, column = token.start
            text = lines[line - 1]
            lines[line - 1] = text[:column] + new[token.string] + text[token.end[1] :]
    return "\n".join(lines)


def _is_bound(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def reformatted(answers: Answers) -> Answers:
    """Drop comments, docstrings and types, and let a formatter set quotes, brackets and spacing."""
    return {exercise: ast.unparse(_bare(code)) for exercise, code in answers.items()}


def _bare(code: str) -> ast.Module:
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.FunctionDef | ast.ClassDef)
            and ast.get_docstring(node)
            and len(node.body) > 1
        ):
            node.body = node.body[1:]
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
    return tree


def rewritten(answers: Answers) -> Answers:
    """Give variables other names, then reformat."""
    return reformatted(renamed(answers))


def reordered(answers: Answers) -> Answers:
    """Swap neighbouring statements where neither needs the other, and hand in the last cell first."""
    swapped = {}
    for exercise, code in answers.items():
        tree = _bare(code)
        for node in ast.walk(tree):
            body = getattr(node, "body", None)
            if isinstance(body, list):
                _swap(body)
        swapped[exercise] = ast.unparse(tree)
    return dict(reversed(swapped.items()))


def _swap(body: list[ast.stmt]) -> None:
    number = 0
    while number + 1 < len(body):
        first, second = body[number : number + 2]
        if all(isinstance(each, ast.Assign | ast.AugAssign) for each in (first, second)):
            needs, makes = _names(first)
            also_needs, also_makes = _names(second)
            if not (makes & (also_needs | also_makes) or also_makes & needs):
                body[number], body[number + 1] = second, first
                number += 1
        number += 1


def _names(statement: ast.stmt) -> tuple[set[str], set[str]]:
    """The names that a statement reads, and those that it may change."""
    reads, changes = set(), set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Name):
            (changes if isinstance(node.ctx, ast.Store) else reads).add(node.id)
        elif isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store):
            changes |= {each.id for each in ast.walk(node.value) if isinstance(each, ast.Name)}
    return reads, changes


def half(answers: Answers) -> Answers:
    """Copy every other exercise, the first one too."""
    return dict([item for item in answers.items() if item[0] != "own"][::2])


def half_rewritten(answers: Answers) -> Answers:
    """Copy every other exercise under other names, reformatted."""
    return rewritten(half(answers))


def padded(answers: Answers) -> Answers:
    """Write a line that does nothing after every statement."""
    spread = {}
    for exercise, code in answers.items():
        tree = _bare(code)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                node.body = [
                    each for statement in node.body for each in (ast.parse("done = 0").body[0], statement)
                ]
        spread[exercise] = ast.unparse(ast.fix_missing_locations(tree))
    return spread


DISGUISES: dict[str, Callable[[Answers], Answers]] = {
    each.__name__: each
    for each in (verbatim, renamed, reformatted, rewritten, reordered, half, half_rewritten, padded)
}
