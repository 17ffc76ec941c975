"""/dev/shm is filled to the last byte."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
try:
    for number in range(1000):
        with open(f"/dev/shm/{number}", "wb") as file:
            file.write(bytes(2**20))
except OSError as error:
    print(error)
"""

TWIN_OWN = """
with open("/dev/shm/mine", "wb") as file:
    file.write(bytes(1000))
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN), harms="it fills the memory")
