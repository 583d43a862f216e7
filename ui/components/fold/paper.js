// The colours of the paper: its front, its back, where it is pressed flat, each with ink from none to full.
import { pack32, parseColour } from '../shared/colours.js';
import { mix } from '../shared/numbers.js';

export function paperColours(theme) {
  const text = parseColour(theme.text), mixed = share => theme.zero.map((v, c) => mix(v, text[c], share)), { dark } = theme;
  const front = dark ? mixed(0.15) : theme.zero, back = mixed(dark ? 0.27 : 0.1), flat = mixed(dark ? 0.2 : 0.05);
  const pen = parseColour(theme.grey), bytes = colour => colour.map(v => Math.round(255 * v));
  const css = colour => `rgb(${bytes(colour).join()})`;
  const table = base => Uint32Array.from({ length: 256 }, (_, v) => pack32(bytes(base.map((c, i) => mix(c, pen[i], v / 255)))));
  return { tables: [front, back, flat].map(table), front: css(front), back: css(back), flat: css(flat), ink: css(pen),
    edge: css(mixed(dark ? 0.42 : 0.3)) };
}
