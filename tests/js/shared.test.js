import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromLab, MIDDLE, pack32, scaled, toLab } from '../../ui/components/shared/colours.js';
import { fit } from '../../ui/components/shared/canvas.js';
import { movePixel } from '../../ui/components/shared/elements.js';
import { beyond, extent, extentOfCodes } from '../../ui/components/shared/extent.js';
import { sameBytes, unpack } from '../../ui/components/shared/message.js';
import { brief, count, digits, ease, inWords, mix, percent, powered, signed } from '../../ui/components/shared/numbers.js';
import { readingPlace, standAt } from '../../ui/components/shared/reading.js';
import { linearTicks, tickWords } from '../../ui/components/shared/ticks.js';
import { nearest, placeOf, stepTicks } from '../../ui/components/shared/timeline.js';
import { forHand } from '../../ui/components/shared/touch.js';
import { press } from '../../ui/components/shared/transport.js';
import { density, within } from '../../ui/components/shared/zoom.js';
import { near, packed, random } from './helpers.js';

test('a number has the digits it deserves, and a minus that is one', () => {
  assert.deepEqual([0, 0.5, -0.5, 9.96, -123.4].map(v => signed(v, 1)), ['0.0', '0.5', '−0.5', '10.0', '−123.4']);
  assert.deepEqual([-0.04, NaN, Infinity, -Infinity].map(v => signed(v, 1)), ['0.0', 'not a number', '∞', '−∞']);
  assert.deepEqual([0, 1, 12.34, 0.0123, -0.5, 1234].map(brief), ['0', '1.0', '12', '0.012', '−0.50', '1234']);
  assert.deepEqual([9.5e-7, -2e5, 1e-4].map(brief), ['9.5 · 10⁻⁷', '−2 · 10⁵', '1 · 10⁻⁴']);
  assert.deepEqual([0, 1, -1.5, 0.123456, 1234.5, 999.6, -2e5, NaN].map(v => inWords(v)),
    ['0', '1', '−1.5', '0.123', '1,235', '1,000', '−2 · 10⁵', '–']);
  assert.deepEqual([1234567.4, 12].map(count), ['1,234,567', '12']);
  assert.equal(powered(1.25e-10), '1.3 · 10⁻¹⁰');
  assert.equal(percent(0.1337), '13.4\u202f%');
  assert.deepEqual([0.5, 0.05, 0.009, 3, 0].map(digits), [0, 1, 2, 0, 2]);
});

test('what moves begins and ends where it should', () => {
  assert.deepEqual([0, 1].map(ease), [0, 1]);
  near(ease(0.5), 0.5);
  near([mix(2, 4, 0), mix(2, 4, 0.25), mix(2, 4, 1)], [2, 2.5, 4]);
});

test('a colour scale ends where 99 % of the values lie', () => {
  const values = Float32Array.from({ length: 1000 }, (_, i) => i < 995 ? (i % 2 ? 1 : -1) * i / 995 : 2);
  const { strong, most } = extent([values]);
  assert.equal(most, 2);
  assert.ok(strong >= 0.985 && strong < 1.01);
  assert.equal(beyond({ strong, most }), 'strongest: ±2.0');
  assert.equal(beyond({ strong: 1, most: 1.04 }), '');
  assert.deepEqual(extent([Int8Array.of(-128, 3, -4)], -128), { strong: 4, most: 4 });
  assert.deepEqual(extent([[NaN, 0]]), { strong: 0, most: 0 });
});

test('of codes the extent is found in one pass, and is the same', () => {
  const next = random(5);
  for (const wide of [0, 1, 2, 60, 254]) {
    const codes = Int8Array.from({ length: 999 }, () => (next() < 0.05 ? -128 : Math.round(wide * (next() * next() - 0.4 * next()))));
    assert.deepEqual(extentOfCodes(codes, -128), extent([codes], -128));
  }
  assert.deepEqual(extentOfCodes(Int8Array.of(-128, -128), -128), { strong: 0, most: 0 });
});

test('OKLab goes there and back, and a code has its place on the scale', () => {
  for (const bytes of [[0, 0, 0], [255, 255, 255], [51, 102, 204], [255, 0, 130]]) {
    assert.deepEqual(fromLab(toLab(bytes.map(v => v / 255))), bytes);
  }
  near(toLab([1, 1, 1]), [1, 0, 0], 1e-4);
  assert.deepEqual([-2, -1, 0, 0.5, 1, 9].map(v => scaled(v, MIDDLE)), [0, 0, 255, 383, 510, 510]);
  assert.equal(pack32([1, 2, 3]), 0xff030201);
});

test('a tile has whole device pixels, unless it would be much larger or smaller then', () => {
  assert.deepEqual(fit(56, 28, 1), { k: 2, css: 56 });
  assert.deepEqual(fit(60, 28, 2), { k: 4, css: 56 });
  assert.deepEqual(fit(40, 28, 1), { k: 1, css: 40 });
});

test('in a wide window a pixel of an element is several of the screen', () => {
  globalThis.window = { devicePixelRatio: 2 };
  const element = zoom => ({ currentCSSZoom: zoom, getBoundingClientRect: () => ({ left: 100, top: 40 }) });
  assert.deepEqual([1.5, 1, undefined].map(zoom => density(element(zoom))), [3, 2, 2]);
  assert.deepEqual(within({ clientX: 160, clientY: 70 }, element(1.5)), [40, 20]);
  assert.deepEqual(within({ clientX: 160, clientY: 70 }, element(undefined)), [60, 30]);
  delete globalThis.window;
});

