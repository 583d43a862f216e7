const EPS = 1e-9, STRETCH = 0.5, LIFT = 0.42, LEAN = 0.14, ARM = 0.8, SHEET = [[-1, -1], [1, -1], [1, 1], [-1, 1]];
const SAME = [1, 0, 0, 0, 1, 0], GRID = 44, MOST_DOTS = 4096, PATIENCE = 4000;

export default function (component) {
  const root = component.parentElement.querySelector('.fold');
  root.app ??= build(root);
  root.app.connect(component);
  root.app.receive(component.data);
  // Streamlit may call the cleanup of an older call: stop only once the page has let go of the element.
  return () => setTimeout(() => root.isConnected || root.app.stop());
}

// ---- geometry: [a, b, c, d, e, f] takes (x, y) to (ax + by + c, dx + ey + f)

const at = (m, [x, y]) => [m[0] * x + m[1] * y + m[2], m[3] * x + m[4] * y + m[5]];
const after = (g, m) => [g[0] * m[0] + g[1] * m[3], g[0] * m[1] + g[1] * m[4], g[0] * m[2] + g[1] * m[5] + g[2],
  g[3] * m[0] + g[4] * m[3], g[3] * m[1] + g[4] * m[4], g[3] * m[2] + g[4] * m[5] + g[5]];
const height = ({ n, b }, [x, y]) => n[0] * x + n[1] * y - b;
const ease = t => t * t * (3 - 2 * t);
const mix = (a, b, t) => a + (b - a) * t;

// z -> (1 - q) z across the line: q = 2 mirrors, 1 presses flat.
const across = ({ n: [x, y], b }, q) => [1 - q * x * x, -q * x * y, q * b * x, -q * x * y, 1 - q * y * y, q * b * y];
const zoomed = e => [1 + e, 0, -e, 0, 1 + e, -e];

function lineOf(angle, offset) {
  const r = angle * Math.PI / 180, exact = v => Math.round(v * 1e15) / 1e15;
  return { n: [exact(Math.cos(r)), exact(Math.sin(r))], b: offset };
}

const readFolds = text => text ? text.split(';').map(part => part.split(':').map(Number)) : [];
const writeFolds = pairs => pairs.map(([a, o]) => `${Number(a.toFixed(1))}:${Number(o.toFixed(3))}`).join(';');

function stepsOf(head, pairs) {
  if (head.mode === 'hand') return pairs.map(([a, o], fold) => ({ ...lineOf(a, o), fold, layer: fold, long: 1 }));
  const steps = [];
  for (let layer = 0; layer < head.depth; layer++) {
    steps.push({ n: [1, 0], b: 0, fold: 2 * layer, layer, long: 1 }, { n: [0, 1], b: 0, fold: 2 * layer + 1, layer, long: 1 });
    steps.push({ stretch: true, fold: 2 * layer + 1, layer, long: STRETCH });
  }
  return steps;
}

function cut(polygon, z, sign) {
  const part = [];
  polygon.forEach((p, i) => {
    const j = (i + 1) % polygon.length;
    if (sign * z[i] >= 0) part.push(p);
    if (z[i] * z[j] < 0) {
      const t = z[i] / (z[i] - z[j]), q = polygon[j];
      part.push([mix(p[0], q[0], t), mix(p[1], q[1], t)]);
    }
  });
  return part;
}

// The pieces before a fold, parted by its line: those that stay and those that are moved, in the order they lie.
function part(pieces, step) {
  const stay = [], move = [];
  pieces.forEach((piece, from) => {
    const z = piece.on.map(p => { const h = height(step, at(piece.map, p)); return Math.abs(h) < EPS ? 0 : h; });
    const up = z.some(v => v > 0), down = z.some(v => v < 0);
    if (up && down) {
      stay.push({ ...piece, from, on: cut(piece.on, z, 1) });
      move.push({ ...piece, from, on: cut(piece.on, z, -1) });
    } else (down ? move : stay).push({ ...piece, from });
  });
  return { stay, move };
}

function foldUp(steps, slope) {
  const stages = [[{ on: SHEET, map: SAME, back: false, flat: false, from: 0 }]], parts = [];
  for (const step of steps) {
    const before = stages.at(-1);
    if (step.stretch) {
      parts.push(null);
      stages.push(before.map((piece, from) => ({ ...piece, from, map: after(zoomed(1), piece.map) })));
      continue;
    }
    const { stay, move } = part(before, step), over = across(step, 1 - slope);
    const moved = move.map(piece => ({ ...piece, map: after(over, piece.map), back: slope < 0 ? !piece.back : piece.back,
      flat: piece.flat || slope === 0 }));
    parts.push({ stay, move });
    stages.push([...stay, ...moved.reverse()]);
  }
  return { stages, parts };
}

const placed = piece => piece.on.map(p => at(piece.map, p));

function bounds(polygons) {
  let x0 = Infinity, x1 = -Infinity, y0 = Infinity, y1 = -Infinity;
  for (const polygon of polygons) for (const [x, y] of polygon) {
    x0 = Math.min(x0, x); x1 = Math.max(x1, x); y0 = Math.min(y0, y); y1 = Math.max(y1, y);
  }
  return { x0, x1, y0, y1 };
}

// Of pieces that lie exactly on one another, the lowest and the highest three are drawn.
const memory = new WeakMap();
function distinct(pieces) {
  if (pieces.length <= 16) return pieces;
  if (!memory.has(pieces)) memory.set(pieces, tops(pieces));
  return memory.get(pieces);
}

function tops(pieces) {
  const groups = new Map();
  for (const piece of pieces) {
    const box = bounds([placed(piece)]), key = [piece.on.length, ...Object.values(box)].map(v => v.toFixed(5)).join();
    if (groups.has(key)) groups.get(key).push(piece); else groups.set(key, [piece]);
  }
  const keep = new Set();
  for (const group of groups.values()) for (const piece of [...group.slice(0, 3), ...group.slice(-3)]) keep.add(piece);
  return pieces.filter(piece => keep.has(piece));
}

