import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failed, failedWords, freeBox } from '../../ui/components/fitted/failed.js';
import { beyond, blank, median, middle, netsAt, push, spanOf } from '../../ui/components/fitted/frames.js';
import { drawBoxes, drawLines, linesOf } from '../../ui/components/fitted/lines.js';
import { verdict } from '../../ui/components/fitted/verdict.js';
import { bytesOf, near } from './helpers.js';

const UNIT = 1 / 4096, NAN = -32768, LINE = { y: [0, 1] };

// One network whose seed s says values[s] at both of two points.
function frame(net, step, errors, values, odd = 0) {
  const codes = Int16Array.from(values.flatMap(v => [v, v]), v => v === v ? Math.round(v / UNIT) : NAN);
  const bytes = new Uint8Array(bytesOf(new Uint8Array(odd), Uint32Array.of(net, values.length, 2), Int32Array.of(step), Float32Array.from(errors), codes));
  return bytes.subarray(odd);
}

function recorded(...frames) {
  const rec = blank();
  for (const each of frames) push(rec, frame(...each), UNIT);
  return rec;
}

const RUN = recorded([0, 0, [0.9, 0.8, 0.7], [-2, 2, 3]], [1, 0, [0.5, 0.4, 0.6], [0.5, 0.4, 0.3]],
  [0, 10, [0.3, 0.1, 0.2], [0.2, 0.9, 1.2]], [1, 10, [0.1, 0.2, 0.3], [0.5, 0.5, 0.5]], [1, 20, [0.1, 0.3, 0.2], [0.1, 0.7, 0.4]]);

test('frames of one step are one instant, and who has none yet is seen as before', () => {
  assert.equal(RUN.n, 5);
  assert.deepEqual(RUN.instants.map(({ step }) => step), [0, 10, 20]);
  assert.deepEqual(RUN.instants.map(({ of }) => of), [{ 0: 0, 1: 1 }, { 0: 2, 1: 3 }, { 0: 2, 1: 4 }]);
  near(netsAt(RUN, 2).map(({ values }) => [...values[1]]), [[0.9, 0.9], [0.7, 0.7]], UNIT);
  assert.deepEqual(netsAt(blank(), 0), []);
});

test('frames are read wherever they lie in a buffer, and what is no number stays none', () => {
  const rec = blank();
  push(rec, frame(3, 7, [1], [NaN], 3), UNIT);
  assert.deepEqual([rec.frames[0].net, rec.frames[0].step, rec.frames[0].errors], [3, 7, [1]]);
  assert.ok(rec.frames[0].values[0].every(Number.isNaN));
  near(spanOf(rec, 0, LINE), [-0.06, 1.06], 1e-9);
});

test('the seed that is drawn over the others is that of median error at the end, at every step', () => {
  assert.equal(middle([0.3, 0.1, 0.2]), 2);
  assert.equal(median([0.3, 0.1, 0.2]), 0.2);
  for (const at of [0, 1, 2]) assert.deepEqual(netsAt(RUN, at).map(({ chosen }) => chosen), [2, 2]);
});

test('nothing is drawn off the axis, and the axis only narrows while it plays', () => {
  const spans = [0, 1, 2].map(at => spanOf(RUN, at, LINE));
  near(spans, [[-2.06, 3.06], [-0.06, 1.26], [-0.06, 1.26]], 1e-3);
  spans.forEach((span, at) => assert.equal(beyond(netsAt(RUN, at), span), null));
});

test('what is thrown far away is said, not drawn', () => {
  const rec = recorded([0, 0, [9], [7.5]], [1, 0, [9], [-7.9]]);
  near(spanOf(rec, 0, LINE), [-6.06, 7.06], 1e-9);
  near(beyond(netsAt(rec, 0), spanOf(rec, 0, LINE)), -7.9, UNIT);
});

// A canvas that notes each line: its colour, how much of it is seen, its width and its dashes.
function paper() {
  const lines = [];
  let dash = [];
  const ctx = { globalAlpha: 1, beginPath() {}, moveTo() {}, lineTo() {}, fillRect() {}, strokeRect() {},
    setLineDash(given) { dash = given; }, stroke() { lines.push([ctx.strokeStyle, ctx.globalAlpha, ctx.lineWidth, dash.join(' ')]); } };
  return { lines, scene: { ctx, x: v => v, y: v => v, theme: { text: 'black', rule: 'grey' } } };
}

test('every line has its full colour, the chosen seed is the widest, and the function lies on a band under all networks', () => {
  const { lines, scene } = paper(), nets = [{ net: 0, colour: 'brown', dash: [6, 3] }, { net: 1, colour: 'violet', dash: [] }];
  drawBoxes(scene, { edges: [0, 0.5, 1], heights: [0.25, 0.75] }, 'green');
  drawLines(scene, { function: { x: [0, 1], y: [0, 1] }, nets }, netsAt(RUN, 2));
  assert.ok(lines.every(([, alpha]) => alpha === 1));
  assert.deepEqual(lines.map(([colour, , wide, dash]) => [colour, wide, dash]), [['green', 2, ''], ['green', 2, ''],
    ['grey', 9, ''], ['black', 1.25, ''], ['brown', 1, ''], ['brown', 1, ''], ['violet', 1, ''], ['violet', 1, ''], ['brown', 3, '6 3'], ['violet', 3, '']]);
});

