import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { curveOf } from '../../ui/components/reader/example.js';
import { film } from '../../ui/components/reader/film.js';
import { framed } from '../../ui/components/reader/framing.js';
import { met, percents, read, verdict } from '../../ui/components/reader/reading.js';
import { near, packed, random } from './helpers.js';

const PIXELS = 28 * 28, SIDE = 280;

test('a recording comes as differences, and the last frame in full', async () => {
  const next = random(3), codes = () => Int8Array.from({ length: 2 * PIXELS }, () => Math.round(30 * next() - 15));
  const frames = [codes(), codes(), codes()], last = codes();
  const differences = frames.flatMap((frame, i) => Array.from(frame, (v, j) => v - (frames[i - 1]?.[j] ?? 0)));
  const header = { run: 'x', labels: ['a', 'b'], steps: [0, 1, 9], scale: 0.5 };
  const given = film(packed(header, last, deflateSync(Int8Array.from(differences))));
  assert.deepEqual(given.layer, { codes: last, scale: 0.5, many: 2 });
  assert.deepEqual(await given.frames(), frames);
  assert.equal(film(new Uint8Array(2)), null);
});

test('a layer reads by its logits, in which codes and ink have their units', () => {
  const codes = new Int8Array(2 * PIXELS), picture = new Uint8Array(PIXELS);
  codes[5] = 100;
  codes[PIXELS + 5] = -50;
  codes[PIXELS + 6] = 127;
  picture[5] = 255;
  picture[6] = 51;
  const { logits, probabilities, best } = read({ codes, scale: 0.02, many: 2 }, picture);
  near(logits, [2, -1 + 0.02 * 127 / 5]);
  near(probabilities[0] / probabilities[1], Math.exp(logits[0] - logits[1]));
  near(probabilities[0] + probabilities[1], 1);
  assert.equal(best, 0);
});

test('per cents sum to a hundred', () => {
  const next = random(8);
  for (let turn = 0; turn < 200; turn++) {
    const shares = Array.from({ length: 10 }, () => next() ** 6), sum = shares.reduce((a, b) => a + b, 0);
    const found = percents(shares.map(share => share / sum)).map(parseFloat);
    assert.equal(found.reduce((a, b) => a + b, 0), 100);
    found.forEach((v, i) => assert.ok(Math.abs(v - 100 * shares[i] / sum) < 1));
  }
  assert.deepEqual(percents([1, 0]), ['100\u202f%', '0\u202f%']);
});

test('it is sure of half of the probability or more, else it names two', () => {
  const labels = ['0', '1', '2'];
  assert.deepEqual(verdict({ probabilities: [0.1, 0.7, 0.2], best: 1 }, labels),
    { digit: '1', why: 'says the layer, with a probability of 70\u202f%.' });
  assert.deepEqual(verdict({ probabilities: [0.2, 0.35, 0.45], best: 2 }, labels),
    { digit: '2', why: 'or 1? It is not sure: 45\u202f% against 35\u202f%.' });
});

test('what the ink meets stands out', () => {
  const picture = new Uint8Array(PIXELS), codes = new Int8Array(2 * PIXELS).fill(-100);
  picture[3] = 255;
  const seen = met(codes, PIXELS, picture);
  near([seen[3], seen[4]], [-100, -20], 1e-4);
});

test('a digit that grows always fills its box of 20 pixels', () => {
  const ink = new Uint8Array(SIDE * SIDE);
  for (let y = 30; y < 250; y++) {
    for (let x = 60; x < 80; x++) ink[y * SIDE + x] = 255;
    if (y < 60 || y % 20) continue;
    const picture = framed(ink, SIDE), rows = Array.from({ length: 28 }, (_, i) => picture.subarray(28 * i, 28 * i + 28));
    assert.equal(rows.filter(row => row.some(v => v > 127)).length, 20);
  }
});

test('the example is a line as a pen draws it, from its first point to its last, without a jump', () => {
  const points = [[10, 10], [60, 20], [80, 70], [30, 90]], curve = curveOf(points);
  near(curve[0], points[0]);
  near(curve.at(-1), points[3]);
  near(curve[8], [70, 45]);  // through the middle between two points
  for (let i = 1; i < curve.length; i++) assert.ok(Math.hypot(curve[i][0] - curve[i - 1][0], curve[i][1] - curve[i - 1][1]) < 16);
});
