// What the figure says in words: of the method that is enlarged, and of a place that one points at. No page is needed here.
import { count, percent, signed } from '../shared/numbers.js';
import { errorOf } from './boosting.js';

export const SHAPES = ['disc', 'square', 'triangle', 'diamond', 'arrow', 'hexagon'];
const many = (n, one, more = `${one}s`) => `${count(n)} ${n === 1 ? one : more}`;

// The line of a round: x ≤ 0.31, or where it is slanted 0.71 x + 0.71 y ≤ 0.2.
export function lineWords({ turned, which, at }, t) {
  if (!Number.isFinite(at[t])) return 'no line: it names one class everywhere';
  const [a, b] = [turned[2 * which[t]], turned[2 * which[t] + 1]];
  const left = Math.abs(a) < 1e-9 ? 'y' : Math.abs(b) < 1e-9 ? (a < 0 ? '−x' : 'x') : `${signed(a, 2)} x ${b < 0 ? '−' : '+'} ${signed(Math.abs(b), 2)} y`;
  return `${left} ≤ ${signed(at[t], 2)}`;
}

export const PIECES = {
  logistic: ({ head }) => head.classes.length > 2 ? `${head.classes.length} lines, one for each class: the largest score wins.` : 'One straight line is all it has.',
  adaboost({ arrays, when }) {
    const rounds = arrays.which.length;
    if (!rounds) return 'No line is better than chance here, so there is no round.';
    if (!when) return `Before the first of ${count(rounds)} rounds all points weigh the same.`;
    return `Round ${count(when)} of ${count(rounds)}: ${lineWords(arrays, when - 1)}, error ${percent(errorOf(arrays, when - 1))}.`;
  },
  svm: ({ arrays }) => `${many(arrays.vectors.length, 'ringed point')} of ${count(arrays.y.length)} are its support vectors.`,
  knn: ({ head, arrays }) => arrays.y.length > 1 && head.k > 1 ? `At each place the ${Math.min(head.k, arrays.y.length)} nearest points vote. Point at a place.` : 'At each place the nearest point decides. Point at a place.',
  tree: ({ arrays }) => `${many(arrays.left.filter(node => node < 0).length, 'cell')}, each cut from the plane by questions about x or y.`,
  mlp: ({ arrays, when }) => `Update ${count(arrays.steps[when])} of ${count(arrays.steps.at(-1))}: a line for each of ${many(arrays.widths[1], 'hidden unit')}.`,
};

export const placeWords = ([x, y], kind) => `x = ${signed(x, 2)}, y = ${signed(y, 2)}: ${SHAPES[kind]}`;

const shareWords = share => percent(share, share === 0 || share === 1 ? 0 : 1);
export const scoreWords = (tile, later) => tile.right === null ? later ? '…' : '–' : shareWords(tile.right);
export const sizeWords = tile => tile.numbers === null ? '' : many(tile.numbers, 'parameter');

export function titleWords(name, tile, own) {
  if (tile.waiting) return `${name} is learning …`;
  if (tile.right === null) return name;
  return `${name}: ${shareWords(tile.right)} right on ${own ? 'points that were left out' : 'new points'}`;
}