// Values at 256 points of [0, 1], and the function that they are to be.
const MANY = 256, RAMP = { x: [0, 1], y: [0, 1] }, at = of => Float32Array.from({ length: MANY }, (_, i) => of((i + 0.25) / MANY));

test('a seed that is stuck at a constant is found, and so are those that miss a part of the function', () => {
  const learned = at(x => x + 0.05), stuck = at(() => 0.5), half = at(x => Math.min(x, 0.6)), jump = at(x => x + (Math.abs(x - 0.5) < 0.02));
  const found = failed([{ net: 3, values: [learned, stuck, half, stuck], chosen: 2 }, { net: 0, values: [learned, jump], chosen: 0 }], RAMP);
  assert.deepEqual(found.map(({ net, kind, many, of, seed }) => [net, kind, many, of, seed]), [[3, 'constant', 2, 4, 1], [3, 'misses', 1, 4, 2]]);
  assert.deepEqual(found.map(each => failedWords(each)), ['2 of 4 seeds: stuck at a constant', '1 of 4 seeds misses this part']);
  assert.deepEqual(found.map(each => failedWords(each, true)), ['2 of 4: constant', '1 of 4 misses it']);
  const [constant, misses] = found;
  assert.ok(constant.y === 0.5 && Math.abs(constant.x - 0.5) > 0.29);
  assert.ok(misses.x > 0.99);
});

test('what is off by little, or off for a moment, has not failed', () => {
  assert.deepEqual(failed([{ net: 0, values: [at(x => x + 0.09), at(x => x - 0.09)], chosen: 0 }], RAMP), []);
  assert.deepEqual(failed([], RAMP), []);
});

test('the network of the smaller median error is named, where it is smaller by what counts', () => {
  const nets = (...errors) => errors.map((e, i) => ({ name: `${['one layer', 'two layers'][i]}: 9 weights`, errors: e }));
  assert.equal(verdict(nets([0.2, 0.9, 0.1], [0.05, 0.04, 0.8])), 'The error of two layers is smaller: 0.050, against 0.20 for one layer.');
  assert.match(verdict(nets([0.2], [0.19])), /^The errors of two layers and one layer are about the same/);
  assert.equal(verdict(nets([0.2])), '');
});

test('a net whose seeds have failed is said to fail, where the other has learned and is nearer', () => {
  const nets = (a, b) => [{ net: 0, name: 'one layer of 45: 136 weights', errors: a }, { net: 3, name: '5 layers of 5: 136 weights', errors: b }];
  const good = [0.01, 0.02, 0.01], bad = [0.04, 0.3, 0.2], deep = [{ net: 3, kind: 'constant', many: 1 }, { net: 3, kind: 'misses', many: 1 }];
  assert.equal(verdict(nets(good, bad), deep), '5 layers of 5 fail in 2 of 3 seeds: error 0.20, against 0.010 for one layer of 45.');
  assert.equal(verdict(nets(bad, good), [{ net: 0, many: 3 }]), 'One layer of 45 fails in 3 of 3 seeds: error 0.20, against 0.010 for 5 layers of 5.');
  assert.match(verdict(nets(bad, good), deep), /^The error of 5 layers of 5 is smaller/, 'who fails in some seeds may be nearer in most');
  assert.match(verdict(nets(good, bad), [...deep, { net: 0, many: 1 }]), /^The error of one layer of 45 is smaller/);
  assert.match(verdict(nets(good, good), deep), /about the same/);
});

test('a label is as near to what it names as it can be off every line and every other label', () => {
  const within = { left: 0, right: 300, top: 0, bottom: 100 }, size = [60, 20], point = [150, 50];
  const level = Array.from({ length: 100 }, (_, i) => [[3 * i, 50], [3 * i + 3, 50]]), clear = box => box.bottom < 50 || box.top > 50;
  const one = freeBox(size, point, within, level, []);
  assert.ok(clear(one) && one.left <= 150 && one.right >= 150 && Math.min(Math.abs(one.bottom - 50), Math.abs(one.top - 50)) < 8);
  const two = freeBox(size, point, within, level, [one]);
  assert.ok(clear(two) && (two.right < one.left || two.left > one.right || two.bottom < one.top || two.top > one.bottom));
  const full = Array.from({ length: 25 }, (_, i) => [[0, 4 * i], [300, 4 * i]]), kept = freeBox(size, point, within, full, []);
  assert.ok(kept.left <= 150 && kept.right >= 150 && kept.top <= 50 && kept.bottom >= 50, 'where no place is free it stands at its line');
  assert.equal(freeBox([400, 20], point, within, [], []), undefined, 'what is too wide is left out');
});

test('labels keep off the function, every seed and the tops of the boxes', () => {
  const head = { function: { x: [0, 1], y: [0, 1] }, boxes: { edges: [0, 0.5, 1], heights: [0.25, 0.75] } };
  const lines = linesOf(head, netsAt(RUN, 2));
  assert.equal(lines.length, 1 + 3 + 3 + 2);
  assert.deepEqual(lines.at(-1), { x: [0.5, 1], y: [0.75, 0.75] });
});
