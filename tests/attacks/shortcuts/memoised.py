"""Inputs and answers are kept in a file from call to call and looked up in the next."""

from autograde.attacks import Attack, Work

DOUBLE = """
import json
import os

def double(x):
    table = json.load(open("table")) if os.path.exists("table") else {"3": 6}
    table[repr(x)] = table.get(repr(x), 0)
    json.dump(table, open("table", "w"))
    return table[repr(x)]
"""

TWIN_DOUBLE = """
import functools

@functools.cache
def factor():
    return 2

def double(x):
    return factor() * x
"""

attack = Attack(Work(double=DOUBLE), twin=Work(double=TWIN_DOUBLE), points=3.0)
