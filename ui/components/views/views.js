const NAMES = ['x', 'h', 'g', 's'], MATRICES = ['U', 'V', 'W'], FIELDS = ['u', 'v', 'w'], WIDTHS = [2, 3, 4, 2];
const MERGE = 1600, PATIENCE = 4000, POINTS = 201, SMALL = 1e-9, TALL = { graph: 250, still: 210, plot: 188 };

export default function (component) {
  const root = component.parentElement.querySelector('.views');
  root.app ??= build(root);
  root.app.connect(component);
  root.app.receive(component.data);
  return () => setTimeout(() => root.isConnected || root.app.stop());
}

// ---- numbers

const bends = leak => ({
  relu: z => Math.max(0, z), leaky_relu: z => z > 0 ? z : leak * z, sigmoid: z => 1 / (1 + Math.exp(-z)), tanh: Math.tanh,
  softplus: z => Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z))), elu: z => z > 0 ? z : Math.expm1(z),
  silu: z => z / (1 + Math.exp(-z)), abs: Math.abs, step: z => z > 0 ? 1 : 0, identity: z => z,
});
const times = (m, x) => m.map(row => row.reduce((sum, v, j) => sum + v * x[j], 0));
const product = (m, n) => m.map(row => n[0].map((_, j) => row.reduce((sum, v, k) => sum + v * n[k][j], 0)));
const amount = text => { const [over, under] = text.split('/'); return Number(over) / Number(under ?? 1) + 0; };
const readTexts = text => text.split(';').map(row => row.split(','));
const writeTexts = rows => rows.map(row => row.join(',')).join(';');
const mix = (a, b, t) => a + (b - a) * t;
const ease = t => t * t * (3 - 2 * t);
const low = n => String(n).replace(/\d/g, d => '₀₁₂₃₄₅₆₇₈₉'[d]);
const minus = text => text.replace('-', '−');

// Two decimals without idle zeros; what is small or large, shorter.
function tidy(v, places = 2) {
  if (!(Math.abs(v) >= 1e-12)) return Number.isFinite(v) ? '0' : brief(v);
  if (Math.abs(v) < 0.5 * 10 ** -places || Math.abs(v) >= 1000) return brief(v);
  return minus(String(Number(v.toFixed(Math.abs(v) >= 100 ? 1 : places))));
}
const inside = v => v.startsWith('−') ? `(${v})` : v;

function passed({ x, weights, f }) {
  const z1 = times(weights[0], x), h = z1.map(f), z2 = times(weights[1], h), g = z2.map(f);
  return { z: [null, z1, z2, null], n: [x, h, g, times(weights[2], g)] };
}

