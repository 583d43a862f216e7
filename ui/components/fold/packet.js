// The packet: pieces that lie on one another, and the flap that is being folded over.
import { ease } from '../shared/numbers.js';
import { outline } from './camera.js';
import { across, after, at, distinct, forward, height, placed, SAME, zoomed } from './geometry.js';
import { drawHandles } from './handles.js';
import { drawDot } from './sheet.js';

// scene: as of sheet.js, with the packet's view (packetView of camera.js), `colours` of the paper, `spot` and `grips`.
export function drawPacket(canvas, scene) {
  const { folding, theme, size, packet, moment: { s, e }, spot, chosen } = scene, ctx = canvas.getContext('2d'), step = folding.steps[s];
  ctx.setTransform(size.dpr, 0, 0, size.dpr, 0, 0);
  ctx.clearRect(0, 0, size.w, size.h);
  ctx.lineJoin = 'round';
  if (!step || step.stretch || e < 1e-6) {
    const grown = step?.stretch ? zoomed(ease(e)) : SAME;
    stack(ctx, scene, folding.stages[s], after(packet.flat, grown));
  } else turnFlap(ctx, scene, ease(e));
  if (spot) drawDot(ctx, theme, spotOnPacket(scene), true, 1);
  if (chosen >= 0) drawHandles(ctx, scene);
}

// Each piece a little lower than the one above it.
function stack(ctx, scene, pieces, view) {
  const gap = Math.min(2, 10 / Math.max(1, pieces.length - 1)), shown = distinct(pieces);
  shown.forEach((piece, i) => lay(ctx, scene, piece, view,
    (shown.length - 1 - i) * Math.max(gap, Math.min(1.6, 10 / shown.length))));
}

// Part e of a fold is done: the flap has turned by that part of half a circle, or is that far on its way to the line.
function turnFlap(ctx, scene, e) {
  const { folding, packet, theme, moment: { s } } = scene, { stay, move } = folding.parts[s], step = folding.steps[s];
  const angle = e * Math.PI, folds = folding.slope < 0, q = folds ? 1 - Math.cos(angle) : e, high = folds ? Math.sin(angle) : 0;
  const view = across(step, q), kept = distinct(stay), flap = distinct(move);
  const gap = Math.min(1.6, 10 / Math.max(1, kept.length + flap.length - 1));
  kept.forEach((piece, i) => lay(ctx, scene, piece, packet.flat, (kept.length - 1 - i + (folds ? e * flap.length : 0)) * gap));
  if (high > 0.02) for (const piece of flap.slice(-1)) {  // its shadow
    outline(ctx, placed(piece), after(packet.flat, after([1, 0, 0.06 * high, 0, 1, -0.05 * high], view)));
    ctx.fillStyle = `rgba(0,0,0,${0.13 * high * (theme.dark ? 2 : 1)})`;
    ctx.fill();
  }
  // The flap's height is |z| sin(angle) at (x, y), z = n·x - b < 0 there.
  const lift = packet.lift([-high * step.n[0], -high * step.n[1], high * step.b]);
  const lifted = after(packet.flat, view).map((v, i) => v + lift[i]);
  const over = e > 0.5 && folds, order = over ? flap.toReversed() : flap;
  order.forEach((piece, i) => {
    const before = flap.length - 1 - flap.indexOf(piece), turned = order.length - 1 - i;
    lay(ctx, scene, piece, lifted, folds ? (over ? turned * e : before * (1 - e)) * gap : before * gap, over, high);
  });
}

// One piece, so many pixels lower; `over`: its other face is up, `high`: how far it stands up, 0 to 1.
function lay(ctx, { folding, theme, colours, bitmap, moment: { s } }, piece, view, lower, over = false, high = 0) {
  const shift = folding.slope < 0 ? lower : 0, moved = after([1, 0, -0.6 * shift, 0, 1, shift], view), polygon = placed(piece);
  const back = piece.back !== over;
  outline(ctx, polygon, moved);
  ctx.fillStyle = back ? colours.back : colours.front;
  ctx.fill();
  if (!piece.flat) {
    const { canvas, box, w, h } = bitmap(s, back);
    ctx.save();
    ctx.clip();
    const [a, b, c, d, e, f] = after(moved, [(box.x1 - box.x0) / w, 0, box.x0, 0, -(box.y1 - box.y0) / h, box.y1]);
    ctx.transform(a, d, b, e, c, f);
    ctx.drawImage(canvas, 0, 0);
    ctx.restore();
    if (high > 0.01) { outline(ctx, polygon, moved); ctx.fillStyle = `rgba(0,0,0,${0.08 * high * (theme.dark ? 2.2 : 1)})`; ctx.fill(); }
  }
  outline(ctx, polygon, moved);
  ctx.strokeStyle = lower > 0.5 && !piece.flat ? colours.edge : theme.grey;
  ctx.lineWidth = piece.flat ? 2.5 : 0.8;
  ctx.stroke();
}

// Where the spot of the sheet is on the screen, also in the middle of a fold.
function spotOnPacket({ folding: { steps, slope }, packet, moment: { s, e }, spot }) {
  const q = forward(steps.slice(0, s), slope, spot), step = steps[s];
  if (!step || e < 1e-6) return packet.on(q);
  if (step.stretch) return packet.on(at(zoomed(ease(e)), q));
  const z = height(step, q);
  if (z >= 0) return packet.on(q);
  const angle = ease(e) * Math.PI, folds = slope < 0;
  return packet.up(packet.on(at(across(step, folds ? 1 - Math.cos(angle) : ease(e)), q)), folds ? -z * Math.sin(angle) : 0);
}
