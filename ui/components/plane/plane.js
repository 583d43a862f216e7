// The linear regions in a window of the plane: drawn from their exact polygons, to point at, zoom and play.
import { paint, readTheme } from '../shared/appearance.js';
import { drawPicture } from '../shared/canvas.js';
import { signedScale } from '../shared/colours.js';
import { make, steady } from '../shared/elements.js';
import { extent } from '../shared/extent.js';
import { sameBytes, unpack } from '../shared/message.js';
import { mounting } from '../shared/mounting.js';
import { brief, count, digits, signed } from '../shared/numbers.js';
import { onFrame } from '../shared/onframe.js';
import { playback } from '../shared/playback.js';
import { headroomOf } from '../shared/headroom.js';
import { surfaceView } from '../shared/surface.js';
import { tickWords } from '../shared/ticks.js';
import { forHand } from '../shared/touch.js';
import { transport } from '../shared/transport.js';
import { density } from '../shared/zoom.js';
import { cornerAt, cornerValues, regionAt } from './geometry.js';
import { colourOf } from './fills.js';
import { parse, pictureAt } from './frames.js';
import { gestures } from './gestures.js';
import { drawMap, drawPixels, shades } from './map.js';
import { drawMarks } from './marks.js';
import { hintOf, meaningOf, regionsOf, regionWords, surfaceOf } from './readout.js';
import { asked, asView, limited, ofView, same, ticksOf, WHOLE, windowOf, zoomed } from './window.js';

const SURFACE_MOST = 4000, FRAME_TIME = 130, SEND_AFTER = 150, GIVE_UP = 20000;
const FILLS = { regions: 'regions', output: 'output', classes: 'classes', none: 'lines only' };
const BUTTONS = { back: ['One step back', '←'], play: ['Play', 'space'], ahead: ['One step ahead', '→'] };

export default mounting('.plane', build);

