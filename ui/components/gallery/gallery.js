// All truth tables of two or three inputs as tiles, and the proof of the chosen one as a drawing and in numbers.
import { sheet } from '../shared/canvas.js';
import { make } from '../shared/elements.js';
import { headroomOf } from '../shared/headroom.js';
import { mounting } from '../shared/mounting.js';
import { newsOf } from '../shared/news.js';
import { clamp, signed } from '../shared/numbers.js';
import { svgMake, svgSet } from '../shared/svg.js';
import { within } from '../shared/zoom.js';
import { cornersOf, cutOf, edgesOf, equation, mixture, placed, scores, SMALL } from './tables.js';

const OPENING = { two: '0110', three: '01101001' }, WIDE = 640, LEAST = 18;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export default mounting('.gallery', build);

function build(root) {
  const $ = selector => root.querySelector(selector), canvas = $('.tiles'), svg = $('.proof > svg');
  let api = null, head = null, theme = null, at = 0, sent = null, later = 0, shape = null, room = '';
  const app = { receive, stop: () => { resized.disconnect(); headroom.stop(); clearTimeout(later); }, state: () => ({ looked: head.tables[at].table, shape }) };

  const isNews = newsOf(root, { dress: painted => { theme = painted; }, read });

  function receive(component) {
    api = component;
    resized.observe(root);
    if (!isNews(component.data)) return;
    root.hidden = false;
    room = '';
    layout();
  }

  function read({ header }) {
    const before = head?.inputs;
    head = header;
    if (head.looked !== sent || before !== head.inputs) at = head.tables.findIndex(({ table }) => table === head.looked);
    sent = head.looked;
    root.style.setProperty('--one', head.colours.one);
    root.style.setProperty('--null', head.colours.zero);
  }

  function layout() {
    const width = root.clientWidth, space = `${width} ${headroom.most()}`;
    if (!head || !width || space === room) return;
    room = space;
    const narrow = width < WIDE, columns = head.inputs === 2 ? 4 : narrow ? 12 : 16;
    const rows = Math.ceil(head.tables.length / columns), most = narrow ? Infinity : Math.max(LEAST, headroom.from(canvas) / rows);
    const size = Math.floor(Math.min(head.inputs === 2 ? 96 : 31, (narrow ? width : (width - 28) / 2) / columns, most));
    shape = { columns, size, rows };
    show();
  }

  function show() {
    if (!shape) return;
    drawTiles();
    drawProof();
    tell();
  }

  function drawTiles() {
    const { columns, size, rows } = shape, ctx = sheet(canvas, columns * size, rows * size);
    head.tables.forEach((known, k) => tile(ctx, known, (k % columns) * size, Math.floor(k / columns) * size, size));
    ctx.strokeStyle = theme.accent;
    ctx.lineWidth = 3;
    ctx.strokeRect((at % columns) * size + 1.5, Math.floor(at / columns) * size + 1.5, size - 3, size - 3);
    canvas.setAttribute('aria-label', `${head.label} ${nameOf(head.tables[at])} is chosen. Arrow keys choose another.`);
  }

  function tile(ctx, { table, shares }, x, y, size) {
    const inner = size - 4, large = size > 40;
    ctx.fillStyle = theme.rule;
    if (shares) { ctx.globalAlpha = 0.45; ctx.fillRect(x + 1, y + 1, size - 2, size - 2); ctx.globalAlpha = 1; }
    ctx.strokeStyle = shares ? theme.text : theme.rule;
    ctx.lineWidth = shares ? 1.2 : 1;
    ctx.strokeRect(x + 1.5, y + 1.5, size - 3, size - 3);
    if (shares) {
      ctx.beginPath();
      for (const [u, v, s, t] of [[0, 0, 1, 1], [1, 0, 0, 1]]) { ctx.moveTo(x + 2 + u * inner, y + 2 + v * inner); ctx.lineTo(x + 2 + s * inner, y + 2 + t * inner); }
      ctx.stroke();
    }
    cornersOf(head.inputs).forEach((corner, k) => {
      const [u, v] = placed(corner, SMALL), [cx, cy] = [x + 2 + (large ? 0.12 + 0.76 * u : u) * inner, y + 2 + (large ? 0.12 + 0.76 * v : v) * inner];
      ctx.beginPath();
      ctx.arc(cx, cy, table[k] === '1' ? large ? 8 : 3.2 : large ? 3 : 1.3, 0, 7);
      ctx.fillStyle = table[k] === '1' ? head.colours.one : theme.grey;
      ctx.fill();
    });
  }

  function drawProof() {
    const known = head.tables[at], W = svg.clientWidth, H = svg.clientHeight, side = Math.min(W, H), left = (W - side) / 2, made = [];
    const on = x => placed(x).map((v, i) => v * side + (i ? 0 : left));
    const put = (tag, className, attributes, text) => {
      const element = svgMake(tag, className);
      svgSet(element, attributes);
      if (text !== undefined) element.textContent = text;
      made.push(element);
    };
    const stroke = (className, p, q, far = 0) => {
      const [[x1, y1], [x2, y2]] = [on(p), on(q)], [u, v] = [x2 - x1, y2 - y1];
      put('line', className, { x1: x1 - far * u, y1: y1 - far * v, x2: x2 + far * u, y2: y2 + far * v });
    };
    for (const [p, q] of edgesOf(head.inputs)) stroke('edge', p, q);
    if (known.shares) proofOf(known, on, put, stroke);
    else {
      const cut = cutOf(known.w, known.b, head.inputs);
      if (cut.length === 2) stroke('cut', ...cut, 0.18);
      if (cut.length > 2) put('polygon', 'cut', { points: cut.map(x => on(x).map(v => v.toFixed(1)).join()).join(' ') });
    }
    cornersOf(head.inputs).forEach((x, k) => {
      const [cx, cy] = on(x);
      if (known.table[k] === '1') put('circle', 'disc', { cx, cy, r: 9 });
      else put('path', 'cross', { d: `M${cx - 7} ${cy - 7}L${cx + 7} ${cy + 7}M${cx - 7} ${cy + 7}L${cx + 7} ${cy - 7}` });
      put('text', '', { x: cx + (x[0] ? 14 : -14), y: cy + (x[1] ? -8 : 18), 'text-anchor': x[0] ? 'start' : 'end' }, x.join(''));
    });
    svgSet(svg, { viewBox: `0 0 ${W} ${H}`, 'aria-label': nameOf(known) });
    svg.replaceChildren(...made);
  }

  function proofOf(known, on, put, stroke) {
    for (const [output, name] of [['1', 'one'], ['0', 'zero']]) {
      const mixed = mixture(known, output);
      for (const { x } of mixed.corners) stroke(`spoke ${name}`, x, mixed.at);
    }
    const [cx, cy] = on(mixture(known, '1').at);
    put('circle', 'meet', { cx, cy, r: 6 });
  }

  const nameOf = ({ table }) => head.names[table] ? `${head.names[table]} (${table})` : `Table ${table}`;

  function tell() {
    const known = head.tables[at], p = (name, text) => make('p', name, text), part = head.inputs === 2 ? 'line' : 'plane';
    $('.counted').replaceChildren(make('b', '', `${head.separable} of ${head.tables.length}`), ' can be computed by one neuron; the others are crossed out.');
    $('.two').setAttribute('aria-pressed', String(head.inputs === 2));
    $('.three').setAttribute('aria-pressed', String(head.inputs === 3));
    const lines = [p('title', nameOf(known))];
    if (known.shares) {
      const [ones, zeros] = ['1', '0'].map(output => mixture(known, output));
      lines.push(p('', 'No neuron computes it. A mixture of the ones (solid) and one of the zeros (dashed) are the same place:'),
        p('numbers', `ones: ${ones.words} = ${ones.place}`), p('numbers', `zeros: ${zeros.words} = ${zeros.place}`),
        p('', `At that one place the sum would have to be above 0 and below 0.`));
    } else if (known.w.some(v => v)) {
      const said = scores(known), long = Math.hypot(...known.w), nearest = Math.min(...said.map(({ score }) => Math.abs(score))) / long;
      lines.push(p('', 'One neuron computes it: it says 1 where this sum is above 0.'), p('numbers', `${equation(known)} > 0`),
        p('numbers', said.map(({ x, score, output }) => `${x}: ${signed(score, 0)} → ${output}`).join(',  ')),
        p('', `The nearest corner is ${signed(nearest, 3)} from the ${part}: no ${part} has a wider margin.`));
    } else lines.push(p('', `One neuron computes it with w = 0 and b = ${signed(known.b, 0)}: the inputs do not matter.`));
    $('.words').replaceChildren(...lines);
  }

  // One message, when the hand or the keys rest.
  function choose(k) {
    at = clamp(k, 0, head.tables.length - 1);
    show();
    clearTimeout(later);
    later = setTimeout(() => send(head.tables[at].table), 250);
  }

  function send(table) {
    if (table === sent) return;
    sent = table;
    api.setTriggerValue('looked', table);
  }

  canvas.onclick = event => {
    const [x, y] = within(event, canvas), { columns, size } = shape;
    const [column, row] = [Math.floor(x / size), Math.floor(y / size)];
    if (column < columns && row * columns + column < head.tables.length) choose(row * columns + column);
  };
  canvas.onkeydown = event => {
    const by = ARROWS[event.key];
    if (!by) return;
    event.preventDefault();
    const next = at + by[0] + by[1] * shape.columns;
    if (next >= 0 && next < head.tables.length) choose(next);
  };
  for (const name in OPENING) $(`.${name}`).onclick = () => { clearTimeout(later); if ((head.inputs === 2) !== (name === 'two')) send(OPENING[name]); };

  const headroom = headroomOf(root, layout), resized = new ResizeObserver(layout);
  return app;
}
