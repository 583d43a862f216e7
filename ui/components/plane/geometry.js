// Regions as convex polygons with an affine map each: frames as frames.js parses them.
const EPS = 1e-12, PARTED_MOST = 2000;  // regions whose tints are looked at one by one

// The corner after corner i of region r.
export const nextCorner = (f, r, i) => i + 1 < f.ptr[r + 1] ? i + 1 : f.ptr[r];

export const cornerAt = (f, i) => [f.points[2 * f.corners[i]], f.points[2 * f.corners[i] + 1]];

// Output k of region r at (u, v).
export function outputAt(f, r, u, v, k = 0) {
  const i = 3 * (r * f.K + k);
  return f.maps[i] * u + f.maps[i + 1] * v + f.maps[i + 2];
}

// The first output at every corner of every region.
export function cornerValues(f) {
  const values = new Float32Array(f.corners.length);
  for (let r = 0; r < f.R; r++) for (let i = f.ptr[r]; i < f.ptr[r + 1]; i++) {
    values[i] = outputAt(f, r, f.points[2 * f.corners[i]], f.points[2 * f.corners[i] + 1]);
  }
  return values;
}

export function meanValue(f, r) {
  let sum = 0;
  for (let i = f.ptr[r]; i < f.ptr[r + 1]; i++) sum += f.values[i];
  return sum / (f.ptr[r + 1] - f.ptr[r]);
}

// The region at (u, v): to the left of all of its edges; -1 outside.
export function regionAt(f, u, v) {
  for (let r = 0; r < f.R; r++) {
    let inside = true;
    for (let i = f.ptr[r]; i < f.ptr[r + 1] && inside; i++) {
      const p = 2 * f.corners[i], q = 2 * f.corners[nextCorner(f, r, i)], { points } = f;
      inside = (points[q] - points[p]) * (v - points[p + 1]) - (points[q + 1] - points[p + 1]) * (u - points[p]) >= -EPS;
    }
    if (inside) return r;
  }
  return -1;
}

// One of `many` tints by the first `words` words of a region's pattern: equal patterns, equal tints, in every frame.
function tintOf(f, r, words, many) {
  let h = 2166136261;
  for (let i = r * f.words, end = i + words; i < end; i++) h = Math.imul(h ^ f.patterns[i], 16777619);
  h ^= h >>> 15;
  h = Math.imul(h, 2246822519);
  return (h >>> 16) % many;
}

// Of every region its tint. Where there are few, all that differ have tints of their own; where there are some, those on
// both sides of an edge differ, as far as there are tints. All others have that of their pattern.
const tinted = new WeakMap();
export function tintsOf(f, words, many) {
  const held = tinted.get(f);
  if (held?.words === words && held.many === many) return held.tints;
  const tints = Uint8Array.from({ length: f.R }, (_, r) => tintOf(f, r, words, many));
  if (f.R <= PARTED_MOST) keepApart(f, words, many, tints);
  tinted.set(f, { words, many, tints });
  return tints;
}

// Change tints until they part the groups of regions that have one pattern.
function keepApart(f, words, many, tints) {
  const seats = new Map(), group = Array.from({ length: f.R }, (_, r) => {
    const pattern = f.patterns.subarray(r * f.words, r * f.words + words).join();
    if (!seats.has(pattern)) seats.set(pattern, { tint: tints[r], done: false, beside: new Set() });
    return seats.get(pattern);
  });
  const all = [...seats.values()];
  if (all.length > many) meetAtEdges(f, group);
  for (const one of all) {
    const taken = new Set([...all.length > many ? one.beside : all].filter(other => other.done).map(other => other.tint));
    if (taken.size < many) while (taken.has(one.tint)) one.tint = (one.tint + 1) % many;
    one.done = true;
  }
  for (let r = 0; r < f.R; r++) tints[r] = group[r].tint;
}

