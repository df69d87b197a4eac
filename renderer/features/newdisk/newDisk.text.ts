/** The words of the sheet that creates a disk: kinds, sentences, and every message. Exhaustive by type. */
import { azureText } from '../../../shared/text/azure';
import { readAsText } from '../../../shared/text/sizeInput';
import { roundedText, TOO_LARGE, unreadableSizeText } from '../../disk/diskSize.text';
import { sizedText, sizeText } from '../../../shared/text/size';
import { MIN_AZURE_BYTES } from '../../../shared/vhd/azure';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { CreatorChoice, NewDiskSpec } from '../../../shared/newDisk';
import type { DiskType } from '../../../shared/vhd/footer';
import type { Scheme } from '../../../shared/vhd/newLayout';
import type { Tool } from './otherPrograms.model';
import { schemeOf, type NewDiskForm, type Outcome } from './newDisk.model';
import type { MessageCode, MessageFacts, Message } from './messages.model';
import type { StripPart } from './strip.model';
import { geometryFaultText } from '../../disk/geometry.text';
import { openErrorText } from '../../app/openErrors.text';
import { asksForPlace, PLACE_WORDS, writersText } from '../../app/place.text';
import { grouped, plural } from '../../../shared/text/numbers';

const KIND_SENTENCES: Readonly<Record<DiskType, string>> = {
  dynamic: 'Starts small (256 KiB for 127 GiB) and grows as data is written.',
  fixed: 'Takes all its space now. Simplest layout.',
  differencing: 'Stores only changes against a parent disk. The parent must never change again.',
};
/** `sectors`: those that the disk would have if it were of this kind. */
export const kindText = (kind: DiskType, sectors: number | null): string =>
  kind === 'fixed' ? `${KIND_SENTENCES.fixed} ${azureText(sectors)}` : KIND_SENTENCES[kind];

export const STEP_NAMES = { kind: 'Kind', size: 'Size or parent', place: 'Name and place' } as const;
export const SCHEME_NAMES: Readonly<Record<Scheme, string>> = { none: 'None', mbr: 'MBR', gpt: 'GPT' };
export const FILL_NAMES: Readonly<Record<NewDiskSpec['fill'], string>> = {
  full: 'Zeros: the space is taken now',
  sparse: 'Sparse: space is taken when it is used',
};
export const CREATOR_NAMES: Readonly<Record<CreatorChoice, string>> = {
  'win ': 'Windows (win)',
  'vpc ': 'Virtual PC (vpc)',
  qem2: 'QEMU, exact size (qem2)',
  vbox: 'VirtualBox (vbox)',
  own: 'Four characters of your own',
};

export const PART_NAMES: Readonly<Record<StripPart['kind'], string>> = {
  'footer-copy': 'Footer copy',
  'dynamic-header': 'Dynamic header',
  bat: 'Block table',
  locators: 'Parent locators',
  blocks: 'Blocks of the partition table',
  data: 'Data',
  growth: 'Room to grow',
  footer: 'Footer',
};

/** Why a program has no command for this disk. */
export function noCommandText(tool: Tool, { kind, parent, geometryText: chosen }: NewDiskForm, { sectors }: Outcome): string {
  if (chosen.trim() !== '') return `${tool} chooses the geometry itself.`;
  if (kind === 'differencing' && tool === 'qemu-img') return 'qemu-img makes no differencing VHDs.';
  if (kind === 'differencing' && parent === null) return 'As soon as there is a parent.';
  if (sectors === null) return 'As soon as the disk has a size.';
  return `${tool} makes blocks of 2 MiB only.`;
}

const bytesLine = (bytes: number): string => `${grouped(bytes)} bytes · ${plural(bytes / SECTOR_BYTES, 'sector')}`;

/** "136,365,211,648 bytes · 266,338,304 sectors · 65,024 blocks". */
export function countsText({ sectors, layout }: Outcome): string {
  if (sectors === null) return '';
  const blocks = layout === null || layout.entries === 0 ? '' : ` · ${plural(layout.entries, 'block')}`;
  return `${bytesLine(sectors * SECTOR_BYTES)}${blocks}`;
}

/** How much of the size geometry can express; null while there is no size. */
export function geometryText({ geometry, beyondGeometry, isPastGeometry }: Outcome): string | null {
  if (geometry === null) return null;
  if (isPastGeometry) return 'CHS can’t describe more than 127.5 GiB. Modern programs ignore it.';
  const chs = `CHS ${grouped(geometry.cylinders)} / ${geometry.heads} / ${geometry.sectorsPerTrack}`;
  if (beyondGeometry === 0) return `${chs} covers all of it: every program sees the same size.`;
  return geometry.cylinders === 0
    ? `${chs} covers none of it. Windows uses the full size; Virtual PC and QEMU up to 2.5 may not.`
    : `${chs} covers all but ${sizeText(beyondGeometry)}. Windows uses the full size; Virtual PC and QEMU up to 2.5 may not.`;
}

const TABLES: Readonly<Record<Scheme, string>> = { none: '', mbr: ' It has an empty MBR.', gpt: ' It has an empty GPT.' };

