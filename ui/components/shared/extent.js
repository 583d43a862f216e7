// How far values go: the limit of a colour scale, and what lies beyond it.
import { brief } from './numbers.js';

// The size that 99 % of all values in `lists` stay within, and the largest: a colour scale that ends at the
// first keeps a few outliers from paling all the rest.
export function extent(lists, missing) {
  let most = 0;
  for (const list of lists) for (const v of list) {
    if (Number.isFinite(v) && v !== missing && Math.abs(v) > most) most = Math.abs(v);
  }
  const bins = new Uint32Array(257);
  let n = 0;
  for (const list of lists) for (const v of list) {
    if (Number.isFinite(v) && v !== missing) { n++; bins[Math.ceil(256 * Math.abs(v) / (most || 1))]++; }
  }
  let bin = 0;
  for (let below = bins[0]; below < 0.99 * n; below += bins[++bin]);
  return { strong: bin / 256 * most, most };
}

// The same of the codes of a frame, which are whole numbers: in one pass, for there are a million in a recording.
export function extentOfCodes(codes, missing) {
  const many = new Uint32Array(129);
  for (let i = 0; i < codes.length; i++) many[codes[i] < 0 ? -codes[i] : codes[i]]++;
  const n = codes.length - many[-missing];
  many[-missing] = 0;
  let most = 127, value = 0;
  while (most > 0 && !many[most]) most--;
  for (let below = many[0]; below < 0.99 * n; below += many[++value]);
  return { strong: Math.ceil(256 * value / (most || 1)) / 256 * most, most };
}

export const beyond = ({ strong, most }) => most > 1.05 * strong ? `strongest: ±${brief(most)}` : '';
