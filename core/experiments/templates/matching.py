"""A picture matched with every template: products, scores, probabilities (N3, “Template matching”)."""

from dataclasses import dataclass

import numpy as np

from core.data.selection import Floats, Pixels
from core.experiments.templates.config import Config, selection
from core.experiments.templates.training import Snapshot
from core.learning.linear import softmax


@dataclass(frozen=True)
class Match:
    """How each template of a layer meets one picture."""

    products: Floats  # (K, H, W[, 3]) template x ink, pixel by pixel
    scores: Floats  # (K,) sums of the products, plus the bias
    probabilities: Floats  # (K,) softmax of the scores


def match(weight: Floats, bias: Floats, picture: Pixels) -> Match:
    """products = template x ink, scores = sums of products + bias, p = softmax(scores), in float64.

    weight (K, H, W[, 3]), bias (K,), picture (H, W[, 3]) uint8 as the network sees it (Selection.seen); ink is
    picture / 255. Raises ValueError when the shapes do not fit. (N3, "Template matching", "From score to
    probability")
    """
    if weight.shape[1:] != picture.shape or bias.shape != weight.shape[:1]:
        raise ValueError(
            f"'picture' must be {weight.shape[1:]} for templates {weight.shape}. Got {picture.shape} instead."
        )
    products = weight.astype(np.float64) * (picture / 255)
    scores = products.reshape(len(weight), -1).sum(1) + bias
    return Match(products, scores, softmax(scores))


def chances(config: Config, now: Snapshot) -> Floats:
    """Softmax probabilities (M, K), in float32, of the M test pictures of the chosen classes."""
    chosen = selection(config)
    pictures = chosen.data.test_images[chosen.test_rows]
    weight = chosen.unscrambled(now.weight).reshape(len(now.weight), -1)  # (K, D)
    return softmax(pictures.reshape(len(pictures), -1).astype(np.float32) / 255 @ weight.T + now.bias)