/** "A dynamic 127 GiB disk. The file starts at 256 KiB and can reach 127 GiB." */
export function summaryText(form: NewDiskForm, { sectors, layout }: Outcome): string {
  if (sectors === null || layout === null) return form.kind === 'differencing' ? 'A differencing disk.' : `A ${form.kind} disk.`;
  const size = sizedText(sectors * SECTOR_BYTES, 'disk');
  const table = TABLES[schemeOf(form)];
  if (form.kind === 'fixed') return `A fixed ${size}. The file is ${sizeText(layout.startBytes)} long from the start.${table}`;
  const file = `The file starts at ${sizeText(layout.startBytes)} and can reach ${sizeText(layout.mostBytes)}.`;
  const base = form.parent === null ? '' : ` over ${form.parent.file.name}`;
  return form.kind === 'differencing' ? `A differencing ${size}${base}. ${file}` : `A dynamic ${size}. ${file}${table}`;
}

/** "healthy", or how many errors or warnings there are. */
export const parentHealthText = ({ errors, warnings }: { readonly errors: number; readonly warnings: number }): string => {
  if (errors + warnings === 0) return 'healthy';
  return [errors > 0 ? plural(errors, 'error') : '', warnings > 0 ? plural(warnings, 'warning') : '']
    .filter((text) => text !== '')
    .join(', ');
};

const refusedParent = ({ name, error }: MessageFacts['parent-refused']): string => {
  if (error.kind === 'foreign' && error.format === 'vhdx') return `The parent must be a VHD. ${name} is a VHDX disk.`;
  const { title, detail } = openErrorText(error, name);
  return `${name} can’t be a parent. ${title} ${detail}`;
};

const WORDS: { readonly [C in MessageCode]: (facts: MessageFacts[C], now: Date) => string } = {
  'size-unreadable': ({ typed }) => unreadableSizeText(typed),
  'size-as-binary': readAsText,
  'size-rounded': ({ bytes }) => roundedText(bytes),
  'size-azure': ({ bytes }) =>
    bytes === MIN_AZURE_BYTES
      ? `Made ${sizeText(bytes)}, the least that Azure takes.`
      : `Rounded up to ${grouped(bytes / 1_048_576)} MiB for Azure.`,
  'size-small': () => 'Some Windows tools refuse disks under 3 MiB. This one may only open in other programs.',
  'size-too-large': () => TOO_LARGE,
  'azure-needs-fixed': () => 'Azure needs a fixed disk.',
  'partitions-too-large': () => 'This disk is too small for a GPT, which needs 34 KiB.',
  'table-too-large': () => 'Blocks this small need a larger table than a VHD can have. Choose larger blocks.',
  'blocks-unusual': () => 'Windows attaches no disk with other blocks than 512 KiB and 2 MiB; QEMU, libvhdi and 7-Zip read it.',
  'geometry-wrong': geometryFaultText,
  'creator-unreadable': () => 'The creator tag is one to four letters or digits.',
  'creator-xen': () => '“tap” is Xen’s name, and Xen wants a block bitmap with it, which is not made here. Choose another creator.',
  'creator-by-geometry': ({ bytes }) => `QEMU 2.6–9.2 goes by CHS for this creator: the last ${sizeText(bytes)} are missing there.`,
  'id-unreadable': () =>
    'An ID looks like 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0, or, as Windows prints it, stands in braces. Leave it empty for a new one.',
  'parent-needed': () => 'Choose the parent disk.',
  'parent-refused': refusedParent,
  'parent-damaged': ({ name, errors }) => `${name} has ${plural(errors, 'error')}. Repair it first, or children will inherit them.`,
  'parent-warnings': ({ name, warnings }) => `${name} has ${plural(warnings, 'warning')}. Open it to see what they are about.`,
  'parent-without-id': ({ name }) => `${name} has no ID, so a child could not tell it from another disk.`,
  'parent-name': ({ name }) =>
    `The name ${name} can’t be written down in a child: a backslash, or more than 256 characters. Rename it first.`,
  'parent-in-use': ({ name, by }) => `${name} is in use by ${writersText(by)}. A parent must not change: close it there first.`,
  'parent-stays': ({ name }) => `${name} must stay as it is from now on. A change to it damages every disk made from it.`,
  'chain-deep': ({ layer }) => `This would be layer ${layer}. Deep chains are slow and fragile.`,
  ...PLACE_WORDS,
};

export const messageText = ({ code, facts }: Message, now: Date): string =>
  (WORDS[code] as (f: typeof facts, n: Date) => string)(facts, now);

/** What a button beside the message does, with its label; null if there is no button. */
export type Fix = 'use-decimal' | 'switch-to-fixed' | 'default-blocks' | 'choose-place' | 'flatten-parent';

export function fixOf({ code, facts }: Message): { readonly fix: Fix; readonly label: string } | null {
  if (code === 'size-as-binary') return { fix: 'use-decimal', label: `Use ${grouped(facts.bytes)} bytes` };
  if (code === 'azure-needs-fixed') return { fix: 'switch-to-fixed', label: 'Switch to fixed' };
  if (code === 'table-too-large') return { fix: 'default-blocks', label: 'Use 2 MiB' };
  if (code === 'chain-deep') return { fix: 'flatten-parent', label: 'Flatten first…' };
  return asksForPlace({ code }) ? { fix: 'choose-place', label: 'Choose…' } : null;
}