function build(root) {
  const $ = selector => root.querySelector(selector), sheet = $('.sheet'), map = $('.map'), over = $('.over');
  const cache = document.createElement('canvas'), native = document.createElement('canvas');
  const { schedule, cancel } = onFrame(draw);
  let api = {}, raw = null, head = null, frames = [], extra = {}, theme = null, scale = null, limit = 1, colours = {};
  let upto = 0, fill = 'regions', chosen = null, view = WHOLE, point = null, written = '';
  let side = 0, stale = true, pending = 0, send = 0, target = null;

  const play = playback({ count: () => frames.length, pace: () => 1000 / FRAME_TIME, isAlive: () => root.isConnected, patience: 0,
    onShow: () => { stale = true; dress(); schedule(); }, onPlay: on => bar.playing(on), onRest: () => {} });
  const bar = transport(root, { label: 'Playback', buttons: BUTTONS, timeline: { label: 'Training step', step: 1 } },
    { ...play, seek: index => play.drag(index) });
  const surface = surfaceView($('.view canvas'));
  const app = { draws: 0, receive, stop, frame: now, find: (u, v) => regionAt(now(), u, v) };

  function now() { return frames[play.at]; }
  const still = () => !head.home.length, drawn = () => windowOf(head.window);
  const fills = () => head.outputs.length === 1 ? ['regions', 'output', 'none']
    : head.raster ? ['regions', 'none'] : ['regions', 'classes', 'none'];
  const scene = () => ({ f: now(), head, extra, fill, upto, side, dpr: side / sheet.clientWidth, colours, theme, scale, limit, view,
    point, drawn: drawn(), words: head.layers.slice(0, upto).reduce((sum, l) => sum + l.words, 0) });

  function stop() {
    play.stop();
    resized.disconnect();
    headroom.stop();
    cancel();
    clearTimeout(send);
    clearTimeout(pending);
  }

  function receive(component) {
    api = component;
    resized.observe(root);
    const painted = readTheme(root), again = sameBytes(component.data, raw);
    if (again && theme && painted.signature === theme.signature) return;
    theme = painted;
    paint(root, theme);
    scale = signedScale(theme);
    if (!again) {
      const message = unpack(component.data);
      if (!message) return;
      raw = component.data.slice();
      take(parse(message));
      meet();
    }
    colours = shades(theme, head.layers.length);
    stale = true;
    layout();
    dress();
  }

  function take(data) {
    const before = head, kept = before && before.id === data.head.id;
    ({ head, frames, extra } = data);
    root.hidden = false;
    root.classList.toggle('still', still());
    if (!kept || play.at >= frames.length) play.open();
    if (before?.layers.length !== head.layers.length) upto = head.layers.length;
    const can = fills();
    fill = can.includes(chosen) ? chosen : can.includes(head.fill) ? head.fill : can[0];
    if (!kept) point = null;
    const single = frames.filter(f => !head.raster && f.K === 1);
    for (const f of single) f.values = cornerValues(f);
    limit = single.length ? extent(single.map(f => f.values)).strong || 1 : 1;
    bar.slider.max = frames.length - 1;
  }

  // ---- drawing

  function layout() {
    if (!head || !root.clientWidth) return;
    const size = Math.round(sheet.clientWidth * density(sheet));
    if (size !== side) { side = size; stale = true; }
    schedule();
  }

  function draw() {
    if (!head || !side) return;
    if (stale) { stale = false; app.draws++; render(); drawSurface(); }
    for (const canvas of [map, over]) if (canvas.width !== side) canvas.width = canvas.height = side;
    const ctx = map.getContext('2d');
    ctx.fillStyle = theme.seen;
    ctx.fillRect(0, 0, side, side);
    ctx.drawImage(cache, -view.u / view.s * side, (view.v + view.s - 1) / view.s * side, side / view.s, side / view.s);
    overlay();
    where();
  }

  function render() {
    cache.width = cache.height = side;
    if (head.raster) drawPixels(cache.getContext('2d'), native, scene()); else drawMap(cache.getContext('2d'), scene());
  }

  function overlay() {
    const r = point && !head.raster ? regionAt(now(), point.u, point.v) : -1;
    drawMarks(over.getContext('2d'), scene(), r);
    if (head.picture && !still()) drawMixture();
    tell(r);
  }

  function drawSurface() {
    const f = now(), shows = !still() && !head.raster && f.K === 1 && f.R <= SURFACE_MOST;
    $('.view').hidden = !(shows || head.picture);
    $('.view').classList.toggle('picture', !!head.picture);
    $('.view .tag').textContent = head.picture ? '' : surfaceOf(scene());
    if (!shows || head.picture) surface.clear();
    if (!shows) return;
    const made = scene(), facets = Array.from({ length: f.R }, (_region, r) => ({
      corners: Array.from({ length: f.ptr[r + 1] - f.ptr[r] }, (_corner, i) => [...cornerAt(f, f.ptr[r] + i), f.values[f.ptr[r] + i]]),
      colour: colourOf(made, r),
    }));
    surface.draw({ facets, tall: headroom.from($('.view')), scale: limit, edge: theme.grey, wide: f.R > 600 ? 0.4 : 0.9, text: theme.text, font: theme.font });
    const [low, high] = surface.heights.map(brief);
    $('.view canvas').setAttribute('aria-label', `The output as a surface of ${count(f.R)} facets, from ${low} to ${high}. Arrow keys turn it.`);
  }

  // The picture that is pointed at, or the one in the middle.
  function drawMixture() {
    const at = point ?? { u: view.u + view.s / 2, v: view.v + view.s / 2 }, canvas = $('.view canvas'), { x0, y0, w } = drawn();
    const [H, W, C = 1] = head.picture, k = Math.max(1, Math.round(140 * density(canvas) / W));
    drawPicture(canvas, pictureAt(extra, x0 + w * at.u, y0 + w * at.v), 0, [H, W, C], k, theme, true);
    canvas.setAttribute('aria-label', point ? 'The picture at this point of the plane' : 'The picture in the middle of the window');
    $('.view .tag').textContent = point ? 'the picture at this point' : forHand('the picture in the middle: point at another');
  }

  // ---- words

  function dress() {
    const f = now();
    dressLayers(f);
    const total = f.counts[upto - 1];
    $('.total').replaceChildren(make('b', '', count(total)), make('span', '', total === 1 ? ' region' : ' regions'));
    $('.segments').replaceChildren(...fills().map(name => button('', FILLS[name], name === fill, () => { chosen = fill = name; })));
    for (const b of ['.in', '.out', '.home']) $(b).disabled = still();
    $('.recording').hidden = !f.title || still();
    const { at } = play, last = frames.length - 1;
    bar.show({ value: at, done: at / Math.max(1, last), text: f.title, able: last > 0, start: at <= 0, end: at >= last });
    const most = Math.max(...frames.map(frame => frame.R));
    bar.status.replaceChildren(steady(f.title, frames.at(-1).title, 'b'), ' · ', steady(regionsOf(f.R), regionsOf(most)), ' ', make('span', '', f.note ? '· ' + f.note : ''));
    $('.key').textContent = meaningOf({ head, fill, upto });
    const counts = head.layers.map((_, l) => `${count(f.counts[l])} after layer ${l + 1}`).join(', ');
    map.setAttribute('aria-label', `${head.caption}: ${regionsOf(f.R, 'activation ')}, ${counts}`);
    sheet.setAttribute('aria-label', still() ? head.caption
      : `${head.caption}. Arrow keys read a region, with Shift they move the window; plus and minus zoom, 0 goes back.`);
    sheet.setAttribute('role', still() ? 'group' : 'application');
    if (still()) sheet.removeAttribute('tabindex'); else sheet.tabIndex = 0;
    tell(-1);
    overlay();
  }

  function dressLayers(f) {
    const L = head.layers.length, line = make('div', 'head small'), many = L > 6;
    line.append(make('span', '', L > 1 && !still() ? 'lines of the layers up to …' : 'lines'), make('span', '', 'regions'));
    $('.layers').replaceChildren(line, ...head.layers.map(({ neurons }, l) => {
      const made = button(l === L - 1 ? 'last' : '', '', l < upto, () => { upto = l + 1; }), stroke = make('span', 'line');
      stroke.style.borderColor = colours.layers[l];
      stroke.style.borderTopWidth = Math.max(1, 4 * 0.75 ** l) + 'px';
      const words = still() || many ? `layer ${l + 1}` : `layer ${l + 1}: ${neurons} neuron${neurons > 1 ? 's' : ''}`;
      made.append(stroke, make('span', '', words), make('span', 'count', count(f.counts[l])));
      made.setAttribute('aria-label', `Layers 1 to ${l + 1}: ${regionsOf(f.counts[l])}`);
      made.title = L > 1 ? `Show the cuts of layers 1 to ${l + 1}` : '';
      return made;
    }));
    $('.layers').classList.toggle('many', many);
  }

  function button(className, text, pressed, onClick) {
    const made = make('button', className, text);
    made.type = 'button';
    made.setAttribute('aria-pressed', String(pressed));
    made.onclick = () => { onClick(); stale = true; dress(); schedule(); };
    return made;
  }

  // The axes, if the window is another.
  function where() {
    const { x0, y0, w } = ofView(drawn(), view), text = v => signed(v, digits(w / 300)), shown = [x0, y0, w].join();
    if (shown === written) return;
    written = shown;
    $('.where').textContent = `x ${text(x0)} to ${text(x0 + w)}, y ${text(y0)} to ${text(y0 + w)}`;
    drawAxis($('.across'), 'x', 'left', ticksOf(x0, x0 + w), w);
    drawAxis($('.up'), 'y', 'bottom', ticksOf(y0, y0 + w).filter(({ at: place }) => place < 0.84 || place > 0.97), w);  // the name is there
  }

  // In the corner where both axes begin their first ticks stand apart, and the last leaves room for the name.
  function drawAxis(host, name, edge, ticks, w) {
    const named = make('span', 'name');
    named.append(make('b', '', name));
    host.replaceChildren(...ticks.map(({ v, at }) => {
      const made = make('span', at < 0.03 ? 'first' : at > 0.97 ? 'last' : '', tickWords(v, w / 3));
      made.style[edge] = `${100 * at}%`;
      return made;
    }), named);
  }

  function tell(r) {
    if (still()) return;
    if (r < 0) $('.readout').textContent = hintOf(head, now()); else $('.readout').replaceChildren(...regionWords(scene(), r));
  }

  // ---- the window. The picture at hand follows at once; the exact one is asked for when the hand rests.

  const sameNet = () => JSON.stringify([head.id, head.layers, head.home, head.activation, head.caption]);

  // A picture has arrived: the one that was asked for, or of another network, or one from before the last gesture.
  function meet() {
    if (!target || same(drawn(), target) || target.net !== sameNet()) settle();
    else view = asView(drawn(), target);
  }

  function moveTo(next) {
    if (still()) return;
    view = limited(drawn(), next);
    target = { ...ofView(drawn(), view), net: sameNet() };
    $('.busy').hidden = false;
    schedule();
    clearTimeout(send);
    send = setTimeout(ask, SEND_AFTER);
  }

  function ask() {
    clearTimeout(pending);
    pending = setTimeout(settle, GIVE_UP);
    api.setStateValue('window', asked(ofView(drawn(), view)));
  }

  function settle() {
    clearTimeout(pending);
    clearTimeout(send);
    target = null;
    view = WHOLE;
    $('.busy').hidden = true;
    if (head) schedule();
  }

  function zoom(factor, u = view.u + view.s / 2, v = view.v + view.s / 2) { moveTo(zoomed(view, factor, u, v)); }

  function goHome() {
    if (still()) return;
    const [x, y, r] = head.home;
    moveTo(asView(drawn(), { x0: x - r, y0: y - r, w: 2 * r }));
  }

  gestures(sheet, {
    ready: () => head !== null, still, view: () => view, point: () => point,
    onPoint: to => { point = to; schedule(); }, onMove: moveTo, onZoom: zoom, onHome: goHome,
    onRead: () => setTimeout(() => { $('.said').textContent = $('.readout').innerText; }, 60),
  });
  $('.in').onclick = () => zoom(0.5);
  $('.out').onclick = () => zoom(2);
  $('.home').onclick = goHome;

  const headroom = headroomOf(root, () => { stale = true; layout(); });
  const resized = new ResizeObserver(() => { stale = stale || Math.round(sheet.clientWidth * density(sheet)) !== side; layout(); });
  return app;
}
