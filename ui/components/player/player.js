const FRAMES_PER_SECOND = 15, KEPT = 4, MISSING = -128, GUTTER = [44, 58], NOTHING = { strong: 0, most: 0 };
const recordings = window.mlpScopeRecordings ??= new Map();

export default function (component) {
  const root = component.parentElement.querySelector('.player');
  root.app ??= build(root);
  root.app.connect(component);
  root.app.receive(component.data);
  // Streamlit may call the cleanup of an older call: stop only once the page has let go of the element.
  return () => setTimeout(() => root.isConnected || root.app.stop());
}

function blank(shape) {
  const [K, H, W, C = 1] = shape ?? [0, 28, 28];
  return { K, H, W, C, n: 0, strong: [], steps: [], epochs: [], seconds: [], scales: [], tiles: [], series: [] };
}

function remember(id, rec) {
  recordings.delete(id);
  recordings.set(id, rec);
  while (recordings.size > KEPT) recordings.delete(recordings.keys().next().value);
}

// Frames [from, n) of the message replace or extend what is there.
function append(rec, message) {
  const { header, buffer } = message, m = header.n - header.from, size = rec.K * rec.H * rec.W * rec.C;
  let at = message.offset;
  const take = Type => { const a = new Type(buffer, at, m); at += a.byteLength; return a; };
  const put = (list, values) => { list.length = header.from; for (const v of values) list.push(v); };
  put(rec.steps, take(Int32Array));
  put(rec.epochs, take(Float32Array));
  put(rec.seconds, take(Float32Array));
  put(rec.scales, take(Float32Array));
  const series = header.curves.reduce((sum, curve) => sum + curve.names.length, 0);
  for (let s = 0; s < series; s++) put(rec.series[s] ??= [], take(Float32Array));
  rec.tiles.length = header.from;
  rec.strong.length = header.from;
  for (let i = 0; i < m; i++) {
    rec.tiles.push(new Int8Array(buffer, at + i * size, size));
    rec.strong.push(extent([rec.tiles.at(-1)], MISSING).strong * rec.scales[header.from + i]);
  }
  rec.n = header.n;
  const largest = list => list.reduce((a, b) => Math.max(a, b), 0);
  rec.extent = { strong: largest(rec.strong), most: 127 * largest(rec.scales) };
}

