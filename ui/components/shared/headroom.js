// The height that a window leaves to a figure. The page says it in --room (ui/style.py does so for lectures).
//
//   const headroom = headroomOf(root, changed);      changed() is called when it has become another; headroom.stop() ends that
//   headroom.most()             in pixels of the root, Infinity where the page says nothing
//   headroom.from(element)      what is left of it from the top of an element of the root
import { zoomOf } from './zoom.js';

export function headroomOf(root, changed) {
  const measure = document.createElement('i'), observer = new ResizeObserver(changed);
  measure.style.cssText = 'position: fixed; top: 0; width: 0; height: var(--room, 0px); visibility: hidden; pointer-events: none';
  root.append(measure);
  observer.observe(measure);
  const most = () => measure.clientHeight || Infinity;
  const from = element => most() - (element.getBoundingClientRect().top - root.getBoundingClientRect().top) / zoomOf(root);
  return { most, from, stop: () => observer.disconnect() };
}
