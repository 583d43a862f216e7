// A small multilayer perceptron as SVG: neurons in columns, edges coloured and wide by their signed weight.
//
//   const net = networkView(host, { onPick, onHover, onPress, onKey });      // once; `host` is an empty HTML element
//   net.draw({ layers, weights, ... }, theme);              // as often as you like, also in every frame of a drag
//
// `theme` is readTheme(root) of appearance.js, after paint(root, theme). Nothing is sent to the server by this file.
//
// Ids are those of neurons.js.
//
// draw(spec, theme): of spec only `layers` and `weights` are needed.
//   layers    [{ nodes, caption, sub, x, squeeze, opacity }], one for each column:
//       nodes     [{ value, text, name, lines, off }]
//                   value   a number: tints the neuron by its sign            text   in the circle (else value, 2 decimals)
//                   name    beside the first and the last column, above the circle in between
//                   lines   up to two texts under the circle, or { text, value }: coloured by the sign of value
//                   off     true: drawn grey and dashed, as a ReLU that gives 0
//       caption, sub   two lines above the column
//       x         where the column stands, 0 left to 1 right (else evenly); squeeze 0..1 draws its neurons to the
//                 middle, below 0 apart; opacity 0..1: for animations
//   weights   [matrix], matrix[i][j] a number, (layers - 1) of them; null draws no edges there. One more draws edges
//             straight from the first layer to the last: edgeId(layers.length - 1, i, j)
//   edgeCaptions   [text] above the edges, e.g. the name of the matrix; edgeOpacity [0..1] for animations
//   strong    the |weight| that is drawn in full width and colour (else the largest)
//   numbers   'none', 'lit' (default: at the edges in `lit` and the picked one) or 'all'; edgeText(l, i, j, v) their text,
//             or { text, value }: coloured by the sign of value instead of the weight's
//   numbersAt 0..1 (0.36), or (l, i, j) => 0..1: where on an edge its number stands; near 0.7 is better for the edges
//             out of one neuron
//   lit       ids (array or Set): all else is dimmed; null dims nothing
//   marked    ids that are drawn in the accent colour, dimming nothing
//   picked    an id: drawn in the accent colour, aria-pressed
//   nodeLabel(l, i), edgeLabel(l, i, j)   what a screen reader says of one
//   label     what it says of the whole
//   height    CSS pixels (else by the largest layer); width is the host's
//   still     true: a picture (role img), nothing to click or focus
//
// Callbacks, all optional:
//   onPick(id)          clicked, or Enter or space; null: Escape, or a click beside all
//   onHover(id)         pointed at or focused; null when left
//   onPress(id, event)  a pointer went down on it (before the click): begin a drag here; return true to have no click
//   onKey(id, event)    a key on a focused one, before the view uses it; return true if it is used up
//
// Keys: one Tab stop. Up and Down move within a column of neurons or of edges, Left and Right to the next column: from
// a neuron to its edges, from an edge to its neuron. Enter picks, Escape lets go.
//
//   net.focus(id)   net.where(id) = [x, y] in CSS pixels of the host: a neuron's centre, an edge's middle
//   net.element(id) = its <g>, with data-id    net.stop() when the component goes
import { along, edgeId, idParts, layoutOf, LINE, neighbour, nodeId, rim } from './neurons.js';
import { clamp, signed } from './numbers.js';
import { svgMake, svgSet } from './svg.js';

const LEAST = 12;  // pixels of a number

const NETWORK_CSS = `
.network { display: block; width: 100%; overflow: visible; font-family: inherit; touch-action: pan-y; }
.network text { fill: var(--text); font-variant-numeric: tabular-nums; user-select: none; -webkit-user-select: none; }
.network .plate { fill: var(--paper); }
.network .halo { paint-order: stroke; stroke: var(--paper); stroke-width: 5px; stroke-linejoin: round; }
.network .caption { font-size: 13px; font-weight: 600; text-anchor: middle; }
.network .sub, .network .between { font-size: 12px; fill: var(--grey); text-anchor: middle; }
.network .between { font-style: italic; font-size: 14px; }
.network .name { font-size: 12px; fill: var(--grey); }
.network .line { font-size: 12px; text-anchor: middle; }
.network .number { font-size: 12px; text-anchor: middle; pointer-events: none; }
.network g { outline: none; }
.network .edge, .network .node { transition: opacity 0.12s; }
.network .hit { stroke: transparent; stroke-width: 13px; fill: none; pointer-events: stroke; }
.network:not([role=img]) :is(.edge, .node) { cursor: pointer; }
.network .dim { opacity: 0.38; }
.network .edge.dim { opacity: 0.13; }
.dark .network .dim { opacity: 0.55; }
.dark .network .edge.dim { opacity: 0.28; }
.network .ring { fill: none; stroke: var(--accent); stroke-width: 2.25px; display: none; }
.network .node:is(.picked, .marked, :focus-visible) .ring { display: inline; }
.network .edge:is(.picked, .marked, :focus-visible) .hit { stroke: color-mix(in srgb, var(--accent) 32%, transparent); }
.network:not([role=img]) .edge:hover .hit { stroke: color-mix(in srgb, var(--accent) 20%, transparent); }
.network .disc { stroke-width: 1.75px; }
.network .value { text-anchor: middle; pointer-events: none; }
@media (prefers-reduced-motion: reduce) { .network .edge, .network .node { transition: none; } }
`;

