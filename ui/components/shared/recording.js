// The recordings that this page follows, each held once, and the one stream that brings them (ui/recordings.py).
import { FRAMES, STATE, apart, inflate, join, parse, restore } from './records.js';

// ms without a word; ms until we try again; ms in which a page's figures come together; recordings nobody looks at
const SILENCE = 12000, AGAIN = 1000, TOGETHER = 15, KEPT = 6;
export const recordings = new Map(); // name -> recording, the one used last at the end
let running = false, request = null, changed = false;

// Hear of a job, and of its frames as `view` shows them ('' for none): `heard(recording)` after each piece of news.
// Returns a handle: its `state` and `frames` as they are, expect(take), stop().
export function follow(key, view, trained, heard) {
  const name = `${key}/${view}`, recording = recordings.get(name) ?? blank(name);
  recordings.delete(name);
  recordings.set(name, recording);
  recording.listeners.add(heard);
  const handle = {
    name,
    get state() { return recording.state; },
    get lost() { return recording.lost; },
    get frames() { return recording.frames; },
    expect(take) { if (take > recording.expected) { recording.expected = take; ask(); } return handle; },
    stop() { recording.listeners.delete(heard); forget(); },
  };
  if (trained > recording.expected) recording.expected = trained;
  ask();
  return handle;
}

function blank(name) {
  return { name, state: null, expected: '', frames: [], lost: false, listeners: new Set() };
}

function forget() {
  const idle = [...recordings.values()].filter(recording => !recording.listeners.size);
  for (const { name } of idle.slice(0, -KEPT)) recordings.delete(name);
}

// Python knows of a later training than the stream has told us of, or the server does not know the job yet.
const behind = ({ state, expected }) => !state || state.take === '' || state.take < expected;
// An answer was cut after it had said how many frames there are. An empty view is of none.
const lacking = ({ name, state, frames }) => !name.endsWith('/') && frames.length < state.many;
const open = recording => recording.listeners.size > 0 && (behind(recording) || recording.state.live || lacking(recording));
const wanted = () => [...recordings.values()].filter(open);

// Ask for what is wanted now; an answer that goes on without it is given up.
function ask() {
  if (running) { changed = true; request?.abort(); return; }
  running = true;
  setTimeout(run, TOGETHER);
}

async function run() {
  while (wanted().length && !document.hidden) {
    const asked = wanted(), began = Date.now();
    changed = false;
    try {
      await listen(asked);
      // What was answered at once, and not in full, is not asked for as fast as the server can answer.
      if (!changed && asked.some(open) && Date.now() - began < AGAIN) await pause(AGAIN / 4);
    } catch {
      if (changed) continue;
      for (const recording of asked) tell(recording, true);
      await pause(AGAIN);
    }
  }
  running = false;
}

async function listen(asked) {
  const query = asked.map(r => `of=${r.name}/${r.state?.take ?? ''}/${r.frames.length}`).join('&');
  request = new AbortController();
  let watch = setTimeout(() => request.abort(), SILENCE);
  try {
    const answer = await fetch(new URL(`recordings?${query}`, document.baseURI), { signal: request.signal, priority: 'high' });
    if (!answer.ok) throw new Error(`recordings: ${answer.status}`);
    const reader = answer.body.getReader();
    let rest = new Uint8Array(0);
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      clearTimeout(watch);
      watch = setTimeout(() => request.abort(), SILENCE);
      const [records, left] = parse(join(rest, value));
      rest = left;
      const told = new Set();
      for (const record of records) told.add(await note(record));
      told.delete(null);
      for (const recording of told) tell(recording, false);
    }
  } finally {
    clearTimeout(watch);
    request = null;
  }
}

// The recording that a record belongs to, with what it says; nothing if that is not what comes next.
async function note({ kind, index, name, body }) {
  const recording = recordings.get(name);
  if (!recording) return null;
  if (kind === STATE) {
    const state = JSON.parse(new TextDecoder().decode(body));
    if (state.take !== recording.state?.take) recording.frames = [];
    recording.state = state;
  } else if (index === recording.frames.length) {
    const whole = await inflate(body);
    for (const frame of kind === FRAMES ? apart(whole) : [whole]) recording.frames.push(restore(frame, recording.frames.at(-1)));
  }
  return recording;
}

function tell(recording, lost) {
  recording.lost = lost;
  for (const heard of recording.listeners) {
    try { heard(recording); } catch (error) { console.error(error); }  // one figure's trouble stops no other's stream
  }
}

let wake = () => {};
const pause = ms => new Promise(done => { wake = done; setTimeout(done, ms); });

// A page that nobody sees leaves its connection to others: a browser has six for each host.
globalThis.document?.addEventListener('visibilitychange', () => document.hidden ? request?.abort() : ask());
globalThis.addEventListener?.('pageshow', () => ask());
globalThis.addEventListener?.('online', () => wake());
globalThis.addEventListener?.('offline', () => request?.abort());
// Whoever closes the tab does not come back, as after a lost connection: the server need not go on for them.
globalThis.addEventListener?.('pagehide', ({ persisted }) => {
  const keys = [...new Set(wanted().map(recording => `of=${recording.name.split('/')[0]}`))];
  if (!persisted && keys.length) navigator.sendBeacon(new URL(`recordings/closed?${keys.join('&')}`, document.baseURI));
});
