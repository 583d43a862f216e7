// Worlds as squares: the colour says how much is wrong, blue less than half, vermilion more, and a digit says it too.
import { MIDDLE, parseColour, scaled, signedScale, toLab } from '../shared/colours.js';
import { sheet } from '../shared/canvas.js';
import { within } from '../shared/zoom.js';
import { halves, SIDE } from './counting.js';

const GAP = 2, LEAST = 15, MOST = 22;  // CSS pixels between squares, and of a square with its gap

export function squaresView(canvas) {
  let cell = MOST, scale = null, signature = '';

  function tableOf(theme) {
    if (signature !== theme.signature) { scale = signedScale(theme).colours; signature = theme.signature; }
    return scale;
  }

  // The colour of a share of wrong answers.
  function colour(share, theme) {
    const packed = tableOf(theme)[scaled(1.2 * (share - 0.5), MIDDLE)];
    return `rgb(${packed & 255}, ${packed >> 8 & 255}, ${packed >> 16 & 255})`;
  }

  // What is written on a colour: of the text and the paper the one that differs more from it.
  function inkOn(ground, theme) {
    const light = toLab(parseColour(ground))[0], apart = ink => Math.abs(toLab(parseColour(ink))[0] - light);
    return apart(theme.text) >= apart(theme.seen) ? theme.text : theme.seen;
  }

  function draw({ order, wrong, possible, world, unseen, theme, room }) {
    cell = Math.max(LEAST, Math.min(MOST, Math.floor(room / SIDE)));
    const ctx = sheet(canvas, SIDE * cell, SIDE * cell), size = cell - GAP, inks = [];
    ctx.font = `${Math.max(12, Math.round(size * 0.66))}px ${theme.font}`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    order.forEach((w, place) => {
      const x = place % SIDE * cell + GAP / 2, y = Math.floor(place / SIDE) * cell + GAP / 2;
      if (possible[w]) square(ctx, x, y, size, wrong[w], unseen, theme, inks);
      else dot(ctx, x + size / 2, y + size / 2, theme);
      if (w === world) mark(ctx, x, y, size, theme);
    });
  }

  function square(ctx, x, y, size, wrong, unseen, theme, inks) {
    const ground = colour(wrong / (2 * unseen), theme);
    ctx.fillStyle = ground;
    ctx.fillRect(x, y, size, size);
    ctx.strokeStyle = theme.grey;
    ctx.lineWidth = 1;
    if (wrong === unseen) ctx.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
    ctx.fillStyle = inks[wrong] ??= inkOn(ground, theme);
    if (ctx.measureText(halves(wrong)).width < size) ctx.fillText(halves(wrong), x + size / 2, y + size / 2 + 1);
  }

  function dot(ctx, x, y, theme) {
    ctx.fillStyle = theme.rule;
    ctx.beginPath();
    ctx.arc(x, y, 2, 0, 2 * Math.PI);
    ctx.fill();
  }

  function mark(ctx, x, y, size, theme) {
    ctx.strokeStyle = theme.text;
    ctx.lineWidth = 2.5;
    ctx.strokeRect(x, y, size, size);
  }

  // Which square, from the first, a pointer is on; null beside them.
  function placeOf(event) {
    const [x, y] = within(event, canvas).map(v => Math.floor(v / cell));
    return x >= 0 && x < SIDE && y >= 0 && y < SIDE ? y * SIDE + x : null;
  }

  return { draw, colour, placeOf };
}
