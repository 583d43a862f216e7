// The formula of the step that is shown, or of the weight whose paths are.
import { make } from '../shared/elements.js';
import { inWords } from '../shared/numbers.js';
import { bracket, rich, signOf } from './words.js';

// [what it is, where one is, lines]; a line is [name, in symbols, in numbers, result]. state: as of graph.js.
export function formulaOf(state, order) {
  const { head, net, chosen, over } = state;
  if (!state.paths) {
    const [, what, lines] = head.steps[state.at];
    return [what, `step ${state.at + 1} of ${head.steps.length}`, lines];
  }
  const name = net.weightName(chosen), all = net.paths(chosen), z = net.input(chosen), g = inWords(net.learned(chosen));
  const learns = `What ${name} = ${inWords(net.weight(chosen))} learns`;
  if (over >= 0 || all.length === 1) {
    const [units, factors, product] = all[Math.max(0, over)], names = net.factorNames(chosen, units).join(' · ');
    const numbers = [z, ...factors].map(bracket).join(' · ');
    if (all.length === 1) return [learns, 'one path', [[`∂E/∂${name}`, names, numbers, g]]];
    return [`This path’s share of ∂E/∂${name}`, `path ${order.indexOf(over) + 1} of ${all.length}`, [[names, '', numbers, inWords(z * product)]]];
  }
  const here = net.unit(chosen[0] + 1, chosen[1]), sum = `Σ over all paths from ${here} to E`, into = net.inputName(chosen);
  const [symbols, numbers] = chosen[2] < 0 ? [`δ_{${here}} = ${sum}`, '']
    : [`δ_{${here}} ${into} = ${into} · ${sum}`, `${bracket(head.deltas[chosen[0]][chosen[1]])} · ${bracket(z)}`];
  return [learns, `${all.length} paths`, [[`∂E/∂${name}`, symbols, numbers, g]]];
}

export function drawFormula(root, [what, where, lines]) {
  rich(root.querySelector('.what'), what);
  root.querySelector('.where').textContent = where;
  const box = root.querySelector('.lines'), one = lines.length === 1;
  box.className = 'lines ' + (one ? 'one' : 'many');
  box.replaceChildren(...lines.flatMap(line => equation(line, one)));
  root.querySelector('.formula').scrollTop = 0;
}

function equation([name, symbols, numbers, result], broken) {
  const el = make('div', 'line'), value = make('b', signOf(result), result), part = text => rich(make('span'), text);
  el.append(part(name));
  if (symbols) el.append(part(' = ' + symbols));
  if (broken && numbers) {
    const second = make('div', 'line');
    second.append(part('= ' + numbers + ' = '), value);
    return [el, second];
  }
  if (numbers) el.append(part(' = ' + numbers));
  el.append(' = ', value);
  return [el];
}
