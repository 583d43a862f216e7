// A folding in time: its folds one after the other, how long each takes, and what the paper is after each.
import { clamp } from '../shared/numbers.js';
import { foldUp, lineOf } from './geometry.js';

const STRETCH = 0.5;  // how long the packet is stretched, where a fold takes 1

export const readFolds = text => text ? text.split(';').map(part => part.split(':').map(Number)) : [];
export const writeFolds = pairs => pairs.map(([a, o]) => `${Number(a.toFixed(1))}:${Number(o.toFixed(3))}`).join(';');

// By hand the folds are `pairs` of an angle and an offset; else each layer folds twice and stretches the packet again.
export function stepsOf(head, pairs) {
  if (head.mode === 'hand') return pairs.map(([a, o], fold) => ({ ...lineOf(a, o), fold, layer: fold, long: 1 }));
  const steps = [];
  for (let layer = 0; layer < head.depth; layer++) {
    steps.push({ n: [1, 0], b: 0, fold: 2 * layer, layer, long: 1 }, { n: [0, 1], b: 0, fold: 2 * layer + 1, layer, long: 1 });
    steps.push({ stretch: true, fold: 2 * layer + 1, layer, long: STRETCH });
  }
  return steps;
}

// starts[s]: when step s begins; stages[s]: the pieces before it; parts[s]: which of them it moves.
export function foldingOf(head, pairs) {
  const steps = stepsOf(head, pairs), starts = [];
  let total = 0;
  for (const step of steps) { starts.push(total); total += step.long; }
  const byHand = head.mode === 'hand';
  return { pairs, steps, starts, total, byHand, slope: head.slope, folds: byHand ? pairs.length : 2 * head.depth,
    ...foldUp(steps, head.slope) };
}

// The step that is going on at time t, and how much of it is done.
export function momentOf({ steps, starts }, t) {
  let s = 0;
  while (s < steps.length && t >= starts[s] + steps[s].long - 1e-6) s++;
  return { s, e: s < steps.length ? clamp((t - starts[s]) / steps[s].long, 0, 1) : 0 };
}

// When n steps are done: 2.5 is in the middle of the third.
export function timeOf({ steps, starts }, n) {
  const i = Math.min(Math.floor(n), steps.length - 1);
  return i < 0 ? 0 : starts[i] + (n - i) * steps[i].long;
}

// Where the paper lies still: before each fold, and at the end.
export const stopsOf = ({ steps, starts, total }) => [...starts.filter((_, i) => !steps[i].stretch), total];

export const foldsMade = ({ steps }, s) => steps.slice(0, s).filter(step => !step.stretch).length;

// The same folds on paper that is not stretched: each half as far from the corner as the one before.
export function unstretched(depth, most) {
  const pairs = [];
  for (let layer = 0; layer < depth && pairs.length < most; layer++) {
    const offset = 1 - 0.5 ** layer;
    pairs.push([0, offset], [90, offset]);
  }
  return pairs;
}
