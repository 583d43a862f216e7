// A table whose cells are pictures, signed tiles, numbers and bars: one computation a row.
import { copy, drawLegend, drawPicture, drawSigned, fit } from '../shared/canvas.js';
import { MIDDLE, signedScale } from '../shared/colours.js';
import { make, movePixel } from '../shared/elements.js';
import { beyond } from '../shared/extent.js';
import { headroomOf } from '../shared/headroom.js';
import { mounting } from '../shared/mounting.js';
import { newsOf } from '../shared/news.js';
import { brief, clamp } from '../shared/numbers.js';
import { standAt } from '../shared/reading.js';
import { forHand } from '../shared/touch.js';
import { density, zoomOf } from '../shared/zoom.js';
import { alike, cellsOf, cellWords, FEW, foldedInto, isFolded, isShared, kindsOf, outlineOf, pixelWords, widestOf } from './cells.js';

const LABEL = 36;  // pixels beside the one tile of a row, which has a size of its own
const SMALL = 58, LARGE = 88;  // pixels of a tile, where there are many rows and where there are few
const ASIDE = { bar: 200, number: 72, tile: 36 };  // pixels of a column without its tile
const BETWEEN = 9;  // pixels of a row without its tile
const HINT = forHand('Point at a pixel to read it in every picture of its row.');

export default mounting('.rows', build);

