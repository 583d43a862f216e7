// Activations over one another: values and slopes, and what both are at a z that is dragged along the axis.
import { make } from '../shared/elements.js';
import { mounting } from '../shared/mounting.js';
import { newsOf } from '../shared/news.js';
import { clamp, signed } from '../shared/numbers.js';
import { svgMake } from '../shared/svg.js';
import { within, zoomOf } from '../shared/zoom.js';
import { boxOf, seats } from './seats.js';
import { shadedText, slopeText, three } from './words.js';

const WIDE = 640;
const SPANS = { value: [-1.6, 3.4], slope: [-0.4, 1.35] }, DEEP = -1.2;  // where a slope is below 0, it needs more room
const TICKS = { value: [-1, 0, 1, 2, 3], slope: [-1, -0.5, 0, 0.5, 1] };
const EDGE = { left: 30, right: 6, top: 6, bottom: 20 };

export default mounting('.bends', build);

function draw(parent, tag, attributes, text) {
  const el = svgMake(tag);
  for (const name in attributes) el.setAttribute(name, attributes[name]);
  if (text !== undefined) el.textContent = text;
  return parent.appendChild(el);
}

function build(root) {
  const $ = selector => root.querySelector(selector);
  const slider = $('input'), app = {}, panels = {};
  let api = null, head = null, lists = null, at = 0, sent = null, width = 0, held = false;

  app.stop = () => resized.disconnect();
  app.state = () => ({ z: at, value: row(0), slope: row(1), moved: row(2), width });

  const isNews = newsOf(root, { read });

  app.receive = component => {
    const { data } = component;
    api = component;
    resized.observe(root.parentElement);
    if (!isNews(data)) return;
    root.hidden = false;
    width = 0;
    layout();
  };

  function read(message) {
    const before = head?.z;
    head = message.header;
    const K = head.names.length, P = head.points;
    const list = (start, many) => new Float32Array(message.buffer, message.offset + 4 * start, many);
    lists = [0, 1, 2].map(i => Array.from({ length: K }, (_, k) => list((i * K + k) * P, P)));
    lists.push(list(3 * K * P, P));
    if (head.z !== before && !held) at = head.z;
    sent = head.z;
    [slider.min, slider.max] = [-head.far, head.far];
    table();
  }

  // Of every activation at z: value, slope, or what one step adds; exact where the server said it, else on the grid.
  function row(which) {
    if (at === head.z) return head.at.map(numbers => numbers[which]);
    const place = (at + head.far) / (2 * head.far) * (head.points - 1);
    return lists[which].map(list => list[Math.round(place)]);
  }

  function table() {
    const body = $('tbody');
    body.replaceChildren(...head.names.map((name, k) => {
      const tr = make('tr', k === head.focus ? 'focus' : ''), th = make('th');
      th.scope = 'row';
      const mark = draw(th, 'svg', { viewBox: '0 0 30 10', 'aria-hidden': 'true' });
      draw(mark, 'path', { d: 'M0 5H30', fill: 'none', stroke: head.colours[k], 'stroke-width': k === head.focus ? 4 : 2.5,
        'stroke-dasharray': head.dashes[k].join(' ') || 'none' });
      th.append(name);
      tr.append(th, make('td'), make('td'), make('td'));
      return tr;
    }));
    const flat = head.flat.some(([low, high]) => high > low), name = head.names[head.focus];
    $('.note span').textContent = shadedText(flat, name, head.threshold);
  }

  function layout() {
    const now = root.parentElement.clientWidth / zoomOf(root);
    if (!head || !now || now === width) return;
    width = now;
    root.classList.toggle('narrow', width < WIDE);
    tell();  // the table first: the panels have what it leaves
    for (const kind of ['value', 'slope']) panels[kind] = panel(kind);
    move(at);
  }

  function panel(kind) {
    const svg = $(`.${kind} > svg`), W = svg.clientWidth, H = width < WIDE ? 130 : 290;
    const w = W - EDGE.left - EDGE.right, h = H - EDGE.top - EDGE.bottom, [low, high] = spanOf(kind);
    const x = z => EDGE.left + (z + head.far) / (2 * head.far) * w;
    const y = v => EDGE.top + (high - v) / (high - low) * h;
    svg.replaceChildren();
    svg.style.height = H + 'px';
    svg.setAttribute('aria-label', `${kind} against z. ${head.label}`);
    frame(svg, kind, x, y, W, H);
    const line = draw(svg, 'line', { class: 'here', y1: EDGE.top, y2: EDGE.top + h });
    const inside = draw(svg, 'svg', { x: 0, y: EDGE.top, width: W, height: h, viewBox: `0 ${EDGE.top} ${W} ${h}` });
    const said = shade(inside, kind, x, h);
    const curves = lists[kind === 'value' ? 0 : 1].map(list => Array.from(list, (v, i) =>
      [x(-head.far + 2 * head.far * i / (head.points - 1)), y(v)]));
    curves.map((points, k) => [points, k]).toSorted((a, b) => (a[1] === head.focus) - (b[1] === head.focus)).forEach(([points, k]) =>
      draw(inside, 'polyline', { class: k === head.focus ? 'curve focus' : 'curve', stroke: head.colours[k],
        'stroke-dasharray': head.dashes[k].join(' ') || 'none', points: points.map(p => p.map(v => v.toFixed(1))).join(' ') }));
    labels(inside, curves, W, h, said);
    const dots = head.names.map((_, k) => draw(inside, 'circle', { class: 'dot', r: k === head.focus ? 5.5 : 4, fill: head.colours[k] }));
    return { x, y, w, line, dots };
  }

  function spanOf(kind) {
    const [low, high] = SPANS[kind];
    return kind === 'slope' && lists[1].some(list => list.some(v => v < low)) ? [DEEP, high] : [low, high];
  }

  function frame(svg, kind, x, y, W, H) {
    const bottom = H - EDGE.bottom;
    for (let z = -head.far; z <= head.far; z += 2) {
      draw(svg, 'line', { class: 'grid', x1: x(z), x2: x(z), y1: EDGE.top, y2: bottom });
      draw(svg, 'text', { class: 'axis', x: x(z), y: H - 5, 'text-anchor': 'middle' }, z === head.far ? 'z' : signed(z, 0));
    }
    for (const v of TICKS[kind].filter(tick => tick >= spanOf(kind)[0])) {
      draw(svg, 'line', { class: v ? 'grid' : 'zero', x1: EDGE.left, x2: W - EDGE.right, y1: y(v), y2: y(v) });
      draw(svg, 'text', { class: 'axis', x: EDGE.left - 5, y: y(v) + 4, 'text-anchor': 'end' }, signed(v, kind === 'value' ? 0 : 1));
    }
    draw(svg, 'line', { class: 'zero', x1: x(0), x2: x(0), y1: EDGE.top, y2: bottom });
  }

  // Where the slope of the focus is below the threshold, and how z spreads; the boxes of what is said there.
  function shade(svg, kind, x, h) {
    let widest = [0, 0];
    for (const [low, high] of head.flat) {
      if (high <= low) continue;
      draw(svg, 'rect', { class: 'flat', x: x(low), y: EDGE.top, width: Math.max(1, x(high) - x(low)), height: h });
      for (const end of [low, high]) {
        if (Math.abs(end) < head.far) draw(svg, 'line', { class: 'edge', x1: x(end), x2: x(end), y1: EDGE.top, y2: EDGE.top + h });
      }
      if (high - low > widest[1] - widest[0]) widest = [low, high];
    }
    if (kind !== 'slope') return [];
    const density = lists[3], most = Math.max(...density), floor = EDGE.top + h;
    const points = Array.from(density, (v, i) =>
      [x(-head.far + 2 * head.far * i / (head.points - 1)), floor - v / most * 0.2 * h].map(place => place.toFixed(1)));
    draw(svg, 'polygon', { class: 'spread', points: `${x(-head.far)},${floor} ${points.join(' ')} ${x(head.far)},${floor}` });
    const room = x(widest[1]) - x(widest[0]), middle = x((widest[0] + widest[1]) / 2), boxes = [];
    const say = (words, centre, y) => {
      draw(svg, 'text', { class: 'said', x: centre, y, 'text-anchor': 'middle' }, words);
      boxes.push(boxOf(words, centre, y));
    };
    say(`z with spread ${head.sigma}`, x(0), floor - 5);
    const lines = room > 130 ? ['here a gradient dies'] : room > 76 ? ['a gradient', 'dies here'] : [];
    lines.forEach((line, i) => say(line, middle, EDGE.top + 16 + 15 * i));
    return boxes;
  }

  // Each name beside its own curve; the table has the rest.
  function labels(svg, curves, W, h, said) {
    const room = { left: EDGE.left + 3, right: W - EDGE.right - 3, top: EDGE.top + 2, bottom: EDGE.top + h - 2 };
    for (const { k, x, y } of seats(curves, head.names, head.focus, room, said)) {
      draw(svg, 'text', { class: 'halo', x, y, 'text-anchor': 'middle' }, head.names[k])
        .style.fill = `color-mix(in srgb, ${head.colours[k]} 62%, var(--text))`;
    }
  }

  function move(z) {
    at = z;
    for (const [kind, heights] of [['value', row(0)], ['slope', row(1)]]) {
      const { x, y, line, dots } = panels[kind];
      line.setAttribute('x1', x(z));
      line.setAttribute('x2', x(z));
      dots.forEach((dot, k) => { dot.setAttribute('cx', x(z)); dot.setAttribute('cy', y(heights[k])); });
    }
    tell();
  }

  function tell() {
    const z = at, [values, slopes, moved] = [row(0), row(1), row(2)];
    slider.value = z;
    slider.setAttribute('aria-valuetext', `z = ${signed(z, 2)}; ${head.names.map((n, k) => `${n} ${three(values[k])}, slope ${three(slopes[k])}`).join('; ')}`);
    $('.at').textContent = `z = ${signed(z, 2)}`;
    root.querySelectorAll('tbody tr').forEach((tr, k) => {
      const [, value, slope, step] = tr.children;
      [value.textContent, slope.textContent, step.textContent] = [three(values[k]), slopeText(slopes[k], head.threshold), three(moved[k])];
      slope.classList.toggle('lost', Math.abs(slopes[k]) < head.threshold);
    });
  }

  function settle() {
    held = false;
    if (at !== sent) api.setTriggerValue('z', sent = at);
  }

  function drag(event) {
    const { x } = panels.value, left = x(-head.far);
    const share = (within(event, event.currentTarget)[0] - left) / (x(head.far) - left);
    move(clamp(Math.round((2 * share - 1) * head.far * 20) / 20, -head.far, head.far));
  }

  for (const svg of root.querySelectorAll('.panel > svg')) {
    svg.onpointerdown = event => {
      if (event.button) return;
      held = true;
      svg.setPointerCapture(event.pointerId);
      drag(event);
    };
    svg.onpointermove = event => { if (held) drag(event); };
    svg.onpointerup = settle;
    svg.onpointercancel = settle;
  }
  slider.oninput = () => { held = true; move(Number(slider.value)); };
  slider.onchange = settle;
  const resized = new ResizeObserver(layout);
  return app;
}
