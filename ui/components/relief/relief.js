// A surface, what a network says of it, and what it misses: as pictures to point at and as surfaces that turn together.
import { paint } from '../shared/appearance.js';
import { drawLegend } from '../shared/canvas.js';
import { MIDDLE, pack32, scaled, signedScale } from '../shared/colours.js';
import { make, movePixel, steady } from '../shared/elements.js';
import { headroomOf } from '../shared/headroom.js';
import { mounting } from '../shared/mounting.js';
import { brief, clamp, count, percent, signed } from '../shared/numbers.js';
import { onFrame } from '../shared/onframe.js';
import { playback } from '../shared/playback.js';
import { recorded } from '../shared/recorded.js';
import { surfaceView } from '../shared/surface.js';
import { nearest, placeOf } from '../shared/timeline.js';
import { forHand } from '../shared/touch.js';
import { trainingTransport } from '../shared/transport.js';
import { within } from '../shared/zoom.js';
import { blank, bytesIn, endsOf, facetsOf, missed, push, values, verdictOf } from './frames.js';

const PACE = 8, EVERY = 2, ZOOM = 6;  // frames a second; points between two edges of the surface; pixels of a point
const NAMES = ['The surface', 'What the network says', 'What it misses'];
const HINT = 'Point at a picture to read a point; drag a surface to turn it.';

export default mounting('.relief', build);

