// Twenty networks learn XOR: their losses as curves, their answers over the plane as squares; all play together.
import { sheet, surface } from '../shared/canvas.js';
import { pack32, parseColour } from '../shared/colours.js';
import { headroomOf } from '../shared/headroom.js';
import { mounting } from '../shared/mounting.js';
import { newsOf } from '../shared/news.js';
import { clamp, count, mix } from '../shared/numbers.js';
import { onFrame } from '../shared/onframe.js';
import { playback } from '../shared/playback.js';
import { svgMake, svgSet } from '../shared/svg.js';
import { press, trainingTransport } from '../shared/transport.js';
import { within } from '../shared/zoom.js';
import { answers, CORNERS, EACH, HIGH, LOW, nearestCurve, over, solves } from './nets.js';

// In a lecture the words stand beside the squares, and the settings above them take a part of the window.
const SIDE = 28, COLUMNS = 5, GAP = 4, MOST = 84, LEAST = 40, ABOVE = 140, BESIDE = 150, SECONDS = 12;
const EDGE = { left: 36, right: 10, top: 8, bottom: 34 };
const ARROWS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS };

export default mounting('.twenty', build);

function build(root) {
  const $ = selector => root.querySelector(selector), svg = $('svg'), canvas = $('canvas'), { schedule, cancel } = onFrame(draw);
  let head = null, theme = null, weights = null, losses = null, chosen = 0, size = MOST, curves = [], shades = null, dressed = '', work = 0;
  const nets = () => head.solved.length, last = () => head.steps.length - 1;
  const value = new Float32Array(SIDE * SIDE);

  const play = playback({ count: () => head ? head.steps.length : 1, pace: () => last() / SECONDS * bar.speed(),
    isAlive: () => root.isConnected, onShow: schedule, onPlay: on => bar.playing(on), onRest: () => {} });
  const bar = trainingTransport(root, { ...play, seek: place => play.drag(Math.round(place * last())) });
  const app = { receive, stop: () => { play.stop(); resized.disconnect(); headroom.stop(); cancel(); },
    state: () => ({ at: play.at, step: head.steps[play.at], right: right(play.at).filter(Boolean).length, chosen, work }) };

  const from = (at, s) => EACH * (at * nets() + s);
  const right = at => head.solved.map((_, s) => solves(answers(weights, from(at, s), head.bend), head.targets));

  const isNews = newsOf(root, { dress: paintMarks, read });

  function receive(component) {
    resized.observe(root);
    if (!isNews(component.data)) return;
    const paper = theme.zero.map(v => 255 * v), [one, zero] = [head.colours.one, head.colours.zero].map(c => parseColour(c).map(v => 255 * v));
    shades = Array.from({ length: 256 }, (_, v) => pack32(paper.map((c, i) => Math.round(mix(c, (v > 127.5 ? one : zero)[i], Math.abs(v / 127.5 - 1) * 0.75)))));
    root.hidden = false;
    schedule();
  }

  function paintMarks(painted) {
    theme = painted;
    root.style.setProperty('--good', theme.train);
    root.style.setProperty('--bad', theme.test);
  }

  function read(message) {
    head = message.header;
    dressed = '';
    const many = head.steps.length * nets();
    weights = new Float32Array(message.buffer, message.offset, EACH * many);
    losses = new Float32Array(message.buffer, message.offset + 4 * EACH * many, many);
    chosen = Math.max(0, head.solved.indexOf(false));
    play.open();
  }

  function draw() {
    if (!head || !svg.clientWidth) return;
    const since = performance.now(), ok = right(play.at), at = play.at;
    drawCurves(at);
    drawTiles(at, ok);
    tell(at, ok);
    work = performance.now() - since;
  }

  // The curves stay as they are while they play: what has passed is seen through a window that grows.
  function drawCurves(at) {
    const W = svg.clientWidth, H = svg.clientHeight, now = `${W} ${H} ${chosen}`;
    if (now !== dressed) { dressed = now; dress(W, H); }
    const [here] = curves[0][at];
    svgSet($('.passed rect'), { width: here });
    svgSet($('.here'), { x1: here, x2: here });
  }

  function dress(W, H) {
    const top = Math.max(...losses) * 1.03, made = [];
    const x = k => EDGE.left + Math.log(head.steps[k] + 1) / Math.log(head.steps[last()] + 1) * (W - EDGE.left - EDGE.right);
    const y = v => EDGE.top + (1 - v / top) * (H - EDGE.top - EDGE.bottom);
    const put = (tag, className, attributes, text) => {
      const element = svgMake(tag, className);
      svgSet(element, attributes);
      if (text !== undefined) element.textContent = text;
      made.push(element);
    };
    for (let v = 0; v < top; v += top > 1.2 ? 0.5 : 0.25) {
      put('line', v ? 'grid' : 'axis', { x1: EDGE.left, x2: W - EDGE.right, y1: y(v), y2: y(v) });
      put('text', '', { x: EDGE.left - 5, y: y(v) + 4, 'text-anchor': 'end' }, String(v));
    }
    for (const step of [0, 10, 100, head.steps[last()]]) {
      const u = EDGE.left + Math.log(step + 1) / Math.log(head.steps[last()] + 1) * (W - EDGE.left - EDGE.right);
      put('text', '', { x: Math.min(u, W - EDGE.right), y: H - EDGE.bottom + 15, 'text-anchor': step === head.steps[last()] ? 'end' : step ? 'middle' : 'start' }, count(step));
    }
    put('text', 'axis-name', { x: (W + EDGE.left) / 2, y: H - 4, 'text-anchor': 'middle' }, 'updates (log scale)');
    put('text', 'axis-name', { x: W - EDGE.right - 6, y: 17, 'text-anchor': 'end' }, 'loss');
    curves = head.solved.map((_, s) => head.steps.map((__, k) => [x(k), y(losses[k * nets() + s])]));
    const order = [...curves.keys()].toSorted((a, b) => (a === chosen) - (b === chosen));
    const line = s => curves[s].map(p => p.map(v => v.toFixed(1)).join()).join(' ');
    const name = s => `curve ${head.solved[s] ? 'ok' : 'fails'}${s === chosen ? ' chosen' : ''}`;
    for (const s of order) put('polyline', `${name(s)} to-come`, { points: line(s) });
    const clip = svgMake('clipPath', 'passed'), rect = svgMake('rect');
    clip.id = 'passed';
    svgSet(rect, { x: 0, y: 0, width: 0, height: H });
    clip.append(rect);
    made.push(clip);
    for (const s of order) put('polyline', name(s), { points: line(s), 'clip-path': 'url(#passed)' });
    put('line', 'here', { x1: 0, x2: 0, y1: EDGE.top, y2: y(0) });
    svgSet(svg, { viewBox: `0 0 ${W} ${H}`, 'aria-label': `${head.label} Arrow keys choose a network, space plays.` });
    svg.replaceChildren(...made);
  }

  function drawTiles(at, ok) {
    const high = headroom.from(canvas) - ABOVE, rows = Math.ceil(nets() / COLUMNS), wide = $('.right').clientWidth - (high < Infinity ? BESIDE : 0);
    size = Math.floor(clamp(Math.min((wide + GAP) / COLUMNS - GAP, (high + GAP) / rows - GAP, MOST), LEAST, MOST));
    const ctx = sheet(canvas, COLUMNS * (size + GAP) - GAP, rows * (size + GAP) - GAP);
    const native = surface('twenty', SIDE, SIDE), image = native.createImageData(SIDE, SIDE), pixels = new Uint32Array(image.data.buffer);
    for (let s = 0; s < nets(); s++) {
      const left = (s % COLUMNS) * (size + GAP), top = Math.floor(s / COLUMNS) * (size + GAP);
      over(weights, from(at, s), head.bend, SIDE, value);
      for (let i = 0; i < value.length; i++) pixels[i] = shades[Math.round(255 * value[i])];
      native.putImageData(image, 0, 0);
      ctx.drawImage(native.canvas, left, top, size, size);
      tile(ctx, s, left, top, ok[s], at === last());
    }
    canvas.setAttribute('aria-label', `The plane as each network answers it. Network ${chosen + 1} is chosen. Arrow keys choose another.`);
  }

  function tile(ctx, s, left, top, ok, ended) {
    const on = v => (v - LOW) / (HIGH - LOW) * size;
    CORNERS.forEach(([x, y], k) => corner(ctx, left + on(x), top + size - on(y), head.targets[k]));
    if (ended && !ok) {
      ctx.strokeStyle = theme.text;
      ctx.lineWidth = 1.5;
      ctx.beginPath();
      for (const [u, v] of [[0, 0], [0, 1]]) { ctx.moveTo(left + u * size, top + v * size); ctx.lineTo(left + (1 - u) * size, top + (1 - v) * size); }
      ctx.stroke();
    }
    ctx.strokeStyle = s === chosen ? theme.accent || theme.text : ok ? theme.train : theme.grey;
    ctx.lineWidth = s === chosen ? 4 : 2;
    ctx.setLineDash(ok || s === chosen ? [] : [4, 3]);
    ctx.strokeRect(left + ctx.lineWidth / 2, top + ctx.lineWidth / 2, size - ctx.lineWidth, size - ctx.lineWidth);
    ctx.setLineDash([]);
  }

  function corner(ctx, x, y, target) {
    const r = size > 60 ? 5 : 3.5;
    ctx.beginPath();
    if (target) { ctx.arc(x, y, r, 0, 7); ctx.fillStyle = theme.text; ctx.fill(); return; }
    ctx.moveTo(x - r, y - r); ctx.lineTo(x + r, y + r); ctx.moveTo(x - r, y + r); ctx.lineTo(x + r, y - r);
    ctx.strokeStyle = theme.text;
    ctx.lineWidth = 2.5;
    ctx.stroke();
  }

  function tell(at, ok) {
    const many = ok.filter(Boolean).length, step = head.steps[at], end = at === last();
    const state = ok[chosen] ? 'it is right at all four corners' : end ? 'it has not learned XOR' : 'not all corners are right yet';
    $('.title').textContent = `Network ${chosen + 1} after ${count(step)} updates: ${state}.`;
    $('.title').className = `title ${ok[chosen] ? 'good' : end ? 'bad' : ''}`;
    $('.why').textContent = end ? head.why[chosen] : `Its loss is ${losses[at * nets() + chosen].toFixed(2)}. Discs are to get 1, crosses 0.`;
    bar.show({ value: at / last(), done: at / last(), text: `update ${count(step)}, ${many} networks have learned XOR`, start: at <= 0, end });
    bar.status.textContent = `update ${count(step)}: ${many} of ${nets()} right`;
  }

  function choose(s) { chosen = clamp(s, 0, nets() - 1); schedule(); }

  canvas.onclick = event => {
    const [x, y] = within(event, canvas), column = Math.floor(x / (size + GAP)), s = Math.floor(y / (size + GAP)) * COLUMNS + column;
    if (column < COLUMNS && s < nets()) choose(s);
  };
  svg.onclick = event => {
    const s = nearestCurve(curves, within(event, svg), 18);
    if (s !== null) choose(s);
  };
  canvas.onkeydown = svg.onkeydown = event => {
    if (ARROWS[event.key]) choose(chosen + ARROWS[event.key]);
    else if (!press(event, play)) return;
    event.preventDefault();
  };

  const headroom = headroomOf(root, schedule), resized = new ResizeObserver(schedule);
  return app;
}
