import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, answers, nearestCurve, over, solves } from '../../ui/components/twenty/nets.js';
import { near } from './helpers.js';

const XOR = [20, 20, 20, 20, -10, -30, 20, -20, -10];  // OR and AND by tanh; their difference, of which half is 20

test('a network whose hidden neurons are OR and AND answers XOR, over the plane too', () => {
  const said = answers([0, ...XOR], 1, 'tanh');
  assert.ok(solves(said, [0, 1, 1, 0]) && !solves(said, [0, 1, 1, 1]));
  const side = 5, plane = over(XOR, 0, 'tanh', side, new Float32Array(side * side));
  near(plane[0], answer(XOR, 0, 'tanh', -0.5, 1.5), 1e-6);
  near(plane[side * side - 1], answer(XOR, 0, 'tanh', 1.5, -0.5), 1e-6);
  near(answer([1, 0, 0, 1, 0, 0, 1, -1, 0], 0, 'relu', 2, 3), 1 / (1 + Math.exp(1)));
});

test('the nearest curve is the one at the place, or none', () => {
  const curves = [[[0, 0], [100, 0]], [[0, 50], [100, 50]]];
  assert.equal(nearestCurve(curves, [50, 8], 18), 0);
  assert.equal(nearestCurve(curves, [50, 45], 18), 1);
  assert.equal(nearestCurve(curves, [50, 25], 18), null);
});
