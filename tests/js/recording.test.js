// The stream of recordings against a server of the test's own: what it sends, where it breaks, what is asked next.
import assert from 'node:assert/strict';
import test from 'node:test';
import { deflateSync } from 'node:zlib';

const listeners = {};
globalThis.document = { baseURI: 'http://scope.test/lab/', hidden: false, addEventListener: (name, f) => { listeners[name] = f; } };
globalThis.addEventListener = (name, f) => { listeners[name] = f; };
const { follow } = await import('../../ui/components/shared/recording.js');
const { apart, join, parse, restore } = await import('../../ui/components/shared/records.js');

const bytes = text => new TextEncoder().encode(text);

function record(kind, index, name, body) {
  const named = bytes(name), head = new DataView(new ArrayBuffer(16));
  [kind, index, named.length, body.length].forEach((value, i) => head.setUint32(4 * i, value, true));
  return join(join(new Uint8Array(head.buffer), named), body);
}

const state = (name, take, live, many, words = '') => record(0, 0, name, bytes(JSON.stringify({ take, live, many, words })));

function frame(name, index, body, before) {
  const same = before?.length === body.length;
  return record(1, index, name, deflateSync(body.map((v, i) => same ? v - before[i] : v)));
}

// Answers to the requests in turn: pieces of bytes, or an error. What was asked is noted.
function server(...answers) {
  const asked = [];
  globalThis.fetch = async url => {
    asked.push(String(url));
    const answer = answers.shift() ?? 'hang';
    if (answer === 'fail') throw new TypeError('Failed to fetch');
    const stream = new ReadableStream({
      start(control) {
        for (const piece of answer === 'hang' ? [] : answer) control.enqueue(piece);
        if (answer !== 'hang') control.close();
      },
    });
    return { ok: true, body: stream };
  };
  return asked;
}

// Until a recording that is followed says so.
const until = (key, view, holds, take = '') => new Promise(done => {
  const handle = follow(key, view, take, recording => { if (holds(recording)) { handle.stop(); done(handle); } });
});

const A = Uint8Array.of(1, 2, 250), B = Uint8Array.of(3, 1, 4), LONGER = Uint8Array.of(9, 9, 9, 9);

test('records are read whole, whatever the pieces they come in', () => {
  const all = join(state('k/v', '1', true, 1), record(1, 0, 'k/v', A));
  for (let cut = 0; cut <= all.length; cut++) {
    const [first, rest] = parse(all.slice(0, cut)), [second, left] = parse(join(rest, all.slice(cut)));
    const found = [...first, ...second];
    assert.deepEqual(found.map(({ kind, index, name }) => [kind, index, name]), [[0, 0, 'k/v'], [1, 0, 'k/v']]);
    assert.deepEqual(found[1].body, A);
    assert.equal(left.length, 0);
  }
});

test('a frame is its differences to the one before, or whole where it has another length', () => {
  assert.deepEqual(restore(Uint8Array.of(2, 255, 10), A), Uint8Array.of(3, 1, 4));
  assert.deepEqual(restore(LONGER.slice(), A), LONGER);
  assert.deepEqual(restore(A.slice(), undefined), A);
});

test('many frames come in one record', async () => {
  const name = 'many/view', head = Uint32Array.of(2, 3, 3), diffs = join(A, B.map((v, i) => v - A[i]));
  const raw = join(new Uint8Array(head.buffer), diffs);
  assert.deepEqual(apart(raw), [A, B.map((v, i) => v - A[i])]);
  server([join(state(name, '1', false, 2), record(2, 0, name, deflateSync(raw)))]);
  const { frames } = await until('many', 'view', r => r.frames.length === 2);
  assert.deepEqual([...frames], [A, B]);
});

test('a recording that has ended is asked for once', async () => {
  const name = 'done/view';
  const asked = server([join(state(name, '1', false, 2, 'Recorded'), frame(name, 0, A)), frame(name, 1, B, A)]);
  const { frames, state: said } = await until('done', 'view', r => r.frames.length === 2);
  assert.deepEqual([...frames], [A, B]);
  assert.equal(said.words, 'Recorded');
  await new Promise(done => setTimeout(done, 20));
  assert.deepEqual(asked, ['http://scope.test/lab/recordings?of=done/view//0']);
});

