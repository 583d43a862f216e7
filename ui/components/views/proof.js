// Whether it is linear: what the inputs give alone against both, and the scores as one input moves.
import { make } from '../shared/elements.js';
import { mix } from '../shared/numbers.js';
import { svgMake, svgSet } from '../shared/svg.js';
import { low, minus, say, tidy } from './words.js';

const SMALL = 1e-9, TALL = 188;

export function proofView(root) {
  const table = tableIn(root.querySelector('tbody')), plot = plotIn(root.querySelector('.plot'));

  function draw(scene) {
    const { texts, live: { alone, together, n, Ax } } = scene;
    const at = (a, b) => `(${a}, ${b})`, [p, q] = texts.x[0].map(minus);
    const rows = [alone[0], alone[1], alone[2], together, n[3], Ax], where = [at(p, 0), at(0, q), at(0, 0), '', at(p, q), 'A x'];
    table.forEach(({ th, cells, name }, k) => {
      say(th, `${name} ${where[k]}`);
      cells.forEach((cell, o) => say(cell, tidy(rows[k][o], 3)));
    });
    const { verdict, why } = answerOf(scene.live, scene.linear);
    say(root.querySelector('.verdict'), verdict);
    say(root.querySelector('.why'), `${verdict} ${why}`);
    drawPlot(plot, scene);
  }

  return { draw };
}

// Whether one matrix could do what the network does, and by which numbers one sees it: those of the score that says most.
export function answerOf({ alone: [first, second, zero], together, n, line, excess, bend }, linear) {
  const small = SMALL * Math.max(1, ...line.flat().map(Math.abs)), gaps = together.map((v, k) => Math.abs(n[3][k] - v));
  const k = gaps.indexOf(Math.max(...gaps)), score = 's' + low(k + 1), less = Math.abs(zero[k]) > small ? `, less the ${tidy(zero[k])} of no input,` : '';
  const parts = `x₁ alone gives ${score} = ${tidy(first[k])}, and x₂ alone gives ${tidy(second[k])}.`;
  if (linear) return { verdict: 'Yes.', why: `${parts} Together they give ${tidy(n[3][k])}: the sum.` };
  if (excess > small) {
    return { verdict: 'No.', why: `${parts} From a matrix both would get the sum${less} ${less ? 'which is ' : ''}${tidy(together[k])}. The network gives ${tidy(n[3][k])}.` };
  }
  if (bend > small) return { verdict: 'Not for every x₁.', why: `${parts} At this x they add up, but along the line of x₁ the scores bend.` };
  return { verdict: 'Here, yes.', why: `${parts} They add up, and along x₁ the scores are straight.` };
}

function tableIn(body) {
  return ['x₁ alone', 'x₂ alone', '− at 0', 'added up', 'both: the network', 'the one matrix'].map((name, k) => {
    const row = make('tr', ['', '', '', 'sum', 'true', ''][k]), th = make('th'), cells = [make('td'), make('td')];
    th.scope = 'row';
    row.append(th, ...cells);
    body.append(row);
    return { th, cells, name };
  });
}

function plotIn(host) {
  const svg = svgMake('svg'), clip = svgMake('clipPath'), plot = { host, svg, clip: svgMake('rect') };
  host.append(svg);
  svg.setAttribute('role', 'img');
  clip.id = 'views-clip';
  clip.append(plot.clip);
  svg.append(clip);
  const add = (name, tag, className) => { plot[name] = svgMake(tag, className); svg.append(plot[name]); };
  for (const name of ['zero', 'left']) add(name, 'line', 'axis');
  add('here', 'line', 'here');
  for (const k of [0, 1]) add('a' + k, 'path', 'a');
  for (const k of [0, 1]) add('s' + k, 'path', 's');
  for (const k of [0, 1]) { add('dot' + k, 'circle'); add('name' + k, 'text', 'halo'); plot['a' + k].setAttribute('clip-path', 'url(#views-clip)'); }
  for (const name of ['low', 'high', 'zeroText', 'x0', 'x1', 'x2', 'title']) add(name, 'text');
  return plot;
}

// Where the plot is, and from a place (x1, score) to it.
export function scaleOf({ line, reach }, width, height) {
  const box = { left: 40, right: width - 26, top: 22, bottom: height - 24 }, all = [...line.flat(), 0];
  let [min, max] = [Math.min(...all), Math.max(...all)];
  if (max - min < SMALL) { min -= 1; max += 1; }
  const pad = 0.06 * (max - min);
  return { box, min, max, X: v => mix(box.left, box.right, (v + reach) / (2 * reach)),
    Y: v => mix(box.bottom, box.top, (v - min + pad) / (max - min + 2 * pad)) };
}

function drawPlot(plot, { live, theme, texts }) {
  const { along, line, reach, A, x, n } = live, width = Math.max(220, plot.host.clientWidth), { box, min, max, X, Y } = scaleOf(live, width, TALL);
  const words = `The scores as x₁ moves from ${tidy(-reach)} to ${tidy(reach)}: ${live.bend > SMALL ? 'they bend' : 'straight lines'}.`;
  svgSet(plot.svg, { viewBox: `0 0 ${width} ${TALL}`, height: TALL, 'aria-label': words });
  svgSet(plot.clip, { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top });
  svgSet(plot.zero, { x1: box.left, x2: box.right, y1: Y(0), y2: Y(0) });
  svgSet(plot.left, { x1: box.left, x2: box.left, y1: box.top, y2: box.bottom });
  svgSet(plot.here, { x1: X(x[0]), x2: X(x[0]), y1: box.top, y2: box.bottom });
  const colours = [theme.text, theme.accent], ends = line.at(-1).map(Y);
  const apart = Math.abs(ends[0] - ends[1]) < 14 ? (ends[0] < ends[1] ? -7 : 7) : 0;
  for (const k of [0, 1]) {
    const d = along.map((v, t) => `${t ? 'L' : 'M'}${X(v).toFixed(2)} ${Y(line[t][k]).toFixed(2)}`).join('');
    const straight = v => A[k][0] * v + A[k][1] * x[1];
    svgSet(plot['s' + k], { d, stroke: colours[k], 'stroke-dasharray': k ? '7 3' : 'none' });
    svgSet(plot['a' + k], { d: `M${X(-reach)} ${Y(straight(-reach))}L${X(reach)} ${Y(straight(reach))}`, stroke: colours[k] });
    svgSet(plot['dot' + k], { cx: X(x[0]), cy: Y(n[3][k]), r: 4, fill: colours[k] });
    write(plot['name' + k], 's' + low(k + 1), box.right + 6, ends[k] + 4 + (k ? -apart : apart), 'start', colours[k]);
  }
  const room = v => Math.abs(Y(0) - Y(v)) > 14;
  write(plot.low, tidy(min), box.left - 6, Y(min) + 4, 'end');
  write(plot.high, tidy(max), box.left - 6, Y(max) + 4, 'end');
  write(plot.zeroText, room(min) && room(max) ? '0' : '', box.left - 6, Y(0) + 4, 'end');
  [-reach, 0, reach].forEach((v, k) => write(plot['x' + k], (k === 1 ? 'x₁ = ' : '') + tidy(v), X(v), TALL - 8, ['start', 'middle', 'end'][k]));
  write(plot.title, `the scores as x₁ moves, x₂ = ${minus(texts.x[0][1])}; dotted: A x`, box.left, 12, 'start');
}

function write(element, text, x, y, anchor, colour) {
  say(element, text);
  svgSet(element, { x, y, 'text-anchor': anchor });
  if (colour) element.style.fill = colour;
}
