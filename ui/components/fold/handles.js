// The line of a fold, its two handles, and what it would fold.
import { outline } from './camera.js';
import { across, after, bounds, distinct, height, placed } from './geometry.js';

const ARM = 0.8, FAR = 4, NEAR = 22, BESIDE = 12;  // ARM: from the middle to a handle; NEAR, BESIDE: reach in pixels

// The two handles of fold k on the packet, beside the middle of the paper, at +ARM and -ARM along (-ny, nx).
export function gripsOf({ steps, stages }, k) {
  const { n, b } = steps[k], box = bounds(stages[k].map(placed)), c = [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2];
  const t = -n[1] * c[0] + n[0] * c[1];
  return [t + ARM, t - ARM].map(v => [n[0] * b - n[1] * v, n[1] * b + n[0] * v]);
}

// The line through a handle that is held at p while the other stays: [angle in degrees, offset]; null if they meet.
export function lineThrough(p, other, end) {
  const dx = p[0] - other[0], dy = p[1] - other[1], long = Math.hypot(dx, dy);
  if (long < 0.15) return null;
  const sign = end ? -1 : 1, m = [sign * dy / long, -sign * dx / long];
  return [Math.atan2(m[1], m[0]) * 180 / Math.PI, m[0] * p[0] + m[1] * p[1]];
}

// What of fold k is at (u, v) of the screen: a handle (end 0 or 1), the line (end -1), or nothing (null).
export function gripAt(folding, packet, k, grips, u, v) {
  if (k < 0) return null;
  const near = grips.map(p => { const [x, y] = packet.on(p); return Math.hypot(x - u, y - v); });
  if (Math.min(...near) < NEAR) return { k, end: near[0] <= near[1] ? 0 : 1 };
  return Math.abs(height(folding.steps[k], packet.off(u, v))) * packet.scale < BESIDE ? { k, end: -1 } : null;
}

export function drawHandles(ctx, { folding, packet, theme, chosen: k, grips }) {
  const { n, b } = folding.steps[k], [x, y] = [n[0] * b, n[1] * b], ink = theme.accent || theme.text;
  const ends = [-FAR, FAR].map(t => packet.on([x - n[1] * t, y + n[0] * t]));
  drawTarget(ctx, folding, packet, k, ink);
  ctx.strokeStyle = ink;
  ctx.lineWidth = 2;
  ctx.beginPath(); ctx.moveTo(...ends[0]); ctx.lineTo(...ends[1]); ctx.stroke();
  drawArrow(ctx, packet, n, grips, ink);
  for (const [u, v] of grips.map(packet.on)) {
    ctx.beginPath();
    ctx.arc(u, v, 9, 0, 7);
    ctx.fillStyle = theme.seen;
    ctx.fill();
    ctx.lineWidth = 2.5;
    ctx.stroke();
  }
}

// The pieces that would move, and dashed where they would come to lie.
function drawTarget(ctx, { steps, parts, slope }, packet, k, ink) {
  const over = across(steps[k], slope < 0 ? 2 : 1), { move } = parts[k];
  ctx.save();
  for (const piece of distinct(move)) {
    outline(ctx, placed(piece), packet.flat);
    ctx.globalAlpha = 0.1 / Math.max(1, move.length / 2);
    ctx.fillStyle = ink;
    ctx.fill();
    ctx.globalAlpha = 0.75;
    ctx.strokeStyle = ink;
    ctx.lineWidth = 1;
    ctx.setLineDash([3, 4]);
    outline(ctx, placed(piece), after(packet.flat, over));
    ctx.stroke();
    ctx.setLineDash([]);
  }
  ctx.restore();
}

// From the side that is folded, over the line.
function drawArrow(ctx, packet, n, [p, q], ink) {
  const m = [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2], [u, v] = packet.on(m);
  const [from, to] = [-0.2, 0.2].map(z => packet.on([m[0] + z * n[0], m[1] + z * n[1]]));
  const bow = [u + (from[1] - to[1]) * 0.35, v - (to[0] - from[0]) * 0.35 - 6], turn = Math.atan2(to[1] - bow[1], to[0] - bow[0]);
  ctx.beginPath();
  ctx.moveTo(...from);
  ctx.quadraticCurveTo(...bow, ...to);
  ctx.stroke();
  ctx.beginPath();
  ctx.moveTo(...to);
  for (const side of [0.45, -0.45]) ctx.lineTo(to[0] - 10 * Math.cos(turn + side), to[1] - 10 * Math.sin(turn + side));
  ctx.closePath();
  ctx.fillStyle = ink;
  ctx.fill();
}
