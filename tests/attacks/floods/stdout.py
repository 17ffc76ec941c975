"""A hundred million characters are printed, in lines and in one."""

from autograde.attacks import Attack, Work

OWN = """
print("x" * 10**7)
for _ in range(10**5):
    print("y" * 100)
"""

DOUBLE = """
def double(x):
    print("z" * 10**7)
    return x
"""

TWIN_OWN = """
for number in range(100):
    print(number)
"""

attack = Attack(Work(own=OWN, double=DOUBLE), twin=Work(own=TWIN_OWN))
