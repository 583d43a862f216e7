// A hand or keys on the plane: they move and turn the line, and set, move and remove points.
import { gripsOf, keyed, shifted, turned } from '../shared/line.js';
import { clamp } from '../shared/numbers.js';
import { within } from '../shared/zoom.js';
import { under } from './plane.js';

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const PLAIN = [1, 1, 0];  // the line that a hand begins with where there is none

export function hands(svg, of) {
  let drag = null;
  const place = event => within(event, svg), label = () => of.mode() === 'one' ? 1 : -1;
  const kept = p => p.map(v => clamp(Math.round(v * 100) / 100, -of.far(), of.far()));
  const flat = w => !w[0] && !w[1];
  const found = at => under(at, { w: of.now(), points: of.points(), frame: of.frame(), hold: of.mode() });

  svg.onpointerdown = event => {
    if (!event.isPrimary || event.button || !of.ready()) return;
    const at = place(event), hit = found(at);
    of.onCursor(null);
    if (of.mode() === 'line') beginLine(hit, at); else beginPoint(hit, at);
    if (!drag) return;
    of.onGrasp();
    drag.pointer = event.pointerId;
    svg.setPointerCapture(event.pointerId);
    event.preventDefault();
    svg.focus({ preventScroll: true });
  };

  function beginLine(hit, at) {
    const w = of.now(), { window, off } = of.frame();
    if (hit?.grip !== undefined) drag = { w, pivot: gripsOf(w, window)[1 - hit.grip] };
    else if (hit || flat(w)) drag = { w: flat(w) ? PLAIN : w, moves: true };
    if (drag?.moves && flat(w)) of.onLine(shifted(drag.w, off(at)));
  }

  function beginPoint(hit, at) {
    const points = of.points();
    if (of.mode() === 'away') {
      if (hit && points.length > 1) of.onPoints(points.toSpliced(hit.point, 1), true);
    } else if (hit) drag = { point: hit.point };
    else if (points.length < of.most()) {
      of.onPoints([...points, [...kept(of.frame().off(at)), label()]]);
      drag = { point: points.length };
    }
  }

  svg.onpointermove = event => {
    if (!drag || event.pointerId !== drag.pointer) return;
    const p = of.frame().off(place(event));
    if (drag.pivot) of.onLine(turned(drag.w, drag.pivot, p));
    else if (drag.moves) of.onLine(shifted(drag.w, p));
    else of.onPoints(of.points().with(drag.point, [...kept(p), of.points()[drag.point][2]]));
  };

  svg.onpointerup = svg.onpointercancel = event => {
    if (!drag || event.pointerId !== drag.pointer) return;
    const { point } = drag;
    drag = null;
    if (point === undefined) of.onLineEnd(); else of.onPoints(of.points(), true);
  };

  // A finger on the line or a point moves it, and sets points; elsewhere it scrolls the page.
  svg.ontouchstart = event => {
    if (of.ready() && (of.mode() !== 'line' || flat(of.now()) || found(place(event.touches[0])))) event.preventDefault();
  };

  svg.onkeydown = event => {
    if (!of.ready()) return;
    const by = ARROWS[event.key], fine = event.shiftKey ? 0.2 : 1;
    if (of.mode() === 'line' ? by && keyLine(by, fine) : keyPoint(event, by, fine)) event.preventDefault();
    else if (!by && of.onKey(event)) event.preventDefault();
  };
  svg.onkeyup = event => { if (of.ready() && of.mode() === 'line' && ARROWS[event.key]) of.onLineEnd(); };

  function keyLine(by, fine) {
    of.onGrasp();
    of.onLine(keyed(flat(of.now()) ? PLAIN : of.now(), by, fine, of.frame().window));
    return true;
  }

  function keyPoint(event, by, fine) {
    const { window, on } = of.frame(), points = of.points();
    const at = of.cursor() ?? [(window.x0 + window.x1) / 2, (window.y0 + window.y1) / 2];
    if (by) of.onCursor(kept(at.map((v, i) => v + by[i] * 0.1 * fine)));
    else if (event.key === 'Enter' || event.key === 'Delete') {
      const hit = found(on(at)), away = of.mode() === 'away' || event.key === 'Delete';
      if (away && hit && points.length > 1) of.onPoints(points.toSpliced(hit.point, 1), true);
      if (!away && points.length < of.most()) of.onPoints([...points, [...kept(at), label()]], true);
      of.onCursor(at);
    } else return false;
    return true;
  }
}
