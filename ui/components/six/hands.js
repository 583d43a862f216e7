// A hand or keys on the plane: they point at a place, and set, move and remove points.
import { clamp } from '../shared/numbers.js';
import { within } from '../shared/zoom.js';
import { placed } from './points.js';

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const NEAR = 12;  // pixels
const FAR = 1.04;

// of: ready(), size(), mode() ('look', 'away' or a class), points() ({ x, y }), most(), onPlace(place, byKey), onPoints(x, y, done), onKey(event)
export function hands(element, of) {
  let drag = null;  // { point, x, y, changed }: all points as this hand has them, whatever a message says meanwhile
  const off = ([u, v]) => [u / of.size() * 2 * FAR - FAR, FAR - v / of.size() * 2 * FAR];
  const placeOf = event => off(within(event, element)).map(v => clamp(v, -FAR, FAR));

  function found([u, v]) {
    const { x } = of.points(), far = NEAR / of.size() * 2 * FAR;
    let best = null, least = far;
    for (let i = 0; i < x.length / 2; i++) {
      const d = Math.hypot(x[2 * i] - u, x[2 * i + 1] - v);
      if (d < least) { least = d; best = i; }
    }
    return best;
  }

  function added(place, kind) {
    const { x, y } = of.points();
    return [Float64Array.of(...x, ...place.map(placed)), [...y, kind]];
  }
  const without = i => { const { x, y } = of.points(); return [x.filter((_, k) => k >> 1 !== i), y.filter((_, k) => k !== i)]; };

  function move([u, v]) {
    const at = 2 * drag.point;
    if (drag.x[at] === u && drag.x[at + 1] === v) return;
    drag.x = drag.x.slice();
    drag.x.set([u, v], at);
    drag.changed = true;
    of.onPoints(drag.x, drag.y, false);
  }

  element.onpointerdown = event => {
    if (!event.isPrimary || event.button || !of.ready()) return;
    const place = placeOf(event), hit = found(place), mode = of.mode();
    if (mode === 'look') of.onPlace(place, false);
    else if (mode === 'away') { if (hit !== null) of.onPoints(...without(hit), true); }
    else {
      if (hit !== null) drag = { point: hit, ...of.points(), changed: false };
      else if (of.points().y.length < of.most()) {
        const [x, y] = added(place, mode);
        drag = { point: y.length - 1, x, y, changed: true };
        of.onPoints(x, y, false);
      }
      if (!drag) return;
      element.setPointerCapture(event.pointerId);
    }
    event.preventDefault();
    element.focus({ preventScroll: true });
  };

  element.onpointermove = event => {
    if (!of.ready()) return;
    if (drag) move(placeOf(event).map(placed));
    else if (of.mode() === 'look' && event.pointerType !== 'touch') of.onPlace(placeOf(event), false);
  };

  element.onpointerup = element.onpointercancel = () => {
    if (!drag) return;
    const { x, y, changed } = drag;
    drag = null;
    if (changed) of.onPoints(x, y, true);
  };

  // A finger that sets or moves points does not scroll the page; one that only looks does.
  element.ontouchstart = event => { if (of.ready() && of.mode() !== 'look') event.preventDefault(); };

  element.onkeydown = event => {
    if (!of.ready() || event.altKey || event.ctrlKey || event.metaKey) return;
    const by = ARROWS[event.key], mode = of.mode(), at = of.place() ?? [0, 0];
    if (by) of.onPlace(at.map((v, k) => clamp(v + by[k] * (event.shiftKey ? 0.01 : 0.05), -FAR, FAR)), true);
    else if (event.key === 'Enter' || event.key === 'Delete') {
      const hit = found(at);
      if ((mode === 'away' || event.key === 'Delete') && hit !== null) of.onPoints(...without(hit), true);
      else if (typeof mode === 'number' && event.key === 'Enter' && of.points().y.length < of.most()) of.onPoints(...added(at, mode), true);
    } else if (!of.onKey(event)) return;
    event.preventDefault();
  };
}
