// The tiles, one for each row of the weight matrix: drawn, and read one weight at a time.
import { drawSigned } from '../shared/canvas.js';
import { MIDDLE } from '../shared/colours.js';
import { make, movePixel } from '../shared/elements.js';
import { clamp } from '../shared/numbers.js';
import { standAt } from '../shared/reading.js';
import { density } from '../shared/zoom.js';
import { MISSING, rangeAt, weightAt } from './frames.js';
import { tileLayout } from './layout.js';

//   const tiles = tilesView(root, { now, say });   now() = { rec, at, head }; say(text) for a screen reader
export function tilesView(root, { now, say }) {
  const grid = root.querySelector('.tiles'), readout = root.querySelector('.readout'), where = root.querySelector('.where'), what = root.querySelector('.what');
  let shown = [], spot = null, k = 1;

  function dress() {
    const { rec, head } = now();
    const order = (head.order ?? head.labels.map((_, i) => i)).filter(i => i >= 0 && i < head.labels.length);
    grid.setAttribute('aria-label', (head.caption ? head.caption + '. ' : '') + `${order.length} tiles of ${rec.H} by `
      + `${rec.W} weights. Arrow keys read one weight, Page Up and Page Down change the tile.`);
    shown = order.map(index => tile(index, head));
    grid.replaceChildren(...shown.map(s => s.figure));
    point(null);
  }

  function tile(index, head) {
    const figure = make('figure', 'tile'), caption = make('figcaption'), view = make('div', 'window');
    const name = make('span', 'name', head.labels[index]), value = make('span', 'value'), canvas = make('canvas');
    name.title = head.labels[index];
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', head.labels[index]);
    figure.classList.toggle('chosen', head.highlight.includes(index));
    caption.append(name, value);
    const mark = make('span', 'mark');
    view.append(canvas, mark);
    figure.append(caption, view);
    return { index, figure, canvas, value, mark };
  }

  function layout() {
    const { H, W } = now().rec;
    const found = tileLayout({ room: grid.clientWidth, many: shown.length, H, W, dpr: density(root) });
    k = found.k;
    grid.style.gridTemplateColumns = `repeat(${found.columns}, ${found.css}px)`;
    grid.style.columnGap = found.gap + 'px';
    grid.style.setProperty('--cell', found.cell + 'px');
    grid.classList.toggle('small-tiles', found.css < 90);
    for (const { canvas } of shown) {
      canvas.style.width = found.css + 'px';
      canvas.style.height = found.tall + 'px';
    }
  }

  function draw(limit, scale) {
    const { rec, at } = now(), shape = [rec.H, rec.W, rec.C], size = rec.H * rec.W * rec.C;
    const factor = limit > 0 ? rec.scales[at] / limit * MIDDLE : 0;
    for (const { index, canvas } of rec.n ? shown : []) {
      drawSigned(canvas, rec.tiles[at], index * size, shape, factor, scale, k, MISSING);
    }
  }

  function point(to) {
    spot = to;
    root.classList.toggle('pointed', spot !== null);
    read();
  }

  function read() {
    const { rec, at, head } = now();
    if (!spot || !rec.n || !shown[spot.tile]) {
      standAt(readout, root, null);
      for (const s of shown) if (s.value.textContent) s.value.textContent = '';
      return;
    }
    const weight = index => weightAt(rec, at, index, spot.row, spot.col), { index } = shown[spot.tile];
    grid.style.setProperty('--row', spot.row);
    grid.style.setProperty('--col', spot.col);
    where.textContent = `${head.labels[index]} · row ${spot.row + 1}, column ${spot.col + 1}`;
    what.textContent = weight(index);
    for (const s of shown) s.value.textContent = rec.C === 1 ? weight(s.index) : '';
    standAt(readout, root, shown[spot.tile].mark);
  }

  function describe() {
    const { rec, at, head } = now();
    for (const { index, canvas } of shown) {
      const [low, high] = rangeAt(rec, at, index);
      canvas.setAttribute('aria-label', `${head.labels[index]}: weights from ${low} to ${high}`);
    }
  }

  grid.onpointermove = event => {
    const found = shown.findIndex(s => s.canvas === event.target), { H, W } = now().rec ?? {};
    if (found < 0) return;
    const box = event.target.getBoundingClientRect();
    point({ tile: found, row: clamp(Math.floor((event.clientY - box.top) / box.height * H), 0, H - 1),
      col: clamp(Math.floor((event.clientX - box.left) / box.width * W), 0, W - 1) });
  };
  grid.onpointerdown = grid.onpointermove;
  grid.onpointerleave = event => { if (event.pointerType !== 'touch') point(null); };
  grid.onblur = () => point(null);
  grid.onkeydown = event => {
    if (event.key === 'Escape') { point(null); return; }
    const { H, W } = now().rec, at = spot ?? { tile: 0, row: Math.floor(H / 2), col: Math.floor(W / 2) };
    if (!movePixel(event, at, H, W, shown.length)) return;
    point(at);
    say(where.textContent + ': ' + what.textContent);
  };

  return { dress, layout, draw, read, describe };
}
