// The two planes: the inputs with the lines of neurons 1 and 2, and what these say with the line of neuron 3.
import { endsOf, footOf, frameOf, gripsOf, sideOf } from '../shared/line.js';
import { svgMake, svgSet } from '../shared/svg.js';
import { CORNERS, ones, places } from './step.js';

const ARROW = 34, NEAR = 16, APART = 20;  // pixels

export const planeOf = svg => frameOf(CORNERS, svg.clientWidth, svg.clientHeight);

// Which of these lines is under a place, and by which handle: { k, grip }, or { k } for the line itself, or null.
export function found(place, lines, of, held, frame) {
  const far = p => Math.hypot(...frame.on(p).map((v, i) => v - place[i]));
  const grip = of.includes(held) ? gripsOf(lines[held], frame.window).findIndex(p => far(p) <= NEAR) : -1;
  if (grip >= 0) return { k: held, grip };
  const [x, y] = frame.off(place);
  const apart = of.map(k => Math.abs(lines[k][0] * x + lines[k][1] * y + lines[k][2]) / (Math.hypot(lines[k][0], lines[k][1]) || 1e-9) * frame.scale);
  const best = apart.indexOf(Math.min(...apart));
  return apart[best] <= NEAR ? { k: of[best] } : null;
}

function drawer(svg) {
  const made = [];
  const put = (tag, className, attributes, text) => {
    const element = svgMake(tag, className);
    svgSet(element, attributes);
    if (text !== undefined) element.textContent = text;
    made.push(element);
  };
  return { put, done(label, { W, H }) { svgSet(svg, { viewBox: `0 0 ${W} ${H}`, 'aria-label': label }); svg.replaceChildren(...made); } };
}

const path = (polygon, on) => polygon.map(p => on(p).map(v => v.toFixed(1)).join()).join(' ');

function axes(put, { W, H, on }, names) {
  for (const v of [0, 1]) {
    const [x, y] = on([v, v]);
    put('line', 'axis', { x1: x, x2: x, y1: 0, y2: H });
    put('line', 'axis', { x1: 0, x2: W, y1: y, y2: y });
    if (x < W - 80) put('text', 'tick', { x: x + 3, y: H - 4 }, String(v));
    if (y > 40 && y < H - 24) put('text', 'tick', { x: 3, y: y - 3 }, String(v));
  }
  put('text', '', { x: W - 5, y: H - 5, 'text-anchor': 'end' }, names[0]);
  put('text', '', { x: 5, y: 14 }, names[1]);
}

// Beside the line, where its name is furthest from the corners with their names and from the arrow.
function named(p, q, normal, tip, W, H, on) {
  const taken = [...CORNERS.map(on).map(([x, y]) => [x, y - 6]), tip], far = ([x, y]) => Math.min(...taken.map(([u, v]) => Math.hypot((x - u) / 2, y - v)));
  const spots = [0.15, 0.3, 0.45, 0.55, 0.7, 0.85].flatMap(t => [24, -24].map(off => p.map((v, i) => v + (q[i] - v) * t + normal[i] * off)));
  const inside = spots.filter(([x, y]) => x > 28 && x < W - 28 && y > 24 && y < H - 24);
  return (inside.length ? inside : spots).reduce((best, spot) => far(spot) > far(best) ? spot : best);
}

function line(put, w, k, held, { window, on, W, H }) {
  const ends = endsOf(w, window), chosen = held === k ? ' held' : '';
  if (!ends) return;
  const [[x1, y1], [x2, y2]] = ends.map(on), long = Math.hypot(w[0], w[1]);
  put('line', `line-drawn${k === 1 ? ' second' : ''}${chosen}`, { x1, y1, x2, y2 });
  put('line', 'grab', { x1, y1, x2, y2 });
  const [x, y] = on(footOf(w, window)), [u, v] = [w[0] / long, -w[1] / long], [tx, ty] = [x + u * ARROW, y + v * ARROW];
  put('line', `arrow${chosen}`, { x1: x, y1: y, x2: tx - u * 6, y2: ty - v * 6 });
  put('polygon', `tip${chosen}`, { points: [[tx, ty], ...[1, -1].map(s => [tx - u * 11 - s * v * 5, ty - v * 11 + s * u * 5])].map(p => p.map(n => n.toFixed(1)).join()).join(' ') });
  const [nx, ny] = named([x1, y1], [x2, y2], [u, v], [tx, ty], W, H, on);
  put('text', `name${chosen}`, { x: nx, y: ny + 5, 'text-anchor': 'middle' }, `line ${k + 1}`);
  if (chosen) for (const p of gripsOf(w, window)) { const [cx, cy] = on(p); put('circle', 'grip', { cx, cy, r: 8 }); }
}

function mark(put, { target, output }, cx, cy) {
  if (target) put('circle', 'disc', { cx, cy, r: 8 });
  else put('path', 'cross', { d: `M${cx - 6} ${cy - 6}L${cx + 6} ${cy + 6}M${cx - 6} ${cy + 6}L${cx + 6} ${cy - 6}` });
  if (target !== output) put('circle', 'wrong', { cx, cy, r: 12 });
}

export function drawInputs(svg, { lines, rows, held, frame, label }) {
  const { put, done } = drawer(svg);
  axes(put, frame, ['x₁', 'x₂']);
  for (const polygon of ones(lines, frame.window)) put('polygon', 'fires', { points: path(polygon, frame.on) });
  for (const k of [0, 1]) line(put, lines[k], k, held, frame);
  for (const row of rows) {
    const [x, y] = frame.on(row.x);
    mark(put, row, x, y);
    put('text', '', { x: x + 13, y: y - 10 }, row.x.join(''));
  }
  done(label, frame);
}

export function drawBetween(svg, { lines, rows, held, frame, label }) {
  const { put, done } = drawer(svg);
  axes(put, frame, ['neuron 1', 'neuron 2']);
  const fires = sideOf(lines[2], frame.window);
  if (fires.length > 2) put('polygon', 'fires', { points: path(fires, frame.on) });
  line(put, lines[2], 2, held, frame);
  for (const { at, corners } of places(rows)) {
    const [x, y] = frame.on(at);
    corners.forEach((row, i) => mark(put, row, x + (i - (corners.length - 1) / 2) * APART, y));
    put('text', '', { x, y: y - 15, 'text-anchor': 'middle' }, corners.map(row => row.x.join('')).join(', '));
  }
  done(label, frame);
}
