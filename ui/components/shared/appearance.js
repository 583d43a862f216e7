// Which theme the page has, and its colours on a component's element; theme.js is written from charts/theme.py.
import { parseColour, toLab } from './colours.js';
import { THEME } from './theme.js';

export function readTheme(root) {
  const style = getComputedStyle(root);
  const seen = style.getPropertyValue('--st-background-color') || '#ffffff';
  const background = parseColour(seen);
  const dark = toLab(background)[0] < 0.6;
  const accent = style.getPropertyValue('--st-primary-color').trim();
  const font = style.fontFamily || 'sans-serif';
  return { ...THEME[dark ? 'dark' : 'light'], dark, accent, font, seen, zero: background,
    signature: [seen, accent, style.getPropertyValue('--st-text-color'), font].join() };
}

export function paint(root, theme) {
  for (const name of ['text', 'grey', 'rule', 'train', 'test']) root.style.setProperty('--' + name, theme[name]);
  root.style.setProperty('--paper', theme.seen);
  root.style.setProperty('--accent', theme.accent || theme.text);
  root.style.setProperty('--above', theme.above_text);
  root.style.setProperty('--below', theme.below_text);
  root.classList.toggle('dark', theme.dark);
}

// One colour for each of n layers, as charts/theme.py's depth_colours gives them.
export function depthColours(theme, n) {
  const stops = THEME.depth[theme.dark ? 'dark' : 'light'].map(parseColour);
  return Array.from({ length: n }, (_, layer) => {
    const t = (n > 1 ? layer / (n - 1) : 0.8) * (stops.length - 1), j = Math.min(stops.length - 2, Math.floor(t));
    return `rgb(${stops[j].map((v, c) => Math.round(255 * (v + (stops[j + 1][c] - v) * (t - j)))).join()})`;
  });
}