test('a stream that is cut in the middle of a frame goes on from the frame that is whole', async () => {
  const name = 'cut/view', second = frame(name, 1, B, A);
  const asked = server(
    [join(state(name, '7', true, 2), frame(name, 0, A)), second.slice(0, 20)],
    [join(state(name, '7', false, 2), second)],
  );
  const { frames } = await until('cut', 'view', r => !r.state.live && r.frames.length === 2);
  assert.deepEqual([...frames], [A, B]);
  assert.deepEqual(asked.map(url => url.split('of=')[1]), ['cut/view//0', 'cut/view/7/1']);
});

test('a recording that has ended is asked for again when its answer was cut, and not in haste', async () => {
  const name = 'short/view', began = Date.now();
  const asked = server(
    [state(name, '1', false, 2), frame(name, 0, A).slice(0, 20)],
    [join(state(name, '1', false, 2), frame(name, 0, A)), frame(name, 1, B, A)],
  );
  const { frames } = await until('short', 'view', r => r.frames.length === 2);
  assert.deepEqual([...frames], [A, B]);
  assert.deepEqual(asked.map(url => url.split('of=')[1]), ['short/view//0', 'short/view/1/0']);
  assert.ok(Date.now() - began >= 240);
});

test('a lost connection is said, and tried again', async () => {
  const name = 'lost/view', said = [];
  server('fail', [state(name, '1', false, 0)]);
  await until('lost', 'view', r => { said.push(r.lost); return r.state?.live === false; });
  assert.deepEqual(said, [true, false]);
});

test('a run that is trained anew begins with its first frame', async () => {
  const name = 'again/view';
  server([join(state(name, '1', false, 2), frame(name, 0, A)), frame(name, 1, B, A)]);
  await until('again', 'view', r => r.frames.length === 2);
  const asked = server([join(state(name, '2', false, 1), frame(name, 0, LONGER))]);
  const { frames } = await until('again', 'view', r => r.state.take === '2' && r.frames.length === 1, '2');
  assert.deepEqual([...frames], [LONGER]);
  assert.deepEqual(asked.map(url => url.split('of=')[1]), ['again/view/1/2']);
});

test('all that a page follows comes by one request', async () => {
  const asked = server([join(state('one/', '1', false, 0), state('two/', '1', false, 0))]);
  await Promise.all(['one', 'two'].map(key => until(key, '', r => r.state)));
  assert.equal(asked.length, 1);
  assert.match(asked[0], /of=one\/\/\/0&of=two\/\/\/0$/);
});

test('a page that nobody sees asks for nothing', async () => {
  document.hidden = true;
  const asked = server([state('hidden/', '1', false, 0)]);
  const heard = until('hidden', '', r => r.state);
  await new Promise(done => setTimeout(done, 20));
  assert.equal(asked.length, 0);
  document.hidden = false;
  listeners.visibilitychange();
  await heard;
  assert.equal(asked.length, 1);
});

test('a tab that is closed says which jobs it followed that go on, one that may come back says nothing', async () => {
  server([state('live/view', '1', true, 0), state('ended/view', '1', false, 0)], 'hang');
  const sent = [];
  Object.defineProperty(globalThis, 'navigator', { value: { sendBeacon: url => sent.push(String(url)) }, configurable: true });
  const ended = until('ended', 'view', recording => recording.state?.take === '1');
  const live = follow('live', 'view', '', () => {}), line = follow('live', '', '', () => {});
  await ended;
  listeners.pagehide({ persisted: true });
  assert.deepEqual(sent, []);
  listeners.pagehide({ persisted: false });
  assert.deepEqual(sent, ['http://scope.test/lab/recordings/closed?of=live']);
  live.stop();
  line.stop();
  listeners.pagehide({ persisted: false });
  assert.equal(sent.length, 1);
});
