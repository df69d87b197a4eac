/**
 * A disk volume in memory: names, inodes and their bytes, copied only when written. Snapshots are cheap, so that a test
 * can stand in tens of thousands of them a second.
 */

/** Paths are absolute, with forward slashes. */
export type Volume = {
  readonly names: Map<string, number>;
  /** By inode. An array here is never changed in place unless its inode is in `owned`. */
  readonly contents: Map<number, Uint8Array>;
  readonly owned: Set<number>;
  /** The next inode's number. */
  next: number;
  /** Goes up with every change: what the volume calls time. */
  ticks: number;
  readonly times: Map<number, number>;
};

export const emptyVolume = (): Volume => ({
  names: new Map(),
  contents: new Map(),
  owned: new Set(),
  next: 100,
  ticks: 1,
  times: new Map(),
});

/** A volume with these files. Their bytes are shared until written. */
export function volumeOf(files: Readonly<Record<string, Uint8Array>>): Volume {
  const volume = emptyVolume();
  for (const [path, bytes] of Object.entries(files)) {
    volume.names.set(path, volume.next);
    volume.contents.set(volume.next, bytes);
    volume.next += 1;
  }
  return volume;
}

/** An independent volume; bytes are shared until either side writes. */
export function cloneVolume(volume: Volume): Volume {
  if (volume.owned.size > 0) volume.owned.clear();
  return {
    names: new Map(volume.names),
    contents: new Map(volume.contents),
    owned: new Set(),
    next: volume.next,
    ticks: volume.ticks + 1000,
    times: new Map(volume.times),
  };
}

export const folderOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')));

export function bytesOf(volume: Volume, path: string): Uint8Array | null {
  const ino = volume.names.get(path);
  return ino === undefined ? null : (volume.contents.get(ino) ?? new Uint8Array());
}

export function linksOf(volume: Volume, ino: number): number {
  let links = 0;
  for (const other of volume.names.values()) if (other === ino) links += 1;
  return links;
}

/** The inode's bytes, the volume's own from here on, at least `bytes` long. What is added is `fill`. */
function ownBytes(volume: Volume, ino: number, bytes: number, fill: number): Uint8Array {
  const now = volume.contents.get(ino) ?? new Uint8Array();
  if (now.length >= bytes && volume.owned.has(ino)) return now;
  const copy = new Uint8Array(Math.max(now.length, bytes));
  copy.set(now);
  if (fill !== 0 && bytes > now.length) copy.fill(fill, now.length);
  volume.contents.set(ino, copy);
  volume.owned.add(ino);
  return copy;
}

/** Writes; what lies between the old end and `at` becomes `fill`. True when something does. */
export function writeBytes(volume: Volume, ino: number, at: number, data: Uint8Array, fill = 0): boolean {
  const end = volume.contents.get(ino)?.length ?? 0;
  ownBytes(volume, ino, at + data.length, fill).set(data, at);
  return at > end;
}

/** Sets `bytes` bytes from `at` to `fill`, and makes the file that long. */
export function fillBytes(volume: Volume, ino: number, at: number, bytes: number, fill: number): void {
  ownBytes(volume, ino, at + bytes, fill).fill(fill, at, at + bytes);
}

export function truncateBytes(volume: Volume, ino: number, bytes: number): void {
  const now = volume.contents.get(ino) ?? new Uint8Array();
  if (bytes > now.length) ownBytes(volume, ino, bytes, 0);
  else if (bytes < now.length) {
    volume.contents.set(ino, now.slice(0, bytes));
    volume.owned.add(ino);
  }
}

export function touch(volume: Volume, ino: number): void {
  volume.ticks += 1;
  volume.times.set(ino, volume.ticks);
}

export type NameChange =
  | { readonly kind: 'create'; readonly path: string; readonly ino: number }
  | { readonly kind: 'unlink'; readonly path: string }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'link'; readonly from: string; readonly to: string };

/** A change whose file is not there changes nothing: its creation was lost. */
export function changeNames(names: Map<string, number>, change: NameChange): void {
  if (change.kind === 'create') names.set(change.path, change.ino);
  else if (change.kind === 'unlink') names.delete(change.path);
  else {
    const ino = names.get(change.from);
    if (ino === undefined) return;
    if (change.kind === 'rename') names.delete(change.from);
    names.set(change.to, ino);
  }
}

/** Folders whose entries the change is in. */
export const foldersOf = (change: NameChange): readonly string[] =>
  'path' in change ? [folderOf(change.path)] : [...new Set([folderOf(change.from), folderOf(change.to)])];
