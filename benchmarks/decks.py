"""Measure what the decks claim, and write it where the pages read it: core/measured.json.

    python -m benchmarks.decks

Every "we measured" on a page comes from this file; no such number is typed by hand.
"""

import datetime
import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy
import torch

from core import device
from core.experiments import templates

OUT = Path(__file__).parent.parent / "core/measured.json"


def spread(values: Sequence[float]) -> str:
    """Mean and, of several seeds, the range: 7.3 % (7.2-7.4)."""
    shown = [f"{100 * v:.1f}" for v in (statistics.mean(values), min(values), max(values))]
    return f"{shown[0]} %" + (f" ({shown[1]} to {shown[2]})" if len(values) > 1 else "")


def measure(preset: str, what: str, deck: str, seeds: Sequence[int]) -> dict[str, Any]:
    config = templates.PRESETS[preset].config
    runs = [list(templates.train(replace(config, seed=seed)))[-1] for seed in seeds]
    train, test = [r.train_error for r in runs], [r.test_error for r in runs]
    row = {
        "page": "templates", "what": what, "deck": deck,
        "measured": f"train {spread(train)}, test {spread(test)}; {len(seeds)} seeds",
        "preset": preset, "config": asdict(config), "seeds": list(seeds),
        "train_error": train, "test_error": test, "seconds": [round(r.seconds, 2) for r in runs],
    }  # fmt: skip
    print(f"{what}: the deck says {deck}; measured {row['measured']}", flush=True)
    return row


def main() -> None:
    torch.set_num_threads(1)
    rows = [
        measure(
            "Lab 01: 7,840 weights",
            "Error of one layer, 784 x 10 weights",
            "train 8 %, test 8 % (CS5242 lecture 6); test 12 % (DCU workshop: 88 % right)",
            range(5),
        ),
        measure("Four digits", "Error on 0, 1, 2, 3 only", "no number given", range(5)),
        measure("Clothes", "Error on Fashion-MNIST", "no number given", range(5)),
        measure("Smooth templates", "Error with weight decay", "no number given", range(5)),
        measure("Scrambled pixels", "Error with scrambled pixels", "no number given", range(5)),
    ]
    result = {
        "date": datetime.date.today().isoformat(),
        "device": device.name(),
        "torch": torch.__version__,
        "numpy": numpy.__version__,
        "rows": rows,
    }
    OUT.write_text(json.dumps(result, indent=1) + "\n")
    print(f"Written: {OUT.name}")


if __name__ == "__main__":
    main()
