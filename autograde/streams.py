"""Which code uses the streams of random numbers that a whole notebook shares."""

import ast
import builtins
from collections.abc import Collection, Iterable, Mapping
from typing import Literal

from autograde.effects import PURE_METHODS

DRAWING = ("matplotlib", "seaborn", "plotly", "bokeh", "IPython")
"""Libraries that draw pictures, and no random numbers."""

_SHARED = ("numpy.random.", "random.")
_OF_THEIR_OWN = (
    "default_rng",
    "RandomState",
    "Random",
    "Generator",
    "SeedSequence",
    "PCG64",
    "Philox",
    "MT19937",
)

Use = Literal["shared", "perhaps", ""]


def use_of_streams(nodes: Iterable[ast.AST], modules: Mapping[str, str], known: Collection[str]) -> Use:
    """Whether some code uses a shared stream.

    Parameters
    ----------
    modules
        What imported names are, in full: ``{"np": "numpy"}``.
    known
        Names of functions whose code is among the nodes.
    """
    calls = (node for top in nodes for node in ast.walk(top) if isinstance(node, ast.Call))
    uses = {_of_call(call, modules, known) for call in calls}
    return "shared" if "shared" in uses else "perhaps" if "perhaps" in uses else ""


def _of_call(call: ast.Call, modules: Mapping[str, str], known: Collection[str]) -> Use:
    attributes: list[str] = []
    node: ast.AST = call.func
    while isinstance(node, ast.Attribute):
        attributes.insert(0, node.attr)
        node = node.value
    is_pure = bool(attributes) and attributes[-1] in PURE_METHODS
    if not isinstance(node, ast.Name):
        return "" if is_pure else "perhaps"
    if node.id in modules:
        full = ".".join([modules[node.id], *attributes])
        if full.startswith(_SHARED):
            return "" if full.rpartition(".")[2] in _OF_THEIR_OWN else "shared"
        return "" if full.partition(".")[0] in ("numpy", "math", *DRAWING) else "perhaps"
    is_known = node.id in known or (not attributes and hasattr(builtins, node.id))
    return "" if is_pure or is_known else "perhaps"
