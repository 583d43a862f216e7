"""Why regions are not enumerated: there are too many, or it takes too long to tell their lines apart."""


class NotEnumerated(ValueError):
    """The regions of a network were not found; those of the layers before `layer` (from 1) can be."""

    def __init__(self, layer: int, message: str) -> None:
        self.layer = layer
        super().__init__(message)


class TooManyRegions(NotEnumerated):
    """The network has more regions in this window than allowed: `count` had been found in `layer`."""

    def __init__(self, count: int, most: int, layer: int) -> None:
        super().__init__(
            layer,
            f"'max_regions' is {most:,}, and {count:,} regions were found in layer {layer} when it was reached. "
            "Allow more, or look at a smaller window or fewer layers.",
        )


class TooManyDoubts(NotEnumerated):
    """So many lines nearly meet, for this window, that to tell them apart exactly takes too long."""

    def __init__(self, layer: int) -> None:
        super().__init__(
            layer,
            f"The lines of layer {layer} lie too close together, compared with the size of the window, to tell all "
            "of them apart exactly in a few seconds. Look at a smaller window or at fewer layers.",
        )
