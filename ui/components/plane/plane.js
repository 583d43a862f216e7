const TINTS = 7, SURFACE_MOST = 4000, FRAME_TIME = 130, SEND_AFTER = 150, GIVE_UP = 20000;
const FILLS = { regions: 'regions', output: 'output', classes: 'classes', none: 'lines only' };

export default function (component) {
  const root = component.parentElement.querySelector('.plane');
  root.app ??= build(root);
  root.app.receive(component);
  return () => setTimeout(() => root.isConnected || root.app.stop());
}

const sameBytes = (a, b) => a && b && a.length === b.length && a.every((v, i) => v === b[i]);

function parse({ header, buffer, offset }) {
  const take = (Type, n) => { const a = new Type(buffer, offset, n); offset += a.byteLength; return a; };
  const frames = header.frames.map(f => ({ ...f, R: f.counts.at(-1) }));
  if (!header.raster) for (const f of frames) {
    const types = [Float32Array, Uint32Array, Uint32Array, Float32Array, Float32Array, Uint32Array];
    [f.points, f.ptr, f.corners, f.maps, f.areas, f.patterns] = types.map((T, i) => take(T, f.sizes[i]));
    f.words = f.patterns.length / f.R;
    f.K = f.maps.length / f.R / 3;
  }
  const D = header.picture ? header.picture.reduce((a, b) => a * b) : 0;
  const extra = { marks: take(Float32Array, 2 * header.marks.many), origin: take(Float32Array, D), basis: take(Float32Array, 2 * D) };
  for (const f of frames) {
    if (header.raster) [f.value, f.tint, f.cut] = [Int8Array, Uint8Array, Uint8Array].map((T, i) => take(T, f.sizes[i]));
    else f.layer = take(Int8Array, f.sizes[6]);
  }
  return { head: header, frames, extra };
}

// The part of a polygon [[u, v, ...]] where side(p) >= 0, an affine function of its corners.
function clipped(polygon, side) {
  const out = [];
  polygon.forEach((p, i) => {
    const q = polygon[(i + 1) % polygon.length], a = side(p), b = side(q);
    if (a >= 0) out.push(p);
    if (a * b < 0) out.push(p.map((v, c) => v + (q[c] - v) * a / (a - b)));
  });
  return out;
}

