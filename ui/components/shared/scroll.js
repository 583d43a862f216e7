// What a step of a lecture is about, or else the top of the page, comes into the window: see ui/lecture.py.
// This is no module but a plain script. What is drawn above may come late, so that it looks again for a while.
{
  const { at } = document.currentScript.dataset, end = performance.now() + 5000;
  const place = () => document.getElementById(at) ?? document.querySelector('[data-testid="stMainBlockContainer"]');
  let left = false;  // somebody goes elsewhere
  for (const kind of ['wheel', 'keydown', 'pointerdown']) addEventListener(kind, () => { left = true; }, { once: true, capture: true });
  const look = () => {
    if (left || performance.now() > end) return;
    place()?.scrollIntoView();
    setTimeout(look, 200);
  };
  look();
}
