// Where the neurons and the edges of a small network stand, what they are called, and which one is beside another.
//
// Ids, all from 0:  nodeId(l, i) = 'n.l.i' is neuron i of layer l (layer 0 has the inputs);
//                   edgeId(l, i, j) = 'e.l.i.j' is weights[l][i][j], from neuron j of layer l to neuron i of layer l + 1.
//                   idParts(id) = { kind: 'n' or 'e', at: [l, i] or [l, i, j] }.
// `spec` is that of network.js.
import { clamp } from './numbers.js';

export const LINE = 14;  // pixels from one text under a neuron to the next

export const nodeId = (l, i) => `n.${l}.${i}`, edgeId = (l, i, j) => `e.${l}.${i}.${j}`;
export const idParts = id => { const [kind, ...at] = id.split('.'); return { kind, at: at.map(Number) }; };

// { width, height, r, top, x(layer), y(layer, neuron) } in CSS pixels; r is the radius of a neuron.
export function layoutOf(spec, width) {
  const { layers } = spec, columns = layers.length, most = Math.max(...layers.map(layer => layer.nodes.length));
  const lines = Math.max(0, ...layers.flatMap(layer => layer.nodes.map(node => node.lines?.length ?? 0)));
  const inner = layers.slice(1, -1).some(layer => layer.nodes.some(node => node.name));
  const outer = [layers[0], layers.at(-1)].map(layer => Math.max(0, ...layer.nodes.map(node => (node.name ?? '').length)));
  const top = layers.some(layer => layer.sub) ? 42 : layers.some(layer => layer.caption) || spec.edgeCaptions ? 26 : 6;
  const extra = LINE * lines + (inner ? 14 : 0), height = spec.height ?? top + most * (46 + extra) + 6;
  const gap = (height - top - 6) / most, column = width / columns;
  const r = clamp(Math.min((gap - extra) / 2 - 3, column * (column < 70 ? 0.26 : 0.21)), 10, 21);
  const edge = outer.map(long => Math.max(r + 6 + (long ? 7 * long + 8 : 0), Math.min(column * 0.4, 56)));
  const x = l => edge[0] + (layers[l].x ?? (columns > 1 ? l / (columns - 1) : 0.5)) * (width - edge[0] - edge[1]);
  const middle = top + (height - top - 6) / 2, raise = (inner ? 7 : 0) - LINE / 2 * lines;
  const y = (l, i) => middle + raise + (i - (layers[l].nodes.length - 1) / 2) * gap * (1 - (layers[l].squeeze ?? 0));
  return { width, height, r, x, y, top };
}

// A place on an edge, from its neuron at the left (0) to that at the right (1).
export function along(spec, place, id, t) {
  const { at: [l, i, j] } = idParts(id), end = spec.layers.length - 1, from = l === end ? 0 : l, to = l === end ? end : l + 1;
  const [x, y, u, v] = [place.x(from), place.y(from, j), place.x(to), place.y(to, i)];
  return [x + (u - x) * t, y + (v - y) * t];
}

// Where an edge meets the circle of the neuron at its start (0) or end (1).
export function rim(spec, place, id, end) {
  const [x, y] = along(spec, place, id, 0), [u, v] = along(spec, place, id, 1), long = Math.hypot(u - x, v - y);
  const part = Math.min(0.5, place.r / (long || 1));
  return along(spec, place, id, end ? 1 - part : part);
}

// What an arrow key goes to: within a column up and down, across from a neuron to its edges, from an edge to its neuron.
export function neighbour(spec, id, [across, down]) {
  const { kind, at: [l, i, j] } = idParts(id), end = spec.layers.length - 1;
  if (kind === 'n' && down) return nodeId(l, clamp(i + down, 0, spec.layers[l].nodes.length - 1));
  if (kind === 'n') return edgeBeside(spec, id, l, i, across > 0);
  if (across) return across > 0 ? nodeId(l === end ? end : l + 1, i) : nodeId(l === end ? 0 : l, j);
  const matrix = spec.weights[l], wide = matrix[0].length, n = clamp(i * wide + j + down, 0, matrix.length * wide - 1);
  return edgeId(l, Math.floor(n / wide), n % wide);
}

// Of the edges that are seen: to the next column, or straight from the first to the last.
function edgeBeside(spec, id, l, i, right) {
  const end = spec.layers.length - 1, seen = k => (spec.edgeOpacity?.[k] ?? 1) > 0.5 && spec.weights[k];
  const fits = n => seen(n) && (n < end ? n >= 0 : l === (right ? 0 : end));
  const k = [right ? l : l - 1, end].find(fits), matrix = spec.weights[k];
  if (!matrix) return id;
  return right ? edgeId(k, Math.min(i, matrix.length - 1), i) : edgeId(k, i, Math.min(i, matrix[i].length - 1));
}
