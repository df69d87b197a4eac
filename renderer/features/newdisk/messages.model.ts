/** What has to be said about a new disk before it is created. Only the facts; the words are in newDisk.text.ts. */
import type { BoundaryError, OpenError, OtherWriter } from '../../../shared/errors';
import type { ParentInfo } from '../../../shared/newDisk';
import { isXensName, NULL_UUID } from '../../../shared/vhd/footer';
import { leastSectors } from '../../../shared/vhd/newLayout';
import { MAX_DISK_SECTORS, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { GeometryFault } from '../../disk/geometryInput.model';
import { creatorText, idText, isAzure, parentInfo, schemeOf, type NewDiskForm, type Outcome } from './newDisk.model';
import { placeMessages, worstFirst, type MessageSeverity, type PlaceFacts, type PlaceNeed } from '../../app/place.model';

type Nothing = Readonly<Record<never, never>>;

type OwnFacts = {
  /** `typed`: without blanks around it. */
  'size-unreadable': { readonly typed: string };
  'size-as-binary': { readonly typed: string; readonly readAs: string; readonly bytes: number };
  'size-rounded': { readonly bytes: number };
  'size-azure': { readonly bytes: number };
  'size-small': Nothing;
  'size-too-large': Nothing;
  'azure-needs-fixed': Nothing;
  'partitions-too-large': Nothing;
  'table-too-large': Nothing;
  'blocks-unusual': Nothing;
  'geometry-wrong': GeometryFault;
  'creator-unreadable': Nothing;
  'creator-xen': Nothing;
  'creator-by-geometry': { readonly bytes: number };
  'id-unreadable': Nothing;
  'parent-needed': Nothing;
  'parent-refused': { readonly name: string; readonly error: OpenError | BoundaryError };
  'parent-damaged': { readonly name: string; readonly errors: number };
  'parent-warnings': { readonly name: string; readonly warnings: number };
  'parent-without-id': { readonly name: string };
  'parent-name': { readonly name: string };
  'parent-in-use': { readonly name: string; readonly by: readonly OtherWriter[] };
  'parent-stays': { readonly name: string };
  'chain-deep': { readonly layer: number };
};
export type MessageFacts = OwnFacts & PlaceFacts;
export type MessageCode = keyof MessageFacts;
export type MessagePart = 'kind' | 'size' | 'parent' | 'advanced' | 'place';

export type Message = {
  readonly [C in MessageCode]: {
    readonly code: C;
    readonly part: MessagePart;
    readonly severity: MessageSeverity;
    readonly facts: MessageFacts[C];
  };
}[MessageCode];

const DEEPEST_CHAIN = 8;
const MIB = 1024 * 1024;
const SMALL_BYTES = 3 * MIB;
/** The block sizes that Windows' own tools offer. */
const USUAL_BLOCKS: readonly number[] = [512 * 1024, 2 * MIB];
/** QEMU 2.6 to 9.2 uses the current size only for disks of these creators, and geometry for all others. */
const TRUSTED_BY_QEMU: readonly string[] = ['win ', 'qem2', 'd2v ', 'tap\0', 'CTXS'];

const say = <C extends MessageCode>(part: MessagePart, severity: MessageSeverity, code: C, facts: MessageFacts[C]): Message =>
  ({ code, part, severity, facts }) as Extract<Message, { readonly code: C }>;

/** All messages, those that block the button first. */
export function messagesOf(form: NewDiskForm, outcome: Outcome): Message[] {
  const isChild = form.kind === 'differencing';
  return worstFirst([
    ...(isChild ? parentMessages(form) : sizeMessages(form, outcome)),
    ...advancedMessages(form, outcome),
    ...placeMessages(form.place, needOf(form, outcome), 'vhd').map((message): Message => ({ part: 'place', ...message })),
  ]);
}

function sizeMessages(form: NewDiskForm, { read, sectors }: Outcome): Message[] {
  const kind = form.azure && form.kind === 'dynamic' ? [say('kind', 'error', 'azure-needs-fixed', {})] : [];
  if (read === null) return [...kind, say('size', 'error', 'size-unreadable', { typed: form.sizeText.trim() })];
  const messages: Message[] = kind;
  if (read.decimal !== null) messages.push(say('size', 'note', 'size-as-binary', read.decimal));
  if (sectors === null) return [...messages, say('size', 'error', 'size-too-large', {})];
  const bytes = sectors * SECTOR_BYTES;
  if (isAzure(form) && bytes !== read.bytes) messages.push(say('size', 'note', 'size-azure', { bytes }));
  else if (read.wasRounded) messages.push(say('size', 'note', 'size-rounded', { bytes: read.bytes }));
  if (bytes < SMALL_BYTES) messages.push(say('size', 'warning', 'size-small', {}));
  if (sectors < leastSectors(schemeOf(form))) messages.push(say('size', 'error', 'partitions-too-large', {}));
  return messages;
}

/** Hyper-V's header has room for 256 UTF-16 units of the name, and programs would cut the name at a backslash. */
const isWritableName = (name: string): boolean => name.length <= 256 && !/[\\/\0]/.test(name);

function parentMessages(form: NewDiskForm): Message[] {
  const { parent } = form;
  if (parent === null) return [say('parent', 'todo', 'parent-needed', {})];
  const { name } = parent.file;
  if (parent.look.kind === 'looking') return [];
  if (parent.look.kind === 'failed') return [say('parent', 'error', 'parent-refused', { name, error: parent.look.error })];
  return [...parentFaults(parent.look.info), say('parent', 'note', 'parent-stays', { name })];
}

function parentFaults({ name, errors, warnings, uniqueId, writers, layers }: ParentInfo): Message[] {
  const messages: Message[] = [];
  if (errors > 0) messages.push(say('parent', 'error', 'parent-damaged', { name, errors }));
  else if (warnings > 0) messages.push(say('parent', 'warning', 'parent-warnings', { name, warnings }));
  if (uniqueId === NULL_UUID) messages.push(say('parent', 'error', 'parent-without-id', { name }));
  if (!isWritableName(name)) messages.push(say('parent', 'error', 'parent-name', { name }));
  if (writers.length > 0) messages.push(say('parent', 'error', 'parent-in-use', { name, by: writers }));
  const layer = layers.length + 1;
  if (layer > DEEPEST_CHAIN) messages.push(say('parent', 'warning', 'chain-deep', { layer }));
  return messages;
}

function advancedMessages(form: NewDiskForm, { sectors, layout, geometryFault, beyondGeometry, isPastGeometry }: Outcome): Message[] {
  const messages: Message[] = [];
  const { kind, blockBytes } = form;
  const hasRoom = sectors !== null && sectors >= leastSectors(schemeOf(form)) && sectors <= MAX_DISK_SECTORS;
  if (hasRoom && layout === null) messages.push(say('advanced', 'error', 'table-too-large', {}));
  else if (kind !== 'fixed' && !USUAL_BLOCKS.includes(blockBytes)) messages.push(say('advanced', 'warning', 'blocks-unusual', {}));
  if (geometryFault !== null) messages.push(say('advanced', 'error', 'geometry-wrong', geometryFault));
  const creator = creatorText(form);
  if (creator === null) messages.push(say('advanced', 'error', 'creator-unreadable', {}));
  else if (isXensName(creator)) messages.push(say('advanced', 'error', 'creator-xen', {}));
  // Beyond what geometry can express, its largest value is stored. It means "do not use geometry", and QEMU respects that.
  else if (!TRUSTED_BY_QEMU.includes(creator) && beyondGeometry > 0 && !isPastGeometry)
    messages.push(say('advanced', 'warning', 'creator-by-geometry', { bytes: beyondGeometry }));
  if (idText(form) === undefined) messages.push(say('advanced', 'error', 'id-unreadable', {}));
  return messages;
}

/** A sparse file takes up its room only later. */
export function needOf({ kind, fill }: NewDiskForm, { layout }: Outcome): PlaceNeed | null {
  if (layout === null) return null;
  const { startBytes, mostBytes } = layout;
  const room = kind === 'fixed' && fill === 'sparse' ? 0 : startBytes;
  return { fileBytes: { least: startBytes, most: startBytes }, roomBytes: { least: room, most: room }, laterBytes: mostBytes };
}

/** How many layers the chain would have with the new disk, itself included. */
export const layerCount = (form: NewDiskForm): number => (parentInfo(form)?.layers.length ?? 0) + 1;
