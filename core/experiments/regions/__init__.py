"""Linear regions: the pieces on which a network is one affine map (Göttingen lecture 5; EPFL)."""

from core.experiments.regions.config import PRESETS, Config, home, trains, widths
from core.experiments.regions.course import COURSE
from core.experiments.regions.facts import describe
from core.experiments.regions.nets import PlaneNet, drawn, flawed, look
from core.experiments.regions.training import Snapshot, train

LINK = (Config,)  # the settings that the lesson's link holds

__all__ = [
    "COURSE",
    "LINK",
    "PRESETS",
    "Config",
    "PlaneNet",
    "Snapshot",
    "describe",
    "drawn",
    "flawed",
    "home",
    "look",
    "train",
    "trains",
    "widths",
]
