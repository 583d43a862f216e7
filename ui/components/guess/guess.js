// A curve that one draws on the axes of a question, by mouse, finger or keys; later the measured one beside it.
import { mounting } from '../shared/mounting.js';
import { newsOf } from '../shared/news.js';
import { clamp, inWords, powered } from '../shared/numbers.js';
import { svgMake } from '../shared/svg.js';
import { linearTicks, tickWords } from '../shared/ticks.js';
import { touched } from '../shared/touch.js';
import { within, zoomOf } from '../shared/zoom.js';
import { blank, columnOf, placeOf, shareOf, stroke, valueAt, whole } from './strokes.js';

const EDGE = { left: 62, right: 14, top: 10, bottom: 40 }, HIGH = 300, LOW = 220, NARROW = 520, KEY = 0.02;
const HINT = `Draw from left to right.${touched() ? '' : ' With the keyboard: left and right move along, up and down raise and lower the curve.'}`;

export default mounting('.guess', build);

function draw(parent, tag, attributes, text) {
  const el = svgMake(tag);
  for (const name in attributes) el.setAttribute(name, attributes[name]);
  if (text !== undefined) el.textContent = text;
  return parent.appendChild(el);
}

// Where lines of an axis stand: the powers of ten where it is logarithmic.
function ticksOf({ low, high, log }) {
  if (!log) return linearTicks(low, high, 5);
  const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(high) + 1e-9), by = Math.ceil((last - first + 1) / 7);
  return Array.from({ length: Math.floor((last - first) / by) + 1 }, (_, i) => 10 ** (first + i * by));
}

const written = ({ log, low, high }, v) => !log ? tickWords(v, (high - low) / 5) : v < 1e-3 || v >= 1e5 ? powered(v).replace('1 · ', '') : inWords(v);

