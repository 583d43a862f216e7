// The network of a message, asked by weight: `at` = [m, to, source] is the weight from unit `source` of layer m to unit
// `to` of layer m + 1, with source -1 its bias. Nothing here draws.
import { edgeId, nodeId } from '../shared/neurons.js';

export function netOf(head) {
  const last = head.weights.length, unit = (m, i) => head.names[m][i], error = nodeId(last + 1, 0);
  const weightName = ([m, to, source]) => source < 0 ? `b_{${unit(m + 1, to)}}` : `w_{${unit(m + 1, to)}${unit(m, source)}}`;
  const inputName = ([m, , source]) => source < 0 ? '1' : `${m ? 'z' : 'x'}_{${unit(m, source)}}`;
  const edge = ([m, to, source]) => edgeId(m, to, source);

  return {
    last, unit, error, edge, weightName, inputName,
    boxOf: id => id === 'E' ? error : id,
    has: at => !!at && at[1] < (head.weights[at[0]]?.length ?? 0) && at[2] < head.weights[at[0]][0].length,
    weight: ([m, to, source]) => source < 0 ? head.biases[m][to] : head.weights[m][to][source],
    input: ([m, , source]) => source < 0 ? 1 : head.z[m][source],
    learned: ([m, to, source], from = head.gradient) => from[m][to][source + 1],
    // Its paths to the error: [units on the way, factors, their product].
    paths: ([m, to]) => head.paths[m][to],

    // The factors' names along a path, and those of a whole column of paths.
    factorNames(at, units) {
      const names = [inputName(at)];
      for (let n = 0; n + 1 < units.length; n++) {
        const m = at[0] + 1 + n;
        names.push(`σ′(a_{${unit(m, units[n])}})`, weightName([m, units[n + 1], units[n]]));
      }
      return [...names, `δ_{${unit(last, units.at(-1))}}`];
    },
    columnNames(at) {
      const letter = m => head.names[m][0][0], first = unit(at[0] + 1, at[1]), names = [inputName(at)];
      for (let m = at[0] + 1; m < last; m++) {
        const here = m === at[0] + 1 ? first : letter(m);
        names.push(`σ′(a_{${here}})`, `w_{${letter(m + 1)}${here}}`);
      }
      return [...names, `δ_{${at[0] + 1 === last ? first : letter(last)}}`];
    },

    // The ids of all that lies on a path: its neurons and its edges, the weight's own first.
    along(at, units) {
      const ids = [edge(at), ...(at[2] < 0 ? [] : [nodeId(at[0], at[2])]), error];
      units.forEach((u, n) => {
        const m = at[0] + 1 + n;
        ids.push(nodeId(m, u), n + 1 < units.length ? edgeId(m, units[n + 1], u) : edgeId(last, 0, u));
      });
      return ids;
    },

    // What has been computed after the first `many` steps, as kind + id.
    known(many) {
      const seen = new Set();
      for (const [kind, , , lit] of head.steps.slice(0, many)) for (const id of lit) seen.add(kind + (id === 'E' ? error : id));
      return seen;
    },

    // Paths by the size of their shares, and the shares: the products times what goes into the weight.
    shares(at) {
      const z = this.input(at), shares = this.paths(at).map(path => z * path[2]);
      const order = shares.map((_, i) => i).toSorted((a, b) => Math.abs(shares[b]) - Math.abs(shares[a]) || a - b);
      return { shares, order };
    },
  };
}
