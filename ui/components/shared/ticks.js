// Where the ticks of an axis with equal steps stand, and how ticks are written.
import { clamp, powered, signed } from './numbers.js';

// About `parts` steps of 1, 2, 2.5 or 5 times a power of ten, between low and high.
export function linearTicks(low, high, parts = 3) {
  const raw = (high - low) / parts, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map(v => v * power).find(v => v >= raw * (1 - 1e-9)), list = [];
  for (let v = Math.ceil(low / step - 1e-9) * step; v <= high + step * 1e-9; v += step) {
    list.push(Math.abs(v) < step / 1e6 ? 0 : v);
  }
  return list;
}

// A tick with the digits that tell it from its neighbours, and no idle zeros. They are `step` apart or more; on a
// logarithmic axis, without a step, the first two digits of each are enough.
export function tickWords(v, step) {
  if (step === undefined && Math.abs(v) < 1e-5) return powered(v);
  const text = signed(v, clamp(1 - Math.floor(Math.log10(step ?? Math.abs(v))), 0, 9));
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
