// Elements, icons, and the keys that move over a tile.
import { clamp } from './numbers.js';

const GLYPHS = {
  first: '<path d="M5 5h2.4v14H5zM19 5v14L9 12z"/>', back: '<path d="M17 5v14L7 12z"/>',
  ahead: '<path d="M7 5v14l10-7z"/>', last: '<path d="M16.6 5H19v14h-2.4zM5 5v14l10-7z"/>',
  play: '<path d="M8 4.5v15L20 12z"/>', pause: '<path d="M6.5 5h3.8v14H6.5zM13.7 5h3.8v14h-3.8z"/>',
};
export const glyph = name => `<svg viewBox="0 0 24 24" aria-hidden="true">${GLYPHS[name]}</svg>`;

export function make(tag, className, text) {
  const el = document.createElement(tag);
  if (className) el.className = className;
  if (text !== undefined) el.textContent = text;
  return el;
}

// A text that changes and moves nothing beside it: it has the room of the longest one (steady.css).
export function steady(text, longest, tag = 'span') {
  const el = make(tag, 'steady', text);
  el.dataset.longest = longest;
  return el;
}

// Arrow keys move a pixel cursor, PageUp and PageDown change the tile; returns true if the key was used.
export function movePixel(event, spot, H, W, tiles) {
  const by = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  if (by) {
    spot.row = clamp(spot.row + by[0], 0, H - 1);
    spot.col = clamp(spot.col + by[1], 0, W - 1);
  } else if (event.key === 'PageDown') spot.tile = (spot.tile + 1) % tiles;
  else if (event.key === 'PageUp') spot.tile = (spot.tile + tiles - 1) % tiles;
  else return false;
  event.preventDefault();
  return true;
}
