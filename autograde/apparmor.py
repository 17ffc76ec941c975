"""Find out whether AppArmor forbids user namespaces here, and say how to allow them to bubblewrap alone.

On Ubuntu, a user namespace that an ordinary program makes has no capabilities, so bubblewrap cannot mount
anything in it. The kernel setting ``apparmor_restrict_unprivileged_userns`` turns this on; Debian's kernels
do not have it. A profile with the rule ``userns`` exempts one program and what that program starts.
"""

from pathlib import Path

SETTING = Path("proc/sys/kernel/apparmor_restrict_unprivileged_userns")
PRESENT = (Path("sys/kernel/security/apparmor"), Path("sys/module/apparmor"))
"""Either shows that the kernel runs AppArmor; the first needs securityfs, which containers often lack."""

NAME = "autograde-bwrap"
PROFILE = Path("/etc/apparmor.d") / NAME
"""Where the profile goes. The system loads all files of this folder when it starts."""

DISTRIBUTION_PROFILES = tuple(PROFILE.with_name(name) for name in ("bwrap-userns-restrict", "bwrap"))
"""Profiles that distributions and administrators have for ``/usr/bin/bwrap``."""


def blocks_user_namespaces(root: Path = Path("/")) -> bool:
    """Whether AppArmor restricts the user namespaces of ordinary programs on this machine.

    Parameters
    ----------
    root
        The file system to look at; tests have one of their own.
    """
    try:
        restricted = (root / SETTING).read_text().strip() not in ("", "0")
    except OSError:
        return False
    return restricted and any((root / path).exists() for path in PRESENT)


def profile(bubblewrap: Path) -> str:
    """Return the text of a profile that lets one bubblewrap, and what it starts, make user namespaces.

    Parameters
    ----------
    bubblewrap
        The program's absolute path without symbolic links, since AppArmor sees where they lead.
    """
    return (
        f"# Lets the sandbox of `autograde` make user namespaces. It confines nothing.\n"
        f"abi <abi/4.0>,\n"
        f"include <tunables/global>\n"
        f"\n"
        f"profile {NAME} {_quoted(bubblewrap)} flags=(unconfined) {{\n"
        f"  userns,\n"
        f"\n"
        f"  include if exists <local/{NAME}>\n"
        f"}}\n"
    )


def advice(bubblewrap: Path, root: Path = Path("/")) -> list[str]:
    """Return what an administrator types to allow user namespaces to bubblewrap; nothing if they are allowed.

    Lines that begin with ``#`` explain; the lines are a shell script as they are.

    Parameters
    ----------
    bubblewrap
        The bubblewrap in use.
    root
        The file system to look at; tests have one of their own.
    """
    if not blocks_user_namespaces(root):
        return []
    bubblewrap = bubblewrap.resolve()
    text = profile(bubblewrap)
    lines = [f"# AppArmor forbids user namespaces to {bubblewrap}. These commands allow them to it alone:"]
    if not _holds(root, PROFILE, text):
        lines += [f"sudo tee {PROFILE} >/dev/null <<'END'", *text.splitlines(), "END"]
    for other in DISTRIBUTION_PROFILES:
        if bubblewrap == Path("/usr/bin/bwrap") and _exists(root, other):
            lines += [
                f"# {other} is for the same program, and two profiles cannot be. Disable it:",
                f"sudo ln -sf {other} /etc/apparmor.d/disable/",
                f"sudo apparmor_parser -R {other}",
            ]
    return [*lines, f"sudo apparmor_parser -r {PROFILE}"]


def _quoted(path: Path) -> str:
    """Write a path as AppArmor reads it, with none of its characters a pattern."""
    escaped = "".join(f"\\{letter}" if letter in '\\"*?[]{}^' else letter for letter in str(path))
    return f'"{escaped}"' if any(letter in escaped for letter in ' \t"#,()=@') else escaped


def _exists(root: Path, path: Path) -> bool:
    return (root / path.relative_to("/")).exists()


def _holds(root: Path, path: Path, text: str) -> bool:
    try:
        return (root / path.relative_to("/")).read_text() == text
    except OSError:
        return False
