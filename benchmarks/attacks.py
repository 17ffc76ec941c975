"""What stock nbgrader gives the attacks of tests/attacks, each graded by itself; tests/attacks/stock.json.

nbgrader runs in a sandbox made for it (bubblewrap: no network, its own processes, nothing writable but a copy
of the course), for it has none. Attacks that would do harm even so are not run, and the file says why.
"""

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

from autograde import attacks
from autograde.attacks import ASSIGNMENTS, FULL, MARK, Attack
from autograde.sandbox.namespaces import bubblewrap

ROOT = Path(__file__).resolve().parents[1]
RESULTS = attacks.FOLDER / "stock.json"
PATIENCE = 60
"""Seconds after which nbgrader counts as one that does not end."""

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "attacked"
c.Execute.timeout = 5
c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("write this function")'}
"""
SCORES = """
    SELECT SUM(grade.auto_score) FROM grade
    JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
    JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
    WHERE submitted_assignment.student_id = ?
"""


def nbgrader(course: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run nbgrader on a course, in the sandbox."""
    scripts = Path(sys.executable).parent
    own = ("--unshare-pid", "--unshare-net", "--unshare-ipc", "--cap-drop", "ALL", "--clearenv")
    folders = ("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp")
    place = ("--bind", str(course), str(course), "--chdir", str(course))
    sandbox = [str(bubblewrap()), "--die-with-parent", "--new-session", *own, *folders, *place]
    if os.geteuid() != 0:
        sandbox.append("--unshare-user")
    variables = {
        "HOME": "/tmp",
        "PATH": f"{scripts}:/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "LANG": "C.UTF-8",
    }
    for name, value in (variables | {"OPENBLAS_NUM_THREADS": "1"}).items():
        sandbox += ["--setenv", name, value]
    limits = ["prlimit", f"--as={4 * 2**30}", f"--fsize={2**28}", "--cpu=120", "--core=0"]
    return subprocess.run(
        [*sandbox, *limits, str(scripts / "nbgrader"), *arguments],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=PATIENCE,
    )


def prepare(folder: Path) -> tuple[Path, set[str]]:
    """A course with a classmate, released by nbgrader, and its markers."""
    course = folder / "course"
    marks = attacks.make_course(course, [])
    (course / "nbgrader_config.py").write_text(f"{CONFIG}# {marks['config']}\n")
    for assignment in ASSIGNMENTS:
        released = nbgrader(course, "generate_assignment", assignment)
        if released.returncode != 0:
            raise SystemExit(released.stderr)
    return course, set(marks.values())


def measure(attack: Attack, prepared: Path, marks: set[str]) -> dict[str, Any]:
    """What becomes of one attack: points, whether nbgrader stopped, and what was carried out."""
    if attack.harms:
        return {"not_run": attack.harms}
    with tempfile.TemporaryDirectory(dir=prepared.parent) as folder:
        course = Path(shutil.copytree(prepared, Path(folder) / "course", symlinks=True))
        (student, *_) = attack.students()
        attacks.hand_in(course, student, attack.work, attack.assignment)
        try:
            done = nbgrader(course, "autograde", attack.assignment, f"--student={student}")
        except (subprocess.TimeoutExpired, UnicodeEncodeError) as error:
            return {"stops": "does not end" if isinstance(error, subprocess.TimeoutExpired) else "fails"}
        found: dict[str, Any] = {"points": _score(course, student)}
        if done.returncode != 0:
            found["stops"] = "fails"
        leaked = _leaked(course, student, attack.assignment, marks)
        return found | ({"leaks": leaked} if leaked else {})


def _score(course: Path, student: str) -> float | None:
    try:
        with closing(sqlite3.connect(course / "gradebook.db")) as database:
            (score,) = database.execute(SCORES, (student,)).fetchone()
    except (sqlite3.DatabaseError, UnicodeEncodeError):
        return None
    return None if score is None else float(score)


def _leaked(course: Path, student: str, assignment: str, marks: set[str]) -> list[str]:
    """Kinds of what the student printed and must not have seen."""
    try:
        text = (course / "autograded" / student / assignment / f"{assignment}.ipynb").read_text()
        cells = json.loads(text)["cells"]
    except (OSError, ValueError):
        return []
    outputs = json.dumps([cell.get("outputs", []) for cell in cells])
    kinds = {mark.split("-")[1] for mark in MARK.findall(outputs) if mark in marks}
    hidden = {"hidden inputs"} if attacks.HIDDEN.search(outputs) else set()
    return sorted(kinds | hidden)


def main() -> None:
    """Measure all, or those that are named, and keep the others' results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="families, or family/name")
    wanted = parser.parse_args().names
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    everything = {f"{attack.family}/{attack.name}": attack for attack in attacks.load()}
    chosen = [n for n, a in everything.items() if not wanted or n in wanted or a.family in wanted]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        prepared, marks = prepare(Path(folder))
        for assignment in ASSIGNMENTS:
            honest = Attack(attacks.Work(), assignment=assignment, name="work", family="honest")
            control = measure(honest, prepared, marks)
            if control.get("points") != FULL:
                raise SystemExit(f"nbgrader gives honest work {control}: it does not run here")
        for name, found in zip(
            chosen, pool.map(lambda n: measure(everything[n], prepared, marks), chosen), strict=True
        ):
            print(name, found, flush=True)
            known[name] = found
    RESULTS.write_text(json.dumps({n: known[n] for n in sorted(everything) if n in known}, indent=1) + "\n")


if __name__ == "__main__":
    main()
