// A hand on the map: it points, drags, pinches, turns the wheel, presses keys.
import { clamp } from '../shared/numbers.js';
import { dragged, gripOf } from './window.js';

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

//   gestures(sheet, { ready, still, view, point, onPoint, onMove, onZoom, onHome, onRead })
//     ready(), still(): whether there is a map, whether it stands still    view(), point(): as they are now
//     onPoint(point or null)  onMove(view)  onZoom(factor, u, v)  onHome()  onRead(): a key has moved the point
export function gestures(sheet, { ready, still, view, point, onPoint, onMove, onZoom, onHome, onRead }) {
  const fingers = new Map();
  let grip = null;

  const spotOf = event => {
    const box = sheet.getBoundingClientRect(), { u, v, s } = view();
    return { u: u + s * (event.clientX - box.left) / box.width, v: v + s * (1 - (event.clientY - box.top) / box.height) };
  };
  const grasp = moved => { grip = { ...gripOf([...fingers.values()]), view: { ...view() }, moved }; };

  sheet.onpointerdown = event => {
    if (!ready() || event.button) return;
    fingers.set(event.pointerId, event);
    grasp(false);
    if (event.pointerType !== 'touch') sheet.setPointerCapture(event.pointerId);
    onPoint(spotOf(event));
  };
  sheet.onpointermove = event => {
    if (!ready()) return;
    const held = fingers.has(event.pointerId);
    if (held) fingers.set(event.pointerId, event);
    if (!held || event.pointerType === 'touch' && fingers.size < 2) { onPoint(spotOf(event)); return; }
    const now = gripOf([...fingers.values()]);
    if (!grip.moved && fingers.size < 2 && Math.hypot(now.x - grip.x, now.y - grip.y) < 4) return;
    grip.moved = true;
    sheet.classList.add('moving');
    onMove(dragged(grip.view, grip, now, sheet.getBoundingClientRect()));
  };
  sheet.onpointerup = sheet.onpointercancel = event => {
    fingers.delete(event.pointerId);
    sheet.classList.remove('moving');
    if (fingers.size) grasp(grip?.moved ?? false); else grip = null;
  };
  sheet.onpointerleave = event => { if (event.pointerType !== 'touch' && !fingers.size) onPoint(null); };
  sheet.ondblclick = event => { const p = spotOf(event); onZoom(0.5, p.u, p.v); };
  sheet.addEventListener('wheel', event => {
    if (!ready() || still() || !(event.ctrlKey || event.metaKey || sheet.matches(':focus'))) return;
    event.preventDefault();
    const p = spotOf(event);
    onZoom(Math.exp(clamp(event.deltaY, -200, 200) / 400), p.u, p.v);
  }, { passive: false });
  sheet.onblur = () => { if (point()?.keys) onPoint(null); };
  sheet.onkeydown = event => {
    if (!ready() || still()) return;
    const by = ARROWS[event.key], { u, v, s } = view();
    if (by && event.shiftKey) onMove({ u: u + by[0] * s / 8, v: v + by[1] * s / 8, s });
    else if (by) {
      const p = point() ?? { u: u + s / 2, v: v + s / 2 };
      onPoint({ u: clamp(p.u + by[0] * s / 40, u, u + s), v: clamp(p.v + by[1] * s / 40, v, v + s), keys: true });
      onRead();
    } else if (event.key === '+' || event.key === '=') onZoom(0.5);
    else if (event.key === '-') onZoom(2);
    else if (event.key === '0') onHome();
    else if (event.key === 'Escape') onPoint(null);
    else return;
    event.preventDefault();
  };
}
