// A surface over the unit square, as flat facets that a hand turns, in a box with its axes.
//
//   const surface = surfaceView(canvas, { onTurn });      once; `canvas` has tabindex 0 and is as wide as its parent
//   surface.draw({ facets, scale, edge, wide });      as often as there is another one
//     facets   [{ corners: [[u, v, height], ...], colour }]; u and v from 0 to 1, heights in any unit
//     scale    a height that counts: what differs by less than 2 % of it is drawn flatter
//     edge     the colour of the edges and of the box      wide      the width of edges in CSS pixels
//     tall     the height that there is, in pixels of the canvas (else half its width)
//     text     the colour of what is written at the axes      font      its family
//     span     [lowest, highest] of its upright axis (else those of the facets)
//   surface.clear() before it is hidden: then nothing is turned.      surface.heights = [lowest, highest]
// A drag turns it, and so do the arrow keys: onTurn({ az, el }) hears of it, and surface.turnTo(turn) turns another one.
import { brief, clamp } from './numbers.js';
import { linearTicks, tickWords } from './ticks.js';
import { density, zoomOf } from './zoom.js';

const LOW = 0.28;  // of its width, the least height of the canvas
const TALL = 0.34, FLAT = 0.02, ZOOM = 0.56, MARGIN = 0.01, LEAST = 0.05, MOST = 1.5, TICKS = 15;  // MOST, in radians, is nearly from above
const KEYS = { ArrowLeft: [-0.15, 0], ArrowRight: [0.15, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] };

// [lowest, highest] corner.
export function heightsOf(facets) {
  let low = Infinity, high = -Infinity;
  for (const { corners } of facets) for (const p of corners) { low = Math.min(low, p[2]); high = Math.max(high, p[2]); }
  return [low, high];
}

// How a point (u, v, height) is seen: [x, y, depth]. turn = { az, el }: turned around the upright axis, then tilted;
// seen from above (el = pi/2) there is no height, from the side (el = 0) nothing else. However far it is turned, nothing
// of it is cut off, and its size stays; tilted up it becomes smaller.
export function projection({ az, el }, [low, high], scale, W, H) {
  const c = Math.cos(az), s = Math.sin(az), se = Math.sin(el), ce = Math.cos(el), size = high - low;
  const lift = Math.min(TALL, TALL * size / (FLAT * scale + 1e-30)) / (size || 1), middle = (low + high) / 2;
  const zoom = Math.min(W * ZOOM, (H / 2 - MARGIN * W) / (Math.SQRT1_2 * se + TALL / 2 * ce));
  return (u, v, height) => {
    const x = u - 0.5, y = v - 0.5, depth = x * s + y * c;
    return [W / 2 + zoom * (x * c - y * s), H / 2 - zoom * (depth * se + (height - middle) * lift * ce), depth];
  };
}

// The facets as they are seen, from far to near: [{ points, colour }].
export function seen(facets, place) {
  return facets.map(({ corners, colour }) => {
    const points = corners.map(p => place(...p));
    return { points, colour, depth: points.reduce((sum, p) => sum + p[2], 0) / points.length };
  }).toSorted((a, b) => b.depth - a.depth);
}

// The box below a surface, as it is seen: the four corners of its floor, the posts from there to the surface, where the
// names of the two axes stand, and the upright axis at its left: its two ends, and as many ticks, three steps or fewer, as
// stand at least `apart` from each other.
export function boxOf(place, [low, high], facets, apart = 0) {
  const corners = [[0, 0], [1, 0], [1, 1], [0, 1]], at = ([u, v], height) => place(u, v, height).slice(0, 2);
  const floor = corners.map(p => at(p, low)), left = corners.reduce((a, b) => at(b, low)[0] < at(a, low)[0] ? b : a);
  const nearest = ways => ways.map(p => at(p, low)).reduce((a, b) => b[1] > a[1] ? b : a);
  const ends = facets.flatMap(facet => facet.corners.filter(([u, v]) => (u === 0 || u === 1) && (v === 0 || v === 1)));
  const ticksIn = parts => high - low > 1e-9 * Math.max(high, -low) ? linearTicks(low, high, parts) : [low];
  const gap = list => list.length < 2 ? Infinity : Math.abs(at(left, list[1])[1] - at(left, list[0])[1]);
  const heights = [3, 2, 1].map(ticksIn).find(list => gap(list) >= apart) ?? [];
  return {
    floor, posts: ends.map(([u, v, height]) => [at([u, v], low), at([u, v], height)]),
    names: { x: nearest([[0.5, -0.09], [0.5, 1.09]]), y: nearest([[-0.09, 0.5], [1.09, 0.5]]) },
    ends: [low, high].map(value => at(left, value)),
    ticks: heights.map(value => ({ value, at: at(left, value) })),
  };
}

