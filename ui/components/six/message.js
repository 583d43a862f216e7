// The arrays of a message by their names, as __init__.py lists them in its header: [name, kind, how many].
const KINDS = { f8: Float64Array, f4: Float32Array, i4: Int32Array, u1: Uint8Array };

export function arraysOf({ header, buffer, offset }) {
  const found = {};
  let at = offset;
  for (const [name, kind, many] of header.arrays) {
    const Kind = KINDS[kind], bytes = many * Kind.BYTES_PER_ELEMENT;
    found[name] = new Kind(buffer.slice(at, at + bytes));  // a copy begins where its kind may begin
    at += bytes;
  }
  return found;
}
