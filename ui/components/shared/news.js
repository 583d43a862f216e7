// What Python sends to a component: read when its bytes are others, and painted when the theme is another.
//
//   const isNews = newsOf(root, { dress, read });
//   if (!isNews(component.data)) return;      // there is nothing to draw anew
//
// dress(theme), where there is one, is called after the theme has been painted, read({ header, buffer, offset }) after that.
import { paint, readTheme } from './appearance.js';
import { sameBytes, unpack } from './message.js';

export function newsOf(root, { dress = () => {}, read }) {
  let raw = null, painted = null;
  return data => {
    const theme = readTheme(root), same = sameBytes(data, raw);
    if (same && theme.signature === painted) return false;
    painted = theme.signature;
    paint(root, theme);
    dress(theme);
    if (same) return true;
    const message = unpack(data);
    if (!message) return false;
    raw = data.slice();
    read(message);
    return true;
  };
}