export function networkView(host, on = {}) {
  const svg = svgMake('svg', 'network'), style = document.createElement('style');
  style.textContent = NETWORK_CSS;
  host.append(style, svg);
  const groups = { captions: svgMake('g'), edges: svgMake('g'), plates: svgMake('g'), numbers: svgMake('g'), nodes: svgMake('g') };
  groups.captions.setAttribute('aria-hidden', 'true');
  groups.numbers.setAttribute('aria-hidden', 'true');
  groups.plates.setAttribute('aria-hidden', 'true');
  svg.append(...Object.values(groups));
  const nodes = new Map(), edges = new Map(), captions = new Map();
  let spec = null, theme = null, built = '', place = null, cursor = null, quiet = false, seenWidth = 0, said = [];
  const resized = new ResizeObserver(() => { if (spec && host.clientWidth && host.clientWidth !== seenWidth) redraw(); });
  resized.observe(host);

  // ---- what is pointed at, picked, reached by keys

  const idOf = event => event.target.closest?.('[data-id]')?.dataset.id ?? null;
  svg.onclick = event => {
    if (quiet) { quiet = false; return; }
    if (!spec?.still) on.onPick?.(idOf(event));
  };
  svg.onpointerdown = event => {
    quiet = false;
    const id = idOf(event);
    if (id) { reach(id); quiet = !spec.still && on.onPress?.(id, event) === true; }
  };
  svg.onpointerover = event => { if (!spec?.still) on.onHover?.(idOf(event)); };
  svg.onpointerleave = () => on.onHover?.(null);
  svg.onfocusin = event => { reach(idOf(event)); if (event.target.matches(':focus-visible')) on.onHover?.(idOf(event)); };
  svg.onfocusout = event => { if (!svg.contains(event.relatedTarget)) on.onHover?.(null); };
  svg.onkeydown = event => {
    const id = idOf(event);
    if (!id || event.altKey || event.ctrlKey || event.metaKey || on.onKey?.(id, event) === true) return;
    const to = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (to) focus(neighbour(spec, id, to));
    else if (event.key === 'Enter' || event.key === ' ') on.onPick?.(id);
    else if (event.key === 'Escape') on.onPick?.(null);
    else return;
    event.preventDefault();
  };

  function reach(id) {
    const next = id && find(id);
    if (!next || spec.still) return;
    if (cursor && find(cursor)) find(cursor).group.setAttribute('tabindex', '-1');
    cursor = id;
    next.group.setAttribute('tabindex', '0');
  }

  const find = id => nodes.get(id) ?? edges.get(id);
  const focus = id => { reach(id); find(id)?.group.focus(); };

  // ---- build: only where the shape has changed

  function build() {
    for (const group of Object.values(groups)) group.replaceChildren();
    nodes.clear(); edges.clear(); captions.clear();
    spec.weights.forEach((matrix, l) => matrix?.forEach((row, i) => row.forEach((_, j) => {
      const group = grouped(groups.edges, 'edge', edgeId(l, i, j));
      const line = svgMake('line', 'drawn'), hit = svgMake('line', 'hit');
      const number = plated(groups.numbers, 'number', groups.plates);
      group.append(hit, line);
      edges.set(edgeId(l, i, j), { group, line, hit, number });
    })));
    spec.layers.forEach((layer, l) => {
      captions.set('l' + l, { caption: text(groups.captions, 'caption'), sub: text(groups.captions, 'sub') });
      if (l < spec.layers.length - 1) captions.set('w' + l, text(groups.captions, 'between halo'));
      layer.nodes.forEach((_, i) => {
        const group = grouped(groups.nodes, 'node', nodeId(l, i)), ring = svgMake('circle', 'ring'), disc = svgMake('circle', 'disc');
        group.append(ring, disc);
        nodes.set(nodeId(l, i), { group, ring, disc, value: text(group, 'value'), name: plated(group, 'name', groups.plates),
          lines: [plated(group, 'line'), plated(group, 'line')] });
      });
    });
    if (!cursor || !find(cursor)) cursor = nodeId(0, 0);
  }

  function grouped(into, className, id) {
    const group = svgMake('g', className);
    group.dataset.id = id;
    into.append(group);
    return group;
  }

  function text(into, className) {
    const made = svgMake('text', className);
    into.append(made);
    return made;
  }

  // A text on a plate in the colour of the paper: no edge shows between its letters, as a line makes a colon of a point.
  function plated(into, className, behind = into) {
    const plate = behind.appendChild(svgMake('rect', 'plate'));
    return Object.assign(text(into, className), { plate, wide: 0 });
  }

  function where(id) {
    const { kind, at: [l, i] } = idParts(id);
    return kind === 'n' ? [place.x(l), place.y(l, i)] : along(spec, place, id, 0.5);
  }

  // ---- draw

  function draw(next, colours) {
    spec = { numbers: 'lit', numbersAt: 0.36, ...next };
    theme = colours;
    redraw();
  }

  function redraw() {
    const shape = JSON.stringify([spec.layers.map(layer => layer.nodes.length), spec.weights.map(matrix => matrix ? 1 : 0)]);
    if (shape !== built) { build(); built = shape; }
    seenWidth = host.clientWidth;
    place = layoutOf(spec, Math.max(200, seenWidth));
    svgSet(svg, { viewBox: `0 0 ${place.width} ${place.height}`, height: place.height,
      role: spec.still ? 'img' : 'group', 'aria-label': spec.label ?? 'The network' });
    const lit = spec.lit ? new Set(spec.lit) : null, marked = new Set(spec.marked ?? []);
    heads();
    const strong = spec.strong ?? Math.max(1e-9, ...spec.weights.flatMap(matrix => (matrix ?? []).flat().map(Math.abs)));
    for (const [id, parts] of edges) drawEdge(id, parts, lit, marked, strong);
    const largest = Math.max(1e-9, ...spec.layers.flatMap(layer => layer.nodes.map(node => Math.abs(node.value ?? 0))));
    for (const [id, parts] of nodes) drawNode(id, parts, lit, marked, largest);
    layPlates();
  }

  // Asked for a width, the browser lays out all texts that were written since the last one: first all are written.
  function layPlates() {
    for (const { element, fresh } of said) if (fresh) element.wide = element.textContent ? element.getComputedTextLength() + 8 : 0;
    for (const { element: { plate, wide, style: { textAnchor } }, x, y, opacity } of said) {
      const left = textAnchor === 'end' ? x - wide + 4 : textAnchor === 'start' ? x - 4 : x - wide / 2;
      svgSet(plate, { x: left, y: y - 11, width: wide, height: 14, opacity });
    }
    said = [];
  }

  function heads() {
    spec.layers.forEach((layer, l) => {
      const { caption, sub } = captions.get('l' + l), opacity = layer.opacity ?? 1, x = place.x(l);
      say(caption, layer.caption, x, 14, opacity);
      say(sub, layer.sub, x, 31, opacity);
      const between = captions.get('w' + l);
      if (between) say(between, spec.edgeCaptions?.[l], (x + place.x(l + 1)) / 2, 15, spec.edgeOpacity?.[l] ?? 1);
    });
  }

  function say(element, words, x, y, opacity = 1) {
    const fresh = element.textContent !== (words ?? '');
    if (fresh) element.textContent = words ?? '';
    svgSet(element, { x, y, opacity });
    if (element.plate) said.push({ element, x, y, opacity, fresh });
  }

  function states(group, id, lit, marked, opacity, label) {
    group.classList.toggle('dim', lit !== null && !lit.has(id));
    group.classList.toggle('marked', marked.has(id));
    group.classList.toggle('picked', spec.picked === id);
    group.style.display = opacity < 0.01 ? 'none' : '';
    if (opacity < 1) group.style.opacity = opacity; else group.style.removeProperty('opacity');
    if (spec.still) { for (const name of ['role', 'tabindex', 'aria-label', 'aria-pressed']) group.removeAttribute(name); return; }
    svgSet(group, { role: 'button', tabindex: id === cursor ? 0 : -1, 'aria-label': label, 'aria-pressed': spec.picked === id });
  }

  function drawEdge(id, { group, line, hit, number }, lit, marked, strong) {
    const { at: [l, i, j] } = idParts(id), v = spec.weights[l][i][j], share = Math.min(1, Math.abs(v) / strong);
    const [x1, y1] = rim(spec, place, id, 0), [x2, y2] = rim(spec, place, id, 1), ends = { x1, y1, x2, y2 };
    const wide = v === 0 || !Number.isFinite(v) ? 1 : 1 + 3.6 * share, stops = v < 0 ? theme.below : theme.above;
    svgSet(hit, ends);
    svgSet(line, { ...ends, 'stroke-width': wide,
      stroke: v === 0 || !Number.isFinite(v) ? theme.grey : `color-mix(in oklab, ${stops[2]} ${Math.round(100 * share)}%, ${stops[1]})`,
      'stroke-dasharray': v < 0 ? `${3 + 2 * wide} ${2 + 1.2 * wide}` : v === 0 ? '1 4' : 'none' });
    const given = spec.edgeText ? spec.edgeText(l, i, j, v) : signed(v, 2), shown = given?.text ?? given, tone = given?.value ?? v;
    const opacity = spec.edgeOpacity?.[l] ?? 1;
    states(group, id, lit, marked, opacity, spec.edgeLabel?.(l, i, j) ?? `weight ${i + 1}, ${j + 1} of layer ${l + 1}: ${shown}`);
    const says = spec.numbers === 'all' || (spec.numbers === 'lit' && (lit?.has(id) || spec.picked === id));
    const [x, y] = along(spec, place, id, typeof spec.numbersAt === 'function' ? spec.numbersAt(l, i, j) : spec.numbersAt);
    say(number, says && opacity > 0.5 ? shown : '', x, y + 4);
    number.style.fill = tone < 0 ? 'var(--below)' : tone > 0 ? 'var(--above)' : 'var(--grey)';
    number.style.opacity = lit && !lit.has(id) && spec.picked !== id ? 0.3 : 1;
  }

  function drawNode(id, { group, ring, disc, value, name, lines }, lit, marked, largest) {
    const { at: [l, i] } = idParts(id), layer = spec.layers[l], node = layer.nodes[i], x = place.x(l), y = place.y(l, i), { r } = place;
    const v = node.value, tone = !(Math.abs(v) > 0) ? 'grey' : v < 0 ? 'below' : 'above';
    const share = Number.isFinite(v) ? Math.abs(v) / largest : 0, tint = node.off ? 0 : Math.round(6 + 20 * share);
    svgSet(ring, { cx: x, cy: y, r: r + 3 });
    svgSet(disc, { cx: x, cy: y, r, fill: tone === 'grey' ? 'var(--paper)' : `color-mix(in oklab, var(--${tone}) ${tint}%, var(--paper))`,
      stroke: node.off ? 'var(--grey)' : `var(--${tone})`, 'stroke-dasharray': node.off ? '3 3' : 'none' });
    const words = node.text ?? (v === undefined ? '' : signed(v, 2)), fits = (2 * r - 4) / (0.5 * Math.max(3, words.length));
    say(value, words, x, y + clamp(fits, LEAST, 13) * 0.36);
    value.style.fontSize = clamp(fits, LEAST, 13) + 'px';
    value.style.display = spec.still && fits < LEAST ? 'none' : '';  // of a small picture the colours are enough
    const first = l === 0, last = l === spec.layers.length - 1;
    say(name, node.name, first ? x - r - 8 : last ? x + r + 8 : x, first || last ? y + 4 : y - r - 7);
    name.style.textAnchor = first ? 'end' : last ? 'start' : 'middle';
    lines.forEach((line, n) => {
      const given = node.lines?.[n];
      say(line, given?.text ?? given, x, y + r + 13 + LINE * n);
      line.style.fill = given?.value === undefined ? '' : given.value < 0 ? 'var(--below)' : given.value > 0 ? 'var(--above)' : 'var(--grey)';
    });
    const label = spec.nodeLabel?.(l, i) ?? `neuron ${i + 1} of layer ${l + 1}: ${words}`;
    states(group, id, lit, marked, layer.opacity ?? 1, label);
  }

  return { draw, focus, where, element: id => find(id)?.group, stop: () => resized.disconnect(), svg };
}
