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

const PACE = 6, BOXES = 4;  // instants a second; the place of boxes among the kinds of networks
const EDGE = { left: 42, right: 10, top: 8, bottom: 34 };

export default mounting('.fitted', build);

function build(root) {
  const $ = selector => root.querySelector(selector), canvas = $('canvas');
  const instants = () => shown.rec?.instants ?? [], at = () => clamp(play.at, 0, Math.max(0, instants().length - 1));
  const { schedule, cancel } = onFrame(draw);
  const ended = () => instants()[at()]?.step === shown.head?.total;
  let readings = {};

  const play = playback({ count: () => instants().length, pace: () => PACE * bar.speed(), isAlive: () => root.isConnected,
    onShow: schedule, onPlay: on => bar.playing(on), onRest: describe });
  const seek = place => play.drag(nearest(instants().length, i => instants()[i].step, shown.head.total, place));
  const bar = trainingTransport(root, { ...play, seek });
  const shown = recorded(root, { blank, push: (rec, bytes, head) => { if (bytes.length) push(rec, bytes, head.unit); }, play,
    shape: rec => [Object.keys(rec.instants.at(-1)?.of ?? {}).length], dress, layout: schedule, describe });
  const app = { draws: 0, stop, receive(component) { resized.observe(root); shown.receive(component); },
    state: () => ({ step: instants()[at()]?.step, span: spanOf(shown.rec, at(), shown.head.function), readings: $('.legend').innerText }) };

  function stop() {
    play.stop();
    resized.disconnect();
    cancel();
    shown.stop();
  }

  // ---- the legend, with the errors of the step

  function dress() {
    const { head } = shown, still = !head.job;
    paint(root, shown.theme);
    root.classList.toggle('still', still);
    readings = {};
    const named = head.nets.map(({ net, name, colour, dash }) => net === BOXES ? entry(name, box(colour), net)
      : entry(name, stroke(6, colour, WIDE.chosen, dash), net));
    const nets = head.nets.filter(({ net }) => net !== BOXES);
    const seeds = nets.map(({ colour }, i) => stroke(12 * (i + 1) / (nets.length + 1), colour, WIDE.seed));
    $('.legend').hidden = still;
    $('.legend').replaceChildren(entry('the function', stroke(6, shown.theme.rule, WIDE.band) + stroke(6, shown.theme.text, WIDE.function)), ...named,
      entry('the other seeds', seeds.join('')), make('li', 'means', 'error: root mean square of the distance to f(x)'));
  }

  const stroke = (y, colour, wide, dash = []) => `<path d="M0 ${y}H30" fill="none" stroke="${colour}" stroke-width="${wide}" stroke-dasharray="${dash.join(' ') || 'none'}"/>`;
  const box = colour => `<path d="M5 1H25V12H5Z" fill="${colour}" fill-opacity="0.12"/><path d="M5 1H25" stroke="${colour}" stroke-width="2"/>`;

  function entry(name, drawn, net) {
    const item = make('li'), svg = svgMake('svg');
    svgSet(svg, { viewBox: '0 0 30 12', 'aria-hidden': 'true' });
    svg.innerHTML = drawn;
    item.append(svg, name);
    if (net !== undefined && net !== BOXES) item.append(' · ', readings[net] = make('b'));
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
    const { head, rec, theme } = shown, host = $('.plot'), w = host.clientWidth, h = host.clientHeight;
    if (!head || !w) return;
    app.draws++;
    const ctx = sheet(canvas, w, h), span = spanOf(rec, at(), head.function), nets = netsAt(rec, at());
    const x = v => EDGE.left + v * (w - EDGE.left - EDGE.right), low = h - EDGE.bottom;
    const y = v => low - (v - span[0]) / (span[1] - span[0]) * (low - EDGE.top), scene = { ctx, x, y, w, h, low, span, theme };
    drawAxes(scene);
    ctx.save();
    ctx.beginPath();
    ctx.rect(EDGE.left, EDGE.top, w - EDGE.left - EDGE.right, low - EDGE.top);
    ctx.clip();
    drawBoxes(scene, head.boxes, head.nets.find(({ net }) => net === BOXES)?.colour);
    drawLines(scene, head, nets);
    ctx.restore();
    const misses = ended() ? failed(nets, head.function) : [];
    drawFailed(scene, misses, linesOf(head, nets));
    read(nets, misses);
    dressBar(beyond(nets, span));
  }

  function drawAxes({ ctx, x, y, w, h, low, span, theme }) {
    ctx.font = `12px ${theme.font}`;
    ctx.lineWidth = 1;
    const across = w < 500 ? 3 : 6, line = (from, to, ink) => { ctx.strokeStyle = ink; ctx.beginPath(); ctx.moveTo(...from); ctx.lineTo(...to); ctx.stroke(); };
    const say = (words, at2, align) => { ctx.fillStyle = theme.grey; ctx.textAlign = align; ctx.fillText(words, ...at2); };
    for (const v of linearTicks(0, 1, across)) {
      line([x(v), EDGE.top], [x(v), low], theme.rule);
      say(tickWords(v, 1 / across), [x(v), low + 15], 'center');
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
    canvas.setAttribute('aria-label', [shown.head.label, ...found.map(each => `${failedWords(each)}.`)].join(' '));
    schedule();
  }

  const resized = new ResizeObserver(schedule);
  return app;
}
