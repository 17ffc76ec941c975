"""Helpers that answer exercises are imported from memory; their files are not in the sandbox.

The zygote gets their text from the grader and forgets it when it has imported them. So every session can use
them as far as it may, but none can read them or import them a second time.
"""

import importlib
import sys
from collections.abc import Mapping
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from types import ModuleType
from typing import Any


class _FromMemory(MetaPathFinder, InspectLoader):
    """Finds modules among texts."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def find_spec(self, fullname: str, path: Any, target: ModuleType | None = None) -> ModuleSpec | None:
        return spec_from_loader(fullname, self) if fullname in self._texts else None

    def get_source(self, fullname: str) -> str:
        return self._texts[fullname]

    def is_package(self, fullname: str) -> bool:
        return False


def import_once(texts: Mapping[str, str]) -> None:
    """Import modules from their texts, and keep none of these.

    Parameters
    ----------
    texts
        By the modules' full names.
    """
    finder = _FromMemory(texts)
    sys.meta_path.insert(0, finder)
    try:
        modules = [importlib.import_module(name) for name in texts]
    finally:
        sys.meta_path.remove(finder)
    for module in modules:
        package, _, name = module.__name__.rpartition(".")
        module.__file__ = f"{sys.modules[package].__path__[0]}/{name}.py"
        module.__spec__ = module.__loader__ = None  # it has the text
