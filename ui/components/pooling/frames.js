// What this browser has of recordings: of each frame its numbers and its int8 templates, and where each quantity stands.
import { extent } from '../shared/extent.js';
import { keep } from '../shared/kept.js';

export const MISSING = -128;  // the code of a weight that is not finite

export const recordings = new Map();

// The recording of this id, begun if there is none; `fit` it to a header before frames are appended.
export const open = id => keep(recordings, id, recordings.get(id) ?? { ...empty(), plan: null });
const empty = () => ({ n: 0, numbers: [], codes: [], strong: [] });

// Where each quantity stands in the F numbers and P templates of a frame: with D classes, S seeds, L hidden layers and
// tiles of H by W by C weights.
export function planOf(head) {
  const D = head.names.length, S = head.seeds, L = head.widths.length, at = { test: 4, single: 4 + S };
  let f = 4 + 2 * S;
  if (L) { at.V = f; f += 2 * head.widths[L - 1]; at.bias = f; f += 2; }
  at.layers = head.widths.map(n => { const o = { n, wakes: f, chosen: f + n * D }; f += n * (D + 1); return o; });
  const [H, W, C = 1] = head.tile, area = H * W * C, sizes = [2 * area, (L ? head.widths[0] : 2) * area];
  for (let l = 1; l < L; l++) sizes.push(head.widths[l] * head.widths[l - 1]);
  let p = 0;
  at.blocks = sizes.map((size, i) => { const b = { at: p, size, scale: f + i }; p += size; return b; });
  return { ...at, D, S, L, H, W, C, area, F: f + sizes.length, P: p };
}

// Frames of another plan than the header's are forgotten.
export function fit(rec, head) {
  const plan = planOf(head);
  if (!rec.plan || rec.plan.F !== plan.F || rec.plan.P !== plan.P) Object.assign(rec, empty());
  rec.plan = plan;
}

// Frames [header.from, header.n) lie in `buffer` from `offset` on; they replace or extend what is there.
export function append(rec, header, buffer, offset) {
  const { F, P, blocks } = rec.plan, m = header.n - header.from;
  rec.numbers.length = rec.codes.length = rec.strong.length = header.from;
  for (let i = 0; i < m; i++) {
    const numbers = new Float32Array(buffer, offset + 4 * i * F, F);
    const codes = new Int8Array(buffer, offset + 4 * m * F + i * P, P);
    rec.numbers.push(numbers);
    rec.codes.push(codes);
    rec.strong.push(blocks.map(b => extent([codes.subarray(b.at, b.at + b.size)], MISSING).strong * numbers[b.scale]));
  }
  rec.n = header.n;
  rec.limit = blocks.map((_, b) => rec.strong.reduce((most, s) => Math.max(most, s[b]), 0));
}

// One frame, asked by name. V (2, units) reads the last hidden layer, `wakes` (units, D) is what moves a unit.
export function frameOf({ plan, numbers, codes, limit }, at) {
  const f = numbers[at];
  const mean = (from, n) => { let sum = 0; for (let i = 0; i < n; i++) sum += f[from + i]; return sum / Math.max(1, n); };
  const last = plan.L - 1;
  const frame = {
    step: f?.[0] ?? 0, epoch: f?.[1] ?? 0, seconds: f?.[2] ?? 0, mirror: f?.[3] ?? 0, codes: codes[at],
    test: () => mean(plan.test, plan.S),
    single: () => mean(plan.single, plan.S),
    scale: block => limit[block] > 0 ? f[plan.blocks[block].scale] / limit[block] : 0,  // a code as a share of the limit
    V: (score, unit) => f[plan.V + score * plan.layers[last].n + unit],
    wakes: (layer, unit, d) => f[plan.layers[layer].wakes + unit * plan.D + d],
    selectivity: (layer, unit) => f[plan.layers[layer].chosen + unit],
    vote: (unit, d) => frame.difference(unit) * frame.wakes(last, unit, d),
    difference: unit => frame.V(0, unit) - frame.V(1, unit),
    largestV: () => f.subarray(plan.V, plan.V + 2 * plan.layers[last].n).reduce((most, v) => Math.max(most, Math.abs(v)), 1e-9),
    // What all votes for class d and the biases come to: the mean difference of the two scores.
    sum: (units, d) => units.reduce((sum, unit) => sum + frame.vote(unit, d), f[plan.bias] - f[plan.bias + 1]),
    // The class that moves a unit most.
    favourite: (layer, unit) => {
      let most = 0;
      for (let k = 1; k < plan.D; k++) if (frame.wakes(layer, unit, k) > frame.wakes(layer, unit, most)) most = k;
      return most;
    },
  };
  return frame;
}
