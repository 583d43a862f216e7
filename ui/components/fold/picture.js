// The picture on the packet, and pulled back through the folds onto the sheet.
import { clamp, mix } from '../shared/numbers.js';

// A picture of H by W bytes, halved again and again, so that small copies stay smooth.
export function halvings(ink, [H, W]) {
  const levels = [{ H, W, v: Float32Array.from(ink) }];
  levels.sharp = ink.every(v => v === 0 || v === 255);
  for (let top = levels[0]; top.H > 1 && top.W > 1; top = levels.at(-1)) {
    const h = top.H >> 1, w = top.W >> 1, v = new Float32Array(h * w);
    for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) {
      const i = 2 * y * top.W + 2 * x;
      v[y * w + x] = (top.v[i] + top.v[i + 1] + top.v[i + top.W] + top.v[i + top.W + 1]) / 4;
    }
    levels.push({ H: h, W: w, v });
  }
  return levels;
}

// The ink at (x, y), both 0 to 1, between the pixels; none outside.
export function sample({ H, W, v }, x, y) {
  if (x <= 0 || y <= 0 || x >= 1 || y >= 1) return 0;
  const u = clamp(x * W - 0.5, 0, W - 1), w = clamp(y * H - 0.5, 0, H - 1), i = Math.floor(w), j = Math.floor(u);
  const right = j + 1 < W ? 1 : 0, down = i + 1 < H ? W : 0, k = i * W + j, s = u - j, t = w - i;
  return (v[k] * (1 - s) + v[k + right] * s) * (1 - t) + (v[k + down] * (1 - s) + v[k + down + right] * s) * t;
}

const plainPixels = (w, h) => new Uint32Array(w * h);

// Pixels of the paper in `box` (x0, x1, y0, y1) before `steps`, k of them for 1: an image whose colours are in `tables`
// (front, back, flat). room: where the picture is after all steps, [x, y, half a side]; fine: pixels for a hatch;
// tone: 0 or 1 for all pixels, null for each its own.
export function pullBack({ box, k, steps, slope, room: [cx, cy, half], levels, tables, fine, tone }, pixels = plainPixels) {
  const w = Math.max(1, Math.round((box.x1 - box.x0) * k)), h = Math.max(1, Math.round((box.y1 - box.y0) * k));
  const out = pixels(w, h), q = 1 - slope, ops = steps.map(step => step.stretch ? null : [...step.n, step.b]);
  const stretch = 2 ** steps.filter(step => step.stretch).length, texels = half > 0 ? levels[0].W / (2 * half) * stretch / k : 1;
  const crisp = levels.sharp ? Math.max(1, 1 / texels) : 1, level = levels[clamp(Math.round(Math.log2(texels)), 0, levels.length - 1)];
  for (let i = 0, o = 0; i < h; i++) for (let j = 0; j < w; j++, o++) {
    let x = mix(box.x0, box.x1, (j + 0.5) / w), y = mix(box.y1, box.y0, (i + 0.5) / h), side = 0, flat = 0;
    for (const op of ops) {
      if (!op) { x = 2 * x - 1; y = 2 * y - 1; continue; }
      const z = op[0] * x + op[1] * y - op[2];
      if (z < 0) { x -= q * z * op[0]; y -= q * z * op[1]; if (q === 2) side ^= 1; else flat = 1; }
    }
    let v = half > 0 ? sample(level, (x - cx + half) / (2 * half), (cy + half - y) / (2 * half)) : 0;
    if (crisp > 1) v = clamp(127.5 + (v - 127.5) * crisp, 0, 255);
    const own = tone ?? (flat ? 2 : side);
    out[o] = tables[own][v < 255 ? v | 0 : 255];
    if (flat && tone === null && (i + j) % Math.round(7 * fine) < fine) out[o] = tables[own][70];
  }
  return { out, w, h };
}

// The same on a canvas of its own.
export function bitmapOf(spec) {
  const canvas = document.createElement('canvas'), ctx = canvas.getContext('2d');
  let image = null;
  const { w, h } = pullBack(spec, (wide, high) => { image = new ImageData(wide, high); return new Uint32Array(image.data.buffer); });
  canvas.width = w;
  canvas.height = h;
  ctx.putImageData(image, 0, 0);
  return { canvas, box: spec.box, w, h };
}
