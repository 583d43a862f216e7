// What is drawn over the plane: the points, and what each method is made of.
import { endsOf } from '../shared/line.js';
import { weightsAfter } from './boosting.js';
import { layersOf } from './models.js';
import { bucketsOf, nearest } from './near.js';

const SQUARE = { x0: -1.04, y0: -1.04, x1: 1.04, y1: 1.04 };
const TURN = 2 * Math.PI;

// The shapes of six classes, of radius r about x, y, as a path.
const SHAPES = [
  (c, x, y, r) => c.arc(x, y, r, 0, TURN),
  (c, x, y, r) => c.rect(x - 0.86 * r, y - 0.86 * r, 1.72 * r, 1.72 * r),
  (c, x, y, r) => corners(c, x, y, 1.25 * r, 3, -TURN / 4),
  (c, x, y, r) => corners(c, x, y, 1.2 * r, 4, 0),
  (c, x, y, r) => corners(c, x, y, 1.25 * r, 3, TURN / 4),
  (c, x, y, r) => corners(c, x, y, 1.15 * r, 6, 0),
];

function corners(c, x, y, r, many, from) {
  for (let k = 0; k < many; k++) c[k ? 'lineTo' : 'moveTo'](x + r * Math.cos(from + TURN * k / many), y + r * Math.sin(from + TURN * k / many));
  c.closePath();
}

export function shape(ctx, kind, x, y, r) {
  ctx.beginPath();
  SHAPES[kind](ctx, x, y, r);
}

// scene: { head, arrays, theme, size, when, place, chosen }; place is where one points.
export function drawMarks(ctx, scene) {
  const on = ([x, y]) => [(x + 1.04) / 2.08 * scene.size, (1.04 - y) / 2.08 * scene.size];
  const tools = { ctx, on, stroke: (ends, style) => stroke(ctx, on, ends, style), scene };
  if (scene.ready) PIECES[scene.chosen]?.(tools);
  points(tools, scene.ready && scene.chosen === 'adaboost' ? weightsAfter(scene.arrays, scene.when) : null);
  if (scene.ready) OVER[scene.chosen]?.(tools);
  if (scene.place && scene.crossed) cross(ctx, on(scene.place), scene.theme);
}

