/**
 * Files that do not open as a disk, and can be made one: a raw disk that lacks its footer (B01), a dynamic disk that has
 * lost both (A13), a fixed one whose footer stands in front (B09). The evidence comes first; the id is new.
 */
import type { FormatError, IoError } from '../../../shared/errors';
import type { Finding } from '../../../shared/findings';
import type { RepairClass, RepairMethod } from '../../../shared/repairs';
import { VHD_EPOCH_UNIX_SECONDS } from '../../../shared/vhd/codec';
import { DYNAMIC_HEADER_BYTES, dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES, footer, NULL_UUID } from '../../../shared/vhd/footer';
import { fileOffset, roundUp, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { BlockFile } from '../blockFile';
import type { Chain } from '../chain';
import { readGptCopy } from '../check/gpt';
import { checkDisk } from '../check/checkDisk';
import type { NewFile } from '../newFile';
import { DEFAULT_CREATOR, newFooter } from '../ops/newStructures';
import { openDisk } from '../openImage';
import type { Plan } from '../plan';
import { composedFile } from './composed';
import { draftFile, draftSteps, type Draft, type Edit } from './draft';
import { newFileFrom } from './draftCopy';

export type RescueRequest = { readonly now: number; readonly newId: () => string };

export type Rescue = {
  readonly method: RepairMethod;
  readonly class: RepairClass;
  readonly after: readonly Finding[];
  readonly chain: Chain;
  /** Null: a new file only. */
  readonly plan: Plan | null;
  readonly copy: () => NewFile;
};

/** `error` is why the file was refused. Null: nothing can be done for it, or a read failed. */
export async function planRescue(file: BlockFile, error: FormatError | IoError, request: RescueRequest): Promise<Rescue | null> {
  if (error.kind === 'footer-in-front') return withoutPrefix(file, request);
  if (error.kind === 'raw-disk') return withFooter(file, request);
  return error.kind === 'no-footer' && error.headerAt !== null ? withFooters(file, error.headerAt, request) : null;
}

const stampOf = ({ now }: RescueRequest): number => Math.max(0, Math.floor(now) - VHD_EPOCH_UNIX_SECONDS);

/** The file is the disk: all it lacks is the footer. */
async function withFooter(file: BlockFile, request: RescueRequest): Promise<Rescue | null> {
  if (file.bytes % SECTOR_BYTES !== 0) return null;
  const raw = newFooter({
    kind: 'fixed',
    sectors: file.bytes / SECTOR_BYTES,
    uniqueId: request.newId(),
    timeStamp: stampOf(request),
    creator: DEFAULT_CREATOR,
  });
  return fromDraft(
    { base: file, bytes: file.bytes + FOOTER_BYTES, edits: [{ at: file.bytes, bytes: raw, why: 'footer' }] },
    'append-footer',
    'safe',
    request,
  );
}

async function withoutPrefix(file: BlockFile, request: RescueRequest): Promise<Rescue | null> {
  const front = await file.read(fileOffset(0), FOOTER_BYTES);
  if (!front.ok) return null;
  const size = file.bytes - FOOTER_BYTES;
  const pieces = [
    { at: 0, from: FOOTER_BYTES, length: size },
    { at: size, bytes: front.value },
  ];
  return opened(composedFile(file, file.bytes, pieces), 'strip-prefix', 'choice', null, request);
}

/** New footers around an intact header. Size: where a GPT says the disk ends, else all that the table maps. */
async function withFooters(file: BlockFile, headerAt: number, request: RescueRequest): Promise<Rescue | null> {
  const header = await file.read(fileOffset(headerAt), DYNAMIC_HEADER_BYTES);
  if (!header.ok) return null;
  const mapped = dynamicHeader.get(header.value, 'maxTableEntries') * dynamicHeader.get(header.value, 'blockSize');
  const isChild = dynamicHeader.get(header.value, 'parentUniqueId') !== NULL_UUID;
  if (mapped === 0 || mapped % SECTOR_BYTES !== 0) return null;
  const tail = await file.read(fileOffset(file.bytes - FOOTER_BYTES), FOOTER_BYTES);
  if (!tail.ok) return null;
  const isBlank = tail.value.every((byte) => byte === 0);
  const end = isBlank ? file.bytes - FOOTER_BYTES : roundUp(file.bytes, SECTOR_BYTES);
  const uniqueId = request.newId();
  const draftOf = (sectors: number): Draft => {
    const raw = footer.set(
      newFooter({ kind: isChild ? 'differencing' : 'dynamic', sectors, uniqueId, timeStamp: stampOf(request), creator: DEFAULT_CREATOR }),
      'dataOffset',
      BigInt(headerAt),
    );
    const edits: Edit[] = [
      { at: 0, bytes: raw, why: 'footer-copy' },
      { at: end, bytes: raw, why: 'footer' },
    ];
    return { base: file, bytes: end + FOOTER_BYTES, edits };
  };
  const whole = await openDisk(draftFile(draftOf(mapped / SECTOR_BYTES)));
  if (!whole.ok) return null;
  const gpt = await readGptCopy({ layers: [whole.value], parent: null }, 1);
  const block = dynamicHeader.get(header.value, 'blockSize');
  const told = gpt?.headerHolds === true ? (gpt.otherAt + 1) * SECTOR_BYTES : mapped;
  const size = told <= mapped && told > mapped - block ? told : mapped;
  return fromDraft(draftOf(size / SECTOR_BYTES), 'invent-footer', 'choice', request);
}

async function fromDraft(draft: Draft, method: RepairMethod, klass: RepairClass, request: RescueRequest): Promise<Rescue | null> {
  const steps = await draftSteps(draft);
  if (!steps.ok) return null;
  const plan: Plan = {
    steps: steps.value,
    guards: [],
    lengthBefore: draft.base.bytes,
    lengthAfter: draft.bytes,
    uniqueId: NULL_UUID,
    newBlocks: [],
    notes: [],
  };
  return opened(draftFile(draft), method, klass, plan, request);
}

async function opened(
  file: BlockFile,
  method: RepairMethod,
  klass: RepairClass,
  plan: Plan | null,
  { now }: RescueRequest,
): Promise<Rescue | null> {
  const image = await openDisk(file);
  if (!image.ok) return null;
  const chain: Chain = { layers: [image.value], parent: null };
  const after = await checkDisk(chain, { now, deep: true });
  return after.ok ? { method, class: klass, after: after.value, chain, plan, copy: () => newFileFrom(image.value) } : null;
}
