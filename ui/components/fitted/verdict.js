// What the networks of an instant have come to, in one sentence from their errors.
import { brief } from '../shared/numbers.js';
import { median } from './frames.js';

const NEARER = 0.8;  // of the other's error: more is called as near

// nets: { net, name, errors }, each with the errors of all its seeds; the name is what the legend says before its first
// colon. misses: what failed found of them (failed.js). A net is said to fail where it has failed seeds, the other has
// none, and its error is the larger.
export function verdict(nets, misses = []) {
  const lost = net => misses.filter(each => each.net === net).reduce((sum, { many }) => sum + many, 0);
  const found = nets.map(({ net, name, errors }) => ({ name: name.split(':')[0], error: median(errors), seeds: errors.length, lost: lost(net) }))
    .toSorted((a, b) => a.error - b.error);
  if (found.length < 2) return '';
  const [first, second] = found, [one, other] = [first, second].map(({ error }) => brief(error));
  if (!(first.error < NEARER * second.error)) return `The errors of ${first.name} and ${second.name} are about the same: ${one} and ${other}.`;
  if (!second.lost || first.lost) return `The error of ${first.name} is smaller: ${one}, against ${other} for ${second.name}.`;
  const fails = /^(one|1) /.test(second.name) ? 'fails' : 'fail';
  const name = second.name[0].toUpperCase() + second.name.slice(1);
  return `${name} ${fails} in ${second.lost} of ${second.seeds} seeds: error ${other}, against ${one} for ${first.name}.`;
}
