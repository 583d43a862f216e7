import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blank, bySpeech, frameOf, middleOf, oneFrame, planOf, push } from '../../ui/components/pooling/frames.js';
import { classOrder, rowAt, rowTop, sheetLayout, STRIP } from '../../ui/components/pooling/layout.js';
import { cellWords, tableWords } from '../../ui/components/pooling/words.js';
import { bytesOf, near, random } from './helpers.js';

const HEAD = { names: ['a', 'b', 'c'], one: [2] }, D = 3, SHAPE = [2, 2, 2, 1, 9, 2], WIDTHS = [4, 2];

// A frame of random numbers and codes, at step 100 i.
function frameBytes(i, seed = 1) {
  const { F, P } = planOf(SHAPE, WIDTHS, D), next = random(seed + i);
  const numbers = Float32Array.from({ length: F }, next), codes = Int8Array.from({ length: P }, () => Math.round(254 * next() - 127));
  numbers[0] = 100 * i;
  return { bytes: new Uint8Array(bytesOf(Uint32Array.of(...SHAPE, ...WIDTHS), numbers, codes)), numbers, codes };
}

function recorded(n) {
  const rec = blank(D);
  for (let i = 0; i < n; i++) push(rec, frameBytes(i).bytes);
  return rec;
}

test('a frame has place for every quantity, and no other', () => {
  const plan = planOf(SHAPE, WIDTHS, D);
  // step, epoch, seconds, mirror; errors of both nets; V and its bias; wakes and selectivity of both layers; three scales
  assert.equal(plan.F, 4 + 2 * 2 + (2 * 2 + 2) + (4 * 3 + 4) + (2 * 3 + 2) + 3);
  assert.equal(plan.P, 2 * 4 + 4 * 4 + 2 * 4);
  assert.deepEqual(plan.blocks.map(b => [b.at, b.size]), [[0, 8], [8, 16], [24, 8]]);
  const none = planOf([2, 2, 2, 1, 2, 0], [], D);
  assert.deepEqual([none.F, none.P, none.V], [4 + 4 + 2, 16, undefined]);
  assert.equal(planOf([2, 2, 2, 3, 9, 2], WIDTHS, D).area, 12);
});

test('a frame that comes as text is the same frame', () => {
  const { bytes, numbers, codes } = frameBytes(0), rec = oneFrame(D, Buffer.from(bytes).toString('base64'));
  assert.deepEqual([rec.n, rec.numbers[0], rec.codes[0]], [1, numbers, codes]);
});

test('units are columns, and how many recognisers answer most to their own class is counted', () => {
  const words = favourites => tableWords({ head: { recognisers: true, sides: ['a', 'b'] }, votes: false, last: true, here: 0,
    plan: { layers: [{ n: 3 }] }, frame: { favourite: (_, unit) => favourites[unit] } });
  assert.ok(words([0, 1, 2]).startsWith('A column is a hidden unit: its template (colours fit its middle), its weights V to the two scores, and in orange how strongly it answers to each class.'));
  assert.ok(words([0, 1, 2]).endsWith('Each unit answers most to its own class.'));
  assert.ok(words([0, 2, 2]).endsWith('2 of 3 units answer most to their own class.'));
  assert.ok(words([0, 0, 0]).endsWith('1 of 3 units answers most to its own class.'));
});

test('a vote and a cell are said in sentences', () => {
  const head = { ...HEAD, sides: ['small', 'large'] }, votes = bias => tableWords({ head, votes: true, last: true, frame: { sum: () => bias } });
  assert.equal(votes(0), 'A vote is mean activation × (V small − V large). The votes of a row sum to the mean difference of the two scores.');
  assert.ok(votes(0.1).includes('The votes of a row and the biases sum to'));
  const frame = { wakes: () => 0.25, selectivity: () => 0.8, favourite: () => 2 };
  assert.equal(cellWords({ head, frame, here: 0, last: false }, 1, 0)[1], '. Class c moves it most, and the class explains 0.80 of how its output varies.');
});

test('frames are read wherever they lie in a buffer', () => {
  const rec = recorded(2), third = frameBytes(2);
  push(rec, new Uint8Array(bytesOf(new Uint8Array(3), third.bytes)).subarray(3));
  assert.deepEqual([rec.n, rec.plan.L, rec.plan.units, rec.numbers.map(f => f[0])], [3, 2, 9, [0, 100, 200]]);
  assert.deepEqual(rec.numbers[1], frameBytes(1).numbers);
  assert.deepEqual(rec.codes[2], third.codes);
  assert.deepEqual(rec.limit, rec.plan.blocks.map((_, b) => Math.max(...rec.strong.map(strong => strong[b]))));
});

