// A hand on the packet and on the sheet: it drags the line of a fold or a handle of it, points, and presses keys.
import { clamp } from '../shared/numbers.js';
import { press } from '../shared/transport.js';
import { within } from '../shared/zoom.js';
import { lineThrough } from './handles.js';

const TURN = 5, SHIFT = 0.05;  // degrees, and of the packet, for a press of an arrow key
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

const place = event => within(event, event.currentTarget);
// What plays is played from here too, but for the arrows.
const played = (event, on) => !event.key.startsWith('Arrow') && press(event, on);

//   const hand = packetHand(canvas, { gripAt, gripsOf, lineOf, chosen, off, on, ... });   hand.drag is what is held, or null
//     gripAt(u, v), chosen(), gripsOf(k), normalOf(k), pairOf(k)    what there is
//     off(u, v)           from the screen to the packet
//     onLine(k, angle, offset), onNudge(k, turn, shift), onPoint(p or null), onLetGo(moved), onGrasp()
export function packetHand(canvas, { on, ...of }) {
  const hand = { drag: null };

  canvas.onpointerdown = event => {
    if (!event.isPrimary || event.button !== 0 || !of.ready()) return;
    const [u, v] = place(event), held = of.gripAt(u, v);
    if (!held) { of.onPoint(of.off(u, v)); return; }
    hand.drag = { ...held, pointer: event.pointerId, ends: of.gripsOf(held.k), grabbed: of.off(u, v), offset: of.pairOf(held.k)[1], moved: false };
    of.onGrasp();
    canvas.setPointerCapture(event.pointerId);
    canvas.classList.add('grabbing');
    event.preventDefault();
    canvas.focus({ preventScroll: true });
  };

  // A finger on a line moves it; elsewhere it scrolls the page.
  canvas.ontouchstart = event => {
    if (of.ready() && of.gripAt(...within(event.touches[0], canvas))) event.preventDefault();
  };

  canvas.onpointermove = event => {
    if (!of.ready()) return;
    const [u, v] = place(event), { drag } = hand;
    if (drag && event.pointerId === drag.pointer) { move(drag, of.off(u, v)); return; }
    canvas.classList.toggle('grab', !!of.gripAt(u, v));
    if (event.pointerType !== 'touch') of.onPoint(of.off(u, v));
  };

  function move(drag, p) {
    const { k, end } = drag, n = of.normalOf(k);
    drag.moved = true;
    if (end < 0) {  // the line itself: its angle stays
      of.onLine(k, of.pairOf(k)[0], drag.offset + n[0] * (p[0] - drag.grabbed[0]) + n[1] * (p[1] - drag.grabbed[1]));
      drag.ends = of.gripsOf(k);
      return;
    }
    const other = drag.ends[1 - end], line = lineThrough(p, other, end);
    if (!line) return;
    drag.ends = end ? [other, p] : [p, other];
    of.onLine(k, ...line);
  }

  canvas.onpointerup = canvas.onpointercancel = canvas.onlostpointercapture = event => {
    if (!hand.drag || event.pointerId !== hand.drag.pointer) return;
    const { moved } = hand.drag;
    hand.drag = null;
    canvas.classList.remove('grabbing');
    of.onLetGo(moved);
  };
  canvas.onpointerleave = () => { if (!hand.drag) of.onPoint(null); };

  canvas.onkeydown = event => {
    const k = of.chosen(), fine = event.shiftKey ? 0.1 : 1, by = ARROWS[event.key];
    if (by && k >= 0) of.onNudge(k, -by[0] * TURN * fine, by[1] * SHIFT * fine);
    else if (by) { if (by[0]) on.step(by[0]); }
    else if (!played(event, on)) return;
    event.preventDefault();
  };
  return hand;
}

//   sheetHand(canvas, { still, off, spot, onSpot, onRead, on })      onRead(): a key has moved the spot
export function sheetHand(canvas, { still, off, spot, onSpot, onRead, on }) {
  canvas.onpointermove = canvas.onpointerdown = event => {
    if (still()) return;
    const p = off(...place(event));
    onSpot(Math.max(Math.abs(p[0]), Math.abs(p[1])) <= 1 ? p : null);
  };
  canvas.onpointerleave = canvas.onblur = () => onSpot(null);
  canvas.onkeydown = event => {
    const by = ARROWS[event.key], far = event.shiftKey ? 0.01 : 0.05;
    if (by) {
      onSpot(spot() ? spot().map((v, i) => clamp(v + far * by[i], -1, 1)) : [0.5, 0.5]);
      onRead();
    } else if (event.key === 'Escape') onSpot(null);
    else if (!played(event, on)) return;
    event.preventDefault();
  };
}
