import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addedWords, axisFor, compute, exponentWords, failure, heatAt, isOff, removedWords, heatShare, plain, powerOfE, scoreFor, scoreWords, shareWords, snapped, stepOf, writeNow,
} from '../../ui/components/shares/model.js';
import { near, random } from './helpers.js';

const TEN = [-1.6, -0.9, -1.1, -2.5, 0.1, 0.5, 1.7, 1.2, -0.3, 0.2];
const now = (scores, more = {}) => ({ scores, temperature: 1, shift: 0, arithmetic: 'exact', ...more });

test('scores become the shares of the slide', () => {
  const { p, logTotal } = compute(now(TEN));
  near(p.map(v => Number(v.toFixed(2))), [0.01, 0.03, 0.02, 0.01, 0.08, 0.11, 0.38, 0.23, 0.05, 0.08]);
  near(Math.exp(logTotal), 14.5336, 5e-5);
  near(p.reduce((a, b) => a + b), 1);
});

test('a probability that is dragged to is the one that its score gives, hot and cold, with a constant', () => {
  const draw = random(3);
  for (let n = 0; n < 300; n++) {
    const scores = Array.from({ length: 2 + Math.floor(9 * draw()) }, () => 12 * draw() - 6), k = Math.floor(draw() * scores.length);
    const state = now(scores, { temperature: 0.05 * 2000 ** draw(), shift: 200 * draw() - 100 }), wanted = 0.001 + 0.998 * draw();
    scores[k] = scoreFor(state, k, wanted);
    near(compute(state).p[k], wanted, 1e-9);
    near(compute({ ...state, scores: scores.map(s => Number(plain(s))) }).p[k], wanted, 1e-9);
  }
});

test('from a probability of 0 or 1 there is a way back', () => {
  near(compute(now([scoreFor(now([9000, 0, 0]), 0, 0.5), 0, 0])).p[0], 0.5, 1e-9);
  near(compute(now([scoreFor(now([-9000, 1, 2]), 0, 0.25), 1, 2])).p[0], 0.25, 1e-9);
});

test('nothing overflows at the largest scores and the coldest temperature', () => {
  for (const arithmetic of ['exact', 'shifted']) {
    const { p, shown } = compute(now([1e4, -1e4, 9999.5], { temperature: 0.01, shift: 200, arithmetic }));
    assert.ok([...p, ...shown].every(Number.isFinite));
    near(p, [1, 0, 0]);
  }
});

test('float32 ends where it ends, above and below', () => {
  const over = compute(now([101.7, 100], { arithmetic: 'plain' })), under = compute(now([-110, -111], { arithmetic: 'plain' }));
  assert.ok(over.shown.every(Number.isNaN) && over.logTotal === Infinity);
  assert.ok(under.shown.every(Number.isNaN) && under.logTotal === -Infinity);
  const some = compute(now([89, 88], { arithmetic: 'plain' }));
  assert.ok(Number.isNaN(some.shown[0]) && some.shown[1] === 0);
  near(compute(now([101.7, 100], { arithmetic: 'shifted' })).shown, compute(now([101.7, 100])).p, 1e-6);
});

test('where float32 has no number it is said why, and by logarithms a probability still takes a score', () => {
  const state = now([...TEN], { shift: 100, arithmetic: 'plain' });
  state.scores[3] = scoreFor(state, 3, 0.5);
  const found = compute(state);
  assert.ok(found.p.every((_, k) => isOff(found, k)) && failure(found).includes('infinite'));
  near(found.p[3], 0.5, 1e-9);
  assert.ok(failure(compute(now([-150, -151], { arithmetic: 'plain' }))).includes('every exponential is 0'));
  const sum = compute(now([88.5, 88.5], { arithmetic: 'plain' }));
  assert.ok(sum.shown[0] === 0 && isOff(sum, 0) && failure(sum).includes('sum'));
  for (const arithmetic of ['exact', 'plain', 'shifted']) assert.equal(failure(compute(now(TEN, { arithmetic }))), '');
});

test('one class more or less leaves the proportions of the others, and its share is said', () => {
  const nine = compute(now(TEN.slice(0, 9))), ten = compute(now([...TEN.slice(0, 9), 0]));
  near(ten.p.slice(0, 9).map(p => p / ten.p[0]), nine.p.map(p => p / nine.p[0]));
  assert.ok(addedWords(ten).startsWith('Class 9 is new.') && addedWords(ten).includes(shareWords(ten.p[9])));
  assert.ok(removedWords(ten).startsWith('Class 9 is gone.') && removedWords(ten).includes(shareWords(ten.p[9])));
});

test('an axis has room for the scores, and its step is a fiftieth of it or less', () => {
  assert.deepEqual([[1], [4.95], [-7], [9.9], [40], [9000], [10000]].map(s => axisFor(s, 10_000)), [5, 10, 10, 20, 50, 10_000, 10_000]);
  near([5, 10, 20, 50, 500, 10_000].map(stepOf), [0.1, 0.1, 0.1, 1, 10, 100]);
  near(snapped(1.2345, 0.1), 1.2);
});

test('numbers are written short, whatever their size', () => {
  assert.deepEqual([0, Math.log(5.4739), 50, 10_000, -10_000, Infinity, -Infinity, NaN, Math.log(9.97e9)].map(powerOfE),
    ['1.00', '5.47', '5.2 · 10²¹', '8.8 · 10⁴³⁴²', '1.1 · 10⁻⁴³⁴³', '∞', '0', 'no number', '1 · 10¹⁰']);
  assert.deepEqual([0, 1e-7, 0.0481, 0.99999, 1, NaN].map(shareWords),
    ['0\u202f%', '< 0.1\u202f%', '4.8\u202f%', '> 99.9\u202f%', '100\u202f%', 'no number']);
  assert.deepEqual([1.7, -0.004, 150.25, -9999.6].map(scoreWords), ['1.70', '0.00', '150.3', '−10000']);
});

test('what the setting is told has no idle zeros and no exponent', () => {
  assert.equal(writeNow(now([1, -0.5, 1e-7, -0, 2.5846193847561])), '1,-0.5,0.0000001,0,2.584619384756|1|0');
});

test('a temperature on its slider comes back', () => {
  for (const t of [0.01, 0.05, 1, 6.4, 10, 100]) near(heatAt(heatShare(t, [0.01, 100]), [0.01, 100]), t);
  near(heatShare(1, [0.01, 100]), 0.5);
});

test('the exponent is said in words', () => {
  const words = (temperature, shift, arithmetic = 'exact') => exponentWords({ temperature, shift, arithmetic });
  assert.deepEqual([words(1, 0), words(1, 50), words(10, 0), words(2, -3), words(1, 0, 'shifted')],
    ['exp(s)', 'exp(s + 50)', 'exp(s ÷ T)', 'exp((s − 3) ÷ T)', 'exp(s − largest)']);
});
