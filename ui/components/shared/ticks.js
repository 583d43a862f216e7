// Where the ticks of an axis with equal steps stand.

// About `parts` steps of 1, 2, 2.5 or 5 times a power of ten, between low and high.
export function linearTicks(low, high, parts = 3) {
  const raw = (high - low) / parts, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map(v => v * power).find(v => v >= raw * (1 - 1e-9)), list = [];
  for (let v = Math.ceil(low / step - 1e-9) * step; v <= high + step * 1e-9; v += step) {
    list.push(Math.abs(v) < step / 1e6 ? 0 : v);
  }
  return list;
}
