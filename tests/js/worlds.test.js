import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arraysOf, counts, halves, meanOf, next, place, toggled } from '../../ui/components/worlds/counting.js';
import { near } from './helpers.js';

const ORDER = Array.from({ length: 256 }, (_, i) => 255 - i);

test('a mean error counts the possible worlds alone, in halves of the unseen corners', () => {
  const wrong = [0, 2, 6, 3];
  near(meanOf(wrong, [1, 1, 1, 1], 3), 11 / 24);
  near(meanOf(wrong, [0, 0, 1, 0], 3), 1);
  assert.deepEqual(counts(wrong, [1, 1, 1, 0]), [[0, 1], [2, 1], [6, 1]]);
});

test('halves are written as such', () => {
  assert.deepEqual([0, 1, 2, 3, 6].map(halves), ['0', '½', '1', '1½', '3']);
});

test('keys go to the neighbouring square, and stay at an edge', () => {
  assert.equal(next(ORDER, 255, [0, 1]), 254);
  assert.equal(next(ORDER, 255, [1, 0]), 239);
  assert.equal(next(ORDER, 255, [-1, 0]), 255);
  assert.equal(next(ORDER, 240, [0, 1]), 240, 'the end of a row does not lead into the next');
  assert.equal(next(ORDER, 0, [1, 0]), 0);
});

test('a click hides or shows a corner, but never all or none', () => {
  assert.deepEqual(toggled([0, 7], 3), [0, 3, 7]);
  assert.deepEqual(toggled([0, 3, 7], 3), [0, 7]);
  assert.equal(toggled([5], 5), null);
  assert.equal(toggled([0, 1, 2, 3, 4, 5, 6], 7), null);
});

test('corners that differ in one bit are as far apart as that bit is long, and no two lie close together', () => {
  for (const bit of [1, 2, 4]) {
    const ways = [0, 1, 2, 3, 4, 5, 6, 7].filter(c => !(c & bit)).map(c => place(c | bit).map((v, i) => v - place(c)[i]));
    for (const way of ways) assert.deepEqual(way, ways[0]);
  }
  for (let a = 0; a < 8; a++) for (let b = 0; b < a; b++) {
    assert.ok(Math.hypot(...place(a).map((v, i) => v - place(b)[i])) > 36, `${a} and ${b}`);
  }
});

test('the arrays of a message lie one behind the other', () => {
  const header = { learners: [['a', 'A'], ['b', 'B']], kinds: [['all', 'all']], seen: [0, 1] };
  const bytes = Uint8Array.from({ length: 2 * 256 + 2 * 32 + 256 + 256 * 8 + 256 }, (_, i) => i % 251);
  const { wrong, answers, told, labels, possible } = arraysOf({ header, buffer: bytes.buffer, offset: 0 });
  assert.equal(wrong.length, 2);
  assert.equal(answers[1][0], (2 * 256 + 32) % 251);
  assert.equal(told[0], (2 * 256 + 64) % 251);
  assert.equal(labels[1][0], (3 * 256 + 64 + 8) % 251);
  assert.equal(possible[0][255], (bytes.length - 1) % 251);
});
