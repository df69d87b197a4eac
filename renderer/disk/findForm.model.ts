/** What is filled in to search for, the request that it comes to, and what is known of a search. */
import type { DateFormat } from '../../shared/find/dates';
import type { CompareWith, OtherView } from '../../shared/find/differences';
import type { FindFailure, FindRequest } from '../../shared/find/found';
import {
  needlesOf,
  type ByteOrder,
  type NUMBER_BITS,
  type PatternFault,
  type SearchPattern,
  type TextEncoding,
} from '../../shared/find/pattern';
import { needleFits } from '../../shared/find/fits';
import { FOUND_STRUCTURES, STRUCTURE_NAMES, type StructureName } from '../../shared/find/structures';
import { SECTOR_BYTES } from '../../shared/vhd/units';
import type { ImageView, PartitionView } from '../../shared/views';

/** `layer`: only what this file of a chain holds. `partition N`: the partition with that number. */
export type FindWhere = 'disk' | 'layer' | 'file' | 'selection' | `partition ${number}`;

export type ComparedWith = { readonly with: CompareWith; readonly name: string };

export type FindForm = {
  readonly kind: SearchPattern['kind'];
  /** One text for all kinds, so that it stays when another kind is chosen. */
  readonly text: string;
  readonly encoding: TextEncoding;
  readonly ignoreCase: boolean;
  readonly bits: (typeof NUMBER_BITS)[number];
  readonly order: ByteOrder;
  readonly format: DateFormat;
  readonly structure: StructureName | 'all';
  readonly where: FindWhere;
  /** The panel compares the disk with another one, and does not search it. */
  readonly isComparing: boolean;
  /** What it is compared with; null: not chosen yet. */
  readonly other: ComparedWith | null;
  /** What takes the place of hits, written as `text` is; null: nothing is to be replaced. */
  readonly replacement: string | null;
};

export const NEW_FIND: FindForm = {
  kind: 'text',
  text: '',
  encoding: 'utf8',
  ignoreCase: true,
  bits: 32,
  order: 'both',
  format: 'unix',
  structure: 'all',
  where: 'disk',
  isComparing: false,
  other: null,
  replacement: null,
};

export function patternsOf(form: FindForm): readonly SearchPattern[] {
  const { kind, text, encoding, ignoreCase, bits, order, format, structure } = form;
  switch (kind) {
    case 'text':
      return [{ kind, text, encoding, ignoreCase }];
    case 'hex':
      return [{ kind, hex: text }];
    case 'regex':
      return [{ kind, source: text, ignoreCase }];
    case 'number':
      return [{ kind, number: text, bits, order }];
    case 'guid':
      return [{ kind, guid: text, order }];
    case 'date':
      return [{ kind, date: text, format }];
    case 'structure':
      return (structure === 'all' ? STRUCTURE_NAMES : [structure]).map((one) => ({ kind, structure: one }));
    default:
      return kind satisfies never;
  }
}

/** Why this cannot be searched for; null: it can. */
export function faultOf(form: FindForm): PatternFault | null {
  for (const pattern of patternsOf(form)) {
    const needles = needlesOf(pattern);
    if (!needles.ok) return needles.error;
  }
  return null;
}

type Shown = {
  readonly view: ImageView;
  readonly selection: { readonly space: 'file' | 'disk'; readonly at: number; readonly bytes: number } | null;
};

/** Where can be searched, in the order in which it is offered. A selection of one byte or none is no place. */
export function placesOf({ view, selection }: Shown): readonly FindWhere[] {
  const chosen: readonly FindWhere[] = selection !== null && selection.bytes > 1 ? ['selection'] : [];
  if (view.disk === null) return ['file', ...chosen];
  const isChild = view.layers.length > 1 || view.parent !== null;
  const partitions = view.disk.partitions.entries.map(({ number }): FindWhere => `partition ${number}`);
  return ['disk', ...(isChild ? (['layer'] as const) : []), ...partitions, 'file', ...chosen];
}

/** The place that is searched: the chosen one, or the first if the disk does not have that. */
export function placeOf(form: FindForm, shown: Shown): FindWhere {
  const places = placesOf(shown);
  return places.includes(form.where) ? form.where : (places[0] ?? 'file');
}

export const partitionOf = (where: FindWhere, { disk }: ImageView): PartitionView | null =>
  disk?.partitions.entries.find(({ number }) => where === `partition ${number}`) ?? null;

export function requestOf(form: FindForm, shown: Shown): FindRequest {
  const where = placeOf(form, shown);
  const patterns = patternsOf(form);
  const { view, selection } = shown;
  if (where === 'file') return { patterns, space: 'file', layer: false, range: null };
  if (where === 'selection' && selection !== null)
    return { patterns, space: selection.space, layer: false, range: { at: selection.at, bytes: selection.bytes } };
  const partition = partitionOf(where, view);
  const range = partition === null ? null : { at: partition.firstLba * SECTOR_BYTES, bytes: partition.sectors * SECTOR_BYTES };
  return { patterns, space: 'disk', layer: where === 'layer', range };
}

/** Whether bytes are what the pattern looks for; true where they alone do not tell. */
export function fits(pattern: SearchPattern, bytes: Uint8Array): boolean {
  const needles = needlesOf(pattern);
  return needles.ok && needles.value.some((needle) => needleFits(needle, bytes));
}

/** What a hit of that pattern is called; null: a hit is what was typed. */
export const patternTitle = (pattern: SearchPattern | undefined): string | null =>
  pattern?.kind === 'structure' ? FOUND_STRUCTURES[pattern.structure].title : null;

/**
 * A search. `found`: how many hits there are so far. `done` and `total`: bytes that were read, and that are to be read.
 * `startedAt` as performance.now() has it. `asSaved`, `unread`, `behind`: as in FindEnd and FindSummary.
 */
export type FindRun =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'running' | 'done' | 'stopped' | 'failed';
      readonly find: number;
      readonly request: FindRequest;
      /** The name of the other disk where two are compared; null: hits of a search. */
      readonly compared: string | null;
      readonly found: number;
      readonly done: number;
      readonly total: number;
      readonly startedAt: number;
      readonly ms: number;
      readonly asSaved: boolean;
      readonly unread: number;
      readonly behind: number;
      /** The disk that this one is compared with; null: not known yet, or none. */
      readonly other: OtherView | null;
      readonly isUnchanged: boolean;
      /** One of the disks that were compared was changed since. */
      readonly isStale: boolean;
      readonly error: FindFailure | null;
    };
