// What a figure shows of a recording: its frames come by the stream of a job. One frame comes with the message where it
// is still, or where it is the first to be seen of a recording.
//
//   const shown = recorded(root, { blank, push, play, onOpen, shape, dress, layout, describe })
//     blank(head)               a recording without frames        push(rec, bytes, head)   one frame more
//     play                      its playback                      onOpen()                 it is of another job now
//     shape(rec)                what the figure is built for      dress()                  build it, in its colours
//     layout()                  place and draw what there is      describe()               say it in words
//     arrive(frame)             a recording is opened that has ended, and whose header says at which frame it `opens`
//   shown.receive(component), shown.stop(), shown.commit(): tell Python which frame is chosen
//   shown.head, shown.rec, shown.theme, shown.running
import { readTheme } from './appearance.js';
import { unpack } from './message.js';
import { reporter } from './playback.js';
import { follow } from './recording.js';

export function recorded(root, { blank, push, play, onOpen = () => {}, shape, dress, layout, describe,
  arrive = frame => play.open(frame) }) {
  const released = reporter();
  const shown = {
    head: null, rec: null, theme: null, receive, commit, stop,
    get running() { return !!shown.head?.job && (followed?.state?.live ?? !ended); },
  };
  let api = null, id = null, followed = null, trained = '', held = null, arrived = '', look = '', dressed = '', ended = false;

  function receive(component) {
    api = component;
    const message = unpack(component.data);
    if (!message) return;
    const { frame, ...head } = message.header, theme = readTheme(root), before = look;
    look = JSON.stringify(head) + theme.signature;
    if (look === before && head.job) return;
    Object.assign(shown, { head, theme });
    root.hidden = false;
    open(`${head.key}|${head.job?.key ?? ''}`, frame);
    const first = new Uint8Array(message.buffer, message.offset);
    ended = first.length > 0;  // a message has no frame of a job that goes on
    if (!head.job || (ended && !shown.rec.n)) { push(shown.rec, first, head); show(); }
    if (head.job) listen(head.job);
  }

  function open(next, frame) {
    if (next === id && shown.head.job) return;
    id = next;
    held = frame;
    trained = arrived = '';
    onOpen(frame);
    begin();
  }

  // From its first frame: at the newest, until the one that was left is there.
  function begin() {
    shown.rec = blank(shown.head);
    play.open();
    released.known(null);
  }

  function listen({ key, view, take }) {
    if (followed?.name === `${key}/${view}`) followed.expect(take);
    else { followed?.stop(); followed = follow(key, view, take, heard); }
    heard();
  }

  function heard() {
    if (!followed) return;
    const { state, frames } = followed;
    if (state && state.take !== trained) { trained = state.take; begin(); }
    while (shown.rec.n < frames.length) push(shown.rec, frames[shown.rec.n], shown.head);
    if (held !== null && trained && held < shown.rec.n) { play.open(held); released.known(chosen(held)); held = null; }
    const opens = shown.head.opens ?? null;
    if (opens !== null && arrived !== trained && opens < shown.rec.n) {
      arrived = trained;
      if (held === null && play.following) arrive(opens);
    }
    show();
  }

  // What there is now, in the shape and the colours that it has.
  function show() {
    const now = [...shape(shown.rec), shown.running, look].join();
    if (now !== dressed) { dressed = now; dress(); }
    play.grow();
    layout();
    if (!play.playing && !play.dragging) describe();
  }

  const chosen = index => ({ job: shown.head.job.key, take: trained, index });

  // One number to the server, when the hand is off the timeline; none where the recording opens.
  function commit() {
    if (!shown.head.job) return;
    const opens = shown.head.opens ?? null, left = opens === null ? play.following : play.at === opens;
    released.send(left ? null : chosen(play.at), frame => api.setStateValue('frame', frame));
  }

  function stop() {
    followed?.stop();
    followed = null;
    id = null;
    look = '';  // a figure that is put back into the page begins anew
  }

  return shown;
}
