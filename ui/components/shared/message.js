// What Streamlit hands to a component: one message of bytes, as pack() of mount.py writes it.
export const sameBytes = (a, b) => !!a && !!b && a.length === b.length && a.every((v, i) => v === b[i]);

export function unpack(data) {
  if (!data || data.length < 4) return null;
  const buffer = data.slice().buffer, size = new DataView(buffer).getUint32(0, true);
  return { header: JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, size))), buffer, offset: 4 + size };
}
