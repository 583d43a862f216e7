// What this browser has of recordings: frames of int8 tiles, each with its scale, and what was measured at each.
import { extent } from '../shared/extent.js';
import { keep } from '../shared/kept.js';
import { digits, signed } from '../shared/numbers.js';

export const MISSING = -128;  // the code of a weight that is not finite
const NOTHING = { strong: 0, most: 0 };

export const recordings = new Map();

// An empty recording of tiles of this shape, [K, H, W] or [K, H, W, 3]; null before the first frame has come.
export function blank(shape) {
  const [K, H, W, C = 1] = shape ?? [0, 28, 28];
  return { K, H, W, C, n: 0, strong: [], steps: [], epochs: [], seconds: [], scales: [], tiles: [], series: [] };
}

// The recording of this id: the one that is kept, if its tiles have this shape.
export function open(id, shape) {
  const kept = recordings.get(id);
  const same = kept && [kept.K, kept.H, kept.W].join() === (shape ?? []).slice(0, 3).join();
  return keep(recordings, id, same ? kept : blank(shape));
}

// Frames [header.from, header.n) lie in `buffer` from `offset` on; they replace or extend what is there.
export function append(rec, header, buffer, offset) {
  const { from, n, curves } = header, m = n - from, size = rec.K * rec.H * rec.W * rec.C;
  let at = offset;
  const take = Type => { const a = new Type(buffer, at, m); at += a.byteLength; return a; };
  const put = (list, values) => { list.length = from; for (const v of values) list.push(v); };
  put(rec.steps, take(Int32Array));
  put(rec.epochs, take(Float32Array));
  put(rec.seconds, take(Float32Array));
  put(rec.scales, take(Float32Array));
  const series = curves.reduce((sum, curve) => sum + curve.names.length, 0);
  for (let s = 0; s < series; s++) put(rec.series[s] ??= [], take(Float32Array));
  rec.tiles.length = rec.strong.length = from;
  for (let i = 0; i < m; i++) {
    rec.tiles.push(new Int8Array(buffer, at + i * size, size));
    rec.strong.push(extent([rec.tiles.at(-1)], MISSING).strong * rec.scales[from + i]);
  }
  rec.n = n;
  const largest = list => list.reduce((a, b) => Math.max(a, b), 0);
  rec.extent = { strong: largest(rec.strong), most: 127 * largest(rec.scales) };
}

// How far the weights go: over the whole run so far, or at one frame.
export const extentAt = (rec, at, whole) => whole ? rec.extent ?? NOTHING
  : { strong: rec.strong[at] ?? 0, most: 127 * (rec.scales[at] ?? 0) };

// One weight of a tile in words, with the digits that its code has.
export function weightAt(rec, at, tile, row, column) {
  const step = rec.scales[at], start = ((tile * rec.H + row) * rec.W + column) * rec.C;
  const value = c => {
    const code = rec.tiles[at][start + c];
    return code === MISSING ? 'not a number' : signed(code * step, digits(step / 2));
  };
  return rec.C === 3 ? `R ${value(0)}  G ${value(1)}  B ${value(2)}` : value(0);
}

// The smallest and the largest weight of a tile, in words.
export function rangeAt(rec, at, tile) {
  const size = rec.H * rec.W * rec.C, values = rec.tiles[at], step = rec.scales[at], places = digits(step / 2);
  let low = Infinity, high = -Infinity;
  for (let i = tile * size; i < (tile + 1) * size; i++) {
    if (values[i] !== MISSING) { low = Math.min(low, values[i]); high = Math.max(high, values[i]); }
  }
  return [signed(low * step, places), signed(high * step, places)];
}

// Of a series the last value that was measured at a frame or before it, and where: { v, i }.
export function measured(values, at) {
  for (let i = at; i >= 0; i--) if (values && !Number.isNaN(values[i])) return { v: values[i], i };
  return null;
}
