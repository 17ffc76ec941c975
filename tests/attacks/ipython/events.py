"""Before each cell runs, an event puts harmless stand-ins in the place of the checks."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
import contextlib

class Kind:
    @contextlib.contextmanager
    def part(self, *args, **kwargs):
        with contextlib.suppress(Exception):
            yield

    def __getattr__(self, name):
        return lambda *args, **kwargs: None

def replace(*args):
    get_ipython().user_ns["checks"] = Kind()

get_ipython().events.register("pre_run_cell", replace)
"""

TWIN_OWN = """
counted = []
get_ipython().events.register("pre_run_cell", lambda info: counted.append(info))
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN))