// Where the picture goes: of the squares in the packet one that is large and lies in many layers: [x, y, half a side].
function roomIn(pieces) {
  const polygons = pieces.filter(piece => !piece.flat).map(placed), { x0, x1, y0, y1 } = bounds(polygons);
  const side = Math.max(x1 - x0, y1 - y0) / GRID;
  if (!(side > 0)) return [0, 0, 0];
  const layers = new Uint8Array(GRID * GRID), size = new Uint8Array(GRID * GRID);
  for (const polygon of polygons) {
    const turn = Math.sign(polygon.reduce((sum, [x, y], i) => {
      const [u, v] = polygon[(i + 1) % polygon.length];
      return sum + x * v - u * y;
    }, 0));
    const box = bounds([polygon]), from = v => Math.max(0, Math.floor(v / side)), to = v => Math.min(GRID, Math.ceil(v / side));
    for (let i = from(box.y0 - y0); i < to(box.y1 - y0); i++) for (let j = from(box.x0 - x0); j < to(box.x1 - x0); j++) {
      const px = x0 + (j + 0.5) * side, py = y0 + (i + 0.5) * side;
      if (polygon.every(([x, y], k) => {
        const [u, v] = polygon[(k + 1) % polygon.length];
        return turn * ((u - x) * (py - y) - (v - y) * (px - x)) >= 0;
      })) layers[i * GRID + j]++;
    }
  }
  let best = [0, 0, 0], worth = 0;
  for (const least of new Set(layers)) {
    if (!least) continue;
    let most = 0, where = 0;
    for (let k = 0; k < layers.length; k++) {
      const i = Math.floor(k / GRID), j = k % GRID;
      size[k] = layers[k] < least ? 0 : i && j ? 1 + Math.min(size[k - 1], size[k - GRID], size[k - GRID - 1]) : 1;
      if (size[k] > most) { most = size[k]; where = k; }
    }
    if (most ** 2 * least <= worth) continue;
    worth = most ** 2 * least;
    const half = most * side / 2;
    best = [x0 + (where % GRID + 1) * side - half, y0 + (Math.floor(where / GRID) + 1) * side - half, 0.94 * half];
  }
  return best;
}

// ---- pictures: halved again and again, so that small copies stay smooth

