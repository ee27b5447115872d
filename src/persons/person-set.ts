/** A set of person numbers as bytes: the differences of the sorted numbers as LEB128. Exact, about a byte a person. */
export function formatPersonSet(sorted: ArrayLike<number>): Uint8Array {
  const out = new Uint8Array(sorted.length * 5);
  let at = 0;
  let before = -1;
  for (let i = 0; i < sorted.length; i++) {
    let delta = sorted[i]! - before - 1;
    if (delta < 0) throw new RangeError('person numbers must be sorted and distinct');
    before = sorted[i]!;
    while (delta >= 0x80) {
      out[at++] = (delta % 0x80) | 0x80;
      delta = Math.floor(delta / 0x80);
    }
    out[at++] = delta;
  }
  return out.slice(0, at);
}

/** Calls `visit` with every number of the set, in order. */
export function forEachPerson(bytes: Uint8Array, visit: (person: number) => void): void {
  let person = -1;
  for (let at = 0; at < bytes.length; ) {
    let delta = 0;
    let scale = 1;
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined || scale > 2 ** 35) throw new RangeError('a set of persons ends before it is whole');
      delta += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
      scale *= 0x80;
    }
    person += delta + 1;
    visit(person);
  }
}
