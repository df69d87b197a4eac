/** What every repair is made of: the finding, the image as it is by now, and edits that mend it. */
import type { ScanControl } from '../check/blockScan';
import type { FormatError, IoError } from '../../../shared/errors';
import type { Finding, FindingCode, FindingOf } from '../../../shared/findings';
import type { RepairClass, RepairError, RepairMethod } from '../../../shared/repairs';
import { err, ok, type Result } from '../../../shared/result';
import { DYNAMIC_HEADER_COOKIE, dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES, footer } from '../../../shared/vhd/footer';
import { fileOffset } from '../../../shared/vhd/units';
import type { BlockMap } from '../format/bat';
import { sumHolds } from '../format/footers';
import type { Chain } from '../read/chain';
import type { StructBytes } from '../../../shared/views';
import type { Disk } from '../read/image';
import type { Edit } from './patched';

export type FixContext<D extends Disk = Disk> = {
  /** The disk's own layer is `top`. */
  readonly chain: Chain;
  readonly top: D;
  /** All findings by now: a checksum is only mended over fields that are plausible. */
  readonly findings: readonly Finding[];
  /** Unix seconds. */
  readonly now: number;
  /** Returns a new id as text. */
  readonly newId: () => string;
};

/** `bytes`: the file's new length, if it changes. */
export type FixEdits = { readonly edits: readonly Edit[]; readonly bytes?: number };
export type Made = Promise<Result<FixEdits, IoError>>;

/** Progress of making a fix that reads much of the file. */
export type FixProgress = Pick<ScanControl, 'report'>;

export type Fix = { readonly method: RepairMethod; readonly class: RepairClass; readonly make: (progress?: FixProgress) => Made };

export type Fixer<C extends FindingCode> = (context: FixContext, finding: FindingOf<C>) => Fix[] | Promise<Fix[]>;
export type HeaderDisk = Disk & { readonly header: StructBytes };
export type MapDisk = HeaderDisk & { readonly map: BlockMap };

const hasHeader = (context: FixContext): context is FixContext<HeaderDisk> => context.top.header !== null;
const hasMap = (context: FixContext): context is FixContext<MapDisk> => context.top.map !== null;

type FixerOn<D extends Disk, C extends FindingCode> = (context: FixContext<D>, finding: FindingOf<C>) => Fix[] | Promise<Fix[]>;

/** Repairs of the dynamic header: none if there is no header by now. */
export const onHeader =
  <C extends FindingCode>(fixer: FixerOn<HeaderDisk, C>): Fixer<C> =>
  (context, finding) =>
    hasHeader(context) ? fixer(context, finding) : [];

/** Repairs of the table and the blocks: none if no table can be read by now. */
export const onMap =
  <C extends FindingCode>(fixer: FixerOn<MapDisk, C>): Fixer<C> =>
  (context, finding) =>
    hasMap(context) ? fixer(context, finding) : [];

export type Fixers = { readonly [C in FindingCode]?: Fixer<C> };

export const fix = (method: RepairMethod, klass: RepairClass, make: (progress: FixProgress) => FixEdits | Made): Fix => ({
  method,
  class: klass,
  make: async (progress = {}) => {
    const made = await make(progress);
    return 'ok' in made ? made : ok(made);
  },
});

/** A repair whose evidence cannot be read: it is offered, and a user who chooses it is told where reading failed. */
export const withoutEvidence = (method: RepairMethod, failed: { readonly ok: false; readonly error: IoError }): Fix => ({
  method,
  class: 'choice',
  make: async () => failed,
});

type FooterKey = keyof typeof footer.fields;

/** Writes `raw` at every place where the image has a footer now. */
export function inFooters({ footers: { copy, footer: found }, file }: Disk, raw: Uint8Array): Edit[] {
  const edits: Edit[] = [];
  if (copy !== null) edits.push({ at: copy.at, bytes: raw, why: 'footer-copy' });
  if (found !== null) edits.push({ at: found.at, bytes: raw.subarray(0, file.bytes - found.at), why: 'footer' });
  return edits;
}

