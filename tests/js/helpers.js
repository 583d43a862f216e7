// What several tests need: arrays that are nearly equal, random numbers that come again, messages as Python packs them.
import assert from 'node:assert/strict';

export function near(actual, expected, tolerance = 1e-12) {
  const [a, b] = [[actual].flat(Infinity), [expected].flat(Infinity)];
  assert.equal(a.length, b.length);
  a.forEach((v, i) => assert.ok(Math.abs(v - b[i]) <= tolerance, `[${i}] is ${v}, not ${b[i]}`));
}

// Numbers from 0 to 1, the same ones for the same seed.
export function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

// Arrays one behind the other, as pack() of mount.py writes them after its header.
export function bytesOf(...arrays) {
  const out = new Uint8Array(arrays.reduce((sum, a) => sum + a.byteLength, 0));
  let at = 0;
  for (const a of arrays) { out.set(new Uint8Array(a.buffer, a.byteOffset, a.byteLength), at); at += a.byteLength; }
  return out.buffer;
}

export function packed(header, ...arrays) {
  let text = JSON.stringify(header);
  text += ' '.repeat(-Buffer.byteLength(text) & 3);
  const head = new TextEncoder().encode(text);
  return new Uint8Array(bytesOf(Uint32Array.of(head.length), head, ...arrays));
}
