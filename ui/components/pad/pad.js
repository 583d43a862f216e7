// A pad to draw a digit on, with a mouse, a finger, a pen or the keyboard.
import { paint, readTheme } from '../shared/appearance.js';
import { surface } from '../shared/canvas.js';
import { pack32, parseColour } from '../shared/colours.js';
import { mounting } from '../shared/mounting.js';
import { clamp } from '../shared/numbers.js';

const PEN = 20, STEP = 10, SMALL_STEP = 2, STEPS_BACK = 50, KEYS = 'keys';
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
  Home: [-1, -1], End: [-1, 1], PageUp: [1, -1], PageDown: [1, 1] };

export default mounting('.pad', build);

// The canvas holds the ink as alpha, in the theme's colour. A drawing is { alpha, strokes }; 0 strokes: no ink.
function build(root) {
  const $ = selector => root.querySelector(selector);
  const sheet = $('.sheet'), canvas = $('canvas'), SIDE = canvas.width;
  const ctx = canvas.getContext('2d', { willReadFrequently: true });
  const app = {}, at = { x: 14.5 * STEP, y: 6.5 * STEP };  // the middle of an MNIST pixel, where digits begin
  const blank = { alpha: new Uint8Array(SIDE * SIDE), strokes: 0 };
  let api = null, head = null, theme = null, now = blank, past = [], stroke = null, loading = null;

  app.receive = component => {
    const { data } = component, fresh = head?.key !== data.key || head.reset !== data.reset;
    const painted = readTheme(root);
    api = component;
    head = data;
    if (painted.signature !== theme?.signature) {
      theme = painted;
      paint(root, theme);
      show(ink());
      ctx.strokeStyle = theme.text;
    }
    const how = 'Arrow keys move the pen, space or Enter puts it down and lifts it.';
    sheet.setAttribute('aria-label', `${data.label}. ${how}`);
    if (fresh) take(data.png);
    root.hidden = false;
  };

  // Only a pad that is new, or reset, takes the drawing that Python knows.
  function take(given) {
    stroke = null;
    past = [];
    now = blank;
    show(now.alpha);
    const image = loading = given ? new Image() : null;
    if (image) {
      image.onload = () => { if (loading === image) { loading = null; app.paint(image); settle(); tell(); } };
      image.onerror = () => { if (loading === image) { loading = null; send(); tell(); } };
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
  }

  // Show a picture, white on black, as ink; `app.commit()` makes it the drawing.
  app.paint = picture => {
    const page = surface('page', SIDE, SIDE);
    page.globalCompositeOperation = 'source-over';
    page.fillStyle = '#000';
    page.fillRect(0, 0, SIDE, SIDE);
    page.drawImage(picture, 0, 0, SIDE, SIDE);
    const { data } = page.getImageData(0, 0, SIDE, SIDE);
    show(blank.alpha.map((_, i) => data[4 * i]));
  };

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

  function send() {
    api.setStateValue('drawing', { png: now.strokes ? png() : '', strokes: now.strokes, reset: head.reset });
  }

  app.commit = () => { if (settle()) send(); tell(); };

  function undo() {
    if (stroke) show(stroke.under);
    else if (!past.length) return;
    else { now = past.pop(); show(now.alpha); send(); }
    stroke = null;
    tell('Undone, ' + size());
  }

  function clear() {
    finish();
    if (!now.strokes) return;
    ctx.clearRect(0, 0, SIDE, SIDE);
    settle();
    send();
    tell('Cleared');
  }

  const size = () => now.strokes === 0 ? 'empty' : now.strokes === 1 ? '1 stroke' : now.strokes + ' strokes';

  function tell(words) {
    const ready = !stroke && !loading;
    root.classList.toggle('empty', ready && !now.strokes);
    root.classList.toggle('down', stroke?.by === KEYS);
    root.style.setProperty('--x', 100 * at.x / SIDE + '%');
    root.style.setProperty('--y', 100 * at.y / SIDE + '%');
    $('.undo').setAttribute('aria-disabled', String(!stroke && !past.length));
    $('.clear').setAttribute('aria-disabled', String(!stroke && !now.strokes));
    canvas.setAttribute('aria-label', 'Drawing: ' + size());
    if (words) $('.told').textContent = words;
  }

  // ---- a stroke, `by` a pointer or KEYS

  function begin(point, by) {
    stroke = { by, under: ink(), path: new Path2D(), drawn: point, last: point };
    Object.assign(ctx, { lineWidth: PEN, lineCap: 'round', lineJoin: 'round', strokeStyle: theme.text,
      globalCompositeOperation: 'source-over', globalAlpha: 1 });
    stroke.path.moveTo(point.x, point.y);
    stroke.path.lineTo(point.x + 0.01, point.y);  // a dot: a line of no length may be dropped
    ctx.stroke(stroke.path);
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
    if (finish()) send();
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

  function keyed(on) { root.classList.toggle('keyed', on); }

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

  root.onkeydown = event => {
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
  app.stop = () => {};
  $('.undo').onclick = undo;
  $('.clear').onclick = clear;
  return app;
}
