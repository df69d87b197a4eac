/** A new disk as it is being described, and what it comes to: sectors, geometry, layout. Pure; main has the last word. */
import type { OpenError } from '../../shared/errors';
import type { CreatorChoice, NewDiskSpec, ParentInfo } from '../../shared/newDisk';
import type { DiskType } from '../../shared/vhd/footer';
import { geometryBytes, geometryOf, qemuCreatedSectors } from '../../shared/vhd/geometry';
import {
  DEFAULT_BLOCK_BYTES,
  LEAST_LOCATOR_ROOM,
  leastSectors,
  newLayout,
  type NewLayout,
  type Scheme,
  type SparseSpec,
} from '../../shared/vhd/newLayout';
import { MAX_DISK_SECTORS, roundUp, SECTOR_BYTES } from '../../shared/vhd/units';
import type { FileTicket, Geometry } from '../../shared/views';
import { readSize, type SizeRead, type SizeUnit } from './newDiskSize';
import { replaces, type Looked, type PlaceDraft } from './place';

export type ParentDraft = { readonly file: FileTicket; readonly look: Looked<ParentInfo, OpenError> };

export type Draft = {
  readonly kind: DiskType;
  readonly sizeText: string;
  readonly unit: SizeUnit;
  readonly azure: boolean;
  /** Rounded up until geometry can say it. */
  readonly byGeometry: boolean;
  readonly partitions: Scheme;
  readonly blockBytes: number;
  readonly creator: CreatorChoice;
  readonly ownCreator: string;
  /** Empty: a new one. */
  readonly id: string;
  readonly fill: NewDiskSpec['fill'];
  readonly namesAbsolute: boolean;
  readonly parent: ParentDraft | null;
  readonly place: PlaceDraft | null;
};

export const NEW_DRAFT: Draft = {
  kind: 'dynamic',
  sizeText: '127',
  unit: 'GiB',
  azure: false,
  byGeometry: false,
  partitions: 'none',
  blockBytes: DEFAULT_BLOCK_BYTES,
  creator: 'win ',
  ownCreator: '',
  id: '',
  fill: 'full',
  namesAbsolute: true,
  parent: null,
  place: null,
};

const MIB = 1024 * 1024;
const MOST_CHS_SECTORS = 65_535 * 16 * 255;

/** What the draft comes to; null parts are not known, or not possible. */
export type Outcome = {
  /** As typed; null when it is no size, or the size is the parent's. */
  readonly read: SizeRead | null;
  /** Whole sectors of the disk, at most 2040 GiB. */
  readonly sectors: number | null;
  readonly geometry: Geometry | null;
  /** Bytes at the end of the disk that geometry cannot say. */
  readonly beyondGeometry: number;
  /** No geometry reaches that far. */
  readonly isPastGeometry: boolean;
  readonly layout: NewLayout | null;
};

export const parentInfo = ({ kind, parent }: Draft): ParentInfo | null =>
  kind === 'differencing' && parent?.look.kind === 'ready' ? parent.look.info : null;

export const isAzure = ({ kind, azure }: Draft): boolean => azure && kind !== 'differencing';

function sectorsOf(draft: Draft, read: SizeRead | null): number | null {
  if (draft.kind === 'differencing') return parentInfo(draft)?.sectors ?? null;
  if (read === null || read.bytes / SECTOR_BYTES > MAX_DISK_SECTORS) return null;
  const wish = read.bytes / SECTOR_BYTES;
  const sectors = isAzure(draft) ? roundUp(wish, MIB / SECTOR_BYTES) : draft.byGeometry ? qemuCreatedSectors(wish) : wish;
  return sectors > MAX_DISK_SECTORS ? null : sectors;
}

/** Rooms of the parent's locators, as long as its path is of usual length. */
const locatorRooms = ({ kind, namesAbsolute }: Draft): number[] =>
  kind === 'differencing' ? [LEAST_LOCATOR_ROOM, ...(namesAbsolute ? [LEAST_LOCATOR_ROOM] : [])] : [];

export const schemeOf = ({ kind, partitions }: Draft): Scheme => (kind === 'differencing' ? 'none' : partitions);

const sparse = (draft: Draft, sectors: number): SparseSpec => ({
  sectors,
  blockBytes: draft.blockBytes,
  isAligned: false,
  locatorRooms: locatorRooms(draft),
});

export function outcomeOf(draft: Draft): Outcome {
  const read = draft.kind === 'differencing' ? null : readSize(draft.sizeText, draft.unit);
  const sectors = sectorsOf(draft, read);
  if (sectors === null) return { read, sectors, geometry: null, beyondGeometry: 0, isPastGeometry: false, layout: null };
  const geometry = geometryOf(sectors);
  const scheme = schemeOf(draft);
  const fits = sectors >= leastSectors(scheme);
  return {
    read,
    sectors,
    geometry,
    beyondGeometry: sectors * SECTOR_BYTES - geometryBytes(geometry),
    isPastGeometry: sectors > MOST_CHS_SECTORS,
    layout: fits ? newLayout({ ...sparse(draft, sectors), kind: draft.kind, scheme }) : null,
  };
}

const CREATOR_CHARACTERS = 4;

/** Four Latin-1 characters, padded with blanks; null when it is none. */
export function creatorText({ creator, ownCreator }: Draft): string | null {
  if (creator !== 'own') return creator;
  return /^[\x20-\x7e\xa0-\xff]{1,4}$/.test(ownCreator) ? ownCreator.padEnd(CREATOR_CHARACTERS, ' ') : null;
}

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

/** In the usual form; null for a new one, undefined when it is no ID. Braces and missing hyphens are forgiven. */
export function idText({ id }: Draft): string | null | undefined {
  const text = id.trim().replace(/^\{(.*)\}$/, '$1');
  if (text === '') return null;
  if (!UUID.test(text) || /^[0-]*$/.test(text)) return undefined;
  return text
    .toLowerCase()
    .replaceAll('-', '')
    .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}

/** The request to main; null while something is missing. */
export function specOf(draft: Draft, { sectors, read }: Outcome): NewDiskSpec | null {
  const { kind, place, parent, blockBytes, namesAbsolute } = draft;
  const creator = creatorText(draft);
  const uniqueId = idText(draft);
  if (sectors === null || place === null || creator === null || uniqueId === undefined) return null;
  const isChild = kind === 'differencing';
  return {
    kind,
    sizeBytes: read?.bytes ?? sectors * SECTOR_BYTES,
    sizeRule: isChild ? 'exact' : isAzure(draft) ? 'azure' : draft.byGeometry ? 'geometry' : 'exact',
    blockBytes,
    uniqueId,
    creator,
    partitions: schemeOf(draft),
    fill: kind === 'fixed' ? draft.fill : 'sparse',
    parent: isChild ? (parent?.file.ticket ?? null) : null,
    namesAbsolute,
    place: place.choice.ticket,
    replace: replaces(place),
  };
}
