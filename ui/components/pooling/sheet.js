// The sheet of the deep net: its units in columns, each with its template, its row of V and the classes that wake it.
import { drawSigned, surface } from '../shared/canvas.js';
import { MIDDLE, scaled } from '../shared/colours.js';
import { signed } from '../shared/numbers.js';
import { density } from '../shared/zoom.js';
import { MISSING } from './frames.js';
import { classOrder, LEAST, ROW, rowTop, STRIP } from './layout.js';

const DEEPEST = 0.72;  // how far into the colour scale the table goes, so that its dashes can be seen
const PALE = 0.4;  // how far V goes, so that its numbers can be read

export const plus = (v, places) => (v > 0 && Number(v.toFixed(places)) !== 0 ? '+' : '') + signed(v, places);
const tone = (theme, v) => v < 0 ? theme.below_text : v > 0 ? theme.above_text : theme.grey;
const css = v => `rgb(${v & 255},${v >> 8 & 255},${v >> 16 & 255})`;

// As much of a text as there is room for.
function shortened(ctx, string, room) {
  let shown = string;
  while (shown.length > 1 && ctx.measureText(shown).width > room) shown = shown.replace(/…?$/, '').slice(0, -1) + '…';
  return shown;
}

export function write(ctx, theme, string, x, y, { align = 'left', colour = theme.text, size = 12, weight = 400, most = 0 } = {}) {
  ctx.font = `${weight} ${size}px ${theme.font}`;
  ctx.textAlign = align;
  ctx.fillStyle = colour;
  ctx.fillText(most ? shortened(ctx, string, most - 2) : string, x, y);
}

// scene: { head, plan, grid, frame, theme, scale, here, last, votes, spot, unitName }, as pooling.js has them.
export function drawSheet(canvas, scene) {
  const { plan, grid, head, theme, here, spot } = scene, ctx = canvas.getContext('2d'), dpr = density(canvas);
  ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
  ctx.clearRect(0, 0, grid.w, grid.height);
  ctx.textBaseline = 'middle';
  const grey = { colour: theme.grey };
  grid.units.forEach((unit, c) => {
    const x = grid.label + c * grid.cell, name = plan.L ? scene.unitName(unit) : head.sides[unit];
    write(ctx, theme, name, x + grid.cell / 2, 8, { align: 'center', most: grid.cell, ...grey });
    drawTile(ctx, scene, unit, x + (grid.cell - grid.tile.css) / 2);
  });
  if (!plan.L) return;
  write(ctx, theme, here ? 'weights' : 'template', 0, grid.top + grid.tall / 2 - 7, grey);
  write(ctx, theme, here ? `from layer ${here}` : 'of a unit', 0, grid.top + grid.tall / 2 + 8, grey);
  if (scene.last) drawV(ctx, scene);
  drawTable(ctx, scene);
  if (!spot) return;
  ctx.strokeStyle = theme.accent || theme.text;
  ctx.lineWidth = 1.5;
  const x = grid.label + spot.column * grid.cell;
  ctx.strokeRect(x + 1, 0.75, grid.cell - 2, grid.height - 1.5);
  ctx.strokeRect(x + 1, rowTop(grid, head, spot.row) + 0.5, grid.cell - 2, ROW);
}

// Of the first layer a template, of a later one the incoming weights as a square.
function drawTile(ctx, { plan, grid, frame, theme, scale, here }, unit, x) {
  const block = here ? here + 1 : 1, canvas = surface('tile', 1, 1).canvas;
  let shape = [plan.H, plan.W, plan.C], values = frame.codes, start = plan.blocks[1].at + unit * plan.area, { k } = grid.tile;
  if (here) {
    const n = plan.layers[here - 1].n, side = Math.ceil(Math.sqrt(n)), from = plan.blocks[block].at + unit * n;
    values = new Int8Array(side * side);
    values.set(frame.codes.subarray(from, from + n));
    shape = [side, side, 1];
    start = 0;
    k = Math.max(1, Math.floor(grid.tile.css * density(ctx.canvas) / side));
  }
  drawSigned(canvas, values, start, shape, frame.scale(block) * MIDDLE, scale, k, MISSING);
  ctx.imageSmoothingEnabled = false;
  ctx.drawImage(canvas, x, grid.top, grid.tile.css, grid.tall);
  ctx.strokeStyle = theme.rule;
  ctx.lineWidth = 1;
  ctx.strokeRect(x - 0.5, grid.top - 0.5, grid.tile.css + 1, grid.tall + 1);
}

