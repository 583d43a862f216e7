// What the networks of an instant have come to, in one sentence from their errors.
import { brief } from '../shared/numbers.js';
import { median } from './frames.js';

const NEARER = 0.8;  // of the other's error: more is called as near

// nets: { name, errors }, each with the errors of all its seeds; the name is what the legend says before its first colon.
export function verdict(nets) {
  const found = nets.map(({ name, errors }) => ({ name: name.split(':')[0], error: median(errors) })).toSorted((a, b) => a.error - b.error);
  if (found.length < 2) return '';
  const [first, second] = found, [one, other] = [first, second].map(({ error }) => brief(error));
  return first.error < NEARER * second.error
    ? `The error of ${first.name} is smaller: ${one}, against ${other} for ${second.name}.`
    : `The errors of ${first.name} and ${second.name} are about the same: ${one} and ${other}.`;
}
