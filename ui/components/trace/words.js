// Numbers and names as the formula writes them; `_{...}` is an index.
import { make } from '../shared/elements.js';
import { brief, inWords, signed } from '../shared/numbers.js';

export const sign = v => v < 0 ? 'below' : v > 0 ? 'above' : '';
export const signOf = text => text.startsWith('−') ? 'below' : text === '0' ? '' : 'above';
export const bracket = v => v < 0 ? `(${inWords(v)})` : inWords(v);
export const plain = text => text.replace(/_\{(.*?)\}/g, ' $1');

// Inside a circle there is room for two digits.
export function inside(v) {
  const size = Math.abs(v);
  if (size < 0.01 || size >= 1e4 || Number.isNaN(v)) return brief(v);
  return signed(v, size < 9.95 ? 2 : size < 100 ? 1 : 0).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
}

export function rich(el, text) {
  el.replaceChildren(...text.split(/(_\{.*?\})/).map(part => part.startsWith('_{') ? make('sub', '', part.slice(2, -1)) : part));
  return el;
}
