import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answersTo } from '../../ui/components/shared/answers.js';
import { packed } from './helpers.js';

function figure({ busy = () => false, alive = () => true } = {}) {
  const taken = [], answers = answersTo({ busy, said: header => header.now, isAlive: alive, take: message => taken.push(message?.header.now ?? null) });
  return { taken, answers, told: now => answers.receive(packed({ now })) };
}

test('what the hand has not moved is shown, and the same message again only dresses the figure', () => {
  const { taken, answers, told } = figure();
  told('a');
  told('a');
  told('b');
  assert.deepEqual(taken, ['a', null, 'b']);
  assert.equal(answers.waiting, false);
});

test('the answer to an older drag waits, the one to the newest is shown', t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { taken, answers, told } = figure();
  told('a');
  answers.moved();
  assert.ok(answers.unsent && answers.waiting);
  assert.equal(answers.sends('c', 'a'), true);
  told('b');
  assert.deepEqual([taken, answers.unsent, answers.waiting], [['a'], false, true]);
  told('c');
  assert.deepEqual([taken, answers.waiting], [['a', 'c'], false]);
  assert.equal(answers.sends('c', 'c'), false, 'what is shown is not sent');
  answers.stop();
});

test('under the hand nothing is shown; what waited comes when it lets go, unless the figure has left the page', t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let busy = true, here = true;
  const { taken, answers, told } = figure({ busy: () => busy, alive: () => here });
  told('a');
  assert.deepEqual(taken, []);
  busy = false;
  answers.again();
  answers.again();
  assert.deepEqual(taken, ['a']);
  busy = true;
  told('b');
  [busy, here] = [false, false];
  answers.again();
  assert.deepEqual(taken, ['a']);
  answers.stop();
});
