// Numbers as every component writes them. No page is needed here.
export const clamp = (v, low, high) => Math.max(low, Math.min(high, v));
export const mix = (a, b, t) => a + (b - a) * t;
export const ease = t => t * t * (3 - 2 * t);

export function digits(step) { return step > 0 ? clamp(Math.floor(-Math.log10(step)), 0, 8) : 2; }

export function signed(v, places) {
  if (!Number.isFinite(v)) return Number.isNaN(v) ? 'not a number' : v < 0 ? '−∞' : '∞';
  const text = Math.abs(v).toFixed(places);
  return (v < 0 && Number(text) !== 0 ? '−' : '') + text;
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const raised = power => (power < 0 ? '⁻' : '') + [...String(Math.abs(power))].map(digit => RAISED[digit]).join('');
const isExtreme = v => v !== 0 && (Math.abs(v) < 1e-3 || Math.abs(v) >= 1e5);

// A share in [0, 1]: 13.4 %, with a narrow space that does not break a line.
export const percent = (share, places = 1) => `${signed(100 * share, places)}\u202f%`;

// Two digits and a power of ten: 9.5 · 10⁻⁷.
export function powered(v) {
  const [factor, power] = Math.abs(v).toExponential(1).split('e');
  return `${v < 0 ? '−' : ''}${factor.replace('.0', '')} · 10${raised(Number(power))}`;
}

// So many digits that count and no idle zeros, as number() of core/words.py writes them.
export function inWords(v, places = 3) {
  if (!Number.isFinite(v)) return Number.isNaN(v) ? '–' : v < 0 ? '−∞' : '∞';
  if (isExtreme(v)) return powered(v);
  const text = Number(v.toPrecision(places)).toLocaleString('en-US', { maximumFractionDigits: 20 });
  return (Math.abs(v) >= 10 ** places - 0.5 ? count(v) : text).replace('-', '−');
}

// Two digits that count, with their zeros, so that the text of a value that changes does not jump.
export function brief(v) {
  if (!Number.isFinite(v)) return '–';
  if (isExtreme(v)) return powered(v);
  return signed(v, v === 0 ? 0 : clamp(1 - Math.floor(Math.log10(Math.abs(v))), 0, 5));
}

export const count = v => Math.round(v).toLocaleString('en-US');
