// The map of the regions: their colours, the lines that cut them, where the output is 0, and the names of classes.
import { depthColours } from '../shared/appearance.js';
import { MIDDLE, pack32, parseColour, scaled } from '../shared/colours.js';
import { THEME } from '../shared/theme.js';
import { colourOf, fillOf, hasZero, signedRgb } from './fills.js';
import { classParts, gradientOf, nextCorner, seatOf, zeroLines } from './geometry.js';

const SMOOTH_MOST = 3000, SEAT_LEAST = 0.004;

// The colours of layers, of regions and of classes.
export function shades(theme, layers) {
  const mixed = (hex, t) => parseColour(hex).map((c, i) => Math.round(255 * (theme.zero[i] + (c - theme.zero[i]) * t)));
  return {
    layers: depthColours(theme, layers),
    tints: theme.regions.map(hex => parseColour(hex).map(c => Math.round(255 * c))),
    classes: THEME.classes.map(hex => `rgb(${mixed(hex, theme.dark ? 0.5 : 0.42)})`),
  };
}

// scene: { f, head, fill, upto, words, side, dpr, colours, theme, scale, limit }; `upto` layers are shown, whose
// patterns have `words` words; `side` is the map's in device pixels.
export function drawMap(ctx, scene) {
  const { f, upto, dpr, colours } = scene, fill = fillOf(scene);
  ctx.lineJoin = 'round';
  const named = fill === 'none' ? [] : paintRegions(ctx, scene, fill);
  const fine = f.R > 6000 ? 0.45 : f.R > 1500 ? 0.7 : 1;
  for (let l = upto - 1; l >= 0; l--) {
    ctx.strokeStyle = colours.layers[l];
    ctx.lineWidth = dpr * Math.max(0.6, 2.6 * 0.75 ** l) * fine;
    drawEdges(ctx, scene, l);
  }
  if (fill === 'classes') nameClasses(ctx, named, scene);
  if (hasZero(scene)) drawZero(ctx, scene);
}

function outlined(ctx, polygon, side) {
  ctx.beginPath();
  for (const [u, v] of polygon) ctx.lineTo(u * side, (1 - v) * side);
  ctx.closePath();
}

function traced(ctx, f, r, side) {
  ctx.beginPath();
  for (let i = f.ptr[r]; i < f.ptr[r + 1]; i++) {
    ctx.lineTo(f.points[2 * f.corners[i]] * side, (1 - f.points[2 * f.corners[i] + 1]) * side);
  }
  ctx.closePath();
}

// Of each class its largest part, where its name can stand.
function paintRegions(ctx, scene, fill) {
  const { f, side } = scene, smooth = f.R <= SMOOTH_MOST, seats = [];
  ctx.lineWidth = 1;
  for (let r = 0; r < f.R; r++) {
    if (fill === 'classes') { paintClasses(ctx, scene, r, seats); continue; }
    traced(ctx, f, r, side);
    ctx.fillStyle = fill === 'output' && smooth ? gradient(ctx, scene, r) : colourOf(scene, r);
    ctx.fill();
    ctx.strokeStyle = ctx.fillStyle;
    ctx.stroke();  // so that no seam shows between neighbours
  }
  return seats;
}

function gradient(ctx, { f, side, scale, limit }, r) {
  const { low, high, from, to } = gradientOf(f, r), colour = v => signedRgb(scale, limit, v);
  if (high - low < limit / 300 || !from) return colour((low + high) / 2);
  const made = ctx.createLinearGradient(from[0] * side, (1 - from[1]) * side, to[0] * side, (1 - to[1]) * side);
  for (let i = 0; i <= 6; i++) made.addColorStop(i / 6, colour(low + (high - low) * i / 6));
  if (low < 0 && high > 0) made.addColorStop(-low / (high - low), colour(0));
  return made;
}

function paintClasses(ctx, { f, side, colours: { classes } }, r, seats) {
  for (const [k, part] of classParts(f, r)) {
    outlined(ctx, part, side);
    ctx.fillStyle = ctx.strokeStyle = classes[k % classes.length];
    ctx.fill();
    ctx.stroke();
    const seat = seatOf(part);
    if (seat.size > (seats[k]?.size ?? SEAT_LEAST)) seats[k] = seat;
  }
}

function nameClasses(ctx, seats, { head, side, dpr, theme, colours: { classes } }) {
  ctx.font = `${13 * dpr}px ${theme.font}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  seats.forEach(({ u, v }, k) => {
    ctx.lineWidth = 3.5 * dpr;
    ctx.strokeStyle = classes[k % classes.length];
    ctx.strokeText(head.outputs[k], u * side, (1 - v) * side);
    ctx.fillStyle = theme.text;
    ctx.fillText(head.outputs[k], u * side, (1 - v) * side);
  });
  ctx.textAlign = 'start';
  ctx.textBaseline = 'alphabetic';
}

// Each edge that layer l cuts once, in short paths: one long path is slow.
function drawEdges(ctx, { f, side }, l) {
  const X = i => f.points[2 * f.corners[i]] * side, Y = i => (1 - f.points[2 * f.corners[i] + 1]) * side;
  let many = 0;
  ctx.beginPath();
  for (let r = 0; r < f.R; r++) for (let i = f.ptr[r]; i < f.ptr[r + 1]; i++) {
    const j = nextCorner(f, r, i);
    if (f.corners[i] > f.corners[j] || f.layer[i] !== l) continue;
    ctx.moveTo(X(i), Y(i));
    ctx.lineTo(X(j), Y(j));
    if (++many % 300 === 0) { ctx.stroke(); ctx.beginPath(); }
  }
  ctx.stroke();
}

function drawZero(ctx, { f, side, dpr, theme }) {
  ctx.strokeStyle = theme.text;
  ctx.lineWidth = 2.4 * dpr;
  ctx.setLineDash([7 * dpr, 4 * dpr]);
  ctx.beginPath();
  for (const [[u, v], [x, y]] of zeroLines(f)) {
    ctx.moveTo(u * side, (1 - v) * side);
    ctx.lineTo(x * side, (1 - y) * side);
  }
  ctx.stroke();
  ctx.setLineDash([]);
}

// Too many regions for polygons: pixels that the server has coloured by number; `native` is a canvas to draw them on.
export function drawPixels(ctx, native, scene) {
  const { f, head, upto, side, colours, theme, scale } = scene, fill = fillOf(scene), n = head.raster, small = native.getContext('2d');
  if (native.width !== n) native.width = native.height = n;
  const image = small.createImageData(n, n), out = new Uint32Array(image.data.buffer);
  const ground = pack32(theme.zero.map(v => Math.round(255 * v))), soft = colours.tints.map(pack32);
  const cut = colours.layers.map(c => pack32(c.match(/\d+/g).map(Number)));
  const crowded = f.R > n * n / 40;
  for (let i = 0; i < n * n; i++) {
    const l = f.cut[i];
    out[i] = l && l <= upto && !(crowded && fill !== 'none') ? cut[l - 1]
      : fill === 'none' ? ground : fill === 'output' ? scale.colours[scaled(f.value[i], MIDDLE / 127)] : soft[f.tint[i]];
  }
  small.putImageData(image, 0, 0);
  ctx.imageSmoothingEnabled = false;
  ctx.drawImage(native, 0, 0, side, side);
}
