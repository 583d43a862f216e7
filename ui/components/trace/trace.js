// Backpropagation on a graph: one unit after the other, and the paths from a weight to the error.
import { paint, readTheme } from '../shared/appearance.js';
import { make } from '../shared/elements.js';
import { sameBytes, unpack } from '../shared/message.js';
import { headroomOf } from '../shared/headroom.js';
import { mounting } from '../shared/mounting.js';
import { networkView } from '../shared/network.js';
import { idParts } from '../shared/neurons.js';
import { inWords } from '../shared/numbers.js';
import { playback } from '../shared/playback.js';
import { forHand } from '../shared/touch.js';
import { press, transport } from '../shared/transport.js';
import { zoomOf } from '../shared/zoom.js';
import { drawFormula, formulaOf } from './formula.js';
import { graphOf } from './graph.js';
import { netOf } from './net.js';
import { drawTable, KILLS } from './table.js';
import { plain, rich } from './words.js';

const STEPS_PER_SECOND = 1 / 1.1, PATIENCE = 4000;
const BUTTONS = {
  first: ['To the input', 'Home'], back: ['One step back', 'left arrow'], play: ['Play', 'space'],
  ahead: ['One step ahead', 'right arrow'], last: ['To the last gradient', 'End'],
};

export default mounting('.trace', build);

