// A recording of templates as it comes in one message (reader/__init__.py), and the last frame, which reads.
import { unpack } from '../shared/message.js';
import { inflate, restore } from '../shared/records.js';
import { FRAME } from './framing.js';

const PIXELS = FRAME * FRAME;

// { key, run, labels, steps, layer: { codes, scale, many }, frames(): a promise of the codes at each of the steps }
export function film(data) {
  const message = unpack(data);
  if (!message) return null;
  const { header, buffer, offset } = message, size = header.labels.length * PIXELS;
  const layer = { codes: new Int8Array(buffer, offset, size), scale: header.scale, many: header.labels.length };
  const frames = async () => apart(await inflate(new Uint8Array(buffer, offset + size)), size);
  return { ...header, layer, frames };
}

// Each frame is its differences to the one before.
function apart(bytes, size) {
  const frames = [];
  for (let at = 0; at < bytes.length; at += size) frames.push(restore(bytes.slice(at, at + size), frames.at(-1)));
  return frames.map(frame => new Int8Array(frame.buffer));
}
