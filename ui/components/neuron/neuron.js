// One neuron on points in the plane: its line is dragged, its rule is played example by example, points are set.
import { make } from '../shared/elements.js';
import { frameOf, LIMIT, limited, pointsText, wrongOf } from '../shared/line.js';
import { mounting } from '../shared/mounting.js';
import { newsOf } from '../shared/news.js';
import { clamp, count } from '../shared/numbers.js';
import { onFrame } from '../shared/onframe.js';
import { playback } from '../shared/playback.js';
import { press, transport } from '../shared/transport.js';
import { drawCount } from './count.js';
import { hands } from './hands.js';
import { drawPlane } from './plane.js';
import { exact, stairs, stepWords } from './steps.js';

const SECONDS = 14, BUTTONS = {
  first: ['To the start', 'Home'], back: ['One example back', '←'], play: ['Play', 'space'], ahead: ['Next example', '→'], last: ['To the end', 'End'],
};
const MODES = { line: 'line', one: 'one', zero: 'zero', away: 'away' };
const HINTS = { line: 'Drag the line, or turn it by a handle.', one: 'Click to set a 1; drag a point to move it.',
  zero: 'Click to set a 0; drag a point to move it.', away: 'Click the point that is to go.' };
const NAMES = ['w₁', 'w₂', 'b'];

export default mounting('.neuron', build);