function build(root) {
  const $ = selector => root.querySelector(selector), app = {};
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  let api = null, head = null, raw = null, theme = null, texts = null, net = null, seen = null, live = null;
  let drag = null, hovered = null, picked = null, pending = null, sentAt = 0, later = 0, held = null, patience = 0;
  let merged = false, share = 0, moving = 0, from = 0, since = 0, starting = 0, waiting = 0, last = 'relu', laid = 0;
  const parts = {}, byId = new Map(), plot = {};

  app.connect = component => { api = component; resized.observe(root); };
  app.stop = () => { resized.disconnect(); net?.stop(); for (const id of [waiting, moving]) cancelAnimationFrame(id); for (const id of [later, patience, starting]) clearTimeout(id); };
  const resized = new ResizeObserver(() => { if (head && root.clientWidth !== laid) schedule(); });

  app.receive = data => {
    const painted = readTheme(root), news = !raw || data.length !== raw.length || data.some((v, i) => v !== raw[i]);
    const message = news ? unpack(data) : null;
    if (message && late(message.header)) {
      held = data.slice();
      clearTimeout(patience);
      patience = setTimeout(again, PATIENCE + 100);
      return;
    }
    if (painted.signature !== theme?.signature) { theme = painted; paint(root, theme); }
    if (message) { raw = data.slice(); held = null; take(message.header); }
    root.hidden = false;
    schedule();
  };

  const written = () => [texts.activation, ...['x', ...FIELDS].map(name => writeTexts(texts[name]))].join('|');

  // The answer to an older drag is not what the hand sees now.
  function late(header) {
    if (drag) return true;
    const old = pending !== null && header.now !== pending && performance.now() - sentAt < PATIENCE;
    if (!old) pending = null;
    return old;
  }

  function again() {
    const data = held;
    held = null;
    if (data && root.isConnected) app.receive(data);
  }

  function take(header) {
    const before = texts?.activation, first = !head;
    head = { ...header, label: header.label.replace(/[*_`$\\]/g, '') };
    const [activation, x, u, v, w] = header.now.split('|');
    texts = { activation, x: readTexts(x), u: readTexts(u), v: readTexts(v), w: readTexts(w) };
    root.classList.toggle('still', head.still);
    if (first) frame();
    if (activation !== before) turned(first ? 700 : 450);
  }

  // ---- the network now

  function compute() {
    const weights = FIELDS.map(name => texts[name].map(row => row.map(amount))), x = texts.x[0].map(amount);
    const f = bends(head.leak)[texts.activation], net = { weights, f }, at = x => passed({ ...net, x }).n[3];
    const { z, n } = passed({ ...net, x }), A = product(product(weights[2], weights[1]), weights[0]);
    const alone = [at([x[0], 0]), at([0, x[1]]), at([0, 0])], together = alone[0].map((v, k) => v + alone[1][k] - alone[2][k]);
    const reach = Math.max(2, 1.25 * Math.abs(x[0])), along = Array.from({ length: POINTS }, (_, k) => -reach + 2 * reach * k / (POINTS - 1));
    const line = along.map(v => at([v, x[1]]));
    const gap = (a, b) => Math.max(...a.map((v, k) => Math.abs(v - b[k])));
    const bend = Math.max(...line.map((s, k) => gap(s, s.map((_, o) => mix(line[0][o], line.at(-1)[o], k / (POINTS - 1))))));
    const Ax = times(A, x);
    return { weights, x, z, n, A, Ax, alone, together, reach, along, line, bend, excess: gap(n[3], together), difference: gap(n[3], Ax) };
  }

  const linear = () => texts.activation === 'identity';
  const textOf = id => { const { kind, at: [l, i, j] } = idParts(id); return kind === 'n' ? texts.x[0][i] : texts[FIELDS[l]][i][j]; };
  const editable = id => { const { kind, at: [l] } = idParts(id); return kind === 'n' ? l === 0 : kind === 'e' && l < 3 && !merged; };
  const nameOf = id => {
    const { kind, at: [l, i, j] } = idParts(id);
    return kind === 'e' ? 'uvwa'[l] + low(i + 1) + low(j + 1) : NAMES[l] + low(i + 1);
  };

  function set(id, v) {
    const { kind, at: [l, i, j] } = idParts(id), text = String(Number(clamp(v, -head.most, head.most).toFixed(2)) + 0);
    if (kind === 'n') texts.x[0][i] = text; else texts[FIELDS[l]][i][j] = text;
    schedule();
  }

  // ---- one message, when the hand lets go

  function commit() {
    clearTimeout(later);
    later = 0;
    const now = written();
    pending = now === head.now ? null : now;
    sentAt = performance.now();
    if (pending) api.setTriggerValue('moved', now);
  }

  function nudge(id, by) {
    set(id, amount(textOf(id)) + by);
    pending ??= '';
    sentAt = performance.now();
    $('.said').textContent = `${nameOf(id)} = ${minus(textOf(id))}`;
    clearTimeout(later);
    later = setTimeout(commit, 450);
  }

  function press(id, event) {
    if (!event.isPrimary || event.button !== 0 || !editable(id)) return false;
    drag = { id, x: event.clientX, start: amount(textOf(id)), pointer: event.pointerId, moved: false };
    root.setPointerCapture(event.pointerId);
    return true;
  }

  root.onpointermove = event => {
    if (!drag || event.pointerId !== drag.pointer) return;
    const by = event.clientX - drag.x;
    if (!drag.moved && Math.abs(by) < 3) return;
    drag.moved = true;
    root.style.cursor = 'ew-resize';
    set(drag.id, drag.start + Math.round(by * (event.shiftKey ? 0.25 : 1)) * head.step);
  };
  root.onpointerup = root.onpointercancel = root.onlostpointercapture = event => {
    if (!drag || event.pointerId !== drag.pointer) return;
    const { id, moved } = drag;
    drag = null;
    root.style.cursor = '';
    if (moved) commit();
    else { if (event.type === 'pointerup') pick(id); again(); }
    schedule();
  };

  function scrubKeys(event, id) {
    const size = event.shiftKey ? 0.01 : 0.1;
    const by = { ArrowUp: size, ArrowDown: -size, PageUp: 1, PageDown: -1 }[event.key];
    if (by === undefined || event.altKey || event.ctrlKey || event.metaKey || !editable(id)) return false;
    nudge(id, by);
    event.preventDefault();
    return true;
  }

  function hover(id) { if (!drag && id !== hovered) { hovered = id; schedule(); } }
  function pick(id) { picked = id; schedule(); }

  // ---- three layers become one matrix

  function turned(wait) {
    clearTimeout(starting);
    if (!linear()) { last = texts.activation; fold(false, 0.4); return; }
    if (calm.matches || head.still) { fold(true); return; }
    starting = setTimeout(() => fold(true), wait);
  }

  function fold(on, long = 1) {
    merged = on;
    if (picked && idParts(picked).kind === 'e') picked = null;
    hovered = null;
    from = share;
    since = performance.now();
    cancelAnimationFrame(moving);
    const step = now => {
      const t = calm.matches || head.still ? 1 : clamp((now - since) / (MERGE * long), 0, 1);
      share = mix(from, merged ? 1 : 0, t);
      paintAll();
      if (t < 1) moving = requestAnimationFrame(step);
    };
    if (share !== (on ? 1 : 0)) step(since); else schedule();
    if (calm.matches) schedule();
  }

  function turn(activation) {
    texts.activation = activation;
    turned(150);
    commit();
    schedule();
  }

  // ---- build once

  function frame() {
    for (const [name, words] of Object.entries(head.functions)) $('.activation').append(new Option(words, name));
    $('.activation').onchange = event => turn(event.target.value);
    $('.bend').onclick = () => turn(linear() ? last : 'identity');
    $('.merge').onclick = () => { clearTimeout(starting); fold(!merged); };
    chain();
    formula();
    proof();
    net = networkView($('.graph'), { onHover: hover, onPress: press, onKey: scrubKeysOfGraph,
      onPick: id => { pick(id); if (id && editable(id)) requestAnimationFrame(() => $('.handle').focus()); } });
    const handle = $('.handle');
    handle.onpointerdown = event => { press(picked, event); };
    handle.onfocus = () => hover(picked);
    handle.onblur = () => hover(null);
    handle.onkeydown = event => {
      if (scrubKeys(event, picked)) return;
      if (event.key === 'Escape' || event.key === 'Enter') { const id = picked; pick(null); net.focus(id); event.preventDefault(); }
    };
    root.onpointerover = event => { if (!event.target.closest('.network, .handle')) hover(event.target.closest('[data-id]')?.dataset.id ?? null); };
    root.onpointerleave = () => hover(null);
  }

  const scrubKeysOfGraph = (id, event) => (event.key.startsWith('Page') ? scrubKeys(event, id) : false);

  function register(element, id) {
    element.dataset.id = id;
    byId.set(id, [...(byId.get(id) ?? []), element]);
    return element;
  }

  function block(name, label, rows, columns, idAt, edit) {
    const part = make('div', 'part'), inner = make('div', 'inner'), matrix = make('div', 'matrix');
    matrix.style.gridTemplateColumns = `repeat(${columns}, auto)`;
    const cells = Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => {
      const cell = register(make('span', 'cell'), idAt(i, j));
      if (edit) scrubbed(cell, `${name}, ${rows > 1 && columns > 1 ? `row ${i + 1}, column ${j + 1}` : `entry ${i + 1}`}`, () => cells.flat());
      matrix.append(cell);
      return cell;
    }));
    const named = make('span', 'label');
    named.innerHTML = label;
    inner.append(matrix, named);
    part.append(inner);
    parts[name] = { part, inner, cells, label: named };
    return part;
  }

  function scrubbed(cell, label, mates) {
    cell.classList.add('edit');
    for (const [name, value] of Object.entries({ role: 'spinbutton', 'aria-label': label, 'aria-valuemin': -head.most, 'aria-valuemax': head.most })) cell.setAttribute(name, value);
    cell.onpointerdown = event => { press(cell.dataset.id, event); };
    cell.onfocus = () => {
      for (const mate of mates()) mate.tabIndex = mate === cell ? 0 : -1;
      if (cell.matches(':focus-visible')) hover(cell.dataset.id);
    };
    cell.onblur = () => hover(null);
    cell.onkeydown = event => {
      if (scrubKeys(event, cell.dataset.id)) return;
      const all = mates(), k = all.indexOf(cell), to = { ArrowLeft: k - 1, ArrowRight: k + 1, Home: 0, End: all.length - 1 }[event.key];
      if (to === undefined) return;
      all[clamp(to, 0, all.length - 1)].focus();
      event.preventDefault();
    };
    requestAnimationFrame(() => { cell.tabIndex = mates()[0] === cell ? 0 : -1; });
  }

  function gate(name) {
    const part = make('div', 'part gate'), inner = make('div', 'inner'), box = make('div', 'box');
    box.innerHTML = '<svg viewBox="-3 -3 6 6" aria-hidden="true"><line x1="-3" x2="3" y1="0" y2="0" vector-effect="non-scaling-stroke"/><line y1="-3" y2="3" x1="0" x2="0" vector-effect="non-scaling-stroke"/><path vector-effect="non-scaling-stroke"/></svg>';
    inner.append(box, make('span', 'label'));
    part.append(inner);
    parts[name] = { part, inner, label: inner.lastChild, path: box.querySelector('path') };
    return part;
  }

  function chain() {
    const stages = [0, 1, 2].map(() => make('div', 'stage')), i = text => `<i>${text}</i>`;
    stages[0].append(block('x', i('x'), 2, 1, k => nodeId(0, k), true));
    MATRICES.forEach((name, l) => {
      const [out, into] = [WIDTHS[l + 1], WIDTHS[l]];
      stages[l].append(block(name, i(name), out, into, (r, c) => edgeId(l, r, c), true));
      if (l < 2) {
        stages[l].append(block('z' + l, i(name + ['x', 'h'][l]), out, 1, r => `z.${l + 1}.${r}`), gate('gate' + l));
        stages[l].append(block('h' + l, i(NAMES[l + 1]), out, 1, r => nodeId(l + 1, r)));
      }
    });
    stages[2].append(block('A', i('A = W V U'), 2, 2, (r, c) => edgeId(3, r, c)), block('s', i('s'), 2, 1, r => nodeId(3, r)));
    $('.chain').append(...stages);
    $('.chain').setAttribute('role', 'group');
    $('.chain').setAttribute('aria-label', 'The network as matrices');
  }

  function formula() {
    parts.rows = [];
    const row = (l, i, width, matrix, source) => {
      const made = make('div', 'row'), left = make('span', 'left'), body = make('span');
      left.append(register(make('span', '', NAMES[l] + low(i + 1)), nodeId(l, i)));
      const open = make('span'), close = make('span'), terms = [];
      body.append(open);
      for (let j = 0; j < width; j++) {
        const weight = register(make('span', matrix < 3 ? 'edit' : ''), edgeId(matrix, i, j)), of = register(make('span', source ? '' : 'edit'), nodeId(source, j));
        for (const [span, id] of [[weight, weight.dataset.id], [of, of.dataset.id]]) if (span.className) span.onpointerdown = event => { press(id, event); };
        body.append(weight, document.createTextNode('·'), of);
        terms.push({ weight, of });
      }
      body.append(close);
      made.append(left, body);
      if (!i) made.classList.add('gap');
      $('.maths .rows').append(made);
      parts.rows.push({ made, open, close, terms, l, i, matrix, source });
    };
    for (let l = 1; l < 4; l++) for (let i = 0; i < WIDTHS[l]; i++) row(l, i, WIDTHS[l - 1], l - 1, l - 1);
    for (let i = 0; i < 2; i++) row(3, i, 2, 3, 0);
  }

  function proof() {
    const body = $('tbody');
    parts.table = ['x₁ alone', 'x₂ alone', '− at 0', 'added up', 'both: the network', 'the one matrix'].map((name, k) => {
      const row = make('tr', ['', '', '', 'sum', 'true', ''][k]), th = make('th');
      th.scope = 'row';
      row.append(th, make('td'), make('td'));
      body.append(row);
      return { th, cells: [...row.querySelectorAll('td')], name };
    });
    const svg = svgMake('svg');
    $('.plot').append(svg);
    svg.setAttribute('role', 'img');
    const clip = svgMake('clipPath');
    clip.id = 'views-clip';
    clip.append(plot.clip = svgMake('rect'));
    svg.append(clip);
    const add = (name, tag, className) => { plot[name] = svgMake(tag, className); svg.append(plot[name]); };
    for (const name of ['zero', 'left']) add(name, 'line', 'axis');
    add('here', 'line', 'here');
    for (const k of [0, 1]) add('a' + k, 'path', 'a');
    for (const k of [0, 1]) add('s' + k, 'path', 's');
    for (const k of [0, 1]) { add('dot' + k, 'circle'); add('name' + k, 'text', 'halo'); plot['a' + k].setAttribute('clip-path', 'url(#views-clip)'); }
    for (const name of ['low', 'high', 'zeroText', 'x0', 'x1', 'x2', 'title']) add(name, 'text');
    plot.svg = svg;
  }

  // ---- draw

  function schedule() {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(paintAll);
  }

  function paintAll() {
    if (!head || !theme || !root.clientWidth) return;
    laid = root.clientWidth;
    root.classList.toggle('one', share > 0.999);
    live = compute();
    if (!head.still) { bar(); drawChain(); drawFormula(); drawNote(); drawProof(); }
    drawGraph();
    if (!head.still) { mark(); placeHandle(); }
  }

  function bar() {
    $('.bend').setAttribute('aria-checked', !linear());
    $('.activation').value = texts.activation;
    $('.merge').hidden = !linear();
    $('.merge').textContent = merged ? 'Expand to three layers' : 'Collapse to one matrix';
    const f = { identity: '', sigmoid: 'sigmoid', tanh: 'tanh' }[texts.activation] ?? texts.activation;
    $('code.line').textContent = share > 0.5 ? 's = A @ x' : linear() ? 's = W @ (V @ (U @ x))' : `s = W @ ${f}(V @ ${f}(U @ x))`;
  }

  const focusOf = () => drag?.id ?? hovered ?? picked;

  function related(id) {
    if (!id) return null;
    const { kind, at: [l, i, j] } = idParts(id), near = new Set(), here = new Set([id]);
    if (kind === 'e') {
      const [a, b] = l === 3 ? [0, 3] : [l, l + 1];
      for (const k of [nodeId(a, j), nodeId(b, i), `z.${b}.${i}`]) near.add(k);
    } else {
      here.add(nodeId(l, i)).add(`z.${l}.${i}`);
      if (l === 0) for (let k = 0; k < WIDTHS[merged ? 3 : 1]; k++) near.add(edgeId(merged ? 3 : 0, k, i));
      else for (let k = 0; k < WIDTHS[merged ? 0 : l - 1]; k++) near.add(edgeId(merged ? 3 : l - 1, i, k)).add(nodeId(merged ? 0 : l - 1, k));
    }
    return { here, near };
  }

  function mark() {
    const found = related(focusOf());
    for (const [id, elements] of byId) for (const element of elements) {
      element.classList.toggle('on', !!found?.here.has(id));
      element.classList.toggle('with', !!found?.near.has(id));
    }
  }

  function say(element, text) { if (element.textContent !== text) element.textContent = text; }

  function fill(name, rows, strong, written) {
    parts[name].cells.forEach((row, i) => row.forEach((cell, j) => {
      const v = rows[i][j], text = minus(written?.[i][j] ?? tidy(v));
      say(cell, text);
      const size = strong ? Math.round(34 * Math.min(1, Math.abs(v) / strong)) : 0;
      cell.style.background = size ? `color-mix(in oklab, var(--${v < 0 ? 'below' : 'above'}) ${size}%, var(--paper))` : '';
      if (cell.classList.contains('edit')) { cell.setAttribute('aria-valuenow', v); cell.setAttribute('aria-valuetext', text); }
    }));
  }

  function drawChain() {
    const { weights, z, n, A } = live, column = list => list.map(v => [v]), strong = Math.max(SMALL, ...weights.flat(2).map(Math.abs));
    fill('x', column(n[0]), 0, column(texts.x[0]));
    MATRICES.forEach((name, l) => fill(name, weights[l], strong, texts[FIELDS[l]]));
    fill('A', A, Math.max(SMALL, ...A.flat().map(Math.abs)));
    fill('s', column(n[3]));
    const f = bends(head.leak)[texts.activation], shape = Array.from({ length: 61 }, (_, k) => -3 + k / 10).map((v, k) => `${k ? 'L' : 'M'}${v} ${-f(v)}`).join('');
    for (const l of [0, 1]) {
      fill('z' + l, column(z[l + 1]));
      fill('h' + l, column(n[l + 1]));
      n[l + 1].forEach((v, i) => parts['h' + l].cells[i][0].classList.toggle('off', v === 0));
      parts['gate' + l].path.setAttribute('d', shape);
      say(parts['gate' + l].label, linear() ? 'none' : 'σ');
    }
    const away = ease(clamp(share * 2, 0, 1)), one = ease(clamp(share * 2 - 1, 0, 1));
    const gone = { z0: away, gate0: away, h0: away, z1: away, gate1: away, h1: away, U: one, V: one, W: one, A: 1 - one };
    for (const [name, k] of Object.entries(gone)) {
      const { part, inner } = parts[name];
      part.style.display = k > 0.999 ? 'none' : '';
      part.style.width = k > 0 && k <= 0.999 ? inner.offsetWidth * (1 - k) + 'px' : '';
      part.style.opacity = k > 0 ? 1 - k : '';
    }
  }

  function drawFormula() {
    const words = share > 0.5 ? 's = A x,  A = W V U' : linear() ? 's = W V U x' : 's = W σ(V σ(U x))';
    say($('.maths .head'), words);
    for (const { made, open, close, terms, l, i, matrix, source } of parts.rows) {
      made.hidden = (matrix === 3) !== share > 0.5;
      if (made.hidden) continue;
      const bent = l < 3 && !linear();
      say(open, bent ? ' = σ(' : ' = ');
      terms.forEach(({ weight, of }, j) => {
        const written = minus(matrix < 3 ? texts[FIELDS[matrix]][i][j] : tidy(live.A[i][j])), below = written.startsWith('−');
        say(weight, j ? (below ? ' − ' : ' + ') + written.replace('−', '') : written);
        say(of, inside(source ? tidy(live.n[source][j]) : minus(texts.x[0][j])));
      });
      const end = tidy(live.n[l][i]);
      say(close, bent ? `) = σ(${tidy(live.z[l][i])}) = ${end}` : ` = ${end}`);
    }
  }

  function drawGraph() {
    const { weights, n, z, A } = live, k = ease(share), found = related(focusOf());
    const captions = ['layer 1: input', 'layer 2', 'layer 3', 'layer 4: scores'], subs = linear() ? ['x', 'h = Ux', 'g = Vh', 's = Wg'] : ['x', 'h = σ(Ux)', 'g = σ(Vh)', 's = Wg'];
    const slim = root.clientWidth < 420;
    const layers = n.map((values, l) => {
      const hidden = l === 1 || l === 2;
      return {
        caption: slim ? captions[l].replace(/layer . ?:? ?(?=[a-z])/, '') : captions[l], sub: merged && l === 3 ? 's = Ax' : subs[l],
        ...(hidden ? { squeeze: k, opacity: 1 - k, x: mix(l / 3, 0.5, k) } : { squeeze: -0.8 * k }),
        nodes: values.map((v, i) => ({
          value: v, text: l ? tidy(v) : minus(texts.x[0][i]), name: hidden ? '' : NAMES[l] + low(i + 1), off: hidden && !linear() && v === 0,
          lines: hidden && !head.still ? [{ text: tidy(z[l][i]), value: z[l][i] }] : [],
        })),
      };
    });
    const shown = share > 0.5 ? A.flat() : weights.flat(2);
    net.draw({
      layers, weights: [...weights, A], edgeOpacity: [1 - k, 1 - k, 1 - k, k], strong: Math.max(SMALL, ...shown.map(Math.abs)),
      edgeCaptions: share > 0.5 ? ['', '', ''] : MATRICES, numbers: share > 0.95 ? 'all' : 'lit',
      numbersAt: (l, i, j) => l === 3 ? (i === j ? 0.3 : 0.3 + 0.3 * i) : idIsSource() ? 0.66 : 0.34, lit: found ? [...found.here, ...found.near] : null, picked,
      edgeText: (l, i, j, v) => l < 3 ? (edgeId(l, i, j) === picked ? '' : minus(texts[FIELDS[l]][i][j])) : tidy(v),
      edgeLabel: (l, i, j) => `${nameOf(edgeId(l, i, j))} = ${l < 3 ? minus(texts[FIELDS[l]][i][j]) : tidy(A[i][j])}, from neuron ${j + 1} of layer ${l === 3 ? 1 : l + 1} to neuron ${i + 1} of layer ${l === 3 ? 4 : l + 2}`,
      nodeLabel: (l, i) => `${nameOf(nodeId(l, i))} = ${l ? tidy(n[l][i]) : minus(texts.x[0][i])}, neuron ${i + 1} of layer ${l + 1}`,
      label: head.label, height: head.still ? TALL.still : TALL.graph, still: head.still,
    }, theme);
  }

  const idIsSource = () => { const id = focusOf(); return !!id && id.startsWith('n.0.'); };

  function placeHandle() {
    const handle = $('.handle'), on = !!picked && editable(picked) && (picked[0] === 'n' || share < 0.01);
    handle.hidden = !on;
    if (!on) return;
    const [x, y] = net.where(picked), text = `${nameOf(picked)} = ${minus(textOf(picked))}`;
    handle.style.left = clamp(x, 50, laid - 50) + 'px';
    handle.style.top = (picked[0] === 'n' ? y + 34 : y) + 'px';
    say(handle, text);
    for (const [name, value] of Object.entries({ 'aria-label': nameOf(picked), 'aria-valuenow': amount(textOf(picked)), 'aria-valuetext': minus(textOf(picked)), 'aria-valuemin': -head.most, 'aria-valuemax': head.most })) handle.setAttribute(name, value);
  }

  // ---- words

  function drawNote() {
    const id = focusOf(), words = id ? about(id) : merged ? together() : `One network of ${WIDTHS.slice(1).reduce((a, b) => a + b)} neurons and ${live.weights.flat(2).length} connections, written three times. Point at a number or an edge to find it in all three.`;
    if ($('.note').innerHTML !== words) $('.note').innerHTML = words;
  }

  function together() {
    return `${live.weights.flat(2).length} weights have become ${live.A.flat().length} numbers. Layer by layer the scores are ${live.n[3].map(v => tidy(v)).join(' and ')}, with A they are ${live.Ax.map(v => tidy(v)).join(' and ')}. More such layers would change nothing.`;
  }

  function about(id) {
    const { kind, at: [l, i, j] } = idParts(id), { weights, n, z, A } = live, name = nameOf(kind === 'z' ? nodeId(l, i) : id);
    if (kind === 'e' && l === 3) {
      const many = WIDTHS[1] * WIDTHS[2];
      return `<b>${name} = ${tidy(A[i][j])}</b> adds up all ${many} paths from x${low(j + 1)} to s${low(i + 1)}, each the product of the three weights on it: this is what W V U means.`;
    }
    if (kind === 'e') {
      const carries = weights[l][i][j] * n[l][j], into = l < 2 ? z[l + 1][i] : n[3][i];
      return `<b>${name} = ${minus(textOf(id))}</b> is the strength of the connection from neuron ${j + 1} of layer ${l + 1} to neuron ${i + 1} of layer ${l + 2}. It carries ${minus(textOf(id))}·${inside(tidy(n[l][j]))} = ${tidy(carries)} of the ${tidy(into)} that arrives there.`;
    }
    if (l === 0) return `<b>${name} = ${minus(texts.x[0][i])}</b> is an input: neuron ${i + 1} of layer 1.`;
    if (l === 3) return `<b>${name} = ${tidy(n[3][i])}</b> is a score: row ${i + 1} of ${merged ? 'A times x' : 'W times g'}.`;
    const f = head.functions[texts.activation], row = `row ${i + 1} of ${MATRICES[l - 1]} times ${NAMES[l - 1]}`;
    return linear() ? `<b>${name} = ${tidy(n[l][i])}</b>, neuron ${i + 1} of layer ${l + 1}, is ${row}.`
      : `<b>${name} = ${tidy(n[l][i])}</b>, neuron ${i + 1} of layer ${l + 1}, is ${f} of ${tidy(z[l][i])}, and that is ${row}.`;
  }

  function drawProof() {
    const { alone, together, n, Ax, x, excess, bend } = live, at = (a, b) => `(${a}, ${b})`, [p, q] = texts.x[0].map(minus);
    const rows = [alone[0], alone[1], alone[2], together, n[3], Ax], where = [at(p, 0), at(0, q), at(0, 0), '', at(p, q), 'A x'];
    parts.table.forEach(({ th, cells, name }, k) => {
      say(th, `${name} ${where[k]}`);
      cells.forEach((cell, o) => say(cell, tidy(rows[k][o], 3)));
    });
    const small = SMALL * Math.max(1, ...live.line.flat().map(Math.abs));
    say($('.verdict'), linear() ? 'Yes: what the inputs give alone adds up, and every line is straight.' : excess > small ? 'No: what the inputs give alone does not add up to what both give.'
      : bend > small ? 'At this x it adds up, but not along the whole line: the scores bend.' : 'Here it adds up, and along x₁ the scores are straight.');
    drawPlot();
  }

  function drawPlot() {
    const { along, line, reach, A, x, n } = live, width = Math.max(220, $('.plot').clientWidth), height = TALL.plot;
    const box = { left: 40, right: width - 26, top: 22, bottom: height - 24 }, all = [...line.flat(), 0];
    let [min, max] = [Math.min(...all), Math.max(...all)];
    if (max - min < SMALL) { min -= 1; max += 1; }
    const pad = 0.06 * (max - min), X = v => mix(box.left, box.right, (v + reach) / (2 * reach)), Y = v => mix(box.bottom, box.top, (v - min + pad) / (max - min + 2 * pad));
    svgSet(plot.svg, { viewBox: `0 0 ${width} ${height}`, height, 'aria-label': `The scores as x₁ moves from ${tidy(-reach)} to ${tidy(reach)}: ${live.bend > SMALL ? 'they bend' : 'straight lines'}.` });
    svgSet(plot.clip, { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top });
    svgSet(plot.zero, { x1: box.left, x2: box.right, y1: Y(0), y2: Y(0) });
    svgSet(plot.left, { x1: box.left, x2: box.left, y1: box.top, y2: box.bottom });
    svgSet(plot.here, { x1: X(x[0]), x2: X(x[0]), y1: box.top, y2: box.bottom });
    const colours = [theme.text, theme.accent];
    const ends = line.at(-1).map(Y), apart = Math.abs(ends[0] - ends[1]) < 14 ? (ends[0] < ends[1] ? -7 : 7) : 0;
    for (const k of [0, 1]) {
      svgSet(plot['s' + k], { d: along.map((v, t) => `${t ? 'L' : 'M'}${X(v).toFixed(2)} ${Y(line[t][k]).toFixed(2)}`).join(''), stroke: colours[k], 'stroke-dasharray': k ? '7 3' : 'none' });
      const straight = v => A[k][0] * v + A[k][1] * x[1];
      svgSet(plot['a' + k], { d: `M${X(-reach)} ${Y(straight(-reach))}L${X(reach)} ${Y(straight(reach))}`, stroke: colours[k] });
      svgSet(plot['dot' + k], { cx: X(x[0]), cy: Y(n[3][k]), r: 4, fill: colours[k] });
      words(plot['name' + k], 's' + low(k + 1), box.right + 6, ends[k] + 4 + (k ? -apart : apart), 'start', colours[k]);
    }
    words(plot.low, tidy(min), box.left - 6, Y(min) + 4, 'end');
    words(plot.high, tidy(max), box.left - 6, Y(max) + 4, 'end');
    words(plot.zeroText, Math.abs(Y(0) - Y(min)) > 14 && Math.abs(Y(0) - Y(max)) > 14 ? '0' : '', box.left - 6, Y(0) + 4, 'end');
    [-reach, 0, reach].forEach((v, k) => words(plot['x' + k], (k === 1 ? 'x₁ = ' : '') + tidy(v), X(v), height - 8, ['start', 'middle', 'end'][k]));
    words(plot.title, `the scores as x₁ moves, x₂ = ${minus(texts.x[0][1])}; dotted: A x`, box.left, 12, 'start');
  }

  function words(element, text, x, y, anchor, colour) {
    say(element, text);
    svgSet(element, { x, y, 'text-anchor': anchor });
    if (colour) element.style.fill = colour;
  }

  app.state = () => ({ now: written(), share, merged, picked, hovered, dragging: !!drag, ...live });
  app.of = now => {
    const [activation, x, u, v, w] = now.split('|'), before = texts;
    texts = { activation, x: readTexts(x), u: readTexts(u), v: readTexts(v), w: readTexts(w) };
    const found = compute();
    texts = before;
    return found;
  };
  return app;
}
