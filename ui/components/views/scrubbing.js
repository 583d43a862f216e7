// Numbers that are dragged sideways, and moved by keys while they have the focus.
import { clamp } from '../shared/numbers.js';
import { zoomOf } from '../shared/zoom.js';

const LEAST = 3, SLOW = 0.25;  // pixels before it is a drag; how much slower with Shift

//   const scrub = scrubbing(root, { editable, value, step, onSet, onNudge, onEnd });      scrub.drag, scrub.press(id, event)
//     editable(id), value(id), step(): a pixel's worth
//     onSet(id, v), onNudge(id, by), onEnd(id, moved, clicked)
export function scrubbing(root, { editable, value, step, onSet, onNudge, onEnd }) {
  const scrub = { drag: null, press, keys, edited };

  // True if a drag may begin here.
  function press(id, event) {
    if (!event.isPrimary || event.button !== 0 || !editable(id)) return false;
    scrub.drag = { id, x: event.clientX, start: value(id), pointer: event.pointerId, moved: false };
    root.setPointerCapture(event.pointerId);
    return true;
  }

  root.onpointermove = event => {
    const { drag } = scrub;
    if (!drag || event.pointerId !== drag.pointer) return;
    const by = (event.clientX - drag.x) / zoomOf(root);
    if (!drag.moved && Math.abs(by) < LEAST) return;
    drag.moved = true;
    root.style.cursor = 'ew-resize';
    onSet(drag.id, drag.start + Math.round(by * (event.shiftKey ? SLOW : 1)) * step());
  };
  root.onpointerup = root.onpointercancel = root.onlostpointercapture = event => {
    const { drag } = scrub;
    if (!drag || event.pointerId !== drag.pointer) return;
    scrub.drag = null;
    root.style.cursor = '';
    onEnd(drag.id, drag.moved, event.type === 'pointerup');
  };

  // True if the key was used.
  function keys(event, id) {
    const size = event.shiftKey ? 0.01 : 0.1, by = { ArrowUp: size, ArrowDown: -size, PageUp: 1, PageDown: -1 }[event.key];
    if (by === undefined || event.altKey || event.ctrlKey || event.metaKey || !editable(id)) return false;
    onNudge(id, by);
    event.preventDefault();
    return true;
  }

  // Makes a cell such a number; of its mates() one is reached by Tab, the others by the arrow keys from there.
  function edited(cell, label, mates, most, onFocus) {
    cell.classList.add('edit');
    const attributes = { role: 'spinbutton', 'aria-label': label, 'aria-valuemin': -most, 'aria-valuemax': most };
    for (const [name, text] of Object.entries(attributes)) cell.setAttribute(name, text);
    cell.onpointerdown = event => { press(cell.dataset.id, event); };
    cell.onfocus = () => {
      for (const mate of mates()) mate.tabIndex = mate === cell ? 0 : -1;
      if (cell.matches(':focus-visible')) onFocus(cell.dataset.id);
    };
    cell.onblur = () => onFocus(null);
    cell.onkeydown = event => {
      if (keys(event, cell.dataset.id)) return;
      const all = mates(), k = all.indexOf(cell), to = { ArrowLeft: k - 1, ArrowRight: k + 1, Home: 0, End: all.length - 1 }[event.key];
      if (to === undefined) return;
      all[clamp(to, 0, all.length - 1)].focus();
      event.preventDefault();
    };
    requestAnimationFrame(() => { cell.tabIndex = mates()[0] === cell ? 0 : -1; });
  }

  return scrub;
}
