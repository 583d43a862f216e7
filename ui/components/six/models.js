// Six classifiers from what they are made of. No page is needed here.
//
//   const model = MODELS.svm(head, arrays);          null where it has not been fitted
//   const row = model.over(xs, ys, when);            xs, ys: places along both axes; when: rounds or a frame of a recording
//   row(r, named, sure);                             of each x at ys[r] the class that is named, and how surely, 0 to 1
//
// A class is its place among those that are there: the arrays have no others.
import { bucketsOf, nearest } from './near.js';

export const MODELS = {
  logistic: (head, { weights, bias }) => weights && { over: (xs, ys) => overScores(xs, ys, weights, bias, bias.length) },
  adaboost: (head, a) => a.which && { over: (xs, ys, rounds = a.which.length) => overBoost(head, a, xs, ys, rounds) },
  svm: (head, a) => a.vectors && { over: (xs, ys) => overMachine(head, a, xs, ys) },
  knn: (head, a) => a.x.length && { over: (xs, ys) => overNear(head, a, xs, ys) },
  tree: (head, a) => a.left && { over: (xs, ys) => overTree(head, a, xs, ys) },
  mlp: (head, a) => a.widths && { over: (xs, ys, frame = a.steps.length - 1) => overNetwork(head, a, xs, ys, frame) },
};

// What is named at one place, and how surely.
export function askedAt(model, x, y, when) {
  const named = new Uint8Array(1), sure = new Float32Array(1);
  model.over([x], [y], when)(0, named, sure);
  return { named: named[0], sure: sure[0] };
}

// Of scores: one, above 0 for class 1, or one for each class; as probabilities.
function settle(scores, many, named, sure, k) {
  if (many === 1) {
    named[k] = scores[0] > 0 ? 1 : 0;
    sure[k] = Math.abs(2 / (1 + Math.exp(-scores[0])) - 1);
    return;
  }
  let best = 0, sum = 0;
  for (let c = 1; c < many; c++) if (scores[c] > scores[best]) best = c;
  for (let c = 0; c < many; c++) sum += Math.exp(scores[c] - scores[best]);
  named[k] = best;
  sure[k] = (1 / sum - 1 / many) / (1 - 1 / many);
}

function overScores(xs, ys, weights, bias, many) {
  const scores = new Float64Array(many);
  return (r, named, sure) => {
    for (let k = 0; k < xs.length; k++) {
      for (let c = 0; c < many; c++) scores[c] = weights[2 * c] * xs[k] + weights[2 * c + 1] * ys[r] + bias[c];
      settle(scores, many, named, sure, k);
    }
  };
}

// The class with most votes; how surely: by how much of all votes it is ahead of the next.
function elect(votes, from, many, total, named, sure, k) {
  let best = 0;
  for (let c = 1; c < many; c++) if (votes[from + c] > votes[from + best]) best = c;
  let next = -Infinity;
  for (let c = 0; c < many; c++) if (c !== best && votes[from + c] > next) next = votes[from + c];
  named[k] = best;
  sure[k] = total ? (votes[from + best] - next) / total : 0;
}

// Of upright and level lines the votes are those of the column and those of the row, counted once each.
function overBoost({ classes }, { turned, which, at, low, high, much }, xs, ys, rounds) {
  const K = classes.length, upright = turned.length === 4;
  let total = 0;
  for (let t = 0; t < rounds; t++) total += much[t];
  const vote = (votes, from, t, place) => { votes[from + (place <= at[t] ? low[t] : high[t])] += much[t]; };
  const along = (places, axis) => {
    const votes = new Float64Array(K * places.length);
    for (let t = 0; t < rounds; t++) if (which[t] === axis) for (let k = 0; k < places.length; k++) vote(votes, K * k, t, places[k]);
    return votes;
  };
  const columns = upright && along(xs, 0), rows = upright && along(ys, 1), votes = new Float64Array(K);
  return (r, named, sure) => {
    for (let k = 0; k < xs.length; k++) {
      if (upright) for (let c = 0; c < K; c++) votes[c] = columns[K * k + c] + rows[K * r + c];
      else {
        votes.fill(0);
        for (let t = 0; t < rounds; t++) vote(votes, 0, t, turned[2 * which[t]] * xs[k] + turned[2 * which[t] + 1] * ys[r]);
      }
      elect(votes, 0, K, total, named, sure, k);
    }
  };
}

