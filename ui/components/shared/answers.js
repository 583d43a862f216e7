// Messages to a figure whose hand sends too: the answer to an older drag is not what the hand sees now, and waits.
//
//   const answers = answersTo({ busy, said, take, isAlive });
//     busy()          the hand is on the figure
//     said(header)    what a message says of that which the hand moves; undefined if it says nothing of it
//     take(message)   show a message; null: the one that is shown already, in another theme perhaps
//     isAlive()       the figure is on the page
//   answers.receive(data)       a message has come              answers.again()    take the one that had to wait
//   answers.moved()             the hand has moved what is sent in a moment
//   answers.sends(text, shown)  whether `text` is to be sent, where the last message has said `shown`
//   answers.unsent, answers.waiting: for that moment, or for the answer too; answers.stop()
import { sameBytes, unpack } from './message.js';

const PATIENCE = 4000;  // ms that an answer to an older drag is kept from the eye

export function answersTo({ busy, said, take, isAlive }) {
  let raw = null, held = null, pending = null, sentAt = 0, timer = 0;

  function receive(data) {
    const message = sameBytes(data, raw) ? null : unpack(data);
    if (message && isLate(message.header)) {
      held = data.slice();
      clearTimeout(timer);
      timer = setTimeout(again, PATIENCE + 100);
      return;
    }
    if (message) { raw = data.slice(); held = null; }
    take(message);
  }

  function isLate(header) {
    if (busy()) return true;
    const now = said(header), other = now !== undefined && now !== pending;
    const late = pending !== null && other && performance.now() - sentAt < PATIENCE;
    if (!late) pending = null;
    return late;
  }

  function again() {
    const data = held;
    held = null;
    if (data && isAlive()) receive(data);
  }

  function moved() {
    pending ??= '';
    sentAt = performance.now();
  }

  function sends(text, shown) {
    pending = text === shown ? null : text;
    sentAt = performance.now();
    return pending !== null;
  }

  return { receive, again, moved, sends, stop: () => clearTimeout(timer),
    get unsent() { return pending === ''; }, get waiting() { return pending !== null; } };
}
