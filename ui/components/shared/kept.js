// Puts a recording among those kept, as the latest; the one not looked at for longest goes.
export function keep(kept, id, rec, most = 4) {
  kept.delete(id);
  kept.set(id, rec);
  while (kept.size > most) kept.delete(kept.keys().next().value);
  return rec;
}
