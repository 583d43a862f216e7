// What the region says that is pointed at: its size, its affine map, and which neurons are on in it.
import { make } from '../shared/elements.js';
import { brief, count, percent } from '../shared/numbers.js';
import { forHand } from '../shared/touch.js';
import { fillOf, hasZero, isWhole } from './fills.js';
import { alike, isOn, outputAt } from './geometry.js';

const DRAWN_MOST = 48;  // neurons of a layer

export const regionsOf = (n, kind = '') => `${count(n)} ${kind}region${n === 1 ? '' : 's'}`;

// Before anybody points.
export const hintOf = (head, f) => {
  if (!head.raster) return forHand('Point at a region to read its neurons and its affine map. Drag to move the window.');
  return `${regionsOf(f.R)}. ${percent(head.small, 0)} of them are smaller than a pixel of this picture: zoom in to see them.`;
};

const FILLED = {
  regions: 'Colours only tell regions apart.', none: '',
  output: 'Colours are the output: blue below 0, orange above.',
  classes: 'A colour says which class has the largest score there.',
};

// What points, lines, colours and marks of the map mean.
export function meaningOf(scene) {
  const { head } = scene, filled = fillOf(scene), labelled = head.marks.labels.length > 0;
  return [
    head.picture ? 'Each point is a picture, mixed from three test pictures.' : 'Each point is an input (x, y) of the network.',
    head.activation === 'identity' ? '' : 'On a line one neuron is 0: there the network bends.',
    FILLED[filled],
    hasZero(scene) ? `${filled === 'output' ? 'It' : 'The output'} is 0 on the dashed line.` : '',
    head.marks.many && !labelled ? 'Discs and crosses are the points of the two classes.' : '',
  ].filter(Boolean).join(' ');
}

// Under the surface: its colours are those of the map.
export function surfaceOf(scene) {
  const colours = fillOf(scene) === 'output' ? 'blue below 0, orange above' : 'in the colours of the regions';
  return `${scene.head.outputs[0]} as a surface, ${colours}: drag to turn it`;
}

// Of region r at the point: elements. scene: as of map.js; drawn: the window.
export function regionWords({ f, head, upto, words, point, drawn }, r) {
  const whole = isWhole({ head, upto }), map = make('div', 'map-of');
  let share = f.areas[r];
  if (!whole) {
    share = 0;
    for (let q = 0; q < f.R; q++) if (alike(f, r, q, words)) share += f.areas[q];
  }
  if (whole) map.append(...(f.K === 1 ? affineWords(f, r, point, drawn) : classWords(f, r, point, head)));
  return [make('div', '', `${brief(100 * share)}\u202f% of the window`), map, bits(f, r, head.layers.slice(0, upto))];
}

// a x + b y + c in the plane's own unit: maps are in the window's.
export function affineIn(f, r, { x0, y0, w }) {
  const a = f.maps[3 * r] / w, b = f.maps[3 * r + 1] / w;
  return [a, b, f.maps[3 * r + 2] - a * x0 - b * y0];
}

const term = (v, name) => `${v < 0 ? '−' : '+'} ${brief(Math.abs(v))}${name ? ' ' + name : ''} `;

function affineWords(f, r, { u, v }, drawn) {
  const [a, b, c] = affineIn(f, r, drawn);
  return ['f = ', make('b', '', `${brief(a)} x ${term(b, 'y')}${term(c)}`), ` = ${brief(outputAt(f, r, u, v))} here`];
}

// The class with the largest score, and its softmax probability.
export function winner(scores) {
  const most = Math.max(...scores), sum = scores.reduce((s, z) => s + Math.exp(z - most), 0);
  return [scores.indexOf(most), 1 / sum];
}

function classWords(f, r, { u, v }, head) {
  const [best, share] = winner(Array.from({ length: f.K }, (_, k) => outputAt(f, r, u, v, k)));
  return ['read as ', make('b', '', head.outputs[best]), `, probability ${share.toFixed(2)}`];
}

function bits(f, r, layers) {
  const box = make('div', 'bits');
  let word = 0;
  layers.forEach((layer, l) => {
    const cells = make('span', 'cells');
    let on = 0;
    for (let k = 0; k < layer.neurons; k++) {
      const set = isOn(f, r, word, k);
      on += set;
      if (layer.neurons <= DRAWN_MOST) cells.append(make('i', set ? 'on' : ''));
    }
    word += layer.words;
    box.append(make('span', 'small', `layer ${l + 1}: ${on} on`), cells);
  });
  return box;
}
