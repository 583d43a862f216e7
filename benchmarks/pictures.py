"""How well a network reads pictures that come from people: test digits drawn, saved or photographed, then framed.

    python -m benchmarks.pictures [--digits 40] [--nets 3] [--kinds scenes files] [--smoke]

A 784-50-10 network, trained on MNIST as it is; means over the nets. "Untouched" is the share of the digits that it
reads right as they are, "right" the share that it reads right after the way through a picture; "asked" the share of
which the page asks what is meant, "refused" those that it does not take; "sure" the share that is read wrong with a
probability of over 90 %, those left out that are read wrong so untouched. "ms" is the time for one picture.
"""

import time
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks import options
from benchmarks.picture_files import KINDS
from benchmarks.picture_scenes import SCENES, Maker, two
from core.data import images, pictures
from core.data.batches import Batches
from core.data.framing import as_in
from core.device import device
from core.learning.nets import MLP
from core.learning.training import fit
from core.learning.updates import Recipe

LINE = "{:38} {:>7} {:>10} {:>8} {:>7} {:>8} {:>14} {:>7} {:>6}"
TITLES = ("picture", "digits", "untouched", "right", "asked", "refused", "right or asked", "sure", "ms")
GROUPS: dict[str, dict[str, Maker]] = {"scenes": SCENES | {"two digits": two}, "files": KINDS}
SURE = 0.9


def read(data: images.ImageData, raw: bytes) -> pictures.Pixels | str:
    """The file as the pictures of `data` are made, or what the page does instead: asked, or refused."""
    try:
        return as_in(data, raw)
    except pictures.Unclear:
        return "asked"
    except pictures.PictureError:
        return "refused"


def trained(seed: int, data: images.ImageData, epochs: int = 10) -> MLP:
    """A 784-50-10 network, after 10 epochs in about 2 s."""
    x, y = torch.tensor(data.train_images).flatten(1), torch.tensor(data.train_labels, dtype=torch.int64)
    train = Batches(x.to(device()), y.to(device()))
    net = MLP((784, 50, 10), generator=torch.Generator().manual_seed(seed)).to(device())
    shuffle = torch.Generator(device=device()).manual_seed(seed)
    for _ in fit(net, train, Recipe("adam", 1e-3, 128, epochs), generator=shuffle, steps=[]):
        pass
    return net


@torch.no_grad()
def answers(nets: Sequence[MLP], framed: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Of each net and each picture (N, 28, 28): the class that it reads (nets, N), and with which probability."""
    x = torch.tensor(framed).flatten(1).to(device()) / 255
    chances = torch.stack([net(x).softmax(1) for net in nets]).cpu().numpy()  # (nets, N, 10)
    return chances.argmax(2), chances.max(2)


def row(name: str, make: Maker, count: int, nets: Sequence[MLP], data: images.ImageData) -> list[str]:
    """A line of the table: `count` test digits in one kind of picture."""
    digits, labels, random = data.test_images[:count], data.test_labels[:count], np.random.default_rng(0)
    raws = [make(digit, random) for digit in digits]
    began = time.perf_counter()
    found = [read(data, raw) for raw in raws]
    spent = (time.perf_counter() - began) / count
    said = np.array([one if isinstance(one, str) else "" for one in found])
    framed = np.stack([np.zeros((28, 28), np.uint8) if isinstance(one, str) else one for one in found])
    (before, sure_before), (after, sure_after) = answers(nets, digits), answers(nets, framed)
    untouched, right = before == labels, (after == labels) & (said == "")
    wrong = (after != labels) & (sure_after > SURE) & (said == "") & ~(~untouched & (sure_before > SURE))
    asked, refused = said == "asked", said == "refused"
    shares = (untouched, right, asked, refused, right | asked, wrong)
    return [name, str(count), *(f"{share.mean():.1%}" for share in shares), f"{1e3 * spent:.1f}"]


def main() -> None:
    parser = options.parser(__doc__)
    parser.add_argument("--digits", type=int, default=40)
    parser.add_argument("--nets", type=int, default=3)
    parser.add_argument("--kinds", nargs="+", choices=list(GROUPS), default=list(GROUPS))
    arguments = parser.parse_args()
    if arguments.smoke:
        arguments.digits, arguments.nets = 1, 1
    torch.set_num_threads(1)
    data = images.load("digits" if arguments.smoke else "mnist")
    nets = [trained(seed, data, 1 if arguments.smoke else 10) for seed in range(arguments.nets)]
    print(f"{device()}, torch {torch.__version__}, {arguments.nets} nets")
    print(LINE.format(*TITLES))
    for kind in arguments.kinds:
        for name, make in GROUPS[kind].items():
            print(LINE.format(*row(name, make, arguments.digits, nets, data)), flush=True)


if __name__ == "__main__":
    main()
