import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameOf, packetView, sheetView } from '../../ui/components/fold/camera.js';
import { foldingOf, foldsMade, momentOf, readFolds, stopsOf, timeOf, unstretched, writeFolds } from '../../ui/components/fold/folding.js';
import { across, after, at, bounds, creasesOf, distinct, forward, height, lineOf, part, placed, SAME, unfold, zoomed } from '../../ui/components/fold/geometry.js';
import { gripAt, gripsOf, lineThrough } from '../../ui/components/fold/handles.js';
import { halvings, pullBack, sample } from '../../ui/components/fold/picture.js';
import { roomIn } from '../../ui/components/fold/room.js';
import { sharingWords, stageWords } from '../../ui/components/fold/words.js';
import { near, random } from './helpers.js';

const byHand = (text, slope = -1) => foldingOf({ mode: 'hand', slope }, readFolds(text));
const regular = (depth, slope = -1) => foldingOf({ mode: 'regular', depth, slope }, []);
const area = polygon => Math.abs(polygon.reduce((sum, [x, y], i) => { const [u, v] = polygon[(i + 1) % polygon.length]; return sum + x * v - u * y; }, 0)) / 2;
const points = (seed, n) => { const next = random(seed); return Array.from({ length: n }, () => [2 * next() - 1, 2 * next() - 1]); };

test('mirroring is its own inverse and leaves the line alone, pressing goes to the line', () => {
  const line = lineOf(30, 0.2), mirror = across(line, 2), press = across(line, 1), on = [0.2 * line.n[0] - line.n[1], 0.2 * line.n[1] + line.n[0]];
  for (const p of points(1, 20)) {
    near(at(mirror, at(mirror, p)), p);
    near(height(line, at(mirror, p)), -height(line, p));
    near(height(line, at(press, p)), 0);
  }
  near(at(mirror, on), on);
  near(after(mirror, mirror), SAME);
  near(at(after(zoomed(1), mirror), [0.3, 0.4]), at(zoomed(1), at(mirror, [0.3, 0.4])));
  assert.deepEqual([lineOf(90, 0).n, lineOf(180, 1).n], [[0, 1], [-1, 0]]);
});

test('folds are read as they are written', () => {
  assert.deepEqual(readFolds('30:0.1;210:-0.25'), [[30, 0.1], [210, -0.25]]);
  assert.deepEqual(readFolds(''), []);
  assert.equal(writeFolds([[30.04, 0.12345], [0, -0]]), '30:0.123;0:0');
});

test('a fold parts the paper and loses nothing of it', () => {
  for (const text of ['30:0.1;210:-0.25;77:0.3', '0:0;90:0;45:-0.4', '45:0;135:0']) for (const slope of [-1, 0]) {
    for (const stage of byHand(text, slope).stages) near(stage.reduce((sum, piece) => sum + area(piece.on), 0), 4, 1e-9);
  }
  const { stay, move } = part(byHand('').stages[0], lineOf(0, 0.5));
  near([area(stay[0].on), area(move[0].on)], [1, 3]);
});

test('layers of |x| fold the sheet into 4^depth squares that lie on it exactly', () => {
  for (const depth of [1, 2, 3]) {
    const folding = regular(depth), last = folding.stages.at(-1);
    assert.equal(last.length, 4 ** depth);
    near(Object.values(bounds(last.map(placed))), [-1, 1, -1, 1]);
    assert.deepEqual([folding.folds, folding.total], [2 * depth, 2.5 * depth]);
  }
});

test('what was on top of a flap is at the bottom of it when it has turned', () => {
  assert.deepEqual(byHand('0:0;0:0.5').stages[2].map(piece => piece.from), [0, 1, 1, 0]);
});

test('the packet turns its pieces over, pressed paper does not', () => {
  const folded = byHand('0:0').stages[1], pressed = byHand('0:0', 0).stages[1];
  assert.deepEqual([folded.map(p => p.back), pressed.map(p => p.back), pressed.map(p => p.flat)], [[false, true], [false, false], [false, true]]);
});

