/** The register of persons read by a second hand, from docs/persons.md: differences of sorted numbers, LEB128. */
import type { SetSeen } from './evidence.ts';

/** Numbers of the persons in a set. */
export function membersOf(bytes: Uint8Array): number[] {
  const members: number[] = [];
  let person = -1;
  let delta = 0;
  let scale = 1;
  for (const byte of bytes) {
    delta += (byte & 0x7f) * scale;
    scale *= 0x80;
    if (byte >= 0x80) continue;
    person += delta + 1;
    members.push(person);
    delta = 0;
    scale = 1;
  }
  return members;
}

/** How many persons stand in some sets, each once, those that turned out to be one as one. */
export function distinctPersons(sets: readonly SetSeen[], merges: readonly (readonly [number, number])[]): number {
  const keep = new Map(merges);
  const persons = new Set<number>();
  for (const { members } of sets) {
    for (let person of membersOf(members)) {
      for (let next = keep.get(person); next !== undefined; next = keep.get(person)) person = next;
      persons.add(person);
    }
  }
  return persons.size;
}
