/**
 * Files that do not open as a disk, but can be made one: a raw disk without its footer (B01), a dynamic disk that lost both
 * footers (A13), a fixed one whose footer stands in front (B09). The file's content decides; the id is new.
 */
import type { FormatError, IoError } from '../../../shared/errors';
import type { Finding } from '../../../shared/findings';
import type { RepairClass, RepairMethod } from '../../../shared/repairs';
import { vhdSeconds } from '../../../shared/vhd/codec';
import { DYNAMIC_HEADER_BYTES, dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES, FOOTER_COOKIE, footer, NULL_UUID } from '../../../shared/vhd/footer';
import { fileOffset, roundUp, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { StructBytes } from '../../../shared/views';
import type { BlockFile } from '../read/blockFile';
import type { Chain } from '../read/chain';
import { isCopy, readGptCopy } from '../partitions/gpt';
import { checkDisk } from '../check/checkDisk';
import { DEFAULT_CREATOR, newFooter } from '../ops/newStructures';
import { resemblesFooter } from '../format/footers';
import { openDisk } from '../read/openImage';
import type { Plan } from '../ops/plan';
import { movedFile } from './movedFile';
import { occupied } from '../describe/occupied';
import { patchedFile, patchedSteps, type Patched, type Edit } from './patched';
import { copyOf, type Copy } from './patchedCopy';

export type RescueChoices = {
  readonly now: number;
  readonly newId: () => string;
  /** Blocks and bitmaps of the result are read too, unless this is false. */
  readonly deep?: boolean;
};

export type Rescue = {
  readonly method: RepairMethod;
  readonly class: RepairClass;
  readonly after: readonly Finding[];
  readonly chain: Chain;
  /** Null: it can only be made in a new file. */
  readonly plan: Plan | null;
  readonly copy: Copy;
};

/** `error`: why the file was refused. Null: nothing can be done for it, or a read failed. */
export async function planRescue(file: BlockFile, error: FormatError | IoError, choices: RescueChoices): Promise<Rescue | null> {
  if (error.kind === 'footer-in-front') return withoutPrefix(file, choices);
  const isFlat = error.kind === 'raw-disk' || (error.kind === 'no-footer' && error.headerAt === null);
  const old = isFlat ? await damagedFooter(file) : null;
  if (old !== null) return withFooterMended(file, old, choices);
  if (error.kind === 'raw-disk') return withFooter(file, error.cut !== undefined, choices);
  return error.kind === 'no-footer' && error.headerAt !== null ? withFooters(file, error.headerAt, choices) : null;
}

/** The remains of a footer in the last sector: no second footer is ever put behind it. */
async function damagedFooter(file: BlockFile): Promise<StructBytes | null> {
  const at = file.bytes - FOOTER_BYTES;
  if (at < 0 || at % SECTOR_BYTES !== 0) return null;
  const read = await file.read(fileOffset(at), FOOTER_BYTES);
  return read.ok && resemblesFooter({ at, bytes: read.value }) ? { at, bytes: read.value } : null;
}

async function withFooterMended(file: BlockFile, { at, bytes }: StructBytes, choices: RescueChoices): Promise<Rescue | null> {
  const raw = footer.set(bytes, 'cookie', FOOTER_COOKIE);
  return fromPatched({ base: file, bytes: file.bytes, edits: [{ at, bytes: raw, why: 'footer' }] }, 'restore-footer', 'choice', choices);
}

/** The file is the disk: only the footer is missing. If the disk was cut, its end is given up with that. */
async function withFooter(file: BlockFile, isCut: boolean, choices: RescueChoices): Promise<Rescue | null> {
  if (file.bytes % SECTOR_BYTES !== 0) return null;
  const raw = newFooter({
    kind: 'fixed',
    sectors: file.bytes / SECTOR_BYTES,
    uniqueId: choices.newId(),
    timeStamp: vhdSeconds(choices.now),
    creator: DEFAULT_CREATOR,
  });
  return fromPatched(
    { base: file, bytes: file.bytes + FOOTER_BYTES, edits: [{ at: file.bytes, bytes: raw, why: 'footer' }] },
    'append-footer',
    isCut ? 'loss' : 'safe',
    choices,
  );
}

async function withoutPrefix(file: BlockFile, choices: RescueChoices): Promise<Rescue | null> {
  const front = await file.read(fileOffset(0), FOOTER_BYTES);
  if (!front.ok) return null;
  const size = file.bytes - FOOTER_BYTES;
  const base = movedFile(file, file.bytes, [{ at: 0, from: FOOTER_BYTES, length: size }]);
  const turned = patchedFile({ base, bytes: file.bytes, edits: [{ at: size, bytes: front.value, why: 'footer' }] });
  return opened(turned, 'strip-prefix', 'choice', null, choices);
}

/** Adds new footers to a file with an intact header. The size is where a GPT says the disk ends, else all that the table maps. */
async function withFooters(file: BlockFile, headerAt: number, choices: RescueChoices): Promise<Rescue | null> {
  const header = await file.read(fileOffset(headerAt), DYNAMIC_HEADER_BYTES);
  if (!header.ok) return null;
  const mapped = dynamicHeader.get(header.value, 'maxTableEntries') * dynamicHeader.get(header.value, 'blockSize');
  const isChild = dynamicHeader.get(header.value, 'parentUniqueId') !== NULL_UUID;
  if (mapped === 0 || mapped % SECTOR_BYTES !== 0) return null;
  const last = file.bytes - FOOTER_BYTES;
  const tail = await file.read(fileOffset(last), FOOTER_BYTES);
  if (!tail.ok) return null;
  const isBlank = tail.value.every((byte) => byte === 0);
  const uniqueId = choices.newId();
  const patchedOf = (sectors: number, end: number): Patched => {
    const raw = footer.set(
      newFooter({
        kind: isChild ? 'differencing' : 'dynamic',
        sectors,
        uniqueId,
        timeStamp: vhdSeconds(choices.now),
        creator: DEFAULT_CREATOR,
      }),
      'dataOffset',
      BigInt(headerAt),
    );
    const edits: Edit[] = [
      { at: 0, bytes: raw, why: 'footer-copy' },
      { at: end, bytes: raw, why: 'footer' },
    ];
    return { base: file, bytes: end + FOOTER_BYTES, edits };
  };
  const whole = await openDisk(patchedFile(patchedOf(mapped / SECTOR_BYTES, roundUp(file.bytes, SECTOR_BYTES))));
  if (!whole.ok) return null;
  // Zeros at the end are the old footer's place, unless they are the end of a block's data.
  const isFree = isBlank && occupied(whole.value).inRange(last, last + FOOTER_BYTES)?.kind !== 'block';
  const end = isFree ? last : roundUp(file.bytes, SECTOR_BYTES);
  const gpt = await readGptCopy({ layers: [whole.value], parent: null }, 1);
  const block = dynamicHeader.get(header.value, 'blockSize');
  const told = isCopy(gpt) && gpt.headerHolds ? (gpt.otherAt + 1) * SECTOR_BYTES : mapped;
  const size = told <= mapped && told > mapped - block ? told : mapped;
  return fromPatched(patchedOf(size / SECTOR_BYTES, end), 'invent-footer', 'choice', choices);
}

async function fromPatched(patched: Patched, method: RepairMethod, klass: RepairClass, choices: RescueChoices): Promise<Rescue | null> {
  const steps = await patchedSteps(patched);
  if (!steps.ok) return null;
  const plan: Plan = {
    steps: steps.value,
    guards: [],
    lengthBefore: patched.base.bytes,
    lengthAfter: patched.bytes,
    uniqueId: NULL_UUID,
    newBlocks: [],
    notes: [],
  };
  return opened(patchedFile(patched), method, klass, plan, choices);
}

async function opened(
  file: BlockFile,
  method: RepairMethod,
  klass: RepairClass,
  plan: Plan | null,
  { now, deep = true }: RescueChoices,
): Promise<Rescue | null> {
  const image = await openDisk(file);
  if (!image.ok) return null;
  const chain: Chain = { layers: [image.value], parent: null };
  const after = await checkDisk(chain, { now, deep });
  const copy = await copyOf(image.value);
  return after.ok && copy.ok ? { method, class: klass, after: after.value, chain, plan, copy: copy.value } : null;
}
