// A hand on the bars: a mouse or a pen moves one at once, a finger when it goes sideways, and keys while it has the focus.
import { clamp } from '../shared/numbers.js';
import { within } from '../shared/zoom.js';

const LEAST = 4;  // pixels that a finger goes sideways before it is no scrolling
const STEPS = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity };

//   const hand = handOn(table, { still, onStart, onMove, onEnd, onKey });      hand.held, hand.focus
//     onStart(kind, k), onMove(kind, k, share), onEnd(kind, k), onKey(kind, k, steps)
export function handOn(table, { still, onStart, onMove, onEnd, onKey }) {
  const hand = { held: null, focus: null };
  const trackOf = event => event.target.closest?.('.track[role=slider]');
  const at = track => [track.dataset.kind, Number(track.dataset.k)];
  const shareOf = (event, track) => clamp(within(event, track)[0] / track.clientWidth, 0, 1);

  table.onpointerdown = event => {
    const track = trackOf(event);
    if (!track || still() || !event.isPrimary || event.button !== 0) return;
    hand.held = { track, pointer: event.pointerId, x: event.clientX, begun: false };
    if (event.pointerType !== 'touch') begin(event);
  };

  function begin(event) {
    const { track } = hand.held, [kind, k] = at(track);
    hand.held.begun = true;
    table.setPointerCapture(event.pointerId);
    track.focus({ preventScroll: true });
    onStart(kind, k);
    onMove(kind, k, shareOf(event, track));
  }

  table.onpointermove = event => {
    const { held } = hand;
    if (!held || event.pointerId !== held.pointer) return;
    if (!held.begun) {
      if (Math.abs(event.clientX - held.x) >= LEAST) begin(event);
      return;
    }
    onMove(...at(held.track), shareOf(event, held.track));
  };

  // A finger that only taps has said where; one that scrolls has said nothing.
  table.onpointerup = event => {
    if (hand.held && event.pointerId === hand.held.pointer && !hand.held.begun) begin(event);
    letGo(event);
  };
  table.onpointercancel = table.onlostpointercapture = letGo;
  function letGo(event) {
    const { held } = hand;
    if (!held || event.pointerId !== held.pointer) return;
    hand.held = null;
    if (held.begun) onEnd(...at(held.track));
  }

  table.addEventListener('focusin', event => {
    const track = trackOf(event);
    if (!track) return;
    hand.focus = at(track)[1];
    for (const mate of table.querySelectorAll('.track')) mate.tabIndex = mate.dataset.k === track.dataset.k ? 0 : -1;
  });
  table.addEventListener('focusout', () => { hand.focus = null; });

  const matesOf = track => [...table.querySelectorAll(`.track.${track.dataset.kind}`)];

  table.onkeydown = event => {
    const track = trackOf(event);
    if (!track || still() || event.altKey || event.ctrlKey || event.metaKey) return;
    const down = { ArrowUp: -1, ArrowDown: 1 }[event.key], steps = STEPS[event.key];
    if (down) {
      const mates = matesOf(track);
      mates[clamp(mates.indexOf(track) + down, 0, mates.length - 1)].focus();
    } else if (steps !== undefined) onKey(...at(track), event.shiftKey ? steps / 10 : steps);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return hand;
}
