// What stands beside the two pictures: counts, the timeline's folds, one chip for each fold, and words.
import { depthColours } from '../shared/appearance.js';
import { make } from '../shared/elements.js';
import { count } from '../shared/numbers.js';
import { forHand } from '../shared/touch.js';
import { foldWords, lineWords, sharingWords, stageWords } from './words.js';

//   const captions = captionsView(root, bar, { now, onFold });      onFold(k): somebody wants to see fold k
//     now() = { head, folding, pairs, theme, colours, spot, places, t, moment, playing, chosen, moving }
export function captionsView(root, bar, { now, onFold }) {
  const $ = selector => root.querySelector(selector), sheet = $('.sheet'), packet = $('.packet');
  let noted = '';

  // What changes with the folds, not with the time.
  function dress() {
    const { head, folding: { steps, starts, total, byHand }, pairs } = now(), many = byHand ? pairs.length : 0, box = $('.chips');
    $('.take').hidden = byHand;
    for (const name of ['.add', '.remove', '.flip']) $(name).hidden = !byHand;
    $('.add').disabled = pairs.length >= head.most[0];
    $('.remove').disabled = !pairs.length;
    while (box.children.length > many) box.lastChild.remove();
    while (box.children.length < many) box.append(chip(box.children.length));
    $('.ticks').replaceChildren(...steps.flatMap((step, i) => step.stretch ? [] : [tick(step, (starts[i] + 0.5) / total)]));
  }

  function chip(k) {
    const made = make('button', '', `Fold ${k + 1}`);
    made.type = 'button';
    made.onclick = () => onFold(k);
    return made;
  }

  function tick(step, share) {
    const mark = make('span', '', String(step.fold + 1));
    mark.style.left = 100 * share + '%';
    return mark;
  }

  function show() {
    tellTime(now());
    note(now());
  }

  function tellTime({ head, folding, pairs, t, moment, chosen, moving }) {
    const { steps, total, byHand } = folding, share = total ? t / total : 0, { s, e } = moment, step = steps[s];
    const stage = stageWords(folding, moment), current = step && !step.stretch && (e > 0 || chosen >= 0) ? step.fold : -1;
    bar.show({ value: share, done: share, text: stage, able: total > 0, start: t <= 1e-6, end: t >= total - 1e-6 });
    $('.stage').textContent = stage;
    [...$('.ticks').children].forEach((mark, i) => mark.classList.toggle('now', i === current));
    [...$('.chips').children].forEach((made, i) => made.setAttribute('aria-pressed', String(byHand && i === s)));
    $('.line').textContent = chosen >= 0 ? lineWords(pairs[chosen]) : '';
    const regions = moving ? folding.stages.at(-1).length : head.count;
    root.classList.toggle('live', moving);
    $('.count').textContent = count(regions);
    $('.counted').textContent = (regions === 1 ? 'region' : 'regions') + (moving ? ' while dragging' : '');
  }

  const shared = ({ head, spot, places }) => sharingWords(head.slope, spot, places);

  function note(here) {
    const { head, theme, colours, spot, chosen } = here, words = spot && shared(here), folds = head.slope < 0, box = $('.note');
    const key = words ?? [head.depth, head.slope, theme.signature, head.mode, chosen].join();
    if (key === noted) return;
    noted = key;
    if (words) { box.replaceChildren(make('span', '', words + '.')); return; }
    const swatch = make('span'), colour = make('i');
    colour.style.background = folds ? colours.back : `repeating-linear-gradient(135deg, ${colours.flat} 0 3px, ${colours.ink} 3px 4px)`;
    swatch.append(colour, folds ? 'face down in the packet' : 'pressed flat');
    box.replaceChildren(...creases(here), swatch, make('span', '', chosen >= 0 ? 'Drag the line or its ends; arrow keys turn and move it.'
      : forHand(folds ? 'Point at the sheet: which places lie together?' : 'Point at the sheet: where does it lie now?')));
  }

  // The lines of the first layers and of the last; by hand every fold has its chip.
  function creases({ head, theme, folding }) {
    if (folding.byHand) return [];
    const colours = depthColours(theme, head.depth), named = [...colours.keys()].filter(l => l < 2 || l === head.depth - 1);
    return named.map(l => {
      const said = make('span'), line = make('i', 'crease');
      line.style.borderColor = colours[l];
      said.append(line, `folds ${2 * l + 1}, ${2 * l + 2}: layer ${l + 1}`);
      return said;
    });
  }

  // What a screen reader has of the two pictures.
  function tell() {
    const { head, folding, pairs, moment, chosen, playing } = now(), stage = stageWords(folding, moment);
    const about = `The sheet with ${count(head.count)} regions. ${head.label.replace(/[*_`$\\]/g, '')}`;
    if (head.still !== null) {
      sheet.setAttribute('aria-label', about);
      packet.setAttribute('aria-label', `The packet, ${stage}`);
      return;
    }
    const lines = pairs.map((_, i) => foldWords(pairs, i) + '. ').join('');
    const keys = chosen < 0 ? ''
      : `Left and right arrows turn the line of fold ${chosen + 1}, up and down move it, Shift makes the steps small. `;
    sheet.setAttribute('aria-label', `${about} Arrow keys move a point, Escape hides it.`);
    packet.setAttribute('aria-label', `The packet, ${stage}. ${lines}${keys}Space plays.`);
    if (!playing) say(`${stage}${chosen >= 0 ? '. ' + foldWords(pairs, chosen) : ''}`);
  }

  function say(text) { if ($('.said').textContent !== text) $('.said').textContent = text; }

  return { dress, show, tell, say, sayShared: () => say(shared(now())), outdate: () => { noted = ''; } };
}
