"""A process that judges the variants of exercises: they may loop for ever, use up memory or end it.

It reads jobs from its standard input and writes what it does, and what came of it, to a pipe; both are lines
of JSON. Its limits are the kernel's: whatever a variant does, the process that reads goes on.
"""

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any, TextIO

from autograde.verify.cells import Source
from autograde.verify.judged import Bench, limit_cpu, limit_memory

CPU_SECONDS = 120.0
"""CPU time for one variant after which the process ends."""


def main(pipe: int) -> None:
    """Do what comes from the standard input, until it ends."""
    sources: dict[str, Source] = {}
    with (
        os.fdopen(pipe, "w", buffering=1) as out,
        open(os.devnull, "w") as quiet,
        contextlib.redirect_stdout(quiet),
        contextlib.redirect_stderr(quiet),
    ):
        for line in sys.stdin:
            job = json.loads(line)
            path = job["notebook"]
            if path not in sources:
                sources[path] = Source.read(Path(path))
            _work(sources[path], job, out)


def _work(source: Source, job: dict[str, Any], out: TextIO) -> None:
    def say(**what: Any) -> None:
        print(json.dumps(what), file=out, flush=True)

    limit_cpu(10 * CPU_SECONDS)
    bench = Bench(source, source.exercises[job["exercise"]])
    tasks = list(bench.tasks(job["most"], job["seed"]))
    say(tasks=len(tasks))
    limit_memory()
    for index in range(job["first"], len(tasks)):
        kind, name, judge = tasks[index]
        say(begins=index, kind=kind, name=name)
        limit_cpu(CPU_SECONDS)
        try:
            result = judge()
        except MemoryError:  # outside of the test cell: what there is left cannot be trusted
            raise SystemExit(1) from None
        except Exception as error:  # this package's own mistake, and no verdict
            say(problem=f"{type(error).__name__}: {error}")
            raise SystemExit(1) from None
        say(ends=index, kind=kind, result=result)
    origins = [each.origin for each in bench.sample]
    say(done={origin: origins.count(origin) for origin in sorted(set(origins))})


if __name__ == "__main__":
    main(int(sys.argv[1]))
