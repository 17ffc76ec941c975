"""How often copies are found and honest pairs flagged, for laxer and stricter thresholds: docs/similarity.md.

Usage: python -m tests.similarity.calibrate [SEEDS]   (20 classes by default; some minutes)
"""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from unittest import mock

import numpy as np
from tqdm import tqdm

from autograde import similarity
from autograde.similarity import Comparison, compare
from tests.similarity.classroom import ASSIGNMENT, Answers, from_habits, hands, make_course, quiet, sixty
from tests.similarity.disguises import DISGUISES

FACTORS = (0.4, 0.6, 0.8, 1.0, 1.2, 1.4)


def compared(students: dict[str, Answers]) -> Comparison:
    """A class, compared by the thresholds as they are."""
    with tempfile.TemporaryDirectory() as folder:
        (comparison,) = compare(make_course(Path(folder), students), ASSIGNMENT, quiet)
    return comparison


def pairs(comparison: Comparison, factor: float = 1.0) -> set[frozenset[str]]:
    """The pairs by shares that are so many times what they are, above 1 being out of reach."""
    forms = {
        form: replace(form, rare=form.rare * factor, frequent=form.frequent * factor)
        for form in similarity.FORMS
    }
    work = [
        replace(each, prints={forms[form]: mine for form, mine in each.prints.items()})
        for each in comparison.work
    ]
    with mock.patch.object(similarity, "FORMS", tuple(forms.values())):
        found = similarity.suspicious(work)
    return {frozenset((work[one].student, work[two].student)) for one, two in found}


def with_copies(disguise: str, seed: int) -> dict[str, Answers]:
    """A class of sixty, and a copy of each notebook written by hand; what is not copied is from habits."""
    copies = {
        f"copy-of-{name}": from_habits(1000 + seed, number) | dict(DISGUISES[disguise](answers))
        for number, (name, answers) in enumerate(hands().items())
    }
    return sixty(seed) | copies


def copied_pairs() -> set[frozenset[str]]:
    return {frozenset((name, f"copy-of-{name}")) for name in hands()}


def main() -> None:
    seeds = range(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
    honest = [compared(sixty(seed)) for seed in tqdm(seeds, "honest classes")]
    copied = {
        name: [compared(with_copies(name, seed)) for seed in seeds[:3]] for name in tqdm(DISGUISES, "copies")
    }
    print("| shares × | honest pairs flagged |", " | ".join(name.replace("_", " ") for name in copied), "|")
    print("|---|---|" + "---|" * len(copied))
    number = len(seeds) * 60 * 59 // 2
    for factor in FACTORS:
        false = sum(len(pairs(each, factor)) for each in honest)
        found = [
            np.mean([len(pairs(each, factor) & copied_pairs()) / len(hands()) for each in classes])
            for classes in copied.values()
        ]
        print(f"| {factor} | {false} of {number:,} |", " | ".join(f"{share:.0%}" for share in found), "|")


if __name__ == "__main__":
    main()