export function surfaceView(canvas, { onTurn = () => {} } = {}) {
  let spec = null, turn = { az: 0.6, el: 0.55 }, held = null;
  const surface = { draw, clear, turnTo, heights: [0, 0] };

  function draw(next) {
    spec = next;
    surface.heights = spec.span ?? heightsOf(spec.facets);
    redraw();
  }

  function clear() { spec = held = null; }

  function redraw() {
    const dpr = density(canvas), ctx = canvas.getContext('2d');
    const W = Math.max(200, Math.round((canvas.parentElement.clientWidth || 300) * dpr)), H = Math.round(clamp((spec.tall ?? Infinity) * dpr, W * LOW, W / 2));
    if (canvas.width !== W || canvas.height !== H) { canvas.width = W; canvas.height = H; }
    const place = projection(turn, surface.heights, spec.scale, W, H);
    ctx.clearRect(0, 0, W, H);
    ctx.lineJoin = 'round';
    ctx.strokeStyle = spec.edge;
    drawBox(ctx, boxOf(place, surface.heights, spec.facets, TICKS * dpr), dpr);
    ctx.lineWidth = dpr * spec.wide;
    for (const { points, colour } of seen(spec.facets, place)) {
      outlined(ctx, points);
      ctx.fillStyle = colour;
      ctx.fill();
      ctx.stroke();
    }
  }

  function outlined(ctx, points) {
    ctx.beginPath();
    for (const [x, y] of points) ctx.lineTo(x, y);
    ctx.closePath();
  }

  function drawBox(ctx, { floor, posts, names, ends, ticks }, dpr) {
    ctx.lineWidth = dpr;
    ctx.setLineDash([2 * dpr, 3 * dpr]);
    outlined(ctx, floor);
    for (const [foot, head] of posts) { ctx.moveTo(...foot); ctx.lineTo(...head); }
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.beginPath();
    for (const end of ends) ctx.lineTo(...end);
    for (const { at: [x, y] } of ticks) { ctx.moveTo(x - 4 * dpr, y); ctx.lineTo(x, y); }
    ctx.stroke();
    ctx.fillStyle = spec.text;
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'center';
    ctx.font = `italic 600 ${13 * dpr}px ${spec.font}`;
    for (const [name, [x, y]] of Object.entries(names)) ctx.fillText(name, x, y);
    ctx.textAlign = 'end';
    ctx.font = `${12 * dpr}px ${spec.font}`;
    const step = ticks.length > 1 ? ticks[1].value - ticks[0].value : 0;
    const words = v => step >= 1e-3 && Math.abs(v) < 1e5 ? tickWords(v, step) : brief(v);
    for (const { value, at: [x, y] } of ticks) ctx.fillText(words(value), x - 7 * dpr, y);
  }

  function turnTo({ az, el }) {
    turn = { az, el: clamp(el, LEAST, MOST) };
    if (spec) redraw();
  }

  function turned(az, el) {
    turnTo({ az, el });
    onTurn(turn);
  }

  canvas.onpointerdown = event => {
    if (!spec) return;
    held = [event.clientX, event.clientY, turn];
    canvas.setPointerCapture(event.pointerId);
  };
  canvas.onpointermove = event => {
    const zoom = zoomOf(canvas);
    if (held) turned(held[2].az + (event.clientX - held[0]) / zoom / 110, held[2].el + (event.clientY - held[1]) / zoom / 150);
  };
  canvas.onpointerup = canvas.onpointercancel = () => { held = null; };
  canvas.onkeydown = event => {
    const by = KEYS[event.key];
    if (!by || !spec) return;
    turned(turn.az + by[0], turn.el + by[1]);
    event.preventDefault();
  };
  return surface;
}