// The weights of the last layer, as cells: of each unit one to either score.
function drawV(ctx, scene) {
  const { grid, head, frame, theme } = scene, factor = PALE * MIDDLE / frame.largestV(), numbers = grid.cell >= LEAST;
  for (const score of [0, 1]) {
    const y = grid.v + score * STRIP;
    write(ctx, theme, `V to ${head.sides[score]}`, 0, y + STRIP / 2, { most: grid.label });
    grid.units.forEach((unit, c) => {
      const v = frame.V(score, unit), x = grid.label + c * grid.cell;
      drawCell(ctx, scene, v, factor, x + 2, y, STRIP - 1, !numbers);
      if (numbers) write(ctx, theme, plus(v, Math.abs(v) < 9.95 ? 1 : 0), x + grid.cell / 2, y + STRIP / 2 + 0.5, { align: 'center' });
    });
  }
}

// In "activation" each unit has its own scale, from nothing to the class that moves it most; votes share one.
function drawTable(ctx, scene) {
  const { grid, head, frame, theme, here, plan: { D } } = scene, voting = scene.votes && scene.last, rows = classOrder(head);
  const value = voting ? frame.vote : (unit, d) => frame.wakes(here, unit, d);
  const largest = units => units.reduce((most, unit) => rows.reduce((m, d) => Math.max(m, Math.abs(value(unit, d))), most), 1e-9);
  const all = voting ? largest(grid.all) : 0;
  grid.units.forEach((unit, c) => {
    const factor = DEEPEST * MIDDLE / (voting ? all : largest([unit]));
    rows.forEach((d, r) => drawCell(ctx, scene, value(unit, d), factor, grid.label + c * grid.cell + 2, rowTop(grid, head, r)));
  });
  rows.forEach((d, r) => write(ctx, theme, head.names[d], grid.label - 8, rowTop(grid, head, r) + ROW / 2 + 0.5,
    { align: 'right', most: grid.label - 30 }));
  drawGroup(ctx, scene, 0, 0, head.one.length);
  drawGroup(ctx, scene, 1, head.one.length, D);
  if (voting) drawSums(ctx, scene, rows);
}

function drawCell(ctx, { grid, scale }, v, factor, x, y, tall = ROW, dashed = true) {
  const code = scaled(v, factor), dash = scale.dashes[code], wide = grid.cell - 4;
  ctx.fillStyle = css(scale.colours[code]);
  ctx.fillRect(x, y + 1, wide, tall - 1);
  if (!dash || !dashed) return;
  ctx.fillStyle = css(dash);
  for (let i = 3; i + 6 < wide; i += 10) ctx.fillRect(x + i, y + tall / 2 - 0.5, 6, 2);
}

// A bracket around rows [first, end), with the name of the side.
function drawGroup(ctx, { grid, head, theme }, side, first, end) {
  if (first >= end) return;
  const a = rowTop(grid, head, first) + 1, b = rowTop(grid, head, end - 1) + ROW;
  ctx.strokeStyle = theme.grey;
  ctx.lineWidth = 1.25;
  ctx.beginPath(); ctx.moveTo(23, a + 0.5); ctx.lineTo(18.5, a + 0.5); ctx.lineTo(18.5, b - 0.5); ctx.lineTo(23, b - 0.5); ctx.stroke();
  ctx.save();
  ctx.translate(9, (a + b) / 2);
  ctx.rotate(-Math.PI / 2);
  write(ctx, theme, head.sides[side], 0, 0, { align: 'center', most: Math.max(b - a + 12, 40) });
  ctx.restore();
}

function drawSums(ctx, { grid, head, frame, theme }, rows) {
  const x = grid.label + grid.cell * grid.units.length + 6, long = grid.sum > 60;
  write(ctx, theme, long ? 'sum of votes' : 'sum', x, grid.heat - 8, { colour: theme.grey, most: grid.sum });
  rows.forEach((d, r) => {
    const sum = frame.sum(grid.all, d), text = plus(sum, 1) + (long ? ' ' + head.sides[sum > 0 ? 0 : 1] : '');
    write(ctx, theme, text, x, rowTop(grid, head, r) + ROW / 2 + 0.5, { colour: tone(theme, sum), most: grid.sum });
  });
}
