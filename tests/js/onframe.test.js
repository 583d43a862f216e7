import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onFrame } from '../../ui/components/shared/onframe.js';

// The screen's frames, which come when next() is called.
const asked = new Map();
let many = 0;
globalThis.requestAnimationFrame = callback => { asked.set(++many, callback); return many; };
globalThis.cancelAnimationFrame = number => { asked.delete(number); };
const next = () => { const due = [...asked.values()]; asked.clear(); for (const callback of due) callback(many); };

test('what is asked for many times is drawn once, in the next frame', () => {
  let draws = 0;
  const { schedule } = onFrame(() => { draws++; });
  for (let i = 0; i < 16; i++) schedule();
  assert.equal(draws, 0);
  next();
  next();
  assert.equal(draws, 1);
  schedule();
  next();
  assert.equal(draws, 2);
});

test('what is asked for while it draws is drawn in the frame after', () => {
  let draws = 0;
  const { schedule } = onFrame(() => { if (draws++ < 1) schedule(); });
  schedule();
  next();
  assert.equal(draws, 1);
  next();
  assert.equal(draws, 2);
});

test('what is cancelled is not drawn, and can be asked for again', () => {
  let draws = 0;
  const { schedule, cancel } = onFrame(() => { draws++; });
  schedule();
  cancel();
  next();
  assert.equal(draws, 0);
  schedule();
  next();
  assert.equal(draws, 1);
});
