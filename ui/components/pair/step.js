// The network 2-2-1 with a step in each neuron, at the corners 00, 01, 10, 11. No page is needed here.
import { scoreAt } from '../shared/line.js';

export const CORNERS = [[0, 0], [0, 1], [1, 0], [1, 1]];
const fires = (w, x) => scoreAt(w, x) > 1e-9 ? 1 : 0;  // weights are whole hundredths: nothing lies between

// What the neurons say of each corner: [{ x, hidden, output, target }].
export function said(lines, targets) {
  return CORNERS.map((x, k) => {
    const hidden = [fires(lines[0], x), fires(lines[1], x)];
    return { x, hidden, output: fires(lines[2], hidden), target: targets[k] };
  });
}

// The part of a polygon where the score is above 0 (or not, with -1).
export function clipped(polygon, w, sign = 1) {
  return polygon.flatMap((p, k) => {
    const q = polygon[(k + 1) % polygon.length], s = sign * scoreAt(w, p), t = sign * scoreAt(w, q);
    return [...(s > 0 ? [p] : []), ...(s * t < 0 ? [p.map((v, i) => v + (q[i] - v) * s / (s - t))] : [])];
  });
}

// The parts of the plane of the inputs where the network says 1, as polygons.
export function ones(lines, { x0, y0, x1, y1 }) {
  const window = [[x0, y0], [x1, y0], [x1, y1], [x0, y1]], parts = [];
  for (const h1 of [0, 1]) for (const h2 of [0, 1]) {
    if (fires(lines[2], [h1, h2])) parts.push(clipped(clipped(window, lines[0], h1 || -1), lines[1], h2 || -1));
  }
  return parts.filter(polygon => polygon.length > 2);
}

// The corners by the place where neurons 1 and 2 put them: [{ at, corners }].
export function places(rows) {
  const found = new Map();
  for (const row of rows) found.set(row.hidden.join(''), [...(found.get(row.hidden.join('')) ?? []), row]);
  return [...found.values()].map(corners => ({ at: corners[0].hidden, corners }));
}

// Why it is right or wrong, and what would help.
export function reason(rows) {
  const right = rows.filter(({ output, target }) => output === target).length, there = places(rows);
  if (right === rows.length) return { right, possible: true, why: `For neuron 3 the corners lie on ${there.length} places, and line 3 separates them.` };
  const mixed = there.find(({ corners }) => new Set(corners.map(({ target }) => target)).size > 1);
  if (mixed) {
    const [one, zero] = [1, 0].map(target => mixed.corners.find(corner => corner.target === target).x.join(''));
    return { right, possible: false, why: `Neurons 1 and 2 see ${zero} and ${one} alike, but XOR does not. Move line 1 or 2 between them.` };
  }
  const crossed = there.length === 4 && [0, 1].every(v => there.filter(({ at }) => (at[0] ^ at[1]) === v).every(({ corners }, _, all) => corners[0].target === all[0].corners[0].target));
  if (crossed) return { right, possible: false, why: 'For neuron 3 the corners lie as before, so no line separates them. Move line 1 or 2.' };
  return { right, possible: true, why: 'For neuron 3 a line can separate discs and crosses: move line 3 between them.' };
}

// Lines as Pair has them.
export const linesText = lines => lines.map(w => w.map(v => Math.round(v * 100) / 100 + 0).join(':')).join(';');
export const linesOf = text => text.split(';').map(line => line.split(':').map(Number));

// Three lines through the middle of the square, each of another direction: a beginning that is seldom a solution.
export function drawn(random) {
  return [0, 1, 2].map(() => {
    const turn = 2 * Math.PI * random(), w = [Math.cos(turn), Math.sin(turn)], off = 0.6 * random() - 0.3;
    return [...w, -(w[0] + w[1]) / 2 + off].map(v => Math.round(100 * v) / 100 + 0);
  });
}
