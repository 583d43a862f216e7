"""Many networks of one shape as one batched computation: some activations, each from the same draws.

The gradient is written out (E, "Back Propagation"): delta_l = f'(z_l) * (delta_{l+1} W_{l+1}), dE/dW_l =
delta_l^T h_{l-1}, with the two remedies that change it: residual connections and normalisation.
"""

import itertools
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from core.effort import spend
from core.learning.nets import ACTIVATIONS, PRELU
from core.learning.plan import Plan, draw
from core.learning.updates import views

EPS = 1e-5  # of the normalisations, PyTorch's
See = Callable[[int, Tensor], None]


class Stack:
    """N = A x S networks; network a * S + s has activation a and the draw of seed s.

    All activations start from one draw in float64, scaled by their own gain where the initialisation asks for it;
    or from `start`, weights and then biases of the shapes below. `targets` (K, outputs): what is wanted of the
    outputs for each label; a logistic loss may want any 0 and 1.

    Lists have one entry a layer: `weights` (N, n_out, n_in), `biases` (N, 1, n_out), of the hidden ones `gains` and
    `shifts` (N, 1, n) of a normalisation and `leaks` (S, 1, 1) of PReLU. After forward() there are pre-activations
    `z` (N, B, n) and outputs `h`, after backward() `deltas` = dE/dz, the last of the logits. A `lean` stack of
    one activation, whose slopes can be told from f(z), computes f in the place of z: it has no z, and no slopes.
    """

    def __init__(
        self,
        plan: Plan,
        dtype: torch.dtype,
        device: torch.device,
        *,
        start: Sequence[Tensor] | None = None,
        lean: bool = False,
    ) -> None:
        self.plan, self.names = plan, plan.activations
        only = ACTIVATIONS[self.names[0]]
        self.lean = only.in_place() if lean and len(self.names) == 1 and only.backward_ else None
        drawn = draw(plan) if start is None else start
        layers, biases, many = plan.depth + 1, (plan.depth + 1) * plan.bias, len(drawn[0])
        ones = [torch.ones(many, 1, width) for width in plan.hidden if plan.norm != "none"]
        leaks = [torch.full((len(plan.seeds), 1, 1), PRELU)] * (plan.depth if "prelu" in self.names else 0)
        parts = [*drawn, *ones, *(torch.zeros_like(one) for one in ones), *leaks]
        self.flat = torch.cat([part.reshape(-1).to(dtype) for part in parts]).to(device)
        self.grad = torch.zeros_like(self.flat)
        ends = [0, *itertools.accumulate((layers, biases, len(ones), len(ones), len(leaks)))]
        values, grads = views(self.flat, parts), views(self.grad, parts)
        self.weights, self.biases, self.gains, self.shifts, self.leaks = _cut(values, ends)
        self.dw, self.db, self.dgains, self.dshifts, self.dleaks = _cut(grads, ends)
        self.turned = [weight.transpose(1, 2) for weight in self.weights]  # (N, n_in, n_out), the same memory
        self.targets = torch.eye(plan.widths[-1], dtype=dtype, device=device)
        self.rows = [slice(i * len(plan.seeds), (i + 1) * len(plan.seeds)) for i in range(len(self.names))]

    def __len__(self) -> int:
        return len(self.weights[0])

    def forward(self, x: Tensor, *, keep: bool = True) -> Tensor:
        """The outputs (N, B, K) of x (B, inputs), the same for all, or (N, B, inputs), each its own.

        Without `keep` nothing is left for backward() but the outputs, and less memory is taken.
        """
        self.x = x
        self._log_p: Tensor | None = None
        self.z: list[Tensor] = []
        self.a: list[Tensor] = []
        self.h: list[Tensor] = []
        self.scaled: list[tuple[Tensor, Tensor]] = []
        h, plain = x, self.plan.norm == "none"
        for i in range(self.plan.depth):
            spend(0)
            z = self._affine(i, h) if plain else self._normalise(i, self._affine(i, h))
            a = self.lean[0](z) if self.lean else self._activate(i, z)
            h = a + h if self.plan.residual and i else a
            if keep:
                self.z += [] if self.lean else [z]
                self.a.append(a)
                self.h.append(h)
        self.outputs = self._affine(self.plan.depth, h)
        self.z += [self.outputs] if keep else []
        return self.outputs

    def loss(self, y: Tensor) -> Tensor:
        """Mean loss (N,) of what forward() saw, with labels (B,) or (N, B), or the values (B, K) or (N, B, K)."""
        if self.plan.loss == "squared":
            return (self.outputs - y).square_().sum(2).mean(1)
        if self.plan.loss == "logistic":
            softplus = torch.logaddexp(self.outputs, torch.zeros_like(self.outputs))
            return (softplus - self.targets[y] * self.outputs).sum(2).mean(1)
        picked = self._log_softmax().gather(2, y.expand(len(self), -1)[..., None])
        return -picked.mean((1, 2))

    def wrong(self, y: Tensor) -> Tensor:
        """Share of wrong answers (N,), labels as in loss(): the answer is the largest output."""
        return (self.outputs.argmax(2) != y).to(self.outputs.dtype).mean(1)

    def backward(self, y: Tensor, see: See | None = None) -> None:
        """Fill the gradients of each network's loss at what forward() saw.

        `see` is told the slopes f'(z) (N, B, n) of each hidden layer, counted from 0.
        """
        last, self.deltas = self.plan.depth, [self.x] * (self.plan.depth + 1)
        delta = self.deltas[last] = self._loss_backward(y)
        signal = None  # dE/dh of the layer above
        for i in range(last, -1, -1):
            spend(0)
            self._weight_gradient(i, delta)
            if not i:
                return
            below = torch.bmm(delta, self.weights[i])  # (N, B, n_in)
            signal = below if signal is None or not self.plan.residual else below + signal
            delta = self.deltas[i - 1] = self._activate_backward(i - 1, signal, see)
            if self.plan.norm != "none":
                delta = self._normalise_backward(i - 1, delta)

    def _log_softmax(self) -> Tensor:
        self._log_p = torch.log_softmax(self.outputs, 2) if self._log_p is None else self._log_p
        return self._log_p

    def _loss_backward(self, y: Tensor) -> Tensor:
        """dE/d outputs (N, B, K): 2 (F - f) / B of the squared loss, of the others (p - wanted) / B."""
        many = self.outputs.shape[1]
        if self.plan.loss == "squared":
            return (self.outputs - y).mul_(2 / many)
        p = torch.sigmoid(self.outputs) if self.plan.loss == "logistic" else self._log_softmax().exp()
        return p.sub_(self.targets[y]).div_(many)

    def _affine(self, i: int, h: Tensor) -> Tensor:
        bias = self.biases[i] if self.biases else None
        if h.dim() == 3:
            return torch.bmm(h, self.turned[i]) if bias is None else torch.baddbmm(bias, h, self.turned[i])
        weight = self.weights[i]
        many, n_out, n_in = weight.shape  # all see the same inputs: one product
        u = torch.mm(h, weight.view(many * n_out, n_in).t()).view(len(h), many, n_out).transpose(0, 1)
        return u.contiguous() if bias is None else torch.add(u, bias, out=u.new_empty(u.shape))

    def _weight_gradient(self, i: int, delta: Tensor) -> None:
        if self.db:
            torch.sum(delta, 1, keepdim=True, out=self.db[i])
        below = self.h[i - 1] if i else self.x
        if below.dim() == 3:
            torch.bmm(delta.transpose(1, 2), below, out=self.dw[i])
        else:
            flat = delta.transpose(0, 1).reshape(len(self.x), -1)  # (B, N n)
            torch.mm(flat.t(), self.x, out=self.dw[0].view(flat.shape[1], -1))

    def _normalise(self, i: int, u: Tensor) -> Tensor:
        dim = 1 if self.plan.norm == "batch" else 2
        inverse = (u.var(dim, correction=0, keepdim=True) + EPS).rsqrt_()
        unit = (u - u.mean(dim, keepdim=True)).mul_(inverse)
        self.scaled.append((unit, inverse))
        return torch.addcmul(self.shifts[i], unit, self.gains[i])

    def _normalise_backward(self, i: int, dz: Tensor) -> Tensor:
        """dE/du = (g - mean(g) - unit mean(g unit)) / std, g = gamma dE/dz, means over the dimension normalised."""
        dim, (unit, inverse) = 1 if self.plan.norm == "batch" else 2, self.scaled[i]
        torch.sum(dz, 1, keepdim=True, out=self.dshifts[i])
        torch.sum(dz * unit, 1, keepdim=True, out=self.dgains[i])
        g = dz * self.gains[i]
        along = (g * unit).mean(dim, keepdim=True)
        return g.sub_(g.mean(dim, keepdim=True)).sub_(unit * along).mul_(inverse)

    def _activate(self, i: int, z: Tensor) -> Tensor:
        a = torch.empty_like(z)
        for name, rows in zip(self.names, self.rows, strict=True):
            f, mine = ACTIVATIONS[name], z[rows]
            if name == "prelu":
                torch.where(mine > 0, mine, mine * self.leaks[i], out=a[rows])
            elif f.value_:
                f.value_(a[rows].copy_(mine))
            else:
                a[rows] = f.value(mine)
        return a

    def _activate_backward(self, i: int, signal: Tensor, see: See | None) -> Tensor:
        dz = signal.clone() if self.plan.residual else signal
        if self.lean:
            return self.lean[1](dz, self.a[i])
        slopes = torch.empty_like(dz) if see else None
        for name, rows in zip(self.names, self.rows, strict=True):
            f = ACTIVATIONS[name]
            if f.backward_ and slopes is None:
                f.backward_(dz[rows], self.a[i][rows])
                continue
            z = self.z[i][rows]
            if name == "prelu":
                torch.sum(dz[rows] * z.clamp(max=0), (1, 2), keepdim=True, out=self.dleaks[i])
            slope = torch.where(z > 0, 1.0, self.leaks[i]) if name == "prelu" else f.slope(z)
            dz[rows].mul_(slope)
            if slopes is not None:
                slopes[rows] = slope
        if see and slopes is not None:
            see(i, slopes)
        return dz

    def total_norm(self) -> Tensor:
        """|dE/d theta| of each network (N,), over all its parameters, in float64."""
        total = exact_norm(torch.stack([exact_norm(part) for part in self._per_network()], 1))
        if self.dleaks:
            leaks = exact_norm(torch.stack([exact_norm(part) for part in self.dleaks], 1))
            total[self._prelu()] = torch.hypot(total[self._prelu()], leaks)
        return total

    def clip(self, most: float) -> Tensor:
        """Scale each network's gradient to a norm of at most `most`; returns the factors (N,).

        min(1, most / (norm + 1e-6)), as torch.nn.utils.clip_grad_norm_ (Pascanu et al. 2013); 0 where the norm is
        no number, so that only the layers at fault stay without one.
        """
        factor = (most / (self.total_norm() + 1e-6)).nan_to_num_(0).clamp_(max=1)
        narrow = factor.to(self.grad)[:, None, None]
        for part in self._per_network():
            part.mul_(narrow)
        for part in self.dleaks:
            part.mul_(narrow[self._prelu()])
        return factor

    def _per_network(self) -> list[Tensor]:
        return [*self.dw, *self.db, *self.dgains, *self.dshifts]

    def _prelu(self) -> slice:
        return self.rows[self.names.index("prelu")]


def exact_norm(part: Tensor) -> Tensor:
    """The Frobenius norm of part (N, ...) along all but the first dimension, in float64, whatever its size."""
    wide = (part if part.device.type != "mps" else part.cpu()).double().flatten(1)
    largest = wide.abs().amax(1, keepdim=True)
    unit = torch.where((largest > 0) & largest.isfinite(), largest, 1.0)
    return (wide / unit).square_().sum(1).sqrt_() * unit[:, 0]


def _cut(parts: Sequence[Tensor], ends: Sequence[int]) -> list[list[Tensor]]:
    return [list(parts[a:b]) for a, b in itertools.pairwise(ends)]
