r"""What a formula may be made of: commands that show symbols, and nothing that acts.

MathJax has commands that link, load, style and redefine for the whole page, or move what they show out of
its place, and its extensions bring more. So what is allowed is on a list. What is nested deep is not drawn
either: a hundred fractions in each other end a browser's page.

>>> acts(r"\frac{1}{n} \sum_i x_i"), acts(r"\href{javascript:x()}{n}"), acts(r"a \\[-40em] b")
(False, True, True)
>>> inert_tex(r"$\rule{9em}{9em} \alpha$").encode()
b'$\xe2\x88\x96rule{9em}{9em} \\alpha$'
>>> is_deep("{" * 100), is_deep("{1} " * 100)
(True, False)
"""

import re
from functools import cache

DEEPEST = 30
"""Groups in each other that are drawn."""

_CONSTRUCTS = """
    frac dfrac tfrac cfrac binom dbinom tbinom sqrt root over atop choose left right middle
    big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm biggm Biggm
    begin end cr hline hdashline displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits
    hat widehat check tilde widetilde acute grave dot ddot dddot ddddot breve bar vec mathring not
    overline underline overbrace underbrace overset underset stackrel substack sideset buildrel
    overrightarrow overleftarrow overleftrightarrow underrightarrow underleftarrow underleftrightarrow
    xrightarrow xleftarrow xleftrightarrow xRightarrow xLeftarrow xLeftrightarrow xmapsto
    boxed fbox text textbf textit textrm textsf texttt textnormal textup mbox hbox
    mathrm mathbf mathit mathbb mathcal mathfrak mathscr mathsf mathtt mathnormal boldsymbol bm pmb
    rm bf it sf tt cal frak Bbb scr mathop mathbin mathrel mathord mathopen mathclose mathpunct mathinner
    operatorname arccos arcsin arctan arg argmax argmin cos cosh cot coth csc deg det dim exp gcd hom inf
    injlim ker lg lim liminf limsup ln log max min Pr projlim sec sin sinh sup tan tanh
    varinjlim varliminf varlimsup varprojlim bmod pmod mod pod
    quad qquad enspace thinspace medspace thickspace negthinspace negmedspace negthickspace space nobreakspace
    phantom hphantom vphantom strut mathstrut color textcolor colorbox tag notag nonumber
    cancel bcancel xcancel bra ket braket Bra Ket Braket
    tiny scriptsize small normalsize large Large LARGE huge Huge
    colon dots dotsb dotsc dotsi dotsm dotso lt gt iff implies impliedby lbrace rbrace lbrack rbrack
    lvert rvert lVert rVert lgroup rgroup lmoustache rmoustache Vert vert prime backslash
    S P copyright pounds iint iiint iiiint idotsint nexists
"""
_ENVIRONMENTS = """
    align aligned alignedat alignat array bmatrix Bmatrix cases dcases eqnarray equation gather gathered
    matrix multline pmatrix rcases smallmatrix split subarray vmatrix Vmatrix
"""
_TAKE_OPTIONS = {"cancel", "bcancel", "xcancel", "overbracket", "underbracket"}
"""What styles itself by what is in square brackets behind it."""
_SWITCHES = """
    displaystyle textstyle scriptstyle scriptscriptstyle rm bf it sf tt cal frak Bbb scr color over atop
    choose tiny scriptsize small normalsize large Large LARGE huge Huge
"""
"""What holds for all that follows, so that each is nested in the one before it."""

_LENGTH = r"\*?\s*\[\s*(?=[-+]?[\d.,]+\s*[a-z]{2}\s*\])"
_SHORT = r"(?!(?:\d{1,2}(?:\.\d*)?\s*pt|\d?(?:\.\d*)?\s*(?:em|ex|mm))\s*\])"
_TOO_LONG = re.compile(rf"\\\\(?={_LENGTH}{_SHORT})")
"""A line break with a distance that is negative, or more than a few lines."""
_COMMAND = re.compile(
    r"\\\\|\\(?P<name>[A-Za-z]+)(?:(?<=\\begin)\s*\{\s*(?P<environment>[A-Za-z]+\*?)\s*\})?(?P<option>\s*\[)?"
)
_ANY_COMMAND = re.compile(_COMMAND.pattern.removeprefix(r"\\\\|"))
_NESTING = re.compile(
    rf"\\(?P<opens>left|begin)(?![A-Za-z])|\\(?P<closes>right|end)(?![A-Za-z])"
    rf"|\\(?P<switches>{'|'.join(_SWITCHES.split())})(?![A-Za-z])|\\.|[{{}}$]",
    re.DOTALL,
)
_MATHEMATICS = re.compile(r"\$|\\[(\[]|\\begin")
"""Where a formula may begin."""


@cache
def _known() -> frozenset[str]:
    """The commands that are allowed: constructs, and the names of characters."""
    from latex2mathml.symbols_parser import parse_symbols  # here, because most notebooks do without

    symbols = (name[1:] for name in parse_symbols() if re.fullmatch(r"\\[A-Za-z]+", name))
    return frozenset(symbols) - _TAKE_OPTIONS | set(_CONSTRUCTS.split())


_known_environments = frozenset(_ENVIRONMENTS.split())


def _acts(command: re.Match[str]) -> bool:
    name = command["name"]
    if name is None:
        return False
    if name == "begin":
        return (command["environment"] or "").removesuffix("*") not in _known_environments
    return name not in _known() or (bool(command["option"]) and name in _TAKE_OPTIONS)


def acts(tex: str) -> bool:
    """Whether a formula does more than to show symbols."""
    return bool(_TOO_LONG.search(tex)) or any(map(_acts, _COMMAND.finditer(tex)))


def may_act(text: str) -> bool:
    """Whether text with formulas may do more than to show symbols, also once its escapes are resolved."""
    return bool(_MATHEMATICS.search(text)) and (
        bool(_TOO_LONG.search(text)) or any(map(_acts, _ANY_COMMAND.finditer(text)))
    )


def inert_tex(text: str) -> str:
    """Text in whose formulas commands that act are shown instead of obeyed."""
    shown = _COMMAND.sub(lambda found: f"∖{found[0][1:]}" if _acts(found) else found[0], text)  # noqa: RUF001
    return _TOO_LONG.sub("∖∖", shown)  # noqa: RUF001


def is_deep(text: str) -> bool:
    """Whether formulas in a text have more groups in each other than are drawn."""
    groups = switches = 0
    for found in _NESTING.finditer(text):
        if found["opens"] or found[0] == "{":
            groups += 1
        elif found["closes"] or found[0] == "}":
            groups = max(0, groups - 1)
        elif found["switches"]:
            switches += 1
        elif found[0] == "$" and not groups:
            switches = 0
        if groups + switches > DEEPEST:
            return True
    return False
