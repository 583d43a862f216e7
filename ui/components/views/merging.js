// Three layers become one matrix, and come back: share goes from 0 to 1, or straight there where no motion is wanted.
import { clamp, mix } from '../shared/numbers.js';

const LONG = 1600;  // ms

//   const merging = mergingOf({ calm, onShare });      merging.share, merging.merged (where it goes)
export function mergingOf({ calm, onShare }) {
  const merging = { share: 0, merged: false, turn, turnSoon, stop };
  let running = 0, starting = 0;

  function turn(on, part = 1) {
    clearTimeout(starting);
    cancelAnimationFrame(running);
    merging.merged = on;
    const from = merging.share, since = performance.now();
    const step = now => {
      const t = calm() ? 1 : clamp((now - since) / (LONG * part), 0, 1);
      merging.share = mix(from, on ? 1 : 0, t);
      onShare();
      if (t < 1) running = requestAnimationFrame(step);
    };
    if (from === (on ? 1 : 0)) onShare(); else step(since);
  }

  function turnSoon(on, wait) {
    clearTimeout(starting);
    starting = setTimeout(() => turn(on), wait);
  }

  function stop() {
    clearTimeout(starting);
    cancelAnimationFrame(running);
  }

  return merging;
}
