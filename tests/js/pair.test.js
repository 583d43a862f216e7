import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scoreAt } from '../../ui/components/shared/line.js';
import { clipped, drawn, linesOf, linesText, ones, reason, said } from '../../ui/components/pair/step.js';
import { near, random } from './helpers.js';

const SOLVED = linesOf('1:1:-0.5;1:1:-1.5;1:-1:-0.5'), XOR = [0, 1, 1, 0], WINDOW = { x0: -1, y0: -1, x1: 2, y1: 2 };
const area = polygon => Math.abs(polygon.reduce((sum, [x, y], k) => {
  const [u, v] = polygon[(k + 1) % polygon.length];
  return sum + x * v - y * u;
}, 0)) / 2;

test('the solution is right, and what spoils it is named', () => {
  assert.equal(reason(said(SOLVED, XOR)).right, 4);
  const alike = reason(said(SOLVED.with(1, [1, 1, -0.5]), XOR));
  assert.match(alike.why, /see 11 and 01 alike/);
  const before = reason(said([[1, 0, -0.5], [0, 1, -0.5], [1, 1, -0.5]], XOR));
  assert.match(before.why, /as before/);
  assert.match(reason(said(SOLVED.with(2, [1, 1, -0.5]), XOR)).why, /move line 3/);
});

test('the parts of the plane where the network says 1 are where its steps say so', () => {
  const draw = random(3);
  for (let round = 0; round < 50; round++) {
    const lines = drawn(draw), parts = ones(lines, WINDOW);
    const fires = p => scoreAt(lines[2], [0, 1].map(k => Number(scoreAt(lines[k], p) > 0))) > 1e-9;
    let hits = 0;
    const many = 2000;
    for (let i = 0; i < many; i++) hits += fires([-1 + 3 * draw(), -1 + 3 * draw()]);
    near(parts.reduce((sum, part) => sum + area(part), 0) / 9, hits / many, 0.06);
  }
  near(area(clipped([[0, 0], [1, 0], [1, 1], [0, 1]], [1, 0, -0.25])), 0.75);
});

test('lines are written as a link has them', () => {
  assert.equal(linesText(SOLVED), '1:1:-0.5;1:1:-1.5;1:-1:-0.5');
  assert.equal(linesText([[0.004, -0, 1.239]]), '0:0:1.24');
});
