// All worlds of three bits as squares, the mean errors of nine learners, and the cube of one world by hand.
import { make } from '../shared/elements.js';
import { headroomOf } from '../shared/headroom.js';
import { mounting } from '../shared/mounting.js';
import { newsOf } from '../shared/news.js';
import { percent } from '../shared/numbers.js';
import { arraysOf, counts, halves, meanOf, next, toggled } from './counting.js';
import { cubeView } from './cube.js';
import { squaresView } from './squares.js';

const HIGH = 420;  // pixels of a window, from which on nothing need be closer
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export default mounting('.worlds', build);

function build(root) {
  const $ = selector => root.querySelector(selector), app = { receive, stop, state: () => ({ ...now, errors: errors() }) };
  const cube = cubeView($('.cube'), corner => {
    const seen = toggled(now.seen, corner);
    if (seen) send('seen', seen);
  });
  const squares = squaresView($('.sheet canvas'));
  const headroom = headroomOf(root, () => fit());
  let api = null, head = null, arrays = null, theme = null, now = {}, width = 0;

  function stop() { resized.disconnect(); headroom.stop(); }

  function fit() { root.classList.toggle('low', headroom.most() < HIGH); }

  const isNews = newsOf(root, { dress: painted => { theme = painted; }, read });

  function receive(component) {
    api = component;
    resized.observe(root);
    if (!isNews(component.data)) return;
    root.hidden = false;
    root.setAttribute('aria-label', head.label);
    width = 0;
    fit();
    draw();
  }

  function read(message) {
    head = message.header;
    arrays = arraysOf(message);
    now = { worlds: head.worlds, learner: head.learner, world: head.world, seen: head.seen };
    buttons();
  }

  // The buttons are made once: a hand that is on one stays there.
  function buttons() {
    if ($('.kinds button')) return;
    const choice = (name, [value, label]) => {
      const button = make('button', '', label);
      button.type = 'button';
      button.dataset.value = value;
      button.onclick = () => set(name, value);
      return button;
    };
    $('.kinds').append(...head.kinds.map(kind => choice('worlds', kind)));
    $('.list').append(...head.learners.map(learner => {
      const button = choice('learner', learner), axis = make('span', 'axis');
      axis.append(make('i', 'half'), make('i', 'dot'));
      button.replaceChildren(make('span', 'name', learner[1]), axis, make('span', 'mean'));
      return button;
    }));
  }

  // What a hand has chosen is drawn at once; Python then says the words, and keeps it in the link.
  function set(name, value) {
    if (now[name] === value) return;
    now[name] = value;
    draw();
    send(name, value);
  }

  function send(name, value) { api.setTriggerValue('moved', { name, value }); }

  const indexOf = (list, value) => list.findIndex(([one]) => one === value);
  const possible = () => arrays.possible[indexOf(head.kinds, now.worlds)];
  const errors = () => head && arrays.wrong.map(wrong => meanOf(wrong, possible(), head.unseen.length));

  function draw() {
    if (!head || !root.clientWidth) return;
    width = root.clientWidth;
    for (const button of root.querySelectorAll('.kinds button')) button.setAttribute('aria-pressed', button.dataset.value === now.worlds);
    const means = errors();
    root.querySelectorAll('.list button').forEach((button, k) => {
      button.setAttribute('aria-pressed', button.dataset.value === now.learner);
      button.querySelector('.dot').style.left = 100 * means[k] + '%';
      button.querySelector('.mean').textContent = percent(means[k]);
    });
    $('.best').textContent = now.worlds === head.worlds && head.best < 0.5 ? `Whoever knew the worlds: ${percent(head.best)}` : '';
    drawEvery();
    drawOne();
  }

  const chosen = () => indexOf(head.learners, now.learner);
  const nameOf = () => head.learners[chosen()][1];

  function drawEvery() {
    const wrong = arrays.wrong[chosen()], allowed = possible(), many = allowed.reduce((sum, is) => sum + is, 0);
    $('.every figcaption').replaceChildren(make('b', '', `${many} of 256 worlds`), `: how many of ${head.unseen.length} are wrong`);
    squares.draw({ order: head.order, wrong, possible: allowed, world: now.world, unseen: head.unseen.length, theme, room: $('.sheet').clientWidth });
    const said = counts(wrong, allowed);
    $('.sheet canvas').setAttribute('aria-label', `${nameOf()}: ${said.map(([k, n]) => `${halves(k)} wrong in ${n} worlds`).join(', ')}`);
    $('.legend').replaceChildren(...said.map(([k, n], i) => {
      const entry = make('span'), mark = make('i');
      mark.style.background = squares.colour(k / (2 * head.unseen.length), theme);
      entry.append(mark, `${halves(k)}${i ? '' : ' wrong'}: ${n}`);
      return entry;
    }));
  }

  function drawOne() {
    const labels = arrays.labels[now.world], at = arrays.told[now.world] * 8;
    const answers = arrays.answers[chosen()].subarray(at, at + 8), wrong = arrays.wrong[chosen()][now.world];
    const digits = [...labels].join('');
    $('.one figcaption').replaceChildren(make('b', '', 'World '), digits, possible()[now.world] ? '' : ', not possible now');
    cube.draw({ labels, answers, seen: head.seen });
    $('.note').textContent = `${nameOf()}: ${halves(wrong)} of ${head.unseen.length} wrong. Press a corner to show or hide it.`;
  }

  const sheet = $('.sheet');
  sheet.onclick = event => {
    const place = squares.placeOf(event);
    if (place !== null) look(head.order[place]);
  };
  sheet.onkeydown = event => {
    const by = STEPS[event.key];
    if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    look(next(head.order, now.world, by));
  };

  function look(world) {
    set('world', world);
    $('.now').textContent = `World ${[...arrays.labels[world]].join('')}: ${halves(arrays.wrong[chosen()][world])} wrong`;
  }

  const resized = new ResizeObserver(() => { if (root.clientWidth !== width) draw(); });
  return app;
}
