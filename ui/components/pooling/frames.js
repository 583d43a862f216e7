// A recording as the table has it: of each frame its numbers and its int8 templates, and where each quantity stands.
import { extentOfCodes } from '../shared/extent.js';

export const MISSING = -128;  // the code of a weight that is not finite
const UNITS = 1, RIM = 0.22;  // the block of the units' templates; of a side
const HEAD = 6, UNKNOWN = [0, 28, 28, 1, 0, 0];  // seeds, H, W, channels, units of the first layer, hidden layers

// A recording of pictures of D classes before its first frame.
export const blank = D => ({ n: 0, numbers: [], codes: [], strong: [], limit: [], plan: planOf(UNKNOWN, [], D) });

// The one frame that a message has as text, base64.
export function oneFrame(D, text) {
  const rec = blank(D);
  push(rec, Uint8Array.from(atob(text), letter => letter.charCodeAt(0)));
  return rec;
}

// Where each quantity stands in the F numbers and P templates of a frame: with D classes, S seeds, L hidden layers and
// tiles of H by W by C weights; `widths` are the units of each hidden layer that are shown.
export function planOf([S, H, W, C, units, L], widths, D) {
  const at = { test: 4, single: 4 + S };
  let f = 4 + 2 * S;
  if (L) { at.V = f; f += 2 * widths[L - 1]; at.bias = f; f += 2; }
  at.layers = widths.map(n => { const o = { n, wakes: f, chosen: f + n * D }; f += n * (D + 1); return o; });
  const area = H * W * C, sizes = [2 * area, (L ? widths[0] : 2) * area];
  for (let l = 1; l < L; l++) sizes.push(widths[l] * widths[l - 1]);
  let p = 0;
  at.blocks = sizes.map((size, i) => { const b = { at: p, size, scale: f + i }; p += size; return b; });
  return { ...at, D, S, L, H, W, C, area, units, F: f + sizes.length, P: p };
}

// One frame more, as frame() of pooling/__init__.py writes it.
export function push(rec, bytes) {
  const buffer = bytes.byteOffset % 4 ? bytes.slice().buffer : bytes.buffer, at = bytes.byteOffset % 4 ? 0 : bytes.byteOffset;
  const shape = [...new Uint32Array(buffer, at, HEAD)], widths = [...new Uint32Array(buffer, at + 4 * HEAD, shape[HEAD - 1])];
  if (!rec.n) rec.plan = planOf(shape, widths, rec.plan.D);
  const { F, P, blocks } = rec.plan, from = at + 4 * (HEAD + widths.length);
  const numbers = new Float32Array(buffer, from, F), codes = new Int8Array(buffer, from + 4 * F, P);
  const strong = blocks.map((b, i) => {
    const all = codes.subarray(b.at, b.at + b.size);
    return extentOfCodes(i === UNITS ? middleOf(all, rec.plan) : all, MISSING).strong * numbers[b.scale];
  });
  rec.numbers.push(numbers);
  rec.codes.push(codes);
  rec.strong.push(strong);
  rec.limit = strong.map((value, b) => Math.max(value, rec.limit[b] ?? 0));
  rec.n++;
}

// Of templates one after the other the weights of their middle. The colours of the units fit these: where pictures
// seldom have ink weights become so large that they would pale the shape that a unit looks for.
export function middleOf(codes, { H, W, C, area }) {
  const rim = Math.floor(RIM * Math.min(H, W)), wide = (W - 2 * rim) * C, out = new Int8Array((H - 2 * rim) * wide * codes.length / area);
  let n = 0;
  for (let tile = 0; tile < codes.length; tile += area) for (let y = rim; y < H - rim; y++, n += wide) {
    const from = tile + (y * W + rim) * C;
    out.set(codes.subarray(from, from + wide), n);
  }
  return out;
}

// Units of the last hidden layer, those that speak for score 0 in the last frame first.
export function bySpeech(rec) {
  const { L, layers } = rec.plan;
  if (!L || !rec.n) return [];
  const { difference } = frameOf(rec, rec.n - 1);
  return Array.from({ length: layers[L - 1].n }, (_, unit) => unit).toSorted((a, b) => difference(b) - difference(a) || a - b);
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
