"""The words of the field that a text uses and the glossary does not explain."""

from __future__ import annotations

import re

from core.glossary import TERMS
from tests.helpers.said import unmarked

# How words of the field begin: from the decks, and from the index of Goodfellow, Bengio and Courville 2016.
FIELD = """
accura activation adversarial affine annealing attention augmentation autodiff autoencod autograd backprop
back-propag backward batch bayes boosting bottleneck chain-rule class classif clipping clipped cluster converg
convnet convolution correlat covariance cross-entropy cross-validation curvature curse deconvol decoder delta
derivative differentiab dimensionality divergence dropout early-stopping eigenvalue embedding encoder ensemble
entropy epoch explod exploding extrapolat feature feed-forward feedforward filter fine-tun forward-pass
fourier gating gaussian gelu generalis generaliz glorot gpu gradient hessian hidden-layer hidden-unit hinge
hyperparameter hyper-parameter hyperplane identity inference initialis initializ jacobian kernel kaiming l2
latent layer leaky lecun likelihood linear-region lipschitz logistic logit loss lstm manifold margin max-pool
mean-field mini-batch minibatch mlp momentum nesterov network neuron non-linear nonlinear normalis normaliz
objective one-hot optimis optimiz overfit parameter perceptron permut pooling pooled posterior pre-activation
probab prelu pruning quantis recurrent regress regularis regulariz relu reinforcement residual resnet rmsprop
rnn saturat scrambl seed self-attention sgd sigmoid silu singular-value skip-connection slope softmax softplus
sparse spectral squared-error stochastic stride supervised support-vector svm tanh target template tensor
test-error tokeni training-error transformer underfit unit universal-approx vanish variance weight xavier
"""
PLAIN = "backward backwards"  # what begins like a word of the field and is none


def unexplained(text: str) -> set[str]:
    """Those of the text's own sentences: not in tables, formulas, code, file names or between quotation marks."""
    own = "\n".join(line for line in unmarked(text).split("\n") if not line.startswith(("|", "From ")))
    own = re.sub(r"\$[^$]*\$|`[^`]*`|“[^”]*”|\]\([^)]*\)|\(#[^)]*\)", " ", own)
    forms = sorted((form for term in TERMS for form in term.every), key=len, reverse=True)
    known = "|".join(re.escape(form) for form in [*PLAIN.split(), *forms])
    rest = re.sub(rf"(?<!\w)({known})(?!\w)", " ", own, flags=re.IGNORECASE)
    begin = "|".join(word.replace("-", "[- ]") for word in FIELD.split())
    return {found[0] for found in re.finditer(rf"(?<!\w)({begin})\w*", rest, re.IGNORECASE)}
