// The network as network.js draws it: after some steps of the computation, or with the paths of one weight.
import { edgeId, idParts, nodeId } from '../shared/neurons.js';
import { clamp, inWords } from '../shared/numbers.js';
import { inside, plain } from './words.js';

// state: { head, net, at, paths, opening, chosen, over, narrow, room }; net is netOf(head), paths: whether paths are shown,
// over: which; room: the height that there is; opening: nothing has been asked for yet, and nothing is pale.
export function graphOf(state) {
  const { head, net, paths, opening, narrow, room = Infinity } = state, seen = net.known(paths ? head.steps.length : state.at + 1), step = head.steps[state.at];
  const most = Math.max(...head.names.map(names => names.length)), blank = ['', ''];
  const layers = head.names.map((names, m) => ({ ...captions(state, m), nodes: names.map((_, i) => nodeOf(state, seen, m, i, blank)) }));
  layers.push({ caption: 'error', sub: head.loss === 'squared' ? '½ Σ (a − t)²' : '−Σ t ln p',
    nodes: [{ name: narrow ? '' : 'E', text: seen.has('E' + net.error) ? inside(head.E) : '', lines: blank }] });
  return {
    layers, weights: [...head.weights, [head.names.at(-1).map(() => 0)]],
    strong: Math.max(1e-9, ...head.weights.flat(2).map(Math.abs)),
    ...(paths ? litPaths(state) : opening ? { lit: null, marked: [net.error] } : litStep(state, step)), edgeText: paths ? pathText(state) : stepText(state, step),
    // Numbers stand apart where edges do: near their start if they come from many units, near their end if from one.
    numbersAt: narrow || head.still ? 0.5 : !paths && step[0] === 'delta' ? 0.66 : 0.34,
    nodeLabel: (m, i) => nodeLabel(state, seen, m, i), edgeLabel: (m, to, source) => edgeLabel(state, seen, m, to, source),
    label: plain(head.label).replaceAll('**', ''), still: head.still,
    height: head.still ? 56 + 90 * most : clamp(room, 52 + 74 * most, Math.max(230, 52 + 96 * most)),
  };
}

function nodeOf({ head, net, paths, opening, narrow }, seen, m, i, blank) {
  const id = nodeId(m, i), name = net.unit(m, i), lines = [];
  if (!m) return { name, value: head.z[0][i], text: inside(head.z[0][i]), lines: blank };
  const out = m === net.last, d = head.deltas[m - 1][i], a = head.a[m - 1][i];
  const delta = seen.has('delta' + id) ? { text: `δ ${inWords(d)}`, value: d } : '';
  if (out) lines.push(seen.has('p' + id) ? `p ${inWords(head.p[i])}` : '');
  else if (paths) lines.push({ text: `σ′ ${inWords(head.slopes[m - 1][i])}` });
  else lines.push(seen.has('a' + id) && !(opening && narrow) ? `a ${inWords(a)}` : '');
  if (delta && !lines[0]) lines[0] = delta; else lines.push(delta);
  const ready = seen.has((out ? 'a' : 'z') + id), value = out ? a : head.z[m][i];
  return { name: out ? `${name}: t = ${inWords(head.t[i])}` : name, value: ready ? value : undefined,
    text: ready ? inside(value) : '', lines, off: !out && paths && head.slopes[m - 1][i] === 0 };
}

function captions({ head, net, narrow }, m) {
  const letter = head.names[m][0][0];
  if (narrow) return { caption: letter, sub: m === net.last ? 'y = a' : m ? 'z = σ(a)' : 'x' };
  if (m === net.last) return { caption: `output ${letter}`, sub: 'y = a' };
  return m ? { caption: `hidden ${letter}`, sub: 'z = σ(a)' } : { caption: `input ${letter}`, sub: 'x' };
}

function litPaths({ net, chosen, over }) {
  const all = net.paths(chosen), one = all[over];
  return { lit: new Set((one ? [one] : all).flatMap(([units]) => net.along(chosen, units))), picked: net.edge(chosen) };
}

function litStep({ head, net, chosen }, [kind, , , lit, reads]) {
  const ids = [...lit, ...reads].map(net.boxOf), into = head.names.at(-1).map((_, i) => edgeId(net.last, 0, i));
  if (kind === 'E') ids.push(...into);
  if (kind === 'delta' && reads.includes('E')) {
    ids.push(edgeId(net.last, 0, idParts(lit[0]).at[1]), ...into.map((_, i) => nodeId(net.last, i)));
  }
  return { lit: ids, marked: [...lit.map(net.boxOf).filter(id => id[0] === 'n'), net.edge(chosen)] };
}

const pathText = ({ net, chosen, over, narrow }) => (m, to, source, v) => {
  const alone = over >= 0 || net.paths(chosen).length === 1;
  return m < net.last && !narrow && (alone || net.edge(chosen) === edgeId(m, to, source)) ? inWords(v) : '';
};

const stepText = ({ head, net, narrow }, [kind]) => (m, to, source, v) => {
  if (m === net.last || narrow) return '';  // no room: the formula has them
  if (kind !== 'gradient') return inWords(v);
  const g = head.gradient[m][to][source + 1];
  return { text: inWords(g), value: g };
};

function nodeLabel({ head, net }, seen, m, i) {
  if (m > net.last) return `the error E: ${inWords(head.E)}`;
  const id = nodeId(m, i), parts = [`unit ${net.unit(m, i)}`];
  if (!m) parts.push(`x ${inWords(head.z[0][i])}`);
  if (seen.has('a' + id)) parts.push(`a ${inWords(head.a[m - 1][i])}`);
  if (m && m < net.last && seen.has('z' + id)) parts.push(`z ${inWords(head.z[m][i])}`);
  if (seen.has('delta' + id)) parts.push(`delta ${inWords(head.deltas[m - 1][i])}`);
  return parts.join(', ');
}

function edgeLabel({ head, net }, seen, m, to, source) {
  if (m === net.last) return `${net.unit(m, source)} goes into the error`;
  return `weight from ${net.unit(m, source)} to ${net.unit(m + 1, to)}: ${inWords(head.weights[m][to][source])}`
    + (seen.has('gradient' + edgeId(m, to, source)) ? `, gradient ${inWords(head.gradient[m][to][source + 1])}` : '');
}
