// Paper that folds: the sheet with its creases, and the packet that it becomes, played and folded by hand.
import { answersTo } from '../shared/answers.js';
import { paint, readTheme } from '../shared/appearance.js';
import { headroomOf } from '../shared/headroom.js';
import { mounting } from '../shared/mounting.js';
import { clamp, mix } from '../shared/numbers.js';
import { onFrame } from '../shared/onframe.js';
import { transport } from '../shared/transport.js';
import { density } from '../shared/zoom.js';
import { frameOf, packetView, sheetView } from './camera.js';
import { captionsView } from './captions.js';
import { foldingOf, momentOf, readFolds, timeOf, unstretched, writeFolds } from './folding.js';
import { bounds, creasesOf, forward, lineOf, placed, unfold } from './geometry.js';
import { packetHand, sheetHand } from './hand.js';
import { gripAt, gripsOf } from './handles.js';
import { drawPacket } from './packet.js';
import { paperColours } from './paper.js';
import { bitmapOf, halvings } from './picture.js';
import { roomIn } from './room.js';
import { drawSheet } from './sheet.js';
import { foldingTime } from './time.js';
import { foldWords } from './words.js';

const AROUND = 105;  // pixels of a lecture's window above and below the sheet
const BUTTONS = {
  first: ['Unfold all', 'Home'], back: ['One fold back'], play: ['Play', 'space'],
  ahead: ['One fold ahead'], last: ['Fold all', 'End'],
};

export default mounting('.fold', build);

