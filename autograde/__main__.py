"""``python -m autograde`` is the command line, also where no script is installed."""

from autograde.cli import main

main()
