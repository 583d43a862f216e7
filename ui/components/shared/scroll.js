// What a step of a lecture is about, or else the top of the page, comes into the window: see ui/lecture.py.
// This is no module but a plain script. What is drawn above may come late, so that it looks again for a while.
{
  const { at } = document.currentScript.dataset, end = performance.now() + 5000;
  // Below the step and its answer, which stay in sight; nothing of what comes before is seen between them.
  const below = () => {
    const fixed = ['answer', 'path'].map(part => document.querySelector(`[class*="st-key-${part}"]`)?.parentElement).find(Boolean);
    return fixed ? fixed.offsetHeight + parseFloat(getComputedStyle(fixed).top) : 0;
  };
  const place = () => {
    const section = document.getElementById(at);
    if (section) section.style.scrollMarginTop = `${below()}px`;
    return section ?? document.querySelector('[data-testid="stMainBlockContainer"]');
  };
  let left = false;  // somebody goes elsewhere
  for (const kind of ['wheel', 'keydown', 'pointerdown']) addEventListener(kind, () => { left = true; }, { once: true, capture: true });
  const look = () => {
    if (left || performance.now() > end) return;
    place()?.scrollIntoView();
    setTimeout(look, 200);
  };
  look();
}
