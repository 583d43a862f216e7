// The rows of the classes: each has a score with its bar, exp() of it, and a probability with its bar.
import { make } from '../shared/elements.js';
import { clamp } from '../shared/numbers.js';
import { svgMake, svgSet } from '../shared/svg.js';
import { tickWords } from '../shared/ticks.js';
import { exponentWords, isOff, powerOfE, scoreWords, shareWords } from './model.js';

const KEYS = 'Left and right arrows change it, up and down arrows go to the next class.';

export function sheetOf(table, onGrow) {
  let rows = [], head = null, foot = null;
  const fewer = buttonOf('− class', '− class: remove the last one', -1), more = buttonOf('+ class', '+ class: add one', 1);

  // The buttons stay the same ones: a hand that is on one may press it again.
  function build(many, still, [least, most]) {
    fewer.setAttribute('aria-disabled', many <= least);
    more.setAttribute('aria-disabled', many >= most);
    if (rows.length === many && head) return;
    if (head) {
      for (const row of rows.splice(many)) row.element.remove();
      while (rows.length < many) {
        rows.push(rowOf(rows.length, still));
        foot.element.before(rows.at(-1).element);
      }
      return;
    }
    rows = Array.from({ length: many }, (_, k) => rowOf(k, still));
    head = line('head', ['', 'score s', '', '', 'probability']);
    head.parts[1].append(make('span', 'ends'));
    foot = line('foot', ['', '', '', 'sum =', '']);
    if (!still) foot.parts[1].append(fewer, more);
    table.replaceChildren(head.element, ...rows.map(row => row.element), foot.element);
  }

  function buttonOf(text, label, by) {
    const button = make('button', 'grow', text);
    button.type = 'button';
    button.setAttribute('aria-label', label);
    button.onclick = () => onGrow(by);
    return button;
  }

  function line(className, texts) {
    const element = make('div', `line ${className}`), parts = texts.map((text, i) => make('div', `cell c${i}`, text));
    element.append(...parts);
    return { element, parts };
  }

  function rowOf(k, still) {
    const element = make('div', 'line row'), name = make('div', 'cell c0');
    name.append(make('span', 'wide', 'class '), String(k));
    const score = barOf('score', k, still, `Score of class ${k}. ${KEYS}`), share = barOf('share', k, still, `Probability of class ${k}. ${KEYS}`);
    const exp = make('div', 'cell c2'), fill = make('i', 'exp'), text = make('span');
    exp.append(fill, text);
    element.append(name, score.cell, exp, make('div', 'cell c3', '÷ sum ='), share.cell);
    return { element, score, share, exp: { fill, text } };
  }

  // A bar that is dragged, and its number: the score's has its zero in the middle.
  function barOf(kind, k, still, label) {
    const cell = make('div', `cell ${kind === 'score' ? 'c1' : 'c4'}`), track = make('div', `track ${kind}`);
    const svg = svgMake('svg'), fill = svgMake('rect'), grip = make('b', 'grip'), number = make('span', 'number');
    if (!still) {
      Object.assign(track.dataset, { kind, k });
      track.setAttribute('role', 'slider');
      track.setAttribute('aria-label', label);
      track.tabIndex = k ? -1 : 0;
      track.append(grip);
    }
    const ghost = make('i', 'ghost');
    ghost.hidden = true;
    if (kind === 'share') track.append(ghost);
    svg.setAttribute('aria-hidden', 'true');
    svg.append(fill);
    track.append(svg);
    if (kind === 'score') track.append(make('u'));
    cell.append(track, number);
    return { cell, track, fill, grip, number, ghost };
  }

  function draw(now, found, axis, focus) {
    head.parts[2].textContent = exponentWords(now);
    const ends = head.parts[1].querySelector('.ends'), limit = tickWords(axis, axis);
    ends.replaceChildren(make('span', '', `−${limit}`), make('span', '', '0'), make('span', '', limit));
    const top = Math.max(...found.logs);
    rows.forEach((row, k) => {
      const place = clamp(0.5 + now.scores[k] / axis / 2, 0, 1), p = found.shown[k], none = Number.isNaN(p), off = isOff(found, k);
      row.element.classList.toggle('held', focus === k);
      set(row.score, place, Math.min(place, 0.5), Math.abs(place - 0.5), scoreWords(now.scores[k]), [-axis, axis, now.scores[k]]);
      row.score.track.classList.toggle('minus', now.scores[k] < 0);
      set(row.share, off ? found.p[k] : p, 0, none ? 0 : p, shareWords(p), [0, 100, 100 * (off ? found.p[k] : p)]);
      row.share.track.classList.toggle('none', none);
      row.share.ghost.hidden = !off;
      row.share.ghost.style.width = `${100 * found.p[k]}%`;
      row.exp.text.textContent = powerOfE(found.logs[k]);
      row.exp.fill.style.width = `${Number.isFinite(top) ? 100 * Math.exp(found.logs[k] - top) : 0}%`;
      row.exp.text.parentElement.classList.toggle('over', found.logs[k] === Infinity);
    });
    head.parts[4].textContent = found.p.some((_, k) => isOff(found, k)) ? 'probability (dashed: by logarithms)' : 'probability';
    foot.parts[2].textContent = `sum = ${powerOfE(found.logTotal)}`;
    foot.parts[2].classList.toggle('over', found.logTotal === Infinity);
    const sum = found.shown.reduce((a, b) => a + b, 0);
    foot.parts[4].textContent = Number.isNaN(sum) ? 'sum = no number' : `sum = ${Number(sum.toFixed(5))}`;
  }

  function set({ track, fill, grip, number }, at, left, wide, text, [low, high, value]) {
    svgSet(fill, { x: `${(100 * left).toFixed(3)}%`, width: `${(100 * wide).toFixed(3)}%`, y: '18%', height: '64%' });
    grip.style.left = `${100 * at}%`;
    number.textContent = text;
    if (!track.hasAttribute('role')) return;
    const attributes = { 'aria-valuemin': Math.min(low, value), 'aria-valuemax': Math.max(high, value), 'aria-valuenow': value, 'aria-valuetext': text };
    for (const [name, said] of Object.entries(attributes)) track.setAttribute(name, said);
  }

  return { build, draw };
}
