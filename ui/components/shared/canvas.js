// Shared by the components: themes, the signed scale, tiles, numbers, the icons of transport.css. THEME comes from charts/theme.py.
const linear = v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
const gamma = v => v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055;
const clamp = (v, low, high) => Math.max(low, Math.min(high, v));

function parseColour(text) {
  const ctx = document.createElement('canvas').getContext('2d');
  ctx.fillStyle = '#ffffff';
  ctx.fillStyle = text.trim();
  const hex = ctx.fillStyle;
  return hex[0] === '#' ? [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16) / 255)
    : hex.match(/[\d.]+/g).slice(0, 3).map(v => v / 255);
}

function toLab(rgb) {
  const [r, g, b] = rgb.map(linear);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s];
}

function fromLab([L, a, b]) {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s].map(v => Math.round(255 * gamma(clamp(v, 0, 1))));
}

// Entries 0..510 of a table are the values -1..1 of the symmetric limit; DASHED is where the hatch begins.
const MIDDLE = 255, DASHED = Math.round(0.12 * MIDDLE);
const pack32 = ([r, g, b]) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;

function readTheme(root) {
  const style = getComputedStyle(root);
  const seen = style.getPropertyValue('--st-background-color') || '#ffffff';
  const background = parseColour(seen);
  const dark = toLab(background)[0] < 0.6;
  const accent = style.getPropertyValue('--st-primary-color').trim();
  const font = style.fontFamily || 'sans-serif';
  return { ...THEME[dark ? 'dark' : 'light'], dark, accent, font, seen, zero: background,
    signature: [seen, accent, style.getPropertyValue('--st-text-color'), font].join() };
}

function paint(root, theme) {
  for (const name of ['text', 'grey', 'rule', 'train', 'test']) root.style.setProperty('--' + name, theme[name]);
  root.style.setProperty('--paper', theme.seen);
  root.style.setProperty('--accent', theme.accent || theme.text);
  root.style.setProperty('--above', theme.above_text);
  root.style.setProperty('--below', theme.below_text);
  root.classList.toggle('dark', theme.dark);
}

// One colour for each of n layers, as charts/theme.py's depth_colours gives them.
function depthColours(theme, n) {
  const stops = THEME.depth[theme.dark ? 'dark' : 'light'].map(parseColour);
  return Array.from({ length: n }, (_, layer) => {
    const t = (n > 1 ? layer / (n - 1) : 0.8) * (stops.length - 1), j = Math.min(stops.length - 2, Math.floor(t));
    return `rgb(${stops[j].map((v, c) => Math.round(255 * (v + (stops[j + 1][c] - v) * (t - j)))).join()})`;
  });
}

function signedScale(theme) {
  const colours = new Uint32Array(511), dashes = new Uint32Array(511);
  const lab = stops => [theme.zero, ...stops.map(parseColour)].map(toLab);
  const sides = [lab(theme.below), lab(theme.above)];
  for (let i = -MIDDLE; i <= MIDDLE; i++) {
    const stops = sides[i < 0 ? 0 : 1], t = Math.abs(i) / MIDDLE * 3, j = Math.min(2, Math.floor(t));
    const at = stops[j].map((v, c) => v + (stops[j + 1][c] - v) * (t - j));
    colours[MIDDLE + i] = pack32(fromLab(at));
    // A dash is darker than a light pixel and lighter than a dark one.
    const L = at[0] > 0.6 ? at[0] - 0.24 : at[0] + 0.26;
    if (i <= -DASHED) dashes[MIDDLE + i] = pack32(fromLab([L, at[1], at[2]]));
  }
  return { colours, dashes };
}

const scratch = {};
function surface(name, width, height) {
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
    else c.fillRect(Math.round(k * 0.15), Math.floor((k - thick) / 2), k - 2 * Math.round(k * 0.15), thick);
    patterns.set(k, ctx.createPattern(cell, 'repeat'));
  }
  return patterns.get(k);
}

const scaled = (v, factor) => {
  const i = v * factor;
  return MIDDLE + Math.round(i > MIDDLE ? MIDDLE : i < -MIDDLE ? -MIDDLE : i);
};

// The size that 99 % of all values in `lists` stay within, and the largest: a colour scale that ends at the
// first keeps a few outliers from paling all the rest.
function extent(lists, missing) {
  let most = 0;
  for (const list of lists) for (const v of list) {
    if (Number.isFinite(v) && v !== missing && Math.abs(v) > most) most = Math.abs(v);
  }
  const bins = new Uint32Array(257);
  let n = 0;
  for (const list of lists) for (const v of list) {
    if (Number.isFinite(v) && v !== missing) { n++; bins[Math.ceil(256 * Math.abs(v) / (most || 1))]++; }
  }
  let bin = 0;
  for (let below = bins[0]; below < 0.99 * n; below += bins[++bin]);
  return { strong: bin / 256 * most, most };
}

