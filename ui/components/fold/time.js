// The folding plays: from one stop to another, or all of it; without motion, one fold after the other.
import { clamp } from '../shared/numbers.js';
import { stopsOf } from './folding.js';

const SLOWEST = 0.85, LONGEST = 11, REST = 900, NEAR = 0.06;  // folds a second; seconds for all; ms for each; folds

//   const time = foldingTime({ folding, speed, calm, isAlive, onShow, onPlay, onRest });      time.t, time.playing
//     folding(), speed(), calm()   as they are now; calm: no motion is wanted
export function foldingTime({ folding, speed, calm, isAlive, onShow, onPlay, onRest }) {
  const time = { t: 0, playing: false };
  let until = 0, quick = 1, since = 0, rested = 0, later = 0;
  const total = () => folding().total;

  function go(t) { time.t = clamp(t, 0, total()); onShow(); }
  function end(t) { time.t = t; time.pause(); onRest(); }

  function tick(now) {
    if (!time.playing || !isAlive()) return;
    const passed = Math.min(100, Math.max(0, now - since)) / 1000, way = Math.sign(until - time.t);
    since = now;
    if (calm()) rest(now);
    else {
      time.t += way * passed * Math.max(SLOWEST, total() / LONGEST) * speed() * quick;
      if (way === 0 || (until - time.t) * way <= 0) end(until);
      onShow();
    }
    requestAnimationFrame(tick);
  }

  // Without motion: one fold after the other, each for a moment.
  function rest(now) {
    if (now - rested <= REST / speed()) return;
    rested = now;
    const stop = stopsOf(folding()).find(v => v > time.t + 1e-6);
    if (stop === undefined || until < time.t) end(until); else time.t = stop;
    onShow();
  }

  return Object.assign(time, {
    go,
    pause() { clearTimeout(later); time.playing = false; onPlay(false); },
    jump(t) { time.pause(); go(t); onRest(); },
    run(to, faster = 1) {
      until = to;
      quick = faster;
      since = performance.now();
      if (time.playing) return;
      time.playing = true;
      onPlay(true);
      requestAnimationFrame(tick);
    },
    runTo(t, faster) { if (calm()) time.jump(t); else { time.pause(); time.run(t, faster); } },
    runSoon(t, wait) { later = setTimeout(() => time.run(t), wait); },
    first() { time.jump(0); },
    last() { time.jump(total()); },
    step(by) {
      const list = stopsOf(folding()), to = by > 0 ? list.find(v => v > time.t + 1e-6) : list.findLast(v => v < time.t - 1e-6);
      if (to !== undefined) time.runTo(to, 1.6);
    },
    toggle() {
      if (time.playing) { time.pause(); onRest(); onShow(); return; }
      if (!total()) return;
      if (time.t >= total() - 1e-6) go(0);
      time.run(total());
    },
    seek(share) { time.pause(); go(share * total()); },
    // A hand that lets go near a fold's beginning means it.
    release() {
      const near = stopsOf(folding()).find(v => Math.abs(v - time.t) < NEAR);
      if (near !== undefined) go(near);
      onRest();
    },
  });
}
