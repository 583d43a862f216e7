// How far one is, from what this browser keeps: of one lesson as marks, on Home of all of them.
import { paint, readTheme } from '../shared/appearance.js';
import { make } from '../shared/elements.js';
import { unpack } from '../shared/message.js';
import { mounting } from '../shared/mounting.js';
import { add, done, forget, read } from './kept.js';

export default mounting('.progress', build);

function marks(many, isOn, className, words) {
  const made = make('span', 'marks');
  made.setAttribute('role', 'img');
  made.setAttribute('aria-label', words);
  made.title = words;
  made.append(...Array.from({ length: many }, (_, i) => make('i', `${className} ${isOn(i) ? 'on' : ''}`)));
  return made;
}

function both(one, all) {
  const found = done(one, all), names = one.exercises;
  return [
    marks(one.steps, i => found.steps.includes(i + 1), '', `${found.steps.length} of ${one.steps} steps done`),
    marks(names.length, i => found.exercises.includes(names[i]), 'square', `${found.exercises.length} of ${names.length} exercises done`),
  ];
}

function build(root) {
  const $ = selector => root.querySelector(selector), app = { receive, stop: () => removeEventListener('storage', show) };
  let head = null;

  function receive(component) {
    const message = unpack(component.data);
    if (!message) return;
    head = message.header;
    paint(root, readTheme(root));
    if (head.lesson) add(head.lesson, head.step, head.solved);
    addEventListener('storage', show);  // another tab of this browser has gone on
    show();
  }

  function show() {
    const all = read();
    if (!head.lesson) return overview(all);
    root.hidden = false;
    $('.lessons').hidden = $('.forget').hidden = true;
    $('.line').replaceChildren(...both(head, all));
  }

  function overview(all) {
    const found = head.lessons.map(one => done(one, all)), sum = kind => found.reduce((total, one) => total + one[kind].length, 0);
    const steps = head.lessons.reduce((total, one) => total + one.steps, 0);
    const exercises = head.lessons.reduce((total, one) => total + one.exercises.length, 0), begun = sum('steps') + sum('exercises') > 0;
    root.hidden = !begun;
    $('.lessons').hidden = $('.forget').hidden = false;
    $('.line').textContent = `You have done ${sum('steps')} of ${steps} steps and ${sum('exercises')} of ${exercises} exercises. Only this browser knows.`;
    $('.lessons').replaceChildren(...head.lessons.filter((_, i) => found[i].steps.length + found[i].exercises.length).map(one => {
      const item = make('li'), link = make('a', '', one.title);
      link.href = one.link;
      item.append(link, ...both(one, all));
      return item;
    }));
  }

  $('.forget').onclick = () => { forget(); show(); };
  return app;
}
