// The points next to a place, by squares of the plane that each know their own. No page is needed here.
const EACH = 2, LOW = -1.1, WIDE = 2.2;  // points a square, about; and where the squares lie

export function bucketsOf(x) {
  const many = x.length / 2, side = Math.max(1, Math.ceil(Math.sqrt(many / EACH))), squares = Array.from({ length: side * side }, () => []);
  const of = v => Math.max(0, Math.min(side - 1, Math.floor((v - LOW) / WIDE * side)));
  for (let i = 0; i < many; i++) squares[of(x[2 * i + 1]) * side + of(x[2 * i])].push(i);
  return { side, squares, of };
}

const list = [], far = [];

// The numbers of the `many` nearest points to u, v, the nearest first. The list is used again by the next call.
export function nearest({ side, squares, of }, x, u, v, many) {
  const [column, row] = [of(u), of(v)], wide = WIDE / side;
  let found = 0;
  list.length = far.length = many;
  // What a ring of squares cannot have: anything closer than the ring before it reaches.
  const room = ring => {
    const inside = [u - LOW - (column - ring) * wide, LOW + (column + ring + 1) * wide - u, v - LOW - (row - ring) * wide, LOW + (row + ring + 1) * wide - v];
    return Math.max(0, Math.min(...inside)) ** 2;
  };
  for (let ring = 0; ring < side; ring++) {
    for (let j = Math.max(0, row - ring); j <= Math.min(side - 1, row + ring); j++) {
      const step = Math.abs(j - row) === ring || ring === 0 ? 1 : 2 * ring;
      for (let i = column - ring; i <= column + ring; i += step) if (i >= 0 && i < side) found = take(squares[j * side + i], x, u, v, many, found);
    }
    if (found === many && far[many - 1] <= room(ring)) break;
  }
  list.length = found;
  return list;
}

function take(square, x, u, v, many, found) {
  for (const i of square) {
    const d = (x[2 * i] - u) ** 2 + (x[2 * i + 1] - v) ** 2;
    if (found === many && d >= far[many - 1]) continue;
    let at = found < many ? found++ : many - 1;
    for (; at > 0 && far[at - 1] > d; at--) { far[at] = far[at - 1]; list[at] = list[at - 1]; }
    far[at] = d;
    list[at] = i;
  }
  return found;
}
