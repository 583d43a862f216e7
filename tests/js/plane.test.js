import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colourOf, fillOf, hasZero } from '../../ui/components/plane/fills.js';
import { parse, pictureAt } from '../../ui/components/plane/frames.js';
import { alike, classParts, clipped, cornerValues, gradientOf, isOn, meanValue, outputAt, regionAt, seatOf, tintsOf, zeroLines } from '../../ui/components/plane/geometry.js';
import { affineIn, meaningOf, regionsOf, surfaceOf, winner } from '../../ui/components/plane/readout.js';
import { asked, asView, dragged, gripOf, limited, ofView, same, ticksOf, WHOLE, windowOf, zoomed } from '../../ui/components/plane/window.js';
import { unpack } from '../../ui/components/shared/message.js';
import { near, packed, random } from './helpers.js';

// The unit square, cut at u = 0.25 by layer 0; f = max(0, u - 0.25) - 0.1: two regions, patterns 0 and 1.
const square = () => ({
  R: 2, K: 1, words: 2, counts: [2],
  points: Float32Array.of(0, 0, 0.25, 0, 0.25, 1, 0, 1, 1, 0, 1, 1), ptr: Uint32Array.of(0, 4, 8), corners: Uint32Array.of(0, 1, 2, 3, 1, 4, 5, 2),
  maps: Float32Array.of(0, 0, -0.1, 1, 0, -0.35), areas: Float32Array.of(0.25, 0.75), patterns: Uint32Array.of(0, 0, 1, 0),
  layer: Int8Array.of(-1, 0, -1, -1, -1, -1, -1, 0),
});

test('a message of polygons is read in the order that Python writes', () => {
  const f = square(), arrays = [f.points, f.ptr, f.corners, f.maps, f.areas, f.patterns];
  const header = { raster: 0, picture: null, marks: { many: 1 }, frames: [{ counts: [2], sizes: [...arrays, f.layer].map(a => a.length) }] };
  const { frames: [got], extra } = parse(unpack(packed(header, ...arrays, Float32Array.of(0.5, 0.75), f.layer)));
  for (const name of ['points', 'ptr', 'corners', 'maps', 'areas', 'patterns', 'layer']) assert.deepEqual(got[name], f[name]);
  assert.deepEqual([got.R, got.K, got.words], [2, 1, 2]);
  assert.deepEqual([...extra.marks], [0.5, 0.75]);
});

test('one region is one', () => {
  assert.deepEqual([0, 1, 2, 1234].map(n => regionsOf(n)), ['0 regions', '1 region', '2 regions', '1,234 regions']);
  assert.equal(regionsOf(1, 'activation '), '1 activation region');
});

test('a message of pixels and pictures too', () => {
  const header = { raster: 2, picture: [1, 2], marks: { many: 0 }, frames: [{ counts: [9], sizes: [4, 4, 4] }] };
  const message = packed(header, Float32Array.of(0.5, 0), Float32Array.of(0.25, 1, 0, 0.5), Int8Array.of(-1, 2, 3, 4), Uint8Array.of(1, 2, 3, 4), Uint8Array.of(0, 1, 0, 1));
  const { frames: [f], extra } = parse(unpack(message));
  assert.deepEqual([[...f.value], [...f.tint], [...f.cut]], [[-1, 2, 3, 4], [1, 2, 3, 4], [0, 1, 0, 1]]);
  assert.deepEqual([...pictureAt(extra, 1, 0.2)], [191, 255]);
  assert.deepEqual([...pictureAt(extra, -4, 0)], [0, 0]);
});

test('a point is in the region that holds it', () => {
  const f = square(), next = random(3);
  for (let i = 0; i < 200; i++) { const u = next(), v = next(); assert.equal(regionAt(f, u, v), u < 0.25 ? 0 : 1); }
  assert.ok([[0.25, 0.5], [0, 0], [1, 1]].every(p => regionAt(f, ...p) >= 0), 'edges belong to a region');
  assert.deepEqual([[-0.1, 0.5], [0.5, 1.1]].map(p => regionAt(f, ...p)), [-1, -1]);
});

