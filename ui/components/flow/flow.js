// One picture's way through a network: ribbons as wide as what each connection truly contributes.
import { drawPicture, drawSigned, fit } from '../shared/canvas.js';
import { MIDDLE, signedScale } from '../shared/colours.js';
import { make } from '../shared/elements.js';
import { extent } from '../shared/extent.js';
import { mounting } from '../shared/mounting.js';
import { newsOf } from '../shared/news.js';
import { signed } from '../shared/numbers.js';
import { svgMake } from '../shared/svg.js';
import { density } from '../shared/zoom.js';
import { areaPath, places, ribbons, threadPath } from './layout.js';

export default mounting('.flow', build);

function build(root) {
  const $ = selector => root.querySelector(selector);
  const app = { draws: 0 };
  let head = null, theme = null, scale = null, tiles = [], picture = null, limit = 0, size = '';

  app.stop = () => resized.disconnect();

  const isNews = newsOf(root, { dress: painted => { theme = painted; scale = signedScale(theme); }, read });

  app.receive = ({ data }) => {
    resized.observe(root);
    if (!isNews(data)) return;
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
    for (const part of terms.split(/(?=[+−] )/)) li.append(make('span', part.startsWith('− ') ? 'down' : part.startsWith('+ ') ? 'up' : '', part));
    li.append(' = ', make('b', '', score));
    return li;
  }

  function svg(tag, attributes, text) {
    const el = svgMake(tag);
    for (const [name, value] of Object.entries(attributes)) el.setAttribute(name, value);
    if (text !== undefined) el.textContent = text;
    return el;
  }

  function layout() {
    if (!head || !root.clientWidth) return;
    const now = root.clientWidth + ':' + density(root);
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
    const boxes = places(columns, { w, h, side, row, narrow, gap });
    const parts = [[{ x: 0, right: side, y: h / 2, out: [] }], ...boxes];
    paper.append(hatch());
    head.links.forEach((matrix, l) => drawRibbons(paper, matrix, parts[l], parts[l + 1], h, l ? row * 0.92 : side, row, l));
    place(stage, picture, 0, h / 2 - side / 2, side, true);
    boxes.forEach((column, c) => column.forEach((box, i) => draw(stage, paper, columns[c][i], box, c === columns.length - 1, narrow)));
    $('.stage').setAttribute('role', 'img');
    $('.stage').setAttribute('aria-label', head.label);
  }

  function hatch() {
    const pattern = svg('pattern', { id: 'against', width: 7, height: 7, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(-35)' });
    pattern.append(svg('rect', { width: 5, height: 7, fill: theme.below_text }));
    return pattern;
  }

  function drawRibbons(paper, matrix, from, to, h, room, row, l) {
    for (const { i, j, v, y1, y2, wide } of ribbons(matrix, from, to, h, room, row, l)) {
      const x1 = from[j].right + 3, x2 = to[i].x - 4, path = wide > 2.5 ? area(x1, x2, y1, y2, wide, v) : thread(x1, x2, y1, y2, wide, v);
      path.append(svg('title', {}, `${l ? head.columns[l - 1][j].name : 'picture'} → ${head.columns[l][i].name}: ${signed(v, 2)}`));
      paper.append(path);
    }
  }

  const area = (x1, x2, y1, y2, wide, v) => svg('path', { class: 'ribbon', fill: v < 0 ? 'url(#against)' : theme.above_text,
    d: areaPath(x1, x2, y1, y2, wide / 2) });

  function thread(x1, x2, y1, y2, wide, v) {
    const path = svg('path', { class: 'ribbon', fill: 'none', d: threadPath(x1, x2, y1, y2),
      stroke: v < 0 ? theme.below_text : theme.above_text, 'stroke-width': Math.max(0.75, wide) });
    if (v < 0) path.setAttribute('stroke-dasharray', '4 3');
    return path;
  }

  function place(stage, values, x, y, css, ink) {
    const canvas = make('canvas'), [H, W, C] = head.shape, { k } = fit(css, W, density(root));
    if (ink) drawPicture(canvas, values, 0, head.shape, k, theme, C === 1);
    else drawSigned(canvas, values, 0, [H, W, C], limit > 0 ? MIDDLE / limit : 0, scale, k);
    Object.assign(canvas.style, { left: x + 'px', top: y + 'px', width: css + 'px', height: css * H / W + 'px' });
    canvas.setAttribute('aria-hidden', 'true');
    stage.append(canvas);
  }

  // Where there is little room, the activation alone; of several units their number.
  const short = (node, narrow) => node.lines.length ? node.lines.at(-1).replace(narrow && head.columns.length > 2 ? 'a = ' : '', '') : narrow ? node.name.replace(' others', ' …') : node.name;

  function draw(stage, paper, node, box, last, narrow) {
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