function meetAtEdges(f, group) {
  const seen = new Map();
  for (let r = 0; r < f.R; r++) for (let i = f.ptr[r]; i < f.ptr[r + 1]; i++) {
    const ends = [f.corners[i], f.corners[nextCorner(f, r, i)]], edge = `${Math.min(...ends)} ${Math.max(...ends)}`, other = seen.get(edge);
    seen.set(edge, group[r]);
    if (!other || other === group[r]) continue;
    other.beside.add(group[r]);
    group[r].beside.add(other);
  }
}

// Whether two regions are one for the layers that have the first `words` words of a pattern.
export function alike(f, r, q, words) {
  for (let i = 0; i < words; i++) if (f.patterns[r * f.words + i] !== f.patterns[q * f.words + i]) return false;
  return true;
}

// Whether neuron k of the layer whose words begin at `word` is on.
export const isOn = (f, r, word, k) => f.patterns[r * f.words + word + (k >> 5)] >>> (k & 31) & 1;

// The output is affine on a region, so its colours are a linear gradient: from `low` at `from` to `high` at `to`, the
// ends as (u, v). null where the output is constant.
export function gradientOf(f, r) {
  let low = Infinity, high = -Infinity;
  for (let i = f.ptr[r]; i < f.ptr[r + 1]; i++) { low = Math.min(low, f.values[i]); high = Math.max(high, f.values[i]); }
  const a = f.maps[3 * r], b = f.maps[3 * r + 1], c = f.maps[3 * r + 2], g = a * a + b * b, at = v => [a * (v - c) / g, b * (v - c) / g];
  return g ? { low, high, from: at(low), to: at(high) } : { low, high, from: null, to: null };
}

// The part of a polygon [[u, v, ...]] where side(p) >= 0, an affine function of its corners.
export function clipped(polygon, side) {
  const out = [];
  polygon.forEach((p, i) => {
    const q = polygon[(i + 1) % polygon.length], a = side(p), b = side(q);
    if (a >= 0) out.push(p);
    if (a * b < 0) out.push(p.map((v, c) => v + (q[c] - v) * a / (a - b)));
  });
  return out;
}

// Where each class has the largest score: of a region the parts on the right side of all its ties, [k, polygon].
export function classParts(f, r) {
  const corners = [], parts = [];
  for (let i = f.ptr[r]; i < f.ptr[r + 1]; i++) {
    const [u, v] = cornerAt(f, i);
    corners.push([u, v, ...Array.from({ length: f.K }, (_, k) => outputAt(f, r, u, v, k))]);
  }
  for (let k = 0; k < f.K; k++) {
    let part = corners;
    for (let j = 0; j < f.K && part.length; j++) if (j !== k) part = clipped(part, p => p[2 + k] - p[2 + j]);
    if (part.length > 2) parts.push([k, part]);
  }
  return parts;
}

// Twice the area of a polygon, and the mean of its corners.
export function seatOf(polygon) {
  const size = Math.abs(polygon.reduce((sum, p, i) => {
    const q = polygon[(i + 1) % polygon.length];
    return sum + p[0] * q[1] - p[1] * q[0];
  }, 0));
  const middle = c => polygon.reduce((sum, p) => sum + p[c], 0) / polygon.length;
  return { size, u: middle(0), v: middle(1) };
}

// Where the output is 0: of each region that it crosses, the two ends of the line, [[u, v], [u, v]].
export function zeroLines(f) {
  const lines = [];
  for (let r = 0; r < f.R; r++) {
    const ends = [];
    for (let i = f.ptr[r]; i < f.ptr[r + 1]; i++) {
      const j = nextCorner(f, r, i), a = f.values[i], b = f.values[j];
      if (a > 0 === b > 0) continue;
      const t = a / (a - b), [u, v] = cornerAt(f, i), [x, y] = cornerAt(f, j);
      ends.push([u + t * (x - u), v + t * (y - v)]);
    }
    if (ends.length > 1) lines.push([ends[0], ends[1]]);
  }
  return lines;
}
