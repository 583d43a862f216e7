// Truth tables as corners of a square or a cube, and their proofs: a line or plane, or two mixtures that are equal.

export const cornersOf = inputs => Array.from({ length: 2 ** inputs }, (_, k) => Array.from({ length: inputs }, (_input, i) => (k >> (inputs - 1 - i)) & 1));

// How a cube is seen in a picture of 1 x 1: the third input goes back into it. Planes with small whole normals are not
// seen from their edge; in a small picture the corners stand further apart.
const SEEN = { left: 0.07, low: 0.87, side: 0.64, across: 0.218, up: 0.09 };
export const SMALL = { left: 0.1, low: 0.9, side: 0.54, across: 0.27, up: 0.24 };

// Where a place of the square or the cube stands in the picture.
export function placed(x, { left, low, side, across, up } = SEEN) {
  if (x.length === 2) return [0.14 + 0.72 * x[0], 0.86 - 0.72 * x[1]];
  return [left + side * x[0] + across * x[2], low - side * x[1] - up * x[2]];
}

export function edgesOf(inputs) {
  const corners = cornersOf(inputs);
  return corners.flatMap((p, k) => corners.slice(k + 1).filter(q => p.filter((v, i) => v !== q[i]).length === 1).map(q => [p, q]));
}

// Where w·x + b = 0 meets the square (two points) or the cube (a polygon, in order around its middle).
export function cutOf(w, b, inputs) {
  const score = x => x.reduce((sum, v, i) => sum + v * w[i], b), found = [];
  for (const [p, q] of edgesOf(inputs)) {
    const s = score(p), t = score(q);
    if (s * t < 0) found.push(p.map((v, i) => v + (q[i] - v) * s / (s - t)));
  }
  const middle = [0, 1].map(i => found.reduce((sum, x) => sum + placed(x)[i], 0) / (found.length || 1));
  const angle = x => Math.atan2(placed(x)[1] - middle[1], placed(x)[0] - middle[0]);
  return found.toSorted((one, other) => angle(one) - angle(other));
}

const gcd = (a, b) => b ? gcd(b, a % b) : a;
export const fraction = ([n, d]) => d === 1 ? String(n) : `${n}/${d}`;

function total(parts) {
  const [n, d] = parts.reduce(([a, b], [c, e]) => [a * e + c * b, b * e], [0, 1]), shared = gcd(Math.abs(n), d) || 1;
  return [n / shared, d / shared];
}

// The mixture of the corners with this output, '1' or '0': { words, place, at }; `place` in exact fractions.
export function mixture({ table, shares }, output) {
  const inputs = Math.log2(table.length), corners = cornersOf(inputs);
  const some = corners.map((x, k) => ({ x, share: shares[k], k })).filter(({ share, k }) => table[k] === output && share[0]);
  const exact = corners[0].map((_, i) => total(some.map(({ x, share }) => [share[0] * x[i], share[1]])));
  return {
    corners: some,
    words: some.map(({ x, share }) => `${fraction(share)}·(${x.join(', ')})`).join(' + '),
    place: `(${exact.map(fraction).join(', ')})`,
    at: exact.map(([n, d]) => n / d),
  };
}

// w·x + b in words: 2x₁ − x₂ − 1.
export function equation({ w, b }) {
  const terms = [...w.map((v, i) => [v, `x${'₁₂₃'[i]}`]), [b, '']].filter(([v]) => v);
  return terms.map(([v, name], k) => (k ? v < 0 ? ' − ' : ' + ' : v < 0 ? '−' : '') + (Math.abs(v) === 1 && name ? '' : Math.abs(v)) + name).join('') || '0';
}

// Each row of the table with its sum: [{ x: '01', score: -1, output: '0' }].
export const scores = ({ table, w, b }) => cornersOf(Math.log2(table.length)).map((x, k) =>
  ({ x: x.join(''), score: x.reduce((sum, v, i) => sum + v * w[i], b), output: table[k] }));
