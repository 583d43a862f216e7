// One layer and several beside each other while they learn: templates, V, and which class wakes which unit.
import { paint } from '../shared/appearance.js';
import { signedScale } from '../shared/colours.js';
import { glyph, make, steady } from '../shared/elements.js';
import { mounting } from '../shared/mounting.js';
import { clamp, count, percent } from '../shared/numbers.js';
import { onFrame } from '../shared/onframe.js';
import { playback } from '../shared/playback.js';
import { recorded } from '../shared/recorded.js';
import { nearest, placeOf } from '../shared/timeline.js';
import { trainingTransport } from '../shared/transport.js';
import { density, within } from '../shared/zoom.js';
import { drawCursor, drawCurves, gutterOf } from './curves.js';
import { blank, bySpeech, frameOf, oneFrame, push } from './frames.js';
import { classOrder, rowAt, sheetLayout } from './layout.js';
import { drawSheet } from './sheet.js';
import { singleView, wrongOf } from './single.js';
import { cellWords, netName, tableWords } from './words.js';

const FRAMES_PER_SECOND = 12;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export default mounting('.pooling', build);

function build(root) {
  const $ = selector => root.querySelector(selector), single = singleView(root);
  const host = $('.sheet'), table = $('.sheet canvas'), { schedule, cancel } = onFrame(draw);
  let scale = null, size = '', outdated = true;
  let votes = false, layer = -1, page = 0, spot = null, grid = null, plot = null;
  let drawing = null, aside = false;  // the lecture's drawing; whether it is looked at instead

  const play = playback({
    count: () => shown.rec?.n ?? 0, pace: () => FRAMES_PER_SECOND * bar.speed(), isAlive: () => root.isConnected,
    onShow() { compare(false); schedule(); }, onPlay: on => bar.playing(on), onRest: commit,
  });
  const seek = place => play.drag(nearest(shown.rec.n, stepAt, total(), place));
  const bar = trainingTransport(root, { ...play, seek });
  const shown = recorded(root, {
    blank: head => blank(head.names.length), push, play, onOpen(held) { page = 0; layer = -1; spot = null; aside = held === null && !!shown.head.drawing; },
    shape: ({ plan }) => [plan.F, plan.P], dress, layout: renew, describe,
  });
  const app = { draws: 0, receive, stop };
  $('.before').innerHTML = glyph('back');
  $('.after').innerHTML = glyph('ahead');

  function receive(component) {
    resized.observe(root);
    shown.receive(component);
  }

  function renew() {
    outdated = true;
    layout();
  }

  function stop() {
    play.stop();
    resized.disconnect();
    cancel();
    shown.stop();
  }

  const still = () => !shown.head.job;
  const isDrawn = () => aside && drawing !== null;
  const net = () => isDrawn() ? drawing : shown.rec;  // whose units are on the sheet
  const here = () => layer >= 0 && layer < net().plan.L ? layer : 0;
  const isLast = () => here() === net().plan.L - 1;
  const recognisers = () => shown.head.recognisers || isDrawn();
  const unitName = i => recognisers() && here() === 0 ? shown.head.names[i] : String(i + 1);
  const frame = () => frameOf(shown.rec, play.at);
  const scene = () => ({ head: shown.head, rec: shown.rec, theme: shown.theme, frame: frame(), total: total(), width: root.clientWidth,
    deepName: netName(shown.rec.plan.L).toLowerCase() + (drawing ? ', trained' : '') });
  const sheet = () => ({ head: { ...shown.head, recognisers: recognisers() }, theme: shown.theme, plan: net().plan, grid, scale, votes, spot,
    unitName, here: here(), last: isLast(), frame: isDrawn() ? frameOf(drawing, 0) : frame() });

  // Everything that changes with the header or the theme, not with the frame.
  function dress() {
    drawing = shown.head.drawing ? oneFrame(shown.head.names.length, shown.head.drawing) : null;
    const { L } = net().plan;
    paint(root, shown.theme);
    scale = signedScale(shown.theme);
    root.classList.toggle('still', still());
    root.classList.toggle('drawn', isDrawn());
    $('.nets').hidden = !drawing;
    $('.drawing').setAttribute('aria-pressed', String(isDrawn()));
    $('.found').setAttribute('aria-pressed', String(!isDrawn()));
    single.dress(shown.head, shown.rec.plan);
    $('.deep .error').style.setProperty('--line', shown.head.colours.deep);
    $('.deep .name').textContent = shown.head.title || (shown.rec.n ? netName(L) : '');
    $('.layers').hidden = L < 2;
    $('.layers').replaceChildren(...(L < 2 ? [] : net().plan.layers.map((_, l) => layerButton(l))));
    $('.modes').hidden = !L || !isLast() || still();
    size = '';
  }

  function layerButton(l) {
    const button = make('button', '', `layer ${l + 1}`);
    button.type = 'button';
    button.onclick = () => { layer = l; page = 0; spot = null; dress(); layout(); describe(); };
    button.setAttribute('aria-pressed', String(l === here()));
    return button;
  }

  // ---- where things are

  function layout() {
    if (!shown.rec?.plan || !root.clientWidth) return;
    const now = root.clientWidth + ':' + density(root);
    if (now !== size) { size = now; layoutSheet(); outdated = true; }
    schedule();
  }

  function order() {
    const { plan } = net(), n = plan.L ? plan.layers[here()].n : 2, given = !shown.running && isLast() ? bySpeech(net()) : [];
    return given.length === n ? given : Array.from({ length: n }, (_, i) => i);
  }

  function layoutSheet() {
    const dpr = density(table), ctx = table.getContext('2d');
    single.layout(shown.rec.plan, scale);
    ctx.font = `12px ${shown.theme.font}`;
    grid = sheetLayout({ w: host.clientWidth, plan: net().plan, here: here(), last: isLast(), units: order(), page, still: still(), votes, dpr,
      label: Math.max(...shown.head.names.map(name => ctx.measureText(name).width)) });
    page = grid.page;
    table.width = Math.round(grid.w * dpr); table.height = Math.round(grid.height * dpr);
    table.style.width = grid.w + 'px'; table.style.height = grid.height + 'px';
    const many = grid.all.length, first = page * grid.columns, { units } = net().plan, more = here() === 0 && units > many;
    $('.pager').hidden = grid.pages < 2 && units <= many;
    $('.range').textContent = `${first + 1}–${Math.min(many, first + grid.columns)} of ${many}${more ? `, of ${units}` : ''}`;
    $('.before').disabled = page === 0;
    $('.after').disabled = page === grid.pages - 1;
  }

  // ---- drawing

  function draw() {
    if (!shown.rec?.plan || !root.isConnected || !grid) return;
    const now = scene(), units = sheet();
    app.draws++;
    if (shown.rec.n) {
      $('.deep .error').replaceChildren(...wrongOf(units.frame.test(), isDrawn() ? ', as the lecture draws it' : ''));
      if (!still()) single.draw(shown.rec, now.frame, scale);
      drawSheet(table, units);
    }
    if (!still()) {
      if (outdated) { plot = drawCurves($('.base'), $('.plot').clientWidth, now); outdated = false; }
      drawCursor($('.over'), plot, now.frame, now);
      tellTime(now.frame);
    }
    readout(units);
  }

  // ---- time and words

  const stepAt = i => shown.rec.numbers[i]?.[0] ?? 0;
  const total = () => Math.max(shown.head?.total ?? 0, shown.rec?.n ? stepAt(shown.rec.n - 1) : 0, 1);
  const sayTime = ({ step, epoch }) => `step ${count(step)} of ${count(total())}, epoch ${epoch.toFixed(1)}`;

  function tellTime(now) {
    const last = shown.rec.n - 1, { at } = play, place = placeOf(now.step, total());
    bar.show({ value: place, done: place, have: placeOf(stepAt(last), total()), text: sayTime(now), able: shown.rec.n > 1,
      start: at <= 0, end: at >= last, newest: at >= last && play.following });
    const also = make('span', 'also'), end = count(total());
    if (shown.rec.n) also.append(' · epoch ', steady(now.epoch.toFixed(1), '00.0'), ' · ', steady(now.seconds.toFixed(1), '00.0'), ' s');
    else also.append(' · waiting for the first step');
    bar.status.replaceChildren('step ', steady(count(now.step), end, 'b'), ` of ${end}`, also);
  }

  function commit() {
    describe();
    shown.commit();
  }

  const pointed = now => cellWords(now, grid.units[spot.column], classOrder(shown.head)[spot.row]);

  function readout(now) {
    const line = $('.readout');
    line.classList.toggle('general', !spot && shown.rec.n > 0 && shown.rec.plan.L > 0);
    if (!shown.rec.n) line.textContent = '';
    else if (!shown.rec.plan.L) line.textContent = 'No hidden layer: this is the layer at the left once more, from its own initial weights.';
    else if (spot) { const [first, second] = pointed(now); line.replaceChildren(make('b', '', first), second); }
    else line.textContent = tableWords(now);
  }

  function describe() {
    if (!shown.rec.n) return;
    const now = frame(), p = shown.rec.plan, time = sayTime(now);
    const wrong = (deep, name) => `${percent(now.single())} wrong with one layer, ${percent(deep.test())} with ${name}`;
    const trained = wrong(now, netName(p.L).toLowerCase()), seen = isDrawn() ? wrong(frameOf(drawing, 0), 'the lecture’s drawing') : trained;
    table.setAttribute('aria-label', `${shown.head.label} ${still() ? '' : time + ': ' + seen}`);
    host.setAttribute('aria-label', p.L ? `${net().plan.layers[here()].n} hidden units by ${p.D} classes. Arrow keys read one cell.` : 'Two templates');
    single.describe(shown.head, shown.rec, now);
    $('.base').setAttribute('aria-label', `Test errors at ${time}: ${trained}; curves over all steps, on logarithmic axes`);
    if (!still() && !shown.running) say(`${time}: ${seen}`);
  }

  function say(words) { $('.said').textContent = words; }

  // ---- the table: point, keys, pages

  const point = to => { spot = to; schedule(); };
  host.onpointermove = host.onpointerdown = event => {
    if (!shown.rec?.plan?.L || !grid) return;
    const [x, y] = within(event, table), column = Math.floor((x - grid.label) / grid.cell);
    const row = rowAt(grid, shown.head, y, spot?.row ?? 0);
    point(column >= 0 && column < grid.units.length ? { column, row } : null);
  };
  host.onpointerleave = event => { if (event.pointerType !== 'touch') point(null); };
  host.onblur = () => point(null);
  host.onkeydown = event => {
    if (!shown.rec?.plan?.L || !grid) return;
    if (event.key === 'Escape') { point(null); return; }
    if (ARROWS[event.key]) moveSpot(...ARROWS[event.key]);
    else if (event.key === 'PageDown') turn(1);
    else if (event.key === 'PageUp') turn(-1);
    else return;
    event.preventDefault();
    schedule();
    if (spot) say(pointed(sheet()).join(''));
  };

  // Beyond the last unit of a page comes the first of the next.
  function moveSpot(right, down) {
    const from = spot ?? { column: 0, row: 0 }, column = from.column + right;
    if (column < 0 && page > 0) { turn(-1); spot = { ...from, column: grid.units.length - 1 }; }
    else if (column >= grid.units.length && page < grid.pages - 1) { turn(1); spot = { ...from, column: 0 }; }
    else spot = { column: clamp(column, 0, grid.units.length - 1), row: clamp(from.row + down, 0, shown.rec.plan.D - 1) };
  }

  function turn(by) { page = clamp(page + by, 0, grid.pages - 1); size = ''; layout(); }
  $('.before').onclick = () => { spot = null; turn(-1); };
  $('.after').onclick = () => { spot = null; turn(1); };
  // The lecture's drawing, or what training finds.
  function compare(on) {
    if (!drawing || aside === on) return;
    aside = on;
    spot = null;
    page = 0;
    layer = -1;
    dress();
    layout();
    describe();
  }
  $('.drawing').onclick = () => compare(true);
  $('.found').onclick = () => compare(false);
  const mode = on => {
    votes = on;
    $('.votes').setAttribute('aria-pressed', String(on));
    $('.wakes').setAttribute('aria-pressed', String(!on));
    size = '';
    layout();
  };
  $('.wakes').onclick = () => mode(false);
  $('.votes').onclick = () => mode(true);

  const area = $('.plot');
  const grab = event => {
    const [left, edge] = gutterOf(root.clientWidth), [x] = within(event, area);
    seek((x - left) / (area.clientWidth - left - edge));
  };
  area.onpointerdown = event => { if (event.button === 0 && shown.rec.n) { area.setPointerCapture(event.pointerId); grab(event); } };
  area.onpointermove = event => { if (play.dragging && event.buttons) grab(event); };
  area.onpointerup = area.onpointercancel = play.release;

  const resized = new ResizeObserver(layout);
  app.state = () => ({ at: play.at, n: shown.rec?.n ?? 0, step: stepAt(play.at), votes, layer: here(), page, playing: play.playing, draws: app.draws });
  return app;
}
