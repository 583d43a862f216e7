// What a browser keeps of a person's way: {lesson: {steps: [1, 2], exercises: ["name"]}}. Where it may keep nothing, as
// some private windows, it lasts as long as the page.
const NAME = 'mlpscope.progress';
let here = {};

function storage() {
  try { return globalThis.localStorage ?? null; } catch { return null; }
}

// All that is known; what somebody else wrote there, or what is broken, is as good as nothing.
export function read() {
  try {
    const found = JSON.parse(storage()?.getItem(NAME) ?? 'null');
    if (found && typeof found === 'object' && !Array.isArray(found)) here = found;
  } catch { /* broken: what this page knows stays */ }
  return Object.fromEntries(Object.entries(here).map(([lesson, one]) => [lesson, {
    steps: list(one?.steps).filter(Number.isInteger), exercises: list(one?.exercises).filter(name => typeof name === 'string'),
  }]));
}

const list = value => Array.isArray(value) ? value : [];

// Adds a step, from 1, and exercises to what is known of a lesson; returns all.
export function add(lesson, step, solved) {
  const all = read(), { steps, exercises } = all[lesson] ?? { steps: [], exercises: [] };
  all[lesson] = { steps: [...new Set(step ? [...steps, step] : steps)].toSorted((a, b) => a - b), exercises: [...new Set([...exercises, ...solved])] };
  write(all);
  return all;
}

export function forget() {
  here = {};
  try { storage()?.removeItem(NAME); } catch { /* nothing is kept there */ }
}

function write(all) {
  here = all;
  try { storage()?.setItem(NAME, JSON.stringify(all)); } catch { /* full, or forbidden: it lasts as long as the page */ }
}

// How many of a lesson's steps and exercises are done; steps and names that it has no more do not count.
export function done({ lesson, steps, exercises }, all) {
  const one = all[lesson] ?? { steps: [], exercises: [] };
  return { steps: one.steps.filter(step => step >= 1 && step <= steps), exercises: exercises.filter(name => one.exercises.includes(name)) };
}
