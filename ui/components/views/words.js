// Numbers as the three views write them.
import { brief } from '../shared/numbers.js';

export const low = n => String(n).replace(/\d/g, d => '₀₁₂₃₄₅₆₇₈₉'[d]);
export const minus = text => text.replace('-', '−');
export const bracket = v => v.startsWith('−') ? `(${v})` : v;
export function say(element, text) { if (element.textContent !== text) element.textContent = text; }

// Two decimals without idle zeros; what is small or large, shorter.
export function tidy(v, places = 2) {
  if (!(Math.abs(v) >= 1e-12)) return Number.isFinite(v) ? '0' : brief(v);
  if (Math.abs(v) < 0.5 * 10 ** -places || Math.abs(v) >= 1000) return brief(v);
  return minus(String(Number(v.toFixed(Math.abs(v) >= 100 ? 1 : places))));
}
