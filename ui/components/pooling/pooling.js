// One layer and several beside each other while they learn: templates, V, and which class wakes which unit.
import { paint, readTheme } from '../shared/appearance.js';
import { signedScale } from '../shared/colours.js';
import { glyph, make } from '../shared/elements.js';
import { unpack } from '../shared/message.js';
import { mounting } from '../shared/mounting.js';
import { clamp, count, percent } from '../shared/numbers.js';
import { playback, reporter } from '../shared/playback.js';
import { nearest, placeOf } from '../shared/timeline.js';
import { transport } from '../shared/transport.js';
import { drawCursor, drawCurves, gutterOf } from './curves.js';
import { append, fit, frameOf, open } from './frames.js';
import { classOrder, rowAt, sheetLayout } from './layout.js';
import { drawSheet } from './sheet.js';
import { singleView } from './single.js';
import { cellWords, netName, tableWords } from './words.js';

const FRAMES_PER_SECOND = 12;
const BUTTONS = {
  first: ['To the first step', 'Home'], back: ['One frame back', '←'], play: ['Play', 'space'],
  ahead: ['One frame ahead', '→'], last: ['To the latest step', 'End'],
};
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export default mounting('.pooling', build);

function build(root) {
  const $ = selector => root.querySelector(selector), released = reporter(), single = singleView(root);
  const host = $('.sheet'), table = $('.sheet canvas');
  let head = null, rec = null, id = null, theme = null, scale = null, api = {}, seen = '', size = '', outdated = true;
  let votes = false, layer = -1, page = 0, spot = null, grid = null, plot = null, waiting = 0, asked = 0;

  const play = playback({
    count: () => rec?.n ?? 0, pace: () => FRAMES_PER_SECOND * bar.speed(), isAlive: () => root.isConnected,
    onShow: schedule, onPlay: on => bar.playing(on), onRest: commit,
  });
  const seek = place => play.drag(nearest(rec.n, stepAt, total(), place));
  const bar = transport(root, { label: 'Playback', buttons: BUTTONS, speed: 'Playing speed',
    timeline: { label: 'Training step' } }, { ...play, seek });
  const app = { draws: 0, receive, stop };
  $('.before').innerHTML = glyph('back');
  $('.after').innerHTML = glyph('ahead');

  function receive(component) {
    api = component;
    resized.observe(root);
    const message = unpack(component.data);
    if (!message) return;
    const { header } = message, next = header.key + '|' + header.id, fresh = next !== id;
    const { from, n, frame, ...rest } = header, painted = readTheme(root), signature = JSON.stringify(rest) + painted.signature;
    if (!fresh && signature === seen && n === rec.n && (from === n || from < 0)) return;
    if (fresh) { id = next; rec = open(id); seen = ''; page = 0; layer = -1; spot = null; }
    head = header;
    fit(rec, head);
    if (from > rec.n) ask(rec.n);
    else { clearTimeout(asked); asked = 0; append(rec, header, message.buffer, message.offset); }
    if (fresh) begin(frame);
    if (signature !== seen) dress(painted);
    seen = signature;
    root.hidden = false;
    play.grow();
    outdated = true;
    layout();
    if (!play.playing && !play.dragging) describe();
  }

  // At the newest frame, or at the one that was left.
  function begin(frame) {
    const left = frame !== null && frame < rec.n ? frame : null;
    play.open(left);
    released.known(left === null ? null : { id: head.id, index: left });
  }

  function stop() {
    play.stop();
    resized.disconnect();
    cancelAnimationFrame(waiting);
    clearTimeout(asked);
  }

  function ask(have) {
    if (asked) return;
    api.setTriggerValue('need', { id: head.id, have });
    asked = setTimeout(() => { asked = 0; if (rec.n < head.n && root.isConnected) ask(rec.n); }, 2000);
  }

  const here = () => layer >= 0 && layer < rec.plan.L ? layer : 0;
  const isLast = () => here() === rec.plan.L - 1;
  const unitName = i => head.recognisers && here() === 0 ? head.names[i] : String(i + 1);
  const frame = () => frameOf(rec, play.at);
  const scene = () => ({ head, rec, plan: rec.plan, grid, theme, scale, votes, spot, unitName, here: here(), last: isLast(),
    frame: frame(), total: total(), width: root.clientWidth, deepName: netName(rec.plan.L).toLowerCase() });

  // Everything that changes with the header or the theme, not with the frame.
  function dress(painted) {
    const { L } = rec.plan;
    theme = painted;
    paint(root, theme);
    scale = signedScale(theme);
    root.classList.toggle('still', head.still);
    single.dress(head, rec.plan);
    $('.deep .error').style.setProperty('--line', head.colours.deep);
    $('.deep .name').textContent = head.title || netName(L);
    $('.layers').hidden = L < 2;
    $('.layers').replaceChildren(...(L < 2 ? [] : head.widths.map((_, l) => layerButton(l))));
    $('.modes').hidden = !L || !isLast() || head.still;
    size = '';
  }

  function layerButton(l) {
    const button = make('button', '', `layer ${l + 1}`);
    button.type = 'button';
    button.onclick = () => { layer = l; page = 0; spot = null; dress(theme); layout(); describe(); };
    button.setAttribute('aria-pressed', String(l === here()));
    return button;
  }

  // ---- where things are

  function layout() {
    if (!rec?.plan || !root.clientWidth) return;
    const now = root.clientWidth + ':' + (window.devicePixelRatio || 1);
    if (now !== size) { size = now; layoutSheet(); outdated = true; }
    schedule();
  }

  function order() {
    const n = rec.plan.L ? rec.plan.layers[here()].n : 2, given = rec.plan.L && isLast() ? head.order[0] : null;
    return given?.length === n ? given : Array.from({ length: n }, (_, i) => i);
  }

  function layoutSheet() {
    const dpr = window.devicePixelRatio || 1, ctx = table.getContext('2d');
    single.layout(rec.plan, scale);
    ctx.font = `12px ${theme.font}`;
    grid = sheetLayout({ w: host.clientWidth, plan: rec.plan, here: here(), last: isLast(), units: order(), page, still: head.still, dpr,
      label: Math.max(...head.names.map(name => ctx.measureText(name).width)) });
    page = grid.page;
    table.width = Math.round(grid.w * dpr); table.height = Math.round(grid.height * dpr);
    table.style.width = grid.w + 'px'; table.style.height = grid.height + 'px';
    const many = grid.all.length, first = page * grid.columns, more = here() === 0 && head.units > many;
    $('.pager').hidden = grid.pages < 2 && head.units <= many;
    $('.range').textContent = `${first + 1}–${Math.min(many, first + grid.columns)} of ${many}${more ? `, of ${head.units}` : ''}`;
    $('.before').disabled = page === 0;
    $('.after').disabled = page === grid.pages - 1;
  }

  // ---- drawing

  function schedule() { waiting ||= requestAnimationFrame(() => { waiting = 0; draw(); }); }

  function draw() {
    if (!rec?.plan || !root.isConnected || !grid) return;
    const now = scene();
    app.draws++;
    if (rec.n) {
      $('.deep .error').textContent = percent(now.frame.test()) + ' wrong';
      if (!head.still) single.draw(rec, now.frame, scale);
      drawSheet(table, now);
    }
    if (!head.still) {
      if (outdated) { plot = drawCurves($('.base'), $('.plot').clientWidth, now); outdated = false; }
      drawCursor($('.over'), plot, now.frame, now);
      tellTime(now.frame);
    }
    readout(now);
  }

  // ---- time and words

  const stepAt = i => rec.numbers[i]?.[0] ?? 0;
  const total = () => Math.max(head?.total ?? 0, rec?.n ? stepAt(rec.n - 1) : 0, 1);
  const sayTime = ({ step, epoch }) => `step ${count(step)} of ${count(total())}, epoch ${epoch.toFixed(1)}`;

  function tellTime(now) {
    const last = rec.n - 1, { at } = play, place = placeOf(now.step, total());
    bar.show({ value: place, done: place, have: placeOf(stepAt(last), total()), text: sayTime(now), able: rec.n > 1,
      start: at <= 0, end: at >= last, newest: at >= last && play.following });
    const { status } = bar;
    if (!status.firstChild) status.append('step ', make('b'), make('span'), make('span', 'also'));
    const [, step, of, also] = status.childNodes;
    step.textContent = count(now.step);
    of.textContent = ' of ' + count(total());
    also.textContent = rec.n ? ` · epoch ${now.epoch.toFixed(1)} · ${now.seconds.toFixed(1)} s` : ' · waiting for the first step';
  }

  // One number to the server, when the hand is off the timeline.
  function commit() {
    describe();
    const value = play.following ? null : { id: head.id, index: play.at };
    released.send(value, chosen => api.setStateValue('frame', chosen));
  }

  const pointed = now => cellWords(now, grid.units[spot.column], classOrder(head)[spot.row]);

  function readout(now) {
    const line = $('.readout');
    if (!rec.n) line.textContent = '';
    else if (!rec.plan.L) line.textContent = 'No hidden layer: this is the layer at the left once more, from its own initial weights.';
    else if (spot) { const [first, second] = pointed(now); line.replaceChildren(make('b', '', first), second); }
    else line.textContent = tableWords(now);
  }

  function describe() {
    if (!rec.n) return;
    const now = frame(), p = rec.plan, time = sayTime(now);
    const errors = `${percent(now.single())} wrong with one layer, ${percent(now.test())} with ${netName(p.L).toLowerCase()}`;
    table.setAttribute('aria-label', `${head.label} ${head.still ? '' : time + ': ' + errors}`);
    host.setAttribute('aria-label', p.L ? `${p.layers[here()].n} hidden units by ${p.D} classes. Arrow keys read one cell.` : 'Two templates');
    single.describe(head, rec, now);
    $('.base').setAttribute('aria-label', `Test errors at ${time}: ${errors}; curves over all steps, on logarithmic axes`);
    if (!head.still && !head.running) say(`${time}: ${errors}`);
  }

  function say(words) { $('.said').textContent = words; }

  // ---- the table: point, keys, pages

  const point = to => { spot = to; schedule(); };
  host.onpointermove = host.onpointerdown = event => {
    if (!rec?.plan?.L || !grid) return;
    const box = table.getBoundingClientRect(), column = Math.floor((event.clientX - box.left - grid.label) / grid.cell);
    const row = rowAt(grid, head, event.clientY - box.top, spot?.row ?? 0);
    point(column >= 0 && column < grid.units.length ? { column, row } : null);
  };
  host.onpointerleave = event => { if (event.pointerType !== 'touch') point(null); };
  host.onblur = () => point(null);
  host.onkeydown = event => {
    if (!rec?.plan?.L || !grid) return;
    if (event.key === 'Escape') { point(null); return; }
    if (ARROWS[event.key]) moveSpot(...ARROWS[event.key]);
    else if (event.key === 'PageDown') turn(1);
    else if (event.key === 'PageUp') turn(-1);
    else return;
    event.preventDefault();
    schedule();
    if (spot) say(pointed(scene()).join(''));
  };

  // Beyond the last unit of a page comes the first of the next.
  function moveSpot(right, down) {
    const from = spot ?? { column: 0, row: 0 }, column = from.column + right;
    if (column < 0 && page > 0) { turn(-1); spot = { ...from, column: grid.units.length - 1 }; }
    else if (column >= grid.units.length && page < grid.pages - 1) { turn(1); spot = { ...from, column: 0 }; }
    else spot = { column: clamp(column, 0, grid.units.length - 1), row: clamp(from.row + down, 0, rec.plan.D - 1) };
  }

  function turn(by) { page = clamp(page + by, 0, grid.pages - 1); size = ''; layout(); }
  $('.before').onclick = () => { spot = null; turn(-1); };
  $('.after').onclick = () => { spot = null; turn(1); };
  const mode = on => {
    votes = on;
    $('.votes').setAttribute('aria-pressed', String(on));
    $('.wakes').setAttribute('aria-pressed', String(!on));
    schedule();
  };
  $('.wakes').onclick = () => mode(false);
  $('.votes').onclick = () => mode(true);

  const area = $('.plot');
  const grab = event => {
    const [left, edge] = gutterOf(root.clientWidth), box = area.getBoundingClientRect();
    seek((event.clientX - box.left - left) / (box.width - left - edge));
  };
  area.onpointerdown = event => { if (event.button === 0 && rec.n) { area.setPointerCapture(event.pointerId); grab(event); } };
  area.onpointermove = event => { if (play.dragging && event.buttons) grab(event); };
  area.onpointerup = area.onpointercancel = play.release;

  const resized = new ResizeObserver(layout);
  app.state = () => ({ at: play.at, n: rec?.n ?? 0, step: stepAt(play.at), votes, layer: here(), page, playing: play.playing, draws: app.draws });
  return app;
}
