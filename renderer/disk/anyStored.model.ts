/** Whether blocks of a range are in this file: asked several times at every key press, of a million blocks if all are selected. */
import { UNALLOCATED } from '../../shared/vhd/units';

const GROUP = 1024;
/** For every 1,024 entries of a table, whether one of them is of a block in the file. A table is replaced, and never changed. */
const groups = new WeakMap<Uint32Array, Uint8Array>();

function groupsOf(entries: Uint32Array): Uint8Array {
  const known = groups.get(entries);
  if (known !== undefined) return known;
  const made = new Uint8Array(Math.ceil(entries.length / GROUP));
  for (let block = 0; block < entries.length; block++) if (entries[block] !== UNALLOCATED) made[Math.floor(block / GROUP)] = 1;
  groups.set(entries, made);
  return made;
}

/** Whether any block from `first` to before `end` is in the file. */
export function anyStored(entries: Uint32Array, first: number, end: number): boolean {
  const last = Math.min(entries.length, end);
  const full = groupsOf(entries);
  for (let block = first; block < last; ) {
    const group = Math.floor(block / GROUP);
    const next = Math.min(last, (group + 1) * GROUP);
    if (full[group] === 1) for (; block < next; block++) if (entries[block] !== UNALLOCATED) return true;
    block = next;
  }
  return false;
}

/** The nearest block in the file behind `block`, or before it; from the end on to the other end. Null: none is in the file. */
export function nextStored(entries: Uint32Array, block: number, by: 1 | -1): number | null {
  const full = groupsOf(entries);
  const { length } = entries;
  for (let steps = 1; steps <= length; ) {
    const at = (((block + by * steps) % length) + length) % length;
    const group = Math.floor(at / GROUP);
    if (full[group] === 1) {
      if (entries[at] !== UNALLOCATED) return at;
      steps += 1;
      // Of a group without a block, all of the rest is passed over.
    } else steps += by === 1 ? Math.min((group + 1) * GROUP, length) - at : at - group * GROUP + 1;
  }
  return null;
}
