// A reading stands at what it reads: above it, or below where there is no room, inside its figure and the window.
import { clamp } from './numbers.js';
import { zoomOf } from './zoom.js';

const APART = 10, MARGIN = 4;  // CSS pixels from what is read, and from the edges of the room
const HEADER = 44;  // pixels of an element (ui/style.py)

// Where a box of this size stands: { left, top }. anchor and room: { left, top, right, bottom }.
export function readingPlace(anchor, { width, height }, room) {
  const inside = (v, low, high) => clamp(v, low + MARGIN, Math.max(low + MARGIN, high - MARGIN));
  const above = anchor.top - APART - height, isRoom = above >= room.top + MARGIN;
  return {
    left: inside((anchor.left + anchor.right) / 2 - width / 2, room.left, room.right - width),
    top: inside(isRoom ? above : anchor.bottom + APART, room.top, room.bottom - height),
  };
}

// Put `box`, which lies in `root`, at the element that is read; without one it is put away. The page's own head covers
// HEADER of the window, and grows with it.
export function standAt(box, root, element) {
  box.hidden = !element;
  if (!element) return;
  const frame = root.getBoundingClientRect(), size = box.getBoundingClientRect(), anchor = element.getBoundingClientRect();
  const zoom = zoomOf(root), across = { left: Math.max(0, frame.left), right: Math.min(innerWidth, frame.right) };
  const { left, top } = readingPlace(anchor, size, { ...across, top: HEADER * zoom, bottom: innerHeight });
  Object.assign(box.style, { left: (left - frame.left) / zoom + 'px', top: (top - frame.top) / zoom + 'px' });
}