function stroke(ctx, on, ends, { colour, width, dash = [], alpha = 1 }) {
  if (!ends) return;
  Object.assign(ctx, { strokeStyle: colour, lineWidth: width, globalAlpha: alpha });
  ctx.setLineDash(dash);
  ctx.beginPath();
  ctx.moveTo(...on(ends[0]));
  ctx.lineTo(...on(ends[1]));
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

// Of many points each is small; with weights the area of each is its weight.
function points({ ctx, on, scene: { head, arrays, theme, size } }, weights) {
  const many = arrays.y.length, usual = Math.max(1.8, Math.min(6, 0.3 * size / Math.sqrt(many || 1) * 0.55));
  ctx.lineWidth = usual > 3 ? 1.2 : 0.7;
  ctx.strokeStyle = theme.dark ? theme.text : theme.seen;  // light on either background: the plane below is coloured
  for (let i = 0; i < many; i++) {
    const kind = head.classes[arrays.y[i]], r = weights ? Math.min(26, usual * Math.sqrt(weights[i])) : usual;
    if (weights && r < 0.8) continue;
    const [x, y] = on([arrays.x[2 * i], arrays.x[2 * i + 1]]);
    shape(ctx, kind, x, y, r);
    ctx.fillStyle = head.colours[kind];
    ctx.fill();
    ctx.stroke();
  }
}

function cross(ctx, [x, y], theme) {
  Object.assign(ctx, { strokeStyle: theme.accent || theme.text, lineWidth: 2 });
  ctx.beginPath();
  for (const [u, v] of [[12, 0], [0, 12]]) { ctx.moveTo(x - u, y - v); ctx.lineTo(x + u, y + v); }
  ctx.stroke();
}

// The line of round t.
export const lineOf = ({ turned, which, at }, t) => Number.isFinite(at[t]) ? [turned[2 * which[t]], turned[2 * which[t] + 1], -at[t]] : null;

const PIECES = {
  logistic({ stroke: line, scene: { arrays, theme } }) {
    const { weights: w, bias } = arrays, style = { colour: theme.text, width: 2.5 };
    if (bias.length === 1) line(endsOf([w[0], w[1], bias[0]], SQUARE), style);
    else for (let c = 0; c < bias.length; c++) line(endsOf([w[2 * c], w[2 * c + 1], bias[c]], SQUARE), { ...style, width: 1.5, dash: [6, 4] });
  },
  adaboost({ stroke: line, scene: { arrays, theme, when } }) {
    const most = Math.max(...arrays.much, 1e-9);
    for (let t = 0; t < when; t++) {
      const w = lineOf(arrays, t), last = t === when - 1;
      if (w) line(endsOf(w, SQUARE), last ? { colour: theme.accent || theme.text, width: 3 } : { colour: theme.text, width: 1.2, alpha: 0.12 + 0.5 * arrays.much[t] / most });
    }
  },
  tree({ ctx, on, scene: { arrays, theme } }) {
    Object.assign(ctx, { strokeStyle: theme.text, lineWidth: 1.2, globalAlpha: 0.75 });
    for (const [x0, y0, x1, y1] of cellsOf(arrays)) {
      const [left, top] = on([x0, y1]), [right, bottom] = on([x1, y0]);
      ctx.strokeRect(left, top, right - left, bottom - top);
    }
    ctx.globalAlpha = 1;
  },
  mlp({ stroke: line, scene: { arrays, theme, when } }) {
    for (const { w, strong } of unitsOf(arrays, when)) line(endsOf(w, SQUARE), { colour: theme.text, width: 1 + 2.5 * strong, alpha: 0.25 + 0.6 * strong });
  },
};

const OVER = {
  svm({ ctx, on, scene: { arrays, theme, size } }) {
    const many = arrays.vectors.length, r = Math.max(3.2, Math.min(8, 0.3 * size / Math.sqrt(arrays.y.length) * 0.55 + 2.5));
    Object.assign(ctx, { strokeStyle: theme.text, lineWidth: many > 300 ? 0.9 : 1.6 });
    for (const i of arrays.vectors) {
      const [x, y] = on([arrays.x[2 * i], arrays.x[2 * i + 1]]);
      ctx.beginPath();
      ctx.arc(x, y, r, 0, TURN);
      ctx.stroke();
    }
  },
  knn({ ctx, on, scene: { head, arrays, theme, place } }) {
    if (!place) return;
    const found = [...nearest(bucketsOf(arrays.x), arrays.x, place[0], place[1], Math.min(head.k, arrays.y.length))], [u, v] = on(place);
    Object.assign(ctx, { strokeStyle: theme.text, lineWidth: 1.6 });
    let far = 0;
    ctx.beginPath();
    for (const i of found) {
      const [x, y] = on([arrays.x[2 * i], arrays.x[2 * i + 1]]);
      ctx.moveTo(u, v);
      ctx.lineTo(x, y);
      far = Math.hypot(x - u, y - v);
    }
    ctx.stroke();
    ctx.setLineDash([5, 4]);
    ctx.beginPath();
    ctx.arc(u, v, far + 4, 0, TURN);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.arc(u, v, 4, 0, TURN);
    ctx.fillStyle = theme.accent || theme.text;
    ctx.fill();
  },
};

// The rectangles of a tree's leaves within the square: [x0, y0, x1, y1].
export function cellsOf({ left, right, feature, split }) {
  const found = [], todo = [[0, [SQUARE.x0, SQUARE.y0, SQUARE.x1, SQUARE.y1]]];
  while (todo.length) {
    const [node, box] = todo.pop();
    if (left[node] < 0) { found.push(box); continue; }
    const axis = feature[node], v = Math.max(box[axis], Math.min(box[2 + axis], split[node]));
    todo.push([left[node], box.with(2 + axis, v)], [right[node], box.with(axis, v)]);
  }
  return found;
}

// The lines of the units of the first hidden layer at a frame, and how strong each is: the length of its weights out, 1 at most.
export function unitsOf({ widths, trained }, frame) {
  const { layers, many } = layersOf(widths), w = trained.subarray(frame * many, (frame + 1) * many), [first, next] = layers;
  const units = Array.from({ length: first.outputs }, (_, u) => {
    let out = 0;
    for (let o = 0; o < next.outputs; o++) out += w[next.weights + o * next.inputs + u] ** 2;
    const at = first.weights + 2 * u;
    return { w: [w[at], w[at + 1], w[first.biases + u]], strong: Math.sqrt(out) * Math.hypot(w[at], w[at + 1]) };
  });
  const most = Math.max(...units.map(unit => unit.strong), 1e-9);
  return units.map(unit => ({ ...unit, strong: unit.strong / most }));
}
