// The cells of a table: what a message says, which columns fold into another, and how a pixel reads.
import { extent } from '../shared/extent.js';
import { sameBytes } from '../shared/message.js';
import { brief, digits, signed } from '../shared/numbers.js';

// Of { header, buffer, offset }: the header, whose cells have their values now, and the limits of each group of signed
// ones; these come first, in reading order.
export function cellsOf({ header, buffer, offset }) {
  const cells = header.rows.flatMap(row => row.cells), groups = {};
  const take = (cell, Type) => {
    cell.values = new Type(buffer, offset, cell.shape.reduce((a, b) => a * b));
    offset += cell.values.byteLength;
  };
  for (const cell of cells) if (cell.kind === 'signed') { take(cell, Float32Array); (groups[cell.group] ??= []).push(cell.values); }
  for (const cell of cells) if (cell.kind === 'picture') take(cell, Uint8Array);
  return { head: header, limits: Object.fromEntries(Object.entries(groups).map(([name, lists]) => [name, extent(lists)])) };
}

// The edges of the pixels that have large values, as [x, y, x, y] in pixels of the tile: more than a third of the largest.
export function outlineOf({ values, shape: [H, W, C] }) {
  const sizes = Array.from({ length: H * W }, (_, i) => Math.max(...values.subarray(i * C, i * C + C).map(Math.abs)));
  const least = Math.max(...sizes) / 3, lines = [];
  const large = (row, col) => row >= 0 && row < H && col >= 0 && col < W && least > 0 && sizes[row * W + col] > least;
  for (let row = 0; row <= H; row++) for (let col = 0; col <= W; col++) {
    if (large(row, col) !== large(row - 1, col)) lines.push([col, row, col + 1, row]);
    if (large(row, col) !== large(row, col - 1)) lines.push([col, row, col, row + 1]);
  }
  return lines;
}

// Whether two cells look the same on the same colour scale.
export const alike = (a, b) => a.kind === b.kind && a.ink === b.ink && String(a.shape) === String(b.shape) && sameBytes(a.values, b.values);

// Whether the few rows have one picture in a column that is not reckoned with: it is drawn once, beside all of them.
export const FEW = 5;
export const isShared = ({ rows, operators }, c) => rows.length > 1 && rows.length <= FEW && !operators[c] && rows.every(({ cells }) => cells[c].kind === 'picture' && alike(cells[c], rows[0].cells[c]));

export const kindsOf = head => head.rows[0]?.cells.map(cell => cell.kind) ?? head.columns.map(() => 'number');

// Where the table is narrow, numbers side by side are listed in the cell of the last of them.
export const isFolded = (kinds, column) => kinds[column] === 'number' && kinds[column + 1] === 'number';
export function foldedInto(kinds, column) {
  const list = [];
  if (kinds[column] === 'number' && !isFolded(kinds, column)) for (let c = column - 1; c >= 0 && isFolded(kinds, c); c--) list.unshift(c);
  return list;
}

// Characters of the longest number of a column.
export const widestOf = (head, column) => Math.max(...head.rows.map(({ cells }) => cells[column].text.length));

// What a screen reader has of a cell with pixels.
export function cellWords(head, cell, r, c) {
  const name = `${head.columns[c]} of ${head.rows[r].label}`;
  if (cell.kind === 'picture') return name;
  let low = Infinity, high = -Infinity;
  for (const v of cell.values) { if (v < low) low = v; if (v > high) high = v; }
  return `${name}, from ${brief(low)} to ${brief(high)}`;
}

// A pixel as it is read: ink from 0 to 1, or values with the digits that their group has.
export function pixelWords({ kind, values, group, shape: [, W, C] }, limits, { row, col }) {
  const start = (row * W + col) * C, places = kind === 'picture' ? 2 : digits((limits[group]?.most || 1) / 300);
  return Array.from({ length: C }, (_, i) => values[start + i]).map(v => signed(kind === 'picture' ? v / 255 : v, places)).join(', ');
}
