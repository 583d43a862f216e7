// The lines of the figure. Each is drawn in its full colour, which is seen on either background: what is less is thinner.

export const WIDE = { band: 9, function: 1.25, chosen: 3, seed: 1 };  // CSS pixels

// Where the values of a net stand: every second of the middles of equal parts.
export const middles = n => Array.from({ length: n }, (_, i) => (2 * i + 0.5) / (2 * n));

// scene: { ctx, x, y, theme }, which place a value on the canvas. The function is a line on a broad pale band, so that it is
// seen where networks lie over it; without networks it is the line alone. On it every seed, and over these of each net the one
// that is chosen (netsAt of frames.js).
export function drawLines(scene, head, nets) {
  const { x, y } = head.function, { rule, text } = scene.theme;
  if (nets.length) drawLine(scene, x, y, { colour: rule, wide: WIDE.band });
  drawLine(scene, x, y, { colour: text, wide: WIDE.function });
  const dressed = nets.map(net => ({ ...net, ...head.nets.find(each => each.net === net.net) }));
  for (const { values, colour, chosen } of dressed) values.forEach((list, s) => {
    if (s !== chosen) drawLine(scene, middles(list.length), list, { colour, wide: WIDE.seed });
  });
  for (const { values, colour, dash, chosen } of dressed) {
    drawLine(scene, middles(values[chosen].length), values[chosen], { colour, wide: WIDE.chosen, dash });
  }
}

// All lines that are drawn, as { x, y }: the function, every seed, and the tops of the boxes.
export function linesOf({ function: line, boxes }, nets) {
  const tops = boxes.heights.map((v, i) => ({ x: boxes.edges.slice(i, i + 2), y: [v, v] }));
  return [line, ...nets.flatMap(({ values }) => values.map(list => ({ x: middles(list.length), y: list }))), ...tops];
}

function drawLine({ ctx, x, y }, xs, ys, { colour, wide, dash = [] }) {
  ctx.beginPath();
  let pen = false;
  for (let i = 0; i < ys.length; i++) {
    if (ys[i] !== ys[i]) { pen = false; continue; }
    if (pen) ctx.lineTo(x(xs[i]), y(ys[i])); else ctx.moveTo(x(xs[i]), y(ys[i]));
    pen = true;
  }
  Object.assign(ctx, { strokeStyle: colour, lineWidth: wide, lineJoin: 'round' });
  ctx.setLineDash(dash);
  ctx.stroke();
  ctx.setLineDash([]);
}

// Boxes from 0 to their heights, pale under their full lines.
export function drawBoxes({ ctx, x, y }, { edges, heights }, colour) {
  heights.forEach((v, i) => {
    const left = x(edges[i]), wide = x(edges[i + 1]) - left;
    ctx.fillStyle = ctx.strokeStyle = colour;
    ctx.globalAlpha = 0.12;
    ctx.fillRect(left, y(v), wide, y(0) - y(v));
    ctx.globalAlpha = 0.3;
    ctx.lineWidth = 1;
    if (wide > 12) ctx.strokeRect(left, y(v), wide, y(0) - y(v));
    ctx.globalAlpha = 1;
    ctx.lineWidth = 2;
    ctx.beginPath();
    ctx.moveTo(left, y(v));
    ctx.lineTo(left + wide, y(v));
    ctx.stroke();
  });
}
