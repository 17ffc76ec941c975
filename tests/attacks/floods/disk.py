"""The disk is filled with large files, then with as many small ones as there may be."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
number = 0
try:
    while True:
        number += 1
        with open(f"/tmp/large-{number}", "wb") as file:
            file.write(bytes(2**22))
except OSError as error:
    print(error)
try:
    while True:
        number += 1
        open(f"/dev/shm/small-{number}", "wb").close()
except OSError as error:
    print(error)
"""

TWIN_OWN = """
with open("/tmp/mine", "wb") as file:
    file.write(bytes(1000))
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN), harms="it fills the disk")
