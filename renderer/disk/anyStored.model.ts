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
