// Waves of ReLU units, and an x that is followed through them: it plays, steps, and is dragged along the axes.
import { make } from '../shared/elements.js';
import { mounting } from '../shared/mounting.js';
import { newsOf } from '../shared/news.js';
import { clamp, signed } from '../shared/numbers.js';
import { playback } from '../shared/playback.js';
import { svgMake, svgSet } from '../shared/svg.js';
import { transport } from '../shared/transport.js';
import { within } from '../shared/zoom.js';
import { partOf, trace } from './curve.js';

const STEPS = 400, SECONDS = 14;  // from 0 to 1
const EDGE = { left: 30, right: 8, top: 8, bottom: 40 }, HIGH = 1.04;
const BUTTONS = {
  first: ['To x = 0', 'Home'], back: ['A little back', '←'], play: ['Play', 'space'], ahead: ['A little ahead', '→'], last: ['To x = 1', 'End'],
};

export default mounting('.waves', build);

function build(root) {
  const $ = selector => root.querySelector(selector), app = { receive, state: () => ({ x: here(), at: trace(head.panels, head.compose, here()) }) };
  let api = null, head = null, panels = [], width = 0, sent = null, opened = { at: 0, x: 0 };

  const play = playback({ count: () => STEPS + 1, pace: () => STEPS / SECONDS * bar.speed(), isAlive: () => root.isConnected,
    onShow: move, onPlay: on => bar.playing(on), onRest: settle });
  const seek = x => play.drag(Math.round(clamp(x, 0, 1) * STEPS));
  const bar = transport(root, { label: 'Playback', buttons: BUTTONS, speed: 'Playing speed',
    timeline: { label: 'x', max: 1, step: 1 / STEPS } }, { ...play, seek });

  // The x of the link may lie between the steps.
  const here = () => play.at === opened.at ? opened.x : play.at / STEPS;

  app.stop = () => { play.stop(); resized.disconnect(); };

  const isNews = newsOf(root, { read });

  function receive(component) {
    api = component;
    resized.observe(root);
    if (!isNews(component.data)) return;
    root.hidden = false;
    width = 0;
    layout();
  }

  function read({ header }) {
    head = header;
    sent = head.x;
    if (!play.playing && !play.dragging) { opened = { at: Math.round(head.x * STEPS), x: head.x }; play.open(opened.at); }
    root.style.setProperty('--line', head.colours.line);
    root.style.setProperty('--dot', head.colours.dot);
    root.setAttribute('aria-label', head.label);
    $('.grey').hidden = !head.stripes.length;
  }

  function layout() {
    if (!head || !root.clientWidth || root.clientWidth === width) return;
    width = root.clientWidth;
    $('.panels').replaceChildren(...head.panels.map(figure));
    panels = head.panels.map((panel, p) => drawn(panel, p, $('.panels').children[p].querySelector('svg')));
    move();
  }

  // Where the peaks multiply, the last panel says so in its heading.
  function peaksOf(panel, p) {
    const [first, second] = head.panels, plain = `${panel.peaks} peak${panel.peaks === 1 ? '' : 's'}`;
    const product = p === 2 && panel.peaks === 2 * first.peaks * second.peaks;
    return product ? `2 · ${first.peaks} · ${second.peaks} = ${plain}` : plain;
  }

  function figure(panel, p) {
    const { name, axis } = panel, says = peaksOf(panel, p);
    const made = make('figure', axis === 'x' ? 'panel along' : 'panel'), caption = make('figcaption'), svg = svgMake('svg');
    caption.append(make('b', '', name), `: ${says}`);
    svgSet(svg, { role: 'img', 'aria-label': `${name}: ${says}` });
    made.append(caption, svg);
    return made;
  }

  function drawn(panel, p, svg) {
    const W = svg.clientWidth, H = svg.clientHeight, low = H - EDGE.bottom;
    const x = v => EDGE.left + v * (W - EDGE.left - EDGE.right), y = v => low - v / HIGH * (low - EDGE.top);
    const put = (tag, className, attributes, text) => {
      const made = svgMake(tag, className);
      svgSet(made, attributes);
      if (text !== undefined) made.textContent = text;
      return svg.appendChild(made);
    };
    const line = points => points.map(([u, v]) => `${x(u).toFixed(1)},${y(v).toFixed(1)}`).join(' ');
    if (p === 2) for (const [a, b] of head.stripes) put('rect', 'stripe', { x: x(a), width: x(b) - x(a), y: EDGE.top, height: low - EDGE.top });
    for (const v of W > 300 ? [0, 0.25, 0.5, 0.75, 1] : [0, 0.5, 1]) {
      put('line', v ? 'grid' : 'zero', { x1: x(v), x2: x(v), y1: EDGE.top, y2: low });
      put('text', '', { x: x(v), y: low + 16, 'text-anchor': 'middle' }, String(v));
    }
    for (const v of [0, 0.5, 1]) {
      put('line', v ? 'grid' : 'zero', { x1: EDGE.left, x2: W - EDGE.right, y1: y(v), y2: y(v) });
      put('text', '', { x: EDGE.left - 6, y: y(v) + 4, 'text-anchor': 'end' }, String(v));
    }
    put('text', 'title', { x: (x(0) + x(1)) / 2, y: H - 6, 'text-anchor': 'middle' }, panel.axis);
    put('polyline', 'wave', { points: line(panel.x.map((u, i) => [u, panel.y[i]])) });
    for (const i of panel.tops) put('circle', 'top', { cx: x(panel.x[i]), cy: y(panel.y[i]), r: 3 });
    const passed = put('polyline', 'passed', {}), down = put('line', 'way', {}), across = put('line', 'way', {});
    const dot = put('circle', 'dot', { r: 6 });
    if (panel.axis === 'x') hold(svg, v => (v - x(0)) / (x(1) - x(0)));
    return ([u, v], shown) => {
      svgSet(passed, { points: shown ? line(partOf(panel, 0, u)) : '' });
      svgSet(down, { x1: x(u), x2: x(u), y1: y(v), y2: low });
      svgSet(across, { x1: EDGE.left, x2: x(u), y1: y(v), y2: y(v) });
      svgSet(dot, { cx: x(u), cy: y(v) });
    };
  }

  // A hand moves x along the axis of a panel.
  function hold(svg, placed) {
    const drag = event => seek(placed(within(event, svg)[0]));
    svg.onpointerdown = event => {
      if (event.button) return;
      svg.setPointerCapture(event.pointerId);
      drag(event);
    };
    svg.onpointermove = event => { if (play.dragging && svg.hasPointerCapture(event.pointerId)) drag(event); };
    svg.onpointerup = svg.onpointercancel = () => play.release();
  }

  function move() {
    if (!panels.length) return;
    const x = here(), places = trace(head.panels, head.compose, x);
    panels.forEach((show, p) => show(places[p], p === 2 || p === 0));
    const [, first] = places[0], [between, second] = places[1], [, both] = places[2];
    const said = v => signed(v, 2), text = head.compose
      ? `x = ${said(x)}  →  f₁(x) = ${said(first)}  →  f₂(${said(between)}) = ${said(both)}`
      : `x = ${said(x)}:  ½ · ${said(first)} + ½ · ${said(second)} = ${said(both)}`;
    bar.show({ value: x, done: x, text, start: x <= 0, end: x >= 1 });
    bar.status.textContent = text;
  }

  function settle() {
    const x = here();
    if (x !== sent) api.setTriggerValue('x', sent = x);
  }

  const resized = new ResizeObserver(layout);
  return app;
}
