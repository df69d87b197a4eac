/** Repairs by what they mend, for "Undo" and for the sheet. */
import type { FindingCode } from '../../shared/findings';
import { repairClassText, repairText } from '../../shared/text/repairs';
import type { RepairView, RepairWish } from '../../shared/repairViews';

/** Every finding that has a repair. */
const SUBJECTS: Partial<Readonly<Record<FindingCode, string>>> = {
  B01: 'blocks past the end',
  B02: 'overlapping blocks',
  B03: 'blocks over structures',
  B04: 'last block cut short',
  B05: 'blocks behind the disk’s end',
  B07: 'sector bitmaps',
  B09: 'block size',
  B10: 'byte order of the block table',
  B11: 'padding of the block table',
  B15: 'data hidden by bitmaps',
  B16: 'data hidden by bitmaps',
  B17: 'bit order of bitmaps',
  B19: 'short last block',
  B21: 'data behind the disk’s end',
  F01: 'missing footer',
  F02: 'footer checksum',
  F03: 'footer and copy',
  F04: 'bytes behind the footer',
  F05: 'short footer',
  F06: 'format version',
  F07: 'disk size',
  F08: 'file length',
  F09: 'disk type',
  F10: 'geometry',
  F11: 'time stamp',
  F12: 'saved state',
  F13: 'reserved bytes',
  F14: 'features',
  F15: 'missing ID',
  F16: 'data offset',
  F17: 'original size',
  F18: 'footer inside the data',
  F19: 'disk size',
  H01: 'dynamic header',
  H02: 'header checksum',
  H03: 'header version',
  H04: 'block size',
  H05: 'number of table entries',
  H06: 'place of the block table',
  H07: 'header’s data offset',
  H10: 'parent of a disk without one',
  P03: 'parent’s time stamp',
  P06: 'parent locators',
  P08: 'parent’s name',
  P09: 'bitmaps against the parent',
  P10: 'parent locators',
  P13: 'parent’s name',
  P14: 'parent’s time stamp',
  X01: 'batmap checksum',
  X02: 'batmap',
  X03: 'batmap',
  X04: 'batmap',
  X05: 'hidden mark',
};

const subject = (code: FindingCode): string => SUBJECTS[code] ?? `finding ${code}`;

/** "Repair: footer checksum and 2 more". */
export function repairLabel(repairs: readonly { readonly code: FindingCode }[]): string {
  const [first = '', ...more] = [...new Set(repairs.map(({ code }) => subject(code)))];
  return `Repair: ${first}${more.length === 0 ? '' : ` and ${more.length} more`}`;
}

export function repairTitle(wish: RepairWish): string {
  switch (wish.kind) {
    case 'mend':
      return repairLabel(wish.only.map((code) => ({ code })));
    case 'safe':
      return 'Repair all safe problems';
    case 'rebuild':
      return 'Rebuild the block table';
    case 'rescue':
      return 'Recover to a new disk';
    default:
      return wish satisfies never;
  }
}

/** What is done, in one sentence or two. */
export function repairSentence({ wish, done }: Pick<RepairView, 'wish' | 'done'>): string {
  if (wish.kind === 'rebuild')
    return 'The blocks that stand in the file are put back where they belong, in a new file. The file itself stays as it is.';
  if (done.length === 0) return 'There is more than one way to mend this, or it costs something. Choose how.';
  const [first] = done;
  if (done.length === 1 && first !== undefined) return `${repairText(first.method)}. ${repairClassText(first.class)}`;
  const whats = [...new Set(done.map(({ code }) => subject(code)))];
  const rest = wish.kind === 'safe' ? ' Nothing but checksums and twins is written.' : '';
  return `Mended: ${whats.join(', ')}.${rest}`;
}
