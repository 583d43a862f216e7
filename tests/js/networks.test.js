import assert from 'node:assert/strict';
import { test } from 'node:test';
import { along, edgeId, idParts, layoutOf, neighbour, nodeId, rim } from '../../ui/components/shared/neurons.js';
import { formulaOf } from '../../ui/components/trace/formula.js';
import { graphOf } from '../../ui/components/trace/graph.js';
import { netOf } from '../../ui/components/trace/net.js';
import { bracket as signedBracket, inside, plain } from '../../ui/components/trace/words.js';
import { isEditable, nameOf, related, setText, textOf } from '../../ui/components/views/ids.js';
import { amount, compute, product, readTexts, times, writeTexts } from '../../ui/components/views/net.js';
import { answerOf, scaleOf } from '../../ui/components/views/proof.js';
import { bracket, tidy } from '../../ui/components/views/words.js';
import { near } from './helpers.js';

const layers = [2, 3, 1].map(n => ({ nodes: Array.from({ length: n }, () => ({ name: 'n', lines: [''] })), caption: 'c', sub: 's' }));
const SPEC = { layers, weights: [[[1, 2], [3, 4], [5, 6]], [[1, 2, 3]]] };

test('neurons stand in columns, edges between their rims', () => {
  assert.deepEqual(idParts(edgeId(1, 0, 2)), { kind: 'e', at: [1, 0, 2] });
  for (const width of [200, 375, 800]) {
    const place = layoutOf(SPEC, width), { r } = place;
    assert.ok(place.x(0) - r >= 0 && place.x(2) + r <= width && place.x(0) < place.x(1) && place.x(1) < place.x(2));
    assert.ok(place.y(1, 1) - place.y(1, 0) >= 2 * r && place.y(1, 0) - r > place.top && place.y(1, 2) + r < place.height);
    const id = edgeId(0, 2, 1), centre = [place.x(0), place.y(0, 1)];
    near(along(SPEC, place, id, 0), centre);
    near(along(SPEC, place, id, 1), [place.x(1), place.y(1, 2)]);
    near(Math.hypot(...rim(SPEC, place, id, 0).map((v, c) => v - centre[c])), r, 1e-9);
  }
});

test('arrow keys go through the network and stay in it', () => {
  const go = (id, ...way) => neighbour(SPEC, id, way);
  assert.equal(go(nodeId(0, 0), 0, 1), nodeId(0, 1));
  assert.equal(go(nodeId(0, 1), 0, 1), nodeId(0, 1));
  assert.equal(go(nodeId(0, 1), 1, 0), edgeId(0, 1, 1));
  assert.equal(go(edgeId(0, 1, 1), 1, 0), nodeId(1, 1));
  assert.equal(go(edgeId(0, 1, 1), -1, 0), nodeId(0, 1));
  assert.equal(go(edgeId(0, 1, 1), 0, 1), edgeId(0, 2, 0));
  assert.equal(go(edgeId(0, 2, 1), 0, 1), edgeId(0, 2, 1));
  assert.equal(go(nodeId(2, 0), 1, 0), nodeId(2, 0));
  assert.equal(go(nodeId(2, 0), -1, 0), edgeId(1, 0, 0));
  const straight = { ...SPEC, weights: [...SPEC.weights, [[7, 8]]], edgeOpacity: [0, 0, 1] };
  assert.equal(neighbour(straight, nodeId(0, 1), [1, 0]), edgeId(2, 0, 1));
});

// ---- backpropagation: a network i -> j -> k, 1 + 2 + 1 units

const HEAD = {
  names: [['i1'], ['j1', 'j2'], ['k1']], weights: [[[0.5], [-1]], [[2, 3]]], biases: [[0.1, 0.2], [0.3]], loss: 'squared', label: 'A **net** of $x_{1}$',
  z: [[2], [0.7, 0.1]], a: [[1.1, -1.8], [2]], p: [2], t: [1], E: 0.5, slopes: [[0.2, 0.1]], deltas: [[0.4, 0.3], [1]],
  gradient: [[[0.4, 0.8], [0.3, 0.6]], [[1, 0.7, 0.1]]], autograd: [[[0.4, 0.8], [0.3, 0.6]], [[1, 0.7, 0.1]]],
  paths: [[[[[0, 0], [0.2, 2, 1], 0.4]], [[[1, 0], [0.1, 3, 1], 0.3]]], [[[[0], [1], 1]]]],
  steps: [['x', 'The input', [], ['n.0.0'], []], ['a', 'a_{j1}', [['a', 'b', '1', '2']], ['n.1.0'], ['n.0.0']], ['E', 'The error', [], ['E'], ['n.2.0']], ['delta', 'δ', [], ['n.2.0'], ['E']]],
};

