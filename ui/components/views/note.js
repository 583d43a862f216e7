// What is said of a number that is pointed at, and of the network before anybody points.
import { idParts, nodeId } from '../shared/neurons.js';
import { forHand } from '../shared/touch.js';
import { nameOf, textOf } from './ids.js';
import { MATRICES, NAMES, WIDTHS } from './net.js';
import { bracket, low, minus, tidy } from './words.js';

const tidies = list => list.map(v => tidy(v)).join(' and ');

// scene: as views.js has it.
export function noteOf(scene, id) {
  const { live, merged } = scene, many = live.weights.flat(2).length;
  if (id) return about(scene, id);
  if (!merged) return `${WIDTHS[0]} inputs, ${WIDTHS.slice(1).reduce((a, b) => a + b)} neurons and ${many} connections, written three times. ${forHand('Point at a number or an edge to find it in all three, drag it sideways to change it.')}`;
  return `${many} weights have become ${live.A.flat().length} numbers. Layer by layer the scores are ${tidies(live.n[3])}, with A they are ${tidies(live.Ax)}. More such layers would change nothing.`;
}

function about(scene, id) {
  const { kind, at: [l, i, j] } = idParts(id), { head, texts, live: { n, z, A }, merged, linear } = scene;
  if (kind === 'e') return l === 3 ? aboutEntry(A, id, i, j) : aboutWeight(scene, id, l, i, j);
  const name = nameOf(nodeId(l, i));
  if (l === 0) return `<b>${name} = ${minus(texts.x[0][i])}</b> is an input: neuron ${i + 1} of layer 1.`;
  if (l === 3) return `<b>${name} = ${tidy(n[3][i])}</b> is a score: row ${i + 1} of ${merged ? 'A times x' : 'W times g'}.`;
  const row = `row ${i + 1} of ${MATRICES[l - 1]} times ${NAMES[l - 1]}`, who = `<b>${name} = ${tidy(n[l][i])}</b>, neuron ${i + 1} of layer ${l + 1}, is`;
  return linear ? `${who} ${row}.` : `${who} ${head.functions[texts.activation]} of ${tidy(z[l][i])}, and that is ${row}.`;
}

const aboutEntry = (A, id, i, j) => `<b>${nameOf(id)} = ${tidy(A[i][j])}</b> adds up all ${WIDTHS[1] * WIDTHS[2]} paths from `
  + `x${low(j + 1)} to s${low(i + 1)}, each the product of the three weights on it: this is what W V U means.`;

function aboutWeight({ texts, live: { weights, n, z } }, id, l, i, j) {
  const carries = weights[l][i][j] * n[l][j], into = l < 2 ? z[l + 1][i] : n[3][i], text = minus(textOf(texts, id));
  return `<b>${nameOf(id)} = ${text}</b> is the strength of the connection from neuron ${j + 1} of layer ${l + 1} to neuron ${i + 1} of `
    + `layer ${l + 2}. It carries ${text}·${bracket(tidy(n[l][j]))} = ${tidy(carries)} of the ${tidy(into)} that arrives there.`;
}
