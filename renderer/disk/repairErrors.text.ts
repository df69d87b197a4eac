/** Why there is no repair, no copy or no check: what happened, how things stand, what to do. */
import {
  boundaryText,
  CHANGED_MEANWHILE,
  chooseAgain,
  CLOSED_MEANWHILE,
  NAME_REFUSED,
  OTHER_STATE,
  WENT_WRONG,
} from '../app/boundary.text';
import { obstacleText } from '../app/place.text';
import type { BoundaryError, SaveCause } from '../../shared/errors';
import type { CheckError, RepairCopyError, RepairPlanError } from '../../shared/repairViews';
import type { RepairError } from '../../shared/repairs';
import { repairErrorText } from '../../shared/text/repairs';
import { bytesText } from '../../shared/text/size';
import { causeText } from './editErrors.text';
import type { AlertText } from '../app/alert.text';
import { aboutText, notDurableText, sentence, whyText } from '../app/why.text';

type Failure = RepairPlanError | RepairCopyError | CheckError | BoundaryError;

const UNTOUCHED = 'Nothing was written.';
const say = (title: string, detail = UNTOUCHED): AlertText => ({ title, detail });

/** Kinds of errors that do not come from the file system. */
type Own = Exclude<Failure['kind'], SaveCause['kind']>;
type Of<K extends string> = Failure & { readonly kind: K };

const mend = (error: RepairError): AlertText => {
  const { title, next } = repairErrorText(error, 'window');
  return say(sentence(title), next);
};
const rejected = (error: BoundaryError): AlertText => {
  const { title, detail } = boundaryText(error);
  return say(title, `${detail} ${UNTOUCHED}`.trimStart());
};

const OWN: { readonly [K in Own]: (error: Of<K>) => AlertText } = {
  'nothing-to-do': mend,
  'no-lost-blocks': mend,
  'too-much': mend,
  'made-worse': mend,
  'rebuild-copy': mend,
  'cannot-read': mend,
  'no-evidence': mend,
  'no-block-there': mend,
  'bad-place': mend,
  'no-far-footer': ({ unreadBytes }) =>
    say(
      'No footer of this disk stands anywhere in the file.',
      unreadBytes === 0
        ? `All of it was looked through. ${UNTOUCHED}`
        : `All of it was looked through but for ${bytesText(unreadBytes)} that the drive does not give. ${UNTOUCHED}`,
    ),
  'no-rescue': () => say('Platter sees no way to make a disk of this file.', 'You can still look at its bytes.'),
  'image-closed': () => say(CLOSED_MEANWHILE),
  'stale-revision': () => say(CHANGED_MEANWHILE, 'Open the repair again.'),
  'stale-plan': () => say(OTHER_STATE, `Open it again. ${UNTOUCHED}`),
  'stale-ticket': () => say(chooseAgain('The file')),
  'bytes-only': () => say('Only disks can be repaired.'),
  busy: () => say('Something else is running in this window.', 'Wait until it is done, or cancel it.'),
  cancelled: () => say('Cancelled.', 'Nothing is left of it.'),
  'check-failed': (error) => say(whyText(error), 'The drive gave back other bytes than were written. The original is as it was.'),
  'internal-job': () => say(WENT_WRONG, 'Nothing is left of the copy, and the original is as it was.'),
  obstacle: ({ obstacle }) => say(NAME_REFUSED, `${obstacleText('The file', obstacle)} ${UNTOUCHED}`),
  'not-durable': ({ code }) => notDurableText('The copy', code),
  internal: rejected,
  'untrusted-sender': rejected,
  'bad-request': rejected,
};

/** `what`: what was not done, such as "No copy was made." */
export function repairFailureText(error: Failure, what: string): AlertText {
  if (error.kind === 'exists')
    return say(aboutText('A file of that name', error.kind), `It was left alone. Choose another name. ${UNTOUCHED}`);
  const own = OWN[error.kind as Own] as ((e: Failure) => AlertText) | undefined;
  return own === undefined ? say(what, `${causeText(error as SaveCause)} The original is as it was.`) : own(error);
}