test('what lies together is all that folds to the same place', () => {
  for (const folding of [byHand('30:0.1;100:-0.2'), regular(2)]) for (const p of points(2, 20)) {
    const q = forward(folding.steps, folding.slope, p), all = unfold(folding.steps, folding.slope, q);
    assert.ok(all.some(r => Math.hypot(r[0] - p[0], r[1] - p[1]) < 1e-9));
    for (const r of all) near(forward(folding.steps, folding.slope, r), q, 1e-9);
  }
  assert.equal(unfold(regular(2).steps, -1, [0.3, 0.4]).length, 16);
  assert.equal(unfold(byHand('0:0').steps, -1, [-0.3, 0]).length, 0);
});

test('a piece says where its points lie', () => {
  const folding = byHand('30:0.1;100:-0.2;250:0.1'), centre = polygon => polygon.reduce(([a, b], [x, y]) => [a + x / polygon.length, b + y / polygon.length], [0, 0]);
  for (const piece of folding.stages.at(-1)) near(at(piece.map, centre(piece.on)), forward(folding.steps, -1, centre(piece.on)), 1e-9);
});

test('creases are the lines at which the sheet is folded', () => {
  const folding = byHand('30:0.1;100:-0.2'), edges = creasesOf(folding.steps, folding.parts);
  assert.ok(edges.fold.includes(0) && edges.fold.includes(1));
  edges.fold.forEach((fold, i) => {
    for (const p of [edges.at.slice(4 * i, 4 * i + 2), edges.at.slice(4 * i + 2, 4 * i + 4)]) {
      near(height(folding.steps[fold], forward(folding.steps.slice(0, fold), -1, p)), 0, 1e-9);
    }
  });
});

test('of many equal pieces the lowest and the highest are drawn', () => {
  const last = regular(3).stages.at(-1), shown = distinct(last);
  assert.deepEqual(shown, [...last.slice(0, 3), ...last.slice(-3)]);
  assert.equal(distinct(shown), shown);
});

test('time goes from fold to fold', () => {
  const folding = regular(2);
  assert.deepEqual([0, 0.4, 1, 2, 2.25, 5].map(t => momentOf(folding, t)), [{ s: 0, e: 0 }, { s: 0, e: 0.4 }, { s: 1, e: 0 }, { s: 2, e: 0 }, { s: 2, e: 0.5 }, { s: 6, e: 0 }]);
  assert.deepEqual(stopsOf(folding), [0, 1, 2.5, 3.5, 5]);
  assert.deepEqual([0, 2.5, 3.5].map(n => timeOf(folding, n)), [0, 2.25, 3]);
  assert.deepEqual([0, 2, 3, 6].map(s => foldsMade(folding, s)), [0, 2, 2, 4]);
  assert.deepEqual([0, 0.4, 2.2, 5].map(t => stageWords(folding, momentOf(folding, t))),
    ['before fold 1 of 4', 'fold 1 of 4', 'enlarged for layer 1', 'all 4 folds done']);
  assert.equal(stageWords(byHand('', 0), { s: 0, e: 0 }), 'no fold');
});

test('without stretching the same folds come closer to the corner', () => {
  const folding = byHand(writeFolds(unstretched(3, 6)));
  assert.equal(writeFolds(unstretched(3, 6)), '0:0;90:0;0:0.5;90:0.5;0:0.75;90:0.75');
  assert.equal(folding.stages.at(-1).length, 64);
  assert.equal(unstretched(9, 6).length, 6);
});

test('there is room for a picture where many layers lie', () => {
  const [x, y, half] = roomIn(byHand('').stages[0]);
  near([x, y, half], [0, 0, 0.94], 1e-9);
  const folded = roomIn(byHand('0:0;90:0').stages.at(-1));
  near(folded, [0.5, 0.5, 0.47], 0.03);
  assert.deepEqual(roomIn([]), [0, 0, 0]);
  const small = { on: [[0, 0], [0.9, 0], [0.9, 0.9], [0, 0.9]], map: SAME };
  near(roomIn([...byHand('').stages[0], small]), [0, 0, 0.94], 1e-9);
  assert.ok(roomIn([...byHand('').stages[0], ...Array.from({ length: 5 }, () => small)])[2] < 0.5);
});

test('a picture is halved by means, and read between its pixels', () => {
  const levels = halvings(Uint8Array.of(0, 255, 255, 255), [2, 2]);
  assert.deepEqual([levels.length, levels.sharp, levels[1].v[0]], [2, true, 191.25]);
  near([sample(levels[0], 0.25, 0.25), sample(levels[0], 0.5, 0.25), sample(levels[0], 0.5, 0.5), sample(levels[0], 1.2, 0)], [0, 127.5, 191.25, 0]);
});

