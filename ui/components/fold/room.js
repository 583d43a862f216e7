// Where on the packet there is room for a picture.
import { bounds, placed } from './geometry.js';

const GRID = 44, PART = 0.94;

// Of the squares in the packet one that is large and lies in many layers: [x, y, half a side].
export function roomIn(pieces) {
  const polygons = pieces.filter(piece => !piece.flat).map(placed), { x0, x1, y0, y1 } = bounds(polygons);
  const side = Math.max(x1 - x0, y1 - y0) / GRID;
  if (!(side > 0)) return [0, 0, 0];
  const layers = new Uint8Array(GRID * GRID);
  for (const polygon of polygons) countCells(layers, polygon, x0, y0, side);
  let best = [0, 0, 0], worth = 0;
  for (const least of new Set(layers)) {
    if (!least) continue;
    const [most, where] = largestSquare(layers, least);
    if (most ** 2 * least <= worth) continue;
    worth = most ** 2 * least;
    const half = most * side / 2;
    best = [x0 + (where % GRID + 1) * side - half, y0 + (Math.floor(where / GRID) + 1) * side - half, PART * half];
  }
  return best;
}

const turnOf = polygon => Math.sign(polygon.reduce((sum, [x, y], i) => {
  const [u, v] = polygon[(i + 1) % polygon.length];
  return sum + x * v - u * y;
}, 0));

// One more layer in each cell whose middle is in the polygon.
function countCells(layers, polygon, x0, y0, side) {
  const turn = turnOf(polygon), box = bounds([polygon]);
  const from = v => Math.max(0, Math.floor(v / side)), to = v => Math.min(GRID, Math.ceil(v / side));
  for (let i = from(box.y0 - y0); i < to(box.y1 - y0); i++) for (let j = from(box.x0 - x0); j < to(box.x1 - x0); j++) {
    const px = x0 + (j + 0.5) * side, py = y0 + (i + 0.5) * side;
    const inside = polygon.every(([x, y], k) => {
      const [u, v] = polygon[(k + 1) % polygon.length];
      return turn * ((u - x) * (py - y) - (v - y) * (px - x)) >= 0;
    });
    if (inside) layers[i * GRID + j]++;
  }
}

// The side in cells of the largest square of at least so many layers, and the cell where it ends.
function largestSquare(layers, least) {
  const size = new Uint8Array(GRID * GRID);
  let most = 0, where = 0;
  for (let k = 0; k < layers.length; k++) {
    const i = Math.floor(k / GRID), j = k % GRID;
    size[k] = layers[k] < least ? 0 : i && j ? 1 + Math.min(size[k - 1], size[k - GRID], size[k - GRID - 1]) : 1;
    if (size[k] > most) { most = size[k]; where = k; }
  }
  return [most, where];
}
