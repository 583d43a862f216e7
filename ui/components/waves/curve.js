// Piecewise straight curves: { x, y } in the order of x, straight between these points.

// The value at `at`, which lies between the first and the last x.
export function valueAt({ x, y }, at) {
  let i = 1;
  while (i < x.length - 1 && x[i] < at) i++;
  const wide = x[i] - x[i - 1];
  return wide ? y[i - 1] + (y[i] - y[i - 1]) * (at - x[i - 1]) / wide : y[i];
}

// Its points from `low` to `high`, with both ends.
export function partOf(curve, low, high) {
  const inner = curve.x.map((x, i) => [x, curve.y[i]]).filter(([x]) => x > low && x < high);
  return [[low, valueAt(curve, low)], ...inner, [high, valueAt(curve, high)]];
}

// Where x is in each panel, [place, value]: through the first wave into the second, or the same in all of them.
export function trace([one, two, both], compose, x) {
  const first = valueAt(one, x), between = compose ? first : x;
  return [[x, first], [between, valueAt(two, between)], [x, valueAt(both, x)]];
}
