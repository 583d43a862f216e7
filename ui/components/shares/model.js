// Scores into probabilities and back, as core/experiments/softmax computes them; no page is needed here.
import { clamp, inWords, signed } from '../shared/numbers.js';

const LN10 = Math.log(10), f32 = Math.fround;

export const logSumExp = z => {
  const most = Math.max(...z);
  return most + Math.log(z.reduce((sum, v) => sum + Math.exp(v - most), 0));
};

// { z, exponents, logs, logTotal, shown, p }: logs are those of the exponentials and of their sum, in the chosen arithmetic;
// shown are the probabilities in it, NaN where they are no numbers, and p those in double precision.
export function compute({ scores, temperature, shift, arithmetic }) {
  const z = scores.map(s => (s + shift) / temperature), most = Math.max(...z);
  const parts = z.map(v => Math.exp(v - most)), sum = parts.reduce((a, b) => a + b, 0), p = parts.map(v => v / sum);
  if (arithmetic === 'exact') return { z, exponents: z, logs: z, logTotal: logSumExp(z), shown: p, p };
  const single = z.map(f32), top = Math.max(...single);
  const exponents = arithmetic === 'shifted' ? single.map(v => f32(v - top)) : single;
  const exps = exponents.map(v => f32(Math.exp(v))), total = exps.reduce((a, b) => f32(a + b), 0);
  return { z, exponents, logs: exps.map(Math.log), logTotal: Math.log(total), shown: exps.map(v => f32(v / total)), p };
}

// Whether the probability that is shown is not the one that logarithms give.
export const isOff = ({ shown, p }, k) => !(Math.abs(shown[k] - p[k]) < 5e-4);

// Why the chosen arithmetic fails, where it does.
export function failure(found) {
  if (!found.p.some((_, k) => isOff(found, k))) return '';
  if (found.logTotal === Infinity) return 'But the sum of the exponentials is infinite in float32.';
  return found.logTotal === -Infinity ? 'But every exponential is 0 in float32.' : 'But float32 has too few digits here.';
}

// What becomes of the probabilities with one class more, or with one less: the others keep their proportions.
export function addedWords({ p }) {
  const k = p.length - 1;
  return `Class ${k} is new. With a score of 0 it takes ${shareWords(p[k])}, and the others keep their proportions.`;
}
export const removedWords = ({ p }) =>
  `Class ${p.length - 1} is gone. The others share its ${shareWords(p.at(-1))}, and keep their proportions.`;

const logit = p => Math.log(p) - Math.log1p(-p);

// The score that gives class k the share `wanted` while all other scores stay: ds = T (logit(p*) - logit(p)).
export function scoreFor({ scores, temperature, shift }, k, wanted) {
  const others = scores.flatMap((s, j) => j === k ? [] : [(s + shift) / temperature]);
  return temperature * (logit(wanted) + logSumExp(others)) - shift;
}

// Half the width of the axis of scores: 5, 10, 20, 50 and so on, with room beyond the largest.
export function axisFor(scores, largest) {
  const most = 1.02 * Math.max(...scores.map(Math.abs));
  for (let power = 1; power < largest; power *= 10) {
    const found = [5, 10, 20].map(v => v * power).find(v => v >= most);
    if (found) return Math.min(found, largest);
  }
  return largest;
}

// What one press of an arrow key moves a score by, which is also what a drag snaps to.
export const stepOf = half => 10 ** (Math.ceil(Math.log10(half / 2)) - 2);
export const snapped = (v, step) => Number((Math.round(v / step) * step).toFixed(4)) + 0;

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const raised = n => (n < 0 ? '⁻' : '') + [...String(Math.abs(n))].map(d => RAISED[d]).join('');

// e to the power of `log` in a few characters, however large: 8.8 · 10⁴³⁴².
export function powerOfE(log) {
  if (log === Infinity) return '∞';
  if (Number.isNaN(log)) return 'no number';
  if (log === -Infinity) return '0';
  if (log > Math.log(0.005) && log < Math.log(1e5)) return log < Math.log(100) ? Math.exp(log).toFixed(2) : inWords(Math.exp(log));
  let whole = Math.floor(log / LN10), factor = Math.exp(log - whole * LN10).toFixed(1);
  if (factor === '10.0') { whole++; factor = '1.0'; }
  return `${factor.replace('.0', '')} · 10${raised(whole)}`;
}

// A probability as it is read: it says none or all only where that is so.
export function shareWords(p) {
  if (Number.isNaN(p)) return 'no number';
  const text = signed(100 * p, 1), tail = '\u202f%';
  if (text === '0.0') return (p > 0 ? '< 0.1' : '0') + tail;
  if (text === '100.0') return (p < 1 ? '> 99.9' : '100') + tail;
  return text + tail;
}

// A score with two decimals where it has them; large ones without.
export const scoreWords = s => signed(s, Math.abs(s) >= 1000 ? 0 : Math.abs(s) >= 100 ? 1 : 2);

// As the setting has it: plain decimals without idle zeros.
export const plain = (v, places = 12) => {
  const text = v.toFixed(places).replace(/\.?0+$/, '');
  return text === '-0' ? '0' : text;
};
export const writeNow = ({ scores, temperature, shift }) => [scores.map(s => plain(s)).join(','), String(temperature), String(shift)].join('|');

// A temperature on its logarithmic slider, 0 to 1, and back with three digits that count.
export const heatShare = (t, [low, high]) => Math.log(t / low) / Math.log(high / low);
export const heatAt = (share, [low, high]) => clamp(Number((low * (high / low) ** share).toPrecision(3)), low, high);

// What exp() is taken of, in words.
export function exponentWords({ temperature, shift, arithmetic }) {
  const t = temperature === 1 ? '' : ' ÷ T', c = !shift ? 's' : shift > 0 ? `s + ${inWords(shift)}` : `s − ${inWords(-shift)}`;
  const z = t && shift ? `(${c})${t}` : c + t;
  return arithmetic === 'shifted' ? `exp(${z} − largest)` : `exp(${z})`;
}
