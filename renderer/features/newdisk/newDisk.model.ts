/** A new disk as the user describes it, and what it would be: sectors, geometry, layout. Pure; main decides in the end. */
import type { OpenError } from '../../../shared/errors';
import type { CreatorChoice, NewDiskSpec, ParentInfo } from '../../../shared/newDisk';
import { azureSectors } from '../../../shared/vhd/azure';
import { parseUuid } from '../../../shared/vhd/codec';
import { NULL_UUID, type DiskType } from '../../../shared/vhd/footer';
import { geometryBytes, geometryOf, qemuCreatedSectors } from '../../../shared/vhd/geometry';
import {
  DEFAULT_BLOCK_BYTES,
  MIN_LOCATOR_ROOM,
  leastSectors,
  newLayout,
  type NewLayout,
  type Scheme,
  type SparseSpec,
} from '../../../shared/vhd/newLayout';
import { MAX_DISK_SECTORS, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { FileTicket, Geometry } from '../../../shared/views';
import { readGeometry, type GeometryFault } from '../../disk/geometryInput.model';
import type { SizeUnit } from '../../../shared/text/sizeInput';
import { readSize, type SizeRead } from '../../disk/diskSize.model';
import { replaces, type Checked, type PlaceForm } from '../../app/place.model';

export type ParentForm = { readonly file: FileTicket; readonly look: Checked<ParentInfo, OpenError> };

export type NewDiskForm = {
  readonly kind: DiskType;
  readonly sizeText: string;
  readonly unit: SizeUnit;
  readonly azure: boolean;
  /** Rounds the size up until geometry can express it. */
  readonly byGeometry: boolean;
  /** `C/H/S` as typed; if empty, the specification's geometry is used. */
  readonly geometryText: string;
  readonly partitions: Scheme;
  readonly blockBytes: number;
  readonly creator: CreatorChoice;
  readonly ownCreator: string;
  /** If empty, the disk gets a new ID. */
  readonly id: string;
  readonly fill: NewDiskSpec['fill'];
  readonly namesAbsolute: boolean;
  readonly parent: ParentForm | null;
  readonly place: PlaceForm | null;
};

export const NEW_FORM: NewDiskForm = {
  kind: 'dynamic',
  sizeText: '127',
  unit: 'GiB',
  azure: false,
  byGeometry: false,
  geometryText: '',
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

const MAX_CHS_SECTORS = 65_535 * 16 * 255;

/** What the form results in. Parts that are not known or not possible are null. */
export type Outcome = {
  /** The size as typed; null if it is not valid, or if the parent determines it. */
  readonly read: SizeRead | null;
  /** Whole sectors of the disk, at most 2040 GiB. */
  readonly sectors: number | null;
  readonly geometry: Geometry | null;
  /** What is wrong with the geometry that was typed. */
  readonly geometryFault: GeometryFault | null;
  /** How many bytes at the end of the disk geometry cannot express. */
  readonly beyondGeometry: number;
  /** The disk is larger than any geometry can express. */
  readonly isPastGeometry: boolean;
  readonly layout: NewLayout | null;
};

export const parentInfo = ({ kind, parent }: NewDiskForm): ParentInfo | null =>
  kind === 'differencing' && parent?.look.kind === 'ready' ? parent.look.info : null;

export const isAzure = ({ kind, azure }: NewDiskForm): boolean => azure && kind !== 'differencing';

function enteredSectors(form: NewDiskForm, read: SizeRead | null): number | null {
  if (form.kind === 'differencing') return parentInfo(form)?.sectors ?? null;
  if (read === null || read.bytes / SECTOR_BYTES > MAX_DISK_SECTORS) return null;
  const request = read.bytes / SECTOR_BYTES;
  const sectors = isAzure(form) ? azureSectors(request) : form.byGeometry ? qemuCreatedSectors(request) : request;
  return sectors > MAX_DISK_SECTORS ? null : sectors;
}

/** Room for the parent's locators, if its path has a usual length. */
const locatorRooms = ({ kind, namesAbsolute }: NewDiskForm): number[] =>
  kind === 'differencing' ? [MIN_LOCATOR_ROOM, ...(namesAbsolute ? [MIN_LOCATOR_ROOM] : [])] : [];

export const schemeOf = ({ kind, partitions }: NewDiskForm): Scheme => (kind === 'differencing' ? 'none' : partitions);

const sparse = (form: NewDiskForm, sectors: number): SparseSpec => ({
  sectors,
  blockBytes: form.blockBytes,
  isAligned: false,
  locatorRooms: locatorRooms(form),
});

export function outcomeOf(form: NewDiskForm): Outcome {
  const read = form.kind === 'differencing' ? null : readSize(form.sizeText, form.unit);
  const sectors = enteredSectors(form, read);
  if (sectors === null)
    return { read, sectors, geometry: null, geometryFault: null, beyondGeometry: 0, isPastGeometry: false, layout: null };
  const typed = readGeometry(form.geometryText, sectors);
  const geometry = typed.chosen ?? geometryOf(sectors);
  const scheme = schemeOf(form);
  const fits = sectors >= leastSectors(scheme);
  return {
    read,
    sectors,
    geometry,
    geometryFault: typed.fault,
    beyondGeometry: sectors * SECTOR_BYTES - geometryBytes(geometry),
    isPastGeometry: typed.chosen === null && sectors > MAX_CHS_SECTORS,
    layout: fits ? newLayout({ ...sparse(form, sectors), kind: form.kind, scheme }) : null,
  };
}

const CREATOR_CHARACTERS = 4;

/** Four Latin-1 characters, padded with blanks; null if the text is not valid. */
export function creatorText({ creator, ownCreator }: NewDiskForm): string | null {
  if (creator !== 'own') return creator;
  return /^[\x20-\x7e\xa0-\xff]{1,4}$/.test(ownCreator) ? ownCreator.padEnd(CREATOR_CHARACTERS, ' ') : null;
}

/**
 * The ID in the order of its bytes; null for a new one, undefined if the text is not valid. In braces, it is read as Windows
 * prints it.
 */
export function idText({ id }: NewDiskForm): string | null | undefined {
  if (id.trim() === '') return null;
  const stored = parseUuid(id);
  return stored === null || stored === NULL_UUID ? undefined : stored;
}

/** How a fixed disk can be filled on this system. Windows attaches no VHD that is a sparse file. */
export const fillsOn = (platform: string): readonly NewDiskSpec['fill'][] => (platform === 'win32' ? ['full'] : ['full', 'sparse']);

/** The request to main; null while something is missing. */
export function specOf(form: NewDiskForm, { sectors, read, geometryFault }: Outcome): NewDiskSpec | null {
  const { kind, place, parent, blockBytes, namesAbsolute } = form;
  const creator = creatorText(form);
  const uniqueId = idText(form);
  if (sectors === null || geometryFault !== null || place === null || creator === null || uniqueId === undefined) return null;
  const isChild = kind === 'differencing';
  return {
    kind,
    sizeBytes: read?.bytes ?? sectors * SECTOR_BYTES,
    sizeRule: isChild ? 'exact' : isAzure(form) ? 'azure' : form.byGeometry ? 'geometry' : 'exact',
    geometry: readGeometry(form.geometryText, sectors).chosen,
    blockBytes,
    uniqueId,
    creator,
    partitions: schemeOf(form),
    fill: kind === 'fixed' ? form.fill : 'sparse',
    parent: isChild ? (parent?.file.ticket ?? null) : null,
    namesAbsolute,
    place: place.choice.ticket,
    replace: replaces(place),
  };
}
