import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blank, endsOf, facetsOf, missed, push, values, verdictOf } from '../../ui/components/relief/frames.js';
import { brief, percent } from '../../ui/components/shared/numbers.js';
import { near } from './helpers.js';

const frame = (step, loss, codes) => {
  const bytes = new Uint8Array(8 + 2 * codes.length), view = new DataView(bytes.buffer);
  view.setInt32(0, step, true);
  view.setFloat32(4, loss, true);
  codes.forEach((code, i) => view.setInt16(8 + 2 * i, code, true));
  return bytes;
};

test('a frame is read as its step, its loss and what the network says; a code stands for no number', () => {
  const rec = blank();
  push(rec, frame(7, 0.25, [-100, 0, 50, -32768]), 0.01);
  assert.equal(rec.n, 1);
  const [{ step, loss, says }] = rec.frames;
  assert.deepEqual([step, loss], [7, 0.25]);
  near(Array.from(says.slice(0, 3)), [-1, 0, 0.5], 1e-6);
  assert.ok(Number.isNaN(says[3]));
});

test('bytes that begin anywhere in a larger buffer are read too', () => {
  const whole = new Uint8Array(5);
  new DataView(whole.buffer).setInt16(1, 300, true);
  near([...values(whole.subarray(1), 0, 1, 1)], [300]);
});

test('what is missed is the surface minus what the network says', () => {
  near([...missed(Float32Array.of(1, 2, -1), [0.5, 3, -1])], [0.5, -1, 0], 1e-6);
  assert.deepEqual(endsOf([3, -2, 5]), [-2, 5]);
  assert.deepEqual(endsOf([]), [0, 0]);
});

test('facets cover the whole square once, keep their heights between the ends, and have the colour of their middle', () => {
  const side = 6, list = Float32Array.from({ length: 36 }, (_v, i) => i - 10), every = 2;
  const facets = facetsOf(list, side, every, [-3, 12], v => v);
  assert.equal(facets.length, 9);
  const area = facets.reduce((sum, { corners: [a, , c] }) => sum + (c[0] - a[0]) * (c[1] - a[1]), 0);
  near(area, 1, 1e-9);
  for (const { corners, colour } of facets) {
    assert.ok(corners.every(([, , h]) => h >= -3 && h <= 12));
    assert.ok(list.includes(colour));
  }
  near(facets[0].corners[0], [0, 0, -3]);
  near(facets.at(-1).corners[2], [1, 1, 12]);
});

test('a step is told by its share of the variance', () => {
  assert.match(verdictOf(undefined, brief, percent), /not begun/);
  assert.match(verdictOf({ loss: 0.0357 }, brief, percent), /misses 3\.6\u202f% of/);
  assert.match(verdictOf({ loss: 4.4e-6 }, brief, percent), /misses 4\.4 · 10⁻⁴\u202f% of/);
  assert.match(verdictOf({ loss: 1.3 }, brief, percent), /no better than the mean/);
  assert.match(verdictOf({ loss: NaN }, brief, percent), /no number/);
  assert.match(verdictOf({ loss: 1e-12 }, brief, percent, true), /the same everywhere/);
});
