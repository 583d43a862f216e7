// What is wrong with the layout of the page as it stands, as lines of text: see layout.py.
() => {
  const main = document.querySelector('[data-testid=stMain]'), found = [];
  const FIGURE = '.stBidiComponent, [data-testid=stVegaLiteChart]', LEAST = innerWidth >= 1920 ? 16 : 12;
  const SILENT = ['STYLE', 'SCRIPT', 'TITLE', 'DESC', 'DEFS', 'OPTION'];
  const above = e => e.assignedSlot ?? e.parentElement ?? e.getRootNode().host ?? null;
  const tell = (what, text, more) => found.push(`${what}: ${text.trim().slice(0, 50)}${more ? ` (${more})` : ''}`);

  // ---- every text that is seen: { text, element, boxes, figure }; a formula piece by piece, as TeX breaks it

  function texts(node, figure, list = []) {
    if (node.nodeType === 3 && node.textContent.trim()) {
      const range = document.createRange();
      range.selectNodeContents(node);
      list.push({ text: node.textContent, element: node.parentElement, boxes: [...range.getClientRects()], figure });
    }
    if (node.nodeType === 1) {
      if (SILENT.includes(node.tagName.toUpperCase()) || !node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return list;
      if (node.matches('.katex')) {
        const pieces = [...node.querySelectorAll('.katex-html > .base')];
        list.push({ text: node.textContent, element: node, boxes: pieces.map(e => e.getBoundingClientRect()), figure: false });
        return list;
      }
    }
    const inside = figure || (node.nodeType === 1 && node.matches(FIGURE));
    for (const child of (node.shadowRoot ?? node).childNodes) texts(child, inside, list);
    return list;
  }

  const meet = (a, b) => {
    const x = Math.max(a.left, b.left), y = Math.max(a.top, b.top);
    return new DOMRect(x, y, Math.max(0, Math.min(a.right, b.right) - x), Math.max(0, Math.min(a.bottom, b.bottom) - y));
  };
  const seen = box => box.width > 1 && box.height > 1;

  // What hides a part of the text is a fault; what scrolls shows it in time. Null: only a screen reader has it.
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
        const out = boxes.find(box => box.right > edge.right + slack || box.left < edge.left - slack);
        if (out) tell('cut', one.text, `${Math.round(Math.max(out.right - edge.right, edge.left - out.left))} px`);
      }
    }
    return boxes.length ? { ...one, boxes, scrolls, sticky } : null;
  }

  // ---- size and contrast

  const channels = colour => colour.match(/[\d.]+/g)?.slice(0, 3).map(v => colour.startsWith('color(') ? Number(v) : v / 255);
  const luminance = rgb => rgb.map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const paper = luminance(channels(getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor));

  function legible({ text, element, figure }) {
    const style = getComputedStyle(element), drawn = element instanceof SVGElement;
    if (!figure || element.closest('sub, sup, .katex')) return;
    const box = drawn && element.closest('svg').viewBox.baseVal, scale = box?.width ? element.closest('svg').clientWidth / box.width : 1;
    const size = parseFloat(style.fontSize) * (element.currentCSSZoom ?? 1) * scale;
    if (size < LEAST - 0.05) tell('small', text, `${size.toFixed(1)} px`);
    const ink = drawn && channels(style.fill);
    if (!ink) return;
    const [low, high] = [luminance(ink), paper].toSorted((a, b) => a - b), contrast = (high + 0.05) / (low + 0.05);
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

  const list = texts(main, false).map(shown).filter(Boolean);
  list.forEach(legible);
  apart(list);
  for (const { text, boxes, scrolls } of list) {
    if (!scrolls && boxes.some(box => box.right > innerWidth + 0.5 || box.left < -0.5)) tell('off the screen', text);
  }
  for (const e of [main, document.scrollingElement]) if (e.scrollWidth > e.clientWidth + 1) tell('scrolls sideways', e.tagName, `${e.scrollWidth - e.clientWidth} px`);
  return { found: [...new Set(found)], many: list.length };
}