function build(root) {
  const $ = selector => root.querySelector(selector), sheet = $('.sheet'), packet = $('.packet');
  const motionless = matchMedia('(prefers-reduced-motion: reduce)'), { schedule, cancel } = onFrame(draw);
  let api = null, head = null, theme = null, colours = null, levels = null, creases = null, pairs = [], folding = null;
  let room = [0, 0, 0], camera = null, aim = null, size = null, spot = null;
  let later = 0;
  const bitmaps = new Map();

  const time = foldingTime({ folding: () => folding, speed: () => bar.speed(), calm: () => motionless.matches,
    isAlive: () => root.isConnected, onShow: schedule, onPlay: on => bar.playing(on), onRest: () => tell() });
  const toggle = () => { if (!time.playing && answers.unsent) commit(); time.toggle(); };
  const on = { ...time, toggle };
  const bar = transport(root, { label: 'Folding', buttons: BUTTONS, speed: 'Folding speed', inside: true, timeline: { label: 'Folds made' } }, on);
  const view = () => packetView(size, camera);
  const hand = packetHand(packet, {
    on, ready: () => head !== null, chosen, off: (u, v) => view().off(u, v), gripsOf: k => gripsOf(folding, k),
    gripAt: (u, v) => gripAt(folding, view(), chosen(), chosen() < 0 ? [] : grips(chosen()), u, v),
    normalOf: k => folding.steps[k].n, pairOf: k => pairs[k], onLine: setLine, onNudge: nudge, onPoint: hover,
    onGrasp: () => { spot = null; root.classList.add('pointed'); },
    onLetGo: moved => { if (moved) commit(); else answers.again(); schedule(); },
  });
  sheetHand(sheet, { on, still: () => !head || head.still !== null, off: (u, v) => sheetView(size).off(u, v), spot: () => spot,
    onSpot: p => { spot = p; schedule(); }, onRead: () => captions.sayShared() });
  const captions = captionsView(root, bar, { now: () => ({ head, folding, pairs, theme, colours, spot, t: time.t, moment: moment(),
    playing: time.playing, chosen: chosen(), moving: !!hand.drag || answers.waiting, places: dots().length - 1 }),
    onFold: k => time.runTo(folding.starts[k], 2.5 * Math.max(1, Math.abs(time.t - folding.starts[k]))) });
  const { tell, say } = captions;
  const app = { draws: 0, frame: 0, receive, stop };

  function stop() {
    time.pause();
    resized.disconnect();
    headroom.stop();
    cancel();
    clearTimeout(later);
    answers.stop();
  }

  const answers = answersTo({ busy: () => hand.drag, said: header => header.mode === 'hand' ? header.folds : undefined, take,
    isAlive: () => root.isConnected });

  function receive(component) {
    api = component;
    resized.observe(root);
    answers.receive(component.data);
  }

  function take(message) {
    const painted = readTheme(root);
    if (painted.signature !== theme?.signature) { theme = painted; paint(root, theme); colours = paperColours(theme); bitmaps.clear(); captions.outdate(); }
    if (message) read(message);
    root.hidden = false;
    layout();
    schedule();
  }

  function read({ header, buffer, offset }) {
    const before = head, id = h => [h.key, h.mode, h.depth, h.slope].slice(0, h.mode === 'hand' ? 2 : 4).join();
    head = header;
    const n = head.creases, ends = new Float32Array(buffer, offset, 4 * n), ink = offset + ends.byteLength + n;
    creases = { at: ends, fold: new Uint8Array(buffer, offset + ends.byteLength, n) };
    levels = halvings(new Uint8Array(buffer, ink, head.ink[0] * head.ink[1]), head.ink);
    pairs = readFolds(head.folds);
    root.classList.toggle('still', head.still !== null);
    root.classList.toggle('by-hand', head.mode === 'hand');
    for (const shown of [sheet, packet]) {
      shown.setAttribute('role', head.still === null ? 'application' : 'img');
      shown.tabIndex = head.still === null ? 0 : -1;
    }
    refold();
    room = target();
    aim = frameOf(folding, tallness());
    const own = before && id(before) === id(head) && head.mode === 'hand';
    if (!own) { camera = aim; begin(); }
    time.t = Math.min(time.t, folding.total);
    captions.dress();
    tell();
  }

  function begin() {
    time.pause();
    spot = null;
    if (head.still !== null) time.t = timeOf(folding, head.still);
    else if (head.mode === 'hand') time.t = Math.max(0, folding.total - 1);
    else if (motionless.matches) time.t = folding.total;
    else { time.t = 0; time.runSoon(folding.total, 500); }
  }

  // ---- what there is

  function refold() {
    folding = foldingOf(head, pairs);
    bitmaps.clear();
  }

  const target = () => folding.byHand ? roomIn(folding.stages.at(-1)) : [0, 0, 0.84];
  const tallness = () => size ? size.h / size.w : 1;
  const moment = () => momentOf(folding, time.t);

  // The fold whose line can be moved: the one that comes next, while the paper lies still.
  function chosen() {
    const { s, e } = moment();
    return folding.byHand && s < folding.steps.length && e < 1e-6 && !time.playing ? s : -1;
  }

  function grips(k) { return hand.drag?.ends ?? gripsOf(folding, k); }

  // Places of the sheet that lie together now: [x, y, whether the pointer is there].
  function dots() {
    if (!spot) return [];
    const steps = folding.steps.slice(0, moment().s), others = unfold(steps, folding.slope, forward(steps, folding.slope, spot));
    return [...others.map(p => [...p, false]), [...spot, true]];
  }

  // The paper before step `from`, with the picture pulled back onto it.
  function bitmap(from, back, whole = false) {
    const key = from + (whole ? 'sheet' : back ? 'back' : 'front');
    if (!bitmaps.has(key)) {
      const box = from ? bounds(folding.stages[from].map(placed)) : { x0: -1, x1: 1, y0: -1, y1: 1 }, fine = hand.drag ? 1 : size.dpr;
      bitmaps.set(key, bitmapOf({ box, k: (whole ? sheetView(size) : view()).scale * Math.min(2, fine), steps: folding.steps.slice(from),
        slope: folding.slope, room, levels, tables: colours.tables, fine, tone: whole ? null : back ? 1 : 0 }));
    }
    return bitmaps.get(key);
  }

  // ---- drawing

  function layout() {
    if (!head || !root.clientWidth) return;
    const wide = root.clientWidth, moving = head.still === null, w = wide < 560 && head.mode === 'hand' ? wide - 4 : (wide - (wide < 560 ? 16 : 28)) / 2;
    const tall = clamp(headroom.most() - AROUND, 215, 366);
    const h = Math.round(Math.min(w, moving ? tall : 230)), dpr = density(root), signature = [w, h, dpr].join();
    if (size?.signature === signature) return;
    size = { w, h, dpr, signature };
    for (const canvas of [sheet, packet]) {
      canvas.width = Math.round(w * dpr);
      canvas.height = Math.round(h * dpr);
      canvas.style.height = h + 'px';
    }
    bitmaps.clear();
    schedule();
  }

  function draw() {
    if (!head || !size) return;
    const begun = performance.now(), k = chosen();
    if (!hand.drag) follow();
    app.draws++;
    const scene = { head, folding, theme, colours, size, moment: moment(), chosen: k, spot, dots: dots(), bitmap,
      sheet: sheetView(size), packet: view(), grips: k < 0 ? [] : grips(k),
      // While a line is dragged the creases are the browser's own; otherwise those that the engine found.
      edges: hand.drag || answers.waiting ? creasesOf(folding.steps, folding.parts) : creases };
    drawSheet(sheet, scene);
    drawPacket(packet, scene);
    captions.show();
    app.frame = performance.now() - begun;
  }

  // The camera comes after what it aims at.
  function follow() {
    const names = ['x', 'y', 'half'], gap = Math.max(...names.map(name => Math.abs(aim[name] - camera[name])));
    if (gap <= 1e-3 || motionless.matches) { camera = aim; return; }
    camera = Object.fromEntries(names.map(name => [name, mix(camera[name], aim[name], 0.2)]));
    schedule();
  }

  // ---- by hand

  function setLine(k, angle, offset) {
    const round = (v, step) => Math.round(v / step) * step;
    pairs[k] = [round((angle % 360 + 360) % 360, 0.1), clamp(round(offset, 0.001), -head.most[1], head.most[1])];
    refold();
    const to = target();
    room = hand.drag ? room.map((v, i) => mix(v, to[i], 0.35)) : to;
    schedule();
  }

  // One message, when the hand is off the line.
  function commit() {
    clearTimeout(later);
    const folds = writeFolds(pairs);
    answers.moved();
    pairs = readFolds(folds);
    refold();
    room = target();
    aim = frameOf(folding, tallness());
    if (answers.sends(folds, head.folds)) api.setTriggerValue('folded', folds);
    tell();
    schedule();
  }

  function nudge(k, turn, shift) {
    setLine(k, pairs[k][0] + turn, pairs[k][1] + shift);
    answers.moved();
    say(foldWords(pairs, k));
    clearTimeout(later);
    later = setTimeout(commit, 450);
  }

  function hover(p) {
    if (!head) return;
    const { s, e } = moment(), found = p && head.still === null && e < 1e-6 ? unfold(folding.steps.slice(0, s), folding.slope, p) : [];
    spot = found[0] ?? null;
    schedule();
  }

  function changed(t) {
    commit();
    time.go(t);
    captions.dress();
  }

  const ownFold = () => chosen() >= 0 ? chosen() : pairs.length - 1;
  $('.add').onclick = () => {
    const box = bounds(folding.stages.at(-1).map(placed)), angle = (pairs.length ? pairs.at(-1)[0] + 71 : 0) % 360, { n } = lineOf(angle, 0);
    const offset = n[0] * (box.x0 + box.x1) / 2 + n[1] * (box.y0 + box.y1) / 2;
    time.pause();
    pairs.push([angle, clamp(offset, -head.most[1], head.most[1])]);
    changed(pairs.length - 1);
  };
  $('.remove').onclick = () => {
    const k = ownFold();
    time.pause();
    pairs.splice(k, 1);
    changed(Math.min(k, Math.max(0, pairs.length - 1)));
  };
  $('.flip').onclick = () => {
    const k = ownFold();
    if (k < 0) return;
    time.jump(folding.starts[k]);
    setLine(k, pairs[k][0] + 180, -pairs[k][1]);
    commit();
  };
  $('.take').onclick = () => {
    time.pause();
    api.setTriggerValue('folded', writeFolds(unstretched(head.depth, head.most[0])));
  };
  root.onkeydown = () => root.classList.remove('pointed');

  const resized = new ResizeObserver(layout), headroom = headroomOf(root, layout);
  app.state = () => ({ t: time.t, total: folding.total, playing: time.playing, live: folding.stages.at(-1).length, count: head.count,
    folds: writeFolds(pairs), frame: app.frame });
  app.grips = k => grips(k).map(p => view().on(p));
  return app;
}
