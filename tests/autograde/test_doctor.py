"""What `autograde doctor` tells an administrator to type, on machines that forbid user namespaces."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from autograde import apparmor
from autograde.doctor import TierHere, how_to_allow_namespaces
from autograde.terminal import tier_view


def machine(root: Path, *files: str, **settings: str) -> Path:
    """A file system with some files, and some kernel settings by their path below /proc/sys."""
    for name in files:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    for name, value in settings.items():
        path = root / "proc/sys" / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{value}\n")
    return root


def test_on_ubuntu_the_narrow_way_comes_before_the_system_wide_one(tmp_path: Path) -> None:
    restricted = {"kernel__apparmor_restrict_unprivileged_userns": "1"}
    lines = list(how_to_allow_namespaces(machine(tmp_path, "sys/module/apparmor", **restricted)))
    loaded = lines.index(f"sudo apparmor_parser -r {apparmor.PROFILE}")
    wide = lines.index("echo 'kernel.apparmor_restrict_unprivileged_userns = 0'"
                       " | sudo tee /etc/sysctl.d/60-user-namespaces.conf")  # fmt: skip
    assert loaded < wide
    assert any("when it starts" in line for line in lines[loaded:wide])


@pytest.mark.parametrize(
    ("setting", "name", "value"),
    [
        ("user__max_user_namespaces", "user.max_user_namespaces", 15000),
        ("kernel__unprivileged_userns_clone", "kernel.unprivileged_userns_clone", 1),
    ],
)
def test_a_setting_that_forbids_them_is_named_and_set_for_good(
    tmp_path: Path, setting: str, name: str, value: int
) -> None:
    lines = list(how_to_allow_namespaces(machine(tmp_path, **{setting: "0"})))
    assert lines == [
        f"# The kernel's setting {name} is 0.",
        f"echo '{name} = {value}' | sudo tee /etc/sysctl.d/60-user-namespaces.conf",
        "sudo sysctl --system",
    ]
    assert not list(how_to_allow_namespaces(machine(tmp_path, **{setting: str(value)})))


def test_in_a_container_the_options_of_docker_are_named(tmp_path: Path) -> None:
    *_, command = how_to_allow_namespaces(machine(tmp_path, ".dockerenv"))
    assert "seccomp=unconfined" in command
    assert "systempaths=unconfined" in command


def test_grading_goes_on_meanwhile_and_the_doctor_says_so() -> None:
    console = Console(width=200, record=True, file=io.StringIO())
    tiers = [TierHere("namespaces", "they are forbidden", ("sudo allow them",)), TierHere("landlock", "")]
    console.print(tier_view(tiers))
    assert [line.strip() for line in console.export_text().splitlines()] == [
        "✗ namespaces: they are forbidden",
        "sudo allow them",
        "# Until then, grading works with landlock.",
        "✓ landlock: used by `autograde grade`",
    ]