const beyond = ({ strong, most }) => most > 1.05 * strong ? `strongest: ±${brief(most)}` : '';

// shape is [H, W, C]; factor maps a value to -255..255; NaN, and `missing` (a code), become grey.
function drawSigned(canvas, values, start, shape, factor, scale, k, missing) {
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
function drawPicture(canvas, bytes, start, shape, k, theme, ink) {
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

// The bar of the legend: minus the limit to plus the limit, with the dashes where the tiles have them.
function drawLegend(canvas, scale, channels, cssWidth, cssHeight) {
  const dpr = window.devicePixelRatio || 1, k = Math.max(4, Math.round(5 * dpr));
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
function fit(target, pixels) {
  const dpr = window.devicePixelRatio || 1, k = Math.max(1, Math.round(target * dpr / pixels));
  const css = k * pixels / dpr;
  return { k, css: Math.abs(css - target) > 0.2 * target ? target : css };
}

function digits(step) { return step > 0 ? clamp(Math.floor(-Math.log10(step)), 0, 8) : 2; }

function signed(v, places) {
  if (!Number.isFinite(v)) return Number.isNaN(v) ? 'not a number' : v < 0 ? '−∞' : '∞';
  const text = Math.abs(v).toFixed(places);
  return (v < 0 && Number(text) !== 0 ? '−' : '') + text;
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const raised = power => (power < 0 ? '⁻' : '') + [...String(Math.abs(power))].map(digit => RAISED[digit]).join('');
const isExtreme = v => v !== 0 && (Math.abs(v) < 1e-3 || Math.abs(v) >= 1e5);

// A share in [0, 1]: 13.4 %, with a narrow space that does not break a line.
const percent = (share, places = 1) => `${signed(100 * share, places)}\u202f%`;

// Two digits and a power of ten: 9.5 · 10⁻⁷.
function powered(v) {
  const [factor, power] = Math.abs(v).toExponential(1).split('e');
  return `${v < 0 ? '−' : ''}${factor.replace('.0', '')} · 10${raised(Number(power))}`;
}

// So many digits that count and no idle zeros, as number() of core/words.py writes them.
function inWords(v, digits = 3) {
  if (!Number.isFinite(v)) return Number.isNaN(v) ? '–' : v < 0 ? '−∞' : '∞';
  if (isExtreme(v)) return powered(v);
  const text = Number(v.toPrecision(digits)).toLocaleString('en-US', { maximumFractionDigits: 20 });
  return (Math.abs(v) >= 10 ** digits - 0.5 ? count(v) : text).replace('-', '−');
}

// Two digits that count, with their zeros, so that the text of a value that changes does not jump.
function brief(v) {
  if (!Number.isFinite(v)) return '–';
  if (isExtreme(v)) return powered(v);
  return signed(v, v === 0 ? 0 : clamp(1 - Math.floor(Math.log10(Math.abs(v))), 0, 5));
}

const GLYPHS = {
  first: '<path d="M5 5h2.4v14H5zM19 5v14L9 12z"/>', back: '<path d="M17 5v14L7 12z"/>',
  ahead: '<path d="M7 5v14l10-7z"/>', last: '<path d="M16.6 5H19v14h-2.4zM5 5v14l10-7z"/>',
  play: '<path d="M8 4.5v15L20 12z"/>', pause: '<path d="M6.5 5h3.8v14H6.5zM13.7 5h3.8v14h-3.8z"/>',
};
const glyph = name => `<svg viewBox="0 0 24 24" aria-hidden="true">${GLYPHS[name]}</svg>`;

const count = v => Math.round(v).toLocaleString('en-US');

function make(tag, className, text) {
  const el = document.createElement(tag);
  if (className) el.className = className;
  if (text !== undefined) el.textContent = text;
  return el;
}

function unpack(data) {
  if (!data || data.length < 4) return null;
  const buffer = data.slice().buffer, size = new DataView(buffer).getUint32(0, true);
  return { header: JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, size))), buffer, offset: 4 + size };
}

// Arrow keys move a pixel cursor, PageUp and PageDown change the tile; returns true if the key was used.
function movePixel(event, spot, H, W, tiles) {
  const by = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  if (by) {
    spot.row = clamp(spot.row + by[0], 0, H - 1);
    spot.col = clamp(spot.col + by[1], 0, W - 1);
  } else if (event.key === 'PageDown') spot.tile = (spot.tile + 1) % tiles;
  else if (event.key === 'PageUp') spot.tile = (spot.tile + tiles - 1) % tiles;
  else return false;
  event.preventDefault();
  return true;
}
