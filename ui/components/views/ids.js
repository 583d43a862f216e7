// Ids of network.js, with those of this page: 'z.l.i' is what neuron i of layer l gets, layer 3 of edges is A = W V U.
import { edgeId, idParts, nodeId } from '../shared/neurons.js';
import { FIELDS, NAMES, WIDTHS } from './net.js';
import { low } from './words.js';

export const preId = (l, i) => `z.${l}.${i}`;
export const isEdge = id => idParts(id).kind === 'e';

export function nameOf(id) {
  const { kind, at: [l, i, j] } = idParts(id);
  return kind === 'e' ? 'uvwa'[l] + low(i + 1) + low(j + 1) : NAMES[l] + low(i + 1);
}

// The text behind an id that can be edited.
export function textOf(texts, id) {
  const { kind, at: [l, i, j] } = idParts(id);
  return kind === 'n' ? texts.x[0][i] : texts[FIELDS[l]][i][j];
}

export function setText(texts, id, text) {
  const { kind, at: [l, i, j] } = idParts(id);
  if (kind === 'n') texts.x[0][i] = text; else texts[FIELDS[l]][i][j] = text;
}

// Inputs and weights can be edited, while they are seen.
export function isEditable(id, merged) {
  const { kind, at: [l] } = idParts(id);
  return kind === 'n' ? l === 0 : kind === 'e' && l < 3 && !merged;
}

// What is the same as id in another view (here), and what it is computed from or goes into (near).
export function related(id, merged) {
  if (!id) return null;
  const { kind, at: [l, i, j] } = idParts(id), near = new Set(), here = new Set([id]), edges = merged ? 3 : null;
  if (kind === 'e') {
    const [a, b] = l === 3 ? [0, 3] : [l, l + 1];
    for (const k of [nodeId(a, j), nodeId(b, i), preId(b, i)]) near.add(k);
  } else {
    here.add(nodeId(l, i)).add(preId(l, i));
    const before = merged ? 0 : l - 1;
    if (l === 0) for (let k = 0; k < WIDTHS[merged ? 3 : 1]; k++) near.add(edgeId(edges ?? 0, k, i));
    else for (let k = 0; k < WIDTHS[before]; k++) near.add(edgeId(edges ?? l - 1, i, k)).add(nodeId(before, k));
  }
  return { here, near };
}
