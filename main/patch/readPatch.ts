/** Reads patch files: Platter's own JSON, and IPS. */
import type { PatchDocument } from '../../shared/documents/patch';
import type { PatchFault } from '../../shared/patch';
import { err, ok, type Result } from '../../shared/result';
import type { Space } from '../../shared/vhd/units';
import { joined } from '../vhd/ops/planEdits';
import { MAX_EDIT_BYTES } from '../vhd/ops/patches';
import { isIps, readIps } from './ips';
import { PATCH_FORMAT, type Patch, type PatchChange } from './patch';

/** Longer files are no patches that could be applied: four hex digits for each changed byte, and some room for the places. */
export const MAX_PATCH_FILE_BYTES = 4 * MAX_EDIT_BYTES + 128 * 1024 * 1024;

/** So many changes can be compared and planned in a minute or two. */
export const MAX_CHANGES = 500_000;

/** `bytes`: the whole file. `space`: what the places of an IPS file are counted in, which it does not say. */
export function readPatch(bytes: Uint8Array, space: Space): Result<Patch, PatchFault> {
  const patch = isIps(bytes) ? ipsPatch(bytes, space) : jsonPatch(bytes);
  if (!patch.ok) return patch;
  const { changes } = patch.value;
  if (changes.length > MAX_CHANGES) return err({ kind: 'patch-too-many', most: MAX_CHANGES });
  if (changes.some(({ space: of }) => of !== changes[0]?.space)) return err({ kind: 'patch-mixed' });
  const total = changes.reduce((sum, { after }) => sum + after.length, 0);
  if (total === 0) return err({ kind: 'patch-empty' });
  return total > MAX_EDIT_BYTES ? err({ kind: 'patch-too-large', bytes: total, most: MAX_EDIT_BYTES }) : patch;
}

function ipsPatch(bytes: Uint8Array, space: Space): Result<Patch, PatchFault> {
  const pieces = readIps(bytes, MAX_EDIT_BYTES);
  if (!pieces.ok) return pieces;
  return ok({
    disk: null,
    changes: joined(pieces.value.filter(({ bytes: after }) => after.length > 0)).map(({ at, bytes: after }) => ({
      space,
      at,
      before: null,
      after,
    })),
  });
}

function jsonPatch(bytes: Uint8Array): Result<Patch, PatchFault> {
  const json = parsed(bytes);
  if (!isObject(json) || json['format'] !== PATCH_FORMAT) return err({ kind: 'not-a-patch' });
  const version = Number(json['version']);
  if (Number.isSafeInteger(version) && version > 1) return err({ kind: 'patch-version', version });
  const wrong = firstWrong(json);
  return wrong === null ? ordered(json as PatchDocument) : err({ kind: 'bad-patch', where: wrong });
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isUuid = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
const isHex = (value: unknown): value is string => typeof value === 'string' && value.length % 2 === 0 && /^[0-9A-F]*$/i.test(value);

/**
 * The first field that is not as `patchDocument` has it, or null. Not checked by that schema itself: the command line would
 * carry all of zod, and read it at every start, for these few fields.
 */
function firstWrong({ version, disk, changes }: Fields): string | null {
  if (version !== 1) return 'version';
  if (disk !== null && !isObject(disk)) return 'disk';
  if (disk !== null && disk['uniqueId'] !== null && !isUuid(disk['uniqueId'])) return 'disk.uniqueId';
  if (disk !== null && !isCount(disk['virtualBytes'])) return 'disk.virtualBytes';
  if (!Array.isArray(changes)) return 'changes';
  for (const [i, change] of (changes as unknown[]).entries()) {
    if (!isObject(change)) return `changes.${i}`;
    const { space, offset, before, after } = change;
    if (space !== 'disk' && space !== 'file') return `changes.${i}.space`;
    if (!isCount(offset)) return `changes.${i}.offset`;
    if (!isHex(before)) return `changes.${i}.before`;
    if (!isHex(after)) return `changes.${i}.after`;
  }
  return null;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}

const fromHex = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits, 'hex'));

function ordered({ disk, changes }: PatchDocument): Result<Patch, PatchFault> {
  const read: PatchChange[] = [];
  for (const [i, { space, offset, before, after }] of changes.entries()) {
    if (before.length !== after.length) return err({ kind: 'bad-patch', where: `changes.${i}.before` });
    if (!Number.isSafeInteger(offset + after.length)) return err({ kind: 'bad-patch', where: `changes.${i}.offset` });
    // A change of no bytes changes nothing.
    if (after !== '') read.push({ space, at: offset, before: fromHex(before), after: fromHex(after) });
  }
  read.sort((a, b) => (a.space === b.space ? a.at - b.at : a.space === 'disk' ? -1 : 1));
  for (const [i, { space, at }] of read.entries()) {
    const last = read[i - 1];
    if (last?.space === space && last.at + last.after.length > at) return err({ kind: 'patch-overlaps', space, at });
  }
  return ok({ disk, changes: read });
}