/** Some programs go by one, some by the others. */
const SIZE_KEYS = ['currentSize', 'cylinders', 'heads', 'sectorsPerTrack'] as const;

/**
 * The believed footer after the changes, with its checksum mended, at all its places. If the other footer is undamaged and
 * describes a disk of another size, it stays: F03 asks which of the two is right.
 */
export function changedFooters(image: Disk, ...changes: ((raw: Uint8Array) => Uint8Array)[]): FixEdits {
  const isRival = (place: StructBytes | null): boolean =>
    place !== null && sumHolds(place.bytes) && SIZE_KEYS.some((key) => footer.get(place.bytes, key) !== footer.get(image.footer, key));
  const { copy, footer: last } = image.footers;
  const raw = changes.reduce((bytes, change) => change(bytes), image.footer);
  return { edits: inFooters(image, raw).filter(({ why }) => !isRival(why === 'footer-copy' ? copy : last)) };
}

export const setFooter =
  <K extends FooterKey>(key: K, value: Parameters<typeof footer.set<K>>[2]) =>
  (raw: Uint8Array): Uint8Array =>
    footer.set(raw, key, value);

export function changedHeader({ header }: HeaderDisk, ...changes: ((raw: Uint8Array) => Uint8Array)[]): FixEdits {
  return { edits: [{ at: header.at, bytes: changes.reduce((raw, change) => change(raw), header.bytes), why: 'dynamic-header' }] };
}

export const setHeader =
  <K extends keyof typeof dynamicHeader.fields>(key: K, value: Parameters<typeof dynamicHeader.set<K>>[2]) =>
  (raw: Uint8Array): Uint8Array =>
    // A header with a damaged cookie was recognised by its old checksum only, and gets a new one here, so the cookie is
    // mended too.
    dynamicHeader.set(dynamicHeader.setRaw(raw, 'cookie', DYNAMIC_HEADER_COOKIE), key, value);

/** Moves the footer so that it ends the file at `end`; its old place is zeroed, but other edits may write there. */
export function footerAt({ footers }: Disk, raw: Uint8Array, end: number): FixEdits {
  const old = footers.footer;
  const zeroed: Edit[] = old === null || old.at === end ? [] : [{ at: old.at, bytes: new Uint8Array(FOOTER_BYTES), why: 'old-footer' }];
  const copy: Edit[] = footers.copy === null ? [] : [{ at: 0, bytes: raw, why: 'footer-copy' }];
  return { edits: [...zeroed, ...copy, { at: end, bytes: raw, why: 'footer' }], bytes: end + FOOTER_BYTES };
}

/** Table entries as edits: one for each run of adjacent entries. */
export function entryEdits(map: BlockMap, entries: Iterable<readonly [block: number, sector: number]>): Edit[] {
  const sorted = [...entries].sort(([a], [b]) => a - b);
  const edits: Edit[] = [];
  for (let i = 0; i < sorted.length; ) {
    const first = (sorted[i] as readonly [number, number])[0];
    let count = 1;
    while (sorted[i + count]?.[0] === first + count) count += 1;
    const bytes = new Uint8Array(count * 4);
    const view = new DataView(bytes.buffer);
    for (let k = 0; k < count; k++) view.setUint32(k * 4, (sorted[i + k] as readonly [number, number])[1]);
    edits.push({ at: map.tableAt + first * 4, bytes, why: 'bat-entry' });
    i += count;
  }
  return edits;
}

export async function read(image: Disk, at: number, bytes: number): Promise<Result<Uint8Array, IoError>> {
  return image.file.read(fileOffset(at), bytes);
}

/** The file cannot be read, or no longer as before. */
export const unreadable = (error: FormatError | IoError): Result<never, RepairError> =>
  err({ kind: 'cannot-read', at: 'at' in error ? error.at : 0 });
