// A recording as the player has it: frames of int8 tiles, each with its scale, and what was measured at each.
import { extentOfCodes } from '../shared/extent.js';
import { digits, signed } from '../shared/numbers.js';

export const MISSING = -128;  // the code of a weight that is not finite
const NOTHING = { strong: 0, most: 0 }, SHAPE = 4, TIMES = 3;  // numbers of a frame: its shape; epoch, seconds, scale

export const blank = () => ({ K: 0, H: 28, W: 28, C: 1, n: 0, extent: NOTHING,
  strong: [], steps: [], epochs: [], seconds: [], scales: [], tiles: [], series: [] });

// One frame more, as frame() of player/__init__.py writes it, with `many` measured numbers.
export function push(rec, bytes, many) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const float = i => view.getFloat32(4 * (SHAPE + 1 + i), true);
  [rec.K, rec.H, rec.W, rec.C] = Array.from({ length: SHAPE }, (_, i) => view.getUint32(4 * i, true));
  rec.steps.push(view.getInt32(4 * SHAPE, true));
  [rec.epochs, rec.seconds, rec.scales].forEach((list, i) => list.push(float(i)));
  for (let s = 0; s < many; s++) (rec.series[s] ??= []).push(float(TIMES + s));
  const scale = rec.scales.at(-1), tiles = new Int8Array(bytes.buffer, bytes.byteOffset + 4 * (SHAPE + 1 + TIMES + many));
  const strong = extentOfCodes(tiles, MISSING).strong * scale;
  rec.tiles.push(tiles);
  rec.strong.push(strong);
  rec.extent = { strong: Math.max(rec.extent.strong, strong), most: Math.max(rec.extent.most, 127 * scale) };
  rec.n++;
}

// How far the weights go: over the whole run so far, or at one frame.
export const extentAt = (rec, at, whole) => whole ? rec.extent
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
