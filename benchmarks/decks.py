"""Measure what the decks claim, and write it where the pages read it: core/measured.json.

    python -m benchmarks.decks [--only templates regions ...] [--smoke]

Every "we measured" on a page comes from this file; no such number is typed by hand.
With --smoke only the cheapest are measured, and nothing is written.
"""

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import torch

from benchmarks import decks_depth as depth
from benchmarks import decks_digits as digits
from benchmarks import decks_layers as layers
from benchmarks import decks_nonlinear as nonlinear
from benchmarks import decks_plane as plane
from benchmarks import decks_surfaces as surfaces
from benchmarks import options
from core import device

OUT = Path(__file__).parent.parent / "core/measured.json"


PAGES: dict[str, Callable[[], list[dict[str, Any]]]] = {
    "templates": layers.of_templates,
    "softmax": layers.of_softmax,
    "template_learning": lambda: [layers.learning_rates(range(3))],
    "batches": layers.of_batches,
    "three_views": nonlinear.of_three_views,
    "activations": nonlinear.of_activations,
    "gradients": nonlinear.of_gradients,
    "backprop": nonlinear.of_backprop,
    "small_large": digits.of_small_large,
    "regions": depth.of_regions,
    "composition": depth.of_composition,
    "approximation": depth.of_approximation,
    "surfaces": surfaces.of_surfaces,
    "classifiers": plane.of_classifiers,
    "digit_lab": digits.of_digit_lab,
    "digit_compare": digits.of_digit_compare,
}

CHEAP = ("softmax", "three_views", "backprop", "regions")  # no data, and a second or less


def main() -> None:
    parser = options.parser(__doc__)
    parser.add_argument("--only", nargs="+", choices=PAGES, default=list(PAGES), metavar="PAGE")
    arguments = parser.parse_args()
    chosen = CHEAP if arguments.smoke else arguments.only
    torch.set_num_threads(1)
    where = {
        "date": datetime.date.today().isoformat(),
        "device": device.name(),
        "torch": torch.__version__,
        "numpy": numpy.__version__,
    }
    measured = [row | where for page in PAGES if page in chosen for row in PAGES[page]()]
    if arguments.smoke:
        return
    rows: list[dict[str, Any]] = json.loads(OUT.read_text())["rows"] if OUT.exists() else []  # as they are by now
    rows = [row for row in rows if row["page"] not in chosen] + measured
    rows.sort(key=lambda row: list(PAGES).index(row["page"]))
    OUT.write_text(json.dumps({"rows": rows}, indent=1) + "\n")
    print(f"Written: {OUT.name}")


if __name__ == "__main__":
    main()
