import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apart, domain, reading, spread, ticksOf } from '../../ui/components/player/axes.js';
import { blank, extentAt, measured, push, rangeAt, weightAt } from '../../ui/components/player/frames.js';
import { tileLayout } from '../../ui/components/player/layout.js';
import { bytesOf, near } from './helpers.js';

// Frame i of two tiles of 1 by 2 weights: codes i + 1, ..., a scale of 0.04 (i + 1), and two measured numbers.
const frame = i => new Uint8Array(bytesOf(Uint32Array.of(2, 1, 2, 1), Int32Array.of(10 * i),
  Float32Array.of(i / 2, i / 4, 0.04 * (i + 1), 1 / (i + 1), i % 2 ? NaN : i), Int8Array.of(i + 1, -2, -128, 127)));

function recorded(n) {
  const rec = blank();
  for (let i = 0; i < n; i++) push(rec, frame(i), 2);
  return rec;
}

test('a frame says its shape, its instant, what was measured and its tiles, wherever it lies in a buffer', () => {
  const rec = recorded(3), moved = new Uint8Array(bytesOf(new Uint8Array(5), frame(3))).subarray(5);
  push(rec, moved, 2);
  assert.deepEqual([rec.K, rec.H, rec.W, rec.C, rec.n], [2, 1, 2, 1, 4]);
  assert.deepEqual([rec.steps, rec.epochs], [[0, 10, 20, 30], [0, 0.5, 1, 1.5]]);
  near(rec.scales, [0.04, 0.08, 0.12, 0.16], 1e-7);
  near(rec.series[0], [1, 1 / 2, 1 / 3, 1 / 4], 1e-7);
  assert.deepEqual(rec.series[1], [0, NaN, 2, NaN]);
  assert.deepEqual(rec.tiles.map(t => [...t]), [1, 2, 3, 4].map(first => [first, -2, -128, 127]));
  assert.equal(rec.strong.length, 4);
});

test('a code says the weight to half its scale; what is missing says so', () => {
  const rec = recorded(3);
  assert.equal(weightAt(rec, 1, 0, 0, 0), '0.2');
  assert.equal(weightAt(rec, 0, 0, 0, 1), '−0.1');
  assert.equal(weightAt(rec, 0, 1, 0, 0), 'not a number');
  assert.deepEqual(rangeAt(rec, 0, 0), ['−0.1', '0.0']);
  assert.deepEqual(rangeAt(rec, 0, 1), ['5.1', '5.1']);
  const colour = blank();
  push(colour, new Uint8Array(bytesOf(Uint32Array.of(1, 1, 1, 3), Int32Array.of(0), Float32Array.of(0, 0, 1), Int8Array.of(1, 2, -3))), 0);
  assert.equal(weightAt(colour, 0, 0, 0, 0), 'R 1  G 2  B −3');
});

test('one scale for the whole run, or one for each frame', () => {
  assert.deepEqual(extentAt(blank(), 0, true), { strong: 0, most: 0 });
  const rec = recorded(3);
  near(extentAt(rec, 0, true).most, 127 * 0.12, 1e-5);
  near(extentAt(rec, 0, false).most, 127 * 0.04, 1e-5);
  assert.equal(extentAt(rec, 2, true).strong, extentAt(rec, 2, false).strong);
});

test('a curve reads the last value that was measured', () => {
  assert.deepEqual(measured([4, NaN, 6, NaN], 3), { v: 6, i: 2 });
  assert.deepEqual(measured([4, NaN], 1), { v: 4, i: 0 });
  assert.equal(measured([NaN], 0), null);
  assert.equal(measured(undefined, 2), null);
});

test('an axis reaches from the smallest to the largest value', () => {
  assert.deepEqual(domain([[3, NaN], [5]], false), [3, 5]);
  assert.deepEqual(domain([[1, 5]], false), [0, 5]);
  assert.deepEqual(domain([[2, 2]], false), [1.5, 2.5]);
  assert.deepEqual(domain([[0, 1, 100]], true), [1, 100]);
  near(domain([[2, 3]], true), [2 / 1.5, 4.5]);
  assert.equal(domain([[NaN], []], false), null);
});

test('ticks are round, lie on the axis and are few', () => {
  near(ticksOf([0, 1], false), [0, 0.5, 1]);
  near(ticksOf([-30, 70], false), [0, 50]);
  assert.deepEqual(ticksOf([1, 100], true).length <= 4, true);
  near(ticksOf([0.5, 6], true), [0.5, 1, 2, 5]);
  near(ticksOf([1e-4, 1e4], true).map(Math.log10), [-4, -2, 0, 2, 4], 1e-9);
  for (const [low, high] of [[0.013, 0.4], [2, 3], [1, 1.9], [0.02, 90], [1e-6, 1e3]]) {
    const ticks = ticksOf([low, high], true);
    assert.ok(ticks.length >= 1 && ticks.length <= 6, `${ticks.length} ticks from ${low} to ${high}`);
    assert.ok(ticks.every(v => v >= low * 0.999 && v <= high * 1.001));
  }
});

test('values and times have enough digits, and no more', () => {
  assert.deepEqual([123.4, 12.34, 1.234, 0.01234, 0, NaN].map(reading), ['123', '12.3', '1.23', '0.012', '0.00', 'not a number']);
  assert.deepEqual([0, 1.234, 12.34, 123.4, undefined].map(v => apart(v)), ['0', '1.23', '12.3', '123', '0']);
});

test('names at the ends of lines stand apart, above the floor', () => {
  assert.deepEqual(spread([10, 12, 40], 13, 64), [10, 23, 40]);
  assert.deepEqual(spread([60, 62], 13, 64), [51, 64]);
  assert.deepEqual(spread([], 13, 64), []);
});

test('tiles fit beside each other in whole device pixels', () => {
  for (const room of [300, 375, 500, 760, 1200]) for (const many of [1, 2, 10, 50, 100]) for (const dpr of [1, 2, 3]) for (const W of [8, 28, 64]) {
    const { k, gap, columns, css, tall, cell } = tileLayout({ room, many, H: W, W, dpr });
    assert.ok(Number.isInteger(k) && k >= 1 && columns >= 1 && columns <= many);
    assert.ok(columns === 1 || columns * css + (columns - 1) * gap <= room + 1e-9, `${columns} tiles of ${css} in ${room}`);
    near([css, tall, cell * W], [k * W / dpr, k * W / dpr, css]);
  }
  const ten = tileLayout({ room: 760, many: 10, H: 28, W: 28, dpr: 1 });
  assert.deepEqual([ten.columns, ten.k], [5, 5]);
});

test('ten tiles stand in two rows of a phone, and take its width', () => {
  for (const dpr of [1, 2, 3]) {
    const { columns, css, gap } = tileLayout({ room: 343, many: 10, H: 28, W: 28, dpr });
    assert.equal(columns, 5);
    near([columns * css + (columns - 1) * gap], [343], 1);
  }
});
