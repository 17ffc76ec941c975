"""What the import statements of an assignment's locked cells define."""

import ast
import importlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Imports:
    """What import statements define, loaded when first used."""

    statements: dict[str, str] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    """Modules all of whose names are imported (``from module import *``)."""
    starred: set[str] = field(default_factory=set)
    """Names that came by a star."""
    loaded: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, nodes: Iterable[ast.stmt]) -> "Imports":
        """Those among some statements."""
        imports = cls()
        for node in nodes:
            if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
                imports.stars.append("." * node.level + (node.module or ""))
            elif isinstance(node, ast.Import | ast.ImportFrom):
                imports.statements |= dict(one_by_one(node))
        return imports

    def __contains__(self, name: str) -> bool:
        while self.stars and name not in self.statements:
            self._look_into(self.stars.pop())
        return name in self.statements

    def __getitem__(self, name: str) -> Any:
        if name not in self.loaded:
            exec(self.statements[name], self.loaded)
        return self.loaded[name]

    def _look_into(self, module: str) -> None:
        """Find out what a star imports: nothing where the module cannot be found here."""
        try:
            loaded = importlib.import_module(module)
        except Exception:  # whatever its code raises
            return
        names = getattr(loaded, "__all__", None) or [name for name in vars(loaded) if name[:1] != "_"]
        found = {str(name): f"from {module} import {name}" for name in names}
        self.starred |= found.keys() - self.statements.keys()
        self.statements = found | self.statements


def one_by_one(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
    """Each name that an import statement binds, with a statement that binds it alone."""
    for alias in node.names:
        name = alias.asname or alias.name.split(".")[0]
        alone = (
            ast.Import([alias])
            if isinstance(node, ast.Import)
            else ast.ImportFrom(node.module, [alias], node.level)
        )
        yield name, ast.unparse(alone)
