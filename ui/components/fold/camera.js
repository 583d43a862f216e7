// From the sheet and the packet to the screen and back. size = { w, h } of a canvas in CSS pixels; the camera looks at
// (x, y) of the packet and sees `half` above and below it.
import { at, bounds, placed } from './geometry.js';

const LIFT = 0.42, LEAN = 0.14, MARGIN = 36;  // how much a height moves a place up and to the right

export function sheetView({ w, h }) {
  const scale = (Math.min(w, h) - MARGIN) / 2;
  return { scale, on: ([x, y]) => [w / 2 + scale * x, h / 2 - scale * y], off: (u, v) => [(u - w / 2) / scale, (h / 2 - v) / scale] };
}

export function packetView({ w, h }, camera) {
  const k = h / 2 / camera.half;
  // The map from the plane (x, y) at height hx x + hy y + h0 to the screen.
  const raised = ([hx, hy, h0]) => [k * (1 + LEAN * hx), k * LEAN * hy, w / 2 + k * (LEAN * h0 - camera.x),
    -k * LIFT * hx, -k * (1 + LIFT * hy), h / 2 - k * (LIFT * h0 - camera.y)];
  const flat = raised([0, 0, 0]);
  return {
    scale: k, raised, flat, on: p => at(flat, p),
    off: (u, v) => [camera.x + (u - w / 2) / k, camera.y - (v - h / 2) / k],
    // What a height adds to a map, and to a place.
    lift: ([hx, hy, h0]) => [k * LEAN * hx, k * LEAN * hy, k * LEAN * h0, -k * LIFT * hx, -k * LIFT * hy, -k * LIFT * h0],
    up: ([u, v], height) => [u + k * LEAN * height, v - k * LIFT * height],
  };
}

// All stages of the packet and the height of its flaps fit into the frame. tallness: height by width of the canvas.
export function frameOf({ byHand, stages }, tallness) {
  if (!byHand) return { x: 0, y: 0.12, half: 1.32 };
  const box = bounds([[[-1, -1], [1, 1]], ...stages.flatMap(stage => stage.map(placed))]), high = box.y1 + 0.3;
  const half = Math.max(1.25, (high - box.y0) / 2 + 0.12, (box.x1 - box.x0) / 2 * tallness + 0.12);
  return { x: (box.x0 + box.x1) / 2, y: (high + box.y0) / 2, half };
}

// A path along a polygon that a map takes to the screen.
export function outline(ctx, polygon, view) {
  ctx.beginPath();
  polygon.forEach((p, i) => { const [u, v] = at(view, p); if (i) ctx.lineTo(u, v); else ctx.moveTo(u, v); });
  ctx.closePath();
}