test('the colours of the units fit the middle of their templates, those of the one layer all of its own', () => {
  const shape = [2, 28, 28, 1, 2, 0], plan = planOf(shape, [], D), at = i => Math.min(i % 28, 27 - i % 28, Math.floor(i / 28), 27 - Math.floor(i / 28));
  const codes = Int8Array.from({ length: plan.P }, (_, i) => at(i % 784) < 6 ? 127 : 30), numbers = new Float32Array(plan.F).fill(0.01);
  assert.deepEqual([...new Set(middleOf(codes.subarray(0, 1568), plan))], [30]);
  assert.equal(middleOf(codes.subarray(0, 1568), plan).length, 2 * 16 * 16);
  const rec = blank(D);
  push(rec, new Uint8Array(bytesOf(Uint32Array.of(...shape), numbers, codes)));
  near(rec.limit, [1.27, 0.3], 1e-2);
  const rgb = { H: 4, W: 5, C: 3, area: 60 };
  assert.deepEqual([...middleOf(Int8Array.from({ length: 60 }, (_, i) => i), rgb)], [...Array(60).keys()]);  // no rim in so few pixels
});

test('units that speak for score 0 come first', () => {
  const rec = recorded(3), frame = frameOf(rec, 2), order = bySpeech(rec);
  assert.deepEqual(order.toSorted(), [0, 1]);
  assert.ok(frame.difference(order[0]) >= frame.difference(order[1]));
  assert.deepEqual(bySpeech(blank(D)), []);
});

test('a frame says what the numbers say', () => {
  const rec = recorded(2);
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
  const plan = planOf([2, 2, 2, 1, 37, 1], [37], D);
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
  assert.deepEqual([0, 1, 2].map(r => rowTop(grid, HEAD, r)), [100, 120, 133]);
  assert.deepEqual([50, 100, 119, 120, 300].map(y => rowAt(grid, HEAD, y, 0)), [0, 0, 0, 1, 2]);
});

test('the cells of the two rows of V are as high as their numbers need, and neither reaches the table', () => {
  const plan = { ...planOf([5, 28, 28, 1, 10, 1], [10], 10) }, units = Array.from({ length: 10 }, (_, i) => i);
  const grid = sheetLayout({ w: 690, plan, here: 0, last: true, units, page: 0, still: false, votes: false, label: 8, dpr: 1 });
  const size = 12;
  assert.ok(STRIP >= 1.5 * size && grid.v + 2 * STRIP < grid.heat && grid.v > grid.top + grid.tall);
});

test('on a phone ten units stand beside each other, so that the diagonal is seen, and of twelve a page of templates', () => {
  const on = (votes, n) => sheetLayout({ w: 339, plan: planOf([5, 28, 28, 1, n, 1], [n], 10), here: 0, last: true, page: 0, still: false,
    units: Array.from({ length: n }, (_, i) => i), votes, label: 8, dpr: 3 });
  for (const grid of [on(false, 10), on(true, 10), on(false, 12), on(true, 12)]) assert.ok(grid.label + grid.columns * grid.cell + grid.sum <= 339);
  assert.deepEqual([on(false, 10).pages, on(false, 10).sum, on(true, 10).pages], [1, 0, 2]);
  assert.ok(on(false, 10).cell >= 26 && on(false, 12).pages > 1 && on(false, 12).tile.css > 36);
});

test('where there is room, units are wider, until they fill it', () => {
  const plan = planOf([5, 28, 28, 1, 10, 1], [10], 10), units = Array.from({ length: 10 }, (_, i) => i);
  const at = (w, dpr, still = false) => sheetLayout({ w, plan, here: 0, last: true, units, page: 0, still, votes: false, label: 8, dpr });
  assert.deepEqual([at(690, 1).cell, at(690, 1).tile.css], [55, 51]);
  const { label, cell, sum, tile } = at(846, 4 / 3);
  assert.deepEqual([cell, tile.css], [71, 63]);
  assert.ok(label + 10 * cell + sum > 830);
  assert.equal(at(2000, 1).cell, Math.floor(60 * 2000 / 700));
  assert.equal(at(916, 1, true).cell, 60);
});
