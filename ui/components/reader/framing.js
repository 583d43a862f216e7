// A drawing made as MNIST's pictures are, while one draws: what framed() of core/data/pictures.py does in Python.
import { clamp } from '../shared/numbers.js';

export const FRAME = 28;
const LEVEL = 48, BOX = 20, MARGIN = 4;  // where ink begins; the digit's longer side; pixels around that in the frame
const SMALLEST = 0.1, FULL = 0.7;  // of the sheet's side: what is smaller, and fills its box so far, is a dot

// Ink (side x side), 0 to 255, as a picture (28 x 28): the longer side of the digit has 20 pixels, and the centre of its
// mass is at row 14, column 14. Null where there is no ink, or only a dot.
export function framed(ink, side) {
  const sheet = { values: ink, w: side, h: side }, box = boxOf(sheet);
  if (!box || isDot(sheet, box)) return null;
  const longer = longerOf(box), pen = thickened(around(sheet, box, Math.ceil(longer / BOX) + 3), 2 * longer / BOX);
  const digit = boxOf(pen), size = longerOf(digit);
  const ways = [[digit.left, digit.right], [digit.top, digit.bottom]].map(([low, high]) => {
    const count = Math.max(1, Math.round((high - low) * BOX / size)), step = (high - low) / count;
    return { count: count + 2 * MARGIN, step, start: low - MARGIN * step };
  });
  return placed(resized(pen, ...ways));
}

function boxOf({ values, w, h }) {
  let left = w, right = 0, top = h, bottom = 0;
  for (let y = 0, i = 0; y < h; y++) {
    for (let x = 0; x < w; x++, i++) {
      if (values[i] <= LEVEL) continue;
      if (x < left) left = x;
      if (x >= right) right = x + 1;
      if (y < top) top = y;
      bottom = y + 1;
    }
  }
  return right ? { left, right, top, bottom } : null;
}

const longerOf = box => Math.max(box.right - box.left, box.bottom - box.top);

function isDot({ values, w }, box) {
  if (longerOf(box) >= SMALLEST * w) return false;
  let inked = 0;
  for (let y = box.top; y < box.bottom; y++) for (let x = box.left; x < box.right; x++) inked += values[y * w + x] > LEVEL;
  return inked > FULL * (box.right - box.left) * (box.bottom - box.top);
}

// The part of a sheet within `far` pixels of a box; what lies beyond the sheet is paper.
function around(sheet, box, far) {
  const w = box.right - box.left + 2 * far, h = box.bottom - box.top + 2 * far, values = new Uint8Array(w * h);
  for (let y = Math.max(0, box.top - far); y < Math.min(sheet.h, box.bottom + far); y++) {
    const from = Math.max(0, box.left - far), to = Math.min(sheet.w, box.right + far), row = y * sheet.w;
    values.set(sheet.values.subarray(row + from, row + to), (y - box.top + far) * w + from - box.left + far);
  }
  return { values, w, h };
}

// Strokes at least about `least` pixels wide; their width is taken from the distances to paper.
function thickened(sheet, least) {
  const { values, w, h } = sheet, inside = distances(values.map(v => v > LEVEL), w, h);
  let sum = 0, many = 0;
  for (const distance of inside) if (distance) { sum += distance; many++; }
  const grow = (least - 4 * sum / many + 1) / 2;
  if (grow <= 0) return sheet;
  const beside = distances(values.map(v => v <= LEVEL), w, h);
  return { w, h, values: values.map((v, i) => Math.max(v, Math.round(255 * clamp(grow + 1 - beside[i], 0, 1)))) };
}

