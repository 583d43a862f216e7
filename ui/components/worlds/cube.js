// The cube of one world: the label of each corner, which of them are seen, and what a learner says of the others.
import { svgMake, svgSet } from '../shared/svg.js';
import { place } from './counting.js';

const EDGES = [1, 2, 4].flatMap(bit => [0, 1, 2, 3, 4, 5, 6, 7].filter(c => !(c & bit)).map(c => [c, c | bit]));
const SAYS = ['0', 'a coin', '1'], RADIUS = 14;

export function cubeView(svg, onCorner) {
  svgSet(svg, { viewBox: '0 0 224 200' });
  for (const [a, b] of EDGES) {
    const line = svgMake('line', 'edge'), [[x1, y1], [x2, y2]] = [place(a), place(b)];
    svgSet(line, { x1, y1, x2, y2 });
    svg.append(line);
  }
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map(made);

  function made(corner) {
    const group = svgMake('g', 'corner'), [x, y] = place(corner);
    const circle = svgMake('circle'), label = svgMake('text', 'label'), says = svgMake('text', 'says'), bits = svgMake('text', 'bits');
    svgSet(group, { role: 'checkbox', tabindex: 0 });
    svgSet(circle, { cx: x, cy: y, r: RADIUS });
    svgSet(label, { x, y: y + 5, 'text-anchor': 'middle' });
    svgSet(says, { x: x + RADIUS + 3, y: y - 6 });
    svgSet(bits, { x, y: y + RADIUS + 13, 'text-anchor': 'middle' });
    bits.textContent = corner.toString(2).padStart(3, '0');
    group.append(circle, label, says, bits);
    group.onclick = () => onCorner(corner);
    group.onkeydown = event => {
      if (event.key !== ' ' && event.key !== 'Enter') return;
      event.preventDefault();
      onCorner(corner);
    };
    svg.append(group);
    return { group, label, says, bits: bits.textContent };
  }

  function draw({ labels, answers, seen }) {
    corners.forEach(({ group, label, says, bits }, corner) => {
      const isSeen = seen.includes(corner), isRight = answers[corner] === 2 * labels[corner], isCoin = answers[corner] === 1;
      const mark = isCoin ? '?' : isRight ? '✓' : '✗';
      group.setAttribute('class', `corner ${labels[corner] ? 'yes' : 'no'} ${isSeen ? 'seen' : isCoin ? 'coin' : isRight ? 'right' : 'wrong'}`);
      label.textContent = labels[corner];
      says.textContent = isSeen ? '' : isCoin ? mark : `${SAYS[answers[corner]]} ${mark}`;
      const told = isSeen ? 'seen' : `not seen, the learner says ${SAYS[answers[corner]]}`;
      svgSet(group, { 'aria-checked': isSeen, 'aria-label': `Corner ${bits}, label ${labels[corner]}, ${told}` });
    });
  }

  return { draw };
}
