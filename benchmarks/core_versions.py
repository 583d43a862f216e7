"""Two versions of core, case by case, for benchmarks/training.py and benchmarks/regions.py: is one of them slower?

Each version works in a process of its own, and they take turns, so that what else the machine does meets both.
"""

import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHILD = "import runpy; runpy.run_path({!r})['serve']()"
LINE = "{:26} {:>9} {:>9} {:>6}  {}"


def compare(script: str, cases: Sequence[str], folder: Path, repeats: int, *arguments: str) -> None:
    """A line for each case, medians; and the middle of all ratios.

    `script`, a module of benchmarks, has serve(), which answers each line of standard input, the name of a case,
    with the seconds that it takes; it is given the `arguments`.
    """
    print(LINE.format("seconds of", "this", "other", "ratio", "from least to most, this; other"))
    ratios = []
    with version(script, ROOT, *arguments) as this, version(script, folder, *arguments) as other:
        for case in cases:
            versions, times = (this, other), ([], [])
            for turn in range(-1, repeats):
                for which in (0, 1) if turn % 2 == 0 else (1, 0):
                    took = seconds(versions[which], case)
                    if turn >= 0:  # the first warms up
                        times[which].append(took)
            medians = [statistics.median(t) for t in times]
            ratios.append(medians[0] / medians[1])
            spreads = "; ".join(f"{min(t):.4f} to {max(t):.4f}" for t in times)
            print(LINE.format(case, *(f"{m:.4f}" for m in medians), f"{ratios[-1]:.2f}", spreads), flush=True)
    spread = f"{len(ratios)} cases, {min(ratios):.2f} to {max(ratios):.2f}"
    print(LINE.format("all", "", "", f"{statistics.median(ratios):.2f}", spread))


@contextmanager
def version(script: str, folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A process that works with the core of `folder`; it ends with its standard input."""
    command = [sys.executable, "-c", CHILD.format(str(ROOT / "benchmarks" / script)), *arguments]
    process = subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with process:
        yield process


def seconds(process: subprocess.Popen[str], case: str) -> float:
    assert process.stdin and process.stdout
    print(case, file=process.stdin, flush=True)
    answer = process.stdout.readline()
    if not answer:
        raise SystemExit(f"The version that was to do {case!r} has ended; its error is above.")
    return float(answer)
