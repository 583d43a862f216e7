// Training is a recording: tiles, a timeline and curves that play in the browser.
import { paint } from '../shared/appearance.js';
import { drawLegend } from '../shared/canvas.js';
import { signedScale } from '../shared/colours.js';
import { make, steady } from '../shared/elements.js';
import { beyond } from '../shared/extent.js';
import { mounting } from '../shared/mounting.js';
import { brief, count } from '../shared/numbers.js';
import { onFrame } from '../shared/onframe.js';
import { playback } from '../shared/playback.js';
import { recorded } from '../shared/recorded.js';
import { nearest, placeOf } from '../shared/timeline.js';
import { forHand } from '../shared/touch.js';
import { trainingTransport } from '../shared/transport.js';
import { density } from '../shared/zoom.js';
import { apart } from './axes.js';
import { curvesView, GUTTER } from './curves.js';
import { blank, extentAt, push } from './frames.js';
import { tilesView } from './tiles.js';

const FRAMES_PER_SECOND = 20;

export default mounting('.player', build);

function build(root) {
  const $ = selector => root.querySelector(selector), hint = $('.hint');
  hint.textContent = forHand(hint.textContent);
  const calm = matchMedia('(prefers-reduced-motion: reduce)'), { schedule, cancel } = onFrame(draw);
  let scale = null, live = false, wholeRun = false, size = '';

  const play = playback({
    count: () => shown.rec?.n ?? 0, pace: () => FRAMES_PER_SECOND * bar.speed(), isAlive: () => root.isConnected,
    onShow: schedule, onPlay: on => bar.playing(on), onRest: commit,
  });
  const seek = place => play.drag(nearest(shown.rec.n, i => shown.rec.steps[i], total(), place));
  const bar = trainingTransport(root, { ...play, seek });
  const shown = recorded(root, {
    blank, push: (rec, bytes, { curves }) => push(rec, bytes, curves.flatMap(curve => curve.names).length), play,
    shape: rec => [rec.K, rec.H, rec.W, rec.C], dress, layout: renew, describe, arrive,
    onOpen() { live = false; },
  });
  const now = () => ({ rec: shown.rec, at: play.at, head: shown.head, theme: shown.theme, total: total() });
  const tiles = tilesView(root, { now, say });
  const curves = curvesView($('.curves'), { now, onGrab: seek, onRelease: play.release });
  const toEnd = make('button', 'end', 'To the end');
  toEnd.type = 'button';
  toEnd.onclick = play.last;
  const frames = () => ({ n: shown.rec.n, steps: shown.rec.steps });
  const app = { draws: 0, receive, stop, frames, get at() { return play.at; } };

  function receive(component) {
    resized.observe(root);
    shown.receive(component);
  }

  // From noise to the frame where it opens, once; who wants no motion sees that frame at once.
  function arrive(frame) {
    if (live || calm.matches) play.open(frame); else play.run(frame);
    live = false;
  }

  function renew() {
    curves.outdate();
    layout();
  }

  function stop() {
    play.stop();
    resized.disconnect();
    cancel();
    shown.stop();
  }

  // Everything that changes with the header or the theme, not with the frame.
  function dress() {
    const { head, rec, theme } = shown;
    live ||= shown.running && rec.n > 1;  // who has seen it learn need not see it again
    paint(root, theme);
    scale = signedScale(theme);
    root.style.setProperty('--gutter-left', GUTTER[0] + 'px');
    root.style.setProperty('--gutter-right', GUTTER[1] + 'px');
    root.classList.toggle('still', head.caption !== null);
    tiles.dress();
    curves.dress();
    $('.units').textContent = head.units;
    $('.sign').textContent = rec.C === 3 ? 'grey is 0: more of a colour is above, less is below' : 'dashes: well below zero';
    $('.live').hidden = !shown.running;
    size = '';
  }

  function layout() {
    const { rec } = shown;
    if (!rec || !root.clientWidth) return;
    const wide = root.clientWidth + ':' + density(root);
    if (wide !== size) {
      size = wide;
      tiles.layout();
      drawLegend($('.bar'), scale, rec.C, Math.min(148, root.clientWidth), 12);
      root.style.setProperty('--bar', $('.bar').style.width);
      curves.outdate();
    }
    schedule();
  }

  function draw() {
    const { head, rec } = shown;
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

  const total = () => Math.max(shown.head?.total ?? 0, shown.rec?.steps.at(-1) ?? 0, 1);
  const sayTime = () => {
    const { steps, epochs } = shown.rec;
    return `step ${count(steps[play.at] ?? 0)} of ${count(total())}, epoch ${apart(epochs[play.at])}`;
  };

  function tellTime() {
    const { at } = play, { rec } = shown, last = rec.n - 1, step = rec.steps[at] ?? 0, end = count(total()), place = placeOf(step, total());
    bar.show({ value: place, done: place, have: placeOf(rec.steps[last] ?? 0, total()), text: sayTime(), able: rec.n > 1,
      start: at <= 0, end: at >= last, newest: at >= last && play.following });
    const also = make('span', 'also'), wide = list => list.map(apart).toSorted((a, b) => b.length - a.length)[0];
    if (rec.n) also.append(' · epoch ', steady(apart(rec.epochs[at]), wide(rec.epochs)), ' · ', steady(apart(rec.seconds[at]), wide(rec.seconds)), ' s');
    else also.append(' · waiting for the first step');
    bar.status.replaceChildren('step ', steady(count(step), end, 'b'), ` of ${end}`, also);
    if (at === shown.head.opens && at < last && !play.playing) bar.status.append(' · it pauses where strokes are clearest ', toEnd);
    $('.live').setAttribute('aria-pressed', String(play.following));
  }

  function commit() {
    describe();
    shown.commit();
  }

  function describe() {
    const { head, rec } = shown;
    if (!rec.n) return;
    tiles.describe();
    const range = extentAt(rec, play.at, wholeRun), limit = brief(range.strong);
    $('.bar').setAttribute('aria-label', `Colour scale from −${limit} (blue, dashed) through 0 to ${limit} (orange), ${beyond(range)}`);
    const parts = [sayTime(), ...curves.describe(sayTime())];
    if (head.caption === null && !shown.running) say(parts.join('. '));
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