test('a picture pulled back is seen where the folds take the sheet', () => {
  const { steps } = byHand('0:0'), room = [0.5, 0, 0.25], table = tone => Uint32Array.from({ length: 256 }, (_, v) => 1000 * tone + v);
  const spec = { box: { x0: -1, x1: 1, y0: -1, y1: 1 }, k: 20, steps, slope: -1, room, levels: halvings(new Uint8Array(64).fill(255), [8, 8]), tables: [0, 1, 2].map(table), fine: 1, tone: null };
  const { out, w, h } = pullBack(spec), pixel = (x, y) => out[Math.floor((1 - y) / 2 * h) * w + Math.floor((x + 1) / 2 * w)];
  assert.deepEqual([w, h], [40, 40]);
  assert.deepEqual([pixel(0.51, 0), pixel(-0.51, 0), pixel(0.9, 0), pixel(-0.9, 0), pixel(0.51, 0.6)], [255, 1255, 0, 1000, 0]);
  const twice = pullBack({ ...spec, steps: byHand('0:0;90:0').steps });
  assert.deepEqual([[1, 1], [1, 38], [38, 1], [38, 38]].map(([i, j]) => twice.out[40 * i + j]), [1000, 0, 0, 1000]);
  const pressed = pullBack({ ...spec, slope: 0, room: [0, 0, 0.25] });
  assert.ok([2000, 2070].includes(pressed.out[3]) && pressed.out[30] === 0);
  assert.equal(pullBack({ ...spec, tone: 1 }).out[20 * 40 + 35], 1000);
});

test('the screen and the paper are told apart and back', () => {
  const size = { w: 500, h: 366 }, sheet = sheetView(size), view = packetView(size, { x: 0.1, y: 0.2, half: 1.3 });
  for (const p of points(4, 10)) { near(sheet.off(...sheet.on(p)), p); near(view.off(...view.on(p)), p); }
  assert.deepEqual(sheet.on([0, 0]), [250, 183]);
  near(at(view.raised([0, 0, 0.5]), [0.3, 0.4]), view.up(view.on([0.3, 0.4]), 0.5));
  near(at(view.flat.map((v, i) => v + view.lift([0.1, 0.2, 0.3])[i]), [0.3, 0.4]), at(view.raised([0.1, 0.2, 0.3]), [0.3, 0.4]));
  for (const text of ['', '30:0.5;200:0.9']) {
    const folding = byHand(text), camera = frameOf(folding, 0.8), { x0, x1, y0, y1 } = bounds(folding.stages.flat().map(placed));
    assert.ok(camera.y - camera.half < y0 && camera.y + camera.half > y1 && camera.x - camera.half / 0.8 < x0 && camera.x + camera.half / 0.8 > x1);
  }
});

test('a line goes through its handles, and comes back from them', () => {
  const size = { w: 500, h: 366 }, folding = byHand('30:0.2;100:-0.1'), view = packetView(size, frameOf(folding, 0.7));
  for (const k of [0, 1]) {
    const grips = gripsOf(folding, k), [first, second] = grips;
    for (const p of grips) near(height(folding.steps[k], p), 0);
    near(lineThrough(first, second, 0), folding.pairs[k], 1e-9);
    near(lineThrough(second, first, 1), folding.pairs[k], 1e-9);
    assert.deepEqual(gripAt(folding, view, k, grips, ...view.on(second)), { k, end: 1 });
    assert.deepEqual(gripAt(folding, view, k, grips, ...view.on([(first[0] + second[0]) / 2, (first[1] + second[1]) / 2])), { k, end: -1 });
  }
  assert.equal(lineThrough([0, 0], [0.1, 0], 0), null);
  assert.equal(gripAt(folding, view, -1, [], 0, 0), null);
});

test('places that lie together are counted in words', () => {
  assert.equal(sharingWords(-1, [0.5, -0.25], 16), '(0.50, −0.25) and 15 other places of the sheet lie on one another now');
  assert.equal(sharingWords(-1, [0, 0], 1), '(0.00, 0.00) lies alone so far');
});
