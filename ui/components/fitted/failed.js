// What has failed when training has ended: seeds that say one and the same at every x, and seeds that miss a part of the
// function. Each is named at its line, which else could be taken for a rule of the figure or for a network that has learned.
import { middles } from './lines.js';

const PART = 0.05, TENTH = 0.1, SAME = 0.01;  // of [0, 1]; of the function's height: off by more is a miss; a constant varies less
const SIZE = 13, EDGE = 6, ROOM = 4;  // CSS pixels

// Where the function lies at `x`: straight between its points.
function functionAt({ x: xs, y }, x) {
  const found = xs.findIndex(v => v >= x), i = found < 0 ? xs.length - 1 : Math.max(1, found);
  return y[i - 1] + (y[i] - y[i - 1]) * (x - xs[i - 1]) / (xs[i] - xs[i - 1] || 1);
}

// The longest piece on which values are off the function by more than a tenth of its height: its ends.
function missed(values, xs, line, tall) {
  let piece = [0, 0], begun = null;
  values.forEach((v, i) => {
    const off = !(Math.abs(v - functionAt(line, xs[i])) <= TENTH * tall);
    begun = off ? begun ?? xs[i] : null;
    if (off && xs[i] - begun > piece[1] - piece[0]) piece = [begun, xs[i]];
  });
  return piece;
}

const longest = found => found.reduce((a, b) => b.piece[1] - b.piece[0] > a.piece[1] - a.piece[0] ? b : a);

// Of each net how many seeds are a constant, and how many others miss a piece of at least a twentieth; with the seed that
// shows it: the chosen one if it is among them. nets: those of an instant (netsAt of frames.js); line: { x, y }, the function.
export function failed(nets, line) {
  const tall = Math.max(...line.y) - Math.min(...line.y) || 1;
  return nets.flatMap(({ net, values, chosen }) => {
    const xs = middles(values[0].length);
    const all = values.map((list, seed) => ({ seed, list, piece: missed(list, xs, line, tall), flat: Math.max(...list) - Math.min(...list) < SAME * tall }));
    const kinds = { constant: all.filter(each => each.flat), misses: all.filter(({ flat, piece: [from, to] }) => !flat && to - from >= PART) };
    return Object.entries(kinds).filter(([, found]) => found.length).map(([kind, found]) => {
      const { seed, list, piece } = found.find(each => each.seed === chosen) ?? longest(found);
      return { net, kind, many: found.length, of: values.length, seed, ...place(kind, list, xs, piece, line) };
    });
  });
}

// Where it is named: a constant where the function is furthest from it, a miss where the values are furthest off.
function place(kind, list, xs, [from, to], line) {
  const inner = ([x]) => kind === 'constant' ? x > 0.2 && x < 0.8 : x >= from && x <= to;
  const gaps = xs.map((x, i) => [x, list[i], Math.abs(list[i] - functionAt(line, x))]).filter(inner);
  const [x, y] = gaps.reduce((a, b) => b[2] > a[2] ? b : a);
  return { x, y };
}

export function failedWords({ kind, many, of }, narrow = false) {
  const who = narrow ? `${many} of ${of}` : `${many} of ${of} seeds`;
  if (kind === 'constant') return narrow ? `${who}: constant` : `${who}: stuck at a constant`;
  return many > 1 ? `${who} miss a part` : narrow ? `${who} misses it` : `${who} misses this part`;
}

const meets = (box, [[x1, y1], [x2, y2]]) => Math.max(x1, x2) > box.left && Math.min(x1, x2) < box.right
  && Math.max(y1, y2) > box.top && Math.min(y1, y2) < box.bottom;
const edges = ({ left, right, top, bottom }) => [[left, top], [right, bottom]];
const grown = ({ left, right, top, bottom }, by) => ({ left: left - by, right: right + by, top: top - by, bottom: bottom + by });

// How far a point is from a box, and where it is nearest.
function nearestOf({ left, right, top, bottom }, [x, y]) {
  const point = [Math.min(Math.max(x, left), right), Math.min(Math.max(y, top), bottom)];
  return { point, far: Math.hypot(point[0] - x, point[1] - y) };
}

// The box of this size that is nearest to a point, inside `within`, and off all `pieces` ([[x, y], [x, y]], short ones of
// lines) and off what is `taken`; where everything is full it is off what is taken alone, or else the nearest of all.
export function freeBox([wide, tall], point, within, pieces, taken) {
  const all = [];
  for (let left = within.left; left + wide <= within.right; left += 6) for (let top = within.top; top + tall <= within.bottom; top += 3) {
    const box = { left, right: left + wide, top, bottom: top + tall };
    all.push({ box, far: nearestOf(box, point).far });
  }
  all.sort((a, b) => a.far - b.far);
  const apart = ({ box }) => !taken.some(other => meets(grown(box, ROOM), edges(other)));
  const free = each => apart(each) && !pieces.some(piece => meets(grown(each.box, ROOM), piece));
  return (all.find(free) ?? all.find(apart) ?? all[0])?.box;
}

// scene: { ctx, x, y, w, low, theme }; lines: { x, y } each, all that are drawn. On a label of its own beside them, with a
// stroke to the line that it names.
export function drawFailed({ ctx, x, y, w, low, theme }, found, lines) {
  const pieces = lines.flatMap(line => Array.from(line.x.slice(1), (_, i) => [i, i + 1].map(k => [x(line.x[k]), y(line.y[k])])));
  const within = { left: x(0) + EDGE, right: w - EDGE, top: EDGE, bottom: low - EDGE }, taken = [];
  ctx.font = `600 ${SIZE}px ${theme.font}`;
  for (const each of found) {
    const text = failedWords(each, w < 500), at = [x(each.x), y(each.y)];
    const box = freeBox([ctx.measureText(text).width + 2 * EDGE, SIZE + EDGE], at, within, pieces, taken);
    if (!box) continue;
    taken.push(box);
    Object.assign(ctx, { textAlign: 'left', lineWidth: 1, strokeStyle: theme.grey, fillStyle: theme.seen });
    ctx.beginPath();
    ctx.moveTo(...at);
    ctx.lineTo(...nearestOf(box, at).point);
    ctx.roundRect(box.left, box.top, box.right - box.left, box.bottom - box.top, 4);
    ctx.stroke();
    ctx.fill();
    ctx.fillStyle = theme.text;
    ctx.fillText(text, box.left + EDGE, box.top + SIZE + 1);
  }
}
