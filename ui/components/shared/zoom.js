// In a wide window all is drawn larger (ui/style.py says how much): one pixel of a component is several of the window.
export const zoomOf = element => element.currentCSSZoom ?? 1;

// Device pixels for each pixel of an element.
export const density = element => (window.devicePixelRatio || 1) * zoomOf(element);

// Where a pointer or a finger is, in pixels of an element, from its left and its top.
export function within({ clientX, clientY }, element) {
  const box = element.getBoundingClientRect(), zoom = zoomOf(element);
  return [(clientX - box.left) / zoom, (clientY - box.top) / zoom];
}
