// What a linear layer says of a picture (N3, "From score to probability"), and how that is said.
import { FRAME } from './framing.js';

const PIXELS = FRAME * FRAME, SURE = 0.5, THIN = '\u202f%';

// logit_k = sum of template_k x ink, ink from 0 to 1; p = softmax(logits). `best` is the class of the largest.
export function read({ codes, scale, many }, picture) {
  const logits = Array.from({ length: many }, (_, k) => {
    let sum = 0;
    for (let i = 0; i < PIXELS; i++) if (picture[i]) sum += codes[k * PIXELS + i] * picture[i];
    return sum * scale / 255;
  });
  const most = Math.max(...logits), powers = logits.map(logit => Math.exp(logit - most));
  const all = powers.reduce((a, b) => a + b, 0);
  return { logits, probabilities: powers.map(power => power / all), best: logits.indexOf(most) };
}

// Shares of one whole in whole per cent, which sum to 100: what is missing goes to those that lost most by rounding.
export function percents(shares) {
  const found = shares.map(share => Math.floor(100 * share)), lost = i => 100 * shares[i] - found[i];
  const order = shares.map((_, i) => i).toSorted((a, b) => lost(b) - lost(a));
  const missing = 100 - found.reduce((a, b) => a + b, 0);
  for (const i of order.slice(0, Math.max(0, missing))) found[i]++;
  return found.map(v => v + THIN);
}

// A reading in words: sure where one class has at least half of the probability.
export function verdict({ probabilities, best }, labels) {
  const shares = percents(probabilities);
  if (probabilities[best] >= SURE) return { digit: labels[best], why: `says the layer, with a probability of ${shares[best]}.` };
  const next = probabilities.map((p, k) => k === best ? -1 : p), second = next.indexOf(Math.max(...next));
  return { digit: labels[best], why: `or ${labels[second]}? It is not sure: ${shares[best]} against ${shares[second]}.` };
}

// A template with the ink on it: what the ink meets has its weight's full colour, the rest is pale.
export function met(codes, start, picture, pale = 0.2) {
  return Float32Array.from({ length: PIXELS }, (_, i) => codes[start + i] * (pale + (1 - pale) * picture[i] / 255));
}
