// Three lines by hand, two of hidden neurons and one that reads them: the picture and the truth table answer at once.
import { make } from '../shared/elements.js';
import { gripsOf, keyed, shifted, turned } from '../shared/line.js';
import { mounting } from '../shared/mounting.js';
import { newsOf } from '../shared/news.js';
import { onFrame } from '../shared/onframe.js';
import { within } from '../shared/zoom.js';
import { drawBetween, drawInputs, found, planeOf } from './planes.js';
import { drawn, linesOf, linesText, reason, said } from './step.js';

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const PLANES = { inputs: [0, 1], between: [2] };  // the lines of each

export default mounting('.pair', build);

function build(root) {
  const $ = selector => root.querySelector(selector), { schedule, cancel } = onFrame(draw);
  let api = null, head = null, theme = null, lines = [], held = 0, drag = null, sent = '', work = 0;
  const frames = {}, app = { receive, stop: () => { resized.disconnect(); cancel(); },
    state: () => ({ lines, held, work, ...reason(rows()) }), on: (name, p) => frames[name].on(p) };
  const rows = () => said(lines, head.targets);

  const isNews = newsOf(root, { dress, read });

  function receive(component) {
    api = component;
    resized.observe(root);
    if (!isNews(component.data)) return;
    root.hidden = false;
    schedule();
  }

  function dress(painted) {
    theme = painted;
    root.style.setProperty('--good', theme.train);
  }

  function read({ header }) {
    head = header;
    const text = linesText(head.lines);
    if (!drag && text !== sent) { lines = head.lines; sent = text; }
    root.style.setProperty('--one', head.colours.one);
    root.style.setProperty('--null', head.colours.zero);
  }

  function draw() {
    if (!head || !$('.inputs').clientWidth) return;
    const since = performance.now(), now = rows();
    for (const name in PLANES) frames[name] = planeOf($(`.${name}`));
    const keys = 'Arrow keys turn and move the line that is chosen.';
    drawInputs($('.inputs'), { lines, rows: now, held, frame: frames.inputs, label: `The inputs with the lines of neurons 1 and 2. ${keys} Enter chooses the other line.` });
    drawBetween($('.between'), { lines, rows: now, held, frame: frames.between, label: `What neurons 1 and 2 say, with the line of neuron 3. ${keys}` });
    tell(now);
    work = performance.now() - since;
  }

  function tell(now) {
    const { right, why } = reason(now), good = right === now.length;
    $('tbody').replaceChildren(...now.map(({ x, hidden, output, target }) => {
      const row = make('tr', output === target ? 'good' : 'bad'), cell = (text, name = '') => row.append(make('td', name, text));
      cell(x.join('  '));
      for (const v of hidden) cell(String(v));
      cell(`${output} ${output === target ? '✓' : '✗'}`, 'said');
      cell(String(target));
      return row;
    }));
    $('.verdict').className = `verdict ${good ? 'good' : 'bad'}`;
    $('.verdict').textContent = good ? 'All four are right: this is XOR.' : `Right at ${right} of 4 corners.`;
    $('.why').textContent = why;
    for (const k of [0, 1, 2]) $(`.n${k}`).setAttribute('aria-pressed', String(held === k));
  }

  function set(k, w) { lines = lines.with(k, w); schedule(); }

  function take(all) { lines = all; schedule(); send(); }

  function send() {
    const text = linesText(lines);
    if (text === sent) return;
    sent = text;
    api.setTriggerValue('lines', text);
  }

  for (const name in PLANES) {
    const svg = $(`.${name}`), of = PLANES[name], under = event => found(within(event, svg), lines, of, held, frames[name]);
    svg.onpointerdown = event => {
      const hit = event.isPrimary && !event.button && under(event);
      if (!hit) return;
      held = hit.k;
      drag = { pointer: event.pointerId, w: lines[held], pivot: hit.grip === undefined ? null : gripsOf(lines[held], frames[name].window)[1 - hit.grip] };
      svg.setPointerCapture(event.pointerId);
      event.preventDefault();
      svg.focus({ preventScroll: true });
      schedule();
    };
    svg.onpointermove = event => {
      if (!drag || event.pointerId !== drag.pointer) return;
      const p = frames[name].off(within(event, svg));
      set(held, drag.pivot ? turned(drag.w, drag.pivot, p) : shifted(drag.w, p));
    };
    svg.onpointerup = svg.onpointercancel = event => {
      if (!drag || event.pointerId !== drag.pointer) return;
      drag = null;
      send();
    };
    svg.ontouchstart = event => { if (under(event.touches[0])) event.preventDefault(); };
    svg.onkeydown = event => {
      const by = ARROWS[event.key], other = event.key === 'Enter' && of.length > 1;
      if (!by && !other) return;
      event.preventDefault();
      if (!of.includes(held)) held = of[0];
      else if (other) held = 1 - held;
      if (by) set(held, keyed(lines[held], by, event.shiftKey ? 0.2 : 1, frames[name].window));
      else schedule();
    };
    svg.onkeyup = event => { if (ARROWS[event.key]) send(); };
    svg.onfocus = () => { if (!of.includes(held)) { held = of[0]; schedule(); } };
  }
  for (const k of [0, 1, 2]) $(`.n${k}`).onclick = () => { held = k; schedule(); };
  $('.swap').onclick = () => take(lines.with(held, lines[held].map(v => -v + 0)));
  $('.other').onclick = () => { do lines = drawn(Math.random); while (reason(rows()).right === 4); take(lines); };
  $('.solution').onclick = () => take(linesOf(head.solved));

  const resized = new ResizeObserver(schedule);
  return app;
}
