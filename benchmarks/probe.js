// In every page of a benchmark: what its websocket carries, and when what we wait for has happened.
(() => {
  const bench = window.bench = { sent: [], received: [], bytes: 0 };
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', e => {
        bench.received.push(performance.now());
        bench.bytes += e.data.byteLength ?? e.data.size ?? e.data.length;
      });
    }
    send(data) { bench.sent.push(performance.now()); super.send(data); }
  };
  // Elements, also those inside the components' shadow roots.
  bench.all = selector => {
    const found = [];
    const look = root => {
      found.push(...root.querySelectorAll(selector));
      for (const host of root.querySelectorAll('*')) if (host.shadowRoot) look(host.shadowRoot);
    };
    look(document);
    return found;
  };
  const inked = canvas => {
    if (!canvas.width || !canvas.height) return false;
    const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    const pixels = new Uint32Array(data.buffer);
    return pixels.some(p => p !== pixels[0]);
  };
  bench.player = () => bench.all('.player:not([hidden]):not(.still)')[0];
  bench.pictures = () => {
    const tiles = [...(bench.player()?.querySelectorAll('.tile canvas') ?? [])];
    return tiles.length > 0 && tiles.every(inked);
  };
  bench.text = () => document.querySelector('[data-testid=stMain]')?.innerText ?? '';
  // The time at which `test` first holds, asked at every frame of the screen.
  bench.when = test => new Promise((done, fail) => {
    const began = performance.now();
    const look = () => {
      if (test()) done(performance.now());
      else if (performance.now() > began + 60000) fail(Error(`${test} did not hold within 60 s: ${bench.text()}`));
      else requestAnimationFrame(look);
    };
    look();
  });
  bench.clicked = () => new Promise(done => {
    window.addEventListener('pointerdown', () => done(performance.now()), { capture: true, once: true });
  });
  // From the next click until the first such cell of the table with this caption is drawn otherwise. The table is
  // looked up again only where Streamlit has put another in its place: a look through the whole page at every frame
  // of the screen would take a part of the time that it measures.
  bench.changed = (caption, cell) => new Promise((done, fail) => {
    const named = rows => rows.querySelector('caption')?.textContent.startsWith(caption);
    let rows = null;
    const picture = () => {
      if (!rows?.isConnected) rows = bench.all('.rows').find(named);
      return rows?.querySelector(cell + ' canvas')?.toDataURL();
    };
    const before = picture();
    let began = Infinity;
    window.addEventListener('click', () => { began = performance.now(); }, { capture: true, once: true });
    const asked = performance.now();
    const look = () => {
      const now = performance.now(), seen = now > began ? picture() : before;
      if (seen !== undefined && seen !== before) done(now - began);
      else if (now > asked + 20000) fail(Error('No other picture came within 20 s.'));
      else requestAnimationFrame(look);
    };
    look();
  });
  // The main figure of a page: the first component or chart in it that is wide enough to be one.
  bench.figure = () => {
    const wide = element => element && element.getBoundingClientRect().width > 300;
    for (const element of document.querySelectorAll('[data-testid=stMain] *')) {
      const section = element.shadowRoot?.querySelector('section:not([hidden])');
      if (wide(section)) return section;
      if (element.dataset.testid === 'stVegaLiteChart' && wide(element)) return element;
    }
    return null;
  };
  const small = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  small.canvas.width = small.canvas.height = 128;
  small.imageSmoothingQuality = 'high';
  // What the main figure shows, as one text: its pictures made small, and its lines. Nothing while it is empty.
  bench.print = () => {
    const found = [], figure = bench.figure();
    if (!figure) return '';
    for (const canvas of figure.querySelectorAll('canvas:not(.over)')) {
      if (!canvas.width || !canvas.height || !canvas.getBoundingClientRect().width) continue;
      small.clearRect(0, 0, 128, 128);
      small.drawImage(canvas, 0, 0, 128, 128);
      const pixels = new Uint32Array(small.getImageData(0, 0, 128, 128).data.buffer);
      if (pixels.some(pixel => pixel !== pixels[0])) found.push(pixels.join());
    }
    for (const svg of figure.querySelectorAll('svg')) if (svg.querySelector('path, line, rect, circle')) found.push(svg.innerHTML);
    return found.join('|');
  };
  bench.still = () => document.querySelector('[data-test-script-state=notRunning]') !== null
    && !/Training: \d|Waiting for a free|is being recorded|computing…/.test(bench.text());
  // Milliseconds until the main figure has stood still for half a second, or until we stop waiting for that.
  bench.settled = patience => new Promise(done => {
    const began = performance.now();
    let last = '', since = began;
    const look = () => {
      const now = bench.print(), at = performance.now();
      if (now !== last || !now || !bench.still()) [last, since] = [now, at];
      if (at - since > 500 || at - began > patience) done(at - began); else setTimeout(look, 50);
    };
    look();
  });
  // Milliseconds from the next such event until the main figure shows something else, or null if it goes on as it is.
  bench.follows = (event, patience) => new Promise(done => {
    const before = bench.print();
    let began = Infinity;
    window.addEventListener(event, () => { began = performance.now(); }, { capture: true, once: true });
    const until = performance.now() + patience;
    const look = () => {
      const now = performance.now() > began ? bench.print() : '';
      if (now && now !== before) done(performance.now() - began);
      else if (performance.now() > until) done(null);
      else requestAnimationFrame(look);
    };
    look();
  });
  // The slider inside the main figure: where its thumb is, and where the track ends; null if it has none.
  bench.handle = () => {
    const seen = element => element.getBoundingClientRect().width > 50 && !element.disabled;
    const input = [...(bench.figure()?.querySelectorAll('input[type=range]') ?? [])].find(seen);
    if (!input) return null;
    input.scrollIntoView({ block: 'center' });
    const box = input.getBoundingClientRect();
    const share = (input.value - input.min) / (input.max - input.min);
    return { left: box.left + 8, right: box.right - 8, y: box.top + box.height / 2, share };
  };
})();