function build(root) {
  const $ = selector => root.querySelector(selector), svg = $('.plane > svg'), { schedule, cancel } = onFrame(draw);
  let api = null, head = null, theme = null, weights = null, path = [], points = [], frame = null;
  let mode = MODES.line, held = null, cursor = null, sent = null, work = 0;

  const play = playback({ count: () => head ? head.visits + 1 : 1, pace: () => clamp(head.visits / SECONDS, 2, 120) * bar.speed(),
    isAlive: () => root.isConnected, onShow: () => { held = null; schedule(); }, onPlay: on => bar.playing(on), onRest: settle });
  const bar = transport(root, { label: 'The rule, example by example', buttons: BUTTONS, speed: 'Playing speed',
    timeline: { label: 'Examples shown', max: 1, step: 1 } }, { ...play, seek: at => play.drag(at) });
  const sliders = NAMES.map((name, k) => sliderOf(name, k));
  const app = { receive, stop: () => { play.stop(); resized.disconnect(); cancel(); },
    state: () => ({ at: play.at, w: now(), points, mode, work }), on: p => frame.on(p) };

  const row = k => Array.from(weights.subarray(3 * k, 3 * k + 3));
  const now = () => held ?? row(play.at).map(v => v / 100);

  const isNews = newsOf(root, { dress, read });

  function receive(component) {
    api = component;
    resized.observe(root);
    if (!isNews(component.data)) return;
    root.hidden = false;
    layout();
  }

  function dress(painted) {
    theme = painted;
    root.style.setProperty('--good', theme.train);
  }

  function read(message) {
    const before = head && JSON.stringify([head.points, head.mistakes]);
    head = message.header;
    root.style.setProperty('--one', head.colours.one);
    root.style.setProperty('--null', head.colours.zero);
    weights = new Int32Array(message.buffer, message.offset, 3 * (head.visits + 1));
    points = head.points.map(([x, y, label]) => [x / 100, y / 100, label]);
    head.wrong = [...head.mistakes].map(Number);
    path = stairs(head.wrong);
    const same = before === JSON.stringify([head.points, head.mistakes]);
    held = null;
    frame = null;
    if (!(same && (play.playing || play.dragging || head.asked === sent))) { sent = head.asked; play.open(head.shown); }
    bar.slider.max = head.visits;
    root.classList.toggle('still', head.still);
    svg.setAttribute('role', head.still ? 'img' : 'application');
    if (head.still) svg.removeAttribute('tabindex');
    for (const part of ['.hand', '.side', '.transport', '.timeline']) $(part).hidden = head.still;
  }

  function layout() {
    frame = null;
    schedule();
  }

  function draw() {
    if (!head || !svg.clientWidth) return;
    const since = performance.now();
    frame ??= frameOf(points, svg.clientWidth, svg.clientHeight);
    const at = play.at, step = !held && at > 0, w = now();
    const was = step && head.wrong[at - 1] ? row(at - 1).map(v => v / 100) : null;
    drawPlane(svg, { w, was, points, frame, cursor, now: step ? (at - 1) % points.length : null, hold: head.still ? '' : mode });
    tellStep(at, w);
    tellCount(at);
    sliders.forEach((show, k) => show(w[k]));
    for (const name in MODES) $(`.hand .${name}`).setAttribute('aria-pressed', String(mode === name));
    $('.hint').textContent = HINTS[mode];
    svg.setAttribute('aria-label', head.still ? head.label : `${head.label} ${mode === 'line' ? 'Arrow keys turn and move the line.' : 'Arrow keys move the cross, Enter sets or removes a point.'}`);
    work = performance.now() - since;
  }

  function tellStep(at, w) {
    const wrong = wrongOf(w, points).filter(Boolean).length, p = (name, text) => make('p', name, text);
    const says = p('', `Wrong for ${wrong} of ${points.length} points.`);
    if (held) return $('.sum').replaceChildren(p('title', 'A line by hand'), p('numbers', equation(w)), p('verdict ' + (wrong ? 'bad' : 'good'), says.textContent), p('', 'From here the rule goes on when you let go.'));
    if (!at) return $('.sum').replaceChildren(p('title', 'At the start'), p('numbers', equation(w)), says, p('', 'Press play: the points come in turn.'));
    const point = (at - 1) % points.length, [x, y, label] = points[point];
    const before = row(at - 1), x3 = [Math.round(100 * x), Math.round(100 * y), 100];
    const score = before.reduce((sum, v, k) => sum + v * x3[k], 0), mistake = head.wrong[at - 1] === 1;
    const said = stepWords({ shown: at, w: before, after: row(at), x: x3, label, score, mistake, point, many: points.length });
    const done = at === head.visits && head.ended === 'settled' ? 'A whole pass was right: the rule ends.' : '';
    $('.sum').replaceChildren(p('title', said.title), p('numbers', said.sum), p('', said.wanted), p('verdict ' + (mistake ? 'bad' : 'good'), done || said.verdict),
      p('numbers', (mistake ? '(w₁, w₂, b): ' : '(w₁, w₂, b) = ') + said.update));
  }

  const equation = w => w.map((v, k) => `${NAMES[k]} = ${exact(Math.round(100 * v))}`).join(', ');

  function tellCount(at) {
    const many = head.wrong.slice(0, at).reduce((sum, v) => sum + v, 0), total = path.at(-1)[1];
    const rest = head.bound !== null ? ` of at most (R/γ)² = ${count(head.bound)}` : head.separable ? '. The bound is for a start at 0.' : '. No line exists, so there is no end.';
    $('.count figcaption').replaceChildren('Mistakes so far: ', make('b', '', count(many)), rest);
    drawCount($('.count > svg'), { path, total, bound: head.bound, visits: head.visits, at, many });
    const text = at ? `example ${count(at)} of ${count(head.visits)}, ${count(many)} mistakes` : 'at the start';
    bar.show({ value: at, done: at / head.visits, text, start: at <= 0, end: at >= head.visits });
    bar.status.textContent = at ? `${count(at)} of ${count(head.visits)} examples shown` : 'nothing shown yet';
  }

  function sliderOf(name, k) {
    const label = make('label', '', name), input = make('input'), output = make('output'), id = `${name}-${Math.random().toString(36).slice(2)}`;
    Object.assign(input, { type: 'range', min: -LIMIT[k], max: LIMIT[k], step: k < 2 ? 0.05 : 0.1, id });
    label.htmlFor = id;
    $('.weights').append(label, input, output);
    input.oninput = () => { play.pause(); holdLine(now().map((v, i) => i === k ? Number(input.value) : v)); };
    input.onchange = sendLine;
    return v => { input.value = v; output.textContent = exact(Math.round(100 * v)); };
  }

  function holdLine(w) {
    held = limited(w);
    schedule();
  }

  function sendLine() {
    if (held) { sent = 0; api.setTriggerValue('line', held); }
  }

  function setPoints(next, done) {
    points = next;
    schedule();
    if (done) { sent = 0; api.setTriggerValue('points', pointsText(points)); }
  }

  function settle() {
    if (!head || play.at === sent || head.still) return;
    sent = play.at;
    api.setTriggerValue('shown', sent);
  }

  hands(svg, {
    ready: () => head && frame && !head.still, mode: () => mode, now, points: () => points, frame: () => frame, far: () => head.far, most: () => head.most,
    cursor: () => cursor, onCursor: to => { cursor = to; schedule(); }, onGrasp: () => play.pause(),
    onLine: holdLine, onLineEnd: sendLine, onPoints: setPoints, onKey: event => press(event, { ...play }),
  });
  for (const name in MODES) $(`.hand .${name}`).onclick = () => { mode = name; cursor = null; schedule(); };

  const resized = new ResizeObserver(layout);
  return app;
}
