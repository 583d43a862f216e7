// A person's own points, as core/experiments/classifiers/points.py writes them: three letters each. No page is needed here.
const FAR = 104, SIDE = 2 * FAR + 1, CLASSES = 6, UNIT = 100;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const hundredths = v => Math.max(-FAR, Math.min(FAR, Math.round(v * UNIT)));

// The nearest place at which an own point can lie.
export const placed = v => hundredths(v) / UNIT;

// Of places x (2 N) and classes (N).
export function pointsText(x, classes) {
  let text = '';
  for (let i = 0; i < classes.length; i++) {
    const value = ((hundredths(x[2 * i]) + FAR) * SIDE + hundredths(x[2 * i + 1]) + FAR) * CLASSES + classes[i];
    text += LETTERS[value >> 12] + LETTERS[value >> 6 & 63] + LETTERS[value & 63];
  }
  return text;
}
