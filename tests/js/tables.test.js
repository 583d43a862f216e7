import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxOf, seats } from '../../ui/components/bends/seats.js';
import { shadedText, slopeText } from '../../ui/components/bends/words.js';
import { areaPath, places, ribbons, threadPath } from '../../ui/components/flow/layout.js';
import { cellsOf, cellWords, foldedInto, isFolded, kindsOf, outlineOf, pixelWords } from '../../ui/components/rows/cells.js';
import { unpack } from '../../ui/components/shared/message.js';
import { near, packed } from './helpers.js';

test('cells get their values: signed ones first, then pictures', () => {
  const picture = { kind: 'picture', shape: [1, 2, 1], ink: true }, signed = group => ({ kind: 'signed', shape: [1, 2, 1], group });
  const header = { columns: ['in', 'w', 'v', 'sum'], rows: [0, 1].map(r => ({ label: 'row ' + r, cells: [picture, signed('w'), signed('v'), { kind: 'number' }] })) };
  const message = packed(header, Float32Array.of(1, -2), Float32Array.of(50, 60), Float32Array.of(3, -4), Float32Array.of(70, 80), Uint8Array.of(0, 255), Uint8Array.of(51, 102));
  const { head, limits } = cellsOf(unpack(message)), [first, second] = head.rows;
  assert.deepEqual([[...first.cells[1].values], [...second.cells[1].values], [...second.cells[0].values]], [[1, -2], [3, -4], [51, 102]]);
  assert.deepEqual([limits.w.most, limits.v.most], [4, 80]);
  assert.deepEqual([pixelWords(second.cells[0], limits, { row: 0, col: 1 }), pixelWords(first.cells[1], limits, { row: 0, col: 1 })], ['0.40', '−2.0']);
  assert.equal(cellWords(head, second.cells[1], 1, 1), 'w of row 1, from −4.0 to 3.0');
  assert.equal(cellWords(head, first.cells[0], 0, 0), 'in of row 0');
  assert.deepEqual(kindsOf(head), ['picture', 'signed', 'signed', 'number']);
});

test('a line goes around the large values of a tile, and around nothing where all are 0', () => {
  const tile = (...values) => ({ values: Float32Array.of(...values), shape: [2, 2, 1] }), sorted = lines => lines.map(String).toSorted();
  assert.deepEqual(sorted(outlineOf(tile(0, -3, 0.9, 0))), ['1,0,1,1', '1,0,2,0', '1,1,2,1', '2,0,2,1']);
  assert.equal(outlineOf(tile(2, 2, 2, 2)).length, 8);
  assert.deepEqual(outlineOf(tile(0, 0, 0, 0)), []);
  assert.equal(outlineOf({ values: Float32Array.of(0, 0, 5, 0, 0, 0), shape: [1, 2, 3] }).length, 4);
});

test('where it is narrow, numbers side by side go into the last of them', () => {
  const kinds = ['picture', 'number', 'number', 'number', 'bar', 'number'];
  assert.deepEqual(kinds.map((_, c) => isFolded(kinds, c)), [false, true, true, false, false, false]);
  assert.deepEqual([foldedInto(kinds, 3), foldedInto(kinds, 2), foldedInto(kinds, 5)], [[1, 2], [], []]);
});

test('no name stands on another, nor on what else is said', () => {
  const xs = Array.from({ length: 60 }, (_, i) => 5 * i), room = { left: 0, right: 300, top: 0, bottom: 200 };
  const curves = [0, 1, 2, 3, 4].map(k => xs.map(x => [x, 100 + 20 * Math.sin(x / 40 + k) * k])), names = ['ReLU', 'leaky ReLU', 'tanh', 'softplus', 'step'];
  const said = [boxOf('here a gradient dies', 150, 84), boxOf('z with spread 1', 150, 118)];
  const found = seats(curves, names, 2, room, said), boxes = [...said, ...found.map(({ k, x, y }) => boxOf(names[k], x, y))];
  assert.ok(found.length >= 3 && found.some(({ k }) => k === 2));
  boxes.forEach((a, i) => boxes.slice(i + 1).forEach(b =>
    assert.ok(a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1], 'words on words')));
});

