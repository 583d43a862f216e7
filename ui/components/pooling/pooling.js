const FRAMES_PER_SECOND = 12, KEPT = 4, MISSING = -128, GUTTER = [44, 108], ROW = 14, STRIP = 27, GAP = 7, WIDEST = 60, LEAST = 38, DEEPEST = 0.72;
const recordings = window.mlpScopePoolings ??= new Map();

export default function (component) {
  const root = component.parentElement.querySelector('.pooling');
  root.app ??= build(root);
  root.app.connect(component);
  root.app.receive(component.data);
  // Streamlit may call the cleanup of an older call: stop only once the page has let go of the element.
  return () => setTimeout(() => root.isConnected || root.app.stop());
}

const plus = (v, places) => (v > 0 && Number(v.toFixed(places)) !== 0 ? '+' : '') + signed(v, places);
const tone = (theme, v) => v < 0 ? theme.below_text : v > 0 ? theme.above_text : theme.grey;

// Where each quantity stands in the numbers and templates of a frame.
function plan(head) {
  const D = head.names.length, S = head.seeds, L = head.widths.length, at = { test: 4, single: 4 + S };
  let f = 4 + 2 * S;
  if (L) { at.V = f; f += 2 * head.widths[L - 1]; at.bias = f; f += 2; }
  at.layers = head.widths.map(n => { const o = { n, wakes: f, chosen: f + n * D }; f += n * (D + 1); return o; });
  const [H, W, C = 1] = head.tile, area = H * W * C, blocks = [2 * area, (L ? head.widths[0] : 2) * area];
  for (let l = 1; l < L; l++) blocks.push(head.widths[l] * head.widths[l - 1]);
  let p = 0;
  at.blocks = blocks.map((size, i) => { const b = { at: p, size, scale: f + i }; p += size; return b; });
  return { ...at, D, S, L, H, W, C, area, F: f + blocks.length, P: p };
}

