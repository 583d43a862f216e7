// Folding as geometry: pieces of the sheet, each with the affine map that has taken it to where it lies.
// A map [a, b, c, d, e, f] takes (x, y) to (ax + by + c, dx + ey + f).
import { mix } from '../shared/numbers.js';

const EPS = 1e-9, MOST_DOTS = 4096;
export const SHEET = [[-1, -1], [1, -1], [1, 1], [-1, 1]], SAME = [1, 0, 0, 0, 1, 0];

export const at = (m, [x, y]) => [m[0] * x + m[1] * y + m[2], m[3] * x + m[4] * y + m[5]];
export const after = (g, m) => [g[0] * m[0] + g[1] * m[3], g[0] * m[1] + g[1] * m[4], g[0] * m[2] + g[1] * m[5] + g[2],
  g[3] * m[0] + g[4] * m[3], g[3] * m[1] + g[4] * m[4], g[3] * m[2] + g[4] * m[5] + g[5]];
export const height = ({ n, b }, [x, y]) => n[0] * x + n[1] * y - b;

// z -> (1 - q) z across the line: q = 2 mirrors, 1 presses flat.
export const across = ({ n: [x, y], b }, q) => [1 - q * x * x, -q * x * y, q * b * x, -q * x * y, 1 - q * y * y, q * b * y];
export const zoomed = e => [1 + e, 0, -e, 0, 1 + e, -e];

export function lineOf(angle, offset) {
  const r = angle * Math.PI / 180, exact = v => Math.round(v * 1e15) / 1e15;
  return { n: [exact(Math.cos(r)), exact(Math.sin(r))], b: offset };
}

function cut(polygon, z, sign) {
  const kept = [];
  polygon.forEach((p, i) => {
    const j = (i + 1) % polygon.length;
    if (sign * z[i] >= 0) kept.push(p);
    if (z[i] * z[j] < 0) {
      const t = z[i] / (z[i] - z[j]), q = polygon[j];
      kept.push([mix(p[0], q[0], t), mix(p[1], q[1], t)]);
    }
  });
  return kept;
}

// The pieces before a fold, parted by its line: those that stay and those that are moved, in the order they lie.
export function part(pieces, step) {
  const stay = [], move = [];
  pieces.forEach((piece, from) => {
    const z = piece.on.map(p => { const h = height(step, at(piece.map, p)); return Math.abs(h) < EPS ? 0 : h; });
    const up = z.some(v => v > 0), down = z.some(v => v < 0);
    if (up && down) {
      stay.push({ ...piece, from, on: cut(piece.on, z, 1) });
      move.push({ ...piece, from, on: cut(piece.on, z, -1) });
    } else (down ? move : stay).push({ ...piece, from });
  });
  return { stay, move };
}

export function foldUp(steps, slope) {
  const stages = [[{ on: SHEET, map: SAME, back: false, flat: false, from: 0 }]], parts = [];
  for (const step of steps) {
    const before = stages.at(-1);
    if (step.stretch) {
      parts.push(null);
      stages.push(before.map((piece, from) => ({ ...piece, from, map: after(zoomed(1), piece.map) })));
      continue;
    }
    const { stay, move } = part(before, step), over = across(step, 1 - slope);
    const moved = move.map(piece => ({ ...piece, map: after(over, piece.map), back: slope < 0 ? !piece.back : piece.back,
      flat: piece.flat || slope === 0 }));
    parts.push({ stay, move });
    stages.push([...stay, ...moved.toReversed()]);
  }
  return { stages, parts };
}

export const placed = piece => piece.on.map(p => at(piece.map, p));

export function bounds(polygons) {
  let x0 = Infinity, x1 = -Infinity, y0 = Infinity, y1 = -Infinity;
  for (const polygon of polygons) for (const [x, y] of polygon) {
    x0 = Math.min(x0, x); x1 = Math.max(x1, x); y0 = Math.min(y0, y); y1 = Math.max(y1, y);
  }
  return { x0, x1, y0, y1 };
}

// Where a point of the sheet lies after `steps`.
export function forward(steps, slope, p) {
  let q = p;
  for (const step of steps) {
    if (step.stretch) q = at(zoomed(1), q);
    else if (height(step, q) < 0) q = at(across(step, 1 - slope), q);
  }
  return q;
}

// The points of the sheet that lie at q after `steps`.
export function unfold(steps, slope, q) {
  let all = [q];
  for (const step of steps.toReversed()) {
    if (step.stretch) { all = all.map(([x, y]) => [(x + 1) / 2, (y + 1) / 2]); continue; }
    const mirrored = p => slope < 0 && height(step, p) > EPS ? [p, at(across(step, 2), p)] : [p];
    all = all.filter(p => height(step, p) > -EPS).flatMap(mirrored);
    if (all.length > MOST_DOTS) break;
  }
  return all.filter(([x, y]) => Math.abs(x) <= 1 + EPS && Math.abs(y) <= 1 + EPS);
}

// The creases on the sheet: at[4 i..4 i + 3] is a line from (x, y) to (x, y), fold[i] the fold that made it.
export function creasesOf(steps, parts) {
  const list = [], fold = [];
  parts.forEach((found, k) => {
    for (const piece of found?.stay ?? []) {
      const edge = piece.on.filter(q => Math.abs(height(steps[k], at(piece.map, q))) < 1e-7);
      if (edge.length !== 2 || !found.move.some(other => other.from === piece.from)) continue;
      list.push(...edge[0], ...edge[1]);
      fold.push(steps[k].fold);
    }
  });
  return { at: list, fold };
}

// Of pieces that lie exactly on one another, the lowest and the highest three are drawn.
const memory = new WeakMap();
export function distinct(pieces) {
  if (pieces.length <= 16) return pieces;
  if (!memory.has(pieces)) memory.set(pieces, tops(pieces));
  return memory.get(pieces);
}

function tops(pieces) {
  const groups = new Map();
  for (const piece of pieces) {
    const box = bounds([placed(piece)]), key = [piece.on.length, ...Object.values(box)].map(v => v.toFixed(5)).join();
    if (groups.has(key)) groups.get(key).push(piece); else groups.set(key, [piece]);
  }
  const keep = new Set();
  for (const group of groups.values()) for (const piece of [...group.slice(0, 3), ...group.slice(-3)]) keep.add(piece);
  return pieces.filter(piece => keep.has(piece));
}