function halvings(ink, [H, W]) {
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

function sample({ H, W, v }, x, y) {
  if (x <= 0 || y <= 0 || x >= 1 || y >= 1) return 0;
  const u = clamp(x * W - 0.5, 0, W - 1), w = clamp(y * H - 0.5, 0, H - 1), i = Math.floor(w), j = Math.floor(u);
  const right = j + 1 < W ? 1 : 0, down = i + 1 < H ? W : 0, k = i * W + j, s = u - j, t = w - i;
  return (v[k] * (1 - s) + v[k + right] * s) * (1 - t) + (v[k + down] * (1 - s) + v[k + down + right] * s) * t;
}

function build(root) {
  const $ = selector => root.querySelector(selector);
  const app = { draws: 0, t: 0, ms: 0 };
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  let api = null, head = null, raw = null, theme = null, colours = null, levels = null, creases = null, foldOf = null;
  let pairs = [], steps = [], starts = [], total = 0, stages = [], parts = [], bitmaps = new Map();
  let room = [0, 0, 0], camera = null, aim = null, size = null, waiting = 0;
  let playing = false, until = 0, clock = 0, quick = 1, drag = null, pending = null, sentAt = 0, later = 0, spot = null, hinted = '', held = null, patience = 0;

  for (const name of ['first', 'back', 'play', 'ahead', 'last']) icon(name, name);
  function icon(button, name) { $('.' + button).innerHTML = glyph(name); }

  app.connect = component => { api = component; resized.observe(root); };
  app.stop = () => { playing = false; resized.disconnect(); cancelAnimationFrame(waiting); clearTimeout(later); clearTimeout(patience); };

  app.receive = data => {
    const painted = readTheme(root), news = !raw || data.length !== raw.length || data.some((v, i) => v !== raw[i]);
    const message = news ? unpack(data) : null;
    if (message && wait(message.header)) {
      held = data.slice();
      clearTimeout(patience);
      patience = setTimeout(again, PATIENCE + 100);
      return;
    }
    if (painted.signature !== theme?.signature) {
      theme = painted;
      paint(root, theme);
      dye();
    }
    if (message) { raw = data.slice(); held = null; take(message); }
    root.hidden = false;
    layout();
    schedule();
  };

  // The answer to an older drag is not what the hand sees now.
  function wait(header) {
    if (drag) return true;
    const late = pending !== null && header.mode === 'hand' && header.folds !== pending && performance.now() - sentAt < PATIENCE;
    if (!late) pending = null;
    return late;
  }

  function again() {
    const data = held;
    held = null;
    if (data && root.isConnected) app.receive(data);
  }

  function take({ header, buffer, offset }) {
    const before = head, id = h => [h.key, h.mode, h.depth, h.slope].slice(0, h.mode === 'hand' ? 2 : 4).join();
    head = header;
    creases = new Float32Array(buffer, offset, 4 * head.creases);
    foldOf = new Uint8Array(buffer, offset + creases.byteLength, head.creases);
    levels = halvings(new Uint8Array(buffer, offset + creases.byteLength + head.creases, head.ink[0] * head.ink[1]), head.ink);
    pairs = readFolds(head.folds);
    root.classList.toggle('still', head.still !== null);
    root.classList.toggle('by-hand', head.mode === 'hand');
    for (const shown of [$('.sheet'), $('.packet')]) {
      shown.setAttribute('role', head.still === null ? 'application' : 'img');
      shown.tabIndex = head.still === null ? 0 : -1;
    }
    const own = before && id(before) === id(head) && head.mode === 'hand';
    refold();
    room = target();
    aim = frame();
    if (!own) { camera = aim; begin(before); }
    app.t = Math.min(app.t, total);
    chips();
    ticks();
    tell();
  }

  function begin() {
    pause();
    spot = null;
    if (head.still !== null) app.t = time(head.still);
    else if (head.mode === 'hand') app.t = Math.max(0, total - 1);
    else if (still.matches) app.t = total;
    else { app.t = 0; quick = 1; later = setTimeout(() => run(total), 500); }
  }

  function dye() {
    const mixed = share => theme.zero.map((v, c) => mix(v, parseColour(theme.text)[c], share));
    const front = theme.dark ? mixed(0.15) : theme.zero, back = mixed(theme.dark ? 0.27 : 0.1), flat = mixed(theme.dark ? 0.2 : 0.05);
    const pen = parseColour(theme.accent || theme.text);
    const table = base => Uint32Array.from({ length: 256 }, (_, v) => pack32(base.map((c, i) => Math.round(255 * mix(c, pen[i], v / 255)))));
    const css = colour => `rgb(${colour.map(v => Math.round(255 * v)).join()})`;
    colours = { tables: [front, back, flat].map(table), front: css(front), back: css(back), flat: css(flat), ink: css(pen), edge: css(mixed(theme.dark ? 0.42 : 0.3)) };
    bitmaps.clear();
    hinted = '';
  }

  function refold() {
    steps = stepsOf(head, pairs);
    starts = [];
    total = 0;
    for (const step of steps) { starts.push(total); total += step.long; }
    ({ stages, parts } = foldUp(steps, head.slope));
    bitmaps.clear();
  }

  const folds = () => head.mode === 'hand' ? pairs.length : 2 * head.depth;
  const time = n => { const i = Math.min(Math.floor(n), steps.length - 1); return i < 0 ? 0 : starts[i] + (n - i) * steps[i].long; };
  const target = () => head.mode === 'hand' ? roomIn(stages.at(-1)) : [0, 0, 0.84];

  // The step that is going on, and how much of it is done.
  function now(t = app.t) {
    let s = 0;
    while (s < steps.length && t >= starts[s] + steps[s].long - 1e-6) s++;
    return { s, e: s < steps.length ? clamp((t - starts[s]) / steps[s].long, 0, 1) : 0 };
  }

  function made() { const { s } = now(); return steps.slice(0, s).filter(step => !step.stretch).length; }

  // The fold whose line can be moved: the one that comes next, while the paper lies still.
  function chosen() {
    const { s, e } = now();
    return head.mode === 'hand' && s < steps.length && e < 1e-6 && !playing ? s : -1;
  }

  // ---- sizes

  function layout() {
    if (!head || !root.clientWidth) return;
    const narrow = root.clientWidth < 560 && head.still === null, width = narrow ? root.clientWidth - 4 : (root.clientWidth - 28) / 2;
    const tall = Math.round(Math.min(width, head.still === null ? 366 : 230)), dpr = window.devicePixelRatio || 1;
    const signature = [width, tall, dpr].join();
    if (size?.signature === signature) return;
    size = { w: width, h: tall, dpr, signature };
    for (const canvas of [$('.sheet'), $('.packet')]) {
      canvas.width = Math.round(width * dpr);
      canvas.height = Math.round(tall * dpr);
      canvas.style.height = tall + 'px';
    }
    bitmaps.clear();
    schedule();
  }

  const sheetScale = () => (Math.min(size.w, size.h) - 36) / 2;
  const onSheet = ([x, y]) => [size.w / 2 + sheetScale() * x, size.h / 2 - sheetScale() * y];
  const offSheet = (u, v) => [(u - size.w / 2) / sheetScale(), (size.h / 2 - v) / sheetScale()];

  // All stages of the packet and the height of its flaps fit into the frame.
  function frame() {
    if (head.mode !== 'hand') return { x: 0, y: 0.12, half: 1.32 };
    let box = { x0: -1, x1: 1, y0: -1, y1: 1 };
    for (const stage of stages) {
      const b = bounds(stage.map(placed));
      box = { x0: Math.min(box.x0, b.x0), x1: Math.max(box.x1, b.x1), y0: Math.min(box.y0, b.y0), y1: Math.max(box.y1, b.y1) };
    }
    const high = box.y1 + 0.3, half = Math.max(1.25, (high - box.y0) / 2 + 0.12, (box.x1 - box.x0) / 2 * tallness() + 0.12);
    return { x: (box.x0 + box.x1) / 2, y: (high + box.y0) / 2, half };
  }
  const tallness = () => size ? size.h / size.w : 1;

  const scale = () => size.h / 2 / camera.half;
  // From the plane (x, y) and a height h = hx x + hy y + h0 to the screen.
  function project([hx, hy, h0] = [0, 0, 0]) {
    const k = scale();
    return [k * (1 + LEAN * hx), k * LEAN * hy, size.w / 2 + k * (LEAN * h0 - camera.x),
      -k * LIFT * hx, -k * (1 + LIFT * hy), size.h / 2 - k * (LIFT * h0 - camera.y)];
  }
  const offPacket = (u, v) => [camera.x + (u - size.w / 2) / scale(), camera.y - (v - size.h / 2) / scale()];

  // ---- pictures pulled back through the folds from step `from` on

  function bitmap(from, back, whole = false) {
    const key = from + (whole ? 'sheet' : back ? 'back' : 'front');
    if (!bitmaps.has(key)) bitmaps.set(key, shade(from, back, whole));
    return bitmaps.get(key);
  }

  function shade(from, back, whole) {
    const start = performance.now();
    const box = from ? bounds(stages[from].map(placed)) : { x0: -1, x1: 1, y0: -1, y1: 1 };
    const fine = drag ? 1 : size.dpr, k = (whole ? sheetScale() : scale()) * Math.min(2, fine);
    const w = Math.max(1, Math.round((box.x1 - box.x0) * k)), h = Math.max(1, Math.round((box.y1 - box.y0) * k));
    const canvas = document.createElement('canvas'), ctx = canvas.getContext('2d'), image = new ImageData(w, h);
    canvas.width = w; canvas.height = h;
    const out = new Uint32Array(image.data.buffer), todo = steps.slice(from), q = 1 - head.slope, [cx, cy, half] = room;
    const stretch = 2 ** todo.filter(step => step.stretch).length;
    const texels = half > 0 ? levels[0].W / (2 * half) * stretch / k : 1;
    const crisp = levels.sharp ? Math.max(1, 1 / texels) : 1, level = levels[clamp(Math.round(Math.log2(texels)), 0, levels.length - 1)];
    const ops = todo.map(step => step.stretch ? null : [step.n[0], step.n[1], step.b]);
    for (let i = 0, o = 0; i < h; i++) for (let j = 0; j < w; j++, o++) {
      let x = mix(box.x0, box.x1, (j + 0.5) / w), y = mix(box.y1, box.y0, (i + 0.5) / h), side = 0, flat = 0;
      for (const op of ops) {
        if (!op) { x = 2 * x - 1; y = 2 * y - 1; continue; }
        const z = op[0] * x + op[1] * y - op[2];
        if (z < 0) { x -= q * z * op[0]; y -= q * z * op[1]; if (q === 2) side ^= 1; else flat = 1; }
      }
      let v = half > 0 ? sample(level, (x - cx + half) / (2 * half), (cy + half - y) / (2 * half)) : 0;
      if (crisp > 1) v = clamp(127.5 + (v - 127.5) * crisp, 0, 255);
      const tone = !whole ? back ? 1 : 0 : flat ? 2 : side;
      out[o] = colours.tables[tone][v < 255 ? v | 0 : 255];
      if (flat && whole && (i + j) % Math.round(7 * fine) < fine) out[o] = colours.tables[tone][70];
    }
    ctx.putImageData(image, 0, 0);
    app.ms = performance.now() - start;
    return { canvas, box, w, h };
  }

  // ---- the sheet

  const flatten = text => text.replace(/[*_`$\\]/g, '');

  function drawSheet() {
    const ctx = $('.sheet').getContext('2d'), dpr = size.dpr, s = sheetScale(), [left, top] = onSheet([-1, 1]);
    ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
    ctx.clearRect(0, 0, size.w, size.h);
    ctx.fillStyle = theme.dark ? 'rgba(0,0,0,0.5)' : 'rgba(30,30,60,0.10)';
    ctx.fillRect(left + 3, top + 4, 2 * s, 2 * s);
    ctx.imageSmoothingEnabled = true;
    ctx.drawImage(bitmap(0, false, true).canvas, left, top, 2 * s, 2 * s);
    const { s: step, e } = now(), going = step < steps.length && e > 1e-6 && !steps[step].stretch ? steps[step].fold : -1;
    const next = going >= 0 ? going : chosen() >= 0 ? chosen() : -1, done = made(), edges = live();
    for (let fold = folds() - 1; fold >= 0; fold--) {
      ctx.beginPath();
      const cell = head.mode === 'hand' ? 60 : 2 * s / 2 ** head.depth, wide = Math.max(0.6, Math.min(3 - 0.3 * fold, 3 * cell / 50));
      for (let i = 0; i < edges.fold.length; i++) if (edges.fold[i] === fold) {
        const [u, v] = onSheet([edges.at[4 * i], edges.at[4 * i + 1]]), [x, y] = onSheet([edges.at[4 * i + 2], edges.at[4 * i + 3]]);
        ctx.moveTo(u, v);
        ctx.lineTo(x, y);
      }
      ctx.lineCap = 'round';
      ctx.strokeStyle = fold === next ? theme.accent || theme.text : tone(fold);
      ctx.lineWidth = fold === next ? wide + 1.2 : wide;
      ctx.globalAlpha = fold < done || fold === next || head.still !== null ? 1 : 0.55;
      ctx.setLineDash(fold < done || fold === next || head.still !== null ? [] : [1, 4]);
      ctx.stroke();
    }
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
    ctx.strokeStyle = theme.grey;
    ctx.lineWidth = 1;
    ctx.strokeRect(left, top, 2 * s, 2 * s);
    if (head.still === null) numbers(ctx, edges, next);
    for (const [x, y, own] of dots()) dot(ctx, onSheet([x, y]), own);
  }

  function tone(fold) {
    const hand = head.mode === 'hand';
    return depthColours(theme, hand ? Math.max(3, pairs.length) : head.depth)[hand ? fold : fold >> 1];
  }

  // While a line is dragged the creases are the browser's own; otherwise those that the engine found.
  function live() {
    if (!drag && pending === null) return { at: creases, fold: foldOf };
    const list = [], fold = [];
    parts.forEach((p, k) => {
      if (!p) return;
      for (const piece of p.stay) {
        const edge = piece.on.filter(q => Math.abs(height(steps[k], at(piece.map, q))) < 1e-7);
        if (edge.length === 2 && p.move.some(other => other.from === piece.from)) { list.push(...edge[0], ...edge[1]); fold.push(steps[k].fold); }
      }
    });
    return { at: list, fold };
  }

  // The number of a fold stands where one of its creases meets the edge of the sheet, away from the others.
  function numbers(ctx, edges, next) {
    const taken = [];
    ctx.font = `600 11px ${theme.font}`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    for (let fold = 0; fold < folds(); fold++) {
      let best = null, room = -1;
      for (let i = 0; i < edges.fold.length; i++) if (edges.fold[i] === fold) for (const j of [0, 2]) {
        const x = edges.at[4 * i + j], y = edges.at[4 * i + j + 1];
        if (Math.max(Math.abs(x), Math.abs(y)) < 1 - 1e-6) continue;
        const [u, v] = onSheet([x, y]), out = Math.abs(y) > 1 - 1e-6 ? [0, -9 * Math.sign(y)] : [9 * Math.sign(x), 0];
        const spot = [u + out[0], v + out[1]];
        const free = Math.min(60, ...taken.map(([a, b]) => Math.hypot(a - spot[0], b - spot[1]))) + (x > 1 - 1e-6 || y > 1 - 1e-6 ? 5 : 0);
        if (free > room) { room = free; best = spot; }
      }
      if (!best || room < 13) continue;
      taken.push(best);
      ctx.fillStyle = fold === next ? theme.accent || theme.text : theme.grey;
      ctx.fillText(String(fold + 1), best[0], best[1]);
    }
  }

  function dot(ctx, [u, v], own) {
    ctx.beginPath();
    ctx.arc(u, v, own ? 5 : size.many > 300 ? 1.8 : 3.2, 0, 7);
    ctx.fillStyle = THEME.extra[0];
    ctx.fill();
    ctx.strokeStyle = theme.dark ? '#000' : '#fff';
    ctx.lineWidth = own ? 1.8 : 1;
    if (own || size.many <= 300) ctx.stroke();
  }

  // ---- one place of the packet is many places of the sheet

  function forward(p, upto) {
    let q = p;
    for (const step of steps.slice(0, upto)) {
      if (step.stretch) q = at(zoomed(1), q);
      else if (height(step, q) < 0) q = at(across(step, 1 - head.slope), q);
    }
    return q;
  }

  function unfold(q, upto) {
    let all = [q];
    for (const step of steps.slice(0, upto).reverse()) {
      if (step.stretch) { all = all.map(([x, y]) => [(x + 1) / 2, (y + 1) / 2]); continue; }
      all = all.filter(p => height(step, p) > -1e-9).flatMap(p => head.slope < 0 && height(step, p) > 1e-9 ? [p, at(across(step, 2), p)] : [p]);
      if (all.length > MOST_DOTS) break;
    }
    return all.filter(([x, y]) => Math.abs(x) <= 1 + 1e-9 && Math.abs(y) <= 1 + 1e-9);
  }

  // Places of the sheet that lie together now: [x, y, whether the pointer is there].
  function dots() {
    if (!spot || !head) return [];
    const { s } = now(), others = unfold(forward(spot, s), s);
    size.many = others.length;
    return [...others.map(p => [...p, false]), [...spot, true]];
  }

  // ---- the packet

  function drawPacket() {
    const canvas = $('.packet'), ctx = canvas.getContext('2d'), dpr = size.dpr;
    ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
    ctx.clearRect(0, 0, size.w, size.h);
    ctx.lineJoin = 'round';
    const { s, e } = now(), step = steps[s];
    if (!step || step.stretch || e < 1e-6) {
      const grown = step?.stretch ? zoomed(ease(e)) : SAME;
      stack(ctx, stages[s], stages[s].length, piece => after(project(), grown), s);
    } else turn(ctx, s, ease(e));
    if (spot) dot(ctx, where(s, e), true);
    if (chosen() >= 0) handles(ctx, chosen());
  }

  // Each piece a little lower than the one above it.
  function stack(ctx, pieces, many, view, s) {
    const gap = Math.min(2, 10 / Math.max(1, many - 1)), shown = distinct(pieces);
    shown.forEach((piece, i) => lay(ctx, piece, s, view(piece), (shown.length - 1 - i) * Math.max(gap, Math.min(1.6, 10 / shown.length))));
  }

  function turn(ctx, s, e) {
    const { stay, move } = parts[s], step = steps[s], angle = e * Math.PI, folds = head.slope < 0;
    const q = folds ? 1 - Math.cos(angle) : e, high = folds ? Math.sin(angle) : 0, view = across(step, q);
    const kept = distinct(stay), flap = distinct(move), base = project();
    const gap = Math.min(1.6, 10 / Math.max(1, kept.length + flap.length - 1));
    kept.forEach((piece, i) => lay(ctx, piece, s, base, (kept.length - 1 - i + (folds ? e * flap.length : 0)) * gap));
    if (high > 0.02) for (const piece of flap.slice(-1)) {
      outline(ctx, placed(piece), after(project(), after([1, 0, 0.06 * high, 0, 1, -0.05 * high], view)));
      ctx.fillStyle = `rgba(0,0,0,${0.13 * high * (theme.dark ? 2 : 1)})`;
      ctx.fill();
    }
    // The flap's height |z| sin(angle) at (x, y), z = n·x - b < 0 there.
    const up = [-high * step.n[0], -high * step.n[1], high * step.b], flat = project(), k = scale();
    const lifted = after(flat, view).map((v, i) => v + [k * LEAN * up[0], k * LEAN * up[1], k * LEAN * up[2],
      -k * LIFT * up[0], -k * LIFT * up[1], -k * LIFT * up[2]][i]);
    const over = e > 0.5 && folds, order = over ? [...flap].reverse() : flap;
    order.forEach((piece, i) => {
      const before = flap.length - 1 - flap.indexOf(piece), turned = order.length - 1 - i;
      lay(ctx, piece, s, lifted, folds ? (over ? turned * e : before * (1 - e)) * gap : before * gap, over, high);
    });
  }

  function outline(ctx, polygon, view) {
    ctx.beginPath();
    polygon.forEach((p, i) => { const [u, v] = at(view, p); if (i) ctx.lineTo(u, v); else ctx.moveTo(u, v); });
    ctx.closePath();
  }

  function lay(ctx, piece, s, view, lower, over = false, high = 0) {
    const shift = head.slope < 0 ? lower : 0, moved = after([1, 0, -0.6 * shift, 0, 1, shift], view), polygon = placed(piece), back = piece.back !== over;
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

  function where(s, e) {
    const q = forward(spot, s), step = steps[s];
    if (!step || e < 1e-6) return at(project(), q);
    if (step.stretch) return at(project(), at(zoomed(ease(e)), q));
    const z = height(step, q);
    if (z >= 0) return at(project(), q);
    const angle = ease(e) * Math.PI, folds = head.slope < 0, up = folds ? -z * Math.sin(angle) : 0;
    const [u, v] = at(project(), at(across(step, folds ? 1 - Math.cos(angle) : ease(e)), q));
    return [u + scale() * LEAN * up, v - scale() * LIFT * up];
  }

  // ---- a line and its two handles

  function grips(k) {
    if (drag?.ends) return drag.ends;
    const { n, b } = steps[k], box = bounds(stages[k].map(placed)), c = [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2];
    const t = -n[1] * c[0] + n[0] * c[1];
    return [t + ARM, t - ARM].map(v => [n[0] * b - n[1] * v, n[1] * b + n[0] * v]);
  }

  function handles(ctx, k) {
    const step = steps[k], { n, b } = step, [first, second] = grips(k).map(p => at(project(), p));
    const far = 4, [x, y] = [n[0] * b, n[1] * b], ends = [-far, far].map(t => at(project(), [x - n[1] * t, y + n[0] * t]));
    const over = across(step, head.slope < 0 ? 2 : 1), ink = theme.accent || theme.text;
    ctx.save();
    for (const piece of distinct(parts[k].move)) {
      outline(ctx, placed(piece), project());
      ctx.globalAlpha = 0.1 / Math.max(1, parts[k].move.length / 2);
      ctx.fillStyle = ink;
      ctx.fill();
      ctx.globalAlpha = 0.75;
      ctx.strokeStyle = ink;
      ctx.lineWidth = 1;
      ctx.setLineDash([3, 4]);
      outline(ctx, placed(piece), after(project(), over));
      ctx.stroke();
      ctx.setLineDash([]);
    }
    ctx.restore();
    ctx.strokeStyle = ink;
    ctx.lineWidth = 2;
    ctx.beginPath(); ctx.moveTo(...ends[0]); ctx.lineTo(...ends[1]); ctx.stroke();
    arrow(ctx, k, ink);
    for (const [u, v] of [first, second]) {
      ctx.beginPath();
      ctx.arc(u, v, 9, 0, 7);
      ctx.fillStyle = theme.seen;
      ctx.fill();
      ctx.lineWidth = 2.5;
      ctx.stroke();
    }
  }

  // From the side that is folded, over the line.
  function arrow(ctx, k, ink) {
    const [p, q] = grips(k), m = [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2], { n } = steps[k];
    const [from, to] = [-0.2, 0.2].map(z => at(project(), [m[0] + z * n[0], m[1] + z * n[1]])), [u, v] = at(project(), m);
    const bow = [u + (from[1] - to[1]) * 0.35, v - (to[0] - from[0]) * 0.35 - 6], turn = Math.atan2(to[1] - bow[1], to[0] - bow[0]);
    ctx.beginPath();
    ctx.moveTo(...from);
    ctx.quadraticCurveTo(...bow, ...to);
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(...to);
    for (const side of [0.45, -0.45]) ctx.lineTo(to[0] - 10 * Math.cos(turn + side), to[1] - 10 * Math.sin(turn + side));
    ctx.closePath();
    ctx.fillStyle = ink;
    ctx.fill();
  }

  function setLine(k, angle, offset) {
    const round = (v, step) => Math.round(v / step) * step;
    pairs[k] = [round((angle % 360 + 360) % 360, 0.1), clamp(round(offset, 0.001), -head.most[1], head.most[1])];
    refold();
    const to = target();
    room = drag ? room.map((v, i) => mix(v, to[i], 0.35)) : to;
    schedule();
  }

  const canvas = $('.packet');
  const place = event => { const box = event.currentTarget.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };

  function grip(u, v) {
    const k = chosen();
    if (k < 0) return null;
    const near = grips(k).map(p => { const [x, y] = at(project(), p); return Math.hypot(x - u, y - v); });
    if (Math.min(...near) < 22) return { k, end: near[0] <= near[1] ? 0 : 1 };
    return Math.abs(height(steps[k], offPacket(u, v))) * scale() < 12 ? { k, end: -1 } : null;
  }

  canvas.onpointerdown = event => {
    if (!event.isPrimary || event.button !== 0 || !head) return;
    const [u, v] = place(event), held = grip(u, v);
    if (!held) { hover(offPacket(u, v)); return; }
    spot = null;
    drag = { ...held, pointer: event.pointerId, ends: grips(held.k), grabbed: offPacket(u, v), offset: pairs[held.k][1], moved: false };
    canvas.setPointerCapture(event.pointerId);
    canvas.classList.add('grabbing');
    event.preventDefault();
    root.classList.add('pointed');
    canvas.focus({ preventScroll: true });
  };

  // A finger on a line moves it; elsewhere it scrolls the page.
  canvas.ontouchstart = event => {
    const box = canvas.getBoundingClientRect(), { clientX, clientY } = event.touches[0];
    if (head && grip(clientX - box.left, clientY - box.top)) event.preventDefault();
  };

  canvas.onpointermove = event => {
    const [u, v] = place(event), p = offPacket(u, v);
    if (!drag || event.pointerId !== drag.pointer) {
      canvas.classList.toggle('grab', !!grip(u, v));
      if (event.pointerType !== 'touch') hover(p);
      return;
    }
    const { k, end } = drag, { n } = steps[k];
    drag.moved = true;
    if (end < 0) {
      const by = n[0] * (p[0] - drag.grabbed[0]) + n[1] * (p[1] - drag.grabbed[1]);
      setLine(k, pairs[k][0], drag.offset + by);
      drag.ends = null;
      drag.ends = grips(k);
      return;
    }
    const other = drag.ends[1 - end], dx = p[0] - other[0], dy = p[1] - other[1], long = Math.hypot(dx, dy);
    if (long < 0.15) return;
    // The handles are at +t and -t along (-ny, nx).
    const sign = end ? -1 : 1, m = [sign * dy / long, -sign * dx / long];
    drag.ends = end ? [other, p] : [p, other];
    setLine(k, Math.atan2(m[1], m[0]) * 180 / Math.PI, m[0] * p[0] + m[1] * p[1]);
  };

  canvas.onpointerup = canvas.onpointercancel = canvas.onlostpointercapture = event => {
    if (!drag || event.pointerId !== drag.pointer) return;
    const { moved } = drag;
    drag = null;
    canvas.classList.remove('grabbing');
    if (moved) commit(); else again();
    schedule();
  };
  canvas.onpointerleave = () => { if (!drag) hover(null); };

  // One message, when the hand is off the line.
  function commit() {
    clearTimeout(later);
    pending = writeFolds(pairs);
    pairs = readFolds(pending);
    refold();
    room = target();
    aim = frame();
    sentAt = performance.now();
    if (pending === head.folds) pending = null;
    else api.setTriggerValue('folded', pending);
    tell();
    schedule();
  }

  function nudge(k, turn, shift) {
    setLine(k, pairs[k][0] + turn, pairs[k][1] + shift);
    pending ??= '';
    sentAt = performance.now();
    say(sayLine(k));
    clearTimeout(later);
    later = setTimeout(commit, 450);
  }

  const sayLine = k => `Fold ${k + 1}: normal at ${signed(pairs[k][0], 1)}°, offset ${signed(pairs[k][1], 3)}`;

  function hover(p) {
    if (!p || head.still !== null) spot = null;
    else {
      const { s, e } = now(), from = e < 1e-6 ? unfold(p, s) : [];
      spot = from[0] ?? null;
    }
    schedule();
  }

  root.onkeydown = () => root.classList.remove('pointed');
  canvas.onkeydown = event => {
    const k = chosen(), fine = event.shiftKey ? 0.1 : 1, held = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (held && k >= 0) nudge(k, held[0] * 5 * fine, held[1] * 0.05 * fine);
    else if (held) { if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') stepTo(event.key === 'ArrowRight' ? 1 : -1); }
    else if (!common(event)) return;
    event.preventDefault();
  };

  const sheet = $('.sheet');
  sheet.onpointermove = sheet.onpointerdown = event => {
    const p = offSheet(...place(event));
    if (head.still !== null) return;
    spot = Math.max(Math.abs(p[0]), Math.abs(p[1])) <= 1 ? p : null;
    schedule();
  };
  sheet.onpointerleave = () => { spot = null; schedule(); };
  sheet.onblur = sheet.onpointerleave;
  sheet.onkeydown = event => {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key], far = event.shiftKey ? 0.01 : 0.05;
    if (by) {
      spot = spot ? spot.map((v, i) => clamp(v + far * by[i], -1, 1)) : [0.5, 0.5];
      schedule();
      say(sharing());
    } else if (event.key === 'Escape') { spot = null; schedule(); }
    else if (!common(event)) return;
    event.preventDefault();
  };

  function common(event) {
    if (event.key === ' ') toggle();
    else if (event.key === 'Home') jump(0);
    else if (event.key === 'End') jump(total);
    else if (event.key === 'PageUp') stepTo(1);
    else if (event.key === 'PageDown') stepTo(-1);
    else return false;
    return true;
  }

  // ---- time

  function go(t) { app.t = clamp(t, 0, total); schedule(); }
  function jump(t) { pause(); go(t); tell(); }

  function pause() {
    clearTimeout(later);
    playing = false;
    icon('play', 'play');
    $('.play').setAttribute('aria-label', 'Play');
    $('.play').title = 'Play (space)';
  }

  function run(to, faster = 1) {
    until = to;
    quick = faster;
    clock = performance.now();
    if (playing) return;
    playing = true;
    icon('play', 'pause');
    $('.play').setAttribute('aria-label', 'Pause');
    $('.play').title = 'Pause (space)';
    requestAnimationFrame(tick);
  }

  function toggle() {
    if (playing) { pause(); tell(); schedule(); return; }
    if (!total) return;
    if (pending === '') commit();
    if (app.t >= total - 1e-6) go(0);
    run(total);
  }

  function tick(instant) {
    if (!playing || !root.isConnected) return;
    const passed = Math.min(100, Math.max(0, instant - clock)) / 1000, way = Math.sign(until - app.t);
    clock = instant;
    const pace = Math.max(0.85, total / 11) * Number($('.speed').value) * quick;
    if (still.matches) { rest(instant); return; }
    app.t += way * passed * pace;
    if (way === 0 || (until - app.t) * way <= 0) { app.t = until; pause(); tell(); }
    schedule();
    requestAnimationFrame(tick);
  }

  // Without motion: one fold after the other, each for a moment.
  let rested = 0;
  function rest(instant) {
    if (instant - rested > 900 / Number($('.speed').value)) {
      rested = instant;
      const stop = stops().find(v => v > app.t + 1e-6);
      if (stop === undefined || until < app.t) { app.t = until; pause(); tell(); } else app.t = stop;
      schedule();
    }
    requestAnimationFrame(tick);
  }

  // Where the paper lies still: before each fold, and at the end.
  const stops = () => [...starts.filter((_, i) => !steps[i].stretch), total];

  function stepTo(way) {
    const list = stops(), to = way > 0 ? list.find(v => v > app.t + 1e-6) : list.findLast(v => v < app.t - 1e-6);
    if (to === undefined) return;
    if (still.matches) jump(to); else { pause(); run(to, 1.6); }
  }

  $('.first').onclick = () => jump(0);
  $('.last').onclick = () => jump(total);
  $('.back').onclick = () => stepTo(-1);
  $('.ahead').onclick = () => stepTo(1);
  $('.play').onclick = toggle;
  const slider = $('.timeline');
  slider.oninput = () => { pause(); go(Number(slider.value) * total); };
  slider.onchange = () => { snapTo(); tell(); };
  slider.onkeydown = event => {
    const to = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (to) stepTo(to); else if (!common(event)) return;
    event.preventDefault();
  };

  // A hand that lets go near a fold's beginning means it.
  function snapTo() {
    const near = stops().find(v => Math.abs(v - app.t) < 0.06);
    if (near !== undefined) go(near);
  }

  // ---- by hand

  function chips() {
    const hand = head.mode === 'hand';
    $('.take').hidden = hand;
    for (const name of ['.add', '.remove', '.flip']) $(name).hidden = !hand;
    $('.add').disabled = pairs.length >= head.most[0];
    $('.remove').disabled = !pairs.length;
    const box = $('.chips'), many = hand ? pairs.length : 0;
    while (box.children.length > many) box.lastChild.remove();
    while (box.children.length < many) {
      const k = box.children.length, chip = make('button', '', `Fold ${k + 1}`);
      chip.type = 'button';
      chip.onclick = () => { if (still.matches) jump(starts[k]); else { pause(); run(starts[k], 2.5 * Math.max(1, Math.abs(app.t - starts[k]))); } };
      box.append(chip);
    }
  }

  $('.add').onclick = () => {
    const box = bounds(stages.at(-1).map(placed)), angle = (pairs.length ? pairs.at(-1)[0] + 71 : 0) % 360, { n } = lineOf(angle, 0);
    const offset = n[0] * (box.x0 + box.x1) / 2 + n[1] * (box.y0 + box.y1) / 2;
    pause();
    pairs.push([angle, clamp(offset, -head.most[1], head.most[1])]);
    commit();
    go(starts.at(-1));
    chips();
    ticks();
  };
  $('.remove').onclick = () => {
    const k = chosen() >= 0 ? chosen() : pairs.length - 1;
    pause();
    pairs.splice(k, 1);
    commit();
    go(Math.min(k, Math.max(0, pairs.length - 1)));
    chips();
    ticks();
  };
  $('.flip').onclick = () => {
    const k = chosen() >= 0 ? chosen() : pairs.length - 1;
    if (k < 0) return;
    jump(starts[k]);
    setLine(k, pairs[k][0] + 180, -pairs[k][1]);
    commit();
  };
  // The same folds on paper that is not stretched: each half as far from the corner as the one before.
  $('.take').onclick = () => {
    const list = [];
    for (let layer = 0; layer < head.depth && list.length < head.most[0]; layer++) {
      const b = 1 - 0.5 ** layer;
      list.push([0, b], [90, b]);
    }
    pause();
    api.setTriggerValue('folded', writeFolds(list));
  };

  function ticks() {
    const box = $('.ticks'), list = steps.map((step, i) => ({ step, i })).filter(({ step }) => !step.stretch);
    box.replaceChildren(...list.map(({ step, i }) => {
      const mark = make('span', '', String(step.fold + 1));
      mark.style.left = 100 * (starts[i] + 0.5) / total + '%';
      return mark;
    }));
  }

  // ---- words

  function stageWords() {
    const { s, e } = now(), step = steps[s], many = folds(), one = head.slope < 0 ? 'fold' : 'unit';
    if (!many) return 'no fold';
    if (s >= steps.length) return many === 1 ? `the ${one} done` : `all ${many} ${one}s done`;
    if (step.stretch) return `layer ${step.layer + 1}: stretched over the sheet`;
    return `${e < 1e-6 ? 'before ' : ''}${one} ${step.fold + 1} of ${many}`;
  }

  function sharing() {
    const shared = dots().length - 1, p = spot.map(v => signed(v, 2)).join(', ');
    if (head.slope === 0) return `(${p}) and where it lies now`;
    return shared > 1 ? `(${p}) and ${count(shared - 1)} other places of the sheet lie on one another now` : `(${p}) lies alone so far`;
  }

  function tellTime() {
    slider.value = total ? app.t / total : 0;
    slider.disabled = $('.play').disabled = !total;
    slider.style.setProperty('--done', 100 * (total ? app.t / total : 0) + '%');
    slider.setAttribute('aria-valuetext', stageWords());
    $('.stage').textContent = stageWords();
    $('.first').disabled = $('.back').disabled = app.t <= 1e-6;
    $('.ahead').disabled = $('.last').disabled = app.t >= total - 1e-6;
    const { s, e } = now(), step = steps[s], current = step && !step.stretch ? step.fold : -1;
    [...$('.ticks').children].forEach((mark, i) => mark.classList.toggle('now', i === current && (e > 0 || chosen() >= 0)));
    const own = chosen();
    [...$('.chips').children].forEach((chip, i) => chip.setAttribute('aria-pressed', String(i === (head.mode === 'hand' && step ? s : -1))));
    $('.line').textContent = own >= 0 ? `angle ${signed(pairs[own][0], 1)}°, offset ${signed(pairs[own][1], 3)}` : '';
    const moving = !!drag || pending !== null, regions = moving ? stages.at(-1).length : head.count;
    root.classList.toggle('live', moving);
    $('.count').textContent = count(regions);
    $('.counted').textContent = (regions === 1 ? 'region' : 'regions') + (moving ? ' while dragging' : '');
  }

  function note() {
    const shared = spot && sharing();
    const key = shared ?? [head.slope, theme.signature, head.mode, chosen()].join();
    if (key === hinted) return;
    hinted = key;
    const box = $('.note');
    if (shared) { box.replaceChildren(make('span', '', shared + '.')); return; }
    const swatch = (colour, text) => { const span = make('span'), i = make('i'); i.style.background = colour; span.append(i, text); return span; };
    const hint = chosen() >= 0 ? 'Drag the line or its ends; arrow keys turn and move it.' : head.slope < 0 ? 'Point at the sheet: which places lie together?' : 'Point at the sheet: where does it lie now?';
    box.replaceChildren(head.slope < 0 ? swatch(colours.back, 'face down in the packet') : swatch(hatch(), 'pressed flat'), make('span', '', hint));
  }
  const hatch = () => `repeating-linear-gradient(135deg, ${colours.flat} 0 3px, ${colours.ink} 3px 4px)`;

  // What a screen reader has of the two pictures.
  function tell() {
    const label = flatten(head.label), k = chosen();
    const lines = pairs.map((_, i) => sayLine(i)).join('. ');
    if (head.still !== null) {
      sheet.setAttribute('aria-label', `The sheet with ${count(head.count)} regions. ${label}`);
      canvas.setAttribute('aria-label', `The packet, ${stageWords()}`);
      return;
    }
    sheet.setAttribute('aria-label', `The sheet with ${count(head.count)} regions. ${label} Arrow keys move a point, Escape hides it.`);
    canvas.setAttribute('aria-label', `The packet, ${stageWords()}. ${lines}${lines ? '. ' : ''}`
      + (k >= 0 ? `Left and right arrows turn the line of fold ${k + 1}, up and down move it, Shift makes the steps small. ` : '') + 'Space plays.');
    if (!playing) say(`${stageWords()}${k >= 0 ? '. ' + sayLine(k) : ''}`);
  }

  function say(text) { if ($('.said').textContent !== text) $('.said').textContent = text; }

  function schedule() { if (!waiting) waiting = requestAnimationFrame(draw); }

  function draw() {
    waiting = 0;
    if (!head || !size) return;
    const begun = performance.now();
    if (aim && camera && !drag) {
      const gap = Math.max(...['x', 'y', 'half'].map(name => Math.abs(aim[name] - camera[name])));
      if (gap > 1e-3 && !still.matches) {
        camera = Object.fromEntries(['x', 'y', 'half'].map(name => [name, mix(camera[name], aim[name], 0.2)]));
        waiting = requestAnimationFrame(draw);
      } else camera = aim;
    }
    app.draws++;
    drawSheet();
    drawPacket();
    tellTime();
    note();
    app.frame = performance.now() - begun;
  }

  const resized = new ResizeObserver(layout);
  app.state = () => ({ t: app.t, total, playing, live: stages.at(-1).length, count: head.count, folds: writeFolds(pairs), frame: app.frame });
  app.regionsOf = (text, slope) => foldUp(stepsOf({ mode: 'hand' }, readFolds(text)), slope).stages.at(-1).length;
  app.landing = p => forward(p, steps.length);
  app.grips = k => grips(k).map(p => at(project(), p));
  return app;
}
