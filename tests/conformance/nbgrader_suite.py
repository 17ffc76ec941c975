"""nbgrader's own tests with this course's preprocessors in the place of its own: `make conformance`.

Every test must pass, but for those in `BY_DESIGN`, which must fail: then the reason given there still holds.
`--stock` runs the same tests with nbgrader as it comes, for comparison.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import nbgrader
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 1800
"""After this long the tests are stopped: something hangs."""

MODULES = (
    "apps.test_nbgrader_autograde",
    "preprocessors.test_overwritecells",
    "preprocessors.test_saveautogrades",
    "preprocessors.test_deduplicateids",
    "preprocessors.test_clearhiddentests",
)

_AUTOTEST = "AUTOTEST stands for tests that nbgrader writes in a Jupyter kernel: refused in one line"
_RECORD = "two equal notebooks differ in what was graded when: the record of each verdict is in its metadata"
_NOT_REFUSED = "a submission that does not fit its source is graded by the source, and never aborts the run"
_DELETES = (
    "one of its tests deletes a name of the process of the student, into which the judge does not reach"
)
BY_DESIGN = {
    "test_grade_autotest": _AUTOTEST,
    "test_grade_hashed_autotest": _AUTOTEST,
    "test_grade_complex_autotest": _AUTOTEST,
    "test_hidden_tests_autotest": _AUTOTEST,
    "test_side_effects": "what a student's code writes stays in the sandbox, and is not kept",
    "test_force_single_notebook": _RECORD,
    "test_update_newer_single_notebook": _RECORD,
    "test_handle_failure": _NOT_REFUSED,
    "test_handle_failure_single_notebook": _NOT_REFUSED,
    "test_missing_source_kernelspec": "a submission's kernel is its student's choice, and is not used",
    "test_hidden_tests_single_notebook": _DELETES,
    "test_no_execute": "points are for what ran here; outputs that a student saved are not read",
    "test_autograde_timeout": "time is limited by SandboxLimits, not by Execute.timeout: no kernel executes",
}
"""Tests that cannot hold, with the reason."""


@dataclass(frozen=True)
class Result:
    """What became of one test: ``passed``, ``skipped`` or ``failed``, and pytest's own words."""

    module: str
    name: str
    outcome: str
    message: str = ""

    @property
    def named(self) -> bool:
        """Whether it cannot hold by design."""
        return self.name in BY_DESIGN


def run(stock: bool) -> list[Result]:
    """The tests' results. They run in a folder of their own, away from this computer's configuration.

    Raises
    ------
    RuntimeError
        When pytest could not run them.
    """
    with tempfile.TemporaryDirectory() as folder:
        report, configuration = Path(folder, "report.xml"), Path(folder, "pytest.ini")
        configuration.write_text("[pytest]\njunit_family = xunit2\n")
        command = [sys.executable, "-m", "pytest", f"--rootdir={Path(nbgrader.__file__).parents[1]}", "-c"]
        command += [str(configuration), "-p", "no:cacheprovider", "-W", "ignore", "--tb=line", "--quiet"]
        command += [f"--junitxml={report}", "--pyargs", *(f"nbgrader.tests.{module}" for module in MODULES)]
        done = subprocess.run(
            command, cwd=folder, env=_environment(folder, stock), timeout=SECONDS, check=False
        )
        if not report.exists():
            raise RuntimeError(f"pytest ended with status {done.returncode} and no report")
        return [_result(case) for case in ET.parse(report).iter("testcase")]


def _environment(folder: str, stock: bool) -> dict[str, str]:
    programs = Path(sys.executable).parent  # nbgrader calls `alembic` by its name
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER_")}
    ours = {} if stock else {"JUPYTER_CONFIG_PATH": str(Path(__file__).parent)}
    return {
        **kept,
        "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONPATH": str(ROOT),
        "JUPYTER_CONFIG_DIR": f"{folder}/jupyter",
        "IPYTHONDIR": f"{folder}/ipython",
        **ours,
    }


def _result(case: ET.Element) -> Result:
    outcome, message = "passed", ""
    for child in case:
        if child.tag in ("skipped", "failure", "error"):
            outcome = "skipped" if child.tag == "skipped" else "failed"
            message = (child.get("message") or "").split("\n")[0]
    words = case.get("classname", "").split(".")
    module = next((each for each in MODULES if each.split(".")[1] in words), words[0])
    return Result(module, case.get("name", ""), outcome, message)


def unexpected(results: list[Result], stock: bool = False) -> list[str]:
    """What is not as it should be, a line for each test."""
    named = {} if stock else BY_DESIGN
    lines = [
        f"{each.name} fails: {each.message}"
        for each in results
        if each.outcome == "failed" and each.name not in named
    ]
    lines += [
        f"{each.name} {'passes' if each.outcome == 'passed' else 'is skipped'}: take it out of BY_DESIGN"
        for each in results
        if each.outcome != "failed" and each.name in named
    ]
    ran = {each.name for each in results}
    lines += [f"{name} is in BY_DESIGN and not in this nbgrader" for name in named if name not in ran]
    modules = {each.module for each in results}
    return lines + [f"{module} has no tests" for module in MODULES if module not in modules]


def show(results: list[Result], stock: bool) -> None:
    """Print the results: a row for each module, and each test that cannot hold with its reason."""
    console = Console()
    table = Table(title="nbgrader's own tests, " + ("stock" if stock else "with this course's preprocessors"))
    table.add_column("tests", no_wrap=True)
    for heading in ("passed", "skipped", "failed", "of these by design"):
        table.add_column(heading, justify="right")
    for module in MODULES:
        of_module = [each for each in results if each.module == module]
        count = Counter(each.outcome for each in of_module)
        by_design = sum(each.named and each.outcome == "failed" for each in of_module)
        table.add_row(module, *(str(count[kind]) for kind in ("passed", "skipped", "failed")), str(by_design))
    console.print(table)
    if not stock:
        reasons = Table("cannot hold", "because", title="By design")
        for name, reason in BY_DESIGN.items():
            reasons.add_row(name, reason)
        console.print(reasons)


def main() -> int:
    """Run the tests, print what became of them, and give the exit code."""
    parser = argparse.ArgumentParser(description="Run nbgrader's own tests with this course's preprocessors.")
    parser.add_argument("--stock", action="store_true", help="with nbgrader as it comes, for comparison")
    stock: bool = parser.parse_args().stock
    try:
        results = run(stock)
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        print(f"conformance: {error}", file=sys.stderr)
        return 2
    show(results, stock)
    problems = unexpected(results, stock)
    for line in problems:
        print(line, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