// The kernel is a product of one factor for x and one for y, so that each is computed once.
function overMachine({ gamma }, { x, vectors, many, dual, offset }, xs, ys) {
  const S = vectors.length, K = many.length, W = xs.length, pairs = [];
  const side = (places, axis) => {
    const out = new Float64Array(S * places.length);
    for (let s = 0; s < S; s++) for (let k = 0; k < places.length; k++) out[s * places.length + k] = Math.exp(-gamma * (places[k] - x[2 * vectors[s] + axis]) ** 2);
    return out;
  };
  const ends = [0];
  for (const n of many) ends.push(ends.at(-1) + n);
  for (let i = 0; i < K; i++) for (let j = i + 1; j < K; j++) pairs.push([i, j]);
  const across = side(xs, 0), up = side(ys, 1), score = new Float64Array(W), wins = new Float64Array(K * W), least = new Float64Array(K * W);
  const add = (r, from, to, row) => {
    for (let s = from; s < to; s++) {
      const a = dual[row * S + s] * up[s * ys.length + r];
      if (a) for (let k = 0; k < W; k++) score[k] += a * across[s * W + k];
    }
  };
  return (r, named, sure) => {
    wins.fill(0);
    least.fill(Infinity);
    pairs.forEach(([i, j], p) => {
      score.fill(offset[p]);
      add(r, ends[i], ends[i + 1], j - 1);
      add(r, ends[j], ends[j + 1], i);
      for (let k = 0; k < W; k++) {
        const winner = K * k + (score[k] > 0 ? i : j);
        wins[winner]++;
        least[winner] = Math.min(least[winner], Math.abs(score[k]));
      }
    });
    for (let k = 0; k < W; k++) {
      elect(wins, K * k, K, 1, named, sure, k);
      sure[k] = Math.min(1, least[K * k + named[k]]);
    }
  };
}

function overNear({ classes, k: asked }, { x, y }, xs, ys) {
  const K = classes.length, buckets = bucketsOf(x), votes = new Float64Array(K), many = Math.min(asked, y.length);
  return (r, named, sure) => {
    for (let k = 0; k < xs.length; k++) {
      votes.fill(0);
      for (const i of nearest(buckets, x, xs[k], ys[r], many)) votes[y[i]]++;
      elect(votes, 0, K, many, named, sure, k);
    }
  };
}

function overTree({ classes }, { left, right, feature, split, share }, xs, ys) {
  const K = classes.length;
  return (r, named, sure) => {
    for (let k = 0; k < xs.length; k++) {
      let node = 0;
      while (left[node] >= 0) node = (feature[node] ? ys[r] : xs[k]) <= split[node] ? left[node] : right[node];
      elect(share, K * node, K, 1, named, sure, k);
    }
  };
}

export const BENDS = { relu: v => v > 0 ? v : 0, tanh: Math.tanh, sigmoid: v => 1 / (1 + Math.exp(-v)) };

// Where in the weights of one frame those of each layer begin, and its biases.
export function layersOf(widths) {
  const layers = [];
  let from = 0;
  for (let l = 0; l + 1 < widths.length; l++) {
    layers.push({ inputs: widths[l], outputs: widths[l + 1], weights: from });
    from += widths[l] * widths[l + 1];
  }
  for (const layer of layers) { layer.biases = from; from += layer.outputs; }
  return { layers, many: from };
}

function overNetwork({ bend }, { widths, trained }, xs, ys, frame) {
  const { layers, many } = layersOf(widths), w = trained.subarray(frame * many, (frame + 1) * many), f = BENDS[bend];
  const outputs = layers.map(layer => new Float64Array(layer.outputs)), given = new Float64Array(2);
  return (r, named, sure) => {
    for (let k = 0; k < xs.length; k++) {
      given[0] = xs[k];
      given[1] = ys[r];
      let below = given;
      layers.forEach(({ inputs, outputs: many_, weights, biases }, l) => {
        const out = outputs[l], last = l === layers.length - 1;
        for (let o = 0; o < many_; o++) {
          let z = w[biases + o];
          for (let i = 0; i < inputs; i++) z += w[weights + o * inputs + i] * below[i];
          out[o] = last ? z : f(z);
        }
        below = out;
      });
      settle(below, below.length, named, sure, k);
    }
  };
}
