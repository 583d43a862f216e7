// The window that a hand chooses, against the one that is drawn. A window is { x0, y0, w }, its lower left corner and its
// width in the plane; a view { u, v, s } says the same in units of the window that is drawn.
import { clamp } from '../shared/numbers.js';
import { linearTicks } from '../shared/ticks.js';

export const WHOLE = { u: 0, v: 0, s: 1 };
const LEAST = 2e-6, MOST = 2000, FURTHEST = 1000;  // widths and places of the plane

export const windowOf = ([x0, x1, y0]) => ({ x0, y0, w: x1 - x0 });
export const ofView = (drawn, view) => ({ x0: drawn.x0 + drawn.w * view.u, y0: drawn.y0 + drawn.w * view.v, w: drawn.w * view.s });
export const asView = (drawn, { x0, y0, w }) => ({ u: (x0 - drawn.x0) / drawn.w, v: (y0 - drawn.y0) / drawn.w, s: w / drawn.w });
export const limited = (drawn, view) => ({ ...view, s: clamp(view.s, LEAST / drawn.w, MOST / drawn.w) });

// (u, v) stays where it is.
export const zoomed = (view, factor, u, v) => ({ u: u - (u - view.u) * factor, v: v - (v - view.v) * factor, s: view.s * factor });

// Whether two windows are one, but for rounding.
export const same = (a, b) => Math.abs(a.x0 - b.x0) + Math.abs(a.y0 - b.y0) < 1e-6 * b.w && Math.abs(a.w - b.w) < 1e-6 * b.w;

// What the server is asked for: the middle and half the width, in digits that a link can carry.
export function asked({ x0, y0, w }) {
  const tidy = v => Number(v.toPrecision(12)), r = w / 2, place = v => tidy(clamp(v + r, -FURTHEST, FURTHEST));
  return { x: place(x0), y: place(y0), r: tidy(r) };
}

// Fingers (clientX, clientY) as one grip: their middle, and how far the first two are apart.
export function gripOf(fingers) {
  const mean = name => fingers.reduce((sum, p) => sum + p[name], 0) / fingers.length, [a, b] = fingers;
  return { x: mean('clientX'), y: mean('clientY'), spread: b ? Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) : 0 };
}

// The view of a hand that gripped `from` at `view` and is now at `to`: what was under it still is. box: of the map.
export function dragged(view, from, to, box) {
  const s = view.s * (to.spread && from.spread ? from.spread / to.spread : 1);
  const place = (grip, size, { u, v }) => [u + size * (grip.x - box.left) / box.width, v + size * (1 - (grip.y - box.top) / box.height)];
  const [u, v] = place(from, view.s, view), [du, dv] = place(to, s, { u: 0, v: 0 });
  return { u: u - du, v: v - dv, s };
}

// The ticks of an axis from low to high: places from 0 to 1.
export const ticksOf = (low, high) => linearTicks(low, high).map(v => ({ v, at: (v - low) / (high - low) }));
