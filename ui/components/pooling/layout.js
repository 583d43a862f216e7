// Where the units stand on their sheet, how many fit beside each other, and where the rows of classes are.
import { fit } from '../shared/canvas.js';
import { clamp } from '../shared/numbers.js';

export const ROW = 13, STRIP = 20, GAP = 7;  // CSS pixels: a class, a row of V, between parts
export const LEAST = 38;  // of a unit, where a number stands in it
const SLIM = 26;  // of a unit without numbers
const WIDEST = 60, ROOM = 700;  // of a unit, in a sheet of ROOM; in a wider one it grows with it

// plan: of frames.js; here: the layer shown; units: all of them in their order; last: whether V is read from them;
// votes: whether their sums stand at the right, for which a phone makes room only then; label: the width of the longest
// class name. Gives what sheet.js draws with.
export function sheetLayout({ w, plan, here, last, units, page, still, votes, label: longest, dpr }) {
  const { L, H, W, D } = plan, narrow = w < 480;
  const label = clamp(longest + 36, 62, narrow ? 84 : 120), sum = L && last && !still && (votes || !narrow) ? (narrow ? 46 : 74) : 0;
  // On a phone all units beside each other, without numbers, show the diagonal; where they are too many, a page of some.
  const room = w - label - sum, least = still ? 24 : !narrow ? LEAST : units.length * SLIM <= room ? SLIM : 46;
  const pages = Math.ceil(units.length / Math.max(1, Math.floor(room / least)));
  const columns = Math.ceil(units.length / pages), at = clamp(page, 0, pages - 1);
  const widest = L ? WIDEST * (still ? 1 : Math.max(1, w / ROOM)) : 110, cell = Math.floor(Math.min(widest, room / columns));
  const tile = here ? { css: cell - 8 } : fit(cell - 8, W, dpr);
  tile.css = Math.min(tile.css, cell - 4);
  const top = 17, tall = here ? tile.css : tile.css * H / W, v = top + tall + GAP, heat = v + (L && last ? 2 * STRIP + GAP : 0);
  return { w, label, sum, cell, tile, top, tall, v, heat, pages, columns, page: at, all: units,
    height: L ? heat + D * ROW + 2 * GAP : top + tall + 4, units: units.slice(at * columns, (at + 1) * columns) };
}

// Rows of classes: those of score 0 first, then a gap, then the others.
export const classOrder = head => [...head.one, ...head.names.map((_, k) => k).filter(k => !head.one.includes(k))];
export const rowTop = (grid, head, r) => grid.heat + r * ROW + (r >= head.one.length ? GAP : 0);

// The row at a height of the sheet, the first for what is above all.
export function rowAt(grid, head, y, otherwise) {
  let row = otherwise;
  for (let r = 0; r < head.names.length; r++) if (y >= rowTop(grid, head, r)) row = r;
  return row;
}
