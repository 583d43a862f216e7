// Frames in time: which one is shown, whether the newest is followed, whether they play. Their number may grow.
//
//   const play = playback({ count, pace, ... });      play.at, play.following, play.playing, play.dragging
//     count()       how many frames there are now          pace()      frames a second
//     onShow()      another frame is to be shown           onPlay(on)  playing begins, or has ended
//     onRest()      the hand is off, or the end is reached
//     patience      ms after a single step until onRest: many steps in a row are one
//     isAlive()     false once the component is gone
import { clamp } from './numbers.js';

const nextFrame = callback => requestAnimationFrame(callback);
const instant = () => performance.now();

export function playback({ count, pace, onShow, onPlay, onRest, patience = 150, isAlive = () => true,
  animate = nextFrame, clock = instant }) {
  const play = { at: 0, following: true, playing: false, dragging: false };
  let later = 0, since = 0, owed = 0, end = Infinity;
  const last = () => Math.max(0, count() - 1);

  function go(index, follow = false) {
    play.at = clamp(index, 0, last());
    play.following = follow || play.at === count() - 1;
    onShow();
  }

  function turn(on) { play.playing = on; onPlay(on); }

  function begin(until = Infinity) {
    play.following = false;
    end = until;
    turn(true);
    since = clock();
    owed = 0;
    animate(tick);
  }

  function rest() { clearTimeout(later); onRest(); }

  // A screen that comes late is owed the frames it missed, of a quarter of a second at most.
  function tick(now) {
    if (!play.playing || !isAlive()) return;
    owed += Math.min(250, Math.max(0, now - since)) / 1000 * pace();
    since = now;
    const jump = Math.floor(owed);
    owed -= jump;
    if (jump) {
      go(Math.min(play.at + jump, end));
      if (play.following || play.at >= end) { turn(false); rest(); return; }
    }
    animate(tick);
  }

  return Object.assign(play, {
    pause() { clearTimeout(later); turn(false); },
    jump(index, follow) { play.pause(); go(index, follow); rest(); },
    first() { play.jump(0); },
    last() { play.jump(last(), true); },
    step(by) {
      play.pause();
      go(play.at + by);
      if (patience) later = setTimeout(rest, patience); else rest();
    },
    toggle() {
      if (play.playing) { turn(false); rest(); return; }
      if (count() < 2) return;
      clearTimeout(later);
      if (play.at >= last()) go(0);
      begin();
    },
    // Once, from the first frame to this one.
    run(to) { play.pause(); go(0); if (to > 0) begin(to); },
    drag(index) { play.pause(); play.dragging = true; go(index); },
    release() { if (play.dragging) { play.dragging = false; rest(); } },

    // Other frames than before: at the newest, or where somebody left.
    open(frame = null) {
      play.pause();
      play.following = frame === null;
      play.at = frame ?? last();
    },
    // More frames than before: the newest is shown unless a person has chosen another.
    grow() {
      if (play.following && !play.playing && !play.dragging) play.at = last();
      play.at = clamp(play.at, 0, last());
    },
    stop() { clearTimeout(later); play.playing = false; },
  });
}

// One value to the server, when it is another than the last: send(value, deliver). `known` is what it has already.
export function reporter() {
  let sent = 'null';
  return {
    known(value) { sent = JSON.stringify(value); },
    send(value, deliver) {
      const text = JSON.stringify(value);
      if (text === sent) return;
      sent = text;
      deliver(value);
    },
  };
}
