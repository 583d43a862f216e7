// The records of which an answer of ui/recordings.py consists.

export const STATE = 0, FRAME = 1, FRAMES = 2;
const HEAD = 16;  // bytes

// Whole records of what came, and what is left of the last: {kind, index, name, body}.
export function parse(bytes) {
  const records = [], view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at + HEAD <= bytes.length) {
    const [kind, index, named, size] = [0, 4, 8, 12].map(offset => view.getUint32(at + offset, true));
    const body = at + HEAD + named, end = body + size;
    if (end > bytes.length) break;
    const name = new TextDecoder().decode(bytes.subarray(at + HEAD, body)).trimEnd();
    records.push({ kind, index, name, body: bytes.slice(body, end) });
    at = end;
  }
  return [records, bytes.slice(at)];
}

export function join(a, b) {
  if (!a.length) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

export async function inflate(body) {
  const stream = new Blob([body]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// A frame from its differences to the one before; if that has another length, it is whole.
export function restore(body, before) {
  if (before?.length === body.length) for (let i = 0; i < body.length; i++) body[i] += before[i];
  return body;
}

// The bodies of many frames from that of a record of them.
export function apart(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), many = view.getUint32(0, true), bodies = [];
  let at = 4 + 4 * many;
  for (let i = 0; i < many; i++) {
    const end = at + view.getUint32(4 + 4 * i, true);
    bodies.push(bytes.slice(at, end));
    at = end;
  }
  return bodies;
}
