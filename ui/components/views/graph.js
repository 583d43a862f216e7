// The network as neurons, for network.js; `share` 0 to 1 of the way to one matrix is drawn between the layers.
import { edgeId, nodeId } from '../shared/neurons.js';
import { clamp, ease, mix } from '../shared/numbers.js';
import { nameOf, related } from './ids.js';
import { FIELDS, MATRICES, NAMES } from './net.js';
import { low, minus, tidy } from './words.js';

const SMALL = 1e-9, TALL = 250, LEAST = 200, STILL = 210;

// scene: as views.js has it; focus: the id that is pointed at or picked; example: the one that is marked before.
export function graphOf(scene) {
  const { head, texts, live: { weights, n, A }, share, picked, focus, example, merged, room = Infinity } = scene, k = ease(share), found = related(focus, merged);
  const shown = share > 0.5 ? A.flat() : weights.flat(2), numberAt = focus?.startsWith('n.0.') ? 0.66 : 0.34;
  const written = (l, i, j) => l < 3 ? minus(texts[FIELDS[l]][i][j]) : tidy(A[i][j]);
  return {
    layers: n.map((_, l) => layerOf(scene, l, k)), weights: [...weights, A], edgeOpacity: [1 - k, 1 - k, 1 - k, k],
    strong: Math.max(SMALL, ...shown.map(Math.abs)), edgeCaptions: share > 0.5 ? ['', '', ''] : MATRICES,
    numbers: share > 0.95 ? 'all' : 'lit', lit: found ? [...found.here, ...found.near] : null, picked, marked: example ? [example] : [],
    numbersAt: (l, i, j) => l === 3 ? (i === j ? 0.3 : 0.3 + 0.3 * i) : numberAt,
    edgeText: (l, i, j) => edgeId(l, i, j) === picked && l < 3 ? '' : written(l, i, j),
    edgeLabel: (l, i, j) => `${nameOf(edgeId(l, i, j))} = ${written(l, i, j)}, from neuron ${j + 1} of layer ${l === 3 ? 1 : l + 1} `
      + `to neuron ${i + 1} of layer ${l === 3 ? 4 : l + 2}`,
    nodeLabel: (l, i) => `${nameOf(nodeId(l, i))} = ${l ? tidy(n[l][i]) : minus(texts.x[0][i])}, neuron ${i + 1} of layer ${l + 1}`,
    label: head.label, height: head.still ? STILL : clamp(room, LEAST, TALL), still: head.still,
  };
}

function layerOf({ head, texts, live: { n, z }, linear, merged, slim }, l, k) {
  const hidden = l === 1 || l === 2, caption = ['layer 1: input', 'layer 2', 'layer 3', 'layer 4: scores'][l];
  const sub = (linear ? ['x', 'h = Ux', 'g = Vh', 's = Wg'] : ['x', 'h = σ(Ux)', 'g = σ(Vh)', 's = Wg'])[l];
  return {
    caption: slim ? caption.replace(/layer . ?:? ?(?=[a-z])/, '') : caption, sub: merged && l === 3 ? 's = Ax' : sub,
    ...(hidden ? { squeeze: k, opacity: 1 - k, x: mix(l / 3, 0.5, k) } : { squeeze: -0.8 * k }),
    nodes: n[l].map((v, i) => ({
      value: v, text: l ? tidy(v) : minus(texts.x[0][i]), name: hidden ? '' : NAMES[l] + low(i + 1), off: hidden && !linear && v === 0,
      // What arrives stands below a neuron where σ makes something else of it.
      lines: hidden && !head.still ? [tidy(z[l][i]) === tidy(v) ? '' : { text: tidy(z[l][i]), value: z[l][i] }] : [],
    })),
  };
}