test('keys move over a tile and stay on it', () => {
  const spot = { tile: 0, row: 0, col: 27 }, key = name => movePixel({ key: name, preventDefault() {} }, spot, 28, 28, 3);
  for (const name of ['ArrowUp', 'ArrowRight', 'ArrowDown', 'PageUp']) assert.ok(key(name));
  assert.deepEqual(spot, { tile: 2, row: 1, col: 27 });
  assert.equal(key('a'), false);
});

test('a message is read as Python packs it', () => {
  const data = packed({ n: 2, text: '½' }, Float32Array.of(1, 2), Int8Array.of(-1, 5));
  const { header, buffer, offset } = unpack(data);
  assert.deepEqual(header, { n: 2, text: '½' });
  assert.equal(offset % 4, 0);
  assert.deepEqual([...new Float32Array(buffer, offset, 2), ...new Int8Array(buffer, offset + 8, 2)], [1, 2, -1, 5]);
  assert.equal(unpack(new Uint8Array(3)), null);
  assert.equal(unpack(null), null);
  assert.ok(sameBytes(data, data.slice()));
  assert.ok(!sameBytes(data, data.slice(1)) && !sameBytes(data, null) && !sameBytes(data, data.map(v => v ^ 1)));
});

test('the nearest frame is the nearest on the axis of logarithms', () => {
  const steps = [0, 1, 2, 5, 10, 100, 1000], total = 3600, next = random(1);
  assert.deepEqual([placeOf(0, total), placeOf(total, total), placeOf(-1, total)], [0, 1, 0]);
  for (let i = 0; i < 200; i++) {
    const place = next() * 1.2 - 0.1, apart = steps.map(step => Math.abs(Math.log(1 + step) / Math.log(1 + total) - place));
    assert.equal(nearest(steps.length, k => steps[k], total, place), apart.indexOf(Math.min(...apart)));
  }
  assert.equal(nearest(0, () => 0, total, 0.5), 0);
  assert.deepEqual(stepTicks(3600), [0, 1, 10, 100, 1000, 3600]);
  assert.deepEqual(stepTicks(1), [0, 1]);
});

test('every tick of an axis reads as another number, as it is, without idle zeros', () => {
  for (const [low, high, parts] of [[0.49975, 0.50025, 3], [-1.37, 0.2, 3], [39, 41, 3], [0.1, 0.1003, 3], [-1000, 1000, 3], [999.999999, 1000.000001, 3],
    [-2e-6, 1e-6, 3], [0, 1, 6], [-3.1, 4.7, 4], [0, 12345, 3]]) {
    const ticks = linearTicks(low, high, parts), words = ticks.map(v => tickWords(v, (high - low) / parts));
    assert.equal(new Set(words).size, ticks.length, words.join());
    near(words.map(text => Number(text.replace('−', '-'))), ticks, 1e-3 * (high - low));
    assert.ok(words.every(text => !/\.\d*0$|\.$|-/.test(text)), words.join());
  }
  assert.deepEqual([-0.25, 0, 0.5, 1].map(v => tickWords(v, 0.25)), ['−0.25', '0', '0.5', '1']);
  assert.deepEqual([0.0002, 0.15, 1, 20, 5000, 1e-7].map(v => tickWords(v)), ['0.0002', '0.15', '1', '20', '5000', '1 · 10⁻⁷']);
});

test('every key of the timeline does what its button does', () => {
  const done = [], on = { step: by => done.push(by), first: () => done.push('first'), last: () => done.push('last'), toggle: () => done.push('toggle') };
  for (const key of ['ArrowLeft', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End', ' ']) assert.ok(press({ key }, on));
  assert.deepEqual(done, [-1, 1, -10, 10, 'first', 'last', 'toggle']);
  assert.equal(press({ key: 'x' }, on), false);
});

test('a reading stands above what it reads, below where there is no room, and never outside', () => {
  const room = { left: 0, top: 44, right: 375, bottom: 800 }, size = { width: 200, height: 30 };
  const at = (left, top) => readingPlace({ left, top, right: left + 5, bottom: top + 5 }, size, room);
  assert.deepEqual(at(180, 400), { left: 82.5, top: 360 });
  assert.deepEqual(at(180, 60), { left: 82.5, top: 75 });
  for (const left of [-20, 0, 100, 370]) {
    const found = at(left, 300);
    assert.ok(found.left >= 0 && found.left + size.width <= 375 && Math.abs(found.top + size.height - 300) < 20);
  }
  const low = { ...room, bottom: 90 };
  assert.deepEqual(readingPlace({ left: 180, top: 60, right: 185, bottom: 65 }, size, low), { left: 82.5, top: 56 });
});

test('a reading stands below the head of the page, which is larger in a wide window', () => {
  Object.assign(globalThis, { innerWidth: 1920, innerHeight: 1080 });
  const element = (box, more) => ({ getBoundingClientRect: () => box, ...more });
  const read = (top, zoom) => {
    const root = element({ left: 0, top: 0, right: 1000 }, { currentCSSZoom: zoom }), box = element({ width: 100, height: 20 }, { style: {} });
    standAt(box, root, element({ left: 500, right: 510, top, bottom: top + 10 }));
    return [box.hidden, box.style.left, box.style.top];
  };
  assert.deepEqual(read(90, 1), [false, '455px', '60px']);
  assert.deepEqual(read(90, 1.25), [false, '364px', '48px']);
  assert.deepEqual(read(88, 1.25), [false, '364px', '86.4px'], 'above it, the head would cover it');
  delete globalThis.innerWidth;
  delete globalThis.innerHeight;
});

test('what a mouse points at, a finger taps', t => {
  const words = 'Point at a region, or point at another.';
  assert.equal(forHand(words), words);
  globalThis.matchMedia = () => ({ matches: true });
  t.after(() => { delete globalThis.matchMedia; });
  assert.equal(forHand(words), 'Tap a region, or tap another.');
});
