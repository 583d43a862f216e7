// Where the axes of the curves end, where their ticks stand, and how their values are written.
import { brief, signed } from '../shared/numbers.js';
import { linearTicks } from '../shared/ticks.js';

// From the smallest to the largest value of some series, a little more where they are one; null without any.
export function domain(lists, log) {
  let low = Infinity, high = -Infinity;
  for (const values of lists) for (const v of values) {
    if (Number.isFinite(v) && (!log || v > 0)) { low = Math.min(low, v); high = Math.max(high, v); }
  }
  if (low > high) return null;
  if (log) return high / low < 2 ? [low / 1.5, high * 1.5] : [low, high];
  if (low > 0 && low < 0.5 * high) low = 0;
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

export const ticksOf = ([low, high], log) => log ? logTicks(low, high) : linearTicks(low, high);

// 1, 2 and 5 of each power of ten where these are few, the powers alone where they are many, all digits where none is.
function logTicks(low, high) {
  const all = (parts, every = 1) => {
    const list = [];
    for (let e = Math.floor(Math.log10(low)) - 1; e <= Math.ceil(Math.log10(high)); e++) for (const p of parts) {
      const v = p * 10 ** e;
      if (e % every === 0 && v >= low * 0.999 && v <= high * 1.001) list.push(v);
    }
    return list;
  };
  const fine = all([1, 2, 5]);
  if (fine.length < 2) return all([1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9]).filter((_, i, list) => i % Math.ceil(list.length / 4) === 0);
  if (fine.length <= 4) return fine;
  const decades = all([1]);
  return decades.length <= 1 ? fine.filter((_, i) => i % 2 === 0) : decades.length <= 4 ? decades : all([1], 2);
}

// Two or three digits that count.
export function reading(v) {
  if (!Number.isFinite(v)) return signed(v, 2);
  const size = Math.abs(v);
  return size >= 100 ? signed(v, 0) : size >= 10 ? signed(v, 1) : size >= 0.1 || v === 0 ? signed(v, 2) : brief(v);
}

// Enough digits to tell neighbouring steps apart, and no more.
export const apart = (v = 0) => v.toFixed(v === 0 ? 0 : v < 10 ? 2 : v < 100 ? 1 : 0);

// Labels at these heights, none closer than `gap` to another and none below `floor`: the heights they get, in order.
export function spread(heights, gap, floor) {
  const at = [...heights];
  for (let i = 1; i < at.length; i++) at[i] = Math.max(at[i], at[i - 1] + gap);
  const over = at.length ? at.at(-1) - floor : 0;
  return over > 0 ? at.map(y => y - over) : at;
}