test('the output of a region is its map', () => {
  const f = square();
  near(outputAt(f, 1, 0.5, 0.9), 0.15, 1e-7);
  near([...cornerValues(f)], [-0.1, -0.1, -0.1, -0.1, -0.1, 0.65, 0.65, -0.1], 1e-6);
  f.values = cornerValues(f);
  near(meanValue(f, 1), 0.275, 1e-6);
  const two = { ...f, K: 2, maps: Float32Array.of(0, 0, 1, 1, 2, 3, 0, 0, 0, 0, 0, 0) };
  near(outputAt(two, 0, 0.5, 0.25, 1), 4);
  near(affineIn(square(), 1, { x0: -1, y0: 2, w: 4 }), [0.25, 0, -0.1], 1e-7);
});

test('colours run along the slope, exactly', () => {
  const f = { R: 1, K: 1, points: Float32Array.of(0, 0, 1, 0, 1, 1, 0, 1), ptr: Uint32Array.of(0, 4), corners: Uint32Array.of(0, 1, 2, 3), maps: Float32Array.of(2, -1, 0.5) };
  f.values = cornerValues(f);
  const { low, high, from, to } = gradientOf(f, 0);
  near([low, high], [-0.5, 2.5]);
  near([outputAt(f, 0, ...from), outputAt(f, 0, ...to)], [low, high], 1e-9);
  near((to[0] - from[0]) * 1 + (to[1] - from[1]) * 2, 0, 1e-9);
  assert.equal(gradientOf({ ...f, maps: Float32Array.of(0, 0, 1), values: Float32Array.of(1, 1, 1, 1) }, 0).from, null);
});

test('the line where the output is 0 is where it is', () => {
  const f = square();
  f.values = cornerValues(f);
  near(zeroLines(f).flat(), [[0.35, 0], [0.35, 1]], 1e-6);
});

test('equal patterns have equal tints, for the layers that are shown', () => {
  const f = { words: 4, patterns: Uint32Array.of(5, 0, 1, 0, 5, 0, 2, 0) };
  assert.ok(alike(f, 0, 1, 2) && !alike(f, 0, 1, 4));
  const two = { ...f, R: 2, ptr: Uint32Array.of(0, 0, 0), corners: new Uint32Array() };
  assert.equal(tintsOf(two, 2, 7)[0], tintsOf(two, 2, 7)[1]);
  assert.notEqual(tintsOf(two, 4, 7)[0], tintsOf(two, 4, 7)[1]);
  const many = { R: 3000, words: 2, patterns: Uint32Array.from({ length: 6000 }, (_, i) => i % 2 ? 0 : i * 40503) };
  const tints = [...tintsOf(many, 2, 7)], counts = Array.from({ length: 7 }, (_, k) => tints.filter(t => t === k).length);
  assert.ok(Math.min(...counts) > 240, counts.join());
  assert.deepEqual([0, 1, 2].map(k => isOn(f, 0, 0, k)), [1, 0, 1]);
  assert.equal(isOn({ words: 2, patterns: Uint32Array.of(0, 2) }, 0, 0, 33), 1);
});

// A board of n by n squares, each with a pattern of its own, as a frame.
function board(n) {
  const corner = (i, j) => j * (n + 1) + i, squares = Array.from({ length: n * n }, (_, r) => [r % n, Math.floor(r / n)]);
  return { R: n * n, words: 1, patterns: Uint32Array.from(squares, (_, r) => r + 1), ptr: Uint32Array.from({ length: n * n + 1 }, (_, r) => 4 * r),
    corners: Uint32Array.from(squares.flatMap(([i, j]) => [corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1)])) };
}

test('few regions have a tint each, and neighbours among more never share one', () => {
  const two = board(2), more = board(30), tints = tintsOf(more, 1, 7);
  assert.equal(new Set(tintsOf(two, 1, 7)).size, 4);
  for (let r = 0; r < 900; r++) assert.ok((r % 30 === 29 || tints[r] !== tints[r + 1]) && (r >= 870 || tints[r] !== tints[r + 30]), String(r));
  assert.equal(new Set(tints).size, 7);
});

