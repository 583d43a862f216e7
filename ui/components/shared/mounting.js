// What Streamlit calls with every message. The first one builds the component; `build(root)` returns its app, which
// has receive(component) and stop().
export const mounting = (selector, build) => component => {
  const root = component.parentElement.querySelector(selector);
  if ('currentCSSZoom' in root) root.style.zoom = 'var(--zoom, 1)';  // zoom.js
  root.app ??= build(root);
  root.app.receive(component);
  // Streamlit may call the cleanup of an older call: stop only once the page has let go of the element.
  return () => setTimeout(() => root.isConnected || root.app.stop());
};
