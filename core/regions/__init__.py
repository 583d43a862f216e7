"""The activation regions and linear regions of piecewise-linear networks, exactly; theory; nets that have many."""

from core.regions.engine import Checks, RegionComplex, count_regions, enumerate_regions
from core.regions.limits import NotEnumerated, TooManyDoubts, TooManyRegions
from core.regions.linear import linear_regions
from core.regions.maps import affine_maps, breakpoints_1d, fold_image
from core.regions.nets import abs_fold_net, sawtooth_net, tent_net
from core.regions.theory import hanin_rolnick, montufar_lower_bound, zaslavsky

__all__ = [
    "Checks",
    "NotEnumerated",
    "RegionComplex",
    "TooManyDoubts",
    "TooManyRegions",
    "abs_fold_net",
    "affine_maps",
    "breakpoints_1d",
    "count_regions",
    "enumerate_regions",
    "fold_image",
    "hanin_rolnick",
    "linear_regions",
    "montufar_lower_bound",
    "sawtooth_net",
    "tent_net",
    "zaslavsky",
]
