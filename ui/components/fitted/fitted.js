// Networks that learn a function, drawn over it: the recording plays, every seed is seen, errors are those of the step.
import { paint } from '../shared/appearance.js';
import { sheet } from '../shared/canvas.js';
import { make, steady } from '../shared/elements.js';
import { mounting } from '../shared/mounting.js';
import { brief, clamp, count } from '../shared/numbers.js';
import { onFrame } from '../shared/onframe.js';
import { playback } from '../shared/playback.js';
import { recorded } from '../shared/recorded.js';
import { svgMake, svgSet } from '../shared/svg.js';
import { linearTicks, tickWords } from '../shared/ticks.js';
import { nearest, placeOf } from '../shared/timeline.js';
import { trainingTransport } from '../shared/transport.js';
import { drawFailed, failed, failedWords } from './failed.js';
import { beyond, blank, median, netsAt, push, spanOf } from './frames.js';
import { drawBoxes, drawLines, linesOf, WIDE } from './lines.js';
import { verdict } from './verdict.js';

const NONE = { edges: [], heights: [] };
const PACE = 6, BOXES = 4;  // instants a second; the place of boxes among the kinds of networks
const EDGE = { left: 42, right: 10, top: 8, bottom: 34 };

export default mounting('.fitted', build);

function build(root) {
  const $ = selector => root.querySelector(selector);
  const instants = () => shown.rec?.instants ?? [], at = () => clamp(play.at, 0, Math.max(0, instants().length - 1));
  const { schedule, cancel } = onFrame(draw);
  const ended = () => instants()[at()]?.step === shown.head?.total;
  let readings = {}, panels = [];

  const play = playback({ count: () => instants().length, pace: () => PACE * bar.speed(), isAlive: () => root.isConnected,
    onShow: schedule, onPlay: on => bar.playing(on), onRest: describe });
  const seek = place => play.drag(nearest(instants().length, i => instants()[i].step, shown.head.total, place));
  const bar = trainingTransport(root, { ...play, seek });
  const shown = recorded(root, { blank, push: (rec, bytes, head) => { if (bytes.length) push(rec, bytes, head.unit); }, play,
    shape: rec => [Object.keys(rec.instants.at(-1)?.of ?? {}).length], dress, layout: schedule, describe });
  const app = { draws: 0, stop, receive(component) { resized.observe(root); shown.receive(component); },
    state: () => ({ step: instants()[at()]?.step, span: spanOf(shown.rec, at(), shown.head.function), readings: $('.plot').innerText }) };

  function stop() {
    play.stop();
    resized.disconnect();
    cancel();
    shown.stop();
  }

  // ---- a panel for each network, and one for the boxes; on a card one panel with all there is

  function dress() {
    const { head } = shown, still = !head.job, nets = still ? [] : head.nets;
    paint(root, shown.theme);
    root.classList.toggle('still', still);
    readings = {};
    const old = panels.map(({ canvas }) => canvas);  // a new canvas would be empty until it is drawn on
    panels = (nets.length ? nets : [{}]).map((net, i) => panelOf(net, old[i]));
    $('.plot').replaceChildren(...panels.map(({ host }) => host));
    $('.plot').style.setProperty('--panels', panels.length);
    const seeds = nets.filter(({ net }) => net !== BOXES).map(({ colour }, i, all) => stroke(12 * (i + 1) / (all.length + 1), colour, WIDE.seed));
    $('.legend').hidden = still;
    $('.legend').replaceChildren(entry(stroke(6, shown.theme.rule, WIDE.band) + stroke(6, shown.theme.text, WIDE.function), 'the function'),
      entry(seeds.join(''), 'the other seeds'), make('li', 'means', 'error: root mean square of the distance to f(x)'));
  }

  function panelOf({ net, name, colour, dash, error }, canvas = make('canvas')) {
    const host = make('div', 'panel');
    if (name) {
      const title = make('p', 'title'), [what, has] = name.split(': '), reading = make('b', '', `error ${brief(error ?? NaN)}`);
      if (net !== BOXES) readings[net] = reading;
      title.append(swatch(net === BOXES ? box(colour) : stroke(6, colour, WIDE.chosen, dash)), make('b', '', what), make('br'), `${has} · `, reading);
      host.append(title);
    }
    host.append(canvas);
    return { net, host, canvas };
  }

  const stroke = (y, colour, wide, dash = []) => `<path d="M0 ${y}H30" fill="none" stroke="${colour}" stroke-width="${wide}" stroke-dasharray="${dash.join(' ') || 'none'}"/>`;
  const box = colour => `<path d="M5 1H25V12H5Z" fill="${colour}" fill-opacity="0.12"/><path d="M5 1H25" stroke="${colour}" stroke-width="2"/>`;

  function swatch(drawn) {
    const svg = svgMake('svg');
    svgSet(svg, { viewBox: '0 0 30 12', 'aria-hidden': 'true' });
    svg.innerHTML = drawn;
    return svg;
  }

  function entry(drawn, name) {
    const item = make('li');
    item.append(swatch(drawn), name);
    return item;
  }

  function read(nets, misses) {
    const named = nets.map(net => ({ ...net, name: shown.head.nets.find(each => each.net === net.net)?.name ?? '' }));
    $('.verdict').textContent = verdict(named, misses);
    for (const net in readings) {
      const now = nets.find(each => String(each.net) === net);
      readings[net].textContent = now ? `error ${brief(median(now.errors))}` : 'error –';
    }
  }

  // ---- the picture

  function draw() {
    const { head, rec, theme } = shown;
    if (!head || !root.clientWidth) return;
    app.draws++;
    const span = spanOf(rec, at(), head.function), nets = netsAt(rec, at()), misses = ended() ? failed(nets, head.function) : [];
    for (const panel of panels) drawPanel(panel, { head, span, theme, nets, misses });
    read(nets, misses);
    dressBar(beyond(nets, span));
  }

  // One network over the function; without a name everything that there is.
  function drawPanel({ net, host, canvas }, { head, span, theme, nets, misses }) {
    const w = host.clientWidth, h = host.clientHeight - (host.querySelector('.title')?.offsetHeight ?? 0), ctx = sheet(canvas, w, h);
    const x = v => EDGE.left + v * (w - EDGE.left - EDGE.right), low = h - EDGE.bottom;
    const y = v => low - (v - span[0]) / (span[1] - span[0]) * (low - EDGE.top), scene = { ctx, x, y, w, h, low, span, theme };
    const here = nets.filter(each => each.net === net), boxes = net === undefined || net === BOXES ? head.boxes : NONE;
    drawAxes(scene);
    ctx.save();
    ctx.beginPath();
    ctx.rect(EDGE.left, EDGE.top, w - EDGE.left - EDGE.right, low - EDGE.top);
    ctx.clip();
    drawBoxes(scene, boxes, head.nets.find(each => each.net === BOXES)?.colour);
    drawLines(scene, head, here);
    ctx.restore();
    drawFailed(scene, misses.filter(each => each.net === net), linesOf({ ...head, boxes }, here));
  }

  function drawAxes({ ctx, x, y, w, h, low, span, theme }) {
    ctx.font = `12px ${theme.font}`;
    ctx.lineWidth = 1;
    const across = w < 500 ? 3 : 6, line = (from, to, ink) => { ctx.strokeStyle = ink; ctx.beginPath(); ctx.moveTo(...from); ctx.lineTo(...to); ctx.stroke(); };
    const say = (words, at2, align) => { ctx.fillStyle = theme.grey; ctx.textAlign = align; ctx.fillText(words, ...at2); };
    for (const v of linearTicks(0, 1, across)) {
      line([x(v), EDGE.top], [x(v), low], theme.rule);
      say(tickWords(v, 1 / across), [x(v), low + 15], v > 0.99 ? 'right' : 'center');
    }
    for (const v of linearTicks(...span, 4)) {
      line([EDGE.left, y(v)], [w - EDGE.right, y(v)], v ? theme.rule : theme.grey);
      say(tickWords(v, (span[1] - span[0]) / 4), [EDGE.left - 6, y(v) + 4], 'right');
    }
    say('x', [x(0.5), h - 4], 'center');
    ctx.save();
    ctx.translate(11, (EDGE.top + low) / 2);
    ctx.rotate(-Math.PI / 2);
    say('f(x)', [0, 0], 'center');
    ctx.restore();
  }

  // ---- words

  function dressBar(off) {
    const all = instants(), { total } = shown.head, now = all[at()], last = all.length - 1;
    const place = placeOf(now?.step ?? 0, total), text = now ? `step ${count(now.step)} of ${count(total)}` : 'not begun';
    bar.show({ value: place, done: place, have: placeOf(all.at(-1)?.step ?? 0, total), text, able: last > 0,
      start: at() <= 0, end: at() >= last });
    const end = count(total), said = make('b');
    said.append(...(now ? ['step ', steady(count(now.step), end), ` of ${end}`] : [text]));
    bar.status.replaceChildren(said, make('span', 'off', off === null ? '' : ` · the curves leave the axis and go as far as ${brief(off)}`));
  }

  function describe() {
    const found = ended() ? failed(netsAt(shown.rec, at()), shown.head.function) : [];
    $('.plot').setAttribute('aria-label', [shown.head.label, ...found.map(each => `${failedWords(each)}.`)].join(' '));
    schedule();
  }

  const resized = new ResizeObserver(schedule);
  return app;
}
