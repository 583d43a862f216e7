// The mistakes so far against the examples shown, and the bound that they cannot pass.
import { count } from '../shared/numbers.js';
import { svgMake, svgSet } from '../shared/svg.js';

const EDGE = { left: 34, right: 8, top: 8, bottom: 20 }, TALL = 6;

// How high the axis goes: to the bound, unless the stairs would be flat below it.
export function topOf(total, bound) {
  if (bound !== null && bound <= TALL * Math.max(1, total)) return bound * 1.1;
  return Math.max(1, total * 1.15);
}

// scene: { path, total, bound, visits, at, many }: many of `total` mistakes have been made after `at` examples.
export function drawCount(svg, { path, total, bound, visits, at, many }) {
  const W = svg.clientWidth, H = svg.clientHeight, top = topOf(total, bound), made = [];
  if (!W) return;
  const x = v => EDGE.left + v / Math.max(1, visits) * (W - EDGE.left - EDGE.right), y = v => EDGE.top + (1 - v / top) * (H - EDGE.top - EDGE.bottom);
  const put = (tag, className, attributes, text) => {
    const element = svgMake(tag, className);
    svgSet(element, attributes);
    if (text !== undefined) element.textContent = text;
    made.push(element);
  };
  const line = points => points.map(([u, v]) => `${x(u).toFixed(1)},${y(v).toFixed(1)}`).join(' ');
  put('line', 'axis', { x1: EDGE.left, x2: W - EDGE.right, y1: y(0), y2: y(0) });
  put('text', '', { x: EDGE.left, y: H - 4 }, '0');
  put('text', '', { x: W - EDGE.right, y: H - 4, 'text-anchor': 'end' }, `${count(visits)} examples`);
  put('text', '', { x: EDGE.left - 5, y: y(0) + 4, 'text-anchor': 'end' }, '0');
  if (total) put('text', '', { x: EDGE.left - 5, y: Math.max(16, y(total) + 4), 'text-anchor': 'end' }, count(total));
  put('polyline', 'rest', { points: line(path) });
  const passed = path.filter(([shown]) => shown <= at);
  put('polyline', 'stairs', { points: line([...passed, [at, many]]) });
  if (bound !== null && bound <= top) {
    put('line', 'bound', { x1: EDGE.left, x2: W - EDGE.right, y1: y(bound), y2: y(bound) });
    put('text', 'said', { x: EDGE.left + 6, y: y(bound) + 15 }, `at most ${count(bound)}`);
  }
  put('line', 'here', { x1: x(at), x2: x(at), y1: EDGE.top, y2: y(0) });
  svgSet(svg, { viewBox: `0 0 ${W} ${H}`, 'aria-label': `${count(many)} mistakes after ${count(at)} of ${count(visits)} examples` });
  svg.replaceChildren(...made);
}
