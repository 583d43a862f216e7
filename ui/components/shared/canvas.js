// Tiles, pictures and legends on a canvas, in whole device pixels.
import { MIDDLE, pack32, parseColour, scaled } from './colours.js';
import { clamp } from './numbers.js';
import { density } from './zoom.js';

const scratch = {};
export function surface(name, width, height) {
  const s = scratch[name] ??= document.createElement('canvas');
  if (s.width !== width || s.height !== height) { s.width = width; s.height = height; }
  return s.getContext('2d', { willReadFrequently: name !== 'mask' });
}

// One dash in the middle of a pixel of k device pixels; below 4, a line through every second row of pixels.
const patterns = new Map();
function dashPattern(ctx, k) {
  if (!patterns.has(k)) {
    const cell = document.createElement('canvas'), c = cell.getContext('2d');
    cell.width = k; cell.height = k < 4 ? 2 * k : k;
    const thick = Math.max(1, Math.round(k / 6));
    if (k < 4) { c.globalAlpha = 0.6; c.fillRect(0, Math.floor((k - 1) / 2), k, 1); }
    else c.fillRect(Math.round(k * 0.25), Math.floor((k - thick) / 2), k - 2 * Math.round(k * 0.25), thick);
    patterns.set(k, ctx.createPattern(cell, 'repeat'));
  }
  return patterns.get(k);
}

// shape is [H, W, C]; factor maps a value to -255..255; NaN, and `missing` (a code), become grey.
export function drawSigned(canvas, values, start, shape, factor, scale, k, missing) {
  const [H, W, C] = shape, n = H * W, ctx = canvas.getContext('2d');
  const native = surface('native', W, H), image = native.createImageData(W, H);
  const out = new Uint32Array(image.data.buffer);
  if (canvas.width !== W * k || canvas.height !== H * k) { canvas.width = W * k; canvas.height = H * k; }
  ctx.imageSmoothingEnabled = false;
  const bad = v => v !== v || v === missing;
  const level = v => bad(v) ? 0 : clamp(Math.round(127.5 + v * factor / 2), 0, 255);
  if (C === 3) {
    for (let i = 0; i < n; i++) {
      const p = start + 3 * i;
      out[i] = (255 << 24) | (level(values[p + 2]) << 16) | (level(values[p + 1]) << 8) | level(values[p]);
    }
    native.putImageData(image, 0, 0);
    ctx.drawImage(native.canvas, 0, 0, W * k, H * k);
    return;
  }
  const { colours, dashes } = scale;
  for (let i = 0; i < n; i++) {
    const v = values[start + i];
    out[i] = bad(v) ? 0xff888888 : colours[scaled(v, factor)];
  }
  native.putImageData(image, 0, 0);
  ctx.drawImage(native.canvas, 0, 0, W * k, H * k);
  for (let i = 0; i < n; i++) {
    const v = values[start + i];
    out[i] = bad(v) ? 0 : dashes[scaled(v, factor)];
  }
  native.putImageData(image, 0, 0);
  const mask = surface('mask', W * k, H * k);
  mask.globalCompositeOperation = 'copy';
  mask.imageSmoothingEnabled = false;
  mask.drawImage(native.canvas, 0, 0, W * k, H * k);
  mask.globalCompositeOperation = 'destination-in';
  mask.fillStyle = dashPattern(mask, k);
  mask.fillRect(0, 0, W * k, H * k);
  ctx.drawImage(mask.canvas, 0, 0);
}

// With `ink`, 0 is the paper and 255 the colour of the text; otherwise the pixels are shown as they are.
export function drawPicture(canvas, bytes, start, shape, k, theme, ink) {
  const [H, W, C] = shape, ctx = canvas.getContext('2d');
  const native = surface('native', W, H), image = native.createImageData(W, H);
  const out = new Uint32Array(image.data.buffer), pen = parseColour(theme.text);
  const mixed = v => pack32(pen.map((c, i) => Math.round(255 * (theme.zero[i] + (c - theme.zero[i]) * v / 255))));
  for (let i = 0; i < H * W; i++) {
    const p = start + i * C;
    out[i] = ink && C === 1 ? mixed(bytes[p]) : pack32(C === 3 ? [bytes[p], bytes[p + 1], bytes[p + 2]] : [bytes[p], bytes[p], bytes[p]]);
  }
  native.putImageData(image, 0, 0);
  canvas.width = W * k; canvas.height = H * k;
  ctx.imageSmoothingEnabled = false;
  ctx.drawImage(native.canvas, 0, 0, W * k, H * k);
}

// What another canvas shows.
export function copy(canvas, other) {
  canvas.width = other.width;
  canvas.height = other.height;
  canvas.getContext('2d').drawImage(other, 0, 0);
}

// The bar of the legend: minus the limit to plus the limit, with the dashes where the tiles have them. A canvas that is not
// in the page yet cannot say how many device pixels it will have for each of its own.
export function drawLegend(canvas, scale, channels, cssWidth, cssHeight, dpr = density(canvas)) {
  const k = Math.max(4, Math.round(5 * dpr));
  const W = Math.max(10, Math.floor(cssWidth * dpr / k)), H = channels === 3 ? 3 : Math.max(2, Math.floor(cssHeight * dpr / k));
  const values = new Float32Array(W * H * channels);
  for (let y = 0; y < H; y++) for (let x = 0; x < W; x++) for (let c = 0; c < channels; c++) {
    const on = channels === 1 || c === y;
    values[(y * W + x) * channels + c] = on ? 2 * x / (W - 1) - 1 : 0;
  }
  drawSigned(canvas, values, 0, [H, W, channels], MIDDLE, scale, k);
  canvas.style.width = W * k / dpr + 'px';
  canvas.style.height = H * k / dpr + 'px';
}

// Device pixels for each pixel of a tile that is to be about `target` CSS pixels wide, and its CSS width.
export function fit(target, pixels, dpr) {
  const k = Math.max(1, Math.round(target * dpr / pixels));
  const css = k * pixels / dpr;
  return { k, css: Math.abs(css - target) > 0.2 * target ? target : css };
}

// A canvas of w by h CSS pixels, cleared, drawn on in CSS pixels.
export function sheet(canvas, w, h) {
  const dpr = density(canvas), ctx = canvas.getContext('2d');
  const W = Math.round(w * dpr), H = Math.round(h * dpr);
  if (canvas.width !== W || canvas.height !== H) { canvas.width = W; canvas.height = H; }
  canvas.style.width = w + 'px';
  canvas.style.height = h + 'px';
  ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
  ctx.clearRect(0, 0, w, h);
  return ctx;
}
