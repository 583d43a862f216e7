// What is to be drawn, once in the next frame of the screen, however often it is asked for until then.
//
//   const { schedule, cancel } = onFrame(draw);      cancel(): what was asked for is not drawn; it can be asked for again
export function onFrame(draw) {
  let waiting = 0;
  return {
    schedule() { waiting ||= requestAnimationFrame(() => { waiting = 0; draw(); }); },
    cancel() { cancelAnimationFrame(waiting); waiting = 0; },
  };
}
