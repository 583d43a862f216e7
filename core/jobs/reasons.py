"""Why a job failed, in words for the person who asked for it, and what to do."""

from typing import NamedTuple


class Reason(NamedTuple):
    """One reason, for a training and for a computation that shows nothing before its end (a brief job)."""

    training: str
    computing: str

    def words(self, brief: bool, **numbers: float) -> str:
        return (self.computing if brief else self.training).format(**numbers)


DIED = Reason(
    "The worker process that trained this ended unexpectedly (killed, or out of memory). "
    "What it had recorded is kept. Train again to repeat it.",
    "The worker process that computed this ended unexpectedly (killed, or out of memory). "
    "Compute again to repeat it.",
)
TORN = Reason(
    "A part of this recording was lost on its way from the worker. Train again to repeat it.",
    "A part of this result was lost on its way from the worker. Compute again to repeat it.",
)
TOO_LARGE = Reason(
    "This recording takes more than {most:,.0f} MB. Choose a smaller network or fewer steps.",
    "This result takes more than {most:,.0f} MB. Choose a smaller network.",
)
FULL = Reason(
    "The server has no memory left for this: recordings that are in use take {held:,.0f} MB. "
    "Train again later, or choose a smaller network or fewer steps.",
    "The server has no memory left for this: recordings that are in use take {held:,.0f} MB. "
    "Compute again later, or choose a smaller network.",
)
