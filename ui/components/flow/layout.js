// Where the nodes stand, and where the ribbons between them begin and end.

// Of each node of each column { x, right, tile, y }: ribbons end at x and begin at right; `side` is the picture's at the
// left, `row` the height of a node, `gap` the room for ribbons after the picture.
export function places(columns, { w, h, side, row, narrow, gap }) {
  const n = columns.length, only = n === 1, end = only ? 0 : narrow ? 62 : 96, start = side + gap, room = w - end - start;
  return columns.map((nodes, c) => {
    const last = c === n - 1, tile = nodes.some(node => node.tile) ? (only ? 72 : row - 8) : 0;
    const text = last ? end : n > 2 ? (narrow ? 32 : 62) : narrow ? 64 : 128, wide = only ? w - start : tile + text;
    const x = only ? start : last ? w - end : start + (room * c) / (n - 1);
    const pitch = last && !only ? h / nodes.length : Math.min(row * 1.6, h / nodes.length), top = h / 2 - pitch * nodes.length / 2;
    return nodes.map((_, i) => ({ x, right: x + wide, tile, y: top + pitch * (i + 0.5) }));
  });
}

// The ribbons of matrix[i][j], from node j of `from` to node i of `to`: as wide as their |value|, on one scale, and one
// below the other at both ends. What leaves a node must fit `room`, what meets at a score the figure.
export function ribbons(matrix, from, to, h, room, row, l) {
  const sum = list => list.reduce((a, v) => a + Math.abs(v), 0), size = lists => Math.max(1e-12, ...lists.map(sum));
  const out = from.map((_, j) => matrix.map(list => list[j])), spread = h / Math.max(1, to.length);
  const scale = Math.min(room / size(out), Math.min(spread * 0.8, l ? 190 : row * 0.8) / size(matrix));
  const middles = (list, base) => {
    let y = base - sum(list) * scale / 2;
    return list.map(v => { const wide = Math.abs(v) * scale; y += wide; return y - wide / 2; });
  };
  const starts = from.map((box, j) => middles(out[j], box.y)), ends = to.map((box, i) => middles(matrix[i], box.y));
  return matrix.flatMap((list, i) => list.flatMap((v, j) =>
    v ? [{ i, j, v, y1: starts[j][i], y2: ends[i][j], wide: Math.abs(v) * scale }] : []));
}

export function areaPath(x1, x2, y1, y2, half) {
  const bend = (x2 - x1) / 2, middle = x1 + bend;
  return `M${x1} ${y1 - half}C${middle} ${y1 - half} ${middle} ${y2 - half} ${x2} ${y2 - half}V${y2 + half}`
    + `C${middle} ${y2 + half} ${middle} ${y1 + half} ${x1} ${y1 + half}Z`;
}

export const threadPath = (x1, x2, y1, y2) => {
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
};
