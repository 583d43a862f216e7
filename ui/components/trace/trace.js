const PACE = 1100, PATIENCE = 4000, KILLS = 0.02;

export default function (component) {
  const root = component.parentElement.querySelector('.trace');
  root.app ??= build(root);
  root.app.connect(component);
  root.app.receive(component.data);
  // Streamlit may call the cleanup of an older call: stop only once the page has let go of the element.
  return () => setTimeout(() => root.isConnected || root.app.stop());
}

const sign = v => v < 0 ? 'below' : v > 0 ? 'above' : '';
const signOf = text => text.startsWith('−') ? 'below' : text === '0' ? '' : 'above';
const bracket = v => v < 0 ? `(${inWords(v)})` : inWords(v);
// Inside a circle there is room for two digits.
const inside = v => Math.abs(v) >= 0.01 && Math.abs(v) < 1e4 ? signed(v, Math.abs(v) < 9.95 ? 2 : Math.abs(v) < 100 ? 1 : 0).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '') : brief(v);
const plain = text => text.replace(/_\{(.*?)\}/g, ' $1');

// `_{...}` is an index.
function rich(el, text) {
  el.replaceChildren(...text.split(/(_\{.*?\})/).map(part => part.startsWith('_{') ? make('sub', '', part.slice(2, -1)) : part));
  return el;
}

