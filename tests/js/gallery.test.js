import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cornersOf, cutOf, edgesOf, equation, mixture, placed, scores } from '../../ui/components/gallery/tables.js';
import { near } from './helpers.js';

test('corners come in the order of the rows, and a cube has twelve edges', () => {
  assert.deepEqual(cornersOf(2), [[0, 0], [0, 1], [1, 0], [1, 1]]);
  assert.deepEqual(cornersOf(3)[6], [1, 1, 0]);
  assert.deepEqual([2, 3].map(n => edgesOf(n).length), [4, 12]);
  for (const x of [...cornersOf(2), ...cornersOf(3)]) assert.ok(placed(x).every(v => v > 0 && v < 1));
});

test('a line cuts the square in two places, a plane the cube in a polygon, in order', () => {
  const line = cutOf([2, 2], -3, 2);
  near(line.toSorted((a, b) => a[0] - b[0]), [[0.5, 1], [1, 0.5]]);
  const polygon = cutOf([2, 2, 2], -3, 3);
  assert.equal(polygon.length, 6);
  for (const x of polygon) near(x.reduce((sum, v) => sum + 2 * v, -3), 0);
  const turns = polygon.map((_, k) => {
    const [a, b, c] = [0, 1, 2].map(i => placed(polygon[(k + i) % 6]));
    return Math.sign((b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0]));
  });
  assert.equal(new Set(turns).size, 1);
});

test('no plane with small whole weights is seen from its edge', () => {
  for (const w of [[1, 1, 1], [1, -1, 1], [-1, 1, 1], [2, 1, 1], [1, 2, 1], [1, 1, 2], [1, -1, 0], [1, 1, 0], [1, 0, 1], [0, 1, -1]]) {
    const polygon = cutOf(w.map(v => 2 * v), -w.reduce((sum, v) => sum + v, 0) - 0.5, 3).map(x => placed(x));
    const area = Math.abs(polygon.reduce((sum, [x, y], k) => sum + x * polygon[(k + 1) % polygon.length][1] - y * polygon[(k + 1) % polygon.length][0], 0)) / 2;
    assert.ok(area > 0.02, `${w}: ${area}`);
  }
});

test('the mixtures of XOR meet in the middle, in exact fractions', () => {
  const xor = { table: '0110', shares: [[1, 2], [1, 2], [1, 2], [1, 2]] };
  assert.equal(mixture(xor, '1').words, '1/2·(0, 1) + 1/2·(1, 0)');
  assert.equal(mixture(xor, '1').place, '(1/2, 1/2)');
  assert.equal(mixture(xor, '0').place, '(1/2, 1/2)');
  near(mixture(xor, '0').at, [0.5, 0.5]);
});

test('a separator in words, and row by row', () => {
  assert.equal(equation({ w: [2, -1, 0], b: -1 }), '2x₁ − x₂ − 1');
  assert.deepEqual(scores({ table: '0001', w: [2, 2], b: -3 }).map(({ score }) => score), [-3, -1, -1, 1]);
});