function build(root) {
  const $ = selector => root.querySelector(selector), all = selector => [...root.querySelectorAll(selector)];
  const flats = all('.flat'), frames = () => shown.rec?.frames ?? [];
  const at = () => clamp(play.at, 0, Math.max(0, frames().length - 1));
  const { schedule, cancel } = onFrame(draw);
  const views = all('.turned').map((canvas, i) => surfaceView(canvas, { onTurn: turn => views.forEach((view, k) => { if (k !== i) view.turnTo(turn); }) }));
  const native = document.createElement('canvas'), calm = matchMedia('(prefers-reduced-motion: reduce)');
  let surface = null, ends = [0, 0], strong = 1, scale = null, spot = null, read = '', drawn = [], live = false;

  const play = playback({ count: () => frames().length, pace: () => PACE * bar.speed(), isAlive: () => root.isConnected,
    onShow: schedule, onPlay: on => bar.playing(on), onRest: describe });
  const seek = place => play.drag(nearest(frames().length, i => frames()[i].step, shown.head.total, place));
  const bar = trainingTransport(root, { ...play, seek });
  const shown = recorded(root, { blank, push: (rec, bytes, head) => { if (bytes.length) push(rec, bytes, head.unit); }, play,
    shape: () => [], dress, layout: schedule, describe, arrive, onOpen() { live = false; } });
  const app = { draws: 0, stop, receive(component) { resized.observe(root); shown.receive(component); },
    state: () => ({ step: frames()[at()]?.step, loss: frames()[at()]?.loss, frames: frames().length, spot, read: $('.readout').textContent }) };

  // Once, for whoever has not seen it learn.
  function arrive(frame) {
    if (live || calm.matches) play.open(frame); else play.run(frame);
    live = false;
  }

  function stop() {
    play.stop();
    resized.disconnect();
    headroom.stop();
    cancel();
    shown.stop();
  }

  function dress() {
    const { head, theme } = shown;
    paint(root, theme);
    scale = signedScale(theme);
    surface = values(bytesIn(head.surface), 0, head.side ** 2, head.unit);
    ends = endsOf(surface);
    $('.name').textContent = head.name;
    strong = Math.max(...ends.map(Math.abs)) || 1;
    $('.legend span').textContent = 'the network is too high (blue) or too low, by up to 1 deviation';
    drawLegend($('.scale'), scale, 1, 96, 12);
    drawn = [];
  }

  // ---- pictures

  const flat = () => ends[0] === ends[1];
  const level = v => flat() ? 0.5 : clamp((v - ends[0]) / (ends[1] - ends[0]), 0, 1);
  const grey = v => Array(3).fill(Math.round(255 * level(v)));
  const parts = c => [c & 255, (c >> 8) & 255, (c >> 16) & 255];
  const sign = (v, limit) => parts(scale.colours[scaled(v, MIDDLE / limit)]);
  const inkOf = i => v => v !== v ? [136, 136, 136] : i === 2 ? sign(v, 1) : shown.head.grey ? grey(v) : sign(v, strong);

  function drawFlat(canvas, list, ink) {
    const { side } = shown.head, ctx = canvas.getContext('2d'), size = side * ZOOM;
    if (native.width !== side) native.width = native.height = side;
    if (canvas.width !== size) canvas.width = canvas.height = size;
    const pen = native.getContext('2d'), image = pen.createImageData(side, side), out = new Uint32Array(image.data.buffer);
    for (let i = 0; i < side; i++) for (let j = 0; j < side; j++) out[(side - 1 - i) * side + j] = pack32(ink(list[i * side + j]));
    pen.putImageData(image, 0, 0);
    ctx.imageSmoothingEnabled = false;
    ctx.drawImage(native, 0, 0, size, size);
    if (spot) mark(ctx, (spot.col + 0.5) * ZOOM, (spot.row + 0.5) * ZOOM);
  }

  function mark(ctx, x, y) {
    for (const [ink, wide] of [[shown.theme.seen, 7], [shown.theme.text, 3]]) {
      ctx.beginPath();
      ctx.arc(x, y, 11, 0, 2 * Math.PI);
      Object.assign(ctx, { strokeStyle: ink, lineWidth: wide });
      ctx.stroke();
    }
  }

  function drawTurned(view, i, list, ink) {
    const { theme } = shown, half = (ends[1] - ends[0]) / 2 || 1, span = i < 2 ? [ends[0], ends[1] || 1] : [-half, half];
    const tall = headroom.panels() * 0.46, css = v => `rgb(${ink(v).join()})`;
    view.draw({ facets: facetsOf(list, shown.head.side, EVERY, span, css), span, tall, scale: 1, edge: theme.grey, wide: 0.3,
      text: theme.text, font: theme.font });
  }

  function draw() {
    if (!shown.head || !root.clientWidth || !surface) return;
    app.draws++;
    live ||= shown.running && frames().length > 1;
    const now = frames()[at()], says = now?.says ?? surface.map(() => 0), lists = [surface, says, missed(surface, says)];
    const still = [root.clientWidth, headroom.panels(), shown.theme.signature].join();  // a point alone turns nothing
    lists.forEach((list, i) => {
      drawFlat(flats[i], list, inkOf(i));
      const look = i ? `${still},${at()},${!now}` : still;
      if (look !== drawn[i]) drawTurned(views[i], i, list, inkOf(i));
      drawn[i] = look;
    });
    $('.verdict').textContent = verdictOf(now, brief, percent, flat());
    dressBar(now);
    tell(lists);
  }

  // ---- words

  function tell([v, says, off]) {
    const { side } = shown.head;
    if (spot) {
      const i = (side - 1 - spot.row) * side + spot.col, place = k => signed((k + 0.5) * 2 / side - 1, 2);
      read = `x ${place(spot.col)}, y ${place(side - 1 - spot.row)}: surface ${signed(v[i], 2)}, network ${signed(says[i], 2)}, missed ${signed(off[i], 2)}`;
    } else read = forHand(HINT);
    $('.readout').textContent = read;
    $('.readout').setAttribute('aria-valuetext', read);
    $('.readout').setAttribute('aria-valuenow', spot ? spot.row * side + spot.col : 0);
  }

  function dressBar(now) {
    const { total } = shown.head, last = frames().length - 1, end = count(total);
    const place = placeOf(now?.step ?? 0, total), text = now ? `step ${count(now.step)} of ${end}` : 'not begun';
    bar.show({ value: place, done: place, have: placeOf(frames().at(-1)?.step ?? 0, total), text, able: last > 0,
      start: at() <= 0, end: at() >= last });
    const said = make('b');
    said.append(...(now ? ['step ', steady(count(now.step), end), ` of ${end}`] : [text]));
    bar.status.replaceChildren(said);
  }

  function describe() {
    const now = frames()[at()], said = [shown.head.label, verdictOf(now, brief, percent, flat())].join(' ');
    flats.forEach((canvas, i) => canvas.setAttribute('aria-label', i ? `${NAMES[i]}, as a picture` : `${NAMES[0]}, as a picture. ${said}`));
    all('.turned').forEach((canvas, i) => canvas.setAttribute('aria-label', `${NAMES[i]}, as a surface. Arrow keys turn it.`));
    schedule();
  }

  function point(event, canvas) {
    const { side } = shown.head, size = canvas.clientWidth, [x, y] = within(event, canvas);
    spot = { row: clamp(Math.floor(y / size * side), 0, side - 1), col: clamp(Math.floor(x / size * side), 0, side - 1) };
    schedule();
  }
  for (const canvas of flats) {
    canvas.onpointerdown = canvas.onpointermove = event => point(event, canvas);
    canvas.onpointerleave = event => { if (event.pointerType === 'mouse') { spot = null; schedule(); } };
  }
  $('.readout').onkeydown = event => {
    const { side } = shown.head, next = spot ?? { row: side >> 1, col: side >> 1, tile: 0 };
    if (movePixel(event, next, side, side, 1)) { spot = next; schedule(); }
  };

  const room = headroomOf(root, schedule);
  const headroom = { panels: () => parseFloat(getComputedStyle(flats[0]).height) / 0.54 || 300, stop: room.stop };
  const resized = new ResizeObserver(schedule);
  return app;
}
