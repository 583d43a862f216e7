// Scores, exp() of them and their probabilities as bars. A score or a probability is dragged, and all the rest follows.
import { answersTo } from '../shared/answers.js';
import { paint, readTheme } from '../shared/appearance.js';
import { headroomOf } from '../shared/headroom.js';
import { mounting } from '../shared/mounting.js';
import { clamp, inWords } from '../shared/numbers.js';
import { onFrame } from '../shared/onframe.js';
import { handOn } from './hand.js';
import { addedWords, axisFor, compute, failure, heatAt, heatShare, isOff, removedWords, scoreFor, shareWords, scoreWords, snapped, stepOf, writeNow } from './model.js';
import { zoomOf } from '../shared/zoom.js';
import { sheetOf } from './sheet.js';

const PAUSE = 450;  // ms that a key's message waits
const LOW = 560;  // pixels of a window, below which the rows are closer, as in a lecture
const TIGHT = 376;  // pixels of a lecture's window under an answer of two lines: below these there is nothing to spare
const ENDS = [0.001, 0.999];  // of a probability that is dragged
const HINT = 'Drag a score, and every probability follows. Drag a probability, and read the score that it takes.';

export default mounting('.shares', build);

function build(root) {
  const $ = selector => root.querySelector(selector), { schedule, cancel } = onFrame(draw);
  let api = null, theme = null, head = null, now = null, axis = 5, later = 0;
  let words = HINT, took = 0;

  const headroom = headroomOf(root, schedule);
  const sheet = sheetOf($('.table'), by => grow(by));
  const hand = handOn($('.table'), { still: () => head?.still, onMove: move, onKey: key, onStart: start, onEnd: end });

  const answers = answersTo({ busy: () => hand.held, said: header => header.now, take, isAlive: () => root.isConnected });

  function receive(component) {
    api = component;
    answers.receive(component.data);
  }

  function stop() {
    cancel();
    headroom.stop();
    clearTimeout(later);
    answers.stop();
  }

  function take(message) {
    const painted = readTheme(root);
    if (painted.signature !== theme?.signature) { theme = painted; paint(root, theme); }
    if (message) read(message.header);
    root.hidden = false;
    schedule();
  }

  function read(header) {
    if (header.now !== (now && writeNow(now))) words = HINT;
    head = header;
    now = { scores: [...head.scores], temperature: head.temperature, shift: head.shift, arithmetic: head.arithmetic };
    axis = axisFor(now.scores, head.largest);
    root.classList.toggle('still', head.still);
    root.setAttribute('aria-label', head.label.replace(/[*_`$\\]/g, ''));
    const [low, high] = head.ranges.shift, constant = $('.constant');
    Object.assign(constant, { min: low, max: high });
    sheet.build(now.scores.length, head.still, head.classes);
  }

  // ---- a hand

  let from = null;  // the score and the probability with which a drag began
  function start(kind, k) {
    from = { score: now.scores[k], p: compute(now).p[k] };
  }

  // `share` is the place along the bar, 0 to 1.
  function move(kind, k, share) {
    if (kind === 'score') setScore(k, snapped((2 * share - 1) * axis, stepOf(axis)));
    else setShare(k, snapped(share, 0.001));
  }

  function setScore(k, score) {
    now.scores[k] = clamp(score, -head.largest, head.largest);
    words = `Class ${k}: the score ${scoreWords(from.score)} had ${shareWords(from.p)}, and ${scoreWords(now.scores[k])} has ${told(k)}`;
    schedule();
  }

  function setShare(k, wanted) {
    const score = clamp(scoreFor(now, k, clamp(wanted, ...ENDS)), -head.largest, head.largest), by = score - from.score;
    now.scores[k] = score;
    const found = compute(now), why = failure(found);
    words = `Class ${k}: ${shareWords(found.p[k])} takes a score of ${scoreWords(score)}, ${scoreWords(Math.abs(by))} ${by < 0 ? 'less' : 'more'}. ${why || 'The other scores stay.'}`;
    schedule();
  }

  // The probability of a class as it is, and why the arithmetic does not find it, where it does not.
  function told(k) {
    const found = compute(now), p = shareWords(found.p[k]);
    return isOff(found, k) ? `${p} by logarithms. ${failure(found)}` : `${p}.`;
  }

  // One class more, with a score of 0, or the last one less.
  function grow(by) {
    const [least, most] = head.classes, many = now.scores.length + by, before = compute(now);
    if (many < least || many > most) return;
    now.scores = by > 0 ? [...now.scores, 0] : now.scores.slice(0, -1);
    words = by > 0 ? addedWords(compute(now)) : removedWords(before);
    sheet.build(many, head.still, head.classes);
    answers.moved();
    $('.said').textContent = words;
    end();
  }

  function end() {
    axis = axisFor(now.scores, head.largest);
    commit();
    schedule();
  }

  // Steps of a key: 1 and 10, or a tenth of one with Shift; ±Infinity is an end of the bar.
  function key(kind, k, steps) {
    start(kind, k);
    if (kind === 'score') {
      const step = stepOf(axis);
      setScore(k, Number.isFinite(steps) ? snapped(now.scores[k] + steps * step, step / 10) : Math.sign(steps) * axis);
    } else {
      const p = compute(now).p[k];
      setShare(k, Number.isFinite(steps) ? snapped(p + steps / 100, 0.001) : ENDS[steps > 0 ? 1 : 0]);
    }
    soon();
  }

  function soon() {
    answers.moved();
    $('.said').textContent = words;
    clearTimeout(later);
    later = setTimeout(end, PAUSE);
  }

  $('.heat').oninput = event => turn({ temperature: heatAt(Number(event.target.value), head.ranges.temperature) },
    () => `At temperature ${inWords(now.temperature)} every score is divided by ${inWords(now.temperature)}: ${spread()}`);
  $('.constant').oninput = event => turn({ shift: Number(event.target.value) },
    () => now.arithmetic === 'plain' ? `exp() is taken of scores up to ${scoreWords(Math.max(...compute(now).z))}.`
      : 'The same constant in every score is a factor in the sum too: no probability moves.');

  function spread() {
    const p = compute(now).p, most = Math.max(...p);
    return `the largest has ${shareWords(most)}.`;
  }

  function turn(change, say) {
    Object.assign(now, change);
    words = say();
    answers.moved();
    clearTimeout(later);
    later = setTimeout(commit, PAUSE);
    schedule();
  }

  // ---- one message, when the hand lets go

  function commit() {
    clearTimeout(later);
    const text = writeNow(now);
    if (answers.sends(text, writeNow(head))) api.setTriggerValue('moved', text);
  }

  // ---- draw

  function draw() {
    if (!head || !theme) return;
    const began = performance.now();
    root.classList.toggle('low', innerHeight / zoomOf(root) < LOW);
    root.classList.toggle('tight', headroom.most() < TIGHT);
    const heat = $('.heat'), constant = $('.constant');
    heat.value = heatShare(now.temperature, head.ranges.temperature);
    heat.setAttribute('aria-valuetext', inWords(now.temperature));
    heat.nextElementSibling.textContent = inWords(now.temperature);
    constant.value = now.shift;
    constant.nextElementSibling.textContent = inWords(now.shift);
    sheet.draw(now, compute(now), axis, hand.focus);
    if ($('.note').textContent !== words) $('.note').textContent = words;
    took = performance.now() - began;
  }

  const state = () => ({ ...now, ...compute(now), axis, took, words });
  return { receive, stop, state };
}
