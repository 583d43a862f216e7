// One example of the rule in words and numbers: the sum, the verdict, and what it does to the weights.
import { signed } from '../shared/numbers.js';

// A number in hundredths, or in ten-thousandths, with as many decimals as it needs: the arithmetic is exact.
export function exact(v, unit = 100) {
  const text = signed(v / unit, unit === 100 ? 2 : 4);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

const term = (v, first) => v < 0 ? `${first ? '−' : ' − '}` : first ? '' : ' + ';
const product = (w, x, first) => `${term(w, first)}${exact(Math.abs(w))}·${x < 0 ? `(${exact(x)})` : exact(x)}`;

// { shown, w (before), after, x (three, in hundredths, the last is 100), label, score, mistake, point, many }
export function stepWords({ shown, w, after, x, label, score, mistake, point, many }) {
  const sum = `${product(w[0], x[0], true)}${product(w[1], x[1], false)}${term(w[2], false)}${exact(Math.abs(w[2]))} = ${exact(score, 1e4)}`;
  const triple = v => `(${v.map(one => exact(one)).join(', ')})`;
  return {
    title: `Example ${shown}: pass ${Math.floor((shown - 1) / many) + 1}, point ${point + 1} of ${many}`,
    sum,
    wanted: `It is to say ${label > 0 ? 1 : 0}, so the sum must be ${label > 0 ? 'above' : 'below'} 0.`,
    verdict: mistake ? score === 0 ? 'It is 0: a mistake.' : 'A mistake.' : 'Right: nothing changes.',
    update: mistake ? `${triple(w)} ${label > 0 ? '+' : '−'} ${triple(x)} = ${triple(after)}` : triple(after),
  };
}

// The stairs of the mistakes so far, [examples shown, mistakes], with a corner wherever one is made.
export function stairs(mistakes) {
  const path = [[0, 0]];
  let many = 0;
  mistakes.forEach((wrong, k) => {
    if (!wrong) return;
    path.push([k + 1, many], [k + 1, ++many]);
  });
  path.push([mistakes.length, many]);
  return path;
}
