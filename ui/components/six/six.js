// Six classifiers on the same points: small pictures of all, one enlarged with its pieces, and points set by hand.
import { sheet } from '../shared/canvas.js';
import { pack32, parseColour } from '../shared/colours.js';
import { make } from '../shared/elements.js';
import { mounting } from '../shared/mounting.js';
import { newsOf } from '../shared/news.js';
import { mix, percent } from '../shared/numbers.js';
import { onFrame } from '../shared/onframe.js';
import { playback } from '../shared/playback.js';
import { press, trainingTransport } from '../shared/transport.js';
import { drawMarks, shape } from './marks.js';
import { hands } from './hands.js';
import { arraysOf } from './message.js';
import { askedAt, MODELS } from './models.js';
import { FINE, painterOf } from './painter.js';
import { pointsText } from './points.js';
import { PIECES, placeWords, scoreWords, SHAPES, sizeWords, titleWords } from './words.js';

const SECONDS = 9, SMALL = 100, MOVING = 100;  // of playing; places a side of a small picture, and of one that plays
const PLAYED = { adaboost: ({ which }) => which.length + 1, mlp: ({ steps }) => steps.length };

export default mounting('.six', build);

function build(root) {
  const $ = selector => root.querySelector(selector), over = $('.over'), fill = $('.plane .fill'), { schedule, cancel } = onFrame(draw);
  let api = null, heard = null, head = null, arrays = null, theme = null, models = {}, chosen = '', mode = 'look', place = null, crossed = false, shown = '', edge = 0, inks = [], played = false;
  const painter = painterOf({ shades: (named, sure) => inks[named][Math.round(255 * Math.min(1, sure))], edge: () => edge });
  const frames = () => models[chosen] && PLAYED[chosen] ? PLAYED[chosen](arrays) : 1;

  const play = playback({ count: frames, pace: () => frames() / SECONDS * bar.speed(), isAlive: () => root.isConnected,
    onShow: () => schedule(), onPlay: on => { bar.playing(on); schedule(); }, onRest: () => schedule() });
  const bar = trainingTransport(root, { ...play, seek: part => play.drag(Math.round(part * (frames() - 1))) });
  const app = { receive, stop: () => { play.stop(); painter.stop(); resized.disconnect(); cancel(); }, play,
    state: () => ({ chosen, at: play.at, points: arrays?.y.length, mode, place, busy: painter.busy(), named: fill.named?.length ?? 0 }),
    on: ([x, y]) => [(x + 1.04) / 2.08 * over.clientWidth, (1.04 - y) / 2.08 * over.clientHeight] };
  const isNews = newsOf(root, { dress, read });

  function receive(component) {
    api = component;
    resized.observe(root);
    if (!isNews(component.data)) return;
    root.hidden = false;
    show();
  }

  function show() {
    root.setAttribute('aria-label', head.label);
    tiles();
    tools();
    paintTiles();
    shown = '';
    schedule();
  }

  function dress(painted) {
    theme = painted;
    edge = pack32(parseColour(theme.text).map(v => Math.round(255 * v)));
    if (head) ink();
  }

  function read(message) {
    heard = message;
    head = message.header;
    arrays = arraysOf(message);
    models = Object.fromEntries(Object.entries(MODELS).map(([name, make_]) => [name, head.tiles[name].waiting || head.classes.length < 2 ? null : make_(head, arrays)]));
    root.classList.toggle('still', head.still);
    ink();
    if (chosen !== head.method || !play.playing) choose(head.method);
  }

  // For each class that is there 256 colours, from next to the paper to nearly its own.
  function ink() {
    const paper = theme.zero.map(v => 255 * v);
    inks = head.classes.map(kind => {
      const full = parseColour(head.colours[kind]).map(v => 255 * v);
      return Uint32Array.from({ length: 256 }, (_, v) => pack32(paper.map((c, i) => Math.round(mix(c, full[i], 0.14 + 0.5 * v / 255)))));
    });
  }

  function choose(name) {
    chosen = name;
    play.open();
    if (name === 'adaboost' && frames() > 1 && !played && !head.still && !matchMedia('(prefers-reduced-motion: reduce)').matches) {
      played = true;
      play.run(frames() - 1);
    }
    shown = '';
  }

  // The buttons are made once: a hand that is on one stays there.
  function tiles() {
    const host = $('.tiles');
    if (!host.children.length) {
      host.append(...head.methods.map(([name, title]) => {
        const button = make('button'), bars = make('span', 'bar'), score = make('span', 'score');
        button.type = 'button';
        button.dataset.name = name;
        bars.append(make('i', 'part'), make('i', 'tick'), make('i', 'tick most'));
        score.append(make('b', 'right'), make('span', 'size'));
        button.append(make('span', 'name', title), make('canvas', 'small'), bars, score);
        button.onclick = () => { if (chosen !== name) { choose(name); api.setTriggerValue('method', name); schedule(); } };
        return button;
      }));
    }
    for (const button of host.children) {
      const tile = head.tiles[button.dataset.name], q = selector => button.querySelector(selector);
      button.classList.toggle('waiting', tile.waiting);
      q('.part').style.width = 100 * (tile.right ?? 0) + '%';
      tick(q('.tick'), head.base);
      tick(q('.most'), button.dataset.name === 'adaboost' ? head.ceiling : null);
      q('.right').textContent = tile.waiting ? '…' : scoreWords(tile, head.later);
      q('.size').textContent = tile.waiting ? '' : sizeWords(tile);
    }
    const keys = [['key', head.base === null ? '' : `base rate ${percent(head.base)}: always the most frequent class`], ['key most', head.ceiling ? `ceiling of upright and level lines ${percent(head.ceiling, 0)}` : '']];
    $('.legend').replaceChildren(...keys.filter(([, text]) => text).map(([name, text]) => { const one = make('span'); one.append(make('i', name), text); return one; }));
  }

  function tick(element, share) {
    element.hidden = share === null;
    element.style.left = 100 * (share ?? 0) + '%';
  }

  function tools() {
    const many = Math.min(SHAPES.length, Math.max(2, ...head.classes.map(kind => kind + 2))), host = $('.group');
    if (host.children.length !== many + 2) {
      const kinds = Array.from({ length: many }, (_, kind) => kind);
      host.replaceChildren(...['look', ...kinds, 'away'].map(tool));
      if (typeof mode === 'number' && mode >= many) mode = 'look';
    }
    for (const button of host.children) {
      const canvas = button.querySelector('canvas');
      if (!canvas) continue;
      const ctx = sheet(canvas, 16, 16);
      shape(ctx, Number(button.dataset.mode), 8, 8, 6);
      ctx.fillStyle = head.colours[button.dataset.mode];
      ctx.fill();
    }
  }

  function tool(name) {
    const button = make('button', '', name === 'look' ? 'Look' : name === 'away' ? 'Remove' : undefined);
    button.type = 'button';
    button.dataset.mode = name;
    if (typeof name === 'number') {
      button.append(make('canvas'));
      button.setAttribute('aria-label', `Set and move: ${SHAPES[name]}`);
      button.title = `Set and move: ${SHAPES[name]}`;
    }
    button.onclick = () => { mode = name; crossed = false; schedule(); };
    return button;
  }

  function paintTiles() {
    for (const button of $('.tiles').children) if (models[button.dataset.name]) painter.paint(button.querySelector('canvas'), models[button.dataset.name], undefined, SMALL);
  }

  function draw() {
    if (!head || !root.clientWidth) return;
    for (const button of $('.tiles').children) button.setAttribute('aria-pressed', button.dataset.name === chosen);
    for (const button of $('.group').children) button.setAttribute('aria-pressed', String(mode) === button.dataset.mode);
    if (head.still) return;
    const model = models[chosen], tile = head.tiles[chosen], moves = play.playing || play.dragging, size = over.clientWidth, side = moves ? MOVING : FINE;
    root.classList.toggle('waiting', !model);
    const when = PLAYED[chosen] ? play.at : undefined, now = `${chosen} ${when} ${side} ${size}`;
    if (model && now !== shown) painter.paint(fill, model, when, side);
    else if (!model && !tile.waiting) fill.getContext('2d').clearRect(0, 0, fill.width, fill.height);
    shown = now;
    if (chosen === 'knn' && !place) place = [0.1, 0.12];
    drawMarks(sheet(over, size, size), { head, arrays, theme, size, when, place, crossed, chosen, ready: Boolean(model) });
    over.style.width = over.style.height = '';
    tell(model, tile, when);
  }

  function tell(model, tile, when) {
    const name = head.methods.find(([one]) => one === chosen)[1], parts = frames();
    $('.title').textContent = titleWords(name, tile, head.own);
    $('.pieces').textContent = model ? PIECES[chosen]({ head, arrays, when }) : tile.waiting ? '' : head.nothing;
    const found = model && place ? askedAt(model, place[0], place[1], when) : null;
    $('.readout').textContent = found ? placeWords(place, head.classes[found.named]) : mode === 'look' ? 'Point at a place.' : mode === 'away' ? 'Click the point that is to go.' : 'Click to set a point, or drag one.';
    over.setAttribute('aria-label', `${head.label} Arrow keys move a cross, Enter sets or removes a point.`);
    $('.transport').hidden = $('.timeline').hidden = parts < 2;
    const done = parts > 1 ? play.at / (parts - 1) : 1;
    bar.show({ value: done, done, text: $('.pieces').textContent, start: play.at <= 0, end: play.at >= parts - 1 });
  }

  function textOf(message) {
    const { x, y } = arraysOf(message);
    return pointsText(x, Array.from(y, k => message.header.classes[k]));
  }

  function setPoints(x, y, done) {
    play.pause();
    const kinds = [...y], text = pointsText(x, kinds);
    if (done && text === textOf(heard)) {  // a point is back where it was: no other answer will come
      read(heard);
      show();
      return;
    }
    const classes = [...new Set(kinds)].toSorted((a, b) => a - b);
    const same = classes.join() === head.classes.join();
    arrays = { ...arrays, x, y: Uint8Array.from(kinds, kind => classes.indexOf(kind)) };
    const later = ([name, tile]) => [name, { ...tile, waiting: name !== 'knn' }];
    head = { ...head, classes, tiles: Object.fromEntries(Object.entries(head.tiles).map(later)) };
    if (!same) ink();
    models = { knn: classes.length > 1 ? MODELS.knn(head, arrays) : null };
    if (models.knn) painter.paint($('.tiles [data-name=knn] canvas'), models.knn, undefined, SMALL);
    for (const button of $('.tiles').children) button.classList.toggle('waiting', button.dataset.name !== 'knn');
    shown = '';
    schedule();
    if (done) api.setTriggerValue('points', text);
  }

  hands(over, {
    ready: () => Boolean(head), size: () => over.clientWidth, mode: () => mode, most: () => head.most, place: () => place,
    points: () => ({ x: arrays.x, y: Array.from(arrays.y, k => head.classes[k]) }),
    onPlace: (to, byKey) => { place = to; crossed = byKey; schedule(); }, onPoints: setPoints,
    onKey: event => frames() > 1 && press(event, play),
  });

  const resized = new ResizeObserver(() => { shown = ''; if (head) { paintTiles(); schedule(); } });
  return app;
}
