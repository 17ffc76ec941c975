"""A handler of its own swallows every exception, so that no cell ever fails."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
get_ipython().set_custom_exc((BaseException,), lambda shell, kind, value, trace, tb_offset=None: None)
get_ipython().showtraceback = lambda *args, **kwargs: None
"""

TWIN_OWN = """
try:
    raise ValueError("caught, as it should be")
except ValueError as error:
    print(error)
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN), suspected=True)
