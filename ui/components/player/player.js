// Training is a recording: tiles, a timeline and curves that play in the browser.
import { paint, readTheme } from '../shared/appearance.js';
import { drawLegend } from '../shared/canvas.js';
import { signedScale } from '../shared/colours.js';
import { make } from '../shared/elements.js';
import { beyond } from '../shared/extent.js';
import { unpack } from '../shared/message.js';
import { mounting } from '../shared/mounting.js';
import { brief, count } from '../shared/numbers.js';
import { playback, reporter } from '../shared/playback.js';
import { nearest, placeOf } from '../shared/timeline.js';
import { transport } from '../shared/transport.js';
import { apart } from './axes.js';
import { curvesView, GUTTER } from './curves.js';
import { append, blank, extentAt, open } from './frames.js';
import { tilesView } from './tiles.js';

const FRAMES_PER_SECOND = 15;
const BUTTONS = {
  first: ['To the first step', 'Home'], back: ['One frame back', '←'], play: ['Play', 'space'],
  ahead: ['One frame ahead', '→'], last: ['To the latest step', 'End'],
};

export default mounting('.player', build);

function build(root) {
  const $ = selector => root.querySelector(selector), released = reporter();
  let head = null, rec = null, id = null, theme = null, scale = null, api = {}, seen = '';
  let wholeRun = true, size = '', waiting = 0, asked = 0;

  const play = playback({
    count: () => rec?.n ?? 0, pace: () => FRAMES_PER_SECOND * bar.speed(), isAlive: () => root.isConnected,
    onShow: schedule, onPlay: on => bar.playing(on), onRest: commit,
  });
  const seek = place => play.drag(nearest(rec.n, i => rec.steps[i], total(), place));
  const bar = transport(root, { label: 'Playback', buttons: BUTTONS, speed: 'Playing speed',
    timeline: { label: 'Training step' } }, { ...play, seek });
  const now = () => ({ rec, at: play.at, head, theme, total: total() });
  const tiles = tilesView(root, { now, say });
  const curves = curvesView($('.curves'), { now, onGrab: seek, onRelease: play.release });
  const app = { draws: 0, receive, stop, get at() { return play.at; } };

  function receive(component) {
    api = component;
    resized.observe(root);
    const message = unpack(component.data);
    if (!message) return;
    const { header } = message, next = header.key + '|' + header.id, fresh = next !== id;
    const { from, n, frame, ...rest } = header;
    const painted = readTheme(root), signature = JSON.stringify(rest) + painted.signature;
    const gap = !fresh && from > rec.n;
    if (!fresh && !gap && signature === seen && n === rec.n && (from === n || from < 0)) return;
    if (fresh) { id = next; seen = ''; rec = open(id, header.shape); }
    else if (JSON.stringify(rest.curves) !== JSON.stringify(head.curves)) rec.series.length = 0;
    head = header;
    if (rec.K === 0 && head.shape) Object.assign(rec, blank(head.shape));  // the first frame has arrived
    if (from > rec.n) ask(rec.n);
    else { clearTimeout(asked); asked = 0; append(rec, header, message.buffer, message.offset); }
    if (fresh) begin(frame);
    if (signature !== seen) dress(painted);
    seen = signature;
    root.hidden = false;
    play.grow();
    curves.outdate();
    layout();
    if (!play.playing && !play.dragging) describe();
  }

  // At the newest frame, or at the one that was left.
  function begin(frame) {
    const left = frame !== null && frame < rec.n ? frame : null;
    play.open(left);
    released.known(left === null ? null : { id: head.id, index: left });
  }

  function stop() {
    play.stop();
    resized.disconnect();
    cancelAnimationFrame(waiting);
    clearTimeout(asked);
  }

  function ask(have) {
    if (asked) return;
    api.setTriggerValue('need', { id: head.id, have });
    asked = setTimeout(() => { asked = 0; if (rec.n < head.n && root.isConnected) ask(rec.n); }, 2000);
  }

  // Everything that changes with the header or the theme, not with the frame.
  function dress(painted) {
    theme = painted;
    paint(root, theme);
    scale = signedScale(theme);
    root.style.setProperty('--gutter-left', GUTTER[0] + 'px');
    root.style.setProperty('--gutter-right', GUTTER[1] + 'px');
    root.classList.toggle('still', head.caption !== null);
    tiles.dress();
    curves.dress();
    $('.units').textContent = head.units;
    $('.sign').textContent = rec.C === 3 ? 'grey is 0: more of a colour is above, less is below' : 'dashes: below zero';
    $('.live').hidden = !head.running;
    size = '';
  }

  function layout() {
    if (!rec || !root.clientWidth) return;
    const wide = root.clientWidth + ':' + (window.devicePixelRatio || 1);
    if (wide !== size) {
      size = wide;
      tiles.layout();
      drawLegend($('.bar'), scale, rec.C, Math.min(148, root.clientWidth), 12);
      root.style.setProperty('--bar', $('.bar').style.width);
      curves.outdate();
    }
    schedule();
  }

  function schedule() { waiting ||= requestAnimationFrame(() => { waiting = 0; draw(); }); }

  function draw() {
    if (!rec || !root.isConnected) return;
    app.draws++;
    const range = extentAt(rec, play.at, wholeRun), limit = range.strong;
    tiles.draw(limit, scale);
    $('.low').textContent = limit > 0 ? '−' + brief(limit) : '';
    $('.high').textContent = limit > 0 ? brief(limit) : '';
    $('.beyond').textContent = beyond(range);
    if (head.caption === null) { curves.draw(); tellTime(); }
    tiles.read();
  }

  // ---- time

  const total = () => Math.max(head?.total ?? 0, rec?.steps[rec.n - 1] ?? 0, 1);
  const sayTime = () => `step ${count(rec.steps[play.at] ?? 0)} of ${count(total())}, epoch ${apart(rec.epochs[play.at])}`;

  function tellTime() {
    const { at } = play, last = rec.n - 1, step = rec.steps[at] ?? 0, end = count(total()), place = placeOf(step, total());
    bar.show({ value: place, done: place, have: placeOf(rec.steps[last] ?? 0, total()), text: sayTime(), able: rec.n > 1,
      start: at <= 0, end: at >= last, newest: at >= last && play.following });
    if (!bar.status.firstChild) {
      const here = make('span', 'now', 'step ');
      here.append(make('b'));
      bar.status.append(here, make('span'), make('span', 'also'));
    }
    const [here, of, also] = bar.status.childNodes;
    here.style.minWidth = `calc(2.2em + ${end.replaceAll(',', '').length + 0.4 * (end.split(',').length - 1)}ch)`;
    here.lastChild.textContent = count(step);
    of.textContent = ' of ' + end;
    also.textContent = rec.n ? ` · epoch ${apart(rec.epochs[at])} · ${apart(rec.seconds[at])} s` : ' · waiting for the first step';
    $('.live').setAttribute('aria-pressed', String(play.following));
  }

  // One number to the server, when the hand is off the timeline.
  function commit() {
    describe();
    const value = play.following ? null : { id: head.id, index: play.at };
    released.send(value, frame => api.setStateValue('frame', frame));
  }

  function describe() {
    if (!rec.n) return;
    tiles.describe();
    const range = extentAt(rec, play.at, wholeRun), limit = brief(range.strong);
    $('.bar').setAttribute('aria-label', `Colour scale from −${limit} (blue, dashed) through 0 to ${limit} (vermilion), ${beyond(range)}`);
    const parts = [sayTime(), ...curves.describe(sayTime())];
    if (head.caption === null && !head.running) say(parts.join('. '));
  }

  function say(text) { $('.said').textContent = text; }

  function choose(whole) {
    wholeRun = whole;
    $('.whole').setAttribute('aria-pressed', String(whole));
    $('.this').setAttribute('aria-pressed', String(!whole));
    schedule();
  }

  $('.live').onclick = play.last;
  $('.whole').onclick = () => choose(true);
  $('.this').onclick = () => choose(false);
  const resized = new ResizeObserver(layout);
  return app;
}
