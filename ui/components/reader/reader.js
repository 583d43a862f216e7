// Templates from noise to digits, once; beside them a pad. What is drawn on it is read by all of them while one draws.
import { paint, readTheme } from '../shared/appearance.js';
import { drawSigned } from '../shared/canvas.js';
import { MIDDLE, signedScale } from '../shared/colours.js';
import { make, steady } from '../shared/elements.js';
import { extentOfCodes } from '../shared/extent.js';
import { mounting } from '../shared/mounting.js';
import { count } from '../shared/numbers.js';
import { onFrame } from '../shared/onframe.js';
import { playback } from '../shared/playback.js';
import { SIDE, sketch } from '../shared/sketch.js';
import { density } from '../shared/zoom.js';
import { exampleOn } from './example.js';
import { film } from './film.js';
import { FRAME, framed } from './framing.js';
import { met, percents, read, verdict } from './reading.js';

const FRAMES_PER_SECOND = 10, MISSING = -128, SHAPE = [FRAME, FRAME, 1];

export default mounting('.reader', build);

function build(root) {
  const $ = selector => root.querySelector(selector);
  const app = { receive, stop, shows: 0, looks: 0, get at() { return play.at; }, get playing() { return play.playing; } };
  const { schedule, cancel } = onFrame(draw), drawn = sketch($('.pad'), { onMove, onBegin: () => example.end(), onDrawing: tell });
  const example = exampleOn(drawn, { isAlive: () => root.isConnected });
  const play = playback({
    count: () => frames.length, pace: () => FRAMES_PER_SECOND, isAlive: () => root.isConnected,
    onShow: schedule, onPlay: schedule, onRest: () => { if (!calm.matches) show(); schedule(); },
  });
  const resized = new ResizeObserver(layout), calm = matchMedia('(prefers-reduced-motion: reduce)');
  let shown = null, frames = [], theme = null, scale = null, tiles = [], k = 1,
    reading = null, picture = null, inked = false, touched = false, shownOnce = false;

  function receive({ data }) {
    const given = film(data), painted = readTheme(root);
    if (!given) return;
    if (painted.signature !== theme?.signature) {
      theme = painted;
      scale = signedScale(theme);
      paint(root, theme);
      drawn.dress(theme);
    }
    if (root.hidden) { drawn.name('Pad: draw a digit'); drawn.take(''); }
    root.hidden = false;
    resized.observe(root);
    if (given.run !== shown?.run) open(given);
    schedule();
  }

  // Another recording: it plays once, or shows its end where no motion is wanted, or something is drawn already.
  async function open(given) {
    shown = given;
    frames = [];
    tiles = given.labels.map(tileOf);
    $('.templates').replaceChildren(...tiles.map(tile => tile.box));
    $('.templates').setAttribute('aria-label', `${tiles.length} templates, one for each class`);
    layout();
    const found = await given.frames();
    if (shown !== given) return;
    frames = [...found.slice(0, -1), given.layer.codes];
    play.open();
    look();
    if (calm.matches) show(); else if (!inked) play.toggle();
    schedule();
  }

  function tileOf(label) {
    const box = make('figure', 'tile'), canvas = make('canvas'), score = make('figcaption'), bar = make('span', 'bar');
    const name = make('b', 'name', label), share = make('span', 'share');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', `Template of ${label}`);
    bar.append(make('i'));
    score.append(name, share, bar);
    box.append(canvas, score);
    return { box, canvas, share, bar };
  }

  function layout() {
    const grid = $('.templates'), room = (grid.clientWidth - 4 * parseFloat(getComputedStyle(grid).columnGap || 0)) / 5;
    if (!shown || room <= 0) return;
    const dots = density(root);
    k = Math.max(1, Math.floor(Math.min(room, 140) * dots / FRAME));
    grid.style.setProperty('--tile', Math.min(room, k * FRAME / dots) + 'px');
    schedule();
  }

  // ---- reading

  // Once, when the templates have learned, and nobody has drawn before: what one is to do, and what comes of it.
  function show() {
    if (shownOnce || inked || play.at < frames.length - 1) return;
    shownOnce = true;
    example.begin(calm.matches);
  }

  function onMove() {
    touched = true;
    schedule();
  }

  // Somebody draws, or has cleared the pad: from now on the templates are those that read. To read takes longer than
  // the steps of a pointer are apart, so it is done once for all steps of a frame.
  function look() {
    const ink = drawn.ink();
    touched = false;
    app.looks++;
    inked = ink.some(v => v);
    picture = inked ? framed(ink, SIDE) : null;
    reading = picture && shown ? read(shown.layer, picture) : null;
    if (inked && play.playing && !example.shown) play.last();
  }

  function tell() {
    if (touched) look();
    schedule();
    const { digit, why } = words();
    $('.answer').textContent = inked ? `${digit} ${why}` : 'The pad is empty.';
  }

  function words() {
    if (reading) {
      const said = verdict(reading, shown.labels);
      return example.shown ? { ...said, why: `${said.why} Now you: draw one.` } : said;
    }
    return inked ? { digit: '…', why: 'This is only a dot. Draw on.' } : { digit: '?', why: 'Draw a digit: every template says at once how well it fits.' };
  }

  // ---- drawing

  function draw() {
    if (touched) look();
    const codes = frames[play.at], last = play.at === frames.length - 1;
    if (!codes || !root.isConnected) return;
    app.shows++;
    const seen = last && picture, factor = MIDDLE / (extentOfCodes(codes, MISSING).strong || 1);
    const shares = reading && percents(reading.probabilities);
    tiles.forEach(({ box, canvas, share, bar }, i) => {
      const start = i * FRAME * FRAME;
      drawSigned(canvas, seen ? met(codes, start, picture) : codes, seen ? 0 : start, SHAPE, factor, scale, k, MISSING);
      box.classList.toggle('best', reading?.best === i);
      bar.style.setProperty('--p', reading ? reading.probabilities[i] : 0);
      share.textContent = shares ? shares[i] : '\u00a0';
    });
    const { digit, why } = words();
    $('.digit').textContent = digit;
    $('.why').textContent = why;
    root.classList.toggle('read', !!reading);
    const end = count(shown.steps.at(-1));
    $('.step').replaceChildren('step ', steady(count(shown.steps[play.at]), end), ` of ${end}`);
    $('.again').setAttribute('aria-disabled', String(play.playing));
  }

  $('.again').onclick = () => { if (!play.playing) play.toggle(); };

  function stop() {
    play.stop();
    example.end();
    resized.disconnect();
    cancel();
    shown = null;
  }

  return app;
}
