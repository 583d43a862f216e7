// One network as matrices, as a formula and as neurons: numbers that a person drags change in all three.
import { answersTo } from '../shared/answers.js';
import { paint, readTheme } from '../shared/appearance.js';
import { headroomOf } from '../shared/headroom.js';
import { mounting } from '../shared/mounting.js';
import { networkView } from '../shared/network.js';
import { nodeId } from '../shared/neurons.js';
import { clamp } from '../shared/numbers.js';
import { onFrame } from '../shared/onframe.js';
import { formulaView } from './formula.js';
import { graphOf } from './graph.js';
import { isEdge, isEditable, nameOf, related, setText, textOf } from './ids.js';
import { matricesView } from './matrices.js';
import { mergingOf } from './merging.js';
import { amount, compute, readTexts, writeTexts } from './net.js';
import { noteOf } from './note.js';
import { proofView } from './proof.js';
import { scrubbing } from './scrubbing.js';
import { minus, say } from './words.js';

const EXAMPLE = nodeId(2, 0);

export default mounting('.views', build);

function build(root) {
  const $ = selector => root.querySelector(selector), byId = new Map();
  const calm = matchMedia('(prefers-reduced-motion: reduce)'), { schedule, cancel } = onFrame(paintAll);
  let api = null, head = null, theme = null, texts = null, live = null, net = null, parts = null;
  let hovered = null, picked = null, later = 0, touched = false;  // touched: a hand has been at a number or a neuron
  let last = 'relu', laid = 0;

  const merging = mergingOf({ calm: () => calm.matches || head.still, onShare: paintAll });
  const scrub = scrubbing(root, {
    editable: id => isEditable(id, merging.merged), value: id => amount(textOf(texts, id)), step: () => head.step,
    onSet: set, onNudge: nudge, onEnd: (id, moved, clicked) => {
      if (moved) commit();
      else { if (clicked) pick(id); answers.again(); }
      schedule();
    },
  });

  const answers = answersTo({ busy: () => scrub.drag, said: header => header.now, take, isAlive: () => root.isConnected });

  function receive(component) {
    api = component;
    resized.observe(root);
    answers.receive(component.data);
  }

  function stop() {
    resized.disconnect();
    headroom.stop();
    net?.stop();
    merging.stop();
    cancel();
    clearTimeout(later);
    answers.stop();
  }

  function take(message) {
    const painted = readTheme(root);
    if (painted.signature !== theme?.signature) { theme = painted; paint(root, theme); }
    if (message) read(message.header);
    root.hidden = false;
    schedule();
  }

  function read(header) {
    const before = texts?.activation, first = !head;
    head = { ...header, label: header.label.replace(/[*_`$\\]/g, '') };
    texts = readTexts(header.now);
    root.classList.toggle('still', head.still);
    if (first) dress();
    if (texts.activation !== before) turned(first ? 700 : 450);
  }

  const linear = () => texts.activation === 'identity';
  const focus = () => scrub.drag?.id ?? hovered ?? picked;
  // Until then one neuron is marked in all three, for an example; not where the hidden ones are drawn into one matrix.
  const example = () => touched || focus() || merging.merged || head.still ? null : EXAMPLE;

  function set(id, v) {
    setText(texts, id, String(Number(clamp(v, -head.most, head.most).toFixed(2)) + 0));
    schedule();
  }

  // ---- one message, when the hand lets go

  function commit() {
    clearTimeout(later);
    const now = writeTexts(texts);
    if (answers.sends(now, head.now)) api.setTriggerValue('moved', now);
  }

  function nudge(id, by) {
    set(id, amount(textOf(texts, id)) + by);
    answers.moved();
    $('.said').textContent = `${nameOf(id)} = ${minus(textOf(texts, id))}`;
    clearTimeout(later);
    later = setTimeout(commit, 450);
  }

  function hover(id) { if (!scrub.drag && id !== hovered) { hovered = id; touched ||= id !== null; schedule(); } }
  function pick(id) { picked = id; touched = true; schedule(); }

  // ---- three layers become one matrix

  function turned(wait) {
    if (!linear()) { last = texts.activation; merge(false, 0.4); }
    else if (calm.matches || head.still) merge(true);
    else merging.turnSoon(true, wait);
  }

  function merge(on, part) {
    if (picked && isEdge(picked)) picked = null;
    hovered = null;
    merging.turn(on, part);
    schedule();
  }

  function choose(activation) {
    texts.activation = activation;
    turned(150);
    commit();
    schedule();
  }

  // ---- build once

  function register(element, id) {
    element.dataset.id = id;
    byId.set(id, [...(byId.get(id) ?? []), element]);
    return element;
  }

  function dress() {
    const bends = Object.entries(head.functions).filter(([name]) => name !== 'identity');  // the switch takes it out
    $('.activation').append(...bends.map(([name, words]) => new Option(words, name)));
    $('.activation').onchange = event => choose(event.target.value);
    $('.bend').onclick = () => choose(linear() ? last : 'identity');
    $('.see').onclick = () => $('.proof').scrollIntoView({ behavior: calm.matches ? 'auto' : 'smooth', block: 'nearest' });
    $('.merge').onclick = () => merge(!merging.merged);
    const edited = (cell, label, mates) => scrub.edited(cell, label, mates, head.most, hover);
    parts = [
      matricesView($('.chain'), { register, edited }),
      formulaView($('.maths .head'), $('.maths .rows'), { register, press: scrub.press }),
      proofView(root),
    ];
    net = networkView($('.graph'), {
      onHover: hover, onPress: scrub.press, onKey: (id, event) => event.key.startsWith('Page') && scrub.keys(event, id),
      onPick: id => { pick(id); if (id && isEditable(id, merging.merged)) requestAnimationFrame(() => $('.handle').focus()); },
    });
    dressHandle($('.handle'));
    root.onpointerover = event => {
      if (!event.target.closest('.network, .handle')) hover(event.target.closest('[data-id]')?.dataset.id ?? null);
    };
    root.onpointerleave = () => hover(null);
  }

  // The number of what is picked in the graph, to drag and to type at.
  function dressHandle(handle) {
    handle.onpointerdown = event => { scrub.press(picked, event); };
    handle.onfocus = () => hover(picked);
    handle.onblur = () => hover(null);
    handle.onkeydown = event => {
      if (scrub.keys(event, picked) || event.key !== 'Escape' && event.key !== 'Enter') return;
      const id = picked;
      pick(null);
      net.focus(id);
      event.preventDefault();
    };
  }

  // ---- draw

  function paintAll() {
    if (!head || !theme || !root.clientWidth) return;
    laid = root.clientWidth;
    live = compute(texts, head.leak);
    const { share, merged } = merging;
    const scene = { head, texts, live, theme, share, merged, picked, focus: focus(), example: example(), linear: linear(), slim: laid < 420,
      room: headroom.from($('.graph')) };
    root.classList.toggle('one', share > 0.999);
    if (!head.still) {
      drawBar(scene);
      for (const part of parts) part.draw(scene);
      const words = noteOf(scene, scene.focus);
      if ($('.note').innerHTML !== words) $('.note').innerHTML = words;
    }
    net.draw(graphOf(scene), theme);
    if (!head.still) { mark(); placeHandle(share); }
  }

  function drawBar({ share, merged }) {
    $('.bend').setAttribute('aria-checked', !linear());
    $('.choose').hidden = linear();
    $('.activation').value = linear() ? last : texts.activation;
    $('.merge').hidden = !linear();
    $('.merge').textContent = merged ? 'Expand to three layers' : 'Collapse to one matrix';
    const f = texts.activation;
    $('code.line').textContent = share > 0.5 ? 's = A @ x' : linear() ? 's = W @ (V @ (U @ x))' : `s = W @ ${f}(V @ ${f}(U @ x))`;
  }

  function mark() {
    const found = related(focus() ?? example(), merging.merged);
    for (const [id, elements] of byId) for (const element of elements) {
      element.classList.toggle('on', !!found?.here.has(id));
      element.classList.toggle('with', !!found?.near.has(id));
    }
  }

  function placeHandle(share) {
    const handle = $('.handle'), onNode = picked?.startsWith('n');
    handle.hidden = !(picked && isEditable(picked, merging.merged) && (onNode || share < 0.01));
    if (handle.hidden) return;
    const [x, y] = net.where(picked), name = nameOf(picked), text = minus(textOf(texts, picked));
    handle.style.left = clamp(x, 50, laid - 50) + 'px';
    handle.style.top = (onNode ? y + 34 : y) + 'px';
    say(handle, `${name} = ${text}`);
    const attributes = { 'aria-label': name, 'aria-valuenow': amount(textOf(texts, picked)), 'aria-valuetext': text,
      'aria-valuemin': -head.most, 'aria-valuemax': head.most };
    for (const [attribute, value] of Object.entries(attributes)) handle.setAttribute(attribute, value);
  }

  const headroom = headroomOf(root, schedule);
  const resized = new ResizeObserver(() => { if (head && root.clientWidth !== laid) schedule(); });
  const state = () => ({ now: writeTexts(texts), share: merging.share, merged: merging.merged, picked, hovered, dragging: !!scrub.drag, ...live });
  return { receive, stop, state };
}
