// The network of this page: three matrices without biases, 2 → 3 → 4 → 2, and what can be said of it. Nothing here draws.
import { mix } from '../shared/numbers.js';

export const NAMES = ['x', 'h', 'g', 's'], MATRICES = ['U', 'V', 'W'], FIELDS = ['u', 'v', 'w'], WIDTHS = [2, 3, 4, 2];
const POINTS = 201;

export const activations = leak => ({
  relu: z => Math.max(0, z), leaky_relu: z => z > 0 ? z : leak * z, sigmoid: z => 1 / (1 + Math.exp(-z)), tanh: Math.tanh,
  softplus: z => Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z))), elu: z => z > 0 ? z : Math.expm1(z),
  silu: z => z / (1 + Math.exp(-z)), abs: Math.abs, step: z => z > 0 ? 1 : 0, identity: z => z,
});

export const times = (m, x) => m.map(row => row.reduce((sum, v, j) => sum + v * x[j], 0));
export const product = (m, n) => m.map(row => n[0].map((_, j) => row.reduce((sum, v, k) => sum + v * n[k][j], 0)));

// Entries are written as a person writes them: "0.5" or "2/3". "activation|x|u|v|w" is the whole network.
export const amount = text => { const [over, under] = text.split('/'); return Number(over) / Number(under ?? 1) + 0; };
const readRows = text => text.split(';').map(row => row.split(','));
const writeRows = rows => rows.map(row => row.join(',')).join(';');

export function readTexts(now) {
  const [activation, x, u, v, w] = now.split('|');
  return { activation, x: readRows(x), u: readRows(u), v: readRows(v), w: readRows(w) };
}
export const writeTexts = texts => [texts.activation, ...['x', ...FIELDS].map(name => writeRows(texts[name]))].join('|');

// z: before the activation, n: after it, of every layer.
function passed(x, weights, f) {
  const z1 = times(weights[0], x), h = z1.map(f), z2 = times(weights[1], h), g = z2.map(f);
  return { z: [null, z1, z2, null], n: [x, h, g, times(weights[2], g)] };
}

// All numbers of the page: A = W V U, what the inputs give alone and together, the scores along a line of x1, how far
// they bend there, and how far both inputs together are from what they give alone.
export function compute(texts, leak) {
  const weights = FIELDS.map(name => texts[name].map(row => row.map(amount))), x = texts.x[0].map(amount);
  const f = activations(leak)[texts.activation], at = input => passed(input, weights, f).n[3];
  const { z, n } = passed(x, weights, f), A = product(product(weights[2], weights[1]), weights[0]), Ax = times(A, x);
  const alone = [at([x[0], 0]), at([0, x[1]]), at([0, 0])], together = alone[0].map((v, k) => v + alone[1][k] - alone[2][k]);
  const reach = Math.max(2, 1.25 * Math.abs(x[0])), along = Array.from({ length: POINTS }, (_, k) => -reach + 2 * reach * k / (POINTS - 1));
  const line = along.map(v => at([v, x[1]])), gap = (a, b) => Math.max(...a.map((v, k) => Math.abs(v - b[k])));
  const bend = Math.max(...line.map((s, k) => gap(s, s.map((_, o) => mix(line[0][o], line.at(-1)[o], k / (POINTS - 1))))));
  return { weights, x, z, n, A, Ax, alone, together, reach, along, line, bend, excess: gap(n[3], together), difference: gap(n[3], Ax) };
}
