// What has failed when training has ended: seeds that say one and the same at every x, and seeds that miss a part of the
// function. Each is named at its line, which else could be taken for a rule of the figure or for a network that has learned.
import { middles } from './lines.js';

const PART = 0.05, TENTH = 0.1, SAME = 0.01;  // of [0, 1]; of the function's height: off by more is a miss; a constant varies less
const SIZE = 13, EDGE = 6, ROOM = 12;  // CSS pixels

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

// Where it is named: a constant where the function is furthest from it, a miss where the values are furthest off; and on
// the side of the line that is away from the function.
function place(kind, list, xs, [from, to], line) {
  const inner = ([x]) => kind === 'constant' ? x > 0.2 && x < 0.8 : x >= from && x <= to;
  const gaps = xs.map((x, i) => [x, list[i], list[i] - functionAt(line, x)]).filter(inner);
  const [x, y, gap] = gaps.reduce((a, b) => Math.abs(b[2]) > Math.abs(a[2]) ? b : a);
  return { x, y, above: gap > 0 };
}

export function failedWords({ kind, many, of }, narrow = false) {
  const who = narrow ? `${many} of ${of}` : `${many} of ${of} seeds`;
  if (kind === 'constant') return `${who}: stuck at a constant`;
  return many > 1 ? `${who} miss a part` : narrow ? `${who} misses it` : `${who} misses this part`;
}

// scene: { ctx, x, y, w, low, theme }; on a label of its own, so that it is read over lines, and inside the figure.
export function drawFailed({ ctx, x, y, w, low, theme }, found) {
  const taken = [];
  ctx.font = `600 ${SIZE}px ${theme.font}`;
  for (const each of found) {
    const text = failedWords(each, w < 500), half = ctx.measureText(text).width / 2 + EDGE;
    const at = Math.min(Math.max(x(each.x), x(0) + half), w - half - EDGE), side = each.above ? -1 : 1;
    const free = down => down > SIZE + EDGE && down < low - EDGE && !taken.some(([a, d, h]) => Math.abs(a - at) < h + half && Math.abs(d - down) < SIZE + 8);
    const near = y(each.y) + (each.above ? -ROOM : ROOM + SIZE - 3), places = [0, 1, -2, 2, -3, 3].map(k => near + side * k * (SIZE + 8));
    const down = places.find(free) ?? Math.min(Math.max(near, SIZE + EDGE), low - EDGE);
    taken.push([at, down, half]);
    Object.assign(ctx, { textAlign: 'center', lineWidth: 1, strokeStyle: theme.grey, fillStyle: theme.seen });
    ctx.beginPath();
    ctx.roundRect(at - half, down - SIZE - 1, 2 * half, SIZE + 6, 4);
    ctx.fill();
    ctx.stroke();
    ctx.fillStyle = theme.text;
    ctx.fillText(text, at, down);
  }
}
