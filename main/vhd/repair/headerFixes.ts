/** Repairs of the dynamic header and of its fields about the table, derived from the file's content. */
import type { FindingOf } from '../../../shared/findings';
import { dynamicHeader, DYNAMIC_HEADER_BYTES, DYNAMIC_HEADER_COOKIE } from '../../../shared/vhd/dynamicHeader';
import { footer, NO_DATA_OFFSET, NULL_UUID } from '../../../shared/vhd/footer';
import { safeNumber, SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { USUAL_HEADER_AT } from '../format/header';
import type { Disk } from '../read/image';
import { newHeader } from '../ops/newStructures';
import { blockSizeAt, findTable, type FoundTable, type TableSearch } from './evidence';
import {
  changedFooters,
  changedHeader,
  fix,
  onHeader,
  onMap,
  read,
  setFooter,
  setHeader,
  withoutEvidence,
  type Fix,
  type Fixer,
  type FixContext,
  type Fixers,
  type HeaderDisk,
  type MapDisk,
} from './fix';
import { sized } from './footerFixes';

const VERSION_1 = 0x0001_0000;

const searchFrom = (top: Disk, at: number): TableSearch => ({ at, diskBytes: top.sectors * SECTOR_BYTES, dataEnd: top.dataEnd });
const resum = (raw: Uint8Array): Uint8Array => dynamicHeader.set(raw, 'cookie', DYNAMIC_HEADER_COOKIE);

const displaced: Fixer<'H01'> = onHeader(({ top }: FixContext<HeaderDisk>, { facts }: FindingOf<'H01'>) =>
  facts.foundAt === facts.at
    ? [fix('restore-cookie', 'safe', () => changedHeader(top, resum))]
    : [fix('point-to-header', 'safe', () => changedFooters(top, setFooter('dataOffset', BigInt(top.header.at))))],
);

async function lostHeader({ top }: FixContext): Promise<Fix[]> {
  // A parent's id and paths cannot be made up.
  if (top.kind === 'differencing' || top.sectors === 0) return [];
  const found = await findTable(top.file, searchFrom(top, USUAL_HEADER_AT + DYNAMIC_HEADER_BYTES));
  if (!found.ok) return [withoutEvidence('rebuild-header', found)];
  if (found.value === null) return [];
  const { at: tableAt, entries, blockBytes } = found.value;
  const bytes = newHeader({ tableAt, entries, blockBytes, parent: null, locators: [] });
  return [
    fix('rebuild-header', 'choice', () => ({
      edits: [
        { at: USUAL_HEADER_AT, bytes, why: 'dynamic-header' },
        ...changedFooters(top, setFooter('dataOffset', BigInt(USUAL_HEADER_AT))).edits,
      ],
    })),
  ];
}

/** Offered only if everything that the checksum covers is plausible. */
function headerSum({ top, findings }: FixContext<MapDisk>): Fix[] {
  const lost = findings.some(({ code, severity }) => severity === 'error' && (code === 'H05' || code.startsWith('B0') || code === 'H03'));
  return lost ? [] : [fix('recompute-checksum', 'choice', () => changedHeader(top, resum))];
}

const withTable =
  ({ at, entries, blockBytes }: FoundTable) =>
  (raw: Uint8Array): Uint8Array =>
    setHeader('blockSize', blockBytes)(setHeader('maxTableEntries', entries)(setHeader('tableOffset', BigInt(at))(raw)));

async function blockSize({ top }: FixContext<HeaderDisk>): Promise<Fix[]> {
  const tableAt = safeNumber(dynamicHeader.get(top.header.bytes, 'tableOffset'));
  if (tableAt === null) return [];
  const found = await blockSizeAt(top.file, searchFrom(top, tableAt));
  if (!found.ok) return [withoutEvidence('block-size-from-spacing', found)];
  const table = found.value;
  return table === null ? [] : [fix('block-size-from-spacing', 'choice', () => changedHeader(top, withTable(table)))];
}

async function lostTable({ top }: FixContext<HeaderDisk>, { facts }: FindingOf<'H06'>): Promise<Fix[]> {
  if (facts.why === 'cut-off') return [];
  const found = await findTable(top.file, searchFrom(top, top.header.at + DYNAMIC_HEADER_BYTES));
  if (!found.ok) return [withoutEvidence('find-table', found)];
  const table = found.value;
  return table === null ? [] : [fix('find-table', 'choice', () => changedHeader(top, withTable(table)))];
}

/** The original size, if the header counts just the entries that it needs: then the current size may be what is wrong. */
function originalFits({ footer: raw, header }: MapDisk): number | null {
  const [entries, block] = [dynamicHeader.get(header.bytes, 'maxTableEntries'), dynamicHeader.get(header.bytes, 'blockSize')];
  const original = safeNumber(footer.get(raw, 'originalSize'));
  return original !== null && original % SECTOR_BYTES === 0 && Math.ceil(original / block) === entries ? original : null;
}

/**
 * The header counts too few entries, or more than there is room for. The repair is safe if the added entries are unallocated
 * or name free places, and nothing says that the size or the block size is what is wrong.
 */
async function tableLength({ top, findings }: FixContext<MapDisk>, { facts }: FindingOf<'H05'>): Promise<Fix[]> {
  const { map } = top;
  if (facts.entries > facts.needed && facts.fits) return [];
  const make = (): ReturnType<typeof changedHeader> => changedHeader(top, setHeader('maxTableEntries', facts.needed));
  if (facts.entries > facts.needed) return [fix('entries-from-size', 'choice', make)];
  const slots = await read(top, map.tableAt, facts.needed * 4);
  if (!slots.ok) return [withoutEvidence('entries-from-size', slots)];
  const view = new DataView(slots.value.buffer, slots.value.byteOffset, slots.value.byteLength);
  const all = Array.from({ length: facts.needed }, (_, i) => view.getUint32(i * 4));
  const places = all.filter((at) => at !== UNALLOCATED).sort((a, b) => a - b);
  const least = Math.ceil((map.tableAt + facts.needed * 4) / SECTOR_BYTES);
  const most = top.dataEnd / SECTOR_BYTES - map.bitmapSectors - map.blockSectors;
  const isSound = places.every((at, i) => at >= least && at <= most && (i === 0 || at - (places[i - 1] as number) > map.blockSectors));
  if (!isSound) return [];
  const original = originalFits(top);
  if (original !== null) return [fix('size-from-evidence', 'choice', () => sized(top, original)), fix('entries-from-size', 'choice', make)];
  return [fix('entries-from-size', findings.some(({ code }) => code === 'B09') ? 'choice' : 'safe', make)];
}

function parentFields({ top }: FixContext<HeaderDisk>): Fix[] {
  const clear = (raw: Uint8Array): Uint8Array =>
    [
      setHeader('parentUniqueId', NULL_UUID),
      setHeader('parentTimeStamp', 0),
      setHeader('parentUnicodeName', ''),
      setHeader('parentLocators', new Uint8Array(192)),
    ].reduce((bytes, change) => change(bytes), raw);
  return [
    fix('clear-parent', 'choice', () => changedHeader(top, clear)),
    fix('type-differencing', 'choice', () => changedFooters(top, setFooter('diskType', 'differencing'))),
  ];
}

export const HEADER_FIXERS: Fixers = {
  H01: (context, finding) => (finding.facts.foundAt === null ? lostHeader(context) : displaced(context, finding)),
  H02: onMap(headerSum),
  H03: onHeader(({ top }) => [fix('set-version', 'choice', () => changedHeader(top, setHeader('headerVersion', VERSION_1)))]),
  H04: onHeader(blockSize),
  H05: onMap(tableLength),
  H06: onHeader(lostTable),
  H07: onHeader(({ top }) => [fix('set-no-offset', 'safe', () => changedHeader(top, setHeader('dataOffset', NO_DATA_OFFSET)))]),
  H10: onHeader(parentFields),
  B09: onHeader(blockSize),
};
