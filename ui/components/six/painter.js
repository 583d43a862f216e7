// Pictures of a model over the plane: coarse at once, then fine, a few rows between two frames of the screen, so that no hand
// waits for them. An element that asks again has its older picture forgotten.
import { surface } from '../shared/canvas.js';
import { density } from '../shared/zoom.js';

const COARSE = 50, SLICE = 5;  // places a side, and ms of work in a frame
export const FINE = 300;

// shades(named, sure) is the colour of a place; done(element) is called when its picture is fine.
export function painterOf({ shades, edge, done = () => {} }) {
  const work = new Map();
  let waiting = 0, spent = 0;

  // `side`: as fine as that it gets; `keep`: what is there stays until the fine one has come.
  function paint(element, model, when, side = FINE, far = 1.04) {
    work.set(element, steps(element, model, when, side, far));
    waiting ||= requestAnimationFrame(tick);
  }

  function tick() {
    waiting = 0;
    const since = performance.now();
    while (work.size && performance.now() - since < SLICE) {
      const [element, step] = work.entries().next().value;
      if (step.next().done) { work.delete(element); done(element); }
    }
    spent = performance.now() - since;
    if (work.size) waiting = requestAnimationFrame(tick);
  }

  function* steps(element, model, when, side, far) {
    if (side > COARSE) {
      yield* picture(element, model, when, COARSE, far, false);
      yield;
    }
    yield* picture(element, model, when, side, far, side === FINE);
  }

  function* picture(element, model, when, side, far, lined) {
    const step = 2 * far / side, xs = Float64Array.from({ length: side }, (_, k) => -far + (k + 0.5) * step), ys = xs.toReversed();
    const named = new Uint8Array(side * side), sure = new Float32Array(side * side), row = model.over(xs, ys, when);
    for (let r = 0; r < side; r++) {
      row(r, named.subarray(r * side, (r + 1) * side), sure.subarray(r * side, (r + 1) * side));
      yield;
    }
    element.named = named;
    put(element, named, sure, side, lined);
  }

  function put(element, named, sure, side, lined) {
    const native = surface(`six ${side}`, side, side), image = native.createImageData(side, side), out = new Uint32Array(image.data.buffer);
    for (let k = 0; k < out.length; k++) out[k] = lined && onEdge(named, side, k) ? edge() : shades(named[k], sure[k]);
    native.putImageData(image, 0, 0);
    const size = Math.max(1, Math.round(element.clientWidth * density(element))), ctx = element.getContext('2d');
    if (element.width !== size || element.height !== size) element.width = element.height = size;
    ctx.imageSmoothingEnabled = side !== COARSE || size < 200;
    ctx.drawImage(native.canvas, 0, 0, size, size);
  }

  return { paint, stop() { cancelAnimationFrame(waiting); work.clear(); }, busy: () => work.size, spent: () => spent };
}

// Where the class changes to the right or below.
export const onEdge = (named, side, k) => (k % side < side - 1 && named[k] !== named[k + 1]) || (k + side < named.length && named[k] !== named[k + side]);