function build(root) {
  const $ = selector => root.querySelector(selector);
  const app = { draws: 0 };
  let api = {}, raw = null, head = null, frames = [], extra = {}, theme = null, scale = null, limit = 1;
  let at = 0, upto = 0, fill = 'regions', chosen = null, view = { u: 0, v: 0, s: 1 }, point = null, key = '';
  let colours = [], tints = [], classes = [], named = [], side = 0, stale = true, pending = 0, send = 0, target = null, playing = 0, waiting = 0;
  let turn = { az: -0.6, el: 0.55 };
  const cache = document.createElement('canvas'), sheet = $('.sheet'), map = $('.map'), over = $('.over');

  const now = () => frames[at];
  const still = () => !head.home.length;
  app.stop = () => { halt(); resized.disconnect(); cancelAnimationFrame(waiting); clearTimeout(send); clearTimeout(pending); };
  app.frame = () => now();
  app.find = (u, v) => find(u, v);

  app.receive = component => {
    api = component;
    const painted = readTheme(root), again = sameBytes(component.data, raw);
    if (again && theme && painted.signature === theme.signature) return;
    theme = painted;
    paint(root, theme);
    scale = signedScale(theme);
    if (!again) {
      const message = unpack(component.data);
      if (!message) return;
      raw = component.data.slice();
      take(parse(message));
      meet();
    }
    shades();
    stale = true;
    layout();
    dress();
  };

  function take(data) {
    const before = head, layers = before?.layers.length, kept = before && before.id === data.head.id;
    ({ head, frames, extra } = data);
    root.hidden = false;
    root.classList.toggle('still', still());
    if (!kept || at >= frames.length) { halt(); at = frames.length - 1; }
    if (layers !== head.layers.length) upto = head.layers.length;
    const can = fills();
    fill = can.includes(chosen) ? chosen : can.includes(head.fill) ? head.fill : can[0];
    if (!kept) point = null;
    const values = [];
    for (const f of frames) if (!head.raster && f.K === 1) {
      const v = new Float32Array(f.corners.length);
      for (let r = 0; r < f.R; r++) for (let i = f.ptr[r]; i < f.ptr[r + 1]; i++) v[i] = output(f, r, f.points[2 * f.corners[i]], f.points[2 * f.corners[i] + 1]);
      f.values = v;
      values.push(v);
    }
    limit = values.length ? extent(values).strong || 1 : 1;
  }

  const fills = () => head.outputs.length > 1 ? (head.raster ? ['regions', 'none'] : ['regions', 'classes', 'none']) : ['regions', 'output', 'none'];

  function output(f, r, u, v, k = 0) {
    const i = 3 * (r * f.K + k);
    return f.maps[i] * u + f.maps[i + 1] * v + f.maps[i + 2];
  }

  function shades() {
    colours = depthColours(theme, head.layers.length);
    const mix = (hex, t) => parseColour(hex).map((c, i) => Math.round(255 * (theme.zero[i] + (c - theme.zero[i]) * t)));
    tints = THEME.classes.slice(0, TINTS).map(hex => mix(hex, theme.dark ? 0.27 : 0.2));
    classes = THEME.classes.map(hex => `rgb(${mix(hex, theme.dark ? 0.5 : 0.42)})`);
  }

  const signedRgb = v => {
    const c = scale.colours[scaled(v, MIDDLE / limit)];
    return `rgb(${c & 255},${(c >> 8) & 255},${(c >> 16) & 255})`;
  };

  // The words of a region's pattern that belong to the layers shown.
  const wordsShown = () => head.layers.slice(0, upto).reduce((sum, l) => sum + l.words, 0);
  function tint(f, r) {
    let h = 2166136261;
    for (let i = r * f.words, end = i + wordsShown(); i < end; i++) h = Math.imul(h ^ f.patterns[i], 16777619);
    h ^= h >>> 15;
    h = Math.imul(h, 2246822519);
    return (h >>> 16) % TINTS;
  }
  function alike(f, r, q) {
    for (let i = 0, n = wordsShown(); i < n; i++) if (f.patterns[r * f.words + i] !== f.patterns[q * f.words + i]) return false;
    return true;
  }

  // Drawing

  function layout() {
    if (!head || !root.clientWidth) return;
    const dpr = window.devicePixelRatio || 1, size = Math.round(sheet.clientWidth * dpr);
    if (size !== side) { side = size; stale = true; }
    schedule();
  }

  function schedule() { waiting ||= requestAnimationFrame(() => { waiting = 0; draw(); }); }

  function draw() {
    if (!head || !side) return;
    if (stale) { stale = false; app.draws++; render(); surface(); }
    for (const canvas of [map, over]) if (canvas.width !== side) canvas.width = canvas.height = side;
    const ctx = map.getContext('2d');
    ctx.fillStyle = theme.seen;
    ctx.fillRect(0, 0, side, side);
    ctx.drawImage(cache, -view.u / view.s * side, (view.v + view.s - 1) / view.s * side, side / view.s, side / view.s);
    overlay();
  }

  function render() {
    cache.width = cache.height = side;
    const ctx = cache.getContext('2d'), f = now();
    if (head.raster) { raster(ctx, f); return; }
    ctx.lineJoin = 'round';
    if (fill !== 'none') paintRegions(ctx, f);
    const fine = f.R > 6000 ? 0.45 : f.R > 1500 ? 0.7 : 1, dpr = side / sheet.clientWidth;
    for (let l = upto - 1; l >= 0; l--) {
      ctx.strokeStyle = colours[l];
      ctx.lineWidth = dpr * Math.max(0.6, 2.6 * 0.75 ** l) * fine;
      lines(ctx, f, i => f.layer[i] === l);
    }
    if (fill === 'classes' && upto === head.layers.length) nameClasses(ctx, dpr);
    if (upto === head.layers.length && f.K === 1 && (fill === 'output' || extra.marks.length)) zeroLine(ctx, f, dpr);
  }

  const X = (f, i) => f.points[2 * f.corners[i]] * side, Y = (f, i) => (1 - f.points[2 * f.corners[i] + 1]) * side;

  function trace(ctx, f, r) {
    ctx.beginPath();
    for (let i = f.ptr[r]; i < f.ptr[r + 1]; i++) ctx.lineTo(X(f, i), Y(f, i));
    ctx.closePath();
  }

  function paintRegions(ctx, f) {
    const smooth = f.R <= 3000, whole = upto === head.layers.length;
    ctx.lineWidth = 1;
    const seats = [];  // of each class, its largest piece
    for (let r = 0; r < f.R; r++) {
      if (fill === 'classes' && whole) { paintClasses(ctx, f, r, seats); continue; }
      trace(ctx, f, r);
      ctx.fillStyle = fill === 'output' && whole ? (smooth ? gradient(ctx, f, r) : signedRgb(mean(f, r))) : `rgb(${tints[tint(f, r)]})`;
      ctx.fill();
      ctx.strokeStyle = ctx.fillStyle;
      ctx.stroke();  // so that no seam shows between neighbours
    }
    named = seats;
  }

  function nameClasses(ctx, dpr) {
    ctx.font = `${13 * dpr}px ${theme.font}`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    named.forEach(({ u, v }, k) => {
      ctx.lineWidth = 3.5 * dpr;
      ctx.strokeStyle = classes[k % classes.length];
      ctx.strokeText(head.outputs[k], u * side, (1 - v) * side);
      ctx.fillStyle = theme.text;
      ctx.fillText(head.outputs[k], u * side, (1 - v) * side);
    });
    ctx.textAlign = 'start';
    ctx.textBaseline = 'alphabetic';
  }

  function mean(f, r) {
    let sum = 0;
    for (let i = f.ptr[r]; i < f.ptr[r + 1]; i++) sum += f.values[i];
    return sum / (f.ptr[r + 1] - f.ptr[r]);
  }

  // The output is affine on a region, so its colours are a linear gradient, exactly.
  function gradient(ctx, f, r) {
    let low = Infinity, high = -Infinity;
    for (let i = f.ptr[r]; i < f.ptr[r + 1]; i++) { low = Math.min(low, f.values[i]); high = Math.max(high, f.values[i]); }
    const a = f.maps[3 * r], b = f.maps[3 * r + 1], c = f.maps[3 * r + 2], g = a * a + b * b;
    if (high - low < limit / 300 || !g) return signedRgb((low + high) / 2);
    const u0 = a * (low - c) / g, v0 = b * (low - c) / g, u1 = a * (high - c) / g, v1 = b * (high - c) / g;
    const made = ctx.createLinearGradient(u0 * side, (1 - v0) * side, u1 * side, (1 - v1) * side);
    for (let i = 0; i <= 6; i++) made.addColorStop(i / 6, signedRgb(low + (high - low) * i / 6));
    if (low < 0 && high > 0) made.addColorStop(-low / (high - low), signedRgb(0));
    return made;
  }

  // Where each class has the largest score: the part of the region on the right side of all its ties, exactly.
  function paintClasses(ctx, f, r, seats) {
    const corners = [];
    for (let i = f.ptr[r]; i < f.ptr[r + 1]; i++) {
      const u = f.points[2 * f.corners[i]], v = f.points[2 * f.corners[i] + 1];
      corners.push([u, v, ...Array.from({ length: f.K }, (_, k) => output(f, r, u, v, k))]);
    }
    for (let k = 0; k < f.K; k++) {
      let part = corners;
      for (let j = 0; j < f.K && part.length; j++) if (j !== k) part = clipped(part, p => p[2 + k] - p[2 + j]);
      if (part.length < 3) continue;
      ctx.beginPath();
      for (const [u, v] of part) ctx.lineTo(u * side, (1 - v) * side);
      ctx.closePath();
      ctx.fillStyle = ctx.strokeStyle = classes[k % classes.length];
      ctx.fill();
      ctx.stroke();
      const size = Math.abs(part.reduce((sum, p, i) => { const q = part[(i + 1) % part.length]; return sum + p[0] * q[1] - p[1] * q[0]; }, 0));
      const middle = c => part.reduce((sum, p) => sum + p[c], 0) / part.length;
      if (size > (seats[k]?.size ?? 0.004)) seats[k] = { size, u: middle(0), v: middle(1) };
    }
  }

  // Each edge once, in short paths: one long path is slow.
  function lines(ctx, f, wanted) {
    let many = 0;
    ctx.beginPath();
    for (let r = 0; r < f.R; r++) for (let i = f.ptr[r], end = f.ptr[r + 1]; i < end; i++) {
      const j = i + 1 < end ? i + 1 : f.ptr[r];
      if (f.corners[i] > f.corners[j] || !wanted(i)) continue;
      ctx.moveTo(X(f, i), Y(f, i));
      ctx.lineTo(X(f, j), Y(f, j));
      if (++many % 300 === 0) { ctx.stroke(); ctx.beginPath(); }
    }
    ctx.stroke();
  }

  function zeroLine(ctx, f, dpr) {
    ctx.strokeStyle = theme.text;
    ctx.lineWidth = 2.4 * dpr;
    ctx.setLineDash([7 * dpr, 4 * dpr]);
    ctx.beginPath();
    for (let r = 0; r < f.R; r++) for (let i = f.ptr[r], ends = []; i < f.ptr[r + 1]; i++) {
      const j = i + 1 < f.ptr[r + 1] ? i + 1 : f.ptr[r], a = f.values[i], b = f.values[j];
      if (a > 0 === b > 0) continue;
      const t = a / (a - b);
      ends.push([X(f, i) + t * (X(f, j) - X(f, i)), Y(f, i) + t * (Y(f, j) - Y(f, i))]);
      if (ends.length === 2) { ctx.moveTo(...ends[0]); ctx.lineTo(...ends[1]); }
    }
    ctx.stroke();
    ctx.setLineDash([]);
  }

  function raster(ctx, f) {
    const n = head.raster, native = surfaceOf(n), image = native.createImageData(n, n), out = new Uint32Array(image.data.buffer);
    const ground = pack32(theme.zero.map(v => Math.round(255 * v))), soft = tints.map(pack32);
    const cut = colours.map(c => pack32(c.match(/\d+/g).map(Number)));
    const whole = upto === head.layers.length, crowded = f.R > n * n / 40;
    for (let i = 0; i < n * n; i++) {
      const l = f.cut[i];
      out[i] = l && l <= upto && !(crowded && fill !== 'none' && whole) ? cut[l - 1]
        : fill === 'none' || !whole ? ground : fill === 'output' ? scale.colours[scaled(f.value[i], MIDDLE / 127)] : soft[f.tint[i]];
    }
    native.putImageData(image, 0, 0);
    ctx.imageSmoothingEnabled = false;
    ctx.drawImage(native.canvas, 0, 0, side, side);
  }

  function surfaceOf(n) {
    app.native ??= document.createElement('canvas');
    if (app.native.width !== n) app.native.width = app.native.height = n;
    return app.native.getContext('2d');
  }

  // The marks and the region that is pointed at.

  const sx = u => (u - view.u) / view.s * side, sy = v => (1 - (v - view.v) / view.s) * side;

  function overlay() {
    const ctx = over.getContext('2d'), dpr = side / sheet.clientWidth, f = now();
    ctx.clearRect(0, 0, side, side);
    const r = point && !head.raster ? find(point.u, point.v) : -1;
    if (r >= 0) outline(ctx, f, r, dpr);
    marks(ctx, dpr);
    if (point?.keys) {
      ctx.strokeStyle = theme.text;
      ctx.lineWidth = 1.5 * dpr;
      const x = sx(point.u), y = sy(point.v), d = 7 * dpr;
      ctx.beginPath();
      ctx.moveTo(x - d, y); ctx.lineTo(x + d, y); ctx.moveTo(x, y - d); ctx.lineTo(x, y + d);
      ctx.stroke();
    }
    if (head.picture && !still()) mixture();
    tell(r);
  }

  function outline(ctx, f, r, dpr) {
    ctx.beginPath();
    for (let q = 0; q < f.R; q++) if (q === r || (upto < head.layers.length && alike(f, r, q))) {
      for (let i = f.ptr[q]; i < f.ptr[q + 1]; i++) {
        const x = sx(f.points[2 * f.corners[i]]), y = sy(f.points[2 * f.corners[i] + 1]);
        if (i === f.ptr[q]) ctx.moveTo(x, y); else ctx.lineTo(x, y);
      }
      ctx.closePath();
    }
    ctx.fillStyle = theme.dark ? 'rgba(255,255,255,0.2)' : 'rgba(0,0,0,0.14)';
    ctx.fill();
    if (upto < head.layers.length) return;
    ctx.strokeStyle = theme.text;
    ctx.lineWidth = 2 * dpr;
    ctx.stroke();
  }

  function marks(ctx, dpr) {
    const d = (head.marks.labels.length ? 5 : 2.6) * dpr;
    for (let i = 0; i < head.marks.many; i++) {
      const x = sx(extra.marks[2 * i]), y = sy(extra.marks[2 * i + 1]), label = head.marks.labels[i];
      if (x < -9 || y < -9 || x > side + 9 || y > side + 9) continue;
      ctx.beginPath();
      if (label !== undefined) {
        ctx.arc(x, y, d, 0, 7);
        ctx.fillStyle = theme.text;
        ctx.fill();
        ctx.font = `600 ${14 * dpr}px ${theme.font}`;
        ctx.lineWidth = 4 * dpr;
        ctx.strokeStyle = theme.seen;
        ctx.strokeText(label, x + 9 * dpr, y - 7 * dpr);
        ctx.fillText(label, x + 9 * dpr, y - 7 * dpr);
      } else if (head.marks.kinds[i] === 0) {
        ctx.arc(x, y, d, 0, 7);
        ctx.fillStyle = theme.below[2];
        ctx.fill();
        ctx.lineWidth = dpr * 0.8;
        ctx.strokeStyle = theme.seen;
        ctx.stroke();
      } else for (const [width, ink] of [[3.4, theme.seen], [1.8, theme.above[2]]]) {
        ctx.beginPath();
        ctx.moveTo(x - d, y - d); ctx.lineTo(x + d, y + d); ctx.moveTo(x - d, y + d); ctx.lineTo(x + d, y - d);
        ctx.lineWidth = width * dpr;
        ctx.strokeStyle = ink;
        ctx.stroke();
      }
    }
  }

  function find(u, v) {
    const f = now();
    for (let r = 0; r < f.R; r++) {
      let inside = true;
      for (let i = f.ptr[r], end = f.ptr[r + 1]; i < end && inside; i++) {
        const j = i + 1 < end ? i + 1 : f.ptr[r], p = 2 * f.corners[i], q = 2 * f.corners[j];
        inside = (f.points[q] - f.points[p]) * (v - f.points[p + 1]) - (f.points[q + 1] - f.points[p + 1]) * (u - f.points[p]) >= -1e-12;
      }
      if (inside) return r;
    }
    return -1;
  }

  // The output as a surface: its facets from far to near.

  function surface() {
    const box = $('.view'), canvas = box.querySelector('canvas'), f = now();
    const shows = !still() && !head.raster && f.K === 1 && f.R <= SURFACE_MOST;
    box.hidden = !(shows || head.picture);
    box.classList.toggle('picture', !!head.picture);
    $('.view .tag').textContent = head.picture ? '' : `${head.outputs[0]} as a surface: drag to turn it`;
    if (!shows) return;
    const dpr = window.devicePixelRatio || 1, W = Math.max(200, Math.round((box.clientWidth || 300) * dpr)), H = Math.round(W * 0.5);
    if (canvas.width !== W || canvas.height !== H) { canvas.width = W; canvas.height = H; }
    const ctx = canvas.getContext('2d'), c = Math.cos(turn.az), s = Math.sin(turn.az), se = Math.sin(turn.el), ce = Math.cos(turn.el);
    let low = Infinity, high = -Infinity;
    for (const v of f.values) { low = Math.min(low, v); high = Math.max(high, v); }
    const lift = Math.min(0.34, 0.34 * (high - low) / (0.02 * limit + 1e-30)) / (high - low || 1), zoom = W * 0.56, mid = (low + high) / 2;
    const place = i => {
      const u = f.points[2 * f.corners[i]] - 0.5, v = f.points[2 * f.corners[i] + 1] - 0.5, h = (f.values[i] - mid) * lift;
      return [W / 2 + zoom * (u * c - v * s), H / 2 - zoom * ((u * s + v * c) * se + h * ce), u * s + v * c];
    };
    ctx.clearRect(0, 0, W, H);
    const facets = Array.from({ length: f.R }, (_, r) => {
      const corners = [];
      for (let i = f.ptr[r]; i < f.ptr[r + 1]; i++) corners.push(place(i));
      return { r, corners, depth: corners.reduce((sum, p) => sum + p[2], 0) / corners.length };
    }).sort((a, b) => b.depth - a.depth);
    ctx.lineJoin = 'round';
    ctx.lineWidth = dpr * (f.R > 600 ? 0.4 : 0.9);
    for (const { r, corners } of facets) {
      ctx.beginPath();
      for (const [x, y] of corners) ctx.lineTo(x, y);
      ctx.closePath();
      ctx.fillStyle = signedRgb(mean(f, r));
      ctx.fill();
      ctx.strokeStyle = theme.grey;
      ctx.stroke();
    }
    canvas.setAttribute('aria-label', `The output as a surface of ${count(f.R)} facets, from ${brief(low)} to ${brief(high)}. Arrow keys turn it.`);
  }

  // Words

  const X0 = () => head.window[0], WIDTH = () => head.window[1] - head.window[0], Y0 = () => head.window[2];

  function dress() {
    const f = now(), L = head.layers.length;
    root.querySelector('.layers').replaceChildren(heading(), ...head.layers.map((layer, l) => {
      const button = make('button', l === L - 1 ? 'last' : ''), line = make('span', 'line');
      line.style.borderColor = colours[l];
      line.style.borderTopWidth = Math.max(1, 4 * 0.75 ** l) + 'px';
      button.type = 'button';
      button.append(line, make('span', '', still() || L > 6 ? `layer ${l + 1}` : `layer ${l + 1}: ${layer.neurons} neuron${layer.neurons > 1 ? 's' : ''}`),
        make('span', 'count', count(f.counts[l])));
      button.setAttribute('aria-pressed', String(l < upto));
      button.setAttribute('aria-label', `Layers 1 to ${l + 1}: ${count(f.counts[l])} regions`);
      button.title = L > 1 ? `Show the cuts of layers 1 to ${l + 1}` : '';
      button.onclick = () => { upto = l + 1; stale = true; dress(); schedule(); };
      return button;
    }));
    $('.layers').classList.toggle('many', L > 6);
    $('.segments').replaceChildren(...fills().map(name => {
      const button = make('button', '', FILLS[name]);
      button.type = 'button';
      button.setAttribute('aria-pressed', String(name === fill));
      button.onclick = () => { chosen = fill = name; stale = true; dress(); schedule(); };
      return button;
    }));
    for (const b of ['.in', '.out', '.home']) $(b).disabled = still();
    $('.recording').hidden = frames.length < 2 || still();
    const bar = $('.timeline');
    bar.max = frames.length - 1;
    bar.value = at;
    bar.setAttribute('aria-valuetext', f.title);
    $('.status').replaceChildren(make('b', '', f.title), ` · ${count(f.R)} regions `, make('span', '', f.note ? '· ' + f.note : ''));
    bar.style.setProperty('--done', 100 * at / Math.max(1, frames.length - 1) + '%');
    $('.play').innerHTML = glyph(playing ? 'pause' : 'play');
    $('.play').setAttribute('aria-label', playing ? 'Pause' : 'Play');
    where();
    map.setAttribute('aria-label', `${head.caption}: ${count(f.R)} linear regions, ${spoken()}`);
    sheet.setAttribute('aria-label', still() ? head.caption : `${head.caption}. Arrow keys read a region, with Shift they move the window; plus and minus zoom, 0 goes back.`);
    sheet.setAttribute('role', still() ? 'group' : 'application');
    if (still()) sheet.removeAttribute('tabindex'); else sheet.tabIndex = 0;
    tell(-1);
    overlay();
  }

  function heading() {
    const line = make('div', 'head small');
    line.append(make('span', '', head.layers.length > 1 && !still() ? 'cuts of the layers up to …' : 'cuts'), make('span', '', 'regions'));
    return line;
  }

  const spoken = () => head.layers.map((_, l) => `${count(now().counts[l])} after layer ${l + 1}`).join(', ');

  function where() {
    const w = WIDTH() * view.s, x = X0() + WIDTH() * view.u, y = Y0() + WIDTH() * view.v, places = digits(w / 300);
    $('.where').textContent = `x ${signed(x, places)} to ${signed(x + w, places)}, y ${signed(y, places)} to ${signed(y + w, places)}`;
  }

  const term = (v, name) => `${v < 0 ? '−' : '+'} ${brief(Math.abs(v))}${name ? ' ' + name : ''} `;

  function tell(r) {
    const line = $('.readout'), f = now();
    if (still()) return;
    if (r < 0) {
      const small = head.raster ? ` ${percent(head.small, 0)} of them are smaller than a pixel of this picture: zoom in to see them.` : '';
      line.textContent = head.raster ? `${count(f.R)} regions.${small}` : 'Point at a region to read its neurons and its affine map. Drag to move the window.';
      return;
    }
    let share = f.areas[r];
    if (upto < head.layers.length) { share = 0; for (let q = 0; q < f.R; q++) if (alike(f, r, q)) share += f.areas[q]; }
    line.replaceChildren(make('div', '', `${brief(100 * share)}\u202f% of the window`), affine(f, r), bits(f, r));
  }

  function affine(f, r) {
    const div = make('div', 'map-of'), u = point.u, v = point.v;
    if (upto < head.layers.length) return div;
    if (f.K === 1) {
      const w = WIDTH(), a = f.maps[3 * r] / w, b = f.maps[3 * r + 1] / w, c = f.maps[3 * r + 2] - a * X0() - b * Y0();
      div.append('f = ', make('b', '', `${brief(a)} x ${term(b, 'y')}${term(c)}`), ` = ${brief(output(f, r, u, v))} here`);
      return div;
    }
    const scores = Array.from({ length: f.K }, (_, k) => output(f, r, u, v, k)), most = Math.max(...scores);
    const sum = scores.reduce((s, z) => s + Math.exp(z - most), 0), best = scores.indexOf(most);
    div.append('read as ', make('b', '', head.outputs[best]), `, probability ${(1 / sum).toFixed(2)}`);
    return div;
  }

  function bits(f, r) {
    const box = make('div', 'bits');
    let word = r * f.words;
    head.layers.slice(0, upto).forEach((layer, l) => {
      const cells = make('span', 'cells');
      let on = 0;
      for (let k = 0; k < layer.neurons; k++) {
        const set = f.patterns[word + (k >> 5)] >>> (k & 31) & 1;
        on += set;
        if (layer.neurons <= 48) cells.append(make('i', set ? 'on' : ''));
      }
      word += layer.words;
      box.append(make('span', 'small', `layer ${l + 1}: ${on} on`), cells);
    });
    return box;
  }

  // The picture that is pointed at, or the one in the middle.
  function mixture() {
    const { u, v } = point ?? { u: view.u + view.s / 2, v: view.v + view.s / 2 };
    const canvas = $('.view canvas'), [H, W, C = 1] = head.picture, dpr = window.devicePixelRatio || 1;
    const x = X0() + WIDTH() * u, y = Y0() + WIDTH() * v, D = H * W * C, bytes = new Uint8Array(D);
    for (let i = 0; i < D; i++) bytes[i] = clamp(Math.round(255 * (extra.origin[i] + x * extra.basis[i] + y * extra.basis[D + i])), 0, 255);
    drawPicture(canvas, bytes, 0, [H, W, C], Math.max(1, Math.round(140 * dpr / W)), theme, true);
    canvas.setAttribute('aria-label', point ? 'The picture at this point of the plane' : 'The picture in the middle of the window');
    $('.view .tag').textContent = point ? 'the picture at this point' : 'the picture in the middle: point at another';
  }

  // Gestures. The picture at hand follows at once; the exact one is asked for when the hand rests.

  // A picture has arrived: the one that was asked for, or of another network, or one from before the last gesture.
  const sameNet = () => JSON.stringify([head.id, head.layers, head.home, head.activation, head.caption]);
  function meet() {
    const reached = target && Math.abs(head.window[0] - target.x0) + Math.abs(head.window[2] - target.y0) < 1e-6 * target.w
      && Math.abs(WIDTH() - target.w) < 1e-6 * target.w;
    if (!target || reached || target.net !== sameNet()) { settle(); return; }
    view = { u: (target.x0 - X0()) / WIDTH(), v: (target.y0 - Y0()) / WIDTH(), s: target.w / WIDTH() };
  }

  function moveTo(next) {
    if (still()) return;
    const least = 2e-6 / WIDTH(), most = 2000 / WIDTH();
    next.s = clamp(next.s, least, most);
    view = next;
    target = { x0: X0() + WIDTH() * view.u, y0: Y0() + WIDTH() * view.v, w: WIDTH() * view.s, net: sameNet() };
    $('.busy').hidden = false;
    where();
    schedule();
    clearTimeout(send);
    send = setTimeout(ask, SEND_AFTER);
  }

  function ask() {
    const r = WIDTH() * view.s / 2;
    const tidy = v => Number(v.toPrecision(12));
    clearTimeout(pending);
    pending = setTimeout(settle, GIVE_UP);
    api.setStateValue('window', { x: tidy(clamp(X0() + WIDTH() * view.u + r, -1000, 1000)), y: tidy(clamp(Y0() + WIDTH() * view.v + r, -1000, 1000)), r: tidy(r) });
  }

  function settle() {
    clearTimeout(pending);
    clearTimeout(send);
    target = null;
    view = { u: 0, v: 0, s: 1 };
    $('.busy').hidden = true;
    if (head) { where(); schedule(); }
  }

  function zoom(factor, u = view.u + view.s / 2, v = view.v + view.s / 2) {
    const s = view.s * factor;
    moveTo({ u: u - (u - view.u) * factor, v: v - (v - view.v) * factor, s });
  }

  function goHome() {
    if (still()) return;
    const [x, y, r] = head.home;
    moveTo({ u: (x - r - X0()) / WIDTH(), v: (y - r - Y0()) / WIDTH(), s: 2 * r / WIDTH() });
  }

  const spotOf = event => {
    const box = sheet.getBoundingClientRect();
    return { u: view.u + view.s * (event.clientX - box.left) / box.width, v: view.v + view.s * (1 - (event.clientY - box.top) / box.height) };
  };

  const fingers = new Map();
  let grip = null;
  function grasp() {
    const all = [...fingers.values()], x = all.reduce((s, p) => s + p.clientX, 0) / all.length, y = all.reduce((s, p) => s + p.clientY, 0) / all.length;
    const spread = all.length > 1 ? Math.hypot(all[0].clientX - all[1].clientX, all[0].clientY - all[1].clientY) : 0;
    grip = { x, y, spread, view: { ...view }, moved: grip?.moved ?? false };
  }
  sheet.onpointerdown = event => {
    if (!head || event.button) return;
    fingers.set(event.pointerId, event);
    grip = null;
    grasp();
    if (event.pointerType !== 'touch') sheet.setPointerCapture(event.pointerId);
    point = spotOf(event);
    schedule();
  };
  sheet.onpointermove = event => {
    if (!head) return;
    if (!fingers.has(event.pointerId)) { point = spotOf(event); schedule(); return; }
    fingers.set(event.pointerId, event);
    const all = [...fingers.values()], box = sheet.getBoundingClientRect();
    if (event.pointerType === 'touch' && all.length < 2) { point = spotOf(event); schedule(); return; }
    const x = all.reduce((s, p) => s + p.clientX, 0) / all.length, y = all.reduce((s, p) => s + p.clientY, 0) / all.length;
    if (!grip.moved && all.length < 2 && Math.hypot(x - grip.x, y - grip.y) < 4) return;
    grip.moved = true;
    sheet.classList.add('moving');
    const spread = all.length > 1 ? Math.hypot(all[0].clientX - all[1].clientX, all[0].clientY - all[1].clientY) : 0;
    const s = grip.view.s * (spread && grip.spread ? grip.spread / spread : 1);
    const u = grip.view.u + grip.view.s * (grip.x - box.left) / box.width, v = grip.view.v + grip.view.s * (1 - (grip.y - box.top) / box.height);
    moveTo({ u: u - s * (x - box.left) / box.width, v: v - s * (1 - (y - box.top) / box.height), s });
  };
  const release = event => {
    fingers.delete(event.pointerId);
    sheet.classList.remove('moving');
    if (fingers.size) grasp(); else grip = null;
  };
  sheet.onpointerup = sheet.onpointercancel = release;
  sheet.onpointerleave = event => { if (event.pointerType !== 'touch' && !fingers.size) { point = null; schedule(); } };
  sheet.ondblclick = event => { const p = spotOf(event); zoom(0.5, p.u, p.v); };
  sheet.addEventListener('wheel', event => {
    if (!head || still() || !(event.ctrlKey || event.metaKey || sheet.matches(':focus'))) return;
    event.preventDefault();
    const p = spotOf(event);
    zoom(Math.exp(clamp(event.deltaY, -200, 200) / 400), p.u, p.v);
  }, { passive: false });
  sheet.onblur = () => { if (point?.keys) { point = null; schedule(); } };
  sheet.onkeydown = event => {
    if (!head || still()) return;
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (by && event.shiftKey) moveTo({ ...view, u: view.u + by[0] * view.s / 8, v: view.v + by[1] * view.s / 8 });
    else if (by) {
      const p = point ?? { u: view.u + view.s / 2, v: view.v + view.s / 2 };
      point = { u: clamp(p.u + by[0] * view.s / 40, view.u, view.u + view.s), v: clamp(p.v + by[1] * view.s / 40, view.v, view.v + view.s), keys: true };
      schedule();
      setTimeout(() => { $('.said').textContent = $('.readout').innerText; }, 60);
    } else if (event.key === '+' || event.key === '=') zoom(0.5);
    else if (event.key === '-') zoom(2);
    else if (event.key === '0') goHome();
    else if (event.key === 'Escape') { point = null; schedule(); }
    else return;
    event.preventDefault();
  };
  $('.in').onclick = () => zoom(0.5);
  $('.out').onclick = () => zoom(2);
  $('.home').onclick = goHome;

  const solid = $('.view canvas');
  let held = null;
  solid.onpointerdown = event => { held = [event.clientX, event.clientY, turn]; solid.setPointerCapture(event.pointerId); };
  solid.onpointermove = event => {
    if (!held || head.picture) return;
    turn = { az: held[2].az + (event.clientX - held[0]) / 110, el: clamp(held[2].el + (event.clientY - held[1]) / 150, 0.05, 1.5) };
    surface();
  };
  solid.onpointerup = solid.onpointercancel = () => { held = null; };
  solid.onkeydown = event => {
    const by = { ArrowLeft: [-0.15, 0], ArrowRight: [0.15, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] }[event.key];
    if (!by || head.picture) return;
    turn = { az: turn.az + by[0], el: clamp(turn.el + by[1], 0.05, 1.5) };
    surface();
    event.preventDefault();
  };

  // The recording

  function show(index) {
    at = clamp(index, 0, frames.length - 1);
    stale = true;
    dress();
    schedule();
  }
  function halt() { clearInterval(playing); playing = 0; }
  function toggle() {
    if (playing) { halt(); dress(); return; }
    if (at === frames.length - 1) at = 0;
    playing = setInterval(() => { if (at >= frames.length - 1) halt(); show(at + (playing ? 1 : 0)); }, FRAME_TIME);
    show(at);
  }
  for (const name of ['back', 'ahead']) $('.' + name).innerHTML = glyph(name);
  $('.play').onclick = toggle;
  $('.back').onclick = () => { halt(); show(at - 1); };
  $('.ahead').onclick = () => { halt(); show(at + 1); };
  $('.timeline').oninput = event => { halt(); show(Number(event.target.value)); };
  $('.timeline').onkeydown = event => { if (event.key === ' ') { toggle(); event.preventDefault(); } };

  const resized = new ResizeObserver(() => { stale = stale || sheet.clientWidth * (window.devicePixelRatio || 1) !== side; layout(); });
  resized.observe(root);
  return app;
}
