// A curve that is drawn: for each of COLUMNS places along x, from left to right, how high it is, or null. All are shares
// of the axes, in [0, 1].
import { clamp, mix } from '../shared/numbers.js';

export const COLUMNS = 61;

export const blank = () => Array(COLUMNS).fill(null);
export const columnOf = share => Math.round(clamp(share, 0, 1) * (COLUMNS - 1));
export const placeOf = column => column / (COLUMNS - 1);

// From one place of the pen to the next: every column between gets its height.
export function stroke(curve, from, to) {
  const [a, b] = [columnOf(from[0]), columnOf(to[0])], by = Math.sign(b - a) || 1;
  for (let column = a; ; column += by) {
    curve[column] = clamp(a === b ? to[1] : mix(from[1], to[1], (column - a) / (b - a)), 0, 1);
    if (column === b) return curve;
  }
}

// What is drawn, without gaps between its first and its last column; [] where that is less than two columns.
export function whole(curve) {
  const there = curve.flatMap((height, column) => height === null ? [] : [[placeOf(column), height]]);
  return there.length < 2 ? [] : there;
}

// Along an axis: a share as a value, and back.
export const valueAt = ({ low, high, log }, share) => log ? low * (high / low) ** share : mix(low, high, share);

export function shareOf({ low, high, log }, value) {
  const there = clamp(value, low, high);
  return log ? Math.log(there / low) / Math.log(high / low) : (there - low) / (high - low);
}
