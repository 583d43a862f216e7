const SVG = 'http://www.w3.org/2000/svg';

export default function (component) {
  const root = component.parentElement.querySelector('.flow');
  root.app ??= build(root);
  root.app.receive(component.data);
  return () => setTimeout(() => root.isConnected || root.app.stop());
}

function build(root) {
  const $ = selector => root.querySelector(selector);
  const app = { draws: 0 };
  let head = null, raw = null, theme = null, scale = null, tiles = [], picture = null, limit = 0, size = '';

  app.stop = () => resized.disconnect();

  app.receive = data => {
    const painted = readTheme(root), again = raw && data.length === raw.length && data.every((v, i) => v === raw[i]);
    resized.observe(root);
    if (again && painted.signature === theme?.signature) return;
    theme = painted;
    paint(root, theme);
    scale = signedScale(theme);
    if (!again) {
      const message = unpack(data);
      if (!message) return;
      raw = data.slice();
      read(message);
    }
    root.hidden = false;
    size = '';
    layout();
  };

  function read({ header, buffer, offset }) {
    head = header;
    const area = head.shape.reduce((a, b) => a * b);
    tiles = [];
    for (const node of head.columns.flat()) if (node.tile) {
      node.values = new Float32Array(buffer, offset, area);
      offset += node.values.byteLength;
      tiles.push(node.values);
    }
    limit = extent(tiles).strong;
    picture = new Uint8Array(buffer, offset, area);
    $('.title').textContent = head.title;
    $('.sums').replaceChildren(...head.sums.map(line));
  }

  // "+ 3.10" and "− 0.42" in the colours of their signs; what stands after "=" is the score.
  function line(text) {
    const li = make('li'), [terms, score] = text.split(' = ');
    for (const part of terms.split(/(?=[+−] )/)) li.append(make('span', /^− /.test(part) ? 'down' : /^\+ /.test(part) ? 'up' : '', part));
    li.append(' = ', make('b', '', score));
    return li;
  }

  function svg(tag, attributes, text) {
    const el = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) el.setAttribute(name, value);
    if (text !== undefined) el.textContent = text;
    return el;
  }

  function layout() {
    if (!head || !root.clientWidth) return;
    const now = root.clientWidth + ':' + (window.devicePixelRatio || 1);
    if (now === size) return;
    size = now;
    app.draws++;
    const stage = $('.stage'), paper = $('.stage svg'), w = stage.clientWidth, narrow = w < 440, columns = head.columns;
    stage.querySelectorAll('canvas').forEach(el => el.remove());
    paper.replaceChildren();
    const most = Math.max(...columns.map(c => c.length)), only = columns.length === 1, row = only ? 104 : narrow ? 34 : 38, deep = columns.length > 2, gap = only ? Math.min(96, w * 0.3) : narrow ? 30 : deep ? 44 : 76;
    const h = Math.max(most * row, only ? 210 : 200), side = narrow || only ? 56 : deep ? 64 : 84;
    stage.style.height = h + 'px';
    paper.setAttribute('viewBox', `0 0 ${w} ${h}`);
    paper.setAttribute('height', h);
    const boxes = places(w, h, side, row, narrow, only, gap);
    const parts = [[{ x: 0, right: side, y: h / 2, out: [] }], ...boxes];
    paper.append(hatch());
    head.links.forEach((matrix, l) => ribbons(paper, matrix, parts[l], parts[l + 1], h, l ? row * 0.92 : side, row, l));
    place(stage, picture, 0, h / 2 - side / 2, side, true);
    boxes.forEach((column, c) => column.forEach((box, i) => draw(stage, paper, columns[c][i], box, c === columns.length - 1, narrow, only)));
    $('.stage').setAttribute('role', 'img');
    $('.stage').setAttribute('aria-label', head.label);
  }

  // x and right: where ribbons end and begin.
  function places(w, h, side, row, narrow, only, gap) {
    const n = head.columns.length, end = only ? 0 : narrow ? 62 : 96;
    return head.columns.map((nodes, c) => {
      const last = c === n - 1, tile = nodes.some(node => node.tile) ? (only ? 72 : row - 8) : 0;
      const text = last ? end : n > 2 ? (narrow ? 32 : 62) : narrow ? 64 : 128, wide = only ? w - side - gap : tile + text;
      const start = side + gap, room = w - end - start;
      const x = only ? side + gap : last ? w - end : start + (room * c) / (n - 1);
      const pitch = last && !only ? h / nodes.length : Math.min(row * 1.6, h / nodes.length), top = h / 2 - pitch * nodes.length / 2;
      return nodes.map((_, i) => ({ x, right: x + wide, tile, y: top + pitch * (i + 0.5) }));
    });
  }

  function hatch() {
    const pattern = svg('pattern', { id: 'against', width: 7, height: 7, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(-35)' });
    pattern.append(svg('rect', { width: 5, height: 7, fill: theme.below_text }));
    return pattern;
  }

  // One scale for all ribbons between two columns: what leaves a node must fit `room`, what meets at a score the figure.
  function ribbons(paper, matrix, from, to, h, room, row, l) {
    const size = rows => Math.max(1e-12, ...rows.map(list => list.reduce((a, v) => a + Math.abs(v), 0)));
    const out = from.map((_, j) => matrix.map(list => list[j])), spread = h / Math.max(1, to.length);
    const scaleOf = Math.min(room / size(out), Math.min(spread * 0.8, l ? 190 : row * 0.8) / size(matrix));
    const wide = v => Math.abs(v) * scaleOf, at = (list, base) => { let y = base - list.reduce((a, v) => a + wide(v), 0) / 2; return list.map(v => { const mid = y + wide(v) / 2; y += wide(v); return mid; }); };
    const starts = from.map((box, j) => at(out[j], box.y)), ends = to.map((box, i) => at(matrix[i], box.y));
    matrix.forEach((list, i) => list.forEach((v, j) => {
      if (!v) return;
      const x1 = from[j].right + 3, x2 = to[i].x - 4, bend = (x2 - x1) * 0.5, y1 = starts[j][i], y2 = ends[i][j];
      const path = wide(v) > 2.5 ? area(x1, x2, bend, y1, y2, wide(v) / 2, v) : thread(x1, x2, bend, y1, y2, wide(v), v);
      const title = svg('title', {}, `${l ? head.columns[l - 1][j].name : 'picture'} → ${head.columns[l][i].name}: ${signed(v, 2)}`);
      path.append(title);
      paper.append(path);
    }));
  }

  function area(x1, x2, bend, y1, y2, half, v) {
    const edge = (a, b, p, q) => `C${a + (b > a ? bend : -bend)} ${p} ${b - (b > a ? bend : -bend)} ${q} ${b} ${q}`;
    return svg('path', { class: 'ribbon', fill: v < 0 ? 'url(#against)' : theme.above_text,
      d: `M${x1} ${y1 - half}${edge(x1, x2, y1 - half, y2 - half)}V${y2 + half}${edge(x2, x1, y2 + half, y1 + half)}Z` });
  }

  function thread(x1, x2, bend, y1, y2, wide, v) {
    const path = svg('path', { class: 'ribbon', fill: 'none', d: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`,
      stroke: v < 0 ? theme.below_text : theme.above_text, 'stroke-width': Math.max(0.75, wide) });
    if (v < 0) path.setAttribute('stroke-dasharray', '4 3');
    return path;
  }

  function place(stage, values, x, y, css, ink) {
    const canvas = make('canvas'), [H, W, C] = head.shape, { k } = fit(css, W);
    if (ink) drawPicture(canvas, values, 0, head.shape, k, theme, C === 1);
    else drawSigned(canvas, values, 0, [H, W, C], limit > 0 ? MIDDLE / limit : 0, scale, k);
    Object.assign(canvas.style, { left: x + 'px', top: y + 'px', width: css + 'px', height: css * H / W + 'px' });
    canvas.setAttribute('aria-hidden', 'true');
    stage.append(canvas);
  }

  // Where there is little room, the activation alone; of several units their number.
  const short = (node, narrow) => node.lines.length ? node.lines.at(-1).replace(narrow && head.columns.length > 2 ? 'a = ' : '', '') : narrow ? node.name.replace(' others', ' …') : node.name;

  function draw(stage, paper, node, box, last, narrow, only) {
    const brief = narrow || head.columns.length > 2;
    if (node.tile) place(stage, node.values, box.x, box.y - box.tile / 2, box.tile, false);
    const x = box.x + (box.tile ? box.tile + 7 : 4), lines = last || !brief ? [node.name, ...node.lines] : [short(node, narrow)];
    const tall = 15, top = box.y - tall * (lines.length - 1) / 2;
    lines.forEach((words, i) => paper.append(svg('text', { x, y: top + tall * i + 4,
      class: ['halo', i || brief && !last ? (node.off ? 'off' : '') : 'name', last ? 'score' : '', node.chosen ? 'chosen' : ''].join(' '),
      ...(last && i === lines.length - 1 ? { style: `fill: ${node.value < 0 ? 'var(--below)' : 'var(--above)'}` } : {}) }, words)));
  }

  const resized = new ResizeObserver(layout);
  app.state = () => ({ columns: head?.columns.map(c => c.length), draws: app.draws });
  return app;
}
