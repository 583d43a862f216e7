"""Two versions of the training, case by case, for benchmarks/training.py: is one of them slower?

Each version trains in a process of its own, and they take turns, so that what else the machine does meets both.
"""

import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.training_cases import cases

ROOT = Path(__file__).resolve().parents[1]
CHILD = f"import runpy; runpy.run_path({str(ROOT / 'benchmarks/training_cases.py')!r})['serve']()"
LINE = "{:26} {:>9} {:>9} {:>6}  {}"


def compare(folder: Path, threads: int, repeats: int, only: list[str], smoke: bool) -> None:
    """A line for each case, medians; and the middle of all ratios."""
    print(LINE.format("seconds of", "this", "other", "ratio", "from least to most, this; other"))
    ratios = []
    with trainer(ROOT, threads, smoke) as this, trainer(folder, threads, smoke) as other:
        for case in only or cases(smoke):
            versions, times = (this, other), ([], [])
            for turn in range(-1, repeats):
                for version in (0, 1) if turn % 2 == 0 else (1, 0):
                    took = seconds(versions[version], case)
                    if turn >= 0:  # the first warms up
                        times[version].append(took)
            medians = [statistics.median(t) for t in times]
            ratios.append(medians[0] / medians[1])
            spreads = "; ".join(f"{min(t):.3f} to {max(t):.3f}" for t in times)
            print(LINE.format(case, *(f"{m:.3f}" for m in medians), f"{ratios[-1]:.2f}", spreads), flush=True)
    spread = f"{len(ratios)} cases, {min(ratios):.2f} to {max(ratios):.2f}"
    print(LINE.format("all", "", "", f"{statistics.median(ratios):.2f}", spread))


@contextmanager
def trainer(folder: Path, threads: int, smoke: bool) -> Iterator[subprocess.Popen[str]]:
    """A process that trains with the core of `folder`; it ends with its standard input."""
    command = [sys.executable, "-c", CHILD, str(threads), "smoke" if smoke else "full"]
    process = subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with process:
        yield process


def seconds(process: subprocess.Popen[str], case: str) -> float:
    assert process.stdin and process.stdout
    print(case, file=process.stdin, flush=True)
    answer = process.stdout.readline()
    if not answer:
        raise SystemExit(f"The version that was to train {case!r} has ended; its error is above.")
    return float(answer)