test('a clipped polygon is the part on the right side', () => {
  const unit = [[0, 0], [1, 0], [1, 1], [0, 1]];
  near(clipped(unit, ([u]) => u - 0.25), [[0.25, 0], [1, 0], [1, 1], [0.25, 1]]);
  assert.deepEqual(clipped(unit, () => -1), []);
  near([seatOf(unit).size, seatOf(unit).u, seatOf(unit).v], [2, 0.5, 0.5]);
});

test('each place belongs to the class with the largest score', () => {
  const f = { R: 1, K: 3, points: Float32Array.of(0, 0, 1, 0, 1, 1, 0, 1), ptr: Uint32Array.of(0, 4), corners: Uint32Array.of(0, 1, 2, 3), maps: Float32Array.of(1, 0, 0, 0, 1, 0, -1, -1, 0.5) };
  const parts = classParts(f, 0), next = random(5), within = (polygon, [u, v]) => polygon.every((p, i) => {
    const q = polygon[(i + 1) % polygon.length];
    return (q[0] - p[0]) * (v - p[1]) - (q[1] - p[1]) * (u - p[0]) >= -1e-12;
  });
  near(parts.reduce((sum, [, part]) => sum + seatOf(part).size, 0), 2, 1e-6);
  for (let i = 0; i < 100; i++) {
    const p = [next(), next()], scores = [0, 1, 2].map(k => outputAt(f, 0, ...p, k)), best = scores.indexOf(Math.max(...scores));
    assert.ok(within(parts.find(([k]) => k === best)[1], p));
  }
  const [best, share] = winner([1, 3, 2]);
  near([best, share], [1, Math.exp(3) / (Math.exp(1) + Math.exp(2) + Math.exp(3))]);
});

const DRAWN = windowOf([-2, 2, 1, 5]);

test('a view and a window say the same', () => {
  const view = { u: 0.25, v: -0.5, s: 0.5 };
  assert.deepEqual(ofView(DRAWN, WHOLE), DRAWN);
  assert.deepEqual(ofView(DRAWN, view), { x0: -1, y0: -1, w: 2 });
  assert.deepEqual(asView(DRAWN, ofView(DRAWN, view)), view);
  assert.ok(same(DRAWN, { ...DRAWN, w: 4 + 1e-7 }) && !same(DRAWN, { ...DRAWN, x0: -1.9 }));
  assert.deepEqual(asked({ x0: -1, y0: 2, w: 4 }), { x: 1, y: 4, r: 2 });
  assert.equal(asked({ x0: 5000, y0: 0, w: 2 }).x, 1000);
  assert.deepEqual([limited(DRAWN, { ...WHOLE, s: 1e-9 }).s, limited(DRAWN, { ...WHOLE, s: 1e9 }).s], [5e-7, 500]);
});

test('zooming keeps the place under the pointer', () => {
  const view = { u: 0.1, v: 0.2, s: 0.7 }, next = zoomed(view, 0.5, 0.3, 0.6);
  near([(0.3 - next.u) / next.s, (0.6 - next.v) / next.s, next.s], [(0.3 - view.u) / view.s, (0.6 - view.v) / view.s, 0.35]);
});

test('dragging keeps the place under the hand, also of two fingers', () => {
  const box = { left: 10, top: 20, width: 400, height: 400 }, view = { u: 0.1, v: 0.2, s: 0.5 };
  const place = ({ u, v, s }, x, y) => [u + s * (x - box.left) / 400, v + s * (1 - (y - box.top) / 400)];
  const one = dragged(view, gripOf([{ clientX: 100, clientY: 100 }]), gripOf([{ clientX: 160, clientY: 70 }]), box);
  near(place(one, 160, 70), place(view, 100, 100));
  assert.equal(one.s, view.s);
  const from = gripOf([{ clientX: 100, clientY: 100 }, { clientX: 200, clientY: 100 }]), to = gripOf([{ clientX: 50, clientY: 100 }, { clientX: 250, clientY: 100 }]);
  const two = dragged(view, from, to, box);
  near([two.s, ...place(two, 150, 100)], [0.25, ...place(view, 150, 100)]);
});

