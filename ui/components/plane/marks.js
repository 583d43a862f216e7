// What lies over the map: the region that is pointed at, points of data, and the cross that the keys move.
import { alike } from './geometry.js';

// scene: as of map.js, with the view { u, v, s }, the point and extra.marks; r: the region at the point, -1 for none.
export function drawMarks(ctx, scene, r) {
  const { side, view, point, dpr, theme } = scene;
  const x = u => (u - view.u) / view.s * side, y = v => (1 - (v - view.v) / view.s) * side;
  ctx.clearRect(0, 0, side, side);
  if (r >= 0) outline(ctx, scene, r, x, y);
  drawPoints(ctx, scene, x, y);
  if (!point?.keys) return;
  const at = [x(point.u), y(point.v)], d = 7 * dpr;
  ctx.strokeStyle = theme.text;
  ctx.lineWidth = 1.5 * dpr;
  ctx.beginPath();
  ctx.moveTo(at[0] - d, at[1]); ctx.lineTo(at[0] + d, at[1]); ctx.moveTo(at[0], at[1] - d); ctx.lineTo(at[0], at[1] + d);
  ctx.stroke();
}

// The region, and where not all layers are shown those that are one with it.
function outline(ctx, { f, head, upto, words, dpr, theme }, r, x, y) {
  const whole = upto === head.layers.length;
  ctx.beginPath();
  for (let q = 0; q < f.R; q++) if (q === r || (!whole && alike(f, r, q, words))) {
    for (let i = f.ptr[q]; i < f.ptr[q + 1]; i++) {
      const at = [x(f.points[2 * f.corners[i]]), y(f.points[2 * f.corners[i] + 1])];
      if (i === f.ptr[q]) ctx.moveTo(...at); else ctx.lineTo(...at);
    }
    ctx.closePath();
  }
  ctx.fillStyle = theme.dark ? 'rgba(255,255,255,0.2)' : 'rgba(0,0,0,0.14)';
  ctx.fill();
  if (!whole) return;
  ctx.strokeStyle = theme.text;
  ctx.lineWidth = 2 * dpr;
  ctx.stroke();
}

function drawPoints(ctx, { head, extra, side, dpr, theme }, x, y) {
  const { many, labels, kinds } = head.marks, d = (labels.length ? 5 : 2.6) * dpr;
  for (let i = 0; i < many; i++) {
    const at = [x(extra.marks[2 * i]), y(extra.marks[2 * i + 1])];
    if (at.some(v => v < -9 || v > side + 9)) continue;
    if (labels[i] !== undefined) drawLabel(ctx, labels[i], at, d, dpr, theme);
    else if (kinds[i] === 0) drawDisc(ctx, at, d, dpr, theme);
    else drawCross(ctx, at, d, dpr, theme);
  }
}

function drawLabel(ctx, label, [x, y], d, dpr, theme) {
  ctx.beginPath();
  ctx.arc(x, y, d, 0, 7);
  ctx.fillStyle = theme.text;
  ctx.fill();
  ctx.font = `600 ${14 * dpr}px ${theme.font}`;
  ctx.lineWidth = 4 * dpr;
  ctx.strokeStyle = theme.seen;
  ctx.strokeText(label, x + 9 * dpr, y - 7 * dpr);
  ctx.fillText(label, x + 9 * dpr, y - 7 * dpr);
}

function drawDisc(ctx, [x, y], d, dpr, theme) {
  ctx.beginPath();
  ctx.arc(x, y, d, 0, 7);
  ctx.fillStyle = theme.below[2];
  ctx.fill();
  ctx.lineWidth = dpr * 0.8;
  ctx.strokeStyle = theme.seen;
  ctx.stroke();
}

function drawCross(ctx, [x, y], d, dpr, theme) {
  for (const [width, ink] of [[3.4, theme.seen], [1.8, theme.above[2]]]) {
    ctx.beginPath();
    ctx.moveTo(x - d, y - d); ctx.lineTo(x + d, y + d); ctx.moveTo(x - d, y + d); ctx.lineTo(x + d, y - d);
    ctx.lineWidth = width * dpr;
    ctx.strokeStyle = ink;
    ctx.stroke();
  }
}
