// The line w1 x + w2 y + b = 0 in a window of the plane, and what a hand makes of it. No page is needed here.
import { clamp } from './numbers.js';

export const LIMIT = [5, 5, 10];  // of w1, w2 and b
const GRIPS = [0.14, 0.86];  // of the line within the window
const TURN = 5, SHIFT = 0.05;  // degrees, and in the plane, for a press of an arrow key
const round = v => Math.round(v * 100) / 100 + 0;

export const scoreAt = ([w1, w2, b], [x, y]) => w1 * x + w2 * y + b;

// The part of the window where the score is above 0 (or below, with -1), as a polygon; [] where there is none.
export function sideOf(w, { x0, y0, x1, y1 }, sign = 1) {
  const corners = [[x0, y0], [x1, y0], [x1, y1], [x0, y1]], kept = [];
  corners.forEach((p, k) => {
    const q = corners[(k + 1) % 4], s = sign * scoreAt(w, p), t = sign * scoreAt(w, q);
    if (s > 0) kept.push(p);
    if (s * t < 0) kept.push(p.map((v, i) => v + (q[i] - v) * s / (s - t)));
  });
  return kept;
}

// The two ends of the line within the window; null where it misses it, or where there is no line.
export function endsOf(w, window) {
  const { x0, y0, x1, y1 } = window, corners = [[x0, y0], [x1, y0], [x1, y1], [x0, y1]], found = [];
  corners.forEach((p, k) => {
    const q = corners[(k + 1) % 4], s = scoreAt(w, p), t = scoreAt(w, q);
    if (s === 0 && t === 0) return;
    const share = s / (s - t);
    if (share >= 0 && share < 1) found.push(p.map((v, i) => v + (q[i] - v) * share));
  });
  return found.length === 2 ? found : null;
}

// The middle of the line in the window, from which the arrow w goes; or the place on the line that is next to it.
export function footOf(w, window) {
  const ends = endsOf(w, window);
  if (ends) return [0, 1].map(i => (ends[0][i] + ends[1][i]) / 2);
  const long = w[0] ** 2 + w[1] ** 2, middle = [(window.x0 + window.x1) / 2, (window.y0 + window.y1) / 2];
  return long ? middle.map((v, i) => v - w[i] * scoreAt(w, middle) / long) : middle;
}

// The weights in hundredths, and within their limits: all three shrink together, so that the line stays.
export function limited(w) {
  const over = Math.max(1, ...w.map((v, i) => Math.abs(v) / LIMIT[i]));
  return w.map((v, i) => clamp(round(v / over), -LIMIT[i], LIMIT[i]));
}

// The line moved so that it goes through p: its direction stays.
export const shifted = ([w1, w2], [x, y]) => limited([w1, w2, -(w1 * x + w2 * y)]);

// The line turned about the place `pivot`, so that it goes through p; `before` says on which side 1 is, and how long w is.
export function turned(before, pivot, p) {
  const along = [p[0] - pivot[0], p[1] - pivot[1]], far = Math.hypot(...along), long = Math.hypot(before[0], before[1]);
  if (far < 1e-6 || !long) return before;
  const across = [-along[1] / far * long, along[0] / far * long];
  const same = across[0] * before[0] + across[1] * before[1] >= 0 ? 1 : -1;
  const [w1, w2] = across.map(v => v * same);
  return limited([w1, w2, -(w1 * pivot[0] + w2 * pivot[1])]);
}

// Which points the neuron gets wrong, or cannot tell: y s <= 0.
export const wrongOf = (w, points) => points.map(([x, y, label]) => label * scoreAt(w, [x, y]) <= 0);

// A square window around all points, with room; it holds 0 and 1 on both axes.
export function windowOf(points) {
  const low = i => Math.min(0, ...points.map(p => p[i])), high = i => Math.max(1, ...points.map(p => p[i]));
  const [x0, x1, y0, y1] = [low(0), high(0), low(1), high(1)], half = Math.max(x1 - x0, y1 - y0) * 0.5 * 1.5;
  const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
  return { x0: x - half, x1: x + half, y0: y - half, y1: y + half };
}

// How the window of these points lies in a drawing of W x H pixels: the same scale along both axes.
export function frameOf(points, W, H) {
  const square = windowOf(points), scale = Math.min(W, H) / (square.x1 - square.x0);
  const [x, y] = [(square.x0 + square.x1) / 2, (square.y0 + square.y1) / 2];
  const window = { x0: x - W / 2 / scale, x1: x + W / 2 / scale, y0: y - H / 2 / scale, y1: y + H / 2 / scale };
  return {
    W, H, scale, window,
    on: ([u, v]) => [(u - window.x0) * scale, (window.y1 - v) * scale],
    off: ([u, v]) => [window.x0 + u / scale, window.y1 - v / scale],
  };
}

// Where the two handles of the line are, in the plane.
export function gripsOf(w, window) {
  const ends = endsOf(w, window);
  return ends ? GRIPS.map(t => ends[0].map((v, i) => v + (ends[1][i] - v) * t)) : [];
}

// The line after an arrow key: left and right turn it about the middle between its handles, up and down move it.
export function keyed(w, [across, up], fine, window) {
  if (up) return limited([w[0], w[1], w[2] - up * SHIFT * fine * Math.hypot(w[0], w[1]) * 2]);
  const [p, q] = gripsOf(w, window), pivot = p ? p.map((v, i) => (v + q[i]) / 2) : [0, 0];
  const turn = -across * TURN * fine * Math.PI / 180, [c, s] = [Math.cos(turn), Math.sin(turn)];
  const [w1, w2] = [c * w[0] - s * w[1], s * w[0] + c * w[1]];
  return limited([w1, w2, -(w1 * pivot[0] + w2 * pivot[1])]);
}

// How a text of points is written, as core/experiments/perceptron/points.py reads it.
export const pointsText = points => points.map(([x, y, label]) => `${round(x)}:${round(y)}:${label > 0 ? 1 : 0}`).join(';');