function build(root) {
  const $ = selector => root.querySelector(selector);
  const app = { draws: 0, at: 0, mode: 'paths' };
  let api = null, head = null, raw = null, theme = null, chosen = null, pending = null, sentAt = 0;
  let playing = 0, over = -1, rows = [], hand = null;
  const net = networkView($('.graph'), { onPick: pick });
  for (const name of ['first', 'back', 'play', 'ahead', 'last']) icon(name, name);
  function icon(button, name) { $('.' + button).innerHTML = glyph(name); }

  app.connect = component => { api = component; resized.observe(root); };
  app.stop = () => { pause(); resized.disconnect(); net.stop(); };

  app.receive = data => {
    const painted = readTheme(root), news = !raw || data.length !== raw.length || data.some((v, i) => v !== raw[i]);
    if (painted.signature !== theme?.signature) { theme = painted; paint(root, theme); }
    if (news) { raw = data.slice(); take(unpack(data).header); }
    root.hidden = false;
    draw();
  };

  function take(header) {
    const before = head, same = before && before.key === header.key && before.steps.length === header.steps.length;
    head = header;
    const late = pending && pending !== head.marked.join() && performance.now() - sentAt < PATIENCE;
    if (!late || !has(chosen)) { chosen = head.marked; pending = null; }
    root.classList.toggle('still', head.still);
    if (!same) { pause(); app.at = head.steps.length - 1; app.mode = 'paths'; }
    over = -1;
    $('.timeline').max = head.steps.length - 1;
    ticks();
    table();
  }

  // ---- what there is

  const last = () => head.weights.length;
  const has = at => at && at[1] < (head.weights[at[0]]?.length ?? 0) && at[2] < head.weights[at[0]][0].length;
  const edge = ([m, to, source]) => edgeId(m, to, source);
  const error = () => nodeId(last() + 1, 0);
  const box = id => id === 'E' ? error() : id;
  const unit = (m, i) => head.names[m][i];
  const wname = ([m, to, source]) => source < 0 ? `b_{${unit(m + 1, to)}}` : `w_{${unit(m + 1, to)}${unit(m, source)}}`;
  const zname = ([m, , source]) => source < 0 ? '1' : `${m ? 'z' : 'x'}_{${unit(m, source)}}`;
  const weightOf = ([m, to, source]) => source < 0 ? head.biases[m][to] : head.weights[m][to][source];
  const inputOf = ([m, , source]) => source < 0 ? 1 : head.z[m][source];
  const learned = ([m, to, source], from = head.gradient) => from[m][to][source + 1];
  const ways = ([m, to]) => head.paths[m][to];

  // The factors' names along a path, and those of a whole column.
  function factorNames(at, units) {
    const names = [zname(at)];
    for (let n = 0; n + 1 < units.length; n++) {
      const m = at[0] + 1 + n;
      names.push(`σ′(a_{${unit(m, units[n])}})`, wname([m, units[n + 1], units[n]]));
    }
    return [...names, `δ_{${unit(last(), units.at(-1))}}`];
  }

  function columnNames(at) {
    const letter = m => head.names[m][0][0], first = unit(at[0] + 1, at[1]), names = [zname(at)];
    for (let m = at[0] + 1; m < last(); m++) {
      const here = m === at[0] + 1 ? first : letter(m);
      names.push(`σ′(a_{${here}})`, `w_{${letter(m + 1)}${here}}`);
    }
    return [...names, `δ_{${at[0] + 1 === last() ? first : letter(last())}}`];
  }

  function along(at, units) {
    const ids = [edge(at), ...(at[2] < 0 ? [] : [nodeId(at[0], at[2])]), error()];
    units.forEach((u, n) => {
      const m = at[0] + 1 + n;
      ids.push(nodeId(m, u), n + 1 < units.length ? edgeId(m, units[n + 1], u) : edgeId(last(), 0, u));
    });
    return ids;
  }

  // ---- the graph

  function known() {
    const seen = new Set();
    const upTo = app.mode === 'paths' ? head.steps.length - 1 : app.at;
    head.steps.slice(0, upTo + 1).forEach(([kind, , , lit]) => lit.forEach(id => seen.add(kind + box(id))));
    return seen;
  }

  function nodeOf(m, i, seen) {
    const id = nodeId(m, i), name = unit(m, i), lines = [];
    if (!m) return { name, value: head.z[0][i], text: inside(head.z[0][i]), lines: blank() };
    const out = m === last(), pathways = app.mode === 'paths', d = head.deltas[m - 1][i], a = head.a[m - 1][i];
    const delta = seen.has('delta' + id) ? { text: `δ ${inWords(d)}`, value: d } : '';
    if (out) lines.push(seen.has('p' + id) ? `p ${inWords(head.p[i])}` : '');
    else if (pathways) lines.push({ text: `σ′ ${inWords(head.slopes[m - 1][i])}` });
    else lines.push(seen.has('a' + id) ? `a ${inWords(a)}` : '');
    if (delta && (narrow() || !lines[0])) lines[0] = delta; else if (!narrow()) lines.push(delta);
    if (!narrow() && lines.length < 2) lines.push('');
    const ready = seen.has((out ? 'a' : 'z') + id), value = out ? a : head.z[m][i];
    return { name: out ? `${name}: t = ${inWords(head.t[i])}` : name, value: ready ? value : undefined,
      text: ready ? inside(value) : '', lines, off: !out && pathways && head.slopes[m - 1][i] === 0 };
  }

  const narrow = () => root.clientWidth < 560 && !head.still;
  const blank = () => narrow() ? [''] : ['', ''];

  function captions(m) {
    const letter = head.names[m][0][0];
    if (narrow()) return { caption: letter, sub: m === last() ? 'y = a' : m ? 'z = σ(a)' : 'x' };
    if (m === last()) return { caption: `output ${letter}`, sub: `y = a` };
    return m ? { caption: `hidden ${letter}`, sub: 'z = σ(a)' } : { caption: `input ${letter}`, sub: 'x' };
  }

  function draw() {
    if (!head) return;
    app.draws++;
    const seen = known(), step = head.steps[app.at], paths = app.mode === 'paths', most = Math.max(...head.names.map(n => n.length));
    const layers = head.names.map((names, m) => ({ ...captions(m), nodes: names.map((_, i) => nodeOf(m, i, seen)) }));
    const E = seen.has('E' + error());
    layers.push({ caption: 'error', sub: head.loss === 'squared' ? '½ Σ (a − t)²' : '−Σ t ln p',
      nodes: [{ name: 'E', text: E ? inside(head.E) : '', lines: blank() }] });
    const far = head.weights.flat(2).map(Math.abs);
    net.draw({ layers, weights: [...head.weights, [head.names.at(-1).map(() => 0)]], strong: Math.max(1e-9, ...far),
      ...(paths ? litPaths() : litStep(step)), edgeText: paths ? pathText : stepText(step), numbersAt: numbersAt(paths, step),
      nodeLabel, edgeLabel, label: plain(head.label).replaceAll('**', ''), still: head.still,
      height: head.still ? 56 + 90 * most : Math.max(230, 52 + (most > 3 ? 76 : 82) * most) }, theme);
    if (!head.still) { formula(step); transport(); mark(); }
  }

  // Numbers stand apart where edges do: near their start if they come from many units, near their end if from one.
  const numbersAt = (paths, step) => narrow() || head.still ? 0.5 : !paths && step[0] === 'delta' ? 0.66 : 0.34;

  function litPaths() {
    const all = ways(chosen), one = all[over];
    const ids = new Set((one ? [one] : all).flatMap(([units]) => along(chosen, units)));
    return { lit: ids, picked: edge(chosen) };
  }

  function litStep([kind, , , lit, reads]) {
    const ids = [...lit, ...reads].map(box), k = head.names.at(-1).map((_, i) => edgeId(last(), 0, i));
    if (kind === 'E') ids.push(...k);
    if (kind === 'delta' && reads.includes('E')) ids.push(edgeId(last(), 0, idParts(lit[0]).at[1]), ...k.map((_, i) => nodeId(last(), i)));
    return { lit: ids, marked: [...lit.map(box).filter(id => id[0] === 'n'), edge(chosen)] };
  }

  function pathText(m, to, source, v) {
    if (m === last()) return '';
    return (!narrow() && (over >= 0 || ways(chosen).length === 1)) || (m === chosen[0] && to === chosen[1] && source === chosen[2]) ? inWords(v) : '';
  }

  const stepText = ([kind]) => (m, to, source, v) => {
    if (m === last() || narrow()) return '';  // no room: the formula has them
    if (kind !== 'gradient') return inWords(v);
    const g = head.gradient[m][to][source + 1];
    return { text: inWords(g), value: g };
  };

  function nodeLabel(m, i) {
    if (m > last()) return `the error E: ${inWords(head.E)}`;
    const seen = known(), id = nodeId(m, i), parts = [`unit ${unit(m, i)}`];
    if (!m) parts.push(`x ${inWords(head.z[0][i])}`);
    if (seen.has('a' + id)) parts.push(`a ${inWords(head.a[m - 1][i])}`);
    if (m && m < last() && seen.has('z' + id)) parts.push(`z ${inWords(head.z[m][i])}`);
    if (seen.has('delta' + id)) parts.push(`delta ${inWords(head.deltas[m - 1][i])}`);
    return parts.join(', ');
  }

  function edgeLabel(m, to, source) {
    if (m === last()) return `${unit(m, source)} goes into the error`;
    return `weight from ${unit(m, source)} to ${unit(m + 1, to)}: ${inWords(head.weights[m][to][source])}`
      + (known().has('gradient' + edgeId(m, to, source)) ? `, gradient ${inWords(head.gradient[m][to][source + 1])}` : '');
  }

  // ---- the formula

  function equation(line, broken) {
    const [name, symbols, numbers, result] = line, el = make('div', 'line');
    const value = make('b', signOf(result), result), part = text => rich(make('span'), text);
    el.append(part(name));
    if (symbols) el.append(part(' = ' + symbols));
    if (broken && numbers) { const second = make('div', 'line'); second.append(part('= ' + numbers + ' = '), value); return [el, second]; }
    if (numbers) el.append(part(' = ' + numbers));
    el.append(' = ', value);
    return [el];
  }

  function formula(step) {
    const [what, where, lines] = app.mode === 'paths' ? pathFormula() : [step[1], `box ${app.at + 1} of ${head.steps.length}`, step[2]];
    rich($('.what'), what);
    $('.where').textContent = where;
    $('.lines').className = 'lines ' + (lines.length === 1 ? 'one' : 'many');
    $('.lines').replaceChildren(...lines.flatMap(line => equation(line, lines.length === 1)));
    root.querySelector('.formula').scrollTop = 0;
  }

  function pathFormula() {
    const g = learned(chosen), all = ways(chosen), here = unit(chosen[0] + 1, chosen[1]), z = inputOf(chosen);
    if (over >= 0 || all.length === 1) {
      const [units, factors, product] = all[Math.max(0, over)], names = factorNames(chosen, units).join(' · ');
      const numbers = [z, ...factors].map(bracket).join(' · ');
      if (all.length === 1) return [`What ${wname(chosen)} = ${inWords(weightOf(chosen))} learns`, 'one path', [[`∂E/∂${wname(chosen)}`, names, numbers, inWords(g)]]];
      return [`This path’s share of ∂E/∂${wname(chosen)}`, `path ${rows.indexOf(over) + 1} of ${all.length}`, [[names, '', numbers, inWords(z * product)]]];
    }
    const delta = head.deltas[chosen[0]][chosen[1]], bias = chosen[2] < 0, sum = `Σ over all paths from ${here} to E`;
    return [`What ${wname(chosen)} = ${inWords(weightOf(chosen))} learns`, `${all.length} paths`,
      [[`∂E/∂${wname(chosen)}`, bias ? `δ_{${here}} = ${sum}` : `δ_{${here}} ${zname(chosen)} = ${zname(chosen)} · ${sum}`,
        bias ? '' : `${bracket(delta)} · ${bracket(z)}`, inWords(g)]]];
  }

  // ---- the table of paths

  function table() {
    const at = chosen, all = ways(at), z = inputOf(at), shares = all.map(way => z * way[2]);
    rows = all.map((_, i) => i).sort((a, b) => Math.abs(shares[b]) - Math.abs(shares[a]) || a - b);
    const largest = Math.max(1e-300, ...shares.map(Math.abs)), names = columnNames(at);
    rich($('.weight h3'), `Where ∂E/∂${wname(at)} comes from: ${all.length === 1 ? 'one path' : `${all.length} paths`}`);
    $('.paths caption').textContent = `All paths from the weight ${plain(wname(at))} to E, with the product of each`;
    const top = make('tr');
    top.append(make('th', '', 'path'), ...names.map(name => rich(make('th', 'factor'), name)), make('th', '', 'product'), make('th', 'bar', ''));
    top.querySelectorAll('th').forEach(th => th.scope = 'col');
    top.lastChild.setAttribute('aria-hidden', 'true');
    $('.paths thead').replaceChildren(top);
    $('.paths tbody').replaceChildren(...rows.map(i => row(at, i, all[i], z, shares[i], largest)));
    $('.paths tfoot').replaceChildren(sums(at, names.length));
    $('.note').textContent = narrow() ? 'Tap a path to see its factors.' : root.querySelector('.kill') ? `Underlined: a factor below ${KILLS}. There the path is cut.` : all.length > 1 ? 'Point at a path to see it alone.' : '';
    knob();
  }

  function row(at, i, [units, factors], z, share, largest) {
    const tr = make('tr'), name = [...(at[2] < 0 ? ['1'] : [unit(at[0], at[2])]), ...units.map((u, n) => unit(at[0] + 1 + n, u)), 'E'];
    const cell = make('td'), button = make('button', '', name.join(' → '));
    button.type = 'button';
    button.onclick = () => { app.mode = 'paths'; pause(); over = i; draw(); };
    button.onfocus = () => point(i);
    button.onblur = () => point(-1);
    cell.append(button);
    tr.dataset.way = i;
    tr.onmouseenter = () => point(i);
    tr.onmouseleave = () => point(-1);
    const slopes = new Set(factors.map((_, n) => n).filter(n => n % 2 === 0 && n < factors.length - 1).map(n => n + 1));
    tr.append(cell, ...[z, ...factors].map((f, n) => {
      const td = make('td', 'factor ' + (slopes.has(n) ? '' : sign(f)), inWords(f));
      if (Math.abs(f) < KILLS) { td.classList.add('kill'); td.title = slopes.has(n) ? 'This slope stops the path' : 'This factor stops the path'; }
      return td;
    }), make('td', 'share ' + sign(share), inWords(share)), bar(share / largest));
    return tr;
  }

  function bar(part) {
    const td = make('td', 'bar'), track = make('i'), fill = make('b', part < 0 ? 'down' : 'up');
    fill.style.width = 50 * Math.abs(part) + '%';
    track.append(fill);
    td.append(track);
    td.setAttribute('aria-hidden', 'true');
    return td;
  }

  function sums(at, factors) {
    const tr = make('tr'), g = learned(at), theirs = learned(at, head.autograd);
    const name = make('th', '', 'sum'), gap = make('td', 'factor'), total = make('td', 'total ' + sign(g), inWords(g));
    name.scope = 'row';
    gap.colSpan = factors;
    gap.append(rich(make('span'), `= ∂E/∂${wname(at)}; autograd says ${inWords(theirs)}`));
    const last = make('td', 'bar');
    last.setAttribute('aria-hidden', 'true');
    tr.append(name, gap, total, last);
    return tr;
  }

  function point(i) {
    if (app.mode !== 'paths' || over === i) return;
    over = i;
    draw();
  }

  const mark = () => root.querySelectorAll('tbody tr').forEach(tr => tr.classList.toggle('now', app.mode === 'paths' && Number(tr.dataset.way) === over));

  // ---- the weight by hand: letting go sends one value

  function knob() {
    const w = weightOf(chosen), late = hand && hand.of === chosen.join() && hand.value !== w && performance.now() - hand.at < PATIENCE;
    if (late) return;  // the answer to an older move is not what the hand sees now
    const far = Math.max(head.reach, Math.ceil(1.5 * Math.abs(w))), slider = $('.knob');
    rich($('.move .name'), `Move ${wname(chosen)}`);
    Object.assign(slider, { min: -far, max: far });
    slider.value = w;
    $('.move output').textContent = inWords(w);
    slider.setAttribute('aria-valuetext', inWords(w));
  }
  $('.knob').oninput = () => { $('.move output').textContent = inWords(Number($('.knob').value)); };
  $('.knob').onchange = () => {
    hand = { of: chosen.join(), value: Number($('.knob').value), at: performance.now() };
    api.setTriggerValue('moved', [chosen.map(v => v + 1).join('.'), hand.value]);
  };

  // ---- picking

  function pick(id) {
    if (!id) { if (app.mode === 'paths' && over >= 0) over = -1; draw(); return; }
    const { kind, at } = idParts(id);
    if (kind === 'n') { toUnit(id, at); return; }
    if (at[0] >= last()) return;
    pause();
    chosen = at;
    over = -1;
    app.mode = 'paths';
    pending = at.join();
    sentAt = performance.now();
    table();
    draw();
    tell();
    api.setTriggerValue('chosen', at.map(v => v + 1).join('.'));
  }

  // A unit shows how its delta is computed, an input or E how it is read.
  function toUnit(id, [m]) {
    const kinds = m > last() ? ['E'] : m ? ['delta'] : ['x'];
    const to = head.steps.findIndex(([kind, , , lit]) => kinds.includes(kind) && lit.map(box).includes(id));
    if (to >= 0) { pause(); go(to); tell(); }
  }

  // ---- time

  function go(to) {
    app.mode = 'steps';
    over = -1;
    app.at = clamp(to, 0, head.steps.length - 1);
    draw();
  }

  function pause() {
    clearTimeout(playing);
    playing = 0;
    icon('play', 'play');
    $('.play').setAttribute('aria-label', 'Play');
    $('.play').title = 'Play (space)';
  }

  function play() {
    icon('play', 'pause');
    $('.play').setAttribute('aria-label', 'Pause');
    $('.play').title = 'Pause (space)';
    playing = setTimeout(tick, PACE / Number($('.speed').value));
  }

  function tick() {
    if (!root.isConnected) return;
    go(app.at + 1);
    if (app.at >= head.steps.length - 1) { pause(); tell(); } else play();
  }

  function toggle() {
    if (playing) { pause(); tell(); return; }
    if (app.mode === 'paths' || app.at >= head.steps.length - 1) go(0);
    play();
  }

  const step = way => { pause(); go(app.mode === 'paths' && way > 0 ? 0 : app.at + (app.mode === 'paths' ? 0 : way)); tell(); };
  $('.first').onclick = () => { pause(); go(0); tell(); };
  $('.last').onclick = () => { pause(); go(head.steps.length - 1); tell(); };
  $('.back').onclick = () => step(-1);
  $('.ahead').onclick = () => step(1);
  $('.play').onclick = toggle;
  $('.show').onclick = () => { pause(); over = -1; app.mode = app.mode === 'paths' ? 'steps' : 'paths'; draw(); tell(); };
  const slider = $('.timeline');
  slider.oninput = () => { pause(); go(Number(slider.value)); };
  slider.onchange = tell;
  root.onkeydown = event => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const target = event.target, own = target.closest('.graph, .knob, .scroll, select');
    if (own) return;
    const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (way) step(way);
    else if (event.key === 'Home') $('.first').onclick();
    else if (event.key === 'End') $('.last').onclick();
    else if (event.key === ' ' && target.tagName !== 'BUTTON') toggle();
    else return;
    event.preventDefault();
  };

  function transport() {
    const n = head.steps.length, paths = app.mode === 'paths', at = paths ? n - 1 : app.at;
    slider.value = at;
    slider.style.setProperty('--done', 100 * at / (n - 1) + '%');
    slider.setAttribute('aria-valuetext', paths ? 'everything is computed' : plain(head.steps[at][1]));
    $('.first').disabled = $('.back').disabled = !paths && at === 0;
    $('.ahead').disabled = $('.last').disabled = !paths && at === n - 1;
    $('.show').setAttribute('aria-pressed', String(paths));
    [...$('.ticks').children].forEach(el => el.classList.toggle('now', !paths && at >= Number(el.dataset.from) && at <= Number(el.dataset.to)));
  }

  function ticks() {
    const E = head.steps.findIndex(step => step[0] === 'E'), n = head.steps.length - 1;
    const spans = [['forward', 0, E - 1], ['E', E, E], ['backward', E + 1, n]];
    $('.ticks').replaceChildren(...spans.map(([text, from, to]) => {
      const el = make('span', '', text);
      Object.assign(el.dataset, { from, to });
      el.style.left = 100 * (from + to) / 2 / n + '%';
      return el;
    }));
  }

  function tell() {
    const lines = [...root.querySelectorAll('.lines .line')].map(el => el.textContent).join('; ');
    const text = `${$('.what').textContent}: ${lines}`;
    if (!playing && $('.said').textContent !== text) $('.said').textContent = text;
  }

  const resized = new ResizeObserver(() => draw());
  app.state = () => ({ at: app.at, mode: app.mode, steps: head.steps.length, playing: !!playing, chosen, over });
  return app;
}