test('a weight has a name, an input, a gradient and its paths', () => {
  const net = netOf(HEAD);
  assert.deepEqual([net.weightName([0, 1, 0]), net.weightName([0, 1, -1]), net.inputName([0, 0, 0]), net.inputName([1, 0, 1])], ['w_{j2i1}', 'b_{j2}', 'x_{i1}', 'z_{j2}']);
  assert.deepEqual([net.weight([0, 1, 0]), net.weight([0, 1, -1]), net.input([1, 0, 1]), net.input([1, 0, -1])], [-1, 0.2, 0.1, 1]);
  assert.deepEqual([net.learned([0, 1, 0]), net.learned([0, 1, -1])], [0.6, 0.3]);
  assert.deepEqual([net.has([1, 0, 1]), net.has([1, 0, 2]), net.has([2, 0, 0]), net.has(null)], [true, false, false, false]);
  assert.deepEqual(net.factorNames([0, 1, 0], [1, 0]), ['x_{i1}', 'σ′(a_{j2})', 'w_{k1j2}', 'δ_{k1}']);
  assert.deepEqual(net.columnNames([0, 1, 0]), ['x_{i1}', 'σ′(a_{j2})', 'w_{kj2}', 'δ_{k}']);
  assert.deepEqual(net.along([0, 1, 0], [1, 0]), ['e.0.1.0', 'n.0.0', 'n.3.0', 'n.1.1', 'e.1.0.1', 'n.2.0', 'e.2.0.0']);
  assert.deepEqual([...net.known(3)], ['xn.0.0', 'an.1.0', 'En.3.0']);
});

test('shares add up to the gradient, the largest first', () => {
  const two = { ...HEAD, paths: [[[[[0], [1], 0.1], [[0], [1], -0.5], [[0], [1], 0.2]], []], [[]]] };
  const { shares, order } = netOf(two).shares([0, 0, 0]);
  near(shares, [0.2, -1, 0.4]);
  assert.deepEqual(order, [1, 2, 0]);
  near(netOf(HEAD).shares([0, 1, 0]).shares[0], HEAD.gradient[0][1][1], 1e-9);
});

test('the formula is that of the step, or of the weight', () => {
  const state = { head: HEAD, net: netOf(HEAD), at: 1, paths: false, chosen: [0, 1, 0], over: -1, narrow: false };
  assert.deepEqual(formulaOf(state, [0]), ['a_{j1}', 'step 2 of 4', [['a', 'b', '1', '2']]]);
  assert.deepEqual(formulaOf({ ...state, paths: true }, [0]), ['What w_{j2i1} = −1 learns', 'one path',
    [['∂E/∂w_{j2i1}', 'x_{i1} · σ′(a_{j2}) · w_{k1j2} · δ_{k1}', '2 · 0.1 · 3 · 1', '0.6']]]);
});

test('the graph shows what has been computed, and no more', () => {
  const state = { head: HEAD, net: netOf(HEAD), at: 1, paths: false, chosen: [0, 1, 0], over: -1, narrow: false }, early = graphOf(state), all = graphOf({ ...state, paths: true });
  assert.deepEqual(early.layers[1].nodes.map(node => node.lines[0]), ['a 1.1', '']);
  assert.equal(early.layers.at(-1).nodes[0].text, '');
  assert.equal(all.layers.at(-1).nodes[0].text, '0.5');
  assert.deepEqual(all.lit, new Set(netOf(HEAD).along([0, 1, 0], [1, 0])));
  assert.equal(all.label, 'A net of $x 1$');
  assert.ok(early.lit.length);
  assert.equal(graphOf({ ...state, opening: true }).lit, null);
  assert.equal(graphOf({ ...state, paths: true, narrow: true }).layers[1].nodes[1].lines.length, 2);
});

test('numbers in circles and formulas are short', () => {
  assert.deepEqual([0.5, -1.25, 12.34, 123.4, 0.001, NaN].map(inside), ['0.5', '−1.25', '12.3', '123', '0.0010', '–']);
  assert.deepEqual([signedBracket(-2), signedBracket(2), plain('w_{ji}')], ['(−2)', '2', 'w ji']);
});