function build(root) {
  const $ = selector => root.querySelector(selector);
  const app = { draws: 0, at: 0 };
  let head = null, rec = null, id = null, theme = null, scale = null, api = {}, seen = '', width = '', curvesStale = true;
  let following = true, playing = false, dragging = false, committed = 'null', waiting = 0, later = 0, asked = 0, clock = 0, owed = 0;
  let votes = false, layer = -1, page = 0, spot = null, grid = null, plot = null;
  const pairs = [...root.querySelectorAll('.pair figure')];

  for (const name of ['first', 'back', 'play', 'ahead', 'last']) icon(name, name);
  $('.before').innerHTML = glyph('back');
  $('.after').innerHTML = glyph('ahead');
  function icon(button, name) { $('.' + button).innerHTML = glyph(name); }

  app.connect = component => { api = component; resized.observe(root); };
  app.stop = () => { playing = false; resized.disconnect(); cancelAnimationFrame(waiting); clearTimeout(later); clearTimeout(asked); };

  app.receive = data => {
    const message = unpack(data);
    if (!message) return;
    const header = message.header, next = header.key + '|' + header.id, fresh = next !== id;
    const { from, n, frame, ...rest } = header, painted = readTheme(root), signature = JSON.stringify(rest) + painted.signature;
    if (!fresh && signature === seen && n === rec.n && (from === n || from < 0)) return;
    if (fresh) open(next);
    head = header;
    const want = plan(head);
    if (!rec.plan || rec.plan.F !== want.F || rec.plan.P !== want.P) Object.assign(rec, { n: 0, numbers: [], codes: [], strong: [] });
    rec.plan = want;
    if (from > rec.n) ask(rec.n);
    else { clearTimeout(asked); asked = 0; append(message); }
    if (signature !== seen) dress(painted);
    seen = signature;
    root.hidden = false;
    if (fresh && frame !== null && frame < rec.n) {
      following = false;
      app.at = frame;
      committed = JSON.stringify({ id: header.id, index: frame });
    }
    if (following && !playing && !dragging) app.at = rec.n - 1;
    app.at = clamp(app.at, 0, Math.max(0, rec.n - 1));
    curvesStale = true;
    layout();
    if (!playing && !dragging) describe();
  };

  function open(next) {
    id = next;
    rec = recordings.get(id) ?? { n: 0, numbers: [], codes: [], strong: [], plan: null };
    recordings.delete(id);
    recordings.set(id, rec);
    while (recordings.size > KEPT) recordings.delete(recordings.keys().next().value);
    Object.assign(app, { at: 0 });
    following = true; committed = 'null'; seen = ''; page = 0; layer = -1; spot = null;
    pause();
  }

  function append({ header, buffer, offset }) {
    const { F, P, blocks } = rec.plan, m = header.n - header.from;
    rec.numbers.length = rec.codes.length = rec.strong.length = header.from;
    for (let i = 0; i < m; i++) {
      const numbers = new Float32Array(buffer, offset + 4 * i * F, F), codes = new Int8Array(buffer, offset + 4 * m * F + i * P, P);
      rec.numbers.push(numbers);
      rec.codes.push(codes);
      rec.strong.push(blocks.map(b => extent([codes.subarray(b.at, b.at + b.size)], MISSING).strong * numbers[b.scale]));
    }
    rec.n = header.n;
    rec.limit = blocks.map((_, b) => rec.strong.reduce((most, s) => Math.max(most, s[b]), 0));
  }

  function ask(have) {
    if (asked) return;
    api.setTriggerValue('need', { id: head.id, have });
    asked = setTimeout(() => { asked = 0; if (rec.n < head.n && root.isConnected) ask(rec.n); }, 2000);
  }

  const LAYERS = ['One layer', 'One layer', 'Two layers', 'Three layers', 'Four layers'];
  const here = () => layer >= 0 && layer < rec.plan.L ? layer : 0;
  const isLast = () => here() === rec.plan.L - 1;
  const unitName = i => head.recognisers && here() === 0 ? head.names[i] : String(i + 1);

  // Everything that changes with the header or the theme, not with the frame.
  function dress(painted) {
    theme = painted;
    paint(root, theme);
    scale = signedScale(theme);
    root.classList.toggle('still', head.still);
    const { L } = rec.plan;
    pairs.forEach((figure, k) => { figure.querySelector('figcaption').textContent = head.sides[k]; figure.title = head.sides[k]; });
    $('.single .error').style.setProperty('--line', head.colours['one layer']);
    $('.deep .error').style.setProperty('--line', head.colours.deep);
    $('.deep .name').textContent = head.title || LAYERS[L + 1] || 'Two layers';
    $('.layers').hidden = L < 2;
    $('.layers').replaceChildren(...(L < 2 ? [] : head.widths.map((_, l) => {
      const button = make('button', '', `layer ${l + 1}`);
      button.type = 'button';
      button.onclick = () => { layer = l; page = 0; spot = null; dress(theme); width = ''; layout(); describe(); };
      button.setAttribute('aria-pressed', String(l === here()));
      return button;
    })));
    $('.legend .small').textContent = rec.plan.C === 3 ? 'weight; grey is 0' : 'weight; dashes: below zero';
    $('.modes').hidden = !L || !isLast() || head.still;
    width = '';
  }

  // ---- where things are

  function layout() {
    if (!rec?.plan || !root.clientWidth) return;
    const now = root.clientWidth + ':' + (window.devicePixelRatio || 1);
    if (now !== width) { width = now; layoutSheet(); curvesStale = true; }
    schedule();
  }

  function order() {
    const n = rec.plan.L ? rec.plan.layers[here()].n : 2, given = rec.plan.L && isLast() ? head.order[0] : null;
    return given?.length === n ? given : Array.from({ length: n }, (_, i) => i);
  }

  function rowsOf() {
    const others = head.names.map((_, k) => k).filter(k => !head.one.includes(k));
    return [head.one, others];
  }

  function layoutSheet() {
    const { L, H, W, C } = rec.plan, dpr = window.devicePixelRatio || 1, w = $('.sheet').clientWidth;
    const left = pairs[0].parentNode, pairRoom = root.clientWidth < 700 ? 84 : 92, small = fit(pairRoom, W);
    pairs.forEach(figure => {
      const canvas = figure.querySelector('canvas');
      canvas.style.width = small.css + 'px';
      canvas.style.height = small.css * H / W + 'px';
      figure.querySelector('figcaption').style.width = small.css + 'px';
    });
    left.dataset.k = small.k;
    drawLegend($('.bar'), scale, C, Math.min(148, 2 * small.css + 12), 10);
    root.style.setProperty('--bar', $('.bar').style.width);
    const ctx = $('.sheet canvas').getContext('2d');
    ctx.font = `12px ${theme.font}`;
    const most = Math.max(...head.names.map(name => ctx.measureText(name).width)), narrow = w < 480;
    const label = clamp(most + 36, 62, narrow ? 84 : 120), sum = L && isLast() && !head.still ? (narrow ? 46 : 74) : 0, least = head.still ? 28 : LEAST;
    const all = order(), room = w - label - sum, fits = Math.max(1, Math.floor(room / least)), pages = Math.ceil(all.length / fits);
    const columns = Math.ceil(all.length / pages);
    page = clamp(page, 0, pages - 1);
    const cell = Math.min(L ? WIDEST : 110, Math.floor(room / columns)), tile = here() ? { css: cell - 8 } : fit(cell - 8, W);
    tile.css = Math.min(tile.css, cell - 4);
    const top = 17, tall = here() ? tile.css : tile.css * H / W, v = top + tall + GAP;
    const strips = L && isLast() ? 2 * STRIP + GAP : 0, heat = v + strips, D = head.names.length;
    const height = L ? heat + D * ROW + 2 * GAP : top + tall + 4;
    grid = { w, height, label, sum, cell, tile, top, tall, v, heat, units: all.slice(page * columns, (page + 1) * columns), pages, columns, all };
    const canvas = $('.sheet canvas');
    canvas.width = Math.round(w * dpr); canvas.height = Math.round(height * dpr);
    canvas.style.width = w + 'px'; canvas.style.height = height + 'px';
    $('.pager').hidden = pages < 2 && head.units <= all.length;
    const missing = here() === 0 && head.units > all.length ? `, of ${head.units}` : '';
    $('.range').textContent = `${page * columns + 1}–${Math.min(all.length, (page + 1) * columns)} of ${all.length}${missing}`;
    $('.before').disabled = page === 0;
    $('.after').disabled = page === pages - 1;
  }

  function rowTop(r) { const first = head.one.length; return grid.heat + r * ROW + (r >= first ? GAP : 0); }
  const classAt = r => rowsOf().flat()[r];

  // ---- drawing

  function schedule() { waiting ||= requestAnimationFrame(() => { waiting = 0; draw(); }); }

  function draw() {
    if (!rec?.plan || !root.isConnected || !grid) return;
    app.draws++;
    if (rec.n) { drawSingle(); drawSheet(); }
    if (!head.still) { if (curvesStale) drawCurves(); drawCursor(); tellTime(); }
    readout();
  }

  const frame = () => rec.numbers[app.at];
  const factorOf = b => rec.limit[b] > 0 ? frame()[rec.plan.blocks[b].scale] / rec.limit[b] * MIDDLE : 0;
  const mean = (from, n) => { let sum = 0; for (let i = 0; i < n; i++) sum += frame()[from + i]; return sum / Math.max(1, n); };

  function drawSingle() {
    const p = rec.plan, k = Number(pairs[0].parentNode.dataset.k), f = frame();
    $('.deep .error').textContent = percent(mean(p.test, p.S)) + ' wrong';
    if (head.still) return;
    pairs.forEach((figure, i) => drawSigned(figure.querySelector('canvas'), rec.codes[app.at], p.blocks[0].at + i * p.area,
      [p.H, p.W, p.C], factorOf(0), scale, k, MISSING));
    $('.single .error').textContent = percent(mean(p.single, p.S)) + ' wrong';
    const mirror = $('.mirror'), c = f[3];
    mirror.replaceChildren('Correlation of the two: ', make('b', '', plus(c, 3)), c < -0.9 ? '. Mirror images: one is minus the other.' : '. Not mirrored yet.');
    $('.low').textContent = rec.limit[0] > 0 ? '−' + brief(rec.limit[0]) : '';
    $('.high').textContent = brief(rec.limit[0]);
  }

  function drawSheet() {
    const canvas = $('.sheet canvas'), ctx = canvas.getContext('2d'), dpr = window.devicePixelRatio || 1, p = rec.plan;
    ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
    ctx.clearRect(0, 0, grid.w, grid.height);
    ctx.textBaseline = 'middle';
    grid.units.forEach((unit, c) => {
      const x = grid.label + c * grid.cell;
      text(ctx, p.L ? unitName(unit) : head.sides[unit], x + grid.cell / 2, 8, { align: 'center', colour: theme.grey, size: 11, most: grid.cell });
      drawTile(ctx, unit, x + (grid.cell - grid.tile.css) / 2);
    });
    if (!p.L) return;
    text(ctx, here() ? 'weights' : 'template', 0, grid.top + grid.tall / 2 - 7, { colour: theme.grey });
    text(ctx, here() ? `from layer ${here()}` : 'of a unit', 0, grid.top + grid.tall / 2 + 8, { colour: theme.grey });
    if (isLast()) drawV(ctx);
    drawTable(ctx);
    if (spot) {
      ctx.strokeStyle = theme.accent || theme.text;
      ctx.lineWidth = 1.5;
      const x = grid.label + spot.column * grid.cell;
      ctx.strokeRect(x + 1, 0.75, grid.cell - 2, grid.height - 1.5);
      ctx.strokeRect(x + 1, rowTop(spot.row) + 0.5, grid.cell - 2, ROW);
    }
  }

  function text(ctx, string, x, y, { align = 'left', colour = theme.text, size = 12, weight = 400, most = 0 } = {}) {
    ctx.font = `${weight} ${size}px ${theme.font}`;
    ctx.textAlign = align;
    ctx.fillStyle = colour;
    let shown = string;
    while (most && shown.length > 1 && ctx.measureText(shown).width > most - 2) shown = shown.replace(/…?$/, '').slice(0, -1) + '…';
    ctx.fillText(shown, x, y);
  }

  function drawTile(ctx, unit, x) {
    const p = rec.plan, scratchpad = surface('tile', 1, 1).canvas, h = here();
    let shape = [p.H, p.W, p.C], values = rec.codes[app.at], start = p.blocks[1].at + unit * p.area, block = 1;
    if (h) {  // its incoming weights as a square
      const n = p.layers[h - 1].n, side = Math.ceil(Math.sqrt(n));
      values = new Int8Array(side * side);
      block = h + 1;
      values.set(rec.codes[app.at].subarray(p.blocks[block].at + unit * n, p.blocks[block].at + (unit + 1) * n));
      shape = [side, side, 1]; start = 0;
    }
    const k = h ? Math.max(1, Math.floor(grid.tile.css * (window.devicePixelRatio || 1) / shape[1])) : grid.tile.k;
    drawSigned(scratchpad, values, start, shape, factorOf(block), scale, k, MISSING);
    ctx.imageSmoothingEnabled = false;
    ctx.drawImage(scratchpad, x, grid.top, grid.tile.css, grid.tall);
    ctx.strokeStyle = theme.rule;
    ctx.lineWidth = 1;
    ctx.strokeRect(x - 0.5, grid.top - 0.5, grid.tile.css + 1, grid.tall + 1);
  }

  const vote = (k, unit) => frame()[rec.plan.V + k * rec.plan.layers[here()].n + unit];
  const wake = (unit, d) => frame()[rec.plan.layers[here()].wakes + unit * rec.plan.D + d];

  // Up is above zero, down below: the sign needs no colour.
  function drawV(ctx) {
    const n = rec.plan.layers[here()].n;
    let most = 1e-9;
    for (let i = 0; i < 2 * n; i++) most = Math.max(most, Math.abs(frame()[rec.plan.V + i]));
    [0, 1].forEach(k => {
      const top = grid.v + k * STRIP, zero = Math.round(top + STRIP / 2) + 0.5;
      text(ctx, `V: ${head.sides[k]}`, 0, zero, { most: grid.label });
      ctx.strokeStyle = theme.rule;
      ctx.lineWidth = 1;
      ctx.beginPath(); ctx.moveTo(grid.label, zero); ctx.lineTo(grid.label + grid.cell * grid.units.length, zero); ctx.stroke();
      grid.units.forEach((unit, c) => {
        const v = vote(k, unit), tall = Math.abs(v) / most * (STRIP / 2 - 2), x = grid.label + c * grid.cell, wide = Math.min(14, grid.cell * 0.3);
        ctx.fillStyle = v < 0 ? theme.below_text : theme.above_text;
        ctx.fillRect(x + 4, v < 0 ? zero : zero - tall, wide, tall);
        const size = grid.cell < 46 ? 10 : 11;
        if (grid.cell >= LEAST) text(ctx, plus(v, Math.abs(v) < 9.95 ? 1 : 0), x + 8 + wide, zero + (v < 0 ? 6 : -6), { size, colour: tone(theme, v) });
      });
    });
  }

  // In "activation" each unit has its own scale, from nothing to the class that moves it most; votes share one.
  function drawTable(ctx) {
    const V = votes && isLast(), D = rec.plan.D, value = (unit, d) => V ? (vote(0, unit) - vote(1, unit)) * wake(unit, d) : wake(unit, d);
    let all = 1e-9;
    if (V) for (const unit of grid.all) for (let d = 0; d < D; d++) all = Math.max(all, Math.abs(value(unit, d)));
    grid.units.forEach((unit, c) => {
      const x = grid.label + c * grid.cell + 2, wide = grid.cell - 4;
      let own = 1e-9;
      for (let d = 0; d < D; d++) own = Math.max(own, Math.abs(value(unit, d)));
      for (let r = 0; r < D; r++) {
        const v = value(unit, classAt(r)), code = scaled(v, DEEPEST * MIDDLE / (V ? all : own)), y = rowTop(r);
        const colour = scale.colours[code], dash = scale.dashes[code];
        ctx.fillStyle = css(colour);
        ctx.fillRect(x, y + 1, wide, ROW - 1);
        if (dash) { ctx.fillStyle = css(dash); for (let i = 3; i + 6 < wide; i += 10) ctx.fillRect(x + i, y + ROW / 2 - 0.5, 6, 2); }
      }
    });
    for (let r = 0; r < D; r++) text(ctx, head.names[classAt(r)], grid.label - 8, rowTop(r) + ROW / 2 + 0.5, { align: 'right', most: grid.label - 30 });
    rowsOf().forEach((group, g) => {
      if (!group.length) return;
      const first = g ? head.one.length : 0, a = rowTop(first) + 1, b = rowTop(first + group.length - 1) + ROW;
      ctx.strokeStyle = theme.grey; ctx.lineWidth = 1.25;
      ctx.beginPath(); ctx.moveTo(23, a + 0.5); ctx.lineTo(18.5, a + 0.5); ctx.lineTo(18.5, b - 0.5); ctx.lineTo(23, b - 0.5); ctx.stroke();
      ctx.save();
      ctx.translate(9, (a + b) / 2);
      ctx.rotate(-Math.PI / 2);
      text(ctx, head.sides[g], 0, 0, { align: 'center', most: Math.max(b - a + 12, 40), size: group.length < 3 ? 10 : 12 });
      ctx.restore();
    });
    if (V) drawSums(ctx, value);
  }

  const sumOf = d => {
    let sum = frame()[rec.plan.bias] - frame()[rec.plan.bias + 1];
    for (const unit of grid.all) sum += (vote(0, unit) - vote(1, unit)) * wake(unit, d);
    return sum;
  };

  function drawSums(ctx) {
    const x = grid.label + grid.cell * grid.units.length + 6;
    text(ctx, grid.sum > 60 ? 'sum of votes' : 'sum', x, grid.heat - 8, { colour: theme.grey, size: 11, most: grid.sum });
    for (let r = 0; r < rec.plan.D; r++) {
      const sum = sumOf(classAt(r)), side = sum > 0 ? 0 : 1;
      text(ctx, plus(sum, 1) + (grid.sum > 60 ? ' ' + head.sides[side] : ''), x, rowTop(r) + ROW / 2 + 0.5, { colour: tone(theme, sum), size: 12, most: grid.sum });
    }
  }

  const css = v => `rgb(${v & 255},${v >> 8 & 255},${v >> 16 & 255})`;

  // ---- errors over training

  const total = () => Math.max(head.total, rec.n ? rec.numbers[rec.n - 1][0] : 0, 1);
  const xOf = step => Math.log1p(Math.max(0, step)) / Math.log1p(total());
  const stepAt = i => rec.numbers[i]?.[0] ?? 0;

  function nearest(x) {
    let best = 0;
    for (let i = 1; i < rec.n; i++) if (Math.abs(xOf(stepAt(i)) - x) < Math.abs(xOf(stepAt(best)) - x)) best = i;
    return best;
  }

  function sheet(canvas, w, h) {
    const dpr = window.devicePixelRatio || 1, ctx = canvas.getContext('2d'), W = Math.round(w * dpr), H = Math.round(h * dpr);
    if (canvas.width !== W || canvas.height !== H) { canvas.width = W; canvas.height = H; }
    canvas.style.width = w + 'px';
    canvas.style.height = h + 'px';
    ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
    ctx.clearRect(0, 0, w, h);
    return ctx;
  }

  const gutter = () => root.clientWidth < 700 ? [GUTTER[0], 16] : GUTTER;
  const nets = () => [['one layer', rec.plan.single], ['deep', rec.plan.test]];

  function drawCurves() {
    curvesStale = false;
    const p = rec.plan, w = $('.plot').clientWidth, [left, edge] = gutter(), right = w - edge, deep = 88, h = deep + 32, top = 8;
    const ctx = sheet($('.base'), w, h), lists = nets().map(([name, from]) => [name, rec.numbers.map(f => [...f.subarray(from, from + p.S)])]);
    const every = lists.flatMap(([, rows]) => rows.flat()).filter(v => Number.isFinite(v) && v > 0);
    const low = every.length ? Math.min(...every) / 1.15 : 0.01, high = every.length ? Math.max(...every) * 1.1 : 1;
    const y = v => deep - (deep - top) * Math.log(clamp(v, low, high) / low) / Math.log(high / low), x = step => left + (right - left) * xOf(step);
    plot = { x, y, w, h, deep, left, right };
    ctx.font = `11px ${theme.font}`;
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'right';
    for (const tick of [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1].filter(v => v >= low && v <= high)) {
      const at = Math.round(y(tick)) + 0.5;
      ctx.strokeStyle = theme.rule; ctx.lineWidth = 1; ctx.fillStyle = theme.grey;
      ctx.beginPath(); ctx.moveTo(left, at); ctx.lineTo(right, at); ctx.stroke();
      ctx.fillText(String(Number((100 * tick).toPrecision(2))) + '\u202f%', left - 6, at);
    }
    axis(ctx, x, left, right, deep);
    const ends = lists.map(([name, rows]) => band(ctx, name, rows, x, y));
    if (edge < 60) return;
    ends.sort((a, b) => a.y - b.y);
    if (ends[1].y < ends[0].y + 13) ends[1].y = ends[0].y + 13;
    for (const end of ends) text(ctx, end.name === 'deep' ? (LAYERS[p.L + 1] ?? '').toLowerCase() : 'one layer', end.x + 8, end.y, { colour: theme.text, size: 12 });
  }

  function band(ctx, name, rows, x, y) {
    const fold = (list, f) => list.reduce((a, b) => f(a, b)), m = list => fold(list, (a, b) => a + b) / list.length, colour = head.colours[name];
    const line = (value, back) => { for (let j = 0; j < rows.length; j++) { const i = back ? rows.length - 1 - j : j; ctx.lineTo(x(stepAt(i)), y(value(rows[i]))); } };
    let px = 0, py = 0;
    if (rows.length) {
      ctx.fillStyle = colour;
      ctx.globalAlpha = 0.28;
      ctx.beginPath(); line(list => fold(list, Math.max), false); line(list => fold(list, Math.min), true); ctx.fill();
      ctx.globalAlpha = 1;
      ctx.strokeStyle = colour; ctx.lineWidth = 1.75; ctx.lineJoin = 'round';
      ctx.setLineDash(head.dashes[name]);
      ctx.beginPath(); line(m, false); ctx.stroke();
      ctx.setLineDash([]);
      px = x(stepAt(rows.length - 1)); py = y(m(rows.at(-1)));
    }
    return { name, x: px, y: py };
  }

  function axis(ctx, x, left, right, deep) {
    const end = total(), ticks = [0], base = deep + 4.5;
    for (let v = 1; v < end; v *= 10) ticks.push(v);
    ticks.push(end);
    ctx.strokeStyle = theme.rule; ctx.fillStyle = theme.grey;
    ctx.beginPath(); ctx.moveTo(left, base); ctx.lineTo(right, base); ctx.stroke();
    ctx.textAlign = 'center';
    let limit = Infinity;
    for (const tick of ticks.reverse()) {
      const at = x(tick), wide = ctx.measureText(count(tick)).width;
      if (at + wide / 2 > limit) continue;
      ctx.fillText(count(tick), at, base + 10);
      limit = at - wide / 2 - 8;
    }
    const seeds = rec.plan.S > 1 ? `; lines: mean of ${rec.plan.S} seeds, bands: all` : '';
    ctx.fillText(root.clientWidth < 700 ? 'step (log); test error (log)' : `step (log scale); test error (log scale)${seeds}`, (left + right) / 2, base + 23);
  }

  function drawCursor() {
    const ctx = sheet($('.over'), plot.w, plot.h);
    if (!rec.n) return;
    const at = plot.x(stepAt(app.at));
    ctx.strokeStyle = theme.accent || theme.text;
    ctx.lineWidth = 1.25;
    ctx.beginPath(); ctx.moveTo(at, 0); ctx.lineTo(at, plot.deep + 4); ctx.stroke();
    for (const [name, from] of nets()) {
      ctx.beginPath();
      ctx.arc(at, plot.y(mean(from, rec.plan.S)), 3.5, 0, 7);
      ctx.fillStyle = head.colours[name]; ctx.fill();
      ctx.strokeStyle = theme.seen; ctx.lineWidth = 1.5; ctx.stroke();
    }
  }

  // ---- words

  const sayTime = () => `step ${count(stepAt(app.at))} of ${count(total())}, epoch ${(frame()?.[1] ?? 0).toFixed(1)}`;

  function tellTime() {
    const slider = $('.timeline'), last = rec.n - 1, at = app.at;
    slider.value = xOf(stepAt(at));
    slider.disabled = $('.play').disabled = rec.n < 2;
    slider.style.setProperty('--done', 100 * xOf(stepAt(at)) + '%');
    slider.style.setProperty('--have', 100 * xOf(stepAt(last)) + '%');
    slider.setAttribute('aria-valuetext', sayTime());
    const status = $('.status');
    if (!status.firstChild) status.append('step ', make('b'), make('span'), make('span', 'also'));
    const [, now, of, also] = status.childNodes;
    now.textContent = count(stepAt(at));
    of.textContent = ' of ' + count(total());
    also.textContent = rec.n ? ` · epoch ${frame()[1].toFixed(1)} · ${frame()[2].toFixed(1)} s` : ' · waiting for the first step';
    $('.first').disabled = $('.back').disabled = at <= 0;
    $('.ahead').disabled = at >= last;
    $('.last').disabled = at >= last && following;
  }

  const places = v => Math.abs(v) < 1 ? 2 : 1;
  function pointed() {
    const unit = grid.units[spot.column], d = classAt(spot.row), p = rec.plan, chosen = frame()[p.layers[here()].chosen + unit];
    let most = 0;
    for (let k = 1; k < p.D; k++) if (wake(unit, k) > wake(unit, most)) most = k;
    const name = head.recognisers && !here() ? `recogniser of ${head.names[unit]}` : `unit ${unit + 1}`, w = wake(unit, d);
    const parts = [`${name}, pictures of ${head.names[d]}: mean activation ${signed(w, places(w))}`];
    if (isLast()) {
      const v = vote(0, unit) - vote(1, unit);
      parts.push(`× (V ${head.sides[0]} − V ${head.sides[1]} = ${signed(v, 2)}) = vote ${plus(v * w, 2)}`);
    }
    return [parts.join(' '), `. Moved most by ${head.names[most]}; the class explains ${signed(chosen, 2)} of what it does.`];
  }

  function readout() {
    const line = $('.readout');
    if (!rec.n || !rec.plan.L) {
      line.textContent = !rec.n ? '' : 'No hidden layer: this is the layer at the left once more, from its own initial weights.';
      return;
    }
    if (spot) { const [first, second] = pointed(); line.replaceChildren(make('b', '', first), second); return; }
    line.textContent = votes && isLast() ? `Votes: mean activation × (V ${head.sides[0]} − V ${head.sides[1]}). They sum to the mean difference of the two scores.`
      : 'Rows: how strongly a unit answers to a class, on its own scale. Point at a cell to read it.';
  }

  function describe() {
    if (!rec.n) return;
    const p = rec.plan, canvas = $('.sheet canvas'), parts = [head.label];
    const errors = `${percent(mean(p.single, p.S))} wrong with one layer, ${percent(mean(p.test, p.S))} with ${(LAYERS[p.L + 1] ?? '').toLowerCase()}`;
    canvas.setAttribute('aria-label', `${head.label} ${head.still ? '' : sayTime() + ': ' + errors}`);
    $('.sheet').setAttribute('aria-label', p.L ? `${p.layers[here()].n} hidden units by ${p.D} classes. Arrow keys read one cell.` : 'Two templates');
    pairs.forEach((figure, k) => figure.querySelector('canvas').setAttribute('aria-label', `The one layer’s template of ${head.sides[k]}, correlation with the other ${signed(frame()[3], 3)}`));
    const limit = brief(rec.limit[0]);
    $('.bar').setAttribute('aria-label', `Colour scale from −${limit} (blue, dashed) through 0 to ${limit} (vermilion)`);
    $('.base').setAttribute('aria-label', `Test errors at ${sayTime()}: ${errors}; curves over all steps, on logarithmic axes`);
    if (!head.still && !head.running) say(`${sayTime()}: ${errors}`);
    return parts;
  }

  function say(words) { $('.said').textContent = words; }

  // ---- the table: point, keys, pages

  const host = $('.sheet');
  const point = event => {
    if (!rec?.plan?.L || !grid) return;
    const box = $('.sheet canvas').getBoundingClientRect(), column = Math.floor((event.clientX - box.left - grid.label) / grid.cell), y = event.clientY - box.top;
    let row = spot?.row ?? 0;
    for (let r = 0; r < rec.plan.D; r++) if (y >= rowTop(r)) row = r;
    spot = column >= 0 && column < grid.units.length ? { column, row } : null;
    schedule();
  };
  host.onpointermove = host.onpointerdown = point;
  host.onpointerleave = event => { if (event.pointerType !== 'touch') { spot = null; schedule(); } };
  host.onblur = () => { spot = null; schedule(); };
  host.onkeydown = event => {
    if (!rec?.plan?.L || !grid) return;
    if (event.key === 'Escape') { spot = null; schedule(); return; }
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (by) {
      spot = spot ?? { column: 0, row: 0 };
      const column = spot.column + by[0];
      if (column < 0 && page > 0) { turn(-1); spot = { ...spot, column: grid.units.length - 1 }; }
      else if (column >= grid.units.length && page < grid.pages - 1) { turn(1); spot = { ...spot, column: 0 }; }
      else spot = { column: clamp(column, 0, grid.units.length - 1), row: clamp(spot.row + by[1], 0, rec.plan.D - 1) };
    } else if (event.key === 'PageDown') turn(1);
    else if (event.key === 'PageUp') turn(-1);
    else return;
    event.preventDefault();
    schedule();
    if (spot) say(pointed().join(''));
  };

  function turn(by) { page = clamp(page + by, 0, grid.pages - 1); width = ''; layout(); }
  $('.before').onclick = () => { spot = null; turn(-1); };
  $('.after').onclick = () => { spot = null; turn(1); };
  const mode = on => {
    votes = on;
    $('.votes').setAttribute('aria-pressed', String(on));
    $('.wakes').setAttribute('aria-pressed', String(!on));
    schedule();
  };
  $('.wakes').onclick = () => mode(false);
  $('.votes').onclick = () => mode(true);

  // ---- time

  function go(index, follow = false) {
    app.at = clamp(index, 0, Math.max(0, rec.n - 1));
    following = follow || app.at === rec.n - 1;
    schedule();
  }

  function grab(event) {
    const [left, edge] = gutter(), box = $('.plot').getBoundingClientRect();
    pause();
    dragging = true;
    go(nearest((event.clientX - box.left - left) / (box.width - left - edge)));
  }

  function release() { if (dragging) { dragging = false; commit(); } }

  // One number to the server, when the hand is off the timeline.
  function commit() {
    clearTimeout(later);
    describe();
    const value = following ? null : { id: head.id, index: app.at };
    if (JSON.stringify(value) === committed) return;
    committed = JSON.stringify(value);
    api.setStateValue('frame', value);
  }

  function soon() { clearTimeout(later); later = setTimeout(commit, 150); }

  function pause() {
    playing = false;
    icon('play', 'play');
    $('.play').setAttribute('aria-label', 'Play');
    $('.play').title = 'Play (space)';
  }

  function toggle() {
    if (playing) { pause(); commit(); return; }
    if (rec.n < 2) return;
    clearTimeout(later);
    if (app.at >= rec.n - 1) go(0);
    playing = true;
    following = false;
    icon('play', 'pause');
    $('.play').setAttribute('aria-label', 'Pause');
    $('.play').title = 'Pause (space)';
    clock = performance.now();
    owed = 0;
    requestAnimationFrame(step);
  }

  function step(now) {
    if (!playing || !root.isConnected) return;
    owed += Math.min(250, Math.max(0, now - clock)) / 1000 * FRAMES_PER_SECOND * Number($('.speed').value);
    clock = now;
    const jump = Math.floor(owed);
    owed -= jump;
    if (jump) {
      go(app.at + jump);
      if (following) { pause(); commit(); return; }
    }
    requestAnimationFrame(step);
  }

  $('.first').onclick = () => { pause(); go(0); commit(); };
  $('.back').onclick = () => { pause(); go(app.at - 1); soon(); };
  $('.ahead').onclick = () => { pause(); go(app.at + 1); soon(); };
  $('.last').onclick = () => { pause(); go(rec.n - 1, true); commit(); };
  $('.play').onclick = toggle;
  const area = $('.plot');
  area.onpointerdown = event => { if (event.button === 0 && rec.n) { area.setPointerCapture(event.pointerId); grab(event); } };
  area.onpointermove = event => { if (dragging && event.buttons) grab(event); };
  area.onpointerup = area.onpointercancel = release;
  const slider = $('.timeline');
  slider.oninput = () => { pause(); dragging = true; go(nearest(Number(slider.value))); };
  slider.onchange = slider.onpointerup = slider.onpointercancel = release;
  slider.onkeydown = event => {
    const to = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity }[event.key];
    if (to !== undefined) { pause(); go(app.at + to); soon(); }
    else if (event.key === ' ') toggle();
    else return;
    event.preventDefault();
  };

  const resized = new ResizeObserver(layout);
  app.state = () => ({ at: app.at, n: rec?.n ?? 0, step: stepAt(app.at), votes, layer: here(), page, playing, draws: app.draws });
  return app;
}
