// Networks 2-2-1 from their weights: what they say at a place, and over the plane. No page is needed here.
export const EACH = 9;  // weights: of both hidden neurons from x1, from x2, their biases; of the third neuron, its bias
export const CORNERS = [[0, 0], [0, 1], [1, 0], [1, 1]];
export const LOW = -0.5, HIGH = 1.5;  // of the plane that is drawn

// The probability of 1 at x, y of the network whose weights begin at `from`.
export function answer(weights, from, bend, x, y) {
  let score = weights[from + 8];
  for (let j = 0; j < 2; j++) {
    const z = weights[from + j] * x + weights[from + 2 + j] * y + weights[from + 4 + j];
    score += weights[from + 6 + j] * (bend === 'tanh' ? Math.tanh(z) : Math.max(0, z));
  }
  return 1 / (1 + Math.exp(-score));
}

export const answers = (weights, from, bend) => CORNERS.map(([x, y]) => answer(weights, from, bend, x, y));
export const solves = (said, targets) => said.every((p, k) => (p > 0.5) === (targets[k] > 0.5));

// Its answers over the plane, `side` places a row, the uppermost row first.
export function over(weights, from, bend, side, out) {
  const step = (HIGH - LOW) / (side - 1);
  for (let row = 0; row < side; row++) for (let column = 0; column < side; column++) {
    out[row * side + column] = answer(weights, from, bend, LOW + column * step, HIGH - row * step);
  }
  return out;
}

// The curve that is nearest to a place of the drawing; null where none is within `near` pixels.
export function nearestCurve(curves, [x, y], near) {
  let best = null, least = near;
  curves.forEach((points, s) => points.forEach(([u, v], k) => {
    const [p, q] = points[k - 1] ?? [u, v], long = (u - p) ** 2 + (v - q) ** 2;
    const t = long ? Math.max(0, Math.min(1, ((x - p) * (u - p) + (y - q) * (v - q)) / long)) : 0;
    const far = Math.hypot(x - p - t * (u - p), y - q - t * (v - q));
    if (far < least) { least = far; best = s; }
  }));
  return best;
}
