// The sheet: the picture as the folds mirror it, the creases, and places that lie on one another.
import { depthColours } from '../shared/appearance.js';
import { THEME } from '../shared/theme.js';
import { foldsMade } from './folding.js';

const NUMBER = 13;  // CSS pixels from the middle of a fold's number to that of another

// scene: { head, folding, theme, size, sheet, moment, chosen, edges, dots, bitmap }; `sheet` is sheetView(size), edges
// are creases { at, fold }, dots places of the sheet [x, y, whether the pointer is there].
export function drawSheet(canvas, scene) {
  const { head, folding, theme, size, sheet, moment: { s, e }, chosen } = scene, ctx = canvas.getContext('2d');
  const [left, top] = sheet.on([-1, 1]), side = 2 * sheet.scale, step = folding.steps[s];
  ctx.setTransform(size.dpr, 0, 0, size.dpr, 0, 0);
  ctx.clearRect(0, 0, size.w, size.h);
  ctx.fillStyle = theme.dark ? 'rgba(0,0,0,0.5)' : 'rgba(30,30,60,0.10)';
  ctx.fillRect(left + 3, top + 4, side, side);
  ctx.imageSmoothingEnabled = true;
  ctx.drawImage(scene.bitmap(0, false, true).canvas, left, top, side, side);
  const next = step && e > 1e-6 && !step.stretch ? step.fold : chosen;
  for (let fold = folding.folds - 1; fold >= 0; fold--) drawCreases(ctx, scene, fold, fold === next);
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = theme.grey;
  ctx.lineWidth = 1;
  ctx.strokeRect(left, top, side, side);
  if (head.still === null) drawNumbers(ctx, scene, next);
  for (const [x, y, own] of scene.dots) drawDot(ctx, theme, sheet.on([x, y]), own, scene.dots.length);
}

function drawCreases(ctx, { head, folding, theme, sheet, moment, edges }, fold, next) {
  const cell = folding.byHand ? 60 : 2 * sheet.scale / 2 ** head.depth, wide = Math.max(0.6, Math.min(3 - 0.3 * fold, 3 * cell / 50));
  const solid = fold < foldsMade(folding, moment.s) || next || head.still !== null;
  ctx.beginPath();
  for (let i = 0; i < edges.fold.length; i++) if (edges.fold[i] === fold) {
    ctx.moveTo(...sheet.on([edges.at[4 * i], edges.at[4 * i + 1]]));
    ctx.lineTo(...sheet.on([edges.at[4 * i + 2], edges.at[4 * i + 3]]));
  }
  ctx.lineCap = 'round';
  ctx.strokeStyle = next ? theme.accent || theme.text : toneOf(theme, head, folding, fold);
  ctx.lineWidth = next ? wide + 1.2 : wide;
  ctx.globalAlpha = solid ? 1 : 0.55;
  ctx.setLineDash(solid ? [] : [1, 4]);
  ctx.stroke();
}

function toneOf(theme, head, { byHand, pairs }, fold) {
  return depthColours(theme, byHand ? Math.max(3, pairs.length) : head.depth)[byHand ? fold : fold >> 1];
}

// Where a fold's number can stand: beside each of its creases' ends on the edge of the sheet, [u, v, whether preferred].
function places({ edges, sheet }, fold) {
  const found = [], edge = 1 - 1e-6;
  for (let i = 0; i < edges.fold.length; i++) if (edges.fold[i] === fold) for (const j of [0, 2]) {
    const x = edges.at[4 * i + j], y = edges.at[4 * i + j + 1];
    if (Math.max(Math.abs(x), Math.abs(y)) < edge) continue;
    const [u, v] = sheet.on([x, y]), [a, b] = Math.abs(y) > edge ? [0, -9 * Math.sign(y)] : [9 * Math.sign(x), 0];
    found.push([u + a, v + b, x > edge || y > edge]);
  }
  return found;
}

// The number of a fold stands at each of its creases that has the room; by hand, where creases end all around, at one.
function drawNumbers(ctx, scene, next) {
  const { theme, folding } = scene, taken = [];
  const away = ([u, v]) => Math.min(60, ...taken.map(([a, b]) => Math.hypot(a - u, b - v)));
  ctx.font = `600 12px ${theme.font}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  for (let fold = 0; fold < folding.folds; fold++) {
    const found = places(scene, fold), worth = place => away(place) + (place[2] ? 5 : 0);
    const chosen = folding.byHand ? found.toSorted((a, b) => worth(b) - worth(a)).slice(0, 1) : found.filter(place => place[2]);
    ctx.fillStyle = fold === next ? theme.accent || theme.text : theme.grey;
    for (const place of chosen) if (away(place) >= NUMBER) {
      taken.push(place);
      ctx.fillText(String(fold + 1), place[0], place[1]);
    }
  }
}

// Of many places each is small; `own` is the one that the pointer is at.
export function drawDot(ctx, theme, [u, v], own, many) {
  ctx.beginPath();
  ctx.arc(u, v, own ? 5 : many > 301 ? 1.8 : 3.2, 0, 7);
  ctx.fillStyle = THEME.extra[0];
  ctx.fill();
  ctx.strokeStyle = theme.dark ? '#000' : '#fff';
  ctx.lineWidth = own ? 1.8 : 1;
  if (own || many <= 301) ctx.stroke();
}
