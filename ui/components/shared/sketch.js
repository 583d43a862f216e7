// A sheet to draw a digit on, with a mouse, a finger, a pen or the keyboard, in `host`: an element of the class "pad".
//
//   const drawn = sketch(host, { onMove, onBegin, onDrawing });
//     onMove()             the ink on the sheet is another, in the middle of a stroke too: many times a frame
//     onBegin()            a stroke begins
//     onDrawing()          the drawing is another: after a stroke, Undo and Clear
//   drawn.dress(theme), drawn.name(label)
//   drawn.example(points)  show these [x, y] as ink until somebody draws; it is no drawing. Null: no more
//   drawn.take(png)        begin anew, with this drawing or with none
//   drawn.ink()            how much ink lies on each pixel now, (SIDE x SIDE) of 0 to 255
//   drawn.strokes, drawn.png(), drawn.paint(picture), drawn.commit(): the drawing
import { surface } from './canvas.js';
import { pack32, parseColour } from './colours.js';
import { clamp } from './numbers.js';

export const SIDE = 280;  // ten pixels for each of MNIST's 28
const PEN = 20, STEP = 10, SMALL_STEP = 2, STEPS_BACK = 50, KEYS = 'keys';
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
  Home: [-1, -1], End: [-1, 1], PageUp: [1, -1], PageDown: [1, 1] };

const MARKUP = `
  <div class="sheet" role="application" tabindex="0" aria-describedby="keys">
    <canvas width="${SIDE}" height="${SIDE}" role="img"></canvas>
    <span class="hint" aria-hidden="true">Draw a digit here</span>
    <span class="ring"></span>
  </div>
  <div class="row">
    <button type="button" class="undo" title="Ctrl+Z">Undo</button>
    <button type="button" class="clear">Clear</button>
    <span class="keys" aria-hidden="true"><span>Arrows move · space draws</span>
      <span>U undoes · Delete clears</span></span>
  </div>
  <div class="said" id="keys">Home, End, Page Up and Page Down move diagonally; Shift makes the steps small. Escape
    lifts the pen, U or Control Z undoes, Delete clears.</div>
  <div class="said told" aria-live="polite"></div>
`;

