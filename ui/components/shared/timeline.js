// A logarithmic axis of steps, from 0 to the last that there will be; 0 has a place on it.

// Where a step stands, 0 to 1.
export const placeOf = (step, total) => Math.log1p(Math.max(0, step)) / Math.log1p(total);

// Which of n frames stands nearest to `place`; the first of two that are as near.
export function nearest(n, stepAt, total, place) {
  let best = 0, least = Infinity;
  for (let i = 0; i < n; i++) {
    const apart = Math.abs(placeOf(stepAt(i), total) - place);
    if (apart < least) { least = apart; best = i; }
  }
  return best;
}

// 0, the powers of ten, and the last step.
export function stepTicks(total) {
  const ticks = [0];
  for (let v = 1; v < total; v *= 10) ticks.push(v);
  return [...ticks, total];
}
