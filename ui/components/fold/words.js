// What is going on, in words.
import { count, signed } from '../shared/numbers.js';

export const lineWords = ([angle, offset]) => `angle ${signed(angle, 1)}°, offset ${signed(offset, 3)}`;
export const foldWords = (pairs, k) => `Fold ${k + 1}: normal at ${signed(pairs[k][0], 1)}°, offset ${signed(pairs[k][1], 3)}`;

// Which fold is going on, or comes next.
export function stageWords({ steps, folds: many, slope }, { s, e }) {
  const step = steps[s], one = slope < 0 ? 'fold' : 'unit';
  if (!many) return 'no fold';
  if (s >= steps.length) return many === 1 ? `the ${one} done` : `all ${many} ${one}s done`;
  if (step.stretch) return `enlarged for layer ${step.layer + 1}`;
  return `${e < 1e-6 ? 'before ' : ''}${one} ${step.fold + 1} of ${many}`;
}

// How many places of the sheet lie at the spot now; `places` counts them.
export function sharingWords(slope, spot, places) {
  const p = spot.map(v => signed(v, 2)).join(', ');
  if (slope === 0) return `(${p}) and where it lies now`;
  return places > 1 ? `(${p}) and ${count(places - 1)} other places of the sheet lie on one another now` : `(${p}) lies alone so far`;
}