// The canvas holds the ink as alpha, in the theme's colour. A drawing is { alpha, strokes }; 0 strokes: no ink.
export function sketch(host, { onMove = () => {}, onBegin = () => {}, onDrawing }) {
  host.innerHTML = MARKUP;
  const $ = selector => host.querySelector(selector);
  const sheet = $('.sheet'), canvas = $('canvas'), ctx = canvas.getContext('2d', { willReadFrequently: true });
  const at = { x: 14.5 * STEP, y: 6.5 * STEP };  // the middle of an MNIST pixel, where digits begin
  const blank = { alpha: new Uint8Array(SIDE * SIDE), strokes: 0 };
  let theme = null, now = blank, past = [], stroke = null, loading = null, lent = false;

  function dress(painted) {
    theme = painted;
    show(ink());
    ctx.strokeStyle = theme.text;
  }

  function name(label) {
    const how = 'Arrow keys move the pen, space or Enter puts it down and lifts it.';
    sheet.setAttribute('aria-label', `${label}. ${how}`);
  }

  function take(given) {
    stroke = null;
    past = [];
    now = blank;
    show(now.alpha);
    const image = loading = given ? new Image() : null;
    if (image) {
      image.onload = () => { if (loading === image) { loading = null; paint(image); settle(); tell(); } };
      image.onerror = () => { if (loading === image) { loading = null; onDrawing(); tell(); } };
      image.src = 'data:image/png;base64,' + given;
    }
    tell();
  }

  // ---- pixels

  function ink() {
    const { data } = ctx.getImageData(0, 0, SIDE, SIDE), alpha = new Uint8Array(SIDE * SIDE);
    for (let i = 0; i < alpha.length; i++) alpha[i] = data[4 * i + 3];
    return alpha;
  }

  function show(alpha) {
    const image = ctx.createImageData(SIDE, SIDE), out = new Uint32Array(image.data.buffer);
    const pen = pack32(parseColour(theme.text).map(v => Math.round(255 * v))) & 0xffffff;
    for (let i = 0; i < alpha.length; i++) out[i] = alpha[i] << 24 | pen;
    ctx.putImageData(image, 0, 0);
    onMove();
  }

  // Show a picture, white on black, as ink; commit() makes it the drawing.
  function paint(picture) {
    const page = surface('page', SIDE, SIDE);
    page.globalCompositeOperation = 'source-over';
    page.fillStyle = '#000';
    page.fillRect(0, 0, SIDE, SIDE);
    page.drawImage(picture, 0, 0, SIDE, SIDE);
    const { data } = page.getImageData(0, 0, SIDE, SIDE);
    show(blank.alpha.map((_, i) => data[4 * i]));
  }

  function png() {
    const page = surface('page', SIDE, SIDE);
    const fill = (how, colour) => {
      page.globalCompositeOperation = how;
      page.fillStyle = colour;
      page.fillRect(0, 0, SIDE, SIDE);
    };
    page.globalCompositeOperation = 'copy';
    page.drawImage(canvas, 0, 0);
    fill('source-in', '#fff');
    fill('destination-over', '#000');
    return page.canvas.toDataURL('image/png').split(',')[1];
  }

  // ---- drawings

  // What the canvas shows becomes the drawing; the one before it is a step back. False if they are equal.
  function settle() {
    const alpha = ink();
    if (alpha.every((v, i) => v === now.alpha[i])) return false;
    past.push(now);
    if (past.length > STEPS_BACK) past.shift();
    now = alpha.some(v => v) ? { alpha, strokes: now.strokes + 1 } : blank;
    show(now.alpha);
    return true;
  }

  function commit() { if (settle()) onDrawing(); tell(); }

  function undo() {
    if (stroke) show(stroke.under);
    else if (!past.length) return;
    else { now = past.pop(); show(now.alpha); onDrawing(); }
    stroke = null;
    tell('Undone, ' + size());
  }

  function clear() {
    finish();
    if (!now.strokes) return;
    ctx.clearRect(0, 0, SIDE, SIDE);
    settle();
    onDrawing();
    tell('Cleared');
  }

  const size = () => now.strokes === 0 ? 'empty' : now.strokes === 1 ? '1 stroke' : now.strokes + ' strokes';

  function tell(words) {
    const ready = !stroke && !loading;
    host.classList.toggle('empty', ready && !now.strokes && !lent);
    host.classList.toggle('down', stroke?.by === KEYS);
    host.style.setProperty('--x', 100 * at.x / SIDE + '%');
    host.style.setProperty('--y', 100 * at.y / SIDE + '%');
    $('.undo').setAttribute('aria-disabled', String(!stroke && !past.length));
    $('.clear').setAttribute('aria-disabled', String(!stroke && !now.strokes));
    canvas.setAttribute('aria-label', 'Drawing: ' + size());
    if (words) $('.told').textContent = words;
  }

  function example(points) {
    lent = points !== null;
    show(now.alpha);
    if (lent) {
      dip();
      ctx.beginPath();
      for (const [x, y] of points) ctx.lineTo(x, y);
      ctx.stroke();
    }
    tell();
  }

  // ---- a stroke, `by` a pointer or KEYS

  function dip() {
    Object.assign(ctx, { lineWidth: PEN, lineCap: 'round', lineJoin: 'round', strokeStyle: theme.text,
      globalCompositeOperation: 'source-over', globalAlpha: 1 });
  }

  function begin(point, by) {
    onBegin();
    if (lent) example(null);
    stroke = { by, under: ink(), path: new Path2D(), drawn: point, last: point };
    dip();
    stroke.path.moveTo(point.x, point.y);
    stroke.path.lineTo(point.x + 0.01, point.y);  // a dot: a line of no length may be dropped
    ctx.stroke(stroke.path);
    onMove();
  }

  // Of a curve through the middles of the pointer's steps, only the new piece; the keyboard draws straight lines.
  function extend(point) {
    const { by, path, drawn, last } = stroke;
    if (Math.hypot(point.x - last.x, point.y - last.y) < 0.5) return;
    const to = by === KEYS ? point : { x: (last.x + point.x) / 2, y: (last.y + point.y) / 2 };
    ctx.beginPath();
    ctx.moveTo(drawn.x, drawn.y);
    ctx.quadraticCurveTo(last.x, last.y, to.x, to.y);
    ctx.stroke();
    path.quadraticCurveTo(last.x, last.y, to.x, to.y);
    Object.assign(stroke, { drawn: to, last: point });
    onMove();
  }

  // The pieces' soft edges add up where they overlap: draw the stroke again, as one line.
  function finish() {
    if (!stroke) return false;
    stroke.path.lineTo(stroke.last.x, stroke.last.y);
    show(stroke.under);
    ctx.stroke(stroke.path);
    stroke = null;
    return settle();
  }

  function end() {
    if (!stroke) return;
    if (finish()) onDrawing();
    tell('Stroke ended, ' + size());
  }

  // ---- pointers

  function spot(event) {
    const box = canvas.getBoundingClientRect();
    return { x: (event.clientX - box.left) * SIDE / box.width, y: (event.clientY - box.top) * SIDE / box.height };
  }

  const mine = event => stroke && stroke.by === event.pointerId;

  canvas.onpointerdown = event => {
    if (!event.isPrimary || event.button !== 0 || loading || stroke && stroke.by !== KEYS) return;
    finish();
    keyed(false);
    begin(spot(event), event.pointerId);
    tell();
    canvas.setPointerCapture(event.pointerId);
  };
  canvas.onpointermove = event => {
    if (!mine(event)) return;
    if (!(event.buttons & 1)) { end(); return; }
    const steps = event.getCoalescedEvents?.() ?? [];
    for (const step of steps.length ? steps : [event]) extend(spot(step));
  };
  canvas.onpointerup = event => { if (mine(event)) { extend(spot(event)); end(); } };
  canvas.onpointercancel = canvas.onlostpointercapture = event => { if (mine(event)) end(); };
  canvas.oncontextmenu = event => { if (stroke) event.preventDefault(); };

  // ---- keys

  function keyed(on) { host.classList.toggle('keyed', on); }

  const place = () => `column ${Math.floor(at.x / STEP) + 1}, row ${Math.floor(at.y / STEP) + 1}`;

  function move([right, down], by) {
    if (stroke && stroke.by !== KEYS) return;
    at.x = clamp(at.x + right * by, STEP / 2, SIDE - STEP / 2);
    at.y = clamp(at.y + down * by, STEP / 2, SIDE - STEP / 2);
    if (stroke) extend({ ...at });
    tell(place());
  }

  function toggle() {
    if (stroke) { end(); return; }
    if (loading) return;
    begin({ ...at }, KEYS);
    tell('Pen down at ' + place());
  }

  host.onkeydown = event => {
    const { key } = event, command = event.ctrlKey || event.metaKey;
    if (command && !event.shiftKey && !event.altKey && key.toLowerCase() === 'z') undo();
    else if (command || event.altKey || event.target !== sheet) return;
    else if (MOVES[key]) move(MOVES[key], event.shiftKey ? SMALL_STEP : STEP);
    else if (key === ' ' || key === 'Enter') { if (!event.repeat) toggle(); }
    else if (key === 'Escape' && stroke) end();
    else if (key === 'Delete' || key === 'Backspace') clear();
    else if (key === 'u' || key === 'U') undo();
    else return;
    event.preventDefault();
    keyed(event.target === sheet);
  };
  sheet.onfocus = () => keyed(sheet.matches(':focus-visible'));
  sheet.onblur = () => { keyed(false); if (stroke?.by === KEYS) end(); };
  $('.undo').onclick = undo;
  $('.clear').onclick = clear;
  return { dress, name, take, example, ink, png, paint, commit, get strokes() { return now.strokes; } };
}
