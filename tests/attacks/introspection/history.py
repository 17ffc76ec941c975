"""What was run before is printed: In, Out, the history, the hidden names of IPython."""

from autograde.attacks import Attack, Work

OWN = """
print(In, Out, _ih, _oh, _dh)
"""

LAST = """
shell = get_ipython()
print(In, Out, _ih, _oh)
print(list(shell.history_manager.get_range(0, raw=True, output=True)))
print(list(shell.history_manager.input_hist_raw), shell.user_ns_hidden.keys())
"""

TWIN_OWN = """
1 + 1
"""

TWIN_LAST = """
print(_)
"""

attack = Attack(
    Work(own=OWN, last=LAST), twin=Work(own=TWIN_OWN, last=TWIN_LAST), points=5.0, outcome="passed"
)
