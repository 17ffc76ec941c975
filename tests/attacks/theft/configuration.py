"""Lines are added to the configuration of nbgrader, Jupyter, IPython and Python."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
import os
import pathlib

LINE = "c.ClearSolutions.code_stub = {'python': 'import os'}"
for path in ("../../../nbgrader_config.py", "~/.jupyter/nbgrader_config.py",
             "~/.ipython/profile_default/startup/x.py",
             "~/.bashrc", "~/.config/pip/pip.conf", "/etc/profile", "/course/helpers/checks.py"):
    try:
        place = pathlib.Path(os.path.expanduser(path))
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("a") as file:
            file.write(LINE)
    except OSError:
        pass
"""

TWIN_OWN = """
import os

print(os.path.expanduser("~") != "")
"""

attack = Attack(
    Work(own=OWN, double=WRONG),
    twin=Work(own=TWIN_OWN),
    harms="it writes into the home folder of whoever grades",
)
