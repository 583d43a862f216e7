import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COLUMNS, blank, columnOf, placeOf, shareOf, stroke, valueAt, whole } from '../../ui/components/guess/strokes.js';
import { near } from './helpers.js';

const LOG = { low: 1e-6, high: 1, log: true }, PLAIN = { low: -10, high: 30, log: false };

test('a stroke gives every column that it passes a height, whichever way it goes', () => {
  const right = stroke(blank(), [0.25, 0], [0.75, 1]), left = stroke(blank(), [0.75, 1], [0.25, 0]);
  near(right.map(v => v ?? -1), left.map(v => v ?? -1), 1e-12);
  const [first, last] = [columnOf(0.25), columnOf(0.75)];
  assert.ok(right.every((v, i) => (v === null) === (i < first || i > last)));
  near([right[first], right[(first + last) / 2], right[last]], [0, 0.5, 1], 1e-12);
});

test('what leaves the axes stays at their edge, and a point is one column', () => {
  const curve = stroke(blank(), [-1, 2], [-1, 2]);
  assert.deepEqual([curve[0], curve.filter(v => v !== null).length], [1, 1]);
  assert.deepEqual(whole(curve), []);
  assert.equal(whole(stroke(curve, [0, 1], [1, -3])).length, COLUMNS);
});

test('shares and values of an axis, and back', () => {
  for (const axis of [LOG, PLAIN]) near([0, 0.3, 1].map(share => shareOf(axis, valueAt(axis, share))), [0, 0.3, 1], 1e-9);
  near([shareOf(LOG, 1e-3), shareOf(LOG, 5), shareOf(PLAIN, 10)], [0.5, 1, 0.5], 1e-9);
  near([placeOf(columnOf(0.5))], [0.5], 1e-9);
});
