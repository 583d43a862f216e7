import assert from 'node:assert/strict';
import { test } from 'node:test';
import { playback, reporter } from '../../ui/components/shared/playback.js';

// A screen of 60 frames a second that is asked for by hand.
function screen({ n = 10, pace = 15, patience = 0 } = {}) {
  const seen = [], waiting = [], state = { n, pace, now: 0, rests: 0, alive: true };
  const play = playback({ count: () => state.n, pace: () => state.pace, patience, isAlive: () => state.alive, clock: () => state.now,
    animate: callback => waiting.push(callback), onShow: () => seen.push(play.at), onPlay: on => { state.playing = on; },
    onRest: () => { state.rests++; } });
  const run = (seconds, each = 1000 / 60) => {
    for (const end = state.now + 1000 * seconds; state.now < end;) { state.now += each; for (const call of waiting.splice(0)) call(state.now); }
  };
  return { play, seen, state, run };
}

test('it plays at its pace to the end, and rests there following', () => {
  const { play, state, run, seen } = screen();
  play.open(0);
  play.toggle();
  assert.ok(state.playing && !play.following);
  run(0.34);
  assert.equal(play.at, 5);
  state.pace = 30;
  run(0.3);
  assert.deepEqual([play.at, play.playing, play.following, state.playing, state.rests], [9, false, true, false, 1]);
  assert.deepEqual(seen, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('a screen that comes late skips frames, a quarter of a second at most', () => {
  const { play, run } = screen({ n: 100 });
  play.open(0);
  play.toggle();
  run(1, 1000);
  assert.equal(play.at, 3);
});

test('at the end it plays from the beginning; one frame does not play', () => {
  const { play } = screen();
  play.open();
  play.toggle();
  assert.deepEqual([play.at, play.playing], [0, true]);
  play.toggle();
  assert.equal(play.playing, false);
  const one = screen({ n: 1 });
  one.play.open();
  one.play.toggle();
  assert.equal(one.play.playing, false);
});

test('it plays once from the first frame to the one where it is to stop, and then on to the end', () => {
  const { play, state, run, seen } = screen();
  play.open();
  play.run(4);
  run(1);
  assert.deepEqual(seen, [0, 1, 2, 3, 4]);
  assert.deepEqual([play.playing, play.following, state.rests], [false, false, 1]);
  play.toggle();
  run(1);
  assert.deepEqual([play.at, play.following], [9, true]);
  play.run(0);
  assert.deepEqual([play.at, play.playing], [0, false]);
});

test('who follows sees the newest frame, who went back stays there', () => {
  const { play, state } = screen();
  play.open();
  assert.deepEqual([play.at, play.following], [9, true]);
  state.n = 20;
  play.grow();
  assert.equal(play.at, 19);
  play.step(-1);
  state.n = 30;
  play.grow();
  assert.deepEqual([play.at, play.following], [18, false]);
  play.last();
  assert.deepEqual([play.at, play.following], [29, true]);
  play.open(4);
  state.n = 40;
  play.grow();
  assert.deepEqual([play.at, play.following], [4, false]);
  state.n = 3;
  play.grow();
  assert.equal(play.at, 2);
});

test('a drag rests once, when the hand is off; while it lasts nothing follows', () => {
  const { play, state } = screen();
  play.open();
  play.drag(5);
  play.drag(9);
  state.n = 20;
  play.grow();
  assert.deepEqual([play.at, state.rests], [9, 0]);
  play.release();
  play.release();
  assert.equal(state.rests, 1);
});

test('steps stay within the frames, and many in a row rest once', async () => {
  const { play, state } = screen({ patience: 5 });
  play.open();
  for (const by of [-1, -10, -10, 1]) play.step(by);
  assert.deepEqual([play.at, state.rests], [1, 0]);
  await new Promise(done => setTimeout(done, 30));
  assert.equal(state.rests, 1);
});

test('what is gone plays no longer', () => {
  const { play, state, run } = screen();
  play.open(0);
  play.toggle();
  state.alive = false;
  run(1);
  assert.equal(play.at, 0);
});

test('a value is reported once', () => {
  const told = [], report = reporter();
  report.send(null, v => told.push(v));
  for (const index of [3, 3, 4]) report.send({ id: 'a', index }, v => told.push(v.index));
  report.known({ id: 'a', index: 7 });
  report.send({ id: 'a', index: 7 }, v => told.push(v.index));
  report.send(null, v => told.push(v));
  assert.deepEqual(told, [3, 4, null]);
});
