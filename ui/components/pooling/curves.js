// The test errors of both nets while they learn: a line for their mean over the seeds, a band for all of them.
import { sheet } from '../shared/canvas.js';
import { clamp, count } from '../shared/numbers.js';
import { placeOf, stepTicks } from '../shared/timeline.js';
import { write } from './sheet.js';

const DEEP = 80, TOP = 8;
const TICKS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

// Left and right of the plot; on a phone there is no room for names at its right.
export const gutterOf = width => width < 700 ? [44, 16] : [44, 108];

// scene: { rec, head, theme, total, deepName, width } with the width of the component.
export function drawCurves(canvas, w, scene) {
  const { rec, theme, width } = scene, p = rec.plan, [left, edge] = gutterOf(width), right = w - edge, h = DEEP + 36;
  const ctx = sheet(canvas, w, h);
  const lists = [['one layer', p.single], ['deep', p.test]].map(([name, from]) =>
    [name, rec.numbers.map(f => [...f.subarray(from, from + p.S)])]);
  const every = lists.flatMap(([, rows]) => rows.flat()).filter(v => Number.isFinite(v) && v > 0);
  const low = every.length ? Math.min(...every) / 1.15 : 0.01, high = every.length ? Math.max(...every) * 1.1 : 1;
  const y = v => DEEP - (DEEP - TOP) * Math.log(clamp(v, low, high) / low) / Math.log(high / low);
  const x = step => left + (right - left) * placeOf(step, scene.total), plot = { x, y, w, h, left, right };
  ctx.font = `12px ${theme.font}`;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'right';
  for (const tick of TICKS.filter(v => v >= low && v <= high)) {
    const at = Math.round(y(tick)) + 0.5;
    Object.assign(ctx, { strokeStyle: theme.rule, lineWidth: 1, fillStyle: theme.grey });
    ctx.beginPath(); ctx.moveTo(left, at); ctx.lineTo(right, at); ctx.stroke();
    ctx.fillText(String(Number((100 * tick).toPrecision(2))) + '\u202f%', left - 6, at);
  }
  drawAxis(ctx, plot, scene);
  const ends = lists.map(([name, rows]) => drawBand(ctx, name, rows, plot, scene));
  if (edge >= 60 && rec.n) nameEnds(ctx, ends, scene);
  return plot;
}

function nameEnds(ctx, ends, { theme, deepName }) {
  ends.sort((a, b) => a.y - b.y);
  ends[1].y = Math.max(ends[1].y, ends[0].y + 13);
  for (const end of ends) write(ctx, theme, end.name === 'deep' ? deepName : 'one layer', end.x + 8, end.y);
}

function drawBand(ctx, name, rows, { x, y }, { rec, head }) {
  const colour = head.colours[name], last = rows.length - 1, stepAt = i => rec.numbers[i][0];
  const mean = list => list.reduce((a, b) => a + b) / list.length;
  const line = (value, back) => rows.forEach((_, j) => {
    const i = back ? last - j : j;
    ctx.lineTo(x(stepAt(i)), y(value(rows[i])));
  });
  if (!rows.length) return { name, x: 0, y: 0 };
  ctx.fillStyle = colour;
  ctx.globalAlpha = 0.28;
  ctx.beginPath(); line(list => Math.max(...list), false); line(list => Math.min(...list), true); ctx.fill();
  ctx.globalAlpha = 1;
  Object.assign(ctx, { strokeStyle: colour, lineWidth: 1.75, lineJoin: 'round' });
  ctx.setLineDash(head.dashes[name]);
  ctx.beginPath(); line(mean, false); ctx.stroke();
  ctx.setLineDash([]);
  return { name, x: x(stepAt(last)), y: y(mean(rows[last])) };
}

function drawAxis(ctx, { x, left, right }, { rec, theme, total, width }) {
  const base = DEEP + 4.5;
  ctx.strokeStyle = theme.rule;
  ctx.fillStyle = theme.grey;
  ctx.beginPath(); ctx.moveTo(left, base); ctx.lineTo(right, base); ctx.stroke();
  ctx.textAlign = 'center';
  let limit = Infinity;
  for (const tick of stepTicks(total).toReversed()) {
    const at = x(tick), wide = ctx.measureText(count(tick)).width;
    if (at + wide / 2 > limit) continue;
    ctx.fillText(count(tick), at, base + 10);
    limit = at - wide / 2 - 8;
  }
  const seeds = rec.plan.S > 1 ? `; lines: mean of ${rec.plan.S} networks, bands: all` : '';
  const words = width < 700 ? 'step (log); test error (log)' : `step (log scale); test error (log scale)${seeds}`;
  ctx.fillText(words, (left + right) / 2, base + 23);
}

export function drawCursor(canvas, plot, frame, { rec, head, theme }) {
  const ctx = sheet(canvas, plot.w, plot.h);
  if (!rec.n) return;
  const at = plot.x(frame.step);
  ctx.strokeStyle = theme.accent || theme.text;
  ctx.lineWidth = 1.25;
  ctx.beginPath(); ctx.moveTo(at, 0); ctx.lineTo(at, DEEP + 4); ctx.stroke();
  for (const [name, value] of [['one layer', frame.single()], ['deep', frame.test()]]) {
    ctx.beginPath();
    ctx.arc(at, plot.y(value), 3.5, 0, 7);
    Object.assign(ctx, { fillStyle: head.colours[name], strokeStyle: theme.seen, lineWidth: 1.5 });
    ctx.fill();
    ctx.stroke();
  }
}
