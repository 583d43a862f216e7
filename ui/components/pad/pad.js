// A pad to draw a digit on, whose drawing Python has as a PNG.
import { paint, readTheme } from '../shared/appearance.js';
import { mounting } from '../shared/mounting.js';
import { sketch } from '../shared/sketch.js';

export default mounting('.pad', build);

function build(root) {
  const drawn = sketch(root, { onDrawing: send });
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
    if (fresh) drawn.take(data.png);  // only a pad that is new, or reset, takes the drawing that Python knows
    root.hidden = false;
  }

  function send() {
    const { strokes } = drawn;
    api.setStateValue('drawing', { png: strokes ? drawn.png() : '', strokes, reset: head.reset });
  }

  return { receive, paint: drawn.paint, commit: drawn.commit, stop() {} };
}
