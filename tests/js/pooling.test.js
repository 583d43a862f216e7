import assert from 'node:assert/strict';
import { test } from 'node:test';
import { append, fit, frameOf, open, planOf, recordings } from '../../ui/components/pooling/frames.js';
import { classOrder, rowAt, rowTop, sheetLayout } from '../../ui/components/pooling/layout.js';
import { bytesOf, near, random } from './helpers.js';

const HEAD = { names: ['a', 'b', 'c'], seeds: 2, widths: [4, 2], tile: [2, 2], one: [2] };

function frames(head, from, n, seed = 1) {
  const { F, P } = planOf(head), next = random(seed), m = n - from;
  const numbers = Float32Array.from({ length: m * F }, next), codes = Int8Array.from({ length: m * P }, () => Math.round(254 * next() - 127));
  for (let i = 0; i < m; i++) numbers[i * F] = 100 * (from + i);
  return [{ from, n }, bytesOf(numbers, codes), numbers, codes];
}

test('a frame has place for every quantity, and no other', () => {
  const plan = planOf(HEAD);
  // step, epoch, seconds, mirror; errors of both nets; V and its bias; wakes and selectivity of both layers; three scales
  assert.equal(plan.F, 4 + 2 * 2 + (2 * 2 + 2) + (4 * 3 + 4) + (2 * 3 + 2) + 3);
  assert.equal(plan.P, 2 * 4 + 4 * 4 + 2 * 4);
  assert.deepEqual(plan.blocks.map(b => [b.at, b.size]), [[0, 8], [8, 16], [24, 8]]);
  const none = planOf({ ...HEAD, widths: [] });
  assert.deepEqual([none.F, none.P, none.V], [4 + 4 + 2, 16, undefined]);
  assert.equal(planOf({ ...HEAD, tile: [2, 2, 3] }).area, 12);
});

test('frames extend and replace what is there; another plan begins anew', () => {
  recordings.clear();
  const rec = open('a');
  fit(rec, HEAD);
  const [header, buffer, numbers, codes] = frames(HEAD, 0, 3);
  append(rec, header, buffer, 0);
  const { F, P } = rec.plan;
  assert.deepEqual(rec.numbers[1], numbers.slice(F, 2 * F));
  assert.deepEqual(rec.codes[2], codes.slice(2 * P));
  const [more, bytes] = frames(HEAD, 1, 5, 2);
  append(rec, more, bytesOf(new Uint32Array(2), new Uint8Array(bytes)), 8);
  assert.deepEqual([rec.n, rec.numbers.map(f => f[0])], [5, [0, 100, 200, 300, 400]]);
  assert.equal(open('a'), rec);
  fit(rec, { ...HEAD, widths: [4] });
  assert.equal(rec.n, 0);
});

test('a frame says what the numbers say', () => {
  const rec = open('b');
  fit(rec, HEAD);
  const [header, buffer] = frames(HEAD, 0, 2);
  append(rec, header, buffer, 0);
  const frame = frameOf(rec, 1), f = rec.numbers[1], wakes0 = 4 + 4 + 6, wakes1 = wakes0 + 4 * 3 + 4;
  assert.equal(frame.step, 100);
  near(frame.test(), (f[4] + f[5]) / 2, 1e-7);
  near(frame.single(), (f[6] + f[7]) / 2, 1e-7);
  near([frame.V(0, 1), frame.V(1, 0)], [f[9], f[10]]);
  near(frame.wakes(0, 2, 1), f[wakes0 + 2 * 3 + 1]);
  near(frame.selectivity(0, 3), f[wakes0 + 12 + 3]);
  near(frame.vote(1, 2), (f[9] - f[11]) * f[wakes1 + 3 + 2]);
  near(frame.sum([0, 1], 2), f[12] - f[13] + (f[8] - f[10]) * f[wakes1 + 2] + (f[9] - f[11]) * f[wakes1 + 5]);
  assert.equal(frame.largestV(), Math.max(...f.slice(8, 12).map(Math.abs)));
  const own = f.slice(wakes1, wakes1 + 3);
  assert.equal(frame.favourite(1, 0), own.indexOf(Math.max(...own)));
  near(frame.scale(0), f[rec.plan.blocks[0].scale] / rec.limit[0]);
});

test('units stand on pages that hold all of them once', () => {
  const plan = planOf({ ...HEAD, widths: [37] });
  for (const w of [320, 480, 700, 1100]) {
    const at = page => sheetLayout({ w, plan, here: 0, last: true, units: [...Array(37).keys()], page, still: false, label: 60, dpr: 2 });
    const all = Array.from({ length: at(0).pages }, (_, page) => at(page).units).flat();
    assert.deepEqual(all, [...Array(37).keys()]);
    const { label, cell, columns, sum, tile } = at(0);
    assert.ok(label + cell * columns + sum <= w && tile.css <= cell - 4);
    assert.equal(at(99).page, at(0).pages - 1);
  }
});

test('rows are classes, those of score 0 first, and a height finds its row', () => {
  assert.deepEqual(classOrder(HEAD), [2, 0, 1]);
  const grid = { heat: 100 };
  assert.deepEqual([0, 1, 2].map(r => rowTop(grid, HEAD, r)), [100, 121, 135]);
  assert.deepEqual([50, 100, 120, 121, 300].map(y => rowAt(grid, HEAD, y, 0)), [0, 0, 0, 1, 2]);
});
