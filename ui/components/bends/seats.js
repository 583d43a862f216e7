// Where the name of each curve can stand: beside it, where no other line runs.

const LINE = 14, LETTER = 7, DEAREST = 10, TAKEN = 39;  // pixels; what a seat may cost, and one of the curve that is looked at

// Points of a curve so close that no piece of it is missed.
function dense(points) {
  return points.slice(1).flatMap(([x, y], i) => {
    const before = points[i][1], steps = Math.min(12, Math.ceil(Math.abs(y - before) / 4)) || 1;
    return Array.from({ length: steps }, (_, s) => [x, before + (y - before) * (s + 1) / steps]);
  });
}

// What words take, with their middle and their foot at (x, y): [left, top, right, bottom].
export const boxOf = (words, x, y) => {
  const half = (LETTER * words.length + 4) / 2;
  return [x - half, y + 2 - LINE, x + half, y + 2];
};

// curves: lists of [x, y] at the same x, with a name each; the name of `focus` chooses first. room: { left, right, top,
// bottom }; `said` are boxes of other words. Gives { k, x, y }, the middle and the foot of the name of curve k, for those
// that find a seat: that of `focus` may lie on lines.
export function seats(curves, names, focus, room, said = []) {
  const ink = curves.map(dense), taken = [...said], found = [];
  for (const k of [...curves.keys()].toSorted((a, b) => (b === focus) - (a === focus))) {
    let best = null;
    for (let i = 0; i < curves[k].length; i += 3) for (const dy of [-17, 5]) {
      const [px, py] = curves[k][i], box = boxOf(names[k], px, py + dy + LINE - 2);
      if (box[0] < room.left || box[2] > room.right || box[1] < room.top || box[3] > room.bottom) continue;
      const cost = costOf(box, k, i, curves, ink, taken);
      if (!best || cost < best.cost) best = { cost, box };
    }
    if (!best || best.cost > (k === focus ? TAKEN : DEAREST)) continue;
    taken.push(best.box);
    found.push({ k, x: (best.box[0] + best.box[2]) / 2, y: best.box[3] - 2 });
  }
  return found;
}

// Lines in the box, its own less than others'; another curve so near that the name could be its; other names.
function costOf(box, k, i, curves, ink, taken) {
  const inside = ([u, v]) => u > box[0] - 2 && u < box[2] + 2 && v > box[1] - 3 && v < box[3] + 3, y = curves[k][i][1];
  const lines = ink.reduce((sum, points, j) => sum + (j === k ? 0.35 : 1) * points.filter(inside).length, 0);
  const near = curves.filter((points, j) => j !== k && Math.abs(points[i][1] - y) < 7).length;
  const others = taken.filter(t => t[0] < box[2] + 4 && box[0] < t[2] + 4 && t[1] < box[3] && box[1] < t[3]).length;
  return lines + 40 * near + 500 * others;
}
