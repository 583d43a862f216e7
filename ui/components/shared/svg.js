// SVG elements.
const SVG = 'http://www.w3.org/2000/svg';

export function svgMake(tag, className) {
  const element = document.createElementNS(SVG, tag);
  if (className) element.setAttribute('class', className);
  return element;
}

export function svgSet(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    const written = typeof value === 'number' ? String(Math.round(value * 1000) / 1000) : String(value);
    if (element.getAttribute(name) !== written) element.setAttribute(name, written);
  }
}