// How far each pixel of `mask` is from the next that is none; 0 for those (Felzenszwalb and Huttenlocher, 2012).
export function distances(mask, w, h) {
  const found = new Float64Array(w * h), far = w + h, seen = new Float64Array(w), at = new Int32Array(w), from = new Float64Array(w + 1);
  for (let x = 0; x < w; x++) {
    for (let y = 0, run = far; y < h; y++) found[y * w + x] = run = mask[y * w + x] ? run + 1 : 0;
    for (let y = h - 1, run = far; y >= 0; y--) found[y * w + x] = run = Math.min(found[y * w + x], run + 1);
  }
  for (let y = 0; y < h; y++) {
    const row = found.subarray(y * w, (y + 1) * w);
    for (let x = 0; x < w; x++) seen[x] = row[x] ** 2;
    let last = 0;
    at[0] = 0;
    [from[0], from[1]] = [-Infinity, Infinity];
    for (let x = 1; x < w; x++) {
      const meets = () => (seen[x] + x * x - seen[at[last]] - at[last] ** 2) / (2 * (x - at[last]));
      let here = meets();
      while (here <= from[last]) { last--; here = meets(); }
      at[++last] = x;
      [from[last], from[last + 1]] = [here, Infinity];
    }
    for (let x = 0, k = 0; x < w; x++) {
      while (from[k + 1] < x) k++;
      row[x] = Math.sqrt((x - at[k]) ** 2 + seen[at[k]]);
    }
  }
  return found;
}

// ---- resizing, as Pillow's BICUBIC: wider where it makes smaller, and rounded after each of the two ways

function cubic(x) {
  const t = Math.abs(x);
  if (t >= 2) return 0;
  return t < 1 ? (1.5 * t - 2.5) * t * t + 1 : ((-0.5 * t + 2.5) * t - 4) * t + 2;
}

// For each new pixel the first old one that counts, and how much each counts.
function taps({ count, step, start }) {
  const wide = Math.max(1, step), reach = 2 * wide;
  return Array.from({ length: count }, (_, i) => {
    const centre = start + (i + 0.5) * step, first = Math.floor(centre - reach + 0.5), end = Math.floor(centre + reach + 0.5);
    const weights = Array.from({ length: end - first }, (__, k) => cubic((first + k - centre + 0.5) / wide));
    const sum = weights.reduce((a, b) => a + b, 0);
    return { first, weights: weights.map(weight => weight / sum) };
  });
}

function resized(sheet, across, down) {
  const wide = squeezed(sheet.values, sheet.w, sheet.h, across, (x, y) => y * sheet.w + x, (x, y) => y * across.count + x);
  const small = squeezed(wide, sheet.h, across.count, down, (y, x) => y * across.count + x, (y, x) => y * across.count + x);
  return { values: small, w: across.count, h: down.count };
}

// Along one way, `length` long; there are `lines` of it.
function squeezed(values, length, lines, way, from, to) {
  const out = new Uint8Array(way.count * lines);
  taps(way).forEach(({ first, weights }, i) => {
    for (let line = 0; line < lines; line++) {
      let sum = 0;
      for (let k = Math.max(0, -first); k < weights.length && first + k < length; k++) sum += weights[k] * values[from(first + k, line)];
      out[to(i, line)] = clamp(Math.round(sum), 0, 255);
    }
  });
  return out;
}

// Moved by whole pixels, so that the centre of mass is next to 14 while the box stays in the frame.
function placed({ values, w, h }) {
  const [columns, rows] = [new Float64Array(w), new Float64Array(h)];
  values.forEach((v, i) => { columns[i % w] += v; rows[Math.floor(i / w)] += v; });
  const [left, top] = [columns, rows].map(shift), picture = new Uint8Array(FRAME * FRAME);
  for (let y = Math.max(0, -top); y < h && y + top < FRAME; y++) {
    for (let x = Math.max(0, -left); x < w && x + left < FRAME; x++) picture[(y + top) * FRAME + x + left] = values[y * w + x];
  }
  return picture;
}

function shift(mass) {
  let sum = 0, moment = 0;
  mass.forEach((m, i) => { sum += m; moment += m * i; });
  return clamp(Math.round(FRAME / 2 - moment / sum), -MARGIN, FRAME - mass.length + MARGIN);
}
