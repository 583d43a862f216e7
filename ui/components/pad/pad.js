// A pad to draw a digit on, whose drawing Python has as a PNG. While it is empty, it shows the picture that is read instead.
import { paint, readTheme } from '../shared/appearance.js';
import { parseColour } from '../shared/colours.js';
import { make } from '../shared/elements.js';
import { mounting } from '../shared/mounting.js';
import { sketch } from '../shared/sketch.js';

export default mounting('.pad', build);

function build(root) {
  const drawn = sketch(root, { onDrawing: send });
  const meanwhile = make('span', 'meanwhile');
  root.querySelector('.sheet').insertBefore(meanwhile, root.querySelector('.hint'));
  let api = null, head = null, theme = null;

  function receive(component) {
    const { data } = component, fresh = head?.key !== data.key || head.reset !== data.reset;
    const painted = readTheme(root);
    api = component;
    head = data;
    if (painted.signature !== theme?.signature) {
      theme = painted;
      paint(root, theme);
      drawn.dress(theme);
    }
    drawn.name(data.label);
    root.classList.toggle('reads', !!data.meanwhile);
    meanwhile.style.backgroundImage = data.meanwhile ? `url(${urlOf(data.meanwhile, parseColour(theme.text))})` : '';
    if (data.meanwhile) root.querySelector('.hint').textContent = 'Draw your own digit here';
    if (fresh) drawn.take(data.png);  // only a pad that is new, or reset, takes the drawing that Python knows
    root.hidden = false;
  }

  function send() {
    const { strokes } = drawn;
    api.setStateValue('drawing', { png: strokes ? drawn.png() : '', strokes, reset: head.reset });
  }

  return { receive, paint: drawn.paint, commit: drawn.commit, stop() {} };
}

// Pixels as a picture: of one channel as ink in the colour of the pen, of three as they are.
function urlOf({ shape: [H, W, channels], pixels }, pen) {
  const bytes = Uint8Array.from(atob(pixels), c => c.charCodeAt(0)), page = make('canvas'), ctx = page.getContext('2d');
  Object.assign(page, { width: W, height: H });
  const image = ctx.createImageData(W, H);
  for (let i = 0; i < H * W; i++) {
    const ink = channels === 1 ? [...pen.map(v => 255 * v), bytes[i]] : [...bytes.subarray(3 * i, 3 * i + 3), 255];
    image.data.set(ink, 4 * i);
  }
  ctx.putImageData(image, 0, 0);
  return page.toDataURL();
}
