import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxOf, heightsOf, projection, seen } from '../../ui/components/shared/surface.js';
import { near } from './helpers.js';

const square = h => ({ corners: [[0, 0, h], [1, 0, h], [1, 1, h], [0, 1, h]], colour: String(h) });

test('the middle of the surface is the middle of the picture, however it is turned', () => {
  for (const turn of [{ az: 0, el: 0.5 }, { az: 2, el: 1.2 }]) near(projection(turn, [-1, 3], 1, 400, 200)(0.5, 0.5, 1).slice(0, 2), [200, 100]);
});

test('from above there are no heights, from the side nothing else', () => {
  const above = projection({ az: 0, el: Math.PI / 2 }, [0, 1], 1, 400, 200), side = projection({ az: 0, el: 0 }, [0, 1], 1, 400, 200);
  near(above(0.2, 0.9, 0).slice(0, 2), above(0.2, 0.9, 1).slice(0, 2), 1e-9);
  assert.ok(above(0, 1, 0)[1] < above(0, 0, 0)[1]);
  near(side(0.2, 0, 0.4)[1], side(0.2, 1, 0.4)[1], 1e-9);
  assert.ok(side(0, 0, 1)[1] < side(0, 0, 0)[1]);
});

test('turned by a quarter, x goes where y was; what is turned away is far', () => {
  const at = projection({ az: Math.PI / 2, el: 0.5 }, [0, 1], 1, 400, 200), straight = projection({ az: 0, el: 0.5 }, [0, 1], 1, 400, 200);
  near(at(1, 0.5, 0.5)[0], 200, 1e-9);
  assert.ok(at(1, 0.5, 0.5)[2] > 0 && straight(0.5, 1, 0.5)[2] > 0);
});

test('a surface that hardly rises is drawn flat, one that rises fills its height', () => {
  const tall = (high, scale) => {
    const at = projection({ az: 0, el: 0 }, [0, high], scale, 400, 200);
    return at(0, 0, 0)[1] - at(0, 0, high)[1];
  };
  near(tall(1, 1), 0.34 * 0.56 * 400, 1e-9);
  near(tall(100, 1), tall(1, 1), 1e-9);
  near(tall(0.01, 1), tall(1, 1) / 2, 1e-9);
  assert.equal(tall(0, 1), 0);
});

test('nothing of it is cut off, however it is turned and tilted, and all of it is large', () => {
  for (let az = -3; az < 3; az += 0.1) for (const el of [0.05, 0.3, 0.55, 0.9, 1.5]) for (const W of [300, 960]) {
    const at = projection({ az, el }, [-2, 5], 1, W, W / 2), xs = [], ys = [];
    for (const u of [0, 1]) for (const v of [0, 1]) for (const h of [-2, 5]) { const [x, y] = at(u, v, h); xs.push(x); ys.push(y); }
    assert.ok(Math.min(...xs) > 0 && Math.max(...xs) < W && Math.min(...ys) > 0 && Math.max(...ys) < W / 2, `${az} ${el}`);
    assert.ok(Math.max(...xs) - Math.min(...xs) > 0.33 * W);
  }
});

test('a surface stands in a box: its floor lies at the lowest value, and its upright axis reaches from there to the highest', () => {
  const facets = [{ corners: [[0, 0, -1], [1, 0, -1], [1, 1, 2], [0, 1, 2]], colour: '' }];
  for (let az = -3; az < 3; az += 0.5) for (const el of [0.05, 0.55, 1.5]) {
    const at = projection({ az, el }, [-1, 2], 1, 400, 200), box = boxOf(at, [-1, 2], facets), left = Math.min(...box.floor.map(([x]) => x));
    near(box.floor[2], at(1, 1, -1).slice(0, 2));
    near(box.posts[2].flat(), [...at(1, 1, -1).slice(0, 2), ...at(1, 1, 2).slice(0, 2)]);
    near(box.posts[0].flat(), [...box.floor[0], ...box.floor[0]]);  // it lies on the floor there
    assert.deepEqual(box.ticks.map(tick => tick.value), [-1, 0, 1, 2]);
    for (const tick of box.ticks) near(tick.at[0], left);
    near(box.ends.flat(), [left, box.ticks[0].at[1], left, box.ticks[3].at[1]]);
    for (const [x, y] of Object.values(box.names)) assert.ok(x > 6 && x < 394 && y > 4 && y < 196, `${az} ${el}`);
  }
  const flat = boxOf(projection({ az: 0, el: 0.5 }, [3, 3], 1, 400, 200), [3, 3], []);
  assert.deepEqual(flat.ticks.map(tick => tick.value), [3]);
});

test('the ticks of a surface are round, and stand apart also where it is seen from above', () => {
  const ticks = (low, high, el, apart) => boxOf(projection({ az: 0.6, el }, [low, high], 1, 400, 200), [low, high], [], apart).ticks;
  assert.deepEqual(ticks(-1.5, 0.035, 0.55, 0).map(tick => tick.value), [-1, 0]);
  near(ticks(-0.014, 0.027, 0.55, 0).map(tick => tick.value), [0, 0.02]);
  for (let el = 0.05; el < 1.6; el += 0.05) {
    const list = ticks(-7.3, 4.1, el, 15);
    for (let i = 1; i < list.length; i++) assert.ok(list[i - 1].at[1] - list[i].at[1] >= 15, String(el));
  }
  assert.ok(ticks(-7.3, 4.1, 0.3, 15).length > 1);
  assert.ok(ticks(-7.3, 4.1, Math.PI / 2, 15).length < 2);  // no two heights can be told apart there
});

test('facets come from far to near, and know how high they reach', () => {
  const back = { corners: [[0, 0.8, 0], [1, 0.8, 0], [1, 1, 0]], colour: 'back' }, front = { corners: [[0, 0, 0], [1, 0, 0], [1, 0.2, 0]], colour: 'front' };
  const order = turn => seen([front, back], projection(turn, [0, 1], 1, 400, 200)).map(f => f.colour);
  assert.deepEqual(order({ az: 0, el: 0.5 }), ['back', 'front']);
  assert.deepEqual(order({ az: Math.PI, el: 0.5 }), ['front', 'back']);
  assert.deepEqual(heightsOf([square(2), square(-1)]), [-1, 2]);
});
