// The table of all paths from a weight to the error, the largest share first.
import { make } from '../shared/elements.js';
import { inWords } from '../shared/numbers.js';
import { plain, rich, sign } from './words.js';

export const KILLS = 0.02;  // a smaller factor stops a path

// state: as of graph.js; on: { pick(path), point(path or -1) }
export function drawTable(root, { head, net, chosen }, { shares, order }, on) {
  const $ = selector => root.querySelector(selector), all = net.paths(chosen), name = net.weightName(chosen);
  const largest = Math.max(1e-300, ...shares.map(Math.abs)), names = net.columnNames(chosen);
  rich($('.weight h3'), `Where ∂E/∂${name} comes from: ${all.length === 1 ? 'one path' : `${all.length} paths`}`);
  $('.paths caption').textContent = `All paths from the weight ${plain(name)} to E, with the product of each`;
  $('.paths thead').replaceChildren(headings(names));
  $('.paths tbody').replaceChildren(...order.map(i => row(net, chosen, i, shares[i], largest, on)));
  $('.paths tfoot').replaceChildren(sums(head, net, chosen, names.length));
}

function headings(names) {
  const top = make('tr');
  top.append(make('th', '', 'path'), ...names.map(name => rich(make('th', 'factor'), name)), make('th', '', 'product'), make('th', 'bar', ''));
  for (const th of top.children) th.scope = 'col';
  top.lastChild.setAttribute('aria-hidden', 'true');
  return top;
}

function row(net, at, i, share, largest, on) {
  const [units, factors] = net.paths(at)[i], tr = make('tr'), cell = make('td');
  const name = [at[2] < 0 ? '1' : net.unit(at[0], at[2]), ...units.map((u, n) => net.unit(at[0] + 1 + n, u)), 'E'];
  const button = make('button', '', name.join(' → '));
  button.type = 'button';
  button.onclick = () => on.pick(i);
  button.onfocus = () => on.point(i);
  button.onblur = () => on.point(-1);
  cell.append(button);
  tr.dataset.way = i;
  tr.onmouseenter = () => on.point(i);
  tr.onmouseleave = () => on.point(-1);
  tr.append(cell, ...[net.input(at), ...factors].map((f, n) => factorCell(f, n % 2 === 1 && n < factors.length)),
    make('td', 'share ' + sign(share), inWords(share)), bar(share / largest));
  return tr;
}

// Slopes and weights take turns along a path; a slope has no sign to colour.
function factorCell(f, slope) {
  const td = make('td', 'factor ' + (slope ? '' : sign(f)), inWords(f));
  if (Math.abs(f) < KILLS) {
    td.classList.add('kill');
    td.title = slope ? 'This slope stops the path' : 'This factor stops the path';
  }
  return td;
}

function bar(part) {
  const td = make('td', 'bar'), track = make('i'), fill = make('b', part < 0 ? 'down' : 'up');
  fill.style.width = 50 * Math.abs(part) + '%';
  track.append(fill);
  td.append(track);
  td.setAttribute('aria-hidden', 'true');
  return td;
}

function sums(head, net, at, factors) {
  const tr = make('tr'), g = net.learned(at), theirs = net.learned(at, head.autograd);
  const name = make('th', '', 'sum'), gap = make('td', 'factor'), end = make('td', 'bar');
  name.scope = 'row';
  gap.colSpan = factors;
  gap.append(rich(make('span'), `= ∂E/∂${net.weightName(at)}; autograd says ${inWords(theirs)}`));
  end.setAttribute('aria-hidden', 'true');
  tr.append(name, gap, make('td', 'total ' + sign(g), inWords(g)), end);
  return tr;
}
