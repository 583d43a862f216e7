// What is wrong with the layout of the page as it stands, as lines of text: see layout.py.
() => {
  const main = document.querySelector('[data-testid=stMain]'), found = [];
  const FIGURE = '.stBidiComponent, [data-testid=stVegaLiteChart]', LEAST = innerWidth >= 1920 ? 16 : 12;
  const SILENT = ['STYLE', 'SCRIPT', 'TITLE', 'DESC', 'DEFS', 'OPTION'], THINGS = 'canvas, svg, button, input, select, textarea';
  const DIMMED = '.dim';  // gives way to what is pointed at or chosen, and comes back
  const above = e => e.assignedSlot ?? e.parentElement ?? e.getRootNode().host ?? null;
  const tell = (what, text, more) => found.push(`${what}: ${text.trim().slice(0, 50)}${more ? ` (${more})` : ''}`);

  // ---- all that is seen: { text, element, boxes, figure }; a formula piece by piece, as TeX breaks it; a drawing or a
  // control, a `thing`, by its name

  // What has no box of its own, as a component's host, is not hidden for that.
  const hidden = e => getComputedStyle(e).display !== 'contents' && !e.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  function everything(node, figure, list = []) {
    if (node.nodeType === 3 && node.textContent.trim()) {
      const range = document.createRange();
      range.selectNodeContents(node);
      list.push({ text: node.textContent, element: node.parentElement, boxes: [...range.getClientRects()], figure });
    }
    if (node.nodeType === 1) {
      if (SILENT.includes(node.tagName.toUpperCase()) || hidden(node)) return list;
      if (node.matches(THINGS) && !node.parentElement?.closest('svg')) {
        const text = `${node.tagName.toLowerCase()}.${node.className.baseVal ?? node.className}`;
        list.push({ text, element: node, boxes: [node.getBoundingClientRect()], figure, thing: true });
      }
      if (node.matches('.katex')) {
        const pieces = [...node.querySelectorAll('.katex-html > .base')];
        list.push({ text: node.textContent, element: node, boxes: pieces.map(e => e.getBoundingClientRect()), figure: false });
        return list;
      }
    }
    const inside = figure || (node.nodeType === 1 && node.matches(FIGURE));
    for (const child of (node.shadowRoot ?? node).childNodes) everything(child, inside, list);
    return list;
  }

  const meet = (a, b) => {
    const x = Math.max(a.left, b.left), y = Math.max(a.top, b.top);
    return new DOMRect(x, y, Math.max(0, Math.min(a.right, b.right) - x), Math.max(0, Math.min(a.bottom, b.bottom) - y));
  };
  const seen = box => box.width > 1 && box.height > 1;

  // What hides a part of it is a fault; what scrolls shows it in time. Null: only a screen reader has it.
  function shown(one) {
    let boxes = one.boxes.filter(seen), scrolls = false, sticky = false;
    for (let e = one.element; e && e !== main; e = above(e)) {
      const style = getComputedStyle(e), edge = e.getBoundingClientRect();
      const clips = style.overflowX !== 'visible' && style.display !== 'inline' && style.display !== 'contents';
      if (style.clipPath !== 'none' || (clips && edge.width < 2)) return null;
      sticky ||= style.position === 'sticky';
      if (!clips) continue;
      if (style.overflowX === 'auto' || style.overflowX === 'scroll') {
        scrolls = true;
        boxes = boxes.map(box => meet(box, edge)).filter(seen);
      } else if (!scrolls) {
        const slack = e.tagName === 'svg' ? 3.5 : 1.5;  // a letter is lower than its line, which Vega does not know
        const off = box => Math.max(box.right - edge.right, edge.left - box.left, ...one.thing ? [box.bottom - edge.bottom, edge.top - box.top] : []);
        const most = Math.max(...boxes.map(off));
        if (most > slack) tell('cut', one.text, `${Math.round(most)} px`);
      }
    }
    return boxes.length ? { ...one, boxes, scrolls, sticky } : null;
  }

  // ---- size and contrast

  // Red, green, blue and opacity of a colour, whatever its notation, 0 to 1.
  const dot = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true }), known = new Map();
  function channels(colour) {
    if (!known.has(colour)) {
      dot.clearRect(0, 0, 1, 1);
      dot.fillStyle = colour;
      dot.fillRect(0, 0, 1, 1);
      known.set(colour, Array.from(dot.getImageData(0, 0, 1, 1).data, v => v / 255));
    }
    return known.get(colour);
  }
  const luminance = rgb => rgb.map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const paper = channels(getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor).slice(0, 3);

  // The fill of a part of a drawing as it is seen on this ground.
  function painted(e, ground) {
    const { fill, fillOpacity } = getComputedStyle(e), [red, green, blue, alpha] = channels(fill);
    let much = alpha * fillOpacity;
    for (let part = e; part instanceof SVGElement; part = part.parentNode) if (!part.matches(DIMMED)) much *= getComputedStyle(part).opacity;
    return [red, green, blue].map((v, i) => much * v + (1 - much) * ground[i]);
  }

  // What is painted in a drawing where the middle of this text lies, before it: cells, nodes, plates.
  const shapes = new Map();
  function behind(text) {
    const svg = text.closest('svg'), box = text.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + box.height / 2;
    if (!shapes.has(svg)) {
      const all = [...svg.querySelectorAll('path, rect, circle, ellipse, polygon')].filter(e => getComputedStyle(e).fill !== 'none');
      shapes.set(svg, all.map(e => [e, e.getBoundingClientRect()]).filter(([, { width, height }]) => width > 8 && height > 8));
    }
    const under = ([e, at]) => at.left < x && at.right > x && at.top < y && at.bottom > y
      && e.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING
      && e.isPointInFill(new DOMPoint(x, y).matrixTransform(e.getScreenCTM().inverse()));
    return shapes.get(svg).filter(under).reduce((ground, [e]) => painted(e, ground), paper);
  }

  function legible({ text, element, figure }) {
    const style = getComputedStyle(element), drawn = element instanceof SVGElement;
    if (!figure || element.closest('sub, sup, .katex')) return;
    let svg = drawn && element.ownerSVGElement;
    while (svg?.ownerSVGElement) svg = svg.ownerSVGElement;
    const box = svg && svg.viewBox.baseVal, scale = box?.width ? svg.getBoundingClientRect().width / box.width : element.currentCSSZoom ?? 1;
    const size = parseFloat(style.fontSize) * scale;
    if (size < LEAST - 0.05) tell('small', text, `${size.toFixed(1)} px`);
    if (!drawn || style.fill === 'none') return;
    const ground = behind(element), [low, high] = [painted(element, ground), ground].map(luminance).toSorted((a, b) => a - b);
    const contrast = (high + 0.05) / (low + 0.05);
    if (contrast < 4.5) tell('pale', text, `${contrast.toFixed(2)}, ${style.fill}`);
  }

  // ---- texts on one another

  function apart(list) {
    const all = list.flatMap(one => one.boxes.map(box => ({ box, one }))).toSorted((a, b) => a.box.top - b.box.top);
    all.forEach(({ box, one }, i) => {
      for (let j = i + 1; j < all.length && all[j].box.top < box.bottom; j++) {
        const other = all[j].one, both = meet(box, all[j].box);
        if (one === other || one.element === other.element || one.sticky !== other.sticky) continue;
        if (both.width > 2 && both.height > 0.35 * Math.min(box.height, all[j].box.height)) tell('overlap', one.text, other.text.trim().slice(0, 30));
      }
    });
  }

  const all = everything(main, false).map(shown).filter(Boolean), list = all.filter(({ thing }) => !thing);
  list.forEach(legible);
  apart(list);
  for (const { text, boxes, scrolls } of all) {
    if (!scrolls && boxes.some(box => box.right > innerWidth + 0.5 || box.left < -0.5)) tell('off the screen', text);
  }
  for (const e of [main, document.scrollingElement]) if (e.scrollWidth > e.clientWidth + 1) tell('scrolls sideways', e.tagName, `${e.scrollWidth - e.clientWidth} px`);
  return { found: [...new Set(found)], many: list.length, things: all.length - list.length };
}
