"""What makes our own processes start faster. For the command line and its workers, not for other programs."""

import sys


def skip_slow_imports() -> None:
    """Let jsonschema, which nbformat imports, do without an optional module.

    With ``rfc3987_syntax`` it compiles 38 grammars to check IRIs, which no notebook has: 0.8 s at each start.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
