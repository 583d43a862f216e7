import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headroomOf } from '../../ui/components/shared/headroom.js';

// What the browser gives: an element whose height the style sheet of the page says, and a watch on its size.
function page(height) {
  const measure = { style: {}, get clientHeight() { return height; } }, watched = [];
  globalThis.document = { createElement: () => measure };
  globalThis.ResizeObserver = class { observe(what) { watched.push(what); } disconnect() { watched.length = 0; } };
  const root = { currentCSSZoom: 1.5, append() {}, getBoundingClientRect: () => ({ top: 300 }) };
  return { root, watched, measure };
}

test('what the page leaves to a figure is in pixels of the figure, and less from an element further down', () => {
  const { root, watched, measure } = page(405), headroom = headroomOf(root, () => {});
  assert.equal(headroom.most(), 405);
  assert.equal(headroom.from({ getBoundingClientRect: () => ({ top: 450 }) }), 305);
  assert.deepEqual(watched, [measure]);
  headroom.stop();
  assert.deepEqual(watched, []);
});

test('where the page says nothing a figure is as high as it likes', () => {
  const headroom = headroomOf(page(0).root, () => {});
  assert.equal(headroom.most(), Infinity);
  assert.equal(headroom.from({ getBoundingClientRect: () => ({ top: 450 }) }), Infinity);
});