function build(root) {
  const $ = selector => root.querySelector(selector);
  let api = null, head = null, net = null, raw = null, theme = null, chosen = null, pending = null, sentAt = 0;
  let paths = true, opening = false, over = -1, ranked = { shares: [], order: [] }, hand = null;

  const play = playback({ count: () => head?.steps.length ?? 0, pace: () => STEPS_PER_SECOND * bar.speed(), patience: 0,
    isAlive: () => root.isConnected, onPlay: on => bar.playing(on), onRest: tell, onShow: () => { paths = opening = false; over = -1; draw(); } });
  // From the paths one goes to the first step, or to the step that was shown before.
  const step = by => { if (paths) play.jump(by > 0 ? 0 : play.at); else play.step(by); };
  const toggle = () => { if (paths && !play.playing) play.at = head.steps.length - 1; play.toggle(); };
  const on = { ...play, step, toggle, seek: play.drag };
  const bar = transport(root, { label: 'Forward and backward pass', buttons: BUTTONS, speed: 'Speed', inside: true,
    timeline: { label: 'Steps computed', step: 1 } }, on);
  const view = networkView($('.graph'), { onPick: pick }), headroom = headroomOf(root, () => draw());
  const app = { draws: 0, receive, stop };

  function stop() { play.stop(); resized.disconnect(); headroom.stop(); view.stop(); }

  function receive(component) {
    api = component;
    resized.observe(root);
    const { data } = component, painted = readTheme(root), news = !sameBytes(data, raw);
    if (painted.signature !== theme?.signature) { theme = painted; paint(root, theme); }
    if (news) { raw = data.slice(); take(unpack(data).header); }
    root.hidden = false;
    draw();
  }

  function take(header) {
    const before = head, same = before && before.key === header.key && before.steps.length === header.steps.length;
    head = header;
    net = netOf(head);
    const late = pending && pending !== head.marked.join() && performance.now() - sentAt < PATIENCE;
    if (!late || !net.has(chosen)) { chosen = head.marked; pending = null; }
    root.classList.toggle('still', head.still);
    bar.slider.max = head.steps.length - 1;
    // What one is looking at stays, but an opening that is the opening of other numbers no more.
    if (!same || opening && !head.begins) open();
    over = -1;
    ticks();
    table();
  }

  function open() {
    opening = head.begins;
    paths = !opening;
    play.open(opening ? head.steps.findIndex(([kind]) => kind === 'E') : null);
  }

  const narrow = () => root.clientWidth < 560 && !head.still;
  const state = () => ({ head, net, at: play.at, paths, opening, chosen, over, narrow: narrow(), room: headroom.most() - below() });
  const below = () => ($('.transport').getBoundingClientRect().bottom - $('.graph').getBoundingClientRect().bottom) / zoomOf(root);

  function draw() {
    if (!head) return;
    app.draws++;
    view.draw(graphOf(state()), theme);
    if (head.still) return;
    drawFormula(root, formulaOf(state(), ranked.order));
    $('.legend .mark').hidden = opening;
    $('.legend .faded').hidden = opening;
    $('.legend .faded').textContent = paths ? 'pale: on no path from it to E' : 'pale: not in this step';
    tellTime();
    for (const tr of root.querySelectorAll('tbody tr')) tr.classList.toggle('now', paths && Number(tr.dataset.way) === over);
  }

  function table() {
    ranked = net.shares(chosen);
    drawTable(root, state(), ranked, { pick: i => { showPaths(); over = i; draw(); }, point });
    $('.note').textContent = narrow() ? 'Tap a path to see its factors.'
      : root.querySelector('.kill') ? `Underlined: a factor below ${KILLS}. There the path is cut.`
        : ranked.order.length > 1 ? forHand('Point at a path to see it alone.') : '';
    knob();
  }

  function point(i) {
    if (!paths || over === i) return;
    over = i;
    draw();
  }

  function showPaths() { play.pause(); paths = true; opening = false; over = -1; }

  // ---- the weight by hand: letting go sends one value

  function knob() {
    const w = net.weight(chosen), late = hand && hand.of === chosen.join() && hand.value !== w && performance.now() - hand.at < PATIENCE;
    if (late) return;  // the answer to an older move is not what the hand sees now
    const far = Math.max(head.reach, Math.ceil(1.5 * Math.abs(w))), slider = $('.knob');
    rich($('.move .name'), `Move ${net.weightName(chosen)}`);
    Object.assign(slider, { min: -far, max: far });
    slider.value = w;
    $('.move output').textContent = inWords(w);
    slider.setAttribute('aria-valuetext', inWords(w));
  }
  $('.knob').oninput = () => { $('.move output').textContent = inWords(Number($('.knob').value)); };
  $('.knob').onchange = () => {
    hand = { of: chosen.join(), value: Number($('.knob').value), at: performance.now() };
    api.setTriggerValue('moved', [chosen.map(v => v + 1).join('.'), hand.value]);
  };

  // ---- picking

  function pick(id) {
    if (!id) { if (paths) over = -1; draw(); return; }
    const { kind, at } = idParts(id);
    if (kind === 'n') { toUnit(id, at); return; }
    if (at[0] >= net.last) return;
    showPaths();
    chosen = at;
    pending = at.join();
    sentAt = performance.now();
    table();
    draw();
    tell();
    api.setTriggerValue('chosen', at.map(v => v + 1).join('.'));
  }

  // A unit shows how its delta is computed, an input or E how it is read.
  function toUnit(id, [m]) {
    const kind = m > net.last ? 'E' : m ? 'delta' : 'x';
    const to = head.steps.findIndex(([is, , , lit]) => is === kind && lit.map(net.boxOf).includes(id));
    if (to >= 0) play.jump(to);
  }

  // ---- time

  $('.show').onclick = () => {
    const back = !paths;
    showPaths();
    paths = back;
    draw();
    tell();
  };
  root.onkeydown = event => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const { target, key } = event;
    if (target.closest('.graph, .knob, .scroll, select') || key === ' ' && target.tagName === 'BUTTON' || key.startsWith('Page')) return;
    if (press(event, on)) event.preventDefault();
  };

  function tellTime() {
    const n = head.steps.length, at = paths ? n - 1 : play.at;
    bar.show({ value: at, done: at / (n - 1), text: paths ? 'everything is computed' : plain(head.steps[at][1]),
      start: !paths && at === 0, end: !paths && at === n - 1 });
    $('.show').setAttribute('aria-pressed', String(paths));
    for (const el of $('.ticks').children) {
      el.classList.toggle('now', !paths && at >= Number(el.dataset.from) && at <= Number(el.dataset.to));
    }
  }

  function ticks() {
    const E = head.steps.findIndex(([kind]) => kind === 'E'), n = head.steps.length - 1;
    const spans = [['forward', 0, E - 1], ['E', E, E], ['backward', E + 1, n]];
    $('.ticks').replaceChildren(...spans.map(([text, from, to]) => {
      const el = make('span', '', text);
      Object.assign(el.dataset, { from, to });
      el.style.left = 100 * (from + to) / 2 / n + '%';
      return el;
    }));
  }

  function tell() {
    const lines = [...root.querySelectorAll('.lines .line')].map(el => el.textContent).join('; ');
    const text = `${$('.what').textContent}: ${lines}`;
    if (!play.playing && $('.said').textContent !== text) $('.said').textContent = text;
  }

  const resized = new ResizeObserver(() => draw());
  app.state = () => ({ at: play.at, mode: paths ? 'paths' : 'steps', steps: head.steps.length, playing: play.playing, chosen, over });
  return app;
}