// ---- one network in three views

const NOW = 'identity|1,-2|1,0;0,1;1,1|1,0,0;0,1,0;0,0,1;1,1,1|1,0,0,0;0,0,0,2/4';

test('entries are read as they are written', () => {
  assert.equal(writeTexts(readTexts(NOW)), NOW);
  assert.deepEqual(['2/3', '-0.5', '-0'].map(amount), [2 / 3, -0.5, 0]);
  assert.ok(Object.is(amount('-0'), 0));
});

test('without a bend three matrices are one', () => {
  near(times([[1, 2], [3, 4]], [5, 6]), [17, 39]);
  near(product([[1, 2], [3, 4]], [[5, 6], [7, 8]]), [[19, 22], [43, 50]]);
  const found = compute(readTexts(NOW), 0.1);
  near(found.A, [[1, 0], [1, 1]]);
  near(found.n, [[1, -2], [1, -2, -1], [1, -2, -1, -2], [1, -1]]);
  near([found.excess, found.bend, found.difference], [0, 0, 0]);
  const bent = compute(readTexts(NOW.replace('identity', 'relu')), 0.1);
  near(bent.n[3], [1, 0.5]);
  assert.ok(bent.bend > 0.1);
});

test('an id has a name, a text, and what belongs to it', () => {
  const texts = readTexts(NOW);
  assert.deepEqual([nameOf('e.2.1.3'), nameOf('e.3.0.1'), nameOf('n.1.2'), nameOf('z.1.2')], ['w₂₄', 'a₁₂', 'h₃', 'h₃']);
  assert.deepEqual([textOf(texts, 'e.2.1.3'), textOf(texts, 'n.0.1')], ['2/4', '-2']);
  setText(texts, 'e.0.2.1', '7');
  assert.equal(texts.u[2][1], '7');
  assert.deepEqual([isEditable('e.1.0.0', false), isEditable('e.1.0.0', true), isEditable('n.0.0', true), isEditable('n.1.0', false), isEditable('e.3.0.0', true)], [true, false, true, false, false]);
  assert.deepEqual([...related('e.1.3.2', false).near], ['n.1.2', 'n.2.3', 'z.2.3']);
  assert.deepEqual([...related('n.3.0', true).near], ['e.3.0.0', 'n.0.0', 'e.3.0.1', 'n.0.1']);
  assert.deepEqual([...related('n.0.1', false).near], ['e.0.0.1', 'e.0.1.1', 'e.0.2.1']);
  assert.equal(related(null, false), null);
});

test('numbers are tidy, and the plot holds all of them', () => {
  assert.deepEqual([0.5, 1 / 3, -2, 1e-13, 0.001, 123.456, 4321].map(v => tidy(v)), ['0.5', '0.33', '−2', '0', '0.0010', '123.5', '4321']);
  assert.deepEqual([bracket('−2'), bracket('2')], ['(−2)', '2']);
  const { box, X, Y } = scaleOf({ line: [[-1, 2], [3, 0]], reach: 2 }, 400, 188);
  near([X(-2), X(2)], [box.left, box.right]);
  assert.ok(Y(3) > box.top && Y(-1) < box.bottom && Y(3) < Y(-1));
});

test('whether one matrix could do it is said with the numbers of the score that shows it', () => {
  const line = [[0, 0], [0, 0]], n = [[], [], [], [2.8, -0.2]], alone = [[3, 1], [5, 1], [0, 0]], together = [8, 2];
  const no = answerOf({ alone, together, n, line, excess: 5.2, bend: 1 }, false);
  assert.equal(no.verdict, 'No.');
  assert.equal(no.why, 'x₁ alone gives s₁ = 3, and x₂ alone gives 5. From a matrix both would get the sum 8. The network gives 2.8.');
  const shifted = answerOf({ alone: [[3, 1], [5, 1], [1, 0]], together: [7, 2], n, line, excess: 4.2, bend: 1 }, false).why;
  assert.ok(shifted.includes('the sum, less the 1 of no input, which is 7.'));
  assert.equal(answerOf({ alone, together, n, line, excess: 0, bend: 1 }, false).verdict, 'Not for every x₁.');
  assert.equal(answerOf({ alone, together, n, line, excess: 0, bend: 0 }, false).verdict, 'Here, yes.');
  assert.ok(answerOf({ alone, together: [2.8, -0.2], n, line, excess: 0, bend: 0 }, true).why.endsWith('2.8: the sum.'));
});
