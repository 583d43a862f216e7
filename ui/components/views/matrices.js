// The network as matrices, an equation a layer: U x = Ux, σ gives h, V h = Vh, and so on to s; or A x = s, A = W V U.
import { make } from '../shared/elements.js';
import { edgeId, nodeId } from '../shared/neurons.js';
import { clamp, ease } from '../shared/numbers.js';
import { preId } from './ids.js';
import { activations, FIELDS, MATRICES, NAMES, WIDTHS } from './net.js';
import { minus, say, tidy } from './words.js';

const SMALL = 1e-9;

//   const matrices = matricesView(host, { register, edited });   register(element, id) links it to its like elsewhere,
//     edited(cell, label, mates) makes it a number to drag
export function matricesView(host, { register, edited }) {
  const parts = {};

  function block(name, label, rows, columns, idAt, editable) {
    const part = make('div', 'part'), inner = make('div', 'inner'), matrix = make('div', 'matrix');
    matrix.style.gridTemplateColumns = `repeat(${columns}, auto)`;
    const cells = Array.from({ length: rows }, (_row, i) => Array.from({ length: columns }, (_column, j) => {
      const cell = register(make('span', 'cell'), idAt(i, j));
      const place = rows > 1 && columns > 1 ? `row ${i + 1}, column ${j + 1}` : `entry ${i + 1}`;
      if (editable) edited(cell, `${label}, ${place}`, () => cells.flat());
      matrix.append(cell);
      return cell;
    }));
    const named = make('span', 'label');
    named.append(make('i', '', label));
    inner.append(matrix, named);
    part.append(inner);
    parts[name] = { part, inner, cells, label: named };
    return part;
  }

  function gate(name) {
    const part = make('div', 'part gate'), inner = make('div', 'inner'), box = make('div', 'box'), axis = 'vector-effect="non-scaling-stroke"';
    box.innerHTML = `<svg viewBox="-3 -3 6 6" aria-hidden="true"><line x1="-3" x2="3" y1="0" y2="0" ${axis}/>`
      + `<line y1="-3" y2="3" x1="0" x2="0" ${axis}/><path ${axis}/></svg>`;
    inner.append(box, make('span', 'label'));
    part.append(inner);
    parts[name] = { part, inner, label: inner.lastChild, path: box.querySelector('path') };
    return part;
  }

  function equals(name) {
    const part = make('div', 'part equals'), inner = make('div', 'inner');
    inner.append(make('span', 'sign', '='), make('span', 'label'));
    part.append(inner);
    parts[name] = { part, inner };
    return part;
  }

  // What stands to the right of a matrix: the input, or again what the layer before gives.
  const operand = l => block('n' + l, NAMES[l], WIDTHS[l], 1, k => nodeId(l, k), l === 0);
  const stages = [0, 1, 2, 3].map(() => make('div', 'stage'));
  stages[0].append(block('A', 'A = W V U', 2, 2, (r, c) => edgeId(3, r, c)));
  MATRICES.forEach((name, l) => {
    const [out, into] = [WIDTHS[l + 1], WIDTHS[l]];
    stages[l].append(block(name, name, out, into, (r, c) => edgeId(l, r, c), true), operand(l));
    if (l === 2) return;
    stages[l].append(equals('equals' + l), block('z' + l, name + NAMES[l], out, 1, r => preId(l + 1, r)), gate('gate' + l));
    stages[l].append(block('h' + l, NAMES[l + 1], out, 1, r => nodeId(l + 1, r)));
  });
  stages[3].append(equals('equals2'), block('s', 's', 2, 1, r => nodeId(3, r)));
  host.append(...stages);
  host.setAttribute('role', 'group');
  host.setAttribute('aria-label', 'The network as matrices');

  let dark = false;

  function fill(name, rows, strong, written) {
    const most = dark ? 44 : 34;  // per cent of the colour
    parts[name].cells.forEach((row, i) => row.forEach((cell, j) => {
      const v = rows[i][j], text = minus(written?.[i][j] ?? tidy(v));
      say(cell, text);
      const size = strong ? Math.round(most * Math.min(1, Math.abs(v) / strong)) : 0;
      cell.style.background = size ? `color-mix(in oklab, var(--${v < 0 ? 'below' : 'above'}) ${size}%, var(--paper))` : '';
      if (cell.classList.contains('edit')) { cell.setAttribute('aria-valuenow', v); cell.setAttribute('aria-valuetext', text); }
    }));
  }

  function draw({ head, texts, theme, live: { weights, z, n, A }, linear, share }) {
    ({ dark } = theme);
    const column = list => list.map(v => [v]), strong = list => Math.max(SMALL, ...list.map(Math.abs));
    fill('n0', column(n[0]), 0, column(texts.x[0]));
    MATRICES.forEach((name, l) => fill(name, weights[l], strong(weights.flat(2)), texts[FIELDS[l]]));
    fill('A', A, strong(A.flat()));
    fill('s', column(n[3]));
    const f = activations(head.leak)[texts.activation], shape = Array.from({ length: 61 }, (_, k) => `${k ? 'L' : 'M'}${-3 + k / 10} ${-f(-3 + k / 10)}`);
    for (const l of [0, 1]) {
      fill('z' + l, column(z[l + 1]));
      for (const name of ['h' + l, 'n' + (l + 1)]) {
        fill(name, column(n[l + 1]));
        n[l + 1].forEach((v, i) => parts[name].cells[i][0].classList.toggle('off', v === 0));
      }
      parts['gate' + l].path.setAttribute('d', shape.join(''));
      say(parts['gate' + l].label, linear ? 'none' : 'σ');
    }
    merge(share);
  }

  // The layers take the order of the product W V U x = s; what stands between the matrices goes; then they give way to
  // the one.
  function merge(share) {
    const away = ease(clamp(share * 2, 0, 1)), one = ease(clamp(share * 2 - 1, 0, 1));
    const gone = { U: one, V: one, W: one, A: 1 - one };
    for (const name of ['n1', 'n2', ...[0, 1].flatMap(l => ['equals' + l, 'z' + l, 'gate' + l, 'h' + l])]) gone[name] = away;
    host.classList.toggle('product', share > 0);
    for (const [name, k] of Object.entries(gone)) {
      const { part, inner } = parts[name];
      part.style.display = k > 0.999 ? 'none' : '';
      part.style.width = k > 0 && k <= 0.999 ? inner.offsetWidth * (1 - k) + 'px' : '';
      part.style.opacity = k > 0 ? 1 - k : '';
    }
  }

  return { draw };
}
