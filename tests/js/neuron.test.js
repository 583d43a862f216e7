import assert from 'node:assert/strict';
import { test } from 'node:test';
import { topOf } from '../../ui/components/neuron/count.js';
import { under } from '../../ui/components/neuron/plane.js';
import { exact, stairs, stepWords } from '../../ui/components/neuron/steps.js';
import { endsOf, footOf, frameOf, gripsOf, keyed, limited, LIMIT, pointsText, scoreAt, shifted, sideOf, turned, windowOf, wrongOf } from '../../ui/components/shared/line.js';
import { near, random } from './helpers.js';

const WINDOW = { x0: -1, y0: -2, x1: 3, y1: 2 };

test('the line, its ends and its foot are where the score is 0, and the sides are the window', () => {
  const draw = random(7), area = polygon => Math.abs(polygon.reduce((sum, [x, y], k) => {
    const [u, v] = polygon[(k + 1) % polygon.length];
    return sum + x * v - y * u;
  }, 0)) / 2;
  for (let round = 0; round < 100; round++) {
    const w = [draw() * 4 - 2, draw() * 4 - 2, draw() * 4 - 2], ends = endsOf(w, WINDOW);
    near(scoreAt(w, footOf(w, WINDOW)), 0, 1e-9);
    near(area(sideOf(w, WINDOW)) + area(sideOf(w, WINDOW, -1)), 16, 1e-9);
    assert.equal(ends === null, area(sideOf(w, WINDOW)) < 1e-9 || area(sideOf(w, WINDOW, -1)) < 1e-9);
    for (const end of ends ?? []) near(scoreAt(w, end), 0, 1e-9);
  }
  assert.equal(endsOf([0, 0, 1], WINDOW), null);
});

test('a line that is moved or turned goes through the hand, and 1 stays on its side', () => {
  const w = [1, 2, -1];
  near(scoreAt(shifted(w, [0.5, 0.75]), [0.5, 0.75]), 0, 0.02);
  near(shifted(w, [0.5, 0.75]).slice(0, 2), [1, 2]);
  const after = turned(w, [1, 0], [0, 1]);
  near(scoreAt(after, [1, 0]), 0, 0.02);
  near(scoreAt(after, [0, 1]), 0, 0.02);
  assert.ok(after[0] * w[0] + after[1] * w[1] > 0);
  assert.equal(turned(w, [1, 0], [1, 0]), w);
});

test('weights stay within what the settings allow, and the line stays too', () => {
  const [w1, w2, b] = limited([10, -20, 4]);
  assert.ok(Math.abs(w1) <= LIMIT[0] && Math.abs(w2) <= LIMIT[1]);
  near([w1 / w2, b / w2], [-0.5, -0.2], 1e-9);
  near(limited([0.123, -0.456, 1]), [0.12, -0.46, 1]);
});

test('a point on the line is a mistake, for 1 and for 0', () => {
  assert.deepEqual(wrongOf([1, 0, 0], [[0, 1, 1], [0, 1, -1], [1, 0, 1], [1, 0, -1]]), [true, true, false, true]);
});

test('all points are in the window, and the frame leads there and back', () => {
  const points = [[-3, 0.5, 1], [2, 7, -1]], { x0, x1, y0, y1 } = windowOf(points);
  for (const [x, y] of [...points, [0, 0], [1, 1]]) assert.ok(x > x0 && x < x1 && y > y0 && y < y1);
  const frame = frameOf(points, 500, 300);
  near(frame.off(frame.on([0.3, -0.7])), [0.3, -0.7]);
  near(frame.window.y1 - frame.window.y0, y1 - y0);
});

test('what is under a hand: a handle, the line, a point, or nothing', () => {
  const points = [[0, 0, -1], [1, 1, 1]], frame = frameOf(points, 400, 400), w = [1, 1, -1];
  const [first] = gripsOf(w, frame.window), at = (place, hold) => under(frame.on(place), { w, points, frame, hold });
  assert.deepEqual(at(first, 'line'), { grip: 0 });
  assert.deepEqual(at([0.5, 0.5], 'line'), { line: true });
  assert.equal(at([0, 0], 'line'), null);
  assert.deepEqual(at([1, 1], 'one'), { point: 1 });
  assert.equal(at([0.5, 0.5], 'away'), null);
});

test('a step is told with its arithmetic', () => {
  const said = stepWords({ shown: 8, w: [100, 0, -200], after: [200, 100, -100], x: [100, 100, 100], label: 1, score: -10000, mistake: true, point: 3, many: 4 });
  assert.equal(said.title, 'Example 8: pass 2, point 4 of 4');
  assert.equal(said.sum, '1·1 + 0·1 − 2 = −1');
  assert.equal(said.verdict, 'A mistake.');
  assert.equal(said.update, '(1, 0, −2) + (1, 1, 1) = (2, 1, −1)');
  const tie = stepWords({ shown: 1, w: [0, 0, 0], after: [50, 0, -100], x: [-50, 0, 100], label: -1, score: 0, mistake: true, point: 0, many: 4 });
  assert.equal(tie.sum, '0·(−0.5) + 0·0 + 0 = 0');
  assert.equal(tie.verdict, 'It is 0: a mistake.');
  assert.equal(exact(-12345, 1e4), '−1.2345');
});

test('the stairs rise at each mistake, and the axis goes to a bound that is near', () => {
  assert.deepEqual(stairs([1, 0, 1]), [[0, 0], [1, 0], [1, 1], [3, 1], [3, 2], [3, 2]]);
  assert.ok(topOf(18, 51) > 51 && topOf(279, 2529) < 2529 && topOf(0, null) >= 1);
});

test('points are written as a link has them', () => {
  assert.equal(pointsText([[0.5, -1, 1], [-0.001, 2.25, -1]]), '0.5:-1:1;0:2.25:0');
});

test('arrow keys turn a line about its middle, also back to where it was, and move it along its normal', () => {
  const w = [1, 2, -1], round = Array.from({ length: 72 }).reduce(v => keyed(v, [1, 0], 1, WINDOW), w);
  const middle = footOf(w, WINDOW);
  near(scoreAt(keyed(w, [-1, 0], 1, WINDOW), middle), 0, 0.02);
  assert.ok(Math.sign(round[0]) > 0 && Math.sign(round[1]) > 0);
  const up = keyed(w, [0, 1], 1, WINDOW);
  near(up.slice(0, 2), [1, 2]);
  assert.ok(scoreAt(up, middle) < 0);
});
