// A recording of a network that learns a surface: each frame is what it says at every point, at one step.

const HEAD = 8, NAN = -32768;

export const blank = () => ({ n: 0, frames: [] });

// Codes of 16 bits as values in deviations; one that stands for no number is NaN.
export function values(bytes, from, many, unit) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: many }, (_value, i) => {
    const code = view.getInt16(from + 2 * i, true);
    return code === NAN ? NaN : code * unit;
  });
}

// One frame more, as frame() of relief/__init__.py writes it.
export function push(rec, bytes, unit) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const step = view.getInt32(0, true), loss = view.getFloat32(4, true);
  rec.frames.push({ step, loss, says: values(bytes, HEAD, (bytes.length - HEAD) / 2, unit) });
  rec.n++;
}

// The bytes in a text of the header.
export const bytesIn = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));

export const missed = (surface, says) => surface.map((v, i) => v - says[i]);

export function endsOf(list) {
  let low = Infinity, high = -Infinity;
  for (const v of list) { if (v < low) low = v; if (v > high) high = v; }
  return low <= high ? [low, high] : [0, 0];
}

// Four corners of every `every` x `every` points as facets for surface.js: heights are kept between the ends.
export function facetsOf(list, side, every, [low, high], colour) {
  const last = side - 1, marks = [];
  for (let i = 0; i < last; i += every) marks.push(i);
  marks.push(last);
  const height = (i, j) => { const v = list[i * side + j]; return v === v ? Math.min(high, Math.max(low, v)) : 0; };
  const facets = [];
  for (let a = 1; a < marks.length; a++) for (let b = 1; b < marks.length; b++) {
    const [i, k, j, l] = [marks[a - 1], marks[a], marks[b - 1], marks[b]];
    const corners = [[i, j], [i, l], [k, l], [k, j]].map(([r, c]) => [c / last, r / last, height(r, c)]);
    facets.push({ corners, colour: colour(list[(i + k >> 1) * side + (j + l >> 1)]) });
  }
  return facets;
}

// What a step has come to, in words; `flat` where the surface is the same everywhere.
export function verdictOf(frame, write, percent, flat = false) {
  if (flat) return 'This surface is the same everywhere: one number is enough for it.';
  if (!frame) return 'The network has not begun to learn.';
  if (!Number.isFinite(frame.loss)) return 'The loss is no number.';
  if (frame.loss >= 1) return `Loss ${write(frame.loss)}: no better than the mean of the surface, whose loss is 1.`;
  const share = frame.loss >= 1e-3 ? percent(frame.loss) : `${write(100 * frame.loss)}\u202f%`;
  return `Loss ${write(frame.loss)}: the network misses ${share} of the surface’s variance.`;
}
