// What the table says: at the cell that is pointed at, and before anybody points.
import { signed } from '../shared/numbers.js';
import { forHand } from '../shared/touch.js';
import { plus } from './sheet.js';

const LAYERS = ['One layer', 'One layer', 'Two layers', 'Three layers', 'Four layers'];
export const netName = L => LAYERS[L + 1] ?? 'Two layers';

const places = v => Math.abs(v) < 1 ? 2 : 1;

// Two sentences about a unit and a class.
export function cellWords({ head, frame, here, last }, unit, d) {
  const name = head.recognisers && !here ? `recogniser of ${head.names[unit]}` : `unit ${unit + 1}`, w = frame.wakes(here, unit, d);
  const parts = [`${name}, pictures of ${head.names[d]}: mean activation ${signed(w, places(w))}`];
  if (last) {
    const v = frame.difference(unit);
    parts.push(`× (V ${head.sides[0]} − V ${head.sides[1]} = ${signed(v, 2)}) = vote ${plus(v * w, 2)}`);
  }
  const share = signed(frame.selectivity(here, unit), 2), most = head.names[frame.favourite(here, unit)];
  return [parts.join(' '), `. Class ${most} moves it most, and the class explains ${share} of how its output varies.`];
}

export function tableWords({ head, votes, last, here, frame, plan }) {
  if (votes && last) {
    const biases = frame.sum([], 0) ? ' and the biases' : '';
    return `A vote is mean activation × (V ${head.sides[0]} − V ${head.sides[1]}). The votes of a row${biases} sum to the mean difference of the two scores.`;
  }
  const own = head.recognisers && !here ? Array.from({ length: plan.layers[0].n }, (_, unit) => frame.favourite(0, unit) === unit) : [];
  const many = own.filter(Boolean).length;
  const said = !own.length ? forHand('Point at a cell to read it.') : many === own.length ? 'Each unit answers most to its own class.'
    : many === 1 ? `1 of ${own.length} units answers most to its own class.` : `${many} of ${own.length} units answer most to their own class.`;
  const to = last ? ', its weights V to the two scores,' : '';
  const fits = here ? '' : ' (colours fit its middle)';
  return `A column is a hidden unit: its template${fits}${to} and in orange how strongly it answers to each class. ${said}`;
}