function build(root) {
  const $ = selector => root.querySelector(selector);
  const app = { draws: 0, at: 0 };
  let head = null, rec = null, id = null, theme = null, scale = null, api = {}, seen = '';
  let following = true, playing = false, dragging = false, wholeRun = true, committed = 'null';
  let shown = [], panels = [], k = 1, width = 0, spot = null, waiting = 0, later = 0, asked = 0, clock = 0, owed = 0;

  for (const name of ['first', 'back', 'play', 'ahead', 'last']) icon(name, name);
  function icon(button, name) { $('.' + button).innerHTML = glyph(name); }

  app.connect = component => { api = component; resized.observe(root); };
  app.stop = () => { playing = false; resized.disconnect(); cancelAnimationFrame(waiting); clearTimeout(later); clearTimeout(asked); };

  app.receive = data => {
    const message = unpack(data);
    if (!message) return;
    const header = message.header, next = header.key + '|' + header.id, fresh = next !== id;
    const { from, n, frame, ...rest } = header;
    const painted = readTheme(root), signature = JSON.stringify(rest) + painted.signature;
    const gap = !fresh && from > rec.n;
    if (!fresh && !gap && signature === seen && n === rec.n && (from === n || from < 0)) return;
    if (fresh) open(next, header);
    else if (JSON.stringify(rest.curves) !== JSON.stringify(head.curves)) rec.series.length = 0;
    head = header;
    if (rec.K === 0 && head.shape) Object.assign(rec, blank(head.shape));  // the first frame has arrived
    if (from > rec.n) ask(rec.n);
    else { clearTimeout(asked); asked = 0; append(rec, message); }
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
    for (const panel of panels) panel.stale = true;
    layout();
    if (!playing && !dragging) describe();
  };

  function open(next, header) {
    id = next;
    const kept = recordings.get(id);
    const same = kept && [kept.K, kept.H, kept.W].join() === (header.shape ?? []).slice(0, 3).join();
    rec = same ? kept : blank(header.shape);
    remember(id, rec);
    following = true;
    committed = 'null';
    pause();
    seen = '';
  }

  function ask(have) {
    if (asked) return;
    api.setTriggerValue('need', { id: head.id, have });
    asked = setTimeout(() => { asked = 0; if (rec.n < head.n && root.isConnected) ask(rec.n); }, 2000);
  }

  // Everything that changes with the header or the theme, not with the frame.
  function dress(painted) {
    theme = painted;
    paint(root, theme);
    scale = signedScale(theme);
    root.style.setProperty('--gutter-left', GUTTER[0] + 'px');
    root.style.setProperty('--gutter-right', GUTTER[1] + 'px');
    root.classList.toggle('still', head.caption !== null);
    dressTiles();
    dressCurves();
    $('.units').textContent = head.units;
    $('.sign').textContent = rec.C === 3 ? 'grey is 0: more of a colour is above, less is below' : 'dashes: below zero';
    $('.live').hidden = !head.running;
    width = 0;
  }

  function dressTiles() {
    const order = (head.order ?? head.labels.map((_, i) => i)).filter(i => i >= 0 && i < head.labels.length);
    const grid = $('.tiles');
    grid.setAttribute('aria-label', (head.caption ? head.caption + '. ' : '') + `${order.length} tiles of ${rec.H} by `
      + `${rec.W} weights. Arrow keys read one weight, Page Up and Page Down change the tile.`);
    shown = order.map(index => {
      const tile = make('figure', 'tile'), caption = make('figcaption'), view = make('div', 'window');
      const name = make('span', 'name', head.labels[index]), value = make('span', 'value');
      const canvas = make('canvas');
      name.title = head.labels[index];
      canvas.setAttribute('role', 'img');
      canvas.setAttribute('aria-label', head.labels[index]);
      tile.classList.toggle('chosen', head.highlight.includes(index));
      caption.append(name, value);
      view.append(canvas, make('span', 'mark'));
      tile.append(caption, view);
      return { index, tile, canvas, value };
    });
    grid.replaceChildren(...shown.map(s => s.tile));
    spot = null;
    point();
  }

  function dressCurves() {
    let first = 0, extra = 0;
    panels = head.curves.map((curve, p) => {
      const box = make('div', 'panel'), heading = make('div', 'head'), plot = make('div', 'plot');
      const base = make('canvas', 'base'), over = make('canvas', 'over');
      base.setAttribute('role', 'img');
      over.setAttribute('aria-hidden', 'true');
      heading.append(make('span', 'title', curve.title + (curve.unit ? ` (${curve.unit}${curve.log ? ', log' : ''})` : curve.log ? ' (log)' : '')));
      const lines = curve.names.map((name, i) => {
        const kind = ['train', 'test'].find(word => name.toLowerCase().startsWith(word));
        const colour = kind ? theme[kind] : extra === 0 ? theme.grey : THEME.extra[extra % 3];
        const dash = kind ? THEME.dashes[kind] : [[], [2, 2], [7, 2, 2, 2]][extra % 3];
        if (!kind) extra++;
        const key = make('span', 'key'), value = make('b', '', '–');
        key.innerHTML = `<svg width="22" height="8" aria-hidden="true"><path d="M0 4H22" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash.join(' ')}"/></svg>`;
        key.append(name, value);
        heading.append(key);
        return { name, colour, dash, value, series: first + i };
      });
      first += lines.length;
      plot.append(base, over);
      box.append(heading, plot);
      const panel = { curve, lines, base, over, plot, last: p === head.curves.length - 1, stale: true };
      plot.onpointerdown = event => {
        if (event.button !== 0) return;
        plot.setPointerCapture(event.pointerId);
        grab(event.clientX - plot.getBoundingClientRect().left);
      };
      plot.onpointermove = event => { if (dragging) grab(event.clientX - plot.getBoundingClientRect().left); };
      plot.onpointerup = plot.onpointercancel = release;
      return panel;
    });
    $('.curves').replaceChildren(...panels.map(panel => panel.plot.parentNode));
  }

  // ---- where things are

  const total = () => Math.max(head.total, rec.steps[rec.n - 1] ?? 0, 1);
  const xOf = step => Math.log1p(Math.max(0, step)) / Math.log1p(total());

  function nearest(x) {
    let best = 0;
    for (let i = 1; i < rec.n; i++) {
      if (Math.abs(xOf(rec.steps[i]) - x) < Math.abs(xOf(rec.steps[best]) - x)) best = i;
    }
    return best;
  }

  function layout() {
    if (!rec || !root.clientWidth) return;
    const now = root.clientWidth + ':' + (window.devicePixelRatio || 1);
    if (now !== width) {
      width = now;
      layoutTiles();
      const bar = Math.min(148, root.clientWidth);
      drawLegend($('.bar'), scale, rec.C, bar, 12);
      root.style.setProperty('--bar', $('.bar').style.width);
      for (const panel of panels) panel.stale = true;
    }
    schedule();
  }

  // The largest whole number of device pixels for each weight with which the tiles stay within a comfortable height.
  function layoutTiles() {
    const grid = $('.tiles'), dpr = window.devicePixelRatio || 1, room = grid.clientWidth, many = shown.length;
    const narrow = room < 420, gap = narrow ? 8 : 14, tallest = narrow ? 340 : clamp(0.42 * room, 280, 400);
    const least = Math.min(many, narrow ? (many > 4 ? 3 : 4) : 1);
    let columns = 1;
    for (k = Math.max(1, Math.floor(176 * dpr / rec.W)); k >= 1; k--) {
      const css = k * rec.W / dpr;
      columns = Math.min(many, Math.floor((room + gap) / (css + gap)));
      const rows = Math.ceil(many / Math.max(1, columns));
      const fits = columns >= least && rows * (k * rec.H / dpr + 26) <= tallest;
      if (fits || (k - 1) * rec.W / dpr < 40 && columns >= least) break;
    }
    k = Math.max(1, k);
    columns = Math.max(1, columns);
    columns = Math.ceil(many / Math.ceil(many / columns));
    const css = k * rec.W / dpr;
    grid.style.gridTemplateColumns = `repeat(${columns}, ${css}px)`;
    grid.style.columnGap = gap + 'px';
    grid.style.setProperty('--cell', k / dpr + 'px');
    grid.classList.toggle('small-tiles', css < 90);
    for (const { canvas } of shown) {
      canvas.style.width = css + 'px';
      canvas.style.height = k * rec.H / dpr + 'px';
    }
  }

  // ---- drawing

  function schedule() { waiting ||= requestAnimationFrame(() => { waiting = 0; draw(); }); }

  function draw() {
    if (!rec || !root.isConnected) return;
    app.draws++;
    const at = app.at, range = currentExtent(), limit = range.strong;
    if (rec.n) {
      const size = rec.H * rec.W * rec.C, factor = limit > 0 ? rec.scales[at] / limit * MIDDLE : 0;
      for (const { index, canvas } of shown) {
        drawSigned(canvas, rec.tiles[at], index * size, [rec.H, rec.W, rec.C], factor, scale, k, MISSING);
      }
    }
    $('.low').textContent = limit > 0 ? '−' + brief(limit) : '';
    $('.high').textContent = limit > 0 ? brief(limit) : '';
    $('.beyond').textContent = beyond(range);
    if (head.caption === null) {
      for (const panel of panels) { if (panel.stale) drawCurves(panel); drawCursor(panel); }
      tellTime();
    }
    readout();
  }

  const currentExtent = () => wholeRun ? rec.extent ?? NOTHING
    : { strong: rec.strong[app.at] ?? 0, most: 127 * (rec.scales[app.at] ?? 0) };

  function tellTime() {
    const slider = $('.timeline'), last = rec.n - 1, at = app.at, step = rec.steps[at] ?? 0;
    const end = count(total());
    slider.value = xOf(step);
    slider.disabled = $('.play').disabled = rec.n < 2;
    slider.style.setProperty('--done', 100 * xOf(step) + '%');
    slider.style.setProperty('--have', 100 * xOf(rec.steps[last] ?? 0) + '%');
    slider.setAttribute('aria-valuetext', sayTime());
    const status = $('.status');
    if (!status.firstChild) {
      const now = make('span', 'now', 'step ');
      now.append(make('b'));
      status.append(now, make('span'), make('span', 'also'));
    }
    const [now, of, also] = status.childNodes, number = now.lastChild;
    now.style.minWidth = `calc(2.2em + ${end.replaceAll(',', '').length + 0.4 * (end.split(',').length - 1)}ch)`;
    number.textContent = count(step);
    of.textContent = ' of ' + end;
    also.textContent = rec.n ? ` · epoch ${places(rec.epochs, at)} · ${places(rec.seconds, at, 2)} s` : ' · waiting for the first step';
    $('.first').disabled = $('.back').disabled = at <= 0;
    $('.ahead').disabled = at >= last;
    $('.live').setAttribute('aria-pressed', String(following));
    $('.last').disabled = at >= last && following;
  }

  // Enough digits to tell neighbouring steps apart, and no more.
  function places(list, at, most = 2) {
    const v = list[at] ?? 0;
    return v.toFixed(v === 0 ? 0 : Math.min(most, v < 10 ? 2 : v < 100 ? 1 : 0));
  }

  const sayTime = () => `step ${count(rec.steps[app.at] ?? 0)} of ${count(total())}, epoch ${places(rec.epochs, app.at)}`;

  function domain(panel) {
    let low = Infinity, high = -Infinity;
    for (const line of panel.lines) for (const v of rec.series[line.series] ?? []) {
      if (Number.isFinite(v) && (!panel.curve.log || v > 0)) { low = Math.min(low, v); high = Math.max(high, v); }
    }
    if (low > high) return null;
    if (panel.curve.log) return high / low < 2 ? [low / 1.5, high * 1.5] : [low, high];
    if (low > 0 && low < 0.5 * high) low = 0;
    return low === high ? [low - 0.5, high + 0.5] : [low, high];
  }

  function yTicks([low, high], log) {
    if (log) {
      const all = (parts, every) => {
        const list = [];
        for (let e = Math.floor(Math.log10(low)) - 1; e <= Math.ceil(Math.log10(high)); e += 1) {
          for (const p of parts) { const v = p * 10 ** e; if (e % every === 0 && v >= low * 0.999 && v <= high * 1.001) list.push(v); }
        }
        return list;
      };
      const fine = all([1, 2, 5], 1);
      if (fine.length < 2) return all([1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9], 1).filter((_, i, list) => i % Math.ceil(list.length / 4) === 0);
      if (fine.length <= 4) return fine;
      const decades = all([1], 1);
      return decades.length <= 1 ? fine.filter((_, i) => i % 2 === 0) : decades.length <= 4 ? decades : all([1], 2);
    }
    const raw = (high - low) / 3, power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 2.5, 5, 10].map(v => v * power).find(v => v >= raw);
    const list = [];
    for (let v = Math.ceil(low / step - 1e-9) * step; v <= high + step * 1e-9; v += step) list.push(Math.abs(v) < step / 1e6 ? 0 : v);
    return list;
  }

  function sheet(canvas, w, h) {
    const dpr = window.devicePixelRatio || 1, ctx = canvas.getContext('2d');
    const W = Math.round(w * dpr), H = Math.round(h * dpr);
    if (canvas.width !== W || canvas.height !== H) { canvas.width = W; canvas.height = H; }
    canvas.style.width = w + 'px';
    canvas.style.height = h + 'px';
    ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
    ctx.clearRect(0, 0, w, h);
    return ctx;
  }

  function drawCurves(panel) {
    panel.stale = false;
    const w = panel.plot.clientWidth, deep = 62, h = deep + (panel.last ? 34 : 8);
    const ctx = sheet(panel.base, w, h), left = GUTTER[0], right = w - GUTTER[1], top = 7;
    const range = domain(panel), [low, high] = range ?? [1, 10], log = panel.curve.log;
    const ratio = v => log ? Math.log(v / low) / Math.log(high / low) : (v - low) / (high - low);
    const y = v => deep - (deep - top) * ratio(v), x = step => left + (right - left) * xOf(step);
    Object.assign(panel, { x, y, w, h, deep, top });
    ctx.font = `11px ${theme.font}`;
    ctx.lineWidth = 1;
    ctx.fillStyle = theme.grey;
    ctx.strokeStyle = theme.rule;
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'right';
    for (const tick of range ? yTicks(range, log) : []) {
      const at = Math.round(y(tick)) + 0.5;
      ctx.beginPath(); ctx.moveTo(left, at); ctx.lineTo(right, at); ctx.stroke();
      ctx.fillText(String(Number(tick.toPrecision(4))).replace('-', '−'), left - 7, at);
    }
    xAxis(ctx, panel, x, left, right, deep);
    const ends = [];
    for (const line of panel.lines) {
      const values = rec.series[line.series] ?? [];
      ctx.strokeStyle = line.colour;
      ctx.lineWidth = 1.75;
      ctx.lineJoin = 'round';
      ctx.setLineDash(line.dash);
      ctx.beginPath();
      let points = 0, px = 0, py = 0;
      values.forEach((v, i) => {
        if (!Number.isFinite(v) || log && v <= 0) return;
        px = x(rec.steps[i]); py = y(v);
        if (points++) ctx.lineTo(px, py); else ctx.moveTo(px, py);
      });
      if (points > 1) ctx.stroke();
      ctx.setLineDash([]);
      ctx.fillStyle = line.colour;
      if (points === 1) { ctx.beginPath(); ctx.arc(px, py, 3, 0, 7); ctx.fill(); }
      if (points) ends.push({ line, px, py, at: py });
    }
    ends.sort((a, b) => a.py - b.py);
    ends.forEach((end, i) => { if (i) end.at = Math.max(end.at, ends[i - 1].at + 13); });
    const over = ends.length ? ends.at(-1).at - (deep + 2) : 0;
    if (over > 0) for (const end of ends) end.at -= over;
    ctx.textAlign = 'left';
    for (const end of ends) {
      ctx.fillStyle = end.line.colour;
      ctx.fillText(end.line.name, end.px + 7, end.at);
    }
  }

  function xAxis(ctx, panel, x, left, right, deep) {
    const end = total(), ticks = [0];
    for (let v = 1; v < end; v *= 10) ticks.push(v);
    ticks.push(end);
    const base = deep + 4.5;
    if (!panel.last) return;
    ctx.beginPath(); ctx.moveTo(left, base); ctx.lineTo(right, base); ctx.stroke();
    ctx.textAlign = 'center';
    let limit = right - ctx.measureText(count(end)).width / 2 - 8;
    ticks.reverse().forEach((tick, i) => {
      const at = x(tick), wide = ctx.measureText(count(tick)).width;
      ctx.beginPath(); ctx.moveTo(at, base); ctx.lineTo(at, base + 3); ctx.stroke();
      if (i && at + wide / 2 > limit) return;
      ctx.fillText(count(tick), at, base + 11);
      limit = at - wide / 2 - 8;
    });
    ctx.fillText('step (log scale)', (left + right) / 2, base + 24);
    ctx.textAlign = 'right';
  }

  // The value at the cursor is the last one measured at or before it.
  function measured(line) {
    const values = rec.series[line.series] ?? [];
    for (let i = app.at; i >= 0; i--) if (!Number.isNaN(values[i])) return { v: values[i], i };
    return null;
  }

  function drawCursor(panel) {
    const ctx = sheet(panel.over, panel.w, panel.h);
    if (!rec.n) return;
    const x = panel.x(rec.steps[app.at]);
    ctx.strokeStyle = theme.accent || theme.text;
    ctx.lineWidth = 1.25;
    ctx.beginPath(); ctx.moveTo(x, 0); ctx.lineTo(x, panel.deep + 4); ctx.stroke();
    for (const line of panel.lines) {
      const now = measured(line);
      line.value.textContent = now ? number(now.v) + (panel.curve.unit === '%' ? '\u202f%' : '') : '–';
      if (!now || !Number.isFinite(now.v) || panel.curve.log && now.v <= 0) continue;
      ctx.beginPath();
      ctx.arc(panel.x(rec.steps[now.i]), panel.y(now.v), 3.5, 0, 7);
      ctx.fillStyle = line.colour; ctx.fill();
      ctx.strokeStyle = theme.seen; ctx.lineWidth = 1.5; ctx.stroke();
    }
  }

  const number = v => !Number.isFinite(v) ? signed(v, 2) : Math.abs(v) >= 100 ? signed(v, 0)
    : Math.abs(v) >= 10 ? signed(v, 1) : Math.abs(v) >= 0.1 || v === 0 ? signed(v, 2) : brief(v);

  // ---- one weight

  function point() { root.classList.toggle('pointed', spot !== null); readout(); }

  function readout() {
    const where = $('.where'), what = $('.what');
    if (!spot || !rec.n || !shown[spot.tile]) {
      where.textContent = head && head.caption === null ? 'Point at a weight to read it.' : '';
      what.textContent = '';
      for (const s of shown) if (s.value.textContent) s.value.textContent = '';
      return;
    }
    const grid = $('.tiles');
    grid.style.setProperty('--row', spot.row);
    grid.style.setProperty('--col', spot.col);
    const { index } = shown[spot.tile];
    where.textContent = `${head.labels[index]} · row ${spot.row + 1}, column ${spot.col + 1}`;
    what.textContent = weight(index);
    for (const s of shown) s.value.textContent = rec.C === 1 ? weight(s.index) : '';
  }

  function weight(index) {
    const step = rec.scales[app.at], start = ((index * rec.H + spot.row) * rec.W + spot.col) * rec.C;
    const value = c => {
      const code = rec.tiles[app.at][start + c];
      return code === MISSING ? 'not a number' : signed(code * step, digits(step / 2));
    };
    return rec.C === 3 ? `R ${value(0)}  G ${value(1)}  B ${value(2)}` : value(0);
  }

  const grid = $('.tiles');
  grid.onpointermove = event => {
    const tile = shown.findIndex(s => s.canvas === event.target);
    if (tile < 0) return;
    const box = event.target.getBoundingClientRect();
    spot = { tile, row: clamp(Math.floor((event.clientY - box.top) / box.height * rec.H), 0, rec.H - 1),
      col: clamp(Math.floor((event.clientX - box.left) / box.width * rec.W), 0, rec.W - 1) };
    point();
  };
  grid.onpointerdown = grid.onpointermove;
  grid.onpointerleave = event => { if (event.pointerType !== 'touch') { spot = null; point(); } };
  grid.onkeydown = event => {
    if (event.key === 'Escape') { spot = null; point(); return; }
    const at = spot ?? { tile: 0, row: Math.floor(rec.H / 2), col: Math.floor(rec.W / 2) };
    if (movePixel(event, at, rec.H, rec.W, shown.length)) {
      spot = at;
      point();
      say($('.where').textContent + ': ' + $('.what').textContent);
    }
  };
  grid.onblur = () => { spot = null; point(); };

  // ---- time

  function go(index, follow = false) {
    app.at = clamp(index, 0, Math.max(0, rec.n - 1));
    following = follow || app.at === rec.n - 1;
    schedule();
  }

  function grab(x) {
    pause();
    dragging = true;
    go(nearest((x - GUTTER[0]) / (root.clientWidth - GUTTER[0] - GUTTER[1])));
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

  function describe() {
    if (!rec.n) return;
    const size = rec.H * rec.W * rec.C, values = rec.tiles[app.at], q = rec.scales[app.at];
    for (const { index, canvas } of shown) {
      let low = Infinity, high = -Infinity;
      for (let i = index * size; i < (index + 1) * size; i++) {
        if (values[i] !== MISSING) { low = Math.min(low, values[i]); high = Math.max(high, values[i]); }
      }
      const place = digits(q / 2);
      canvas.setAttribute('aria-label', `${head.labels[index]}: weights from ${signed(low * q, place)} to ${signed(high * q, place)}`);
    }
    const limit = brief(currentExtent().strong);
    $('.bar').setAttribute('aria-label', `Colour scale from −${limit} (blue, dashed) through 0 to ${limit} (vermilion), ${beyond(currentExtent())}`);
    const parts = [sayTime()];
    for (const panel of panels) {
      const now = panel.lines.map(line => {
        const m = measured(line);
        return m ? `${line.name} ${number(m.v)}` : '';
      }).filter(Boolean).join(', ');
      const text = `${panel.curve.title}${panel.curve.unit ? ' in ' + panel.curve.unit : ''}: ${now}`;
      panel.base.setAttribute('aria-label', `${text} at ${sayTime()}; the curve over all steps, on a logarithmic axis`);
      parts.push(text);
    }
    if (head.caption === null && !head.running) say(parts.join('. '));
  }

  function say(text) { $('.said').textContent = text; }

  $('.first').onclick = () => { pause(); go(0); commit(); };
  $('.back').onclick = () => { pause(); go(app.at - 1); soon(); };
  $('.ahead').onclick = () => { pause(); go(app.at + 1); soon(); };
  $('.last').onclick = $('.live').onclick = () => { pause(); go(rec.n - 1, true); commit(); };
  $('.play').onclick = toggle;
  const choose = whole => {
    wholeRun = whole;
    $('.whole').setAttribute('aria-pressed', String(whole));
    $('.this').setAttribute('aria-pressed', String(!whole));
    schedule();
  };
  $('.whole').onclick = () => choose(true);
  $('.this').onclick = () => choose(false);
  const slider = $('.timeline');
  slider.oninput = () => { pause(); dragging = true; go(nearest(Number(slider.value))); };
  slider.onchange = slider.onpointerup = slider.onpointercancel = release;
  slider.onkeydown = event => {
    const to = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10,
      Home: -Infinity, End: Infinity }[event.key];
    if (to !== undefined) { pause(); go(app.at + to); soon(); }
    else if (event.key === ' ') toggle();
    else return;
    event.preventDefault();
  };

  const resized = new ResizeObserver(layout);
  return app;
}
