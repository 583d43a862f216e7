"""What a network is trained on, resident on the device."""

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class Batches:
    """What to train on, resident on the device: uint8 inputs are pixels and enter the network as x / 255."""

    inputs: Tensor  # (N, D) uint8 or float32
    labels: Tensor  # (N,) int64

    @property
    def scale(self) -> float:
        return 1.0 if self.inputs.is_floating_point() else 1 / 255

    def at(self, rows: Tensor | slice) -> tuple[Tensor, Tensor]:
        """Inputs (*rows, D) as the network sees them, float32, and labels (*rows)."""
        x = self.inputs[rows]
        return x if x.is_floating_point() else x.float().div_(255), self.labels[rows]
