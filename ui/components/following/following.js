import { follow } from '../shared/recording.js';

const PATIENCE = 5000; // ms until we ask again for a drawing that did not come
const LOST = 'The connection to the server is lost. Trying again …';

export default function (component) {
  const root = component.parentElement.querySelector('.following');
  root.app ??= build(root);
  root.app.receive(component);
  return () => setTimeout(() => root.isConnected || root.app.stop());
}

function build(root) {
  let data = { jobs: [] }, api = null, followed = [], asked = -Infinity, drawn = performance.now(), timer = 0;

  function receive(component) {
    api = component;
    const same = keys(component.data) === keys(data);
    data = component.data;
    drawn = performance.now();
    asked = -Infinity;
    if (!same) unfollow();
    followed = data.jobs.map((job, i) => same && followed[i] ? followed[i].expect(job.take) : follow(job.key, '', job.take, heard));
    heard();
  }

  const keys = of => of.jobs.map(job => job.key).join();

  function heard() {
    if ('words' in data) say(followed[0]);
    else look();
  }

  function say(stream) {
    const words = stream?.lost ? LOST : stream?.state?.words || data.words;
    if (root.textContent !== words) root.textContent = words;
  }

  // Ask for a drawing if Python has drawn less than there is: at once when a job has ended, otherwise in its time.
  function look() {
    clearTimeout(timer);
    const news = data.jobs.map((job, i) => due(job, followed[i]?.state));
    if (!news.some(at => at < Infinity)) return;
    const now = performance.now(), at = Math.max(Math.min(...news), asked + PATIENCE);
    if (at > now) { timer = setTimeout(look, at - now); return; }
    asked = now;
    api.setTriggerValue('more', { at: now });
    timer = setTimeout(look, PATIENCE);
  }

  // When to draw this job again; never, if all that there is has been drawn.
  function due(job, state) {
    if (!state || state.take < job.take) return Infinity;
    if (state.take > job.take || (job.live && !state.live)) return -Infinity;
    return state.many > job.many && data.every !== null ? drawn + 1000 * data.every : Infinity;
  }

  function unfollow() {
    for (const stream of followed) stream.stop();
    followed = [];
  }

  function stop() { clearTimeout(timer); unfollow(); }

  return { receive, stop };
}