function build(root) {
  const $ = selector => root.querySelector(selector), svg = $('svg'), app = {};
  let api = null, head = null, width = 0, curve = blank(), pen = null, at = null;

  app.stop = () => resized.disconnect();
  app.state = () => ({ drawn: whole(curve), at });
  const isNews = newsOf(root, { read });

  app.receive = component => {
    api = component;
    resized.observe(root.parentElement);
    if (!isNews(component.data)) return;
    root.hidden = false;
    width = 0;
    layout();
  };

  function read({ header }) {
    const before = head;
    head = header;
    if (before?.ask !== head.ask) { curve = blank(); at = null; }
    root.classList.toggle('open', head.open);
    for (const part of ['.hint', '.buttons']) $(part).hidden = !head.open;
    svg.setAttribute('role', head.open ? 'application' : 'img');
    if (head.open) svg.tabIndex = 0; else svg.removeAttribute('tabindex');
  }

  function layout() {
    const now = root.parentElement.clientWidth / zoomOf(root);
    if (!head || !now || now === width) return;
    width = now;
    redraw();
  }

  // In a lecture a window has the place of fewer pixels, and the question above the axes is to be seen too.
  const high = () => width < NARROW ? LOW : clamp(window.innerHeight / zoomOf(root) / 2, LOW, HIGH);
  const size = () => ({ w: width - EDGE.left - EDGE.right, h: high() - EDGE.top - EDGE.bottom });
  const place = ([x, y]) => { const { w, h } = size(); return [EDGE.left + x * w, EDGE.top + (1 - y) * h]; };
  const line = (points, className) => draw(svg, 'polyline', { class: className, points: points.map(p => place(p).map(v => v.toFixed(1))).join(' ') });

  function redraw() {
    const { w, h } = size(), H = h + EDGE.top + EDGE.bottom;
    svg.replaceChildren();
    svg.style.height = H + 'px';
    axes(w, h, H);
    const mine = head.open ? whole(curve) : (head.drawn ?? []).map(([x, y]) => [shareOf(head.x, x), shareOf(head.y, y)]);
    const truth = (head.truth ?? []).map(([x, y]) => [shareOf(head.x, x), shareOf(head.y, y)]);
    if (truth.length) {
      line(truth, 'truth');
      if (truth.length <= 40) for (const point of truth) { const [cx, cy] = place(point); draw(svg, 'circle', { class: 'dot', cx, cy, r: 3.5 }); }
    }
    if (mine.length) line(mine, head.open ? 'drawn' : 'drawn old');
    names(mine, truth);
    if (head.open && at !== null) {
      const [x] = place([placeOf(at), 0]);
      draw(svg, 'line', { class: 'cursor', x1: x, x2: x, y1: EDGE.top, y2: EDGE.top + h });
    }
    describe(mine);
  }

  function axes(w, h, H) {
    for (const v of ticksOf(head.y)) {
      const [, y] = place([0, shareOf(head.y, v)]);
      draw(svg, 'line', { class: 'grid', x1: EDGE.left, x2: EDGE.left + w, y1: y, y2: y });
      draw(svg, 'text', { class: 'axis', x: EDGE.left - 6, y: y + 4, 'text-anchor': 'end' }, written(head.y, v) + head.y.unit);
    }
    for (const v of ticksOf(head.x)) {
      const [x] = place([shareOf(head.x, v), 0]);
      draw(svg, 'line', { class: 'grid', x1: x, x2: x, y1: EDGE.top, y2: EDGE.top + h });
      draw(svg, 'text', { class: 'axis', x, y: EDGE.top + h + 16, 'text-anchor': 'middle' }, written(head.x, v) + head.x.unit);
    }
    draw(svg, 'rect', { class: 'edge', x: EDGE.left, y: EDGE.top, width: w, height: h, fill: 'none' });
    draw(svg, 'text', { class: 'axis', x: EDGE.left + w / 2, y: H - 6, 'text-anchor': 'middle' }, head.x.label);
    draw(svg, 'text', { class: 'axis', x: -(EDGE.top + h / 2), y: 12, 'text-anchor': 'middle', transform: 'rotate(-90)' }, head.y.label);
  }

  // Each curve has its name at an end of its own: the guess on the left, what is measured on the right.
  function names(mine, truth) {
    if (head.open) return;
    if (mine.length) label('your guess', mine[Math.floor(mine.length / 4)], 'name mine', 'start');
    if (truth.length) label('measured', truth.at(-1), 'name', 'end', 20);
  }

  function label(text, point, className, anchor, below = -10) {
    const [x, y] = place(point), top = EDGE.top + 14, bottom = EDGE.top + size().h - 5;
    const there = { x: clamp(x, EDGE.left + 4, width - EDGE.right - 4), y: y + below > bottom ? y - 10 : clamp(y + below, top, bottom) };
    draw(svg, 'text', { class: className, ...there, 'text-anchor': anchor }, text);
  }

  function describe(mine) {
    const words = ([x, y]) => `${inWords(valueAt(head.x, x))}${head.x.unit}: ${inWords(valueAt(head.y, y))}${head.y.unit}`;
    const few = mine.length < 2 ? 'nothing is drawn' : [mine[0], mine[mine.length >> 1], mine.at(-1)].map(words).join(', ');
    const here = at === null ? '' : ` At ${inWords(valueAt(head.x, placeOf(at)))}${head.x.unit}: ${curve[at] === null ? 'nothing yet' : inWords(valueAt(head.y, curve[at])) + head.y.unit}.`;
    svg.setAttribute('aria-label', `${head.y.label} over ${head.x.label}. Your curve: ${few}.${here}`);
    if (!head.open) return;
    $('.done').disabled = mine.length < 2;
    $('.clear').disabled = mine.length === 0;
    $('.hint').textContent = at === null ? HINT : here.trim();
  }

  function shareAt(event) {
    const { w, h } = size(), [x, y] = within(event, svg);
    return [clamp((x - EDGE.left) / w, 0, 1), clamp(1 - (y - EDGE.top) / h, 0, 1)];
  }

  svg.onpointerdown = event => {
    if (!head.open || event.button) return;
    svg.setPointerCapture(event.pointerId);
    at = null;
    pen = shareAt(event);
    stroke(curve, pen, pen);
    redraw();
  };
  svg.onpointermove = event => {
    if (!pen) return;
    const next = shareAt(event);
    stroke(curve, pen, next);
    pen = next;
    redraw();
  };
  svg.onpointerup = svg.onpointercancel = () => { pen = null; };

  svg.onkeydown = event => {
    if (!head.open) return;
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const before = at ?? 0, height = curve[before] ?? nearest(before), big = event.shiftKey ? 5 : 1;
    at = columnOf(placeOf(at === null ? 0 : clamp(before + by[0] * big, 0, curve.length - 1)));
    const next = clamp((by[1] ? curve[at] ?? height : height) + by[1] * KEY * big, 0, 1);
    if (by[1]) stroke(curve, [placeOf(at), next], [placeOf(at), next]);
    else if (curve[before] !== null && curve[at] === null) stroke(curve, [placeOf(before), height], [placeOf(at), height]);
    redraw();
  };

  // How high the curve is at the drawn column nearest to this one; in the middle where nothing is drawn.
  function nearest(column) {
    const there = curve.flatMap((height, c) => height === null ? [] : [[Math.abs(c - column), height]]);
    return there.length ? there.toSorted((a, b) => a[0] - b[0])[0][1] : 0.5;
  }

  $('.done').onclick = () => {
    const value = (axis, share) => clamp(valueAt(axis, share), axis.low, axis.high);  // rounding may leave the axis
    const points = whole(curve).map(([x, y]) => [value(head.x, x), value(head.y, y)]);
    api.setTriggerValue('guess', points);
  };
  $('.clear').onclick = () => { curve = blank(); at = null; redraw(); };
  const resized = new ResizeObserver(layout);
  return app;
}
