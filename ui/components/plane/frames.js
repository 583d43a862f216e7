// One message: the regions of a network at one or more instants, as polygons or as pixels, in the window's own unit.

// { header, buffer, offset } of message.js -> { head, frames, extra }. Of a frame with R regions, K outputs:
//   points (V, 2) corners of the regions, 0 to 1 across the window; corners[ptr[r]..ptr[r + 1]] are those of region r,
//   in order; layer[i]: which layer cuts the edge from corner i to the next, -1 for the window's edge
//   maps (R, K, 3): output k of region r at (u, v) is a u + b v + c; areas (R,) as shares of the window
//   patterns (R, words): which neurons are on, one bit each
// and of pixels: value (output), tint, cut (the layer that cuts there + 1).
export function parse({ header, buffer, offset }) {
  const take = (Type, n) => { const a = new Type(buffer, offset, n); offset += a.byteLength; return a; };
  const frames = header.frames.map(f => ({ ...f, R: f.counts.at(-1) }));
  if (!header.raster) for (const f of frames) {
    const types = [Float32Array, Uint32Array, Uint32Array, Float32Array, Float32Array, Uint32Array];
    [f.points, f.ptr, f.corners, f.maps, f.areas, f.patterns] = types.map((T, i) => take(T, f.sizes[i]));
    f.words = f.patterns.length / f.R;
    f.K = f.maps.length / f.R / 3;
  }
  const D = header.picture ? header.picture.reduce((a, b) => a * b) : 0;
  const extra = { marks: take(Float32Array, 2 * header.marks.many), origin: take(Float32Array, D), basis: take(Float32Array, 2 * D) };
  for (const f of frames) {
    if (header.raster) [f.value, f.tint, f.cut] = [Int8Array, Uint8Array, Uint8Array].map((T, i) => take(T, f.sizes[i]));
    else f.layer = take(Int8Array, f.sizes[6]);
  }
  return { head: header, frames, extra };
}

// The picture at (x, y) of the plane, as bytes of ink: origin + (x, y) @ basis.
export function pictureAt({ origin, basis }, x, y) {
  const D = origin.length, bytes = new Uint8ClampedArray(D);
  for (let i = 0; i < D; i++) bytes[i] = 255 * (origin[i] + x * basis[i] + y * basis[D + i]);
  return bytes;
}
