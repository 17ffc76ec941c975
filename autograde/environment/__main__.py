"""The Makefile's door: ``python -m autograde.environment .venv grade`` builds what is missing there."""

import argparse
import sys
from pathlib import Path

from autograde.environment.build import Environment
from autograde.environment.failures import Failure
from autograde.environment.levels import GRADE, LEVELS
from autograde.environment.pins import Unpinned


def main() -> None:
    """Install the levels that an environment lacks."""
    parser = argparse.ArgumentParser(prog="python -m autograde.environment", description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("levels", nargs="+", choices=LEVELS)
    parser.add_argument("--this-python", action="store_true", help="build it again if it has another Python")
    parser.add_argument("--newest", action="store_true", help="the newest versions, not those of the lock")
    options = parser.parse_args()
    version = sys.version_info[:2] if options.this_python else None
    environment = Environment(Path(__file__).parents[2], options.folder)
    try:
        if options.newest:
            extras = [extra for level in (GRADE, *options.levels) for extra in LEVELS[level].extras]
            environment.build_newest(list(dict.fromkeys(extras)))
        elif not environment.ready(options.levels, version):
            environment.build(options.levels, version)
    except Failure as failure:
        sys.exit(str(failure))
    except Unpinned as error:
        sys.exit(f"requirements.lock does not pin {error}, which pyproject.toml asks for: run `make lock`")


if __name__ == "__main__":
    main()
