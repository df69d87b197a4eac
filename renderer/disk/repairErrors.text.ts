/** Why there is no repair, no copy or no check: what happened, how things stand, what to do. */
import { CLOSED_MEANWHILE, REJECTED, rejectedPart } from '../app/boundary.text';
import { obstacleText } from '../app/place.text';
import type { BoundaryError, SaveCause } from '../../shared/errors';
import type { CheckError, RepairCopyError, RepairPlanError } from '../../shared/repairViews';
import { PLACE_FAULTS } from '../../shared/text/repairs';
import { bytesText, sizeText } from '../../shared/text/size';
import { causeText } from './editErrors.text';
import type { AlertText } from '../app/alert.text';
import { grouped, hex } from '../../shared/text/numbers';

type Failure = RepairPlanError | RepairCopyError | CheckError | BoundaryError;

const UNTOUCHED = 'Nothing was written.';
const say = (title: string, detail = UNTOUCHED): AlertText => ({ title, detail });

/** Kinds of errors that do not come from the file system. */
type Own = Exclude<Failure['kind'], SaveCause['kind']>;
type Of<K extends string> = Failure & { readonly kind: K };

const OWN: { readonly [K in Own]: (error: Of<K>) => AlertText } = {
  'nothing-to-do': () => say('There is nothing to repair.'),
  'too-much': ({ bytes, most }) =>
    say(
      `The repair would change ${sizeText(bytes)}; at most ${sizeText(most)} are changed in one go.`,
      `Convert the disk into a new file instead. ${UNTOUCHED}`,
    ),
  'made-worse': ({ codes }) =>
    say(
      `The repair would leave new errors (${codes.join(', ')}).`,
      `It is not offered. Choose another way, or mend these first. ${UNTOUCHED}`,
    ),
  'rebuild-copy': ({ at, lost, blocks }) =>
    say(
      `The drive does not give ${blocks === null ? '' : 'a part of '}the ${lost === 'header' ? 'dynamic header' : 'block table'}, at 0x${hex(at)}.`,
      `Copy what it still gives, as “ddrescue” does, and repair the copy.${blocks === null ? '' : ' An export with zeros for what can’t be read writes all other blocks.'}`,
    ),
  'cannot-read': ({ at }) => say(`The file cannot be read at 0x${hex(at)}.`, 'Copy it to another drive and try there.'),
  'no-evidence': ({ candidates: [first] }) =>
    first === undefined
      ? say('Nothing in the file can be told to be a block, or says where it belongs.', `Only carving its bytes is left. ${UNTOUCHED}`)
      : say(
          `Nothing in the file says where its blocks belong. The first stands at 0x${hex(first)}.`,
          `If you know their places, use “platter repair --rebuild --place”. ${UNTOUCHED}`,
        ),
  'no-block-there': ({ at }) => say(`No block that the table has lost stands at 0x${hex(at)}.`, `Name another offset. ${UNTOUCHED}`),
  'bad-place': ({ block, why }) => say(`Block ${grouped(block)} ${PLACE_FAULTS[why]}.`, `Name another block. ${UNTOUCHED}`),
  'no-far-footer': ({ unreadBytes }) =>
    say(
      'No footer of this disk stands anywhere in the file.',
      unreadBytes === 0
        ? `All of it was looked through. ${UNTOUCHED}`
        : `All of it was looked through but for ${bytesText(unreadBytes)} that the drive does not give. ${UNTOUCHED}`,
    ),
  'no-rescue': () => say('Platter sees no way to make a disk of this file.', 'You can still look at its bytes.'),
  'image-closed': () => say(CLOSED_MEANWHILE),
  'stale-revision': () => say('The disk changed meanwhile.', 'Open the repair again.'),
  'stale-plan': () => say('The repair was planned for another state of the disk.', `Open it again. ${UNTOUCHED}`),
  'stale-ticket': () => say('The file has to be chosen again.'),
  'bytes-only': () => say('Only disks can be repaired.'),
  busy: () => say('Something else is running in this window.', 'Wait until it is done, or cancel it.'),
  cancelled: () => say('Cancelled.', 'Nothing is left of it.'),
  'check-failed': () => say('The finished file was not what it should be.', 'It was taken away again.'),
  'internal-job': () => say('Something went wrong inside Platter.', 'Nothing is left of the copy, and the original is as it was.'),
  obstacle: ({ obstacle }) => say('The copy can’t get that name.', `${obstacleText('The file', obstacle)} ${UNTOUCHED}`),
  'not-durable': ({ code }) =>
    say('The copy is complete, but the drive did not confirm it.', `After a power cut it may be missing (${code}). Open it and check.`),
  internal: ({ ref }) => say('Something went wrong inside Platter.', `The log has the details under reference ${ref}. ${UNTOUCHED}`),
  'untrusted-sender': () => say(REJECTED),
  'bad-request': ({ at }) => say(REJECTED, rejectedPart(at)),
};

/** `what`: what was not done, such as "No copy was made." */
export function repairFailureText(error: Failure, what: string): AlertText {
  if (error.kind === 'exists') return say('There is a file of that name already.', `It was left alone. Choose another name. ${UNTOUCHED}`);
  const own = OWN[error.kind as Own] as ((e: Failure) => AlertText) | undefined;
  return own === undefined ? say(what, `${causeText(error as SaveCause)} The original is as it was.`) : own(error);
}
