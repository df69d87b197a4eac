/**
 * Bytes and block maps fetched from main. They are kept outside the store, in small LRU caches, so memory stays bounded. Asking
 * for something that is not there starts one fetch; when it arrives, subscribers are told to draw again.
 */
import { unpackRuns } from '../../shared/sectorRuns';
import type { Space } from '../../shared/vhd/units';
import type { BitmapPolicy, BlockSpan, ImageId, PageView, SectorRun } from '../../shared/views';
import { api } from '../api';
import { readOther } from './compared.store';

const PAGES_KEPT = 64;
const MAPS_KEPT = 256;
const SECTORS_KEPT = 64;
const MARKS_KEPT = 8;

export type Fetched<T> = { readonly kind: 'loading' } | { readonly kind: 'failed' } | { readonly kind: 'ready'; readonly value: T };

const LOADING = { kind: 'loading' } as const;
const FAILED = { kind: 'failed' } as const;

class Lru<T> {
  private readonly kept = new Map<string, Fetched<T>>();
  private readonly stale = new Set<string>();
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  get(key: string, fetch: () => Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false }>): Fetched<T> {
    const found = this.kept.get(key);
    if (found !== undefined) {
      this.kept.delete(key);
      this.kept.set(key, found);
      if (!this.stale.delete(key)) return found;
    } else this.kept.set(key, LOADING);
    const generationAsked = generation;
    void fetch().then((answer) => {
      if (generationAsked !== generation) return;
      this.kept.set(key, answer.ok ? { kind: 'ready', value: answer.value } : FAILED);
      for (const oldest of this.kept.keys()) {
        if (this.kept.size <= this.limit) break;
        this.kept.delete(oldest);
      }
      tell();
    });
    return found ?? LOADING;
  }

  clear(): void {
    this.kept.clear();
    this.stale.clear();
  }

  /** What is cached is fetched again when it is asked for, and shown until the new answer has arrived. */
  refresh(): void {
    for (const key of this.kept.keys()) this.stale.add(key);
  }
}

let generation = 0;
let version = 0;
const listeners = new Set<() => void>();
const pages = new Lru<PageView>(PAGES_KEPT);
const maps = new Lru<readonly SectorRun[]>(MAPS_KEPT);
const sectors = new Lru<Uint8Array | null>(SECTORS_KEPT);
const marks = new Lru<readonly number[]>(MARKS_KEPT);

const tell = (): void => {
  version += 1;
  for (const listener of listeners) listener();
};

export const pageAt = (image: ImageId, space: Space, page: number, bitmaps: BitmapPolicy): Fetched<PageView> =>
  pages.get(`${image} ${space} ${page} ${bitmaps}`, () => api['image/readPage']({ image, space, page, bitmaps }));

/** A page of the disk that this one was compared with in that run. */
export const otherPageAt = (image: ImageId, find: number, page: number): Fetched<PageView> =>
  pages.get(`${image} other ${find} ${page}`, () => readOther(image, find, page));

/** Where the sectors of one block come from. */
export const blockMapAt = (image: ImageId, block: number, bitmaps: BitmapPolicy): Fetched<readonly SectorRun[]> =>
  maps.get(`${image} ${block} ${bitmaps}`, async () => {
    const packed = await api['image/readBlockMap']({ image, block, bitmaps });
    return packed.ok ? { ok: true, value: unpackRuns(packed.value) } : packed;
  });

/** What is known of SECTORS_AT_ONCE sectors of a block, one byte for each; null for a block without a bitmap. */
export const sectorsAt = (image: ImageId, block: number, piece: number): Fetched<Uint8Array | null> =>
  sectors.get(`${image} ${block} ${piece}`, () => api['image/readSectors']({ image, block, piece }));

/** The blocks in a range that staged changes touch. */
export const changedBlocksAt = (image: ImageId, range: BlockSpan): Fetched<readonly number[]> =>
  marks.get(`${image} ${range.first} ${range.end}`, () => api['edit/blocks']({ image, range }));

/** Rises whenever something has arrived. Together with `subscribePages` it fits React's useSyncExternalStore. */
export const pagesVersion = (): number => version;

export const subscribePages = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Call this when bytes may have changed: they are fetched again when they are shown, and the old ones are shown until then. */
export const refreshPages = (): void => {
  generation += 1;
  pages.refresh();
  maps.refresh();
  sectors.refresh();
  marks.refresh();
  tell();
};

/** Forgets everything; answers that arrive later are dropped. */
export const clearPages = (): void => {
  generation += 1;
  pages.clear();
  maps.clear();
  sectors.clear();
  marks.clear();
  tell();
};
