/**
 * A set of person numbers as bytes: the differences of the sorted numbers as LEB128. Exact, about a byte a person.
 * `each` gives the numbers, in order and each once; it is called twice, so that no more room is taken than is needed.
 */
export function formatPersonSet(each: (visit: (person: number) => void) => void): Uint8Array {
  let size = 0;
  let before = -1;
  each((person) => {
    if (person <= before) throw new RangeError('person numbers must be sorted and distinct');
    for (let delta = person - before - 1; delta >= 0x80; delta = Math.floor(delta / 0x80)) size += 1;
    size += 1;
    before = person;
  });
  const out = new Uint8Array(size);
  let at = 0;
  before = -1;
  each((person) => {
    let delta = person - before - 1;
    for (; delta >= 0x80; delta = Math.floor(delta / 0x80)) out[at++] = (delta % 0x80) | 0x80;
    out[at++] = delta;
    before = person;
  });
  return out;
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
