// AdaBoost round by round: how much each point weighs before a round, and what its line gets wrong. No page is needed here.

// Which class the line of round t names at a place.
export function named({ turned, which, at, low, high }, t, u, v) {
  const d = 2 * which[t];
  return turned[d] * u + turned[d + 1] * v <= at[t] ? low[t] : high[t];
}

// The weights of the points after so many rounds, 1 on average: each round multiplies those it gets wrong by exp(much).
export function weightsAfter(a, rounds) {
  const many = a.y.length, weights = new Float64Array(many).fill(1);
  for (let t = 0; t < rounds; t++) {
    const factor = Math.exp(Math.min(a.much[t], 50));
    let sum = 0;
    for (let i = 0; i < many; i++) {
      if (named(a, t, a.x[2 * i], a.x[2 * i + 1]) !== a.y[i]) weights[i] *= factor;
      sum += weights[i];
    }
    for (let i = 0; i < many; i++) weights[i] *= many / sum;
  }
  return weights;
}

// The share of all weight that the line of round t (from 0) gets wrong: its error.
export function errorOf(a, t) {
  const weights = weightsAfter(a, t);
  let wrong = 0;
  for (let i = 0; i < weights.length; i++) if (named(a, t, a.x[2 * i], a.x[2 * i + 1]) !== a.y[i]) wrong += weights[i];
  return wrong / weights.length;
}
