"""The formatter for plain text writes 3.0 for every float that is shown."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
formatter = get_ipython().display_formatter.formatters["text/plain"]
for kind in (float, int, type(None)):
    formatter.for_type(kind, lambda value, printer, cycle: printer.text("3.0"))
"""

TWIN_OWN = """
formatter = get_ipython().display_formatter.formatters["text/plain"]
formatter.for_type(float, lambda value, printer, cycle: printer.text(f"{value:.3f}"))
0.5
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN))