test('ribbons are as wide as what they carry, and lie beside each other at both ends', () => {
  const from = [{ y: 50 }, { y: 150 }], to = [{ y: 40 }, { y: 100 }, { y: 160 }], matrix = [[1, -2], [3, 0], [0.5, 1]];
  const found = ribbons(matrix, from, to, 200, 60, 38, 1), at = (i, j) => found.find(r => r.i === i && r.j === j);
  assert.equal(found.length, 5);
  for (const r of found) near(r.wide / Math.abs(r.v), at(0, 0).wide, 1e-9);
  const stacked = (list, y, end) => {
    const edges = list.flatMap(r => [r[end] - r.wide / 2, r[end] + r.wide / 2]), sum = list.reduce((a, r) => a + r.wide, 0);
    near([edges[0], edges.at(-1)], [y - sum / 2, y + sum / 2], 1e-9);
    for (let k = 2; k < edges.length; k += 2) near(edges[k], edges[k - 1], 1e-9);
  };
  from.forEach((box, j) => stacked(found.filter(r => r.j === j), box.y, 'y1'));
  to.forEach((box, i) => stacked(found.filter(r => r.i === i), box.y, 'y2'));
  assert.ok(from.every((_, j) => found.filter(r => r.j === j).reduce((a, r) => a + r.wide, 0) <= 60 + 1e-9));
});

test('nodes stand in columns within the figure', () => {
  const many = n => Array.from({ length: n }, () => ({ tile: true })), plain = [{}, {}];
  for (const columns of [[many(2)], [many(5), plain], [many(4), many(2), plain]]) {
    const boxes = places(columns, { w: 700, h: 210, side: 84, row: 38, narrow: false, gap: 44 });
    assert.deepEqual(boxes.map(c => c.length), columns.map(c => c.length));
    for (const box of boxes.flat()) assert.ok(box.x >= 84 && box.right <= 700 + 1e-9 && box.y > 0 && box.y < 210);
    for (let c = 1; c < boxes.length; c++) assert.ok(boxes[c][0].x > boxes[c - 1][0].right);
  }
  assert.equal(areaPath(0, 10, 5, 8, 1), 'M0 4C5 4 5 7 10 7V9C5 9 5 6 0 6Z');
  assert.equal(threadPath(0, 10, 5, 8), 'M0 5C5 5 5 8 10 8');
});

test('names stand beside their own curves and on nothing', () => {
  const xs = Array.from({ length: 60 }, (_, i) => 5 * i), room = { left: 0, right: 300, top: 0, bottom: 200 };
  const flat = y => xs.map(x => [x, y]), found = seats([flat(60), flat(140)], ['one', 'two'], 1, room);
  assert.deepEqual(found.map(f => f.k), [1, 0]);
  for (const { k, y } of found) assert.ok(Math.abs(y - [60, 140][k]) < 20);
  const [first, second] = seats([flat(12), flat(40)], ['one', 'two'], 1, room);
  assert.ok(Math.abs(first.x - second.x) > 20 || Math.abs(first.y - second.y) > 12, 'names stand on each other');
  assert.deepEqual(seats([flat(60), flat(61)], ['one', 'two'], 0, room), []);
  assert.deepEqual(seats([flat(60)], ['a name that is much longer than the room'], 0, { ...room, right: 100 }), []);
});

test('a slope below the threshold is written as one', () => {
  assert.deepEqual([0.00987, 0.009996, -0.00987, 0.0451, 0.01, 0, 1e-5].map(v => slopeText(v, 0.01)),
    ['0.0099', '0.009996', '−0.0099', '0.045', '0.010', '0', '1 · 10⁻⁵']);
  assert.ok(shadedText(true, 'tanh', 0.01).includes('tanh') && shadedText(false, 'ReLU', 0.01).includes('nowhere'));
});
