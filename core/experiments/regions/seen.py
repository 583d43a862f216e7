"""What is seen of a network's regions in a window: the picture and its numbers, at once where that takes little.

What takes more is a job of its own (core/jobs): its worker sends what is drawn, and keeps the regions to itself.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass

from core.config import runnable
from core.effort import unless
from core.experiments.regions import facts as numbers
from core.experiments.regions.config import Config as Settings
from core.experiments.regions.facts import Facts, LayerFacts
from core.experiments.regions.nets import PlaneNet, drawn, look
from core.experiments.regions.training import Snapshot as Trained
from core.regions import NotEnumerated, RegionComplex
from core.regions.picture import Picture, picture

DOING = "Counting regions"
AT_ONCE = 8_000_000  # units of work (core.effort.spend), 0.1 s or 0.2: more is a job
MOST_IN_A_RECORDING = 60_000  # regions, over all its frames
MOST_SENT = 16_000_000  # bytes of networks that a job is given


@dataclass(frozen=True, repr=False)
class Recording:
    """Networks of a training, the last one last."""

    network: str  # which training it is: what tells it from all others
    many: int  # snapshots that there were
    ended: bool
    snapshots: tuple[Trained, ...]  # all of them, or some

    def __repr__(self) -> str:  # the key of a job is made of it
        return f"Recording({self.network!r}, {self.many}, {self.ended}, {len(self.snapshots)})"


@dataclass(frozen=True)
class Config:
    """A window of a network that does not train, or of a recording."""

    settings: Settings
    recording: Recording | None = None


@dataclass(frozen=True)
class Snapshot:
    """The picture of a window and its numbers."""

    picture: Picture
    facts: str  # JSON: its whole numbers may have any number of digits
    stopped: str  # why it is not all, and what it is; "" if it is
    shown: tuple[int, ...]  # of a recording, the snapshots in the picture

    def __post_init__(self) -> None:
        object.__setattr__(self, "picture", Picture(*self.picture))  # over the wire it is a plain tuple

    @property
    def numbers(self) -> Facts:
        layers, *rest = json.loads(self.facts)
        return Facts(tuple(LayerFacts(*layer) for layer in layers), *rest)


def recording(network: str, snapshots: Sequence[Trained], ended: bool) -> Recording:
    """The last snapshot while it trains, the whole recording at its end: evenly thinned to what may be sent."""
    if not ended:
        return Recording(network, len(snapshots), False, tuple(snapshots[-1:]))
    size = sum(w.nbytes for w in snapshots[-1].weights) + 1
    kept = list(range(len(snapshots)))
    while len(kept) > 1 and size * len(kept) > MOST_SENT:
        kept = [*kept[:-1:2], kept[-1]] if len(kept) > 2 else kept[-1:]
    return Recording(network, len(snapshots), True, tuple(snapshots[k] for k in kept))


def train(config: Config, *, stop: Callable[[], bool] = lambda: False) -> Iterator[Snapshot]:
    """The one Snapshot of compute(config), unless it is stopped before it is there."""
    return unless(stop, lambda: compute(config))


def compute(config: Config) -> Snapshot:
    """Count the regions in the window, and draw them."""
    settings, record = config.settings, config.recording
    net = record.snapshots[-1].net if record else drawn(settings)
    last = numbers.found(net, settings)
    seen = [(len(record.snapshots) - 1 if record else 0, last.complex, last.net)]
    if record and record.ended and not last.stopped:
        seen = [*_frames(record.snapshots[:-1], settings, MOST_IN_A_RECORDING - len(last.complex)), *seen]
    return Snapshot(
        picture([complex for _, complex, _ in seen], [[*net.hidden, net.head] for _, _, net in seen]),
        json.dumps(astuple(numbers.facts(last.net, last.complex))),
        last.stopped,
        tuple(at for at, _, _ in seen),
    )


def _frames(snapshots: Sequence[Trained], config: Settings, room: int) -> list[tuple[int, RegionComplex, PlaneNet]]:
    """As many of the snapshots, evenly spread, as have no more than `room` regions together, and their places.

    One that cannot be enumerated is left out.
    """
    found = []
    for at, s in enumerate(snapshots):
        with suppress(NotEnumerated):
            found.append((at, look(s.net, config, most=max(1, min(room, 20_000))), s.net))
    while sum(len(complex) for _, complex, _ in found) > room:
        found = found[::2]
    return found if len(found) * 4 > len(snapshots) else found[:0]


def of(settings: Settings, record: Recording | None = None) -> Config:
    """The window of these settings, without what has no say in it."""
    used = runnable(settings) if record is None else settings
    return Config(used, record)
