import { MIDDLE, scaled } from '../shared/colours.js';
import { meanValue, tintsOf } from './geometry.js';

// What the colours and the dashed line of the map stand for. A scene has the fill that is chosen, and the lines of the
// first `upto` of head.layers are drawn; its output can be drawn only with all of them.
export const isWhole = ({ head, upto }) => upto === head.layers.length;

// 'regions', 'output' or 'classes'; 'none' where there are only lines. Of fewer layers the polygons have other tints, and
// pixels have none.
export function fillOf({ head, fill, upto }) {
  if (fill === 'none' || isWhole({ head, upto })) return fill;
  return head.raster ? 'none' : 'regions';
}

// Whether a line is drawn where the one output is 0: it shows where the output's colours change, or parts two classes of
// points.
export function hasZero({ head, fill, upto }) {
  return isWhole({ head, upto }) && !head.raster && head.outputs.length === 1 && (fill === 'output' || head.marks.many > 0);
}

export function signedRgb(scale, limit, v) {
  const c = scale.colours[scaled(v, MIDDLE / limit)];
  return `rgb(${c & 255},${(c >> 8) & 255},${(c >> 16) & 255})`;
}

// Of region r where it has one colour: on the surface, and on the map where there is no room for a gradient.
export function colourOf(scene, r) {
  if (fillOf(scene) === 'output') return signedRgb(scene.scale, scene.limit, meanValue(scene.f, r));
  return `rgb(${scene.colours.tints[tintsOf(scene.f, scene.words, scene.colours.tints.length)[r]]})`;
}
