// A recording of networks that learn a function: each frame is one network with all its seeds at one step. What is shown
// is an instant: the latest frame of every network at a step.

const HEAD = 4, NAN = -32768, FAR = 6;  // numbers before the errors: which network, seeds, points, step; the code of no number

export const blank = () => ({ n: 0, frames: [], instants: [] });

// One frame more, as frame() of fitted/__init__.py writes it.
export function push(rec, bytes, unit) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [net, S, P] = [0, 1, 2].map(i => view.getUint32(4 * i, true)), step = view.getInt32(12, true);
  const errors = Array.from({ length: S }, (_, s) => view.getFloat32(4 * (HEAD + s), true)), from = 4 * (HEAD + S);
  const values = Array.from({ length: S }, (_, s) => Float32Array.from({ length: P }, (_value, i) => {
    const code = view.getInt16(from + 2 * (s * P + i), true);
    return code === NAN ? NaN : code * unit;
  }));
  let least = Infinity, most = -Infinity;
  for (const list of values) for (const v of list) if (v === v) { least = Math.min(least, v); most = Math.max(most, v); }
  const before = rec.instants.at(-1), now = { step, of: { ...before?.of, [net]: rec.n } };
  if (before?.step === step) rec.instants[rec.instants.length - 1] = now; else rec.instants.push(now);
  rec.frames.push({ net, step, errors, values, least, most });
  rec.n++;
}

// The seed of median error, which is drawn over the others.
export const middle = errors => errors.map((e, s) => [e, s]).toSorted((a, b) => a[0] - b[0] || a[1] - b[1])[errors.length >> 1][1];

export const median = errors => errors[middle(errors)];

// The networks at an instant: { net, errors, values, chosen }, whose `chosen` seed is that of median error at the newest
// instant, so that it is one and the same from the first step to the last.
export function netsAt(rec, at) {
  const newest = rec.instants.at(-1)?.of ?? {};
  return Object.entries(rec.instants[at]?.of ?? {}).map(([net, i]) => ({ ...rec.frames[i], chosen: middle(rec.frames[newest[net]].errors) }));
}

// The ends of the axis at an instant: around 0, the function and all that is drawn over it from then on, so that nothing is
// off the axis, and while it plays the axis only ever narrows. Where values go further than six times the function's own
// height beyond it, the axis ends there; what lies outside is said.
export function spanOf(rec, at, { y }) {
  const low = Math.min(0, ...y), high = Math.max(...y), tall = high - low || 1, room = 0.06 * tall, end = FAR * tall;
  let [least, most] = [low, high];
  for (const { of } of rec.instants.slice(at)) for (const i of Object.values(of)) {
    least = Math.min(least, rec.frames[i].least);
    most = Math.max(most, rec.frames[i].most);
  }
  return [Math.max(least, low - end) - room, Math.min(most, high + end) + room];
}

// How far values go beyond the axis at an instant: the one that is furthest off, null where all are on it.
export function beyond(nets, [low, high]) {
  let worst = null, least = 0;
  for (const { values } of nets) for (const list of values) for (const v of list) {
    const off = Math.max(low - v, v - high);
    if (off > least) { least = off; worst = v; }
  }
  return worst;
}
