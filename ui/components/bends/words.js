// Numbers as the table writes them.
import { powered, signed } from '../shared/numbers.js';

export const three = v => v === 0 ? '0' : Math.abs(v) < 1e-3 ? powered(v) : signed(v, 3);

// A slope below the threshold is below it as it is written, too: so many more places.
export function slopeText(v, threshold) {
  if (Math.abs(v) < 1e-3 || Math.abs(v) >= threshold) return three(v);
  let places = 3;
  while (places < 6 && Number(Math.abs(v).toFixed(places)) >= threshold) places++;
  return signed(v, places);
}

// What the shading means; `flat`: whether the curve that is looked at is flat anywhere on the axis.
export function shadedText(flat, name, threshold) {
  const what = `Shaded: a slope below ${threshold} in size, where a gradient dies.`;
  return `${what} ${flat ? `The charts shade that of ${name}, the table all.` : `The slope of ${name} is nowhere so small here.`}`;
}
