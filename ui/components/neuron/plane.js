// The plane of the two inputs: its grid, where the neuron says 1, its line with the arrow w, and the points.
import { endsOf, footOf, gripsOf, sideOf, wrongOf } from '../shared/line.js';
import { svgMake, svgSet } from '../shared/svg.js';
import { linearTicks, tickWords } from '../shared/ticks.js';

const ARROW = 58, NEAR = 14;  // pixels

// What is under a place of the drawing: { grip }, { line: true }, { point }, or null.
export function under(place, { w, points, frame, hold }) {
  const far = p => Math.hypot(...frame.on(p).map((v, i) => v - place[i]));
  if (hold === 'line') {
    const grip = gripsOf(w, frame.window).findIndex(p => far(p) <= NEAR);
    if (grip >= 0) return { grip };
    const [x, y] = frame.off(place), long = Math.hypot(w[0], w[1]);
    return long && Math.abs(w[0] * x + w[1] * y + w[2]) / long * frame.scale <= NEAR ? { line: true } : null;
  }
  const apart = points.map(far), point = apart.indexOf(Math.min(...apart));
  return apart[point] <= NEAR ? { point } : null;
}

// scene: { w, was, points, now, frame, hold, cursor }; `was` is the line before, `now` the point that is shown.
export function drawPlane(svg, scene) {
  const { w, was, points, now, frame, hold, cursor } = scene, { W, H, window, on } = frame, made = [];
  const put = (tag, className, attributes, text) => {
    const element = svgMake(tag, className);
    svgSet(element, attributes);
    if (text !== undefined) element.textContent = text;
    made.push(element);
  };
  const path = places => places.map(p => on(p).map(v => v.toFixed(1)).join()).join(' ');
  grid(put, frame);
  for (const [side, name] of [[1, 'fires'], [-1, 'rests']]) {
    const part = sideOf(w, window, side);
    if (part.length > 2) put('polygon', name, { points: path(part) });
  }
  if (was) stroke(put, 'was', endsOf(was, window), on);
  const ends = endsOf(w, window);
  if (ends) {
    stroke(put, 'line-drawn', ends, on);
    if (hold === 'line') stroke(put, 'grab', ends, on);
  }
  points.forEach(p => mark(put, p, on(p)));
  wrongOf(w, points).forEach((wrong, k) => { if (wrong) { const [cx, cy] = on(points[k]); put('circle', 'wrong', { cx, cy, r: 12 }); } });
  if (now !== null && points[now]) { const [cx, cy] = on(points[now]); put('circle', 'now', { cx, cy, r: 16 }); }
  arrow(put, w, frame);
  if (hold === 'line') for (const p of gripsOf(w, window)) { const [cx, cy] = on(p); put('circle', 'grip', { cx, cy, r: 8 }); }
  if (!w[0] && !w[1]) put('text', 'says', { x: W / 2, y: 20, 'text-anchor': 'middle' }, w[2] ? `w is 0: it says ${w[2] > 0 ? 1 : 0} everywhere` : 'w and b are 0: no line yet');
  if (cursor) { const [x, y] = on(cursor); put('path', 'cursor', { d: `M${x - 12} ${y}H${x + 12}M${x} ${y - 12}V${y + 12}` }); }
  svgSet(svg, { viewBox: `0 0 ${W} ${H}` });
  svg.replaceChildren(...made);
}

function grid(put, { W, H, window, on }) {
  const parts = Math.max(3, Math.round(H / 75)), step = linearTicks(window.y0, window.y1, parts);
  const apart = step[1] - step[0] || 1;
  for (const v of linearTicks(window.x0, window.x1, Math.round((window.x1 - window.x0) / apart))) {
    const [x] = on([v, 0]);
    put('line', v ? 'grid' : 'axis', { x1: x, x2: x, y1: 0, y2: H });
    if (x > 12 && x < W - 46) put('text', '', { x: x + 3, y: H - 4 }, tickWords(v, apart / 3));
  }
  for (const v of step) {
    const [, y] = on([0, v]);
    put('line', v ? 'grid' : 'axis', { x1: 0, x2: W, y1: y, y2: y });
    if (y > 38 && y < H - 22) put('text', '', { x: 3, y: y - 3 }, tickWords(v, apart / 3));
  }
  put('text', 'says', { x: W - 6, y: H - 5, 'text-anchor': 'end' }, 'x₁');
  put('text', 'says', { x: 5, y: 16 }, 'x₂');
}

function stroke(put, className, ends, on) {
  if (!ends) return;
  const [[x1, y1], [x2, y2]] = ends.map(on);
  put('line', className, { x1, y1, x2, y2 });
}

function mark(put, [, , label], [cx, cy]) {
  if (label > 0) put('circle', 'disc', { cx, cy, r: 8 });
  else put('path', 'cross', { d: `M${cx - 6} ${cy - 6}L${cx + 6} ${cy + 6}M${cx - 6} ${cy + 6}L${cx + 6} ${cy - 6}` });
}

// From the middle of the line, at right angles, to the side where the neuron says 1.
function arrow(put, w, { window, on, W, H }) {
  const long = Math.hypot(w[0], w[1]);
  if (!long || !endsOf(w, window)) return;
  const [x, y] = on(footOf(w, window)), [u, v] = [w[0] / long, -w[1] / long];
  const [tx, ty] = [x + u * ARROW, y + v * ARROW], side = [-v, u];
  put('line', 'arrow', { x1: x, y1: y, x2: tx - u * 6, y2: ty - v * 6 });
  put('polygon', 'tip', { points: [[tx, ty], ...[1, -1].map(s => [tx - u * 13 + s * side[0] * 6, ty - v * 13 + s * side[1] * 6])].map(p => p.map(n => n.toFixed(1)).join()).join(' ') });
  const inside = (n, most) => Math.max(24, Math.min(most - 24, n));
  put('text', 'name', { x: inside(tx + u * 12, W), y: inside(ty + v * 12 + 5, H), 'text-anchor': 'middle' }, 'w');
  for (const [says, s] of [[1, 1], [0, -1]]) {
    const [px, py] = [x + side[0] * 62 + s * u * 24, y + side[1] * 62 + s * v * 24];
    if (px > 30 && px < W - 30 && py > 16 && py < H - 20) put('text', 'says', { x: px, y: py + 4, 'text-anchor': 'middle' }, `says ${says}`);
  }
}
