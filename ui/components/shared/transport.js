// What plays something: buttons, speed and timeline, and their keys. What they do is the component's (or playback.js's).
//
//   <div class="transport"></div>      in the component's html; what stands in it already comes last
//   const bar = transport(root, { label, buttons, speed, timeline, inside }, on);
//     label      of the group                               buttons    name -> [what it does, its key]
//     speed      what is said of the speeds; none without   timeline   { label, max, step } of the slider
//     inside     the timeline stands beside the buttons, with ticks; else below them, and a status beside them
//     on         first(), last(), step(by), toggle(), seek(value), release()
//   bar.speed() is the chosen factor; bar.playing(on); bar.show({ value, done, have, text, able, start, end, newest }):
//     where the slider stands, how much of it is coloured and how much there is (0 to 1), and what can be pressed.
import { glyph, make } from './elements.js';

const SPEEDS = [0.5, 1, 2, 4];
const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };

// Does what a key means; true if it means something.
export function press({ key }, on) {
  if (STEPS[key]) on.step(STEPS[key]);
  else if (key === 'Home') on.first();
  else if (key === 'End') on.last();
  else if (key === ' ') on.toggle();
  else return false;
  return true;
}

export function transport(root, { label, buttons, speed, timeline, inside = false }, on) {
  const host = root.querySelector('.transport'), slider = sliderOf(timeline), pressed = buttonsOf(buttons);
  const speeds = speed ? speedsOf(speed) : null, status = make('span', 'status');
  const group = make('span', 'buttons');
  host.setAttribute('role', 'group');
  host.setAttribute('aria-label', label);
  group.append(...Object.values(pressed));
  host.prepend(group, ...(speeds ? [speeds] : []), inside ? track(slider) : status);
  if (!inside) host.after(slider);

  const act = { first: on.first, back: () => on.step(-1), play: on.toggle, ahead: () => on.step(1), last: on.last };
  for (const [name, button] of Object.entries(pressed)) button.onclick = () => act[name]();
  slider.oninput = () => on.seek(Number(slider.value));
  slider.onchange = slider.onpointerup = slider.onpointercancel = () => on.release();
  slider.onkeydown = event => { if (press(event, on)) event.preventDefault(); };

  return {
    slider,
    status,
    speed: () => Number(speeds?.value ?? 1),
    playing(playing) {
      const word = playing ? 'Pause' : 'Play';
      pressed.play.innerHTML = glyph(playing ? 'pause' : 'play');
      pressed.play.setAttribute('aria-label', word);
      pressed.play.title = `${word} (space)`;
    },
    show({ value, done, have, text, able = true, start, end, newest = end }) {
      slider.value = value;
      slider.disabled = pressed.play.disabled = !able;
      slider.style.setProperty('--done', 100 * done + '%');
      if (have !== undefined) slider.style.setProperty('--have', 100 * have + '%');
      slider.setAttribute('aria-valuetext', text);
      for (const [name, off] of [['first', start], ['back', start], ['ahead', end], ['last', newest]]) {
        if (pressed[name]) pressed[name].disabled = off;
      }
    },
  };
}

const TRAINING = {
  first: ['To the first step', 'Home'], back: ['One frame back', '←'], play: ['Play', 'space'],
  ahead: ['One frame ahead', '→'], last: ['To the latest step', 'End'],
};

// What plays the recording of a training; the timeline goes from 0 to 1.
export const trainingTransport = (root, on) => transport(root,
  { label: 'Playback', buttons: TRAINING, speed: 'Playing speed', timeline: { label: 'Training step' } }, on);

function buttonsOf(words) {
  return Object.fromEntries(Object.entries(words).map(([name, [what, key]]) => {
    const button = make('button', name);
    button.type = 'button';
    button.setAttribute('aria-label', what);
    button.title = key ? `${what} (${key})` : what;
    button.innerHTML = glyph(name);
    return [name, button];
  }));
}

function speedsOf(words) {
  const select = make('select', 'speed');
  select.setAttribute('aria-label', words);
  select.title = words;
  select.append(...SPEEDS.map(factor => new Option(`${factor}×`, factor, factor === 1, factor === 1)));
  return select;
}

function sliderOf({ label, max = 1, step = 'any' }) {
  const slider = make('input', 'timeline');
  Object.assign(slider, { type: 'range', min: 0, max, step, value: 0 });
  slider.setAttribute('aria-label', label);
  return slider;
}

function track(slider) {
  const box = make('div', 'track'), ticks = make('div', 'ticks');
  ticks.setAttribute('aria-hidden', 'true');
  box.append(slider, ticks);
  return box;
}
