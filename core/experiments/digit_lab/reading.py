"""What a network of the digit lab reads in one picture: a test picture, or one of a person's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import torch

from core.config import Range, check
from core.data.batches import Batches
from core.data.pictures import OwnPicture
from core.data.selection import Floats, Pixels
from core.device import device
from core.experiments.digit_lab.config import Config, network, selection, shape
from core.experiments.digit_lab.scores import Snapshot, outputs
from core.words import percents

SURE = 0.99  # a probability from which on other classes are not worth a word


@dataclass(frozen=True)
class Reading:
    """Which picture is read; the default is a 4 of MNIST in thin strokes that looks a little like a 9."""

    number: Annotated[int, Range("Test picture", 1, 1_000_000, "1 is the first of the test pictures.")] = 761
    picture: OwnPicture = ""

    def __post_init__(self) -> None:
        check(self)


def read(config: Config, parameters: Mapping[str, Floats], picture: Pixels) -> Floats:
    """softmax(logits) of one picture (H, W[, 3]) as the data set has it: probabilities (K,) float32.

    The network has these `parameters` by name; without any it has its initial weights.
    """
    chosen = selection(config)
    net = network(config, shape(chosen), len(chosen.classes), parameters)
    seen = np.array(chosen.seen(picture)).reshape(1, -1)  # (1, H W C), and a copy: torch wants to own it
    inputs = torch.from_numpy(seen).to(device()).float().div_(255)
    logits = outputs(net, Batches(inputs, torch.zeros(1, dtype=torch.int64, device=device())))
    assert logits is not None  # nobody stops it
    found: Floats = torch.softmax(logits[0], 0).cpu().numpy()
    return found


def example(config: Config, number: int) -> tuple[int, Pixels, int]:
    """(its number, picture, class) of the test picture `number`; beyond the last one the count starts anew."""
    chosen = selection(config)
    at = (number - 1) % len(chosen.test_rows)
    row = chosen.test_rows[at]
    return at + 1, chosen.data.test_images[row], int(chosen.data.test_labels[row])


def next_mistake(last: Snapshot | None, number: int) -> int | None:
    """The number of the misread test picture that follows `number`, the surest mistake first; None without any."""
    if last is None or last.worst is None or not len(last.worst):
        return None
    numbers = [int(row) + 1 for row in last.worst]
    return numbers[(numbers.index(number) + 1) % len(numbers) if number in numbers else 0]


def answer(names: Sequence[str], chances: Floats, true: int | None, *, trained: bool, running: bool = False) -> str:
    """What the network says of a picture, in words; `true` is its class where that is known.

    Where it is not `trained`, its initial weights answer, also while its training is `running`.
    """
    first, second = (int(k) for k in np.argsort(-chances, kind="stable")[:2])
    shown, sure = percents(chances), chances[first] >= SURE
    said = f"The network gives “{names[first]}” a probability of {shown[first]}."
    if not sure:
        said += f" Next comes “{names[second]}” with {shown[second]}."
    if not trained:
        if running:
            return f"{said} The answers are those of its initial weights: they change when training has ended."
        return f"{said} These are the answers of its initial weights, without any training."
    if true is None:
        return said
    verdict = "right" if first == true else "**wrong**, and sure of it" if sure else "**wrong**"
    return f"{said} The class of this test picture is “{names[true]}”: the network is {verdict}."
