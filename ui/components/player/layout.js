// How large the tiles are, and in how many columns they stand.
import { clamp } from '../shared/numbers.js';

// The largest whole number k of device pixels for each weight with which `many` tiles of H by W weights stay within a
// comfortable height: on a phone what plays them stays on the screen. css is the width of a tile in CSS pixels.
export function tileLayout({ room, many, H, W, dpr }) {
  const narrow = room < 420, gap = narrow ? 4 : 10, tallest = narrow ? (many > 4 ? 200 : 340) : clamp(0.46 * room, 280, 560);
  const least = Math.min(many, narrow ? (many > 4 ? 3 : 4) : 1);
  let columns = 1, k = Math.max(1, Math.floor(240 * dpr / W));
  for (; k >= 1; k--) {
    columns = Math.min(many, Math.floor((room + gap) / (k * W / dpr + gap)));
    const rows = Math.ceil(many / Math.max(1, columns));
    const fits = columns >= least && rows * (k * H / dpr + 26) <= tallest;
    if (fits || (k - 1) * W / dpr < 40 && columns >= least) break;
  }
  k = Math.max(1, k);
  columns = Math.max(1, columns);
  columns = Math.ceil(many / Math.ceil(many / columns));
  const css = k * W / dpr, left = columns > 1 ? (room - columns * css) / (columns - 1) : 0;
  // What whole pixels leave of a phone's width goes between the tiles.
  return { k, gap: narrow ? clamp(left, gap, 16) : gap, columns, css, tall: k * H / dpr, cell: k / dpr };
}
