// The curves under the timeline: one panel for each quantity, a cursor through all of them.
import { sheet } from '../shared/canvas.js';
import { make } from '../shared/elements.js';
import { count } from '../shared/numbers.js';
import { THEME } from '../shared/theme.js';
import { tickWords } from '../shared/ticks.js';
import { placeOf, stepTicks } from '../shared/timeline.js';
import { within } from '../shared/zoom.js';
import { domain, reading, spread, ticksOf } from './axes.js';
import { measured } from './frames.js';

export const GUTTER = [44, 58];  // left and right of the plots, in CSS pixels
const DEEP = 62, TOP = 7;

//   const curves = curvesView(host, { now, onGrab, onRelease });   now() = { rec, at, head, theme, total }
//     onGrab(place) while a hand drags over a plot, place 0 to 1; onRelease() when it is off
export function curvesView(host, { now, onGrab, onRelease }) {
  let panels = [], held = false;

  function dress() {
    const { head } = now();
    let first = 0, others = 0;
    panels = head.curves.map((curve, p) => {
      const heading = make('div', 'head');
      heading.append(make('span', 'title', curve.title + unitOf(curve)));
      const lines = curve.names.map((name, i) => {
        const line = { name, series: first + i, ...strokeOf(name, others) };
        if (!line.known) others++;
        line.value = keyTo(heading, line);
        return line;
      });
      first += lines.length;
      return panelOf(curve, lines, heading, p === head.curves.length - 1);
    });
    host.replaceChildren(...panels.map(({ plot }) => plot.parentNode));
  }

  const unitOf = ({ unit, log }) => unit ? ` (${unit}${log ? ', log' : ''})` : log ? ' (log)' : '';

  // Training and test have their own colours and dashes, others go by their number.
  function strokeOf(name, number) {
    const known = ['train', 'test'].find(word => name.toLowerCase().startsWith(word)), { theme } = now();
    return {
      known,
      colour: known ? theme[known] : number === 0 ? theme.grey : THEME.extra[number % 3],
      dash: known ? THEME.dashes[known] : [[], [2, 2], [7, 2, 2, 2]][number % 3],
    };
  }

  function keyTo(heading, { name, colour, dash }) {
    const key = make('span', 'key'), value = make('b', '', '–');
    key.innerHTML = '<svg width="22" height="8" aria-hidden="true">'
      + `<path d="M0 4H22" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash.join(' ')}"/></svg>`;
    key.append(name, value);
    heading.append(key);
    return value;
  }

  function panelOf(curve, lines, heading, last) {
    const box = make('div', 'panel'), plot = make('div', 'plot'), base = make('canvas', 'base'), over = make('canvas', 'over');
    base.setAttribute('role', 'img');
    over.setAttribute('aria-hidden', 'true');
    plot.append(base, over);
    box.append(heading, plot);
    const grab = event => {
      onGrab((within(event, plot)[0] - GUTTER[0]) / (plot.clientWidth - GUTTER[0] - GUTTER[1]));
    };
    plot.onpointerdown = event => {
      if (event.button !== 0) return;
      held = true;
      plot.setPointerCapture(event.pointerId);
      grab(event);
    };
    plot.onpointermove = event => { if (held) grab(event); };
    plot.onpointerup = plot.onpointercancel = () => { held = false; onRelease(); };
    return { curve, lines, base, over, plot, last, stale: true };
  }

  function draw() {
    for (const panel of panels) {
      if (panel.stale) drawPanel(panel);
      drawCursor(panel);
    }
  }

  const seriesOf = line => now().rec.series[line.series] ?? [];

  function drawPanel(panel) {
    const { theme, total } = now(), { curve } = panel, { log } = curve, w = panel.plot.clientWidth;
    const h = DEEP + (panel.last ? 34 : 8), ctx = sheet(panel.base, w, h), left = GUTTER[0], right = w - GUTTER[1];
    const range = domain(panel.lines.map(seriesOf), log), [low, high] = range ?? [1, 10];
    const ratio = v => log ? Math.log(v / low) / Math.log(high / low) : (v - low) / (high - low);
    const y = v => DEEP - (DEEP - TOP) * ratio(v), x = step => left + (right - left) * placeOf(step, total);
    Object.assign(panel, { x, y, w, h, left, right, stale: false });
    Object.assign(ctx, { font: `12px ${theme.font}`, lineWidth: 1, fillStyle: theme.grey, strokeStyle: theme.rule,
      textBaseline: 'middle', textAlign: 'right' });
    for (const tick of range ? ticksOf(range, log) : []) {
      const at = Math.round(y(tick)) + 0.5;
      ctx.beginPath(); ctx.moveTo(left, at); ctx.lineTo(right, at); ctx.stroke();
      ctx.fillText(tickWords(tick, log ? undefined : (high - low) / 3), left - 7, at);
    }
    if (panel.last) drawSteps(ctx, panel, total);
    nameEnds(ctx, panel.lines.map(line => drawLine(ctx, line, panel)).filter(Boolean));
  }

  // Where the line ends, if it has a point.
  function drawLine(ctx, line, { x, y, curve }) {
    const { rec } = now();
    Object.assign(ctx, { strokeStyle: line.colour, fillStyle: line.colour, lineWidth: 1.75, lineJoin: 'round' });
    ctx.setLineDash(line.dash);
    ctx.beginPath();
    let points = 0, px = 0, py = 0;
    seriesOf(line).forEach((v, i) => {
      if (!Number.isFinite(v) || curve.log && v <= 0) return;
      px = x(rec.steps[i]); py = y(v);
      if (points++) ctx.lineTo(px, py); else ctx.moveTo(px, py);
    });
    if (points > 1) ctx.stroke();
    ctx.setLineDash([]);
    if (points === 1) { ctx.beginPath(); ctx.arc(px, py, 3, 0, 7); ctx.fill(); }
    return points ? { line, px, py } : null;
  }

  function nameEnds(ctx, ends) {
    ends.sort((a, b) => a.py - b.py);
    const heights = spread(ends.map(end => end.py), 13, DEEP + 2);
    ctx.textAlign = 'left';
    ends.forEach(({ line, px }, i) => {
      ctx.fillStyle = line.colour;
      ctx.fillText(line.name, px + 7, heights[i]);
    });
  }

  function drawSteps(ctx, { x, left, right }, total) {
    const base = DEEP + 4.5;
    ctx.beginPath(); ctx.moveTo(left, base); ctx.lineTo(right, base); ctx.stroke();
    ctx.textAlign = 'center';
    let limit = right - ctx.measureText(count(total)).width / 2 - 8;
    stepTicks(total).toReversed().forEach((tick, i) => {
      const at = x(tick), wide = ctx.measureText(count(tick)).width;
      ctx.beginPath(); ctx.moveTo(at, base); ctx.lineTo(at, base + 3); ctx.stroke();
      if (i && at + wide / 2 > limit) return;
      ctx.fillText(count(tick), at, base + 11);
      limit = at - wide / 2 - 8;
    });
    ctx.fillText('step (log scale)', (left + right) / 2, base + 24);
  }

  function drawCursor(panel) {
    const { rec, at, theme } = now(), ctx = sheet(panel.over, panel.w, panel.h);
    if (!rec.n) return;
    const x = panel.x(rec.steps[at]);
    ctx.strokeStyle = theme.accent || theme.text;
    ctx.lineWidth = 1.25;
    ctx.beginPath(); ctx.moveTo(x, 0); ctx.lineTo(x, DEEP + 4); ctx.stroke();
    for (const line of panel.lines) {
      const found = measured(seriesOf(line), at);
      line.value.textContent = found ? reading(found.v) + (panel.curve.unit === '%' ? '\u202f%' : '') : '–';
      if (!found || !Number.isFinite(found.v) || panel.curve.log && found.v <= 0) continue;
      ctx.beginPath();
      ctx.arc(panel.x(rec.steps[found.i]), panel.y(found.v), 3.5, 0, 7);
      Object.assign(ctx, { fillStyle: line.colour, strokeStyle: theme.seen, lineWidth: 1.5 });
      ctx.fill();
      ctx.stroke();
    }
  }

  // What a screen reader has of the curves at this time; also each in words, for the line that is said.
  function describe(time) {
    const { at } = now();
    return panels.map(panel => {
      const values = panel.lines.map(line => {
        const found = measured(seriesOf(line), at);
        return found ? `${line.name} ${reading(found.v)}` : '';
      }).filter(Boolean).join(', ');
      const text = `${panel.curve.title}${panel.curve.unit ? ' in ' + panel.curve.unit : ''}: ${values}`;
      panel.base.setAttribute('aria-label', `${text} at ${time}; the curve over all steps, on a logarithmic axis`);
      return text;
    });
  }

  return { dress, draw, describe, outdate: () => { for (const panel of panels) panel.stale = true; } };
}
