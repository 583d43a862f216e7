// Colours as numbers: OKLab, and the signed scale that every tile shares.
import { clamp } from './numbers.js';

const linear = v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
const gamma = v => v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055;

export function parseColour(text) {
  const ctx = document.createElement('canvas').getContext('2d');
  ctx.fillStyle = '#ffffff';
  ctx.fillStyle = text.trim();
  const hex = ctx.fillStyle;
  return hex[0] === '#' ? [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16) / 255)
    : hex.match(/[\d.]+/g).slice(0, 3).map(v => v / 255);
}

export function toLab(rgb) {
  const [r, g, b] = rgb.map(linear);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s];
}

export function fromLab([L, a, b]) {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s].map(v => Math.round(255 * gamma(clamp(v, 0, 1))));
}

// Entries 0..510 of a table are the values -1..1 of the symmetric limit; DASHED is where the hatch begins.
export const MIDDLE = 255, DASHED = Math.round(0.3 * MIDDLE);
export const pack32 = ([r, g, b]) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;

export function signedScale(theme) {
  const colours = new Uint32Array(511), dashes = new Uint32Array(511);
  const lab = stops => [theme.zero, ...stops.map(parseColour)].map(toLab);
  const sides = [lab(theme.below), lab(theme.above)];
  for (let i = -MIDDLE; i <= MIDDLE; i++) {
    const stops = sides[i < 0 ? 0 : 1], t = Math.abs(i) / MIDDLE * 3, j = Math.min(2, Math.floor(t));
    const at = stops[j].map((v, c) => v + (stops[j + 1][c] - v) * (t - j));
    colours[MIDDLE + i] = pack32(fromLab(at));
    // A dash is darker than a light pixel and lighter than a dark one, and stands back behind the shapes of the pixels.
    const L = at[0] > 0.6 ? at[0] - 0.14 : at[0] + 0.16;
    if (i <= -DASHED) dashes[MIDDLE + i] = pack32(fromLab([L, at[1], at[2]]));
  }
  return { colours, dashes };
}

export const scaled = (v, factor) => {
  const i = v * factor;
  return MIDDLE + Math.round(i > MIDDLE ? MIDDLE : i < -MIDDLE ? -MIDDLE : i);
};