function build(root) {
  const $ = selector => root.querySelector(selector);
  const app = { draws: 0 };
  let head = null, table = [], limits = {}, theme = null, scale = null, size = '', spot = null, legendsOf = [];

  app.stop = () => { resized.disconnect(); headroom.stop(); };

  const isNews = newsOf(root, {
    dress: painted => { theme = painted; scale = signedScale(theme); },
    read: message => { ({ head, limits } = cellsOf(message)); fill(); },
  });

  app.receive = ({ data }) => {
    resized.observe(root);
    if (!isNews(data)) return;
    root.hidden = false;
    size = '';
    layout();
  };

  function fill() {
    $('caption').textContent = head.caption;
    const corner = make('th'), top = make('tr');
    corner.setAttribute('scope', 'col');
    corner.append(make('span', 'said', 'row'));
    top.append(corner);
    head.columns.forEach((name, c) => {
      const th = make('th', kindsOf(head)[c]);
      th.setAttribute('scope', 'col');
      for (const f of foldedInto(kindsOf(head), c)) th.append(make('span', 'narrow-only', head.columns[f]));
      th.append(name);
      th.classList.toggle('after-operator', kindsOf(head)[c] !== 'number' && !!head.operators[c - 1]);
      th.classList.toggle('folded', isFolded(kindsOf(head), c));
      top.append(th);
    });
    $('thead').replaceChildren(top);
    const before = table;
    table = [];
    $('tbody').replaceChildren(...head.rows.map((row, r) => {
      const tr = make('tr', row.mark ? 'marked' : ''), th = make('th');
      th.setAttribute('scope', 'row');
      th.append(make('span', row.label.length > 12 ? 'label long' : 'label', row.label));
      if (row.mark) th.append(make('span', 'badge', row.mark));
      tr.append(th, ...row.cells.flatMap((cell, c) => r && isShared(head, c) ? [] : [dress(cell, r, c, before)]));
      return tr;
    }));
    const n = table.length;
    $('.sheet').setAttribute('aria-label', n ? head.caption + '. Arrow keys read one pixel, Page Up and Page Down change the row.' : head.caption);
    if (n) $('.sheet').tabIndex = 0; else $('.sheet').removeAttribute('tabindex');
    $('.foot').hidden = !n;
    if (n && head.caption) $('caption').append('. ', make('span', 'hint', HINT));
    $('.sheet').classList.toggle('bare', !n);
    spot = null;
    tell();
  }

  function dress(cell, r, c, before) {
    const td = make('td', cell.kind), inner = make('div', 'cell');
    td.dataset.column = c;
    if (isShared(head, c)) td.rowSpan = head.rows.length;
    const operator = c > 0 && head.operators[c - 1];
    if (operator) inner.append(make('span', 'operator', operator));
    td.append(inner);
    td.classList.toggle('folded', isFolded(kindsOf(head), c));
    if (cell.kind === 'number') {
      const tone = sign => sign > 0 ? 'up' : sign < 0 ? 'down' : '';
      const number = make('span', tone(cell.sign), cell.text);
      number.style.minWidth = widestOf(head, c) + 'ch';  // so that the operators of a column stand below each other
      inner.append(number);
      for (const f of foldedInto(kindsOf(head), c)) {
        const other = head.rows[r].cells[f], line = make('div', 'narrow-only');
        line.append(make('span', tone(other.sign), other.text));
        td.insertBefore(line, inner);
      }
    } else if (cell.kind === 'bar') {
      const was = $('tbody').rows[r]?.querySelectorAll(`[data-column='${c}'] .fill`) ?? [];  // it moves from where it is
      const shares = make('div', 'shares');
      shares.append(shareOf(cell.value, cell.text, was[0]));
      if (cell.afterText) shares.append(shareOf(cell.after, cell.afterText, was[1], ' then'));
      inner.append(shares);
    } else {
      const old = before.find(t => t.r === r && t.c === c);  // a new canvas takes longer than to draw on the old one
      const view = make('div', 'window'), canvas = old?.canvas ?? make('canvas'), mark = make('span', 'mark');
      canvas.setAttribute('role', 'img');
      canvas.setAttribute('aria-label', cellWords(head, cell, r, c));
      view.append(canvas, mark);
      inner.append(view);
      table.push({ r, c, cell, canvas, mark, look: old && alike(old.cell, cell) ? old.look : '' });
    }
    return td;
  }

  function shareOf(value, text, was, more = '') {
    const share = make('div', 'share' + more), track = make('div', 'track'), filled = make('div', 'fill');
    filled.style.width = 100 * value + '%';
    filled.style.setProperty('--from', (was ?? filled).style.width);
    track.append(filled);
    share.append(make('span', 'text', text), track);
    return share;
  }

  function layout() {
    if (!head || !root.clientWidth) return;
    const target = head.size ? Math.min(head.size, root.clientWidth - LABEL) : root.clientWidth < 560 ? 38 : roomFor();
    const now = target + ':' + density(root);
    if (now === size) { placeLegends(); return; }
    size = now;
    app.draws++;
    for (const item of table) {
      const { cell, canvas } = item, [H, W] = cell.shape, { k, css } = fit(target, W, density(root));
      const strong = limits[cell.group]?.strong, look = [k, strong, theme.signature].join();
      if (item.look !== look) draw(item, look, k, strong);
      item.look = look;
      canvas.style.width = css + 'px';
      canvas.style.height = css * H / W + 'px';
      item.side = css / W;
    }
    legends();
    tell();
  }

  // The pixels that a tile may have where the table is wide, and all rows fit below each other.
  function roomFor() {
    const kinds = kindsOf(head), tiles = kinds.filter(kind => !(kind in ASIDE)).length;
    const aside = kinds.reduce((sum, kind) => sum + (ASIDE[kind] ?? ASIDE.tile), LABEL);
    const many = head.rows.length, tall = headroom.from($('tbody')) / many - BETWEEN;
    return many > FEW ? SMALL : clamp(Math.min((root.clientWidth - aside) / tiles, tall), SMALL, LARGE);
  }

  function draw({ cell, canvas, r }, look, k, strong) {
    const twin = cell.kind === 'picture' && table.find(t => t.look === look && alike(t.cell, cell));
    if (twin) copy(canvas, twin.canvas);
    else if (cell.kind === 'picture') drawPicture(canvas, cell.values, 0, cell.shape, k, theme, cell.ink);
    else drawSigned(canvas, cell.values, 0, cell.shape, strong ? MIDDLE / strong : 0, scale, k);
    if (cell.around !== undefined) outline(canvas, outlineOf(head.rows[r].cells[cell.around]), k);
  }

  // Where something has changed, though noise hides it from the eye.
  function outline(canvas, lines, k) {
    const ctx = canvas.getContext('2d');
    ctx.beginPath();
    for (const [x, y, u, v] of lines) { ctx.moveTo(k * x, k * y); ctx.lineTo(k * u, k * v); }
    ctx.lineCap = 'square';
    for (const [colour, wide] of [[theme.seen, 2.2], [theme.text, 1]]) {
      ctx.strokeStyle = colour;
      ctx.lineWidth = wide * density(root);
      ctx.stroke();
    }
  }

  function legends() {
    const groups = new Map();
    for (const { cell, c, canvas } of table) if (cell.kind === 'signed' && canvas.offsetParent) {
      const group = groups.get(cell.group) ?? { names: new Set(), channels: cell.shape[2], canvas };
      groups.set(cell.group, group);
      group.names.add(head.columns[c]);
    }
    legendsOf = [...groups.values()];
    $('.legends').replaceChildren(...[...groups].map(([name, group]) => {
      const box = group.box = make('div', 'legend'), canvas = make('canvas'), ends = make('div', 'limits');
      const text = brief(limits[name].strong), what = [...group.names].join(', ');
      if (!limits[name].strong) {
        box.append(make('div', '', what), make('div', '', 'every value is 0'));
        return box;
      }
      box.append(make('div', '', what), canvas, ends);
      ends.append(make('span', '', '−' + text), make('span', '', '0'), make('span', '', text));
      canvas.setAttribute('role', 'img');
      canvas.setAttribute('aria-label', `Colour scale from −${text} (blue, dashed) through 0 to ${text} (orange), ${beyond(limits[name])}`);
      drawLegend(canvas, scale, group.channels, 90, 10, density(root));
      ends.style.width = canvas.style.width;
      box.append(make('div', '', beyond(limits[name])));
      return box;
    }));
    placeLegends();
  }

  // Each below the first column that it is of, where there is room.
  function placeLegends() {
    const zoom = zoomOf(root), from = $('.legends').getBoundingClientRect().left, wide = root.clientWidth >= 560;
    let end = 0;
    for (const { box, canvas } of legendsOf) {
      const left = (canvas.getBoundingClientRect().left - from) / zoom, gap = Math.max(end ? 6 : 0, left - end);
      box.style.marginLeft = wide ? gap + 'px' : '';
      end += gap + box.offsetWidth;
    }
    $('.legends').classList.toggle('placed', wide);
  }

  // The same pixel in every cell of the row.
  function tell() {
    const line = $('.readout');
    const inRow = spot ? table.filter(t => t.r === spot.tile) : [];
    const like = spot && inRow[0]?.cell.shape;
    for (const { mark, cell, side, r } of table) {
      const on = spot && r === spot.tile && cell.shape[0] === like[0] && cell.shape[1] === like[1];
      mark.style.display = on ? 'block' : 'none';
      if (!on) continue;
      Object.assign(mark.style, { left: spot.col * side + 'px', top: spot.row * side + 'px', width: side + 'px', height: side + 'px' });
    }
    if (!spot) { standAt(line, root, null); return; }
    line.replaceChildren(`${head.rows[spot.tile].label} · row ${spot.row + 1}, column ${spot.col + 1}: `);
    inRow.forEach(({ cell, c }, i) => {
      if (cell.shape[0] !== like[0] || cell.shape[1] !== like[1]) return;
      const operator = i ? head.operators[c - 1] || '·' : '';
      line.append(` ${operator} ${head.columns[c]} `, make('b', '', pixelWords(cell, limits, spot)));
    });
    standAt(line, root, (inRow.find(({ c }) => c === spot.column) ?? inRow[0]).mark);
  }

  const sheet = $('.sheet');
  sheet.onpointermove = event => {
    const item = table.find(t => t.canvas === event.target);
    if (!item) return;
    const box = event.target.getBoundingClientRect(), [H, W] = item.cell.shape;
    spot = { tile: item.r, column: item.c, row: clamp(Math.floor((event.clientY - box.top) / box.height * H), 0, H - 1),
      col: clamp(Math.floor((event.clientX - box.left) / box.width * W), 0, W - 1) };
    tell();
  };
  sheet.onpointerdown = sheet.onpointermove;
  sheet.onpointerleave = event => { if (event.pointerType !== 'touch') { spot = null; tell(); } };
  sheet.onblur = () => { spot = null; tell(); };
  sheet.onkeydown = event => {
    if (!table.length) return;
    if (event.key === 'Escape') { spot = null; tell(); return; }
    const [H, W] = table[0].cell.shape, at = spot ?? { tile: 0, row: H >> 1, col: W >> 1 };
    if (movePixel(event, at, H, W, head.rows.length)) {
      spot = at;
      tell();
      $(':scope > .said').textContent = $('.readout').textContent;
    }
  };

  const headroom = headroomOf(root, layout), resized = new ResizeObserver(layout);
  return app;
}
