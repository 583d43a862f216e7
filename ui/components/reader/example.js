// A digit that is drawn before anybody does: what a pen would do, read as any other drawing is.
const STROKE = [[92, 72], [116, 52], [150, 47], [180, 62], [184, 92], [166, 118], [132, 131], [168, 140], [192, 166], [190, 200], [164, 226],
  [126, 230], [96, 216], [82, 196]];
const BETWEEN = 8, LASTS = 1300;  // points of a piece of the curve; milliseconds

// The curve through the middles between the points, as sketch.js draws what a pointer does.
export function curveOf(points) {
  const middle = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], found = [points[0]];
  for (let i = 1; i < points.length - 1; i++) {
    const from = i === 1 ? points[0] : middle(points[i - 1], points[i]), to = i === points.length - 2 ? points[i + 1] : middle(points[i], points[i + 1]);
    for (let n = 1; n <= BETWEEN; n++) {
      const t = n / BETWEEN, at = c => (1 - t) ** 2 * from[c] + 2 * t * (1 - t) * points[i][c] + t * t * to[c];
      found.push([at(0), at(1)]);
    }
  }
  return found;
}

//   const example = exampleOn(drawn, { isAlive });   drawn: of sketch.js
//   example.begin(calm)   it is drawn, or stands there at once; example.end() when somebody draws; example.shown
export function exampleOn(drawn, { isAlive }) {
  const curve = curveOf(STROKE), example = { begin, end, shown: false };
  let since = 0, frame = 0;

  function begin(calm) {
    example.shown = true;
    since = performance.now() - (calm ? LASTS : 0);
    step(performance.now());
  }

  function step(now) {
    if (!example.shown || !isAlive()) return;
    const share = Math.min(1, Math.max(0, now - since) / LASTS);
    drawn.example(curve.slice(0, 2 + Math.floor(share * (curve.length - 2))));
    if (share < 1) frame = requestAnimationFrame(step);
  }

  function end() {
    cancelAnimationFrame(frame);
    example.shown = false;
  }

  return example;
}
