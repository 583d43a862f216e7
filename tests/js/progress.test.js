import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { add, done, forget, read } from '../../ui/components/progress/kept.js';

const NAME = 'mlpscope.progress', LESSON = { lesson: 'templates', steps: 6, exercises: ['Learn fast', 'Other'] };

function storage(broken = false) {
  const kept = new Map(), fail = () => { throw new Error('forbidden'); };
  return broken ? { getItem: fail, setItem: fail, removeItem: fail } : {
    kept, getItem: name => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value), removeItem: name => kept.delete(name),
  };
}

const give = value => Object.defineProperty(globalThis, 'localStorage', { value, configurable: true, writable: true });

beforeEach(() => { give(storage()); forget(); });

test('steps and exercises are kept once each, in order', () => {
  for (const [step, solved] of [[3, []], [1, ['Learn fast']], [3, ['Learn fast']], [0, []]]) add('templates', step, solved);
  assert.deepEqual(read().templates, { steps: [1, 3], exercises: ['Learn fast'] });
  assert.deepEqual(done(LESSON, read()), { steps: [1, 3], exercises: ['Learn fast'] });
  assert.deepEqual(done({ ...LESSON, lesson: 'folding' }, read()), { steps: [], exercises: [] });
});

test('a step or an exercise that the lesson has no more does not count', () => {
  add('templates', 9, ['Gone']);
  assert.deepEqual(done(LESSON, read()), { steps: [], exercises: [] });
});

test('what another program wrote there is as good as nothing', () => {
  for (const text of ['{', '[1]', '"x"', '{"templates": 3}', '{"templates": {"steps": "12", "exercises": [1, null]}}']) {
    forget();
    localStorage.setItem(NAME, text);
    assert.deepEqual(done(LESSON, read()), { steps: [], exercises: [] }, text);
    assert.deepEqual(add('templates', 2, [])?.templates.steps, [2], text);
  }
});

test('where nothing may be kept it lasts as long as the page', () => {
  give(storage(true));
  add('templates', 2, []);
  assert.deepEqual(read().templates.steps, [2]);
  forget();
  assert.deepEqual(read(), {});
});

test('it can be wiped', () => {
  add('templates', 2, []);
  forget();
  assert.equal(localStorage.getItem(NAME), null);
  assert.deepEqual(read(), {});
});
