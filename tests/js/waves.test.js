import { test } from 'node:test';
import { partOf, trace, valueAt } from '../../ui/components/waves/curve.js';
import { near } from './helpers.js';

const TENT = { x: [0, 0.5, 1], y: [0, 1, 0] }, TWICE = { x: [0, 0.25, 0.5, 0.75, 1], y: [0, 1, 0, 1, 0] };

test('a wave is straight between its points', () => {
  near([0, 0.1, 0.25, 0.5, 0.9, 1].map(x => valueAt(TENT, x)), [0, 0.2, 0.5, 1, 0.2, 0], 1e-12);
  near(valueAt({ x: [0, 0.5, 0.5, 1], y: [0, 0, 1, 1] }, 0.75), 1);
});

test('what has been passed ends where x is', () => {
  near(partOf(TENT, 0, 0.75), [[0, 0], [0.5, 1], [0.75, 0.5]]);
  near(partOf(TENT, 0, 0), [[0, 0], [0, 0]]);
  near(partOf(TENT, 0, 1), [[0, 0], [0.5, 1], [1, 0]]);
});

test('x goes through the first wave into the second, and that is the third; side by side all have the same x', () => {
  for (const x of [0, 0.13, 0.5, 0.61, 1]) {
    const [[, first], [between, second], [at, both]] = trace([TENT, TENT, TWICE], true, x);
    near([between, second, at], [first, both, x], 1e-12);
  }
  near(trace([TENT, TWICE, TENT], false, 0.25), [[0.25, 0.5], [0.25, 1], [0.25, 0.5]]);
});
