"""Which sandbox this machine can have: *namespaces* if possible, else *landlock*, else no grading."""

import os
import subprocess
from functools import cache
from typing import Literal

from autograde.sandbox import confined, namespaces
from autograde.sandbox.place import COURSE, SandboxUnavailable

Tier = Literal["namespaces", "landlock", "none"]
Requested = Literal["auto", "namespaces", "landlock", "none"]
Minimum = Literal["namespaces", "landlock"]

MEANING: dict[str, str] = {
    "namespaces": "Each submission ran in namespaces of its own.",
    "landlock": "Submissions ran under Landlock, without namespaces: they could not read, write or signal "
    "anything of yours, but could tell whether a file exists if they guessed its path.",
    "none": "Submissions ran without a sandbox, with all the rights of whoever graded them.",
}
"""What a tier means, in one sentence for the instructor."""

PROBE_SECONDS = 20

_PROBE = (
    "import sys; sys.path.insert(0, {course!r}); "
    "from autograde.inside import lockdown; lockdown.new_namespaces(); "
    "import os; os.fork() and os._exit(os.waitstatus_to_exitcode(os.wait()[1])); "
    "lockdown.private_mounts(2**20)"
)


@cache
def resolve(requested: Requested = "auto", minimum: Minimum = "landlock") -> Tier:
    """The tier to use: the one that is asked for, or the best that this machine has.

    Raises
    ------
    SandboxUnavailable
        When it cannot be had, or is weaker than the course's minimum. The message says what is missing.
    """
    if requested == "none":
        return "none"
    if requested in ("auto", "namespaces"):
        missing = without_namespaces()
        if not missing:
            return "namespaces"
        if requested == "namespaces":
            raise SandboxUnavailable(advice(missing))
    else:
        missing = "--sandbox landlock was asked for"
    if minimum == "namespaces":
        raise SandboxUnavailable(
            f"{advice(missing)}. `c.Sandbox.minimum` in nbgrader_config.py refuses the weaker tier, Landlock"
        )
    problem = confined.problem()
    if problem:
        raise SandboxUnavailable(f"{advice(missing)}. Nor is there Landlock: {problem}")
    return "landlock"


@cache
def without_namespaces() -> str:
    """Why namespaces cannot be had here, tried and not assumed; empty if they can."""
    read, info = os.pipe()
    try:
        words = namespaces.command(0, info)
        probe = _PROBE.format(course=str(COURSE))
        tried = subprocess.run(
            [*words, namespaces.python(), "-I", "-S", "-c", probe],
            pass_fds=[info],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={},
            cwd="/",
            timeout=PROBE_SECONDS,
            check=False,
        )
    except SandboxUnavailable as error:
        return str(error)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap does not start: {error}"
    finally:
        os.close(read)
        os.close(info)
    if tried.returncode == 0:
        return ""
    said = tried.stderr.decode(errors="replace").strip().splitlines()
    return said[-1] if said else f"bubblewrap ended with {tried.returncode}"


def advice(problem: str) -> str:
    """A problem, and what to do about it."""
    lower = problem.lower()
    if "namespace" in lower or "unshare" in lower or "uid map" in lower or "uid_map" in lower:
        return (
            f"the stronger sandbox needs user namespaces, and this machine refuses them ({problem}). "
            "`autograde doctor` says how to allow them"
        )
    return f"the sandbox did not start: {problem}. `autograde doctor` shows every layer"
