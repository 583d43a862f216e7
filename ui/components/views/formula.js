// The network as formulas, one row for each neuron; with A = W V U, one for each score.
import { make } from '../shared/elements.js';
import { edgeId, nodeId } from '../shared/neurons.js';
import { FIELDS, NAMES, WIDTHS } from './net.js';
import { bracket, low, minus, say, tidy } from './words.js';

//   const formula = formulaView(head, host, { register, press });      press(id, event): a pointer went down on a number
export function formulaView(heading, host, { register, press }) {
  const rows = [];

  function row(l, i, width, matrix, source) {
    const made = make('div', i ? 'row' : 'row gap'), left = make('span', 'left'), body = make('span'), open = make('span'), close = make('span');
    left.append(register(make('span', '', NAMES[l] + low(i + 1)), nodeId(l, i)));
    const terms = Array.from({ length: width }, (_, j) => ({
      weight: number(edgeId(matrix, i, j), matrix < 3), of: number(nodeId(source, j), source === 0),
    }));
    body.append(open, ...terms.flatMap(({ weight, of }) => [weight, document.createTextNode('·'), of]), close);
    made.append(left, body);
    host.append(made);
    rows.push({ made, open, close, terms, l, i, matrix, source });
  }

  function number(id, editable) {
    const span = register(make('span', editable ? 'edit' : ''), id);
    if (editable) span.onpointerdown = event => { press(id, event); };
    return span;
  }

  for (let l = 1; l < 4; l++) for (let i = 0; i < WIDTHS[l]; i++) row(l, i, WIDTHS[l - 1], l - 1, l - 1);
  for (let i = 0; i < 2; i++) row(3, i, 2, 3, 0);

  function draw({ texts, live, linear, share }) {
    say(heading, share > 0.5 ? 's = A x,  A = W V U' : linear ? 's = W V U x' : 's = W σ(V σ(U x))');
    for (const { made, open, close, terms, l, i, matrix, source } of rows) {
      made.hidden = (matrix === 3) !== share > 0.5;
      if (made.hidden) continue;
      const bent = l < 3 && !linear, end = tidy(live.n[l][i]);
      say(open, bent ? ' = σ(' : ' = ');
      terms.forEach(({ weight, of }, j) => {
        const written = minus(matrix < 3 ? texts[FIELDS[matrix]][i][j] : tidy(live.A[i][j])), below = written.startsWith('−');
        say(weight, j ? (below ? ' − ' : ' + ') + written.replace('−', '') : written);
        say(of, bracket(source ? tidy(live.n[source][j]) : minus(texts.x[0][j])));
      });
      say(close, bent ? `) = σ(${tidy(live.z[l][i])}) = ${end}` : ` = ${end}`);
    }
  }

  return { draw };
}
