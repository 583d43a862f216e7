// A reading stands at what it reads: above it, or below where there is no room, inside its figure and the window.
import { clamp } from './numbers.js';
import { zoomOf } from './zoom.js';

const APART = 10, MARGIN = 4;  // CSS pixels from what is read, and from the edges of the room

// Where a box of this size stands: { left, top }. anchor and room: { left, top, right, bottom }.
export function readingPlace(anchor, { width, height }, room) {
  const middle = (anchor.left + anchor.right) / 2 - width / 2, above = anchor.top - APART - height;
  return {
    left: clamp(middle, room.left + MARGIN, Math.max(room.left + MARGIN, room.right - MARGIN - width)),
    top: above >= room.top + MARGIN ? above : anchor.bottom + APART,
  };
}

// Put `box`, which lies in `root`, at the element that is read; without one it is put away. `header` is what the page's
// own head covers of the window.
export function standAt(box, root, element, header = 44) {
  box.hidden = !element;
  if (!element) return;
  const frame = root.getBoundingClientRect(), size = box.getBoundingClientRect(), anchor = element.getBoundingClientRect();
  const room = { left: Math.max(0, frame.left), right: Math.min(innerWidth, frame.right), top: header, bottom: innerHeight };
  const { left, top } = readingPlace(anchor, size, room), zoom = zoomOf(root);
  Object.assign(box.style, { left: (left - frame.left) / zoom + 'px', top: (top - frame.top) / zoom + 'px' });
}
