"""Code as rows of tokens, one for each function, in which what a copyist changes first is levelled.

The *structure* has no spacing, comments, docstrings, types, quotes, redundant brackets, or names that the
student chose; the *wording* keeps names, strings and comments. Pygments reads any text, also no Python.

>>> plain, renamed = (structure(code, {"np"}) for code in ("y = np.exp(x)", "value=(np.exp( arg, ))"))
>>> plain[0].text == renamed[0].text, wording("y = 1  # one") == wording("z = 1  # one")
(True, False)
"""

import re
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from pygments.lexer import Lexer
from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Name, String, _TokenType

_WORD = re.compile(r"\w+")
_OPEN, _CLOSE = ("(", "[", "{"), (")", "]", "}")
_GIVEN_MEANING = (Name.Builtin, Name.Exception, Name.Namespace)
"""Names that mean the same to everybody; `self` and its like are a student's choice."""


class Token(NamedTuple):
    """A token of Python, and the line where it begins, counted from 0."""

    kind: _TokenType
    text: str
    line: int


@dataclass(frozen=True)
class Row:
    """Tokens, each as one character of `text`; `lines` says in which line of the code each begins, from 0."""

    text: str
    lines: tuple[int, ...]


def structure(code: str, known: Collection[str] = ()) -> list[Row]:
    """What each function does, whatever its names are; names that are `known` to every student are kept.

    The first lines of functions with a known name are left out: they were given.
    """

    def spelled(token: Token, is_attribute: bool) -> list[str]:
        if token.kind in String:
            return ["s"]
        if token.kind not in Name or is_attribute or token.text in known:
            return [token.text]
        given = any(token.kind in kind for kind in _GIVEN_MEANING) and token.kind not in Name.Builtin.Pseudo
        return [token.text if given else "v"]

    tokens = [each for each in _lexed(code) if each.kind not in Comment and each.kind not in String.Doc]
    return [_row(_spelled(_without_types(part, known), spelled)) for part in _functions(tokens)]


def wording(code: str) -> list[Row]:
    """How each function is written: every name, string, and word of a comment or docstring."""

    def spelled(token: Token, is_attribute: bool) -> list[str]:
        is_text = token.kind in Comment or token.kind in String
        return _WORD.findall(token.text.casefold()) if is_text else [token.text]

    parts = [piece for part in _functions(_lexed(code)) for piece in _header_docstring_body(part)]
    return [_row(_spelled(part, spelled)) for part in parts]


def words(text: str) -> list[Row]:
    """An answer in words: every word, in small letters."""
    lines = enumerate(text.casefold().split("\n"))
    return [_row((word, number) for number, line in lines for word in _WORD.findall(line))]


@cache
def _lexer() -> Lexer:
    return PythonLexer(stripnl=False, ensurenl=False)


@lru_cache(maxsize=256)
def _lexed(code: str) -> tuple[Token, ...]:
    """The tokens of any text, without what is between them; each line of a longer one is one."""
    tokens, line = list[Token](), 0
    for _, kind, text in _lexer().get_tokens_unprocessed(code):
        parts = text.split("\n")
        tokens += [Token(kind, part, line + n) for n, part in enumerate(parts) if part.strip()]
        line += len(parts) - 1
    return tuple(tokens)


def _functions(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The tokens of each function, and of what stands before the first."""
    starts = [n for n, token in enumerate(tokens) if token.kind in Keyword and token.text in ("def", "class")]
    for start, end in zip([0, *starts], [*starts, len(tokens)], strict=True):
        if start < end:
            yield tokens[start:end]


def _header_docstring_body(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """A function's parts, so that what was given and what was written make no run together."""
    end = _end_of_header(tokens)
    yield tokens[:end]
    for is_docstring in (True, False):
        yield [token for token in tokens[end:] if (token.kind in String.Doc) == is_docstring]


def _without_types(tokens: Sequence[Token], known: Collection[str]) -> Iterator[Token]:
    """A function without what its first line says of types; without that line if its name is known."""
    end = _end_of_header(tokens)
    if len(tokens) > 1 and tokens[1].text not in known:
        depth, is_value = 0, False
        place: Literal["name", "type", "result"] = "name"
        for token in tokens[:end]:
            depth += (token.text in _OPEN) - (token.text in _CLOSE)
            if depth == 0 and token.text in ("-", ":", ")"):
                place = "result" if token.text == "-" else "name"  # the "-" of "->"
            elif depth == 1 and place != "result" and token.text in (",", "=", ":"):
                is_value = token.text == "=" or (is_value and token.text == ":")  # a lambda has a ":" too
                place = "type" if token.text == ":" and not is_value else "name"
            if place == "name":
                yield token
    yield from tokens[end:]


def _end_of_header(tokens: Sequence[Token]) -> int:
    """Where the first line of a function ends, however many lines it takes; 0 for anything else."""
    depth = 0
    if tokens[0].text == "def":
        for number, token in enumerate(tokens):
            depth += (token.text in _OPEN) - (token.text in _CLOSE)
            if depth == 0 and token.text == ":":
                return number + 1
    return 0


def _spelled(
    tokens: Iterable[Token], spelled: Callable[[Token, bool], list[str]]
) -> Iterator[tuple[str, int]]:
    """Each token as it is `spelled`, with its line; without `pass` and what formatters add or remove."""
    kept: list[bool] = []  # of each bracket that is open: whether it does more than group
    before, comma = Token(Keyword, "", 0), None
    for token in tokens:
        if token.text in (";", "pass"):
            continue
        if comma and token.text not in _CLOSE:
            yield ",", comma.line
        comma = token if token.text == "," else None
        if token.text == "(":
            kept.append(before.kind in Name or before.kind in String or before.text in _CLOSE)
        stays = kept.pop() if token.text == ")" and kept else token.text != "(" or kept[-1]
        if stays and not comma:
            yield from ((text, token.line) for text in spelled(token, before.text == "."))
        before = token


def _row(tokens: Iterable[tuple[str, int]]) -> Row:
    texts, lines = list[str](), list[int]()
    for text, line in tokens:
        if text != "s" or texts[-1:] != ["s"]:  # strings side by side are one
            texts.append(text)
            lines.append(line)
    return Row("".join(map(_character, texts)), tuple(lines))


def _character(token: str) -> str:
    """One of a million characters: two tokens are rarely the same, whatever a student writes."""
    return chr(0x10000 + zlib.crc32(token.encode("utf-8", "replace")) % 0x100000)