test('an axis has ticks where its numbers are', () => {
  assert.deepEqual(ticksOf(-1, 1), [{ v: -1, at: 0 }, { v: 0, at: 0.5 }, { v: 1, at: 1 }]);
  for (const [low, high] of [[-1.37, 0.2], [39, 41], [0.1, 0.1003], [-1000, 1000]]) {
    const ticks = ticksOf(low, high);
    assert.ok(ticks.length >= 2 && ticks.every(({ v, at }) => at > -1e-6 && at < 1 + 1e-6 && Math.abs(low + at * (high - low) - v) < 1e-6 * (high - low)));
  }
});

const SAID = { picture: null, raster: 0, activation: 'relu', layers: [{}, {}], outputs: ['f'], marks: { many: 0, labels: [] } };

test('the surface has the colours of the map, and says which', () => {
  const f = { ...square(), values: cornerValues(square()) }, colours = { tints: Array.from({ length: 7 }, (_, i) => [i, 0, 0]) };
  const scene = { f, colours, words: 2, upto: 2, head: SAID, limit: 1, scale: { colours: Uint32Array.from({ length: 511 }, (_, i) => i) } };
  const of = fill => [0, 1].map(r => colourOf({ ...scene, fill }, r));
  assert.deepEqual(of('regions'), [...tintsOf(f, 2, 7)].map(tint => `rgb(${tint},0,0)`));
  assert.deepEqual(of('none'), of('regions'));
  assert.deepEqual(of('output'), ['rgb(229,0,0)', 'rgb(69,1,0)']);
  assert.equal(surfaceOf({ ...scene, fill: 'regions' }), 'f as a surface, in the colours of the regions: drag to turn it');
  assert.equal(surfaceOf({ ...scene, fill: 'output' }), 'f as a surface, blue below 0, orange above: drag to turn it');
});

test('the figure says what its points, lines, colours and marks are', () => {
  const said = (fill, head = {}, upto = 2) => meaningOf({ head: { ...SAID, ...head }, fill, upto });
  assert.equal(said('regions'), 'Each point is an input (x, y) of the network. On a line one neuron is 0: there the network bends. Colours only tell regions apart.');
  assert.match(said('output', { marks: { many: 300, labels: [] } }), /blue below 0, orange above.*two classes\.$/);
  const pictures = { picture: [28, 28], outputs: ['7', '2', '1'], marks: { many: 3, labels: ['7', '2', '1'] } };
  assert.match(said('classes', pictures), /^Each point is a picture.*largest score there\.$/);
  assert.ok(!said('none', { activation: 'identity' }).includes('line'));
});

test('the figure says of colours and of the line at 0 what is drawn with the layers that are shown', () => {
  const points = { marks: { many: 300, labels: [] } }, three = { outputs: ['a', 'b', 'c'] };
  const drawn = (fill, head = {}, upto = 2) => {
    const scene = { head: { ...SAID, ...head }, fill, upto };
    assert.equal(meaningOf(scene).includes('dashed line'), hasZero(scene));
    assert.equal(meaningOf(scene).includes('Colours only tell regions apart'), fillOf(scene) === 'regions');
    assert.equal(meaningOf(scene).includes('Colours are the output'), fillOf(scene) === 'output');
    return [fillOf(scene), hasZero(scene)];
  };
  assert.deepEqual(drawn('output'), ['output', true]);
  assert.deepEqual(drawn('output', {}, 1), ['regions', false]);
  assert.deepEqual(drawn('output', { raster: 400 }), ['output', false]);
  assert.deepEqual(drawn('output', { raster: 400 }, 1), ['none', false]);
  assert.deepEqual(drawn('regions', points), ['regions', true]);
  assert.deepEqual(drawn('none', points), ['none', true]);
  assert.deepEqual(drawn('none', points, 1), ['none', false]);
  assert.deepEqual(drawn('classes', { ...points, ...three }), ['classes', false]);
  assert.deepEqual(drawn('classes', three, 1), ['regions', false]);
});
