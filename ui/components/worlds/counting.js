// What nine learners make of worlds: mean errors and shares, in whole halves; where squares and corners lie.
export const SIDE = 16;  // squares in a row

// The arrays of a message, one after the other.
export function arraysOf({ header, buffer, offset }) {
  const learners = header.learners.length, shown = 2 ** header.seen.length, kinds = header.kinds.length;
  let at = offset;
  const rows = (many, long) => Array.from({ length: many }, () => {
    const row = new Uint8Array(buffer, at, long);
    at += long;
    return row;
  });
  const wrong = rows(learners, 256), answers = rows(learners, 8 * shown), [told] = rows(1, 256), labels = rows(256, 8);
  return { wrong, answers, told, labels, possible: rows(kinds, 256) };
}

// The mean error of a learner over the worlds that are possible: a share of the unseen corners.
export function meanOf(wrong, possible, unseen) {
  let sum = 0, many = 0;
  possible.forEach((is, w) => { if (is) { sum += wrong[w]; many++; } });
  return sum / (2 * many * unseen);
}

// In how many possible worlds how many halves are wrong: [halves, worlds], from few to many.
export function counts(wrong, possible) {
  const found = new Map();
  possible.forEach((is, w) => { if (is) found.set(wrong[w], (found.get(wrong[w]) ?? 0) + 1); });
  return [...found].toSorted((a, b) => a[0] - b[0]);
}

// A number of halves as it is written.
export const halves = k => k % 2 ? `${k > 1 ? (k - 1) / 2 : ''}½` : String(k / 2);

// The world that is one step away in the picture of all; the same at its edges.
export function next(order, world, [down, right]) {
  const at = order.indexOf(world), row = Math.floor(at / SIDE) + down, col = at % SIDE + right;
  const inside = row >= 0 && row < order.length / SIDE && col >= 0 && col < SIDE;
  return inside ? order[row * SIDE + col] : world;
}

// Where a corner lies, in a picture of 200 by 200: x1 to the right, x2 upwards, x3 backwards.
export function place(corner) {
  const [x1, x2, x3] = [corner >> 2 & 1, corner >> 1 & 1, corner & 1];
  return [28 + 92 * x1 + 52 * x3, 164 - 92 * x2 - 44 * x3];
}

// The corners seen, after a click on one; null where none or all would be.
export function toggled(seen, corner) {
  const after = seen.includes(corner) ? seen.filter(c => c !== corner) : [...seen, corner].toSorted((a, b) => a - b);
  return after.length && after.length < 8 ? after : null;
}
