// The one layer beside the deep net: its two templates, and whether one is the other's mirror image.
import { drawLegend, drawSigned, fit } from '../shared/canvas.js';
import { MIDDLE } from '../shared/colours.js';
import { make } from '../shared/elements.js';
import { brief, percent, signed } from '../shared/numbers.js';
import { density } from '../shared/zoom.js';
import { MISSING } from './frames.js';
import { plus } from './sheet.js';

// The share of test pictures that are misread, large, for a comparison of two nets is what the page is for.
export const wrongOf = (share, also = '') => [make('b', 'share', percent(share)), ' wrong' + also];

export function singleView(root) {
  const $ = selector => root.querySelector(selector), pairs = [...root.querySelectorAll('.pair figure')];
  let k = 1;

  function dress(head, plan) {
    pairs.forEach((figure, i) => {
      figure.querySelector('figcaption').textContent = head.sides[i];
      figure.title = head.sides[i];
    });
    $('.single .error').style.setProperty('--line', head.colours['one layer']);
    $('.legend .small').textContent = plan.C === 3 ? 'weight; grey is 0' : 'weight; dashes: well below zero';
  }

  function layout({ H, W, C }, scale) {
    const small = fit(root.clientWidth < 700 ? 84 : 108, W, density(root));
    k = small.k;
    for (const figure of pairs) {
      const canvas = figure.querySelector('canvas');
      canvas.style.width = small.css + 'px';
      canvas.style.height = small.css * H / W + 'px';
      figure.querySelector('figcaption').style.width = small.css + 'px';
    }
    drawLegend($('.bar'), scale, C, root.clientWidth < 700 ? 132 : 2 * small.css + 12, 10);
    root.style.setProperty('--bar', $('.bar').style.width);
  }

  function draw({ plan, limit }, frame, scale) {
    const factor = frame.scale(0) * MIDDLE, shape = [plan.H, plan.W, plan.C], c = frame.mirror;
    pairs.forEach((figure, i) => drawSigned(figure.querySelector('canvas'), frame.codes, plan.blocks[0].at + i * plan.area,
      shape, factor, scale, k, MISSING));
    $('.single .error').replaceChildren(...wrongOf(frame.single()));
    $('.mirror').replaceChildren('Correlation of the two: ', make('b', '', plus(c, 3)),
      c < -0.9 ? '. Mirror images: one is minus the other.' : '. Not mirrored yet.');
    $('.low').textContent = limit[0] > 0 ? '−' + brief(limit[0]) : '';
    $('.high').textContent = brief(limit[0]);
  }

  function describe(head, { limit }, frame) {
    pairs.forEach((figure, i) => figure.querySelector('canvas').setAttribute('aria-label',
      `The one layer’s template of ${head.sides[i]}, correlation with the other ${signed(frame.mirror, 3)}`));
    const end = brief(limit[0]);
    $('.bar').setAttribute('aria-label', `Colour scale from −${end} (blue, dashed) through 0 to ${end} (orange)`);
  }

  return { dress, layout, draw, describe };
}
